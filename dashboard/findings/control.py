"""Season or change? Monthly sick leave in a control chart: plain numbers in, signals and words out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise
from math import fsum, isfinite
from typing import Literal

from dashboard.figures.figure import Figure, known
from dashboard.findings import grounds
from dashboard.findings.sentence import (
    Claim,
    Direction,
    Said,
    Sentence,
    Statistic,
    capital,
    in_words,
    month,
    sentence,
    span,
    spelled,
    value,
)
from dashboard.theme import span_name

RANGE_TO_LIMIT = 2.66
"""3 ÷ d2, d2 = 1.128 for ranges of two: from the mean moving range to three standard deviations (Shewhart; Wheeler)."""

BASELINE = 24
"""Known months that centre and limits are computed from. Later ones are judged by them and move them no more."""

LEAST_MONTHS = 12
LEAST_RANGES = 6
"""Fewer known months, or fewer pairs that follow each other, give no limits. NHS-R's plotthedots, which follows
Making Data Count, calls limits of fewer than twelve points trial limits."""

LEAST_RATIOS = 2
"""Years that a month's factor is a mean of. Of two whole years the centred mean leaves one ratio a month: the factor
would be that month itself, and what remains would vary less than the months do. Three whole years leave two."""

RUN = 8
"""Months in a row on one side of the centre (Western Electric 1956, rule 4). Making Data Count warns at seven; where
96 months vary by chance alone, seven in a row turn up in more than every other series, eight in every third."""

TREND = 6
"""Months in a row that rise or fall, the first one counted (Nelson 1984, test 3)."""

MOST_TOLD = 3
"""Signals that are written in the chart; the others stand in its table."""

NOTHING = 1e-9
"""Differences that are smaller than this share of what is compared are rounding."""

Kind = Literal["outside", "run", "trend"]
KINDS: Sequence[Kind] = ("outside", "run", "trend")
Side = Literal["up", "down"]


@dataclass(frozen=True)
class Point:
    """A month as it is and with season taken out; both None where it is hidden or unknown."""

    month: date
    value: float | None
    adjusted: float | None


@dataclass(frozen=True)
class Limits:
    """Centre and limits of adjusted values, and the first and last month that they are computed from."""

    centre: float
    lower: float
    upper: float
    first: date
    last: date


@dataclass(frozen=True)
class Signal:
    """Months that differ by more than chance: outside a limit, a run on one side of the centre, or a trend."""

    kind: Kind
    side: Side
    first: date
    last: date
    months: int

    def overlaps(self, other: "Signal") -> bool:
        """Whether both tell of the same months on the same side."""
        return self.side == other.side and self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Control:
    """A control chart: every calendar month from the first to the last, and what stands out among them.

    `season` is the factors from January to December, mean 1; empty where no season is taken out.
    """

    points: tuple[Point, ...]
    season: tuple[float, ...]
    limits: Limits | None
    signals: tuple[Signal, ...]

    def within(self, first: date, last: date) -> "Control":
        """The months of a span with the signals that reach into it; season and limits stay those of all months."""
        return replace(
            self,
            points=tuple(point for point in self.points if first <= point.month <= last),
            signals=tuple(signal for signal in self.signals if signal.last >= first and signal.first <= last),
        )

    @property
    def foremost(self) -> tuple[Signal, ...]:
        """The latest signal and the largest of the others, by time, at most three; of those that overlap on one side
        the larger one, as they tell of one thing."""
        largest = sorted(self.signals, key=self._size, reverse=True)
        latest = sorted(largest, key=lambda signal: signal.last, reverse=True)[:1]
        told: list[Signal] = []
        for signal in [*latest, *largest]:
            if len(told) < MOST_TOLD and not any(signal.overlaps(other) for other in told):
                told.append(signal)
        return tuple(sorted(told, key=lambda signal: signal.first))

    def peak(self, signal: Signal) -> Point:
        """The month of a signal that lies furthest from the centre; the last one of a trend."""
        months = [point for point in self.points if signal.first <= point.month <= signal.last]
        return months[-1] if signal.kind == "trend" else max(months, key=self._distance)

    def _size(self, signal: Signal) -> tuple[float, int]:
        """How far from the centre, then how plain: outside before run before trend."""
        return self._distance(self.peak(signal)), -KINDS.index(signal.kind)

    def _distance(self, point: Point) -> float:
        centre = self.limits.centre if self.limits else 0.0
        return abs((point.adjusted or 0.0) - centre)


def control(months: Sequence[tuple[date, float | None]]) -> Control:
    """An XmR chart of monthly values that are not negative, season taken out where the data allow it.

    Season: the mean of value ÷ centred mean of twelve months (2 × 12) by calendar month, scaled to mean 1 (classical
    decomposition; Hyndman & Athanasopoulos, Forecasting, 3.4). Centre: the mean of the baseline; limits: ± 2.66 × its
    mean moving range (Wheeler; NHS England, Making Data Count), of adjusted values. A month that is None or left out
    cuts ranges, runs and trends. Raises ValueError where months are not in order or a value is no finite number.
    """
    values = _by_calendar(months)
    season = _season(values)
    points = tuple(
        Point(month, value, value if value is None or not season else value / season[month.month - 1])
        for month, value in values
    )
    limits = _limits(points)
    signals = _signals(points, limits) if limits else ()
    # Half a year of rising or falling is what a season looks like: it tells nothing until season is taken out.
    told = tuple(signal for signal in signals if season or signal.kind != "trend")
    return Control(points, season, limits, told)


def _by_calendar(months: Sequence[tuple[date, float | None]]) -> list[tuple[date, float | None]]:
    """The first day and the value of every month from the first to the last."""
    places = [_place(month) for month, _ in months]
    if any(later <= earlier for earlier, later in pairwise(places)):
        raise ValueError("months must be in order, each once")
    if any(value is not None and not (isfinite(value) and value >= 0) for _, value in months):
        raise ValueError("a month's value must be a finite number that is not negative, or None")
    known = dict(zip(places, (value for _, value in months), strict=True))
    every = range(places[0], places[-1] + 1) if places else ()
    return [(date(place // 12, place % 12 + 1, 1), known.get(place)) for place in every]


def _place(month: date) -> int:
    return month.year * 12 + month.month - 1


def _season(values: Sequence[tuple[date, float | None]]) -> tuple[float, ...]:
    """A factor for each month of the year; empty where one of them would rest on too few ratios."""
    ratios: dict[int, list[float]] = {month: [] for month in range(1, 13)}
    for at in range(6, len(values) - 6):
        month, value = values[at]
        mean = _centred_mean([value for _, value in values[at - 6 : at + 7]])
        if value is not None and mean:
            ratios[month.month].append(value / mean)
    if any(len(of_month) < LEAST_RATIOS for of_month in ratios.values()):
        return ()
    factors = [fsum(of_month) / len(of_month) for of_month in ratios.values()]
    mean_factor = fsum(factors) / len(factors)
    return tuple(factor / mean_factor for factor in factors) if min(factors) > 0 else ()


def _centred_mean(thirteen: Sequence[float | None]) -> float | None:
    """The mean of twelve months around the middle one of thirteen; None where one of them is unknown."""
    known = [value for value in thirteen if value is not None]
    if len(known) < len(thirteen):
        return None
    return fsum([known[0] / 2, *known[1:-1], known[-1] / 2]) / 12


def _limits(points: Sequence[Point]) -> Limits | None:
    known = [(point.month, point.adjusted) for point in points if point.adjusted is not None][:BASELINE]
    ranges = [abs(now - before) for (m, before), (n, now) in pairwise(known) if _place(n) == _place(m) + 1]
    if len(known) < LEAST_MONTHS or len(ranges) < LEAST_RANGES:
        return None
    centre = fsum(value for _, value in known) / len(known)
    reach = RANGE_TO_LIMIT * fsum(ranges) / len(ranges)
    return Limits(centre, max(0.0, centre - reach), centre + reach, known[0][0], known[-1][0])


def _signals(points: Sequence[Point], limits: Limits) -> tuple[Signal, ...]:
    """All signals by their first month."""

    def outside(value: float) -> int:
        return max(_sign(value, limits.upper), 0) or min(_sign(value, limits.lower), 0)

    def side(value: float) -> int:
        return _sign(value, limits.centre)

    values = [point.adjusted for point in points]
    steps = [0 if now is None or before is None else _sign(now, before) for before, now in pairwise(values)]
    found: list[tuple[Kind, int, int, int]] = [
        *(("outside", sign, at, at + length - 1) for sign, at, length in _stretches(_signs(values, outside), 1)),
        *(("run", sign, at, at + length - 1) for sign, at, length in _stretches(_signs(values, side), RUN)),
        *(("trend", sign, at, at + length) for sign, at, length in _stretches(steps, TREND - 1)),
    ]
    return tuple(
        Signal(kind, "up" if sign > 0 else "down", points[first].month, points[last].month, last - first + 1)
        for kind, sign, first, last in sorted(found, key=lambda signal: signal[2])
    )


def _sign(value: float, other: float) -> int:
    """Whether a value is above (1) or below (-1) another; 0 where they differ by rounding only."""
    if abs(value - other) <= NOTHING * max(abs(value), abs(other)):
        return 0
    return 1 if value > other else -1


def _signs(values: Sequence[float | None], sign: Callable[[float], int]) -> list[int]:
    return [0 if value is None else sign(value) for value in values]


def _stretches(signs: Sequence[int], least: int) -> Iterator[tuple[int, int, int]]:
    """Sign, start and length of every unbroken stretch of one sign that is long enough."""
    for sign, group in groupby(enumerate(signs), key=lambda place: place[1]):
        places = [at for at, _ in group]
        if sign and len(places) >= least:
            yield sign, places[0], len(places)


def control_sentences(found: Control, rows: Sequence[Figure]) -> list[Sentence]:
    """Each signal in a sentence, by first month; one sentence where there is none or no telling.

    `rows` are the figures that it was found in.
    """
    if found.limits is None:
        least = in_words(LEAST_MONTHS)
        return [sentence(f"För få månader för gränser: det krävs {least} med värde, de flesta i följd.")]
    seasonal = not found.season
    if found.signals:
        return [signal_sentence(signal, rows, seasonal=seasonal) for signal in found.signals]
    first, last = found.points[0].month, found.points[-1].month
    shown = [row for row in known(rows) if first <= row.month_start <= last]
    calm = Claim("direction", _told(rows, shown), "level", statistic="outside")
    return [grounds.carried(sentence(Said("Ingen signal", calm), ": månaderna varierar som de brukar."), _latest(rows))]


def signal_sentence(signal: Signal, rows: Sequence[Figure], *, seasonal: bool) -> Sentence:
    """A signal in words; of values with season in them it may be no more than winter."""
    months = [row for row in known(rows) if signal.first <= row.month_start <= signal.last]

    def said(text: str) -> Said:
        statistic: Statistic = signal.kind
        direction: Direction = signal.side
        return Said(text, Claim("direction", _told(rows, months), direction, statistic=statistic))

    up = signal.side == "up"
    cause = "en ändring eller säsong" if seasonal else "troligen en ändring"
    whole = capital(span(months[0], months[-1]))
    if signal.kind == "trend":
        between = span(months[0], months[-1], " till ")
        told = sentence("Från ", between, " ", said("steg" if up else "sjönk"), f" sjukfrånvaron varje månad: {cause}.")
    elif signal.kind == "outside":
        limit = said("över den övre gränsen" if up else "under den nedre gränsen")
        ordinary = "säsong eller mer än slump" if seasonal else "längre från medelvärdet än slumpen brukar ge"
        told = sentence(whole, " låg ", limit, ": ", said(ordinary), ".")
    else:
        side = said("över medelvärdet" if up else "under medelvärdet")
        told = sentence(whole, " låg ", spelled(months), " månader i rad ", side, f": {cause}.")
    return grounds.carried(told, _latest(rows))


def _told(rows: Sequence[Figure], months: Sequence[Figure]) -> tuple[tuple[int, Figure], ...]:
    """All months that were judged together, those that are told of with the factor 1."""
    of = {row.month_start for row in months}
    return tuple((int(row.month_start in of), row) for row in known(rows))


def _latest(rows: Sequence[Figure]) -> Sentence:
    last = known(rows)[-1]
    return sentence("Sjukfrånvaron var ", value(last), " i ", month(last))


def control_notes(found: Control) -> list[str]:
    """What the chart rests on: whether season is taken out, and the months of centre and limits."""
    season = (
        "Säsongen är borttagen: varje värde är delat med hur månaden brukar ligga mot tolv månader runt om."
        if found.season
        else "Säsongen är inte borttagen: det krävs tre hela år utan luckor."
    )
    limits = found.limits
    return [
        season,
        *([f"Medelvärde och gränser räknas på {span_name(limits.first, limits.last)}."] if limits else []),
    ]
