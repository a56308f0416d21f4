"""A file -> its figures or the problems that refuse it; what was read once is kept and not parsed again.

Kept in `cache/` of the warehouse folder: each parsed reading as Parquet under a hash of the file's content,
this package's code and the spellings of missing; and a copy of each file that could be read, so that it can
be read again after the file itself has been broken and the code or the spellings have changed.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow.parquet as pq

from loaders.explanations import Explanation, explain
from loaders.names import Figure, Reference, resolve
from loaders.problems import Problem, RefusedError
from loaders.published import PrintedCell, read_report
from loaders.records import from_arrow, to_arrow
from loaders.report import Report


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
    """Reads files into figures, with the names of `reference` and what `folder` keeps of earlier readings."""

    def __init__(self, folder: Path, reference: Reference) -> None:
        self.kept, self.reference = folder / "cache", reference
        spellings = json.dumps(dict(reference.missing), sort_keys=True)
        self.basis = hash_of(code_version(), spellings)
        self.kept.mkdir(parents=True, exist_ok=True)

    def read(self, path: Path, name: str, content: str) -> Reading:
        """The file's reading; errors of any kind refuse it and leave other files alone."""
        reading = Reading(name, content)
        try:
            report, cells = self._parsed(path, name, content)
        except RefusedError as refused:
            reading.refuse(*refused.problems)
            return reading
        except Exception as error:
            # Whatever a strange file meets in the parser: it must not keep the other files from loading.
            found = f"filen kunde inte läsas ({type(error).__name__}: {error})"
            reading.refuse(Problem("error", name, "", "", found, "en rapport på samma form som de andra"))
            return reading
        reading.report = report
        reading.figures, problems = resolve(report, cells, self.reference, name)
        reading.explanations, unexplained = explain(report, cells, self.reference, name)
        reading.problems = [*problems, *unexplained]
        if any(problem.severity == "error" for problem in reading.problems):
            reading.refuse()
        else:
            self._keep_original(path, content)
        return reading

    def earlier(self, refused: Reading, content: str | None) -> Reading:
        """For a refused file its version of an earlier content, if that was kept, with the new problems."""
        original = self._original(content) if content else None
        if content is None or original is None or not original.exists():
            return refused
        reading = self.read(original, refused.name, content)
        return replace(reading, problems=refused.problems, status="kept") if reading.report else refused

    def _parsed(self, path: Path, name: str, content: str) -> tuple[Report, list[PrintedCell]]:
        entry = self.kept / hash_of(content, self.basis)[:32]
        if entry.exists():
            reports = from_arrow(pq.read_table(entry / "report.parquet"), Report)
            return reports[0], from_arrow(pq.read_table(entry / "cells.parquet"), PrintedCell)
        report, cells = read_report(path, name, self.reference.missing)
        draft = entry.with_name(f"{entry.name}.{os.getpid()}")
        draft.mkdir(exist_ok=True)
        pq.write_table(to_arrow([report], Report), draft / "report.parquet")
        pq.write_table(to_arrow(cells, PrintedCell), draft / "cells.parquet")
        try:
            draft.rename(entry)
        except OSError:
            # Another load has put the same reading there meanwhile.
            shutil.rmtree(draft)
        return report, cells

    def _original(self, content: str) -> Path:
        return self.kept / f"{content}.xlsx"

    def _keep_original(self, path: Path, content: str) -> None:
        original = self._original(content)
        if not original.exists():
            draft = original.with_name(f"{original.name}.{os.getpid()}")
            shutil.copyfile(path, draft)
            draft.replace(original)


def read_reports(
    sources: Mapping[str, Path], contents: Mapping[str, str], reader: Reader, in_use: Mapping[str, str]
) -> list[Reading]:
    """Read every report; for a refused one its served version stays, and no publication comes twice."""
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


def code_version() -> str:
    """A hash of this package's code: other code may read the same file differently."""
    # Not how the sample is made: no reading depends on it.
    package = Path(__file__).parent
    modules = (path for path in sorted(package.rglob("*.py")) if package / "sample" not in path.parents)
    return hash_of(*map(hash_file, modules))


def hash_file(path: Path) -> str:
    """SHA-256 of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hash_of(*parts: str) -> str:
    """SHA-256 of texts in order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
