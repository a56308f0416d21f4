"""Who is employed where, from when to when: an entry for each person at a unit, by columns.

Months are counted from the first of the sample, those before are negative. Born is the month of birth with its
fraction, so that an age is a real one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from loaders.sample.world import ACTIVE, MONTHS, STARTS, WORKDAYS, Floats, Ints, first_days

Bools = npt.NDArray[np.bool_]

AGES = ("-29", "30-49", "50-59", "60-64", "65-")
AGE_LIMITS = (30, 50, 60, 65)
GROUPS = (("permanent", "no"), ("temporary", "no"), ("permanent", "yes"))
"""Form and manager of each group."""
PERMANENT, TEMPORARY, MANAGERS = range(len(GROUPS))
STAYS, LEFT, MOVED, RETIRED = range(4)
"""Why an employment ends: not at all, or as one does that nobody counts as leaving; for work elsewhere, for work in the
municipality, for a pension."""

FOREVER = 12_000
PAID_LATER = 0.2
"""How many of those who leave are paid for days of the month after the last in which they are counted."""

MOST_DAYS_LATER = 12


@dataclass(frozen=True)
class Employed:
    """Employments: `end` is the last month in which the person is counted, `days_later` so many of the next are paid.

    The hourly are counted in no month.
    """

    unit: Ints
    gender: Ints
    group: Ints
    born: Floats
    start: Ints
    end: Ints
    why: Ints
    days_later: Ints
    hourly: Bools

    def __len__(self) -> int:
        return len(self.unit)

    @property
    def first_day(self) -> Ints:
        """The first day of each."""
        return first_days(self.start)

    @property
    def stop(self) -> Ints:
        """The day after the last of each."""
        return first_days(self.end + 1) + self.days_later

    def counted(self) -> Bools:
        """Who is counted in which month."""
        months = np.arange(len(MONTHS))
        here = (self.start[:, None] <= months) & (months <= self.end[:, None])
        return here & ~self.hourly[:, None]

    def workdays(self) -> Ints:
        """The days from Monday to Friday that each is employed for, by month."""
        first, stop = (np.clip(day[:, None], STARTS[:-1], STARTS[1:]) for day in (self.first_day, self.stop))
        return WORKDAYS[stop] - WORKDAYS[first]

    def ages(self) -> Ints:
        """The place among AGES of each, by month."""
        return np.digitize((np.arange(len(MONTHS)) - self.born[:, None]) / 12, AGE_LIMITS)


def joined(parts: Sequence[Employed]) -> Employed:
    """All employments of several parts."""
    return Employed(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Employed)))


def paid_later(unit: Ints, end: Ints, why: Ints, rng: np.random.Generator) -> Ints:
    """The days for which some of those who leave are paid in the month after."""
    following = np.minimum(end + 1, len(MONTHS) - 1)
    can = (why != STAYS) & (end < len(MONTHS) - 1) & (ACTIVE[following, unit] > 0)
    some = can & (rng.random(len(unit)) < PAID_LATER)
    return np.where(some, rng.integers(2, MOST_DAYS_LATER, len(unit), endpoint=True), 0)
