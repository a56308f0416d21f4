"""Units of twelve months side by side: their rates, which of them differ by more than chance, and who is left out."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.cards.card import View, tell
from dashboard.cards.months import chosen
from dashboard.figures import monthly
from dashboard.figures.figure import Figure
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.store.employees import everyone
from dashboard.figures.store.organisation import moved_units, open_orgs
from dashboard.figures.sums import units_of
from dashboard.findings.decomposition import ORDINARY
from dashboard.findings.funnel import Funnel, Parts, Rated, Unit, funnel
from dashboard.findings.sentence import count, sentence

RATE = "sick_leave"
FEW = "har högst tio anställda, eller skulle röja en som har det"
IN_PART = "har inte funnits i alla månaderna"


@dataclass(frozen=True)
class Compared:
    """Units, or areas, around their whole.

    `figures` are the rate and the ordinary hours that each was found in, by its name; `groups` whom a name stands for;
    `whole` the rate of all of them; `left_out` says in words who is not shown.
    """

    found: Funnel
    figures: Mapping[str, Parts]
    groups: Mapping[str, Group]
    whole: Figure | None
    rows: Sequence[Figure]
    left_out: Sequence[str]

    @property
    def furthest(self) -> list[Rated]:
        """Those with a rate, the furthest from the whole first: by chance for their size, where that can be told."""
        centre = self.found.centre or 0.0
        return sorted(
            self.found.units,
            key=lambda unit: (-abs(unit.rate - centre if unit.score is None else unit.score), unit.name),
        )


def last_year(view: View) -> tuple[date, date] | None:
    """The last twelve months within the chosen years that are loaded whole."""
    runs = chosen(view, monthly.over_year(view.warehouse, RATE, everyone(view.warehouse)))
    last = next((row for row in reversed(runs) if row.missing != "gap"), None)
    return (last.period_start, last.month_start) if last and last.period_start else None


def years_from(month: date, years: int) -> date:
    """The same month of another year, earlier or later."""
    return month.replace(year=month.year + years)


def compared_span(view: View, span: tuple[date, date]) -> tuple[date, date]:
    """The same months of the year that those of a span are compared with."""
    years = view.choice.against(span[1].year) - span[1].year
    return years_from(span[0], years), years_from(span[1], years)


def some_are_closed(view: View) -> bool:
    """Whether units of some areas are not all of the whole, where no area is chosen and some are closed."""
    return view.warehouse.rights.areas is not None and view.group.org == view.warehouse.whole


def of_units(view: View, span: tuple[date, date]) -> Compared:
    """Those of the group in each unit of its area, or of all areas. A unit that has moved between areas is one."""
    everyone = replace(view.group, unit=TOTAL)
    rates = monthly.of_units(view.warehouse, RATE, everyone, *span)
    ordinary = monthly.of_units(view.warehouse, ORDINARY, everyone, *span)
    names = named(rates, moved_units(view.warehouse))
    figures: dict[str, Parts] = {}
    for group, name in names.items():
        figures[name] = (*figures.get(name, ()), (rates[group], ordinary[group]))
    there = _months_there(view, everyone, names, span)
    whole = {name: parts for name, parts in figures.items() if _covers(parts, there.get(name, set()))}
    found = funnel([_unit(name, parts) for name, parts in whole.items()])
    in_part = [name for name in figures if name not in whole]
    return Compared(
        found,
        figures,
        {name: group for group, name in sorted(names.items(), key=lambda unit: rates[unit[0]].month_start)},
        monthly.of_span(view.warehouse, RATE, everyone, *span),
        [*rates.values()],
        [*left_out(found.unknown, FEW), *left_out(in_part, IN_PART)],
    )


def of_areas(view: View, span: tuple[date, date]) -> Compared:
    """Those of the group in each area that may be seen, whichever of them is chosen."""
    whole = view.warehouse.whole
    groups = {
        org: replace(view.group, org=org, unit=TOTAL)
        for org in open_orgs(view.warehouse, span[1].year, span[1].year)
        if org != whole
    }
    figures: dict[str, Parts] = {}
    for org, group in groups.items():
        rate, ordinary = (monthly.of_span(view.warehouse, measure, group, *span) for measure in (RATE, ORDINARY))
        if rate and ordinary:
            figures[org] = ((rate, ordinary),)
    return Compared(
        funnel([_unit(name, parts) for name, parts in figures.items()]),
        figures,
        groups,
        monthly.of_span(view.warehouse, RATE, replace(view.group, org=whole, unit=TOTAL), *span),
        [rate for parts in figures.values() for rate, _ in parts],
        [],
    )


def left_out(units: Sequence[str], why: str) -> list[str]:
    """How many units are not shown, and why."""
    return [tell(sentence(count(units), f" {'enheter' if units[1:] else 'enhet'} visas inte: {why}"))] if units else []


def named(units: Iterable[Group], whatever_area: Collection[str] = ()) -> dict[Group, str]:
    """What each unit is called: with its area where another has the same name, unless it is the same in any area."""
    units = list(units)
    areas = Counter(unit.unit for unit in units if unit.unit not in whatever_area)
    return {unit: f"{unit.unit}, {unit.org}" if areas[unit.unit] > 1 else unit.unit for unit in units}


def _months_there(
    view: View, group: Group, names: Mapping[Group, str], span: tuple[date, date]
) -> dict[str, set[date]]:
    """The months in which each unit has rows, in whatever area."""
    found: dict[str, set[date]] = {}
    for unit, months in units_of(view.warehouse, RATE, group, *span).items():
        found.setdefault(names.get(unit, ""), set()).update(month.month for month in months)
    return found


def _covers(parts: Parts, there: set[date]) -> bool:
    """Whether a unit has been there in every month: a part of a year has a season of its own.

    What is hidden is told as such.
    """
    return len(there) == monthly.YEAR or any(rate.missing == "hidden" for rate, _ in parts)


def _unit(name: str, parts: Parts) -> Unit:
    """A unit's hours in all areas together; hidden where those of one are."""
    known_parts = [(r.value, o.value) for r, o in parts if r.value is not None and o.value is not None]
    if len(known_parts) < len(parts):
        return Unit(name, None, None)
    return Unit(name, sum(rate * hours / 100 for rate, hours in known_parts), sum(hours for _, hours in known_parts))
