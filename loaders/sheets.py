"""A file of any kind that systems export (.xlsx, .xls, .csv) -> grids of text, fast, nothing silently lost.

Excel files go through fastexcel, which leaves error cells and formulas without a value empty. The workbook's
XML is therefore read through at the same time for what the grids do not show.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import fastexcel
import pyarrow as pa

from loaders.problems import Problem, RefusedError

SUFFIXES = frozenset({".xlsx", ".xls", ".csv"})
LARGEST_FILE = 500_000_000
LARGEST_UNPACKED = 2_000_000_000
"""Bytes; a million rows of fourteen columns unpack to some 700 000 000."""

WIDEST = 500
"""Columns; system exports have tens."""

_Dtype = Literal["null", "int", "float", "string", "boolean", "datetime", "date", "duration"]
CHUNK = 1 << 20
OVERLAP = 4096
_EMPTY_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f(?:/>|[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*\bt="e"[^>]*>.*?(?:<v>([^<]*)</v>)?</c>')
_CELL = re.compile(rb'<c r="([A-Z]+)\d')
_OPC = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Grid:
    """A sheet as text. Column 0 of `table` is column `first_column` of the sheet, from 1; row 0 is row 1."""

    name: str
    table: pa.Table
    first_column: int = 1
    source: "fastexcel.ExcelReader | None" = field(default=None, repr=False)

    def serials(self, column: int) -> pa.Array:
        """A column's dates and durations as days, the form in which Excel keeps them; null for other cells."""
        if self.source is None:
            return pa.nulls(self.table.num_rows, pa.float64())
        dtypes: dict[str | int, _Dtype] = dict.fromkeys(range(self.table.num_columns), "string")
        return _load(self.source, self.name, dtypes | {column: "float"}).to_arrow().column(column)


@dataclass
class _Seen:
    """What the XML of one sheet shows and its grid does not."""

    name: str
    first_column: int
    problems: list[tuple[str, str]]
    whole: bool


def column_letters(number: int) -> str:
    """A column's name in Excel, from 1: 1 -> A, 28 -> AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The inverse of column_letters."""
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - ord("A") + 1
    return number


def read_grids(path: Path, name: str) -> tuple[list[Grid], list[Problem]]:
    """Every sheet of the file with what is wrong in single cells.

    Raises RefusedError where the file is not what its name says, damaged, protected or unreasonably large.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise RefusedError([_refusal(name, "filen är orimligt stor", "en export på högst 500 MB")])
    with path.open("rb") as file:
        magic = file.read(8)
    if magic.startswith(b"PK"):
        return _read_xlsx(path, name)
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        return [_grid(sheet, 1, reader) for sheet, reader in _excel_sheets(path, name)], []
    if path.suffix.lower() != ".csv":
        raise RefusedError([_refusal(name, "filen är ingen Excel-arbetsbok, trots sitt namn", _ANY_EXPORT)])
    return [Grid("", _read_csv(path, name))], []


_ANY_EXPORT = "en oskyddad export i formatet .xlsx, .xls eller .csv"


def _refusal(name: str, found: str, expected: str = _ANY_EXPORT, sheet: str = "") -> Problem:
    return Problem("error", name, sheet, "", found, expected)


def _read_xlsx(path: Path, name: str) -> tuple[list[Grid], list[Problem]]:
    """The grids, with the XML read through meanwhile: unpacking and parsing each take a core."""
    with ThreadPoolExecutor(1) as side:
        scan = side.submit(_scan, path, name)
        try:
            sheets = list(_excel_sheets(path, name))
        finally:
            # What the scan finds wrong explains more than what the parser says of it.
            seen = {sheet.name: sheet for sheet in scan.result()}
    grids = [_grid(sheet, seen[sheet.name].first_column if sheet.name in seen else 1, r) for sheet, r in sheets]
    problems = [
        Problem("error", name, sheet.name, cell, found, "ett värde")
        for sheet in seen.values()
        for cell, found in sheet.problems
    ]
    problems += [
        _refusal(name, "bladet är avhugget", "en hel fil; exportera den på nytt", sheet.name)
        for sheet in seen.values()
        if not sheet.whole
    ]
    return grids, problems


def _load(reader: fastexcel.ExcelReader, sheet: str, dtypes: _Dtype | dict[str | int, _Dtype]) -> fastexcel.ExcelSheet:
    """A sheet's rows as they stand, blank ones included, so that a row's number is its place."""
    return reader.load_sheet(sheet, header_row=None, skip_rows=0, skip_whitespace_tail_rows=False, dtypes=dtypes)


def _excel_sheets(path: Path, name: str) -> Iterator[tuple[fastexcel.ExcelSheet, fastexcel.ExcelReader]]:
    try:
        reader = fastexcel.read_excel(path)
        for sheet_name in reader.sheet_names:
            sheet = _load(reader, sheet_name, "string")
            if sheet.width > WIDEST:
                found = f"bladet är {sheet.width} kolumner brett"
                raise RefusedError([_refusal(name, found, f"en tabell på högst {WIDEST} kolumner", sheet_name)])
            yield sheet, reader
    except fastexcel.FastExcelError as error:
        if "assword" in str(error):
            raise RefusedError([_refusal(name, "filen är lösenordsskyddad")]) from error
        raise RefusedError([_refusal(name, "filen är skadad och kan inte läsas som Excel")]) from error


def _grid(sheet: fastexcel.ExcelSheet, first_column: int, reader: fastexcel.ExcelReader) -> Grid:
    table = pa.Table.from_batches([sheet.to_arrow()]) if sheet.width else pa.table({})
    return Grid(sheet.name, table, first_column, reader)


def _scan(path: Path, name: str) -> list[_Seen]:
    """Read every sheet's XML through. Raises RefusedError for a damaged archive or one that unpacks too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise RefusedError([_refusal(name, "filen är orimligt stor när den packas upp")])
            return [_scan_sheet(archive, part, sheet) for part, sheet in _sheet_parts(archive)]
    except (zipfile.BadZipFile, ET.ParseError, KeyError, EOFError, NotImplementedError, OSError) as error:
        raise RefusedError([_refusal(name, f"filen är skadad ({type(error).__name__})")]) from error


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The archive's name and the sheet's name of every worksheet."""
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id", ""): r.get("Target", "") for r in relations.iter(f"{_OPC}Relationship")}
    workbook = ET.fromstring(archive.read("xl/workbook.xml"))
    found = [
        (_part_name(targets.get(sheet.get(_RELATION, ""), "")), sheet.get("name", ""))
        for sheet in workbook.iter()
        if sheet.tag.endswith("}sheet")
    ]
    return [(part, sheet) for part, sheet in found if "worksheets/" in part]


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _scan_sheet(archive: zipfile.ZipFile, part: str, name: str) -> _Seen:
    problems: dict[str, str] = {}
    first_column, tail = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            text = tail + chunk
            if first_column != 1:
                first_column = 1 if b'<c r="A' in text and _in_column_a(text) else _leftmost(text, first_column)
            if b"<f" in text:
                problems |= {cell.decode(): "formeln saknar värde" for cell in _EMPTY_FORMULA.findall(text)}
            if b't="e"' in text:
                problems |= {c.decode(): f"Excel visar felet {v.decode()}" for c, v in _ERROR_CELL.findall(text)}
            tail = text[-OVERLAP:]
    return _Seen(name, first_column or 1, list(problems.items()), b"worksheet>" in tail[-200:])


def _in_column_a(text: bytes) -> bool:
    return re.search(rb'<c r="A\d', text) is not None


def _leftmost(text: bytes, before: int) -> int:
    """The first column that holds a cell, as far as the sheet has been read."""
    letters = {letters.decode() for letters in set(_CELL.findall(text))}
    columns = [column_number(each) for each in letters]
    return min([*columns, *([before] if before else [])], default=0)


def _read_csv(path: Path, name: str) -> pa.Table:
    content = path.read_bytes()
    if b"\0" in content:
        raise RefusedError([_refusal(name, "filen är ingen textfil, trots sitt namn", "en CSV-fil med semikolon")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first_lines = text[:20_000]
    delimiter = max(";\t,", key=lambda mark: first_lines.count(mark) * (2 if mark == ";" else 1))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise RefusedError([_refusal(name, "filen kan inte läsas som CSV", "en CSV-fil med semikolon")]) from error
    widest = max(map(len, rows), default=0)
    if widest > WIDEST:
        found = f"en rad har {widest} kolumner"
        raise RefusedError([_refusal(name, found, f"en tabell på högst {WIDEST} kolumner")])
    columns = list(zip_longest(*rows, fillvalue=""))
    return pa.table({str(i): pa.array(column, pa.string()) for i, column in enumerate(columns)})
