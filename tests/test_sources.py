"""Which files count: what lies in a folder is loaded or named, and a report is told by what it says of itself."""

import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from loaders.exports.catalogue import HOUSING
from loaders.files.archive import READ
from loaders.files.sheets import LARGEST_FILE
from loaders.intake.loading import Load
from loaders.reading.sources import find, is_report
from tests.editing import edited
from tests.export_files import Lines, csv_file, refusal, table, workbook
from tests.workbooks import write_report
from tests.world import World, errors

AS_XLSX = "Förväntat: en export i formatet .xlsx; öppna filen i Excel och spara den som .xlsx."
AN_EXPORT = "Förväntat: en oskyddad export i formatet .xlsx, .xlsm, .xls eller .csv."


def names(folder: Path, *files: str) -> list[str]:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("a;b\n1;2\n", encoding="utf-8")
    return [name for name, _ in find([folder])]


class TestFind:
    @pytest.mark.parametrize(
        "file",
        [
            *("a.xlsx", "a.XLSM", "a.xls", "a.csv", "a.xlsb", "a.ods", "a.numbers", "a.zip", "a.json", "a.html", "a"),
            *("a.txt", "a.tsv", "mars/2021/a.xlsx", "__a.csv"),
        ],
    )
    def test_what_may_hold_a_table_counts(self, tmp_path: Path, file: str) -> None:
        assert names(tmp_path, file) == [file]

    @pytest.mark.parametrize(
        "file",
        [
            *("~$a.xlsx", ".a.csv", ".gitkeep", ".git/config", "läs mig.md", "rapport.PDF", "bild.png", "a.tmp"),
            *("units.csv", "sibling_groups.csv", "Thumbs.db", "desktop.ini", "reference/labels.csv"),
        ],
    )
    def test_what_is_ours_or_hidden_or_plainly_no_table_does_not(self, tmp_path: Path, file: str) -> None:
        assert names(tmp_path, file) == []

    def test_a_text_that_tells_something_does_not(self, tmp_path: Path) -> None:
        (tmp_path / "läs mig.txt").write_text("Uttag ur Treserva;\nsom görs varje månad.", encoding="utf-8")
        assert names(tmp_path) == []

    def test_a_file_that_is_named_always_counts(self, tmp_path: Path) -> None:
        path = tmp_path / ".läs mig.md"
        path.touch()
        assert list(find([path])) == [(path.name, path)]


class TestWhatIsNotReadIsNamed:
    @pytest.mark.parametrize(
        ("name", "part", "told"),
        [
            ("a.xlsb", "xl/workbook.bin", f"filer i formatet .xlsb läses inte. {AS_XLSX}"),
            ("a.ods", "content.xml", f"filer i formatet .ods läses inte. {AS_XLSX}"),
            ("a.xlsx", "content.xml", f"filer i formatet .ods läses inte. {AS_XLSX}"),
            ("a.zip", "export.xlsx", f"filer i formatet .zip läses inte. {AN_EXPORT}"),
            ("a.xlsx", "word/document.xml", f"filer i formatet .docx läses inte. {AN_EXPORT}"),
            ("a.xlsx", "readme", f"filen är ingen Excel-arbetsbok, trots sitt namn. {AN_EXPORT}"),
        ],
    )
    def test_an_archive_that_is_no_workbook_of_ours(self, tmp_path: Path, name: str, part: str, told: str) -> None:
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(part, "x")
        assert refusal(tmp_path / name) == [f"{name}: {told}"]

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("a.xml", f"filer i formatet .xml läses inte. {AS_XLSX}"),
            ("a.json", f"filer i formatet .json läses inte. {AN_EXPORT}"),
            ("a", f"filen har ingen filändelse. {AN_EXPORT}"),
        ],
    )
    def test_a_text_under_another_name(self, tmp_path: Path, name: str, told: str) -> None:
        (tmp_path / name).write_text("a\tb\n", encoding="utf-8")
        assert refusal(tmp_path / name) == [f"{name}: {told}"]

    def test_in_a_folder_it_is_refused_and_the_rest_is_loaded(self, world: World) -> None:
        workbook(world.data / "med makron.xlsm", table(HOUSING, 1, month=["2021-01"]))
        csv_file(world.data / "b.csv", table(HOUSING, 1, month=["2021-02"]))
        (world.data / "c.ods").write_bytes(b"x")
        outcome = world.load()
        assert statuses(outcome) == [("b.csv", "loaded"), ("c.ods", "refused"), ("med makron.xlsm", "loaded")]
        assert errors(outcome.problems) == [f"c.ods: filer i formatet .ods läses inte. {AS_XLSX}"]


def statuses(outcome: Load) -> list[tuple[str, str]]:
    return sorted((file.file, file.status) for file in outcome.files)


class TestReports:
    @pytest.mark.parametrize("name", ["Rapport", "RAPPORT"])
    @pytest.mark.parametrize("above", [[], [["Titel", "Boenden"], ["Organisation", "Leanlink"], []], [["Beteckning"]]])
    def test_an_export_on_a_sheet_that_is_called_so_is_none(self, world: World, name: str, above: Lines) -> None:
        path = workbook(world.data / "boende.xlsx", {name: [*above, *table(HOUSING)]})
        assert not is_report(path)
        assert [(reading.export, reading.rows) for reading in world.check(path).readings] == [("housing", 2)]
        assert [(file.file, file.recognised_as) for file in world.load().files] == [("boende.xlsx", "Boende")]

    @pytest.mark.parametrize("suffix", ["xlsx", "xlsm"])
    def test_it_is_told_by_what_the_sheet_says(self, tmp_path: Path, suffix: str) -> None:
        assert is_report(write_report(tmp_path / f"vb.{suffix}", {}))

    @pytest.mark.parametrize(
        "missing", [["Beteckning", "Organisation", "Titel"], ["Läget per", "År", "Beteckning"], ["Blad", "År", "Titel"]]
    )
    def test_it_is_one_though_half_of_that_is_missing(self, tmp_path: Path, missing: Sequence[str]) -> None:
        path = write_report(tmp_path / "vb.xlsx", {})
        with edited(path) as book:
            for cell in book["Rapport"]["A"]:
                if cell.value in missing:
                    cell.value = None
        assert is_report(path)


def test_the_page_takes_what_the_loaders_read() -> None:
    root = Path(__file__).parent.parent
    settings = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] == LARGEST_FILE
    assert sorted(READ) == [".csv", ".xls", ".xlsm", ".xlsx"]
