"""Files of lines of JSON beside the ledger: lines are only ever added, so that nobody overwrites what another wrote."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DEFAULT_FOLDER = Path(__file__).parent.parent.parent / "data" / "exports"


def folder() -> Path:
    """The folder of exports, which LEANLINK_EXPORTS names."""
    return Path(os.environ.get("LEANLINK_EXPORTS") or DEFAULT_FOLDER)


def add(path: Path, record: Mapping[str, Any]) -> None:
    """Add a line; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # One write at the end of the file: lines of several processes are never mixed.
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, f"{json.dumps(record, ensure_ascii=False)}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)


def read(path: Path) -> Iterator[Any]:
    """What stands in each line. One that was cut off when the machine stopped is passed over."""
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield json.loads(text)
        except ValueError:
            continue
