"""Invented employees and their sick leave, so that a year's sums give the published shares.

Arrays lie as month × unit × gender × age × group; hours and full-time equivalents are whole hundredths.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product

import numpy as np

from loaders.exports import SICK_LEAVE, STAFF
from loaders.names import Figure
from loaders.sample.world import (
    ACTIVE,
    MONTHS,
    UNITS,
    WHOLE,
    YEARS,
    Floats,
    Ints,
    Published,
    Records,
    Row,
    Unit,
    months_of,
    number,
    spread,
)

Spelled = Callable[[Unit, int], str]
"""How an export spells a unit in a year."""

GENDERS = ("women", "men")
AGES = ("-29", "30-49", "50-59", "60-64", "65-")
SICK_LEAVE_AGES = ("-29", "30-49", "50-")
GROUPS = (("permanent", "no"), ("temporary", "no"), ("permanent", "yes"))
"""Form and manager of each group."""
PERMANENT, TEMPORARY, MANAGERS = 0, 1, 2
SHAPE = (len(MONTHS), len(UNITS), len(GENDERS), len(AGES), len(GROUPS))

AGE_SHARES = np.array([[0.15, 0.44, 0.27, 0.11, 0.03], [0.2, 0.45, 0.25, 0.1, 0.0]])
YOUNG_SHARES = np.array([0.55, 0.35, 0.1, 0.0, 0.0])
MANAGERS_FOR_LARGE_UNITS = 60
TEMPORARY_SHARE = 0.11
TEMPORARY_BY_MONTH = (0.95, 0.95, 0.95, 0.95, 1.0, 1.3, 1.5, 1.3, 1.0, 0.95, 0.95, 1.0)
FULL_DAY = 7.9
LEAVERS_BY_MONTH = (1.5, 0.9, 0.9, 0.9, 0.9, 1.2, 0.8, 1.6, 1.0, 0.9, 0.8, 0.8)
LEAVING, RETIRING = (1.8, 1.1, 0.7, 0.4, 0.2), (0.0, 0.0, 0.0, 1.0, 2.0)
SICK_BY_MONTH = (1.12, 1.2, 1.12, 0.98, 0.92, 0.84, 0.7, 0.84, 0.98, 1.08, 1.12, 1.04)
PANDEMIC = {(2020, 3): 1.4, (2020, 4): 1.5, (2020, 5): 1.2, (2020, 11): 1.25, (2020, 12): 1.35, (2021, 1): 1.25}
SICK_BY_AGE = (0.85, 0.95, 1.08, 1.15, 1.0)
SICK_LEAVE_SCALES = {column.name: 100 for column in SICK_LEAVE.columns if column.kind == "hours"}
HIGHEST_RATE = 0.55
MARGIN = 0.45
"""How far from a printed number an invented one may lie, in last digits: less than half."""


@dataclass(frozen=True)
class Rates:
    """A printed rate: of all, of women and of men."""

    total: Figure
    women: Figure
    men: Figure

    @classmethod
    def printed(cls, published: Published, measure: str, year: int) -> "Rates":
        """The rates of a year, or of the nearest that is printed."""
        return cls(*(published.near(measure, year, gender) for gender in ("total", *GENDERS)))

    def by_gender(self) -> tuple[float, float]:
        """The rates of women and of men."""
        return float(number(self.women)[0]), float(number(self.men)[0])

    def women_share(self, natural: float) -> float:
        """The share of women nearest to a natural one with which their rate and men's give the total's."""
        total, digit = (float(part) for part in number(self.total))
        women, men = self.by_gender()
        if women == men:
            return natural
        low, high = sorted((total + sign * MARGIN * digit - men) / (women - men) for sign in (-1, 1))
        return min(max(natural, low), high)

    def fitted(self, women_share: float) -> tuple[float, float]:
        """The rates of women and of men moved within what they are printed as, towards the total's."""
        women, men = self.by_gender()
        total, digit = (float(part) for part in number(self.total))
        gap = total - (women_share * women + (1 - women_share) * men)
        shift = min(max(gap, -MARGIN * digit), MARGIN * digit)
        return women + shift, men + shift


@dataclass(frozen=True)
class December:
    """Permanent employees and those in full time, women and men, at the end of a year."""

    heads: tuple[int, int]
    full_time: tuple[int, int]


@dataclass
class People:
    """Who works where, month by month, and their hours."""

    heads: Ints
    full_time: Ints
    equivalents: Ints
    ordinary: Ints
    sick: Ints
    left: Ints = field(init=False)
    moved: Ints = field(init=False)
    retired: Ints = field(init=False)
    retired_age: Ints = field(init=False)
    extra: Ints = field(init=False)
    overtime: Ints = field(init=False)
    worked: Ints = field(init=False)


def invent_people(published: Published, rng: np.random.Generator) -> People:
    """Employees of all units in all months."""
    decembers = [_december(published, year) for year in YEARS]
    heads = _heads(decembers, rng)
    full_time = _full_time(heads, decembers, rng)
    equivalents = _equivalents(published, heads, full_time)
    ordinary = _ordinary(published, equivalents)
    people = People(heads, full_time, equivalents, ordinary, _sick(published, heads, ordinary, rng))
    _add_movements(people, published, rng)
    _add_overtime(people, published, rng)
    return people


def _december(published: Published, year: int) -> December:
    """The women among the published employees for whom whole heads give the published shares of full time."""
    rates = Rates.printed(published, "full_time_share", year)
    people = round(published.amount("employees", year))
    guess = round(rates.women_share(0.81) * people)
    for shift in sorted(range(-100, 101), key=abs):
        heads = guess + shift, people - guess - shift
        women, men = (round(count * rate / 100) for count, rate in zip(heads, rates.by_gender(), strict=True))
        parts = (women, heads[0], rates.women), (men, heads[1], rates.men), (women + men, people, rates.total)
        if all(_prints_as(*part) for part in parts):
            return December(heads, (women, men))
    raise ValueError(f"no whole number of employees gives the shares of full time published for {year}")


def _prints_as(part: int, whole: int, figure: Figure) -> bool:
    value, digit = (float(number_) for number_ in number(figure))
    return abs(100 * part / whole - value) < 0.49 * digit


def _heads(decembers: list[December], rng: np.random.Generator) -> Ints:
    heads = np.zeros(SHAPE, dtype=np.int64)
    sizes = np.array([unit.size for unit in UNITS], dtype=np.float64)
    for place, unit in enumerate(UNITS):
        managers = 1 + (unit.size >= MANAGERS_FOR_LARGE_UNITS)
        heads[:, place, int(place % 6 == 5), 1 + place % 2, MANAGERS] = managers * ACTIVE[:, place]
    steps = np.diff(ACTIVE @ sizes, prepend=ACTIVE[0] @ sizes)
    leaning = rng.uniform(0.85, 1.15, (len(UNITS), len(GENDERS), len(AGES)))
    for gender, share in enumerate((0.8, 0.2)):
        path = _path([december.heads[gender] for december in decembers], steps * share)
        for month, total in enumerate(path):
            weights = (ACTIVE[month] * sizes)[:, None] * leaning[:, gender] * AGE_SHARES[gender]
            managers = int(heads[month, :, gender, :, MANAGERS].sum())
            heads[month, :, gender, :, PERMANENT] = spread(total - managers, weights)
    for month, day in enumerate(MONTHS):
        total = round(TEMPORARY_SHARE * heads[month].sum() * TEMPORARY_BY_MONTH[day.month - 1])
        weights = (ACTIVE[month] * sizes)[:, None, None] * leaning * np.array([0.75, 0.25])[:, None] * YOUNG_SHARES
        heads[month, ..., TEMPORARY] = spread(total, weights)
    return heads


def _path(decembers: list[int], steps: Floats) -> list[int]:
    """A number for each month: even between the Decembers but for the steps."""
    path: list[int] = []
    before = round(decembers[0] * 0.985)
    for year, december in zip(YEARS, decembers, strict=True):
        stepped = np.cumsum(steps[months_of(year)])
        drift = (december - before - stepped[-1]) * np.arange(1, 13) / 12
        path += [round(value) for value in before + stepped + drift]
        before = december
    return path


def _full_time(heads: Ints, decembers: list[December], rng: np.random.Generator) -> Ints:
    full_time = np.zeros(SHAPE, dtype=np.int64)
    full_time[..., MANAGERS] = heads[..., MANAGERS]
    leaning = rng.uniform(0.87, 1.13, (len(UNITS), 1))
    ends = [7 + 12 * place + 4 for place in range(len(YEARS))]
    for gender in range(len(GENDERS)):
        shares = [december.full_time[gender] / december.heads[gender] for december in decembers]
        for month, share in enumerate(np.interp(range(len(MONTHS)), ends, shares)):
            mine = heads[month, :, gender, :, PERMANENT]
            managers = int(heads[month, :, gender, :, MANAGERS].sum())
            total = round(share * (int(mine.sum()) + managers)) - managers
            full_time[month, :, gender, :, PERMANENT] = spread(total, mine * leaning)
    for month in range(len(MONTHS)):
        temporary = heads[month, ..., TEMPORARY]
        full_time[month, ..., TEMPORARY] = spread(round(0.4 * temporary.sum()), temporary.astype(np.float64))
    return full_time


def _equivalents(published: Published, heads: Ints, full_time: Ints) -> Ints:
    """Full-timers count one each; part-timers what makes December's sum the published one."""
    part_time = (heads - full_time).astype(np.float64)
    equivalents = full_time * 100
    for year in YEARS:
        figure = published.near("full_time_equivalents", year)
        assert figure.period_end is not None
        december = months_of(figure.period_end.year).stop - 1
        share = (float(number(figure)[0]) - full_time[december].sum()) / part_time[december].sum()
        for month in range(len(MONTHS))[months_of(year)]:
            equivalents[month] += spread(round(100 * share * part_time[month].sum()), part_time[month])
    return equivalents


def _ordinary(published: Published, equivalents: Ints) -> Ints:
    """Ordinary hours: working days × equivalents, with women's part such that women's, men's and the total sick
    leave can all be as published."""
    days = np.busday_count([day.isoformat() for day in MONTHS], [_next(day).isoformat() for day in MONTHS])
    hours = equivalents * (days * FULL_DAY)[:, None, None, None, None]
    for year in YEARS:
        managers, others = hours[months_of(year), ..., MANAGERS], hours[months_of(year), ..., :MANAGERS]
        natural = float(managers[:, :, 0].sum() / managers.sum())
        share = Rates.printed(published, "manager_sick_leave", year).women_share(natural)
        _share_out(managers, share * managers.sum())
        total = float(managers.sum() + others.sum())
        natural = float((managers[:, :, 0].sum() + others[:, :, 0].sum()) / total)
        share = Rates.printed(published, "sick_leave", year).women_share(natural)
        _share_out(others, share * total - float(managers[:, :, 0].sum()))
    return np.rint(hours).astype(np.int64)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _share_out(hours: Floats, womens: float) -> None:
    """Scale women's and men's hours so that women's sum is a given one and the sum of all stays."""
    total = hours.sum()
    hours[:, :, 0] *= womens / hours[:, :, 0].sum()
    hours[:, :, 1] *= (total - womens) / hours[:, :, 1].sum()


def _sick(published: Published, heads: Ints, ordinary: Ints, rng: np.random.Generator) -> Ints:
    """Sick hours: season, pandemic, age, unit and chance, the sums of a year, gender and group as published."""
    season = [SICK_BY_MONTH[day.month - 1] * PANDEMIC.get((day.year, day.month), 1.0) for day in MONTHS]
    unit = rng.uniform(0.7, 1.35, (len(UNITS), 1, 1, 1))
    age = np.array(SICK_BY_AGE)[:, None]
    spells = np.repeat(_chance(heads[::3], rng), 3, axis=0)
    expected = np.array(season)[:, None, None, None, None] * unit * age * (spells + _chance(heads, rng)) / 2
    sick = np.zeros(SHAPE, dtype=np.int64)
    for year, gender in product(YEARS, range(len(GENDERS))):
        mine = months_of(year), slice(None), gender
        all_sick = Rates.printed(published, "sick_leave", year).by_gender()[gender] / 100 * ordinary[mine].sum()
        rate = Rates.printed(published, "manager_sick_leave", year).by_gender()[gender] / 100
        managers_sick = rate * ordinary[mine][..., MANAGERS].sum()
        for groups, total, base in (
            (slice(MANAGERS, None), managers_sick, rate),
            (slice(0, MANAGERS), all_sick - managers_sick, 0.08),
        ):
            weights = np.minimum(base * expected[mine][..., groups], HIGHEST_RATE) * ordinary[mine][..., groups]
            sick[(*mine, slice(None), groups)] = spread(round(total), weights)
    return sick


def _chance(heads: Ints, rng: np.random.Generator) -> Floats:
    """Numbers about 1 that vary more in small groups."""
    shape = 0.6 * np.maximum(heads, 1)
    return rng.gamma(shape) / shape


def _add_movements(people: People, published: Published, rng: np.random.Generator) -> None:
    """Those who leave, move within and retire, drawn one by one among the permanent."""
    people.left, people.moved, people.retired, people.retired_age = (np.zeros(SHAPE, dtype=np.int64) for _ in range(4))
    permanent = people.heads * (np.array(GROUPS)[:, 0] == "permanent")
    by_age = np.array(LEAVING)[:, None]
    season = np.array(LEAVERS_BY_MONTH)[:, None, None, None, None]
    for year in YEARS:
        mine = months_of(year)
        mean = permanent[mine].sum() / 12
        leavers = round(float(number(published.near("external_leavers", year))[0]) / 100 * mean)
        people.left[mine] = _drawn(leavers, permanent[mine], season * by_age, rng)
        people.moved[mine] = _drawn(round(0.035 * mean), permanent[mine], season, rng)
        retired, rates = round(0.021 * mean), Rates.printed(published, "pension_age", year)
        women = round(rates.women_share(0.9) * retired)
        for gender, (count, age) in enumerate(
            zip((women, retired - women), rates.fitted(women / retired), strict=True)
        ):
            drawn = _drawn(count, permanent[mine][:, :, gender], season[:, 0] * np.array(RETIRING)[:, None], rng)
            people.retired[mine][:, :, gender] = drawn
            people.retired_age[mine][:, :, gender] = spread(round(100 * age * count), drawn.astype(np.float64))


def _drawn(count: int, heads: Ints, weights: Floats, rng: np.random.Generator) -> Ints:
    """So many of the people, each drawn at most once."""
    places = np.repeat(np.arange(heads.size), heads.ravel())
    chances = np.repeat(np.broadcast_to(weights, heads.shape).ravel(), heads.ravel())
    drawn = rng.choice(places, count, replace=False, p=chances / chances.sum())
    return np.bincount(drawn, minlength=heads.size).reshape(heads.shape)


def _add_overtime(people: People, published: Published, rng: np.random.Generator) -> None:
    """Worked hours, and above them extra hours of part-timers and overtime."""
    at_work = np.array([0.62 if day.month == 7 else 0.88 for day in MONTHS])[:, None, None, None, None]
    people.worked = np.rint((people.ordinary - people.sick) * at_work).astype(np.int64)
    people.extra, people.overtime = np.zeros(SHAPE, dtype=np.int64), np.zeros(SHAPE, dtype=np.int64)
    part_time = 1 - people.full_time / np.maximum(people.heads, 1)
    for year in YEARS:
        mine = months_of(year)
        worked = people.worked[mine]
        women_share = float(worked[:, :, 0].sum() / worked.sum())
        for measure, into, leaning in (
            ("extra_hours_share", people.extra, part_time[mine]),
            ("overtime_share", people.overtime, np.ones(worked.shape)),
        ):
            rates = Rates.printed(published, measure, year).fitted(women_share)
            weights = worked * leaning * rng.uniform(0.3, 1.7, worked.shape)
            for gender, rate in enumerate(rates):
                total = round(rate / 100 * worked[:, :, gender].sum())
                into[mine][:, :, gender] = spread(total, weights[:, :, gender])


def staff(people: People, spelled: Spelled) -> Records:
    """The rows of the export Personal, unit by unit."""
    hired = np.maximum(
        np.diff(people.heads, axis=0, prepend=people.heads[:1]) + people.left + people.moved + people.retired, 0
    )
    counts = (people.heads, people.full_time, people.equivalents, hired, people.left, people.moved, people.retired)
    columns = np.stack([*counts, people.retired_age, people.extra, people.overtime, people.worked], axis=-1)
    rows: list[Row] = []
    for year, unit in product(YEARS, range(len(UNITS))):
        mine = months_of(year)
        for month, gender, age, group in np.argwhere(people.heads[mine, unit]).tolist():
            day, (form, manager) = MONTHS[mine][month], GROUPS[group]
            about = (day, spelled(UNITS[unit], year), GENDERS[gender], AGES[age], form, manager)
            rows.append((*about, *columns[mine.start + month, unit, gender, age, group].tolist()))
    scaled = ("full_time_equivalents", "retired_age_sum", "extra_hours", "overtime_hours", "worked_hours")
    return Records(STAFF, rows, dict.fromkeys(scaled, 100))


def sick_leave(people: People, areas: Mapping[int, Mapping[str, str]], rng: np.random.Generator) -> Records:
    """The rows of the export Sjukfrånvaro, month by month; `areas` spells them as each year does."""
    heads, ordinary, sick = (_in_three_ages(array) for array in (people.heads, people.ordinary, people.sick))
    columns = np.stack([heads, ordinary, *with_lengths(sick, rng)], axis=-1)
    rows: list[Row] = []
    for month, unit, gender, age, group in np.argwhere(heads).tolist():
        day, (form, manager) = MONTHS[month], GROUPS[group]
        area = areas[day.year][UNITS[unit].area]
        about = (day, WHOLE, area, UNITS[unit].name, GENDERS[gender], SICK_LEAVE_AGES[age], form, manager)
        rows.append((*about, *columns[month, unit, gender, age, group].tolist()))
    return Records(SICK_LEAVE, rows, SICK_LEAVE_SCALES)


def with_lengths(sick: Ints, rng: np.random.Generator) -> tuple[Ints, ...]:
    """Sick hours, those of days 1–14, 15–59 and 60–, and those of spells that reach 60 days."""
    long = np.floor(sick * rng.beta(0.8, 1.2, sick.shape)).astype(np.int64)
    middle = np.floor((sick - long) * rng.beta(2.0, 4.0, sick.shape)).astype(np.int64)
    return sick, sick - long - middle, middle, long, np.minimum(long + middle * 3 // 5, sick)


def _in_three_ages(array: Ints) -> Ints:
    return np.concatenate([array[:, :, :, :2], array[:, :, :, 2:].sum(axis=3, keepdims=True)], axis=3)
