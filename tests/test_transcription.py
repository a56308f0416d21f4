"""The workbooks of published reports say what the documents say: every text, row and sign, and nothing is lost."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loaders.intake.folders import REFERENCE
from loaders.reports.report import REPORT_SHEET

PUBLISHED = REFERENCE.parent / "published"
SOURCES = REFERENCE.parent.parent.parent / "shared" / "domain" / "sources"
PRINTED_IN_PROSE = {"Löptext": ("Värde", "Citat"), "Förklaringar": ("Förklaring", "Avsnitt")}
"""The sheets whose rows are ours, with the columns that hold what the documents print."""

SHORTENED = re.compile(" … | · ")
"""Joins pieces that the documents print apart: sentences with something left out between them, nested headings."""

OUR_HEADINGS = {"Bedömning 2019", "Bedömning 2021", "Perspektiv"}
"""Headings that the documents do not print over what stands under them."""

MARKUP = re.compile(r"</?\w+>|\*\*")
SPACE = re.compile(r"\s+")
HYPHENS = re.compile("[-−–‑]")
NUMBER = re.compile(r"[-+−]? ?\d[\d .,]*(?: ?%| mnkr)?(?:\*\)| \(.*\))?")
MISSING = {"-", "I.U", "I.U.", "NA*", "LK", "Utfall"}
SIGNED = re.compile(r"[-+−]? ?\d[\d .,]*(?: ?%| mnkr)?|-")

SIZES = {
    # workbook: sheets with tables, filled cells in them, rows that say a number
    "atgardsplan_2020": (2, 83, 0),
    "forvaltningsbudget_2020": (11, 441, 51),
    "verksamhetsberattelse_2019": (17, 729, 57),
    "verksamhetsberattelse_2021": (16, 860, 62),
    "verksamhetsplan_2020": (8, 170, 0),
}

workbooks = pytest.mark.parametrize("path", sorted(PUBLISHED.glob("*.xlsx")), ids=lambda path: path.stem)
needs_sources = pytest.mark.skipif(
    not SOURCES.is_dir(), reason=f"The documents are not here: {SOURCES}. Nothing to compare the workbooks with."
)


def tables(path: Path) -> list[Any]:
    """Every sheet of a workbook but the one that describes the report."""
    return [sheet for sheet in openpyxl.load_workbook(path).worksheets if sheet.title != REPORT_SHEET]


def document(path: Path) -> str:
    """The text that a workbook was made from, without markup."""
    front = dict(openpyxl.load_workbook(path)[REPORT_SHEET].iter_rows(max_col=2, values_only=True))
    return MARKUP.sub("", (SOURCES / str(front["Källa"])).read_text(encoding="utf-8"))


def squeezed(text: str) -> str:
    """Without white space and hyphens, which a line end in the document may have added."""
    return HYPHENS.sub("", SPACE.sub("", text))


def signed(text: str) -> str:
    """Without white space, with one kind of minus."""
    return HYPHENS.sub("-", SPACE.sub("", text))


def printed(sheet: Any) -> Iterator[tuple[str, str]]:
    """The texts of a sheet that the document must hold, with their places."""
    headings = [cell.value for cell in sheet[3]]
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
        if sheet.title in PRINTED_IN_PROSE:
            is_ours = cell.row <= 3 or headings[cell.column - 1] not in PRINTED_IN_PROSE[sheet.title]
        else:
            is_ours = cell.value in OUR_HEADINGS
        for piece in () if is_ours else SHORTENED.split(str(cell.value)):
            yield f"{sheet.title}!{cell.coordinate}", piece


def number_rows(sheet: Any) -> Iterator[tuple[str, list[str]]]:
    """From the label on, the texts of every row that says a number, with the row's place."""
    for row in sheet.iter_rows(min_row=4):
        texts = [str(cell.value) for cell in row if cell.value is not None]
        first = next((i for i, text in enumerate(texts) if NUMBER.fullmatch(text)), 0)
        while first > 1 and texts[first - 1] in MISSING:
            first -= 1
        if first and sheet.title not in PRINTED_IN_PROSE:
            yield f"{sheet.title}!{row[0].row}", texts[first - 1 :]


@needs_sources
@workbooks
def test_every_printed_text_stands_in_the_document(path: Path) -> None:
    text = squeezed(document(path))
    texts = [place for sheet in tables(path) for place in printed(sheet)]
    assert texts
    assert [(place, said) for place, said in texts if squeezed(said) not in text] == []


@needs_sources
@workbooks
def test_every_row_of_numbers_stands_in_the_document_in_its_order(path: Path) -> None:
    text = squeezed(document(path))
    rows = [row for sheet in tables(path) for row in number_rows(sheet)]
    assert [(place, row) for place, row in rows if squeezed("".join(row)) not in text] == []


@needs_sources
@workbooks
def test_every_number_stands_in_the_document_with_its_sign(path: Path) -> None:
    text = signed(document(path))
    rows = [row for sheet in tables(path) for row in number_rows(sheet)]
    runs = [
        (place, signed("".join(texts)))
        for place, row in rows
        for is_number, texts in groupby(row, lambda said: SIGNED.fullmatch(said) is not None)
        if is_number
    ]
    assert [(place, run) for place, run in runs if not re.search(rf"(?<!-){re.escape(run)}", text)] == []


@workbooks
def test_no_sheet_and_no_cell_is_lost(path: Path) -> None:
    sheets = tables(path)
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    rows = [row for sheet in sheets for row in number_rows(sheet)]
    assert (len(sheets), len(cells), len(rows)) == SIZES[path.stem]


def test_no_workbook_is_lost() -> None:
    assert {path.stem for path in PUBLISHED.glob("*.xlsx")} == set(SIZES)
