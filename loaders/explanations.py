"""A report's own explanations of its figures: the sheet of the kind `förklaringar` -> text beside measure and period.

A row names what it explains as the reports' tables do: label, organisation, period, scenario; then the report's own
words and the heading that they stand under. What stays unknown is a warning, as it is for figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from loaders.names import Reference, name_in
from loaders.problems import Problem
from loaders.published import EXPLANATIONS, PrintedCell
from loaders.report import Report
from loaders.values import fold


@dataclass(frozen=True)
class Explanation:
    """Why a figure is what it is, in the report's words. `section` is the heading that they stand under.

    `measure` and `org` are empty where the label or the name is unknown.
    """

    publication: str
    measure: str
    org: str
    scenario: str
    period_start: date
    period_end: date
    text: str
    section: str
    file: str
    sheet: str
    cell: str


def explain(
    report: Report, cells: Iterable[PrintedCell], reference: Reference, file: str
) -> tuple[list[Explanation], list[Problem]]:
    """The explanations among a report's cells. A row without words or without a period is an error."""
    found: list[Explanation] = []
    problems: list[Problem] = []
    for cell in cells:
        if cell.table_kind == EXPLANATIONS:
            said, wrong = _explanation(report, cell, reference, file)
            found += [said] if said else []
            problems += wrong
    return found, problems


def _explanation(
    report: Report, cell: PrintedCell, reference: Reference, file: str
) -> tuple[Explanation | None, list[Problem]]:
    if not cell.printed:
        found, expected = f"ingen förklaring av ”{cell.label}”", "rapportens egna ord"
        return None, [Problem("error", file, cell.sheet, cell.cell, found, expected)]
    if cell.period_start is None or cell.period_end is None:
        found, expected = f"perioden ”{cell.period_text}”", "ett år som 2021 eller år som 2017-2019"
        return None, [Problem("error", file, cell.sheet, cell.cell, found, expected)]
    measure = _measure(cell.label, reference)
    org = reference.organisation(report.publication, cell.organisation or report.organisation)
    unknown = []
    if not measure:
        known = sorted({line.label for line in reference.labels if line.measure})
        unknown.append((f"raden ”{cell.label}”", name_in("labels.csv", cell.label, known)))
    if not org:
        names = sorted(set(reference.names.values()))
        unknown.append(
            (f"organisationen ”{cell.organisation}”", name_in("organisation_names.csv", cell.organisation, names))
        )
    explanation = Explanation(
        publication=report.publication,
        measure=measure,
        org=org or "",
        scenario=cell.scenario,
        period_start=cell.period_start,
        period_end=cell.period_end,
        text=cell.printed,
        section=cell.note,
        file=file,
        sheet=cell.sheet,
        cell=cell.cell,
    )
    return explanation, [
        Problem("warning", file, cell.sheet, cell.cell, f"{what} känns inte igen", expected)
        for what, expected in unknown
    ]


def _measure(label: str, reference: Reference) -> str:
    """What a label means in any kind of table; nothing where tables disagree and only their headings could tell."""
    plain = (line for line in reference.labels if not line.qualifier and not line.unit and not line.scenario)
    found = {line.measure for line in plain if line.measure and fold(line.label) == fold(label)}
    return found.pop() if len(found) == 1 else ""
