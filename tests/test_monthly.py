"""Months computed from exports: every measure by hand, time, gaps, breaks, organisations, print beside exports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.figures.exports import covered, is_sample
from dashboard.figures.figure import Figure
from dashboard.figures.groups import DIVIDING, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Computed, Side
from dashboard.figures.monthly import (
    accumulated,
    by_month,
    of_loaded,
    of_years,
    over_year,
    shown,
)
from dashboard.figures.store.loaded import coverage
from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.agreement import Agreement, agreements
from loaders.exports.catalogue import BY_ID, EXPORTS
from tests.export_files import AREAS, csv_told, sick_leave, year
from tests.made import EVERYONE, WHOLE, indicators, loaded, results, sample, volumes

Row = Mapping[str, Any]
Facts = Mapping[str, Sequence[Row]]
Lines = Sequence[tuple[str, str, str]]
COMPUTED = [measure.id for measure in MEASURES.values() if measure.computed]


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Warehouse]:
    """A warehouse of facts as the loaders would have written them; every call makes another."""
    count = iter(range(1000))

    def make(facts: Facts, breaks: Lines = (), moves: Lines = (), *, sample: bool = False) -> Warehouse:
        return warehouse(tmp_path / f"{next(count)}.duckdb", facts, breaks, moves, sample=sample)

    return make


def warehouse(path: Path, facts: Facts, breaks: Lines = (), moves: Lines = (), *, sample: bool = False) -> Warehouse:
    """Facts with just the columns that they name: org, month (2021-03) and file have defaults."""
    with duckdb.connect(str(path)) as base:
        base.execute("create table measure_area (measure varchar, organisation varchar, begins date, ends date)")
        base.execute(
            f"""create table organisation as
                select '{WHOLE}' as organisation, 'whole' as level, null::date as "from", null::date as "to" """
        )
        base.execute("create table series_break (measure varchar, date varchar, text varchar, organisation varchar)")
        base.execute("create table reorganisation (date date, org varchar, text varchar)")
        base.execute("create table export_file (file integer, name varchar, export varchar, sample boolean)")
        base.execute("create table loaded (export varchar, of_month date, organisation varchar, file integer)")
        base.execute(
            "create table gap (export varchar, kind varchar, org varchar, place varchar, name varchar,"
            ' "column" varchar, first date, last date)'
        )
        base.execute("create table export (id varchar, name varchar, position integer, people boolean)")
        for position, declared in enumerate(EXPORTS):
            base.execute(
                "insert into export values (?, ?, ?, ?)", [declared.id, declared.name, position, bool(declared.people)]
            )
        base.execute(
            "create table released"
            " (year integer, family varchar, org varchar, unit varchar, grouping varchar, hidden boolean)"
        )
        base.execute("create table sibling_group (year integer, org varchar, unit varchar, member varchar)")
        base.execute("create table people_column (export varchar, name varchar, family varchar)")
        for declared in EXPORTS:
            for column in declared.numbers if declared.people else ():
                base.execute("insert into people_column values (?, ?, ?)", [declared.id, column.name, column.seldom])
        for line in breaks:
            base.execute("insert into series_break values (?, ?, ?, '')", line)
        for line in moves:
            base.execute("insert into reorganisation values (?, ?, ?)", line)
        for export, rows in facts.items():
            names = sorted({name for row in rows for name in row} - {"month", "org", "file"})
            kinds = {name: "decimal(24, 6)" if _is_number(rows, name) else "varchar" for name in names}
            listed = "".join(f", {name} {kind}" for name, kind in kinds.items())
            base.execute(f"create table fact_{export} (of_month date, org varchar, file integer{listed})")
            lines = [
                [f"{row['month']}-01", row.get("org", "Äldreomsorg"), row.get("file", 0), *map(row.get, names)]
                for row in rows
            ]
            places = f"({', '.join('?' * (3 + len(names)))})"
            cells = [cell for line in lines for cell in line]
            base.execute(f"insert into fact_{export} values {', '.join([places] * len(lines))}", cells)
            base.execute(f"insert into loaded select distinct '{export}', of_month, org, file from fact_{export}")
            base.execute(
                f"insert into export_file select distinct file, '{export} ' || file || '.xlsx', '{export}', {sample}"
                f" from fact_{export}"
            )
            base.execute(f"alter table fact_{export} add column sheet varchar default 'Data'")
            base.execute(f"alter table fact_{export} add column source_row integer")
            base.execute(f"update fact_{export} set source_row = rowid + 2")
            if BY_ID[export].people:
                _release(base, export, kinds)
    return Warehouse(path, EVERYTHING)


def _release(base: duckdb.DuckDBPyConnection, export: str, kinds: Mapping[str, str]) -> None:
    """The sums of everyone and of each group that one column divides, of the whole and of areas; no row is kept.

    What few have any of stands apart: by month for the whole, by quarter for areas, by year for what divides
    these but by form.
    """
    numbers = {column.name: column.seldom for column in BY_ID[export].numbers if column.name in kinds}
    for table, chosen in (
        ("released", [name for name, family in numbers.items() if not family]),
        ("seldom", [name for name, family in numbers.items() if family and name != "retired_age_sum"]),
    ):
        summed = "".join(f", sum({name}) as {name}" for name in chosen)
        parts = []
        for dividing in ("", *(name for name in DIVIDING if name in kinds)):
            group = ", ".join(name if name == dividing else f"'total' as {name}" for name in ("unit", *DIVIDING))
            for org, months in ((f"'{WHOLE}'", 1), ("org", 3)):
                length = 1 if table == "released" else 12 if dividing not in ("", "form") else months
                first = f"cast(time_bucket(interval {length} month, of_month) as date)"
                parts.append(
                    f"select {first} as of_month, {length} as months, {org} as org, {group}{summed},"
                    f" string_agg(distinct cast(file as varchar), ',') as files from fact_{export} group by all"
                    f" having count(distinct of_month) = {length}"
                )
        base.execute(f"create table {table}_{export} as {' union all by name '.join(parts)}")
    base.execute(f"alter table released_{export} drop column months")
    base.execute(f"alter table seldom_{export} rename column of_month to first")
    if "retired_age_sum" in numbers:
        base.execute(f"alter table seldom_{export} add column retired_age_sum decimal(24, 6)")
        group = ", ".join(f"'total' as {name}" for name in ("unit", *DIVIDING))
        base.execute(
            f"""insert into seldom_{export} by name
                select cast(date_trunc('year', of_month) as date) as first, 12 as months, '{WHOLE}' as org, {group},
                       sum(retired_age_sum) as retired_age_sum, string_agg(distinct cast(file as varchar), ',') as files
                from fact_{export} group by first having sum(retired) > 10 and count(distinct of_month) = 12"""
        )
    base.execute(f"drop table fact_{export}")


def _is_number(rows: Sequence[Row], name: str) -> bool:
    return any(isinstance(row.get(name), int | float) for row in rows)


def hours(months: Mapping[str, tuple[float, float]], **more: Any) -> list[Row]:
    """Sick hours and ordinary hours by month."""
    return [{"month": m, "sick_hours": sick, "ordinary_hours": of, **more} for m, (sick, of) in months.items()]


def months(first: str, count: int) -> list[str]:
    """So many months from the first on."""
    of, month = map(int, first.split("-"))
    return [f"{of + (month - 1 + at) // 12}-{(month - 1 + at) % 12 + 1:02d}" for at in range(count)]


def values(rows: Sequence[Figure]) -> list[tuple[str, float | None]]:
    return [(row.period_text, None if row.value is None else round(row.value, 6)) for row in rows]


def segments(rows: Sequence[Figure]) -> list[int]:
    return [row.segment for row in rows]


TWO_UNITS: Mapping[str, Sequence[Row]] = {
    "sick_leave": [
        {
            "manager": "no",
            "ordinary_hours": 100,
            "sick_hours": 30,
            "sick_hours_1_14": 20,
            "sick_hours_15_59": 10,
            "sick_hours_60": 0,
            "long_spell_hours": 0,
        },
        {
            "manager": "yes",
            "ordinary_hours": 900,
            "sick_hours": 10,
            "sick_hours_1_14": 4,
            "sick_hours_15_59": 2,
            "sick_hours_60": 4,
            "long_spell_hours": 6,
        },
    ],
    "staff": [
        {
            "form": "permanent",
            "manager": "no",
            "headcount": 90,
            "full_time_headcount": 60,
            "full_time_equivalents": 80.5,
            "hired": 4,
            "left_externally": 3,
            "left_internally": 1,
            "retired": 8,
            "retired_age_sum": 520,
            "extra_hours": 20,
            "overtime_hours": 10,
            "worked_hours": 1000,
        },
        {
            "form": "permanent",
            "manager": "yes",
            "headcount": 10,
            "full_time_headcount": 2,
            "full_time_equivalents": 8,
            "hired": 2,
            "left_externally": 2,
            "left_internally": 0,
            "retired": 4,
            "retired_age_sum": 256,
            "extra_hours": 10,
            "overtime_hours": 20,
            "worked_hours": 500,
        },
        {
            "form": "temporary",
            "manager": "no",
            "headcount": 50,
            "full_time_headcount": 50,
            "full_time_equivalents": 12,
            "hired": 50,
            "left_externally": 40,
            "left_internally": 20,
            "retired": 0,
            "retired_age_sum": 0,
            "extra_hours": 0,
            "overtime_hours": 0,
            "worked_hours": 500,
        },
    ],
    "ledger": [
        {"account": "3010", "outcome": -9000, "budget": -8000},
        {"account": "3999", "outcome": -1000, "budget": -500},
        {"account": "4010", "outcome": 500, "budget": 700},
        {"account": "5010", "outcome": 6500, "budget": 7000},
    ],
    "investment": [{"outcome": 40000}, {"outcome": -10000}],
    "home_care": [
        {"granted_hours": 100, "performed_hours": 80},
        {"granted_hours": 50, "performed_hours": 30},
    ],
    "housing": [{"occupied_days": 300, "place_days": 310}, {"occupied_days": 30, "place_days": 90}],
    "assistance": [{"law": "sfb", "hours": 700}, {"law": "sfb", "hours": 20.5}, {"law": "lss", "hours": 90}],
    "meals": [{"served": 650}, {"served": 25}],
}
"""What two units of unequal size report for a month."""


@pytest.fixture(scope="module")
def one_month(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The two units in March 2021."""
    facts = {export: [{"month": "2021-03", **row} for row in rows] for export, rows in TWO_UNITS.items()}
    return warehouse(tmp_path_factory.mktemp("facts") / "one.duckdb", facts)


class TestEveryMeasure:
    """Two units of unequal size in one month, added up by hand."""

    BY_HAND: Mapping[tuple[str, str], float | None] = {
        ("sick_leave", "outcome"): 40 / 1000 * 100,
        ("manager_sick_leave", "outcome"): 10 / 900 * 100,
        ("long_spell_share", "outcome"): 6 / 40 * 100,
        ("sick_per_full_time_1_14", "outcome"): 24 / 100.5,
        ("sick_per_full_time_15_59", "outcome"): 12 / 100.5,
        ("sick_per_full_time_60", "outcome"): 4 / 100.5,
        ("sick_share_1_14", "outcome"): 24 / 40 * 100,
        ("sick_share_15_59", "outcome"): 12 / 40 * 100,
        ("sick_share_60", "outcome"): 4 / 40 * 100,
        ("ordinary_hours", "outcome"): 1000,
        ("sick_hours_1_14", "outcome"): 24,
        ("sick_hours_15_59", "outcome"): 12,
        ("sick_hours_60", "outcome"): 4,
        ("external_leavers", "outcome"): 5 / 100 * 100,
        ("internal_leavers", "outcome"): 1 / 100 * 100,
        ("retirement_leavers", "outcome"): 12 / 100 * 100,
        ("left_externally", "outcome"): 5,
        ("left_internally", "outcome"): 1,
        ("retired", "outcome"): 12,
        ("leavers", "outcome"): 18,
        ("hires", "outcome"): 6,
        ("full_time_share", "outcome"): 62 / 100 * 100,
        ("headcount", "outcome"): 150,
        ("manager_span", "outcome"): 140 / 10,
        ("employees", "outcome"): 100,
        ("full_time_equivalents", "outcome"): 100.5,
        ("extra_hours_share", "outcome"): 30 / 2000 * 100,
        ("overtime_share", "outcome"): 30 / 2000 * 100,
        ("extra_and_overtime_share", "outcome"): 60 / 2000 * 100,
        ("extra_hours_as_full_time", "outcome"): 30 / (2000 / 100.5),
        ("overtime_as_full_time", "outcome"): 30 / (2000 / 100.5),
        ("pension_age", "outcome"): None,
        ("home_care_hours", "outcome"): 110,
        ("care_days", "outcome"): 330,
        ("sfb_hours", "outcome"): 720.5,
        ("lss_hours", "outcome"): 90,
        ("meals", "outcome"): 675,
        ("occupancy", "outcome"): 330 / 400 * 100,
        ("result", "outcome"): 3.0,
        ("result", "budget"): 0.8,
        ("cost", "outcome"): 7.0,
        ("cost", "budget"): 7.7,
        ("revenue", "outcome"): 10.0,
        ("revenue", "budget"): 8.5,
        ("investment", "outcome"): 30.0,
    }

    def test_all_that_are_computed_are_here(self) -> None:
        assert {measure for measure, _ in self.BY_HAND} == set(COMPUTED)

    @pytest.mark.parametrize(("measure", "scenario"), BY_HAND)
    def test_a_month_is_what_it_is_by_hand(self, one_month: Warehouse, measure: str, scenario: str) -> None:
        (row,) = by_month(one_month, measure, EVERYONE, scenario=scenario)
        assert row.value == pytest.approx(self.BY_HAND[measure, scenario])
        assert (row.measure, row.scenario, row.unit) == (measure, scenario, MEASURES[measure].unit)

    @pytest.mark.parametrize("measure", [m for m in COMPUTED if m not in ("result", "cost", "revenue")])
    def test_only_the_ledger_has_a_budget(self, one_month: Warehouse, measure: str) -> None:
        assert by_month(one_month, measure, EVERYONE, scenario="budget") == []

    @pytest.mark.parametrize("scenario", ["plan", "forecast", "target", "deviation", "frame", "assessment"])
    @pytest.mark.parametrize("measure", ["result", "meals"])
    def test_no_outcome_stands_for_another_scenario(self, one_month: Warehouse, measure: str, scenario: str) -> None:
        assert by_month(one_month, measure, EVERYONE, scenario=scenario) == []

    @pytest.mark.parametrize("measure", sorted(set(MEASURES) - set(COMPUTED)))
    def test_what_is_only_published_has_no_month(self, one_month: Warehouse, measure: str) -> None:
        assert (by_month(one_month, measure, EVERYONE), covered(one_month, measure)) == ([], None)

    def test_every_column_is_one_of_the_export(self) -> None:
        for measure in COMPUTED:
            computed = MEASURES[measure].computed
            assert computed is not None
            asked = " ".join(side.sql for side in (computed.numerator, computed.denominator, computed.budget) if side)
            assert any(column.name in asked for column in BY_ID[computed.export].columns)

    def test_a_share_is_sums_divided_and_never_a_mean_of_shares(self, one_month: Warehouse) -> None:
        """30 % of 100 hours and 1.1 % of 900 hours are 4 %, not their mean of 15.6 %."""
        (row,) = by_month(one_month, "sick_leave", EVERYONE)
        assert row.value == pytest.approx(4.0)
        assert row.value != pytest.approx((30 + 10 / 9) / 2)

    def test_home_care_counts_granted_hours_before_2019_and_performed_ones_from_then_on(
        self, made: Callable[..., Warehouse]
    ) -> None:
        rows = [{"month": m, "granted_hours": 100, "performed_hours": 80} for m in ("2018-12", "2019-01")]
        found = by_month(made({"home_care": rows}), "home_care_hours", EVERYONE)
        assert values(found) == [("dec 2018", 100), ("jan 2019", 80)]


class TestTime:
    def test_hours_are_added_over_twelve_months_before_they_are_divided(self, made: Callable[..., Warehouse]) -> None:
        first, *others = months("2021-01", 12)
        facts = {"sick_leave": hours({first: (50, 100)} | dict.fromkeys(others, (0, 900 / 11)))}
        (row,) = over_year(made(facts), "sick_leave", EVERYONE)
        assert row.value == pytest.approx(5.0, abs=1e-4)
        assert (row.period_text, row.part_year, row.cell) == ("jan–dec 2021", False, "")

    @pytest.mark.parametrize(
        ("measure", "column"),
        [
            ("external_leavers", "left_externally"),
            ("internal_leavers", "left_internally"),
            ("retirement_leavers", "retired"),
        ],
    )
    def test_leavers_of_twelve_months_are_divided_by_the_average_headcount(
        self, made: Callable[..., Warehouse], measure: str, column: str
    ) -> None:
        rows = [
            {"month": month, "form": "permanent", column: 1, "headcount": 100 if at < 6 else 200}
            for at, month in enumerate(months("2021-01", 12))
        ]
        (row,) = over_year(made({"staff": rows}), measure, EVERYONE)
        assert row.value == pytest.approx(12 / 150 * 100)

    @pytest.mark.parametrize(("measure", "value"), [("employees", 112), ("full_time_share", 12 / 112 * 100)])
    def test_a_stock_is_that_of_the_last_month(
        self, made: Callable[..., Warehouse], measure: str, value: float
    ) -> None:
        rows = [
            {"month": month, "form": "permanent", "headcount": 101 + at, "full_time_headcount": 1 + at}
            for at, month in enumerate(months("2021-01", 12))
        ]
        facts = made({"staff": rows})
        assert [row.value for row in over_year(facts, measure, EVERYONE)] == [pytest.approx(value)]
        assert [row.value for row in of_years(facts, measure, EVERYONE)] == [pytest.approx(value)]

    def test_a_volume_is_added(self, made: Callable[..., Warehouse]) -> None:
        rows = [{"month": month, "served": at} for at, month in enumerate(months("2020-12", 13))]
        facts = made({"meals": rows})
        assert values(over_year(facts, "meals", EVERYONE)) == [("dec 2020–nov 2021", 66), ("jan–dec 2021", 78)]
        assert values(of_years(facts, "meals", EVERYONE)) == [("jan–dec 2021", 78)]

    @pytest.mark.parametrize(("count", "spans"), [(1, 0), (11, 0), (12, 1), (14, 3)])
    def test_twelve_months_together_need_twelve(self, made: Callable[..., Warehouse], count: int, spans: int) -> None:
        facts = made({"sick_leave": hours(dict.fromkeys(months("2020-06", count), (8, 100)))})
        assert len(over_year(facts, "sick_leave", EVERYONE)) == spans

    def test_twelve_months_together_never_reach_over_a_missing_one(self, made: Callable[..., Warehouse]) -> None:
        there = [month for month in months("2020-01", 30) if month != "2021-03"]
        found = over_year(made({"sick_leave": hours(dict.fromkeys(there, (8, 100)))}), "sick_leave", EVERYONE)
        ends = [row.period_end for row in found]
        assert ends == [date(2020, 12, 31), date(2021, 1, 31), date(2021, 2, 28), *ends[3:]]
        assert ends[3:] == [date(2022, 3, 31), date(2022, 4, 30), date(2022, 5, 31), date(2022, 6, 30)]
        assert segments(found) == [0, 0, 0, 1, 1, 1, 1]

    @pytest.mark.parametrize("missing", ["2021-01", "2021-07", "2021-12"])
    def test_a_year_needs_all_its_months(self, made: Callable[..., Warehouse], missing: str) -> None:
        there = [month for month in months("2020-01", 24) if month != missing]
        facts = made({"sick_leave": hours(dict.fromkeys(there, (8, 100)))})
        assert values(of_years(facts, "sick_leave", EVERYONE)) == [("jan–dec 2020", 8)]

    def test_a_sum_from_january_stops_at_a_missing_month(self, made: Callable[..., Warehouse]) -> None:
        rows = [{"month": m, "account": "3", "outcome": -1000, "budget": -2000} for m in months("2021-01", 12)]
        facts = made({"ledger": [row for row in rows if row["month"] != "2021-04"]})
        assert values(accumulated(facts, "result", 2021, EVERYONE)) == [
            ("jan 2021", 1),
            ("jan–feb 2021", 2),
            ("jan–mar 2021", 3),
        ]
        assert [row.value for row in accumulated(facts, "result", 2021, EVERYONE, scenario="budget")] == [2, 4, 6]
        assert accumulated(facts, "result", 2020, EVERYONE) == []

    def test_a_sum_from_january_needs_january(self, made: Callable[..., Warehouse]) -> None:
        rows = [{"month": month, "account": "3", "outcome": -1000} for month in months("2021-02", 5)]
        assert accumulated(made({"ledger": rows}), "result", 2021, EVERYONE) == []


class TestPensionAge:
    """A mean of ages is shown only of those whom nobody can single out."""

    def ages(self, retired: Mapping[str, int], **more: Any) -> list[Row]:
        return [
            {"month": month, "retired": count, "retired_age_sum": 65 * count, **more}
            for month, count in retired.items()
        ]

    def test_a_year_is_the_sum_of_ages_by_those_who_retired(self, made: Callable[..., Warehouse]) -> None:
        """Eleven: ten of 65 and one of 54."""
        rows = [*self.ages(year(2021, 0) | {"2021-01": 10}), {"month": "2021-05", "retired": 1, "retired_age_sum": 54}]
        (row,) = of_years(made({"staff": rows}), "pension_age", EVERYONE)
        assert row.value == pytest.approx(704 / 11)
        assert (row.resolution, row.unit) == (0.1, "år")

    def test_ten_are_too_few(self, made: Callable[..., Warehouse]) -> None:
        facts = made({"staff": self.ages(year(2021, 0) | {"2021-01": 10})})
        assert of_years(facts, "pension_age", EVERYONE) == []
        row = by_month(facts, "pension_age", EVERYONE)[0]
        assert (row.value, row.missing) == (None, "hidden")
        assert row.note == "bara hela år för helheten, då fler än 10 räknas, visas: annars kan personer pekas ut"

    @pytest.mark.parametrize(
        "group", [Group("Äldreomsorg"), Group(WHOLE, gender="women"), Group("Äldreomsorg", "Norr")]
    )
    def test_no_group_has_one(self, made: Callable[..., Warehouse], group: Group) -> None:
        facts = made({"staff": self.ages(year(2021, 50), gender="women", unit="Norr")})
        assert [row.value for row in of_years(facts, "pension_age", group) if row.value is not None] == []

    def test_no_months_have_one_that_are_not_a_calendar_year(self, made: Callable[..., Warehouse]) -> None:
        facts = made({"staff": self.ages(dict.fromkeys(months("2020-12", 13), 50))})
        assert values(by_month(facts, "pension_age", EVERYONE)) == [("dec 2020", None), ("jan–dec 2021", 65)]
        assert values(over_year(facts, "pension_age", EVERYONE)) == [("jan–dec 2021", 65)]
        assert of_loaded(facts, "pension_age", EVERYONE, date(2021, 1, 1), date(2021, 11, 1)) is None

    def test_print_is_compared_only_where_there_is_one(self, tmp_path: Path) -> None:
        report = indicators(["2020", "2021"], ["Avgångsålder pension", "64,0", "65,0"])
        rows = [*self.ages(year(2020, 0)), *self.ages(year(2021, 1))]
        facts = loaded(tmp_path, {"a.csv": csv_told(BY_ID["staff"], *rows)}, report)
        assert [(a.published.year, a.computed.value, a.answer) for a in agreements(facts, "pension_age")] == [
            (2021, 65, "agrees")
        ]


class TestTwoGroups:
    def test_a_ratio_of_two_groups_needs_both_in_a_month(self, made: Callable[..., Warehouse]) -> None:
        """January has no manager, March nobody else; February has 40 by 4."""
        rows = [
            {"month": "2021-01", "manager": "no", "headcount": 40},
            {"month": "2021-02", "manager": "no", "headcount": 40},
            {"month": "2021-02", "manager": "yes", "headcount": 4, "file": 1},
            {"month": "2021-03", "manager": "yes", "headcount": 4},
        ]
        (row,) = by_month(made({"staff": rows}), "manager_span", EVERYONE)
        assert (row.period_text, row.value, row.cell) == ("feb 2021", 10, "")
        assert row.file == "staff 0.xlsx; staff 1.xlsx"


class TestMonths:
    def test_a_month_without_rows_is_unknown_and_cuts_the_line(self, made: Callable[..., Warehouse]) -> None:
        there = dict.fromkeys(["2021-01", "2021-02", "2021-04", "2021-05"], (8, 100))
        found = by_month(made({"sick_leave": hours(there)}), "sick_leave", EVERYONE)
        assert values(found) == [("jan 2021", 8), ("feb 2021", 8), ("apr 2021", 8), ("maj 2021", 8)]
        assert segments(found) == [0, 0, 1, 1]
        assert {row.cut for row in found} == {""}

    def test_nothing_to_divide_by_is_no_value_and_cuts_the_line(self, made: Callable[..., Warehouse]) -> None:
        there = {"2021-01": (8, 100), "2021-02": (0, 0), "2021-03": (9, 100)}
        found = by_month(made({"sick_leave": hours(there)}), "sick_leave", EVERYONE)
        assert values(found) == [("jan 2021", 8), ("feb 2021", None), ("mar 2021", 9)]
        assert (found[0].segment, found[2].segment) == (0, 1)

    def test_a_break_cuts_the_line_and_says_why(self, made: Callable[..., Warehouse]) -> None:
        facts = {"sick_leave": hours(dict.fromkeys(months("2020-11", 4), (8, 100)))}
        breaks = [("sick_leave", "2021-01-01", "Nytt system"), ("meals", "2020-12-01", "Ett annat mått")]
        found = by_month(made(facts, breaks), "sick_leave", EVERYONE)
        assert [(row.segment, row.cut) for row in found] == [(0, ""), (0, ""), (1, "Nytt system"), (1, "")]

    @pytest.mark.parametrize(
        ("day", "after"),
        [
            pytest.param("2021-01-01", ["2021-12", "2022-01", "2022-02", "2022-03"], id="at a turn of months"),
            pytest.param("2021-01-15", ["2022-01", "2022-02", "2022-03"], id="within January"),
        ],
    )
    def test_twelve_months_together_never_span_a_break(
        self, made: Callable[..., Warehouse], day: str, after: list[str]
    ) -> None:
        facts = {"sick_leave": hours(dict.fromkeys(months("2019-12", 28), (8, 100)))}
        found = over_year(made(facts, [("sick_leave", day, "Nytt system")]), "sick_leave", EVERYONE)
        ends = [f"{row.period_end:%Y-%m}" for row in found]
        assert ends == ["2020-11", "2020-12", *after]
        cuts = [(end, row.cut) for end, row in zip(ends, found, strict=True) if row.cut]
        assert cuts == [(after[0], "Nytt system")]

    def test_a_break_before_a_month_without_value_is_told_once_at_the_next_value(
        self, made: Callable[..., Warehouse]
    ) -> None:
        there = {"2021-01": (8, 100), "2021-02": (0, 0), "2021-03": (9, 100)}
        found = by_month(
            made({"sick_leave": hours(there)}, [("sick_leave", "2021-02-01", "Nytt")]), "sick_leave", EVERYONE
        )
        assert [row.cut for row in found] == ["", "", "Nytt"]

    def test_it_is_dated_to_the_day(self, made: Callable[..., Warehouse]) -> None:
        found = by_month(
            made({"sick_leave": hours({"2020-02": (8, 100), "2021-12": (8, 100)})}), "sick_leave", EVERYONE
        )
        assert [(row.period_start, row.period_end, row.year, row.month) for row in found] == [
            (date(2020, 2, 1), date(2020, 2, 29), 2020, 2),
            (date(2021, 12, 1), date(2021, 12, 31), 2021, 12),
        ]

    def test_it_traces_to_its_export_and_files(self, made: Callable[..., Warehouse]) -> None:
        rows = [
            *hours({"2021-01": (8, 100)}, file=3),
            *hours({"2021-01": (8, 100)}, file=1, org="Ledning"),
            *hours({"2021-02": (8, 100)}, file=2),
        ]
        first, second = by_month(made({"sick_leave": rows}), "sick_leave", EVERYONE)
        assert (first.publication, first.file, first.cell) == (
            "exporten Sjukfrånvaro",
            "sick_leave 1.xlsx; sick_leave 3.xlsx",
            "",
        )
        assert (second.file, second.cell, second.computed, second.printed) == ("sick_leave 2.xlsx", "", True, "")

    def test_it_names_the_sheets_and_rows_of_its_files(self, made: Callable[..., Warehouse]) -> None:
        rows = [
            *({"month": "2021-01", "occupied_days": 10, "org": org, "file": 3} for org in ("Äldreomsorg", "Ledning")),
            {"month": "2021-01", "occupied_days": 5, "file": 3},
            {"month": "2021-02", "occupied_days": 7, "file": 1},
            {"month": "2021-02", "occupied_days": 8, "file": 4},
        ]
        first, second = by_month(made({"housing": rows}), "care_days", Group("Äldreomsorg"))
        assert (first.file, first.sheet, first.cell) == ("housing 3.xlsx", "Data rad 2–4", "2 rader")
        assert (second.file, second.sheet, second.cell) == (
            "housing 1.xlsx; housing 4.xlsx",
            "Data rad 5; Data rad 6",
            "2 rader",
        )

    @pytest.mark.parametrize("sample", [True, False])
    def test_a_sample_is_marked(self, made: Callable[..., Warehouse], *, sample: bool) -> None:
        facts = made({"sick_leave": hours({"2021-01": (8, 100)})}, sample=sample)
        (row,) = by_month(facts, "sick_leave", EVERYONE)
        assert (row.sample, is_sample(facts)) == (sample, sample)

    def test_leavers_are_shown_over_twelve_months_only(self, made: Callable[..., Warehouse]) -> None:
        rows = [
            {"month": m, "form": "permanent", "left_externally": 1, "headcount": 100, "full_time_headcount": 50}
            for m in months("2021-01", 13)
        ]
        facts = made({"staff": rows})
        assert [row.value for row in shown(facts, "external_leavers", EVERYONE)] == [12, 12]
        assert len(shown(facts, "full_time_share", EVERYONE)) == 13


class TestExports:
    """Which rows of which export a measure sums."""

    def computed(self, monkeypatch: pytest.MonkeyPatch, computed: Computed) -> str:
        monkeypatch.setitem(MEASURES, "made", replace(MEASURES["meals"], id="made", computed=computed, decimals=2))
        return "made"

    def test_rows_are_chosen_of_the_own_export_only(
        self, made: Callable[..., Warehouse], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Costs per meal: 600 of account 5 and none of account 3, 200 meals."""
        facts = {
            "ledger": [
                {"month": "2021-01", "account": account, "outcome": value} for account, value in (("5", 600), ("3", 50))
            ],
            "meals": [{"month": "2021-01", "served": 200, "file": 1}],
        }
        cost = Side("sum(outcome)")
        of = Computed("ledger", cost, Side("sum(served)", export="meals"), where="account = '5'", percent=False)
        (row,) = by_month(made(facts), self.computed(monkeypatch, of), EVERYONE)
        assert (row.value, row.resolution) == (3, 0.01)
        assert (row.publication, row.file) == ("exporterna Ekonomi och Måltider", "ledger 0.xlsx; meals 1.xlsx")

    def test_of_people_no_rows_can_be_chosen(
        self, made: Callable[..., Warehouse], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        measure = self.computed(monkeypatch, Computed("staff", Side("sum(headcount)"), where="form = 'permanent'"))
        facts = made({"staff": [{"month": "2021-01", "form": "permanent", "headcount": 20}]})
        with pytest.raises(
            ValueError, match="form = 'permanent': rows of staff are not kept; choose employees with who"
        ):
            by_month(facts, measure, EVERYONE)


class TestOrganisations:
    @pytest.fixture
    def facts(self, made: Callable[..., Warehouse]) -> Warehouse:
        rows = [
            {"month": "2021-01", "granted_hours": 0, "performed_hours": 1, "org": "Äldreomsorg"},
            {"month": "2021-01", "performed_hours": 10, "org": "Ledning"},
            {"month": "2021-01", "performed_hours": 100, "org": "Leanlink"},
            {"month": "2021-01", "performed_hours": 1000, "org": None},
        ]
        return made({"home_care": rows})

    @pytest.mark.parametrize(
        ("org", "value"), [("Äldreomsorg", 1), ("Ledning", 10), ("Leanlink", 111), ("Kost och Restaurang", None)]
    )
    def test_the_whole_holds_unknown_units_and_no_other_provider(
        self, facts: Warehouse, org: str, value: float | None
    ) -> None:
        assert [row.value for row in by_month(facts, "home_care_hours", Group(org))] == (
            [] if value is None else [value]
        )


class TestReorganisations:
    """Units move between areas in the middle of two years of months."""

    NORR = "Norr flyttar från Äldreomsorg till Ledning"
    MOVES = (("2021-01-01", "Äldreomsorg", NORR), ("2021-01-01", "Ledning", NORR))

    def facts(self, made: Callable[..., Warehouse], breaks: Lines = (), moves: Lines = MOVES) -> Warehouse:
        orgs = ("Äldreomsorg", "Ledning", "Råd och Stöd")
        there = dict.fromkeys(months("2020-01", 24), (8, 100))
        return made(
            {"sick_leave": [row for org in orgs for row in hours(there, org=org, gender="women")]}, breaks, moves
        )

    @pytest.mark.parametrize("group", [Group("Äldreomsorg"), Group("Ledning"), Group("Ledning", gender="women")])
    def test_the_lines_of_an_area_are_cut_and_say_why(self, made: Callable[..., Warehouse], group: Group) -> None:
        found = by_month(self.facts(made), "sick_leave", group)
        assert segments(found) == [0] * 12 + [1] * 12
        assert [(row.period_text, row.cut) for row in found if row.cut] == [("jan 2021", self.NORR)]

    @pytest.mark.parametrize("group", [EVERYONE, Group(WHOLE, gender="women"), Group("Råd och Stöd")])
    def test_the_whole_and_other_areas_are_not(self, made: Callable[..., Warehouse], group: Group) -> None:
        found = by_month(self.facts(made), "sick_leave", group)
        assert [(row.segment, row.cut) for row in found] == [(0, "")] * 24
        assert len(over_year(self.facts(made), "sick_leave", group)) == 13

    def test_twelve_months_together_never_span_one(self, made: Callable[..., Warehouse]) -> None:
        found = over_year(self.facts(made), "sick_leave", Group("Ledning"))
        assert [(row.period_text, row.segment, row.cut) for row in found] == [
            ("jan–dec 2020", 0, ""),
            ("jan–dec 2021", 1, self.NORR),
        ]

    def test_all_that_happens_on_a_day_is_told(self, made: Callable[..., Warehouse]) -> None:
        alm = "Alm flyttar från Råd och Stöd till Ledning"
        moves = [*self.MOVES, ("2021-01-01", "Ledning", alm)]
        facts = self.facts(made, [("sick_leave", "2021-01-01", "Nytt system")], moves)
        cuts = [row.cut for row in by_month(facts, "sick_leave", Group("Ledning")) if row.cut]
        assert cuts == [f"{alm}; {self.NORR}; Nytt system"]
        assert [row.cut for row in by_month(facts, "sick_leave", EVERYONE) if row.cut] == ["Nytt system"]


class TestCoverage:
    def test_it_says_first_last_and_how_many_months(self, made: Callable[..., Warehouse]) -> None:
        facts = {
            "meals": [{"month": "2021-03", "served": 1}],
            "sick_leave": [
                *hours(dict.fromkeys(["2019-11", "2020-02", "2020-03"], (8, 100))),
                *hours({"2020-02": (8, 100)}, file=1, org="Ledning"),
            ],
        }
        found = coverage(made(facts))
        assert [(c.export, c.name, c.first, c.last, c.months, c.expected) for c in found] == [
            ("sick_leave", "Sjukfrånvaro", date(2019, 11, 1), date(2020, 3, 1), 3, 5),
            ("meals", "Måltider", date(2021, 3, 1), date(2021, 3, 1), 1, 1),
        ]

    def test_a_measure_has_that_of_its_export(self, made: Callable[..., Warehouse]) -> None:
        facts = made({"housing": [{"month": "2021-03", "occupied_days": 1, "place_days": 1}]})
        found = covered(facts, "occupancy")
        assert found is not None and found.export == "housing"
        assert covered(facts, "meals") is None

    def test_nothing_is_loaded_where_there_are_only_reports(self, published: Warehouse) -> None:
        assert (coverage(published), is_sample(published)) == ([], False)
        for measure in COMPUTED:
            assert (
                by_month(published, measure, EVERYONE),
                over_year(published, measure, EVERYONE),
                of_years(published, measure, EVERYONE),
            ) == (
                [],
                [],
                [],
            )
            assert (accumulated(published, measure, 2021, EVERYONE), agreements(published, measure)) == ([], [])


class TestAgreement:
    def answers(self, found: Sequence[Agreement]) -> list[tuple[int | None, float | None, float | None, str]]:
        return [
            (a.published.year, a.published.value, a.computed.value and round(a.computed.value, 3), a.answer)
            for a in found
        ]

    def test_a_year_agrees_is_off_by_rounding_or_differs(self, tmp_path: Path) -> None:
        """8.04, 8.06 and 8.20 against a print of 8.0; 2018 has only eleven months."""
        report = indicators(
            ["2017", "2018", "2019", "2020", "2021"],
            ["Total sjukfrånvaro (%)", "8,0", "8,0", "8,0", "8,0", "8,0"],
        )
        there = year(2017, 804) | year(2019, 806) | year(2020, 820) | year(2018, 800)
        there.pop("2018-07")
        facts = loaded(tmp_path, {"a.csv": sick_leave(there, *AREAS, hours=10000)}, report)
        assert self.answers(agreements(facts, "sick_leave")) == [
            (2017, 8.0, 8.04, "agrees"),
            (2018, 8.0, None, "incomplete"),
            (2019, 8.0, 8.06, "rounding"),
            (2020, 8.0, 8.2, "differs"),
        ]

    def test_that_invented_figures_agree_verifies_nothing(self, tmp_path: Path) -> None:
        report = indicators(["2021"], ["Total sjukfrånvaro (%)", "8,0"])
        facts = sample(tmp_path, {"a.csv": sick_leave(year(2021, 80), *AREAS)}, report)
        assert self.answers(agreements(facts, "sick_leave")) == [(2021, 8.0, 8.0, "sample")]

    def test_it_compares_area_with_area_and_budget_with_budget(self, tmp_path: Path) -> None:
        report = results(
            ["Bokslut 2021", "Budget 2021"],
            ["Äldreomsorg", "12", "24"],
            ["Ledning", "7", "0"],
            ["Summa nettokostnader, tkr", "19", "24"],
        )
        rows = [
            {"month": month, "responsibility": area, "account": "3010", "outcome": -outcome, "budget": -2 * outcome}
            for month in year(2021, 0)
            for area, outcome in (dict.fromkeys(AREAS, 0) | {"Äldreomsorg": 1000}).items()
        ]
        facts = loaded(tmp_path, {"a.csv": csv_told(BY_ID["ledger"], *rows)}, report)
        found = agreements(facts, "result")
        assert [(a.published.org, a.published.scenario, a.computed.value, a.answer) for a in found] == [
            ("Leanlink", "budget", 24, "agrees"),
            ("Leanlink", "outcome", 12, "differs"),
            ("Ledning", "budget", 0, "agrees"),
            ("Ledning", "outcome", 0, "differs"),
            ("Äldreomsorg", "budget", 24, "agrees"),
            ("Äldreomsorg", "outcome", 12, "agrees"),
        ]

    def test_a_part_year_is_not_compared(self, tmp_path: Path) -> None:
        report = indicators(["2021 Jan-juli"], ["Total sjukfrånvaro (%)", "8,0"])
        facts = loaded(tmp_path, {"a.csv": sick_leave(year(2021, 80))}, report)
        assert agreements(facts, "sick_leave") == []

    def test_a_print_in_thousands_agrees_to_its_last_digit(self, tmp_path: Path) -> None:
        report = volumes(["2021"], ["Måltider, antal tusen st", "7 800"])
        rows = [{"month": month, "served": 650_030} for month in year(2021, 0)]
        facts = loaded(tmp_path, {"a.csv": csv_told(BY_ID["meals"], *rows)}, report)
        assert self.answers(agreements(facts, "meals")) == [(2021, 7_800_000, 7_800_360, "agrees")]
