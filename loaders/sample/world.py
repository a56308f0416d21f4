"""What every generated sample rests on: invented units, sixty months, and the published figures to agree with."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt

from loaders.exports.export import Export
from loaders.facts.areas import load_organisations
from loaders.reports.names import NAME_COLUMNS, ORGANISATION_NAMES, Figure, Reference, load_reference, resolve
from loaders.reports.published import read_report
from loaders.tables import read_table
from loaders.warehouse.agreement import compare, preferred

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Row = tuple[date | str | int, ...]

DATA = Path(__file__).parents[2] / "data"
WHOLE = "Leanlink"
GENDERS = ("women", "men")
YEARS = range(2017, 2022)
MONTHS = tuple(date(year, month, 1) for year in YEARS for month in range(1, 13))

HOME, KITCHENS = "Vårdboende ", ("Produktionskök ", "Tillagningskök ", "Restaurang ")

UNITS_OF_AREAS = {
    "Äldreomsorg": (
        "Hemtjänst Norr 1 62, Hemtjänst Norr 2 58, Hemtjänst Söder 1 55, Hemtjänst Söder 2 66, Hemtjänst Öster 60, "
        "Hemtjänst Väster 48, Hemtjänst Centrum 70, Hemtjänst Natt 34, Vårdboende Eken 48, Vårdboende Björken 44, "
        "Vårdboende Asken 42, Vårdboende Rönnen 40, Vårdboende Granen 40, Vårdboende Tallen 39, Vårdboende Hasseln 38, "
        "Vårdboende Oxeln 38, Vårdboende Pilen 36, Vårdboende Alen 36, Vårdboende Almen 34, Vårdboende Aspen 36, "
        "Vårdboende Linden 62, Vårdboende Lönnen 38, Hemsjukvård 84, Rehabilitering 48, Dagverksamhet Solen 9"
    ),
    "LSS Funktionsstöd": (
        "Gruppbostad Björken 24, Gruppbostad Vallmon 22, Gruppbostad Liljan 19, Servicebostad Klövern 21, "
        "Daglig verksamhet Ateljén 52, Daglig verksamhet Verkstan 47, Personlig assistans 1 84, "
        "Personlig assistans 2 78, Personlig assistans 3 66, Barn och ungdom 1 38, Barn och ungdom 2 34, "
        "Barn och ungdom 3 28"
    ),
    "Råd och Stöd": (
        "Öppenvård Vuxen 34, Öppenvård Unga 28, Familjestöd 36, Stödboende Norr 32, Stödboende Syd 30, "
        "Psykiatriboende Gärdet 40, Psykiatriboende Höjden 13, Psykiatriboende Backen 24"
    ),
    "Idrott och Arbetsmarknadsservice": (
        "Idrottsanläggningar Norr 38, Idrottsanläggningar Syd 34, Simhall Centrum 42, Arbetsmarknadsservice 1 30, "
        "Arbetsmarknadsservice 2 26, Upplevelsecenter 14"
    ),
    "Kost och Restaurang": (
        "Produktionskök Syd 44, Produktionskök Norr 40, Produktionskök Öst 36, Produktionskök Väst 34, "
        "Tillagningskök 1 22, Tillagningskök 2 20, Restaurang Torget 16"
    ),
    "Ledning": "Ledningsstab 18, Administration 21, Lokalplanering 6",
}
"""Each unit with its size: permanent employees, and of a care home also its places."""

OPENED = {
    "Vårdboende Aspen": date(2017, 10, 1),
    "Vårdboende Linden": date(2019, 3, 1),
    "Vårdboende Lönnen": date(2019, 4, 1),
    "Psykiatriboende Höjden": date(2019, 4, 1),
    "Barn och ungdom 1": date(2019, 9, 1),
    "Barn och ungdom 2": date(2019, 9, 1),
    "Barn och ungdom 3": date(2019, 9, 1),
    "Psykiatriboende Backen": date(2021, 11, 1),
}
CLOSED = {"Lokalplanering": date(2020, 1, 1), "Upplevelsecenter": date(2021, 9, 1)}
"""First month without the unit. Both tables follow data/reference/events.csv."""


@dataclass(frozen=True)
class Unit:
    """An invented unit."""

    name: str
    area: str
    size: int

    def active(self, month: date) -> bool:
        """Whether the unit is there in a month."""
        return OPENED.get(self.name, date.min) <= month < CLOSED.get(self.name, date.max)


def _units() -> Iterator[Unit]:
    for area, listed in UNITS_OF_AREAS.items():
        for text in listed.split(", "):
            name, _, size = text.rpartition(" ")
            yield Unit(name, area, int(size))


UNITS = tuple(_units())
ACTIVE: Floats = np.array([[unit.active(month) for unit in UNITS] for month in MONTHS], dtype=np.float64)
"""Months down, units across: 1 where the unit is there."""


def first_days(months: Ints) -> Ints:
    """The first days of months that are counted from the first of MONTHS; days are counted from its first."""
    days = (np.datetime64(MONTHS[0], "M") + months).astype("datetime64[D]") - np.datetime64(MONTHS[0], "D")
    return days.astype(np.int64)


STARTS = first_days(np.arange(len(MONTHS) + 1))
"""The first day of each month, and the day after the last."""

WORKDAYS: Ints = np.busday_count(MONTHS[0], np.datetime64(MONTHS[0], "D") + np.arange(STARTS[-1] + 1)).astype(np.int64)
"""Before each day and since the first: days from Monday to Friday."""


@dataclass(frozen=True)
class Records:
    """An export's rows: cells in the order of its columns, choices as the warehouse keeps them.

    Every number is whole, in the column's unit times its `scale` (1 where none is given), so that sums are exact.
    """

    export: Export
    rows: list[Row]
    scales: Mapping[str, int] = field(default_factory=dict)


class Published:
    """The figures of the published reports; of several prints of one thing the one that is shown as the latest."""

    def __init__(self, data: Path = DATA) -> None:
        self.reference = load_reference(data / "reference")
        self.areas = list(load_organisations(data / "reference").parents)
        self.spellings: dict[str, list[str]] = {area: [] for area in self.areas}
        for row in read_table(data / "reference" / ORGANISATION_NAMES, NAME_COLUMNS):
            if not row["publication"] and row["organisation"] in self.spellings:
                self.spellings[row["organisation"]].append(row["printed"])
        self.forecasts: list[Figure] = []
        self.figures: dict[tuple[str, str, str, str, int], Figure] = {}
        for figure in _latest(_printed(data / "published", self.reference)):
            if figure.scenario == "forecast":
                self.forecasts.append(figure)
            elif figure.period_end:
                about = (figure.measure, figure.org, figure.gender, figure.scenario, figure.period_end.year)
                self.figures[about] = figure

    def figure(
        self, measure: str, year: int, org: str = WHOLE, gender: str = "total", scenario: str = "outcome"
    ) -> Figure | None:
        """What is printed for a whole year, if anything is."""
        return self.figures.get((measure, org, gender, scenario, year))

    def value(self, measure: str, year: int, org: str = WHOLE, scenario: str = "outcome") -> Decimal | None:
        """The number that is printed for a whole year."""
        figure = self.figure(measure, year, org, scenario=scenario)
        return figure.value if figure else None

    def near(self, measure: str, year: int, gender: str = "total") -> Figure:
        """What is printed for the year, or else for the nearest year that anything is printed for."""
        printed = [figure for year_ in YEARS if (figure := self.figure(measure, year_, gender=gender))]
        return min(printed, key=lambda figure: abs(_year(figure) - year))

    def amount(self, measure: str, year: int, org: str = WHOLE, scenario: str = "outcome") -> float:
        """An amount of a year; where none is printed it has grown by three per cent a year to the next printed."""
        printed = [y for y in YEARS if self.value(measure, y, org, scenario) is not None]
        if not printed:
            return 0.0
        nearest = min(printed, key=lambda y: abs(y - year))
        return float(self.value(measure, nearest, org, scenario) or 0) * 1.03 ** (year - nearest)


def spread(total: int, weights: Floats) -> Ints:
    """Whole parts of a total in proportion to weights; the largest remainders get what rounding leaves over."""
    exact = weights * (total / weights.sum())
    parts: Ints = np.floor(exact).astype(np.int64)
    left = total - int(parts.sum())
    parts.flat[np.argsort(parts - exact, axis=None, kind="stable")[:left]] += 1
    return parts


def spread_signed(total: int, weights: Floats) -> Ints:
    """As `spread`, for totals of either sign."""
    parts = spread(abs(total), weights)
    return parts if total >= 0 else -parts


def months_of(year: int) -> slice:
    """The places of a year's months in MONTHS."""
    return slice((year - YEARS[0]) * 12, (year - YEARS[0] + 1) * 12)


def write_units(path: Path, lines: Iterable[tuple[str, str, Unit]]) -> None:
    """One line a spelling: the export that uses it, the spelling, and the unit that it means."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("source", "spelling", "unit", "organisation"))
        writer.writerows((source, spelling, unit.name, unit.area) for source, spelling, unit in lines)


def _printed(folder: Path, reference: Reference) -> list[Figure]:
    """Numbers for whole years, earlier reports first."""
    read = [(path, *read_report(path, path.name, reference.missing)) for path in sorted(folder.glob("*.xlsx"))]
    figures: list[Figure] = []
    for path, report, cells in sorted(read, key=lambda entry: entry[1].as_of):
        found = preferred(resolve(report, cells, reference, path.name)[0])
        figures += sorted((f for f in found if _states_a_year(f)), key=lambda f: (f.sheet, f.cell))
    return figures


def _states_a_year(figure: Figure) -> bool:
    start, end = figure.period_start, figure.period_end
    if not figure.measure or figure.subject or figure.comparator or figure.value is None or not (start and end):
        return False
    first = end if figure.kind == "stock" else date(end.year, 1, 1)
    return (end.month, end.day) == (12, 31) and start == first


def _latest(figures: Iterable[Figure]) -> Iterator[Figure]:
    """The last print, unless an earlier one is finer and agrees with it or is an outcome."""
    groups: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure.key].append(figure)
    for prints in groups.values():
        chosen = prints[0]
        for later in prints[1:]:
            if not _stays(chosen, later):
                chosen = later
        yield chosen


def _stays(earlier: Figure, later: Figure) -> bool:
    (left, left_digit), (right, right_digit) = number(earlier), number(later)
    agrees = compare(left, left_digit, right, right_digit) != "fails"
    return left_digit < right_digit and (agrees or earlier.scenario == "outcome")


def number(figure: Figure) -> tuple[Decimal, Decimal]:
    """A figure's number and the size of its last printed digit."""
    assert figure.value is not None and figure.resolution is not None
    return figure.value, figure.resolution


def _year(figure: Figure) -> int:
    assert figure.period_end is not None
    return figure.period_end.year
