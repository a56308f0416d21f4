"""Which files there are under the given paths, and which of them are printed reports and which monthly exports.

What lies in a folder and is neither ours nor plainly something else (texts, pictures, programs, what is hidden or on
its way) counts as an export: the reader then says of it by name why it is not read. Files that are named always count.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import openpyxl

from loaders.report import REPORT_SHEET, REQUIRED
from loaders.values import fold
from loaders.workbook import LARGEST_FILE

NO_TABLES = frozenset(
    {
        *(".md", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx", ".odp", ".url", ".lnk"),
        *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif", ".tiff", ".mp4", ".mov"),
        *(".py", ".pyc", ".sh", ".bat", ".ps1", ".toml", ".ini", ".yml", ".yaml", ".log", ".lock", ".duckdb", ".wal"),
        *(".tmp", ".jsonl"),
    }
)
"""Endings of files in which nobody keeps an export."""

PASSED_OVER = frozenset({"units.csv", "thumbs.db", "desktop.ini"})
"""A table of units that lies beside sample exports; what Windows keeps of a folder."""

REPORTS = frozenset({".xlsx", ".xlsm"})
LARGEST_LIST = 1_000_000
"""Bytes of a workbook's list of sheets that are looked at."""

FRONT = frozenset(map(fold, (*REQUIRED, "Blad")))
FRONT_ROWS = 50
FEW = 3
"""Lines of a report's front matter by which it is told, some of them missing. An export may have one or two as well."""

_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="%s"' % REPORT_SHEET.encode(), re.IGNORECASE)


def find(paths: Iterable[Path], leave_out: Iterable[Path] = ()) -> Iterator[tuple[str, Path]]:
    """Every file that may be loaded, with a name of its own: its path within the given folder, or all of it where
    two collide.

    Raises FileNotFoundError for a path that does not exist.
    """
    skipped = {folder.resolve() for folder in leave_out}
    taken: set[str] = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        for found in [path] if path.is_file() else sorted(path.rglob("*")):
            if found.is_dir() or (found != path and not _may_be_loaded(found.relative_to(path), path)):
                continue
            if skipped & set(found.resolve().parents):
                continue
            name = found.name if found == path else found.relative_to(path).as_posix()
            name = found.as_posix() if name in taken else name
            taken.add(name)
            yield name, found


def _may_be_loaded(path: Path, root: Path) -> bool:
    """Whether a file by its path within the folder `root` may be an export or a report."""
    if any(part.startswith((".", "~$")) for part in path.parts):
        return False
    # The tables that people edit lie in a folder of their own.
    is_table = path.name.lower() in PASSED_OVER or (root / path).parent.name == "reference"
    return not is_table and path.suffix.lower() not in NO_TABLES and not _is_prose(root / path)


def _is_prose(path: Path) -> bool:
    """Whether a text tells something rather than being a table under another name than CSV."""
    if path.suffix.lower() != ".txt":
        return False
    try:
        with path.open("rb") as file:
            lines = file.read(LARGEST_LIST).splitlines()
    except OSError:
        # The reader will tell.
        return False
    return sum(b"\t" in line or b";" in line for line in lines) < 2


def is_report(path: Path, *, unopened: bool = False) -> bool:
    """Whether a file is a printed report's workbook: a sheet of its own says so, by its name and what stands there.

    `unopened` is the answer for a workbook that cannot be opened.
    """
    if path.suffix.lower() not in REPORTS:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("xl/workbook.xml") as sheets:
                is_named = _SHEET.search(sheets.read(LARGEST_LIST)) is not None
            size = sum(part.file_size for part in archive.infolist())
        return is_named and size <= LARGEST_FILE and _has_front(path)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return unopened


def _has_front(path: Path) -> bool:
    """Whether the sheet describes a report; one that cannot be read is a report's, which then tells why."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = next(book[title] for title in book.sheetnames if fold(title) == fold(REPORT_SHEET))
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=FRONT_ROWS, max_col=1, values_only=True)
        said = {fold(str(first)) for first, *_ in rows if first is not None}
        book.close()
    except Exception:
        # openpyxl meets damaged files with whatever its parts raise.
        return True
    return len(FRONT & said) >= FEW
