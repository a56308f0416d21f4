"""A funnel: units by size and rate, with what chance alone would give."""

from collections.abc import Sequence
from itertools import groupby

from dashboard.charts.rates import LINE_HEIGHT, ends, level, percent, pixels, value_axis
from dashboard.charts.spec import LABEL_SIZE, Spec, wrap
from dashboard.findings.funnel import Funnel, Rated
from dashboard.theme import NO_BREAK, Palette, layout, number

LINE_LENGTH = 14
"""Letters of a line of a unit's name: more would not fit beside its point on a phone."""


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
    value_axis(spec, [unit.rate for unit in found.units])
    spec["layout"]["yaxis"] |= {"ticksuffix": f"{NO_BREAK}%"}
    texts = ends(_funnel_ends(found, sizes[-1]), spec, palette)
    named = [unit for unit in found.units if unit.outside == 3 or unit.name == highlighted]
    spec["layout"]["annotations"] = [*texts, *_unit_names(named, largest, spec, palette)]
    return spec


def _funnel_limits(found: Funnel, sizes: Sequence[float], palette: Palette) -> list[Spec]:
    """Centre, and at two and three standard deviations the limits above and below it."""
    centre = found.centre or 0.0
    data = [level(centre, [0, sizes[-1]], palette, "solid", 1.5)]
    if found.dispersion is None:
        return data
    for deviations, dash in ((2, "dot"), (3, "dash")):
        for sign in (-1, 1):
            limit = [centre + sign * deviations * (found.reach(size) or 0.0) for size in sizes]
            trace = level(centre, sizes, palette, dash, 1.5)
            # No rate lies below zero or above a hundred: there a limit is none.
            data.append(trace | {"y": [value if 0 <= value <= 100 else None for value in limit]})
    return data


def _funnel_ends(found: Funnel, size: float) -> list[tuple[str, float]]:
    centre = found.centre or 0.0
    reach = found.reach(size)
    limits = [] if reach is None else [("inre gräns", centre + 2 * reach), ("yttre gräns", centre + 3 * reach)]
    return [(f"alla {percent(centre)}", centre), *limits]


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
    return f"{unit.name}: <b>{percent(unit.rate)}</b><br>{number(unit.ordinary_hours)} ordinarie timmar{where}"


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
            height = max(unit.rate * pixels(spec), free + half)
            free = height + half
            labels.append(_unit_name(unit, text, unit.rate * pixels(spec) - height, palette, on_right=on_right))
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
        **threaded(palette, on_right=on_right),
    }


def threaded(palette: Palette, *, on_right: bool) -> Spec:
    """The look of a text with a thread to its point; towards the middle of the chart, and no hindrance to a click."""
    side = "right" if on_right else "left"
    thread = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": palette.muted}
    return {"align": side, "xanchor": side, "captureevents": False, **thread}
