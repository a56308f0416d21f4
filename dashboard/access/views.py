"""Saved views: a name for an address, kept in a file beside the ledger (`views.jsonl`).

What is done is a line of its own, so that two who save at once both have saved, and what was removed can come back.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from dashboard.access import lines

What = Literal["save", "remove", "restore", "pin", "unpin"]


@dataclass(frozen=True)
class Saved:
    """A view under its name; `asked` are the choices of its address, `pinned` shows it on the first page."""

    id: str
    name: str
    note: str
    who: str
    asked: str
    pinned: bool = False
    removed: bool = False


def save(name: str, note: str, who: str, asked: str) -> Saved:
    """Save a view. Another's of the same name stays beside it."""
    saved = Saved(uuid4().hex, name, note, who, asked)
    _add("save", who, asdict(saved))
    return saved


def change(saved: Saved, what: What, who: str) -> None:
    """Remove a view, take it back, pin it or unpin it."""
    _add(what, who, {"id": saved.id})


def views() -> list[Saved]:
    """All that are saved and not removed, by name."""
    return sorted((each for each in _folded(lines.read(_file())) if not each.removed), key=lambda each: each.name)


def _add(what: What, who: str, about: dict[str, Any]) -> None:
    lines.add(_file(), {"at": datetime.now(UTC).isoformat(timespec="seconds"), "by": who, "what": what, "view": about})


def _file() -> Path:
    return lines.folder() / "views.jsonl"


def _folded(records: Iterable[Any]) -> Iterable[Saved]:
    """What the lines come to; those of another form are passed over."""
    found: dict[str, Saved] = {}
    for record in records:
        try:
            what, about = record["what"], record["view"]
            if what == "save":
                found[about["id"]] = Saved(**about)
            else:
                found[about["id"]] = _changed(found[about["id"]], what)
        except (KeyError, TypeError):
            continue
    return found.values()


def _changed(saved: Saved, what: str) -> Saved:
    removed = {"remove": True, "restore": False}.get(what, saved.removed)
    return replace(saved, removed=removed, pinned={"pin": True, "unpin": False}.get(what, saved.pinned))
