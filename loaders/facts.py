"""The rows of all loaded exports -> one fact table an export, in a warehouse that is being built.

A file owns what it brings of an export, a month and an owner (area, unit, provider …) wholly: of several files the
last loaded one counts. Names are resolved here. A fact's `org` is its business area; the whole where the place is
unknown or has no area; null for other providers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from loaders.export import NUMBERS, Column, Export
from loaders.export_reading import ExportReading
from loaders.exports import EXPORTS
from loaders.organisation import UNITS, Places
from loaders.problems import Problem
from loaders.values import tidy

_TYPES = {"month": "date", "period": "date", "date": "date", "year": "bigint"}


def write_facts(
    connection: duckdb.DuckDBPyConnection, readings: Sequence[ExportReading], places: Places, whole: str
) -> list[Problem]:
    """Create a fact table for every export, and what is loaded of them. The readings are in the order of loading.

    Gives warnings for unknown places and for months that are missing between others.
    """
    problems = []
    connection.execute(
        "create table unknown_place (export varchar, place varchar, row_count bigint, nearest varchar[])"
    )
    for export in EXPORTS:
        mine = [(at, reading) for at, reading in enumerate(readings) if reading.export == export.id]
        connection.execute(f"create table fact_{export.id} ({_columns(export)})")
        if mine:
            _insert(connection, export, mine, places, whole)
            problems += _unknown_places(connection, export, dict(mine), places)
            problems += _gaps(connection, export, dict(mine))
    connection.execute(_loaded(EXPORTS))
    _export_files(connection, readings)
    return problems


def _sql_type(column: Column) -> str:
    return "decimal(24, 6)" if column.kind in NUMBERS else _TYPES.get(column.kind, "varchar")


def _columns(export: Export) -> str:
    own = {column.name: _sql_type(column) for column in export.columns}
    ends = {f"{column.name}_end": "date" for column in export.columns if column.kind == "period"}
    place = {"of_month": "date", "place": "varchar", "place_unit": "varchar", "org": "varchar"}
    trace = {"file": "integer", "sheet": "varchar", "source_row": "integer"}
    return ", ".join(f"{name} {kind}" for name, kind in (own | ends | place | trace).items())


def _insert(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    mine: Sequence[tuple[int, ExportReading]],
    places: Places,
    whole: str,
) -> None:
    paths = [str(reading.rows_in) for _, reading in mine]
    numbers = pa.table({"path": paths, "file": pa.array([at for at, _ in mine], pa.int32())})
    connection.register("file_number", numbers)
    own = [column.name for column in export.columns]
    own += [f"{column.name}_end" for column in export.columns if column.kind == "period"]
    place = f"coalesce({', '.join(export.place)})" if export.place else "cast(null as varchar)"
    connection.execute(
        f"""
        create temp table incoming as
        select {", ".join(f"rows.{name}" for name in own)},
               cast(date_trunc('month', rows.{export.month}) as date) as of_month,
               {place} as place, file_number.file, rows.sheet, rows.row as source_row
        from read_parquet($paths, filename = true) as rows
        join file_number on file_number.path = rows.filename
        """,
        {"paths": paths},
    )
    spelled = [s for (s,) in connection.execute("select distinct place from incoming").fetchall()]
    connection.register("known_place", _resolved(export, spelled, places, whole))
    owner = " || '|' || ".join(_owner(export, name) for name in export.owner)
    connection.execute(
        f"""
        insert into fact_{export.id}
        select {", ".join(f"incoming.{name}" for name in own)}, incoming.of_month, incoming.place, known_place.unit,
               known_place.org, incoming.file, incoming.sheet, incoming.source_row
        from incoming
        join known_place on known_place.place is not distinct from incoming.place
        qualify incoming.file = max(incoming.file) over (partition by incoming.of_month, {owner})
        """
    )
    connection.execute("drop table incoming")
    connection.unregister("file_number")
    connection.unregister("known_place")


def _owner(export: Export, name: str) -> str:
    """What tells one owner from another: a place by what it resolves to, so that another spelling is the same."""
    return "known_place.unit" if name in export.place else f"lower(trim(incoming.{name}))"


def _resolved(export: Export, spelled: Sequence[str | None], places: Places, whole: str) -> pa.Table:
    """For every spelling the unit and the organisation; a spelling that is unknown stands for itself."""
    rows: list[dict[str, Any]] = []
    for spelling in spelled:
        place = places.find(export.id, spelling) if spelling else None
        unknown = None if export.has_others else whole
        rows.append(
            {
                "place": spelling,
                "unit": place.unit if place else tidy(spelling or ""),
                "org": place.organisation if place else unknown,
            }
        )
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in ("place", "unit", "org")]))


def _unknown_places(
    connection: duckdb.DuckDBPyConnection, export: Export, mine: Mapping[int, ExportReading], places: Places
) -> list[Problem]:
    """A warning for every place that no table knows, at its first row in the last file that has it."""
    if export.has_others or not export.place:
        return []
    found = connection.execute(
        f"select place, count(*), max(file), arg_max(sheet, file), min(source_row) from fact_{export.id}"
        " where place is not null group by place order by place"
    ).fetchall()
    problems = []
    for place, rows, file, sheet, row in found:
        if places.find(export.id, place):
            continue
        near = places.nearest(export.id, place)
        connection.execute("insert into unknown_place values (?, ?, ?, ?)", [export.id, place, rows, near])
        wanted = f"ett namn eller en kod i data/reference/{UNITS}"
        wanted += f"; närmast ligger {', '.join(near)}" if near else ""
        reading = mine[file]
        cell = f"{reading.letters.get(sheet, {}).get(export.place[0], '')}{row}"
        heading = export.column(export.place[0]).heading
        text = f"{heading} ”{place}” är okänd ({rows} rader räknas i helheten men inte i något affärsområde)"
        problems.append(Problem("warning", reading.name, sheet, cell, text, wanted))
    return problems


def _gaps(connection: duckdb.DuckDBPyConnection, export: Export, mine: Mapping[int, ExportReading]) -> list[Problem]:
    """A warning for every place that lacks months between months that it has."""
    if export.month != "month" or not export.place or any(column.kind == "period" for column in export.columns):
        return []
    found = connection.execute(
        f"""
        with present as (select distinct place_unit, of_month from fact_{export.id} where place_unit <> ''),
        following as (
            select place_unit, of_month, lead(of_month) over (partition by place_unit order by of_month) as next_month
            from present
        )
        select following.place_unit, following.of_month, following.next_month,
               (select max(file) from fact_{export.id} as f where f.of_month = following.next_month)
        from following
        where following.next_month > following.of_month + interval 1 month
        order by following.of_month, following.place_unit
        """
    ).fetchall()
    return [
        Problem(
            "warning",
            mine[file].name,
            "",
            "",
            f"{place} saknas mellan {before:%Y-%m} och {after:%Y-%m} i exporten {export.name}",
            "rader för varje månad mellan den första och den sista",
        )
        for place, before, after, file in found
    ]


def _loaded(exports: Sequence[Export]) -> str:
    """What is loaded: rows, file and headline totals of every export, month and organisation, one row a headline."""
    parts = [
        f"""
        select '{export.id}' as export, of_month, coalesce(org, '') as organisation, '{name}' as headline,
               count(*) as rows, cast(sum({name}) as double) as total, max(file) as file
        from fact_{export.id}
        group by of_month, coalesce(org, '')
        """
        for export in exports
        for name in export.headline
    ]
    return f"create table loaded as {' union all '.join(parts)}"


def _export_files(connection: duckdb.DuckDBPyConnection, readings: Sequence[ExportReading]) -> None:
    """The loaded files by the number that facts name, and where each column stands in each sheet: with a fact's file,
    sheet and row, the cell of every number."""
    files = [
        {"file": at, "name": r.name, "export": r.export, "content": r.content, "sample": r.sample}
        for at, r in enumerate(readings)
    ]
    columns = [("file", pa.int32()), ("name", pa.string()), ("export", pa.string()), ("content", pa.string())]
    connection.register("files", pa.Table.from_pylist(files, pa.schema([*columns, ("sample", pa.bool_())])))
    connection.execute("create table export_file as select * from files")
    connection.unregister("files")
    rows = [
        {"file": at, "sheet": sheet, "name": name, "letter": letter}
        for at, reading in enumerate(readings)
        for sheet, letters in reading.letters.items()
        for name, letter in letters.items()
    ]
    kinds = [("file", pa.int32()), ("sheet", pa.string()), ("name", pa.string()), ("letter", pa.string())]
    connection.register("letters", pa.Table.from_pylist(rows, pa.schema(kinds)))
    connection.execute("create table column_letter as select * from letters")
    connection.unregister("letters")
