"""Work that every core of the machine takes part in: the parser and Arrow's functions let each other run."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


FEW_ROWS = 1000
"""To start threads for columns of so many rows takes longer than the work itself."""


def by_column(work: Callable[[Item], Result], items: Iterable[Item], rows: int) -> Iterator[Result]:
    """The results of the columns of a table in their order, side by side where it has many rows.

    Raises MemoryError where there is no memory for a thread.
    """
    return map(work, items) if rows <= FEW_ROWS else side_by_side(work, items)


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """The results of the items in their order. Of many items only a few more than there are cores are held at once.

    Raises MemoryError where there is no memory for a thread.
    """
    cores = os.cpu_count() or 1
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(cores) as threads:
        for item in items:
            if len(waiting) > cores:
                yield waiting.popleft().result()
            try:
                waiting.append(threads.submit(work, item))
            except RuntimeError as error:
                raise MemoryError from error
        while waiting:
            yield waiting.popleft().result()
