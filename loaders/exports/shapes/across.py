"""Months, years, laws or meals that stand in columns -> rows of their own.

A heading says a month, a year or a value, and what is measured where it is more than one thing: `jan`, `Utfall 2021`,
`SFB timmar`. Otherwise a column of the rows says it (`Mått`), or the lines above the table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pyarrow as pa

from loaders.exports.export import NUMBERS, Column, Export, Spellings
from loaders.exports.recognition import Rows, column_of
from loaders.exports.shapes.down import filled_down
from loaders.exports.shapes.heads import DEEPEST, FEW, Sheet, is_month, is_total, joined_rows
from loaders.exports.shapes.step import Made, ShapeError, filled_rows, gathered, with_headings
from loaders.files.reshaped import NOWHERE, strips
from loaders.files.sheets import Grid
from loaders.swedish.periods import MONTHS
from loaders.swedish.spelling import fold
from loaders.swedish.values import parse_number

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
UNNAMED = "Värden"
"""The heading of numbers of which nothing says what they measure."""

_IN_WORDS = {"month": "månaderna", "period": "åren"}


@dataclass(frozen=True)
class Spread:
    """A column of numbers: what its heading says of a month, a year or a value, and what it measures, if it says so."""

    position: int
    value: str
    measure: str


@dataclass(frozen=True)
class Across:
    """Headings of which some stand for rows: the export, the column that they are values of, the columns that sum
    others, and the ones that stay."""

    row: int
    texts: Sequence[str]
    export: Export
    column: Column
    spreads: Sequence[Spread]
    totals: Sequence[int]
    stay: Sequence[int]


def values_in_rows(sheet: Sheet) -> Made | None:
    """The sheet with a row for each month, year or value, where these stood in columns."""
    grid, head, rows, known = sheet.grid, sheet.head, sheet.rows, sheet.known
    if head and not head.missing:
        return None
    found = [
        (across, shaped)
        for number, texts, shaped in _headings(grid, rows, known)
        for export in sheet.exports
        for across in _across(number, texts, export, known[export.id])
    ]
    if not found:
        return None
    across, shaped = max(found, key=lambda pair: _completeness(pair[0], known[pair[0].export.id]))
    return _Unpivoted(shaped, across, known[across.export.id], rows).made()


def _headings(grid: Grid, rows: Rows, known: Spellings) -> Iterator[tuple[int, Sequence[str], Grid]]:
    """Every row that may hold headings, and every two of them as one, with the sheet that then has them."""
    for number, texts in list(rows.items())[:DEEPEST]:
        yield number, texts, grid
    yield from joined_rows(grid, rows, known)


def _across(row: int, texts: Sequence[str], export: Export, known: Mapping[str, Column]) -> Iterator[Across]:
    """What the headings of a row stand for, if they are an export's."""
    plain = {at: column for at, text in enumerate(texts) if (column := column_of(text, known))}
    there = {column.name for column in plain.values()}
    for column in export.columns:
        if column.name in there:
            continue
        spreads = [spread for at, text in enumerate(texts) if at not in plain for spread in _spread(at, text, column)]
        spreads = [each for each in spreads if not each.measure or column_of(each.measure, known)]
        if len({spread.value for spread in spreads}) < FEW:
            continue
        taken = {spread.position for spread in spreads}
        totals = [
            at for at, text in enumerate(texts) if text and at not in taken and at not in plain and is_total(text)
        ]
        stay = [at for at, text in enumerate(texts) if text and at not in taken and at not in totals]
        if not any(at in plain and plain[at].kind in NUMBERS for at in stay):
            yield Across(row, texts, export, column, spreads, totals, stay)


def _spread(at: int, text: str, column: Column) -> Iterator[Spread]:
    """What a heading says of a column: all of it, or its first or last words, the rest being what is measured."""
    words = fold(text).replace("(", " ").replace(")", " ").split()
    for count in range(min(3, len(words)), 0, -1):
        for value, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            if _is_value(" ".join(value), column):
                yield Spread(at, " ".join(value), " ".join(rest))
                return


def _is_value(text: str, column: Column) -> bool:
    if column.kind == "month":
        return is_month(text) or text.removesuffix(".") in MONTHS
    if column.kind == "period":
        return _YEAR.fullmatch(text) is not None
    return text in column.across


def _completeness(across: Across, known: Mapping[str, Column]) -> tuple[float, int, int, int]:
    """How much of an export's names and numbers the headings tell, and in how many columns."""
    there = {column.name for at in across.stay if (column := column_of(across.texts[at], known))}
    measured = {column.name for each in across.spreads if (column := column_of(each.measure, known))}
    names = [column for column in across.export.required if column.kind not in NUMBERS]
    share = sum(column.name in there or column is across.column for column in names) / len(names)
    return share, len(there), len(measured), len(across.spreads)


class _Unpivoted:
    """A sheet whose columns become rows."""

    def __init__(self, grid: Grid, across: Across, known: Mapping[str, Column], rows: Rows) -> None:
        self.across, self.known, self.grid = across, known, grid
        self.above = [text for number, row in rows.items() if number < across.row for text in row if text]
        self.positions = [spread.position for spread in across.spreads]
        self.strips, _ = filled_down(strips(grid), across.row, across.stay, self.positions)
        self.texts = {at: self.strips[at].texts.to_pylist() for at in {*self.positions, *across.stay, *across.totals}}
        numbered = filled_rows(self.strips, self.positions)
        numbered[: across.row] = False
        # Headings that are printed again on a new page.
        self.rows = [
            row
            for row in np.flatnonzero(numbered).tolist()
            if any(self.texts[at][row] != self._head(at) for at in self.positions if self.texts[at][row])
        ]
        self.printed_again = {*np.flatnonzero(numbered).tolist()} - {*self.rows}

    def _head(self, at: int) -> str | None:
        found: str | None = self.texts[at][self.across.row - 1]
        return found

    def made(self) -> Made:
        """The sheet, and in words what was done."""
        across = self.across
        named = self._measures_in_rows()
        spreads = self._measured(named)
        self._check_totals(spreads)
        stay = [at for at in across.stay if at != named]
        groups = self._groups(named, stay)
        values = list(dict.fromkeys(spread.value for spread in spreads))
        measures = list(dict.fromkeys([s.measure for s in spreads] if named is None else self._named_in_rows(named)))
        # Row, value and the cells of each measure; a total stands below what it sums, so value by value.
        made = [
            (row, value, cells)
            for value in values
            for row, of in groups
            if any(cells := [self._place(spreads, of, value, measure) for measure in measures])
        ]
        return self._laid_out(made, stay, measures, spreads, named)

    def _laid_out(
        self,
        made: Sequence[tuple[int, str, Sequence[tuple[int, int] | None]]],
        stay: Sequence[int],
        measures: Sequence[str],
        spreads: Sequence[Spread],
        named: int | None,
    ) -> Made:
        """The sheet: what stood above the table, the rows that were made, and what else stood below."""
        across = self.across
        height = len(self.strips[0])
        used = {*self.rows, *self.printed_again}
        rest = [row for row in range(across.row, height) if row not in used]
        rows = np.array([*range(across.row), *(row for row, _, _ in made), *rest], np.int32)
        before, after = [NOWHERE] * across.row, [NOWHERE] * len(rest)
        where = {spread.value: spread.position for spread in reversed(spreads)}
        strips = [self.strips[at].take(rows) for at in stay]
        says = [None] * across.row + [self._period(value) for _, value, _ in made] + [None] * len(rest)
        said_at = np.array([*before, *(where[value] for _, value, _ in made), *after], np.int32)
        head_row = np.full(len(rows), across.row - 1, np.int32)
        strips.append(gathered(self.strips, said_at, head_row).saying(pa.array(says, pa.string())))
        for number in range(len(measures)):
            cells = [places[number] or (0, NOWHERE) for _, _, places in made]
            positions = np.array([*before, *(at for _, at in cells), *after], np.int32)
            from_rows = np.array([*rows[: across.row], *(row for row, _ in cells), *rest], np.int32)
            strips.append(gathered(self.strips, positions, from_rows))
        headings = [*(self._head(at) for at in stay), across.column.heading, *(name or UNNAMED for name in measures)]
        # Lines above the table may stand over columns that are gone, and say what numbers are.
        kept = set(stay)
        for at, strip in enumerate(self.strips):
            above = np.flatnonzero(np.asarray(strip.texts[: across.row - 1].is_valid())) if at not in kept else ()
            if len(above):
                strips.append(gathered([strip], np.where(np.arange(len(rows)) < across.row - 1, 0, NOWHERE), rows))
                headings.append(None)
        of = _IN_WORDS.get(across.column.kind, f"värdena på {across.column.heading}")
        words = f"{of} står i kolumner: {len(spreads)} kolumner blev rader"
        words += f"; {across.texts[named]} anger vad som mäts" if named is not None else ""
        if across.totals:
            words += f", och {across.texts[across.totals[0]]} stämmer med dem"
        return with_headings(strips, across.row, headings, self.grid), words

    def _place(
        self, spreads: Sequence[Spread], of: Mapping[str, int], value: str, measure: str
    ) -> tuple[int, int] | None:
        """The row and position of a measure's number for a value, where there is one."""
        for spread in spreads:
            if spread.value == value and spread.measure in ("", measure):
                row = of.get(measure, of.get("", -1))
                is_broken = self.grid.broken and (row + 1, spread.position) in self.grid.broken
                if row >= 0 and (self.texts[spread.position][row] is not None or is_broken):
                    return row, spread.position
        return None

    def _measures_in_rows(self) -> int | None:
        """The column of the rows that tells what each measures, if the headings do not."""
        if any(spread.measure for spread in self.across.spreads):
            return None
        for at in self.across.stay:
            told = [self.texts[at][row] for row in self.rows]
            several = {text for text in told if text}
            known = [text for text in several if (c := column_of(text, self.known)) and c.kind in NUMBERS]
            if told and all(told) and known and len(several) <= 2 * len(known):
                return at
        return None

    def _named_in_rows(self, named: int) -> list[str]:
        return [self.texts[named][row] for row in self.rows]

    def _measured(self, named: int | None) -> list[Spread]:
        """The columns of numbers with what they measure, where the lines above the table, or what there is, tell it."""
        spreads = list(self.across.spreads)
        if named is not None or any(spread.measure for spread in spreads):
            return spreads
        title = self._title()
        return [replace(spread, measure=title) for spread in spreads]

    def _title(self) -> str:
        """What the lines above the table and the sheet's name say is measured; all that there is to measure."""
        numbers = [column for column in self.across.export.columns if column.kind in NUMBERS]
        if len(numbers) == 1:
            return numbers[0].heading
        texts = [fold(text) for text in (*self.above, self.grid.name)]
        named = {
            column.name: column.heading
            for heading, column in self.known.items()
            if column in numbers and any(re.search(rf"(?<!\w){re.escape(heading)}(?!\w)", text) for text in texts)
        }
        return next(iter(named.values())) if len(named) == 1 else next(iter(self.above), UNNAMED)

    def _groups(self, named: int | None, stay: Sequence[int]) -> list[tuple[int, Mapping[str, int]]]:
        """The rows that become one for each value: the first of them, and by what is measured where it stands."""
        if named is None:
            return [(row, {"": row}) for row in self.rows]
        groups: dict[tuple[str | None, ...], tuple[int, dict[str, int]]] = {}
        for row in self.rows:
            key = tuple(self.texts[at][row] for at in stay)
            _, of = groups.setdefault(key, (row, {}))
            measure = self.texts[named][row]
            if measure in of:
                cell = self.grid.cell(row, named)
                raise ShapeError(cell, f"”{measure}” står två gånger för samma rad", "varje mått en gång")
            of[measure] = row
        return [*groups.values()]

    def _period(self, value: str) -> str:
        """A value as its column has it: months without a year get the one that the sheet is of."""
        if self.across.column.kind != "month" or is_month(value):
            return value
        return f"{value} {self._year}".strip()

    @property
    def _year(self) -> str:
        said = {year for text in (*self.above, self.grid.name) for year in _YEAR.findall(text)}
        return said.pop() if len(said) == 1 else ""

    def _check_totals(self, spreads: Sequence[Spread]) -> None:
        """Raise ShapeError where a column that sums the others does not."""
        column = column_of(spreads[0].measure, self.known)
        adds_up = column is None or (column.adds_up and not column.unique)
        if len({spread.measure for spread in spreads}) > 1 or not adds_up or self.across.export.people:
            return
        for at in self.across.totals:
            for row in self.rows:
                numbers = [_number(self.texts[spread.position][row]) for spread in spreads]
                total = _number(self.texts[at][row])
                if total is None or None in numbers:
                    continue
                whole = sum((number for number in numbers if number), Decimal())
                if abs(whole - total) > _tolerance([number for number in numbers if number]):
                    raise ShapeError(
                        self.grid.cell(row, at),
                        f"{self._head(at)} är {self.texts[at][row]}".replace(".", ","),
                        f"{whole:f}, som kolumnerna summerar till".replace(".", ","),
                    )


def _number(text: str | None) -> Decimal | None:
    """A number; nought where nothing stands, None where something else does."""
    if text is None:
        return Decimal()
    try:
        return parse_number(text)[0]
    except ValueError:
        return None


def _tolerance(numbers: Sequence[Decimal]) -> Decimal:
    """What a sum of rounded numbers may be off by: half of what each is rounded to."""
    finest = min((int(number.as_tuple().exponent) for number in numbers), default=0)
    return Decimal(5).scaleb(min(finest, 0) - 1) * (len(numbers) + 1)
