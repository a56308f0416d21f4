"""What has come in and what has not: by export and month, with what is late, lacking or no longer printed."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.arrivals import Arrival, arrivals, ended, lacking, late, latest_month
from loaders.exports.catalogue import KEY_FIGURES, MEALS, SICK_LEAVE
from tests.export_files import Row, csv_told
from tests.made import loaded
from tests.visiting import blocks, opened, session

MONTHS = tuple(date(2021, month, 1) for month in (1, 2, 4))
KITCHENS = ("Kök A", "Kök B")


def meals(*months: int, without: tuple[int, str] = (0, "")) -> bytes:
    there = [(month, kitchen) for month in months for kitchen in KITCHENS if (month, kitchen) != without]
    return csv_told(MEALS, *({"month": f"2021-{month:02}", "kitchen": at, "served": 900} for month, at in there))


def sick(*months: int) -> bytes:
    hours = {"ordinary_hours": 1000, "sick_hours": 100, "sick_hours_1_14": 100}
    rows: list[Row] = [{"month": f"2021-{month:02}", **hours} for month in months]
    return csv_told(SICK_LEAVE, *rows)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Meals until December, a kitchen and a month of them lacking; sick leave until October; a key figure of a year."""
    files = {
        "måltider.csv": meals(*(month for month in range(1, 13) if month != 5), without=(12, "Kök B")),
        "sjuk.csv": sick(*range(1, 11)),
        "nyckeltal.csv": csv_told(KEY_FIGURES, {"month": "2021", "label": "Elever", "value": 5}),
    }
    return loaded(Path(tmp_path_factory.mktemp("arrivals")), files)


class TestStates:
    EVERY_MONTH = Arrival("meals", "Måltider", MONTHS, {MONTHS[1]: ("Kök B saknas",)}, monthly=True, sample=False)

    @pytest.mark.parametrize(
        ("month", "told"),
        [
            (date(2020, 12, 1), "väntas inte"),
            (MONTHS[0], "inläst"),
            (MONTHS[1], "delvis: Kök B saknas"),
            (date(2021, 3, 1), "saknas"),
            (date(2021, 5, 1), "saknas"),
        ],
    )
    def test_what_there_is_of_a_month(self, month: date, told: str) -> None:
        assert self.EVERY_MONTH.told(month) == told

    def test_nothing_is_missed_of_what_does_not_come_every_month(self) -> None:
        now_and_then = Arrival("forecast", "Prognos", MONTHS, {}, monthly=False, sample=False)
        assert now_and_then.told(date(2021, 3, 1)) == "väntas inte"


class TestLoaded:
    def test_each_export_tells_of_its_months(self, warehouse: Warehouse) -> None:
        found = {each.name: each for each in arrivals(warehouse)}
        assert {name: each.monthly for name, each in found.items()} == {
            "Sjukfrånvaro": True,
            "Måltider": True,
            "Nyckeltal": False,
        }
        assert found["Måltider"].state(date(2021, 5, 1)) == "missing"
        assert found["Måltider"].told(date(2021, 12, 1)) == "delvis: Kök B saknas i december 2021"

    def test_what_lies_behind_the_others_is_late(self, warehouse: Warehouse) -> None:
        found = arrivals(warehouse)
        assert latest_month(found) == date(2021, 12, 1)
        assert late(found) == ["Sjukfrånvaro är inläst till och med oktober 2021, andra till och med december 2021"]

    def test_what_is_lacking_is_told_by_export(self, warehouse: Warehouse) -> None:
        assert lacking(warehouse, 2021) == [
            "Sjukfrånvaro: 5 affärsområden saknas i januari–oktober 2021",
            "Måltider: maj 2021 saknas helt; Kök B saknas i december 2021",
        ]
        assert lacking(warehouse, 2020) == []


class TestPrint:
    def test_measures_that_reports_no_longer_print_are_named_with_their_last_year(self, published: Warehouse) -> None:
        found = ended(published, "")
        assert {"Extern personalomsättning (2019)", "Frisktal (2018)", "Chefers sjukfrånvaro (2019)"} <= set(found)
        assert not [text for text in found if text.startswith(("Total sjukfrånvaro", "Resultat ("))]


class TestPages:
    def test_the_page_of_data_begins_with_the_calendar_and_what_the_last_month_lacks(
        self, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse
    ) -> None:
        calendar, latest, *_ = blocks(opened(session(monkeypatch, warehouse.path.parent), "datakvalitet"))
        assert (calendar["kind"], calendar["years"]) == ("calendar", [[2021, 12]])
        marks = {row["name"]: "".join(cell["mark"] or "." for cell in row["cells"]) for row in calendar["rows"]}
        assert marks["Måltider"] == "●●●●○●●●●●●◐"
        assert marks["Sjukfrånvaro"].endswith("○○")
        assert latest["title"] == "Vad som saknas för december 2021"
        assert [point["text"] for point in latest["points"]] == [
            "Sjukfrånvaro: saknas, senast inläst är oktober 2021",
            "Måltider: delvis: Kök B saknas i december 2021",
        ]

    def test_the_first_page_tells_what_is_late(self, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse) -> None:
        found = blocks(opened(session(monkeypatch, warehouse.path.parent), "oversikt"))
        (missing,) = [block for block in found if block["key"] == "missing"]
        assert missing["points"][0]["text"].startswith("Sjukfrånvaro är inläst till och med oktober 2021")

    def test_without_exports_it_says_what_to_do(self, monkeypatch: pytest.MonkeyPatch, reports_only: Warehouse) -> None:
        first, *_ = blocks(opened(session(monkeypatch, reports_only.path.parent), "datakvalitet"))
        assert first["text"] == "Inga månadsexporter är inlästa. Läs in dem på sidan Ladda data."
