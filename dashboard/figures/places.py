"""Volumes by the places that they are delivered at: homes, kitchens, districts, month by month."""

from dataclasses import replace
from functools import lru_cache

from dashboard.figures.figure import Figure
from dashboard.figures.groups import Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.monthly import figure_of
from dashboard.figures.ownership import owner
from dashboard.figures.store import facts
from dashboard.figures.store.dimensions import dividing
from dashboard.figures.store.warehouse import Warehouse

PLACES = {"home_care": "district", "housing": "home", "meals": "kitchen"}
"""The dimension of an export that names its places."""


def place_called(warehouse: Warehouse, measure: str) -> str:
    """What a place of a measure is called; empty where its export tells of none."""
    computed = MEASURES[measure].computed
    found = dividing(warehouse, computed.export) if computed else ()
    return next((each.label for each in found if each.name == PLACES.get(each.export)), "")


@lru_cache(maxsize=50)
def by_place(warehouse: Warehouse, measure: str, org: str) -> dict[str, tuple[Figure, ...]]:
    """The months of a measure at each place of an organisation, by the name of the place, which is its subject.

    What other places lack does not speak against it.
    """
    computed = MEASURES[measure].computed
    if computed is None or computed.export not in PLACES:
        return {}
    column = PLACES[computed.export]
    # Rows of a measure that an area owns may stand for the whole.
    of = warehouse.whole if owner(warehouse, measure, org) else org
    sides = computed.numerator, computed.denominator
    found = facts.sums_by(warehouse, facts.Asked(computed.export, sides, computed.where, of, [column]))
    group = Group(org)
    return {
        place: tuple(
            replace(figure_of(warehouse, measure, group, "outcome", [month]), subject=place, caveats=(), missing="")
            for month in months
        )
        for (place,), months in found.items()
        if place
    }
