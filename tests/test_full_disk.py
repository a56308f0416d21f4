"""A disk that is full, and what it has left half: what was served is served, and the next load puts all right.

No file can be written beyond its first bytes, which every system allows to be said without being root. ATTACK=whole
fills a small file system of its own besides, which takes root.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pytest

from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import DamagedError, newest
from dashboard.share.command import main as figures
from dashboard.share.markup import plain
from loaders.__main__ import main
from loaders.exports.catalogue import ASSISTANCE
from loaders.intake import amending
from loaders.reading.exports import is_kept
from loaders.warehouse.serving import POINTER, served
from tests.killing import Killer
from tests.visiting import opened, said, session
from tests.world import World, at_work, tables

WHOLE = bool(os.environ.get("ATTACK"))
FULL = (
    "Disken är full, så inläsningen kunde inte bli klar. Det som visades visas fortfarande."
    " Frigör utrymme och försök igen.\n"
)
LEVELS = [0, 100, 400, 1_000, 3_000, 10_000, 30_000, 100_000, 1_000_000, 100_000_000]
"""Bytes: for nothing at all, for the pointer, for entries, originals and rows, for ever more of the warehouse."""


@pytest.fixture(params=["first", "load"])
def about_to_load(request: pytest.FixtureRequest, world: World) -> World:
    """A world with a report and an export to be loaded; something was loaded before, or nothing."""
    world.report()
    if request.param == "load":
        world.place("a.csv", ASSISTANCE, {"hours": 1})
        world.load()
    world.place("b.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"})
    return world


def shown(world: World) -> dict[str, list[tuple[object, ...]]]:
    """All that pages can show."""
    return tables(world.served) if served(world.folders.warehouse).warehouse else {}


class Weather:
    """A world about to load, brought back before every attempt; what it shows before and after."""

    def __init__(self, world: World, kept: Path) -> None:
        self.world, self.kept = world, kept / "world"
        shutil.copytree(world.root, self.kept)
        self.before = shown(world)
        world.load()
        self.after = shown(world)

    def attempt(self, load: Callable[[], tuple[int, float]]) -> int:
        """The exit code of a load in bad weather, after which all is as before or done, and the next one does it."""
        for path in self.world.root.iterdir():
            shutil.rmtree(path)
        shutil.copytree(self.kept, self.world.root, dirs_exist_ok=True)
        code, _ = load()
        assert shown(self.world) == (self.before if code else self.after)
        return code

    def recover(self) -> None:
        self.world.load()
        assert shown(self.world) == self.after
        assert at_work(self.world) == []


def test_at_every_level_what_was_served_is_served_and_the_next_load_succeeds(
    about_to_load: World, killer: Killer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    weather = Weather(about_to_load, tmp_path_factory.mktemp("kept"))
    codes = []
    for level in LEVELS:
        codes.append(weather.attempt(partial(killer.run, "told", about_to_load.root, FULL, largest=level)))
        weather.recover()
    assert codes == sorted(codes, reverse=True)
    assert (codes[0], codes[-1]) == (1, 0)


@pytest.mark.skipif(not WHOLE, reason="fills a file system of its own, which takes root: ATTACK=whole")
def test_on_a_small_file_system(about_to_load: World, killer: Killer, tmp_path_factory: pytest.TempPathFactory) -> None:
    weather = Weather(about_to_load, tmp_path_factory.mktemp("kept"))
    used = sum(path.stat().st_size for path in about_to_load.root.rglob("*"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={3 * used}", "tmpfs", str(about_to_load.root)], check=True)
    filling = about_to_load.root / "filling"
    try:
        codes = []
        for level in [*range(0, 200_000, 20_000), *range(200_000, 3 * used, used // 10)]:

            def load(level: int = level) -> tuple[int, float]:
                filling.mkdir()
                space = os.statvfs(about_to_load.root)
                with (filling / "full").open("wb") as file:
                    file.write(bytes(max(0, space.f_bavail * space.f_bsize - level)))
                return killer.run("told", about_to_load.root, FULL)

            codes.append(weather.attempt(load))
            shutil.rmtree(filling)
            weather.recover()
        assert {*codes} == {0, 1}
    finally:
        subprocess.run(["umount", str(about_to_load.root)], check=True)


# What is damaged


POINTERS = {
    "empty": b"",
    "half": b'{"warehouse": "warehouse-',
    "not text": b"\xff\xfe\x00",
    "of another form": b"[1, 2]",
    "without a name": b"{}",
    "to nowhere": b'{"warehouse": "warehouse-0.duckdb"}',
}


@pytest.mark.parametrize("pointer", POINTERS)
def test_a_damaged_pointer_is_told_and_the_next_load_puts_it_right(
    world: World, monkeypatch: pytest.MonkeyPatch, pointer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEANLINK_EXPORTS", str(world.folders.ledger.parent))
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    (world.data / "a.csv").unlink()
    before = tables(world.served)
    (world.folders.warehouse / POINTER).write_bytes(POINTERS[pointer])
    told = f"Datalagret i {world.folders.warehouse} är skadat; nästa inläsning bygger det på nytt"
    with pytest.raises(DamagedError, match=told):
        newest(EVERYTHING, world.folders.warehouse)
    assert figures(["--list", "--warehouse", str(world.folders.warehouse)]) == 1
    assert capsys.readouterr().err == f"{told}. Kör python -m loaders först.\n"
    app = opened(session(monkeypatch, world.folders.warehouse), "personal")
    assert [warning.value for warning in app.warning] == [f"{told}."]
    app = opened(session(monkeypatch, world.folders.warehouse), "ladda_data")
    assert "Historik" in said(app)
    outcome = world.load()
    assert outcome.built or pointer != "to nowhere"
    assert tables(world.served) == before


def emptied(warehouse: Path) -> None:
    warehouse.write_bytes(b"")


def halved(warehouse: Path) -> None:
    os.truncate(warehouse, warehouse.stat().st_size // 2)


def without_tables(warehouse: Path) -> None:
    """As a full disk left it: all stood in the log beside the file."""
    warehouse.unlink()
    duckdb.connect(str(warehouse)).close()


@pytest.mark.parametrize("damage", [emptied, halved, without_tables, Path.unlink])
def test_a_damaged_warehouse_is_built_again_by_the_next_load(world: World, damage: Callable[[Path], None]) -> None:
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    name, before = world.served.name, tables(world.served)
    damage(world.served)
    with pytest.raises(DamagedError):
        newest(EVERYTHING, world.folders.warehouse)
    assert world.load().built
    assert (world.served.name, tables(world.served)) == (name, before)
    assert newest(EVERYTHING, world.folders.warehouse).whole == "Leanlink"


def test_a_trial_where_the_warehouse_is_damaged_changes_nothing(world: World) -> None:
    world.report()
    world.load()
    halved(world.served)
    kept = sorted((world.folders.warehouse / "cache").iterdir())
    assert world.check(world.file("a.csv", ASSISTANCE, {"hours": 1})).changes
    assert sorted((world.folders.warehouse / "cache").iterdir()) == kept


@pytest.mark.parametrize("part", ["rows.parquet", "reading.json"])
@pytest.mark.parametrize("damage", [emptied, halved, Path.unlink])
def test_rows_that_are_lost_are_read_again_from_the_original(
    world: World, part: str, damage: Callable[[Path], None]
) -> None:
    world.report()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    (file,) = world.ledger.active()
    damage(world.ledger.accepted(file) / part)
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"}))
    assert world.hours() == [("2021-01", 1), ("2021-02", 2)]
    assert is_kept(world.ledger.accepted(file))


@pytest.mark.parametrize("damage", [emptied, halved])
def test_rows_of_a_forgotten_file_are_gone_also_where_they_no_longer_tell_whose_they_are(
    world: World, damage: Callable[[Path], None]
) -> None:
    world.report()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    (file,) = world.ledger.active()
    damage(world.ledger.accepted(file) / "reading.json")
    amending.forget(world.folders, "a.csv")
    assert list((world.folders.ledger / "readings").iterdir()) == []


@pytest.mark.parametrize("damage", [emptied, halved])
def test_what_is_kept_of_reports_is_read_again_where_it_is_damaged(
    world: World, damage: Callable[[Path], None]
) -> None:
    world.report()
    world.load()
    for kept in (world.folders.warehouse / "cache").glob("*/*.parquet"):
        damage(kept)
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    outcome = world.load()
    assert {file.status for file in outcome.files} == {"loaded"}
    assert world.ask("select value::int from published") == [(5,)]


@pytest.mark.parametrize("damage", [emptied, halved])
def test_a_damaged_entry_of_the_ledger_is_told_and_nothing_is_changed(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], damage: Callable[[Path], None]
) -> None:
    monkeypatch.setenv("LEANLINK_EXPORTS", str(world.folders.ledger.parent))
    world.report()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    before = tables(world.served)
    entry = world.folders.ledger / "000001.json"
    damage(entry)
    told = (
        "000001.json: posten i loggen över inläsningar är skadad, och inget kan läsas in. Förväntat:"
        f" filen {entry} ur en säkerhetskopia; tas den bort gäller inte den inläsningen."
    )
    assert main([str(world.data), "--warehouse", str(world.folders.warehouse)]) == 1
    assert capsys.readouterr().err == f"Fel: {told}\n"
    app = opened(session(monkeypatch, world.folders.warehouse), "ladda_data")
    assert plain(told) in [error.value for error in app.error]
    assert tables(world.served) == before


def test_all_of_a_file_is_on_the_disk_before_it_is_moved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def syncing(descriptor: int) -> None:
        done.append(f"on disk: {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        fsync(descriptor)

    def moving(path: Path, place: Path) -> Path:
        done.append(f"moved: {place.name}")
        return replace(path, place)

    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(Path, "replace", moving)
    world.undo()
    assert done[:3] == ["on disk: draft", "moved: 000002.json", "on disk: ledger"]
    assert done[-3:] == [f"on disk: {POINTER}", f"moved: {POINTER}", "on disk: warehouse"]
