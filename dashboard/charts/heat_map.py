"""Months by years as a heat map -> Plotly spec as a plain dict; knows no Streamlit."""

from collections.abc import Collection, Sequence
from datetime import date

from dashboard.charts.spec import CLEAR, LABEL_SIZE, Spec
from dashboard.theme import FULL_MONTHS, MONTHS, NO_BREAK, Palette, layout, number

HIDDEN = ".."


def heat_map(
    months: Sequence[tuple[date, float | None]], palette: Palette, hidden: Collection[date] = (), height: int = 440
) -> Spec:
    """Months by years, the value printed in each cell, darker where it is higher; unknown is blank.

    `hidden`: the months without a value that are hidden rather than unknown; they show "..".
    """
    values = {(month.year, month.month): value for month, value in months if value is not None}
    years = sorted({month.year for month, _ in months} | {month.year for month in hidden})
    grid = [[values.get((year, at)) for year in years] for at in range(1, 13)]
    data = [_cells(grid, years, palette)] if values else []
    concealed = {(month.year, month.month) for month in hidden} - values.keys()
    if concealed:
        data.append(_hidden_cells(concealed, years, palette))
    spec: Spec = {"data": data, "layout": layout(palette, height)}
    names = {
        "type": "category",
        "ticks": "",
        "categoryorder": "array",
        "tickfont": {"size": LABEL_SIZE, "color": palette.ink},
    }
    spec["layout"]["xaxis"] |= names | {"categoryarray": [str(year) for year in years], "side": "top", "tickangle": 0}
    months_axis = {"autorange": "reversed", "showticklabels": True, "automargin": True}
    spec["layout"]["yaxis"] |= names | months_axis | {"categoryarray": list(MONTHS)}
    spec["layout"]["margin"] |= {"t": 32, "b": 8}
    return spec


def _cells(grid: Sequence[Sequence[float | None]], years: Sequence[int], palette: Palette) -> Spec:
    return {
        **_grid(years, palette),
        "z": [list(row) for row in grid],
        "text": [["" if value is None else number(value, 1) for value in row] for row in grid],
        "colorscale": [
            [0, palette.low],
            [1, palette.high],
        ],
        "hovertext": [
            [
                "" if value is None else f"{name} {year}: <b>{number(value, 1)}{NO_BREAK}%</b>"
                for year, value in zip(years, row, strict=True)
            ]
            for name, row in zip(FULL_MONTHS, grid, strict=True)
        ],
    }


def _hidden_cells(concealed: Collection[tuple[int, int]], years: Sequence[int], palette: Palette) -> Spec:
    shown = [[(year, at) in concealed for year in years] for at in range(1, 13)]
    return {
        **_grid(years, palette),
        "z": [[0 if cell else None for cell in row] for row in shown],
        "text": [[HIDDEN if cell else "" for cell in row] for row in shown],
        "colorscale": [[0, CLEAR], [1, CLEAR]],
        "hovertext": [
            [
                f"{name} {year}: dold, gruppen är för liten" if cell else ""
                for year, cell in zip(years, row, strict=True)
            ]
            for name, row in zip(FULL_MONTHS, shown, strict=True)
        ],
    }


def _grid(years: Sequence[int], palette: Palette) -> Spec:
    return {
        "type": "heatmap",
        "x": [str(year) for year in years],
        "y": list(MONTHS),
        "texttemplate": "%{text}",
        "textfont": {"size": LABEL_SIZE, "color": palette.ink},
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "text",
        "hoverongaps": False,
    }
