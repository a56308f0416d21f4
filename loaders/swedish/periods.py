"""Swedish spellings of periods: years, parts of a year, months, days."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from loaders.swedish.spelling import tidy

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari feb",
            "mars mar",
            "april apr",
            "maj",
            "juni jun",
            "juli jul",
            "augusti aug",
            "september sept sep",
            "oktober okt",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}


SHORT_MONTHS = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


_MONTH = "|".join(MONTHS)


YEAR = r"(?:19|20)\d\d"


OF_A_YEAR = re.compile(rf"(?<!\d){YEAR}:")


PERIOD = re.compile(
    rf"(?<!\d)(?P<day>{YEAR}-\d\d-\d\d)(?!\d)"
    rf"|(?<!\d)(?P<first>{YEAR})-(?P<last>{YEAR})(?!\d)"
    rf"|(?<!\d)(?P<month>{YEAR}-\d\d)(?!\d)"
    rf"|(?:(?<!\d)(?P<year_before>{YEAR}) )?(?<!\w)(?:(?P<from>{_MONTH})\.?(?:-(?P<to>{_MONTH})\.?)?"
    r"|(?:tertial |t)(?P<tertial>[1-3])|(?:kvartal |k|q)(?P<quarter>[1-4])|(?P<half>första|andra) halvåret)"
    rf"(?!\w)(?: (?P<year_after>{YEAR})(?!\d))?"
    rf"|(?<!\d)(?P<year>{YEAR})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Period:
    """A span of days with both ends included, and the words that were printed for it."""

    start: date | None
    end: date | None
    text: str = ""


def parse_period(text: str, year: int | None = None) -> Period | None:
    """The first period named in a text, e.g. `2019 jan-juli`, `aug. 2019`, `tertial 2 2022`, `2007-2018`.

    `year` stands in where only a part of a year is named; without one such a text names no period.
    """
    match = PERIOD.search(re.sub(" ?- ?", "-", tidy(text)))
    if match is None:
        return None
    if match["day"]:
        day = iso_date(match[0])
        return Period(day, day, match[0]) if day else None
    if match["first"]:
        start, end = date(int(match["first"]), 1, 1), date(int(match["last"]), 12, 31)
        return Period(start, end, match[0]) if start < end else None
    if match["year"]:
        return whole_year(int(match["year"]))
    span = _months(match)
    of_year = (match["month"] or "")[:4] or match["year_before"] or match["year_after"] or year
    if span is None or of_year is None:
        return None
    return Period(date(int(of_year), span[0], 1), month_end(int(of_year), span[1]), match[0])


def names_period(text: str) -> bool:
    """Whether a text names a period at all, be it one that does not exist: 2022-02-30, nov-feb 2022."""
    return PERIOD.search(re.sub(" ?- ?", "-", tidy(text))) is not None


def _months(match: re.Match[str]) -> tuple[int, int] | None:
    """First and last month of a named part of a year, or None where there is no such part."""
    if match["tertial"]:
        return int(match["tertial"]) * 4 - 3, int(match["tertial"]) * 4
    if match["quarter"]:
        return int(match["quarter"]) * 3 - 2, int(match["quarter"]) * 3
    if match["half"]:
        return (1, 6) if match["half"].casefold() == "första" else (7, 12)
    if match["month"]:
        first = last = int(match["month"][5:])
    else:
        first = MONTHS.get(match["from"].casefold(), 0)
        last = MONTHS.get((match["to"] or match["from"]).casefold(), 0)
    return (first, last) if 1 <= first <= last <= 12 else None


def iso_date(text: str) -> date | None:
    """A date such as 2021-12-31, or None for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def whole_year(year: int) -> Period:
    """1 January to 31 December."""
    return Period(date(year, 1, 1), date(year, 12, 31), str(year))


def since_january(end: date) -> Period:
    """1 January to a day of the same year, in the words that tables of parts of a year use: jan–aug 2022."""
    if (end.month, end.day) == (12, 31):
        return whole_year(end.year)
    month = SHORT_MONTHS[end.month - 1]
    if end != month_end(end.year, end.month):
        text = f"1 jan–{end.day} {month} {end.year}"
    else:
        text = f"jan {end.year}" if end.month == 1 else f"jan–{month} {end.year}"
    return Period(date(end.year, 1, 1), end, text)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from that of one day to that of another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


_THIS_CENTURY = r"20\d\d"


_TIME = r"(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?|T00:00:00(?:\.0+)?Z)"
"""With Z the time is that of Greenwich, and before midnight the day another one here than the one that is told."""


_MONTH_SPELLING = re.compile(
    rf"(?P<y>{_THIS_CENTURY})(?:[-./ ]?(?P<m>0[1-9]|1[0-2]))(?:-(?P<d>\d\d){_TIME}?)?"
    rf"|(?P<m2>0?[1-9]|1[0-2])[-./](?P<y2>{_THIS_CENTURY})"
    rf"|(?P<name>{_MONTH})\.?[- ]?(?P<y3>{_THIS_CENTURY}|'?\d\d)"
    rf"|(?P<y4>{_THIS_CENTURY})[- ](?P<name2>{_MONTH})\.?",
    re.IGNORECASE | re.ASCII,
)


def parse_month(text: str) -> date:
    """A month of this century as systems write it -> its first day: 2021-03, 202103, mars 2021, mar-21, 2021-03-01.

    Raises ValueError for any other text.
    """
    match = _MONTH_SPELLING.fullmatch(tidy(text))
    if match is None:
        raise ValueError(text)
    if match["d"]:
        date(int(match["y"]), int(match["m"]), int(match["d"]))
    name = match["name"] or match["name2"]
    month = MONTHS[name.casefold()] if name else int(match["m"] or match["m2"])
    year = (match["y"] or match["y2"] or match["y3"] or match["y4"]).lstrip("'")
    return date(int(year) if len(year) == len("2021") else 2000 + int(year), month, 1)


def month_in_words(month: date) -> str:
    """The month of a day as people write it: mars 2021."""
    return f"{next(name for name, number in MONTHS.items() if number == month.month)} {month.year}"
