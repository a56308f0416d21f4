"""Key figures under each other: value, trend, change, target, latest month and why, each in its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.cards.card import View
from dashboard.cards.months import chosen
from dashboard.cards.trends import coverage, key_figure
from dashboard.figures import monthly
from dashboard.figures.explanations import Told, explanations, told
from dashboard.figures.figure import Figure, known
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, gap, month, sentence, value
from dashboard.findings.summary import Summary, a_year_before


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
    """The last month against the month before and the same month a year before; nothing where none is loaded."""
    computed = summary_months(view, measure)
    if not computed:
        return Sentence()
    last = computed[-1]
    plain = sentence(month(last), " ", value(last))
    before = computed[-2] if computed[1:] and not last.cut else None
    year_before = a_year_before(computed)
    beside = [each for each in (before, year_before) if each]
    compared = [sentence(gap(last, each, last.resolution, plus=True), " mot ", month(each)) for each in beside]
    return grounds.carried(sentence(plain, *(part for each in compared for part in (" · ", each))), plain)


def summary_months(view: View, measure: str) -> list[Figure]:
    """The months of a measure that has any of its own."""
    return known(chosen(view, monthly.shown(view.warehouse, measure, view.group)))
