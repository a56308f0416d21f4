"""What reports print: their figures, where they differ from each other, how they judge goals, and what they explain.

A `position` is the place in time of a publication after which nothing is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from dashboard.figures.figure import Figure
from dashboard.figures.store.warehouse import Warehouse

_COLUMNS = """
       p.measure, p.subject, p.org, p.gender, p.scenario,
       case when year(p.period_start) = year(p.period_end) then cast(year(p.period_end) as integer) end as year,
       p.period_start, p.period_end, p.period_text,
       cast(p.value as double) as value, coalesce(cast(p.resolution as double), 0) as resolution, p.unit,
       p.comparator, p.printed, p.missing, p.footnote, p.note, p.publication, p.as_of,
       p.label, p.goal, p.theme, p."table" as table_kind, p.table_title, p.file, p.sheet, p.cell,
       publication.position, p.heading, p.scope
"""

_PRINTED = f"""
select {_COLUMNS}
from published as p
join publication using (publication)
where p.preferred and p.measure = ? and publication.position <= ?
order by p.org, p.gender, p.scenario, p.subject, p.period_end, p.period_start, publication.position
"""

_CELLS = f"""
select {_COLUMNS}
from published as p
join publication using (publication)
where p."table" = ? and publication.position <= ?
order by publication.position, p.file, p.rowid
"""

# One row a series and year, of every measure. Of what several publications print for one thing: the latest number, or
# an earlier and finer one that agrees with it, or that is an outcome. Of a year: the whole, or the longest part with a
# number. Forecasts of one year that were made on different days are different things. A target in words is one like any
# other.
_ANNUAL = f"""
with candidate as (
    select {_COLUMNS},
           not (month(p.period_end) = 12 and day(p.period_end) = 31
                and (p.period_start = p.period_end or (month(p.period_start) = 1 and day(p.period_start) = 1))
           ) as part_year,
           case when p.scenario = 'forecast' then p.as_of end as made_on,
           first_value(p.publication) over (
               partition by p.measure, p.subject, p.org, p.gender, p.scenario, p.period_start, p.period_end,
                            case when p.scenario = 'forecast' then p.as_of end
               order by case when p.value is null and not (p.scenario = 'target' and p.missing = 'worded')
                             then 1 else 0 end,
                        publication.position desc
           ) as latest
    from published as p
    join publication using (publication)
    where p.preferred and p.measure <> '' and publication.position <= ?
      and year(p.period_start) = year(p.period_end)
),
ranked as (
    select candidate.*,
           row_number() over (
               partition by candidate.measure, candidate.subject, candidate.org, candidate.gender, candidate.scenario,
                            candidate.made_on, candidate.period_start, candidate.period_end
               order by case when candidate.value is null
                                   and not (candidate.scenario = 'target' and candidate.missing = 'worded')
                             then 1 else 0 end,
                        case when replaced.later is null then 0 else 1 end,
                        case when candidate.value is null then 1 else 0 end,
                        candidate.resolution,
                        case when candidate.missing = 'not_given' then 1 else 0 end,
                        candidate.position desc
           ) as choice
    from candidate
    left join restatement as replaced
        on replaced.answer = 'restatement' and not replaced.finer_kept
       and replaced.earlier = candidate.publication and replaced.later = candidate.latest
       and replaced.measure = candidate.measure and replaced.subject = candidate.subject
       and replaced.org = candidate.org and replaced.gender = candidate.gender
       and replaced.scenario = candidate.scenario
       and replaced.period_start = candidate.period_start and replaced.period_end = candidate.period_end
       and replaced.made_on is not distinct from candidate.made_on
),
of_year as (
    select ranked.*,
           row_number() over (
               partition by measure, subject, org, gender, scenario, made_on, year
               order by case when value is null then 1 else 0 end, part_year,
                        period_end - period_start desc, period_end desc
           ) as choice_of_year
    from ranked
    where choice = 1
)
select measure, subject, org, gender, scenario, year, period_start, period_end, period_text, value, resolution,
       unit, comparator, printed, missing, footnote, note, publication, as_of, label, goal, theme, table_kind,
       table_title, file, sheet, cell, position, heading, scope, part_year
from of_year
where choice_of_year = 1
order by measure, org, gender, scenario, subject, year, made_on
"""

_RESTATED = """
select measure, subject, org, gender, scenario, cast(year(period_end) as integer) as year, period,
       earlier, earlier_printed, earlier_cell, later, later_printed, later_cell, finer_kept
from restatement
join publication on publication.publication = restatement.later
where answer = 'restatement' and publication.position <= ?
order by measure, period, org, gender, publication.position
"""

_EXPLANATIONS = """
select e.measure, e.org, coalesce(o.parent, ''), e.scenario,
       cast(year(e.period_start) as integer), cast(year(e.period_end) as integer),
       e.text, e.section, e.publication, e.file, e.sheet, e.cell
from explanation as e
join publication as p using (publication)
left join organisation as o on o.organisation = e.org
where e.measure <> '' and e.org <> ''
  and p.position <= (
      select coalesce(max(position) filter (where publication = ?), max(position)) from publication
  )
order by e.period_end desc, cast(o."order" as integer), p.position desc, e.file, e.rowid
"""


@dataclass(frozen=True)
class Publication:
    """A published report."""

    name: str
    title: str
    position: int


@dataclass(frozen=True)
class Restatement:
    """Two publications that print different values for the same thing, rounding apart.

    `finer_kept`: the later print is coarser, so the earlier one goes on being shown.
    """

    measure: str
    subject: str
    org: str
    gender: str
    scenario: str
    year: int | None
    period: str
    earlier: str
    earlier_printed: str
    earlier_cell: str
    later: str
    later_printed: str
    later_cell: str
    finer_kept: bool


@dataclass(frozen=True)
class Explanation:
    """Why a figure is what it is, in a report's own words; `section` is the heading that they stand under."""

    measure: str
    org: str
    parent: str
    scenario: str
    first_year: int
    last_year: int
    text: str
    section: str
    publication: str
    file: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class FailingCheck:
    """An identity that a report's figures should fulfil but do not, with the cells that may be to blame."""

    publication: str
    suspects: Sequence[str]
    identity: str
    cells: str


@dataclass(frozen=True)
class TwoJudgements:
    """What a report says of one goal in two places, not alike."""

    goal: str
    one: str
    at: str
    other: str
    elsewhere: str


def publications(warehouse: Warehouse) -> list[Publication]:
    """Every publication, oldest first."""
    sql = "select publication, title, position from publication order by position"
    return [Publication(*row) for row in warehouse.rows(sql)]


def annual(warehouse: Warehouse, measure: str, position: int) -> list[Figure]:
    """The latest print of a measure, one a series and year, by series and time."""
    return _annual(warehouse, position).get(measure, [])


@lru_cache(maxsize=16)
def _annual(warehouse: Warehouse, position: int) -> dict[str, list[Figure]]:
    """That of every measure: pages ask for many, and one query costs as much as one for each."""
    found = (Figure(*row) for row in warehouse.rows(_ANNUAL, [position]))
    return {measure: list(mine) for measure, mine in groupby(found, key=lambda row: row.measure)}


def printed(warehouse: Warehouse, measure: str, position: int) -> list[Figure]:
    """Every publication's own figures of a measure, part-years and undated ones included."""
    return [Figure(*row) for row in warehouse.rows(_PRINTED, [measure, position])]


def cells(warehouse: Warehouse, table_kind: str, position: int) -> list[Figure]:
    """Every cell of the printed tables of a kind, blank ones included, in the order of print."""
    return [Figure(*row) for row in warehouse.rows(_CELLS, [table_kind, position])]


def values_of(warehouse: Warehouse, measure: str, column: str) -> set[str]:
    """The values of a dimension (org or gender) for which a measure has a number. Raises ValueError for another."""
    if column not in ("org", "gender"):
        raise ValueError(column)
    sql = f"select distinct measure, {column} from published where value is not null"
    return {value for of, value in warehouse.rows(sql) if of == measure}


def with_targets(warehouse: Warehouse) -> set[str]:
    """The measures that any report sets a target for in its tables."""
    sql = """
        select distinct measure from published
        where scenario = 'target' and missing not in ('not_given', 'not_available') and "table" <> 'löptext'
    """
    return {measure for (measure,) in warehouse.rows(sql)}


def last_outcome_year(warehouse: Warehouse, position: int) -> int:
    """The last year for which any outcome is published; otherwise the latest report's year, and 0 without any."""
    sql = """
        with known as (select * from publication where position <= ?)
        select coalesce(
            (select max(year(period_end)) from published join known using (publication)
             where scenario = 'outcome' and value is not null),
            (select max(year) from known),
            0)
    """
    return int(warehouse.rows(sql, [position])[0][0])


def restated(warehouse: Warehouse, measure: str, position: int) -> list[Restatement]:
    """Where publications print different values for the same thing."""
    return _restated(warehouse, position).get(measure, [])


@lru_cache(maxsize=16)
def _restated(warehouse: Warehouse, position: int) -> dict[str, list[Restatement]]:
    """That of every measure."""
    found = (Restatement(*row) for row in warehouse.rows(_RESTATED, [position]))
    return {measure: list(mine) for measure, mine in groupby(found, key=lambda row: row.measure)}


def failing_checks(warehouse: Warehouse) -> list[FailingCheck]:
    """Every identity that does not hold."""
    sql = """
        select publication, suspects, identity, right_cells from identity_check where answer = 'fails' order by all
    """
    return [FailingCheck(*row) for row in warehouse.rows(sql)]


def judged_twice(warehouse: Warehouse, publication: str) -> list[TwoJudgements]:
    """The goals that a report judges twice and not alike."""
    sql = """
        select subject, left_printed, left_cells, right_printed, right_cells from identity_check
        where publication = ? and measure = 'goal_assessment' and answer = 'fails' order by all
    """
    return [TwoJudgements(*row) for row in warehouse.rows(sql, [publication])]


def explanations(warehouse: Warehouse, as_of: str) -> list[Explanation]:
    """Every explanation that was given until a publication came, or until now where that is empty, newest first."""
    return [Explanation(*row) for row in warehouse.rows(_EXPLANATIONS, [as_of])]
