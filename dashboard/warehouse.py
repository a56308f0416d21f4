"""Opens the newest warehouse read-only and runs queries; small answers are kept in memory."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import pandas as pd

POINTER = "current.json"
DEFAULT_FOLDER = Path(__file__).parent.parent / "data" / "warehouse"
Parameter = str | int
LOCKED: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False, "lock_configuration": True}
"""No query reaches beyond the warehouse, and none changes that."""

_OPENING = Lock()


class NoWarehouseError(Exception):
    """Nothing has been loaded yet."""


@dataclass(frozen=True)
class Warehouse:
    """One whole, unchanging warehouse file. Equal files are equal warehouses, so answers can be cached."""

    path: Path

    def rows(self, sql: str, parameters: Sequence[Parameter] = ()) -> list[tuple[Any, ...]]:
        """The answer to a query with bound parameters, as tuples."""
        return _rows(self.path, sql, tuple(parameters))

    @property
    def whole(self) -> str:
        """The name of the organisation that all others are parts of."""
        ((name,),) = self.rows("select organisation from organisation where level = 'whole'")
        return str(name)

    def frame(self, sql: str) -> pd.DataFrame:
        """The answer to a query as a frame of its own, for tables and exports."""
        return _connection(self.path).cursor().execute(sql).df()


def folder() -> Path:
    """The folder named by LEANLINK_WAREHOUSE, otherwise data/warehouse."""
    return Path(os.environ.get("LEANLINK_WAREHOUSE") or DEFAULT_FOLDER)


def newest(where: Path | None = None) -> Warehouse:
    """The warehouse that the pointer names now. Raises NoWarehouseError where none has been built."""
    at = where or folder()
    try:
        name = json.loads((at / POINTER).read_text(encoding="utf-8"))["warehouse"]
    except FileNotFoundError as error:
        raise NoWarehouseError(f"Inget datalager finns i {at}") from error
    return Warehouse(at / name)


def _connection(path: Path) -> duckdb.DuckDBPyConnection:
    # Two first visitors at once would open the file twice, which the cache alone does not prevent.
    with _OPENING:
        return _opened(path)


@lru_cache(maxsize=4)
def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), read_only=True, config=LOCKED)


@lru_cache(maxsize=2000)
def _rows(path: Path, sql: str, parameters: tuple[Parameter, ...]) -> list[tuple[Any, ...]]:
    # A cursor for each call: one connection shared by threads can return empty answers.
    return _connection(path).cursor().execute(sql, parameters).fetchall()
