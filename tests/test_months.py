"""Pages with monthly exports: of a sample, of real ones, of few and of none, through all choices."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cards.months import twelve_months
from dashboard.figures.measures import MEASURES
from dashboard.figures.store.warehouse import Warehouse
from loaders.exports.catalogue import ASSISTANCE, BY_ID, HOME_CARE, HOUSING, LEDGER, MEALS, SICK_LEAVE, STAFF
from tests.export_files import AREAS, Row, csv_told, sick_leave, year
from tests.made import Tables, indicators, loaded, made_figure, sample, volumes
from tests.visiting import (
    MONTHS_OF,
    blocks,
    by_heading,
    calm,
    choose,
    drawn,
    headings,
    infos,
    marked,
    said,
    table_of,
    tables,
    visit,
    warnings,
)

MONTHLY_PAGES = ("oversikt", "sjukfranvaro", "personal", "volymer", "ekonomi")
ABOUT_EMPLOYEES = ("sjukfranvaro", "personal")
"""Pages whose months follow the choice of gender."""
MONTH_CHARTS = {
    "sjukfranvaro": ["sick_leave-months", "control", "heat"],
    "personal": ["staff-months", "forms"],
    "volymer": [
        *(f"volume-{measure}" for measure in ("home_care_hours", "meals", "sfb_hours", "lss_hours", "occupancy")),
        *(f"{measure}-places" for measure in ("home_care_hours", "care_days", "meals")),
    ],
    "ekonomi": ["result-year"],
}
"""The monthly charts of a page, by the keys of their tables."""

FIVE_YEARS = [month for of in range(2017, 2022) for month in year(of, 0)]
FIVE_LACKING = "5 affärsområden saknas i alla inlästa månader (exporten Sjukfrånvaro)"
"""What is known against the figures of the whole where sick leave is loaded of care for the elderly only."""

LONG_REPORT: Tables = volumes(["2016", "2017"], ["Vårddygn, antal", "112", "100"])
"""A report with an outcome of 2016, so that a year without months can be chosen."""


def all_exports(*months: str) -> dict[str, bytes]:
    """Every export that pages show, the same in each of the months."""
    rows: Mapping[str, Sequence[Row]] = {
        SICK_LEAVE.id: [{"sick_hours": 80, "sick_hours_1_14": 80}],
        STAFF.id: [{"unit": "Äldreomsorg", "full_time_headcount": 60, "left_externally": 1, "overtime_hours": 10}],
        LEDGER.id: [{"account": "3010", "outcome": -3000, "budget": -3000}, {"outcome": 2000, "budget": 2000}],
        HOME_CARE.id: [{"granted_hours": 50, "performed_hours": 40}],
        HOUSING.id: [{"place_days": 31, "occupied_days": 30}],
        ASSISTANCE.id: [{"law": "SFB", "hours": 20}, {"law": "LSS", "hours": 10}],
        MEALS.id: [{"ordered": 700, "served": 650}],
    }
    return {
        f"{BY_ID[export].name}.csv": csv_told(
            BY_ID[export], *({"month": month} | dict(row) for month in months for row in mine)
        )
        for export, mine in rows.items()
    }


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A sample of all exports, 2017 to 2021."""
    return sample(
        tmp_path_factory.mktemp("sample"),
        all_exports(*FIVE_YEARS),
        LONG_REPORT,
    )


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The same rows as real exports."""
    return loaded(
        tmp_path_factory.mktemp("real"),
        all_exports(*FIVE_YEARS),
        LONG_REPORT,
    )


@pytest.fixture(autouse=True)
def patch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def opened_tables(app: AppTest, page: str) -> list[list[dict[str, str]]]:
    """The monthly charts of a page as tables."""
    found = [table_of(app, key) for key in MONTH_CHARTS[page]]
    return [table for table in found if "exporten" in table[0].get("Publikation", "")]


class TestSample:
    @pytest.mark.parametrize("page", MONTHLY_PAGES)
    def test_a_page_with_invented_figures_says_so_at_its_top(
        self, patch: pytest.MonkeyPatch, invented: Warehouse, page: str
    ) -> None:
        assert marked(visit(patch, invented, page))

    @pytest.mark.parametrize("page", MONTHLY_PAGES)
    def test_a_page_with_real_figures_does_not(
        self, patch: pytest.MonkeyPatch, real: Warehouse, published: Warehouse, page: str
    ) -> None:
        for warehouse in (real, published):
            app = visit(patch, warehouse, page)
            assert warnings(app) == []
            assert [text for text in said(app) if "Exempeldata" in text] == []

    @pytest.mark.parametrize("page", MONTH_CHARTS)
    def test_every_monthly_chart_says_it_in_its_source(
        self, patch: pytest.MonkeyPatch, invented: Warehouse, page: str
    ) -> None:
        sources = [text for text in said(visit(patch, invented, page)) if text.startswith("Källa: ")]
        monthly = [text for text in sources if "exporten" in text]
        assert len(monthly) >= len(MONTH_CHARTS[page])
        assert [text for text in monthly if "Exempeldata, påhittade siffror" not in text] == []
        assert [text for text in sources if "Exempeldata" in text and "exporten" not in text] == []

    @pytest.mark.parametrize("page", MONTH_CHARTS)
    def test_what_is_handed_out_says_it_in_its_name_and_in_every_row(
        self, patch: pytest.MonkeyPatch, invented: Warehouse, page: str
    ) -> None:
        app = visit(patch, invented, page)
        assert {row["Underlag"] for table in opened_tables(app, page) for row in table} == {"Exempeldata"}
        cards = [block for block in blocks(app) if block["key"] in MONTH_CHARTS[page]]
        assert {card["file"] for card in cards} == {f"exempeldata-{key}" for key in MONTH_CHARTS[page]}
        for card in cards:
            lines = list(csv.DictReader(io.StringIO(card["csv"].removeprefix("\ufeff")), delimiter=";"))
            assert {line["Underlag"] for line in lines} == {"Exempeldata"}

    def test_what_is_handed_out_of_real_exports_does_not(self, patch: pytest.MonkeyPatch, real: Warehouse) -> None:
        table, *others = opened_tables(visit(patch, real, "sjukfranvaro"), "sjukfranvaro")
        assert [row for rows in (table, *others) for row in rows if "Underlag" in row] == []
        assert table[0] == {
            "Period": "jan 2017",
            "Värde": "8,0\u00a0%",
            "Publikation": "exporten Sjukfrånvaro",
            "Fil": "Sjukfrånvaro.csv",
            "Anmärkning": FIVE_LACKING,
        }


class TestNothingLoaded:
    @pytest.mark.parametrize(
        ("page", "names"),
        [
            ("sjukfranvaro", "Sjukfrånvaro"),
            ("personal", "Personal"),
            ("volymer", "Hemtjänst, Boende, Assistans och Måltider"),
            ("ekonomi", "Ekonomi"),
            ("oversikt", "Sjukfrånvaro, Personal, Ekonomi, Hemtjänst, Boende och Måltider"),
        ],
    )
    def test_a_page_says_what_to_do(
        self, patch: pytest.MonkeyPatch, published: Warehouse, page: str, names: str
    ) -> None:
        app = visit(patch, published, page)
        assert page in MONTHS_OF or len(blocks(app)) > 1
        (told,) = [text for text in infos(app) if text.startswith("Inga månadsexporter")]
        assert told.startswith(f"Inga månadsexporter är inlästa för {names}. Läs in dem på sidan Ladda data, ")

    def test_the_export_that_is_lacking_is_named_where_others_are_there(
        self, patch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        exports = {"a.csv": csv_told(HOME_CARE, {"month": "2021-01", "performed_hours": 40})}
        app = visit(patch, loaded(tmp_path, exports), "volymer")
        assert headings(app)[0] == "Hemtjänsttimmarna var 40\u00a0timmar i januari 2021"
        (note,) = [text for text in said(app) if "Ingen export inläst" in text]
        assert note == (
            "Ingen export inläst för Vårddygn, Måltider, Personlig assistans enligt SFB,"
            " Personlig assistans enligt LSS, Beläggning i vårdboende"
        )


class TestChoices:
    BEGINNINGS = ("2016", "2021")

    @pytest.mark.parametrize("page", MONTHLY_PAGES)
    def test_every_page_stands_every_area_and_beginning_of_trends(
        self, patch: pytest.MonkeyPatch, invented: Warehouse, page: str
    ) -> None:
        app = visit(patch, invented, page)
        for since in self.BEGINNINGS:
            choose(app, {"fran": since})
            app.run()
            for org in app.selectbox(key="omrade").options:
                app.selectbox(key="omrade").select(org).run()
                assert [exception.message for exception in app.exception] == [], (org, since)

    @pytest.mark.parametrize("page", MONTHLY_PAGES)
    def test_years_without_months_say_so(self, patch: pytest.MonkeyPatch, invented: Warehouse, page: str) -> None:
        app = visit(patch, invented, page, {"ar": "2016"})
        told = [text for text in [*infos(app), *said(app)] if text.startswith("Exporterna har inga månader")]
        assert told[0] == (
            "Exporterna har inga månader för hela Leanlink 2016. Välj fler år eller ett annat affärsområde."
        )
        assert "exporten" not in " ".join(text for text in said(app) if text.startswith("Källa"))

    def test_an_area_without_rows_says_so_and_never_shows_the_whole(
        self, patch: pytest.MonkeyPatch, invented: Warehouse
    ) -> None:
        app = visit(patch, invented, "sjukfranvaro", {"omrade": "Ledning"})
        assert "Ingen månad i urvalet" in headings(app)
        assert any("inga månader för Ledning 2016–2021" in text for text in infos(app))

    def test_an_area_is_shown_by_itself(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        exports = {
            "a.csv": sick_leave({"2021-01": 80}),
            "b.csv": sick_leave({"2021-01": 100, "2021-02": 120}, "Ledning"),
        }
        warehouse = loaded(tmp_path, exports)
        assert "Sjukfrånvaron var 12,0\u00a0% i februari 2021" in headings(
            visit(patch, warehouse, "sjukfranvaro", {"omrade": "Ledning"})
        )
        app = visit(patch, warehouse, "sjukfranvaro", {"omrade": "Äldreomsorg"})
        assert "Sjukfrånvaron var 8,0\u00a0% i januari 2021" in headings(app)
        assert any("Total sjukfrånvaro, % · Äldreomsorg · 2021 · beräknat ur" in text for text in said(app))

    @pytest.mark.parametrize("page", MONTHLY_PAGES)
    def test_women_and_publications_do_not_apply_and_it_is_said(
        self, patch: pytest.MonkeyPatch, invented: Warehouse, page: str
    ) -> None:
        notes = ["Månadssiffrorna visas som de är inlästa nu. Valet Som publicerat i VB 2021 är kvar."]
        if page not in ABOUT_EMPLOYEES:
            notes.append("Månadssiffrorna visas totalt. Valet Kvinnor är kvar.")
        app = visit(patch, invented, page)
        assert [note for note in notes if note in said(app)] == []
        choose(app, {"kon": "Kvinnor", "publicerat": "Som publicerat i VB 2021"})
        calm(app.run())
        assert [note for note in notes if note not in said(app)] == []
        assert [text for text in headings(app) if text == "Ingen månad i urvalet"] == []

    def test_the_year_before_stands_behind_a_year_that_trends_begin_in(
        self, patch: pytest.MonkeyPatch, real: Warehouse
    ) -> None:
        app = visit(patch, real, "sjukfranvaro", {"ar": "2019", "fran": "2019", "omrade": "Äldreomsorg"})
        assert "Sjukfrånvaron var 8,0\u00a0% i december 2019, i stort sett som ett år tidigare" in headings(app)
        assert "2019 och 2018" in said(app)
        assert len(table_of(app, "sick_leave-months")) == 12 + 12 + 12

    @pytest.mark.parametrize("other", ["2017", "2021"])
    def test_any_other_year_can_stand_behind(self, patch: pytest.MonkeyPatch, real: Warehouse, other: str) -> None:
        app = visit(patch, real, "sjukfranvaro", {"ar": "2019", "jfr": other, "omrade": "Äldreomsorg"})
        told = f"Sjukfrånvaron var 8,0\u00a0% i december 2019, i stort sett som i december {other}"
        assert told in headings(app)
        assert f"2019 och {other}" in said(app)
        app = visit(patch, real, "ekonomi", {"ar": "2019", "jfr": other})
        assert any(other in line["Period"] for line in table_of(app, "result-year"))


def _seasonal(app: AppTest) -> list[dict[str, Any]]:
    """The charts whose axis goes from January to December."""
    return [chart for chart in drawn(app) if "okt" in chart["layout"]["xaxis"].get("ticktext", [])]


class TestFewMonths:
    def test_a_single_month_is_shown_on_every_page(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        warehouse = loaded(tmp_path, all_exports("2021-01"))
        shown = {
            "sjukfranvaro": "Sjukfrånvaron var 8,0\u00a0% i januari 2021",
            "personal": "Antalet anställda var 100\u00a0personer i januari 2021",
            "volymer": "Hemtjänsttimmarna var 40\u00a0timmar i januari 2021",
            "ekonomi": "Resultatet var 1\u00a0tkr till och med januari 2021, lika med budget",
        }
        for page, heading in shown.items():
            assert heading in headings(visit(patch, warehouse, page))
        assert len(tables(visit(patch, warehouse, "oversikt"))[0]) == 7

    def test_fewer_than_twelve_months_have_no_twelve_months_together(
        self, patch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        app = visit(patch, loaded(tmp_path, {"a.csv": sick_leave({"2021-01": 80, "2021-02": 90})}), "sjukfranvaro")
        assert "Rullande 12 månader visas när tolv månader i följd är inlästa" in " ".join(said(app))
        assert "**Rullande 12 månader**" not in said(app)

    def test_a_gap_is_not_drawn_over(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        months = {"2021-01": 80, "2021-02": 80, "2021-04": 90, "2021-05": 90}
        app = visit(patch, loaded(tmp_path, {"a.csv": sick_leave(months)}), "sjukfranvaro")
        (chart,) = _seasonal(app)
        assert [trace["x"] for trace in chart["data"]] == [[1, 2], [4, 5]]

    def test_a_year_so_far_stops_at_a_missing_month_and_says_which(
        self, patch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        months = ["2021-01", "2021-02", "2021-04"]
        rows = [{"month": month, "account": "3", "outcome": -5000, "budget": -4000} for month in months]
        app = visit(patch, loaded(tmp_path, {"a.csv": csv_told(LEDGER, *rows)}), "ekonomi")
        assert "Resultatet var 10\u00a0tkr till och med februari 2021, 2\u00a0tkr bättre än budget" in headings(app)
        assert "Summan når inte april 2021: mars 2021 saknas helt (exporten Ekonomi)" in " ".join(said(app))

    def test_the_whole_says_which_areas_it_lacks(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        exports = {
            "a.csv": sick_leave({"2021-01": 80, "2021-02": 80}),
            "b.csv": sick_leave({"2021-02": 100}, "Ledning"),
        }
        notes = " ".join(said(visit(patch, loaded(tmp_path, exports), "sjukfranvaro")))
        assert "Ledning saknas i januari 2021 (exporten Sjukfrånvaro)" in notes
        assert "4 affärsområden saknas i alla inlästa månader (exporten Sjukfrånvaro)" in notes
        assert "Äldreomsorg saknas" not in notes

    def test_an_export_of_some_areas_only_lacks_no_others(self, patch: pytest.MonkeyPatch, real: Warehouse) -> None:
        assert [text for text in said(visit(patch, real, "volymer")) if "saknas" in text] == []

    def test_a_break_within_the_years_is_told(self, patch: pytest.MonkeyPatch, real: Warehouse) -> None:
        notes = " ".join(said(visit(patch, real, "volymer", {"fran": "2018", "ar": "2019"})))
        assert (
            "Hemtjänsttimmar kan inte jämföras över januari 2019: Utförda timmar i stället för beviljade från 2019"
        ) in notes
        assert "över januari 2018" not in notes


def latest(app: AppTest) -> dict[str, list[str]]:
    """What key figures say of their last month, by their names."""
    (found,) = [block["lines"] for block in blocks(app) if block["kind"] == "figures"]
    return {line["label"]: [text.replace("\u00a0", " ") for text in line["months"]] for line in found}


class TestOverview:
    def test_the_latest_months_say_what_is_loaded(self, patch: pytest.MonkeyPatch, invented: Warehouse) -> None:
        rows = {row["Mått"]: row for row in tables(visit(patch, invented, "oversikt"))[0]}
        assert rows["Total sjukfrånvaro"] == {
            "Mått": "Total sjukfrånvaro",
            "Till och med": "dec\u00a02021",
            "Rullande 12 månader": "8,0\u00a0%",
            "Inlästa månader": f"60\u00a0av\u00a060\u00a0sedan\u00a0jan\u00a02017; {FIVE_LACKING}",
            "Underlag": "Exempeldata",
        }
        assert list(rows) == [
            MEASURES[measure].label
            for measure in (
                "sick_leave",
                "external_leavers",
                "full_time_share",
                "result",
                "home_care_hours",
                "care_days",
                "meals",
            )
        ]

    def test_leavers_have_no_single_month_and_a_share_of_the_last_month_no_twelve(
        self, patch: pytest.MonkeyPatch, real: Warehouse
    ) -> None:
        app = visit(patch, real, "oversikt")
        rows = {row["Mått"]: row for row in tables(app)[0]}
        assert rows["Personalavgångar externt"]["Rullande 12 månader"] == "12,0\u00a0%"
        assert rows["Andel heltidsanställningar"]["Rullande 12 månader"] == "–"
        assert latest(app)["Andel heltidsanställningar"] == ["60,0 % dec 2021", "60,0 nov 2021 · 60,0 dec 2020"]
        assert rows["Resultat"]["Underlag"] == "exporten\u00a0Ekonomi"

    def test_missing_months_are_counted_and_nothing_older_stands_for_the_latest(
        self, patch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        months = year(2020, 80) | {"2021-02": 90}
        app = visit(patch, loaded(tmp_path, {"a.csv": sick_leave(months)}), "oversikt")
        (row,) = tables(app)[0]
        assert (row["Till och med"], row["Rullande 12 månader"]) == ("feb\u00a02021", "ofullständigt")
        assert latest(app)["Total sjukfrånvaro"] == ["9,0 % feb 2021", "8,0 dec 2020 · 8,0 feb 2020"]
        january = "januari 2021 saknas helt (exporten Sjukfrånvaro)"
        assert row["Inlästa månader"] == f"13\u00a0av\u00a014\u00a0sedan\u00a0jan\u00a02020; {FIVE_LACKING}; {january}"

    def test_no_month_is_set_beside_one_before_a_break(self, patch: pytest.MonkeyPatch, real: Warehouse) -> None:
        app = visit(patch, real, "oversikt", {"fran": "2017", "ar": "2019"})
        found = latest(app)
        assert found["Hemtjänsttimmar"] == ["40 timmar dec 2019", "40 nov 2019"]
        assert found["Vårddygn"] == ["30 dygn dec 2019", "30 nov 2019 · 30 dec 2018"]


class TestAgreement:
    HEADING = "Exporterna mot de publicerade årssiffrorna"

    def report(self) -> Tables:
        return indicators(["2019", "2020", "2021"], ["Total sjukfrånvaro (%)", "8,0", "8,0", "8,0"])

    def years(self) -> dict[str, bytes]:
        months = year(2019, 800) | year(2020, 806) | year(2021, 900)
        return {"a.csv": sick_leave(months, *AREAS, hours=10000)}

    def test_a_sample_verifies_nothing(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        app = visit(patch, sample(tmp_path, self.years(), self.report()), "datakvalitet")
        assert "Jämförelsen vore ingen kontroll" in by_heading(app)[self.HEADING]

    def test_years_that_differ_are_listed_with_both_figures_and_those_that_agree_behind_a_click(
        self, patch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        app = visit(patch, loaded(tmp_path, self.years(), self.report()), "datakvalitet")
        assert "1 av 3 årssiffror stämmer på sista siffran." in by_heading(app)[self.HEADING]
        rounding = self.line("2020", "8,1\u00a0%", "Indikatorer!D4", "avrundning")
        differs = self.line("2021", "9,0\u00a0%", "Indikatorer!E4", "skiljer")
        agrees = self.line("2019", "8,0\u00a0%", "Indikatorer!C4", "stämmer")
        assert self.lines(app) == [rounding, differs, agrees]
        assert [block["title"] for block in blocks(app) if block["key"] == "agreeing"] == ["Årssiffror som stämmer (1)"]

    def lines(self, app: AppTest) -> list[dict[str, str]]:
        return [row for table in tables(app) if "Ur" in table[0] for row in table]

    def line(self, of: str, computed: str, cell: str, answer: str) -> dict[str, str]:
        return {
            "Mått": "Total sjukfrånvaro",
            "Område": "Leanlink",
            "Kön": "Totalt",
            "Scenario": "Utfall",
            "År": of,
            "Publicerat": "8,0\u00a0%",
            "I rapporten": f"VB 2021, {cell}",
            "Beräknat": computed,
            "Ur": "a.csv",
            "Bedömning": answer,
        }

    def test_where_all_agree_it_says_so(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        report = indicators(["2019"], ["Total sjukfrånvaro (%)", "8,0"])
        app = visit(patch, loaded(tmp_path, self.years(), report), "datakvalitet")
        section = by_heading(app)[self.HEADING]
        assert "1 av 1 årssiffror stämmer på sista siffran." in section
        assert "Inget skiljer." in section

    def test_without_exports_nothing_is_compared(self, patch: pytest.MonkeyPatch, published: Warehouse) -> None:
        app = visit(patch, published, "datakvalitet")
        assert "Inget år är täckt av både rapport och tolv månader." in by_heading(app)[self.HEADING]

    def test_figures_of_reports_and_rows_of_exports_are_counted_apart(
        self, patch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        app = visit(patch, loaded(tmp_path, self.years(), self.report()), "datakvalitet")
        (verdict,) = [text for text in said(app) if "filer är inlästa" in text]
        assert verdict.startswith("2 av 2 filer är inlästa med 3 siffror.")


@pytest.mark.parametrize(
    ("ends", "words"), [([12, 12], "kalenderår"), ([9, 12], "rullande 12 månader"), ([], "rullande 12 månader")]
)
def test_of_whom_only_calendar_years_are_told_they_are_called_so(ends: list[int], words: str) -> None:
    rows = [made_figure("external_leavers", 2021, 5.0, period_end=date(2021, month, 28)) for month in ends]
    hidden = made_figure("external_leavers", 2021, None, period_end=date(2021, 5, 31))
    assert twelve_months([*rows, hidden]) == words
