"""What all charts are made of: a spec as a plain dict, lines, marks and bars, labels and ends. Knows no Streamlit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.charts import scale
from dashboard.figures.figure import Figure, known
from dashboard.theme import MONTHS, Palette, figure, marked, span, warned

Spec = dict[str, Any]
HATCH: dict[str, Any] = {"shape": "/", "size": 6, "solidity": 0.35}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
LABEL_SIZE = 16
SMALL_LABEL_SIZE = 14
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Line:
    """One line of a trend: its rows, its name at the end, colour and dash.

    `labels` says where values stand: top, bottom, auto (clear of the line) or nowhere (empty). `told` marks a line over
    months that the title speaks of: its last value is written at its end. `ink` is the colour of its name, where its
    own is too light to be read.
    """

    rows: Sequence[Figure]
    name: str
    color: str
    dash: str = "solid"
    labels: str = "auto"
    width: float = 3
    told: bool = False
    ink: str = ""


@dataclass(frozen=True)
class Mark:
    """A small sign on the time axis, explained in a list under the chart."""

    at: float
    sign: str


@dataclass(frozen=True)
class Bar:
    """One column of a bridge: a total, or a driver whose sign says better or worse."""

    name: str
    value: float
    is_total: bool = False


def label(row: Figure) -> str:
    """A figure to its last digit, with its months where it covers a part of the year, and the mark of one with caveats;
    empty without a number."""
    if row.value is None:
        return ""
    text = figure(row.value, row.resolution, row.unit, with_unit=False)
    told = f"{text} ({_months(row)})" if row.part_year else text
    return marked(told) if row.caveats else told


def _months(row: Figure) -> str:
    """The months of a part-year in short, whatever its heading says: jan–aug."""
    first = MONTHS[(row.period_start or row.month_start).month - 1]
    return span(first, MONTHS[row.month - 1])


def hover(name: str, row: Figure) -> str:
    """What a point tells of itself; nothing where it is not there."""
    if row.value is None:
        return ""
    text = figure(row.value, row.resolution, row.unit)
    place = row.cell if row.computed else f"{row.sheet}!{row.cell}"
    mark = "<br>Exempeldata" if row.sample else ""
    mark += "".join(f"<br>{warned(wrap(caveat.text, 60))}" for caveat in row.caveats)
    return f"{name or row.org} {row.period_text}: <b>{text}</b><br>{row.publication}, {place}{mark}"


def end_label(text: str, x: float, y: float, color: str, shift: int) -> Spec:
    """A text at the end of a line."""
    font = {"color": color, "size": LABEL_SIZE}
    return {"text": text, "x": x, "y": y, "xanchor": "left", "xshift": shift, "showarrow": False, "font": font}


def value_range(spec: Spec, runs: Sequence[Sequence[Figure]]) -> None:
    """Give the axis of values room for lines, and for the texts at the highest and the lowest point."""
    low, high = scale.span(runs)
    # Room for a value above the highest and below the lowest point: the same height in a low chart as in a high one.
    room = (high - low or abs(high) or 1) * 80 / spec["layout"]["height"]
    spec["layout"]["yaxis"] |= {"range": [low - (room if low else 0), high + room]}


def line_of_text(spec: Spec) -> float:
    """The height of a line of text in the values of the axis."""
    low, high = spec["layout"]["yaxis"]["range"]
    margin = spec["layout"]["margin"]
    pixels = spec["layout"]["height"] - margin["t"] - margin["b"]
    return float((high - low) * LABEL_SIZE * 1.25 / pixels)


def zero_line(spec: Spec, palette: Palette) -> None:
    """Draw where nothing is."""
    spec["layout"]["yaxis"] |= {"zeroline": True, "zerolinecolor": palette.light}


def mark(spec: Spec, palette: Palette, marks: Sequence[Mark], cuts: Sequence[Mark], notes: Iterable[Spec] = ()) -> None:
    """Put event signs at the foot of the chart, and cut signs with a dotted line at its head."""
    dotted = {"color": palette.light, "width": 1.5, "dash": "dot"}
    signs = [_sign(mark, palette, "bottom") for mark in marks] + [_sign(cut, palette, "top") for cut in cuts]
    spec["layout"]["annotations"] = [*notes, *signs]
    spec["layout"]["shapes"] = [
        {"type": "line", "x0": cut.at, "x1": cut.at, "y0": 0, "y1": 1, "yref": "paper", "line": dotted} for cut in cuts
    ]


def _sign(mark: Mark, palette: Palette, anchor: str) -> Spec:
    return {
        "text": mark.sign,
        "x": mark.at,
        "y": 0 if anchor == "bottom" else 1,
        "yref": "paper",
        "yanchor": anchor,
        "showarrow": False,
        "font": {"size": 13, "color": palette.muted},
        "bgcolor": palette.surface,
        "bordercolor": palette.light,
        "borderwidth": 1,
        "borderpad": 2,
    }


UNDER_SIZE = 13
"""An amount of six digits in brackets under every fifth of a chart that is a third of a sheet of paper wide."""


def add_to_years(spec: Spec, texts: dict[int, str]) -> None:
    """A second line under the years of the axis, upright and small enough for a narrow chart."""
    axis = spec["layout"]["xaxis"]
    under = [f"{year}<br>{texts.get(year, '')}" for year in axis["tickvals"]]
    axis |= {"ticktext": under, "tickangle": 0, "tickfont": axis["tickfont"] | {"size": UNDER_SIZE}}
    spec["layout"]["margin"] |= {"b": 48}


def spread(groups: Iterable[Sequence[Figure]]) -> tuple[float, float]:
    """The lowest and highest value of several groups, zero included: a common scale for columns."""
    numbers = [row.number for rows in groups for row in known(rows)]
    return min([0.0, *numbers]), max([0.0, *numbers])


def bars(rows: Sequence[Figure], marker: Spec, width: float) -> Spec:
    """Columns of figures."""
    return {
        "type": "bar",
        "x": [row.year for row in rows],
        "y": [row.value for row in rows],
        "width": width,
        "marker": marker,
        "hovertext": [hover("", row) for row in rows],
        "hoverinfo": "text",
    }


def bar_labels(texts: Sequence[str], palette: Palette, size: int) -> Spec:
    """What stands at columns."""
    return {
        "text": list(texts),
        "textposition": "outside",
        "textfont": {"size": size, "color": palette.ink},
        "constraintext": "none",
        "cliponaxis": False,
    }


def wrap(text: str, width: int = 16) -> str:
    """A long name over several lines."""
    lines: list[str] = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
