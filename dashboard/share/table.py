"""A table of texts, as it is shown and handed out: a CSV of it opens well in a Swedish Excel."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

import pandas as pd

from dashboard.share.spreadsheet import as_text
from dashboard.theme import NO_BREAK

MARK = "\ufeff"
"""By a byte order mark Excel knows UTF-8."""


@dataclass(frozen=True)
class Table:
    """Lines of texts under headings."""

    columns: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()

    @staticmethod
    def of_columns(columns: Mapping[str, Sequence[str]]) -> "Table":
        """A table of its columns, all of one length."""
        return Table(tuple(columns), tuple(zip(*columns.values(), strict=True)))

    @staticmethod
    def of_lines(lines: Sequence[Mapping[str, str]], columns: Iterable[str] = (), lacking: str = "") -> "Table":
        """A table of its lines, each a text for some of the columns, which are those of the first line if not named."""
        names = tuple(columns) or tuple(lines[0] if lines else ())
        return Table(names, tuple(tuple(line.get(name) or lacking for name in names) for line in lines))

    @staticmethod
    def of_frame(frame: pd.DataFrame) -> "Table":
        """A table of a frame of texts."""
        return Table(tuple(map(str, frame.columns)), tuple(frame.itertuples(index=False, name=None)))

    def column(self, name: str) -> list[str]:
        """The texts under a heading."""
        at = self.columns.index(name)
        return [line[at] for line in self.lines]

    def without(self, names: Iterable[str]) -> "Table":
        """The same table without some columns."""
        left_out = {*names}
        kept = [at for at, name in enumerate(self.columns) if name not in left_out]
        lines = tuple(tuple(line[at] for at in kept) for line in self.lines)
        return Table(tuple(self.columns[at] for at in kept), lines)

    def beside(self, columns: Mapping[str, Sequence[str]]) -> "Table":
        """The same table with more columns."""
        more = zip(*columns.values(), strict=True) if columns else iter([()] * len(self.lines))
        lines = tuple((*line, *added) for line, added in zip(self.lines, more, strict=True))
        return Table((*self.columns, *columns), lines)

    def __bool__(self) -> bool:
        return bool(self.lines)


def swedish_csv(table: Table) -> str:
    """Semicolons, decimal comma, byte order mark, plain spaces; no text of it is a formula."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(as_text, table.columns))
    writer.writerows([as_text(cell.replace(NO_BREAK, " ")) for cell in line] for line in table.lines)
    return MARK + text.getvalue()


def file_name(name: str, *, sample: bool) -> str:
    """The name of a file to hand out, which tells of invented figures in it."""
    return f"exempeldata-{name}" if sample else name
