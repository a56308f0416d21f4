"""The tables that people edit: any spreadsheet's CSV is read, and a bad one is refused with its name and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.exports.catalogue import ASSISTANCE
from loaders.intake.loading import load_again
from loaders.problems import RefusedError
from loaders.tables import numbered_rows
from loaders.warehouse.build import REFERENCE_TABLES
from tests.world import World


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as refused:
        read()
    (problem,) = refused.value.problems
    return str(problem)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_rows_are_read_as_spreadsheets_write_them(tmp_path: Path, encoding: str, mark: str) -> None:
    table = tmp_path / "units.csv"
    lines = ["namn ,Enhet", "Å,Kök Ö", "", "B"]
    table.write_bytes("\r\n".join(lines).replace(",", mark).encode(encoding))
    assert numbered_rows(table, ("namn",)) == [(2, {"namn": "Å", "Enhet": "Kök Ö"}), (4, {"namn": "B", "Enhet": ""})]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "rad 1: kolumnerna a, b saknas. Förväntat: en tabell med kolumnerna a, b"),
        (b"\na,c\n1,2\n", "rad 2: kolumnen b saknas. Förväntat: en tabell med kolumnerna a, b"),
        (
            b"a,b\n1,2\n1,2,3\n",
            "rad 3: raden har 3 celler och tabellen 2 rubriker. "
            "Förväntat: citattecken kring en text med skiljetecken i",
        ),
        (
            "a,b\n1,2\n".encode("utf-16"),
            "tabellen är ingen textfil i UTF-8 eller Windows-1252. Förväntat: en tabell med kolumnerna a, b",
        ),
        (None, "tabellen finns inte. Förväntat: en tabell med kolumnerna a, b"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, content: bytes | None, found: str) -> None:
    table = tmp_path / "reference" / "units.csv"
    table.parent.mkdir()
    if content is not None:
        table.write_bytes(content)
    assert refusal(lambda: numbered_rows(table, ("a", "b"))) == f"reference/units.csv: {found}."


REQUIRED = ["labels", "missing", "organisation", "organisation_names", "units", "headings", "values"]


@pytest.mark.parametrize("table", [*REQUIRED, *(name.removesuffix(".csv") for name, *_ in REFERENCE_TABLES.values())])
def test_no_load_does_without_a_table_or_with_other_headings(world: World, table: str) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    path = world.folders.reference / f"{table}.csv"
    path.write_text("x,y\n1,2\n", encoding="utf-8")
    assert refusal(world.load).startswith(f"reference/{table}.csv: rad 1: kolumnerna ")
    path.unlink()
    assert refusal(world.load).startswith(f"reference/{table}.csv: tabellen finns inte. ")
    assert world.ledger.entries() == []


def test_measures_may_belong_to_no_area(world: World) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    (world.folders.reference / "measure_areas.csv").unlink()
    assert not world.load().refused
    assert not load_again(world.folders).refused
