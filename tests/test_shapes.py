"""Sheets in other shapes read as the plain table does: whatever the order of columns, with totals, blank lines, titles.

Every shape is made of the same plain rows, so that what it should come to is known.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.exports.catalogue import ASSISTANCE, HOME_CARE, LEDGER, SICK_LEAVE, STAFF
from loaders.exports.export import Export
from tests.export_files import Lines, csv_file, read, records, refusal, told, workbook

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
KEYS = [("4101", "5210", "5011"), ("4101", "5310", "5020"), ("4102", "5210", "5011"), ("4201", "5310", "6410")]
YEARS = [[1000 + (row * 7919 + month * 10_473) % 9973 for month in range(12)] for row in range(1, 5)]
"""Numbers of which none is what others come to."""

SPELLED = (MONTHS, [f"2021-{n:02d}" for n in range(1, 13)], [f"2021{n:02d}" for n in range(1, 13)])
NAMES = ("Ansvar", "Verksamhet", "Konto")
ABOVE = st.sampled_from([[["Utfall 2021"]], [["Utfall per månad, kr"], ["År 2021"]], [["Utfall 2021"], [], []]])

Sums = Mapping[tuple[Any, ...], Decimal]


def sums(path: Path, *by: str, of: str) -> Sums:
    """What a file says, summed by some of its columns; the order of rows says nothing."""
    found: dict[tuple[Any, ...], Decimal] = {}
    for row in records(path):
        key = tuple(str(row[name]) for name in by)
        found[key] = found.get(key, Decimal()) + row[of]
    return found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shapes") / "fil.csv"


class TestMonthsInColumns:
    @given(
        above=ABOVE,
        order=st.permutations(range(15)),
        count=st.integers(2, 12),
        spelled=st.sampled_from(SPELLED),
        summed=st.booleans(),
        total=st.booleans(),
    )
    def test_they_come_to_what_the_plain_table_says(
        self,
        above: Lines,
        order: Sequence[int],
        count: int,
        spelled: Sequence[str],
        summed: bool,
        total: bool,
        file: Path,
    ) -> None:
        names = [[heading, *texts] for heading, texts in zip(NAMES, zip(*KEYS, strict=True), strict=True)]
        months = [[text, *numbers] for text, numbers in zip(spelled, zip(*YEARS, strict=True), strict=True)]
        columns: list[list[Any]] = [(names + months)[at] for at in order if at < len(names) + count]
        if summed:
            columns.append(["Summa", *(sum(year[:count]) for year in YEARS)])
        if total:
            first = next(column for column in columns if column[0] in NAMES)
            for column in columns:
                last = "Summa" if column is first else None if column[0] in NAMES else sum(column[1:])
                column += [None, last]
        csv_file(file, [*above, *(list(row) for row in zip(*columns, strict=True))])
        assert sums(file, "responsibility", "activity", "account", "month", of="outcome") == {
            (*key, f"2021-{month:02d}-01"): Decimal(number)
            for key, year in zip(KEYS, YEARS, strict=True)
            for month, number in enumerate(year[:count], 1)
        }

    def test_a_column_that_sums_them_must_do_so(self, tmp_path: Path) -> None:
        lines: Lines = [["Utfall 2021"], [*NAMES, "jan", "feb", "Summa"], ["4101", "52", "5011", 10, 20, 40]]
        assert refusal(workbook(tmp_path / "fil.xlsx", lines)) == [
            "fil.xlsx, blad Uttag, cell F3: Summa är 40. Förväntat: 30, som kolumnerna summerar till."
        ]

    def test_every_number_knows_its_cell(self, tmp_path: Path) -> None:
        lines: Lines = [["Utfall 2021"], [], ["Konto", "feb", "Ansvar", "jan", "Vht"], [5011, 2, "4101", 1, "52"]]
        found = (
            read(workbook(tmp_path / "fil.xlsx", lines)).rows.select(["month", "outcome", "row", "cells"]).to_pylist()
        )
        assert [(f"{row['month']:%m}", row["outcome"], row["row"], row["cells"]) for row in found] == [
            ("02", 2, 4, "outcome=B4"),
            ("01", 1, 4, "outcome=D4"),
        ]

    def test_a_formula_without_a_value_is_told_at_its_cell(self, tmp_path: Path) -> None:
        lines: Lines = [["Utfall 2021"], ["Ansvar", "Vht", "Konto", "jan", "feb"], ["4101", "52", "5011", 1, "=1+1"]]
        assert "fil.xlsx, blad Uttag, cell E3: formeln saknar värde. Förväntat: ett belopp." in refusal(
            workbook(tmp_path / "fil.xlsx", lines)
        )

    def test_without_a_year_they_are_no_months(self, tmp_path: Path) -> None:
        lines: Lines = [["Utfall"], ["Ansvar", "Vht", "Konto", "jan", "feb"], ["4101", "52", "5011", 1, 2]]
        (first, *_) = refusal(workbook(tmp_path / "fil.xlsx", lines))
        assert first.startswith("fil.xlsx, blad Uttag, cell D2: Period är ”jan”. ")

    def test_two_measures_over_each_month(self, tmp_path: Path) -> None:
        lines: Lines = [
            ["Uppföljning 2021"],
            ["Ansvar", "Verksamhet", "Konto", "jan", None, "feb", None],
            [None, None, None, "Utfall", "Budget", "Utfall", "Budget"],
            ["4101", "5210", "5011", 1, 2, 3, 4],
        ]
        found = records(workbook(tmp_path / "fil.xlsx", lines))
        assert [(row["outcome"], row["budget"]) for row in found] == [(1, 2), (3, 4)]


class TestNamesToldOnce:
    ROWS = st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from("CD"), st.sampled_from("EF")),
        min_size=1,
        max_size=8,
        unique=True,
    ).map(sorted)

    @given(rows=ROWS, blank=st.booleans())
    def test_a_pivot_reads_as_the_plain_table_does(
        self, rows: list[tuple[str, str, str]], blank: bool, file: Path
    ) -> None:
        plain = [
            {"area": "Äldreomsorg", "unit": f"Enhet {unit}", "gender": {"C": "Kvinna", "D": "Man"}[gender],
             "age": {"E": "-29", "F": "50-"}[age], "ordinary_hours": 100 + at}
            for at, (unit, gender, age) in enumerate(rows)
        ]  # fmt: skip
        lines = told(SICK_LEAVE, *plain)
        expected = sums(csv_file(file, lines), "unit", "gender", "age", of="ordinary_hours")
        names = [lines[0].index(text) for text in ("Månad", "Affärsområde", "Enhet", "Kön")]
        before: list[object] = []
        pivoted = [lines[0]]
        for line in lines[1:]:
            same = [line[at] == before[at] for at in names] if before else [False] * len(names)
            depth = same.index(False) if False in same else len(same)
            pivoted.append([None if at in names[:depth] else cell for at, cell in enumerate(line)])
            before = line
            pivoted += [[]] if blank else []
        assert sums(csv_file(file, pivoted), "unit", "gender", "age", of="ordinary_hours") == expected

    def test_a_name_that_lacks_among_names_that_are_repeated_is_an_error(self, tmp_path: Path) -> None:
        lines = told(STAFF, *({"unit": unit, "gender": each} for unit in "AB" for each in ("Kvinna", "Man")))
        lines[2][lines[0].index("Månad")] = None
        assert refusal(workbook(tmp_path / "fil.xlsx", lines)) == [
            "fil.xlsx, blad Uttag, cell A3: Månad saknas. Förväntat: en månad, t.ex. 2021-03, 202103 eller mars 2021."
        ]


def blocks(lines: Lines) -> list[list[Any]]:
    """The rows of each area under a line of its own, with the headings again."""
    at = lines[0].index("Affärsområde")
    without = [[cell for n, cell in enumerate(line) if n != at] for line in lines]
    made: list[list[Any]] = [["Sjukfrånvaro"], []]
    for area in dict.fromkeys(line[at] for line in lines[1:]):
        rows = [short for short, line in zip(without[1:], lines[1:], strict=True) if line[at] == area]
        made += [[f"Affärsområde: {area}"], without[0], *rows, []]
    return made


def apart(lines: Lines) -> list[list[Any]]:
    """The year and the month in two columns."""
    at, told_once = lines[0].index("Månad"), [("År", "Månad"), *[("2021", 1)] * (len(lines) - 1)]
    return [
        [year, *(month if n == at else cell for n, cell in enumerate(line))]
        for line, (year, month) in zip(lines, told_once, strict=True)
    ]


def with_totals_of_all(lines: Lines) -> list[list[Any]]:
    """A row after all others for women and men together."""
    at, numbers = lines[0].index("Kön"), [n for n, cell in enumerate(lines[1]) if isinstance(cell, int)]
    both = [
        sum(line[n] for line in lines[1:3]) if n in numbers else "Samtliga" if n == at else cell
        for n, cell in enumerate(lines[1])
    ]
    return [*map(list, lines), both]


PEOPLE = (
    {"area": "Äldreomsorg", "unit": "A", "gender": "Kvinna", "ordinary_hours": 900},
    {"area": "Äldreomsorg", "unit": "A", "gender": "Man", "ordinary_hours": 800},
    {"area": "Ledning", "unit": "B", "gender": "Man", "ordinary_hours": 700},
)


@pytest.mark.parametrize("shape", [blocks, apart, with_totals_of_all])
def test_other_shapes_of_people(shape: Callable[[Lines], Lines], tmp_path: Path) -> None:
    plain = told(SICK_LEAVE, *PEOPLE)
    by = ("month", "area", "unit", "gender")
    expected = sums(workbook(tmp_path / "rätt.xlsx", plain), *by, of="ordinary_hours")
    assert len(expected) == len(PEOPLE)
    assert sums(workbook(tmp_path / "fil.xlsx", shape(plain)), *by, of="ordinary_hours") == expected


def test_a_total_of_all_that_is_wrong_refuses(tmp_path: Path) -> None:
    lines = with_totals_of_all(told(SICK_LEAVE, *PEOPLE))
    at = lines[0].index("Ordinarie arbetstid")
    lines[-1][at] = 1800
    assert refusal(workbook(tmp_path / "fil.xlsx", lines)) == [
        "fil.xlsx, blad Uttag, cell I5: Kön är ”Samtliga” och Ordinarie arbetstid 1800. "
        "Förväntat: 1700, som raderna summerar till."
    ]


def test_laws_in_columns(tmp_path: Path) -> None:
    lines: Lines = [["Månad", "LSS timmar", "Totalt", "SFB timmar"], ["2021-01", 1, 3, 2], ["Summa", 1, 3, 2]]
    found = sums(workbook(tmp_path / "fil.xlsx", lines), "law", of="hours")
    assert found == {("lss",): 1, ("sfb",): 2}


@pytest.mark.parametrize("export", [LEDGER, HOME_CARE, ASSISTANCE, STAFF])
def test_a_plain_table_stays_as_it_is(export: Export, tmp_path: Path) -> None:
    assert read(workbook(tmp_path / "fil.xlsx", told(export, {}))).problems == []


EVENTS = ("hired", "left_externally", "left_internally", "retired", "retired_age_sum", "extra_hours", "overtime_hours")


@pytest.mark.parametrize("written_out", [False, True])
def test_blanks_are_noughts_where_none_is_written_out(written_out: bool, tmp_path: Path) -> None:
    first = dict.fromkeys(EVENTS, 3) | {"left_externally": None}
    second = dict.fromkeys(EVENTS, 3) | {"hired": 0 if written_out else 1, "gender": "Man"}
    path = workbook(tmp_path / "fil.xlsx", told(STAFF, {"unit": "A", **first}, {"unit": "A", **second}))
    if written_out:
        (problem,) = refusal(path)
        assert "Avgångar externt saknas. Förväntat: ett heltal, minst 0; skriv 0 om det är noll." in problem
    else:
        assert [row["left_externally"] for row in records(path)] == [0, 3]
