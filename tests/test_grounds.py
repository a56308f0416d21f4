"""What figures carry: no verdict on a failing check, no part told as the whole, no part-year as a year."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.cards.card import View
from dashboard.figures.figure import Caveat, Figure, known
from dashboard.figures.groups import Group
from dashboard.figures.query import Filter, figures
from dashboard.figures.selection import Choice
from dashboard.figures.store.organisation import known_orgs
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings import grounds
from dashboard.findings.sentence import gap, period_name, sentence, turn, value
from dashboard.findings.summary import summarise
from dashboard.findings.year_titles import title, verdict
from dashboard.subjects import economy, goals
from dashboard.subjects import forecast as forecast_of
from tests.made import WHOLE, Tables, built, indicators, made_figure, made_span, results, volumes

WRONG = Caveat("check", "kontrollen håller inte")


def year_of(result: str, revenue: str, cost: str, sign: str = "plus är överskott") -> Tables:
    """A result with budget, and what it consists of."""
    rows = [
        ["Ekonomi, tkr", "Utfall 2021", "Budget 2021"],
        ["Verksamhetens nettokostnader", result, "500"],
        ["varav kostnader", cost, "9 500"],
        ["varav intäkter", revenue, "10 000"],
    ]
    return {"Ekonomi": ({"Slag": "ekonomi", "Nettokostnad": sign}, rows)}


def view(warehouse: Warehouse, org: str = WHOLE, last: int = 2022) -> View:
    return View(warehouse, Choice(2017, last, last - 1, org), Group(org))


class TestFailingCheck:
    def test_a_figure_whose_check_holds_is_judged(self, tmp_path: Path) -> None:
        summary = summarise(built(tmp_path, {"VB 2021": year_of("1 000", "10 000", "9 000")}), "result")
        assert (summary.status, summary.judgement.text) == ("better", "500\u00a0tkr bättre än budget (500\u00a0tkr)")
        assert verdict([summary], [""]).text == "1 av 1 nyckeltal nådde mål eller budget 2021."

    def test_a_wrong_sign_reaches_the_figure_and_no_verdict_is_built_on_it(self, tmp_path: Path) -> None:
        signed = year_of("1 000", "10 000", "9 000", "plus är underskott")
        summary = summarise(built(tmp_path, {"VB 2021": signed}), "result")
        told = "kontrollen ”intäkter − kostnader = resultat” håller inte (VB 2021, Ekonomi!{})"
        assert [caveat.text for row in summary.rows for caveat in row.caveats] == [told.format("B4")]
        assert (summary.status, summary.judgement.text) == ("neither", "bedöms inte")
        assert summary.judgement.reasons == (told.format("B4"), told.format("C4"))
        assert verdict([summary], [""]).text == "Inget utfall med mål att jämföra med i urvalet."
        assert title(summary).text == "Resultatet var \u22121\u00a0000\u00a0tkr år 2021"
        assert title(summary).reasons == (told.format("B4"),)

    def test_a_turned_sign_is_turned_in_every_table_and_area_that_agree_with_it(self, tmp_path: Path) -> None:
        said = {"Slag": "driftsammandrag", "Mäter": "Nettokostnad", "Nettokostnad": "plus är underskott"}
        areas = [["", "Utfall 2021"], ["Äldreomsorg", "400"], ["Ledning", "600"], ["Summa", "1 000"]]
        tables = year_of("1 000", "10 000", "9 000", "plus är underskott") | {"Driftsammandrag": (said, areas)}
        warehouse = built(tmp_path, {"VB 2021": tables})
        outcomes = figures(warehouse, "result", Filter(()))
        told = "kontrollen ”intäkter − kostnader = resultat” håller inte (VB 2021, Ekonomi!B4)"
        assert {row.org: [caveat.text for caveat in row.caveats] for row in outcomes} == {
            org: [told] for org in ("Äldreomsorg", "Ledning", WHOLE)
        }

    def test_a_footnote_takes_the_blame(self, published: Warehouse) -> None:
        budgets = Filter((), scenarios=("budget",), first_year=2019, last_year=2019)
        assert [row.org for row in figures(published, "result", budgets) if row.caveats] == []


class TestCarried:
    def test_what_compares_falls_back_where_a_figure_has_a_caveat(self) -> None:
        before = made_figure("care_days", 2020, 100)
        for caveats, text, reasons in (((), "10 fler", ()), ((WRONG,), "110 dygn", (WRONG.text,))):
            now = made_figure("care_days", 2021, 110, caveats=caveats)
            said = sentence(gap(now, before, 1), " ", turn(now, before, "fler", "färre"))
            found = grounds.carried(said, sentence(value(now)))
            assert (found.text.replace("\u00a0dygn fler", " fler").replace("\u00a0", " "), found.reasons) == (
                text,
                reasons,
            )

    def test_a_part_year_is_not_compared_with_a_year(self) -> None:
        now, before = made_figure("care_days", 2021, 110, part_year=True), made_figure("care_days", 2020, 100)
        found = grounds.carried(sentence(gap(now, before, 1)), sentence(value(now)))
        assert found.text == "110\u00a0dygn"
        assert found.reasons == ("perioderna är olika långa (januari–december 2021, 2020): ingen jämförelse",)
        assert not grounds.sound(now, before)

    @pytest.mark.parametrize(
        ("first", "last", "name"),
        [
            (date(2021, 1, 1), date(2021, 8, 1), "januari–augusti 2021"),
            (date(2020, 11, 1), date(2021, 2, 1), "november 2020–februari 2021"),
            (date(2021, 3, 1), date(2021, 3, 1), "mars 2021"),
            (date(2021, 1, 1), date(2021, 12, 1), "2021"),
        ],
    )
    def test_a_part_year_is_called_by_its_months_and_years(self, first: date, last: date, name: str) -> None:
        assert period_name(made_span("care_days", first, last, 10)) == name

    def test_months_are_compared_with_as_many_that_end_alike(self) -> None:
        def months(year: int, first: int, last: int) -> Figure:
            start, end = date(year, first, 1), date(year, last, 28)
            return made_figure("care_days", year, 10, part_year=True, period_start=start, period_end=end)

        assert grounds.sound(months(2021, 1, 8), months(2020, 1, 8))
        assert not grounds.sound(months(2021, 1, 8), months(2020, 8, 8))
        assert not grounds.sound(months(2021, 1, 8), months(2020, 1, 7))


def test_an_area_that_has_ended_is_not_offered_for_later_years(published: Warehouse) -> None:
    assert known_orgs(published, 2022, 2023) == [WHOLE, "Ledning"]
    assert "Äldreomsorg" in known_orgs(published, 2021, 2022)


class TestAreas:
    KNOWN = (["Äldreomsorg", "5 000", "1 000"], ["Ledning", "7 400", "2 000"])

    def test_areas_that_are_the_whole_are_told_of(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path, {"VB 2021": results(["Utfall 2021", "Budget 2021"], *self.KNOWN, ["Summa", "12 400", "3 000"])}
        )
        rows = figures(warehouse, "result", Filter(("Äldreomsorg", "Ledning")))
        said = economy._best_and_worst(view(warehouse), rows)
        assert said.text == "Ledning bidrog mest 2021 (+7\u00a0400\u00a0tkr), Äldreomsorg minst (+5\u00a0000\u00a0tkr)"

    def test_known_areas_that_are_a_part_are_not(self, tmp_path: Path) -> None:
        tables = results(["Utfall 2021", "Budget 2021"], *self.KNOWN, ["Summa", "20 000", "3 000"])
        warehouse = built(tmp_path, {"VB 2021": tables})
        rows = figures(warehouse, "result", Filter(("Äldreomsorg", "Ledning")))
        said = economy._best_and_worst(view(warehouse), rows)
        assert said.text == "Resultat per affärsområde"
        assert said.reasons[0] == "områdena är inte helheten 2021: +7\u00a0600\u00a0tkr hör inte till något känt område"
        (deviations,) = economy._deviations(view(warehouse), "result").values()
        bars = economy.bridge_bars(deviations, 2021, economy._of_whole(view(warehouse), deviations))
        assert [(bar.name, bar.value) for bar in bars] == [
            ("Budget 2021", 3000.0),
            ("Ledning", 5400.0),
            ("Äldreomsorg", 4000.0),
            ("Ej känt område", 7600.0),
            ("Utfall 2021", 20000.0),
        ]


class TestPartYear:
    def test_an_interim_outcome_is_no_outcome_of_the_year(self) -> None:
        forecast = made_figure("result", 2022, 4000, scenario="forecast")
        interim = made_figure("result", 2022, 9800, part_year=True)
        assert forecast_of.title([forecast, interim]).text == "Prognosen för 2022 är 4\u00a0000\u00a0tkr"
        whole = made_figure("result", 2022, 9800)
        said = (
            "Prognosen för 2022 var 4\u00a0000\u00a0tkr; utfallet blev 9\u00a0800\u00a0tkr, 5\u00a0800\u00a0tkr högre"
        )
        assert forecast_of.title([forecast, whole]).text == said

    def test_a_part_of_a_year_is_shown_with_its_months_and_not_judged(self, tmp_path: Path) -> None:
        tables = volumes(["2021", "Jan-aug 2022"], ["Vårddygn, antal", "100", "70"])
        warehouse = built(tmp_path, {"VB 2022": tables})
        whole, part = (summarise(warehouse, "care_days", Filter((WHOLE,), first_year=first)) for first in (2021, 2022))
        assert (whole.value.text, whole.since.text) == ("100\u00a0dygn", "januari–augusti 2022: 70\u00a0dygn")
        assert title(part).text == "Vårddygnen var 70\u00a0dygn januari–augusti 2022"
        assert (part.status, part.change.reasons) == ("neither", ("delår: jämförs inte med hela år",))


class TestOwnership:
    """Measures that belong to one area are its own, by year and month, and are left out elsewhere."""

    @pytest.mark.parametrize(("org", "there"), [("Äldreomsorg", True), ("Kost och Restaurang", False)])
    def test_the_wholes_figures_are_those_of_the_area_that_owns_the_measure(
        self, published: Warehouse, org: str, there: bool
    ) -> None:
        own = known(figures(published, "care_days", Filter((org,))))
        whole = known(figures(published, "care_days", Filter((WHOLE,))))
        assert [row.number for row in own] == ([row.number for row in whole] if there else [])
        assert {row.org for row in own} <= {org}

    def test_an_area_owns_nothing_after_it_has_ended(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2022": volumes(["2021", "2022"], ["Vårddygn, antal", "100", "110"])})
        assert [row.year for row in known(figures(warehouse, "care_days", Filter(("Äldreomsorg",))))] == [2021]


class TestGoals:
    def test_a_budget_is_not_shown_as_a_target(self, published: Warehouse) -> None:
        now, then = (goals._indicator(view(published, last=last), "result") for last in (2022, 2020))
        assert (now.target, now.status) == ("0\u00a0tkr (2021)", "nått\u00a02021")
        assert (then.target, then.status) == ("Budget i balans (2020)", "–")

    def test_a_goal_that_is_judged_twice_and_not_alike_is_said(self, published: Warehouse) -> None:
        assert goals.verdict(view(published)).reasons == (
            "VB 2021 bedömer ”Effektiv organisation med goda resultat” olika:"
            " Delvis (Ind Verksamhet effektiv!B6) och uppnått (Måluppfyllelse!B9)",
        )

    def test_a_target_that_later_stands_in_words_takes_the_place_of_its_number(self, tmp_path: Path) -> None:
        shares = [indicators(["Målvärde 2021"], ["Andel heltidsanställningar", said]) for said in ("67", "Öka")]
        warehouse = built(tmp_path, dict(zip(("FB 2020", "VB 2021"), shares, strict=True)))
        targets = figures(warehouse, "full_time_share", Filter((WHOLE,), scenarios=("target",)))
        assert [(row.printed, row.publication) for row in targets] == [("Öka", "VB 2021")]
