"""Identities within a report and restatements between reports, on figures made by hand and as published."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.warehouse import Warehouse
from loaders.agreement import checks, compare, compare_sum, preferred, restatements
from loaders.names import Figure
from loaders.values import parse_number

AREAS = {"Norr": "Leanlink", "Söder": "Leanlink"}
BLANK = Figure(
    publication="VB 2022",
    table="",
    table_title="",
    label="",
    subject="",
    goal="",
    theme="",
    measure="result",
    kind="result",
    org="Leanlink",
    gender="total",
    period_start=date(2022, 1, 1),
    period_end=date(2022, 12, 31),
    period_text="2022",
    scenario="outcome",
    as_of=None,
    value=None,
    resolution=None,
    unit="",
    comparator="",
    printed="",
    missing="not_given",
    footnote="",
    note="",
    file="",
    sheet="T",
    cell="",
)


def figure(cell: str, printed: str, **said: str) -> Figure:
    """A figure that stands in a cell of sheet T and says a number; `said` changes any text of it."""
    number, digit = parse_number(printed)
    made = replace(BLANK, cell=cell, printed=printed, value=number, resolution=digit, missing="")
    return replace(made, **said)  # type: ignore[arg-type]


def answers(*figures: Figure) -> list[tuple[str, str, str, str]]:
    """Identity, the cells of both sides and the answer, of every check."""
    return [(c.identity, c.left_cells, c.right_cells, c.answer) for c in checks(figures, AREAS)]


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        ("8", "8,0", "holds"),
        ("0", "0", "holds"),
        ("8,12", "8,1", "rounding"),
        ("8,15", "8,2", "rounding"),
        ("-0,25", "-0,3", "rounding"),
        ("8,14", "8,2", "rounding"),
        ("8,19", "8,1", "rounding"),
        ("8,2", "8,1", "fails"),
        ("8,21", "8,1", "fails"),
        ("60,2", "58,4", "fails"),
        ("-5", "5", "fails"),
    ],
)
def test_two_prints_agree_as_far_as_the_coarser_one_goes(left: str, right: str, answer: str) -> None:
    assert compare(*parse_number(left), *parse_number(right)) == answer
    assert compare(*parse_number(right), *parse_number(left)) == answer


@pytest.mark.parametrize(
    ("thousands", "answer"),
    [("6611000", "rounding"), ("6610000", "rounding"), ("6609000", "fails"), ("6612000", "fails")],
)
def test_a_print_in_thousands_agrees_within_a_thousand(thousands: str, answer: str) -> None:
    assert compare(Decimal(6610550), Decimal(1), Decimal(thousands), Decimal(1000)) == answer


@pytest.mark.parametrize(
    ("left", "right", "answer"), [("4,9", "4,9", "holds"), ("5,0", "4,85", "rounding"), ("5,0", "4,84", "fails")]
)
def test_a_sum_may_differ_by_half_a_digit_for_each_term(left: str, right: str, answer: str) -> None:
    tenths = [Decimal("0.1")] * 3
    assert compare_sum(parse_number(left)[0], parse_number(right)[0], tenths) == answer
    assert compare_sum(parse_number(right)[0], parse_number(left)[0], tenths) == answer


@pytest.mark.parametrize(
    ("chosen", "other"),
    [
        (figure("B1", "8,0"), replace(BLANK, cell="B2")),
        (figure("B1", "8,0"), figure("B2", "8,0", footnote="Preliminärt.")),
        (figure("B1", "8,00"), figure("B2", "8,0")),
        (figure("B1", "8,0", footnote="Preliminärt."), replace(BLANK, cell="B2", missing="not_available")),
        (replace(BLANK, cell="B1", missing="not_measured"), replace(BLANK, cell="B2")),
    ],
    ids=["number", "no footnote", "finer", "number with footnote", "said missing"],
)
def test_one_figure_speaks_for_its_publication(chosen: Figure, other: Figure) -> None:
    assert preferred([chosen, other]) == {chosen}
    assert preferred([other, chosen]) == {chosen}


def test_the_first_of_equals_speaks_and_other_things_speak_for_themselves() -> None:
    first, second = figure("B1", "8,0"), figure("B2", "9,0")
    women, next_report = figure("B3", "7,0", gender="women"), figure("B4", "6,0", publication="VB 2023")
    assert preferred([first, second, women, next_report]) == {first, women, next_report}


def test_every_pair_of_publications_is_compared_in_the_order_of_time() -> None:
    prints = [
        figure("B1", "8,1", publication="VB 2023"),
        figure("B2", "8,12", publication="VB 2021"),
        figure("B3", "9,0", publication="VB 2022"),
    ]
    found = restatements(prints, {"VB 2021": 0, "VB 2022": 1, "VB 2023": 2})
    assert [(r.earlier, r.earlier_printed, r.later, r.later_printed, r.answer) for r in found] == [
        ("VB 2021", "8,12", "VB 2022", "9,0", "restatement"),
        ("VB 2021", "8,12", "VB 2023", "8,1", "rounding"),
        ("VB 2022", "9,0", "VB 2023", "8,1", "restatement"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"publication": "VB 2022"},
        {"measure": "cost"},
        {"subject": "Träd"},
        {"org": "Norr"},
        {"gender": "women"},
        {"scenario": "budget"},
    ],
    ids=str,
)
def test_figures_about_different_things_are_no_restatement(changes: dict[str, str]) -> None:
    order = {"VB 2022": 0, "VB 2023": 1}
    one, same = figure("B1", "5"), figure("B2", "6", publication="VB 2023")
    assert len(list(restatements([one, same], order))) == 1
    assert list(restatements([one, replace(same, **changes)], order)) == []  # type: ignore[arg-type]


def test_figures_of_unknown_measure_are_no_restatement() -> None:
    unknown = [figure("B1", "5", measure=""), figure("B2", "6", measure="", publication="VB 2023")]
    assert list(restatements(unknown, {"VB 2022": 0, "VB 2023": 1})) == []


def test_part_of_a_year_is_no_restatement_of_the_year() -> None:
    part = replace(figure("B1", "4", publication="VB 2023"), period_end=date(2022, 7, 31), period_text="jan-juli 2022")
    assert list(restatements([figure("B2", "8"), part], {"VB 2022": 0, "VB 2023": 1})) == []


@pytest.mark.parametrize(("total", "answer"), [("3", "holds"), ("4", "rounding"), ("5", "fails"), ("-3", "fails")])
def test_areas_sum_to_the_total_of_their_table(total: str, answer: str) -> None:
    areas = [figure("B1", "1", org="Norr"), figure("B2", "2", org="Söder")]
    assert answers(*areas, figure("B3", total)) == [("områden summerar till totalen", "T!B1, B2", "T!B3", answer)]


def test_areas_sum_to_a_total_that_only_another_table_prints() -> None:
    areas = [figure("B1", "1", org="Norr"), figure("B2", "2", org="Söder")]
    assert answers(*areas, figure("C7", "9", sheet="U")) == [
        ("områden summerar till totalen", "T!B1, B2", "U!C7", "fails")
    ]


def test_areas_of_other_columns_and_measures_are_not_mixed() -> None:
    assert (
        answers(
            figure("B1", "1", org="Norr"),
            figure("B2", "2", org="Söder", scenario="budget"),
            figure("B3", "2", org="Söder", measure="cost", kind="cost"),
            figure("B4", "2", org="Söder", publication="VB 2023"),
            figure("B5", "9"),
        )
        == []
    )


def test_percentages_of_areas_are_not_summed() -> None:
    rates = [figure(f"B{row}", "8,0", measure="sick_leave", kind="rate", org=org) for row, org in enumerate(AREAS)]
    assert answers(*rates, figure("B3", "8,0", measure="sick_leave", kind="rate")) == []


@pytest.mark.parametrize(
    ("measure", "deviation", "answer"),
    [
        ("result", "3", "holds"),
        ("result", "-3", "fails"),
        ("revenue", "3", "holds"),
        ("revenue", "-3", "fails"),
        ("cost", "-3", "holds"),
        ("cost", "3", "fails"),
        ("investment", "-3", "holds"),
        ("investment", "3", "fails"),
        ("cost", "-4", "rounding"),
        ("cost", "-5", "fails"),
    ],
)
def test_deviation_is_plus_where_the_outcome_is_better(measure: str, deviation: str, answer: str) -> None:
    row = [
        figure("B1", "8", measure=measure, kind=measure),
        figure("C1", "5", measure=measure, kind=measure, scenario="budget"),
        figure("D1", deviation, measure=measure, kind=measure, scenario="deviation"),
    ]
    first, second = ("C1", "B1") if measure in ("cost", "investment") else ("B1", "C1")
    assert answers(*row) == [("utfall − budget = avvikelse", f"T!{first} − T!{second}", "T!D1", answer)]


@pytest.mark.parametrize(("result", "answer"), [("2", "holds"), ("3", "rounding"), ("8", "fails"), ("-2", "fails")])
def test_result_is_revenue_less_cost(result: str, answer: str) -> None:
    table = [
        figure("B1", "5", measure="revenue", kind="revenue"),
        figure("B2", "3", measure="cost", kind="cost"),
        figure("B3", result),
    ]
    assert answers(*table) == [("intäkter − kostnader = resultat", "T!B1 − T!B2", "T!B3", answer)]


@pytest.mark.parametrize(("net", "answer"), [("2", "holds"), ("8", "fails")])
def test_investment_is_expenditure_less_income(net: str, answer: str) -> None:
    table = [
        figure("B1", "5", measure="investment_expenditure", kind="investment"),
        figure("B2", "3", measure="investment_income", kind="revenue"),
        figure("B3", net, measure="investment", kind="investment"),
    ]
    assert answers(*table) == [("utgifter − inkomster = netto", "T!B1 − T!B2", "T!B3", answer)]


@pytest.mark.parametrize(
    ("total", "answer"),
    [("8,0", "holds"), ("7,0", "holds"), ("9,0", "holds"), ("6,96", "rounding"), ("6,9", "fails"), ("9,1", "fails")],
)
@pytest.mark.parametrize(("women", "men", "cells"), [("9,0", "7,0", "T!B2, T!B3"), ("7,0", "9,0", "T!B3, T!B2")])
def test_total_lies_between_women_and_men(total: str, answer: str, women: str, men: str, cells: str) -> None:
    rows = [
        figure("B1", total, measure="sick_leave", kind="rate"),
        figure("B2", men, measure="sick_leave", kind="rate", gender="men"),
        figure("B3", women, measure="sick_leave", kind="rate", gender="women"),
    ]
    assert answers(*rows) == [("totalen ligger mellan kvinnor och män", cells, "T!B1", answer)]


@pytest.mark.parametrize(("again", "answer"), [("5", "holds"), ("5,4", "rounding"), ("7", "fails")])
def test_two_tables_of_a_report_say_the_same(again: str, answer: str) -> None:
    twice = [figure("B1", "5"), figure("C9", again, sheet="U")]
    assert answers(*twice) == [("samma uppgift på två ställen", "T!B1", "U!C9", answer)]


@pytest.mark.parametrize(
    "left_out",
    [figure("C9", "7", comparator="~"), figure("C9", "7", measure=""), replace(BLANK, cell="C9")],
    ids=["about seven", "unknown measure", "missing"],
)
def test_only_exact_figures_of_known_measures_are_checked(left_out: Figure) -> None:
    assert answers(figure("B1", "5"), left_out) == []


def test_a_check_tells_both_sides_and_what_it_is_about() -> None:
    figures = [figure("B1", "1", org="Norr"), figure("B2", "2", org="Söder"), figure("B3", "9")]
    check = checks([replace(f, period_text="jan-dec") for f in figures], AREAS)[0]
    assert (check.publication, check.measure, check.org, check.gender, check.scenario, check.period) == (
        "VB 2022",
        "result",
        "Leanlink",
        "total",
        "outcome",
        "jan-dec 2022",
    )
    assert (check.left, check.right) == (Decimal(3), Decimal(9))


def test_published_reports_fail_four_checks_all_from_one_printed_zero(published: Warehouse) -> None:
    failing = published.rows(
        "select publication, identity, left_cells, right_cells from identity_check where answer = 'fails' order by all"
    )
    drift = "Driftsammandrag!"
    assert failing == [
        ("VB 2019", "intäkter − kostnader = resultat", f"{drift}C12 − {drift}C11", f"{drift}C10"),
        ("VB 2019", "områden summerar till totalen", f"{drift}C4, C5, C6, C7, C8, C9", f"{drift}C10"),
        ("VB 2019", "samma uppgift på två ställen", "Ekonomi!C5", f"{drift}C10"),
        ("VB 2019", "utfall − budget = avvikelse", f"{drift}B10 − {drift}C10", f"{drift}D10"),
    ]
    assert published.rows(
        "select printed from published where publication = 'VB 2019' and cell = 'C10' and sheet = 'Driftsammandrag'"
    ) == [("0*)",)]


def test_published_reports_are_held_to_every_identity(published: Warehouse) -> None:
    assert published.rows("select identity, count(*) from identity_check group by all order by all") == [
        ("intäkter − kostnader = resultat", 17),
        ("områden summerar till totalen", 30),
        ("samma uppgift på två ställen", 49),
        ("totalen ligger mellan kvinnor och män", 30),
        ("utfall − budget = avvikelse", 44),
        ("utgifter − inkomster = netto", 6),
    ]


def test_published_restatements_are_the_known_ones(published: Warehouse) -> None:
    found = published.rows(
        "select measure, gender, scenario, period, earlier, earlier_printed, later, later_printed"
        " from restatement where answer = 'restatement' order by all"
    )
    climate = "95% medvetenhet om verksamhetens insatser för att minska miljöpåverkan"
    assert found == [
        ("care_days", "total", "outcome", "2018", "FB 2020", "158 947", "VB 2019", "164 396"),
        ("care_days", "total", "outcome", "2018", "FB 2020", "158 947", "VB 2021", "164 396"),
        ("care_days", "total", "outcome", "2019", "VB 2019", "190 759", "VB 2021", "190 646"),
        ("climate_awareness", "total", "target", "2020", "FB 2020", "90 %", "VP 2020", climate),
        ("customer_satisfaction", "total", "target", "2021", "FB 2020", "90 %", "VB 2021", "85 %"),
        ("full_time_equivalents", "total", "outcome", "2018", "FB 2020", "2 402", "VB 2019", "2 312"),
        ("full_time_share", "men", "outcome", "2019", "VB 2019", "70.7", "VB 2021", "68.6"),
        ("full_time_share", "total", "outcome", "2019", "VB 2019", "60.2", "VB 2021", "58.4"),
        ("full_time_share", "total", "target", "2021", "FB 2020", "85,0 (exkl Kost & Restaurang)", "VB 2021", "67"),
        ("full_time_share", "women", "outcome", "2019", "VB 2019", "57.8", "VB 2021", "56.0"),
        ("healthy_share", "total", "target", "2020", "FB 2020", "67 %", "VP 2020", "65%"),
        ("home_care_hours", "total", "outcome", "2019", "VB 2019", "357 127", "VB 2021", "356 812"),
        ("labour_market_places", "total", "outcome", "2018", "FB 2020", "80", "VB 2021", "134"),
        ("participation", "total", "target", "2021", "FB 2020", "93 %", "VB 2021", "90 %"),
        ("result", "total", "outcome", "2019", "VB 2019", "-25 157", "VB 2021", "-25,7 mnkr"),
    ]
