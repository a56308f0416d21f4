"""The seven key figures of sick leave that the law asks of the annual report, this year's beside last year's.

Lag (1997:614) om kommunal redovisning 4 kap. 1 a §, in the wording of SKR: total sick leave in % of ordinary working
time; spells of 60 days or more in % of all sick leave; the total of women, men and three age groups, each in % of the
group's own ordinary working time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.figures import monthly
from dashboard.figures.figure import Figure
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings import grounds
from dashboard.share.spreadsheet import saved
from dashboard.theme import MISSING, capital, rounded

SAMPLE = "Exempeldata: siffrorna är påhittade."


@dataclass(frozen=True)
class KeyFigure:
    """One of the seven: its name, the measure, and what divides those of the whole that it is of."""

    name: str
    measure: str
    gender: str = TOTAL
    age: str = TOTAL


SEVEN = (
    KeyFigure("Total sjukfrånvaro i procent av sammanlagd ordinarie arbetstid", "sick_leave"),
    KeyFigure(
        "Andel av sjukfrånvaron som avser frånvaro under en sammanhängande tid av 60 dagar eller mer",
        "long_spell_share",
    ),
    KeyFigure("Sjukfrånvaro för kvinnor", "sick_leave", gender="women"),
    KeyFigure("Sjukfrånvaro för män", "sick_leave", gender="men"),
    KeyFigure("Sjukfrånvaro i åldersgruppen 29 år eller yngre", "sick_leave", age="-29"),
    KeyFigure("Sjukfrånvaro i åldersgruppen 30–49 år", "sick_leave", age="30-49"),
    KeyFigure("Sjukfrånvaro i åldersgruppen 50 år eller äldre", "sick_leave", age="50-"),
)


@dataclass(frozen=True)
class Line:
    """A key figure with its figures of the year and of the year before; None where no month is loaded."""

    key_figure: KeyFigure
    this_year: Figure | None
    last_year: Figure | None

    @property
    def figures(self) -> list[Figure]:
        """Those of the two that there are."""
        return [figure for figure in (self.this_year, self.last_year) if figure]


def lines(warehouse: Warehouse, year: int) -> list[Line]:
    """The seven key figures of a year, of its loaded months where it is not whole."""
    return [Line(each, _of_year(warehouse, each, year), _of_year(warehouse, each, year - 1)) for each in SEVEN]


def _of_year(warehouse: Warehouse, key_figure: KeyFigure, year: int) -> Figure | None:
    group = Group(warehouse.whole, gender=key_figure.gender, age=key_figure.age)
    return monthly.of_loaded(warehouse, key_figure.measure, group, date(year, 1, 1), date(year, 12, 1))


def incomplete(found: Sequence[Line], year: int) -> str:
    """What to know before the figures go into an annual report; empty where both years are whole in all parts."""
    told = []
    for of, figures in ((year, [line.this_year for line in found]), (year - 1, [line.last_year for line in found])):
        known = [figure for figure in figures if figure]
        if not known:
            told.append(f"{of} är inte inläst")
        elif any(figure.part_year for figure in known):
            told.append(f"{of} är inte inläst för hela året, bara {known[0].period_text}")
    parts = [f"{'; '.join(told)}. Lagens nyckeltal avser hela kalenderår."] if told else []
    if lacking := "; ".join(grounds.caveats(figure for line in found for figure in line.figures)):
        parts.append(f"{capital(lacking)}. Lagens nyckeltal avser alla anställda.")
    return " ".join(parts)


def workbook(found: Sequence[Line], year: int) -> bytes:
    """The key figures as an Excel workbook whose table can be pasted into the annual report."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Nyckeltal"
    sheet.append(["Obligatoriska nyckeltal för sjukfrånvaro, procent"])
    sheet.append([])
    sheet.append(["Nyckeltal", year, year - 1])
    for line in found:
        values = [_cell(figure) for figure in (line.this_year, line.last_year)]
        sheet.append([line.key_figure.name, *values])
    sample = any(figure.sample for line in found for figure in line.figures)
    warnings = [incomplete(found, year), SAMPLE if sample else ""]
    sheet.append([])
    for text in ["Källa: exporten Sjukfrånvaro", *filter(None, warnings)]:
        sheet.append([text])
    _style(sheet, len(found))
    return saved(book)


def _cell(figure: Figure | None) -> float | str:
    """A figure to be pasted; what is not loaded as what may not be shown."""
    if figure is None or figure.value is None:
        return MISSING[figure.missing if figure and figure.missing else "hidden"]
    return rounded(figure.value, 1)


def _style(sheet: Worksheet, count: int) -> None:
    sheet.column_dimensions["A"].width = 90
    for cell in (sheet["A1"], *sheet[3]):
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(4, 3 + count, 2, 3):
        for cell in row:
            cell.number_format, cell.alignment = "0.0", Alignment(horizontal="right")
