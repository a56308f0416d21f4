"""Names and codes of units, homes, kitchens and providers -> unit and organisation, through data/reference/.

Looked up while the warehouse is built, so that a new line takes effect without reading any file again. A unit that
moves has a line for each of its organisations, with the month that it counts from.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from string import ascii_uppercase

from loaders.facts.areas import ORGANISATIONS, load_organisations
from loaders.problems import Problem
from loaders.reports.names import NAME_COLUMNS, ORGANISATION_NAMES, name_in
from loaders.swedish.periods import parse_month
from loaders.swedish.spelling import fold, tidy
from loaders.tables import numbered_rows

UNITS = "units.csv"
_CODE_AND_NAME = re.compile(r"(?P<code>\d{2,8})(?: ?[-,:;/] ?| )(?P<name>[^\W\d_].*)")
ALWAYS = date.min
"""What a line without a month counts from."""


@dataclass(frozen=True)
class Place:
    """A unit and the organisation (business area or the whole) that it belongs to."""

    unit: str
    organisation: str


@dataclass(frozen=True)
class Said:
    """That a place of an export belongs to an organisation, always."""

    export: str
    place: str
    organisation: str


@dataclass(frozen=True)
class Stay:
    """A place that a spelling stands for from the day `begins` on, until the day `ends`."""

    place: Place
    begins: date = ALWAYS
    ends: date = date.max


@dataclass(frozen=True)
class Places:
    """All known places by (export or '' for all, folded spelling) and by the month that they count from, and what is
    wrong with the tables of them."""

    known: Mapping[tuple[str, str], Mapping[date, Place]]
    problems: tuple[Problem, ...] = ()

    @property
    def organisations(self) -> list[str]:
        """The organisations that any place belongs to."""
        return list(dict.fromkeys(place.organisation for lines in self.known.values() for place in lines.values()))

    def stays(self, export: str, spelling: str) -> list[Stay]:
        """The places of a spelling in an export, one after the other over all time; none of an unknown spelling.

        It is known as it stands, or else by the code or by the name in it.

        From the first line for that export on, lines for all exports no longer count. The earliest line counts before
        its month too: who says where a unit has moved and not from where must not lose the rows that were in an area.
        """
        lines = self._lines(export, fold(spelling))
        days = sorted(lines)
        spans = pairwise([ALWAYS, *days[1:], date.max])
        return [Stay(lines[day], *span) for day, span in zip(days, spans, strict=False)]

    def _lines(self, export: str, folded: str) -> Mapping[date, Place]:
        """The lines of a spelling; of a code with a name those of either, unless these are of different places."""
        own, common = (self.known.get((source, folded), {}) for source in (export, ""))
        lines = {day: place for day, place in common.items() if day < min(own, default=date.max)} | dict(own)
        if lines or not (parts := code_and_name(folded)):
            return lines
        of_code, of_name = (self._lines(export, part) for part in parts)
        units = {place.unit for part in (of_code, of_name) for place in part.values()}
        return (of_code or of_name) if len(units) == 1 else {}

    def moves(self, export: str, spelling: str) -> list[tuple[Stay, Stay]]:
        """The stays of a spelling between which the organisation changes."""
        pairs = pairwise(self.stays(export, spelling))
        return [(old, new) for old, new in pairs if old.place.organisation != new.place.organisation]

    def nearest(self, export: str, spelling: str) -> list[str]:
        """Known spellings that come closest to an unknown one."""
        spellings = {
            folded: lines[max(lines)].unit for (source, folded), lines in self.known.items() if source in ("", export)
        }
        return list(
            dict.fromkeys(spellings[near] for near in difflib.get_close_matches(fold(spelling), spellings, 3, 0.5))
        )


def code_and_name(spelling: str) -> tuple[str, str] | None:
    """The code and the name that a spelling consists of: 4101 Hemtjänst Norr. None for any other."""
    found = _CODE_AND_NAME.fullmatch(spelling)
    return (found["code"], found["name"]) if found else None


def load_places(reference: Path, *more: Path, said: Sequence[Said] = ()) -> Places:
    """The places of a reference folder; `more` are further tables of the form of units.csv, `said` what people have
    said when they loaded: a line of a table goes before it.

    Where the organisation of a line is unknown the place belongs to the whole. Raises RefusedError where there is none.
    """
    organisations = load_organisations(reference)
    levels, whole = organisations.known, organisations.whole
    known: dict[tuple[str, str], dict[date, Place]] = {}
    problems: list[Problem] = []
    for line, row in numbered_rows(reference / ORGANISATION_NAMES, NAME_COLUMNS):
        organisation = tidy(row["organisation"])
        if organisation in levels:
            known["", fold(row["printed"])] = {ALWAYS: Place(organisation, organisation)}
        else:
            found = f"organisationen ”{organisation}” för ”{row['printed']}” känns inte igen; raden används inte"
            expected = name_in(ORGANISATIONS, organisation, [*levels])
            problems.append(_warning(reference / ORGANISATION_NAMES, line, row, "organisation", found, expected))
    known |= {(each.export, fold(each.place)): {ALWAYS: _known_place(each, levels, whole)} for each in said}
    for table in (reference / UNITS, *more):
        for line, row in numbered_rows(table, ("source", "spelling", "unit", "organisation")):
            organisation = tidy(row["organisation"])
            place = Place(tidy(row["unit"]), organisation if organisation in levels else whole)
            begins = _begins(row)
            lines = known.setdefault((row["source"], fold(row["spelling"])), {})
            if begins is not None:
                lines[begins] = place
            else:
                lines.setdefault(ALWAYS, place)
                found = f"”{row['from']}” för ”{row['spelling']}” är ingen månad; raden gäller om ingen annan gör det"
                problems.append(_warning(table, line, row, "from", found, "en månad, t.ex. 2021-03, eller tomt"))
            if organisation not in levels:
                found = f"organisationen ”{row['organisation']}” för ”{row['spelling']}” känns inte igen"
                expected = name_in(ORGANISATIONS, row["organisation"], [*levels])
                problems.append(_warning(table, line, row, "organisation", found, expected))
    return Places(_with_parts(known), tuple(problems))


def _with_parts(known: Mapping[tuple[str, str], Mapping[date, Place]]) -> dict[tuple[str, str], Mapping[date, Place]]:
    """The places, also by the code and by the name of spellings that have both, where only one place has it."""
    parts: defaultdict[tuple[str, str], list[Mapping[date, Place]]] = defaultdict(list)
    for (source, spelling), lines in known.items():
        for part in code_and_name(spelling) or ():
            parts[source, part].append(lines)
    return {key: several[0] for key, several in parts.items() if len(several) == 1} | dict(known)


def _known_place(said: Said, levels: Container[str], whole: str) -> Place:
    return Place(tidy(said.place), said.organisation if said.organisation in levels else whole)


def _begins(row: Mapping[str, str]) -> date | None:
    """The month that a line counts from; None where what stands there is no month."""
    # Older tables lack the column, and lines of four cells its value.
    text = tidy(row.get("from") or "")
    try:
        return parse_month(text) if text else ALWAYS
    except ValueError:
        return None


def _warning(table: Path, line: int, row: Mapping[str, str], column: str, found: str, expected: str) -> Problem:
    cell = f"{ascii_uppercase[list(row).index(column)]}{line}"
    return Problem("warning", f"{table.parent.name}/{table.name}", "", cell, found, expected)
