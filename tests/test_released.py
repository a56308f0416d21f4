"""The door to figures of people: a warehouse holds sums of released groups, and nothing finer."""

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.figures.groups import DIVIDING, NOT_OFFERED, PROTECTED, Group
from dashboard.figures.monthly import by_month, of_years, over_year
from dashboard.figures.store.employees import heads, hidden, last_month, offered, units
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.heads import heads_beside
from loaders.exports.catalogue import EXPORTS, LEDGER, SICK_LEAVE, STAFF
from loaders.facts.organisation import Place
from loaders.intake.folders import REFERENCE
from loaders.people import masks
from loaders.people.grouped import Counts, Printed
from loaders.people.groups import ALONE, Siblings, Split
from loaders.people.suppression import NOTHING_BEFORE, Before, hidden_splits
from tests.editing import add_place
from tests.export_files import csv_told, year
from tests.made import WHOLE, indicators, loaded, volumes

ROOT = Path(__file__).parent.parent
CODE = sorted([*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "pages").glob("*.py")])
CARE = "Äldreomsorg"

CREWS: Mapping[tuple[str, str, str], tuple[int, int]] = {
    (CARE, "Norr", "Kvinna"): (30, 300),
    (CARE, "Norr", "Man"): (20, 100),
    (CARE, "Söder", "Kvinna"): (40, 100),
    (CARE, "Söder", "Man"): (3, 50),
    (CARE, "Öster", "Kvinna"): (25, 75),
    (CARE, "Öster", "Man"): (15, 25),
    (CARE, "Väster", "Kvinna"): (9, 90),
    ("Ledning", "Stab", "Kvinna"): (12, 12),
    ("Ledning", "Stab", "Man"): (11, 11),
}
"""Heads and sick hours by area, unit and gender. Everyone has a hundred ordinary hours a month."""


def rows(
    months: Mapping[str, int], crews: Mapping[tuple[str, str, str], tuple[int, int]] = CREWS
) -> Iterator[dict[str, object]]:
    """Every crew in every month, its sick hours times the month's number."""
    for month, times in months.items():
        for (area, unit, gender), (count, sick) in crews.items():
            who = {"month": month, "area": area, "unit": unit, "gender": gender}
            hours = {"ordinary_hours": count * 100, "sick_hours": sick * times, "sick_hours_1_14": sick * times}
            yield {**who, "employees": count, **hours}


@pytest.fixture(scope="module")
def crews(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Two months of the crews."""
    file = csv_told(SICK_LEAVE, *rows({"2021-01": 1, "2021-02": 2}))
    return loaded(tmp_path_factory.mktemp("crews"), {"a.csv": file})


def values(warehouse: Warehouse, group: Group) -> list[float | None]:
    """Sick leave of a group, month by month."""
    return [row.value and round(row.value, 9) for row in by_month(warehouse, "sick_leave", group)]


class TestWhatIsReleased:
    @pytest.mark.parametrize(
        ("group", "january"),
        [
            (Group(WHOLE), 763 / 16500 * 100),
            (Group(CARE), 740 / 14200 * 100),
            (Group("Ledning"), 23 / 2300 * 100),
            (Group(CARE, gender="women"), 565 / 10400 * 100),
            (Group(CARE, gender="men"), 175 / 3800 * 100),
        ],
        ids=str,
    )
    def test_a_released_group_is_the_sum_of_its_rows(self, crews: Warehouse, group: Group, january: float) -> None:
        assert values(crews, group) == [pytest.approx(january), pytest.approx(2 * january)]
        assert hidden(crews, group) == []

    @pytest.mark.parametrize(
        "group",
        [
            Group(CARE, "Väster"),
            Group(CARE, "Söder", gender="men"),
            Group(CARE, "Söder", gender="women"),
        ],
        ids=str,
    )
    def test_a_hidden_group_has_months_without_value_and_the_reason(self, crews: Warehouse, group: Group) -> None:
        found = by_month(crews, "sick_leave", group)
        assert [(row.period_text, row.value, row.missing, row.note) for row in found] == [
            ("jan 2021", None, "hidden", PROTECTED),
            ("feb 2021", None, "hidden", PROTECTED),
        ]
        assert hidden(crews, group) == [2021]

    @pytest.mark.parametrize(
        "group",
        [
            Group(CARE, "Norr", "men", "30-49"),
            Group(CARE, "Norr", manager="no"),
            Group(WHOLE, age="30-49", manager="no"),
        ],
        ids=str,
    )
    def test_a_grouping_that_is_not_offered_has_no_value(self, crews: Warehouse, group: Group) -> None:
        found = by_month(crews, "sick_leave", group)
        assert not offered(crews, group)
        assert [(row.value, row.note) for row in found] == [(None, NOT_OFFERED)] * 2

    def test_where_nobody_has_a_known_area_none_is_hidden(self, tmp_path: Path) -> None:
        warehouse = loaded(tmp_path, {"a.csv": csv_told(STAFF, {"unit": "Okänd", "headcount": 600})})
        assert [row.value for row in by_month(warehouse, "headcount", Group(WHOLE))] == [600]
        assert by_month(warehouse, "headcount", Group(CARE)) == []
        assert [offered(warehouse, group) for group in (Group(WHOLE), Group(CARE), Group(CARE, "Norr"))] == [
            True,
            False,
            False,
        ]

    @pytest.mark.parametrize("org", [WHOLE, CARE])
    def test_a_grouping_is_offered_down_to_its_finest_level(self, crews: Warehouse, org: str) -> None:
        groups = [Group(org), Group(org, gender="men"), Group(org, age="30-49"), Group(org, gender="men", age="30-49")]
        assert [offered(crews, group) for group in groups] == [True] * 4
        of_units = [Group(CARE, "Norr", group.gender, group.age) for group in groups]
        assert [offered(crews, group) for group in of_units] == [True, True, True, False]

    def test_units_are_listed_hidden_ones_too(self, crews: Warehouse) -> None:
        assert units(crews, CARE) == ["Norr", "Söder", "Väster", "Öster"]
        assert units(crews, WHOLE) == []

    def test_who_is_nowhere_is_told_as_nobody_and_not_as_protected(self, crews: Warehouse) -> None:
        start = "Anställda i februari 2021 enligt exporten Sjukfrånvaro: "
        assert heads_beside(crews, Group("Ledning", gender="women"), 2021) == (
            f"{start}i urvalet 12 · kvinnor 12 · män 11 · "
            "29 år och yngre inga · 30–49 år 12 · 50 år och äldre inga · chefer inga"
        )

    def test_heads_are_told_where_they_may_be(self, crews: Warehouse) -> None:
        month = last_month(crews, 2021)
        assert month is not None
        found = [heads(crews, group, month) for group in (Group(WHOLE), Group("Ledning"), Group(CARE, "Väster"))]
        assert found == [165, 23, None]
        assert last_month(crews, 2020) is None

    def test_another_unit_is_hidden_beside_a_small_one(self, crews: Warehouse) -> None:
        """Väster has nine; of the others of like size one, which nobody can tell."""
        shown = [unit for unit in units(crews, CARE) if not hidden(crews, Group(CARE, unit))]
        assert len(shown) == 2 and "Väster" not in shown


class TestYears:
    @pytest.fixture(scope="class")
    @classmethod
    def shrunk(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        """A unit that has eight heads in a single month of 2020, and always eleven in 2021."""
        area = (CARE, "Norr", "Kvinna"), (CARE, "Söder", "Kvinna"), (CARE, "Öster", "Kvinna")
        usual = dict(zip(area, [(11, 110), (25, 25), (60, 60)], strict=True))
        few = usual | {area[0]: (8, 80)}
        of_2020 = year(2020, 1)
        told = [*rows({"2020-05": 1}, few), *rows({m: 1 for m in of_2020 if m != "2020-05"}, usual)]
        told += rows(year(2021, 1), usual)
        return loaded(tmp_path_factory.mktemp("shrunk"), {"a.csv": csv_told(SICK_LEAVE, *told)})

    def test_a_single_small_month_hides_its_calendar_year_and_no_other(self, shrunk: Warehouse) -> None:
        assert hidden(shrunk, Group(CARE, "Norr")) == [2020]
        assert values(shrunk, Group(CARE, "Norr")) == [*[None] * 12, *[10.0] * 12]

    def test_the_least_unit_beside_it_is_hidden_too(self, shrunk: Warehouse) -> None:
        assert hidden(shrunk, Group(CARE, "Söder")) == [2020]
        assert hidden(shrunk, Group(CARE, "Öster")) == []

    def test_twelve_months_together_need_all_twelve(self, shrunk: Warehouse) -> None:
        assert [row.period_text for row in over_year(shrunk, "sick_leave", Group(CARE, "Norr"))] == ["jan–dec 2021"]
        assert [row.year for row in of_years(shrunk, "sick_leave", Group(CARE, "Norr"))] == [2021]
        assert [row.year for row in of_years(shrunk, "sick_leave", Group(CARE, "Öster"))] == [2020, 2021]


class TestTheDoor:
    def test_no_row_of_people_is_in_the_warehouse(self, crews: Warehouse) -> None:
        of_people = {export.id for export in EXPORTS if export.people}
        tables = {name for (name,) in crews.rows("select table_name from information_schema.tables")}
        assert of_people == {"sick_leave", "staff"}
        assert {f"fact_{export.id}" for export in EXPORTS if not export.people} <= tables
        assert not {f"fact_{export}" for export in of_people} & tables
        counted = {column.name for export in EXPORTS if export.people for column in export.numbers}
        columns = crews.rows("select table_name, column_name from information_schema.columns")
        assert {table for table, column in columns if column in counted} == {
            f"{kind}_{export}" for export in of_people for kind in ("released", "seldom")
        }

    def test_every_sum_is_of_a_released_group(self, crews: Warehouse) -> None:
        groups = crews.rows("select distinct org, unit, gender, age, form, manager from released_sick_leave")
        assert len(groups) > 20
        for group in groups:
            assert (hidden(crews, Group(*group)), offered(crews, Group(*group))) == ([], True)

    def test_of_people_neither_rows_nor_totals_are_counted_beside_it(self, crews: Warehouse) -> None:
        assert crews.rows("select distinct rows, total from loaded") == [(None, None)]
        assert crews.rows("select figures from file where sample is not null and file = 'a.csv'") == [(None,)]
        columns = crews.rows("select table_name from information_schema.columns where column_name = 'row_count'")
        assert columns == [("unknown_place",)]

    @pytest.mark.parametrize("code", CODE, ids=lambda p: p.stem)
    def test_only_the_door_asks_for_people(self, code: Path) -> None:
        asks = re.search("released_|seldom_|(from|join) released", code.read_text(encoding="utf-8")) is not None
        assert asks == (code.name in ("employees.py", "rights.py"))


class TestAges:
    """What one person's retirement would tell is told of everyone and of whole years only."""

    def staff(self, *retired: int) -> bytes:
        """So many retire at 65 in each month, of a hundred employees."""
        return csv_told(
            STAFF,
            *(
                {"month": f"2021-{month:02d}", "retired": count, "retired_age_sum": 65 * count}
                for month, count in enumerate(retired, 1)
            ),
        )

    def test_no_group_has_the_ages_of_a_month_and_only_whole_years_have_any(self, tmp_path: Path) -> None:
        """Twelve in February; sixteen in all."""
        told = "select first, months, org, retired_age_sum from seldom_staff where retired_age_sum is not null"
        part = loaded(tmp_path / "part", {"a.csv": self.staff(1, 12, 3)})
        assert part.rows(told) == []
        whole = loaded(tmp_path / "whole", {"a.csv": self.staff(1, 12, 3, *[0] * 9)})
        assert whole.rows(told) == [(date(2021, 1, 1), 12, WHOLE, 65 * 16)]

    def test_the_ages_of_ten_in_a_year_are_not_told_at_all(self, tmp_path: Path) -> None:
        warehouse = loaded(tmp_path, {"a.csv": self.staff(4, 6, *[0] * 10)})
        everyone = " and ".join(f"{name} = 'total'" for name in ("unit", *DIVIDING))
        sql = f"select sum(retired), sum(retired_age_sum) from seldom_staff where org = ? and {everyone}"
        assert warehouse.rows(sql, [WHOLE]) == [(10, None)]


class TestPay:
    """A unit's accounts of class 5 are one line: those of overtime or sick pay would tell what few have by month."""

    ACCOUNTS = (("5011", "Månadslön", 100), ("5111", "Sjuklön", 10), ("5400", "Semesterlön", 20), ("6001", "Hyra", 7))

    def test_what_employees_cost_is_one_line(self, tmp_path: Path) -> None:
        ledger = [
            {"month": month, "responsibility": unit, "account": account, "account_name": name, "outcome": amount}
            for month in ("2020-12", "2021-01")
            for unit in ("Norr", "Söder")
            for account, name, amount in self.ACCOUNTS
        ]
        reference = Path(shutil.copytree(REFERENCE, tmp_path / "reference"))
        for unit in ("Norr", "Söder"):
            add_place(reference, "ledger", unit, Place(unit, CARE))
        warehouse = loaded(tmp_path, {"a.csv": csv_told(LEDGER, *ledger)}, reference=reference)
        sql = """
            select place_unit, month(of_month)::int, account, account_name, outcome::int from fact_ledger order by all
        """
        lines = [("5", "Personalkostnader", 130), ("6001", "Hyra", 7)]
        assert warehouse.rows(sql, []) == [
            (unit, month, *line) for unit in ("Norr", "Söder") for month in (1, 12) for line in lines
        ]


class TestSeldom:
    """What few have is told of by month for the whole, by quarter for areas, by year for what divides them."""

    @pytest.fixture(scope="class")
    @classmethod
    def spells(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        """Ten months: a hundred women and fifty men in each of two units of an area, and as many in another area."""
        told: list[dict[str, Any]] = [
            {"month": f"2021-{month:02d}", "area": area, "unit": unit, "gender": gender, "employees": count}
            | {"ordinary_hours": count * 100, "sick_hours": 10, "sick_hours_60": 10, "long_spell_hours": 10}
            for month in range(1, 11)
            for area, unit in ((CARE, "Norr"), (CARE, "Söder"), ("Ledning", "Stab"))
            for gender, count in (("Kvinna", 100), ("Man", 50))
        ]
        more = [{**row, "month": row["month"].replace("2021", "2020")} for row in told]
        more += [{**row, "month": f"2020-{month}"} for row in told[:6] for month in (11, 12)]
        return loaded(tmp_path_factory.mktemp("spells"), {"a.csv": csv_told(SICK_LEAVE, *told, *more)})

    @pytest.mark.parametrize(
        ("group", "periods"),
        [
            (Group(WHOLE), {1: 22}),
            (Group(CARE), {3: 7}),
            (Group(CARE, "Norr"), {12: 1}),
            (Group(WHOLE, gender="men"), {12: 1}),
            (Group(CARE, gender="men"), {12: 1}),
            (Group(CARE, form="permanent"), {12: 1}),
        ],
        ids=str,
    )
    def test_every_group_has_its_periods(self, spells: Warehouse, group: Group, periods: Mapping[int, int]) -> None:
        sql = """
            select months, count(*)::int from seldom_sick_leave
            where org = ? and unit = ? and gender = ? and age = ? and form = ? and manager = ? group by months
        """
        assert dict(spells.rows(sql, group.values)) == periods

    def test_who_come_and_go_are_told_of_within_the_year_by_form_alone(self, tmp_path: Path) -> None:
        """All that measures ask of; by form and in all at once would cross each other."""
        staff = [
            {
                "month": f"2021-{month:02d}",
                "unit": unit,
                "headcount": 100,
                "form": form,
                "hired": 5,
                "overtime_hours": 9,
            }
            for month in range(1, 13)
            for unit in ("Norr", "Stab")
            for form in ("Tillsvidare", "Visstid")
        ]
        reference = Path(shutil.copytree(REFERENCE, tmp_path / "reference"))
        for unit, area in (("Norr", CARE), ("Stab", "Ledning")):
            add_place(reference, "staff", unit, Place(unit, area))
        warehouse = loaded(tmp_path, {"a.csv": csv_told(STAFF, *staff)}, reference=reference)
        sql = """
            select months, count(hired)::int, count(overtime_hours)::int from seldom_staff
            where org = ? and unit = 'total' and gender = 'total' and age = 'total' and form = ? and manager = 'total'
            group by months order by months
        """
        assert warehouse.rows(sql, [WHOLE, "permanent"]) == [(1, 12, 0), (12, 0, 1)]
        assert warehouse.rows(sql, [CARE, "permanent"]) == [(3, 4, 0), (12, 0, 1)]
        assert warehouse.rows(sql, [CARE, "total"]) == [(3, 0, 4), (12, 1, 0)]

    def test_a_year_of_fewer_than_three_possible_persons_is_hidden(self, tmp_path: Path) -> None:
        """The long spells of k are those of two men at most of fifty-four employees: k and one more are hidden."""
        told = [
            {"month": f"2021-{month:02d}", "area": CARE, "unit": unit, "gender": gender, "age": age, "employees": count}
            | {"ordinary_hours": count * 100, "sick_hours": hours, "sick_hours_60": hours, "long_spell_hours": hours}
            for month in range(1, 13)
            for unit in "klm"
            for gender, age, count, hours in (
                ("Kvinna", "30-49", 40, 0 if unit == "k" else 10),
                ("Man", "30-49", 12, 0),
                ("Man", "50-", 2 if unit == "k" else 12, 10),
            )
        ]
        warehouse = loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *told)})
        families = [hidden(warehouse, Group(CARE, "k"), [family]) for family in ("", "spells")]
        assert families == [[], [2021]]
        assert [unit for unit in "lm" if hidden(warehouse, Group(CARE, unit), ["spells"])] != []


def test_what_reports_print_of_the_whole_in_a_year_counts_as_known_to_everyone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what is no figure of employees, nor a group without number, nor another year."""
    told = []

    def noting(
        counts: Counts, public: Printed = (), siblings: Siblings = ALONE, before: Before = NOTHING_BEFORE
    ) -> frozenset[Split]:
        told.append(list(public))
        return hidden_splits(counts, public, siblings, before)

    monkeypatch.setattr(masks, "hidden_splits", noting)
    report = indicators(["2020", "2021"], ["Total sjukfrånvaro (%)", "8,0", "7,0"], ["Kvinnor", "-", "9,0"])
    report |= volumes(["2021"], ["Vårddygn, antal", "100"])
    loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *rows({"2021-01": 1}))}, report)
    assert told[0] == [(None, {}), (None, {"gender": "women"})]
    assert not any(told[1:])


class TestUnits:
    def test_both_exports_share_the_mask_and_the_names_of_units(self, tmp_path: Path) -> None:
        """The unit is large by sick leave, and small by staff: it is hidden in both."""
        sick = {
            (CARE, "Norr", "Kvinna"): (30, 30),
            (CARE, "Söder", "Kvinna"): (20, 20),
            (CARE, "Öst", "Kvinna"): (50, 1),
        }
        staff = [
            {"unit": unit, "headcount": count, "full_time_equivalents": count}
            for unit, count in (("HT Norr", 9), ("Söder", 20), ("Öst", 50))
        ]
        files = {"a.csv": csv_told(SICK_LEAVE, *rows({"2021-01": 1}, sick)), "b.csv": csv_told(STAFF, *staff)}
        reference = Path(shutil.copytree(REFERENCE, tmp_path / "reference"))
        for spelled, unit in (("HT Norr", "Norr"), ("Söder", "Söder"), ("Öst", "Öst")):
            add_place(reference, "staff", spelled, Place(unit, CARE))
        warehouse = loaded(tmp_path, files, reference=reference)
        assert hidden(warehouse, Group(CARE, "Norr")) == [2021]
        assert hidden(warehouse, Group(CARE, "Söder")) == [2021]
        assert values(warehouse, Group(CARE, "Norr")) == [None]
        assert [r.value for r in by_month(warehouse, "full_time_equivalents", Group(CARE, "Öst"))] == [50.0]

    def test_where_the_exports_place_a_unit_differently_sick_leave_decides_for_both(self, tmp_path: Path) -> None:
        heads_of = {"Norr": 30, "Söder": 20, "Stab": 40, "Öst": 15}
        areas = {"Norr": CARE, "Söder": CARE, "Stab": "Ledning"}
        sick = {(area, unit, "Kvinna"): (heads_of[unit], 30) for unit, area in areas.items()}
        staff = [{"unit": unit, "headcount": n, "full_time_equivalents": n} for unit, n in heads_of.items()]
        files = {"a.csv": csv_told(SICK_LEAVE, *rows({"2021-01": 1}, sick)), "b.csv": csv_told(STAFF, *staff)}
        reference = Path(shutil.copytree(REFERENCE, tmp_path / "reference"))
        for unit, area in {**areas, "Norr": "Ledning", "Öst": CARE}.items():
            add_place(reference, "staff", unit, Place(unit, area))
        warehouse = loaded(tmp_path, files, reference=reference)
        assert [row.value for row in by_month(warehouse, "full_time_equivalents", Group(CARE))] == [65.0]
        told = warehouse.rows("select found from problem where found like '%Norr%' or found like '%Öst%' order by all")
        assert [text for (text,) in told if text.startswith("”")] == [
            "”Norr” ligger i Ledning enligt units.csv men i Äldreomsorg enligt Sjukfrånvaro (2021-01);"
            " Äldreomsorg gäller för båda",
            "”Öst” finns i Personal men inte i Sjukfrånvaro (2021-01)",
        ]


def test_of_more_units_than_there_can_be_none_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.people.released.MOST_UNITS", 4)
    warehouse = loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *rows({"2021-01": 1}))})
    assert units(warehouse, CARE) == []
    assert values(warehouse, Group(CARE)) == [pytest.approx(740 / 14200 * 100)]


def test_a_warehouse_without_exports_has_the_tables_all_the_same(tmp_path: Path) -> None:
    warehouse = loaded(tmp_path, {})
    assert warehouse.rows("select count(*) from released") == [(0,)]
    assert warehouse.rows("select count(*) from released_staff") == [(0,)]
