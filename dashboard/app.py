"""Entry point: navigation, shared choices, and an empty state that says what to do next."""

import gc
from pathlib import Path

import streamlit as st

from dashboard import filters, news
from dashboard.store.loaded import known_years

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
    warehouse = news.served()
    news.tell(warehouse, by_themselves=page.url_path == LOADING)
    if warehouse and known_years(warehouse):
        filters.show(warehouse)
        page.run()
    elif page.url_path == LOADING:
        page.run()
    else:
        st.title("Inga siffror är inlästa", anchor=False)
        if damage := news.damage():
            st.warning(damage, icon=":material/healing:")
        st.info(
            "Lägg rapporter i mappen data/published och kör `python -m loaders`, eller läs in exporter på sidan"
            " Ladda data. Ladda sedan om sidan."
        )


main()
