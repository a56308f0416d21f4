"""Changes to a finished workbook that a table of texts cannot say: merged cells, types, formulas."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl


@contextmanager
def edited(path: Path) -> Iterator[Any]:
    """The workbook at `path`, open for changes and saved at the end."""
    book = openpyxl.load_workbook(path)
    yield book
    book.save(path)
