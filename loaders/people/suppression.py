"""Which groups of employees may be shown, so that what ten or fewer have in common can be neither read nor computed?

Pure: what the people of one calendar year have in; the hidden splits out. A split is shown whole or not at all. Three
rules, repeated until nothing changes:

1. A split is hidden where one of its groups is too small, or where what it divides is hidden.
2. What a shown split leaves for its hidden children is nobody, or enough people of several children. Of an area that is
   hidden while a sibling group stands for it units may be shown; they are then no part of what is left.
3. A hidden group is no combination of known figures: what groups have can be moved between those that have any so that
   it changes and no known figure does. This is asked of every column by itself, month by month; of what few have year
   by year, and then no more is moved to those who can have none in a quarter in which others of their area have some.

They are asked for small groups first, then for the large ones that are hidden beside them. What those have is no secret
in itself: for their sake no key figure of the law is hidden, whatever follows of it.

What print shows for the year is known to everyone, and so covers nothing. The rules are those of secondary cell
suppression (sdcTable, GaussSuppression with `min_n_non0_contr`), over all groupings at once. A dominance rule (p %,
n-k) would guard what one member of a group can compute of another; rows have no persons, so it could not be checked.

Of the splits that would do, those are hidden that tell of the fewest people, by doublings, finer ones rather than
coarser, and among such as are alike some that a secret key chooses: what is hidden beside a small group tells nothing
of it. What was hidden before is hidden first and stays while it suffices.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from loaders.people.grouped import Counts, Grouped, Printed
from loaders.people.groups import ALONE, Bools, Floats, Indices, Siblings, Split
from loaders.people.moves import changed, least_noticed, null_space

FINER = 4.0
"""So many people's figures by a further division are worth one's without it."""


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
    of, key = Grouped(counts, siblings), before.key
    printed = of.printed(public)
    hidden = np.array([split in before.hidden for split in of.structure.splits], np.bool_)
    if counts.known_of and printed.any():
        # What follows from print for those who know of everybody is not given up for those who do not.
        to_others = Grouped(replace(counts, known_of=False), siblings)
        hidden = _Year(to_others, to_others.sensitive, printed, key).covering(hidden)
    hidden = _Year(of, of.sensitive, printed, key).covering(hidden)
    spared = of.statutory & ~hidden[of.structure.split_of]
    hidden = _Year(of, of.secret & ~of.sensitive, printed | spared, key).covering(hidden)
    return frozenset(split for split, at in of.structure.splits.items() if hidden[at] and of.structure.offered[at])


class _Year:
    """The people of a year, some groups of which are guarded while others are known to everybody, and what follows from
    hiding some splits: `hidden` in all methods says which are."""

    def __init__(self, of: Grouped, guarded: Bools, public: Bools, key: bytes) -> None:
        self.of, self.structure, self.key = of, of.structure, key
        self.public = public
        self.at_risk: Bools = guarded[:, None] & of.has
        self.follows = self._follows()
        self.implied = self._implied()
        self.at_risk &= ~self.implied

    @cached_property
    def dear(self) -> list[tuple[int, bytes]]:
        """How dear it is to hide each split: its size by doublings, then chance."""
        sizes = self.of.people[self.structure.total].sum(axis=1)
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

    def covering(self, hidden: Bools) -> Bools:
        """The splits that must be hidden, with those that are hidden already."""
        small = np.zeros_like(hidden)
        small[self.structure.split_of[self.of.sensitive]] = True
        hidden = self.settled(small | ~self.structure.offered | hidden)
        asked = hidden
        while given_away := list(self.given_away(hidden, asked)):
            before = hidden
            for target, period in given_away:
                hidden = self.covered(hidden, target, period)
            # The more is hidden, the more moves: who was not given away is not.
            asked = hidden & ~before
            asked[self.structure.split_of[[target for target, _ in given_away]]] = True
        return hidden

    def settled(self, hidden: Bools) -> Bools:
        """The splits that the first two rules hide, with those that are hidden already."""
        while True:
            hidden = np.logical_or.reduce(self.structure.loses[hidden], axis=0)
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
        left, children, guarded = (np.zeros_like(self.of.people) for _ in range(3))
        np.add.at(left, part_of[lost], np.where(self.of.there[lost], self.of.people[lost], 0))
        np.add.at(left, part_of[shown], -np.where(self.of.there[shown], self.of.people[shown], 0))
        uncertain = self.of.there & ~self._exhausted(unknown, child)
        np.add.at(children, part_of[lost], uncertain[lost])
        np.add.at(guarded, part_of[lost], (uncertain & self.at_risk.any(axis=1, keepdims=True))[lost])
        few = (children > 0) & (left < self.of.least)
        short = (few | ((children == 1) & (guarded == 1))) & ~unknown[:, None]
        adds = ~(implied | unknown)[:, None] & self.of.there
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
        known, parts = np.zeros_like(self.of.there), np.zeros_like(self.of.there)
        for found, which in ((known, child & ~unknown), (parts, child & unknown)):
            np.logical_or.at(found, self.structure.parent[which], self.of.there[which])
        return known & ~parts

    def given_away(self, hidden: Bools, asked: Bools) -> Iterator[tuple[int, int]]:
        """The groups of hidden splits that known figures determine, each with a column's period in which they do."""
        targets = np.flatnonzero(asked[self.structure.split_of] & ~self.public)
        return self._determined(hidden, targets, np.arange(self.of.held.shape[1]))

    def _determined(self, hidden: Bools, targets: Indices, periods: Indices) -> Iterator[tuple[int, int]]:
        """Those of the targets that known figures determine in some of the periods, each with one."""
        known = ~hidden[self.structure.split_of] | self.public
        for columns in self._blocks(hidden):
            inside = targets[self.structure.rows[np.ix_(targets, columns)].any(axis=1)]
            yield from self._stuck(known, inside, columns, periods)

    def _blocks(self, hidden: Bools) -> Iterator[Indices]:
        """Columns that no unknown figure connects: a table of an area where it is shown, and all others together."""
        table_of = np.where(hidden[self.structure.table_of], -1, self.structure.table_of)
        yield from (np.flatnonzero(table_of == table) for table in np.unique(table_of))

    def _stuck(self, known: Bools, targets: Indices, columns: Indices, periods: Indices) -> Iterator[tuple[int, int]]:
        """The targets that no move changes, each with a period: a move between what is there in several periods is one
        in each of them, so most are settled at once, and most with nothing that can only get more or only lose."""
        targets = targets[self.at_risk[np.ix_(targets, periods)].any(axis=1)]
        for one_way_too in (False, True):
            if len(targets):
                free, moves = self.of.moves(known, columns, periods, one_way_too=one_way_too)
                targets = targets[~changed(self.structure.sums[np.ix_(targets, columns[free])] @ moves)]
        if len(periods) == 1:
            yield from ((int(target), int(periods[0])) for target in targets)
        elif len(targets):
            half = len(periods) // 2
            yield from self._stuck(known, targets, columns, periods[:half])
            yield from self._stuck(known, targets, columns, periods[half:])

    def covered(self, hidden: Bools, target: int, period: int) -> Bools:
        """What is hidden so that the target is not determined in a period, and what follows: the splits that are least
        dear together, each with those that are hidden with it."""
        if not any(self._determined(hidden, np.array([target]), np.array([period]))):
            return hidden
        structure = self.structure
        known = ~hidden[structure.split_of] & ~self.follows
        splits, owner = np.unique(structure.split_of[known], return_inverse=True)
        equations = np.vstack([structure.rows[self.public], structure.ties])
        dear = structure.loses[splits] @ (self.weight * ~hidden)
        target_of, equations, figures = (
            each[..., self.of.possible] for each in (structure.rows[target], equations, structure.rows[known])
        )
        held, more = (each[self.of.possible, period] for each in (self.of.held, self.of.more))
        noticed = least_noticed(target_of, equations, figures, owner, dear, held, more)
        found = hidden.copy()
        found[splits[noticed]] = True
        return self.settled(found)

    def _follows(self) -> Bools:
        """The groups that print shows or that follow from those whoever is in them."""
        if not self.public.any():
            return np.zeros(len(self.structure.groups), np.bool_)
        moves = null_space(np.vstack([self.structure.rows[self.public], self.structure.ties]))
        return ~changed(self.structure.rows @ moves)

    def _implied(self) -> Bools:
        """The groups that follow from print, also by what nobody has: groups × periods."""
        implied = np.repeat(self.follows[:, None], self.of.held.shape[1], axis=1)
        if implied.any():
            self.at_risk &= ~implied
            everything = np.ones_like(self.structure.offered)
            for group, period in list(self.given_away(everything, everything)):
                implied[group, period] = True
        return implied
