"""Measure x dimensions x filters -> published figures in one long shape, each with its place in print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

from dashboard.groups import Group
from dashboard.measures import MEASURES
from dashboard.ownership import owners
from dashboard.store.warehouse import Warehouse

Seam = tuple[str, str, str, str, str, str]
"""Subject, org, gender, scenario, earlier and later publication that print different values for one year."""
SCENARIOS = ("outcome", "budget", "plan", "forecast", "target", "deviation", "frame", "assessment")
GENDERS = ("total", "women", "men")
COMPUTED = -1
"""The place among the publications of what none of them prints."""


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

# One row a series and year. Of what several publications print for one thing: the latest number, or an earlier
# and finer one that agrees with it, or that is an outcome. Of a year: the whole, or the longest part with a number.
# Forecasts of one year that were made on different days are different things. A target in words is one like any other.
_ANNUAL = f"""
with candidate as (
    select {_COLUMNS},
           not (month(p.period_end) = 12 and day(p.period_end) = 31
                and (p.period_start = p.period_end or (month(p.period_start) = 1 and day(p.period_start) = 1))
           ) as part_year,
           case when p.scenario = 'forecast' then p.as_of end as made_on,
           first_value(p.publication) over (
               partition by p.subject, p.org, p.gender, p.scenario, p.period_start, p.period_end,
                            case when p.scenario = 'forecast' then p.as_of end
               order by case when p.value is null and not (p.scenario = 'target' and p.missing = 'worded')
                             then 1 else 0 end,
                        publication.position desc
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
               partition by subject, org, gender, scenario, made_on, year
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
order by org, gender, scenario, subject, year, made_on
"""

_RESTATED = """
select measure, subject, org, gender, scenario, cast(year(period_end) as integer) as year, period,
       earlier, earlier_printed, earlier_cell, later, later_printed, later_cell, finer_kept
from restatement
join publication on publication.publication = restatement.later
where measure = ? and answer = 'restatement' and publication.position <= ?
order by period, org, gender, publication.position
"""

_BREAKS = "select cast(date as date) as day, text, organisation from series_break where measure = ? order by date"


@dataclass(frozen=True)
class Filter:
    """What to show of a measure. Empty tuples mean no limit; `as_of` is a publication, or empty for the latest."""

    orgs: tuple[str, ...]
    genders: tuple[str, ...] = ("total",)
    scenarios: tuple[str, ...] = ("outcome",)
    first_year: int = 0
    last_year: int = 9999
    as_of: str = ""


@dataclass(frozen=True)
class Caveat:
    """What speaks against comparing a figure: `check`, a failing check that its cell takes part in; `gap`, parts that
    are not loaded; `zeros`, a column that holds nothing but zeros."""

    kind: Literal["check", "gap", "zeros"]
    text: str


@dataclass(frozen=True)
class Figure:
    """One figure with its place in print.

    `value` is in `unit`, None where nothing is printed; `resolution` is the size of its last digit. `heading` is its
    column's as printed, `scope` what a target leaves out.
    In annual figures `part_year` says that it covers less than the year, `segment` numbers the unbroken
    stretches of a series, and `cut` says why the line is cut before this figure: a series break, or a
    seam between publications that print different values for the same year. Figures computed from monthly exports
    name the export as their publication and its files and rows as their place; `sample` marks generated ones, and
    `who` tells the employees that a figure is of, where these are fewer than all of the organisation and gender;
    `group` is all of whom it is of.
    `caveats` speak against building a comparison or a verdict on it.
    """

    measure: str
    subject: str
    org: str
    gender: str
    scenario: str
    year: int | None
    period_start: date | None
    period_end: date | None
    period_text: str
    value: float | None
    resolution: float
    unit: str
    comparator: str = ""
    printed: str = ""
    missing: str = ""
    footnote: str = ""
    note: str = ""
    publication: str = ""
    as_of: date | None = None
    label: str = ""
    goal: str = ""
    theme: str = ""
    table_kind: str = ""
    table_title: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    position: int = COMPUTED
    heading: str = ""
    scope: str = ""
    part_year: bool = False
    segment: int = 0
    cut: str = ""
    sample: bool = False
    who: str = ""
    group: Group | None = None
    caveats: tuple[Caveat, ...] = ()

    @property
    def number(self) -> float:
        """The value of a figure that has one. Raises ValueError where nothing is printed."""
        if self.value is None:
            raise ValueError(f"{self.sheet}!{self.cell} holds no number")
        return self.value

    @property
    def uncertain(self) -> bool:
        """Whether it is drawn hollow: less than its period's whole, or with something against it."""
        return self.part_year or bool(self.caveats)

    @property
    def computed(self) -> bool:
        """Whether the figure is computed from exports, not printed."""
        return self.position == COMPUTED

    @property
    def month(self) -> int:
        """The last month of a dated figure. Raises ValueError for an undated one."""
        if self.period_end is None:
            raise ValueError(f"{self.sheet}!{self.cell} is not dated")
        return self.period_end.month

    @property
    def month_start(self) -> date:
        """The first day of the last month of a dated figure. Raises ValueError for an undated one."""
        return date(self.of_year, self.month, 1)

    @property
    def of_year(self) -> int:
        """The year of a dated figure. Raises ValueError for an undated one."""
        if self.year is None:
            raise ValueError(f"{self.sheet}!{self.cell} is not dated")
        return self.year

    @property
    def made_on(self) -> str:
        """The day that a forecast was made on, which tells it from others of its year."""
        return str(self.as_of or "") if self.scenario == "forecast" else ""

    @property
    def series(self) -> tuple[str, str, str, str, str]:
        """What the figure is one point of."""
        return self.measure, self.subject, self.org, self.gender, self.scenario


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


def figures(warehouse: Warehouse, measure: str, chosen: Filter | None = None) -> list[Figure]:
    """The annual figures of a measure, one a series and year, by series and time."""
    chosen = chosen or Filter((warehouse.whole,))
    return _limited(_annual(warehouse, measure, _last_position(warehouse, chosen.as_of)), chosen)


def printed(warehouse: Warehouse, measure: str, chosen: Filter | None = None) -> list[Figure]:
    """Every publication's own figures of a measure, part-years and undated ones included."""
    chosen = chosen or Filter((warehouse.whole,))
    rows = warehouse.rows(_PRINTED, [measure, _last_position(warehouse, chosen.as_of)])
    return _limited(_checked(warehouse, (Figure(*row) for row in rows)), chosen)


def cells(warehouse: Warehouse, table_kind: str, as_of: str = "") -> list[Figure]:
    """Every cell of the printed tables of a kind, blank ones included, in the order of print."""
    rows = warehouse.rows(_CELLS, [table_kind, _last_position(warehouse, as_of)])
    return _checked(warehouse, (Figure(*row) for row in rows))


def restated(warehouse: Warehouse, measure: str, as_of: str = "") -> list[Restatement]:
    """Where publications, as far as they were out then, print different values for the same thing."""
    rows = warehouse.rows(_RESTATED, [measure, _last_position(warehouse, as_of)])
    return [Restatement(*row) for row in rows]


def publications(warehouse: Warehouse, as_of: str = "") -> list[Publication]:
    """Every publication, or those that were out when one of them came, oldest first."""
    sql = "select publication, title, position from publication order by position"
    found = [Publication(*row) for row in warehouse.rows(sql)]
    last = next((at for at, each in enumerate(found, 1) if each.name == as_of), len(found))
    return found[:last]


def one_precision(rows: Sequence[Figure]) -> list[Figure]:
    """Figures of one measure as they stand beside each other: each as coarse as the coarsest of them."""
    coarsest = max((row.resolution for row in known(rows)), default=0.0)
    return [replace(row, resolution=max(row.resolution, coarsest)) for row in rows]


def known(rows: Iterable[Figure]) -> list[Figure]:
    """The figures that have a number."""
    return [row for row in rows if row.value is not None]


def last_outcome_year(warehouse: Warehouse, as_of: str = "") -> int:
    """The last year for which any outcome is published, in a report or before it; otherwise the latest report's year,
    and 0 without any report."""
    sql = """
        with known as (select * from publication where position <= ?)
        select coalesce(
            (select max(year(period_end)) from published join known using (publication)
             where scenario = 'outcome' and value is not null),
            (select max(year) from known),
            0)
    """
    return int(warehouse.rows(sql, [_last_position(warehouse, as_of)])[0][0])


def in_words(warehouse: Warehouse, org: str) -> str:
    """An organisation as part of a sentence: hela Leanlink, Äldreomsorg."""
    return f"hela {org}" if org == warehouse.whole else org


def known_orgs(warehouse: Warehouse, first_year: int = 0, last_year: int = 9999) -> list[str]:
    """The organisations that are there in any of some years, in their usual order."""
    sql = """
        select organisation from organisation
        where coalesce(year("from"), 0) <= ? and coalesce(year("to"), 9999) >= ?
        order by cast("order" as integer)
    """
    return [org for (org,) in warehouse.rows(sql, [last_year, first_year])]


def offered(warehouse: Warehouse, measures: Iterable[str], column: str) -> set[str]:
    """The values of a dimension (org or gender) for which any of the measures has a number."""
    if column not in ("org", "gender"):
        raise ValueError(column)
    sql = f"select distinct {column} from published where measure = ? and value is not null"
    found: set[str] = set()
    for measure in measures:
        mine = {value for (value,) in warehouse.rows(sql, [measure])}
        # What is printed for the whole of a measure that an area owns is that area's.
        own = [each.org for each in owners(warehouse, measure)] if warehouse.whole in mine else []
        found |= mine | set(own)
    return found


def _last_position(warehouse: Warehouse, as_of: str) -> int:
    """The place in time of a publication, or of the last one."""
    order = {p.name: p.position for p in publications(warehouse)}
    return order[as_of] if as_of else max(order.values(), default=0)


def _limited(rows: Sequence[Figure], chosen: Filter) -> list[Figure]:
    return [
        row
        for row in rows
        if (row.year is None or chosen.first_year <= row.year <= chosen.last_year)
        and (not chosen.orgs or row.org in chosen.orgs)
        and (not chosen.genders or row.gender in chosen.genders)
        and (not chosen.scenarios or row.scenario in chosen.scenarios)
    ]


@lru_cache(maxsize=500)
def _annual(warehouse: Warehouse, measure: str, position: int) -> tuple[Figure, ...]:
    """All annual figures of a measure, with the segments of every series."""
    rows = _published_annual(warehouse, measure, position)
    if difference := MEASURES[measure].difference:
        first, second = (_published_annual(warehouse, part, position) for part in difference)
        rows = sorted([*rows, *_differences(measure, rows, first, second)], key=lambda r: (r.series, r.of_year))
    rows = sorted([*rows, *_owned(warehouse, measure, rows)], key=lambda r: (r.series, r.of_year, r.made_on))
    breaks = warehouse.rows(_BREAKS, [measure])
    seams = {
        (r.subject, r.org, r.gender, r.scenario, r.earlier, r.later)
        for r in restated(warehouse, measure)
        if not r.finer_kept
    }
    return tuple(
        row
        for _, series in groupby(rows, key=lambda r: r.series)
        for row in _with_segments(list(series), breaks, seams)
    )


def _owned(warehouse: Warehouse, measure: str, rows: Sequence[Figure]) -> Iterable[Figure]:
    """The whole's figures as those of the area that the measure belongs to, where none of its own is published."""
    published = {(row.org, row.gender, row.scenario, row.year) for row in rows}
    for each in owners(warehouse, measure):
        for row in rows:
            about = (each.org, row.gender, row.scenario, row.year)
            if row.org == warehouse.whole and each.covers(row.period_end) and about not in published:
                yield replace(row, org=each.org)


def _published_annual(warehouse: Warehouse, measure: str, position: int) -> list[Figure]:
    return _checked(warehouse, (Figure(*row) for row in warehouse.rows(_ANNUAL, [measure, position])))


def _checked(warehouse: Warehouse, rows: Iterable[Figure]) -> list[Figure]:
    """Figures with a caveat for each failing check that speaks against their cells."""
    failing = _failing(warehouse)
    return [replace(row, caveats=failing.get((row.publication, f"{row.sheet}!{row.cell}"), ())) for row in rows]


@lru_cache(maxsize=4)
def _failing(warehouse: Warehouse) -> dict[tuple[str, str], tuple[Caveat, ...]]:
    """The failing checks that speak against a cell, by its publication and place."""
    sql = """
        select publication, suspects, identity, right_cells from identity_check where answer = 'fails' order by all
    """
    found: dict[tuple[str, str], dict[Caveat, None]] = {}
    for publication, suspects, identity, at in warehouse.rows(sql):
        for place in suspects:
            caveat = Caveat("check", f"kontrollen ”{identity}” håller inte ({publication}, {at})")
            found.setdefault((publication, place), {})[caveat] = None
    return {at: tuple(each) for at, each in found.items()}


def _differences(
    measure: str, rows: Sequence[Figure], first: Sequence[Figure], second: Sequence[Figure]
) -> Iterable[Figure]:
    """First minus second, for what one report publishes of both but not of their difference."""
    published = {(row.org, row.gender, row.scenario, row.year) for row in known(rows)}
    others = {(row.org, row.gender, row.scenario, row.year, row.publication): row for row in known(second)}
    for row in known(first):
        about = (row.org, row.gender, row.scenario, row.year)
        other = others.get((*about, row.publication))
        if other and about not in published:
            yield replace(
                row,
                measure=measure,
                value=row.number - other.number,
                resolution=max(row.resolution, other.resolution),
                printed=f"{row.printed} − {other.printed}",
                note="Beräknat ur två celler",
                cell=f"{row.cell} − {other.cell}",
                caveats=tuple(dict.fromkeys([*row.caveats, *other.caveats])),
            )


def _with_segments(series: Sequence[Figure], breaks: Sequence[tuple[Any, ...]], seams: set[Seam]) -> Iterable[Figure]:
    segment, before = 0, None
    for row in series:
        cut = _cut(before, row, breaks, seams) if before and row.value is not None else ""
        part = before is not None and (row.part_year or before.part_year)
        segment += bool(cut or part)
        yield replace(row, segment=segment, cut=cut)
        before = before if row.value is None else row


def _cut(before: Figure, row: Figure, breaks: Sequence[tuple[Any, ...]], seams: set[Seam]) -> str:
    """Why the line may not go on from one figure to the next; empty where it may."""
    passed = [
        str(text)
        for day, text, org in breaks
        if org in ("", row.org) and before.period_end and row.period_end and before.period_end < day <= row.period_end
    ]
    if passed:
        return "; ".join(passed)
    earlier, later = sorted([before, row], key=lambda r: r.position)
    pair = (row.subject, row.org, row.gender, row.scenario, earlier.publication, later.publication)
    return f"Omräknat i {later.publication}" if pair in seams else ""
