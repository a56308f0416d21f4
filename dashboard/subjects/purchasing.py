"""Purchasing: each share over the years against its target."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard.cards.card import Card, View
from dashboard.cards.years import axis_years, coverage, cuts, key_figure, span_and_report
from dashboard.charts import over_years
from dashboard.charts.spec import Line
from dashboard.figures.figure import Figure, known
from dashboard.figures.query import figures
from dashboard.findings.summary import Summary
from dashboard.findings.year_titles import title


def against_targets(view: View, key: str, measures: Sequence[str]) -> Card:
    """Shares side by side, each with its targets year by year; the one furthest from its own gives the title."""
    summaries = [key_figure(view, measure) for measure in measures]
    aims = {s.measure.id: _targets(view, s) for s in summaries}
    rows = [row for s in summaries for row in s.rows]
    years = axis_years(view)
    drawings = [
        (
            ", ".join([f"{s.measure.label}, {s.measure.unit}", *coverage(view, s)]),
            over_years.trend(
                [Line(s.rows, "", view.palette.accent, labels="bottom")],
                view.palette,
                years,
                aims[s.measure.id],
                cuts=cuts(s.rows)[0],
                height=260,
            ),
        )
        for s in summaries
    ]
    return Card(
        key=key,
        title=title(max(summaries, key=_off)),
        line=f"Andel av inköpen, mot målet · {span_and_report(rows, view.choice)}",
        drawings=drawings,
        rows=[*rows, *(row for each in aims.values() for row in each)],
        measures=list(measures),
        across=2,
    )


def _targets(view: View, summary: Summary) -> list[Figure]:
    return known(figures(view.warehouse, summary.measure.id, replace(summary.chosen, scenarios=("target",))))


def _off(summary: Summary) -> float:
    """How far below its target a share is; nothing where there is none."""
    if summary.latest is None or summary.target is None:
        return -1.0
    return abs(summary.target.number - summary.latest.number)
