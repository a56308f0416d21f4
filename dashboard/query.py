"""Measure x dimensions x filters -> published figures in one long shape, each with its place in print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.warehouse import Warehouse

WHOLE = "Leanlink"
SERIES = ["measure", "subject", "org", "gender", "scenario"]
SCENARIOS = ("outcome", "budget", "plan", "forecast", "target", "deviation", "frame", "assessment")
GENDERS = ("total", "women", "men")

_COLUMNS = """
       p.measure, p.subject, p.org, p.gender, p.scenario,
       year(p.period_end) as year, p.period_start, p.period_end, p.period_text,
       cast(p.value as double) as value, cast(p.resolution as double) as resolution, p.unit, p.comparator,
       p.printed, p.missing, p.footnote, p.note, p.publication, p.as_of,
       p.label, p.goal, p.theme, p.table_title, p.file, p.sheet, p.cell,
       publication.position, 'published' as basis
"""

_PRINTED = f"""
select {_COLUMNS}
from published as p
join publication using (publication)
where p.preferred and p.measure = ? and publication.position <= ?
order by p.org, p.gender, p.scenario, p.subject, p.period_end, p.period_start, publication.position
"""

# One row a series and year. Of what several publications print for one thing: the latest number, or an
# earlier one that agrees with it and is finer. Of a year: the whole, or the longest part with a number.
_ANNUAL = f"""
with candidate as (
    select {_COLUMNS},
           not (month(p.period_end) = 12 and day(p.period_end) = 31
                and (p.period_start = p.period_end or (month(p.period_start) = 1 and day(p.period_start) = 1))
           ) as part_year,
           first_value(p.publication) over (
               partition by p.subject, p.org, p.gender, p.scenario, p.period_start, p.period_end
               order by case when p.value is null then 1 else 0 end, publication.position desc
           ) as latest
    from published as p
    join publication using (publication)
    where p.preferred and p.measure = ? and publication.position <= ?
      and year(p.period_start) = year(p.period_end)
),
ranked as (
    select candidate.*,
           row_number() over (
               partition by candidate.subject, candidate.org, candidate.gender, candidate.scenario,
                            candidate.period_start, candidate.period_end
               order by case when candidate.value is null then 1 else 0 end,
                        case when restatement.answer is null then 0 else 1 end,
                        candidate.resolution,
                        case when candidate.missing = 'not_given' then 1 else 0 end,
                        candidate.position desc
           ) as choice
    from candidate
    left join restatement
        on restatement.measure = candidate.measure and restatement.subject = candidate.subject
       and restatement.org = candidate.org and restatement.gender = candidate.gender
       and restatement.scenario = candidate.scenario
       and restatement.period_start = candidate.period_start and restatement.period_end = candidate.period_end
       and restatement.earlier = candidate.publication and restatement.later = candidate.latest
       and restatement.answer = 'restatement'
),
of_year as (
    select ranked.*,
           row_number() over (
               partition by subject, org, gender, scenario, year
               order by case when value is null then 1 else 0 end, part_year, period_end desc
           ) as choice_of_year
    from ranked
    where choice = 1
)
select * exclude (latest, choice, choice_of_year)
from of_year
where choice_of_year = 1
order by org, gender, scenario, subject, year
"""

_RESTATED = """
select * from restatement where measure = ? and answer = 'restatement' order by period, org, gender
"""

_BREAKS = "select date, text from series_break where measure = ? order by date"


@dataclass(frozen=True)
class Filter:
    """What to show of a measure. Empty tuples mean no limit; `as_of` is a publication, or empty for the latest."""

    orgs: tuple[str, ...] = (WHOLE,)
    genders: tuple[str, ...] = ("total",)
    scenarios: tuple[str, ...] = ("outcome",)
    first_year: int | None = None
    last_year: int | None = None
    as_of: str = ""


def publications(warehouse: Warehouse) -> pd.DataFrame:
    """Every publication, oldest first."""
    return warehouse.query("select * from publication order by position")


def figures(warehouse: Warehouse, measure: str, chosen: Filter | None = None) -> pd.DataFrame:
    """The figures of a measure, one row a series and period, by series and time.

    Beside the printed figure each row has `part_year` (covers less than the year), `segment` (a new
    number where the line must be cut) and `cut` (why it is cut there: a series break, or a seam between
    publications that print different values for the same year).
    """
    chosen = chosen or Filter()
    rows = _annual(warehouse, measure, _last_position(warehouse, chosen.as_of))
    return _limited(rows, chosen)


def printed(warehouse: Warehouse, measure: str, chosen: Filter | None = None) -> pd.DataFrame:
    """Every publication's own figure of a measure, part-years and undated ones included."""
    chosen = chosen or Filter()
    rows = warehouse.query(_PRINTED, [measure, _last_position(warehouse, chosen.as_of)])
    return _limited(rows, chosen)


def restated(warehouse: Warehouse, measure: str) -> pd.DataFrame:
    """Where publications print different values for the same thing, rounding apart."""
    return warehouse.query(_RESTATED, [measure])


def _last_position(warehouse: Warehouse, as_of: str) -> int:
    """The place in time of a publication, or of the last one."""
    order = publications(warehouse).set_index("publication")["position"]
    return int(order[as_of] if as_of else order.max())


def _limited(rows: pd.DataFrame, chosen: Filter) -> pd.DataFrame:
    keep = rows["year"].isna() | rows["year"].between(chosen.first_year or 0, chosen.last_year or 9999)
    for column, allowed in (("org", chosen.orgs), ("gender", chosen.genders), ("scenario", chosen.scenarios)):
        if allowed:
            keep &= rows[column].isin(allowed)
    return rows[keep].reset_index(drop=True)


@lru_cache(maxsize=500)
def _annual(warehouse: Warehouse, measure: str, position: int) -> pd.DataFrame:
    """All annual figures of a measure, with the segments of every series."""
    rows = warehouse.query(_ANNUAL, [measure, position])
    breaks = [(pd.Timestamp(date), text) for date, text in warehouse.query(_BREAKS, [measure]).to_numpy()]
    seams = _seams(warehouse, measure)
    segments: list[int] = []
    cuts: list[str] = []
    for _, group in rows.groupby(SERIES, sort=False):
        segment, before = 0, None
        for row in group.itertuples():
            cut = _cut(before, row, breaks, seams) if before else ""
            mixed = before is not None and (row.part_year or before.part_year)
            segment += bool(cut or mixed)
            segments.append(segment)
            cuts.append(cut)
            before = row if pd.notna(row.value) else before
    return rows.assign(segment=segments, cut=cuts)


def _cut(before: Any, row: Any, breaks: Sequence[tuple[pd.Timestamp, str]], seams: set[tuple[str, ...]]) -> str:
    """Why the line may not go on from one row to the next; empty where it may."""
    for day, text in breaks:
        if before.period_end < day <= row.period_end:
            return text
    earlier, later = sorted([before, row], key=lambda r: r.position)
    series = (row.subject, row.org, row.gender, row.scenario)
    return f"Omräknat i {later.publication}" if (*series, earlier.publication, later.publication) in seams else ""


def _seams(warehouse: Warehouse, measure: str) -> set[tuple[str, ...]]:
    """The series and pairs of publications that print different values for the same year."""
    columns = ["subject", "org", "gender", "scenario", "earlier", "later"]
    return set(restated(warehouse, measure)[columns].itertuples(index=False, name=None))


def last_outcome_year(warehouse: Warehouse) -> int:
    """The last year for which any outcome is published."""
    sql = (
        "select max(year(period_end)) as year from published where scenario = 'outcome' and value is not null"
    )
    return int(warehouse.query(sql)["year"][0])


def known_orgs(warehouse: Warehouse) -> list[str]:
    """The organisations, in their usual order."""
    rows = warehouse.query('select organisation from organisation order by cast("order" as integer)')
    return list(rows["organisation"])


def offered(warehouse: Warehouse, measures: Iterable[str], column: str) -> Sequence[str]:
    """The values of a dimension (org, gender, scenario) for which any of the measures has a number."""
    if column not in ("org", "gender", "scenario"):
        raise ValueError(column)
    found: set[str] = set()
    for measure in measures:
        sql = f"select distinct {column} as found from published where measure = ? and value is not null"
        found |= set(warehouse.query(sql, [measure])["found"])
    return sorted(found)
