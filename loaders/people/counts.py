"""Rows of people, summed in the database -> what the people of a calendar year have, for a mask of each family.

A *family* is the columns that are released together: those of which most people have some, month by month, and each
family of columns that few have any of (`Column.seldom`), a year at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from loaders.exports.export import Export
from loaders.people.grouped import LIMIT, Counts
from loaders.people.groups import Atom, Floats

COMMON = ""
"""The family of what most people have some of."""

MONTHS = 12

QUARTER = 3
"""The months of a period in which what few have is told of an area; of the whole it is one, of all others a year."""

FEW = 3
"""A year's sum of fewer possible persons tells of one of them to another."""

_Sums = Mapping[str, Floats]
"""Export id -> what atoms have: atoms × months × numbers."""


@dataclass(frozen=True)
class Year:
    """What the people of a calendar year have, by export."""

    year: int
    atoms: Sequence[Atom]
    exports: Sequence[Export]
    sums: _Sums

    @cached_property
    def families(self) -> dict[str, list[tuple[Export, int]]]:
        """The columns of each family that the year has anything of, as export and place; the common one is first."""
        found: dict[str, list[tuple[Export, int]]] = {COMMON: []}
        for export in self.exports:
            if export.id in self.sums:
                for at, column in enumerate(export.numbers):
                    found.setdefault(column.seldom, []).append((export, at))
        return found

    def counts(self, family: str) -> Counts:
        """What the mask of a family has to keep."""
        return self._common() if family == COMMON else self._seldom(self.families[family])

    def _common(self) -> Counts:
        """Heads month by month; who has none and yet hours or leavers is there too."""
        people = np.hstack([self._heads(export) for export in self._loaded])
        there = np.hstack([self._present(export) for export in self._loaded])
        held = np.hstack([self.sums[export.id][:, :, at] > 0 for export, at in self.families[COMMON]])
        return self._counts(people, there, np.full(people.shape[1], LIMIT + 1), held, np.ones_like(held))

    def _seldom(self, columns: Sequence[tuple[Export, int]]) -> Counts:
        """The heads of those who have any in the year, month by month, and for each column whose it can be at most."""
        (export,) = {export.id: export for export, _ in columns}.values()
        heads, sums = self._heads(export), self.sums[export.id][:, :, [at for _, at in columns]]
        has_any = np.any(sums > 0, axis=(1, 2))
        possible = np.where(sums > 0, np.maximum(heads, 1)[:, :, None], 0).max(axis=1)
        people = np.hstack([heads, possible])
        there = np.hstack([has_any[:, None] & self._present(export), possible > 0])
        least = np.array([LIMIT + 1] * heads.shape[1] + [FEW] * possible.shape[1])
        more = np.column_stack([self._can_have(export, at) for _, at in columns])
        # What most people have some of tells who there is.
        return replace(self._counts(people, there, least, possible > 0, more), known_of=True)

    def _can_have(self, export: Export, at: int) -> NDArray[np.bool_]:
        """Who could have more of a column in any quarter in which somebody of their area has some: areas are told by
        quarter, and who has nothing by month of what most people have has nothing of what is a part of it."""
        has = self.sums[export.id][:, :, at] > 0
        names = [column.name for column in export.numbers]
        wholes = [rule.whole for rule in export.rules if names[at] in rule.parts]
        common = [names.index(whole) for whole in wholes if export.column(whole).seldom == COMMON]
        has_whole = np.logical_and.reduce(self.sums[export.id][:, :, common] > 0, axis=2)
        can = has_whole if common else self._present(export)
        has_any, can_any = (np.logical_or.reduce(each.reshape(len(each), -1, QUARTER), axis=2) for each in (has, can))
        area = np.unique([atom.area for atom in self.atoms], return_inverse=True)[1]
        of_areas = np.zeros_like(has_any)
        np.logical_or.at(of_areas, area, has_any)
        found: NDArray[np.bool_] = np.logical_and.reduce(can_any | ~of_areas[area], axis=1)
        return found

    def _counts(
        self,
        people: Floats,
        there: NDArray[np.bool_],
        least: NDArray[np.int64],
        held: NDArray[np.bool_],
        more: NDArray[np.bool_],
    ) -> Counts:
        some, told = there.any(axis=0), held.any(axis=0)
        return Counts(self.atoms, people[:, some], there[:, some], least[some], held[:, told], more[:, told])

    def _present(self, export: Export) -> NDArray[np.bool_]:
        """In which months an atom has anything at all: heads, or hours and leavers without any."""
        present: NDArray[np.bool_] = np.any(self.sums[export.id] != 0, axis=2)
        return present

    @property
    def _loaded(self) -> list[Export]:
        return [export for export in self.exports if export.id in self.sums]

    def _heads(self, export: Export) -> Floats:
        names = [column.name for column in export.numbers]
        return self.sums[export.id][:, :, names.index(export.people)]


def years(connection: duckdb.DuckDBPyConnection, exports: Sequence[Export]) -> Iterator[Year]:
    """The calendar years that any export has rows of, from the tables `people_<export>`."""
    kept = ", ".join(Atom._fields)
    tables = {}
    for export in exports:
        sums = ", ".join(f"cast(sum({column.name}) as double) as {column.name}" for column in export.numbers)
        tables[export.id] = connection.sql(
            f"""
            select year(of_month) as year, month(of_month) - 1 as month, {kept}, {sums}
            from people_{export.id} group by all
            """
        ).to_arrow_table()
    found = sorted({year for table in tables.values() for year in pc.unique(table["year"]).to_pylist()})
    for year in found:
        of_year = {id_: table.filter(pc.equal(table["year"], year)) for id_, table in tables.items()}
        yield _year(year, exports, {id_: table for id_, table in of_year.items() if table.num_rows})


def _year(year: int, exports: Sequence[Export], tables: Mapping[str, pa.Table]) -> Year:
    atoms_of = {
        id_: [Atom(*cells) for cells in zip(*(table[name].to_pylist() for name in Atom._fields), strict=True)]
        for id_, table in tables.items()
    }
    atoms = sorted({atom for rows in atoms_of.values() for atom in rows})
    place = {atom: at for at, atom in enumerate(atoms)}
    sums = {}
    for export in exports:
        if export.id in tables:
            table = tables[export.id]
            values = np.column_stack([table[column.name].fill_null(0).to_numpy() for column in export.numbers])
            laid = np.zeros((len(atoms), MONTHS, values.shape[1]))
            laid[[place[atom] for atom in atoms_of[export.id]], table["month"].to_numpy()] = values
            sums[export.id] = laid
    return Year(year, atoms, exports, sums)
