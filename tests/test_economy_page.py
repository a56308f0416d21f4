"""Ekonomi: the way into an area, how a forecast moved, what areas invested, purchasing against its targets."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dashboard.charts.by_part import by_part
from dashboard.figures.foreseen import foreseen
from dashboard.figures.store.rights import Rights
from dashboard.figures.store.warehouse import Warehouse
from dashboard.theme import TOKENS
from loaders.exports.catalogue import FORECAST, LEDGER
from tests.export_files import csv_told
from tests.made import WHOLE, loaded, made_figure, organised, results, sample
from tests.visiting import PARTS, blocks, clicked, headings, infos, opened, part_of, session

CARE, STAFF = "Äldreomsorg", "Ledning"
AREAS = (CARE, "LSS Funktionsstöd", "Råd och Stöd", "Idrott och Arbetsmarknadsservice", "Kost och Restaurang", STAFF)


part = partial(part_of, "ekonomi")


def card(app: Any, key: str) -> dict[str, Any]:
    (found,) = [block for block in blocks(app) if block["key"] == key]
    return found


def made(day: str, area: str, amount: int) -> dict[str, Any]:
    """A forecast of 2021 in kronor."""
    return {"year": 2021, "made_on": day, "area": area, "amount": amount * 1000}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Two areas with forecasts of two days, one of them without that of an area; their budget and outcome in print."""
    folder = Path(tmp_path_factory.mktemp("forecasts"))
    lines = [made("2021-04-30", CARE, -400), made("2021-04-30", STAFF, 100), made("2021-08-31", CARE, 50)]
    report = results(["Bokslut 2021", "Budget 2021"], ["Summa nettokostnader, tkr", "250", "0"])
    return loaded(folder, {"prognos.csv": csv_told(FORECAST, *lines)}, report, organised(folder, CARE, STAFF))


CARDS = {
    "Översikt": ["result-bridge", "result-forecast", "result-year", "result-budget", "prognoser", "prose"],
    "Områden": ["result-areas"],
    "Intäkter och kostnader": ["turnover-months", "turnover"],
    "Investeringar": ["investment-by-area", "investment-budget", "investeringsprojekt"],
    "Inköp": ["purchasing"],
}


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A month of revenue and cost, without any report."""
    rows = [{"month": "2021-01", "account": account, "outcome": 5000} for account in "35"]
    return sample(tmp_path_factory.mktemp("months"), {"a.csv": csv_told(LEDGER, *rows)})


class TestParts:
    @pytest.mark.parametrize("name", PARTS["ekonomi"])
    def test_each_has_cards_of_its_own(self, monkeypatch: pytest.MonkeyPatch, months: Warehouse, name: str) -> None:
        assert [block["key"] for block in blocks(part(monkeypatch, months, name))] == CARDS[name]

    @pytest.mark.parametrize("name", PARTS["ekonomi"])
    def test_where_no_months_are_loaded_those_that_have_them_say_so(
        self, monkeypatch: pytest.MonkeyPatch, published: Warehouse, name: str
    ) -> None:
        app = part(monkeypatch, published, name)
        expected = (
            ["Inga månadsexporter är inlästa för Ekonomi."]
            if {"result-year", "turnover-months"} & {*CARDS[name]}
            else []
        )
        assert [text.split(" Läs in")[0] for text in infos(app) if text.startswith("Inga månads")] == expected
        assert headings(app)

    def test_the_months_of_revenue_and_cost_say_that_they_are_invented(
        self, monkeypatch: pytest.MonkeyPatch, months: Warehouse
    ) -> None:
        found = card(part(monkeypatch, months, "Intäkter och kostnader"), "turnover-months")
        assert found["source"].endswith("Exempeldata, påhittade siffror")
        assert found["file"] == "exempeldata-turnover-months"


class TestBridge:
    def test_a_click_on_an_area_goes_into_it(self, monkeypatch: pytest.MonkeyPatch, published: Warehouse) -> None:
        app = opened(session(monkeypatch, published.path.parent), "ekonomi")
        bridge = card(app, "result-bridge")
        (bars,) = bridge["drawings"][0]["data"]
        areas = [name for name in bars["customdata"] if name]
        assert (areas[0], len(areas), bars["customdata"][0]) == (CARE, 6, "")
        assert set(areas) <= set(bridge["clicks"])
        app = clicked(app, "result-bridge", "choose", CARE)
        assert app.selectbox(key="omrade").value == CARE
        assert card(app, "result-budget")["title"].startswith("Resultatet steg 2021 till 18\u00a0373\u00a0tkr")

    def test_it_stands_beside_the_forecast(self, monkeypatch: pytest.MonkeyPatch, published: Warehouse) -> None:
        app = opened(session(monkeypatch, published.path.parent), "ekonomi")
        assert [block["key"] for block in blocks(app)[:2] if block["half"]] == ["result-bridge", "result-forecast"]


class TestForecast:
    def test_it_moved_from_budget_to_outcome_in_one_unit_and_the_report_says_why(
        self, monkeypatch: pytest.MonkeyPatch, published: Warehouse
    ) -> None:
        found = card(opened(session(monkeypatch, published.path.parent), "ekonomi"), "result-forecast")
        assert found["title"].replace("\u00a0", " ") == (
            "Prognosen för 2020 var −25 mnkr; utfallet blev 8 mnkr, 33 mnkr högre"
        )
        steps = {trace["x"][0]: trace["text"][0] for trace in found["drawings"][0]["data"]}
        assert steps == {
            "Budget 2020": "−15\u00a0mnkr",
            "Prognos<br>2020-03-31": "−25\u00a0mnkr",
            "Utfall 2020": "8\u00a0mnkr",
        }
        assert "Corona-virusets utbrott" in found["notes"][0]

    def test_an_export_gives_what_no_report_prints(self, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse) -> None:
        found = card(opened(session(monkeypatch, warehouse.path.parent), "ekonomi"), "result-forecast")
        assert [trace["x"][0] for trace in found["drawings"][0]["data"]] == [
            "Budget 2021",
            "Prognos<br>2021-04-30",
            "Utfall 2021",
        ]
        assert found["title"].replace("\u00a0", " ") == (
            "Prognosen för 2021 var −300 tkr; utfallet blev 250 tkr, 550 tkr högre"
        )

    def test_an_invented_one_gives_way_to_one_that_print_has(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        headings = ["Bokslut 2020", "Prognos 2020", "Bokslut 2021"]
        report = results(headings, ["Summa nettokostnader, tkr", "100", "50", "200"])
        invented = csv_told(FORECAST, *(made("2021-04-30", area, 7) for area in AREAS))
        there = sample(tmp_path, {"prognos.csv": invented}, report)
        assert [row.value for row in foreseen(there, WHOLE, 2021)] == [42]
        of_area = card(opened(session(monkeypatch, there.path.parent, {"omrade": CARE}), "ekonomi"), "result-forecast")
        assert of_area["notices"] == ["Prognoserna är påhittade (Exempeldata); budget och utfall är ur rapporterna."]
        found = card(opened(session(monkeypatch, there.path.parent), "ekonomi"), "result-forecast")
        assert (
            found["title"].replace("\u00a0", " ")
            == "Prognosen för 2020 var 50 tkr; utfallet blev 100 tkr, 50 tkr högre"
        )

    def test_the_whole_is_foreseen_where_all_its_areas_are(self, warehouse: Warehouse) -> None:
        assert [(row.as_of, row.value) for row in foreseen(warehouse, WHOLE, 2021)] == [(date(2021, 4, 30), -300)]
        of_area = [(row.as_of, row.value) for row in foreseen(warehouse, CARE, 2021)]
        assert of_area == [(date(2021, 4, 30), -400), (date(2021, 8, 31), 50)]

    def test_who_may_not_see_all_areas_is_told_of_no_forecast_of_the_whole(self, warehouse: Warehouse) -> None:
        limited = Warehouse(warehouse.path, Rights(areas=frozenset({CARE})))
        assert foreseen(limited, WHOLE, 2021) == []
        assert [row.value for row in foreseen(limited, CARE, 2021)] == [-400, 50]

    def test_without_any_it_says_so(self, monkeypatch: pytest.MonkeyPatch, reports_only: Warehouse) -> None:
        found = card(opened(session(monkeypatch, reports_only.path.parent), "ekonomi"), "result-forecast")
        assert found["lacking"] == "Ingen prognos är publicerad eller inläst i urvalet."


class TestAreas:
    def test_bars_stand_by_size_with_their_budget_behind(self) -> None:
        rows = [made_figure("investment", 2021, value, org=org) for org, value in ((STAFF, 200), (CARE, 3400))]
        planned = [made_figure("investment", 2021, 5000, org=CARE, scenario="budget")]
        behind, bars = by_part(rows, planned, TOKENS)["data"]
        assert (bars["customdata"], bars["x"], behind["x"]) == ([CARE, STAFF], [3400, 200], [5000])
        layout = by_part(rows, planned, TOKENS)["layout"]
        assert layout["yaxis"]["categoryarray"] == [CARE, STAFF]
        assert [(note["text"], note["x"]) for note in layout["annotations"]] == [("3\u00a0400", 5000), ("200", 200)]

    def test_what_was_invested_is_that_of_the_report(
        self, monkeypatch: pytest.MonkeyPatch, published: Warehouse
    ) -> None:
        found = card(part(monkeypatch, published, "Investeringar"), "investment-by-area")
        assert found["title"].replace("\u00a0", " ") == "Investeringar, netto: Äldreomsorg hade mest 2021 (3,4 mnkr)"

    def test_the_one_furthest_from_budget_comes_first(
        self, monkeypatch: pytest.MonkeyPatch, published: Warehouse
    ) -> None:
        found = card(part(monkeypatch, published, "Områden"), "result-areas")
        headings = [drawing["heading"].replace("\u00a0", " ") for drawing in found["drawings"]]
        assert headings[0] == "Äldreomsorg: +18 373 tkr mot budget 2021"
        assert headings[-1] == "Ledning: −423 tkr mot budget 2021"


class TestPurchasing:
    def test_each_share_has_its_target(self, monkeypatch: pytest.MonkeyPatch, published: Warehouse) -> None:
        found = card(part(monkeypatch, published, "Inköp"), "purchasing")
        notes = [note["text"] for drawing in found["drawings"] for note in drawing["layout"]["annotations"]]
        assert notes == ["Mål 2021: 100\u00a0%", "Mål 2021: 82\u00a0%"]
        assert found["title"].replace("\u00a0", " ") == (
            "Avtalstroheten steg 2021 till 67,5 % men ligger 32,5 procentenheter under målet 100 %"
        )
