"""All files -> a new warehouse, in one step or not at all.

The warehouse's name is a hash of all that went in: files, reference tables and this package. A build
writes a new file and then moves the pointer `current.json`; killed at any moment it leaves the former
warehouse served. A file whose content was read before is not parsed again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.agreement import Check, Restatement, checks, preferred, restatements
from loaders.names import Figure, Reference, load_reference, read_table, resolve
from loaders.problems import Problem
from loaders.published import PrintedCell, read_report
from loaders.records import from_arrow, to_arrow
from loaders.report import Report
from loaders.workbook import RefusedError

POINTER = "current.json"
REFERENCE = Path(__file__).parent.parent / "data" / "reference"
KEPT_WAREHOUSES = 3
SUFFIXES = {".xlsx"}
REFERENCE_TABLES = {
    "organisation": "organisation.csv",
    "event": "events.csv",
    "series_break": "series_breaks.csv",
    "missing_kind": "missing.csv",
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


@dataclass
class Reading:
    """A file as read: its report, cells and figures, or the problems that refuse it."""

    name: str
    content: str
    report: Report | None = None
    cells: list[PrintedCell] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    status: str = "loaded"


def load(paths: Sequence[Path], folder: Path, reference_folder: Path = REFERENCE) -> Load:
    """Load every workbook under `paths` into the warehouse folder `folder`.

    The warehouse then holds exactly what the paths hold. Where nothing at all can be loaded the former
    warehouse stays. Raises FileNotFoundError for a path that does not exist.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources = list(_sources(paths))
    contents = {name: _hash_file(path) for name, path in sources}
    served = _served(folder)
    unchanged = _target(folder, contents, served.files, reference_folder)
    if served.warehouse == unchanged.name and unchanged.exists():
        files, problems = read_log(unchanged)
        return Load(files, problems, unchanged, built=False)
    reference = load_reference(reference_folder)
    readings = [_read(path, name, contents[name], folder, reference) for name, path in sources]
    _refuse_repeated_publications(readings)
    for reading in readings:
        _resolve(reading, reference)
    readings = [_or_earlier(reading, folder, served.files, reference) for reading in readings]
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


def version() -> str:
    """A hash of this package's code: other code may read the same file differently."""
    return _hash(*(_hash_file(module) for module in sorted(Path(__file__).parent.glob("*.py"))))


def _sources(paths: Iterable[Path]) -> Iterable[tuple[str, Path]]:
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        if path.is_file():
            yield path.name, path
            continue
        for found in sorted(path.rglob("*")):
            if found.suffix.lower() in SUFFIXES and found.is_file() and not found.name.startswith(("~$", ".")):
                yield found.relative_to(path).as_posix(), found


def _read(path: Path, name: str, content: str, folder: Path, reference: Reference) -> Reading:
    """Read a file, from the cache where the same content was read before by the same code."""
    cached = _from_cache(name, content, folder, reference)
    if cached is not None:
        return cached
    try:
        report, cells = read_report(path, name, reference.missing)
    except RefusedError as refused:
        return Reading(name, content, problems=refused.problems, status="refused")
    reading = Reading(name, content, report, cells)
    _to_cache(reading, folder, reference)
    return reading


def _cache_entry(content: str, folder: Path, reference: Reference) -> Path:
    spellings = json.dumps(dict(reference.missing), sort_keys=True)
    return folder / "cache" / _hash(content, version(), spellings)[:32]


def _from_cache(name: str, content: str, folder: Path, reference: Reference) -> Reading | None:
    entry = _cache_entry(content, folder, reference)
    if not entry.exists():
        return None
    reports = from_arrow(pq.read_table(entry / "report.parquet"), Report)
    cells = from_arrow(pq.read_table(entry / "cells.parquet"), PrintedCell)
    return Reading(name, content, reports[0], cells)


def _to_cache(reading: Reading, folder: Path, reference: Reference) -> None:
    entry = _cache_entry(reading.content, folder, reference)
    draft = entry.with_name(f"{entry.name}.{os.getpid()}")
    draft.mkdir(parents=True, exist_ok=True)
    pq.write_table(to_arrow([reading.report], Report), draft / "report.parquet")
    pq.write_table(to_arrow(reading.cells, PrintedCell), draft / "cells.parquet")
    try:
        draft.rename(entry)
    except OSError:
        # Another load has put the same reading there meanwhile.
        shutil.rmtree(draft)


def _refuse_repeated_publications(readings: list[Reading]) -> None:
    first: dict[str, str] = {}
    for reading in readings:
        if reading.report is None:
            continue
        publication = reading.report.publication
        other = first.setdefault(publication, reading.name)
        if other != reading.name:
            found = f"Beteckning ”{publication}” finns redan i {other}"
            reading.problems = [
                Problem("error", reading.name, "Rapport", "", found, "en egen beteckning för varje rapport")
            ]
            reading.status, reading.report = "refused", None


def _resolve(reading: Reading, reference: Reference) -> None:
    """Give a reading its figures; errors found on the way refuse the file after all."""
    if reading.report is None:
        return
    reading.figures, found = resolve(reading.report, reading.cells, reference, reading.name)
    reading.problems = reading.problems + found
    if any(problem.severity == "error" for problem in found):
        reading.report, reading.figures, reading.status = None, [], "refused"


def _or_earlier(reading: Reading, folder: Path, in_use: dict[str, str], reference: Reference) -> Reading:
    """For a refused file the version of it that is served now, if there is one, with the new problems."""
    content = in_use.get(reading.name)
    if reading.status != "refused" or content is None:
        return reading
    earlier = _from_cache(reading.name, content, folder, reference)
    if earlier is None:
        return reading
    _resolve(earlier, reference)
    return replace(earlier, problems=reading.problems, status="kept")


def _describe(reading: Reading) -> LoadedFile:
    years = [f.period_end.year for f in reading.figures if f.period_end and f.value is not None]
    return LoadedFile(
        file=reading.name,
        status=reading.status,
        recognised_as="tryckt rapport" if reading.report else "",
        publication=reading.report.publication if reading.report else "",
        content=reading.content,
        figures=sum(f.value is not None for f in reading.figures),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
    )


def _write(
    path: Path,
    readings: list[Reading],
    files: list[LoadedFile],
    problems: list[Problem],
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
    tables = [_hash_file(table) for table in sorted(reference_folder.glob("*.csv"))]
    key = _hash(json.dumps([contents, in_use, tables], sort_keys=True), version())
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
    """Remove older warehouses, all but a few: a dashboard may still be reading one."""
    others = sorted(folder.glob("warehouse-*.duckdb"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in [path for path in others if path != target][KEPT_WAREHOUSES:]:
        old.unlink()


def _hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
