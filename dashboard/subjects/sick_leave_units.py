"""The parts of the page Sjukfrånvaro about units: which differ by more than chance, one of them, what has changed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date

from dashboard.cards.card import Card, View, tell
from dashboard.cards.months import axis_years, chosen, not_applicable, of_months, scope
from dashboard.charts import funnel_chart, over_months
from dashboard.charts.contributions import change_bars, contributions, unit_bars
from dashboard.charts.spec import Line
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.store.employees import everyone
from dashboard.figures.store.organisation import moved_units
from dashboard.figures.sums import units_of
from dashboard.findings import decomposition, grounds
from dashboard.findings.decomposition import LENGTHS, ORDINARY, REST, Change, Hours, change_sentence, units_sentence
from dashboard.findings.funnel import Parts, Unit, funnel, funnel_sentence
from dashboard.findings.sentence import Sentence, count, gap, heading, level, month, sentence, turn, value
from dashboard.subjects.sick_leave import RATE, hidden_months, whole_name
from dashboard.theme import rounded, span_name

HOURS = (*LENGTHS, ORDINARY)
FEW = "har högst tio anställda, eller skulle röja en som har det"
IN_PART = "har inte funnits i alla månaderna"
EACH = "en enhet i taget"
BROKEN_TITLE = "Ändringen visas inte: månaderna kan inte jämföras"
INCOMPLETE_TITLE = "Ändringen visas inte: underlaget är ofullständigt"
CHANGE_TITLE = "Ändringen visas när två gånger tolv månader är inlästa"
UNITS_TITLE = "Enheterna visas när tolv månader i följd är inlästa"
MORE = "Läs in fler månader på sidan Ladda data, eller välj fler år."
AREA_FIRST = Card("units", "Välj ett affärsområde", lacking="Enheter i andra områden visas inte för dig.")


def units(view: View) -> Card:
    """Units of unequal size side by side; a click chooses one. A unit that has moved between areas is one."""
    if _some_are_closed(view):
        return AREA_FIRST
    span = _last_year(view)
    if span is None:
        return _wanting("units", UNITS_TITLE, MORE)
    everyone = replace(view.group, unit=TOTAL)
    rates = monthly.of_units(view.warehouse, RATE, everyone, *span)
    ordinary = monthly.of_units(view.warehouse, ORDINARY, everyone, *span)
    names = _names(rates, moved_units(view.warehouse))
    figures: dict[str, Parts] = {}
    for group, name in names.items():
        figures[name] = (*figures.get(name, ()), (rates[group], ordinary[group]))
    there = _months_there(view, everyone, names, span)
    whole = {name: parts for name, parts in figures.items() if _covers(parts, there.get(name, set()))}
    found = funnel([_unit(name, parts) for name, parts in whole.items()])
    by_name = {name: group for group, name in sorted(names.items(), key=lambda unit: rates[unit[0]].month_start)}
    return of_months(
        replace(view, group=replace(everyone, unit=EACH)),
        Card(
            key="units",
            title=heading(funnel_sentence(found, figures)),
            line=f"Sjukfrånvaro, % mot ordinarie arbetstid · {scope(view, everyone)} · {span_name(*span)}",
            drawings=[("", funnel_chart.funnel_chart(found, view.palette, names.get(view.group, "")))],
            rows=list(rates.values()),
            measures=[RATE, ORDINARY],
            notices=not_applicable(view),
            notes=[
                "Klicka på en enhet för att se den för sig",
                *_left_out(found.unknown, FEW),
                *_left_out([name for name in figures if name not in whole], IN_PART),
            ],
            clicks=by_name,
        ),
    )


def _some_are_closed(view: View) -> bool:
    """Whether units of some areas are not all of the whole, where no area is chosen and some are closed."""
    return view.warehouse.rights.areas is not None and view.group.org == view.warehouse.whole


def _wanting(key: str, title: str, *lacking: str) -> Card:
    return Card(key, title, lacking="; ".join(lacking))


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


def _left_out(units: Sequence[str], why: str) -> list[str]:
    """How many units are not shown, and why."""
    return [tell(sentence(count(units), f" {'enheter' if units[1:] else 'enhet'} visas inte: {why}"))] if units else []


def _names(units: Iterable[Group], whatever_area: Collection[str] = ()) -> dict[Group, str]:
    """What each unit is called: with its area where another has the same name, unless it is the same in any area."""
    units = list(units)
    areas = Counter(unit.unit for unit in units if unit.unit not in whatever_area)
    return {unit: f"{unit.unit}, {unit.org}" if areas[unit.unit] > 1 else unit.unit for unit in units}


def _unit(name: str, parts: Parts) -> Unit:
    """A unit's hours in all areas together; hidden where those of one are."""
    known_parts = [(r.value, o.value) for r, o in parts if r.value is not None and o.value is not None]
    if len(known_parts) < len(parts):
        return Unit(name, None, None)
    return Unit(name, sum(rate * hours / 100 for rate, hours in known_parts), sum(hours for _, hours in known_parts))


def one_unit(view: View) -> Card | None:
    """The chosen unit, where there is one, beside its area and the whole, twelve months together."""
    if view.group.unit == TOTAL:
        return None
    around = [view.group, replace(view.group, unit=TOTAL), replace(view.group, org=view.warehouse.whole, unit=TOTAL)]
    looks = [(view.palette.accent, 3.0), (view.palette.muted, 2.0), (view.palette.muted, 1.0)]
    runs = [chosen(view, monthly.over_year(view.warehouse, RATE, group)) for group in around]
    names = [view.group.unit, view.group.org, whole_name(view)]
    title = _beside(runs, names)
    lines = [
        Line(run, name, color, width=width, told=title.tells(run))
        for run, name, (color, width) in zip(runs, names, looks, strict=True)
    ]
    rows = [row for run in runs for row in run]
    return of_months(
        view,
        Card(
            key="unit",
            title=title,
            line=f"Sjukfrånvaro, % · {scope(view)} · rullande 12 månader",
            drawings=[("", over_months.long_runs(lines, view.palette, axis_years(view, rows)))],
            rows=rows if known(runs[0]) else hidden_months(view, view.group),
            measures=[RATE],
            notices=not_applicable(view),
        ),
    )


def _beside(runs: Sequence[Sequence[Figure]], names: Sequence[str]) -> Sentence:
    own, area = known(runs[0]), known(runs[1])
    if not own:
        return sentence(f"{names[0]}, tolv månader i taget")
    unit = own[-1]
    plain = sentence(f"{names[0]} har ", value(unit), " på tolv månader till och med ", month(unit))
    if not area or area[-1].period_end != unit.period_end:
        return grounds.carried(plain)
    beside = area[-1]
    if rounded(unit.number - beside.number, 1):
        size = gap(unit, beside, unit.resolution)
        compared = sentence(size, " ", turn(unit, beside, "högre", "lägre"), f" än i {names[1]}")
    else:
        compared = sentence(level(unit, beside, "som"), f" i {names[1]}")
    return grounds.carried(sentence(plain, ", ", compared), plain)


def what_changed(view: View) -> Card:
    """The change between the last chosen year and the compared one, from the earlier to the later, split exactly."""
    if _some_are_closed(view):
        return AREA_FIRST
    span = _last_year(view)
    if span is None:
        return _wanting("change", CHANGE_TITLE, MORE)
    years = view.choice.against(span[1].year) - span[1].year
    before, span = sorted([span, (_years_from(span[0], years), _years_from(span[1], years))])
    everyone = replace(view.group, unit=TOTAL)
    found = _change(view, everyone, before, span)
    if found is None:
        return _no_change(view, everyone, before[0], span[1])
    rates = [_rates(view, everyone, each) for each in (before, span)]
    hours = _figures_of_hours(view, everyone, (before, span), found)
    return of_months(
        view,
        Card(
            key="change",
            title=heading(change_sentence(found, (rates[0][0], rates[1][0]), hours)),
            line=f"Procentenheter · {scope(view, everyone)} · {span_name(*span)} mot {span_name(*before)}",
            drawings=[
                (
                    "Vad ändringen består av",
                    contributions(change_bars(found), view.palette),
                ),
                ("Inom enheterna", contributions(unit_bars(found), view.palette)),
            ],
            rows=[row for each in rates for row in each],
            measures=[RATE],
            notices=[*not_applicable(view), *_all_units(view, everyone)],
            notes=[text for text in (tell(units_sentence(found, hours)),) if text],
            across=2,
        ),
    )


def _all_units(view: View, everyone: Group) -> list[str]:
    """That a chosen unit is not shown for itself, where one is chosen."""
    kept = f"Ändringen delas upp på alla enheter i {scope(view, everyone)}. Valet {view.group.unit} är kvar."
    return [kept] if view.group.unit != TOTAL else []


def _change(view: View, group: Group, before: tuple[date, date], span: tuple[date, date]) -> Change | None:
    """The change of a group between two spans; None across a break, and where one is hidden or not loaded whole."""
    if monthly.breaks(view.warehouse, RATE, group, before[0], span[1]):
        return None
    old, new = (_whole(view, group, each) for each in (before, span))
    if old is None or new is None:
        return None
    return decomposition.change(_hours_of_units(view, group, before), _hours_of_units(view, group, span), (old, new))


def _no_change(view: View, group: Group, first: date, last: date) -> Card:
    """Why the change within some months is not shown."""
    within = [row for row in hidden_months(view, group) if first <= row.month_start <= last]
    if within:
        return of_months(replace(view, group=group), Card("change", "", rows=within, measures=[RATE]))
    breaks = monthly.breaks(view.warehouse, RATE, group, first, last)
    hours = monthly.of_span(view.warehouse, ORDINARY, group, first, last)
    lacking = [] if breaks or hours is None else grounds.caveats([hours])
    title = BROKEN_TITLE if breaks else INCOMPLETE_TITLE if lacking else CHANGE_TITLE
    return _wanting("change", title, *([*breaks, *lacking] or [MORE]))


def _hours_of_units(view: View, group: Group, span: tuple[date, date]) -> dict[str, Hours | None]:
    """Each unit's hours by its name: one that has moved between areas is the same unit."""
    found: dict[str, Hours | None] = {}
    for name, parts in _parts_of_units(view, group, span):
        hours = _hours(parts)
        found[name] = _together(found[name], hours) if name in found else hours
    return found


def _parts_of_units(view: View, group: Group, span: tuple[date, date]) -> list[tuple[str, list[Figure]]]:
    """Each unit's hours by length and its ordinary hours, with its name; once for each area that it has been in."""
    of = [monthly.of_units(view.warehouse, measure, group, *span) for measure in HOURS]
    return [(name, [part[unit] for part in of]) for unit, name in _names(of[0], moved_units(view.warehouse)).items()]


def _figures_of_hours(
    view: View, group: Group, spans: Sequence[tuple[date, date]], found: Change
) -> Mapping[str, Sequence[Figure]]:
    """The hours that a change is computed from, by unit; for the rest those of the whole."""
    figures: dict[str, list[Figure]] = {}
    for span in spans:
        for name, parts in _parts_of_units(view, group, span):
            if name not in found.hidden:
                figures.setdefault(name, []).extend(parts)
        figures.setdefault(REST, []).extend(_of_span(view, group, span))
    return figures


def _together(one: Hours | None, other: Hours | None) -> Hours | None:
    return Hours(*map(sum, zip(astuple(one), astuple(other), strict=True))) if one and other else None


def _hours(parts: Sequence[Figure]) -> Hours | None:
    values = [part.value for part in parts if part.value is not None]
    return Hours(*values) if len(values) == len(parts) else None


def _whole(view: View, group: Group, span: tuple[date, date]) -> Hours | None:
    parts = _of_span(view, group, span)
    return _hours(parts) if len(parts) == len(HOURS) else None


def _of_span(view: View, group: Group, span: tuple[date, date]) -> list[Figure]:
    parts = [monthly.of_span(view.warehouse, measure, group, *span) for measure in HOURS]
    return [part for part in parts if part]


def _rates(view: View, group: Group, span: tuple[date, date]) -> list[Figure]:
    """The rate of a group over a span, then those of its units."""
    total = monthly.of_span(view.warehouse, RATE, group, *span)
    return [*([total] if total else []), *monthly.of_units(view.warehouse, RATE, group, *span).values()]


def _last_year(view: View) -> tuple[date, date] | None:
    """The last twelve months within the chosen years that are loaded whole."""
    runs = chosen(view, monthly.over_year(view.warehouse, RATE, everyone(view.warehouse)))
    last = next((row for row in reversed(runs) if row.missing != "gap"), None)
    return (last.period_start, last.month_start) if last and last.period_start else None


def _years_from(month: date, years: int) -> date:
    return month.replace(year=month.year + years)
