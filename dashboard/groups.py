"""Groups of employees: which there are, which may be shown, and why the others are hidden.

The warehouse holds sums of released groups only; which these are was decided when it was built.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

from dashboard.warehouse import Warehouse

TOTAL = "total"
DIVIDING = ("gender", "age", "form", "manager")
"""What divides people, in the order in which the warehouse names groupings."""

REASONS = {
    "small": "någon av de grupper som indelningen ger har högst tio anställda",
    "complement": "en grupp med högst tio anställda skulle gå att räkna ut",
}
NOT_OFFERED = "indelningen redovisas inte på den nivån"


@dataclass(frozen=True)
class Group:
    """Employees who have something in common; `total` does not divide them."""

    org: str
    unit: str = TOTAL
    gender: str = TOTAL
    age: str = TOTAL
    form: str = TOTAL
    manager: str = TOTAL

    @property
    def values(self) -> list[str]:
        """The values of all fields, in their order."""
        return [getattr(self, field.name) for field in fields(self)]

    @property
    def grouping(self) -> str:
        """What divides the group, as the warehouse names it."""
        return ",".join(name for name in DIVIDING if getattr(self, name) != TOTAL)

    @property
    def divided(self) -> bool:
        """Whether these are fewer than all of an area or of the whole."""
        return self.unit != TOTAL or bool(self.grouping)

    def who(self, common: Iterable[tuple[str, str]]) -> "Group | None":
        """Those of the group who have this in common too; None where nobody can."""
        narrowed = self
        for name, value in common:
            if getattr(narrowed, name) not in (TOTAL, value):
                return None
            narrowed = replace(narrowed, **{name: value})
        return narrowed


def everyone(warehouse: Warehouse) -> Group:
    """All employees of the whole."""
    return Group(warehouse.whole)


def units(warehouse: Warehouse, area: str) -> list[str]:
    """The units of an area in any year, also those that are hidden."""
    sql = "select distinct unit from released where org = ? and unit <> 'total' order by unit"
    return [unit for (unit,) in warehouse.rows(sql, [area])]


def moved(warehouse: Warehouse) -> set[str]:
    """The units that have been in more than one area."""
    return {unit for (unit,) in warehouse.rows("select distinct unit from reorganisation")}


def hidden(warehouse: Warehouse, group: Group) -> dict[int, str]:
    """The calendar years in which a group is hidden, each with the reason in words."""
    sql = "select year, reason from released where org = ? and unit = ? and grouping = ? and reason <> '' order by year"
    found = warehouse.rows(sql, [group.org, group.unit, group.grouping])
    return {year: REASONS[reason] for year, reason in found}


def last_month(warehouse: Warehouse, year: int) -> date | None:
    """The last month, up to the end of a year, of which sick leave is loaded."""
    sql = "select max(of_month) from released_sick_leave where of_month <= cast(? as date)"
    month: date | None = warehouse.rows(sql, [f"{year}-12-31"])[0][0]
    return month


def heads(warehouse: Warehouse, group: Group, month: date) -> int | None:
    """How many employees a group has in a month; None where it is hidden or nobody is in it."""
    sql = """
        select cast(employees as integer) from released_sick_leave
        where org = ? and unit = ? and gender = ? and age = ? and form = ? and manager = ?
              and of_month = cast(? as date)
    """
    found = warehouse.rows(sql, [*group.values, month.isoformat()])
    return found[0][0] if found else None


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
