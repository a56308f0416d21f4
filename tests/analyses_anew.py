"""What analyses make of figures, computed anew with plain arithmetic: control charts, funnels, parts of a change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from math import sqrt

from dashboard.figures.figure import Figure
from dashboard.findings.sentence import Direction

LENGTHS = ("sick_hours_1_14", "sick_hours_15_59", "sick_hours_60")
ORDINARY = "ordinary_hours"
REST = ""
"""What the units leave of the whole."""

DUST = 1e-9
"""Differences that are smaller than this share of what is compared are rounding."""


@dataclass(frozen=True)
class Term:
    """A figure of a claim with its value: told of, or only what the others are judged by."""

    told: bool
    row: Figure
    value: float


def highest(terms: Sequence[Term]) -> bool:
    """Whether none is larger than what is told of."""
    (told,) = [term.value for term in terms if term.told]
    return told == max(term.value for term in terms)


def mean(terms: Sequence[Term]) -> float:
    """The mean of the rates told of, each weighted by the hours that follow it."""
    pairs = list(_pairs(terms))
    return sum(rate.value * hours.value for rate, hours in pairs) / sum(hours.value for _, hours in pairs)


def signal(terms: Sequence[Term], kind: str, direction: Direction) -> bool:
    """Whether the months told of are one whole signal of a control chart of all; `level`: lie in none of any kind."""
    values = {_month(term.row): term.value for term in terms}
    told = {_month(term.row) for term in terms if term.told}
    found = signals(values)
    if direction == "level":
        return bool(told) and not any(told & months for of_kind in found.values() for _, months in of_kind)
    return (1 if direction == "up" else -1, told) in found[kind]


def signals(values: Mapping[int, float]) -> dict[str, list[tuple[int, set[int]]]]:
    """Side and months of each signal by its kind: beyond a limit, eight on one side, six rising or falling in a row.

    Months are counted from year nought. Trends are told only once season is taken out.
    """
    season = _season(values)
    level = {at: value / season[at % 12] for at, value in values.items()} if season else dict(values)
    baseline = sorted(level)[:24]
    ranges = [abs(level[at] - level[at - 1]) for at in baseline if at - 1 in baseline]
    if len(baseline) < 12 or len(ranges) < 6:
        return {"outside": [], "run": [], "trend": []}
    centre = sum(level[at] for at in baseline) / len(baseline)
    reach = 2.66 * sum(ranges) / len(ranges)
    low, high = max(0.0, centre - reach), centre + reach
    outside = {at: max(_sign(each, high), 0) + min(_sign(each, low), 0) for at, each in level.items()}
    side = {at: _sign(each, centre) for at, each in level.items()}
    step = {at: _sign(each, level[at - 1]) for at, each in level.items() if at - 1 in level}
    trends = [(sign, {min(months) - 1, *months}) for sign, months in _stretches(step, 5)]
    return {"outside": _stretches(outside, 1), "run": _stretches(side, 8), "trend": trends if season else []}


def _season(values: Mapping[int, float]) -> list[float]:
    """A month's mean share of the twelve around it, January first, mean 1; empty where any rests on one year."""
    ratios: list[list[float]] = [[] for _ in range(12)]
    for at, value in values.items():
        around = [values.get(at + off) for off in range(-6, 7)]
        known = [each for each in around if each is not None]
        if len(known) == 13 and (centred := (sum(known) + sum(known[1:-1])) / 24):
            ratios[at % 12].append(value / centred)
    if min(map(len, ratios)) < 2:
        return []
    factors = [sum(of_month) / len(of_month) for of_month in ratios]
    return [factor * 12 / sum(factors) for factor in factors] if min(factors) > 0 else []


def _sign(value: float, other: float) -> int:
    if abs(value - other) <= DUST * max(abs(value), abs(other)):
        return 0
    return 1 if value > other else -1


def _stretches(signs: Mapping[int, int], least: int) -> list[tuple[int, set[int]]]:
    """The unbroken stretches of one sign that are long enough."""
    found = []
    # Months that follow each other differ as much from their place in the row.
    for (sign, _), group in groupby(enumerate(sorted(signs)), key=lambda place: (signs[place[1]], place[1] - place[0])):
        months = {month for _, month in group}
        if sign and len(months) >= least:
            found.append((sign, months))
    return found


def beyond(terms: Sequence[Term], direction: Direction) -> bool:
    """Whether the units told of are those that a funnel of all has beyond its outer limits on that side."""
    side = {"up": 1, "down": -1, "level": 0}[direction]
    out = {unit for unit, score in scores(terms).items() if (score > 3) - (score < -3) == side}
    if direction == "level":
        return len(out) == len(scores(terms))
    name = _named([term.row for term in terms])
    return out == {name(term.row) for term in terms if term.told}


def scores(terms: Sequence[Term]) -> dict[str, float]:
    """Each unit's distance from the common rate in deviations, spread as the units are (Spiegelhalter)."""
    name = _named([term.row for term in terms])
    sick: dict[str, float] = {}
    ordinary: dict[str, float] = {}
    for rate, hours in _pairs(terms):
        unit = name(rate.row)
        sick[unit] = sick.get(unit, 0) + rate.value * hours.value / 100
        ordinary[unit] = ordinary.get(unit, 0) + hours.value
    centre = sum(sick.values()) / sum(ordinary.values())
    variance = centre * (1 - centre)
    naive = {u: (sick[u] / h - centre) / sqrt(variance / h) if variance > 0 else 0.0 for u, h in ordinary.items()}
    ordered, pulled = sorted(naive.values()), len(naive) // 10
    low, high = ordered[pulled], ordered[-1 - pulled]
    spread = sqrt(max(1.0, sum(min(max(each, low), high) ** 2 for each in ordered) / len(ordered)))
    return {unit: each / spread for unit, each in naive.items()}


def within(terms: Sequence[Term]) -> float:
    """What the own rates of the units and lengths told of have brought to a change, in percentage points."""
    change = _Change(terms)
    return sum(change.within(unit, length) for unit, length in change.told)


def most_within(terms: Sequence[Term]) -> bool:
    """Whether no other unit's own rates have brought more, up or down, than those of the units told of."""
    change = _Change(terms)
    brought = {unit: abs(sum(change.within(unit, length) for length in LENGTHS)) for unit in change.units}
    told = {unit for unit, _ in change.told}
    others = [points for unit, points in brought.items() if unit not in told]
    return min(brought[unit] for unit in told) >= max(others, default=0.0) - DUST


def mix(terms: Sequence[Term]) -> float:
    """What the units' shares of ordinary hours have brought to a change, in percentage points."""
    change = _Change(terms)
    return sum(change.mix(unit) for unit in change.units)


class _Change:
    """Hours of two periods by unit and measure, what the units leave of the whole as one more unit (Kitagawa)."""

    def __init__(self, terms: Sequence[Term]) -> None:
        name = _named([term.row for term in terms])
        whole = [term.row for term in terms if name(term.row) == REST]
        spans = {(row.period_start, row.period_end) for row in whole or [term.row for term in terms]}
        ends = sorted(end for _, end in spans if end)
        assert len(ends) == 2, spans
        self.hours: list[dict[str, dict[str, float]]] = [{}, {}]
        for term in terms:
            assert term.row.period_end
            of_unit = self.hours[term.row.period_end > ends[0]].setdefault(name(term.row), {})
            of_unit[term.row.measure] = of_unit.get(term.row.measure, 0.0) + term.value
        for period in self.hours:
            _leave_the_rest(period)
        self.units = {*self.hours[0], *self.hours[1]}
        self.told = {(name(term.row), term.row.measure) for term in terms if term.told}

    def share(self, unit: str, period: int) -> float:
        everyone = sum(of[ORDINARY] for of in self.hours[period].values())
        return self.hours[period][unit][ORDINARY] / everyone if unit in self.hours[period] else 0.0

    def rate(self, unit: str, period: int, lengths: Iterable[str]) -> float:
        of = self.hours[period][unit]
        return 100 * sum(of[length] for length in lengths) / of[ORDINARY]

    def within(self, unit: str, length: str) -> float:
        if not all(unit in period for period in self.hours):
            return 0.0
        share = (self.share(unit, 0) + self.share(unit, 1)) / 2
        return share * (self.rate(unit, 1, [length]) - self.rate(unit, 0, [length]))

    def mix(self, unit: str) -> float:
        rates = [self.rate(unit, at, LENGTHS) for at in (0, 1) if unit in self.hours[at]]
        return (self.share(unit, 1) - self.share(unit, 0)) * sum(rates) / len(rates)


def _leave_the_rest(period: dict[str, dict[str, float]]) -> None:
    """Take out who did not work, and from the whole the hours of the units."""
    for unit in [unit for unit, of in period.items() if not of[ORDINARY]]:
        del period[unit]
    if REST in period:
        whole = period.pop(REST)
        left = {measure: hours - sum(of[measure] for of in period.values()) for measure, hours in whole.items()}
        if left[ORDINARY] > DUST * whole[ORDINARY]:
            period[REST] = {measure: max(hours, 0.0) for measure, hours in left.items()}


def _pairs(terms: Sequence[Term]) -> Iterable[tuple[Term, Term]]:
    """Rates with the hours that follow them."""
    return zip(terms[::2], terms[1::2], strict=True)


def _month(row: Figure) -> int:
    assert row.period_end
    return row.period_end.year * 12 + row.period_end.month - 1


def _named(rows: Sequence[Figure]) -> Callable[[Figure], str]:
    """What tells units apart: their name, with the area where two of one name are there at the same time."""
    there: dict[str, dict[str, set[int]]] = {}
    for row in rows:
        assert row.period_start
        begins = row.period_start.year * 12 + row.period_start.month - 1
        there.setdefault(_unit(row), {}).setdefault(row.org, set()).update(range(begins, _month(row) + 1))
    twice = {unit for unit, areas in there.items() if any(a & b for a, b in combinations(areas.values(), 2))}
    return lambda row: f"{_unit(row)}, {row.org}" if _unit(row) in twice else _unit(row)


def _unit(row: Figure) -> str:
    if row.group is None:
        return row.who
    return REST if row.group.unit == "total" else row.group.unit
