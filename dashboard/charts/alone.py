"""A figure that stands alone is a number, no chart: neither a line nor a column says more of it."""

from collections.abc import Sequence
from typing import Any

from dashboard.figures.figure import Figure, known
from dashboard.theme import COMPARATORS, Palette, figure, layout, marked

HEIGHT = 96


def alone(runs: Sequence[Sequence[Figure]], palette: Palette) -> dict[str, Any] | None:
    """The number in place of a chart where there is but one, with what is aimed at; None where there are several."""
    rows = [row for run in runs for row in known(run)]
    found = [row for row in rows if row.scenario != "target"]
    if len(found) != 1:
        return None
    (row,), aims = found, [aim for aim in rows if aim.scenario == "target" and aim.year == found[0].year]
    said = {"value": _told(row), "when": marked(row.period_text) if row.caveats else row.period_text}
    for aim in aims[-1:]:
        said["aim"] = f"Mål {aim.year}: {COMPARATORS.get(aim.comparator, '')}{_told(aim)}"
    return {"data": [], "layout": layout(palette, HEIGHT), "number": said}


def _told(row: Figure) -> str:
    return figure(row.number, row.resolution, row.unit)
