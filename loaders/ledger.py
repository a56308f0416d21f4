"""The ledger of loads: which exports are in, in which order, by whom, and what each load changed.

Append-only, one JSON file an entry, each written whole or not at all. With the originals that it keeps it is
the truth about monthly exports; the warehouse is derived from it.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from loaders.reading import hash_file

Action = Literal["load", "undo"]


class ChangedError(Exception):
    """The file is no longer what it was when it was read."""


@dataclass(frozen=True)
class LedgerFile:
    """An export that was loaded. `content` is the SHA-256 under which its original is kept."""

    name: str
    content: str
    export: str
    rows: int
    first_month: str
    last_month: str


@dataclass(frozen=True)
class Change:
    """What a load did to one export, month and organisation: rows and headline totals before and after.

    A side that is None was not loaded.
    """

    export: str
    month: str
    organisation: str
    rows_before: int | None
    rows_after: int | None
    totals_before: Mapping[str, float] = field(default_factory=dict)
    totals_after: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A load, or the undoing of the load whose number is `undoes`."""

    number: int
    at: str
    who: str
    action: Action
    files: tuple[LedgerFile, ...] = ()
    undoes: int = 0
    changes: tuple[Change, ...] = ()


class Ledger:
    """The ledger in a folder. Who writes holds the lock of the warehouse folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, Entry] = {}

    def entries(self) -> list[Entry]:
        """All entries, oldest first. An entry never changes, so each is read once."""
        for path in sorted(self.folder.glob("*.json")):
            if path.name not in self._read:
                self._read[path.name] = _entry(json.loads(path.read_text(encoding="utf-8")))
        return list(self._read.values())

    def loads(self) -> list[Entry]:
        """The loads that stand: not undone, oldest first."""
        entries = self.entries()
        undone = {entry.undoes for entry in entries if entry.action == "undo"}
        return [entry for entry in entries if entry.action == "load" and entry.number not in undone]

    def active(self) -> list[LedgerFile]:
        """The files of the loads that stand, in the order of loading: a later one replaces what it owns."""
        return [file for entry in self.loads() for file in entry.files]

    def knows(self, content: str) -> bool:
        """Whether a file of that content has ever been loaded, be it undone since."""
        return any(file.content == content for entry in self.entries() for file in entry.files)

    @property
    def last(self) -> int:
        """The number of the last entry; 0 where there is none."""
        return max((entry.number for entry in self.entries()), default=0)

    def append(self, entry: Entry) -> None:
        """Write an entry."""
        self._draft.write_text(json.dumps(asdict(entry), ensure_ascii=False, indent=1), encoding="utf-8")
        self._draft.replace(self.folder / f"{entry.number:06d}.json")

    def original(self, file: LedgerFile) -> Path:
        """Where a loaded file's original is kept."""
        return self._kept(file.content, file.name)

    def keep(self, path: Path, name: str, content: str) -> None:
        """Keep a copy of a file that is about to be loaded. Raises ChangedError where its content is another now."""
        kept = self._kept(content, name)
        if kept.exists():
            return
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, self._draft)
        if hash_file(self._draft) != content:
            self._draft.unlink()
            raise ChangedError(name)
        self._draft.replace(kept)

    def _kept(self, content: str, name: str) -> Path:
        return self.folder / "originals" / f"{content}{Path(name).suffix.lower()}"

    @property
    def _draft(self) -> Path:
        """What is written first and then moved; one that was left behind is written over."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / "draft"


def _entry(found: dict[str, Any]) -> Entry:
    files = tuple(LedgerFile(**file) for file in found.pop("files"))
    changes = tuple(Change(**change) for change in found.pop("changes"))
    return Entry(**found, files=files, changes=changes)
