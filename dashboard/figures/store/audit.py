"""What a warehouse is held to account by: its files, cells, checks, restatements and problems, as frames to list."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.figures.store.warehouse import Warehouse


@dataclass(frozen=True)
class Counted:
    """How many there are of what is loaded and of what is wrong with it; `figures` are printed, `rows` of exports."""

    files: int
    loaded: int
    figures: int
    rows: int
    checks: int
    failing: int
    restated: int
    problems: int


IN_THE_FILE = "vad som står i cellen visas bara för den som prövar filen"
"""What is told of a cell of an export of people, here where everyone reads."""


def counted(warehouse: Warehouse) -> Counted:
    """The state of the data in numbers; changed targets are decisions, not restatements."""
    sql = """
        with
        files as (
            select count(*), count(*) filter (status = 'loaded'),
                   cast(coalesce(sum(figures) filter (first_month = ''), 0) as integer),
                   cast(coalesce(sum(figures) filter (first_month <> ''), 0) as integer)
            from file
        ),
        checks as (select count(*), count(*) filter (answer = 'fails') from identity_check),
        restated as (
            select distinct measure, subject, org, gender, scenario, period_start, period_end, made_on
            from restatement where answer = 'restatement' and scenario <> 'target'
        )
        select files.*, checks.*, (select count(*) from restated), (select count(*) from problem)
        from files, checks
    """
    return Counted(*warehouse.rows(sql)[0])


def files(warehouse: Warehouse) -> pd.DataFrame:
    """Every file with its publication, in the order of these."""
    return warehouse.frame("""
        select file.*, publication.title, publication.published
        from file left join publication using (publication) order by publication.position, file
    """)


def published(warehouse: Warehouse) -> pd.DataFrame:
    """Every printed cell, as printed and as understood."""
    return warehouse.frame("""
        select p.publication, p."table", p.label, p.measure, p.org, p.gender, p.period_start, p.period_end,
               p.period_text, p.scenario, p.as_of, p.value::double as value, p.unit, p.comparator, p.printed,
               p.missing, p.footnote, p.heading, p.scope, p.file, p.sheet, p.cell
        from published as p
        join publication using (publication)
        order by publication.position, p.file, p.rowid
    """)


def unmapped(warehouse: Warehouse) -> pd.DataFrame:
    """The printed numbers that belong to no measure."""
    return warehouse.frame(
        "select * from published where measure = '' and value is not null order by file, sheet, cell"
    )


def checks(warehouse: Warehouse) -> pd.DataFrame:
    """Every identity with both sides, the failing ones first."""
    return warehouse.frame("""
        select identity, publication, measure, subject, org, gender, scenario, period, "left"::double as left_value,
               left_printed, left_cells, "right"::double as right_value, right_printed, right_cells, answer
        from identity_check
        order by case answer when 'fails' then 0 when 'rounding' then 1 else 2 end,
                 identity, publication, period, right_cells
    """)


def failing_checks(warehouse: Warehouse, *, with_rounding: bool) -> pd.DataFrame:
    """The identities that do not hold; those off by rounding too where asked for."""
    sql = """
        select * replace ("left"::double as "left", "right"::double as "right") from identity_check
        where answer = 'fails' or (answer = 'rounding' and ?)
        order by answer, publication, period, right_cells
    """
    return warehouse.frame(sql, [with_rounding])


def restatements(warehouse: Warehouse) -> pd.DataFrame:
    """Everything that two reports print, those that differ first."""
    return warehouse.frame("""
        select measure, subject, org, gender, scenario, period, earlier, earlier_value::double as earlier_value,
               earlier_printed, earlier_cell, later, later_value::double as later_value, later_printed, later_cell,
               answer
        from restatement
        order by case answer when 'restatement' then 0 when 'rounding' then 1 else 2 end,
                 measure, period, org, gender
    """)


def restated(warehouse: Warehouse, *, targets: bool) -> pd.DataFrame:
    """What two reports print differently: targets, or all but targets."""
    sql = """
        select * from restatement where answer = 'restatement' and (scenario = 'target') = ?
        order by measure, period, org, gender, later
    """
    return warehouse.frame(sql, [targets])


def refused(warehouse: Warehouse) -> list[tuple[str, dict[str, Any]]]:
    """The content of every file that is refused, and the first of its problems."""
    sql = """
        select content, {severity: severity, file: file, sheet: sheet, cell: cell, found: found, expected: expected}
        from file join problem using (file)
        where status = 'refused' qualify row_number() over (partition by content order by sheet, cell) = 1
    """
    return [(content, problem) for content, problem in warehouse.rows(sql)]


def problems(warehouse: Warehouse) -> pd.DataFrame:
    """Errors and warnings of the load, with their places."""
    withheld = (
        "cell <> '' and file in (select file from file where recognised_as in (select name from export where people))"
    )
    return warehouse.frame(
        f"""
        select * replace (case when {withheld} then ? else found end as found) from problem
        order by severity, file, sheet, cell
        """,
        [IN_THE_FILE],
    )
