"""Where a load works: what was read of files in use is kept, and all else lies in a folder of its own that goes.

Everything that is only tried, uploaded or on its way lies in such a folder under `work` in the warehouse folder: gone
when its owner is done, and swept by the next one where its owner was killed. What was read of a file lies under a name
that begins with the hash of its content, so that it can be told whose it is.
"""

import shutil
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock, Timeout

from loaders.durable import move, telling_what_is_unwritable
from loaders.reading.sandbox import Answer

_KEPT, _WORK, _SWEEPING = "cache", "work", "sweep.lock"


class BusyError(Exception):
    """Another load is going on."""


class Held:
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


@dataclass(frozen=True)
class Workspace:
    """The warehouse folder, and a folder `own` in it for what may not stay. `refused` are answers of children, by what
    they were asked: the lock is not held while they parse, and what they refuse is not kept. `open` are the warehouses
    that were built, while they are asked several things: opening one takes longer than asking it."""

    folder: Path
    own: Path
    refused: dict[str, Answer] = field(default_factory=dict)
    open: ExitStack = field(default_factory=ExitStack)

    def places(self, name: str) -> tuple[Path, Path]:
        """Where something that was read may lie: as this load has read it, or kept by former ones."""
        return self.own / name, self.folder / _KEPT / name

    def kept(self, name: str) -> Path | None:
        """Where something that was read lies; None where nobody has read it."""
        return next((place for place in self.places(name) if place.exists()), None)

    def settle(self, used: Collection[str]) -> None:
        """Keep what was read whose names begin so, and nothing else. Who does so holds the lock."""
        kept, beginnings = self.folder / _KEPT, tuple(used)
        kept.mkdir(exist_ok=True)
        for path in self.own.iterdir():
            if path.name.startswith(beginnings):
                remove(kept / path.name)
                # What cannot be kept is read once more another time.
                with suppress(OSError):
                    move(path, kept / path.name)
        for path in kept.iterdir():
            if not path.name.startswith(beginnings):
                remove(path)

    def forget(self, contents: Collection[str]) -> None:
        """Remove what was read of files with these contents."""
        for folder in (self.own, self.folder / _KEPT):
            for path in folder.glob("*"):
                if path.name.startswith(tuple(contents)):
                    remove(path)


@contextmanager
def workspace(folder: Path) -> Iterator[Workspace]:
    """A workspace in a warehouse folder, whose own folder is gone afterwards; those of processes that were killed go
    first. Raises UnwritableError, also for what is done meanwhile."""
    work = folder / _WORK
    with telling_what_is_unwritable():
        work.mkdir(parents=True, exist_ok=True)
        with FileLock(work / _SWEEPING):
            for left in {path.with_suffix("") for path in work.iterdir() if path.name != _SWEEPING}:
                _sweep(left)
            own = Path(mkdtemp(dir=work))
            life = _life_of(own)
            life.acquire()
        try:
            with ExitStack() as kept_open:
                yield Workspace(folder, own, open=kept_open)
        finally:
            _end(own, life)


def remove(path: Path) -> None:
    """Remove a file or a folder that may be gone already."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sweep(left: Path) -> None:
    """Remove a folder unless its owner lives."""
    life = _life_of(left)
    # Its owner may be another thread of this process.
    with suppress(Timeout):
        life.acquire(timeout=0)
        _end(left, life)


def _life_of(own: Path) -> FileLock:
    """Held as long as the owner of a folder lives, however it ends."""
    return FileLock(own.with_suffix(".alive"))


def _end(own: Path, life: FileLock) -> None:
    shutil.rmtree(own, ignore_errors=True)
    life.release()
    Path(life.lock_file).unlink(missing_ok=True)
