"""Who may do what: roles and areas of a login's claims, what each opens, and that nobody is let in by mistake."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from dashboard import logbook, viewer
from dashboard.settings import Settings, SettingsError, settings_of
from dashboard.store.rights import EVERYTHING, Rights
from dashboard.viewer import Denied, Viewer, viewer_of
from tests.loading import Once
from tests.made import TITLES
from tests.test_rights import make_in
from tests.visiting import drawn, infos, opened, said, session, tables
from tests.worlds import CARE, STAB, units

NOW = 1_800_000_000.0
ROLES = {"r": ["läsare"], "h": ["hr"], "i": ["inläsare"], "a": ["administratör"], "ri": ["läsare", "inläsare"]}
SECTION = {"area_claim": "areas", "contact": "Kim", "roles": ROLES, "areas": {"S": STAB}}
CHOSEN = settings_of(SECTION)


def claims(*roles: str, **more: Any) -> dict[str, Any]:
    return {"is_logged_in": True, "sub": "1", "email": "kim@x.se", "iat": NOW - 60, "roles": list(roles), **more}


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


@pytest.fixture(scope="session")
def folder(once: Once) -> Path:
    """The warehouse of units in two areas."""
    return once("rights units", make_in(units)) / "warehouse"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> AppTest:
    """A session where people log in, in which nobody has yet."""
    monkeypatch.setenv("LEANLINK_EXPORTS", str(tmp_path))
    found = session(monkeypatch, folder)
    found.secrets = {"auth": {"client_id": "x"}, "leanlink": SECTION}
    return found


def logged_in(app: AppTest, *roles: str, **more: Any) -> AppTest:
    """The session after a login with some roles."""
    app.user = claims(*roles, **{"iat": time.time(), **more})
    return app


def titles(app: AppTest) -> list[str]:
    return [title.value for title in app.title]


@contextmanager
def option(name: str, value: object) -> Iterator[None]:
    """A setting of Streamlit, for a while."""
    before = st.get_option(name)
    config.set_option(name, value)
    try:
        yield
    finally:
        config.set_option(name, before)


class TestDenied:
    @pytest.mark.parametrize("page", TITLES)
    def test_who_is_not_logged_in_sees_nothing_but_where_to(self, app: AppTest, page: str) -> None:
        opened(app.run(), page)
        assert (titles(app), [button.label for button in app.button]) == (["Logga in"], ["Logga in"])
        assert [text for text in said(app) if "style" not in text and "script" not in text] == [
            "Logga in",
            "Leanlink i siffror visas för den som är inloggad.",
        ]

    def test_who_has_no_role_is_told_whom_to_ask_and_it_is_logged_once(self, app: AppTest) -> None:
        logged_in(app, "nothing").run()
        assert titles(app) == ["Du har ingen roll här"]
        assert "Du är inloggad som kim@x.se. Vill du se Leanlink i siffror, fråga Kim." in said(app)
        opened(app, "personal")
        assert [(line.who, line.what, line.about) for line in logbook.lines()] == [("kim@x.se", "denied", "")]

    def test_a_page_that_is_open_closes_when_the_login_ends(self, app: AppTest) -> None:
        opened(logged_in(app, "h").run(), "personal")
        assert titles(app) == ["Personal"]
        app.user = claims("h", iat=time.time() - 9 * 3600)
        assert titles(app.run()) == ["Inloggningen har gått ut"]

    def test_a_change_of_role_counts_at_the_next_click(self, app: AppTest) -> None:
        opened(logged_in(app, "h").run(), "sjukfranvaro")
        assert "Enheter" in app.button_group(key="vy").options
        app.secrets["leanlink"] = {**SECTION, "roles": {"h": "läsare"}}
        assert "Enheter" not in app.run().button_group(key="vy").options
        app.secrets["leanlink"] = {**SECTION, "roles": {"h": "inläsare"}}
        assert infos(app.run()) == ["Sidan är öppen för läsare, HR och administratör. Vill du se den, fråga Kim."]

    def test_settings_that_cannot_be_followed_let_nobody_in(self, app: AppTest) -> None:
        app.secrets["leanlink"] = {"role_clam": "x"}
        logged_in(app, "a").run()
        assert titles(app) == ["Inställningarna kan inte följas"]
        assert [error.value[:44] for error in app.error] == ["secrets.toml: [leanlink] role_clam finns int"]

    def test_a_file_that_cannot_be_read_lets_nobody_in(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path
    ) -> None:
        broken = tmp_path / "secrets.toml"
        broken.write_text("[auth\n", encoding="utf-8")
        monkeypatch.setattr(st.secrets, "_secrets", None)
        with option("secrets.files", [str(broken)]):
            app = session(monkeypatch, folder).run()
        assert titles(app) == ["Inställningarna kan inte följas"]
        assert [error.value for error in app.error] == ["secrets.toml: filen kan inte läsas: se att den är giltig TOML"]

    def test_without_a_login_only_this_machine_is_let_in(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        with option("server.address", "0.0.0.0"):
            app = session(monkeypatch, folder).run()
        assert [error.value for error in app.error] == [
            "secrets.toml: servern lyssnar på fler adresser än 127.0.0.1, men ingen inloggning är inställd ([auth])"
        ]
        assert titles(session(monkeypatch, folder).run()) == ["Översikt"]


class TestRoles:
    @pytest.mark.parametrize("page", TITLES)
    @pytest.mark.parametrize("role", ["r", "h", "i", "a"])
    def test_a_page_opens_or_says_to_whom_it_is_open(self, app: AppTest, role: str, page: str) -> None:
        viewer = viewer_of(claims(role, areas=["alla"]), CHOSEN, NOW)
        assert isinstance(viewer, Viewer)
        opened(logged_in(app, role, areas=["alla"]).run(), page)
        if viewer.may_open(page):
            assert titles(app) == [TITLES[page]]
            assert [text for text in infos(app) if "Sidan är öppen" in text] == []
        elif page == "oversikt":
            assert titles(app) == ["Ladda data"]
        else:
            opens = {"ladda_data": "inläsare och administratör", "logg": "administratör"}
            told = f"Sidan är öppen för {opens.get(page, 'läsare, HR och administratör')}. Vill du se den, fråga Kim."
            assert (titles(app), infos(app)) == ([TITLES[page]], [told])

    def test_who_sees_some_areas_may_not_load(self, app: AppTest) -> None:
        opened(logged_in(app, "ri", areas=["S"]).run(), "ladda_data")
        assert infos(app) == ["Sidan är öppen för den som ser alla affärsområden. Vill du se den, fråga Kim."]

    def test_a_reader_sees_areas_and_no_units(self, app: AppTest) -> None:
        app.query_params["omrade"] = [CARE]
        opened(logged_in(app, "r", areas=["alla"]).run(), "sjukfranvaro")
        assert app.selectbox(key="omrade").value == CARE
        unit = app.selectbox(key="enhet")
        assert (unit.options, unit.disabled) == (["Alla enheter – enheter visas för HR"], True)
        assert app.button_group(key="vy").options == ["År", "Månad", "Kvinnor och män", "Nyckeltal"]


NAMES = re.compile(r"E0\d|E1\d|\bLiten\b")
"""The units of an area that is closed to those who see the other one."""

PARTS = {
    "sjukfranvaro": ("Månad", "Enheter", "Kvinnor och män", "Vad har ändrats?", "Nyckeltal"),
    "personal": ("Antal", "Heltid", "Avgångar", "Mertid och övertid"),
}


class TestAreas:
    @pytest.mark.parametrize("page", [page for page in TITLES if page not in ("ladda_data", "logg")])
    @pytest.mark.parametrize("org", ["Leanlink", STAB, CARE])
    def test_nothing_of_another_area_stands_on_any_page(self, app: AppTest, page: str, org: str) -> None:
        app.query_params["omrade"] = [org]
        logged_in(app, "h", areas=["S"]).run()
        for part in PARTS.get(page, ("",)):
            if part:
                app.query_params["vy"] = [part]
            opened(app, page)
            for toggle in app.toggle:
                toggle.set_value(True)
            # As charts, and as the tables behind them.
            told = everything(app) + everything(app.run())
            assert NAMES.findall(told) == [], part
            assert app.selectbox(key="omrade").options == ["Hela Leanlink", STAB]
            limits = f"Du ser helheten, det som är publicerat och {STAB}."
            assert f":material/info: {limits} Andra områdens siffror ur exporterna visas inte." in said(app)

    def test_with_all_areas_they_stand_there(self, app: AppTest) -> None:
        app.query_params["omrade"] = [CARE]
        app.query_params["vy"] = ["Enheter"]
        opened(logged_in(app, "h", areas=["alla"]).run(), "sjukfranvaro")
        assert NAMES.findall(everything(app))

    def test_units_of_the_whole_are_not_told_where_some_are_closed(self, app: AppTest) -> None:
        app.query_params["vy"] = ["Enheter"]
        opened(logged_in(app, "h", areas=["S"]).run(), "sjukfranvaro")
        assert "Välj ett affärsområde: enheter i andra områden visas inte för dig" in said(app)


def everything(app: AppTest) -> str:
    """All that a page says: texts, tables, charts and what can be chosen."""
    choices = [str(box.options) for box in (*app.selectbox, *app.multiselect, *app.button_group)]
    buttons = [button.label for button in app.button]
    return json.dumps([said(app), tables(app), drawn(app), choices, buttons], ensure_ascii=False)


def test_a_header_counts_only_when_it_is_named(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    headers = {"X-Forwarded-User": "kim"}
    monkeypatch.setattr(type(st.context), "headers", property(lambda _: headers))
    assert viewer.name() == ""
    monkeypatch.setattr("dashboard.viewer.settings", lambda: Settings(user_header="X-Forwarded-User"))
    assert viewer.name() == "kim"
