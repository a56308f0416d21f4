"""What a sentence says outside its claims: there stands no number and no word of direction."""

import re

import pytest

from dashboard.sentence import Sentence

DIRECTION = re.compile(
    r"\b(steg|stiger|sjönk|sjunker|högre|lägre|högst|lägst|fler|färre|mer|mindre|bättre|sämre|över|under|nått|störst"
    r"|längre)\b",
    re.IGNORECASE,
)


def unclaimed(said: Sentence, *names: str) -> list[str]:
    """The plain words that hold a number or a direction, names of units, ages and lengths apart."""
    plain = [part for part in said.parts if isinstance(part, str)]
    for name in names:
        plain = [part.replace(name, "") for part in plain]
    return [part for part in plain if re.search(r"\d", part) or DIRECTION.search(part)]


def listened(patch: pytest.MonkeyPatch) -> list[Sentence]:
    """The sentences that the frame of a page tells from now on."""
    told: list[Sentence] = []

    def tell(said: Sentence) -> str:
        told.append(said)
        return said.text

    patch.setattr("dashboard.page.tell", tell)
    return told
