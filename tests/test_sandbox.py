"""Hostile files end the child that reads them and nothing else; nothing of a refused file is left behind."""

import errno
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from loaders.exports.catalogue import EXPORTS, HOUSING, MEALS
from loaders.exports.export import Taught, spellings
from loaders.problems import Problem
from loaders.reading import parsing, sandbox, sandboxed
from loaders.reading.sandbox import Answer, Job, Sandbox
from loaders.reports.published import cells_in
from tests.export_files import KNOWN, SHEET, identity_number, patched, table, workbook
from tests.workbooks import write_report
from tests.world import World

PATIENCE = 300
"""Seconds to wait for what is sure to come, however busy the machine is."""

KILLED = (
    "{}: filen avbröt läsningen: den är skadad eller kräver för mycket minne. "
    "Förväntat: en export utan celler långt utanför tabellen."
)


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() - before == set()


def children() -> set[str]:
    """The processes of the sandbox that this one has started and that still run, or that no one has waited for."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, after = stat.read_text().rsplit(")", 1)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if after.split()[1] == str(os.getpid()):
            found.add(name)
    return found


@pytest.fixture
def jobs(tmp_path: Path) -> "Jobs":
    return Jobs(tmp_path)


class Jobs:
    """Makes jobs of files in a folder, each with a folder of its own for its rows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, count()
        (folder / "rows").mkdir()

    def of(self, path: Path) -> Job:
        return Job(str(path), path.name, str(self.folder / "rows" / str(next(self.numbers))))

    def good(self, name: str = "bra.xlsx", rows: int = 2) -> Job:
        return self.of(workbook(self.folder / name, table(HOUSING, rows)))

    def far_cell(self, name: str = "vid.xlsx") -> Job:
        """One cell in the last row and column that Excel has: the parser would make room for all between."""
        path = workbook(self.folder / name, table(HOUSING))
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return self.of(patched(path, lambda sheet: sheet.replace(b"</sheetData>", far)))

    def bomb(self, name: str = "bomb.xlsx") -> Job:
        """A sheet of 200 MB in a small file, all of it one text after another."""
        path = workbook(self.folder / name, table(HOUSING))
        row = b'<row><c t="inlineStr"><is><t>' + b"x" * 2000 + b"</t></is></c></row>"
        return self.of(patched(path, lambda sheet: sheet.replace(b"</sheetData>", row * 100_000 + b"</sheetData>")))


def answers(box: Sandbox, *jobs: Job) -> dict[str, Answer]:
    return {job.name: answer for job, answer in box.run(jobs)}


def told(answer: Answer) -> list[str]:
    return [str(problem) for problem in answer.problems]


def left_behind(jobs: Jobs) -> list[str]:
    return sorted(path.name for path in (jobs.folder / "rows").rglob("*"))


def test_a_file_is_described_and_its_rows_are_written(jobs: Jobs) -> None:
    job = jobs.good()
    (answer,) = answers(Sandbox(), job).values()
    assert answer == Answer(
        (),
        {
            "export": "housing",
            "sample": False,
            "rows": 2,
            "first_month": "2021-01-01",
            "last_month": "2021-02-01",
            "letters": {SHEET: {"month": "A", "home": "B", "place_days": "C", "occupied_days": "D"}},
            "ignored": [],
            "answers": {},
        },
    )
    rows = pq.read_table(Path(job.folder) / "rows.parquet")
    assert rows.column("home").to_pylist() == ["Boende 1", "Boende 2"]
    assert rows.column("row").to_pylist() == [2, 3]


def test_warnings_come_with_the_description(jobs: Jobs) -> None:
    job = jobs.of(workbook(jobs.folder / "fil.xlsx", {"A": table(HOUSING), "B": [["Om uttaget"]]}))
    (answer,) = answers(Sandbox(), job).values()
    assert answer.description["rows"] == 2
    assert answer.problems == (
        Problem("warning", "fil.xlsx", "B", "", "bladet har ingen tabell som känns igen och läses inte", "en export"),
    )


def test_a_refused_file_leaves_nothing_behind(jobs: Jobs) -> None:
    bad = jobs.of(workbook(jobs.folder / "fel.xlsx", table(HOUSING, 1, place_days=["x"])))
    person = jobs.of(workbook(jobs.folder / "person.xlsx", table(HOUSING, 1, home=[identity_number()])))
    found = answers(Sandbox(), bad, person)
    assert told(found["fel.xlsx"]) == ["fel.xlsx, blad Uttag, cell C2: Platsdygn är ”x”. Förväntat: ett tal, minst 0."]
    assert [answer.description for answer in found.values()] == [{}, {}]
    assert left_behind(jobs) == []


def test_columns_that_only_lack_a_name_come_with_the_answer(jobs: Jobs) -> None:
    lines = [[*line, "Not"] for line in table(HOUSING)]
    lines[0][2] = "Platsdyng"
    (answer,) = answers(Sandbox(), jobs.of(workbook(jobs.folder / "fil.xlsx", lines))).values()
    (question,) = answer.questions
    assert (question.kind, question.id) == ("heading", "heading:housing:place_days")
    assert [option.answer for option in question.options] == ["Platsdyng", "Not"]


def test_added_headings_are_known_to_the_children(jobs: Jobs) -> None:
    lines = table(HOUSING)
    lines[0][2] = "Dygn att fylla"
    job = jobs.of(workbook(jobs.folder / "fil.xlsx", lines))
    added = [{"export": "housing", "heading": "Dygn att fylla", "column": "place_days"}]
    assert told(answers(Sandbox(), job)["fil.xlsx"]) != []
    assert told(answers(Sandbox(Taught(added * 5000)), job)["fil.xlsx"]) == []


def test_a_load_reads_exports_in_children(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = sandbox._Child.ask

    def asking(child: sandbox._Child, job: Job, seconds: float) -> str:
        asked.append(job.name)
        return real(child, job, seconds)

    monkeypatch.setattr(sandbox._Child, "ask", asking)
    monkeypatch.setattr(parsing, "Sandbox", Sandbox)
    world.drop(world.file("a.csv", HOUSING, {}))
    assert asked == ["a.csv"]
    assert world.ask("select count(*) from fact_housing") == [(1,)]


class TestHostileFiles:
    def test_they_end_their_child_only(self, jobs: Jobs) -> None:
        batch = [jobs.good("a.xlsx"), jobs.far_cell(), jobs.good("b.xlsx"), jobs.bomb(), jobs.good("c.xlsx")]
        found = answers(Sandbox(memory=1_500_000_000), *batch)
        assert told(found["vid.xlsx"]) == [KILLED.format("vid.xlsx")]
        assert {name: told(found[name]) for name in ("a.xlsx", "b.xlsx", "c.xlsx")} == {
            "a.xlsx": [],
            "b.xlsx": [],
            "c.xlsx": [],
        }
        assert set(left_behind(jobs)) == {"0", "2", "4", "rows.parquet"}

    def test_a_bomb_ends_at_the_limit_of_memory(self, jobs: Jobs) -> None:
        assert told(answers(Sandbox(memory=500_000_000), jobs.bomb())["bomb.xlsx"]) == [KILLED.format("bomb.xlsx")]

    def test_the_message_hides_a_number_in_the_name(self, jobs: Jobs) -> None:
        job = jobs.far_cell(f"{identity_number()}.xlsx")
        (answer,) = answers(Sandbox(memory=1_000_000_000), job).values()
        assert told(answer) == [KILLED.format("••••••-••••.xlsx")]

    def test_a_job_that_takes_too_long(self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
        exchange = sandbox._Child._exchange

        def standing_still(child: sandbox._Child, asked: str) -> str:
            child._process.send_signal(signal.SIGSTOP)
            return exchange(child, asked)

        box = Sandbox(seconds=0.2)
        with monkeypatch.context() as patch:
            patch.setattr(sandbox._Child, "_exchange", standing_still)
            assert told(answers(box, jobs.good("stor.xlsx"))["stor.xlsx"]) == [
                "stor.xlsx: läsningen avbröts efter 0 sekunder. Förväntat: en mindre fil, t.ex. en för varje år."
            ]
        assert left_behind(jobs) == []
        box.seconds = PATIENCE
        assert told(answers(box, jobs.good())["bra.xlsx"]) == []


class TestChildren:
    def test_what_they_need_on_the_way_lies_in_their_parents_folder(self, jobs: Jobs) -> None:
        child = sandbox._Child(Sandbox().settings, jobs.folder)
        told = Path(f"/proc/{child._process.pid}/environ")
        # While a program takes the place of another it has none.
        while not (environment := told.read_bytes().split(b"\0"))[0]:
            assert child._process.poll() is None
        child.end()
        assert {line for line in environment if line.startswith(b"TMPDIR=")} == {f"TMPDIR={jobs.folder}".encode()}

    def test_what_they_cannot_write_is_no_fault_of_the_file(self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
        missing = Job(jobs.good().path, "bra.xlsx", str(jobs.folder / "finns inte" / "1"))
        (answer,) = answers(Sandbox(), missing).values()
        assert answer == Answer(unwritten=errno.ENOENT)

    def test_a_report_is_read_in_them_too(self, jobs: Jobs) -> None:
        rows = [("Personal", "2022"), ("Årsarbetare", "5")]
        path = write_report(jobs.folder / "vb.xlsx", {"Personal": ({"Slag": "personal"}, rows)})
        job = replace(jobs.of(path), kind="report")
        slow = replace(jobs.of(path), name="sen.xlsx", kind="report")
        found = answers(Sandbox(), job)
        assert found["vb.xlsx"] == Answer(description={"publication": "VB 2022"})
        report, cells = cells_in(Path(job.folder))
        assert (report.publication, [cell.printed for cell in cells]) == ("VB 2022", ["5"])
        assert told(answers(Sandbox(seconds=0), slow)["sen.xlsx"]) == [
            "sen.xlsx: läsningen avbröts efter 0 sekunder. Förväntat: en rapport på samma form som de andra."
        ]

    def test_one_that_dies_between_jobs_is_replaced(self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.cpu_count", lambda: 1)
        box = Sandbox()
        found: list[Answer] = []
        for _, answer in box.run([jobs.good(f"{number}.xlsx") for number in range(4)]):
            found.append(answer)
            for child in box._children:
                child._process.kill()
        assert [told(answer) for answer in found] == [[]] * 4

    def test_one_that_dies_of_what_is_left_of_former_jobs_is_replaced(
        self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("os.cpu_count", lambda: 1)
        started: list[sandbox._Child] = []
        real = sandbox._Child.ask

        def dies_at_its_second_job(child: sandbox._Child, job: Job, seconds: float) -> str:
            if started.count(child):
                child._process.kill()
            started.append(child)
            return real(child, job, seconds)

        monkeypatch.setattr(sandbox._Child, "ask", dies_at_its_second_job)
        found = answers(Sandbox(), *[jobs.good(f"{number}.xlsx") for number in range(3)])
        assert [told(answer) for answer in found.values()] == [[]] * 3
        assert len(started) == 5

    def test_an_answer_that_is_cut_off_is_none(self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
        real = sandbox._Child._exchange
        monkeypatch.setattr(sandbox._Child, "_exchange", lambda child, asked: real(child, asked)[:20])
        assert told(answers(Sandbox(), jobs.good())["bra.xlsx"]) == [KILLED.format("bra.xlsx")]

    def test_many_files_are_read_side_by_side_whatever_the_order(self, jobs: Jobs) -> None:
        batch = [jobs.good(f"{number}.xlsx", 1 + number % 5) for number in range(30)]
        box = Sandbox()
        found = answers(box, *batch)
        assert {name: answer.description["rows"] for name, answer in found.items()} == {
            f"{number}.xlsx": 1 + number % 5 for number in range(30)
        }

    def test_no_jobs_start_no_children(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a child was started"))
        assert list(Sandbox().run([])) == []

    def test_who_stops_listening_ends_them(self, jobs: Jobs) -> None:
        running = Sandbox().run([jobs.good(f"{number}.xlsx") for number in range(20)])
        next(running)
        running.close()  # type: ignore[attr-defined]

    def test_a_file_that_is_gone(self, jobs: Jobs) -> None:
        assert told(answers(Sandbox(), jobs.of(jobs.folder / "borta.xlsx"))["borta.xlsx"]) == [
            "borta.xlsx: filen kunde inte läsas (FileNotFoundError). Förväntat: en export som Excel kan öppna."
        ]


class TestTheChildItself:
    """What runs in the child, called here as it is there."""

    def answer(self, job: Job) -> dict[str, object]:
        return sandboxed._answer(asdict(job), sandboxed.Known(KNOWN, {}, {}))

    def test_what_is_printed_disturbs_no_answer(self, jobs: Jobs) -> None:
        noisy = (
            "import os, loaders.reading.sandboxed as s\n"
            "real = s._answer\n"
            "s._answer = lambda *a: (print('brus'), os.write(1, b'mer brus\\n'), os.system('echo brus'), real(*a))[3]\n"
            "s.main()\n"
        )
        asked = Sandbox().settings + "\n" + json.dumps(asdict(jobs.good())) + "\n"
        child = subprocess.run(
            [sys.executable, "-c", noisy], input=asked, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        assert child.stdout.count("\n") == 1
        assert '"rows": 2' in child.stdout

    def test_a_panic_of_the_parser_is_a_problem(self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
        class PanicException(BaseException):
            pass

        def panic(*_: object) -> None:
            raise PanicException

        monkeypatch.setattr(sandboxed, "read_export", panic)
        found = "filen är skadad och kan inte läsas"
        problem = Problem("error", "bra.xlsx", "", "", found, "en export som Excel kan öppna")
        answer = self.answer(jobs.good())
        assert (answer["problems"], answer["description"]) == ([asdict(problem)], {})

    @pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt])
    def test_without_memory_it_ends(
        self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(pq, "write_table", fail)
        job = jobs.good()
        with pytest.raises(error):
            self.answer(job)
        assert left_behind(jobs) == []

    def test_rows_that_can_not_be_written_leave_nothing(self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(pq, "write_table", fail)
        assert self.answer(jobs.good())["description"] == {}
        assert left_behind(jobs) == []

    def test_where_a_system_has_no_limits_it_runs_without(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "resource", None)
        sandboxed._limit(1_000_000)

    def test_a_limit_holds(self) -> None:
        script = "import loaders.reading.sandboxed as s; s._limit(600_000_000); bytearray(700_000_000)"
        child = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert child.returncode == 1
        assert child.stderr.rstrip().endswith("MemoryError")

    def test_pandas_is_not_imported(self, jobs: Jobs) -> None:
        script = (
            "import sys, loaders.reading.sandboxed as s\n"
            "s.hide_pandas()\n"
            f"from pathlib import Path\n"
            f"from loaders.exports.export import spellings\n"
            f"s.read_export(Path({jobs.good().path!r}), 'fil', s.EXPORTS, spellings(s.EXPORTS))\n"
            "assert 'pandas' not in sys.modules\n"
        )
        subprocess.run([sys.executable, "-c", script], check=True)


def test_spellings_of_an_unknown_column_are_passed_over() -> None:
    added = [{"export": "meals", "heading": "Portioner", "column": "portions"}]
    assert spellings(EXPORTS, added)[MEALS.id] == MEALS.spellings()


def test_a_bomb_is_small() -> None:
    """The bombs of these tests are what they claim: small files that unpack to very much."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"x" * 10_000_000)
    assert len(content.getvalue()) < 20_000
