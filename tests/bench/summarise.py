"""python -m tests.bench.summarise WAREHOUSE: every measure asked once."""

import sys
from pathlib import Path

from dashboard.figures.measures import MEASURES
from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import newest
from dashboard.findings.summary import summarise
from tests.bench.measure import measure


def main() -> None:
    """Summarise every measure of the newest warehouse."""
    warehouse = newest(EVERYTHING, Path(sys.argv[1]))
    for each in MEASURES:
        summarise(warehouse, each)


if __name__ == "__main__":
    measure(main)
