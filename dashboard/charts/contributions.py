"""The parts of a change as bars -> Plotly spec as a plain dict; knows no Streamlit."""

from collections.abc import Sequence

from dashboard.charts.spec import LABEL_SIZE, Bar, Spec, wrap
from dashboard.findings.decomposition import LENGTHS, Change
from dashboard.theme import Palette, layout, number

MIX = "Fördelning mellan enheter"
FEW = 2
"""Units that are not pooled: a bar for all of them would save next to nothing."""


def change_bars(found: Change) -> list[Bar]:
    """The parts of a change and the whole, in percentage points."""
    parts = [*zip(LENGTHS.values(), found.lengths, strict=True), (MIX, found.mix)]
    return [*(Bar(name, points) for name, points in parts), Bar("Hela ändringen", found.points, is_total=True)]


def unit_bars(found: Change, most: int = 6) -> list[Bar]:
    """What the units' own rates brought, the largest first, in percentage points; where several more than fit, those
    together, by a name that no unit of their own has."""
    fit = len(found.units) if len(found.units) <= most + FEW else most
    named, others = found.units[:fit], found.units[fit:]
    pooled = [Bar(f"Resterande {number(len(others))} enheter", sum(unit.points for unit in others))] if others else []
    total = Bar("Inom enheterna", sum(found.lengths), is_total=True)
    return [*(Bar(unit.unit, unit.points) for unit in named), *pooled, total]


def contributions(bars: Sequence[Bar], palette: Palette) -> Spec:
    """Parts of a change in percentage points, each starting where the one before it ends, and the whole from zero.

    More sick leave is worse: a rise goes right and has a plus.
    """
    bases, running = [], 0.0
    for bar in bars:
        bases.append(0.0 if bar.is_total else running)
        running += 0.0 if bar.is_total else bar.value
    texts = [number(bar.value, 2, plus=True) for bar in bars]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [wrap(bar.name, 18) for bar in bars],
        "x": [bar.value for bar in bars],
        "base": bases,
        "marker": {"color": [_bar_color(bar, palette) for bar in bars]},
        "text": texts,
        "textposition": "outside",
        "textfont": {"size": LABEL_SIZE, "color": palette.ink},
        "constraintext": "none",
        "cliponaxis": False,
        "hovertext": [f"{bar.name}: <b>{text} procentenheter</b>" for bar, text in zip(bars, texts, strict=True)],
        "hoverinfo": "text",
    }
    spec: Spec = {"data": [trace], "layout": layout(palette, 40 + 48 * len(bars))}
    ends = [0.0, *bases, *(base + bar.value for base, bar in zip(bases, bars, strict=True))]
    # Room for a number beyond the last bar of each side, also on a phone.
    room = (max(ends) - min(ends) or 1) * 0.4
    left = room if any(bar.value < 0 for bar in bars) else 0.0
    names = {"autorange": "reversed", "automargin": True, "showticklabels": True}
    spec["layout"]["yaxis"] |= names | {"tickfont": {"size": LABEL_SIZE, "color": palette.ink}, "ticklabelstandoff": 6}
    spec["layout"]["xaxis"] |= {"range": [min(ends) - left, max(ends) + room], "showticklabels": False}
    spec["layout"]["xaxis"] |= {"zeroline": True, "zerolinecolor": palette.light}
    spec["layout"]["margin"] |= {"b": 8}
    return spec


def _bar_color(bar: Bar, palette: Palette) -> str:
    if bar.is_total:
        return palette.ink
    return palette.worse if bar.value > 0 else palette.better
