"""A printed report as a kind of file: next year's tables become figures without any new code."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from loaders.intake.folders import REFERENCE
from loaders.reports.names import Figure, load_reference, resolve
from loaders.reports.published import read_report
from tests.editing import edited
from tests.loading import load
from tests.workbooks import Rows, write_report

OPERATING = {
    "Slag": "driftsammandrag",
    "Mäter": "Nettokostnad",
    "Enhet": "tkr",
    "Nettokostnad": "plus är överskott",
    "Avvikelse": "plus är bättre",
}
INVESTMENTS = {"Slag": "investeringar", "Mäter": "Investeringar", "Enhet": "tkr"}
PROSE = ("Uppgift", "Organisation", "Period", "Scenario", "Per", "Värde", "Citat")
YEAR = (date(2022, 1, 1), date(2022, 12, 31))


@dataclass(frozen=True)
class Said:
    """What a report says: its figures by place (`Drift!B4`) and all problems as they are shown."""

    figures: Mapping[str, Figure]
    problems: list[str]


def read(path: Path, reference_folder: Path = REFERENCE) -> Said:
    reference = load_reference(reference_folder)
    report, cells = read_report(path, path.name, reference.missing)
    figures, problems = resolve(report, cells, reference, path.name)
    return Said({f"{f.sheet}!{f.cell}": f for f in figures}, [str(problem) for problem in problems])


def read_table(tmp_path: Path, said: Mapping[str, str], rows: Rows, front: Mapping[str, str] | None = None) -> Said:
    """A report with the one table T, read; problems are not expected."""
    read_back = read(write_report(tmp_path / "vb.xlsx", {"T": (said, rows)}, front))
    assert read_back.problems == []
    return read_back


def test_next_years_operating_summary_loads_and_adds_up(tmp_path: Path) -> None:
    rows = [
        ("Verksamhet", "Bokslut 2022", "Budget 2022", "Avvikelse", "Bokslut 2021"),
        ("Äldreomsorg", "5", "2", "3", "4"),
        ("Råd & Stöd", "-1", "0", "-1", "2"),
        ("Summa nettokostnader, tkr", "4", "2", "2", "6"),
        ("varav kostnader", "10", "9", "-1", "8"),
        ("varav intäkter", "14", "11", "3", "14"),
    ]
    (tmp_path / "reports").mkdir()
    write_report(tmp_path / "reports" / "vb_2022.xlsx", {"Driftsammandrag": (OPERATING, rows)})
    outcome = load([tmp_path / "reports"], tmp_path / "warehouse")
    assert [str(problem) for problem in outcome.problems] == []
    assert [(f.status, f.publication, f.figures, f.first_year, f.last_year) for f in outcome.files] == [
        ("loaded", "VB 2022", 20, 2021, 2022)
    ]
    assert outcome.warehouse is not None
    with duckdb.connect(str(outcome.warehouse), read_only=True) as warehouse:
        figures = warehouse.sql(
            "select org, measure, scenario, year(period_end), value::int from published"
            " where scenario <> 'outcome' or year(period_end) = 2022 order by all"
        ).fetchall()
        answers = warehouse.sql("select identity, answer, count(*) from identity_check group by all order by all")
        assert answers.fetchall() == [
            ("intäkter − kostnader = resultat", "holds", 3),
            ("områden summerar till totalen", "holds", 4),
            ("utfall − budget = avvikelse", "holds", 5),
        ]
    assert figures == [
        ("Leanlink", "cost", "budget", 2022, 9),
        ("Leanlink", "cost", "deviation", 2022, -1),
        ("Leanlink", "cost", "outcome", 2022, 10),
        ("Leanlink", "result", "budget", 2022, 2),
        ("Leanlink", "result", "deviation", 2022, 2),
        ("Leanlink", "result", "outcome", 2022, 4),
        ("Leanlink", "revenue", "budget", 2022, 11),
        ("Leanlink", "revenue", "deviation", 2022, 3),
        ("Leanlink", "revenue", "outcome", 2022, 14),
        ("Råd och Stöd", "result", "budget", 2022, 0),
        ("Råd och Stöd", "result", "deviation", 2022, -1),
        ("Råd och Stöd", "result", "outcome", 2022, -1),
        ("Äldreomsorg", "result", "budget", 2022, 2),
        ("Äldreomsorg", "result", "deviation", 2022, 3),
        ("Äldreomsorg", "result", "outcome", 2022, 5),
    ]


def test_headings_stacked_over_three_rows(tmp_path: Path) -> None:
    rows = [
        ("Nettokostnad", "Budget", "Budget", "Plan"),
        ("", "2022", "förslag", "förslag"),
        ("Belopp tkr", "", "2023", "2024"),
        ("Ledning", "1", "2", "3"),
    ]
    said = read_table(tmp_path, OPERATING, rows)
    assert [(f.scenario, f.period_end, f.value) for f in said.figures.values()] == [
        ("budget", date(2022, 12, 31), Decimal(1)),
        ("budget", date(2023, 12, 31), Decimal(2)),
        ("plan", date(2024, 12, 31), Decimal(3)),
    ]


def test_heading_merged_over_columns_qualifies_each_of_them(tmp_path: Path) -> None:
    rows = [
        ("Projekt", "Utgifter/inkomster sedan projektets start", "", "Varav årets investeringar", ""),
        ("Belopp tkr", "Beslutad budget", "Budgetavvikelse", "Budget 2022", "Utfall 2022"),
        ("Ledning", "9", "1", "5", "4"),
    ]
    path = write_report(tmp_path / "vb.xlsx", {"T": (INVESTMENTS, rows)})
    with edited(path) as book:
        book["T"].merge_cells("B3:C3")
        book["T"].merge_cells("D3:E3")
    said = read(path)
    assert said.problems == []
    assert [(f.measure, f.scenario, f.period_end, f.value) for f in said.figures.values()] == [
        ("investment_since_start", "budget", date(2022, 12, 31), Decimal(9)),
        ("investment_since_start", "deviation", date(2022, 12, 31), Decimal(1)),
        ("investment", "budget", date(2022, 12, 31), Decimal(5)),
        ("investment", "outcome", date(2022, 12, 31), Decimal(4)),
    ]


@pytest.mark.parametrize("merged", [["B3:B4"], ["A3:A4"], ["A3:A4", "B3:B4"]], ids=str)
def test_heading_merged_over_rows_is_read_once(tmp_path: Path, merged: list[str]) -> None:
    rows = [("Verksamhet", "Bokslut 2022", "Budget"), ("", "", "2023"), ("Ledning", "1", "2")]
    path = write_report(tmp_path / "vb.xlsx", {"T": (OPERATING, rows)})
    with edited(path) as book:
        for cells in merged:
            book["T"].merge_cells(cells)
    said = read(path)
    assert said.problems == []
    assert [(f.cell, f.scenario, f.period_text, f.value) for f in said.figures.values()] == [
        ("B5", "outcome", "2022", Decimal(1)),
        ("C5", "budget", "2023", Decimal(2)),
    ]


@pytest.mark.parametrize("merged", [[], ["A3:A4"]], ids=str)
def test_year_under_a_scenario_is_that_columns_year(tmp_path: Path, merged: list[str]) -> None:
    rows = [("Verksamhet", "Bokslut", "Budget"), ("", "2021", "2023"), ("Ledning", "1", "2")]
    path = write_report(tmp_path / "vb.xlsx", {"T": (OPERATING, rows)})
    with edited(path) as book:
        for cells in merged:
            book["T"].merge_cells(cells)
    said = read(path)
    assert [(f.cell, f.scenario, f.period_text, f.value) for f in said.figures.values()] == [
        ("B5", "outcome", "2021", Decimal(1)),
        ("C5", "budget", "2023", Decimal(2)),
    ]


def test_part_of_a_year_in_a_heading_a_cell_or_a_label_is_kept(tmp_path: Path) -> None:
    rows = [
        ("Indikator", "2021", "2022 Jan-juli", "Utfall aug. 2022"),
        ("Total sjukfrånvaro", "8,0", "9,0", "10,0"),
        ("Frisktal", "72,9 % (jan-apr)", "50 %", ""),
        ("Mertid (mars)", "1,0", "", ""),
    ]
    path = write_report(tmp_path / "vb.xlsx", {"T": ({"Slag": "indikatorer"}, rows)})
    periods = {f.cell: (f.period_start, f.period_end, f.period_text) for f in read(path).figures.values()}
    assert periods == {
        "B4": (date(2021, 1, 1), date(2021, 12, 31), "2021"),
        "C4": (date(2022, 1, 1), date(2022, 7, 31), "2022 Jan-juli"),
        "D4": (date(2022, 8, 1), date(2022, 8, 31), "aug. 2022"),
        "B5": (date(2021, 1, 1), date(2021, 4, 30), "jan-apr"),
        "C5": (date(2022, 1, 1), date(2022, 7, 31), "2022 Jan-juli"),
        "D5": (date(2022, 8, 1), date(2022, 8, 31), "aug. 2022"),
        "B6": (date(2021, 3, 1), date(2021, 3, 31), "mars"),
        "C6": (date(2022, 3, 1), date(2022, 3, 31), "mars"),
        "D6": (date(2022, 3, 1), date(2022, 3, 31), "mars"),
    }


def test_number_of_places_belongs_to_the_last_day_of_its_period(tmp_path: Path) -> None:
    rows = [("Volymer", "2021", "2022"), ("Boendeplatser, Råd och Stöd (december)", "5", "6")]
    said = read_table(tmp_path, {"Slag": "volymer"}, rows)
    assert [(f.measure, f.period_start, f.period_end) for f in said.figures.values()] == [
        ("residential_places", date(2021, 12, 31), date(2021, 12, 31)),
        ("residential_places", date(2022, 12, 31), date(2022, 12, 31)),
    ]


def test_goal_merged_over_rows_belongs_to_each_and_is_assessed_once(tmp_path: Path) -> None:
    rows = [
        ("Kommunövergripande mål: Hållbar ekonomi.",),
        ("Nämndmål", "Mål uppnått", "Nämndindikator", "2022", "Målvärde"),
        ("Goda inköp", "Ja", "Avtalstrohet (%)", "66 %", "100 %"),
        ("", "", "E-handelstrohet (%)", "80 %", "82 %"),
        ("God kontroll", "Nej", "Chefsindex", "70", "75"),
    ]
    path = write_report(tmp_path / "vb.xlsx", {"T": ({"Slag": "indikatorer"}, rows)})
    with edited(path) as book:
        book["T"].merge_cells("A5:A6")
        book["T"].merge_cells("B5:B6")
    said = read(path)
    assert said.problems == []
    assert [(f.cell, f.measure, f.subject, f.goal, f.printed) for f in said.figures.values()] == [
        ("B5", "goal_assessment", "Goda inköp", "Goda inköp", "Ja"),
        ("D5", "contract_loyalty", "", "Goda inköp", "66 %"),
        ("E5", "contract_loyalty", "", "Goda inköp", "100 %"),
        ("D6", "ecommerce_loyalty", "", "Goda inköp", "80 %"),
        ("E6", "ecommerce_loyalty", "", "Goda inköp", "82 %"),
        ("B7", "goal_assessment", "God kontroll", "God kontroll", "Nej"),
        ("D7", "manager_index", "", "God kontroll", "70"),
        ("E7", "manager_index", "", "God kontroll", "75"),
    ]
    assert {f.theme for f in said.figures.values()} == {"Hållbar ekonomi."}


def test_row_for_a_gender_belongs_to_the_indicator_above(tmp_path: Path) -> None:
    rows = [
        ("Indikator", "2022"),
        ("Total sjukfrånvaro", "8,0"),
        ("Män", "7,0"),
        ("Kvinnor", "9,0"),
        ("Chefsindex", "70"),
        ("Kvinnor", "71"),
    ]
    said = read_table(tmp_path, {"Slag": "indikatorer"}, rows)
    assert [(f.measure, f.gender, f.value) for f in said.figures.values()] == [
        ("sick_leave", "total", Decimal(8)),
        ("sick_leave", "men", Decimal(7)),
        ("sick_leave", "women", Decimal(9)),
        ("manager_index", "total", Decimal(70)),
        ("manager_index", "women", Decimal(71)),
    ]


def test_footnote_stands_with_its_number_and_is_no_row(tmp_path: Path) -> None:
    rows = [
        ("Personal", "2021", "2022"),
        ("Årsarbetare", "0*)", "5"),
        ("Total sjukfrånvaro", "NA*", "8,0*"),
        (),
        ("*) Enligt beslut.",),
        ("Not. Övriga uppgifter kommer senare.",),
    ]
    said = read_table(tmp_path, {"Slag": "personal"}, rows)
    assert [(f.printed, f.value, f.missing, f.footnote) for f in said.figures.values()] == [
        ("0*)", 0, "", "Enligt beslut."),
        ("5", 5, "", ""),
        ("NA*", None, "not_available", "Enligt beslut."),
        ("8,0*", 8, "", "Enligt beslut."),
    ]


def test_blank_cell_is_kept_as_not_given(tmp_path: Path) -> None:
    said = read_table(tmp_path, {"Slag": "personal"}, [("Personal", "2021", "2022"), ("Årsarbetare", "", "0")])
    assert [(f.value, f.missing) for f in said.figures.values()] == [(None, "not_given"), (0, "")]


def test_cells_typed_as_numbers_are_read_as_printed(tmp_path: Path) -> None:
    rows = [
        ("Indikator", "2020", "2021", "2022"),
        ("Total sjukfrånvaro", 8, 8.5, 0.095),
        ("Frisktal", 1620107, -0.5, 1.05),
    ]
    path = write_report(tmp_path / "vb.xlsx", {"T": ({"Slag": "indikatorer"}, rows)})
    with edited(path) as book:
        book["T"]["D4"].number_format = "0.0%"
        book["T"]["D5"].number_format = "0%"
    said = read(path)
    assert said.problems == []
    assert [(f.printed, f.value, f.unit) for f in said.figures.values()] == [
        ("8", Decimal("8"), "%"),
        ("8,5", Decimal("8.5"), "%"),
        ("9,5 %", Decimal("9.5"), "%"),
        ("1620107", Decimal("1620107"), "%"),
        ("-0,5", Decimal("-0.5"), "%"),
        ("105 %", Decimal("105"), "%"),
    ]


@pytest.mark.parametrize(("number", "printed", "value"), [(1, "100 %", 100), (0, "0 %", 0)])
def test_whole_number_in_percent_format_is_a_percentage(tmp_path: Path, number: int, printed: str, value: int) -> None:
    rows = [("Indikator", "2022"), ("Frisktal", number)]
    path = write_report(tmp_path / "vb.xlsx", {"T": ({"Slag": "indikatorer"}, rows)})
    with edited(path) as book:
        book["T"]["B4"].number_format = "0%"
    figure = read(path).figures["T!B4"]
    assert (figure.printed, figure.value) == (printed, Decimal(value))


def test_number_typed_with_a_decimal_keeps_it(tmp_path: Path) -> None:
    rows = [("Indikator", "2022"), ("Frisktal", 8.0)]
    path = write_report(tmp_path / "vb.xlsx", {"T": ({"Slag": "indikatorer"}, rows)})
    with edited(path) as book:
        book["T"]["B4"].number_format = "0.0"
    figure = read(path).figures["T!B4"]
    assert (figure.printed, figure.resolution) == ("8,0", Decimal("0.1"))


def test_what_excel_leaves_of_a_zero_is_read_as_a_number(tmp_path: Path) -> None:
    left_over = 0.1 + 0.2 - 0.3
    said = read_table(tmp_path, {"Slag": "personal"}, [("Personal", "2022"), ("Årsarbetare", left_over)])
    value = said.figures["T!B4"].value
    assert value is not None
    assert abs(value) < Decimal("0.000001")


def test_year_and_date_of_the_front_may_be_typed(tmp_path: Path) -> None:
    path = write_report(tmp_path / "vb.xlsx", {"T": (OPERATING, [("Verksamhet", "Budget 2022"), ("Ledning", "1")])})
    with edited(path) as book:
        assert [book["Rapport"][place].value for place in ("A3", "A4")] == ["År", "Läget per"]
        book["Rapport"]["B3"] = 2022
        book["Rapport"]["B4"] = date(2022, 8, 31)
    assert [f.as_of for f in read(path).figures.values()] == [date(2022, 8, 31)]


@pytest.mark.parametrize(
    ("sign", "printed", "value"),
    [("plus är överskott", "-5", -5), ("plus är underskott", "5", -5), ("", "-5", -5), ("plus är underskott", "0", 0)],
)
def test_net_cost_becomes_a_result_with_plus_for_surplus(tmp_path: Path, sign: str, printed: str, value: int) -> None:
    rows = [("Verksamhet", "Bokslut 2022"), ("Ledning", printed), ("varav kostnader", "7"), ("varav intäkter", "2")]
    said = read_table(tmp_path, {**OPERATING, "Nettokostnad": sign}, rows)
    assert [(f.measure, f.printed, str(f.value)) for f in said.figures.values()] == [
        ("result", printed, str(value)),
        ("cost", "7", "7"),
        ("revenue", "2", "2"),
    ]


@pytest.mark.parametrize(
    ("net_cost", "deviation", "result", "cost", "revenue", "investment"),
    [
        ("plus är överskott", "plus är bättre", 5, 5, 5, 5),
        ("plus är överskott", "", 5, 5, 5, 5),
        ("plus är överskott", "utfall minus budget", 5, -5, 5, -5),
        ("plus är överskott", "plus är bättre; investeringar utfall minus budget", 5, 5, 5, -5),
        ("plus är underskott", "plus är bättre", 5, 5, 5, 5),
        ("plus är underskott", "utfall minus budget", -5, -5, 5, -5),
    ],
)
def test_deviation_becomes_plus_for_better(
    tmp_path: Path, net_cost: str, deviation: str, result: int, cost: int, revenue: int, investment: int
) -> None:
    rows = [
        ("Ekonomi", "Avvikelse"),
        ("Verksamhetens nettokostnader", "5"),
        ("varav kostnader", "5"),
        ("varav intäkter", "5"),
        ("Investeringar, netto", "5"),
    ]
    said = read_table(tmp_path, {"Slag": "ekonomi", "Nettokostnad": net_cost, "Avvikelse": deviation}, rows)
    assert {f.measure: f.value for f in said.figures.values()} == {
        "result": result,
        "cost": cost,
        "revenue": revenue,
        "investment": investment,
    }
    assert {f.printed for f in said.figures.values()} == {"5"}


@pytest.mark.parametrize(
    ("kind", "unit", "row", "expected"),
    [
        ("driftsammandrag", "tkr", ("varav kostnader", "1 500"), ("1500", "1", "tkr")),
        ("driftsammandrag", "mnkr", ("varav kostnader", "1,5"), ("1500", "100", "tkr")),
        ("indikatorer", "", ("Ekonomiskt resultat", "1,5 mnkr"), ("1500", "100", "tkr")),
        ("indikatorer", "", ("Ekonomiskt resultat", "1,5 %"), ("1.5", "0.1", "%")),
        ("volymer", "", ("Måltider, antal tusen st", "6"), ("6000", "1000", "st")),
        ("volymer", "", ("Måltider, antal (Kost & Restaurang)", "6 100"), ("6100", "1", "st")),
    ],
)
def test_value_is_kept_in_the_measures_own_unit(
    tmp_path: Path, kind: str, unit: str, row: tuple[str, str], expected: tuple[str, str, str]
) -> None:
    figure = read_table(tmp_path, {"Slag": kind, "Enhet": unit}, [("Rad", "2022"), row]).figures["T!B4"]
    value, digit, base = expected
    assert (figure.value, figure.resolution, figure.unit) == (Decimal(value), Decimal(digit), base)
    assert figure.printed == row[1]


def test_targets_keep_comparator_and_words(tmp_path: Path) -> None:
    rows = [
        ("Indikator", "Målvärde 2023"),
        ("Total sjukfrånvaro", "max 7 %"),
        ("Ekonomiskt resultat", "Budget i balans"),
        ("Frisktal", "Öka"),
    ]
    said = read_table(tmp_path, {"Slag": "indikatorer"}, rows)
    assert [(f.value, f.comparator, f.missing, f.note) for f in said.figures.values()] == [
        (7, "<=", "", ""),
        (None, "", "worded", "Budget i balans"),
        (None, "increase", "worded", "Öka"),
    ]
    assert {(f.scenario, f.as_of, f.period_text) for f in said.figures.values()} == {
        ("target", date(2022, 12, 31), "2023")
    }


def test_figures_in_prose_say_their_own_scenario_and_day(tmp_path: Path) -> None:
    rows = [
        PROSE,
        ("Resultat", "Leanlink", "2022", "Prognos", "2022-03-31", "-2,5 mnkr", "Prognosen pekar på -2,5 mnkr."),
        ("Resultat", "Kost & Restaurang", "2021", "Utfall", "", "1 mnkr", "Resultatet blev 1 mnkr."),
        ("Effekt av åtgärdsplan", "Leanlink", "årsbasis", "Plan", "", "ca 3 mnkr", "Besparing om ca 3 mnkr."),
        ("Träd", "Leanlink", "2022", "Mål", "", "10 träd", "Vi planterar 10 träd."),
    ]
    said = read_table(tmp_path, {"Slag": "löptext"}, rows)
    assert [(f.measure, f.subject, f.org, f.scenario, f.as_of, f.value, f.note) for f in said.figures.values()] == [
        ("result", "", "Leanlink", "forecast", date(2022, 3, 31), Decimal(-2500), "Prognosen pekar på -2,5 mnkr."),
        ("result", "", "Kost och Restaurang", "outcome", None, Decimal(1000), "Resultatet blev 1 mnkr."),
        ("action_plan_effect", "", "Leanlink", "plan", date(2022, 12, 31), Decimal(3000), "Besparing om ca 3 mnkr."),
        ("prose", "Träd", "Leanlink", "target", date(2022, 12, 31), Decimal(10), "Vi planterar 10 träd."),
    ]
    assert [(f.period_start, f.period_end, f.period_text) for f in said.figures.values()] == [
        (*YEAR, "2022"),
        (date(2021, 1, 1), date(2021, 12, 31), "2021"),
        (None, None, "årsbasis"),
        (*YEAR, "2022"),
    ]


def test_forecasts_of_a_year_are_told_apart_by_the_day_they_were_made(tmp_path: Path) -> None:
    rows = [("Ekonomi", "Prognos april 2022", "Prognos aug 2022", "Prognos"), ("varav kostnader", "1", "2", "3")]
    said = read_table(tmp_path, {"Slag": "ekonomi"}, rows)
    assert [(f.scenario, f.period_start, f.period_end, f.as_of) for f in said.figures.values()] == [
        ("forecast", *YEAR, date(2022, 4, 30)),
        ("forecast", *YEAR, date(2022, 8, 31)),
        ("forecast", *YEAR, date(2022, 12, 31)),
    ]
    assert len({f.key for f in said.figures.values()}) == 3


def test_unknown_label_loads_without_a_measure_and_names_the_nearest(tmp_path: Path) -> None:
    rows = [("Personal", "2021", "2022"), ("Total sjukfranvaro", "8,0", "9,0"), ("Årsarbetare", "5", "6")]
    said = read(write_report(tmp_path / "vb.xlsx", {"T": ({"Slag": "personal"}, rows)}))
    assert [(f.label, f.measure, f.org, f.value) for f in said.figures.values()] == [
        ("Total sjukfranvaro", "", "Leanlink", Decimal("8.0")),
        ("Total sjukfranvaro", "", "Leanlink", Decimal("9.0")),
        ("Årsarbetare", "full_time_equivalents", "Leanlink", 5),
        ("Årsarbetare", "full_time_equivalents", "Leanlink", 6),
    ]
    assert said.problems == [
        "vb.xlsx, blad T, cell B4: raden ”Total sjukfranvaro” känns inte igen. "
        "Förväntat: ett namn i data/reference/labels.csv, till exempel Total sjukfrånvaro."
    ]


def test_unknown_area_loads_without_a_measure_and_names_the_nearest(tmp_path: Path) -> None:
    rows = [
        ("Verksamhet", "Bokslut 2022"),
        ("Äldreomsorg Nord", "5"),
        ("Xyz", "1"),
        ("varav kostnder", "7"),
        ("Summa", "6"),
    ]
    said = read(write_report(tmp_path / "vb.xlsx", {"T": (OPERATING, rows)}))
    assert [(f.label, f.measure) for f in said.figures.values()] == [
        ("Äldreomsorg Nord", ""),
        ("Xyz", ""),
        ("varav kostnder", ""),
        ("Summa", "result"),
    ]
    new_area = "; ett nytt område behöver också en rad i organisation.csv"
    assert said.problems == [
        "vb.xlsx, blad T, cell B4: organisationen ”Äldreomsorg Nord” känns inte igen. "
        f"Förväntat: ett namn i data/reference/organisation_names.csv, till exempel Äldreomsorg{new_area}.",
        "vb.xlsx, blad T, cell B5: organisationen ”Xyz” känns inte igen. "
        f"Förväntat: ett namn i data/reference/organisation_names.csv{new_area}.",
        "vb.xlsx, blad T, cell B6: raden ”varav kostnder” känns inte igen. "
        "Förväntat: ett namn i data/reference/labels.csv, till exempel varav kostnader, varav intäkter.",
    ]


def test_unknown_organisation_in_a_column_loads_without_a_measure(tmp_path: Path) -> None:
    rows = [PROSE, ("Resultat", "Kost & Restauranger", "2022", "Utfall", "", "1 mnkr", "Det blev 1 mnkr.")]
    said = read(write_report(tmp_path / "vb.xlsx", {"T": ({"Slag": "löptext"}, rows)}))
    assert [(f.measure, f.org, f.value) for f in said.figures.values()] == [("", "", Decimal(1))]
    assert said.problems == [
        "vb.xlsx, blad T, cell F4: organisationen ”Kost & Restauranger” känns inte igen. "
        "Förväntat: ett namn i data/reference/organisation_names.csv, till exempel Kost och Restaurang."
    ]


def test_value_in_a_foreign_unit_loads_without_a_measure(tmp_path: Path) -> None:
    rows = [("Personal", "2022"), ("Total sjukfrånvaro", "8 mnkr")]
    said = read(write_report(tmp_path / "vb.xlsx", {"T": ({"Slag": "personal"}, rows)}))
    assert [(f.measure, f.value, f.unit) for f in said.figures.values()] == [("", Decimal(8), "mnkr")]
    assert said.problems == [
        "vb.xlsx, blad T, cell B4: enheten mnkr för ”Total sjukfrånvaro”. Förväntat: ett värde i %."
    ]


OTHER = {"Beteckning": "UF 2022", "Titel": "Årsberättelse", "Organisation": "Utbildningsförvaltningen"}
SCHOOLS = [("Personal", "2022"), ("Årsarbetare", "5"), ("Total sjukfrånvaro", "6,0")]


def test_another_administrations_report_loads_unmapped(tmp_path: Path) -> None:
    said = read(write_report(tmp_path / "uf.xlsx", {"T": ({"Slag": "personal"}, SCHOOLS)}, OTHER))
    assert [(f.publication, f.measure, f.org, f.value) for f in said.figures.values()] == [
        ("UF 2022", "", "", 5),
        ("UF 2022", "", "", Decimal("6.0")),
    ]
    assert said.problems == [
        "uf.xlsx, blad Rapport: organisationen ”Utbildningsförvaltningen” känns inte igen. "
        "Förväntat: ett namn i data/reference/organisation_names.csv."
    ]


def test_another_administrations_areas_are_not_ours(tmp_path: Path) -> None:
    rows = [("Verksamhet", "Bokslut 2022"), ("Ledning", "5"), ("Summa", "5")]
    said = read(write_report(tmp_path / "uf.xlsx", {"T": (OPERATING, rows)}, OTHER))
    assert [(f.label, f.org, f.measure) for f in said.figures.values()] == [("Ledning", "", ""), ("Summa", "", "")]


def test_another_administrations_report_maps_once_its_name_is_known(tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    shutil.copytree(REFERENCE, reference)
    with (reference / "organisation_names.csv").open("a", encoding="utf-8") as names:
        names.write("UF 2022,Utbildningsförvaltningen,Utbildning\n")
    with (reference / "organisation.csv").open("a", encoding="utf-8") as organisations:
        organisations.write("Utbildning,area,,7,,\n")
    said = read(write_report(tmp_path / "uf.xlsx", {"T": ({"Slag": "personal"}, SCHOOLS)}, OTHER), reference)
    assert [(f.measure, f.org, f.value) for f in said.figures.values()] == [
        ("full_time_equivalents", "Utbildning", Decimal(5)),
        ("sick_leave", "Utbildning", Decimal(6)),
    ]
    assert said.problems == []


@pytest.mark.parametrize("title", ["Organisation", "Titel", "Beteckning"])
def test_sheet_named_like_a_line_of_the_front_leaves_the_front_alone(tmp_path: Path, title: str) -> None:
    rows = [("Personal", "2022"), ("Årsarbetare", "5")]
    path = write_report(tmp_path / "vb.xlsx", {title: ({"Slag": "personal", "Tabell": "Personal och ledning"}, rows)})
    report, _ = read_report(path, path.name, load_reference(REFERENCE).missing)
    assert (report.publication, report.title, report.organisation) == (
        "VB 2022",
        "Leanlink, verksamhetsberättelse 2022",
        "Leanlink",
    )


def test_every_figure_carries_its_heading_as_printed(tmp_path: Path) -> None:
    rows = [
        ("Investeringar", "Nettoutgift", "Nettoutgift"),
        ("Belopp tkr", "förslag 2022", "förslag 2023"),
        ("Ledning", "9", "5"),
    ]
    prose = [PROSE, ("Resultat", "Leanlink", "2022", "Utfall", "", "1 mnkr", "Det blev 1 mnkr.")]
    tables: dict[str, tuple[dict[str, str], Rows]] = {
        "T": (INVESTMENTS, rows),
        "Löptext": ({"Slag": "löptext"}, prose),
    }
    said = read(write_report(tmp_path / "vb.xlsx", tables))
    assert {place: figure.heading for place, figure in said.figures.items()} == {
        "T!B5": "Nettoutgift förslag 2022",
        "T!C5": "Nettoutgift förslag 2023",
        "Löptext!F4": "Värde",
    }


def test_what_a_target_is_of_stands_with_it_beside_a_remark(tmp_path: Path) -> None:
    rows = [
        ("Indikator", "2022", "Målvärde", "Kommentar"),
        ("Andel heltidsanställningar", "60", "mer än 85,0 (exkl Kost & Restaurang)", "Från och med i år."),
    ]
    said = read_table(tmp_path, {"Slag": "indikatorer"}, rows)
    assert [(f.printed, f.comparator, f.scope, f.note) for f in said.figures.values()] == [
        ("60", "", "", "Från och med i år."),
        ("mer än 85,0 (exkl Kost & Restaurang)", ">", "exkl Kost & Restaurang", "Från och med i år."),
    ]
