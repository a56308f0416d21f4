"""Ekonomi: result against budget, by area, the deviation as a bridge, forecast and outcome, investments, purchasing."""

from dashboard.cards import listings, months, trends
from dashboard.screens import frame
from dashboard.subjects import economy

view = frame.start("Ekonomi")
frame.show(
    view,
    economy.deviation_bridge(view, "result"),
    economy.scenario_ladder(view, "result"),
    economy.against_budget(view, "result"),
    economy.by_area(view, "result"),
    trends.multiples(view, "turnover", ["revenue", "cost"], across=2),
    economy.against_budget(view, "investment"),
    trends.several(view, "purchasing", ["ecommerce_loyalty", "contract_loyalty"]),
    months.unloaded(view, ["result"])
    or months.opened(months.year_so_far(view, "result"), months.seasons(view, "turnover-months", ["revenue", "cost"])),
    economy.investment_tables(view),
    listings.forecasts(view),
    listings.projects(view),
    trends.prose(view, money=True),
)
