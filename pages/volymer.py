"""Volymer: what is delivered, year by year, and compared as indices that restart after a break."""

from dashboard.cards import blocks, months, page

VOLUMES = ["home_care_hours", "care_days", "meals", "sfb_hours", "lss_hours"]
PLACES = ["residential_places", "labour_market_places", "labour_market_placements", "occupancy"]

view = page.start("Volymer")
months.banner(view)
blocks.multiples(view, "volumes", [*VOLUMES, *PLACES])
blocks.compare_indexed(view, "indexed", VOLUMES)
if months.heading(view, VOLUMES):
    months.seasons(view, "volume-months", [*VOLUMES, "occupancy"])
