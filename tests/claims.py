"""Does a sentence say what its figures are? Every claim is computed anew; beside them nothing is said.

Of the dashboard only the definitions of measures are used: no figure, number or word is taken from its own code.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from dashboard.figures.figure import Figure
from dashboard.figures.measures import MEASURES
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.sentence import Claim, Said, Sentence
from tests import analyses_anew as analyses
from tests.analyses_anew import Term
from tests.facts_anew import Fact, fact, longest_first, names, of_measures

Facts = Callable[[Figure], Fact | None]
"""What is so of a figure; None where it is not there."""

MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
MINUS = "\u2212"
SCALED = {"mnkr": ("tkr", 1000), "tusen": ("st", 1000)}
"""A unit in print -> the unit that the warehouse keeps, and how many of it."""

NOISE = 0.005
WORDS: Mapping[str, Sequence[str]] = {
    "up": ("steg", "ökade", "över", "fler", "högre", "mer", "ökning", "störst ökning"),
    "down": ("sjönk", "minskade", "under", "färre", "lägre", "mindre", "minskning", "störst minskning"),
    "level": ("oförändrat", "oförändrad", "kvar", "som", "lika", "lika hög", "lika med", "lika med budget"),
    "better": ("bättre", "nått"),
    "worse": ("sämre", "inte nått"),
}
FURTHEST = {
    "mest": ("up", ""),
    "minst": ("down",),
    "störst": ("", "up"),
    "störst ökning": ("up",),
    "störst minskning": ("down",),
}
AIMS = {"<=": "högst", ">=": "minst", "<": "mindre än", ">": "mer än", "~": "cirka"}
BEYOND = ("längre från medelvärdet än slumpen brukar ge", "säsong eller mer än slump")
ANALYSED: Mapping[tuple[str, str], Sequence[str]] = {
    ("highest", "up"): ("högst", "störst"),
    ("outside", "up"): ("över den övre gränsen", *BEYOND),
    ("outside", "down"): ("under den nedre gränsen", *BEYOND),
    ("outside", "level"): ("ingen signal",),
    ("run", "up"): ("över medelvärdet",),
    ("run", "down"): ("under medelvärdet",),
    ("trend", "up"): ("steg",),
    ("trend", "down"): ("sjönk",),
    ("funnel", "up"): ("högre än vad slumpen brukar ge",),
    ("funnel", "down"): ("lägre än vad slumpen brukar ge",),
    ("funnel", "level"): ("längre från helheten än slumpen brukar ge",),
    ("within", ""): ("störst del",),
    ("mix", "up"): ("mer av arbetstiden ligger i enheter med hög frånvaro",),
    ("mix", "down"): ("mer av arbetstiden ligger i enheter med låg frånvaro",),
}
"""What may be said of an analysis that goes a way."""

CLAIMING = (
    {word for words in WORDS.values() for text in words for word in text.split()}
    - {
        "som",
        "med",
        "inte",
        "budget",
    }
    | {word for text in FURTHEST for word in text.split()}
    | {
        *("stiger", "sjunker", "högst", "lägst", "längre"),
    }
)
"""Words that say how figures stand to each other: never outside a claim."""

RULES = ("högst tio anställda",)
"""What a rule of the house says, of no figure."""

COUNTED = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")

NUMBER = re.compile(rf"([+{MINUS}]?)(\d{{1,3}}(?:\u00a0\d{{3}})*)(?:,(\d+))?(?:[\u00a0 ](\S.*))?")
PERIOD = re.compile(r"(?:(?:([a-zå-ö]+)–)?([a-zå-ö]+) )?(\d{4})")
SPAN = re.compile(r"(?:([a-zå-ö]+)(?: (\d{4}))?(?:–| till ))?([a-zå-ö]+) (\d{4})")


def check(warehouse: Warehouse, said: Sentence) -> None:
    """Fail where anything in a sentence is not so in the warehouse, or is said without a claim."""
    assert faults(warehouse, said) == [], said.text


def faults(warehouse: Warehouse, said: Sentence) -> list[str]:
    """All that is wrong with a sentence."""
    return _faults(partial(fact, warehouse), names(warehouse), said)


def check_made(said: Sentence, *called: str) -> None:
    """Fail where anything in a sentence of figures made by hand is not so; beside measures these names are known."""
    assert faults_made(said, *called) == [], said.text


def faults_made(said: Sentence, *called: str) -> list[str]:
    """All that is wrong with a sentence of figures made by hand, whose own values are so."""
    return _faults(_as_made, longest_first([*called, *of_measures()]), said)


def _as_made(row: Figure) -> Fact | None:
    return None if row.value is None else Fact(row.value, row.resolution, row.unit, row.comparator)


def _faults(facts: Facts, called: Sequence[str], said: Sentence) -> list[str]:
    found = [fault for part in said.parts if isinstance(part, Said) for fault in _claim(facts, part)]
    return [*found, *_beside_claims(facts, called, said)]


def _claim(facts: Facts, piece: Said) -> Iterator[str]:
    claim = piece.claim
    for figure in claim.figures:
        if facts(figure) is None:
            yield f"”{piece.text}”: {figure.measure} {figure.period_text} is not in the warehouse ({figure.cell})"
            return
    holds = {
        "number": _analysed if claim.statistic else _number, "share": _share, "period": _period, "count": _count,
        "direction": _signalled if claim.statistic else _direction, "most": _most,
    }[claim.says]  # fmt: skip
    if not holds(facts, piece.text, claim):
        told = [(factor, f"{row.measure} {row.who} {row.period_end}", facts(row)) for factor, row in claim.terms]
        yield f"”{piece.text}” does not say {claim.says} {claim.statistic} {claim.direction} of {told}"


def _known(facts: Facts, claim: Claim) -> list[Fact]:
    return [known for _, row in claim.terms if (known := facts(row))]


def _sum(facts: Facts, claim: Claim) -> float:
    return sum(factor * known.value for factor, row in claim.terms if (known := facts(row)))


def _number(facts: Facts, text: str, claim: Claim) -> bool:
    of, parsed = _known(facts, claim), NUMBER.fullmatch(text)
    if parsed is None or len({each.unit for each in of}) != 1:
        return False
    sign, _, decimals, printed = parsed.groups()
    unit, scale = SCALED.get(printed or "", (printed or "", 1))
    several, base = len(of) > 1, of[0].unit
    allowed = {"", "procentenheter"} if several and base == "%" else {"", base}
    finest = min(each.resolution for each in of)
    step = scale * 10.0 ** -len(decimals or "")
    if unit not in allowed or (not printed and base in ("tkr", "st") and finest >= 1000) or step < finest * 0.999:
        return False
    value = _sum(facts, claim) / scale
    shown = _swedish(value, len(decimals or ""))
    spoken = text.removesuffix(printed or "").rstrip("\u00a0 ").removeprefix("+")
    return (sign != "+" or value > 0) and spoken in ({shown, shown.removeprefix(MINUS)} if several else {shown})


def _analysed(facts: Facts, text: str, claim: Claim) -> bool:
    """A number that an analysis has made, to a tenth: a rate in per cent, or points with their sign or without it."""
    value = {"mean": analyses.mean, "within": analyses.within, "mix": analyses.mix}[claim.statistic](
        _terms(facts, claim)
    )
    shown = _swedish(value, 1)
    if claim.statistic == "mean":
        return text == f"{shown}\u00a0%"
    return (text[:1] != "+" or value > 0) and text.removeprefix("+") in (shown, shown.removeprefix(MINUS))


def _share(facts: Facts, text: str, claim: Claim) -> bool:
    now, before = _known(facts, claim)
    change = (now.value / before.value - 1) * 100
    return text == f"{'+' if _rounded(change, 0) > 0 else ''}{_swedish(change, 0)}\u00a0%"


def _count(_: Facts, text: str, claim: Claim) -> bool:
    many = len(claim.items)
    return text in (_swedish(many, 0), *COUNTED[many : many + 1]) or (many == 0 and text == "Ingen")


def _period(_: Facts, text: str, claim: Claim) -> bool:
    """The year and the months that are named are those of the figures; those of a part of a year are named."""
    if len(claim.figures) > 1:
        return _spans(text, claim.figures[0], claim.figures[-1])
    row, parsed = claim.figures[0], PERIOD.fullmatch(text)
    if parsed is None or row.period_start is None or row.period_end is None:
        return False
    first, last, of_year = parsed.groups()
    start, end = row.period_start, row.period_end
    if int(of_year) != end.year or not last:
        return int(of_year) == end.year and not _part_year(start, end)
    return last in (MONTHS[end.month - 1], MONTHS[end.month - 1][:3]) and first in (None, MONTHS[start.month - 1])


def _spans(text: str, first: Figure, last: Figure) -> bool:
    """From the last month of one figure to that of another, each with its year where these are two."""
    parsed, start, end = SPAN.fullmatch(text.lower()), first.period_end, last.period_end
    if parsed is None or start is None or end is None:
        return False
    begins, its_year, ends, of_year = parsed.groups()
    there = (begins or ends, int(its_year or of_year), ends, int(of_year))
    return there == (MONTHS[start.month - 1], start.year, MONTHS[end.month - 1], end.year)


def _part_year(start: date, end: date) -> bool:
    return (end.month, end.day) != (12, 31) or not (start == end or (start.month, start.day) == (1, 1))


def _direction(facts: Facts, text: str, claim: Claim) -> bool:
    off, of = _sum(facts, claim), _known(facts, claim)
    if text.lower() not in WORDS[claim.direction]:
        return False
    if claim.direction in ("up", "down"):
        return off > 0 if claim.direction == "up" else off < 0
    if claim.direction == "level":
        return abs(off) <= max(*(each.resolution for each in of), NOISE * abs(of[-1].value))
    better = MEASURES[claim.figures[0].measure].better
    comparator = of[-1].comparator if len(of) == 2 else ""
    rising = comparator.startswith(">") if comparator[:1] in ("<", ">") else better == "higher"
    met = comparator not in ("<", ">") if off == 0 else (off > 0) == rising
    return better != "neither" and met == (claim.direction == "better")


def _signalled(facts: Facts, text: str, claim: Claim) -> bool:
    """A word for what an analysis has found: of the figures told of, judged by the others."""
    if text.lower() not in ANALYSED.get((claim.statistic, claim.direction), ()):
        return False
    terms = _terms(facts, claim)
    if claim.statistic == "highest":
        return analyses.highest(terms)
    if claim.statistic == "funnel":
        return analyses.beyond(terms, claim.direction)
    if claim.statistic == "within":
        return analyses.most_within(terms)
    if claim.statistic == "mix":
        return (analyses.mix(terms) > 0) == (claim.direction == "up")
    return analyses.signal(terms, claim.statistic, claim.direction)


def _terms(facts: Facts, claim: Claim) -> list[Term]:
    return [Term(bool(factor), row, known.value) for factor, row in claim.terms if (known := facts(row))]


def _most(facts: Facts, text: str, claim: Claim) -> bool:
    claims = [item for item in claim.items if isinstance(item, Claim)]
    sizes = [_size(facts, item) for item in claims]
    if claim.direction not in FURTHEST.get(text.lower(), ()) or not sizes:
        return False
    if claim.direction == "":
        return abs(sizes[0]) == max(map(abs, sizes))
    return sizes[0] == (max(sizes) if claim.direction == "up" else min(sizes))


def _size(facts: Facts, claim: Claim) -> float:
    if claim.says != "share":
        return _sum(facts, claim)
    now, before = _known(facts, claim)
    return now.value / before.value - 1


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _swedish(value: float, decimals: int) -> str:
    shown = _rounded(value, decimals)
    digits = f"{abs(shown):,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")
    return f"{MINUS if shown < 0 else ''}{digits}"


def _beside_claims(facts: Facts, called: Sequence[str], said: Sentence) -> Iterator[str]:
    """Digits and words of comparison in the words between claims, names and the sense of a target apart."""
    for part, after in zip(said.parts, [*said.parts[1:], ""], strict=False):
        if isinstance(part, str):
            words = _without_aim(facts, part, after)
            for name in (*RULES, *called):
                words = words.replace(name, "")
            if re.search(r"\d", words):
                yield f"”{part}” holds digits that no claim covers"
            if claiming := set(re.findall(r"\w+", words.casefold())) & CLAIMING:
                yield f"”{part}” says {', '.join(sorted(claiming))} without a claim"


def _without_aim(facts: Facts, words: str, after: object) -> str:
    """The words before a target without its sense, if that is the one in the warehouse."""
    if not isinstance(after, Said) or len(after.claim.terms) != 1:
        return words
    target = facts(after.claim.figures[0])
    aim = AIMS.get(target.comparator, "") if target else ""
    return words.rstrip().removesuffix(aim) if aim else words
