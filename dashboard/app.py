"""Entry point: navigation, shared choices, and an empty state that says what to do next."""

import gc
from pathlib import Path

import streamlit as st

from dashboard import filters
from dashboard.warehouse import NoWarehouseError, Warehouse, newest

ROOT = Path(__file__).parent.parent
STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
PAGES = {
    "oversikt": ("Översikt", ":material/dashboard:"),
    "sjukfranvaro": ("Sjukfrånvaro", ":material/healing:"),
    "personal": ("Personal", ":material/groups:"),
    "volymer": ("Volymer", ":material/bar_chart:"),
    "ekonomi": ("Ekonomi", ":material/payments:"),
    "mal": ("Mål", ":material/flag:"),
    "datakvalitet": ("Datakvalitet", ":material/fact_check:"),
    "ladda_data": ("Ladda data", ":material/upload:"),
}
# The page that works without a warehouse.
LOADING = "ladda_data"
# Seconds between two looks for new figures. (No docstring: in the main script Streamlit writes it on the page.)
LOOK_EVERY = 10.0
DRAWN = "drawn"
NEWS = "Nya siffror är inlästa"


@st.cache_resource
def settle() -> None:
    """Once a process: leave all that is imported out of later garbage collections."""
    gc.collect()
    gc.freeze()


def main() -> None:
    """Render the frame around the chosen page."""
    st.set_page_config(
        page_title="Leanlink i siffror", page_icon=str(Path(__file__).parent / "icon.svg"), layout="wide"
    )
    settle()
    pages = [
        st.Page(ROOT / "pages" / f"{name}.py", title=title, icon=icon, url_path=name, default=name == "oversikt")
        for name, (title, icon) in PAGES.items()
    ]
    page = st.navigation(pages, position="top")
    st.html(f"<style>{STYLE}</style>")
    st.html("<script>document.documentElement.lang = 'sv'</script>", unsafe_allow_javascript=True)
    warehouse = _served()
    _tell_news(warehouse, by_themselves=page.url_path == LOADING)
    if warehouse and filters.years(warehouse):
        filters.show(warehouse)
        page.run()
    elif page.url_path == LOADING:
        page.run()
    else:
        st.title("Inga siffror är inlästa", anchor=False)
        st.info(
            "Lägg rapporter i mappen data/published och kör `python -m loaders`, eller läs in exporter på sidan"
            " Ladda data. Ladda sedan om sidan."
        )


def _served() -> Warehouse | None:
    try:
        return newest()
    except NoWarehouseError:
        return None


def _tell_news(warehouse: Warehouse | None, *, by_themselves: bool) -> None:
    """Say once that the figures are others than those drawn before, and look for newer ones while the page is read.

    Those who load `by_themselves` are told by the page on which they do.
    """
    before = st.session_state.get(DRAWN)
    if before and before != warehouse and not by_themselves:
        st.toast(f"{NEWS} och visas nu.")
    st.session_state[DRAWN] = warehouse
    _look_for_news(warehouse)


@st.fragment(run_every=LOOK_EVERY)
def _look_for_news(drawn: Warehouse | None) -> None:
    """A quiet line as soon as other figures are served than those on the page; the choices are kept when it is used."""
    with st.container(key="news", horizontal=True, vertical_alignment="center"):
        if _served() != drawn:
            st.markdown(NEWS, width="content")
            if st.button("Visa", key="visa-nya", type="tertiary"):
                st.rerun(scope="app")


main()
