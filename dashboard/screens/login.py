"""What those see who may not see a page: where to log in, whom to ask, and what their role opens."""

import streamlit as st

from dashboard import theme
from dashboard.access import logbook, viewer
from dashboard.access.settings import ROLES, Settings, SettingsError, settings
from dashboard.access.viewer import OPEN_TO, READING, Denied, Viewer
from dashboard.share.markup import plain

NAMES = {"hr": "HR"}
"""Roles that are not called as they are written."""

TOLD = "denial-told"


def ask(denied: Denied) -> None:
    """Say why nothing is shown, and what to do about it."""
    if denied.why == "login":
        _log_in("Logga in", "Leanlink i siffror visas för den som är inloggad.", "Logga in")
    elif denied.why == "expired":
        _log_in("Inloggningen har gått ut", "Logga in igen, så visas samma sida.", "Logga in igen")
    elif denied.why == "no role":
        _tell_log(denied)
        st.title("Du har ingen roll här", anchor=False)
        st.markdown(f"Du är inloggad som {denied.who}. Vill du se Leanlink i siffror, fråga {contact()}.")
        st.button("Logga ut", on_click=viewer.log_out)
    else:
        st.title("Inställningarna kan inte följas", anchor=False)
        st.markdown(f"Ingen släpps in förrän secrets.toml är rättad. Säg till {contact()}.")
        st.error(f"secrets.toml: {denied.told}")


def _log_in(title: str, text: str, label: str) -> None:
    st.title(title, anchor=False)
    st.markdown(text)
    if st.button(label, type="primary", icon=":material/login:"):
        st.login()


def _tell_log(denied: Denied) -> None:
    """Once a session: every click would be one more line."""
    if st.session_state.get(TOLD) != denied:
        st.session_state[TOLD] = denied
        logbook.write("denied", denied.who)


def closed(page: str, title: str, seen: Viewer) -> None:
    """Say to whom a page is open that is not to who looks."""
    opens = OPEN_TO.get(page, READING)
    st.title(title, anchor=False)
    text = f"Sidan är öppen för {theme.listed([NAMES.get(role, role) for role in ROLES if role in opens])}."
    if seen.roles.intersection(opens):
        text = "Sidan är öppen för den som ser alla affärsområden."
    st.info(f"{text} Vill du se den, fråga {contact()}.")


def missing() -> None:
    """Say that there is no page with the address that was asked for."""
    st.title("Sidan finns inte", anchor=False)
    asked = st.query_params.get("adress", "")
    st.info(f"Här finns ingen sida med adressen {plain(asked)}. Välj en sida ovan.")


def limits(seen: Viewer) -> str:
    """What is not shown to who looks, where that is anything."""
    if seen.areas is None:
        return ""
    also = f" och {theme.listed(sorted(seen.areas))}" if seen.areas else ""
    return f"Du ser helheten, det som är publicerat{also}. Andra områdens siffror ur exporterna visas inte."


def contact() -> str:
    """Whom to ask, also where the settings cannot be read."""
    try:
        return settings().contact
    except SettingsError:
        return Settings().contact
