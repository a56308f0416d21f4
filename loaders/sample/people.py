"""Invented employees month by month, and the rows of Sjukfrånvaro and Personal as the sums of their groups."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import numpy as np

from loaders.exports.catalogue import SICK_LEAVE, STAFF
from loaders.exports.export import NUMBERS, Export
from loaders.sample.contracts import agreed
from loaders.sample.employed import AGES, GROUPS, LEFT, MOVED, RETIRED, Employed
from loaders.sample.persons import invent_employed
from loaders.sample.rates import december
from loaders.sample.spells import sick_hours
from loaders.sample.worked import worked_hours
from loaders.sample.world import GENDERS, MONTHS, UNITS, WHOLE, YEARS, Ints, Published, Records, Row, Unit, months_of

Spelled = Callable[[Unit, int], str]
"""How an export spells a unit in a year."""

Sums = Mapping[str, Ints]
"""By the columns of both exports: month × unit × gender × age × group, hours and equivalents in whole hundredths."""

SHAPE = (len(MONTHS), len(UNITS), len(GENDERS), len(AGES), len(GROUPS))
SICK_LEAVE_AGES = (*AGES[:2], "50-")
SICK_LEAVE_SCALES = {column.name: 100 for column in SICK_LEAVE.columns if column.kind == "hours"}
STAFF_SCALES = {column.name: 100 for column in STAFF.columns if column.kind in ("hours", "amount")}


def invent_people(published: Published, rng: np.random.Generator) -> Sums:
    """Employees of all units in all months."""
    decembers = [december(published, year) for year in YEARS]
    employed = invent_employed(published, decembers, rng)
    contracts = agreed(employed, published, decembers, rng)
    counted = employed.counted()
    first, later, last, long_spells = sick_hours(employed, contracts, published, rng)
    sick = first + later + last
    worked = worked_hours(employed, contracts, sick, published, rng)
    by_person = {
        "employees": counted,
        "headcount": counted,
        "full_time_headcount": counted & contracts.full_time,
        "full_time_equivalents": counted * contracts.rate,
        "ordinary_hours": contracts.ordinary,
        "sick_hours": sick,
        "sick_hours_1_14": first,
        "sick_hours_15_59": later,
        "sick_hours_60": last,
        "long_spell_hours": long_spells,
        "extra_hours": worked.extra,
        "overtime_hours": worked.overtime,
        "worked_hours": worked.worked,
        **_movements(employed),
    }
    cells = _cells(employed)
    return {name: _summed(cells, values) for name, values in by_person.items()}


def _movements(employed: Employed) -> Mapping[str, Ints]:
    """Who comes and goes in which month, and the ages of those who retire: employments × months."""
    months = np.arange(len(MONTHS))
    first = (employed.start[:, None] == months) & ~employed.hourly[:, None]
    last = employed.end[:, None] == months
    left, moved, retired = (last & (employed.why == why)[:, None] for why in (LEFT, MOVED, RETIRED))
    age = np.rint((employed.end - employed.born) / 12 * 100).astype(np.int64)
    return {
        "hired": first.astype(np.int64),
        "left_externally": left.astype(np.int64),
        "left_internally": moved.astype(np.int64),
        "retired": retired.astype(np.int64),
        "retired_age_sum": retired * age[:, None],
    }


def _cells(employed: Employed) -> Ints:
    """The place in an array of SHAPE where each is in each month."""
    unit, gender, group = (each[:, None] for each in (employed.unit, employed.gender, employed.group))
    cells: Ints = np.ravel_multi_index((np.arange(len(MONTHS)), unit, gender, employed.ages(), group), SHAPE)
    return cells


def _summed(cells: Ints, values: Ints) -> Ints:
    there = np.nonzero(values)
    summed = np.bincount(cells[there], values[there], int(np.prod(SHAPE)))
    return np.rint(summed).astype(np.int64).reshape(SHAPE)


def _table(sums: Sums, export: Export) -> Ints:
    """An export's numbers in the order of its columns, along a last axis."""
    return np.stack([sums[column.name] for column in export.columns if column.kind in NUMBERS], axis=-1)


def _filled(table: Ints) -> Sequence[tuple[int, ...]]:
    """The places of the rows that hold anything."""
    return [tuple(place) for place in np.argwhere(table.any(axis=-1)).tolist()]


def staff(sums: Sums, spelled: Spelled) -> Records:
    """The rows of the export Personal, unit by unit in each year."""
    table = _table(sums, STAFF)
    rows: list[Row] = []
    for year, unit in product(YEARS, range(len(UNITS))):
        mine = table[months_of(year), unit]
        for place in _filled(mine):
            month, gender, age, group = place
            form, manager = GROUPS[group]
            about = (MONTHS[months_of(year)][month], spelled(UNITS[unit], year), GENDERS[gender], AGES[age])
            rows.append((*about, form, manager, *mine[place].tolist()))
    return Records(STAFF, rows, STAFF_SCALES)


def sick_leave(sums: Sums, areas: Mapping[int, Mapping[str, str]]) -> Records:
    """The rows of the export Sjukfrånvaro, month by month; `areas` spells them as each year does."""
    table = _table(sums, SICK_LEAVE)
    old = table[:, :, :, 2:].sum(axis=3, keepdims=True)
    table = np.concatenate([table[:, :, :, :2], old], axis=3)
    rows: list[Row] = []
    for place in _filled(table):
        month, unit, gender, age, group = place
        form, manager = GROUPS[group]
        area = areas[MONTHS[month].year][UNITS[unit].area]
        about = (MONTHS[month], WHOLE, area, UNITS[unit].name, GENDERS[gender], SICK_LEAVE_AGES[age])
        rows.append((*about, form, manager, *table[place].tolist()))
    return Records(SICK_LEAVE, rows, SICK_LEAVE_SCALES)
