"""What a warehouse would show of a world: built on the product's own way from facts to released tables, in memory."""

from collections.abc import Mapping
from datetime import date

import duckdb
import pyarrow as pa

from loaders.exports.catalogue import SICK_LEAVE, STAFF
from loaders.exports.export import Export
from loaders.facts.facts import write_facts
from loaders.facts.organisation import Places
from loaders.people.masks import Mask, Scope, Secret
from loaders.people.released import write_released
from loaders.people.siblings import Listed
from tests.attack.organisation import YEAR, Organisation

WHOLE = "Leanlink"


def warehouse(of: Organisation, masks: Mapping[Scope, Mask], key: bytes) -> duckdb.DuckDBPyConnection:
    """The tables that are released of a world, with the masks of the warehouse before it."""
    connection = duckdb.connect(config={"threads": 1})
    places = Places({})
    write_facts(connection, [], places, WHOLE, key)
    for export in (SICK_LEAVE, STAFF):
        _fill(connection, export, of)
    write_released(connection, places, [], WHOLE, Listed(of.siblings), Secret(key, "", masks))
    return connection


def _fill(connection: duckdb.DuckDBPyConnection, export: Export, of: Organisation) -> None:
    rows = [
        {"of_month": date(YEAR + month // 12, month % 12 + 1, 1), "org": atom.area, "file": 0, **atom._asdict(), **row}
        for (month, atom), row in of.rows.get(export.id, {}).items()
    ]
    if rows:
        table = pa.Table.from_pylist(rows)
        # Only sick leave has a column for the area.
        there = [name for name, *_ in connection.execute(f"describe fact_{export.id}").fetchall() if name in rows[0]]
        connection.register("rows", table.select(there))
        connection.execute(f"insert into fact_{export.id} by name select * from rows")
        connection.unregister("rows")
