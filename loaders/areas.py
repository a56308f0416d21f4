"""The organisation in time: the whole and its areas, each with the days on which it exists (organisation.csv)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import ascii_uppercase

from loaders.names import numbered_rows
from loaders.problems import Problem, RefusedError
from loaders.values import iso_date, month_end, parse_month, tidy

ORGANISATIONS = "organisation.csv"
WHOLE, AREA = "whole", "area"


@dataclass(frozen=True)
class Organisation:
    """One line of organisation.csv. `begins` and `ends` are its first and last day, None where it has none."""

    organisation: str
    level: str
    parent: str
    order: str
    begins: date | None = None
    ends: date | None = None

    def exists(self, day: date) -> bool:
        """Whether it is there on a day."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Organisations:
    """All lines by name, and what is wrong with their days."""

    known: Mapping[str, Organisation]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def whole(self) -> str:
        """The organisation that all others are parts of."""
        return next(name for name, line in self.known.items() if line.level == WHOLE)

    @property
    def parents(self) -> dict[str, str]:
        """Areas with the organisation that they are parts of."""
        return {name: line.parent for name, line in self.known.items() if line.level == AREA}

    def exists(self, name: str, day: date) -> bool:
        """Whether an organisation is there on a day; one that is not in the table always is."""
        return name not in self.known or self.known[name].exists(day)


def load_organisations(reference: Path) -> Organisations:
    """The organisations of a reference folder. Raises RefusedError where none is the whole.

    A day that cannot be read is a warning, and does not limit the line.
    """
    table = reference / ORGANISATIONS
    shown = f"{reference.name}/{ORGANISATIONS}"
    known: dict[str, Organisation] = {}
    problems: list[Problem] = []
    for line, row in numbered_rows(table):
        days: dict[str, date | None] = {}
        for column in ("from", "to"):
            text = tidy(row.get(column) or "")
            days[column] = _day(text, last=column == "to")
            if text and days[column] is None:
                cell = f"{ascii_uppercase[list(row).index(column)]}{line}"
                found = f"”{text}” för ”{row['organisation']}” är varken månad eller datum, och begränsar inte raden"
                problems.append(Problem("warning", shown, "", cell, found, "t.ex. 2022-01, 2022-01-15 eller tomt"))
        made = Organisation(
            organisation=tidy(row["organisation"]),
            level=tidy(row["level"]),
            parent=tidy(row["parent"]),
            order=tidy(row.get("order") or ""),
            begins=days["from"],
            ends=days["to"],
        )
        known.setdefault(made.organisation, made)
    if not any(line.level == WHOLE for line in known.values()):
        found = f"ingen rad har {WHOLE} i kolumnen level"
        expected = "en rad för hela organisationen, t.ex. Leanlink,whole,,0"
        raise RefusedError([Problem("error", shown, "", "", found, expected)])
    return Organisations(known, tuple(problems))


def _day(text: str, *, last: bool) -> date | None:
    """A date or a month's first or last day; None for any other text."""
    if day := iso_date(text):
        return day
    try:
        month = parse_month(text)
    except ValueError:
        return None
    return month_end(month.year, month.month) if last else month
