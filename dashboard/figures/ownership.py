"""Which area a measure belongs to: all of it is that area's, though reports print it for the whole.

Declared, with dates, in data/reference/measure_areas.csv.
"""

from collections.abc import Iterable, Sequence

from dashboard.figures.store.organisation import Ownership, ownerships
from dashboard.figures.store.warehouse import Warehouse


def owners(warehouse: Warehouse, measure: str) -> list[Ownership]:
    """The areas that a measure belongs to, one after another; none for what every area has of its own."""
    return [each for each in ownerships(warehouse) if each.measure == measure]


def owner(warehouse: Warehouse, measure: str, org: str) -> Ownership | None:
    """How an organisation owns a measure, where it does."""
    return next((each for each in owners(warehouse, measure) if each.org == org), None)


def of_others(warehouse: Warehouse, measures: Iterable[str], org: str) -> dict[str, str]:
    """The measures that belong to other areas than the chosen one, each with its last owner; none for the whole."""
    if org == warehouse.whole:
        return {}
    found: dict[str, Sequence[Ownership]] = {measure: owners(warehouse, measure) for measure in measures}
    return {m: of[-1].org for m, of in found.items() if of and all(each.org != org for each in of)}
