"""A world attacked: which of its hidden values can be computed, and how many are known narrowly.

Every hidden value is to be found out, and small groups of units by gender and age, which are offered nowhere: those of
single months and of the year.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from loaders.exports.catalogue import SICK_LEAVE, STAFF
from loaders.people.counts import QUARTER
from loaders.people.grouped import LIMIT
from loaders.people.groups import OFFERED, Atom
from loaders.people.released import PRINTED, kept_masks
from loaders.people.sums import BY_FORM
from tests.attack.attacker import EXACT, NARROW, SUBJECTS, Floats, Subject, System
from tests.attack.known import TOTAL, Cell, Group, Known, Split, known, merged
from tests.attack.organisation import MONTHS, VALUES, Organisation, combinations, organisation
from tests.attack.released import WHOLE, Print, warehouse

SOME = 3
"""Months that are attacked of those in which every month stands for itself."""

OFTEN = 0.3
"""Of what reports could print of a world so much is printed."""

PRINTED_OF = {
    "sick_leave": ("sick_hours", "ordinary_hours"),
    "manager_sick_leave": ("sick_hours", "ordinary_hours"),
    "employees": ("employees", "headcount"),
    "full_time_share": ("full_time_headcount", "headcount"),
    "full_time_equivalents": ("full_time_equivalents",),
    "external_leavers": ("left_externally",),
    "external_turnover": ("left_externally",),
    "extra_hours_share": ("extra_hours", "worked_hours"),
    "overtime_share": ("overtime_hours", "worked_hours"),
}
"""The columns that a printed measure is computed from."""

KEY = b"of all attacks"
HEADS = ("employees", "headcount", "full_time_headcount")
STOCKS = (*HEADS, "full_time_equivalents")
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
    """Somebody who knows what is told of a world; what follows from `public` is no secret, whatever is hidden."""

    seed: int
    truth: Truth
    told: Known
    public: Mapping[Cell, float] = field(default_factory=dict)

    @cached_property
    def members(self) -> Callable[[Group], list[int]]:
        """The places of the atoms that belong to a group."""
        return cache(lambda group: [at for at, atom in enumerate(self.truth.atoms) if self.told.has(group, atom)])

    @cached_property
    def of(self) -> Callable[[str, Group], Floats]:
        """What a group has of a column in each month."""
        columns = self.truth.columns
        return cache(lambda column, group: columns[column][:, self.members(group)].sum(axis=1))

    def found(self, random: np.random.Generator) -> Iterator[Value]:
        """What is found out of all hidden values of some months, and of the year, a quarter and a month of it."""
        for month in sorted(random.choice(MONTHS, SOME, replace=False).tolist()):
            for subject in SUBJECTS["of a month"]:
                yield from self._found(subject, (month,), [(month,)])
        year = tuple(range(MONTHS))
        for subject in SUBJECTS["of a year"]:
            month = int(random.integers(MONTHS))
            first = month - month % QUARTER
            yield from self._found(subject, year, [year, tuple(range(first, first + QUARTER)), (month,)])

    def _found(self, subject: Subject, months: tuple[int, ...], periods: Sequence[tuple[int, ...]]) -> Iterator[Value]:
        """What is found out of a subject in some periods, of all that is told of the months."""
        hidden = list(self._hidden(subject, periods))
        if self.public:
            # Beside print large groups follow from what is nought in ways that nobody could list.
            hidden = [each for each in hidden if each[2]]
            hidden = list(self._secret(subject, months, hidden))
        found = list(self._values(subject, months, hidden, self.told))
        computed = [(value.cell, value.value, False) for value in found if value.determined and not value.small]
        told = self._values(subject, months, computed, self._statutory, exactly=True)
        follows = {value.cell for value in told if value.determined}
        yield from (value for value in found if value.cell not in follows)

    @cached_property
    def _statutory(self) -> Known:
        """What is told of the key figures of the law, of the whole and of areas, and of what is nought: no large group
        is protected from that, since it would take figures that everybody asks for."""
        cells = {cell: value for cell, value in self.told.cells.items() if not value or self._is_statutory(cell)}
        return replace(self.told, cells=cells)

    @staticmethod
    def _is_statutory(cell: Cell) -> bool:
        """Who come and go are told of by form within the year."""
        if COLUMNS[cell.column].seldom in BY_FORM and len(cell.months) < MONTHS:
            return cell.group == Group(cell.group.org, TOTAL, form=cell.group.form)
        _, unit, gender, age, form, manager = cell.group
        return unit == form == manager == TOTAL and TOTAL in (gender, age)

    def _secret(
        self, subject: Subject, months: tuple[int, ...], hidden: Sequence[tuple[Cell, float, bool]]
    ) -> Iterator[tuple[Cell, float, bool]]:
        """The hidden cells of groups of which nothing public tells the column, or what it is a part of."""
        of = {part: each.more for each in subject.parts for part in each.less}
        asked = [
            (cell._replace(column=column), float(self.of(column, cell.group)[[*cell.months]].sum()), True)
            for cell, *_ in hidden
            for column in dict.fromkeys((cell.column, of.get(cell.column, cell.column)))
        ]
        known = self._values(subject, months, asked, replace(self.told, cells=self.public), exactly=True)
        public = {value.cell[:2] for value in known if value.determined}
        for each in hidden:
            column, group, _ = each[0]
            if (column, group) not in public and (of.get(column), group) not in public:
                yield each

    def _values(
        self,
        subject: Subject,
        months: tuple[int, ...],
        hidden: Sequence[tuple[Cell, float, bool]],
        known: Known,
        *,
        exactly: bool = False,
    ) -> Iterator[Value]:
        """What hidden cells can be for who knows some of what is told; `exactly` is no more than whether they are."""
        if not hidden:
            return
        laid = np.stack([self.truth.columns[name][list(months)] for name in subject.columns])
        system = System(subject, months, known, self.members, laid)
        margins = [(_margin if small and not exactly else _least_margin)(c.column, v) for c, v, small in hidden]
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
        such parts of it; or so in every month, or in a year of which it has nothing in other months. That a rest is
        nought is not promised to stay unknown, and tells no more of a large group than the sums that are shown."""
        column, group, months = cell
        year = Cell(column, group, tuple(range(MONTHS)))
        has = self.of(column, group)
        return (
            self._is_all(cell)
            or (cell != year and has.sum() == has[[*months]].sum() and self._is_all(year))
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
        """What is told of a group in some months, together or by quarter or month, or of its members."""
        for length in (len(months), 3, 1):
            periods = [months[first : first + length] for first in range(0, len(months), length)]
            found = [self.told.cells.get(Cell(column, group, period)) for period in periods]
            if None not in found:
                return sum(filter(None, found))
        members = [self._told(column, member, months) for member in self.told.members(group)]
        return sum(filter(None, members)) if members and None not in members else None


def _least_margin(column: str, value: float) -> float:
    """By what a value of a large group has to vary not to be determined."""
    return 1 - EXACT if COLUMNS[column].kind == "count" else EXACT * value


ONE, TWO = "one warehouse", "two, the later with more months"
PRINT, MONTHLY = "one, and what reports print", "one, and when there are units"


def attacks(seed: int) -> dict[str, list[Value]]:
    """What is found out of a world by the kinds of attack of every third world."""
    everybody, random = organisation(seed), np.random.default_rng(seed)
    if seed % 3 == 2:
        everybody = everybody.come_and_gone(random)
    truth = Truth.of(everybody)
    printed = list(_prints(random, truth)) if seed % 3 == 1 else []
    first = Attack(seed, truth, known(warehouse(everybody, {}, KEY, printed)))
    if seed % 3 == 1:
        return {PRINT: list(_beside(first, printed).found(random))}
    if seed % 3 == 2:
        return {MONTHLY: list(replace(first, told=_and_none(first)).found(random))}
    found = {ONE: list(first.found(random))}
    until = warehouse(everybody.until(int(random.integers(1, MONTHS))), {}, KEY)
    after = warehouse(everybody, kept_masks(until), KEY)
    both = Attack(seed, truth, merged(known(until), known(after)))
    # What was shown of large groups while it could be is known.
    return found | {TWO: [value for value in both.found(random) if value.small]}


def _prints(random: np.random.Generator, truth: Truth) -> Iterator[Print]:
    """What reports print of a world."""
    orgs = [WHOLE, *sorted({atom.area for atom in truth.atoms})]
    for measure, org, gender in product(PRINTED, orgs, (TOTAL, *VALUES["gender"])):
        if random.random() < OFTEN:
            yield Print(measure, org, gender)


def _beside(attack: Attack, printed: Sequence[Print]) -> Attack:
    """Somebody who knows what is printed too: both sides of a ratio, of stocks those of December, of all else the
    year's. What is printed of a group makes all columns of its family public, by month, and what is nought is too."""
    told = dict(attack.told.cells)
    public = {cell: value for cell, value in told.items() if not value}
    year = tuple(range(MONTHS))
    for measure, org, gender in printed:
        family, whom = PRINTED[measure]
        if ("gender", *whom) in OFFERED or gender == TOTAL:
            group = Group(org, TOTAL, gender=gender, **whom)
            for name, column in COLUMNS.items():
                has = attack.of(name, group)
                if name in PRINTED_OF[measure]:
                    months = (MONTHS - 1,) if name in STOCKS else year
                    told[Cell(name, group, months)] = float(has[[*months]].sum())
                if column.seldom == family:
                    periods = [year] if family else [(month,) for month in year]
                    public |= {Cell(name, group, months): float(has[[*months]].sum()) for months in periods}
    return replace(attack, told=replace(attack.told, cells=told), public=public)


def _and_none(attack: Attack) -> Known:
    """What is told, and in which months each unit has nobody and nothing."""
    units = [Group(*unit) for unit in dict.fromkeys(atom[:2] for atom in attack.truth.atoms)]
    anything = {unit: np.sum([attack.of(column, unit) for column in COLUMNS], axis=0) for unit in units}
    none = [(unit, month) for unit in units for month in range(MONTHS) if not anything[unit][month]]
    cells = {Cell(column, unit, (month,)): 0.0 for (unit, month), column in product(none, COLUMNS)}
    return replace(attack.told, cells={**attack.told.cells, **cells})
