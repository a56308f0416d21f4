"""What is written is there whole or not at all, also where the disk is full or the power goes; and why it is not."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

STAYS = "Det som visades visas fortfarande."
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


class UnwritableError(Exception):
    """Something could not be written; tells why and what to do."""


@contextmanager
def telling_what_is_unwritable() -> Iterator[None]:
    """Raise UnwritableError for what disks refuse, by whichever library they do so."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if (told := _told(error)) is None:
            raise
        raise UnwritableError(told) from error


def write(path: Path, text: str, draft: Path) -> None:
    """Write a file by way of a draft, which must be on the same disk."""
    draft.write_text(text, encoding="utf-8")
    move(draft, path)


def move(draft: Path, place: Path) -> None:
    """Move a file or a folder to its place once all of it is on the disk."""
    for file in [draft] if draft.is_file() else [path for path in draft.rglob("*") if path.is_file()]:
        with file.open("rb+") as written:
            os.fsync(written.fileno())
    draft.replace(place)
    # Windows keeps folders by itself, and lets nobody open them.
    if os.name != "nt":
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _told(error: OSError | duckdb.Error) -> str | None:
    """Why something could not be written, in words; None where that was not what went wrong."""
    number = error.errno if isinstance(error, OSError) else _said(error)
    if number in _FULL:
        return f"Disken är full, så inläsningen kunde inte bli klar. {STAYS} Frigör utrymme och försök igen."
    if number in _CLOSED:
        name = error.filename if isinstance(error, OSError) else None
        where = f"mappen {_folder(Path(os.fsdecode(name)))}" if name else "datalagrets mapp"
        return f"Det går inte att skriva i {where}: den är skrivskyddad. {STAYS}"
    if number == errno.EIO:
        return f"Disken svarar med ett fel. {STAYS}"
    return None


def _said(error: duckdb.Error) -> int | None:
    """The system's error that a message of DuckDB tells of."""
    return next((number for number in (*_FULL, *_CLOSED, errno.EIO) if os.strerror(number) in str(error)), None)


def _folder(path: Path) -> Path:
    """The folder in which something was to be written."""
    return next((folder for folder in path.parents if folder.is_dir()), path)
