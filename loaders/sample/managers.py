"""Managers: at least one a unit in each of its months, and among them so many men that sick leave is as printed."""

from collections.abc import Sequence

import numpy as np

from loaders.sample.employed import LEFT, MANAGERS, MOVED, STAYS, Bools, Employed, paid_later
from loaders.sample.rates import Rates
from loaders.sample.world import ACTIVE, UNITS, YEARS, Floats, Ints, Published

TWO_MANAGERS_FROM = 60
MONTHS_OF_A_MANAGER = 80
YOUNGEST, OLDEST = 32, 55
"""Ages in years at which one becomes a manager; no one stays until the pension."""

SHARE_OF_MEN = 0.155
TRIES, STEPS = 200, 12


def managers(published: Published, rng: np.random.Generator) -> Employed:
    """Each post's managers, one after the other."""
    terms = np.array([term for post in _posts() for term in _terms(post, rng)], dtype=np.int64)
    unit, start, end, why = terms.T
    count = len(terms)
    someone = Employed(
        unit=unit,
        gender=np.zeros(count, np.int64),
        group=np.full(count, MANAGERS),
        born=start - 12 * rng.uniform(YOUNGEST, OLDEST, count),
        start=start,
        end=end,
        why=why,
        days_later=paid_later(unit, end, why, rng),
        hourly=np.zeros(count, np.bool_),
    )
    someone.gender[_men(someone.workdays(), published, rng)] = 1
    return someone


def _posts() -> list[int]:
    """The unit of each post."""
    return [place for place, unit in enumerate(UNITS) for _ in range(1 + (unit.size >= TWO_MANAGERS_FROM))]


def _terms(unit: int, rng: np.random.Generator) -> list[tuple[int, int, int, int]]:
    """Unit, first and last month and why it is the last, of all who hold a post."""
    active = np.flatnonzero(ACTIVE[:, unit])
    first, last = int(active[0]), int(active[-1])
    terms: list[tuple[int, int, int, int]] = []
    while first <= last:
        end = first + int(rng.geometric(1 / MONTHS_OF_A_MANAGER)) - 1
        why = int(rng.choice((LEFT, MOVED))) if end < last else STAYS
        start = first if first else -int(rng.integers(1, MONTHS_OF_A_MANAGER))
        terms.append((unit, start, min(end, last), why))
        first = end + 1
    return terms


def _men(days: Ints, published: Published, rng: np.random.Generator) -> Bools:
    """Who are men, so that in each year with printed rates women and men weigh as their rates and the total's say."""
    printed = [year for year in YEARS if published.figure("manager_sick_leave", year)]
    by_year = days.reshape(len(days), len(YEARS), 12).sum(axis=2)[:, [year - YEARS[0] for year in printed]]
    weights = by_year / by_year.sum(axis=0)
    windows = [Rates.printed(published, "manager_sick_leave", year).shares_of_women() for year in printed]
    for _ in range(TRIES):
        men = rng.random(len(days)) < SHARE_OF_MEN
        if _improved(men, weights, windows):
            return men
    raise ValueError("no choice of men among the managers gives the published sick leave of managers")


def _improved(men: Bools, weights: Floats, windows: Sequence[tuple[float, float]]) -> bool:
    """Make men of women and women of men, one or two at a time, until the shares lie in their windows."""
    low, high = np.array(windows).T
    for _ in range(STEPS):
        women = 1 - men @ weights
        if ((low < women) & (women < high)).all():
            return True
        change = np.where(men[:, None], weights, -weights)
        changes = change[:, None] + change
        changes[np.diag_indices(len(men))] /= 2
        away = np.abs(women + changes - (low + high) / 2).max(axis=2)
        men[list(set(np.unravel_index(np.argmin(away), away.shape)))] ^= True
    return False
