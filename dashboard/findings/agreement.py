"""Do print and exports agree? A year's published figure beside the one that twelve months of exports give."""

from dataclasses import dataclass
from typing import Literal

from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.monthly import LACKING, of_years
from dashboard.figures.query import Filter, figures
from dashboard.figures.store.warehouse import Warehouse

Answer = Literal["agrees", "rounding", "differs", "sample", "incomplete"]
"""How a computed year compares with print. A sample is made to agree, so its agreement verifies nothing; nor does that
of a year with something lacking."""

WORDS = {
    "agrees": "stämmer",
    "rounding": "avrundning",
    "differs": "skiljer",
    "incomplete": "ofullständigt underlag",
}


@dataclass(frozen=True)
class Agreement:
    """A year's published figure beside the one computed from twelve months of exports."""

    published: Figure
    computed: Figure
    answer: Answer

    @property
    def reasons(self) -> str:
        """What speaks against the computed year."""
        return "; ".join(caveat.text for caveat in self.computed.caveats)

    @property
    def told(self) -> str:
        """How the computed year stands to print, in words; of one that lacks something what it lacks."""
        return f"{WORDS.get(self.answer, '–')}{f': {self.reasons}' if self.answer == 'incomplete' else ''}"


def agreements(warehouse: Warehouse, measure: str) -> list[Agreement]:
    """For every year, organisation, gender and scenario that both cover: do print and exports agree?"""
    if MEASURES[measure].computed is None:
        return []
    published = known(figures(warehouse, measure, Filter(orgs=(), genders=(), scenarios=("outcome", "budget"))))
    # What is printed for the whole of a measure that an area owns is one print, not two.
    cells = {(p.publication, p.sheet, p.cell) for p in published if p.org == warehouse.whole}
    once = [p for p in published if p.org == warehouse.whole or (p.publication, p.sheet, p.cell) not in cells]
    whole = [print_ for print_ in once if not print_.part_year and not print_.subject]
    years = {
        (org, gender, scenario, row.year): row
        for org, gender, scenario in {(print_.org, print_.gender, print_.scenario) for print_ in whole}
        for row in of_years(warehouse, measure, Group(org, gender=gender), scenario)
        if row.value is not None or row.missing in LACKING
    }
    pairs = [(print_, years.get((print_.org, print_.gender, print_.scenario, print_.year))) for print_ in whole]
    return [Agreement(print_, computed, _compare(print_, computed)) for print_, computed in pairs if computed]


def _compare(published: Figure, computed: Figure) -> Answer:
    """Equal to the printed digit, within one of its last digits, or not."""
    if computed.sample:
        return "sample"
    if computed.caveats:
        return "incomplete"
    off = abs(computed.number - published.number)
    exact = 1e-6 * max(1.0, abs(published.number))
    if off <= published.resolution / 2 + exact:
        return "agrees"
    return "rounding" if off <= published.resolution + exact else "differs"
