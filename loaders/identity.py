"""Does a text point out a person? Personal identity numbers, and headings of columns that hold them or names."""

import re
from collections.abc import Iterable
from datetime import date

from loaders.values import fold

_GAP = "(?: ?[-+\u2010-\u2015\u2212] ?|[ \u00a0\u202f])?"
"""What may stand before the last four digits."""

CANDIDATE = rf"(?:^|\D)(?:\d\d)?\d{{6}}{_GAP}\d{{4}}(?:\D|$)"
"""What may be one, in a form that every regular expression engine reads."""

SHORTEST = len("ÅÅMMDDNNNN")
_NUMBER = re.compile(
    # The decimals of a number are none, and no number with decimals is one.
    r"(?<!\d)(?<!\d[.,])(?P<century>19|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    rf"{_GAP}(?P<serial>\d{{4}})(?!\d)(?![.,]\d*[1-9])",
    re.ASCII,
)
_TIME_STAMP = re.compile(r"20[1-9]\d[01]\d[0-3]\d(?:[01]\d|2[0-3])[0-5]\d", re.ASCII)
"""ÅÅÅÅMMDDHHMM since 2010, which systems put in names: those born since then are hardly employed yet."""

COORDINATION = 60
"""A coordination number has 60 added to its day."""

MASK = "••••••-••••"
HEADINGS = frozenset(
    {
        "personnummer",
        "personnr",
        "pers.nr",
        "persnr",
        "pnr",
        "samordningsnummer",
        "födelsedatum",
        "födelsedag",
        "namn",
        "förnamn",
        "efternamn",
        "medarbetare",
        "anställd",
        "anställds namn",
        "anställningsnummer",
        "anställningsnr",
        "anst.nr",
        "anstnr",
        "person-id",
        "personid",
        "användarid",
        "signatur",
        "e-post",
        "epost",
        "telefon",
        "brukare namn",
    }
)


def holds_identity_number(text: str) -> bool:
    """Whether a text holds what can be a Swedish personal identity or coordination number."""
    return any(_is_valid(match) for match in _NUMBER.finditer(text))


def masked(name: str) -> str:
    """The name of a file or a sheet with every such number hidden, but for what reads as a time stamp."""
    return _NUMBER.sub(_hidden, name)


def _hidden(match: re.Match[str]) -> str:
    return MASK if _is_valid(match) and not _TIME_STAMP.fullmatch(match[0]) else match[0]


def names_a_person(headings: Iterable[str]) -> list[str]:
    """The headings under which single persons stand."""
    return [heading for heading in headings if fold(heading) in HEADINGS]


def _is_valid(match: re.Match[str]) -> bool:
    day = int(match["day"])
    try:
        date(
            int(f"{match['century'] or 20}{match['year']}"),
            int(match["month"]),
            day - COORDINATION * (day > COORDINATION),
        )
    except ValueError:
        return False
    digits = match["year"] + match["month"] + match["day"] + match["serial"]
    doubled = [int(digit) * (2 - position % 2) for position, digit in enumerate(digits)]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0
