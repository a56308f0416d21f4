"""The XML of a sheet -> slices of rows, each of which a parser can read as a small workbook of its own.

Parsers take a whole sheet at a time, on one core, with some hundred bytes a cell. In slices a sheet is unpacked once,
parsed on every core, and never in memory as a whole.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

SMALLEST = 4 << 20
"""Bytes of XML in a slice, at least."""

ANCHOR = "1"
"""What stands in column A of a slice's first row, where this is there for its place only."""

_TABLE = re.compile(rb"<(\w+:|)sheetData\s*>")
_ROW_NUMBER = re.compile(rb'<(?:\w+:|)row\b[^>]*?\sr="(\d+)"')


@dataclass(frozen=True)
class Slice:
    """The rows of a sheet that follow row `after`, up to row `last`; `last` is None where they are all that is left.

    Where `after` is not 0 the first row of the XML is row `after` itself, with a number in column A and no more: by
    it the place of all other cells is told.
    """

    after: int
    last: int | None
    xml: bytes

    @property
    def repeated(self) -> int:
        """The number of a row that is there twice, which one of them is then not read; nought where all differ."""
        numbers = [int(number) for number in _ROW_NUMBER.findall(self.xml)]
        return next((number for number, count in Counter(numbers).items() if count > 1), 0)

    @property
    def around(self) -> bytes:
        """The XML that is not of rows: above them, below them, and all where rows are not to be told from the rest."""
        if self.last is None and b"!" in self.xml and b"<!" in self.xml:
            return self.xml
        above = self.xml.find(b"sheetData>") if not self.after else 0
        below = self.xml.rfind(b"sheetData>") if self.last is None else len(self.xml)
        return self.xml if below in (-1, above) else self.xml[: max(0, above)] + self.xml[below:]

    def workbook(self, part: str, others: Mapping[str, bytes]) -> bytes:
        """A workbook with these rows in the sheet `part`; `others` are the parts that explain its cells."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name, content in {**others, part: self.xml}.items():
                archive.writestr(name, content)
        return packed.getvalue()


def slices(sheet: IO[bytes], size: int) -> Iterator[Slice]:
    """The slices of a sheet's XML, of about `size` bytes each, cut behind rows that say their number.

    XML that hides what is a row and what is text (comments, CDATA) is left whole from there on.
    """
    buffer = bytearray()
    head = prefix = b""
    after, legible = 0, True
    while chunk := sheet.read(size):
        buffer += chunk
        # One letter is found much faster than two.
        legible = legible and not (b"!" in chunk and b"<!" in buffer)
        if not head and (table := _TABLE.search(buffer)):
            head, prefix = bytes(buffer[: table.end()]), table[1]
            del buffer[: table.end()]
        cut = _cut(buffer, len(chunk), prefix) if head and legible else None
        if cut and cut[1] > after:
            end, last = cut
            foot = b"</%bsheetData></%bworksheet>" % (prefix, prefix)
            yield Slice(after, last, b"".join([head, _anchor(after, prefix), buffer[:end], foot]))
            del buffer[:end]
            after = last
    yield Slice(after, None, b"".join([head, _anchor(after, prefix), buffer]))


def _cut(buffer: bytearray, new: int, prefix: bytes) -> tuple[int, int] | None:
    """Where the last whole row ends, and its number; None where there is none or it does not say its number."""
    mark = b"</%brow>" % prefix
    end = buffer.rfind(mark, max(0, len(buffer) - new - len(mark)))
    row = _ROW_NUMBER.match(buffer, buffer.rfind(b"<%brow" % prefix, 0, end)) if end > 0 else None
    return (end + len(mark), int(row[1])) if row else None


def _anchor(after: int, prefix: bytes) -> bytes:
    if not after:
        return b""
    cell = b'<%bc r="A%d"><%bv>%b</%bv></%bc>' % (prefix, after, prefix, ANCHOR.encode(), prefix, prefix)
    return b'<%brow r="%d">%b</%brow>' % (prefix, after, cell, prefix)
