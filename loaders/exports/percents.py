"""Numbers that Excel shows as percent: right where their row says that its unit is percent, an error elsewhere."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.columns import AMOUNT, MOST_FAULTS
from loaders.exports.sheet import TypedSheet, numbers_of
from loaders.problems import Problem

UNITS = ("%", "procent")
UNIT = "unit"
"""The column that tells what each row's number is counted in."""


def read_percents(sheet: TypedSheet, name: str) -> list[Problem]:
    """Let numbers that are shown as percent be what is shown; a problem for each that should be something else."""
    problems = []
    for each in numbers_of(sheet.layout):
        shown = sheet.grid.percents.get(each.position, frozenset())
        rows = [sheet.table_row(position) + 1 for position in range(len(sheet.at))] if shown else []
        is_shown = pa.array(np.isin(rows, list(shown)))
        if not pc.any(is_shown).as_py():
            continue
        values = sheet.values[each.column.name]
        of_percent = _of_percent(sheet)
        hundredfold = pc.multiply(values.cast(pa.float64()), 100.0).cast(AMOUNT)
        sheet.values[each.column.name] = pc.if_else(pc.and_(is_shown, of_percent), hundredfold, values)
        wrong = pc.indices_nonzero(pc.and_(pc.and_(is_shown, pc.invert(of_percent)), pc.is_valid(values))).to_pylist()
        problems += [
            Problem(
                "error",
                name,
                sheet.grid.name,
                sheet.cell(position, each.position),
                f"{each.column.heading} är ett tal som Excel visar som procent",
                "timmar, antal eller belopp; andelar räknas ut här",
            )
            for position in wrong[:MOST_FAULTS]
        ]
    return problems


def _of_percent(sheet: TypedSheet) -> pa.Array:
    """Which rows say that their unit is percent."""
    units = sheet.values.get(UNIT)
    if units is None:
        return pa.array(np.zeros(len(sheet.at), bool))
    return pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(units)), pa.array(UNITS))
