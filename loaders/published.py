"""A printed report pasted into a workbook -> its cells, each with what the headings say about it.

A report is recognised by its sheet `Rapport`: what is printed there (Beteckning, Titel, År …) and a
list of the other sheets. Nothing here knows which reports exist, nor any name or measure: those are
resolved later (names.py), so that a corrected name needs no reading again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from loaders.headings import ROLES, SCENARIOS, Heading, is_heading_part, parse_heading
from loaders.problems import Problem
from loaders.report import REPORT_SHEET, Report, Table, check_contents, read_contents, read_front
from loaders.values import Period, Value, fold, iso_date, parse_period, parse_value, tidy
from loaders.workbook import RefusedError, Sheet, address, read_workbook

GENDERS = {"män": "men", "kvinnor": "women"}
THEME = "kommunövergripande mål:"
WORDED_SCENARIOS = ("target", "assessment")


@dataclass(frozen=True)
class PrintedCell:
    """One cell of a printed table: its text, what it says, and all that its row and column say."""

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


class _TableReader:
    """Reads one sheet: finds its headings, then walks its rows."""

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
        self.footnotes = self._footnotes()

    def cells(self) -> list[PrintedCell]:
        """Every cell under a value heading, blank ones included, row by row."""
        span = self._heading_rows()
        if span is None:
            self._problem("", "ingen rubrikrad", "en rad med rubriker som Bokslut 2021, Budget 2021 eller 2021")
            return []
        headings, roles = self._columns(*span)
        self._check_headless(span[1], headings, roles)
        found: list[PrintedCell] = []
        row_said = {"theme": self._theme_above(span[0])}
        for row in range(span[1] + 1, self.sheet.rows + 1):
            if self._is_footnote(row) or not any(self.sheet.row(row)):
                continue
            row_said = self._describe_row(row, roles, row_said)
            found += self._row_cells(row, headings, roles, row_said)
        return found

    def _heading_rows(self) -> tuple[int, int] | None:
        """First and last heading row: stacked headings go on while value columns still lack a year."""
        first = next((row for row in range(1, self.sheet.rows + 1) if self._is_heading_row(row)), None)
        if first is None:
            return None
        last = first
        while last < self.sheet.rows and self._continues_heading(last + 1):
            last += 1
        return first, last

    def _is_heading_row(self, row: int) -> bool:
        texts = self.sheet.row(row)[1:]
        if any(fold(text) == "värde" for text in texts):
            return True
        own = [text for column, text in self._own_texts(row) if column > 1]
        named = [text for text in own if self._names_values(text)]
        return bool(named) or (bool(own) and self._is_heading_over(row))

    def _is_heading_over(self, row: int) -> bool:
        """Whether the row only holds merged cells and stands right over a heading row of its own."""
        spanning = [c for c in range(2, self.sheet.columns + 1) if self.sheet.text(row, c)]
        merged = all(self.sheet.anchors.get((row, c), (row, 1))[1] > 1 for c in spanning)
        below = [t for t in self.sheet.row(row + 1)[1:] if t] if row < self.sheet.rows else []
        return merged and bool(below) and all(self._names_values(text) for text in below)

    def _continues_heading(self, row: int) -> bool:
        own = [text for column, text in self._own_texts(row) if column > 1]
        label = fold(dict(self._own_texts(row)).get(1, ""))
        if not own and not label:
            return any(self.sheet.row(row))
        return (
            (bool(own) or "belopp" in label)
            and all(self._names_values(text) for text in own)
            and (not label or label in ROLES or "belopp" in label or label.startswith("("))
        )

    def _own_texts(self, row: int) -> list[tuple[int, str]]:
        """The texts of a row that do not continue a merged cell, with their columns."""
        texts = enumerate(self.sheet.row(row), start=1)
        return [(column, text) for column, text in texts if text and self.sheet.is_anchor(row, column)]

    def _names_values(self, text: str) -> bool:
        return is_heading_part(text, self.report.year)

    def _columns(self, first: int, last: int) -> tuple[dict[int, Heading], dict[int, str]]:
        """Value columns with their headings, and the roles of the columns that describe a row."""
        headings: dict[int, Heading] = {}
        roles: dict[int, str] = {}
        year: int | None = None
        for column in range(1, self.sheet.columns + 1):
            parts = [tidy(self.sheet.text(row, column)) for row in range(first, last + 1)]
            text = " ".join(dict.fromkeys(part for part in parts if part))
            role = ROLES.get(fold(parts[-1]) or fold(text))
            heading = None if role else parse_heading(text, self.report.year, year)
            if heading:
                headings[column] = heading
                year = heading.period.start.year if heading.period.start else year
            elif role:
                roles[column] = role
            elif not headings or text:
                roles[column] = "label"
        return headings, roles

    def _check_headless(self, last: int, headings: dict[int, Heading], roles: dict[int, str]) -> None:
        for column in range(1, self.sheet.columns + 1):
            if column in headings or column in roles:
                continue
            row = next((r for r in range(last + 1, self.sheet.rows + 1) if self.sheet.text(r, column)), None)
            if row:
                found = f"”{self.sheet.text(row, column)}” i en kolumn utan rubrik"
                self._problem(address(row, column), found, "en rubrik över kolumnen")

    def _describe_row(self, row: int, roles: dict[int, str], above: dict[str, str]) -> dict[str, str]:
        """What the describing columns say; a blank goal or theme, and a gender row, belong to the row above."""
        said = {"label": "", "goal": "", "theme": ""}
        for column, role in roles.items():
            text = tidy(self.sheet.text(row, column))
            if text or role not in said:
                said[role] = f"{said[role]} {text}".strip() if role == "label" else text
        for role in ("goal", "theme"):
            said[role] = said[role] or above.get(role, "")
        if said["label"].startswith("("):
            said["label"] = f"{said['goal']} {said['label']}"
        said["gender"] = GENDERS.get(fold(said["label"]), "total")
        if said["gender"] == "total":
            said["parent"] = said["label"] or said["goal"]
        else:
            said["parent"] = above.get("parent", "")
        return said

    def _row_cells(
        self, row: int, headings: dict[int, Heading], roles: dict[int, str], said: dict[str, str]
    ) -> Iterator[PrintedCell]:
        own = {
            column: heading
            for column, heading in headings.items()
            if heading.scenario != "assessment" or self.sheet.is_anchor(row, column)
        }
        for column, role in roles.items():
            if role == "value" and (heading_of_row := self._heading_of_row(row, column, said)):
                own[column] = heading_of_row
        values = {c: self._value(row, c, heading, loose="quote" in said) for c, heading in own.items()}
        row_unit = next((value.unit for value in values.values() if value and value.unit), "")
        for column, heading in own.items():
            if value := values[column]:
                yield self._cell(row, column, heading, value, said, row_unit)

    def _theme_above(self, first: int) -> str:
        """The municipal goal that is printed as a line over a table of indicators."""
        lines = [tidy(self.sheet.text(row, 1)) for row in range(1, first)]
        return next((line.partition(":")[2].strip() for line in lines if fold(line).startswith(THEME)), "")

    def _heading_of_row(self, row: int, column: int, said: dict[str, str]) -> Heading | None:
        """In a long table (prose figures) scenario and period stand in the row itself."""
        word = fold(said.get("scenario", ""))
        scenario = "target" if word == "mål" else SCENARIOS.get(word)
        if scenario is None:
            self._problem(address(row, column), f"scenariot ”{said.get('scenario', '')}”", "Utfall, Budget, Prognos …")
            return None
        text = said.get("period", "")
        period = None if "årsbasis" in fold(text) else parse_period(text)
        if period is not None and fold(period.text) != fold(text) and scenario != "outcome":
            period = Period(period.start, period.end, text)
        return Heading(scenario, period or Period(None, None, text))

    def _cell(
        self, row: int, column: int, heading: Heading, value: Value, said: dict[str, str], row_unit: str
    ) -> PrintedCell:
        aside = parse_period(value.aside, heading.period.start.year if heading.period.start else None)
        in_label = parse_period(_parenthesis(said["label"]), heading.period.end.year if heading.period.end else None)
        period = aside or in_label or heading.period
        assessed = heading.scenario == "assessment" and said["goal"]
        return PrintedCell(
            sheet=self.sheet.name,
            cell=address(row, column),
            table_title=self.table.title,
            table_kind=self.table.kind,
            measures=self.table.measures,
            table_unit=self.table.unit,
            net_cost_sign=self.table.net_cost_sign,
            deviation_sign=self.table.deviation_sign,
            label=said["goal"] if assessed and not self._has_own_subject() else said["label"] or said["goal"],
            parent_label=said["parent"],
            goal=said["goal"],
            theme=said["theme"],
            qualifier=heading.qualifier,
            row_unit=row_unit,
            organisation=said.get("organisation", ""),
            gender=said["gender"],
            scenario=heading.scenario,
            period_start=period.start,
            period_end=period.end,
            period_text=period.text,
            as_of=self._as_of(row, column, heading, said),
            printed=self.sheet.text(row, column),
            number=value.number,
            resolution=value.resolution,
            unit=value.unit,
            comparator=value.comparator,
            missing=value.missing,
            footnote=self.footnotes.get(value.footnote.rstrip(")"), value.footnote),
            note=said.get("quote", "") or said.get("remark", "") or value.aside or value.words,
        )

    def _has_own_subject(self) -> bool:
        """Whether each row is assessed by itself (activities, assignments), not its goal."""
        return self.table.kind in ("aktiviteter", "uppdrag")

    def _value(self, row: int, column: int, heading: Heading, *, loose: bool) -> Value | None:
        printed = self.sheet.text(row, column)
        if heading.scenario == "assessment":
            return Value(missing="" if printed else "not_given")
        words_allowed = loose or heading.scenario in WORDED_SCENARIOS
        value = parse_value(printed, self.missing, words_allowed=words_allowed)
        if value is None:
            expected = "ett tal eller ett känt tecken för saknat värde"
            self._problem(address(row, column), f"”{tidy(printed)}”", expected)
        return value

    def _as_of(self, row: int, column: int, heading: Heading, said: dict[str, str]) -> date | None:
        text = said.get("as_of", "")
        day = iso_date(text)
        if text and day is None:
            self._problem(address(row, column), f"datumet ”{text}” i kolumnen Per", "ett datum som 2020-03-31")
        if day is None and heading.scenario in ("budget", "plan", "forecast", "target"):
            return self.report.as_of
        return day

    def _footnotes(self) -> dict[str, str]:
        """Footnote mark -> its text, from rows below the table that start with the mark."""
        notes: dict[str, str] = {}
        for row in range(1, self.sheet.rows + 1):
            text = tidy(self.sheet.text(row, 1))
            match = re.match(r"(\*+)\)? ?(.+)", text)
            if match and self._is_footnote(row):
                notes.setdefault(match[1], match[2])
        return notes

    def _is_footnote(self, row: int) -> bool:
        return [column for column, _ in self._own_texts(row)] == [1] and re.match(
            r"\*|not\.|anm\.", tidy(self.sheet.text(row, 1)).casefold()
        ) is not None

    def _problem(self, cell: str, found: str, expected: str) -> None:
        self.problems.append(Problem("error", self.name, self.sheet.name, cell, found, expected))


def _parenthesis(label: str) -> str:
    match = re.search(r"\(([^)]*)\)", label)
    return match[1] if match else ""
