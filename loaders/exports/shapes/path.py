"""The steps in their order: every sheet of a file takes those whose shape it has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from loaders.exports.export import INSTRUCTIONS, Export, Spellings
from loaders.exports.shapes.across import values_in_rows
from loaders.exports.shapes.cells import with_codes_apart, with_noughts, with_one_month, without_proven_totals
from loaders.exports.shapes.down import with_names_in_each_row
from loaders.exports.shapes.heads import Sheet, with_one_head
from loaders.exports.shapes.said import with_what_lines_say
from loaders.exports.shapes.step import Made, ShapeError
from loaders.files.sheets import Grid
from loaders.problems import Problem, RefusedError

Step = Callable[[Sheet], Made | None]
"""A pure step: the sheet in its new shape, or None where the old one is not there."""

STEPS: tuple[Step, ...] = (
    with_one_head,
    with_what_lines_say,
    with_names_in_each_row,
    values_in_rows,
    with_what_lines_say,
    with_one_month,
    with_codes_apart,
    without_proven_totals,
    with_noughts,
)


@dataclass(frozen=True)
class Shaped:
    """A sheet as it is read, and in words the steps that it took from what stands in the file."""

    grid: Grid
    steps: tuple[str, ...] = ()
    says_one_thing: bool = False


def shaped(grid: Grid, file: str, exports: Sequence[Export], known: Spellings) -> Shaped:
    """The sheet after all steps whose shape it has. Raises RefusedError where one cannot be used."""
    taken: list[str] = []
    says_one_thing = False
    sheet = Sheet(grid, exports, known)
    for step in STEPS if grid.name != INSTRUCTIONS and grid.table.num_rows else ():
        try:
            made = step(sheet)
        except ShapeError as error:
            problem = Problem("error", file, grid.name, error.cell, error.found, error.expected)
            raise RefusedError([problem]) from error
        if made:
            shape, words = made
            sheet = replace(sheet, grid=shape)
            taken.append(words)
            says_one_thing |= step is values_in_rows
    return Shaped(sheet.grid, tuple(taken), says_one_thing)
