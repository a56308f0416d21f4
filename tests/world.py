"""A world to load exports in: folders of a test's own, nothing shared."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

import pytest

from loaders.exports.export import SAMPLE_MARK, Export, Taught
from loaders.facts.plausibility import KEEP
from loaders.intake import amending, loading
from loaders.intake.folders import REFERENCE, Folders
from loaders.intake.loading import Load
from loaders.intake.trial import Trial, check
from loaders.problems import Problem
from loaders.reading.ledger import Ledger, Mapped
from loaders.reading.sandbox import Answer, Job, as_answer
from loaders.reading.sandboxed import Known, _answer
from loaders.reports import published
from loaders.warehouse.serving import POINTER, Served, opened, served
from tests.editing import end_other_areas
from tests.export_files import Row, csv_file, told
from tests.workbooks import write_report


class InProcess:
    """Parses where it is called, in place of the sandbox, which takes its time to start. A report that the
    same reader has read before is not read again."""

    read: ClassVar[dict[tuple[str, bytes, str, object], tuple[Answer, dict[str, bytes]]]] = {}

    def __init__(self, known: Taught | None = None, missing: Mapping[str, str] | None = None, *_: Path) -> None:
        self.known = Known.of(known or Taught(), missing or {})

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Answer]]:
        for job in jobs:
            yield job, self._report(job) if job.kind == "report" else as_answer(_answer(asdict(job), self.known))

    def _report(self, job: Job) -> Answer:
        content = hashlib.sha256(Path(job.path).read_bytes()).digest()
        asked = (job.name, content, json.dumps(dict(self.known.missing)), published.read_report)
        if asked not in self.read:
            answer = as_answer(_answer(asdict(job), self.known))
            written = {file.name: file.read_bytes() for file in Path(job.folder).glob("*")}
            self.read[asked] = answer, written
            return answer
        answer, written = self.read[asked]
        if written:
            Path(job.folder).mkdir()
        for name, file in written.items():
            (Path(job.folder) / name).write_bytes(file)
        return answer


class World:
    """Reports and exports under `data`, the tables that people edit, a ledger and a warehouse."""

    def __init__(self, root: Path) -> None:
        self.root, self.data = root, root / "data"
        self.folders = Folders(root / "warehouse", root / "reference", root / "exports" / "ledger")
        self.data.mkdir(parents=True)
        self.folders.warehouse.mkdir()
        shutil.copytree(REFERENCE, self.folders.reference)
        self.folders.ledger.parent.mkdir()
        self.point(Served(paths=(str(self.data),)))

    def point(self, now: Served) -> None:
        """Let the pointer say this."""
        (self.folders.warehouse / POINTER).write_text(json.dumps(asdict(now)), encoding="utf-8")

    def name_in_environment(self, patch: pytest.MonkeyPatch) -> None:
        """Let the environment name the folders."""
        patch.setenv("LEANLINK_WAREHOUSE", str(self.folders.warehouse))
        patch.setenv("LEANLINK_REFERENCE", str(self.folders.reference))
        patch.setenv("LEANLINK_EXPORTS", str(self.folders.ledger.parent))

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.folders.ledger)

    @property
    def served(self) -> Path:
        """The warehouse that is served."""
        return self.folders.warehouse / served(self.folders.warehouse).warehouse

    def report(self, value: int = 5) -> Path:
        """A report that says one number."""
        rows = [("Personal", "2022"), ("Årsarbetare", str(value))]
        return write_report(self.data / "vb.xlsx", {"Personal": ({"Slag": "personal"}, rows)})

    def file(self, name: str, export: Export, *rows: Row, **written: Any) -> Path:
        """An export that is loaded by name, not found."""
        return _written(self.root / "outside" / name, export, *rows, **written)

    def place(self, name: str, export: Export, *rows: Row, **written: Any) -> Path:
        """An export that is found."""
        return _written(self.data / name, export, *rows, **written)

    def sample(self, export: Export, *rows: Row, units: Sequence[str] = ()) -> Path:
        """A generated sample of one file, with its table of units."""
        path = self.place("sample/exempel.csv", export, *rows, above=f"{SAMPLE_MARK}, påhittade siffror")
        lines = ["source,spelling,unit,organisation", *units]
        (path.parent / "units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def know(self, *lines: str) -> None:
        """Add lines to the table of units."""
        with (self.folders.reference / "units.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    def consists_of(self, *areas: str) -> None:
        """Let the organisation have these areas only, so that no file lacks the others."""
        end_other_areas(self.folders.reference, *areas)

    def load(self, **how: Any) -> Load:
        return loading.load([self.data], self.folders, **how)

    def check(self, *paths: Path, certain: bool = False) -> Trial:
        """Try files out; `certain`: what is asked of them beside other files is as it should be."""
        files = {path.name: path for path in paths}
        trial = check(files, self.folders)
        said = _certain(trial) if certain else []
        return check(files, self.folders, said=said) if said else trial

    def drop(self, *paths: Path, **how: Any) -> Trial:
        """Load files as the page does; all of them must be fit for it, and as they should be beside others."""
        files = {path.name: path for path in paths}
        # A load of several files would be two where some of them are asked about.
        said = _certain(check(files, self.folders)) if len(files) > 1 and self.ledger.loads() else []
        trial = loading.load_exports(files, self.folders, **{"said": said} | how)
        if not trial.accepted:
            trial = loading.load_exports(files, self.folders, **{"said": _certain(trial)} | how)
        assert len(trial.accepted) == len(paths), [str(problem) for problem in trial.problems]
        return trial

    def undo(self, **how: Any) -> None:
        amending.undo(self.folders, **how)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of what is served."""
        return ask(self.served, sql)

    def hours(self) -> list[tuple[Any, ...]]:
        """Hours of assistance by month."""
        return self.ask(
            "select strftime(of_month, '%Y-%m'), sum(hours)::int from fact_assistance group by all order by 1"
        )

    def warnings(self) -> list[str]:
        """What is told of the exports that are served."""
        return [str(Problem(*row)) for row in self.ask("select * from problem where severity = 'warning'")]


def _certain(trial: Trial) -> list[Mapped]:
    """The answers that let files take their place beside others."""
    beside = ("lost:", "plausible:")
    return [Mapped.answering(each, KEEP) for each in trial.questions if each.id.startswith(beside)]


def _written(path: Path, export: Export, *rows: Row, above: str = "", **how: Any) -> Path:
    """A CSV file with what stands above its table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return csv_file(path, [*([[above], []] if above else []), *told(export, *rows, **how)])


def ask(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with opened(warehouse) as connection:
        return connection.execute(sql).fetchall()


def tables(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that a warehouse says."""
    with opened(warehouse) as connection:
        names = connection.execute("select table_name from information_schema.tables order by all").fetchall()
        return {name: connection.execute(f"select * from {name} order by all").fetchall() for (name,) in names}


def at_work(world: World) -> list[str]:
    """What lies where loads work; nothing while none goes on."""
    return [path.name for path in (world.folders.warehouse / "work").iterdir() if path.name != "sweep.lock"]


def stamps(*folders: Path) -> dict[str, int]:
    """When every file was last written."""
    return {str(path): path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*") if path.is_file()}


def errors(problems: Sequence[Problem]) -> list[str]:
    return [str(problem) for problem in problems if problem.severity == "error"]


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
