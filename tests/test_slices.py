"""Sheets read in slices of rows: what comes out is what the whole sheet holds."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.files.sheets import Grid, read_grids
from loaders.files.slices import Slice, slices
from loaders.problems import RefusedError

HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = b"</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"


def _row(number: int, text: str = "7") -> bytes:
    return f'<row r="{number}"><c r="B{number}"><v>{text}</v></c></row>'.encode()


def _slices(xml: bytes, size: int) -> list[Slice]:
    return list(slices(io.BytesIO(xml), size))


class TestSlices:
    def test_slices_are_cut_behind_whole_rows_and_start_with_the_last_row_of_the_former(self) -> None:
        first, second, last = _slices(HEAD + _row(3) + _row(5) + _row(8) + FOOT, len(HEAD + _row(3)))
        assert first == Slice(0, 3, HEAD + _row(3) + FOOT)
        anchor = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
        assert second == Slice(3, 8, HEAD + anchor % (3, 3) + _row(5) + _row(8) + FOOT)
        assert last == Slice(8, None, HEAD + anchor % (8, 8) + FOOT)

    def test_prefixed_xml_is_sliced_with_its_prefix(self) -> None:
        row = b'<x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row>'
        xml = b"<x:worksheet><x:sheetData>" + row + b"</x:sheetData></x:worksheet>"
        first, last = _slices(xml, len(xml) - 20)
        assert first.xml == xml
        assert last.xml == b'<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>' + (
            b"</x:sheetData></x:worksheet>"
        )

    @pytest.mark.parametrize(
        "rows",
        [
            b"<row><c><v>1</v></c></row>" * 9,
            b"<!-- </row> -->" + _row(1) + _row(2),
            b'<row r="1"><c t="inlineStr"><is><t><![CDATA[</row>]]></t></is></c></row>' + _row(2),
            b"",
        ],
        ids=["no numbers", "comment", "CDATA", "no rows"],
    )
    def test_what_cannot_be_cut_safely_is_left_whole(self, rows: bytes) -> None:
        xml = HEAD + rows + FOOT
        # Of any size, so that what makes it unsafe is also cut in two.
        assert all(_slices(xml, size) == [Slice(0, None, xml)] for size in range(1, len(xml)))

    def test_a_row_with_the_number_of_the_one_before_is_not_cut_off(self) -> None:
        first, last = _slices(HEAD + _row(3) + _row(3, "8") + FOOT, len(HEAD + _row(3)))
        assert (first.after, first.last, last.after, last.last) == (0, 3, 3, None)
        assert last.xml.endswith(_row(3, "8") + FOOT)

    def test_a_sheet_without_a_table_is_left_whole(self) -> None:
        xml = b"<worksheet><sheetData/></worksheet>"
        assert _slices(xml, 5) == [Slice(0, None, xml)]

    @given(st.lists(st.integers(1, 40), unique=True).map(sorted), st.integers(1, 300))
    def test_every_row_stands_in_one_slice_by_its_number(self, numbers: list[int], size: int) -> None:
        found = _slices(HEAD + b"".join(map(_row, numbers)) + FOOT, size)
        assert [each.after for each in found] == [0, *[each.last for each in found[:-1]]]
        for each in found:
            last = each.last or 40
            mine = b"".join(_row(number) for number in numbers if each.after < number <= last)
            assert each.xml.endswith(mine + FOOT)


def _read(path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> list[Grid]:
    monkeypatch.setattr("loaders.files.sheets.SMALLEST", size)
    monkeypatch.setattr("loaders.files.sheets.SHARED_TEXTS", 0)
    return read_grids(path, "fil.xlsx")


def _sheet(path: Path, rows: Sequence[bytes]) -> Path:
    """A workbook whose sheet has these rows of XML."""
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**parts, SHEET: HEAD + b"".join(rows) + FOOT}.items():
            archive.writestr(name, content)
    return path


CELLS = st.none() | st.sampled_from(["text", " ", "2021-03", 1, 2.5, True, "#DIV/0!", "=1+1"])


class TestSheetsInSlices:
    @given(rows=st.lists(st.lists(CELLS, max_size=4), max_size=12), left=st.integers(0, 3), size=st.integers(1, 900))
    def test_a_sheet_reads_the_same_in_slices_of_any_size(
        self, rows: list[list[object]], left: int, size: int, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        book = openpyxl.Workbook()
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row, left + 1):
                book.active.cell(at, column, value)
        path = tmp_path_factory.mktemp("sliced") / "fil.xlsx"
        book.save(path)
        with pytest.MonkeyPatch.context() as patch:
            (sliced,) = _read(path, patch, size)
        (whole,) = read_grids(path, "fil.xlsx")
        assert sliced.broken == whole.broken
        filled = [(at, column) for at, row in enumerate(_texts(sliced)) for column, text in enumerate(row) if text]
        assert filled == [(at, c) for at, row in enumerate(_texts(whole)) for c, text in enumerate(row) if text]
        assert [[t for t in row if t] for row in _texts(sliced) if any(row)] == [
            [t for t in row if t] for row in _texts(whole) if any(row)
        ]

    def test_durations_are_found_from_column_a_on(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        book = openpyxl.Workbook()
        for row in (2, 3, 4):
            book.active.cell(row, 3, 1.5).number_format = "[h]:mm"
        book.save(tmp_path / "fil.xlsx")
        (grid,) = _read(tmp_path / "fil.xlsx", monkeypatch, 100)
        assert grid.serials(2).to_pylist() == [None, 1.5, 1.5, 1.5]

    @pytest.mark.parametrize("numbers", [[5, 2], [1, 2, 5, 3, 6, 7], [3, 1]])
    @pytest.mark.parametrize("size", [len(_row(1)), 1 << 20])
    def test_rows_in_any_order_stand_where_their_numbers_say(
        self, numbers: list[int], size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = _sheet(tmp_path / "fil.xlsx", [_row(number, str(10 * number)) for number in numbers])
        (grid,) = _read(path, monkeypatch, size)
        found = {at: row[1] for at, row in enumerate(_texts(grid), 1) if row[1]}
        assert found == {number: str(10 * number) for number in numbers}

    def test_two_rows_of_one_number_refuse_the_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = _sheet(tmp_path / "fil.xlsx", [_row(number) for number in (1, 2, 3, 3)])
        with pytest.raises(RefusedError) as refused:
            _read(path, monkeypatch, len(_row(1)))
        assert [str(problem) for problem in refused.value.problems] == [
            "fil.xlsx, blad Sheet: bladet har två rader med nummer 3. "
            "Förväntat: en hel fil; hämta exporten på nytt ur systemet."
        ]

    def test_a_formula_without_a_value_in_a_later_slice_is_told_by_its_cell(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [_row(1), _row(2), b'<row r="3"><c r="C3"><f>1+1</f></c></row>', _row(4)]
        (grid,) = _read(_sheet(tmp_path / "fil.xlsx", rows), monkeypatch, len(_row(1)))
        assert grid.broken == {(3, 2): "formeln saknar värde"}


def _texts(grid: Grid) -> list[list[str | None]]:
    return [list(row.values()) for row in grid.table.to_pylist()]
