"""Which files there are under the given paths, and which of them are printed reports and which monthly exports."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = frozenset({".xlsx", ".xls", ".csv"})
REPORT_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="Rapport"', re.IGNORECASE)
LARGEST_LIST = 1_000_000
"""Bytes of a workbook's list of sheets that are looked at."""


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
            if found.is_dir() or (found != path and not _may_be_loaded(found)):
                continue
            if skipped & set(found.resolve().parents):
                continue
            name = found.name if found == path else found.relative_to(path).as_posix()
            name = found.as_posix() if name in taken else name
            taken.add(name)
            yield name, found


def _may_be_loaded(path: Path) -> bool:
    # A table of units lies beside sample exports; the tables that people edit lie in a folder of their own.
    is_table = path.name == "units.csv" or path.parent.name == "reference"
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", ".")) and not is_table


def is_report(path: Path) -> bool:
    """Whether a file is a printed report's workbook, which says so in a sheet of its own.

    A workbook that cannot be opened is taken for a report, unless it lies among the exports.
    """
    if path.suffix.lower() != ".xlsx":
        return False
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as sheets:
            return REPORT_SHEET.search(sheets.read(LARGEST_LIST)) is not None
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return "exports" not in path.parts
