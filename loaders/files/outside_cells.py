"""The identity numbers in a file that stand in no cell: in headers, names, drawings, properties, macros, other files.

What is loaded is kept as it came, so no part of it may hold one. Parts are read some of it at a time: a small archive
may unpack to a very large one.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import olefile
import pyarrow as pa
import pyarrow.compute as pc

from loaders.files import container
from loaders.files.archive import CHUNK, WHOLE, check_size, opened, refusal
from loaders.files.macros import sources
from loaders.files.old_workbook import STREAMS, records
from loaders.swedish.identity import PLAIN_CANDIDATE, numbers, plain

OVERLAP = 4096
"""Bytes that are read again with what follows them, since a number may lie on both sides."""

DEEPEST = 3
"""Files within files."""

_OTHER, _MACRO = "en dold del av filen", "ett makro"
_PARTS = {
    "xl/comments": "en kommentar",
    "xl/threadedcomments": "en kommentar",
    "xl/persons": "en kommentar",
    "xl/drawings/vml": "en kommentar eller en textruta",
    "xl/drawings": "en textruta eller en teckning",
    "xl/diagrams": "en teckning",
    "xl/charts": "ett diagram",
    "xl/pivot": "en pivottabell",
    "xl/externallinks": "en länk till en annan fil",
    "xl/connections": "en anslutning",
    "xl/querytables": "en anslutning",
    "xl/tables": "en tabells namn eller rubriker",
    "xl/vba": _MACRO,
    "xl/embeddings": "en inbäddad fil",
    "xl/media": "en bild",
    "xl/printersettings": "skrivarens inställningar",
    "xl/sharedstrings": "en oanvänd text",
    "xl/styles": "ett talformat eller en formatmall",
    "xl/workbook": "arbetsbokens inställningar",
    "customxml": "inbäddade data (customXml)",
    "docprops": "filens egenskaper",
}
"""What parts of an archive are, by how their names begin; the first that fits counts."""

_ELEMENTS = {
    **dict.fromkeys(("oddHeader", "evenHeader", "firstHeader"), "sidhuvudet"),
    **dict.fromkeys(("oddFooter", "evenFooter", "firstFooter"), "sidfoten"),
    "definedName": "ett definierat namn",
    "dataValidation": "en regel för vad celler får innehålla",
    "cfRule": "en villkorsstyrd formatering",
    "hyperlink": "en länk",
    "Relationship": "en länk",
    "filter": "ett filter",
    "customFilter": "ett filter",
    "f": "en formel",
    "numFmt": "ett talformat",
}
"""What elements of sheets and workbooks are."""

_STREAMS = {
    "\x05": "filens egenskaper",
    "_VBA": _MACRO,
    "VBA": _MACRO,
    "MBD": "en inbäddad fil",
    "_SX": "en pivottabell",
}
"""What streams of an old workbook are, by how their names begin."""

_RECORDS = {
    0x0014: "sidhuvudet",
    0x0015: "sidfoten",
    0x0018: "ett definierat namn",
    0x001C: "en kommentar",
    0x01B6: "en kommentar eller en textruta",
    0x003C: "en kommentar eller en textruta",
    0x00EC: "en textruta eller en teckning",
    0x00EB: "en textruta eller en teckning",
    0x00FC: "en oanvänd text",
    0x041E: "ett talformat",
    0x001E: "ett talformat",
    0x01BE: "en regel för vad celler får innehålla",
    0x01B8: "en länk",
    0x01AE: "en länk till en annan fil",
    0x0023: "en länk till en annan fil",
    0x005C: "filens egenskaper",
    0x0006: "en formel",
    0x0207: "en formel",
}
"""What records of an old workbook are."""

_ELEMENT = re.compile(r"<(?:\w+:)?(\w+)")
_RUNS = re.compile(
    r"</(?:\w+:)?t>(?P<between>(?:\s*<(?!/?(?:\w+:)?(?:si|is|c|comment)\b)[^<>]*>){0,60}?)\s*<(?:\w+:)?t(?: [^<>]*)?>"
)
_NEW_LINE = re.compile(r"</(?:\w+:)?p>|<(?:\w+:)?br\b")
_MARKUP = re.compile(
    r"<!--|-->|<!\[CDATA\[|\]\]>|</?(?:font|span|b|i|u|strong|em)(?: [^<>]*)?>|\"\s*(?:&amp;|&)\s*\"", re.I
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_|%([0-7][0-9A-Fa-f])")
_HEADER_CODES = (r'&(?:"[^"]*"|[A-Za-z])', r'&(?:"[^"]*"|[A-Za-z]|\d)', r'&(?:"[^"]*"|[A-Za-z]|\d\d)')
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_WIDE = re.compile(rb"(?:[\t-\xff]\0){9,}")


@dataclass(frozen=True)
class Outside:
    """A number that stands in no cell: what holds it, the sheet where that is known, and its ten digits."""

    what: str
    sheet: str
    digits: str


def numbers_outside_cells(path: Path, name: str, around: Mapping[str, bytes]) -> Iterator[Outside]:
    """Every identity number of a file outside the cells of its sheets; `around` is the XML around these, by sheet.

    Raises RefusedError for a damaged archive.
    """
    for sheet, xml in around.items():
        yield from _in_part(io.BytesIO(xml), "en dold del av bladet", sheet)
    with path.open("rb") as file:
        yield from _in_file(file, "", name, 0)


def _in_file(file: IO[bytes], what: str, name: str, depth: int) -> Iterator[Outside]:
    """The numbers in a file that may be an archive or a compound file of others. `what` it is; the file itself is
    nothing, and the cells of its sheets are left out."""
    magic = file.read(8)
    file.seek(0)
    if depth > DEEPEST:
        raise refusal(name, "filen har filer i filer i filer", "en export utan inbäddade filer")
    if magic.startswith(b"PK") and zipfile.is_zipfile(file):
        yield from _in_archive(file, what, name, depth)
    elif magic.startswith(b"\xd0\xcf\x11\xe0"):
        yield from _in_compound_file(file, what, name, depth)
    elif what:
        yield from _in_part(file, what)


def _in_archive(file: IO[bytes], what: str, name: str, depth: int) -> Iterator[Outside]:
    with opened(file, name) as archive:
        workbook = container.found(archive)
        check_size(archive, name, workbook)
        sheets = set() if what or workbook is None else {*workbook.sheets(archive).values()}
        labels = [
            archive.comment,
            *(text for part in archive.infolist() for text in (part.filename.encode(), part.comment)),
        ]
        yield from _in_part(io.BytesIO(b"\x00".join(labels)), what or _OTHER)
        for part in archive.infolist():
            if part.filename in sheets:
                continue
            place = part.filename.lower().replace("\\", "/")
            holds = what or _kind(_PARTS, place, "en länk" if place.endswith(".rels") else "")
            with archive.open(part) as content:
                nested = content.read(8).startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
            with archive.open(part) as content:
                if nested:
                    yield from _in_file(io.BytesIO(content.read()), holds, name, depth + 1)
                else:
                    yield from _in_part(content, holds)


def _in_compound_file(file: IO[bytes], what: str, name: str, depth: int) -> Iterator[Outside]:
    try:
        with olefile.OleFileIO(file) as compound:
            for stream in compound.listdir():
                content = compound.openstream(stream).read()
                holds = what or _kind(_STREAMS, stream[0], "")
                if not what and stream[-1] in STREAMS and len(stream) == 1:
                    yield from _in_records(content)
                else:
                    texts = sources(content) if holds == _MACRO else ()
                    yield from _in_file(io.BytesIO(b"\n".join([content, *texts])), holds, name, depth + 1)
    except (OSError, ValueError, IndexError) as error:
        raise refusal(name, "filen är skadad", WHOLE) from error


def _in_records(stream: bytes) -> Iterator[Outside]:
    """The numbers in the records of a workbook, told by the record that holds them."""
    found = {each.digits for each in _in_part(io.BytesIO(stream), _OTHER)}
    for kind, content in records(stream) if found else ():
        if kind in _RECORDS:
            for each in _in_part(io.BytesIO(content), _RECORDS[kind]):
                found.discard(each.digits)
                yield each
    yield from (Outside(_OTHER, "", digits) for digits in sorted(found))


def _in_part(file: IO[bytes], what: str, sheet: str = "") -> Iterator[Outside]:
    """The numbers in a part, each once."""
    seen = set()
    overlap, encoding = b"", ""
    while chunk := file.read(CHUNK):
        encoding = encoding or _UTF_16.get(chunk[:2], "utf-8")
        for text in _readings(overlap + chunk, encoding):
            for found in numbers(text) if pc.match_substring_regex(pa.scalar(text), PLAIN_CANDIDATE).as_py() else ():
                outside = Outside(_element(text, found.start, what), sheet, found.digits)
                if found.rather != "decimals" and outside not in seen:
                    seen.add(outside)
                    yield outside
        overlap = chunk[-OVERLAP:]


def _readings(content: bytes, encoding: str) -> Iterator[str]:
    """All that some bytes may say: as text or as wide signs among others, as XML whose runs are one text."""
    if encoding == "utf-8" and b"\0" in content:
        yield content.decode("latin-1")
        content, encoding = b"\n\0".join(_WIDE.findall(content)), "utf-16-le"
    text = plain(content.decode(encoding, "replace"))
    if "<" in text:
        text = _RUNS.sub(lambda runs: "\n" if _NEW_LINE.search(runs["between"]) else "", text)
        text = _MARKUP.sub("", text)
    if "&" in text:
        text = plain(html.unescape(text))
    yield _ESCAPED.sub(lambda sign: chr(int(sign[1] or sign[2], 16)), text)
    if "Header" in text or "Footer" in text:
        yield from (re.sub(codes, "", text) for codes in _HEADER_CODES)


def _element(text: str, position: int, otherwise: str) -> str:
    """What a place in XML is of."""
    names = _ELEMENT.findall(text, max(0, position - OVERLAP), position)
    return next((_ELEMENTS[name] for name in reversed(names) if name in _ELEMENTS), otherwise)


def _kind(kinds: Mapping[str, str], name: str, otherwise: str) -> str:
    return next((what for begin, what in kinds.items() if name.startswith(begin)), otherwise or _OTHER)
