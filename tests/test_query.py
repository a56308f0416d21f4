"""Which printed figure speaks for a year, where a series is cut, and what a filter lets through."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest

from dashboard.figures.figure import Figure, known
from dashboard.figures.query import Filter, cells, figures, last_outcome_year, offered, printed, publications, restated
from dashboard.figures.store import rights
from dashboard.figures.store.organisation import known_orgs
from dashboard.figures.store.reports import Publication, Restatement
from dashboard.figures.store.warehouse import Warehouse
from loaders.intake.folders import REFERENCE
from tests.loading import load
from tests.made import WHOLE, Tables, built, indicators, made_figure, prose, results, volumes
from tests.workbooks import write_report

DAYS = "Vårddygn, antal"
HOURS = "Hemtjänst, timmar"
SICK = "Total sjukfrånvaro (%)"
EVERYTHING = Filter(orgs=(), genders=(), scenarios=())


def short(rows: Sequence[Figure]) -> list[tuple[int | None, float | None, str]]:
    """Year, value and publication of each figure."""
    return [(row.year, row.value, row.publication) for row in rows]


def stretches(rows: Sequence[Figure]) -> list[list[float | None]]:
    """The values of each unbroken stretch of one series."""
    numbers = sorted({row.segment for row in rows})
    return [[row.value for row in rows if row.segment == number] for number in numbers]


def cut_at(rows: Sequence[Figure]) -> dict[int | None, str]:
    """Year -> why the line is cut before it."""
    return {row.year: row.cut for row in rows if row.cut}


class TestOneFigureAYear:
    def test_the_latest_report_speaks_for_a_year_that_two_print_alike(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path,
            {"VB 2020": volumes(["2019", "2020"], [DAYS, "100", "110"]), "VB 2021": volumes(["2020"], [DAYS, "110"])},
        )
        rows = figures(warehouse, "care_days")
        assert short(rows) == [(2019, 100, "VB 2020"), (2020, 110, "VB 2021")]
        assert [(row.file, row.sheet, row.cell) for row in rows] == [
            ("vb_2020.xlsx", "Volymer", "B4"),
            ("vb_2021.xlsx", "Volymer", "B4"),
        ]

    def test_the_order_of_reports_is_their_date_not_their_name(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path, {"ÅB 2020": volumes(["2020"], [DAYS, "110"]), "VB 2021": volumes(["2020"], [DAYS, "112"])}
        )
        assert short(figures(warehouse, "care_days")) == [(2020, 112, "VB 2021")]
        assert publications(warehouse) == [
            Publication("ÅB 2020", "Rapport ÅB 2020", 0),
            Publication("VB 2021", "Rapport VB 2021", 1),
        ]

    def test_a_coarser_print_that_agrees_does_not_replace_a_finer_one(self, tmp_path: Path) -> None:
        earlier = volumes(["2020"], ["Måltider, antal (Kost & Restaurang)", "1 250"])
        later = volumes(["2020", "2021"], ["Måltider, antal tusen st", "1", "2"])
        rows = figures(built(tmp_path, {"VB 2020": earlier, "VB 2021": later}), "meals")
        assert [(row.year, row.value, row.resolution, row.publication) for row in rows] == [
            (2020, 1250, 1, "VB 2020"),
            (2021, 2000, 1000, "VB 2021"),
        ]
        assert cut_at(rows) == {}

    def test_a_coarser_outcome_that_disagrees_does_not_replace_a_finer_one_but_is_told_of(self, tmp_path: Path) -> None:
        earlier = volumes(["2019", "2020"], ["Måltider, antal (Kost & Restaurang)", "1 100", "1 250"])
        later = volumes(["2020", "2021"], ["Måltider, antal tusen st", "4", "5"])
        warehouse = built(tmp_path, {"VB 2020": earlier, "VB 2021": later})
        rows = figures(warehouse, "meals")
        assert short(rows) == [(2019, 1100, "VB 2020"), (2020, 1250, "VB 2020"), (2021, 5000, "VB 2021")]
        assert cut_at(rows) == {}
        (told,) = restated(warehouse, "meals")
        assert (told.year, told.earlier_printed, told.later_printed, told.finer_kept) == (2020, "1 250", "4", True)

    def test_a_coarser_target_that_disagrees_does_replace_a_finer_one(self, tmp_path: Path) -> None:
        earlier = indicators(["Målvärde 2021"], [SICK, "7,25"])
        later = indicators(["Målvärde 2021"], [SICK, "6"])
        warehouse = built(tmp_path, {"VB 2020": earlier, "VB 2021": later})
        assert short(figures(warehouse, "sick_leave", Filter((WHOLE,), scenarios=("target",)))) == [
            (2021, 6, "VB 2021")
        ]

    def test_of_equally_fine_prints_that_disagree_the_latest_counts(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path,
            {
                "VB 2019": volumes(["2019"], [DAYS, "100"]),
                "VB 2020": volumes(["2019"], [DAYS, "101"]),
                "VB 2021": volumes(["2019"], [DAYS, "102"]),
            },
        )
        assert short(figures(warehouse, "care_days")) == [(2019, 102, "VB 2021")]

    def test_the_latest_number_stays_where_a_later_report_leaves_the_cell_blank(self, tmp_path: Path) -> None:
        earlier = volumes(["2019", "2020"], [DAYS, "100", "110"])
        later = volumes(["2020", "2021"], [DAYS, "", "120"])
        rows = figures(built(tmp_path, {"VB 2020": earlier, "VB 2021": later}), "care_days")
        assert short(rows) == [(2019, 100, "VB 2020"), (2020, 110, "VB 2020"), (2021, 120, "VB 2021")]

    def test_a_year_without_number_stays_as_what_is_printed_there(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path, {"VB 2021": volumes(["2018", "2019", "2020", "2021"], [DAYS, "100", "", "-", "130"])}
        )
        rows = figures(warehouse, "care_days")
        assert [(row.year, row.value, row.printed, row.missing) for row in rows] == [
            (2018, 100, "100", ""),
            (2019, None, "", "not_given"),
            (2020, None, "-", "not_available"),
            (2021, 130, "130", ""),
        ]
        assert [row.year for row in known(rows)] == [2018, 2021]

    def test_forecasts_made_on_different_days_stand_side_by_side(self, tmp_path: Path) -> None:
        heading = ["Uppgift", "Organisation", "Period", "Scenario", "Per", "Värde", "Citat"]
        lines = [
            ["Resultat", "Leanlink", "2021", "Prognos", "2021-03-31", "-5 tkr", "I mars."],
            ["Resultat", "Leanlink", "2021", "Prognos", "2021-08-31", "-2 tkr", "I augusti."],
        ]
        march: Tables = {"Löptext": ({"Slag": "löptext"}, [heading, lines[0]])}
        august: Tables = {"Löptext": ({"Slag": "löptext"}, [heading, lines[1]])}
        rows = figures(
            built(tmp_path, {"P1 2021": march, "P2 2021": august}), "result", Filter((WHOLE,), scenarios=("forecast",))
        )
        assert [(row.as_of, row.value) for row in rows] == [(date(2021, 3, 31), -5), (date(2021, 8, 31), -2)]


class TestPartYears:
    def test_a_part_year_stands_where_no_whole_year_is_printed_as_a_stretch_of_its_own(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path,
            {"VB 2021": indicators(["2018", "2019 Jan-juli", "2020", "2021"], ["Frisktal", "1", "2", "3", "4"])},
        )
        rows = figures(warehouse, "healthy_share")
        assert [(row.year, row.period_text, row.part_year) for row in rows] == [
            (2018, "2018", False),
            (2019, "2019 Jan-juli", True),
            (2020, "2020", False),
            (2021, "2021", False),
        ]
        assert stretches(rows) == [[1], [2], [3, 4]]

    def test_a_whole_year_goes_before_a_part_of_it_whoever_prints_it(self, tmp_path: Path) -> None:
        whole = indicators(["2018", "2019"], ["Frisktal", "70", "73"])
        part = indicators(["2019 Jan-juli", "2020"], ["Frisktal", "71", "74"])
        rows = figures(built(tmp_path, {"VB 2019": whole, "VB 2020": part}), "healthy_share")
        assert short(rows) == [(2018, 70, "VB 2019"), (2019, 73, "VB 2019"), (2020, 74, "VB 2020")]
        assert not any(row.part_year for row in rows)
        assert stretches(rows) == [[70, 73, 74]]

    def test_a_part_year_with_a_number_goes_before_a_whole_year_without(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2019": indicators(["2019", "2019 Jan-juli"], ["Frisktal", "-", "71"])})
        assert [(row.period_text, row.value) for row in figures(warehouse, "healthy_share")] == [("2019 Jan-juli", 71)]

    def test_of_several_parts_the_longest_stands_for_the_year(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2019": indicators(["2019 Jan-juli", "aug. 2019"], ["Frisktal", "71", "75"])})
        assert [(row.period_text, row.value) for row in figures(warehouse, "healthy_share")] == [("2019 Jan-juli", 71)]

    def test_the_last_day_of_a_year_stands_for_the_year_of_a_stock(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2021": volumes(["2020", "2021"], ["Arbetsmarknadsplatser", "92", "134"])})
        rows = figures(warehouse, "labour_market_places")
        assert [(row.period_start, row.part_year) for row in rows] == [
            (date(2020, 12, 31), False),
            (date(2021, 12, 31), False),
        ]


class TestCuts:
    def test_a_restated_year_cuts_the_line_before_the_report_that_restates_it(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path,
            {
                "VB 2020": volumes(["2018", "2019", "2020"], [DAYS, "90", "100", "110"]),
                "VB 2021": volumes(["2020", "2021"], [DAYS, "112", "120"]),
            },
        )
        rows = figures(warehouse, "care_days")
        assert stretches(rows) == [[90, 100], [112, 120]]
        assert cut_at(rows) == {2020: "Omräknat i VB 2021"}
        assert restated(warehouse, "care_days") == [
            Restatement(
                measure="care_days",
                subject="",
                org="Leanlink",
                gender="total",
                scenario="outcome",
                year=2020,
                period="2020",
                earlier="VB 2020",
                earlier_printed="110",
                earlier_cell="Volymer!D4",
                later="VB 2021",
                later_printed="112",
                later_cell="Volymer!B4",
                finer_kept=False,
            )
        ]

    def test_reports_that_agree_on_their_common_year_make_one_line(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path,
            {
                "VB 2020": volumes(["2019", "2020"], [DAYS, "100", "110"]),
                "VB 2021": volumes(["2020", "2021"], [DAYS, "110", "120"]),
            },
        )
        rows = figures(warehouse, "care_days")
        assert stretches(rows) == [[100, 110, 120]]
        assert cut_at(rows) == {}
        assert restated(warehouse, "care_days") == []

    def test_a_restatement_of_one_series_leaves_the_others_whole(self, tmp_path: Path) -> None:
        def report(years: list[str], total: list[str], women: list[str]) -> Tables:
            return indicators(years, [SICK, *total], ["Kvinnor", *women])

        warehouse = built(
            tmp_path,
            {
                "VB 2020": report(["2019", "2020"], ["7,0", "7,5"], ["8,0", "8,5"]),
                "VB 2021": report(["2020", "2021"], ["7,5", "7,0"], ["9,5", "9,0"]),
            },
        )
        women = figures(warehouse, "sick_leave", Filter((WHOLE,), genders=("women",)))
        total = figures(warehouse, "sick_leave")
        assert (stretches(women), stretches(total)) == ([[8.0], [9.5, 9.0]], [[7.0, 7.5, 7.0]])

    def test_a_series_break_cuts_the_line_with_its_reason(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path, {"VB 2020": volumes(["2017", "2018", "2019", "2020"], [HOURS, "100", "110", "90", "95"])}
        )
        rows = figures(warehouse, "home_care_hours")
        assert stretches(rows) == [[100], [110], [90, 95]]
        assert cut_at(rows) == {
            2018: "Dubbelbemanning räknas med från 2018",
            2019: "Utförda timmar i stället för beviljade från 2019",
        }

    def test_a_series_break_of_one_measure_leaves_the_others_whole(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2019": volumes(["2017", "2018", "2019"], [DAYS, "100", "110", "120"])})
        assert stretches(figures(warehouse, "care_days")) == [[100, 110, 120]]

    def test_a_series_break_of_one_organisation_leaves_the_others_whole(self, tmp_path: Path) -> None:
        reference = shutil.copytree(REFERENCE, tmp_path / "reference")
        with (reference / "series_breaks.csv").open("a", encoding="utf-8") as file:
            file.write("result,2020-01-01,Ny modell,Ledning\n")
        rows = [("Verksamhet", "Bokslut 2019", "Bokslut 2020"), ("Ledning", "1", "2"), ("Summa", "3", "4")]
        table = {"Slag": "driftsammandrag", "Mäter": "Nettokostnad", "Enhet": "tkr"}
        (tmp_path / "reports").mkdir()
        write_report(tmp_path / "reports" / "vb.xlsx", {"T": (table, rows)}, {"År": "2020", "Läget per": "2020-12-31"})
        outcome = load([tmp_path / "reports"], tmp_path / "warehouse", reference)
        assert outcome.warehouse is not None
        found = {
            org: figures(Warehouse(outcome.warehouse, rights.EVERYTHING), "result", Filter((org,)))
            for org in (WHOLE, "Ledning")
        }
        assert {org: stretches(rows) for org, rows in found.items()} == {WHOLE: [[3, 4]], "Ledning": [[1], [2]]}

    def test_a_break_is_found_across_a_year_without_number(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2020": volumes(["2018", "2019", "2020"], [HOURS, "110", "", "95"])})
        before, after = known(figures(warehouse, "home_care_hours"))
        assert before.segment < after.segment
        assert after.cut == "Utförda timmar i stället för beviljade från 2019"

    def test_a_year_without_number_does_not_start_a_new_stretch(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2021": volumes(["2019", "2020", "2021"], [DAYS, "100", "", "110"])})
        assert stretches(figures(warehouse, "care_days")) == [[100, None, 110]]


class TestAsPublished:
    REPORTS: ClassVar[dict[str, Tables]] = {
        "VB 2019": volumes(["2018", "2019"], [DAYS, "90", "100"]),
        "VB 2020": volumes(["2019", "2020"], [DAYS, "101", "110"]),
        "VB 2021": volumes(["2020", "2021"], [DAYS, "112", "120"]),
    }

    @pytest.fixture(scope="class")
    @classmethod
    def warehouse(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        return built(tmp_path_factory.mktemp("published"), cls.REPORTS)

    @pytest.mark.parametrize(
        ("as_of", "expected", "cuts"),
        [
            ("VB 2019", [(2018, 90, "VB 2019"), (2019, 100, "VB 2019")], {}),
            (
                "VB 2020",
                [(2018, 90, "VB 2019"), (2019, 101, "VB 2020"), (2020, 110, "VB 2020")],
                {2019: "Omräknat i VB 2020"},
            ),
            (
                "",
                [(2018, 90, "VB 2019"), (2019, 101, "VB 2020"), (2020, 112, "VB 2021"), (2021, 120, "VB 2021")],
                {2019: "Omräknat i VB 2020", 2020: "Omräknat i VB 2021"},
            ),
        ],
    )
    def test_the_figures_are_what_was_known_when_a_report_was_published(
        self, warehouse: Warehouse, as_of: str, expected: list[tuple[int, float, str]], cuts: dict[int, str]
    ) -> None:
        rows = figures(warehouse, "care_days", Filter((WHOLE,), as_of=as_of))
        assert short(rows) == expected
        assert cut_at(rows) == cuts

    def test_a_restatement_is_told_only_once_it_is_published(self, warehouse: Warehouse) -> None:
        told = {name: [r.later for r in restated(warehouse, "care_days", name)] for name in ("VB 2019", "VB 2020", "")}
        assert told == {"VB 2019": [], "VB 2020": ["VB 2020"], "": ["VB 2020", "VB 2021"]}

    def test_every_publications_own_figures_end_with_the_one_asked_for(self, warehouse: Warehouse) -> None:
        assert short(printed(warehouse, "care_days", Filter((WHOLE,), as_of="VB 2020"))) == [
            (2018, 90, "VB 2019"),
            (2019, 100, "VB 2019"),
            (2019, 101, "VB 2020"),
            (2020, 110, "VB 2020"),
        ]

    def test_cells_of_a_kind_of_table_end_with_the_publication_asked_for(self, warehouse: Warehouse) -> None:
        assert [(row.publication, row.cell) for row in cells(warehouse, "volymer", "VB 2019")] == [
            ("VB 2019", "B4"),
            ("VB 2019", "C4"),
        ]
        assert len(cells(warehouse, "volymer")) == 6


class TestFilters:
    @pytest.fixture(scope="class")
    @classmethod
    def areas(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        return built(
            tmp_path_factory.mktemp("areas"),
            {
                "VB 2021": results(
                    ["Bokslut 2021", "Budget 2021", "Avvikelse", "Bokslut 2020"],
                    ["Råd och Stöd", "5", "8", "-3", "4"],
                    ["Äldreomsorg", "7", "0", "7", "6"],
                    ["Summa nettokostnader, tkr", "12", "8", "4", "10"],
                )
            },
        )

    def test_without_a_filter_it_is_the_outcome_of_the_whole(self, areas: Warehouse) -> None:
        assert [(row.org, row.scenario, row.year, row.value) for row in figures(areas, "result")] == [
            ("Leanlink", "outcome", 2020, 10),
            ("Leanlink", "outcome", 2021, 12),
        ]

    @pytest.mark.parametrize(
        ("chosen", "values"),
        [
            (Filter(orgs=("Råd och Stöd",)), [4, 5]),
            (Filter(orgs=("Råd och Stöd", "Äldreomsorg"), first_year=2021), [5, 7]),
            (Filter((WHOLE,), scenarios=("budget",)), [8]),
            (Filter((WHOLE,), scenarios=("budget", "deviation")), [8, 4]),
            (Filter(orgs=("Äldreomsorg",), scenarios=("deviation",)), [7]),
            (Filter((WHOLE,), last_year=2020), [10]),
            (Filter((WHOLE,), first_year=2022), []),
            (Filter((WHOLE,), genders=("women",)), []),
            (Filter(orgs=("Ledning",)), []),
        ],
    )
    def test_a_filter_lets_only_what_it_names_through(
        self, areas: Warehouse, chosen: Filter, values: list[float]
    ) -> None:
        assert [row.value for row in figures(areas, "result", chosen)] == values

    def test_an_empty_filter_lets_everything_through(self, areas: Warehouse) -> None:
        assert sorted(row.number for row in figures(areas, "result", EVERYTHING)) == [
            *(-3, 0, 4, 4, 5, 6),
            *(7, 7, 8, 8, 10, 12),
        ]

    def test_women_and_men_are_series_of_their_own(self, tmp_path: Path) -> None:
        table = indicators(["2020", "2021"], [SICK, "8,0", "9,0"], ["Män", "7,0", "8,0"], ["Kvinnor", "9,0", "10,0"])
        warehouse = built(tmp_path, {"VB 2021": table})
        found = {g: figures(warehouse, "sick_leave", Filter((WHOLE,), genders=(g,))) for g in ("total", "women", "men")}
        assert {gender: [row.value for row in rows] for gender, rows in found.items()} == {
            "total": [8.0, 9.0],
            "women": [9.0, 10.0],
            "men": [7.0, 8.0],
        }

    def test_a_dimension_offers_only_what_has_a_number(self, tmp_path: Path) -> None:
        table = indicators(["2021"], [SICK, "8,0"], ["Män", "-"], ["Kvinnor", "9,0"], ["Frisktal", "70"])
        area = prose(["Beläggning vårdboende", "Äldreomsorg", "2021", "Utfall", "90 %"])
        warehouse = built(tmp_path, {"VB 2021": table | area})
        assert offered(warehouse, ["sick_leave"], "gender") == {"total", "women"}
        assert offered(warehouse, ["healthy_share"], "gender") == {"total"}
        assert offered(warehouse, ["occupancy"], "org") == {"Äldreomsorg"}
        assert offered(warehouse, ["healthy_share", "occupancy"], "org") == {"Leanlink", "Äldreomsorg"}
        assert offered(warehouse, ["care_days"], "org") == set()

    def test_only_organisation_and_gender_are_offered(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2021": volumes(["2021"], [DAYS, "1"])})
        with pytest.raises(ValueError, match=r"^printed$"):
            offered(warehouse, ["care_days"], "printed")

    def test_an_unknown_measure_has_no_figures(self, areas: Warehouse) -> None:
        assert figures(areas, "sick_leave", EVERYTHING) == []


class TestUndated:
    @pytest.fixture(scope="class")
    @classmethod
    def occupancy(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        def said(period: str, value: str) -> list[str]:
            return ["Beläggning vårdboende", "Äldreomsorg", period, "Utfall", value]

        lines = [said("2020", "90 %"), said("årsbasis", "91 %"), said("2018-2019", "92 %")]
        return built(tmp_path_factory.mktemp("occupancy"), {"VB 2020": prose(*lines)})

    def test_undated_and_multi_year_figures_are_never_annual(self, occupancy: Warehouse) -> None:
        rows = figures(occupancy, "occupancy", EVERYTHING)
        assert [(row.year, row.value) for row in rows] == [(2020, 90)]

    def test_they_stay_among_the_printed_whatever_the_years(self, occupancy: Warehouse) -> None:
        rows = printed(occupancy, "occupancy", EVERYTHING)
        assert [(row.period_text, row.year, row.value) for row in rows] == [
            ("2018-2019", None, 92),
            ("2020", 2020, 90),
            ("årsbasis", None, 91),
        ]
        later = printed(occupancy, "occupancy", Filter(orgs=(), first_year=2021))
        assert [row.period_text for row in later] == ["2018-2019", "årsbasis"]

    def test_asking_an_undated_figure_for_its_year_names_its_cell(self, occupancy: Warehouse) -> None:
        undated = printed(occupancy, "occupancy", Filter(orgs=(), first_year=2021))[-1]
        with pytest.raises(ValueError, match=r"^Löptext!F5 is not dated$"):
            _ = undated.of_year

    def test_asking_a_blank_cell_for_its_number_names_it(self) -> None:
        with pytest.raises(ValueError, match=r"^Blad!B4 holds no number$"):
            _ = made_figure("care_days", 2021, None).number


def test_the_last_outcome_year_is_that_of_outcomes_not_of_plans(tmp_path: Path) -> None:
    table = results(["Bokslut 2020", "Plan 2022"], ["Summa nettokostnader, tkr", "1", "2"])
    assert last_outcome_year(built(tmp_path, {"VB 2020": table})) == 2020


def test_the_organisations_stand_in_their_usual_order(published: Warehouse) -> None:
    assert known_orgs(published) == [
        "Leanlink",
        "Äldreomsorg",
        "LSS Funktionsstöd",
        "Råd och Stöd",
        "Idrott och Arbetsmarknadsservice",
        "Kost och Restaurang",
        "Ledning",
    ]


@pytest.mark.parametrize(
    ("measure", "expected", "cuts"),
    [
        ("sick_leave", [[7.21, 8.12, 8.00, 10.5, 9.6]], {}),
        ("full_time_share", [[58.7, 59.2], [58.4, 58.8, 59.5]], {2019: "Omräknat i VB 2021"}),
        (
            "home_care_hours",
            [[369314], [412441], [356812, 345681, 352580]],
            {
                2018: "Dubbelbemanning räknas med från 2018",
                2019: "Utförda timmar i stället för beviljade från 2019",
            },
        ),
        ("care_days", [[152545, 164396, 190646, 193818, 195786]], {}),
        ("meals", [[6443000, 6610550, 6953000, 6734000, 6651000]], {}),
        ("external_leavers", [[9.3, 11.0, 9.2, 9.8]], {}),
        ("result", [[-38996, -25157, 7972, 20123]], {}),
    ],
)
def test_the_published_series(
    published: Warehouse, measure: str, expected: list[list[float]], cuts: dict[int, str]
) -> None:
    rows = known(figures(published, measure))
    assert stretches(rows) == expected
    assert cut_at(rows) == cuts
    assert rows[-1].year == 2021


def test_published_measures_name_every_place(published: Warehouse) -> None:
    places = [(row.year, row.publication, row.file, row.sheet, row.cell) for row in figures(published, "sick_leave")]
    assert places == [
        (2017, "VB 2019", "verksamhetsberattelse_2019.xlsx", "Attraktiv arbetsgivare", "C6"),
        (2018, "VB 2019", "verksamhetsberattelse_2019.xlsx", "Attraktiv arbetsgivare", "D6"),
        (2019, "VB 2019", "verksamhetsberattelse_2019.xlsx", "Attraktiv arbetsgivare", "E6"),
        (2020, "VB 2021", "verksamhetsberattelse_2021.xlsx", "Personal", "E5"),
        (2021, "VB 2021", "verksamhetsberattelse_2021.xlsx", "Personal", "F5"),
    ]


class TestDifferences:
    TABLE: ClassVar[Tables] = {
        "Investeringar": (
            {"Slag": "investeringar", "Mäter": "Investeringar", "Enhet": "tkr"},
            [
                ["Investeringar", "Bokslut 2021 Utgifter", "Bokslut 2021 Inkomster", "Bokslut 2020"],
                ["Äldreomsorg", "10", "3", "8"],
            ],
        )
    }

    def test_a_net_that_is_not_printed_is_computed_from_the_two_cells_that_are(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2021": self.TABLE})
        rows = figures(warehouse, "investment", Filter(orgs=("Äldreomsorg",)))
        assert [(row.year, row.value, row.printed, row.cell) for row in rows] == [
            (2020, 8, "8", "D4"),
            (2021, 7, "10 − 3", "B4 − C4"),
        ]

    def test_two_reports_halves_make_no_net(self, tmp_path: Path) -> None:
        halves: dict[str, Tables] = {
            name: {
                "Investeringar": (self.TABLE["Investeringar"][0], [["Investeringar", heading], ["Äldreomsorg", "5"]])
            }
            for name, heading in (("VB 2021", "Bokslut 2021 Utgifter"), ("VB 2022", "Bokslut 2021 Inkomster"))
        }
        assert figures(built(tmp_path, halves), "investment", Filter(orgs=("Äldreomsorg",))) == []


def test_every_break_since_the_last_number_is_told_at_the_next_number(tmp_path: Path) -> None:
    table = volumes(["2017", "2018", "2019"], ["Hemtjänst, timmar", "100", "", "90"])
    rows = figures(built(tmp_path, {"VB 2021": table}), "home_care_hours")
    assert [row.cut for row in rows] == [
        "",
        "",
        "Dubbelbemanning räknas med från 2018; Utförda timmar i stället för beviljade från 2019",
    ]


def test_a_forecast_restated_later_leaves_the_one_made_on_another_day(tmp_path: Path) -> None:
    def forecast(made_on: str, value: str) -> list[str]:
        return ["Resultat", "Leanlink", "2021", "Prognos", made_on, value, "Så står det."]

    heading = ["Uppgift", "Organisation", "Period", "Scenario", "Per", "Värde", "Citat"]
    said = {"Slag": "löptext", "Nettokostnad": "plus är överskott"}
    reports: dict[str, Tables] = {
        "VB 2020": {"Löptext": (said, [heading, forecast("2021-03-31", "-5 mnkr"), forecast("2021-08-31", "-3 mnkr")])},
        "VB 2021": {"Löptext": (said, [heading, forecast("2021-08-31", "-2 mnkr")])},
    }
    rows = figures(built(tmp_path, reports), "result", Filter((WHOLE,), scenarios=("forecast",)))
    assert [(str(row.as_of), row.value) for row in rows] == [("2021-03-31", -5000), ("2021-08-31", -2000)]
