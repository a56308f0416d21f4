"""Exports and problems -> workbooks for people: a template with its instruction, a list of what to put right.

A template is for those who build an export by hand or check what is expected of one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from loaders.exports.columns import expected
from loaders.exports.export import INSTRUCTIONS, SAMPLE_MARK, Column, Export, Kind, Value
from loaders.intake.instructions import LONGEST_TEXT, advice, bounds, capital, key_in_words, presence, spellings, wanted
from loaders.problems import Problem
from loaders.swedish.values import LARGEST

FORMATS: Mapping[Kind, str] = {
    # Text, so that Excel turns neither 2021-03 into a date nor -29 into a number, and keeps the zero of 0510.
    **dict.fromkeys(("month", "period", "text", "code", "choice"), "@"),
    "year": "0",
    "date": "yyyy-mm-dd",
    "amount": "#,##0.00",
    "count": "#,##0",
    # No format, so that Excel shows 7:30 as the clock that it keeps and not as 0,31.
    "hours": "General",
    "money": "#,##0.00",
}
"""Number formats; Excel shows them with the reader's separators: 1 234,50."""


LONGEST_TITLE = 32
"""Excel calls a workbook damaged where the title of a message is longer."""

LAST_ROW = 1_048_576
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)

BOLD, TITLE, MARK = Font(bold=True), Font(bold=True, size=14), Font(bold=True, color="C00000")
EXAMPLE = Font(italic=True, color="808080")
HEADING_FILL = PatternFill("solid", fgColor="E7E6E6")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def template(export: Export) -> bytes:
    """An empty export as a workbook: headings, an example row that the user replaces, and an instruction."""
    book = Workbook()
    _write_table(book.active, export)
    _write_instructions(book.create_sheet(INSTRUCTIONS), export)
    return _content(book)


def problem_list(problems: Sequence[Problem]) -> bytes:
    """The problems as a workbook, one row each."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Problem"
    sheet.append(["Allvar", "Fil", "Blad", "Cell", "Det som står där", "Det som förväntas"])
    for row, problem in enumerate(problems, 2):
        severity = {"error": "Fel", "warning": "Varning"}[problem.severity]
        texts = (severity, problem.file, problem.sheet, problem.cell, problem.found, problem.expected)
        for column, text in enumerate(texts, 1):
            _write_text(sheet.cell(row, column), text)
    _set_widths(sheet, (11, 36, 22, 10, 60, 60))
    _style_headings(sheet, 1)
    return _content(book)


_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _write_text(cell: Cell, text: str) -> None:
    """Write what stood in a file, whatever it is."""
    cell.alignment = WRAPPED
    # XML cannot hold control characters, which damaged files are full of.
    cell.value = _UNWRITABLE.sub("\ufffd", text) or None


_FORMULA = re.compile(r"[\s\u200b-\u200f\ufeff]*[-=+@＝＋－＠]")


def _content(book: Workbook) -> bytes:
    """The workbook as a file, in which all texts are texts and none is computed."""
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.data_type = "s"
        # As with an apostrophe before it, the text stays one when somebody edits the cell.
        cell.quotePrefix = bool(_FORMULA.match(cell.value))
    book.properties.creator = "Leanlink i siffror"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _set_widths(sheet: Worksheet, widths: Iterable[int]) -> None:
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _style_headings(sheet: Worksheet, row: int) -> None:
    """Make the row the headings of the table that begins there and ends with the sheet."""
    for cell in sheet[row]:
        cell.font, cell.fill, cell.alignment = BOLD, HEADING_FILL, WRAPPED
    sheet.freeze_panes = f"A{row + 1}"
    sheet.auto_filter.ref = f"A{row}:{get_column_letter(sheet.max_column)}{sheet.max_row}"


def _write_table(sheet: Worksheet, export: Export) -> None:
    sheet.title = export.name
    example = export.example
    for text, font in _above(export):
        sheet.append([text])
        sheet.cell(sheet.max_row, 1).font = font
    sheet.append([])
    headings = len(_above(export)) + 2
    for number, (column, value) in enumerate(zip(export.columns, example, strict=True), 1):
        sheet.cell(headings, number, column.heading)
        cell = sheet.cell(headings + 1, number, value)
        cell.font, cell.number_format = EXAMPLE, FORMATS[column.kind]
        # The rows below, too, before anything stands there.
        sheet.column_dimensions[cell.column_letter].number_format = FORMATS[column.kind]
        validation = _validation(column, cell.coordinate)
        validation.add(f"{cell.coordinate}:{cell.column_letter}{LAST_ROW}")
        sheet.add_data_validation(validation)
    _set_widths(sheet, map(_width, export.columns, example))
    _style_headings(sheet, headings)


def _above(export: Export) -> list[tuple[str, Font]]:
    """The lines above the table. The first keeps the example row from being loaded."""
    mark = f"{SAMPLE_MARK}: ta bort den här raden och den grå exempelraden när riktiga rader är på plats."
    task = (
        f"Skriv en rad för varje {key_in_words(export)} under rubrikerna; bladet {INSTRUCTIONS} förklarar varje kolumn."
    )
    return [
        (f"{mark} Så länge raden står kvar läses filen inte in.", MARK),
        (f"{export.name}: mall för månadsunderlag ({export.system})", TITLE),
        (task, Font()),
    ]


def _width(column: Column, example: Value) -> int:
    """Room for the longest word of the heading, with the filter's arrow, and for the example."""
    return min(32, max(11, 4 + max(map(len, [*column.heading.split(), str(example)]))))


def _validation(column: Column, cell: str) -> DataValidation:
    """What Excel lets a column hold, and what it says. `cell` is its first, to which formulas refer."""
    said = f"{wanted(column)}."
    title = column.heading if len(column.heading) <= LONGEST_TITLE else f"{column.heading[: LONGEST_TITLE - 1]}…"
    # A month has more spellings than a formula can tell; the others may be kept after a question.
    lenient = column.kind in ("month", "period")
    return DataValidation(
        **_limits(column, cell),
        allow_blank=True,
        showInputMessage=True,
        promptTitle=title,
        prompt=capital(said),
        showErrorMessage=True,
        errorStyle="warning" if lenient else "stop",
        errorTitle=title,
        error=f"Här ska stå {said}" + (f" Fler sätt att skriva står i bladet {INSTRUCTIONS}." if lenient else ""),
    )


def _limits(column: Column, cell: str) -> Mapping[str, Any]:
    match column.kind:
        case "choice":
            return {"type": "list", "formula1": f'"{",".join(spellings(column))}"'}
        case "month":
            return {"type": "custom", "formula1": _is_month(cell)}
        case "period":
            return {"type": "custom", "formula1": f"OR({_is_year(cell)},{_is_month(cell)})"}
        case "year":
            return {"type": "whole", "operator": "between", "formula1": "1900", "formula2": "2099"}
        case "date":
            days = [f"DATE({day.year},{day.month},{day.day})" for day in (FIRST_DAY, LAST_DAY)]
            return {"type": "date", "operator": "between", "formula1": days[0], "formula2": days[1]}
        case "text" | "code":
            return {"type": "textLength", "operator": "between", "formula1": "1", "formula2": str(LONGEST_TEXT)}
    kind = "whole" if column.kind == "count" else "decimal"
    if column.negative:
        return {"type": kind, "operator": "between", "formula1": str(-LARGEST), "formula2": str(LARGEST)}
    return {"type": kind, "operator": "greaterThanOrEqual", "formula1": "0"}


def _is_month(cell: str) -> str:
    """The formula for a text such as 2021-03. Names of functions are English in a file, whatever Excel shows."""
    century = f'OR(LEFT({cell},2)="19",LEFT({cell},2)="20")'
    return f'AND(LEN({cell})=7,{century},MID({cell},5,1)="-",ISNUMBER(DATEVALUE({cell}&"-01")))'


def _is_year(cell: str) -> str:
    return f'AND(LEN({cell})=4,OR(LEFT({cell},2)="19",LEFT({cell},2)="20"),ISNUMBER(VALUE({cell})))'


def _write_instructions(sheet: Worksheet, export: Export) -> None:
    sheet.append([f"{INSTRUCTIONS} för {export.name}"])
    sheet.append([])
    for subject, text in advice(export).items():
        sheet.append([subject, text])
        sheet.cell(sheet.max_row, 1).font = BOLD
    sheet.append([])
    sheet.append(
        ["Kolumn", "Vad en cell ska innehålla", "Andra rubriker som känns igen", "Måste kolumnen finnas?", "Gränser"]
    )
    headings = sheet.max_row
    for column in export.columns:
        others = ", ".join(column.headings[1:])
        sheet.append([column.heading, capital(expected(column)), others, presence(column), bounds(export, column)])
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = WRAPPED
    _set_widths(sheet, (30, 62, 44, 30, 48))
    for cell in sheet[headings]:
        cell.font, cell.fill = BOLD, HEADING_FILL
    # Wrapped, the title would stand in three lines.
    sheet["A1"].font, sheet["A1"].alignment = TITLE, Alignment()
