"""Those who leave, move within the municipality and retire: as many as is published, each of them one person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loaders.sample.rates import Rates
from loaders.sample.world import MONTHS, YEARS, Floats, Ints, Published, months_of, number, spread_signed

LEAVERS_BY_MONTH = np.array((1.5, 0.9, 0.9, 0.9, 0.9, 1.2, 0.8, 1.6, 1.0, 0.9, 0.8, 0.8))
MOVED_SHARE, RETIRED_SHARE = 0.035, 0.021
WOMEN_AMONG_RETIRED = 0.9
YOUNGEST_RETIRED, OLDEST_RETIRED, SPREAD = 6150, 6850, 110
"""Ages at retirement in hundredths of a year, as they are drawn, and how far they lie from each other."""

Retired = tuple[int, int]
"""The gender of one who retires, and the age in hundredths of a year."""


@dataclass(frozen=True)
class Departures:
    """How many permanent employees leave and move in each month, and those who retire."""

    left: Ints
    moved: Ints
    retired: Sequence[Sequence[Retired]]


def planned(published: Published, heads: Ints, managers_left: Ints, rng: np.random.Generator) -> Departures:
    """The departures of those who are no managers; `heads` are all permanent employees by month."""
    left, moved = np.zeros(len(MONTHS), np.int64), np.zeros(len(MONTHS), np.int64)
    retired: list[list[Retired]] = [[] for _ in MONTHS]
    for year in YEARS:
        mine, mean = months_of(year), float(heads[months_of(year)].mean())
        leaving = round(float(number(published.near("external_leavers", year))[0]) / 100 * mean)
        left[mine] = _by_month(leaving - int(managers_left[mine].sum()), rng)
        moved[mine] = _by_month(round(MOVED_SHARE * mean), rng)
        for gender, ages in enumerate(_ages(published, year, round(RETIRED_SHARE * mean), rng)):
            months = mine.start + np.repeat(np.arange(12), _by_month(len(ages), rng))
            for month, age in zip(months.tolist(), ages.tolist(), strict=True):
                retired[month].append((gender, age))
    return Departures(left, moved, retired)


def _by_month(count: int, rng: np.random.Generator) -> Ints:
    return rng.multinomial(count, LEAVERS_BY_MONTH / LEAVERS_BY_MONTH.sum())


def _ages(published: Published, year: int, count: int, rng: np.random.Generator) -> list[Ints]:
    """The ages at which women and men retire, so that their means and that of all are as printed."""
    rates = Rates.printed(published, "pension_age", year)
    women = round(rates.share_of_women(WOMEN_AMONG_RETIRED) * count)
    ages: list[Ints] = []
    for heads, mean in zip((women, count - women), rates.fitted(women / count), strict=True):
        drawn: Floats = np.clip(rng.normal(100 * mean, SPREAD, heads), YOUNGEST_RETIRED, OLDEST_RETIRED)
        whole = np.rint(drawn).astype(np.int64)
        ages.append(whole + spread_signed(round(100 * mean * heads) - int(whole.sum()), np.ones(heads)))
    return ages
