"""What is handed out computes nothing: no text from a file becomes a formula, whatever it begins with."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from dashboard.cards.tables import traceable
from dashboard.share import command as figures
from dashboard.share import spreadsheet, statutory
from dashboard.share.table import MARK, swedish_csv
from loaders.exports.catalogue import EXPORTS, SICK_LEAVE
from loaders.intake.template import problem_list, template
from loaders.problems import Problem
from loaders.told import totals_as_csv
from loaders.warehouse.loaded import Total
from tests.export_files import csv_told
from tests.made import indicators, loaded, made_figure
from tests.test_house import ROOT, modules

LINK = '=HYPERLINK("http://example.invalid","Klicka")'
HOSTILE = (
    *(LINK, "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1"),
    *("\u00a0=1+1", "\u200b=1+1", "＝1+1", "＋1+A1", "－1+A1", "＠SUM(1)", "﹦1+1", "=", "-", "- fler", "--1", "-1-1"),
    *("-\n1", "-\r1", "-1\n250"),
)
NUMBERS = ("-29", "+46", "-1 250,50", "-0,5 %", "-12.5", "- 3", "-1.250.000,5")
TEXTS = ("Äldreomsorg", "30-49", "a=b", "1+1", "–", "−25 157", "'=1", "", "e@mail")
BEGINS = re.compile(r"[\s\u200b]*[=+\-@＝＋－＠﹦]|[\t\r\n]")


def cells(text: str, separator: str) -> list[str]:
    return [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in line]


def computed(found: list[str]) -> list[str]:
    """The cells that a spreadsheet would compute."""
    return [cell for cell in found if BEGINS.match(cell) and not re.fullmatch(r"[-+]?[ \d.,%\u00a0]+", cell)]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_would_be_computed_gets_an_apostrophe(text: str) -> None:
    assert spreadsheet.as_text(text) == f"'{text}".replace("\r", "\n")


@pytest.mark.parametrize("cell", [*NUMBERS, *TEXTS, -29, 1.5, None, True])
def test_numbers_and_other_texts_stay_as_they_are(cell: object) -> None:
    assert spreadsheet.as_text(cell) == cell


@given(st.text("=+-@\t\r\n \u200b\u00a0＝a1,|", max_size=6))
def test_no_cell_of_a_csv_is_computed(text: str) -> None:
    assert computed(cells(spreadsheet.csv(pd.DataFrame({text: [text]})), ",")) == []


def test_numbers_of_a_csv_stay_numbers() -> None:
    rows = pd.DataFrame({"År": pd.array([2021, None], "Int64"), "Värde": [-1.5, 2.0], "Grupp": ["-29", LINK]})
    quoted = LINK.replace('"', '""')
    assert spreadsheet.csv(rows) == f'År,Värde,Grupp\n2021,-1.5,-29\n,2.0,"\'{quoted}"\n'


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_of_a_page(text: str) -> None:
    fields = ("who", "org", "file", "sheet", "cell", "publication", "printed", "period_text", "subject")
    rows = [made_figure("meals", 2021, -5.0, resolution=1, **{field: text}) for field in fields]
    found = cells(swedish_csv(traceable(rows)).removeprefix(MARK), ";")
    assert computed(found) == []
    assert any(cell.startswith("−5") for cell in found)


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {
            "month": f"2021-{month:02d}",
            "area": "Äldreomsorg",
            "unit": LINK,
            "ordinary_hours": 1000,
            "sick_hours": 50,
            "sick_hours_1_14": 50,
        }
        for month in range(1, 4)
    ]
    exports = {"=1+1.csv": csv_told(SICK_LEAVE, *rows)}
    warehouse = loaded(tmp_path, exports, indicators(["2021"], ["@SUM(1+1)", "-5"])).path.parent
    asked = (
        ["sick_leave", "--by", "month,org"],
        ["sick_leave", "--by", "month", "--org", "Äldreomsorg", "--unit", LINK],
        *(["--published"], ["--checks"], ["--restatements"], ["--agreement"], ["--list"]),
    )
    told = ""
    for arguments in asked:
        assert figures.main([*arguments, "--csv", "--warehouse", str(warehouse)]) == 0
        out = capsys.readouterr().out
        assert computed(cells(out, ",")) == []
        told += out
    assert "'=HYPERLINK" in told
    assert "'@SUM(1+1)" in told
    assert "'=1+1.csv" in told


def formulas(content: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(content))
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_workbooks() -> None:
    problems = [Problem("error", text, text, text, text, text) for text in HOSTILE]
    assert formulas(problem_list(problems)) == []
    assert [formulas(template(export)) for export in EXPORTS] == [[] for _ in EXPORTS]
    line = statutory.Line(statutory.KeyFigure(LINK, "sick_leave"), None, None)
    assert formulas(statutory.workbook([line], 2021)) == []


def test_a_workbook_keeps_texts_and_numbers() -> None:
    book = Workbook()
    book.active.append([LINK, -5, "-29", "@a"])
    read = load_workbook(io.BytesIO(spreadsheet.saved(book))).active
    assert [cell.value for cell in read[1]] == [LINK, -5, "-29", "@a"]
    assert [cell.data_type for cell in read[1]] == ["s", "n", "s", "s"]
    assert [cell.quotePrefix for cell in read[1]] == [True, False, False, True]


def test_nothing_is_handed_out_in_another_way() -> None:
    writes = re.compile(r"\.to_csv\(|\.to_excel\(|csv\.writer\(|\bbook\.save\(|st\.dataframe\(|st\.data_editor\(")
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("dashboard", "pages", "loaders")
        for path in modules(folder)
        if writes.search(path.read_text(encoding="utf-8"))
    }
    invented = {f"loaders/sample/{name}.py" for name in ("files", "siblings", "world")}
    assert found - invented == {
        "dashboard/share/spreadsheet.py",
        "dashboard/share/table.py",
        "loaders/intake/template.py",
        "loaders/told.py",
    }


def test_what_is_loaded_for_programs() -> None:
    found = totals_as_csv([Total("assistance", "2021-01", text, "hours", -1.5, sample=False) for text in ("=1+1", "A")])
    assert found.splitlines()[1:] == [
        "assistance,2021-01,'=1+1,hours,-1.5,false",
        "assistance,2021-01,A,hours,-1.5,false",
    ]
