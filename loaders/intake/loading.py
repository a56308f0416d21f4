"""Loading, from files to a served warehouse: a trial that changes nothing, and the load itself.

Reports are whatever the given paths hold. Exports are what the ledger says: new ones are entered in it with their rows
as they were accepted, and a sample is used only as long as no load stands. A trial builds the very warehouse that the
load would serve; what it would change is the difference from the warehouse without it.
"""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from loaders.durable import UnwritableError, telling_what_is_unwritable
from loaders.exports.persons import refuse_to_enter
from loaders.facts.organisation import UNITS
from loaders.intake import logbook
from loaders.intake.stock import Found, Stock, admitted, as_entered, kept, read_ahead, take_stock
from loaders.problems import Problem, Question
from loaders.reading.exports import (
    ExportReading,
    ExportSource,
    parse_exports,
    read_exports,
    taught,
)
from loaders.reading.ledger import Change, Entry, Known, Ledger, Mapped, Standing
from loaders.reading.reports import Reader, Reading, hash_file, read_reports
from loaders.reading.sandbox import Progress
from loaders.reading.sources import find, is_report, oddity
from loaders.reading.workspace import Held, Workspace, workspace
from loaders.reports.names import load_reference
from loaders.swedish.identity import masked
from loaders.warehouse.build import LoadedFile, build, is_readable, kept_open, read_log, served, tables_hash
from loaders.warehouse.difference import NO_DIFFERENCE, Difference, difference, newly_failing
from loaders.warehouse.identities import Check

DATA = Path(__file__).parents[2] / "data"
REFERENCE = DATA / "reference"
WAREHOUSE = DATA / "warehouse"
LEDGER = DATA / "exports" / "ledger"
PATIENCE = 600.0
"""Seconds to wait for another load to end."""


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
    """The outcome of a load: every file, every problem, and the warehouse now served (None if none yet).

    `changes` is what new exports changed, `difference` what edited tables, other reports and other code did; `failing`
    are the identities that do not hold and that were not there before. `known` are the files that were named though
    the ledger has them.
    """

    files: list[LoadedFile]
    problems: list[Problem]
    warehouse: Path | None
    built: bool
    changes: tuple[Change, ...] = ()
    difference: Difference = NO_DIFFERENCE
    failing: tuple[Check, ...] = ()
    known: tuple[Known, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether any file was refused."""
        return any(file.status != "loaded" for file in self.files)


@dataclass(frozen=True)
class Trial:
    """What loading some files would do: of each what it is or why it is refused, and all that would change.

    `replaces_sample` says that generated figures would give way to these. `difference` is what would change besides, by
    tables that were edited since the last load; `failing` are the identities that reports would bring and that do not
    hold. `said` is what people have said of the exports.
    """

    readings: list[ExportReading]
    problems: list[Problem]
    changes: tuple[Change, ...]
    replaces_sample: bool
    reports: tuple[Reading, ...] = ()
    difference: Difference = NO_DIFFERENCE
    failing: tuple[Check, ...] = ()
    said: tuple[Mapped, ...] = ()

    @property
    def accepted(self) -> list[ExportReading]:
        """The exports that would be loaded."""
        return [reading for reading in self.readings if not reading.refused]

    @property
    def questions(self) -> list[Question]:
        """What must be answered before the files that raise it are loaded; what several ask is asked once."""
        by_id: dict[str, Question] = {}
        for question in (each for reading in self.readings for each in reading.questions):
            before = by_id.setdefault(question.id, question)
            more = tuple(option for option in question.options if not before.means(option.answer))
            by_id[question.id] = replace(before, options=(*before.options, *more))
        return list(by_id.values())

    @property
    def refused(self) -> bool:
        """Whether any file would be refused."""
        return len(self.accepted) < len(self.readings) or any(r.status != "loaded" for r in self.reports)


def load(
    paths: Sequence[Path],
    folders: Folders,
    *,
    who: str = "",
    progress: Progress | None = None,
    patience: float = PATIENCE,
    only_try: bool = False,
) -> Load:
    """Load every report under `paths`, and every export there that the ledger does not know.

    Where nothing at all can be loaded the former warehouse stays. With `only_try` nothing is entered nor served.
    Raises FileNotFoundError for a path that does not exist, BusyError where another load does not end within
    `patience` seconds, UnwritableError where something cannot be written, RefusedError where it must not be entered who
    loads.
    """
    if not only_try:
        refuse_to_enter(who)
    with workspace(folders.warehouse) as work:
        found = find_all(paths, folders)
        if not _is_served(found, folders):
            read_ahead(found, folders, work, progress)
        with Held(folders.warehouse, patience):
            # What others have done meanwhile counts.
            found = find_all(paths, folders)
            named = {path for path in paths if path.is_file()}
            known = [found.ledger.known(s.content, masked(s.name)) for s in found.exports if s.path in named]
            with served_open(folders) as former:
                outcome = _load(found, former, folders, work, who, progress, only_try=only_try)
            return replace(outcome, known=tuple(each for each in known if each))


def _is_served(found: Found, folders: Folders) -> bool:
    """Whether what was found is what is served."""
    return served(folders.warehouse).request == found.request and served_file(folders) is not None


def _load(
    found: Found,
    former: Path | None,
    folders: Folders,
    work: Workspace,
    who: str,
    progress: Progress | None,
    *,
    only_try: bool,
) -> Load:
    ledger = found.ledger
    now = served(folders.warehouse)
    if former and now.request == found.request:
        return Load(*read_log(former), former, built=False)
    stock = take_stock(found, folders, work, progress, keep=not only_try)
    new = [reading for reading in stock.unknown if not reading.refused and not reading.sample]
    standing = ledger.standing()
    if new and not only_try:
        ledger.make_key()
    inputs = stock.inputs(standing, new)
    if inputs.empty and (former is None or now.ledger == ledger.last):
        stock.settle()
        return Load(inputs.files, inputs.problems, former, built=False)
    target = build(inputs, work)
    with kept_open(target):
        files, problems = read_log(target)
        outcome = Load(
            files,
            [*problems, *stock.copies, *(stock.lacking(standing, new) if new else ())],
            target,
            built=former is None or target.name != former.name,
            changes=stock.changes(standing, target) if new else (),
            difference=_difference(stock, standing, former) if standing.loads or not new else NO_DIFFERENCE,
            failing=newly_failing(former, target),
        )
    if only_try:
        stock.settle()
        return replace(outcome, warehouse=former)
    if new:
        _enter(new, ledger, who, outcome.changes)
    elif target != former:
        outcome = replace(outcome, problems=[*outcome.problems, *_logged(ledger, who)])
    return replace(outcome, warehouse=stock.serve(target, found.request))


def _logged(ledger: Ledger, who: str) -> list[Problem]:
    """A load that enters nothing in the ledger, in the log; where that is closed it is told, and the load goes on."""
    try:
        with telling_what_is_unwritable():
            logbook.write(ledger.folder, "load", who, moment(), logbook.WITHOUT_EXPORTS)
    except UnwritableError:
        found = "inläsningen kunde inte skrivas i loggen"
        return [Problem("warning", logbook.FOLDER, "", "", found, "en mapp som går att skriva i, med plats på disken")]
    return []


def load_again(folders: Folders, *, who: str = "", only_try: bool = False) -> Load:
    """Load what is loaded once more, so that an edited reference table takes effect. Raises BusyError."""
    return load(paths_of(folders), folders, who=who, patience=0.0, only_try=only_try)


def is_edited(folders: Folders) -> bool:
    """Whether a reference table, or the code, is another than the one that is served."""
    now = served(folders.warehouse)
    return bool(now.tables) and now.tables != tables_hash(folders.reference)


def check(
    files: Mapping[str, Path],
    folders: Folders,
    *,
    said: Sequence[Mapped] = (),
    progress: Progress | None = None,
    patience: float = PATIENCE,
) -> Trial:
    """What loading these files (name -> path) would do, if headings mean what is `said` of them. Nothing that is
    served or kept changes. Raises BusyError, UnwritableError."""
    with workspace(folders.warehouse) as work:
        _read_ahead(files, folders, work, said, progress)
        with Held(folders.warehouse, patience):
            with served_open(folders) as former:
                trial, stock, _ = _try(files, former, folders, work, said, progress)
                stock.settle()
            return trial


def answered(
    files: Mapping[str, Path],
    folders: Folders,
    answers: Mapping[str, str],
    *,
    confirm: bool,
    progress: Progress | None = None,
) -> tuple[Trial, tuple[Mapped, ...]]:
    """The trial of these files once their questions are answered, by their ids, and what was said by that. With
    `confirm` what a file proves itself is taken for the answer. Answers may raise further questions. Raises BusyError,
    UnwritableError."""
    said: tuple[Mapped, ...] = ()
    while True:
        trial = check(files, folders, said=said, progress=progress)
        given = [(q, answers.get(q.id) or (q.proposed if confirm else "")) for q in trial.questions]
        more = [Mapped.answering(question, answer) for question, answer in given if question.means(answer)]
        if all(each in said for each in more):
            return trial, said
        said = (*said, *more)


def load_exports(
    files: Mapping[str, Path],
    folders: Folders,
    *,
    who: str = "",
    said: Sequence[Mapped] = (),
    progress: Progress | None = None,
    patience: float = 0.0,
) -> Trial:
    """Load those of these exports that are not refused, as one entry of the ledger with what is `said` of them.

    Reports are left alone: they are loaded from where they lie. Raises BusyError, UnwritableError, and RefusedError
    where it must not be entered who loads.
    """
    refuse_to_enter(who)
    exports = {name: path for name, path in files.items() if not is_report(path)}
    with workspace(folders.warehouse) as work:
        _read_ahead(exports, folders, work, said, progress)
        with Held(folders.warehouse, patience):
            with served_open(folders) as former:
                trial, stock, target = _try(exports, former, folders, work, said, progress, keep=True)
            if target:
                _enter(trial.accepted, stock.found.ledger, who, trial.changes, trial.said)
                stock.serve(target)
            else:
                stock.settle()
            return trial


def paths_of(folders: Folders) -> tuple[Path, ...]:
    """Where the warehouse that is served now was loaded from."""
    paths = tuple(path for text in served(folders.warehouse).paths if (path := Path(text)).exists())
    return paths or folders.sources


def served_file(folders: Folders) -> Path | None:
    """The warehouse that is served now, unless it has been thrown away or is damaged."""
    path = folders.warehouse / served(folders.warehouse).warehouse
    return path if is_readable(path) else None


def served_open(folders: Folders) -> AbstractContextManager[Path | None]:
    """The same, kept open."""
    return kept_open(folders.warehouse / served(folders.warehouse).warehouse)


def find_all(paths: Sequence[Path], folders: Folders) -> Found:
    """What lies under the paths, and the ledger. Nothing is changed, so that nobody need wait."""
    tables = tables_hash(folders.reference)
    files = dict(find(paths, (folders.warehouse, folders.ledger, WAREHOUSE, LEDGER)))
    contents = {name: _content(path) for name, path in files.items()}
    known = served(folders.warehouse).files
    reports = {name: path for name, path in files.items() if name in known or _lies_as_report(path)}
    ledger = Ledger(folders.ledger)
    exports = [
        ExportSource(path, name, contents[name], ledger.last + 1)
        for name, path in sorted(files.items())
        if name not in reports
    ]
    units = [_content(table) for root in paths for table in sorted(root.rglob(UNITS))]
    return Found(
        tuple(paths),
        tables,
        json.dumps([contents, units], sort_keys=True),
        reports,
        {name: contents[name] for name in reports},
        exports,
        ledger,
    )


def _lies_as_report(path: Path) -> bool:
    """Whether a file that was found is a report; so is a workbook that cannot be opened, unless among the exports."""
    return is_report(path, unopened="exports" not in path.parts)


def _content(path: Path) -> str:
    """The hash of a file's content; nothing for a file that is not to be opened, which the reader will tell of."""
    try:
        return "" if oddity(path) else hash_file(path)
    except OSError:
        return ""


def _read_ahead(
    files: Mapping[str, Path], folders: Folders, work: Workspace, said: Sequence[Mapped], progress: Progress | None
) -> None:
    """Parse these files, and all that lies where files are looked for, while others may load."""
    found = find_all(paths_of(folders), folders)
    read_ahead(found, folders, work)
    reports = {name: path for name, path in files.items() if is_report(path)}
    contents = {name: _content(path) for name, path in reports.items()}
    Reader(work, load_reference(folders.reference)).parse(reports, contents)
    known = taught(folders.reference, found.ledger.standing().mapped, said)
    exports = {name: path for name, path in files.items() if name not in reports}
    parse_exports(_sources(exports, found.ledger), work, known, progress)


def _sources(files: Mapping[str, Path], ledger: Ledger) -> list[ExportSource]:
    return [ExportSource(path, name, _content(path), ledger.last + 1) for name, path in sorted(files.items())]


def _try(
    files: Mapping[str, Path],
    former: Path | None,
    folders: Folders,
    work: Workspace,
    said: Sequence[Mapped],
    progress: Progress | None,
    *,
    keep: bool = False,
) -> tuple[Trial, Stock, Path | None]:
    """The trial of some files beside the warehouse that is served, and the one that loading them would serve."""
    stock = take_stock(find_all(paths_of(folders), folders), folders, work)
    ledger = stock.found.ledger
    standing = ledger.standing()
    # What cannot be opened is a report only where it lies as one.
    lying = {path.resolve() for path in stock.found.reports.values()}
    of_reports = {name: path for name, path in files.items() if is_report(path, unopened=path.resolve() in lying)}
    with_reports, reports = _with_reports(stock, of_reports)
    of_exports = {name: path for name, path in files.items() if name not in of_reports}
    readings = _readings_of_new(of_exports, stock, said, progress, keep=keep)
    problems = [problem for reading in readings if reading.refused for problem in reading.problems]
    problems += [problem for reading in reports for problem in reading.problems]
    new = [reading for reading in readings if not reading.refused]
    fresh = [reading for reading in reports if reading.status == "loaded"]
    if not new and not fresh:
        return Trial(readings, problems, (), replaces_sample=False, reports=reports), stock, None
    if new and keep:
        ledger.make_key()
    target = with_reports.warehouse(standing, new)
    names = {reading.name for reading in new}
    exports = {reading.export for reading in new}
    with kept_open(target):
        problems += [p for p in read_log(target)[1] if p.file in names and p.severity == "warning"]
        problems += stock.lacking(standing, new)
        trial = Trial(
            readings,
            problems,
            stock.changes(standing, target) if new else (),
            replaces_sample=bool(new and stock.sample and not standing.loads),
            reports=reports,
            difference=_difference(stock, standing, former),
            failing=newly_failing(former, target) if fresh else (),
            said=tuple(replace(each, load=ledger.last + 1) for each in said if each.export in exports),
        )
    return trial, stock, target


def _readings_of_new(
    files: Mapping[str, Path], stock: Stock, said: Sequence[Mapped], progress: Progress | None, *, keep: bool
) -> list[ExportReading]:
    """The readings of exports that are not loaded yet; refused where they are. With `keep` the ledger keeps them."""
    ledger, folders = stock.found.ledger, stock.folders
    # What has lost its original may be loaded again.
    copies = {
        file.content: f"samma innehåll är redan inläst som {masked(file.name)}"
        for file in ledger.active()
        if ledger.original(file).exists()
    }
    sources = _sources(files, ledger)
    known = taught(folders.reference, ledger.standing().mapped, said)
    readings = []
    for reading in read_exports(sources, stock.work, known, progress):
        fit = admitted(reading, copies)
        readings.append(fit)
        if not fit.refused:
            copies.setdefault(reading.content, f"samma innehåll finns även i {reading.name}")
    plausible = stock.doubted(ledger.standing(), readings, said)
    if not keep:
        return plausible
    return [
        fit if fit.refused else kept(fit, source.path, ledger) for source, fit in zip(sources, plausible, strict=True)
    ]


def _with_reports(stock: Stock, reports: Mapping[str, Path]) -> tuple[Stock, tuple[Reading, ...]]:
    """The stock with these reports too, and their readings. One that lies where reports are looked for, or is called
    like one that does, is that one in a new version."""
    if not reports:
        return stock, ()
    found = stock.found.reports
    places = {path.resolve(): name for name, path in found.items()}
    named = {path.name: name for name, path in found.items()}
    tried = {places.get(path.resolve(), named.get(path.name, name)): path for name, path in reports.items()}
    contents = {**stock.found.in_reports, **{name: _content(path) for name, path in tried.items()}}
    reader = Reader(stock.work, stock.reference)
    in_use = served(stock.folders.warehouse).files
    readings = read_reports({**found, **tried}, contents, reader, in_use)
    return replace(stock, reports=readings), tuple(reading for reading in readings if reading.name in tried)


def _difference(stock: Stock, standing: Standing, former: Path | None) -> Difference:
    """What is served differently than before though no export is new."""
    return difference(former, stock.warehouse(standing)) if former else NO_DIFFERENCE


def _enter(
    new: Sequence[ExportReading],
    ledger: Ledger,
    who: str,
    changed: tuple[Change, ...],
    said: tuple[Mapped, ...] = (),
) -> None:
    """Enter a load in the ledger, which is the truth; what is served follows from it."""
    files = tuple(map(as_entered, new))
    entry = Entry(ledger.last + 1, moment(), who, "load", files, changes=changed, mapped=said)
    ledger.append(entry)
    logbook.write_entry(ledger.folder, entry, "load")


def moment() -> str:
    """Now, with the time zone."""
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
