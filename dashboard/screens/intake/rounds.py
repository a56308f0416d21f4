"""A round of loading: which warehouse it is against, and what came of the round before."""

import streamlit as st

from dashboard.access import viewer
from dashboard.figures.store.warehouse import NoWarehouseError
from dashboard.screens.intake.questions import forget_answers


def served() -> str:
    """The warehouse served now; nothing before the first load."""
    try:
        return viewer.warehouse().path.name
    except NoWarehouseError:
        return ""


def start_over(text: str) -> None:
    """Empty the drop zone and tell what was done at the top of the page."""
    st.session_state["omgang"] = st.session_state.get("omgang", 0) + 1
    st.session_state["trial"] = None
    forget_answers()
    st.session_state["besked"] = text
    st.rerun()


def told_of_last_load() -> None:
    """Say at the top of the page what was done, once."""
    text = st.session_state.pop("besked", "")
    if text:
        st.success(text, icon=":material/check:")
