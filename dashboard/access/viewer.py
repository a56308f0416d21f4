"""Who looks, and what they may see and do: everyone everything where nobody logs in, otherwise as the login says.

Asked anew at every run of a page or of a part of it: logins end and settings change while pages are open.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from dashboard.access.settings import ADMINISTRATOR, HR, LOADER, READER, Settings, SettingsError, login_is_on, settings
from dashboard.figures.store.rights import Rights
from dashboard.figures.store.warehouse import Warehouse, newest

OPEN_TO = {"ladda_data": (LOADER, ADMINISTRATOR), "logg": (ADMINISTRATOR,)}
"""Who may open a page; the others are open to those who read."""
READING = (READER, HR, ADMINISTRATOR)

EVERY_AREA = "alla"
"""The value of a claim, or the meaning of one, that opens all areas."""

SEEN = "viewer"


@dataclass(frozen=True)
class Viewer:
    """Somebody with roles; `areas` are the business areas whose exports are open, None all of them."""

    who: str
    roles: frozenset[str]
    areas: frozenset[str] | None = None

    @property
    def rights(self) -> Rights:
        """What may be seen of a warehouse."""
        return Rights(self.areas, bool(self.roles & {HR, ADMINISTRATOR}))

    def may_open(self, page: str) -> bool:
        """Whether a page is open. Who loads sees what files hold, and what they change, of all areas."""
        roles = OPEN_TO.get(page, READING)
        return bool(self.roles.intersection(roles)) and (roles is READING or self.areas is None)


@dataclass(frozen=True)
class Denied:
    """Why nothing is shown to somebody: not logged in, no longer, without a role, or nobody is let in."""

    why: Literal["login", "expired", "no role", "settings"]
    who: str = ""
    told: str = ""


class DeniedError(Exception):
    """Something is asked for by somebody who may see nothing."""


def current() -> Viewer | Denied:
    """Who looks now."""
    try:
        chosen = settings()
        if not login_is_on():
            header = st.context.headers.get(chosen.user_header) if chosen.user_header else ""
            return Viewer(header or "", frozenset([ADMINISTRATOR]))
    except SettingsError as error:
        return Denied("settings", told=str(error))
    claims = st.user.to_dict()
    if not claims.get("is_logged_in"):
        return Denied("login")
    return Denied("expired") if _login(claims) in _ended() else viewer_of(claims, chosen, time.time())


def viewer_of(claims: Mapping[str, Any], chosen: Settings, now: float) -> Viewer | Denied:
    """Whom a login's claims tell of, `now` seconds after 1970."""
    who = next((str(claims[name]) for name in (chosen.who_claim, "email", "sub") if claims.get(name)), "")
    made = claims.get("iat")
    if not isinstance(made, int | float) or now >= made + chosen.login_hours * 3600:
        return Denied("expired", who)
    roles = {role for value in _values(claims, chosen.role_claim) for role in chosen.roles.get(value, ())}
    if not roles:
        return Denied("no role", who)
    if not chosen.area_claim or ADMINISTRATOR in roles:
        return Viewer(who, frozenset(roles))
    areas = {area for value in _values(claims, chosen.area_claim) for area in chosen.areas.get(value, (value,))}
    return Viewer(who, frozenset(roles), None if EVERY_AREA in areas else frozenset(areas))


def _values(claims: Mapping[str, Any], name: str) -> list[str]:
    """The values of a claim, or of one within others; none where it is not there."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    several = found if isinstance(found, list | tuple) else [found]
    return [each for each in several if isinstance(each, str)]


def warehouse() -> Warehouse:
    """The newest warehouse, as who looks may see it. Raises NoWarehouseError, or DeniedError where that is nothing."""
    viewer = current()
    if isinstance(viewer, Denied):
        raise DeniedError(viewer.why)
    return newest(viewer.rights)


def name() -> str:
    """What who looks is called in the log and in the history; empty where nobody says."""
    return current().who


def is_logged_in() -> bool:
    """Whether there is a login to end. Raises SettingsError where nobody can tell."""
    return login_is_on() and bool(st.user.to_dict().get("is_logged_in"))


def see() -> Viewer | Denied:
    """Who looks now, remembered for the parts of the page that run alone."""
    seen = st.session_state[SEEN] = current()
    return seen


def stay() -> None:
    """Run the whole page again where it was drawn for another than who looks now: a login may have ended since."""
    if SEEN in st.session_state and st.session_state[SEEN] != current():
        st.rerun(scope="app")


def log_out() -> None:
    """End the login, in every page that is open with it."""
    _ended().add(_login(st.user.to_dict()))
    st.logout()


@st.cache_resource
def _ended() -> set[str]:
    """The logins that have ended before their time since the start of the process."""
    return set()


def _login(claims: Mapping[str, Any]) -> str:
    """What tells one login from all others."""
    return f"{claims.get('iss')} {claims.get('sub')} {claims.get('iat')} {claims.get('nonce')}"
