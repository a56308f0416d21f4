"""A world attacked: which of its hidden values can be computed, and how many are known narrowly.

Every hidden value is to be found out, and small groups of units by gender and age, which are offered nowhere: those of
single months and of the year.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from loaders.exports import SICK_LEAVE, STAFF
from loaders.people.groups import Atom
from loaders.people.suppression import LIMIT
from tests.attack.attacker import EXACT, NARROW, SUBJECTS, Floats, Subject, System
from tests.attack.known import TOTAL, Cell, Group, Known, Split, known, merged
from tests.attack.organisation import MONTHS, Organisation, combinations, organisation
from tests.attack.released import masks, warehouse

SOME = 3
"""Months that are attacked of those in which every month stands for itself."""

KEY = b"of all attacks"
HEADS = ("employees", "headcount", "full_time_headcount")
COLUMNS = {column.name: column for export in (SICK_LEAVE, STAFF) for column in export.numbers}
NEVER_OFFERED = "gender,age"


class Value(NamedTuple):
    """A hidden value of a world, what it can be, and whether it is of a small group."""

    seed: int
    cell: Cell
    value: float
    small: bool
    least: float
    most: float

    @property
    def determined(self) -> bool:
        """Whether it can be nothing else; of what is counted, no other whole number."""
        if COLUMNS[self.cell.column].kind == "count":
            return bool(np.floor(self.most + EXACT) == np.ceil(self.least - EXACT))
        return self.most - self.least <= EXACT * self.value

    @property
    def narrow(self) -> bool:
        """Whether a small group's is known as well as nobody should."""
        within = _margin(self.cell.column, self.value)
        return self.small and self.value - within <= self.least and self.most <= self.value + within


def _margin(column: str, value: float) -> float:
    return 2 if column in HEADS else NARROW * value


@dataclass(frozen=True)
class Truth:
    """What an organisation has: each column as months × atoms."""

    atoms: Sequence[Atom]
    columns: Mapping[str, Floats]

    @classmethod
    def of(cls, everybody: Organisation) -> "Truth":
        atoms = combinations(sorted({atom[:2] for rows in everybody.rows.values() for _, atom in rows}))
        place = {atom: at for at, atom in enumerate(atoms)}
        columns = {name: np.zeros((MONTHS, len(atoms))) for name in COLUMNS}
        for rows in everybody.rows.values():
            for (month, atom), row in rows.items():
                for name, value in row.items():
                    columns[name][month, place[atom]] = value
        return cls(atoms, columns)

    @property
    def heads(self) -> Floats:
        return np.maximum(self.columns["employees"], self.columns["headcount"])


def attacks(seed: int) -> dict[str, list[Value]]:
    """What is found out of a world by each kind of attack."""
    everybody, random = organisation(seed), np.random.default_rng(seed)
    truth, first = Truth.of(everybody), warehouse(everybody, {}, KEY)
    found = {"ett datalager": list(_found(seed, truth, known(first), random))}
    if seed % 3 == 0:
        until = int(random.integers(1, MONTHS))
        before = warehouse(everybody.until(until), {}, KEY)
        after = warehouse(everybody, masks(before), KEY)
        both = merged(known(before), known(after))
        found["två datalager, det ena med fler månader"] = list(_found(seed, truth, both, random))
    return found


def _found(seed: int, truth: Truth, told: Known, random: np.random.Generator) -> Iterator[Value]:
    for month in sorted(random.choice(MONTHS, SOME, replace=False).tolist()):
        for subject in SUBJECTS["of a month"]:
            yield from _of_subject(seed, truth, told, subject, [month], [(month,)])
    year = tuple(range(MONTHS))
    for subject in SUBJECTS["of a year"]:
        month = int(random.integers(MONTHS))
        yield from _of_subject(seed, truth, told, subject, year, [year, (month,)])


def _of_subject(
    seed: int, truth: Truth, told: Known, subject: Subject, months: Sequence[int], periods: Sequence[tuple[int, ...]]
) -> Iterator[Value]:
    """What can be found out of a subject's columns in some periods, of all that is told in the months."""
    laid = np.stack([truth.columns[name][list(months)] for name in subject.columns])
    system = System(subject, tuple(months), truth.atoms, told, laid)
    hidden = [
        (cell, value, small)
        for cell, value, small in _hidden(truth, told, subject, periods)
        if value > 0 and (small or not _never_offered(cell.group))
    ]
    if hidden:
        margins = [_margin(c.column, v) if small else _least_margin(c.column, v) for c, v, small in hidden]
        ranges = system.ranges([cell for cell, *_ in hidden], np.array(margins))
        for (cell, value, small), (least, most) in zip(hidden, ranges.tolist(), strict=True):
            yield Value(seed, cell, value, small, least, most)


def _least_margin(column: str, value: float) -> float:
    """By what a value of a large group has to vary not to be determined."""
    return 1 - EXACT if COLUMNS[column].kind == "count" else EXACT * value


def _hidden(
    truth: Truth, told: Known, subject: Subject, periods: Sequence[tuple[int, ...]]
) -> Iterator[tuple[Cell, float, bool]]:
    """The hidden cells of a subject's own columns with what they have, and whether so few have it in any month."""
    units = {split[:3] for split in told.hidden if split.unit != TOTAL}
    splits = {*told.hidden, *(Split(*unit, NEVER_OFFERED) for unit in units)}
    of_year = any(len(period) > 1 for period in periods)
    for column in subject.columns:
        # What most have some of is told of by month, and attacked there.
        if of_year and not COLUMNS[column].seldom:
            continue
        for split in sorted(splits):
            for group in split.groups() if split.family == COLUMNS[column].seldom else ():
                members = [at for at, atom in enumerate(truth.atoms) if told.has(group, atom)]
                has = truth.columns[column][:, members].sum(axis=1)
                few = truth.heads[:, members].sum(axis=1) <= LIMIT
                for period in periods:
                    of = list(period)
                    yield Cell(column, group, period), float(has[of].sum()), bool((few & (has > 0))[of].any())


def _never_offered(group: Group) -> bool:
    return group.unit != TOTAL and TOTAL not in (group.gender, group.age)


def tally(found: Sequence[Value]) -> Counter[str]:
    """How many values were tried, of small groups too, and how many of these are determined or known narrowly."""
    told: Counter[str] = Counter()
    for value in found:
        told["tried"] += 1
        told["small"] += value.small
        told["broken"] += value.determined
        told["narrow"] += value.narrow
    return told
