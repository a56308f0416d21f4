"""The object that all who ask hold: one warehouse, opened read-only; small answers are kept in memory."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import pandas as pd

from dashboard.figures.store.rights import EVERYTHING, Rights, copied

POINTER = "current.json"
DEFAULT_FOLDER = Path(__file__).parent.parent.parent.parent / "data" / "warehouse"
Parameter = str | int
LOCKED: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False, "lock_configuration": True}
"""No query reaches beyond the warehouse, and none changes that."""

WHOLE = "select total_blocks * block_size, (select count(*) from organisation) from pragma_database_size()"
"""Asks a warehouse how many bytes it must have, and whether it has any table."""

WITHIN = "(org = ? or ? = ?)"
"""Chooses the rows of an organisation, of the whole all rows; `Warehouse.within` gives its parameters."""

_OPENING = Lock()

NOTHING_LOADED = "Inget datalager finns i {}"
DAMAGED = "Datalagret i {} är skadat; nästa inläsning bygger det på nytt"


class NoWarehouseError(Exception):
    """Nothing has been loaded yet, or what is served cannot be read; says which."""


class DamagedError(NoWarehouseError):
    """What is served cannot be read."""


@dataclass(frozen=True)
class Warehouse:
    """One whole, unchanging warehouse file, as someone with certain rights may see it.

    Equal files are equal warehouses. All that decides what is answered is a field: it is opened, and answers are kept,
    for the warehouse that was asked, by those with the same rights. Once asked it goes on answering, whatever becomes
    of the file: loads remove older ones while pages show them.
    """

    path: Path
    rights: Rights

    def rows(self, sql: str, parameters: Sequence[Parameter] = ()) -> list[tuple[Any, ...]]:
        """The answer to a query with bound parameters, as tuples."""
        return self._opened.rows(sql, tuple(parameters))

    def frame(self, sql: str, parameters: Sequence[Parameter] = ()) -> pd.DataFrame:
        """The answer to a query as a frame of its own, for tables and exports."""
        return self._opened.connection.cursor().execute(sql, parameters).df()

    @property
    def whole(self) -> str:
        """The name of the organisation that all others are parts of."""
        ((name,),) = self.rows("select organisation from organisation where level = 'whole'")
        return str(name)

    def within(self, org: str) -> tuple[str, str, str]:
        """The parameters of WITHIN for an organisation."""
        return org, org, self.whole

    def open(self) -> None:
        """Open it, if it is not open. Raises duckdb.Error, OSError where it is not there or not whole."""
        self._opened.rows("select 1", ())

    @cached_property
    def _opened(self) -> "_Opened":
        """The file as all have it open who ask it."""
        # Two first visitors at once would open the file twice, which the cache alone does not prevent.
        with _OPENING:
            return _open(self)


@dataclass(frozen=True)
class _Opened:
    """An open warehouse: its connection, and how it answers queries, whose answers are kept with it."""

    connection: duckdb.DuckDBPyConnection
    rows: Callable[[str, tuple[Parameter, ...]], list[tuple[Any, ...]]]


def folder() -> Path:
    """The folder named by LEANLINK_WAREHOUSE, otherwise data/warehouse."""
    return Path(os.environ.get("LEANLINK_WAREHOUSE") or DEFAULT_FOLDER)


def newest(rights: Rights, where: Path | None = None) -> Warehouse:
    """The warehouse that the pointer names now, for those with some rights. Raises NoWarehouseError where there is none
    that can be read."""
    at = where or folder()
    name = _named(at)
    while True:
        warehouse = Warehouse(at / name, rights)
        try:
            warehouse.open()
        except (duckdb.Error, OSError) as error:
            # A load may have moved the pointer, and taken the file away, since it was read.
            before, name = name, _named(at)
            if name == before:
                raise DamagedError(DAMAGED.format(at)) from error
        else:
            return warehouse


def _named(at: Path) -> str:
    """The file that the pointer names. Raises NoWarehouseError where there is no pointer, or a damaged one."""
    try:
        name = json.loads((at / POINTER).read_text(encoding="utf-8"))["warehouse"]
    except FileNotFoundError as error:
        raise NoWarehouseError(NOTHING_LOADED.format(at)) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DamagedError(DAMAGED.format(at)) from error
    return str(name)


@lru_cache(maxsize=16)
def _open(warehouse: Warehouse) -> _Opened:
    path = warehouse.path
    there = path.stat().st_size
    connection = duckdb.connect(str(path), read_only=True, config=LOCKED)
    try:
        ((whole, _),) = connection.sql(WHOLE).fetchall()
    except duckdb.Error:
        # Who has it open would not see the one that the next load puts in its place.
        connection.close()
        raise
    if there < whole:
        connection.close()
        raise duckdb.IOException(f"{path} is cut off")

    if warehouse.rights != EVERYTHING:
        connection.close()
        connection = copied(path, warehouse.rights)
        for setting, value in LOCKED.items():
            connection.execute(f"set {setting} = {value}")

    @lru_cache(maxsize=2000)
    def rows(sql: str, parameters: tuple[Parameter, ...]) -> list[tuple[Any, ...]]:
        # A cursor for each call: one connection shared by threads can return empty answers.
        return connection.cursor().execute(sql, parameters).fetchall()

    return _Opened(connection, rows)
