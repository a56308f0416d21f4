"""Volymer: what is delivered, year by year, and compared as indices that restart after a break."""

from dashboard.cards import months, trends
from dashboard.screens import frame

VOLUMES = ["home_care_hours", "care_days", "meals", "sfb_hours", "lss_hours"]
PLACES = ["residential_places", "labour_market_places", "labour_market_placements", "occupancy"]

view = frame.start("Volymer")
frame.show(
    view,
    trends.multiples(view, "volumes", [*VOLUMES, *PLACES]),
    trends.compare_indexed(view, "indexed", VOLUMES),
    months.unloaded(view, VOLUMES) or months.opened(months.seasons(view, "volume-months", [*VOLUMES, "occupancy"])),
)
