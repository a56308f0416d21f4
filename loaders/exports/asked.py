"""The questions that reading a file raises: those that were answered, and those that are open."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from loaders.problems import Problem, Question, RefusedError


class Asked:
    """Answers a file's questions from what people have said; what nobody has answered stays open.

    `used` are the answers that the reading rests on, by the questions' ids.
    """

    def __init__(self, path: Path, answers: Mapping[str, str]) -> None:
        self._path, self._answers, self._content = path, answers, ""
        self.used: dict[str, str] = {}
        self.open: list[Question] = []

    def answer(self, question: Question) -> str:
        """What was answered; empty where nobody has, or not with one of the options."""
        said = self._answers.get(question.id, "")
        if question.means(said):
            self.used[question.id] = said
            return said
        if question.id not in {each.id for each in self.open}:
            self.open.append(question)
        return ""

    def settle(self, problems: Sequence[Problem] = ()) -> None:
        """Raise RefusedError where there are problems or open questions, with all of them."""
        if problems or self.open:
            raise RefusedError([*problems, *(question.problem for question in self.open)], self.open)

    @property
    def content(self) -> str:
        """A mark of the file's content, for the ids of questions whose answers must count for no other file."""
        if not self._content:
            with self._path.open("rb") as file:
                self._content = hashlib.file_digest(file, "sha256").hexdigest()[:12]
        return self._content
