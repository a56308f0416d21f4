"""Of what is refused or only tried nothing stays, and what was on its way when a load was killed is swept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.exports.catalogue import ASSISTANCE, HOUSING
from loaders.intake import loading
from loaders.reading.workspace import workspace
from tests.export_files import identity_number
from tests.killing import KILLED_AT_STEP, Killer
from tests.workbooks import write_report
from tests.world import World, at_work


def listing(world: World) -> dict[str, bytes]:
    """Everything in the warehouse's folder and the ledger's, but for locks."""
    return {
        str(path.relative_to(world.root)): path.read_bytes()
        for folder in (world.folders.warehouse, world.folders.ledger)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def try_export(world: World) -> None:
    assert world.check(world.file("b.csv", HOUSING, {"home": "Granhult"})).accepted


def try_person(world: World) -> None:
    assert not world.check(world.file("b.csv", HOUSING, {"home": identity_number()})).accepted


def drop_person(world: World) -> None:
    path = world.file("b.csv", HOUSING, {"home": identity_number()})
    assert not loading.load_exports({"b.csv": path}, world.folders).accepted


def try_report(world: World) -> None:
    rows = [("Personal", "2023"), ("Årsarbetare", "7")]
    front = {"Beteckning": "VB 2023", "År": "2023"}
    path = write_report(world.root / "ny.xlsx", {"Personal": ({"Slag": "personal"}, rows)}, front)
    assert [report.status for report in world.check(path).reports] == ["loaded"]


def try_load(world: World) -> None:
    world.place("b.csv", HOUSING, {"home": "Granhult"})
    assert not world.load(only_try=True).refused


def try_undo(world: World) -> None:
    world.undo(only_try=True)


ATTEMPTS: tuple[Callable[[World], None], ...] = (
    try_export,
    try_person,
    drop_person,
    try_report,
    try_load,
    try_undo,
)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_all_is_as_before(world: World, attempt: Callable[[World], None]) -> None:
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    before = listing(world)
    attempt(world)
    assert listing(world) == before


@pytest.mark.parametrize("attempt", [try_export, try_person, drop_person, try_report, try_load])
def test_all_is_as_before_also_where_nothing_is_loaded(world: World, attempt: Callable[[World], None]) -> None:
    before = listing(world)
    attempt(world)
    assert listing(world) == before


@pytest.mark.parametrize("name", ["refused.csv", "borta.csv"])
def test_a_refused_export_that_lies_where_exports_are_looked_for_leaves_nothing(world: World, name: str) -> None:
    world.report()
    path = world.place(name, HOUSING, {"home": identity_number() if name == "refused.csv" else "Granhult"})
    world.load()
    if name == "borta.csv":
        world.undo()
        path.unlink()
        world.load()
    assert list(world.folders.warehouse.rglob("rows.parquet")) == []


def test_a_sample_is_kept_as_long_as_it_is_shown(world: World) -> None:
    world.sample(ASSISTANCE, {"hours": 1})
    world.load()
    assert len(list(world.folders.warehouse.glob("cache/*/rows.parquet"))) == 1
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 2}))
    assert list(world.folders.warehouse.rglob("rows.parquet")) == []


def test_a_report_that_is_no_longer_there_is_not_kept(world: World) -> None:
    path = world.report()
    world.load()
    assert len(list((world.folders.warehouse / "cache").iterdir())) == 2
    path.unlink()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    assert list((world.folders.warehouse / "cache").iterdir()) == []


@pytest.mark.parametrize("task", ["check", "drop", "load"])
def test_what_was_on_its_way_when_it_was_killed_is_swept_by_the_next(
    world: World, killer: Killer, task: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world.report()
    world.load()
    before = listing(world)
    other = world.file("b.csv", HOUSING, {"home": "Granhult"})
    if task == "load":
        other.rename(world.data / "b.csv")
    assert killer.run(task, world.root, job=1)[0] == KILLED_AT_STEP
    assert at_work(world) != []
    # Children of a killed load may write for a moment still.
    while at_work(world):
        with workspace(world.folders.warehouse):
            pass
    assert listing(world) == before


def test_what_others_work_in_is_left_alone(tmp_path: Path) -> None:
    with workspace(tmp_path) as one:
        (one.own / "fil").touch()
        with workspace(tmp_path) as other:
            assert other.own != one.own
            assert (one.own / "fil").exists()
        assert not other.own.exists()
        assert (one.own / "fil").exists()
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["sweep.lock"]
