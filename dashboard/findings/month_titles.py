"""A month beside the same month of another year, and what months have come to, in a sentence."""

from collections.abc import Sequence

from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.findings import grounds
from dashboard.findings.sentence import (
    Part,
    Sentence,
    gap,
    judged,
    level,
    month,
    sentence,
    turn,
    value,
)
from dashboard.findings.step import NOISE_SHARE, more_or_less


def month_title(last: Figure | None, before: Figure | None) -> Sentence:
    """A measure's last month and how it differs from the same month of another year."""
    if last is None:
        return sentence("Ingen månad är inläst")
    plain = sentence(MEASURES[last.measure].subject, " var ", value(last), " ", *_when(last))
    if before is None:
        return grounds.carried(plain)
    step = last.number - before.number
    if abs(step) < max(last.resolution / 2, 0 if last.unit == "%" else NOISE_SHARE * abs(before.number)):
        said = sentence(plain, ", i stort sett ", level(last, before, "som"), " ", then(last, before))
    else:
        said = sentence(plain, ", ", more_or_less(last, before), " än ", then(last, before))
    return grounds.carried(said, plain)


def then(last: Figure, before: Figure) -> Sentence:
    """When the month was that another is set beside."""
    return sentence("ett år tidigare") if before.of_year == last.of_year - 1 else sentence("i ", month(before))


def same_month(rows: Sequence[Figure], last: Figure | None, of_year: int) -> Figure | None:
    """The month of another year that is to be set beside one, unless the series breaks between them."""
    if last is None:
        return None
    first, until = sorted([(of_year, last.month), (last.of_year, last.month)])
    between = [row for row in known(rows) if first <= (row.of_year, row.month) <= until]
    found = [row for row in between if (row.of_year, row.month) == (of_year, last.month)]
    return found[0] if found and not any(row.cut for row in between[1:]) else None


def _when(row: Figure) -> tuple[Part, ...]:
    one_month = row.period_start is None or row.period_start.month == row.month
    return ("i ", month(row)) if one_month else ("på tolv månader till och med ", month(row))


def to_date_title(outcome: Figure | None, budget: Figure | None) -> Sentence:
    """What has been reached from January on, against budget."""
    if outcome is None or outcome.value is None:
        return sentence("Ingen månad är inläst")
    measure = MEASURES[outcome.measure]
    plain = sentence(measure.subject, " var ", value(outcome), " till och med ", month(outcome))
    if budget is None or budget.value is None:
        return grounds.carried(plain)
    off = outcome.number - budget.number
    if abs(off) < outcome.resolution:
        said = sentence(plain, ", ", level(outcome, budget, "lika med budget"))
    else:
        better = (off > 0) == (measure.better == "higher")
        word = (
            turn(outcome, budget, "mer", "mindre")
            if measure.better == "neither"
            else judged(outcome, budget, "bättre" if better else "sämre", better=better)
        )
        said = sentence(plain, ", ", gap(outcome, budget, outcome.resolution), " ", word, " än budget")
    return grounds.carried(said, plain)
