"""Units that move between areas: lines with a month, facts by their month, cuts, small units that move."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.cards.months import cuts
from dashboard.figures.groups import Group
from dashboard.figures.monthly import by_month, of_units, of_years, over_year
from dashboard.figures.store.employees import units
from dashboard.figures.store.warehouse import Warehouse
from loaders.exports.catalogue import HOUSING, INVESTMENT, MEALS, SICK_LEAVE, STAFF
from loaders.exports.export import Export
from loaders.facts.facts import write_facts
from loaders.facts.organisation import ALWAYS, Place, Places, Stay, load_places
from loaders.reading.exports import ExportReading
from tests.export_files import Row, csv_told, record, year
from tests.made import EVERYONE, loaded, organised
from tests.visiting import calm, choose, headings, part_of, said, visit
from tests.world import World

KITCHENS = 8
SERVED = sum(month * 10 + at for month, at in product(range(1, 13), range(KITCHENS)))
CARE, ADVICE, STAB = "Äldreomsorg", "Råd och Stöd", "Ledning"
JULY = date(2021, 7, 1)
MOVE = f"Norr flyttar från {CARE} till {ADVICE}"


def homes(*names: str, months: Sequence[str] = ("2021-06", "2021-07")) -> list[Row]:
    """A row of ten occupied days for every month and home."""
    return [{"month": month, "home": home, "occupied_days": 10} for month in months for home in names]


def of_homes(world: World) -> list[tuple[object, ...]]:
    sql = "select strftime(of_month, '%Y-%m'), place_unit, org, occupied_days::int from fact_housing order by all"
    return world.ask(sql)


def moved(world: World, *, to: str = ADVICE, since: str = "2021-07") -> None:
    """Let the home Norr move."""
    world.know(f"housing,Norr,Norr,{CARE}", f"housing,Norr,Norr,{to},{since}")


class TestLines:
    """What the lines of units.csv say."""

    def stays(self, world: World, *lines: str, export: str = "staff") -> list[Stay]:
        world.know(*lines)
        return load_places(world.folders.reference).stays(export, "Norr")

    BOTH = (Stay(Place("Norr", CARE), ALWAYS, JULY), Stay(Place("Norr", ADVICE), JULY))

    @pytest.mark.parametrize("month", ["2021-07", "2021-07-01", "2021-07-31", "202107", "juli 2021", " 2021-07 "])
    def test_a_line_counts_from_its_month(self, world: World, month: str) -> None:
        lines = f"staff,Norr,Norr,{CARE},", f"staff,NORR,Norr,{ADVICE},{month}"
        assert self.stays(world, *lines) == [*self.BOTH]

    def test_the_order_of_lines_does_not_matter(self, world: World) -> None:
        lines = f"staff,Norr,Norr,{ADVICE},2021-07", f"staff,Norr,Norr,{STAB},2022-01", f"staff,Norr,Norr,{CARE}"
        assert self.stays(world, *lines) == [
            self.BOTH[0],
            Stay(Place("Norr", ADVICE), JULY, date(2022, 1, 1)),
            Stay(Place("Norr", STAB), date(2022, 1, 1)),
        ]

    def test_before_the_first_month_the_earliest_line_counts(self, world: World) -> None:
        lines = f"staff,Norr,Norr,{ADVICE},2021-07", f"staff,Norr,Norr,{CARE},2019-01"
        assert self.stays(world, *lines) == [*self.BOTH]

    def test_a_line_for_the_export_goes_before_one_for_all_from_its_month_on(self, world: World) -> None:
        world.know(f",Norr,Norr,{CARE}", f",Norr,Norr,{STAB},2021-10")
        assert self.stays(world, f"staff,Norr,Norr,{ADVICE},2021-07") == [*self.BOTH]
        assert [stay.place.organisation for stay in load_places(world.folders.reference).stays("meals", "Norr")] == [
            CARE,
            STAB,
        ]

    def test_a_line_for_the_export_that_always_counts_leaves_none_for_all(self, world: World) -> None:
        lines = f",Norr,Norr,{CARE}", f",Norr,Norr,{ADVICE},2021-07", f"staff,Norr,Norr,{STAB}"
        assert self.stays(world, *lines) == [Stay(Place("Norr", STAB))]

    def test_an_area_that_print_knows_may_move_too(self, world: World) -> None:
        world.know(f",{STAB},{STAB},{ADVICE},2021-07")
        found = load_places(world.folders.reference).stays("forecast", STAB)
        assert found == [Stay(Place(STAB, STAB), ALWAYS, JULY), Stay(Place(STAB, ADVICE), JULY)]

    def test_a_month_that_is_none_is_told_and_the_line_counts_always(self, world: World) -> None:
        lines = f"staff,Norr,Norr,{CARE},", f"staff,Söder,Söder,{CARE},i höstas", f"staff,Alm,Alm,{CARE},2021-13"
        world.know(*lines)
        places = load_places(world.folders.reference)
        assert [str(problem) for problem in places.problems] == [
            "reference/units.csv, cell E3: ”i höstas” för ”Söder” är ingen månad; raden gäller om ingen annan gör det. "
            "Förväntat: en månad, t.ex. 2021-03, eller tomt.",
            "reference/units.csv, cell E4: ”2021-13” för ”Alm” är ingen månad; raden gäller om ingen annan gör det. "
            "Förväntat: en månad, t.ex. 2021-03, eller tomt.",
        ]
        assert {problem.severity for problem in places.problems} == {"warning"}
        assert places.stays("staff", "Söder") == [Stay(Place("Söder", CARE))]

    @pytest.mark.parametrize("turned", [False, True])
    def test_a_month_that_is_none_takes_no_other_lines_place(self, world: World, *, turned: bool) -> None:
        lines = [f"staff,Norr,Norr,{CARE},", f"staff,Norr,Norr,{ADVICE},1/7/2021"]
        assert self.stays(world, *(lines[::-1] if turned else lines)) == [Stay(Place("Norr", CARE))]

    def test_a_table_without_months_counts_always(self, world: World) -> None:
        (world.folders.reference / "units.csv").write_text(
            f"source;spelling;unit;organisation\r\nstaff;Norr;Norr;{CARE}\r\n", encoding="utf-8-sig"
        )
        assert self.stays(world) == [Stay(Place("Norr", CARE))]
        assert load_places(world.folders.reference).problems == ()


class TestFacts:
    def test_each_row_belongs_where_its_unit_is_in_its_month(self, world: World) -> None:
        moved(world)
        world.know(f"housing,Alm,Alm,{ADVICE}")
        world.drop(world.file("a.csv", HOUSING, *homes("Norr", "Alm", "Okänd")))
        assert of_homes(world) == [
            ("2021-06", "Alm", ADVICE, 10),
            ("2021-06", "Norr", CARE, 10),
            ("2021-06", "Okänd", "Leanlink", 10),
            ("2021-07", "Alm", ADVICE, 10),
            ("2021-07", "Norr", ADVICE, 10),
            ("2021-07", "Okänd", "Leanlink", 10),
        ]
        assert [line.partition(" (")[0] for line in world.warnings()] == ["a.csv, cell B4: Boende ”Okänd” är okänd"]

    def test_a_unit_may_get_another_name_with_its_area(self, world: World) -> None:
        world.know(f"housing,Norr,Norr,{CARE}", f"housing,Norr,Norra huset,{ADVICE},2021-07")
        world.drop(world.file("a.csv", HOUSING, *homes("Norr")))
        assert [row[1:3] for row in of_homes(world)] == [("Norr", CARE), ("Norra huset", ADVICE)]
        assert load_places(world.folders.reference).nearest("housing", "Norrr") == ["Norra huset"]
        assert world.warnings() == []

    def test_a_new_line_takes_effect_at_the_next_load(self, world: World) -> None:
        world.know(f"housing,Norr,Norr,{CARE}")
        world.drop(world.file("a.csv", HOUSING, *homes("Norr")))
        assert [row[2] for row in of_homes(world)] == [CARE, CARE]
        world.know(f"housing,Norr,Norr,{ADVICE},2021-07")
        world.load()
        assert [row[2] for row in of_homes(world)] == [CARE, ADVICE]

    def test_a_file_owns_the_rows_of_a_unit_in_whatever_area(self, world: World) -> None:
        """The later file spells the home in another way, which belongs elsewhere: it is still the same home."""
        moved(world)
        world.know(f"housing,Norra,Norr,{STAB}")
        world.drop(world.file("a.csv", HOUSING, *homes("Norr")))
        world.drop(world.file("b.csv", HOUSING, *homes("Norra", months=["2021-07"])))
        assert of_homes(world) == [("2021-06", "Norr", CARE, 10), ("2021-07", "Norr", STAB, 10)]

    @settings(max_examples=15)
    @given(
        st.dictionaries(
            st.tuples(st.sampled_from(["meals", ""]), st.sampled_from([f"kök {at}" for at in range(KITCHENS)])),
            st.dictionaries(
                st.sampled_from([ALWAYS, *(date(2021, month, 1) for month in range(1, 13))]),
                st.sampled_from([CARE, ADVICE, STAB]),
                min_size=1,
                max_size=4,
            ),
            min_size=KITCHENS,
        )
    )
    def test_the_areas_add_up_to_the_whole_whoever_moves(
        self, kitchens: ExportReading, lines: Mapping[tuple[str, str], Mapping[date, str]]
    ) -> None:
        known = {key: {day: Place(key[1], org) for day, org in moves.items()} for key, moves in lines.items()}
        with duckdb.connect() as base:
            write_facts(base, [kitchens], Places(known), "Leanlink", b"")
            sql = "select month(of_month), place_unit, org, sum(served)::int from fact_meals group by all"
            found = base.execute(sql).fetchall()
        assert sum(served for *_, served in found) == SERVED
        assert len(found) == 12 * KITCHENS
        for month, kitchen, org, _ in found:
            assert org == in_force(lines, kitchen.casefold(), date(2021, month, 1))

    @pytest.fixture(scope="class")
    @classmethod
    def kitchens(cls, tmp_path_factory: pytest.TempPathFactory) -> ExportReading:
        """The kitchens in every month of a year."""
        rows = [
            {**record(MEALS), "month": date(2021, month, 1), "kitchen": f"Kök {at}", "served": month * 10 + at}
            for month, at in product(range(1, 13), range(KITCHENS))
        ]
        path = tmp_path_factory.mktemp("rows") / "rows.parquet"
        pq.write_table(pa.Table.from_pylist([{**row, "sheet": "", "row": at} for at, row in enumerate(rows)]), path)
        return ExportReading("a.csv", "a", 1, "meals", rows=len(rows), rows_in=path)


def in_force(lines: Mapping[tuple[str, str], Mapping[date, str]], kitchen: str, month: date) -> str:
    """Where a kitchen is in a month, read line by line: the latest of the export's, or else of all exports' lines that
    have begun, or else the earliest line of all."""
    own, common = (lines.get((source, kitchen), {}) for source in ("meals", ""))
    for begun in ({day: org for day, org in each.items() if day <= month} for each in (own, common)):
        if begun:
            return begun[max(begun)]
    rest = {**common, **own}
    return rest[min(rest)] if rest else "Leanlink"


class TestTable:
    def moves(self, world: World) -> list[tuple[object, ...]]:
        return world.ask("select date::text, org, text from reorganisation order by all")

    def test_a_move_is_told_of_the_area_that_is_left_and_of_that_which_is_joined(self, world: World) -> None:
        moved(world)
        world.know(f"housing,Alm,Alm,{CARE},2020-01", f"housing,Alm,Alm,{ADVICE},2021-07")
        world.drop(world.file("a.csv", HOUSING, *homes("Norr", "Alm")))
        alm = f"Alm flyttar från {CARE} till {ADVICE}"
        assert self.moves(world) == [
            ("2021-07-01", ADVICE, alm),
            ("2021-07-01", ADVICE, MOVE),
            ("2021-07-01", CARE, alm),
            ("2021-07-01", CARE, MOVE),
        ]

    def test_the_whole_is_neither_left_nor_joined(self, world: World) -> None:
        moved(world, to="Leanlink")
        world.drop(world.file("a.csv", HOUSING, *homes("Norr")))
        assert self.moves(world) == [("2021-07-01", CARE, f"Norr flyttar från {CARE} till Leanlink")]

    def test_a_unit_that_several_exports_have_moves_once(self, world: World) -> None:
        world.know(f",Norr,Norr,{CARE}", f",Norr,Norr,{ADVICE},2021-07", f"meals,Kök N,Norr,{ADVICE},2021-07")
        world.know(f"meals,Kök N,Norr,{CARE}")
        world.drop(
            world.file("a.csv", HOUSING, *homes("Norr")),
            world.file("b.csv", MEALS, {"kitchen": "Kök N"}),
            world.file("c.csv", SICK_LEAVE, {"area": CARE, "unit": "norr"}),
        )
        assert self.moves(world) == [("2021-07-01", ADVICE, MOVE), ("2021-07-01", CARE, MOVE)]

    @pytest.mark.parametrize("export", [SICK_LEAVE, STAFF])
    def test_units_of_employees_move_too(self, world: World, export: Export) -> None:
        world.know(f",Norr,Norr,{CARE}", f",Norr,Norr,{ADVICE},2021-07")
        world.drop(world.file("a.csv", export, {"unit": "Norr"}))
        assert [row[1] for row in self.moves(world)] == [ADVICE, CARE]

    def test_what_no_export_has_does_not_move(self, world: World) -> None:
        moved(world)
        world.drop(world.file("a.csv", INVESTMENT, {"area": CARE}), world.file("b.csv", MEALS, {"kitchen": "Norr"}))
        assert self.moves(world) == []

    def test_another_name_in_the_same_area_is_no_move(self, world: World) -> None:
        world.know(f"housing,Norr,Norr,{CARE}", f"housing,Norr,Norra huset,{CARE},2021-07")
        world.drop(world.file("a.csv", HOUSING, *homes("Norr")))
        assert self.moves(world) == []


def loaded_units(folder: Path, heads: Mapping[str, Mapping[str, int]], since: str, rising: int = 0) -> Warehouse:
    """Sick leave and staff of 2020–2022, by area and unit; Norr moves. Everyone has 100 ordinary hours a month, of
    which Norr is sick 20 %, `rising` by the year, and all others 5 %."""
    reference = organised(folder, CARE, ADVICE)
    lines = [f",{unit},{unit},{area},\n" for area, crew in heads.items() for unit in crew]
    with (reference / "units.csv").open("a", encoding="utf-8") as file:
        file.writelines([f",Norr,Norr,{ADVICE},{since}\n", *lines])
    sick_leave, staff = [], []
    crews = [(area, unit, count) for area, crew in heads.items() for unit, count in crew.items()]
    for month, (area, unit, count) in product((month for of in (2020, 2021, 2022) for month in year(of, 0)), crews):
        sick = count * (20 + rising * (int(month[:4]) - 2020) if unit == "Norr" else 5)
        hours = {"ordinary_hours": count * 100, "sick_hours": sick, "sick_hours_1_14": sick}
        now = ADVICE if unit == "Norr" and month >= since else area
        sick_leave.append({"month": month, "area": now, "unit": unit, "employees": count, **hours})
        staff.append({"month": month, "unit": unit, "headcount": count, "full_time_equivalents": count})
    files = {"a.csv": csv_told(SICK_LEAVE, *sick_leave), "b.csv": csv_told(STAFF, *staff)}
    return loaded(folder, files, reference=reference)


class TestFigures:
    """Norr has 20 people, and moves from 60 in care to 90 in advice."""

    HEADS: Mapping[str, Mapping[str, int]] = {CARE: {"Norr": 20, "Söder": 40}, ADVICE: {"Alm": 30, "Asp": 60}}

    @pytest.fixture(scope="class")
    @classmethod
    def moved(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        return loaded_units(tmp_path_factory.mktemp("moved"), cls.HEADS, "2021-07")

    @pytest.fixture(scope="class")
    @classmethod
    def stayed(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        return loaded_units(tmp_path_factory.mktemp("stayed"), cls.HEADS, "2030-01")

    @pytest.mark.parametrize(
        ("measure", "org", "before", "after"),
        [
            ("full_time_equivalents", CARE, 60, 40),
            ("full_time_equivalents", ADVICE, 90, 110),
            ("full_time_equivalents", "Leanlink", 150, 150),
            ("sick_leave", CARE, 10, 5),
            ("sick_leave", ADVICE, 5, 850 / 110),
            ("sick_leave", "Leanlink", 7, 7),
        ],
    )
    def test_months_are_those_of_the_units_that_the_area_has(
        self, moved: Warehouse, stayed: Warehouse, measure: str, org: str, before: float, after: float
    ) -> None:
        found = by_month(moved, measure, Group(org))
        assert [row.value for row in found] == pytest.approx([before] * 18 + [after] * 18)
        if org == "Leanlink":
            assert found == by_month(stayed, measure, EVERYONE)

    @pytest.mark.parametrize("measure", ["full_time_equivalents", "sick_leave"])
    @pytest.mark.parametrize("org", [CARE, ADVICE])
    def test_an_areas_line_is_cut_with_mark_and_note(self, moved: Warehouse, measure: str, org: str) -> None:
        found = by_month(moved, measure, Group(org))
        assert [row.segment for row in found] == [0] * 18 + [1] * 18
        marks, notes = cuts(found)
        assert [(mark.at, mark.sign) for mark in marks] == [(2021.5, "A")]
        assert notes == [f"[A] jul 2021: {MOVE}"]

    def test_twelve_months_together_begin_anew(self, moved: Warehouse, stayed: Warehouse) -> None:
        found = over_year(moved, "sick_leave", Group(CARE))
        assert [row.value for row in found] == [10] * 7 + [5] * 7
        assert (found[6].period_text, found[7].period_text) == ("jul 2020–jun 2021", "jul 2021–jun 2022")
        assert cuts(found)[1] == [f"[A] jul 2021: {MOVE}"]
        assert over_year(moved, "sick_leave", EVERYONE) == over_year(stayed, "sick_leave", EVERYONE)

    def test_the_year_of_the_move_stands_alone(self, moved: Warehouse) -> None:
        found = of_years(moved, "sick_leave", Group(CARE))
        assert [(row.year, row.segment, row.cut) for row in found] == [(2020, 0, ""), (2021, 1, MOVE), (2022, 2, MOVE)]
        assert [row.segment for row in of_years(moved, "sick_leave", EVERYONE)] == [0, 0, 0]

    def test_the_unit_has_a_line_of_its_own_in_each_area(self, moved: Warehouse) -> None:
        assert (units(moved, CARE), units(moved, ADVICE)) == (["Norr", "Söder"], ["Alm", "Asp", "Norr"])
        for org, first, last in ((CARE, "jan 2020", "jun 2021"), (ADVICE, "jul 2021", "dec 2022")):
            found = by_month(moved, "sick_leave", Group(org, "Norr"))
            assert [(row.value, row.segment, row.cut) for row in found] == [(20, 0, "")] * 18
            assert (found[0].period_text, found[-1].period_text) == (first, last)
            assert [row.value for row in over_year(moved, "sick_leave", Group(org, "Norr"))] == [20] * 7

    def test_units_are_summed_over_the_months_of_the_span(self, moved: Warehouse) -> None:
        around = date(2021, 5, 1), date(2021, 8, 1)
        assert {
            unit.unit: row.value for unit, row in of_units(moved, "ordinary_hours", Group(CARE), *around).items()
        } == {"Norr": 2 * 2000, "Söder": 4 * 4000}

    def test_the_units_beside_it_are_not_cut(self, moved: Warehouse) -> None:
        for group in (Group(CARE, "Söder"), Group(ADVICE, "Alm")):
            assert [(row.segment, row.cut) for row in by_month(moved, "sick_leave", group)] == [(0, "")] * 36
            assert len(over_year(moved, "sick_leave", group)) == 25

    @pytest.mark.parametrize(
        ("choices", "told"),
        [
            ({"omrade": CARE}, [f"[A] jul 2021: {MOVE}"]),
            (
                {"omrade": CARE, "fran": "2020", "ar": "2021"},
                [f"Total sjukfrånvaro kan inte jämföras över juli 2021: {MOVE}"],
            ),
            ({"omrade": CARE, "enhet": "Norr"}, []),
            ({}, []),
        ],
        ids=str,
    )
    def test_the_page_says_why_and_expects_no_one_level_of_both_sides(
        self, moved: Warehouse, monkeypatch: pytest.MonkeyPatch, choices: Mapping[str, Any], told: Sequence[str]
    ) -> None:
        """In the years until 2021 no twelve months have passed since; the control chart knows those after them too."""
        area = {"omrade": choices["omrade"]} if choices else {}
        app = visit(monkeypatch, moved, "sjukfranvaro", area)
        choose(app, choices)
        calm(app.run())
        assert [note for text in said(app) for note in text.split("  ·  ") if MOVE in note] == list(told)
        assert "Ingen signal: månaderna varierar som de brukar" in headings(app)

    def changed(self, patch: pytest.MonkeyPatch, warehouse: Warehouse, **choices: Any) -> AppTest:
        """What has changed from 2020 to 2021."""
        return part_of("sjukfranvaro", patch, warehouse, "Vad har ändrats", fran="2020", ar="2021", **choices)

    def test_a_unit_that_moves_within_the_months_is_the_same_unit(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Norr goes from 20 to 35 %, with 20 of 150 people: two points within units, none by mix."""
        app = self.changed(monkeypatch, loaded_units(tmp_path, self.HEADS, "2021-07", rising=15))
        assert headings(app) == ["Sjukfrånvaron steg med 2,0 procentenheter till 9,0\u00a0%: 2,0 av frånvaro dag 1–14"]

    def test_of_an_area_that_a_unit_leaves_no_change_is_told(
        self, moved: Warehouse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = self.changed(monkeypatch, moved, omrade=CARE)
        assert headings(app) == ["Ändringen visas inte: månaderna kan inte jämföras"]
        assert f"{MOVE}" in said(app)


class TestSmallUnits:
    """Eight people move in mid-year: in each area they are hidden, and not to be computed in any month."""

    HEADS: Mapping[str, Mapping[str, int]] = {
        CARE: {"Norr": 8, "Söder": 30, "Öst": 40, "Väst": 60},
        ADVICE: {"Alm": 25, "Asp": 45, "Ek": 71},
    }

    @pytest.fixture(scope="class")
    @classmethod
    def few(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        return loaded_units(tmp_path_factory.mktemp("few"), cls.HEADS, "2021-07")

    def hidden_units(self, warehouse: Warehouse, area: str, of: int) -> set[str]:
        sql = """
            select unit from released
            where org = ? and year = ? and unit <> 'total' and grouping = '' and family = '' and hidden
        """
        return {unit for (unit,) in warehouse.rows(sql, [area, of])}

    def test_the_unit_is_hidden_wherever_it_is(self, few: Warehouse) -> None:
        assert self.hidden_units(few, CARE, 2020) == {"Söder"}
        assert self.hidden_units(few, ADVICE, 2020) == set()
        assert self.hidden_units(few, CARE, 2022) == set()
        assert self.hidden_units(few, ADVICE, 2022) == {"Norr", "Alm"}

    def test_in_the_year_of_the_move_two_more_cover_it_in_each_area(self, few: Warehouse) -> None:
        """In the months without Norr a single one beside it would be all that is left."""
        assert self.hidden_units(few, CARE, 2021) >= {"Söder"}
        assert self.hidden_units(few, ADVICE, 2021) >= {"Norr", "Alm"}
        found = by_month(few, "sick_leave", Group(ADVICE, "Norr"))
        assert {row.missing for row in found if row.year == 2021} == {"hidden"}

    def test_its_name_stands_under_the_last_of_its_areas_only(self, few: Warehouse) -> None:
        """Under two it would tell which unit has moved."""
        assert few.rows("select distinct org from released where unit = 'Norr'") == [(ADVICE,)]
        assert by_month(few, "sick_leave", Group(CARE, "Norr")) == []

    def test_its_name_is_not_told_with_what_the_areas_lose_and_win(self, few: Warehouse) -> None:
        told = few.rows("select distinct text from reorganisation")
        assert told == [(f"En enhet flyttar från {CARE} till {ADVICE}",)]

    def test_what_is_shown_leaves_no_single_unit_in_any_month(self, few: Warehouse) -> None:
        """The heads of an area less those of the units that are shown: never of one unit, nor as few as ten."""
        sql = """
            select org, of_month::text, unit, cast(headcount as integer) from released_staff
            where org <> 'Leanlink' and gender = 'total' and age = 'total' and form = 'total' and manager = 'total'
        """
        left: dict[tuple[str, str], int] = {}
        shown: dict[tuple[str, str], set[str]] = {}
        for org, month, unit, count in few.rows(sql):
            left[org, month] = left.get((org, month), 0) + (count if unit == "total" else -count)
            shown.setdefault((org, month), set()).add(unit)
        assert len(left) == 2 * 36
        for (org, month), count in left.items():
            there = set(self.HEADS[org]) - {"Norr"} | ({"Norr"} if (month >= "2021-07") == (org == ADVICE) else set())
            assert (len(there - shown[org, month]), count) == (0, 0) or (
                len(there - shown[org, month]) > 1 and count > 10
            )
