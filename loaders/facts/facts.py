"""The rows of all loaded exports -> one fact table an export, in a warehouse that is being built.

A file owns what it brings of an export, a month and an owner (area, unit, provider …) wholly: of several files the
last loaded one counts. Names are resolved here, as they are in the fact's month. A fact's `org` is its business area;
the whole where the place is unknown or has no area; null for other providers. Its `place_unit` is the part that it is
of: the unit that its place is, or the owner of a row in an export without places.
"""

import glob
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.exports.catalogue import EXPORTS
from loaders.exports.export import NUMBERS, Column, Export
from loaders.facts.organisation import UNITS, Place, Places, Stay, code_and_name
from loaders.problems import Problem
from loaders.reading.exports import ExportReading
from loaders.swedish.spelling import fold, tidy

NAMED = 3
"""Names that a warning tells one by one; of more it tells how many."""

_TYPES = {"month": "date", "period": "date", "date": "date", "year": "bigint"}


def write_facts(
    connection: duckdb.DuckDBPyConnection, readings: Sequence[ExportReading], places: Places, whole: str, key: bytes
) -> list[Problem]:
    """Create a fact table for every export, and what is loaded of them. The readings are in the order of loading.

    With the secret key the rows of people are sealed: of them it can be told that files come or go, and nothing else.
    Gives warnings for files of one load that bring the same, and for unknown places.
    """
    problems = []
    connection.execute(
        "create table unknown_place (export varchar, place varchar, row_count bigint, nearest varchar[])"
    )
    for export in EXPORTS:
        mine = {at: reading for at, reading in enumerate(readings) if reading.export == export.id}
        # Rows of people are summed to groups that may be shown, and are not kept.
        kind = "temp table" if export.people else "table"
        connection.execute(f"create {kind} fact_{export.id} ({_columns(export)})")
        if mine:
            _insert(connection, export, mine, places, whole)
            problems += _overlaps(connection, export, mine)
            problems += _unknown_places(connection, export, mine, places)
            connection.execute("drop table owned")
    there = [export for export in EXPORTS if any(reading.export == export.id for reading in readings)]
    _reorganisations(connection, there, places, whole)
    _export_files(connection, readings)
    # Those of people make the table, also of nobody; the others would only take their time then.
    told = [export for export in EXPORTS if export.people or export in there]
    connection.execute(f"create table loaded as {' union all '.join(map(_loaded, told))}", {"key": key.hex()})
    return problems


def _sql_type(column: Column) -> str:
    return "decimal(18, 6)" if column.kind in NUMBERS else _TYPES.get(column.kind, "varchar")


def _own(export: Export) -> dict[str, str]:
    """The columns of a fact table that its export declares; a period has a second one for its last day."""
    ends = {f"{column.name}_end": "date" for column in export.columns if column.kind == "period"}
    return {column.name: _sql_type(column) for column in export.columns} | ends


def _columns(export: Export) -> str:
    place = {"of_month": "date", "place": "varchar", "place_unit": "varchar", "org": "varchar"}
    trace = {"file": "integer", "sheet": "varchar", "source_row": "integer", "cells": "varchar"}
    return ", ".join(f"{name} {kind}" for name, kind in (_own(export) | place | trace).items())


def _insert(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    mine: Mapping[int, ExportReading],
    places: Places,
    whole: str,
) -> None:
    """Fill the fact table of an export from its files, and the temporary table `owned`: what each file brings.

    Only the rows of a month's and an owner's last file count.
    """
    incoming, paths = arriving(connection, export, mine, places, whole)
    connection.execute(
        f"create temp table owned as select distinct of_month, owner, file from ({incoming}) as incoming", paths
    )
    connection.execute(
        f"""
        insert into fact_{export.id}
        select {", ".join(_own(export))}, of_month, place, place_unit, org, file, sheet, source_row, cells
        from ({incoming}) as incoming
        join (select of_month, owner, max(file) as file from owned group by of_month, owner) as last
        using (of_month, owner, file)
        """,
        paths,
    )
    connection.unregister("file_number")
    connection.unregister("known_place")


def arriving(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    mine: Mapping[int, ExportReading],
    places: Places,
    whole: str,
) -> tuple[str, dict[str, list[str]]]:
    """The query for all rows of an export's files, each with its place, its owner and its file, and its parameters.

    It reads the tables known_place and file_number, which are registered here. Rows that were accepted by other code
    may lack a column.
    """
    # The same content may have been loaded twice; its rows count once.
    files = {str(reading.rows_in): at for at, reading in mine.items()}
    paths = {"paths": [glob.escape(path) for path in files]}
    place = f"cast(coalesce({', '.join([*(f'rows.{name}' for name in export.place), 'null'])}) as varchar)"
    part = "known_place.unit" if export.place else f"rows.{export.owner[0]}"
    month = f"cast(date_trunc('month', rows.{export.month}) as date)"
    present = {name for path in files for name in pq.read_schema(path).names}
    wanted = _own(export) | {"cells": "varchar"}
    absent = [f"cast(null as {kind}) as {name}" for name, kind in wanted.items() if name not in present]
    source = f"(select *{''.join(f', {each}' for each in absent)}"
    source += " from read_parquet($paths, filename = true, union_by_name = true))"
    spelled = connection.execute(f"select distinct {place} from {source} as rows", paths).fetchall()
    connection.register("known_place", resolved(export, [spelling for (spelling,) in spelled], places, whole))
    numbers = {"path": list(files), "file": pa.array(list(files.values()), pa.int32())}
    connection.register("file_number", pa.table(numbers))
    incoming = f"""
        select {", ".join(f"rows.{name}" for name in _own(export))},
               {month} as of_month, known_place.place,
               {part} as place_unit, known_place.org, {_owner(export)} as owner,
               file_number.file, rows.sheet, rows.row as source_row, rows.cells
        from {source} as rows
        join file_number on file_number.path = rows.filename
        join known_place on known_place.place is not distinct from {place}
             and {month} >= known_place.begins and {month} < known_place.ends
    """
    return incoming, paths


def _owner(export: Export) -> str:
    """Whose a row is within its month: a place by the unit that it resolves to, so that another spelling is the same,
    in whatever area. The value of a whole year is another's than that of its first month."""
    names = ["known_place.owner" if name in export.place else f"lower(rows.{name})" for name in export.owner]
    ends = [f"cast(rows.{column.name}_end as varchar)" for column in export.columns if column.kind == "period"]
    return f"concat_ws(chr(31), {', '.join([*names, *ends])})"


def resolved(export: Export, spelled: Sequence[str | None], places: Places, whole: str) -> pa.Table:
    """For every spelling the unit and the organisation over time; a spelling that is unknown stands for itself, a code
    and a name for what has both."""
    unknown = None if export.has_others else whole
    named_by = _names([spelling for spelling in spelled if spelling and not places.stays(export.id, spelling)])
    rows: list[dict[str, Any]] = []
    for spelling in spelled:
        stays = places.stays(export.id, spelling) if spelling else []
        for stay in stays or [Stay(Place(named_by.get(spelling or "", tidy(spelling or "")), ""))]:
            unit, org = stay.place.unit, stay.place.organisation if stays else unknown
            named = {"place": spelling, "unit": unit, "owner": fold(unit), "org": org}
            rows.append({**named, "begins": stay.begins, "ends": stay.ends})
    texts, days = ("place", "unit", "owner", "org"), ("begins", "ends")
    kinds = dict.fromkeys(texts, pa.string()) | dict.fromkeys(days, pa.date32())
    return pa.Table.from_pylist(rows, pa.schema(kinds))


def _names(spelled: Sequence[str]) -> dict[str, str]:
    """For codes with a name, and for their codes alone, the name; where no other code has the name, nor the code
    another name."""
    pairs = {spelling: parts for spelling in spelled if (parts := code_and_name(tidy(spelling)))}
    codes: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for code, name in pairs.values():
        codes[code].add(fold(name))
        names[fold(name)].add(code)
    known_by = {
        spelling: name
        for spelling, (code, name) in pairs.items()
        if len(codes[code]) == 1 and len(names[fold(name)]) == 1
    }
    by_code = {pairs[spelling][0]: name for spelling, name in known_by.items()}
    return known_by | {spelling: by_code[tidy(spelling)] for spelling in spelled if tidy(spelling) in by_code}


def _reorganisations(
    connection: duckdb.DuckDBPyConnection, exports: Iterable[Export], places: Places, whole: str
) -> None:
    """Create the table of the areas that units leave and join, a row for each; the whole stays what it is.

    Other units than those that any export has rows of change no figure, and are left out. A move counts in all exports:
    areas that differ in one of them cannot be compared with the others either.
    """
    found = set()
    for export in exports:
        # Sick leave says the area in each row, and its units apart.
        names = ["place", "unit"] if export.people else ["place"]
        spelled = " union ".join(f"select {name} from fact_{export.id} where {name} <> ''" for name in names)
        for (spelling,) in connection.execute(spelled).fetchall():
            for old, new in places.moves(export.id, spelling):
                areas = old.place.organisation, new.place.organisation
                text = f"{old.place.unit} flyttar från {areas[0]} till {areas[1]}"
                found |= {(new.begins, area, old.place.unit, text) for area in areas if area != whole}
    connection.execute("create table reorganisation (date date, org varchar, unit varchar, text varchar)")
    for row in sorted(found):
        connection.execute("insert into reorganisation values (?, ?, ?, ?)", row)


def _overlaps(
    connection: duckdb.DuckDBPyConnection, export: Export, mine: Mapping[int, ExportReading]
) -> list[Problem]:
    """A warning for every two files of one load that bring the same: it may not have been meant."""
    found = connection.execute(
        """
        select distinct lag(file) over (partition by of_month, owner order by file) as former, file, of_month
        from owned
        qualify former is not null
        order by all
        """
    ).fetchall()
    owner = export.column(export.owner[0]).heading.lower()
    problems = []
    for (former, file), group in groupby(found, key=lambda row: row[:2]):
        if mine[former].load == mine[file].load:
            months = spans([month for _, _, month in group])
            text = f"samma {owner} finns även i {mine[former].name}, {export.name} {months}; den här filen gäller"
            wanted = f"en enda fil för varje månad och {owner}"
            problems.append(Problem("warning", mine[file].name, "", "", text, wanted))
    return problems


def _as_number(month: date) -> str:
    return f"{month:%Y-%m}"


def spans(months: Iterable[date], told: Callable[[date], str] = _as_number) -> str:
    """Months in order, those that follow each other as a span: 2021-01–2021-03, 2021-06."""
    runs: list[list[date]] = []
    for month in months:
        follows = runs and month == (runs[-1][-1] + timedelta(31)).replace(day=1)
        if follows:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join("–".join(dict.fromkeys(told(month) for month in (run[0], run[-1]))) for run in runs)


def _unknown_places(
    connection: duckdb.DuckDBPyConnection, export: Export, mine: Mapping[int, ExportReading], places: Places
) -> list[Problem]:
    """A warning for every place that no table knows, at its first row in the last file that has it."""
    if export.has_others or not export.place:
        return []
    spelled = connection.execute(f"select distinct place from fact_{export.id} where place is not null").fetchall()
    found = connection.execute(
        f"""
        select place, count(*) over (partition by place), file, sheet, source_row
        from fact_{export.id}
        where list_contains(?, place)
        qualify row_number() over (partition by place order by file desc, sheet, source_row) = 1
        order by place
        """,
        [[place for (place,) in spelled if not places.stays(export.id, place)]],
    ).fetchall()
    problems = []
    for place, rows, file, sheet, row in found:
        near = places.nearest(export.id, place)
        counted = None if export.people else rows
        connection.execute("insert into unknown_place values (?, ?, ?, ?)", [export.id, place, counted, near])
        wanted = f"ett namn eller en kod i data/reference/{UNITS}"
        wanted += f"; närmast ligger {', '.join(near)}" if near else ""
        reading = mine[file]
        letter = reading.letters.get(sheet, {}).get(export.place[0])
        heading = export.column(export.place[0]).heading
        count = "raderna" if export.people else "1 rad" if rows == 1 else f"{rows} rader"
        text = f"{heading} ”{place}” är okänd ({count} räknas i helheten men inte i något affärsområde)"
        problems.append(Problem("warning", reading.name, sheet, f"{letter}{row}" if letter else "", text, wanted))
    return problems


def listed(names: Sequence[str]) -> str:
    """Names, the first few of many."""
    more = len(names) - NAMED
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:NAMED])} och {more} till"


def _loaded(export: Export) -> str:
    """The query for what is loaded of an export: file, rows and headline totals of every month and organisation, one
    row a headline, and a hash of all that is there.

    Of people there are neither rows nor totals, and the hash is of the files too: with a file of their own making tried
    out people would learn whether it has the rows that are loaded.
    """
    rows = ["count(*)", f"sum(hash({', '.join(_own(export))}, place_unit))"]
    sealed = ["$key", *rows, "string_agg(distinct content, ' ' order by content)"] if export.people else rows
    parts = [
        f"""
        select '{export.id}' as export, of_month, coalesce(org, '') as organisation, '{name}' as headline,
               {"null::bigint" if export.people else "count(*)"} as rows,
               {"null::double" if export.people else f"cast(sum({name}) as double)"} as total,
               sha256(concat_ws(' ', {", ".join(sealed)})) as digest, max(file) as file
        from fact_{export.id} join export_file using (file)
        group by of_month, coalesce(org, '')
        """
        for name in export.headline
    ]
    return " union all ".join(parts)


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
