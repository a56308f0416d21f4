"""The groups of employees that could be shown, and what they have to do with each other, whoever is in them.

A *node* is the whole, an area, a unit, or a *sibling group* of areas or units that stands in place of its members. A
*split* is a node by a grouping (gender; gender and age; …): it is shown whole or not at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Signs = NDArray[np.int8]
"""Coefficients of equations: 1, 0 and -1."""

WHOLE, AREA, UNIT = 0, 1, 2
"""Levels of nodes."""

OFFERED: Mapping[tuple[str, ...], int] = {
    (): UNIT,
    ("gender",): UNIT,
    ("half",): UNIT,
    ("age",): UNIT,
    ("manager",): AREA,
    ("form",): AREA,
    ("gender", "age"): AREA,
    ("gender", "form"): AREA,
}
"""The groupings that are shown, each with the finest level at which it is."""

HALVES = {"-29": "-49", "30-49": "-49", "50-": "50-"}
"""Two age bands instead of three. What is the same in both belongs to the grouping of two."""

_TABLES: Mapping[tuple[str, ...], int] = {("gender", "age"): UNIT, ("gender", "form"): AREA, ("manager",): AREA}
"""Every group is a sum of cells of the first of these that has its grouping, at the level given here. Tables of an
area that agree in what they share with the first are tables of some people, so nothing else needs to be counted."""

DIVIDING = ("gender", "age", "form", "manager")
"""What divides people in the tables."""

_FINER = {"half": "age"}
_HOME = {
    grouping: next(table for table in _TABLES if {_FINER.get(name, name) for name in grouping} <= set(table))
    for grouping in OFFERED
}


class Atom(NamedTuple):
    """What people have in common whom no grouping tells apart. An unknown area is the area "", like any other."""

    area: str
    unit: str
    gender: str
    age: str
    form: str
    manager: str


class Node(NamedTuple):
    """The whole has no area, an area no unit; a sibling group stands as an area or as a unit."""

    area: str | None = None
    unit: str | None = None

    @property
    def level(self) -> int:
        """WHOLE, AREA or UNIT."""
        return WHOLE if self.area is None else AREA if self.unit is None else UNIT


class Split(NamedTuple):
    """A node by a grouping."""

    node: Node
    grouping: tuple[str, ...] = ()


class Siblings(NamedTuple):
    """The group that stands in place of an area or a unit (area, unit), by its members."""

    of_areas: tuple[tuple[str, str], ...] = ()
    of_units: tuple[tuple[Node, str], ...] = ()


ALONE = Siblings()


class Group(NamedTuple):
    """A cell of a split; the values are in the order of its grouping."""

    split: Split
    values: tuple[str, ...]


class Column(NamedTuple):
    """A cell of a table in an area or a unit: what can be moved."""

    area: str
    unit: str | None
    table: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Structure:
    """What the groups of some units have to do with each other.

    Groups and splits are sorted, what others divide or belong to first. `rows` says which columns a group is the sum
    of, `ties` has the equations that hold whatever is shown. `total` is the group of a split's node, `parent` the one
    that a group is the part of a larger node of (-1 for none), `needs` what must be shown for a split to be.
    """

    columns: Mapping[Column, int]
    groups: Mapping[Group, int]
    rows: Signs
    ties: Signs
    splits: Mapping[Split, int]
    split_of: Indices
    needs: Sequence[Sequence[int]]
    parent: Indices
    total: Indices

    @cached_property
    def offered(self) -> Bools:
        """Which splits are of a grouping that is shown at their level."""
        return np.array([split.node.level <= OFFERED[split.grouping] for split in self.splits], np.bool_)

    @cached_property
    def sums(self) -> Floats:
        """The rows as numbers to compute with."""
        return self.rows.astype(np.float64)

    @cached_property
    def table_of(self) -> Indices:
        """Of each column the split of its area by its table."""
        return np.array([self.splits[Split(Node(column.area), column.table)] for column in self.columns], np.intp)

    @cached_property
    def loses(self) -> Bools:
        """What is hidden with a split, itself too: splits × splits."""
        loses = np.eye(len(self.splits))
        for at, needs in enumerate(self.needs):
            loses[needs, at] = 1
        while (further := np.minimum(loses @ loses, 1)).sum() > loses.sum():
            loses = further
        return loses > 0


@lru_cache(maxsize=1)
def structure(units: frozenset[tuple[str, str]], values: tuple[tuple[str, ...], ...], siblings: Siblings) -> Structure:
    """The structure of units (area, unit) and the values of DIVIDING: from one year to the next mostly the same."""
    nodes = _Nodes(siblings)
    columns = {column: at for at, column in enumerate(_columns(units, dict(zip(DIVIDING, values, strict=True))))}
    members: defaultdict[Group, list[int]] = defaultdict(list)
    for column, at in columns.items():
        for group in _groups_of(column, nodes):
            members[group].append(at)
    groups = {group: at for at, group in enumerate(sorted(members, key=nodes.order))}
    rows = np.zeros((len(groups), len(columns)), np.int8)
    for group, at in groups.items():
        rows[at, members[group]] = 1
    splits = {split: at for at, split in enumerate(dict.fromkeys(group.split for group in groups))}
    parents = [nodes.parent(group) for group in groups]
    return Structure(
        columns,
        groups,
        rows,
        _ties(list(columns)),
        splits,
        split_of=np.array([splits[group.split] for group in groups], np.intp),
        needs=[[splits[other] for other in nodes.needed(split) if other in splits] for split in splits],
        parent=np.array([groups[above] if above else -1 for above in parents], np.intp),
        total=np.array([groups[Group(Split(split.node), ())] for split in splits], np.intp),
    )


class _Nodes:
    """Which node is a part of which, sibling groups between."""

    def __init__(self, siblings: Siblings) -> None:
        self.areas = dict(siblings.of_areas)
        self.units = dict(siblings.of_units)
        self.members: defaultdict[Node, list[Node]] = defaultdict(list)
        for area, name in siblings.of_areas:
            self.members[Node(name)].append(Node(area))
        for node, name in siblings.of_units:
            self.members[Node(node.area, name)].append(node)

    def above(self, node: Node) -> Node | None:
        """The node that a node is a part of."""
        if node.unit is not None:
            return Node(node.area, self.units[node]) if node in self.units else Node(node.area)
        if node.area is not None:
            return Node(self.areas[node.area]) if node.area in self.areas else Node()
        return None

    def stands_for(self, node: Node) -> Node:
        """The sibling group in place of an area that is in one: its units may be shown where only the group is."""
        return Node(self.areas[node.area]) if node.unit is None and node.area in self.areas else node

    def chain(self, node: Node) -> Iterator[Node]:
        """A node and all that it is a part of."""
        at: Node | None = node
        while at is not None:
            yield at
            at = self.above(at)

    def needed(self, split: Split) -> Iterator[Split]:
        """What must be shown for a split to be: its coarser groupings, its grouping at the larger node, and at its
        siblings: members and the group in place of them are never both shown."""
        node, grouping = split
        for left_out in grouping:
            yield Split(node, tuple(name for name in grouping if name != left_out))
        for coarser, finer in _FINER.items():
            if finer in grouping:
                yield Split(node, tuple(coarser if name == finer else name for name in grouping))
        above = self.above(node)
        if above is not None:
            yield Split(self.stands_for(above), grouping)
            yield from (Split(member, grouping) for member in self.members.get(above, ()))

    def parent(self, group: Group) -> Group | None:
        """The group of the larger node that a group is a part of."""
        above = self.above(group.split.node)
        return above and Group(Split(above, group.split.grouping), group.values)

    def order(self, group: Group) -> tuple[object, ...]:
        """Sorts groups, what others divide or belong to first."""
        (area, unit), grouping = group.split
        depth = sum(1 for _ in self.chain(group.split.node))
        return len(grouping), depth, grouping, area or "", unit or "", group.values


def _columns(units: Iterable[tuple[str, str]], values: Mapping[str, Sequence[str]]) -> list[Column]:
    """The columns, sorted; cells that nobody is in are there too."""
    found = {
        Column(area, unit if level == UNIT else None, table, cell)
        for table, level in _TABLES.items()
        for cell in product(*(values[name] for name in table))
        for area, unit in units
    }
    return sorted(found, key=lambda column: (column.area, column.unit or "", column.table, column.values))


def _groups_of(column: Column, nodes: _Nodes) -> Iterator[Group]:
    """The groups that a column is part of, itself among them."""
    named = dict(zip(column.table, column.values, strict=True))
    named["half"] = halved(named.get("age", ""))
    for grouping, finest in OFFERED.items():
        if _HOME[grouping] == column.table and not (grouping == ("age",) and named["half"] == named["age"]):
            values = tuple(named[name] for name in grouping)
            for node in nodes.chain(Node(column.area, column.unit)):
                if node.level < UNIT or finest == UNIT or grouping == column.table:
                    yield Group(Split(node, grouping), values)


def halved(age: str) -> str:
    """The band of two that an age group lies in."""
    return HALVES.get(age, age)


def counted(values: Floats, atoms: Sequence[Atom], columns: Mapping[Column, int]) -> Floats:
    """What atoms have (atoms × anything), summed in each column."""
    sums = np.zeros((len(columns), values.shape[1]))
    for table, level in _TABLES.items():
        place = {column[:2] + column.values: at for column, at in columns.items() if column.table == table}
        cells = [
            place[atom.area, atom.unit if level == UNIT else None, *(getattr(atom, name) for name in table)]
            for atom in atoms
        ]
        np.add.at(sums, cells, values)
    return sums


def _ties(columns: Sequence[Column]) -> Signs:
    """Equations that hold whatever is shown: the tables of an area agree in what they share with the first."""
    first, *others = _TABLES
    ties: defaultdict[object, Signs] = defaultdict(lambda: np.zeros(len(columns), np.int8))
    for at, column in enumerate(columns):
        for table in others:
            if column.table in (first, table):
                named = zip(column.table, column.values, strict=True)
                shared = tuple(value for name, value in named if name in first and name in table)
                ties[column.area, table, shared][at] = 1 if column.table == table else -1
    return np.array(list(ties.values()))
