"""What can be wrong with a file, and what must be asked of it: shown the same way everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

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
class Option:
    """One answer to a question: what it is called, what it would mean in words, and the sums that the file would have
    then, by heading, where they tell the options apart."""

    answer: str
    means: str
    sums: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """What only a person knows of a file: nothing of it is loaded before the answer.

    `id` is the same wherever the same is asked, so that what was answered once counts as long as the load does that it
    was answered for. `proposed` is the answer that the file itself proves, if it does: its sums reconcile, or stay as
    they are. `asks` of a heading what column it is: the last part of such an `id`.
    """

    id: str
    export: str
    file: str
    sheet: str
    cell: str
    found: str
    expected: str
    asks: str
    options: tuple[Option, ...]
    proposed: str = ""
    kind: Literal["heading", "answer"] = "answer"

    @property
    def problem(self) -> Problem:
        """The question to those who are told what is wrong and cannot answer."""
        return Problem("error", self.file, self.sheet, self.cell, self.found, self.expected)

    def means(self, answer: str) -> str:
        """What an answer would mean, in words; empty where it is none of the options."""
        return next((option.means for option in self.options if option.answer == answer), "")

    @staticmethod
    def of(told: Mapping[str, Any]) -> "Question":
        """A question from its plain record."""
        return Question(**{**told, "options": tuple(Option(**option) for option in told["options"])})


class RefusedError(Exception):
    """The file cannot be read, or not yet; carries the problems that say why, and the questions whose answers would
    let it be read.

    `persons` says that the file points out persons.
    """

    def __init__(
        self, problems: Sequence[Problem], questions: Sequence[Question] = (), *, persons: bool = False
    ) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems, self.questions, self.persons = list(problems), tuple(questions), persons
