"""An .xls file -> the same workbook with nothing in it but what its sheets themselves hold, for a parser to read.

The file is a compound file with a stream of records (MS-CFB, MS-XLS). Charts lie as substreams within a sheet's own and
keep the values that they draw as cells from A1 on; embedded workbooks lie in storages of their own. A parser must meet
neither. The records also tell which formulas have no value, which no parser does.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import olefile

from loaders.files.archive import ANY_EXPORT, DAMAGED, MOST_SHEETS, WHOLE, no_export, refusal, too_many_sheets

Place = tuple[int, int]
"""A cell by its row, from 1, and its column, from 0."""

COLUMNS = 256
"""Columns of a sheet in this format."""

WITHOUT_VALUE = "formeln saknar värde"

STREAMS = ("Workbook", "Book")
"""What the stream of a workbook is called since Excel 97, and before."""

BOF, EOF, BOUNDSHEET, FILEPASS, RECALCID = 0x0809, 0x000A, 0x0085, 0x002F, 0x01C1
DIMENSIONS, FORMULA, STRING = 0x0200, 0x0006, 0x0207
CELLS = frozenset({FORMULA, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00BD, 0x00BE, 0x00D6})
"""Kinds of records that are cells, each of which begins with its row and column."""

WITH_CELLS = frozenset({0x0010, 0x0040})
"""Kinds of substreams whose cells are a sheet's: worksheets and sheets of macros, but not charts."""

UNREAD = b"\xff\xff"
"""A kind of record that there is not."""

_HEAD, _PLACE, _POSITION = struct.Struct("<HH"), struct.Struct("<HH"), struct.Struct("<I")
_FORMULA = struct.Struct("<HH2x8sH")
_NOT_A_NUMBER, _TEXT, _EMPTY, _AT_OPENING = b"\xff\xff", 0, 3, 0x0002

_SECTOR = 4096


class DamagedError(Exception):
    """The records are not those of a workbook."""


class EncryptedError(Exception):
    """The records are encrypted."""


class Record(NamedTuple):
    """A record by its kind, where it begins, the size of its data, and how many substreams it lies within."""

    kind: int
    at: int
    size: int
    depth: int


@dataclass(frozen=True)
class OldWorkbook:
    """The stream of a workbook with the cells of its sheets only, and of each sheet which cells have no value."""

    stream: bytes
    broken: list[dict[Place, str]]

    def file(self) -> bytes:
        """The workbook as a compound file of this stream alone."""
        return compound_file(self.stream)


def read_old_workbook(path: Path, name: str) -> OldWorkbook:
    """The workbook itself. Raises RefusedError for files that hold none, are damaged or have a password."""
    try:
        stream = _stream(path)
        sheets = sum(record.kind == BOUNDSHEET for record in substream(stream, 0, len(stream)))
        if sheets <= MOST_SHEETS:
            return own_cells(stream)
    except EncryptedError as error:
        raise refusal(name, "filen är lösenordsskyddad", ANY_EXPORT) from error
    except FileNotFoundError as error:
        raise no_export(name) from error
    except Exception as error:
        # The reader of compound files meets damaged ones with whatever its parts raise.
        raise refusal(name, DAMAGED, WHOLE) from error
    raise too_many_sheets(name, sheets)


def _stream(path: Path) -> bytes:
    """The file's own workbook; those of embedded objects lie further down."""
    with olefile.OleFileIO(str(path)) as container:
        if container.exists("EncryptedPackage"):
            raise EncryptedError
        found = next((stream for stream in STREAMS if container.exists(stream)), None)
        if found is None:
            raise DamagedError if container.parsing_issues else FileNotFoundError
        content: bytes = container.openstream(found).read()
        return content


def substream(stream: bytes, start: int, limit: int) -> Iterator[Record]:
    """The records of the substream that begins at `start`, with those of all within it, through its end.

    Raises DamagedError where it does not begin there, or does not end before `limit`.
    """
    at, depth = start, 0
    while at + _HEAD.size <= limit:
        kind, size = _HEAD.unpack_from(stream, at)
        depth += kind == BOF
        if not depth or at + _HEAD.size + size > limit:
            raise DamagedError
        yield Record(kind, at, size, depth)
        depth -= kind == EOF
        if not depth:
            return
        at += _HEAD.size + size
    raise DamagedError


def records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a whole stream as they follow each other: kind and data."""
    at = 0
    while at + _HEAD.size <= len(stream):
        kind, size = _HEAD.unpack_from(stream, at)
        at += _HEAD.size + size
        yield kind, stream[at - size : at]


def own_cells(stream: bytes) -> OldWorkbook:
    """The workbook of a stream. Raises DamagedError, EncryptedError."""
    changed = bytearray(stream)
    positions, formulas, end = [], _Formulas(), 0
    for record in substream(stream, 0, len(stream)):
        if record.kind == FILEPASS:
            raise EncryptedError
        if record.depth > 1:
            _leave_out(changed, record)
        elif record.kind == BOUNDSHEET:
            positions.append(_unpacked(_POSITION, stream, record)[0])
        formulas.computed |= record.kind == RECALCID
        end = record.at + _HEAD.size + record.size
    bounds = sorted([*positions, len(stream)])
    # Two sheets in one place would be one sheet twice.
    if bounds[0] < end or any(first == second for first, second in pairwise(bounds)):
        raise DamagedError
    limits = dict(pairwise(bounds))
    for position in positions:
        _own_cells_of_sheet(changed, stream, position, limits[position], formulas)
    return OldWorkbook(bytes(changed), formulas.without_value())


def _own_cells_of_sheet(changed: bytearray, stream: bytes, start: int, limit: int, formulas: "_Formulas") -> None:
    formulas.start_sheet()
    has_cells = True
    for record in substream(stream, start, limit):
        if record.at == start:
            has_cells = _unpacked(_PLACE, stream, record)[1] in WITH_CELLS
        # Room for what a sheet says of its size is taken at once, whatever it says.
        elif record.depth > 1 or record.kind == DIMENSIONS or (not has_cells and record.kind != EOF):
            _leave_out(changed, record)
        elif record.kind in CELLS:
            if _unpacked(_PLACE, stream, record)[1] >= COLUMNS:
                raise DamagedError
            formulas.meet(stream, record)
        elif record.kind == STRING and not formulas.meet_text():
            _leave_out(changed, record)
    formulas.end_sheet()


def _leave_out(changed: bytearray, record: Record) -> None:
    """Leave a record in its place, but as one that nobody reads: sheets are found by where they begin."""
    changed[record.at : record.at + 2] = UNREAD


def _unpacked(layout: struct.Struct, stream: bytes, record: Record) -> tuple[int, ...]:
    if record.size < layout.size:
        raise DamagedError
    return layout.unpack_from(stream, record.at + _HEAD.size)


@dataclass
class _Formulas:
    """Which formulas have no value.

    A formula says that its result is a text, which then follows; that it is empty; or a number, and whether that is
    to be computed at opening. Programs that write formulas without computing them say `empty`, as Excel does of an
    empty text: then it matters whether any formula of the file was `computed`.
    """

    computed: bool = False
    broken: list[dict[Place, str]] = field(default_factory=list)
    empty: list[list[Place]] = field(default_factory=list)
    awaiting_text: Place | None = None

    def start_sheet(self) -> None:
        self.broken.append({})
        self.empty.append([])

    def meet(self, stream: bytes, record: Record) -> None:
        """A cell."""
        self._miss_text()
        if record.kind == FORMULA:
            if record.size < _FORMULA.size:
                raise DamagedError
            row, column, result, flags = _FORMULA.unpack_from(stream, record.at + _HEAD.size)
            place, is_number = (row + 1, column), result[6:] != _NOT_A_NUMBER
            if is_number and flags & _AT_OPENING and not any(result):
                self.broken[-1][place] = WITHOUT_VALUE
            elif is_number or result[0] not in (_TEXT, _EMPTY):
                self.computed = True
            elif result[0] == _TEXT:
                self.awaiting_text = place
            else:
                self.empty[-1].append(place)

    def meet_text(self) -> bool:
        """A text; whether it is the last formula's."""
        if self.awaiting_text is None:
            return False
        self.computed, self.awaiting_text = True, None
        return True

    def end_sheet(self) -> None:
        self._miss_text()

    def without_value(self) -> list[dict[Place, str]]:
        """By sheet, when all have been met."""
        if self.computed:
            return self.broken
        pairs = zip(self.broken, self.empty, strict=True)
        return [broken | dict.fromkeys(empty, WITHOUT_VALUE) for broken, empty in pairs]

    def _miss_text(self) -> None:
        if self.awaiting_text:
            self.broken[-1][self.awaiting_text] = WITHOUT_VALUE
        self.awaiting_text = None


def compound_file(stream: bytes) -> bytes:
    """A compound file with one stream, a workbook: version 4, whose large sectors need no list of lists of sectors.

    Raises DamagedError for streams beyond some 450 MB.
    """
    # Smaller streams would lie in sectors of another kind.
    sectors = max(1, -(-len(stream) // _SECTOR))
    tables = -(-(sectors + 2) // (_SECTOR // 4 - 1))
    if tables > 109:
        raise DamagedError
    end, table, none = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    first = tables + 1
    chain = [*[table] * tables, end, *range(first + 1, first + sectors), end]
    chain += [none] * (tables * _SECTOR // 4 - len(chain))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 4, 0xFFFE, 12, 6),
        *(1, tables, tables, 0, _SECTOR, end, 0, end, 0),
    )
    header += struct.pack("<109I", *range(tables), *[none] * (109 - tables))
    entries = _entry("Root Entry", 5, 1, 0, 0) + _entry("Workbook", 2, none, first, sectors * _SECTOR)
    parts = (header, struct.pack(f"<{len(chain)}I", *chain), entries, stream)
    return b"".join(part.ljust(-(-max(1, len(part)) // _SECTOR) * _SECTOR, b"\0") for part in parts)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text, none = name.encode("utf-16-le"), 0xFFFFFFFF
    return struct.pack("<64sHBBIII36xIQ", text, len(text) + 2, kind, 1, none, none, child, start, size)
