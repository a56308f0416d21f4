"""Names and codes of units, homes, kitchens and providers -> unit and organisation, through data/reference/.

Looked up while the warehouse is built, so that a new line takes effect without reading any file again.
"""

import csv
import difflib
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.names import read_table
from loaders.values import fold, tidy

UNITS = "units.csv"


@dataclass(frozen=True)
class Place:
    """A unit and the organisation (business area or the whole) that it belongs to."""

    unit: str
    organisation: str


@dataclass(frozen=True)
class Places:
    """All known places by (export or '' for all, folded spelling)."""

    known: Mapping[tuple[str, str], Place]

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
    """Append a line to a reference table, in the form that it has; written whole or not at all."""
    text = table.read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(row)
    draft = table.with_name(f"{table.name}.{os.getpid()}")
    draft.write_text(f"{text.rstrip()}\n{line.getvalue()}", encoding="utf-8")
    draft.replace(table)


def load_places(reference: Path, *more: Path) -> Places:
    """The places of a reference folder; `more` are further tables of the form of units.csv."""
    names = read_table(reference / "organisation_names.csv")
    known = {("", fold(row["printed"])): Place(row["organisation"], row["organisation"]) for row in names}
    for table in (reference / UNITS, *more):
        for row in read_table(table):
            known[row["source"], fold(row["spelling"])] = Place(tidy(row["unit"]), tidy(row["organisation"]))
    return Places(known)
