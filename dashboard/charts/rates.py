"""What charts of rates share: an axis of percent, levels across, and texts at their ends that keep apart."""

from collections.abc import Sequence

from dashboard.charts.spec import LABEL_SIZE, Spec
from dashboard.theme import NO_BREAK, Palette, number

LINE_HEIGHT = 20
"""Pixels of a line of text."""


def percent(rate: float) -> str:
    """A rate as texts of charts say it."""
    return f"{number(rate, 1)}{NO_BREAK}%"


def value_axis(spec: Spec, values: Sequence[float], head: int = 20, foot: int = 20) -> None:
    """A few values beside the chart, with pixels left free above the highest and below the lowest one."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    margin = spec["layout"]["margin"]
    drawn = spec["layout"]["height"] - margin["t"] - margin["b"] - head - foot
    pixel = (high - low or abs(high) or 1) / drawn
    spec["layout"]["yaxis"] |= {"range": [low - foot * pixel, high + head * pixel], "nticks": 5}
    spec["layout"]["yaxis"] |= {"showticklabels": True, "tickformat": ",~f", "automargin": True}
    spec["layout"]["yaxis"] |= {"ticklabelstandoff": 6}


def pixels(spec: Spec) -> float:
    """Pixels of one unit of the value axis."""
    low, high = spec["layout"]["yaxis"]["range"]
    margin = spec["layout"]["margin"]
    return float((spec["layout"]["height"] - margin["t"] - margin["b"]) / (high - low))


def level(value: float, ends: Sequence[float], palette: Palette, dash: str, width: float) -> Spec:
    """A line across the chart."""
    look = {"color": palette.muted, "width": width, "dash": dash}
    return {"type": "scatter", "mode": "lines", "x": list(ends), "y": [value] * 2, "line": look, "hoverinfo": "skip"}


def ends(texts: Sequence[tuple[str, float]], spec: Spec, palette: Palette) -> list[Spec]:
    """Texts beside the right ends of lines, from the lowest up, pushed apart where they would overlap."""
    spec["layout"]["margin"] |= {"r": 12 + 8 * max(len(text) for text, _ in texts)}
    gap = LINE_HEIGHT / pixels(spec)
    labels: list[Spec] = []
    for text, value in texts:
        y = max(value, labels[-1]["y"] + gap) if labels else value
        font = {"size": LABEL_SIZE, "color": palette.muted}
        place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 4, "y": y}
        labels.append({"text": text, "showarrow": False, "font": font, **place})
    return labels
