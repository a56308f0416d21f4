"""python -m tests.bench.read_with_pandas FOLDER: what all is compared with."""

import sys
from pathlib import Path

import pandas as pd

from tests.bench.measure import measure


def main() -> None:
    """Read every workbook of a folder, every sheet as text, with nothing checked."""
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        pd.read_excel(path, sheet_name=None, header=None, dtype=str)


if __name__ == "__main__":
    measure(main)
