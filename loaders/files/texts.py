"""A file of text that systems call a workbook -> its tables: CSV and TSV, web pages, Excel's XML of 2003.

Excel opens them all under the name .xls; what they are is told by what they begin with.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

from loaders.files.archive import DAMAGED, WHOLE, no_export, refusal
from loaders.tables import decoded

NAMED = frozenset({".csv", ".xls", ".tsv", ".txt"})
"""Names under which a text is taken for a table; web pages and XML tell it themselves."""

_OTHERS = {b"%PDF": ".pdf", b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"{\\rtf": ".rtf", b"MIME-Version": ".mht"}
"""What else a file may be, by what it begins with."""

_CSV = "en CSV-fil med semikolon; spara den på nytt ur Excel som CSV UTF-8"
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_IN = f"{{{_SPREADSHEET}}}"
_WIDE = ("utf-16-le", "utf-16-be")
_BLOCKS = frozenset({"p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "caption", "title", "table", "tr"})
_UNSEEN = frozenset({"script", "style", "head", "xml"})
_MOST_SPANNED = 500

Rows = list[list[str]]


@dataclass(frozen=True)
class Table:
    """A sheet as rows of texts. `around` is all of a file whose cells are not all that it holds."""

    name: str
    rows: Rows
    around: bytes = b""


def read_texts(path: Path, name: str) -> list[Table]:
    """The tables of a file that is neither an archive nor an old workbook. Raises RefusedError for what is no text."""
    content = path.read_bytes()
    text = _text(content)
    start = text[:4096].lstrip("\ufeff \r\n\t").casefold() if text else ""
    if text and start.startswith("<"):
        if _SPREADSHEET in text[:4096]:
            return _of_spreadsheet(text, content, name)
        if re.search(r"<(!doctype html|html|head|body|meta|table|style|div)\b", start):
            return [Table("", _Page.rows_of(text), content)]
    other = next((kind for begins, kind in _OTHERS.items() if content.startswith(begins)), "")
    if other or path.suffix.lower() not in NAMED:
        raise no_export(name, other)
    if text is None:
        # Only of what is called a text it is known what it should have been.
        found = "filen är ingen textfil i UTF-8, UTF-16 eller Windows-1252"
        raise refusal(name, found, _CSV) if _is_csv(path) else no_export(name)
    if not _is_csv(path) and not any(mark in text[:20_000] for mark in ";\t"):
        raise no_export(name)
    return [Table("", _csv_rows(text, name))]


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _text(content: bytes) -> str | None:
    """What a file says in UTF-8, UTF-16 or Windows-1252; None where it is no text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = [each for at, each in enumerate(_WIDE) if content[1 - at : 2 - at] == b"\0" != content[at : at + 1]]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return decoded(content)


def _csv_rows(text: str, name: str) -> Rows:
    first_lines = text[:20_000]
    # A comma may also stand in numbers and texts.
    delimiter = max(";\t,", key=lambda mark: first_lines.count(mark) * (1 if mark == "," else 2))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for row in reader:
            rows.append(row)
    except csv.Error as error:
        found = f"rad {len(rows) + 1} kan inte läsas: ett citattecken står ensamt eller mitt i en cell"
        raise refusal(name, found, _CSV) from error
    return rows


class _Page(HTMLParser):
    """A web page as Excel shows it: every row of a table, and every line of text between tables, is a row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = [[]]
        self.words: list[str] = []
        self.in_cell = False
        self.unseen = 0
        self.spans = (1, 1)
        self.covered: dict[int, int] = {}

    @classmethod
    def rows_of(cls, text: str) -> Rows:
        """The rows of a page."""
        page = cls()
        page.feed(text)
        page.close()
        page.end_of_row()
        return page.rows[:-1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A cell, a row, or what stands between them begins."""
        self.unseen += tag in _UNSEEN
        if tag in ("td", "th"):
            self.end_of_cell()
            said = dict(attrs)
            self.spans = _span(said.get("colspan")), _span(said.get("rowspan"))
            # Cells of rows above may reach down here.
            while self.covered.get(len(self.rows[-1])):
                self.rows[-1].append("")
            self.in_cell = True
        elif tag in _BLOCKS and not self.in_cell:
            self.end_of_row()

    def handle_endtag(self, tag: str) -> None:
        """A cell, a row, or what stands between them ends."""
        self.unseen -= tag in _UNSEEN and self.unseen > 0
        if tag in ("td", "th"):
            self.end_of_cell()
        elif tag in _BLOCKS and (not self.in_cell or tag in ("tr", "table")):
            self.end_of_row()

    def handle_data(self, data: str) -> None:
        """Words of a cell or of a line."""
        if not self.unseen:
            self.words.append(data)

    def end_of_cell(self) -> None:
        """Keep what was said in the cell."""
        text = " ".join("".join(self.words).split())
        self.words = []
        if self.in_cell:
            wide, tall = self.spans
            at = len(self.rows[-1])
            self.rows[-1] += [text, *[""] * (wide - 1)]
            self.covered |= dict.fromkeys(range(at, at + wide), tall)
        elif text:
            self.rows[-1].append(text)
        self.in_cell = False

    def end_of_row(self) -> None:
        """Begin a row below, where anything was said in this one."""
        self.end_of_cell()
        if self.rows[-1]:
            self.rows.append([])
            self.covered = {at: tall - 1 for at, tall in self.covered.items() if tall > 1}


def _span(said: str | None) -> int:
    return min(int(said), _MOST_SPANNED) if said and said.isdecimal() and int(said) else 1


def _of_spreadsheet(text: str, content: bytes, name: str) -> list[Table]:
    """The sheets of a workbook in Excel's XML of 2003."""
    try:
        root = ET.fromstring(re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text))
    except ET.ParseError as error:
        raise refusal(name, DAMAGED, WHOLE) from error
    sheets = root.findall(f"{_IN}Worksheet")
    return [Table(sheet.get(f"{_IN}Name", ""), list(_rows(sheet)), content) for sheet in sheets]


def _rows(sheet: ET.Element) -> Iterator[list[str]]:
    """The rows of a sheet, blank ones included; cells and rows may tell their number and leave others out."""
    number = 0
    for row in sheet.iterfind(f"{_IN}Table/{_IN}Row"):
        wanted = int(row.get(f"{_IN}Index", number + 1))
        yield from ([] for _ in range(number + 1, min(wanted, 2_000_000)))
        number = wanted
        cells: list[str] = []
        for cell in row.iterfind(f"{_IN}Cell"):
            cells += [""] * (min(int(cell.get(f"{_IN}Index", 0)), 20_000) - len(cells) - 1)
            data = cell.find(f"{_IN}Data")
            cells.append("" if data is None else "".join(data.itertext()).strip())
            cells += [""] * min(int(cell.get(f"{_IN}MergeAcross", 0)), 20_000)
        yield cells
