"""A monthly export -> what was read of it, kept as Parquet so that the same content is never parsed twice.

What is kept lies in `cache/` of the warehouse folder under a hash of the file's content and this package's code.
Of a file that is refused nothing is kept.
"""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from loaders.export import spellings
from loaders.exports import EXPORTS
from loaders.identity import masked
from loaders.names import read_table
from loaders.problems import MissingColumn, Problem
from loaders.reading import code_version, hash_of
from loaders.sandbox import Answer, Job, Progress, Sandbox
from loaders.values import fold

HEADINGS = "headings.csv"
Headings = Sequence[Mapping[str, str]]
"""Lines of headings.csv."""


@dataclass(frozen=True)
class ExportSource:
    """An export to read: where it lies, what messages call it, and the hash of its content.

    `load` is the number of the ledger's entry that brings it.
    """

    path: Path
    name: str
    content: str
    load: int


@dataclass(frozen=True)
class ExportReading:
    """A parsed export; `rows_in` is its Parquet file, None where the file is refused.

    `letters` says in which column of each sheet a number stands, `ignored` which headings were not read, `load` which
    entry of the ledger brings it, `missing` which columns of a refused file only lack a name.
    """

    name: str
    content: str
    load: int
    export: str = ""
    sample: bool = False
    rows: int = 0
    first_month: str = ""
    last_month: str = ""
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows_in: Path | None = None
    missing: tuple[MissingColumn, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing of the file may be loaded."""
        return self.rows_in is None

    def refuse(self, found: str, expected: str) -> "ExportReading":
        """The same reading, refused."""
        problem = Problem("error", self.name, "", "", found, expected)
        return replace(self, problems=(*self.problems, problem), rows_in=None)


def read_exports(
    sources: Sequence[ExportSource], folder: Path, reference: Path, progress: Progress | None = None
) -> list[ExportReading]:
    """The reading of every source, in their order; those not read before are parsed side by side."""
    headings = read_table(reference / HEADINGS)
    cache, code = folder / "cache", code_version()
    cache.mkdir(parents=True, exist_ok=True)
    # A name that points out a person refuses the file, whatever was read of the same content under another name.
    entries = [cache / hash_of(s.content, code, str(s.name != masked(s.name)))[:32] for s in sources]
    unread = {
        entry: source for entry, source in zip(entries, sources, strict=True) if not _is_understood(entry, headings)
    }
    refused = _parse(unread, headings, progress)
    return [
        _refusal(source, refused[entry]) if entry in refused else _reading(source, entry)
        for entry, source in zip(entries, sources, strict=True)
    ]


def _is_understood(entry: Path, headings: Headings) -> bool:
    """Whether the same content was read before, and its headings meant then what they mean now."""
    if not (entry / "reading.json").exists() or not (entry / "rows.parquet").exists():
        return False
    found = json.loads((entry / "reading.json").read_text(encoding="utf-8"))
    if found["headings"] == list(headings):
        return True
    then = spellings(EXPORTS, found["headings"])[found["export"]]
    now = spellings(EXPORTS, headings)[found["export"]]
    changed = [heading for heading in {*then, *now} if then.get(heading) != now.get(heading)]
    ignored = [fold(heading) for heading in found["ignored"]]
    # A heading may have a unit or an aside behind what is mapped.
    return not any(heading in then or any(text.startswith(heading) for text in ignored) for heading in changed)


def _parse(unread: Mapping[Path, ExportSource], headings: Headings, progress: Progress | None) -> dict[Path, Answer]:
    """Parse files and keep what was read of them; gives the answers that refuse the others."""
    refused: dict[Path, Answer] = {}
    jobs: dict[Job, Path] = {}
    for entry, source in unread.items():
        if source.path.exists():
            draft = entry.with_name(f"{entry.name}.{os.getpid()}")
            shutil.rmtree(draft, ignore_errors=True)
            jobs[Job(str(source.path), source.name, str(draft))] = entry
        else:
            wanted = "filen på sin plats, eller samma export inläst på nytt"
            found = f"filen {source.path} finns inte längre"
            refused[entry] = Answer((Problem("error", source.name, "", "", found, wanted),))
    answers = Sandbox(headings).run(list(jobs)) if jobs else iter(())
    for done, (job, answer) in enumerate(answers, 1):
        if answer.description:
            _keep(Path(job.folder), jobs[job], answer, headings)
        else:
            shutil.rmtree(job.folder, ignore_errors=True)
            refused[jobs[job]] = answer
        if progress:
            progress(done, len(jobs), job.name)
    return refused


def _keep(draft: Path, entry: Path, answer: Answer, headings: Headings) -> None:
    """Move what was read to its place; a former reading there is from before a heading got or lost its meaning."""
    found = {**answer.description, "problems": [asdict(problem) for problem in answer.problems]}
    found["headings"] = list(headings)
    (draft / "reading.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(entry, ignore_errors=True)
    draft.rename(entry)


def _reading(source: ExportSource, entry: Path) -> ExportReading:
    found = json.loads((entry / "reading.json").read_text(encoding="utf-8"))
    return ExportReading(
        source.name,
        source.content,
        source.load,
        found["export"],
        found["sample"],
        found["rows"],
        found["first_month"],
        found["last_month"],
        found["letters"],
        tuple(found["ignored"]),
        tuple(Problem(**problem | {"file": source.name}) for problem in found["problems"]),
        entry / "rows.parquet",
    )


def _refusal(source: ExportSource, answer: Answer) -> ExportReading:
    name = masked(source.name)
    renamed = tuple(replace(problem, file=name) for problem in answer.problems)
    return ExportReading(name, source.content, source.load, problems=renamed, missing=answer.missing)
