"""What happened from year to year, between women and men, and against what was aimed at, in a sentence."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard import theme
from dashboard.figures.figure import known
from dashboard.findings import grounds
from dashboard.findings.sentence import (
    Direction,
    Said,
    Sentence,
    capital,
    count,
    gap,
    heading,
    joined,
    level,
    most,
    sentence,
    share,
    turn,
    when,
    year,
)
from dashboard.findings.step import Step, more_or_less
from dashboard.findings.summary import Summary
from dashboard.theme import decimals_of, number


def title(summary: Summary) -> Sentence:
    """A chart's title: what happened, at most fifteen words; no direction where the change is within noise."""
    subject = summary.measure.subject
    if summary.latest is None:
        return sentence(f"{summary.measure.label}: ingen publicerad siffra i urvalet")
    if summary.latest.part_year:
        return grounds.carried(sentence(subject, " var ", summary.value, " ", when(summary.latest)))
    plain = sentence(subject, " var ", summary.value, " år ", year(summary.latest))
    if summary.step is None:
        return grounds.carried(plain)
    now, before = summary.step.now, summary.step.before
    if summary.unchanged and before.of_year == now.of_year - 1:
        return grounds.carried(
            sentence(subject, " låg ", year(now), " ", level(now, before, "kvar"), " på ", summary.value), plain
        )
    if summary.unchanged:
        return grounds.carried(sentence(plain, ", i stort sett ", level(now, before, "som"), " ", year(before)), plain)
    rising = summary.step.difference > 0
    joint = "men" if rising == (summary.measure.better == "higher") else "och"
    return grounds.carried(summary.joined_to(_movement(summary.step, summary), joint), plain)


def group_title(summaries: Sequence[Summary]) -> Sentence:
    """What happened to the first of the measures that has a figure: unlike measures are not counted together."""
    return title(next((s for s in summaries if s.latest), summaries[0]))


def _movement(step: Step, summary: Summary) -> Sentence:
    """The latest step in words, with the year it is counted from where that is not the year before."""
    now, before = step.now, step.before
    if before.of_year > now.of_year:
        beside = sentence(", ", more_or_less(now, before), " än ", year(before))
        return sentence(summary.measure.subject, " var ", summary.value, " år ", year(now), beside)
    since = sentence() if before.of_year == now.of_year - 1 else sentence(" mot ", year(before))
    verb = turn(now, before, "steg", "sjönk")
    return sentence(summary.measure.subject, " ", verb, " ", year(now), since, " till ", summary.value)


def gender_gaps(women: Summary, men: Summary) -> list[Step]:
    """From men to women in every whole year that both have."""
    of_men = {row.year: row for row in known(men.rows) if not row.part_year}
    pairs = [(w, of_men[w.year]) for w in known(women.rows) if not w.part_year and w.year in of_men]
    return [Step(m, w) for w, m in pairs]


def gap_title(women: Summary, men: Summary) -> Sentence:
    """How women differ from men in the latest year that both have."""
    gaps = gender_gaps(women, men)
    subject = women.measure.subject
    if not gaps:
        return sentence(f"{subject}: ingen uppdelning på kvinnor och män i urvalet")
    last = gaps[-1]
    w, m = last.now, last.before
    plain = sentence(subject, " för kvinnor och män ", year(w))
    if abs(last.difference) < last.resolution / 2:
        return grounds.carried(sentence(subject, " var ", level(w, m, "lika"), " för kvinnor och män ", year(w)), plain)
    side = turn(w, m, "högre", "lägre")
    size = gap(w, m, last.resolution)
    return grounds.carried(sentence(subject, " var ", size, " ", side, " för kvinnor än för män ", year(w)), plain)


def gap_note(women: Summary, men: Summary) -> Sentence:
    """The difference between women and men year by year, women minus men; empty where there is none."""
    gaps = [step for step in gender_gaps(women, men) if grounds.sound(step.before, step.now)]
    unit = "procentenheter" if women.measure.unit == "%" else women.measure.unit
    told = [sentence(year(step.now), ": ", _signed(step)) for step in gaps]
    return sentence(f"Kvinnor minus män, {unit}: ", joined(", ", told)) if told else Sentence()


def _signed(step: Step) -> Said:
    claim = gap(step.now, step.before, step.resolution).claim
    return Said(number(step.difference, decimals_of(step.resolution), plus=True), claim)


def verdict(summaries: Sequence[Summary], scopes: Sequence[str]) -> Sentence:
    """How many of the measures reached target or budget, for each year and scope that they are shown for.

    A scope is named as the measure's card names it; empty where it is the whole and nothing else is chosen.
    """
    aimed = [(s, scope) for s, scope in zip(summaries, scopes, strict=True) if s.status != "neither" and s.latest]
    if not aimed:
        return sentence("Inget utfall med mål att jämföra med i urvalet.")
    groups: dict[tuple[int, str], list[Summary]] = {}
    for summary, scope in aimed:
        groups.setdefault((-summary.latest.of_year if summary.latest else 0, scope), []).append(summary)
    return joined(" ", [_counted(mine, scope) for (_, scope), mine in sorted(groups.items())])


def _counted(mine: Sequence[Summary], scope: str) -> Sentence:
    met = [s for s in mine if s.status == "better"]
    of = next(s.latest for s in mine if s.latest)
    whom = f"{theme.capital(scope)}: " if scope else ""
    return sentence(whom, count(met), " av ", count(mine), " nyckeltal nådde mål eller budget ", year(of), ".")


def headline(summaries: Sequence[Summary], scopes: Sequence[str]) -> Sentence:
    """How many reached target or budget, and in the same breath by how much each of the others missed it."""
    counted = verdict(summaries, scopes)
    worse = [s for s in summaries if s.status == "worse" and s.latest]
    years = {s.latest.of_year for s in worse if s.latest}
    missed = [_missed(s, named=len(years) > 1) for s in worse]
    return sentence(heading(counted), " – ", joined("; ", missed), ".") if missed else counted


def _missed(summary: Summary, *, named: bool) -> Sentence:
    of = sentence(" ", year(summary.latest)) if named and summary.latest else Sentence()
    told = sentence(of, ": ") if summary.at_aim else sentence(" låg", of, " ")
    return sentence(theme.uncapitalised(summary.measure.subject), told, summary.judgement)


def withheld(summaries: Sequence[Summary]) -> list[str]:
    """The measures that are not judged though they have a target, each with what its figures lack."""
    unsound = [s for s in summaries if s.target and s.measure.better != "neither" and s.status == "neither"]
    return [f"{s.measure.label} bedöms inte: {'; '.join(s.judgement.reasons)}" for s in unsound]


def index_title(summaries: Sequence[Summary]) -> Sentence:
    """Which measure has grown and which has shrunk the most since the start of its unbroken series."""
    steps = [(summary, step) for summary in summaries if (step := _since_break(summary))]
    if not steps:
        return sentence("Inget att jämföra i urvalet")
    in_order = sorted(steps, key=lambda each: each[1].now.number / each[1].before.number)
    told = []
    if in_order[-1][1].difference > 0:
        told.append(_furthest(in_order[::-1], "störst ökning", "up"))
    if in_order[0][1].difference < 0:
        told.append(_furthest(in_order, "störst minskning", "down"))
    return _opened(joined("; ", told)) if told else sentence("Ingen förändring")


def _since_break(summary: Summary) -> Step | None:
    """From the first to the last whole year of a measure's unbroken series; None where that carries no comparison."""
    rows = [row for row in known(summary.rows) if not row.part_year]
    unbroken = [row for row in rows if row.segment == rows[-1].segment]
    if len(unbroken) < 2 or not unbroken[0].number or not grounds.sound(unbroken[0], unbroken[-1]):
        return None
    return Step(unbroken[0], unbroken[-1])


def _furthest(in_order: Sequence[tuple[Summary, Step]], text: str, direction: Direction) -> Sentence:
    """The first of the steps, which goes furthest that way."""
    shares = [share(step.now, step.before) for _, step in in_order]
    word = most(text, [each.claim for each in shares], direction)
    summary, step = in_order[0]
    name = theme.uncapitalised(summary.measure.subject)
    return sentence(word, f": {name} (", shares[0], " ", year(step.before), "–", year(step.now), ")")


def _opened(said: Sentence) -> Sentence:
    """A sentence with a capital."""
    first, *rest = said.parts
    opening = theme.capital(first) if isinstance(first, str) else capital(first)
    return replace(said, parts=(opening, *rest))
