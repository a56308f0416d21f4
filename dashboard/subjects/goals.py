"""The parts of the page Mål: the reports' own assessments, indicators against targets, and what each report prints."""

from dataclasses import dataclass, replace

from dashboard.cards.card import Card, Lead, Note, View
from dashboard.cards.goal_lines import GoalLines
from dashboard.cards.printed import printed_tables
from dashboard.cards.tables import value
from dashboard.cards.years import coverage, key_figure, span_and_report
from dashboard.figures.figure import Figure
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import cells
from dashboard.figures.store.reports import judged_twice, with_targets
from dashboard.findings.goals import TABLES, Goal, indicator, is_assessment, judgement
from dashboard.findings.goals import assessments as assessments_of
from dashboard.findings.goals import goals as goals_of
from dashboard.findings.sentence import Sentence, count, joined, sentence
from dashboard.findings.summary import Summary
from dashboard.share.table import Table
from dashboard.theme import NO_BREAK

GOAL_TABLES = (*TABLES, "uppdrag", "aktiviteter")
"""Kinds of printed tables that belong to the page."""

STATUS = {"better": "nått", "worse": "ej nått", "neither": "–"}
COUNTED = {"met": "uppnådda", "partly": "delvis uppnådda", "missed": "inte uppnådda", "none": "ej bedömda"}

NO_GOALS = "Ingen inläst rapport har mål. Lägg en rapport med mål i mappen data/published."
ELSEWHERE = "Inga mål i urvalet. De senaste står i {report}: välj år och publicering så att den är med."


def found(view: View) -> list[Goal]:
    """The goals of the last report that judges any within the choices."""
    return goals_of(view.warehouse, view.choice.since, view.choice.year, view.choice.as_of)


def lead(view: View, goals: list[Goal]) -> Lead:
    """How the latest report judged its goals, and how often its own indicators say otherwise."""
    against = [goal for goal in goals if goal.disagreement]
    more = sentence("Indikatorerna säger något annat för ", count(against), " av dem.") if against else Sentence()
    return Lead(verdict(view), [more])


def lacking(view: View, goals: list[Goal]) -> list[Card]:
    """What to do where there are no goals."""
    return [] if goals else [Card("goals", "Mål", lacking=_no_goals(view))]


def lines(goals: list[Goal]) -> list[GoalLines]:
    """One row a goal, with its judgement and its indicators."""
    if not goals:
        return []
    judged = any(goal.printed for goal in goals)
    return [GoalLines("goals", goals, f"{'Bedömning och målvärden' if judged else 'Målvärden'} ur {goals[0].report}")]


def _no_goals(view: View) -> str:
    """What to do where there are no goals: choose those that some report has, or add one that has any."""
    anywhere = goals_of(view.warehouse, 0, 9999, "")
    return ELSEWHERE.format(report=anywhere[0].report) if anywhere else NO_GOALS


def of_the_whole(view: View) -> list[Note]:
    """That goals are set for everyone, where somebody is singled out."""
    if (view.choice.org, view.choice.gender) == (view.warehouse.whole, "total"):
        return []
    return [Note(f"Målen gäller hela {view.warehouse.whole}, totalt. Valen ovan är kvar.")]


def verdict(view: View) -> Sentence:
    """How the latest report judged its goals, each goal counted once."""
    rows = _assessments(view)
    if not rows:
        return sentence("Ingen bedömning av måluppfyllelsen är publicerad i urvalet.")
    report = max(rows, key=lambda row: row.position).publication
    of_goal = {row.goal: judgement(row) for row in assessments_of([row for row in rows if row.publication == report])}
    judged = {word: [goal for goal, kind in of_goal.items() if kind == each] for each, word in COUNTED.items()}
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
        for kind in TABLES
        for row in cells(view.warehouse, kind, view.choice.as_of)
        if is_assessment(row) and view.choice.since <= row.of_year <= view.choice.year
    ]


def indicators(view: View) -> Card:
    """Every measure that has a target: outcome by year, the latest target, and whether it is met."""
    found = [each for measure in _aimed(view) if (each := _indicator(view, measure)).rows]
    rows = [row for each in found for row in each.rows]
    years = sorted({year for each in found for year in each.outcomes})
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
    of = indicator(view.warehouse, key_figure(view, measure))
    return _Indicator(
        label=", ".join([MEASURES[measure].label, *coverage(view, of.summary)]),
        outcomes={str(row.year): _outcome(row) for row in of.outcomes},
        target=_target(of.aim) if of.aim else "",
        status=_status(of.summary),
        rows=[*of.outcomes, *([of.aim] if of.aim else [])],
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
