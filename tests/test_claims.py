"""The verifier of sentences: what is so passes; a wrong digit, year, direction, unit or word is found."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.figures import monthly
from dashboard.figures.groups import Group
from dashboard.figures.query import Filter, figures
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.sentence import Claim, Said, Sentence, most, sentence, value, year
from dashboard.findings.summary import summarise
from dashboard.findings.year_titles import gap_title, index_title, title
from loaders.exports.catalogue import MEALS, SICK_LEAVE
from tests.claims import check, faults
from tests.export_files import csv_told
from tests.made import EVERYONE, WHOLE, loaded, organised, titled


def test_titles_of_printed_figures_pass(published: Warehouse) -> None:
    for measure in ("sick_leave", "full_time_share", "result", "meals", "residential_places", "ecommerce_loyalty"):
        summary = summarise(published, measure)
        for said in (title(summary), summary.change, summary.judgement, summary.value):
            check(published, said)
    women, men = (summarise(published, "sick_leave", Filter((WHOLE,), (gender,))) for gender in ("women", "men"))
    check(published, gap_title(women, men))
    check(published, index_title([summarise(published, measure) for measure in ("care_days", "meals")]))


def test_a_difference_of_two_cells_is_computed_from_both(published: Warehouse) -> None:
    rows = [row for row in figures(published, "investment", Filter(orgs=())) if " − " in row.cell]
    assert rows
    check(published, sentence("Investeringarna var ", value(rows[-1]), " ", year(rows[-1])))


def test_titles_of_months_pass(tmp_path: Path) -> None:
    hours = [
        {"month": f"{of}-01", "gender": gender, "sick_hours": sick, "sick_hours_1_14": sick}
        for of, women, men in (("2020-03", 80, 60), ("2021-03", 100, 55))
        for gender, sick in (("Kvinna", women), ("Man", men))
    ]
    served = [{"month": f"{of}-01", "served": count} for of, count in (("2020-03", 1000), ("2021-03", 900))]
    exports = {"sjuk.csv": csv_told(SICK_LEAVE, *hours), "mat.csv": csv_told(MEALS, *served)}
    warehouse = loaded(tmp_path, exports, reference=organised(tmp_path, "Äldreomsorg"))
    sick = titled(monthly.by_month(warehouse, "sick_leave", EVERYONE))
    assert sick.text == "Sjukfrånvaron var 7,8\u00a0% i mars 2021, 0,8 procentenheter högre än ett år tidigare"
    meals = titled(monthly.by_month(warehouse, "meals", EVERYONE))
    assert meals.text == "Måltiderna var 900\u00a0st i mars 2021, 100 färre än ett år tidigare"
    women = titled(monthly.by_month(warehouse, "sick_leave", Group(WHOLE, gender="women")))
    for said in (sick, meals, women):
        check(warehouse, said)


@pytest.mark.parametrize(
    ("was", "claimed"),
    [
        ("9,6\u00a0%", "9,7\u00a0%"),
        ("9,6\u00a0%", "9,6"),
        ("9,6\u00a0%", "9.6\u00a0%"),
        ("9,6\u00a0%", "9,60\u00a0%"),
        ("9,6\u00a0%", "9,6\u00a0tkr"),
        ("2021", "2020"),
        ("2021", "augusti 2021"),
        ("sjönk", "steg"),
        ("2,6 procentenheter", "2,6\u00a0%"),
        ("2,6 procentenheter", "2,7 procentenheter"),
        ("över", "under"),
    ],
)
def test_a_piece_that_says_something_else_is_found(published: Warehouse, was: str, claimed: str) -> None:
    said = title(summarise(published, "sick_leave"))
    check(published, said)
    parts = tuple(replace(p, text=claimed) if isinstance(p, Said) and p.text == was else p for p in said.parts)
    assert parts != said.parts
    if claimed == "9,6":
        check(published, Sentence(parts))  # The unit may stand elsewhere.
    else:
        (fault,) = faults(published, Sentence(parts))
        assert fault.startswith(f"”{claimed}” does not say ")


def test_what_goes_furthest_is_held_against_all_others(published: Warehouse) -> None:
    rows = sorted(figures(published, "sick_leave"), key=lambda row: row.number)
    claims = [value(row).claim for row in rows]
    check(published, sentence(most("minst", claims, "down")))
    assert faults(published, sentence(most("mest", claims, "up")))
    assert faults(published, sentence(most("minst", claims[::-1], "down")))


def test_a_figure_that_is_not_in_the_warehouse_is_found(published: Warehouse) -> None:
    row = figures(published, "sick_leave")[-1]
    for wrong in (replace(row, cell="Z99"), replace(row, org="Ledning"), replace(row, period_end=date(2020, 12, 31))):
        (fault,) = faults(published, sentence(value(wrong)))
        assert "is not in the warehouse" in fault


def test_nothing_is_said_beside_claims(published: Warehouse) -> None:
    assert faults(published, sentence("Den blev 7 % av alla")) == [
        "”Den blev 7 % av alla” holds digits that no claim covers"
    ]
    assert faults(published, sentence("Den steg")) == ["”Den steg” says steg without a claim"]
    check(published, sentence("Sjukfrånvaro dag 1–14 i VB 2021 för Äldreomsorg"))


def test_the_sense_of_a_target_is_that_of_the_print(published: Warehouse) -> None:
    aim = next(
        row for row in figures(published, "full_time_share", Filter((WHOLE,), scenarios=("target",))) if row.value
    )
    assert faults(published, sentence("mer än ", value(aim))) == ["”mer än ” says mer without a claim"]


def test_a_count_is_that_of_its_items(published: Warehouse) -> None:
    check(published, sentence(Said("2", Claim("count", items=["a", "b"])), " mål"))
    assert faults(published, sentence(Said("3", Claim("count", items=["a", "b"])), " mål"))
