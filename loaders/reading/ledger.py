"""The ledger of loads: which exports are in, in which order, by whom, and what each load changed.

Append-only, one JSON file an entry, each written whole or not at all. With the originals and the accepted rows that it
keeps it is the truth about monthly exports; the warehouse is derived from it. Only what is forgotten is taken out.
"""

import json
import secrets
import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from loaders.durable import move, write
from loaders.problems import Problem, Question, RefusedError
from loaders.reading.reports import hash_file

Action = Literal["load", "undo", "map", "forget"]

KEY = ".release-key"

FORGOTTEN = "glömd fil"
"""What stands in place of the name of a file that was forgotten."""


def new_key() -> bytes:
    """A secret that nobody can guess."""
    return secrets.token_bytes(32)


class ChangedError(Exception):
    """The file is no longer what it was when it was read."""


@dataclass(frozen=True)
class LedgerFile:
    """An export that was loaded. `content` is the SHA-256 under which its original is kept, `reading` the name under
    which its rows are kept as they were accepted; empty in entries from before rows were kept."""

    name: str
    content: str
    export: str
    rows: int
    first_month: str
    last_month: str
    reading: str = ""


@dataclass(frozen=True)
class Mapped:
    """What someone has said of an export: that a heading means a column, that a place belongs to an organisation, or
    what the answer to the question with the id `said` is; `words` has that as it is told.

    It counts as long as the load with the number `load` does, the one that it was said for; 0 is always.
    """

    kind: Literal["heading", "place", "answer"]
    export: str
    said: str
    means: str
    load: int = 0
    words: str = ""

    @staticmethod
    def answering(question: Question, answer: str) -> "Mapped":
        """What is said by an answer to a question."""
        if question.kind == "heading":
            return Mapped("heading", question.export, answer, question.id.rpartition(":")[2])
        return Mapped("answer", question.export, question.id, answer, words=f"{question.asks} {question.means(answer)}")


@dataclass(frozen=True)
class Change:
    """What a load did to one export, month and organisation: rows and headline totals before and after.

    A side that is None was not loaded. Of people it is told that they differ, without rows and totals.
    """

    export: str
    month: str
    organisation: str
    rows_before: int | None
    rows_after: int | None
    totals_before: Mapping[str, float] = field(default_factory=dict)
    totals_after: Mapping[str, float] = field(default_factory=dict)
    of_people: bool = False


@dataclass(frozen=True)
class Entry:
    """A load with what was said for it, something said later, the taking back of the entry whose number is `undoes`
    – a taking back may be taken back as well – or the forgetting of files."""

    number: int
    at: str
    who: str
    action: Action
    files: tuple[LedgerFile, ...] = ()
    undoes: int = 0
    changes: tuple[Change, ...] = ()
    mapped: tuple[Mapped, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What counts, oldest first: the loads that are not taken back, with their files that are not forgotten, and all
    that was said for them, then or later. `undone` are the takings back that can be taken back."""

    loads: tuple[Entry, ...] = ()
    mapped: tuple[Mapped, ...] = ()
    placed: tuple[Entry, ...] = ()
    undone: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Known:
    """A file whose content the ledger has: its name, and the last load of it, or the entry that forgot it."""

    name: str
    number: int
    status: Literal["loaded", "undone", "forgotten"]


class Ledger:
    """The ledger in a folder. Who writes holds the lock of the warehouse folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, Entry] = {}

    @property
    def key(self) -> bytes:
        """A secret of the folder, which chooses what is hidden beside small groups of employees; none before a load."""
        with suppress(FileNotFoundError):
            return (self.folder / KEY).read_bytes()
        return b""

    def make_key(self) -> None:
        """Make the key, unless it is there: before anything is entered. Who makes it holds the lock."""
        if not self.key:
            self._draft.write_bytes(new_key())
            move(self._draft, self.folder / KEY)

    def entries(self) -> list[Entry]:
        """All entries, oldest first. An entry changes only where a file is forgotten, so each is read once.

        Raises RefusedError for one that cannot be read: nobody knows then what counts.
        """
        for path in sorted(self.folder.glob("*.json")):
            if path.name not in self._read:
                self._read[path.name] = _entry(path)
        return sorted(self._read.values(), key=lambda entry: entry.number)

    def standing(self, *more: Entry) -> Standing:
        """What counts; with `more` entries, what would."""
        entries = [*self.entries(), *more]
        undone: set[int] = set()
        counting: list[Entry] = []
        for entry in reversed(entries):
            if entry.number not in undone:
                counting.insert(0, entry)
                undone |= {entry.undoes} if entry.action == "undo" else set()
        forgotten = _forgotten(entries)
        loads = [_remembered(entry, forgotten) for entry in counting if entry.action == "load"]
        loads = [entry for entry in loads if entry.files]
        numbers = {0, *(entry.number for entry in loads)}
        brought = {entry.number for entry in entries if entry.action == "map" or _remembered(entry, forgotten).files}
        return Standing(
            tuple(loads),
            tuple(each for entry in counting for each in entry.mapped if each.load in numbers),
            tuple(e for e in counting if e.action == "map" and any(each.load in numbers for each in e.mapped)),
            tuple(entry for entry in counting if entry.action == "undo" and entry.undoes in brought),
        )

    def loads(self) -> list[Entry]:
        """The loads that stand: not undone, oldest first."""
        return list(self.standing().loads)

    def active(self) -> list[LedgerFile]:
        """The files of the loads that stand, in the order of loading: a later one replaces what it owns."""
        return [file for entry in self.loads() for file in entry.files]

    def remembered(self) -> list[tuple[Entry, LedgerFile]]:
        """Every file of which anything is kept, with its load, be it undone since."""
        entries = self.entries()
        forgotten = _forgotten(entries)
        loads = [_remembered(entry, forgotten) for entry in entries if entry.action == "load"]
        return [(entry, file) for entry in loads for file in entry.files]

    def knows(self, content: str) -> bool:
        """Whether a file of that content has ever been loaded, be it undone or forgotten since."""
        return any(file.content == content for entry in self.entries() for file in entry.files)

    def known(self, content: str, name: str) -> Known | None:
        """What became of a file of that content; None where it has never been loaded."""
        brought = [entry for entry in self.entries() if content in {file.content for file in entry.files}]
        if not brought:
            return None
        standing = {entry.number for entry in self.loads() if content in {file.content for file in entry.files}}
        if standing:
            return Known(name, max(standing), "loaded")
        last = brought[-1]
        return Known(name, last.number, "forgotten" if last.action == "forget" else "undone")

    @property
    def last(self) -> int:
        """The number of the last entry; 0 where there is none."""
        return max((entry.number for entry in self.entries()), default=0)

    def append(self, entry: Entry) -> None:
        """Write an entry, whole or not at all."""
        write(self._path(entry.number), json.dumps(asdict(entry), ensure_ascii=False, indent=1), self._draft)
        self._read.pop(self._path(entry.number).name, None)

    def original(self, file: LedgerFile) -> Path:
        """Where a loaded file's original is kept."""
        return self._kept(file.content, file.name)

    def accepted(self, file: LedgerFile) -> Path:
        """The folder in which a loaded file's rows are kept as they were accepted, with how they were read."""
        return self.folder / "readings" / (file.reading or file.content)

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
        move(self._draft, kept)

    def pin(self, reading: Path, accepted: Path) -> None:
        """Keep the folder with what was read of a file as `accepted`, in place of what is not whole there. It is
        copied: the ledger may lie on another disk."""
        draft = self.folder / "draft-reading"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(accepted, ignore_errors=True)
        accepted.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(reading, draft)
        move(draft, accepted)

    def forgotten(self) -> set[str]:
        """The contents that were forgotten and not loaded again since."""
        entries = self.entries()
        last = _forgotten(entries)
        again = {file.content for entry in entries for file in entry.files if entry.number > last.get(file.content, 0)}
        return set(last) - again

    def forgotten_at(self) -> float:
        """When anything was last forgotten, in seconds; what is derived from the ledger may hold it if it is older."""
        last = max((entry.number for entry in self.entries() if entry.action == "forget"), default=0)
        return self._path(last).stat().st_mtime if last else 0.0

    def erase(self) -> None:
        """Take out what was forgotten: originals, rows, and what entries say of it. Whatever was killed half-way is
        finished when it is called again."""
        contents = self.forgotten()
        if not contents:
            return
        for forgetting in [entry for entry in self.entries() if entry.action == "forget"]:
            for file in [file for file in forgetting.files if file.content in contents]:
                self._erase_from_entries(file, forgetting.number)
        for path in sorted(self.folder.glob("originals/*")):
            if path.stem in contents:
                path.unlink()
        for kept in sorted(self.folder.glob("readings/*")):
            # What does not tell whose it is goes as well: it is read anew from its original.
            if _content_of(kept / "reading.json") in {"", *contents}:
                # The rows first: killed in between, the description still tells whose they are.
                (kept / "rows.parquet").unlink(missing_ok=True)
                shutil.rmtree(kept)
        (self.folder / "draft").unlink(missing_ok=True)
        shutil.rmtree(self.folder / "draft-reading", ignore_errors=True)

    def _erase_from_entries(self, file: LedgerFile, before: int) -> None:
        """Take a file out of the entries before the one that forgets it, and the totals that its rows are part of."""
        entries = [entry for entry in self.entries() if entry.number < before]
        contents = {entry.number: {each.content for each in entry.files} for entry in entries}
        first = min((number for number, brought in contents.items() if file.content in brought), default=before)
        emptied = {number for number, brought in contents.items() if brought == {file.content}}
        for entry in [entry for entry in entries if entry.number >= first]:
            erased = _erased(entry, file, emptied)
            if erased != entry:
                self.append(erased)

    def _kept(self, content: str, name: str) -> Path:
        return self.folder / "originals" / f"{content}{Path(name).suffix.lower()}"

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}.json"

    @property
    def _draft(self) -> Path:
        """What is written first and then moved; one that was left behind is written over."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / "draft"


def _forgotten(entries: Sequence[Entry]) -> dict[str, int]:
    """The contents that were forgotten, each with the number of the last entry that says so."""
    return {file.content: entry.number for entry in entries if entry.action == "forget" for file in entry.files}


def _remembered(entry: Entry, forgotten: Mapping[str, int]) -> Entry:
    files = tuple(file for file in entry.files if entry.number > forgotten.get(file.content, 0))
    return entry if files == entry.files else replace(entry, files=files)


def _erased(entry: Entry, file: LedgerFile, emptied: Collection[int]) -> Entry:
    """An entry without what it tells of a file and its months. `emptied` are the loads that brought nothing else."""
    gone = replace(file, name=FORGOTTEN, rows=0)
    files = tuple(gone if each.content == file.content else each for each in entry.files)
    first, last = file.first_month[:7], file.last_month[:7]
    changes = tuple(c for c in entry.changes if c.export != file.export or not first <= c.month <= last)
    mapped = tuple(each for each in entry.mapped if each.export != file.export or each.load not in emptied)
    return replace(entry, files=files, changes=changes, mapped=mapped)


def _entry(path: Path) -> Entry:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(LedgerFile(**file) for file in found.pop("files"))
        changes = tuple(Change(**change) for change in found.pop("changes"))
        # Older entries say nothing of what was mapped.
        mapped = tuple(Mapped(**each) for each in found.pop("mapped", ()))
        return Entry(**found, files=files, changes=changes, mapped=mapped)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        wanted = f"filen {path} ur en säkerhetskopia; tas den bort gäller inte den inläsningen"
        told = "posten i loggen över inläsningar är skadad, och inget kan läsas in"
        raise RefusedError([Problem("error", path.name, "", "", told, wanted)]) from error


def _content_of(description: Path) -> str:
    """Whose rows a folder holds; nothing where that can no longer be read."""
    try:
        return str(json.loads(description.read_text(encoding="utf-8"))["content"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""
