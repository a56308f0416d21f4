"""Ekonomi: from budget to outcome, how the forecast moved, the year so far, areas, investments, purchasing."""

from dataclasses import replace

from dashboard.cards import listings, months, multiples, printed, seasons
from dashboard.screens import frame
from dashboard.subjects import economy, forecast, purchasing

view = frame.start("Ekonomi")
of_whole = view.choice.org == view.warehouse.whole
result = economy.against_budget(view, "result", half=not of_whole)
bridge = economy.deviation_bridge(view, "result")
first, later = (bridge, result) if of_whole else (result, bridge)
by_month = [
    replace(seasons.year_so_far(view, "result"), opens="Månad för månad"),
    seasons.seasons(view, "turnover-months", ["revenue", "cost"]),
]
frame.show(
    view,
    first,
    forecast.moved(view, "result"),
    months.unloaded(view, ["result"]) or by_month,
    replace(economy.by_area(view, "result"), opens="År för år"),
    later,
    multiples.side_by_side(view, "turnover", ["revenue", "cost"], across=2),
    economy.investments(view),
    economy.against_budget(view, "investment"),
    purchasing.against_targets(view, "purchasing", ["contract_loyalty", "ecommerce_loyalty"]),
    economy.investment_tables(view),
    listings.forecasts(view),
    listings.projects(view),
    printed.prose(view, money=True),
)
