"""Rows of people -> sums of the groups that may be shown: all that a warehouse holds of them.

For each export whose rows count people there are two tables, a row a period and group with `total` in a column that
does not divide it: `released_<export>` by month, of the numbers that most people have some of, and `seldom_<export>`
of those that few have, blank where they are hidden: by month for the whole, by quarter for areas, by calendar year for
all that divides these; of some families so by form, by year in all. Which groups those are says the table `released`, a
row for every calendar year, family of columns, node and grouping. Sibling groups stand in `sibling_group`, and in the
others in place of their members.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pyarrow as pa
from threadpoolctl import threadpool_limits

from loaders.exports.catalogue import EXPORTS
from loaders.exports.export import Export
from loaders.facts.facts import resolved
from loaders.facts.organisation import Places
from loaders.people.beside import hide_beside
from loaders.people.counts import COMMON, years
from loaders.people.groups import DIVIDING, OFFERED, Atom, Node, Siblings, Split
from loaders.people.masks import Mask, Scope, Secret, masks_of
from loaders.people.placing import place_alike
from loaders.people.siblings import Listed, siblings_of
from loaders.people.sums import TOTAL, release, release_seldom, sum_groups
from loaders.problems import Problem
from loaders.reports.names import Figure

COARSER_AGES = {"50-59": "50-", "60-64": "50-", "65-": "50-"}
"""Age groups of single exports, in those that all have."""

MOST_UNITS = 300
"""An export of more has something else in its place; then no unit is shown."""

PEOPLE = tuple(export for export in EXPORTS if export.people)

PRINTED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sick_leave": (COMMON, {}),
    "manager_sick_leave": (COMMON, {"manager": "yes"}),
    "employees": (COMMON, {"form": "permanent"}),
    "full_time_share": (COMMON, {"form": "permanent"}),
    "full_time_equivalents": (COMMON, {}),
    "external_leavers": ("left_externally", {"form": "permanent"}),
    "external_turnover": ("left_externally", {"form": "permanent"}),
    "extra_hours_share": ("extra_hours", {}),
    "overtime_share": ("overtime_hours", {}),
}
"""The columns that a published measure is of, and whom it tells of besides the organisation and the gender."""


def write_released(
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    figures: Iterable[Figure],
    whole: str,
    listed: Listed,
    secret: Secret,
) -> list[Problem]:
    """Create the tables of what may be shown of people, from the fact tables, which are dropped. Gives warnings."""
    for export in PEOPLE:
        _people(connection, export, places, whole)
    problems = place_alike(connection)
    for export in PEOPLE:
        _areas(connection, export)
    found = list(years(connection, PEOPLE))
    siblings = {year.year: siblings_of(listed, year.atoms) for year in found}
    _write_siblings(connection, siblings)
    printed = _printed(figures, whole)
    # One core sums while another looks for what to hide. Several threads on matrices of this size wait for each other
    # longer than they work.
    connection.execute("set threads = 1")
    with ThreadPoolExecutor(1) as beside, threadpool_limits(1):
        summed = beside.submit(_sum_all, connection, whole)
        masks: dict[Scope, Mask] = {}
        for year in found:
            masks |= masks_of(year, printed, siblings[year.year], secret)
        summed.result()
    connection.execute("reset threads")
    _write_masks(connection, masks)
    atoms = {year.year: year.atoms for year in found}
    lines = [
        line
        for scope, mask in masks.items()
        for line in _lines(scope, mask, atoms[scope.year], siblings[scope.year], whole)
    ]
    _insert(connection, "released", _RELEASED, lines)
    columns = [(export.id, column.name, column.seldom) for export in PEOPLE for column in export.numbers]
    _insert(connection, "people_column", dict.fromkeys(("export", "name", "family"), "varchar"), columns)
    for export in PEOPLE:
        release(connection, export)
        release_seldom(connection, export, whole)
    hide_beside(connection)
    return problems


def _sum_all(connection: duckdb.DuckDBPyConnection, whole: str) -> None:
    for export in PEOPLE:
        sum_groups(connection, export, whole)


_RELEASED = {"year": "integer", "family": "varchar", "org": "varchar", "unit": "varchar", "grouping": "varchar"} | {
    "hidden": "boolean"
}


def kept_masks(warehouse: duckdb.DuckDBPyConnection) -> dict[Scope, Mask]:
    """The masks that a warehouse was built with. Raises duckdb.CatalogException where it was by older code."""
    masks = {Scope(*scope): Mask(seal, frozenset()) for *scope, seal in warehouse.sql("select * from mask").fetchall()}
    hidden: dict[Scope, set[Split]] = {scope: set() for scope in masks}
    for year, family, area, unit, grouping in warehouse.sql("select * from mask_split").fetchall():
        hidden[Scope(year, family)].add(Split(Node(area, unit), tuple(filter(None, grouping.split(",")))))
    return {scope: Mask(mask.seal, frozenset(hidden[scope])) for scope, mask in masks.items()}


def _write_masks(connection: duckdb.DuckDBPyConnection, masks: Mapping[Scope, Mask]) -> None:
    scope = {"year": "integer", "family": "varchar"}
    _insert(connection, "mask", scope | {"seal": "varchar"}, [(*at, mask.seal) for at, mask in masks.items()])
    splits = [(*at, *split.node, ",".join(split.grouping)) for at, mask in masks.items() for split in mask.hidden]
    _insert(connection, "mask_split", scope | dict.fromkeys(("area", "unit", "grouping"), "varchar"), splits)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]
) -> None:
    """Create a table of rows, sorted."""
    arrays = [pa.array(cells) for cells in zip(*rows, strict=True)] or [pa.nulls(0)] * len(columns)
    connection.register("rows", pa.table(arrays, list(columns)))
    typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())
    connection.execute(f"create table {table} as select {typed} from rows order by all")
    connection.unregister("rows")


def _people(connection: duckdb.DuckDBPyConnection, export: Export, places: Places, whole: str) -> None:
    """The rows of an export by what divides people, as the temporary table `people_<export>`; the whole is no area."""
    spelled = connection.execute(f"select distinct unit from fact_{export.id}").fetchall()
    units = [unit for (unit,) in spelled if unit]
    known = resolved(export, units if len(units) <= MOST_UNITS else [], places, whole)
    connection.register("known_unit", known)
    numbers = ", ".join(column.name for column in export.numbers)
    ages = " ".join(f"when '{finer}' then '{coarser}'" for finer, coarser in COARSER_AGES.items())
    connection.execute(
        f"""
        create temp table people_{export.id} as
        select of_month, case fact.org when ? then '' else fact.org end as area,
               coalesce(nullif(known_unit.unit, '{TOTAL}'), '') as unit, gender,
               case age {ages} else age end as age, form, manager, {numbers}, file
        from fact_{export.id} as fact left join known_unit
          on known_unit.place = fact.unit and of_month >= begins and of_month < ends
        """,
        [whole],
    )
    connection.execute(f"drop table fact_{export.id}")
    connection.unregister("known_unit")


def _areas(connection: duckdb.DuckDBPyConnection, export: Export) -> None:
    """The units of an area summed, as the temporary table `areas_<export>`."""
    kept = ", ".join(["of_month", "area", *DIVIDING, "file"])
    summed = ", ".join(f"sum({column.name}) as {column.name}" for column in export.numbers)
    connection.execute(
        f"create temp table areas_{export.id} as select {kept}, {summed} from people_{export.id} group by {kept}"
    )


def _lines(
    scope: Scope, mask: Mask, atoms: Sequence[Atom], siblings: Siblings, whole: str
) -> Iterator[tuple[int, str, str, str, str, bool]]:
    """Of every node and grouping whether it is hidden; of a sibling group of units only where it stands for its
    members, beside whom it is listed. One of areas is chosen by its name, and then by what divides it.

    An unknown area is offered nowhere.
    """
    areas = sorted({atom.area for atom in atoms if atom.area})
    units = sorted({Node(atom.area, atom.unit) for atom in atoms if atom.area and atom.unit})
    members: dict[Node, Node] = {Node(group): Node(area) for area, group in siblings.of_areas}
    members |= {Node(node.area, group): node for node, group in siblings.of_units}
    for node in [Node(), *map(Node, areas), *units, *members]:
        for grouping, finest in OFFERED.items():
            stands = node.unit is None or node not in members or Split(members[node], grouping) in mask.hidden
            if node.level <= finest and stands:
                hidden = Split(node, grouping) in mask.hidden
                yield *scope, node.area or whole, node.unit or TOTAL, ",".join(grouping), hidden


def _write_siblings(connection: duckdb.DuckDBPyConnection, siblings: Mapping[int, Siblings]) -> None:
    """Create the table of sibling groups: as which area and unit a group stands, and for which, in a year."""
    lines: list[tuple[int, str, str, str]] = []
    for year, groups in siblings.items():
        lines += [(year, group, TOTAL, area) for area, group in groups.of_areas]
        lines += [(year, str(node.area), group, str(node.unit)) for node, group in groups.of_units]
    columns = {"year": "integer", **dict.fromkeys(("org", "unit", "member"), "varchar")}
    _insert(connection, "sibling_group", columns, lines)


def _printed(figures: Iterable[Figure], whole: str) -> dict[Scope, list[tuple[str | None, Mapping[str, str]]]]:
    """The groups of which reports tell anything, by year and family."""
    found: dict[Scope, list[tuple[str | None, Mapping[str, str]]]] = {}
    for figure in figures:
        if figure.measure in PRINTED and figure.org and figure.period_end and figure.value is not None:
            family, whom = PRINTED[figure.measure]
            gender = {} if figure.gender == TOTAL else {"gender": figure.gender}
            cell = (None if figure.org == whole else figure.org, {**gender, **whom})
            of_year = found.setdefault(Scope(figure.period_end.year, family), [])
            # Print also parts managers by gender, which divides none of the groups that are shown.
            if tuple(cell[1]) in OFFERED and cell not in of_year:
                of_year.append(cell)
    return found
