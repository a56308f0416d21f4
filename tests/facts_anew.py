"""What the warehouse says of a figure, by plain SQL: of the dashboard only the definitions of measures are used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboard.figures.figure import Figure
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Computed, Side
from dashboard.figures.store.warehouse import Warehouse

PARTS = (
    *("29 år och yngre", "30–49 år", "50 år och äldre"),
    *("Dag 1–14", "Dag 15–59", "Dag 60 och framåt"),
)
"""Ages and lengths of spells, as the law and the system name them."""


@dataclass(frozen=True)
class Fact:
    """What the warehouse says of a figure."""

    value: float
    resolution: float
    unit: str
    comparator: str = ""


@lru_cache(maxsize=5000)
def fact(warehouse: Warehouse, row: Figure) -> Fact | None:
    """The value of a figure in the warehouse; None where it is not there."""
    if row.position >= 0:
        return _printed(warehouse, row)
    return _foreseen(warehouse, row) if row.scenario == "forecast" else _computed(warehouse, row)


@lru_cache(maxsize=8)
def names(warehouse: Warehouse) -> list[str]:
    """What measures, organisations, units, reports and exports are called, the longest first."""
    sql = """
        select organisation from organisation union select publication from publication
        union select title from publication union select name from export union select unit from released
    """
    return longest_first([*of_measures(), *(name for (name,) in warehouse.rows(sql))])


def of_measures() -> list[str]:
    """What measures and parts of people and spells are called, as they open a sentence and within it."""
    called = [*PARTS, *(text for each in MEASURES.values() for text in (each.label, each.subject, each.name))]
    return [*called, *(text[:1].lower() + text[1:] for text in called)]


def longest_first(called: Sequence[str]) -> list[str]:
    """Names without what is no name, so that none hides within another."""
    return sorted({*called} - {"", "total"}, key=len, reverse=True)


def _printed(warehouse: Warehouse, row: Figure) -> Fact | None:
    """The cell of a figure, or the difference of the two that it is made of; of an owned measure also the whole's."""
    measures = MEASURES[row.measure].difference if " − " in row.cell else (row.measure,)
    sides = [
        warehouse.rows(
            """
            select distinct cast(value as double), cast(resolution as double), unit, comparator from published
            where publication = ? and sheet = ? and cell = ? and measure = ? and gender = ? and scenario = ?
                  and period_start = cast(? as date) and period_end = cast(? as date)
                  and (org = ? or org = ? and exists (
                      from measure_area as owned where owned.measure = ? and owned.organisation = ?
                      and published.period_end between owned.begins and owned.ends))
            """,
            [
                *(row.publication, row.sheet, cell, measure, row.gender, row.scenario, *_span(row)),
                *(row.org, warehouse.whole, row.measure, row.org),
            ],
        )
        for cell, measure in zip(row.cell.split(" − "), measures or (), strict=True)
    ]
    if any(len(found) != 1 or found[0][0] is None for found in sides):
        return None
    (value, resolution, unit, comparator), *others = [found[0] for found in sides]
    return Fact(value - sum(other[0] for other in others), max([resolution, *(o[1] for o in others)]), unit, comparator)


def _foreseen(warehouse: Warehouse, row: Figure) -> Fact | None:
    """What an export's forecasts of one day sum to, of an area or of all areas of the year together."""
    sql = """
        select sum(cast(amount as double)) / 1000, count(distinct org) from fact_forecast
        where year = ? and made_on = cast(? as date) and (org = ? or ? = ?)
    """
    about: list[str | int] = [row.of_year, str(row.as_of), row.org, row.org, warehouse.whole]
    ((value, areas),) = warehouse.rows(sql, about)
    sql = """
        select count(*) from organisation
        where level = 'area' and coalesce(year("from"), 0) <= ? and coalesce(year("to"), 9999) >= ?
    """
    ((every,),) = warehouse.rows(sql, [row.of_year, row.of_year])
    return Fact(value, 1.0, "tkr") if areas == (every if row.org == warehouse.whole else 1) else None


def _computed(warehouse: Warehouse, row: Figure) -> Fact | None:
    """A figure of months, summed from what the warehouse holds of them."""
    definition = MEASURES[row.measure]
    computed = definition.computed
    side = computed.side(row.scenario) if computed else None
    if computed is None or side is None or row.group is None:
        return None
    above = _by_month(warehouse, computed, side, row)
    below = _by_month(warehouse, computed, computed.denominator, row) if computed.denominator else above
    # What few have any of is told of for longer periods than what it is divided by: each side by itself, then.
    alike = len(above) == len(below) or not (_seldom(warehouse, computed, side) or _seldom(warehouse, computed, None))
    months = sorted(above.keys() & below.keys()) if alike else sorted(above)
    if not months or row.period_end is None or months[-1] != row.period_end.replace(day=1):
        return None
    value = _together([above[month] for month in months], side)
    if computed.denominator:
        parts = [below[month] for month in (months if alike else sorted(below))]
        value *= (100 if computed.percent else 1) / _together(parts, computed.denominator)
    return Fact(value, 10.0**-definition.decimals, definition.unit)


def _together(values: Sequence[float], side: Side) -> float:
    return values[-1] if side.over_time == "last" else sum(values) / (len(values) if side.over_time == "average" else 1)


def _by_month(warehouse: Warehouse, computed: Computed, side: Side, row: Figure) -> dict[date, float]:
    """One side of a measure in each month of a figure's period, or by the last month of each longer period that is told
    of in it; of an owned measure the whole's."""
    assert row.group is not None
    export = side.export or computed.export
    org, begins, ends = row.org, *_span(row)
    sql = "select begins, ends from measure_area where measure = ? and organisation = ?"
    if not row.group.divided and (owned := warehouse.rows(sql, [row.measure, row.org])):
        org, begins, ends = warehouse.whole, max(begins, str(owned[0][0])), min(ends, str(owned[0][1]))
    within = "of_month between cast(? as date) and cast(? as date)"
    if f"released_{export}" in _tables(warehouse):
        whom = dict(zip(("org", "unit", "gender", "age", "form", "manager"), row.group.values, strict=True))
        whom |= {"org": org, **dict(side.who or computed.who)}
        where = " and ".join(f"{name} = ?" for name in whom)
        table = f"released_{export}"
        if _seldom(warehouse, computed, side):
            last = "cast(first + to_months(months - 1) as date)"
            table = f"(select *, {last} as of_month from seldom_{export} where first >= cast('{begins}' as date))"
        sql = f"""
            select of_month, cast({side.sql} as double) from {table} where {where} and {within}
            group by 1 having {side.sql} is not null
        """
        return dict(warehouse.rows(sql, [*whom.values(), begins, ends]))
    whose = "org in (select organisation from organisation) and (org = ? or ? = ?)"
    chosen = "true" if side.export else computed.where
    sql = f"""
        select of_month, cast({side.sql} as double) from fact_{export}
        where {whose} and ({chosen}) and {within} group by 1
    """
    return dict(warehouse.rows(sql, [org, org, warehouse.whole, begins, ends]))


def _seldom(warehouse: Warehouse, computed: Computed, side: Side | None) -> bool:
    """Whether a side, or else the denominator, is of columns that few have any of."""
    side = side or computed.denominator
    if side is None:
        return False
    sql = "select name from people_column where export = ? and family <> ''"
    return any(name in side.sql for (name,) in warehouse.rows(sql, [side.export or computed.export]))


def _span(row: Figure) -> tuple[str, str]:
    return str(row.period_start), str(row.period_end)


@lru_cache(maxsize=8)
def _tables(warehouse: Warehouse) -> set[str]:
    return {name for (name,) in warehouse.rows("select table_name from information_schema.tables")}
