"""A file of any kind that systems export (.xlsx, .xlsm, .xls, texts) -> grids of text, fast, nothing silently lost.

Excel files go through fastexcel, which leaves formulas without a value empty: they are looked for in the XML of an
.xlsx and in the records of an .xls. Macros are never run.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import zip_longest
from pathlib import Path
from typing import Literal

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.files import archive
from loaders.files.archive import ANY_EXPORT, DAMAGED, WHOLE, ZIPPED, refusal
from loaders.files.cores import side_by_side
from loaders.files.old_workbook import WITHOUT_VALUE, Place, read_old_workbook
from loaders.files.percents import percent_cells, percent_styles
from loaders.files.slices import ANCHOR, SMALLEST, Slice, slices
from loaders.files.texts import Table, read_texts
from loaders.problems import RefusedError

LARGEST_FILE = 200
"""Megabytes of 2²⁰ bytes. What the page takes is the same: server.maxUploadSize in .streamlit/config.toml."""


WIDEST = 500
"""Columns; system exports have tens."""

SHARED_TEXTS = 4
"""How many times larger a slice is than the texts that sheets share, which are read anew for each."""

_EMPTY_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b(?P<cell>[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?P<value><(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]+")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_TEXT_RESULT = re.compile(rb'\bt="str"')

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
DAY = 86_400_000.0
"""Milliseconds."""


@dataclass
class Grid:
    """A sheet as text, without space at the ends; null where a cell has none. Row 0 of `table` is row 1 of the
    sheet, its column 0 is column A.

    `broken` says of cells that look empty in the table why they have no value; `around` is the XML around the cells,
    with their formulas; `percents` are the rows, from 1, of each column that Excel shows as percent.
    """

    name: str
    table: pa.RecordBatch
    broken: Mapping[Place, str] = field(default_factory=dict)
    around: bytes = b""
    source: "fastexcel.ExcelReader | None" = field(default=None, repr=False)
    percents: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def serials(self, column: int) -> pa.Array:
        """A column's dates and durations as days, the form in which Excel keeps them; null for other cells."""
        if self.source is None:
            return pa.nulls(self.table.num_rows, pa.float64())
        left, durations = self._durations
        milliseconds = pc.cast(durations.column(column - left), pa.int64())
        return pc.divide(pc.cast(milliseconds, pa.float64()), DAY)

    def row(self, row: int) -> int:
        """The sheet's row, from 1, of a row of the table."""
        return row + 1

    def cell(self, row: int, column: int) -> str:
        """The sheet's cell, such as B3, of a row and a column of the table."""
        return f"{column_letters(column + 1)}{row + 1}"

    def are_numbers(self, column: int) -> pa.Array:
        """Which of a column's cells the file keeps as numbers, so that a point in their text separates decimals."""
        if self.source is None:
            return pa.array(np.zeros(self.table.num_rows, bool))
        sheet = _load(self.source, self.name, "boolean")
        # What is no number comes out as nothing, but for texts that say true or false.
        return pc.is_valid(sheet.to_arrow().column(column - sheet.selected_columns[0].absolute_index))

    @cached_property
    def _durations(self) -> tuple[int, pa.RecordBatch]:
        """The whole sheet read once more, and how many columns stand to its left: as texts, durations of 60 days and
        about are not to be told apart."""
        if self.source is None:
            raise TypeError("only workbooks have durations")
        sheet = _load(self.source, self.name, "duration")
        return sheet.selected_columns[0].absolute_index, sheet.to_arrow()


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
        raise refusal(name, "filen är tom", "en export med rubriker och rader")
    if size > LARGEST_FILE << 20:
        found = f"filen är för stor ({size / (1 << 20):.0f} MB)"
        raise refusal(name, found, f"en export på högst {LARGEST_FILE} MB, t.ex. en fil för varje år")
    with path.open("rb") as file:
        magic = file.read(8)
    if magic.startswith(b"PK"):
        return list(_read_xlsx(path, name))
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        return list(_read_xls(path, name))
    return [Grid(table.name, _of_rows(table, name), around=table.around) for table in read_texts(path, name)]


def _read_xls(path: Path, name: str) -> Iterator[Grid]:
    workbook = read_old_workbook(path, name)
    try:
        reader = fastexcel.read_excel(workbook.file())
        if len(reader.sheet_names) != len(workbook.broken):
            raise refusal(name, DAMAGED, WHOLE)
        for sheet, broken in zip(reader.sheet_names, workbook.broken, strict=True):
            piece = _piece(_load(reader, sheet, "string"), name)
            yield _joined([replace(piece, broken={**piece.broken, **broken})], sheet, reader)
    except fastexcel.FastExcelError as error:
        raise refusal(name, DAMAGED, WHOLE) from error


def _read_xlsx(path: Path, name: str) -> Iterator[Grid]:
    source = archive.laid_out(path, name)
    with archive.opened(source, name) as workbook:
        parts = archive.workbook_in(workbook, name).sheets(workbook)
        others = archive.other_parts(workbook, parts.values())
    try:
        # The parser goes by the name of a file, but by the content of bytes.
        is_known = isinstance(source, Path) and path.suffix.lower() in ZIPPED
        content = source if is_known or isinstance(source, bytes) else path.read_bytes()
        reader = fastexcel.read_excel(content)
        for sheet in reader.sheet_names:
            # A sheet that holds only a chart has no cells.
            pieces = _pieces(source, name, sheet, parts[sheet], others) if sheet in parts else []
            yield _joined(pieces, sheet, reader)
    except fastexcel.FastExcelError as error:
        raise _unreadable(error, name) from error


def _unreadable(error: fastexcel.FastExcelError, name: str) -> RefusedError:
    if "assword" in str(error):
        return refusal(name, "filen är lösenordsskyddad", ANY_EXPORT)
    return refusal(name, DAMAGED, WHOLE)


def _load(
    reader: fastexcel.ExcelReader,
    sheet: str,
    dtype: Literal["string", "duration", "boolean"],
    skip_rows: int | None = 0,
) -> fastexcel.ExcelSheet:
    """A sheet's rows as they stand, blank ones included, so that a row's number is its place."""
    return reader.load_sheet(sheet, header_row=None, skip_rows=skip_rows, skip_whitespace_tail_rows=False, dtypes=dtype)


@dataclass(frozen=True)
class _Piece:
    """Some rows of a sheet, from column A on; `broken` has their places in the sheet, rows from 1, columns from 0.
    `around` is the XML that is not of them, and their formulas; `percents` are the places shown as percent."""

    height: int
    columns: Sequence[pa.Array]
    broken: Mapping[Place, str]
    around: bytes = b""
    percents: Sequence[Place] = ()


def _piece(sheet: fastexcel.ExcelSheet, name: str, above: int = 0) -> _Piece:
    """The rows of a parsed sheet or of a slice of it, `above` which there are as many rows."""
    if not sheet.width:
        return _Piece(0, [], {})
    batch, errors = sheet.to_arrow_with_errors()
    left = sheet.selected_columns[0].absolute_index
    if left + sheet.width > WIDEST:
        found = f"bladet är {left + sheet.width} kolumner brett"
        raise refusal(name, found, f"en tabell på högst {WIDEST} kolumner", sheet.name)
    told = [(*error.position, _error_text(error.detail)) for error in (errors.errors if errors else ())]
    broken = {(above + row + 1, left + column): found for row, column, found in told}
    return _Piece(batch.num_rows, [*[_blank(batch.num_rows)] * left, *map(_trimmed, batch.columns)], broken)


def _blank(rows: int) -> pa.Array:
    return pa.nulls(rows, pa.string())


def _trimmed(column: pa.Array) -> pa.Array:
    texts = pc.utf8_trim_whitespace(column)
    empty = pc.equal(texts, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts) if pc.any(empty).as_py() else texts


def _error_text(detail: str) -> str:
    named = _ERROR_NAME.search(detail)
    return f"Excel visar felet {_SWEDISH_ERRORS.get(named[1], named[1]) if named else detail}"


class _OutOfOrderError(Exception):
    """Rows of a slice that do not stand in the order of their numbers."""


def _pieces(source: Path | bytes, name: str, sheet: str, part: str, others: Mapping[str, bytes]) -> list[_Piece]:
    """The pieces of a sheet in their order; one that is the whole sheet where its rows are in another."""
    size = max(SMALLEST, SHARED_TEXTS * max(map(len, others.values())))
    try:
        return list(_sliced(source, name, sheet, part, others, size))
    except _OutOfOrderError:
        return list(_sliced(source, name, sheet, part, others, None))


def _sliced(
    source: Path | bytes, name: str, sheet: str, part: str, others: Mapping[str, bytes], size: int | None
) -> Iterator[_Piece]:
    """The pieces of a sheet: parsed on every core while the rest is being unpacked."""
    found = _slices(source, name, sheet, part, size)
    try:
        yield from side_by_side(partial(_parsed, name, sheet, part, others), found)
    except fastexcel.FastExcelError:
        # What is wrong with the archive explains more than what the parser says of it.
        deque(found, maxlen=0)
        raise


def _slices(source: Path | bytes, name: str, sheet: str, part: str, size: int | None) -> Iterator[Slice]:
    """The slices of a sheet, all of it as one where there is no size.

    Raises RefusedError for a damaged archive and a sheet that is cut off.
    """
    with archive.opened(source, name) as workbook, workbook.open(part) as xml:
        for each in slices(xml, size) if size else (Slice(0, None, xml.read()),):
            if each.last is None and b"worksheet>" not in each.xml[-200:]:
                raise refusal(name, "bladet är avhugget", WHOLE, sheet)
            yield each


def _parsed(name: str, sheet: str, part: str, others: Mapping[str, bytes], each: Slice) -> _Piece:
    """The rows of a slice, as many as it has by their numbers. Raises _OutOfOrderError where these are not in order."""
    reader = fastexcel.read_excel(each.workbook(part, others))
    # Blank rows are left out down to the first that is not, which is the anchor.
    piece = _piece(_load(reader, sheet, "string", skip_rows=None if each.after else 0), name, max(0, each.after - 1))
    columns, height, in_order = piece.columns, piece.height, True
    if each.after:
        in_order = [column[0].as_py() for column in columns] == [ANCHOR, *[None] * (len(columns) - 1)]
        columns, height = [column.slice(1) for column in columns], height - 1
    below = 0 if each.last is None else each.last - each.after - height
    if not in_order or below < 0:
        raise _OutOfOrderError
    if not each.after and each.last is None and each.repeated:
        raise refusal(name, f"bladet har två rader med nummer {each.repeated}", WHOLE, sheet)
    if below:
        columns = [pa.concat_arrays([column, _blank(below)]) for column in columns]
    with_formulas = each.xml if _has_formulas(each.xml) else b""
    empty = dict.fromkeys(_empty_formulas(with_formulas), WITHOUT_VALUE)
    around = b"".join([each.around, *_FORMULA.findall(with_formulas)])
    shown = tuple(percent_cells(each.xml, percent_styles(others)))
    return _Piece(height + below, columns, {**piece.broken, **empty}, around, shown)


def _empty_formulas(xml: bytes) -> Iterator[Place]:
    for match in _EMPTY_FORMULA.finditer(xml):
        place = _PLACE.search(match["cell"])
        # A formula whose result is an empty text has a value, which is empty.
        if place and not (match["value"] and _TEXT_RESULT.search(match["cell"])):
            yield int(place[2]), column_number(place[1].decode()) - 1


def _has_formulas(xml: bytes) -> bool:
    """Whether any name, of an element or behind its prefix, begins with f. Several times as fast as `b"<f" in xml`."""
    letters = np.frombuffer(xml, np.uint8)
    before = letters[np.flatnonzero(letters[1:] == ord("f"))]
    return bool(((before == ord("<")) | (before == ord(":"))).any())


def _joined(pieces: Iterable[_Piece], sheet: str, source: fastexcel.ExcelReader) -> Grid:
    """The pieces of a sheet, one below the other."""
    pieces = list(pieces)
    width = max((len(piece.columns) for piece in pieces), default=0)
    padded = [[*piece.columns, *[_blank(piece.height)] * (width - len(piece.columns))] for piece in pieces]
    broken = {place: found for piece in pieces for place, found in piece.broken.items()}
    table = _table([pa.concat_arrays(column) for column in zip(*padded, strict=True)])
    percents: dict[int, set[int]] = {}
    for row, column in (place for piece in pieces for place in piece.percents):
        percents.setdefault(column, set()).add(row)
    shown = {column: frozenset(rows) for column, rows in percents.items()}
    return Grid(sheet, table, broken, b"".join(piece.around for piece in pieces), source, shown)


def _table(columns: Sequence[pa.Array]) -> pa.RecordBatch:
    return pa.record_batch(columns, [*map(str, range(len(columns)))])


def _of_rows(read: Table, name: str) -> pa.RecordBatch:
    widest = max(map(len, read.rows), default=0)
    if widest > WIDEST:
        found = f"rad {next(at for at, row in enumerate(read.rows, 1) if len(row) == widest)} har {widest} kolumner"
        raise refusal(name, found, f"en tabell på högst {WIDEST} kolumner", read.name)
    columns: Iterable[tuple[str, ...]] = zip_longest(*read.rows, fillvalue="")
    return _table([_trimmed(pa.array(column, pa.string())) for column in columns])
