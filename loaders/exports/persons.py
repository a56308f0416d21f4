"""Does a file point out a person? By an identity number, wherever in the file it stands, or by the heading of a column.

A number in a cell is judged by its column: among many codes some look like identity numbers by chance, and a column of
what looks like them holds them though some are misspelled.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.columns import as_seen
from loaders.exports.export import NUMBERS, Kind
from loaders.exports.recognition import Layout, Layouts, Unrecognised, letter
from loaders.files.cores import by_column
from loaders.files.outside_cells import numbers_outside_cells
from loaders.files.sheets import Grid
from loaders.problems import Problem, RefusedError
from loaders.swedish import identity
from loaders.swedish.identity import masked

ENOUGH = 3
"""Cells that look like identity numbers, from which a column of nearly nothing else holds them."""

_SPELLED = "innehåller det som ser ut som ett personnummer"
_ALIKE = (
    ("", "", identity.CHANCE),
    ("decimals", r"^-?\d+[.,]\d+$", identity.CHANCE),
    ("telephone", r"^0\d{8,9}$", identity.CHANCE_OF_TELEPHONE),
)
"""What numbers may be rather, by what is like them, and how many of these look like identity numbers by chance."""

_TWO_CELLS = "cellen med den till höger"
_NO_PERSONS = "uppgifter i grupper, utan personnummer; inget av filen har sparats"


def refuse_persons(path: Path, name: str, layouts: Layouts) -> None:
    """Raise RefusedError for anything that points out a person, anywhere: no part of such a file may be kept."""
    shown = masked(name)
    problems = [_told(shown, "", "", "filens namn")] if name != shown else []
    known: set[str] = set()
    for grid, layout in layouts:
        sheet, table = masked(grid.name), grid.table
        if sheet != grid.name:
            problems.append(_told(shown, sheet, "", "bladets namn"))
        for judged in by_column(partial(_judged, grid, layout), range(table.num_columns), table.num_rows):
            known |= judged.numbers
            wanted = _without_columns(layout, judged)
            problems += [_told(shown, sheet, cell, judged.what, wanted) for cell in judged.cells]
    around = {grid.name: grid.around for grid, _ in layouts}
    outside = [each for each in numbers_outside_cells(path, shown, around) if each.digits not in known]
    problems += [
        _told(shown, sheet, "", what)
        for what, sheet in dict.fromkeys((each.what, masked(each.sheet)) for each in outside)
    ]
    problems += [problem for grid, layout in layouts for problem in _person_headings(grid, layout, shown)]
    if problems:
        raise RefusedError(problems, persons=True)


def refuse_to_enter(who: str) -> None:
    """Raise RefusedError for the name of someone who loads that must not be entered in the ledger."""
    if identity.holds_identity_number(who):
        found = f"namnet på den som är inloggad {_SPELLED} ({identity.MASK})"
        wanted = "ett användarnamn utan personnummer; ingenting har ändrats"
        raise RefusedError([Problem("error", "Historiken", "", "", found, wanted)], persons=True)


def _told(file: str, sheet: str, cell: str, what: str, wanted: str = _NO_PERSONS) -> Problem:
    return Problem("error", file, sheet, cell, f"{what} {_SPELLED} ({identity.MASK})", wanted)


def _without_columns(layout: Layout | Unrecognised | None, judged: "_Judged") -> str:
    """What is wanted instead; of a column that is not read anyway, that it is taken out."""
    if not isinstance(layout, Layout) or judged.position not in layout.ignored:
        return _NO_PERSONS
    which = letter(judged.position)
    both = f"kolumnerna {which} och {letter(judged.position + 1)}"
    return f"ta bort {both if judged.what == _TWO_CELLS else f'kolumnen {which}'}; inget av filen har sparats"


@dataclass(frozen=True)
class _Judged:
    """A column: the first of its cells that points out a person, if any does, and all identity numbers in it, also
    those that may be there by chance; `position` is the column's."""

    cells: Sequence[str] = ()
    numbers: frozenset[str] = frozenset()
    what: str = "cellen"
    position: int = 0


def _judged(grid: Grid, layout: Layout | Unrecognised | None, position: int) -> _Judged:
    column = _Column(grid, layout, position)
    if column.longest < len("ÅÅMMDD"):
        return _Judged()
    alone = column.judged() if column.longest >= identity.SHORTEST else _Judged()
    both = alone if alone.cells or column.kind in NUMBERS else replace(column.with_next(), numbers=alone.numbers)
    return replace(both, position=position)


class _Column:
    """A column of a sheet, with the texts of its cells, each once."""

    def __init__(self, grid: Grid, layout: Layout | Unrecognised | None, position: int) -> None:
        self.grid, self.layout, self.position = grid, layout, position
        self.cells = grid.table.column(position)
        self.longest = pc.max(pc.binary_length(self.cells)).as_py() or 0
        self.kind = _kind(layout, position)

    @cached_property
    def texts(self) -> pa.Array:
        """What stands in the column."""
        return pc.drop_null(pc.unique(self.cells))

    @cached_property
    def below(self) -> int:
        """How many texts stand below the heading only."""
        return len(self.texts) - len(self._above)

    @cached_property
    def _above(self) -> set[str]:
        heading_row = self.layout.heading_row if isinstance(self.layout, Layout) else 0
        return {text for text in self.cells[:heading_row].to_pylist() if text}

    def judged(self) -> _Judged:
        """What the cells hold, each by itself."""
        texts = self.texts.filter(pc.greater_equal(pc.utf8_length(self.texts), identity.SHORTEST))
        texts = texts.filter(pc.match_substring_regex(texts, identity.CANDIDATE))
        common = pc.match_substring_regex(texts, identity.NO_CANDIDATE)
        rare = pc.match_substring_regex(texts, identity.DECIMALS)
        candidates = texts.filter(pc.or_(pc.invert(common), rare)).to_pylist()
        found = {text: numbers for text in candidates if (numbers := identity.numbers(text))}
        told = found.keys() - self._by_chance(found, len(candidates))
        digits = frozenset(each.digits for several in found.values() for each in several)
        return _Judged(self._first(told or self._resembling(candidates)), digits)

    def _by_chance(self, found: Mapping[str, Sequence[identity.Found]], candidates: int) -> set[str]:
        """The texts that may hold numbers by chance, among so many like them: codes, decimals, telephone numbers."""
        passed: set[str] = set()
        for alike, pattern, chance in _ALIKE:
            texts = {text for text, numbers in found.items() if {each.rather for each in numbers} == {alike}}
            texts -= self._above
            if not texts or not (alike or self.kind == "code"):
                continue
            of = pc.sum(pc.match_substring_regex(self.texts, pattern)).as_py() if alike else candidates
            if len(texts) < self.below and identity.is_by_chance(len(texts), of, chance):
                passed |= texts
        return passed

    def _resembling(self, candidates: Sequence[str]) -> set[str]:
        """What looks like identity numbers but for the check digit, where most of the column does."""
        found = {text for text in candidates if identity.resembles_one(text)}
        return found if len(found) >= ENOUGH and 2 * len(found) > self.below else set()

    def _first(self, texts: Set[str]) -> tuple[str, ...]:
        if not texts:
            return ()
        at = pc.index_in(self.cells, pa.array(sorted(texts)))
        return (self._cell(pc.index(pc.is_valid(at), value=True).as_py()),)

    def _cell(self, row: int) -> str:
        return f"{letter(self.position)}{row + 1}"

    def with_next(self) -> _Judged:
        """What the cells hold with those of the next column: days of birth, and the last four digits."""
        after = self.position + 1
        born = self._where(identity.BORN)
        if after == self.grid.table.num_columns or not pc.any(born).as_py():
            return _Judged()
        other = _Column(self.grid, self.layout, after)
        both = pc.and_(born, other._where(identity.SERIAL))
        columns = [each.cells.filter(both).to_pylist() for each in (self, other)]
        pairs = list(dict.fromkeys(zip(*columns, strict=True)))
        told = [pair for pair in pairs if identity.are_parts(*pair)]
        is_free = not {self.kind, other.kind} - {"", "text"}
        certain = [pair for pair in told if is_free and (len(told) == len(pairs) or identity.is_long_ago(pair[0]))]
        days = sum(identity.is_born(pair[0]) for pair in pairs)
        if not certain and identity.is_by_chance(len(told), days, identity.CHANCE_OF_CHECK_DIGIT):
            return _Judged()
        first = (certain or told)[0]
        rows = pc.and_(pc.equal(self.cells, first[0]), pc.equal(other.cells, first[1]))
        row = pc.index(pc.fill_null(rows, fill_value=False), value=True).as_py()
        return _Judged((self._cell(row),), what=_TWO_CELLS)

    def _where(self, pattern: str) -> pa.Array:
        """The rows whose text is like that."""
        texts = self.texts.filter(pc.match_substring_regex(self.texts, pattern))
        return pc.is_in(self.cells, texts)


def _kind(layout: Layout | Unrecognised | None, position: int) -> Kind | Literal[""]:
    """What a column is declared to hold; nothing where it is not."""
    found = layout.found if isinstance(layout, Layout) else ()
    return next((each.column.kind for each in found if each.position == position), "")


def _person_headings(grid: Grid, layout: Layout | Unrecognised | None, name: str) -> list[Problem]:
    if layout is None:
        return []
    # Below the headings of an export the same words are values: the account Telefon.
    head = [list(row.values()) for row in grid.table.slice(0, layout.heading_row).to_pylist()]
    return [
        Problem(
            "error",
            name,
            masked(grid.name),
            f"{letter(row.index(heading))}{number}",
            f"kolumnen ”{as_seen(heading)}” pekar ut enskilda personer",
            f"ta bort kolumnen {letter(row.index(heading))}, om raderna är grupper; inget av filen har sparats",
        )
        for number, row in enumerate(head, 1)
        if len([text for text in row if text]) > 1
        for heading in identity.names_a_person(text for text in row if text)
    ]
