"""Files are parsed in child processes, each with a limit of memory and time: a hostile file ends its child only.

A child reads its settings and then jobs from its standard input and answers on its standard output, a line of JSON
each. What it read it leaves as Parquet in the folder that the job names, and what it needs on the way in one of its
parent's.
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
from typing import Any, Literal

from loaders.exports.export import Taught
from loaders.problems import Problem, Question
from loaders.swedish.identity import masked

MEMORY = 4_000_000_000
SECONDS = 120.0


Kind = Literal["export", "report"]


@dataclass(frozen=True)
class Job:
    """A file to parse: where it lies, what messages call it, and the folder to leave what was read in."""

    path: str
    name: str
    folder: str
    kind: Kind = "export"


@dataclass(frozen=True)
class Answer:
    """What became of a job: a description of what was read, or the problems that refuse the file.

    `questions` are those whose answers would let a refused file be read; `persons` says that it points out persons,
    `unwritten` is the system's error where what was read could not be written, which is not the file's fault.
    """

    problems: tuple[Problem, ...] = ()
    description: Mapping[str, Any] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    persons: bool = False
    unwritten: int = 0


class Sandbox:
    """Runs jobs in as many children as there are cores. `known` is what people have said of exports, `missing` the
    spellings of what is missing in reports, `scratch` a folder for what children need on the way."""

    def __init__(
        self,
        known: Taught | None = None,
        missing: Mapping[str, str] | None = None,
        scratch: Path | None = None,
        *,
        memory: int = MEMORY,
        seconds: float = SECONDS,
    ) -> None:
        settings = {"taught": asdict(known or Taught()), "missing": dict(missing or {}), "memory": memory}
        self.settings, self.scratch, self.seconds = json.dumps(settings), scratch, seconds
        self._own = threading.local()
        self._children: list[_Child] = []
        self._ending = False

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Answer]]:
        """Each job with its answer, in the order in which they are done."""
        threads = ThreadPoolExecutor(max(1, min(len(jobs), os.cpu_count() or 1)))
        try:
            waiting = {threads.submit(self._answer, job): job for job in jobs}
            for done in as_completed(waiting):
                yield waiting[done], done.result()
        finally:
            # Some may still be at work, where no one wants the rest of the answers.
            self._ending = True
            threads.shutdown(wait=False, cancel_futures=True)
            self._end_children()
            threads.shutdown()
            self._end_children()
            self._ending = False

    def _end_children(self) -> None:
        while self._children:
            self._children.pop().end()

    def _answer(self, job: Job) -> Answer:
        child, is_new = self._child()
        line = child.ask(job, self.seconds)
        if not line and not is_new and not child.overdue and not self._ending:
            # It may have died of what former jobs left behind.
            child, _ = self._child()
            line = child.ask(job, self.seconds)
        if line:
            return as_answer(json.loads(line))
        found, wanted = "filen avbröt läsningen: den är skadad eller kräver för mycket minne", _NO_FAR_CELLS[job.kind]
        if child.overdue:
            found, wanted = f"läsningen avbröts efter {self.seconds:.0f} sekunder", _SMALLER[job.kind]
        return Answer((Problem("error", masked(job.name), "", "", found, wanted),))

    def _child(self) -> "tuple[_Child, bool]":
        """This thread's child, and whether it is new: the first one, or one in place of one that has ended."""
        child: _Child | None = getattr(self._own, "child", None)
        if child is not None and child.is_alive:
            return child, False
        self._own.child = child = _Child(self.settings, self.scratch)
        self._children.append(child)
        return child, True


_NO_FAR_CELLS: Mapping[Kind, str] = {
    "export": "en export utan celler långt utanför tabellen",
    "report": "en rapport utan celler långt utanför tabellerna",
}
_SMALLER: Mapping[Kind, str] = {
    "export": "en mindre fil, t.ex. en för varje år",
    "report": "en rapport på samma form som de andra",
}


def as_answer(told: Mapping[str, Any]) -> Answer:
    """An answer as a child tells it."""
    return Answer(
        tuple(Problem(**problem) for problem in told["problems"]),
        told["description"],
        tuple(map(Question.of, told["questions"])),
        told["persons"],
        told["unwritten"],
    )


class _Child:
    """A process that parses. `overdue` says that it was ended because a job took too long."""

    def __init__(self, settings: str, scratch: Path | None) -> None:
        self.overdue = False
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch)) if scratch else {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "loaders.reading.sandboxed"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=Path(__file__).parents[2],
            # Arrow's own allocator keeps what it no longer needs.
            env={**os.environ, **temporary, "ARROW_DEFAULT_MEMORY_POOL": "system"},
        )
        self._asked = settings + "\n"

    @property
    def is_alive(self) -> bool:
        return not self.overdue and self._process.poll() is None

    def ask(self, job: Job, seconds: float) -> str:
        """The answer; empty where the process ended instead, or is ended as overdue."""
        clock = threading.Timer(seconds, self._end_as_overdue)
        clock.start()
        try:
            line = self._exchange(self._asked + json.dumps(asdict(job)) + "\n")
        finally:
            clock.cancel()
        self._asked = ""
        if line.endswith("\n"):
            return line
        # A process that has closed its output may need a moment to end.
        self._process.kill()
        self._process.wait()
        return ""

    def end(self) -> None:
        """End the process and wait until it has."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                # What was not yet sent can't be sent to a process that has ended.
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()
        self._process.wait()

    def _end_as_overdue(self) -> None:
        self.overdue = True
        self._process.kill()

    def _exchange(self, asked: str) -> str:
        if self._process.stdin is None or self._process.stdout is None:
            raise TypeError("the child was started without pipes")
        try:
            self._process.stdin.write(asked)
            self._process.stdin.flush()
            return self._process.stdout.readline()
        except (OSError, ValueError):
            # The process has ended, or `end` has closed its pipes.
            return ""


Progress = Callable[[int, int, str], None]
"""Called with how many files are done, of how many, and the name of the last."""
