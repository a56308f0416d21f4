"""Invented rows -> workbooks and CSV files with the oddities of real systems' exports.

Lines above the table, headings that change with the year, months in five spellings or in the sheet's name only,
subtotals, blank rows, notes below, columns that no one asked for, durations, Swedish decimals and old encodings.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from io import BytesIO, StringIO
from itertools import groupby
from pathlib import Path
from string import ascii_uppercase
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from loaders.exports.catalogue import (
    ASSISTANCE,
    FORECAST,
    HOME_CARE,
    HOUSING,
    INVESTMENT,
    KEY_FIGURES,
    LEDGER,
    MEALS,
    SICK_LEAVE,
    STAFF,
)
from loaders.exports.export import SAMPLE_MARK, Column
from loaders.sample.world import YEARS, Records, Row
from loaders.swedish.periods import MONTHS
from loaders.swedish.spelling import fold

Cell = str | int | float | date | timedelta | None
Say = Callable[[date], Cell]
"""How a file spells a month."""

MARK = f"{SAMPLE_MARK} – påhittade siffror, inte Leanlinks"
IN_NAME = "exempel"
"""Stands in the name of every file, so that a sample is never taken for an export."""

FULL_NAMES = [next(name for name, number in MONTHS.items() if number == month) for month in range(1, 13)]
DAY, FAMILIAR_MONTH, DURATION = "yyyy-mm-dd", "mmm-yy", "[h]:mm"
FIRST_DAY = date(1899, 12, 30)
"""The day that Excel counts days from."""


def in_words(month: date) -> str:
    """mars 2021."""
    return f"{FULL_NAMES[month.month - 1]} {month.year}"


def abbreviated(month: date) -> str:
    """mar 2021."""
    return f"{FULL_NAMES[month.month - 1][:3]} {month.year}"


def abbreviated_short(month: date) -> str:
    """mar-21."""
    return f"{FULL_NAMES[month.month - 1][:3]}-{month.year % 100:02d}"


def with_dash(month: date) -> str:
    """2021-03."""
    return f"{month:%Y-%m}"


def digits(month: date) -> str:
    """202103."""
    return f"{month:%Y%m}"


def real_date(month: date) -> date:
    """A date cell of Excel's."""
    return month


@dataclass(frozen=True)
class Form:
    """How an export is written.

    `by_year`: a file a year. `sheets`: the column that has a sheet for each of its values; the sheet's name tells the
    value, or where `line_above` says so for the year a line above the table. `encoding`: a CSV file. `first`: the
    column that stands first; with `subtotals` each group of its values ends in a subtotal, with `total` the table in a
    sum. `headings` stand in place of the declared ones. `asides` are columns that no one asked for.
    """

    by_year: bool = True
    sheets: str = ""
    line_above: Callable[[int], bool] = lambda _: False
    encoding: str = ""
    thousands: str = ""
    months: tuple[Say, ...] = (with_dash,)
    first: str = ""
    subtotals: bool = True
    total: bool = True
    left_out: tuple[str, ...] = ()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asides: Mapping[str, str] = field(default_factory=dict)


FORMS: Mapping[str, Form] = {
    SICK_LEAVE.id: Form(
        sheets="month", months=(abbreviated, abbreviated, with_dash), first="area", asides={"Org.nivå": "4"}
    ),
    STAFF.id: Form(encoding="utf-8-sig", first="unit", asides={"Kommentar": ""}),
    LEDGER.id: Form(
        encoding="cp1252", thousands="\u00a0", months=(digits,), first="responsibility", left_out=("activity_name",)
    ),
    FORECAST.id: Form(by_year=False, subtotals=False, total=False, headings={"amount": ("Prognos (tkr)",)}),
    INVESTMENT.id: Form(
        sheets="area",
        line_above=lambda year: year >= 2020,
        months=(real_date,),
        first="project",
        headings={"outcome": ("Utfall (tkr)",), "frame": ("Ram (tkr)", "Årets ram (tkr)")},
        asides={"Projektnr": "9000"},
    ),
    HOME_CARE.id: Form(months=(in_words,), first="provider"),
    HOUSING.id: Form(sheets="month", line_above=lambda _: True, months=(in_words,), first="home", subtotals=False),
    ASSISTANCE.id: Form(by_year=False, encoding="utf-8", months=(abbreviated_short,), first="law"),
    MEALS.id: Form(months=(real_date,), first="kitchen", asides={"Avvikelse": "", "Distribution": "Varm"}),
    KEY_FIGURES.id: Form(by_year=False, first="organisation", subtotals=False, asides={"Anmärkning": ""}),
}

TEXT_HOURS, DECIMAL_HOURS = (2018,), (2017, 2019)
"""The years in which minutes are written as HH:MM and as decimal hours; in others as durations."""


@dataclass(frozen=True)
class Table:
    """One sheet or CSV file, as it will stand there."""

    name: str
    lines: list[list[Cell]]


def write_records(records: Records, folder: Path) -> list[Path]:
    """Write an export in its form: one file, or one a year."""
    form, export = FORMS[records.export.id], records.export
    if not form.by_year:
        years = f"{YEARS[0]}–{YEARS[-1]}"
        return [_write_file(records, records.rows, form, YEARS[-1], folder / f"{export.name} {years} {IN_NAME}")]
    dated = [column.name for column in export.columns].index(export.month)
    by_year: dict[int, list[Row]] = {year: [] for year in YEARS}
    for row in records.rows:
        month = row[dated]
        assert isinstance(month, date)
        by_year[month.year].append(row)
    return [
        _write_file(records, rows, form, year, folder / f"{export.name} {year} {IN_NAME}")
        for year, rows in by_year.items()
    ]


def write_in_one(records: Records, path: Path) -> Path:
    """Write all rows to one workbook with one sheet, in a plain form."""
    form = Form(by_year=False, subtotals=False, total=False)
    return _write_workbook(path, _SheetForm(records, form, YEARS[-1]).tables(records.rows))


def _write_workbook(path: Path, tables: Iterable[Table]) -> Path:
    """Write a workbook whose frame and styles are openpyxl's, but not its rows, at which it is slow."""
    listed, frame = list(tables), BytesIO()
    book = Workbook(write_only=True)
    sheets = [book.create_sheet(table.name) for table in listed]
    styles = _styles(sheets[0])
    book.save(frame)
    with ZipFile(frame) as source, ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as target:
        for part in source.namelist():
            content, sheet = source.read(part), re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part)
            with target.open(part, "w", force_zip64=True) as written:
                if not sheet:
                    written.write(content)
                    continue
                before, after = re.split("<sheetData ?/>|<sheetData></sheetData>", content.decode())
                written.write(f"{before}<sheetData>".encode())
                for number, line in enumerate(listed[int(sheet[1]) - 1].lines, start=1):
                    written.write(_row_xml(number, line, styles).encode())
                written.write(f"</sheetData>{after}".encode())
    return path


def _styles(sheet: object) -> Mapping[str, int]:
    """The numbers under which a book keeps the formats of days, months and durations."""
    styles = {}
    for number_format in (DAY, FAMILIAR_MONTH, DURATION):
        cell = WriteOnlyCell(sheet, 0)
        cell.number_format = number_format
        styles[number_format] = cell.style_id
    return styles


def _row_xml(number: int, line: list[Cell], styles: Mapping[str, int]) -> str:
    cells = [
        _cell_xml(f"{letter}{number}", cell, styles)
        for letter, cell in zip(ascii_uppercase, line, strict=False)
        if cell is not None and cell != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell_xml(place: str, cell: Cell, styles: Mapping[str, int]) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    if isinstance(cell, timedelta):
        return f'<c r="{place}" s="{styles[DURATION]}"><v>{cell / timedelta(days=1)}</v></c>'
    if isinstance(cell, date):
        style = styles[FAMILIAR_MONTH if cell.day == 1 else DAY]
        return f'<c r="{place}" s="{style}"><v>{(cell - FIRST_DAY).days}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def _write_file(records: Records, rows: list[Row], form: Form, year: int, path: Path) -> Path:
    sheet = _SheetForm(records, form, year)
    if not form.encoding:
        return _write_workbook(path.with_name(f"{path.name}.xlsx"), sheet.tables(rows))
    (table,) = sheet.tables(rows)
    text = StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(table.lines)
    path = path.with_name(f"{path.name}.csv")
    path.write_bytes(text.getvalue().encode(form.encoding))
    return path


class _SheetForm:
    """The form of one file's tables: which columns, under which headings, in which spelling."""

    def __init__(self, records: Records, form: Form, year: int) -> None:
        self.export, self.form, self.year, self.scales = records.export, form, year, records.scales
        self.turn = year - YEARS[0]
        self.places = {column.name: place for place, column in enumerate(self.export.columns)}
        kept = [column for column in self.export.columns if column.name not in (form.sheets, *form.left_out)]
        self.columns = sorted(kept, key=lambda column: column.name != form.first)
        self.say = form.months[min(self.turn, len(form.months) - 1)]
        self.spellings = {column.name: _spellings(column, self.turn) for column in self.columns if column.choices}
        self.above = bool(form.sheets) and form.line_above(year)

    def tables(self, rows: list[Row]) -> Iterator[Table]:
        """The file's tables, each with what stands above and below it."""
        if not self.form.sheets:
            yield Table(str(self.year) if self.form.by_year else self.export.name, self._lines(rows, ""))
            return
        place = self.places[self.form.sheets]
        for number, (value, group) in enumerate(groupby(rows, key=lambda row: row[place]), start=1):
            said = str(self.say(value)) if isinstance(value, date) else str(value)
            what = "Period" if isinstance(value, date) else self.export.column(self.form.sheets).heading
            above = f"{what}: {said}" if self.above else ""
            yield Table(f"Blad{number}" if above else said, self._lines(list(group), above))

    def _lines(self, rows: list[Row], above: str) -> list[list[Cell]]:
        lines: list[list[Cell]] = [[MARK], [f"{self.export.system}: {self.export.name}"]]
        lines += [[above]] if above else []
        lines += [["Urval: alla enheter"]] if self.turn % 2 else []
        lines += [[], [*(self._heading(column) for column in self.columns), *self.form.asides]]
        first = self.places[self.columns[0].name]
        for value, group in groupby(rows, key=lambda row: row[first]):
            listed = list(group)
            lines += [self._line(row) for row in listed]
            if self.form.subtotals:
                lines += [self._total(f"Summa {self._cell(self.columns[0], value)}", listed), []]
        if self.form.total and any(self._adds_up(column) for column in self.columns):
            lines += [self._total("Summa", rows)]
        return [*lines, [], [f"Källa: {self.export.system}, uttag {self.year + 1}-01-12."]]

    def _heading(self, column: Column) -> str:
        headings = self.form.headings.get(column.name, column.headings)
        return headings[self.turn % len(headings)]

    def _line(self, row: Row) -> list[Cell]:
        cells = [self._cell(column, row[self.places[column.name]]) for column in self.columns]
        return [*cells, *self.form.asides.values()]

    def _total(self, text: str, rows: list[Row]) -> list[Cell]:
        """A total row: a text, and the sums of the numbers that add up."""
        sums: list[Cell] = [None] * (len(self.columns) + len(self.form.asides))
        for at, column in enumerate(self.columns):
            if self._adds_up(column):
                place = self.places[column.name]
                sums[at] = self._cell(column, sum(cell for row in rows if isinstance(cell := row[place], int)))
        sums[0] = text
        return sums

    def _adds_up(self, column: Column) -> bool:
        return column.kind in ("amount", "count", "hours", "money") and column.adds_up

    def _cell(self, column: Column, value: date | str | int) -> Cell:
        if isinstance(value, date):
            return self.say(value) if column.kind == "month" else value
        if isinstance(value, str):
            return self.spellings.get(column.name, {}).get(value, value)
        scale = self.scales.get(column.name, 1)
        if scale == 60 and self.year not in DECIMAL_HOURS:
            return f"{value // 60}:{value % 60:02d}" if self.year in TEXT_HOURS else timedelta(minutes=value)
        if not self.form.encoding:
            return value if scale == 1 else value / scale
        return self._comma(value, scale)

    def _comma(self, value: int, scale: int) -> str:
        written = f"{Decimal(value) / scale:,.2f}" if scale > 1 else f"{value:,d}"
        return written.replace(",", self.form.thousands).replace(".", ",")


def _spellings(column: Column, turn: int) -> dict[str, str]:
    """What the warehouse keeps -> how a year's files spell it; each year takes the next known spelling."""
    known: dict[str, list[str]] = {}
    for spelling, kept in column.choices.items():
        if fold(spelling) == spelling:
            known.setdefault(kept, []).append(spelling)
    return {kept: _capital(spellings[turn % len(spellings)]) for kept, spellings in known.items()}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
