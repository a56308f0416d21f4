"""House rules: who may import whom, what the reference tables may name, and what may never be committed."""

import ast
import csv
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from dashboard.figures.measures import MEASURES

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "data" / "reference"
LOADERS = (
    ("problems", "records", "durable", "without_pandas"),
    ("swedish",),
    ("tables",),
    ("files",),
    ("reports", "exports"),
    ("reading",),
    ("facts",),
    ("people",),
    ("warehouse",),
    ("intake",),
    ("told",),
    ("sample",),
)
"""The folders and files of loaders, floor by floor: each may call its own folder and the floors before it."""

FLOORS = ("theme", "figures", "findings", "charts", "share", "access", "cards", "subjects", "screens", "app", "server")
"""The folders and files of dashboard: each may call those before it."""

WITH_STREAMLIT = {"access", "screens", "app", "server"}
"""Those that may know Streamlit; every page may."""

OURS = re.compile(r"from dashboard(?:\.(\w+)|(?= import))[\w.]* import \(?\s*(\w+)")

INTAKE = ROOT / "dashboard" / "screens" / "intake"

PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:\d{6}[-+]\d{4}|\d{8}-?\d{4})(?!\d)")


def modules(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"no modules in {folder}"
    return found


def imported(source: str) -> set[str]:
    """The packages that a module imports, wherever in it; relative imports are its own package."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


def importers(folder: str, package: str) -> set[str]:
    """The names of a folder's modules that import a package."""
    return {path.stem for path in modules(folder) if package in imported(path.read_text(encoding="utf-8"))}


def test_imports_are_found_in_every_form_and_place() -> None:
    source = "import a.b, c as d\nfrom e.f import g\nfrom . import h\ndef i():\n    import j\n"
    assert imported(source) == {"a", "c", "e", "j"}


@pytest.mark.parametrize(
    ("folder", "package"),
    [
        ("loaders", "dashboard"),
        ("loaders", "pages"),
        ("loaders", "streamlit"),
        ("loaders", "plotly"),
        ("pages", "loaders"),
        ("dashboard", "pages"),
        ("loaders", "tests"),
        ("dashboard", "tests"),
        ("pages", "tests"),
    ],
)
def test_a_package_knows_nothing_of_another(folder: str, package: str) -> None:
    assert importers(folder, package) == set()


def test_what_the_commands_of_both_say_knows_neither() -> None:
    shared = {path.stem for path in ROOT.glob("*.py")}
    assert shared == {"swedish_arguments"}
    known = imported((ROOT / "swedish_arguments.py").read_text(encoding="utf-8"))
    assert known - sys.stdlib_module_names == set()


def test_imports_of_the_loaders_go_one_way() -> None:
    level = {name: number for number, names in enumerate(LOADERS) for name in names}
    against = []
    for path in modules("loaders"):
        *folders, file = path.relative_to(ROOT / "loaders").parts
        mine = folders[0] if folders else file.removesuffix(".py")
        if mine in level:
            called = set(re.findall(r"from loaders\.(\w+)", path.read_text("utf-8"))) - {mine}
            against += [f"{mine} calls {name} in {path.name}" for name in called if level[name] >= level[mine]]
    assert against == []


def floor(path: Path) -> str:
    """The folder or file of dashboard that a module belongs to."""
    return path.relative_to(ROOT / "dashboard").parts[0].removesuffix(".py")


def test_imports_of_the_dashboard_go_one_way() -> None:
    against = []
    for path in modules("dashboard"):
        mine = FLOORS.index(floor(path)) if path.name not in ("__init__.py", "__main__.py") else len(FLOORS)
        for found in re.finditer(
            r"from dashboard(?:\.(\w+)|(?= import))[\w.]* import \(?\s*(\w+)", path.read_text("utf-8")
        ):
            name = found[1] or found[2]
            against += [str(path.relative_to(ROOT / "dashboard"))] if FLOORS.index(name) > mine else []
    assert against == []


def test_only_the_page_that_loads_knows_the_loaders() -> None:
    users = {
        path for path in [*modules("dashboard"), *modules("pages")] if "loaders" in imported(path.read_text("utf-8"))
    }
    assert {path.parent for path in users} == {INTAKE}
    callers = {path.stem for path in modules("pages") if "screens.intake" in path.read_text("utf-8")}
    assert callers == {"ladda_data"}


def test_only_screens_know_streamlit() -> None:
    knowing = {floor(path) for path in modules("dashboard") if "streamlit" in imported(path.read_text("utf-8"))}
    assert knowing - WITH_STREAMLIT == set()


STORE = ROOT / "dashboard" / "figures" / "store"
ASKS = {"rows", "frame", "execute", "executemany", "sql", "cursor"}
SQL = re.compile(r"\bselect\b|^\s*(?:from|with)\s", re.IGNORECASE)


def asked(source: str) -> list[str]:
    """Where a module asks in SQL: its text, what runs it, or the engine itself."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = ["duckdb is imported"] if "duckdb" in imported(source) else []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in ASKS:
                found.append(f"{node.lineno}: {name}()")
            case ast.Attribute(value=ast.Name(id="warehouse") | ast.Attribute(attr="warehouse"), attr=name):
                found += [f"{node.lineno}: warehouse.{name}"] if name in ASKS else []
            case ast.Constant(value=str(text)) if id(node) not in docstrings and SQL.search(text):
                found.append(f"{node.lineno}: {' '.join(text.split())[:40]}")
    return found


def test_only_the_store_asks_in_sql() -> None:
    others = [path for path in [*modules("dashboard"), *modules("pages")] if not path.is_relative_to(STORE)]
    found = {str(path.relative_to(ROOT)): asked(path.read_text(encoding="utf-8")) for path in others}
    assert {path: places for path, places in found.items() if places} == {}
    assert asked((STORE / "loaded.py").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("import duckdb", "duckdb is imported"),
        ("from duckdb import connect", "duckdb is imported"),
        ("warehouse.rows(text)", "1: rows()"),
        ("newest().frame(text)", "1: frame()"),
        ("ask = view.warehouse.rows", "1: warehouse.rows"),
        ("ask(f'select a from b where c = {d}')", "1: select a from b where c ="),
        ("ask('from published')", "1: from published"),
    ],
)
def test_every_way_to_ask_in_sql_is_found(source: str, place: str) -> None:
    assert place in asked(source)


def test_what_only_speaks_of_rows_asks_nothing() -> None:
    assert asked('def a():\n    """Select rows from a chart."""\n    return chart.rows, st.selectbox("Från")') == []


def test_the_store_knows_nothing_of_who_asks() -> None:
    known = {f"dashboard.figures.{name}" for name in ("figure", "groups", "measures", "measures.measure")}
    for path in STORE.glob("*.py"):
        found = set(re.findall(r"from (dashboard[\w.]*) import", path.read_text(encoding="utf-8")))
        assert {name for name in found if not name.startswith("dashboard.figures.store")} <= known, path.name


def test_only_who_knows_who_asks_opens_a_warehouse() -> None:
    others = [path for path in [*modules("dashboard"), *modules("pages")] if not path.is_relative_to(STORE)]
    opens = {path.stem for path in others if re.search(r"\b(?:newest|Warehouse)\(|EVERYTHING", path.read_text("utf-8"))}
    # The command line asks for who may read the files.
    assert opens == {"viewer", "command"}


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert found, f"{name} is empty"
    return found


def test_every_measure_that_a_label_maps_to_is_declared() -> None:
    assert {row["measure"] for row in rows("labels.csv") if row["measure"]} - set(MEASURES) == set()


def test_every_measure_that_is_not_computed_has_a_label_that_maps_to_it() -> None:
    published = {measure.id for measure in MEASURES.values() if not measure.computed}
    assert published - {row["measure"] for row in rows("labels.csv")} == set()


def test_every_measure_that_an_event_touches_is_declared() -> None:
    named = {measure for row in rows("events.csv") for measure in row["measures"].split()}
    assert named
    assert named - set(MEASURES) == set()


def test_every_measure_that_a_series_break_cuts_is_declared() -> None:
    assert {row["measure"] for row in rows("series_breaks.csv")} - set(MEASURES) == set()


def test_siblings_are_organisations_each_in_one_group() -> None:
    members = [row["member"] for row in rows("sibling_groups.csv")]
    assert set(members) <= {row["organisation"] for row in rows("organisation.csv")}
    assert len(members) == len(set(members))


def test_a_measure_has_one_base_unit_wherever_it_is_printed() -> None:
    units = {(row["measure"], row["base_unit"]) for row in rows("labels.csv") if row["measure"] and row["base_unit"]}
    assert {(measure, unit) for measure, unit in units if MEASURES[measure].unit != unit} == set()


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found = [name for name in listed.split("\0") if name]
    assert "pyproject.toml" in found
    return found


def test_no_personal_identity_number_is_tracked() -> None:
    here = [name for name in tracked() if (ROOT / name).exists()]
    assert {name: found for name in here if (found := personal_numbers(texts(ROOT / name)))} == {}


def test_nothing_of_the_exports_is_tracked() -> None:
    assert [name for name in tracked() if name.startswith("data/exports/")] == []


def test_the_exports_are_ignored() -> None:
    assert "data/exports/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    answer = subprocess.run(["git", "check-ignore", "-q", "data/exports/people.xlsx"], cwd=ROOT, check=False)
    assert answer.returncode == 0


def texts(path: Path) -> Iterator[str]:
    """The text of a file; of a workbook, the text of all its parts."""
    content = path.read_bytes()
    if not zipfile.is_zipfile(BytesIO(content)):
        yield content.decode("utf-8", errors="replace")
        return
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            yield archive.read(name).decode("utf-8", errors="replace")


def personal_numbers(found_in: Iterable[str]) -> list[str]:
    """The Swedish personal identity and coordination numbers in texts: a plausible day and a valid check digit."""
    candidates = [match for text in found_in for match in PERSONAL_NUMBER.findall(text)]
    return [number for number in candidates if is_personal_number(number)]


def is_personal_number(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    years = [digits[:4]] if len(digits) == 12 else [f"{century}{digits[:2]}" for century in (18, 19, 20)]
    month, day = int(digits[-8:-6]), int(digits[-6:-4])
    born = any(_is_day(int(year), month, d) for year in years for d in (day, day - 60))
    return born and luhn(digits[-10:]) == 0


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return date(1850, 1, 1) <= date(year, month, day) <= date.today()
    except ValueError:
        return False


def luhn(digits: str) -> int:
    """What the weighted digits leave over; nothing where the check digit is right."""
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(digits)]
    return sum(value // 10 + value % 10 for value in doubled) % 10


class TestDetector:
    """The detector finds what it must; the numbers are put together here so that none stands in this file."""

    @staticmethod
    def made(born: str, sign: str, serial: str) -> str:
        """A number of a birthday, with its check digit."""
        check = next(digit for digit in range(10) if luhn(f"{born[-6:]}{serial}{digit}") == 0)
        return f"{born}{sign}{serial}{check}"

    @pytest.mark.parametrize(
        ("born", "sign"), [("121212", "-"), ("121212", "+"), ("19121212", "-"), ("19121212", ""), ("19121272", "")]
    )
    def test_it_finds_every_way_of_writing_one(self, born: str, sign: str) -> None:
        number = self.made(born, sign, "121")
        assert personal_numbers([f"Namn;{number};Kost"]) == [number]

    def test_it_knows_a_real_check_digit(self) -> None:
        assert self.made("121212", "-", "121").endswith("2")

    def test_it_leaves_wrong_check_digits_impossible_days_and_longer_numbers_alone(self) -> None:
        right = self.made("19121212", "-", "121")
        wrong = f"{right[:-1]}{(int(right[-1]) + 1) % 10}"
        no_day = self.made("19121312", "-", "121")
        assert personal_numbers([wrong, no_day, f"1{right}", f"{right}0"]) == []

    def test_it_looks_inside_workbooks(self, tmp_path: Path) -> None:
        number = self.made("19121212", "-", "121")
        with zipfile.ZipFile(tmp_path / "people.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", f"<t>{number}</t>")
        assert personal_numbers(texts(tmp_path / "people.xlsx")) == [number]
