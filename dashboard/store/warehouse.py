"""The object that all who ask hold: one warehouse, opened read-only; small answers are kept in memory."""

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

from dashboard.store.rights import EVERYTHING, Rights, copied

POINTER = "current.json"
DEFAULT_FOLDER = Path(__file__).parent.parent.parent / "data" / "warehouse"
Parameter = str | int
LOCKED: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False, "lock_configuration": True}
"""No query reaches beyond the warehouse, and none changes that."""

WITHIN = "(org = ? or ? = ?)"
"""Chooses the rows of an organisation, of the whole all rows; `Warehouse.within` gives its parameters."""

_OPENING = Lock()


class NoWarehouseError(Exception):
    """Nothing has been loaded yet."""


@dataclass(frozen=True)
class Warehouse:
    """One whole, unchanging warehouse file, as someone with certain rights may see it.

    Equal files are equal warehouses, so answers can be cached. All that decides what is answered is a field: each
    answer is kept for the warehouse that was asked, by those with the same rights.
    """

    path: Path
    rights: Rights

    def rows(self, sql: str, parameters: Sequence[Parameter] = ()) -> list[tuple[Any, ...]]:
        """The answer to a query with bound parameters, as tuples."""
        return _rows(self, sql, tuple(parameters))

    def frame(self, sql: str, parameters: Sequence[Parameter] = ()) -> pd.DataFrame:
        """The answer to a query as a frame of its own, for tables and exports."""
        return _answer(self, sql, parameters).df()

    @property
    def whole(self) -> str:
        """The name of the organisation that all others are parts of."""
        ((name,),) = self.rows("select organisation from organisation where level = 'whole'")
        return str(name)

    def within(self, org: str) -> tuple[str, str, str]:
        """The parameters of WITHIN for an organisation."""
        return org, org, self.whole


def folder() -> Path:
    """The folder named by LEANLINK_WAREHOUSE, otherwise data/warehouse."""
    return Path(os.environ.get("LEANLINK_WAREHOUSE") or DEFAULT_FOLDER)


def newest(rights: Rights, where: Path | None = None) -> Warehouse:
    """The warehouse that the pointer names now, for those with some rights. Raises NoWarehouseError where none has been
    built."""
    at = where or folder()
    try:
        name = json.loads((at / POINTER).read_text(encoding="utf-8"))["warehouse"]
    except FileNotFoundError as error:
        raise NoWarehouseError(f"Inget datalager finns i {at}") from error
    return Warehouse(at / name, rights)


@lru_cache(maxsize=2000)
def _rows(warehouse: Warehouse, sql: str, parameters: tuple[Parameter, ...]) -> list[tuple[Any, ...]]:
    return _answer(warehouse, sql, parameters).fetchall()


def _answer(warehouse: Warehouse, sql: str, parameters: Sequence[Parameter]) -> duckdb.DuckDBPyConnection:
    """The one place where anything is asked."""
    # Two first visitors at once would open the file twice, which the cache alone does not prevent.
    with _OPENING:
        connection = _opened(warehouse)
    # A cursor for each call: one connection shared by threads can return empty answers.
    return connection.cursor().execute(sql, parameters)


@lru_cache(maxsize=16)
def _opened(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    if warehouse.rights == EVERYTHING:
        return duckdb.connect(str(warehouse.path), read_only=True, config=LOCKED)
    copy = copied(warehouse.path, warehouse.rights)
    for setting, value in LOCKED.items():
        copy.execute(f"set {setting} = {value}")
    return copy
