"""Loading into a folder of a test's own, with a ledger of its own."""

from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

from loaders.__main__ import main
from loaders.intake import loading
from loaders.intake.folders import REFERENCE, Folders
from loaders.intake.loading import Load


def folders(folder: Path, reference: Path = REFERENCE) -> Folders:
    """The warehouse folder with its ledger inside."""
    return Folders(folder, reference, folder / "ledger")


def load(paths: Sequence[Path], folder: Path, reference: Path = REFERENCE) -> Load:
    """Load into the folder and nowhere else."""
    return loading.load(paths, folders(folder, reference))


def run(*arguments: object) -> int:
    """The command of the loaders, and the status that it ends with."""
    return main([str(argument) for argument in arguments])


class Once:
    """Folders that are made once a run, by whichever of its processes asks first; to be read only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, name: str, make: Callable[[Path], object]) -> Path:
        folder, made = self.root / name, self.root / f"{name}.made"
        with FileLock(self.root / f"{name}.lock"):
            if not made.exists():
                make(folder)
                made.touch()
        return folder
