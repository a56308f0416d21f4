"""Loading, from files to a served warehouse: a trial that changes nothing, and the load itself.

Reports are whatever the given paths hold. Exports are what the ledger says: new ones are entered in it with their rows
as they were accepted, and a sample is used only as long as no load stands. A trial builds the very warehouse that the
load would serve; what it would change is the difference from the warehouse without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from loaders.durable import UnwritableError, telling_what_is_unwritable
from loaders.exports.persons import refuse_to_enter
from loaders.intake import logbook
from loaders.intake.folders import Folders, paths_of, served_file, served_open
from loaders.intake.found import Found, find_all
from loaders.intake.stock import as_entered, read_ahead, take_stock
from loaders.intake.trial import PATIENCE, Trial, difference_without_new, parse_ahead, try_out
from loaders.problems import Problem
from loaders.reading.exports import ExportReading
from loaders.reading.ledger import Change, Entry, Known, Ledger, Mapped
from loaders.reading.sandbox import Progress
from loaders.reading.sources import is_report
from loaders.reading.workspace import Held, Workspace, workspace
from loaders.swedish.identity import masked
from loaders.warehouse.build import build
from loaders.warehouse.difference import NO_DIFFERENCE, Difference, newly_failing
from loaders.warehouse.identities import Check
from loaders.warehouse.serving import LoadedFile, read_log, served


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
    files, problems = read_log(target)
    outcome = Load(
        files,
        [*problems, *stock.copies, *(stock.lacking(standing, new) if new else ())],
        target,
        built=former is None or target.name != former.name,
        changes=stock.changes(standing, target) if new else (),
        difference=difference_without_new(stock, standing, former) if standing.loads or not new else NO_DIFFERENCE,
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
        parse_ahead(exports, folders, work, said, progress)
        with Held(folders.warehouse, patience):
            with served_open(folders) as former:
                trial, stock, target = try_out(exports, former, folders, work, said, progress, keep=True)
            if target:
                _enter(trial.accepted, stock.found.ledger, who, trial.changes, trial.said)
                stock.serve(target)
            else:
                stock.settle()
            return trial


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
