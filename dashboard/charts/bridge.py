"""A bridge: from one total to another by what makes the difference."""

from collections.abc import Sequence

from dashboard.charts.spec import LABEL_SIZE, Bar, Spec, bar_labels, wrap
from dashboard.theme import NO_BREAK, Palette, layout, number


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
        "customdata": ["" if bar.is_total else bar.name for bar in bars],
        "marker": {"color": [_bridge_color(bar, palette) for bar in bars]},
        "hovertext": [f"{bar.name}: <b>{text}{NO_BREAK}{unit}</b>" for bar, text in zip(bars, texts, strict=True)],
        "hoverinfo": "text",
        **bar_labels(texts, palette, LABEL_SIZE),
    }
    spec: Spec = {"data": [trace], "layout": layout(palette, 60 + 46 * len(bars))}
    ends = [0.0, *bases, *(base + bar.value for base, bar in zip(bases, bars, strict=True))]
    room = (max(ends) - min(ends) or 1) * 0.26
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
