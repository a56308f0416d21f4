"""Where the headings of a sheet are and what they mean, before anything is recognised; two rows of them as one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from loaders.exports.export import NUMBERS, TOTAL_WORDS, Column, Export, Spellings
from loaders.exports.recognition import Rows, column_of, first_rows
from loaders.exports.shapes.step import Made, said_in, with_headings
from loaders.files.reshaped import strips
from loaders.files.sheets import Grid
from loaders.swedish.periods import parse_month
from loaders.swedish.spelling import fold

DEEPEST = 12
"""Rows of text below the top in which headings stand."""

TOTALS = frozenset({*TOTAL_WORDS, "totalvärden", "samtliga", "alla", "helår", "hela året", "året", "tot", "sum"})
"""What the heading of a column says that sums others, or the value of a row that does."""

_THIS_MONTH = frozenset({"perioden", "period", "månaden", "månad", "denna månad", "aktuell period", "aktuell månad"})
"""What may stand over headings without changing what they mean."""

FEW = 2
_NUMERIC = re.compile(r"[-+(−–]?[\d .,:%\u00a0]+[)%-]?")


@dataclass(frozen=True)
class Head:
    """A row of headings: where it is, from 1, its texts by position, and the columns of one export that they mean."""

    row: int
    texts: Sequence[str]
    export: Export
    columns: Mapping[int, Column]

    @cached_property
    def missing(self) -> list[Column]:
        """The columns that the export must have and that no heading means."""
        found = {column.name for column in self.columns.values()}
        return [column for column in self.export.required if column.name not in found]

    @property
    def lacking(self) -> list[Column]:
        """Those, and the columns that may be said elsewhere, that no heading means."""
        found = {column.name for column in self.columns.values()}
        return [column for column in self.export.columns if column.name not in found and column in self._needed]

    @property
    def _needed(self) -> list[Column]:
        return [*self.export.required, *(column for column in self.export.columns if column.elsewhere)]

    @property
    def names(self) -> list[int]:
        """The positions of the columns that must have a name in each row."""
        return [at for at, column in self.columns.items() if column.required and column.kind not in NUMBERS]

    @property
    def numbers(self) -> list[int]:
        """The positions of the columns of numbers."""
        return [at for at, column in self.columns.items() if column.kind in NUMBERS]

    @property
    def share(self) -> float:
        """How much of what the export must have is there."""
        return 1 - len(self.missing) / len(self.export.required)


@dataclass(frozen=True)
class Sheet:
    """A sheet beside the exports that it may be of, and their headings as they are known."""

    grid: Grid
    exports: Sequence[Export]
    known: Spellings

    @cached_property
    def rows(self) -> Rows:
        """The first rows with text."""
        return first_rows(self.grid)

    @cached_property
    def head(self) -> Head | None:
        """The row of headings that says most of an export, if any says two columns of one."""
        rows = list(self.rows.items())[:DEEPEST]
        found = [_head(number, texts, export, self.known) for number, texts in rows for export in self.exports]
        best = max(found, key=lambda head: (not head.missing, head.share, len(head.columns)), default=None)
        return best if best and len(best.columns) > 1 else None


def _head(number: int, texts: Sequence[str], export: Export, known: Spellings) -> Head:
    columns: dict[int, Column] = {}
    for at, text in enumerate(texts):
        column = column_of(text, known[export.id])
        if column and column not in columns.values():
            columns[at] = column
    return Head(number, texts, export, columns)


def is_total(text: str) -> bool:
    """Whether a heading or a value says that it sums others."""
    return fold(text) in TOTALS


def with_one_head(sheet: Sheet) -> Made | None:
    """Two rows of headings as one, where together they say more of an export: `Sjukfrånvaro timmar` over `Totalt`."""
    best = sheet.head
    if best and not best.missing:
        return None
    said = best.share if best else 0.0
    for lower, texts, made in joined_rows(sheet.grid, sheet.rows, sheet.known):
        better = max(
            (_head(lower, texts, export, sheet.known) for export in sheet.exports), key=lambda head: head.share
        )
        if better.share > said and len(better.columns) > FEW:
            return made, f"rubrikerna står på två rader ({lower - 1} och {lower}), som lästes som en"
    return None


def joined_rows(grid: Grid, rows: Rows, known: Spellings) -> Iterator[tuple[int, Sequence[str], Grid]]:
    """Every two rows that could be headings as one: the lower row, its texts, and the sheet that then has them."""
    for upper, lower in _pairs(rows):
        texts = [_joined(above, below, known) for above, below in _spanned(rows[upper], rows[lower])]
        under = [said_in(strip, upper - 1, None) for strip in strips(grid)]
        yield lower, texts, with_headings(under, lower, texts, grid)


def _pairs(rows: Mapping[int, Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Rows of text that follow each other and could both be headings."""
    for number in list(rows)[:DEEPEST]:
        below = rows.get(number + 1)
        if below and all(len(_words(row)) > 1 and not any(map(_is_value, row)) for row in (rows[number], below)):
            yield number, number + 1


def _words(row: Sequence[str]) -> list[str]:
    return [text for text in row if text]


def _is_value(text: str) -> bool:
    """Whether a text is a number or a day, and so stands in no heading; months and years may."""
    may_head = len(text) <= len("2021-03") and (is_month(text) or _is_year(text))
    return bool(text) and _NUMERIC.fullmatch(text) is not None and not may_head


def _is_year(text: str) -> bool:
    return re.fullmatch(r"20\d\d", text) is not None


def is_month(text: str) -> bool:
    """Whether a text is a month of a year."""
    try:
        parse_month(text)
    except ValueError:
        return False
    return True


def _spanned(upper: Sequence[str], lower: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each column's heading with the one above it; a heading above reaches to the right as far as only the row below
    says anything."""
    over = ""
    for above, below in zip(upper, lower, strict=True):
        over = above or (over if below else "")
        yield over, below


def _joined(above: str, below: str, known: Spellings) -> str:
    """What two headings say together."""
    if not above or not below:
        return above or below
    whole = f"{above} {below}"
    end = f"{above.rsplit(maxsplit=1)[-1]} {below}"
    for columns in known.values():
        if fold(whole) in columns:
            return whole
        if fold(above) in columns:
            same = columns[fold(above)]
            if is_total(below):
                return above
            found = next((text for text in (below, end) if fold(text) in columns), "")
            if found and columns[fold(found)].kind == same.kind:
                return found
    if fold(above) in _THIS_MONTH:
        return below
    return whole
