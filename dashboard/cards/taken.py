"""A card as a workbook that people work on with: its figures as numbers, each with its place, and all that it says."""

import re
from collections.abc import Sequence
from datetime import date

from dashboard import theme
from dashboard.cards.card import Card, View
from dashboard.cards.months import scope
from dashboard.cards.payload import Payload
from dashboard.cards.tables import cell, period, traceable
from dashboard.figures.figure import Figure
from dashboard.figures.measures import MEASURES
from dashboard.share.grid import Cell, Grid, Head, Line
from dashboard.share.table import Table, file_name
from dashboard.share.workbook import Drawn, Sheet, workbook

MOST_SERIES = 12
"""Beside each other: more of them stand below each other."""
MOST_LETTERS = 120
"""Of a file's name: longer ones are cut."""

_NUMBER = re.compile(r"([+−-]?\d{1,3}(?: \d{3})*(?:,\d+)?)(?: (\D+))?")
"""As numbers are spelled here: years and account numbers have no spaces."""


def name(view: View, card: Card) -> str:
    """What the file is called: of what, of whom and when."""
    measures = theme.listed([MEASURES[measure].label for measure in card.measures])
    of = card.title if isinstance(card.title, str) else measures or card.title.text
    years = [row.year for row in card.rows if row.year]
    when = f", {scope(view)} {theme.span(min(years), max(years))}" if years else ""
    return file_name(f"{of[:MOST_LETTERS]}{when}.xlsx", sample=any(row.sample for row in card.rows))


def content(card: Card, told: Payload, link: str) -> bytes:
    """The workbook of a card, of which all is told that stands with it where it is shown."""
    rows = [*dict.fromkeys(card.rows)]
    table = card.whole() if card.whole else card.grid
    drawn: Drawn = ""
    if table is None and card.table is not None:
        table = of_texts(card.table)
    elif table is None and (table := side_by_side(rows)):
        drawn = _drawn(card)
    places = None if card.grid else _with_places(rows)
    sheets = [("Tabell", table, drawn), ("Källor", places, "")]
    line = " · ".join(filter(None, [card.line, told["sample"]]))
    return workbook(
        told["title"],
        line,
        [Sheet(name, grid, each) for name, grid, each in sheets if grid and grid.lines],
        _about(told, link),
    )


def _about(told: Payload, link: str) -> list[tuple[str, str]]:
    several = {
        "": told["definitions"],
        "Att veta": [*told["notices"], *told["notes"], *told["restated"]],
        "Slutsats": told["findings"],
        "Varför": [f"{about}: {text} ({source})" for about, text, source in told["why"]],
    }
    said = [each if not name else (name, each) for name, found in several.items() for each in found]
    found = [("Innehåll", told["title"]), ("Urval", told["line"]), *said, ("Källa", told["source"]), ("Länk", link)]
    return [(name, text) for name, text in [*found, ("Uttagen", str(date.today()))] if text]


def of_texts(table: Table) -> Grid:
    """A table of texts whose columns of numbers are numbers, in the unit that stands above them."""
    columns = [[text.replace(theme.NO_BREAK, " ") for text in table.column(name)] for name in table.columns]
    read = [_numbers(texts) for texts in columns]
    first = next((at for at, found in enumerate(read) if found and at), len(columns))
    lines = [
        Line(
            tuple(texts[at] for texts in columns[:first]),
            [
                Cell(texts[at], found[1][at] if found else None)
                for texts, found in zip(columns[first:], read[first:], strict=True)
            ],
        )
        for at in range(len(table.lines))
    ]
    heads = [
        Head(name, found[0] if found else "", "", _decimals(texts) if found else 0)
        for name, texts, found in zip(table.columns[first:], columns[first:], read[first:], strict=True)
    ]
    return Grid(table.columns[:first], heads, lines)


def _numbers(texts: Sequence[str]) -> tuple[str, list[float | None]] | None:
    """The unit and the numbers of a column; None of one that is more than numbers of one unit."""
    marks = {*theme.MISSING.values(), ""}
    found = [_NUMBER.fullmatch(text) for text in texts]
    units = {each[2] or "" for each in found if each}
    if len(units) != 1 or any(each is None and text not in marks for each, text in zip(found, texts, strict=True)):
        return None
    values = [
        float(each[1].replace(" ", "").replace(",", ".").replace(theme.MINUS, "-")) if each else None for each in found
    ]
    return units.pop(), values


def _decimals(texts: Sequence[str]) -> int:
    return max(len(re.sub(r"\D", "", text.partition(",")[2])) for text in texts)


def side_by_side(rows: Sequence[Figure]) -> Grid | None:
    """Figures by what tells them apart: a line a period, or a line for each of whom they are where these are many; None
    where two of them have one place."""
    places = traceable(rows)
    apart = [each for each in ("Mått", "Område", "Grupp", "Kön") if len({*_column(places, each)}) > 1]
    series = [*zip(*(_column(places, each) for each in apart), strict=True)] or [()] * len(rows)
    scenarios = _column(places, "Scenario") if "Scenario" in places.columns else [""] * len(rows)
    order = sorted(range(len(rows)), key=lambda at: (rows[at].year or 0, rows[at].period_end or date.min))
    periods = [period(row) for row in rows]
    in_order = [*dict.fromkeys(periods[at] for at in order)]
    if len({*zip(series, scenarios, periods, strict=True)}) < len(rows):
        return None
    if len(in_order) > 1 and len({*zip(series, scenarios, strict=True)}) <= MOST_SERIES:
        named = [" ".join(filter(None, [*of, scenario])) for of, scenario in zip(series, scenarios, strict=True)]
        return _crossed(["Period"], [(each,) for each in in_order], [(each,) for each in periods], named, rows)
    heads = [" ".join(filter(None, [scenario, each])) for scenario, each in zip(scenarios, periods, strict=True)]
    if len({row.unit for row in rows}) > 1:
        apart, series = [*apart, "Enhet"], [(*of, row.unit) for of, row in zip(series, rows, strict=True)]
    if not apart:
        apart, series = ["Mått"], [(MEASURES[row.measure].label,) for row in rows]
    return _crossed(apart, [*dict.fromkeys(series)], series, heads, rows)


def _column(places: Table, name: str) -> list[str]:
    return places.column(name) if name in places.columns else []


def _crossed(
    corner: Sequence[str],
    lines: Sequence[tuple[str, ...]],
    down: Sequence[tuple[str, ...]],
    across: Sequence[str],
    rows: Sequence[Figure],
) -> Grid:
    """Figures in their lines and under their heads; nothing stands where there is none."""
    under: dict[str, list[Figure]] = {}
    for name, row in zip(across, rows, strict=True):
        under.setdefault(name, []).append(row)
    found = dict(zip(zip(down, across, strict=True), rows, strict=True))
    cells = {place: cell(row) for place, row in found.items()}
    return Grid(
        corner,
        [_head(of, name) for name, of in under.items()],
        [Line(line, [cells.get((line, name), Cell("")) for name in under]) for line in lines],
    )


def _head(rows: Sequence[Figure], name: str) -> Head:
    units = {row.unit for row in rows}
    unit = units.pop() if len(units) == 1 else ""
    decimals = max(theme.decimals_of(row.resolution) for row in rows)
    return Head(name or MEASURES[rows[0].measure].label, "" if unit == "index" else unit, "", decimals)


def _with_places(rows: Sequence[Figure]) -> Grid:
    """Figures one below the other, each with its report or export, file, sheet and cell."""
    places = traceable(rows).without(["Värde"])
    lines = [Line((*line, row.unit), [cell(row)]) for line, row in zip(places.lines, rows, strict=True)]
    decimals = max((theme.decimals_of(row.resolution) for row in rows), default=0)
    return Grid([*places.columns, "Enhet"], [Head("Värde", "", "", decimals)], lines)


def _drawn(card: Card) -> Drawn:
    """The chart of a spreadsheet that is drawn as the card is; none where it is neither of lines nor of bars."""
    kinds = {trace.get("type", "scatter") for _, spec in card.drawings for trace in spec["data"]}
    return "bars" if "bar" in kinds else "lines" if kinds == {"scatter"} else ""
