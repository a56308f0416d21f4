"""A monthly export -> what was read of it, kept as Parquet so that the same content is never parsed twice.

What is kept lies in `cache/` of the warehouse folder under a hash of the file's content and this package's code.
Of a file that is refused nothing is kept.
"""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from loaders.export import spellings
from loaders.exports import EXPORTS
from loaders.names import read_table
from loaders.problems import Problem
from loaders.reading import code_version, hash_of
from loaders.sandbox import Answer, Job, Progress, Sandbox
from loaders.values import fold

HEADINGS = "headings.csv"


@dataclass(frozen=True)
class ExportSource:
    """An export to read: where it lies, what messages call it, and the hash of its content."""

    path: Path
    name: str
    content: str


@dataclass(frozen=True)
class ExportReading:
    """A parsed export; `rows_in` is its Parquet file, None where the file is refused.

    `letters` says in which column of each sheet a number stands, `ignored` which headings were not read.
    """

    name: str
    content: str
    export: str = ""
    sample: bool = False
    rows: int = 0
    first_month: str = ""
    last_month: str = ""
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows_in: Path | None = None

    @property
    def refused(self) -> bool:
        """Whether nothing of the file may be loaded."""
        return self.rows_in is None


def read_exports(
    sources: Sequence[ExportSource], folder: Path, reference: Path, progress: Progress | None = None
) -> list[ExportReading]:
    """The reading of every source, in their order; those not read before are parsed side by side."""
    headings = read_table(reference / HEADINGS)
    cache = folder / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    entries = {source: cache / hash_of(source.content, code_version())[:32] for source in sources}
    readings = {source: _kept(source, entry, headings) for source, entry in entries.items()}
    jobs = {
        Job(
            str(source.path), source.name, str(entries[source].with_name(f"{entries[source].name}.{os.getpid()}.{at}"))
        ): source
        for at, source in enumerate(sources)
        if readings[source] is None
    }
    for done, (job, answer) in enumerate(Sandbox(headings).run(list(jobs)), 1):
        source = jobs[job]
        readings[source] = _keep(source, Path(job.folder), entries[source], answer)
        if progress:
            progress(done, len(jobs), source.name)
    return [reading for source in sources if (reading := readings[source]) is not None]


def _kept(source: ExportSource, entry: Path, headings: Sequence[Mapping[str, str]]) -> ExportReading | None:
    """What was read of the same content before, unless a heading that was ignored then has got a meaning."""
    try:
        found = json.loads((entry / "reading.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    known = spellings(EXPORTS, headings)[found["export"]]
    if any(fold(heading) in known for heading in found["ignored"]):
        return None
    return _reading(source, entry, found)


def _reading(source: ExportSource, entry: Path, found: Mapping[str, Any]) -> ExportReading:
    problems = tuple(Problem(**problem) for problem in found["problems"])
    renamed = tuple(Problem(**asdict(problem) | {"file": source.name}) for problem in problems)
    described = {name: value for name, value in found.items() if name != "problems"}
    described["ignored"] = tuple(found["ignored"])
    return ExportReading(source.name, source.content, **described, problems=renamed, rows_in=entry / "rows.parquet")


def _keep(source: ExportSource, draft: Path, entry: Path, answer: Answer) -> ExportReading:
    if not answer.description:
        shutil.rmtree(draft, ignore_errors=True)
        return ExportReading(source.name, source.content, problems=answer.problems)
    found = {**answer.description, "problems": [asdict(problem) for problem in answer.problems]}
    (draft / "reading.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    try:
        draft.rename(entry)
    except OSError:
        # The same reading is there already, of another load or from before a heading got its meaning.
        shutil.rmtree(entry)
        draft.rename(entry)
    return _reading(source, entry, found)
