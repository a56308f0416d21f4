"""Loading exports: what the ledger says is what is served, tried first, taken back, killed or in company."""

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest

from loaders import loading
from loaders.build import build, serve, served
from loaders.export import SAMPLE_MARK
from loaders.exports import ASSISTANCE, HOUSING, INVESTMENT, SICK_LEAVE
from loaders.ledger import Change, LedgerFile
from loaders.loading import BusyError, Folders, NothingToUndoError, default_folders, load_again
from loaders.names import load_reference
from loaders.organisation import Place, add_place
from loaders.problems import Problem
from loaders.sandbox import Answer, Job
from tests.world import InProcess, World, ask, tables

ROOT = Path(__file__).parent.parent


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("loaders.export_reading.Sandbox", InProcess)
    return World(tmp_path)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called no file may be parsed."""

    def fail(_: InProcess, jobs: Sequence[Job]) -> None:
        pytest.fail(f"read: {[job.name for job in jobs]}")

    return lambda: monkeypatch.setattr(InProcess, "run", fail)


def stamps(*folders: Path) -> dict[str, int]:
    """When every file was last written."""
    return {str(path): path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*") if path.is_file()}


def hours(world: World) -> list[tuple[Any, ...]]:
    return world.ask("select strftime(of_month, '%Y-%m'), sum(hours)::int from fact_assistance group by all order by 1")


def errors(problems: Sequence[Problem]) -> list[str]:
    return [str(problem) for problem in problems if problem.severity == "error"]


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# Loading what is found


def test_new_exports_are_entered_in_the_ledger(world: World) -> None:
    rows = [{"month": "2021-01", "hours": 1}, {"month": "2021-03", "hours": 2}]
    a = world.place("Assistans å ä ö.CSV", ASSISTANCE, *rows)
    b = world.place("2021/Boende.csv", HOUSING, {"occupied_days": 4})
    begun = datetime.now(UTC) - timedelta(seconds=1)
    outcome = world.load(who="anna")
    (entry,) = world.ledger.entries()
    assert (entry.number, entry.action, entry.who, entry.undoes) == (1, "load", "anna", 0)
    assert begun <= datetime.fromisoformat(entry.at) <= datetime.now(UTC)
    assert entry.files == (
        LedgerFile("2021/Boende.csv", sha(b), "housing", 1, "2021-01-01", "2021-01-01"),
        LedgerFile("Assistans å ä ö.CSV", sha(a), "assistance", 2, "2021-01-01", "2021-03-01"),
    )
    for file, path in zip(entry.files, (b, a), strict=True):
        assert world.ledger.original(file).read_bytes() == path.read_bytes()
        assert world.ledger.original(file).suffix == ".csv"
    assert outcome.built
    assert outcome.changes == entry.changes
    assert served(world.folders.warehouse).ledger == 1
    assert hours(world) == [("2021-01", 1), ("2021-03", 2)]


def test_nothing_is_done_where_nothing_has_changed(world: World, unread: Callable[[], None]) -> None:
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    first = world.load()
    before = stamps(world.root)
    unread()
    again = world.load()
    assert (first.built, again.built) == (True, False)
    assert (again.warehouse, again.files, again.problems) == (first.warehouse, first.files, first.problems)
    assert again.changes == ()
    assert stamps(world.root) == before
    assert len(world.ledger.entries()) == 1


def test_only_what_is_new_is_read_and_entered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    world.place("b.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"})
    run = InProcess.run
    read: list[str] = []

    def noting(self: InProcess, jobs: Sequence[Job]) -> Iterator[tuple[Job, Answer]]:
        read.extend(job.name for job in jobs)
        return run(self, jobs)

    monkeypatch.setattr(InProcess, "run", noting)
    world.load()
    assert read == ["b.csv"]
    assert [[file.name for file in entry.files] for entry in world.ledger.entries()] == [["a.csv"], ["b.csv"]]
    assert hours(world) == [("2021-01", 1), ("2021-02", 2)]


def test_what_is_loaded_stays_when_the_file_is_gone(world: World) -> None:
    path = world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    path.unlink()
    world.load()
    assert hours(world) == [("2021-01", 1)]


def test_an_edited_file_is_a_new_one_that_replaces_what_it_owns(world: World) -> None:
    for value in (1, 2):
        world.place("a.csv", ASSISTANCE, {"hours": value})
        outcome = world.load()
    assert hours(world) == [("2021-01", 2)]
    assert [(file.file, file.status) for file in outcome.files] == [
        ("a.csv (inläsning 1)", "loaded"),
        ("a.csv", "loaded"),
    ]


def test_files_of_one_name_in_two_folders_are_both_loaded(world: World) -> None:
    world.place("ett/a.csv", ASSISTANCE, {"hours": 1})
    world.place("två/a.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"})
    loading.load([world.data / "ett", world.data / "två"], world.folders)
    assert hours(world) == [("2021-01", 1), ("2021-02", 2)]
    assert [file.name for file in world.ledger.active()] == [str(world.data / "två" / "a.csv"), "a.csv"]


def test_copies_of_a_file_count_once(world: World) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.place("a (1).csv", ASSISTANCE, {"hours": 1})
    assert not world.load().refused
    assert hours(world) == [("2021-01", 1)]
    assert [file.name for file in world.ledger.active()] == ["a (1).csv"]
    world.place("mapp/a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    assert len(world.ledger.active()) == 1


def test_a_refused_export_does_not_stop_others_and_nothing_of_it_is_kept(world: World) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    secret = {"month": "2021-02", "home": "Hemligaste boendet"}
    bad = world.place("b.csv", HOUSING, secret | {"month": "2021-03"}, secret | {"occupied_days": "sju"})
    outcome = world.load()
    assert [(file.file, file.status, file.recognised_as) for file in outcome.files] == [
        ("a.csv", "loaded", "Assistans"),
        ("b.csv", "refused", ""),
    ]
    assert outcome.refused
    assert [(problem.file, problem.cell) for problem in outcome.problems] == [("b.csv", "D3")]
    assert world.ask("select file from problem") == [("b.csv",)]
    assert [file.name for file in world.ledger.active()] == ["a.csv"]
    kept = [path for folder in (world.folders.warehouse, world.folders.ledger) for path in folder.rglob("*")]
    assert len([path for path in kept if path.is_file()]) > 5
    assert [path for path in kept if path.is_file() and b"Hemligaste" in path.read_bytes()] == []
    assert [path for path in kept if sha(bad) in path.name] == []
    assert len([path for path in kept if path.name == "rows.parquet"]) == 1


def test_a_file_that_cannot_be_opened_does_not_stop_others(world: World) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    (world.data / "b.csv").symlink_to(world.root / "finns inte")
    outcome = world.load()
    assert [(file.file, file.status) for file in outcome.files] == [("a.csv", "loaded"), ("b.csv", "refused")]
    assert errors(outcome.problems) == [
        f"b.csv: filen {world.data / 'b.csv'} finns inte längre. "
        "Förväntat: filen på sin plats, eller samma export inläst på nytt."
    ]


def test_the_former_warehouse_stays_where_nothing_can_be_loaded(world: World) -> None:
    (world.data / "b.csv").write_text("Hej", encoding="utf-8")
    assert world.load().warehouse is None
    (world.data / "b.csv").unlink()
    report = world.report()
    before = world.load().warehouse
    report.unlink()
    (world.data / "b.csv").write_text("Hej", encoding="utf-8")
    outcome = world.load()
    assert (outcome.warehouse, outcome.built) == (before, False)
    assert [(file.file, file.status) for file in outcome.files] == [("b.csv", "refused")]
    assert world.served == before


def test_published_reports_are_not_touched_by_exports(world: World) -> None:
    world.report(7)
    world.load()
    names = ("published", "publication", "organisation", "event", "series_break", "identity_check", "restatement")
    before = {name: world.ask(f"select * from {name} order by all") for name in names}
    assert before["published"]
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    assert {name: world.ask(f"select * from {name} order by all") for name in names} == before
    world.undo()
    assert {name: world.ask(f"select * from {name} order by all") for name in names} == before


def test_a_warehouse_that_was_thrown_away_comes_again_from_the_ledger(world: World) -> None:
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    world.drop(world.file("b.csv", INVESTMENT, {"outcome": 5}))
    before, name = tables(world.served), world.served.name
    shutil.rmtree(world.folders.warehouse)
    world.load()
    assert world.served.name == name
    assert tables(world.served) == before
    assert len(world.ledger.entries()) == 2


def test_an_export_that_waits_under_the_paths_is_not_forgotten_when_others_are_dropped(world: World) -> None:
    world.report()
    world.load()
    world.place("väntar.csv", ASSISTANCE, {"hours": 1})
    world.drop(world.file("b.csv", INVESTMENT, {"outcome": 5}))
    assert hours(world) == []
    world.load()
    assert hours(world) == [("2021-01", 1)]


def test_a_load_after_a_drop_has_nothing_to_build(world: World) -> None:
    world.report()
    world.load()
    world.drop(world.file("b.csv", INVESTMENT, {"outcome": 5}))
    before = world.served
    assert [world.load().built, world.load().built] == [False, False]
    assert world.served == before


def test_a_file_that_comes_during_a_load_is_loaded_at_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})

    def building(*arguments: Any) -> Path:
        world.place("b.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"})
        return build(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(loading, "build", building)
        world.load()
    assert hours(world) == [("2021-01", 1)]
    world.load()
    assert hours(world) == [("2021-01", 1), ("2021-02", 2)]


def test_a_table_that_is_edited_during_a_load_counts_at_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.report()

    def reading(folder: Path) -> Any:
        found = load_reference(folder)
        labels = folder / "labels.csv"
        labels.write_text(labels.read_text(encoding="utf-8").replace("full_time_equivalents", "headcount"), "utf-8")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(loading, "load_reference", reading)
        world.load()
    world.load()
    assert world.ask("select measure from published") == [("headcount",)]


def test_a_file_that_changes_while_it_is_read_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.place("b.csv", HOUSING, {"occupied_days": 2})
    run = InProcess.run

    def slow(self: InProcess, jobs: Sequence[Job]) -> Iterator[tuple[Job, Answer]]:
        world.place("a.csv", ASSISTANCE, {"hours": 1}, {"hours": 2, "law": "LSS"})
        return run(self, jobs)

    with monkeypatch.context() as patch:
        patch.setattr(InProcess, "run", slow)
        outcome = world.load()
    assert errors(outcome.problems) == [
        "a.csv: filen ändrades medan den lästes. Förväntat: en färdigskriven fil; läs in den igen."
    ]
    assert [file.name for file in world.ledger.active()] == ["b.csv"]
    world.load()
    assert world.ledger.active()[-1].content == sha(path)
    assert hours(world) == [("2021-01", 3)]


@pytest.mark.parametrize("missing", ["the tables of exports", "all tables", "the file"])
def test_a_warehouse_of_older_code_does_no_harm(world: World, missing: str) -> None:
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    old = world.folders.warehouse / "warehouse-0.duckdb"

    def made_old() -> None:
        world.served.rename(old)
        with duckdb.connect(str(old)) as connection:
            names = connection.execute("select table_name from information_schema.tables").fetchall()
            gone = ("loaded", "unknown_place", "export_file", "file") if missing == "the tables of exports" else names
            for (name,) in [(each,) if isinstance(each, str) else each for each in gone]:
                connection.execute(f"drop table {name}")
        if missing == "the file":
            old.unlink()
        now = served(world.folders.warehouse)
        serve(world.folders.warehouse, replace(now, warehouse=old.name, request="of older code"))

    made_old()
    b = world.file("b.csv", ASSISTANCE, {"hours": 2})
    (change,) = world.check(b).changes
    assert (change.totals_before, change.totals_after) == ({"hours": 1}, {"hours": 2})
    world.drop(b)
    assert world.ledger.entries()[-1].changes == (change,)
    made_old()
    world.undo()
    assert hours(world) == [("2021-01", 1)]
    made_old()
    assert world.load().built
    assert hours(world) == [("2021-01", 1)]


def test_what_lies_in_the_warehouse_and_the_ledger_is_no_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.export_reading.Sandbox", InProcess)
    data = tmp_path / "data"
    monkeypatch.setattr(loading, "DATA", data)
    monkeypatch.setattr(loading, "WAREHOUSE", data / "warehouse")
    monkeypatch.setattr(loading, "LEDGER", data / "exports" / "ledger")
    world = World(tmp_path)
    at_home = Folders(data / "warehouse", world.folders.reference, data / "exports" / "ledger")
    world.report()
    world.place("exports/a.csv", ASSISTANCE, {"hours": 1})
    for folders in (at_home, world.folders):
        outcome = loading.load(folders.sources, folders)
        assert [(file.file, file.status) for file in outcome.files] == [
            ("vb.xlsx", "loaded"),
            ("exports/a.csv", "loaded"),
        ]
        assert not loading.load(folders.sources, folders).built


def test_exports_are_looked_for_in_the_folder_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEANLINK_EXPORTS", str(tmp_path / "exports"))
    assert default_folders().ledger == tmp_path / "exports" / "ledger"
    assert default_folders().sources == (loading.DATA,)
    (tmp_path / "exports").mkdir()
    assert default_folders().sources == (loading.DATA, tmp_path / "exports")
    monkeypatch.delenv("LEANLINK_EXPORTS")
    assert default_folders().ledger == ROOT / "data" / "exports" / "ledger"
    assert default_folders().sources == (loading.DATA,)


# The sample


def test_a_sample_is_shown_only_while_no_load_stands(world: World) -> None:
    world.sample(HOUSING, {"home": "Påhittat", "occupied_days": 9}, units=["housing,Påhittat,Påhittat,Äldreomsorg"])
    outcome = world.load()
    assert [(file.file, file.sample) for file in outcome.files] == [("sample/exempel.csv", True)]
    assert world.ask("select org, occupied_days::int from fact_housing") == [("Äldreomsorg", 9)]
    assert world.ask("select sample from export_file") == [(True,)]
    assert (world.ledger.entries(), world.warnings(), outcome.problems) == ([], [], [])
    assert not world.folders.ledger.exists()
    sample = world.served
    trial = world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    assert trial.replaces_sample
    assert world.ask("select name, sample from export_file") == [("a.csv", False)]
    assert not world.check(world.file("b.csv", ASSISTANCE, {"hours": 2})).replaces_sample
    world.undo()
    assert world.served == sample
    assert world.ask("select org, occupied_days::int from fact_housing") == [("Äldreomsorg", 9)]


def test_the_invented_units_are_known_only_with_the_sample(world: World) -> None:
    world.sample(HOUSING, {"home": "Påhittat"}, units=["housing,Påhittat,Påhittat,Äldreomsorg"])
    world.load()
    world.drop(world.file("a.csv", HOUSING, {"home": "Påhittat"}))
    assert world.ask("select org from fact_housing") == [("Leanlink",)]
    assert world.ask("select place from unknown_place") == [("Påhittat",)]


def test_a_new_export_beside_a_sample_takes_its_place_in_one_load(world: World) -> None:
    world.sample(HOUSING, {"home": "Påhittat"})
    world.place("exports/a.csv", ASSISTANCE, {"hours": 1})
    outcome = world.load()
    assert [file.file for file in outcome.files] == ["exports/a.csv"]
    assert [change.rows_before for change in outcome.changes] == [None]


def test_a_sample_stays_away_while_a_load_stands_that_cannot_be_read(world: World) -> None:
    world.sample(HOUSING, {"home": "Påhittat"})
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    shutil.rmtree(world.folders.ledger / "originals")
    shutil.rmtree(world.folders.warehouse / "cache")
    world.report()
    outcome = world.load()
    assert [(file.file, file.status) for file in outcome.files] == [("vb.xlsx", "loaded"), ("a.csv", "refused")]
    assert world.ask("select * from export_file") == []


def test_a_single_file_with_the_mark_of_a_sample_is_refused(world: World) -> None:
    world.sample(HOUSING, {"home": "Påhittat"}, units=["housing,Påhittat,Påhittat,Äldreomsorg"])
    template = world.place("mall.csv", ASSISTANCE, {"hours": 1}, above=f"{SAMPLE_MARK}: fyll i")
    outcome = world.load()
    told = "mall.csv: filen är märkt Exempeldata. Förväntat: en export ur ett verksamhetssystem."
    assert errors(outcome.problems) == [told]
    assert world.ask("select org, (select count(*) from fact_assistance) from fact_housing") == [("Äldreomsorg", 0)]
    trial = world.check(template)
    assert (errors(trial.problems), trial.accepted, trial.replaces_sample) == ([told], [], False)


def test_a_copy_of_a_sample_is_counted_once_with_its_units(world: World) -> None:
    path = world.sample(HOUSING, {"occupied_days": 9}, units=["housing,Boende A,Boende A,Äldreomsorg"])
    (world.data / "exports").mkdir()
    shutil.copy(path, world.data / "exports" / "kopia.csv")
    outcome = world.load()
    assert not outcome.refused
    assert world.ask("select org, occupied_days::int from fact_housing") == [("Äldreomsorg", 9)]


# What a load changes


def change(month: str, before: tuple[int, float] | None, after: tuple[int, float] | None) -> Change:
    sides = [(None, {}) if side is None else (side[0], {"outcome": side[1]}) for side in (before, after)]
    return Change("investment", month, "Äldreomsorg", sides[0][0], sides[1][0], sides[0][1], sides[1][1])


def test_changes_tell_rows_and_totals_before_and_after(world: World) -> None:
    world.report()
    world.sample(INVESTMENT, {"outcome": 1000})
    world.load()
    rows = [{"month": month, "outcome": 5.5} for month in ("2021-01", "2021-02", "2021-03")]
    world.drop(world.file("a.csv", INVESTMENT, *rows), who="anna")
    first = (change(f"2021-0{month}", None, (1, 5.5)) for month in (1, 2, 3))
    more = [{"month": "2021-02", "project": name, "outcome": 10} for name in ("Buss", "Ugn")]
    b = world.file("b.csv", INVESTMENT, *more, rows[2], {"month": "2021-04", "outcome": -1})
    expected = (change("2021-02", (1, 5.5), (2, 20)), change("2021-04", None, (1, -1)))
    assert world.check(b).changes == expected
    world.drop(b, who="bo")
    world.undo(who="cia")
    assert [(entry.who, entry.action, entry.undoes) for entry in world.ledger.entries()] == [
        ("anna", "load", 0),
        ("bo", "load", 0),
        ("cia", "undo", 2),
    ]
    back = (change("2021-02", (2, 20), (1, 5.5)), change("2021-04", (1, -1), None))
    assert [entry.changes for entry in world.ledger.entries()] == [tuple(first), expected, back]


def test_undoing_the_first_load_leaves_nothing_where_there_was_nothing(world: World) -> None:
    world.sample(INVESTMENT, {"outcome": 1000})
    world.drop(world.file("a.csv", INVESTMENT, {"outcome": 5}))
    world.undo()
    assert world.ledger.entries()[-1].changes == (change("2021-01", (1, 5), None),)


def test_changes_are_those_of_the_ledger_though_what_is_served_lags_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.report()
    world.load()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading, "serve", killed)
        with pytest.raises(KeyboardInterrupt):
            world.drop(world.file("a.csv", INVESTMENT, {"outcome": 5}))
    assert world.ask("select count(*) from fact_investment") == [(0,)]
    world.drop(world.file("b.csv", INVESTMENT, {"outcome": 6}))
    assert world.ledger.entries()[-1].changes == (change("2021-01", (1, 5), (1, 6)),)


# Taking back


def test_undo_takes_the_last_load_back_to_the_very_same_warehouse(world: World) -> None:
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    (world.data / "trasig.csv").write_text("Hej", encoding="utf-8")
    world.load()
    former, content = world.served, tables(world.served)
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 2}))
    assert hours(world) == [("2021-01", 2)]
    world.undo()
    assert (world.served, tables(world.served)) == (former, content)
    assert served(world.folders.warehouse).ledger == 3


def test_undo_twice_goes_two_loads_back(world: World) -> None:
    world.report()
    names = []
    for value in (1, 2, 3):
        world.drop(world.file("a.csv", ASSISTANCE, {"hours": value}))
        names.append(world.served.name)
    world.undo()
    assert world.served.name == names[1]
    world.undo()
    assert world.served.name == names[0]
    assert hours(world) == [("2021-01", 1)]
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 4}))
    world.undo()
    assert world.served.name == names[0]
    assert [entry.undoes for entry in world.ledger.entries()] == [0, 0, 0, 3, 2, 0, 6]


def test_undo_goes_back_to_a_warehouse_that_is_gone(world: World) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    first = world.served
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 2}))
    first.unlink()
    world.undo()
    assert world.served == first
    assert hours(world) == [("2021-01", 1)]


def test_undo_of_all_there_was_leaves_an_empty_warehouse(world: World) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    world.undo()
    assert hours(world) == []
    assert world.ask("select * from file") == []
    world.load()
    assert hours(world) == []


def test_undo_that_was_killed_before_it_was_served_is_served_by_the_next_load(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading, "serve", killed)
        with pytest.raises(KeyboardInterrupt):
            world.undo()
    assert hours(world) == [("2021-01", 1)]
    world.load()
    assert hours(world) == []


def test_a_drop_that_was_killed_before_it_was_served_is_served_by_the_next_load(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.report()
    world.load()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading, "serve", killed)
        with pytest.raises(KeyboardInterrupt):
            world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    assert hours(world) == []
    assert world.load().built
    assert hours(world) == [("2021-01", 1)]


def test_another_ledger_is_another_warehouse(world: World) -> None:
    world.report()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    world.load()
    other = replace(world.folders, ledger=world.root / "annan")
    loading.load([world.data], other)
    assert hours(world) == []
    world.load()
    assert hours(world) == [("2021-01", 1)]


def test_with_nothing_to_undo_nothing_is_done(world: World) -> None:
    world.report()
    world.load()
    before = stamps(world.root)
    with pytest.raises(NothingToUndoError):
        world.undo()
    assert stamps(world.root) == before
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    world.undo()
    with pytest.raises(NothingToUndoError):
        world.undo()
    assert len(world.ledger.entries()) == 2


def test_an_undone_file_is_not_loaded_again_by_itself_but_when_asked_to(world: World) -> None:
    world.report()
    path = world.place("exports/a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    world.undo()
    for _ in range(2):
        outcome = world.load()
        assert [file.file for file in outcome.files] == ["vb.xlsx"]
    assert (hours(world), outcome.refused) == ([], False)
    world.drop(path)
    assert hours(world) == [("2021-01", 1)]
    assert [file.name for file in world.ledger.active()] == ["a.csv"]


def test_a_load_of_several_files_is_taken_back_as_one(world: World) -> None:
    world.report()
    world.load()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}), world.file("b.csv", INVESTMENT, {"outcome": 5}))
    assert len(world.ledger.entries()) == 1
    world.undo()
    assert world.ask("select * from export_file") == []


# Originals


def test_a_missing_original_is_told_and_can_be_loaded_again(world: World) -> None:
    world.report()
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    world.drop(path)
    world.drop(world.file("b.csv", INVESTMENT, {"outcome": 5}))
    original = world.ledger.original(world.ledger.active()[0])
    original.unlink()
    world.load()
    assert hours(world) == [("2021-01", 1)]
    shutil.rmtree(world.folders.warehouse / "cache")
    world.report(6)
    outcome = world.load()
    assert errors(outcome.problems) == [
        f"a.csv: filen {original} finns inte längre. Förväntat: filen på sin plats, eller samma export inläst på nytt."
    ]
    assert [(file.file, file.status) for file in outcome.files] == [
        ("vb.xlsx", "loaded"),
        ("a.csv", "refused"),
        ("b.csv", "loaded"),
    ]
    assert hours(world) == []
    world.drop(path)
    assert hours(world) == [("2021-01", 1)]
    world.undo()


def test_the_same_content_twice_in_the_ledger_counts_once(world: World) -> None:
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    world.drop(path)
    world.ledger.original(world.ledger.active()[0]).unlink()
    world.drop(path)
    assert len(world.ledger.active()) == 2
    assert hours(world) == [("2021-01", 1)]


# Names and headings


def test_a_place_that_becomes_known_counts_without_reading_any_file_again(
    world: World, unread: Callable[[], None]
) -> None:
    world.report()
    world.drop(world.file("a.csv", HOUSING, {"home": "Ekbackn", "occupied_days": 5}))
    assert world.ask("select place from unknown_place") == [("Ekbackn",)]
    unread()
    add_place(world.folders.reference, "housing", "Ekbackn", Place("Ekbacken", "Äldreomsorg"))
    assert load_again(world.folders).built
    assert world.ask("select place_unit, org, occupied_days::int from fact_housing") == [("Ekbacken", "Äldreomsorg", 5)]
    assert (world.ask("select * from unknown_place"), world.warnings()) == ([], [])


def test_a_heading_that_gets_or_loses_its_meaning_is_read_again_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"administration": "Leanlink", "ordinary_hours": 1}
    for name, heading, month in (("a.csv", "Förv.område", "2021-01"), ("b.csv", "Övrigt", "2021-02")):
        world.drop(world.file(name, SICK_LEAVE, {**row, "month": month}, headings={"administration": heading}))
    run = InProcess.run
    read: list[str] = []

    def noting(self: InProcess, jobs: Sequence[Job]) -> Iterator[tuple[Job, Answer]]:
        read.extend(job.name for job in jobs)
        return run(self, jobs)

    monkeypatch.setattr(InProcess, "run", noting)

    def administrations() -> list[tuple[Any, ...]]:
        world.load()
        return world.ask("select month(month), administration from fact_sick_leave order by all")

    headings = world.folders.reference / "headings.csv"
    before = headings.read_text(encoding="utf-8")
    assert administrations() == [(1, None), (2, None)]
    assert read == []
    headings.write_text(f"{before}staff,Övrigt,unit\n", encoding="utf-8")
    assert administrations() == [(1, None), (2, None)]
    assert read == []
    headings.write_text(f"{before}sick_leave,Förv.område,administration\n", encoding="utf-8")
    assert administrations() == [(1, "Leanlink"), (2, None)]
    assert read == ["a.csv"]
    administrations()
    assert read == ["a.csv"]
    headings.write_text(before, encoding="utf-8")
    assert administrations() == [(1, None), (2, None)]
    assert read[1:2] == ["a.csv"]


# Trying out


def listing(world: World) -> dict[str, bytes]:
    """Everything but what may be thrown away: readings, warehouses that are not served, the lock."""
    keep = world.served
    return {
        str(path.relative_to(world.root)): path.read_bytes()
        for path in world.root.rglob("*")
        if path.is_file()
        and "cache" not in path.parts
        and (path == keep or not re.match(r"warehouse-\w+\.duckdb|load\.lock", path.name))
    }


def test_a_trial_changes_nothing_and_the_load_after_it_serves_its_warehouse(world: World) -> None:
    world.report()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    b = world.file("b.csv", ASSISTANCE, {"hours": 2}, {"hours": 3, "month": "2021-02"})
    bad = world.file("c.csv", HOUSING, {"occupied_days": "sju"})
    before = listing(world)
    trial = world.check(b, bad)
    assert listing(world) == before
    assert [(reading.name, reading.refused) for reading in trial.readings] == [("b.csv", False), ("c.csv", True)]
    assert [(each.month, each.totals_before, each.totals_after) for each in trial.changes] == [
        ("2021-01", {"hours": 1}, {"hours": 2}),
        ("2021-02", {}, {"hours": 3}),
    ]
    assert {problem.file for problem in trial.problems} == {"c.csv"}
    tried = stamps(world.folders.warehouse)
    loaded = loading.load_exports({"b.csv": b, "c.csv": bad}, world.folders)
    assert (loaded.changes, loaded.problems) == (trial.changes, trial.problems)
    assert str(world.served) in tried
    assert stamps(world.folders.warehouse)[str(world.served)] == tried[str(world.served)]
    assert [file.name for file in world.ledger.active()] == ["a.csv", "b.csv"]


def test_a_trial_tells_only_of_its_own_files(world: World) -> None:
    world.drop(world.file("a.csv", HOUSING, {"home": "Okänt", "month": "2021-01"}))
    world.file("a.csv", HOUSING, {"home": "Äldreomsorg", "month": "2021-02"})
    assert world.check(world.root / "outside" / "a.csv").problems == []
    unknown = world.file("a.csv", HOUSING, {"home": "Okänt", "month": "2021-02"})
    assert [(problem.severity, problem.cell) for problem in world.check(unknown).problems] == [("warning", "B2")]


def test_what_is_loaded_already_is_refused(world: World) -> None:
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    world.drop(path)
    before = listing(world)
    told = ["b.csv: samma innehåll är redan inläst som a.csv. Förväntat: en ny export."]
    for attempt in (loading.check, loading.load_exports):
        trial = attempt({"b.csv": path}, world.folders)
        assert (errors(trial.problems), trial.accepted, trial.changes) == (told, [], ())
    assert listing(world) == before


def test_the_same_content_twice_in_one_drop_is_loaded_once(world: World) -> None:
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    trial = loading.load_exports({"b.csv": path, "a.csv": path}, world.folders)
    assert errors(trial.problems) == ["b.csv: samma innehåll finns även i a.csv. Förväntat: en ny export."]
    assert [file.name for file in world.ledger.active()] == ["a.csv"]
    assert hours(world) == [("2021-01", 1)]


def test_a_drop_of_refused_files_alone_does_nothing(world: World) -> None:
    world.report()
    world.load()
    bad = world.file("c.csv", HOUSING, {"occupied_days": "sju"})
    before = listing(world)
    trial = loading.load_exports({"c.csv": bad}, world.folders)
    assert (trial.accepted, trial.changes) == ([], ())
    assert listing(world) == before
    assert not world.folders.ledger.exists()


def test_many_trials_leave_few_warehouses(world: World) -> None:
    world.report()
    world.load()
    for value in range(6):
        world.check(world.file("a.csv", ASSISTANCE, {"hours": value}))
    assert len(list(world.folders.warehouse.glob("warehouse-*.duckdb"))) == 4
    assert world.served.exists()


def test_progress_tells_of_every_file(world: World) -> None:
    told: list[tuple[int, int, str]] = []
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load(progress=lambda *what: told.append(what))
    b, c = world.file("b.csv", ASSISTANCE, {"hours": 2}), world.file("c.csv", HOUSING)
    loading.check({"b.csv": b, "c.csv": c}, world.folders, progress=lambda *what: told.append(what))
    assert told == [(1, 1, "a.csv"), (1, 2, "b.csv"), (2, 2, "c.csv")]


# In company


class Paused:
    """A load in a thread of its own that has come as far as building."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.outcomes: list[Any] = []
        self._begun, self._go_on = threading.Event(), threading.Event()

        def building(*arguments: Any) -> Path:
            if threading.current_thread() is self.thread:
                self._begun.set()
                assert self._go_on.wait(30)
            return build(*arguments)

        monkeypatch.setattr(loading, "build", building)
        self.thread = threading.Thread(target=lambda: self.outcomes.append(world.load()))
        self.thread.start()
        assert self._begun.wait(30)

    def go_on(self) -> None:
        self._go_on.set()


def test_a_load_waits_for_another_and_both_are_right(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    paused = Paused(world, monkeypatch)
    world.place("b.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"})
    threading.Timer(0.3, paused.go_on).start()
    begun = time.monotonic()
    second = world.load()
    assert time.monotonic() - begun > 0.2
    paused.thread.join()
    assert [file.file for file in paused.outcomes[0].files] == ["a.csv"]
    assert [file.file for file in second.files] == ["a.csv", "b.csv"]
    assert [entry.number for entry in world.ledger.entries()] == [1, 2]
    assert hours(world) == [("2021-01", 1), ("2021-02", 2)]


def test_what_may_not_wait_is_told_that_another_load_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.report()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    former = world.served
    world.place("b.csv", ASSISTANCE, {"hours": 2})
    paused = Paused(world, monkeypatch)
    before = len(world.ledger.entries())
    c = world.file("c.csv", ASSISTANCE, {"hours": 3})
    with pytest.raises(BusyError):
        loading.load_exports({"c.csv": c}, world.folders)
    with pytest.raises(BusyError):
        world.undo()
    with pytest.raises(BusyError):
        load_again(world.folders)
    with pytest.raises(BusyError):
        world.load(patience=0.1)
    assert len(world.ledger.entries()) == before
    assert ask(former, "select hours::int from fact_assistance") == [(1,)]
    with duckdb.connect(str(world.served), read_only=True) as reader:
        paused.go_on()
        paused.thread.join()
        assert reader.execute("select hours::int from fact_assistance").fetchall() == [(1,)]
    assert hours(world) == [("2021-01", 2)]
    world.drop(c)
    assert hours(world) == [("2021-01", 3)]


HOLDER = """
import sys, time
from pathlib import Path
from loaders.loading import _Held
with _Held(Path(sys.argv[1]), 0):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_process_that_is_killed_lets_go_of_the_lock(world: World) -> None:
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    folder = str(world.folders.warehouse)
    with subprocess.Popen([sys.executable, "-c", HOLDER, folder], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BusyError):
            world.drop(path)
        holder.kill()
    world.drop(path)
    assert hours(world) == [("2021-01", 1)]


def test_a_reading_killed_while_it_takes_the_place_of_another_is_read_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.drop(world.file("a.csv", SICK_LEAVE, {"administration": "Leanlink"}, headings={"administration": "Övrigt"}))
    table = world.folders.reference / "headings.csv"
    before = table.read_text(encoding="utf-8")
    table.write_text(f"{before}sick_leave,Övrigt,administration\n", encoding="utf-8")

    def killed(path: Path, **_: object) -> None:
        if Path(path).exists():
            Path(path, "rows.parquet").unlink()
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            world.load()
    table.write_text(before, encoding="utf-8")
    world.report()
    world.load()
    assert world.ask("select administration from fact_sick_leave") == [(None,)]


def test_what_killed_loads_left_behind_does_not_get_in_the_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.report()
    path = world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    name, before = world.served.name, tables(world.served)
    (entry,) = (each for each in (world.folders.warehouse / "cache").iterdir() if (each / "rows.parquet").exists())
    left = entry.with_name(f"{entry.name}.{os.getpid()}")
    shutil.rmtree(world.folders.warehouse)
    shutil.rmtree(world.folders.ledger)
    left.mkdir(parents=True)
    (left / "rows.parquet").write_text("halv", encoding="utf-8")
    draft = world.folders.warehouse / f"{name}.{os.getpid()}"
    with duckdb.connect(str(draft)) as connection:
        connection.execute("set checkpoint_threshold = '1TB'")
        connection.execute("create table loaded as select 1 as x")
        # As a killed build leaves it: what is written stands in the log beside the file.
        shutil.copy(f"{draft}.wal", world.root / "wal")
    shutil.copy(world.root / "wal", f"{draft}.wal")
    world.folders.ledger.mkdir()
    (world.folders.ledger / "draft").write_text("halv", encoding="utf-8")
    loading.load([path.parent], world.folders)
    assert (world.served.name, tables(world.served)) == (name, before)


# Killed at any moment

SERVER = """
import json, os, signal, sys
from pathlib import Path
from loaders import export_reading, loading
from tests.world import InProcess

moves = 0

def counted(move):
    def moving(*arguments):
        global moves
        moves -= 1
        if moves == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return move(*arguments)
    return moving

Path.replace, Path.rename = counted(Path.replace), counted(Path.rename)
sandbox = export_reading.Sandbox
print("ready", flush=True)
for line in sys.stdin:
    what, place, after, moves, in_process = json.loads(line)
    process = os.fork()
    if process == 0:
        root = Path(place)
        folders = loading.Folders(root / "warehouse", root / "reference", root / "exports" / "ledger")
        export_reading.Sandbox = InProcess if in_process else sandbox
        signal.setitimer(signal.ITIMER_REAL, after)
        if what == "load":
            loading.load([root / "data"], folders)
        elif what == "drop":
            files = {path.name: path for path in (root / "outside").iterdir()}
            assert loading.load_exports(files, folders).accepted
        else:
            loading.undo(folders)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""
KILLED_IN_TIME, KILLED_AT_MOVE = -signal.SIGALRM, -signal.SIGKILL
KILLS = 13
"""At random moments, in each situation."""

MOVES = {"load": 7, "drop": 5, "undo": 2}
"""Readings, originals, warehouse, entry and pointer are moved to their places."""

SITUATIONS = {"first": "load", "load": "load", "drop": "drop", "undo": "undo"}


class Killer:
    """Loads, drops and undoes in processes of their own, killed when told."""

    def __init__(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.orders, self.answers = self.server.stdin, self.server.stdout
        assert self.answers.readline() == b"ready\n"

    def run(self, what: str, root: Path, after: float = 0, move: int = 0, *, in_process: bool = True) -> int:
        """The exit code, negative where killed: after so many seconds, or right before the move with this number."""
        self.orders.write(json.dumps([what, str(root), after, move, in_process]).encode() + b"\n")
        return int(self.answers.readline())

    def stop(self) -> None:
        self.orders.close()
        self.server.wait()
        self.answers.close()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    started = Killer()
    yield started
    started.stop()


class Situation:
    """A world in which something is about to be done, which can be brought back, and what it is before and after."""

    def __init__(self, name: str, root: Path, killer: Killer) -> None:
        self.killer, self.what = killer, SITUATIONS[name]
        self.world, self._kept = World(root / "world"), root / "kept"
        self.world.report()
        self.world.place("a.csv", ASSISTANCE, {"hours": 1}, {"hours": 2, "law": "LSS"})
        if name != "first":
            self.world.load()
            self.world.drop(self.world.file("0.csv", ASSISTANCE, {"hours": 4}, {"hours": 8, "month": "2021-02"}))
            (self.world.root / "outside" / "0.csv").unlink()
            self.world.load()
        if name == "load":
            self.world.place("b.csv", ASSISTANCE, {"hours": 16}, {"hours": 32, "month": "2021-03"})
            self.world.place("c.csv", INVESTMENT, {"outcome": 5})
        if name == "drop":
            self.world.file("b.csv", ASSISTANCE, {"hours": 16}, {"hours": 32, "month": "2021-03"})
        shutil.copytree(self.world.root, self._kept)
        self.entries = self.world.ledger.entries()
        self.before = self.state()
        took = []
        for _ in range(2):
            self.restore()
            begun = time.perf_counter()
            assert self.run() == 0
            took.append(time.perf_counter() - begun)
        self.takes, self.after = min(took), self.state()
        assert self.before != self.after
        self.restore()

    def run(self, after: float = 0, move: int = 0, *, in_process: bool = True) -> int:
        return self.killer.run(self.what, self.world.root, after, move, in_process=in_process)

    def restore(self) -> None:
        shutil.rmtree(self.world.root)
        shutil.copytree(self._kept, self.world.root)

    def state(self) -> tuple[str, dict[str, list[tuple[Any, ...]]]]:
        """The name of what is served, and all that it says."""
        name = served(self.world.folders.warehouse).warehouse
        return name, tables(self.world.served) if name else {}

    def check(self) -> None:
        """What is served is whole, the ledger is true, and the next load makes the one what the other says."""
        assert self.state() in (self.before, self.after)
        ledger = self.world.ledger
        entries = ledger.entries()
        assert entries[: len(self.entries)] == self.entries
        assert len(entries) - len(self.entries) in (0, 1)
        for file in ledger.active():
            assert sha(ledger.original(file)) == file.content
        is_done = len(entries) > len(self.entries) or self.what == "load"
        self.world.load()
        assert self.state() == (self.after if is_done else self.before)
        assert served(self.world.folders.warehouse).ledger == ledger.last
        assert len(ledger.entries()) == len(self.entries) + is_done


@pytest.mark.parametrize("name", SITUATIONS)
def test_killed_at_any_moment_and_before_any_move_it_is_as_before_or_done(
    world: World, killer: Killer, name: str
) -> None:
    situation = Situation(name, world.root / "situation", killer)
    chance = random.Random(2021)
    killed = 0
    for _ in range(KILLS):
        killed += situation.run(after=chance.uniform(0.001, situation.takes)) == KILLED_IN_TIME
        situation.check()
        situation.restore()
    assert killed >= KILLS // 2
    for move in count(1):
        code = situation.run(move=move)
        if code == 0:
            break
        assert code == KILLED_AT_MOVE
        situation.check()
        situation.restore()
    assert move > MOVES[situation.what]


def test_killed_while_children_parse_it_is_as_before_or_done(world: World, killer: Killer) -> None:
    situation = Situation("load", world.root / "situation", killer)
    chance = random.Random(2022)
    for _ in range(4):
        assert situation.run(after=chance.uniform(0.05, 0.3), in_process=False) == KILLED_IN_TIME
        situation.check()
        situation.restore()
