"""`python -m tests.mutate`: does any test notice a small change? Lists the changes that none does.

Exit 1 where one of those that must be caught is not. A survivor that changes nothing that anyone could see is none to
worry about; every other one asks for a test.
"""

import argparse
import importlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest

from tests.mutate.guards import GUARDS, MUST_BE_CAUGHT
from tests.mutate.mutants import Mutant, drawn

ROOT = Path(__file__).parent.parent.parent
HOUSE = ("dashboard", "loaders", "pages", "tests")
COPIED = (*HOUSE, "data/published", "data/reference", ".streamlit", "pyproject.toml", "swedish_arguments.py")
PACKAGES = ("duckdb", "hypothesis", "openpyxl", "pandas", "pyarrow.parquet", "scipy.optimize", "streamlit.testing.v1")
"""Loaded once, not for every change."""

PATIENCE = 900
"""Seconds for the tests of one module; a mutant that goes round in circles is caught as well."""


class Copy:
    """A copy of the house, in which one module at a time is changed and its guards are run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._written = count(1)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (ROOT / name).exists():
                shutil.copy(ROOT / name, root / name)

    def catches(self, mutant: Mutant) -> bool:
        """Whether the guards of the changed module notice; it is as before afterwards."""
        original = (self.root / mutant.path).read_text(encoding="utf-8")
        self._write(mutant.path, mutant.text)
        try:
            return not self.holds(mutant.path)
        finally:
            self._write(mutant.path, original)

    def holds(self, path: str) -> bool:
        """Whether the guards of a module pass, in a process that has the packages but nothing of the house loaded."""
        files = [f"tests/test_{name}.py" for name in GUARDS[path]]
        process = os.fork()
        if process == 0:
            signal.alarm(PATIENCE)
            os._exit(self._run(files))
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0

    def _run(self, files: Sequence[str]) -> int:
        os.chdir(self.root)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        for name in [name for name in sys.modules if name.partition(".")[0] in HOUSE]:
            del sys.modules[name]
        sys.path[:] = [str(self.root), *(path for path in sys.path if path not in ("", str(ROOT)))]
        return pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:faulthandler", *files])

    def _write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")
        # Python takes a module of the same size and second for the one that it has compiled.
        at = 1_000_000_000 + next(self._written)
        os.utime(self.root / path, (at, at))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutate", description=__doc__)
    parser.add_argument("modules", nargs="*", help="modules to change (default: all that have guards)")
    parser.add_argument("--count", type=int, default=100, help="how many changes are drawn")
    parser.add_argument("--seed", type=int, default=2021)
    asked = parser.parse_args(arguments)
    modules = asked.modules or sorted(GUARDS)
    sources = {path: (ROOT / path).read_text(encoding="utf-8") for path in modules}
    named = {each.mutant(sources[each.path]): each.name for each in MUST_BE_CAUGHT if each.path in sources}
    chosen = [*named, *drawn(sources, asked.count, asked.seed)]
    survivors = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        for package in PACKAGES:
            importlib.import_module(package)
        sound = set()
        for number, mutant in enumerate(chosen, 1):
            if mutant.path not in sound and not copy.holds(mutant.path):
                parser.error(f"the tests of {mutant.path} fail without any change")
            sound.add(mutant.path)
            caught = copy.catches(mutant)
            print(f"{number}/{len(chosen)} {'caught' if caught else 'SURVIVES'} {mutant}", flush=True)
            if not caught:
                survivors.append(mutant)
    print(f"\n{len(chosen) - len(survivors)} of {len(chosen)} caught. Survivors:")
    for mutant in survivors:
        print(f"  {mutant}{f'  (must be caught: {named[mutant]})' if mutant in named else ''}")
    return 1 if named.keys() & set(survivors) else 0


if __name__ == "__main__":
    sys.exit(main())
