"""Worked hours, and above them extra hours of some in part time and overtime of some, as much of a year as printed.

Arrays lie as employments × months; hours are whole hundredths.
"""

from dataclasses import dataclass

import numpy as np

from loaders.sample.contracts import HOURS_A_DAY, Contracts
from loaders.sample.employed import Employed
from loaders.sample.rates import parts_of
from loaders.sample.world import MONTHS, YEARS, Floats, Ints, Published, months_of

HOLIDAY, HOLIDAY_IN_JULY = 0.12, 0.38
"""How many of a month's days are holiday."""

EXTRA, OVERTIME = (1.2, 700.0), (0.9, 700.0)
"""The shape and the scale of what someone works of them in a month, in hundredths of hours."""

QUARTER = 25


@dataclass(frozen=True)
class Worked:
    """What each worked in a month, and of that beyond their own rate and beyond full time."""

    worked: Ints
    extra: Ints
    overtime: Ints


def worked_hours(
    employed: Employed, contracts: Contracts, sick: Ints, published: Published, rng: np.random.Generator
) -> Worked:
    """The hours of all; `sick` are those of their sick leave."""
    share = [HOLIDAY_IN_JULY if month.month == 7 else HOLIDAY for month in MONTHS]
    holiday = rng.binomial(employed.workdays(), share) * contracts.rate * HOURS_A_DAY
    present = contracts.ordinary - sick
    worked = present - np.where(employed.hourly[:, None], 0, np.minimum(holiday, present))
    to_full_time = (100 - contracts.rate) * HOURS_A_DAY * employed.workdays()
    offered = np.minimum(_offered(*EXTRA, worked, rng), to_full_time // QUARTER * QUARTER)
    extra = _of_some(offered, worked, employed.gender, "extra_hours_share", published, rng)
    offered = _offered(*OVERTIME, worked, rng)
    return Worked(worked, extra, _of_some(offered, worked, employed.gender, "overtime_share", published, rng))


def _offered(shape: float, scale: float, worked: Ints, rng: np.random.Generator) -> Ints:
    """What each would work, in whole quarters of an hour; those who are away nothing."""
    quarters = 1 + rng.gamma(shape, scale / QUARTER, worked.shape).astype(np.int64)
    return np.where(worked > 0, quarters * QUARTER, 0)


def _of_some(
    offered: Ints, worked: Ints, gender: Ints, measure: str, published: Published, rng: np.random.Generator
) -> Ints:
    """What is offered by those who are readiest, until a year's share of the worked hours is as printed."""
    readiness = rng.random(worked.shape) * rng.random(len(worked))[:, None]
    taken = np.zeros_like(offered)
    for year in YEARS:
        mine = months_of(year)
        limits = parts_of(published, measure, year, gender, worked[:, mine].sum(axis=1))
        for of, limit in enumerate(limits.tolist()):
            who = np.flatnonzero(gender == of)[:, None], np.arange(mine.start, mine.stop)
            taken[who] = _until(limit, offered[who], readiness[who])
    return taken


def _until(limit: float, offered: Ints, readiness: Floats) -> Ints:
    """The largest readiness first, as long as the sum stays within a limit; nought for the others."""
    order = np.argsort(-readiness, axis=None)
    within = order[np.cumsum(offered.flat[order]) <= limit]
    taken = np.zeros_like(offered)
    taken.flat[within] = offered.flat[within]
    return taken
