"""The first part of the page Sjukfrånvaro: a year against another and its target; who is furthest."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard.cards.card import Card, Lead, View
from dashboard.cards.compared import (
    aim_line,
    aim_of,
    aims,
    last_month,
    of_two_years,
    same_month,
    two_years,
    whose_aim,
    year_lines,
)
from dashboard.cards.months import not_applicable, of_months, scope
from dashboard.charts import over_months
from dashboard.charts.ranking import Part, ranking
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL
from dashboard.figures.query import Filter, figures
from dashboard.findings import against, grounds
from dashboard.findings.funnel import Rated, funnel_sentence
from dashboard.findings.sentence import Sentence, heading, highest, sentence, value
from dashboard.subjects.units_compared import RATE, Compared, last_year, of_areas, of_units, some_are_closed
from dashboard.theme import NO_BREAK, number, span_name

MOST = 5
"""Units that are drawn; all of them are in the table."""


def lead(view: View) -> Lead | None:
    """The last whole year against the compared one and its target, as it is printed where both years are; nothing where
    no year is whole."""
    series = [_printed(view), {row.of_year: row for row in monthly.of_years(view.warehouse, RATE, view.group)}]
    whole = [{year: row for year, row in each.items() if row.value is not None} for each in series]
    latest = max((year for each in whole for year in each if year <= view.choice.year), default=None)
    if latest is None:
        return None
    there = [each for each in whole if latest in each]
    chosen = next((each for each in there if view.choice.against(latest) in each), there[0])
    now, other = chosen[latest], chosen.get(view.choice.against(latest))
    comparable = other if other and other.segment == now.segment else None
    return Lead(against.of_year(now, comparable, aim_of(view, aims(view, RATE, [latest]), now)))


def _printed(view: View) -> dict[int, Figure]:
    """The whole years that reports print; they single nobody out."""
    if replace(view.group, gender=TOTAL).divided:
        return {}
    limits = Filter((view.group.org,), (view.group.gender,), as_of=view.choice.as_of)
    return {row.of_year: row for row in figures(view.warehouse, RATE, limits) if not row.part_year}


def months(view: View) -> Card:
    """The year's months, the compared year's behind them, and the target as a level."""
    rows = of_two_years(view, RATE)
    last = last_month(view, rows)
    aimed = aims(view, RATE, [last.of_year] if last else [])
    return of_months(
        view,
        Card(
            key=f"{RATE}-year",
            title=against.of_month(last, same_month(view, rows)),
            line=f"Sjukfrånvaro, % · {scope(view)} · {two_years(view, rows)}",
            drawings=[("", over_months.season([*aim_line(view, aimed), *year_lines(view, rows)], view.palette, 320))],
            rows=[*rows, *(aimed if known(rows) else [])],
            measures=[RATE],
            notices=not_applicable(view),
            notes=whose_aim(view, aimed),
            half=True,
        ),
    )


def furthest(view: View) -> Card | None:
    """The units that are furthest from their whole, or the areas where units may not be seen; a click chooses one."""
    span = last_year(view)
    if span is None:
        return None
    of_all = replace(view.group, unit=TOTAL)
    by_unit = view.warehouse.rights.units and not some_are_closed(view)
    compared = of_units(view, span) if by_unit else of_areas(view, span)
    shown = _shown(view, compared)
    whole = compared.whole if compared.whole and compared.whole.value is not None else None
    asked = of_all if by_unit else replace(of_all, org=view.warehouse.whole)
    called = "enheter" if by_unit else "områden"
    drawn = ranking(
        [_bar(view, compared, unit) for unit in shown],
        None if whole is None else whole.number,
        "" if whole is None else f"{scope(view, replace(asked, gender=TOTAL))} {number(whole.number, 1)}{NO_BREAK}%",
        view.palette,
    )
    return of_months(
        replace(view, group=of_all),
        Card(
            key="furthest",
            title=_title(compared, by_unit=by_unit),
            line=f"Sjukfrånvaro, % · {scope(view, asked)} · de som skiljer sig mest · {span_name(*span)}",
            drawings=[("", drawn)],
            rows=[*([whole] if whole and known(compared.rows) else []), *compared.rows],
            measures=[RATE],
            notices=not_applicable(view),
            notes=[_all_of(compared, called), *compared.left_out],
            clicks=compared.groups,
            half=True,
        ),
    )


def _shown(view: View, compared: Compared) -> list[Rated]:
    """The furthest of them and the chosen one, the highest first."""
    chosen = [name for name, group in compared.groups.items() if group == view.group]
    named = [unit.name for unit in compared.furthest[:MOST]] + chosen
    return sorted((unit for unit in compared.found.units if unit.name in named), key=lambda unit: -unit.rate)


def _bar(view: View, compared: Compared, unit: Rated) -> Part:
    """A bar in the colour of better or worse where chance does not give as much; the chosen one in the accent."""
    outside = {"up": view.palette.worse, "down": view.palette.better}[unit.side] if unit.outside == 3 else None
    chosen = compared.groups.get(unit.name) == view.group
    color = outside or (view.palette.accent if chosen else view.palette.high)
    text = f"{number(unit.rate, 1)}{NO_BREAK}%"
    sign = {"up": " ▲", "down": " ▼"}[unit.side] if outside else ""
    hover = f"{unit.name}, {compared.groups[unit.name].org}: <b>{text}</b>"
    return Part(unit.name, unit.rate, f"{text}{sign}", color, hover)


def _title(compared: Compared, *, by_unit: bool) -> Sentence:
    """Which units differ by more than chance gives; of areas and of few units, which is highest."""
    if by_unit and compared.found.dispersion is not None:
        return heading(funnel_sentence(compared.found, compared.figures, naming=0))
    return _highest([rate for parts in compared.figures.values() for rate, _ in parts])


def _highest(rates: Sequence[Figure]) -> Sentence:
    found = known(rates)
    if not found:
        return Sentence()
    most = max(found, key=lambda row: row.number)
    name = most.org if most.group is None or most.group.unit == TOTAL else most.group.unit
    plain = sentence(f"{name}: ", value(most))
    return grounds.carried(sentence(f"{name} har ", highest(most, found, "högst"), " frånvaro: ", value(most)), plain)


def _all_of(compared: Compared, called: str) -> str:
    for_size = " för sin storlek" if compared.found.dispersion is not None else ""
    everyone = f"alla {number(len(compared.found.units))} {called} står i tabellen"
    return f"Längst från helheten{for_size}; {everyone}. Klicka på en för att välja den"
