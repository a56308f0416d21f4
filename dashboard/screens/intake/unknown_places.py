"""Names and codes that no table knows: the user says where they belong."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.access import viewer
from dashboard.figures.store import loaded
from dashboard.figures.store.loaded import UnknownPlace
from dashboard.figures.store.warehouse import NoWarehouseError
from dashboard.screens.frame import notice
from dashboard.screens.intake.refusals import refusals
from dashboard.screens.intake.rounds import start_over
from dashboard.share.markup import plain
from dashboard.theme import counted
from loaders.exports.catalogue import BY_ID
from loaders.facts.organisation import load_places
from loaders.intake.amending import place
from loaders.intake.folders import default_folders


def unknown_places() -> None:
    """Ask, for every name or code that no table knows, where it belongs; it takes effect at once, and is taken back
    with the load that brought it."""
    try:
        unknown = loaded.unknown_places(viewer.warehouse())
    except NoWarehouseError:
        return
    if not unknown:
        return
    st.header(counted(len(unknown), "okänt namn eller okänd kod", "okända namn och koder"), anchor=False)
    notice("Raderna räknas i helheten men inte i något affärsområde förrän du har kopplat dem.")
    with refusals():
        _places_asked(unknown, load_places(default_folders().reference).organisations)


def _places_asked(unknown: Sequence[UnknownPlace], organisations: Sequence[str]) -> None:
    with st.form("okanda", border=True):
        answers = {(each.export, each.place): _asked(each, organisations) for each in unknown}
        chosen = {key: answer for key, answer in answers.items() if answer}
        if st.form_submit_button("Koppla", icon=":material/link:") and chosen:
            _connect(chosen)


def _asked(unknown: UnknownPlace, organisations: Sequence[str]) -> str | None:
    rows = "" if unknown.rows is None else f", {counted(unknown.rows, 'rad', 'rader')}"
    hint = f"; liknar {', '.join(unknown.nearest)}" if unknown.nearest else ""
    return st.selectbox(
        plain(f"{unknown.place} ({BY_ID[unknown.export].name}{rows}{hint}) hör till"),
        organisations,
        index=None,
        placeholder="Välj affärsområde",
        key=f"okand-{unknown.export}-{unknown.place}",
    )


def _connect(answers: Mapping[tuple[str, str], str]) -> None:
    said = [(export, spelling, organisation) for (export, spelling), organisation in answers.items()]
    place(default_folders(), said, who=viewer.name())
    start_over(f"{counted(len(answers), 'namn är kopplat', 'namn är kopplade')}. Siffrorna är uppdaterade.")
