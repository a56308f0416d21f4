"""Printed column heading -> what its cells hold: scenario, period and what is left of the words."""

import re
from dataclasses import dataclass
from datetime import date

from loaders.swedish.periods import MONTHS, PERIOD, Period, names_period, parse_period, since_january, whole_year
from loaders.swedish.spelling import fold, tidy

SCENARIOS = {
    "avvikelse": "deviation",
    "budgetavvikelse": "deviation",
    "budget-avvikelse": "deviation",
    "differens": "deviation",
    "diff": "deviation",
    "mål uppnått": "assessment",
    "målvärde": "target",
    "bedömning": "assessment",
    "status": "assessment",
    "slutfört/uppföljning": "assessment",
    "prognos": "forecast",
    "helårsprognos": "forecast",
    "plan": "plan",
    "beslutad budget": "budget",
    "årsbudget": "budget",
    "budget": "budget",
    "bokslut": "outcome",
    "utfall": "outcome",
}
"""Heading words and the scenario they name; where several stand in one heading the first here wins."""

TARGET = "mål"
"""Names a target only together with a year: alone it heads the column of goals."""

GOAL_JUDGED = "mål uppnått"
"""The heading whose assessments are about the goal of a row; other assessments are about the row itself."""

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
    "avsnitt": "section",
    "värde": "value",
    "förklaring": "explanation",
}
"""Headings of columns that describe the row; any other text column left of the values is its label."""

_PROPOSAL = re.compile(r"(?<!\w)förslag(?!\w)", re.IGNORECASE)
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?!\w)"
_ACCUMULATED = re.compile(r"(?<!\w)ack(?:umulera[td])?\.?(?!\w)", re.IGNORECASE)
_OF_THE_MONTH = re.compile(r"(?<!\w)månad(?:en|ens)?(?!\w)", re.IGNORECASE)
_UNTIL = re.compile(r"(?<!\w)(?:t\.?o\.?m|till och med|per)(?!\w)", re.IGNORECASE)
"""Words that the print has about the span; they stay unread, so that someone says what they mean."""

_FILLERS = re.compile(r"(?<!\w)(?:förslag|helår|ack(?:umulera[td])?\.?|månad(?:en|ens)?|år)(?!\w)", re.IGNORECASE)
_LAST_DAY = re.compile(rf"(?<!\d)(?:28|29|30|31) (?={_MONTH})", re.IGNORECASE)
"""The day in `31 augusti`: the figures go up to it."""


@dataclass(frozen=True)
class Heading:
    """What a value column holds.

    `qualifier` is what the words say beyond scenario and period, `as_of` the day a forecast was made
    on where the heading says it, `judges_goal` whether an assessment is about the goal of the row. `is_open`: the
    words name a month (or tertial, quarter) and not whether the figures are of it alone or accumulated since January.
    """

    scenario: str
    period: Period
    qualifier: str = ""
    as_of: date | None = None
    judges_goal: bool = False
    is_open: bool = False


def parse_heading(text: str, report_year: int, year_before: int | None = None) -> Heading | None:
    """A column's whole heading (stacked parts joined) -> Heading, or None where it names no values.

    A deviation without a year belongs to the column before it (`year_before`), a target or an
    assessment to the report's own year. `förslag` alone is the budget of the report's year and
    the plan of the years after it. A forecast's month is when it was made; it is for the whole year.
    """
    plain = _LAST_DAY.sub("ack. ", tidy(text))
    period = parse_period(plain, report_year)
    scenario = _scenario(plain, period, report_year)
    if scenario is None or (period is None and names_period(plain)):
        return None
    as_of, is_open = None, False
    if period is None:
        of_own_year = scenario in ("target", "assessment") or year_before is None
        period = whole_year(report_year if of_own_year or year_before is None else year_before)
    elif (end := period.end) and is_part_of_year(period):
        if scenario == "forecast":
            as_of, period = end, whole_year(end.year)
        elif _ACCUMULATED.search(plain) or period.start == end:
            period = since_january(end)
        else:
            is_open = _is_open(plain, period)
    return Heading(scenario, period, _left_over(plain), as_of, _has(GOAL_JUDGED, fold(plain)), is_open)


def is_heading_part(text: str, report_year: int) -> bool:
    """Whether a cell can be one of the stacked parts of a value column's heading."""
    plain = tidy(text)
    return parse_heading(plain, report_year) is not None or bool(_PROPOSAL.search(plain))


def is_part_of_year(period: Period) -> bool:
    """Whether a period lies in one year and is shorter than it."""
    if period.start is None or period.end is None or period.start.year != period.end.year:
        return False
    year = whole_year(period.end.year)
    return (period.start, period.end) != (year.start, year.end)


def _is_open(plain: str, period: Period) -> bool:
    """Whether one word names the part of the year: a span such as maj-aug says where it begins, and so does January."""
    spelled_out = re.search(r"\w\.?-\w", period.text) and not re.fullmatch(r"\d{4}-\d\d", period.text)
    in_january = period.start is not None and period.start.month == 1
    said = _OF_THE_MONTH.search(plain) or _UNTIL.search(plain) or "halvåret" in period.text.casefold()
    return not (spelled_out or in_january or said)


def _scenario(plain: str, period: Period | None, report_year: int) -> str | None:
    words = fold(plain)
    named = next((scenario for word, scenario in SCENARIOS.items() if _has(word, words)), None)
    if named or period is None or period.start is None:
        return named
    if _has(TARGET, words) and words not in ROLES:
        return "target"
    if _PROPOSAL.search(plain):
        return "budget" if period.start.year <= report_year else "plan"
    return None if _left_over(plain) else "outcome"


def _has(word: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", words) is not None


def _left_over(text: str) -> str:
    rest = PERIOD.sub(" ", re.sub(" ?- ?", "-", text), count=1)
    for word in sorted((*SCENARIOS, TARGET), key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(word).replace('-', '- ?')}(?!\w)", " ", rest, flags=re.IGNORECASE)
    return tidy(_FILLERS.sub(" ", rest)).strip(" .")
