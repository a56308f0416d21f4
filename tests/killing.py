"""Loads in processes of their own, killed when told: after some work, with a file handed to a child, or before a move;
or in bad weather: where no file can grow beyond a size, or folders are closed also to those who run as root.

Work is CPU time, so that no test depends on what else the machine does.

`Killer` gives orders to `python -m tests.killing`, which has imported all that a load needs and forks for each.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from loaders.__main__ import main
from loaders.intake import amending, loading
from loaders.intake.folders import Folders
from loaders.intake.trial import check
from loaders.reading.sandbox import _Child
from tests.world import InProcess

ROOT = Path(__file__).parent.parent
KILLED_AT_WORK, KILLED_AT_STEP = -signal.SIGPROF, -signal.SIGKILL


class Killer:
    """Runs the tasks of this module by name."""

    def __init__(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tests.killing"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.orders, self.answers = self.server.stdin, self.server.stdout
        assert self.answers.readline() == b"ready\n"

    def run(
        self,
        task: str,
        *arguments: Path | str,
        work: float = 0,
        move: int = 0,
        job: int = 0,
        largest: int | None = None,
        powerless: bool = False,
    ) -> tuple[int, float]:
        """The exit code, negative where killed, and the seconds of work done.

        Killed after so many seconds of work, right before the move with this number, or right after the job with this
        number was handed to a child that parses; without such a job, exports are parsed in the process itself. No file
        can be written beyond its first `largest` bytes; who is `powerless` may do only what the modes of files allow.
        """
        order = [task, [str(argument) for argument in arguments], work, move, job, largest, powerless]
        self.orders.write(json.dumps(order).encode() + b"\n")
        code, seconds = self.answers.readline().split()
        return int(code), float(seconds)

    def stop(self) -> None:
        self.orders.close()
        self.server.wait()
        self.answers.close()


class _Countdown:
    """Kills the process right before the move, or right after the job, whose number it has been told."""

    move = job = 0

    def moves(self, move: Callable[..., Path]) -> Callable[..., Path]:
        def moving(*arguments: Any) -> Path:
            self.move -= 1
            if self.move == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return move(*arguments)

        return moving

    def jobs(self, exchange: Callable[[_Child, str], str]) -> Callable[[_Child, str], str]:
        def exchanging(child: _Child, asked: str) -> str:
            self.job -= 1
            if self.job == 0 and child._process.stdin:
                child._process.stdin.write(asked)
                child._process.stdin.flush()
                os.kill(os.getpid(), signal.SIGKILL)
            return exchange(child, asked)

        return exchanging


def _command(*arguments: str) -> int:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        return main(list(arguments))


def _told(root: str, wanted: str) -> int:
    """The command in a world; 99 where it fails and says anything but what is wanted, or says anything at all else."""
    folders = _folders(root)
    os.environ["LEANLINK_REFERENCE"] = str(folders.reference)
    os.environ["LEANLINK_EXPORTS"] = str(folders.ledger.parent)
    with redirect_stderr(StringIO()) as said:
        code = _command("--warehouse", str(folders.warehouse), str(Path(root, "data")))
    if said.getvalue() == (wanted if code else ""):
        return code
    print(said.getvalue(), file=sys.stderr)
    return 99


def _look(root: str) -> int:
    """Look at figures and pages, the one that loads too."""
    # Pages take their time to import, and loads need them not.
    import pytest  # noqa: PLC0415

    from dashboard.share.command import main as figures  # noqa: PLC0415
    from tests.visiting import opened, session  # noqa: PLC0415

    folders = _folders(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEANLINK_EXPORTS", str(folders.ledger.parent))
        for page in ("personal", "volymer", "ladda_data"):
            opened(session(patch, folders.warehouse), page)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        return figures(["sfb_hours", "--by", "month", "--warehouse", str(folders.warehouse)])


def _load(root: str) -> int:
    loading.load([Path(root, "data")], _folders(root))
    return 0


def _drop(root: str) -> int:
    files = {path.name: path for path in Path(root, "outside").iterdir()}
    return 0 if loading.load_exports(files, _folders(root)).accepted else 1


def _check(root: str) -> int:
    files = {path.name: path for path in Path(root, "outside").iterdir()}
    return 0 if check(files, _folders(root)).accepted else 1


def _undo(root: str) -> int:
    amending.undo(_folders(root))
    return 0


def _folders(root: str) -> Folders:
    return Folders(Path(root, "warehouse"), Path(root, "reference"), Path(root, "exports", "ledger"))


TASKS: Mapping[str, Callable[..., int]] = {
    "command": _command,
    "told": _told,
    "look": _look,
    "load": _load,
    "drop": _drop,
    "check": _check,
    "undo": _undo,
}


def _give_up_power() -> None:
    """Give up what root may do beyond others (capset(2), version 3): it then has the rights of an owner."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()) == 0


def _answer_orders() -> None:
    until = _Countdown()
    patch.object(Path, "replace", until.moves(Path.replace)).start()
    patch.object(Path, "rename", until.moves(Path.rename)).start()
    patch.object(_Child, "_exchange", until.jobs(_Child._exchange)).start()
    print("ready", flush=True)
    for line in sys.stdin:
        task, arguments, work, until.move, until.job, largest, powerless = json.loads(line)
        process = os.fork()
        if process == 0:
            if not until.job:
                patch("loaders.reading.parsing.Sandbox", InProcess).start()
            if largest is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
            if powerless:
                _give_up_power()
            signal.setitimer(signal.ITIMER_PROF, work)
            os._exit(TASKS[task](*arguments))
        _, status, used = os.wait4(process, 0)
        print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, flush=True)


if __name__ == "__main__":
    _answer_orders()
