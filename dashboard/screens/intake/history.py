"""What has been loaded, as the page Ladda data tells it: the history, files that may no longer be used, templates."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard.access import viewer
from dashboard.figures.store import audit
from dashboard.figures.store.warehouse import NoWarehouseError
from dashboard.screens.frame import EXCEL, notice, table
from dashboard.share.markup import plain
from dashboard.theme import number, span
from loaders.exports.catalogue import BY_ID, EXPORTS
from loaders.intake.folders import default_folders
from loaders.intake.template import template
from loaders.problems import Problem
from loaders.reading.exports import SHORT
from loaders.reading.ledger import Entry, Ledger, Mapped
from loaders.swedish.identity import masked


def history() -> None:
    """Every load and undoing, newest first, with its files and what they are known by."""
    st.header("Historik", anchor=False)
    ledger = Ledger(default_folders().ledger)
    entries, standing = ledger.entries(), ledger.standing()
    counting = {entry.number for entry in (*standing.loads, *standing.placed, *standing.undone)}
    takes_back = {entry.number: entry.undoes for entry in entries if entry.action == "undo"}
    rows = [
        {
            "Nr": str(entry.number),
            "När": entered_at(entry),
            "Vem": entry.who or "–",
            "Händelse": _event(entry, counting, takes_back),
            "Fil": masked(file.name) if file else "–",
            "Kopplat": mapped_in_words(entry.mapped) or "–",
            "Export": BY_ID[file.export].name if file else "–",
            "Månader": span(file.first_month[:7], file.last_month[:7]) or "–" if file else "–",
            "Rader": number(file.rows) if file and not BY_ID[file.export].people else "–",
            "SHA-256": file.content[:SHORT] if file else "–",
        }
        for entry in reversed(entries)
        for file in entry.files or (None,)
    ]
    table(pd.DataFrame(rows), "Inga exporter har lästs in än.")
    if rows:
        notice("Originalen finns kvar i data/exports/ledger/originals, med SHA-256 som namn.")


def _event(entry: Entry, counting: Collection[int], takes_back: Mapping[int, int]) -> str:
    if entry.action == "forget":
        return "glömde en fil"
    if entry.action == "undo":
        again = takes_back.get(entry.undoes)
        return f"ångrade nr {entry.undoes}" if again is None else f"gjorde om nr {again}"
    done = "inläst" if entry.action == "load" else "kopplat"
    return done if entry.number in counting else f"{done}, ångrad"


def entered_at(entry: Entry) -> str:
    """When an entry was made, by the clock of who made it."""
    return datetime.fromisoformat(entry.at).strftime("%Y-%m-%d %H.%M")


def known_by(entry: Entry) -> str:
    """What an entry is known by: its files, or what was said."""
    return ", ".join(masked(file.name) for file in entry.files) or mapped_in_words(entry.mapped)


def mapped_in_words(said: Sequence[Mapped]) -> str:
    """What was said of headings and places and answered, in words."""
    words = [
        each.words or f"rubriken ”{each.said}” är {BY_ID[each.export].column(each.means).heading}"
        if each.words or each.kind == "heading"
        else f"”{each.said}” hör till {each.means}"
        for each in said
    ]
    return "; ".join(words)


def refused_files() -> None:
    """List the kept files that may no longer be used, and how they are removed."""
    try:
        warehouse = viewer.warehouse()
    except NoWarehouseError:
        return
    ledger = Ledger(default_folders().ledger)
    for content, problem in audit.refused(warehouse):
        if not ledger.knows(content):
            continue
        told = str(Problem(**problem))
        st.error(f"{plain(told)} Glöm filen med `python -m loaders forget {content[:SHORT]}`.", icon=":material/block:")


def templates() -> None:
    """A workbook to fill in for every export."""
    st.header("Mallar", anchor=False)
    st.markdown("En mall visar vilka kolumner en export ska ha, med exempelrad, listor och instruktion.")
    names = {export.name: export for export in EXPORTS}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Export", list(names), key="mall", width=290)
        st.download_button(
            "Ladda ner mallen (Excel)",
            _template(names[name].id),
            f"mall {name.lower()}.xlsx",
            EXCEL,
            icon=":material/download:",
        )


@st.cache_data(show_spinner=False)
def _template(export: str) -> bytes:
    return template(BY_ID[export])
