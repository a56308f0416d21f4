"""A printed report pasted into a workbook -> its cells, each with what the headings say about it.

A report is recognised by its sheet `Rapport`: what is printed there (Beteckning, Titel, År …) and a
list of the other sheets. Nothing here knows which reports exist, nor any name or measure: those are
resolved later (names.py), so that a corrected name needs no reading again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from loaders.files.workbook import Sheet, address, read_workbook
from loaders.problems import Problem, RefusedError
from loaders.records import from_arrow, is_whole, to_arrow
from loaders.reports.headings import ROLES, SCENARIOS, TARGET, Heading
from loaders.reports.layout import Layout, find_layout, is_footnote
from loaders.reports.part_years import ACCUMULATED, OF_MONTH, as_known, settle
from loaders.reports.report import REPORT_SHEET, Report, Table, check_contents, read_contents, read_front
from loaders.swedish.periods import MONTHS, Period, iso_date, parse_period
from loaders.swedish.spelling import fold, tidy
from loaders.swedish.values import Value, parse_value

GENDERS = {"män": "men", "kvinnor": "women"}
EXPLANATIONS = "förklaringar"
"""The kind of table whose values are words that explain figures (explanations.py)."""

CELLS, FRONT = "cells.parquet", "report.parquet"
"""What is kept of a report."""


@dataclass(frozen=True)
class PrintedCell:
    """One cell of a printed table: its text, what it says, and all that its row and column say.

    `heading` is its column's heading as printed, `scope` what the figure is of where the cell narrows it.
    """

    sheet: str
    cell: str
    table_title: str
    table_kind: str
    measures: str
    table_unit: str
    net_cost_sign: int
    deviation_sign: str
    label: str
    parent_label: str
    goal: str
    theme: str
    qualifier: str
    row_unit: str
    organisation: str
    gender: str
    scenario: str
    period_start: date | None
    period_end: date | None
    period_text: str
    as_of: date | None
    printed: str
    number: Decimal | None
    resolution: Decimal | None
    unit: str
    comparator: str
    missing: str
    footnote: str
    note: str
    heading: str
    scope: str


def read_report(path: Path, name: str, missing: Mapping[str, str]) -> tuple[Report, list[PrintedCell]]:
    """Read a report workbook.

    `name` is the file's name in messages; `missing` maps folded spellings of missing to their kinds.
    Raises RefusedError with every problem of the file at once.
    """
    sheets = {sheet.name: sheet for sheet in read_workbook(path, name)}
    if REPORT_SHEET not in sheets:
        raise RefusedError(
            [Problem("error", name, "", "", f"bladet {REPORT_SHEET} saknas", "ett blad som beskriver rapporten")]
        )
    problems: list[Problem] = []
    report = read_front(sheets[REPORT_SHEET], name, problems)
    tables = list(read_contents(sheets[REPORT_SHEET], name, problems))
    check_contents(tables, sheets, name, problems)
    cells: list[PrintedCell] = []
    if report is not None:
        for table in tables:
            if table.sheet in sheets:
                cells += _TableReader(sheets[table.sheet], table, report, name, missing, problems).cells()
    if problems or report is None:
        raise RefusedError(problems)
    return report, cells


def write_cells(folder: Path, report: Report, cells: Sequence[PrintedCell]) -> None:
    """Keep what was read of a report in a folder."""
    pq.write_table(to_arrow(cells, PrintedCell), folder / CELLS)
    pq.write_table(to_arrow([report], Report), folder / FRONT)


def has_cells(folder: Path) -> bool:
    """Whether all that was read of a report lies in a folder."""
    return is_whole(folder / CELLS) and is_whole(folder / FRONT)


def cells_in(folder: Path) -> tuple[Report, list[PrintedCell]]:
    """What is kept of a report in a folder."""
    (report,) = from_arrow(pq.read_table(folder / FRONT), Report)
    return report, from_arrow(pq.read_table(folder / CELLS), PrintedCell)


@dataclass(frozen=True)
class _Row:
    """What the describing columns of a row say. `parent` is the label that a row of women or men belongs to."""

    label: str = ""
    parent: str = ""
    goal: str = ""
    theme: str = ""
    gender: str = "total"
    organisation: str = ""
    period: str = ""
    scenario: str = ""
    as_of: str = ""
    remark: str = ""
    quote: str = ""
    section: str = ""
    explanation: str = ""


class _TableReader:
    """Reads one sheet: finds its layout, then walks its rows."""

    def __init__(
        self,
        sheet: Sheet,
        table: Table,
        report: Report,
        name: str,
        missing: Mapping[str, str],
        problems: list[Problem],
    ) -> None:
        self.sheet, self.table, self.report = sheet, table, report
        self.name, self.missing, self.problems = name, missing, problems
        self.value_role = "explanation" if table.kind == EXPLANATIONS else "value"
        self.footnotes = self._footnotes()

    def cells(self) -> list[PrintedCell]:
        """Every cell under a value heading, blank ones included, row by row."""
        layout = find_layout(self.sheet, self.report.year, self._complain)
        if layout is None:
            return []
        if self.value_role not in layout.roles.values() and not layout.headings:
            word = next(word for word, role in ROLES.items() if role == self.value_role).capitalize()
            self._complain("", f"kolumnen {word} saknas", "en rubrik för varje kolumn som på rapporternas andra blad")
        layout = self._settled(layout)
        found: list[PrintedCell] = []
        described = _Row(theme=layout.theme)
        for row in range(layout.first_row, self.sheet.rows + 1):
            if not is_footnote(self.sheet, row) and any(self.sheet.row(row)):
                described = self._describe(row, layout, described)
                found += self._row_cells(row, layout, described)
        return found

    def _settled(self, layout: Layout) -> Layout:
        """The layout with what its columns cover of a year; complains where neither the print nor `Rapport` says."""
        headings, undecided = settle(layout.headings, self.table.interim, self.report.outcome_until)
        for column in undecided:
            found = f"rubriken ”{layout.printed[column]}” säger inte om siffrorna är sedan årets början"
            expected = f"{ACCUMULATED} eller {OF_MONTH} för bladet i kolumnen Delår på bladet {REPORT_SHEET}"
            self._complain(address(layout.first_row - 1, column), found, expected)
        return replace(layout, headings=headings)

    def _describe(self, row: int, layout: Layout, above: _Row) -> _Row:
        """What the describing columns say; a blank goal or theme and a row of women or men go with the row above."""
        said: dict[str, str] = {}
        for column, role in layout.roles.items():
            said[role] = f"{said.get(role, '')} {tidy(self.sheet.text(row, column))}".strip()
        said.pop("value", None)
        goal, theme = said.pop("goal", "") or above.goal, said.pop("theme", "") or above.theme
        label = said.pop("label", "")
        label = f"{goal} {label}" if label.startswith("(") else label
        gender = GENDERS.get(fold(label), "total")
        parent = above.parent if gender != "total" else label or goal
        return _Row(label=label, parent=parent, goal=goal, theme=theme, gender=gender, **said)

    def _row_cells(self, row: int, layout: Layout, described: _Row) -> Iterator[PrintedCell]:
        headings = {
            column: heading
            for column, heading in layout.headings.items()
            if heading.scenario != "assessment" or self.sheet.is_anchor(row, column)
        }
        for column, role in layout.roles.items():
            if role == self.value_role and (heading := self._heading_of_row(row, column, described)):
                headings[column] = heading
        filled = [column for column in headings if self.sheet.text(row, column)]
        if filled and not (described.label or described.goal):
            self._complain(address(row, filled[0]), "siffror på en rad utan namn", "ett namn i radens första kolumn")
        values = {column: self._value(row, column, heading, described) for column, heading in headings.items()}
        row_unit = next((value.unit for value in values.values() if value and value.unit), "")
        for column, heading in headings.items():
            if value := values[column]:
                yield self._cell(row, column, layout.printed[column], heading, value, described, row_unit)

    def _heading_of_row(self, row: int, column: int, described: _Row) -> Heading | None:
        """In a long table (prose figures, explanations) scenario and period stand in the row itself."""
        word = fold(described.scenario)
        scenario = "target" if word == TARGET else SCENARIOS.get(word)
        if scenario is None:
            self._complain(address(row, column), f"scenariot ”{described.scenario}”", "Utfall, Budget, Prognos …")
            return None
        text = described.period
        period = None if "årsbasis" in fold(text) else parse_period(text)
        if period is not None and fold(period.text) != fold(text) and scenario != "outcome":
            period = Period(period.start, period.end, text)
        period = as_known(scenario, period or Period(None, None, text), self.report.outcome_until)
        return Heading(scenario, period)

    def _cell(
        self, row: int, column: int, printed: str, heading: Heading, value: Value, described: _Row, row_unit: str
    ) -> PrintedCell:
        period = self._period(heading, value, described)
        said = described.quote, described.remark, described.section, described.explanation
        return PrintedCell(
            sheet=self.sheet.name,
            cell=address(row, column),
            table_title=self.table.title,
            table_kind=self.table.kind,
            measures=self.table.measures,
            table_unit=self.table.unit,
            net_cost_sign=self.table.net_cost_sign,
            deviation_sign=self.table.deviation_sign,
            label=described.goal if heading.judges_goal else described.label or described.goal,
            parent_label=described.parent,
            goal=described.goal,
            theme=described.theme,
            qualifier=heading.qualifier,
            row_unit=row_unit,
            organisation=described.organisation,
            gender=described.gender,
            scenario=heading.scenario,
            period_start=period.start,
            period_end=period.end,
            period_text=period.text,
            as_of=heading.as_of or self._as_of(row, column, heading, described),
            printed=self.sheet.text(row, column),
            number=value.number,
            resolution=value.resolution,
            unit=value.unit,
            comparator=value.comparator,
            missing=value.missing,
            footnote=self.footnotes.get(value.footnote.rstrip(")"), value.footnote),
            note=next((text for text in (*said, value.aside, value.words) if text), ""),
            heading=printed,
            scope=value.scope,
        )

    def _period(self, heading: Heading, value: Value, described: _Row) -> Period:
        """The column's period, unless the cell names its own or the label a month: (december)."""
        start, end = heading.period.start, heading.period.end
        in_cell = parse_period(value.aside, start.year if start else None)
        parenthesis = re.search(r"\(([^)]*)\)", described.label)
        month = fold(parenthesis[1]) if parenthesis else ""
        in_label = parse_period(month, end.year) if month in MONTHS and end else None
        return in_cell or in_label or heading.period

    def _value(self, row: int, column: int, heading: Heading, described: _Row) -> Value | None:
        printed = self.sheet.text(row, column)
        if heading.scenario == "assessment" or self.table.kind == EXPLANATIONS:
            return Value(missing="" if printed else "not_given")
        words_allowed = bool(described.quote) or heading.scenario == "target"
        value = parse_value(printed, self.missing, words_allowed=words_allowed)
        if value is None:
            expected = "ett tal, eller ett tecken för saknat värde som står i data/reference/missing.csv"
            self._complain(address(row, column), f"”{tidy(printed)}”", expected)
        return value

    def _as_of(self, row: int, column: int, heading: Heading, described: _Row) -> date | None:
        day = iso_date(described.as_of)
        if described.as_of and day is None:
            found = f"datumet ”{described.as_of}” i kolumnen Per"
            self._complain(address(row, column), found, "ett datum som 2020-03-31")
        if day is None and heading.scenario in ("budget", "plan", "forecast", "target"):
            return self.report.as_of
        return day

    def _footnotes(self) -> dict[str, str]:
        """Footnote mark -> its text, from rows below the table that start with the mark."""
        notes: dict[str, str] = {}
        for row in range(1, self.sheet.rows + 1):
            match = re.match(r"(\*+)\)? ?(.+)", tidy(self.sheet.text(row, 1)))
            if match and is_footnote(self.sheet, row):
                notes.setdefault(match[1], match[2])
        return notes

    def _complain(self, cell: str, found: str, expected: str) -> None:
        self.problems.append(Problem("error", self.name, self.sheet.name, cell, found, expected))
