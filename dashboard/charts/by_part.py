"""The parts of a whole under each other as bars: each with its figure, and what was planned outlined behind."""

from collections.abc import Sequence

from dashboard.charts.spec import CLEAR, Spec, label, wrap
from dashboard.figures.figure import Figure, known, one_precision
from dashboard.theme import Palette, layout

ROW = 44
SIZE = 16


def by_part(rows: Sequence[Figure], planned: Sequence[Figure], palette: Palette) -> Spec:
    """One bar an organisation, the largest first, from nought; planned ones outlined behind it. A click names it."""
    precise = iter(one_precision([*rows, *planned]))
    rows, planned = [next(precise) for _ in rows], [next(precise) for _ in planned]
    in_order = sorted(known(rows), key=lambda row: (-abs(row.number), row.org))
    outlined = [row for row in known(planned) if row.org in {each.org for each in in_order}]
    solid = {"color": [palette.light if row.uncertain else palette.accent for row in in_order]}
    bars = _bars(in_order, solid, 0.5)
    behind = _bars(outlined, {"color": CLEAR, "line": {"color": palette.muted, "width": 1.5}}, 0.8)
    data = [*([behind] if outlined else []), *([bars] if in_order else [])]
    spec: Spec = {"data": data, "layout": layout(palette, 40 + ROW * max(len(in_order), 1)) | {"barmode": "overlay"}}
    ends = [0.0, *(row.number for row in (*in_order, *outlined))]
    room = (max(ends) - min(ends) or 1) * 0.15
    spec["layout"]["xaxis"] |= {
        "range": [min(ends) - (room if min(ends) < 0 else 0), max(ends) + room],
        "showticklabels": False,
        "zeroline": True,
        "zerolinecolor": palette.light,
    }
    spec["layout"]["annotations"] = [_value(row, planned, palette) for row in in_order]
    spec["layout"]["yaxis"] |= {
        "categoryorder": "array",
        "categoryarray": [wrap(row.org) for row in in_order],
        "autorange": "reversed",
        "automargin": True,
        "showticklabels": True,
        "tickfont": {"size": SIZE, "color": palette.ink},
    }
    return spec


def _value(row: Figure, planned: Sequence[Figure], palette: Palette) -> Spec:
    """A figure beside its bar, clear of what was planned."""
    ends = [0.0, row.number, *(each.number for each in known(planned) if each.org == row.org)]
    font = {"size": SIZE, "color": palette.ink}
    place = {"x": max(ends), "y": wrap(row.org), "xanchor": "left", "xshift": 6, "showarrow": False}
    return {"text": label(row), "font": font, **place}


def _bars(rows: Sequence[Figure], marker: Spec, width: float) -> Spec:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [wrap(row.org) for row in rows],
        "x": [row.value for row in rows],
        "width": width,
        "marker": marker,
        "customdata": [row.org for row in rows],
        "hovertext": [f"{row.org}: <b>{label(row)}</b>" for row in rows],
        "hoverinfo": "text",
    }
