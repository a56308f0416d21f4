"""What has come in and what has not: each export month by month, and the measures that reports no longer print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard import theme
from dashboard.figures.figure import known
from dashboard.figures.gaps import lacking_between, lacking_by_month
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import Filter, figures, last_outcome_year
from dashboard.figures.store.loaded import coverage, loaded_months
from dashboard.figures.store.warehouse import Warehouse

State = Literal["in", "part", "missing", "none"]
"""What there is of a month: all, a part, nothing though it should be there, nothing that is expected."""

NO_MEASURES = ("prose", "goal_assessment", "assignment_status", "activity_follow_up")


@dataclass(frozen=True)
class Arrival:
    """The months of an export: those loaded, and what some of them lack, in words. `monthly`: every month should come;
    of others nothing is missed."""

    export: str
    name: str
    loaded: tuple[date, ...]
    lacking: Mapping[date, Sequence[str]]
    monthly: bool
    sample: bool

    def state(self, month: date) -> State:
        """What there is of a month."""
        if month in self.loaded:
            return "part" if month in self.lacking else "in"
        return "missing" if self.monthly and month >= self.loaded[0] else "none"

    def told(self, month: date) -> str:
        """What there is of a month, in words; of what lacks what that is."""
        lacking = "; ".join(self.lacking.get(month, ()))
        words = {"in": "inläst", "part": f"delvis: {lacking}", "missing": "saknas", "none": "väntas inte"}
        return words[self.state(month)]


def arrivals(warehouse: Warehouse) -> list[Arrival]:
    """Every export of which anything is loaded, in the order in which they are shown."""
    lacks = lacking_by_month(warehouse)
    # What measures are computed from comes every month; forecasts and reported key figures come when they are made.
    monthly = {export for each in MEASURES.values() if each.computed for export in each.computed.exports}
    return [
        Arrival(
            each.export,
            each.name,
            tuple(loaded_months(warehouse, each.export)),
            {month: tuple(said) for (export, month), said in lacks.items() if export == each.export},
            each.export in monthly,
            each.sample,
        )
        for each in coverage(warehouse)
    ]


def latest_month(found: Sequence[Arrival]) -> date | None:
    """The last month that any export with months has."""
    return max((each.loaded[-1] for each in found if each.monthly), default=None)


def late(found: Sequence[Arrival]) -> list[str]:
    """The exports whose last month lies behind that of the others, in words."""
    latest = latest_month(found)
    return [
        f"{each.name} är inläst till och med {theme.span_name(each.loaded[-1], each.loaded[-1])},"
        f" andra till och med {theme.span_name(latest, latest)}"
        for each in found
        if latest and each.monthly and each.loaded[-1] < latest
    ]


def lacking(warehouse: Warehouse, year: int) -> list[str]:
    """What is lacking in the months of a year, export by export, in words."""
    span = date(year, 1, 1), date(year, 12, 1)
    found = {each.name: lacking_between(warehouse, each.export, *span) for each in coverage(warehouse)}
    return [f"{name}: {'; '.join(said)}" for name, said in found.items() if said]


def ended(warehouse: Warehouse, as_of: str) -> list[str]:
    """The measures that reports have stopped printing, each with the last year that they did: HME (2019)."""
    last = last_outcome_year(warehouse, as_of)
    found = []
    for measure in MEASURES:
        if measure not in NO_MEASURES:
            rows = known(figures(warehouse, measure, Filter((), ("total",), as_of=as_of)))
            years = [row.of_year for row in rows if not row.part_year]
            found += [f"{MEASURES[measure].label} ({max(years)})"] if years and max(years) < last else []
    return found
