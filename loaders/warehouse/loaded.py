"""What is loaded of every export, to hold against the systems that it comes from: totals by month and organisation."""

from dataclasses import dataclass
from pathlib import Path

from loaders.exports.catalogue import EXPORTS
from loaders.exports.export import Export
from loaders.warehouse.serving import opened


@dataclass(frozen=True)
class Total:
    """What a headline of an export sums to in a month and an organisation; empty where rows belong to none of ours.

    `total` is None where it may not be told: of people only what is shown anyhow.
    """

    export: str
    month: str
    organisation: str
    headline: str
    total: float | None
    sample: bool


def totals(warehouse: Path) -> list[Total]:
    """Every headline of every month that is loaded, by export, month and organisation."""
    sql = f"""
        select l.export, strftime(of_month, '%Y-%m'), l.organisation, headline, {_told()}, e.sample
        from loaded as l join export_file as e using (file)
        order by l.export, of_month, l.organisation, headline
    """
    with opened(warehouse) as connection:
        return [Total(*row) for row in connection.execute(sql).fetchall()]


def _told() -> str:
    """The total of a line of what is loaded; of people it is looked up among what is released."""
    cases = [
        f"when l.export = '{export.id}' and headline = '{name}' then ({_released(export, name)})"
        for export in EXPORTS
        for name in export.headline
        if export.people
    ]
    return f"case {' '.join(cases)} else round(total, 6) end"


def _released(export: Export, name: str) -> str:
    """A month of an area as a whole: what few have any of is not told so, but for the whole organisation."""
    if export.column(name).seldom:
        return "null"
    undivided = " and ".join(f"r.{column} = 'total'" for column in ("unit", "gender", "age", "form", "manager"))
    return f"""
        select cast(sum({name}) as double) from released_{export.id} as r
        where r.of_month = l.of_month and r.org = l.organisation and {undivided}
    """
