"""What cards of printed years share: of whom and which years they are, what cuts them, what happened meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase

from dashboard import theme
from dashboard.cards.card import Card, Note, View
from dashboard.charts.spec import Mark
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Measure
from dashboard.figures.ownership import of_others
from dashboard.figures.query import figures, in_words, last_outcome_year, publications
from dashboard.figures.selection import Choice, applicable
from dashboard.figures.store.organisation import Event, all_events
from dashboard.findings.summary import Summary, summarise
from dashboard.share.table import Table


def key_figure(view: View, measure: str) -> Summary:
    """A measure's summary within the choices, as far as the measure can follow them."""
    choice, _ = applicable(view.warehouse, [measure], view.choice)
    return summarise(view.warehouse, measure, choice.filter(), choice.compared)


def coverage(view: View, summary: Summary) -> list[str]:
    """The area and sex that a summary shows, where it is not the whole, or not what was chosen."""
    whole = view.warehouse.whole
    orgs = [in_words(view.warehouse, org) for org in summary.chosen.orgs]
    genders = [theme.GENDERS[gender].lower() for gender in summary.chosen.genders]
    plain = view.choice.org == whole and summary.chosen.orgs == (whole,)
    return ([] if plain else orgs) + ([] if view.choice.gender == "total" and genders == ["totalt"] else genders)


def printed_choices(view: View) -> list[Note]:
    """Say, where a unit, an age or managers are chosen, that yearly figures of reports do not follow."""
    if not replace(view.group, gender=TOTAL).divided:
        return []
    whom = theme.who(view.group.unit, view.group.age, view.group.form, view.group.manager)
    return [Note(f"Rapporternas årssiffror följer inte valet {whom}. Valet är kvar för månaderna.")]


def belonging(view: View, measures: Sequence[str]) -> list[str]:
    """The measures that the chosen area has."""
    others = of_others(view.warehouse, measures, view.choice.org)
    return [measure for measure in measures if measure not in others]


def elsewhere(view: View, measures: Sequence[str]) -> list[str]:
    """Which measures belong to other areas than the chosen one."""
    others = of_others(view.warehouse, measures, view.choice.org)
    named = ", ".join(f"{MEASURES[measure].label} ({org})" for measure, org in others.items())
    return [f"Hör till andra affärsområden och visas inte för {view.choice.org}: {named}."] if others else []


def subtitle(view: View, measure: Measure, choice: Choice, rows: Sequence[Figure]) -> str:
    """Measure, unit, coverage, period and publication: the line under a title."""
    gender = "" if choice.gender == "total" else theme.GENDERS[choice.gender].lower()
    coarsest = max((row.resolution for row in known(rows) if row.unit == measure.unit), default=0.0)
    unit = theme.unit_shown(coarsest, measure.unit)
    named = f"{measure.label}, {unit}" if unit else measure.label
    parts = (named, in_words(view.warehouse, choice.org), gender, span_and_report(rows, choice))
    return " · ".join(filter(None, parts))


def span_and_report(rows: Sequence[Figure], choice: Choice) -> str:
    """The years that have a figure, and the publication, in words."""
    years = [row.of_year for row in known(rows)] or [choice.since, choice.year]
    return f"{theme.span(min(years), max(years))} · {choice.published}"


def where_print_stops(view: View, measures: Sequence[str]) -> list[Note]:
    """Say which measures end before the chosen years do."""
    last_outcome = last_outcome_year(view.warehouse, view.choice.as_of)
    found = []
    for measure in measures:
        limits = view.choice.filter(orgs=(view.warehouse.whole,), genders=("total",))
        rows = known(figures(view.warehouse, measure, limits))
        if rows and rows[-1].of_year < min(view.choice.year, last_outcome):
            label, last = MEASURES[measure].label, rows[-1]
            found.append(Note(f"{label} redovisas inte efter {last.year} (senast i {last.publication})."))
    return found


def axis_years(view: View, later: Sequence[Figure] = ()) -> list[int]:
    """The years of a page's time axes: the chosen ones, as far as any outcome is published, and later ones shown."""
    last = min(view.choice.year, last_outcome_year(view.warehouse, view.choice.as_of))
    last = max([last, *(row.of_year for row in later)])
    return list(range(view.choice.since, max(last, view.choice.since) + 1))


def events(view: View, *measures: str) -> tuple[list[Mark], list[str]]:
    """The events that touch the measures within the chosen years, as marks on the axis and as notes."""
    marks: list[Mark] = []
    notes: list[str] = []
    for event in _events(view):
        if set(event.measures.split()) & set(measures):
            sign = str(len(marks) + 1)
            marks.append(Mark(event.day.year - 0.5 + (event.day.timetuple().tm_yday - 1) / 365, sign))
            notes.append(f"[{sign}] {event.shown_as}: {event.text}")
    return marks, notes


def cuts(rows: Sequence[Figure]) -> tuple[list[Mark], list[str]]:
    """Where and why the lines of the rows are cut, as marks and as notes; of several measures with their names."""
    named = len({row.measure for row in rows}) > 1
    found = sorted({(row.of_year, MEASURES[row.measure].label if named else "", row.cut) for row in rows if row.cut})
    marks = [Mark(year - 0.5, sign) for (year, _, _), sign in zip(found, ascii_uppercase, strict=False)]
    notes = [
        f"[{sign}] {f'{label} ' if label else ''}{year}: {cut}"
        for (year, label, cut), sign in zip(found, ascii_uppercase, strict=False)
    ]
    return marks, notes


def event_list(view: View) -> Card:
    """All events of the chosen years, folded away until asked for."""
    mine = _events(view)
    columns = {"När": [e.shown_as for e in mine], "Vad": [e.text for e in mine], "Källa": [e.sources for e in mine]}
    heading = f"Händelser {view.choice.since}–{view.choice.year} ({len(mine)})"
    return Card("events", heading, table=Table.of_columns(columns), folded=True)


def _events(view: View) -> list[Event]:
    mine = [event for event in all_events(view.warehouse) if is_chosen(view, event.day.year)]
    if not view.choice.as_of:
        return mine
    out = {publication.name for publication in publications(view.warehouse, view.choice.as_of)}
    return [event for event in mine if event.told_in(out)]


def is_chosen(view: View, year: int) -> bool:
    """Whether a year is one of those that are chosen."""
    return view.choice.since <= year <= view.choice.year
