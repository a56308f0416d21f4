"""What is loaded of the exports that measures are computed from, and what people call them."""

from dashboard import theme
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Computed
from dashboard.figures.store.loaded import Coverage, coverage, export_names
from dashboard.figures.store.warehouse import Warehouse


def covered(warehouse: Warehouse, measure: str) -> Coverage | None:
    """What is loaded of the export that a measure is computed from."""
    computed = MEASURES[measure].computed
    return next((each for each in coverage(warehouse) if computed and each.export == computed.export), None)


def is_sample(warehouse: Warehouse) -> bool:
    """Whether the exports that are loaded are generated."""
    return any(each.sample for each in coverage(warehouse))


def named(warehouse: Warehouse, computed: Computed) -> str:
    """The exports that a measure is computed from, as figures name them."""
    called = export_names(warehouse)
    mine = [called[export] for export in computed.exports]
    return f"{'exporterna' if mine[1:] else 'exporten'} {theme.listed(mine)}"
