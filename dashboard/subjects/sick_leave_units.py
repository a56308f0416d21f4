"""The parts of the page Sjukfrånvaro about units: which differ by more than chance, one of them, what has changed."""

from collections.abc import Mapping, Sequence
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
from dashboard.figures.store.organisation import moved_units
from dashboard.findings import decomposition, grounds
from dashboard.findings.decomposition import LENGTHS, ORDINARY, REST, Change, Hours, change_sentence, units_sentence
from dashboard.findings.funnel import Rated, funnel_sentence
from dashboard.findings.sentence import Sentence, count, gap, heading, level, month, sentence, turn, value
from dashboard.share.table import Table
from dashboard.subjects.sick_leave import hidden_months, whole_name
from dashboard.subjects.units_compared import (
    RATE,
    Compared,
    compared_span,
    last_year,
    named,
    of_units,
    some_are_closed,
)
from dashboard.theme import number, rounded, span_name

HOURS = (*LENGTHS, ORDINARY)
EACH = "en enhet i taget"
BROKEN_TITLE = "Ändringen visas inte: månaderna kan inte jämföras"
INCOMPLETE_TITLE = "Ändringen visas inte: underlaget är ofullständigt"
CHANGE_TITLE = "Ändringen visas när två gånger tolv månader är inlästa"
UNITS_TITLE = "Enheterna visas när tolv månader i följd är inlästa"
MORE = "Läs in fler månader på sidan Ladda data, eller välj fler år."
AREA_FIRST = Card("units", "Välj ett affärsområde", lacking="Enheter i andra områden visas inte för dig.")


def units(view: View) -> Card:
    """Units of unequal size side by side; a click chooses one. A unit that has moved between areas is one."""
    found = _compared(view)
    if isinstance(found, Card):
        return found
    span, compared = found
    everyone = replace(view.group, unit=TOTAL)
    chosen_one = next((name for name, group in compared.groups.items() if group == view.group), "")
    return of_months(
        replace(view, group=replace(everyone, unit=EACH)),
        Card(
            key="units",
            title=heading(funnel_sentence(compared.found, compared.figures)),
            line=f"Sjukfrånvaro, % mot ordinarie arbetstid · {scope(view, everyone)} · {span_name(*span)}",
            drawings=[("", funnel_chart.funnel_chart(compared.found, view.palette, chosen_one))],
            rows=compared.rows,
            measures=[RATE, ORDINARY],
            notices=not_applicable(view),
            notes=["Klicka på en enhet för att se den för sig", *compared.left_out],
            clicks=compared.groups,
            half=True,
        ),
    )


def listed(view: View) -> Card | None:
    """All units in a table that can be sorted, each with the compared year and whether chance gives as much."""
    found = _compared(view)
    if isinstance(found, Card):
        return None
    span, compared = found
    if not compared.found.units:
        return None
    everyone = replace(view.group, unit=TOTAL)
    earlier = _earlier(view, everyone, compared, span)
    of_all = view.group.org == view.warehouse.whole
    centre = compared.whole.number if compared.whole and compared.whole.value is not None else None
    lines = [
        {
            "Enhet": unit.name,
            f"{span[1].year}, %": number(unit.rate, 1),
            f"{view.choice.against(span[1].year)}, %": number(earlier[unit.name], 1) if unit.name in earlier else "–",
            "Mot helheten": "–" if centre is None else number(unit.rate - centre, 1, plus=True),
            "Mot slumpen": _by_chance(unit),
            # Both would not fit beside the funnel, which shows how large each unit is.
            **(
                {"Område": compared.groups[unit.name].org}
                if of_all
                else {"Ordinarie timmar": number(unit.ordinary_hours)}
            ),
        }
        for unit in compared.furthest
    ]
    return Card(
        "units-listed",
        sentence("Alla ", count(compared.found.units), " enheter efter avståndet till helheten för sin storlek"),
        f"Sjukfrånvaro · {scope(view, everyone)} · {span_name(*span)}",
        rows=compared.rows,
        measures=[RATE, ORDINARY],
        table=Table.of_lines(lines),
        notes=["Mot slumpen: utanför trattens yttre gräns (▲▼), mellan dess gränser, eller inom dem"],
        clicks=compared.groups,
        half=True,
    )


def _by_chance(unit: Rated) -> str:
    if unit.score is None:
        return "bedöms inte"
    return {3: "▲ högre" if unit.side == "up" else "▼ lägre", 2: "mellan", 0: "inom"}[unit.outside]


def _earlier(view: View, group: Group, compared: Compared, span: tuple[date, date]) -> dict[str, float]:
    """Each unit's rate in the same months of the compared year; none of those not there in all of them."""
    before = of_units(replace(view, group=group), compared_span(view, span))
    return {unit.name: unit.rate for unit in before.found.units}


def _compared(view: View) -> tuple[tuple[date, date], Compared] | Card:
    """Units of the last twelve months, or why they are not shown."""
    if some_are_closed(view):
        return AREA_FIRST
    span = last_year(view)
    return _wanting("units", UNITS_TITLE, MORE) if span is None else (span, of_units(view, span))


def _wanting(key: str, title: str, *lacking: str) -> Card:
    return Card(key, title, lacking="; ".join(lacking))


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
    if some_are_closed(view):
        return AREA_FIRST
    span = last_year(view)
    if span is None:
        return _wanting("change", CHANGE_TITLE, MORE)
    before, span = sorted([span, compared_span(view, span)])
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
    """Each unit's hours by length and its ordinary hours, with its name; once for each area that it has been in.

    What few have any of may be told of siblings together where ordinary hours are told of each: these are no unit.
    """
    of = [monthly.of_units(view.warehouse, measure, group, *span) for measure in HOURS]
    names = named(of[HOURS.index(ORDINARY)], moved_units(view.warehouse))
    return [(name, [part[unit] for part in of if unit in part]) for unit, name in names.items()]


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
    return Hours(*values) if len(values) == len(HOURS) else None


def _whole(view: View, group: Group, span: tuple[date, date]) -> Hours | None:
    return _hours(_of_span(view, group, span))


def _of_span(view: View, group: Group, span: tuple[date, date]) -> list[Figure]:
    parts = [monthly.of_span(view.warehouse, measure, group, *span) for measure in HOURS]
    return [part for part in parts if part]


def _rates(view: View, group: Group, span: tuple[date, date]) -> list[Figure]:
    """The rate of a group over a span, then those of its units."""
    total = monthly.of_span(view.warehouse, RATE, group, *span)
    return [*([total] if total else []), *monthly.of_units(view.warehouse, RATE, group, *span).values()]
