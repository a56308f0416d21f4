"""A measure's latest figure, the step to it and its target, and what these say; only what their grounds carry."""

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
    Part,
    Sentence,
    gap,
    judged,
    level,
    sentence,
    turn,
    value,
    when,
    year,
)
from dashboard.findings.step import Step
from dashboard.theme import COMPARATORS

Status = Literal["better", "worse", "neither"]


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
        return None, f"inte jämförbart med {before.year}: {theme.uncapitalised(cut)}"
    return Step(before, latest), ""
