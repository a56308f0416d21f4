"""Loading into a folder of a test's own, with a ledger of its own."""

from collections.abc import Sequence
from pathlib import Path

from loaders import loading
from loaders.loading import REFERENCE, Folders, Load


def folders(folder: Path, reference: Path = REFERENCE) -> Folders:
    """The warehouse folder with its ledger inside."""
    return Folders(folder, reference, folder / "ledger")


def load(paths: Sequence[Path], folder: Path, reference: Path = REFERENCE) -> Load:
    """Load into the folder and nowhere else."""
    return loading.load(paths, folders(folder, reference))
