"""Charts whose points are months: years side by side, and runs over years."""

from collections.abc import Callable, Sequence
from itertools import groupby

from dashboard.charts.alone import alone
from dashboard.charts.spec import (
    Line,
    Mark,
    Spec,
    end_label,
    hover,
    line_of_text,
    mark,
    value_range,
    zero_line,
)
from dashboard.figures.figure import Figure, known
from dashboard.theme import MONTHS, Palette, figure, layout


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
    # A line at zero ends before the names of lines that end in December begin.
    spec["layout"]["xaxis"] |= {"range": [0.5, len(MONTHS) + 0.1], **ticks, **_tick_marks(palette)}
    _scale(spec, palette, [line.rows for line in shown])
    mark(spec, palette, (), (), _end_names(spec, shown, _month_of_year))
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
    mark(spec, palette, (), cuts, _end_names(spec, shown, _moment))
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
    value_range(spec, runs)
    spec["layout"]["yaxis"] |= {"showticklabels": True, "nticks": 4, "tickformat": ",~f", "automargin": True}
    low, high = spec["layout"]["yaxis"]["range"]
    if low <= 0 <= high:
        zero_line(spec, palette)


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
                "hovertext": [hover("" if line.name in row.period_text else line.name, row) for row in rows],
                "hoverinfo": "text",
            }
        )
    return traces


def _end_names(spec: Spec, lines: Sequence[Line], place: Callable[[Figure], float]) -> list[Spec]:
    """At each line's end its name, of those that the title speaks of with the value, or else of the last one; pushed
    apart where they would overlap."""
    told = [line for line in lines if line.told] or lines[-1:]
    ends = sorted(((known(line.rows)[-1], line) for line in lines), key=lambda end: end[0].number)
    gap = line_of_text(spec)
    labels: list[Spec] = []
    for end, line in ends:
        text = ": ".join(filter(None, (line.name, label_of_month(end)))) if line in told else line.name
        height = max(end.number, labels[-1]["y"] + gap) if labels else end.number
        labels.append(end_label(text, place(end), height, line.ink or line.color, shift=8))
    spec["layout"]["margin"] |= {"r": 12 + 8 * max((len(label["text"]) for label in labels), default=0)}
    return labels


def label_of_month(row: Figure) -> str:
    """A month's value without unit."""
    return figure(row.number, row.resolution, row.unit, with_unit=False)
