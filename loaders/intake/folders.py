"""Where things lie: the warehouse, what it is made from, and what is served of it now."""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from loaders.warehouse.build import tables_hash
from loaders.warehouse.serving import is_readable, kept_open, served

DATA = Path(__file__).parents[2] / "data"
REFERENCE = DATA / "reference"
WAREHOUSE = DATA / "warehouse"
LEDGER = DATA / "exports" / "ledger"


@dataclass(frozen=True)
class Folders:
    """Where a warehouse lives and what it is made from."""

    warehouse: Path
    reference: Path = REFERENCE
    ledger: Path = LEDGER

    @property
    def sources(self) -> tuple[Path, ...]:
        """Where reports and exports are looked for unless told: data/, and the exports that lie elsewhere."""
        exports = self.ledger.parent
        return (DATA,) if exports.is_relative_to(DATA) or not exports.exists() else (DATA, exports)

    @property
    def never_searched(self) -> tuple[Path, ...]:
        """What lies among the sources and is none: warehouses and ledgers, also those that serve by default."""
        return (self.warehouse, self.ledger, WAREHOUSE, LEDGER)


def default_folders() -> Folders:
    """The folders that the environment names: LEANLINK_WAREHOUSE, LEANLINK_EXPORTS and LEANLINK_REFERENCE."""
    exports = os.environ.get("LEANLINK_EXPORTS")
    return Folders(
        Path(os.environ.get("LEANLINK_WAREHOUSE") or WAREHOUSE),
        Path(os.environ.get("LEANLINK_REFERENCE") or REFERENCE),
        Path(exports) / "ledger" if exports else LEDGER,
    )


def is_edited(folders: Folders) -> bool:
    """Whether a reference table, or the code, is another than the one that is served."""
    now = served(folders.warehouse)
    return bool(now.tables) and now.tables != tables_hash(folders.reference)


def paths_of(folders: Folders) -> tuple[Path, ...]:
    """Where the warehouse that is served now was loaded from."""
    paths = tuple(path for text in served(folders.warehouse).paths if (path := Path(text)).exists())
    return paths or folders.sources


def served_file(folders: Folders) -> Path | None:
    """The warehouse that is served now, unless it has been thrown away or is damaged."""
    path = folders.warehouse / served(folders.warehouse).warehouse
    return path if is_readable(path) else None


def served_open(folders: Folders) -> AbstractContextManager[Path | None]:
    """The same, kept open."""
    return kept_open(folders.warehouse / served(folders.warehouse).warehouse)
