"""Files that cannot be trusted: refused whole, every problem told, while all else goes on being served."""

import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from loaders.intake.loading import Load
from loaders.reports.published import read_report
from loaders.warehouse.serving import POINTER
from tests.editing import edited
from tests.loading import load
from tests.workbooks import Rows, write_report
from tests.world import InProcess

OPERATING = {"Slag": "driftsammandrag", "Mäter": "Nettokostnad", "Enhet": "tkr"}
STAFF = {"Slag": "personal"}
PROSE = ("Uppgift", "Organisation", "Period", "Scenario", "Per", "Värde", "Citat")
BROKEN = {"Beteckning": "VB 2023"}

Make = Callable[[Path], object]


def staff(path: Path, value: str, front: dict[str, str | None] | None = None) -> Path:
    rows = [("Personal", "2022"), ("Årsarbetare", value)]
    return write_report(path, {"Personal": (STAFF, rows)}, {**BROKEN, **(front or {})})


def with_front(**front: str | None) -> Make:
    return lambda path: staff(path, "5", {key.replace("_", " "): text for key, text in front.items()})


def with_rows(rows: Rows, said: dict[str, str] | None = None) -> Make:
    return lambda path: write_report(path, {"T": (OPERATING if said is None else said, rows)}, BROKEN)


def with_cell(value: str) -> Make:
    def make(path: Path) -> None:
        staff(path, "5")
        with edited(path) as book:
            book["Personal"]["B4"] = value

    return make


def with_bytes(content: bytes) -> Make:
    return lambda path: path.write_bytes(content)


def without_sheet_rapport(path: Path) -> None:
    staff(path, "5")
    with edited(path) as book:
        del book["Rapport"]


def without_listed_sheet(path: Path) -> None:
    staff(path, "5")
    with edited(path) as book:
        book["Rapport"].append(["Ekonomi", "Ekonomi", "ekonomi"])


def with_unlisted_sheet(path: Path) -> None:
    staff(path, "5")
    with edited(path) as book:
        book.create_sheet("Blad1")["A1"] = "Anteckningar"


def without_list_of_sheets(path: Path) -> None:
    staff(path, "5")
    with edited(path) as book:
        assert book["Rapport"]["A8"].value == "Blad"
        book["Rapport"]["A8"] = "Flik"


def with_far_away_cell(path: Path) -> None:
    staff(path, "5")
    with edited(path) as book:
        book["Personal"]["XFD1000"] = "x"


def cut_in_half(path: Path) -> None:
    content = staff(path, "5").read_bytes()
    path.write_bytes(content[: len(content) // 2])


def other_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("text.txt", "Ingen arbetsbok.")


def with_problems_in_every_place(path: Path) -> None:
    tables: dict[str, tuple[dict[str, str], Rows]] = {
        "Drift": ({**OPERATING, "Nettokostnad": "plus är bra"}, [("Verksamhet", "2022"), ("Ledning", "fem")]),
        "Personal": (STAFF, [("Personal", "2022"), ("Årsarbetare", "5 st", "", "6")]),
        "Mål": ({"Slag": "indikatorer"}, [("Här står", "ingenting")]),
    }
    write_report(path, tables, BROKEN)
    with edited(path) as book:
        book["Rapport"].append(["Ekonomi"])
        book.create_sheet("Blad1")


A_NUMBER = "ett tal, eller ett tecken för saknat värde som står i data/reference/missing.csv"
NO_WORKBOOK = (
    "trasig.xlsx: filen är ingen Excel-arbetsbok, trots sitt namn. Förväntat: en oskyddad arbetsbok i formatet .xlsx."
)
NOT_RECOGNISED = [
    "trasig.xlsx, blad Personal, cell A4: ingen tabell känns igen; närmast ligger exporten Personal, där kolumnerna "
    "Enhet, Kön, Åldersgrupp, Anställningsform, Chef, Antal anställda, Varav heltid, Nyanställda, Avgångar externt, "
    "Avgångar internt, Pensionsavgångar, Summa ålder vid pension, Mertid timmar, Övertid timmar, Arbetad tid saknas. "
    "Förväntat: rubrikerna i någon av exporterna Sjukfrånvaro, "
    "Personal, Ekonomi, Prognos, Investeringar, Hemtjänst, Boende, Assistans, Måltider, Nyckeltal. "
    "En rapport har bladet Rapport och läses in från mappen data/published med python -m loaders."
]
"""What is said of a new workbook that does not say that it is a report."""

WHY: dict[str, tuple[Make, Sequence[str]]] = {
    "no sheet Rapport": (
        without_sheet_rapport,
        ["trasig.xlsx: bladet Rapport saknas. Förväntat: ett blad som beskriver rapporten."],
    ),
    "front lines missing and empty": (
        with_front(Beteckning=None, Titel="", Organisation=None),
        [
            "trasig.xlsx, blad Rapport: uppgiften Beteckning saknas. Förväntat: ett värde.",
            "trasig.xlsx, blad Rapport, cell B1: uppgiften Titel saknas. Förväntat: ett värde.",
            "trasig.xlsx, blad Rapport: uppgiften Organisation saknas. Förväntat: ett värde.",
        ],
    ),
    "year and day unreadable": (
        with_front(År="2022/23", Läget_per="31 december 2022"),
        [
            "trasig.xlsx, blad Rapport, cell B3: År är ”2022/23”. Förväntat: ett årtal.",
            "trasig.xlsx, blad Rapport, cell B4: Läget per är ”31 december 2022”. Förväntat: ett datum som 2021-12-31.",
        ],
    ),
    "day impossible": (
        with_front(Läget_per="2022-02-30"),
        ["trasig.xlsx, blad Rapport, cell B4: Läget per är ”2022-02-30”. Förväntat: ett datum som 2021-12-31."],
    ),
    "listed sheet missing": (
        without_listed_sheet,
        [
            "trasig.xlsx, blad Rapport: bladet Ekonomi finns i förteckningen men inte i filen. "
            "Förväntat: ett blad för varje rad i förteckningen."
        ],
    ),
    "unlisted sheet": (
        with_unlisted_sheet,
        [
            "trasig.xlsx, blad Rapport: bladet Blad1 finns i filen men inte i förteckningen. "
            "Förväntat: en rad i förteckningen för varje blad."
        ],
    ),
    "no list of sheets": (
        without_list_of_sheets,
        [
            "trasig.xlsx, blad Rapport: förteckningen över blad saknas. Förväntat: en rubrikrad som börjar med Blad.",
            "trasig.xlsx, blad Rapport: bladet Personal finns i filen men inte i förteckningen. "
            "Förväntat: en rad i förteckningen för varje blad.",
        ],
    ),
    "unknown sign of net cost": (
        with_rows([("Verksamhet", "2022"), ("Ledning", "5")], {**OPERATING, "Nettokostnad": "minus är bra"}),
        [
            "trasig.xlsx, blad Rapport, cell F9: Nettokostnad är ”minus är bra”. "
            "Förväntat: plus är överskott eller plus är underskott."
        ],
    ),
    "unknown sign of deviation": (
        with_rows([("Verksamhet", "2022"), ("Ledning", "5")], {**OPERATING, "Avvikelse": "plus är sämre"}),
        [
            "trasig.xlsx, blad Rapport, cell G9: Avvikelse är ”plus är sämre”. "
            "Förväntat: plus är bättre eller utfall minus budget."
        ],
    ),
    "unknown words in a heading": (
        with_rows([("Verksamhet", "Utfall t.o.m. aug 2022"), ("Ledning", "5"), ("Summa", "5")]),
        [
            "trasig.xlsx, blad T, cell B4: okända ord i rubriken: ”t.o.m”. "
            "Förväntat: Bokslut, Budget, Plan, Prognos, Avvikelse, Mål och år, eller en rad i labels.csv."
        ],
    ),
    "heading that does not say what the numbers are": (
        with_rows([("Verksamhet", "2022", "Förändring"), ("Ledning", "5", "6")]),
        [
            "trasig.xlsx, blad T, cell C3: rubriken ”Förändring” säger inte vad siffrorna är. "
            "Förväntat: en rubrik som Bokslut 2022, Budget 2022 eller Mål 2022."
        ],
    ),
    "outcome of a year to come": (
        with_rows([("Verksamhet", "2022", "2023"), ("Ledning", "5", "6")]),
        [
            "trasig.xlsx, blad T, cell C3: rubriken ”2023”. "
            "Förväntat: Budget, Plan, Prognos eller Mål före ett årtal efter rapportens."
        ],
    ),
    "second table under the first": (
        with_rows(
            [("Verksamhet", "2022", "2021"), ("Ledning", "5", "6"), (), ("Mer", "2020", "2019"), ("Summa", "7", "8")]
        ),
        ["trasig.xlsx, blad T, cell B6: en ny rubrikrad: 2020, 2019. Förväntat: en tabell per blad."],
    ),
    "numbers without a name": (
        with_rows([("Verksamhet", "2022"), ("Ledning", "5"), ("", "6")]),
        ["trasig.xlsx, blad T, cell B5: siffror på en rad utan namn. Förväntat: ett namn i radens första kolumn."],
    ),
    "unknown kind of table": (
        with_rows([("Verksamhet", "2022"), ("Ledning", "5")], {**OPERATING, "Slag": "tabell"}),
        [
            "trasig.xlsx, blad Rapport: Slag ”tabell”. Förväntat: aktiviteter, driftsammandrag, ekonomi, förklaringar, "
            "indikatorer, investeringar, löptext, måluppfyllelse, personal, uppdrag, volymer.",
        ],
    ),
    "no heading row": (
        with_rows([("Ledning", "5"), ("Summa", "5")]),
        [
            "trasig.xlsx, blad T: ingen rubrikrad. "
            "Förväntat: en rad med rubriker som Bokslut 2021, Budget 2021 eller 2021."
        ],
    ),
    "words where numbers stand": (
        with_rows([("Verksamhet", "2021", "2022"), ("Ledning", "5", "fem"), ("Summa", "5 a", "5")]),
        [
            f"trasig.xlsx, blad T, cell C4: ”fem”. Förväntat: {A_NUMBER}.",
            f"trasig.xlsx, blad T, cell B5: ”5 a”. Förväntat: {A_NUMBER}.",
        ],
    ),
    "column without heading": (
        with_rows([("Verksamhet", "2022"), ("Ledning", "5"), ("Summa", "5", "6")]),
        ["trasig.xlsx, blad T, cell C5: ”6” i en kolumn utan rubrik. Förväntat: en rubrik över kolumnen."],
    ),
    "two rows say the same": (
        with_rows([("Verksamhet", "2022"), ("Ledning", "5"), ("Ledning", "6")]),
        ["trasig.xlsx, blad T, cell B5: ”6” säger samma sak som cell B4. Förväntat: en cell för varje uppgift."],
    ),
    "two columns say the same": (
        with_rows([("Verksamhet", "Bokslut 2022", "2022"), ("Ledning", "5", "6")]),
        ["trasig.xlsx, blad T, cell C4: ”6” säger samma sak som cell B4. Förväntat: en cell för varje uppgift."],
    ),
    "two spellings of an area say the same": (
        with_rows([("Verksamhet", "2022"), ("Kost & Restaurang", "5"), ("Kost och Restaurang", "6")]),
        ["trasig.xlsx, blad T, cell B5: ”6” säger samma sak som cell B4. Förväntat: en cell för varje uppgift."],
    ),
    "two spellings of an organisation in a column say the same": (
        with_rows(
            [
                PROSE,
                ("Resultat", "Råd & Stöd", "2022", "Utfall", "", "5 mnkr", "Det blev 5 mnkr."),
                ("Resultat", "Råd och Stöd", "2022", "Utfall", "", "6 mnkr", "Det blev 6 mnkr."),
            ],
            {"Slag": "löptext"},
        ),
        ["trasig.xlsx, blad T, cell F5: ”6 mnkr” säger samma sak som cell F4. Förväntat: en cell för varje uppgift."],
    ),
    "scenario and day unknown": (
        with_rows(
            [
                PROSE,
                ("Resultat", "Leanlink", "2022", "Gissning", "", "5 mnkr", "Kanske 5 mnkr."),
                ("Resultat", "Leanlink", "2022", "Prognos", "i våras", "6 mnkr", "Det blir 6 mnkr."),
            ],
            {"Slag": "löptext"},
        ),
        [
            "trasig.xlsx, blad T, cell F4: scenariot ”Gissning”. Förväntat: Utfall, Budget, Prognos ….",
            "trasig.xlsx, blad T, cell F5: datumet ”i våras” i kolumnen Per. Förväntat: ett datum som 2020-03-31.",
        ],
    ),
    "error cell": (
        with_cell("#DIV/0!"),
        ["trasig.xlsx, blad Personal, cell B4: Excel visar felet #DIV/0!. Förväntat: ett värde."],
    ),
    "formula without value": (
        with_cell("=2+3"),
        ["trasig.xlsx, blad Personal, cell B4: formeln =2+3 saknar värde. Förväntat: ett värde."],
    ),
    "cell far from the table": (
        with_far_away_cell,
        [
            "trasig.xlsx, blad Personal, cell XFD1000: bladet sträcker sig till cell XFD1000. "
            "Förväntat: en utskriven tabell."
        ],
    ),
    "archive cut in half": (
        cut_in_half,
        ["trasig.xlsx: filen är skadad (BadZipFile). Förväntat: en oskyddad arbetsbok i formatet .xlsx."],
    ),
    "archive of something else": (
        other_archive,
        ["trasig.xlsx: filen är skadad (KeyError). Förväntat: en oskyddad arbetsbok i formatet .xlsx."],
    ),
    "random bytes": (with_bytes(bytes(range(256)) * 4), [NO_WORKBOOK]),
    "text with commas": (with_bytes("Personal;2022\nÅrsarbetare;5\n".encode()), [NO_WORKBOOK]),
    "nothing at all": (with_bytes(b""), [NO_WORKBOOK]),
    "encrypted or older workbook": (
        with_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)),
        [
            "trasig.xlsx: filen är lösenordsskyddad eller i det äldre formatet .xls. "
            "Förväntat: en oskyddad arbetsbok i formatet .xlsx."
        ],
    ),
    "publication twice": (
        lambda path: staff(path, "6", {"Beteckning": "VB 2022"}),
        [
            "trasig.xlsx, blad Rapport: Beteckning ”VB 2022” finns redan i hel.xlsx. "
            "Förväntat: en egen beteckning för varje rapport."
        ],
    ),
    "problems in every place": (
        with_problems_in_every_place,
        [
            "trasig.xlsx, blad Rapport, cell F9: Nettokostnad är ”plus är bra”. "
            "Förväntat: plus är överskott eller plus är underskott.",
            "trasig.xlsx, blad Rapport: bladet Ekonomi finns i förteckningen men inte i filen. "
            "Förväntat: ett blad för varje rad i förteckningen.",
            "trasig.xlsx, blad Rapport: bladet Blad1 finns i filen men inte i förteckningen. "
            "Förväntat: en rad i förteckningen för varje blad.",
            f"trasig.xlsx, blad Drift, cell B4: ”fem”. Förväntat: {A_NUMBER}.",
            "trasig.xlsx, blad Personal, cell D4: ”6” i en kolumn utan rubrik. Förväntat: en rubrik över kolumnen.",
            f"trasig.xlsx, blad Personal, cell B4: ”5 st”. Förväntat: {A_NUMBER}.",
            "trasig.xlsx, blad Mål: ingen rubrikrad. "
            "Förväntat: en rad med rubriker som Bokslut 2021, Budget 2021 eller 2021.",
        ],
    ),
}
every_way = pytest.mark.parametrize(("make", "why"), WHY.values(), ids=WHY)
SOME = [
    "no sheet Rapport",
    "year and day unreadable",
    "error cell",
    "two rows say the same",
    "random bytes",
    "publication twice",
    "problems in every place",
]
"""Ways that break a file in different parts of its reading; what becomes of its earlier version is one and the same."""

some_ways = pytest.mark.parametrize(("make", "why"), [WHY[way] for way in SOME], ids=SOME)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with one sound report, VB 2022, that says 5."""
    folder = tmp_path / "reports"
    folder.mkdir()
    staff(folder / "hel.xlsx", "5", {"Beteckning": "VB 2022"})
    return folder


def statuses(outcome: Load) -> dict[str, str]:
    return {file.file: file.status for file in outcome.files}


def told(outcome: Load) -> list[str]:
    """Every error, whole."""
    return [str(problem) for problem in outcome.problems if problem.severity == "error"]


def served(outcome: Load) -> list[tuple[str, str]]:
    """Publication and printed value of every figure in the warehouse."""
    assert outcome.warehouse is not None
    with duckdb.connect(str(outcome.warehouse), read_only=True) as warehouse:
        return warehouse.sql("select publication, printed from published order by all").fetchall()


@every_way
def test_file_is_refused_whole_while_the_others_load(
    reports: Path, tmp_path: Path, make: Make, why: Sequence[str]
) -> None:
    make(reports / "trasig.xlsx")
    outcome = load([reports], tmp_path / "warehouse")
    assert told(outcome) == (NOT_RECOGNISED if make is without_sheet_rapport else list(why))
    assert statuses(outcome) == {"hel.xlsx": "loaded", "trasig.xlsx": "refused"}
    assert outcome.refused
    assert served(outcome) == [("VB 2022", "5")]


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place where `trasig.xlsx` was still sound when it was loaded beside `hel.xlsx`."""
    place = tmp_path_factory.mktemp("once")
    (place / "reports").mkdir()
    staff(place / "reports" / "hel.xlsx", "5", {"Beteckning": "VB 2022"})
    staff(place / "reports" / "trasig.xlsx", "7")
    before = load([place / "reports"], place / "warehouse")
    assert served(before) == [("VB 2022", "5"), ("VB 2023", "7")]
    return place


@some_ways
def test_file_that_breaks_goes_on_being_served_as_it_was(
    loaded_once: Path, tmp_path: Path, make: Make, why: Sequence[str]
) -> None:
    place = shutil.copytree(loaded_once, tmp_path / "place")
    make(place / "reports" / "trasig.xlsx")
    outcome = load([place / "reports"], place / "warehouse")
    assert told(outcome) == list(why)
    assert statuses(outcome) == {"hel.xlsx": "loaded", "trasig.xlsx": "kept"}
    assert outcome.refused
    assert served(outcome) == [("VB 2022", "5"), ("VB 2023", "7")]


def test_former_warehouse_stays_in_use_where_nothing_can_be_loaded(reports: Path, tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    former = load([reports], folder)
    pointer = (folder / POINTER).read_bytes()
    broken = tmp_path / "broken"
    broken.mkdir()
    ways = ["no sheet Rapport", "error cell", "two rows say the same", "archive cut in half", "random bytes"]
    for way in ways:
        WHY[way][0](broken / f"{way}.xlsx")
    outcome = load([broken], folder)
    assert statuses(outcome) == {f"{way}.xlsx": "refused" for way in ways}
    assert (outcome.warehouse, outcome.built) == (former.warehouse, False)
    assert (folder / POINTER).read_bytes() == pointer
    assert served(outcome) == [("VB 2022", "5")]


def test_where_nothing_was_ever_loaded_there_is_no_warehouse(tmp_path: Path) -> None:
    (tmp_path / "trasig.xlsx").write_bytes(b"")
    outcome = load([tmp_path / "trasig.xlsx"], tmp_path / "warehouse")
    assert told(outcome) == [NO_WORKBOOK]
    assert outcome.warehouse is None
    assert not (tmp_path / "warehouse" / POINTER).exists()


def test_mended_file_loads_again(reports: Path, tmp_path: Path) -> None:
    (reports / "trasig.xlsx").write_bytes(b"")
    assert statuses(load([reports], tmp_path / "warehouse"))["trasig.xlsx"] == "refused"
    staff(reports / "trasig.xlsx", "7")
    outcome = load([reports], tmp_path / "warehouse")
    assert (told(outcome), outcome.refused) == ([], False)
    assert served(outcome) == [("VB 2022", "5"), ("VB 2023", "7")]


def test_refusal_is_told_again_when_nothing_has_changed(reports: Path, tmp_path: Path) -> None:
    (reports / "trasig.xlsx").write_bytes(b"")
    first = load([reports], tmp_path / "warehouse")
    again = load([reports], tmp_path / "warehouse")
    assert (first.built, again.built) == (True, False)
    assert (again.files, told(again), again.refused) == (first.files, [NO_WORKBOOK], True)


def test_new_file_with_a_publication_in_use_does_not_take_its_place(reports: Path, tmp_path: Path) -> None:
    load([reports], tmp_path / "warehouse")
    staff(reports / "alltid först.xlsx", "6", {"Beteckning": "VB 2022"})
    outcome = load([reports], tmp_path / "warehouse")
    assert told(outcome) == [
        "alltid först.xlsx, blad Rapport: Beteckning ”VB 2022” finns redan i hel.xlsx. "
        "Förväntat: en egen beteckning för varje rapport."
    ]
    assert statuses(outcome) == {"alltid först.xlsx": "refused", "hel.xlsx": "loaded"}
    assert served(outcome) == [("VB 2022", "5")]


def test_file_that_takes_the_publication_of_a_broken_one_waits(loaded_once: Path, tmp_path: Path) -> None:
    place = shutil.copytree(loaded_once, tmp_path / "place")
    staff(place / "reports" / "hel.xlsx", "6", {"Beteckning": "VB 2023"})
    (place / "reports" / "trasig.xlsx").write_bytes(b"")
    outcome = load([place / "reports"], place / "warehouse")
    assert told(outcome) == [
        "hel.xlsx, blad Rapport: Beteckning ”VB 2023” finns redan i trasig.xlsx. "
        "Förväntat: en egen beteckning för varje rapport.",
        NO_WORKBOOK,
    ]
    assert statuses(outcome) == {"hel.xlsx": "kept", "trasig.xlsx": "kept"}
    assert served(outcome) == [("VB 2022", "5"), ("VB 2023", "7")]


def test_broken_file_is_served_as_it_was_even_when_it_must_be_read_anew(
    loaded_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shutil.copytree(loaded_once, tmp_path / "place")
    (place / "reports" / "trasig.xlsx").write_bytes(b"")
    monkeypatch.setattr("loaders.warehouse.build.code_version", lambda: "other code")
    monkeypatch.setattr("loaders.reading.reports.code_version", lambda: "other code")
    outcome = load([place / "reports"], place / "warehouse")
    assert statuses(outcome) == {"hel.xlsx": "loaded", "trasig.xlsx": "kept"}
    assert served(outcome) == [("VB 2022", "5"), ("VB 2023", "7")]


def test_failure_of_the_reader_refuses_that_file_alone(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(reports / "trasig.xlsx", "7")

    def failing(path: Path, name: str, missing: dict[str, str]) -> object:
        if name == "trasig.xlsx":
            raise ZeroDivisionError("nej")
        return read_report(path, name, missing)

    monkeypatch.setattr("loaders.reports.published.read_report", failing)
    outcome = load([reports], tmp_path / "warehouse")
    assert told(outcome) == [
        "trasig.xlsx: filen kunde inte läsas (ZeroDivisionError). Förväntat: en rapport på samma form som de andra."
    ]
    assert served(outcome) == [("VB 2022", "5")]


def test_sheet_listed_twice_is_not_counted_twice(reports: Path, tmp_path: Path) -> None:
    twice = staff(reports / "dubbel.xlsx", "7")
    with edited(twice) as book:
        book["Rapport"].append(["Personal", "Personal", "personal"])
    assert served(load([reports], tmp_path / "warehouse")).count(("VB 2023", "7")) <= 1


def test_workbook_that_unpacks_to_too_much_is_refused(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InProcess, "read", {})
    monkeypatch.setattr("loaders.files.workbook.LARGEST_UNPACKED", 100)
    outcome = load([reports], tmp_path / "warehouse")
    assert told(outcome) == [
        "hel.xlsx: filen är orimligt stor när den packas upp. Förväntat: en oskyddad arbetsbok i formatet .xlsx."
    ]
