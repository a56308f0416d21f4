"""What a warehouse would show of a world: built on the product's own way from facts to released tables, in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from loaders.exports.catalogue import LEDGER, SICK_LEAVE, STAFF
from loaders.exports.export import Export
from loaders.facts.facts import write_facts
from loaders.facts.organisation import Places
from loaders.people.masks import Mask, Scope, Secret
from loaders.people.released import write_released
from loaders.people.siblings import Listed
from loaders.reports.names import Figure
from tests.attack.organisation import YEAR, Organisation

WHOLE = "Leanlink"


PRICES = {
    "5011": ("headcount", 30000.0),
    "5021": ("extra_hours", 200.0),
    "5022": ("overtime_hours", 300.0),
    "5111": ("sick_hours_1_14", 150.0),
}
"""What the accounts of pay have a column of, and what one costs: the same for everybody, and known to all."""


class Print(NamedTuple):
    """That a report prints a measure of an area, or of the whole, for the year."""

    measure: str
    org: str
    gender: str

    @property
    def figure(self) -> Figure:
        blank: dict[str, Any] = dict.fromkeys((field.name for field in fields(Figure)), "")
        of_year = {"period_end": date(YEAR, 12, 31), "value": Decimal(1)}
        return Figure(**{**blank, **self._asdict(), **of_year})


def warehouse(
    of: Organisation, masks: Mapping[Scope, Mask], key: bytes, printed: Sequence[Print] = ()
) -> duckdb.DuckDBPyConnection:
    """The tables that are released of a world, with the masks of the warehouse before it."""
    connection = duckdb.connect(config={"threads": 1})
    places = Places({})
    write_facts(connection, [], places, WHOLE, key)
    for export in (SICK_LEAVE, STAFF):
        _fill(connection, export, of)
    _insert(connection, LEDGER, list(_pay(of)))
    figures = [each.figure for each in printed]
    write_released(connection, places, figures, WHOLE, Listed(of.siblings), Secret(key, "", masks))
    return connection


def _fill(connection: duckdb.DuckDBPyConnection, export: Export, of: Organisation) -> None:
    rows = [
        {"of_month": month_of(month), "org": atom.area, "file": 0, **atom._asdict(), **row}
        for (month, atom), row in of.rows.get(export.id, {}).items()
    ]
    # Only sick leave has a column for the area.
    there = [name for name, *_ in connection.execute(f"describe fact_{export.id}").fetchall()]
    _insert(connection, export, [{name: row[name] for name in there if name in row} for row in rows])


def _pay(of: Organisation) -> Iterator[dict[str, object]]:
    """The accounts of every row of people, each in lines of their own."""
    for rows in of.rows.values():
        for (month, atom), row in rows.items():
            placed = {"of_month": month_of(month), "org": atom.area, "place_unit": atom.unit, "file": 0}
            for account, (column, price) in PRICES.items():
                if column in row:
                    yield {**placed, "account": account, "outcome": price * row[column]}


def _insert(connection: duckdb.DuckDBPyConnection, export: Export, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        connection.register("rows", pa.Table.from_pylist([*rows]))
        connection.execute(f"insert into fact_{export.id} by name select * from rows")
        connection.unregister("rows")


def month_of(month: int) -> date:
    """The first day of a month (0 is January of the year that is attacked)."""
    return date(YEAR + month // 12, month % 12 + 1, 1)
