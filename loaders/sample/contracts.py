"""Rates of employment and ordinary hours: full time and full-time equivalents of each December as printed.

Each person has a leaning of their own, and a month a limit to it, so that few change their rate from one month to the
next. Arrays lie as employments × months; rates are whole per cents, hours whole hundredths.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loaders.sample.employed import MANAGERS, TEMPORARY, Bools, Employed
from loaders.sample.rates import December
from loaders.sample.world import GENDERS, MONTHS, UNITS, YEARS, Floats, Ints, Published, months_of, number

LEANING_OF_UNITS = 0.12
FULL_TIME_OF_TEMPORARY = 0.4
PART_TIME = (50, 55, 60, 65, 70, 75)
PART_TIME_SHARES = (0.15, 0.1, 0.2, 0.15, 0.2, 0.2)
RISE = 15
"""What those in part time rise by who work more."""

HOURS_A_DAY = 8
"""In full time, so that a day at any rate and degree is a whole number of hundredths."""

HOURLY_DAYS = 0.3
"""How many of a month's days those work who are called in by the hour."""


@dataclass(frozen=True)
class Contracts:
    """What each is to work: `full_time` and the `rate`, and in all the `ordinary` hours of a month."""

    full_time: Bools
    rate: Ints
    ordinary: Ints


def agreed(
    employed: Employed, published: Published, decembers: Sequence[December], rng: np.random.Generator
) -> Contracts:
    """The contracts of all."""
    full_time = _full_time(employed, decembers, rng) | employed.hourly[:, None]
    rate = _rate(employed, full_time, published, rng)
    days = employed.workdays()
    days[employed.hourly] = rng.binomial(days[employed.hourly], HOURLY_DAYS)
    return Contracts(full_time, rate, days * rate * HOURS_A_DAY)


def _full_time(employed: Employed, decembers: Sequence[December], rng: np.random.Generator) -> Bools:
    leaning = rng.random(len(employed)) + rng.uniform(-1, 1, len(UNITS))[employed.unit] * LEANING_OF_UNITS
    leaning[employed.group == MANAGERS] = -1
    is_temporary, counted = employed.group == TEMPORARY, employed.counted()
    full_time: Bools = np.repeat(is_temporary[:, None] & (leaning < FULL_TIME_OF_TEMPORARY)[:, None], len(MONTHS), 1)
    for gender in range(len(GENDERS)):
        mine = ~is_temporary & (employed.gender == gender)
        limits = {}
        for year, december in zip(YEARS, decembers, strict=True):
            last = months_of(year).stop - 1
            limits[last] = _limit(leaning[mine & counted[:, last]], december.full_time[gender])
        full_time[mine] = leaning[mine, None] < _by_month(limits)
    return full_time


def _rate(employed: Employed, full_time: Bools, published: Published, rng: np.random.Generator) -> Ints:
    """Per cent by month, so that the full-time equivalents of the printed Decembers are as printed."""
    low = rng.choice(PART_TIME, len(employed), p=PART_TIME_SHARES)
    leaning, counted = rng.random(len(employed)), employed.counted()
    limits = {}
    for year in YEARS:
        if figure := published.figure("full_time_equivalents", year):
            last = months_of(year).stop - 1
            full, part = counted[:, last] & full_time[:, last], counted[:, last] & ~full_time[:, last]
            lacking = 100 * (float(number(figure)[0]) - full.sum()) - low[part].sum()
            limits[last] = _limit(leaning[part], round(lacking / RISE))
    risen = leaning[:, None] < _by_month(limits)
    return np.where(full_time, 100, low[:, None] + RISE * risen)


def _limit(leanings: Floats, count: int) -> float:
    """What so many lie below."""
    return float(np.sort(leanings)[count - 1 : count + 1].mean())


def _by_month(limits: dict[int, float]) -> Floats:
    """Even between the months of the limits."""
    return np.interp(np.arange(len(MONTHS)), list(limits), list(limits.values()))
