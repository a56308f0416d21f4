"""Saving the view that is looked at under a name; removing, pinning and taking back."""

import re
from collections.abc import Sequence

import streamlit as st

from dashboard.access import viewer, views
from dashboard.access.settings import ADMINISTRATOR
from dashboard.access.views import Saved
from dashboard.screens.filters import in_address
from dashboard.share.markup import plain

REMOVED = "removed view"
MOST_LETTERS, MOST_NOTE = 80, 200
PERSONAL = re.compile(r"\d{6}\s?[-+]?\s?\d{4}")
NO_PERSONS = "Ett namn eller en anteckning får inte innehålla något som ser ut som ett personnummer."


def manage(saved: Sequence[Saved]) -> None:
    """The buttons beside the answer: save it, and what can be done about one's own views."""
    with st.container(horizontal=True, key="views", vertical_alignment="center"):
        with st.popover("Spara vyn", icon=":material/bookmark_add:", width="content"):
            _save()
        if mine := [each for each in saved if _is_mine(each)]:
            with st.popover("Ändra sparade", icon=":material/bookmarks:", width="content"):
                _change(mine)
        removed: Saved | None = st.session_state.get(REMOVED)
        if removed:
            told = f"Ångra: {plain(removed.name)} är borttagen"
            st.button(told, key="restore", type="tertiary", on_click=_restore, args=(removed,))


def _save() -> None:
    with st.form("save-view", clear_on_submit=True, border=False):
        name = st.text_input("Namn", key="view-name", max_chars=MOST_LETTERS)
        note = st.text_input("Anteckning", key="view-note", max_chars=MOST_NOTE)
        wanted = st.form_submit_button("Spara")
    if wanted and PERSONAL.search(f"{name} {note}"):
        st.error(NO_PERSONS)
    elif wanted and name.strip():
        views.save(name.strip(), note.strip(), viewer.name(), in_address())
        st.rerun(scope="app")


def _change(mine: Sequence[Saved]) -> None:
    """What can be done about one's own: the others' are left alone."""
    by_id = {each.id: each for each in mine}
    chosen = by_id[st.selectbox("Vy", [*by_id], format_func=lambda each: by_id[each].name, key="view") or mine[0].id]
    pin = "Ta bort från Översikt" if chosen.pinned else "Visa på Översikt"
    st.button(pin, key="pin", on_click=_do, args=(chosen, "unpin" if chosen.pinned else "pin"))
    st.button("Ta bort", key="remove", on_click=_do, args=(chosen, "remove"), icon=":material/delete:")


def _is_mine(saved: Saved) -> bool:
    """Whether who looks may change a view: their own, all for administrators, and one without an owner."""
    seen = viewer.current()
    return isinstance(seen, viewer.Viewer) and (saved.who in ("", seen.who) or ADMINISTRATOR in seen.roles)


def _do(saved: Saved, what: views.What) -> None:
    # A login may have ended, or the view become another's, since the button was drawn.
    if _is_mine(saved):
        views.change(saved, what, viewer.name())
        if what == "remove":
            st.session_state[REMOVED] = saved


def _restore(saved: Saved) -> None:
    del st.session_state[REMOVED]
    if _is_mine(saved):
        views.change(saved, "restore", viewer.name())
