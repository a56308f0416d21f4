"""The parts of the page Mål: the reports' own assessments, indicators against targets, and what each report prints."""

import pandas as pd
import streamlit as st

from dashboard.blocks import period_and_report
from dashboard.filters import applicable
from dashboard.measures import MEASURES
from dashboard.page import View, table, traceable, value
from dashboard.query import SCENARIOS, Filter, figures, printed, publications
from dashboard.summary import summarise
from dashboard.theme import GENDERS

REPORT_ASSESSMENTS = ("goal_assessment", "assignment_status", "activity_follow_up")
STATUS = {"better": "nått", "worse": "ej nått", "neither": "–"}


def verdict(view: View) -> str:
    """How the latest report with assessments judged its goals, each goal counted once."""
    rows = _assessments(view, "goal_assessment")
    rows = rows[rows["table_title"] != "Måluppfyllelse"] if len(rows) else rows
    if rows.empty:
        return "Ingen bedömning av måluppfyllelsen är publicerad i urvalet."
    latest = rows[rows["publication"] == rows.iloc[-1]["publication"]].drop_duplicates("goal")
    counts = latest["printed"].str.casefold().map(_plain).value_counts()
    parts = [
        f"{counts[word]} {word}"
        for word in ("uppnådda", "delvis uppnådda", "inte uppnådda")
        if word in counts
    ]
    return f"**{latest.iloc[0]['publication']} bedömer {len(latest)} mål:** {', '.join(parts)}."


def _plain(printed_word: str) -> str:
    if printed_word.startswith("delvis"):
        return "delvis uppnådda"
    return "inte uppnådda" if printed_word.startswith(("nej", "inte")) else "uppnådda"


def assessments(view: View) -> None:
    """Every assessment that the reports print, by report and goal."""
    st.subheader("Rapporternas bedömning av målen", anchor=False)
    st.caption(f"Som de är tryckta · {period_and_report(view.choice)}")
    rows = (
        _assessments(view, "goal_assessment")
        .iloc[::-1]
        .sort_values("position", ascending=False, kind="stable")
    )
    shown = pd.DataFrame(
        {
            "Mål": rows["subject"],
            "Bedömning": rows["printed"],
            "År": rows["period_text"],
            "Publikation": rows["publication"],
            "Blad": rows["sheet"],
            "Cell": rows["cell"],
        }
    )
    table(shown, "Ingen bedömning är publicerad i urvalet.")


def _assessments(view: View, measure: str) -> pd.DataFrame:
    return printed(
        view.warehouse, measure, view.choice.filter(genders=(), orgs=(), scenarios=("assessment",))
    )


def indicators(view: View) -> None:
    """Every measure that has a target: outcome by year, the latest target, and whether it is met."""
    aimed = _aimed(view)
    choice, notes = applicable(view.warehouse, aimed, view.choice)
    st.subheader("Indikatorer mot målvärden", anchor=False)
    st.caption(f"{GENDERS[choice.gender]} · {period_and_report(choice)}")
    for note in notes:
        st.caption(f":material/info: {note}")
    rows = [_indicator(view, measure, choice.filter()) for measure in aimed]
    found = pd.DataFrame([row for row in rows if row])
    years = sorted(column for column in found.columns if column.isdigit()) if len(found) else []
    columns = ["Indikator", *years, "Målvärde", "Läge"]
    table(found.reindex(columns=columns).fillna(""), "Inga indikatorer med mål i urvalet.")


def _aimed(view: View) -> list[str]:
    sql = "select distinct measure from published where scenario = 'target' and printed <> '' and \"table\" <> 'löptext'"
    found = set(view.warehouse.query(sql)["measure"])
    return [measure for measure in MEASURES if measure in found]


def _indicator(view: View, measure: str, chosen: Filter) -> dict[str, str]:
    """One line of the table: outcomes by year, target with its year, status; empty where nothing is printed."""
    summary = summarise(view.warehouse, measure, chosen)
    outcomes = {
        str(row.year): _outcome(row) for row in summary.rows.itertuples() if row.missing != "not_given"
    }
    limits = Filter(
        chosen.orgs, chosen.genders, ("target",), chosen.first_year, chosen.last_year, chosen.as_of
    )
    targets = figures(view.warehouse, measure, limits)
    targets = targets[targets["missing"] != "not_given"]
    if targets.empty and not outcomes:
        return {}
    target = "" if targets.empty else _target(targets.iloc[-1])
    return {
        "Indikator": MEASURES[measure].label,
        **outcomes,
        "Målvärde": target,
        "Läge": STATUS[summary.status],
    }


def _outcome(row: object) -> str:
    text = value(row)
    return f"{text} ({row.period_text})" if row.part_year else text  # type: ignore[attr-defined]


def _target(row: pd.Series) -> str:
    said = row["printed"] if pd.isna(row["value"]) else value(row)
    return f"{said} ({row['year']})"


def as_printed(view: View) -> None:
    """For each report, every goal and indicator cell as it stands in print."""
    st.subheader("Som tryckt, rapport för rapport", anchor=False)
    names = list(publications(view.warehouse)["publication"])[::-1]
    report = st.selectbox("Rapport", names, key="rapport", bind="query-params")
    measures = [*_aimed(view), *REPORT_ASSESSMENTS]
    everything = Filter(orgs=(), genders=(), scenarios=SCENARIOS)
    rows = pd.concat([printed(view.warehouse, measure, everything) for measure in measures])
    mine = rows[(rows["publication"] == report) & (rows["printed"] != "")].sort_values(
        ["sheet"], kind="stable"
    )
    if mine.empty:
        st.markdown("Rapporten trycker varken mål eller indikatorer.")
    else:
        shown = traceable(mine)
        shown.insert(0, "Nämndens mål", list(mine["goal"]))
        table(shown.drop(columns=["Publikation", "Fil"]), "")
