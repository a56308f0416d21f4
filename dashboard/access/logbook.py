"""Who did what and when: loads, what is done about them, downloads of people's figures, logins without a role.

One line of JSON each, in a file a month (`log/2026-11.jsonl`) in the folder of exports. Lines are only ever added;
whole months are removed when they are older than they are to be kept. Loads are entered by the loaders, in the same
form. No line holds a figure, the name of a file that was loaded, or what anyone has written.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from dashboard.access import lines as lines_of_json

What = Literal["load", "undo", "redo", "map", "forget", "download", "denied"]


@dataclass(frozen=True)
class Line:
    """What somebody did; `about` says of which load, or which figures and whom they are of."""

    at: str
    who: str
    what: What
    about: str = ""


def folder() -> Path:
    """Where the log lies: in the folder of exports."""
    return lines_of_json.folder() / "log"


def write(what: What, who: str, about: str = "") -> None:
    """Add a line; it is on the disk when this returns."""
    now = datetime.now(UTC).astimezone()
    line = Line(now.isoformat(timespec="seconds"), who, what, about)
    lines_of_json.add(folder() / f"{now:%Y-%m}.jsonl", asdict(line))


def lines() -> list[Line]:
    """All lines, the newest first. A line that was cut off when the machine stopped is passed over."""
    return [line for month in sorted(folder().glob("*.jsonl"), reverse=True) for line in reversed(list(_read(month)))]


def _read(month: Path) -> Iterator[Line]:
    for record in lines_of_json.read(month):
        with suppress(TypeError):
            yield Line(**record)


def prune(months: int, today: datetime) -> None:
    """Remove the months that are older than so many before this one."""
    first = today.year * 12 + today.month - 1 - months
    oldest = f"{first // 12:04d}-{first % 12 + 1:02d}"
    for path in folder().glob("*.jsonl"):
        if path.stem < oldest:
            path.unlink(missing_ok=True)
