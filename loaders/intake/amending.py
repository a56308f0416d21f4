"""What is done about loads afterwards: taken back and done again, told of where places belong, forgotten.

Each is one entry in the ledger. What it would change can be had before anything is done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from loaders.exports.catalogue import BY_ID
from loaders.exports.persons import refuse_to_enter
from loaders.facts.areas import load_organisations
from loaders.facts.replacement import Unowned, unowned
from loaders.intake import logbook
from loaders.intake.folders import Folders, paths_of, served_open
from loaders.intake.found import find_all
from loaders.intake.loading import moment
from loaders.intake.stock import Stock, read_ahead, take_stock
from loaders.reading.exports import ROWS, SHORT
from loaders.reading.ledger import FORGOTTEN, Change, Entry, Ledger, LedgerFile, Mapped
from loaders.reading.workspace import Held, workspace
from loaders.warehouse.difference import NO_DIFFERENCE, Difference, changes, difference


class NothingToUndoError(Exception):
    """The ledger has no load that stands, or not the one that was named."""


class UnknownFileError(Exception):
    """No file, or more than one, is known by what was said; carries those that may be meant."""

    def __init__(self, said: str, meant: Sequence[LedgerFile]) -> None:
        super().__init__(said)
        self.said, self.meant = said, tuple(meant)


@dataclass(frozen=True)
class Amendment:
    """An entry, done or only tried: what it changes, and the months that nothing owns after it.

    `difference` is what tables that were edited since the last load change besides; `still_there` are copies of
    forgotten files that lie where exports are looked for.
    """

    entry: Entry
    changes: tuple[Change, ...]
    unowned: tuple[Unowned, ...]
    still_there: tuple[Path, ...] = ()
    difference: Difference = NO_DIFFERENCE


def undo(
    folders: Folders, number: int | None = None, *, who: str = "", patience: float = 0.0, only_try: bool = False
) -> Amendment:
    """Take a load back, or what was said of places afterwards; without a number the last load.

    A later load that replaced it stands. Raises NothingToUndoError, BusyError.
    """

    def undoing(ledger: Ledger) -> Entry:
        standing = ledger.standing()
        entries = [*standing.placed, *standing.loads]
        meant = [entry.number for entry in entries if number is None or entry.number == number]
        if not meant or not (number or standing.loads):
            raise NothingToUndoError
        return Entry(ledger.last + 1, moment(), who, "undo", undoes=meant[-1])

    return _amend(folders, "undo", undoing, patience, only_try=only_try)


def redo(
    folders: Folders, number: int | None = None, *, who: str = "", patience: float = 0.0, only_try: bool = False
) -> Amendment:
    """Let what was taken back stand again, where it stood; without a number what was taken back last.

    Raises NothingToUndoError, BusyError.
    """

    def redoing(ledger: Ledger) -> Entry:
        undone = [each for each in ledger.standing().undone if number is None or each.undoes == number]
        if not undone:
            raise NothingToUndoError
        return Entry(ledger.last + 1, moment(), who, "undo", undoes=undone[-1].number)

    return _amend(folders, "redo", redoing, patience, only_try=only_try)


def place(folders: Folders, said: Sequence[tuple[str, str, str]], *, who: str = "", patience: float = 0.0) -> Amendment:
    """Enter where unknown places belong: export, place and organisation of each. It counts as long as the last load
    does that brings the place. Raises BusyError."""

    def placing(ledger: Ledger) -> Entry:
        mapped = tuple(
            Mapped("place", export, place, organisation, _last_that_brings(ledger, export, place))
            for export, place, organisation in said
        )
        return Entry(ledger.last + 1, moment(), who, "map", mapped=mapped)

    return _amend(folders, "map", placing, patience, only_try=False)


def forget(folders: Folders, said: str, *, who: str = "", patience: float = 0.0, only_try: bool = False) -> Amendment:
    """Remove a file whole, told by its name or the beginning of its SHA-256: original, rows, and the totals of its
    months in the history, with all that is derived from them. Raises UnknownFileError, BusyError."""

    def forgetting(ledger: Ledger) -> Entry:
        files = {file.content: file for _, file in ledger.remembered()}
        named = {file.content: file for _, file in ledger.remembered() if file.name == said}
        hashed = [file for file in files.values() if len(said) >= SHORT // 2 and file.content.startswith(said.lower())]
        meant = list(named.values()) or hashed
        if len(meant) != 1:
            raise UnknownFileError(said, meant)
        gone = tuple(replace(file, name=FORGOTTEN, rows=0, reading="") for file in meant)
        return Entry(ledger.last + 1, moment(), who, "forget", gone)

    return _amend(folders, "forget", forgetting, patience, only_try=only_try)


def _amend(
    folders: Folders, what: logbook.What, entry_of: Callable[[Ledger], Entry], patience: float, *, only_try: bool
) -> Amendment:
    """Enter one thing more, and serve what the ledger says then. Raises RefusedError where it must not be entered who
    does it."""
    with workspace(folders.warehouse) as work:
        read_ahead(find_all(paths_of(folders), folders), folders, work)
        with Held(folders.warehouse, patience):
            stock = take_stock(find_all(paths_of(folders), folders), folders, work)
            entry = entry_of(stock.found.ledger)
            if not only_try:
                refuse_to_enter(entry.who)
            with served_open(folders) as former:
                amendment, target = _tried(stock, entry, former)
            if only_try:
                stock.settle()
                return amendment
            return _entered(stock, amendment, target, what)


def _tried(stock: Stock, entry: Entry, former: Path | None) -> tuple[Amendment, Path]:
    """What one thing more would change, and the warehouse that would be served then."""
    ledger, folders = stock.found.ledger, stock.folders
    now, then = ledger.standing(), ledger.standing(entry)
    target = stock.warehouse(then)
    changed = changes(stock.warehouse(now) if now.loads else None, target if then.loads else None)
    before, after = (stock.inputs(standing).used if standing.loads else [] for standing in (now, then))
    lost = unowned(before, after, stock.inputs(then).places, load_organisations(folders.reference).whole)
    gone = {file.content for file in entry.files}
    still_there = tuple(source.path for source in stock.found.exports if source.content in gone)
    besides = difference(former, stock.warehouse(now))
    return Amendment(entry, changed, tuple(lost), still_there, besides), target


def _entered(stock: Stock, amendment: Amendment, target: Path, what: logbook.What) -> Amendment:
    """The same entered and served."""
    ledger, entry = stock.found.ledger, amendment.entry
    if entry.action != "forget":
        amendment = replace(amendment, entry=replace(entry, changes=amendment.changes))
    ledger.append(amendment.entry)
    logbook.write_entry(ledger.folder, amendment.entry, what)
    if gone := {file.content for file in entry.files}:
        ledger.erase()
        stock.work.forget(gone)
    stock.serve(target)
    return amendment


def _last_that_brings(ledger: Ledger, export: str, place: str) -> int:
    """The last load that stands with rows of a place; 0 where only a sample has it."""
    for entry in reversed(ledger.loads()):
        for file in [file for file in entry.files if file.export == export]:
            rows = ledger.accepted(file) / ROWS
            names = [name for name in BY_ID[export].place if name in pq.read_schema(rows).names]
            found = pq.read_table(rows, columns=names)
            if any(place in pc.unique(found[name]).to_pylist() for name in names):
                return entry.number
    return 0
