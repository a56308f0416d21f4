"""What can be wrong with a file: one type, shown the same way everywhere."""

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


class RefusedError(Exception):
    """The file cannot be read at all; carries the problems that say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems
