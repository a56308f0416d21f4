"""HR rows -> sums of the groups that may be shown: all that a warehouse holds of them.

For each export whose rows count people there is a table `released_<export>`: a row a month and group, the export's
numbers summed, `total` in a column that does not divide the group. Which groups those are says the table `released`,
one row for every calendar year, node and grouping, with the reason where it is hidden.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from loaders.export import NUMBERS, Export
from loaders.exports import EXPORTS
from loaders.facts import resolved
from loaders.names import Figure
from loaders.organisation import Places
from loaders.release import AREA, LIMIT, OFFERED, UNIT, WHOLE, Atom, Heads, Split, hidden_splits

TOTAL = "total"
DIVIDING = ("gender", "age", "form", "manager")
COARSER_AGES = {"50-59": "50-", "60-64": "50-", "65-": "50-"}
"""Age groups of single exports, in those that all have."""

MOST_UNITS = 300
"""An export of more has something else in its place; then no unit is shown."""

OF_FEW: Mapping[str, tuple[str, str]] = {"staff": ("retired_age_sum", "retired")}
"""A sum that in a month may be of a single person, and the column that says of how many. It is told of everyone only,
for a calendar year in which there are more than LIMIT, in the year's last month; elsewhere it is nought."""

A_UNIT = "En enhet"
"""What a move is told of where the unit is hidden."""

MONTHS = 12

PEOPLE = tuple(export for export in EXPORTS if export.people)

PRINTED: Mapping[str, Mapping[str, str]] = {
    "sick_leave": {},
    "manager_sick_leave": {"manager": "yes"},
    "employees": {"form": "permanent"},
    "full_time_share": {"form": "permanent"},
    "full_time_equivalents": {},
    "extra_hours_share": {},
    "overtime_share": {},
}
"""Whom a published measure tells of, besides the organisation and the gender."""


def write_released(
    connection: duckdb.DuckDBPyConnection, places: Places, figures: Iterable[Figure], whole: str
) -> None:
    """Create `released` and a table of sums for each export of people, from the fact tables.

    Totals of groups that are hidden are taken out of what is loaded, and their names out of what is told of moves.
    """
    for export in PEOPLE:
        _people(connection, export, places, whole)
    heads = list(_heads(connection))
    # One core sums while another looks for what to hide. Several threads on matrices of this size wait for each other
    # longer than they work.
    connection.execute("set threads = 1")
    with ThreadPoolExecutor(1) as beside, threadpool_limits(1):
        summed = beside.submit(_sum, connection, whole)
        masks = list(_masks(heads, _printed(figures, whole), whole))
        summed.result()
    connection.execute("reset threads")
    names = ["year", "org", "unit", "grouping", "reason"]
    connection.register("masks", pa.table([pa.array(c) for c in zip(*masks, strict=True)] or [[]] * 5, names))
    connection.execute(
        """
        create table released as
        select cast(year as integer) as year, cast(org as varchar) as org, cast(unit as varchar) as unit,
               cast(grouping as varchar) as grouping, cast(reason as varchar) as reason
        from masks order by all
        """
    )
    connection.unregister("masks")
    for export in PEOPLE:
        _release(connection, export)
        if export.id in OF_FEW:
            _by_year(connection, export, *OF_FEW[export.id], whole)
        connection.execute(
            """
            update loaded set total = null
            where export = ? and not exists (
                select 1 from released
                where year = year(of_month) and org = organisation and org <> ? and grouping = '' and reason = ''
            )
            """,
            [export.id, whole],
        )
    _hide_names(connection)


def numbers(export: Export) -> list[str]:
    """The columns of an export that are summed."""
    return [column.name for column in export.columns if column.kind in NUMBERS]


def _people(connection: duckdb.DuckDBPyConnection, export: Export, places: Places, whole: str) -> None:
    """The rows of an export by what divides people, as the temporary table `people_<export>`; the whole is no area.

    In `areas_<export>` the units of an area are summed.
    """
    spelled = connection.execute(f"select distinct unit from fact_{export.id}").fetchall()
    units = [unit for (unit,) in spelled if unit]
    known = resolved(export, units if len(units) <= MOST_UNITS else [], places, whole)
    connection.register("known_unit", known)
    ages = " ".join(f"when '{finer}' then '{coarser}'" for finer, coarser in COARSER_AGES.items())
    connection.execute(
        f"""
        create temp table people_{export.id} as
        select of_month, case fact.org when ? then '' else fact.org end as area,
               coalesce(nullif(known_unit.unit, '{TOTAL}'), '') as unit, gender,
               case age {ages} else age end as age, form, manager, {", ".join(numbers(export))}, file, 1 as row_count
        from fact_{export.id} as fact left join known_unit
          on known_unit.place = fact.unit and of_month >= begins and of_month < ends
        """,
        [whole],
    )
    summed = ", ".join(f"sum({name}) as {name}" for name in (*numbers(export), "row_count"))
    kept = ", ".join(["of_month", "area", *DIVIDING, "file"])
    connection.execute(
        f"create temp table areas_{export.id} as select {kept}, {summed} from people_{export.id} group by {kept}"
    )
    connection.execute(f"drop table fact_{export.id}")
    connection.unregister("known_unit")


def _masks(
    years: Iterable[tuple[int, Heads]], printed: Mapping[int, Sequence[Mapping[str, str]]], whole: str
) -> Iterator[tuple[int, str, str, str, str]]:
    """Of every year, node and grouping: whether it is hidden, and why."""
    for year, heads in years:
        hidden = hidden_splits(heads, [(None, cell) for cell in printed.get(year, [])])
        for split in _splits(heads):
            grouping = ",".join(split.grouping)
            yield year, split.area or whole, split.unit or TOTAL, grouping, hidden.get(split, "")


def _heads(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, Heads]]:
    """The heads of every calendar year, by what divides people, export and month."""
    kept = ", ".join(Atom._fields)
    rows = " union all ".join(
        f"select year(of_month) as year, {kept}, {MONTHS * place} + month(of_month) - 1 as observation,"
        f" cast({export.people} as double) as heads from people_{export.id}"
        for place, export in enumerate(PEOPLE)
    )
    found = connection.sql(
        f"""
        select year, {kept}, list(observation) as observations, list(heads) as heads
        from ({rows}) as rows group by year, {kept} order by year, {kept}
        """
    ).to_arrow_table()
    for year in pc.unique(found["year"]).to_pylist():
        of_year = found.filter(pc.equal(found["year"], year)).combine_chunks()
        atoms = [Atom(*each) for each in zip(*(of_year[name].to_pylist() for name in Atom._fields), strict=True)]
        observations, heads = (pc.list_flatten(of_year[name]).to_numpy() for name in ("observations", "heads"))
        atom = np.repeat(np.arange(len(atoms)), pc.list_value_length(of_year["observations"]).to_numpy())
        counts = np.zeros((len(atoms), MONTHS * len(PEOPLE)))
        np.add.at(counts, (atom, observations), heads)
        yield year, Heads(atoms, counts[:, counts.any(axis=0)])


def _splits(heads: Heads) -> Iterator[Split]:
    """Every node of a year with every grouping that is offered there; an unknown area is offered nowhere."""
    areas = sorted({atom.area for atom in heads.atoms if atom.area})
    units = sorted({(atom.area, atom.unit) for atom in heads.atoms if atom.area and atom.unit})
    nodes: list[list[tuple[str | None, str | None]]] = [[(None, None)], [(area, None) for area in areas], [*units]]
    for grouping, finest in OFFERED.items():
        for level in nodes[: finest + 1]:
            yield from (Split(area, unit, grouping) for area, unit in level)


def _sum(connection: duckdb.DuckDBPyConnection, whole: str) -> None:
    """The sums of all groups, hidden ones too, as a temporary table `sums_<export>` for each export."""
    for export in PEOPLE:
        for level in WHOLE, AREA, UNIT:
            groupings = [grouping for grouping, finest in OFFERED.items() if level <= finest]
            parts = " union all ".join(_sums_of(export, grouping, level, whole) for grouping in groupings)
            into = f"create temp table sums_{export.id} as" if level == WHOLE else f"insert into sums_{export.id}"
            connection.execute(f"{into} {parts}")


def _sums_of(export: Export, grouping: Sequence[str], level: int, whole: str) -> str:
    """The query for the sums of the groups of one grouping at one level."""
    source = f"people_{export.id}" if level == UNIT else f"areas_{export.id}"
    node = ["area", "unit"][:level]
    org, unit = [*node, *[f"'{whole}'", f"'{TOTAL}'"][level:]]
    dimensions = ", ".join(name if name in grouping else f"'{TOTAL}' as {name}" for name in DIVIDING)
    summed = ", ".join(f"sum({name}) as {name}" for name in (*numbers(export), "row_count"))
    return f"""
        select '{",".join(grouping)}' as grouping, of_month, {org} as org, {unit} as unit, {dimensions}, {summed},
               string_agg(distinct cast(file as varchar), ',') as files
        from {source}
        group by {", ".join(["of_month", *node, *grouping])}
    """


def _release(connection: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Create the table of an export's sums, with those that are not hidden."""
    columns = {"of_month": "date", "org": "varchar", "unit": "varchar", **dict.fromkeys(DIVIDING, "varchar")}
    columns |= {**dict.fromkeys(numbers(export), "decimal(38, 6)"), "row_count": "bigint", "files": "varchar"}
    connection.execute(
        f"""
        create table released_{export.id} as
        select {", ".join(f"cast(sums.{name} as {kind}) as {name}" for name, kind in columns.items())}
        from sums_{export.id} as sums join released
          on released.year = year(sums.of_month) and released.org = sums.org and released.unit = sums.unit
             and released.grouping = sums.grouping and released.reason = ''
        """
    )


def _hide_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Tell of the moves of hidden units without their names: by how much the areas change is in sight."""
    connection.execute(
        """
        update reorganisation set text = ? || substr(text, length(unit) + 1)
        where exists (
            select 1 from released
            where year between year(date) - 1 and year(date) and released.unit = reorganisation.unit
                  and grouping = '' and reason <> ''
        )
        """,
        [A_UNIT],
    )


def _by_year(connection: duckdb.DuckDBPyConnection, export: Export, column: str, count: str, whole: str) -> None:
    """Keep a column's sums of calendar years of everyone only, each in its last month."""
    connection.execute(f"update released_{export.id} set {column} = 0")
    everyone = " and ".join(f"{name} = '{TOTAL}'" for name in ("unit", *DIVIDING))
    connection.execute(
        f"""
        update released_{export.id} set {column} = of_year.total
        from (
            select max(of_month) as last, sum({column}) as total from people_{export.id}
            group by year(of_month) having sum({count}) > {LIMIT}
        ) as of_year
        where of_month = of_year.last and org = ? and {everyone}
        """,
        [whole],
    )


def _printed(figures: Iterable[Figure], whole: str) -> dict[int, list[Mapping[str, str]]]:
    """The groups of the whole of which reports tell anything, by year."""
    found: dict[int, list[Mapping[str, str]]] = {}
    for figure in figures:
        if figure.measure in PRINTED and figure.org == whole and figure.period_end and figure.value is not None:
            gender = {} if figure.gender == TOTAL else {"gender": figure.gender}
            cell = {**gender, **PRINTED[figure.measure]}
            # Print also parts managers by gender, which divides none of the groups that are shown.
            if tuple(cell) in OFFERED and cell not in found.setdefault(figure.period_end.year, []):
                found[figure.period_end.year].append(cell)
    return found
