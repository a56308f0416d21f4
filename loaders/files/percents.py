"""Cells that Excel shows as percent: what they hold is a hundredth of what people see."""

import re
from collections.abc import Iterator, Mapping

from loaders.files.old_workbook import Place

_STYLES = re.compile(r"(?:^|/)styles\d*\.xml$", re.IGNORECASE)
_FORMAT = re.compile(rb'<(?:\w+:)?numFmt\b(?=[^>]*formatCode="[^"]*%)[^>]*numFmtId="(\d+)"')
_OF_CELLS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb'<(?:\w+:)?xf\b[^>]*?numFmtId="(\d+)"')
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{1,3})(\d{1,7})"')
_BUILT_IN = frozenset((b"9", b"10"))
"""Excel's own formats of percent, without decimals and with."""


def percent_styles(parts: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """How cells that are shown as percent say so, by the styles of a workbook."""
    styles = next((xml for part, xml in parts.items() if _STYLES.search(part)), b"")
    formats = _BUILT_IN | set(_FORMAT.findall(styles))
    of_cells = _OF_CELLS.search(styles)
    found = _STYLE.findall(of_cells[0]) if of_cells else []
    return tuple(b' s="%d"' % number for number, format_of in enumerate(found) if format_of in formats)


def percent_cells(xml: bytes, styles: tuple[bytes, ...]) -> Iterator[Place]:
    """The cells of a sheet's XML that have one of these styles: row from 1, column from 0."""
    for style in styles:
        at = xml.find(style)
        while at >= 0:
            begin, end = xml.rfind(b"<", 0, at), xml.find(b">", at)
            if cell := _CELL.match(xml, begin, end):
                yield int(cell[2]), _number(cell[1])
            at = xml.find(style, at + 1)


def _number(letters: bytes) -> int:
    number = 0
    for each in letters:
        number = number * 26 + each - ord("A") + 1
    return number - 1
