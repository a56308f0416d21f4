"""Names and codes of units, homes, kitchens and providers -> unit and organisation, through data/reference/.

Looked up while the warehouse is built, so that a new line takes effect without reading any file again.
"""

import csv
import difflib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

from loaders.names import name_in, numbered_rows, read_table
from loaders.problems import Problem
from loaders.values import fold, tidy

UNITS, ORGANISATIONS = "units.csv", "organisation.csv"


@dataclass(frozen=True)
class Place:
    """A unit and the organisation (business area or the whole) that it belongs to."""

    unit: str
    organisation: str


@dataclass(frozen=True)
class Places:
    """All known places by (export or '' for all, folded spelling), and what is wrong with the tables of them."""

    known: Mapping[tuple[str, str], Place]
    problems: tuple[Problem, ...] = ()

    def find(self, export: str, spelling: str) -> Place | None:
        """The place of a spelling in an export; a line for that export goes before one for all."""
        folded = fold(spelling)
        return self.known.get((export, folded)) or self.known.get(("", folded))

    def nearest(self, export: str, spelling: str) -> list[str]:
        """Known spellings that come closest to an unknown one."""
        spellings = {folded: place.unit for (source, folded), place in self.known.items() if source in ("", export)}
        return list(
            dict.fromkeys(spellings[near] for near in difflib.get_close_matches(fold(spelling), spellings, 3, 0.5))
        )


def add_place(reference: Path, export: str, spelling: str, place: Place) -> None:
    """Write one more spelling of a place to the table that people edit."""
    add_row(reference / UNITS, [export, spelling, place.unit, place.organisation])


def add_row(table: Path, row: Sequence[str]) -> None:
    """Append a line to a reference table, in the form that it has.

    One write at the end of the file: it comes whole or not at all, and of two at once none is lost.
    """
    content = table.read_bytes()
    heading = content.partition(b"\n")[0]
    line = io.StringIO()
    end = "\r\n" if heading.endswith(b"\r") else "\n"
    csv.writer(line, delimiter=";" if b";" in heading else ",", lineterminator=end).writerow(row)
    before = "" if content.endswith(b"\n") else end
    with table.open("ab", buffering=0) as file:
        file.write(f"{before}{line.getvalue()}".encode())


def load_places(reference: Path, *more: Path) -> Places:
    """The places of a reference folder; `more` are further tables of the form of units.csv."""
    names = read_table(reference / "organisation_names.csv")
    organisations = [row["organisation"] for row in read_table(reference / ORGANISATIONS)]
    known = {("", fold(row["printed"])): Place(row["organisation"], row["organisation"]) for row in names}
    problems: list[Problem] = []
    for table in (reference / UNITS, *more):
        for line, row in numbered_rows(table):
            place = Place(tidy(row["unit"]), tidy(row["organisation"]))
            known[row["source"], fold(row["spelling"])] = place
            if place.organisation not in organisations:
                problems.append(_unknown_organisation(table, line, row, organisations))
    return Places(known, tuple(problems))


def _unknown_organisation(table: Path, line: int, row: Mapping[str, str], known: Sequence[str]) -> Problem:
    cell = f"{ascii_uppercase[list(row).index('organisation')]}{line}"
    found = f"organisationen ”{row['organisation']}” för ”{row['spelling']}” känns inte igen"
    expected = name_in(ORGANISATIONS, row["organisation"], known)
    return Problem("warning", f"{table.parent.name}/{table.name}", "", cell, found, expected)
