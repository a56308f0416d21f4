"""Exports are parsed in child processes, each with a limit of memory and time: a hostile file ends its child only.

A child reads jobs from its standard input and answers on its standard output, a line of JSON each. What it
read it leaves as Parquet in the folder that the job names.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from loaders.problems import Problem

MEMORY = 4_000_000_000
SECONDS = 120.0


@dataclass(frozen=True)
class Job:
    """A file to parse: where it lies, what messages call it, and the folder to leave its rows in."""

    path: str
    name: str
    folder: str


@dataclass(frozen=True)
class Answer:
    """What became of a job: a description of what was read, or the problems that refuse the file."""

    problems: tuple[Problem, ...] = ()
    description: Mapping[str, Any] = field(default_factory=dict)


class Sandbox:
    """Runs jobs in as many children as there are cores. `headings` are lines of headings.csv."""

    def __init__(
        self, headings: Sequence[Mapping[str, str]] = (), memory: int = MEMORY, seconds: float = SECONDS
    ) -> None:
        self.settings = json.dumps({"headings": list(headings), "memory": memory})
        self.seconds = seconds
        self._own = threading.local()
        self._children: list[subprocess.Popen[str]] = []

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Answer]]:
        """Each job with its answer, in the order in which they are done."""
        try:
            with ThreadPoolExecutor(max(1, min(len(jobs), os.cpu_count() or 1))) as threads:
                waiting = {threads.submit(self._answer, job): job for job in jobs}
                for done in as_completed(waiting):
                    yield waiting[done], done.result()
        finally:
            for child in self._children:
                _end(child)

    def _answer(self, job: Job) -> Answer:
        child = self._child()
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            child.kill()

        clock = threading.Timer(self.seconds, end)
        clock.start()
        try:
            line = _ask(child, json.dumps(asdict(job)))
        finally:
            clock.cancel()
        if line:
            answer = json.loads(line)
            return Answer(tuple(Problem(**problem) for problem in answer["problems"]), answer["description"])
        self._own.child = None
        found = (
            f"läsningen avbröts efter {self.seconds:.0f} sekunder"
            if overdue.is_set()
            else "filen avbröt läsningen: den är skadad eller kräver för mycket minne"
        )
        return Answer((Problem("error", job.name, "", "", found, "en export utan celler långt utanför tabellen"),))

    def _child(self) -> "subprocess.Popen[str]":
        """This thread's child; a new one where the last has ended."""
        child: subprocess.Popen[str] | None = getattr(self._own, "child", None)
        if child is None or child.poll() is not None:
            child = subprocess.Popen(
                [sys.executable, "-m", "loaders.sandboxed", self.settings],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                cwd=Path(__file__).parent.parent,
            )
            self._own.child = child
            self._children.append(child)
        return child


def _ask(child: "subprocess.Popen[str]", line: str) -> str:
    """The child's answer; empty where it ended instead."""
    if child.stdin is None or child.stdout is None:
        raise TypeError("the child was started without pipes")
    try:
        child.stdin.write(line + "\n")
        child.stdin.flush()
    except BrokenPipeError:
        return ""
    return child.stdout.readline()


def _end(child: "subprocess.Popen[str]") -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            # A child that was killed has broken its pipe.
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
    child.wait()


Progress = Callable[[int, int, str], None]
"""Called with how many files are done, of how many, and the name of the last."""
