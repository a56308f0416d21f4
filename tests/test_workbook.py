"""A table as a workbook, opened again: numbers are numbers, heads stay in sight, and it says what it is."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.cards import pivot as shown_as
from dashboard.cards import taken
from dashboard.cards.card import Card, View
from dashboard.cards.payload import payload
from dashboard.figures.selection import Choice
from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import Warehouse
from dashboard.share.grid import Cell, Grid, Head, Line
from dashboard.share.workbook import Sheet, workbook
from dashboard.subjects import explorer
from dashboard.subjects.explorer import Asked
from tests.made import EVERYONE
from tests.test_pivot import asked

GRID = Grid(
    ["Område", "Konto"],
    [Head("Kostnader", "tkr", "2021"), Head("Sjukfrånvaro", "%", "", 1)],
    [
        Line(("Kost", "=1+1"), [Cell("1 200", 1200.4), Cell("..", None, "dold")]),
        Line(("Kost",), [Cell("1 200", 1200.4), Cell("9,6", 9.6)], total=True),
    ],
)


def opened(content: bytes) -> tuple[Worksheet, Worksheet]:
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Tabell", "Om"]
    return book["Tabell"], book["Om"]


def test_numbers_are_numbers_with_their_unit_above() -> None:
    sheet, _ = opened(workbook("Kostnader per konto", "Tkr · 2021", [Sheet("Tabell", GRID)], []))
    assert [cell.value for cell in sheet[3]] == ["Område", "Konto", "Kostnader 2021, tkr", "Sjukfrånvaro, %"]
    assert [cell.value for cell in sheet[5]] == ["Kost", None, 1200.4, 9.6]
    assert [sheet.cell(5, at).number_format for at in (3, 4)] == ["#,##0", "#,##0.0"]
    assert sheet.cell(4, 4).value == ".."
    assert sheet.cell(5, 3).font.bold


def test_heads_and_names_stay_in_sight() -> None:
    sheet, _ = opened(workbook("Kostnader per konto", "Tkr · 2021", [Sheet("Tabell", GRID)], []))
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:D5"
    assert sheet.column_dimensions["C"].width >= len("Kostnader")


def test_no_text_is_a_formula() -> None:
    sheet, about = opened(workbook("=1+1", "=4+4", [Sheet("Tabell", GRID)], [("=2+2", "=3+3")]))
    texts = [sheet["A1"], sheet["A2"], sheet.cell(4, 2), about["A1"], about["B1"]]
    assert {cell.data_type for cell in texts} == {"s"}


@pytest.mark.parametrize("beside", [shown_as.VALUES, shown_as.CHANGE])
def test_every_figure_of_an_answer_is_there(worlds: dict[str, Path], beside: str) -> None:
    warehouse = Warehouse(worlds["as_shipped"], EVERYTHING)
    question = Asked(asked(("meals", "occupancy"), ("month",), ("org",)), beside)
    view = View(warehouse, Choice(2020, 2021, 2020, "Leanlink"), EVERYONE, of_people=True)
    link = "http://x/utforska?matt=M%C3%A5ltider"
    (card,) = [each for each in explorer.cards(view, question) if isinstance(each, Card)]
    sheet, about = opened(taken.content(card, payload(view, card), link))
    assert str(sheet["A2"].value).endswith(" · 2021 · ur månadsexporterna · Exempeldata, påhittade siffror")
    answer = shown_as.answer(warehouse, question.question, beside)
    for row, key in enumerate(answer.pivot.rows, 4):
        for at, (measure, column) in enumerate(answer.pivot.columns, 2):
            figure = answer.told(measure, key, column)
            if figure and figure.value is not None:
                assert sheet.cell(row, at).value == pytest.approx(figure.value, abs=figure.resolution)
    told = {name.value: text.value for name, text in about.iter_rows()}
    assert told["Länk"] == link
    assert told["Källa"] == "exporten Måltider; exporten Boende – Exempeldata, påhittade siffror"
    assert "Antal levererade måltider." in told["Måltider"]
