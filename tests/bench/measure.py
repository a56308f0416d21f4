"""What a task takes, for the process that it has to itself."""

import time
from collections.abc import Callable


def measure(task: Callable[[], None]) -> None:
    """Run a task and print its seconds."""
    start = time.perf_counter()
    task()
    print(time.perf_counter() - start)
