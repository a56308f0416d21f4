"""Ekonomi: result against budget, by area, the deviation as a bridge, forecast and outcome, investments, purchasing."""

from dashboard.cards import blocks, listings, months, page
from dashboard.subjects import economy

view = page.start("Ekonomi")
months.banner(view)
economy.against_budget(view, "result")
economy.by_area(view, "result")
economy.deviation_bridge(view, "result")
economy.scenario_ladder(view, "result")
blocks.multiples(view, "turnover", ["revenue", "cost"], across=2)
economy.against_budget(view, "investment")
economy.investment_tables(view)
blocks.several(view, "purchasing", ["ecommerce_loyalty", "contract_loyalty"])
if months.heading(view, ["result"]):
    months.year_so_far(view, "result")
    months.seasons(view, "turnover-months", ["revenue", "cost"])
listings.forecasts(view)
listings.projects(view)
blocks.prose(view, money=True)
