"""Periods of the year's end, which are no months: 202113 closes the accounts, 202100 opens them."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.asked import Asked
from loaders.exports.export import Export
from loaders.problems import Option, Question
from loaders.swedish.spelling import tidy

_PERIOD = re.compile(r"(?P<year>20\d\d)-?(?P<period>00|1[3-6])")


def in_months(texts: pa.Array, cell: str, asked: Asked, export: Export, name: str, sheet: str) -> pa.Array:
    """A column of months in which the periods of the year's end are in the month that someone says they belong to;
    nothing where their rows are not to be read."""
    periods = {text: match for text in _unique(texts) if (match := _PERIOD.fullmatch(tidy(text)))}
    if not periods:
        return texts
    found = f"perioderna {', '.join(sorted(periods))} är inga månader"
    options = (
        Option("december", "Period 13 räknas till december; ingående balanser (period 00) läses inte"),
        Option("läses inte", "De läses inte: bokslutet lämnas utanför"),
    )
    wanted = "månaderna 01–12, eller ett svar på sidan Ladda data"
    asks = "Var hör bokslutets perioder hemma?"
    answer = asked.answer(Question(f"year-end:{export.id}", export.id, name, sheet, cell, found, wanted, asks, options))
    # While nobody has answered nothing is loaded, and the question is all that there is to tell.
    closing = answer != "läses inte"
    months = {
        text: f"{match['year']}12" if closing and match["period"] != "00" else None for text, match in periods.items()
    }
    encoded = texts.dictionary_encode()
    known = [months.get(text, text) for text in encoded.dictionary.to_pylist()]
    return pa.array(known, pa.string()).take(encoded.indices)


def _unique(texts: pa.Array) -> list[str]:
    found: list[str] = pc.drop_null(pc.unique(texts)).to_pylist()
    return found
