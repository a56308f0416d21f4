"""A sheet whose cells stand in other rows and columns than in the file, and know where they stood."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.files.old_workbook import Place
from loaders.files.sheets import Grid, column_letters

Ints = np.ndarray[tuple[int], np.dtype[np.int32]]

NOWHERE = -1
"""The row and column of what stands in no cell: a month that the name of the sheet says."""


@dataclass(frozen=True)
class Strip:
    """A column of a sheet that is taking shape: its texts, and the row and column of the table where each stood."""

    texts: pa.Array
    rows: Ints
    columns: Ints

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, at: Ints) -> "Strip":
        """These of its cells, in this order."""
        return Strip(self.texts.take(pa.array(at)), self.rows[at], self.columns[at])

    def saying(self, texts: pa.Array) -> "Strip":
        """The same cells with other texts."""
        return Strip(texts, self.rows, self.columns)

    @staticmethod
    def one_cell(text: str | None, rows: int, row: int = NOWHERE, column: int = NOWHERE) -> "Strip":
        """What one cell says, in every row."""
        texts = pa.array([text], pa.string()).take(pa.array(np.zeros(rows, np.int32)))
        return Strip(texts, np.full(rows, row, np.int32), np.full(rows, column, np.int32))

    @staticmethod
    def chained(strips: Sequence["Strip"]) -> "Strip":
        """Strips one below the other."""
        return Strip(
            pa.concat_arrays([strip.texts for strip in strips]),
            np.concatenate([strip.rows for strip in strips]),
            np.concatenate([strip.columns for strip in strips]),
        )


@dataclass
class Reshaped(Grid):
    """A sheet of strips. What its cells say of their place is where they stand in the file."""

    strips: Sequence[Strip] = ()
    origin: Grid | None = field(default=None, repr=False)

    def serials(self, column: int) -> pa.Array:
        """A column's dates and durations as days, gathered from where its cells stood."""
        return pa.array(self._gathered(column, Grid.serials), pa.float64(), from_pandas=True)

    def are_numbers(self, column: int) -> pa.Array:
        """Which of a column's cells the file keeps as numbers, gathered from where they stood."""
        return pa.array(self._gathered(column, Grid.are_numbers) == 1.0)

    def _gathered(
        self, column: int, of: Callable[[Grid, int], pa.Array]
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """What the sheet as it stands in the file says of a column's cells."""
        strip = self.strips[column]
        found = np.full(len(strip), np.nan)
        if self.origin is None:
            return found
        for source in np.unique(strip.columns[strip.columns != NOWHERE]).tolist():
            mine = strip.columns == source
            found[mine] = np.asarray(pc.cast(of(self.origin, source), pa.float64()))[strip.rows[mine]]
        return found

    def row(self, row: int) -> int:
        """The sheet's row where the first cell of a row stood that stands anywhere."""
        return next((int(strip.rows[row]) + 1 for strip in self.strips if strip.rows[row] != NOWHERE), row + 1)

    def cell(self, row: int, column: int) -> str:
        """The cell where it stood; nothing for what stands in none."""
        strip = self.strips[column]
        if strip.rows[row] == NOWHERE:
            return ""
        return f"{column_letters(int(strip.columns[row]) + 1)}{int(strip.rows[row]) + 1}"


def strips(grid: Grid) -> list[Strip]:
    """The columns of a sheet."""
    if isinstance(grid, Reshaped):
        return list(grid.strips)
    height = grid.table.num_rows
    rows = np.arange(height, dtype=np.int32)
    return [Strip(texts, rows, np.full(height, at, np.int32)) for at, texts in enumerate(grid.table.columns)]


def of_strips(made: Sequence[Strip], grid: Grid) -> Grid:
    """A sheet of strips that were made of those of another."""
    origin = grid.origin if isinstance(grid, Reshaped) else grid
    table = pa.record_batch([strip.texts for strip in made], [*map(str, range(len(made)))])
    if origin is None:
        return Reshaped(grid.name, table, strips=made)
    broken = _without_value(made, origin.broken) if origin.broken else {}
    return Reshaped(grid.name, table, broken, origin.around, None, _percents(made, origin), made, origin)


def _without_value(made: Sequence[Strip], broken: Mapping[Place, str]) -> dict[Place, str]:
    """What is said of the cells without a value, where they stand now."""
    found = {}
    for column, strip in enumerate(made):
        for row in np.flatnonzero(np.asarray(pc.is_null(strip.texts))).tolist():
            if why := broken.get((int(strip.rows[row]) + 1, int(strip.columns[row]))):
                found[row + 1, column] = why
    return found


def _percents(made: Sequence[Strip], origin: Grid) -> dict[int, frozenset[int]]:
    """The rows of each column that Excel shows as percent."""
    found: dict[int, frozenset[int]] = {}
    for column, strip in enumerate(made):
        for was, rows in origin.percents.items():
            shown = np.flatnonzero((strip.columns == was) & np.isin(strip.rows + 1, list(rows)))
            found[column] = found.get(column, frozenset()) | frozenset((shown + 1).tolist())
    return found
