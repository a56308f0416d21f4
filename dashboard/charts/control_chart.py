"""A control chart: months with season taken out, limits, and the signals told of, each written at its point."""

from collections.abc import Sequence
from datetime import date
from itertools import count

from dashboard.charts.funnel_chart import threaded
from dashboard.charts.rates import ends, level, percent, pixels, value_axis
from dashboard.charts.spec import LABEL_SIZE, Spec
from dashboard.findings.control import KINDS, Control, Limits, Point, Side, Signal
from dashboard.theme import MONTHS, Palette, layout, number, span_name

MARK_HEIGHT = 48
"""Pixels of the text of a signal, in two lines."""
NEAR = 0.4
"""The share of a chart's width within which the texts of two signals would overlap on a phone."""


def control_chart(found: Control, palette: Palette, height: int = 380) -> Spec:
    """Months with season taken out, centre and limits; signals have shapes of their own, the foremost a text.

    A month that is hidden or unknown cuts the line.
    """
    spec: Spec = {"data": [_months_trace(found, palette)], "layout": layout(palette, height)}
    _years_axis(spec, found.points)
    values = [point.adjusted for point in found.points if point.adjusted is not None]
    limits = found.limits
    if limits:
        values += [limits.lower, limits.upper]
        spec["data"] = [*_limit_traces(limits, spec["layout"]["xaxis"]["range"], palette), *spec["data"]]
    marks = _signal_heights(found)
    value_axis(spec, values, head=20 + _depth(marks, "up"), foot=20 + _depth(marks, "down"))
    ends = _limit_labels(limits, spec, palette) if limits else []
    spec["layout"]["annotations"] = [*ends, *(_signal_mark(found, *mark, spec, palette) for mark in marks)]
    return spec


def _moment(month: date) -> float:
    """The middle of a month on an axis of years."""
    return month.year + (month.month - 0.5) / len(MONTHS)


def _months_trace(found: Control, palette: Palette) -> Spec:
    signs = [_signals_of(point, found.signals) for point in found.points]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_moment(point.month) for point in found.points],
        "y": [point.adjusted for point in found.points],
        "connectgaps": False,
        "line": {"color": palette.accent, "width": 2},
        "marker": {
            "color": [_signal_color(signals, palette) for signals in signs],
            "size": [13 if _is_outside(signals) else 9 if signals else 5 for signals in signs],
            "symbol": ["diamond" if _is_outside(signals) else "circle" for signals in signs],
            "opacity": 1,
        },
        "cliponaxis": False,
        "hovertext": [
            _month_hover(point, signals, without_season=bool(found.season))
            for point, signals in zip(found.points, signs, strict=True)
        ],
        "hoverinfo": "text",
    }


def _signals_of(point: Point, signals: Sequence[Signal]) -> list[Signal]:
    return [signal for signal in signals if signal.first <= point.month <= signal.last]


def _is_outside(signals: Sequence[Signal]) -> bool:
    return any(signal.kind == "outside" for signal in signals)


def _signal_color(signals: Sequence[Signal], palette: Palette) -> str:
    """The colour of the plainest of the signals that a month is part of: outside before run before trend."""
    if not signals:
        return palette.accent
    plainest = min(signals, key=lambda signal: KINDS.index(signal.kind))
    return palette.worse if plainest.side == "up" else palette.better


def _month_hover(point: Point, signals: Sequence[Signal], *, without_season: bool) -> str:
    if point.value is None or point.adjusted is None:
        return ""
    adjusted = f"<br>{percent(point.adjusted)} utan säsong" if without_season else ""
    told = "".join(f"<br>{_signal_name(signal)}" for signal in signals)
    return f"{span_name(point.month, point.month)}: <b>{percent(point.value)}</b>{adjusted}{told}"


def _signal_name(signal: Signal) -> str:
    up = signal.side == "up"
    match signal.kind:
        case "outside":
            return "över den övre gränsen" if up else "under den nedre gränsen"
        case "run":
            return f"{signal.months} månader i rad {'över' if up else 'under'} medelvärdet"
        case "trend":
            return f"{signal.months} månader i rad som {'stiger' if up else 'sjunker'}"


def _years_axis(spec: Spec, points: Sequence[Point]) -> None:
    """Each year named in its middle; every other one where they would not fit a phone."""
    years = sorted({point.month.year for point in points})
    if not years:
        return
    named = years[:: 1 if len(years) <= 6 else 2]
    ticks = {"tickvals": [year + 0.5 for year in named], "ticktext": [str(year) for year in named], "tickangle": 0}
    edges = [_moment(points[0].month) - 0.1, _moment(points[-1].month) + 0.1]
    spec["layout"]["xaxis"] |= {"range": edges, **ticks}


def _limit_traces(limits: Limits, ends: Sequence[float], palette: Palette) -> list[Spec]:
    centre = level(limits.centre, ends, palette, "solid", 1.5)
    return [centre, *(level(limit, ends, palette, "dash", 1.5) for limit in (limits.lower, limits.upper))]


def _limit_labels(limits: Limits, spec: Spec, palette: Palette) -> list[Spec]:
    """What the lines are and where they lie, at their right ends."""
    named = [("nedre", limits.lower), ("medel", limits.centre), ("övre", limits.upper)]
    texts = [(f"{name} {number(value, 1)}", value) for name, value in named]
    return ends(texts, spec, palette)


def _signal_heights(found: Control) -> list[tuple[Signal, int]]:
    """The foremost signals, each with how many texts stand between its own and the edge of its side of the chart.

    Texts run towards the middle: the outermost one stands at the edge, so that no text crosses the thread of another.
    """
    if not found.points:
        return []
    first, last = _moment(found.points[0].month), _moment(found.points[-1].month)
    at = {signal: _moment(found.peak(signal).month) for signal in found.foremost}
    placed: list[tuple[Signal, int]] = []
    for signal in sorted(at, key=lambda signal: -abs(at[signal] - (first + last) / 2)):
        beside = {height for other, height in placed if _near(at[signal] - at[other], first - last, signal, other)}
        placed.append((signal, next(height for height in count() if height not in beside)))
    return placed


def _near(apart: float, width: float, one: Signal, other: Signal) -> bool:
    """Whether the texts of two signals would overlap on a phone."""
    return one.side == other.side and abs(apart) < NEAR * abs(width)


def _signal_mark(found: Control, signal: Signal, height: int, spec: Spec, palette: Palette) -> Spec:
    """What a signal says, at the head of the chart where it is high and at its foot where it is low, with a thread to
    its point."""
    peak, up = found.peak(signal), signal.side == "up"
    low, high = spec["layout"]["yaxis"]["range"]
    shift = height * MARK_HEIGHT / pixels(spec)
    x, (first, last) = _moment(peak.month), spec["layout"]["xaxis"]["range"]
    on_right = x > (first + last) / 2
    return {
        "text": f"{span_name(signal.first, signal.last, names=MONTHS)}<br>{_in_short(signal)}",
        "x": x,
        "y": peak.adjusted,
        "ax": x,
        "ay": high - shift if up else low + shift,
        "axref": "x",
        "ayref": "y",
        "yanchor": "top" if up else "bottom",
        "standoff": 8,
        "font": {"size": LABEL_SIZE, "color": palette.worse if up else palette.better},
        **threaded(palette, on_right=on_right),
    }


def _in_short(signal: Signal) -> str:
    up = signal.side == "up"
    match signal.kind:
        case "outside":
            return "över gränsen" if up else "under gränsen"
        case "run":
            return f"{signal.months} i rad {'över' if up else 'under'} medel"
        case "trend":
            return f"{'stiger' if up else 'sjunker'} {signal.months} i rad"


def _depth(marks: Sequence[tuple[Signal, int]], side: Side) -> int:
    """Pixels that the texts of one side take."""
    return max(((height + 1) * MARK_HEIGHT for signal, height in marks if signal.side == side), default=0)
