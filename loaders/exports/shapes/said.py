"""What lines around the table say of all rows, or of those below them -> a column of the table.

`Affärsområde: Äldreomsorg` above each of several blocks, `Kök: Syd` above the table, a period of exactly one month, the
year of a forecast and the day that it is of.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.export import NAMES, Column
from loaders.exports.recognition import column_of
from loaders.exports.shapes.heads import Head, Sheet, is_month
from loaders.exports.shapes.step import Made, Mask, filled_rows, gathered, with_headings
from loaders.files.reshaped import NOWHERE, Strip, strips
from loaders.swedish.periods import MONTHS
from loaders.swedish.spelling import fold, tidy

MOST_LINES = 2000
"""Rows without numbers; where there are more they are no lines around a table."""

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_DAYS = re.compile(r"(20\d\d)-(\d\d)-01 ?(?:-|till|t\.?o\.?m\.?) ?\1-\2-(\d\d)", re.IGNORECASE)
_AS_OF = re.compile(
    rf"\bper (?:den )?(?:(?P<day>20\d\d-\d\d-\d\d)|(?P<month>{_MONTH})\b\.?(?: (?P<year>20\d\d))?)", re.I
)

Line = tuple[str, int, int]
"""What a line says of a column: the text, and the row and position of the cell."""


def with_what_lines_say(sheet: Sheet) -> Made | None:
    """The sheet with columns for what lines say of the rows below them, where the table lacks these."""
    grid, head = sheet.grid, sheet.head
    if head is None or not head.lacking or not head.numbers:
        return None
    made = strips(grid)
    data = filled_rows(made, head.numbers)
    data[: head.row] = False
    lines = _lines(made, ~data)
    told: list[tuple[Column, Strip, str]] = []
    for column in head.lacking:
        of_blocks = _in_blocks(column, head, lines, sheet.known[head.export.id], made, data)
        above = None if of_blocks else _above(column, head, lines, sheet.known[head.export.id], len(data))
        if strip := of_blocks or above:
            words = "står på egna rader, en för varje block, och sattes på raderna under" if of_blocks else ""
            words = words or f"står ovanför tabellen (”{strip.texts[len(data) - 1].as_py()}”) och gäller alla rader"
            told.append((column, strip, f"{column.heading} {words}"))
    if not told:
        return None
    headings = [*_headings(made, head.row), *(column.heading for column, _, _ in told)]
    shaped = with_headings([*made, *(strip for _, strip, _ in told)], head.row, headings, grid)
    return shaped, "; ".join(words for _, _, words in told)


def _headings(made: Sequence[Strip], row: int) -> list[str | None]:
    return [strip.texts[row - 1].as_py() for strip in made]


def _lines(made: Sequence[Strip], outside: Mask) -> Mapping[int, Sequence[tuple[int, str]]]:
    """The texts of the rows that hold no numbers, each with its position, by the row."""
    rows = np.flatnonzero(outside & filled_rows(made, range(len(made))))
    if len(rows) > MOST_LINES:
        return {}
    texts = [strip.texts.take(pa.array(rows)).to_pylist() for strip in made]
    return {
        int(row): [(at, tidy(column[number])) for at, column in enumerate(texts) if column[number]]
        for number, row in enumerate(rows)
    }


def _statements(
    column: Column, lines: Mapping[int, Sequence[tuple[int, str]]], known: Mapping[str, Column], mark: str
) -> Iterator[Line]:
    """Where lines say what a column holds: its heading, a mark between, and the text."""
    for row, cells in lines.items():
        for at, text in cells:
            heading, found, said = _parted(text, mark)
            if found and said and column_of(heading, known) is column:
                yield said, row, at
        for (_, heading), (at, said) in pairwise(cells) if len(cells) == 2 else ():
            if column_of(heading.rstrip(" :="), known) is column:
                yield said, row, at


def _parted(text: str, mark: str) -> tuple[str, str, str]:
    found = re.match(rf"(?P<heading>[^:=]+?)(?P<mark>{mark})(?P<said>.+)", text)
    return (found["heading"], found["mark"], found["said"]) if found else (text, "", "")


_COLON, _COLON_OR_SPACE = r" ?[:=] ?", r" ?[:=] ?| "


def _in_blocks(
    column: Column,
    head: Head,
    lines: Mapping[int, Sequence[tuple[int, str]]],
    known: Mapping[str, Column],
    made: Sequence[Strip],
    data: Mask,
) -> Strip | None:
    """A column of what the line above each block says; None where no line stands among the rows, or not above all."""
    said = [line for line in _statements(column, lines, known, _COLON_OR_SPACE) if _fits(column, line[0])]
    rows = np.flatnonzero(data)
    if not len(rows) or not any(rows[0] < row for _, row, _ in said) or min(row for _, row, _ in said) > rows[0]:
        return None
    texts: list[str | None] = [None] * len(data)
    positions = np.full(len(data), NOWHERE, np.int32)
    from_rows = np.zeros(len(data), np.int32)
    for text, row, at in said:
        below = rows[rows > row]
        positions[below], from_rows[below] = at, row
        for each in below.tolist():
            texts[each] = text
    return gathered(made, positions, from_rows).saying(pa.array(texts, pa.string()))


def _fits(column: Column, text: str) -> bool:
    return column.kind in NAMES or (column.kind == "month" and is_month(text))


def _above(
    column: Column,
    head: Head,
    lines: Mapping[int, Sequence[tuple[int, str]]],
    known: Mapping[str, Column],
    height: int,
) -> Strip | None:
    """A column of what the lines above the table say once; None where they say nothing of it, or several things."""
    above = {row: cells for row, cells in lines.items() if row < head.row - 1}
    found = list(_told_above(column, head, above, known))
    if len({text for text, _, _ in found}) != 1:
        return None
    text, row, at = found[0]
    strip = Strip.one_cell(text, height, row, at)
    # Above the table and in its headings the column says nothing.
    body = np.arange(height) >= head.row
    return strip.saying(pc.if_else(pa.array(body), strip.texts, pa.scalar(None, pa.string())))


def _told_above(
    column: Column, head: Head, above: Mapping[int, Sequence[tuple[int, str]]], known: Mapping[str, Column]
) -> Iterator[Line]:
    cells = [(text, row, at) for row, several in above.items() for at, text in several]
    years = {year for text, _, _ in cells for year in _YEAR.findall(text)}
    if column.kind == "month":
        for text, row, at in cells:
            if (found := _DAYS.search(text)) and int(found[3]) == monthrange(int(found[1]), int(found[2]))[1]:
                yield f"{found[1]}-{found[2]}", row, at
    elif column.kind == "year" and len(years) == 1:
        yield from ((year, row, at) for text, row, at in cells for year in _YEAR.findall(text))
    elif column.kind == "date":
        for text, row, at in cells:
            if (found := _AS_OF.search(text)) and (day := _day(found, years)):
                yield day, row, at
    elif column.kind in NAMES and not column.elsewhere:
        yield from _statements(column, above, known, _COLON)
        if column.name in head.export.place:
            title = re.compile(rf"{re.escape(fold(head.export.name))} ?[-:,] ?(?P<place>\D+)", re.IGNORECASE)
            yield from ((m["place"], row, at) for text, row, at in cells if (m := title.fullmatch(text)))


def _day(found: re.Match[str], years: set[str]) -> str:
    """The day that a text is of: the last one of a month; nothing where its year is not told."""
    if found["day"]:
        return found["day"]
    year = found["year"] or (next(iter(years)) if len(years) == 1 else "")
    if not year:
        return ""
    month = MONTHS[found["month"].casefold()]
    return date(int(year), month, monthrange(int(year), month)[1]).isoformat()
