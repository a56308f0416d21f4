"""Loading exports: what the ledger says is what is served; new ones, the sample, originals, names and headings."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest

from loaders.exports.catalogue import ASSISTANCE, HOUSING, INVESTMENT
from loaders.exports.export import SAMPLE_MARK
from loaders.facts.organisation import Place
from loaders.intake import folders as places
from loaders.intake import loading, stock
from loaders.intake.folders import Folders, default_folders
from loaders.intake.loading import load_again
from loaders.reading.ledger import LedgerFile
from loaders.reading.sandbox import Answer, Job
from loaders.reports.names import load_reference
from loaders.warehouse.build import build
from loaders.warehouse.serving import served
from tests.editing import add_place
from tests.world import InProcess, World, errors, sha, stamps, tables

ROOT = Path(__file__).parent.parent


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called no file may be parsed."""

    def fail(_: InProcess, jobs: Sequence[Job]) -> None:
        pytest.fail(f"read: {[job.name for job in jobs]}")

    return lambda: monkeypatch.setattr(InProcess, "run", fail)


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
    assert tuple(replace(file, reading="") for file in entry.files) == (
        LedgerFile("2021/Boende.csv", sha(b), "housing", 1, "2021-01-01", "2021-01-01"),
        LedgerFile("Assistans å ä ö.CSV", sha(a), "assistance", 2, "2021-01-01", "2021-03-01"),
    )
    for file, path in zip(entry.files, (b, a), strict=True):
        assert world.ledger.original(file).read_bytes() == path.read_bytes()
        assert world.ledger.original(file).suffix == ".csv"
        assert sorted(kept.name for kept in world.ledger.accepted(file).iterdir()) == ["reading.json", "rows.parquet"]
    assert outcome.built
    assert outcome.changes == entry.changes
    assert served(world.folders.warehouse).ledger == 1
    assert world.hours() == [("2021-01", 1), ("2021-03", 2)]


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
    assert world.hours() == [("2021-01", 1), ("2021-02", 2)]


def test_what_is_loaded_stays_when_the_file_is_gone(world: World) -> None:
    path = world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    path.unlink()
    world.load()
    assert world.hours() == [("2021-01", 1)]


def test_an_edited_file_is_a_new_one_that_replaces_what_it_owns(world: World) -> None:
    for value in (1, 2):
        world.place("a.csv", ASSISTANCE, {"hours": value})
        outcome = world.load()
    assert world.hours() == [("2021-01", 2)]
    assert [(file.file, file.status) for file in outcome.files] == [
        ("a.csv (inläsning 1)", "loaded"),
        ("a.csv", "loaded"),
    ]


def test_files_of_one_name_in_two_folders_are_both_loaded(world: World) -> None:
    world.place("ett/a.csv", ASSISTANCE, {"hours": 1})
    world.place("två/a.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"})
    loading.load([world.data / "ett", world.data / "två"], world.folders)
    assert world.hours() == [("2021-01", 1), ("2021-02", 2)]
    assert [file.name for file in world.ledger.active()] == [str(world.data / "två" / "a.csv"), "a.csv"]


def test_copies_of_a_file_count_once(world: World) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.place("a (1).csv", ASSISTANCE, {"hours": 1})
    assert not world.load().refused
    assert world.hours() == [("2021-01", 1)]
    assert [file.name for file in world.ledger.active()] == ["a (1).csv"]
    world.place("mapp/a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    assert len(world.ledger.active()) == 1


def test_a_copy_with_another_ending_or_name_is_told_and_does_not_refuse_the_file(world: World) -> None:
    path = world.place("b.csv", ASSISTANCE, {"hours": 1})
    for name in ("a.bak", "b.csv.bak", "c.csv"):
        shutil.copy(path, world.data / name)
    wanted = "Förväntat: en oskyddad export i formatet .xlsx, .xlsm, .xls eller .csv."
    assert errors(world.check(world.data / "a.bak", path).problems) == [
        f"a.bak: filer i formatet .bak läses inte. {wanted}"
    ]
    outcome = world.load()
    assert [str(problem) for problem in outcome.problems] == [
        f"a.bak: filer i formatet .bak läses inte. {wanted}",
        f"b.csv.bak: filer i formatet .bak läses inte. {wanted}",
        "c.csv: samma innehåll finns i b.csv; filen räknas en gång. Förväntat: en fil av varje export.",
    ]
    assert [file.name for file in world.ledger.active()] == ["b.csv"]
    assert world.hours() == [("2021-01", 1)]


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
    assert errors(outcome.problems) == ["b.csv: filen är en länk till något som inte finns. Förväntat: en vanlig fil."]


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
    assert world.hours() == []
    world.load()
    assert world.hours() == [("2021-01", 1)]


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
    assert world.hours() == [("2021-01", 1)]
    world.load()
    assert world.hours() == [("2021-01", 1), ("2021-02", 2)]


def test_a_table_that_is_edited_during_a_load_counts_at_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.report()

    def reading(folder: Path) -> Any:
        found = load_reference(folder)
        labels = folder / "labels.csv"
        labels.write_text(labels.read_text(encoding="utf-8").replace("full_time_equivalents", "headcount"), "utf-8")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(stock, "load_reference", reading)
        world.load()
    world.load()
    assert world.ask("select measure from published") == [("headcount",)]


def test_a_file_that_changes_while_it_is_read_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.place("b.csv", HOUSING, {"occupied_days": 2})
    run, hours = InProcess.run, count(2)

    def slow(self: InProcess, jobs: Sequence[Job]) -> Iterator[tuple[Job, Answer]]:
        world.place("a.csv", ASSISTANCE, {"hours": 1}, {"hours": next(hours), "law": "LSS"})
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
    assert world.hours() == [("2021-01", 4)]


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
            connection.begin()
            for (name,) in [(each,) if isinstance(each, str) else each for each in gone]:
                connection.execute(f"drop table {name}")
            connection.commit()
        if missing == "the file":
            old.unlink()
        now = served(world.folders.warehouse)
        world.point(replace(now, warehouse=old.name, request="of older code"))

    made_old()
    b = world.file("b.csv", ASSISTANCE, {"hours": 2})
    (change,) = world.check(b).changes
    assert (change.totals_before, change.totals_after) == ({"hours": 1}, {"hours": 2})
    world.drop(b)
    assert world.ledger.entries()[-1].changes == (change,)
    made_old()
    world.undo()
    assert world.hours() == [("2021-01", 1)]
    made_old()
    assert world.load().built
    assert world.hours() == [("2021-01", 1)]


def test_what_lies_in_the_warehouse_and_the_ledger_is_no_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    monkeypatch.setattr(places, "DATA", data)
    monkeypatch.setattr(places, "WAREHOUSE", data / "warehouse")
    monkeypatch.setattr(places, "LEDGER", data / "exports" / "ledger")
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
    assert default_folders().sources == (places.DATA,)
    (tmp_path / "exports").mkdir()
    assert default_folders().sources == (places.DATA, tmp_path / "exports")
    monkeypatch.delenv("LEANLINK_EXPORTS")
    assert default_folders().ledger == ROOT / "data" / "exports" / "ledger"
    assert default_folders().sources == (places.DATA,)


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
    shutil.rmtree(world.folders.ledger / "readings")
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


# Originals


def test_a_missing_original_is_told_while_its_rows_stand_and_it_can_be_loaded_again(world: World) -> None:
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    world.drop(path)
    original = world.ledger.original(world.ledger.active()[0])
    original.unlink()
    world.report()
    outcome = world.load()
    assert [str(problem) for problem in outcome.problems] == [
        f"a.csv: originalet {original} finns inte längre; raderna gäller som de lästes in. "
        "Förväntat: originalet på sin plats, eller samma fil inläst på nytt."
    ]
    assert (outcome.refused, world.hours()) == (False, [("2021-01", 1)])
    world.drop(path)
    assert (world.hours(), world.warnings()) == ([("2021-01", 1)], [])
    world.undo()
    assert world.hours() == [("2021-01", 1)]


def test_a_file_of_which_neither_the_original_nor_the_rows_are_left_is_told(world: World) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    world.drop(world.file("b.csv", INVESTMENT, {"outcome": 5}))
    file = world.ledger.active()[0]
    world.ledger.original(file).unlink()
    shutil.rmtree(world.ledger.accepted(file))
    world.report()
    outcome = world.load()
    assert errors(outcome.problems) == [
        f"a.csv: filen {world.ledger.original(file)} finns inte längre. "
        "Förväntat: filen på sin plats, eller samma export inläst på nytt."
    ]
    assert [(each.file, each.status) for each in outcome.files] == [
        ("vb.xlsx", "loaded"),
        ("a.csv", "refused"),
        ("b.csv", "loaded"),
    ]
    assert world.hours() == []


def test_the_same_content_twice_in_the_ledger_counts_once(world: World) -> None:
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    world.drop(path)
    world.ledger.original(world.ledger.active()[0]).unlink()
    world.drop(path)
    assert len(world.ledger.active()) == 2
    assert world.hours() == [("2021-01", 1)]


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
