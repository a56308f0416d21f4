"""What is promised of small groups, attacked: worlds of whole persons, everything that is told of them, and a solver.

ATTACK=whole attacks hundreds of worlds on all cores, and ends with how many values were tried, by kind of attack.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor

import duckdb
import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from loaders.people import released, sums
from loaders.people.counts import COMMON, Year
from loaders.people.masks import Mask, Scope, masks_of
from loaders.people.released import kept_masks
from loaders.people.suppression import _Year
from tests.attack.attacks import KEY, Attack, Truth, Value, attacks
from tests.attack.known import known
from tests.attack.organisation import YEAR, organisation
from tests.attack.released import warehouse

WHOLE = bool(os.environ.get("ATTACK"))
WORLDS = range(320) if WHOLE else (0, 6, 12)
AT_MOST = 0.02
"""Of the values of small groups so many may be known narrowly."""


def attacked(seed: int) -> dict[str, tuple[Counter[str], list[Value]]]:
    """By kind of attack how a world's values came out, by column, and those that were computed."""
    with threadpool_limits(1):
        found = attacks(seed)
    return {
        f"{kind}: {column}": (_tally(values), [value for value in values if value.determined])
        for kind, every in found.items()
        for column, values in _by_column(every).items()
    }


def _by_column(values: list[Value]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for value in values:
        found.setdefault(value.cell.column, []).append(value)
    return found


def _tally(values: list[Value]) -> Counter[str]:
    told: Counter[str] = Counter()
    for value in values:
        told.update(tried=1, small=value.small, broken=value.determined, narrow=value.narrow)
    return told


def results() -> Iterator[dict[str, tuple[Counter[str], list[Value]]]]:
    if not WHOLE:
        yield from map(attacked, WORLDS)
        return
    with ProcessPoolExecutor() as pool:
        yield from pool.map(attacked, WORLDS)


def test_nobody_computes_what_a_hidden_group_has(capsys: pytest.CaptureFixture[str]) -> None:
    tallies: dict[str, Counter[str]] = {}
    broken: list[Value] = []
    for world in results():
        for kind, (tally, computed) in world.items():
            tallies.setdefault(kind, Counter()).update(tally)
            broken += computed
    if WHOLE:
        with capsys.disabled():
            print(f"\nworlds {WORLDS.start}–{WORLDS.stop - 1}" if isinstance(WORLDS, range) else "")
            for kind, tally in sorted(tallies.items()):
                share = f"narrow {tally['narrow']} of {tally['small']} of small groups"
                print(f"{kind:70}  tried {tally['tried']}, broken {tally['broken']}, {share}")
    assert broken == []
    assert sum(tally["tried"] for tally in tallies.values()) > 1000
    total = sum(tallies.values(), Counter())
    assert total["narrow"] <= AT_MOST * total["small"]


def of_common_alone(year: Year, *others: object) -> dict[Scope, Mask]:
    """One mask for all that people have."""
    masks = masks_of(year, *others)  # type: ignore[arg-type]
    return {scope: masks[scope._replace(family=COMMON)] for scope in masks}


def by_month(patch: pytest.MonkeyPatch) -> None:
    """What few have is told of by month, whatever divides them."""
    patch.setattr(sums, "QUARTER", 1)
    patch.setattr(sums, "MONTHS", 1)


WEAKENED: dict[str, tuple[int, Callable[[pytest.MonkeyPatch], None]]] = {
    "one mask for all columns": (6, lambda patch: patch.setattr(released, "masks_of", of_common_alone)),
    "what few have by month": (6, by_month),
    "no sums of shown figures": (7, lambda patch: patch.setattr(_Year, "given_away", lambda *_: iter(()))),
}


@pytest.mark.parametrize("what", WEAKENED)
def test_an_attack_succeeds_where_masks_are_weakened(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seed, weaken = WEAKENED[what]
    weaken(monkeypatch)
    everybody = organisation(seed)
    attack = Attack(seed, Truth.of(everybody), known(warehouse(everybody, {}, KEY)))
    assert any(value.determined for value in attack.found(np.random.default_rng(seed)))


def test_a_month_more_changes_nothing_of_a_year_that_is_over() -> None:
    everybody = organisation(6)
    before = warehouse(everybody, {}, KEY)
    after = warehouse(everybody.with_one_more(), kept_masks(before), b"another key")
    assert of_year(after) == of_year(before)


def of_year(connection: duckdb.DuckDBPyConnection) -> list[list[tuple[object, ...]]]:
    """All that is told of the people of the year."""
    months = {"released": f"year = {YEAR}", "released_staff": f"year(of_month) = {YEAR}"}
    months["seldom_staff"] = f"year(first) = {YEAR}"
    found = [connection.execute(f"from {table} where {of} order by all").fetchall() for table, of in months.items()]
    assert all(found)
    return found
