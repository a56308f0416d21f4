"""Permanent and temporary employees while months go by: hired where units lack people, leaving as it is planned."""

from collections.abc import Sequence

import numpy as np

from loaders.sample.employed import (
    AGE_LIMITS,
    FOREVER,
    LEFT,
    MOVED,
    PERMANENT,
    RETIRED,
    STAYS,
    TEMPORARY,
    Bools,
    Employed,
    paid_later,
)
from loaders.sample.movements import Departures, Retired
from loaders.sample.world import ACTIVE, GENDERS, MONTHS, UNITS, Floats, Ints, spread

AGE_SHARES = ((0.15, 0.44, 0.27, 0.11, 0.03), (0.2, 0.45, 0.25, 0.1, 0.0))
"""Of women and of men, at first; those who come later are younger."""

NEW_SHARES = (0.32, 0.46, 0.17, 0.05, 0.0)
YOUNG_SHARES = (0.55, 0.35, 0.1, 0.0, 0.0)
AGES_FROM, AGES_TO = np.array((19, *AGE_LIMITS)), np.array((*AGE_LIMITS, 67))
MONTHS_OF_THE_PERMANENT, MONTHS_OF_THE_TEMPORARY = 80, 8
"""In the mean: how long they have been there at first, and how long they stay."""

LEAVING = np.array((1.8, 1.1, 0.7, 0.4, 0.2))
TOO_OLD, LEAVING_TOO_OLD = 67.5, 50.0
"""The age from which those who have not retired leave soon."""

PERSON = np.dtype([("unit", "i8"), ("gender", "i8"), ("born", "f8"), ("start", "i8"), ("end", "i8"), ("why", "i8")])


def permanent(heads: Ints, weights: Floats, departures: Departures, rng: np.random.Generator) -> Employed:
    """Permanent employees who are no managers; `heads` are those wanted, months × genders."""
    crew = _Crew(PERMANENT, weights, rng)
    for month in range(len(MONTHS)):
        crew.close_units(month)
        for gender in range(len(GENDERS)):
            crew.fill(month, gender, int(heads[month, gender]), NEW_SHARES if month else AGE_SHARES[gender])
        if not month:
            crew.age(MONTHS_OF_THE_PERMANENT)
        crew.retire(month, departures.retired[month])
        crew.leave(month, int(departures.left[month]), LEFT)
        crew.leave(month, int(departures.moved[month]), MOVED)
    return crew.employed()


def temporary(heads: Ints, weights: Floats, rng: np.random.Generator) -> Employed:
    """Temporary employees, likewise; their contracts end one by one."""
    crew = _Crew(TEMPORARY, weights, rng)
    for month in range(len(MONTHS)):
        crew.close_units(month)
        for gender in range(len(GENDERS)):
            crew.fill(month, gender, int(heads[month, gender]), YOUNG_SHARES)
        if not month:
            crew.age(MONTHS_OF_THE_TEMPORARY)
        crew.lapse(month)
    return crew.employed()


class _Crew:
    """Employees of one group; `weights` say how units share women and men: months × units × genders."""

    def __init__(self, group: int, weights: Floats, rng: np.random.Generator) -> None:
        self.group, self.weights, self.rng = group, weights, rng
        self.people = np.zeros(0, PERSON)

    def close_units(self, month: int) -> None:
        """Those of units that are no longer there go with them."""
        people = self.people
        self._end((people["end"] >= month) & (ACTIVE[month, people["unit"]] == 0), month - 1, STAYS)

    def fill(self, month: int, gender: int, wanted: int, ages: Sequence[float]) -> None:
        """Hire where units lack people, or let go where they have too many, until there are as many as wanted."""
        here = np.flatnonzero((self.people["end"] >= month) & (self.people["gender"] == gender))
        unit = self.people["unit"][here]
        lacking = spread(wanted, self.weights[month, :, gender]) - np.bincount(unit, minlength=len(UNITS))
        if wanted > len(here):
            self._hire(month, gender, spread(wanted - len(here), np.maximum(lacking, 0).astype(np.float64)), ages)
        elif wanted < len(here):
            gone = self._drawn(here, len(here) - wanted, np.maximum(-lacking, 0)[unit].astype(np.float64))
            self._end(gone, month - 1, MOVED if self.group == PERMANENT else STAYS)

    def _hire(self, month: int, gender: int, by_unit: Ints, ages: Sequence[float]) -> None:
        """So many new ones for each unit; those who have just moved from another unit may be among them."""
        new = np.zeros(int(by_unit.sum()), PERSON)
        new["unit"] = self.rng.permutation(np.repeat(np.arange(len(UNITS)), by_unit))
        new["gender"], new["start"], new["end"] = gender, month, FOREVER
        group = self.rng.choice(len(AGES_FROM), len(new), p=ages)
        new["born"] = month - 12 * self.rng.uniform(AGES_FROM[group], AGES_TO[group])
        people = self.people
        moved = (people["why"] == MOVED) & (people["end"] == month - 1) & (people["gender"] == gender)
        for coming, former in zip(new, people[moved], strict=False):
            if coming["unit"] != former["unit"]:
                coming["born"] = former["born"]
        self.people = np.concatenate([people, new])

    def age(self, mean: float) -> None:
        """Let all have been there for a while, in months."""
        self.people["start"] = 1 - self.rng.geometric(1 / mean, len(self.people))

    def retire(self, month: int, those: Sequence[Retired]) -> None:
        """For each gender and age in hundredths of a year the one nearest to it retires at just that age."""
        for gender, age in those:
            mine = self._staying(month)
            mine = mine[self.people["gender"][mine] == gender]
            born = month - 12 * age / 100
            one = mine[np.argmin(np.abs(self.people["born"][mine] - born))]
            self.people["born"][one] = born
            self._end(one, month, RETIRED)

    def leave(self, month: int, count: int, why: int) -> None:
        """So many leave after a month; of the young more than of others where they leave the municipality."""
        mine = self._staying(month)
        years = (month - self.people["born"][mine]) / 12
        by_age = np.where(years > TOO_OLD, LEAVING_TOO_OLD, LEAVING[np.digitize(years, AGE_LIMITS)])
        self._end(self._drawn(mine, count, by_age if why == LEFT else np.ones(len(mine))), month, why)

    def lapse(self, month: int) -> None:
        """Contracts end with a month."""
        mine = self._staying(month)
        self._end(mine[self.rng.random(len(mine)) < 1 / MONTHS_OF_THE_TEMPORARY], month, STAYS)

    def employed(self) -> Employed:
        """All who have been there."""
        people = self.people
        unit, end, why = people["unit"], people["end"], people["why"]
        later = paid_later(unit, end, why, self.rng)
        group, hourly = np.full(len(people), self.group), np.zeros(len(people), np.bool_)
        return Employed(unit, people["gender"], group, people["born"], people["start"], end, why, later, hourly)

    def _staying(self, month: int) -> Ints:
        return np.flatnonzero(self.people["end"] > month)

    def _drawn(self, places: Ints, count: int, chances: Floats) -> Ints:
        return self.rng.choice(places, count, replace=False, p=chances / chances.sum())

    def _end(self, who: Ints | Bools, month: int, why: int) -> None:
        self.people["end"][who], self.people["why"][who] = month, why
