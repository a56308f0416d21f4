"""Numbers that Excel shows as percent are read as people see them, or refuse: never a hundredth of it."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from loaders.exports.catalogue import HOUSING, KEY_FIGURES
from loaders.exports.export import Export
from loaders.files.sheets import read_grids
from tests.export_files import Row, position, records, refusal, told, workbook


def shown(path: Path, export: Export, column: str, number_format: str, *rows: Row) -> Path:
    """A workbook in which the numbers of a column are shown in a format."""

    def change(book: Workbook) -> None:
        lines = told(export, *rows)
        at = lines[0].index(export.column(column).heading) + 1
        for row in range(2, len(lines) + 1):
            book.worksheets[0].cell(row, at).number_format = number_format

    return workbook(path, told(export, *rows), change)


@pytest.mark.parametrize("number_format", ["0%", "0.00%", "0.0%", '0.0" %"%', "[Red]0.0%;-0.0%"])
def test_a_key_figure_in_percent_is_what_is_shown(tmp_path: Path, number_format: str) -> None:
    rows = [{"value": 0.083, "unit": "%", "label": "A"}, {"value": 0.5, "unit": "Procent", "label": "B"}]
    path = shown(tmp_path / "a.xlsx", KEY_FIGURES, "value", number_format, *rows)
    assert [float(row["value"]) for row in records(path)] == [8.3, 50.0]


def test_a_plain_number_in_percent_is_as_it_stands(tmp_path: Path) -> None:
    path = shown(tmp_path / "a.xlsx", KEY_FIGURES, "value", "0.0", {"value": 8.3, "unit": "%"})
    assert [float(row["value"]) for row in records(path)] == [8.3]


def test_percent_of_another_unit_refuses(tmp_path: Path) -> None:
    path = shown(tmp_path / "a.xlsx", KEY_FIGURES, "value", "0%", {"value": 0.083, "unit": "st"})
    assert refusal(path) == [
        "a.xlsx, blad Uttag, cell D2: Värde är ett tal som Excel visar som procent. "
        "Förväntat: timmar, antal eller belopp; andelar räknas ut här."
    ]


def test_percent_in_a_column_that_is_no_percent_refuses(tmp_path: Path) -> None:
    path = shown(tmp_path / "a.xlsx", HOUSING, "occupied_days", "0%", {"occupied_days": 0.97})
    assert refusal(path) == [
        "a.xlsx, blad Uttag, cell D2: Belagda dygn är ett tal som Excel visar som procent. "
        "Förväntat: timmar, antal eller belopp; andelar räknas ut här."
    ]


def test_only_the_cells_that_are_shown_so_are_found(tmp_path: Path) -> None:
    path = shown(tmp_path / "a.xlsx", HOUSING, "occupied_days", "0%", {"home": "A"}, {"home": "B"})
    (grid,) = read_grids(path, "a.xlsx")
    assert grid.percents == {position(HOUSING, "occupied_days"): {2, 3}}
