"""Figures -> what happened, in sentences that know what they claim; each says only what its figures' grounds carry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dashboard import theme
from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Measure
from dashboard.figures.query import Filter, figures
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings import grounds
from dashboard.findings.sentence import (
    Direction,
    Part,
    Said,
    Sentence,
    capital,
    count,
    gap,
    heading,
    joined,
    judged,
    level,
    month,
    most,
    sentence,
    share,
    turn,
    value,
    when,
    year,
)
from dashboard.theme import COMPARATORS, NO_BREAK, decimals_of, number

NOISE_SHARE = 0.005
"""A volume or an amount that changes by less than half a per cent is said to be unchanged."""

COUNTED = ("timmar", "dygn", "st", "platser", "personer", "årsarbetare")
"""Units of which there are more or fewer, not a higher or lower number."""

Status = Literal["better", "worse", "neither"]


@dataclass(frozen=True)
class Step:
    """From one figure to another: from an earlier year to a later, or from men to women within one."""

    before: Figure
    now: Figure

    @property
    def difference(self) -> float:
        """The later minus the earlier, or women minus men."""
        return self.now.number - self.before.number

    @property
    def resolution(self) -> float:
        """The coarser of the two prints' last digits."""
        return max(self.before.resolution, self.now.resolution)

    @property
    def within_noise(self) -> bool:
        """Whether it is too small to have a direction."""
        if self.now.unit in ("%", "index", "år"):
            return abs(self.difference) < self.resolution / 2
        return abs(self.difference) < NOISE_SHARE * abs(self.before.number)


@dataclass(frozen=True)
class Summary:
    """A measure's figures with its latest one, the step to it, and the target for its year."""

    measure: Measure
    chosen: Filter
    rows: list[Figure]
    latest: Figure | None = None
    step: Step | None = None
    why_no_step: str = ""
    target: Figure | None = None

    @property
    def resolution(self) -> float:
        """The last digit that all its figures have: what stands beside each other has one precision."""
        return max((row.resolution for row in known(self.rows)), default=0.0)

    @property
    def value(self) -> Sentence:
        """The latest value with its unit."""
        return sentence("–" if self.latest is None else value(self.latest, self.resolution))

    @property
    def since(self) -> Sentence:
        """What a part of a later year has come to, where it is published; empty otherwise."""
        later = [row for row in known(self.rows) if self.latest and row.of_year > self.latest.of_year]
        return sentence(when(later[-1]), ": ", value(later[-1])) if later else Sentence()

    @property
    def unchanged(self) -> bool:
        """Whether the step is within noise."""
        return self.step is not None and self.step.within_noise

    @property
    def change(self) -> Sentence:
        """The step in words, or why there is none."""
        if self.step is None:
            return Sentence((), (self.why_no_step,))
        now, before = self.step.now, self.step.before
        plain = sentence("jämförs inte med ", year(before))
        if self.unchanged:
            said = sentence("i stort sett ", level(now, before, "oförändrat"), " mot ", year(before))
        else:
            said = sentence(gap(now, before, self.step.resolution, plus=True), " mot ", year(before))
        return grounds.carried(said, plain)

    @property
    def status(self) -> Status:
        """Whether the latest value is on the better side of its target; `neither` where that cannot be said."""
        if self.target is None or self.measure.better == "neither" or not grounds.sound(self.latest, self.target):
            return "neither"
        return "better" if self._met() else "worse"

    def _met(self) -> bool:
        floor = {"<": False, "<=": False, ">": True, ">=": True}.get(
            self._aim.comparator, self.measure.better == "higher"
        )
        off = self._gap()
        # A target that must be passed is not met by being reached.
        return self._aim.comparator not in ("<", ">") if off == 0 else (off > 0) == floor

    @property
    def judgement(self) -> Sentence:
        """The target and whether it is met; empty for a measure that has no better side."""
        if self.latest is None or self.measure.better == "neither":
            return Sentence()
        if self.latest.part_year:
            return sentence("delår, bedöms inte")
        if self.target is None:
            return sentence("inget mål för ", year(self.latest))
        if self.status == "neither":
            return grounds.carried(sentence(gap(self.latest, self.target, 1.0)), sentence("bedöms inte"))
        if self.target.scenario == "budget":
            return sentence(self.against_budget, " (", self.goal, ")")
        return sentence("målet ", self.goal, " är ", self._reached) if self.at_aim else sentence(*self._beside_goal())

    @property
    def goal(self) -> Sentence:
        """The target as it is set: 7 %, mer än 75 %; with whom it leaves out."""
        scope = f" ({self._aim.scope})" if self._aim.scope else ""
        return sentence(COMPARATORS.get(self._aim.comparator, ""), value(self._aim), scope)

    @property
    def against_budget(self) -> Sentence:
        """How the latest value compares with its budget."""
        if self._gap() == 0:
            return sentence(level(self._latest, self._aim, "lika med budget"))
        better = self.status == "better"
        return sentence(
            self._distance, " ", judged(self._latest, self._aim, "bättre" if better else "sämre", better=better),
            " än budget",
        )  # fmt: skip

    def joined_to(self, movement: Sentence, joint: str) -> Sentence:
        """A movement with the target that it leads to, or past."""
        if self.target is None or self.status == "neither":
            return movement
        if self.target.scenario == "budget":
            return sentence(movement, ", ", self.against_budget)
        if self.at_aim:
            return sentence(movement, f" {'och' if self._met() else joint} målet ", self.goal, " är ", self._reached)
        return sentence(movement, f" {joint} ligger ", *self._beside_goal())

    @property
    def at_aim(self) -> bool:
        """Whether the target is met, or just not passed."""
        return self._met() or self._gap() == 0

    @property
    def _reached(self) -> Sentence:
        met = self._met()
        return sentence(judged(self._latest, self._aim, "nått" if met else "inte nått", better=met))

    def _beside_goal(self) -> list[Part | Sentence]:
        return [self._distance, " ", turn(self._latest, self._aim, "över", "under"), " målet ", self.goal]

    @property
    def _distance(self) -> Sentence:
        """How far the latest value lies from its target, without sign."""
        finest = min(self._latest.resolution, self._aim.resolution)
        return sentence(gap(self._latest, self._aim, finest))

    def _gap(self) -> float:
        return self._latest.number - self._aim.number

    @property
    def _latest(self) -> Figure:
        if self.latest is None:
            raise ValueError(f"{self.measure.id} has no figure to be compared")
        return self.latest

    @property
    def _aim(self) -> Figure:
        if self.target is None:
            raise ValueError(f"{self.measure.id} has no target to be compared with")
        return self.target


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


def more_or_less(one: Figure, other: Figure) -> Sentence:
    """How much higher or lower one is than another, of what is counted how many more or fewer."""
    resolution = max(one.resolution, other.resolution)
    if one.unit in COUNTED:
        size = gap(one, other, resolution)
        return sentence(
            Said(size.text.removesuffix(f"{NO_BREAK}{one.unit}"), size.claim), " ", turn(one, other, "fler", "färre")
        )
    return sentence(gap(one, other, resolution), " ", turn(one, other, "högre", "lägre"))


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


def summarise(warehouse: Warehouse, measure: str, chosen: Filter | None = None, compared: int | None = None) -> Summary:
    """The latest outcome of a measure within a filter of one organisation and one gender, with the step to it.

    That begins in the year which the last of the filter is `compared` with, else in the last one before that has a
    figure, of whatever years the filter is.
    """
    chosen = chosen or Filter((warehouse.whole,))
    definition = MEASURES[measure]
    rows = figures(warehouse, measure, chosen)
    whole_years = [row for row in known(rows) if not row.part_year]
    if not whole_years:
        part = next(iter(known(rows)[-1:]), None)
        why = "delår: jämförs inte med hela år" if part else "ingen publicerad siffra i urvalet"
        return Summary(definition, chosen, rows, part, why_no_step=why)
    latest = whole_years[-1]
    against = compared if latest.of_year == chosen.last_year else None
    step, why = _step(figures(warehouse, measure, replace(chosen, first_year=0, last_year=9999)), latest, against)
    return Summary(definition, chosen, rows, latest, step, why, _target(warehouse, measure, chosen, latest.of_year))


def _target(warehouse: Warehouse, measure: str, chosen: Filter, of_year: int) -> Figure | None:
    """The numeric target for a year, as last published; for a result its budget, if there is one."""
    for scenario in ("budget", "target") if measure == "result" else ("target",):
        limits = Filter(chosen.orgs, chosen.genders, (scenario,), of_year, of_year, chosen.as_of)
        found = [row for row in known(figures(warehouse, measure, limits)) if not row.part_year]
        if found:
            return found[-1]
    return None


def _step(rows: Sequence[Figure], latest: Figure, compared: int | None) -> tuple[Step | None, str]:
    """The step to a figure from that of the compared year, else from the whole year before; or why the line is cut
    somewhere between them."""
    whole_years = {row.of_year: row for row in known(rows) if not row.part_year}
    earlier = [year for year in whole_years if year < latest.of_year]
    before = whole_years.get(compared or 0) or (whole_years[earlier[-1]] if earlier else None)
    if before is None:
        return None, "inget annat år att jämföra med"
    first, last = sorted([before.of_year, latest.of_year])
    cut = next((row.cut for row in rows if first < row.of_year <= last and row.cut), "")
    if cut:
        return None, f"inte jämförbart med {before.year}: {_lower(cut)}"
    return Step(before, latest), ""


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
    return sentence(_lower(summary.measure.subject), told, summary.judgement)


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
    return sentence(
        word, ": ", _lower(summary.measure.subject), " (", shares[0], " ", year(step.before), "–", year(step.now), ")"
    )  # fmt: skip


def _opened(said: Sentence) -> Sentence:
    """A sentence with a capital."""
    first, *rest = said.parts
    opening = theme.capital(first) if isinstance(first, str) else capital(first)
    return replace(said, parts=(opening, *rest))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
