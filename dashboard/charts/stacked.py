"""Parts of a whole, a column a year from zero to a hundred per cent -> Plotly spec as a plain dict."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.alone import alone
from dashboard.charts.spec import LABEL_SIZE, SMALL_LABEL_SIZE, Spec, wrap
from dashboard.figures.figure import Figure, known, one_precision
from dashboard.theme import Palette, figure, layout, marked

LEAST = 4
"""Per cent of a column that has room for its number."""


@dataclass(frozen=True)
class Layer:
    """A part with its years, from the foot of the columns up; `ink` is the colour of what is written on it."""

    name: str
    rows: Sequence[Figure]
    color: str
    ink: str


def stacked(layers: Sequence[Layer], palette: Palette, height: int = 320) -> Spec:
    """The parts of each year on top of each other, each named beside the last column."""
    shown = [layer for layer in layers if known(layer.rows)]
    if single := alone([layer.rows for layer in shown], palette):
        return single
    spec: Spec = {"data": [_columns(layer) for layer in shown], "layout": layout(palette, height)}
    spec["layout"] |= {"barmode": "stack", "bargap": 0.35}
    years = sorted({row.of_year for layer in shown for row in known(layer.rows)})
    spec["layout"]["xaxis"] |= {"tickvals": years, "tickformat": "d"}
    spec["layout"]["yaxis"] |= {"range": [0, 100], "showticklabels": True, "tickvals": [0, 50, 100]}
    spec["layout"]["yaxis"] |= {"ticksuffix": "\u00a0%", "automargin": True}
    spec["layout"]["annotations"] = _names(shown, palette)
    spec["layout"]["margin"] |= {"r": 118}
    return spec


def _columns(layer: Layer) -> Spec:
    rows = one_precision(known(layer.rows))
    return {
        "type": "bar",
        "x": [row.of_year for row in rows],
        "y": [row.value for row in rows],
        "marker": {"color": layer.color, "opacity": [0.6 if row.uncertain else 1 for row in rows]},
        "text": [_written(row) if row.number >= LEAST else "" for row in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": SMALL_LABEL_SIZE, "color": layer.ink},
        "hovertext": [f"{layer.name} {row.of_year}: <b>{_written(row)}</b>" for row in rows],
        "hoverinfo": "text",
    }


def _written(row: Figure) -> str:
    text = figure(row.number, row.resolution, row.unit)
    return marked(text) if row.caveats else text


def _names(layers: Sequence[Layer], palette: Palette) -> list[Spec]:
    """What each part is called, at the height that it has in the last column."""
    foot, names = 0.0, []
    for layer in layers:
        last = known(layer.rows)[-1].number
        place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "y": foot + last / 2}
        font = {"size": LABEL_SIZE, "color": palette.ink}
        names.append({"text": wrap(layer.name, 12), "align": "left", "showarrow": False, "font": font, **place})
        foot += last
    return names
