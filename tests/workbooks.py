"""Small report workbooks for tests: a sheet Rapport and tables given as rows of text."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[object]]

FRONT = {
    "Beteckning": "VB 2022",
    "Titel": "Leanlink, verksamhetsberättelse 2022",
    "År": "2022",
    "Läget per": "2022-12-31",
    "Organisation": "Leanlink",
    "Enhet": "tkr",
}
LISTING = ("Blad", "Tabell", "Slag", "Mäter", "Enhet", "Nettokostnad", "Avvikelse", "Delår")


def write_report(
    path: Path,
    tables: Mapping[str, tuple[Mapping[str, str], Rows]],
    front: Mapping[str, str | None] | None = None,
) -> Path:
    """Write a report. `tables` maps a sheet to its line in the list of sheets (by heading) and its rows.

    `front` overrides lines of the front matter; None leaves a line out. The first row of a table is its
    title, the second is left empty, as in a real report.
    """
    said = {**FRONT, **(front or {})}
    path.write_bytes(_content(repr((said, tables)), said, tables))
    return path


_WRITTEN: dict[str, bytes] = {}
"""The same report is the same file, to the byte: one that has been read need not be read again."""


def _content(
    asked: str, front: Mapping[str, str | None], tables: Mapping[str, tuple[Mapping[str, str], Rows]]
) -> bytes:
    if asked in _WRITTEN:
        return _WRITTEN[asked]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rapport"
    for key, value in front.items():
        if value is not None:
            sheet.append([key, value])
    sheet.append([])
    sheet.append(LISTING)
    for name, (said, rows) in tables.items():
        line = {"Blad": name, "Tabell": name, **said}
        sheet.append([line.get(heading, "") for heading in LISTING])
        _write_table(book.create_sheet(name), name, rows)
    content = BytesIO()
    book.save(content)
    return _WRITTEN.setdefault(asked, content.getvalue())


def _write_table(sheet: Worksheet, title: str, rows: Rows) -> None:
    sheet.append([title])
    sheet.append([])
    for row in rows:
        sheet.append([value if value != "" else None for value in row])
