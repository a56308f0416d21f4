"""Changes to finished files: to a workbook what a table of texts cannot say, and lines to tables that people edit."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl

from loaders.facts.areas import ORGANISATIONS
from loaders.facts.organisation import UNITS, Place


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


def end_other_areas(reference: Path, *areas: str) -> None:
    """Let all areas but these have ended before any month: of the others the whole lacks nothing."""
    table = reference / ORGANISATIONS
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = [{"from": "", "to": "", **row} for row in csv.DictReader(file)]
    ended = [
        row | {"to": row["to"] if row["level"] == "whole" or row["organisation"] in areas else "2000-01"}
        for row in rows
    ]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ended[0]))
        writer.writeheader()
        writer.writerows(ended)
