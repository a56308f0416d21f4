"""Entry point: who may see what, navigation, shared choices, and an empty state that says what to do next."""

import gc
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import theme
from dashboard.access import logbook, viewer
from dashboard.access.settings import SettingsError, settings
from dashboard.access.viewer import Denied, Viewer
from dashboard.figures.store.loaded import known_years
from dashboard.screens import filters, login, news
from dashboard.screens.browser import FIRST, LOG_OUT, MISSING, START
from dashboard.screens.frame import notice

ROOT = Path(__file__).parent.parent
STYLE = "\n".join(
    [
        (Path(__file__).parent / "style.css").read_text(encoding="utf-8"),
        f".stApp {{ --ground: light-dark({theme.LIGHT.surface}, {theme.DARK.surface}); }}",
        f".deck[data-mode=light] {{ {theme.LIGHT.variables} }}",
        f".deck[data-mode=dark] {{ {theme.DARK.variables} }}",
    ]
)
PAGES = {
    "oversikt": ("Översikt", ":material/dashboard:"),
    "ekonomi": ("Ekonomi", ":material/payments:"),
    "personal": ("Personal", ":material/groups:"),
    "sjukfranvaro": ("Sjukfrånvaro", ":material/healing:"),
    "volymer": ("Volymer", ":material/bar_chart:"),
    "mal": ("Mål", ":material/flag:"),
    "utforska": ("Utforska", ":material/explore:"),
    "datakvalitet": ("Datakvalitet", ":material/fact_check:"),
    "ladda_data": ("Ladda data", ":material/upload:"),
    "logg": ("Logg", ":material/history:"),
}
# Pages about the data rather than of it.
OF_DATA = ("datakvalitet", "ladda_data", "logg")
# Pages that employees can be singled out on.
OF_PEOPLE = ("sjukfranvaro", "personal", "utforska")
# Pages on which nothing is told by gender.
OF_ALL = ("ekonomi", "volymer")

LOADING = "ladda_data"
WITHOUT_WAREHOUSE = (LOADING, "logg")


@st.cache_resource
def settle() -> None:
    """Once a process: take out of the log what is too old, and leave all that is imported out of later garbage
    collections."""
    with suppress(SettingsError):
        logbook.prune(settings().keep_log_months, datetime.now())
    gc.collect()
    gc.freeze()


def main() -> None:
    """Render the frame around the chosen page."""
    st.set_page_config(page_icon=str(Path(__file__).parent / "icon.svg"), layout="wide")
    settle()
    seen = viewer.see()
    pages = _pages(seen)
    # Every address is there, so that the one that was asked for still stands after a login.
    page = st.navigation(_sections(pages), position="hidden" if isinstance(seen, Denied) else "top")
    st.html(f"<style>{STYLE}</style>")
    st.html(f"<script>{START}</script>", unsafe_allow_javascript=True)
    st.set_page_config(page_title=f"{page.title} – Leanlink i siffror")
    name = page.url_path or FIRST
    if isinstance(seen, Denied):
        login.ask(seen)
    elif name == LOG_OUT:
        viewer.log_out()
    elif name == MISSING:
        login.missing()
    elif seen.may_open(name):
        _show(page, name, seen)
    elif name == FIRST and (opens := next(filter(seen.may_open, PAGES), None)):
        st.switch_page(pages[opens])
    else:
        login.closed(name, PAGES[name][0], seen)


def _pages(seen: Viewer | Denied) -> dict[str, StreamlitPage]:
    """All pages by their addresses, those out of sight that are not open."""
    pages = {
        name: st.Page(
            ROOT / "pages" / f"{name}.py",
            title=title,
            icon=icon,
            url_path=name,
            default=name == FIRST,
            visibility="visible" if isinstance(seen, Viewer) and seen.may_open(name) else "hidden",
        )
        for name, (title, icon) in PAGES.items()
    }
    pages[MISSING] = st.Page(lambda: None, title="Sidan finns inte", url_path=MISSING, visibility="hidden")
    if isinstance(seen, Viewer) and viewer.is_logged_in():
        title = f"Logga ut {seen.who}".strip()
        pages[LOG_OUT] = st.Page(lambda: None, title=title, icon=":material/logout:", url_path=LOG_OUT)
    return pages


def _sections(pages: Mapping[str, StreamlitPage]) -> dict[str, list[StreamlitPage]]:
    """The pages as the bar has them: those that are read side by side, the others behind a word each."""
    behind = {**dict.fromkeys(OF_DATA, "Data"), LOG_OUT: "Konto"}
    found: dict[str, list[StreamlitPage]] = {}
    for name, page in pages.items():
        found.setdefault(behind.get(name, ""), []).append(page)
    return found


def _show(page: StreamlitPage, name: str, seen: Viewer) -> None:
    """The page under the shared choices; without a warehouse what to do next."""
    warehouse = news.served()
    news.tell(warehouse, by_themselves=name == LOADING)
    if warehouse and known_years(warehouse):
        filters.show(warehouse, name, of_people=name in OF_PEOPLE, by_gender=name not in OF_ALL)
        if limits := login.limits(seen):
            notice(limits)
        page.run()
    elif name in WITHOUT_WAREHOUSE:
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
