"""The lines that loading adds to the log of who did what and when, which the dashboard shows.

One line of JSON each, in a file a month in the folder `log` beside the ledger. It tells of loads by their numbers: the
ledger knows the rest. No figure, no name of a file and nothing that anyone has written stands in it.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from loaders.exports.catalogue import BY_ID
from loaders.reading.ledger import Entry

What = Literal["load", "undo", "redo", "map", "forget"]

FOLDER = "log"

WITHOUT_EXPORTS = "rapporter och tabeller"


def write(ledger: Path, what: What, who: str, at: str, about: str) -> None:
    """Add a line, `at` a moment with its time zone; it is on the disk when this returns."""
    folder = ledger.parent / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"at": at, "who": who, "what": what, "about": about}, ensure_ascii=False)
    # One write at the end of the file: lines of several processes are never mixed.
    file = os.open(folder / f"{datetime.fromisoformat(at):%Y-%m}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, f"{line}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)


def write_entry(ledger: Path, entry: Entry, what: What) -> None:
    """Add the line of an entry in the ledger; of an undoing `what` tells whether it does something again."""
    write(ledger, what, entry.who, entry.at, _about(entry))


def _about(entry: Entry) -> str:
    if entry.action == "undo":
        return f"nr {entry.undoes}"
    named = [each.export for each in entry.files] or [each.export for each in entry.mapped]
    what = "namn" if entry.action == "map" else "fil" if len(named) == 1 else "filer"
    exports = dict.fromkeys(BY_ID[export].name for export in named)
    return f"nr {entry.number}: {len(named)} {what}, {', '.join(exports)}"
