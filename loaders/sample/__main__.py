"""The command line of the sample.

    python -m loaders.sample [FOLDER] [--rows N] [--seed SEED]

With --rows only Sjukfrånvaro is written, with so many rows on one sheet, to measure with.
"""

import sys
import time
from pathlib import Path

from loaders.sample import SEED, write_sample
from loaders.sample.world import DATA
from swedish_arguments import ArgumentParser

FOLDER = DATA / "sample"
MOST_ROWS = 1_000_000


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = ArgumentParser(prog="python -m loaders.sample", description="Skriver påhittade exporter.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, metavar="FOLDER", help="mappen att skriva till")
    parser.add_argument("--rows", type=int, metavar="N", help="bara Sjukfrånvaro, med så många rader")
    parser.add_argument("--seed", type=int, default=SEED, help="samma frö ger samma siffror")
    chosen = parser.parse_args(arguments)
    if chosen.rows is not None and not 1 <= chosen.rows <= MOST_ROWS:
        parser.error(f"antalet rader ska vara 1–{MOST_ROWS}")
    start = time.monotonic()
    try:
        written = write_sample(chosen.folder, chosen.rows, chosen.seed)
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 2
    took = f"{time.monotonic() - start:.1f}".replace(".", ",")
    print(f"{len(written)} filer med påhittade siffror i {chosen.folder} ({took} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
