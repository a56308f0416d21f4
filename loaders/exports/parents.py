"""Rows that are sums of other rows, though nothing sets them apart: a group of accounts among accounts, an area among
its units, a summary sheet beside the sheets that it sums. Read along with them, everything would count twice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.asked import Asked
from loaders.exports.export import Column, Export
from loaders.problems import Option, Problem, Question

MOST_SEARCHED = 400
"""Names of a column among which runs that add up are looked for; codes and wholes are looked for among any number."""

ENOUGH_DIGITS = 6
"""Digits, zeros at the end apart, that must agree before numbers alone tell that a row is a sum."""

LEVELS = (3, 2)
"""How many levels of an organisation a file may have below each other."""

LEAST = 1e-6
"""What numbers may differ by that are equal."""

SHOWN = 4

_TOTAL = re.compile(r"\b(?:summa|totalt|total|totalsumma|delsumma|totalsiffra|sammanlagt)\b")
_NAMED_TOTAL = re.compile(r"total \w")
"""What begins so is a name of its own, Total omsorg, unless its numbers say that it is a sum."""

_WHOLE = re.compile(r"\b(?:samtliga|alla|hela|gemensamt)\b")

Codes = np.ndarray[tuple[int], np.dtype[np.int64]]
Proof = Literal["name", "code", "numbers"]
_Row = np.ndarray[tuple[int], np.dtype[np.float64]]
_Numbers = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Parent:
    """A name whose rows are the sums of those of other names, and what proves it."""

    name: str
    children: tuple[str, ...]
    proof: Proof


def without_parents(
    rows: pa.Table, export: Export, steps: Mapping[str, float], asked: Asked, name: str
) -> tuple[Mask, list[Problem]]:
    """Which rows are no sums of others, and what is told of those that are. `steps` are what each column's numbers are
    rounded to. Sums that only numbers tell are asked about; what is called a sum and is none is an error."""
    kept: Mask = np.ones(rows.num_rows, bool)
    problems: list[Problem] = []
    keys = [export.column(each) for each in export.key if not each.endswith("_end")]
    for column in [each for each in keys if each.kind in ("text", "code") and _additive(export)]:
        found = parents(rows.filter(pa.array(kept)), export, column, steps)
        certain = [each for each in found if each.proof != "numbers"]
        likely = [each for each in found if each.proof == "numbers"]
        if likely and not _are_sums(rows.filter(pa.array(kept)), likely, export, column, asked, name):
            likely = []
        left_out = [*certain, *likely]
        if left_out:
            kept &= ~_named(rows, column, left_out)
            names, wanted = _listed([each.name for each in left_out]), "rader utan summor"
            told = f"{names} i kolumnen {column.heading} är summor av andra rader, och läses inte"
            problems.append(Problem("warning", name, "", "", told, wanted))
        problems += _called_sums(rows.filter(pa.array(kept)), column, name)
    return kept, problems


def parents(rows: pa.Table, export: Export, column: Column, steps: Mapping[str, float]) -> list[Parent]:
    """The names of a column whose rows are sums of others', innermost first."""
    if rows.num_rows <= 1:
        return []
    search = _Search(rows, export, column, steps)
    found = search.levels()
    while (parent := search.next()) is not None:
        found.append(parent)
    return found


def _additive(export: Export) -> list[Column]:
    """The columns of numbers that a sum of rows has the sum of."""
    return [each for each in export.numbers if each.adds_up and not each.unique]


class _Search:
    """The names of a column with what each has in all, in their order; those found to be sums are taken out."""

    def __init__(self, rows: pa.Table, export: Export, column: Column, steps: Mapping[str, float]) -> None:
        encoded = rows[column.name].combine_chunks().dictionary_encode()
        self.names: list[str] = [text or "" for text in encoded.dictionary.to_pylist()]
        self.of = pc.fill_null(encoded.indices, len(self.names)).to_numpy(zero_copy_only=False)
        numbers = _additive(export)
        values = [pc.fill_null(pc.cast(rows[each.name], pa.float64()), 0.0).to_numpy() for each in numbers]
        self.values: _Numbers = np.stack(values, 1)
        self.steps = np.array([steps.get(each.name, 0.0) for each in numbers])
        groups = [each for each in export.key if each != column.name]
        self.group = codes(rows, groups)
        self.is_code = column.kind == "code"
        count = len(self.names) + 1
        self.totals: _Numbers = np.stack([self._summed(each, count) for each in self.values.T], 1)[:-1]
        self.allowed: _Row = self.steps * (0.5 + 0.5 * np.sqrt(rows.num_rows)) + LEAST
        self.active: Mask = np.ones(len(self.names), bool)

    def _summed(self, values: _Row, count: int) -> _Row:
        summed: _Row = np.bincount(self.of, weights=values, minlength=count).astype(np.float64)
        return summed

    def levels(self) -> list[Parent]:
        """The names of the coarser levels, where names come level by level and every level has the same: units, then
        areas, then the whole."""
        sums = np.cumsum(self.totals, 0)
        for count in LEVELS:
            ends = [self._equal_to(sums, sums[-1] * level / count) for level in range(1, count)]
            if len(self.names) <= count or not sums[-1].any() or not all(ends):
                continue
            bounds = [0, *(end[0] + 1 for end in ends), len(self.names)]
            levels = [list(range(first, last)) for first, last in pairwise(bounds)]
            finest = max(levels, key=len)
            # A coarser level has fewer names: names that all have the same are no levels of each other.
            if len({*map(len, levels)}) < count or sum(map(self._digits, levels[-1])) < ENOUGH_DIGITS:
                continue
            if all(self._agrees(level, finest) and self._agrees(finest, level) for level in levels):
                coarser = [at for level in levels if level is not finest for at in level]
                self.active[coarser] = False
                children = tuple(self.names[at] for at in finest)
                return [Parent(self.names[at], children, self._proof(at, finest) or "numbers") for at in coarser]
        return []

    def next(self) -> Parent | None:
        """One more sum, taken out of the rest; None where there is none."""
        for at, children in (*self._by_code(), *self._by_run(), *self._of_all()):
            proof = self._proof(at, children)
            is_enough = proof != "numbers" or self._digits(at) >= ENOUGH_DIGITS
            if proof and is_enough and self._agrees([at], children):
                self.active[at] = False
                return Parent(self.names[at], tuple(self.names[child] for child in children), proof)
        return None

    def _proof(self, at: int, children: Sequence[int]) -> Proof | Literal[""]:
        plain = self.names[at].casefold()
        if _TOTAL.search(plain) or _WHOLE.search(plain):
            return "name"
        if self.is_code and all(self.names[child].startswith(self.names[at]) for child in children):
            return "code"
        return "numbers" if len(children) > 1 else ""

    def _by_code(self) -> list[tuple[int, list[int]]]:
        """Codes that are the beginning of others and have what these have."""
        if not self.is_code:
            return []
        order = sorted(np.flatnonzero(self.active), key=lambda at: self.names[at])
        found = []
        for place, at in enumerate(order):
            children = []
            for other in order[place + 1 :]:
                if not self.names[other].startswith(self.names[at]):
                    break
                children.append(int(other))
            if children and self._is_sum(self.totals[at], children):
                found.append((int(at), children))
        # The longest code is the innermost.
        return sorted(found, key=lambda pair: -len(self.names[pair[0]]))

    def _by_run(self) -> list[tuple[int, list[int]]]:
        """Names that have what those right above or below them have."""
        order = np.flatnonzero(self.active)
        if len(order) > MOST_SEARCHED:
            return []
        sums = np.concatenate([np.zeros((1, self.totals.shape[1])), np.cumsum(self.totals[order], 0)])
        found: list[tuple[int, list[int]]] = []
        for place, at in enumerate(map(int, order)):
            above = sums[place] - sums[:place]
            below = sums[place + 2 :] - sums[place + 1]
            runs = [(len(above) - n, order[n:place]) for n in self._equal(above, at)]
            runs += [(n + 1, order[place + 1 : place + 2 + n]) for n in self._equal(below, at)]
            found += [(at, [int(child) for child in run]) for _, run in sorted(runs, key=lambda run: run[0])[:1]]
        return sorted(found, key=lambda pair: len(pair[1]))

    def _of_all(self) -> list[tuple[int, list[int]]]:
        """Names that have what all others have."""
        whole = self.totals[self.active].sum(0)
        order = np.flatnonzero(self.active)
        halves = [int(at) for at in order if self._close(2 * self.totals[at], whole)]
        return [(at, [int(child) for child in order if child != at]) for at in halves if self.totals[at].any()]

    def _equal(self, sums: _Numbers, at: int) -> list[int]:
        return self._equal_to(sums, self.totals[at]) if self.totals[at].any() and len(sums) else []

    def _equal_to(self, sums: _Numbers, total: _Row) -> list[int]:
        return [int(n) for n in np.flatnonzero((np.abs(sums - total) <= self.allowed).all(1))]

    def _is_sum(self, total: _Row, children: Sequence[int]) -> bool:
        return bool(total.any()) and self._close(total, self.totals[list(children)].sum(0))

    def _close(self, one: _Row, other: _Row) -> bool:
        return bool((np.abs(one - other) <= self.allowed).all())

    def _agrees(self, sums: Sequence[int], children: Sequence[int]) -> bool:
        """Whether names have what the others have in every group of their rows: every month, gender, age …"""
        mine, theirs = np.isin(self.of, sums), np.isin(self.of, children)
        count = int(self.group.max()) + 1
        there = np.bincount(self.group[mine], minlength=count) > 0
        for position, step in enumerate(self.steps):
            of_mine = np.bincount(self.group[mine], self.values[mine, position], count)
            of_theirs = np.bincount(self.group[theirs], self.values[theirs, position], count)
            parts = np.bincount(self.group[theirs], minlength=count)
            allowed = step * (0.5 + 0.5 * parts) + LEAST
            if (np.abs(of_mine - of_theirs)[there] > allowed[there]).any():
                return False
        return True

    def _digits(self, at: int) -> int:
        """How many digits of a name's numbers agree with those that it sums."""
        values = np.abs(self.values[self.of == at]).round(2).ravel()
        return sum(len(f"{value:.2f}".replace(".", "").strip("0")) for value in values[:100])


def codes(rows: pa.Table, names: Sequence[str]) -> Codes:
    """A number for each combination of some columns, from 0."""
    codes = np.zeros(rows.num_rows, np.int64)
    for name in names:
        encoded = rows[name].combine_chunks().dictionary_encode()
        unknown = len(encoded.dictionary)
        codes = codes * (unknown + 1) + pc.fill_null(encoded.indices, unknown).to_numpy(zero_copy_only=False)
        codes = np.unique(codes, return_inverse=True)[1]
    return codes


def _are_sums(
    rows: pa.Table, likely: Sequence[Parent], export: Export, column: Column, asked: Asked, name: str
) -> bool:
    """Whether someone says that these are sums of others."""
    names = _listed([each.name for each in likely])
    rest = rows.filter(pa.array(~_named(rows, column, likely)))
    options = (
        Option("summor", "Ja, de är summor och läses inte", _sums(rest, export)),
        Option("egna", "Nej, de är egna, och läses som de andra", _sums(rows, export)),
    )
    found = f"{names} i kolumnen {column.heading} har precis de tal som andra rader har tillsammans"
    wanted = "rader utan summor, eller ett svar på sidan Ladda data"
    about = f"parents:{export.id}:{column.name}:{asked.content}"
    asks = f"Är {names} summor av andra rader?"
    question = Question(about, export.id, name, "", "", found, wanted, asks, options, proposed="summor")
    return asked.answer(question) == "summor"


def _sums(rows: pa.Table, export: Export) -> dict[str, float]:
    return {export.column(each).heading: float(pc.sum(rows[each]).as_py() or 0) for each in export.headline}


def _called_sums(rows: pa.Table, column: Column, name: str) -> list[Problem]:
    """An error for every name that says that it is a sum and is none of the rows that are there."""
    names = [
        text
        for text in filter(None, pc.unique(rows[column.name]).to_pylist())
        if _TOTAL.search(text.casefold()) and not _NAMED_TOTAL.match(text.casefold())
    ]
    problems = []
    for text in names:
        at = pc.index(rows[column.name], text).as_py()
        found = f"raden för ”{text}” är efter namnet en summa, men ingen av raderna i filen"
        wanted = "rader utan summor, eller summor som stämmer"
        row, sheet = rows["row"][at].as_py(), rows["sheet"][at].as_py()
        problems.append(Problem("error", name, sheet, f"rad {row}", found, wanted))
    return problems


def _named(rows: pa.Table, column: Column, left_out: Sequence[Parent]) -> Mask:
    named = pc.is_in(rows[column.name], pa.array([each.name for each in left_out]))
    found: Mask = named.combine_chunks().to_numpy(zero_copy_only=False)
    return found


def _listed(names: Sequence[str]) -> str:
    shown = [f"”{name}”" for name in names[:SHOWN]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} och {more} till"
    return " och ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
