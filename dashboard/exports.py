"""What is loaded of the monthly exports, and what people call them."""

from dataclasses import dataclass
from datetime import date

from dashboard import theme
from dashboard.measures import MEASURES, Computed
from dashboard.warehouse import Warehouse


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


def months(warehouse: Warehouse, export: str) -> list[date]:
    """The months of an export that are loaded, in order."""
    sql = "select distinct of_month from loaded where export = ? order by of_month"
    return [month for (month,) in warehouse.rows(sql, [export])]


def names(warehouse: Warehouse) -> dict[str, str]:
    """What people call each export that can be loaded, in the order in which they are shown."""
    return dict(warehouse.rows("select id, name from export order by position"))


def covered(warehouse: Warehouse, measure: str) -> Coverage | None:
    """What is loaded of the export that a measure is computed from."""
    computed = MEASURES[measure].computed
    return next((each for each in coverage(warehouse) if computed and each.export == computed.export), None)


def is_sample(warehouse: Warehouse) -> bool:
    """Whether the exports that are loaded are generated."""
    return any(each.sample for each in coverage(warehouse))


def named(warehouse: Warehouse, computed: Computed) -> str:
    """The exports that a measure is computed from, as figures name them."""
    called = names(warehouse)
    mine = [called[export] for export in computed.exports]
    return f"{'exporterna' if mine[1:] else 'exporten'} {theme.listed(mine)}"
