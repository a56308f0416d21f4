"""A figure that stands alone is a number, no chart: neither a line nor a column says more of it."""

from collections.abc import Sequence
from typing import Any

from dashboard.figures.figure import Figure, known
from dashboard.theme import CAVEAT, COMPARATORS, Palette, figure, layout

HEIGHT = 96


def alone(runs: Sequence[Sequence[Figure]], palette: Palette, aims: Sequence[Figure] = ()) -> dict[str, Any] | None:
    """The number in place of a chart where there is but one, with what is aimed at; None where there are several."""
    found = [row for run in runs for row in known(run)]
    if len(found) != 1:
        return None
    (row,) = found
    said = {"value": _told(row), "when": " ".join([row.period_text, *([CAVEAT] if row.caveats else [])])}
    if aim := next(iter(known(aims)[-1:]), None):
        said["aim"] = f"Mål {aim.year}: {COMPARATORS.get(aim.comparator, '')}{_told(aim)}"
    return {"data": [], "layout": layout(palette, HEIGHT), "number": said}


def _told(row: Figure) -> str:
    return figure(row.number, row.resolution, row.unit)
