"""Which export is a sheet, and where are its columns? Headings are found by what they say, not counted."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from loaders.export import SAMPLE_MARK, Column, Export, Spellings
from loaders.problems import Problem
from loaders.sheets import Grid, column_letters
from loaders.values import fold, parse_month, tidy

SEARCHED = 50
"""Rows from the top in which headings may stand."""

FEW = 2
"""Headings that a row must share with an export to be taken for its headings with some missing."""

_UNIT = re.compile(r"^(?P<heading>.*?)[ ,]*\(?\b(?P<unit>kr|sek|tkr|mnkr)\)?$")
_ASIDE = re.compile(r" ?\([^)]*\)$")
_NAMELESS = re.compile(r"(blad|sheet|tabell|data|export|rapport|uttag)? ?\d*")


@dataclass(frozen=True)
class Found:
    """A declared column in a sheet: its position in the grid, what its heading says of the unit."""

    column: Column
    position: int
    unit: str = ""


@dataclass
class Layout:
    """A recognised sheet. Data rows start after `heading_row` (from 1). `said` are columns that the sheet's name or
    the lines above the table give for all rows; `ignored` the headings without a meaning for us, by position."""

    export: Export
    heading_row: int
    found: list[Found]
    said: dict[str, str]
    ignored: dict[int, str]
    sample: bool

    def letters(self, grid: Grid) -> dict[str, str]:
        """The column letter of each declared column."""
        return {each.column.name: letter(grid, each.position) for each in self.found}


@dataclass
class Unrecognised:
    """A sheet that is no whole export. `closest` is the export whose headings it shares most of."""

    problems: list[Problem]
    closest: Export | None = None


@dataclass
class _Match:
    export: Export
    row: int
    found: list[Found]
    repeated: list[Found] = field(default_factory=list)

    @property
    def score(self) -> tuple[bool, float, int]:
        """Whole before partial, then by the share of required headings, then by all that were found."""
        return not self.missing, self.share, len(self.found)

    @property
    def names(self) -> set[str]:
        return {each.column.name for each in self.found}

    @property
    def missing(self) -> list[Column]:
        return [column for column in self.export.required if column.name not in self.names]

    @property
    def share(self) -> float:
        return 1 - len(self.missing) / len(self.export.required)


def letter(grid: Grid, position: int) -> str:
    """The sheet's letter for a column of the grid."""
    return column_letters(grid.first_column + position)


def recognise(grid: Grid, file: str, exports: Sequence[Export], known: Spellings) -> Layout | Unrecognised | None:
    """The sheet as one of the exports, or why not; None for a sheet without text."""
    head = [list(row.values()) for row in grid.table.slice(0, SEARCHED).to_pylist()]
    rows = [[tidy(text) if text else "" for text in row] for row in head]
    if not any(any(row) for row in rows):
        return None
    matches = [
        _match(export, number, row, known[export.id]) for number, row in enumerate(rows, 1) for export in exports
    ]
    best = max(matches, key=lambda match: match.score)
    if len(best.found) < FEW or (best.missing and best.share < 1 / 2):
        names = ", ".join(export.name for export in exports)
        wanted = f"rubrikerna i någon av exporterna {names}, eller en rapport med bladet Rapport"
        return Unrecognised([Problem("error", file, grid.name, "", "ingen tabell känns igen", wanted)])
    said = _said(best, rows[: best.row - 1], grid.name, known[best.export.id])
    problems = _problems(best, rows[best.row - 1], said, file, grid)
    if problems:
        return Unrecognised(problems, best.export)
    positions = {each.position for each in best.found}
    ignored = {at: text for at, text in enumerate(rows[best.row - 1]) if text and at not in positions}
    above = [text for row in rows[: best.row - 1] for text in row]
    sample = any(text.startswith(SAMPLE_MARK) for text in above)
    return Layout(best.export, best.row, best.found, said, ignored, sample)


def _match(export: Export, number: int, row: Sequence[str], known: Mapping[str, Column]) -> _Match:
    match = _Match(export, number, [])
    for position, text in enumerate(row):
        column, unit = _column(text, known)
        if column is None:
            continue
        already = column.name in match.names
        (match.repeated if already else match.found).append(Found(column, position, unit))
    return match


def _column(text: str, known: Mapping[str, Column]) -> tuple[Column | None, str]:
    """The column that a heading means, and the unit of money that it names."""
    plain = fold(text)
    if plain in known:
        return known[plain], ""
    named = _UNIT.fullmatch(plain)
    if named and (column := known.get(named["heading"])) and column.kind == "money":
        return column, named["unit"]
    return known.get(_ASIDE.sub("", plain)), ""


def _said(match: _Match, above: Sequence[Sequence[str]], sheet: str, known: Mapping[str, Column]) -> dict[str, str]:
    """What lines above the table, or else the sheet's name, say of columns that the table does not have."""
    said: dict[str, str] = {}
    for column in match.export.columns:
        if not column.elsewhere or column.name in match.names:
            continue
        headings = sorted((heading for heading, each in known.items() if each is column), key=len, reverse=True)
        line = re.compile(rf"({'|'.join(map(re.escape, headings))}) ?:? ?(?P<text>.+)", re.IGNORECASE)
        lines = [" ".join(filter(None, row)) for row in above]
        named = next(filter(None, map(line.fullmatch, lines)), None)
        if named:
            said[column.name] = named["text"]
        elif _may_name(column, sheet):
            said[column.name] = sheet
    return said


def _may_name(column: Column, sheet: str) -> bool:
    """Whether a sheet's name can stand for a column."""
    if column.kind != "month":
        return _NAMELESS.fullmatch(fold(sheet)) is None
    try:
        parse_month(sheet)
    except ValueError:
        return False
    return True


def _problems(match: _Match, row: Sequence[str], said: Mapping[str, str], file: str, grid: Grid) -> list[Problem]:
    problems = []
    free = {text: at for at, text in enumerate(row) if text and at not in {each.position for each in match.found}}
    lacking = [c for c in match.export.columns if c.elsewhere and c.name not in match.names and c.name not in said]
    for column in [*match.missing, *lacking]:
        near = _nearest(column, list(free))
        cell = f"{letter(grid, free[near])}{match.row}" if near else f"rad {match.row}"
        found = f"kolumnen {column.heading} saknas i exporten {match.export.name}"
        found += f"; närmast ligger rubriken ”{near}”" if near else ""
        wanted = f"en rubrik som {' eller '.join(column.headings)}"
        wanted += ", eller samma uppgift i bladets namn eller ovanför tabellen" if column.elsewhere else ""
        problems.append(Problem("error", file, grid.name, cell, found, wanted))
    for each in match.repeated:
        cell = f"{letter(grid, each.position)}{match.row}"
        found = f"rubriken ”{row[each.position]}” är en andra kolumn för {each.column.heading}"
        problems.append(Problem("error", file, grid.name, cell, found, f"en enda kolumn {each.column.heading}"))
    return problems


def _nearest(column: Column, candidates: Sequence[str]) -> str:
    folded = {fold(text): text for text in candidates}
    for heading in column.headings:
        near = difflib.get_close_matches(fold(heading), folded, 1, 0.6)
        if near:
            return folded[near[0]]
    return ""
