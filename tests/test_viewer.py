"""Who may do what: roles and areas of a login's claims, what each opens, and that nobody is let in by mistake."""

import json
import re
import time
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from dashboard.access import logbook, viewer
from dashboard.access.settings import Settings, SettingsError, settings_of
from dashboard.access.viewer import Denied, Viewer, viewer_of
from dashboard.figures.store.rights import EVERYTHING, Rights
from tests.logins import CHOSEN, NOW, ROLES, SECTION, claims, logged_in
from tests.made import TITLES
from tests.visiting import (
    blocks,
    infos,
    opened,
    said,
    session,
    tables,
)
from tests.worlds import CARE, STAB

WITHOUT_UNITS = ("Översikt", "Kort och lång", "Kvinnor och män", "Nyckeltal", "År", "Fördjupning")
"""The parts of Sjukfrånvaro for those who see no units."""


class TestClaims:
    @pytest.mark.parametrize(
        ("of", "roles", "areas"),
        [
            (claims("r", areas=["S"]), {"läsare"}, {STAB}),
            (claims("r", areas="S"), {"läsare"}, {STAB}),
            (claims("r", areas=[CARE, "S"]), {"läsare"}, {CARE, STAB}),
            (claims("r", areas=["alla"]), {"läsare"}, None),
            (claims("r"), {"läsare"}, set()),
            (claims("r", areas=[]), {"läsare"}, set()),
            (claims("r", areas={"S": 1}), {"läsare"}, set()),
            (claims("h", "unknown", areas=["S"]), {"hr"}, {STAB}),
            (claims("ri", areas=["S"]), {"läsare", "inläsare"}, {STAB}),
            (claims("a", areas=["S"]), {"administratör"}, None),
            (claims(roles="h", areas=["S"]), {"hr"}, {STAB}),
        ],
    )
    def test_they_tell_roles_and_areas(self, of: Mapping[str, Any], roles: set[str], areas: set[str] | None) -> None:
        found = viewer_of(of, CHOSEN, NOW)
        assert found == Viewer("kim@x.se", frozenset(roles), None if areas is None else frozenset(areas))

    @pytest.mark.parametrize("value", [[], "", None, ["läsare"], "administratör", 1, {"x": "a"}, [["a"]]])
    def test_without_a_known_role_there_is_none(self, value: object) -> None:
        of = {**claims(), "roles": value}
        assert viewer_of(of, CHOSEN, NOW) == Denied("no role", "kim@x.se")

    def test_a_claim_may_lie_within_another(self) -> None:
        chosen = settings_of({"role_claim": "realm_access.roles", "roles": ROLES})
        assert viewer_of(claims(realm_access={"roles": ["h"]}), chosen, NOW) == Viewer("kim@x.se", frozenset(["hr"]))
        assert viewer_of(claims("h"), chosen, NOW) == Denied("no role", "kim@x.se")

    def test_without_an_area_claim_all_areas_are_open(self) -> None:
        found = viewer_of(claims("r"), settings_of({"roles": ROLES}), NOW)
        assert found == Viewer("kim@x.se", frozenset(["läsare"]), None)

    @pytest.mark.parametrize(("made", "open_"), [(NOW - 7199, True), (NOW - 7200, False), (None, False), ("x", False)])
    def test_a_login_ends(self, made: object, *, open_: bool) -> None:
        chosen = settings_of({"roles": ROLES, "login_hours": 2})
        found = viewer_of({**claims("r"), "iat": made}, chosen, NOW)
        assert isinstance(found, Viewer) if open_ else found == Denied("expired", "kim@x.se")

    def test_people_are_called_by_the_claim_that_is_named(self) -> None:
        chosen = settings_of({"roles": ROLES, "who_claim": "name"})
        assert viewer_of(claims("r", name="Kim K"), chosen, NOW).who == "Kim K"
        assert viewer_of({**claims("r"), "email": None}, Settings(roles=CHOSEN.roles), NOW).who == "1"


@pytest.mark.parametrize(
    ("roles", "areas", "rights", "pages"),
    [
        ("läsare", None, Rights(units=False), {*TITLES} - {"ladda_data", "logg"}),
        ("hr", None, EVERYTHING, {*TITLES} - {"ladda_data", "logg"}),
        ("hr", STAB, Rights(frozenset([STAB])), {*TITLES} - {"ladda_data", "logg"}),
        ("inläsare", None, Rights(units=False), {"ladda_data"}),
        ("inläsare", STAB, Rights(frozenset([STAB]), units=False), set()),
        ("administratör", None, EVERYTHING, {*TITLES}),
    ],
)
def test_what_a_role_opens(roles: str, areas: str | None, rights: Rights, pages: set[str]) -> None:
    viewer = Viewer("", frozenset([roles]), frozenset([areas]) if areas else None)
    assert viewer.rights == rights
    assert {page for page in TITLES if viewer.may_open(page)} == pages


@pytest.mark.parametrize(
    ("section", "told"),
    [
        (
            {"role_clam": "x"},
            "[leanlink] role_clam finns inte; välj bland role_claim, area_claim, who_claim, contact, user_header,"
            " login_hours, keep_log_months, roles, areas",
        ),
        ({"contact": 1}, "[leanlink] contact är 1, men ska vara en text"),
        ({"login_hours": 0}, "[leanlink] login_hours är 0, men ska vara ett tal större än noll"),
        ({"login_hours": True}, "[leanlink] login_hours är True, men ska vara ett tal större än noll"),
        ({"keep_log_months": 1.5}, "[leanlink] keep_log_months är 1.5, men ska vara ett heltal större än noll"),
        ({"roles": "hr"}, '[leanlink.roles] ska vara en egen del, med rader som "värde" = "betydelse"'),
        ({"areas": {"S": 1}}, '[leanlink.areas] "S" ska vara en text eller en lista av texter'),
        (
            {"roles": {"x": "chef"}},
            '[leanlink.roles] "x" = "chef", men rollen finns inte; välj bland läsare, hr, inläsare, administratör',
        ),
    ],
)
def test_a_setting_that_cannot_be_followed_is_told(section: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError, match=f"^{re.escape(told)}$"):
        settings_of(section)


def titles(app: AppTest) -> list[str]:
    return [title.value for title in app.title]


def set_option(patch: pytest.MonkeyPatch, name: str, value: object) -> None:
    """Set an option of Streamlit as someone would who names it, as long as the test runs."""
    options = config.get_config_options()
    named = copy(options[name])
    named.set_value(value, "the test")
    patch.setitem(options, name, named)


class TestDenied:
    @pytest.mark.parametrize("page", TITLES)
    def test_who_is_not_logged_in_sees_nothing_but_where_to(self, login_app: AppTest, page: str) -> None:
        opened(login_app.run(), page)
        assert (titles(login_app), [button.label for button in login_app.button]) == (["Logga in"], ["Logga in"])
        assert [text for text in said(login_app) if "style" not in text and "script" not in text] == [
            "Logga in",
            "Leanlink i siffror visas för den som är inloggad.",
        ]

    def test_who_has_no_role_is_told_whom_to_ask_and_it_is_logged_once(self, login_app: AppTest) -> None:
        logged_in(login_app, "nothing").run()
        assert titles(login_app) == ["Du har ingen roll här"]
        assert "Du är inloggad som kim@x.se. Vill du se Leanlink i siffror, fråga Kim." in said(login_app)
        opened(login_app, "personal")
        assert [(line.who, line.what, line.about) for line in logbook.lines()] == [("kim@x.se", "denied", "")]

    def test_a_page_that_is_open_closes_when_the_login_ends(self, login_app: AppTest) -> None:
        opened(logged_in(login_app, "h").run(), "personal")
        assert titles(login_app) == ["Personal"]
        login_app.user = claims("h", iat=time.time() - 9 * 3600)
        assert titles(login_app.run()) == ["Inloggningen har gått ut"]

    def test_a_change_of_role_counts_at_the_next_click(self, login_app: AppTest) -> None:
        opened(logged_in(login_app, "h").run(), "sjukfranvaro")
        assert "Enheter" in login_app.button_group(key="vy").options
        login_app.secrets["leanlink"] = {**SECTION, "roles": {"h": "läsare"}}
        assert "Enheter" not in login_app.run().button_group(key="vy").options
        login_app.secrets["leanlink"] = {**SECTION, "roles": {"h": "inläsare"}}
        assert infos(login_app.run()) == ["Sidan är öppen för läsare, HR och administratör. Vill du se den, fråga Kim."]

    def test_settings_that_cannot_be_followed_let_nobody_in(self, login_app: AppTest) -> None:
        login_app.secrets["leanlink"] = {"role_clam": "x"}
        logged_in(login_app, "a").run()
        assert titles(login_app) == ["Inställningarna kan inte följas"]
        assert [error.value[:44] for error in login_app.error] == ["secrets.toml: [leanlink] role_clam finns int"]

    @pytest.mark.parametrize("content", ["[auth\n", None])
    def test_a_file_that_cannot_be_read_lets_nobody_in(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, units_folder: Path, content: str | None
    ) -> None:
        named = tmp_path / "secrets.toml"
        if content is not None:
            named.write_text(content, encoding="utf-8")
        monkeypatch.setattr(st.secrets, "_secrets", None)
        set_option(monkeypatch, "secrets.files", [str(named)])
        app = session(monkeypatch, units_folder).run()
        assert titles(app) == ["Inställningarna kan inte följas"]
        assert [error.value for error in app.error] == [
            "secrets.toml: filen kan inte läsas: se att den finns och är giltig TOML"
        ]

    def test_without_a_login_only_this_machine_enters(
        self, monkeypatch: pytest.MonkeyPatch, units_folder: Path
    ) -> None:
        assert titles(session(monkeypatch, units_folder).run()) == ["Översikt"]
        set_option(monkeypatch, "server.address", "0.0.0.0")
        app = session(monkeypatch, units_folder).run()
        assert [error.value for error in app.error] == [
            "secrets.toml: servern lyssnar på fler adresser än 127.0.0.1, men ingen inloggning är inställd ([auth])"
        ]


class TestRoles:
    @pytest.mark.parametrize("page", TITLES)
    @pytest.mark.parametrize("role", ["r", "h", "i", "a"])
    def test_a_page_opens_or_says_to_whom_it_is_open(self, login_app: AppTest, role: str, page: str) -> None:
        viewer = viewer_of(claims(role, areas=["alla"]), CHOSEN, NOW)
        assert isinstance(viewer, Viewer)
        opened(logged_in(login_app, role, areas=["alla"]).run(), page)
        if viewer.may_open(page):
            assert titles(login_app) == [TITLES[page]]
            assert [text for text in infos(login_app) if "Sidan är öppen" in text] == []
        elif page == "oversikt":
            assert titles(login_app) == ["Ladda data"]
        else:
            opens = {"ladda_data": "inläsare och administratör", "logg": "administratör"}
            told = f"Sidan är öppen för {opens.get(page, 'läsare, HR och administratör')}. Vill du se den, fråga Kim."
            assert (titles(login_app), infos(login_app)) == ([TITLES[page]], [told])

    def test_who_sees_some_areas_may_not_load(self, login_app: AppTest) -> None:
        opened(logged_in(login_app, "ri", areas=["S"]).run(), "ladda_data")
        assert infos(login_app) == ["Sidan är öppen för den som ser alla affärsområden. Vill du se den, fråga Kim."]

    def test_a_reader_sees_areas_and_no_units(self, login_app: AppTest) -> None:
        login_app.query_params["omrade"] = [CARE]
        opened(logged_in(login_app, "r", areas=["alla"]), "sjukfranvaro")
        assert login_app.selectbox(key="omrade").value == CARE
        unit = login_app.selectbox(key="enhet")
        assert (unit.options, unit.disabled) == (["Alla enheter – enheter visas för HR"], True)
        assert login_app.button_group(key="vy").options == [*WITHOUT_UNITS]


NAMES = re.compile(r"E0\d|E1\d|\bLiten\b")
"""The units of an area that is closed to those who see the other one."""

PLACES = [(page, "") for page in TITLES if page not in ("ladda_data", "logg")]
PLACES += [("sjukfranvaro", part) for part in (*WITHOUT_UNITS, "Enheter", "Vad har ändrats")]
PLACES += [("personal", part) for part in ("Översikt", "Antal", "Heltid", "Avgångar", "Mertid och övertid")]


class TestAreas:
    @pytest.mark.parametrize(("page", "part"), PLACES)
    @pytest.mark.parametrize("org", ["Leanlink", STAB, CARE])
    def test_nothing_of_another_area_stands_anywhere(self, login_app: AppTest, page: str, part: str, org: str) -> None:
        login_app.query_params["omrade"] = [org]
        if part:
            login_app.query_params["vy"] = [part]
        opened(logged_in(login_app, "h", areas=["S"]), page)
        assert not part or login_app.button_group(key="vy").value == part
        told = everything(login_app)
        assert NAMES.findall(told) == []
        assert login_app.selectbox(key="omrade").options == ["Hela Leanlink", STAB]
        limits = f"Du ser helheten, det som är publicerat och {STAB}."
        assert f"{limits} Andra områdens siffror ur exporterna visas inte." in said(login_app)

    def test_with_all_areas_they_stand_there(self, login_app: AppTest) -> None:
        login_app.query_params["omrade"] = [CARE]
        login_app.query_params["vy"] = ["Enheter"]
        opened(logged_in(login_app, "h", areas=["alla"]), "sjukfranvaro")
        assert NAMES.findall(everything(login_app))

    def test_units_of_the_whole_are_not_told_where_some_are_closed(self, login_app: AppTest) -> None:
        login_app.query_params["vy"] = ["Enheter"]
        opened(logged_in(login_app, "h", areas=["S"]), "sjukfranvaro")
        assert "Enheter i andra områden visas inte för dig." in said(login_app)


def everything(app: AppTest) -> str:
    """All that a page says: texts, tables, charts and what can be chosen."""
    choices = [str(box.options) for box in (*app.selectbox, *app.multiselect, *app.button_group)]
    buttons = [button.label for button in app.button]
    return json.dumps([said(app), tables(app), blocks(app), choices, buttons], ensure_ascii=False)


def test_a_header_counts_only_when_it_is_named(monkeypatch: pytest.MonkeyPatch, units_folder: Path) -> None:
    headers = {"X-Forwarded-User": "kim"}
    monkeypatch.setattr(type(st.context), "headers", property(lambda _: headers))
    assert viewer.name() == ""
    monkeypatch.setattr("dashboard.access.viewer.settings", lambda: Settings(user_header="X-Forwarded-User"))
    assert viewer.name() == "kim"
