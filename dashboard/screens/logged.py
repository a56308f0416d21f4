"""The parts of the page Logg: who did what and when, chosen by person, act and month, to read and to hand out."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard.access import logbook
from dashboard.access.logbook import Line, What
from dashboard.access.settings import settings
from dashboard.screens.frame import csv, notice, table
from dashboard.theme import number

DID: dict[What, str] = {
    "load": "läste in",
    "undo": "ångrade",
    "redo": "gjorde om",
    "map": "kopplade",
    "forget": "glömde en fil",
    "download": "laddade ner",
    "denied": "nekades: ingen roll",
}
ANY = "Alla"
NOBODY = "okänd"
SHOWN = 500
NO_LINES = "Inga rader. Det som läses in och ångras på sidan Ladda data, och det som laddas ner, visas här."


def lines() -> None:
    """The chosen lines of the log, the newest first, with all of them as a file."""
    every = logbook.lines()
    with st.container(horizontal=True, vertical_alignment="top"):
        found = _chosen("Vem", every, _who)
        found = _chosen("Händelse", found, lambda line: DID[line.what])
        found = _chosen("Månad", found, lambda line: line.at[:7])
    rows = pd.DataFrame([_row(line) for line in found], columns=["När", "Vem", "Händelse", "Vad"])
    kept = f"Loggen sparas i {number(settings().keep_log_months)} månader."
    notice(f"{number(len(found))} av {number(len(every))} rader. {kept}")
    table(rows.head(SHOWN), NO_LINES)
    if len(found) > SHOWN:
        notice(f"De {number(SHOWN)} senaste visas. Alla finns i filen.")
    st.download_button("Ladda ner som CSV", csv(rows), "logg.csv", "text/csv", icon=":material/download:")


def _chosen(label: str, among: Sequence[Line], of: Callable[[Line], str]) -> list[Line]:
    """The lines with the value that is asked for, among those that are left."""
    value = st.selectbox(label, [ANY, *sorted({of(line) for line in among})], key=f"logg-{label}", width=290)
    return [line for line in among if value in (ANY, None, of(line))]


def _who(line: Line) -> str:
    return line.who or NOBODY


def _row(line: Line) -> dict[str, str]:
    when = datetime.fromisoformat(line.at).strftime("%Y-%m-%d %H.%M.%S")
    return {"När": when, "Vem": _who(line), "Händelse": DID[line.what], "Vad": line.about or "–"}
