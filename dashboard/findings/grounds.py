"""What figures carry: whether a sentence may compare and judge them, and what to know about them; decided here alone.

Part of a whole is never the whole, a part-year never a year, and a failing check is never silent: where the figures of
a sentence have caveats, the plain values stand instead, with the reasons.
"""

from collections.abc import Iterable
from dataclasses import replace

from dashboard.figures.figure import Figure
from dashboard.figures.measures import MEASURES
from dashboard.findings.sentence import Claim, Sentence, period_name

UNLIKE = "perioderna är olika långa ({}): ingen jämförelse"


def caveats(figures: Iterable[Figure]) -> list[str]:
    """What to know about figures before they are compared, each thing once."""
    return list(dict.fromkeys(caveat.text for figure in figures for caveat in figure.caveats))


def sound(*figures: Figure | None) -> bool:
    """Whether figures are all there and carry a judgement: nothing is known against any of them, and they cover
    equally much of a year."""
    there = [figure for figure in figures if figure is not None]
    return len(there) == len(figures) and not caveats(there) and not _unlike(there)


def carried(said: Sentence, plain: Sentence | None = None) -> Sentence:
    """The sentence where its figures carry all that it says; otherwise the plain one, with the reasons.

    Without a plain one the sentence says no more than what its figures are, and keeps standing.
    """
    reasons = [*caveats(said.figures), *(text for claim in said.claims for text in _of_periods(claim))]
    chosen = plain if plain is not None and reasons else said
    return replace(chosen, reasons=tuple(dict.fromkeys([*chosen.reasons, *reasons])))


def _of_periods(claim: Claim) -> list[str]:
    if not claim.compares or not _unlike(claim.figures):
        return []
    return [UNLIKE.format(", ".join(dict.fromkeys(period_name(figure) for figure in claim.figures)))]


def _unlike(figures: Iterable[Figure]) -> bool:
    """Whether some cover another part of a year than others."""
    return len({_extent(figure) for figure in figures if figure.period_end}) > 1


def _extent(figure: Figure) -> tuple[int, int, int]:
    """The months that a figure covers: how many, and which is the last."""
    if not figure.part_year or figure.period_start is None or figure.period_end is None or _of_moment(figure):
        return 12, 12, 12
    start, end = figure.period_start, figure.period_end
    return (end.year - start.year) * 12 + end.month - start.month + 1, end.month, 0


def _of_moment(figure: Figure) -> bool:
    """Whether it is how things stood at the end of its period, however long that is: heads, not hours."""
    computed = MEASURES[figure.measure].computed
    return figure.computed and computed is not None and computed.numerator.over_time == "last"
