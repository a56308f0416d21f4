"""Building the warehouse: only when something changed, whole or not at all, killed or in company; and the command."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from loaders.__main__ import main
from loaders.exports.catalogue import EXPORTS
from loaders.intake.folders import REFERENCE, default_folders
from loaders.intake.loading import Load
from loaders.reports import published
from loaders.warehouse.serving import POINTER, kept_open, opened
from tests.killing import KILLED_AT_WORK, Killer
from tests.loading import load
from tests.workbooks import write_report

ROOT = Path(__file__).parent.parent
OF_EXPORTS = {f"{'released' if export.people else 'fact'}_{export.id}" for export in EXPORTS}
"""The tables of exports' numbers: of people only sums of groups are kept."""

ValueServed = Callable[[Path], int | None]
NO_EXPORT = {"first_month": "", "last_month": "", "sample": False}
KILLS = 4


def staff(path: Path, value: int | str, publication: str = "VB 2022", label: str = "Årsarbetare") -> Path:
    """A report that says one number."""
    rows = [("Personal", "2022"), (label, str(value))]
    return write_report(path, {"Personal": ({"Slag": "personal"}, rows)}, {"Beteckning": publication})


def ask(warehouse: Path | None, sql: str) -> list[tuple[object, ...]]:
    assert warehouse is not None
    with opened(warehouse) as connection:
        return connection.sql(sql).fetchall()


def table_names(warehouse: Path | None) -> set[str]:
    return {str(name) for (name,) in ask(warehouse, "select table_name from information_schema.tables")}


def command(reports: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "loaders", str(reports), "--warehouse", str(folder)]


def numbers(outcome: Load) -> list[tuple[object, ...]]:
    return ask(outcome.warehouse, "select publication, measure, value::int from published order by all")


def stamps(folder: Path) -> dict[str, int]:
    """When every file of the warehouse folder was last written."""
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with one report, VB 2022, that says 5."""
    folder = tmp_path / "reports"
    folder.mkdir()
    staff(folder / "vb.xlsx", 5)
    return folder


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A copy of the reference tables that a test may change."""
    return shutil.copytree(REFERENCE, tmp_path / "reference")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the warehouse is built."""
    return tmp_path / "warehouse"


def no_reading(*_: object) -> None:
    pytest.fail("A file was read again.")


def test_unchanged_files_are_neither_read_nor_built_again(
    reports: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load([reports], folder)
    before = stamps(folder)
    monkeypatch.setattr("loaders.reports.published.read_report", no_reading)
    again = load([reports], folder)
    assert (first.built, again.built) == (True, False)
    assert (again.warehouse, again.files, again.problems) == (first.warehouse, first.files, first.problems)
    assert stamps(folder) == before


def test_edited_file_is_built_anew(reports: Path, folder: Path) -> None:
    first = load([reports], folder)
    staff(reports / "vb.xlsx", 6)
    second = load([reports], folder)
    assert second.built
    assert second.warehouse != first.warehouse
    assert numbers(second) == [("VB 2022", "full_time_equivalents", 6)]
    assert numbers(first) == [("VB 2022", "full_time_equivalents", 5)]


def test_added_and_removed_files_are_followed(reports: Path, folder: Path) -> None:
    load([reports], folder)
    (reports / "deeper").mkdir()
    staff(reports / "deeper" / "ny.xlsx", 6, "VB 2023")
    added = load([reports], folder)
    assert [file.file for file in added.files] == ["deeper/ny.xlsx", "vb.xlsx"]
    assert [number[0] for number in numbers(added)] == ["VB 2022", "VB 2023"]
    (reports / "vb.xlsx").unlink()
    assert [number[0] for number in numbers(load([reports], folder))] == ["VB 2023"]


def test_only_workbooks_are_looked_at(reports: Path, folder: Path) -> None:
    for name in ("läs mig.txt", "~$vb.xlsx", ".vb.xlsx", "vb.pdf"):
        (reports / name).write_text("Ingen arbetsbok.", encoding="utf-8")
    staff(reports / "STOR.XLSX", 6, "VB 2023")
    outcome = load([reports], folder)
    assert [(file.file, file.status) for file in outcome.files] == [("STOR.XLSX", "loaded"), ("vb.xlsx", "loaded")]


def test_same_content_is_read_once_whatever_the_file_is_called(
    reports: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load([reports], folder)
    monkeypatch.setattr("loaders.reports.published.read_report", no_reading)
    (reports / "vb.xlsx").rename(reports / "annat namn.xlsx")
    outcome = load([reports], folder)
    assert outcome.built
    assert ask(outcome.warehouse, "select file, value::int from published") == [("annat namn.xlsx", 5)]


def test_other_code_reads_the_same_content_again(reports: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load([reports], folder)
    read: list[str] = []
    read_report = published.read_report

    def noting(path: Path, name: str, missing: dict[str, str]) -> object:
        read.append(name)
        return read_report(path, name, missing)

    monkeypatch.setattr("loaders.warehouse.build.code_version", lambda: "other code")
    monkeypatch.setattr("loaders.reading.reports.code_version", lambda: "other code")
    monkeypatch.setattr("loaders.reports.published.read_report", noting)
    second = load([reports], folder)
    assert read == ["vb.xlsx"]
    assert second.built
    assert second.warehouse != first.warehouse


def test_corrected_name_takes_effect_without_reading_again(
    reports: Path, folder: Path, reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(reports / "vb.xlsx", 5, label="Xyz")
    first = load([reports], folder, reference)
    assert numbers(first) == [("VB 2022", "", 5)]
    assert [str(problem) for problem in first.problems] == [
        "vb.xlsx, blad Personal, cell B4: raden ”Xyz” känns inte igen. Förväntat: ett namn i data/reference/labels.csv."
    ]
    with (reference / "labels.csv").open("a", encoding="utf-8") as labels:
        labels.write("personal,Xyz,,,full_time_equivalents,årsarbetare,stock,\n")
    monkeypatch.setattr("loaders.reports.published.read_report", no_reading)
    second = load([reports], folder, reference)
    assert second.built
    assert numbers(second) == [("VB 2022", "full_time_equivalents", 5)]
    assert second.problems == []


def test_new_spelling_of_missing_reads_the_refused_file_again(reports: Path, folder: Path, reference: Path) -> None:
    staff(reports / "vb.xlsx", "saknas")
    assert [file.status for file in load([reports], folder, reference).files] == ["refused"]
    with (reference / "missing.csv").open("a", encoding="utf-8") as missing:
        missing.write("saknas,not_available,Uppgift saknas\n")
    outcome = load([reports], folder, reference)
    assert ask(outcome.warehouse, "select printed, missing from published") == [("saknas", "not_available")]


def test_older_warehouses_are_removed_all_but_three(reports: Path, folder: Path) -> None:
    built = []
    for value in range(6):
        staff(reports / "vb.xlsx", value)
        built.append(load([reports], folder).warehouse)
    assert sorted(folder.glob("warehouse-*")) == sorted(path for path in built[2:] if path)


def test_what_older_code_left_behind_is_removed(reports: Path, folder: Path) -> None:
    load([reports], folder)
    left = [folder / "warehouse-0.duckdb.1", folder / "warehouse-0.duckdb.1.wal", folder / f"{POINTER}.1"]
    for path in left:
        path.touch()
    left.append(folder / "cache" / "0.1")
    left[-1].mkdir()
    staff(reports / "vb.xlsx", 6)
    load([reports], folder)
    assert [path.name for path in left if path.exists()] == []


@pytest.mark.parametrize("name", ["warehouse-0.duckdb", "warehouse-0.duckdb.1", f"{POINTER}.1"])
def test_file_that_another_load_takes_away_meanwhile_does_no_harm(
    reports: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder.mkdir()
    (folder / name).touch()
    stat = Path.stat

    def vanishing(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.name == name:
            raise FileNotFoundError(path)
        return stat(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", vanishing)
    assert numbers(load([reports], folder)) == [("VB 2022", "full_time_equivalents", 5)]


def test_files_of_the_same_name_in_two_folders_are_not_taken_for_each_other(tmp_path: Path, folder: Path) -> None:
    for name, value, publication in (("gammal", 5, "VB 2022"), ("ny", 6, "VB 2023")):
        (tmp_path / name).mkdir()
        staff(tmp_path / name / "vb.xlsx", value, publication)
    both = load([tmp_path / "gammal", tmp_path / "ny"], folder)
    assert ("VB 2022", "full_time_equivalents", 5) in numbers(both)
    assert ("VB 2022", "full_time_equivalents", 6) not in numbers(both)
    assert numbers(load([tmp_path / "ny"], folder)) == [("VB 2023", "full_time_equivalents", 6)]


def test_warehouse_holds_numbers_of_every_export_and_the_reference_rows(reports: Path, folder: Path) -> None:
    warehouse = load([reports], folder).warehouse
    assert {name for name in table_names(warehouse) if name.startswith(("fact_", "released_"))} == OF_EXPORTS
    assert ask(warehouse, "select publication, year, as_of::text, position from publication") == [
        ("VB 2022", 2022, "2022-12-31", 0)
    ]
    assert ask(warehouse, "select organisation, level from organisation where parent = ''") == [("Leanlink", "whole")]
    assert ask(warehouse, 'select distinct level, "from", "to" from organisation order by all') == [
        ("area", None, date(2021, 12, 31)),
        ("area", None, None),
        ("whole", None, None),
    ]
    for table, file in (("event", "events"), ("series_break", "series_breaks"), ("measure_area", "measure_areas")):
        lines = (REFERENCE / f"{file}.csv").read_text(encoding="utf-8").splitlines()
        assert ask(warehouse, f"select count(*) from {table}") == [(len(lines) - 1,)]


TABLES_OF_PEOPLE = sorted(table.name for table in REFERENCE.glob("*.csv"))


def left_with_headings(table: Path) -> None:
    """Take all rows of a table away."""
    table.write_text(table.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in TABLES_OF_PEOPLE if name != "organisation.csv"])
def test_a_reference_table_may_have_headings_only(reports: Path, folder: Path, reference: Path, name: str) -> None:
    left_with_headings(reference / name)
    outcome = load([reports], folder, reference)
    unknown = {
        "labels.csv": [
            "vb.xlsx, blad Rapport: Slag ”personal”. Förväntat: ett slag som står i data/reference/labels.csv.",
            "vb.xlsx, blad Personal, cell B4: raden ”Årsarbetare” känns inte igen. "
            "Förväntat: ett namn i data/reference/labels.csv.",
        ],
        "organisation_names.csv": [
            "vb.xlsx, blad Rapport: organisationen ”Leanlink” känns inte igen. "
            "Förväntat: ett namn i data/reference/organisation_names.csv."
        ],
    }
    assert [str(problem) for problem in outcome.problems] == unknown.get(name, [])


def test_without_a_whole_nothing_is_built_and_the_command_says_why(
    reports: Path, folder: Path, reference: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    left_with_headings(reference / "organisation.csv")
    monkeypatch.setattr("loaders.intake.folders.REFERENCE", reference)
    assert main([str(reports), "--warehouse", str(folder)]) == 1
    assert capsys.readouterr().err == (
        "Fel: reference/organisation.csv: ingen rad har whole i kolumnen level. "
        "Förväntat: en rad för hela organisationen, t.ex. Leanlink,whole,,0.\n"
    )
    assert not (folder / POINTER).exists()


def test_tables_without_the_newer_columns_still_load(reports: Path, folder: Path, reference: Path) -> None:
    (reference / "organisation.csv").write_text(
        "organisation,level,parent,order\nLeanlink,whole,,0\nLedning,area,Leanlink,1\n", encoding="utf-8"
    )
    (reference / "series_breaks.csv").write_text("measure,date,text\nmeals,2020-01-01,Nytt kök\n", encoding="utf-8")
    warehouse = load([reports], folder, reference).warehouse
    assert ask(warehouse, "select * from organisation") == [
        ("Leanlink", "whole", "", "0", None, None),
        ("Ledning", "area", "Leanlink", "1", None, None),
    ]
    assert ask(warehouse, "select * from series_break") == [("meals", "2020-01-01", "Nytt kök", "")]


# Killed at any moment


def run(killer: Killer, reports: Path, folder: Path, work: float = 0) -> int:
    """The exit code of the command, negative where it was killed."""
    return killer.run("command", reports, "--warehouse", folder, work=work)[0]


@dataclass(frozen=True)
class Unhindered:
    """A full load that nobody kills: the seconds of work it takes, and the tables that it writes."""

    work: float
    tables: set[str]


@pytest.fixture(scope="module")
def unhindered(killer: Killer, tmp_path_factory: pytest.TempPathFactory) -> Unhindered:
    """A load to measure the killed ones by."""
    place = tmp_path_factory.mktemp("work")
    (place / "reports").mkdir()
    staff(place / "reports" / "vb.xlsx", 5)
    code, work = killer.run("command", place / "reports", "--warehouse", place / "warehouse")
    assert code == 0
    return Unhindered(work, table_names(warehouse_served(place / "warehouse")))


@pytest.fixture(scope="module")
def moments(unhindered: Unhindered) -> Callable[[], float]:
    """Seconds of work after which to kill: random, over the work of a full load."""
    chance = random.Random(2022)
    return lambda: chance.uniform(0.001, unhindered.work)


@pytest.fixture(scope="module")
def value_served(unhindered: Unhindered) -> ValueServed:
    """What the warehouse that the pointer names says, after looking at all of it; None without a pointer."""

    def look(folder: Path) -> int | None:
        if not (folder / POINTER).exists():
            return None
        warehouse = warehouse_served(folder)
        with kept_open(warehouse):
            assert table_names(warehouse) == unhindered.tables
            for table in unhindered.tables:
                ask(warehouse, f"select * from {table}")
            ((value,),) = ask(warehouse, "select value::int from published where publication = 'VB 2022'")
        assert isinstance(value, int)
        return value

    return look


def warehouse_served(folder: Path) -> Path:
    """The warehouse that the pointer names."""
    name: str = json.loads((folder / POINTER).read_text(encoding="utf-8"))["warehouse"]
    return folder / name


def test_loads_killed_one_after_another_leave_the_former_warehouse_or_the_new(
    reports: Path, folder: Path, killer: Killer, moments: Callable[[], float], value_served: ValueServed
) -> None:
    assert run(killer, reports, folder) == 0
    before = 5
    killed = 0
    for value in range(6, 6 + KILLS):
        staff(reports / "vb.xlsx", value)
        killed += run(killer, reports, folder, work=moments()) == KILLED_AT_WORK
        assert value_served(folder) in (before, value)
        if value % 4 == 0:
            assert run(killer, reports, folder) == 0
            assert value_served(folder) == value
        before = value_served(folder) or before
    assert killed
    assert subprocess.run(command(reports, folder), cwd=ROOT, check=False).returncode == 0
    assert value_served(folder) == 5 + KILLS


def test_two_loads_at_once_both_succeed(reports: Path, folder: Path, value_served: ValueServed) -> None:
    for number in range(8):
        staff(reports / f"{number}.xlsx", number, f"VB {1900 + number}")
    both = [
        subprocess.Popen(
            command(reports, folder), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(2)
    ]
    told = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert value_served(folder) == 5
    assert not load([reports], folder).built


# The command


def test_command_tells_what_became_of_each_file(
    reports: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(reports), "--warehouse", str(folder)]
    assert main(arguments) == 0
    told = capsys.readouterr().out
    name = json.loads((folder / POINTER).read_text(encoding="utf-8"))["warehouse"]
    assert re.fullmatch(r"warehouse-[0-9a-f]{16}\.duckdb", name)
    table = (
        "Fil      Tolkad som       Siffror  Perioder  Problem  Utfall\n"
        "vb.xlsx  rapport VB 2022  1        2022      0        inläst\n"
    )
    assert told == f"{table}Datalagret är uppdaterat: {folder / name}\n"
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"{table}Ingenting nytt att läsa in. Datalagret: {folder / name}\n"


def test_command_tells_of_refused_and_kept_files(
    reports: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(reports), "--warehouse", str(folder)]
    main(arguments)
    (reports / "vb.xlsx").write_bytes(b"")
    (reports / "trasig.xlsx").write_bytes(b"")
    rows = [("Personal", "2021", "2022"), ("Xyz", "5", "6")]
    write_report(reports / "ny.xlsx", {"Personal": ({"Slag": "personal"}, rows)}, {"Beteckning": "VB 2023"})
    capsys.readouterr()
    assert main(arguments) == 1
    name = json.loads((folder / POINTER).read_text(encoding="utf-8"))["warehouse"]
    why = "filen är ingen Excel-arbetsbok, trots sitt namn. Förväntat: en oskyddad arbetsbok i formatet .xlsx."
    assert capsys.readouterr().out.splitlines() == [
        "Fil          Tolkad som       Siffror  Perioder   Problem  Utfall",
        "ny.xlsx      rapport VB 2023  2        2021–2022  1        inläst",
        "trasig.xlsx  –                0        –          1        avvisad",
        "vb.xlsx      rapport VB 2022  1        2022       1        avvisad, tidigare version används",
        "Varning: ny.xlsx, blad Personal, cell B4: raden ”Xyz” känns inte igen. "
        "Förväntat: ett namn i data/reference/labels.csv.",
        f"Fel: trasig.xlsx: {why}",
        f"Fel: vb.xlsx: {why}",
        f"Datalagret är uppdaterat: {folder / name}",
    ]
    assert main(arguments) == 1


def test_command_that_can_load_nothing_says_so(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trasig.xlsx").write_bytes(b"")
    assert main([str(tmp_path / "trasig.xlsx"), "--warehouse", str(folder)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "Ingenting kunde läsas in."


def test_command_without_workbooks_tells_where_to_put_them(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--warehouse", str(folder)]) == 1
    assert capsys.readouterr().out == (
        "Inga filer (.xlsx, .xlsm, .xls, .csv) hittades. "
        "Lägg rapporter i data/published och månadsexporter i data/exports och kör igen.\n"
    )


def test_command_answers_in_json(reports: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (reports / "trasig.xlsx").write_bytes(b"")
    assert main([str(reports), "--warehouse", str(folder), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["warehouse"] == str(load([reports], folder).warehouse)
    assert answer["built"] is True
    contents = [file.pop("content") for file in answer["files"]]
    assert all(re.fullmatch("[0-9a-f]{64}", content) for content in contents)
    assert answer["files"] == [
        {
            "file": "trasig.xlsx",
            "status": "refused",
            "recognised_as": "",
            "publication": "",
            "figures": 0,
            "first_year": None,
            "last_year": None,
            **NO_EXPORT,
        },
        {
            "file": "vb.xlsx",
            "status": "loaded",
            "recognised_as": "rapport",
            "publication": "VB 2022",
            "figures": 1,
            "first_year": 2022,
            "last_year": 2022,
            **NO_EXPORT,
        },
    ]
    assert answer["problems"] == [
        {
            "severity": "error",
            "file": "trasig.xlsx",
            "sheet": "",
            "cell": "",
            "found": "filen är ingen Excel-arbetsbok, trots sitt namn",
            "expected": "en oskyddad arbetsbok i formatet .xlsx",
        }
    ]


def test_command_with_a_path_that_does_not_exist_is_wrong_usage(
    reports: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = reports / "finns inte.xlsx"
    with pytest.raises(SystemExit) as left:
        main([str(reports), str(missing), "--warehouse", str(folder)])
    assert left.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"python -m loaders: fel: finns inte: {missing}"
    assert not folder.exists()


def test_warehouse_folder_is_told_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEANLINK_WAREHOUSE", str(tmp_path))
    assert default_folders().warehouse == tmp_path
    monkeypatch.delenv("LEANLINK_WAREHOUSE")
    assert default_folders().warehouse == ROOT / "data" / "warehouse"
