"""What the groups of people of a calendar year have: which are too small, which are known, and how it can be moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from loaders.people.groups import (
    DIVIDING,
    OFFERED,
    UNIT,
    Atom,
    Bools,
    Floats,
    Group,
    Indices,
    Node,
    Siblings,
    Split,
    counted,
    structure,
)
from loaders.people.moves import null_space, one_way

LIMIT = 10
"""Heads; a group of one to as many is sensitive, and one of none that has hours or leavers."""

STATUTORY = ((), ("gender",), ("half",), ("age",))
"""What the seven key figures of the law divide the whole and areas by."""

Printed = Iterable[tuple[str | None, Mapping[str, str]]]
"""Groups that print shows: an area (None for the whole) and what they have in common."""


@dataclass(frozen=True)
class Counts:
    """What the people of a calendar year have: a row an atom.

    `people` counts them once an observation, `there` says whether they have anything in it, and a group of which
    someone has is too small with fewer than `least`. `held` are the columns that would be shown, once a period, and
    `more` says who could have more of them than they have. Where it is known otherwise who there is, `known_of` says
    so: then those who are no atom are known to have nothing.
    """

    atoms: Sequence[Atom]
    people: Floats
    there: Bools
    least: NDArray[np.int64]
    held: Bools
    more: Bools
    known_of: bool = False


class Grouped:
    """What groups have: `people` and `there` are groups × observations; `held` says which columns have something and
    `more` which can have more, columns × periods; `possible` are the columns that anybody could be in, `sensitive` the
    groups that are too small."""

    def __init__(self, counts: Counts, siblings: Siblings) -> None:
        units = frozenset((atom.area, atom.unit) for atom in counts.atoms)
        values = (tuple(sorted({getattr(atom, name) for atom in counts.atoms})) for name in DIVIDING)
        self.structure = structure(units, tuple(values), siblings)
        self.least = counts.least
        self.people = self._of_groups(counts.people, counts.atoms)
        self.there = self._of_groups(counts.there, counts.atoms) > 0
        nobody = ~self._any(np.ones((len(counts.atoms), 1), np.bool_), counts.atoms)
        # Periods in which the same columns have something are one.
        periods = np.vstack([self._any(counts.held, counts.atoms), self._any(counts.more, counts.atoms) | nobody])
        self.held, self.more = np.split(np.unique(periods, axis=1), 2)
        self.has = self.structure.sums @ self.held > 0
        self.possible = ~nobody[:, 0] | (not counts.known_of)
        self.sensitive: Bools = np.logical_or.reduce(self.there & (self.people < self.least), axis=1)
        self._moves: dict[tuple[bytes, bytes, bytes, bool], tuple[Bools, Floats]] = {}

    def _any(self, which: Bools, atoms: Sequence[Atom]) -> Bools:
        """The columns in which any of the atoms are."""
        found: Bools = counted(which.astype(np.float64), atoms, self.structure.columns) > 0
        return found

    def _of_groups(self, values: Floats | Bools, atoms: Sequence[Atom]) -> Floats:
        sums: Floats = self.structure.sums @ counted(values.astype(np.float64), atoms, self.structure.columns)
        return sums

    @cached_property
    def secret(self) -> Bools:
        """The large groups that nobody should compute where they are hidden: of what is offered, and not known to be
        all there is of a unit or an area."""
        structure = self.structure
        some = structure.sums @ self.possible
        total = structure.total[structure.split_of]
        part = (some < some[total]) | (total == np.arange(len(total)))
        secret: Bools = structure.offered[structure.split_of] & part
        return secret

    @cached_property
    def statutory(self) -> Bools:
        """The groups that the key figures of the law are of."""
        splits = [split.node.level < UNIT and split.grouping in STATUTORY for split in self.structure.splits]
        return np.array(splits, np.bool_)[self.structure.split_of]

    def printed(self, public: Printed) -> Bools:
        """The groups that print shows. Raises ValueError for one of a grouping that is not offered."""
        printed = np.zeros(len(self.structure.groups), np.bool_)
        for area, cell in public:
            grouping = next((each for each in OFFERED if set(each) == set(cell)), None)
            if grouping is None:
                raise ValueError(f"no grouping by {', '.join(cell)}")
            of_print = Group(Split(Node(area), grouping), tuple(cell[name] for name in grouping))
            at = self.structure.groups.get(of_print)
            if at is not None:
                printed[at] = True
        return printed

    def moves(self, known: Bools, columns: Indices, periods: Indices, *, one_way_too: bool) -> tuple[Bools, Floats]:
        """Which columns can change in each of the periods with no known figure noticing, and how: those that can both
        have more and lose, and of those that can do one of it the ones that do. Most are asked for many times."""
        inside = known & self.structure.rows[:, columns].any(axis=1)
        loses, more = (np.logical_and.reduce(each[np.ix_(columns, periods)], axis=1) for each in (self.held, self.more))
        asked = columns.tobytes(), inside.tobytes(), loses.tobytes() + more.tobytes(), one_way_too
        if asked not in self._moves:
            equations = np.vstack([self.structure.rows[np.ix_(inside, columns)], self.structure.ties[:, columns]])
            equations = equations[equations.any(axis=1)]
            free = loses & more
            if one_way_too:
                signs = (more & self.possible[columns]).astype(np.int8) - loses
                free = free | one_way(equations, free, signs)
            self._moves[asked] = free, null_space(equations[:, free])
        return self._moves[asked]
