"""What a sentence says outside its claims: there stands no number and no word of direction."""

import re

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
