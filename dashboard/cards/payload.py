"""Cards -> plain data that can be sent to whoever draws them: JSON, in Swedish, every number with its place."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from dashboard import theme
from dashboard.cards.card import Card, Lead, Note, View, tell
from dashboard.cards.key_figures import MARKS
from dashboard.cards.tables import SAMPLE, definition, excel_number, sources, traceable
from dashboard.cards.tiles import Drawn, Tile, Tiles
from dashboard.charts import scale
from dashboard.figures.explanations import explanations, told
from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import publications, restated
from dashboard.figures.store.reports import Restatement
from dashboard.findings import grounds
from dashboard.share.grid import Grid
from dashboard.share.markup import drawable
from dashboard.share.table import Table, file_name, swedish_csv

Payload = dict[str, Any]

MOST_CAVEATS = 3
NO_FIGURE = "Ingen publicerad siffra i urvalet. Välj fler år eller en annan publicering."
NO_REPORT = "Inga rapporter är inlästa. Lägg dem i mappen data/published och kör python -m loaders."
NO_LINES = "Inga uppgifter i urvalet."


def payload(view: View, block: Drawn) -> Payload:
    """All that is needed to draw a part of a page without asking again."""
    match block:
        case Lead():
            return _lead(block)
        case Note():
            return {"kind": "note", "key": block.text, "text": block.text, "urgent": block.urgent}
        case Tiles():
            tiles = [_tile(view, tile) for tile in block.tiles]
            return {"kind": "tiles", "key": block.key, "label": block.label, "beside": block.beside, "tiles": tiles}
        case Card():
            return _card(view, block)
        case _:
            return block.payload()


def _lead(lead: Lead) -> Payload:
    said = [said for said in (lead.answer, *lead.more) if said]
    reasons = dict.fromkeys([*(reason for each in said for reason in each.reasons), *lead.notices])
    return {"kind": "lead", "key": "lead", "said": [tell(each) for each in said], "notices": [*reasons]}


def _tile(view: View, tile: Tile) -> Payload:
    """A figure in short, its trend as points on an axis, and the card that it opens."""
    aim = tell(tile.aim)
    low, high = scale.span([tile.trend])
    first = min((row.month_start for row in tile.trend), default=None)
    return {
        "label": tile.label,
        "value": tell(tile.value),
        "of": tile.of,
        "change": tell(tile.change),
        "status": tile.status,
        "aim": f"{MARKS[tile.status][0]} {aim}" if aim and tile.status != "neither" else aim,
        "reasons": [*dict.fromkeys([*tile.change.reasons, *tile.aim.reasons])],
        "trend": {
            "points": [(_months_since(first, row), row.number, row.segment) for row in tile.trend] if first else [],
            "range": (low, high),
        },
        "card": _card(view, tile.card),
    }


def _months_since(first: date, row: Figure) -> int:
    return (row.of_year - first.year) * 12 + row.month - first.month


def _card(view: View, card: Card) -> Payload:
    """A card; one that lacks figures is its title and the reason."""
    lacking = card.lacking or _why_empty(view, card)
    title, reasons = _title(card)
    found: Payload = {
        "kind": "card",
        "key": card.key,
        "folded": card.folded,
        "half": card.half,
        "title": title,
        "line": card.line,
        "notices": [*card.notices, *map(theme.capital, reasons)],
        "lacking": lacking,
    }
    if lacking:
        return found
    return found | {
        "drawings": [
            {"heading": heading, "alt": f"{heading or title}. {card.line}", **drawable(spec)}
            for heading, spec in card.drawings
        ],
        "across": card.across,
        "clicks": [*card.clicks],
        "notes": [*card.notes, *_prints_not_shown(view, card), *caveat_notes(card.rows, reasons)],
        "source": sources(view.warehouse, card.rows) if card.rows else "",
        "sample": SAMPLE if any(row.sample for row in card.rows) else "",
        "definitions": [*card.definitions] or [definition(MEASURES[measure]) for measure in card.measures],
        "why": [
            (each.about, each.text, each.source)
            for each in told(explanations(view.warehouse, card.rows, view.choice.as_of))
        ],
        "findings": [tell(finding) for finding in card.findings],
        "restated": _restatements(view, card),
        **_tables(card),
    }


def _title(card: Card) -> tuple[str, Sequence[str]]:
    """A card's title, and why it claims no more, or what to know about its figures."""
    return (card.title, ()) if isinstance(card.title, str) else (tell(card.title), card.title.reasons)


def _why_empty(view: View, card: Card) -> str:
    """What to say where there is nothing to draw or to list."""
    if card.grid is not None:
        return "" if card.grid.lines else NO_LINES
    if card.table is not None:
        return NO_LINES if not card.table else ""
    if known(card.rows):
        return ""
    return NO_FIGURE if publications(view.warehouse) else NO_REPORT


def _tables(card: Card) -> Payload:
    """The table that is drawn, that of the figures with their places, and the file of the card: with numbers that a
    spreadsheet can sum, and marked where it is invented."""
    places = Table() if card.grid else traceable(card.rows)
    numbers = {"Tal": [excel_number(row) for row in card.rows], "Enhet": [row.unit for row in card.rows]}
    drawn = card.grid.table() if card.grid else card.table
    handed = places.beside(numbers) if drawn is None else drawn
    sample = any(row.sample for row in card.rows)
    if sample and "Underlag" not in handed.columns:
        handed = handed.beside({"Underlag": ["Exempeldata"] * len(handed.lines)})
    return {
        "drawn": _as_data(card.table) if card.table else None,
        "grid": _grid(card.grid) if card.grid else None,
        "table": _as_data(places) if places else None,
        "csv": swedish_csv(handed),
        "file": file_name(card.key, sample=sample),
    }


def _grid(grid: Grid) -> Payload:
    """A table with heads on two sides: cells as text, note, what a click asks for, and what they are sorted by."""
    return {
        "corner": grid.corner,
        "heads": [(f"{head.group}, {head.unit}" if head.unit else head.group, head.name) for head in grid.heads],
        "lines": [
            {
                "names": line.names,
                "total": line.total,
                "cells": [(cell.text, cell.note, cell.name, cell.value) for cell in line.cells],
            }
            for line in grid.lines
        ],
    }


def _as_data(table: Table) -> Payload:
    return {"columns": table.columns, "cells": table.lines}


def caveat_notes(rows: Sequence[Figure], said: Collection[str] = ()) -> list[str]:
    """What speaks against figures and is not said already; of many things the first few."""
    found = [text for text in grounds.caveats(rows) if text not in said]
    more = [f"och {len(found) - MOST_CAVEATS} anmärkningar till, se tabellen"] if len(found) > MOST_CAVEATS else []
    return [*map(theme.warned, found[:MOST_CAVEATS]), *more]


def _prints_not_shown(view: View, card: Card) -> list[str]:
    """Later but coarser prints that disagree with a figure shown."""
    shown = {(*row.series, row.year) for row in known(card.rows) if not row.computed}
    names = {measure: f"{MEASURES[measure].label} " for measure, *_ in shown}
    named = names if len(names) > 1 else {}
    return [
        f"{named.get(measure, '')}{row.period}: {row.later} anger {row.later_printed} ({row.later_cell})"
        for measure in card.measures
        for row in restated(view.warehouse, measure, view.choice.as_of)
        if row.finer_kept and (row.measure, row.subject, row.org, row.gender, row.scenario, row.year) in shown
    ]


def _restatements(view: View, card: Card) -> list[str]:
    """What two reports print differently of the series that are shown."""
    series = {(row.measure, row.org, row.gender) for row in card.rows if not row.computed}
    return [
        _restatement(row)
        for measure in card.measures
        for row in restated(view.warehouse, measure, view.choice.as_of)
        if (measure, row.org, row.gender) in series
    ]


def _restatement(row: Restatement) -> str:
    about = [MEASURES[row.measure].label, row.period, row.org, theme.SCENARIOS[row.scenario].lower()]
    if row.gender != "total":
        about.append(theme.GENDERS[row.gender].lower())
    return (
        f"Omräknat – {', '.join(about)}: {row.earlier_printed} i {row.earlier} ({row.earlier_cell}),"
        f" {row.later_printed} i {row.later} ({row.later_cell})."
    )
