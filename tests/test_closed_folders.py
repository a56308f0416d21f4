"""Folders in which nothing may be written: figures and pages answer, and loads say so in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from loaders.exports.catalogue import ASSISTANCE
from tests.killing import Killer
from tests.world import World, tables


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """A folder, with all in it, in which nobody may write but root."""
    inside = [folder, *folder.rglob("*")]
    for path in inside:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield
    for path in inside:
        path.chmod(0o755 if path.is_dir() else 0o644)


def told(folder: Path) -> str:
    return f"Det går inte att skriva i mappen {folder}: den är skrivskyddad. Det som visades visas fortfarande.\n"


@pytest.fixture
def loaded(world: World) -> World:
    """A world with something loaded and something to load."""
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    world.place("b.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"})
    return world


@pytest.mark.parametrize(
    ("folder", "where"), [("warehouse", "warehouse/work"), ("exports", "exports/ledger"), ("exports/ledger",) * 2]
)
def test_a_load_says_so_and_what_was_served_is_served(loaded: World, killer: Killer, folder: str, where: str) -> None:
    before = tables(loaded.served)
    with closed(loaded.root / folder):
        assert killer.run("told", loaded.root, told(loaded.root / where), powerless=True)[0] == 1
    assert tables(loaded.served) == before
    loaded.load()
    assert loaded.hours() == [("2021-01", 1), ("2021-02", 2)]


def test_the_first_load_says_so(world: World, killer: Killer) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    with closed(world.folders.warehouse):
        wanted = told(world.folders.warehouse)
        assert killer.run("told", world.root, wanted, powerless=True)[0] == 1
    with closed(world.folders.ledger.parent):
        wanted = told(world.folders.ledger.parent)
        assert killer.run("told", world.root, wanted, powerless=True)[0] == 1
    world.load()
    assert world.hours() == [("2021-01", 1)]


def test_where_no_export_is_new_the_ledger_may_be_closed(loaded: World, killer: Killer) -> None:
    (loaded.data / "b.csv").unlink()
    loaded.report(7)
    with closed(loaded.folders.ledger.parent):
        assert killer.run("told", loaded.root, "", powerless=True)[0] == 0
    assert loaded.ask("select value::int from published") == [(7,)]


def test_figures_and_pages_answer(loaded: World, killer: Killer) -> None:
    with closed(loaded.folders.warehouse), closed(loaded.folders.ledger.parent):
        assert killer.run("look", loaded.root, powerless=True)[0] == 0
