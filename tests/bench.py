"""python -m tests.bench: how long loading and asking take, as ratios against reading the same workbooks with pandas.

Every task runs in a process of its own; memory is the peak of that process and of its largest child together.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from dashboard.measures import MEASURES
from dashboard.summary import summarise
from dashboard.warehouse import newest
from tests.loading import load

ROOT = Path(__file__).parent.parent
PUBLISHED = ROOT / "data" / "published"
ROWS = (20_000, 200_000, 1_000_000)
COMPARED = 200_000
MONTHS = 60


def main() -> None:
    """Print one line a task: seconds, memory, and times the baseline of the same workbooks."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        _reports(where / "reports")
        _exports(where)
        _months(where)


def _reports(where: Path) -> None:
    baseline = _run("five reports, pandas.read_excel", "pandas", PUBLISHED)
    _run("five reports into a new warehouse", "load", where, PUBLISHED, baseline=baseline)
    _run("five reports again, nothing changed", "load", where, PUBLISHED, baseline=baseline)
    _run("every measure summarised, first time", "summarise", where, baseline=baseline)


def _exports(where: Path) -> None:
    for rows in ROWS:
        # In a process of its own: what this one has grown to would count as the peak of those that it starts.
        command = [sys.executable, "-m", "loaders.sample", str(where / str(rows)), "--rows", str(rows)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    baseline = _run(f"{COMPARED:,} rows, pandas.read_excel (openpyxl)", "pandas", where / str(COMPARED))
    for rows in ROWS:
        folder = where / f"warehouse {rows}"
        compared = baseline if rows == COMPARED else None
        _run(f"{rows:,} rows, file to warehouse, checked", "load", folder, where / str(rows), baseline=compared)


def _months(where: Path) -> None:
    """Sixty files of a month each, loaded once and then again unchanged."""
    months = where / "months"
    months.mkdir()
    heading = "Period: {};;\r\nLagrum;Timmar;\r\n"
    for number in range(MONTHS):
        month = f"{2017 + number // 12}-{number % 12 + 1:02d}"
        (months / f"{month}.csv").write_text(heading.format(month) + f"SFB;{number};\r\nLSS;1;\r\n", encoding="utf-8")
    _run(f"{MONTHS} months, first time", "load", where / "warehouse months", months)
    _run(f"{MONTHS} months again, nothing changed", "load", where / "warehouse months", months)


def _run(name: str, task: str, *paths: Path, baseline: float | None = None) -> float:
    """Run a task in a process of its own, print what it took, and give its seconds."""
    command = [sys.executable, "-m", "tests.bench", task, *map(str, paths)]
    answer = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    seconds, megabytes = answer["seconds"], answer["megabytes"]
    ratio = "" if baseline is None else f"{seconds / baseline:7.2f} × pandas, {baseline / seconds:.1f} times faster"
    print(f"{name:<48}{seconds:9.3f} s {megabytes:7.0f} MB{ratio}", flush=True)
    return float(seconds)


def _read_with_pandas(folder: Path) -> None:
    for path in sorted(folder.glob("*.xlsx")):
        pd.read_excel(path, sheet_name=None, header=None, dtype=str)


def _load(folder: Path, paths: Path) -> None:
    outcome = load([paths], folder)
    if outcome.refused:
        raise SystemExit("\n".join(map(str, outcome.problems[:5])))


def _summarise(where: Path) -> None:
    warehouse = newest(where)
    for measure in MEASURES:
        summarise(warehouse, measure)


TASKS: dict[str, Callable[..., None]] = {"pandas": _read_with_pandas, "load": _load, "summarise": _summarise}


def _measured(task: str, *paths: str) -> None:
    start = time.perf_counter()
    TASKS[task](*map(Path, paths))
    seconds = time.perf_counter() - start
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "megabytes": sum(peaks) / 1024}))


if __name__ == "__main__":
    _measured(*sys.argv[1:]) if sys.argv[1:] else main()
