"""A table with heads on two sides, as it is shown and handed out: numbers as texts, and as what they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.share.table import Table


@dataclass(frozen=True)
class Cell:
    """A number as it is written, and what to know about it; `name` is what a click on it asks for."""

    text: str = "–"
    value: float | None = None
    note: str = ""
    name: str = ""


@dataclass(frozen=True)
class Head:
    """What stands above a column: whose numbers it has, in which unit, to how many decimals, and of what."""

    group: str
    unit: str
    name: str
    decimals: int = 0


@dataclass(frozen=True)
class Line:
    """A row: a name for each of its heads, and its cells. A total has fewer names."""

    names: tuple[str, ...]
    cells: Sequence[Cell]
    total: bool = False


@dataclass(frozen=True)
class Grid:
    """Lines under heads; `corner` says what the names of a line are."""

    corner: Sequence[str]
    heads: Sequence[Head]
    lines: Sequence[Line]

    @property
    def headings(self) -> list[str]:
        """What stands above each column, in a line: whose numbers it has only where there are others too."""
        several = len({head.group for head in self.heads}) > 1
        told = [[head.group if several or not head.name else "", head.name] for head in self.heads]
        names = [" ".join(filter(None, words)) for words in told]
        return [f"{name}, {head.unit}" if head.unit else name for name, head in zip(names, self.heads, strict=True)]

    def table(self) -> Table:
        """The same as a plain table of texts."""
        return Table(
            (*self.corner, *self.headings),
            tuple((*self.padded(line), *(cell.text for cell in line.cells)) for line in self.lines),
        )

    def padded(self, line: Line) -> tuple[str, ...]:
        """The names of a line, one for each of the corner's."""
        return (*line.names, *[""] * (len(self.corner) - len(line.names)))
