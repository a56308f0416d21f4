"""What a warehouse tells of people, cell by cell, and what it does not tell: read from its tables alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any, NamedTuple

import duckdb

from loaders.exports.catalogue import LEDGER, SICK_LEAVE, STAFF
from loaders.exports.export import Export
from loaders.people.groups import DIVIDING, Atom, halved
from tests.attack.organisation import VALUES, YEAR
from tests.attack.released import PRICES, WHOLE

TOTAL = "total"
BANDS: Mapping[str, Sequence[str]] = {**VALUES, "age": ("-29", "30-49"), "half": ("-49", "50-")}
"""The values of each name of a grouping: what is the same in two bands of age as in three belongs to the two."""


class Group(NamedTuple):
    """People who have something in common, `total` where nothing divides them."""

    org: str
    unit: str
    gender: str = TOTAL
    age: str = TOTAL
    form: str = TOTAL
    manager: str = TOTAL


class Cell(NamedTuple):
    """What a group has of a column in some months (0 is January)."""

    column: str
    group: Group
    months: tuple[int, ...]


class Split(NamedTuple):
    """A node by a grouping, of a family of columns."""

    family: str
    org: str
    unit: str
    grouping: str

    def groups(self) -> Iterator[Group]:
        names = [name for name in self.grouping.split(",") if name]
        # By gender and age there are three bands, by age alone two of the three.
        bands = {**BANDS, "age": VALUES["age"]} if len(names) > 1 else BANDS
        for values in product(*(bands[name] for name in names)):
            told = {"age" if name == "half" else name: value for name, value in zip(names, values, strict=True)}
            yield Group(self.org, self.unit, **told)


@dataclass(frozen=True)
class Known:
    """The cells that are told, the splits that are hidden, and the members of sibling groups, by their own area and
    unit."""

    cells: Mapping[Cell, float]
    hidden: Sequence[Split]
    siblings: Mapping[tuple[str, str], frozenset[str]]

    def larger(self, group: Group) -> Iterator[Group]:
        """A group and those that it is a part of."""
        nodes = dict.fromkeys([(group.org, group.unit), (group.org, TOTAL), (WHOLE, TOTAL)])
        nodes |= {node: None for node, members in self.siblings.items() if self._stands(node, members, group)}
        ages = dict.fromkeys([group.age, halved(group.age), TOTAL])
        others = ({value, TOTAL} for value in (group.gender, group.form, group.manager))
        for (org, unit), age, gender, form, manager in product(nodes, ages, *others):
            yield Group(org, unit, gender, age, form, manager)

    def members(self, group: Group) -> list[Group]:
        """Those of areas or units that a sibling group stands for."""
        names = sorted(self.siblings.get((group.org, group.unit), ()))
        return [group._replace(**{"org" if group.unit == TOTAL else "unit": name}) for name in names]

    @staticmethod
    def _stands(node: tuple[str, str], members: frozenset[str], group: Group) -> bool:
        """Whether a sibling group stands in place of a group's area or unit, among others."""
        org, unit = node
        return group.org in members if unit == TOTAL else group.org == org and group.unit in members

    def has(self, group: Group, atom: Atom) -> bool:
        """Whether people who are alike belong to a group."""
        areas = self.siblings.get((group.org, TOTAL), frozenset({group.org}))
        units = self.siblings.get((group.org, group.unit), frozenset({group.unit}))
        return (
            (group.org == WHOLE or atom.area in areas)
            and (group.unit == TOTAL or atom.unit in units)
            and group.age in (TOTAL, atom.age, halved(atom.age))
            and all(getattr(group, name) in (TOTAL, getattr(atom, name)) for name in DIVIDING if name != "age")
        )


def known(connection: duckdb.DuckDBPyConnection) -> Known:
    """All that the tables of a warehouse say."""
    family = dict(connection.sql("select name, family from people_column").fetchall())
    splits = connection.sql("select distinct family, org, unit, grouping, hidden from released order by all").fetchall()
    shown = [Split(*split) for *split, hidden in splits if not hidden]
    cells: dict[Cell, float] = {}
    for export in (SICK_LEAVE, STAFF):
        cells |= _cells(connection, export, family, shown)
    cells |= _of_pay(connection)
    members: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for org, group, member in connection.sql("select org, unit, member from sibling_group").fetchall():
        members[org, group].add(member)
    siblings = {node: frozenset(units) for node, units in members.items()}
    return Known(cells, [Split(*split) for *split, hidden in splits if hidden], siblings)


def _cells(
    connection: duckdb.DuckDBPyConnection, export: Export, family: Mapping[str, str], shown: Sequence[Split]
) -> dict[Cell, float]:
    """The cells of an export. In what is shown, who has no row is nobody, and nobody has anything of any column."""
    cells: dict[Cell, float] = {}
    periods: defaultdict[tuple[str, Split], set[tuple[int, ...]]] = defaultdict(set)
    split_of = {(split.family, group): split for split in shown for group in split.groups()}
    for row in _rows(connection, export):
        group = Group(*(row[name] for name in Group._fields))
        first = _number(row["first"])
        months = tuple(range(first, first + row["months"]))
        for name, value in row.items():
            if name in family and value is not None:
                cells[Cell(name, group, months)] = float(value)
                if (family[name], group) in split_of:
                    periods[name, split_of[family[name], group]].add(months)
    for (name, split), of_split in periods.items():
        cells |= {cell: 0.0 for cell in _all(name, split, of_split) if cell not in cells}
    # Months are loaded for everybody.
    loaded = {months for of_split in periods.values() for months in of_split if len(months) == 1}
    there = {(group, months) for (name, group, months), value in cells.items() if value and not family[name]}
    for split in (split for split in shown if not split.family):
        for name in (column.name for column in export.numbers):
            cells |= {cell: 0.0 for cell in _all(name, split, loaded) if cell[1:] not in there}
    return cells


def _all(column: str, split: Split, periods: Iterable[tuple[int, ...]]) -> Iterator[Cell]:
    return (Cell(column, group, months) for group, months in product(split.groups(), periods))


def _rows(connection: duckdb.DuckDBPyConnection, export: Export) -> Iterator[dict[str, Any]]:
    for source in (f"(select *, of_month as first, 1 as months from released_{export.id})", f"seldom_{export.id}"):
        found = connection.execute(f"select * from {source}")
        names = [name for name, *_ in found.description]
        yield from (dict(zip(names, row, strict=True)) for row in found.fetchall())


def _of_pay(connection: duckdb.DuckDBPyConnection) -> dict[Cell, float]:
    """What the accounts of units tell of columns that have a price."""
    sql = f"select account, org, place_unit, of_month, sum(outcome) from fact_{LEDGER.id} group by all"
    cells = {}
    for account, org, unit, of_month, outcome in connection.execute(sql).fetchall():
        if account in PRICES:
            column, price = PRICES[account]
            cells[Cell(column, Group(org, unit), (_number(of_month),))] = float(outcome) / price
    return cells


def _number(month: date) -> int:
    return (month.year - YEAR) * 12 + month.month - 1


def merged(first: Known, then: Known) -> Known:
    """What those know who have seen two warehouses."""
    return replace(then, cells={**first.cells, **then.cells})
