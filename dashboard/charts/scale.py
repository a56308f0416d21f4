"""What an axis of values spans, for lines of every kind: noise is not to look like a mountain."""

from collections.abc import Sequence

from dashboard.figures.figure import Figure, known
from dashboard.theme import AMOUNTS

LEAST_SHARE = 0.25
NOISE = 8


def span(runs: Sequence[Sequence[Figure]]) -> tuple[float, float]:
    """The lowest and the highest value of an axis that these lines are read on, levels that are aimed at among them.

    Amounts begin at zero. Rates, ages and indices span at least a quarter of the highest of them, and at least eight
    times what a line's points lie from the middle of their neighbours on average: points that vary by chance alone then
    fill half of it.
    None of it lies below zero, nor above a hundred per cent, unless a value does.
    """
    rows = [row for run in runs for row in known(run)]
    numbers = [row.number for row in rows]
    if not numbers:
        return 0.0, 1.0
    low, high = min(numbers), max(numbers)
    if any(row.unit in AMOUNTS for row in rows):
        return min(low, 0.0), max(high, 0.0)
    wanted = max(LEAST_SHARE * max(abs(low), abs(high)), NOISE * _noise(runs))
    spare = max(0.0, wanted - (high - low)) / 2
    ceiling = 100.0 if all(row.unit == "%" for row in rows) else float("inf")
    return _within(low - spare, high + spare, min(low, 0.0), max(high, ceiling))


def _within(low: float, high: float, floor: float, ceiling: float) -> tuple[float, float]:
    """A span moved, and where that is not enough cut, so that it lies within others."""
    if low < floor:
        low, high = floor, high + floor - low
    if high > ceiling:
        low, high = max(floor, low - (high - ceiling)), ceiling
    return low, high


def _noise(runs: Sequence[Sequence[Figure]]) -> float:
    """How far points lie from the middle of their neighbours on average: nothing where a line rises evenly."""
    off = [
        abs(row.number - (before.number + after.number) / 2)
        for run in runs
        for before, row, after in zip(*(known(run)[at:] for at in range(3)), strict=False)
        if before.segment == row.segment == after.segment
    ]
    return sum(off) / len(off) if off else 0.0
