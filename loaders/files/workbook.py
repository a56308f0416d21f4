"""An .xlsx file -> grids of printed cells, with merged cells filled and every oddity a problem."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from loaders.files.archive import MOST_SHEETS, SHEET, too_many_sheets
from loaders.problems import Problem, RefusedError

LARGEST_SHEET = 200_000
"""Cells in the rectangle that a sheet spans; a printed table has hundreds."""

LARGEST_UNPACKED = 100_000_000
"""Bytes that a workbook may unpack to."""

LIST = "xl/workbook.xml"
"""The part of a workbook that lists its sheets."""


@dataclass
class Sheet:
    """A sheet's texts by (row, column), both from 1. A merged range holds its text in every cell."""

    name: str
    texts: dict[tuple[int, int], str]
    anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """The last row that holds text."""
        return max((row for row, _ in self.texts), default=0)

    @property
    def columns(self) -> int:
        """The last column that holds text."""
        return max((column for _, column in self.texts), default=0)

    def text(self, row: int, column: int) -> str:
        """The cell's text, or an empty string."""
        return self.texts.get((row, column), "")

    def row(self, row: int) -> list[str]:
        """All texts of a row, from the first column to the sheet's last."""
        return [self.text(row, column) for column in range(1, self.columns + 1)]

    def own_texts(self, row: int) -> list[tuple[int, str]]:
        """The texts of a row that do not continue a merged cell, with their columns."""
        texts = enumerate(self.row(row), start=1)
        return [(column, text) for column, text in texts if text and self.is_anchor(row, column)]

    def is_anchor(self, row: int, column: int) -> bool:
        """Whether the cell is itself, not the continuation of a merged one above or to its left."""
        return self.anchors.get((row, column), (row, column)) == (row, column)


def address(row: int, column: int) -> str:
    """The cell's name in Excel, e.g. (5, 3) -> C5."""
    return f"{get_column_letter(column)}{row}"


def read_workbook(path: Path, name: str) -> list[Sheet]:
    """Every sheet of an .xlsx file as printed text.

    `name` is what the file is called in messages. Raises RefusedError with all problems found.
    """
    _check_container(path, name)
    try:
        values = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path, data_only=False)
    except Exception as error:
        # openpyxl meets damaged files with whatever its parts raise: zip, XML, key and value errors.
        raise RefusedError([_unreadable(name, f"filen är skadad ({type(error).__name__})")]) from error
    problems: list[Problem] = []
    sheets = [
        _read_sheet(sheet, formulas[sheet.title], name, problems)
        for sheet in values.worksheets
        if isinstance(sheet, Worksheet)
    ]
    if problems:
        raise RefusedError(problems)
    return sheets


def _check_container(path: Path, name: str) -> None:
    with path.open("rb") as file:
        magic = file.read(8)
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedError([_unreadable(name, "filen är lösenordsskyddad eller i det äldre formatet .xls")])
    if not magic.startswith(b"PK"):
        raise RefusedError([_unreadable(name, "filen är ingen Excel-arbetsbok, trots sitt namn")])
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
            fits = size <= LARGEST_UNPACKED
            sheets = len(SHEET.findall(archive.read(LIST))) if fits and LIST in archive.namelist() else 0
    except Exception as error:
        # Damaged archives are met with whatever parts of the library raise.
        raise RefusedError([_unreadable(name, f"filen är skadad ({type(error).__name__})")]) from error
    if not fits:
        raise RefusedError([_unreadable(name, "filen är orimligt stor när den packas upp")])
    if sheets > MOST_SHEETS:
        raise too_many_sheets(name, sheets)


def _unreadable(name: str, found: str) -> Problem:
    return Problem("error", name, "", "", found, "en oskyddad arbetsbok i formatet .xlsx")


def _read_sheet(sheet: Worksheet, formulas: Worksheet, name: str, problems: list[Problem]) -> Sheet:
    if sheet.max_row * sheet.max_column > LARGEST_SHEET:
        last = address(sheet.max_row, sheet.max_column)
        found = f"bladet sträcker sig till cell {last}"
        problems.append(Problem("error", name, sheet.title, last, found, "en utskriven tabell"))
        return Sheet(sheet.title, {})
    texts: dict[tuple[int, int], str] = {}
    for cell in _cells(sheet):
        formula = formulas.cell(cell.row, cell.column)
        if cell.value is None and formula.data_type == "f":
            _report(problems, name, sheet, cell, f"formeln {formula.value} saknar värde", "ett värde")
        elif cell.data_type == "e":
            _report(problems, name, sheet, cell, f"Excel visar felet {cell.value}", "ett värde")
        elif cell.value is not None and (text := _printed(cell)).strip():
            texts[cell.row, cell.column] = text
    anchors = _fill_merged(sheet, texts)
    return Sheet(sheet.title, texts, anchors)


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        yield from (cell for cell in row if isinstance(cell, Cell))


def _report(problems: list[Problem], name: str, sheet: Worksheet, cell: Cell, found: str, expected: str) -> None:
    problems.append(Problem("error", name, sheet.title, cell.coordinate, found, expected))


def _printed(cell: Cell) -> str:
    """A cell's text; numbers and dates typed as such are written the way a report prints them."""
    value = cell.value
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, int | float):
        return _printed_number(float(value), str(cell.number_format))
    return str(value)


def _printed_number(value: float, number_format: str) -> str:
    """A typed number with the decimals of its cell's format, or as many as it has; per cent as per cent."""
    percent = "%" in number_format
    shown = value * 100 if percent else value
    decimals = re.search(r"0\.(0+)", number_format)
    text = f"{shown:.{len(decimals[1])}f}" if decimals else f"{shown:.6f}".rstrip("0").rstrip(".")
    return f"{text} %".replace(".", ",") if percent else text.replace(".", ",")


def _fill_merged(sheet: Worksheet, texts: dict[tuple[int, int], str]) -> dict[tuple[int, int], tuple[int, int]]:
    anchors: dict[tuple[int, int], tuple[int, int]] = {}
    for merged in sheet.merged_cells.ranges:
        anchor = (merged.min_row, merged.min_col)
        for row in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col, merged.max_col + 1):
                anchors[row, column] = anchor
                if anchor in texts:
                    texts[row, column] = texts[anchor]
    return anchors
