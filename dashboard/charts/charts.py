"""Figures -> Plotly spec as a plain dict; one function a chart form, none knows Streamlit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from dashboard.charts.alone import alone
from dashboard.charts.scale import span as span_of_axis
from dashboard.figures.figure import Figure, known, one_precision
from dashboard.theme import CAVEAT, MONTHS, NO_BREAK, Palette, figure, layout, number, span

Spec = dict[str, Any]

HATCH = {"shape": "/", "size": 6, "solidity": 0.35}
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


def trend(
    lines: Sequence[Line],
    palette: Palette,
    years: Sequence[int],
    target: Sequence[Figure] = (),
    marks: Sequence[Mark] = (),
    cuts: Sequence[Mark] = (),
    height: int = 340,
) -> Spec:
    """Lines over the years of the axis: cut where a series breaks, part-years hollow, names at the line's end."""
    shown = _one_precision([line for line in lines if known(line.rows)])
    aims = [row for row in known(target) if min(years) <= row.of_year <= max(years)]
    if single := alone([*(line.rows for line in shown), aims], palette):
        return single
    data = [trace for line in shown for trace in _line_traces(line)]
    spec: Spec = {"data": data, "layout": layout(palette, height)}
    _time_axis(spec, years)
    _value_range(spec, [*(line.rows for line in shown), aims])
    notes = _end_labels([line for line in shown if line.name], spec)
    if aims:
        data.append(_target_trace(aims, palette))
        notes.append(_target_label(aims[-1], palette))
    widest = max((len(note["text"]) for note in notes), default=0)
    spec["layout"]["margin"] |= {"r": 16 + 8 * widest}
    _mark(spec, palette, marks, cuts, notes)
    return spec


def _one_precision(lines: Sequence[Line]) -> list[Line]:
    """Printed lines with one precision, and computed ones with one."""
    sides = [[row for line in lines for row in line.rows if row.computed == computed] for computed in (False, True)]
    printed, computed = (iter(one_precision(side)) for side in sides)
    return [replace(line, rows=[next(computed if row.computed else printed) for row in line.rows]) for line in lines]


def _line_traces(line: Line) -> list[Spec]:
    traces = []
    for _, group in groupby(line.rows, key=lambda row: row.segment):
        segment = list(group)
        of_year = {row.of_year: row for row in segment}
        # A year that no report prints is a gap like a printed blank.
        years = range(min(of_year), max(of_year) + 1)
        rows = [of_year.get(year) for year in years]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers+text" if line.labels else "lines+markers",
                "x": list(years),
                "y": [row.value if row else None for row in rows],
                "connectgaps": False,
                "line": {"color": line.color, "width": line.width, "dash": line.dash},
                "marker": {
                    "color": line.color,
                    "size": 9,
                    "symbol": ["circle-open" if row and row.uncertain else "circle" for row in rows],
                },
                "text": [label(row) if row else "" for row in rows],
                "textposition": _label_places(line, rows),
                "textfont": {"color": line.color, "size": LABEL_SIZE},
                "cliponaxis": False,
                "hovertext": [_hover(line.name, row) if row else "" for row in rows],
                "hoverinfo": "text",
            }
        )
    return traces


def _label_places(line: Line, rows: Sequence[Figure | None]) -> list[str]:
    """Where values stand so that the line does not run through them: under valleys, beside slopes, else above."""
    if line.labels != "auto":
        return [f"{line.labels or 'top'} center"] * len(rows)
    points = known(row for row in rows if row)
    places: dict[int | None, str] = {}
    for position, row in enumerate(points):
        before = points[position - 1] if position else None
        after = points[position + 1] if position + 1 < len(points) else None
        falls_in = before is not None and before.number > row.number
        falls_out = after is not None and after.number < row.number
        rises_in = before is not None and before.number < row.number
        rises_out = after is not None and after.number > row.number
        if falls_in and falls_out:
            places[row.year] = "top right"
        elif rises_in and rises_out:
            places[row.year] = "top left"
        elif falls_in or (rises_out and not rises_in):
            places[row.year] = "bottom center"
    return [places.get(row.year if row else None, "top center") for row in rows]


def label(row: Figure) -> str:
    """A figure to its last digit, with its months where it covers a part of the year, and the mark of one with caveats;
    empty without a number."""
    if row.value is None:
        return ""
    text = figure(row.value, row.resolution, row.unit, with_unit=False)
    mark = f" {CAVEAT}" if row.caveats else ""
    return f"{text} ({_months(row)}){mark}" if row.part_year else f"{text}{mark}"


def _months(row: Figure) -> str:
    """The months of a part-year in short, whatever its heading says: jan–aug."""
    first = MONTHS[(row.period_start or row.month_start).month - 1]
    return span(first, MONTHS[row.month - 1])


def _hover(name: str, row: Figure) -> str:
    if row.value is None:
        return ""
    text = figure(row.value, row.resolution, row.unit)
    place = row.cell if row.computed else f"{row.sheet}!{row.cell}"
    mark = "<br>Exempeldata" if row.sample else ""
    mark += "".join(f"<br>{CAVEAT} {wrap(caveat.text, 60)}" for caveat in row.caveats)
    return f"{name or row.org} {row.period_text}: <b>{text}</b><br>{row.publication}, {place}{mark}"


def _end_labels(lines: Sequence[Line], spec: Spec) -> list[Spec]:
    """The names at the lines' ends, pushed apart where they would overlap."""
    ends = sorted(((known(line.rows)[-1], line) for line in lines), key=lambda end: end[0].number)
    gap = _line_of_text(spec)
    labels: list[Spec] = []
    for end, line in ends:
        height = max(end.number, labels[-1]["y"] + gap) if labels else end.number
        labels.append(_end_label(line.name, end.of_year, height, line.color, shift=22))
    return labels


def _end_label(text: str, x: float, y: float, color: str, shift: int) -> Spec:
    font = {"color": color, "size": LABEL_SIZE}
    return {"text": text, "x": x, "y": y, "xanchor": "left", "xshift": shift, "showarrow": False, "font": font}


def _target_trace(target: Sequence[Figure], palette: Palette) -> Spec:
    x = [target[0].of_year - 0.4, *(row.of_year for row in target), target[-1].of_year + 0.4]
    y = [target[0].number, *(row.number for row in target), target[-1].number]
    # A target is a step from year to year: nothing is aimed at in between.
    dashed = {"color": palette.muted, "width": 2, "dash": "dash", "shape": "hvh"}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": dashed, "hoverinfo": "skip"}


def _target_label(target: Figure, palette: Palette) -> Spec:
    text = f"Mål {target.of_year}: {figure(target.number, target.resolution, target.unit)}"
    return _end_label(text, target.of_year + 0.4, target.number, palette.muted, shift=4)


def _time_axis(spec: Spec, years: Sequence[int]) -> None:
    first, last = min(years), max(years)
    ticks = {"tickvals": list(range(first, last + 1)), "tickformat": "d"}
    spec["layout"]["xaxis"] |= {"range": [first - 0.5, last + 0.5], **ticks}


def _value_range(spec: Spec, runs: Sequence[Sequence[Figure]]) -> None:
    low, high = span_of_axis(runs)
    # Room for a value above the highest and below the lowest point: the same height in a low chart as in a high one.
    room = (high - low or abs(high) or 1) * 80 / spec["layout"]["height"]
    spec["layout"]["yaxis"] |= {"range": [low - (room if low else 0), high + room]}


def _zero_line(spec: Spec, palette: Palette) -> None:
    spec["layout"]["yaxis"] |= {"zeroline": True, "zerolinecolor": palette.light}


def _mark(
    spec: Spec, palette: Palette, marks: Sequence[Mark], cuts: Sequence[Mark], notes: Iterable[Spec] = ()
) -> None:
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


def season(lines: Sequence[Line], palette: Palette, height: int = 340) -> Spec:
    """Years laid over each other, January to December: the last line is the one that is read, with its last value."""
    shown = [line for line in lines if known(line.rows)]
    if single := alone([line.rows for line in shown], palette):
        return single
    data = [trace for line in shown for trace in _month_traces(line, _month_of_year)]
    spec: Spec = {"data": data, "layout": layout(palette, height)}
    # Every month has its mark, every third its name: twelve names do not fit a phone.
    names = [name if at % 3 == 0 else "" for at, name in enumerate(MONTHS)]
    ticks = {"tickvals": list(range(1, len(MONTHS) + 1)), "ticktext": names, "tickangle": 0}
    spec["layout"]["xaxis"] |= {"range": [0.5, len(MONTHS) + 0.5], **ticks, **_tick_marks(palette)}
    _scale(spec, palette, [line.rows for line in shown])
    _mark(spec, palette, (), (), _end_names(spec, shown, _month_of_year))
    return spec


def long_run(
    rows: Sequence[Figure], palette: Palette, years: Sequence[int], cuts: Sequence[Mark] = (), height: int = 200
) -> Spec:
    """One line over all months of the years, with the last value written at its end."""
    return long_runs([Line(rows, "", palette.accent, width=2)], palette, years, cuts, height)


def long_runs(
    lines: Sequence[Line], palette: Palette, years: Sequence[int], cuts: Sequence[Mark] = (), height: int = 340
) -> Spec:
    """Lines over all months of the years, named at their ends, those that the title speaks of with their values."""
    shown = [line for line in lines if known(line.rows)]
    if single := alone([line.rows for line in shown], palette):
        return single
    data = [trace for line in shown for trace in _month_traces(line, _moment)]
    spec: Spec = {"data": data, "layout": layout(palette, height)}
    first, last = min(years), max(years)
    text = [str(year) for year in range(first, last + 1)]
    ticks = {"tickvals": [year + 0.5 for year in range(first, last + 1)], "ticktext": text}
    spec["layout"]["xaxis"] |= {"range": [first, last + 1.05], **ticks}
    _scale(spec, palette, [line.rows for line in shown])
    _mark(spec, palette, (), cuts, _end_names(spec, shown, _moment))
    return spec


def _month_of_year(row: Figure) -> float:
    return row.month


def _moment(row: Figure) -> float:
    """The middle of a month on an axis of years."""
    return row.of_year + (row.month - 0.5) / len(MONTHS)


def _tick_marks(palette: Palette) -> Spec:
    return {"ticks": "outside", "ticklen": 4, "tickcolor": palette.light}


def _scale(spec: Spec, palette: Palette, runs: Sequence[Sequence[Figure]]) -> None:
    """A few values beside the lines, of which only the last is written out; a line at zero where they reach it."""
    _value_range(spec, runs)
    spec["layout"]["yaxis"] |= {"showticklabels": True, "nticks": 4, "tickformat": ",~f", "automargin": True}
    low, high = spec["layout"]["yaxis"]["range"]
    if low <= 0 <= high:
        _zero_line(spec, palette)


def _month_traces(line: Line, place: Callable[[Figure], float]) -> list[Spec]:
    traces = []
    for _, group in groupby(known(line.rows), key=lambda row: row.segment):
        rows = list(group)
        lone = len(rows) == 1
        marked = lone or any(row.caveats for row in rows)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers" if marked else "lines",
                "x": [place(row) for row in rows],
                "y": [row.value for row in rows],
                "line": {"color": line.color, "width": line.width, "dash": line.dash},
                "marker": {
                    "color": line.color,
                    "size": [7 if lone or row.caveats else 0 for row in rows],
                    "symbol": ["circle-open" if row.caveats else "circle" for row in rows],
                },
                "cliponaxis": False,
                "hovertext": [_hover("" if line.name in row.period_text else line.name, row) for row in rows],
                "hoverinfo": "text",
            }
        )
    return traces


def _end_names(spec: Spec, lines: Sequence[Line], place: Callable[[Figure], float]) -> list[Spec]:
    """At each line's end its name, of those that the title speaks of with the value, or else of the last one; pushed
    apart where they would overlap."""
    told = [line for line in lines if line.told] or lines[-1:]
    ends = sorted(((known(line.rows)[-1], line) for line in lines), key=lambda end: end[0].number)
    gap = _line_of_text(spec)
    labels: list[Spec] = []
    for end, line in ends:
        text = ": ".join(filter(None, (line.name, label_of_month(end)))) if line in told else line.name
        height = max(end.number, labels[-1]["y"] + gap) if labels else end.number
        labels.append(_end_label(text, place(end), height, line.ink or line.color, shift=8))
    spec["layout"]["margin"] |= {"r": 12 + 8 * max((len(label["text"]) for label in labels), default=0)}
    return labels


def _line_of_text(spec: Spec) -> float:
    """The height of a line of text in the values of the axis."""
    low, high = spec["layout"]["yaxis"]["range"]
    margin = spec["layout"]["margin"]
    pixels = spec["layout"]["height"] - margin["t"] - margin["b"]
    return float((high - low) * LABEL_SIZE * 1.25 / pixels)


def label_of_month(row: Figure) -> str:
    """A month's value without unit."""
    return figure(row.number, row.resolution, row.unit, with_unit=False)


def columns(
    rows: Sequence[Figure],
    palette: Palette,
    years: Sequence[int],
    budget: Sequence[Figure] = (),
    height: int = 200,
    scale: tuple[float, float] | None = None,
    cuts: Sequence[Mark] = (),
) -> Spec:
    """Columns over years from zero, budget or plan outlined behind; `scale` is shared where charts compare."""
    if scale is None and not known(budget) and (single := alone([rows], palette)):
        return single
    outlined = {"color": CLEAR, "line": {"color": palette.muted, "width": 1.5}}
    precise = iter(one_precision([*rows, *budget]))
    rows, budget = [next(precise) for _ in rows], [next(precise) for _ in budget]
    solid = {"color": [palette.light if row.uncertain else palette.accent for row in rows]}
    bars = _bars(rows, solid, 0.62) | _bar_labels([label(row) for row in rows], palette, SMALL_LABEL_SIZE)
    data = [*([_bars(budget, outlined, 0.86)] if known(budget) else []), *([bars] if known(rows) else [])]
    spec: Spec = {"data": data, "layout": layout(palette, height) | {"barmode": "overlay"}}
    _time_axis(spec, years)
    if known(budget):
        _add_to_years(spec, {row.of_year: f"({label(row)})" for row in known(budget)})
    low, high = scale or spread([rows, budget])
    room = (high - low or 1) * 50 / height
    spec["layout"]["yaxis"] |= {"range": [low - (room if low < 0 else 0), high + room]}
    _zero_line(spec, palette)
    _mark(spec, palette, (), cuts)
    return spec


def _add_to_years(spec: Spec, texts: dict[int, str]) -> None:
    """A second line under the years of the axis."""
    years = spec["layout"]["xaxis"]["tickvals"]
    spec["layout"]["xaxis"] |= {"ticktext": [f"{year}<br>{texts.get(year, '')}" for year in years]}
    spec["layout"]["margin"] |= {"b": 48}


def spread(groups: Iterable[Sequence[Figure]]) -> tuple[float, float]:
    """The lowest and highest value of several groups, zero included: a common scale for columns."""
    numbers = [row.number for rows in groups for row in known(rows)]
    return min([0.0, *numbers]), max([0.0, *numbers])


def _bars(rows: Sequence[Figure], marker: Spec, width: float) -> Spec:
    return {
        "type": "bar",
        "x": [row.year for row in rows],
        "y": [row.value for row in rows],
        "width": width,
        "marker": marker,
        "hovertext": [_hover("", row) for row in rows],
        "hoverinfo": "text",
    }


def _bar_labels(texts: Sequence[str], palette: Palette, size: int) -> Spec:
    return {
        "text": list(texts),
        "textposition": "outside",
        "textfont": {"size": size, "color": palette.ink},
        "constraintext": "none",
        "cliponaxis": False,
    }


def bridge(bars: Sequence[Bar], palette: Palette, unit: str) -> Spec:
    """From one total down to another through the drivers, which sum exactly; better and worse by sign and colour."""
    bases, running = [], 0.0
    for bar in bars:
        bases.append(0.0 if bar.is_total else running)
        running = bar.value if bar.is_total else running + bar.value
    texts = [number(bar.value, plus=not bar.is_total) for bar in bars]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [wrap(bar.name) for bar in bars],
        "x": [bar.value for bar in bars],
        "base": bases,
        "marker": {"color": [_bridge_color(bar, palette) for bar in bars]},
        "hovertext": [f"{bar.name}: <b>{text}{NO_BREAK}{unit}</b>" for bar, text in zip(bars, texts, strict=True)],
        "hoverinfo": "text",
        **_bar_labels(texts, palette, LABEL_SIZE),
    }
    spec: Spec = {"data": [trace], "layout": layout(palette, 60 + 46 * len(bars))}
    ends = [0.0, *bases, *(base + bar.value for base, bar in zip(bases, bars, strict=True))]
    room = (max(ends) - min(ends) or 1) * 0.12
    names = {"autorange": "reversed", "automargin": True, "showticklabels": True}
    spec["layout"]["yaxis"] |= names | {"tickfont": {"size": LABEL_SIZE, "color": palette.ink}}
    spec["layout"]["margin"] |= {"r": 56}
    spec["layout"]["xaxis"] |= {"range": [min(ends) - room, max(ends) + room], "showticklabels": False}
    spec["layout"]["xaxis"] |= {"zeroline": True, "zerolinecolor": palette.light}
    return spec


def _bridge_color(bar: Bar, palette: Palette) -> str:
    if bar.is_total:
        return palette.ink
    return palette.better if bar.value >= 0 else palette.worse


def scenarios(rows: Sequence[Figure], names: Sequence[str], palette: Palette, height: int = 300) -> Spec:
    """Columns for budget, forecasts and outcome: outlined, hatched, solid; one row a column."""
    looks = {
        "budget": {"color": CLEAR, "line": {"color": palette.ink, "width": 2}},
        "forecast": {"color": palette.muted, "pattern": {**HATCH, "bgcolor": palette.surface}},
        "outcome": {"color": palette.accent},
    }
    data = [
        {
            "type": "bar",
            "x": [wrap(name)],
            "y": [row.value],
            "width": 0.6,
            "marker": looks[row.scenario],
            "hovertext": [_hover(name, row)],
            "hoverinfo": "text",
            **_bar_labels([label(row)], palette, LABEL_SIZE),
        }
        for name, row in zip(names, rows, strict=True)
    ]
    spec: Spec = {"data": data, "layout": layout(palette, height)}
    _value_range(spec, [rows])
    spec["layout"]["margin"] |= {"b": 48}
    _zero_line(spec, palette)
    spec["layout"]["xaxis"] |= {"tickfont": {"size": SMALL_LABEL_SIZE, "color": palette.ink}}
    return spec


def indexed(rows: Sequence[Figure]) -> list[Figure]:
    """The figures as indices: 100 at the first number of every segment, so that a break starts a new base.

    Part-years have no index, nor has a segment that starts at zero.
    """
    bases: dict[int, float] = {}
    for row in known(rows):
        if not row.part_year:
            bases.setdefault(row.segment, row.number)
    return [replace(row, value=_index(row, bases.get(row.segment)), resolution=1.0, unit="index") for row in rows]


def _index(row: Figure, base: float | None) -> float | None:
    return None if row.value is None or row.part_year or not base else row.value / base * 100


def wrap(text: str, width: int = 16) -> str:
    """A long name over several lines."""
    lines: list[str] = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
