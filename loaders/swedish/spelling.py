"""Texts as they are compared: spaces, dashes and case of no account."""

import re

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")


DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‑": "-"})


def tidy(text: str) -> str:
    """One kind of space, one kind of minus, no space at the ends."""
    return SPACES.sub(" ", text).translate(DASHES).strip()


def fold(text: str) -> str:
    """The form in which names and headings are compared: tidy, lower case, without footnote marks."""
    return tidy(text).casefold().strip("* ").removesuffix(".").replace("- ", "-")
