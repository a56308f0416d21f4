"""What people export and nobody can add up, by name: what it is, why it cannot be used, what to export instead."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loaders.exports.export import NUMBERS, Column, Kind
from loaders.exports.words import names_span
from loaders.swedish.periods import MONTHS
from loaders.swedish.spelling import fold, tidy

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_HEADS_OF_MONTHS = re.compile(rf"(?:{_MONTH})\.?(?:[ -]?(?:20)?\d\d)?|20\d\d-?(?:0[1-9]|1[0-2])")
_HEADS_OF_WEEKS = re.compile(r"(?:20\d\d ?)?-?(?:v|w|vecka) ?\.?-?\d{1,2}")
_YEAR = re.compile(r"\b20\d\d\b")
_COMPACT = frozenset({"radetiketter", "row labels", "kolumnetiketter", "column labels"})
_IN_PERCENT = re.compile(r"%|\bi procent\b|\bprocent\b|\bandel")
SEVERAL = 3
"""Headings that must be alike to be more than a word."""


@dataclass(frozen=True)
class Unusable:
    """What it is and why it cannot be used, and what to export instead."""

    found: str
    instead: str


WEEKS = Unusable("raderna är veckor, som inte går jämnt upp i månader", "samma tal per månad")
SPAN = Unusable("perioden är flera månader, och går inte att dela upp", "en rad för varje månad")
YEAR = Unusable("perioden är ett helt år, och går inte att dela upp", "en rad för varje månad")
MASKED = Unusable(
    "små antal är dolda, så summorna blir för låga",
    "ett uttag där alla antal syns; små grupper döljs när siffrorna visas",
)
PERCENT = Unusable("procent går inte att lägga ihop", "timmar, antal eller belopp; andelar räknas ut här")

_CELLS: Sequence[tuple[frozenset[Kind], re.Pattern[str], Unusable]] = (
    (frozenset({"month", "period"}), re.compile(rf"{_HEADS_OF_WEEKS.pattern}|20\d\d-w\d\d"), WEEKS),
    (frozenset({"month"}), re.compile(r"20\d\d"), YEAR),
    (NUMBERS, re.compile(r"[<≤] ?\d+|färre än \d+|\d ?- ?\d|\.{2,}|x{2,3}|\*+"), MASKED),
    (NUMBERS, re.compile(r"[-+]?[\d ]+(?:[.,]\d+)? ?(?:%|procent)"), PERCENT),
)


def cell_by_name(column: Column, text: str) -> Unusable | None:
    """What a cell holds that its column cannot, where that has a name."""
    # Stars and dots say something here.
    plain = tidy(text).casefold()
    if column.kind == "month" and names_span(plain):
        return SPAN
    return next((why for kinds, words, why in _CELLS if column.kind in kinds and words.fullmatch(plain)), None)


def sheet_by_name(rows: Mapping[int, Sequence[str]]) -> Unusable | None:
    """What a sheet is that holds no table we know, where that has a name."""
    texts = [fold(text) for row in rows.values() for text in row if text]
    if _COMPACT & set(texts):
        return Unusable(
            "bladet är en pivottabell i kompakt form, där enheter, månader och konton står i samma kolumn",
            "pivottabellen i tabellformat, med alla etiketter upprepade (Design, Rapportlayout), utan summor",
        )
    if any(_count(row, _HEADS_OF_WEEKS) >= SEVERAL for row in rows.values()):
        return Unusable(f"veckor står i kolumner: {WEEKS.found.removeprefix('raderna är ')}", WEEKS.instead)
    across = any(_count(row, _HEADS_OF_MONTHS) >= SEVERAL for row in rows.values())
    if across and any(_IN_PERCENT.search(text) for text in texts):
        return Unusable(f"månaderna står i kolumner, och talen är andelar: {PERCENT.found}", PERCENT.instead)
    if across:
        return Unusable("månaderna står i kolumner", "en rad för varje månad, med alla exportens kolumner")
    if any(len(_years(row)) > 1 for row in rows.values()):
        return Unusable("två år står bredvid varandra", "ett år i taget, med en rad för varje månad")
    return None


def _count(row: Sequence[str], words: re.Pattern[str]) -> int:
    return len({fold(text) for text in row if text and words.fullmatch(fold(text))})


def _years(row: Iterable[str]) -> set[str]:
    """The years of headings that say the same of several: Utfall 2020, Utfall 2021."""
    by_words: dict[str, set[str]] = {}
    for text in filter(None, row):
        if year := _YEAR.search(text):
            by_words.setdefault(fold(_YEAR.sub("", text)), set()).add(year[0])
    return max(by_words.values(), key=len, default=set())
