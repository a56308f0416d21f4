"""Forecasts that the exports bring, as figures: of an organisation and a year, one a day that they were made on."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from dashboard import theme
from dashboard.figures.figure import Figure
from dashboard.figures.groups import Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.store.facts import Forecast, forecasts
from dashboard.figures.store.loaded import export_names
from dashboard.figures.store.organisation import known_orgs
from dashboard.figures.store.warehouse import Warehouse

EXPORT = "forecast"
RESULT = "result"


def foreseen(warehouse: Warehouse, org: str, year: int) -> list[Figure]:
    """The forecasts of a year's result in the order in which they were made; of the whole where all areas have one of
    that day: its viewer sees those of open areas only."""
    areas = {each for each in known_orgs(warehouse, year, year) if each != warehouse.whole}
    lines = sorted(forecasts(warehouse, org, year, year), key=lambda line: line.made_on)
    by_day = {day: list(mine) for day, mine in groupby(lines, key=lambda line: line.made_on)}
    whole = [mine for mine in by_day.values() if org != warehouse.whole or {line.org for line in mine} == areas]
    return [_figure(warehouse, org, year, mine) for mine in whole]


def _figure(warehouse: Warehouse, org: str, year: int, lines: Sequence[Forecast]) -> Figure:
    rows = f"{theme.number(len(lines))} {'rad' if len(lines) == 1 else 'rader'}"
    return Figure(
        measure=RESULT,
        subject="",
        org=org,
        gender="total",
        scenario="forecast",
        year=year,
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        period_text=str(year),
        value=sum(line.amount for line in lines),
        resolution=1.0,
        unit=MEASURES[RESULT].unit,
        publication=f"exporten {export_names(warehouse)[EXPORT]}",
        as_of=lines[0].made_on,
        label=MEASURES[RESULT].label,
        file="; ".join(sorted({line.file for line in lines})),
        cell=rows,
        sample=any(line.sample for line in lines),
        group=Group(org),
    )
