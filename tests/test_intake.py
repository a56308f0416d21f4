"""Ladda data as Streamlit runs it: files tried out, loaded and taken back; unknown places, history, templates."""

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from shutil import copytree

import openpyxl
import pytest
import streamlit as st
from filelock import FileLock
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from dashboard.access import viewer
from dashboard.figures.groups import Group
from dashboard.figures.monthly import by_month
from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import Warehouse, newest
from dashboard.screens.intake import drop_zone as intake
from dashboard.screens.intake import uploads as intake_uploads
from dashboard.screens.intake.uploads import LIMITS
from loaders.exports.catalogue import EXPORTS, HOUSING, LEDGER, SICK_LEAVE
from loaders.intake import folders, loading
from loaders.intake.folders import REFERENCE, default_folders
from loaders.warehouse.serving import POINTER
from tests.export_files import AREAS, CSV, csv_content, csv_told, sick_leave, workbook, year
from tests.export_files import told as file_told
from tests.made import EVERYONE, TITLES, as_sample
from tests.test_house import luhn
from tests.visiting import calm, choose, headings, opened, raw, said, session, tables
from tests.workbooks import write_report

GOOD = sick_leave({"2021-01": 80, "2021-02": 90})
BAD = csv_told(SICK_LEAVE, {"month": "2021-01", "ordinary_hours": 100, "sick_hours": 200, "sick_hours_1_14": 200})
A_REPORT_OF_ONE = ({"Personal": ({"Slag": "personal"}, [("Personal", "2022"), ("Årsarbetare", "5")])},)
DIFFERENCE = "**Skillnad mot det som är inläst**"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reports_only: Warehouse) -> Path:
    """A folder with a warehouse of one report, reference tables and a ledger of its own."""
    made = reports_only.path.parent.parent
    copytree(made, tmp_path, dirs_exist_ok=True)
    pointer = tmp_path / "warehouse" / POINTER
    pointer.write_text(pointer.read_text(encoding="utf-8").replace(str(made), str(tmp_path)), encoding="utf-8")
    copytree(REFERENCE, tmp_path / "reference")
    monkeypatch.setenv("LEANLINK_REFERENCE", str(tmp_path / "reference"))
    monkeypatch.setenv("LEANLINK_EXPORTS", str(tmp_path / "exports"))
    monkeypatch.setattr(folders, "DATA", tmp_path / "data")
    return tmp_path


@pytest.fixture
def app(home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page, opened."""
    return opened(session(monkeypatch, home / "warehouse"), "ladda_data")


@pytest.fixture(autouse=True)
def nothing_is_left(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever was dropped is gone afterwards, and has never been anywhere but in the folder of the warehouse."""
    (home / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(home / "temporary"))
    yield
    assert list((home / "temporary").iterdir()) == []
    assert [path.name for path in (home / "warehouse" / "work").iterdir()] == ["sweep.lock"]


def dropped(app: AppTest, **files: bytes) -> AppTest:
    """The page after these files are dropped; of a name `a` the file is a.csv."""
    return drop(app, {f"{name}.csv": content for name, content in files.items()})


def drop(app: AppTest, files: Mapping[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, CSV) for name, content in files.items()])
    return calm(app.run())


def press(app: AppTest, label: str) -> AppTest:
    button(app, label).click()
    return calm(app.run())


def button(app: AppTest, label: str) -> Button:
    (found,) = [button for button in app.button if button.label == label]
    return found


def told(app: AppTest) -> list[str]:
    return [message.value for message in app.success]


def everything(app: AppTest) -> str:
    """All text of the page, messages and tables included."""
    cells = [cell for table in tables(app) for row in table for cell in (*row, *row.values())]
    messages = [message.value for group in (app.error, app.warning, app.success) for message in group]
    return "\n".join([*said(app), *cells, *messages])


def sick_leave_now() -> list[tuple[str, float | None]]:
    return [(row.period_text, row.value) for row in by_month(newest(EVERYTHING), "sick_leave", EVERYONE)]


def history(app: AppTest) -> list[tuple[str, str, str]]:
    """Number, event and file of every line."""
    found = [table for table in tables(app) if "Händelse" in table[0]]
    return [(row["Nr"], row["Händelse"], row["Fil"]) for table in found for row in table]


def test_all_that_the_loaders_read_may_be_dropped(app: AppTest) -> None:
    assert list(app.file_uploader[0].proto.type) == [".csv", ".xls", ".xlsm", ".xlsx"]


def encrypted() -> bytes:
    """The beginning of a workbook that Excel has locked with a password."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)


def test_a_table_that_cannot_be_read_is_told_wherever_the_page_acts(app: AppTest, home: Path) -> None:
    dropped(app, januari=GOOD)
    press(app, "Läs in 1 fil")
    (home / "reference" / "units.csv").write_text("a,b\n", encoding="utf-8")
    wanted = "reference/units.csv: rad 1: kolumnerna source, spelling, unit, organisation saknas. "
    wanted += "Förväntat: en tabell med kolumnerna source, spelling, unit, organisation."
    calm(app.run())
    assert {message.value for message in app.error} <= {wanted}
    press(app, "Ångra")
    assert wanted in [message.value for message in app.error]
    dropped(app, mars=sick_leave({"2021-03": 70}))
    assert wanted in [message.value for message in app.error]
    (edited,) = [toggle for toggle in app.toggle if "tabeller" in str(toggle.key)]
    edited.set_value(True)
    calm(app.run())
    assert [message.value for message in app.error] == [wanted] * 2


FULL = (
    "Disken är full, så inläsningen kunde inte bli klar. Det som visades visas fortfarande."
    " Frigör utrymme och försök igen."
)


def test_a_full_disk_is_told(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    dropped(app, januari=GOOD)
    with monkeypatch.context() as patch:
        patch.setattr("loaders.intake.stock.serve", full)
        press(app, "Läs in 1 fil")
        assert [message.value for message in app.error] == [FULL]
    with monkeypatch.context() as patch:
        patch.setattr("loaders.intake.stock.build", full)
        dropped(app, mars=sick_leave({"2021-03": 70}))
        assert [message.value for message in app.error] == [FULL]


@pytest.mark.parametrize(("limit", "told"), [("MOST_FILES", "2 filer, 1 MB"), ("MOST_MEGABYTES", "2 filer, 1 MB")])
def test_too_much_at_once_is_refused_before_it_is_read(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, limit: str, told: str
) -> None:
    monkeypatch.setattr(intake_uploads, limit, 0)
    dropped(app, januari=GOOD, februari=GOOD)
    assert [message.value for message in app.error] == [f"Det är för mycket på en gång: {told}. {LIMITS}"]
    assert "Läs in 2 filer" not in [button.label for button in app.button]
    assert LIMITS == (
        "Högst 300 filer och 600 MB åt gången, och 200 MB för en fil."
        " Större mängder läggs i mappen data/exports och läses in med python -m loaders."
    )


def test_what_was_dropped_on_a_server_that_was_killed_is_swept_when_the_next_shows_the_page(
    app: AppTest, home: Path
) -> None:
    left = home / "warehouse" / "work" / "tmpkilled"
    left.mkdir()
    (left / "0.csv").write_bytes(GOOD)
    intake_uploads.sweep.clear()
    calm(app.run())
    assert not left.exists()


class TestTrial:
    @pytest.mark.parametrize("content", [b"PK\x03\x04 avhugget", encrypted()], ids=["damaged", "locked"])
    def test_a_workbook_that_cannot_be_opened_is_refused_and_no_report(self, app: AppTest, content: bytes) -> None:
        drop(app, {"vb.xlsx": content})
        assert headings(app)[0] == "Filen avvisas"
        assert tables(app)[0][0] | {"Utfall": ""} == {
            "Fil": "vb.xlsx",
            "Tolkad som": "–",
            "Månader": "–",
            "Rader": "0",
            "Utfall": "",
            "Kolumner som inte läses": "–",
        }
        assert "data/published" not in everything(app)

    def test_before_any_file_it_says_that_nothing_happens_by_itself(self, app: AppTest) -> None:
        wanted = "Filerna provläses först. Ingenting ändras förrän du trycker på Läs in."
        assert f"{wanted} {LIMITS}" in said(app)
        assert [button.label for button in app.button] == []
        assert "Inga exporter har lästs in än." in said(app)

    def test_of_a_file_that_lacks_nothing_that_is_said(self, app: AppTest) -> None:
        dropped(app, januari=sick_leave({"2021-01": 80}, *AREAS))
        assert "Inga fel och inga varningar." in said(app)

    def test_a_good_file_is_told_with_what_it_is_and_what_it_would_change(self, app: AppTest, home: Path) -> None:
        before = newest(EVERYTHING).path
        dropped(app, januari=GOOD)
        assert headings(app)[0] == "Filen kan läsas in"
        files, problems, totals, months = tables(app)
        assert [row["Vad som står där"] for row in problems] == [
            "Idrott och Arbetsmarknadsservice, Kost och Restaurang, LSS Funktionsstöd och 2 till saknas"
            " 2021-01–2021-02 (exporten Sjukfrånvaro)"
        ]
        assert files == [
            {
                "Fil": "januari.csv",
                "Tolkad som": "Sjukfrånvaro",
                "Månader": "2021-01–2021-02",
                "Rader": "2",
                "Utfall": "kan läsas in",
                "Kolumner som inte läses": "–",
            }
        ]
        assert totals == [
            {
                "Export": "Sjukfrånvaro",
                "Organisation": "Äldreomsorg",
                "Månader": "2021-01–2021-02",
                "Rader": "nya",
                "Summa": "summor av anställda visas inte här",
            }
        ]
        assert [row["Månader"] for row in months] == ["2021-01", "2021-02"]
        assert (newest(EVERYTHING).path, sick_leave_now()) == (before, [])
        assert not (home / "exports" / "ledger").exists() or not list((home / "exports" / "ledger").glob("*.json"))

    def test_a_file_that_replaces_months_shows_before_after_and_difference(self, app: AppTest) -> None:
        press(dropped(app, januari=GOOD), "Läs in 1 fil")
        dropped(app, ny=sick_leave({"2021-02": 60, "2021-03": 100}))
        (totals, _) = tables(app)[1:3]
        assert [tuple(row.values())[2:] for row in totals] == [
            ("2021-02–2021-03", "ändras, nya", "summor av anställda visas inte här")
        ]

    def test_a_bad_file_is_refused_with_the_cell_and_cannot_be_loaded(self, app: AppTest) -> None:
        dropped(app, trasig=BAD)
        assert headings(app)[0] == "Filen avvisas"
        files, problems = tables(app)
        assert (files[0]["Fil"], files[0]["Utfall"]) == ("trasig.csv", "avvisas: 1 fel")
        assert [row["Slag"] for row in problems] == ["Fel"]
        assert "200" in problems[0]["Vad som står där"]
        assert problems[0]["Cell"].endswith("2")
        assert button(app, "Läs in 0 filer").disabled
        assert DIFFERENCE not in said(app)

    def test_of_good_and_bad_files_the_good_ones_can_be_loaded(self, app: AppTest) -> None:
        dropped(app, trasig=BAD, januari=GOOD)
        assert headings(app)[0] == "1 av 2 filer kan läsas in"
        press(app, "Läs in 1 fil")
        assert told(app) == ["1 fil är inläst. Se [Sjukfrånvaro](sjukfranvaro?vy=%C3%96versikt)."]
        assert sick_leave_now() == [("jan 2021", 8), ("feb 2021", 9)]

    def test_two_files_of_one_name_are_told_apart(self, app: AppTest) -> None:
        app.file_uploader[0].set_value([("a.csv", GOOD, CSV), ("a.csv", sick_leave({"2021-03": 70}, "Ledning"), CSV)])
        calm(app.run())
        assert {row["Fil"] for row in tables(app)[0]} == {"a.csv", "2 a.csv"}
        press(app, "Läs in 2 filer")
        assert told(app) == ["2 filer är inlästa. Se [Sjukfrånvaro](sjukfranvaro?vy=%C3%96versikt)."]

    def test_a_personal_identity_number_is_shown_nowhere(self, app: AppTest, home: Path) -> None:
        check = next(digit for digit in range(10) if luhn(f"850101123{digit}") == 0)
        number = f"19850101-123{check}"
        dropped(app, personer=csv_told(SICK_LEAVE, {"month": "2021-01", "sick_hours": 0, "unit": number}))
        assert headings(app)[0] == "Filen avvisas"
        shown = everything(app)
        assert "personnummer" in shown
        assert number not in shown
        assert number[2:] not in shown
        kept = [path for path in home.rglob("*") if path.is_file() and path.suffix != ".duckdb"]
        assert [path for path in kept if number.encode() in path.read_bytes()] == []

    def test_a_sample_is_no_export(self, app: AppTest) -> None:
        dropped(app, exempel=as_sample(GOOD))
        assert headings(app)[0] == "Filen avvisas"
        assert "filen är märkt Exempeldata" in everything(app)

    def test_what_is_loaded_already_is_refused(self, app: AppTest) -> None:
        press(dropped(app, januari=GOOD), "Läs in 1 fil")
        dropped(app, kopia=GOOD)
        assert "samma innehåll är redan inläst som januari.csv" in everything(app)
        assert button(app, "Läs in 0 filer").disabled

    def test_many_problems_are_cut_short_and_all_are_in_the_list(self, app: AppTest, home: Path) -> None:
        lists: list[bytes] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(st, "download_button", lambda _, content, *__, **___: lists.append(content))
            rows = [{"month": m, "ordinary_hours": 1, "sick_hours": 9, "sick_hours_1_14": 9} for m in year(2021, 0)]
            dropped(app, **{f"fil{at}": csv_told(SICK_LEAVE, *rows) for at in range(4)})
        problems = tables(app)[1]
        assert len(problems) == intake.SHOWN_PROBLEMS
        (more,) = [note for note in said(app) if note.endswith("till finns i problemlistan.")]
        sheet = openpyxl.load_workbook(BytesIO(lists[0])).worksheets[0]
        count = int(more.removeprefix("").split(" ")[0])
        assert sheet.max_row >= intake.SHOWN_PROBLEMS + count

    def test_columns_that_are_not_read_are_named(self, app: AppTest) -> None:
        heading, row = GOOD.decode("utf-8-sig").splitlines()[:2]
        dropped(app, extra=f"{heading};Kommentar\r\n{row};hej\r\n".encode("utf-8-sig"))
        assert tables(app)[0][0]["Kolumner som inte läses"] == "Kommentar"

    def test_files_are_tried_once_and_not_at_every_click(self, app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
        dropped(app, januari=GOOD)
        assert not app.warning
        monkeypatch.setattr(intake, "check", lambda *_, **__: pytest.fail("tried again"))
        app.selectbox(key="mall").set_value("Boende")
        calm(app.run())
        assert headings(app)[0] == "Filen kan läsas in"

    def test_what_someone_else_has_loaded_since_is_seen_before_anything_is_loaded(
        self, app: AppTest, home: Path
    ) -> None:
        dropped(app, januari=GOOD)
        loading.load_exports({"annan.csv": _file(home, sick_leave({"2021-02": 60}))}, default_folders())
        press(app, "Läs in 1 fil")
        assert (headings(app)[0], told(app)) == ("Filen kan läsas in", [])
        assert intake.LOADED_MEANWHILE in [warning.value for warning in app.warning]
        assert [line[1:] for line in history(app)] == [("inläst", "annan.csv")]
        totals = next(table for table in tables(app) if "Summa" in table[0])
        assert [(row["Månader"], row["Rader"]) for row in totals] == [("2021-01–2021-02", "nya, ändras")]
        press(app, "Läs in 1 fil")
        assert sick_leave_now() == [("jan 2021", 8), ("feb 2021", 9)]

    def test_what_someone_else_has_loaded_since_is_not_loaded_twice(self, app: AppTest, home: Path) -> None:
        dropped(app, januari=GOOD)
        loading.load_exports({"annan.csv": _file(home, GOOD)}, default_folders())
        press(app, "Läs in 1 fil")
        assert (headings(app)[0], told(app)) == ("Filen avvisas", [])


def _file(home: Path, content: bytes) -> Path:
    path = home / "annan.csv"
    path.write_bytes(content)
    return path


class TestLoadAndUndo:
    def test_a_load_is_told_with_a_link_entered_and_shown(self, app: AppTest) -> None:
        press(dropped(app, januari=GOOD), "Läs in 1 fil")
        assert told(app) == ["1 fil är inläst. Se [Sjukfrånvaro](sjukfranvaro?vy=%C3%96versikt)."]
        assert history(app) == [("1", "inläst", "januari.csv")]
        assert any("Senaste inläsning: **nr 1**" in text and "januari.csv" in text for text in said(app))
        assert [uploaded.name for uploaded in app.file_uploader[0].value or ()] == []
        page = opened(app, "sjukfranvaro")
        choose(page, {"vy": "Fördjupning"})
        assert "Sjukfrånvaron var 9,0\u00a0% i februari 2021" in headings(calm(page.run()))

    def test_every_export_leads_to_a_page(self) -> None:
        assert set(intake.PAGE_OF) == {export.id for export in EXPORTS}
        addresses = {"./" if page == "oversikt" else page: title for page, title in TITLES.items()}
        assert {(title, address.partition("?")[0]) for title, address in intake.PAGE_OF.values()} <= {
            (title, address) for address, title in addresses.items()
        }

    def test_the_last_load_can_be_taken_back_and_then_the_one_before(self, app: AppTest) -> None:
        press(dropped(app, januari=GOOD), "Läs in 1 fil")
        press(dropped(app, ny=sick_leave({"2021-02": 60})), "Läs in 1 fil")
        assert sick_leave_now() == [("jan 2021", 8), ("feb 2021", 6)]
        press(app, "Ångra")
        assert told(app) == ["Inläsning 2 är ångrad. Det som var inläst före den visas igen."]
        assert sick_leave_now() == [("jan 2021", 8), ("feb 2021", 9)]
        press(app, "Ångra")
        gone = "Sjukfrånvaro, januari 2021–februari 2021: Äldreomsorg är då inte inläst alls."
        assert told(app) == [f"Inläsning 1 är ångrad. {gone}"]
        assert sick_leave_now() == []
        assert [line[1] for line in history(app)] == [
            "ångrade nr 1",
            "ångrade nr 2",
            "inläst, ångrad",
            "inläst, ångrad",
        ]
        assert [button.label for button in app.button] == []

    def test_a_message_is_told_once(self, app: AppTest) -> None:
        press(dropped(app, januari=GOOD), "Läs in 1 fil")
        assert told(calm(app.run())) == []

    def test_the_undo_of_a_load_that_is_no_longer_the_last_takes_nothing_back(self, app: AppTest, home: Path) -> None:
        press(dropped(app, januari=GOOD), "Läs in 1 fil")
        loading.load_exports({"annan.csv": _file(home, sick_leave({"2021-03": 70}))}, default_folders())
        press(app, "Ångra")
        assert told(app) == []
        assert [line[1:] for line in history(app)] == [("inläst", "annan.csv"), ("inläst", "januari.csv")]

    def test_many_files_of_a_load_are_counted(self, app: AppTest) -> None:
        press(dropped(app, **{f"m{at}": sick_leave({f"2021-0{at}": 80}) for at in range(1, 6)}), "Läs in 5 filer")
        (last,) = [text for text in said(app) if text.startswith("Senaste inläsning")]
        assert last.endswith("m1.csv, m2.csv, m3.csv och 2 till")
        assert len(history(app)) == 5

    @pytest.mark.parametrize("moment", ["trial", "load", "undo", "places"])
    def test_another_load_is_told_and_nothing_changes(
        self, app: AppTest, home: Path, monkeypatch: pytest.MonkeyPatch, moment: str
    ) -> None:
        monkeypatch.setattr(intake, "A_WHILE", 0.0)
        press(dropped(app, boende=csv_told(HOUSING, {"month": "2021-01", "home": "Granen"})), "Läs in 1 fil")
        if moment == "load":
            dropped(app, januari=GOOD)
        before = newest(EVERYTHING).path
        with FileLock(home / "warehouse" / "load.lock"):
            if moment == "trial":
                dropped(app, januari=GOOD)
            elif moment == "load":
                press(app, "Läs in 1 fil")
            elif moment == "undo":
                press(app, "Ångra")
            else:
                app.selectbox(key="okand-housing-Granen").set_value("Äldreomsorg")
                press(app, "Koppla")
        messages = [message.value for group in (app.error, app.warning) for message in group]
        assert messages == ["En annan inläsning pågår. Försök igen om en stund; inget har ändrats."]
        assert newest(EVERYTHING).path == before
        assert told(app) == []


class TestHistory:
    def test_any_load_can_be_taken_back_with_the_difference_shown_first_and_done_again(self, app: AppTest) -> None:
        press(dropped(app, januari=GOOD), "Läs in 1 fil")
        press(dropped(app, ny=sick_leave({"2021-02": 60})), "Läs in 1 fil")
        choose_other(app, "Ångra nr 1: januari.csv")
        assert [warning.value for warning in app.warning] == [
            "Sjukfrånvaro, januari 2021: Äldreomsorg är då inte inläst alls."
        ]
        assert sick_leave_now() == [("jan 2021", 8), ("feb 2021", 6)]
        press(app, "Ångra nr 1")
        assert sick_leave_now() == [("feb 2021", 6)]
        choose_other(app, "Gör om nr 1")
        press(app, "Gör om nr 1")
        assert sick_leave_now() == [("jan 2021", 8), ("feb 2021", 6)]
        assert [event for _, event, _ in history(app)] == ["gjorde om nr 1", "ångrade nr 1", "inläst", "inläst"]

    def test_an_edited_table_is_shown_before_it_is_loaded(self, app: AppTest, home: Path) -> None:
        press(dropped(app, boende=csv_told(HOUSING, {"month": "2021-01", "home": "Granen"})), "Läs in 1 fil")
        title = "Tabeller eller program har ändrats sedan senaste inläsningen"
        assert title not in headings(app)
        with (home / "reference" / "units.csv").open("a", encoding="utf-8") as table:
            table.write("housing,Granen,Granen,Äldreomsorg,\n")
        calm(app.run())
        assert title in headings(app)
        app.toggle(key=f"tabeller-{newest(EVERYTHING).path.name}").set_value(True)
        calm(app.run())
        shown = [row for table in tables(app) for row in table if row.get("Organisation") and "Inläst nu" in row]
        assert [(row["Månader"], row["Organisation"], row["Rader"]) for row in shown] == [
            ("2021-01", "Leanlink", "1 → –"),
            ("2021-01", "Äldreomsorg", "– → 1"),
        ]
        press(app, "Läs in ändringarna")
        assert title not in headings(app)

    def test_a_report_is_not_loaded_here_but_told_how(self, app: AppTest, tmp_path: Path) -> None:
        path = write_report(tmp_path / "vb.xlsx", *A_REPORT_OF_ONE)
        drop(app, {"vb.xlsx": path.read_bytes()})
        assert headings(app)[0] == "Rapporter läses in från data/published"
        assert tables(app)[0][0]["Utfall"] == "läses inte in här"
        how = "En rapport läses in från mappen data/published: lägg filen där och kör python -m loaders."
        assert f"{how}" in said(app)
        assert button(app, "Läs in 0 filer").disabled

    def test_of_a_workbook_that_may_be_a_report_it_is_told_how_reports_are_loaded(
        self, app: AppTest, tmp_path: Path
    ) -> None:
        path = workbook(tmp_path / "bokslut.xlsx", [["Nettokostnad", "2022"], ["Äldreomsorg", 5]])
        drop(app, {"bokslut.xlsx": path.read_bytes()})
        assert headings(app)[0] == "Filen avvisas"
        (problem,) = tables(app)[1]
        how = "En rapport har bladet Rapport och läses in från mappen data/published med python -m loaders"
        assert problem["Förväntat"].endswith(how)


def choose_other(app: AppTest, what: str) -> None:
    app.selectbox(key=f"andra-{newest(EVERYTHING).path.name}").set_value(what)
    calm(app.run())


class TestUnknownHeadings:
    def test_a_heading_that_is_pointed_out_is_read_from_then_on(self, app: AppTest, home: Path) -> None:
        dropped(app, januari=GOOD.replace("Sjukfrånvaro timmar".encode(), b"Timmar borta"))
        assert headings(app)[0] == "1 fråga att svara på först"
        column = app.selectbox(key="fraga-heading:sick_leave:sick_hours")
        assert column.label == "Sjukfrånvaro timmar (Sjukfrånvaro) är kolumnen"
        column.set_value("Timmar borta")
        press(app, "Svara")
        assert headings(app)[0] == "Filen kan läsas in"
        said_so = "rubriken ”Timmar borta” är Sjukfrånvaro timmar"
        assert f"Svar för den här inläsningen: {said_so}." in said(app)
        press(app, "Läs in 1 fil")
        assert [row["Kopplat"] for row in tables(app)[-1]] == [said_so]
        dropped(app, mars=sick_leave({"2021-03": 70}).replace("Sjukfrånvaro timmar".encode(), b"Timmar borta"))
        assert headings(app)[0] == "Filen kan läsas in"

    def test_what_was_said_of_a_heading_is_taken_back_with_its_load(self, app: AppTest) -> None:
        borta = GOOD.replace("Sjukfrånvaro timmar".encode(), b"Timmar borta")
        dropped(app, januari=borta)
        app.selectbox(key="fraga-heading:sick_leave:sick_hours").set_value("Timmar borta")
        press(app, "Svara")
        press(app, "Läs in 1 fil")
        press(app, "Ångra")
        dropped(app, januari=borta)
        assert headings(app)[0] == "1 fråga att svara på först"

    def test_what_was_said_can_be_taken_back_before_the_load(self, app: AppTest) -> None:
        dropped(app, januari=GOOD.replace("Sjukfrånvaro timmar".encode(), b"Timmar borta"))
        app.selectbox(key="fraga-heading:sick_leave:sick_hours").set_value("Timmar borta")
        press(app, "Svara")
        press(app, "Ta bort svaren")
        assert headings(app)[0] == "1 fråga att svara på först"


class TestQuestions:
    def test_a_word_that_may_change_the_numbers_is_asked_about_and_the_answer_loaded(self, app: AppTest) -> None:
        row = {"month": "2021-01", "responsibility": "0101", "outcome": 30000}
        dropped(app, ekonomi=csv_content([["Utfall ack"], *file_told(LEDGER, row)]))
        assert headings(app)[0] == "1 fråga att svara på först"
        assert "ekonomi.csv, A1: ”Utfall ack” kan ändra vad talen betyder." in said(app)
        asked = app.selectbox(key="fraga-accumulated:ledger:utfall-ack")
        assert asked.label == "Är talen ackumulerade?"
        asked.set_value("nej")
        press(app, "Svara")
        assert headings(app)[0] == "Filen kan läsas in"
        press(app, "Läs in 1 fil")
        answer = "Är talen ackumulerade? Nej, varje månads tal är månadens egna"
        assert [row["Kopplat"] for row in tables(app)[-1]] == [answer]


class TestUnknownPlaces:
    def test_a_place_that_is_connected_takes_effect_at_once(self, app: AppTest, home: Path) -> None:
        ledger = csv_told(LEDGER, {"month": "2021-01", "responsibility": "0101", "outcome": -30000})
        dropped(app, ekonomi=ledger)
        assert [row["Slag"] for row in tables(app)[1]] == ["Varning"]
        press(app, "Läs in 1 fil")
        assert "1 okänt namn eller okänd kod" in headings(app)
        assert by_month(newest(EVERYTHING), "result", Group("Äldreomsorg")) == []
        place = app.selectbox(key="okand-ledger-0101")
        assert place.label == "0101 (Ekonomi, 1 rad) hör till"
        place.set_value("Äldreomsorg")
        press(app, "Koppla")
        assert told(app) == ["1 namn är kopplat. Siffrorna är uppdaterade."]
        assert [(row["Händelse"], row["Kopplat"]) for row in tables(app)[-1]] == [
            ("kopplat", "”0101” hör till Äldreomsorg"),
            ("inläst", "–"),
        ]
        assert [row.value for row in by_month(newest(EVERYTHING), "result", Group("Äldreomsorg"))] == [30]
        assert [heading for heading in headings(app) if "okänt" in heading] == []
        press(app, "Ångra")
        assert history(app)[:2] == [("3", "ångrade nr 1", "–"), ("2", "kopplat, ångrad", "–")]
        dropped(app, ekonomi=ledger)
        press(app, "Läs in 1 fil")
        assert "1 okänt namn eller okänd kod" in headings(app)

    def test_what_is_left_open_stays_unknown(self, app: AppTest, home: Path) -> None:
        rows = [{"month": "2021-01", "home": name} for name in ("Granen", "Tallen")]
        press(dropped(app, boende=csv_told(HOUSING, *rows)), "Läs in 1 fil")
        assert "2 okända namn och koder" in headings(app)
        app.selectbox(key="okand-housing-Tallen").set_value("Leanlink")
        press(app, "Koppla")
        assert "1 okänt namn eller okänd kod" in headings(app)
        assert [box.label.partition(" (")[0] for box in app.selectbox if "okand-" in str(box.key)] == ["Granen"]

    def test_nothing_chosen_connects_nothing(self, app: AppTest, home: Path) -> None:
        press(dropped(app, boende=csv_told(HOUSING, {"month": "2021-01", "home": "Granen"})), "Läs in 1 fil")
        before = (home / "reference" / "units.csv").read_bytes()
        press(app, "Koppla")
        assert told(app) == []
        assert (home / "reference" / "units.csv").read_bytes() == before


class TestRest:
    def test_a_template_can_be_had_for_every_export(self, app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
        handed_out: list[tuple[str, bytes]] = []
        monkeypatch.setattr(
            st, "download_button", lambda _, content, name, *__, **___: handed_out.append((name, content))
        )
        assert list(app.selectbox(key="mall").options) == [export.name for export in EXPORTS]
        for export in EXPORTS:
            app.selectbox(key="mall").set_value(export.name)
            calm(app.run())
        assert [name for name, _ in handed_out] == [f"mall {export.name.lower()}.xlsx" for export in EXPORTS]
        for export, (_, content) in zip(EXPORTS, handed_out, strict=True):
            first = openpyxl.load_workbook(BytesIO(content)).worksheets
            cells = [cell.value for sheet in first for row in sheet.iter_rows(max_row=12) for cell in row]
            assert export.columns[0].heading in cells

    def test_the_shared_choices_are_out_of_sight(self, app: AppTest) -> None:
        assert any(".st-key-choices:not(:has(.st-key-sample))" in html for html in raw(app))

    def test_the_first_export_can_be_loaded_where_nothing_is_served(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = opened(session(monkeypatch, home / "new"), "ladda_data")
        press(dropped(app, januari=GOOD), "Läs in 1 fil")
        assert told(app) == ["1 fil är inläst. Se [Sjukfrånvaro](sjukfranvaro?vy=%C3%96versikt)."]
        assert sick_leave_now() == [("jan 2021", 8), ("feb 2021", 9)]

    def test_a_whole_folder_can_be_chosen(self, app: AppTest) -> None:
        app.toggle(key="hel-mapp").set_value(True)
        calm(app.run())
        assert app.file_uploader[0].accept_directory

    def test_who_has_loaded_is_what_the_server_before_us_says(
        self, app: AppTest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(viewer, "name", lambda: "Kim Controller")
        press(dropped(app, januari=GOOD), "Läs in 1 fil")
        assert [row["Vem"] for table in tables(app) for row in table if "Vem" in row] == ["Kim Controller"]

    def test_a_files_name_is_shown_as_it_stands(self, app: AppTest) -> None:
        press(drop(app, {"[jan](x) *ny*_1_.csv": GOOD}), "Läs in 1 fil")
        assert history(app) == [("1", "inläst", "[jan](x) *ny*_1_.csv")]
        assert r"\[jan\](x) \*ny\*\_1\_.csv" in by_text(app, "Senaste inläsning")


def by_text(app: AppTest, start: str) -> str:
    return next(text for text in said(app) if text.startswith(start))
