"""All who are employed in the sixty months, so many that heads are as printed: persons, one by one."""

from collections.abc import Sequence

import numpy as np

from loaders.sample.crews import permanent, temporary
from loaders.sample.employed import LEFT, STAYS, TEMPORARY, Employed, joined
from loaders.sample.managers import managers
from loaders.sample.movements import planned
from loaders.sample.rates import December
from loaders.sample.world import ACTIVE, GENDERS, MONTHS, UNITS, YEARS, Floats, Ints, Published, months_of

MEN_SHARE = 0.2
MEN_SHARES = {
    "Äldreomsorg": 0.17,
    "LSS Funktionsstöd": 0.2,
    "Råd och Stöd": 0.3,
    "Idrott och Arbetsmarknadsservice": 0.32,
    "Kost och Restaurang": 0.2,
    "Ledning": 0.25,
}
MEN_VARY = 0.25
"""How unlike units of an area are in their share of men: the deviation of its logarithm."""

WOMEN_AMONG_TEMPORARY = 0.63
TEMPORARY_SHARE = 0.11
TEMPORARY_BY_MONTH = (0.95, 0.95, 0.95, 0.95, 1.0, 1.3, 1.5, 1.3, 1.0, 0.95, 0.95, 1.0)
HOURLY_TO_SIZE = 0.05
LONGEST_HOURLY = 9
YOUNGEST_HOURLY, OLDEST_HOURLY = 19, 69
SIZES = np.array([unit.size for unit in UNITS], dtype=np.float64)


def invent_employed(published: Published, decembers: Sequence[December], rng: np.random.Generator) -> Employed:
    """Managers, other permanent employees, temporary ones, and those who are paid by the hour."""
    leading = managers(published, rng)
    heads = _permanent_heads(decembers)
    counted = leading.counted()
    of_managers = np.stack([counted[leading.gender == gender].sum(axis=0) for gender in range(len(GENDERS))], axis=1)
    left = np.bincount(leading.end[leading.why == LEFT], minlength=len(MONTHS))
    departures = planned(published, heads.sum(axis=1), left, rng)
    weights = _weights(rng)
    return joined(
        [
            leading,
            permanent(heads - of_managers, weights, departures, rng),
            temporary(_temporary_heads(heads.sum(axis=1)), weights, rng),
            _hourly(rng),
        ]
    )


def _permanent_heads(decembers: Sequence[December]) -> Ints:
    """Permanent employees by month and gender: even between the Decembers but for units that open and close."""
    steps = np.diff(ACTIVE @ SIZES, prepend=ACTIVE[0] @ SIZES)
    paths = [
        _path([december.heads[gender] for december in decembers], steps * share)
        for gender, share in enumerate((1 - MEN_SHARE, MEN_SHARE))
    ]
    return np.array(paths).T


def _path(decembers: Sequence[int], steps: Floats) -> list[int]:
    path: list[int] = []
    before = round(decembers[0] * 0.985)
    for year, december in zip(YEARS, decembers, strict=True):
        stepped = np.cumsum(steps[months_of(year)])
        drift = (december - before - stepped[-1]) * np.arange(1, 13) / 12
        path += [round(value) for value in before + stepped + drift]
        before = december
    return path


def _temporary_heads(permanent_heads: Ints) -> Ints:
    season = np.array([TEMPORARY_BY_MONTH[month.month - 1] for month in MONTHS])
    heads = np.rint(TEMPORARY_SHARE * permanent_heads * season).astype(np.int64)
    women = np.rint(WOMEN_AMONG_TEMPORARY * heads).astype(np.int64)
    return np.stack([women, heads - women], axis=1)


def _weights(rng: np.random.Generator) -> Floats:
    """How units share women and men: months × units × genders."""
    men = np.array([MEN_SHARES[unit.area] for unit in UNITS]) * rng.lognormal(0, MEN_VARY, len(UNITS))
    return (ACTIVE * SIZES)[:, :, None] * np.stack([1 - men, men], axis=1)


def _hourly(rng: np.random.Generator) -> Employed:
    """Some in each unit who are called in by the hour, each for some months."""
    unit = np.repeat(np.arange(len(UNITS)), rng.poisson(HOURLY_TO_SIZE * SIZES))
    count = len(unit)
    first, last = ACTIVE.argmax(axis=0)[unit], len(MONTHS) - 1 - ACTIVE[::-1].argmax(axis=0)[unit]
    start = rng.integers(first, last, endpoint=True)
    return Employed(
        unit=unit,
        gender=(rng.random(count) > WOMEN_AMONG_TEMPORARY).astype(np.int64),
        group=np.full(count, TEMPORARY),
        born=start - 12 * rng.uniform(YOUNGEST_HOURLY, OLDEST_HOURLY, count),
        start=start,
        end=np.minimum(start + rng.integers(0, LONGEST_HOURLY, count), last),
        why=np.full(count, STAYS),
        days_later=np.zeros(count, np.int64),
        hourly=np.ones(count, np.bool_),
    )
