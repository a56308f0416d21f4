"""Figures in short: what they say on Personal and Volymer, what they open, and what the places of volumes have."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures.store.rights import Rights
from dashboard.figures.store.warehouse import Warehouse
from loaders.exports.catalogue import HOME_CARE, HOUSING, STAFF
from tests.claims import faults
from tests.export_files import csv_told, year
from tests.made import indicators, loaded, organised, volumes
from tests.test_staff_page import REPORT, rows
from tests.visiting import blocks, headings, infos, part_of, tables, told, told_sentences, visit

CARE = "Äldreomsorg"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """2020, and 2021 in which twice as many come and go; a target of 67 % full time."""
    folder = tmp_path_factory.mktemp("staffed")
    reference = organised(folder, CARE, "Ledning")
    with (reference / "units.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"staff,{unit},{unit},{CARE}\n" for unit in ("Norr", "Söder", "Väst"))
    told_rows = csv_told(STAFF, *rows(year(2020, 1)), *rows(year(2021, 2)))
    return loaded(folder, {"a.csv": told_rows}, REPORT, reference)


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Care days of two homes, ten more a month in 2021 at one of them; hours in two districts; days of 2020 printed."""
    housing = [
        {"month": month, "home": home, "place_days": 400, "occupied_days": days}
        for months, more in ((year(2020, 0), 0), (year(2021, 0), 10))
        for month in months
        for home, days in (("Norr", 100 + more), ("Söder", 200))
    ]
    care = [
        {"month": month, "district": district, "granted_hours": hours, "performed_hours": hours}
        for month in year(2021, 0)
        for district, hours in (("Centrum", 40), ("Öster", 60))
    ]
    files = {"a.csv": csv_told(HOUSING, *housing), "b.csv": csv_told(HOME_CARE, *care)}
    report = volumes(["2020"], ["Vårddygn, antal", "3600"], ["Boendeplatser, antal", "230"])
    return loaded(tmp_path_factory.mktemp("delivered"), files, report)


def short(app: AppTest) -> list[str]:
    """What the figures in short say."""
    (found,) = [block for block in blocks(app) if block["kind"] == "tiles"]
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in told(found)]


def card(app: AppTest, key: str) -> Mapping[str, Any]:
    (found,) = [block for block in blocks(app) if block["key"] == key]
    return found


class TestPersonal:
    def test_four_figures_stand_first_each_with_what_it_opens(
        self, monkeypatch: pytest.MonkeyPatch, staffed: Warehouse
    ) -> None:
        """115 of 200 full time; 72 leave of 200 in 2021; 2500 + 1000 hours, twice, of 20 000 in a month."""
        said = told_sentences(monkeypatch)
        app = part_of("personal", monkeypatch, staffed, "Översikt")
        assert short(app) == [
            "Anställda · 260 · dec 2021 · i stort sett som december 2020",
            "Andel heltidsanställningar · 57,5 % · dec 2021 · i stort sett som december 2020"
            " · ✗ målet 67 % är inte nått",
            "Personalavgångar externt · 36,0 % · 12 månader t.o.m. dec 2021 · +18,0 procentenheter mot december 2020",
            "Mertid och övertid · 30,0 % · 12 månader t.o.m. dec 2021 · +15,0 procentenheter mot december 2020",
        ]
        assert [block["key"] for block in blocks(app)[1:]] == [
            "headcount-year",
            "full-time",
            "leavers-year",
            "extra-year",
        ]
        assert [fault for each in said for fault in faults(staffed, each)] == []

    def test_they_follow_the_gender(self, monkeypatch: pytest.MonkeyPatch, staffed: Warehouse) -> None:
        app = part_of("personal", monkeypatch, staffed, "Översikt", kon="Män")
        assert short(app)[:2] == [
            "Anställda · 80 · dec 2021 · i stort sett som december 2020",
            "Andel heltidsanställningar · 75,0 % · dec 2021 · i stort sett som december 2020",
        ]

    def test_a_group_that_is_hidden_has_no_figures_but_the_reason(
        self, monkeypatch: pytest.MonkeyPatch, staffed: Warehouse
    ) -> None:
        app = part_of("personal", monkeypatch, staffed, "Översikt", omrade="Ledning", kon="Män", chefer="Chefer")
        assert [block["kind"] for block in blocks(app)] == ["card"]
        assert headings(app) == ["Gruppen visas inte"]

    def test_without_exports_they_are_as_printed(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        report = indicators(["2020", "2021", "Målvärde"], ["Andel heltidsanställningar (%)", "57,5", "58,0", "67"])
        app = part_of("personal", monkeypatch, loaded(tmp_path, {}, report), "Översikt")
        assert short(app) == [
            "Andel heltidsanställningar · 58,0 % · 2021 · +0,5 procentenheter mot 2020 · ✗ 9,0 procentenheter under"
            " målet 67 %"
        ]
        assert infos(app)[0].startswith("Inga månadsexporter är inlästa för Personal.")

    def test_women_and_men_stand_side_by_side(self, monkeypatch: pytest.MonkeyPatch, staffed: Warehouse) -> None:
        """70 of 140 women, 45 of 60 men."""
        app = part_of("personal", monkeypatch, staffed, "Kvinnor och män")
        assert headings(app) == ["50,0\u00a0% av kvinnorna och 75,0\u00a0% av männen hade heltid 2021"]
        ends = [note["text"] for note in card(app, "women-and-men")["drawings"][1]["layout"]["annotations"]]
        assert sorted(ends) == ["Kvinnor 50,0", "Män 75,0"]


class TestVolymer:
    def test_one_volume_is_large_and_the_others_stand_beside_it(
        self, monkeypatch: pytest.MonkeyPatch, delivered: Warehouse
    ) -> None:
        app = visit(monkeypatch, delivered, "volymer")
        assert blocks(app)[0]["beside"]
        assert short(app) == [
            "Hemtjänsttimmar · 1 200 · 12 månader t.o.m. dec 2021",
            "Vårddygn · 3 600 dygn · 2020",
            "Beläggning i vårdboende · 38,8 % · 12 månader t.o.m. dec 2021 · +1,3 procentenheter mot december 2020",
        ]

    def test_a_single_value_is_a_number_beside_the_months(
        self, monkeypatch: pytest.MonkeyPatch, delivered: Warehouse
    ) -> None:
        years, months = card(visit(monkeypatch, delivered, "volymer"), "volume-care_days")["drawings"]
        assert years["number"] == {"value": "3\u00a0600\u00a0dygn", "when": "2020"}
        assert [trace["y"][0] for trace in months["data"]] == [300, 310]

    def test_every_home_and_district_has_its_months(
        self, monkeypatch: pytest.MonkeyPatch, delivered: Warehouse
    ) -> None:
        hours, days = tables(visit(monkeypatch, delivered, "volymer", {"omrade": CARE}))
        assert [[line["Område"], line["jan"], line["Summa"], line["Mot 2020, %"]] for line in hours] == [
            ["Centrum", "40", "480", "–"],
            ["Öster", "60", "720", "–"],
        ]
        assert [[line["Boende"], line["dec"], line["Summa"], line["Mot 2020, %"]] for line in days] == [
            ["Norr", "110", "1\u00a0320", "+10"],
            ["Söder", "200", "2\u00a0400", "0"],
        ]

    def test_places_of_closed_areas_are_not_told(self, monkeypatch: pytest.MonkeyPatch, delivered: Warehouse) -> None:
        limited = Warehouse(delivered.path, Rights(frozenset({"Ledning"}), units=False))
        monkeypatch.setattr("dashboard.access.viewer.warehouse", lambda: limited)
        app = visit(monkeypatch, delivered, "volymer")
        assert [line for table in tables(app) for line in table if "Boende" in line] == []
