"""Facts: who owns which rows, exact numbers with their cells, names that are known or not, months that are missing."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from loaders.exports.catalogue import (
    ASSISTANCE,
    EXPORTS,
    FORECAST,
    HOME_CARE,
    HOUSING,
    INVESTMENT,
    KEY_FIGURES,
    LEDGER,
    MEALS,
)
from loaders.facts.organisation import Place, Stay, load_places
from tests.export_files import Row
from tests.world import World

# Who owns what


def test_a_newer_file_replaces_all_of_its_areas_and_months_and_nothing_else(world: World) -> None:
    rows = [
        {"month": month, "area": area, "project": project, "outcome": 100}
        for month in ("2021-01", "2021-02")
        for area in ("Äldreomsorg", "Råd och Stöd")
        for project in (f"{area} 1", f"{area} 2")
    ]
    newer = [{"month": "2021-02", "area": "Äldreomsorg", "project": "Äldreomsorg 2", "outcome": 70}]
    world.drop(world.file("a.csv", INVESTMENT, *rows))
    world.drop(world.file("b.csv", INVESTMENT, *newer))
    assert world.ask(
        "select month(of_month), org, project, outcome::int from fact_investment where month(of_month) = 2 order by all"
    ) == [
        (2, "Råd och Stöd", "Råd och Stöd 1", 100),
        (2, "Råd och Stöd", "Råd och Stöd 2", 100),
        (2, "Äldreomsorg", "Äldreomsorg 2", 70),
    ]
    assert world.ask("select count(*) from fact_investment where month(of_month) = 1") == [(4,)]


def test_the_order_of_loading_decides_not_the_name(world: World) -> None:
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 1}))
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 2}))
    assert world.ask("select hours::int from fact_assistance") == [(2,)]


@pytest.mark.parametrize("spelling", ["Äldreomsorgen", "ÄLDREOMSORG", " äldreomsorg"])
def test_another_spelling_of_an_area_is_the_same_owner(world: World, spelling: str) -> None:
    world.drop(world.file("a.csv", INVESTMENT, {"area": "Äldreomsorg", "outcome": 5}))
    world.drop(world.file("b.csv", INVESTMENT, {"area": spelling, "outcome": 6}))
    assert world.ask("select org, outcome::int from fact_investment") == [("Äldreomsorg", 6)]


def test_an_unknown_place_is_the_same_owner_in_any_case(world: World) -> None:
    world.drop(world.file("a.csv", HOUSING, {"home": "Boende X", "occupied_days": 5}))
    world.drop(world.file("b.csv", HOUSING, {"home": "BOENDE X", "occupied_days": 6}))
    assert world.ask("select home, occupied_days::int from fact_housing") == [("BOENDE X", 6)]


def test_a_spelling_that_has_become_known_is_the_same_owner(world: World) -> None:
    world.drop(world.file("a.csv", HOUSING, {"home": "Norra bo.", "occupied_days": 5}))
    world.drop(world.file("b.csv", HOUSING, {"home": "Norra boendet", "occupied_days": 6}))
    assert world.ask("select sum(occupied_days)::int from fact_housing") == [(11,)]
    world.know("housing,Norra bo.,Norra boendet,Äldreomsorg", "housing,Norra boendet,Norra boendet,Äldreomsorg")
    world.load()
    sql = "select place_unit, org, occupied_days::int from fact_housing"
    assert world.ask(sql) == [("Norra boendet", "Äldreomsorg", 6)]


def test_units_homes_kitchens_responsibilities_and_laws_own_their_rows(world: World) -> None:
    for export, owner, number in (
        (HOUSING, "home", "occupied_days"),
        (MEALS, "kitchen", "served"),
        (LEDGER, "responsibility", "outcome"),
    ):
        world.drop(
            world.file(f"{export.id} 1.csv", export, {owner: "011", number: 1}, {owner: "012", number: 2}),
        )
        world.drop(world.file(f"{export.id} 2.csv", export, {owner: "012", number: 3}))
        sql = f"select {owner}, {number}::int from fact_{export.id} order by all"
        assert world.ask(sql) == [("011", 1), ("012", 3)], export.id
    world.drop(world.file("1.csv", ASSISTANCE, {"law": "SFB", "hours": 1}, {"law": "LSS", "hours": 2}))
    world.drop(world.file("2.csv", ASSISTANCE, {"law": "LASS", "hours": 3}))
    assert world.ask("select law, hours::int, org from fact_assistance order by all") == [
        ("lss", 2, "Leanlink"),
        ("sfb", 3, "Leanlink"),
    ]


def test_other_providers_of_home_care_own_their_rows_and_belong_to_no_organisation(world: World) -> None:
    world.drop(
        world.file(
            "a.csv",
            HOME_CARE,
            {"provider": "Leanlink", "granted_hours": 1},
            {"provider": "Omsorg AB", "granted_hours": 2},
            {"provider": "Hemhjälp AB", "granted_hours": 4},
            {"provider": "Hemhjälp AB", "granted_hours": 8, "district": "Söder"},
        )
    )
    world.drop(world.file("b.csv", HOME_CARE, {"provider": "HEMHJÄLP AB", "granted_hours": 16}))
    assert world.ask("select place_unit, org, granted_hours::int from fact_home_care order by all") == [
        ("HEMHJÄLP AB", None, 16),
        ("Leanlink", "Leanlink", 1),
        ("Omsorg AB", None, 2),
    ]
    assert world.ask("select organisation, headline, rows, total::int from loaded order by all") == [
        ("", "granted_hours", 2, 18),
        ("", "performed_hours", 2, 0),
        ("Leanlink", "granted_hours", 1, 1),
        ("Leanlink", "performed_hours", 1, 0),
    ]
    assert world.warnings() == []


def test_key_figures_are_owned_by_period_organisation_and_label(world: World) -> None:
    world.drop(
        world.file(
            "a.csv",
            KEY_FIGURES,
            {"month": "2021-01", "label": "Elever", "value": 1},
            {"month": "2021", "label": "Elever", "value": 2},
            {"month": "2021-01", "label": "Lärare", "value": 4},
            {"month": "2021-01", "organisation": "Äldreomsorg", "label": "Elever", "value": 8},
        )
    )
    world.drop(world.file("b.csv", KEY_FIGURES, {"month": "2021", "label": "ELEVER", "value": 16}))
    sql = "select month::text, month_end::text, organisation, label, value::int from fact_key_figures order by all"
    assert world.ask(sql) == [
        ("2021-01-01", "2021-01-31", "Leanlink", "Elever", 1),
        ("2021-01-01", "2021-01-31", "Leanlink", "Lärare", 4),
        ("2021-01-01", "2021-01-31", "Äldreomsorg", "Elever", 8),
        ("2021-01-01", "2021-12-31", "Leanlink", "ELEVER", 16),
    ]


def test_forecasts_are_owned_by_the_month_they_were_made_in_and_their_area(world: World) -> None:
    world.drop(
        world.file(
            "a.csv",
            FORECAST,
            {"made_on": "2021-03-31", "amount": 1},
            {"made_on": "2021-04-30", "amount": 2},
            {"made_on": "2021-04-30", "amount": 4, "area": "Råd och Stöd"},
        )
    )
    world.drop(world.file("b.csv", FORECAST, {"made_on": "2021-04-15", "amount": 8}))
    assert world.ask("select made_on::text, of_month::text, org, amount::int from fact_forecast order by all") == [
        ("2021-03-31", "2021-03-01", "Äldreomsorg", 1),
        ("2021-04-15", "2021-04-01", "Äldreomsorg", 8),
        ("2021-04-30", "2021-04-01", "Råd och Stöd", 4),
    ]


def test_of_two_files_of_one_load_the_last_name_wins_and_a_warning_says_so(world: World) -> None:
    months = ["2021-01", "2021-02", "2021-03", "2021-05", "2021-12", "2022-01"]
    b = world.file("b.csv", INVESTMENT, *({"month": month, "outcome": 2} for month in months))
    a = world.file("a.csv", INVESTMENT, *({"month": month, "outcome": 3} for month in ["2020-12", *months]))
    told = (
        "b.csv: samma affärsområde finns även i a.csv, Investeringar 2021-01–2021-03, 2021-05, 2021-12–2022-01; "
        "den här filen gäller. Förväntat: en enda fil för varje månad och affärsområde."
    )
    assert told in [str(problem) for problem in world.check(b, a).problems]
    trial = world.drop(b, a)
    assert [reading.name for reading in trial.readings] == ["a.csv", "b.csv"]
    assert told in world.warnings()
    assert world.ask("select distinct outcome::int, file from fact_investment order by all") == [(2, 1), (3, 0)]


def test_of_three_files_of_one_load_each_is_told_of_the_one_that_it_replaces(world: World) -> None:
    world.drop(*(world.file(f"{number}.csv", ASSISTANCE, {"hours": number}) for number in (1, 2, 3)))
    assert [line.partition(", ")[0] for line in world.warnings()] == [
        "2.csv: samma lagrum finns även i 1.csv",
        "3.csv: samma lagrum finns även i 2.csv",
    ]
    assert world.ask("select hours::int from fact_assistance") == [(3,)]


def test_files_of_one_load_that_share_months_but_no_owner_are_no_overlap(world: World) -> None:
    world.drop(
        world.file("a.csv", INVESTMENT, {"area": "Äldreomsorg"}),
        world.file("b.csv", INVESTMENT, {"area": "Råd & Stöd"}),
    )
    assert world.warnings() == []


def test_a_correction_in_a_later_load_is_no_overlap(world: World) -> None:
    a, b = (world.file(name, ASSISTANCE, {"hours": hours}) for name, hours in (("a.csv", 1), ("b.csv", 2)))
    world.drop(a, b)
    assert len(world.warnings()) == 1
    world.undo()
    world.drop(a)
    world.drop(b)
    assert world.warnings() == []


# Exact, with their cells


def test_numbers_are_exact(world: World) -> None:
    written = ["0,1", "0,2", "123456789,12", "−4567,89"]
    world.drop(world.file("a.csv", LEDGER, *({"account": str(at), "outcome": text} for at, text in enumerate(written))))
    outcomes = [value for (value,) in world.ask("select outcome from fact_ledger order by account")]
    assert outcomes == [Decimal("0.1"), Decimal("0.2"), Decimal("123456789.12"), Decimal("-4567.89")]
    assert world.ask("select sum(outcome) from fact_ledger") == [(Decimal("123452221.53"),)]


def test_every_fact_leads_to_its_cell(world: World) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet, first in (("Januari", 5), ("Februari", 9)):
        page = book.create_sheet(sheet)
        page.cell(first, 3, "Månad")
        for at, heading in enumerate(("Boende", "Belagda dygn", "Platsdygn")):
            page.cell(first, 4 + at, heading)
        for number in (1, 2):
            cells = ("2021-01" if sheet == "Januari" else "2021-02", f"Boende {number}", 10 * first + number, 1000)
            for at, value in enumerate(cells):
                page.cell(first + number, 3 + at, value)
    path = world.root / "två blad.xlsx"
    book.save(path)
    world.drop(path)
    found = world.ask(
        """
        select occupied_days::int, export_file.name, fact.sheet, letter || source_row, column_letter.name
        from fact_housing as fact
        join export_file on export_file.file = fact.file
        join column_letter on column_letter.file = fact.file and column_letter.sheet = fact.sheet
        where column_letter.name = 'occupied_days'
        order by all
        """
    )
    assert found == [
        (51, "två blad.xlsx", "Januari", "E6", "occupied_days"),
        (52, "två blad.xlsx", "Januari", "E7", "occupied_days"),
        (91, "två blad.xlsx", "Februari", "E10", "occupied_days"),
        (92, "två blad.xlsx", "Februari", "E11", "occupied_days"),
    ]
    for number, _, sheet, cell, _ in found:
        assert book[sheet][cell].value == number


def test_what_is_loaded_is_counted_by_month_and_organisation_with_its_file(world: World) -> None:
    world.know("housing,Boende A,Boende A,Äldreomsorg", "housing,Boende B,Boende B,Äldreomsorg")
    rows = [{"home": f"Boende {name}", "occupied_days": days} for name, days in (("A", 10), ("B", 20), ("C", "5,5"))]
    world.drop(world.file("a.csv", HOUSING, *rows))
    assert world.ask("select * exclude (digest) replace (of_month::text as of_month) from loaded order by all") == [
        ("housing", "2021-01-01", "Leanlink", "occupied_days", 1, 5.5, 0),
        ("housing", "2021-01-01", "Äldreomsorg", "occupied_days", 2, 30.0, 0),
    ]
    content = world.ledger.active()[0].content
    assert world.ask("select * from export_file") == [(0, "a.csv", "housing", content, False)]


def test_every_export_has_its_tables_though_never_loaded(world: World) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    for export in EXPORTS:
        table = f"released_{export.id}" if export.people else f"fact_{export.id}"
        assert world.ask(f"select count(*) from {table}") == [(int(export is ASSISTANCE),)]
    assert world.ask("select distinct export from loaded") == [("assistance",)]


def test_the_columns_of_a_file_may_stand_in_any_order_and_some_be_left_out(world: World) -> None:
    first = {"month": "2021-01", "responsibility_name": "Leanlink", "outcome": 1}
    other = world.root / "outside" / "b.csv"
    world.drop(world.file("a.csv", LEDGER, first))
    turned = world.file("b.csv", LEDGER, {"month": "2021-02", "outcome": 2})
    lines = [line.split(";") for line in turned.read_text(encoding="utf-8-sig").splitlines()]
    other.write_text("\n".join(";".join(reversed(line)) for line in lines), encoding="utf-8")
    world.drop(other)
    sql = "select month(month), responsibility_name, outcome::int from fact_ledger order by all"
    assert world.ask(sql) == [(1, "Leanlink", 1), (2, None, 2)]


@pytest.mark.parametrize("name", ["[2]", "a*b", "Ä ö", "it's"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    # Beside it lies one that is meant where the name is taken for a pattern.
    for folder in ("2", name):
        world = World(tmp_path / folder)
        world.drop(world.file("Assistans [å ä ö].csv", ASSISTANCE, {"hours": 3}))
        assert world.ask("select hours::int from fact_assistance") == [(3,)]


# Names


def test_an_unknown_place_counts_in_the_whole_and_is_told_with_the_nearest_names(world: World) -> None:
    world.know("housing,Björkgården,Björkgården,Äldreomsorg", "housing,Lindgården,Lindgården,Äldreomsorg")
    rows: list[Row] = [{"home": "Lindgården"}, {"home": "Björkgårdn", "occupied_days": 7}, {"home": "Xyz"}]
    world.drop(world.file("a.csv", HOUSING, *rows))
    unknown = "är okänd (1 rad räknas i helheten men inte i något affärsområde). Förväntat: ett namn eller en kod"
    assert world.warnings() == [
        f"a.csv, cell B3: Boende ”Björkgårdn” {unknown} i data/reference/units.csv; "
        "närmast ligger Björkgården, Lindgården.",
        f"a.csv, cell B4: Boende ”Xyz” {unknown} i data/reference/units.csv.",
    ]
    assert world.ask("select * from unknown_place order by place") == [
        ("housing", "Björkgårdn", 1, ["Björkgården", "Lindgården"]),
        ("housing", "Xyz", 1, []),
    ]
    assert world.ask("select org, place, occupied_days::int from fact_housing where occupied_days > 0") == [
        ("Leanlink", "Björkgårdn", 7)
    ]


def test_an_unknown_place_is_shown_at_its_first_row_in_the_last_file_that_has_it(world: World) -> None:
    old = [{"month": "2021-01", "home": "Xyz"}]
    new = [{"month": "2021-02", "home": "Abc"}, *({"month": month, "home": "Xyz"} for month in ("2021-03", "2021-02"))]
    world.drop(world.file("a.csv", HOUSING, *old))
    world.drop(world.file("b.csv", HOUSING, *new))
    assert [line.partition(" (")[0] for line in world.warnings() if "okänd" in line] == [
        "b.csv, cell B2: Boende ”Abc” är okänd",
        "b.csv, cell B3: Boende ”Xyz” är okänd",
    ]
    assert world.ask("select row_count from unknown_place where place = 'Xyz'") == [(3,)]


def test_rows_that_were_replaced_are_not_asked_about(world: World) -> None:
    world.drop(world.file("a.csv", INVESTMENT, {"area": "Äldreomsorg"}, {"area": "Okänt"}))
    assert len(world.warnings()) == 1
    world.know("investment,Okänt,Äldreomsorg,Äldreomsorg")
    world.drop(world.file("b.csv", INVESTMENT, {"area": "Äldreomsorg", "outcome": 1}))
    assert (world.warnings(), world.ask("select * from unknown_place")) == ([], [])


def test_a_name_of_one_export_means_nothing_in_another(world: World) -> None:
    world.know("housing,011,Boende A,Äldreomsorg", ",012,Boende B,Råd och Stöd")
    world.drop(world.file("a.csv", LEDGER, {"responsibility": "011"}, {"responsibility": "012"}))
    assert world.ask("select place, place_unit, org from fact_ledger order by all") == [
        ("011", "011", "Leanlink"),
        ("012", "Boende B", "Råd och Stöd"),
    ]


def test_a_line_for_one_export_goes_before_one_for_all(world: World) -> None:
    world.know(",Norr,Norr,Råd och Stöd", "meals,Norr,Norr,Äldreomsorg")
    world.drop(world.file("a.csv", MEALS, {"kitchen": "NORR"}), world.file("b.csv", HOUSING, {"home": "norr"}))
    assert world.ask("select org from fact_meals") == [("Äldreomsorg",)]
    assert world.ask("select org from fact_housing") == [("Råd och Stöd",)]


def test_nearest_names_are_those_of_the_same_export(world: World) -> None:
    world.know("housing,Björkgården,Björkgården,Äldreomsorg", "staff,Björkgårdan,Björkgårdan,Äldreomsorg")
    places = load_places(world.folders.reference)
    assert places.nearest("housing", "Björkgårdn") == ["Björkgården"]
    assert places.stays("housing", "björkgården") == [Stay(Place("Björkgården", "Äldreomsorg"))]
    assert places.stays("meals", "Björkgården") == []


# Tables that people edit


def test_an_organisation_that_is_unknown_is_told_and_the_place_belongs_to_the_whole(world: World) -> None:
    world.know("staff,Norr,Norr,Äldreomsorg", "", "staff,Söder,Söder,Äldreomsorgen", "housing,Eken,Eken,Qwx")
    more = world.root / "sample" / "units.csv"
    more.parent.mkdir()
    more.write_text("source;organisation;spelling;unit\nmeals;Rådoch Stöd;Köket;Köket\n", encoding="utf-8-sig")
    places = load_places(world.folders.reference, more)
    assert places.stays("housing", "Eken") == [Stay(Place("Eken", "Leanlink"))]
    assert [str(problem) for problem in places.problems] == [
        "reference/units.csv, cell D4: organisationen ”Äldreomsorgen” för ”Söder” känns inte igen. "
        "Förväntat: ett namn i data/reference/organisation.csv, till exempel Äldreomsorg.",
        "reference/units.csv, cell D5: organisationen ”Qwx” för ”Eken” känns inte igen. "
        "Förväntat: ett namn i data/reference/organisation.csv.",
        "sample/units.csv, cell B2: organisationen ”Rådoch Stöd” för ”Köket” känns inte igen. "
        "Förväntat: ett namn i data/reference/organisation.csv, till exempel Råd och Stöd.",
    ]


# Months that are missing


def homes(present: dict[str, str]) -> list[dict[str, object]]:
    """Rows of homes: each with a mark for every month from January, x where it has a row."""
    return [
        {"home": home, "month": f"2021-{month:02d}"}
        for home, marks in present.items()
        for month, mark in enumerate(marks, 1)
        if mark == "x"
    ]


def gaps(world: World) -> list[str]:
    return [line for line in world.warnings() if "saknas" in line]


def test_a_place_that_lacks_a_month_between_its_months_is_told(world: World) -> None:
    world.drop(world.file("a.csv", HOUSING, *homes({"Ek": "xxx", "Lind": "x.x"})))
    assert gaps(world) == [
        "a.csv: Lind saknas 2021-02 (exporten Boende). "
        "Förväntat: rader för varje månad; en del räknas som avslutad när 3 månader har kommit utan den."
    ]


def test_a_place_that_begins_later_or_ends_earlier_is_not_told(world: World) -> None:
    world.drop(world.file("a.csv", HOUSING, *homes({"Ek": "xxxxx", "Lind": ".xxxx", "Alm": "xx...", "Asp": ".x"})))
    assert gaps(world) == []


def test_a_place_that_has_just_been_left_out_may_be_forgotten(world: World) -> None:
    world.drop(world.file("a.csv", HOUSING, *homes({"Ek": "xxxx", "Alm": "xx..", "Asp": "xxx."})))
    assert [line.partition(" (")[0] for line in gaps(world)] == [
        "a.csv: Alm saknas 2021-03–2021-04",
        "a.csv: Asp saknas 2021-04",
    ]


def test_places_that_lack_the_same_months_are_told_together(world: World) -> None:
    marks = {"Ek": "xx..x", "Lind": "xx..x", "Alm": "x.xxx", "Asp": "x.xxx", "Sälg": "x.xxx", "Gran": "x.xxx"}
    world.drop(world.file("a.csv", HOUSING, *homes({**marks, "Tall": "x.xxx"})))
    assert [line.partition(". ")[0] for line in gaps(world)] == [
        "a.csv: Alm, Asp, Gran och 2 till saknas 2021-02 (exporten Boende)",
        "a.csv: Ek, Lind saknas 2021-03–2021-04 (exporten Boende)",
    ]


def test_a_month_without_any_row_is_told_with_the_file_after_it_and_gone_when_filled(world: World) -> None:
    for name, month in (("jan.csv", "2021-01"), ("mars.csv", "2021-03")):
        world.drop(world.file(name, HOUSING, {"home": "Ek", "month": month}))
    assert gaps(world) == [
        "mars.csv: 2021-02 saknas helt (exporten Boende). "
        "Förväntat: rader för varje månad mellan den första och den sista."
    ]
    world.drop(world.file("feb.csv", HOUSING, {"home": "Ek", "month": "2021-02"}))
    assert gaps(world) == []


def test_two_spellings_of_a_place_have_no_gap_between_them(world: World) -> None:
    world.know("housing,Ek,Ek,Äldreomsorg", "housing,Eken,Ek,Äldreomsorg")
    world.drop(world.file("a.csv", HOUSING, *homes({"Ek": "x.x", "Eken": ".x."})))
    assert world.warnings() == []


def test_what_comes_when_it_comes_has_no_gaps(world: World) -> None:
    world.drop(
        world.file("a.csv", FORECAST, {"made_on": "2021-03-31"}, {"made_on": "2021-08-31"}),
        world.file("b.csv", KEY_FIGURES, {"month": "2021-01"}, {"month": "2021-05"}),
    )
    assert world.warnings() == []
