"""The door to figures of people: a warehouse holds sums of released groups, and nothing finer."""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from dashboard.filters import _heads
from dashboard.groups import DIVIDING, NOT_OFFERED, Group
from dashboard.monthly import by_month, of_years, over_year
from dashboard.store.employees import heads, hidden, last_month, offered, units
from dashboard.store.warehouse import Warehouse
from loaders import released
from loaders.exports import EXPORTS, SICK_LEAVE, STAFF
from loaders.loading import REFERENCE
from loaders.organisation import Place
from loaders.release import Heads, Split, hidden_splits
from loaders.released import numbers
from tests.editing import add_place
from tests.export_files import csv_told, year
from tests.made import WHOLE, indicators, loaded, volumes

ROOT = Path(__file__).parent.parent
CODE = sorted([*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "pages").glob("*.py")])
SMALL = "en grupp med högst tio anställda skulle gå att läsa eller räkna ut"
COVER = "en grupp med högst tio anställda skulle gå att läsa eller räkna ut"
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
            (Group(CARE, "Norr"), 400 / 5000 * 100),
            (Group(CARE, "Söder"), 150 / 4300 * 100),
            (Group(CARE, "Norr", gender="men"), 100 / 2000 * 100),
        ],
        ids=str,
    )
    def test_a_released_group_is_the_sum_of_its_rows(self, crews: Warehouse, group: Group, january: float) -> None:
        assert values(crews, group) == [pytest.approx(january), pytest.approx(2 * january)]
        assert hidden(crews, group) == {}

    @pytest.mark.parametrize(
        ("group", "reason"),
        [
            (Group(CARE, "Väster"), SMALL),
            (Group(CARE, "Öster"), COVER),
            (Group(CARE, "Söder", gender="men"), SMALL),
            (Group(CARE, "Söder", gender="women"), SMALL),
            (Group(CARE, "Öster", gender="women"), COVER),
        ],
        ids=str,
    )
    def test_a_hidden_group_has_months_without_value_and_a_reason(
        self, crews: Warehouse, group: Group, reason: str
    ) -> None:
        found = by_month(crews, "sick_leave", group)
        assert [(row.period_text, row.value, row.missing, row.note) for row in found] == [
            ("jan 2021", None, "hidden", reason),
            ("feb 2021", None, "hidden", reason),
        ]
        assert hidden(crews, group) == {2021: reason}

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

    def test_units_are_listed_hidden_ones_too(self, crews: Warehouse) -> None:
        assert units(crews, CARE) == ["Norr", "Söder", "Väster", "Öster"]
        assert units(crews, WHOLE) == []

    def test_who_is_nowhere_is_told_as_nobody_and_not_as_protected(self, crews: Warehouse) -> None:
        start = "Anställda i februari 2021 enligt exporten Sjukfrånvaro: "
        assert _heads(crews, Group("Ledning", gender="women"), 2021) == (
            f"{start}i urvalet 12 · kvinnor 12 · män 11 · "
            "29 år och yngre inga · 30–49 år 12 · 50 år och äldre inga · chefer inga"
        )

    def test_heads_are_told_where_they_may_be(self, crews: Warehouse) -> None:
        month = last_month(crews, 2021)
        assert month is not None
        found = [heads(crews, group, month) for group in (Group(WHOLE), Group(CARE, "Söder"), Group(CARE, "Väster"))]
        assert found == [165, 43, None]
        assert last_month(crews, 2020) is None


class TestYears:
    @pytest.fixture(scope="class")
    @classmethod
    def shrunk(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        """A unit that has eight heads in a single month of 2020, and always eleven in 2021."""
        area = (CARE, "Norr", "Kvinna"), (CARE, "Söder", "Kvinna"), (CARE, "Öster", "Kvinna")
        usual = dict(zip(area, [(11, 110), (20, 20), (60, 60)], strict=True))
        few = usual | {area[0]: (8, 80)}
        of_2020 = year(2020, 1)
        told = [*rows({"2020-05": 1}, few), *rows({m: 1 for m in of_2020 if m != "2020-05"}, usual)]
        told += rows(year(2021, 1), usual)
        return loaded(tmp_path_factory.mktemp("shrunk"), {"a.csv": csv_told(SICK_LEAVE, *told)})

    def test_a_single_small_month_hides_its_calendar_year_and_no_other(self, shrunk: Warehouse) -> None:
        assert hidden(shrunk, Group(CARE, "Norr")) == {2020: SMALL}
        assert values(shrunk, Group(CARE, "Norr")) == [*[None] * 12, *[10.0] * 12]

    def test_the_least_unit_beside_it_is_hidden_too(self, shrunk: Warehouse) -> None:
        assert hidden(shrunk, Group(CARE, "Söder")) == {2020: COVER}
        assert hidden(shrunk, Group(CARE, "Öster")) == {}

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
        counted = {column for export in EXPORTS if export.people for column in numbers(export)}
        columns = crews.rows("select table_name, column_name from information_schema.columns")
        assert {table for table, column in columns if column in counted} == {f"released_{e}" for e in of_people}

    def test_every_sum_is_of_a_released_group(self, crews: Warehouse) -> None:
        groups = crews.rows("select distinct org, unit, gender, age, form, manager from released_sick_leave")
        assert len(groups) > 20
        for group in groups:
            assert (hidden(crews, Group(*group)), offered(crews, Group(*group))) == ({}, True)

    def test_totals_of_what_is_loaded_leave_out_hidden_areas(self, tmp_path: Path) -> None:
        small = {
            (CARE, "Norr", "Kvinna"): (30, 30),
            ("Ledning", "Stab", "Kvinna"): (9, 9),
            ("LSS", "Y", "Kvinna"): (20, 1),
        }
        file = csv_told(SICK_LEAVE, *rows({"2021-01": 1}, small))
        warehouse = loaded(tmp_path, {"a.csv": file})
        sql = "select organisation, total from loaded where headline = 'sick_hours' order by organisation"
        assert warehouse.rows(sql) == [("LSS Funktionsstöd", None), ("Ledning", None), (CARE, 30.0)]

    @pytest.mark.parametrize("code", CODE, ids=lambda p: p.stem)
    def test_only_the_door_asks_for_people(self, code: Path) -> None:
        asks = re.search("released_|(from|join) released", code.read_text(encoding="utf-8")) is not None
        assert asks == (code.name == "employees.py")


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

    def test_no_group_has_the_ages_of_a_month(self, tmp_path: Path) -> None:
        warehouse = loaded(tmp_path, {"a.csv": self.staff(1, 12, 3)})
        told = warehouse.rows("select of_month, retired_age_sum from released_staff where retired_age_sum <> 0")
        assert told == [(date(2021, 3, 1), 65 * 16)]

    def test_the_ages_of_ten_in_a_year_are_not_told_at_all(self, tmp_path: Path) -> None:
        warehouse = loaded(tmp_path, {"a.csv": self.staff(4, 6)})
        everyone = " and ".join(f"{name} = 'total'" for name in ("unit", *DIVIDING))
        sql = f"select sum(retired), sum(retired_age_sum) from released_staff where org = ? and {everyone}"
        assert warehouse.rows(sql, [WHOLE]) == [(10, 0)]


def test_what_reports_print_of_the_whole_in_a_year_counts_as_known_to_everyone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what is no figure of employees, nor a group without number, nor another year."""
    told = []

    def noting(of_year: Heads, public: Sequence[tuple[str | None, Mapping[str, str]]] = ()) -> Mapping[Split, str]:
        told.append(list(public))
        return hidden_splits(of_year, public)

    monkeypatch.setattr(released, "hidden_splits", noting)
    report = indicators(["2020", "2021"], ["Total sjukfrånvaro (%)", "8,0", "7,0"], ["Kvinnor", "-", "9,0"])
    report |= volumes(["2021"], ["Vårddygn, antal", "100"])
    loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *rows({"2021-01": 1}))}, report)
    assert told == [[(None, {}), (None, {"gender": "women"})]]


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
        assert hidden(warehouse, Group(CARE, "Norr")) == {2021: SMALL}
        assert hidden(warehouse, Group(CARE, "Söder")) == {2021: COVER}
        assert values(warehouse, Group(CARE, "Norr")) == [None]
        assert [r.value for r in by_month(warehouse, "full_time_equivalents", Group(CARE, "Öst"))] == [50.0]


def test_of_more_units_than_there_can_be_none_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.released.MOST_UNITS", 4)
    warehouse = loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *rows({"2021-01": 1}))})
    assert units(warehouse, CARE) == []
    assert values(warehouse, Group(CARE)) == [pytest.approx(740 / 14200 * 100)]


def test_a_warehouse_without_exports_has_the_tables_all_the_same(tmp_path: Path) -> None:
    warehouse = loaded(tmp_path, {})
    assert warehouse.rows("select count(*) from released") == [(0,)]
    assert warehouse.rows("select count(*) from released_staff") == [(0,)]
