"""What two warehouses differ in: the rows and totals of exports by month, printed figures, what should add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from loaders.exports.catalogue import EXPORTS
from loaders.reading.ledger import Change
from loaders.records import from_arrow
from loaders.warehouse.build import REFERENCE_TABLES
from loaders.warehouse.identities import Check
from loaders.warehouse.serving import opened


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
PEOPLE = {export.id for export in EXPORTS if export.people}


class _Loaded(NamedTuple):
    """What is loaded of a month and organisation; of people neither rows nor totals."""

    rows: int | None
    totals: dict[str, float]
    content: str


def difference(before: Path | None, after: Path) -> Difference:
    """Where a warehouse differs from the one that is served; nothing where none is, or it was built by older code that
    kept other things."""
    if before is None or before == after:
        return NO_DIFFERENCE
    try:
        return Difference(changes(before, after), edited(before, after))
    except (duckdb.CatalogException, duckdb.BinderException):
        return NO_DIFFERENCE


def changes(before: Path | None, after: Path | None) -> tuple[Change, ...]:
    """Where the exports of two warehouses differ; None has none.

    Of people neither rows nor totals are told, and all that other files bring is different: with a file of one's own
    making tried out, a difference would be what someone else's file has, and no difference a guess confirmed.
    """
    old, new = _totals(before), _totals(after)
    found = []
    for place in sorted({*old, *new}):
        former, now = old.get(place), new.get(place)
        if former == now:
            continue
        if place[0] in PEOPLE:
            rows_before, rows_after = (0 if side else None for side in (former, now))
            found.append(Change(*place, rows_before, rows_after, of_people=True))
        else:
            sides = [(side.rows, side.totals) if side else (None, {}) for side in (former, now)]
            (rows_before, totals_before), (rows_after, totals_after) = sides
            found.append(Change(*place, rows_before, rows_after, totals_before, totals_after))
    return tuple(found)


def _totals(warehouse: Path | None) -> dict[tuple[str, str, str], _Loaded]:
    if warehouse is None:
        return {}
    found: dict[tuple[str, str, str], _Loaded] = {}
    sql = "select export, of_month, organisation, headline, rows, round(total, 6), digest from loaded order by all"
    for export, month, organisation, headline, count, total, content in _rows(warehouse, sql):
        place = export, f"{month:%Y-%m}", organisation
        totals = found.setdefault(place, _Loaded(count, {}, content)).totals
        if total is not None:
            totals[headline] = total
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
