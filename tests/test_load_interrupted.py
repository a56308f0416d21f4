"""Loading in company, and killed at any moment: what is served is whole, and the next load puts all right."""

import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest

from loaders.exports.catalogue import ASSISTANCE, INVESTMENT
from loaders.intake import loading, stock
from loaders.intake.loading import load_again
from loaders.reading.sandbox import Answer, Job
from loaders.reading.workspace import BusyError
from loaders.warehouse.build import build
from loaders.warehouse.serving import opened, served
from tests.killing import KILLED_AT_STEP, KILLED_AT_WORK, Killer
from tests.world import InProcess, World, ask, at_work, sha, tables

ROOT = Path(__file__).parent.parent
PATIENCE = 300
"""Seconds to wait for what is sure to come, however busy the machine is."""


# In company


class Paused:
    """A load in a thread of its own that has come as far as building."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.outcomes: list[Any] = []
        self._begun, self._go_on = threading.Event(), threading.Event()

        def building(*arguments: Any) -> Path:
            if threading.current_thread() is self.thread:
                self._begun.set()
                assert self._go_on.wait(PATIENCE)
            return build(*arguments)

        monkeypatch.setattr(loading, "build", building)
        self.thread = threading.Thread(target=lambda: self.outcomes.append(world.load()))
        self.thread.start()
        assert self._begun.wait(PATIENCE)

    @property
    def goes_on(self) -> bool:
        return self._go_on.is_set()

    def go_on(self) -> None:
        self._go_on.set()


def test_a_load_waits_for_another_and_both_are_right(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    paused = Paused(world, monkeypatch)
    world.place("b.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"})
    threading.Timer(0.1, paused.go_on).start()
    second = world.load()
    assert paused.goes_on
    paused.thread.join()
    assert [file.file for file in paused.outcomes[0].files] == ["a.csv"]
    assert [file.file for file in second.files] == ["a.csv", "b.csv"]
    assert [entry.number for entry in world.ledger.entries()] == [1, 2]
    assert world.hours() == [("2021-01", 1), ("2021-02", 2)]


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
    with opened(world.served) as reader:
        paused.go_on()
        paused.thread.join()
        assert reader.execute("select hours::int from fact_assistance").fetchall() == [(1,)]
    assert [outcome.built for outcome in paused.outcomes] == [True]
    assert world.hours() == [("2021-01", 2)]
    world.drop(c)
    assert world.hours() == [("2021-01", 3)]


class Parsing:
    """A load in a thread of its own that has begun to parse."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.outcomes: list[Any] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        run = InProcess.run

        def running(sandbox: InProcess, jobs: Sequence[Job]) -> Iterator[tuple[Job, Answer]]:
            if threading.current_thread() is self.thread:
                self.begun.set()
                assert self.go_on.wait(PATIENCE)
            return run(sandbox, jobs)

        monkeypatch.setattr(InProcess, "run", running)
        self.thread = threading.Thread(target=lambda: self.outcomes.append(world.load()))
        self.thread.start()
        assert self.begun.wait(PATIENCE)

    def end(self) -> Any:
        self.go_on.set()
        self.thread.join()
        return self.outcomes[0]


def test_others_load_while_one_parses_and_what_they_did_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    parsing = Parsing(world, monkeypatch)
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 2}, {"hours": 4, "month": "2021-02"}))
    assert world.hours() == [("2021-01", 2), ("2021-02", 4)]
    outcome = parsing.end()
    assert [(entry.number, entry.files[0].name) for entry in world.ledger.entries()] == [(1, "b.csv"), (2, "a.csv")]
    assert [(each.month, each.totals_before, each.totals_after) for each in outcome.changes] == [
        ("2021-01", {"hours": 2}, {"hours": 1})
    ]
    assert world.hours() == [("2021-01", 1), ("2021-02", 4)]


def test_what_others_load_while_one_parses_it_is_not_loaded_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = world.place("a.csv", ASSISTANCE, {"hours": 1})
    parsing = Parsing(world, monkeypatch)
    world.drop(path)
    assert not parsing.end().changes
    assert [entry.number for entry in world.ledger.entries()] == [1]


HOLDER = """
import sys
from pathlib import Path
from loaders.reading.workspace import Held
with Held(Path(sys.argv[1]), 0):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_process_that_is_killed_lets_go_of_the_lock(world: World) -> None:
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    folder = str(world.folders.warehouse)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, folder], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BusyError):
            world.drop(path)
        holder.kill()
    world.drop(path)
    assert world.hours() == [("2021-01", 1)]


# What a killed load leaves


def test_undo_that_was_killed_before_it_was_served_is_served_by_the_next_load(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stock, "serve", killed)
        with pytest.raises(KeyboardInterrupt):
            world.undo()
    assert world.hours() == [("2021-01", 1)]
    world.load()
    assert world.hours() == []


def test_a_drop_that_was_killed_before_it_was_served_is_served_by_the_next_load(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.report()
    world.load()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stock, "serve", killed)
        with pytest.raises(KeyboardInterrupt):
            world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    assert world.hours() == []
    assert world.load().built
    assert world.hours() == [("2021-01", 1)]


def test_what_killed_loads_left_behind_does_not_get_in_the_way_and_is_swept(world: World) -> None:
    world.report()
    path = world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    name, before = world.served.name, tables(world.served)
    shutil.rmtree(world.folders.warehouse)
    shutil.rmtree(world.folders.ledger)
    left = world.folders.warehouse / "work" / "tmpkilled"
    left.mkdir(parents=True)
    (left / "rows.parquet").write_text("halv", encoding="utf-8")
    with duckdb.connect(str(left / name)) as connection:
        connection.execute("set checkpoint_threshold = '1TB'")
        connection.execute("create table loaded as select 1 as x")
        # As a killed build leaves it: what is written stands in the log beside the file.
        shutil.copy(left / f"{name}.wal", world.root / "wal")
    shutil.copy(world.root / "wal", left / f"{name}.wal")
    left.with_suffix(".alive").touch()
    world.folders.ledger.mkdir()
    (world.folders.ledger / "draft").write_text("halv", encoding="utf-8")
    loading.load([path.parent], world.folders)
    assert (world.served.name, tables(world.served)) == (name, before)
    assert at_work(world) == []


# Killed at any moment

KILLS = 4
"""At random moments, in each situation."""

MOVES = {"load": 7, "drop": 5, "undo": 2}
"""Originals, accepted rows, entry, warehouse, pointer and what is kept of reports are moved to their places."""

SITUATIONS = {"first": "load", "load": "load", "drop": "drop", "undo": "undo"}


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
            self.world.report(6)
            self.world.place("b.csv", ASSISTANCE, {"hours": 16}, {"hours": 32, "month": "2021-03"})
            self.world.place("c.csv", INVESTMENT, {"outcome": 5})
        if name == "drop":
            self.world.file("b.csv", ASSISTANCE, {"hours": 16}, {"hours": 32, "month": "2021-03"})
        shutil.copytree(self.world.root, self._kept)
        self.entries = self.world.ledger.entries()
        self.before = self.state()
        code, self.work = self.killer.run(self.what, self.world.root)
        assert code == 0
        self.after = self.state()
        assert self.before != self.after
        self.restore()

    def run(self, work: float = 0, move: int = 0, job: int = 0) -> int:
        """The exit code: killed after so many seconds of work, before a move, or while a job is parsed."""
        return self.killer.run(self.what, self.world.root, work=work, move=move, job=job)[0]

    def restore(self) -> None:
        # Children of a killed load write for a moment still.
        while self.world.root.exists():
            shutil.rmtree(self.world.root, ignore_errors=True)
        shutil.copytree(self._kept, self.world.root, dirs_exist_ok=True)

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
        assert at_work(self.world) == []
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
        killed += situation.run(work=chance.uniform(0.001, situation.work)) == KILLED_AT_WORK
        situation.check()
        situation.restore()
    assert killed
    for move in count(1):
        code = situation.run(move=move)
        if code == 0:
            break
        assert code == KILLED_AT_STEP
        situation.check()
        situation.restore()
    assert move > MOVES[situation.what]


@pytest.mark.parametrize("job", [1, 2])
def test_killed_while_children_parse_it_is_as_before_or_done(world: World, killer: Killer, job: int) -> None:
    situation = Situation("load", world.root / "situation", killer)
    assert situation.run(job=job) == KILLED_AT_STEP
    situation.check()
