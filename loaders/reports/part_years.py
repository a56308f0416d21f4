"""What a table's columns cover of a year: part-years are told from years, for all columns of a table at once.

A tertial report prints `Utfall aug. 2022 | Budget 2022 | Prognos 2022`: the outcome is accumulated since January. Its
other columns say so; where they do not, the sheet `Rapport` must (column Delår).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

from loaders.reports.headings import Heading, is_part_of_year
from loaders.swedish.periods import Period, since_january, whole_year

ACCUMULATED, OF_MONTH = "ackumulerat", "månad"
INTERIM = ("", ACCUMULATED, OF_MONTH)
"""What the sheet `Rapport` may say of a table: nothing, accumulated since January, or of the named month alone."""

_COMPARED = ("outcome", "budget", "plan", "forecast")
_FEWEST_IN_A_ROW = 3
"""Months beside each other that show a table of single months."""


def settle(headings: Mapping[int, Heading], said: str, until: date) -> tuple[dict[int, Heading], list[int]]:
    """The columns with their periods decided, and those whose print does not decide it.

    `said` is what the sheet `Rapport` says of the table, `until` the day that the report's outcomes reach to.
    """
    accumulated = _is_accumulated(headings, said)
    settled = {column: _settled(heading, accumulated is True, until) for column, heading in headings.items()}
    undecided = [column for column, heading in headings.items() if heading.is_open and accumulated is None]
    return _with_their_deviations(settled), undecided


def as_known(scenario: str, period: Period, until: date) -> Period:
    """An outcome's period as far as it can be known on a day: of the year that is not over only the part until then."""
    start, end = period.start, period.end
    begins_the_year = start is not None and (start.month, start.day) == (1, 1)
    if scenario == "outcome" and begins_the_year and start and end and start <= until < end and start.year == end.year:
        return since_january(until)
    return period


def _is_accumulated(headings: Mapping[int, Heading], said: str) -> bool | None:
    """Whether the months that open columns name stand for all months since January; None where nothing tells."""
    open_ones = [heading for heading in headings.values() if heading.is_open]
    if said or not open_ones:
        return said == ACCUMULATED
    others = [heading for heading in headings.values() if not heading.is_open and heading.scenario in _COMPARED]
    parts = [heading.period for heading in others if is_part_of_year(heading.period)]
    if {_year(period) for period in parts} & {_year(heading.period) for heading in open_ones}:
        # Columns that spell out their span, or say that they are accumulated, stand beside those that do not.
        return False
    months = sorted({_month(heading.period) for heading in open_ones})
    if len(months) >= _FEWEST_IN_A_ROW and all(later - earlier == 1 for earlier, later in pairwise(months)):
        return False
    one_each = len(months) == len({_year(heading.period) for heading in open_ones})
    of_months = all(_is_month(heading.period) for heading in open_ones)
    return True if others and not parts and one_each and of_months else None


def _settled(heading: Heading, accumulated: bool, until: date) -> Heading:
    period = heading.period
    if heading.is_open and accumulated and period.end:
        period = since_january(period.end)
    return replace(heading, period=as_known(heading.scenario, period, until), is_open=False)


def _with_their_deviations(settled: Mapping[int, Heading]) -> dict[int, Heading]:
    """A deviation of a year goes with the outcome or forecast before it, which may be of a part of that year."""
    found: dict[int, Heading] = {}
    before: dict[int, Period] = {}
    for column, heading in settled.items():
        year = _year(heading.period)
        deviates = heading.scenario == "deviation" and heading.period == whole_year(year)
        if heading.scenario in ("outcome", "forecast"):
            before[year] = heading.period
        of_part = deviates and year in before and is_part_of_year(before[year])
        found[column] = replace(heading, period=before[year]) if of_part else heading
    return found


def _year(period: Period) -> int:
    return period.end.year if period.end else 0


def _month(period: Period) -> int:
    """The last month of a period, counted through the years."""
    return period.end.year * 12 + period.end.month if period.end else 0


def _is_month(period: Period) -> bool:
    return bool(period.start and period.end and period.start.month == period.end.month)
