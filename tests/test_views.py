"""Saved views: each is kept whatever others do, leads to what was looked at, and says what of it is gone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import views
from dashboard.cards.card import View
from dashboard.figures.dimensions import all_dimensions
from dashboard.figures.groups import Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.selection import Choice
from dashboard.figures.store.rights import EVERYTHING, Rights
from dashboard.figures.store.warehouse import Warehouse
from dashboard.screens.views import NO_PERSONS
from dashboard.subjects.explorer import FORMS
from dashboard.subjects.views import SHIPPED, gone, listing, pinned
from tests.logins import logged_in
from tests.visiting import blocks, opened, session

ASKED = {"matt": "Måltider", "rader": "Kök", "kolumner": "Kvartal", "visa": "Andel av summan"}


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEANLINK_EXPORTS", str(tmp_path))


def names() -> list[str]:
    return [each.name for each in views.views()]


class TestKept:
    def test_what_many_save_at_once_is_all_there(self) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda at: views.save(f"{at:03}", "x" * 300, "kim", "matt=a"), range(100)))
        assert names() == [f"{at:03}" for at in range(100)]

    def test_what_is_removed_comes_back_as_it_was(self) -> None:
        saved = views.save("Min", "till mötet", "kim", "matt=a")
        views.change(saved, "pin", "kim")
        views.change(saved, "remove", "kim")
        assert views.views() == []
        views.change(saved, "restore", "kim")
        (found,) = views.views()
        assert (found.name, found.note, found.who, found.pinned) == ("Min", "till mötet", "kim", True)
        views.change(saved, "unpin", "kim")
        assert [each.pinned for each in views.views()] == [False]

    def test_two_of_one_name_stand_beside_each_other(self) -> None:
        views.save("Min", "", "kim", "matt=a")
        views.save("Min", "", "bo", "matt=b")
        assert sorted(each.who for each in views.views()) == ["bo", "kim"]

    def test_a_line_that_says_nothing_is_passed_over(self, tmp_path: Path) -> None:
        views.save("Min", "", "kim", "matt=a")
        with (tmp_path / "views.jsonl").open("a", encoding="utf-8") as file:
            file.write('{"what": "save", "view": {"id": 1}}\n[]\n{"what": "pin", "view": {"id": "okänd"}}\n{"wh')
        assert names() == ["Min"]


def view(path: Path, rights: Rights = EVERYTHING) -> View:
    return View(Warehouse(path, rights), Choice(2021, 2021, 2020, "Leanlink"), Group("Leanlink"))


class TestListed:
    def test_it_says_what_is_gone(self, worlds: dict[str, Path]) -> None:
        seen = view(worlds["units"])
        lost = views.Saved("1", "Min", "", "kim", "matt=Borta&matt=Mertid&enhet=Nedlagd&omrade=%C3%84ldreomsorg")
        assert gone(seen, lost, {"Mertid"}) == "finns inte bland det som är inläst: Borta och Nedlagd"
        there = views.Saved("1", "Min", "", "kim", "matt=Mertid&enhet=E05&omrade=%C3%84ldreomsorg")
        assert gone(seen, there, {"Mertid"}) == ""

    def test_an_address_that_names_two_units_is_of_the_first(self, worlds: dict[str, Path]) -> None:
        two = views.Saved("1", "Min", "", "kim", "matt=Mertid&enhet=Nedlagd&enhet=E05&omrade=%C3%84ldreomsorg")
        assert gone(view(worlds["units"]), two, {"Mertid"}) == "finns inte bland det som är inläst: Nedlagd"

    def test_it_has_its_note_and_its_owner_or_says_that_it_has_none(self, worlds: dict[str, Path]) -> None:
        saved = [views.Saved("1", "A", "till mötet", "kim", "matt=a"), views.Saved("2", "B", "", "", "matt=a")]
        found = listing(view(worlds["units"]), saved, {"a"}).points[:2]
        assert [(each.where, each.said) for each in found] == [("A", "till mötet · kim"), ("B", "utan ägare")]

    def test_who_sees_no_units_is_not_told_their_names(self, worlds: dict[str, Path]) -> None:
        saved = [views.Saved("1", "Om E05", "", "kim", "matt=a&enhet=E05", pinned=True)]
        seen = view(worlds["units"], Rights(None, units=False))
        assert [each.where for each in listing(seen, saved, {"a"}).points] == [each.name for each in SHIPPED]
        assert pinned(seen, saved) is None

    @pytest.mark.parametrize("shipped", SHIPPED, ids=lambda each: each.name)
    def test_what_comes_with_the_house_can_be_asked(self, worlds: dict[str, Path], shipped: views.Saved) -> None:
        asked = parse_qs(shipped.asked)
        labels = {each.label: name for name, each in MEASURES.items() if each.computed}
        assert {*asked["matt"]} <= {*labels}
        known = all_dimensions(Warehouse(worlds["as_shipped"], EVERYTHING), [labels[each] for each in asked["matt"]])
        assert {*asked["rader"], *asked["kolumner"]} <= {*known.values(), "Inga kolumner"}
        assert {*asked.get("form", [])} <= {*FORMS}


def saved_as(app: AppTest, name: str, note: str = "") -> AppTest:
    app.text_input(key="view-name").set_value(name)
    app.text_input(key="view-note").set_value(note)
    (button,) = [each for each in app.button if each.label == "Spara"]
    button.click().run()
    return app


def listed(app: AppTest, key: str = "views") -> dict[str, dict[str, Any]]:
    return {each["where"]: each for block in blocks(app) if block["key"] == key for each in block["points"]}


class TestPage:
    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch, worlds: dict[str, Path]) -> AppTest:
        return opened(session(monkeypatch, worlds["as_shipped"].parent, ASKED), "utforska")

    def test_a_view_leads_back_to_what_was_looked_at(
        self, app: AppTest, monkeypatch: pytest.MonkeyPatch, worlds: dict[str, Path]
    ) -> None:
        found = listed(saved_as(app, "Kökens andel", "till mötet"))["Kökens andel"]
        assert found["text"] == "till mötet · utan ägare"
        assert {name: value for name, (value,) in parse_qs(found["asked"]).items() if name in ASKED} == ASKED
        choices = {name: value if value[1:] else value[0] for name, value in parse_qs(found["asked"]).items()}
        again = opened(session(monkeypatch, worlds["as_shipped"].parent, choices), "utforska")
        assert blocks(again) == blocks(app)

    def test_a_view_without_choices_has_an_address_too(
        self, monkeypatch: pytest.MonkeyPatch, worlds: dict[str, Path]
    ) -> None:
        app = saved_as(opened(session(monkeypatch, worlds["as_shipped"].parent), "utforska"), "Min")
        assert listed(app)["Min"]["asked"] == ""

    def test_it_is_pinned_removed_and_taken_back(self, app: AppTest) -> None:
        saved_as(app, "Min")
        app.button(key="pin").click().run()
        assert [*listed(opened(app, "oversikt"), "pinned")] == ["Min"]
        opened(app, "utforska").button(key="remove").click().run()
        assert "Min" not in listed(app)
        app.button(key="restore").click().run()
        assert "Min" in listed(app)
        assert [*listed(opened(app, "oversikt"), "pinned")] == ["Min"]

    def test_no_identity_number_is_saved(self, app: AppTest) -> None:
        saved_as(app, "Om 19800101" + "-1234")
        assert [each.value for each in app.error] == [NO_PERSONS]
        assert names() == []

    def test_others_views_are_left_alone(self, login_app: AppTest) -> None:
        views.save("Bos", "", "bo@x.se", "matt=M%C3%A5ltider")
        app = opened(logged_in(login_app, "h", areas=["alla"]), "utforska")
        assert "Bos" in listed(app)
        assert [each.key for each in app.button if each.key in ("pin", "remove")] == []
        saved_as(app, "Kims")
        assert [each.who for each in views.views()] == ["bo@x.se", "kim@x.se"]
        assert app.selectbox(key="view").options == ["Kims"]
