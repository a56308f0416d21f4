"""Which export is a sheet, and where are its columns? Headings are found by what they say, not counted."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.columns import HOURS, MONEY
from loaders.exports.export import INSTRUCTIONS, NUMBERS, SAMPLE_MARK, Column, Export, Kind, Spellings
from loaders.exports.unusable import sheet_by_name
from loaders.exports.words import changes_meaning
from loaders.files.reshaped import Reshaped
from loaders.files.sheets import Grid, column_letters
from loaders.problems import Option, Problem, Question
from loaders.swedish.periods import parse_month
from loaders.swedish.spelling import fold, tidy

SEARCHED = 50
"""Rows with text from the top in which headings may stand."""

FEW = 2
"""Headings that a row must share with an export to be taken for its headings with some missing."""

ASIDES = {
    "hours": frozenset({"tim", "timmar", "h", "hh:mm", "antal timmar"}),
    "count": frozenset({"st", "antal", "personer"}),
    "amount": frozenset({"st", "antal"}),
    "month": frozenset({"ååååmm", "åååå-mm", "månad"}),
}
"""What may stand in parentheses after a heading without changing what the column holds."""

A_REPORT = "En rapport har bladet Rapport och läses in från mappen data/published med python -m loaders"

_UNITS: Mapping[Kind, Mapping[str, float]] = {"money": MONEY, "hours": HOURS}
_SPELLED = "|".join(map(re.escape, sorted({*MONEY, *HOURS}, key=len, reverse=True)))
_WITH_UNIT = re.compile(rf"(?P<heading>.+?)(?:, ?| i | ?\(i | ?\(| )(?P<unit>{_SPELLED})\)?")
_ASIDE = re.compile(r"(?P<heading>.+?) ?\((?P<aside>[^()]*)\)")
_HYPHENATED = re.compile(r"(?<=[a-zåäö])-[ \t]*\r?\n[ \t]*(?=[a-zåäö])")
_NAMELESS = re.compile(r"(blad|sheet|tabell|data|export|rapport|uttag)? ?[\d .()_-]*")

Rows = Mapping[int, Sequence[str]]
"""Tidied texts of rows by the row's number in the sheet, from 1; rows without text are left out."""


@dataclass(frozen=True)
class Found:
    """A declared column in a sheet: its position in the grid, what the sheet says of the unit of money or time."""

    column: Column
    position: int
    unit: str = ""


@dataclass(frozen=True)
class Said:
    """A text that stands for a column in all rows, and its cell; no cell where it is the sheet's name."""

    text: str
    cell: str = ""


@dataclass
class Layout:
    """A recognised sheet. Data rows start after `heading_row` (from 1). `said` are columns that the sheet's name or
    the lines above the table give for all rows; `ignored` the headings without a meaning for us, by position; `above`
    what stands above the headings."""

    export: Export
    heading_row: int
    found: list[Found]
    said: dict[str, Said]
    ignored: dict[int, str]
    sample: bool
    above: Rows

    @property
    def letters(self) -> dict[str, str]:
        """The column letter of each declared column."""
        return {each.column.name: letter(each.position) for each in self.found}


@dataclass
class Unrecognised:
    """A sheet that is no whole export. `closest` is the export whose headings it shares most of, in `heading_row`.
    `why` begins the sentence that says so beside sheets that are read."""

    problems: list[Problem]
    closest: Export | None = None
    heading_row: int = SEARCHED
    questions: list[Question] = field(default_factory=list)
    why: str = "bladet har ingen tabell som känns igen"


Layouts = Sequence[tuple[Grid, Layout | Unrecognised | None]]
"""Every sheet of a file, with what it is."""


@dataclass
class _Match:
    export: Export
    row: int
    found: list[Found]
    repeated: list[Found] = field(default_factory=list)
    says_one_thing: bool = False

    @property
    def score(self) -> tuple[bool, float, int]:
        """Whole before partial, then by the share of required headings, then by all that were found."""
        return not self.missing, self.share, len(self.found)

    @property
    def names(self) -> set[str]:
        return {each.column.name for each in self.found}

    @cached_property
    def missing(self) -> list[Column]:
        names = self.names
        return [column for column in self._wanted if column.name not in names]

    @property
    def _wanted(self) -> list[Column]:
        """The columns that must be there: of numbers in a sheet that says one thing only, any that may be it."""
        spare = [column for column in self.export.required if column.spare]
        if not (self.says_one_thing and any(each.column.kind in NUMBERS for each in self.found)):
            return [*self.export.required]
        return [column for column in self.export.required if column not in spare]

    @property
    def share(self) -> float:
        return 1 - len(self.missing) / len(self._wanted)


def letter(position: int) -> str:
    """The sheet's letter for a column of the grid."""
    return column_letters(position + 1)


def recognise(
    grid: Grid, file: str, exports: Sequence[Export], known: Spellings, *, says_one_thing: bool = False
) -> Layout | Unrecognised | None:
    """The sheet as one of the exports, or why not; None for an empty sheet and for a template's instruction.

    Where its columns were months or values it `says_one_thing` only, and may lack other numbers.
    """
    rows = first_rows(grid)
    if grid.name == INSTRUCTIONS or not (rows or grid.broken):
        return None
    if not rows:
        return _without_text(grid, file)
    matches = [
        replace(_match(export, number, row, known[export.id]), says_one_thing=says_one_thing)
        for number, row in rows.items()
        for export in exports
    ]
    best = max(matches, key=lambda match: match.score)
    if len(best.found) < FEW or (best.missing and best.share < 1 / 2):
        return Unrecognised([_not_recognised(matches, rows, grid, file, exports)], heading_row=max(rows))
    return _layout(best, rows, grid, file, known[best.export.id])


def _not_recognised(
    matches: Sequence["_Match"], rows: Rows, grid: Grid, file: str, exports: Sequence[Export]
) -> Problem:
    """What the sheet is instead, if that has a name, else the export that comes nearest, if any shares a heading."""
    names, found, cell = ", ".join(export.name for export in exports), "ingen tabell känns igen", ""
    wanted = f"rubrikerna i någon av exporterna {names}. {A_REPORT}"
    # What it is called is what people see, not what it was brought into.
    seen = first_rows(grid.origin) if isinstance(grid, Reshaped) and grid.origin else rows
    if why := sheet_by_name(seen):
        return Problem("error", file, grid.name, "", f"{found}: {why.found}", why.instead)
    plain = " ".join(fold(text) for row in rows.values() for text in row)
    best = max(matches, key=lambda match: (bool(match.found), fold(match.export.name) in plain, len(match.found)))
    if best.found and (fold(best.export.name) in plain or len(best.found) >= FEW):
        cell = f"{letter(best.found[0].position)}{best.row}"
        lacking = ", ".join(column.heading for column in best.missing)
        found += f"; närmast ligger exporten {best.export.name}, där kolumnerna {lacking} saknas"
    return Problem("error", file, grid.name, cell, found, wanted)


def first_rows(grid: Grid) -> Rows:
    """The first rows with text."""
    filled = pa.array(np.zeros(grid.table.num_rows, bool))
    for column in grid.table.columns:
        filled = pc.or_(filled, pc.is_valid(column))
    at = pc.indices_nonzero(filled).slice(0, SEARCHED)
    # A word that is broken over lines is one word, Anställnings-⏎form; LSS-⏎timmar keeps its hyphen.
    rows = grid.table.take(at).to_pylist()
    texts = [[tidy(_HYPHENATED.sub("", text or "")) for text in row.values()] for row in rows]
    return {number + 1: row for number, row in zip(at.to_pylist(), texts, strict=True) if any(row)}


def _without_text(grid: Grid, file: str) -> Unrecognised:
    """A sheet that only has cells without a value."""
    (row, column), found = min(grid.broken.items())
    found = f"bladet har inga värden: {found}"
    problem = Problem("error", file, grid.name, f"{letter(column)}{row}", found, "en export med rubriker och rader")
    return Unrecognised([problem], why="bladet har inga värden, bara fel eller formler utan värde,")


def _layout(match: _Match, rows: Rows, grid: Grid, file: str, known: Mapping[str, Column]) -> Layout | Unrecognised:
    headings = rows[match.row]
    above = {number: row for number, row in rows.items() if number < match.row}
    said = _said(match, above, grid, known)
    lacking = [c for c in match.export.columns if c.elsewhere and c.name not in match.names and c.name not in said]
    missing = [_missing(match, column, headings, file, grid.name) for column in [*match.missing, *lacking]]
    problems = [*(question.problem for question in missing), *_repeated(match, headings, file, grid.name)]
    if problems:
        return Unrecognised(problems, match.export, match.row, [each for each in missing if each.options])
    positions = {each.position for each in match.found}
    ignored = {at: text for at, text in enumerate(headings) if text and at not in positions}
    sample = any(text.startswith(SAMPLE_MARK) for row in above.values() for text in row)
    return Layout(match.export, match.row, match.found, said, ignored, sample, above)


def _match(export: Export, number: int, row: Sequence[str], known: Mapping[str, Column]) -> _Match:
    match = _Match(export, number, [])
    for position, text in enumerate(row):
        column, unit = _column(text, known)
        if column is None:
            continue
        found = Found(column, position, unit)
        already = next((each for each in match.found if each.column is column), None)
        if already is None:
            match.found.append(found)
        elif _is_own(row[already.position], column) == _is_own(text, column):
            match.repeated.append(found)
        elif _is_own(text, column):
            match.found[match.found.index(already)] = found
    return match


def _is_own(text: str, column: Column) -> bool:
    """Whether a heading is declared. What someone has said that another one means counts only where none of these
    stands: said of a file without them, it must not keep out those that have both."""
    return _column(text, {fold(heading): column for heading in column.headings})[0] is not None


def column_of(text: str, known: Mapping[str, Column]) -> Column | None:
    """The column of an export that a heading means, if any."""
    return _column(text, known)[0]


def _column(text: str, known: Mapping[str, Column]) -> tuple[Column | None, str]:
    """The column that a heading means, and the unit of money or time that it names."""
    plain, before_unit, unit, before_aside, aside = _taken_apart(text)
    if column := known.get(plain):
        return column, unit if unit in _UNITS.get(column.kind, ()) else ""
    if (column := known.get(before_unit)) and unit in _UNITS.get(column.kind, ()):
        return column, unit
    # Any other words could change the meaning: Utfall (ack), Sjuktimmar (exkl. timavlönade).
    if (column := known.get(before_aside)) and aside in ASIDES.get(column.kind, ()):
        return column, ""
    return None, ""


@lru_cache(maxsize=10_000)
def _taken_apart(text: str) -> tuple[str, str, str, str, str]:
    """A text as headings are compared: whole; before a unit, and the unit; before parentheses, and what they hold.

    Kept, since every text near the top of a sheet is held against the headings of every export."""
    plain = fold(text)
    named, aside = _WITH_UNIT.fullmatch(plain), _ASIDE.fullmatch(plain)
    before_unit, unit = (named["heading"], named["unit"]) if named else ("", "")
    return plain, before_unit, unit, *((aside["heading"], aside["aside"]) if aside else ("", ""))


def _said(match: _Match, above: Rows, grid: Grid, known: Mapping[str, Column]) -> dict[str, Said]:
    """What lines above the table, or else the sheet's name, say of columns that the table does not have."""
    said: dict[str, Said] = {}
    for column in match.export.columns:
        if not column.elsewhere or column.name in match.names:
            continue
        headings = sorted((heading for heading, each in known.items() if each is column), key=len, reverse=True)
        line = re.compile(rf"({'|'.join(map(re.escape, headings))})(?: ?: ?| )(?P<text>.+)", re.IGNORECASE)
        named = [Said(found["text"], cell) for text, cell in _lines(above, grid) if (found := line.fullmatch(text))]
        # A line may begin with the same word without saying anything of the kind: Period januari-mars.
        understood = [each for each in named if column.kind != "month" or _is_month(each.text)]
        if understood:
            said[column.name] = understood[0]
        elif _may_name(column, grid.name, match.export):
            said[column.name] = Said(grid.name)
        elif named:
            said[column.name] = named[0]
    return said


def _lines(above: Rows, grid: Grid) -> Iterator[tuple[str, str]]:
    """What may be one statement above the table: a cell, two that follow each other, or a whole row."""
    for number, row in above.items():
        cells = [(text, f"{letter(at)}{number}") for at, text in enumerate(row) if text]
        yield from cells
        for (first, _), (second, cell) in pairwise(cells):
            yield f"{first} {second}", cell
        if cells:
            yield " ".join(text for text, _ in cells), cells[0][1]


def _is_month(text: str) -> bool:
    try:
        parse_month(text)
    except ValueError:
        return False
    return True


def _may_name(column: Column, sheet: str, export: Export) -> bool:
    """Whether a sheet's name can stand for a column."""
    if column.kind == "month" or _is_month(sheet):
        return column.kind == "month" and _is_month(sheet)
    plain = fold(sheet)
    is_title = plain.startswith((fold(export.name), fold(export.system)))
    return not is_title and _NAMELESS.fullmatch(plain) is None


def _missing(match: _Match, column: Column, row: Sequence[str], file: str, sheet: str) -> Question:
    """Which of the headings that are free for it means a column without a heading; the nearest stands first."""
    export, taken = match.export, {each.position for each in match.found + match.repeated}
    free = list(dict.fromkeys(text for at, text in enumerate(row) if text and at not in taken))
    near = _nearest(column, free)
    at = row.index(near) if near else min(found.position for found in match.found)
    found = f"kolumnen {column.heading} saknas i exporten {export.name}"
    found += f"; närmast ligger rubriken ”{near}”" if near else ""
    wanted = f"en rubrik som {' eller '.join(column.headings)}"
    wanted += ", eller samma uppgift i bladets namn eller ovanför tabellen" if column.elsewhere else ""
    # What a heading says of its numbers must not be lost where someone says that it means the column.
    if says := changes_meaning(near):
        found += f": {says}"
    plain = [text for text in free if not changes_meaning(text)]
    options = tuple(Option(text, f"rubriken ”{text}”") for text in sorted(plain, key=lambda text: text != near))
    asks = f"{column.heading} ({export.name}) är kolumnen"
    about = f"heading:{export.id}:{column.name}"
    cell = f"{letter(at)}{match.row}"
    return Question(about, export.id, file, sheet, cell, found, wanted, asks, options, kind="heading")


def _repeated(match: _Match, row: Sequence[str], file: str, sheet: str) -> list[Problem]:
    problems = []
    for repeated in match.repeated:
        cell, heading = f"{letter(repeated.position)}{match.row}", repeated.column.heading
        found = f"rubriken ”{row[repeated.position]}” är en andra kolumn för {heading}"
        problems.append(Problem("error", file, sheet, cell, found, f"en enda kolumn {heading}"))
    return problems


def _nearest(column: Column, candidates: Sequence[str]) -> str:
    """The heading that comes closest to a column's: one of them with more words, or misspelled."""
    folded = {fold(text): text for text in candidates}
    for heading in map(fold, column.headings):
        longer = [text for text in folded if text.startswith(f"{heading} ")]
        near = longer or difflib.get_close_matches(heading, folded, 1, 0.6)
        if near:
            return folded[near[0]]
    return ""
