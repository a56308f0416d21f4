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
from functools import lru_cache
from itertools import product
from operator import attrgetter
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

_DIVIDING = tuple(dict.fromkeys(name for table in _TABLES for name in table))

_HOME = {grouping: next(table for table in _TABLES if set(grouping) <= set(table)) for grouping in OFFERED}

_NOTHING = 1e-7
"""Sums of ones that are less are rounding."""

Reason = Literal["small", "complement"]
_Floats = NDArray[np.float64]
_Bools = NDArray[np.bool_]
_Signs = NDArray[np.int8]
"""Coefficients of equations: 1, 0 and -1."""

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
    hidden = year.settled(year.small | ~year.structure.offered)
    while (given_away := next(year.given_away(hidden), None)) is not None:
        hidden = year.covered(hidden, given_away[0])
    return {
        split: "small" if year.small[at] else "complement"
        for at, split in enumerate(year.structure.splits)
        if hidden[at] and year.structure.offered[at]
    }


@dataclass(frozen=True)
class _Structure:
    """What the groups of some units have to do with each other, whoever is in them.

    Groups and splits are sorted, what others divide or belong to first. `rows` says which columns a group is the sum
    of, `ties` has the equations that hold whatever is shown. `total` is the group of a split's node, `parent` the one
    that a group is the part of an area or of a unit of (-1 for none), `needs` what must be shown for a split to be.
    """

    columns: Mapping[_Column, int]
    groups: Mapping[_Group, int]
    rows: _Signs
    ties: _Signs
    splits: Mapping[Split, int]
    split_of: _Indices
    offered: _Bools
    needs: Sequence[Sequence[int]]
    parent: _Indices
    total: _Indices


@lru_cache(maxsize=1)
def _structure(units: frozenset[tuple[str, str]], values: tuple[tuple[str, ...], ...]) -> _Structure:
    """The structure of units (area, unit) and the values of _DIVIDING: from one year to the next mostly the same."""
    columns = {column: at for at, column in enumerate(_columns(units, dict(zip(_DIVIDING, values, strict=True))))}
    members: defaultdict[_Group, list[int]] = defaultdict(list)
    for column, at in columns.items():
        for group in _groups_of(column):
            members[group].append(at)
    groups = {group: at for at, group in enumerate(sorted(members, key=_order))}
    rows = np.zeros((len(groups), len(columns)), np.int8)
    for group, at in groups.items():
        rows[at, members[group]] = 1
    splits = {split: at for at, split in enumerate(dict.fromkeys(group.split for group in groups))}
    parents = [_parent(group) for group in groups]
    return _Structure(
        columns,
        groups,
        rows,
        _ties(list(columns)),
        splits,
        split_of=np.array([splits[group.split] for group in groups], np.intp),
        offered=np.array([split.level <= OFFERED[split.grouping] for split in splits], np.bool_),
        needs=[[splits[other] for other in _above(split)] for split in splits],
        parent=np.array([groups[above] if above else -1 for above in parents], np.intp),
        total=np.array([groups[_Group(split._replace(grouping=()), ())] for split in splits], np.intp),
    )


class _Year:
    """The heads of a year, and what follows from hiding some splits: `hidden` in all methods says which are."""

    def __init__(self, heads: Heads, public: Iterable[tuple[str | None, Mapping[str, str]]]) -> None:
        units = frozenset((atom.area, atom.unit) for atom in heads.atoms)
        values = (tuple(sorted({getattr(atom, name) for atom in heads.atoms})) for name in _DIVIDING)
        self.structure = _structure(units, tuple(values))
        counts = _counted(heads, self.structure.columns)
        self.held = counts > 0
        self.heads = self.structure.rows @ counts
        self.size = self.heads[self.structure.total].sum(axis=1)
        sensitive = (self.heads > 0) & (self.heads <= LIMIT)
        self.small = np.zeros(len(self.structure.splits), np.bool_)
        self.small[self.structure.split_of[sensitive.any(axis=1)]] = True
        # A group that is not offered at its level has nothing to protect as long as it is large.
        offered = self.structure.offered[self.structure.split_of]
        self.at_risk = np.where(offered[:, None], self.heads > 0, sensitive)
        self.printed = self._printed(public)
        self.implied = self._implied()
        self.at_risk &= ~self.implied

    def settled(self, hidden: _Bools) -> _Bools:
        """The splits that the first two rules hide, with those that are hidden already."""
        hidden = hidden.copy()
        while True:
            for at, needs in enumerate(self.structure.needs):
                hidden[at] |= any(hidden[other] for other in needs)
            another = self._complement(hidden)
            if another is None:
                return hidden
            hidden[another] = True

    def _complement(self, hidden: _Bools) -> int | None:
        """A split to hide since too little is left for the hidden children of a known group: that of the smallest
        child that would add to it, or else that of the group itself."""
        unknown = hidden[self.structure.split_of, None] & ~self.implied
        child = (self.structure.parent >= 0) & self.structure.offered[self.structure.split_of]
        lost = np.where(unknown, self.heads, 0)[child]
        left, children = np.zeros_like(self.heads), np.zeros_like(self.heads)
        np.add.at(left, self.structure.parent[child], lost)
        np.add.at(children, self.structure.parent[child], lost > 0)
        short = (left > 0) & ((left <= LIMIT) | (children < 2)) & ~unknown
        adds = np.where(self.implied | unknown, 0, self.heads) > 0
        for group in np.flatnonzero(short.any(axis=1)):
            cover = child & (self.structure.parent == group) & adds[:, short[group]].any(axis=1)
            if cover.any():
                return int(min(self.structure.split_of[cover], key=lambda split: (self.size[split], split)))
            if not self.implied[group, short[group]].all():
                return int(self.structure.split_of[group])
        return None

    def given_away(self, hidden: _Bools, only: int | None = None) -> Iterator[tuple[int, int]]:
        """The hidden groups that known figures determine, each with an observation in which they do."""
        known = ~hidden[self.structure.split_of] | self.printed
        targets = np.flatnonzero(~known) if only is None else np.array([only])
        observations = np.arange(self.heads.shape[1])
        for columns in self._blocks(hidden):
            here = np.vstack([self.structure.rows[np.ix_(known, columns)], self.structure.ties[:, columns]])
            inside = targets[self.structure.rows[np.ix_(targets, columns)].any(axis=1)]
            yield from self._stuck(here[here.any(axis=1)], inside, columns, observations)

    def _blocks(self, hidden: _Bools) -> Iterable[_Indices]:
        """Columns that no unknown figure connects: a table of an area where it is shown, and all others together."""
        blocks = defaultdict(list)
        for at, column in enumerate(self.structure.columns):
            split = Split(column.area, None, column.table)
            blocks[None if hidden[self.structure.splits[split]] else split].append(at)
        return [np.array(block) for block in blocks.values()]

    def _stuck(
        self, equations: _Signs, targets: _Indices, columns: _Indices, observations: _Indices
    ) -> Iterator[tuple[int, int]]:
        """The targets that no move changes, each with an observation: a move of heads that are there in several
        observations is one in each of them, so most are settled at once."""
        held: _Bools = np.logical_and.reduce(self.held[np.ix_(columns, observations)], axis=1)
        targets = targets[self.at_risk[np.ix_(targets, observations)].any(axis=1)]
        if not len(targets):
            return
        free = held | _growing(equations, held)
        moves = _null_space(equations[:, free])
        targets = targets[~_any(self.structure.rows[np.ix_(targets, columns[free])] @ moves)]
        if len(observations) == 1:
            yield from ((int(target), int(observations[0])) for target in targets)
        else:
            half = len(observations) // 2
            yield from self._stuck(equations, targets, columns, observations[:half])
            yield from self._stuck(equations, targets, columns, observations[half:])

    def covered(self, hidden: _Bools, target: int) -> _Bools:
        """One more split is hidden, and what follows: the finest and smallest that alone keeps the target from being
        determined; the finest and smallest of all where it takes several."""
        splits = list(self.structure.splits)
        own = splits[self.structure.split_of[target]].grouping

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
        printed = np.zeros(len(self.structure.groups), np.bool_)
        for area, cell in public:
            grouping = next((each for each in OFFERED if set(each) == set(cell)), None)
            if grouping is None:
                raise ValueError(f"no grouping by {', '.join(cell)}")
            at = self.structure.groups.get(_Group(Split(area, None, grouping), tuple(cell[name] for name in grouping)))
            if at is not None:
                printed[at] = True
        return printed

    def _implied(self) -> _Bools:
        """The groups that print shows or that follow from those alone: groups × observations."""
        if not self.printed.any():
            return np.zeros(self.heads.shape, np.bool_)
        moves = _null_space(np.vstack([self.structure.rows[self.printed], self.structure.ties]))
        implied = np.repeat(~_any(self.structure.rows @ moves)[:, None], self.heads.shape[1], axis=1)
        self.at_risk &= ~implied
        for group, observation in list(self.given_away(np.ones_like(self.structure.offered))):
            implied[group, observation] = True
        return implied


def _columns(units: Iterable[tuple[str, str]], values: Mapping[str, Sequence[str]]) -> list[_Column]:
    """The columns, sorted; cells that nobody is in are there too."""
    found = {
        _Column(area, unit if level == UNIT else None, table, cell)
        for table, level in _TABLES.items()
        for cell in product(*(values[name] for name in table))
        for area, unit in units
    }
    return sorted(found, key=lambda column: (column.area, column.unit or "", column.table, column.values))


def _counted(heads: Heads, columns: Mapping[_Column, int]) -> _Floats:
    """The heads in each column: columns × observations."""
    counts = np.zeros((len(columns), heads.counts.shape[1]))
    for table, level in _TABLES.items():
        node = ("area", "unit")[:level]
        cell = attrgetter(*node, *table)
        place = {(*each[:level], *each.values): at for each, at in columns.items() if each.table == table}
        np.add.at(counts, [place[cell(atom)] for atom in heads.atoms], heads.counts)
    return counts


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


def _ties(columns: Sequence[_Column]) -> _Signs:
    """Equations that hold whatever is shown: the tables of an area agree in what they share with the first."""
    first, *others = _TABLES
    ties: defaultdict[object, _Signs] = defaultdict(lambda: np.zeros(len(columns), np.int8))
    for at, column in enumerate(columns):
        for table in others:
            if column.table in (first, table):
                named = zip(column.table, column.values, strict=True)
                shared = tuple(value for name, value in named if name in first and name in table)
                ties[column.area, table, shared][at] = 1 if column.table == table else -1
    return np.array(list(ties.values()))


def _null_space(equations: _Signs) -> _Floats:
    """What can be changed with no equation noticing: columns × independent moves."""
    coefficients = equations.astype(np.float64)
    values, vectors = np.linalg.eigh(coefficients.T @ coefficients)
    moves: _Floats = vectors[:, values < _NOTHING]
    return moves


def _growing(equations: _Signs, held: _Bools) -> _Bools:
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
