"""Several measures by year: side by side, in one chart, or as indices."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard import theme
from dashboard.cards.card import Card, Note, View
from dashboard.cards.tables import value
from dashboard.cards.years import (
    axis_years,
    belonging,
    coverage,
    cuts,
    elsewhere,
    events,
    key_figure,
    span_and_report,
)
from dashboard.charts import over_years
from dashboard.charts.spec import DASHES, Line, Spec, label
from dashboard.figures.figure import Figure, known
from dashboard.figures.query import figures
from dashboard.findings.sentence import Sentence
from dashboard.findings.summary import Summary
from dashboard.findings.year_titles import group_title, index_title, title


def side_by_side(view: View, key: str, measures: Sequence[str], across: int = 3) -> Card | list[Note]:
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
