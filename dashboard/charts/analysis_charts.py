"""Control chart and funnel: points within limits -> Plotly spec as a plain dict; neither knows Streamlit."""

from collections.abc import Sequence
from datetime import date
from itertools import count, groupby

from dashboard.charts.charts import LABEL_SIZE, Spec, wrap
from dashboard.findings.control import KINDS, Control, Limits, Point, Side, Signal
from dashboard.findings.funnel import Funnel, Rated
from dashboard.theme import MONTHS, NO_BREAK, Palette, layout, number, span_name

LINE_HEIGHT = 20
"""Pixels of a line of text."""

MARK_HEIGHT = 48
"""Pixels of the text of a signal, in two lines."""

NEAR = 0.4
"""The share of a chart's width within which the texts of two signals would overlap on a phone."""

LINE_LENGTH = 14
"""Letters of a line of a unit's name: more would not fit beside its point on a phone."""


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
    _value_axis(spec, values, head=20 + _depth(marks, "up"), foot=20 + _depth(marks, "down"))
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
    adjusted = f"<br>{_percent(point.adjusted)} utan säsong" if without_season else ""
    told = "".join(f"<br>{_signal_name(signal)}" for signal in signals)
    return f"{span_name(point.month, point.month)}: <b>{_percent(point.value)}</b>{adjusted}{told}"


def _signal_name(signal: Signal) -> str:
    up = signal.side == "up"
    match signal.kind:
        case "outside":
            return "över den övre gränsen" if up else "under den nedre gränsen"
        case "run":
            return f"{signal.months} månader i rad {'över' if up else 'under'} medelvärdet"
        case "trend":
            return f"{signal.months} månader i rad som {'stiger' if up else 'sjunker'}"


def _percent(rate: float) -> str:
    return f"{number(rate, 1)}{NO_BREAK}%"


def _years_axis(spec: Spec, points: Sequence[Point]) -> None:
    """Each year named in its middle; every other one where they would not fit a phone."""
    years = sorted({point.month.year for point in points})
    if not years:
        return
    named = years[:: 1 if len(years) <= 6 else 2]
    ticks = {"tickvals": [year + 0.5 for year in named], "ticktext": [str(year) for year in named], "tickangle": 0}
    edges = [_moment(points[0].month) - 0.1, _moment(points[-1].month) + 0.1]
    spec["layout"]["xaxis"] |= {"range": edges, **ticks}


def _value_axis(spec: Spec, values: Sequence[float], head: int = 20, foot: int = 20) -> None:
    """A few values beside the chart, with pixels left free above the highest and below the lowest one."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    margin = spec["layout"]["margin"]
    drawn = spec["layout"]["height"] - margin["t"] - margin["b"] - head - foot
    pixel = (high - low or abs(high) or 1) / drawn
    spec["layout"]["yaxis"] |= {"range": [low - foot * pixel, high + head * pixel], "nticks": 5}
    spec["layout"]["yaxis"] |= {"showticklabels": True, "tickformat": ",~f", "automargin": True}
    spec["layout"]["yaxis"] |= {"ticklabelstandoff": 6}


def _pixels(spec: Spec) -> float:
    """Pixels of one unit of the value axis."""
    low, high = spec["layout"]["yaxis"]["range"]
    margin = spec["layout"]["margin"]
    return float((spec["layout"]["height"] - margin["t"] - margin["b"]) / (high - low))


def _level(value: float, ends: Sequence[float], palette: Palette, dash: str, width: float) -> Spec:
    """A line across the chart."""
    look = {"color": palette.muted, "width": width, "dash": dash}
    return {"type": "scatter", "mode": "lines", "x": list(ends), "y": [value] * 2, "line": look, "hoverinfo": "skip"}


def _limit_traces(limits: Limits, ends: Sequence[float], palette: Palette) -> list[Spec]:
    centre = _level(limits.centre, ends, palette, "solid", 1.5)
    return [centre, *(_level(limit, ends, palette, "dash", 1.5) for limit in (limits.lower, limits.upper))]


def _limit_labels(limits: Limits, spec: Spec, palette: Palette) -> list[Spec]:
    """What the lines are and where they lie, at their right ends."""
    named = [("nedre", limits.lower), ("medel", limits.centre), ("övre", limits.upper)]
    texts = [(f"{name} {number(value, 1)}", value) for name, value in named]
    return _ends(texts, spec, palette)


def _ends(texts: Sequence[tuple[str, float]], spec: Spec, palette: Palette) -> list[Spec]:
    """Texts beside the right ends of lines, from the lowest up, pushed apart where they would overlap."""
    spec["layout"]["margin"] |= {"r": 12 + 8 * max(len(text) for text, _ in texts)}
    gap = LINE_HEIGHT / _pixels(spec)
    labels: list[Spec] = []
    for text, value in texts:
        y = max(value, labels[-1]["y"] + gap) if labels else value
        font = {"size": LABEL_SIZE, "color": palette.muted}
        place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 4, "y": y}
        labels.append({"text": text, "showarrow": False, "font": font, **place})
    return labels


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
    shift = height * MARK_HEIGHT / _pixels(spec)
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
        **_threaded(palette, on_right=on_right),
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


def funnel_chart(found: Funnel, palette: Palette, highlighted: str = "", height: int = 420) -> Spec:
    """Units by ordinary hours and rate in %, with limits that narrow by size; those outside the outer ones are named.

    Each point has its unit's name as `customdata`, so that a click can choose it.
    """
    spec: Spec = {"data": [], "layout": layout(palette, height)}
    if found.centre is None:
        return spec
    largest = max(unit.ordinary_hours for unit in found.units)
    sizes = [largest * step / 100 for step in range(1, 106)]
    spec["data"] = [*_funnel_limits(found, sizes, palette), _units_trace(found.units, palette, highlighted)]
    spec["layout"]["xaxis"] |= {"range": [0, sizes[-1]], "nticks": 4, "tickformat": ",~f"}
    spec["layout"]["xaxis"] |= {"tickangle": 0}
    spec["layout"]["xaxis"] |= {"title": {"text": "Ordinarie timmar", "font": {"size": LABEL_SIZE}}}
    spec["layout"]["margin"] |= {"b": 56}
    _value_axis(spec, [unit.rate for unit in found.units])
    spec["layout"]["yaxis"] |= {"ticksuffix": f"{NO_BREAK}%"}
    ends = _ends(_funnel_ends(found, sizes[-1]), spec, palette)
    named = [unit for unit in found.units if unit.outside == 3 or unit.name == highlighted]
    spec["layout"]["annotations"] = [*ends, *_unit_names(named, largest, spec, palette)]
    return spec


def _funnel_limits(found: Funnel, sizes: Sequence[float], palette: Palette) -> list[Spec]:
    """Centre, and at two and three standard deviations the limits above and below it."""
    centre = found.centre or 0.0
    data = [_level(centre, [0, sizes[-1]], palette, "solid", 1.5)]
    if found.dispersion is None:
        return data
    for deviations, dash in ((2, "dot"), (3, "dash")):
        for sign in (-1, 1):
            limit = [centre + sign * deviations * (found.reach(size) or 0.0) for size in sizes]
            trace = _level(centre, sizes, palette, dash, 1.5)
            # No rate lies below zero or above a hundred: there a limit is none.
            data.append(trace | {"y": [value if 0 <= value <= 100 else None for value in limit]})
    return data


def _funnel_ends(found: Funnel, size: float) -> list[tuple[str, float]]:
    centre = found.centre or 0.0
    reach = found.reach(size)
    limits = [] if reach is None else [("inre gräns", centre + 2 * reach), ("yttre gräns", centre + 3 * reach)]
    return [(f"alla {_percent(centre)}", centre), *limits]


def _units_trace(units: Sequence[Rated], palette: Palette, highlighted: str) -> Spec:
    def color(unit: Rated) -> str:
        if unit.outside < 3:
            return palette.accent
        return palette.worse if unit.side == "up" else palette.better

    symbols = {"up": "triangle-up", "down": "triangle-down"}
    chosen = [unit.name == highlighted for unit in units]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [unit.ordinary_hours for unit in units],
        "y": [unit.rate for unit in units],
        "customdata": [unit.name for unit in units],
        "marker": {
            "color": [color(unit) for unit in units],
            "size": [
                16 if is_chosen else 13 if unit.outside == 3 else 9
                for unit, is_chosen in zip(units, chosen, strict=True)
            ],
            "symbol": [symbols[unit.side] if unit.outside == 3 else "circle" for unit in units],
            "line": {"color": palette.ink, "width": [3 if is_chosen else 0 for is_chosen in chosen]},
            "opacity": 0.9,
        },
        "cliponaxis": False,
        "hovertext": [_unit_hover(unit) for unit in units],
        "hoverinfo": "text",
    }


def _unit_hover(unit: Rated) -> str:
    where = {
        3: f"<br>{'högre' if unit.side == 'up' else 'lägre'} än vad slumpen brukar ge",
        2: "<br>mellan inre och yttre gräns",
        0: "",
    }[unit.outside]
    return f"{unit.name}: <b>{_percent(unit.rate)}</b><br>{number(unit.ordinary_hours)} ordinarie timmar{where}"


def _unit_names(units: Sequence[Rated], largest: float, spec: Spec, palette: Palette) -> list[Spec]:
    """Names towards the middle of the chart, pushed apart where they would overlap, with a thread to their points."""
    labels: list[Spec] = []
    for on_right, group in groupby(
        sorted(units, key=lambda unit: (unit.ordinary_hours > largest / 2, unit.rate)),
        key=lambda unit: unit.ordinary_hours > largest / 2,
    ):
        free = float("-inf")
        for unit in group:
            text = _short(unit.name)
            half = LINE_HEIGHT * (text.count("<br>") + 1) / 2
            height = max(unit.rate * _pixels(spec), free + half)
            free = height + half
            labels.append(_unit_name(unit, text, unit.rate * _pixels(spec) - height, palette, on_right=on_right))
    return labels


def _short(name: str) -> str:
    """A name in two lines at most."""
    first, *more = wrap(name, LINE_LENGTH).split("<br>")
    return f"{first}<br>{more[0]}{'…' if more[1:] else ''}" if more else first


def _unit_name(unit: Rated, text: str, shift: float, palette: Palette, *, on_right: bool) -> Spec:
    return {
        "text": text,
        "x": unit.ordinary_hours,
        "y": unit.rate,
        "ax": -18 if on_right else 18,
        "ay": shift,
        "standoff": 6,
        "font": {"size": LABEL_SIZE, "color": palette.ink},
        **_threaded(palette, on_right=on_right),
    }


def _threaded(palette: Palette, *, on_right: bool) -> Spec:
    """The look of a text with a thread to its point; towards the middle of the chart, and no hindrance to a click."""
    side = "right" if on_right else "left"
    thread = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": palette.muted}
    return {"align": side, "xanchor": side, "captureevents": False, **thread}
