"""Invented money, volumes and key figures, so that a year's sums give the published figures."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import product

import numpy as np

from loaders.exports.catalogue import ASSISTANCE, FORECAST, HOME_CARE, HOUSING, INVESTMENT, KEY_FIGURES, LEDGER, MEALS
from loaders.sample.world import (
    ACTIVE,
    HOME,
    KITCHENS,
    MONTHS,
    UNITS,
    WHOLE,
    YEARS,
    Floats,
    Ints,
    Published,
    Records,
    Row,
    Unit,
    months_of,
    number,
    spread,
    spread_signed,
)

AREA_CODES = {
    "Äldreomsorg": ("41", "5100"),
    "LSS Funktionsstöd": ("42", "5130"),
    "Råd och Stöd": ("43", "5590"),
    "Idrott och Arbetsmarknadsservice": ("44", "6100"),
    "Kost och Restaurang": ("05", "0920"),
    "Ledning": ("01", "0900"),
}
"""First digits of the codes of responsibility, and the code of the activity."""

REVENUE_ACCOUNT = ("30110", "Ersättning för uppdrag")
COST_ACCOUNTS = {
    ("40110", "Material och köpta tjänster"): 0.12,
    ("50110", "Löner och avgifter"): 0.68,
    ("60110", "Lokaler"): 0.13,
    ("76110", "Övriga kostnader"): 0.07,
}
FIRST_FORECAST, LATER_FORECASTS = (4, 30), {(8, 31): 0.5, (10, 31): 0.85}
FIRST_INSIGHT = 0.2
"""The insight of a forecast: how far from the budget towards the outcome it lies."""

PROJECTS = {"Inventarier": 0.5, "Digitala verktyg": 0.3, "Anpassning av lokaler": 0.2}
PERFORMED_FROM = 2019
DOUBLE_STAFFING_FROM = 2018
OWN_DISTRICTS = {"Norr": 60, "Söder": 55, "Öster": 48, "Väster": 45, "Centrum": 70, "Landsbygd": 30}
OTHER_PROVIDERS = {
    "Utförare A AB": ("Norr", "Centrum", "Väster"),
    "Utförare B AB": ("Söder", "Öster"),
    "Utförare C AB": ("Centrum",),
}
HOME_CARE_DIP = {(2020, 4): 0.93, (2020, 5): 0.93, (2020, 6): 0.95}
OCCUPANCY_DIP = {(2020, 4): 0.96, (2020, 5): 0.93, (2020, 6): 0.93, (2020, 7): 0.95, (2020, 8): 0.97}
FILLING = (0.5, 0.8, 0.95)
"""How full a new home is in its first months."""

MEALS_OF_CUSTOMERS = {
    ("Vårdboenden", "Frukost"): 0.1,
    ("Vårdboenden", "Lunch"): 0.13,
    ("Vårdboenden", "Middag"): 0.12,
    ("Förskolor", "Lunch"): 0.16,
    ("Förskolor", "Mellanmål"): 0.14,
    ("Grundskolor", "Lunch"): 0.35,
}
SCHOOL_BY_MONTH = (1.0, 0.85, 1.1, 0.9, 1.1, 0.45, 0.0, 0.55, 1.15, 1.0, 1.1, 0.75)
SCHOOL_DIP = {(2020, 3): 0.9, (2020, 4): 0.85, (2020, 5): 0.85, (2020, 12): 0.85, (2021, 1): 0.8}
NO_SYSTEM = (
    "labour_market_places",
    "labour_market_placements",
    "residential_places",
    "contract_loyalty",
    "ecommerce_loyalty",
    "hme",
    "hme_managers",
    "employee_survey",
    "avi",
    "jamix",
    "manager_index",
    "healthy_share",
    "clear_agreements",
    "digital_projects",
    "climate_awareness",
    "home_care_satisfaction",
    "nursing_home_satisfaction",
)
"""The measures that stand in no system."""


def responsibility(unit: Unit) -> str:
    """A unit's code in the ledger."""
    place = [other.name for other in UNITS if other.area == unit.area].index(unit.name)
    return f"{AREA_CODES[unit.area][0]}{place + 1:02d}"


def ledger(published: Published, heads: Ints, rng: np.random.Generator) -> Records:
    """The rows of the export Ekonomi, unit by unit in each year; `heads` are people by month and unit."""
    rows: list[Row] = []
    for year in YEARS:
        scenarios = [_booked(published, year, scenario, heads, rng) for scenario in ("outcome", "budget")]
        for place, unit in enumerate(UNITS):
            name, activity = unit.name, AREA_CODES[unit.area][1]
            for month, (at, account) in product(MONTHS[months_of(year)], enumerate((REVENUE_ACCOUNT, *COST_ACCOUNTS))):
                booked = [int(amounts[month.month - 1, place, at]) for amounts in scenarios]
                if unit.active(month):
                    rows.append((month, responsibility(unit), name, activity, unit.area, *account, *booked))
    return Records(LEDGER, rows, {"outcome": 100, "budget": 100})


def _booked(published: Published, year: int, scenario: str, heads: Ints, rng: np.random.Generator) -> Ints:
    """Öre by month, unit and account, revenue negative."""
    size = heads[months_of(year)].astype(np.float64)
    calm = 0.01 if scenario == "budget" else 0.08
    shares = np.array([1.0, *COST_ACCOUNTS.values()])
    weights = size[:, :, None] * shares * rng.uniform(1 - calm, 1 + calm, (*size.shape, len(shares)))
    booked = np.zeros(weights.shape, dtype=np.int64)
    by_area = [np.array([unit.area == area for unit in UNITS]) for area in published.areas]
    whole = 100_000 * round(published.amount("revenue", year, scenario=scenario))
    revenues = spread(whole, np.array([size[:, mine].sum() for mine in by_area]))
    for area, mine, revenue in zip(published.areas, by_area, revenues.tolist(), strict=True):
        result = 100_000 * round(published.amount("result", year, area, scenario))
        booked[:, mine, :1] = -spread(revenue, weights[:, mine, :1])
        booked[:, mine, 1:] = spread(revenue - result, weights[:, mine, 1:])
    return booked


def forecasts(published: Published) -> Records:
    """The rows of the export Prognos: three a year, among them the published ones."""
    rows: list[Row] = []
    for year in YEARS:
        printed = {
            figure.as_of: number(figure)[0]
            for figure in published.forecasts
            if (figure.measure, figure.org) == ("result", WHOLE) and figure.as_of and figure.as_of.year == year
        }
        insights = dict.fromkeys(printed or [date(year, *FIRST_FORECAST)], FIRST_INSIGHT)
        insights |= {date(year, *day): insight for day, insight in LATER_FORECASTS.items()}
        budget, outcome = (
            np.array([published.amount("result", year, area, scenario) for area in published.areas])
            for scenario in ("budget", "outcome")
        )
        for day, insight in insights.items():
            amounts = np.rint((budget + insight * (outcome - budget)) / 100).astype(np.int64) * 100
            if day in printed:
                amounts += spread_signed(int(printed[day]) - int(amounts.sum()), 1 + np.abs(outcome))
            rows += [(area, year, day, amount) for area, amount in zip(published.areas, amounts.tolist(), strict=True)]
    return Records(FORECAST, rows)


def investments(published: Published, areas: Mapping[int, Mapping[str, str]], rng: np.random.Generator) -> Records:
    """The rows of the export Investeringar, area by area in each year; kronor, with the year's frame on each row."""
    rows: list[Row] = []
    shares = np.array(list(PROJECTS.values()))
    for year in YEARS:
        for area, invested in zip(published.areas, _invested(published, year), strict=True):
            frame = round(published.amount("investment", year, area, "budget") / 100) * 100
            frames = spread(frame * 1000, shares)
            weights = shares * rng.gamma(0.5, size=(12, len(PROJECTS)))
            spent = spread(invested * 1000, weights)
            for (place, project), month in product(enumerate(PROJECTS), MONTHS[months_of(year)]):
                rows.append((month, areas[year][area], project, int(spent[month.month - 1, place]), int(frames[place])))
    return Records(INVESTMENT, rows, {"outcome": 1000, "frame": 1000})


def _invested(published: Published, year: int) -> list[int]:
    """Tkr by area: as printed, or where prints are coarser than the whole's moved within them to sum to it."""
    whole = round(published.amount("investment", year))
    printed = [_invested_by(published, year, area) for area in published.areas]
    known = [int(value) for value in printed if value is not None]
    if len(known) < len(printed):
        frames = [published.amount("investment", year, area, "budget") for area in published.areas]
        return [int(value) for value in spread(whole, np.array(frames))]
    moved = spread_signed(whole - sum(known), np.array([float(value > 0) for value in known]))
    return [value + move for value, move in zip(known, moved.tolist(), strict=True)]


def _invested_by(published: Published, year: int, area: str) -> Decimal | None:
    """Printed net, or else expenditure less income."""
    net = published.value("investment", year, area)
    spent = published.value("investment_expenditure", year, area)
    if net is not None or spent is None:
        return net
    return spent - (published.value("investment_income", year, area) or 0)


def home_care(published: Published, rng: np.random.Generator) -> Records:
    """The rows of the export Hemtjänst in minutes, by provider in each year; steps of three minutes are whole
    hundredths of an hour too."""
    rows: list[Row] = []
    for year in YEARS:
        months = MONTHS[months_of(year)]
        season = np.array([_days(month) * HOME_CARE_DIP.get((month.year, month.month), 1.0) for month in months])
        weights = np.outer(season, list(OWN_DISTRICTS.values())) * rng.uniform(0.95, 1.05, (12, len(OWN_DISTRICTS)))
        own = spread(round(published.amount("home_care_hours", year)) * 20, weights)
        for place, district in enumerate(OWN_DISTRICTS):
            rows += _home_care_rows(months, WHOLE, district, own[:, place], rng)
        for provider, districts in OTHER_PROVIDERS.items():
            for district in districts:
                hours = rng.uniform(900, 1100) * OWN_DISTRICTS[district] / 50 * season / 30
                rows += _home_care_rows(months, provider, district, np.rint(hours * 20).astype(np.int64), rng)
    return Records(HOME_CARE, rows, dict.fromkeys(("granted_hours", "performed_hours", "double_staffed_hours"), 60))


def _home_care_rows(
    months: tuple[date, ...], provider: str, district: str, billed: Ints, rng: np.random.Generator
) -> Iterator[Row]:
    for month, steps in zip(months, billed.tolist(), strict=True):
        done = rng.uniform(0.88, 0.97)
        granted = steps if month.year < PERFORMED_FROM else round(steps / done)
        performed = round(steps * done) if month.year < PERFORMED_FROM else steps
        double = round(performed * rng.uniform(0.03, 0.08)) if month.year >= DOUBLE_STAFFING_FROM else 0
        yield month, provider, district, granted * 3, performed * 3, double * 3, round(granted / 20 / 36)


def housing(published: Published, rng: np.random.Generator) -> Records:
    """The rows of the export Boende, month by month."""
    homes = [place for place, unit in enumerate(UNITS) if unit.name.startswith(HOME)]
    days = np.array([_days(month) for month in MONTHS])[:, None]
    places = np.array([UNITS[place].size for place in homes]) * days * ACTIVE[:, homes].astype(np.int64)
    dip = np.array([OCCUPANCY_DIP.get((month.year, month.month), 1.0) for month in MONTHS])[:, None]
    weights = places * dip * rng.uniform(0.97, 1.0, places.shape) * _filling(homes)
    occupied = np.concatenate(
        [spread(round(published.amount("care_days", year)), weights[months_of(year)]) for year in YEARS]
    )
    rows: list[Row] = [
        (
            MONTHS[month],
            UNITS[homes[home]].name.removeprefix(HOME),
            int(places[month, home]),
            int(occupied[month, home]),
        )
        for month, home in np.argwhere(places).tolist()
    ]
    return Records(HOUSING, rows)


def _filling(homes: list[int]) -> Floats:
    filling = np.ones((len(MONTHS), len(homes)))
    for column, home in enumerate(homes):
        opened = int(np.argmax(ACTIVE[:, home]))
        if opened:
            filling[opened : opened + len(FILLING), column] = FILLING
    return filling


def assistance(published: Published, rng: np.random.Generator) -> Records:
    """The rows of the export Assistans, in quarters of an hour."""
    rows: list[Row] = []
    for year in YEARS:
        months = MONTHS[months_of(year)]
        for law in ("sfb", "lss"):
            weights = np.array([_days(month) for month in months]) * rng.uniform(0.97, 1.03, 12)
            quarters = spread(round(published.amount(f"{law}_hours", year)) * 4, weights)
            rows += [(month, law, part * 25) for month, part in zip(months, quarters.tolist(), strict=True)]
    return Records(ASSISTANCE, rows, {"hours": 100})


def meals(published: Published, rng: np.random.Generator) -> Records:
    """The rows of the export Måltider, kitchen by kitchen in each year."""
    kitchens = [unit for unit in UNITS if unit.name.startswith(KITCHENS)]
    schools = np.array([customer == "Grundskolor" for customer, _ in MEALS_OF_CUSTOMERS])
    rows: list[Row] = []
    for year in YEARS:
        months = MONTHS[months_of(year)]
        term = np.array([SCHOOL_BY_MONTH[m.month - 1] * SCHOOL_DIP.get((m.year, m.month), 1.0) for m in months])
        season = np.where(schools, term[:, None], np.array([_days(month) / 30 for month in months])[:, None])
        sizes = np.array([kitchen.size for kitchen in kitchens], dtype=np.float64)[:, None, None]
        weights = sizes * season * list(MEALS_OF_CUSTOMERS.values()) * rng.uniform(0.93, 1.07, (len(kitchens), 12, 1))
        served = spread(_meals_served(published, year, rng), weights)
        for kitchen, month, kind in np.argwhere(served).tolist():
            count = int(served[kitchen, month, kind])
            ordered = round(count * rng.uniform(1.0, 1.04))
            rows.append((months[month], kitchens[kitchen].name, *list(MEALS_OF_CUSTOMERS)[kind], ordered, count))
    return Records(MEALS, rows)


def _meals_served(published: Published, year: int, rng: np.random.Generator) -> int:
    """A number that the printed one is a rounding of."""
    figure = published.figure("meals", year)
    if figure is None:
        return round(published.amount("meals", year))
    value, digit = number(figure)
    return int(value) + round(float(digit - 1) * rng.uniform(-0.45, 0.45))


def key_figures(published: Published) -> Records:
    """The rows of the export Nyckeltal: what is published and stands in no system."""
    rows: list[Row] = []
    for measure in NO_SYSTEM:
        mapping = next(m for m in published.reference.labels if m.measure == measure)
        found = [figure for about, figure in published.figures.items() if about[0] == measure]
        for figure in sorted(found, key=lambda f: str(f.period_end)):
            if figure.scenario == "outcome" and figure.gender == "total" and figure.period_end:
                year = figure.period_end.year
                period = f"december {year}" if measure == "residential_places" else year
                rows.append((period, figure.org, mapping.label, int(number(figure)[0] * 100), mapping.base_unit))
    return Records(KEY_FIGURES, rows, {"value": 100})


def _days(month: date) -> int:
    return (date(month.year + month.month // 12, month.month % 12 + 1, 1) - month).days
