"""python -m loaders with exports: loading, checking and undoing, as text and as JSON, with their exit codes."""

import getpass
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loaders import __main__ as command
from loaders.exports.catalogue import ASSISTANCE, HOME_CARE, HOUSING, INVESTMENT, STAFF
from loaders.exports.export import SAMPLE_MARK
from loaders.facts.replacement import Unowned
from loaders.intake import folders, loading
from loaders.reading.ledger import Ledger
from loaders.reading.workspace import Held
from loaders.told import unowned_in_words
from loaders.warehouse.serving import Served, served
from tests.loading import run
from tests.workbooks import write_report
from tests.world import World, ask

ROOT = Path(__file__).parent.parent
Told = pytest.CaptureFixture[str]


@pytest.fixture
def world(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world that the environment names."""
    world.name_in_environment(monkeypatch)
    return world


def test_load_tells_of_reports_and_exports(world: World, capsys: Told) -> None:
    world.report()
    world.place("Assistans å ä.csv", ASSISTANCE, {"month": "2021-01", "hours": 1}, {"month": "2021-02", "hours": 2})
    world.place("trasig.csv", HOUSING, {"occupied_days": "sju"})
    assert run(world.data) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "Fil                Tolkad som       Siffror  Perioder         Problem  Utfall",
        "vb.xlsx            rapport VB 2022  1        2022             0        inläst",
        "Assistans å ä.csv  Assistans        2        2021-01–2021-02  0        inläst",
        "trasig.csv         –                0        –                1        avvisad",
    ]
    assert lines[4].startswith("Fel: trasig.csv, cell D2: ")
    assert lines[5:] == [f"Datalagret är uppdaterat: {world.served}"]
    (world.data / "trasig.csv").unlink()
    assert run(world.data) == 0
    capsys.readouterr()
    assert run(world.data) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"Ingenting nytt att läsa in. Datalagret: {world.served}"


def test_load_answers_in_json_with_what_it_changed(world: World, capsys: Told) -> None:
    world.place("a.csv", INVESTMENT, {"outcome": 5})
    assert run(world.data, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["warehouse"] == str(world.served)
    (file,) = answer["files"]
    assert (file["file"], file["recognised_as"], file["first_month"]) == ("a.csv", "Investeringar", "2021-01")
    assert answer["changes"] == [
        {
            "export": "investment",
            "month": "2021-01",
            "organisation": "Äldreomsorg",
            "rows_before": None,
            "rows_after": 1,
            "totals_before": {},
            "totals_after": {"outcome": 5.0},
            "of_people": False,
        }
    ]
    assert run(world.data, "--json") == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


def test_what_is_loaded_is_told_as_text_and_for_programs(world: World, capsys: Told) -> None:
    assert run("loaded") == 1
    assert capsys.readouterr().out == ("Inga exporter är inlästa. Lägg dem i data/exports och kör python -m loaders.\n")
    world.place("a.csv", ASSISTANCE, {"month": "2021-01", "hours": 1.5}, {"month": "2021-02", "hours": 1200})
    world.place("p.csv", STAFF, {"month": "2021-02", "headcount": 40, "left_externally": 3})
    run(world.data)
    capsys.readouterr()
    assert run("loaded", "--csv") == 0
    assert capsys.readouterr().out.splitlines() == [
        "export,month,organisation,headline,total,sample",
        "assistance,2021-01,Leanlink,hours,1.5,false",
        "assistance,2021-02,Leanlink,hours,1200,false",
        "staff,2021-02,Leanlink,headcount,40,false",
        "staff,2021-02,Leanlink,left_externally,,false",
    ]
    assert run("loaded") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Export     Månad    Organisation  Kolumn            Summa",
        "Assistans  2021-01  Leanlink      Timmar            1,50",
        "Assistans  2021-02  Leanlink      Timmar            1200",
        "Personal   2021-02  Leanlink      Antal anställda   40",
        "Personal   2021-02  Leanlink      Avgångar externt  visas inte",
    ]
    assert run("loaded", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 4


def test_load_without_files_tells_where_to_put_them(world: World, capsys: Told) -> None:
    assert run(world.data) == 1
    assert capsys.readouterr().out == (
        "Inga filer (.xlsx, .xlsm, .xls, .csv) hittades. "
        "Lägg rapporter i data/published och månadsexporter i data/exports och kör igen.\n"
    )


def test_load_without_paths_takes_data_and_the_exports_that_the_environment_names(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "DATA", world.data)
    world.report()
    exports = world.folders.ledger.parent
    shutil.move(world.file("a.csv", ASSISTANCE, {"hours": 1}), exports / "a.csv")
    assert run() == 0
    assert [file.name for file in world.ledger.active()] == ["a.csv"]
    assert world.ask("select value::int from published") == [(5,)]
    assert run() == 0
    assert len(world.ledger.entries()) == 1


def test_the_folder_that_the_command_names_goes_before_the_environment(world: World) -> None:
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    other = world.root / "annat lager"
    assert run(world.data, "--warehouse", other) == 0
    assert ask(other / served(other).warehouse, "select hours::int from fact_assistance") == [(1,)]
    assert served(world.folders.warehouse).warehouse == ""
    assert len(world.ledger.entries()) == 1


def test_check_shows_what_would_change(world: World, capsys: Told) -> None:
    rows = [{"month": "2021-01", "outcome": 1000}, {"month": "2021-02", "outcome": 5}]
    world.drop(world.file("förra.csv", INVESTMENT, *rows))
    before = world.served
    new = world.file(
        "ny å.csv",
        INVESTMENT,
        {"month": "2021-02", "outcome": "1234567,5"},
        {"month": "2021-02", "project": "Ugn", "outcome": "−7,25"},
        {"month": "2021-03", "area": "Råd och Stöd", "outcome": 3},
    )
    assert run("check", new) == 0
    assert capsys.readouterr().out == (
        "Fil       Tolkad som     Rader  Perioder         Utfall\n"
        "ny å.csv  Investeringar  3      2021-02–2021-03  kan läsas in\n"
        "Varning: ny å.csv: Äldreomsorg saknas 2021-03 (exporten Investeringar). "
        "Förväntat: rader för varje affärsområde i varje månad.\n"
        "\n"
        "Skillnad mot det som är inläst:\n"
        "Export         Månad    Organisation  Rader  Summor\n"
        "Investeringar  2021-02  Äldreomsorg   1 → 2  Utfall: 5 → 1234560,25\n"
        "Investeringar  2021-03  Råd och Stöd  – → 1  Utfall: – → 3\n"
    )
    assert world.served == before
    assert len(world.ledger.entries()) == 1


def test_check_tells_of_refused_files_of_warnings_and_of_the_sample(world: World, capsys: Told) -> None:
    world.sample(HOUSING, {"home": "Påhittat"})
    world.load()
    good = world.file("a.csv", HOUSING, {"home": "Okänt"})
    bad = world.file("b.csv", ASSISTANCE, {"hours": 1}, above=f"{SAMPLE_MARK}: fyll i")
    assert run("check", good, bad) == 1
    assert capsys.readouterr().out == (
        "Fil    Tolkad som  Rader  Perioder  Utfall\n"
        "a.csv  Boende      1      2021-01   kan läsas in\n"
        "b.csv  Assistans   1      2021-01   avvisas\n"
        "Fel: b.csv: filen är märkt Exempeldata. Förväntat: en export ur ett verksamhetssystem.\n"
        "Varning: a.csv, cell B2: Boende ”Okänt” är okänd (1 rad räknas i helheten men inte i något affärsområde). "
        "Förväntat: ett namn eller en kod i data/reference/units.csv.\n"
        "\n"
        "Skillnad mot det som är inläst:\n"
        "Export  Månad    Organisation  Rader  Summor\n"
        "Boende  2021-01  Leanlink      – → 1  Belagda dygn: – → 0\n"
        "Exempeldata visas inte längre när riktiga exporter är inlästa.\n"
    )


def test_check_of_a_file_without_difference_shows_no_table(world: World, capsys: Told) -> None:
    """The same number spelled otherwise; what no total tells is a difference too."""
    world.drop(world.file("a.csv", INVESTMENT, {"outcome": 5, "frame": 1}))
    files = "Fil    Tolkad som     Rader  Perioder  Utfall\nb.csv  Investeringar  1      2021-01   kan läsas in\n"
    assert run("check", world.file("b.csv", INVESTMENT, {"outcome": "5,0", "frame": 1})) == 0
    assert capsys.readouterr().out == files
    assert run("check", world.file("b.csv", INVESTMENT, {"outcome": 5, "frame": 2})) == 0
    assert capsys.readouterr().out == (
        f"{files}\n"
        "Skillnad mot det som är inläst:\n"
        "Export         Månad    Organisation  Rader  Summor\n"
        "Investeringar  2021-01  Äldreomsorg   1 → 1  Utfall: 5 → 5\n"
    )


def test_check_tells_of_other_providers(world: World, capsys: Told) -> None:
    assert run("check", world.file("a.csv", HOME_CARE, {"provider": "Omsorg AB", "granted_hours": 3})) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Hemtjänst  2021-01  andra utförare  – → 1  Beviljade timmar: – → 3; Utförda timmar: – → 0"
    )


def test_check_of_a_file_that_is_no_export(world: World, capsys: Told) -> None:
    path = world.root / "x.csv"
    path.write_text("Hej", encoding="utf-8")
    assert run("check", path) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Fil    Tolkad som  Rader  Perioder  Utfall", "x.csv  –           0      –         avvisas"]
    assert lines[2].startswith("Fel: x.csv")


def test_check_answers_in_json(world: World, capsys: Told) -> None:
    path = world.file("a.csv", INVESTMENT, {"outcome": 5}, headings={"frame": "Ram"})
    assert run("check", path, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["files"] == [
        {"file": "a.csv", "export": "investment", "rows": 1, "refused": False, "ignored": []},
    ]
    assert (answer["problems"], answer["replaces_sample"]) == ([], False)
    assert [change["totals_after"] for change in answer["changes"]] == [{"outcome": 5.0}]
    world.drop(path)
    assert run("check", path, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["files"][0]["refused"] is True
    assert answer["problems"] == [
        {
            "severity": "error",
            "file": "a.csv",
            "sheet": "",
            "cell": "",
            "found": "samma innehåll är redan inläst som a.csv",
            "expected": "en ny export",
        }
    ]
    assert answer["changes"] == []


def test_check_looks_at_files_of_one_name_and_into_folders(world: World, capsys: Told) -> None:
    one = world.file("ett/a.csv", ASSISTANCE, {"hours": 1})
    two = world.file("två/a.csv", ASSISTANCE, {"hours": 2, "month": "2021-02"})
    assert run("check", one, two, "--json") == 0
    assert {file["file"] for file in json.loads(capsys.readouterr().out)["files"]} == {"a.csv", str(two)}
    assert run("check", one.parent, "--json") == 0
    assert [file["file"] for file in json.loads(capsys.readouterr().out)["files"]] == ["a.csv"]
    assert run("check", world.folders.ledger.parent) == 1
    assert capsys.readouterr().out == "Inga filer (.xlsx, .xlsm, .xls, .csv) hittades.\n"


def test_undo_takes_the_last_load_back(world: World, capsys: Told) -> None:
    world.report()
    for value in (1, 2):
        world.place("a.csv", ASSISTANCE, {"hours": value})
        assert run(world.data) == 0
    capsys.readouterr()
    assert run("undo") == 0
    assert capsys.readouterr().out == "Inläsning 2 är ångrad.\n"
    assert world.ask("select hours::int from fact_assistance") == [(1,)]
    assert run("undo", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["number"], answer["action"], answer["undoes"]) == (4, "undo", 1)
    assert [change["totals_after"] for change in answer["changes"]] == [{}]
    assert run("undo") == 1
    assert capsys.readouterr().out == "Det finns ingen inläsning att ångra.\n"
    assert run("undo", "--json") == 1
    assert json.loads(capsys.readouterr().out) is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check"], "python -m loaders check: fel: FILE saknas"),
        (["check", "finns inte.csv"], "python -m loaders check: fel: finns inte: finns inte.csv"),
        (["finns inte"], "python -m loaders: fel: finns inte: finns inte"),
        (["undo", "x"], "python -m loaders undo: fel: NR: 'x' är inget heltal"),
        (["--nope", "a b"], "python -m loaders: fel: känner inte till --nope"),
        (["--warehouse"], "python -m loaders: fel: --warehouse: värdet saknas"),
        (["--json=1"], "python -m loaders: fel: --json: tar inget värde, men fick '1'"),
    ],
)
def test_wrong_usage_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str, capsys: Told
) -> None:
    monkeypatch.chdir(world.root)
    with pytest.raises(SystemExit) as left:
        run(*arguments)
    assert left.value.code == 2
    usage, *_, said = capsys.readouterr().err.splitlines()
    assert usage.startswith("användning: python -m loaders")
    assert said == told
    assert served(world.folders.warehouse).warehouse == ""


def test_help_is_given_in_swedish(capsys: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as left:
        run("undo", "--help")
    assert left.value.code == 0
    assert capsys.readouterr().out.split("\n\n")[1:] == [
        "Tar tillbaka en inläsning av exporter.",
        "argument:\n  NR               inläsningens nummer (annars den senaste)",
        "val:\n  -h, --help       visa den här hjälpen\n  --warehouse DIR  datalagrets mapp\n"
        "  --json           svara med JSON\n  --try            visa bara vad som skulle ändras\n",
    ]


def test_a_load_that_goes_on_is_told(world: World, monkeypatch: pytest.MonkeyPatch, capsys: Told) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    with Held(world.folders.warehouse, 0):
        assert run("undo") == 1
        monkeypatch.setattr(command, "load", lambda *_, **how: loading.load([world.data], world.folders, patience=0))
        assert run(world.data) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "En annan inläsning pågår. Försök igen om en stund; inget har ändrats.\n" * 2
    assert len(world.ledger.loads()) == 1


@pytest.mark.parametrize("error", [OSError, KeyError, ImportError])
def test_who_is_told_where_the_system_knows(
    world: World, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "åsa")
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    run(world.data)

    def unknown() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", unknown)
    run("undo")
    assert [entry.who for entry in world.ledger.entries()] == ["åsa", ""]


def test_the_command_runs_without_a_terminal_a_home_or_a_user(world: World) -> None:
    world.report()
    world.place("Assistans å ä ö.csv", ASSISTANCE, {"hours": 1})
    kept = {name: value for name, value in os.environ.items() if name.startswith(("LEANLINK_", "PATH", "LD_"))}

    def told(*arguments: object) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "loaders", *map(str, arguments)],
            cwd=ROOT,
            env=kept | {"LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
        assert done.stderr == b""
        return done.returncode, done.stdout.decode("utf-8")

    code, text = told(world.data)
    assert code == 0
    assert re.search(r"^Assistans å ä ö\.csv  Assistans  ", text, re.MULTILINE)
    assert world.ask("select hours::int from fact_assistance") == [(1,)]
    code, text = told("undo")
    assert (code, text) == (0, "Assistans, januari 2021: Lagrum sfb är då inte inläst alls.\nInläsning 1 är ångrad.\n")
    assert Ledger(world.folders.ledger).loads() == []
    assert served(world.folders.warehouse).ledger == 2


def test_without_a_warehouse_the_command_checks_against_what_it_would_load(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    monkeypatch.setattr(folders, "DATA", world.data)
    world.point(Served())
    world.report()
    assert run("check", world.file("a.csv", ASSISTANCE, {"hours": 1})) == 0
    assert "Assistans  2021-01  Leanlink      – → 1  Timmar: – → 1" in capsys.readouterr().out
    assert served(world.folders.warehouse) == Served()


# Checks that fail


def contradictory(folder: Path, name: str = "VB 2022", said: str = "7") -> Path:
    """A report that says one number twice, and not the same."""
    sheets = {
        sheet: ({"Slag": "personal"}, [("Personal", "2022"), ("Årsarbetare", value)])
        for sheet, value in (("Personal", "5"), ("Bilaga", said))
    }
    folder.mkdir(exist_ok=True)
    return write_report(folder / "vb.xlsx", sheets, {"Beteckning": name})


FAILING = (
    "Varning: VB 2022: kontrollen ”samma uppgift på två ställen” håller inte för Leanlink, 2022: "
    "5 (Personal!B4) mot 7 (Bilaga!B4)."
)


def test_checks_that_fail_are_told_in_the_trial_and_in_the_last_line_of_the_load(world: World, capsys: Told) -> None:
    path = contradictory(world.root)
    assert run("check", path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Fil      Tolkad som       Siffror  Perioder  Utfall",
        "vb.xlsx  rapport VB 2022  2        2022      kan läsas in",
        FAILING,
        "En rapport läses in från data/published med python -m loaders.",
    ]
    assert run("check", path, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert [check["answer"] for check in answer["failing"]] == ["fails"]
    shutil.move(path, world.data / "vb.xlsx")
    assert run(world.data) == 0
    *_, told, verdict = capsys.readouterr().out.splitlines()
    assert told == FAILING
    assert verdict == (
        f"Datalagret är uppdaterat: {world.served}. 1 ny kontroll håller inte; se ovan och sidan Datakvalitet."
    )
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    assert run(world.data, "--json") == 0
    assert json.loads(capsys.readouterr().out)["failing"] == []


def test_check_of_a_report_tells_its_warnings_and_why_it_is_refused(world: World, capsys: Told) -> None:
    rows = [("Personal", "2022"), ("Något okänt", "5")]
    warned = write_report(world.root / "ny.xlsx", {"Personal": ({"Slag": "personal"}, rows)})
    assert run("check", warned) == 0
    assert "Varning: ny.xlsx, blad Personal" in capsys.readouterr().out
    refused = write_report(world.root / "fel.xlsx", {"Personal": ({"Slag": "annat"}, rows)})
    assert run("check", refused) == 1
    text = capsys.readouterr().out
    assert "avvisas" in text
    assert "Fel: fel.xlsx" in text


def test_a_report_that_is_tried_where_it_lies_is_not_one_more(world: World, capsys: Told) -> None:
    world.report()
    world.load()
    assert run("check", world.data / "vb.xlsx", contradictory(world.root / "ny", said="5")) == 0
    assert "kan läsas in" in capsys.readouterr().out


# Afterwards


def test_undo_and_redo_by_number_show_the_difference_first(world: World, capsys: Told) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}, {"hours": 2, "month": "2021-02"}))
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 4}))
    assert run("undo", 1, "--try") == 0
    assert capsys.readouterr().out == (
        "Skillnad mot det som är inläst:\n"
        "Export     Månad    Organisation  Rader  Summor\n"
        "Assistans  2021-02  Leanlink      1 → –  Timmar: 2 → –\n"
        "Assistans, februari 2021: Lagrum sfb är då inte inläst alls.\n"
        "Inläsning 1 kan ångras.\n"
    )
    assert run("undo", 1) == 0
    assert run("undo", 1) == 1
    assert run("redo", 1) == 0
    assert run("redo") == 1
    assert capsys.readouterr().out == (
        "Assistans, februari 2021: Lagrum sfb är då inte inläst alls.\n"
        "Inläsning 1 är ångrad.\n"
        "Det finns ingen inläsning att ångra med nummer 1.\n"
        "Inläsningen gäller igen.\n"
        "Det finns ingen ångrad inläsning att göra om.\n"
    )
    assert world.hours() == [("2021-01", 4), ("2021-02", 2)]


def test_forget_removes_a_file_and_tells_of_the_copy_that_is_left(world: World, capsys: Told) -> None:
    path = world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    assert run("forget", "b.csv") == 1
    assert run("forget", "a.csv") == 0
    assert capsys.readouterr().out == (
        "Ingen inläst fil heter så.\n"
        "Assistans, januari 2021: Lagrum sfb är då inte inläst alls.\n"
        f"Filen finns kvar som {path}. Ta bort den där också.\n"
        "Filen är glömd.\n"
    )
    assert world.hours() == []


def test_a_file_that_is_named_and_known_is_told_with_what_it_is(world: World, capsys: Told) -> None:
    path = world.place("l1.csv", ASSISTANCE, {"hours": 1})
    run(path)
    capsys.readouterr()
    assert run(path) == 0
    assert "l1.csv är redan inläst (inläsning 1)." in capsys.readouterr().out.splitlines()
    run("undo")
    capsys.readouterr()
    run(path)
    again = "kör python -m loaders redo 1 för att låta den gälla igen"
    assert capsys.readouterr().out == f"l1.csv är inläst förut (inläsning 1, ångrad); {again}.\n"
    run("forget", "l1.csv")
    capsys.readouterr()
    run(path)
    again = "släpp den på sidan Ladda data för att läsa in den på nytt"
    assert capsys.readouterr().out == f"l1.csv är glömd (nr 3); {again}.\n"


def test_a_load_can_be_tried_and_tells_what_edited_tables_change(world: World, capsys: Told) -> None:
    world.place("a.csv", HOUSING, {"home": "Granen", "occupied_days": 5})
    world.load()
    before = world.served
    world.know("housing,Granen,Granen,Äldreomsorg,")
    told = (
        "Ändrat sedan förra inläsningen, utan nya exporter (tabeller, rapporter, regler):\n"
        "Export  Månad    Organisation  Rader  Summor\n"
        "Boende  2021-01  Leanlink      1 → –  Belagda dygn: 5 → –\n"
        "Boende  2021-01  Äldreomsorg   – → 1  Belagda dygn: – → 5\n"
    )
    assert run(world.data, "--try") == 0
    assert capsys.readouterr().out.endswith(f"{told}Ingenting är ändrat.\n")
    assert world.served == before
    assert run(world.data) == 0
    assert capsys.readouterr().out.endswith(f"{told}Datalagret är uppdaterat: {world.served}\n")


def test_a_reader_that_has_seen_enough_is_no_error(world: World) -> None:
    path = world.file(
        "a.csv", ASSISTANCE, *({"month": f"20{y:02d}-{m:02d}"} for y in range(1, 99) for m in range(1, 13))
    )
    with subprocess.Popen(
        [sys.executable, "-m", "loaders", "check", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_of_several_owners_it_is_told_in_the_plural() -> None:
    lost = Unowned("housing", "januari 2021", ("Boende A", "Boende B"))
    assert unowned_in_words([lost]) == ["Boende, januari 2021: Boende A, Boende B är då inte inlästa alls."]
