"""What has changed most, over all measures: at most five findings, one cause once, ranked by a rule.

Looked at is every printed outcome of the chosen year beside the compared one, and the last month that is loaded beside
the same month a year before, which leaves season out. A change's rank is

    size × certainty × importance

*Size* is against noise, 1 being as much as noise brings. Of a month noise is 2.66 × the mean moving range of earlier
changes from a year before (the limit of a control chart); of fewer than twelve ranges nothing is told. Print tells
nothing of noise: there it is three per cent of the figure, for an area three per cent of the whole's. More than five
times noise is not more worth telling. *Certainty*: print counts fully, a month of an export 0.7, invented figures 0.3.
*Importance*: three for what the leadership group steers by, two for what a report sets a target for, one for the rest;
for an area beside the whole six tenths of that.

Left out: what is no larger than noise, whatever has caveats, parts of years, what a break or a seam lies between. A
cause is told once: of a figure and its parts, or a whole and an area that goes the same way, the one of higher rank.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import Filter, figures
from dashboard.figures.store.reports import with_targets
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings import grounds
from dashboard.findings.control import LEAST_MONTHS, RANGE_TO_LIMIT
from dashboard.findings.sentence import Sentence, gap, month, most, sentence, turn, value, year
from dashboard.findings.step import more_or_less

MOST = 5
NOISE_OF_PRINT = 0.03
ENOUGH = 5.0
CERTAINTY = {"printed": 1.0, "computed": 0.7, "sample": 0.3}
STEERED, AIMED, OTHER = 3.0, 2.0, 1.0
AN_AREA = 0.6
EXPLAINS = 0.5
"""An area explains a whole that it brings at least so much of."""

PART_OF = {
    "sick_leave": (
        *("manager_sick_leave", "long_spell_share", "sick_hours_1_14", "sick_hours_15_59", "sick_hours_60"),
        *("sick_per_full_time_1_14", "sick_per_full_time_15_59", "sick_per_full_time_60"),
    ),
    "external_leavers": (
        *("left_externally", "left_internally", "retired", "leavers", "internal_leavers", "retirement_leavers"),
        *("external_turnover", "total_turnover"),
    ),
    "headcount": ("employees", "full_time_equivalents", "ordinary_hours"),
    "extra_hours_share": ("extra_hours_as_full_time",),
    "overtime_share": ("overtime_as_full_time", "extra_and_overtime_share"),
    "hme": ("employee_survey", "hme_managers"),
    "care_days": ("occupancy",),
    "result": ("cost", "revenue", "result_share", "home_care_result"),
    "investment": (
        *("investment_expenditure", "investment_income", "investment_completed", "investment_ongoing"),
        *("investment_since_start", "investment_completed_since_start", "investment_ongoing_since_start"),
    ),
}
"""A figure -> its parts, and other figures of the same thing: what changes one of them changes all."""

_CAUSE = {part: figure for figure, parts in PART_OF.items() for part in parts}
NO_FIGURES = ("prose", "goal_assessment", "assignment_status", "activity_follow_up")


@dataclass(frozen=True)
class Change:
    """From one figure to another of the same measure and organisation; `size` is in times of noise."""

    before: Figure
    now: Figure
    size: float
    importance: float

    @property
    def difference(self) -> float:
        """The later minus the earlier."""
        return self.now.number - self.before.number

    @property
    def certainty(self) -> float:
        """How sure it is that it is so, up to 1."""
        kind = "sample" if self.now.sample or self.before.sample else "computed" if self.now.computed else "printed"
        return CERTAINTY[kind]

    @property
    def score(self) -> float:
        """What it is ranked by."""
        return min(self.size, ENOUGH) * self.certainty * self.importance

    @property
    def cause(self) -> str:
        """The measure that stands for what has changed."""
        return _CAUSE.get(self.now.measure, self.now.measure)

    @property
    def rank(self) -> tuple[float, float, str, str, str]:
        """The place among others, the first the lowest; that of no other."""
        when = f"{self.now.period_end} {self.before.period_end}"
        return -self.score, -self.size, self.now.measure, self.now.org, when


@dataclass(frozen=True)
class Finding:
    """A change that is told, with the areas' changes that it consists of, largest first, where one explains it."""

    change: Change
    areas: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Span:
    """Which year is looked at, and which it is compared with."""

    year: int
    compared: int


def largest(changes: Iterable[Change], whole: str) -> list[Finding]:
    """The changes to tell, in rank, each cause once; the same whatever order they come in."""
    every = sorted(filter(_is_told, changes), key=lambda each: each.rank)
    told: list[Change] = []
    for each in every:
        if len(told) < MOST and not any(_one_cause(each, other, whole) for other in told):
            told.append(each)
    return [Finding(each, _areas_in(each, every, whole)) for each in told]


def _is_told(change: Change) -> bool:
    return change.size > 1 and grounds.sound(change.before, change.now)


def _one_cause(one: Change, other: Change, whole: str) -> bool:
    """Whether two tell of one thing: figures of it in one organisation, or a whole and its area on the same way."""
    if one.cause != other.cause:
        return False
    if one.now.org == other.now.org:
        return True
    alike = one.now.measure == other.now.measure and (one.difference > 0) == (other.difference > 0)
    return whole in (one.now.org, other.now.org) and (alike or one.now.measure != other.now.measure)


def _areas_in(change: Change, every: Sequence[Change], whole: str) -> tuple[Change, ...]:
    """The areas' changes of a whole in the same period, the largest first, where that one explains it."""
    if change.now.org != whole or not change.difference:
        return ()
    of = (change.now.measure, change.now.period_end, change.before.period_end)
    mine = [
        each
        for each in every
        if each.now.org != whole
        and (each.now.measure, each.now.period_end, each.before.period_end) == of
        and (each.now.cell, each.now.position) != (change.now.cell, change.now.position)
    ]
    in_order = sorted(mine, key=lambda each: (-abs(each.difference), each.now.org))
    explained = bool(in_order) and in_order[0].difference / change.difference >= EXPLAINS
    return tuple(in_order) if explained else ()


def told(finding: Finding, whole: str) -> Sentence:
    """A change in words, with the area that brings most of it."""
    now, before = finding.change.now, finding.change.before
    resolution = max(now.resolution, before.resolution)
    subject = MEASURES[now.measure].subject
    named = subject if now.org == whole else f"{now.org}: {subject[:1].lower()}{subject[1:]}"
    if now.computed:
        said = sentence(
            named, " var ", value(now), " i ", month(now), ", ", more_or_less(now, before), " än i ", month(before)
        )  # fmt: skip
    elif before.of_year < now.of_year:
        verb, change = turn(now, before, "steg", "sjönk"), gap(now, before, resolution, plus=True)
        said = sentence(
            named, " ", verb, " ", year(now), " till ", value(now, resolution), " (", change, " mot ", year(before), ")"
        )  # fmt: skip
    else:
        compared = more_or_less(now, before)
        said = sentence(named, " var ", value(now, resolution), " ", year(now), ", ", compared, " än ", year(before))
    return grounds.carried(sentence(said, _mostly(finding.areas)))


def _mostly(areas: Sequence[Change]) -> Sentence:
    if not areas:
        return Sentence()
    gaps = [gap(a.now, a.before, max(a.now.resolution, a.before.resolution), plus=True) for a in areas]
    return sentence(", ", most("mest", [each.claim for each in gaps]), f" {areas[0].now.org} (", gaps[0], ")")


def changes(
    warehouse: Warehouse, orgs: Sequence[str], span: Span, as_of: str, steered: Collection[str]
) -> list[Change]:
    """Every change in some organisations, the first of them the one that is chosen: of the year and of the last month.

    Only the first one's months are looked at: an area's are on its own pages, and where that is chosen.
    """
    aimed = with_targets(warehouse)
    found: list[Change] = []
    for measure in MEASURES:
        if measure in NO_FIGURES:
            continue
        importance = STEERED if measure in steered else AIMED if measure in aimed else OTHER
        found += _of_year(warehouse, measure, orgs, span, as_of, importance)
        if not as_of and _CAUSE.get(measure) is None:
            found += _of_month(warehouse, measure, orgs[0], span, importance)
    return found


def _of_year(
    warehouse: Warehouse, measure: str, orgs: Sequence[str], span: Span, as_of: str, importance: float
) -> Iterator[Change]:
    """What print says of a year beside another."""
    first, last = sorted([span.year, span.compared])
    rows = known(figures(warehouse, measure, Filter(tuple(orgs), ("total",), ("outcome",), first, last, as_of)))
    by_org: dict[str, list[Figure]] = {org: [row for row in rows if row.org == org] for org in orgs}
    whole = by_org[orgs[0]]
    for org, series in by_org.items():
        ends = {row.of_year: row for row in series if not row.part_year}
        if {first, last} <= {*ends} and not any(row.cut for row in series if row.of_year > first):
            before, now = ends[span.compared], ends[span.year]
            of = [abs(row.number) for row in (whole or series) if row.of_year in (first, last)]
            noise = max(NOISE_OF_PRINT * max(of), before.resolution, now.resolution)
            weight = importance * (1.0 if org == orgs[0] else AN_AREA)
            yield Change(before, now, abs(now.number - before.number) / noise if noise else 0.0, weight)


def _of_month(warehouse: Warehouse, measure: str, org: str, span: Span, importance: float) -> Iterator[Change]:
    """What exports say of the last month beside the same month of the year before."""
    steps = [(before, now) for before, now in _yearly_steps(warehouse, measure, org) if now.of_year <= span.year]
    if steps and steps[-1][1].of_year == span.year and (size := size_of_last(steps)):
        yield Change(*steps[-1], size, importance)


def size_of_last(steps: Sequence[tuple[Figure, Figure]]) -> float:
    """How large the last of the steps from a month to the same month a year after is, in times of what the earlier ones
    vary by; 0 where these are too few to tell."""
    *earlier, (before, now) = steps
    ranges = [
        abs((b.number - a.number) - (d.number - c.number)) for (a, b), (c, d) in pairwise(earlier) if _follow(b, d)
    ]
    if len(ranges) < LEAST_MONTHS:
        return 0.0
    noise = max(RANGE_TO_LIMIT * sum(ranges) / len(ranges), now.resolution)
    return abs(now.number - before.number) / noise


@lru_cache(maxsize=200)
def _yearly_steps(warehouse: Warehouse, measure: str, org: str) -> tuple[tuple[Figure, Figure], ...]:
    """Every known month with the one a year before, in order, as far as the series is unbroken between them."""
    months = known(monthly.shown(warehouse, measure, Group(org)))
    by_month: Mapping[tuple[int, int], Figure] = {(row.of_year, row.month): row for row in months}
    pairs = [(by_month.get((row.of_year - 1, row.month)), row) for row in months]
    cuts = [row.month_start for row in months if row.cut]
    return tuple(
        (before, now)
        for before, now in pairs
        if before and not any(before.month_start < cut <= now.month_start for cut in cuts)
    )


def _follow(one: Figure, other: Figure) -> bool:
    """Whether two months follow each other."""
    return (other.of_year - one.of_year) * 12 + other.month - one.month == 1
