"""A file of any kind that systems export (.xlsx, .xls, .csv) -> grids of text, fast, nothing silently lost.

Excel files go through fastexcel, which leaves formulas without a value empty. The workbook's XML is therefore read
through at the same time for what the grids do not show.
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from loaders.problems import Problem, RefusedError

SUFFIXES = frozenset({".xlsx", ".xls", ".csv"})
LARGEST_FILE = 500_000_000
LARGEST_UNPACKED = 2_000_000_000
"""Bytes; a million rows of fourteen columns unpack to some 700 000 000."""

WIDEST = 500
"""Columns; system exports have tens."""

CHUNK = 1 << 20
OVERLAP = 4096
_EMPTY_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b(?P<cell>[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?P<value><(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_TEXT_RESULT = re.compile(rb'\bt="str"')
_SHEET_TYPE = "/worksheet"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which Excel keeps a workbook that has a password."""

_SWEDISH_ERRORS = {
    "Div0": "#DIV/0! (#DIVISION/0!)",
    "NA": "#N/A (#SAKNAS!)",
    "Name": "#NAME? (#NAMN?)",
    "Null": "#NULL! (#SKÄRNING!)",
    "Num": "#NUM! (#OGILTIGT!)",
    "Ref": "#REF! (#REFERENS!)",
    "Value": "#VALUE! (#VÄRDEFEL!)",
}
"""Excel's error values by the parser's names, as they are stored and as Swedish Excel shows them."""

_ERROR_NAME = re.compile(r"Error\((\w+)\)")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ET.ParseError,
    KeyError,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
"""What reading a damaged archive raises."""

DAY = 86_400_000.0
"""Milliseconds."""

Place = tuple[int, int]
"""A cell by its row in the sheet, from 1, and its column in the grid, from 0."""


@dataclass
class Grid:
    """A sheet as text. Column 0 of `table` is column `first_column` of the sheet, from 1; row 0 is row 1.

    `broken` says of cells that look empty in the table why they have no value.
    """

    name: str
    table: pa.Table
    first_column: int = 1
    broken: Mapping[Place, str] = field(default_factory=dict)
    source: "fastexcel.ExcelReader | None" = field(default=None, repr=False)

    def serials(self, column: int) -> pa.Array:
        """A column's dates and durations as days, the form in which Excel keeps them; null for other cells."""
        if self._durations is None:
            return pa.nulls(self.table.num_rows, pa.float64())
        milliseconds = pc.cast(self._durations.column(column), pa.int64())
        return pc.divide(pc.cast(milliseconds, pa.float64()), DAY)

    @cached_property
    def _durations(self) -> pa.RecordBatch | None:
        """The whole sheet read once more: as texts, durations of 60 days and about are not to be told apart."""
        return None if self.source is None else _load(self.source, self.name, "duration").to_arrow()


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


def read_grids(path: Path, name: str) -> list[Grid]:
    """Every sheet of the file.

    Raises RefusedError where the file is not what its name says, damaged, protected or unreasonably large.
    """
    size = path.stat().st_size
    if not size:
        raise RefusedError([_refusal(name, "filen är tom", "en export med rubriker och rader")])
    if size > LARGEST_FILE:
        raise RefusedError([_refusal(name, "filen är orimligt stor", "en export på högst 500 MB")])
    with path.open("rb") as file:
        magic = file.read(8)
    if magic.startswith(b"PK"):
        return _read_xlsx(path, name)
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in path.read_bytes():
            raise RefusedError([_refusal(name, "filen är lösenordsskyddad", _ANY_EXPORT)])
        return list(_excel_sheets(path, ".xls", name))
    if path.suffix.lower() != ".csv":
        raise RefusedError([_refusal(name, _NO_WORKBOOK, _ANY_EXPORT)])
    return [Grid("", _read_csv(path, name))]


_ANY_EXPORT = "en oskyddad export i formatet .xlsx, .xls eller .csv"
_NO_WORKBOOK = "filen är ingen Excel-arbetsbok, trots sitt namn"
_WHOLE = "en hel fil; hämta exporten på nytt ur systemet"
_CSV = "en CSV-fil med semikolon; spara den på nytt ur Excel som CSV UTF-8"


def _refusal(name: str, found: str, expected: str, sheet: str = "") -> Problem:
    return Problem("error", name, sheet, "", found, expected)


def _read_xlsx(path: Path, name: str) -> list[Grid]:
    """The grids, with the XML read through meanwhile: unpacking and parsing each take a core."""
    _check_archive(path, name)
    with ThreadPoolExecutor(1) as side:
        try:
            scan = side.submit(_scan, path, name)
        except RuntimeError as error:
            # There is no memory for a thread.
            raise MemoryError from error
        try:
            grids = list(_excel_sheets(path, ".xlsx", name))
        finally:
            # What the scan finds wrong explains more than what the parser says of it.
            formulas = scan.result()
    for grid in grids:
        empty = [(row, column - grid.first_column) for row, column in formulas.get(grid.name, [])]
        grid.broken = {**grid.broken, **dict.fromkeys(empty, "formeln saknar värde")}
    return grids


def _check_archive(path: Path, name: str) -> None:
    """Raise RefusedError for what is no workbook or unpacks too large, before anything is unpacked."""
    with _opened(path, name) as archive:
        parts = archive.infolist()
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise RefusedError([_refusal(name, _NO_WORKBOOK, _ANY_EXPORT)])
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise RefusedError([_refusal(name, "filen är orimligt stor när den packas upp", "en export på högst 2 GB")])


@contextmanager
def _opened(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """The workbook's archive. What goes wrong with it raises RefusedError."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except RefusedError:
        raise
    except RuntimeError as error:
        found = "filen är lösenordsskyddad" if "encrypted" in str(error) else "filen är skadad"
        raise RefusedError([_refusal(name, found, _ANY_EXPORT)]) from error
    except _DAMAGED as error:
        raise RefusedError([_refusal(name, "filen är skadad", _WHOLE)]) from error


def _load(reader: fastexcel.ExcelReader, sheet: str, dtype: Literal["string", "duration"]) -> fastexcel.ExcelSheet:
    """A sheet's rows as they stand, blank ones included, so that a row's number is its place."""
    return reader.load_sheet(sheet, header_row=None, skip_rows=0, skip_whitespace_tail_rows=False, dtypes=dtype)


def _excel_sheets(path: Path, suffix: str, name: str) -> Iterator[Grid]:
    """The sheets of a workbook of the kind that `suffix` tells, whatever the file is called."""
    try:
        # The parser goes by the name of a file, but by the content of bytes.
        reader = fastexcel.read_excel(path if path.suffix.lower() == suffix else path.read_bytes())
        for sheet_name in reader.sheet_names:
            sheet = _load(reader, sheet_name, "string")
            if sheet.width > WIDEST:
                found = f"bladet är {sheet.width} kolumner brett"
                raise RefusedError([_refusal(name, found, f"en tabell på högst {WIDEST} kolumner", sheet_name)])
            yield _grid(sheet, reader)
    except fastexcel.FastExcelError as error:
        if "assword" in str(error):
            raise RefusedError([_refusal(name, "filen är lösenordsskyddad", _ANY_EXPORT)]) from error
        raise RefusedError([_refusal(name, "filen är skadad och kan inte läsas som Excel", _WHOLE)]) from error


def _grid(sheet: fastexcel.ExcelSheet, reader: fastexcel.ExcelReader) -> Grid:
    if not sheet.width:
        return Grid(sheet.name, pa.table({}))
    batch, errors = sheet.to_arrow_with_errors()
    positions = [(*error.position, _error_text(error.detail)) for error in (errors.errors if errors else ())]
    broken = {(row + 1, column): found for row, column, found in positions}
    first_column = sheet.selected_columns[0].absolute_index + 1
    return Grid(sheet.name, pa.Table.from_batches([batch]), first_column, broken, reader)


def _error_text(detail: str) -> str:
    named = _ERROR_NAME.search(detail)
    return f"Excel visar felet {_SWEDISH_ERRORS.get(named[1], named[1]) if named else detail}"


def _scan(path: Path, name: str) -> dict[str, list[Place]]:
    """The formulas without a value of every sheet, as (row, column), both from 1.

    Raises RefusedError for a damaged archive and a sheet that is cut off.
    """
    with _opened(path, name) as archive:
        sheets = _sheet_parts(archive)
        # The parser does not look at the check sums, neither of sheets nor of the texts that they share.
        for part in set(archive.namelist()) - {part for part, _ in sheets}:
            with archive.open(part) as file:
                while file.read(CHUNK):
                    pass
        return {sheet: _scan_sheet(archive, part, sheet, name) for part, sheet in sheets}


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The archive's name and the sheet's name of every sheet; those that hold only a chart have no part here."""
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations if _is_worksheet(each)}
    workbook = ET.fromstring(archive.read("xl/workbook.xml"))
    sheets = [each for each in workbook.iter() if each.tag.endswith("}sheet")]
    named = [(targets.get(_relation(sheet)), sheet.get("name", "")) for sheet in sheets]
    return [(_part_name(target) if target else "", sheet) for target, sheet in named]


def _is_worksheet(relation: ET.Element) -> bool:
    return relation.get("Type", "").endswith(_SHEET_TYPE)


def _relation(sheet: ET.Element) -> str:
    """A sheet's relation id, in whichever of the two namespaces that workbooks use."""
    return next((value for key, value in sheet.items() if key.endswith("relationships}id")), "")


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _scan_sheet(archive: zipfile.ZipFile, part: str, sheet: str, name: str) -> list[Place]:
    if not part:
        return []
    found: dict[Place, None] = {}
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            text = tail + chunk
            if b"<f" in text or b":f" in text:
                found |= dict.fromkeys(_empty_formulas(text))
            tail = text[-OVERLAP:]
    if b"worksheet>" not in tail[-200:]:
        raise RefusedError([_refusal(name, "bladet är avhugget", _WHOLE, sheet)])
    return list(found)


def _empty_formulas(text: bytes) -> Iterator[Place]:
    for match in _EMPTY_FORMULA.finditer(text):
        place = _PLACE.search(match["cell"])
        # A formula whose result is an empty text has a value, which is empty.
        if place and not (match["value"] and _TEXT_RESULT.search(match["cell"])):
            yield int(place[2]), column_number(place[1].decode())


OUTSIDE = ("xl/comments", "xl/threadedComments", "xl/pivotCache", "xl/externalLinks", "docProps/")
"""Parts of a workbook in which texts stand that no cell shows."""


def texts_outside(path: Path, name: str) -> Iterator[str]:
    """Comments, pivot tables' sources and the like: kept with the file, so that persons may not stand in them.

    Raises RefusedError for a damaged archive.
    """
    if zipfile.is_zipfile(path):
        with _opened(path, name) as archive:
            for part in archive.namelist():
                if part.startswith(OUTSIDE):
                    yield archive.read(part).decode("utf-8", "replace")


def _read_csv(path: Path, name: str) -> pa.Table:
    content = path.read_bytes()
    if b"\0" in content:
        raise RefusedError([_refusal(name, "filen är ingen textfil i UTF-8 eller Windows-1252", _CSV)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    rows = _csv_rows(text, name)
    widest = max(map(len, rows), default=0)
    if widest > WIDEST:
        found = f"rad {next(at for at, row in enumerate(rows, 1) if len(row) == widest)} har {widest} kolumner"
        raise RefusedError([_refusal(name, found, f"en tabell på högst {WIDEST} kolumner")])
    columns: Iterable[tuple[str, ...]] = zip_longest(*rows, fillvalue="")
    return pa.table({str(i): pa.array(column, pa.string()) for i, column in enumerate(columns)})


def _csv_rows(text: str, name: str) -> list[list[str]]:
    first_lines = text[:20_000]
    # A comma may also stand in numbers and texts.
    delimiter = max(";\t,", key=lambda mark: first_lines.count(mark) * (1 if mark == "," else 2))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for row in reader:
            rows.append(row)
    except csv.Error as error:
        found = f"rad {len(rows) + 1} kan inte läsas: ett citattecken står ensamt eller mitt i en cell"
        raise RefusedError([_refusal(name, found, _CSV)]) from error
    return rows
