"""The archive that an Excel workbook is: whether it is whole, and its parts other than the cells of its sheets."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from loaders.files import container
from loaders.files.container import Container
from loaders.problems import Problem, RefusedError

LARGEST_UNPACKED = 2_000_000_000
"""Bytes; a million rows of fourteen columns unpack to some 700 000 000."""

MOST_SHEETS = 500
"""System exports have one, or one a month or unit."""

ZIPPED = frozenset({".xlsx", ".xlsm"})
READ = (".xlsx", ".xlsm", ".xls", ".csv")
"""How exports' names end. Their content counts, but texts are read as CSV only under that name."""

TABLES = frozenset({".xlsb", ".ods", ".fods", ".numbers", ".xml", ".htm", ".html", ".mht"})
"""Names of tables that are not read: the parser takes some, but does not tell which formulas have no value."""

ANY_EXPORT = f"en oskyddad export i formatet {', '.join(READ[:-1])} eller {READ[-1]}"
SAVED_AS_XLSX = "en export i formatet .xlsx; öppna filen i Excel och spara den som .xlsx"
NO_WORKBOOK = "filen är ingen Excel-arbetsbok, trots sitt namn"
DAMAGED = "filen är skadad och kan inte läsas som Excel"
WHOLE = "en hel fil; hämta exporten på nytt ur systemet"

CHUNK = 1 << 20
_EXPLAINS_CELLS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/workbook\.xml\.rels", re.I)
SHEET = re.compile(rb"<(?:\w+:)?sheet\b")
"""A sheet in a workbook's list of them."""

_OTHERS = {"xl/workbook.bin": ".xlsb", "content.xml": ".ods", "index/document.iwa": ".numbers"}
_OTHERS |= {"word/document.xml": ".docx", "ppt/presentation.xml": ".pptx"}
"""Archives that are not read, by a part that tells what they are."""

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


def refusal(name: str, found: str, expected: str, sheet: str = "") -> RefusedError:
    """What refuses a file as a whole, or one of its sheets."""
    return RefusedError([Problem("error", name, sheet, "", found, expected)])


def too_many_sheets(name: str, count: int) -> RefusedError:
    """What refuses a workbook of more sheets than anybody has."""
    return refusal(name, f"arbetsboken har {count} blad", f"en arbetsbok med högst {MOST_SHEETS} blad")


def no_export(name: str, kind: str = "") -> RefusedError:
    """What refuses a file that is no workbook, or of a `kind` that is not read: what it is, and what to do."""
    kind = kind or Path(name).suffix.lower()
    if kind in READ:
        return refusal(name, NO_WORKBOOK, ANY_EXPORT)
    found = f"filer i formatet {kind} läses inte" if kind else "filen har ingen filändelse"
    return refusal(name, found, SAVED_AS_XLSX if kind in TABLES else ANY_EXPORT)


@contextmanager
def opened(source: Path | bytes | IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """The workbook's archive. What goes wrong with it raises RefusedError."""
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            yield archive
    except RefusedError:
        raise
    except RuntimeError as error:
        found = "filen är lösenordsskyddad" if "encrypted" in str(error) else "filen är skadad"
        raise refusal(name, found, ANY_EXPORT) from error
    except _DAMAGED as error:
        raise refusal(name, "filen är skadad", WHOLE) from error


def workbook_in(archive: zipfile.ZipFile, name: str) -> Container:
    """Where the workbook of an archive lies. Raises RefusedError for what is none or unpacks too large, before more
    than its list of sheets is unpacked."""
    found = container.found(archive)
    if found is None:
        names = {part.replace("\\", "/").casefold() for part in archive.namelist()}
        raise no_export(name, next((suffix for part, suffix in _OTHERS.items() if part in names), ""))
    check_size(archive, name, found)
    return found


def check_size(archive: zipfile.ZipFile, name: str, workbook: Container | None) -> None:
    """Raise RefusedError for what unpacks too large."""
    if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
        raise refusal(name, "filen är orimligt stor när den packas upp", "en export på högst 2 GB")
    listed = container.text(archive, workbook.workbook) if workbook else b""
    if (sheets := len(SHEET.findall(listed))) > MOST_SHEETS:
        raise too_many_sheets(name, sheets)


def laid_out(path: Path, name: str) -> Path | bytes:
    """The file, or the same workbook as parsers know it where its writer has laid it out in another way."""
    with opened(path, name) as archive:
        workbook = workbook_in(archive, name)
        if container.is_ordinary(archive, workbook):
            return path
        _read_through(archive, ())
        return container.rebuilt(archive, workbook)


def other_parts(archive: zipfile.ZipFile, sheets: Iterable[str]) -> dict[str, bytes]:
    """The parts that explain the cells of sheets (shared texts, styles, names); all others are read through too.

    The parser of sheets does not look at the check sums.
    """
    explaining = [part for part in archive.namelist() if _EXPLAINS_CELLS.fullmatch(part)]
    _read_through(archive, {*sheets, *explaining})
    return {part: archive.read(part) for part in explaining}


def _read_through(archive: zipfile.ZipFile, but: Collection[str]) -> None:
    """Unpack all parts but some, whose check sums are thereby looked at."""
    for part in archive.namelist():
        if part not in but:
            with archive.open(part) as file:
                while file.read(CHUNK):
                    pass
