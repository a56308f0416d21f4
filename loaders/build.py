"""All files -> a new warehouse, in one step or not at all.

The warehouse's name is a hash of all that went in: files, reference tables and this package. A build
writes a new file and then moves the pointer `current.json`; killed at any moment it leaves the former
warehouse served.
"""

import contextlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from loaders.agreement import Check, Restatement, checks, preferred, restatements
from loaders.names import Figure, Reference, load_reference, read_table
from loaders.problems import Problem
from loaders.reading import Reader, Reading, code_version, hash_file, hash_of
from loaders.records import from_arrow, to_arrow
from loaders.report import Report

POINTER = "current.json"
REFERENCE = Path(__file__).parent.parent / "data" / "reference"
KEPT_WAREHOUSES = 3
ABANDONED = 24 * 3600
"""Seconds after which a draft must come from a build that was killed."""

SUFFIXES = {".xlsx"}
REFERENCE_TABLES = {
    "organisation": "organisation.csv",
    "event": "events.csv",
    "series_break": "series_breaks.csv",
}


@dataclass(frozen=True)
class LoadedFile:
    """What became of one file. `status`: loaded, refused, or kept (refused, an earlier version still serves)."""

    file: str
    status: str
    recognised_as: str
    publication: str
    content: str
    figures: int
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True)
class Load:
    """The outcome of a load: every file, every problem, and the warehouse now served (None if none yet)."""

    files: list[LoadedFile]
    problems: list[Problem]
    warehouse: Path | None
    built: bool

    @property
    def refused(self) -> bool:
        """Whether any file was refused."""
        return any(file.status != "loaded" for file in self.files)


@dataclass(frozen=True)
class Served:
    """What the pointer says: the warehouse's file name, and the content in use of every source file."""

    warehouse: str = ""
    files: dict[str, str] = field(default_factory=dict)


def load(paths: Sequence[Path], folder: Path, reference_folder: Path = REFERENCE) -> Load:
    """Load every workbook under `paths` into the warehouse folder `folder`.

    The warehouse then holds exactly what the paths hold. Where nothing at all can be loaded the former
    warehouse stays. Raises FileNotFoundError for a path that does not exist.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources = dict(_sources(paths, folder.resolve()))
    contents = {name: hash_file(path) for name, path in sources.items()}
    served = _served(folder)
    unchanged = _target(folder, contents, served.files, reference_folder)
    if served.warehouse == unchanged.name and unchanged.exists():
        files, problems = read_log(unchanged)
        return Load(files, problems, unchanged, built=False)
    reference = load_reference(reference_folder)
    readings = _read_all(sources, contents, Reader(folder, reference), served.files)
    files = [_describe(reading) for reading in readings]
    problems = [problem for reading in readings for problem in reading.problems]
    in_use = {reading.name: reading.content for reading in readings if reading.report}
    if not in_use:
        former = folder / served.warehouse if served.warehouse else None
        return Load(files, problems, former, built=False)
    target = _target(folder, contents, in_use, reference_folder)
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        draft.unlink(missing_ok=True)
        _write(draft, readings, files, problems, reference)
        draft.replace(target)
    _point(folder, Served(target.name, in_use))
    _clean(folder, target)
    return Load(files, problems, target, built=True)


def read_log(warehouse: Path) -> tuple[list[LoadedFile], list[Problem]]:
    """The files and problems that a warehouse was built with."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        files = connection.sql("select * from file").to_arrow_table()
        problems = connection.sql("select * from problem").to_arrow_table()
    return from_arrow(files, LoadedFile), from_arrow(problems, Problem)


def _sources(paths: Iterable[Path], warehouse: Path) -> Iterator[tuple[str, Path]]:
    """Every workbook with a name of its own: its path within the given folder, or all of it where two collide.

    What the warehouse folder keeps is no source.
    """
    taken: set[str] = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        for found in [path] if path.is_file() else sorted(path.rglob("*")):
            if found.is_dir() or (found != path and not _is_workbook(found)) or warehouse in found.resolve().parents:
                continue
            name = found.name if found == path else found.relative_to(path).as_posix()
            name = found.as_posix() if name in taken else name
            taken.add(name)
            yield name, found


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", "."))


def _read_all(
    sources: Mapping[str, Path], contents: Mapping[str, str], reader: Reader, in_use: Mapping[str, str]
) -> list[Reading]:
    """Read every file; for a refused one its served version stays, and no publication comes twice."""
    readings = [reader.read(path, name, contents[name]) for name, path in sources.items()]
    for _ in range(2):
        # Twice: a version that comes back may bring a publication that another file has taken meanwhile.
        readings = [r if r.report else reader.earlier(r, in_use.get(r.name)) for r in readings]
        _refuse_repeated(readings, in_use)
    return readings


def _refuse_repeated(readings: Sequence[Reading], in_use: Mapping[str, str]) -> None:
    """Of several files with one publication the one that is served now stays, otherwise the first."""
    first: dict[str, str] = {}
    for reading in sorted(readings, key=lambda r: in_use.get(r.name) != r.content):
        if reading.report is None:
            continue
        publication = reading.report.publication
        if publication in first:
            found = f"Beteckning ”{publication}” finns redan i {first[publication]}"
            expected = "en egen beteckning för varje rapport"
            reading.refuse(Problem("error", reading.name, "Rapport", "", found, expected))
        else:
            first[publication] = reading.name


def _describe(reading: Reading) -> LoadedFile:
    years = [f.period_end.year for f in reading.figures if f.period_end and f.value is not None]
    return LoadedFile(
        file=reading.name,
        status=reading.status,
        recognised_as="rapport" if reading.report else "",
        publication=reading.report.publication if reading.report else "",
        content=reading.content,
        figures=sum(f.value is not None for f in reading.figures),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
    )


def _write(
    path: Path,
    readings: Sequence[Reading],
    files: Sequence[LoadedFile],
    problems: Sequence[Problem],
    reference: Reference,
) -> None:
    figures = [figure for reading in readings for figure in reading.figures]
    reports = sorted((r.report for r in readings if r.report), key=lambda r: (r.as_of, r.publication))
    order = {report.publication: position for position, report in enumerate(reports)}
    chosen = preferred(figures)
    organisations = read_table(reference.folder / "organisation.csv")
    areas = {row["organisation"]: row["parent"] for row in organisations if row["level"] == "area"}
    published = to_arrow(figures, Figure).append_column("preferred", pa.array([f in chosen for f in figures]))
    publications = to_arrow(reports, Report).append_column("position", pa.array(list(order.values())))
    tables = {
        "published": published,
        "publication": publications,
        "identity_check": to_arrow(checks(figures, areas), Check),
        "restatement": to_arrow(list(restatements(figures, order)), Restatement),
        "file": to_arrow(files, LoadedFile),
        "problem": to_arrow(problems, Problem),
    }
    for name, source in REFERENCE_TABLES.items():
        tables[name] = _reference_rows(reference.folder / source)
    with duckdb.connect(str(path)) as connection:
        for name, table in tables.items():
            connection.register("rows", table)
            connection.execute(f"create table {name} as select * from rows")
            connection.unregister("rows")


def _reference_rows(path: Path) -> pa.Table:
    rows = read_table(path)
    return pa.Table.from_pylist(rows, schema=pa.schema([(column, pa.string()) for column in rows[0]]))


def _target(folder: Path, contents: dict[str, str], in_use: dict[str, str], reference_folder: Path) -> Path:
    """The warehouse file for these inputs: files as they are, files as they are used, names, code."""
    tables = [hash_file(table) for table in sorted(reference_folder.glob("*.csv"))]
    key = hash_of(json.dumps([contents, in_use, tables], sort_keys=True), code_version())
    return folder / f"warehouse-{key[:16]}.duckdb"


def _served(folder: Path) -> Served:
    try:
        return Served(**json.loads((folder / POINTER).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Served()


def _point(folder: Path, served: Served) -> None:
    draft = folder / f"{POINTER}.{os.getpid()}"
    draft.write_text(json.dumps(asdict(served)), encoding="utf-8")
    draft.replace(folder / POINTER)


def _clean(folder: Path, target: Path) -> None:
    """Remove older warehouses, all but a few, and what killed builds have left behind."""
    others = sorted((path for path in folder.glob("warehouse-*.duckdb") if path != target), key=_age)
    drafts = [*folder.glob("*.duckdb.*"), *folder.glob(f"{POINTER}.*"), *folder.glob("cache/*.*")]
    abandoned = [path for path in drafts if path.suffix != ".xlsx" and _age(path) > ABANDONED]
    for old in [*others[KEPT_WAREHOUSES:], *abandoned]:
        # Another load may take it away first; on Windows a dashboard that reads it keeps it until the next load.
        with contextlib.suppress(FileNotFoundError, PermissionError):
            shutil.rmtree(old) if old.is_dir() else old.unlink()


def _age(path: Path) -> float:
    """Seconds since a file was written; nothing for one that another load has just taken away."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
