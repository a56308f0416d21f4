"""A column of texts -> a typed column, with the rows that hold something else.

Whole columns at a time where they are clean; text by text only for what is not, and for columns of few values.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from loaders.export import NUMBERS, Column
from loaders.records import DECIMAL
from loaders.values import LARGEST, NUMBER, fold, month_end, parse_hours, parse_month, parse_number, tidy

DATE = pa.date32()
DATE_TIME = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
"""How a date or a duration that Excel keeps as one comes out as text."""

_PLAIN = r"^[+-]?\d+(\.\d+)?$"
_SPACES = "[ \u00a0\u2007\u2009\u202f]"
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
MONEY = {"kr": 1, "sek": 1, "tkr": 1000, "mnkr": 1_000_000}


@dataclass(frozen=True)
class Fault:
    """A row of a column that does not hold what the column should, by its position."""

    position: int
    found: str
    expected: str


@dataclass(frozen=True)
class Typed:
    """A column's values; null where a row has a fault. A period has two arrays, its first and its last day."""

    arrays: tuple[pa.Array, ...]
    faults: list[Fault]


def expected(column: Column) -> str:
    """What a cell of the column should hold, in words."""
    if column.kind == "choice":
        return f"något av: {', '.join(column.choices)}"
    least = "" if column.negative or column.kind not in NUMBERS else ", minst 0"
    return EXPECTED[column.kind] + least


def typed(column: Column, texts: pa.Array, serials: Callable[[], pa.Array], unit: str = "") -> Typed:
    """The texts of a column's rows as values of its kind.

    `serials` gives the same rows as days where Excel keeps dates or durations; `unit` is what the heading says
    of money.
    """
    if column.kind in NUMBERS:
        return _numbers(column, texts, serials, unit)
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
    faults = list(_faults(column, texts, pc.is_in(encoded.indices, pa.array(wrong, pa.int32())))) if wrong else []
    faults += list(_blanks(column, texts))
    if column.kind == "period":
        ends = [None if pair is None else pair[number] for number in (0, 1) for pair in understood]
        halves = (ends[: len(understood)], ends[len(understood) :])
        return Typed(tuple(pa.array(half, DATE).take(encoded.indices) for half in halves), faults)
    return Typed((pa.array(understood, _TYPES[column.kind]).take(encoded.indices),), faults)


def _text(_: Column, text: str) -> str:
    return tidy(text)


def _code(_: Column, text: str) -> str:
    return tidy(text).removesuffix(".0")


def _choice(column: Column, text: str) -> str:
    spelled = fold(text).replace(" - ", "-")
    if spelled not in column.choices:
        raise ValueError(text)
    return column.choices[spelled]


def _month(_: Column, text: str) -> date:
    return parse_month(text)


def _year(_: Column, text: str) -> int:
    if not re.fullmatch(r"(19|20)\d\d", tidy(text)):
        raise ValueError(text)
    return int(text)


def _date(_: Column, text: str) -> date:
    return datetime.fromisoformat(tidy(text)).date()


def _period(column: Column, text: str) -> tuple[date, date]:
    try:
        year = _year(column, text)
    except ValueError:
        month = parse_month(text)
        return month, month_end(month.year, month.month)
    return date(year, 1, 1), date(year, 12, 31)


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


def _numbers(column: Column, texts: pa.Array, serials: Callable[[], pa.Array], unit: str) -> Typed:
    values = _cast(texts)
    if values is None:
        values = _parsed(column, texts, serials)
    values = pc.multiply(values, float(MONEY.get(unit, 1))) if column.kind == "money" else values
    wrong = pc.and_(pc.is_valid(texts), _not(pc.less(pc.abs(values), float(LARGEST))))
    if not column.negative:
        wrong = pc.or_(wrong, pc.less(values, 0.0))
    if column.kind == "count":
        wrong = pc.or_(wrong, pc.not_equal(values, pc.round(values)))
    wrong = pc.fill_null(wrong, fill_value=True)
    faults = list(_faults(column, texts, pc.and_(wrong, pc.is_valid(texts)))) + list(_blanks(column, texts))
    kept = pc.if_else(wrong, pa.scalar(None, pa.float64()), values)
    return Typed((pc.cast(pc.round(kept, 6), DECIMAL),), faults)


def _not(mask: pa.Array) -> pa.Array:
    """Not so, or unknown."""
    return pc.invert(pc.fill_null(mask, fill_value=False))


def _cast(texts: pa.Array) -> pa.Array | None:
    """Numbers as Excel keeps them, or None where any text is something else."""
    try:
        return pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        return None


def _parsed(column: Column, texts: pa.Array, serials: Callable[[], pa.Array]) -> pa.Array:
    """Numbers in Swedish spelling, and hours as HH:MM or durations; null where there is none."""
    plain = pc.replace_substring(pc.replace_substring_regex(texts, _SPACES, ""), ",", ".")
    readable = pc.and_(pc.match_substring_regex(texts, _SWEDISH), pc.match_substring_regex(plain, _PLAIN))
    values = pc.cast(pc.if_else(readable, plain, pa.scalar(None, pa.string())), pa.float64())
    rest = pc.if_else(readable, pa.scalar(None, pa.string()), texts)
    if column.kind == "hours":
        durations = pc.fill_null(pc.match_substring_regex(rest, DATE_TIME), fill_value=False)
        if pc.any(durations).as_py():
            values = pc.if_else(durations, pc.multiply(serials(), 24.0), values)
            rest = pc.if_else(durations, pa.scalar(None, pa.string()), rest)
    return pc.coalesce(values, _one_by_one(column, rest))


_SWEDISH = f"^{NUMBER}$".replace(" ", _SPACES)


def _one_by_one(column: Column, texts: pa.Array) -> pa.Array:
    """Spellings that are rare: a real minus, a clock."""
    encoded = texts.dictionary_encode()
    found: list[float | None] = []
    for text in encoded.dictionary.to_pylist():
        try:
            found.append(float(parse_hours(text) if column.kind == "hours" else parse_number(text)[0]))
        except ValueError:
            found.append(None)
    return pa.array(found, pa.float64()).take(encoded.indices)


def _faults(column: Column, texts: pa.Array, wrong: pa.Array) -> Iterator[Fault]:
    for position in pc.indices_nonzero(pc.fill_null(wrong, fill_value=False)).to_pylist():
        yield Fault(position, f"”{texts[position].as_py()}”", expected(column))


def _blanks(column: Column, texts: pa.Array) -> Iterator[Fault]:
    advice = "; skriv 0 om det är noll" if column.kind in NUMBERS else ""
    for position in pc.indices_nonzero(pc.is_null(texts)).to_pylist():
        yield Fault(position, "tom cell", expected(column) + advice)
