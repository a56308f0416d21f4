"""By what the numbers of exports may be divided, as the warehouse declares it, and the values that there are."""

from dataclasses import dataclass
from functools import lru_cache

from dashboard.figures.store.warehouse import Warehouse


@dataclass(frozen=True)
class Dimension:
    """A column of an export that divides its numbers; `named_by` is the one with the names of its codes."""

    export: str
    name: str
    label: str
    named_by: str = ""


@lru_cache(maxsize=64)
def dividing(warehouse: Warehouse, export: str) -> tuple[Dimension, ...]:
    """The dimensions of an export, in the order of its columns."""
    sql = "select export, name, label, named_by from dimension where export = ? order by position"
    return tuple(Dimension(*row) for row in warehouse.rows(sql, [export]))


@lru_cache(maxsize=64)
def values(warehouse: Warehouse, dimension: Dimension) -> dict[str, str]:
    """The values that an export has in a column, with what people call them: a code with its name."""
    export, name, named_by = dimension.export, dimension.name, dimension.named_by
    named = f"max({named_by})" if named_by else "''"
    sql = f"""
        select coalesce(cast(fact.{name} as varchar), '') as value, coalesce({named}, ''),
               coalesce(any_value(label), '')
        from fact_{export} as fact left join dimension_value as told
          on told.export = ? and told.dimension = ? and told.value = cast(fact.{name} as varchar)
        where org is not null
        group by 1 order by 1
    """
    rows = warehouse.rows(sql, [export, name])
    return {value: label or " ".join(filter(None, [value, named])) for value, named, label in rows}
