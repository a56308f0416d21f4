"""Key figures under each other: value, trend, change, target as a bar, latest month and why, each in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.cards.bullet import bullet
from dashboard.cards.card import View, tell
from dashboard.cards.months import chosen
from dashboard.cards.years import coverage, key_figure
from dashboard.figures import monthly
from dashboard.figures.explanations import Told, explanations, told
from dashboard.figures.figure import Figure, known
from dashboard.findings import grounds
from dashboard.findings.month_titles import same_month
from dashboard.findings.sentence import Sentence, bare, joined, period_name, sentence, short_month, value
from dashboard.findings.step import Step
from dashboard.findings.summary import Summary

MARKS = {"better": ("✓", "nått"), "worse": ("✗", "ej nått"), "neither": ("–", "")}
"""How a figure stands to its target: a mark and its word."""


@dataclass(frozen=True)
class KeyFigure:
    """A measure's summary, of whom it is where that is not what was chosen, its latest month with those that it is
    compared with, and why it is as it is; `page` tells more of it."""

    summary: Summary
    page: str
    scope: str
    months: tuple[Sentence, ...]
    why: tuple[Told, ...]

    def payload(self) -> dict[str, Any]:
        """As plain data: every word of it made here, its trend as points, its target as a bar."""
        summary = self.summary
        change, judgement = tell(summary.change), tell(summary.judgement)
        known_against = grounds.caveats([summary.latest] if summary.latest else [])
        reasons = [*(summary.change.reasons if change else ()), *known_against, *summary.judgement.reasons]
        mark, word = MARKS[summary.status]
        return {
            "label": summary.measure.label,
            "page": self.page,
            "scope": self.scope,
            "value": tell(summary.value),
            "of": "" if summary.latest is None else period_name(summary.latest),
            "since": tell(summary.since),
            "change": change or "; ".join(summary.change.reasons),
            "status": summary.status,
            "sign": mark if judgement else "",
            "word": word,
            "judgement": judgement,
            "bar": _bar(summary),
            "caveats": [*dict.fromkeys(reasons)],
            "months": [tell(each) for each in self.months],
            "why": [(each.about, each.text, each.source) for each in self.why],
            "trend": trend(summary),
        }


@dataclass(frozen=True)
class KeyFigures:
    """Several key figures as one table; `notes` say which are left out."""

    key: str
    lines: Sequence[KeyFigure]
    notes: Sequence[str] = ()

    def payload(self) -> dict[str, Any]:
        """As plain data."""
        lines = [line.payload() for line in self.lines]
        return {"kind": "figures", "key": self.key, "lines": lines, "notes": [*self.notes]}


def _bar(summary: Summary) -> dict[str, Any] | None:
    """The latest figure beside its target, where it is judged by it."""
    if summary.latest is None or summary.target is None or summary.status == "neither":
        return None
    return bullet(summary.latest.number, summary.target.number).payload()


def trend(summary: Summary) -> dict[str, Any]:
    """The whole years as points, with the first and the last one in figures; a single year is no trend."""
    rows = [row for row in known(summary.rows) if not row.part_year]
    whole_years = rows if len(rows) > 1 else []
    ends = (whole_years[0], whole_years[-1]) if whole_years else ()
    return {
        "points": [(row.of_year, row.number, row.segment) for row in whole_years],
        "target": summary.target.number if summary.target else None,
        "ends": [(row.of_year, bare(row, summary.resolution).text) for row in ends],
    }


def of_measure(view: View, measure: str, page: str) -> KeyFigure:
    """A measure as a key figure; of an area that reports do not single out what exports give of it."""
    summary = key_figure(view, measure)
    if summary.chosen.orgs != (view.choice.org,):
        summary = _of_exports(view, summary)
    latest = [summary.latest] if summary.latest else []
    why = told(explanations(view.warehouse, latest, view.choice.as_of))
    return KeyFigure(summary, page, _scope(view, summary), _latest_months(view, measure), tuple(why))


def _scope(view: View, summary: Summary) -> str:
    """Of whom and from where a summary is, where that is not what was chosen, in print."""
    by_exports = summary.latest is not None and summary.latest.computed
    sample = ", Exempeldata" if summary.latest is not None and summary.latest.sample else ""
    source = [f"ur {summary.latest.publication}{sample}"] if by_exports and summary.latest else []
    return ", ".join([*(each for each in coverage(view, summary) if each != view.choice.org), *source])


def _of_exports(view: View, printed: Summary) -> Summary:
    """The years that exports give of the chosen area, beside no target: those of reports are for the whole."""
    chosen_filter = replace(printed.chosen, orgs=(view.choice.org,))
    group = replace(view.group, org=view.choice.org)
    every = known(monthly.of_years(view.warehouse, printed.measure.id, group))
    rows = chosen(view, every)
    if not rows:
        return Summary(printed.measure, chosen_filter, [], why_no_step="ingen siffra för området")
    latest = rows[-1]
    before = next((row for row in every if row.of_year == view.choice.against(latest.of_year)), None)
    if before is None or before.segment != latest.segment:
        return Summary(printed.measure, chosen_filter, rows, latest, why_no_step="inget annat år att jämföra med")
    return Summary(printed.measure, chosen_filter, rows, latest, Step(before, latest))


def _latest_months(view: View, measure: str) -> tuple[Sentence, ...]:
    """The last month, and in a line of their own the month before and the same month a year before."""
    every = monthly.shown(view.warehouse, measure, view.group)
    last = next(reversed(known(chosen(view, every))), None)
    if last is None:
        return ()
    months = known(every)
    at = months.index(last)
    before = months[max(at - 1, 0) : at] if not last.cut else []
    a_year = same_month(every, last, last.of_year - 1)
    beside = [*before, *([a_year] if a_year else [])]
    return tuple(
        grounds.carried(each)
        for each in (sentence(value(last), " ", short_month(last)), joined(" · ", map(_beside, beside)))
        if each
    )


def _beside(row: Figure) -> Sentence:
    return sentence(bare(row), " ", short_month(row))
