"""What sick leave does over time, between units and between two periods: plain numbers in, findings and words out."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from itertools import groupby, pairwise
from math import fsum, isfinite, sqrt
from typing import Literal, NamedTuple

from dashboard.theme import FULL_MONTHS, NO_BREAK, number, rounded

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

LEAST_UNITS = 10
WINSORISED = 0.1
"""Share of the units at each end whose scores are pulled in to the nearest that is left (Spiegelhalter 2005)."""

NOTHING = 1e-9
"""Differences that are smaller than this share of what is compared are rounding."""

REST = "Övriga enheter"
NAMED = 5
"""Units that a sentence names; the others are counted."""

Kind = Literal["outside", "run", "trend"]
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


@dataclass(frozen=True)
class Control:
    """A control chart: every calendar month from the first to the last, and what stands out among them.

    `season` is the factors from January to December, mean 1; empty where no season is taken out.
    """

    points: tuple[Point, ...]
    season: tuple[float, ...]
    limits: Limits | None
    signals: tuple[Signal, ...]


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


def signal_sentences(found: Control) -> list[str]:
    """Each signal in a sentence, by first month; one sentence where there is none or no telling."""
    if found.limits is None:
        return [f"För få månader för gränser: det krävs {_count(LEAST_MONTHS)} med värde, de flesta i följd."]
    sentences = [_signal_sentence(signal, seasonal=not found.season) for signal in found.signals]
    return sentences or ["Ingen signal: månaderna varierar som de brukar."]


def _signal_sentence(signal: Signal, *, seasonal: bool) -> str:
    """A signal in words; of values with season in them it may be no more than winter."""
    up = signal.side == "up"
    cause = "en ändring eller säsong" if seasonal else "troligen en ändring"
    if signal.kind == "trend":
        between = f"från {_month(signal.first, signal.last)} till {_month(signal.last)}"
        return f"{_capital(between)} {'steg' if up else 'sjönk'} sjukfrånvaron varje månad: {cause}."
    months = _capital(span(signal.first, signal.last))
    if signal.kind == "outside":
        limit = "över den övre" if up else "under den nedre"
        ordinary = "säsong eller mer än slump" if seasonal else "längre från medelvärdet än slumpen brukar ge"
        return f"{months} låg {limit} gränsen: {ordinary}."
    return f"{months} låg {_count(signal.months)} månader i rad {'över' if up else 'under'} medelvärdet: {cause}."


def control_notes(found: Control) -> list[str]:
    """What the chart rests on: whether season is taken out, and the months of centre and limits."""
    season = (
        "Säsongen är borttagen: varje värde är delat med hur månaden brukar ligga mot tolv månader runt om."
        if found.season
        else "Säsongen är inte borttagen: det krävs tre hela år utan luckor."
    )
    limits = found.limits
    return [season, *([f"Medelvärde och gränser räknas på {span(limits.first, limits.last)}."] if limits else [])]


def span(first: date, last: date) -> str:
    """Months in words, e.g. mars–oktober 2020; november 2020–juli 2021."""
    return _month(last) if first == last else f"{_month(first, last)}–{_month(last)}"


def _month(month: date, until: date | None = None) -> str:
    """A month with its year, which is left out where another month of the same year follows."""
    name = FULL_MONTHS[month.month - 1]
    return name if until and until.year == month.year else f"{name} {month.year}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _count(value: int) -> str:
    words = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
    return words[value] if value < len(words) else number(value)


@dataclass(frozen=True)
class Unit:
    """Hours of a unit; None where they are hidden or unknown."""

    name: str
    sick_hours: float | None
    ordinary_hours: float | None


@dataclass(frozen=True)
class Rated:
    """A unit with its rate in % and its distance from the centre in standard deviations; None without limits."""

    name: str
    rate: float
    ordinary_hours: float
    score: float | None

    @property
    def outside(self) -> Literal[0, 2, 3]:
        """The outermost limit that the unit lies outside: none, two or three standard deviations."""
        distance = abs(self.score or 0)
        return 3 if distance > 3 else 2 if distance > 2 else 0

    @property
    def side(self) -> Side:
        """Whether the unit lies above or below the centre."""
        return "down" if (self.score or 0) < 0 else "up"


@dataclass(frozen=True)
class Funnel:
    """Units around their common rate in %, by size. `unknown` names those without hours."""

    units: tuple[Rated, ...]
    centre: float | None
    dispersion: float | None
    unknown: tuple[str, ...]

    def reach(self, ordinary_hours: float) -> float | None:
        """A standard deviation, in percentage points, of a unit of this size; None without limits."""
        if self.centre is None or self.dispersion is None:
            return None
        return sqrt(self.dispersion * self.centre * (100 - self.centre) / ordinary_hours)


def funnel(units: Sequence[Unit]) -> Funnel:
    """Which units lie further from the common rate than units of their size do by chance?

    Centre: all sick hours ÷ all ordinary hours. Limits: centre ± 2 and 3 √(φ p (1 − p) ÷ ordinary hours). φ is the mean
    square of the naive z-scores after winsorising a tenth at each end, and at least 1 (Spiegelhalter 2005, Statistics
    in Medicine 24:1185, multiplicative overdispersion). Hours of one person are not independent, so φ is far above 1;
    it also makes the answer the same whether size is counted in hours or in full-time equivalents. Below ten units no
    φ and no limits. Raises ValueError where hours are negative or sick hours exceed ordinary hours.
    """
    known = [
        (unit.name, unit.sick_hours, unit.ordinary_hours)
        for unit in units
        if unit.sick_hours is not None and unit.ordinary_hours
    ]
    if not all(0 <= sick <= ordinary for _, sick, ordinary in known):
        raise ValueError("sick hours must lie between zero and ordinary hours")
    names = {name for name, _, _ in known}
    unknown = tuple(sorted(unit.name for unit in units if unit.name not in names))
    if not known:
        return Funnel((), None, None, unknown)
    centre = fsum(sick for _, sick, _ in known) / fsum(ordinary for _, _, ordinary in known)
    naive = [_score(sick / ordinary, ordinary, centre) for _, sick, ordinary in known]
    dispersion = _dispersion(naive) if len(known) >= LEAST_UNITS else None
    rated = [
        Rated(name, 100 * sick / ordinary, ordinary, score / sqrt(dispersion) if dispersion else None)
        for (name, sick, ordinary), score in zip(known, naive, strict=True)
    ]
    return Funnel(tuple(sorted(rated, key=lambda unit: unit.name)), 100 * centre, dispersion, unknown)


def _score(share: float, ordinary_hours: float, centre: float) -> float:
    """The naive z-score of a binomial share."""
    spread = centre * (1 - centre) / ordinary_hours
    return (share - centre) / sqrt(spread) if spread > 0 else 0.0


def _dispersion(scores: Sequence[float]) -> float:
    """Spiegelhalter's φ: the mean square of winsorised z-scores, at least 1."""
    ordered = sorted(scores)
    pulled = int(WINSORISED * len(ordered))
    low, high = ordered[pulled], ordered[-1 - pulled]
    return max(1.0, fsum(min(max(score, low), high) ** 2 for score in ordered) / len(ordered))


def funnel_sentence(found: Funnel) -> str:
    """How many units lie outside the outer limits, and which; the furthest first."""
    if found.dispersion is None:
        return f"För få enheter för gränser: det krävs {_count(LEAST_UNITS)}, här visas {_count(len(found.units))}."
    furthest = sorted(found.units, key=lambda unit: (-abs(unit.score or 0), unit.name))
    outside = {
        words: [unit for unit in furthest if unit.outside == 3 and unit.side == side]
        for side, words in (("up", "högre"), ("down", "lägre"))
    }
    total = number(len(found.units))
    said = [
        f"{number(len(units))} av {total} enheter ligger {words} än vad slumpen brukar ge: {_names(units)}."
        for words, units in outside.items()
        if units
    ]
    return " ".join(said) or f"Ingen av {total} enheter ligger längre från helheten än slumpen brukar ge."


def _names(units: Sequence[Rated]) -> str:
    named = [f"{unit.name} ({_percent(unit.rate)})" for unit in units[:NAMED]]
    more = len(units) - NAMED
    return ", ".join(named) + (f" och {_count(more)} till" if more > 0 else "")


def _percent(rate: float) -> str:
    return f"{number(rate, 1)}{NO_BREAK}%"


@dataclass(frozen=True)
class Hours:
    """Hours of sick leave by day of the spell (1–14, 15–59, 60 and on), and ordinary hours."""

    short: float
    middle: float
    long: float
    ordinary: float

    def __post_init__(self) -> None:
        sick = self.short + self.middle + self.long
        if not (min(astuple(self)) >= 0 and sick <= self.ordinary * (1 + NOTHING)):
            raise ValueError("hours must not be negative, and sick hours must lie within ordinary hours")

    @property
    def rates(self) -> tuple[float, float, float]:
        """Hours of each length in % of ordinary hours."""
        return 100 * self.short / self.ordinary, 100 * self.middle / self.ordinary, 100 * self.long / self.ordinary


LENGTHS = ("Dag 1–14", "Dag 15–59", "Dag 60 och framåt")


@dataclass(frozen=True)
class Contribution:
    """What a unit's own rates bring to the change, by length, in percentage points."""

    unit: str
    lengths: tuple[float, float, float]

    @property
    def points(self) -> float:
        """All lengths together."""
        return fsum(self.lengths)


@dataclass(frozen=True)
class Change:
    """The change of a rate in % between two periods, split; `lengths` and `mix` sum to it, in percentage points.

    `units`: those of both periods, the largest contribution first. `hidden`: those without hours in one of the periods.
    """

    before: float
    after: float
    lengths: tuple[float, float, float]
    mix: float
    units: tuple[Contribution, ...]
    hidden: tuple[str, ...]

    @property
    def points(self) -> float:
        """The whole change."""
        return self.after - self.before


def change(
    before: Mapping[str, Hours | None],
    after: Mapping[str, Hours | None],
    whole: tuple[Hours, Hours] | None = None,
) -> Change | None:
    """The change of the total rate: within units by length of spell, and by the mix of units; None without hours.

    With w a unit's share of ordinary hours and r its rate: Σ mean(w) Δr + Σ Δw mean(r), which is exact (Kitagawa 1955,
    Components of a difference between two rates). A unit of one period only has no Δr: all of it is mix. A unit that is
    None in either period is hidden: of `whole`, the hours of all units before and after, it is part of one rest unit;
    without `whole` it is left out of both rates. Raises ValueError where the units have more hours than the whole.
    """
    hidden = {unit for units in (before, after) for unit, hours in units.items() if hours is None}
    of_whole = whole or (None, None)
    old, new = (_worked(units, hidden, total) for units, total in zip((before, after), of_whole, strict=True))
    if not old or not new:
        return None
    was, now = _parts(old), _parts(new)
    units = [Contribution(unit, _within(was[unit], now[unit])) for unit in was.keys() & now.keys()]
    units.sort(key=lambda contribution: (-abs(contribution.points), contribution.unit))
    short, middle, long = (fsum(unit.lengths[at] for unit in units) for at in range(len(LENGTHS)))
    mix = fsum(_shift(was.get(unit), now.get(unit)) for unit in was.keys() | now.keys())
    return Change(_rate(old), _rate(new), (short, middle, long), mix, tuple(units), tuple(sorted(hidden)))


def _worked(units: Mapping[str, Hours | None], hidden: Collection[str], whole: Hours | None) -> dict[str, Hours]:
    """The units that worked and are not hidden, and what they leave of the whole as one more unit."""
    shown = {unit: hours for unit, hours in units.items() if hours and hours.ordinary and unit not in hidden}
    if whole is None:
        return shown
    columns = zip(*map(astuple, shown.values()), strict=True) if shown else ((),) * 4
    left = [total - fsum(column) for total, column in zip(astuple(whole), columns, strict=True)]
    least = NOTHING * whole.ordinary
    if min(left) < -least:
        raise ValueError("the units have more hours than the whole")
    return shown | ({REST: Hours(*(max(hours, 0.0) for hours in left))} if left[-1] > least else {})


class _Part(NamedTuple):
    """A unit's share of all ordinary hours, and its rates in % by length."""

    share: float
    rates: tuple[float, float, float]


def _parts(units: Mapping[str, Hours]) -> dict[str, _Part]:
    ordinary = fsum(hours.ordinary for hours in units.values())
    return {unit: _Part(hours.ordinary / ordinary, hours.rates) for unit, hours in units.items()}


def _within(was: _Part, now: _Part) -> tuple[float, float, float]:
    """What a unit's own rates bring by length, weighted by the mean of its shares."""
    share = (was.share + now.share) / 2
    short, middle, long = (share * (after - before) for before, after in zip(was.rates, now.rates, strict=True))
    return short, middle, long


def _shift(was: _Part | None, now: _Part | None) -> float:
    """What a unit's share brings, weighted by the mean of its rates – by its only rate where a period lacks it."""
    rates = [fsum(part.rates) for part in (was, now) if part]
    shift = (now.share if now else 0.0) - (was.share if was else 0.0)
    return shift * fsum(rates) / len(rates)


def _rate(units: Mapping[str, Hours]) -> float:
    sick = fsum(hours.short + hours.middle + hours.long for hours in units.values())
    return 100 * sick / fsum(hours.ordinary for hours in units.values())


def change_sentence(found: Change) -> str:
    """How much the rate changed and what of, the largest part first; parts that round to nothing are not told."""
    terms = [(f"frånvaro {name.lower()}", points) for name, points in zip(LENGTHS, found.lengths, strict=True)]
    level = "hög" if found.mix > 0 else "låg"
    terms.append((f"att mer av arbetstiden ligger i enheter med {level} frånvaro", found.mix))
    told = [(words, points) for words, points in terms if rounded(points, 1)]
    told.sort(key=lambda term: term[1], reverse=found.points > 0)
    # With one direction the verb is the sign; with two every part needs its own.
    signed = not rounded(found.points, 1) or any(points * found.points < 0 for _, points in told)
    parts = [f"{number(points if signed else abs(points), 1, plus=signed)} av {words}" for words, points in told]
    return f"{_movement(found)}{': ' + ', '.join(parts) if parts else ''}."


def _movement(found: Change) -> str:
    if not rounded(found.points, 1):
        return f"Sjukfrånvaron är i stort sett oförändrad, {_percent(found.after)}"
    verb = "steg" if found.points > 0 else "sjönk"
    return f"Sjukfrånvaron {verb} med {number(abs(found.points), 1)} procentenheter till {_percent(found.after)}"


def units_sentence(found: Change) -> str:
    """The units whose own rates brought the most, up or down; empty where none brought a tenth of a point."""
    told = [f"{unit.unit} ({number(unit.points, 1, plus=True)})" for unit in found.units if rounded(unit.points, 1)]
    return f"Störst del har {', '.join(told[:NAMED])}, i procentenheter." if told else ""
