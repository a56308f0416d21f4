"""What does a change of sick leave consist of? Hours of two periods in, parts of the change and words out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from math import fsum
from typing import NamedTuple

from dashboard.figures.figure import Figure
from dashboard.findings import grounds
from dashboard.findings.sentence import (
    Claim,
    Direction,
    Said,
    Sentence,
    Statistic,
    gap,
    joined,
    level,
    month,
    sentence,
    turn,
    value,
    year,
)
from dashboard.theme import number, rounded, uncapitalised

NOTHING = 1e-9
"""Differences that are smaller than this share of what is compared are rounding."""

REST = "Enheter som inte visas"
NAMED = 5
"""Units that a sentence names."""

ORDINARY = "ordinary_hours"


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


LENGTHS = {
    "sick_hours_1_14": "Dag 1–14",
    "sick_hours_15_59": "Dag 15–59",
    "sick_hours_60": "Dag 60 och framåt",
}
"""The measures of the hours of each length, with what they are called."""


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


def change_sentence(found: Change, whole: tuple[Figure, Figure], hours: Mapping[str, Sequence[Figure]]) -> Sentence:
    """How much the rate changed and what of, the largest part first; parts that round to nothing are not told.

    `whole`: the rate before and after. `hours`: the figures of each unit's hours in both periods, by its name, and
    those of the whole for the rest.
    """
    before, after = whole
    terms = [
        (sentence(f" av frånvaro {name.lower()}"), points, _claim("within", hours, measures=(measure,)))
        for (measure, name), points in zip(LENGTHS.items(), found.lengths, strict=True)
    ]
    rate = "hög" if found.mix > 0 else "låg"
    mix = _claim("mix", hours, measures=(ORDINARY,))
    way = Claim("direction", mix.terms, _direction(found.mix), statistic="mix")
    words = Said(f"mer av arbetstiden ligger i enheter med {rate} frånvaro", way)
    terms.append((sentence(" av att ", words), found.mix, mix))
    told = [(words, points, claim) for words, points, claim in terms if rounded(points, 1)]
    told.sort(key=lambda term: term[1], reverse=found.points > 0)
    # With one direction the verb is the sign; with two every part needs its own.
    signed = not rounded(found.points, 1) or any(points * found.points < 0 for _, points, _ in told)
    parts = [
        sentence(Said(number(points if signed else abs(points), 1, plus=signed), claim), words)
        for words, points, claim in told
    ]
    said = sentence(_movement(found, before, after), ": " if parts else "", joined(", ", parts), ".")
    return grounds.carried(
        said, sentence("Sjukfrånvaron var ", value(after), " på tolv månader till och med ", month(after))
    )


def _movement(found: Change, before: Figure, after: Figure) -> Sentence:
    since = sentence() if before.of_year == after.of_year - 1 else sentence(" mot ", year(before))
    if not rounded(found.points, 1):
        same = level(after, before, "oförändrad")
        return sentence("Sjukfrånvaron är i stort sett ", same, since, ", ", value(after))
    size = gap(after, before, after.resolution)
    return sentence(
        "Sjukfrånvaron ", turn(after, before, "steg", "sjönk"), since, " med ", size, " till ", value(after)
    )


def units_sentence(found: Change, hours: Mapping[str, Sequence[Figure]]) -> Sentence:
    """The units whose own rates brought the most, up or down; empty where none brought a tenth of a point."""
    told = [unit for unit in found.units if rounded(unit.points, 1)][:NAMED]
    if not told:
        return Sentence()
    most = _claim("within", hours, {unit.unit for unit in told})
    parts = [
        sentence(
            f"{_within_sentence(unit.unit)} (",
            Said(number(unit.points, 1, plus=True), _claim("within", hours, {unit.unit})),
            ")",
        )
        for unit in told
    ]
    largest = Said("Störst del", Claim("direction", most.terms, statistic="within"))
    return grounds.carried(sentence(largest, " har ", joined(", ", parts), ", i procentenheter."))


def _within_sentence(unit: str) -> str:
    """A unit's name; the rest has none."""
    return uncapitalised(unit) if unit == REST else unit


def _claim(
    statistic: Statistic,
    hours: Mapping[str, Sequence[Figure]],
    units: Collection[str] = (),
    measures: Collection[str] = (),
) -> Claim:
    """The part of a change that units or lengths have, all where none are named; judged by all hours of all units."""
    terms = [
        (int(row.measure in (measures or LENGTHS) and (not units or unit in units)), row)
        for unit, rows in hours.items()
        for row in rows
    ]
    return Claim("number", tuple(terms), statistic=statistic)


def _direction(points: float) -> Direction:
    return "up" if points > 0 else "down"
