"""Any measures by any dimensions: what a cell says is what its rows come to, and what the pages say of the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cards import pivot as shown_as
from dashboard.figures import monthly
from dashboard.figures.dimensions import all_dimensions, declared, dimensions_of, periods, why_not, word
from dashboard.figures.figure import Caveat, Figure
from dashboard.figures.groups import PROTECTED, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.ownership import owner
from dashboard.figures.pivot import Key, Make, Pivot, Place, Question, pivot
from dashboard.figures.query import Filter, figures, printed
from dashboard.figures.store.dimensions import dividing, values
from dashboard.figures.store.loaded import coverage, of_people
from dashboard.figures.store.rights import EVERYTHING, Rights
from dashboard.figures.store.warehouse import Warehouse
from loaders.exports.catalogue import EXPORTS
from loaders.exports.export import Export
from tests.made import made_figure
from tests.worlds import CARE, STAB

KITCHENS = "Kost och Restaurang"


def asked(
    measures: Key | str,
    rows: Key = (),
    columns: Key = (),
    org: str = "Leanlink",
    of: tuple[int, int] = (2021, 2021),
    **more: Any,
) -> Question:
    first, last = of
    names = (measures,) if isinstance(measures, str) else measures
    group = more.pop("group", Group(org))
    return Question(names, rows, columns, group, date(first, 1, 1), date(last, 12, 1), **more)


def told_of(warehouse: Warehouse, question: Question) -> dict[tuple[str, Key, Key], Figure]:
    found = pivot(warehouse, question)
    return {place: make() for place, make in found.cells.items()}


def measures_of(warehouse: Warehouse, *, people: bool) -> list[str]:
    there = {each.export for each in coverage(warehouse)}
    return [
        name
        for name, each in MEASURES.items()
        if (c := each.computed) and there.issuperset(c.exports) and of_people(warehouse, c.export) == people
    ]


@st.composite
def questions(draw: st.DrawFn, warehouse: Warehouse, *, people: bool) -> Question:
    """Any question of what is loaded."""
    measures = tuple(
        draw(st.lists(st.sampled_from(measures_of(warehouse, people=people)), min_size=1, max_size=2, unique=True))
    )
    names = [name for name in all_dimensions(warehouse, measures) if name not in ("scenario", "form", "manager")]
    dimensions = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
    down = draw(st.integers(0, min(2, len(dimensions))))
    org = draw(st.sampled_from(["Leanlink", CARE, KITCHENS]))
    only = []
    for name in draw(st.lists(st.sampled_from(names), max_size=1)):
        if dimension := declared(warehouse, measures[0], name):
            only.append(
                (name, tuple(draw(st.lists(st.sampled_from([*values(warehouse, dimension)]), min_size=1, unique=True))))
            )
    of = draw(st.sampled_from([(2021, 2021), (2020, 2021)]))
    return asked(measures, tuple(dimensions[:down]), tuple(dimensions[down:]), org, of, only=tuple(only))


@settings(max_examples=40)
@given(world=st.sampled_from(["as_shipped", "gaps"]), data=st.data())
def test_a_cell_is_what_its_rows_come_to(worlds: dict[str, Path], world: str, data: st.DataObject) -> None:
    """Totals and subtotals too, ratios and choices included: each is summed anew from the rows."""
    warehouse = Warehouse(worlds[world], EVERYTHING)
    question = data.draw(questions(warehouse, people=False))
    for (measure, row, column), figure in told_of(warehouse, question).items():
        has = {*zip(question.rows, row, strict=False), *zip(question.columns, column, strict=False)}
        expected = anew(warehouse, question, measure, dict(has))
        if figure.value is None:
            assert figure.missing == "gap", figure
        else:
            assert figure.value == pytest.approx(expected), (measure, has)


def anew(warehouse: Warehouse, question: Question, measure: str, has: Mapping[str, str]) -> float:
    """A measure of the rows with some values, in plain SQL."""
    computed = MEASURES[measure].computed
    assert computed
    org = has.get("org", question.group.org)
    chosen = [f"({computed.where})", "org is not null"]
    chosen += [] if org == warehouse.whole or owner(warehouse, measure, org) else [f"org = '{org}'"]
    time = [name for name in ("year", "quarter", "month") if name in has]
    first, last = periods(time, question.first, question.last)[tuple(has[name] for name in time)]
    chosen.append(f"of_month between date '{first}' and date '{last}'")
    kept = [*((name, (value,)) for name, value in has.items() if name not in (*time, "org")), *question.only]
    for name, among in kept:
        if declared(warehouse, measure, name):
            chosen.append(f"coalesce({name}, '') in ({', '.join(repr(value) for value in among)})")
    sides = [computed.numerator.sql, computed.denominator.sql if computed.denominator else "100"]
    told = ", ".join(f"cast({side} as double)" for side in sides)
    ((above, below),) = warehouse.rows(f"select {told} from fact_{computed.export} where {' and '.join(chosen)}")
    return float(above / below * (100 if computed.percent else 1) if computed.denominator else above)


@settings(max_examples=30)
@given(world=st.sampled_from(["as_shipped", "units"]), data=st.data())
def test_what_pages_say_of_employees_is_said_here(worlds: dict[str, Path], world: str, data: st.DataObject) -> None:
    """Of every group, month and calendar year that a page tells of; hidden is hidden here too."""
    warehouse = Warehouse(worlds[world], EVERYTHING)
    measure = data.draw(st.sampled_from(measures_of(warehouse, people=True)))
    by = data.draw(st.sampled_from([(), ("gender",), ("age",), ("unit",), ("gender", "age")]))
    org = data.draw(st.sampled_from(["Leanlink", CARE]))
    of = (2020, 2021)
    for time, page in (("month", monthly.by_month), ("year", monthly.of_years)):
        cells = told_of(warehouse, asked(measure, by, (time,), org, of))
        for (_, row, column), figure in cells.items():
            if figure.group is None or not column:
                continue
            period = figure.period_start, figure.period_end
            same = [e for e in page(warehouse, measure, figure.group) if (e.period_start, e.period_end) == period]
            shown = [each.value for each in same if each.missing != "hidden"]
            if figure.missing == "hidden":
                # A month of what is told of over twelve months is no rate.
                assert not shown or not by_month(measure), (measure, row, column)
            elif shown or not figure.part_year:
                assert [figure.value] == shown, (measure, row, column)


def by_month(measure: str) -> bool:
    computed = MEASURES[measure].computed
    return computed is not None and computed.by_month


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_choices_in_any_order_give_the_same(worlds: dict[str, Path], order: tuple[int, int]) -> None:
    warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
    only = (("account", ("3010",)), ("responsibility", ("0101", "0102")))
    cells = told_of(warehouse, asked("revenue", ("month",), ("responsibility",), only=only))
    assert (
        told_of(warehouse, asked("revenue", ("month",), ("responsibility",), only=tuple(only[at] for at in order)))
        == cells
    )
    assert cells[("revenue", (), ())].value == told_of(warehouse, asked("revenue"))["revenue", (), ()].value


class TestAnalysts:
    """Questions that no page was planned for."""

    def test_meals_by_kitchen_and_month_beside_sick_leave(self, worlds: dict[str, Path]) -> None:
        warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
        found = pivot(warehouse, asked(("meals", "sick_leave"), ("month",), ("kitchen",)))
        assert found.columns == [
            ("meals", ("Kök A",)),
            ("meals", ("Kök B",)),
            ("meals", ()),
            ("sick_leave", ()),
        ]
        assert len(found.rows) == 13
        assert found.rows[-1] == ()
        whole = {row.period_text: row.value for row in monthly.by_month(warehouse, "sick_leave", Group("Leanlink"))}
        for month in found.rows[:-1]:
            parts = [found.figure("meals", month, (kitchen,)) for kitchen in ("Kök A", "Kök B")]
            total, beside = (found.figure(measure, month, ()) for measure in ("meals", "sick_leave"))
            assert total and beside
            assert total.value == sum(part.number for part in parts if part)
            assert beside.value == whole[beside.period_text]

    def test_overtime_by_unit_and_month_is_told_where_it_may_be(self, worlds: dict[str, Path]) -> None:
        warehouse = Warehouse(worlds["units"], EVERYTHING)
        months = told_of(warehouse, asked("extra_hours_share", ("unit",), ("month",)))
        of_units = [figure for (_, row, column), figure in months.items() if row and column]
        assert {figure.note for figure in of_units} == {
            PROTECTED,
            "redovisas bara per kalenderår här: få har något av det",
        }
        assert {figure.value for figure in of_units} == {None}
        assert all(figure.value for (_, row, _), figure in months.items() if not row)
        years = told_of(warehouse, asked("extra_hours_share", ("unit",), ("year",)))
        shown = {row: figure.value for (_, row, column), figure in years.items() if row and column}
        assert shown["E05",]
        assert shown["Liten",] is None

    def test_two_measures_by_unit(self, worlds: dict[str, Path]) -> None:
        warehouse = Warehouse(worlds["units"], EVERYTHING)
        found = pivot(warehouse, asked(("extra_hours_share", "sick_leave"), ("unit",)))
        both = [
            row
            for row in found.rows
            if row and all((f := found.figure(m, row, ())) and f.value for m, _ in found.columns)
        ]
        assert ("E05",) in both
        assert ("Liten",) not in both
        assert all(found.figure(measure, (), ()) for measure, _ in found.columns)


def test_a_unit_that_has_moved_has_a_row_for_each_of_its_areas(worlds: dict[str, Path]) -> None:
    warehouse = Warehouse(worlds["units"], EVERYTHING)
    rows = pivot(warehouse, asked("headcount", ("unit",), ("year",), of=(2021, 2022))).rows
    assert {row[0] for row in rows if row and row[0].startswith("Flytt")} == {f"Flytt ({CARE})", f"Flytt ({STAB})"}


def test_print_is_told_as_it_is_printed_and_never_summed(published: Warehouse) -> None:
    cells = told_of(published, asked("result", ("org",), ("year",), of=(2020, 2021), printed=True))
    annual = {
        (row.org, str(row.year)): row.value
        for row in figures(published, "result", Filter((), first_year=2020, last_year=2021))
    }
    assert {(row[0], column[0]): figure.value for (_, row, column), figure in cells.items() if row} == {
        place: value for place, value in annual.items() if place[0] != "Leanlink"
    }
    assert {column for _, _, column in cells} == {("2020",), ("2021",)}
    by = told_of(published, asked("sick_leave", ("year",), ("publication",), of=(2018, 2021), printed=True))
    reports = {
        (str(row.year), row.publication): row.value for row in printed(published, "sick_leave", Filter(("Leanlink",)))
    }
    assert {(row[0], column[0]): f.value for (_, row, column), f in by.items()}.items() <= reports.items()


def test_why_a_measure_is_not_divided_so_is_said(worlds: dict[str, Path]) -> None:
    warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
    assert [*dimensions_of(warehouse, "meals")] == ["year", "quarter", "month", "org", "kitchen", "customer", "meal"]
    assert "kitchen" not in dimensions_of(warehouse, "sick_leave")
    assert why_not(warehouse, "sick_leave", "kitchen") == "exporten Sjukfrånvaro har inte den uppgiften"
    assert why_not(warehouse, "sick_leave", "scenario") == "månadsexporterna har ingen budget för det"
    closed = Warehouse(warehouse.path, Rights(units=False))
    assert "unit" not in dimensions_of(closed, "sick_leave")
    assert why_not(closed, "sick_leave", "unit") == "enheter visas för HR"


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.id)
def test_what_a_column_declares_is_a_dimension_without_more_code(worlds: dict[str, Path], export: Export) -> None:
    warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
    found = dividing(warehouse, export.id)
    assert [(each.name, each.label, each.named_by) for each in found] == [
        (column.name, column.heading, column.named_by) for column in export.columns if column.divides
    ]
    assert {each.named_by for each in found} - {column.name for column in export.columns} <= {""}
    if not export.people:
        assert all(isinstance(values(warehouse, each), dict) for each in found)


def test_values_are_called_as_people_call_them(worlds: dict[str, Path]) -> None:
    warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
    assert word(warehouse, ["sfb_hours"], "law", "sfb") == "SFB"
    assert word(warehouse, ["sick_leave"], "gender", "women") == "Kvinnor"
    assert word(warehouse, ["meals"], "month", "2021-03") == "mar 2021"
    assert word(warehouse, ["meals"], "quarter", "2021-2") == "kvartal 2 2021"
    assert word(warehouse, ["cost"], "activity", "") == "(ej angivet)"


def test_months_beside_years_are_months_of_any_year() -> None:
    found = periods(["month", "year"], date(2020, 11, 1), date(2021, 2, 1))
    assert [*found] == [("11", "2020"), ("12", "2020"), ("01", "2021"), ("02", "2021")]
    assert [*periods(["quarter"], date(2020, 11, 1), date(2021, 2, 1)).items()] == [
        (("2020-4",), (date(2020, 11, 1), date(2020, 12, 1))),
        (("2021-1",), (date(2021, 1, 1), date(2021, 2, 1))),
    ]


def test_what_another_place_lacks_does_not_speak_against_one(worlds: dict[str, Path]) -> None:
    warehouse = Warehouse(worlds["gaps"], EVERYTHING)
    cells = told_of(warehouse, asked("meals", ("kitchen",), ("year",)))
    lacking, whole, total = (cells["meals", row, ("2021",)] for row in (("Kök A",), ("Kök B",), ()))
    assert (lacking.missing, total.missing) == ("gap", "gap")
    assert (whole.value is None, whole.caveats) == (False, ())


def test_what_an_area_owns_is_divided_as_its_own(worlds: dict[str, Path]) -> None:
    warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
    mine, whole = (
        {row: figure.value for (_, row, _), figure in told_of(warehouse, asked("meals", ("kitchen",), org=org)).items()}
        for org in (KITCHENS, "Leanlink")
    )
    assert mine == whole
    assert mine["Kök A",]


def test_a_part_of_a_period_says_that_it_is_one(worlds: dict[str, Path]) -> None:
    cells = told_of(Warehouse(worlds["units"], EVERYTHING), asked("headcount", ("unit",), ("year",)))
    assert [cells["headcount", (unit,), ("2021",)].part_year for unit in ("Ny", "E05")] == [True, False]


class TestRights:
    def test_other_areas_are_in_the_total_and_nowhere_else(self, worlds: dict[str, Path]) -> None:
        everything = Warehouse(worlds["as_shipped"], EVERYTHING)
        limited = Warehouse(worlds["as_shipped"], Rights(frozenset([CARE]), units=False))
        for measure in ("cost", "sick_leave", "meals"):
            question = asked(measure, ("org",), ("month",))
            mine, all_of_it = told_of(limited, question), told_of(everything, question)
            assert {row for _, row, _ in mine} - {(), (CARE,)} == set()
            values_of = {place: all_of_it[place].value for place in mine}
            assert {place: figure.value for place, figure in mine.items()} == values_of

    def test_rows_of_other_areas_are_not_divided_either(self, worlds: dict[str, Path]) -> None:
        limited = Warehouse(worlds["as_shipped"], Rights(frozenset([CARE])))
        found = pivot(limited, asked("meals", ("kitchen",)))
        assert [row for row in found.rows if row] == []
        assert found.figure("meals", (), ())


class TestBeside:
    """A figure set beside another."""

    def test_change_is_told_against_the_same_of_the_year_before(self, worlds: dict[str, Path]) -> None:
        warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
        for measure in ("meals", "occupancy"):
            months = {row.period_end: row.number for row in monthly.by_month(warehouse, measure, Group("Leanlink"))}
            answer = shown_as.answer(warehouse, asked(measure, ("month",)), shown_as.CHANGE)
            row = answer.told(measure, ("2021-03",), ())
            now, then = months[date(2021, 3, 31)], months[date(2020, 3, 31)]
            assert row
            assert row.value == pytest.approx(now - then if measure == "occupancy" else (now / then - 1) * 100)

    def test_nothing_is_compared_across_a_break_or_with_nothing(self, worlds: dict[str, Path]) -> None:
        warehouse = Warehouse(worlds["units"], EVERYTHING)
        moved = shown_as.answer(warehouse, asked("headcount", ("month",), org=CARE, of=(2022, 2022)), shown_as.CHANGE)
        before, after = (moved.told("headcount", (month,), ()) for month in ("2022-03", "2022-04"))
        assert before and after
        assert before.value is not None
        assert (after.value, "flyttar" in after.note) == (None, True)
        first = shown_as.answer(warehouse, asked("headcount", ("month",), of=(2019, 2019)), shown_as.CHANGE)
        row = first.told("headcount", ("2019-03",), ())
        assert row
        assert (row.value, row.note) == (None, "året innan saknas")

    def test_shares_are_of_what_adds_up(self, worlds: dict[str, Path]) -> None:
        warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
        answer = shown_as.answer(warehouse, asked(("meals", "occupancy"), ("kitchen",), ("year",)), shown_as.SHARE)
        shares = [answer.told("meals", (kitchen,), ("2021",)) for kitchen in ("Kök A", "Kök B")]
        assert sum(share.number for share in shares if share) == pytest.approx(100)
        ratio = answer.told("occupancy", (), ("2021",))
        assert ratio
        assert ratio.value is None

    def test_rates_are_held_against_the_whole_and_sums_are_not(self, worlds: dict[str, Path]) -> None:
        warehouse = Warehouse(worlds["units"], EVERYTHING)
        question = asked(("sick_leave", "employees"), ("org",), ("year",))
        (values, beside) = (shown_as.answer(warehouse, question, each) for each in (shown_as.VALUES, shown_as.WHOLE))
        whole, part = (values.told("sick_leave", row, ("2021",)) for row in ((), (STAB,)))
        told, same = (beside.told("sick_leave", row, ("2021",)) for row in ((STAB,), ()))
        sums = beside.told("employees", (STAB,), ("2021",))
        assert whole
        assert part
        assert told
        assert same
        assert sums
        assert told.unit == "procentenheter"
        assert told.number == pytest.approx(part.number - whole.number)
        assert (told.number < -6, same.value) == (True, 0)
        assert (sums.value, sums.note) == (None, "är en del av helheten: se dess andel")

    def test_an_index_is_of_the_first_period_in_the_row(self, worlds: dict[str, Path]) -> None:
        warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
        question = asked("meals", ("kitchen",), ("month",))
        (values, beside) = (shown_as.answer(warehouse, question, each) for each in (shown_as.VALUES, shown_as.INDEX))
        first, later = (values.told("meals", ("Kök A",), (month,)) for month in ("2021-01", "2021-03"))
        base, told, total = (beside.told("meals", ("Kök A",), of) for of in (("2021-01",), ("2021-03",), ()))
        assert first
        assert later
        assert base
        assert told
        assert total
        assert (base.value, told.unit) == (100, "index")
        assert told.number == pytest.approx(later.number / first.number * 100)
        assert (total.value, total.note) == (None, "är ingen period i kolumnerna")

    @pytest.mark.parametrize(
        ("then", "why"),
        [
            (0, "inget att jämföra med"),
            (-5, "inget att jämföra med"),
            (None, "första perioden saknas"),
            (4, ""),
        ],
    )
    def test_an_index_has_a_first_period_above_zero(
        self, worlds: dict[str, Path], then: float | None, why: str
    ) -> None:
        warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
        cells: dict[Place, Make] = {
            ("result", (), (str(year),)): partial(made_figure, "result", year, value)
            for year, value in ((2020, then), (2021, 6))
        }
        columns = [("result", ("2020",)), ("result", ("2021",))]
        made = Pivot(asked("result", (), ("year",)), [()], columns, cells)
        told = shown_as.indexed(warehouse, made, "result", (), ("2021",))
        assert told
        assert (told.value, told.note) == (None if why else 150, why)

    @pytest.mark.parametrize(
        ("part", "whole", "why"),
        [
            ({}, {"value": None}, "helheten saknas"),
            ({}, {"caveats": (Caveat("gap", "Stab saknas"),)}, "Stab saknas"),
            ({"part_year": True}, {}, "inte samma månader som helheten"),
        ],
    )
    def test_what_is_unlike_the_whole_is_not_held_against_it(
        self, part: dict[str, Any], whole: dict[str, Any], why: str
    ) -> None:
        rate = made_figure("sick_leave", 2021, 9.0, 0.1)
        told = shown_as.from_whole(replace(rate, **part), replace(rate, **whole))
        assert told
        assert (told.value, told.note) == (None, why)


def test_every_total_stands_last(worlds: dict[str, Path]) -> None:
    warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
    rows = pivot(warehouse, asked("cost", ("org", "responsibility"))).rows
    for area, row in product({row[0] for row in rows if row}, rows):
        inside = [each for each in rows if each and each[0] == area]
        assert inside[-1] == (area,)
        assert row != () or rows[-1] == row
