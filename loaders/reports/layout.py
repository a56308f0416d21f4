"""Where a printed table has its headings: found by what they say, not counted.

A table may have a title and other lines on top, stacked or merged headings, and columns that describe
the row (goal, label, period …) before, between or after the columns that hold values:

    Driftsammandrag        <- title
    Nettokostnad | Budget | Plan
    Belopp tkr   | 2020   | 2021    <- stacked: together Budget 2020, Plan 2021
    Råd & Stöd   | -6 000 | 0
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from loaders.files.workbook import Sheet, address
from loaders.reports.headings import ROLES, Heading, is_heading_part, parse_heading
from loaders.swedish.spelling import fold, tidy
from loaders.swedish.values import parse_number

Complain = Callable[[str, str, str], None]
"""Takes a cell's address (or nothing), what stands there, what was expected."""

THEME = "kommunövergripande mål:"
_FOOTNOTE = re.compile(r"\*|not\.|anm\.")


@dataclass(frozen=True)
class Layout:
    """The rows and columns of a table.

    `printed` holds the headings of all columns as they stand, `roles` says what the columns that describe a row
    tell of it.
    """

    first_row: int
    headings: dict[int, Heading]
    printed: dict[int, str]
    roles: dict[int, str]
    theme: str


def find_layout(sheet: Sheet, report_year: int, complain: Complain) -> Layout | None:
    """The layout of the sheet's table, or None where no heading is found; says what is wrong with it."""
    span = _heading_rows(sheet, report_year)
    if span is None:
        complain("", "ingen rubrikrad", "en rad med rubriker som Bokslut 2021, Budget 2021 eller 2021")
        return None
    headings, roles = _columns(sheet, span, report_year, complain)
    whole = (_first_of_table(sheet, span[0]), span[1])
    printed = {column: _heading_text(sheet, whole, column) for column in sorted({*headings, *roles})}
    layout = Layout(span[1] + 1, headings, printed, roles, _theme_above(sheet, span[0]))
    _check_columns(sheet, layout, span, complain)
    _check_single_table(sheet, layout, report_year, complain)
    return layout


def is_footnote(sheet: Sheet, row: int) -> bool:
    """Whether a row is a note under the table: only its first cell is filled, and starts as a note does."""
    own = sheet.own_texts(row)
    return [column for column, _ in own] == [1] and _FOOTNOTE.match(tidy(own[0][1]).casefold()) is not None


def _heading_rows(sheet: Sheet, year: int) -> tuple[int, int] | None:
    """First and last heading row."""
    first = next((row for row in range(1, sheet.rows + 1) if _starts_heading(sheet, row, year)), None)
    if first is None:
        return None
    last = first
    while last < sheet.rows and _continues_heading(sheet, last + 1, year):
        last += 1
    return first, last


def _first_of_table(sheet: Sheet, row: int) -> int:
    """The row where the headings begin in print: above those that we need there may be more, as Nettoutgift."""
    while row > 1 and len([text for text in sheet.row(row - 1) if text]) > 1:
        row -= 1
    return row


def _starts_heading(sheet: Sheet, row: int, year: int) -> bool:
    """Whether a cell right of the first column names values, or spans columns that the next row names."""
    own = [text for column, text in sheet.own_texts(row) if column > 1]
    if any(is_heading_part(text, year) or ROLES.get(fold(text)) in ("value", "explanation") for text in own):
        return True
    filled = [column for column in range(2, sheet.columns + 1) if sheet.text(row, column)]
    spanning = all(sheet.anchors.get((row, column), (row, 1))[1] > 1 for column in filled)
    below = [text for text in sheet.row(row + 1)[1:] if text]
    return bool(own) and spanning and bool(below) and all(is_heading_part(text, year) for text in below)


def _continues_heading(sheet: Sheet, row: int, year: int) -> bool:
    """Whether the row only adds to the headings above: more parts of them, a unit, or merged cells going on."""
    own = dict(sheet.own_texts(row))
    label = fold(own.pop(1, ""))
    if not own and not label:
        return any(sheet.row(row))
    is_unit = "belopp" in label or label.startswith("(")
    return (
        (bool(own) or "belopp" in label)
        and all(is_heading_part(text, year) for text in own.values())
        and (not label or label in ROLES or is_unit)
    )


def _columns(
    sheet: Sheet, span: tuple[int, int], report_year: int, complain: Complain
) -> tuple[dict[int, Heading], dict[int, str]]:
    """Value columns with their headings, and the roles of the columns that describe a row."""
    headings: dict[int, Heading] = {}
    roles: dict[int, str] = {}
    year: int | None = None
    for column in range(1, sheet.columns + 1):
        text = _heading_text(sheet, span, column)
        role = ROLES.get(fold(sheet.text(span[1], column))) or ROLES.get(fold(text))
        heading = None if role else parse_heading(text, report_year, year)
        if heading:
            headings[column] = heading
            year = heading.period.start.year if heading.period.start else year
            if heading.scenario == "outcome" and year and year > report_year:
                expected = "Budget, Plan, Prognos eller Mål före ett årtal efter rapportens"
                complain(address(span[1], column), f"rubriken ”{text}”", expected)
        elif role or text or not headings:
            roles[column] = role or "label"
    return headings, roles


def _heading_text(sheet: Sheet, span: tuple[int, int], column: int) -> str:
    """The stacked parts of a column's heading, each said once."""
    parts = [tidy(sheet.text(row, column)) for row in range(span[0], span[1] + 1)]
    return " ".join(dict.fromkeys(part for part in parts if part))


def _check_columns(sheet: Sheet, layout: Layout, span: tuple[int, int], complain: Complain) -> None:
    """Every column of values needs a heading that says what they are."""
    first_value = min(layout.headings, default=sheet.columns + 1)
    for column in range(1, sheet.columns + 1):
        filled = [row for row in range(layout.first_row, sheet.rows + 1) if sheet.text(row, column)]
        if column not in layout.headings and column not in layout.roles and filled:
            found = f"”{sheet.text(filled[0], column)}” i en kolumn utan rubrik"
            complain(address(filled[0], column), found, "en rubrik över kolumnen")
        if layout.roles.get(column) == "label" and column > first_value:
            numbers = [row for row in filled if _is_number(sheet.text(row, column))]
            if numbers:
                found = f"rubriken ”{_heading_text(sheet, span, column)}” säger inte vad siffrorna är"
                complain(address(span[1], column), found, "en rubrik som Bokslut 2022, Budget 2022 eller Mål 2022")


def _check_single_table(sheet: Sheet, layout: Layout, report_year: int, complain: Complain) -> None:
    """A row that would itself be a row of headings starts a second table, whose values would get the wrong years."""
    for row in range(layout.first_row, sheet.rows + 1):
        texts = [sheet.text(row, column) for column in layout.headings if sheet.text(row, column)]
        parts = [parse_heading(text, report_year) for text in texts]
        if len(texts) > 1 and all(part and not part.qualifier for part in parts) and not _are_values(texts):
            complain(address(row, min(layout.headings)), f"en ny rubrikrad: {', '.join(texts)}", "en tabell per blad")


def _are_values(texts: list[str]) -> bool:
    """Whether texts that could be years are more likely counts: bare numbers that are not years in a row."""
    if not all(_is_number(text) for text in texts):
        return False
    numbers = [int(parse_number(text)[0]) for text in texts]
    return {abs(later - earlier) for earlier, later in pairwise(numbers)} != {1}


def _theme_above(sheet: Sheet, first: int) -> str:
    """The municipal goal that is printed as a line over a table of indicators."""
    lines = [tidy(sheet.text(row, 1)) for row in range(1, first)]
    return next((line.partition(":")[2].strip() for line in lines if fold(line).startswith(THEME)), "")


def _is_number(text: str) -> bool:
    try:
        parse_number(text.removesuffix("%"))
    except ValueError:
        return False
    return True
