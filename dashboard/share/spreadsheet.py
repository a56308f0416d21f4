"""What is handed out to be opened in a spreadsheet: a text from a file is a text there too, never a formula."""

import re
import unicodedata
from io import BytesIO
from typing import Any

import pandas as pd
from openpyxl import Workbook

_BEGINS_FORMULA = ("=", "+", "-", "@")
_BREAKS = ("\t", "\r", "\n")
_RETURN = re.compile(r"\r\n?")
_NUMBER = re.compile(r"[-+]?[^\S\n]?\d+(?:[^\S\n]\d{3}|\.\d{3})*(?:[.,]\d+)?[^\S\n]?%?")


def as_text(cell: Any) -> Any:
    """A cell of a CSV file: a text that a spreadsheet would compute gets an apostrophe before it; numbers stay."""
    if not isinstance(cell, str):
        return cell
    # A carriage return is not quoted, and what follows it would begin a row.
    text = _RETURN.sub("\n", cell)
    return f"'{text}" if is_computed(text) else text


def is_computed(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula: by its first sign, whatever its width and what it hides."""
    shown = "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) not in ("Cf", "Cc")
    ).strip()
    return text.startswith(_BREAKS) or (shown.startswith(_BEGINS_FORMULA) and not _NUMBER.fullmatch(text))


def csv(rows: pd.DataFrame) -> str:
    """A table as CSV for programs."""
    handed = rows.copy()
    for name in handed.select_dtypes(exclude="number"):
        handed[name] = handed[name].map(as_text)
    text: str = handed.rename(columns=as_text).to_csv(index=False, lineterminator="\n")
    return text


def saved(book: Workbook) -> bytes:
    """A workbook as a file, all texts in it as texts."""
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.data_type = "s"
        # As with an apostrophe before it, the text stays one when somebody edits the cell.
        cell.quotePrefix = is_computed(cell.value)
    content = BytesIO()
    book.save(content)
    return content.getvalue()
