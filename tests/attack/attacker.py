"""What somebody with a solver can compute of what is hidden: everything that is told, as equations.

The unknowns are what every combination of values in every unit has of a column in a month. The attacker knows all cells
that are told, that nothing is negative, and which columns are parts of others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from tests.attack.known import Cell, Group, Known

Floats = NDArray[np.float64]

EXACT = 1e-3
"""Of a value: what can vary by less is determined."""

NARROW = 0.15
MOST = 1e7
ROUNDS = 4
"""Programs by which most values are seen to vary enough, before each of the others is looked at by itself."""


@dataclass(frozen=True)
class Part:
    """That the columns `less` are together at most, or exactly, the columns `more`: of everybody in every month."""

    less: tuple[str, ...]
    more: str
    exactly: bool = False


@dataclass(frozen=True)
class Subject:
    """Columns that tell of each other, in the months that are told together; of whole numbers or any."""

    columns: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    whole: bool = False


SUBJECTS = {
    "of a month": (
        Subject(("ordinary_hours", "sick_hours"), (Part(("sick_hours",), "ordinary_hours"),)),
        Subject(("employees",), whole=True),
        Subject(("headcount", "full_time_headcount"), (Part(("full_time_headcount",), "headcount"),), whole=True),
        Subject(("full_time_equivalents",)),
        Subject(("worked_hours",)),
    ),
    "of a year": (
        Subject(
            ("sick_hours", "sick_hours_1_14", "sick_hours_15_59", "sick_hours_60", "long_spell_hours"),
            (
                Part(("sick_hours_1_14", "sick_hours_15_59", "sick_hours_60"), "sick_hours", exactly=True),
                Part(("sick_hours_60",), "long_spell_hours"),
                Part(("long_spell_hours",), "sick_hours"),
            ),
        ),
        Subject(("hired",), whole=True),
        Subject(("left_externally",), whole=True),
        Subject(("left_internally",), whole=True),
        Subject(("retired",), whole=True),
        Subject(("extra_hours",)),
        Subject(("overtime_hours",)),
    ),
}


@dataclass(frozen=True)
class System:
    """The equations of a subject in some months: what is told of them, and what is always so.

    `members` are the places of a group's atoms, `truth` is what the atoms have: column × months × atoms, as the
    unknowns are laid out.
    """

    subject: Subject
    months: tuple[int, ...]
    known: Known
    members: Callable[[Group], Sequence[int]]
    truth: Floats

    def rows(self, cells: Sequence[Cell]) -> csr_array:
        """Cells as sums of unknowns, one in each row."""
        places = np.arange(self.truth.size).reshape(self.truth.shape)
        month, column = ({each: at for at, each in enumerate(of)} for of in (self.months, self.subject.columns))
        found = [
            places[column[cell.column]][np.ix_([month[each] for each in cell.months], self.members(cell.group))].ravel()
            for cell in cells
        ]
        ends = np.cumsum([0, *map(len, found)])
        at = np.concatenate([np.zeros(0, int), *found])
        return csr_array((np.ones(len(at)), at, ends), (len(cells), self.truth.size))

    @cached_property
    def told(self) -> csr_array:
        """The cells that are told, one in each row."""
        inside = set(self.months)
        return self.rows([c for c in self.known.cells if c.column in self.subject.columns and inside >= set(c.months)])

    @cached_property
    def parts(self) -> Mapping[bool, csr_array]:
        """What is always so, by whether it is exactly so: a row is the whole less its parts."""
        found = {exactly: [csr_array((0, self.truth.size))] for exactly in (True, False)}
        size = self.truth[0].size
        for part in self.subject.parts:
            rows = csr_array((size, self.truth.size))
            for sign, name in ((1, part.more), *((-1, less) for less in part.less)):
                at = self.subject.columns.index(name) * size + np.arange(size)
                rows = rows + csr_array((np.full(size, float(sign)), (np.arange(size), at)), rows.shape)
            found[part.exactly].append(rows)
        return {exactly: vstack(rows, format="csr") for exactly, rows in found.items()}

    def ranges(self, cells: Sequence[Cell], margin: Floats) -> Floats:
        """The least and the most that cells can be, cells × 2; narrower than it is where they can vary by more than
        their margin anyway."""
        rows = self.rows(cells)
        values = rows @ self.truth.ravel()
        least, most = values.copy(), values.copy()
        random, program = np.random.default_rng(0), self.program

        def widen(objective: Floats, *, whole: bool = False) -> None:
            found = rows @ program.least(objective, whole=whole)
            np.minimum(least, found, out=least)
            np.maximum(most, found, out=most)

        def settled() -> NDArray[np.bool_]:
            found: NDArray[np.bool_] = (values - least > margin) | (most - values > margin)
            return found

        weights = np.ones(len(cells))
        for _ in range(ROUNDS):
            if settled().all():
                break
            widen(rows.T @ (weights * ~settled() / values))
            weights = random.normal(size=len(cells))
        for at in np.flatnonzero(~settled()):
            if not settled()[at]:
                for sign in (1, -1):
                    widen(sign * rows[[at]].toarray()[0], whole=self.subject.whole)
        return np.column_stack([least, most])

    @cached_property
    def program(self) -> "Program":
        return Program(self.told, self.parts[True], self.parts[False], self.truth.ravel())


class Program:
    """A linear program of what is told (equations), what is exactly so (nought) and what is no less than nought."""

    def __init__(self, told: csr_array, exactly: csr_array, at_least: csr_array, truth: Floats) -> None:
        sums = told @ truth
        # Where a sum is nought all that it is of is.
        self.free = np.asarray(told[sums == 0].sum(axis=0)).ravel() == 0
        equations = vstack([told[sums != 0], exactly], format="csr")[:, self.free]
        some = np.diff(equations.indptr) > 0
        self.equations, self.sums = equations[some], np.concatenate([sums[sums != 0], np.zeros(exactly.shape[0])])[some]
        limits = -at_least[:, self.free]
        self.limits = limits[np.diff(limits.indptr) > 0]
        self.size = len(truth)

    def least(self, objective: Floats, *, whole: bool = False) -> Floats:
        """Unknowns that are possible, whole numbers or any, with which the objective is as small as can be."""
        found = linprog(
            objective[self.free],
            A_ub=self.limits if self.limits.shape[0] else None,
            b_ub=np.zeros(self.limits.shape[0]) if self.limits.shape[0] else None,
            A_eq=self.equations if self.equations.shape[0] else None,
            b_eq=self.sums if self.equations.shape[0] else None,
            bounds=(0, MOST),
            integrality=int(whole),
            method="highs",
            # Of programs of this size it takes longer than they do.
            options={"presolve": whole},
        )
        assert found.status == 0, found.message
        unknowns = np.zeros(self.size)
        unknowns[self.free] = found.x
        return unknowns
