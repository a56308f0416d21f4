"""What the warehouse has of employees: which groups are released, sums of the released ones.

It holds nothing else of people; which groups are released was decided when it was built.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import groupby

from dashboard.figures.groups import DIVIDING, TOTAL, Group
from dashboard.figures.measures.measure import Side
from dashboard.figures.store.facts import Month, Sides, columns, month
from dashboard.figures.store.warehouse import WITHIN, Warehouse

COMMON = ("",)
"""The family of the columns that are told of by month."""

HEADS = {"staff": "headcount", "sick_leave": "employees"}
"""The exports that count employees, each with its column: the first that has a month tells of it."""

_UNITS_OF = f"""
    unit <> 'total' and ({WITHIN}
    or org in (select member from sibling_group as group_of where group_of.org = ? and group_of.unit = 'total'))
"""
"""Chooses the units of an area, of the areas of a sibling group, or of all areas; `_of` gives its parameters."""

_DIVIDED_SO = "gender = ? and age = ? and form = ? and manager = ?"


def everyone(warehouse: Warehouse) -> Group:
    """All employees of the whole."""
    return Group(warehouse.whole)


def units(warehouse: Warehouse, area: str) -> list[str]:
    """The units of an area in any year, also those that are hidden."""
    sql = "select distinct unit from released where org = ? and unit <> 'total' order by unit"
    return [unit for (unit,) in warehouse.rows(sql, [area])]


def units_within(warehouse: Warehouse, org: str, first_year: int, last_year: int) -> list[tuple[str, str]]:
    """All units of an area, of a sibling group's, or of all areas, in any of some years, hidden ones too: each with its
    area before it."""
    sql = f"""
        select distinct org, unit from released
        where {_UNITS_OF} and year between ? and ?
        order by org, unit
    """
    return [(area, unit) for area, unit in warehouse.rows(sql, [*_of(warehouse, org), first_year, last_year])]


def _of(warehouse: Warehouse, org: str) -> tuple[str, ...]:
    return (*warehouse.within(org), org)


def hidden(warehouse: Warehouse, group: Group, families: Sequence[str] = COMMON) -> list[int]:
    """The calendar years in which a group is hidden, in any of some families of columns."""
    found = _hidden(warehouse).get((group.org, group.unit, group.grouping), ())
    return sorted({year for family, year in found if family in families})


@lru_cache(maxsize=16)
def _hidden(warehouse: Warehouse) -> dict[tuple[str, str, str], list[tuple[str, int]]]:
    """The families and years in which groups are hidden, by organisation, unit and grouping."""
    found: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for *group, family, year in warehouse.rows("select org, unit, grouping, family, year from released where hidden"):
        found.setdefault((group[0], group[1], group[2]), []).append((family, year))
    return found


def families(warehouse: Warehouse, export: str, sides: Iterable[Side]) -> tuple[str, ...]:
    """The families of the columns that some sides sum: the common one, and those of what few have any of."""
    family = dict(warehouse.rows("select name, family from people_column where export = ?", [export]))
    names = [name for side in sides for name in re.findall(r"\w+", side.sql)]
    return tuple(dict.fromkeys(family[name] for name in names if name in family)) or COMMON


def offered(warehouse: Warehouse, group: Group) -> bool:
    """Whether groups of this kind are shown at all at this level: for the whole, areas or units."""
    sql = """
        select count(*) from released
        where grouping = ? and (unit = 'total') = ? and (unit <> 'total' or (org = ?) = ?)
    """
    # One kept answer serves all groups of a kind.
    level: list[str | int] = [group.unit == TOTAL, warehouse.whole, group.org == warehouse.whole]
    return bool(warehouse.rows(sql, [group.grouping, *level])[0][0])


def placed(warehouse: Warehouse, group: Group) -> bool:
    """Whether anybody at the level of the group has a known place: no areas are there where no row has one."""
    return offered(warehouse, Group(group.org, group.unit))


def last_month(warehouse: Warehouse, year: int) -> date | None:
    """The last month, up to the end of a year, of which employees are counted."""
    months = " union all ".join(f"select of_month from released_{export}" for export in HEADS)
    sql = f"select max(of_month) from ({months}) where of_month <= cast(? as date)"
    last: date | None = warehouse.rows(sql, [f"{year}-12-31"])[0][0]
    return last


def counted_in(warehouse: Warehouse, of_month: date) -> str:
    """The export that employees of a month are counted in: Personal where it has the month, else Sjukfrånvaro."""
    first, other = HEADS
    found = warehouse.rows(f"select 1 from released_{first} where of_month = cast(? as date) limit 1", [str(of_month)])
    return first if found else other


def heads(warehouse: Warehouse, group: Group, of_month: date) -> int | None:
    """How many employees a group has in a month; None where it is hidden or nobody is in it."""
    export = counted_in(warehouse, of_month)
    sql = f"""
        select cast({HEADS[export]} as integer) from released_{export}
        where org = ? and unit = ? and {_DIVIDED_SO} and of_month = cast(? as date)
    """
    found = warehouse.rows(sql, [*group.values, str(of_month)])
    return found[0][0] if found else None


def sums(warehouse: Warehouse, export: str, sides: Sides, group: Group) -> list[Month]:
    """The months of a group in an export, in order, or the periods of what few have any of; none where it is hidden.

    Both sides are of columns that are told of by month, or both are not.
    """
    if group.unit != TOTAL:
        return _of_all_units(warehouse, export, sides, replace(group, unit=TOTAL)).get((group.org, group.unit), [])
    sql = f"""
        select of_month, {columns(sides)}, string_agg(files, ','), months
        from {_told(warehouse, export, sides)}
        where org = ? and unit = ? and {_DIVIDED_SO}
        group by of_month, months having {sides[0].sql} is not null
        order by of_month
    """
    return [month(row) for row in warehouse.rows(sql, group.values)]


@lru_cache(maxsize=100)
def _of_all_units(warehouse: Warehouse, export: str, sides: Sides, group: Group) -> dict[tuple[str, str], list[Month]]:
    """All months of those of a group in each unit of its area: who asks of one unit will ask of the others."""
    return sums_of_units(warehouse, export, sides, group, date.min, date.max)


def sums_of_units(
    warehouse: Warehouse, export: str, sides: Sides, group: Group, first: date, last: date
) -> dict[tuple[str, str], list[Month]]:
    """The months within a span of those of a group in each unit of its area or areas, by area and unit.

    The group's own unit does not matter. Of hidden units there are none.
    """
    sql = f"""
        select org, unit, of_month, {columns(sides)}, string_agg(files, ','), months
        from {_told(warehouse, export, sides)}
        where {_UNITS_OF} and {_DIVIDED_SO}
        group by org, unit, of_month, months having {sides[0].sql} is not null
        order by org, unit, of_month
    """
    rows = warehouse.rows(sql, [*_of(warehouse, group.org), *(getattr(group, name) for name in DIVIDING)])
    found = [((org, unit), month(row)) for org, unit, *row in rows]
    # Chosen here, so that one kept answer serves every span.
    chosen = (pair for pair in found if first <= pair[1].month and pair[1].last <= last)
    return {unit: [each for _, each in of_unit] for unit, of_unit in groupby(chosen, key=lambda pair: pair[0])}


def _told(warehouse: Warehouse, export: str, sides: Sides) -> str:
    """The table of what some sides sum, with its periods' first month and number of months."""
    if families(warehouse, export, filter(None, sides)) == COMMON:
        return f"(select *, 1 as months from released_{export})"
    return f"(select *, first as of_month from seldom_{export})"
