"""Printed cell -> number, unit, comparator, missing, period: Swedish spellings of values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from loaders.swedish.periods import OF_A_YEAR, YEAR
from loaders.swedish.spelling import fold, tidy

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
    of_a_year = not match["unit"] and re.fullmatch(YEAR, match["number"])
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
    if len(named) != 1 or OF_A_YEAR.search(plain):
        return worded
    match = named[0]
    try:
        number, resolution = parse_number(match[1])
    except ValueError:
        return worded
    compares = _COMPARES.search(plain[: match.start()])
    comparator, _ = _compared(compares[1] if compares else None, plain[match.end() :])
    return Value(number, resolution, UNITS.get(match[2].casefold(), ""), comparator, words=plain)


_CLOCK = re.compile(r"(?P<hours>\d{1,3}(?: \d{3})+|\d{1,7}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?", re.ASCII)


def parse_hours(text: str) -> Decimal:
    """Hours as decimals or as HH:MM, rounded to a millionth. Raises ValueError for any other text."""
    match = _CLOCK.fullmatch(tidy(text))
    if match is None:
        return parse_number(text)[0]
    hours = int(match["hours"].replace(" ", ""))
    seconds = hours * 3600 + int(match["minutes"]) * 60 + int(match["seconds"] or 0)
    return round(Decimal(seconds) / 3600, MOST_DECIMALS)
