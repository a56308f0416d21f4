"""The ledger of loads: which exports are in, in which order, by whom, and what each load changed.

Append-only, one JSON file an entry, each written whole or not at all. With the originals that it keeps it is
the truth about monthly exports; the warehouse is derived from it.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Action = Literal["load", "undo"]


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
    """The ledger in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self) -> list[Entry]:
        """All entries, oldest first."""
        return [_entry(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(self.folder.glob("*.json"))]

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

    def append(self, entry: Entry) -> None:
        """Write an entry; the caller holds the lock of the warehouse folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{entry.number:06d}.{os.getpid()}"
        draft.write_text(json.dumps(asdict(entry), ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(self.folder / f"{entry.number:06d}.json")

    def next_number(self) -> int:
        """The number of the next entry."""
        entries = self.entries()
        return entries[-1].number + 1 if entries else 1

    def original(self, file: LedgerFile) -> Path:
        """Where a loaded file's original is kept."""
        return self._kept(file.content, Path(file.name).suffix)

    def keep(self, path: Path, name: str, content: str) -> None:
        """Keep a copy of a file that is about to be loaded."""
        kept = self._kept(content, Path(name).suffix)
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            draft = kept.with_name(f"{kept.name}.{os.getpid()}")
            shutil.copyfile(path, draft)
            draft.replace(kept)

    def _kept(self, content: str, suffix: str) -> Path:
        return self.folder / "originals" / f"{content}{suffix.lower()}"


def _entry(found: dict[str, Any]) -> Entry:
    files = tuple(LedgerFile(**file) for file in found.pop("files"))
    changes = tuple(Change(**change) for change in found.pop("changes"))
    return Entry(**found, files=files, changes=changes)
