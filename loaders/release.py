"""Which groups of employees may be shown, so that no group of ten heads or fewer can be read or computed?

Pure: the heads of one calendar year in, the hidden splits out. A *split* is a node (the whole, an area, a unit) by a
grouping (gender; gender and age; …): it is shown whole or not at all, in all months and for all columns. Three rules,
repeated until nothing changes:

1. A split is hidden where one of its groups has 1–10 heads in some month, or where what it divides is hidden.
2. What a shown split leaves for its hidden children is nobody, or more than ten heads of several children.
3. A hidden group is no combination of known figures: heads can be moved between groups that have some so that it
   changes and no known figure does.

What print shows for the year is known to everyone, and so covers nothing. The rules are those of secondary cell
suppression (sdcTable, GaussSuppression), over all groupings at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

LIMIT = 10
"""Heads; a group of one to as many is sensitive."""

WHOLE, AREA, UNIT = 0, 1, 2
"""Levels of nodes."""

OFFERED: Mapping[tuple[str, ...], int] = {
    (): UNIT,
    ("gender",): UNIT,
    ("age",): UNIT,
    ("manager",): AREA,
    ("form",): AREA,
    ("gender", "age"): AREA,
    ("gender", "form"): AREA,
}
"""The groupings that are shown, each with the finest level at which it is."""

_TABLES: Mapping[tuple[str, ...], int] = {("gender", "age"): UNIT, ("gender", "form"): AREA, ("manager",): AREA}
"""Every group is a sum of cells of the first of these that has its grouping, at the level given here. Tables of an
area that agree in what they share with the first are tables of some people, so nothing else needs to be counted."""

_HOME = {grouping: next(table for table in _TABLES if set(grouping) <= set(table)) for grouping in OFFERED}

_NOTHING = 1e-7
"""Sums of ones that are less are rounding."""

Reason = Literal["small", "complement"]
_Floats = NDArray[np.float64]
_Bools = NDArray[np.bool_]
_Indices = NDArray[np.intp]


class Atom(NamedTuple):
    """What people have in common whom no grouping tells apart. An unknown area is the area "", like any other."""

    area: str
    unit: str
    gender: str
    age: str
    form: str
    manager: str


@dataclass(frozen=True)
class Heads:
    """Heads of one calendar year: a row an atom, a column an observation (an export and a month)."""

    atoms: Sequence[Atom]
    counts: NDArray[np.float64] | NDArray[np.int64]


class Split(NamedTuple):
    """A node by a grouping; the whole has no area, an area no unit."""

    area: str | None
    unit: str | None
    grouping: tuple[str, ...]

    @property
    def level(self) -> int:
        """WHOLE, AREA or UNIT."""
        return WHOLE if self.area is None else AREA if self.unit is None else UNIT


class _Group(NamedTuple):
    """A cell of a split; the values are in the order of its grouping."""

    split: Split
    values: tuple[str, ...]


class _Column(NamedTuple):
    """A cell of a table in an area or a unit: the heads that may be moved."""

    area: str
    unit: str | None
    table: tuple[str, ...]
    values: tuple[str, ...]


def hidden_splits(heads: Heads, public: Iterable[tuple[str | None, Mapping[str, str]]] = ()) -> dict[Split, Reason]:
    """The offered splits that must not be shown, each since a group is too small or since another could be computed.

    `public` has the groups that print shows for the year: area (None for the whole) and what the group has in common;
    those that nobody is in by the heads are ignored. Raises ValueError for one of a grouping that is not offered.
    """
    if not heads.atoms:
        return {}
    year = _Year(heads, public)
    hidden = year.settled(year.small | ~year.offered)
    while (given_away := next(year.given_away(hidden), None)) is not None:
        hidden = year.covered(hidden, given_away[0])
    return {
        split: "small" if year.small[at] else "complement"
        for at, split in enumerate(year.splits)
        if hidden[at] and year.offered[at]
    }


class _Year:
    """The groups of a year, and what follows from hiding some of their splits.

    Groups and splits are sorted, what others divide or belong to first. `rows` says which columns a group is the sum
    of, `hidden` in all methods which splits are hidden.
    """

    def __init__(self, heads: Heads, public: Iterable[tuple[str | None, Mapping[str, str]]]) -> None:
        self.columns, counts = _counted(heads)
        members: defaultdict[_Group, list[int]] = defaultdict(list)
        for at, column in enumerate(self.columns):
            for group in _groups_of(column):
                members[group].append(at)
        self.groups = {group: at for at, group in enumerate(sorted(members, key=_order))}
        self.rows = np.zeros((len(self.groups), len(self.columns)))
        for group, at in self.groups.items():
            self.rows[at, members[group]] = 1
        self.ties = _ties(self.columns)
        self.held = counts > 0
        self.heads = self.rows @ counts
        self.splits = {split: at for at, split in enumerate(dict.fromkeys(group.split for group in self.groups))}
        self.split_of = np.array([self.splits[group.split] for group in self.groups], np.intp)
        self.offered = np.array([split.level <= OFFERED[split.grouping] for split in self.splits], np.bool_)
        self.needs = [[self.splits[other] for other in _above(split)] for split in self.splits]
        parents = {group: _parent(group) for group in self.groups}
        self.parent = np.array([self.groups[above] if above else -1 for above in parents.values()], np.intp)
        totals = [self.groups[_Group(split._replace(grouping=()), ())] for split in self.splits]
        self.size = self.heads[totals].sum(axis=1)
        sensitive = (self.heads > 0) & (self.heads <= LIMIT)
        self.small = np.zeros(len(self.splits), np.bool_)
        self.small[self.split_of[sensitive.any(axis=1)]] = True
        # A group that is not offered at its level has nothing to protect as long as it is large.
        self.at_risk = np.where(self.offered[self.split_of, None], self.heads > 0, sensitive)
        self.printed = self._printed(public)
        self.implied = self._implied()
        self.at_risk &= ~self.implied

    def settled(self, hidden: _Bools) -> _Bools:
        """The splits that the first two rules hide, with those that are hidden already."""
        hidden = hidden.copy()
        while True:
            for at, needs in enumerate(self.needs):
                hidden[at] |= any(hidden[other] for other in needs)
            another = self._complement(hidden)
            if another is None:
                return hidden
            hidden[another] = True

    def _complement(self, hidden: _Bools) -> int | None:
        """A split to hide since too little is left for the hidden children of a known group: that of the smallest
        child that would add to it, or else that of the group itself."""
        unknown = hidden[self.split_of, None] & ~self.implied
        child = (self.parent >= 0) & self.offered[self.split_of]
        lost = np.where(unknown, self.heads, 0)[child]
        left, children = np.zeros_like(self.heads), np.zeros_like(self.heads)
        np.add.at(left, self.parent[child], lost)
        np.add.at(children, self.parent[child], lost > 0)
        short = (left > 0) & ((left <= LIMIT) | (children < 2)) & ~unknown
        adds = np.where(self.implied | unknown, 0, self.heads) > 0
        for group in np.flatnonzero(short.any(axis=1)):
            cover = child & (self.parent == group) & adds[:, short[group]].any(axis=1)
            if cover.any():
                return int(min(self.split_of[cover], key=lambda split: (self.size[split], split)))
            if not self.implied[group, short[group]].all():
                return int(self.split_of[group])
        return None

    def given_away(self, hidden: _Bools, only: int | None = None) -> Iterator[tuple[int, int]]:
        """The hidden groups that known figures determine, each with an observation in which they do."""
        known = ~hidden[self.split_of] | self.printed
        equations = np.vstack([self.rows[known], self.ties])
        targets = np.flatnonzero(~known) if only is None else np.array([only])
        observations = np.arange(self.heads.shape[1])
        for columns in self._blocks(hidden):
            here = equations[:, columns]
            inside = targets[self.rows[np.ix_(targets, columns)].any(axis=1)]
            yield from self._stuck(here[here.any(axis=1)], inside, columns, observations)

    def _blocks(self, hidden: _Bools) -> Iterable[_Indices]:
        """Columns that no unknown figure connects: a table of an area where it is shown, and all others together."""
        blocks = defaultdict(list)
        for at, column in enumerate(self.columns):
            split = Split(column.area, None, column.table)
            blocks[None if hidden[self.splits[split]] else split].append(at)
        return [np.array(block) for block in blocks.values()]

    def _stuck(
        self, equations: _Floats, targets: _Indices, columns: _Indices, observations: _Indices
    ) -> Iterator[tuple[int, int]]:
        """The targets that no move changes, each with an observation: a move of heads that are there in several
        observations is one in each of them, so most are settled at once."""
        held: _Bools = np.logical_and.reduce(self.held[np.ix_(columns, observations)], axis=1)
        targets = targets[self.at_risk[np.ix_(targets, observations)].any(axis=1)]
        if not len(targets):
            return
        free = held | _growing(equations, held)
        moves = _null_space(equations[:, free])
        targets = targets[~_any(self.rows[np.ix_(targets, columns[free])] @ moves)]
        if len(observations) == 1:
            yield from ((int(target), int(observations[0])) for target in targets)
        else:
            half = len(observations) // 2
            yield from self._stuck(equations, targets, columns, observations[:half])
            yield from self._stuck(equations, targets, columns, observations[half:])

    def covered(self, hidden: _Bools, target: int) -> _Bools:
        """One more split is hidden, and what follows: the finest and smallest that alone keeps the target from being
        determined; the finest and smallest of all where it takes several."""
        splits = list(self.splits)
        own = splits[self.split_of[target]].grouping

        def dear(at: int) -> tuple[int, bool, float, int]:
            grouping = splits[at].grouping
            return -len(grouping), grouping != own, self.size[at], at

        shown = sorted(np.flatnonzero(~hidden).tolist(), key=dear)
        for at in shown:
            trial = self.settled(hidden | (np.arange(len(splits)) == at))
            if next(self.given_away(trial, target), None) is None:
                return trial
        return self.settled(hidden | (np.arange(len(splits)) == shown[0]))

    def _printed(self, public: Iterable[tuple[str | None, Mapping[str, str]]]) -> _Bools:
        """The groups that print shows."""
        printed = np.zeros(len(self.groups), np.bool_)
        for area, cell in public:
            grouping = next((each for each in OFFERED if set(each) == set(cell)), None)
            if grouping is None:
                raise ValueError(f"no grouping by {', '.join(cell)}")
            at = self.groups.get(_Group(Split(area, None, grouping), tuple(cell[name] for name in grouping)))
            if at is not None:
                printed[at] = True
        return printed

    def _implied(self) -> _Bools:
        """The groups that print shows or that follow from those alone: groups × observations."""
        if not self.printed.any():
            return np.zeros(self.heads.shape, np.bool_)
        moves = _null_space(np.vstack([self.rows[self.printed], self.ties]))
        implied = np.repeat(~_any(self.rows @ moves)[:, None], self.heads.shape[1], axis=1)
        self.at_risk &= ~implied
        for group, observation in list(self.given_away(np.ones_like(self.offered))):
            implied[group, observation] = True
        return implied


def _counted(heads: Heads) -> tuple[list[_Column], _Floats]:
    """The columns, sorted, and their heads: columns × observations. Cells that nobody is in are there too."""
    values = {name: {getattr(atom, name) for atom in heads.atoms} for table in _TABLES for name in table}
    units = {(atom.area, atom.unit) for atom in heads.atoms}
    found = {
        _Column(area, unit if level == UNIT else None, table, cell)
        for table, level in _TABLES.items()
        for cell in product(*(values[name] for name in table))
        for area, unit in units
    }
    columns = sorted(found, key=lambda column: (column.area, column.unit or "", column.table, column.values))
    place = {column: at for at, column in enumerate(columns)}
    counts = np.zeros((len(columns), heads.counts.shape[1]))
    for table in _TABLES:
        np.add.at(counts, [place[_column(atom, table)] for atom in heads.atoms], heads.counts)
    return columns, counts


def _column(atom: Atom, table: tuple[str, ...]) -> _Column:
    unit = atom.unit if _TABLES[table] == UNIT else None
    return _Column(atom.area, unit, table, tuple(getattr(atom, name) for name in table))


def _groups_of(column: _Column) -> Iterator[_Group]:
    """The groups that a column is part of, itself among them."""
    named = dict(zip(column.table, column.values, strict=True))
    for grouping, finest in OFFERED.items():
        if _HOME[grouping] == column.table:
            values = tuple(named[name] for name in grouping)
            yield _Group(Split(None, None, grouping), values)
            yield _Group(Split(column.area, None, grouping), values)
            if column.unit is not None and (finest == UNIT or grouping == column.table):
                yield _Group(Split(column.area, column.unit, grouping), values)


def _order(group: _Group) -> tuple[object, ...]:
    split = group.split
    return len(split.grouping), split.level, split.grouping, split.area or "", split.unit or "", group.values


def _above(split: Split) -> Iterator[Split]:
    """What must be shown for a split to be shown: its coarser groupings, and its grouping at the parent."""
    for left_out in split.grouping:
        yield split._replace(grouping=tuple(name for name in split.grouping if name != left_out))
    if split.level == UNIT:
        yield split._replace(unit=None)
    elif split.level == AREA:
        yield split._replace(area=None)


def _parent(group: _Group) -> _Group | None:
    """The group that a group is the part of an area or of a unit of."""
    split = group.split
    above = {WHOLE: None, AREA: split._replace(area=None), UNIT: split._replace(unit=None)}[split.level]
    return above and _Group(above, group.values)


def _ties(columns: Sequence[_Column]) -> _Floats:
    """Equations that hold whatever is shown: the tables of an area agree in what they share with the first."""
    first, *others = _TABLES
    ties: defaultdict[object, _Floats] = defaultdict(lambda: np.zeros(len(columns)))
    for at, column in enumerate(columns):
        for table in others:
            if column.table in (first, table):
                named = zip(column.table, column.values, strict=True)
                shared = tuple(value for name, value in named if name in first and name in table)
                ties[column.area, table, shared][at] = 1 if column.table == table else -1
    return np.array(list(ties.values()))


def _null_space(equations: _Floats) -> _Floats:
    """What can be changed with no equation noticing: columns × independent moves."""
    values, vectors = np.linalg.eigh(equations.T @ equations)
    moves: _Floats = vectors[:, values < _NOTHING]
    return moves


def _growing(equations: _Floats, held: _Bools) -> _Bools:
    """The empty columns to which heads can be moved from the held ones, with no equation noticing.

    Of all moves the one nearest to one more head in each empty column; columns that would lose by it stay empty. What
    has grown counts as held when the rest is tried again.
    """
    grown = np.zeros_like(held)
    growing = ~held
    while growing.any():
        free = held | grown | growing
        moves = _null_space(equations[:, free])
        change = np.zeros(len(held))
        change[free] = moves @ (growing[free] @ moves)
        if (growing & (change < -_NOTHING)).any():
            growing &= change > change[growing].min() / 2
        elif (growing & (change > _NOTHING)).any():
            grown |= growing & (change > _NOTHING)
            growing = ~held & ~grown
        else:
            break
    return grown


def _any(changes: _Floats) -> _Bools:
    """Which rows a move changes."""
    changed: _Bools = np.logical_or.reduce(np.abs(changes) > _NOTHING, axis=1)
    return changed
