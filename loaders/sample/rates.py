"""Printed rates of women, of men and of all, and how far invented ones may move within what they are printed as."""

from dataclasses import dataclass

import numpy as np

from loaders.reports.names import Figure
from loaders.sample.world import GENDERS, Floats, Ints, Published, number

MARGIN = 0.45
"""How far from a printed number an invented one may lie, in last digits: less than half."""

USUAL_SHARE_OF_WOMEN = 0.81


@dataclass(frozen=True)
class Rates:
    """A printed rate: of all, of women and of men."""

    total: Figure
    women: Figure
    men: Figure

    @classmethod
    def printed(cls, published: Published, measure: str, year: int) -> "Rates":
        """The rates of a year, or of the nearest that is printed."""
        return cls(*(published.near(measure, year, gender) for gender in ("total", *GENDERS)))

    def by_gender(self) -> tuple[float, float]:
        """The rates of women and of men."""
        return float(number(self.women)[0]), float(number(self.men)[0])

    def shares_of_women(self) -> tuple[float, float]:
        """The least and the largest share of women with which their rate and men's give the total's."""
        total, digit = (float(part) for part in number(self.total))
        women, men = self.by_gender()
        if women == men:
            return 0.0, 1.0
        low, high = sorted((total + sign * MARGIN * digit - men) / (women - men) for sign in (-1, 1))
        return max(low, 0.0), min(high, 1.0)

    def share_of_women(self, natural: float) -> float:
        """The share of women nearest to a natural one with which their rate and men's give the total's."""
        low, high = self.shares_of_women()
        return min(max(natural, low), high)

    def fitted(self, share_of_women: float) -> tuple[float, float]:
        """The rates of women and of men moved within what they are printed as, towards the total's."""
        women, men = self.by_gender()
        total, digit = (float(part) for part in number(self.total))
        gap = total - (share_of_women * women + (1 - share_of_women) * men)
        shift = min(max(gap, -MARGIN * digit), MARGIN * digit)
        return women + shift, men + shift


def parts_of(published: Published, measure: str, year: int, gender: Ints, whole: Ints) -> Floats:
    """What the printed rates of women and of men, fitted to the total's, are of their wholes."""
    wholes = np.array([whole[gender == of].sum() for of in range(len(GENDERS))], dtype=np.float64)
    return np.array(Rates.printed(published, measure, year).fitted(wholes[0] / wholes.sum())) / 100 * wholes


@dataclass(frozen=True)
class December:
    """Permanent employees and those in full time, women and men, at the end of a year."""

    heads: tuple[int, int]
    full_time: tuple[int, int]


def december(published: Published, year: int) -> December:
    """The women among the published employees for whom whole heads give the published shares of full time."""
    rates = Rates.printed(published, "full_time_share", year)
    people = round(published.amount("employees", year))
    guess = round(rates.share_of_women(USUAL_SHARE_OF_WOMEN) * people)
    for shift in sorted(range(-100, 101), key=abs):
        heads = guess + shift, people - guess - shift
        women, men = (round(count * rate / 100) for count, rate in zip(heads, rates.by_gender(), strict=True))
        parts = (women, heads[0], rates.women), (men, heads[1], rates.men), (women + men, people, rates.total)
        if all(_prints_as(*part) for part in parts):
            return December(heads, (women, men))
    raise ValueError(f"no whole number of employees gives the shares of full time published for {year}")


def _prints_as(part: int, whole: int, figure: Figure) -> bool:
    value, digit = (float(number_) for number_ in number(figure))
    return abs(100 * part / whole - value) < 0.49 * digit
