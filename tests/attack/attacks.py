"""A world attacked: which of its hidden values can be computed, and how many are known narrowly.

Every hidden value is to be found out, and small groups of units by gender and age, which are offered nowhere: those of
single months and of the year.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from loaders.exports.catalogue import SICK_LEAVE, STAFF
from loaders.people.groups import Atom
from loaders.people.released import kept_masks
from loaders.people.suppression import LIMIT
from tests.attack.attacker import EXACT, NARROW, SUBJECTS, Floats, Subject, System
from tests.attack.known import TOTAL, Cell, Group, Known, Split, known, merged
from tests.attack.organisation import MONTHS, Organisation, combinations, organisation
from tests.attack.released import warehouse

SOME = 3
"""Months that are attacked of those in which every month stands for itself."""

TWICE = 3
"""Of so many worlds one is seen twice, the second time with more months."""

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


@dataclass(frozen=True)
class Attack:
    """Somebody who knows what is told of a world."""

    seed: int
    truth: Truth
    told: Known

    @cached_property
    def members(self) -> Callable[[Group], list[int]]:
        """The places of the atoms that belong to a group."""
        return cache(lambda group: [at for at, atom in enumerate(self.truth.atoms) if self.told.has(group, atom)])

    def of(self, column: str, group: Group) -> Floats:
        """What a group has of a column in each month."""
        months: Floats = self.truth.columns[column][:, self.members(group)].sum(axis=1)
        return months

    def found(self, random: np.random.Generator) -> Iterator[Value]:
        """What is found out of all hidden values of some months, and of the year with one of its months."""
        for month in sorted(random.choice(MONTHS, SOME, replace=False).tolist()):
            for subject in SUBJECTS["of a month"]:
                yield from self._found(subject, (month,), [(month,)])
        year = tuple(range(MONTHS))
        for subject in SUBJECTS["of a year"]:
            yield from self._found(subject, year, [year, (int(random.integers(MONTHS)),)])

    def _found(self, subject: Subject, months: tuple[int, ...], periods: Sequence[tuple[int, ...]]) -> Iterator[Value]:
        """What is found out of a subject in some periods, of all that is told of the months."""
        hidden = list(self._hidden(subject, periods))
        if hidden:
            laid = np.stack([self.truth.columns[name][list(months)] for name in subject.columns])
            system = System(subject, months, self.told, self.members, laid)
            margins = [_margin(c.column, v) if small else _least_margin(c.column, v) for c, v, small in hidden]
            ranges = system.ranges([cell for cell, *_ in hidden], np.array(margins))
            for (cell, value, small), (least, most) in zip(hidden, ranges.tolist(), strict=True):
                yield Value(self.seed, cell, value, small, least, most)

    def _hidden(self, subject: Subject, periods: Sequence[tuple[int, ...]]) -> Iterator[tuple[Cell, float, bool]]:
        """The hidden cells of a subject that are not nought, with what they have and whether so few have it in any
        month. What most people have some of is told of by month, and attacked there."""
        units = {split[:3] for split in self.told.hidden if split.unit != TOTAL}
        splits = sorted({*self.told.hidden, *(Split(*unit, NEVER_OFFERED) for unit in units)})
        of_year = any(len(period) > 1 for period in periods)
        own = [COLUMNS[name] for name in subject.columns if COLUMNS[name].seldom or not of_year]
        for column, split in product(own, splits):
            for group in split.groups() if split.family == column.seldom else ():
                has = self.of(column.name, group)
                few = (self.heads(group) <= LIMIT) & (has > 0)
                for period in periods:
                    cell, value, small = Cell(column.name, group, period), has[[*period]].sum(), few[[*period]].any()
                    offered = split.grouping != NEVER_OFFERED or split in self.told.hidden
                    if value > 0 and (small or (offered and not self._follows(subject, cell))):
                        yield cell, float(value), bool(small)

    def heads(self, group: Group) -> Floats:
        """By month, in the export that counts more."""
        return np.maximum(self.of("employees", group), self.of("headcount", group))

    def _follows(self, subject: Subject, cell: Cell) -> bool:
        """Whether what a group has follows from what is nought: it has none, all of something that is shown, or all but
        such parts of it; or so in every month. That a rest is nought is not promised to stay unknown, and tells no more
        of a large group than the sums that are shown."""
        column, group, months = cell
        return (
            self._is_all(cell)
            or any(
                self._told(part.more, group, months) is not None
                and all(self._is_all(Cell(other, group, months)) for other in part.less if other != column)
                for part in subject.parts
                if part.exactly and column in part.less
            )
            or (len(months) > 1 and all(self._follows(subject, Cell(column, group, (month,))) for month in months))
        )

    def _is_all(self, cell: Cell) -> bool:
        """Whether a group has none of a column, or all of something that is shown."""
        column, group, months = cell
        value = self.of(column, group)[[*months]].sum()
        return not value or any(self._told(column, larger, months) == value for larger in self.told.larger(group))

    def _told(self, column: str, group: Group, months: tuple[int, ...]) -> float | None:
        """What is told of a group in some months, together or by quarter or month."""
        for length in (len(months), 3, 1):
            periods = [months[first : first + length] for first in range(0, len(months), length)]
            found = [self.told.cells.get(Cell(column, group, period)) for period in periods]
            if None not in found:
                return sum(filter(None, found))
        return None


def _least_margin(column: str, value: float) -> float:
    """By what a value of a large group has to vary not to be determined."""
    return 1 - EXACT if COLUMNS[column].kind == "count" else EXACT * value


ONE, TWO = "one warehouse", "two, the later with more months"


def attacks(seed: int) -> dict[str, list[Value]]:
    """What is found out of a world by each kind of attack; some worlds are seen twice."""
    everybody, random = organisation(seed), np.random.default_rng(seed)
    truth, first = Truth.of(everybody), warehouse(everybody, {}, KEY)
    found = {ONE: list(Attack(seed, truth, known(first)).found(random))}
    if seed % TWICE == 0:
        before = warehouse(everybody.until(int(random.integers(1, MONTHS))), {}, KEY)
        after = warehouse(everybody, kept_masks(before), KEY)
        both = Attack(seed, truth, merged(known(before), known(after)))
        # What was shown of large groups while it could be is known.
        found[TWO] = [value for value in both.found(random) if value.small]
    return found
