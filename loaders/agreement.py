"""Do printed figures agree? One comparison, used for identities within a report and between reports."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Literal

from loaders.names import Figure

Answer = Literal["holds", "rounding", "fails"]
Agreement = Literal["equal", "rounding", "restatement"]
_BETWEEN_REPORTS: dict[Answer, Agreement] = {"holds": "equal", "rounding": "rounding", "fails": "restatement"}

DIFFERENCES = {
    "result": ("revenue", "cost"),
    "investment": ("investment_expenditure", "investment_income"),
}
"""Measure = first − second, where a table prints all three."""

COST_LIKE = ("cost", "investment")
ADDITIVE = ("result", "cost", "revenue", "investment")


@dataclass(frozen=True)
class Check:
    """One identity that printed figures should fulfil: left side = right side.

    `suspects` are the places that a failing one speaks against: all that take part, or only those with a footnote,
    by which print itself says that they are something else.
    """

    identity: str
    publication: str
    measure: str
    org: str
    gender: str
    scenario: str
    period: str
    left: Decimal
    left_cells: str
    right: Decimal
    right_cells: str
    answer: Answer
    suspects: tuple[str, ...]


@dataclass(frozen=True)
class Restatement:
    """One thing that two publications print, the earlier one first.

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
    earlier_value: Decimal
    earlier_printed: str
    earlier_cell: str
    later: str
    later_value: Decimal
    later_printed: str
    later_cell: str
    answer: Agreement
    finer_kept: bool


def compare(left: Decimal, left_digit: Decimal, right: Decimal, right_digit: Decimal) -> Answer:
    """Two prints of one thing: equal, equal as far as the coarser print goes, or different.

    A print's digit is the size of its last decimal. Rounding is a difference smaller than the coarser
    digit, which covers the finer number rounded to it.
    """
    if left == right:
        return "holds"
    return "rounding" if abs(left - right) < max(left_digit, right_digit) else "fails"


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
    groups = _group(figures, lambda f: (f.publication, *f.key))
    return {min(group, key=_rank) for group in groups.values()}


def _rank(figure: Figure) -> tuple[bool, bool, bool, Decimal]:
    return (
        figure.value is None,
        figure.missing == "not_given",
        bool(figure.footnote),
        figure.resolution or Decimal(0),
    )


def restatements(figures: Iterable[Figure], order: Mapping[str, int]) -> Iterator[Restatement]:
    """Every pair of publications that print a number for the same thing; `order` is their order in time."""
    exact = [f for f in preferred(figures) if f.measure and f.value is not None]
    for group in _group(exact, lambda f: f.key).values():
        in_order = sorted(group, key=lambda f: order[f.publication])
        for earlier, later in combinations(in_order, 2):
            yield _restatement(earlier, later)


def _restatement(earlier: Figure, later: Figure) -> Restatement:
    left, left_digit = _number(earlier)
    right, right_digit = _number(later)
    answer = compare(left, left_digit, right, right_digit)
    measure, subject, org, gender, scenario, period = _about(earlier)
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
        earlier_value=left,
        earlier_printed=earlier.printed,
        earlier_cell=_place(earlier),
        later=later.publication,
        later_value=right,
        later_printed=later.printed,
        later_cell=_place(later),
        answer=_BETWEEN_REPORTS[answer],
        finer_kept=earlier.scenario == "outcome" and right_digit > left_digit,
    )


def checks(figures: Iterable[Figure], areas: Mapping[str, str]) -> list[Check]:
    """Every identity that the figures of each publication can be held to.

    `areas` maps an area to the organisation it is a part of.
    """
    exact = [f for f in figures if f.measure and f.value is not None and f.comparator == ""]
    return [
        *_areas_sum_to_total(exact, areas),
        *_deviation_is_difference(exact),
        *_measure_is_difference(exact),
        *_total_between_genders(exact),
        *_tables_agree(exact),
    ]


def _areas_sum_to_total(figures: list[Figure], areas: Mapping[str, str]) -> Iterator[Check]:
    """Against the total of the same sheet, or where that has none, of the same publication."""
    summable = [f for f in figures if f.kind in ADDITIVE]
    totals = _group((f for f in summable if f.org in areas.values()), _column)
    elsewhere = _group((f for f in preferred(summable) if f.org in areas.values()), _column_anywhere)
    parts = _group((f for f in summable if f.org in areas), _column)
    for column, group in parts.items():
        for total in totals.get(column) or elsewhere.get(_column_anywhere(group[0]), []):
            mine = [f for f in group if areas[f.org] == total.org]
            if len(mine) > 1:
                left, digits, cells = _sum(mine)
                answer = compare_sum(left, _number(total)[0], [*digits, _number(total)[1]])
                yield _check("områden summerar till totalen", left, mine, cells, total, answer)


def _column(figure: Figure) -> tuple[object, ...]:
    return (figure.sheet, *_column_anywhere(figure))


def _column_anywhere(figure: Figure) -> tuple[object, ...]:
    return (figure.publication, figure.measure, *_when(figure))


def _deviation_is_difference(figures: list[Figure]) -> Iterator[Check]:
    """Deviation, plus = better: outcome − budget for results and revenue, budget − outcome for costs."""
    rows = _group(figures, lambda f: (f.publication, f.sheet, f.label, *_what(f), f.period_start, f.period_end))
    for group in rows.values():
        by_scenario = {f.scenario: f for f in group}
        if not {"outcome", "budget", "deviation"} <= set(by_scenario):
            continue
        deviation = by_scenario["deviation"]
        sides = [by_scenario["outcome"], by_scenario["budget"]]
        first, second = sides[::-1] if deviation.kind in COST_LIKE else sides
        yield _difference("utfall − budget = avvikelse", first, second, deviation)


def _measure_is_difference(figures: list[Figure]) -> Iterator[Check]:
    tables = _group(figures, lambda f: (f.publication, f.sheet, f.org, f.gender, *_when(f)))
    for group in tables.values():
        by_measure = {f.measure: f for f in group}
        for whole, (plus, minus) in DIFFERENCES.items():
            if {whole, plus, minus} <= set(by_measure) and by_measure[whole].scenario != "deviation":
                name = "intäkter − kostnader = resultat" if whole == "result" else "utgifter − inkomster = netto"
                yield _difference(name, by_measure[plus], by_measure[minus], by_measure[whole])


def _difference(identity: str, first: Figure, second: Figure, whole: Figure) -> Check:
    (a, a_digit), (b, b_digit), (value, digit) = _number(first), _number(second), _number(whole)
    answer = compare_sum(a - b, value, [a_digit, b_digit, digit])
    return _check(identity, a - b, [first, second], f"{_place(first)} − {_place(second)}", whole, answer)


def _total_between_genders(figures: list[Figure]) -> Iterator[Check]:
    split = [f for f in figures if f.scenario == "outcome"]
    rows = _group(split, lambda f: (f.publication, f.sheet, f.measure, f.org, *_when(f)))
    for group in rows.values():
        by_gender = {f.gender: f for f in group}
        if {"total", "women", "men"} <= set(by_gender):
            total = by_gender["total"]
            low, high = sorted((by_gender["women"], by_gender["men"]), key=lambda f: _number(f)[0])
            nearest = min(max(_number(total)[0], _number(low)[0]), _number(high)[0])
            answer = compare(nearest, _number(low)[1], *_number(total))
            yield _check(
                "totalen ligger mellan kvinnor och män",
                nearest,
                [low, high],
                f"{_place(low)}, {_place(high)}",
                total,
                answer,
            )


def _tables_agree(figures: list[Figure]) -> Iterator[Check]:
    for group in _group(figures, lambda f: (f.publication, *f.key)).values():
        for left, right in combinations(group, 2):
            answer = compare(*_number(left), *_number(right))
            yield _check("samma uppgift på två ställen", _number(left)[0], [left], _place(left), right, answer)


def _check(identity: str, left: Decimal, parts: Sequence[Figure], cells: str, right: Figure, answer: Answer) -> Check:
    measure, _, org, gender, scenario, period = _about(right)
    taking_part = [*parts, right]
    suspects = [figure for figure in taking_part if figure.footnote] or taking_part
    return Check(
        identity=identity,
        publication=right.publication,
        measure=measure,
        org=org,
        gender=gender,
        scenario=scenario,
        period=period,
        left=left,
        left_cells=cells,
        right=_number(right)[0],
        right_cells=_place(right),
        answer=answer,
        suspects=tuple(dict.fromkeys(map(_place, suspects))),
    )


def _sum(figures: list[Figure]) -> tuple[Decimal, list[Decimal], str]:
    numbers = [_number(f) for f in figures]
    cells = ", ".join(f.cell for f in figures)
    return sum((n for n, _ in numbers), Decimal(0)), [d for _, d in numbers], f"{figures[0].sheet}!{cells}"


def _number(figure: Figure) -> tuple[Decimal, Decimal]:
    assert figure.value is not None and figure.resolution is not None
    return figure.value, figure.resolution


def _place(figure: Figure) -> str:
    return f"{figure.sheet}!{figure.cell}"


def _what(figure: Figure) -> tuple[str, str, str, str]:
    return figure.measure, figure.subject, figure.org, figure.gender


def _when(figure: Figure) -> tuple[object, ...]:
    return figure.scenario, figure.period_start, figure.period_end, figure.period_text


def _about(figure: Figure) -> tuple[str, str, str, str, str, str]:
    return (*_what(figure), figure.scenario, _period(figure))


def _period(figure: Figure) -> str:
    """The printed words for the period, with the year where they leave it out."""
    year = str(figure.period_end.year) if figure.period_end else ""
    return figure.period_text if year in figure.period_text else f"{figure.period_text} {year}"


def _group(
    figures: Iterable[Figure], key: Callable[[Figure], tuple[object, ...]]
) -> dict[tuple[object, ...], list[Figure]]:
    groups: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    return groups
