"""What can be wrong with a file: one type, shown the same way everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing a person should know about a file, in Swedish, with its place.

    An error refuses the whole file; a warning lets it load.
    """

    severity: Severity
    file: str
    sheet: str
    cell: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet:
            place.append(f"blad {self.sheet}")
        if self.cell:
            place.append(f"cell {self.cell}")
        return f"{', '.join(place)}: {self.found}. Förväntat: {self.expected}."


@dataclass(frozen=True)
class MissingColumn:
    """A column that an export's table has no heading for, and the headings there that mean nothing to us.

    A person may say that one of them means the column; the nearest stands first.
    """

    export: str
    column: str
    headings: tuple[str, ...]


class RefusedError(Exception):
    """The file cannot be read at all; carries the problems that say why, and the columns that only lack a name.

    `persons` says that the file points out persons.
    """

    def __init__(
        self, problems: list[Problem], missing: Sequence[MissingColumn] = (), *, persons: bool = False
    ) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems, self.missing, self.persons = problems, tuple(missing), persons
