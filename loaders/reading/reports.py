"""A file -> its figures or the problems that refuse it; what was read once is kept and not parsed again.

Kept in the workspace: each parsed reading as Parquet under the file's content, this package's code and the spellings of
missing; and a copy of each file that could be read, so that it can be read again after the file itself has been broken
and the code or the spellings have changed.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from loaders.problems import Problem
from loaders.reading.parsing import parse
from loaders.reading.sandbox import Progress
from loaders.reading.workspace import Workspace
from loaders.reports.explanations import Explanation, explain
from loaders.reports.names import Figure, Reference, resolve
from loaders.reports.published import cells_in, has_cells
from loaders.reports.report import Report


@dataclass
class Reading:
    """A file as read. `report` is None where it is refused; `status` is loaded, refused or kept."""

    name: str
    content: str
    report: Report | None = None
    figures: list[Figure] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    status: str = "loaded"

    def refuse(self, *problems: Problem) -> None:
        """Refuse the file whole."""
        self.problems = [*self.problems, *problems]
        self.report, self.figures, self.explanations, self.status = None, [], [], "refused"


class Reader:
    """Reads files into figures, with the names of `reference` and what the workspace has of earlier readings."""

    def __init__(self, work: Workspace, reference: Reference) -> None:
        self.work, self.reference = work, reference
        spellings = json.dumps(dict(reference.missing), sort_keys=True)
        self.basis = hash_of(code_version(), spellings)[:32]

    def parse(
        self, sources: Mapping[str, Path], contents: Mapping[str, str], progress: Progress | None = None
    ) -> Mapping[str, Sequence[Problem]]:
        """Parse the files, by name, that nobody has; gives the problems of each that is refused, by its entry."""
        entries = {self._entry(path, contents[name]): (path, name) for name, path in sources.items()}
        unread = {entry: source for entry, source in entries.items() if self._kept(entry) is None}
        answers = parse("report", unread, self.work, missing=self.reference.missing, progress=progress)
        return {entry: answer.problems for entry, answer in answers.items() if not answer.description}

    def read(self, path: Path, name: str, content: str) -> Reading:
        """The file's reading; errors of any kind refuse it and leave other files alone."""
        reading = Reading(name, content)
        refused = self.parse({name: path}, {name: content})
        entry = self._entry(path, content)
        kept = self._kept(entry)
        if kept is None:
            reading.refuse(*(replace(problem, file=name) for problem in refused[entry]))
            return reading
        reading.report, cells = cells_in(kept)
        reading.figures, problems = resolve(reading.report, cells, self.reference, name)
        reading.explanations, unexplained = explain(reading.report, cells, self.reference, name)
        reading.problems = [*problems, *unexplained]
        if any(problem.severity == "error" for problem in reading.problems):
            reading.refuse()
        elif self.work.kept(_original(content)) is None:
            shutil.copyfile(path, self.work.own / _original(content))
        return reading

    def earlier(self, refused: Reading, content: str | None) -> Reading:
        """For a refused file its version of an earlier content, if that was kept, with the new problems."""
        original = self.work.kept(_original(content)) if content else None
        if content is None or original is None:
            return refused
        reading = self.read(original, refused.name, content)
        return replace(reading, problems=refused.problems, status="kept") if reading.report else refused

    def _kept(self, entry: str) -> Path | None:
        """Where a reading lies whole, if anywhere."""
        return next((place for place in self.work.places(entry) if has_cells(place)), None)

    def _entry(self, path: Path, content: str) -> str:
        """What is read of a file is kept under this name."""
        return f"{content or hash_of(str(path))}-{self.basis}"


def _original(content: str) -> str:
    return f"{content}.xlsx"


def read_reports(
    sources: Mapping[str, Path], contents: Mapping[str, str], reader: Reader, in_use: Mapping[str, str]
) -> list[Reading]:
    """Read every report; for a refused one its served version stays, and no publication comes twice."""
    reader.parse(sources, contents)
    readings = [reader.read(path, name, contents[name]) for name, path in sources.items()]
    for _ in range(2):
        # Twice: a version that comes back may bring a publication that another file has taken meanwhile.
        readings = [r if r.report else reader.earlier(r, in_use.get(r.name)) for r in readings]
        _refuse_repeated(readings, in_use)
    return readings


def _refuse_repeated(readings: Sequence[Reading], in_use: Mapping[str, str]) -> None:
    """Of several files with one publication the one that is served now stays, otherwise the first."""
    first: dict[str, str] = {}
    for reading in sorted(readings, key=lambda r: in_use.get(r.name) != r.content):
        if reading.report is None:
            continue
        publication = reading.report.publication
        if publication in first:
            found = f"Beteckning ”{publication}” finns redan i {first[publication]}"
            expected = "en egen beteckning för varje rapport"
            reading.refuse(Problem("error", reading.name, "Rapport", "", found, expected))
        else:
            first[publication] = reading.name


@cache
def code_version() -> str:
    """A hash of this package's code, as this process has it: other code may read the same file differently."""
    return version_of(Path(__file__).parents[1])


def version_of(package: Path) -> str:
    """A hash of a package's code."""
    # Not how the sample is made: no reading depends on it.
    modules = (path for path in sorted(package.rglob("*.py")) if package / "sample" not in path.parents)
    return hash_of(*map(hash_file, modules))


def hash_file(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_of(*parts: str) -> str:
    """SHA-256 of texts in order."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
