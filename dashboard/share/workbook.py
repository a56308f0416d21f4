"""Tables as a workbook that people work on with: numbers as numbers, and a sheet that says what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.share.grid import Grid, Line
from dashboard.share.spreadsheet import saved

ABOUT = "Om"
HEADS = 3
"""The row of the heads, below the title and its line."""
WIDEST = 48
"""Characters; what is longer is wrapped."""
MOST_DRAWN = 12
"""Columns in a chart: nobody tells more of them apart."""

Drawn = Literal["", "lines", "bars"]

_BOLD = Font(bold=True)
_HEAD = PatternFill("solid", fgColor="E7F0F3")
_ABOVE = Border(top=Side("thin", color="A9B4BB"))


@dataclass(frozen=True)
class Sheet:
    """A table under its name, with the chart that is drawn of it."""

    name: str
    grid: Grid
    drawn: Drawn = ""


def workbook(title: str, line: str, sheets: Sequence[Sheet], about: Sequence[tuple[str, str]]) -> bytes:
    """Tables under a title and its line, and the sheet *Om* with what it is called and what that says."""
    book = Workbook()
    book.remove(book.active or book.create_sheet())
    for each in sheets:
        sheet = book.create_sheet(each.name)
        sheet.cell(1, 1, title).font = Font(bold=True, size=14)
        sheet.cell(2, 1, line)
        _fill(sheet, each.grid)
        _draw(sheet, each)
    told = book.create_sheet(ABOUT)
    for at, (name, text) in enumerate(about, 1):
        told.cell(at, 1, name).font = _BOLD
        told.cell(at, 1).alignment = Alignment(wrap_text=True, vertical="top")
        told.cell(at, 2, text).alignment = Alignment(wrap_text=True, vertical="top")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 24, 100
    return saved(book)


def _fill(sheet: Worksheet, grid: Grid) -> None:
    names = [*grid.corner, *grid.headings]
    for at, name in enumerate(names, 1):
        head = sheet.cell(HEADS, at, name)
        head.font, head.fill = _BOLD, _HEAD
        head.alignment = Alignment(
            wrap_text=True, vertical="top", horizontal="left" if at <= len(grid.corner) else "right"
        )
    for row, line in enumerate(grid.lines, HEADS + 1):
        _line(sheet, row, grid, line)
    _widths(sheet, grid, names)
    sheet.freeze_panes = sheet.cell(HEADS + 1, len(grid.corner) + 1)
    last = max(len(grid.lines), 1) + HEADS
    sheet.auto_filter.ref = f"A{HEADS}:{get_column_letter(len(names))}{last}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADS}:{HEADS}"


def _line(sheet: Worksheet, row: int, grid: Grid, line: Line) -> None:
    for at, name in enumerate(grid.padded(line), 1):
        sheet.cell(row, at, name)
    for at, (cell, head) in enumerate(zip(line.cells, grid.heads, strict=True), len(grid.corner) + 1):
        written = sheet.cell(row, at, cell.text if cell.value is None else cell.value)
        written.number_format = "#,##0" + (f".{'0' * head.decimals}" if head.decimals else "")
        written.alignment = Alignment(horizontal="right")
        if cell.note:
            written.comment = Comment(cell.note, ABOUT, height=80, width=320)
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


def _draw(sheet: Worksheet, told: Sheet) -> None:
    """A chart beside the table, of plain lines in one unit. A text would be drawn as zero: where one is, none is."""
    grid, units = told.grid, {head.unit for head in told.grid.heads}
    texts = any(cell.text and cell.value is None for line in grid.lines for cell in line.cells)
    if not told.drawn or texts or len(units) > 1 or len(grid.corner) > 1 or not len(grid.lines) > 1:
        return
    if len(grid.heads) > MOST_DRAWN:
        return
    chart = LineChart() if told.drawn == "lines" else BarChart()
    last = HEADS + len(grid.lines)
    chart.add_data(Reference(sheet, 2, HEADS, 1 + len(grid.heads), last), titles_from_data=True)
    chart.set_categories(Reference(sheet, 1, HEADS + 1, 1, last))
    chart.y_axis.title = units.pop() or None
    # What is not loaded is a gap; axes are there only where they are said to be.
    chart.display_blanks, chart.x_axis.delete, chart.y_axis.delete = "gap", False, False
    chart.width, chart.height = 26, 13
    if len(grid.heads) == 1:
        chart.legend = None
    else:
        chart.legend.position = "b"
    sheet.add_chart(chart, f"{get_column_letter(len(grid.heads) + 3)}{HEADS}")
