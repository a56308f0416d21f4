"""The organisation in time: the whole and its areas with the days on which they exist, and what belongs to each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import ascii_uppercase

from loaders.problems import Problem, RefusedError
from loaders.reports.names import name_in
from loaders.swedish.periods import iso_date, month_end, parse_month
from loaders.swedish.spelling import tidy
from loaders.tables import numbered_rows

ORGANISATIONS, MEASURE_AREAS = "organisation.csv", "measure_areas.csv"
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
class Owner:
    """The area that a measure belongs to, from one day to another."""

    measure: str
    organisation: str
    begins: date
    ends: date


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
    """The organisations of a reference folder. Raises RefusedError for a table that cannot be read, and where none
    is the whole.

    A day that cannot be read is a warning, and does not limit the line.
    """
    table = reference / ORGANISATIONS
    shown = f"{reference.name}/{ORGANISATIONS}"
    known: dict[str, Organisation] = {}
    problems: list[Problem] = []
    for line, row in numbered_rows(table, ("organisation", "level", "parent")):
        begins, ends = _days(row, shown, line, row["organisation"], problems)
        made = Organisation(
            organisation=tidy(row["organisation"]),
            level=tidy(row["level"]),
            parent=tidy(row["parent"]),
            order=tidy(row.get("order") or ""),
            begins=begins,
            ends=ends,
        )
        known.setdefault(made.organisation, made)
    if not any(line.level == WHOLE for line in known.values()):
        found = f"ingen rad har {WHOLE} i kolumnen level"
        expected = "en rad för hela organisationen, t.ex. Leanlink,whole,,0"
        raise RefusedError([Problem("error", shown, "", "", found, expected)])
    return Organisations(known, tuple(problems))


def load_owners(reference: Path, organisations: Organisations) -> tuple[list[Owner], list[Problem]]:
    """The areas that measures belong to (measure_areas.csv); a line with an unknown organisation is a warning."""
    table = reference / MEASURE_AREAS
    shown = f"{reference.name}/{MEASURE_AREAS}"
    found: list[Owner] = []
    problems: list[Problem] = []
    # A folder from before the table has none.
    for line, row in numbered_rows(table, ("measure", "organisation")) if table.exists() else ():
        measure, organisation = tidy(row["measure"]), tidy(row["organisation"])
        begins, ends = _days(row, shown, line, measure, problems)
        if organisation in organisations.known:
            found.append(Owner(measure, organisation, begins or date.min, ends or date.max))
        else:
            text = f"organisationen ”{organisation}” för ”{measure}” känns inte igen; raden används inte"
            expected = name_in(ORGANISATIONS, organisation, organisations.known)
            problems.append(Problem("warning", shown, "", f"B{line}", text, expected))
    return found, problems


def _days(
    row: Mapping[str, str], shown: str, line: int, about: str, problems: list[Problem]
) -> tuple[date | None, date | None]:
    """The first and the last day of a line; None where it names none, or none that can be read."""
    days: list[date | None] = []
    for column in ("from", "to"):
        text = tidy(row.get(column) or "")
        days.append(_day(text, last=column == "to"))
        if text and days[-1] is None:
            cell = f"{ascii_uppercase[list(row).index(column)]}{line}"
            found = f"”{text}” för ”{about}” är varken månad eller datum, och begränsar inte raden"
            problems.append(Problem("warning", shown, "", cell, found, "t.ex. 2022-01, 2022-01-15 eller tomt"))
    return days[0], days[1]


def _day(text: str, *, last: bool) -> date | None:
    """A date or a month's first or last day; None for any other text."""
    if day := iso_date(text):
        return day
    try:
        month = parse_month(text)
    except ValueError:
        return None
    return month_end(month.year, month.month) if last else month
