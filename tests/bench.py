"""python -m tests.bench: how long loading and asking take, as ratios against reading the same workbooks with pandas."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from dashboard.measures import MEASURES
from dashboard.summary import summarise
from dashboard.warehouse import newest
from tests.loading import load

PUBLISHED = Path(__file__).parent.parent / "data" / "published"
BASELINE = "pandas.read_excel, all sheets"


def main() -> None:
    """Print one line a task: seconds, and times the baseline of the same run."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        tasks: dict[str, Callable[[], object]] = {
            BASELINE: _read_with_pandas,
            "load five reports into a new warehouse": lambda: load([PUBLISHED], where),
            "load again, nothing changed": lambda: load([PUBLISHED], where),
            "summarise every measure, first time": lambda: _summarise(where),
            "summarise every measure, again": lambda: _summarise(where),
        }
        seconds = {name: _time(task) for name, task in tasks.items()}
    for name, spent in seconds.items():
        print(f"{name:<42}{spent:8.3f} s{spent / seconds[BASELINE]:8.2f} × {BASELINE}")


def _read_with_pandas() -> None:
    for path in sorted(PUBLISHED.glob("*.xlsx")):
        pd.read_excel(path, sheet_name=None, header=None, dtype=str)


def _summarise(where: Path) -> None:
    warehouse = newest(where)
    for measure in MEASURES:
        summarise(warehouse, measure)


def _time(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
