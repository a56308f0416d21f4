"""The archive that an Excel workbook is: whether it is whole, and its parts other than the cells of its sheets."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from loaders.problems import Problem, RefusedError

LARGEST_UNPACKED = 2_000_000_000
"""Bytes; a million rows of fourteen columns unpack to some 700 000 000."""

MOST_SHEETS = 500
"""System exports have one, or one a month or unit."""

ZIPPED = frozenset({".xlsx", ".xlsm"})
READ = (".xlsx", ".xlsm", ".xls", ".csv")
"""How exports' names end. Their content counts, but texts are read as CSV only under that name."""

TABLES = frozenset({".xlsb", ".ods", ".fods", ".numbers", ".tsv", ".txt", ".xml", ".htm", ".html"})
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

_SHEET_TYPE = "/worksheet"
_OTHERS = {"xl/workbook.bin": ".xlsb", "content.xml": ".ods", "Index/Document.iwa": ".numbers"}
"""Archives that hold tables which are not read, by a part that tells them."""

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
def opened(path: Path | IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """The workbook's archive. What goes wrong with it raises RefusedError."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except RefusedError:
        raise
    except RuntimeError as error:
        found = "filen är lösenordsskyddad" if "encrypted" in str(error) else "filen är skadad"
        raise refusal(name, found, ANY_EXPORT) from error
    except _DAMAGED as error:
        raise refusal(name, "filen är skadad", WHOLE) from error


def check(archive: zipfile.ZipFile, name: str) -> None:
    """Raise RefusedError for what is no workbook or unpacks too large, before anything is unpacked."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise no_export(name, next((suffix for part, suffix in _OTHERS.items() if part in names), ""))
    check_size(archive, name)


def check_size(archive: zipfile.ZipFile, name: str) -> None:
    """Raise RefusedError for what unpacks too large."""
    if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
        raise refusal(name, "filen är orimligt stor när den packas upp", "en export på högst 2 GB")
    if (sheets := len(SHEET.findall(archive.read("xl/workbook.xml")))) > MOST_SHEETS:
        raise too_many_sheets(name, sheets)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of every sheet by its name; sheets that hold only a chart have none."""
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations if _is_worksheet(each)}
    workbook = ET.fromstring(archive.read("xl/workbook.xml"))
    sheets = [each for each in workbook.iter() if each.tag.endswith("}sheet")]
    return {
        sheet.get("name", ""): _part(targets[_relation(sheet)]) for sheet in sheets if targets.get(_relation(sheet))
    }


def other_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts that explain the cells of sheets (shared texts, styles, names); all others are read through too.

    The parser of sheets does not look at the check sums.
    """
    sheets = {*sheet_parts(archive).values()}
    explaining: dict[str, bytes] = {}
    for part in archive.namelist():
        if _EXPLAINS_CELLS.fullmatch(part):
            explaining[part] = archive.read(part)
        elif part not in sheets:
            with archive.open(part) as file:
                while file.read(CHUNK):
                    pass
    return explaining


def _is_worksheet(relation: ET.Element) -> bool:
    return relation.get("Type", "").endswith(_SHEET_TYPE)


def _relation(sheet: ET.Element) -> str:
    """A sheet's relation id, in whichever of the two namespaces that workbooks use."""
    return next((value for key, value in sheet.items() if key.endswith("relationships}id")), "")


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
