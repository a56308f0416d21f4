"""The sheet `Rapport`: what a report says of itself, and the list of its tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from loaders.files.workbook import Sheet, address
from loaders.problems import Problem
from loaders.reports.part_years import ACCUMULATED, INTERIM, OF_MONTH
from loaders.swedish.periods import iso_date
from loaders.swedish.spelling import SPACES, fold, tidy

REPORT_SHEET = "Rapport"
REQUIRED = ("Beteckning", "Titel", "År", "Läget per", "Organisation")
NET_COST = {"": 1, "plus är överskott": 1, "plus är underskott": -1}
DEVIATION = re.compile(r"(?:(?:investeringar )?(?:plus är bättre|utfall minus budget)(?:; ?|$))*")


@dataclass(frozen=True)
class Report:
    """What the sheet `Rapport` says of the whole. `as_of` orders the publications in time."""

    publication: str
    title: str
    year: int
    published: str
    as_of: date
    organisation: str
    unit: str

    @property
    def outcome_until(self) -> date:
        """The day that outcomes reach to in a report of a year that is not over.

        A plan for a coming year is made on a day too, which says nothing of what its earlier outcomes cover.
        """
        return self.as_of if self.as_of.year == self.year else date.max


@dataclass(frozen=True)
class Table:
    """What the sheet `Rapport` says of one sheet.

    `kind` selects the mapping of labels, `measures` is what a row that is just an organisation
    measures, `net_cost_sign` turns a printed net cost into a result with plus = surplus, `interim` says what a column
    headed by a month is of where the print does not (part_years.py).
    """

    sheet: str
    title: str
    kind: str
    measures: str
    unit: str
    net_cost_sign: int
    deviation_sign: str
    interim: str = ""


def read_front(sheet: Sheet, name: str, problems: list[Problem]) -> Report | None:
    """The key and value rows at the top of the sheet `Rapport`."""
    end = _listing_row(sheet) or sheet.rows + 1
    front = {fold(sheet.text(row, 1)): (row, SPACES.sub(" ", sheet.text(row, 2)).strip()) for row in range(1, end)}
    before = len(problems)
    for key in REQUIRED:
        row, text = front.get(fold(key), (0, ""))
        if not text:
            place = address(row, 2) if row else ""
            problems.append(Problem("error", name, sheet.name, place, f"uppgiften {key} saknas", "ett värde"))
    year_row, year = front.get("år", (0, ""))
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        place = address(year_row, 2)
        problems.append(Problem("error", name, sheet.name, place, f"År är ”{year}”", "ett årtal"))
    as_of_row, as_of = front.get("läget per", (0, ""))
    day = iso_date(as_of)
    if as_of and day is None:
        place = address(as_of_row, 2)
        problems.append(
            Problem("error", name, sheet.name, place, f"Läget per är ”{as_of}”", "ett datum som 2021-12-31")
        )
    if len(problems) > before or day is None:
        return None
    said = {key: text for key, (_, text) in front.items()}
    return Report(
        publication=said["beteckning"],
        title=said["titel"],
        year=int(year),
        published=said.get("publicerad", ""),
        as_of=day,
        organisation=said["organisation"],
        unit=said.get("enhet", ""),
    )


def read_contents(sheet: Sheet, name: str, problems: list[Problem]) -> Iterator[Table]:
    """The list of sheets below the front matter, under the heading row that starts with `Blad`."""
    top = _listing_row(sheet)
    if top is None:
        problems.append(
            Problem(
                "error",
                name,
                sheet.name,
                "",
                "förteckningen över blad saknas",
                "en rubrikrad som börjar med Blad",
            )
        )
        return
    columns = {fold(text): column for column, text in enumerate(sheet.row(top), start=1)}
    for row in range(top + 1, sheet.rows + 1):
        said = {key: tidy(sheet.text(row, column)) for key, column in columns.items()}
        if not said["blad"]:
            continue
        sign, deviation = fold(said.get("nettokostnad", "")), fold(said.get("avvikelse", ""))
        if sign not in NET_COST:
            place, expected = address(row, columns["nettokostnad"]), "plus är överskott eller plus är underskott"
            problems.append(Problem("error", name, sheet.name, place, f"Nettokostnad är ”{sign}”", expected))
        if not DEVIATION.fullmatch(deviation):
            place, expected = address(row, columns["avvikelse"]), "plus är bättre eller utfall minus budget"
            problems.append(Problem("error", name, sheet.name, place, f"Avvikelse är ”{deviation}”", expected))
        if (interim := fold(said.get("delår", ""))) not in INTERIM:
            place, expected = address(row, columns["delår"]), f"{ACCUMULATED} eller {OF_MONTH}"
            problems.append(Problem("error", name, sheet.name, place, f"Delår är ”{interim}”", expected))
        yield Table(
            sheet=said["blad"],
            title=said.get("tabell", ""),
            kind=said.get("slag", ""),
            measures=said.get("mäter", ""),
            unit=said.get("enhet", ""),
            net_cost_sign=NET_COST.get(sign, 1),
            deviation_sign=deviation,
            interim=interim,
        )


def check_contents(tables: list[Table], sheets: dict[str, Sheet], name: str, problems: list[Problem]) -> None:
    """Report sheets that are listed but absent, listed twice, or there but not listed."""
    names = [table.sheet for table in tables]
    listed = set(names)
    for sheet in sorted(listed):
        if names.count(sheet) > 1:
            found = f"bladet {sheet} står {names.count(sheet)} gånger i förteckningen"
            problems.append(Problem("error", name, REPORT_SHEET, "", found, "en rad i förteckningen för varje blad"))
    for sheet in sorted(listed - set(sheets)):
        found = f"bladet {sheet} finns i förteckningen men inte i filen"
        problems.append(Problem("error", name, REPORT_SHEET, "", found, "ett blad för varje rad i förteckningen"))
    for sheet in sorted(set(sheets) - listed - {REPORT_SHEET}):
        found = f"bladet {sheet} finns i filen men inte i förteckningen"
        problems.append(Problem("error", name, REPORT_SHEET, "", found, "en rad i förteckningen för varje blad"))


def _listing_row(sheet: Sheet) -> int | None:
    """The heading row of the list of sheets."""
    return next((row for row in range(1, sheet.rows + 1) if fold(sheet.text(row, 1)) == "blad"), None)
