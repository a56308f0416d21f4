"""Every export we know, one file a system. A new one is one declaration; a renamed heading is one more string.

Rows carry hours, heads and amounts, never only percentages: shares are computed from sums. Called by all who read,
load and tell of exports.
"""

from loaders.exports.catalogue.heroma import SICK_LEAVE, STAFF
from loaders.exports.catalogue.matilda import MEALS
from loaders.exports.catalogue.own_lists import FORECAST, KEY_FIGURES
from loaders.exports.catalogue.treserva import ASSISTANCE, HOME_CARE, HOUSING
from loaders.exports.catalogue.unit4 import INVESTMENT, LEDGER

EXPORTS = (
    SICK_LEAVE,
    STAFF,
    LEDGER,
    FORECAST,
    INVESTMENT,
    HOME_CARE,
    HOUSING,
    ASSISTANCE,
    MEALS,
    KEY_FIGURES,
)
BY_ID = {export.id: export for export in EXPORTS}

__all__ = [
    "ASSISTANCE",
    "BY_ID",
    "EXPORTS",
    "FORECAST",
    "HOME_CARE",
    "HOUSING",
    "INVESTMENT",
    "KEY_FIGURES",
    "LEDGER",
    "MEALS",
    "SICK_LEAVE",
    "STAFF",
]
