"""Goals under each other: the judgement with its mark and word, and the indicators as bars against their targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.cards.bullet import bullet
from dashboard.cards.card import tell
from dashboard.cards.key_figures import MARKS, trend
from dashboard.cards.tables import value
from dashboard.figures.figure import Figure
from dashboard.findings import grounds
from dashboard.findings.goals import WORDS, Goal, Indicator
from dashboard.findings.sentence import period_name

JUDGED = {"met": ("✓", "better"), "partly": ("◐", "partly"), "missed": ("✗", "worse"), "none": ("–", "neither")}
"""How a goal is judged -> its mark and the colour of it."""


@dataclass(frozen=True)
class GoalLines:
    """Goals of one report, one row each."""

    key: str
    goals: Sequence[Goal]
    line: str

    def payload(self) -> dict[str, Any]:
        """As plain data."""
        return {"kind": "goals", "key": self.key, "line": self.line, "goals": [_goal(goal) for goal in self.goals]}


def _goal(goal: Goal) -> dict[str, Any]:
    mark, look = JUDGED[goal.judged]
    said = dict.fromkeys(f"”{row.printed}” {row.publication}, {row.sheet}!{row.cell}" for row in goal.printed[:1])
    disagreement = tell(goal.disagreement)
    return {
        "name": goal.name,
        "theme": goal.theme if goal.theme != goal.name else "",
        "mark": mark,
        "look": look,
        "word": WORDS[goal.judged],
        "said": [*said],
        "warnings": [each for each in (disagreement, goal.differently) if each],
        "remarks": [*goal.remarks],
        "indicators": [_indicator(each) for each in goal.indicators],
    }


def _indicator(each: Indicator) -> dict[str, Any]:
    summary = each.summary
    latest = summary.latest
    last = latest or (each.outcomes[-1] if each.outcomes else None)
    mark, word = MARKS[summary.status]
    judged = summary.status != "neither"
    aim = summary.target.number if judged and summary.target else None
    return {
        "label": summary.measure.label,
        "trend": trend(summary),
        "known": latest is not None,
        "value": tell(summary.value) if latest else (value(last) if last else "–"),
        "of": "" if last is None else period_name(last),
        "bar": bullet(latest.number, aim).payload() if latest and aim is not None else None,
        "status": summary.status,
        "sign": mark if judged else "",
        "word": word,
        "judgement": tell(summary.judgement) if judged else _aim(each.aim),
        "caveats": grounds.caveats([latest] if latest else []),
    }


def _aim(aim: Figure | None) -> str:
    """A target in words, or of another year, which nothing is judged by."""
    if aim is None:
        return "inget målvärde"
    return f"mål {aim.year}: {aim.printed if aim.missing == 'worded' else value(aim)}"
