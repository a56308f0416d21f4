"""What every step is made of: strips gathered under new headings, and why a shape cannot be used."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.files.reshaped import NOWHERE, Ints, Strip, of_strips
from loaders.files.sheets import Grid
from loaders.swedish.values import parse_hours

Made = tuple[Grid, str]
"""A sheet in its new shape, and in words what was done to it."""

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
"""Which rows of a sheet, each by its place."""


class ShapeError(Exception):
    """A shape that is there and cannot be used: the cell, what stands there and what was expected."""

    def __init__(self, cell: str, found: str, expected: str) -> None:
        super().__init__(found)
        self.cell, self.found, self.expected = cell, found, expected


def gathered(strips: Sequence[Strip], positions: Ints, rows: Ints) -> Strip:
    """One strip of cells from many: the cell of each position and row; nothing where the position is NOWHERE."""
    height = len(strips[0]) if strips else 0
    flat = Strip.chained([*strips, Strip.one_cell(None, 1)])
    return flat.take(np.where(positions == NOWHERE, len(flat) - 1, positions * height + rows).astype(np.int32))


def with_headings(made: Sequence[Strip], head: int, texts: Sequence[str | None], grid: Grid) -> Grid:
    """A sheet of strips, with these texts in the row of headings (from 1)."""
    return of_strips([said_in(strip, head - 1, text) for strip, text in zip(made, texts, strict=True)], grid)


def said_in(strip: Strip, row: int, text: str | None) -> Strip:
    """The strip with another text in one of its rows."""
    mask = np.zeros(len(strip), bool)
    mask[row] = True
    return strip.saying(pc.if_else(pa.array(mask), pa.scalar(text or None, pa.string()), strip.texts))


def without_rows(made: Sequence[Strip], gone: Mask, grid: Grid) -> Grid:
    """A sheet of strips without some of its rows."""
    kept = np.flatnonzero(~gone).astype(np.int32)
    return of_strips([strip.take(kept) for strip in made], grid)


def filled_rows(strips: Sequence[Strip], positions: Sequence[int]) -> Mask:
    """The rows in which any of some columns says anything."""
    found = np.zeros(len(strips[0]) if strips else 0, bool)
    for at in positions:
        found |= np.asarray(pc.is_valid(strips[at].texts))
    return found


def number_in(text: str | None) -> float | None:
    """A cell's number; nought where nothing stands, None where something else does."""
    if text is None:
        return 0.0
    try:
        return float(parse_hours(text))
    except ValueError:
        return None


def listed(texts: Sequence[str]) -> str:
    """Texts in a sentence: A, B och C."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} och {texts[-1]}"
