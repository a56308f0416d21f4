"""The tables that people edit (data/reference/*.csv) -> rows, or what is wrong with a table and on which line."""

import csv
from collections.abc import Collection
from pathlib import Path

from loaders.problems import Problem, RefusedError
from loaders.swedish.spelling import tidy


def decoded(content: bytes) -> str | None:
    """The text of a file in UTF-8, with or without byte order mark, or in Windows-1252; None where it is no text."""
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_table(path: Path, required: Collection[str]) -> list[dict[str, str]]:
    """A table's rows; see `numbered_rows`."""
    return [row for _, row in numbered_rows(path, required)]


def numbered_rows(path: Path, required: Collection[str]) -> list[tuple[int, dict[str, str]]]:
    """A table's rows, each with its line, from 1 at the headings; comma or semicolon, cells that are left out blank.

    Raises RefusedError for a table that is not there or no text, lacks a required column, or has a line with more
    cells than headings.
    """
    shown = f"{path.parent.name}/{path.name}"
    wanted = f"en tabell med kolumnerna {', '.join(required)}"
    if not path.is_file():
        raise _refused(shown, "", "tabellen finns inte", wanted)
    text = decoded(path.read_bytes())
    if text is None:
        raise _refused(shown, "", "tabellen är ingen textfil i UTF-8 eller Windows-1252", wanted)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    try:
        lines = [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise _refused(shown, f"rad {reader.line_num}", "raden kan inte läsas", wanted) from error
    headings = [tidy(text) for text in lines[0][1]] if lines else []
    if missing := [column for column in required if column not in headings]:
        found = f"{'kolumnen' if len(missing) == 1 else 'kolumnerna'} {', '.join(missing)} saknas"
        raise _refused(shown, f"rad {lines[0][0] if lines else 1}", found, wanted)
    for line, cells in lines[1:]:
        if any(cells[len(headings) :]):
            found = f"raden har {len(cells)} celler och tabellen {len(headings)} rubriker"
            raise _refused(shown, f"rad {line}", found, "citattecken kring en text med skiljetecken i")
    # Lines may end before the last heading.
    return [
        (line, {heading: cells[at] if at < len(cells) else "" for at, heading in enumerate(headings)})
        for line, cells in lines[1:]
    ]


def _refused(table: str, line: str, found: str, wanted: str) -> RefusedError:
    return RefusedError([Problem("error", table, "", "", f"{line}: {found}" if line else found, wanted)])
