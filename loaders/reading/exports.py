"""A monthly export -> what was read of it, kept as Parquet so that the same content is never parsed twice.

What is kept lies in the workspace under the file's content and this package's code, for as long as the file is in use;
what was loaded of it lies in the ledger for good, whatever tables and code say later. Of a file that is refused or only
tried out nothing is kept.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from loaders.exports.catalogue import EXPORTS
from loaders.exports.export import Column, Taught, spellings
from loaders.exports.words import said_by_name
from loaders.problems import Problem, Question
from loaders.reading.ledger import Mapped
from loaders.reading.parsing import parse
from loaders.reading.reports import code_version, hash_file, hash_of
from loaders.reading.sandbox import Answer, Progress
from loaders.reading.workspace import Workspace, remove
from loaders.records import is_whole
from loaders.swedish.identity import masked
from loaders.swedish.spelling import fold
from loaders.tables import read_table

HEADINGS, VALUES = "headings.csv", "values.csv"
SHORT = 12
"""Digits of a file's hash by which people know it."""

DESCRIPTION, ROWS = "reading.json", "rows.parquet"
"""What is kept of an export: what it is and how it was read, and its rows."""


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
    entry of the ledger brings it, `questions` what must be answered before anything of it is loaded. `reading` is a
    hash of the rows and of how they were read.
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
    questions: tuple[Question, ...] = ()
    reading: str = ""

    @property
    def refused(self) -> bool:
        """Whether nothing of the file may be loaded."""
        return self.rows_in is None

    @property
    def months(self) -> range:
        """The months from its first to its last, counted from year nought; none where it has no rows."""
        if not self.first_month:
            return range(0)
        first, last = (12 * int(month[:4]) + int(month[5:7]) for month in (self.first_month, self.last_month))
        return range(first, last + 1)

    @property
    def is_asked(self) -> bool:
        """Whether nothing but open questions keeps the file from being loaded."""
        asked = {question.problem for question in self.questions}
        errors = {problem for problem in self.problems if problem.severity == "error"}
        return self.refused and bool(asked) and asked.issuperset(errors)

    def ask(self, questions: Sequence[Question]) -> "ExportReading":
        """The same reading, kept out until these are answered."""
        problems = tuple(question.problem for question in questions)
        return replace(self, problems=(*self.problems, *problems), questions=tuple(questions), rows_in=None)

    def refuse(self, found: str, expected: str) -> "ExportReading":
        """The same reading, refused."""
        problem = Problem("error", self.name, "", "", found, expected)
        return replace(self, problems=(*self.problems, problem), rows_in=None)


def taught(reference: Path, said: Sequence[Mapped], proposed: Sequence[Mapped] = ()) -> Taught:
    """What headings and values mean besides those that are declared, and the answers to questions: what people have
    said, what their tables say, and what is proposed; the last one counts."""
    lines = [
        [{"export": m.export, "heading": m.said, "column": m.means} for m in ms if m.kind == "heading"]
        for ms in (said, proposed)
    ]
    headings = [*lines[0], *read_table(reference / HEADINGS, ("export", "heading", "column")), *lines[1]]
    values = read_table(reference / VALUES, ("column", "spelling", "value"))
    return Taught(headings, values, {m.said: m.means for m in (*said, *proposed) if m.kind == "answer"})


def read_exports(
    sources: Sequence[ExportSource], work: Workspace, known: Taught, progress: Progress | None = None
) -> list[ExportReading]:
    """The reading of every source, in their order; those not read before are parsed side by side."""
    refused = parse_exports(sources, work, known, progress)
    readings = []
    for entry, source in zip(_entries(sources), sources, strict=True):
        kept = _kept(entry, work, known)
        readings.append(reading_in(kept, source) if kept else _refusal(source, refused[entry]))
    return readings


def parse_exports(
    sources: Sequence[ExportSource], work: Workspace, known: Taught, progress: Progress | None = None
) -> dict[str, Answer]:
    """Parse the sources that nobody has; gives the answers that refuse others, by their entries."""
    entries = dict(zip(_entries(sources), sources, strict=True))
    unread = {entry: source for entry, source in entries.items() if _kept(entry, work, known) is None}
    asked = {entry: (source.path, source.name) for entry, source in unread.items()}
    answers = parse("export", asked, work, known, progress=progress)
    for entry, answer in answers.items():
        if answer.description:
            _describe(work.own / entry, answer, known, unread[entry].content)
    return {entry: answer for entry, answer in answers.items() if not answer.description}


def pointing_out_persons(
    sources: Sequence[ExportSource], work: Workspace, known: Taught, progress: Progress | None = None
) -> dict[str, ExportReading]:
    """By content the refusal of every source that points out persons, for all that this code knows of it.

    Sources that were accepted by other code are looked at once again by this.
    """
    code = code_version()
    verdicts = {f"{persons_in(s.content)}-{hash_of(code, masked(s.name))[:32]}": s for s in sources}
    unknown = {
        verdict: (source.path, source.name)
        for verdict, source in verdicts.items()
        if work.kept(verdict) is None and source.path.exists()
    }
    for verdict, answer in parse("export", unknown, work, known, progress=progress).items():
        told = [asdict(problem) for problem in answer.problems] if answer.persons else []
        remove(work.own / verdict)
        (work.own / verdict).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    found = {}
    for verdict, source in verdicts.items():
        kept = work.kept(verdict)
        told = json.loads(kept.read_text(encoding="utf-8")) if kept else []
        wanted = f"att filen glöms: python -m loaders forget {source.content[:SHORT]}"
        problems = tuple(Problem(**each | {"expected": wanted}) for each in told)
        if problems:
            found[source.content] = _refusal(source, Answer(problems))
    return found


def persons_in(content: str) -> str:
    """What the names begin with under which it is kept whether a file points out persons."""
    return f"{content}-persons"


def is_read_by_this_code(entry: Path) -> bool:
    """Whether this very code has read what is kept in a folder, and thereby found nobody pointed out in it."""
    found = json.loads((entry / DESCRIPTION).read_text(encoding="utf-8"))
    return bool(found["code"] == code_version())


def is_kept(entry: Path) -> bool:
    """Whether what was read of an export lies whole in a folder: what it is, and its rows."""
    try:
        found = json.loads((entry / DESCRIPTION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and is_whole(entry / ROWS)


def _entries(sources: Sequence[ExportSource]) -> list[str]:
    """The names under which what is read of each source is kept.

    A name that points out a person refuses the file, its words may change what the numbers mean, and its ending says
    how it is read, whatever was read of the same content under another name.
    """
    code = code_version()
    named = [f"{s.name != masked(s.name)} {said_by_name(s.name)}" for s in sources]
    how = [hash_of(code, name, s.path.suffix.lower())[:32] for s, name in zip(sources, named, strict=True)]
    return [f"{s.content or hash_of(str(s.path))}-{each}" for s, each in zip(sources, how, strict=True)]


def _kept(entry: str, work: Workspace, known: Taught) -> Path | None:
    """Where an export lies as it was read, if its headings meant then what they mean now, and its questions have the
    same answers."""
    return next((place for place in work.places(entry) if _is_understood(place, known)), None)


def _is_understood(entry: Path, known: Taught) -> bool:
    if not is_kept(entry):
        return False
    found = json.loads((entry / DESCRIPTION).read_text(encoding="utf-8"))
    if any(known.answers.get(question) != answer for question, answer in found["answers"].items()):
        return False
    if (found["headings"], found["values"]) == (list(known.headings), list(known.values)):
        return True
    then = spellings(EXPORTS, found["headings"], found["values"])[found["export"]]
    now = spellings(EXPORTS, known.headings, known.values)[found["export"]]
    changed = [heading for heading in {*then, *now} if not _means_the_same(then.get(heading), now.get(heading))]
    ignored = [fold(heading) for heading in found["ignored"]]
    # A heading may have a unit or an aside behind what is mapped.
    return not any(heading in then or any(text.startswith(heading) for text in ignored) for heading in changed)


def _means_the_same(then: Column | None, now: Column | None) -> bool:
    """Whether a heading means what it meant; more spellings of values change nothing for a file that was read."""
    if then is None or now is None:
        return then is now
    same = all(now.choices.get(spelling) == value for spelling, value in then.choices.items())
    return same and replace(then, choices={}) == replace(now, choices={})


def _describe(entry: Path, answer: Answer, known: Taught, content: str) -> None:
    """Put beside rows what they are and how they were read."""
    # The name is that of the source, which may be another the next time.
    problems = [asdict(replace(problem, file="")) for problem in answer.problems]
    found = {**answer.description, "problems": problems, "content": content}
    found |= {"headings": list(known.headings), "values": list(known.values)}
    found["reading"] = hash_of(hash_file(entry / ROWS), json.dumps(found))
    found["code"] = code_version()
    (entry / DESCRIPTION).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


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
        "", source.content, source.load, problems=tuple(answer.problems), questions=tuple(answer.questions)
    )
    return renamed(refused, masked(source.name))


def renamed(reading: ExportReading, name: str) -> ExportReading:
    """A reading of the same content under another name."""
    problems = tuple(replace(each, file=name) for each in reading.problems)
    questions = tuple(replace(each, file=name) for each in reading.questions)
    return replace(reading, name=name, problems=problems, questions=questions)
