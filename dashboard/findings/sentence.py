"""Sentences that know what they claim: every number, period and direction in them comes from figures.

A sentence is made of plain words and of pieces (`Said`) that hold the claim behind their text. Whatever is not a piece
has no digits and no word of direction, so that a test can recompute all that a sentence says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dashboard import theme
from dashboard.figures.figure import Figure

Says = Literal["number", "share", "count", "period", "direction", "most"]
Direction = Literal["", "up", "down", "level", "better", "worse"]
Statistic = Literal["", "highest", "mean", "outside", "run", "trend", "funnel", "within", "mix"]

WORDS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


@dataclass(frozen=True)
class Claim:
    """What a piece says of figures.

    `number`: the sum of the terms, each a factor and a figure: 1 and -1 for a difference. `share`: that sum in per cent
    of the last term's figure. `period`: when the terms' figures are from, the first to the last. `count`: how many
    `items` there are. `direction`: which way the sum goes; better and worse as the first term's measure has it, or the
    target in the last. `most`: the first of `items`, themselves claims, goes furthest of them that way, or either way.

    `statistic` names what an analysis makes of the figures in place of their sum. It tells of the terms with the
    factor 1 and judges them by those with 0:
    `highest`: none of the others is larger;
    `mean`: of the rates told of, each weighted by the hours that follow it;
    `outside`, `run`, `trend`: months beyond a limit, in a row on one side of the centre, or rising or falling in a row,
    in a control chart of all the terms in order (`level`: those told of are in none of any kind);
    `funnel`: rates beyond the outer limits of a funnel of all rates, each with the hours that follow it;
    `within`, `mix`: what of a rate's change the units' own rates of the hours told of have brought, and what their
    shares of ordinary hours have (Kitagawa), hours by measure, unit and period, those of the whole standing for what
    the units leave of it; without a direction of its own: no other unit brings more, up or down.
    """

    says: Says
    terms: tuple[tuple[int, Figure], ...] = ()
    direction: Direction = ""
    items: Sequence[object] = ()
    statistic: Statistic = ""

    @property
    def figures(self) -> list[Figure]:
        """The figures that the claim rests on."""
        compared = [item for item in self.items if isinstance(item, Claim)]
        return [*(figure for _, figure in self.terms), *(figure for claim in compared for figure in claim.figures)]

    @property
    def compares(self) -> bool:
        """Whether it sets figures of one kind against each other; an analysis takes unlike months into account."""
        compares = self.says in ("share", "direction", "most") or (self.says == "number" and len(self.terms) > 1)
        return compares and not self.statistic


@dataclass(frozen=True)
class Said:
    """A piece of a sentence with the claim that it makes."""

    text: str
    claim: Claim


Part = str | Said


@dataclass(frozen=True)
class Sentence:
    """Words and pieces in order; `reasons` say why it claims no more, or what to know about its figures."""

    parts: tuple[Part, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as it is read."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def claims(self) -> list[Claim]:
        """All that it says."""
        return [part.claim for part in self.parts if isinstance(part, Said)]

    @property
    def figures(self) -> list[Figure]:
        """The figures that it rests on."""
        return [figure for claim in self.claims for figure in claim.figures]

    def tells(self, rows: Iterable[Figure]) -> bool:
        """Whether it speaks of any of these figures."""
        return any(row in self.figures for row in rows)

    def __bool__(self) -> bool:
        return bool(self.parts)


def sentence(*parts: "Part | Sentence") -> Sentence:
    """Words, pieces and other sentences as one sentence."""
    flat: list[Part] = []
    for part in parts:
        flat += part.parts if isinstance(part, Sentence) else [part]
    return Sentence(tuple(part for part in flat if part))


def joined(between: str, sentences: Iterable[Sentence]) -> Sentence:
    """Sentences in a row, with words between them."""
    parts: list[Part | Sentence] = []
    for each in sentences:
        parts += [between, each] if parts else [each]
    return sentence(*parts)


def heading(said: Sentence) -> Sentence:
    """A sentence without its full stop."""
    *parts, last = said.parts or ("",)
    return replace(said, parts=(*parts, last.removesuffix(".") if isinstance(last, str) else last))


def listed(items: Sequence[Sentence]) -> Sentence:
    """Sentences in a row: a, b och c."""
    *others, last = items or [Sentence()]
    return sentence(joined(", ", others), " och ", last) if others else last


def value(row: Figure, resolution: float = 0.0, *, plus: bool = False) -> Said:
    """A figure with its unit, to its printed digit or to a coarser one."""
    return Said(
        theme.figure(row.number, max(row.resolution, resolution), row.unit, plus=plus), Claim("number", ((1, row),))
    )


def bare(row: Figure, resolution: float = 0.0) -> Said:
    """A figure without its unit."""
    text = theme.figure(row.number, max(row.resolution, resolution), row.unit, with_unit=False)
    return Said(text, Claim("number", ((1, row),)))


def gap(one: Figure, other: Figure, resolution: float, *, plus: bool = False) -> Said:
    """How far two figures are apart: the one minus the other with its sign, otherwise the size alone."""
    difference = _summed(((1, one), (-1, other)))
    text = theme.amount(difference if plus else abs(difference), resolution, one.unit, plus=plus)
    return Said(text, Claim("number", ((1, one), (-1, other))))


def total(terms: Sequence[tuple[int, Figure]], resolution: float, *, plus: bool = False) -> Said:
    """The sum of figures, each with its factor: with its sign, otherwise the size alone."""
    number = _summed(terms)
    unit = terms[0][1].unit
    text = theme.figure(number if plus else abs(number), resolution, unit, plus=plus)
    return Said(text, Claim("number", tuple(terms)))


def _summed(terms: Iterable[tuple[int, Figure]]) -> float:
    """A sum without the dust of binary fractions, which would tip a half the wrong way when it is rounded."""
    return round(sum(factor * row.number for factor, row in terms), 9)


def share(now: Figure, before: Figure) -> Said:
    """The change from one figure to another in whole per cent, with its sign."""
    text = f"{theme.number((now.number / before.number - 1) * 100, plus=True)}{theme.NO_BREAK}%"
    return Said(text, Claim("share", ((1, now), (-1, before))))


def turn(now: Figure, before: Figure, up: str, down: str) -> Said:
    """The word for which way it went."""
    rising = now.number > before.number
    return Said(up if rising else down, Claim("direction", ((1, now), (-1, before)), "up" if rising else "down"))


def highest(row: Figure, others: Iterable[Figure], text: str) -> Said:
    """A word for the largest of several."""
    beside = tuple((0, other) for other in others if other is not row)
    return Said(text, Claim("direction", ((1, row), *beside), "up", statistic="highest"))


def level(now: Figure, before: Figure, text: str) -> Said:
    """A word for figures that are the same, or differ within noise."""
    return Said(text, Claim("direction", ((1, now), (-1, before)), "level"))


def judged(now: Figure, aim: Figure, text: str, *, better: bool) -> Said:
    """A word for better or worse than what was aimed at."""
    return Said(text, Claim("direction", ((1, now), (-1, aim)), "better" if better else "worse"))


def most(text: str, claims: Sequence[Claim], direction: Direction = "") -> Said:
    """A word for the first of the claims going furthest of them all."""
    return Said(text, Claim("most", direction=direction, items=claims))


def year(row: Figure) -> Said:
    """The year that a figure is of."""
    return Said(str(row.of_year), Claim("period", ((1, row),)))


def month(row: Figure) -> Said:
    """The last month of a figure's period in full: december 2021."""
    return Said(month_name(row), Claim("period", ((1, row),)))


def short_month(row: Figure) -> Said:
    """The last month of a figure's period where there is little room: dec 2021."""
    return Said(theme.month(row.month_start), Claim("period", ((1, row),)))


def when(row: Figure) -> Said:
    """The period of a figure that covers less than a year, otherwise its year: jan–aug 2022, 2021."""
    return Said(period_name(row), Claim("period", ((1, row),)))


def span(first: Figure, last: Figure, between: str = "–") -> Said:
    """The months from the last one of a figure to that of another: mars–oktober 2020."""
    return Said(theme.span_name(first.month_start, last.month_start, between), Claim("period", ((1, first), (1, last))))


def spelled(items: Sequence[object]) -> Said:
    """How many there are, in words up to twelve."""
    return Said(in_words(len(items)), Claim("count", items=items))


def count(items: Sequence[object]) -> Said:
    """How many there are."""
    return Said(theme.number(len(items)), Claim("count", items=items))


def month_name(row: Figure) -> str:
    """The last month of a figure's period in full: december 2021."""
    return f"{theme.FULL_MONTHS[row.month - 1]} {row.of_year}"


def period_name(row: Figure) -> str:
    """A part-year's months with their years, or the year alone."""
    if not row.part_year or row.period_start is None:
        return str(row.of_year)
    return theme.span_name(row.period_start.replace(day=1), row.month_start)


def in_words(value: int) -> str:
    """A count in words up to twelve."""
    return WORDS[value] if value < len(WORDS) else theme.number(value)


def capital(said: Said) -> Said:
    """A piece that opens a sentence."""
    return Said(theme.capital(said.text), said.claim)
