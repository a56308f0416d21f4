"""Spells of sick leave, each a person's own days at a degree, so many that a year's sick leave is as printed.

Many more spells are thought of than there are: gaps and spells follow each other in a person's time. Which of them
occur is drawn, those of winters, the pandemic and the old before others, until the printed hours are reached. The very
last hours of a year are a part of one person's day.
"""

from dataclasses import dataclass

import numpy as np

from loaders.sample.contracts import HOURS_A_DAY, Contracts
from loaders.sample.employed import MANAGERS, Bools, Employed
from loaders.sample.rates import parts_of
from loaders.sample.world import (
    GENDERS,
    MONTHS,
    STARTS,
    UNITS,
    WORKDAYS,
    YEARS,
    Floats,
    Ints,
    Published,
    first_days,
    months_of,
)

LATER_DAYS, LONG_DAYS = 14, 59
"""The days after which others count: of days 1–14, 15–59, 60–."""

KINDS = (0.87, 0.105, 0.025)
"""How many spells are short, longer and long."""

SHORT, LONG, LONGEST = 0.3, 170, 1000
GAP = 24
"""Days from spell to spell in the mean, before it is drawn which occur."""

MOST = 84
"""Spells of one person that are thought of."""

BEFORE = -18
"""The month from which spells are thought of: some have begun long before they are counted."""

QUARTERS, QUARTERS_SHARES = (4, 3, 2, 1), (0.62, 0.06, 0.23, 0.09)
"""Degrees of longer spells; short ones are whole."""

SICK_BY_MONTH = np.array((1.2, 1.45, 1.25, 0.95, 0.85, 0.72, 0.3, 0.72, 1.05, 1.15, 1.25, 1.05))
PANDEMIC = {(2020, 3): 2.8, (2020, 4): 5.0, (2020, 5): 1.1, (2020, 11): 1.7, (2020, 12): 2.6, (2021, 1): 1.5}
SICK_BY_AGE = np.array((0.85, 0.95, 1.08, 1.15, 1.0))


@dataclass(frozen=True)
class Spells:
    """Spells by columns: whose, the first day, days, quarters of full sick leave."""

    of: Ints
    first: Ints
    days: Ints
    quarters: Ints

    def __len__(self) -> int:
        return len(self.of)

    @property
    def month(self) -> Ints:
        """In which month each begins; -1 before the first."""
        return np.searchsorted(STARTS, self.first, "right") - 1


@dataclass(frozen=True)
class Hours:
    """What spells take of months: the place of the spell, the month, hours of days 1–14, 15–59 and 60– as columns."""

    spell: Ints
    month: Ints
    by_length: Ints

    def by_year(self, spells: int) -> Ints:
        """The hours of so many spells: spells × years."""
        cells = self.spell * len(YEARS) + self.month // 12
        summed = np.bincount(cells, self.by_length.sum(axis=1), spells * len(YEARS))
        return summed.astype(np.int64).reshape(spells, len(YEARS))


def sick_hours(employed: Employed, contracts: Contracts, published: Published, rng: np.random.Generator) -> Ints:
    """Hours of days 1–14, 15–59, 60– and of spells that reach 60 days: four × employments × months, in hundredths."""
    spells = _thought_of(employed, rng)
    hours = hours_of(spells, contracts.rate)
    order = np.argsort(rng.exponential(size=len(spells)) / _likely(spells, employed, rng))
    kind = (employed.gender * 2 + (employed.group == MANAGERS))[spells.of]
    by_year = hours.by_year(len(spells))
    occur, lacking = _occurring(by_year, kind, order, _targets(employed, contracts, published))
    summed = _summed(spells, hours, occur, (len(employed), len(MONTHS)))
    brief = ~occur & (np.bincount(hours.spell, minlength=len(spells)) == 1)
    month = np.maximum(spells.month, 0)
    for (of, year), rest in np.ndenumerate(lacking):
        one = _one_for(by_year[:, year], brief & (kind == of), int(rest))
        summed[0, spells.of[one], month[one]] += rest
    return summed


def _thought_of(employed: Employed, rng: np.random.Generator) -> Spells:
    """Gaps and spells that follow each other as long as one is employed; after the last month too."""
    shape = len(employed), MOST
    kind = rng.choice(len(KINDS), shape, p=KINDS)
    lengths = (
        np.minimum(rng.geometric(SHORT, shape), LATER_DAYS),
        rng.integers(LATER_DAYS + 1, LONG_DAYS, shape, endpoint=True),
        np.minimum(LONG_DAYS + rng.geometric(1 / LONG, shape), LONGEST),
    )
    days = np.choose(kind, lengths)
    gaps = rng.geometric(1 / GAP, shape)
    begin = first_days(np.maximum(employed.start, BEFORE))[:, None]
    first = begin + np.cumsum(gaps + days, axis=1) - days
    days = np.minimum(days, employed.stop[:, None] - first)
    there = (days > 0) & (first < STARTS[-1]) & (first + days > 0) & ~employed.hourly[:, None]
    quarters = np.where(kind > 0, rng.choice(QUARTERS, shape, p=QUARTERS_SHARES), QUARTERS[0])
    return Spells(np.nonzero(there)[0], first[there], days[there], quarters[there])


def hours_of(spells: Spells, rate: Ints) -> Hours:
    """The hours of each spell in each of its months; `rate` is what each is employed for, by month."""
    stop = spells.first + spells.days
    begins = np.maximum(spells.month, 0)
    ends = np.minimum(np.searchsorted(STARTS, stop, "left") - 1, len(MONTHS) - 1)
    count = ends - begins + 1
    spell = np.repeat(np.arange(len(count)), count)
    month = begins[spell] + np.arange(len(spell)) - np.repeat(np.cumsum(count) - count, count)
    edges = np.minimum(spells.first[:, None] + (0, LATER_DAYS, LONG_DAYS, LONGEST), stop[:, None])[spell]
    days = np.diff(WORKDAYS[np.clip(edges, STARTS[month][:, None], STARTS[month + 1][:, None])], axis=1)
    a_day = rate[spells.of[spell], month] * HOURS_A_DAY // 4 * spells.quarters[spell]
    return Hours(spell, month, days * a_day[:, None])


def _likely(spells: Spells, employed: Employed, rng: np.random.Generator) -> Floats:
    """How likely spells are beside each other: by season, pandemic, age, unit and person."""
    month, within = spells.month, spells.first >= 0
    pandemic = np.ones(len(MONTHS))
    for (year, number_), more in PANDEMIC.items():
        pandemic[months_of(year)][number_ - 1] = more
    season = np.where(within & (spells.days <= LONG_DAYS), SICK_BY_MONTH[month % 12], 1.0)
    season *= np.where(within & (spells.days <= LATER_DAYS), pandemic[month], 1.0)
    unit, person = rng.uniform(0.7, 1.35, len(UNITS)), rng.gamma(2.0, 0.5, len(employed))
    age = SICK_BY_AGE[employed.ages()[spells.of, np.maximum(month, 0)]]
    likely: Floats = season * age * unit[employed.unit[spells.of]] * person[spells.of]
    return likely


def _targets(employed: Employed, contracts: Contracts, published: Published) -> Ints:
    """Hundredths of hours as printed: women, women who lead, men and men who lead × years."""
    leads = employed.group == MANAGERS
    targets = np.zeros((2 * len(GENDERS), len(YEARS)))
    for place, year in enumerate(YEARS):
        ordinary = contracts.ordinary[:, months_of(year)].sum(axis=1)
        of_all = parts_of(published, "sick_leave", year, employed.gender, ordinary)
        leading = parts_of(published, "manager_sick_leave", year, employed.gender[leads], ordinary[leads])
        targets[0::2, place], targets[1::2, place] = of_all - leading, leading
    return np.rint(targets).astype(np.int64)


def _summed(spells: Spells, hours: Hours, occur: Bools, shape: tuple[int, int]) -> Ints:
    """The hours of the spells that occur, by length and of long spells."""
    which = occur[hours.spell]
    spell, taken = hours.spell[which], hours.by_length[which]
    long = np.where(spells.days[spell] > LONG_DAYS, taken.sum(axis=1), 0)
    cells = np.ravel_multi_index((spells.of[spell], hours.month[which]), shape)
    columns = [np.bincount(cells, column, shape[0] * shape[1]) for column in (*taken.T, long)]
    return np.rint(columns).astype(np.int64).reshape(-1, *shape)


def _occurring(by_year: Ints, kind: Ints, order: Ints, targets: Ints) -> tuple[Bools, Ints]:
    """The spells that occur, each that still has room in all its years; and the hours that are lacking then."""
    occur = np.zeros(len(kind), np.bool_)
    room = targets.tolist()
    for spell, of, hours in zip(order.tolist(), kind[order].tolist(), by_year[order].tolist(), strict=True):
        left = [rest - taken for rest, taken in zip(room[of], hours, strict=True)]
        if min(left) >= 0:
            room[of] = left
            occur[spell] = True
    return occur, np.array(room)


def _one_for(hours: Ints, which: Bools, rest: int) -> int:
    """The shortest of some spells that has room for the rest of a year's hours."""
    fitting = np.flatnonzero(which & (hours >= rest))
    if not len(fitting):
        raise ValueError("too few spells are thought of for the published sick leave")
    return int(fitting[np.argmin(hours[fitting])])
