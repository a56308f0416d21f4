"""What Sjukfrånvaro shows first: the year against another and its target, who is furthest, short and long; by hand."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures.store.rights import Rights
from dashboard.figures.store.warehouse import Warehouse
from loaders.exports.catalogue import SICK_LEAVE, STAFF
from tests.export_files import csv_told, year
from tests.made import indicators, loaded, organised
from tests.test_sick_leave_page import CARE, rows
from tests.visiting import blocks, clicked, headings, part_of, tables, value_of

part = partial(part_of, "sjukfranvaro")


@pytest.fixture(scope="module")
def aimed(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """2020, and 2021 with twice the sick hours, for which a report sets a target for everyone and one for women."""
    heading = ["2021", "Målvärde 2021"]
    report = indicators(heading, ["Total sjukfrånvaro (%)", "5,2", "5,0"], ["Kvinnor", "6,1", "5,5"])
    file = csv_told(SICK_LEAVE, *rows(year(2020, 1)), *rows(year(2021, 2)))
    staff = [
        {"month": month, "unit": area, "headcount": 100, "full_time_equivalents": 40}
        for month in (*year(2020, 0), *year(2021, 0))
        for area in (CARE, "Ledning")
    ]
    folder = tmp_path_factory.mktemp("aimed")
    files = {"a.csv": file, "b.csv": csv_told(STAFF, *staff)}
    return loaded(folder, files, report, organised(folder, CARE, "Ledning"))


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def card(app: AppTest, key: str) -> Mapping[str, Any]:
    (found,) = [each for each in blocks(app) if each["key"] == key]
    return found


class TestYear:
    def test_it_is_told_against_the_year_before_and_its_target(
        self, patch: pytest.MonkeyPatch, aimed: Warehouse
    ) -> None:
        """810 of 31 300 hours in a month of 2020, twice that in 2021."""
        assert blocks(part(patch, aimed, "Översikt"))[0]["said"] == [
            "Sjukfrånvaron var 5,2\u00a0% år 2021, 2,6 procentenheter högre än 2020 och 0,2 procentenheter över målet"
            " 5,0\u00a0%"
        ]

    def test_women_have_a_target_of_their_own(self, patch: pytest.MonkeyPatch, aimed: Warehouse) -> None:
        app = part(patch, aimed, "Översikt", kon="Kvinnor")
        assert "0,6 procentenheter över målet 5,5\u00a0%" in blocks(app)[0]["said"][0]
        assert card(app, "sick_leave-year")["notes"] == []

    def test_a_target_of_the_whole_is_no_target_of_an_area(self, patch: pytest.MonkeyPatch, aimed: Warehouse) -> None:
        app = part(patch, aimed, "Översikt", omrade=CARE)
        assert "målet" not in blocks(app)[0]["said"][0]
        assert card(app, "sick_leave-year")["notes"] == ["Målet är satt för hela Leanlink"]

    def test_the_target_is_level_and_the_other_year_lies_behind(
        self, patch: pytest.MonkeyPatch, aimed: Warehouse
    ) -> None:
        (drawing,) = card(part(patch, aimed, "Översikt"), "sick_leave-year")["drawings"]
        aim, before, now = drawing["data"]
        assert (aim["y"], aim["line"]["dash"]) == ([5.0, 5.0], "dash")
        assert (before["line"]["color"], now["line"]["color"]) == ("@light", "@accent")
        assert {note["text"]: note["font"]["color"] for note in drawing["layout"]["annotations"]} == {
            "Mål 5,0\u00a0%": "@muted",
            "2020": "@muted",
            "2021: 5,2": "@accent",
        }

    def test_a_single_month_is_a_number(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        file = csv_told(SICK_LEAVE, *rows({"2021-03": 1}))
        app = part(patch, loaded(tmp_path, {"a.csv": file}, reference=organised(tmp_path, CARE, "Ledning")), "Översikt")
        (drawing,) = card(app, "sick_leave-year")["drawings"]
        assert drawing["number"] == {"value": "2,6\u00a0%", "when": "mar 2021"}
        assert headings(app) == ["Sjukfrånvaron var 2,6\u00a0% i mars 2021"]


class TestFurthest:
    def test_units_are_named_with_the_whole_as_a_line(self, patch: pytest.MonkeyPatch, aimed: Warehouse) -> None:
        """In 2021 sick hours of a hundred: Norr 800 of 15 000 … those with three men are hidden with another."""
        found = card(part(patch, aimed, "Översikt"), "furthest")
        (bars,) = found["drawings"][0]["data"]
        shown = dict(zip(bars["customdata"], bars["text"], strict=True))
        assert shown == {"Söder": "11,3\u00a0%", "Norr": "5,3\u00a0%", "Stab": "2,0\u00a0%", "Öster": "2,0\u00a0%"}
        assert found["title"] == "Söder har högst frånvaro: 11,3\u00a0%"
        assert [note["text"] for note in found["drawings"][0]["layout"]["annotations"]] == ["hela Leanlink 5,2\u00a0%"]

    def test_a_click_on_a_bar_chooses_the_unit(self, patch: pytest.MonkeyPatch, aimed: Warehouse) -> None:
        app = clicked(part(patch, aimed, "Översikt"), "furthest", "choose", "Söder")
        assert (value_of(app, "omrade"), value_of(app, "enhet")) == (CARE, "Söder")
        assert "@accent" in card(app, "furthest")["drawings"][0]["data"][0]["marker"]["color"]

    def test_areas_stand_in_for_units_that_may_not_be_seen(self, patch: pytest.MonkeyPatch, aimed: Warehouse) -> None:
        patch.setattr("dashboard.access.viewer.warehouse", lambda: Warehouse(aimed.path, Rights(None, units=False)))
        found = card(part(patch, aimed, "Översikt"), "furthest")
        assert found["drawings"][0]["data"][0]["customdata"] == [CARE, "Ledning"]
        assert found["title"] == "Äldreomsorg har högst frånvaro: 5,8\u00a0%"


class TestShortAndLong:
    def test_both_definitions_stand_side_by_side(self, patch: pytest.MonkeyPatch, aimed: Warehouse) -> None:
        """Of 810 hours 200 are of day 60 and on, and of spells that reach it."""
        app = part(patch, aimed, "Kort och lång")
        assert headings(app) == [
            "Dag 60 och framåt: 24,7\u00a0% av sjukfrånvarotimmarna 2021",
            "Sjukfall som når sextio dagar: 24,7\u00a0% av sjukfrånvarotimmarna 2021",
            "Dag 1–14 är störst: 183 timmar per årsarbetare på tolv månader till och med december 2021",
        ]
        days, spells = (card(app, key) for key in ("by-day", "by-spell"))
        assert (days["half"], spells["half"]) == (True, True)
        assert [trace["y"][-1] for trace in days["drawings"][0]["data"]] == pytest.approx([75.3, 0, 24.7], abs=0.05)
        assert days["notes"] != spells["notes"]

    def test_what_is_hidden_says_so(self, patch: pytest.MonkeyPatch, aimed: Warehouse) -> None:
        app = part(patch, aimed, "Kort och lång", omrade=CARE, enhet="Söder", kon="Män")
        assert headings(app)[:2] == ["Gruppen visas inte"] * 2


class TestUnits:
    def test_all_units_are_listed_the_furthest_first(self, patch: pytest.MonkeyPatch, aimed: Warehouse) -> None:
        (lines,) = tables(part(patch, aimed, "Enheter", omrade=CARE))
        assert [[*line.values()] for line in lines] == [
            ["Söder", "11,3", "5,7", "+5,5", "bedöms inte", "63\u00a0600"],
            ["Öster", "2,0", "1,0", "\u22123,8", "bedöms inte", "72\u00a0000"],
            ["Norr", "5,3", "2,7", "\u22120,4", "bedöms inte", "180\u00a0000"],
        ]
