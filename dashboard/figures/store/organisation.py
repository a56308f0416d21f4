"""The organisation in time: its parts, what is theirs, what breaks their series and what has happened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboard.figures.groups import Group
from dashboard.figures.store.warehouse import Warehouse


@dataclass(frozen=True)
class Ownership:
    """From when to when a measure is an area's."""

    measure: str
    org: str
    begins: date
    ends: date

    def covers(self, day: date | None) -> bool:
        """Whether a period that ends on a day is the area's."""
        return day is not None and self.begins <= day <= self.ends


@dataclass(frozen=True)
class Break:
    """From when on a measure cannot be compared with before, and why; of all organisations where `org` is empty."""

    day: date
    text: str
    org: str


@dataclass(frozen=True)
class Event:
    """What happened on a day, with the measures that it touches and the publications that tell of it, as text."""

    day: date
    shown_as: str
    text: str
    measures: str
    sources: str

    def told_in(self, publications: Collection[str]) -> bool:
        """Whether any of some publications tells of it."""
        return any(name.strip() in publications for name in self.sources.split(";"))


def known_orgs(warehouse: Warehouse, first_year: int = 0, last_year: int = 9999) -> list[str]:
    """The organisations that are there in any of some years, in their usual order."""
    sql = """
        select organisation from organisation
        where coalesce(year("from"), 0) <= ? and coalesce(year("to"), 9999) >= ?
        order by cast("order" as integer)
    """
    return [org for (org,) in warehouse.rows(sql, [last_year, first_year])]


def open_orgs(warehouse: Warehouse, first_year: int = 0, last_year: int = 9999) -> list[str]:
    """Those of the organisations whose figures from exports may be seen."""
    areas = warehouse.rights.areas
    there = known_orgs(warehouse, first_year, last_year)
    return [org for org in there if areas is None or org == warehouse.whole or org in areas]


def sibling_areas(warehouse: Warehouse, first_year: int = 0, last_year: int = 9999) -> list[str]:
    """The groups of areas that are told of together where one of them is too small, in any of some years."""
    sql = "select distinct org from sibling_group where unit = 'total' and year between ? and ? order by org"
    return [org for (org,) in warehouse.rows(sql, [first_year, last_year])]


def members(warehouse: Warehouse, org: str) -> list[str]:
    """The areas that an organisation stands for, where it is a group of some."""
    sql = "select distinct member from sibling_group where org = ? and unit = 'total' order by member"
    return [member for (member,) in warehouse.rows(sql, [org])]


@lru_cache(maxsize=16)
def ownerships(warehouse: Warehouse) -> tuple[Ownership, ...]:
    """Which area each measure that has an owner belongs to, and when."""
    # An area owns nothing before it is there or after it has ended.
    sql = """
        select measure, organisation, greatest(begins, coalesce("from", begins)), least(ends, coalesce("to", ends))
        from measure_area join organisation using (organisation)
        order by measure, begins
    """
    return tuple(Ownership(*row) for row in warehouse.rows(sql))


def moved_units(warehouse: Warehouse) -> set[str]:
    """The units that have been in more than one area."""
    return {unit for (unit,) in warehouse.rows("select distinct unit from reorganisation")}


def series_breaks(warehouse: Warehouse, measure: str) -> list[Break]:
    """The declared breaks of a measure, of all organisations."""
    sql = "select measure, cast(date as date) as day, text, organisation from series_break order by date"
    return [Break(*row) for of, *row in warehouse.rows(sql) if of == measure]


def breaks_of(warehouse: Warehouse, measure: str, group: Group) -> dict[date, str]:
    """When and why months before cannot be compared with those after: for an area also where units leave or join it,
    for each of its units not."""
    orgs = [group.org, *members(warehouse, group.org)]
    within = f"in ({', '.join('?' * len(orgs))})"
    sql = f"""
        select day, string_agg(distinct text, '; ' order by text)
        from (
            select cast(date as date) as day, text from series_break
            where measure = ? and (organisation = '' or organisation {within})
            union all
            select date as day, text from reorganisation where org {within} and ? = 'total'
        ) as breaks
        group by day
        order by day
    """
    return dict(warehouse.rows(sql, [measure, *orgs, *orgs, group.unit]))


def all_events(warehouse: Warehouse) -> list[Event]:
    """Everything that has happened, in order."""
    sql = "select cast(date as date) as day, shown_as, text, measures, sources from event order by day"
    return [Event(*row) for row in warehouse.rows(sql)]
