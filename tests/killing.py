"""Loads in processes of their own, killed when told: after some time, or right before something is moved to its place.

`Killer` gives orders to `python -m tests.killing`, which has imported all that a load needs and forks for each.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from loaders import amending, loading
from loaders.__main__ import main
from loaders.loading import Folders
from tests.world import InProcess

ROOT = Path(__file__).parent.parent
KILLED_IN_TIME, KILLED_AT_MOVE = -signal.SIGALRM, -signal.SIGKILL


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

    def run(self, task: str, *arguments: Path | str, after: float = 0, move: int = 0, in_process: bool = True) -> int:
        """The exit code, negative where killed: after so many seconds, or right before the move with this number."""
        order = [task, [str(argument) for argument in arguments], after, move, in_process]
        self.orders.write(json.dumps(order).encode() + b"\n")
        return int(self.answers.readline())

    def stop(self) -> None:
        self.orders.close()
        self.server.wait()
        self.answers.close()


class _Moves:
    """Counts what is moved, and kills the process right before the move with the number `last`."""

    last = 0

    def counted(self, move: Callable[..., Path]) -> Callable[..., Path]:
        def moving(*arguments: Any) -> Path:
            self.last -= 1
            if self.last == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return move(*arguments)

        return moving


def _command(*arguments: str) -> int:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        return main(list(arguments))


def _load(root: str) -> int:
    loading.load([Path(root, "data")], _folders(root))
    return 0


def _drop(root: str) -> int:
    files = {path.name: path for path in Path(root, "outside").iterdir()}
    return 0 if loading.load_exports(files, _folders(root)).accepted else 1


def _undo(root: str) -> int:
    amending.undo(_folders(root))
    return 0


def _folders(root: str) -> Folders:
    return Folders(Path(root, "warehouse"), Path(root, "reference"), Path(root, "exports", "ledger"))


TASKS: Mapping[str, Callable[..., int]] = {"command": _command, "load": _load, "drop": _drop, "undo": _undo}


def _answer_orders() -> None:
    moves = _Moves()
    patch.object(Path, "replace", moves.counted(Path.replace)).start()
    patch.object(Path, "rename", moves.counted(Path.rename)).start()
    print("ready", flush=True)
    for line in sys.stdin:
        task, arguments, after, moves.last, in_process = json.loads(line)
        process = os.fork()
        if process == 0:
            if in_process:
                patch("loaders.export_reading.Sandbox", InProcess).start()
            signal.setitimer(signal.ITIMER_REAL, after)
            os._exit(TASKS[task](*arguments))
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


if __name__ == "__main__":
    _answer_orders()
