"""What the figures of one report should add up to, and whether they do."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from loaders.reports.names import Figure
from loaders.reports.targets import goals_named, judgement
from loaders.warehouse.agreement import (
    Answer,
    about,
    compare,
    compare_sum,
    grouped,
    number_of,
    period_of,
    place,
    preferred,
)

DIFFERENCES = {
    "result": ("revenue", "cost"),
    "investment": ("investment_expenditure", "investment_income"),
}
"""Measure = first − second, where a table prints all three."""

DIFFERENCE_NAMES = {"result": "intäkter − kostnader = resultat", "investment": "utgifter − inkomster = netto"}
SUM, TWICE = "områden summerar till totalen", "samma uppgift på två ställen"
AGREEING = (SUM, TWICE)
"""Identities between figures of one measure."""

ASSESSMENT = "goal_assessment"
"""The measure of what a report says of its goals."""

SAME_SPELLING = 0.9
"""How alike the names of a goal are in two tables of one report: kvalitet, kvalité."""

COST_LIKE = ("cost", "investment")
ADDITIVE = ("result", "cost", "revenue", "investment")


@dataclass(frozen=True)
class Check:
    """One identity that printed figures should fulfil: left side = right side.

    Sides that are words (how a goal is judged) have no number; `subject` then tells the goal. `suspects` are the
    places that a failing one speaks against: all that take part and what agrees with them, or only those with a
    footnote, by which print itself says that they are something else.
    """

    identity: str
    publication: str
    measure: str
    subject: str
    org: str
    gender: str
    scenario: str
    period: str
    left: Decimal | None
    left_printed: str
    left_cells: str
    right: Decimal | None
    right_printed: str
    right_cells: str
    answer: Answer
    suspects: tuple[str, ...]


def checks(
    figures: Iterable[Figure],
    areas: Mapping[str, str],
    exists: Callable[[str, date], bool] = lambda area, day: True,
) -> list[Check]:
    """Every identity that the figures of each publication can be held to.

    `areas` maps an area to the organisation it is a part of, `exists` tells whether an area is there on a day.
    """
    return _with_all_that_agrees(list(_checks(list(figures), areas, exists)))


def _checks(
    printed: Sequence[Figure], areas: Mapping[str, str], exists: Callable[[str, date], bool]
) -> Iterator[Check]:
    exact = [f for f in printed if f.measure and f.value is not None and f.comparator == ""]
    yield from _areas_sum_to_total(exact, areas, exists)
    yield from _deviation_is_difference(exact)
    yield from _measure_is_difference(exact)
    yield from _total_between_genders(exact)
    yield from _tables_agree(exact)
    yield from _goals_judged_alike(f for f in printed if f.measure == ASSESSMENT and f.printed)


def _with_all_that_agrees(found: list[Check]) -> list[Check]:
    """A difference that fails speaks also against all that agrees with it: where its sign is turned, so is that of the
    same figure in another table, and those of the areas that sum to it."""
    agreeing = [check for check in found if check.answer != "fails" and check.identity in AGREEING]
    return [
        replace(check, suspects=_spread(check, agreeing))
        if check.answer == "fails"
        and check.identity in DIFFERENCE_NAMES.values()
        and check.right_cells in check.suspects
        else check
        for check in found
    ]


def _spread(failing: Check, agreeing: Sequence[Check]) -> tuple[str, ...]:
    doubtful = {failing.right_cells}
    mine = [set(check.suspects) for check in agreeing if check.publication == failing.publication]
    while any(places & doubtful and places - doubtful for places in mine):
        doubtful |= set().union(*(places for places in mine if places & doubtful))
    return (*failing.suspects, *sorted(doubtful - set(failing.suspects)))


def _areas_sum_to_total(
    figures: list[Figure], areas: Mapping[str, str], exists: Callable[[str, date], bool]
) -> Iterator[Check]:
    """Against the total of the same sheet, or where that has none, of the same publication."""
    summable = [f for f in figures if f.kind in ADDITIVE]
    totals = grouped((f for f in summable if f.org in areas.values()), _column)
    elsewhere = grouped((f for f in preferred(summable) if f.org in areas.values()), _column_anywhere)
    parts = grouped((f for f in summable if f.org in areas), _column)
    for column, group in parts.items():
        for total in totals.get(column) or elsewhere.get(_column_anywhere(group[0]), []):
            mine = _of_their_time([f for f in group if areas[f.org] == total.org], exists)
            if len(mine) > 1:
                left, digits, cells = _sum(mine)
                answer = compare_sum(left, number_of(total)[0], [*digits, number_of(total)[1]])
                yield _check(SUM, left, mine, cells, total, answer)


def _of_their_time(figures: list[Figure], exists: Callable[[str, date], bool]) -> list[Figure]:
    """The areas of the figures' own year; all where print divides a year by another year's areas, as a plan does."""
    there = [f for f in figures if f.period_end is None or exists(f.org, f.period_end)]
    return there if len(there) > 1 else figures


def _column(figure: Figure) -> tuple[object, ...]:
    return (figure.sheet, *_column_anywhere(figure))


def _column_anywhere(figure: Figure) -> tuple[object, ...]:
    return (figure.publication, figure.measure, *_when(figure))


def _deviation_is_difference(figures: list[Figure]) -> Iterator[Check]:
    """Deviation, plus = better: outcome − budget for results and revenue, budget − outcome for costs."""
    rows = grouped(figures, lambda f: (f.publication, f.sheet, f.label, *_what(f), f.period_start, f.period_end))
    for group in rows.values():
        by_scenario = {f.scenario: f for f in group}
        if not {"outcome", "budget", "deviation"} <= set(by_scenario):
            continue
        deviation = by_scenario["deviation"]
        sides = [by_scenario["outcome"], by_scenario["budget"]]
        first, second = sides[::-1] if deviation.kind in COST_LIKE else sides
        yield _difference("utfall − budget = avvikelse", first, second, deviation)


def _measure_is_difference(figures: list[Figure]) -> Iterator[Check]:
    tables = grouped(figures, lambda f: (f.publication, f.sheet, f.org, f.gender, *_when(f)))
    for group in tables.values():
        by_measure = {f.measure: f for f in group}
        for whole, (plus, minus) in DIFFERENCES.items():
            if {whole, plus, minus} <= set(by_measure) and by_measure[whole].scenario != "deviation":
                yield _difference(DIFFERENCE_NAMES[whole], by_measure[plus], by_measure[minus], by_measure[whole])


def _difference(identity: str, first: Figure, second: Figure, whole: Figure) -> Check:
    (a, a_digit), (b, b_digit), (value, digit) = number_of(first), number_of(second), number_of(whole)
    answer = compare_sum(a - b, value, [a_digit, b_digit, digit])
    return _check(identity, a - b, [first, second], f"{place(first)} − {place(second)}", whole, answer)


def _total_between_genders(figures: list[Figure]) -> Iterator[Check]:
    split = [f for f in figures if f.scenario == "outcome"]
    rows = grouped(split, lambda f: (f.publication, f.sheet, f.measure, f.org, *_when(f)))
    for group in rows.values():
        by_gender = {f.gender: f for f in group}
        if {"total", "women", "men"} <= set(by_gender):
            total = by_gender["total"]
            low, high = sorted((by_gender["women"], by_gender["men"]), key=lambda f: number_of(f)[0])
            nearest = min(max(number_of(total)[0], number_of(low)[0]), number_of(high)[0])
            answer = compare(nearest, number_of(low)[1], *number_of(total))
            yield _check(
                "totalen ligger mellan kvinnor och män",
                nearest,
                [low, high],
                f"{place(low)}, {place(high)}",
                total,
                answer,
            )


def _tables_agree(figures: list[Figure]) -> Iterator[Check]:
    for group in grouped(figures, lambda f: (f.publication, *f.key)).values():
        for left, right in combinations(group, 2):
            answer = compare(*number_of(left), *number_of(right))
            yield _check(TWICE, number_of(left)[0], [left], place(left), right, answer)


def _goals_judged_alike(assessments: Iterable[Figure]) -> Iterator[Check]:
    """A goal that is judged in several tables, or several times in one of them, is judged alike."""
    for report in grouped(assessments, lambda f: (f.publication, f.org, f.period_end)).values():
        of_goal: dict[str, dict[tuple[str, str], Figure]] = {}
        for figure in report:
            for name in goals_named(figure.goal or figure.label):
                goal = next(iter(difflib.get_close_matches(name, of_goal, 1, SAME_SPELLING)), name)
                if said := judgement(figure.printed):
                    of_goal.setdefault(goal, {}).setdefault((figure.sheet, said), figure)
        for goal, said_of_it in of_goal.items():
            for (left, one), (right, other) in combinations(((f, said) for (_, said), f in said_of_it.items()), 2):
                yield _judged(goal, left, right, "holds" if one == other else "fails")


def _judged(goal: str, left: Figure, right: Figure, answer: Answer) -> Check:
    return Check(
        identity="samma mål bedömt på två ställen",
        publication=left.publication,
        measure=left.measure,
        subject=goal,
        org=left.org,
        gender=left.gender,
        scenario=left.scenario,
        period=period_of(left),
        left=None,
        left_printed=left.printed,
        left_cells=place(left),
        right=None,
        right_printed=right.printed,
        right_cells=place(right),
        answer=answer,
        suspects=_places([left, right]),
    )


def _check(identity: str, left: Decimal, parts: Sequence[Figure], cells: str, right: Figure, answer: Answer) -> Check:
    measure, subject, org, gender, scenario, period = about(right)
    taking_part = [*parts, right]
    return Check(
        identity=identity,
        publication=right.publication,
        measure=measure,
        subject=subject,
        org=org,
        gender=gender,
        scenario=scenario,
        period=period,
        left=left,
        left_printed="",
        left_cells=cells,
        right=number_of(right)[0],
        right_printed=right.printed,
        right_cells=place(right),
        answer=answer,
        suspects=_places([figure for figure in taking_part if figure.footnote] or taking_part),
    )


def _places(figures: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(place, figures)))


def _sum(figures: list[Figure]) -> tuple[Decimal, list[Decimal], str]:
    numbers = [number_of(f) for f in figures]
    cells = ", ".join(f.cell for f in figures)
    return sum((n for n, _ in numbers), Decimal(0)), [d for _, d in numbers], f"{figures[0].sheet}!{cells}"


def _what(figure: Figure) -> tuple[str, str, str, str]:
    return figure.measure, figure.subject, figure.org, figure.gender


def _when(figure: Figure) -> tuple[object, ...]:
    undated = figure.period_text if figure.period_start is None else ""
    return figure.scenario, figure.period_start, figure.period_end, undated
