"""The organisation in time: from and to as months or days, and what is said where they are neither."""

from datetime import date
from pathlib import Path
from shutil import copy

import pytest

from loaders.facts.areas import Organisations, Owner, load_organisations, load_owners
from loaders.facts.organisation import load_places
from loaders.intake.folders import REFERENCE
from loaders.problems import RefusedError
from loaders.reports.names import load_reference


def written(folder: Path, *lines: str) -> Organisations:
    """The organisations of a table with a whole and these lines."""
    text = "\n".join(["organisation,level,parent,order,from,to", "Allt,whole,,0,,", *lines])
    (folder / "organisation.csv").write_text(text, encoding="utf-8")
    return load_organisations(folder)


@pytest.mark.parametrize(
    ("begins", "ends", "first", "last"),
    [
        ("", "", None, None),
        ("2022-01", "", date(2022, 1, 1), None),
        ("", "2021-12", None, date(2021, 12, 31)),
        ("mars 2021", "2022-02", date(2021, 3, 1), date(2022, 2, 28)),
        ("2021-03-15", "2021-09-14", date(2021, 3, 15), date(2021, 9, 14)),
    ],
)
def test_an_area_exists_from_its_first_to_its_last_day(
    tmp_path: Path, begins: str, ends: str, first: date | None, last: date | None
) -> None:
    area = written(tmp_path, f"Norr,area,Allt,1,{begins},{ends}").known["Norr"]
    assert (area.begins, area.ends) == (first, last)
    assert area.exists(first or date.min)
    assert area.exists(last or date.max)
    assert not (first and area.exists(date.fromordinal(first.toordinal() - 1)))
    assert not (last and area.exists(date.fromordinal(last.toordinal() + 1)))


def test_areas_know_their_whole_and_others_always_exist(tmp_path: Path) -> None:
    found = written(tmp_path, "Norr,area,Allt,1,,2021-12", "Söder,area,Allt,2,2022-01,")
    assert (found.whole, found.parents) == ("Allt", {"Norr": "Allt", "Söder": "Allt"})
    day = date(2022, 6, 1)
    assert [found.exists(name, day) for name in ("Allt", "Norr", "Söder", "Väst")] == [True, False, True, True]


def test_a_day_that_is_none_is_told_and_does_not_limit(tmp_path: Path) -> None:
    found = written(tmp_path, "Norr,area,Allt,1,vår 2021,2021-13")
    assert found.known["Norr"].exists(date(2000, 1, 1))
    assert [str(problem) for problem in found.problems] == [
        f"{tmp_path.name}/organisation.csv, cell {cell}: ”{text}” för ”Norr” är varken månad eller datum, "
        "och begränsar inte raden. Förväntat: t.ex. 2022-01, 2022-01-15 eller tomt."
        for cell, text in (("E3", "vår 2021"), ("F3", "2021-13"))
    ]


def test_a_measure_belongs_to_the_area_of_its_line(tmp_path: Path) -> None:
    organisations = written(tmp_path, "Norr,area,Allt,1,,")
    assert load_owners(tmp_path, organisations) == ([], [])
    lines = ["measure,organisation,from,to", "meals,Norr,2021-02,2021-03", "care_days,Norr,,", "sfb_hours,Väst,,"]
    (tmp_path / "measure_areas.csv").write_text("\n".join(lines), encoding="utf-8")
    found, problems = load_owners(tmp_path, organisations)
    assert found == [
        Owner("meals", "Norr", date(2021, 2, 1), date(2021, 3, 31)),
        Owner("care_days", "Norr", date.min, date.max),
    ]
    assert [str(problem) for problem in problems] == [
        f"{tmp_path.name}/measure_areas.csv, cell B4: organisationen ”Väst” för ”sfb_hours” känns inte igen;"
        " raden används inte. Förväntat: ett namn i data/reference/organisation.csv."
    ]


def test_without_a_whole_there_is_no_organisation(tmp_path: Path) -> None:
    (tmp_path / "organisation.csv").write_text("organisation,level,parent,order\n", encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        load_organisations(tmp_path)
    assert [problem.found for problem in refused.value.problems] == ["ingen rad har whole i kolumnen level"]


def test_a_name_of_an_organisation_that_is_not_there_is_told_and_stands_for_none(tmp_path: Path) -> None:
    (tmp_path / "organisation.csv").write_text(
        "organisation,level,parent,order\nOmsorgsförvaltningen,whole,,0\nLedning,area,Omsorgsförvaltningen,1\n",
        encoding="utf-8",
    )
    (tmp_path / "organisation_names.csv").write_text(
        "publication,printed,organisation\n,Ledning,Ledning\n,Leanlink,Leanlink\n", encoding="utf-8"
    )
    for name in ("labels", "missing", "units"):
        copy(REFERENCE / f"{name}.csv", tmp_path)
    assert [str(each) for each in load_places(tmp_path).problems if "organisation_names" in each.file] == [
        f"{tmp_path.name}/organisation_names.csv, cell C3: organisationen ”Leanlink” för ”Leanlink” känns inte igen;"
        " raden används inte. Förväntat: ett namn i data/reference/organisation.csv, till exempel Ledning."
    ]
    reference = load_reference(tmp_path)
    assert [reference.organisation("VB 2021", name) for name in ("Ledning", "Leanlink")] == ["Ledning", None]
