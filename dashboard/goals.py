"""The parts of the page Mål: the reports' own assessments, indicators against targets, and what each report prints."""

import pandas as pd
import streamlit as st

from dashboard.blocks import period_and_report
from dashboard.filters import applicable
from dashboard.measures import MEASURES
from dashboard.page import View, table, traceable, value
from dashboard.query import SCENARIOS, Figure, Filter, figures, printed, publications
from dashboard.summary import summarise
from dashboard.theme import GENDERS

REPORT_ASSESSMENTS = ("goal_assessment", "assignment_status", "activity_follow_up")
PROSE_TABLE = "måluppfyllelse"
STATUS = {"better": "nått", "worse": "ej nått", "neither": "–"}
JUDGED = {"nej": "inte uppnådda", "inte": "inte uppnådda", "delvis": "delvis uppnådda"}
"""First word of a printed assessment -> how it is counted; anything else counts as met."""


def verdict(view: View) -> str:
    """How the latest report judged its goals, each goal counted once."""
    rows = _assessments(view)
    if not rows:
        return "Ingen bedömning av måluppfyllelsen är publicerad i urvalet."
    report = max(rows, key=lambda row: row.position).publication
    of_goal = {row.subject: row.printed for row in rows if row.publication == report and row.goal == row.subject}
    words = [JUDGED.get(said.casefold().split()[0], "uppnådda") for said in of_goal.values()]
    counts = [f"{words.count(word)} {word}" for word in dict.fromkeys(["uppnådda", *JUDGED.values()]) if word in words]
    return f"**{report} bedömer {len(words)} mål:** {', '.join(counts)}."


def assessments(view: View) -> None:
    """Every assessment that the reports print, newest report first."""
    st.subheader("Rapporternas bedömning av målen", anchor=False)
    st.caption(f"Som de är tryckta · {period_and_report(view.choice)}")
    rows = sorted(_assessments(view), key=lambda row: row.position, reverse=True)
    shown = pd.DataFrame(
        {
            "Mål": [row.subject for row in rows],
            "Bedömning": [row.printed for row in rows],
            "År": [row.period_text for row in rows],
            "Publikation": [row.publication for row in rows],
            "Blad": [row.sheet for row in rows],
            "Cell": [row.cell for row in rows],
        }
    )
    table(shown, "Ingen bedömning är publicerad i urvalet.")


def _assessments(view: View) -> list[Figure]:
    return printed(view.warehouse, "goal_assessment", view.choice.filter(genders=(), orgs=(), scenarios=()))


def indicators(view: View) -> None:
    """Every measure that has a target: outcome by year, the latest target, and whether it is met."""
    aimed = _aimed(view)
    choice, notes = applicable(view.warehouse, aimed, view.choice)
    st.subheader("Indikatorer mot målvärden", anchor=False)
    st.caption(f"{GENDERS[choice.gender]} · {period_and_report(choice)}")
    for note in notes:
        st.caption(f":material/info: {note}")
    found = [row for measure in aimed if (row := _indicator(view, measure, choice.filter()))]
    years = sorted({column for row in found for column in row if column.isdigit()})
    rows = pd.DataFrame(found, columns=["Indikator", *years, "Målvärde", "Läge"]).fillna("")
    table(rows, "Inga indikatorer med mål i urvalet.")


def _aimed(view: View) -> list[str]:
    sql = """
        select distinct measure from published
        where scenario = 'target' and missing not in ('not_given', 'not_available') and "table" <> 'löptext'
    """
    found = {measure for (measure,) in view.warehouse.rows(sql)}
    return [measure for measure in MEASURES if measure in found]


def _indicator(view: View, measure: str, chosen: Filter) -> dict[str, str]:
    """One line of the table: outcomes by year, target with its year, status; empty where nothing is printed."""
    summary = summarise(view.warehouse, measure, chosen)
    outcomes = {str(row.year): _outcome(row) for row in summary.rows if row.missing != "not_given"}
    limits = Filter(chosen.orgs, chosen.genders, ("target",), chosen.first_year, chosen.last_year, chosen.as_of)
    targets = [row for row in figures(view.warehouse, measure, limits) if row.missing != "not_given"]
    if not targets and not outcomes:
        return {}
    target = _target(targets[-1]) if targets else ""
    return {"Indikator": MEASURES[measure].label, **outcomes, "Målvärde": target, "Läge": STATUS[summary.status]}


def _outcome(row: Figure) -> str:
    return f"{value(row)} ({row.period_text.lower()})" if row.part_year else value(row)


def _target(row: Figure) -> str:
    return f"{row.printed if row.value is None else value(row)} ({row.year})"


def as_printed(view: View) -> None:
    """For each report, every goal and indicator cell as it stands in print."""
    st.subheader("Som tryckt, rapport för rapport", anchor=False)
    names = [publication.name for publication in publications(view.warehouse)][::-1]
    report = st.selectbox("Rapport", names, key="rapport", bind="query-params")
    everything = Filter(orgs=(), genders=(), scenarios=SCENARIOS)
    rows = [
        row
        for measure in (*_aimed(view), *REPORT_ASSESSMENTS)
        for row in printed(view.warehouse, measure, everything)
        if row.publication == report and row.printed
    ]
    if not rows:
        st.markdown("Rapporten trycker varken mål eller indikatorer.")
        return
    shown = traceable(rows)
    shown.insert(0, "Nämndens mål", [row.goal for row in rows])
    table(shown.drop(columns=["Publikation", "Fil"]), "")
