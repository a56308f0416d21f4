"""A table as a workbook that people work on with: numbers as numbers, and a sheet that says what they are."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.share.grid import Grid, Line
from dashboard.share.spreadsheet import saved

ABOUT = "Om"
WIDEST = 48
"""Characters; what is longer is wrapped."""

_BOLD = Font(bold=True)
_HEAD = PatternFill("solid", fgColor="E7F0F3")
_ABOVE = Border(top=Side("thin", color="A9B4BB"))


def workbook(title: str, line: str, grid: Grid, about: Sequence[tuple[str, str]]) -> bytes:
    """A sheet with the table under its title and line, and the sheet *Om* with what it is called and what that says."""
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "Tabell"
    sheet.cell(1, 1, title).font = Font(bold=True, size=14)
    sheet.cell(2, 1, line)
    _fill(sheet, grid)
    told = book.create_sheet(ABOUT)
    for at, (name, text) in enumerate(about, 1):
        told.cell(at, 1, name).font = _BOLD
        told.cell(at, 2, text).alignment = Alignment(wrap_text=True, vertical="top")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 18, 100
    return saved(book)


def _fill(sheet: Worksheet, grid: Grid) -> None:
    names = [*grid.corner, *grid.headings]
    for at, name in enumerate(names, 1):
        head = sheet.cell(3, at, name)
        head.font, head.fill = _BOLD, _HEAD
        head.alignment = Alignment(
            wrap_text=True, vertical="top", horizontal="left" if at <= len(grid.corner) else "right"
        )
    for row, line in enumerate(grid.lines, 4):
        _line(sheet, row, grid, line)
    _widths(sheet, grid, names)
    sheet.freeze_panes = sheet.cell(4, len(grid.corner) + 1)
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(names))}{max(len(grid.lines) + 3, 4)}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"


def _line(sheet: Worksheet, row: int, grid: Grid, line: Line) -> None:
    for at, name in enumerate(grid.padded(line), 1):
        sheet.cell(row, at, name)
    for at, (cell, head) in enumerate(zip(line.cells, grid.heads, strict=True), len(grid.corner) + 1):
        written = sheet.cell(row, at, cell.text if cell.value is None else cell.value)
        written.number_format = "#,##0" + (f".{'0' * head.decimals}" if head.decimals else "")
        written.alignment = Alignment(horizontal="right")
    if line.total:
        for at in range(1, len(grid.corner) + len(grid.heads) + 1):
            sheet.cell(row, at).font, sheet.cell(row, at).border = _BOLD, _ABOVE


def _widths(sheet: Worksheet, grid: Grid, names: Sequence[str]) -> None:
    """As wide as what stands there; heads may take two lines."""
    table = grid.table()
    for at, name in enumerate(names):
        longest = max([len(line[at]) for line in table.lines], default=0)
        wanted = max(longest, len(name) // 2, max(map(len, name.split()), default=0)) + 3
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(wanted, WIDEST)
