"""The rows that exports have brought, none of them of people: summed by month, and listed line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from dashboard.measures import Side
from dashboard.store.warehouse import WITHIN, Warehouse

Sides = tuple[Side, Side | None]
"""What is summed: a numerator, and a denominator where there is one."""


@dataclass(frozen=True)
class Month:
    """What one month's rows of a measure sum up to; `denominator` is None for a measure that is no ratio."""

    month: date
    numerator: float
    denominator: float | None
    rows: int
    files: tuple[int, ...]


def sums(warehouse: Warehouse, export: str, sides: Sides, where: str, org: str) -> list[Month]:
    """The months of the chosen rows of an export in an organisation, in order."""
    sql = f"""
        select of_month, {columns(sides)}, count(*), string_agg(distinct cast(file as varchar), ',')
        from fact_{export}
        where org is not null and {WITHIN} and ({where})
        group by of_month
        order by of_month
    """
    return [month(row) for row in warehouse.rows(sql, warehouse.within(org))]


def columns(sides: Sides) -> str:
    """Both sides as columns of a query."""
    return ", ".join(f"cast({'null' if side is None else side.sql} as double)" for side in sides)


def month(row: Sequence[Any]) -> Month:
    """A month of a row: the month, both sides, the number of rows, the numbers of its files with commas between."""
    first, numerator, denominator, count, files = row
    return Month(first, numerator, denominator, int(count), tuple(sorted({*map(int, files.split(","))})))


@lru_cache(maxsize=50)
def having(warehouse: Warehouse, export: str, part: str, where: str) -> frozenset[str]:
    """The parts of an export, areas or smaller ones, that have any of the chosen rows."""
    return frozenset(name for (name,) in warehouse.rows(f"select distinct {part} from fact_{export} where {where}"))
