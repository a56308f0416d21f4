"""Frame + measure -> Plotly spec as a plain dict; one function a chart form, none knows Streamlit.

Every frame is the long shape of query.figures: year, value, resolution, unit, part_year, segment, cut.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.theme import NO_BREAK, Palette, figure, layout, number

Spec = dict[str, Any]

HATCH = {"shape": "/", "size": 6, "solidity": 0.35}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
LABEL_SIZE = 15
SMALL_LABEL_SIZE = 13


@dataclass(frozen=True)
class Line:
    """One line of a trend: its rows, its name at the end, colour and dash. `labels` says where values stand: top, bottom,
    auto (below a valley, above all else) or nowhere (empty)."""

    rows: pd.DataFrame
    name: str
    color: str
    dash: str = "solid"
    labels: str = "auto"
    width: float = 3


@dataclass(frozen=True)
class Mark:
    """A small sign on the time axis, explained in a list under the chart."""

    at: float
    sign: str


@dataclass(frozen=True)
class Step:
    """One column of a bridge; `kind`: total, or driver whose sign says better or worse."""

    name: str
    value: float
    kind: str = "driver"


def trend(
    lines: Sequence[Line],
    palette: Palette,
    years: Sequence[int],
    target: pd.DataFrame | None = None,
    marks: Sequence[Mark] = (),
    cuts: Sequence[Mark] = (),
    height: int = 340,
) -> Spec:
    """Lines over the years of the axis: cut where a series breaks, part-years hollow, names at the line's end."""
    shown = [line for line in lines if line.rows["value"].notna().any()]
    data: list[Spec] = []
    for line in shown:
        data += _line_traces(line)
    numbers = [value for line in shown for value in line.rows["value"].dropna()]
    spec: Spec = {"data": data, "layout": layout(palette, height)}
    notes = _end_labels([line for line in shown if line.name], numbers)
    if target is not None and target["value"].notna().any():
        within = target[target["value"].notna() & target["year"].between(min(years), max(years))]
        data += _target_traces(within, palette)
        notes += _target_label(within, palette)
        numbers += list(within["value"])
    names = [line.name for line in shown] + (["Mål 00,0 %"] if target is not None else [])
    _time_axis(spec, years)
    spec["layout"]["margin"] |= {"r": 8 + 8 * max(map(len, names), default=0)}
    _value_range(spec, numbers)
    spec["layout"]["annotations"] = notes + _mark_notes(marks, palette, y=0) + _mark_notes(cuts, palette, y=1)
    spec["layout"]["shapes"] = [_cut_line(cut, palette) for cut in cuts]
    return spec


def _line_traces(line: Line) -> list[Spec]:
    traces = []
    for _, segment in line.rows.groupby("segment"):
        if segment["value"].isna().all():
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers+text" if line.labels else "lines+markers",
                "x": list(segment["year"]),
                "y": [None if pd.isna(v) else v for v in segment["value"]],
                "connectgaps": False,
                "line": {"color": line.color, "width": line.width, "dash": line.dash},
                "marker": {
                    "color": line.color,
                    "size": 9,
                    "symbol": ["circle-open" if part else "circle" for part in segment["part_year"]],
                },
                "text": [_label(row) for row in segment.itertuples()],
                "textposition": _label_places(line, segment),
                "textfont": {"color": line.color, "size": LABEL_SIZE},
                "cliponaxis": False,
                "hovertext": [_hover(line.name, row) for row in segment.itertuples()],
                "hoverinfo": "text",
            }
        )
    return traces


def _label_places(line: Line, segment: pd.DataFrame) -> list[str]:
    """Where values stand so that the line does not run through them: under valleys, beside slopes, else above."""
    if line.labels != "auto":
        return [f"{line.labels or 'top'} center"] * len(segment)
    known = segment["value"].dropna()
    rising_in = (known.diff() > 0).to_dict()
    rising_out = (known.diff(-1) < 0).to_dict()
    first, last = (known.index[0], known.index[-1]) if len(known) else (None, None)
    places = []
    for index in segment.index:
        came_up = rising_in.get(index, False) if index != first else rising_out.get(index, False) is False
        goes_up = rising_out.get(index, False) if index != last else not came_up
        places.append(_PLACES[came_up, goes_up] if len(known) > 1 and known.nunique() > 1 else "top center")
    return places


_PLACES = {
    (True, True): "top left",
    (True, False): "top center",
    (False, True): "bottom center",
    (False, False): "top right",
}


def _label(row: Any) -> str:
    if pd.isna(row.value):
        return ""
    text = figure(row.value, row.resolution, row.unit, with_unit=False)
    months = row.period_text.replace(str(row.year), "").strip().lower()
    return f"{text} ({months})" if row.part_year else text


def _hover(name: str, row: Any) -> str:
    if pd.isna(row.value):
        return ""
    value = figure(row.value, row.resolution, row.unit)
    return f"{name or row.org} {row.period_text}: <b>{value}</b><br>{row.publication}, {row.sheet}!{row.cell}"


def _end_labels(lines: Sequence[Line], numbers: Sequence[float]) -> list[Spec]:
    """The names at the lines' ends, pushed apart where they would overlap."""
    ends = sorted(
        ((line, line.rows[line.rows["value"].notna()].iloc[-1]) for line in lines),
        key=lambda e: e[1]["value"],
    )
    gap = (max(numbers) - min(numbers)) * 0.1 if numbers else 0
    labels: list[Spec] = []
    for line, end in ends:
        lowest = labels[-1]["y"] + gap if labels else end["value"]
        label = {
            "x": end["year"],
            "y": max(end["value"], lowest),
            "text": line.name,
            "xanchor": "left",
            "xshift": 22,
        }
        labels.append(label | {"showarrow": False, "font": {"color": line.color, "size": LABEL_SIZE}})
    return labels


def _target_traces(target: pd.DataFrame, palette: Palette) -> list[Spec]:
    x, y = list(target["year"].astype(float)), list(target["value"])
    x, y = [x[0] - 0.4, *x, x[-1] + 0.4], [y[0], *y, y[-1]]
    dashed = {"color": palette.muted, "width": 2, "dash": "dash"}
    return [{"type": "scatter", "mode": "lines", "x": x, "y": y, "line": dashed, "hoverinfo": "skip"}]


def _target_label(target: pd.DataFrame, palette: Palette) -> list[Spec]:
    if target.empty:
        return []
    last = target.iloc[-1]
    return [
        {
            "x": last["year"] + 0.4,
            "y": last["value"],
            "text": f"Mål {figure(last['value'], last['resolution'], last['unit'])}",
            "xanchor": "left",
            "xshift": 4,
            "showarrow": False,
            "font": {"color": palette.muted, "size": LABEL_SIZE},
        }
    ]


def _time_axis(spec: Spec, years: Sequence[int]) -> None:
    first, last = min(years), max(years)
    ticks = {"tickvals": list(range(first, last + 1)), "tickformat": "d"}
    spec["layout"]["xaxis"] |= {"range": [first - 0.5, last + 0.5], **ticks}


def _value_range(spec: Spec, numbers: Sequence[float]) -> None:
    low, high = (min(numbers), max(numbers)) if numbers else (0, 1)
    room = (high - low or abs(high) or 1) * 0.25
    spec["layout"]["yaxis"] |= {"range": [low - room, high + room]}


def _mark_notes(marks: Sequence[Mark], palette: Palette, y: float) -> list[Spec]:
    return [
        {
            "x": mark.at,
            "y": y,
            "yref": "paper",
            "text": mark.sign,
            "showarrow": False,
            "yanchor": "bottom" if y == 0 else "top",
            "font": {"size": 12, "color": palette.muted},
            "bordercolor": palette.light,
            "borderwidth": 1,
            "borderpad": 2,
        }
        for mark in marks
    ]


def _cut_line(cut: Mark, palette: Palette) -> Spec:
    dotted = {"color": palette.light, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": cut.at, "x1": cut.at, "y0": 0, "y1": 1, "yref": "paper", "line": dotted}


def columns(
    rows: pd.DataFrame,
    palette: Palette,
    years: Sequence[int],
    budget: pd.DataFrame | None = None,
    height: int = 200,
    scale: tuple[float, float] | None = None,
    cuts: Sequence[Mark] = (),
) -> Spec:
    """Columns over years from zero, with budget or plan outlined behind; `scale` is shared where charts compare."""
    data = []
    if budget is not None and budget["value"].notna().any():
        data.append(
            _bars(budget, {"color": "rgba(0,0,0,0)", "line": {"color": palette.muted, "width": 1.5}}, 0.86)
        )
    fills = [palette.light if part else palette.accent for part in rows["part_year"]]
    bars = _bars(rows, {"color": fills}, 0.62)
    bars |= {
        "text": [_label(row) for row in rows.itertuples()],
        "textposition": "outside",
        "textfont": {"size": SMALL_LABEL_SIZE, "color": palette.ink},
        "constraintext": "none",
        "cliponaxis": False,
    }
    data.append(bars)
    spec: Spec = {"data": data, "layout": layout(palette, height) | {"barmode": "overlay"}}
    _time_axis(spec, years)
    low, high = scale or spread([rows] if budget is None else [rows, budget])
    room = (high - low or 1) * 0.2
    spec["layout"]["yaxis"] |= {"range": [low - (room if low < 0 else 0), high + room], "zeroline": True}
    spec["layout"]["yaxis"] |= {"zerolinecolor": palette.light}
    spec["layout"]["annotations"] = _mark_notes(cuts, palette, y=1)
    spec["layout"]["shapes"] = [_cut_line(cut, palette) for cut in cuts]
    return spec


def spread(frames: Sequence[pd.DataFrame]) -> tuple[float, float]:
    """The lowest and highest value of several frames, zero included: a common scale for columns."""
    numbers = [value for frame in frames for value in frame["value"].dropna()]
    return min([0.0, *numbers]), max([0.0, *numbers])


def _bars(rows: pd.DataFrame, marker: Spec, width: float) -> Spec:
    return {
        "type": "bar",
        "x": list(rows["year"]),
        "y": [None if pd.isna(v) else v for v in rows["value"]],
        "width": width,
        "marker": marker,
        "hovertext": [_hover("", row) for row in rows.itertuples()],
        "hoverinfo": "text",
    }


def bridge(steps: Sequence[Step], palette: Palette, unit: str, height: int = 360) -> Spec:
    """From one total to another through the drivers, which sum exactly; better and worse by sign and colour."""
    colors = {True: palette.better, False: palette.worse}
    bases, heights, fills, running = [], [], [], 0.0
    for step in steps:
        if step.kind == "total":
            bases.append(0.0)
            heights.append(step.value)
            running = step.value
        else:
            bases.append(running)
            heights.append(step.value)
            running += step.value
        fills.append(palette.ink if step.kind == "total" else colors[step.value >= 0])
    spec: Spec = {
        "data": [_bridge_bars(steps, bases, heights, fills, palette, unit)],
        "layout": layout(palette, height),
    }
    tops = [base + height for base, height in zip(bases, heights, strict=True)]
    low, high = min([0.0, *bases, *tops]), max([0.0, *bases, *tops])
    room = (high - low or 1) * 0.15
    spec["layout"]["yaxis"] |= {
        "range": [low - room, high + room],
        "zeroline": True,
        "zerolinecolor": palette.light,
    }
    spec["layout"]["xaxis"] |= {
        "tickfont": {"size": SMALL_LABEL_SIZE, "color": palette.ink},
        "automargin": True,
    }
    return spec


def _bridge_bars(
    steps: Sequence[Step],
    bases: list[float],
    heights: list[float],
    fills: list[str],
    palette: Palette,
    unit: str,
) -> Spec:
    texts = [number(step.value, plus=step.kind == "driver") for step in steps]
    return {
        "type": "bar",
        "x": [_wrap(step.name) for step in steps],
        "y": heights,
        "base": bases,
        "marker": {"color": fills},
        "text": texts,
        "textposition": "outside",
        "textfont": {"size": LABEL_SIZE, "color": palette.ink},
        "cliponaxis": False,
        "hovertext": [
            f"{s.name}: <b>{text}{NO_BREAK}{unit}</b>" for s, text in zip(steps, texts, strict=True)
        ],
        "hoverinfo": "text",
    }


def scenarios(rows: pd.DataFrame, names: Sequence[str], palette: Palette, height: int = 300) -> Spec:
    """Columns for budget, forecasts and outcome: outlined, hatched, solid; one row of the frame a column."""
    looks = {
        "budget": {"color": "rgba(0,0,0,0)", "line": {"color": palette.ink, "width": 2}},
        "forecast": {"color": palette.muted, "pattern": {**HATCH, "bgcolor": palette.surface}},
    }
    data: list[Spec] = []
    for name, row in zip(names, rows.itertuples(), strict=True):
        bar = {
            "type": "bar",
            "x": [_wrap(name)],
            "y": [row.value],
            "width": 0.6,
            "marker": looks.get(str(row.scenario), {"color": palette.accent}),
            "text": [_label(row)],
            "textposition": "outside",
            "textfont": {"size": LABEL_SIZE, "color": palette.ink},
            "cliponaxis": False,
            "hovertext": [_hover(name, row)],
            "hoverinfo": "text",
        }
        data.append(bar)
    spec: Spec = {"data": data, "layout": layout(palette, height)}
    _value_range(spec, [0.0, *rows["value"]])
    spec["layout"]["yaxis"] |= {"zeroline": True, "zerolinecolor": palette.light}
    spec["layout"]["xaxis"] |= {"tickfont": {"size": SMALL_LABEL_SIZE, "color": palette.ink}}
    return spec


def sparkline(rows: pd.DataFrame, palette: Palette, target: float | None = None) -> str:
    """A tiny line as an SVG data address for a card: cut at breaks, target dashed, the last point marked."""
    known = rows[rows["value"].notna()]
    if known.empty:
        return ""
    numbers = [*known["value"], *([] if target is None else [target])]
    low, high = min(numbers), max(numbers)
    first, last = known["year"].min(), known["year"].max()

    def x(year: float) -> float:
        return 6 + 148 * (year - first) / max(last - first, 1)

    def y(value: float) -> float:
        return 38 - 32 * (value - low) / ((high - low) or 1)

    parts = [
        f'<polyline fill="none" stroke="{palette.accent}" stroke-width="2.5" points="'
        + " ".join(f"{x(r.year):.1f},{y(r.value):.1f}" for r in segment.itertuples())
        + '"/>'
        for _, segment in known.groupby("segment")
    ]
    if target is not None:
        level = y(target)
        parts.append(
            f'<line x1="0" x2="160" y1="{level:.1f}" y2="{level:.1f}" stroke="{palette.muted}"'
            ' stroke-width="1.5" stroke-dasharray="5 4"/>'
        )
    end = known.iloc[-1]
    dots = [known.iloc[i] for i in range(len(known)) if _is_alone(known, i)] + [end]
    parts += [
        f'<circle cx="{x(d.year):.1f}" cy="{y(d.value):.1f}" r="4" fill="{palette.accent}"/>' for d in dots
    ]
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 44">{"".join(parts)}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _is_alone(known: pd.DataFrame, position: int) -> bool:
    """Whether a point is the only one of its segment, so that no line shows it."""
    return int((known["segment"] == known.iloc[position]["segment"]).sum()) == 1


def indexed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with value = 100 at the first number of every segment: a break starts a new base."""
    known = rows[rows["value"].notna()].copy()
    base = known.groupby("segment")["value"].transform("first")
    return known.assign(value=known["value"] / base * 100, resolution=1.0, unit="index")


def _wrap(text: str, width: int = 16) -> str:
    """A long name over several lines."""
    lines: list[str] = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
