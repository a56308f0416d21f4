"""Figures by any two dimensions -> Plotly specs as plain dicts; knows no Streamlit."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.ranking import Part, ranking
from dashboard.charts.spec import LABEL_SIZE, Spec, end_label, line_of_text, value_range, wrap, zero_line
from dashboard.figures.figure import Figure, known
from dashboard.theme import MISSING, Palette, figure, layout

MOST_LINES = 6
"""As many as there are colours that can be told apart."""


@dataclass(frozen=True)
class Row:
    """A name, and under each heading its figure, where there is one."""

    name: str
    cells: Sequence[Figure | None]


def lines(headings: Sequence[str], rows: Sequence[Row], palette: Palette, height: int = 420) -> Spec:
    """A line for each row, under the headings in order, named at its end; unknown is a gap."""
    shown = [row for row in rows if known(filter(None, row.cells))]
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(range(len(headings))),
            "y": [cell.value if cell else None for cell in row.cells],
            "line": {"color": palette.lines[at % MOST_LINES], "width": 2.5},
            "marker": {"color": palette.lines[at % MOST_LINES], "size": 6},
            "cliponaxis": False,
            "hovertext": [_hover(row.name, name, cell) for name, cell in zip(headings, row.cells, strict=True)],
            "hoverinfo": "text",
        }
        for at, row in enumerate(shown)
    ]
    spec: Spec = {"data": data, "layout": layout(palette, height)}
    value_range(spec, [known(filter(None, row.cells)) for row in shown])
    every = -(-len(headings) // 12)
    ticks = [at for at in range(len(headings)) if at % every == 0]
    spec["layout"]["xaxis"] |= {"tickvals": ticks, "ticktext": [headings[at] for at in ticks], "automargin": True}
    spec["layout"]["yaxis"] |= {"showticklabels": True, "nticks": 5, "tickformat": ",~f", "automargin": True}
    zero_line(spec, palette)
    spec["layout"]["annotations"] = _end_names(spec, shown, palette)
    longest = max((len(line) for row in shown for line in _named(row.name)), default=0)
    spec["layout"]["margin"] |= {"r": 16 + 8 * longest}
    return spec


def _end_names(spec: Spec, rows: Sequence[Row], palette: Palette) -> list[Spec]:
    """The name of each line at its last point, pushed apart where they would overlap."""
    gap = line_of_text(spec)
    ends = []
    for at, row in enumerate(rows):
        last = max(place for place, cell in enumerate(row.cells) if cell and cell.value is not None)
        ends.append((_number(row.cells[last]), last, row.name, palette.lines[at % MOST_LINES]))
    labels: list[Spec] = []
    top = float("-inf")
    for value, last, name, color in sorted(ends):
        told = _named(name)
        half = gap * len(told) / 2
        height = max(value, top + half)
        top = height + half
        labels.append(end_label("<br>".join(told), last, height, color, shift=10))
    return labels


def _named(name: str) -> list[str]:
    """A name in lines that leave a phone room for the chart."""
    return wrap(name, 16).split("<br>")


def _number(cell: Figure | None) -> float:
    return cell.number if cell else 0.0


def _hover(name: str, heading: str, cell: Figure | None) -> str:
    if cell is None:
        return ""
    told = MISSING.get(cell.missing, "–") if cell.value is None else figure(cell.value, cell.resolution, cell.unit)
    return f"{' '.join(filter(None, [name, heading]))}: <b>{told}</b>"


def bars(rows: Sequence[Row], whole: Figure | None, palette: Palette) -> Spec:
    """The first figure of each row as a bar, the largest first; a whole that is no sum of them is a line across."""
    found = [(row.name, row.cells[0]) for row in rows if row.cells and row.cells[0] and row.cells[0].value is not None]
    parts = [
        Part(name, cell.number, figure(cell.number, cell.resolution, cell.unit), palette.accent, _hover(name, "", cell))
        for name, cell in sorted(found, key=lambda each: -_number(each[1]))
        if cell
    ]
    text = figure(whole.number, whole.resolution, whole.unit) if whole and whole.value is not None else ""
    spec = ranking(parts, whole.value if whole else None, f"Totalt {text}", palette)
    # What a click on a bar would choose is no group.
    spec["data"][0].pop("customdata")
    return spec


def heat(headings: Sequence[str], rows: Sequence[Row], palette: Palette) -> Spec:
    """Each figure printed in a cell, darker where it is higher; what is hidden says so."""
    spec: Spec = {"data": [], "layout": layout(palette, 72 + 36 * len(rows))}
    spec["data"] = [
        {
            "type": "heatmap",
            "x": list(headings),
            "y": [row.name for row in rows],
            "z": [[cell.value if cell else None for cell in row.cells] for row in rows],
            "text": [[_text(cell) for cell in row.cells] for row in rows],
            "texttemplate": "%{text}",
            "textfont": {"size": LABEL_SIZE - 2, "color": palette.ink},
            "colorscale": [[0, palette.low], [1, palette.high]],
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
            "hovertext": [
                [_hover(row.name, name, cell) for name, cell in zip(headings, row.cells, strict=True)] for row in rows
            ],
            "hoverinfo": "text",
            "hoverongaps": False,
        }
    ]
    names = {"type": "category", "tickfont": {"size": LABEL_SIZE - 2, "color": palette.ink}, "automargin": True}
    spec["layout"]["xaxis"] |= names | {"side": "top"}
    spec["layout"]["yaxis"] |= names | {"autorange": "reversed", "showticklabels": True, "ticklabelstandoff": 6}
    return spec


def _text(cell: Figure | None) -> str:
    if cell is None:
        return ""
    if cell.value is None:
        return MISSING.get(cell.missing, "–")
    return figure(cell.value, cell.resolution, cell.unit, with_unit=False)


def points(rows: Sequence[Row], whole: Row | None, names: tuple[str, str], palette: Palette) -> Spec:
    """Each row as a point by its first two figures, the whole as a cross."""
    spec: Spec = {"data": [], "layout": layout(palette, 460)}
    for marks, symbol, size, color in (
        (rows, "circle", 11, palette.accent),
        ([whole] if whole else [], "cross", 16, palette.worse),
    ):
        both = [row for row in marks if all(cell and cell.value is not None for cell in row.cells[:2])]
        spec["data"].append(
            {
                "type": "scatter",
                "mode": "markers+text" if symbol == "cross" or len(both) <= 12 else "markers",
                "x": [_number(row.cells[0]) for row in both],
                "y": [_number(row.cells[1]) for row in both],
                "text": [row.name for row in both],
                "textposition": "top center",
                "textfont": {"size": 13, "color": palette.ink},
                "marker": {"symbol": symbol, "size": size, "color": color, "opacity": 0.8},
                "cliponaxis": False,
                "hovertext": [
                    _hover(row.name, names[0], row.cells[0]) + "<br>" + _hover("", names[1], row.cells[1])
                    for row in both
                ],
                "hoverinfo": "text",
            }
        )
    for axis, name in zip(("xaxis", "yaxis"), names, strict=True):
        title = {"text": name, "font": {"size": LABEL_SIZE, "color": palette.ink}}
        spec["layout"][axis] |= {"title": title, "showticklabels": True, "tickformat": ",~f", "automargin": True}
        spec["layout"][axis] |= {"showgrid": True, "gridcolor": palette.light, "griddash": "dot"}
    spec["layout"]["margin"] |= {"r": 40, "b": 56, "t": 28}
    return spec
