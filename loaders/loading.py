"""Loading, from files to a served warehouse: a trial that changes nothing, the load itself, and its undoing.

Reports are whatever the given paths hold. Exports are what the ledger says: new ones are entered in it, and a sample
is used only as long as it has none. A trial builds the very warehouse that the load would serve and compares the two.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from loaders.build import Inputs, LoadedFile, Served, build, clean, inputs_hash, read_log, serve, served
from loaders.export_reading import ExportReading, ExportSource, read_exports
from loaders.ledger import Change, Entry, Ledger, LedgerFile
from loaders.names import load_reference
from loaders.organisation import UNITS
from loaders.problems import Problem
from loaders.reading import Reader, hash_file, read_reports
from loaders.sandbox import Progress
from loaders.sources import find, is_report

DATA = Path(__file__).parent.parent / "data"
REFERENCE = DATA / "reference"
PATIENCE = 600.0
"""Seconds to wait for another load to end."""


class BusyError(Exception):
    """Another load is going on."""


class NothingToUndoError(Exception):
    """The ledger has no load that stands."""


@dataclass(frozen=True)
class Folders:
    """Where a warehouse lives and what it is made from."""

    warehouse: Path
    reference: Path = REFERENCE
    ledger: Path = DATA / "exports" / "ledger"


def default_folders() -> Folders:
    """The folders that the environment names: LEANLINK_WAREHOUSE, LEANLINK_EXPORTS and LEANLINK_REFERENCE."""
    return Folders(
        Path(os.environ.get("LEANLINK_WAREHOUSE") or DATA / "warehouse"),
        Path(os.environ.get("LEANLINK_REFERENCE") or REFERENCE),
        Path(os.environ.get("LEANLINK_EXPORTS") or DATA / "exports") / "ledger",
    )


@dataclass(frozen=True)
class Load:
    """The outcome of a load: every file, every problem, and the warehouse now served (None if none yet)."""

    files: list[LoadedFile]
    problems: list[Problem]
    warehouse: Path | None
    built: bool
    changes: tuple[Change, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether any file was refused."""
        return any(file.status != "loaded" for file in self.files)


@dataclass(frozen=True)
class Trial:
    """What loading some exports would do: of each file what it is or why it is refused, and all that would change.

    `replaces_sample` says that generated figures would give way to these.
    """

    readings: list[ExportReading]
    problems: list[Problem]
    changes: tuple[Change, ...]
    replaces_sample: bool

    @property
    def accepted(self) -> list[ExportReading]:
        """The files that would be loaded."""
        return [reading for reading in self.readings if not reading.refused]


@dataclass(frozen=True)
class _Found:
    """What lies under the paths, by name, and what the ledger has. `hash` tells whether anything has changed."""

    paths: tuple[Path, ...]
    reports: Mapping[str, Path]
    contents: Mapping[str, str]
    exports: Sequence[ExportSource]
    entered: Sequence[LedgerFile]
    hash: str


@dataclass(frozen=True)
class _Plan:
    """A warehouse that is built but not served (None where there is nothing to serve), and what loading it means."""

    inputs: Inputs
    target: Path | None
    new: Sequence[ExportReading]
    changes: tuple[Change, ...]


def load(
    paths: Sequence[Path],
    folders: Folders,
    *,
    who: str = "",
    progress: Progress | None = None,
    patience: float = PATIENCE,
) -> Load:
    """Load every report under `paths`, and every export there that the ledger does not know.

    Where nothing at all can be loaded the former warehouse stays. Raises FileNotFoundError for a path that does not
    exist, BusyError where another load does not end within `patience` seconds.
    """
    with _lock(folders, patience):
        found = _find(paths, folders)
        now = served(folders.warehouse)
        former = folders.warehouse / now.warehouse if now.warehouse else None
        if former and now.request == found.hash and former.exists():
            return Load(*read_log(former), former, built=False)
        unknown = _unknown(found, folders, progress)
        new = [reading for reading in unknown if not reading.refused and not reading.sample]
        plan = _plan(found, folders, new, unknown)
        if plan.target is None:
            return Load(plan.inputs.files, plan.inputs.problems, former, built=False)
        _commit(plan, found, folders, who, {source.content: source.path for source in found.exports})
        return Load(*read_log(plan.target), plan.target, built=True, changes=plan.changes)


def check(files: Mapping[str, Path], folders: Folders, *, progress: Progress | None = None) -> Trial:
    """What loading these exports (name -> path) would do. Nothing that is served or kept changes."""
    with _lock(folders, PATIENCE):
        return _trial(files, folders, progress)[0]


def load_exports(
    files: Mapping[str, Path],
    folders: Folders,
    *,
    who: str = "",
    progress: Progress | None = None,
    patience: float = 0.0,
) -> Trial:
    """Load those of these exports that are not refused, as one entry of the ledger. Raises BusyError."""
    with _lock(folders, patience):
        trial, plan, found = _trial(files, folders, progress)
        if trial.accepted:
            originals = {reading.content: files[reading.name] for reading in trial.accepted}
            _commit(plan, found, folders, who, originals)
        return trial


def undo(folders: Folders, *, who: str = "", patience: float = 0.0) -> Entry:
    """Take the last load back. Raises NothingToUndoError, BusyError."""
    with _lock(folders, patience):
        ledger = Ledger(folders.ledger)
        loads = ledger.loads()
        if not loads:
            raise NothingToUndoError
        found = _find(_paths(folders), folders)
        kept = [file for entry in loads[:-1] for file in entry.files]
        plan = _plan(replace(found, entered=kept), folders, [], _unknown(found, folders))
        entry = Entry(ledger.next_number(), _now(), who, "undo", undoes=loads[-1].number, changes=plan.changes)
        ledger.append(entry)
        _serve(plan, found, folders)
        return entry


def _lock(folders: Folders, patience: float) -> "_Held":
    return _Held(folders.warehouse, patience)


def load_again(folders: Folders) -> Load:
    """Load what is loaded once more, so that an edited reference table takes effect. Raises BusyError."""
    return load(_paths(folders), folders, patience=0.0)


class _Held:
    """The lock that keeps two loads apart; it is let go of when the process ends, however it ends."""

    def __init__(self, folder: Path, patience: float) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock, self._patience = FileLock(folder / "load.lock"), patience

    def __enter__(self) -> None:
        try:
            self._lock.acquire(timeout=self._patience)
        except Timeout as error:
            raise BusyError from error

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _find(paths: Sequence[Path], folders: Folders) -> _Found:
    sources = dict(find(paths, (folders.warehouse, folders.ledger)))
    contents = {name: hash_file(path) for name, path in sources.items()}
    known = served(folders.warehouse).files
    reports = {name: path for name, path in sources.items() if name in known or is_report(path)}
    exports = [ExportSource(path, name, contents[name]) for name, path in sources.items() if name not in reports]
    ledger = Ledger(folders.ledger)
    entered = ledger.active()
    history = [ledger.next_number(), [file.content for file in entered]]
    units = [hash_file(path) for root in paths for path in sorted(root.rglob(UNITS))]
    return _Found(
        tuple(paths),
        reports,
        {name: contents[name] for name in reports},
        exports,
        entered,
        inputs_hash(folders.reference, json.dumps([contents, history, units], sort_keys=True)),
    )


def _unknown(found: _Found, folders: Folders, progress: Progress | None = None) -> list[ExportReading]:
    """The exports under the paths that the ledger has never had: new ones, samples, and those that are refused."""
    ledger = Ledger(folders.ledger)
    sources = [source for source in found.exports if not ledger.knows(source.content)]
    readings = read_exports(sources, folders.warehouse, folders.reference, progress)
    # A sample is written whole, with its table of units; a single file with its mark is a template.
    samples = {source.content for source in sources if (source.path.parent / UNITS).exists()}
    return [reading if reading.content in samples else _admitted(reading, {}) for reading in readings]


def _plan(found: _Found, folders: Folders, new: Sequence[ExportReading], unknown: Sequence[ExportReading]) -> _Plan:
    """Build the warehouse of what is entered and what is new; where that is nothing, of the sample."""
    reference = load_reference(folders.reference)
    now = served(folders.warehouse)
    reports = read_reports(found.reports, found.contents, Reader(folders.warehouse, reference), now.files)
    ledger = Ledger(folders.ledger)
    entered = [ExportSource(ledger.original(file), file.name, file.content) for file in found.entered]
    exports = [*read_exports(entered, folders.warehouse, folders.reference), *new]
    sample_folder = None
    if not any(not reading.refused for reading in exports):
        exports += [reading for reading in unknown if reading.sample]
        sample_folder = next((s.path.parent for s in found.exports for r in exports if s.content == r.content), None)
    exports += [reading for reading in unknown if reading.refused and reading not in exports]
    inputs = Inputs(reports, exports, reference, sample_folder)
    if not inputs.used and not any(reading.report for reading in reports):
        return _Plan(inputs, None, new, ())
    target = build(inputs, folders.warehouse)
    former = folders.warehouse / now.warehouse if now.warehouse else None
    return _Plan(inputs, target, new, tuple(_changes(former, target)))


def _trial(files: Mapping[str, Path], folders: Folders, progress: Progress | None) -> tuple[Trial, _Plan, _Found]:
    sources = [ExportSource(path, name, hash_file(path)) for name, path in files.items()]
    found = _find(_paths(folders), folders)
    entered = {file.content: file.name for file in found.entered}
    readings = [
        _admitted(reading, entered) for reading in read_exports(sources, folders.warehouse, folders.reference, progress)
    ]
    new = [reading for reading in readings if not reading.refused]
    plan = _plan(found, folders, new, _unknown(found, folders))
    names = {reading.name for reading in new}
    built = read_log(plan.target)[1] if plan.target else []
    problems = [problem for reading in readings if reading.refused for problem in reading.problems]
    problems += [problem for problem in built if problem.file in names]
    now = served(folders.warehouse)
    replaces = bool(new) and bool(now.warehouse) and _is_sample(folders.warehouse / now.warehouse)
    return Trial(readings, problems, plan.changes if new else (), replaces), plan, found


def _admitted(reading: ExportReading, entered: Mapping[str, str]) -> ExportReading:
    """The reading, refused where it is a sample or is loaded already."""
    if reading.refused:
        return reading
    if reading.sample:
        found, wanted = "filen är märkt Exempeldata", "en export ur ett verksamhetssystem"
    elif reading.content in entered:
        found, wanted = f"samma innehåll är redan inläst som {entered[reading.content]}", "en ny export"
    else:
        return reading
    problem = Problem("error", reading.name, "", "", found, wanted)
    return replace(reading, problems=(*reading.problems, problem), rows_in=None)


def _paths(folders: Folders) -> tuple[Path, ...]:
    """Where the warehouse that is served now was loaded from."""
    return tuple(path for text in served(folders.warehouse).paths if (path := Path(text)).exists()) or (DATA,)


def _commit(plan: _Plan, found: _Found, folders: Folders, who: str, originals: Mapping[str, Path]) -> None:
    """Enter what is new in the ledger, which is the truth, then serve the warehouse, which follows from it."""
    ledger = Ledger(folders.ledger)
    if plan.new:
        for reading in plan.new:
            ledger.keep(originals[reading.content], reading.name, reading.content)
        files = tuple(LedgerFile(r.name, r.content, r.export, r.rows, r.first_month, r.last_month) for r in plan.new)
        ledger.append(Entry(ledger.next_number(), _now(), who, "load", files, changes=plan.changes))
    _serve(plan, found, folders)


def _serve(plan: _Plan, found: _Found, folders: Folders) -> None:
    if plan.target is None:
        return
    in_use = {reading.name: reading.content for reading in plan.inputs.reports if reading.report}
    after = _find(found.paths, folders)
    paths = tuple(str(path.resolve()) for path in found.paths)
    entries = Ledger(folders.ledger).next_number() - 1
    serve(folders.warehouse, Served(plan.target.name, in_use, paths, after.hash, entries))
    clean(folders.warehouse, plan.target)


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


Total = tuple[int, dict[str, float]]


def _changes(before: Path | None, after: Path) -> list[Change]:
    """Where two warehouses have different exports; a sample counts as nothing."""
    old = _totals(before) if before and before.exists() else {}
    new = _totals(after)
    changes = []
    for place in sorted({*old, *new}):
        before_rows, before_totals = old.get(place, (None, {}))
        after_rows, after_totals = new.get(place, (None, {}))
        if (before_rows, before_totals) != (after_rows, after_totals):
            changes.append(Change(*place, before_rows, after_rows, before_totals, after_totals))
    return changes


def _totals(warehouse: Path) -> dict[tuple[str, str, str], Total]:
    if _is_sample(warehouse):
        return {}
    found: dict[tuple[str, str, str], Total] = {}
    sql = "select export, of_month, organisation, headline, rows, round(total, 6) from loaded order by all"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        try:
            rows = connection.execute(sql).fetchall()
        except duckdb.CatalogException:
            # Built by a version of this package that did not know exports.
            return {}
    for export, month, organisation, headline, count, total in rows:
        found.setdefault((export, f"{month:%Y-%m}", organisation), (count, {}))[1][headline] = total
    return found


def _is_sample(warehouse: Path) -> bool:
    return any(file.sample and file.status == "loaded" for file in read_log(warehouse)[0])
