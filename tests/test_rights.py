"""Who may see only some areas is told nothing of the others, in no table and by no question; the whole stays whole."""

from datetime import date
from pathlib import Path
from random import Random
from shutil import copyfile
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.groups import Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.monthly import by_month, of_years, over_year
from dashboard.figures.store import audit, employees, loaded, organisation
from dashboard.figures.store.rights import AS_IT_IS, EVERYTHING, NEVER, OTHERS, Rights, copied
from dashboard.figures.store.warehouse import Warehouse
from loaders.warehouse.serving import opened
from tests.worlds import CARE, STAB

SHOWN_BY = {"account", "law"}
"""What measures choose rows by, and the rest is therefore told of."""

SECRET = "hemligt"


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """All rows of all tables, as text in order."""
    names = [name for (name,) in connection.execute("select table_name from duckdb_tables() order by all").fetchall()]
    return {name: sorted(map(str, connection.execute(f'from "{name}"').fetchall())) for name in names}


def areas_of(path: Path) -> list[str]:
    sql = "select organisation from organisation where level = 'area' order by all"
    return [name for (name,) in Warehouse(path, EVERYTHING).rows(sql)]


RIGHTS = st.builds(
    lambda areas, units: (frozenset(areas), units),
    st.sets(st.integers(0, 5), max_size=3),
    st.booleans(),
)


@settings(max_examples=12)
@given(world=st.sampled_from(["as_shipped", "gaps", "units"]), chosen=RIGHTS, seed=st.integers(0, 9))
def test_what_others_have_makes_no_difference(
    worlds: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, world: str, chosen: Any, seed: int
) -> None:
    """Other areas' names, places, people and lines are others; the copy is the same as long as their sum is."""
    areas = areas_of(worlds[world])
    rights = Rights(frozenset(areas[at % len(areas)] for at in chosen[0]), chosen[1])
    other = Path(copyfile(worlds[world], tmp_path_factory.mktemp("others") / "warehouse.duckdb"))
    scrambled(other, [area for area in areas if area not in (rights.areas or ())], Random(seed))
    told = tables(copied(other, rights))
    assert told == tables(copied(worlds[world], rights))
    assert SECRET not in str(told)


def scrambled(path: Path, closed: list[str], chance: Random) -> None:
    """Change all that a warehouse says of some areas, but for what they are together in a month."""
    with duckdb.connect(str(path)) as connection:
        renamed = dict(zip(closed, chance.sample(closed, len(closed)), strict=True))
        connection.execute("create temp table renamed (area varchar, other varchar)")
        if renamed:
            connection.executemany("insert into renamed values (?, ?)", list(renamed.items()))
        of_closed = "in (select area from renamed)"
        for table, columns in described(connection).items():
            if table in (*AS_IT_IS, *NEVER):
                continue
            org = next((name for name in ("org", "organisation") if name in columns and "of_month" in columns), "org")
            if org not in columns:
                continue
            texts = {name for name, kind in columns.items() if kind == "VARCHAR"} - SHOWN_BY - {org, "export", "kind"}
            texts -= {"column", "gender", "age", "form", "manager", "grouping", "family", "files", "headline", "digest"}
            told = [f"\"{name}\" = '{SECRET}'" for name in sorted(texts)]
            if table == "gap":
                # The heading of a column is no part of the organisation.
                told = ["place = if(kind = 'zeros', '', 'hemligt')", "name = if(kind = 'zeros', name, 'hemligt')"]
            if table.startswith(("released_", "seldom_")):
                told += [f"{name} = {chance.randint(0, 99)}" for name, kind in columns.items() if "DECIMAL" in kind]
            if table.startswith("fact_"):
                unknown = f"place in (select place from unknown_place where export = '{table[5:]}')"
                connection.execute(f"update {table} set {', '.join(told)} where {unknown}")
            told.append(f"{org} = (select other from renamed where area = {org})")
            connection.execute(f"update {table} set {', '.join(told)} where {org} {of_closed}")
        connection.execute("update problem set found = 'hemligt' where file not like '%.xlsx'")
        connection.execute("update unknown_place set place = 'hemligt'")


def described(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The tables with their columns and the types of these."""
    found: dict[str, dict[str, str]] = {}
    sql = (
        "select table_name, column_name, data_type from duckdb_columns() where database_name not in ('system', 'temp')"
    )
    for table, column, kind in connection.execute(sql).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def test_every_table_of_a_warehouse_has_a_rule(worlds: dict[str, Path]) -> None:
    for path in worlds.values():
        with opened(path) as connection:
            there = set(described(connection))
        kept = {name for name in tables(copied(path, Rights(frozenset()))) if not name.startswith("rest_")}
        assert there - kept == set(NEVER)


class TestWhole:
    """What is told of the whole and of an open area is the same, whoever asks."""

    @pytest.fixture(params=["as_shipped", "gaps", "units"])
    def path(self, request: pytest.FixtureRequest, worlds: dict[str, Path]) -> Path:
        return worlds[request.param]

    @pytest.mark.parametrize("units", [True, False])
    def test_every_measure(self, path: Path, *, units: bool) -> None:
        everything = Warehouse(path, EVERYTHING)
        mine = areas_of(path)[0]
        limited = Warehouse(path, Rights(frozenset([mine]), units))
        for measure, each in MEASURES.items():
            for scenario in ("outcome", "budget") if each.computed else ():
                for org in (everything.whole, mine):
                    group = Group(org)
                    for figures in (by_month, over_year, of_years):
                        found, expected = (
                            [without_names(row) for row in figures(warehouse, measure, group, scenario)]
                            for warehouse in (limited, everything)
                        )
                        assert found == expected, (measure, scenario, org)

    def test_a_closed_area_has_no_figures(self, path: Path) -> None:
        everything = Warehouse(path, EVERYTHING)
        closed = Warehouse(path, Rights(frozenset()))
        owned = {each.measure for each in organisation.ownerships(everything)}
        told = 0
        for area in areas_of(path):
            for measure in (measure for measure, each in MEASURES.items() if each.computed and measure not in owned):
                told += len(by_month(everything, measure, Group(area)))
                found = by_month(closed, measure, Group(area))
                assert [row for row in found if row.value is not None or row.who] == [], (area, measure)
        assert told


def without_names(row: Any) -> tuple[object, ...]:
    """What a figure says, but for the names of what is lacking in other areas."""
    return row.period_text, row.value, row.missing, row.cell, row.file, row.cut, len(row.caveats)


def test_no_question_is_answered_with_another_area(worlds: dict[str, Path]) -> None:
    """Every question of the store that lists, counts or names."""
    warehouse = Warehouse(worlds["units"], Rights(frozenset([STAB])))
    assert employees.units(warehouse, CARE) == []
    assert {area for area, _ in employees.units_within(warehouse, "Leanlink", 2019, 2022)} == {STAB}
    assert organisation.open_orgs(warehouse) == ["Leanlink", STAB]
    sides = (MEASURES["headcount"].computed.numerator, None)  # type: ignore[union-attr]
    group, span = Group("Leanlink"), (date(2019, 1, 1), date(2022, 12, 1))
    assert {area for area, _ in employees.sums_of_units(warehouse, "staff", sides, group, *span)} == {STAB}
    assert employees.sums(warehouse, "staff", sides, Group(CARE)) == []
    assert employees.heads(warehouse, Group(CARE), date(2021, 1, 1)) is None
    assert employees.hidden(warehouse, Group(CARE, "Liten")) == []
    assert set(organisation.breaks_of(warehouse, "headcount", Group(CARE)).values()) == set()
    assert loaded.unknown_places(warehouse) == []
    assert audit.files(warehouse)["figures"].isna().all()
    assert audit.counted(warehouse).rows == 0


def test_what_is_lacking_elsewhere_is_told_without_names(worlds: dict[str, Path]) -> None:
    lacking = loaded.all_gaps(Warehouse(worlds["gaps"], Rights(frozenset(["Ledning"]))))
    assert {(gap.org, gap.place, gap.name) for gap in lacking if gap.kind != "area" or gap.org != "Ledning"} == {
        (OTHERS, "", "")
    }


class TestUnits:
    def test_without_units_there_are_none(self, worlds: dict[str, Path]) -> None:
        warehouse = Warehouse(worlds["units"], Rights(units=False))
        assert employees.units(warehouse, CARE) == []
        with opened(worlds["units"]) as connection:
            there = described(connection)
        for table, columns in there.items():
            if "unit" in columns and table not in (*AS_IT_IS, *NEVER):
                assert set(warehouse.rows(f"select distinct unit from {table}")) <= {("total",), ("",)}, table

    def test_a_move_between_areas_is_told_without_the_unit(self, worlds: dict[str, Path]) -> None:
        with_units, without = (Warehouse(worlds["units"], Rights(units=units)) for units in (True, False))
        day = date(2022, 4, 1)
        assert organisation.breaks_of(with_units, "headcount", Group(CARE)) == {
            day: f"Flytt flyttar från {CARE} till {STAB}"
        }
        assert organisation.breaks_of(without, "headcount", Group(CARE)) == {day: "en enhet flyttar"}


def test_a_copy_reads_nothing_else(published: Warehouse) -> None:
    warehouse = Warehouse(published.path, Rights(frozenset(["Ledning"])))
    with pytest.raises(duckdb.PermissionException, match="disabled"):
        warehouse.rows(f"attach '{published.path}' as again (read_only)")
    with pytest.raises(duckdb.CatalogException, match="does not exist"):
        warehouse.rows("from source.published")
    with pytest.raises(duckdb.InvalidInputException, match="configuration has been locked"):
        warehouse.rows("set enable_external_access = true")


def test_answers_are_kept_by_rights_and_not_shared(worlds: dict[str, Path]) -> None:
    everything, limited = (Warehouse(worlds["units"], r) for r in (EVERYTHING, Rights(frozenset([STAB]))))
    assert employees.units(everything, CARE)
    assert employees.units(limited, CARE) == []
    assert employees.units(everything, CARE)


def test_print_is_open_to_all(worlds: dict[str, Path]) -> None:
    everything, none = (Warehouse(worlds["as_shipped"], r) for r in (EVERYTHING, Rights(frozenset(), units=False)))
    for table in AS_IT_IS:
        assert none.rows(f"from {table}") == everything.rows(f"from {table}")
