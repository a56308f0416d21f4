"""The months of a measure for a group, both sides summed; of people there are those of released groups only."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from dashboard.groups import Group
from dashboard.measures import MEASURES, Computed, Side
from dashboard.ownership import owner
from dashboard.store import employees, facts
from dashboard.store.facts import Month, Sides
from dashboard.store.loaded import of_people
from dashboard.store.warehouse import Warehouse


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


def _sides(computed: Computed, numerator: Side) -> Sides:
    """The sides that are sums of the measure's own rows."""
    own = computed.denominator if computed.denominator and not computed.denominator.apart else None
    return numerator, own


def _joined(above: Month, below: Month) -> Month:
    files = tuple(sorted({*above.files, *below.files}))
    return Month(above.month, above.numerator, below.denominator, above.rows + below.rows, files)


def _months(warehouse: Warehouse, computed: Computed, sides: Sides, group: Group) -> tuple[Month, ...]:
    if not of_people(warehouse, computed.export):
        if group.divided:
            return ()
        return tuple(facts.sums(warehouse, computed.export, sides, computed.where, group.org))
    _chooses_none(computed)
    who = group.who(computed.who)
    return tuple(employees.sums(warehouse, computed.export, sides, who)) if who else ()


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
    units = employees.units_within(warehouse, group.org, first.year, last.year)
    found: dict[Group, list[Month]] = {replace(group, org=org, unit=unit): [] for org, unit in units}
    sides = _sides(computed, computed.numerator)
    shown = employees.sums_of_units(warehouse, computed.export, sides, who, first, last)
    return found | {replace(group, org=org, unit=unit): months for (org, unit), months in shown.items()}
