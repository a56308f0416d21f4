"""Which units differ by more than chance? Sick leave by size of the unit: plain numbers in, findings and words out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Literal

from dashboard import theme
from dashboard.figures.figure import Figure
from dashboard.findings import grounds
from dashboard.findings.sentence import (
    Claim,
    Direction,
    Said,
    Sentence,
    count,
    in_words,
    joined,
    sentence,
    spelled,
    value,
)

LEAST_UNITS = 10
WINSORISED = 0.1
"""Share of the units at each end whose scores are pulled in to the nearest that is left (Spiegelhalter 2005)."""

NAMED = 5
"""Units that a sentence names; the others are counted."""

Side = Literal["up", "down"]
Parts = Sequence[tuple[Figure, Figure]]
"""Rate and ordinary hours of a unit, once for each area that it has been in."""


@dataclass(frozen=True)
class Unit:
    """Hours of a unit; None where they are hidden or unknown."""

    name: str
    sick_hours: float | None
    ordinary_hours: float | None


@dataclass(frozen=True)
class Rated:
    """A unit with its rate in % and its distance from the centre in standard deviations; None without limits."""

    name: str
    rate: float
    ordinary_hours: float
    score: float | None

    @property
    def outside(self) -> Literal[0, 2, 3]:
        """The outermost limit that the unit lies outside: none, two or three standard deviations."""
        distance = abs(self.score or 0)
        return 3 if distance > 3 else 2 if distance > 2 else 0

    @property
    def side(self) -> Side:
        """Whether the unit lies above or below the centre."""
        return "down" if (self.score or 0) < 0 else "up"


@dataclass(frozen=True)
class Funnel:
    """Units around their common rate in %, by size. `unknown` names those without hours."""

    units: tuple[Rated, ...]
    centre: float | None
    dispersion: float | None
    unknown: tuple[str, ...]

    def reach(self, ordinary_hours: float) -> float | None:
        """A standard deviation, in percentage points, of a unit of this size; None without limits."""
        if self.centre is None or self.dispersion is None:
            return None
        return sqrt(self.dispersion * self.centre * (100 - self.centre) / ordinary_hours)


def funnel(units: Sequence[Unit]) -> Funnel:
    """Which units lie further from the common rate than units of their size do by chance?

    Centre: all sick hours ÷ all ordinary hours. Limits: centre ± 2 and 3 √(φ p (1 − p) ÷ ordinary hours). φ is the mean
    square of the naive z-scores after winsorising a tenth at each end, and at least 1 (Spiegelhalter 2005, Statistics
    in Medicine 24:1185, multiplicative overdispersion). Hours of one person are not independent, so φ is far above 1;
    it also makes the answer the same whether size is counted in hours or in full-time equivalents. Below ten units no
    φ and no limits. Raises ValueError where hours are negative or sick hours exceed ordinary hours.
    """
    known = [
        (unit.name, unit.sick_hours, unit.ordinary_hours)
        for unit in units
        if unit.sick_hours is not None and unit.ordinary_hours
    ]
    if not all(0 <= sick <= ordinary for _, sick, ordinary in known):
        raise ValueError("sick hours must lie between zero and ordinary hours")
    names = {name for name, _, _ in known}
    unknown = tuple(sorted(unit.name for unit in units if unit.name not in names))
    if not known:
        return Funnel((), None, None, unknown)
    centre = fsum(sick for _, sick, _ in known) / fsum(ordinary for _, _, ordinary in known)
    naive = [_score(sick / ordinary, ordinary, centre) for _, sick, ordinary in known]
    dispersion = _dispersion(naive) if len(known) >= LEAST_UNITS else None
    rated = [
        Rated(name, 100 * sick / ordinary, ordinary, score / sqrt(dispersion) if dispersion else None)
        for (name, sick, ordinary), score in zip(known, naive, strict=True)
    ]
    return Funnel(tuple(sorted(rated, key=lambda unit: unit.name)), 100 * centre, dispersion, unknown)


def _score(share: float, ordinary_hours: float, centre: float) -> float:
    """The naive z-score of a binomial share."""
    spread = centre * (1 - centre) / ordinary_hours
    return (share - centre) / sqrt(spread) if spread > 0 else 0.0


def _dispersion(scores: Sequence[float]) -> float:
    """Spiegelhalter's φ: the mean square of winsorised z-scores, at least 1."""
    ordered = sorted(scores)
    pulled = int(WINSORISED * len(ordered))
    low, high = ordered[pulled], ordered[-1 - pulled]
    return max(1.0, fsum(min(max(score, low), high) ** 2 for score in ordered) / len(ordered))


def funnel_sentence(found: Funnel, figures: Mapping[str, Parts], naming: int = NAMED) -> Sentence:
    """How many units lie outside the outer limits, and which; the furthest first.

    `figures` are those that each unit was found in, by its name; as many as `naming` are named.
    """
    if found.dispersion is None:
        least = in_words(LEAST_UNITS)
        return sentence(f"För få enheter för gränser: det krävs {least}, här visas ", spelled(found.units), ".")
    furthest = sorted(found.units, key=lambda unit: (-abs(unit.score or 0), unit.name))
    sides: dict[Side, str] = {"up": "högre än vad slumpen brukar ge", "down": "lägre än vad slumpen brukar ge"}
    told = [
        _outside(
            [unit for unit in furthest if unit.outside == 3 and unit.side == side], found, figures, side, words, naming
        )
        for side, words in sides.items()
    ]
    within = sentence(
        Said("Ingen", Claim("count")), " av ", count(found.units), " enheter ligger ",
        _judged((), found, figures, "level", "längre från helheten än slumpen brukar ge"), ".",
    )  # fmt: skip
    return grounds.carried(joined(" ", filter(None, told)) or within, sentence("Enheternas sjukfrånvaro efter storlek"))


def _outside(
    units: Sequence[Rated],
    found: Funnel,
    figures: Mapping[str, Parts],
    side: Direction,
    words: str,
    naming: int,
) -> Sentence:
    if not units:
        return Sentence()
    named = [sentence(f"{unit.name} (", _rate(unit, figures[unit.name]), ")") for unit in units[:naming]]
    more = units[naming:] if naming else ()
    return sentence(
        count(units), " av ", count(found.units), " enheter ligger ", _judged(units, found, figures, side, words),
        sentence(": ", joined(", ", named)) if named else "", sentence(" och ", spelled(more), " till") if more else "",
        ".",
    )  # fmt: skip


def _judged(
    units: Sequence[Rated], found: Funnel, figures: Mapping[str, Parts], direction: Direction, words: str
) -> Said:
    of = {unit.name for unit in units}
    terms = [(int(unit.name in of), figure) for unit in found.units for part in figures[unit.name] for figure in part]
    return Said(words, Claim("direction", tuple(terms), direction, statistic="funnel"))


def _rate(unit: Rated, parts: Parts) -> Said:
    """A unit's rate; of one that has moved that of its hours in all areas together."""
    if len(parts) == 1:
        return value(parts[0][0])
    terms = [term for rate, ordinary in parts for term in ((1, rate), (0, ordinary))]
    return Said(f"{theme.number(unit.rate, 1)}{theme.NO_BREAK}%", Claim("number", tuple(terms), statistic="mean"))
