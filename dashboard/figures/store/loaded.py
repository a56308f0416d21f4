"""What is loaded of the monthly exports, from which files, and what is known to be lacking of it; of which years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboard.figures.store.warehouse import Warehouse


@dataclass(frozen=True)
class Coverage:
    """The months of an export that are loaded; `name` is what people call it."""

    export: str
    name: str
    first: date
    last: date
    months: int
    sample: bool

    @property
    def expected(self) -> int:
        """The months from the first to the last."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


@dataclass(frozen=True)
class Source:
    """An export file that is loaded."""

    name: str
    sample: bool


@dataclass(frozen=True)
class Gap:
    """What an export lacks from the first month to the last: a whole month, an area, a smaller part, or a column that
    holds nothing but zeros, as its `kind` says."""

    export: str
    kind: str
    org: str
    place: str
    name: str
    column: str
    first: date
    last: date


@dataclass(frozen=True)
class UnknownPlace:
    """A name or code in some rows of an export that no table knows, with the known ones that are like it. Of
    people there is no number of rows."""

    export: str
    place: str
    rows: int | None
    nearest: Sequence[str]


def export_names(warehouse: Warehouse) -> dict[str, str]:
    """What people call each export that can be loaded, in the order in which they are shown."""
    return dict(warehouse.rows("select id, name from export order by position"))


def of_people(warehouse: Warehouse, export: str) -> bool:
    """Whether the warehouse has only sums of an export's rows, those of released groups."""
    return export in {id_ for (id_,) in warehouse.rows("select id from export where people")}


def coverage(warehouse: Warehouse) -> list[Coverage]:
    """What is loaded of every export."""
    sql = """
        select export.id, export.name, min(of_month), max(of_month), count(distinct of_month), bool_or(sample)
        from loaded
        join export_file on export_file.file = loaded.file
        join export on export.id = loaded.export
        group by export.id, export.name, export.position
        order by export.position
    """
    return [Coverage(*row) for row in warehouse.rows(sql)]


def loaded_months(warehouse: Warehouse, export: str) -> list[date]:
    """The months of an export that are loaded, in order."""
    sql = "select distinct of_month from loaded where export = ? order by of_month"
    return [month for (month,) in warehouse.rows(sql, [export])]


def loaded_spans(warehouse: Warehouse) -> dict[str, tuple[date, date]]:
    """The first and the last month of each export that is loaded."""
    rows = warehouse.rows("select export, min(of_month), max(of_month) from loaded group by export")
    return {export: (first, last) for export, first, last in rows}


@lru_cache(maxsize=16)
def export_files(warehouse: Warehouse) -> dict[int, Source]:
    """Every export file that is loaded, by the number that rows name it with."""
    rows = warehouse.rows("select file, name, sample from export_file")
    return {number: Source(name, sample) for number, name, sample in rows}


@lru_cache(maxsize=16)
def all_gaps(warehouse: Warehouse) -> tuple[Gap, ...]:
    """All that the exports are known to lack."""
    sql = 'select export, kind, org, place, name, "column", first, last from gap order by all'
    return tuple(Gap(*row) for row in warehouse.rows(sql))


def known_years(warehouse: Warehouse) -> list[int]:
    """Every year of which an outcome is printed or a month loaded; every year that is printed of where none is."""
    sql = """
        with printed as (
            select year(period_end) as year, scenario from published
            where value is not null and year(period_start) = year(period_end) and measure not in ('', 'prose')
        ), outcome as (
            select year from printed where scenario = 'outcome'
            union all select year(of_month) from loaded
        )
        select year from outcome
        union select year from (select year from printed union all select year from publication)
        where not exists (select 1 from outcome)
        order by year
    """
    return [int(year) for (year,) in warehouse.rows(sql)]


def unknown_places(warehouse: Warehouse) -> list[UnknownPlace]:
    """Every name and code that no table knows."""
    sql = "select export, place, row_count, nearest from unknown_place order by all"
    return [UnknownPlace(*row) for row in warehouse.rows(sql)]
