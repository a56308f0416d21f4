"""Money area by area: who may be gone into with a click, and what each has invested beside what it was to."""

from collections.abc import Sequence

from dashboard.cards.card import Card, View
from dashboard.cards.years import span_and_report
from dashboard.charts.by_part import by_part
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import figures
from dashboard.figures.store.organisation import open_orgs
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, most, sentence, value, year

BUDGETED = "kontur: budget"


def ways_in(view: View) -> dict[str, Group]:
    """The areas that a click goes into, by their names."""
    return {org: Group(org) for org in open_orgs(view.warehouse) if org != view.warehouse.whole}


def latest_by_area(view: View, measure: str, areas: Sequence[str]) -> Card:
    """A measure of every area in the last chosen year that any has, the largest first, with its budget behind."""
    of = view.choice.filter(orgs=tuple(areas), genders=("total",), scenarios=("outcome", "budget"))
    rows = known(figures(view.warehouse, measure, of))
    outcomes = [row for row in rows if row.scenario == "outcome" and not row.part_year]
    last = max((row.of_year for row in outcomes), default=0)
    mine = [row for row in outcomes if row.year == last]
    planned = [row for row in rows if row.scenario == "budget" and row.year == last and not row.part_year]
    return Card(
        key=f"{measure}-by-area",
        title=_title(mine, MEASURES[measure].label),
        line=f"{MEASURES[measure].label} per affärsområde · {span_and_report(mine, view.choice)} · {BUDGETED}",
        drawings=[("", by_part(mine, planned, view.palette))],
        rows=[*mine, *planned],
        measures=[measure],
        clicks=ways_in(view),
    )


def _title(rows: Sequence[Figure], label: str) -> Sentence:
    """Which area had most of it."""
    plain = sentence(f"{label} per affärsområde")
    in_order = sorted(rows, key=lambda row: -row.number)
    if len(in_order) < 2 or in_order[0].number == in_order[1].number:
        return plain
    largest = in_order[0]
    precision = max(row.resolution for row in rows)
    claims = [value(row).claim for row in in_order]
    said = sentence(
        f"{label}: {largest.org} hade ", most("mest", claims, "up"), " ", year(largest), " (",
        value(largest, precision), ")",
    )  # fmt: skip
    return grounds.carried(said, plain)
