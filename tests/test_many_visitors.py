"""Many look at figures while others load: no click fails, and what a page shows it goes on showing.

ATTACK=whole has fifty visitors and a dozen loads at once.
"""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from dashboard.figures.query import figures
from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import newest
from loaders.exports.catalogue import ASSISTANCE
from tests.world import World, at_work

ROOT = Path(__file__).parent.parent
VISITORS, LOADS = (50, 12) if os.environ.get("ATTACK") else (6, 2)
OWN_LOADS = 6
"""Loads in the process that shows the pages, as the page Ladda data makes them: more than there are warehouses kept."""

A_LOOK = 0.02 if os.environ.get("ATTACK") else 0.5
"""Seconds between the clicks of a visitor, which take all the power that there is."""


def loading(world: World, number: int) -> subprocess.Popen[bytes]:
    """A load of a month more, in a process of its own."""
    own = world.root / f"mapp {number}"
    (world.root / "outside").mkdir(exist_ok=True)
    world.file(f"../{own.name}/{number}.csv", ASSISTANCE, {"hours": 1, "month": f"2022-{number + 1:02}"})
    where = {"LEANLINK_REFERENCE": world.folders.reference, "LEANLINK_EXPORTS": world.folders.ledger.parent}
    return subprocess.Popen(
        [sys.executable, "-m", "loaders", str(world.data), str(own), "--warehouse", str(world.folders.warehouse)],
        cwd=ROOT,
        env={**os.environ, **{name: str(folder) for name, folder in where.items()}},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def test_no_click_fails_while_others_load(world: World) -> None:
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    done, clicks = threading.Event(), count()

    def visit(_: int) -> int:
        """How many rows the warehouse has that was newest at first, asked again when much has been loaded since."""
        first = newest(EVERYTHING, world.folders.warehouse)
        while not done.is_set():
            now = newest(EVERYTHING, world.folders.warehouse)
            assert [figure.value for figure in figures(now, "full_time_equivalents")] == [5]
            assert now.rows(f"select sum(hours) > 0, {next(clicks)} from fact_assistance")[0][0]
            time.sleep(A_LOOK)
        return int(first.rows(f"select count(*), {next(clicks)} from fact_assistance")[0][0])

    with ThreadPoolExecutor(VISITORS) as visitors:
        visits = [visitors.submit(visit, number) for number in range(VISITORS)]
        try:
            others = [loading(world, number) for number in range(LOADS)]
            for month in range(2, 2 + OWN_LOADS):
                written = world.file(f"{month}.csv", ASSISTANCE, {"hours": 1, "month": f"2021-{month:02}"})
                written.rename(world.data / written.name)
                world.load()
            told = [(each.communicate()[1], each.returncode) for each in others]
        finally:
            done.set()
        assert [each.result() for each in visits] == [1] * VISITORS
    assert told == [(b"", 0)] * LOADS
    world.load()
    assert len(world.hours()) == 1 + OWN_LOADS + LOADS
    assert len(list(world.folders.warehouse.glob("warehouse-*"))) == 4
    assert at_work(world) == []
