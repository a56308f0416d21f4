"""Ready parts of pages: cards, a measure over the years, women and men, small multiples, events, prose."""

import html
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from string import ascii_uppercase
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import theme
from dashboard.cards.page import (
    Chart,
    View,
    definition,
    notice,
    period,
    printed_table,
    show,
    table,
    tell,
    traceable,
    value,
)
from dashboard.charts import charts
from dashboard.charts.charts import Line, Mark
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.measures import MEASURES, Measure
from dashboard.figures.ownership import of_others
from dashboard.figures.query import Filter, cells, figures, in_words, last_outcome_year, publications
from dashboard.figures.selection import Choice, applicable
from dashboard.figures.store.organisation import Event, all_events
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, period_name, sentence, year
from dashboard.findings.sentence import value as said
from dashboard.findings.summary import Summary, gap_note, gap_title, group_title, index_title, summarise, title
from dashboard.share.markup import plain

SIGNS = {"better": "✓", "worse": "✗", "neither": "–"}
COLUMN_UNITS = ("timmar", "dygn", "st", "platser", "personer", "årsarbetare", "tkr")
"""Units of amounts, drawn as columns from zero; rates and indices are drawn as lines."""

MONEY = ("tkr", "mnkr", "kr")


def key_figure(view: View, measure: str) -> Summary:
    """A measure's summary within the choices, as far as the measure can follow them."""
    choice, _ = applicable(view.warehouse, [measure], view.choice)
    return summarise(view.warehouse, measure, choice.filter())


def coverage(view: View, summary: Summary) -> list[str]:
    """The area and sex that a summary shows, where it is not the whole, or not what was chosen."""
    whole = view.warehouse.whole
    orgs = [in_words(view.warehouse, org) for org in summary.chosen.orgs]
    genders = [theme.GENDERS[gender].lower() for gender in summary.chosen.genders]
    plain = view.choice.org == whole and summary.chosen.orgs == (whole,)
    return ([] if plain else orgs) + ([] if view.choice.gender == "total" and genders == ["totalt"] else genders)


def cards(view: View, summaries: Sequence[Summary], pages: Sequence[str]) -> None:
    """Key figures side by side: label, value, trend, change, target and status in words; each links to its page."""
    query = urlencode(st.query_params.to_dict(), doseq=True)
    links = [f"{page}?{query}" if query else page for page in pages]
    found = [_card(view, summary, link) for summary, link in zip(summaries, links, strict=True)]
    st.html(f'<div class="cards">{"".join(found)}</div>')


def _card(view: View, summary: Summary, link: str) -> str:
    palette = view.palette
    color = {"better": palette.better, "worse": palette.worse, "neither": palette.muted}[summary.status]
    of = "" if summary.latest is None else period_name(summary.latest)
    since = tell(summary.since)
    trend = charts.sparkline(summary.rows, palette, summary.target)
    picture = f'<img src="{trend}" alt="">' if trend else ""
    change, judgement = tell(summary.change), tell(summary.judgement)
    against = [*grounds.caveats([summary.latest] if summary.latest else []), *summary.judgement.reasons]
    reasons = dict.fromkeys([*(summary.change.reasons if change else ()), *against])
    status = f"{SIGNS[summary.status]} {judgement}" if judgement else ""
    covered = ", ".join(coverage(view, summary))
    lines = [
        f"<h3>{html.escape(summary.measure.label)}</h3>",
        f'<p class="scope">{html.escape(covered)}</p>' if covered else "",
        f'<p class="value">{html.escape(tell(summary.value))} <small>{html.escape(of)}</small></p>{picture}',
        f"<p>{html.escape(change or '; '.join(summary.change.reasons))}</p>",
        f"<p>{html.escape(since)}</p>" if since else "",
        f'<p style="color:{color}">{html.escape(status)}</p>',
        *(f'<p class="caveat">{html.escape(text)}</p>' for text in reasons),
    ]
    return f'<a class="card" href="{html.escape(link)}" target="_self">{"".join(lines)}</a>'


def card_sources(summaries: Sequence[Summary]) -> None:
    """Where each card's figures and target are printed, and how they are defined."""
    with st.expander("Källor och definitioner"):
        rows = [row for s in summaries for row in (*s.rows, *([s.target] if s.target else []))]
        table(traceable(rows), "Inga siffror i urvalet.")
        st.markdown("\n".join(f"- {definition(s.measure)}" for s in summaries))


def measure_trend(view: View, measure: str, *, with_events: bool = False) -> None:
    """One measure over the years against its target, as the choices say; where print stops the exports go on."""
    choice, notices = applicable(view.warehouse, [measure], view.choice)
    summary = summarise(view.warehouse, measure, choice.filter())
    target = figures(view.warehouse, measure, choice.filter(scenarios=("target",)))
    later = _after_print(view, measure, choice)
    marks, event_notes = events(view, measure) if with_events else ([], [])
    breaks, break_notes = cuts([*summary.rows, *later])
    lines = [
        Line(summary.rows, "", view.palette.accent),
        Line(later, "", view.palette.accent, "dot"),
    ]
    years = axis_years(view, later)
    chart = Chart(
        key=measure,
        title=_computed_title(known(later)[-1]) if known(later) and summary.latest is None else title(summary),
        subtitle=subtitle(view, summary.measure, choice, summary.rows),
        drawings=[("", charts.trend(lines, view.palette, years, target, marks, breaks))],
        rows=[*summary.rows, *later, *known(target)],
        measures=[measure],
        notices=notices,
        notes=[*break_notes, *_computed_notes(known(later)), *event_notes],
    )
    show(view, chart)


def _after_print(view: View, measure: str, choice: Choice) -> list[Figure]:
    """The chosen years after the last printed one that the exports give; none where an earlier report is asked for."""
    if choice.as_of:
        return []
    printed = figures(view.warehouse, measure, Filter((choice.org,), (choice.gender,)))
    last = max((row.of_year for row in known(printed) if not row.part_year), default=0)
    years = monthly.of_years(view.warehouse, measure, Group(choice.org, gender=choice.gender))
    return [row for row in years if max(last + 1, choice.first_year) <= row.of_year <= choice.last_year]


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


def printed_choices(view: View) -> None:
    """Say, where a unit, an age or managers are chosen, that yearly figures of reports do not follow."""
    if replace(view.group, gender=TOTAL).divided:
        whom = theme.who(view.group.unit, view.group.age, view.group.form, view.group.manager)
        notice(f"Rapporternas årssiffror följer inte valet {whom}. Valet är kvar för månaderna.")


def gender_gap(view: View, measure: str, *, with_target: bool = False) -> None:
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
    chart = Chart(
        key=f"{measure}-gender",
        title=gap_title(women, men),
        subtitle=subtitle(view, women.measure, choice, rows),
        drawings=[("", charts.trend(lines, view.palette, axis_years(view), target, cuts=breaks))],
        rows=[*rows, *known(target)],
        measures=[measure],
        notes=[note for note in (tell(gap_note(women, men)), *break_notes) if note],
    )
    show(view, chart)


def multiples(view: View, key: str, measures: Sequence[str], across: int = 3) -> None:
    """Several measures side by side, each on its own scale; those that belong to other areas are named instead."""
    measures = belonging(view, measures)
    if not measures:
        return
    summaries = [key_figure(view, measure) for measure in measures]
    rows = [row for summary in summaries for row in (*summary.rows, *_forecasts(view, summary))]
    chart = Chart(
        key=key,
        title=group_title(summaries),
        subtitle=f"Varje mått på egen skala · {span_and_report(rows, view.choice)}",
        drawings=[(_heading(view, summary), _small(view, summary)) for summary in summaries],
        rows=rows,
        measures=measures,
        notes=[f"{s.measure.label} {note}" for s in summaries for note in cuts(s.rows)[1] + _foreseen(view, s)],
        across=across,
    )
    show(view, chart)


def belonging(view: View, measures: Sequence[str]) -> list[str]:
    """The measures that the chosen area has; says which belong to other areas."""
    others = of_others(view.warehouse, measures, view.choice.org)
    if others:
        named = ", ".join(f"{MEASURES[measure].label} ({org})" for measure, org in others.items())
        notice(f"Hör till andra affärsområden och visas inte för {view.choice.org}: {named}.")
    return [measure for measure in measures if measure not in others]


def _heading(view: View, summary: Summary) -> str:
    label, unit = summary.measure.label, theme.unit_shown(summary.resolution, summary.measure.unit)
    named = label if unit in ("", "index") or unit in label.lower() else f"{label}, {unit}"
    return ", ".join([named, *coverage(view, summary)])


def _small(view: View, summary: Summary) -> charts.Spec:
    breaks, _ = cuts(summary.rows)
    if summary.measure.unit in COLUMN_UNITS:
        return charts.columns(summary.rows, view.palette, axis_years(view), _forecasts(view, summary), cuts=breaks)
    line = Line(summary.rows, "", view.palette.accent)
    return charts.trend([line], view.palette, axis_years(view), cuts=breaks, height=200)


def _forecasts(view: View, summary: Summary) -> list[Figure]:
    """The forecasts of an amount in the years that a small chart draws; of those of one year the last made."""
    if summary.measure.unit not in COLUMN_UNITS:
        return []
    rows = figures(view.warehouse, summary.measure.id, replace(summary.chosen, scenarios=("forecast",)))
    made = sorted(known(rows), key=lambda row: str(row.as_of))
    by_year = {row.of_year: row for row in made}
    return [by_year[year] for year in axis_years(view) if year in by_year]


def _foreseen(view: View, summary: Summary) -> list[str]:
    """What outlined columns are, with the day that each forecast was made on and the report that prints it."""
    said = [f"{value(row)} {row.year} ({row.publication}, {row.as_of})" for row in _forecasts(view, summary)]
    return [f"kontur (inom parentes) är prognos: {', '.join(said)}"] if said else []


def several(view: View, key: str, measures: Sequence[str]) -> None:
    """Measures with one unit as lines in one chart; the first one gives the title."""
    summaries = [key_figure(view, measure) for measure in measures]
    _lines(view, key, title(summaries[0]), summaries, [s.rows for s in summaries])


def compare_indexed(view: View, key: str, measures: Sequence[str]) -> None:
    """Measures with different units compared as indices, which start again at 100 after a break."""
    measures = [m for m in measures if m not in of_others(view.warehouse, measures, view.choice.org)]
    if len(measures) < 2:
        return
    summaries = [key_figure(view, measure) for measure in measures]
    rows = [charts.indexed(summary.rows) for summary in summaries]
    _lines(view, key, index_title(summaries), summaries, rows, indexed=True)


def _lines(
    view: View,
    key: str,
    headline: Sentence,
    summaries: Sequence[Summary],
    drawn: Sequence[Sequence[Figure]],
    *,
    indexed: bool = False,
) -> None:
    looks = zip(summaries, drawn, view.palette.lines, charts.DASHES, strict=False)
    labels = "" if indexed else "auto"
    lines = [Line(own, s.measure.name, color, dash, labels=labels) for s, own, color, dash in looks]
    rows = [row for summary in summaries for row in summary.rows]
    breaks, break_notes = cuts(rows)
    marks, event_notes = events(view, *(s.measure.id for s in summaries)) if indexed else ([], [])
    basis = "Index, första året i varje obruten serie = 100 · " if indexed else ""
    chart = Chart(
        key=key,
        title=headline,
        subtitle=f"{basis}{', '.join(_covered(view, s) for s in summaries)} · {span_and_report(rows, view.choice)}",
        drawings=[("", charts.trend(lines, view.palette, axis_years(view), (), marks, breaks))],
        rows=rows,
        measures=[summary.measure.id for summary in summaries],
        notes=[*break_notes, *event_notes],
    )
    show(view, chart)


def _covered(view: View, summary: Summary) -> str:
    parts = coverage(view, summary)
    return f"{summary.measure.label} ({', '.join(parts)})" if parts else summary.measure.label


def prose(view: View, *, money: bool) -> None:
    """The dated figures that stand only in the reports' prose: amounts of money, or all others."""
    rows = [
        row
        for row in cells(view.warehouse, "löptext", view.choice.as_of)
        if (row.unit in MONEY) == money and (row.year is None or _is_chosen(view, row.year))
    ]
    shown = pd.DataFrame(
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
    with st.expander(f"Uppgifter ur rapporternas löptext ({len(rows)})"):
        table(shown, "Inga uppgifter i urvalet.")


def printed_tables(view: View, kinds: Sequence[str], report: str = "") -> None:
    """Printed tables of some kinds as they stand, of one report or of all, newest first."""
    found = [row for kind in kinds for row in cells(view.warehouse, kind, view.choice.as_of)]
    mine = [row for row in found if row.publication == report or not report]
    in_order = sorted(mine, key=lambda row: (-row.position, row.sheet))
    for (publication, sheet), group in groupby(in_order, key=lambda row: (row.publication, row.sheet)):
        rows = list(group)
        st.markdown(f"**{plain(rows[0].theme or rows[0].table_title)}** · {plain(f'{publication}, blad {sheet}')}")
        table(printed_table(rows), "Tabellen är tom.")


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
    years = [row.of_year for row in known(rows)] or [choice.first_year, choice.last_year]
    report = f"som publicerat i {choice.as_of}" if choice.as_of else "senast publicerat"
    return f"{theme.span(min(years), max(years))} · {report}"


def where_print_stops(view: View, measures: Sequence[str]) -> None:
    """Say which measures end before the chosen years do."""
    last_outcome = last_outcome_year(view.warehouse, view.choice.as_of)
    for measure in measures:
        limits = view.choice.filter(orgs=(view.warehouse.whole,), genders=("total",))
        rows = known(figures(view.warehouse, measure, limits))
        if rows and rows[-1].of_year < min(view.choice.last_year, last_outcome):
            label, last = MEASURES[measure].label, rows[-1]
            notice(f"{label} redovisas inte efter {last.year} (senast i {last.publication}).")


def axis_years(view: View, later: Sequence[Figure] = ()) -> list[int]:
    """The years of a page's time axes: the chosen ones, as far as any outcome is published, and later ones shown."""
    last = min(view.choice.last_year, last_outcome_year(view.warehouse, view.choice.as_of))
    last = max([last, *(row.of_year for row in later)])
    return list(range(view.choice.first_year, max(last, view.choice.first_year) + 1))


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


def event_list(view: View) -> None:
    """All events of the chosen years, folded away until asked for."""
    mine = _events(view)
    with st.expander(f"Händelser {view.choice.first_year}–{view.choice.last_year} ({len(mine)})"):
        st.markdown("\n".join(map(_event_told, mine)))


def _event_told(event: Event) -> str:
    return f"- **{plain(event.shown_as)}** {plain(event.text)} *({plain(event.sources)})*"


def _events(view: View) -> list[Event]:
    mine = [event for event in all_events(view.warehouse) if _is_chosen(view, event.day.year)]
    if not view.choice.as_of:
        return mine
    out = {publication.name for publication in publications(view.warehouse, view.choice.as_of)}
    return [event for event in mine if event.told_in(out)]


def _is_chosen(view: View, year: int) -> bool:
    return view.choice.first_year <= year <= view.choice.last_year
