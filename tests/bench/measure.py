"""What a task takes, for the process that it has to itself."""

import json
import resource
import time
from collections.abc import Callable


def measure(task: Callable[[], None]) -> None:
    """Run a task and print its seconds, and the peak of this process and of its largest child together."""
    start = time.perf_counter()
    task()
    seconds = time.perf_counter() - start
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "megabytes": sum(peaks) / 1024}))
