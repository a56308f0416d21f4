"""Loading, from files to a served warehouse: a trial that changes nothing, the load itself, and its undoing.

Reports are whatever the given paths hold. Exports are what the ledger says: new ones are entered in it, and a sample
is used only as long as no load stands. A trial builds the very warehouse that the load would serve; what it would
change is the difference from the warehouse without it.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from loaders.build import Inputs, LoadedFile, Served, build, clean, opened, read_log, serve, served, tables_hash
from loaders.export_reading import ExportReading, ExportSource, read_exports
from loaders.ledger import Change, ChangedError, Entry, Ledger, LedgerFile
from loaders.names import Reference, load_reference
from loaders.organisation import UNITS
from loaders.problems import Problem
from loaders.reading import Reader, Reading, hash_file, hash_of, read_reports
from loaders.sandbox import Progress
from loaders.sources import find, is_report

DATA = Path(__file__).parent.parent / "data"
REFERENCE = DATA / "reference"
WAREHOUSE = DATA / "warehouse"
LEDGER = DATA / "exports" / "ledger"
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
    ledger: Path = LEDGER

    @property
    def sources(self) -> tuple[Path, ...]:
        """Where reports and exports are looked for unless told: data/, and the exports that lie elsewhere."""
        exports = self.ledger.parent
        return (DATA,) if exports.is_relative_to(DATA) or not exports.exists() else (DATA, exports)


def default_folders() -> Folders:
    """The folders that the environment names: LEANLINK_WAREHOUSE, LEANLINK_EXPORTS and LEANLINK_REFERENCE."""
    exports = os.environ.get("LEANLINK_EXPORTS")
    return Folders(
        Path(os.environ.get("LEANLINK_WAREHOUSE") or WAREHOUSE),
        Path(os.environ.get("LEANLINK_REFERENCE") or REFERENCE),
        Path(exports) / "ledger" if exports else LEDGER,
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
    """What lies under the paths, by name, and the ledger. `tables` and `contents` tell what the reference tables and
    the files were before any of them was read: what is edited meanwhile counts at the next load."""

    paths: tuple[Path, ...]
    tables: str
    contents: str
    reports: Mapping[str, Path]
    in_reports: Mapping[str, str]
    exports: Sequence[ExportSource]
    ledger: Ledger

    @property
    def request(self) -> str:
        """A hash of all that decides on what is served."""
        entered = json.dumps([self.ledger.last, [file.content for file in self.ledger.active()]])
        return hash_of(self.tables, self.contents, entered)


@dataclass(frozen=True)
class _Stock:
    """What was read of all that was found: a warehouse of any loads can be built of it. `unknown` are the exports
    under the paths that the ledger has never had."""

    folders: Folders
    found: _Found
    reference: Reference
    reports: Sequence[Reading]
    unknown: Sequence[ExportReading]

    @property
    def sample(self) -> list[ExportReading]:
        """The generated exports."""
        return [reading for reading in self.unknown if reading.sample and not reading.refused]

    def inputs(self, loads: Sequence[Entry], new: Sequence[ExportReading] = ()) -> Inputs:
        """The reports with the exports of these loads and new ones; with the sample where there are none."""
        refused = [reading for reading in self.unknown if reading.refused]
        originals = _originals(self.found.ledger, loads, {reading.name for reading in [*new, *refused]})
        entered = read_exports(originals, self.folders.warehouse, self.folders.reference)
        sample = [] if loads or new else self.sample
        contents = {reading.content for reading in sample}
        units = {source.path.parent / UNITS for source in self.found.exports if source.content in contents}
        return Inputs(
            self.reports,
            [*entered, *new, *sample, *refused],
            self.reference,
            self.found.tables,
            sorted(table for table in units if table.exists()),
        )

    def warehouse(self, loads: Sequence[Entry], new: Sequence[ExportReading] = ()) -> Path:
        """The warehouse of these loads and new exports, built but not served."""
        return build(self.inputs(loads, new), self.folders.warehouse)

    def changes(self, loads: Sequence[Entry], new: Sequence[ExportReading], after: Path) -> tuple[Change, ...]:
        """Where the warehouse `after`, of these loads and new exports, differs from the one without the new."""
        return _changes(self.warehouse(loads) if loads else None, after)

    def serve(self, warehouse: Path, request: str = "") -> None:
        """Serve a warehouse. Without `request` the next load looks through all paths again."""
        in_use = {reading.name: reading.content for reading in self.reports if reading.report}
        paths = tuple(str(path.resolve()) for path in self.found.paths)
        now = Served(warehouse.name, in_use, paths, request, self.found.ledger.last)
        serve(self.folders.warehouse, now)
        clean(self.folders.warehouse, warehouse)


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
    with _Held(folders.warehouse, patience):
        found = _find(paths, folders)
        ledger = found.ledger
        now, former = served(folders.warehouse), _served_file(folders)
        if former and now.request == found.request:
            return Load(*read_log(former), former, built=False)
        stock = _stock(found, folders, progress, keep=True)
        new = [reading for reading in stock.unknown if not reading.refused and not reading.sample]
        loads = ledger.loads()
        inputs = stock.inputs(loads, new)
        if inputs.empty and (former is None or now.ledger == ledger.last):
            return Load(inputs.files, inputs.problems, former, built=False)
        target = build(inputs, folders.warehouse)
        changes = stock.changes(loads, new, target) if new else ()
        if new:
            _enter(new, ledger, who, changes)
        stock.serve(target, found.request)
        return Load(*read_log(target), target, built=target != former, changes=changes)


def load_again(folders: Folders) -> Load:
    """Load what is loaded once more, so that an edited reference table takes effect. Raises BusyError."""
    return load(_paths(folders), folders, patience=0.0)


def check(
    files: Mapping[str, Path], folders: Folders, *, progress: Progress | None = None, patience: float = PATIENCE
) -> Trial:
    """What loading these exports (name -> path) would do. Nothing that is served or kept changes. Raises BusyError."""
    with _Held(folders.warehouse, patience):
        trial, _, target = _try(files, folders, progress)
        if target:
            clean(folders.warehouse, _served_file(folders) or target)
        return trial


def load_exports(
    files: Mapping[str, Path],
    folders: Folders,
    *,
    who: str = "",
    progress: Progress | None = None,
    patience: float = 0.0,
) -> Trial:
    """Load those of these exports that are not refused, as one entry of the ledger. Raises BusyError."""
    with _Held(folders.warehouse, patience):
        trial, stock, target = _try(files, folders, progress, keep=True)
        if target:
            _enter(trial.accepted, stock.found.ledger, who, trial.changes)
            stock.serve(target)
        return trial


def undo(folders: Folders, *, who: str = "", patience: float = 0.0) -> Entry:
    """Take the last load back. Raises NothingToUndoError, BusyError."""
    with _Held(folders.warehouse, patience):
        found = _find(_paths(folders), folders)
        loads = found.ledger.loads()
        if not loads:
            raise NothingToUndoError
        stock = _stock(found, folders)
        target = stock.warehouse(loads[:-1])
        changes = _changes(stock.warehouse(loads), target if loads[:-1] else None)
        entry = Entry(found.ledger.last + 1, _now(), who, "undo", undoes=loads[-1].number, changes=changes)
        found.ledger.append(entry)
        stock.serve(target)
        return entry


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


def _paths(folders: Folders) -> tuple[Path, ...]:
    """Where the warehouse that is served now was loaded from."""
    paths = tuple(path for text in served(folders.warehouse).paths if (path := Path(text)).exists())
    return paths or folders.sources


def _served_file(folders: Folders) -> Path | None:
    """The warehouse that is served now, unless it has been thrown away."""
    name = served(folders.warehouse).warehouse
    return path if name and (path := folders.warehouse / name).exists() else None


def _find(paths: Sequence[Path], folders: Folders) -> _Found:
    tables = tables_hash(folders.reference)
    files = dict(find(paths, (folders.warehouse, folders.ledger, WAREHOUSE, LEDGER)))
    contents = {name: _content(path) for name, path in files.items()}
    known = served(folders.warehouse).files
    reports = {name: path for name, path in files.items() if name in known or is_report(path)}
    ledger = Ledger(folders.ledger)
    exports = [
        ExportSource(path, name, contents[name], ledger.last + 1)
        for name, path in sorted(files.items())
        if name not in reports
    ]
    units = [_content(table) for root in paths for table in sorted(root.rglob(UNITS))]
    return _Found(
        tuple(paths),
        tables,
        json.dumps([contents, units], sort_keys=True),
        reports,
        {name: contents[name] for name in reports},
        exports,
        ledger,
    )


def _content(path: Path) -> str:
    """The hash of a file's content; nothing for a file that cannot be opened, which the reader will tell of."""
    try:
        return hash_file(path)
    except OSError:
        return ""


def _stock(found: _Found, folders: Folders, progress: Progress | None = None, *, keep: bool = False) -> _Stock:
    """Read what was found. With `keep` the ledger keeps the originals of new exports."""
    sources = [source for source in found.exports if not found.ledger.knows(source.content)]
    # A sample is written whole, with its table of units; a single file with its mark is a template.
    samples = {source.content for source in sources if (source.path.parent / UNITS).exists()}
    readings = read_exports(sources, folders.warehouse, folders.reference, progress)
    unknown: list[ExportReading] = []
    for source, reading in zip(sources, readings, strict=True):
        admitted = reading if reading.content in samples else _admitted(reading, {})
        if admitted.refused or admitted.sample or not keep:
            unknown.append(admitted)
        else:
            unknown.append(_kept(admitted, source.path, found.ledger))
    # Copies of a file count once.
    first = {reading.content: reading.name for reading in reversed(unknown)}
    unknown = [reading for reading in unknown if reading.refused or reading.name == first[reading.content]]
    reference = load_reference(folders.reference)
    now = served(folders.warehouse)
    reports = read_reports(found.reports, found.in_reports, Reader(folders.warehouse, reference), now.files)
    return _Stock(folders, found, reference, reports, unknown)


def _try(
    files: Mapping[str, Path], folders: Folders, progress: Progress | None, *, keep: bool = False
) -> tuple[Trial, _Stock, Path | None]:
    """The trial of some exports, and the warehouse that loading them would serve."""
    stock = _stock(_find(_paths(folders), folders), folders)
    ledger = stock.found.ledger
    loads = ledger.loads()
    # What has lost its original may be loaded again.
    known = {
        file.content: f"samma innehåll är redan inläst som {file.name}"
        for file in ledger.active()
        if ledger.original(file).exists()
    }
    sources = [ExportSource(path, name, _content(path), ledger.last + 1) for name, path in sorted(files.items())]
    readings = []
    for reading in read_exports(sources, folders.warehouse, folders.reference, progress):
        admitted = _admitted(reading, known)
        readings.append(_kept(admitted, files[reading.name], ledger) if keep and not admitted.refused else admitted)
        known.setdefault(reading.content, f"samma innehåll finns även i {reading.name}")
    problems = [problem for reading in readings if reading.refused for problem in reading.problems]
    new = [reading for reading in readings if not reading.refused]
    if not new:
        return Trial(readings, problems, (), replaces_sample=False), stock, None
    target = stock.warehouse(loads, new)
    names = {reading.name for reading in new}
    problems += [p for p in read_log(target)[1] if p.file in names and p.severity == "warning"]
    changes = stock.changes(loads, new, target)
    return Trial(readings, problems, changes, replaces_sample=bool(stock.sample and not loads)), stock, target


def _admitted(reading: ExportReading, known: Mapping[str, str]) -> ExportReading:
    """The reading, refused where it is a sample or its content is known."""
    if reading.refused:
        return reading
    if reading.sample:
        return reading.refuse("filen är märkt Exempeldata", "en export ur ett verksamhetssystem")
    if reading.content in known:
        return reading.refuse(known[reading.content], "en ny export")
    return reading


def _kept(reading: ExportReading, path: Path, ledger: Ledger) -> ExportReading:
    """The reading, its original kept; refused where that has changed since it was read."""
    try:
        ledger.keep(path, reading.name, reading.content)
    except ChangedError:
        return reading.refuse("filen ändrades medan den lästes", "en färdigskriven fil; läs in den igen")
    return reading


def _originals(ledger: Ledger, loads: Sequence[Entry], taken: Iterable[str]) -> list[ExportSource]:
    """The originals of loads. Of files of one name the last is called so; earlier ones are told by their load."""
    names = set(taken)
    sources = []
    for entry in reversed(loads):
        for file in reversed(entry.files):
            name = f"{file.name} (inläsning {entry.number})" if file.name in names else file.name
            names.add(file.name)
            sources.append(ExportSource(ledger.original(file), name, file.content, entry.number))
    return sources[::-1]


def _enter(new: Sequence[ExportReading], ledger: Ledger, who: str, changes: tuple[Change, ...]) -> None:
    """Enter a load in the ledger, which is the truth; what is served follows from it."""
    files = tuple(LedgerFile(r.name, r.content, r.export, r.rows, r.first_month, r.last_month) for r in new)
    ledger.append(Entry(ledger.last + 1, _now(), who, "load", files, changes=changes))


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


Total = tuple[int, dict[str, float]]


def _changes(before: Path | None, after: Path | None) -> tuple[Change, ...]:
    """Where the exports of two warehouses differ; None has none."""
    old, new = _totals(before), _totals(after)
    changes = []
    for place in sorted({*old, *new}):
        before_rows, before_totals = old.get(place, (None, {}))
        after_rows, after_totals = new.get(place, (None, {}))
        if (before_rows, before_totals) != (after_rows, after_totals):
            changes.append(Change(*place, before_rows, after_rows, before_totals, after_totals))
    return tuple(changes)


def _totals(warehouse: Path | None) -> dict[tuple[str, str, str], Total]:
    if warehouse is None:
        return {}
    found: dict[tuple[str, str, str], Total] = {}
    sql = "select export, of_month, organisation, headline, rows, round(total, 6) from loaded order by all"
    with opened(warehouse) as connection:
        rows = connection.execute(sql).fetchall()
    for export, month, organisation, headline, count, total in rows:
        totals = found.setdefault((export, f"{month:%Y-%m}", organisation), (count, {}))[1]
        # A group of people that is too small to be shown has no total.
        if total is not None:
            totals[headline] = total
    return found
