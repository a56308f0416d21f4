"""Charts whose points are years: trends with targets, columns, scenarios, indices."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dashboard.charts.alone import alone
from dashboard.charts.spec import (
    CLEAR,
    HATCH,
    LABEL_SIZE,
    SMALL_LABEL_SIZE,
    Line,
    Mark,
    Spec,
    add_to_years,
    bar_labels,
    bars,
    end_label,
    hover,
    label,
    line_of_text,
    mark,
    spread,
    value_range,
    wrap,
    zero_line,
)
from dashboard.figures.figure import Figure, known, one_precision
from dashboard.theme import Palette, figure, layout


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
    value_range(spec, [*(line.rows for line in shown), aims])
    notes = _end_labels([line for line in shown if line.name], spec)
    if aims:
        data.append(_target_trace(aims, palette))
        notes.append(_target_label(aims[-1], palette))
    widest = max((len(note["text"]) for note in notes), default=0)
    spec["layout"]["margin"] |= {"r": 16 + 8 * widest}
    mark(spec, palette, marks, cuts, notes)
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
                "hovertext": [hover(line.name, row) if row else "" for row in rows],
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


def _end_labels(lines: Sequence[Line], spec: Spec) -> list[Spec]:
    """The names at the lines' ends, pushed apart where they would overlap."""
    ends = sorted(((known(line.rows)[-1], line) for line in lines), key=lambda end: end[0].number)
    gap = line_of_text(spec)
    labels: list[Spec] = []
    for end, line in ends:
        height = max(end.number, labels[-1]["y"] + gap) if labels else end.number
        labels.append(end_label(line.name, end.of_year, height, line.color, shift=22))
    return labels


def _target_trace(target: Sequence[Figure], palette: Palette) -> Spec:
    x = [target[0].of_year - 0.4, *(row.of_year for row in target), target[-1].of_year + 0.4]
    y = [target[0].number, *(row.number for row in target), target[-1].number]
    # A target is a step from year to year: nothing is aimed at in between.
    dashed = {"color": palette.muted, "width": 2, "dash": "dash", "shape": "hvh"}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": dashed, "hoverinfo": "skip"}


def _target_label(target: Figure, palette: Palette) -> Spec:
    text = f"Mål {target.of_year}: {figure(target.number, target.resolution, target.unit)}"
    return end_label(text, target.of_year + 0.4, target.number, palette.muted, shift=4)


def _time_axis(spec: Spec, years: Sequence[int]) -> None:
    first, last = min(years), max(years)
    ticks = {"tickvals": list(range(first, last + 1)), "tickformat": "d"}
    spec["layout"]["xaxis"] |= {"range": [first - 0.5, last + 0.5], **ticks}


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
    outcome = bars(rows, solid, 0.62) | bar_labels([label(row) for row in rows], palette, SMALL_LABEL_SIZE)
    data = [*([bars(budget, outlined, 0.86)] if known(budget) else []), *([outcome] if known(rows) else [])]
    spec: Spec = {"data": data, "layout": layout(palette, height) | {"barmode": "overlay"}}
    _time_axis(spec, years)
    if known(budget):
        add_to_years(spec, {row.of_year: f"({label(row)})" for row in known(budget)})
    low, high = scale or spread([rows, budget])
    room = (high - low or 1) * 50 / height
    spec["layout"]["yaxis"] |= {"range": [low - (room if low < 0 else 0), high + room]}
    zero_line(spec, palette)
    mark(spec, palette, (), cuts)
    return spec


def scenarios(rows: Sequence[Figure], names: Sequence[str], palette: Palette, height: int = 300) -> Spec:
    """Columns for budget, forecasts and outcome: outlined, hatched the denser the later, solid; one row a column."""
    looks = {
        "budget": {"color": CLEAR, "line": {"color": palette.ink, "width": 2}},
        "outcome": {"color": palette.accent},
    }
    made = [row for row in rows if row.scenario == "forecast"]
    data = [
        {
            "type": "bar",
            "x": [wrap(name)],
            "y": [row.value],
            "width": 0.6,
            "marker": looks[row.scenario] if row.scenario in looks else _hatched(made.index(row), palette),
            "hovertext": [hover(name, row)],
            "hoverinfo": "text",
            **bar_labels([label(row)], palette, LABEL_SIZE),
        }
        for name, row in zip(names, rows, strict=True)
    ]
    spec: Spec = {"data": data, "layout": layout(palette, height)}
    value_range(spec, [rows])
    spec["layout"]["margin"] |= {"b": 48}
    zero_line(spec, palette)
    spec["layout"]["xaxis"] |= {"tickfont": {"size": SMALL_LABEL_SIZE, "color": palette.ink}}
    return spec


def _hatched(made_before: int, palette: Palette) -> Spec:
    """The look of a forecast: the denser the more were made before it."""
    dense = min(HATCH["solidity"] + 0.15 * made_before, 0.8)
    return {"color": palette.muted, "pattern": {**HATCH, "solidity": dense, "bgcolor": palette.surface}}


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
