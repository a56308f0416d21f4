"""A monthly export -> what was read of it, kept as Parquet so that the same content is never parsed twice.

What is kept lies in `cache/` of the warehouse folder under a hash of the file's content and this package's code; what
was loaded of it lies in the ledger for good, whatever tables and code say later. Of a file that is refused nothing is
kept.
"""

import json
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from loaders.export import spellings
from loaders.exports import EXPORTS
from loaders.identity import masked
from loaders.ledger import Mapped
from loaders.problems import MissingColumn, Problem
from loaders.reading import code_version, hash_file, hash_of
from loaders.sandbox import Answer, Job, Progress, Sandbox
from loaders.tables import read_table
from loaders.values import fold

HEADINGS = "headings.csv"
SHORT = 12
"""Digits of a file's hash by which people know it."""

DESCRIPTION, ROWS = "reading.json", "rows.parquet"
"""What is kept of an export: what it is and how it was read, and its rows."""

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
    entry of the ledger brings it, `missing` which columns of a refused file only lack a name. `reading` is a hash of
    the rows and of how they were read.
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
    reading: str = ""

    @property
    def refused(self) -> bool:
        """Whether nothing of the file may be loaded."""
        return self.rows_in is None

    def refuse(self, found: str, expected: str) -> "ExportReading":
        """The same reading, refused."""
        problem = Problem("error", self.name, "", "", found, expected)
        return replace(self, problems=(*self.problems, problem), rows_in=None)


def known_headings(reference: Path, said: Sequence[Mapped], proposed: Sequence[Mapped] = ()) -> Headings:
    """What headings mean besides those that are declared: what people have said, what their table says, and what is
    proposed; the last one counts."""
    lines = [[{"export": m.export, "heading": m.said, "column": m.means} for m in ms] for ms in (said, proposed)]
    return [*lines[0], *read_table(reference / HEADINGS, ("export", "heading", "column")), *lines[1]]


def read_exports(
    sources: Sequence[ExportSource], folder: Path, headings: Headings, progress: Progress | None = None
) -> list[ExportReading]:
    """The reading of every source, in their order; those not read before are parsed side by side."""
    cache, code = folder / "cache", code_version()
    cache.mkdir(parents=True, exist_ok=True)
    # A name that points out a person refuses the file, and its ending says how it is read, whatever was read of the
    # same content under another name.
    entries = [
        cache / hash_of(s.content, code, str(s.name != masked(s.name)), s.path.suffix.lower())[:32] for s in sources
    ]
    unread = {
        entry: source for entry, source in zip(entries, sources, strict=True) if not _is_understood(entry, headings)
    }
    refused = _parse(unread, headings, progress)
    return [
        _refusal(source, refused[entry]) if entry in refused else reading_in(entry, source)
        for entry, source in zip(entries, sources, strict=True)
    ]


def pointing_out_persons(
    sources: Sequence[ExportSource], folder: Path, headings: Headings, progress: Progress | None = None
) -> dict[str, ExportReading]:
    """By content the refusal of every source that points out persons, for all that this code knows of it.

    Sources that were accepted by other code are looked at once again by this.
    """
    cache = folder / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    verdicts = {cache / f"persons-{hash_of(s.content, code_version(), masked(s.name))[:32]}": s for s in sources}
    jobs = {
        Job(str(source.path), source.name, f"{verdict}.{os.getpid()}"): verdict
        for verdict, source in verdicts.items()
        if not verdict.exists() and source.path.exists()
    }
    answers = Sandbox(headings).run(list(jobs)) if jobs else iter(())
    for done, (job, answer) in enumerate(answers, 1):
        shutil.rmtree(job.folder, ignore_errors=True)
        draft = Path(f"{job.folder}.json")
        told = [asdict(problem) for problem in answer.problems] if answer.persons else []
        draft.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        draft.replace(jobs[job])
        if progress:
            progress(done, len(jobs), job.name)
    found = {}
    for verdict, source in verdicts.items():
        told = json.loads(verdict.read_text(encoding="utf-8")) if verdict.exists() else []
        wanted = f"att filen glöms: python -m loaders forget {source.content[:SHORT]}"
        problems = tuple(Problem(**each | {"expected": wanted}) for each in told)
        if problems:
            found[source.content] = _refusal(source, Answer(problems))
    return found


def is_read_by_this_code(entry: Path) -> bool:
    """Whether this very code has read what is kept in a folder, and thereby found nobody pointed out in it."""
    found = json.loads((entry / DESCRIPTION).read_text(encoding="utf-8"))
    return bool(found["code"] == code_version())


def forget_readings(folder: Path, contents: Collection[str]) -> None:
    """Remove what is kept of exports of these contents, and of those of which older code does not tell whose it is."""
    for entry in sorted((folder / "cache").glob(f"*/{ROWS}")):
        description = entry.parent / DESCRIPTION
        found = json.loads(description.read_text(encoding="utf-8")) if description.exists() else {}
        if found.get("content", "") in {"", *contents}:
            entry.unlink()
            shutil.rmtree(entry.parent)


def _is_understood(entry: Path, headings: Headings) -> bool:
    """Whether the same content was read before, and its headings meant then what they mean now."""
    if not (entry / DESCRIPTION).exists() or not (entry / ROWS).exists():
        return False
    found = json.loads((entry / DESCRIPTION).read_text(encoding="utf-8"))
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
            _keep(Path(job.folder), jobs[job], answer, headings, unread[jobs[job]].content)
        else:
            shutil.rmtree(job.folder, ignore_errors=True)
            refused[jobs[job]] = answer
        if progress:
            progress(done, len(jobs), job.name)
    return refused


def _keep(draft: Path, entry: Path, answer: Answer, headings: Headings, content: str) -> None:
    """Move what was read to its place; a former reading there is from before a heading got or lost its meaning."""
    # The name is that of the source, which may be another the next time.
    problems = [asdict(replace(problem, file="")) for problem in answer.problems]
    found = {**answer.description, "problems": problems, "headings": list(headings), "content": content}
    found["reading"] = hash_of(hash_file(draft / ROWS), json.dumps(found))
    found["code"] = code_version()
    (draft / DESCRIPTION).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(entry, ignore_errors=True)
    draft.rename(entry)


def reading_in(entry: Path, source: ExportSource) -> ExportReading:
    """What is kept in a folder of a source that was read."""
    found = json.loads((entry / DESCRIPTION).read_text(encoding="utf-8"))
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
        entry / ROWS,
        reading=found["reading"],
    )


def _refusal(source: ExportSource, answer: Answer) -> ExportReading:
    refused = ExportReading(
        "", source.content, source.load, problems=tuple(answer.problems), missing=tuple(answer.missing)
    )
    return renamed(refused, masked(source.name))


def renamed(reading: ExportReading, name: str) -> ExportReading:
    """A reading of the same content under another name."""
    return replace(reading, name=name, problems=tuple(replace(each, file=name) for each in reading.problems))
