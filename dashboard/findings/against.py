"""A figure against another and against what was aimed at, in one sentence that its grounds carry."""

from dashboard.figures.figure import Figure
from dashboard.figures.measures import MEASURES
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, gap, level, month, sentence, turn, value, year
from dashboard.findings.step import COUNTED, NOISE_SHARE, more_or_less
from dashboard.theme import COMPARATORS


def of_month(last: Figure | None, before: Figure | None) -> Sentence:
    """A measure's last month, or the twelve that end with it, and how it differs from the compared year's."""
    if last is None:
        return sentence("Ingen månad är inläst")
    one_month = last.period_start is None or last.period_start == last.month_start
    until = "i " if one_month else "till och med "
    over = " " if one_month else " på tolv månader "
    plain = sentence(MEASURES[last.measure].subject, " var ", value(last), over, until, month(last))
    if before is None:
        return grounds.carried(plain)
    return grounds.carried(sentence(plain, ", ", _beside(last, before, sentence(until, month(before)))), plain)


def of_year(now: Figure, before: Figure | None, aim: Figure | None) -> Sentence:
    """A measure's whole year, how it differs from the compared one, and how far it is from what was aimed at."""
    plain = sentence(MEASURES[now.measure].subject, " var ", value(now), " år ", year(now))
    said = plain if before is None else sentence(plain, ", ", _beside(now, before, sentence(year(before))))
    if aim is not None:
        joint = ", " if before is None else " och "
        said = sentence(said, joint, _from_aim(now, aim))
    return grounds.carried(said, plain)


def _beside(now: Figure, before: Figure, when: Sentence) -> Sentence:
    if unchanged(now, before):
        return sentence("i stort sett ", level(now, before, "som"), " ", when)
    return sentence(more_or_less(now, before), " än ", when)


def unchanged(now: Figure, before: Figure) -> bool:
    """Whether two figures differ by no more than noise: half a digit, of counts and amounts half a per cent."""
    noise = NOISE_SHARE * abs(before.number) if now.unit in (*COUNTED, "tkr") else 0
    return abs(now.number - before.number) < max(now.resolution / 2, noise)


def _from_aim(now: Figure, aim: Figure) -> Sentence:
    """How far over or under what was aimed at, whichever of them is better."""
    goal = sentence(COMPARATORS.get(aim.comparator, ""), value(aim))
    if abs(now.number - aim.number) < now.resolution / 2:
        return sentence(level(now, aim, "lika"), " med målet ", goal)
    return sentence(gap(now, aim, now.resolution), " ", turn(now, aim, "över", "under"), " målet ", goal)
