"""Identities within a report and restatements between reports, on figures made by hand and as published."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.store.warehouse import Warehouse
from loaders.reports.names import Figure
from loaders.swedish.values import parse_number, parse_value
from loaders.warehouse.agreement import compare, compare_sum, preferred, restatements
from loaders.warehouse.identities import checks

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
        ("8,15", "8,1", "rounding"),
        ("8,14", "8,2", "fails"),
        ("8,19", "8,1", "fails"),
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
    [("6611000", "rounding"), ("6610000", "fails"), ("6612000", "fails")],
)
def test_a_print_in_thousands_agrees_within_half_a_thousand(thousands: str, answer: str) -> None:
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


@given(number=st.integers(-(10**9), 10**9), finer=st.integers(0, 3), coarser=st.integers(4, 6))
@settings(deadline=None)
def test_rounding_is_what_rounding_the_finer_print_gives(number: int, finer: int, coarser: int) -> None:
    fine, coarse = Decimal(10) ** finer, Decimal(10) ** coarser
    exact = number * fine
    for rounded in (exact.quantize(coarse, ROUND_HALF_UP), exact.quantize(coarse, ROUND_HALF_DOWN)):
        assert compare(exact, fine, rounded, coarse) == ("holds" if rounded == exact else "rounding")
        assert compare(exact, fine, rounded + coarse, coarse) == (
            "rounding" if abs(rounded + coarse - exact) * 2 == coarse else "fails"
        )


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


def test_a_figure_in_two_tables_of_a_report_is_restated_once() -> None:
    prints = [
        figure("B1", "5"),
        figure("B2", "5", sheet="U"),
        figure("C1", "6", publication="VB 2023"),
        figure("C2", "6", publication="VB 2023", sheet="U"),
    ]
    assert len(list(restatements(prints, {"VB 2022": 0, "VB 2023": 1}))) == 1


def target(cell: str, printed: str, **said: str) -> Figure:
    """A target of VB 2022 as print gives it: a number or words."""
    value = parse_value(printed, {}, words_allowed=True)
    assert value is not None
    made = replace(BLANK, cell=cell, printed=printed, scenario="target", value=value.number, missing=value.missing)
    return replace(made, resolution=value.resolution, comparator=value.comparator, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("earlier", "later", "answer"),
    [
        ("Ökade inköp via e-handel", "82 %", "restatement"),
        ("Ökar", "78", "restatement"),
        ("100 % verkställda projekt", "% upplevd digital mognad ska mätas", "restatement"),
        ("Minska med 5%", "Minska 10 %", "restatement"),
        ("Minska", "Ökar", "restatement"),
        ("Genomfört enligt plan", "Budget i balans", "restatement"),
        ("Budget i balans", "1,0 mnkr", "restatement"),
        ("Minska med 10%", "Minskad administrationstid med 10%", "equal"),
        ("Genomfört enligt plan", "Genomfört chefsprogram enligt plan.", "equal"),
        ("Budget i balans", "0,0 mnkr", "equal"),
        ("Nollresultat", "0-resultat", "equal"),
    ],
)
def test_a_target_changes_in_words_too(earlier: str, later: str, answer: str) -> None:
    figures = [target("B1", earlier), target("C1", later, publication="VB 2023")]
    (found,) = restatements(figures, {"VB 2022": 0, "VB 2023": 1})
    assert (found.earlier_printed, found.later_printed, found.answer) == (earlier, later, answer)
    assert (found.earlier_value, found.later_value) == (figures[0].value, figures[1].value)
    assert not found.finer_kept


def test_only_targets_are_compared_in_words() -> None:
    words = [target("B1", "Ökar"), target("C1", "Minska", publication="VB 2023")]
    outcomes = [replace(f, scenario="outcome") for f in words]
    assert list(restatements(outcomes, {"VB 2022": 0, "VB 2023": 1})) == []
    not_given = replace(BLANK, cell="C1", scenario="target", publication="VB 2023")
    assert list(restatements([words[0], not_given], {"VB 2022": 0, "VB 2023": 1})) == []


@pytest.mark.parametrize(("total", "answer"), [("3", "holds"), ("4", "rounding"), ("5", "fails"), ("-3", "fails")])
def test_areas_sum_to_the_total_of_their_table(total: str, answer: str) -> None:
    areas = [figure("B1", "1", org="Norr"), figure("B2", "2", org="Söder")]
    assert answers(*areas, figure("B3", total)) == [("områden summerar till totalen", "T!B1, B2", "T!B3", answer)]


@pytest.mark.parametrize(
    ("footnoted", "suspects"),
    [
        ("", ("T!B1", "T!B2", "T!B3", "T!B4", "T!B5", "U!B7")),
        ("T!B3", ("T!B3",)),
        ("T!B1", ("T!B1",)),
    ],
    ids=["all", "the difference by a footnote", "another by a footnote"],
)
def test_a_difference_that_fails_speaks_against_all_that_agrees_with_it(
    footnoted: str, suspects: tuple[str, ...]
) -> None:
    figures = [
        figure("B1", "10", measure="revenue", kind="revenue"),
        figure("B2", "4", measure="cost", kind="cost"),
        figure("B3", "-6"),
        figure("B4", "-4", org="Norr"),
        figure("B5", "-2", org="Söder"),
        figure("B7", "-6", sheet="U"),
        figure("B9", "-6", sheet="U", publication="VB 2023"),
    ]
    noted = [replace(f, footnote="Preliminärt.") if f"{f.sheet}!{f.cell}" == footnoted else f for f in figures]
    (failing,) = [check for check in checks(noted, AREAS) if check.answer == "fails"]
    assert failing.suspects == suspects


def test_areas_sum_to_a_total_that_only_another_table_prints() -> None:
    areas = [figure("B1", "1", org="Norr"), figure("B2", "2", org="Söder")]
    assert answers(*areas, figure("C7", "9", sheet="U")) == [
        ("områden summerar till totalen", "T!B1, B2", "U!C7", "fails")
    ]


def test_areas_that_have_ended_are_not_summed_with_those_that_came() -> None:
    areas = {**AREAS, "Öst": "Leanlink", "Väst": "Leanlink"}
    both = [figure(f"B{row}", "1", org=org) for row, org in enumerate(areas, start=1)]
    found = checks([*both, figure("B5", "2")], areas, lambda area, day: area in AREAS)
    assert [(c.left_cells, c.answer) for c in found] == [("T!B1, B2", "holds")]


def test_areas_of_another_year_are_summed_where_print_has_no_others() -> None:
    areas = [figure("B1", "1", org="Norr"), figure("B2", "2", org="Söder")]
    found = checks([*areas, figure("B3", "3")], AREAS, lambda area, day: area == "Norr")
    assert [(c.left_cells, c.answer) for c in found] == [("T!B1, B2", "holds")]


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


def judged(cell: str, goal: str, printed: str, sheet: str = "Mål") -> Figure:
    made = replace(BLANK, cell=cell, goal=goal, subject=goal, printed=printed, missing="", sheet=sheet)
    return replace(made, measure="goal_assessment", kind="text", scenario="assessment")


@pytest.mark.parametrize(
    ("goal", "said", "again", "said_again", "answer"),
    [
        ("Goda inköp", "Ja", "Goda inköp", "uppnått", "holds"),
        ("Goda inköp", "Delvis", "Goda inköp.", "delvis uppfyllt", "holds"),
        ("Goda inköp", "Nej", "Goda inköp", "inte uppnått", "holds"),
        ("Goda inköp", "Delvis", "Goda inköp", "uppnått", "fails"),
        ("God kvalitet i vården", "Ja", "God kvalité i vården", "ej uppnått", "fails"),
        ("Goda inköp", "Delvis", "Goda inköp - Hög takt", "uppnått", "fails"),
    ],
)
def test_a_goal_is_judged_alike_in_all_tables(goal: str, said: str, again: str, said_again: str, answer: str) -> None:
    (found,) = checks([judged("B1", goal, said), judged("B9", again, said_again, "Ind")], AREAS)
    assert (found.identity, found.subject, found.answer) == ("samma mål bedömt på två ställen", goal, answer)
    assert (found.left_printed, found.left_cells) == (said, "Mål!B1")
    assert (found.right_printed, found.right_cells) == (said_again, "Ind!B9")
    assert (found.left, found.right) == (None, None)


def test_a_goal_judged_once_for_each_indicator_is_checked_once_for_each_judgement() -> None:
    rows = [judged(f"B{row}", "Goda inköp", said) for row, said in enumerate(["Ja", "Ja", "Delvis", "Pågående"])]
    assert answers(*rows) == [("samma mål bedömt på två ställen", "Mål!B0", "Mål!B2", "fails")]


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


def test_published_reports_fail_checks_from_a_printed_zero_a_rounding_and_a_goal_judged_twice(
    published: Warehouse,
) -> None:
    failing = published.rows(
        "select publication, identity, left_cells, right_cells from identity_check where answer = 'fails' order by all"
    )
    drift = "Driftsammandrag!"
    assert failing == [
        ("VB 2019", "intäkter − kostnader = resultat", f"{drift}C12 − {drift}C11", f"{drift}C10"),
        ("VB 2019", "områden summerar till totalen", f"{drift}C4, C5, C6, C7, C8, C9", f"{drift}C10"),
        ("VB 2019", "samma uppgift på två ställen", "Ekonomi!C5", f"{drift}C10"),
        ("VB 2019", "utfall − budget = avvikelse", f"{drift}B10 − {drift}C10", f"{drift}D10"),
        ("VB 2021", "samma mål bedömt på två ställen", "Ind Verksamhet effektiv!B6", "Måluppfyllelse!B9"),
        ("VB 2021", "samma uppgift på två ställen", "Ekonomi!B5", "Investeringar pågående!F7"),
        ("VB 2021", "samma uppgift på två ställen", "Ekonomi!D5", "Investeringar pågående!G7"),
    ]
    assert published.rows(
        "select printed from published where publication = 'VB 2019' and cell = 'C10' and sheet = 'Driftsammandrag'"
    ) == [("0*)",)]


def test_published_reports_are_held_to_every_identity(published: Warehouse) -> None:
    assert published.rows("select identity, count(*) from identity_check group by all order by all") == [
        ("intäkter − kostnader = resultat", 17),
        ("områden summerar till totalen", 30),
        ("samma mål bedömt på två ställen", 11),
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
    measured = "% upplevd digital mognad ska mätas"
    climate = "95% medvetenhet om verksamhetens insatser för att minska miljöpåverkan"
    assert found == [
        ("administration_time", "total", "target", "2021", "FB 2020", "Minska med 5%", "VB 2021", "Minska 10 %"),
        ("care_days", "total", "outcome", "2018", "FB 2020", "158 947", "VB 2019", "164 396"),
        ("care_days", "total", "outcome", "2018", "FB 2020", "158 947", "VB 2021", "164 396"),
        ("care_days", "total", "outcome", "2019", "VB 2019", "190 759", "VB 2021", "190 646"),
        ("climate_awareness", "total", "target", "2020", "FB 2020", "90 %", "VP 2020", climate),
        ("customer_satisfaction", "total", "target", "2021", "FB 2020", "90 %", "VB 2021", "85 %"),
        ("digital_projects", "total", "target", "2021", "FB 2020", measured, "VB 2021", "100 % verkställda projekt"),
        ("ecommerce_loyalty", "total", "target", "2021", "FB 2020", "Ökade inköp via e-handel", "VB 2021", "82 %"),
        ("full_time_equivalents", "total", "outcome", "2018", "FB 2020", "2 402", "VB 2019", "2 312"),
        ("full_time_share", "men", "outcome", "2019", "VB 2019", "70.7", "VB 2021", "68.6"),
        ("full_time_share", "total", "outcome", "2019", "VB 2019", "60.2", "VB 2021", "58.4"),
        ("full_time_share", "total", "target", "2021", "FB 2020", "85,0 (exkl Kost & Restaurang)", "VB 2021", "67"),
        ("full_time_share", "women", "outcome", "2019", "VB 2019", "57.8", "VB 2021", "56.0"),
        ("healthy_share", "total", "target", "2020", "FB 2020", "67 %", "VP 2020", "65%"),
        ("hme", "total", "target", "2021", "FB 2020", "Ökar", "VB 2021", "78"),
        ("home_care_hours", "total", "outcome", "2019", "VB 2019", "357 127", "VB 2021", "356 812"),
        ("labour_market_places", "total", "outcome", "2018", "FB 2020", "80", "VB 2021", "134"),
        ("meals", "total", "outcome", "2018", "FB 2020", "6 610 550", "VB 2021", "6 610"),
        ("participation", "total", "target", "2021", "FB 2020", "93 %", "VB 2021", "90 %"),
        ("result", "total", "outcome", "2019", "VB 2019", "-25 157", "VB 2021", "-25,7 mnkr"),
    ]
