"""What the warehouse has of employees: which groups are released, why others are hidden, sums of the released ones.

It holds nothing else of people; which groups are released was decided when it was built.
"""

from datetime import date
from itertools import groupby

from dashboard.groups import DIVIDING, REASONS, Group
from dashboard.store.facts import Month, Sides, columns, month
from dashboard.store.warehouse import WITHIN, Warehouse

_DIVIDED_SO = "gender = ? and age = ? and form = ? and manager = ?"


def everyone(warehouse: Warehouse) -> Group:
    """All employees of the whole."""
    return Group(warehouse.whole)


def units(warehouse: Warehouse, area: str) -> list[str]:
    """The units of an area in any year, also those that are hidden."""
    sql = "select distinct unit from released where org = ? and unit <> 'total' order by unit"
    return [unit for (unit,) in warehouse.rows(sql, [area])]


def units_within(warehouse: Warehouse, org: str, first_year: int, last_year: int) -> list[tuple[str, str]]:
    """All units of an area, or of all areas, in any of some years, hidden ones too: each with its area before it."""
    sql = f"""
        select distinct org, unit from released
        where unit <> 'total' and {WITHIN} and year between ? and ?
        order by org, unit
    """
    return [(area, unit) for area, unit in warehouse.rows(sql, [*warehouse.within(org), first_year, last_year])]


def hidden(warehouse: Warehouse, group: Group) -> dict[int, str]:
    """The calendar years in which a group is hidden, each with the reason in words."""
    sql = "select year, reason from released where org = ? and unit = ? and grouping = ? and reason <> '' order by year"
    found = warehouse.rows(sql, [group.org, group.unit, group.grouping])
    return {year: REASONS[reason] for year, reason in found}


def offered(warehouse: Warehouse, group: Group) -> bool:
    """Whether groups of this kind are shown at all at this level: for the whole, areas or units."""
    sql = """
        select count(*) from released
        where grouping = ? and (unit = 'total') = (? = 'total') and (unit <> 'total' or (org = ?) = (? = ?))
    """
    return bool(warehouse.rows(sql, [group.grouping, group.unit, warehouse.whole, group.org, warehouse.whole])[0][0])


def placed(warehouse: Warehouse, group: Group) -> bool:
    """Whether anybody at the level of the group has a known place: no areas are there where no row has one."""
    return offered(warehouse, Group(group.org, group.unit))


def last_month(warehouse: Warehouse, year: int) -> date | None:
    """The last month, up to the end of a year, of which sick leave is loaded."""
    sql = "select max(of_month) from released_sick_leave where of_month <= cast(? as date)"
    last: date | None = warehouse.rows(sql, [f"{year}-12-31"])[0][0]
    return last


def heads(warehouse: Warehouse, group: Group, of_month: date) -> int | None:
    """How many employees a group has in a month; None where it is hidden or nobody is in it."""
    sql = f"""
        select cast(employees as integer) from released_sick_leave
        where org = ? and unit = ? and {_DIVIDED_SO} and of_month = cast(? as date)
    """
    found = warehouse.rows(sql, [*group.values, of_month.isoformat()])
    return found[0][0] if found else None


def sums(warehouse: Warehouse, export: str, sides: Sides, group: Group) -> list[Month]:
    """The months of a group in an export, in order; none where it is hidden."""
    sql = f"""
        select of_month, {columns(sides)}, sum(row_count), string_agg(files, ',')
        from released_{export}
        where org = ? and unit = ? and {_DIVIDED_SO}
        group by of_month
        order by of_month
    """
    return [month(row) for row in warehouse.rows(sql, group.values)]


def sums_of_units(
    warehouse: Warehouse, export: str, sides: Sides, group: Group, first: date, last: date
) -> dict[tuple[str, str], list[Month]]:
    """The months within a span of those of a group in each unit of its area, or of all areas, by area and unit.

    The group's own unit does not matter. Of hidden units there are none.
    """
    sql = f"""
        select org, unit, of_month, {columns(sides)}, sum(row_count), string_agg(files, ',')
        from released_{export}
        where unit <> 'total' and {WITHIN} and {_DIVIDED_SO}
        group by org, unit, of_month
        order by org, unit, of_month
    """
    rows = warehouse.rows(sql, [*warehouse.within(group.org), *(getattr(group, name) for name in DIVIDING)])
    # Chosen here, so that one kept answer serves every span.
    chosen = (row for row in rows if first <= row[2] <= last)
    return {unit: [month(row[2:]) for row in of_unit] for unit, of_unit in groupby(chosen, key=lambda row: row[:2])}
