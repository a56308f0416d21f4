"""The months of a measure for a group, both sides summed; of people there are those of released groups only."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from dashboard.figures.groups import Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Computed, OverTime, Side
from dashboard.figures.ownership import owner
from dashboard.figures.store import employees, facts
from dashboard.figures.store.employees import COMMON, families
from dashboard.figures.store.facts import Month, Sides
from dashboard.figures.store.loaded import of_people
from dashboard.figures.store.warehouse import Warehouse


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
    found = _months(warehouse, computed, _sides(warehouse, computed, side), group)
    other = computed.denominator
    if other is None or not _apart(warehouse, computed, side):
        return found
    # Which rows are chosen is said of the measure's own export: another has other columns.
    where = "true" if other.export else computed.where
    theirs = replace(computed, export=other.export or computed.export, who=other.who or computed.who, where=where)
    return tuple(_divided(found, _months(warehouse, theirs, (other, None), group), side.over_time, other.over_time))


def together(values: Sequence[float], over_time: OverTime) -> float:
    """What several months or periods in order come to."""
    if over_time == "last":
        return values[-1]
    return sum(values) / (len(values) if over_time == "average" else 1)


def _sides(warehouse: Warehouse, computed: Computed, numerator: Side) -> Sides:
    """The sides that are summed together: over the measure's own rows, and told of for the same periods."""
    return numerator, None if _apart(warehouse, computed, numerator) else computed.denominator


def _apart(warehouse: Warehouse, computed: Computed, numerator: Side) -> bool:
    """Whether the denominator is summed over other rows than the numerator, or told of for other periods."""
    below = computed.denominator
    if below is None or below.apart or not of_people(warehouse, computed.export):
        return below is not None and below.apart
    seldom = [families(warehouse, computed.export, [side]) != COMMON for side in (numerator, below)]
    return seldom[0] or seldom[1]


def _divided(
    above: Sequence[Month], below: Sequence[Month], over_above: OverTime, over_below: OverTime
) -> Iterator[Month]:
    """Both sides of a ratio, for the longer of their periods; those that only one side has count nowhere."""
    longer = above if max((m.length for m in above), default=0) >= max((m.length for m in below), default=0) else below
    for period in longer:
        numerator, denominator = _within(above, period, over_above), _within(below, period, over_below)
        if numerator and denominator:
            places = (*numerator.places, *denominator.places)
            yield Month(period.month, numerator.numerator, denominator.numerator, places, period.length)


def _within(months: Sequence[Month], period: Month, over_time: OverTime) -> Month | None:
    """What the months of a period come to; None unless all of them are there."""
    inside = [month for month in months if period.month <= month.month and month.last <= period.last]
    if sum(month.length for month in inside) != period.length:
        return None
    value = together([month.numerator for month in inside], over_time)
    places = tuple(place for month in inside for place in month.places)
    return Month(period.month, value, None, places, period.length)


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
    """The months of every unit of an area, of a sibling group's, or of all areas, within a span; of hidden units none.

    `measure` is one of people that is computed from one export.
    """
    computed = MEASURES[measure].computed
    who = group.who(computed.who) if computed else None
    if computed is None or who is None:
        return {}
    _chooses_none(computed)
    units = employees.units_within(warehouse, group.org, first.year, last.year)
    found: dict[Group, list[Month]] = {replace(group, org=org, unit=unit): [] for org, unit in units}
    sides = _sides(warehouse, computed, computed.numerator)
    shown = employees.sums_of_units(warehouse, computed.export, sides, who, first, last)
    return found | {replace(group, org=org, unit=unit): months for (org, unit), months in shown.items()}
