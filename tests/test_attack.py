"""What is promised of small groups, attacked: worlds of whole persons, everything that is told of them, and a solver.

ATTACK=whole attacks hundreds of worlds on all cores, and ends with how many values were tried, by kind of attack.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext

import duckdb
import pytest
from threadpoolctl import threadpool_limits

from loaders.people import beside, released, sums
from loaders.people.counts import COMMON, Year
from loaders.people.masks import Mask, Scope, masks_of
from loaders.people.released import kept_masks
from loaders.people.suppression import _Year
from tests.attack.attacks import KEY, PRINT, Value, attacks
from tests.attack.organisation import YEAR, organisation
from tests.attack.released import warehouse

WHOLE = bool(os.environ.get("ATTACK"))
WORLDS = range(320) if WHOLE else (43, 54, 65, 79)
"""Otherwise those in which an attack succeeds where masks are weakened; among them all kinds of attack."""

AT_MOST = 0.02
BESIDE_PRINT = 0.05
"""Of the values of small groups so many may be known narrowly; by who knows what is printed of others, so many."""

ONE_OF = 100_000
"""Of so many values one may be computed that a large group has, where a quarter leaves nought of all other groups."""


def attacked(seed: int) -> tuple[dict[str, Counter[str]], list[Value]]:
    """How the values of a world came out, by kind of attack and column, and those that were computed."""
    with threadpool_limits(1):
        found = attacks(seed)
    tallies: dict[str, Counter[str]] = {}
    for kind, value in ((kind, value) for kind, values in found.items() for value in values):
        tally = tallies.setdefault(f"{kind}, {value.cell.column}", Counter())
        tally.update(tried=1, small=value.small, broken=value.determined, narrow=value.narrow)
    return tallies, [value for values in found.values() for value in values if value.determined]


def test_nobody_computes_what_a_hidden_group_has(capsys: pytest.CaptureFixture[str]) -> None:
    tallies: defaultdict[str, Counter[str]] = defaultdict(Counter)
    broken: list[Value] = []
    with ProcessPoolExecutor() if WHOLE else nullcontext() as pool:
        for of_world, computed in pool.map(attacked, WORLDS) if pool else map(attacked, WORLDS):
            broken += computed
            for kind, tally in of_world.items():
                tallies[kind] += tally
    if WHOLE:
        with capsys.disabled():
            print("\n" + "\n".join(table(tallies)))
    tried = sum(tally["tried"] for tally in tallies.values())
    assert tried > 1000
    assert [value for value in broken if value.small] == []
    assert len(broken) <= tried / ONE_OF, broken
    shares = {kind: BESIDE_PRINT if kind.startswith(PRINT) else AT_MOST for kind in tallies}
    assert [kind for kind, tally in tallies.items() if tally["narrow"] > max(2, shares[kind] * tally["small"])] == []


def table(tallies: Mapping[str, Counter[str]]) -> Iterator[str]:
    """A line for each kind of attack: of so many hidden values so many were computed, and of those of small groups so
    many are known narrowly."""
    yield f"{len(WORLDS)} worlds, {WORLDS[0]}–{WORLDS[-1]}"
    for kind, tally in sorted(tallies.items()):
        counted = f"tried {tally['tried']:7}, broken {tally['broken']:3}"
        yield f"{kind:55} {counted}, narrow {tally['narrow']:4} of {tally['small']:6} of small groups"


def of_common_alone(year: Year, *others: object) -> dict[Scope, Mask]:
    """One mask for all that people have."""
    masks = masks_of(year, *others)  # type: ignore[arg-type]
    return {scope: masks[scope._replace(family=COMMON)] for scope in masks}


def by_month(patch: pytest.MonkeyPatch) -> None:
    """What few have is told of by month, whatever divides them."""
    patch.setattr(sums, "QUARTER", 1)
    patch.setattr(sums, "MONTHS", 1)


WEAKENED: dict[str, tuple[int, Callable[[pytest.MonkeyPatch], None]]] = {
    "accounts of pay": (65, lambda patch: patch.setattr(beside, "_pay", lambda *_: None)),
    "print covers hidden groups": (43, lambda patch: patch.setattr(released, "_printed", lambda *_: {})),
    "one mask for all columns": (79, lambda patch: patch.setattr(released, "masks_of", of_common_alone)),
    "what few have by month": (54, by_month),
    "no sums of shown figures": (43, lambda patch: patch.setattr(_Year, "given_away", lambda *_: iter(()))),
}


@pytest.mark.parametrize("what", WEAKENED)
def test_an_attack_succeeds_where_masks_are_weakened(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seed, weaken = WEAKENED[what]
    weaken(monkeypatch)
    _, computed = attacked(seed)
    assert any(value.small for value in computed)


def test_a_month_more_changes_nothing_of_a_year_that_is_over() -> None:
    everybody = organisation(44)
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
