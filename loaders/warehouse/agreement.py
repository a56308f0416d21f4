"""Do two prints of one thing agree? One comparison; and what reports print differently from those before them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Literal

from loaders.reports.names import Figure
from loaders.reports.targets import is_worded, same_target

Answer = Literal["holds", "rounding", "fails"]
Agreement = Literal["equal", "rounding", "restatement"]
_BETWEEN_REPORTS: dict[Answer, Agreement] = {"holds": "equal", "rounding": "rounding", "fails": "restatement"}


@dataclass(frozen=True)
class Restatement:
    """One thing that two publications print, the earlier one first; a target in words has no value.

    `made_on` tells the forecasts of one year apart. `finer_kept`: the later print of an outcome is coarser,
    so that it does not take the place of the earlier one.
    """

    measure: str
    subject: str
    org: str
    gender: str
    scenario: str
    period_start: date | None
    period_end: date | None
    made_on: date | None
    period: str
    earlier: str
    earlier_value: Decimal | None
    earlier_printed: str
    earlier_cell: str
    later: str
    later_value: Decimal | None
    later_printed: str
    later_cell: str
    answer: Agreement
    finer_kept: bool


def compare(left: Decimal, left_digit: Decimal, right: Decimal, right_digit: Decimal) -> Answer:
    """Two prints of one thing: equal, equal as far as the coarser print goes, or different.

    A print's digit is the size of its last decimal. Rounding is at most half the coarser digit: the finer number,
    rounded, is the coarser one. A half may have gone either way.
    """
    if left == right:
        return "holds"
    return "rounding" if abs(left - right) <= max(left_digit, right_digit) / 2 else "fails"


def compare_sum(left: Decimal, right: Decimal, digits: Iterable[Decimal]) -> Answer:
    """A sum of prints against a print: the rounding of every term may add up, half a digit each."""
    if left == right:
        return "holds"
    return "rounding" if abs(left - right) <= sum(digits) / 2 else "fails"


def preferred(figures: Iterable[Figure]) -> set[Figure]:
    """For each thing the one figure that speaks for its publication.

    A number goes before a missing one, one without a footnote before one with, the finer print
    before the coarser; then the first in the report.
    """
    groups = grouped(figures, lambda f: (f.publication, *f.key))
    return {min(group, key=_rank) for group in groups.values()}


def _rank(figure: Figure) -> tuple[bool, bool, bool, Decimal]:
    return (
        figure.value is None,
        figure.missing == "not_given",
        bool(figure.footnote),
        figure.resolution or Decimal(0),
    )


def restatements(figures: Iterable[Figure], order: Mapping[str, int]) -> Iterator[Restatement]:
    """Every pair of publications that print one thing, a number or a target in words; `order` is theirs in time."""
    said = [f for f in preferred(figures) if f.measure and (f.value is not None or is_worded(f))]
    for group in grouped(said, lambda f: f.key).values():
        in_order = sorted(group, key=lambda f: order[f.publication])
        for earlier, later in combinations(in_order, 2):
            yield _restatement(earlier, later)


def _restatement(earlier: Figure, later: Figure) -> Restatement:
    measure, subject, org, gender, scenario, period = about(earlier)
    return Restatement(
        measure=measure,
        subject=subject,
        org=org,
        gender=gender,
        scenario=scenario,
        period_start=earlier.period_start,
        period_end=earlier.period_end,
        made_on=earlier.made_on,
        period=period,
        earlier=earlier.publication,
        earlier_value=earlier.value,
        earlier_printed=earlier.printed,
        earlier_cell=place(earlier),
        later=later.publication,
        later_value=later.value,
        later_printed=later.printed,
        later_cell=place(later),
        answer=_between_reports(earlier, later),
        finer_kept=earlier.scenario == "outcome" and (later.resolution or 0) > (earlier.resolution or 0),
    )


def _between_reports(earlier: Figure, later: Figure) -> Agreement:
    if is_worded(earlier) or is_worded(later):
        return "equal" if same_target(earlier, later) else "restatement"
    return _BETWEEN_REPORTS[compare(*number_of(earlier), *number_of(later))]


def number_of(figure: Figure) -> tuple[Decimal, Decimal]:
    """The value of a figure that has one, and the size of its last printed digit."""
    assert figure.value is not None and figure.resolution is not None
    return figure.value, figure.resolution


def place(figure: Figure) -> str:
    """Sheet and cell."""
    return f"{figure.sheet}!{figure.cell}"


def about(figure: Figure) -> tuple[str, str, str, str, str, str]:
    """Measure, subject, organisation, gender, scenario and the words for the period."""
    return figure.measure, figure.subject, figure.org, figure.gender, figure.scenario, period_of(figure)


def period_of(figure: Figure) -> str:
    """The printed words for the period, with the year where they leave it out."""
    year = str(figure.period_end.year) if figure.period_end else ""
    return figure.period_text if year in figure.period_text else f"{figure.period_text} {year}"


def grouped(
    figures: Iterable[Figure], key: Callable[[Figure], tuple[object, ...]]
) -> dict[tuple[object, ...], list[Figure]]:
    """Figures by what a key makes of them, in their order."""
    groups: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    return groups
