"""What happened, in words: change, target and status of a measure, computed from its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.measures import MEASURES, Measure
from dashboard.query import Figure, Filter, figures, known
from dashboard.theme import FULL_MONTHS, NO_BREAK, amount, decimals_of, difference, figure, number
from dashboard.warehouse import Warehouse

NOISE_SHARE = 0.005
"""A volume or an amount that changes by less than half a per cent is said to be unchanged."""

COUNTED = ("timmar", "dygn", "st", "platser", "personer", "årsarbetare")
"""Units of which there are more or fewer, not a higher or lower number."""

Status = Literal["better", "worse", "neither"]


@dataclass(frozen=True)
class Step:
    """A difference between two years: later minus earlier, or women minus men within one year."""

    year: int
    difference: float
    resolution: float


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
    def value_text(self) -> str:
        """The latest value with its unit, to the printed digit."""
        return "–" if self.latest is None else figure(self.latest.number, self.latest.resolution, self.latest.unit)

    @property
    def unchanged(self) -> bool:
        """Whether the step is within noise."""
        if self.step is None or self.latest is None:
            return False
        if self.measure.unit in ("%", "index", "år"):
            return abs(self.step.difference) < self.step.resolution / 2
        return abs(self.step.difference) < NOISE_SHARE * abs(self.latest.number - self.step.difference)

    @property
    def change_text(self) -> str:
        """The step in words, or why there is none."""
        if self.step is None or self.latest is None:
            return self.why_no_step
        if self.unchanged:
            return f"i stort sett oförändrat mot {self.step.year}"
        return f"{difference(self.step.difference, self.step.resolution, self.latest.unit)} mot {self.step.year}"

    @property
    def status(self) -> Status:
        """Whether the latest value is on the better side of its target; `neither` where that cannot be said."""
        if self.latest is None or self.target is None or self.measure.better == "neither":
            return "neither"
        floor = {"<": False, "<=": False, ">": True, ">=": True}.get(
            self.target.comparator, self.measure.better == "higher"
        )
        gap = self._gap()
        return "better" if gap == 0 or (gap > 0) == floor else "worse"

    @property
    def status_text(self) -> str:
        """The target and whether it is met, in words; empty for a measure that has no better side."""
        if self.latest is None or self.measure.better == "neither":
            return ""
        if self.target is None:
            return f"inget mål för {self.latest.year}"
        goal = figure(self.target.number, self.target.resolution, self.target.unit)
        if self.target.scenario == "budget":
            return f"{self.against_budget} ({goal})"
        return f"målet {goal} är nått" if self.status == "better" else f"{self.distance} {self.side} målet {goal}"

    @property
    def against_budget(self) -> str:
        """How the latest value compares with its budget, in words."""
        if self._gap() == 0:
            return "lika med budget"
        return f"{self.distance} {'bättre' if self.status == 'better' else 'sämre'} än budget"

    @property
    def side(self) -> str:
        """Which side of its target the latest value lies on."""
        return "över" if self._gap() > 0 else "under"

    @property
    def distance(self) -> str:
        """How far the latest value lies from its target, without sign."""
        sides = [row for row in (self.latest, self.target) if row]
        return amount(abs(self._gap()), min(row.resolution for row in sides), self.measure.unit)

    def _gap(self) -> float:
        if self.latest is None or self.target is None:
            raise ValueError(f"{self.measure.id} has no target to be compared with")
        return self.latest.number - self.target.number


def month_title(rows: Sequence[Figure]) -> str:
    """A measure's last month and how it differs from the same month a year before."""
    months = known(rows)
    if not months:
        return "Ingen månad är inläst"
    last, before = months[-1], a_year_before(months)
    subject = MEASURES[last.measure].subject
    text = f"{subject} var {figure(last.number, last.resolution, last.unit)} {_when(last)}"
    if before is None:
        return text
    step = last.number - before.number
    if abs(step) < max(last.resolution / 2, 0 if last.unit == "%" else NOISE_SHARE * abs(before.number)):
        return f"{text}, i stort sett som ett år tidigare"
    return f"{text}, {_more_or_less(step, last)} än ett år tidigare"


def a_year_before(rows: Sequence[Figure]) -> Figure | None:
    """The same month a year before the last one, unless the series breaks between them."""
    months = known(rows)
    if not months:
        return None
    last = months[-1]
    first, *since = [row for row in months if (row.of_year, row.month) >= (last.of_year - 1, last.month)]
    same_month = first.month == last.month and first.of_year < last.of_year
    return first if same_month and not any(row.cut for row in since) else None


def _more_or_less(step: float, last: Figure) -> str:
    """How much higher or lower, of what is counted how many more or fewer."""
    if last.unit in COUNTED:
        return f"{figure(abs(step), last.resolution, last.unit, with_unit=False)} {'fler' if step > 0 else 'färre'}"
    return f"{amount(abs(step), last.resolution, last.unit)} {'högre' if step > 0 else 'lägre'}"


def _when(row: Figure) -> str:
    one_month = row.period_start is None or row.period_start.month == row.month
    return f"i {month_name(row)}" if one_month else f"på tolv månader till och med {month_name(row)}"


def to_date_title(outcome: Figure | None, budget: Figure | None) -> str:
    """What has been reached from January on, against budget."""
    if outcome is None or outcome.value is None:
        return "Ingen månad är inläst"
    measure = MEASURES[outcome.measure]
    text = f"{measure.subject} var {figure(outcome.number, outcome.resolution, outcome.unit)}"
    text += f" till och med {month_name(outcome)}"
    if budget is None or budget.value is None:
        return text
    gap = outcome.number - budget.number
    if abs(gap) < outcome.resolution:
        return f"{text}, lika med budget"
    better = (gap > 0) == (measure.better == "higher")
    words = ("bättre" if better else "sämre") if measure.better != "neither" else ("mer" if gap > 0 else "mindre")
    return f"{text}, {amount(abs(gap), outcome.resolution, outcome.unit)} {words} än budget"


def month_name(row: Figure) -> str:
    """The last month of a figure's period in full: december 2021."""
    return f"{FULL_MONTHS[row.month - 1]} {row.of_year}"


def summarise(warehouse: Warehouse, measure: str, chosen: Filter | None = None) -> Summary:
    """The latest outcome of a measure within a filter of one organisation and one gender."""
    chosen = chosen or Filter((warehouse.whole,))
    definition = MEASURES[measure]
    rows = figures(warehouse, measure, chosen)
    whole_years = [row for row in known(rows) if not row.part_year]
    if not whole_years:
        return Summary(definition, chosen, rows, why_no_step="ingen publicerad siffra i urvalet")
    latest = whole_years[-1]
    step, why = _step(whole_years, rows)
    return Summary(definition, chosen, rows, latest, step, why, _target(warehouse, measure, chosen, latest.of_year))


def _target(warehouse: Warehouse, measure: str, chosen: Filter, year: int) -> Figure | None:
    """The numeric target for a year, as last published; for a result its budget, if there is one."""
    for scenario in ("budget", "target") if measure == "result" else ("target",):
        found = known(
            figures(
                warehouse,
                measure,
                Filter(chosen.orgs, chosen.genders, (scenario,), year, year, chosen.as_of),
            )
        )
        if found:
            return found[-1]
    return None


def _step(whole_years: Sequence[Figure], rows: Sequence[Figure]) -> tuple[Step | None, str]:
    """The step between the two latest whole years, or why the line is cut somewhere between them."""
    if len(whole_years) < 2:
        return None, "bara ett år i urvalet"
    before, latest = whole_years[-2], whole_years[-1]
    between = [row for row in rows if before.of_year < row.of_year <= latest.of_year]
    cut = next((row.cut for row in between if row.cut), "")
    if cut:
        return None, f"inte jämförbart med {before.year}: {_lower(cut)}"
    resolution = max(before.resolution, latest.resolution)
    return Step(before.of_year, latest.number - before.number, resolution), ""


def title(summary: Summary) -> str:
    """A chart's title: what happened, at most fifteen words; no direction where the change is within noise."""
    subject = summary.measure.subject
    if summary.latest is None:
        return f"{summary.measure.label}: ingen publicerad siffra i urvalet"
    year, value = summary.latest.year, summary.value_text
    if summary.step is None:
        return f"{subject} var {value} år {year}"
    if summary.unchanged:
        return f"{subject} låg {year} kvar på {value}"
    rising = summary.step.difference > 0
    sentence = _movement(summary)
    if summary.target is None or summary.status == "neither":
        return sentence
    if summary.target.scenario == "budget":
        return f"{sentence}, {summary.against_budget}"
    goal = figure(summary.target.number, summary.target.resolution, summary.target.unit)
    if summary.status == "better":
        return f"{sentence} och målet {goal} är nått"
    joint = "men" if rising == (summary.measure.better == "higher") else "och"
    return f"{sentence} {joint} ligger {summary.distance} {summary.side} målet {goal}"


def group_title(summaries: Sequence[Summary]) -> str:
    """What happened to the measure of a group that changed the most, and how many of the group rose."""
    year = max((s.latest.of_year for s in summaries if s.latest), default=0)
    changed = [s for s in summaries if s.latest and s.latest.year == year and s.step and not s.unchanged]
    if not changed:
        return title(next((s for s in summaries if s.latest), summaries[0]))
    most = max(changed, key=_relative_change)
    if len(changed) == 1:
        return title(most)
    rose = sum(s.step.difference > 0 for s in changed if s.step)
    return f"{_movement(most)}; {rose} av {len(summaries)} mått steg"


def _relative_change(summary: Summary) -> float:
    if summary.latest is None or summary.step is None:
        return 0.0
    before = summary.latest.number - summary.step.difference
    return abs(summary.step.difference / before) if before else 0.0


def _movement(summary: Summary) -> str:
    """The latest step in words, with the year it is counted from where that is not the year before."""
    if summary.latest is None or summary.step is None:
        return summary.measure.subject
    since = "" if summary.step.year == summary.latest.of_year - 1 else f" mot {summary.step.year}"
    verb = "steg" if summary.step.difference > 0 else "sjönk"
    return f"{summary.measure.subject} {verb} {summary.latest.year}{since} till {summary.value_text}"


def gender_gaps(women: Summary, men: Summary) -> list[Step]:
    """Women minus men for every whole year that both have; the resolution is the coarser of the two."""
    of_men = {row.year: row for row in known(men.rows) if not row.part_year}
    pairs = [(w, of_men[w.year]) for w in known(women.rows) if not w.part_year and w.year in of_men]
    return [Step(w.of_year, w.number - m.number, max(w.resolution, m.resolution)) for w, m in pairs]


def gap_title(women: Summary, men: Summary) -> str:
    """How women differ from men in the latest year that both have."""
    gaps = gender_gaps(women, men)
    subject = women.measure.subject
    if not gaps:
        return f"{subject}: ingen uppdelning på kvinnor och män i urvalet"
    gap = gaps[-1]
    if abs(gap.difference) < gap.resolution / 2:
        return f"{subject} var lika för kvinnor och män {gap.year}"
    size = amount(abs(gap.difference), gap.resolution, women.measure.unit)
    return f"{subject} var {size} {'högre' if gap.difference > 0 else 'lägre'} för kvinnor än för män {gap.year}"


def gap_note(women: Summary, men: Summary) -> str:
    """The difference between women and men year by year, women minus men; empty where there is none."""
    gaps = gender_gaps(women, men)
    unit = "procentenheter" if women.measure.unit == "%" else women.measure.unit
    years = [f"{gap.year}: {number(gap.difference, decimals_of(gap.resolution), plus=True)}" for gap in gaps]
    return f"Kvinnor minus män, {unit}: {', '.join(years)}" if gaps else ""


def verdict(summaries: Sequence[Summary]) -> str:
    """How many of the measures reached target or budget, and by how much the others missed it."""
    aimed = [s for s in summaries if s.status != "neither" and s.latest]
    if not aimed:
        return "Inget utfall med mål att jämföra med i urvalet."
    met = sum(s.status == "better" for s in aimed)
    year = max(s.latest.of_year for s in aimed if s.latest)
    missed = [f"{s.measure.subject} låg {s.status_text}." for s in aimed if s.status == "worse"]
    return " ".join([f"**{met} av {len(aimed)} nyckeltal nådde mål eller budget {year}.**", *missed])


def index_title(summaries: Sequence[Summary]) -> str:
    """Which measure has grown and which has shrunk the most since the start of its unbroken series."""
    growth = {}
    for summary in summaries:
        rows = known(summary.rows)
        unbroken = [row for row in rows if row.segment == rows[-1].segment]
        if len(unbroken) > 1 and unbroken[0].number:
            growth[summary.measure.subject] = unbroken[-1].number / unbroken[0].number - 1
    if not growth:
        return "Inget att jämföra i urvalet"
    most, least = max(growth, key=growth.__getitem__), min(growth, key=growth.__getitem__)
    if most == least:
        return f"{most} har ändrats {_share(growth[most])}"
    rise = f"störst ökning: {_lower(most)} ({_share(growth[most])})" if growth[most] > 0 else ""
    fall = f"störst minskning: {_lower(least)} ({_share(growth[least])})" if growth[least] < 0 else ""
    said = "; ".join(part for part in (rise, fall) if part) or "ingen förändring"
    return said[0].upper() + said[1:]


def _share(value: float) -> str:
    return f"{number(value * 100, plus=True)}{NO_BREAK}%"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
