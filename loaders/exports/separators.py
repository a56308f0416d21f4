"""Does a sign in a column's numbers separate thousands or decimals? What both could be is asked, never guessed."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.asked import Asked
from loaders.problems import Option, Question

SAMPLE = 200
"""Rows that mostly tell that a sign separates decimals."""

_GROUPED = r"^[-+(\x{2212}\x{2013}]? ?[1-9]\d{0,2}(?:%s\d{3})+%s ?\)? ?[-\x{2212}\x{2013}]?$"


def may_group(texts: pa.Array) -> str:
    """The sign that separates thousands in a column's texts, if one may."""
    for sign, other in ((",", "."), (".", ",")):
        found = _all_grouped(texts.slice(0, SAMPLE), sign, other) and _all_grouped(texts, sign, other)
        if found and pc.any(_holding(texts, sign)).as_py():
            return sign
    return ""


def must_group(texts: pa.Array, sign: str) -> bool:
    """Whether a sign that may separate thousands cannot separate decimals: it recurs, or another one does."""
    held = texts.filter(_holding(texts, sign))
    several = pc.greater(pc.count_substring(held, sign), 1)
    decimals = pc.match_substring(held, "." if sign == "," else ",")
    return bool(pc.any(pc.or_(several, decimals)).as_py())


def _holding(texts: pa.Array, sign: str) -> pa.Array:
    return pc.fill_null(pc.match_substring(texts, sign), fill_value=False)


def _all_grouped(texts: pa.Array, sign: str, other: str) -> bool:
    """Whether all texts with a sign, if any, have three digits after each, and what may follow as decimals."""
    held = texts.filter(_holding(texts, sign))
    pattern = _GROUPED % (f"[{sign}]", rf"(?:[{other}]\d+)?")
    return bool(pc.all(pc.match_substring_regex(held, pattern)).as_py() is not False)


def ask_grouping(heading: str, texts: pa.Array, sign: str, asked: Asked, question: Callable[..., Question]) -> str:
    """The sign that separates thousands, if someone says that it does; empty where it separates decimals, or nobody
    has said. `question` makes the question, with its place, of what is found and asked."""
    example = texts.filter(_holding(texts, sign))[0].as_py()
    whole, part = example.replace(sign, ""), example.replace(sign, ",")
    named = "kommat" if sign == "," else "punkten"
    options = (
        Option("tusental", f"Tusental: {example} är {whole}"),
        Option("decimaler", f"Decimaler: {example} är {part}"),
    )
    found = f"i {heading} har alla tal med {'komma' if sign == ',' else 'punkt'} tre siffror efter, t.ex. {example}"
    wanted = "tal utan tusentalstecken, eller ett svar på sidan Ladda data"
    answer = asked.answer(question(found, wanted, f"Vad skiljer {named} av i {heading}?", options))
    return sign if answer == "tusental" else ""
