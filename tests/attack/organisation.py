"""Worlds of whole persons: small organisations with heads, hours, spells, leavers and hires by month."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from loaders.exports.catalogue import SICK_LEAVE, STAFF
from loaders.people.groups import Atom

YEAR, MONTHS, DAYS = 2021, 12, 30
HOURS_A_DAY = 5.5
"""Of every day of a month of thirty: all hours are such that sums are exact."""

VALUES: Mapping[str, Sequence[str]] = {
    "gender": ("women", "men"),
    "age": ("-29", "30-49", "50-"),
    "form": ("permanent", "temporary"),
    "manager": ("no", "yes"),
}

Floats = NDArray[np.float64]
Rows = Mapping[tuple[int, Atom], Mapping[str, float]]
"""What the people of a month who are alike have: month (0 is January) and atom -> columns."""


@dataclass(frozen=True)
class Unit:
    """Where a unit is, and from which month on (12 is never) it is in the other area."""

    name: str
    area: str
    later: str = ""
    moves: int = MONTHS

    def at(self, month: int) -> str:
        return self.later if month >= self.moves else self.area


@dataclass(frozen=True)
class Person:
    """Employed from one month until another; who is paid by the hour has no heads. `rate` is of full time."""

    unit: Unit
    gender: str
    age: str
    form: str
    manager: str
    begins: int
    ends: int
    hourly: bool
    rate: float

    def atom(self, month: int) -> Atom:
        return Atom(self.unit.at(month), self.unit.name, self.gender, self.age, self.form, self.manager)


@dataclass(frozen=True)
class Organisation:
    """What both exports have of a world's people; the groups of siblings are of units of one area, or of areas."""

    rows: Mapping[str, Rows]
    siblings: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def until(self, month: int) -> "Organisation":
        """What there is when fewer months are loaded."""
        early = {id_: {key: row for key, row in rows.items() if key[0] < month} for id_, rows in self.rows.items()}
        return replace(self, rows=early)

    def come_and_gone(self, random: np.random.Generator) -> "Organisation":
        """The same with some units in a part of the year only."""
        units = sorted({atom.unit for rows in self.rows.values() for _, atom in rows})
        spans = {unit: sorted(random.integers(0, MONTHS + 1, 2)) for unit in units if random.random() < 0.4}
        there = {
            id_: {
                (month, atom): row
                for (month, atom), row in rows.items()
                if spans.get(atom.unit, (0, MONTHS))[0] <= month < spans.get(atom.unit, (0, MONTHS))[1]
            }
            for id_, rows in self.rows.items()
        }
        return replace(self, rows=there)

    def with_one_more(self) -> "Organisation":
        """The same with a month of the next year, which is like the last."""
        more = {
            id_: {**rows, **{(MONTHS, atom): row for (month, atom), row in rows.items() if month == MONTHS - 1}}
            for id_, rows in self.rows.items()
        }
        return replace(self, rows=more)


def organisation(seed: int) -> Organisation:
    """A world of one to four areas; in some a unit moves, or only one of the exports is there."""
    random = np.random.default_rng(seed)
    units, scale = list(_units(random)), int(random.choice([1, 4, 15]))
    people = [person for unit in units for person in _people(random, unit, scale)]
    months: defaultdict[tuple[int, Atom], Counter[str]] = defaultdict(Counter)
    habits = _Habits.of(random)
    for person in people:
        for month, told in _months(random, person, habits):
            months[month, person.atom(month)].update(told)
    some = random.choice([SICK_LEAVE.id, STAFF.id, *["both"] * 3])
    rows = {
        export.id: {key: {column.name: told[column.name] for column in export.numbers} for key, told in months.items()}
        for export in (SICK_LEAVE, STAFF)
        if some in ("both", export.id)
    }
    return Organisation(rows, tuple(_siblings(random, units)))


def _units(random: np.random.Generator) -> Iterator[Unit]:
    areas = "abcd"[: random.integers(1, 5)]
    moving = random.random() < 0.2 and len(areas) > 1
    for area in areas:
        for at in range(random.integers(1, 4)):
            name = f"{area}{at}"
            if moving and area == "a" and at == 0:
                yield Unit(name, area, "b", int(random.integers(1, MONTHS)))
            else:
                yield Unit(name, area)


def _siblings(random: np.random.Generator, units: Sequence[Unit]) -> Iterator[tuple[str, tuple[str, ...]]]:
    together = [unit.name for unit in units if unit.area == "a" and not unit.later]
    if len(together) > 2 and random.random() < 0.5:
        yield "tillsammans", tuple(together[:2])
    areas = sorted({unit.area for unit in units})
    if len(areas) > 2 and random.random() < 0.5:
        yield "områden", tuple(areas[:2])


def _people(random: np.random.Generator, unit: Unit, scale: int) -> Iterator[Person]:
    """The people of a unit: some sizes are about the limit, most are ordinary."""
    size = random.poisson(random.choice([4, 9, 12 * scale, 20 * scale, 35 * scale]))
    few, ages = random.choice([0.0, 0.1, 0.3]), random.dirichlet([3, 6, 5])
    for at in range(size):
        manager = at == 0 or random.random() < 0.04
        form = "temporary" if random.random() < 0.18 and not manager else "permanent"
        hourly = form == "temporary" and random.random() < 0.4
        begins = int(random.integers(1, MONTHS)) if random.random() < 0.1 else 0
        ends = int(random.integers(begins + 1, MONTHS + 1)) if random.random() < 0.12 else MONTHS
        yield Person(
            unit,
            "men" if random.random() < few else "women",
            str(random.choice(VALUES["age"], p=ages)),
            form,
            "yes" if manager else "no",
            begins,
            ends,
            hourly,
            float(random.choice([0.5, 0.75, 1, 1])),
        )


@dataclass(frozen=True)
class _Habits:
    """How often things happen in a world: spells of each length a year, work besides the ordinary a month."""

    spells: Sequence[float]
    besides: Sequence[float]

    @classmethod
    def of(cls, random: np.random.Generator) -> "_Habits":
        often = random.choice([0.3, 1.0])
        return cls((1.5 * often, 0.15 * often, 0.06 * often), (0.2 * often, 0.08 * often))


def _months(random: np.random.Generator, person: Person, habits: _Habits) -> Iterator[tuple[int, Mapping[str, float]]]:
    """What a person has in each month of employment, in the columns of both exports."""
    sick, long = _sick_days(random, person, habits)
    for month in range(person.begins, person.ends):
        days, of_long = (each[month * DAYS : (month + 1) * DAYS] for each in (sick, long))
        a_day, head = HOURS_A_DAY * person.rate, float(not person.hourly)
        parts = [
            a_day * np.count_nonzero((days >= low) & (days <= high)) for low, high in ((1, 14), (15, 59), (60, 999))
        ]
        extra, over = (a_day * random.integers(1, 9) * (random.random() < share) for share in habits.besides)
        last = month == person.ends - 1 and person.ends < MONTHS
        why = random.choice(["left_externally", "left_internally"])
        retires = last and person.age == "50-" and random.random() < 0.4
        yield (
            month,
            {
                "employees": head,
                "ordinary_hours": a_day * DAYS,
                "sick_hours": float(sum(parts)),
                "sick_hours_1_14": parts[0],
                "sick_hours_15_59": parts[1],
                "sick_hours_60": parts[2],
                "long_spell_hours": a_day * np.count_nonzero(of_long),
                "headcount": head,
                "full_time_headcount": head * (person.rate == 1),
                "full_time_equivalents": person.rate,
                "hired": float(month == person.begins > 0),
                why: float(last and not retires),
                "retired": float(retires),
                "retired_age_sum": float(retires * random.integers(60, 69)),
                "extra_hours": float(extra),
                "overtime_hours": float(over),
                "worked_hours": float(a_day * DAYS - sum(parts) + extra + over),
            },
        )


def _sick_days(random: np.random.Generator, person: Person, habits: _Habits) -> tuple[Floats, Floats]:
    """For every day of the year which day of a spell it is (0 for none), and whether that spell reaches 60 days."""
    day_of, long = np.zeros(MONTHS * DAYS), np.zeros(MONTHS * DAYS)
    for often, (least, most) in zip(habits.spells, ((1, 14), (15, 59), (60, 300)), strict=True):
        for _ in range(random.poisson(often)):
            first, length = int(random.integers(-most, MONTHS * DAYS)), int(random.integers(least, most + 1))
            days = np.arange(max(first, 0), max(0, min(first + length, MONTHS * DAYS)))
            day_of[days], long[days] = days - first + 1, length >= 60
    return day_of, long


def combinations(nodes: Sequence[tuple[str, str]]) -> list[Atom]:
    """All combinations of values in some units (area, unit)."""
    return [Atom(*node, *values) for node in nodes for values in product(*VALUES.values())]
