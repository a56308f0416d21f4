"""Key figures under each other: value, trend, change, target, latest month and why, each in its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.cards.card import View
from dashboard.cards.months import chosen
from dashboard.cards.trends import coverage, key_figure
from dashboard.figures import monthly
from dashboard.figures.explanations import Told, explanations, told
from dashboard.figures.figure import known
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, joined, month, sentence, value
from dashboard.findings.summary import Summary, same_month


@dataclass(frozen=True)
class KeyFigure:
    """A measure's summary, of whom it is where that is not what was chosen, its latest month and why it is as it is;
    `page` tells more of it."""

    summary: Summary
    page: str
    scope: str
    month: Sentence
    why: tuple[Told, ...]


@dataclass(frozen=True)
class KeyFigures:
    """Several key figures as one table."""

    key: str
    lines: Sequence[KeyFigure]


def of_measure(view: View, measure: str, page: str) -> KeyFigure:
    """A measure as a key figure."""
    summary = key_figure(view, measure)
    latest = [summary.latest] if summary.latest else []
    why = told(explanations(view.warehouse, latest, view.choice.as_of))
    scope = ", ".join(coverage(view, summary))
    return KeyFigure(summary, page, scope, _latest_month(view, measure), tuple(why))


def _latest_month(view: View, measure: str) -> Sentence:
    """The last month with the month before and the same month a year before; nothing where none is loaded."""
    every = monthly.shown(view.warehouse, measure, view.group)
    last = next(reversed(known(chosen(view, every))), None)
    if last is None:
        return Sentence()
    months = known(every)
    at = months.index(last)
    before = months[max(at - 1, 0) : at] if not last.cut else []
    a_year = same_month(every, last, last.of_year - 1)
    told = [last, *before, *([a_year] if a_year else [])]
    return grounds.carried(joined(" · ", [sentence(month(row), " ", value(row)) for row in told]))
