"""Cards of published figures: a measure over the years, women and men, small multiples, what reports say in prose."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from string import ascii_uppercase

from dashboard import theme
from dashboard.cards.card import Card, Note, View, tell
from dashboard.cards.tables import period, printed_table, value
from dashboard.charts import over_years
from dashboard.charts.spec import DASHES, Line, Mark, Spec, label
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Measure
from dashboard.figures.ownership import of_others
from dashboard.figures.query import Filter, cells, figures, in_words, last_outcome_year, publications
from dashboard.figures.selection import Choice, applicable
from dashboard.figures.store.organisation import Event, all_events
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, sentence, year
from dashboard.findings.sentence import value as said
from dashboard.findings.summary import Summary, gap_note, gap_title, group_title, index_title, summarise, title
from dashboard.share.table import Table

MONEY = ("tkr", "mnkr", "kr")


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


def measure_trend(view: View, measure: str, *, with_events: bool = False) -> Card:
    """One measure over the years against its target, as the choices say; where print stops the exports go on."""
    choice, notices = applicable(view.warehouse, [measure], view.choice)
    summary = summarise(view.warehouse, measure, choice.filter(), choice.compared)
    target = figures(view.warehouse, measure, choice.filter(scenarios=("target",)))
    later = _after_print(view, measure, choice)
    marks, event_notes = events(view, measure) if with_events else ([], [])
    breaks, break_notes = cuts([*summary.rows, *later])
    lines = [
        Line(summary.rows, "", view.palette.accent),
        Line(later, "", view.palette.accent, "dot"),
    ]
    years = axis_years(view, later)
    return Card(
        key=measure,
        title=_computed_title(known(later)[-1]) if known(later) and summary.latest is None else title(summary),
        line=subtitle(view, summary.measure, choice, summary.rows),
        drawings=[("", over_years.trend(lines, view.palette, years, target, marks, breaks))],
        rows=[*summary.rows, *later, *known(target)],
        measures=[measure],
        notices=notices,
        notes=[*break_notes, *_computed_notes(known(later)), *event_notes],
    )


def _after_print(view: View, measure: str, choice: Choice) -> list[Figure]:
    """The chosen years after the last printed one that the exports give; none where an earlier report is asked for."""
    if choice.as_of:
        return []
    printed = figures(view.warehouse, measure, Filter((choice.org,), (choice.gender,)))
    last = max((row.of_year for row in known(printed) if not row.part_year), default=0)
    years = monthly.of_years(view.warehouse, measure, Group(choice.org, gender=choice.gender))
    return [row for row in years if max(last + 1, choice.since) <= row.of_year <= choice.year]


def _computed_title(last: Figure) -> Sentence:
    subject = MEASURES[last.measure].subject
    return grounds.carried(
        sentence(subject, " var ", said(last), " år ", year(last), f", beräknat ur {last.publication}")
    )


def _computed_notes(later: Sequence[Figure]) -> list[str]:
    """What a line that goes on after print rests on."""
    if not later:
        return []
    years = theme.span(later[0].year, later[-1].year)
    sample = ", Exempeldata" if any(row.sample for row in later) else ""
    return [f"Prickat: {years} beräknat ur {later[0].publication}{sample}; rapporternas serie är en annan"]


def printed_choices(view: View) -> list[Note]:
    """Say, where a unit, an age or managers are chosen, that yearly figures of reports do not follow."""
    if not replace(view.group, gender=TOTAL).divided:
        return []
    whom = theme.who(view.group.unit, view.group.age, view.group.form, view.group.manager)
    return [Note(f"Rapporternas årssiffror följer inte valet {whom}. Valet är kvar för månaderna.")]


def gender_gap(view: View, measure: str, *, with_target: bool = False) -> Card:
    """Women and men as two lines, the whole in grey, and the gap between them in the title."""
    choice = replace(view.choice, org=view.warehouse.whole, gender=TOTAL)
    both = {g: summarise(view.warehouse, measure, choice.filter(genders=(g,))) for g in ("women", "men", "total")}
    women, men = both["women"], both["men"]
    upper = max(("women", "men"), key=lambda g: sum(row.number for row in known(both[g].rows)))
    lines = [Line(both["total"].rows, "Totalt", view.palette.muted, labels="", width=1.5)]
    for gender, color in (("women", view.palette.women), ("men", view.palette.men)):
        side = "top" if gender == upper else "bottom"
        lines.append(Line(both[gender].rows, theme.GENDERS[gender], color, labels=side))
    target = figures(view.warehouse, measure, choice.filter(scenarios=("target",))) if with_target else []
    rows = [row for summary in both.values() for row in summary.rows]
    breaks, break_notes = cuts(rows)
    return Card(
        key=f"{measure}-gender",
        title=gap_title(women, men),
        line=subtitle(view, women.measure, choice, rows),
        drawings=[("", over_years.trend(lines, view.palette, axis_years(view), target, cuts=breaks))],
        rows=[*rows, *known(target)],
        measures=[measure],
        notes=[note for note in (tell(gap_note(women, men)), *break_notes) if note],
    )


def multiples(view: View, key: str, measures: Sequence[str], across: int = 3) -> Card | list[Note]:
    """Several measures side by side, each on its own scale; those that belong to other areas are named instead."""
    others = elsewhere(view, measures)
    measures = belonging(view, measures)
    if not measures:
        return [Note(text) for text in others]
    summaries = [key_figure(view, measure) for measure in measures]
    rows = [row for summary in summaries for row in (*summary.rows, *_forecasts(view, summary))]
    return Card(
        key=key,
        title=group_title(summaries),
        line=f"Varje mått på egen skala · {span_and_report(rows, view.choice)}",
        drawings=[(heading(view, summary), small(view, summary)) for summary in summaries],
        rows=rows,
        measures=measures,
        notices=others,
        notes=[f"{s.measure.label} {note}" for s in summaries for note in cuts(s.rows)[1] + foreseen(view, s)],
        across=across,
    )


def belonging(view: View, measures: Sequence[str]) -> list[str]:
    """The measures that the chosen area has."""
    others = of_others(view.warehouse, measures, view.choice.org)
    return [measure for measure in measures if measure not in others]


def elsewhere(view: View, measures: Sequence[str]) -> list[str]:
    """Which measures belong to other areas than the chosen one."""
    others = of_others(view.warehouse, measures, view.choice.org)
    named = ", ".join(f"{MEASURES[measure].label} ({org})" for measure, org in others.items())
    return [f"Hör till andra affärsområden och visas inte för {view.choice.org}: {named}."] if others else []


def heading(view: View, summary: Summary) -> str:
    """A measure with its unit, and whom it is of where that is not what was chosen."""
    label, unit = summary.measure.label, theme.unit_shown(summary.resolution, summary.measure.unit)
    named = label if unit in ("", "index") or unit in label.lower() else f"{label}, {unit}"
    return ", ".join([named, *coverage(view, summary)])


def small(view: View, summary: Summary) -> Spec:
    """A measure by year: an amount in columns from zero, a rate or an index as a line."""
    breaks, _ = cuts(summary.rows)
    if summary.measure.unit in theme.AMOUNTS:
        return over_years.columns(summary.rows, view.palette, axis_years(view), _forecasts(view, summary), cuts=breaks)
    line = Line(summary.rows, "", view.palette.accent)
    return over_years.trend([line], view.palette, axis_years(view), cuts=breaks, height=200)


def _forecasts(view: View, summary: Summary) -> list[Figure]:
    """The forecasts of an amount in the years that a small chart draws; of those of one year the last made."""
    if summary.measure.unit not in theme.AMOUNTS:
        return []
    rows = figures(view.warehouse, summary.measure.id, replace(summary.chosen, scenarios=("forecast",)))
    made = sorted(known(rows), key=lambda row: str(row.as_of))
    by_year = {row.of_year: row for row in made}
    return [by_year[year] for year in axis_years(view) if year in by_year]


def foreseen(view: View, summary: Summary) -> list[str]:
    """What outlined columns are, with the day that each forecast was made on and the report that prints it."""
    said = [f"{value(row)} {row.year} ({row.publication}, {row.as_of})" for row in _forecasts(view, summary)]
    return [f"kontur (inom parentes) är prognos: {', '.join(said)}"] if said else []


def several(view: View, key: str, measures: Sequence[str]) -> Card:
    """Measures with one unit as lines in one chart; the first one gives the title."""
    summaries = [key_figure(view, measure) for measure in measures]
    return _lines(view, key, title(summaries[0]), summaries, [s.rows for s in summaries])


def compare_indexed(view: View, key: str, measures: Sequence[str]) -> Card | None:
    """Measures with different units compared as indices, which start again at 100 after a break."""
    measures = belonging(view, measures)
    if len(measures) < 2:
        return None
    summaries = [key_figure(view, measure) for measure in measures]
    rows = [over_years.indexed(summary.rows) for summary in summaries]
    return _lines(view, key, index_title(summaries), summaries, rows, indexed=True)


def _lines(
    view: View,
    key: str,
    headline: Sentence,
    summaries: Sequence[Summary],
    drawn: Sequence[Sequence[Figure]],
    *,
    indexed: bool = False,
) -> Card:
    looks = zip(summaries, drawn, view.palette.lines, DASHES, strict=False)
    labels = "" if indexed else "auto"
    lines = [
        Line(own, _ended(s.measure.name, own) if indexed else s.measure.name, color, dash, labels=labels)
        for s, own, color, dash in looks
    ]
    rows = [row for summary in summaries for row in summary.rows]
    breaks, break_notes = cuts(rows)
    marks, event_notes = events(view, *(s.measure.id for s in summaries)) if indexed else ([], [])
    basis = "Index, första året i varje obruten serie = 100 · " if indexed else ""
    return Card(
        key=key,
        title=headline,
        line=f"{basis}{', '.join(_covered(view, s) for s in summaries)} · {span_and_report(rows, view.choice)}",
        drawings=[("", over_years.trend(lines, view.palette, axis_years(view), (), marks, breaks))],
        rows=rows,
        measures=[summary.measure.id for summary in summaries],
        notes=[*break_notes, *event_notes],
    )


def _ended(name: str, rows: Sequence[Figure]) -> str:
    """A name with the value that its line ends at."""
    return f"{name} {label(known(rows)[-1])}" if known(rows) else name


def _covered(view: View, summary: Summary) -> str:
    parts = coverage(view, summary)
    return f"{summary.measure.label} ({', '.join(parts)})" if parts else summary.measure.label


def prose(view: View, *, money: bool) -> Card:
    """The dated figures that stand only in the reports' prose: amounts of money, or all others."""
    rows = [
        row
        for row in cells(view.warehouse, "löptext", view.choice.as_of)
        if (row.unit in MONEY) == money and (row.year is None or _is_chosen(view, row.year))
    ]
    shown = Table.of_columns(
        {
            "Uppgift": [row.label for row in rows],
            "Område": [row.org for row in rows],
            "Scenario": [theme.SCENARIOS[row.scenario] for row in rows],
            "Period": [period(row) for row in rows],
            "I rapporten": [row.printed for row in rows],
            "Sammanhang": [row.note for row in rows],
            "Källa": [f"{row.publication}, {row.sheet}!{row.cell}" for row in rows],
        }
    )
    return Card("prose", f"Uppgifter ur rapporternas löptext ({len(rows)})", table=shown, folded=True)


def printed_tables(view: View, kinds: Sequence[str], report: str = "") -> list[Card]:
    """Printed tables of some kinds as they stand, of one report or of all, newest first."""
    found = [row for kind in kinds for row in cells(view.warehouse, kind, view.choice.as_of)]
    mine = [row for row in found if row.publication == report or not report]
    in_order = sorted(mine, key=lambda row: (-row.position, row.sheet))
    cards = []
    for (publication, sheet), group in groupby(in_order, key=lambda row: (row.publication, row.sheet)):
        rows = list(group)
        heading = rows[0].theme or rows[0].table_title
        line = f"Som det står i {publication}, blad {sheet}"
        title = f"{publication}: {heading}"
        cards.append(Card(f"{publication}-{sheet}", title, line, table=printed_table(rows), folded=True))
    return cards


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
    mine = [event for event in all_events(view.warehouse) if _is_chosen(view, event.day.year)]
    if not view.choice.as_of:
        return mine
    out = {publication.name for publication in publications(view.warehouse, view.choice.as_of)}
    return [event for event in mine if event.told_in(out)]


def _is_chosen(view: View, year: int) -> bool:
    return view.choice.since <= year <= view.choice.year
