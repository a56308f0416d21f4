"""Changes to finished files: to a workbook what a table of texts cannot say, and lines to tables that people edit."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl

from loaders.organisation import UNITS, Place


@contextmanager
def edited(path: Path) -> Iterator[Any]:
    """The workbook at `path`, open for changes and saved at the end."""
    book = openpyxl.load_workbook(path)
    yield book
    book.save(path)


def add_place(reference: Path, export: str, spelling: str, place: Place) -> None:
    """Write one more spelling of a place to the table of units."""
    with (reference / UNITS).open("a", encoding="utf-8", newline="") as table:
        csv.writer(table, lineterminator="\n").writerow([export, spelling, place.unit, place.organisation, ""])
