"""Small exports for tests: tables that can be added up in the head, in every form that systems write.

`table` makes rows that say something everywhere and keep every rule; `told` rows that say only what a test tells.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from loaders.exports.catalogue import EXPORTS, SICK_LEAVE
from loaders.exports.export import NUMBERS, Column, Export, spellings
from loaders.exports.file import ExportRows, read_export
from loaders.problems import RefusedError
from tests.test_house import luhn

Cell = str | int | float | bool | date | time | timedelta | None
Lines = Sequence[Sequence[Any]]
Record = dict[str, Any]
Row = Mapping[str, object]

CSV = "text/csv"
KNOWN = spellings(EXPORTS)
AREAS = (
    "Äldreomsorg",
    "LSS Funktionsstöd",
    "Råd och Stöd",
    "Idrott och Arbetsmarknadsservice",
    "Kost och Restaurang",
    "Ledning",
)
SHEET = "Uttag"
"""A sheet's name that says nothing."""

EVEN: Mapping[str, int] = {
    "employees": 12,
    "ordinary_hours": 1000,
    "sick_hours": 100,
    "sick_hours_1_14": 50,
    "sick_hours_15_59": 30,
    "sick_hours_60": 20,
    "long_spell_hours": 40,
    "headcount": 12,
    "full_time_headcount": 8,
    "granted_hours": 100,
    "performed_hours": 80,
    "double_staffed_hours": 10,
    "place_days": 310,
    "occupied_days": 300,
}
"""Numbers that keep every rule; all others are 7."""

PERSON = {"gender": "Kvinna", "age": "30-49", "form": "Tillsvidare", "manager": "Nej"}
UNTOLD: Mapping[str, Row] = {
    "sick_leave": {"area": "Äldreomsorg", "unit": "Enhet A", **PERSON, "employees": 100, "ordinary_hours": 1000},
    "staff": {"unit": "Enhet A", **PERSON, "headcount": 100, "worked_hours": 1000},
    "ledger": {"responsibility": "0101", "activity": "50", "account": "5010"},
    "forecast": {"area": "Äldreomsorg", "year": "2021", "made_on": "2021-03-31"},
    "investment": {"area": "Äldreomsorg", "project": "Inventarier"},
    "home_care": {"provider": "Leanlink", "district": "Norr"},
    "housing": {"home": "Boende A", "place_days": 1000},
    "assistance": {"law": "SFB"},
    "meals": {"kitchen": "Kök A", "customer": "Skola", "meal": "Lunch"},
    "key_figures": {"organisation": "Leanlink", "label": "Elever", "unit": "st"},
}
"""What a row says unless told, of January 2021; other numbers are nought, names that may be left out are left out."""


def record(export: Export, number: int = 0) -> Record:
    """A row that an export may hold, as the warehouse keeps it. Different numbers have different keys."""
    return {column.name: _value(column, number) for column in export.columns}


def _value(column: Column, number: int) -> Any:
    month = date(2021 + number // 12, number % 12 + 1, 1)
    if column.kind in NUMBERS:
        return Decimal(EVEN.get(column.name, 7))
    if column.kind == "choice":
        return next(iter(column.choices.values()))
    made = {"month": month, "period": month, "year": 2021, "date": month, "code": f"0{100 + number}"}
    return made.get(column.kind, f"{column.heading} {number + 1}")


def written(column: Column, value: Any) -> Cell:
    """A value as a system writes it: months as 2021-03, words as the first spelling."""
    if column.kind in ("month", "period"):
        return f"{value:%Y-%m}"
    if column.kind == "choice":
        return next(spelling for spelling, kept in column.choices.items() if kept == value)
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    cell: Cell = value
    return cell


def table(
    export: Export, count: int = 2, *, left_out: Sequence[str] = (), **columns: Sequence[Cell]
) -> list[list[Any]]:
    """Headings and `count` rows of an export; `columns` replaces the cells of a column."""
    kept = [column for column in export.columns if column.name not in left_out]
    lines: list[list[Any]] = [[column.heading for column in kept]]
    for number in range(count):
        made = record(export, number)
        lines.append(
            [
                columns[column.name][number] if column.name in columns else written(column, made[column.name])
                for column in kept
            ]
        )
    return lines


def told(export: Export, *rows: Row, headings: Mapping[str, str] | None = None) -> list[list[Any]]:
    """Headings and rows of an export; `headings` are other ones than declared."""
    named = {name for row in rows for name in row}
    columns = [column for column in export.columns if column.required or column.name in named]
    full = [{"month": "2021-01", **UNTOLD[export.id], **row} for row in rows]
    heading = [(headings or {}).get(column.name, column.heading) for column in columns]
    return [heading, *([row.get(column.name, 0) for column in columns] for row in full)]


def csv_told(export: Export, *rows: Row) -> bytes:
    """A CSV file that tells these rows."""
    return csv_content(told(export, *rows))


def sick_leave(months: Mapping[str, int], *areas: str, hours: int = 1000) -> bytes:
    """A CSV file with a row a month, of each area if any is named: so many sick hours of the ordinary ones."""
    rows = [
        {"month": month, "area": area, "ordinary_hours": hours, "sick_hours": sick, "sick_hours_1_14": sick}
        for month, sick in months.items()
        for area in areas or AREAS[:1]
    ]
    return csv_told(SICK_LEAVE, *rows)


def year(of: int, *values: int) -> dict[str, int]:
    """The months of a year with their values; of one value, the same all year."""
    return {f"{of}-{month:02d}": values[(month - 1) % len(values)] for month in range(1, 13)}


def position(export: Export, name: str) -> int:
    """The place of a column in a table, from 0."""
    return [column.name for column in export.columns].index(name)


def workbook(path: Path, sheets: Mapping[str, Lines] | Lines, change: Callable[[Workbook], None] | None = None) -> Path:
    """Write sheets by name, or one that says nothing; `change` gets the workbook before it is saved."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items() if isinstance(sheets, Mapping) else [(SHEET, sheets)]:
        _fill(book.create_sheet(name), lines)
    if change:
        change(book)
    book.save(path)
    return path


def _fill(sheet: Worksheet, lines: Lines) -> None:
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            if value is None:
                continue
            cell = sheet.cell(row, column, value)
            if isinstance(value, timedelta):
                cell.number_format = "[h]:mm"


def old_workbook(path: Path, lines: Lines) -> Path:
    """Write an .xls file."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(SHEET)
    styles = {date: xlwt.easyxf(num_format_str="YYYY-MM-DD"), timedelta: xlwt.easyxf(num_format_str="[h]:mm")}
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is not None:
                days = value / timedelta(days=1) if isinstance(value, timedelta) else value
                sheet.write(row, column, days, styles.get(type(value), xlwt.Style.default_style))
    book.save(str(path))
    return path


def csv_content(lines: Lines, delimiter: str = ";", encoding: str = "utf-8-sig", comma: bool = True) -> bytes:
    """A CSV file with CRLF; `comma`: decimals as in Swedish."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(
        [["" if cell is None else _plain(cell, comma=comma) for cell in line] for line in lines]
    )
    return text.getvalue().encode(encoding)


def csv_file(path: Path, lines: Lines, delimiter: str = ";", encoding: str = "utf-8-sig", comma: bool = True) -> Path:
    """Write a CSV file."""
    path.write_bytes(csv_content(lines, delimiter, encoding, comma))
    return path


def _plain(cell: Cell, *, comma: bool) -> str:
    return str(cell).replace(".", ",") if comma and isinstance(cell, float) else str(cell)


def patched(path: Path, change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> Path:
    """Change the bytes of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def read(path: Path, name: str = "") -> ExportRows:
    """The file as an export; refused files raise."""
    return read_export(path, name or path.name, EXPORTS, KNOWN)


def records(path: Path) -> list[Record]:
    """The rows of a file under the declared names."""
    found = read(path)
    names = [column.name for column in found.export.columns]
    rows: list[Record] = found.rows.select(names).to_pylist()
    return rows


def refusal(path: Path, name: str = "") -> list[str]:
    """The problems for which a file is refused, as people read them."""
    try:
        read(path, name)
    except RefusedError as error:
        return [str(problem) for problem in error.problems]
    return []


def identity_number(born: str = "850101", sign: str = "-", serial: str = "123") -> str:
    """A personal identity number with its check digit; put together here so that none stands in a file."""
    check = next(digit for digit in range(10) if luhn(f"{born[-6:]}{serial}{digit}") == 0)
    return f"{born}{sign}{serial}{check}"
