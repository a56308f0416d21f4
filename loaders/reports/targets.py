"""What goals say in words: whether two printed targets are one, and how a printed assessment judges."""

import re
from typing import Literal

from loaders.reports.names import Figure
from loaders.swedish.spelling import fold, tidy

Judgement = Literal["met", "partly", "missed"]

_BALANCED = {"budget i balans", "ekonomi i balans", "nollresultat", "0-resultat"}
"""Words for a result of zero."""

_JUDGED: dict[str, Judgement] = {
    "ja": "met",
    "uppnått": "met",
    "uppnås": "met",
    "uppfyllt": "met",
    "uppfylls": "met",
    "delvis": "partly",
    "nej": "missed",
    "inte": "missed",
    "ej": "missed",
}
"""First word of a printed assessment -> what it says of its goal; any other word is no judgement."""


def is_worded(figure: Figure) -> bool:
    """Whether a figure is a target that print gives in words: Ökar, Budget i balans."""
    return figure.scenario == "target" and figure.missing == "worded"


def same_target(one: Figure, other: Figure) -> bool:
    """Whether two targets, at least one of them in words, ask for the same.

    Words do where they name the same direction and the same numbers, or where one says all that the other says. A
    number is never what a direction asks for.
    """
    if is_worded(one) and is_worded(other):
        if one.comparator or other.comparator:
            return one.comparator == other.comparator and _numbers(one) == _numbers(other)
        words, others = _words(one), _words(other)
        return words <= others or others <= words
    worded, number = (one, other) if is_worded(one) else (other, one)
    return number.value == 0 and fold(worded.printed) in _BALANCED


def judgement(printed: str) -> Judgement | None:
    """What a printed assessment says of its goal, None where it says nothing of that: Pågående, December."""
    return _JUDGED.get(fold(printed).partition(" ")[0].strip(".,"))


def goals_named(printed: str) -> list[str]:
    """The goals that print names in one place: some are judged together, with a dash between."""
    return re.split(r"\s+-\s+", tidy(printed))


def _numbers(target: Figure) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)?", target.printed)


def _words(target: Figure) -> set[str]:
    return set(re.findall(r"\w+", fold(target.printed)))
