"""The parts of the page Mål: the reports' own assessments, indicators against targets, and what each report prints."""

from itertools import groupby

import pandas as pd
import streamlit as st
from openpyxl.utils.cell import coordinate_from_string

from dashboard.blocks import period_and_report
from dashboard.filters import applicable
from dashboard.measures import MEASURES
from dashboard.page import View, table, value
from dashboard.query import Figure, Filter, cells, figures, publications
from dashboard.summary import Summary, summarise
from dashboard.theme import GENDERS, NO_BREAK
from dashboard.theme import SCENARIOS as SCENARIO_NAMES

GOAL_TABLES = ("indikatorer", "måluppfyllelse", "uppdrag", "aktiviteter")
"""Kinds of printed tables that belong to the page; where a report judges its goals twice, the first here counts."""

STATUS = {"better": "nått", "worse": "ej nått", "neither": "–"}
JUDGED = {"delvis": "delvis uppnådda", "nej": "inte uppnådda", "inte": "inte uppnådda"}
"""First word of a printed assessment -> how it is counted; anything else counts as met."""


def verdict(view: View) -> str:
    """How the latest report judged its goals, each goal counted once."""
    rows = _assessments(view)
    if not rows:
        return "Ingen bedömning av måluppfyllelsen är publicerad i urvalet."
    report = max(rows, key=lambda row: row.position).publication
    mine = [row for row in rows if row.publication == report]
    counted = min((row.table_kind for row in mine), key=GOAL_TABLES.index)
    of_goal = {row.goal: row.printed for row in mine if row.table_kind == counted}
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
    return [
        row
        for kind in ("indikatorer", "måluppfyllelse")
        for row in cells(view.warehouse, kind, view.choice.as_of)
        if row.scenario == "assessment"
        and row.printed
        and view.choice.first_year <= row.of_year <= view.choice.last_year
    ]


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
    return {"Indikator": MEASURES[measure].label, **outcomes, "Målvärde": target, "Läge": _status(summary)}


def _status(summary: Summary) -> str:
    year = "" if summary.latest is None or summary.status == "neither" else f" {summary.latest.year}"
    return f"{STATUS[summary.status]}{year}".replace(" ", NO_BREAK)


def _outcome(row: Figure) -> str:
    return f"{value(row)} ({row.period_text.lower()})" if row.part_year else value(row)


def _target(row: Figure) -> str:
    return f"{row.printed if row.missing == 'worded' else value(row)} ({row.year})"


def as_printed(view: View) -> None:
    """For each report, every goal and indicator table as it stands in print, with the letters and rows of its cells."""
    st.subheader("Som tryckt, rapport för rapport", anchor=False)
    rows = [row for kind in GOAL_TABLES for row in cells(view.warehouse, kind)]
    names = [p.name for p in publications(view.warehouse) if any(row.publication == p.name for row in rows)]
    if not names:
        st.markdown("Ingen rapport trycker mål eller indikatorer.")
        return
    report = st.selectbox("Rapport", names[::-1], key="rapport", bind="query-params")
    mine = sorted((row for row in rows if row.publication == report), key=lambda row: row.sheet)
    for sheet, group in groupby(mine, key=lambda row: row.sheet):
        own = list(group)
        st.markdown(f"**{own[0].theme or own[0].table_title}** · blad {sheet} i {own[0].file.rpartition('/')[2]}")
        table(_as_table(own), "")


def _as_table(rows: list[Figure]) -> pd.DataFrame:
    """The printed cells of one sheet in their rows and columns; blank columns and repeated goals left out."""
    places = {row: coordinate_from_string(row.cell) for row in rows if row.printed}
    headings = {column: _heading(row, column) for row, (column, _) in places.items()}
    lines: dict[int, dict[str, str]] = {}
    for row, (column, number) in places.items():
        line = lines.setdefault(number, {"Rad": str(number), "Mål": row.goal, "Indikator": _indicator_name(row)})
        line[headings[column]] = row.printed
    columns = ["Rad", "Mål", "Indikator", *(headings[column] for column in sorted(headings))]
    return pd.DataFrame([lines[number] for number in sorted(lines)], columns=columns).fillna("")


def _heading(row: Figure, column: str) -> str:
    name = "" if row.scenario == "outcome" else f"{SCENARIO_NAMES[row.scenario]} "
    return f"{name}{row.year or row.period_text} ({column})"


def _indicator_name(row: Figure) -> str:
    if row.gender != "total":
        return GENDERS[row.gender]
    return "" if row.label == row.goal else row.label
