"""Which files there are under the given paths, and which of them are printed reports and which monthly exports.

What lies in a folder and is neither ours nor plainly something else (texts, pictures, programs, what is hidden or on
its way) counts as an export: the reader then says of it by name why it is not read. Files that are named always count.
"""

import errno
import os
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import openpyxl

from loaders.files.archive import MOST_SHEETS, SHEET
from loaders.files.sheets import LARGEST_FILE
from loaders.files.workbook import LARGEST_UNPACKED
from loaders.reports.report import REPORT_SHEET, REQUIRED
from loaders.swedish.spelling import fold

NO_TABLES = frozenset(
    {
        *(".md", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx", ".odp", ".url", ".lnk"),
        *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif", ".tiff", ".mp4", ".mov"),
        *(".py", ".pyc", ".sh", ".bat", ".ps1", ".toml", ".ini", ".yml", ".yaml", ".log", ".lock", ".duckdb", ".wal"),
        *(".tmp", ".jsonl"),
    }
)
"""Endings of files in which nobody keeps an export."""

PASSED_OVER = frozenset(
    {"units.csv", "sibling_groups.csv", "thumbs.db", "desktop.ini", "lost+found", "system volume information"}
)
"""Tables of units that lie beside sample exports; what systems keep of a folder and of a disk."""

REPORTS = frozenset({".xlsx", ".xlsm"})
LARGEST_LIST = 1_000_000
"""Bytes of a workbook's list of sheets that are looked at."""

_KINDS = {stat.S_IFIFO: "ett rör", stat.S_IFSOCK: "en sockel", stat.S_IFCHR: "en enhet", stat.S_IFBLK: "en enhet"}
_PLAIN = "en vanlig fil"

FRONT = frozenset(map(fold, (*REQUIRED, "Blad")))
FRONT_ROWS = 50
FEW = 3
"""Lines of a report's front matter by which it is told, some of them missing. An export may have one or two as well."""

LARGEST_FRONT = 10_000_000
"""Bytes of the parts that are read before any sheet: lists, formats and the texts of all sheets."""

_READ_FIRST = re.compile(r"xl/[^/]+\.xml")
_NAMED = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="%s"' % REPORT_SHEET.encode(), re.IGNORECASE)


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
        for found in sorted(_within(path)) if path.is_dir() else [path]:
            if found != path and not _may_be_loaded(found.relative_to(path), path):
                continue
            if skipped & set(Path(os.path.realpath(found)).parents):
                continue
            name = _printable(found.name if found == path else found.relative_to(path).as_posix())
            name = _printable(found.as_posix()) if name in taken else name
            taken.add(name)
            yield name, found


def _within(folder: Path) -> Iterator[Path]:
    """All in a folder and its folders that is no folder, and the folders that are not looked into."""
    closed: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=closed.append):
        yield from (Path(place, name) for name in files)
        yield from (linked for name in folders if (linked := Path(place, name)).is_symlink())
    yield from (Path(error.filename) for error in closed)


def _printable(name: str) -> str:
    """A name with what is no text in it spelled out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def oddity(path: Path) -> tuple[str, str] | None:
    """Why a file is not to be opened, and what is expected in its place; None for a plain file."""
    if _printable(str(path)) != str(path):
        return "filnamnet innehåller tecken som inte kan läsas", "ett annat namn; döp om filen"
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode):
            path.open("rb").close()
    except FileNotFoundError:
        if path.is_symlink():
            return "filen är en länk till något som inte finns", _PLAIN
        return f"filen {path} finns inte längre", "filen på sin plats, eller samma export inläst på nytt"
    except OSError as error:
        loops = error.errno == errno.ELOOP
        return "filen är en länk till sig själv" if loops else "filen får inte öppnas", f"{_PLAIN} som får läsas"
    if stat.S_ISDIR(found.st_mode):
        return ("länkar till mappar följs inte" if path.is_symlink() else "mappen får inte öppnas"), "en vanlig mapp"
    if not stat.S_ISREG(found.st_mode):
        return f"det är {_KINDS.get(stat.S_IFMT(found.st_mode), 'ingen vanlig fil')}, ingen fil", _PLAIN
    if found.st_size > LARGEST_FILE << 20:
        too_large = f"filen är för stor ({found.st_size / (1 << 20):.0f} MB)"
        return too_large, f"en export på högst {LARGEST_FILE} MB, t.ex. en fil för varje år"
    return None


def _may_be_loaded(path: Path, root: Path) -> bool:
    """Whether a file by its path within the folder `root` may be an export or a report."""
    if any(part.startswith((".", "~$")) for part in path.parts):
        return False
    # The tables that people edit lie in a folder of their own.
    is_table = path.name.lower() in PASSED_OVER or (root / path).parent.name == "reference"
    return not is_table and path.suffix.lower() not in NO_TABLES and not _is_prose(root / path)


def _is_prose(path: Path) -> bool:
    """Whether a text tells something rather than being a table under another name than CSV."""
    if path.suffix.lower() != ".txt" or not path.is_file():
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
    if path.suffix.lower() not in REPORTS or oddity(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("xl/workbook.xml") as sheets:
                listed = sheets.read(LARGEST_LIST)
            size = sum(part.file_size for part in archive.infolist())
            front = sum(part.file_size for part in archive.infolist() if _READ_FIRST.fullmatch(part.filename))
        # What is no printed report, by its size alone, is not even opened here: exports are read in a sandbox.
        fits = size <= LARGEST_UNPACKED and front <= LARGEST_FRONT and len(SHEET.findall(listed)) <= MOST_SHEETS
        return fits and _NAMED.search(listed) is not None and _has_front(path, path.stat().st_mtime_ns, size)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return unopened


@lru_cache(maxsize=1000)
def _has_front(path: Path, _written: int, _size: int) -> bool:
    """Whether the sheet describes a report; one that cannot be read is a report's, which then tells why.

    A file is asked several times while it is loaded, and answers the same until it is written anew."""
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
