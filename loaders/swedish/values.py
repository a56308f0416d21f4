"""Printed cell -> number, unit, comparator, missing, period: Swedish spellings of values."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‑": "-"})

NUMBER = r"[+-]? ?(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?"
MOST_DECIMALS = 6
LARGEST = Decimal(10) ** 12
"""No printed figure of a municipality has more decimals or is larger."""

UNITS = {
    "%": "%",
    "procent": "%",
    "procentenheter": "procentenheter",
    "mnkr": "mnkr",
    "miljoner kr": "mnkr",
    "miljoner kronor": "mnkr",
    "miljon kronor": "mnkr",
    "tkr": "tkr",
    "kr": "kr",
    "kronor": "kr",
    "tusen st": "tusen st",
}
_AT_LEAST = ("minst", "lägst", "minimum", "min", "som minst", "≥", ">=", "=>")
_AT_MOST = ("max", "maximalt", "maximum", "högst", "som mest", "≤", "<=", "=<")
_MORE = ("mer än", "mera än", "större än", "högre än", "fler än", "flera än", "över", "överstiger", "överstiga", ">")
_LESS = ("mindre än", "lägre än", "färre än", "under", "understiger", "understiga", "<")
_ABOUT = ("ca", "cirka", "omkring", "uppskattningsvis", "ungefär", "drygt", "knappt")
_NOT = ("inte", "ej")
_OR_EQUAL = "eller lika med"


def _comparators() -> dict[str, str]:
    """Words before a number -> comparator, with what `inte` and `eller lika med` make of them."""
    found = dict.fromkeys(_AT_LEAST, ">=") | dict.fromkeys(_AT_MOST, "<=") | dict.fromkeys(_ABOUT, "~")
    for words, strict, other in ((_MORE, ">", "<="), (_LESS, "<", ">=")):
        found |= dict.fromkeys(words, strict)
        found |= {f"{negation} {word}": other for negation in _NOT for word in words}
        found |= {f"{word} {_OR_EQUAL}": f"{strict}=" for word in words}
    return found


COMPARATORS = _comparators()
AFTERWARDS = dict.fromkeys(("mer", "mera", "fler", "flera", "högre", "större", "över", "däröver", "uppåt"), ">=")
AFTERWARDS |= dict.fromkeys(("mindre", "färre", "lägre", "under", "därunder", "nedåt"), "<=")
"""Words that compare when they follow a number and `eller` or `och`: 85 % eller mer."""

DIRECTIONS = {"minska": "decrease", "minskad": "decrease", "öka": "increase", "ökar": "increase"}
DIRECTIONS |= {"ökade": "increase"}
SCOPE = re.compile(
    r"(?<!\w)(?:exkl|exklusive|inkl|inklusive|utom|förutom|undantaget|endast|enbart|avser|gäller)(?!\w).*",
    re.IGNORECASE,
)
"""What a number is of, where that is not all that its row names: exkl Kost & Restaurang."""

# Of names that begin alike what follows them decides: a number, or the end of a word.
_UNIT = "|".join(map(re.escape, UNITS))
_COMPARATOR = "|".join(map(re.escape, COMPARATORS))
_VALUE = re.compile(
    rf"(?P<before>.*?)(?:(?<!\w)(?P<comparator>{_COMPARATOR})[.:]? ?(?:(?<=[ .:])(?:{'|'.join(_ABOUT)})\.? )?)?"
    rf"(?P<number>{NUMBER})(?P<until>-\d+(?:[.,]\d+)?)? ?"
    rf"(?P<unit>{_UNIT})?(?!\w)\.?(?P<footnote>\*\)?)?"
    r"(?: ?\((?P<aside>[^)]*)\))?(?P<after>.*)",
    re.IGNORECASE,
)

_AFTERWARDS = re.compile(rf" ?(?:eller|och) (?P<word>{'|'.join(AFTERWARDS)})(?!\w)", re.IGNORECASE)
_COMPARES = re.compile(rf"(?<!\w)({_COMPARATOR})[.:]? ?$", re.IGNORECASE)
_NUMBER_WITH_UNIT = re.compile(rf"(?<![\w-])({NUMBER}) ?({_UNIT})(?!\w)", re.IGNORECASE)

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
_YEAR = r"(?:19|20)\d\d"
_OF_A_YEAR = re.compile(rf"(?<!\d){_YEAR}:")
PERIOD = re.compile(
    rf"(?<!\d)(?P<day>{_YEAR}-\d\d-\d\d)(?!\d)"
    rf"|(?<!\d)(?P<first>{_YEAR})-(?P<last>{_YEAR})(?!\d)"
    rf"|(?<!\d)(?P<month>{_YEAR}-\d\d)(?!\d)"
    rf"|(?:(?<!\d)(?P<year_before>{_YEAR}) )?(?<!\w)(?:(?P<from>{_MONTH})\.?(?:-(?P<to>{_MONTH})\.?)?"
    r"|(?:tertial |t)(?P<tertial>[1-3])|(?:kvartal |k|q)(?P<quarter>[1-4])|(?P<half>första|andra) halvåret)"
    rf"(?!\w)(?: (?P<year_after>{_YEAR})(?!\d))?"
    rf"|(?<!\d)(?P<year>{_YEAR})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Value:
    """What a printed cell says. `number` is None where it says none; `missing` then tells which kind.

    `resolution` is the size of the last printed digit (8,0 -> 0.1), in the printed unit. `aside` stood
    in parentheses after the number, `words` around it.
    """

    number: Decimal | None = None
    resolution: Decimal | None = None
    unit: str = ""
    comparator: str = ""
    missing: str = ""
    footnote: str = ""
    aside: str = ""
    words: str = ""

    @property
    def scope(self) -> str:
        """What the number is of, in the printed words; empty where it is of all that its row names."""
        match = SCOPE.search(self.aside) or SCOPE.search(self.words)
        return match[0].strip(" ().") if match and self.number is not None else ""


@dataclass(frozen=True)
class Period:
    """A span of days with both ends included, and the words that were printed for it."""

    start: date | None
    end: date | None
    text: str = ""


def tidy(text: str) -> str:
    """One kind of space, one kind of minus, no space at the ends."""
    return SPACES.sub(" ", text).translate(DASHES).strip()


def fold(text: str) -> str:
    """The form in which names and headings are compared: tidy, lower case, without footnote marks."""
    return tidy(text).casefold().strip("* ").removesuffix(".").replace("- ", "-")


def parse_number(text: str) -> tuple[Decimal, Decimal]:
    """A number in Swedish spelling -> (number, size of its last digit).

    Raises ValueError where the whole text is not one number that the warehouse can hold.
    """
    plain = tidy(text)
    if not re.fullmatch(NUMBER, plain):
        raise ValueError(text)
    number = Decimal(plain.replace(" ", "").replace(",", "."))
    decimals = max(0, -int(number.as_tuple().exponent))
    if decimals > MOST_DECIMALS or abs(number) >= LARGEST:
        raise ValueError(text)
    return number, Decimal(1).scaleb(-decimals)


def parse_value(text: str, missing: Mapping[str, str], *, words_allowed: bool = False) -> Value | None:
    """A printed cell -> Value, or None where it is neither a number nor a known kind of missing.

    `missing` maps folded spellings to kinds (data/reference/missing.csv). With `words_allowed`
    (targets, prose) any words may stand around the number or in its place.
    """
    plain = tidy(text)
    if not plain:
        return Value(missing="not_given")
    kind = missing.get(fold(plain))
    if kind:
        return Value(missing=kind, footnote="*" if plain.endswith("*") else "")
    direction = DIRECTIONS.get(fold(plain).partition(" ")[0], "") if words_allowed else ""
    if direction:
        return Value(comparator=direction, missing="worded", words=plain)
    match = _VALUE.fullmatch(plain)
    if match and (words_allowed or not f"{match['before']}{match['after']}".strip()):
        value = _single_value(match)
        if value:
            return value
    return _value_among_words(plain) if words_allowed else None


def _single_value(match: re.Match[str]) -> Value | None:
    """The value of a cell that says one number, with words around it that do not say another."""
    comparator, after = _compared(match["comparator"], match["after"])
    around = f"{match['before']}{after}".strip()
    if (match["before"].strip() and not match["comparator"]) or re.search(r"\d", around) or _is_during(match):
        return None
    unit = UNITS.get((match["unit"] or "").casefold(), "")
    if match["until"]:
        return Value(unit=unit, comparator=comparator, missing="interval", words=around)
    try:
        number, resolution = parse_number(match["number"])
    except ValueError:
        return None
    footnote, aside = match["footnote"] or "", match["aside"] or ""
    return Value(number, resolution, unit, comparator, footnote=footnote, aside=aside, words=around)


def _is_during(match: re.Match[str]) -> bool:
    """Whether a cell names the year in which something happens: under 2022."""
    of_a_year = not match["unit"] and re.fullmatch(_YEAR, match["number"])
    return bool(of_a_year) and (match["comparator"] or "").casefold() == "under"


def _compared(before: str | None, after: str) -> tuple[str, str]:
    """The comparator of a number, from the words before it or those after it, and what else follows."""
    if before:
        return COMPARATORS[before.casefold()], after
    following = _AFTERWARDS.match(after)
    return (AFTERWARDS[following["word"].casefold()], after[following.end() :]) if following else ("", after)


def _value_among_words(plain: str) -> Value:
    """The one number with a unit that a worded cell names for its column's year, otherwise just the words."""
    worded = Value(missing="worded", words=plain)
    named = list(_NUMBER_WITH_UNIT.finditer(plain))
    if len(named) != 1 or _OF_A_YEAR.search(plain):
        return worded
    match = named[0]
    try:
        number, resolution = parse_number(match[1])
    except ValueError:
        return worded
    compares = _COMPARES.search(plain[: match.start()])
    comparator, _ = _compared(compares[1] if compares else None, plain[match.end() :])
    return Value(number, resolution, UNITS.get(match[2].casefold(), ""), comparator, words=plain)


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
_CLOCK = re.compile(r"(?P<hours>\d{1,3}(?: \d{3})+|\d{1,7}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?", re.ASCII)


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


def parse_hours(text: str) -> Decimal:
    """Hours as decimals or as HH:MM, rounded to a millionth. Raises ValueError for any other text."""
    match = _CLOCK.fullmatch(tidy(text))
    if match is None:
        return parse_number(text)[0]
    hours = int(match["hours"].replace(" ", ""))
    seconds = hours * 3600 + int(match["minutes"]) * 60 + int(match["seconds"] or 0)
    return round(Decimal(seconds) / 3600, MOST_DECIMALS)
