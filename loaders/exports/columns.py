"""A column of texts -> a typed column, with the rows that hold something else.

Whole columns at a time where they are clean; text by text only for what is not, and for columns of few values.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.export import NUMBERS, Column
from loaders.swedish.periods import month_end, parse_month
from loaders.swedish.spelling import fold, tidy
from loaders.swedish.values import LARGEST, NUMBER, parse_hours

DATE = pa.date32()
AMOUNT = pa.decimal128(18, 6)
"""Holds every number below values.LARGEST exactly to a millionth, in eight bytes."""

DATE_TIME = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
"""How a date or a duration that Excel keeps as one comes out as text."""

_PLAIN = r"^[+-]?\d+(\.\d+)?$"
_ODD = r"[A-Za-z]|^[+-]?\.|\.$"
_SPACES = "[ \u00a0\u2007\u2009\u202f]"
_DASHES = "[\u2212\u2013\u2014\u2011]"
_NEGATIVE = r"^\(([^()-]+)\)$|^([^-]+[^ -]) ?-$", r"-\1\2"
"""Negative as ledgers write it: (1 250) and 1 250-."""
_SWEDISH = f"^{NUMBER}$".replace(" ", _SPACES)
_DECIMAL_POINT = re.compile(r"-?\d+\.\d+")
_BOOLEANS = {"true": "SANT", "false": "FALSKT"}
LONGEST_SHOWN = 60
MOST_FAULTS = 50
"""Faults of a column that are told one by one; more are counted."""

FIRST_DAY, AFTER_LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
_EPOCH = date(1899, 12, 30)
"""Excel counts days from here."""

EXPECTED = {
    "month": "en månad, t.ex. 2021-03, 202103 eller mars 2021",
    "period": "en månad eller ett år, t.ex. 2021-03 eller 2021",
    "year": "ett år, t.ex. 2021",
    "date": "ett datum, t.ex. 2021-03-31",
    "text": "en text",
    "code": "en kod",
    "amount": "ett tal",
    "count": "ett heltal",
    "hours": "timmar som decimaltal eller HH:MM",
    "money": "ett belopp",
}
MONEY = {"kr": 1, "sek": 1, "kronor": 1, "svenska kronor": 1, "tkr": 1000, "kkr": 1000, "ksek": 1000}
MONEY |= dict.fromkeys(("mnkr", "mkr", "msek", "mn kr", "m kr", "mkr."), 1_000_000)
_KRONOR = ("", " kr", " kronor", " sek")
MONEY |= {f"{many}{of}": 1000 for many in ("tusen", "tusental", "tusentals", "1000-tal", "1 000-tal") for of in _KRONOR}
MONEY |= {
    f"{many}{of}": 1_000_000 for many in ("miljoner", "miljontal", "miljontals", "milj", "milj.") for of in _KRONOR
}
MONEY |= dict.fromkeys(("tsek", "t kr", "t.kr"), 1000)
"""Units of money by what headings and texts around tables call them, in kr."""

MINUTES = "minuter"
HOURS = {MINUTES: 1 / 60, "min": 1 / 60, "i minuter": 1 / 60}
"""Units of time that are no hours, by what headings call them, in hours."""


@dataclass(frozen=True)
class Fault:
    """A row of a column that does not hold what the column should, by its position."""

    position: int
    found: str
    expected: str


@dataclass(frozen=True)
class Typed:
    """A column's values; null where a row has a fault. A period has two arrays, its first and its last day.

    `faults` are the first MOST_FAULTS; `more` counts the others.
    """

    arrays: tuple[pa.Array, ...]
    faults: list[Fault]
    more: int = 0


def expected(column: Column) -> str:
    """What a cell of the column should hold, in words."""
    if column.kind == "choice":
        spelled: dict[str, str] = {}
        for spelling, kept in column.choices.items():
            spelled.setdefault(kept, spelling)
        return f"något av: {', '.join(spelled.values())}"
    least = "" if column.negative or column.kind not in NUMBERS else ", minst 0"
    return EXPECTED[column.kind] + least


def as_seen(text: str) -> str:
    """A cell's text as Excel shows it to a Swede; a long one is cut."""
    text = _BOOLEANS.get(text, text).removesuffix(" 00:00:00")
    text = text.replace(".", ",") if _DECIMAL_POINT.fullmatch(text) else text
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def typed(column: Column, texts: pa.Array, serials: Callable[[], pa.Array], unit: str = "", grouped: str = "") -> Typed:
    """The texts of a column's rows as values of its kind.

    `serials` gives the same rows as days where Excel keeps dates or durations; `unit` is what is
    said of money or time, `grouped` the sign that separates thousands.
    """
    if column.kind in NUMBERS:
        return _numbers(column, texts, serials, unit, grouped)
    return _by_value(column, texts)


def _by_value(column: Column, texts: pa.Array) -> Typed:
    """Columns of few values: each is understood once."""
    encoded = texts.dictionary_encode()
    parse = _PARSERS[column.kind]
    understood: list[Any] = []
    wrong: list[int] = []
    for index, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            understood.append(parse(column, text or ""))
        except ValueError:
            understood.append(None)
            wrong.append(index)
    faults, more = _faults(column, texts, pc.is_in(encoded.indices, pa.array(wrong, pa.int32())))
    if column.kind == "period":
        ends = [None if pair is None else pair[number] for number in (0, 1) for pair in understood]
        halves = (ends[: len(understood)], ends[len(understood) :])
        return Typed(tuple(pa.array(half, DATE).take(encoded.indices) for half in halves), faults, more)
    return Typed((pa.array(understood, _TYPES[column.kind]).take(encoded.indices),), faults, more)


def _text(_: Column, text: str) -> str:
    return tidy(text)


def _code(_: Column, text: str) -> str:
    return tidy(text).removesuffix(".0")


def _choice(column: Column, text: str) -> str:
    choices = {spelling.replace(" ", ""): kept for spelling, kept in column.choices.items()}
    spelled = fold(text).replace(" ", "")
    if spelled in choices:
        return choices[spelled]
    fitting = {kept for kept in choices.values() if _lies_within(spelled, kept)}
    if len(fitting) != 1:
        raise ValueError(text)
    return fitting.pop()


def _lies_within(ages: str, group: str) -> bool:
    """Whether a span of ages lies within another: 20-29 within -29."""
    inner, outer = _AGES.fullmatch(ages), _AGES.fullmatch(group)
    if not inner or not outer or not (inner["from"] or inner["to"]):
        return False
    (first, last), (least, most) = ((int(m["from"] or 0), int(m["to"] or OLDEST)) for m in (inner, outer))
    return least <= first <= last <= most


def _month(_: Column, text: str) -> date:
    return parse_month(text)


def _year(_: Column, text: str) -> int:
    if not re.fullmatch(r"20\d\d", tidy(text)):
        raise ValueError(text)
    return int(text)


def _date(_: Column, text: str) -> date:
    moment = datetime.fromisoformat(tidy(text))
    # Before midnight in Greenwich the day may be another one here.
    if moment.tzinfo and moment.time() != time.min:
        raise ValueError(text)
    found = moment.date()
    # A small number that is formatted as a date comes out as one of the year 1900.
    if not FIRST_DAY <= found < AFTER_LAST_DAY:
        raise ValueError(text)
    return found


def _period(column: Column, text: str) -> tuple[date, date]:
    try:
        year = _year(column, text)
    except ValueError:
        month = parse_month(text)
        return month, month_end(month.year, month.month)
    return date(year, 1, 1), date(year, 12, 31)


_AGES = re.compile(r"(?P<from>\d{1,3})?[-+](?P<to>\d{1,3})?(?:år)?")
OLDEST = 999

_PARSERS: dict[str, Callable[[Column, str], Any]] = {
    "text": _text,
    "code": _code,
    "choice": _choice,
    "month": _month,
    "year": _year,
    "date": _date,
    "period": _period,
}
_TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "choice": pa.string(),
    "month": DATE,
    "year": pa.int64(),
    "date": DATE,
}


def _numbers(column: Column, texts: pa.Array, serials: Callable[[], pa.Array], unit: str, grouped: str) -> Typed:
    values = None if grouped else _cast(texts)
    if values is None:
        values = _parsed(column, pc.replace_substring(texts, grouped, "") if grouped else texts, serials)
    values = pc.multiply(values, scale(unit)) if unit else values
    wrong = pc.and_(pc.is_valid(texts), _not(pc.less(pc.abs(values), float(LARGEST))))
    if not column.negative:
        wrong = pc.or_(wrong, pc.less(values, 0.0))
    if column.kind == "count":
        wrong = pc.or_(wrong, pc.not_equal(values, pc.round(values)))
    wrong = pc.fill_null(wrong, fill_value=True)
    kept = pc.if_else(wrong, pa.scalar(None, pa.float64()), values)
    return Typed((pc.cast(pc.round(kept, 6), AMOUNT),), *_faults(column, texts, wrong))


def scale(unit: str) -> float:
    """How many kr or hours one of a unit is."""
    return float(MONEY.get(unit) or HOURS.get(unit, 1))


def _not(mask: pa.Array) -> pa.Array:
    """Not so, or unknown."""
    return pc.invert(pc.fill_null(mask, fill_value=False))


def _cast(texts: pa.Array) -> pa.Array | None:
    """Numbers as Excel keeps them, or None where any text is something else."""
    try:
        values = pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        return None
    # Arrow also reads nan, inf, 1. and 1e5; the last is what is left of a number whose digits are lost.
    return None if pc.any(pc.match_substring_regex(texts, _ODD)).as_py() else values


def _parsed(column: Column, texts: pa.Array, serials: Callable[[], pa.Array]) -> pa.Array:
    """Numbers in Swedish spelling, and hours as HH:MM or durations; null where there is none."""
    no_text = pa.scalar(None, pa.string())
    dashed = pc.replace_substring_regex(pc.replace_substring_regex(texts, _DASHES, "-"), *_NEGATIVE)
    plain = pc.replace_substring(pc.replace_substring_regex(dashed, _SPACES, ""), ",", ".")
    readable = pc.and_(pc.match_substring_regex(dashed, _SWEDISH), pc.match_substring_regex(plain, _PLAIN))
    values = pc.cast(pc.if_else(readable, plain, no_text), pa.float64())
    if column.kind != "hours":
        return values
    rest = pc.if_else(readable, no_text, texts)
    durations = pc.fill_null(pc.match_substring_regex(rest, DATE_TIME), fill_value=False)
    if pc.any(durations).as_py():
        values = pc.if_else(durations, _hours_of(serials()), values)
        rest = pc.if_else(durations, no_text, rest)
    return pc.coalesce(values, _clocks(rest))


def _hours_of(days: pa.Array) -> pa.Array:
    """Durations in hours; null for dates, which are whole days of this century."""
    first, last = ((day - _EPOCH).days for day in (FIRST_DAY, AFTER_LAST_DAY))
    of_century = pc.and_(pc.greater_equal(days, float(first)), pc.less(days, float(last)))
    is_date = pc.and_(of_century, pc.equal(days, pc.floor(days)))
    return pc.if_else(is_date, pa.scalar(None, pa.float64()), pc.multiply(days, 24.0))


def _clocks(texts: pa.Array) -> pa.Array:
    """Hours and minutes; each spelling is understood once."""
    encoded = texts.dictionary_encode()
    found: list[float | None] = []
    for text in encoded.dictionary.to_pylist():
        try:
            found.append(float(parse_hours(text)))
        except ValueError:
            found.append(None)
    return pa.array(found, pa.float64()).take(encoded.indices)


def _faults(column: Column, texts: pa.Array, wrong: pa.Array) -> tuple[list[Fault], int]:
    """The first faults and how many more there are: wrong texts, and no text where the column needs one."""
    blank = pc.is_null(texts)
    wrong = pc.or_(pc.and_(wrong, pc.invert(blank)), pc.and_(blank, pa.scalar(column.required)))
    positions = pc.indices_nonzero(wrong)
    wanted = expected(column)
    faults = []
    for position in positions[:MOST_FAULTS].to_pylist():
        text = texts[position].as_py()
        if text is None:
            advice = "; skriv 0 om det är noll" if column.kind in NUMBERS else ""
            faults.append(Fault(position, f"{column.heading} saknas", wanted + advice))
        else:
            faults.append(Fault(position, f"{column.heading} är ”{as_seen(text)}”", wanted))
    return faults, max(0, len(positions) - MOST_FAULTS)
