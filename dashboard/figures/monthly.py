"""Monthly exports -> computed figures: by month, over twelve months, and by year beside what is published.

Ratios are sums divided by sums. A month without rows is unknown, never zero; where rows of it are known to be lacking,
its figure has no value, but the reason, and so have all those over it. Months of the whole are those of all
our organisations together; other providers' rows count nowhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from dashboard import theme
from dashboard.figures import exports
from dashboard.figures.figure import Figure
from dashboard.figures.gaps import Lack, lacking
from dashboard.figures.groups import NOT_OFFERED, PROTECTED, TOTAL, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Computed
from dashboard.figures.store.employees import families, hidden, offered, placed
from dashboard.figures.store.facts import Month, Place
from dashboard.figures.store.loaded import export_files, loaded_months, of_people
from dashboard.figures.store.organisation import breaks_of
from dashboard.figures.store.warehouse import Warehouse
from dashboard.figures.sums import months_of, together, units_of
from dashboard.theme import span_name

YEAR = 12
DAY = date(1970, 1, 1)
FEW = "bara hela år för helheten, då fler än {} räknas, visas: annars kan personer pekas ut"

LACKING = ("gap", "zeros")
"""Why there is no figure where months are loaded: parts lack rows, or a column has nothing but zeros."""


def by_month(warehouse: Warehouse, measure: str, group: Group, scenario: str = "outcome") -> list[Figure]:
    """A measure's months in order; segments are cut where a month is missing, the series breaks or units move.

    Months of a group that is not released have no value.
    """
    months = expected(warehouse, measure, group, scenario)
    rows = [figure_of(warehouse, measure, group, scenario, [m]) for m in months]
    rows += hidden_months(warehouse, measure, group, scenario)
    return _segmented(warehouse, measure, group, sorted(rows, key=_ends), step=_length(months))


def over_year(warehouse: Warehouse, measure: str, group: Group, scenario: str = "outcome") -> list[Figure]:
    """A measure over the twelve months that end with each month, where all twelve are loaded and unbroken.

    Where some of them are lacking it has no value.
    """
    months = expected(warehouse, measure, group, scenario)
    count = YEAR // _length(months)
    spans = (months[end - count : end] for end in range(count, len(months) + 1))
    whole = [span for span in spans if _number(span[-1].last) - _number(span[0].month) == YEAR - 1]
    breaks = breaks_of(warehouse, measure, group)
    unbroken = [s for s in whole if not any(s[0].month < day <= _month_end(s[-1].last) for day in breaks)]
    rows = [figure_of(warehouse, measure, group, scenario, span) for span in unbroken]
    return _segmented(warehouse, measure, group, rows, step=_length(months))


def shown(warehouse: Warehouse, measure: str, group: Group, scenario: str = "outcome") -> list[Figure]:
    """A measure's months; over twelve months each where a single month says too little."""
    computed = MEASURES[measure].computed
    over_twelve = computed is not None and not computed.by_month
    return (over_year if over_twelve else by_month)(warehouse, measure, group, scenario)


def of_years(warehouse: Warehouse, measure: str, group: Group, scenario: str = "outcome") -> list[Figure]:
    """A measure's calendar years of which all twelve months are loaded, or are known to be lacking; cut as months."""
    months = expected(warehouse, measure, group, scenario)
    years = {month.month.year: [m for m in months if m.month.year == month.month.year] for month in months}
    whole = [span for span in years.values() if _count(span) == YEAR]
    rows = [figure_of(warehouse, measure, group, scenario, span) for span in whole]
    return _segmented(warehouse, measure, group, rows, step=YEAR)


def of_span(warehouse: Warehouse, measure: str, group: Group, first: date, last: date) -> Figure | None:
    """A measure over a span of months; None unless every one of them is released and loaded, or known to be lacking."""
    months = [m for m in expected(warehouse, measure, group, "outcome") if first <= m.month and m.last <= last]
    whole = _count(months) == _number(last) - _number(first) + 1
    return figure_of(warehouse, measure, group, "outcome", months) if whole else None


def breaks(warehouse: Warehouse, measure: str, group: Group, first: date, last: date) -> list[str]:
    """Why the months of a span, from the first to the last, cannot be compared with each other."""
    return [text for day, text in breaks_of(warehouse, measure, group).items() if first < day <= _month_end(last)]


def of_loaded(warehouse: Warehouse, measure: str, group: Group, first: date, last: date) -> Figure | None:
    """A measure over the months of a span that are loaded and released; None where there are none."""
    months = [m for m in months_of(warehouse, measure, group, "outcome") if first <= m.month and m.last <= last]
    return figure_of(warehouse, measure, group, "outcome", months) if months else None


def of_units(warehouse: Warehouse, measure: str, group: Group, first: date, last: date) -> dict[Group, Figure]:
    """A measure of each unit of an area, or of all areas, over a span of months; hidden units have no value."""
    found = {}
    for unit, months in units_of(warehouse, measure, group, first, last).items():
        years = hidden(warehouse, unit, _families(warehouse, measure))
        if any(first.year <= year <= last.year for year in years):
            row = figure_of(warehouse, measure, unit, "outcome", [Month(month, 0.0) for month in (first, last)])
            found[unit] = replace(row, value=None, missing="hidden", note=PROTECTED)
        elif months:
            found[unit] = figure_of(warehouse, measure, unit, "outcome", months, (first, last))
    return found


def accumulated(warehouse: Warehouse, measure: str, year: int, group: Group, scenario: str = "outcome") -> list[Figure]:
    """What a year has come to at the end of each month, as far as every month from January on is loaded and whole."""
    months = [m for m in months_of(warehouse, measure, group, scenario) if m.month.year == year]
    unbroken = [m for at, m in enumerate(months) if m.month.month == _count(months[:at]) + 1]
    spans = [unbroken[:end] for end in range(1, len(unbroken) + 1)]
    rows = [figure_of(warehouse, measure, group, scenario, span) for span in spans]
    return list(takewhile(lambda row: row.missing not in LACKING, rows))


def expected(warehouse: Warehouse, measure: str, group: Group, scenario: str) -> list[Month]:
    """The months of a group in order: those with rows, and without any those that its exports are known to lack."""
    there = months_of(warehouse, measure, group, scenario)
    if not there:
        return []
    if _length(there) > 1:
        return list(there)
    lacks = [lack for lack in lacking(warehouse, measure, group, date.min, date.max, scenario) if _of_rows(lack)]
    years = _hidden_years(warehouse, measure, group) if lacks else {}
    found = {month.month: month for month in there}
    # What nobody expects is not lacking: months before a group is there, and when it has ended.
    for month, own in sorted(_lacked(lacks).items()):
        if month not in found and month.year not in years and (own or _month_before(month) in found):
            found[month] = Month(month, 0.0)
    return sorted(found.values(), key=lambda each: each.month)


def _of_rows(lack: Lack) -> bool:
    return lack.caveat.kind == "gap"


def _lacked(lacks: Sequence[Lack]) -> dict[date, bool]:
    """The months in which something is lacking, and whether it is the group itself."""
    found: dict[date, bool] = {}
    for lack in lacks:
        for number in range(_number(lack.first), _number(lack.last) + 1):
            month = date((number - 1) // YEAR, (number - 1) % YEAR + 1, 1)
            found[month] = found.get(month, False) or lack.own
    return found


def _families(warehouse: Warehouse, measure: str) -> tuple[str, ...]:
    """The families of columns that a measure of people is computed from."""
    computed = MEASURES[measure].computed
    if computed is None:
        return ()
    sides = [side for side in (computed.numerator, computed.denominator) if side]
    found = [families(warehouse, side.export or computed.export, [side]) for side in sides]
    return tuple(dict.fromkeys(family for each in found for family in each))


def _hidden_years(warehouse: Warehouse, measure: str, group: Group) -> list[int]:
    """The years in which a group is hidden as people are."""
    computed = MEASURES[measure].computed
    who = group.who(computed.who) if computed and of_people(warehouse, computed.export) else None
    return hidden(warehouse, who, _families(warehouse, measure)) if who else []


def hidden_months(warehouse: Warehouse, measure: str, group: Group, scenario: str) -> list[Figure]:
    """Figures without a value for the loaded months in which a group of people is hidden."""
    computed = MEASURES[measure].computed
    who = group.who(computed.who) if computed and of_people(warehouse, computed.export) else None
    if computed is None or who is None or computed.side(scenario) is None:
        return []
    months = loaded_months(warehouse, computed.export)
    reasons = dict.fromkeys(_hidden_years(warehouse, measure, group), PROTECTED)
    # Where nobody has a known area there is nobody to hide.
    withheld = placed(warehouse, who) and not offered(warehouse, who)
    told = {month.month.year for month in months_of(warehouse, measure, group, scenario)}
    if computed.more_than is not None:
        few = FEW.format(computed.more_than)
        reasons = {month.year: few for month in months if month.year not in told}
    elif withheld and not told:
        reasons = dict.fromkeys((month.year for month in months), NOT_OFFERED)
    empty = [figure_of(warehouse, measure, group, scenario, [Month(m, 0.0)]) for m in months if m.year in reasons]
    return [replace(row, value=None, missing="hidden", note=reasons[row.of_year]) for row in empty]


def figure_of(
    warehouse: Warehouse,
    measure: str,
    group: Group,
    scenario: str,
    span: Sequence[Month],
    asked: tuple[date, date] | None = None,
    of: Sequence[tuple[str, str]] = (),
) -> Figure:
    """One figure over a span of months, traced to its files and number of rows, with what speaks against it.

    `asked` are the first and the last month of which it should be, where some of them may be lacking. `of` are the
    dimensions, with their values, that the rows are of: what others lack does not speak against it.
    """
    definition = MEASURES[measure]
    computed = definition.computed
    if computed is None:
        raise ValueError(f"{measure} is not computed")
    places = [place for month in span for place in month.places]
    files = sorted({file for place in places for file in place.files})
    sources = [export_files(warehouse)[file] for file in files]
    start, last = span[0].month, span[-1].last
    whole = all(month.files for month in span)
    counted = (last, last) if computed.only_last and whole else asked or (start, last)
    lacks = lacking(warehouse, measure, group, *counted, scenario, of)
    caveats = tuple(lack.caveat for lack in lacks)
    missing, note = _withheld(warehouse, computed, group, span, lacks)
    return Figure(
        measure=measure,
        subject="",
        org=group.org,
        gender=group.gender,
        scenario=scenario,
        year=last.year,
        period_start=start,
        period_end=_month_end(last),
        period_text=span_name(start, last, names=theme.MONTHS),
        value=None if missing else _value(computed, scenario, span),
        resolution=10.0**-definition.decimals,
        unit=definition.unit,
        missing=missing,
        note=note,
        publication=exports.named(warehouse, computed),
        label=definition.label,
        file="; ".join(source.name for source in sources),
        sheet=_where(places),
        cell=_counted(places),
        part_year=_count(span) < YEAR,
        sample=any(source.sample for source in sources),
        who=theme.who(group.unit, group.age, group.form, group.manager),
        caveats=caveats,
        group=group,
    )


def _withheld(
    warehouse: Warehouse, computed: Computed, group: Group, span: Sequence[Month], lacks: Sequence[Lack]
) -> tuple[str, str]:
    """Why no figure may be told of a span, as a word for it and in words; empty where it may.

    A sum of several months without a part of one of them is no sum of these months; shares of what is there stand, but
    not where a month has nothing at all.
    """
    if nought := [lack.caveat.text for lack in lacks if lack.own and not _of_rows(lack)]:
        return "zeros", "; ".join(nought)
    sum_of_all = group.unit == TOTAL and computed.adds_up and _count(span) > 1
    if not all(month.files for month in span) or (lacks and sum_of_all):
        return "gap", "; ".join(lack.caveat.text for lack in lacks)
    return "", ""


def _where(places: Sequence[Place]) -> str:
    """The sheets that rows stand on, file by file, with the first and the last row; of people they are not told."""
    in_order = sorted(dict.fromkeys(place for place in places if place.sheet or place.first))
    rows = [str(place.first) if place.first == place.last else f"{place.first}–{place.last}" for place in in_order]
    return "; ".join(f"{place.sheet} rad {of_place}".strip() for place, of_place in zip(in_order, rows, strict=True))


def _counted(places: Sequence[Place]) -> str:
    """The number of rows that a figure is of; of people it is not told."""
    if not places or any(place.rows is None for place in places):
        return ""
    rows = sum(place.rows or 0 for place in places)
    return f"{theme.number(rows)} {'rad' if rows == 1 else 'rader'}"


def _value(computed: Computed, scenario: str, span: Sequence[Month]) -> float | None:
    side = computed.side(scenario)
    if side is None:
        return None
    above = together([month.numerator for month in span], side.over_time)
    if computed.denominator is None:
        return above
    below = together([month.denominator or 0.0 for month in span], computed.denominator.over_time)
    return above / below * (100 if computed.percent else 1) if below else None


def _segmented(warehouse: Warehouse, measure: str, group: Group, rows: Iterable[Figure], step: int = 1) -> list[Figure]:
    """Figures in unbroken stretches; those that follow each other end `step` months apart."""
    return list(_with_segments(list(rows), breaks_of(warehouse, measure, group), step))


def _with_segments(rows: Sequence[Figure], breaks: dict[date, str], step: int) -> Iterator[Figure]:
    segment, before = 0, None
    for row in rows:
        if row.value is None:
            yield replace(row, segment=segment)
            continue
        # What a break lies within is neither like what comes before nor like what comes after.
        passed = [text for day, text in breaks.items() if before and _begins(before) < day <= _ends(row)]
        missing = before is not None and _number(_ends(row)) != _number(_ends(before)) + step
        segment += bool(passed or missing)
        yield replace(row, segment=segment, cut="; ".join(passed))
        before = row


def _begins(row: Figure) -> date:
    if row.period_start is None:
        raise ValueError(f"{row.label} is not dated")
    return row.period_start


def _ends(row: Figure) -> date:
    if row.period_end is None:
        raise ValueError(f"{row.label} is not dated")
    return row.period_end


def _length(months: Sequence[Month]) -> int:
    """The months of a period of which anything is told: those of one measure and group are alike."""
    return months[0].length if months else 1


def _count(months: Iterable[Month]) -> int:
    """How many months some periods have together."""
    return sum(month.length for month in months)


def _number(day: date) -> int:
    """Months since year nought: one more for each month."""
    return day.year * YEAR + day.month


def _month_before(month: date) -> date:
    return (month - (DAY.replace(day=2) - DAY)).replace(day=1)


def _month_end(day: date) -> date:
    return date(day.year + day.month // YEAR, day.month % YEAR + 1, 1) - (DAY.replace(day=2) - DAY)
