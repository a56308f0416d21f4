"""What exports have brought, summed month by month: the only way to it, for people to released groups only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from dashboard.groups import DIVIDING, Group
from dashboard.measures import MEASURES, Computed, Side
from dashboard.ownership import owner
from dashboard.warehouse import Warehouse

_ROWS = """
select of_month, cast({numerator} as double), cast({denominator} as double), count(*),
       string_agg(distinct cast(file as varchar), ',')
from fact_{export}
where org is not null and (org = ? or ? = ?) and ({where})
group by of_month
order by of_month
"""
_RELEASED = """
select of_month, cast({numerator} as double), cast({denominator} as double), sum(row_count), string_agg(files, ',')
from released_{export}
where org = ? and unit = ? and gender = ? and age = ? and form = ? and manager = ?
group by of_month
order by of_month
"""
_UNITS = """
select org, unit, of_month, cast({numerator} as double), cast({denominator} as double), sum(row_count),
       string_agg(files, ',')
from released_{export}
where unit <> 'total' and (org = ? or ? = ?) and gender = ? and age = ? and form = ? and manager = ?
group by org, unit, of_month
order by org, unit, of_month
"""


@dataclass(frozen=True)
class Month:
    """What one month's rows of a measure sum up to; `denominator` is None for a measure that is no ratio."""

    month: date
    numerator: float
    denominator: float | None
    rows: int
    files: tuple[int, ...]


def of_people(warehouse: Warehouse, export: str) -> bool:
    """Whether the warehouse has only sums of an export's rows, those of released groups."""
    return export in {id_ for (id_,) in warehouse.rows("select id from export where people")}


@lru_cache(maxsize=500)
def months_of(warehouse: Warehouse, measure: str, group: Group, scenario: str) -> tuple[Month, ...]:
    """The months of a measure in order; none where the group is hidden or the measure is not divided so.

    Raises ValueError for a measure that chooses among rows of people.
    """
    computed = MEASURES[measure].computed
    side = computed.side(scenario) if computed else None
    if computed is None or side is None:
        return ()
    owned = owner(warehouse, measure, group.org)
    if owned is not None and not group.divided:
        whole = months_of(warehouse, measure, replace(group, org=warehouse.whole), scenario)
        return tuple(month for month in whole if owned.covers(month.month))
    found = _months(warehouse, computed, _sides(computed, side), group)
    other = computed.denominator
    if other is None or not other.apart:
        return found
    # Which rows are chosen is said of the measure's own export: another has other columns.
    where = "true" if other.export else computed.where
    theirs = replace(computed, export=other.export or computed.export, who=other.who or computed.who, where=where)
    below = {month.month: month for month in _months(warehouse, theirs, (Side("0"), other), group)}
    return tuple(_joined(month, below[month.month]) for month in found if month.month in below)


def _sides(computed: Computed, numerator: Side) -> tuple[Side, Side | None]:
    """The sides that are sums of the measure's own rows."""
    own = computed.denominator if computed.denominator and not computed.denominator.apart else None
    return numerator, own


def _joined(above: Month, below: Month) -> Month:
    files = tuple(sorted({*above.files, *below.files}))
    return Month(above.month, above.numerator, below.denominator, above.rows + below.rows, files)


def _months(
    warehouse: Warehouse, computed: Computed, sides: tuple[Side, Side | None], group: Group
) -> tuple[Month, ...]:
    told = _told(computed, sides)
    if not of_people(warehouse, computed.export):
        sql = _ROWS.format(**told, where=computed.where)
        rows = [] if group.divided else warehouse.rows(sql, [group.org, group.org, warehouse.whole])
        return tuple(map(_month, rows))
    _chooses_none(computed)
    who = group.who(computed.who)
    return tuple(map(_month, warehouse.rows(_RELEASED.format(**told), who.values) if who else []))


def _chooses_none(computed: Computed) -> None:
    """Raises ValueError where rows of people would have to be chosen: only sums of groups are kept."""
    if computed.where != "true":
        raise ValueError(f"{computed.where}: rows of {computed.export} are not kept; choose employees with who")


def units_of(warehouse: Warehouse, measure: str, group: Group, first: date, last: date) -> dict[Group, list[Month]]:
    """The months of every unit of an area, or of all areas, within a span; of hidden units none.

    `measure` is one of people that is computed from one export.
    """
    computed = MEASURES[measure].computed
    who = group.who(computed.who) if computed else None
    if computed is None or who is None:
        return {}
    _chooses_none(computed)
    sql = _UNITS.format(**_told(computed, _sides(computed, computed.numerator)))
    values = [getattr(who, name) for name in DIVIDING]
    rows = warehouse.rows(sql, [who.org, who.org, warehouse.whole, *values])
    found: dict[Group, list[Month]] = {unit: [] for unit in _units(warehouse, group, first, last)}
    for (org, unit), of_unit in groupby(rows, key=lambda row: row[:2]):
        months = [_month(row[2:]) for row in of_unit if first <= row[2] <= last]
        if months:
            found[_unit(group, org, unit)] = months
    return found


def _units(warehouse: Warehouse, group: Group, first: date, last: date) -> list[Group]:
    """All units that the years of a span have, hidden ones too."""
    sql = """
        select distinct org, unit from released
        where unit <> 'total' and (org = ? or ? = ?) and year between ? and ?
        order by org, unit
    """
    rows = warehouse.rows(sql, [group.org, group.org, warehouse.whole, first.year, last.year])
    return [_unit(group, org, unit) for org, unit in rows]


def _unit(group: Group, org: str, unit: str) -> Group:
    return Group(org, unit, group.gender, group.age, group.form, group.manager)


def _told(computed: Computed, sides: Sequence[Side | None]) -> Mapping[str, str]:
    above, below = ("null" if side is None else side.sql for side in sides)
    return {"export": computed.export, "numerator": above, "denominator": below}


def _month(row: Sequence[Any]) -> Month:
    month, numerator, denominator, count, files = row
    return Month(month, numerator, denominator, int(count), tuple(sorted({*map(int, files.split(","))})))
