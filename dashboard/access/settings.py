"""What those who run the dashboard have set in secrets.toml: who gets which role, from which claims of the login.

The section [auth] is Streamlit's own, and says where people log in. [leanlink] says what they may do then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config
from streamlit.errors import StreamlitSecretNotFoundError

READER, HR, LOADER, ADMINISTRATOR = ROLES = ("läsare", "hr", "inläsare", "administratör")

LOOPBACK = ("127.0.0.1", "localhost", "::1")

_KINDS: Mapping[type, str] = {str: "en text", float: "ett tal större än noll", int: "ett heltal större än noll"}


class SettingsError(Exception):
    """Something in secrets.toml cannot be followed; nobody is let in until it is mended. Tells it in Swedish."""


@dataclass(frozen=True)
class Settings:
    """The section [leanlink].

    `roles` and `areas` say what values of their claims stand for; a value that `areas` does not name is the area's own
    name. Claims within claims are named with dots: realm_access.roles. Without `area_claim` all areas are open.
    `who_claim` names people in the log. `user_header` is a header in which a proxy tells who asks, where nobody logs in
    here.
    """

    role_claim: str = "roles"
    area_claim: str = ""
    who_claim: str = "email"
    contact: str = "den som ansvarar för Leanlink i siffror"
    user_header: str = ""
    login_hours: float = 8.0
    keep_log_months: int = 24
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    areas: Mapping[str, Sequence[str]] = field(default_factory=dict)


def settings() -> Settings:
    """The settings now. Raises SettingsError."""
    return settings_of(_secrets().get("leanlink", {}))


def login_is_on() -> bool:
    """Whether people log in here. Raises SettingsError where that cannot be read, or where others than those of this
    machine would be let in without."""
    if "auth" in _secrets():
        return True
    if st.get_option("server.address") not in LOOPBACK:
        raise SettingsError("servern lyssnar på fler adresser än 127.0.0.1, men ingen inloggning är inställd ([auth])")
    return False


def settings_of(section: Mapping[str, Any]) -> Settings:
    """The settings of a section. Raises SettingsError for what is unknown, or not of its kind."""
    known = {each.name: getattr(Settings(), each.name) for each in fields(Settings)}
    for name, value in section.items():
        if name not in known:
            raise SettingsError(f"[leanlink] {name} finns inte; välj bland {', '.join(known)}")
        if isinstance(known[name], dict):
            if not isinstance(value, Mapping):
                raise SettingsError(f'[leanlink.{name}] ska vara en egen del, med rader som "värde" = "betydelse"')
        elif not _is_like(known[name], value):
            raise SettingsError(f"[leanlink] {name} är {value!r}, men ska vara {_KINDS[type(known[name])]}")
    roles, areas = (_meanings(name, section.get(name, {})) for name in ("roles", "areas"))
    for value, meant in roles.items():
        if unknown := [role for role in meant if role not in ROLES]:
            raise SettingsError(
                f'[leanlink.roles] "{value}" = "{unknown[0]}", men rollen finns inte; välj bland {", ".join(ROLES)}'
            )
    return Settings(**{**section, "roles": roles, "areas": areas})


def _is_like(known: object, value: object) -> bool:
    if isinstance(known, str):
        return isinstance(value, str)
    number = isinstance(value, int) or (isinstance(value, float) and isinstance(known, float))
    return number and not isinstance(value, bool) and float(str(value)) > 0


def _meanings(name: str, section: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What each value stands for: one thing or several."""
    found = {}
    for value, meant in section.items():
        several = [meant] if isinstance(meant, str) else meant
        if not isinstance(several, Sequence) or not all(isinstance(each, str) for each in several):
            raise SettingsError(f'[leanlink.{name}] "{value}" ska vara en text eller en lista av texter')
        found[value] = tuple(several)
    return found


def _secrets() -> Mapping[str, Any]:
    """All sections; none where there is no file. Raises SettingsError for a file that is named or there, and cannot be
    read: without it everyone would be let in."""
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError as error:
        if config.is_manually_set("secrets.files") or any(map(Path.exists, map(Path, st.get_option("secrets.files")))):
            raise SettingsError("filen kan inte läsas: se att den finns och är giltig TOML") from error
        return {}
