"""What is lost where files take the place of others: parts that the new ones lack, months that nothing then owns.

Looked for in the rows as they were accepted, since a warehouse holds none of people, and told to who loads only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import duckdb
import pyarrow as pa

from loaders.exports.catalogue import EXPORTS
from loaders.exports.export import NAMES, Column, Export
from loaders.facts.facts import arriving, listed, spans
from loaders.facts.organisation import Places
from loaders.problems import Problem
from loaders.reading.exports import ExportReading
from loaders.swedish.periods import month_in_words
from loaders.swedish.spelling import fold

WORDS: Mapping[tuple[str, str], str] = {
    ("gender", "women"): "kvinnor",
    ("gender", "men"): "män",
    ("form", "permanent"): "tillsvidareanställda",
    ("form", "temporary"): "visstidsanställda",
    ("manager", "yes"): "chefer",
    ("manager", "no"): "de som inte är chefer",
}
"""What groups of people are called; all else is called by its heading and its value."""


@dataclass(frozen=True)
class Unowned:
    """Months of an export that no file brings any longer, for these owners."""

    export: str
    months: str
    owners: tuple[str, ...]


def lacking(before: Sequence[ExportReading], new: Sequence[ExportReading], places: Places, whole: str) -> list[Problem]:
    """A warning for whatever stands in rows that new files replace and has no row in these: a file owns what it brings
    of a month wholly, and one that holds a part only takes the rest away."""
    problems = []
    for export in EXPORTS:
        former, later = ([r for r in readings if r.export == export.id] for readings in (before, new))
        if any(set(old.months).intersection(brought.months) for old in former for brought in later):
            problems += _lacking(export, former, later, places, whole)
    return problems


@dataclass(frozen=True)
class _Lost:
    """A value of a column that replaced rows of a month and an owner had and the new ones lack."""

    file: int
    column: str
    month: date
    owner: str
    label: str
    value: str
    rows: int


def _lacking(
    export: Export, before: Sequence[ExportReading], new: Sequence[ExportReading], places: Places, whole: str
) -> list[Problem]:
    mine = dict(enumerate([*before, *new]))
    columns = [column for column in export.columns if column.name in export.key and column.kind in NAMES]
    with duckdb.connect() as connection:
        _arrive(connection, export, mine, places, whole, [column.name for column in columns])
        connection.execute(
            f"""
            create temp table counting as
            with came as (select *, file >= {len(before)} as is_new from arrived)
            select came.* from came
            join (select of_month, owner, is_new, max(file) as file from came group by all)
            using (of_month, owner, is_new, file)
            semi join (select of_month, owner from came where is_new) using (of_month, owner)
            semi join (select of_month, owner from came where not is_new) using (of_month, owner)
            """
        )
        lost = [each for column in columns for each in _lost(connection, export, column, places)]
        for pair in _crossings(export, columns):
            lost += _lost_crossings(connection, export, pair, places)
        sql = "select distinct file, of_month, owner from counting where is_new"
        replaced = {(file, month, owner) for file, month, owner in connection.execute(sql).fetchall()}
    return [
        Problem("warning", mine[file].name, "", "", text, "allt som hör till månaden, om inget ska försvinna")
        for file, text in _told(export, lost, replaced)
    ]


def _arrive(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    mine: Mapping[int, ExportReading],
    places: Places,
    whole: str,
    names: Sequence[str],
) -> None:
    """Create the table `arrived`: how many rows each file has of a month, an owner and the values of columns."""
    query, paths = arriving(connection, export, mine, places, whole)
    owner = export.column(export.owner[0])
    place = f"coalesce(nullif(place_unit, ''), {owner.name})"
    label = f"'{owner.heading} ' || {owner.name}" if owner.kind == "choice" else place
    connection.execute(
        f"""
        create temp table arrived as
        select of_month, owner, file, any_value({label}) as label,
               {", ".join([*names, "count(*) as row_count"])}
        from ({query}) as incoming group by {", ".join(["of_month", "owner", "file", *names])}
        """,
        paths,
    )


def _lost(connection: duckdb.DuckDBPyConnection, export: Export, column: Column, places: Places) -> list[_Lost]:
    """The values of a column that are lost. Two spellings of one place are the same, but not of what the file owns:
    there a file with one of them takes the rows of both away, unless it brings a spelling that is new."""
    name, is_owner = column.name, column.name in export.owner
    _register_meanings(connection, "meaning", export, column, places)
    rows = connection.execute(
        f"""
        with told as (
            select of_month, owner, is_new, max(file) as file, meaning, any_value(label) as label,
                   min({name}) as value, sum(row_count)::bigint as row_count
            from counting join meaning on meaning.value = {name}
            group by of_month, owner, is_new, meaning
        ),
        former as (select * from told where not is_new),
        later as (select * from told where is_new),
        added as (select * from later anti join former using (of_month, owner, meaning))
        select file.file, former.of_month, former.owner, former.label, former.value, former.row_count
        from former
        join (select of_month, owner, max(file) as file from counting where is_new group by all) as file
        using (of_month, owner)
        anti join later using (of_month, owner, meaning)
        {"anti join added using (of_month, owner)" if is_owner else ""}
        order by all
        """
    ).fetchall()
    connection.unregister("meaning")
    return [_Lost(file, name, month, owner, label, value, count) for file, month, owner, label, value, count in rows]


def _crossings(export: Export, columns: Sequence[Column]) -> list[tuple[Column, Column]]:
    """Pairs of a named part of what a file owns (a unit, a customer) and another column: women of a unit, lunches of a
    customer. Accounts and the like come and go in any month."""
    parts = [column for column in columns if column.name not in export.owner and column.kind != "code"]
    return [(part, other) for part, other in combinations(parts, 2) if part.kind == "text"]


def _lost_crossings(
    connection: duckdb.DuckDBPyConnection, export: Export, pair: tuple[Column, Column], places: Places
) -> list[_Lost]:
    """The values of the second column that a part named in the first has lost, where the new rows have both."""
    part, other = pair
    _register_meanings(connection, "part", export, part, places)
    _register_meanings(connection, "other", export, other, places)
    rows = connection.execute(
        f"""
        with told as (
            select of_month, owner, is_new, part.meaning as part, other.meaning as other,
                   min({part.name}) as label, min({other.name}) as value, sum(row_count)::bigint as row_count
            from counting
            join part on part.value = {part.name}
            join other on other.value = {other.name}
            group by of_month, owner, is_new, part.meaning, other.meaning
        ),
        later as (select * from told where is_new)
        select file.file, former.of_month, former.label, former.value, former.row_count
        from (select * from told where not is_new) as former
        join (select of_month, owner, max(file) as file from counting where is_new group by all) as file
        using (of_month, owner)
        semi join later using (of_month, owner, part)
        semi join later using (of_month, owner, other)
        anti join later using (of_month, owner, part, other)
        order by all
        """
    ).fetchall()
    connection.unregister("part")
    connection.unregister("other")
    return [_Lost(file, other.name, month, label, label, value, count) for file, month, label, value, count in rows]


def _register_meanings(
    connection: duckdb.DuckDBPyConnection, name: str, export: Export, column: Column, places: Places
) -> None:
    """Let a view tell what the values of a column mean: two spellings of one place are the same."""
    found = connection.execute(f"select distinct {column.name} from counting").fetchall()
    is_owner = column.name in export.owner
    meanings = {value: fold(value) if is_owner else _meaning(export, value, places) for (value,) in found if value}
    connection.register(name, pa.table({"value": [*meanings], "meaning": [*meanings.values()]}, _MEANINGS))


_MEANINGS = pa.schema([("value", pa.string()), ("meaning", pa.string())])


def _meaning(export: Export, value: str, places: Places) -> str:
    stays = places.stays(export.id, value)
    return fold(stays[-1].place.unit if stays else value)


def _told(export: Export, lost: Sequence[_Lost], replaced: set[tuple[int, date, str]]) -> list[tuple[int, str]]:
    """What is lost, by file: values that are lost in the same months of the same owners together."""
    values: dict[tuple[int, str, str], list[_Lost]] = {}
    for each in lost:
        values.setdefault((each.file, each.column, each.value), []).append(each)
    together: dict[tuple[int, str, frozenset[tuple[date, str]]], list[_Lost]] = {}
    for (file, column, _), found in values.items():
        together.setdefault((file, column, frozenset((e.month, e.owner) for e in found)), []).extend(found)
    told = []
    for (file, column, places), found in together.items():
        months = {month for month, _ in places}
        is_all = places == {(month, owner) for of, month, owner in replaced if of == file and month in months}
        owners = "" if is_all else f"{listed(sorted({each.label for each in found}))}, "
        text = f"{owners}{spans(sorted(months), month_in_words)}: {_named(export.column(column), found)} saknas i filen"
        text += "; det som var inläst för dem försvinner"
        rows = sum(each.rows for each in found)
        told.append((file, text if export.people else f"{text} ({rows} {'rad' if rows == 1 else 'rader'})"))
    return told


def _named(column: Column, lost: Sequence[_Lost]) -> str:
    values = list(dict.fromkeys(each.value for each in lost))
    words = [WORDS[column.name, value] for value in values if (column.name, value) in WORDS]
    others = [f"”{value}”" for value in values if (column.name, value) not in WORDS]
    return ", ".join([*words, *([f"{column.heading} {listed(others)}"] if others else [])])


def unowned(
    before: Sequence[ExportReading], after: Sequence[ExportReading], places: Places, whole: str
) -> list[Unowned]:
    """The months that no file owns any longer where files are taken out, with whose they were."""
    found = []
    for export in EXPORTS:
        sides = [
            _owned(export, [r for r in readings if r.export == export.id], places, whole)
            for readings in (before, after)
        ]
        gone: dict[date, list[str]] = {}
        for (month, owner), label in sides[0].items():
            if (month, owner) not in sides[1]:
                gone.setdefault(month, []).append(label)
        for owners in sorted({tuple(sorted(labels)) for labels in gone.values()}):
            months = sorted(month for month, labels in gone.items() if tuple(sorted(labels)) == owners)
            found.append(Unowned(export.id, spans(months, month_in_words), owners))
    return found


def _owned(
    export: Export, readings: Sequence[ExportReading], places: Places, whole: str
) -> dict[tuple[date, str], str]:
    if not readings:
        return {}
    names = [name for name in export.owner if export.column(name).kind in NAMES]
    with duckdb.connect() as connection:
        _arrive(connection, export, dict(enumerate(readings)), places, whole, names)
        rows = connection.execute("select of_month, owner, min(label) from arrived group by all").fetchall()
    return {(month, owner): label for month, owner, label in rows}
