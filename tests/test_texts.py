"""Texts that systems call workbooks: web pages, Excel's XML of 2003, tabs, UTF-16."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import pytest

from loaders.exports.catalogue import HOUSING
from loaders.files.sheets import read_grids
from tests.export_files import csv_content, identity_number, records, refusal, table, workbook

LINES = table(HOUSING, 3)


def page(lines: Sequence[Sequence[object]], above: str = "", cell: str = "<td>{}</td>") -> str:
    rows = "".join(f"<tr>{''.join(cell.format(escape(str(text))) for text in line)}</tr>\r\n" for line in lines)
    return (
        f"<html><head><style>td {{color: red}}</style></head><body>{above}<table border=1>{rows}</table></body></html>"
    )


def spreadsheet(lines: Sequence[Sequence[object]]) -> str:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{escape(str(text))}</Data></Cell>' for text in line) + "</Row>"
        for line in lines
    )
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    sheet = f'<Worksheet ss:Name="Å"><Table>{rows}</Table></Worksheet>'
    head = '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
    return f"{head}<Workbook {space}>{sheet}</Workbook>"


def rows_of(path: Path) -> list[list[str | None]]:
    (grid,) = read_grids(path, path.name)
    return [list(row.values()) for row in grid.table.to_pylist()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("made", [page, spreadsheet])
def test_what_is_really_a_page_or_xml_reads_as_the_workbook_would(made: object, encoding: str, tmp_path: Path) -> None:
    assert callable(made)
    text = made(LINES).replace(' encoding="UTF-8"', "")
    (tmp_path / "fil.xls").write_bytes(text.encode(encoding))
    assert records(tmp_path / "fil.xls") == records(workbook(tmp_path / "rätt.xlsx", LINES))


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding"),
    [
        ("fil.xls", "\t", "cp1252"),
        ("fil.xls", "\t", "utf-16"),
        ("fil.csv", ";", "utf-16"),
        ("fil.csv", "\t", "utf-16-le"),
        ("fil.tsv", "\t", "utf-8"),
        ("fil.txt", "\t", "utf-8"),
    ],
)
def test_tabs_and_wide_texts_read_as_the_workbook_would(
    name: str, delimiter: str, encoding: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(csv_content(LINES, delimiter, encoding))
    assert records(tmp_path / name) == records(workbook(tmp_path / "rätt.xlsx", LINES))


def test_what_stands_around_the_table_of_a_page_is_a_row_of_its_own(tmp_path: Path) -> None:
    above = "<h1>Boende</h1><script>var a = 1;</script><p>Belopp i<br/>tkr &amp; mer</p>"
    (tmp_path / "fil.xls").write_text(page([["A", "B"], ["1", " 2\n 3 "]], above) + "<p>Slut")
    assert rows_of(tmp_path / "fil.xls") == [
        ["Boende", None],
        ["Belopp i", None],
        ["tkr & mer", None],
        ["A", "B"],
        ["1", "2 3"],
        ["Slut", None],
    ]


def test_cells_of_a_page_that_reach_over_others_leave_them_blank(tmp_path: Path) -> None:
    rows = "<tr><td rowspan=2>A<td colspan=2>B<td>C</tr><tr><td>D<td>E<td>F</tr><tr><td>G<td>H</tr>"
    (tmp_path / "fil.xls").write_text(f"<table>{rows}</table>")
    assert rows_of(tmp_path / "fil.xls") == [
        ["A", "B", None, "C"],
        [None, "D", "E", "F"],
        ["G", "H", None, None],
    ]


def test_cells_and_rows_of_xml_may_leave_others_out(tmp_path: Path) -> None:
    text = spreadsheet([["x"]]).replace(
        "<Row><Cell>", '<Row ss:Index="3"><Cell ss:Index="2" ss:MergeAcross="1"><Data>m</Data></Cell><Cell>'
    )
    (tmp_path / "fil.xls").write_text(text)
    assert rows_of(tmp_path / "fil.xls") == [[None] * 4, [None] * 4, [None, "m", None, "x"]]


@pytest.mark.parametrize("made", [page, spreadsheet])
def test_what_no_cell_shows_is_looked_through_for_persons(made: object, tmp_path: Path) -> None:
    assert callable(made)
    hidden = made(LINES) + f"<!-- {identity_number()} -->"
    (tmp_path / "fil.xls").write_text(hidden)
    (told,) = refusal(tmp_path / "fil.xls")
    assert "personnummer" in told


def test_xml_that_is_cut_off_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "fil.xls").write_text(spreadsheet(LINES)[:-30])
    assert refusal(tmp_path / "fil.xls") == [
        "fil.xls: filen är skadad och kan inte läsas som Excel. "
        "Förväntat: en hel fil; hämta exporten på nytt ur systemet."
    ]
