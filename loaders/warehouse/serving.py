"""The warehouse that is served: what the pointer says, and what a warehouse tells of what it was built of."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from loaders.durable import move, write
from loaders.problems import Problem
from loaders.reading.workspace import Workspace
from loaders.records import from_arrow

POINTER = "current.json"


KEPT_WAREHOUSES = 3


LOCKED: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False, "lock_configuration": True}


@dataclass(frozen=True)
class LoadedFile:
    """What became of one file. `status`: loaded, refused, or kept (refused, an earlier version still serves).

    `figures` are a report's figures or an export's rows; of people they are not told. `sample` marks generated exports.
    """

    file: str
    status: str
    recognised_as: str
    publication: str
    content: str
    figures: int | None
    first_year: int | None
    last_year: int | None
    first_month: str = ""
    last_month: str = ""
    sample: bool = False


@dataclass(frozen=True)
class Served:
    """What the pointer says: the warehouse's file name, the content in use of every report, the paths that reports
    and exports were looked for in, a hash of what was found there, the last entry of the ledger that counted, and the
    hash of the reference tables and the code."""

    warehouse: str = ""
    files: dict[str, str] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    request: str = ""
    ledger: int = 0
    tables: str = ""


def is_readable(warehouse: Path) -> bool:
    """Whether a warehouse is there and tells what it was built of."""
    return log_of_whole(warehouse) is not None


def log_of_whole(warehouse: Path) -> tuple[list[LoadedFile], list[Problem]] | None:
    """The files and problems that a warehouse was built with; None where it is not there or not whole."""
    try:
        with opened(warehouse) as connection:
            ((size,),) = connection.sql("select total_blocks * block_size from pragma_database_size()").fetchall()
            log = read_log(warehouse)
    except (duckdb.Error, TypeError):
        # A warehouse of older code may tell of it in another way.
        return None
    return log if size <= warehouse.stat().st_size else None


def opened(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """A warehouse to read, opened as the dashboard opens it: a process that has both may not open it in two ways.

    Raises duckdb.Error where it cannot be."""
    if not warehouse.is_file():
        # The engine takes as long to find that out as to open it.
        raise duckdb.IOException(f"{warehouse} is not there")
    return duckdb.connect(str(warehouse), read_only=True, config=LOCKED)


@contextlib.contextmanager
def kept_open(warehouse: Path) -> Iterator[Path | None]:
    """Keep a warehouse open while it is asked several things: opening one takes longer than asking it. Gives None where
    it is not there or not whole."""
    with contextlib.ExitStack() as opening:
        with contextlib.suppress(duckdb.Error):
            opening.enter_context(opened(warehouse))
        there = warehouse if is_readable(warehouse) else None
        if there is None:
            opening.close()
        yield there


def read_log(warehouse: Path) -> tuple[list[LoadedFile], list[Problem]]:
    """The files and problems that a warehouse was built with."""
    with opened(warehouse) as connection:
        files = connection.sql("select * from file").to_arrow_table()
        problems = connection.sql("select * from problem").to_arrow_table()
    return from_arrow(files, LoadedFile), from_arrow(problems, Problem)


def served(folder: Path) -> Served:
    """What is served now; nothing where the pointer is damaged: what it said is found anew."""
    try:
        found = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        return Served(**found | {"paths": tuple(found.get("paths", ()))})
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return Served()


def put_in_place(warehouse: Path, work: Workspace) -> Path:
    """Where a warehouse that was built lies to be served."""
    place = work.folder / warehouse.name
    if warehouse != place:
        # On Windows nobody can move what is open.
        work.open.close()
        move(warehouse, place)
    return place


def serve(work: Workspace, now: Served) -> None:
    """Move the pointer, in one step."""
    write(work.folder / POINTER, json.dumps(asdict(now)), work.own / POINTER)


def clean(folder: Path, target: Path, forgotten_at: float = 0.0) -> None:
    """Remove older warehouses, all but a few. Those from before something was forgotten, at the given time, may hold
    it: none of them is kept."""
    others = sorted((path for path in folder.glob("warehouse-*.duckdb") if path != target), key=_written, reverse=True)
    kept = [path for path in others if _written(path) > forgotten_at][:KEPT_WAREHOUSES]
    # Older code left its drafts beside them.
    drafts = [*folder.glob("warehouse-*.duckdb.*"), *folder.glob(f"{POINTER}.*")]
    for old in [*(path for path in others if path not in kept), *drafts]:
        # On Windows a dashboard that reads it keeps it until the next load.
        with contextlib.suppress(FileNotFoundError, PermissionError):
            old.unlink()


def _written(path: Path) -> float:
    """When a file was written; the beginning of time for one that another load has just taken away."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
