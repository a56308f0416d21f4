"""Volymer: the area's volumes, one of them large; indices that restart after a break; every home, kitchen, district."""

from dashboard.cards import months, multiples
from dashboard.screens import frame
from dashboard.subjects import volumes

VOLUMES = ["home_care_hours", "care_days", "meals", "sfb_hours", "lss_hours"]
PLACES = ["residential_places", "labour_market_places", "labour_market_placements", "occupancy"]
BY_MONTH = [*VOLUMES, "occupancy"]

view = frame.start("Volymer")
frame.show(
    view,
    volumes.figures(view, [*VOLUMES, *PLACES]),
    multiples.compare_indexed(view, "indexed", VOLUMES),
    months.unloaded(view, BY_MONTH) or volumes.without_months(view, BY_MONTH),
    volumes.places(view, VOLUMES),
)
