"""A figure beside what it is to reach, as a bar with a mark: in shares of its length, so that no unit is needed."""

from dataclasses import asdict, dataclass
from typing import Any

ROOM = 1.12
"""How much further than its furthest end the scale goes."""


@dataclass(frozen=True)
class Bullet:
    """Where on a bar nought, the figure and its target are, from 0 at the left end to 1; no mark without a target."""

    zero: float
    value: float
    aim: float | None

    def payload(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def bullet(value: float, aim: float | None) -> Bullet:
    """A bar that begins at nought, on a scale that holds the figure and its target."""
    ends = [0.0, value, *([] if aim is None else [aim])]
    low, high = min(ends) * ROOM, max(ends) * ROOM
    width = (high - low) or 1.0

    def at(number: float) -> float:
        return round((number - low) / width, 4)

    return Bullet(at(0.0), at(value), None if aim is None else at(aim))
