"""What happened, in words: change, target and status of a measure, computed from its figures."""

from dataclasses import dataclass

import pandas as pd

from dashboard.measures import MEASURES, Measure
from dashboard.query import Filter, figures
from dashboard.theme import NO_BREAK, decimals_of, difference, figure, number
from dashboard.warehouse import Warehouse

NOISE_SHARE = 0.005
"""A volume or an amount that changes by less than half a per cent is said to be unchanged."""


@dataclass(frozen=True)
class Change:
    """The step between the two latest comparable years."""

    from_year: int
    difference: float
    resolution: float
    noise: bool


@dataclass(frozen=True)
class Summary:
    """A measure's latest figure with its history. `latest` is a row of query.figures, or None."""

    measure: Measure
    chosen: Filter
    rows: pd.DataFrame
    latest: pd.Series | None
    change: Change | None
    why_no_change: str
    target: pd.Series | None

    @property
    def value_text(self) -> str:
        """The latest value with its unit, to the printed digit."""
        if self.latest is None:
            return "–"
        return figure(self.latest["value"], self.latest["resolution"], self.latest["unit"])

    @property
    def change_text(self) -> str:
        """The change in words, or why there is none."""
        if self.change is None or self.latest is None:
            return self.why_no_change
        if self.change.noise:
            return f"i stort sett oförändrat mot {self.change.from_year}"
        text = difference(self.change.difference, self.change.resolution, self.latest["unit"])
        return f"{text} mot {self.change.from_year}"

    @property
    def status(self) -> str:
        """better, worse or neither: whether the target is met."""
        gap = self._gap()
        if gap is None:
            return "neither"
        return "better" if gap >= 0 else "worse"

    @property
    def status_text(self) -> str:
        """The target and whether it is met, in words."""
        gap = self._gap()
        if gap is None or self.target is None:
            return "inget mål i rapporterna"
        goal = figure(self.target["value"], self.target["resolution"], self.target["unit"])
        if self.target["scenario"] == "budget":
            return f"{self.distance} {'bättre' if gap >= 0 else 'sämre'} än budget ({goal})"
        return f"målet {goal} är nått" if gap >= 0 else f"{self.distance} {self.side} målet {goal}"

    @property
    def side(self) -> str:
        """Which side of the target the latest value lies on."""
        assert self.latest is not None
        assert self.target is not None
        return "över" if self.latest["value"] > self.target["value"] else "under"

    @property
    def distance(self) -> str:
        """How far from the target, without sign."""
        assert self.latest is not None
        assert self.target is not None
        gap = abs(float(self.latest["value"] - self.target["value"]))
        resolution = min(self.latest["resolution"], self.target["resolution"])
        if self.latest["unit"] == "%":
            return f"{number(gap, decimals_of(resolution))} procentenheter"
        return figure(gap, resolution, self.latest["unit"])

    def _gap(self) -> float | None:
        """How much better than the target, in the measure's own direction."""
        if self.latest is None or self.target is None or self.measure.better == "neither":
            return None
        gap = float(self.latest["value"] - self.target["value"])
        return gap if self.measure.better == "higher" else -gap


def summarise(warehouse: Warehouse, measure: str, chosen: Filter | None = None) -> Summary:
    """The latest outcome of a measure within a filter of one organisation and one gender."""
    chosen = chosen or Filter()
    definition = MEASURES[measure]
    rows = figures(warehouse, measure, chosen)
    known = rows[rows["value"].notna() & ~rows["part_year"]]
    if known.empty:
        return Summary(definition, chosen, rows, None, None, "ingen publicerad siffra i urvalet", None)
    latest = known.iloc[-1]
    change, why = _change(definition, known)
    target = target_of(warehouse, measure, chosen, int(latest["year"]))
    return Summary(definition, chosen, rows, latest, change, why, target)


def target_of(warehouse: Warehouse, measure: str, chosen: Filter, year: int) -> pd.Series | None:
    """The numeric target for a year, as last published; for a result its budget, if there is one."""
    for scenario in ("budget", "target") if measure == "result" else ("target",):
        limits = Filter(chosen.orgs, chosen.genders, (scenario,), year, year, chosen.as_of)
        rows = figures(warehouse, measure, limits)
        rows = rows[rows["value"].notna()]
        if not rows.empty:
            return rows.iloc[-1]
    return None


def _change(measure: Measure, known: pd.DataFrame) -> tuple[Change | None, str]:
    if len(known) < 2:
        return None, "bara ett år i urvalet"
    before, latest = known.iloc[-2], known.iloc[-1]
    if before["segment"] != latest["segment"]:
        return None, f"inte jämförbart med {before['year']}: {latest['cut'][:1].lower()}{latest['cut'][1:]}"
    resolution = max(before["resolution"], latest["resolution"])
    step = float(latest["value"] - before["value"])
    if measure.unit in ("%", "index", "år"):
        noise = abs(step) < resolution / 2
    else:
        noise = abs(step) < NOISE_SHARE * abs(before["value"])
    return Change(int(before["year"]), step, resolution, noise), ""


def title(summary: Summary) -> str:
    """A chart's title: what happened, at most fifteen words; silent where nothing can be said."""
    subject = summary.measure.subject
    if summary.latest is None:
        return f"{summary.measure.label}: ingen publicerad siffra i urvalet"
    year, value = summary.latest["year"], summary.value_text
    if summary.change is None:
        return f"{subject} var {value} år {year}"
    if summary.change.noise:
        return f"{subject} låg {year} kvar på {value}"
    verb = "steg" if summary.change.difference > 0 else "sjönk"
    sentence = f"{subject} {verb} {year} till {value}"
    if summary.target is None or summary.status == "neither":
        return sentence
    if summary.target["scenario"] == "budget":
        return (
            f"{sentence}, {summary.distance} {'bättre' if summary.status == 'better' else 'sämre'} än budget"
        )
    if summary.status == "better":
        return f"{sentence} och målet är nått"
    joint = "men" if _is_improvement(summary) else "och"
    return f"{sentence} {joint} ligger {summary.distance} {summary.side} målet"


def _is_improvement(summary: Summary) -> bool:
    assert summary.change is not None
    rising = summary.change.difference > 0
    return rising == (summary.measure.better == "higher")


def gap_title(women: Summary, men: Summary) -> str:
    """How women differ from men in the latest year that both have."""
    gaps = gender_gaps(women, men)
    subject = women.measure.subject
    if gaps.empty:
        return f"{subject}: ingen uppdelning på kvinnor och män i urvalet"
    last = gaps.iloc[-1]
    year = int(last["year"])
    if not round(last["gap"], decimals_of(last["resolution"])):
        return f"{subject} var lika för kvinnor och män {year}"
    amount = difference(abs(last["gap"]), last["resolution"], women.measure.unit).removeprefix("+")
    return f"{subject} var {amount} {'högre' if last['gap'] > 0 else 'lägre'} för kvinnor än för män {year}"


def gap_note(women: Summary, men: Summary) -> str:
    """The difference between women and men year by year, women minus men."""
    gaps = gender_gaps(women, men)
    if gaps.empty:
        return ""
    unit = "procentenheter" if women.measure.unit == "%" else women.measure.unit
    years = [f"{r.year}: {number(r.gap, decimals_of(r.resolution), plus=True)}" for r in gaps.itertuples()]
    return f"Kvinnor minus män, {unit}: {', '.join(years)}"


def gender_gaps(women: Summary, men: Summary) -> pd.DataFrame:
    """Women minus men for every whole year that both have: year, gap, resolution (the coarser of the two)."""
    both = women.rows.merge(men.rows, on="year", suffixes=("", "_men"))
    both = both[
        both["value"].notna() & both["value_men"].notna() & ~both["part_year"] & ~both["part_year_men"]
    ]
    coarser = both[["resolution", "resolution_men"]].max(axis=1)
    return pd.DataFrame(
        {"year": both["year"], "gap": both["value"] - both["value_men"], "resolution": coarser}
    )


def verdict(summaries: list[Summary]) -> str:
    """How many of the targets are met, and by how much the others are missed."""
    aimed = [s for s in summaries if s.status != "neither" and s.latest is not None]
    if not aimed:
        return "Inga mål i urvalet."
    met = sum(s.status == "better" for s in aimed)
    year = max(int(s.latest["year"]) for s in aimed if s.latest is not None)
    missed = [f"{s.measure.subject} låg {s.status_text}." for s in aimed if s.status == "worse"]
    return " ".join([f"**{met} av {len(aimed)} mål nåddes {year}.**", *missed])


def index_title(summaries: list[Summary]) -> str:
    """Which volume has grown and which has shrunk the most since the start of its unbroken series."""
    growth = {}
    for summary in summaries:
        known = summary.rows[summary.rows["value"].notna()]
        if len(known):
            unbroken = known[known["segment"] == known.iloc[-1]["segment"]]
            growth[summary.measure.subject] = unbroken.iloc[-1]["value"] / unbroken.iloc[0]["value"] - 1
    if not growth:
        return "Ingen publicerad siffra i urvalet"
    most, least = max(growth, key=growth.__getitem__), min(growth, key=growth.__getitem__)
    return f"{most} har ökat mest ({_share(growth[most])}), {_lower(least)} minskat mest ({_share(growth[least])})"


def _share(value: float) -> str:
    return f"{number(value * 100, plus=True)}{NO_BREAK}%"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
