"""Every page in every world: as it opens, and with all pairs of two choices; `make sweep` makes every choice."""

import os
from collections.abc import Callable
from dataclasses import asdict
from itertools import combinations, product
from pathlib import Path

import pytest

from dashboard.figures.store.warehouse import Warehouse
from tests.sweep import CHOICES, PLACES, Visit, distinct, lacking, look, visit
from tests.test_pages import all_pairs
from tests.worlds import WORLDS, as_shipped_whole

WHOLE = bool(os.environ.get("SWEEP"))
ALL = CHOICES | {"area": range(7), "publication": range(-1, 5)}
SEED = 2022
MOST = 450


def planned() -> dict[str, list[Visit]]:
    """The visits to each world."""
    if WHOLE:
        every = [Visit(**dict(zip(ALL, values, strict=True))) for values in product(*ALL.values())]
        return dict.fromkeys(WORLDS, every)
    found = {world: [Visit(place) for place in PLACES] for world in WORLDS}
    # The world is one of the choices: each of the others is made in every world, and on every page.
    usual = [{"world": world, **asdict(to)} for world, visits in found.items() for to in visits]
    for chosen in all_pairs({"world": [*WORLDS], **CHOICES}, SEED, usual):
        found[chosen.pop("world")].append(Visit(**chosen))
    return found


VISITS = planned()
GAPS = {
    "care_days": ["2021-03 Norr"],
    "sick_leave": ["2021-08 Råd och Stöd"],
    "meals": ["2021-10 Kök A"],
    "result": ["2021-05 0102"],
    "home_care_hours": [],
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Warehouse]:
    """Builds a world when it is first asked for."""
    there: dict[str, Warehouse] = {}

    def build(name: str) -> Warehouse:
        if name not in there:
            folder: Path = tmp_path_factory.mktemp(name)
            there[name] = (as_shipped_whole if WHOLE and name == "as_shipped" else WORLDS[name])(folder)
        return there[name]

    return build


def test_every_pair_of_choices_is_made() -> None:
    made = [{"world": world, **asdict(to)} for world, visits in VISITS.items() for to in visits]
    for one, other in combinations({"world": WORLDS, **CHOICES}, 2):
        offered = product({"world": WORLDS, **CHOICES}[one], CHOICES[other])
        assert {(each[one], each[other]) for each in made} >= {*offered}, (one, other)


def test_there_are_few_enough_visits() -> None:
    assert WHOLE or sum(map(len, VISITS.values())) <= MOST


@pytest.mark.parametrize("name", WORLDS)
def test_what_every_page_says_is_in_the_warehouse(name: str, world: Callable[[str], Warehouse]) -> None:
    warehouse = world(name)
    wrong = {to: found for to in distinct(warehouse, VISITS[name]) if (found := visit(warehouse, to))}
    assert wrong == {}


def test_the_gaps_are_where_they_were_made(world: Callable[[str], Warehouse]) -> None:
    found = {
        measure: [f"{month:%Y-%m} {place}" for month, _, place in lacking(world("gaps"), measure)] for measure in GAPS
    }
    assert found == GAPS


def test_every_analysis_is_heard(world: Callable[[str], Warehouse]) -> None:
    """What is checked is all that is said: also by modules that a page imports, in notes and above tables."""
    visits = [Visit((page, part)) for page, part in PLACES if page == "sjukfranvaro"]
    said = [each for to in visits for each in look(world("units"), to)[1]]
    heard = {claim.statistic for each in said for claim in each.claims} - {""}
    assert heard == {"highest", "outside", "run", "trend", "funnel", "within", "mix"}
