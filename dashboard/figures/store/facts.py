"""The rows that exports have brought, none of them of people: summed by month, and listed line by line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from dashboard.figures.measures.measure import Side
from dashboard.figures.store.warehouse import WITHIN, Parameter, Warehouse

Sides = tuple[Side, Side | None]
"""What is summed: a numerator, and a denominator where there is one."""

Values = Sequence[tuple[str, Sequence[str]]]
"""Columns, each with some of its values."""

MOST_LINES = 200
"""Rows of an export that are told one by one."""


@dataclass(frozen=True, order=True)
class Place:
    """Where rows stand: files by their numbers, and of rows that may be told of their number, sheet, first and last."""

    files: tuple[int, ...]
    sheet: str = ""
    first: int = 0
    last: int = 0
    rows: int | None = None


@dataclass(frozen=True)
class Month:
    """What one month's rows of a measure sum up to, or those of a period of several; `denominator` is None for a
    measure that is no ratio."""

    month: date
    numerator: float
    denominator: float | None = None
    places: tuple[Place, ...] = ()
    length: int = 1

    @property
    def files(self) -> tuple[int, ...]:
        """The numbers of the files whose rows these are."""
        return tuple(sorted({file for place in self.places for file in place.files}))

    @property
    def last(self) -> date:
        """The last month of the period."""
        months = self.month.year * 12 + self.month.month - 1 + self.length - 1
        return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Line:
    """Where a line of an export stands, or the first of several; `sample` marks generated ones."""

    file: str
    sheet: str
    row: int
    sample: bool


@dataclass(frozen=True)
class Forecast(Line):
    """What somebody expects a year to come to, in tkr."""

    org: str
    year: int
    made_on: date
    amount: float


@dataclass(frozen=True)
class Project(Line):
    """What an investment project has cost in a year, and its frame, in tkr."""

    org: str
    year: int
    project: str
    outcome: float
    frame: float | None


@dataclass(frozen=True)
class KeyFigure(Line):
    """A key figure that people report themselves, of a period from the first to the last day."""

    organisation: str
    label: str
    first: date
    last: date
    value: float
    unit: str


def sums(warehouse: Warehouse, export: str, sides: Sides, where: str, org: str) -> list[Month]:
    """The months of the chosen rows of an export in an organisation, in order."""
    chosen = f"{_told(warehouse, export)} where org is not null and {WITHIN} and ({where})"
    sql = f"select of_month, {columns(sides)} from {chosen} group by of_month order by of_month"
    places = _places(warehouse, export, where, org)
    found = warehouse.rows(sql, warehouse.within(org))
    return [Month(first, above, below, places[first]) for first, above, below in found]


@dataclass(frozen=True)
class Asked:
    """Rows of an export in an organisation that are asked for: by which columns, and which values of some count."""

    export: str
    sides: Sides
    where: str
    org: str
    by: Sequence[str]
    only: Values = ()

    def chosen(self, warehouse: Warehouse) -> tuple[str, list[Parameter]]:
        """What chooses them, with its parameters."""
        among = [f"{_text(column)} in ({', '.join('?' for _ in kept)})" for column, kept in self.only]
        values = [value for _, kept in self.only for value in kept]
        return " and ".join(["org is not null", WITHIN, f"({self.where})", *among]), [
            *warehouse.within(self.org),
            *values,
        ]


def _text(column: str) -> str:
    """A column's value as text, empty where a row has none."""
    return f"coalesce(cast({column} as varchar), '')"


def sums_by(warehouse: Warehouse, asked: Asked) -> dict[tuple[str, ...], list[Month]]:
    """The months of the rows that may be seen, for the values of the columns that they are asked for by."""
    chosen, parameters = asked.chosen(warehouse)
    sql = f"""
        select {", ".join([*map(_text, asked.by), "of_month"])}, {columns(asked.sides)},
               string_agg(distinct cast(file as varchar), ','),
               coalesce(min(sheet), ''), coalesce(min(source_row), 0), coalesce(max(source_row), 0),
               cast(count(*) as integer)
        from fact_{asked.export} where {chosen}
        group by all order by all
    """
    found: dict[tuple[str, ...], list[Month]] = {}
    for row in warehouse.rows(sql, parameters):
        key, (first, above, below, files, *place) = row[: len(asked.by)], row[len(asked.by) :]
        found.setdefault(key, []).append(Month(first, above, below, (Place(_numbers(files), *place),)))
    return found


def lines(warehouse: Warehouse, asked: Asked, first: date, last: date) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The first of the rows that may be seen, from one month to another: file, sheet, row, month, the columns that they
    are asked for by and the numbers that are summed; and how these are named."""
    said = {name for side in asked.sides if side for name in re.findall(r"\w+", side.sql)}
    of_table = "select column_name from duckdb_columns() where table_name = ? and data_type like 'DECIMAL%'"
    numbers = [name for (name,) in warehouse.rows(of_table, [f"fact_{asked.export}"]) if name in said]
    told = [*map(_text, asked.by), *(f"cast({name} as double)" for name in numbers)]
    chosen, parameters = asked.chosen(warehouse)
    sql = f"""
        select {", ".join(["name", "sheet", "source_row", "of_month", *told])}
        from fact_{asked.export} join export_file using (file)
        where {chosen} and of_month between cast(? as date) and cast(? as date)
        order by of_month, name, sheet, source_row limit {MOST_LINES}
    """
    return numbers, warehouse.rows(sql, [*parameters, str(first), str(last)])


@lru_cache(maxsize=200)
def _places(warehouse: Warehouse, export: str, where: str, org: str) -> dict[date, tuple[Place, ...]]:
    """Where the chosen rows of each month stand, by file and sheet."""
    sql = f"""
        select of_month, files, coalesce(sheet, ''), coalesce(min(source_row), 0), coalesce(max(source_row), 0),
               cast(sum(counted) as integer)
        from {_told(warehouse, export)}
        where org is not null and {WITHIN} and ({where})
        group by of_month, files, sheet
    """
    found: dict[date, list[Place]] = {}
    for first, files, *place in warehouse.rows(sql, warehouse.within(org)):
        found.setdefault(first, []).append(Place(_numbers(files), *place))
    return {first: tuple(sorted(places)) for first, places in found.items()}


def _told(warehouse: Warehouse, export: str) -> str:
    """The rows of an export, each with how many it stands for and their files; those that are not open summed."""
    rows = f"select *, 1 as counted, cast(file as varchar) as files from fact_{export}"
    return f"({rows})" if warehouse.rights.areas is None else f"({rows} union all by name from rest_{export})"


def columns(sides: Sides) -> str:
    """Both sides as columns of a query."""
    return ", ".join(f"cast({'null' if side is None else side.sql} as double)" for side in sides)


def month(row: Sequence[Any]) -> Month:
    """A month of people's sums: the month, both sides, the numbers of its files with commas between, its length."""
    first, numerator, denominator, files, length = row
    return Month(first, numerator, denominator, (Place(_numbers(files)),), length)


def _numbers(files: str) -> tuple[int, ...]:
    return tuple(sorted({*map(int, files.split(","))}))


@lru_cache(maxsize=50)
def having(warehouse: Warehouse, export: str, part: str, where: str) -> frozenset[str]:
    """The parts of an export, areas or smaller ones, that have any of the chosen rows."""
    sql = f"select distinct {part} from {_told(warehouse, export)} where {where}"
    return frozenset(name for (name,) in warehouse.rows(sql))


def forecasts(warehouse: Warehouse, org: str, first_year: int, last_year: int) -> list[Forecast]:
    """The forecasts of an organisation for some years, the last made first."""
    sql = f"""
        select e.name, f.sheet, f.source_row, e.sample, f.org, cast(f.year as integer), f.made_on,
               cast(f.amount as double) / 1000
        from fact_forecast as f join export_file as e on e.file = f.file
        where f.year between ? and ? and {WITHIN}
        order by f.made_on desc, f.org
    """
    return [Forecast(*row) for row in warehouse.rows(sql, [first_year, last_year, *warehouse.within(org)])]


def projects(warehouse: Warehouse, org: str, first_year: int, last_year: int) -> list[Project]:
    """The investment projects of an organisation in each of some years, the last year first."""
    sql = f"""
        select min(e.name), min(f.sheet), min(f.source_row), bool_or(e.sample), f.org, year(f.of_month) as of_year,
               f.project, cast(sum(f.outcome) as double) / 1000, cast(arg_max(f.frame, f.of_month) as double) / 1000
        from fact_investment as f join export_file as e on e.file = f.file
        where year(f.of_month) between ? and ? and {WITHIN}
        group by f.org, year(f.of_month), f.project
        order by of_year desc, f.org, f.project
    """
    return [Project(*row) for row in warehouse.rows(sql, [first_year, last_year, *warehouse.within(org)])]


def key_figures(warehouse: Warehouse, org: str, first_year: int, last_year: int) -> list[KeyFigure]:
    """The key figures of an organisation that end in some years, by name, the last first."""
    sql = f"""
        select e.name, f.sheet, f.source_row, e.sample, f.organisation, f.label, f.month, f.month_end,
               cast(f.value as double), f.unit
        from fact_key_figures as f join export_file as e on e.file = f.file
        where year(f.month_end) between ? and ? and {WITHIN}
        order by f.label, f.organisation, f.month_end desc
    """
    return [KeyFigure(*row) for row in warehouse.rows(sql, [first_year, last_year, *warehouse.within(org)])]
