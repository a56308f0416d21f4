"""Printed names and labels -> organisation and measure, through the tables in data/reference/.

Resolved after reading, so that a corrected name takes effect without reading any file again.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path

from loaders.problems import Problem, Severity
from loaders.reports.published import EXPLANATIONS, PrintedCell
from loaders.reports.report import Report
from loaders.swedish.periods import SHORT_MONTHS, since_january
from loaders.swedish.spelling import fold, tidy
from loaders.tables import read_table

ORGANISATION_NAMES = "organisation_names.csv"
NAME_COLUMNS = ("publication", "printed", "organisation")
ASSESSMENT_LABEL = "(bedömning)"
ANY_LABEL = "*"
NO_KINDS = "ett slag som står i data/reference/labels.csv"
NEW_AREA = "; ett nytt område behöver också en rad i organisation.csv"
CONVERSIONS = {
    ("mnkr", "tkr"): Decimal(1000),
    ("kr", "tkr"): Decimal("0.001"),
    ("tusen st", "st"): Decimal(1000),
}
UNIT_IN_LABEL = re.compile(r"\b(tusen st|tkr|mnkr)\b|\((?:andel )?(%)\)")


@dataclass(frozen=True)
class LabelMapping:
    """One line of labels.csv: what a label in a kind of table means."""

    table: str
    label: str
    qualifier: str
    unit: str
    measure: str
    base_unit: str
    kind: str
    scenario: str


@dataclass(frozen=True)
class Reference:
    """The tables people edit. `names` maps (publication or '', folded name) to an organisation."""

    labels: list[LabelMapping]
    names: Mapping[tuple[str, str], str]
    missing: Mapping[str, str]
    folder: Path

    def organisation(self, publication: str, printed: str) -> str | None:
        """The organisation that a publication means by a name, None where nobody has said."""
        return self.names.get((publication, fold(printed))) or self.names.get(("", fold(printed)))


@dataclass(frozen=True)
class Figure:
    """One published figure: `value` in the measure's base unit, sign normalised (plus = better for
    results and deviations; cost, revenue and investment are magnitudes). `subject` is the label where
    many things share one measure (goals, prose). `measure` is empty where the label is unknown. `heading` is the
    column's heading as printed, `scope` what the figure is of where its cell narrows it (exkl Kost & Restaurang)."""

    publication: str
    table: str
    table_title: str
    label: str
    subject: str
    goal: str
    theme: str
    measure: str
    kind: str
    org: str
    gender: str
    period_start: date | None
    period_end: date | None
    period_text: str
    scenario: str
    as_of: date | None
    value: Decimal | None
    resolution: Decimal | None
    unit: str
    comparator: str
    printed: str
    missing: str
    footnote: str
    note: str
    file: str
    sheet: str
    cell: str
    heading: str = ""
    scope: str = ""

    @property
    def made_on(self) -> date | None:
        """The day a forecast was made on, which tells it from other forecasts of the same year."""
        return self.as_of if self.scenario == "forecast" else None

    @property
    def key(self) -> tuple[object, ...]:
        """What the figure is about, whoever prints it."""
        return (
            self.measure,
            self.subject,
            self.org,
            self.gender,
            self.scenario,
            self.period_start,
            self.period_end,
            self.period_text if self.period_start is None else "",
            self.made_on,
        )


def load_reference(folder: Path) -> Reference:
    """Read the reference tables of a folder. A name of an organisation that is not there stands for none."""
    columns = [field.name for field in fields(LabelMapping)]
    labels = read_table(folder / "labels.csv", columns)
    there = {
        tidy(row["organisation"])
        for row in read_table(folder / "organisation.csv", ("organisation", "level", "parent"))
    }
    return Reference(
        labels=[LabelMapping(**{column: row[column] for column in columns}) for row in labels],
        names={
            (row["publication"], fold(row["printed"])): organisation
            for row in read_table(folder / ORGANISATION_NAMES, NAME_COLUMNS)
            if (organisation := tidy(row["organisation"])) in there
        },
        missing={fold(row["printed"]): row["kind"] for row in read_table(folder / "missing.csv", ("printed", "kind"))},
        folder=folder,
    )


def name_in(table: str, text: str, known: Iterable[str]) -> str:
    """What is expected in place of an unknown name: one of a reference table, such as the nearest."""
    nearest = difflib.get_close_matches(text, list(known), n=3, cutoff=0.5)
    example = f", till exempel {', '.join(nearest)}" if nearest else ""
    return f"ett namn i data/reference/{table}{example}"


def resolve(
    report: Report, cells: Iterable[PrintedCell], reference: Reference, file: str
) -> tuple[list[Figure], list[Problem]]:
    """Give every cell that holds a figure its measure, organisation, base unit and sign.

    What stays unknown becomes a warning, one for each label. Errors are: a kind of table that labels.csv
    does not have, words in a heading that it does not know, and two cells of one table that say the same.
    """
    resolver = _Resolver(report, reference, file)
    figures = [resolver.figure(cell) for cell in cells if cell.table_kind != EXPLANATIONS]
    return figures, resolver.problems


class _Resolver:
    def __init__(self, report: Report, reference: Reference, file: str) -> None:
        self.report, self.reference, self.file = report, reference, file
        self.problems: list[Problem] = []
        self._said: set[tuple[str, str]] = set()
        self._kinds = {mapping.table for mapping in reference.labels}
        self._qualifiers = {(mapping.table, fold(mapping.qualifier)) for mapping in reference.labels}
        self._seen: dict[tuple[object, ...], str] = {}
        self.whole = self._organisation(report.organisation)
        if self.whole is None:
            self._warn("Rapport", "", report.organisation, self._organisation_names(), "organisationen")

    def figure(self, cell: PrintedCell) -> Figure:
        self._check_heading(cell)
        org, label = self._subject(cell)
        mapping = self._mapping(cell, label) if org else None
        unit = mapping.base_unit if mapping and mapping.base_unit else cell.unit
        sign = _sign(cell, mapping.kind if mapping else "")
        factor = CONVERSIONS.get((self._printed_unit(cell), unit), Decimal(1)) * sign
        self._note_duplicate(cell, org)
        stock = mapping is not None and mapping.kind == "stock"
        wildcard = mapping is not None and mapping.label in (ANY_LABEL, ASSESSMENT_LABEL)
        return Figure(
            publication=self.report.publication,
            table=cell.table_kind,
            table_title=cell.table_title,
            label=cell.label,
            subject=cell.label if wildcard else "",
            goal=cell.goal,
            theme=cell.theme,
            measure=mapping.measure if mapping else "",
            kind=mapping.kind if mapping else "",
            org=org or "",
            gender=cell.gender,
            period_start=cell.period_end if stock else cell.period_start,
            period_end=cell.period_end,
            period_text=_as_of_day(cell) if stock else cell.period_text,
            scenario=mapping.scenario if mapping and mapping.scenario else cell.scenario,
            as_of=cell.as_of,
            value=None if cell.number is None else cell.number * factor + 0,
            resolution=None if cell.resolution is None else abs(cell.resolution * factor),
            unit=unit,
            comparator=cell.comparator,
            printed=cell.printed,
            missing=cell.missing,
            footnote=cell.footnote,
            note=cell.note,
            file=self.file,
            sheet=cell.sheet,
            cell=cell.cell,
            heading=cell.heading,
            scope=cell.scope,
        )

    def _check_heading(self, cell: PrintedCell) -> None:
        if cell.table_kind not in self._kinds:
            expected = ", ".join(sorted({*self._kinds, EXPLANATIONS})) if self._kinds else NO_KINDS
            self._problem("error", "Rapport", "", f"Slag ”{cell.table_kind}”", expected)
        elif (cell.table_kind, fold(cell.qualifier)) not in self._qualifiers:
            found = f"okända ord i rubriken: ”{cell.qualifier}”"
            expected = "Bokslut, Budget, Plan, Prognos, Avvikelse, Mål och år, eller en rad i labels.csv"
            self._problem("error", cell.sheet, cell.cell, found, expected)

    def _subject(self, cell: PrintedCell) -> tuple[str | None, str]:
        """The organisation a cell is about (None if unknown) and the label to look up."""
        if self.whole is None:
            return None, cell.parent_label
        if cell.organisation:
            org = self._organisation(cell.organisation)
            if org is None:
                self._warn(cell.sheet, cell.cell, cell.organisation, self._organisation_names(), "organisationen")
            return org, cell.label
        if cell.measures and (org := self._organisation(cell.label)):
            return org, cell.measures
        known = self._find(cell, cell.label) is not None
        if cell.measures and not known and fold(cell.label).startswith("summa"):
            return self.whole, cell.measures
        return self.whole, cell.parent_label

    def _organisation(self, name: str) -> str | None:
        return self.reference.organisation(self.report.publication, name)

    def _mapping(self, cell: PrintedCell, label: str) -> LabelMapping | None:
        found = self._find(cell, ASSESSMENT_LABEL if cell.scenario == "assessment" else label)
        if found is None:
            found = self._find(cell, ANY_LABEL)
        if found is None:
            known = [m.label for m in self.reference.labels if m.table == cell.table_kind]
            if cell.measures and not difflib.get_close_matches(label, known, 1):
                # The rows are organisations, and a name that comes near no other row is one of them.
                self._warn(cell.sheet, cell.cell, label, self._organisation_names(), "organisationen", NEW_AREA)
            else:
                self._warn(cell.sheet, cell.cell, label, known, "raden")
        elif cell.unit and found.base_unit and not _convertible(cell.unit, found.base_unit):
            found_text = f"enheten {cell.unit} för ”{label}”"
            self._problem("warning", cell.sheet, cell.cell, found_text, f"ett värde i {found.base_unit}")
            found = None
        return found

    def _find(self, cell: PrintedCell, label: str) -> LabelMapping | None:
        """The most specific line for table + label + unit (+ the words of the column)."""
        fitting = [
            m
            for m in self.reference.labels
            if m.table == cell.table_kind
            and fold(m.label) == fold(label)
            and (not m.qualifier or fold(m.qualifier) == fold(cell.qualifier))
            and (not m.unit or m.unit == self._printed_unit(cell))
        ]
        return max(fitting, key=lambda m: (bool(m.qualifier), bool(m.unit)), default=None)

    def _printed_unit(self, cell: PrintedCell) -> str:
        in_label = UNIT_IN_LABEL.search(cell.parent_label)
        unit_of_label = (in_label[1] or in_label[2]) if in_label else ""
        return cell.unit or unit_of_label or cell.row_unit or cell.table_unit or self.report.unit

    def _note_duplicate(self, cell: PrintedCell, org: str | None) -> None:
        """Two spellings of one organisation are the same row; any other two labels are two rows."""
        if not cell.printed:
            return
        is_org = bool(cell.measures and org and self._organisation(cell.label))
        key = (
            cell.sheet,
            org if is_org else (fold(cell.label), fold(cell.parent_label)),
            org or cell.organisation,
            fold(cell.goal),
            cell.qualifier,
            cell.gender,
            cell.scenario,
            cell.period_start,
            cell.period_end,
            cell.period_text if cell.period_start is None else "",
            cell.as_of if cell.scenario == "forecast" else None,
        )
        first = self._seen.setdefault(key, cell.cell)
        if first != cell.cell:
            found = f"”{cell.printed}” säger samma sak som cell {first}"
            problem = Problem("error", self.file, cell.sheet, cell.cell, found, "en cell för varje uppgift")
            self.problems.append(problem)

    def _organisation_names(self) -> list[str]:
        return sorted(set(self.reference.names.values()))

    def _warn(self, sheet: str, cell: str, text: str, known: list[str], what: str, more: str = "") -> None:
        table = "organisation_names.csv" if what == "organisationen" else "labels.csv"
        expected = name_in(table, text, known) + more
        self._problem("warning", sheet, cell, f"{what} ”{text}” känns inte igen", expected)

    def _problem(self, severity: Severity, sheet: str, cell: str, found: str, expected: str) -> None:
        """Note a problem once a sheet, at the first cell that has it."""
        if (sheet, found) not in self._said:
            self._said.add((sheet, found))
            self.problems.append(Problem(severity, self.file, sheet, cell, found, expected))


def _as_of_day(cell: PrintedCell) -> str:
    """The words for the period of what is counted on its last day: of January to August that is August."""
    end = cell.period_end
    if end is None or cell.period_text == str(end.year) or cell.period_text != since_january(end).text:
        return cell.period_text
    return f"{SHORT_MONTHS[end.month - 1]} {end.year}"


def _convertible(unit: str, base: str) -> bool:
    money = {"kr", "tkr", "mnkr"}
    if unit == "%":
        return base in ("%", "index")
    return unit not in money or base in money


def _sign(cell: PrintedCell, kind: str) -> int:
    """What turns the printed sign into ours: plus = better for results and deviations."""
    if cell.scenario == "deviation":
        rules = [rule.strip() for rule in cell.deviation_sign.split(";")]
        own = next((r for r in rules if kind == "investment" and r.startswith("investeringar")), rules[0])
        if not own.endswith("utfall minus budget"):
            return 1
        if kind == "result":
            return cell.net_cost_sign
        return -1 if kind in ("cost", "investment") else 1
    return cell.net_cost_sign if kind == "result" else 1
