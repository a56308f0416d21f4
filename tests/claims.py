"""Does a sentence say what the warehouse holds? Every claim is computed anew by plain SQL; beside them nothing is said.

Of the dashboard only the definitions of measures are used: no figure, number or word is taken from its own code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from dashboard.measures import MEASURES, Computed, Side
from dashboard.query import Figure
from dashboard.sentence import Claim, Said, Sentence
from dashboard.warehouse import Warehouse

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
    "level": ("oförändrat", "kvar", "som", "lika", "lika med", "lika med budget"),
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
CLAIMING = {word for words in WORDS.values() for text in words for word in text.split()} - {
    "som",
    "med",
    "inte",
    "budget",
} | {word for text in FURTHEST for word in text.split()}
"""Words that say how figures stand to each other: never outside a claim."""

NUMBER = re.compile(rf"([+{MINUS}]?)(\d{{1,3}}(?:\u00a0\d{{3}})*)(?:,(\d+))?(?:[\u00a0 ](\S.*))?")
PERIOD = re.compile(r"(?:(?:([a-zå-ö]+)–)?([a-zå-ö]+) )?(\d{4})")


@dataclass(frozen=True)
class Fact:
    """What the warehouse says of a figure."""

    value: float
    resolution: float
    unit: str
    comparator: str = ""


def check(warehouse: Warehouse, said: Sentence) -> None:
    """Fail where anything in a sentence is not so, or is said without a claim."""
    assert faults(warehouse, said) == [], said.text


def faults(warehouse: Warehouse, said: Sentence) -> list[str]:
    """All that is wrong with a sentence."""
    found = [fault for part in said.parts if isinstance(part, Said) for fault in _claim(warehouse, part)]
    return [*found, *_beside_claims(warehouse, said)]


def _claim(warehouse: Warehouse, piece: Said) -> Iterator[str]:
    claim = piece.claim
    for figure in claim.figures:
        if _fact(warehouse, figure) is None:
            yield f"”{piece.text}”: {figure.measure} {figure.period_text} is not in the warehouse ({figure.cell})"
            return
    holds = {
        "number": _number, "share": _share, "period": _period, "count": _count, "direction": _direction, "most": _most,
    }[claim.says]  # fmt: skip
    if not holds(warehouse, piece.text, claim):
        yield f"”{piece.text}” does not say {claim.says} {claim.direction} of {_told(warehouse, claim)}"


def _told(warehouse: Warehouse, claim: Claim) -> list[tuple[int, str, object]]:
    return [(factor, f"{row.measure} {row.period_end}", _fact(warehouse, row)) for factor, row in claim.terms]


def _facts(warehouse: Warehouse, claim: Claim) -> list[tuple[int, Fact]]:
    return [(factor, fact) for factor, row in claim.terms if (fact := _fact(warehouse, row))]


def _sum(warehouse: Warehouse, claim: Claim) -> float:
    return sum(factor * fact.value for factor, fact in _facts(warehouse, claim))


def _number(warehouse: Warehouse, text: str, claim: Claim) -> bool:
    facts = [fact for _, fact in _facts(warehouse, claim)]
    parsed = NUMBER.fullmatch(text)
    if parsed is None or len({fact.unit for fact in facts}) != 1:
        return False
    sign, _, decimals, printed = parsed.groups()
    unit, scale = SCALED.get(printed or "", (printed or "", 1))
    several, base = len(facts) > 1, facts[0].unit
    allowed = {"", "procentenheter"} if several and base == "%" else {"", base}
    finest = min(fact.resolution for fact in facts)
    step = scale * 10.0 ** -len(decimals or "")
    if unit not in allowed or (not printed and base in ("tkr", "st") and finest >= 1000) or step < finest * 0.999:
        return False
    value = _sum(warehouse, claim) / scale
    shown = _swedish(value, len(decimals or ""))
    spoken = text.removesuffix(printed or "").rstrip("\u00a0 ").removeprefix("+")
    return (sign != "+" or value > 0) and spoken in ({shown, shown.removeprefix(MINUS)} if several else {shown})


def _share(warehouse: Warehouse, text: str, claim: Claim) -> bool:
    (_, now), (_, before) = _facts(warehouse, claim)
    change = (now.value / before.value - 1) * 100
    return text == f"{'+' if _rounded(change, 0) > 0 else ''}{_swedish(change, 0)}\u00a0%"


def _count(_: Warehouse, text: str, claim: Claim) -> bool:
    return text == _swedish(len(claim.items), 0)


def _period(_: Warehouse, text: str, claim: Claim) -> bool:
    """The year and the months that are named are those of the figure; those of a part of a year are named."""
    row, parsed = claim.figures[0], PERIOD.fullmatch(text)
    if parsed is None or row.period_start is None or row.period_end is None:
        return False
    first, last, of_year = parsed.groups()
    start, end = row.period_start, row.period_end
    if int(of_year) != end.year or not last:
        return int(of_year) == end.year and not _part_year(start, end)
    return last == MONTHS[end.month - 1] and first in (None, MONTHS[start.month - 1])


def _part_year(start: date, end: date) -> bool:
    return (end.month, end.day) != (12, 31) or not (start == end or (start.month, start.day) == (1, 1))


def _direction(warehouse: Warehouse, text: str, claim: Claim) -> bool:
    off, facts = _sum(warehouse, claim), [fact for _, fact in _facts(warehouse, claim)]
    if text.lower() not in WORDS[claim.direction]:
        return False
    if claim.direction in ("up", "down"):
        return off > 0 if claim.direction == "up" else off < 0
    if claim.direction == "level":
        return abs(off) <= max(*(fact.resolution for fact in facts), NOISE * abs(facts[-1].value))
    better = MEASURES[claim.figures[0].measure].better
    comparator = facts[-1].comparator if len(facts) == 2 else ""
    rising = comparator.startswith(">") if comparator[:1] in ("<", ">") else better == "higher"
    met = comparator not in ("<", ">") if off == 0 else (off > 0) == rising
    return better != "neither" and met == (claim.direction == "better")


def _most(warehouse: Warehouse, text: str, claim: Claim) -> bool:
    claims = [item for item in claim.items if isinstance(item, Claim)]
    sizes = [_size(warehouse, item) for item in claims]
    if claim.direction not in FURTHEST.get(text.lower(), ()) or not sizes:
        return False
    if claim.direction == "":
        return abs(sizes[0]) == max(map(abs, sizes))
    return sizes[0] == (max(sizes) if claim.direction == "up" else min(sizes))


def _size(warehouse: Warehouse, claim: Claim) -> float:
    if claim.says != "share":
        return _sum(warehouse, claim)
    (_, now), (_, before) = _facts(warehouse, claim)
    return now.value / before.value - 1


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _swedish(value: float, decimals: int) -> str:
    shown = _rounded(value, decimals)
    digits = f"{abs(shown):,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")
    return f"{MINUS if shown < 0 else ''}{digits}"


def _fact(warehouse: Warehouse, row: Figure) -> Fact | None:
    return _computed(warehouse, row) if row.position < 0 else _printed(warehouse, row)


def _printed(warehouse: Warehouse, row: Figure) -> Fact | None:
    """The cell of a figure, or the difference of the two that it is made of."""
    measures = MEASURES[row.measure].difference if " − " in row.cell else (row.measure,)
    sides = [
        warehouse.rows(
            """
            select distinct cast(value as double), cast(resolution as double), unit, comparator from published
            where publication = ? and sheet = ? and cell = ? and measure = ? and org = ? and gender = ?
                  and scenario = ? and period_start = cast(? as date) and period_end = cast(? as date)
            """,
            [row.publication, row.sheet, cell, measure, row.org, row.gender, row.scenario, *_span(row)],
        )
        for cell, measure in zip(row.cell.split(" − "), measures or (), strict=True)
    ]
    if any(len(found) != 1 or found[0][0] is None for found in sides):
        return None
    (value, resolution, unit, comparator), *others = [found[0] for found in sides]
    return Fact(value - sum(other[0] for other in others), max([resolution, *(o[1] for o in others)]), unit, comparator)


def _computed(warehouse: Warehouse, row: Figure) -> Fact | None:
    """A figure of months, summed from what the warehouse holds of them."""
    definition = MEASURES[row.measure]
    computed = definition.computed
    side = computed.side(row.scenario) if computed else None
    if computed is None or side is None or row.group is None:
        return None
    above = _by_month(warehouse, computed, side, row)
    below = _by_month(warehouse, computed, computed.denominator, row) if computed.denominator else above
    months = sorted(above.keys() & below.keys())
    if not months or row.period_end is None or months[-1] != row.period_end.replace(day=1):
        return None
    value = _together([above[month] for month in months], side)
    if computed.denominator:
        value *= (100 if computed.percent else 1) / _together([below[month] for month in months], computed.denominator)
    return Fact(value, {"%": 0.1, "år": 0.1, "medarbetare": 0.1}.get(definition.unit, 1), definition.unit)


def _together(values: Sequence[float], side: Side) -> float:
    return values[-1] if side.over_time == "last" else sum(values) / (len(values) if side.over_time == "average" else 1)


def _by_month(warehouse: Warehouse, computed: Computed, side: Side, row: Figure) -> dict[date, float]:
    """One side of a measure in each month of a figure's period."""
    assert row.group is not None
    export = side.export or computed.export
    within = "of_month between cast(? as date) and cast(? as date)"
    if f"released_{export}" in _tables(warehouse):
        whom = dict(zip(("org", "unit", "gender", "age", "form", "manager"), row.group.values, strict=True))
        whom |= dict(side.who or computed.who)
        where = " and ".join(f"{name} = ?" for name in whom)
        sql = (
            f"select of_month, cast({side.sql} as double) from released_{export} where {where} and {within} group by 1"
        )
        return dict(warehouse.rows(sql, [*whom.values(), *_span(row)]))
    whose = "org in (select organisation from organisation) and (org = ? or ? = ?)"
    sql = f"""
        select of_month, cast({side.sql} as double) from fact_{export}
        where {whose} and ({computed.where}) and {within} group by 1
    """
    return dict(warehouse.rows(sql, [row.org, row.org, warehouse.whole, *_span(row)]))


def _span(row: Figure) -> list[str]:
    return [str(row.period_start), str(row.period_end)]


def _tables(warehouse: Warehouse) -> set[str]:
    return {name for (name,) in warehouse.rows("select table_name from information_schema.tables")}


def _beside_claims(warehouse: Warehouse, said: Sentence) -> Iterator[str]:
    """Digits and words of comparison in the words between claims, names and the sense of a target apart."""
    for part, after in zip(said.parts, [*said.parts[1:], ""], strict=False):
        if isinstance(part, str):
            words = _nameless(warehouse, _without_aim(warehouse, part, after))
            if re.search(r"\d", words):
                yield f"”{part}” holds digits that no claim covers"
            if claiming := set(re.findall(r"\w+", words.casefold())) & CLAIMING:
                yield f"”{part}” says {', '.join(sorted(claiming))} without a claim"


def _without_aim(warehouse: Warehouse, words: str, after: object) -> str:
    """The words before a target without its sense, if that is the one in the warehouse."""
    if not isinstance(after, Said) or len(after.claim.terms) != 1:
        return words
    fact = _fact(warehouse, after.claim.figures[0])
    aim = AIMS.get(fact.comparator, "") if fact else ""
    return words.rstrip().removesuffix(aim) if aim else words


def _nameless(warehouse: Warehouse, words: str) -> str:
    for name in _names(warehouse):
        words = words.replace(name, "")
    return words


@lru_cache(maxsize=8)
def _names(warehouse: Warehouse) -> list[str]:
    """What measures, organisations, units, reports and exports are called, the longest first."""
    called = [text for each in MEASURES.values() for text in (each.label, each.subject, each.name)]
    lower = [text[:1].lower() + text[1:] for text in called]
    sql = """
        select organisation from organisation union select publication from publication
        union select title from publication union select name from export union select unit from released
    """
    names = {*called, *lower, *(name for (name,) in warehouse.rows(sql))} - {"", "total"}
    return sorted(names, key=len, reverse=True)
