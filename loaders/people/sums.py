"""What groups of people sum up to, hidden ones too -> the tables of what may be shown of it."""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from loaders.exports.export import Export
from loaders.people.counts import COMMON, MONTHS, QUARTER
from loaders.people.grouped import LIMIT
from loaders.people.groups import AREA, DIVIDING, HALVES, OFFERED, UNIT

TOTAL = "total"

BY_FORM = ("hired", "left_externally", "left_internally", "retired")
"""The families that are told of within the year by form of employment, of which measures ask; all others of everybody.

One of the two, not both: then what is told of a period parts people once (a form of an area lies in that of the whole),
and whatever could be moved in a year between people of a part, with no figure of the year noticing, can be moved in the
periods in which they have it. Periods tell nothing of a year. An area in all and the whole by form would cross each
other: where one of two areas whose forms are hidden has nothing in a quarter, all by form is the other's.
"""

OF_FEW = {"staff": ("retired_age_sum", "retired")}
"""A sum that in a month may be of a single person, and the column that says of how many. It is told of everyone only,
for a whole calendar year in which there are more than LIMIT."""

_GROUP = {"org": "varchar", "unit": "varchar", **dict.fromkeys(DIVIDING, "varchar")}
_NUMBER = "decimal(38, 6)"


def sum_groups(connection: duckdb.DuckDBPyConnection, export: Export, whole: str) -> None:
    """The sums of all groups by month as the temporary table `sums_<export>`, from `people_<export>`, `areas_<export>`
    and `sibling_group`."""
    numbers = dict.fromkeys((column.name for column in export.numbers), _NUMBER)
    columns = {"grouping": "varchar", "of_month": "date", **_GROUP, **numbers, "files": "varchar"}
    connection.execute(f"create temp table sums_{export.id} ({_declared(columns)})")
    for grouping, finest in OFFERED.items() if _anybody(connection, export) else ():
        parts = [_sums_of(export, grouping, *node) for node in _nodes(export, finest, whole)]
        connection.execute(f"insert into sums_{export.id} {' union all '.join(parts)}")


def _declared(columns: Mapping[str, str]) -> str:
    """Columns and their types, as a table is made with."""
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def _anybody(connection: duckdb.DuckDBPyConnection, export: Export) -> bool:
    """Whether an export has any rows."""
    return connection.execute(f"select exists (from people_{export.id})").fetchall() == [(True,)]


def _nodes(export: Export, finest: int, whole: str) -> Iterator[tuple[str, str, str, str]]:
    """Nodes down to the finest level of a grouping: from which rows, as which area and unit, and by which columns."""
    areas, people = f"areas_{export.id} as people", f"people_{export.id} as people"
    siblings = "join sibling_group as siblings on siblings.year = year(of_month) and"
    yield areas, f"'{whole}'", f"'{TOTAL}'", ""
    if finest >= AREA:
        yield areas, "area", f"'{TOTAL}'", "area"
        yield f"{areas} {siblings} member = area and unit = '{TOTAL}'", "org", f"'{TOTAL}'", "org"
    if finest == UNIT:
        yield people, "area", "unit", "area, unit"
        of_units = f"{people} {siblings} member = people.unit and org = area"
        yield of_units, "area", "siblings.unit", "area, siblings.unit"


def _sums_of(export: Export, grouping: Sequence[str], source: str, org: str, unit: str, node: str) -> str:
    """The query for the sums of the groups of one grouping at some nodes."""
    halves = " ".join(f"when '{finer}' then '{half}'" for finer, half in HALVES.items())
    told = {name: name if name in grouping else f"'{TOTAL}'" for name in DIVIDING}
    if "half" in grouping:
        told["age"] = f"case age {halves} else age end"
    dimensions = ", ".join(f"{value} as {name}" for name, value in told.items())
    summed = ", ".join(f"sum({column.name}) as {column.name}" for column in export.numbers)
    by = ", ".join(filter(None, ["of_month", node, *(told["age"] if name == "half" else name for name in grouping)]))
    # What is the same in two bands belongs to those.
    same = ", ".join(f"'{age}'" for age, half in HALVES.items() if age == half)
    which = f"where age not in ({same})" if grouping == ("age",) else ""
    return f"""
        select '{",".join(grouping)}' as grouping, of_month, {org} as org, {unit} as unit, {dimensions}, {summed},
               string_agg(distinct cast(file as varchar), ',') as files
        from {source} {which}
        group by {by}
    """


def release(connection: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Create the table of an export's sums by month, with those that are not hidden."""
    common = [column.name for column in export.numbers if column.seldom == COMMON]
    columns = {"of_month": "date", **_GROUP, **dict.fromkeys(common, _NUMBER), "files": "varchar"}
    connection.execute(
        f"""
        create table released_{export.id} as
        select {", ".join(f"cast(sums.{name} as {kind}) as {name}" for name, kind in columns.items())}
        from sums_{export.id} as sums join released
          on released.year = year(sums.of_month) and released.org = sums.org and released.unit = sums.unit
             and released.grouping = sums.grouping and not released.hidden and family = '{COMMON}'
        """
    )


def release_seldom(connection: duckdb.DuckDBPyConnection, export: Export, whole: str) -> None:
    """Create the table of an export's sums of what few have, over periods of which every month is loaded."""
    of_few, _ = OF_FEW.get(export.id, ("", ""))
    seldom = {c.name: c.seldom for c in export.numbers if c.seldom != COMMON and c.name != of_few}
    columns = {"first": "date", "months": "integer", **_GROUP, **dict.fromkeys(seldom, _NUMBER), "files": "varchar"}
    columns |= {of_few: _NUMBER} if of_few else {}
    connection.execute(f"create table seldom_{export.id} ({_declared(columns)})")
    if not _anybody(connection, export):
        return
    in_time = {family: "form" if family in BY_FORM else "" for family in seldom.values()}
    groupings = ", ".join(f"('{grouping}')" for grouping in sorted({*in_time.values()}))
    summed = (f"sum({name}) filter (in_time = '{in_time[family]}') as {name}" for name, family in seldom.items())
    values = {name: f"if(show_{family}, {name}, null)" for name, family in seldom.items()}
    shown = {family: f"coalesce(max(not hidden) filter (family = '{family}'), false)" for family in seldom.values()}
    connection.execute(
        f"""
        insert into seldom_{export.id} by name
        with timed as (
            select *, case when grouping <> in_time or unit <> '{TOTAL}' then {MONTHS}
                           when org = ? then 1 else {QUARTER} end as months
            from sums_{export.id} cross join (values {groupings}) as told(in_time)
        ), summed as (
            select grouping, months, {", ".join(_GROUP)},
                   cast(time_bucket(to_months(months), of_month) as date) as first,
                   {", ".join(summed)}, string_agg(files, ',') as files
            from timed group by all
        ), loaded as (
            select distinct of_month as month from people_{export.id}
        ), shown as (
            select year, org, unit, grouping, {", ".join(f"{sql} as show_{family}" for family, sql in shown.items())}
            from released group by all
        )
        select first, months, {", ".join(f"summed.{name} as {name}" for name in _GROUP)},
               {", ".join(f"{value} as {name}" for name, value in values.items())}, files
        from summed join shown
          on shown.year = year(first) and shown.org = summed.org and shown.unit = summed.unit
             and shown.grouping = summed.grouping
        where months = (select count(*) from loaded where month >= first and month < first + to_months(months))
              and coalesce({", ".join(values.values())}) is not null
        """,
        [whole],
    )
    if of_few:
        _of_few(connection, export, whole)


def _of_few(connection: duckdb.DuckDBPyConnection, export: Export, whole: str) -> None:
    """Add what a column sums up to for everyone in whole calendar years, where it is of more than LIMIT."""
    column, count = OF_FEW[export.id]
    everyone = ", ".join(f"'{TOTAL}' as {name}" for name in ("unit", *DIVIDING))
    connection.execute(
        f"""
        insert into seldom_{export.id} by name
        select cast(date_trunc('year', of_month) as date) as first, {MONTHS} as months, any_value(?) as org, {everyone},
               sum({column}) as {column}, string_agg(distinct cast(file as varchar), ',') as files
        from people_{export.id} group by first
        having sum({count}) > {LIMIT} and count(distinct of_month) = {MONTHS}
        """,
        [whole],
    )
