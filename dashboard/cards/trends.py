"""A measure over the years as reports print it: against its target, and women and men."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard import theme
from dashboard.cards.card import Card, View, tell
from dashboard.cards.years import (
    axis_years,
    cuts,
    events,
    subtitle,
)
from dashboard.charts import over_years
from dashboard.charts.spec import Line
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import Filter, figures
from dashboard.figures.selection import Choice, applicable
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, sentence, year
from dashboard.findings.sentence import value as said
from dashboard.findings.summary import summarise
from dashboard.findings.year_titles import gap_note, gap_title, title


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
