"""Which sign do revenue and costs have? Found by their accounts, and asked about where it is not the declared one."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.asked import Asked
from loaders.exports.columns import AMOUNT
from loaders.exports.export import Export
from loaders.problems import Option, Question

ENOUGH = 3
"""Rows that are no mere correction, where only one side has the other sign."""


@dataclass(frozen=True, eq=False)
class _Side:
    """Revenue or costs: the rows of that side, and the sign that their sum has as declared."""

    name: str
    rows: pa.Array
    sign: int

    def is_reversed(self, values: pa.Array) -> bool:
        total = pc.sum(values.filter(self.rows)).as_py() or 0
        return bool(self.sign * total < 0)

    def count(self, values: pa.Array) -> int:
        """Rows of this side that are not nought."""
        return int(pc.sum(pc.not_equal(pc.cast(values.filter(self.rows), pa.float64()), 0.0)).as_py() or 0)


def as_declared(rows: pa.Table, export: Export, asked: Asked, name: str) -> pa.Table:
    """The rows with revenue negative and costs positive, where someone says that the file has them otherwise."""
    if not export.revenue or not rows.num_rows:
        return rows
    column, prefix = export.revenue
    is_revenue = pc.fill_null(pc.starts_with(rows[column], prefix), fill_value=False).combine_chunks()
    sides = (_Side("intäkterna", is_revenue, -1), _Side("kostnaderna", pc.invert(is_revenue), 1))
    found: dict[tuple[_Side, ...], list[str]] = {}
    for each in (c.name for c in export.numbers if c.kind == "money" and c.negative):
        values = rows[each].combine_chunks()
        told = tuple(side for side in sides if side.is_reversed(values))
        if len(told) == len(sides) or any(side.count(values) >= ENOUGH for side in told):
            found.setdefault(told, []).append(each)
    for reversed_sides, columns in found.items():
        rows = _asked(rows, reversed_sides, columns, export, asked, name)
    return rows


def _asked(
    rows: pa.Table, sides: tuple[_Side, ...], columns: list[str], export: Export, asked: Asked, name: str
) -> pa.Table:
    turned = rows
    for each in columns:
        turned = turned.set_column(turned.column_names.index(each), each, _turned(turned[each].combine_chunks(), sides))
    headings = " och ".join(export.column(each).heading for each in columns)
    which = " och ".join(side.name for side in sides)
    declared = " och ".join(f"{side.name} {'minus' if side.sign < 0 else 'plus'}" for side in sides)
    found = f"i {headings} har {which} sammantaget omvänt tecken"
    about = f"sign:{export.id}:{'-'.join(columns)}:{asked.content}"
    options = (
        Option("omvända", f"Tecknen är omvända: {which} vänds", _sums(turned, columns, export)),
        Option("som de står", "Nej, tecknen är rätt", _sums(rows, columns, export)),
    )
    wanted = f"{declared}, eller ett svar på sidan Ladda data"
    asks = f"Är tecknen omvända i {headings}?"
    answer = asked.answer(Question(about, export.id, name, "", "", found, wanted, asks, options))
    return turned if answer == "omvända" else rows


def _turned(values: pa.Array, sides: tuple[_Side, ...]) -> pa.Array:
    for side in sides:
        values = pc.if_else(side.rows, pc.negate(values), values)
    return values.cast(AMOUNT)


def _sums(rows: pa.Table, columns: list[str], export: Export) -> dict[str, float]:
    return {export.column(each).heading: float(pc.sum(rows[each]).as_py() or 0) for each in columns}
