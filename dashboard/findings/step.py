"""From one figure to another: how far it is, whether that is a change at all, and how it is said."""

from dataclasses import dataclass

from dashboard.figures.figure import Figure
from dashboard.findings.sentence import (
    Said,
    Sentence,
    gap,
    sentence,
    turn,
)
from dashboard.theme import NO_BREAK

NOISE_SHARE = 0.005
"""A volume or an amount that changes by less than half a per cent is said to be unchanged."""


COUNTED = ("timmar", "dygn", "st", "platser", "personer", "årsarbetare")
"""Units of which there are more or fewer, not a higher or lower number."""


@dataclass(frozen=True)
class Step:
    """From one figure to another: from an earlier year to a later, or from men to women within one."""

    before: Figure
    now: Figure

    @property
    def difference(self) -> float:
        """The later minus the earlier, or women minus men."""
        return self.now.number - self.before.number

    @property
    def resolution(self) -> float:
        """The coarser of the two prints' last digits."""
        return max(self.before.resolution, self.now.resolution)

    @property
    def within_noise(self) -> bool:
        """Whether it is too small to have a direction."""
        if self.now.unit in ("%", "index", "år"):
            return abs(self.difference) < self.resolution / 2
        return abs(self.difference) < NOISE_SHARE * abs(self.before.number)


def more_or_less(one: Figure, other: Figure) -> Sentence:
    """How much higher or lower one is than another, of what is counted how many more or fewer."""
    resolution = max(one.resolution, other.resolution)
    if one.unit in COUNTED:
        size = gap(one, other, resolution)
        return sentence(
            Said(size.text.removesuffix(f"{NO_BREAK}{one.unit}"), size.claim), " ", turn(one, other, "fler", "färre")
        )
    return sentence(gap(one, other, resolution), " ", turn(one, other, "högre", "lägre"))
