"""Names and codes of units, homes, kitchens and providers -> unit and organisation, through data/reference/.

Looked up while the warehouse is built, so that a new line takes effect without reading any file again.
"""

import difflib
from collections.abc import Mapping
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


def load_places(reference: Path, *more: Path) -> Places:
    """The places of a reference folder; `more` are further tables of the form of units.csv."""
    names = read_table(reference / "organisation_names.csv")
    known = {("", fold(row["printed"])): Place(row["organisation"], row["organisation"]) for row in names}
    for table in (reference / UNITS, *more):
        for row in read_table(table):
            known[row["source"], fold(row["spelling"])] = Place(tidy(row["unit"]), tidy(row["organisation"]))
    return Places(known)
