"""Figures in short beside each other, each with the card that it opens: one of them is open, large."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.cards.card import Block, Card, View
from dashboard.cards.compared import aim_of, aims, last_month, same_month
from dashboard.cards.months import chosen
from dashboard.cards.tables import period
from dashboard.cards.years import coverage, key_figure
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.findings import against, grounds
from dashboard.findings.sentence import Sentence, bare, gap, judged, level, month, sentence, value
from dashboard.findings.summary import Status
from dashboard.theme import AMOUNTS, COMPARATORS
from dashboard.theme import month as month_in_short


@dataclass(frozen=True)
class Tile:
    """A measure's latest figure in short: of when it is, what it was before, how far from what was aimed at.

    `trend` are the figures of its small line, `card` what it opens.
    """

    label: str
    value: Sentence
    of: str
    change: Sentence
    aim: Sentence
    status: Status
    trend: Sequence[Figure]
    card: Card


@dataclass(frozen=True)
class Tiles:
    """Several figures in short, of which the first is open until another is chosen. `beside`: they stand beside what is
    open, not above it."""

    key: str
    label: str
    tiles: Sequence[Tile]
    beside: bool = False


Drawn = Block | Tiles
"""All that a part of a page may show."""


def of_months(view: View, measure: str, card: Card) -> Tile | None:
    """A measure's last month, or the last twelve where a month is a part of a sum; None where none is known."""
    computed = MEASURES[measure].computed
    of_moment = computed is not None and computed.only_last
    months = monthly.by_month(view.warehouse, measure, view.group)
    run = months if of_moment else monthly.over_year(view.warehouse, measure, view.group)
    if computed and computed.by_month and not known(run):
        run = months
    last = last_month(view, run)
    if last is None:
        return None
    # A part of a year, and twelve months that are no calendar year, are not judged by what was aimed at for a year.
    of_year = not of_moment and run is not months
    comparable = of_moment or (of_year and last.month == monthly.YEAR)
    aimed = aims(view, measure, [last.of_year]) if comparable else []
    aim = aim_of(view, aimed, last)
    when = month_in_short(last.month_start)
    return Tile(
        MEASURES[measure].label,
        sentence(bare(last) if last.unit in AMOUNTS else value(last)),
        f"12 månader t.o.m. {when}" if of_year else when,
        change(last, same_month(view, run)),
        judgement(last, aim),
        status(last, aim),
        known(chosen(view, run)),
        card,
    )


def of_years(view: View, measure: str, card: Card) -> Tile | None:
    """A measure's last published year; None where none is."""
    summary = key_figure(view, measure)
    if summary.latest is None:
        return None
    return Tile(
        ", ".join([MEASURES[measure].name, *(of for of in coverage(view, summary) if of != view.choice.org)]),
        summary.value,
        period(summary.latest),
        summary.change,
        summary.judgement if summary.target else Sentence(),
        summary.status,
        [row for row in known(summary.rows) if not row.part_year],
        card,
    )


def change(last: Figure, before: Figure | None) -> Sentence:
    """How far a figure is from that of the compared year."""
    if before is None:
        return Sentence()
    plain = sentence("jämförs inte med ", month(before))
    if against.unchanged(last, before):
        return grounds.carried(sentence("i stort sett ", level(last, before, "som"), " ", month(before)), plain)
    return grounds.carried(sentence(gap(last, before, last.resolution, plus=True), " mot ", month(before)), plain)


def judgement(last: Figure, aim: Figure | None) -> Sentence:
    """Whether what was aimed at is reached; empty where nothing is, or the measure has no better side."""
    if aim is None or MEASURES[last.measure].better == "neither":
        return Sentence()
    goal = sentence("målet ", COMPARATORS.get(aim.comparator, ""), value(aim))
    met = _met(last, aim)
    said = sentence(goal, " är ", judged(last, aim, "nått" if met else "inte nått", better=met))
    return grounds.carried(said, goal)


def status(last: Figure, aim: Figure | None) -> Status:
    """Whether a figure is on the better side of what was aimed at; `neither` where that cannot be said."""
    if aim is None or MEASURES[last.measure].better == "neither" or not grounds.sound(last, aim):
        return "neither"
    return "better" if _met(last, aim) else "worse"


def _met(last: Figure, aim: Figure) -> bool:
    floor = aim.comparator.startswith(">") if aim.comparator[:1] in ("<", ">") else None
    floor = MEASURES[last.measure].better == "higher" if floor is None else floor
    off = last.number - aim.number
    return aim.comparator not in ("<", ">") if off == 0 else (off > 0) == floor
