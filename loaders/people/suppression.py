"""Which groups of employees may be shown, so that what ten or fewer have in common can be neither read nor computed?

Pure: what the people of one calendar year have in; the hidden splits out. A split is shown whole or not at all. Three
rules, repeated until nothing changes:

1. A split is hidden where one of its groups is too small, or where what it divides is hidden.
2. What a shown split leaves for its hidden children is nobody, or enough people of several children. Of an area that is
   hidden while a sibling group stands for it units may be shown; they are then no part of what is left.
3. A hidden group is no combination of known figures: what groups have can be moved between those that have any so that
   it changes and no known figure does. This is asked of every column by itself, month by month.

They are asked for small groups first, then for the large ones that are hidden beside them. Those are no secret: the
whole and areas undivided, which everybody asks for, are shown whatever follows of large groups.

What print shows for the year is known to everyone, and so covers nothing. The rules are those of secondary cell
suppression (sdcTable, GaussSuppression with `min_n_non0_contr`), over all groupings at once. A dominance rule (p %,
n-k) would guard what one member of a group can compute of another; rows have no persons, so it could not be checked.

Of the splits that would do, those are hidden that tell of the fewest people, by doublings, finer ones rather than
coarser, and among such as are alike some that a secret key chooses: what is hidden beside a small group tells nothing
of it. What was hidden before is hidden first and stays while it suffices.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loaders.people.groups import (
    ALONE,
    DIVIDING,
    OFFERED,
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
from loaders.people.moves import changed, growing, least_noticed, null_space

LIMIT = 10
"""Heads; a group of one to as many is sensitive, and one of none that has hours or leavers."""

FINER = 4.0
"""So many people's figures by a further division are worth one's without it."""

Printed = Iterable[tuple[str | None, Mapping[str, str]]]
"""Groups that print shows: an area (None for the whole) and what they have in common."""


@dataclass(frozen=True)
class Counts:
    """What the people of a calendar year have: a row an atom.

    `people` counts them once an observation, `there` says whether they have anything in it, and a group of which
    someone has is too small with fewer than `least`. `held` are the columns that would be shown, once a period. Where
    it is known otherwise who there is, `known_of` says so: then those who are no atom are known to have nothing.
    """

    atoms: Sequence[Atom]
    people: Floats
    there: Bools
    least: NDArray[np.int64]
    held: Bools
    known_of: bool = False


class Before(NamedTuple):
    """What decides between covers that are as good: the splits that are hidden already, and a secret key."""

    hidden: frozenset[Split] = frozenset()
    key: bytes = b""


NOTHING_BEFORE = Before()


def hidden_splits(
    counts: Counts, public: Printed = (), siblings: Siblings = ALONE, before: Before = NOTHING_BEFORE
) -> frozenset[Split]:
    """The offered splits that must not be shown.

    Of `public` those that nobody is in are ignored. Raises ValueError for one of a grouping that is not offered.
    """
    if not counts.atoms:
        return frozenset()
    public, hidden = list(public), before.hidden
    if counts.known_of and public:
        # What follows from print for those who know of everybody is not given up for those who do not.
        others = replace(counts, known_of=False)
        hidden = _Year(others, public, siblings, before.key, small_only=True).covering(hidden)
    hidden = _Year(counts, public, siblings, before.key, small_only=True).covering(hidden)
    areas = {atom.area for atom in counts.atoms} | {group for _, group in siblings.of_areas}
    undivided = [(area, dict[str, str]()) for area in (None, *areas) if Split(Node(area)) not in hidden]
    return _Year(counts, [*public, *undivided], siblings, before.key).covering(hidden)


class _Year:
    """The people of a year, and what follows from hiding some splits: `hidden` in all methods says which are."""

    def __init__(
        self, counts: Counts, public: Printed, siblings: Siblings, key: bytes, *, small_only: bool = False
    ) -> None:
        units = frozenset((atom.area, atom.unit) for atom in counts.atoms)
        values = (tuple(sorted({getattr(atom, name) for atom in counts.atoms})) for name in DIVIDING)
        self.structure = structure(units, tuple(values), siblings)
        self.key = key
        self.moves: dict[tuple[bytes, bytes, bytes], tuple[Bools, Floats]] = {}
        rows, columns = self.structure.rows, self.structure.columns
        self.people = rows @ counted(counts.people, counts.atoms, columns)
        self.there = rows @ counted(counts.there.astype(np.float64), counts.atoms, columns) > 0
        self.held = counted(counts.held.astype(np.float64), counts.atoms, columns) > 0
        self.possible = counted(np.ones((len(counts.atoms), 1)), counts.atoms, columns)[:, 0] > 0
        self.possible |= not counts.known_of
        self.least = counts.least
        sensitive = self.there & (self.people < self.least)
        self.small = np.zeros(len(self.structure.splits), np.bool_)
        at_stake: Bools = np.logical_or.reduce(sensitive, axis=1)
        self.small[self.structure.split_of[at_stake]] = True
        if not small_only:
            # A large group that is not offered at its level has nothing to protect, nor has one that is known to be all
            # there is of a unit or an area.
            some = rows @ self.possible.astype(np.float64)
            total = self.structure.total[self.structure.split_of]
            part = (some < some[total]) | (total == np.arange(len(total)))
            at_stake |= self.structure.offered[self.structure.split_of] & part
        self.at_risk: Bools = at_stake[:, None] & (rows @ self.held.astype(np.float64) > 0)
        self.printed = self._printed(public)
        self.follows = self._follows()
        self.implied = self._implied()
        self.at_risk &= ~self.implied

    @cached_property
    def dear(self) -> list[tuple[int, bytes]]:
        """How dear it is to hide each split: its size by doublings, then chance."""
        sizes = self.people[self.structure.total].sum(axis=1)
        return [
            (int(size).bit_length(), blake2b(repr(tuple(split)).encode(), key=self.key).digest())
            for size, split in zip(sizes, self.structure.splits, strict=True)
        ]

    @cached_property
    def weight(self) -> Floats:
        """How dear each split is by itself, as a number: doublings of people, and chance between them; what tells how
        people are divided is less than how they are together."""
        coarse = (FINER ** -len(split.grouping) for split in self.structure.splits)
        return np.array(
            [
                worth * 2.0**doublings * (1 + chance[0] / 256)
                for worth, (doublings, chance) in zip(coarse, self.dear, strict=True)
            ]
        )

    def covering(self, before: frozenset[Split]) -> frozenset[Split]:
        """The offered splits that must be hidden, with those that are hidden already."""
        splits, offered = self.structure.splits, self.structure.offered
        kept = np.array([split in before for split in splits], np.bool_)
        hidden = self.settled(self.small | ~offered | kept)
        while given_away := list(self.given_away(hidden)):
            for target, period in given_away:
                hidden = self.covered(hidden, target, period)
        return frozenset(split for split, at in splits.items() if hidden[at] and offered[at])

    def settled(self, hidden: Bools) -> Bools:
        """The splits that the first two rules hide, with those that are hidden already."""
        hidden = hidden.copy()
        while True:
            before = hidden.sum()
            for at, needs in enumerate(self.structure.needs):
                hidden[at] |= any(hidden[other] for other in needs)
            if hidden.sum() > before:
                continue
            another = self._complement(hidden)
            if another is None:
                return hidden
            hidden[another] = True

    def _complement(self, hidden: Bools) -> int | None:
        """A split to hide since too little is left for the hidden children of a known group: the cheapest child that
        would add to it, or else that of the group itself."""
        implied = self.implied.any(axis=1)
        unknown = hidden[self.structure.split_of] & ~implied
        child = (self.structure.parent >= 0) & self.structure.offered[self.structure.split_of]
        part_of = self._known_above(unknown)
        lost = child & unknown & (part_of == self.structure.parent)
        # Units may be shown where only a sibling group that their area is in is: of the area the others are left.
        shown = child & ~unknown & (part_of >= 0) & (part_of != self.structure.parent)
        left, children, guarded = (np.zeros_like(self.people) for _ in range(3))
        np.add.at(left, part_of[lost], np.where(self.there[lost], self.people[lost], 0))
        np.add.at(left, part_of[shown], -np.where(self.there[shown], self.people[shown], 0))
        uncertain = self.there & ~self._exhausted(unknown, child)
        np.add.at(children, part_of[lost], uncertain[lost])
        np.add.at(guarded, part_of[lost], (uncertain & self.at_risk.any(axis=1, keepdims=True))[lost])
        few = (children > 0) & (left < self.least)
        short = (few | ((children == 1) & (guarded == 1))) & ~unknown[:, None]
        adds = ~(implied | unknown)[:, None] & self.there
        for group in np.flatnonzero(short.any(axis=1)):
            cover = child & (part_of == group) & adds[:, short[group]].any(axis=1)
            if cover.any():
                return int(min(self.structure.split_of[cover], key=self.dear.__getitem__))
            own = int(self.structure.split_of[group])
            if not (self.follows[group] or hidden[own]):
                return own
        return None

    def _known_above(self, unknown: Bools) -> Indices:
        """Of each group the nearest larger one that is known (-1 for none)."""
        found = self.structure.parent.copy()
        for at, above in enumerate(self.structure.parent):
            if above >= 0 and unknown[above]:
                found[at] = found[above]
        return found

    def _exhausted(self, unknown: Bools, child: Bools) -> Bools:
        """Of which unknown groups all parts that have anything are known: groups × observations."""
        known, parts = np.zeros_like(self.there), np.zeros_like(self.there)
        for found, which in ((known, child & ~unknown), (parts, child & unknown)):
            np.logical_or.at(found, self.structure.parent[which], self.there[which])
        return known & ~parts

    def given_away(self, hidden: Bools) -> Iterator[tuple[int, int]]:
        """The hidden groups that known figures determine, each with a column's period in which they do."""
        known = ~hidden[self.structure.split_of] | self.printed
        return self._determined(hidden, np.flatnonzero(~known), np.arange(self.held.shape[1]))

    def _determined(self, hidden: Bools, targets: Indices, periods: Indices) -> Iterator[tuple[int, int]]:
        """Those of the targets that known figures determine in some of the periods, each with one."""
        known = ~hidden[self.structure.split_of] | self.printed
        for columns in self._blocks(hidden):
            inside = targets[self.structure.rows[np.ix_(targets, columns)].any(axis=1)]
            yield from self._stuck(known, inside, columns, periods)

    def _blocks(self, hidden: Bools) -> Iterable[Indices]:
        """Columns that no unknown figure connects: a table of an area where it is shown, and all others together."""
        blocks = defaultdict(list)
        for at, column in enumerate(self.structure.columns):
            split = Split(Node(column.area), column.table)
            blocks[None if hidden[self.structure.splits[split]] else split].append(at)
        return [np.array(block) for block in blocks.values()]

    def _stuck(self, known: Bools, targets: Indices, columns: Indices, periods: Indices) -> Iterator[tuple[int, int]]:
        """The targets that no move changes, each with a period: a move between what is there in several periods is one
        in each of them, so most are settled at once."""
        held: Bools = np.logical_and.reduce(self.held[np.ix_(columns, periods)], axis=1)
        targets = targets[self.at_risk[np.ix_(targets, periods)].any(axis=1)]
        if not len(targets):
            return
        free, moves = self._moves(known, columns, held)
        targets = targets[~changed(self.structure.rows[np.ix_(targets, columns[free])] @ moves)]
        if len(periods) == 1:
            yield from ((int(target), int(periods[0])) for target in targets)
        else:
            half = len(periods) // 2
            yield from self._stuck(known, targets, columns, periods[:half])
            yield from self._stuck(known, targets, columns, periods[half:])

    def _moves(self, known: Bools, columns: Indices, held: Bools) -> tuple[Bools, Floats]:
        """Which columns can change with no known figure noticing, and how; most are asked for many times."""
        inside = known & self.structure.rows[:, columns].any(axis=1)
        asked = columns.tobytes(), inside.tobytes(), held.tobytes()
        if asked not in self.moves:
            possible = self.possible[columns]
            equations = np.vstack([self.structure.rows[np.ix_(inside, columns)], self.structure.ties[:, columns]])
            equations = equations[equations.any(axis=1)]
            free = np.zeros_like(held)
            free[possible] = held[possible] | growing(equations[:, possible], held[possible])
            self.moves[asked] = free, null_space(equations[:, free])
        return self.moves[asked]

    def covered(self, hidden: Bools, target: int, period: int) -> Bools:
        """What is hidden so that the target is not determined in a period, and what follows: the splits that are least
        dear together, each with those that are hidden with it."""
        if not any(self._determined(hidden, np.array([target]), np.array([period]))):
            return hidden
        structure = self.structure
        known = ~hidden[structure.split_of] & ~self.follows
        splits, owner = np.unique(structure.split_of[known], return_inverse=True)
        equations = np.vstack([structure.rows[self.printed], structure.ties])
        dear = structure.loses[splits] @ (self.weight * ~hidden)
        target_of, equations, figures = (
            each[..., self.possible] for each in (structure.rows[target], equations, structure.rows[known])
        )
        held = self.held[self.possible, period]
        noticed = least_noticed(target_of, equations, figures, owner, dear, held)
        found = hidden.copy()
        found[splits[noticed]] = True
        return self.settled(found)

    def _printed(self, public: Printed) -> Bools:
        """The groups that print shows."""
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

    def _follows(self) -> Bools:
        """The groups that print shows or that follow from those whoever is in them."""
        if not self.printed.any():
            return np.zeros(len(self.structure.groups), np.bool_)
        moves = null_space(np.vstack([self.structure.rows[self.printed], self.structure.ties]))
        return ~changed(self.structure.rows @ moves)

    def _implied(self) -> Bools:
        """The groups that follow from print, also by what nobody has: groups × periods."""
        implied = np.repeat(self.follows[:, None], self.held.shape[1], axis=1)
        if implied.any():
            self.at_risk &= ~implied
            for group, period in list(self.given_away(np.ones_like(self.structure.offered))):
                implied[group, period] = True
        return implied
