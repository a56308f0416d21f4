"""Dataclass records <-> Arrow tables: one schema, taken from the annotations; and whether a file of them is whole."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

Record = TypeVar("Record")

DECIMAL = pa.decimal128(24, 6)
_ARROW = {str: pa.string(), int: pa.int64(), date: pa.date32(), Decimal: DECIMAL, bool: pa.bool_()}
_ARROW |= {tuple: pa.list_(pa.string())}


def schema(kind: type) -> pa.Schema:
    """The Arrow schema of a dataclass; fields may be str, int, bool, date or Decimal, or None, or texts in a tuple."""
    hints = get_type_hints(kind)
    return pa.schema([(field.name, _ARROW[_plain(hints[field.name])]) for field in fields(kind)])


def to_arrow(records: Sequence[Any], kind: type) -> pa.Table:
    """Records -> Arrow table with one row each."""
    form = schema(kind)
    columns = {name: [_plain_value(getattr(record, name)) for record in records] for name in form.names}
    return pa.Table.from_pydict(columns, schema=form)


def from_arrow(table: pa.Table, kind: type[Record]) -> list[Record]:
    """Arrow table -> records, the inverse of to_arrow."""
    texts = [field.name for field in table.schema if pa.types.is_list(field.type)]
    return [kind(**row | {name: tuple(row[name]) for name in texts}) for row in table.to_pylist()]


def is_whole(path: Path) -> bool:
    """Whether a Parquet file is there from its beginning to its end."""
    try:
        pq.read_metadata(path)
    except (OSError, pa.ArrowException):
        return False
    return True


def _plain_value(value: Any) -> Any:
    return round(value, 6) if isinstance(value, Decimal) else value


def _plain(hint: Any) -> type:
    """The type of a field without None; a Literal counts as text, and of a tuple all are."""
    if isinstance(hint, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is tuple:
        return tuple
    return hint if isinstance(hint, type) and get_origin(hint) is None else str
