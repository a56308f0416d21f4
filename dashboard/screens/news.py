"""New figures while a page is read: told quietly, shown when the visitor wants to, with all choices kept."""

import streamlit as st

from dashboard.access import viewer
from dashboard.figures.store.warehouse import DamagedError, NoWarehouseError, Warehouse

EVERY = 10.0
"""Seconds between two looks."""

DRAWN = "drawn"
NEWS = "Nya siffror är inlästa"


def served() -> Warehouse | None:
    """The warehouse that is served now, as who looks may see it; None where none is."""
    try:
        return viewer.warehouse()
    except NoWarehouseError:
        return None


def damage() -> str:
    """Why nothing can be shown though something has been loaded; empty where nothing has."""
    try:
        viewer.warehouse()
    except DamagedError as error:
        return f"{error}."
    except NoWarehouseError:
        pass
    return ""


def tell(drawing: Warehouse | None, *, by_themselves: bool) -> None:
    """Say once that the figures are others than those drawn before, and look for newer ones while the page is read.

    Those who load `by_themselves` are told by the page on which they do.
    """
    before = st.session_state.get(DRAWN)
    if before and before != drawing and not by_themselves:
        st.toast(f"{NEWS} och visas nu.")
    st.session_state[DRAWN] = drawing
    look(drawing)


@st.fragment(run_every=EVERY)
def look(drawn: Warehouse | None) -> None:
    """A quiet line as soon as other figures are served than those on the page."""
    viewer.stay()
    with st.container(key="news", horizontal=True, vertical_alignment="center"):
        if served() != drawn:
            st.markdown(NEWS, width="content")
            if st.button("Visa", key="visa-nya", type="tertiary"):
                st.rerun(scope="app")
