"""Goals as reports judge them beside their own indicators: one row a goal, and where the two do not agree."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.goals import Goal, Indicator, goals
from tests.claims import check, check_made
from tests.made import built, indicators, made_figure, made_summary, results
from tests.visiting import blocks, opened, said, session


def of_2021(published: Warehouse) -> dict[str, Goal]:
    return {goal.name: goal for goal in goals(published, 2017, 2023, "")}


def judged(how: str, *missed: bool) -> Goal:
    """A goal that is judged so, with indicators that miss their targets or reach them."""
    summaries = [
        made_summary(
            made_figure("sick_leave", 2021, 9.0 if each else 6.0, 0.1),
            target=made_figure("sick_leave", 2021, 7.0, 0.1, scenario="target"),
        )
        for each in missed
    ]
    return Goal("Målet", "", how, (), tuple(Indicator(each, None, ()) for each in summaries), (), "", "VB 2021")


def lacking(app: AppTest) -> str:
    """Why the page has no goals."""
    (found,) = [block["lacking"] for block in blocks(app) if block["key"] == "goals"]
    return str(found)


class TestDisagreement:
    @pytest.mark.parametrize(
        ("how", "missed", "told"),
        [
            ("met", (True, True), "bedömt uppnått, men 2 av 2 indikatorer når inte målet"),
            ("met", (True,), "bedömt uppnått, men 1 av 1 indikator når inte målet"),
            ("met", (True, False), "bedömt uppnått, men 1 av 2 indikatorer når inte målet"),
            ("partly", (True, True), "bedömt delvis uppnått, men 2 av 2 indikatorer når inte målet"),
            ("missed", (False,), "bedömt inte uppnått, men 1 av 1 indikator når målet"),
            ("met", (False, False), ""),
            ("partly", (True, False), ""),
            ("missed", (True, False), ""),
            ("met", (), ""),
            ("none", (True,), ""),
        ],
    )
    def test_it_is_said_where_the_indicators_say_otherwise(self, how: str, missed: tuple[bool, ...], told: str) -> None:
        found = judged(how, *missed).disagreement
        assert found.text == told
        check_made(found)


class TestReports:
    def test_the_report_of_2021_judges_twelve_goals(self, published: Warehouse) -> None:
        assert {name: goal.judged for name, goal in of_2021(published).items()} == {
            "Trygga välfärdstjänster med god kvalitet": "met",
            "Kundernas behov tillgodoses": "partly",
            "Delaktiga och medskapande kunder/brukare": "met",
            "Kostnadseffektiv verksamhet": "met",
            "Korrekta och effektiva inköp": "met",
            "God ekonomisk kontroll": "met",
            "Effektiv organisation med goda resultat": "partly",
            "Hög digitaliseringsgrad": "met",
            "En klimatsmart förvaltning": "missed",
            "Goda arbetsplatser": "partly",
            "Hållbart chef- och ledarskap": "partly",
            "Nya vägar för kompetensförsörjning": "met",
        }

    def test_purchasing_is_judged_met_though_neither_share_is(self, published: Warehouse) -> None:
        found = of_2021(published)["Korrekta och effektiva inköp"]
        assert found.disagreement.text == "bedömt uppnått, men 2 av 2 indikatorer når inte målet"
        check(published, found.disagreement)
        shown = {each.summary.measure.id: each.summary for each in found.indicators}
        assert {name: (s.value.text, s.goal.text, s.status) for name, s in shown.items()} == {
            "contract_loyalty": ("67,5\u00a0%", "100\u00a0%", "worse"),
            "ecommerce_loyalty": ("80,8\u00a0%", "82\u00a0%", "worse"),
        }

    def test_satisfaction_that_only_a_footnote_tells_of_stands_at_its_goal_once(self, published: Warehouse) -> None:
        found = {
            name: [each.summary.value.text for each in goal.indicators if "satisfaction" in each.summary.measure.id]
            for name, goal in of_2021(published).items()
        }
        assert found.pop("Trygga välfärdstjänster med god kvalitet") == ["–", "91\u00a0%", "83\u00a0%"]
        assert not any(found.values())
        (remark,) = of_2021(published)["Trygga välfärdstjänster med god kvalitet"].remarks
        assert "91% kundnöjdhet inom hemtjänsten och 83% inom särskilt boende" in remark

    def test_goals_are_those_of_the_last_report_of_the_chosen_years(self, published: Warehouse) -> None:
        found = {goal.name: goal for goal in goals(published, 2017, 2019, "")}
        assert (len(found), {row.publication for goal in found.values() for row in goal.printed}) == (9, {"VB 2019"})
        # The table of indicators adds to the name what the goal means.
        assert [each.summary.measure.id for each in found["Framgångsrikt chef- och ledarskap"].indicators] == [
            "hme",
            "manager_turnover",
            "manager_sick_leave",
        ]

    def test_a_goal_that_is_judged_twice_says_both(self, published: Warehouse) -> None:
        assert of_2021(published)["Effektiv organisation med goda resultat"].differently == (
            "bedömt olika: Delvis (Ind Verksamhet effektiv!B6) och uppnått (Måluppfyllelse!B9)"
        )

    def test_goals_without_any_judgement_are_those_that_are_set(self, tmp_path: Path) -> None:
        report = indicators(["Målvärde 2021"], ["Total sjukfrånvaro (%)", "7,0"])
        (found,) = goals(built(tmp_path, {"VB 2021": report}), 2020, 2021, "")
        assert (found.name, found.judged, found.report) == ("Målet", "none", "VB 2021")
        assert found.indicators[0].summary.latest is None


class TestPage:
    def test_one_row_a_goal_with_its_mark_and_word(self, monkeypatch: pytest.MonkeyPatch, published: Warehouse) -> None:
        app = opened(session(monkeypatch, published.path.parent), "mal")
        (found,) = [block["goals"] for block in blocks(app) if block["kind"] == "goals"]
        (bought,) = [goal for goal in found if goal["name"] == "Korrekta och effektiva inköp"]
        assert len(found) == 12
        assert (bought["mark"], bought["word"], bought["said"]) == (
            "✓",
            "uppnått",
            ["”Ja” VB 2021, Ind Ekonomi kostnadseffektiv!B7"],
        )
        assert bought["warnings"] == ["bedömt uppnått, men 2 av 2 indikatorer når inte målet"]
        contract, _ = bought["indicators"]
        assert (contract["sign"], contract["word"], contract["judgement"]) == (
            "✗",
            "ej nått",
            "32,5 procentenheter under målet 100\u00a0%",
        )
        assert contract["bar"]["value"] < contract["bar"]["aim"]
        assert "Indikatorerna säger något annat för 6 av dem." in " ".join(said(app))

    def test_without_any_goals_it_says_so(self, monkeypatch: pytest.MonkeyPatch, reports_only: Warehouse) -> None:
        assert lacking(opened(session(monkeypatch, reports_only.path.parent), "mal")) == (
            "Ingen inläst rapport har mål. Lägg en rapport med mål i mappen data/published."
        )

    @pytest.mark.parametrize("choices", [{"fran": "2022", "ar": "2022"}, {"ar": "2020", "fran": "2020"}])
    def test_goals_of_other_years_are_pointed_out(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, choices: dict[str, str]
    ) -> None:
        judged = indicators(["2021", "Målvärde 2021"], ["Total sjukfrånvaro (%)", "8,4", "7,0"])
        others = {f"VB {of}": results([f"Bokslut {of}"], ["Äldreomsorg", "7"]) for of in (2020, 2022)}
        warehouse = built(tmp_path, {"VB 2021": judged, **others})
        assert lacking(opened(session(monkeypatch, warehouse.path.parent, choices), "mal")) == (
            "Inga mål i urvalet. De senaste står i VB 2021: välj år och publicering så att den är med."
        )
