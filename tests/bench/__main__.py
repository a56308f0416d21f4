"""python -m tests.bench: how long loading and asking take, as ratios against reading the same workbooks with pandas.

Every task runs in a process of its own; memory is the most that it and its children hold at any one time (Linux).
"""

import mmap
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PUBLISHED = ROOT / "data" / "published"
ROWS = (20_000, 200_000, 1_000_000)
COMPARED = 200_000
MONTHS = 60
RUNS = 3
"""Of what is compared."""

INTERVAL = 0.02
"""Seconds between looks at a task's memory."""


def main() -> None:
    """Print one line a task: seconds, memory, and times the baseline of the same workbooks."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        _reports(where / "reports")
        _exports(where)
        _months(where)


def _reports(where: Path) -> None:
    baseline = _run("five reports, pandas.read_excel", "read_with_pandas", [PUBLISHED])
    _run("five reports into a new warehouse", "load", [where, PUBLISHED], baseline=baseline)
    _run("five reports again, nothing changed", "load", [where, PUBLISHED], baseline=baseline)
    _run("every measure summarised, first time", "summarise", [where], baseline=baseline)


def _exports(where: Path) -> None:
    for rows in ROWS:
        # In a process of its own: what this one has grown to would count as the peak of those that it starts.
        command = [sys.executable, "-m", "loaders.sample", str(where / str(rows)), "--rows", str(rows)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    again = [[where / str(COMPARED)]] * RUNS
    baseline = _run(f"{COMPARED:,} rows, pandas.read_excel (openpyxl)", "read_with_pandas", *again)
    for rows in ROWS:
        compared = baseline if rows == COMPARED else None
        runs = range(RUNS if compared else 1)
        new = [[where / f"warehouse {rows} {run}", where / str(rows)] for run in runs]
        _run(f"{rows:,} rows, file to warehouse, checked", "load", *new, baseline=compared)


def _months(where: Path) -> None:
    """Sixty files of a month each, loaded once and then again unchanged."""
    months = where / "months"
    months.mkdir()
    heading = "Period: {};;\r\nLagrum;Timmar;\r\n"
    for number in range(MONTHS):
        month = f"{2017 + number // 12}-{number % 12 + 1:02d}"
        (months / f"{month}.csv").write_text(heading.format(month) + f"SFB;{number};\r\nLSS;1;\r\n", encoding="utf-8")
    _run(f"{MONTHS} months, first time", "load", [where / "warehouse months", months])
    _run(f"{MONTHS} months again, nothing changed", "load", [where / "warehouse months", months])


def _run(name: str, task: str, *runs: Sequence[Path], baseline: float | None = None) -> float:
    """Run a task on some paths, once or several times, print what it took, and give its seconds.

    Of several runs the fastest counts, since what else the machine does only adds, and the most memory.
    """
    taken = [_measured(name, task, paths) for paths in runs]
    seconds, megabytes = min(each[0] for each in taken), max(each[1] for each in taken)
    ratio = "" if baseline is None else f"{seconds / baseline:7.2f} × pandas, {baseline / seconds:.1f} times faster"
    print(f"{name:<48}{seconds:9.3f} s {megabytes:7.0f} MB{ratio}", flush=True)
    return seconds


def _measured(name: str, task: str, paths: Sequence[Path]) -> tuple[float, float]:
    """The seconds and the megabytes of a task, in a process of its own."""
    command = [sys.executable, "-m", f"tests.bench.{task}", *map(str, paths)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        megabytes = _peak(process)
        seconds = float(process.stdout.read()) if process.stdout else 0.0
    if process.returncode:
        raise SystemExit(f"{name}: failed")
    return seconds, megabytes


def _peak(process: "subprocess.Popen[str]") -> float:
    """Megabytes that a process and its descendants held at once, at most, while it ran."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(_resident, _with_descendants(process.pid))))
        time.sleep(INTERVAL)
    return peak


def _with_descendants(ancestor: int) -> Iterator[int]:
    yield ancestor
    for thread in Path(f"/proc/{ancestor}/task").glob("*"):
        for child in _content(thread / "children").split():
            yield from _with_descendants(int(child))


def _resident(pid: int) -> float:
    pages = _content(Path(f"/proc/{pid}/statm")).split()
    return int(pages[1]) * mmap.PAGESIZE / 1e6 if pages else 0.0


def _content(path: Path) -> str:
    """What the system says of a process; nothing of one that has just ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


if __name__ == "__main__":
    main()
