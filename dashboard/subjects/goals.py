"""The parts of the page Mål: the reports' own assessments, indicators against targets, and what each report prints."""

from dataclasses import dataclass, replace

from dashboard.cards.card import Card, View
from dashboard.cards.tables import value
from dashboard.cards.trends import coverage, key_figure, printed_tables, span_and_report
from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import Filter, cells, figures
from dashboard.figures.store.reports import judged_twice, with_targets
from dashboard.findings.sentence import Sentence, count, joined, sentence
from dashboard.findings.summary import Summary
from dashboard.share.table import Table
from dashboard.theme import NO_BREAK

GOAL_TABLES = ("indikatorer", "måluppfyllelse", "uppdrag", "aktiviteter")
"""Kinds of printed tables that belong to the page; where a report judges its goals twice, the first here counts."""

STATUS = {"better": "nått", "worse": "ej nått", "neither": "–"}
JUDGED = {
    "ja": "uppnådda",
    "uppnått": "uppnådda",
    "uppfyllt": "uppnådda",
    "delvis": "delvis uppnådda",
    "nej": "inte uppnådda",
    "inte": "inte uppnådda",
    "ej": "inte uppnådda",
}
"""First word of a printed assessment -> how it is counted; any other word is no assessment."""

NOT_JUDGED = "ej bedömda"


def verdict(view: View) -> Sentence:
    """How the latest report judged its goals, each goal counted once."""
    rows = _assessments(view)
    if not rows:
        return sentence("Ingen bedömning av måluppfyllelsen är publicerad i urvalet.")
    report = max(rows, key=lambda row: row.position).publication
    mine = [row for row in rows if row.publication == report]
    counted = min((row.table_kind for row in mine), key=GOAL_TABLES.index)
    of_goal = {row.goal: row.printed for row in mine if row.table_kind == counted}
    judged: dict[str, list[str]] = {word: [] for word in (*JUDGED.values(), NOT_JUDGED)}
    for goal, said in of_goal.items():
        judged[JUDGED.get(said.casefold().split()[0], NOT_JUDGED)].append(goal)
    counts = [sentence(count(goals), f" {word}") for word, goals in judged.items() if goals]
    told = sentence(f"{report} bedömer ", count([*of_goal]), " mål: ", joined(", ", counts), ".")
    return replace(told, reasons=tuple(_judged_differently(view, report)))


def _judged_differently(view: View, report: str) -> list[str]:
    """The goals that a report judges twice and not alike, with both of its words and cells."""
    return [
        f"{report} bedömer ”{each.goal}” olika: {each.one} ({each.at}) och {each.other} ({each.elsewhere})"
        for each in judged_twice(view.warehouse, report)
    ]


def assessments(view: View) -> Card:
    """Every assessment that the reports print, newest report first."""
    rows = sorted(_assessments(view), key=lambda row: row.position, reverse=True)
    return Card(
        "assessments",
        "Rapporternas bedömning av målen",
        "Som de står i rapporterna",
        lacking="" if rows else "Ingen bedömning är publicerad i urvalet.",
        table=Table.of_columns(
            {
                "Mål": [row.goal for row in rows],
                "Bedömning": [row.printed for row in rows],
                "År": [row.period_text for row in rows],
                "Publikation": [row.publication for row in rows],
                "Blad": [row.sheet for row in rows],
                "Cell": [row.cell for row in rows],
            }
        ),
    )


def _assessments(view: View) -> list[Figure]:
    return [
        row
        for kind in ("indikatorer", "måluppfyllelse")
        for row in cells(view.warehouse, kind, view.choice.as_of)
        if row.scenario == "assessment" and row.printed and view.choice.since <= row.of_year <= view.choice.year
    ]


def indicators(view: View) -> Card:
    """Every measure that has a target: outcome by year, the latest target, and whether it is met."""
    found = [indicator for measure in _aimed(view) if (indicator := _indicator(view, measure)).rows]
    rows = [row for indicator in found for row in indicator.rows]
    years = sorted({year for indicator in found for year in indicator.outcomes})
    lines = [{"Indikator": i.label, "Mål": i.target, "Läge": i.status, **i.outcomes} for i in found]
    return Card(
        "indicators",
        "Indikatorer mot målvärden",
        span_and_report(rows, view.choice),
        rows=rows,
        lacking="" if found else "Inga indikatorer med mål i urvalet.",
        table=Table.of_lines(lines, ["Indikator", "Mål", "Läge", *years], lacking="–"),
    )


@dataclass(frozen=True)
class _Indicator:
    """One line of the table: outcomes by year, the target that the latest outcome is held to, and all cells."""

    label: str
    outcomes: dict[str, str]
    target: str
    status: str
    rows: list[Figure]


def _aimed(view: View) -> list[str]:
    found = with_targets(view.warehouse)
    return [measure for measure in MEASURES if measure in found]


def _indicator(view: View, measure: str) -> _Indicator:
    summary = key_figure(view, measure)
    chosen = summary.chosen
    limits = Filter(chosen.orgs, chosen.genders, ("target",), chosen.first_year, chosen.last_year, chosen.as_of)
    targets = [row for row in figures(view.warehouse, measure, limits) if row.missing != "not_given"]
    of_year = [row for row in known(targets) if summary.latest and row.year == summary.latest.year]
    # A budget is no target, though a result is held to it elsewhere.
    summary = replace(summary, target=of_year[-1] if of_year else None)
    held_to = summary.target if summary.status != "neither" else (targets[-1] if targets else None)
    outcomes = [row for row in summary.rows if row.missing != "not_given"]
    return _Indicator(
        label=", ".join([MEASURES[measure].label, *coverage(view, summary)]),
        outcomes={str(row.year): _outcome(row) for row in outcomes},
        target=_target(held_to) if held_to else "",
        status=_status(summary),
        rows=[*outcomes, *([held_to] if held_to else [])],
    )


def _status(summary: Summary) -> str:
    year = "" if summary.latest is None or summary.status == "neither" else f" {summary.latest.year}"
    return f"{STATUS[summary.status]}{year}".replace(" ", NO_BREAK)


def _outcome(row: Figure) -> str:
    return f"{value(row)} ({row.period_text.lower()})" if row.part_year else value(row)


def _target(row: Figure) -> str:
    scope = f", {row.scope}" if row.scope else ""
    return f"{row.printed if row.missing == 'worded' else value(row)} ({row.year}{scope})"


def as_printed(view: View) -> list[Card]:
    """Every goal and indicator table as it stands in print, the newest report first, with the places of its cells."""
    return printed_tables(view, GOAL_TABLES)
