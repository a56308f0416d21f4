"""What the reports themselves say of why figures are what they are, each with its heading."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.figures.store import reports
from dashboard.figures.store.reports import Explanation
from dashboard.figures.store.warehouse import Warehouse
from dashboard.theme import SCENARIOS, span


def explanations(warehouse: Warehouse, rows: Sequence[Figure], as_of: str = "") -> list[Explanation]:
    """What explains these published figures, newest first; that of a part of an organisation explains the whole too.

    `as_of` is the publication after which nothing is known, or empty for the latest.
    """
    printed = [row for row in known(rows) if row.year is not None and not row.computed]
    shown = {(row.measure, row.scenario, row.org, row.year) for row in printed}
    return [
        found
        for found in reports.explanations(warehouse, as_of)
        if any(
            (found.measure, found.scenario, org, year) in shown
            for org in (found.org, found.parent)
            for year in range(found.first_year, found.last_year + 1)
        )
    ]


@dataclass(frozen=True)
class Told:
    """An explanation in words: what it is of, the report's sentence, where that stands."""

    about: str
    text: str
    source: str


def told(found: Sequence[Explanation]) -> list[Told]:
    """Each sentence once, with all that it explains; measures are named where there are several."""
    several = len({each.measure for each in found}) > 1
    sentences: dict[tuple[str, ...], list[Explanation]] = {}
    for each in found:
        sentences.setdefault((_years(each), each.scenario, each.publication, each.text), []).append(each)
    return [_told(mine, several) for mine in sentences.values()]


def _told(mine: Sequence[Explanation], several: bool) -> Told:
    first = mine[0]
    scenario = "" if first.scenario == "outcome" else f" ({SCENARIOS[first.scenario].lower()})"
    measures = [MEASURES[each.measure].label for each in mine if several]
    about = dict.fromkeys([f"{_years(first)}{scenario}", *measures, *(each.org for each in mine)])
    places = ", ".join(dict.fromkeys(f"{each.sheet}!{each.cell}" for each in mine))
    return Told(", ".join(about), first.text, f"{first.publication}, avsnitt {first.section}; {places}")


def _years(found: Explanation) -> str:
    """The year, or the first and the last."""
    return span(found.first_year, found.last_year)
