"""What two warehouses differ in: the rows and totals of exports by month, printed figures, what should add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from loaders.areas import WHOLE
from loaders.build import REFERENCE_TABLES, opened
from loaders.exports import EXPORTS
from loaders.identities import Check
from loaders.ledger import Change
from loaders.records import from_arrow
from loaders.released import DIVIDING, TOTAL


@dataclass(frozen=True)
class Edited:
    """A printed figure, by publication and cell, or a line of a reference table that is another now; empty where it
    was not or is no longer there."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """What is served differently though no file has changed: tables were edited, or the code is another."""

    changes: tuple[Change, ...] = ()
    edited: tuple[Edited, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.edited)


NO_DIFFERENCE = Difference()
_Total = tuple[int, dict[str, float]]


def difference(before: Path | None, after: Path) -> Difference:
    """Where a warehouse differs from the one that is served; nothing where none is, or it was built by older code that
    kept other things."""
    if before is None or before == after:
        return NO_DIFFERENCE
    try:
        return Difference(changes(before, after), edited(before, after))
    except (duckdb.CatalogException, duckdb.BinderException):
        return NO_DIFFERENCE


EVERYONE = "alla anställda"
"""What the whole of people is called where its total is told beside parts whose totals are hidden."""


def changes(before: Path | None, after: Path | None) -> tuple[Change, ...]:
    """Where the exports of two warehouses differ; None has none.

    In a month where the totals of some people are hidden those of everyone are compared too, as far as they are shown.
    """
    old, new = _totals(before), _totals(after)
    partly = {(export, month) for totals in (old, new) for (export, month, _), (_, told) in totals.items() if not told}
    for totals, warehouse in ((old, before), (new, after)):
        totals |= {place: total for place, total in _of_everyone(warehouse).items() if place[:2] in partly}
    found = []
    for place in sorted({*old, *new}):
        before_rows, before_totals = old.get(place, (None, {}))
        after_rows, after_totals = new.get(place, (None, {}))
        if (before_rows, before_totals) != (after_rows, after_totals):
            found.append(Change(*place, before_rows, after_rows, before_totals, after_totals))
    return tuple(found)


def _totals(warehouse: Path | None) -> dict[tuple[str, str, str], _Total]:
    if warehouse is None:
        return {}
    found: dict[tuple[str, str, str], _Total] = {}
    sql = "select export, of_month, organisation, headline, rows, round(total, 6) from loaded order by all"
    for export, month, organisation, headline, count, total in _rows(warehouse, sql):
        totals = found.setdefault((export, f"{month:%Y-%m}", organisation), (count, {}))[1]
        # A group of people that is too small to be shown has no total.
        if total is not None:
            totals[headline] = total
    return found


def _of_everyone(warehouse: Path | None) -> dict[tuple[str, str, str], _Total]:
    """The totals of all people in the months where they are shown."""
    if warehouse is None:
        return {}
    found: dict[tuple[str, str, str], _Total] = {}
    for export in EXPORTS:
        if export.people:
            sql = f"""
                select of_month, row_count, {", ".join(f"cast({name} as double)" for name in export.headline)}
                from released_{export.id} join organisation on organisation = org and level = '{WHOLE}'
                where {" and ".join(f"{name} = '{TOTAL}'" for name in ("unit", *DIVIDING))}
            """
            for month, count, *totals in _rows(warehouse, sql):
                told = dict(zip(export.headline, totals, strict=True))
                found[export.id, f"{month:%Y-%m}", EVERYONE] = (count, told)
    return found


def edited(before: Path, after: Path) -> tuple[Edited, ...]:
    """Where figures of reports that both hold mean something else, and lines of the tables that both hold differ."""
    old, new = _figures(before), _figures(after)
    publications = {publication for publication, _ in old} & {publication for publication, _ in new}
    found = [
        Edited(f"{publication}, {cell}", old.get((publication, cell), ""), new.get((publication, cell), ""))
        for publication, cell in sorted({*old, *new})
        if publication in publications and old.get((publication, cell)) != new.get((publication, cell))
    ]
    for table, (name, *_) in REFERENCE_TABLES.items():
        lines = [set(_lines(warehouse, table)) for warehouse in (before, after)]
        found += [Edited(name, line, "") for line in sorted(lines[0] - lines[1])]
        found += [Edited(name, "", line) for line in sorted(lines[1] - lines[0])]
    return tuple(found)


def _figures(warehouse: Path) -> dict[tuple[str, str], str]:
    """What every printed cell says, as we understand it; of a report that comes in a new version that as well."""
    sql = """
        select publication, sheet || '!' || cell,
               concat_ws(', ', nullif(measure, ''), org, nullif(gender, 'total'), scenario, period_text, value)
        from published
    """
    return {(publication, cell): text for publication, cell, text in _rows(warehouse, sql)}


def _lines(warehouse: Path, table: str) -> list[str]:
    return [", ".join(filter(None, row)) for row in _rows(warehouse, f"select * from {table}")]


def newly_failing(before: Path | None, after: Path) -> tuple[Check, ...]:
    """The identities that fail in a warehouse and that another has not, or not of the same figures."""
    known: set[tuple[Any, ...]] = set()
    if before is not None:
        known = {_which(check) for check in _failing(before)}
    return tuple(check for check in _failing(after) if _which(check) not in known)


def _failing(warehouse: Path) -> Sequence[Check]:
    with opened(warehouse) as connection:
        try:
            found = connection.sql("select * from identity_check where answer = 'fails'").to_arrow_table()
        except duckdb.CatalogException:
            # A warehouse of older code tells of none.
            return []
    return from_arrow(found, Check)


def _which(check: Check) -> tuple[Any, ...]:
    return check.identity, check.publication, check.left_cells, check.left, check.right_cells, check.right


def _rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with opened(warehouse) as connection:
        return connection.execute(sql).fetchall()
