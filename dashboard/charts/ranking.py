"""Parts beside the whole, as horizontal bars from zero -> Plotly spec as a plain dict; knows no Streamlit."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.spec import LABEL_SIZE, Spec, wrap
from dashboard.theme import Palette, layout


@dataclass(frozen=True)
class Part:
    """A part with its value, how that is written, and its colour, which says whether it stands out."""

    name: str
    value: float
    text: str
    color: str
    hover: str


def ranking(parts: Sequence[Part], whole: float | None, whole_text: str, palette: Palette) -> Spec:
    """Bars in the order given, with the whole as a line across them. Each has its part's name as `customdata`."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [wrap(part.name, 22) for part in parts],
        "x": [part.value for part in parts],
        "customdata": [part.name for part in parts],
        "marker": {"color": [part.color for part in parts]},
        "text": [part.text for part in parts],
        "textposition": "outside",
        "textfont": {"size": LABEL_SIZE, "color": palette.ink},
        "constraintext": "none",
        "cliponaxis": False,
        "hovertext": [part.hover for part in parts],
        "hoverinfo": "text",
    }
    spec: Spec = {"data": [bars], "layout": layout(palette, 56 + 48 * len(parts))}
    names = {"autorange": "reversed", "automargin": True, "showticklabels": True, "ticklabelstandoff": 6}
    spec["layout"]["yaxis"] |= names | {"tickfont": {"size": LABEL_SIZE, "color": palette.ink}}
    highest = max([*(part.value for part in parts), whole or 0.0], default=0.0) or 1.0
    spec["layout"]["xaxis"] |= {"range": [0, highest * 1.34], "showticklabels": False, "zeroline": True}
    spec["layout"]["xaxis"] |= {"zerolinecolor": palette.light}
    if whole is not None:
        line = {"color": palette.ink, "width": 1.5, "dash": "dash"}
        spec["layout"]["shapes"] = [
            {"type": "line", "x0": whole, "x1": whole, "y0": 0, "y1": 1, "yref": "paper", "line": line}
        ]
        place = {"x": whole, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
        font = {"size": LABEL_SIZE, "color": palette.ink}
        spec["layout"]["annotations"] = [{"text": whole_text, "font": font, **place}]
        spec["layout"]["margin"] |= {"t": 28}
    return spec
