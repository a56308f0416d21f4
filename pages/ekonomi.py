"""Ekonomi: budget to outcome, how the forecast moved, the year so far; areas, turnover, investments, purchasing."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from dashboard.cards import listings, months, multiples, printed, seasons
from dashboard.cards.card import View
from dashboard.screens import frame
from dashboard.screens.frame import Parts
from dashboard.subjects import economy, forecast, purchasing
from dashboard.subjects.pages import INVESTMENTS, PURCHASING, TURNOVER


def first(view: View) -> Parts:
    """How the year went against its budget and forecast, month by month and beside other years; the bridge leads for
    the whole, of an area its own result."""
    bridge = economy.deviation_bridge(view, "result")
    result = replace(economy.against_budget(view, "result"), half=True)
    lead, later = (bridge, result) if view.choice.org == view.warehouse.whole else (result, bridge)
    return [
        lead,
        forecast.moved(view, "result"),
        months.unloaded(view, ["result"]) or replace(seasons.year_so_far(view, "result"), half=True),
        later,
        listings.forecasts(view),
        printed.prose(view, money=True),
    ]


def turnover(view: View) -> Parts:
    """Revenue and cost, month by month and year by year."""
    sides = ["revenue", "cost"]
    return [
        months.unloaded(view, sides) or seasons.seasons(view, "turnover-months", sides),
        multiples.side_by_side(view, "turnover", sides, across=2),
    ]


PARTS: Mapping[str, Callable[[View], Parts]] = {
    "Översikt": first,
    "Områden": lambda view: [economy.by_area(view, "result")],
    TURNOVER: turnover,
    INVESTMENTS: lambda view: [
        economy.investments(view),
        economy.against_budget(view, "investment"),
        economy.investment_tables(view),
        listings.projects(view),
    ],
    PURCHASING: lambda view: [
        purchasing.against_targets(view, "purchasing", ["contract_loyalty", "ecommerce_loyalty"])
    ],
}

view = frame.start("Ekonomi", parts=[*PARTS], of_print=PARTS)
frame.show(view, *PARTS[view.part](view))
