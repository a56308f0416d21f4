"""Does a text point out a person? Personal identity numbers however they are spelled, and headings of columns that
hold them or names.

A number is a day of birth (with 60 added in coordination numbers), three digits and a check digit, with or without a
century. It may be written with any signs between its parts, with digits of any script, and with signs that nobody sees.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from math import sqrt
from typing import Literal

from loaders.swedish.spelling import fold

_NUMERAL, _BETWEEN = r"[0-9\x{80}-\x{10FFFF}]", "[^0-9A-Za-z]*[A-Za-z]?[^0-9A-Za-z]*"
CANDIDATE = f"(?:{_NUMERAL}{_BETWEEN}){{8}}{_NUMERAL}"
"""What may hold one, in the form of the regular expression engine that columns are searched with. To tell numerals of
all scripts from other signs takes that engine longer than all the rest."""

NO_CANDIDATE = r"^(?:-?\d+[.,]\d*[1-9]\d*|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)$"
"""Numbers with decimals and points in time, of which columns hold many; but see DECIMALS."""

DECIMALS = r"^(?:\d\d)?\d{6}[.,]\d{4}$"
"""A number with decimals, or an identity number with a point in it: which of them, only its column tells."""

MIDNIGHT = " 00:00:00"
"""What a day has behind it where a cell holds it as one."""

BORN = rf"^(?:(?:1[689]|20)?\d\d[-/. ]?[01]\d[-/. ]?\d\d)(?:{MIDNIGHT})?$"
SERIAL = r"^-?\d{1,4}$"
"""The two parts of a number that stand in two cells. The second may have lost zeros."""

SHORTEST = len("ÅMMDDNNNN")
"""As a number, one of the year 2000 to 2009 has lost its first zero."""

COORDINATION = 60
"""A coordination number has 60 added to its day."""

MASK = "••••••-••••"
HEADINGS = frozenset(
    {
        "personnummer",
        "personnr",
        "pers.nr",
        "pers nr",
        "persnr",
        "pnr",
        "personbeteckning",
        "samordningsnummer",
        "samordningsnr",
        "reservnummer",
        "t-nummer",
        "födelsenummer",
        "födelsedatum",
        "födelsedag",
        "fyra sista",
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

CHANCE = (12 / 100) * (62 / 100) / 10
"""The share of random ten-digit numbers that have a day and a right check digit: one in some 130."""

CHANCE_OF_CHECK_DIGIT = 1 / 10

CHANCE_OF_TELEPHONE = (62 / 100) / 10
"""The same of numbers of mobile telephones that begin with 070: the months are there already."""

_GAP_SIGNS = r"[-+ \t\r\n./,:;_|\\*()\[\]'~#^]"
_GAP = f"{_GAP_SIGNS}{{0,4}}"
_DIGITS = rf"\d(?:{_GAP}\d){{9}}"
PLAIN_CANDIDATE = rf"\d(?:{_GAP_SIGNS}*[A-Za-z]?{_GAP_SIGNS}*\d){{8}}"
"""What may hold one in the same form, in a text without signs that nobody sees."""

_CENTURY = rf"(?:1{_GAP}[689]|2{_GAP}0)"
"""What may stand before the year; 16 where it is written as the number of an organisation."""

_SPELLINGS = (
    # One may begin within what looks like another, so none of them uses up its text.
    re.compile(rf"(?<!\d)(?=(?P<written>{_DIGITS})(?!\d))", re.ASCII),
    re.compile(rf"(?<!\d)(?=(?P<written>{_CENTURY}{_GAP}{_DIGITS})(?!\d))", re.ASCII),
)
_GROUPINGS = frozenset(
    {(), (6,), (2, 4), (2, 4, 6), (3, 6), (6, 9), (6, 8), (2, 4, 6, 8), (2, 4, 6, 9), (1, 2, 3, 4, 5, 6, 7, 8, 9)}
)
"""After how many of its ten digits a number may be parted. Other groups are telephone numbers, amounts, accounts."""

_OF_FULL_YEARS = frozenset({(2,), (2, 6)})
"""The same where the century stands before the year."""

_TEMPORARY = re.compile(
    r"(?<![^\W_])(?<!-)(?P<century>1[689]|20)?(?P<year>\d\d)(?P<apart>[-/.]?)(?P<month>\d\d)(?P=apart)(?P<day>\d\d)"
    r"(?P<gap>[-+ ]?)(?P<serial>[A-Za-z]\d\d\d|\d[A-Za-z]\d\d|\d\d[A-Za-z]\d|\d\d\d[A-Za-z])(?![\w-])",
    re.ASCII,
)
_FIRST_LETTERS = frozenset("TRSUWXJKLMN")
"""Letters with which the last four of a temporary number begin."""

_GIVEN_BY_PROGRAMS = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""Names that programs give to things. Digits in them are those of no person."""

_TIME_STAMP = re.compile(r"20[1-9]\d[01]\d[0-3]\d(?:[01]\d|2[0-3])[0-5]\d", re.ASCII)
"""ÅÅÅÅMMDDHHMM since 2010, which systems put in names: those born since then are hardly employed yet."""

_RECENT = re.compile(r"(?:20)?[12]\d")
_TIME = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_REST_OF_DAY = re.compile(r"[-/.]\d\d[-/.]\d\d(?!\d)")
_DECIMALS = re.compile(r"[.,]\d*[1-9]")
_NOT_PLAIN = re.compile(r"[^\x00-\x7f]")
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})
_GAPS = {"Z": " ", "P": "-", "S": "-"}
"""What stands for spaces, marks and symbols of any script."""


@dataclass(frozen=True)
class Found:
    """A number in a text without signs that nobody sees, from its first sign up to the one after its last.

    `digits` are its ten digits, `rather` what its spelling says that it is as likely.
    """

    start: int
    end: int
    digits: str
    rather: Literal["", "decimals", "telephone"] = ""


def numbers(text: str) -> list[Found]:
    """All that can be identity numbers in a text: a day, and a right check digit or a letter in place of a digit."""
    shown = _GIVEN_BY_PROGRAMS.sub(lambda name: "\0" * len(name[0]), plain(text))
    return [*_checked(shown), *_temporary(shown)]


def holds_identity_number(text: str) -> bool:
    """Whether a text holds what can be an identity number and no number with decimals."""
    return any(found.rather != "decimals" for found in numbers(text))


def masked(name: str) -> str:
    """The name of a file, a sheet or a person with every such number hidden, but for what reads as a time stamp."""
    places = [at for at, sign in enumerate(name) for _ in plain(sign)]
    shown, after = [], 0
    for each in sorted(numbers(name), key=lambda found: found.start):
        start, end = places[each.start], places[each.end - 1] + 1
        if start >= after and not _TIME_STAMP.fullmatch(name[start:end]):
            shown += [name[after:start], MASK]
            after = end
    return "".join([*shown, name[after:]])


def resembles_one(text: str) -> bool:
    """Whether a text has the form of an identity number, whatever its check digit, and not that of a point in time."""
    shown = plain(text).strip()
    # As a number it has lost the zero of its year.
    padded = f"0{shown}" if len(shown) == SHORTEST and shown.isdigit() else shown
    if any(each.end - each.start == len(shown) for each in _temporary(shown)):
        return True
    return any(
        each.text == padded and each.is_day and not each.is_recent_time and not each.is_like_telephone
        for each in _spelled(padded)
    )


def are_parts(born: str, serial: str) -> bool:
    """Whether two texts, which match BORN and SERIAL, are a number together."""
    return is_born(born) and _has_check_digit(_day(born)[-6:] + serial.removeprefix("-").zfill(4))


def is_born(text: str) -> bool:
    """Whether a text that matches BORN is a day."""
    day = _day(text)
    return _is_day(day[-6:], day[:-6])


def is_long_ago(born: str) -> bool:
    """Whether a day with all digits of its year is one before those of bookkeeping and plans."""
    day = _day(born)
    return len(day) > 6 and not _RECENT.fullmatch(day[:-4])


def _day(born: str) -> str:
    return re.sub(r"\D", "", born.removesuffix(MIDNIGHT))


def plain(text: str) -> str:
    """A text with plain digits, spaces and dashes, and without signs that nobody sees."""
    return text if text.isascii() else _NOT_PLAIN.sub(lambda sign: _plain_sign(sign[0]), text)


@cache
def _plain_sign(sign: str) -> str:
    shown = ""
    for each in unicodedata.normalize("NFKC", sign):
        kind, digit = unicodedata.category(each), unicodedata.decimal(each, None)
        if kind not in _INVISIBLE:
            gap = each if each.isascii() else _GAPS.get(kind[0], each)
            shown += gap if digit is None else str(digit)
    return shown


def is_by_chance(found: int, of: int, chance: float) -> bool:
    """Whether so many may be numbers by chance: three standard deviations are allowed for, and one more."""
    return found <= of * chance + 3 * sqrt(of * chance * (1 - chance)) + 1


def names_a_person(headings: Iterable[str]) -> list[str]:
    """The headings under which single persons stand."""
    return [heading for heading in headings if fold(heading) in HEADINGS]


@dataclass(frozen=True)
class _Spelling:
    """Ten digits, or twelve with a century, in groups as identity numbers are written; `ends` tells after how many of
    the ten each group but the last ends."""

    start: int
    text: str
    century: str
    digits: str
    ends: tuple[int, ...]
    gaps: tuple[str, ...]

    @property
    def end(self) -> int:
        """The place after its last sign."""
        return self.start + len(self.text)

    @property
    def is_day(self) -> bool:
        """Whether it begins with a day."""
        return _is_day(self.digits, self.century)

    @property
    def is_like_telephone(self) -> bool:
        """Whether it may be the number of a mobile telephone."""
        return self.text.startswith("070") and not self.gaps

    @property
    def is_recent_time(self) -> bool:
        """Whether it may be a point in time since 2010."""
        return bool(_RECENT.fullmatch(self.century + self.digits[:2]) and _TIME.fullmatch(self.digits[6:]))

    @property
    def rather(self) -> Literal["", "decimals", "telephone"]:
        """What it is as likely."""
        if self.ends == (6,) and self.gaps[0] in (".", ","):
            return "decimals"
        return "telephone" if self.is_like_telephone else ""


def _spelled(text: str) -> Iterator[_Spelling]:
    for pattern in _SPELLINGS:
        for match in pattern.finditer(text):
            groups, gaps = re.split(r"\D+", match["written"]), re.findall(r"\D+", match["written"])
            digits = "".join(groups)
            ends = [end - len(digits) + 10 for end in accumulate(map(len, groups[:-1]))]
            own = tuple(end for end in ends if end > 0)
            each = _Spelling(match.start(), match["written"], digits[:-10], digits[-10:], own, tuple(gaps))
            is_known = own in _GROUPINGS or (digits[:-10] and tuple(ends) in _OF_FULL_YEARS)
            if is_known and _stands_alone(each, text):
                yield each


def _stands_alone(each: _Spelling, text: str) -> bool:
    """Whether it is no number with decimals, telephone number, point in time, or part of a list."""
    before, after = text[max(0, each.start - 5) : each.start], text[each.end : each.end + 12]
    if not each.gaps:
        return not (re.search(r"\d[.,]$", before) or _DECIMALS.match(after))
    if each.ends == (3, 6):
        return each.digits[0] != "0"
    if len(each.gaps) < 2:
        return True
    in_parts = each.ends[-1:] > (6,) and len(each.gaps) > 2
    around = [*re.findall(r"\d(\D{1,4})$", before), *re.findall(r"^(\D{1,4})\d", after)]
    return not (
        each.is_recent_time
        or (in_parts and len(set(each.gaps)) > 1)
        or _REST_OF_DAY.match(after)
        or any(gap in each.gaps for gap in around)
    )


def _checked(text: str) -> Iterator[Found]:
    for each in _spelled(text):
        if each.is_day and _has_check_digit(each.digits):
            yield Found(each.start, each.end, each.digits, each.rather)


def _temporary(text: str) -> Iterator[Found]:
    """Numbers with a letter among the last four, which have no check digit: systems name batches and days so, too."""
    for match in _TEMPORARY.finditer(text):
        digits = match["year"] + match["month"] + match["day"] + match["serial"]
        begins = match["serial"][0].upper() in _FIRST_LETTERS
        is_old = not _RECENT.fullmatch((match["century"] or "") + match["year"])
        parted = match["gap"] in ("-", "+")
        if (
            begins + is_old + parted > 1
            and (match["gap"] or not match["apart"])
            and _is_day(digits, match["century"] or "")
        ):
            yield Found(match.start(), match.end(), digits)


def _is_day(digits: str, century: str = "") -> bool:
    day = int(digits[4:6])
    year = int((century if century in ("19", "20") else "20") + digits[:2])
    try:
        date(year, int(digits[2:4]), day - COORDINATION * (day > COORDINATION))
    except ValueError:
        return False
    return True


def _has_check_digit(digits: str) -> bool:
    doubled = [int(digit) * (2 - position % 2) for position, digit in enumerate(digits)]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0
