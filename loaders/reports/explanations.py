"""A report's own explanations of its figures: the sheet of the kind `förklaringar` -> text beside measure and period.

A row names what it explains as the reports' tables do: label, organisation, period, scenario; then the report's own
words and the heading that they stand under. What stays unknown is a warning, as it is for figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from loaders.problems import Problem
from loaders.reports.names import Reference, name_in
from loaders.reports.published import EXPLANATIONS, PrintedCell
from loaders.reports.report import Report
from loaders.swedish.spelling import fold


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
    means = _measures(cell.label, reference)
    org = reference.organisation(report.publication, cell.organisation or report.organisation)
    explanation = Explanation(
        publication=report.publication,
        measure=means[0] if len(means) == 1 else "",
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
    unknown = [] if len(means) == 1 else [_unclear(cell.label, means, reference)]
    if not org:
        name, names = cell.organisation, sorted(set(reference.names.values()))
        unknown.append((f"organisationen ”{name}” känns inte igen", name_in("organisation_names.csv", name, names)))
    return explanation, [Problem("warning", file, cell.sheet, cell.cell, *said) for said in unknown]


def _measures(label: str, reference: Reference) -> list[str]:
    """What a label means in tables of any kind, where it stands without the words of a column or a unit."""
    plain = (line for line in reference.labels if not line.qualifier and not line.unit and not line.scenario)
    return sorted({line.measure for line in plain if line.measure and fold(line.label) == fold(label)})


def _unclear(label: str, means: list[str], reference: Reference) -> tuple[str, str]:
    """What is wrong with a label that does not mean one thing, and what was expected."""
    if means:
        found = f"raden ”{label}” betyder olika saker i olika tabeller ({', '.join(means)})"
        return found, "ett namn i data/reference/labels.csv som bara betyder ett"
    known = sorted({line.label for line in reference.labels if line.measure})
    return f"raden ”{label}” känns inte igen", name_in("labels.csv", label, known)
