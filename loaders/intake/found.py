"""What there is to load: reports, exports and the ledger, before anything of them is read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.facts.organisation import UNITS
from loaders.intake.folders import Folders
from loaders.reading.exports import ExportSource
from loaders.reading.ledger import Ledger
from loaders.reading.reports import hash_file, hash_of
from loaders.reading.sources import find, is_report, oddity
from loaders.warehouse.build import tables_hash
from loaders.warehouse.serving import served


@dataclass(frozen=True)
class Found:
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


def find_all(paths: Sequence[Path], folders: Folders) -> Found:
    """What lies under the paths, and the ledger. Nothing is changed, so that nobody need wait."""
    tables = tables_hash(folders.reference)
    files = dict(find(paths, folders.never_searched))
    contents = {name: content_of(path) for name, path in files.items()}
    known = served(folders.warehouse).files
    reports = {name: path for name, path in files.items() if name in known or _lies_as_report(path)}
    ledger = Ledger(folders.ledger)
    exports = [
        ExportSource(path, name, contents[name], ledger.last + 1)
        for name, path in sorted(files.items())
        if name not in reports
    ]
    units = [content_of(table) for root in paths for table in sorted(root.rglob(UNITS))]
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


def content_of(path: Path) -> str:
    """The hash of a file's content; nothing for a file that is not to be opened, which the reader will tell of."""
    try:
        return "" if oddity(path) else hash_file(path)
    except OSError:
        return ""


def sources_of(files: Mapping[str, Path], ledger: Ledger) -> list[ExportSource]:
    """These exports, by name, as sources of the next load."""
    return [ExportSource(path, name, content_of(path), ledger.last + 1) for name, path in sorted(files.items())]
