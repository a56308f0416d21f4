"""Printed column heading -> what its cells hold: scenario, period and what is left of the words."""

import re
from dataclasses import dataclass

from loaders.values import PERIOD, Period, fold, parse_period, tidy, whole_year

SCENARIOS = {
    "avvikelse": "deviation",
    "budgetavvikelse": "deviation",
    "budget-avvikelse": "deviation",
    "mål uppnått": "assessment",
    "målvärde": "target",
    "bedömning": "assessment",
    "status": "assessment",
    "slutfört/uppföljning": "assessment",
    "prognos": "forecast",
    "plan": "plan",
    "beslutad budget": "budget",
    "budget": "budget",
    "bokslut": "outcome",
    "utfall": "outcome",
}
"""Heading words and the scenario they name; where several stand in one heading the first here wins."""

ROLES = {
    "kommunövergripande mål": "theme",
    "perspektiv": "theme",
    "nämndmål": "goal",
    "förvaltningsmål": "goal",
    "nämnd/förvaltningsmål": "goal",
    "kommentar": "remark",
    "organisation": "organisation",
    "period": "period",
    "scenario": "scenario",
    "per": "as_of",
    "citat": "quote",
    "värde": "value",
}
"""Headings of columns that describe the row; any other text column left of the values is its label."""

PROPOSAL = re.compile(r"(?<!\w)förslag(?!\w)", re.IGNORECASE)
FILLERS = re.compile(r"(?<!\w)(?:förslag|helår|ack\.?|varav årets investeringar)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """What a value column holds. `qualifier` is what the words say beyond scenario and period."""

    scenario: str
    period: Period
    qualifier: str = ""


def parse_heading(text: str, report_year: int, year_before: int | None = None) -> Heading | None:
    """A column's whole heading (stacked parts joined) -> Heading, or None where it names no values.

    A deviation without a year belongs to the column before it (`year_before`), a target or an
    assessment to the report's own year. `förslag` alone is the budget of the report's year and
    the plan of the years after it.
    """
    plain = tidy(text)
    words = fold(plain)
    period = parse_period(plain, report_year)
    scenario = next((s for word, s in SCENARIOS.items() if _has(word, words)), None)
    if scenario is None and PROPOSAL.search(plain) and period and period.start:
        scenario = "budget" if period.start.year <= report_year else "plan"
    if scenario is None and period is not None and _is_period_only(plain):
        scenario = "outcome"
    if scenario is None:
        return None
    if period is None:
        alone = scenario in ("target", "assessment") or year_before is None
        period = whole_year(report_year if alone or year_before is None else year_before)
    return Heading(scenario, period, _left_over(plain))


def is_heading_part(text: str, report_year: int) -> bool:
    """Whether a cell can be one of the stacked parts of a value column's heading."""
    plain = tidy(text)
    return parse_heading(plain, report_year) is not None or bool(PROPOSAL.search(plain))


def _has(word: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", words) is not None


def _is_period_only(text: str) -> bool:
    return not PERIOD.sub("", text, count=1).strip(" .")


def _left_over(text: str) -> str:
    rest = PERIOD.sub(" ", re.sub(" ?- ?", "-", text), count=1)
    for word in sorted(SCENARIOS, key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(word).replace('-', '- ?')}(?!\w)", " ", rest, flags=re.IGNORECASE)
    return tidy(FILLERS.sub(" ", rest)).strip(" .")
