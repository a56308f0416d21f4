"""python -m tests.bench.load WAREHOUSE PATH: files to a warehouse that can be asked, checked."""

import sys
from pathlib import Path

from loaders.without_pandas import hide_pandas
from tests.bench.measure import measure
from tests.loading import load


def main() -> None:
    """Load all files of a folder, as the program does."""
    folder, path = map(Path, sys.argv[1:])
    outcome = load([path], folder)
    if outcome.refused:
        raise SystemExit("\n".join(map(str, outcome.problems[:5])))


if __name__ == "__main__":
    hide_pandas()
    measure(main)
