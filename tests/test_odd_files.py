"""One odd file among others is told in Swedish and skipped: nothing hangs, and the rest is loaded."""

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlwt

from loaders.exports.catalogue import ASSISTANCE
from loaders.files.archive import MOST_SHEETS
from loaders.files.sheets import read_grids
from loaders.files.workbook import read_workbook
from loaders.problems import RefusedError
from loaders.reading.sources import find, is_report
from tests.export_files import refusal
from tests.killing import Killer
from tests.workbooks import write_report
from tests.world import World, errors


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(60 << 30)


def undecodable(path: Path) -> None:
    Path(os.fsdecode(os.fsencode(path.parent) + b"/\xe5r.csv")).write_bytes(b"a;b\n1;2\n")


def linked_folder(path: Path) -> None:
    (path.parent.parent / "annan").mkdir()
    path.symlink_to(path.parent.parent / "annan")


PLAIN = "Förväntat: en vanlig fil."
ODD: Mapping[str, tuple[str, Callable[[Path], object], str]] = {
    "undecodable": (
        "\\xe5r.csv",
        undecodable,
        "filnamnet innehåller tecken som inte kan läsas. Förväntat: ett annat namn; döp om filen.",
    ),
    "60 GB": (
        "stor.csv",
        sparse,
        "filen är för stor (61440 MB). Förväntat: en export på högst 200 MB, t.ex. en fil för varje år.",
    ),
    "60 GB as a workbook": (
        "stor.xlsx",
        sparse,
        "filen är för stor (61440 MB). Förväntat: en export på högst 200 MB, t.ex. en fil för varje år.",
    ),
    "device": ("enhet.csv", lambda path: path.symlink_to("/dev/zero"), f"det är en enhet, ingen fil. {PLAIN}"),
    "device as a workbook": (
        "enhet.xlsx",
        lambda path: path.symlink_to("/dev/zero"),
        f"det är en enhet, ingen fil. {PLAIN}",
    ),
    "pipe": ("rör.csv", os.mkfifo, f"det är ett rör, ingen fil. {PLAIN}"),
    "pipe as a text": ("rör.txt", os.mkfifo, f"det är ett rör, ingen fil. {PLAIN}"),
    "pipe as a workbook": ("rör.xlsx", os.mkfifo, f"det är ett rör, ingen fil. {PLAIN}"),
    "socket": (
        "sockel.csv",
        lambda path: os.mknod(path, 0o600 | stat.S_IFSOCK),
        f"det är en sockel, ingen fil. {PLAIN}",
    ),
    "broken link": (
        "bruten.csv",
        lambda path: path.symlink_to("finns inte"),
        f"filen är en länk till något som inte finns. {PLAIN}",
    ),
    "loop": (
        "slinga.csv",
        lambda path: path.symlink_to(path.name),
        "filen är en länk till sig själv. Förväntat: en vanlig fil som får läsas.",
    ),
    "linked folder": (
        "mapp",
        linked_folder,
        "länkar till mappar följs inte. Förväntat: en vanlig mapp.",
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_it_is_told_and_the_rest_is_loaded(world: World, odd: str) -> None:
    name, make, told = ODD[odd]
    world.report()
    make(world.data / name)
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    outcome = world.load()
    assert errors(outcome.problems) == [f"{name}: {told}"]
    statuses = {file.file: file.status for file in outcome.files}
    assert statuses == {"vb.xlsx": "loaded", "a.csv": "loaded", name: "refused"}
    assert world.hours() == [("2021-01", 1)]
    assert not world.load().built


def test_a_report_that_became_odd_stays_in_use_as_it_was(world: World) -> None:
    report = world.report(5)
    world.load()
    report.unlink()
    os.mkfifo(report)
    outcome = world.load()
    assert [(file.file, file.status) for file in outcome.files] == [("vb.xlsx", "kept")]
    assert errors(outcome.problems) == [f"vb.xlsx: det är ett rör, ingen fil. {PLAIN}"]
    assert world.ask("select value::int from published") == [(5,)]


def test_a_table_of_units_that_is_a_pipe_is_none(world: World) -> None:
    world.sample(ASSISTANCE, {"hours": 1}).parent.joinpath("units.csv").unlink()
    os.mkfifo(world.data / "sample" / "units.csv")
    assert errors(world.load().problems) == [
        "sample/exempel.csv: filen är märkt Exempeldata. Förväntat: en export ur ett verksamhetssystem."
    ]


def test_what_may_not_be_read_is_told(world: World, killer: Killer) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    closed = world.place("stängd.csv", ASSISTANCE, {"hours": 2})
    folder = world.place("mapp/b.csv", ASSISTANCE, {"hours": 4}).parent
    closed.chmod(0)
    folder.chmod(0)
    code, _ = killer.run("load", world.root, powerless=True)
    folder.chmod(0o700)
    assert code == 0
    assert world.hours() == [("2021-01", 1)]
    assert world.ask("select file, found, expected from problem where severity = 'error' order by all") == [
        ("mapp", "mappen får inte öppnas", "en vanlig mapp"),
        ("stängd.csv", "filen får inte öppnas", "en vanlig fil som får läsas"),
    ]


def test_a_disk_s_own_folder_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "lost+found").symlink_to(tmp_path)
    assert list(find([tmp_path])) == []


def test_names_that_spell_alike_are_told_apart(tmp_path: Path) -> None:
    for name in (b"\xe5.csv", b"\xe4.csv"):
        (tmp_path / os.fsdecode(name)).touch()
    assert [name for name, _ in find([tmp_path])] == ["\\xe4.csv", "\\xe5.csv"]


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Reports of as many sheets as there may be, and of one more."""
    folder = tmp_path_factory.mktemp("sheets")
    few, many = (
        write_report(folder / f"{count}.xlsx", {f"Blad {at}": ({}, []) for at in range(1, count)})
        for count in (MOST_SHEETS, MOST_SHEETS + 1)
    )
    return few, many


class TestWorkbooksOfManySheets:
    """They are refused before any sheet is opened, which would take minutes."""

    @pytest.mark.parametrize("read", [read_grids, read_workbook])
    def test_in_the_new_format(self, workbooks: tuple[Path, Path], read: Callable[[Path, str], list[object]]) -> None:
        few, many = workbooks
        assert len(read(few, "fil")) == MOST_SHEETS
        with pytest.raises(RefusedError) as refused:
            read(many, "fil")
        assert str(refused.value) == TOO_MANY

    def test_in_the_old_format(self, tmp_path: Path) -> None:
        book = xlwt.Workbook()
        for at in range(MOST_SHEETS + 1):
            book.add_sheet(f"Blad {at}")
        book.save(str(tmp_path / "fil.xls"))
        assert refusal(tmp_path / "fil.xls") == [TOO_MANY.replace("fil:", "fil.xls:")]

    def test_no_report_has_so_many(self, workbooks: tuple[Path, Path]) -> None:
        assert [is_report(path) for path in workbooks] == [True, False]


TOO_MANY = "fil: arbetsboken har 501 blad. Förväntat: en arbetsbok med högst 500 blad."
