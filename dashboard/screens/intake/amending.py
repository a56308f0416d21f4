"""Loads that are taken back or stand again, and edited tables: tried out first, done when the user says so."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from dashboard.access import viewer
from dashboard.screens.frame import notice
from dashboard.screens.intake.changes import amendment, besides
from dashboard.screens.intake.history import entered_at, known_by
from dashboard.screens.intake.refusals import refusals
from dashboard.screens.intake.rounds import served, start_over
from dashboard.share.markup import plain
from loaders.intake.amending import redo, undo
from loaders.intake.folders import default_folders, is_edited
from loaders.intake.loading import load_again
from loaders.reading.ledger import Ledger
from loaders.swedish.identity import masked
from loaders.told import unowned_in_words
from loaders.warehouse.build import tables_hash

SHOWN_NAMES = 3


Tried = TypeVar("Tried")


def undo_last() -> None:
    """Take the last load back, in one step."""
    loads = Ledger(default_folders().ledger).loads()
    if not loads:
        return
    last = loads[-1]
    names = _listed([masked(file.name) for file in last.files])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Senaste inläsning: **nr {last.number}**, {entered_at(last)}, {names}", width="stretch")
        # The button is another one after another load, so that nobody takes back what they have not seen.
        pressed = st.button("Ångra", icon=":material/undo:", key=f"angra-{last.number}", width="content")
    if not pressed:
        return
    with refusals():
        # By its number: what someone else has loaded since stands.
        done = undo(default_folders(), last.number, who=viewer.name())
        left = plain(" ".join(unowned_in_words(done.unowned))) or "Det som var inläst före den visas igen."
        left += " Ändrade tabeller gäller nu också." if done.difference else ""
        start_over(f"Inläsning {last.number} är ångrad. {left}")


def amend_others() -> None:
    """Take any load back, or let it stand again, once the difference has been seen."""
    standing = Ledger(default_folders().ledger).standing()
    choices = {f"Ångra nr {entry.number}: {known_by(entry)}": (undo, entry.number) for entry in standing.loads}
    choices |= {f"Ångra nr {entry.number}: {known_by(entry)}": (undo, entry.number) for entry in standing.placed}
    choices |= {f"Gör om nr {entry.undoes}": (redo, entry.undoes) for entry in standing.undone}
    if not choices:
        return
    with st.expander("Ångra en annan inläsning, eller gör om en som är ångrad"):
        chosen = st.selectbox(
            "Vad", list(reversed(choices)), index=None, placeholder="Välj i historiken", key=f"andra-{served()}"
        )
        if chosen is None:
            return
        amend, number = choices[chosen]
        with refusals():
            tried = _once(f"andra-{chosen}", lambda: amend(default_folders(), number, only_try=True))
            amendment(tried)
            # The button is another one after another load, so that nobody does what they have not seen.
            if st.button(chosen.partition(":")[0], type="primary", key=f"andra-{number}-{served()}"):
                done = amend(default_folders(), number, who=viewer.name())
                left = plain(" ".join(unowned_in_words(done.unowned)))
                start_over(f"{'Ångrat' if amend is undo else 'Gjort om'}: nr {number}. {left}".strip())


def _once(what: str, attempt: Callable[[], Tried]) -> Tried:
    """What trying something out gave, which takes its time: not tried again at every click, but against other figures
    or tables."""
    against = what, served(), tables_hash(default_folders().reference)
    before: tuple[object, Tried] | None = st.session_state.get("provat")
    if before is None or before[0] != against:
        before = st.session_state["provat"] = (against, attempt())
    return before[1]


def edited_tables() -> None:
    """Say that tables have been edited since the last load, show which months they would change, and load them."""
    folders = default_folders()
    if not is_edited(folders):
        return
    st.header("Tabeller eller program har ändrats sedan senaste inläsningen", anchor=False)
    notice("Det gäller från nästa inläsning. Se först vilka månader det ändrar.")
    if not st.toggle("Visa vad som skulle ändras", key=f"tabeller-{served()}"):
        return
    with refusals():
        tried = _once("tabeller", lambda: load_again(folders, only_try=True))
        besides(tried.difference)
        if not tried.difference:
            notice("Inga siffror ändras.")
        if st.button("Läs in ändringarna", type="primary", icon=":material/upload:"):
            load_again(folders, who=viewer.name())
            start_over("Tabellerna är inlästa.")


def _listed(names: Sequence[str]) -> str:
    """The first few names as they stand, and how many more there are."""
    shown = ", ".join(plain(name) for name in names[:SHOWN_NAMES])
    return f"{shown} och {len(names) - SHOWN_NAMES} till" if len(names) > SHOWN_NAMES else shown
