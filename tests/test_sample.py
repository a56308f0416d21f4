"""The sample, as it stands in its files: agrees with what is published, is of whole persons, and is messy.

CSV files are reread; of workbooks the cells are noted as they are written, and openpyxl finds them in the files.
"""

import csv
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import isclose
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from dashboard.figures.figure import Figure
from dashboard.figures.query import Filter, figures
from dashboard.figures.query import printed as all_prints
from dashboard.figures.store.warehouse import Warehouse
from loaders.exports.catalogue import BY_ID, EXPORTS
from loaders.exports.export import SAMPLE_MARK, AtMost, Column, Export, SumsTo
from loaders.reading.reports import code_version, version_of
from loaders.sample import SIBLINGS_FILE, UNITS_FILE, files, write_sample
from loaders.sample.__main__ import main
from loaders.sample.files import Table
from loaders.sample.spells import Spells, hours_of
from tests.loading import load
from tests.made import WHOLE
from tests.test_house import personal_numbers
from tests.world import InProcess, ask

LOADERS = Path(__file__).parent.parent / "loaders"
YEARS = range(2017, 2022)
AREAS = (
    "Äldreomsorg",
    "LSS Funktionsstöd",
    "Råd och Stöd",
    "Idrott och Arbetsmarknadsservice",
    "Kost och Restaurang",
    "Ledning",
)
OTHER_SPELLINGS = {
    "Äldreomsorgen": "Äldreomsorg",
    "LSS": "LSS Funktionsstöd",
    "Råd & Stöd": "Råd och Stöd",
    "Stöd & Service": "Idrott och Arbetsmarknadsservice",
    "Stöd och Service": "Idrott och Arbetsmarknadsservice",
    "Kost & Restaurang": "Kost och Restaurang",
}
NUMBERS = ("amount", "count", "hours", "money")
MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]

Row = dict[str, Any]


@dataclass
class Sheet:
    """A sheet or CSV file as it stands, and its rows understood."""

    file: str
    name: str
    lines: list[list[Any]]
    export: Export
    columns: list[Column | None] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    raw: list[list[Any]] = field(default_factory=list)
    subtotals: list[tuple[str, Row, list[Row]]] = field(default_factory=list)


def lines_of(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    if path.suffix == ".csv":
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        yield "", [[cell or None for cell in line] for line in csv.reader(text.splitlines(), delimiter=";")]
        return
    book = load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        yield sheet.title, [list(line) for line in sheet.iter_rows(values_only=True)]
    book.close()


def as_read(cell: Any) -> Any:
    """A cell to be written, as openpyxl will read it."""
    return datetime.combine(cell, time()) if isinstance(cell, date) else None if cell == "" else cell


def noted_lines(tables: Iterable[Table]) -> Iterator[tuple[str, list[list[Any]]]]:
    for table in tables:
        yield table.name, [[as_read(cell) for cell in line] for line in table.lines]


def understood(path: Path, tables: Iterable[Table] = ()) -> Iterator[Sheet]:
    """The sheets of a file, reread where it is not known what was to be written to it."""
    export = next(export for export in EXPORTS if path.name.startswith(export.name))
    for name, lines in noted_lines(tables) if tables else lines_of(path):
        sheet = Sheet(path.name, name, lines, export)
        top = next(at for at, line in enumerate(lines) if not any(line)) + 1
        known = {heading: column for column in export.columns for heading in column.headings}
        headings = [re.sub(r" \(tkr\)$", "", str(text or "")) for text in lines[top]]
        sheet.columns = [known.get(heading) for heading in headings]
        thousands = {at for at, text in enumerate(lines[top]) if str(text).endswith("(tkr)")}
        add_rows(sheet, lines[top + 1 :], thousands, stands_above(sheet, lines[:top]))
        yield sheet


def stands_above(sheet: Sheet, lines: list[list[Any]]) -> Row:
    """What the sheet's name or a line above the table says for all rows."""
    found: Row = {}
    for text in (sheet.name, *(str(line[0]) for line in lines if line and line[0])):
        told = re.sub(r"^(Period|Affärsområde): ", "", text)
        if sheet.export.id != "home_care" and re.fullmatch(r"[a-zå]+ 20\d\d|20\d\d-\d\d", told):
            found["month"] = month_of(told)
        if told in (*AREAS, *OTHER_SPELLINGS):
            found["area"] = OTHER_SPELLINGS.get(told, told)
    return found


def add_rows(sheet: Sheet, lines: list[list[Any]], thousands: set[int], above: Row) -> None:
    group: list[Row] = []
    for line in lines:
        first = str(line[0]) if line and line[0] is not None else ""
        if not any(cell is not None for cell in line) or first.startswith("Källa"):
            continue
        cells = zip(sheet.columns, line, strict=False)
        row = above | {
            column.name: value_of(column, cell, at in thousands)
            for at, (column, cell) in enumerate(cells)
            if column and cell is not None and not (at == 0 and first.startswith("Summa"))
        }
        if first.startswith("Summa"):
            sheet.subtotals.append((first, row, group if first != "Summa" else list(sheet.rows)))
            group = []
        else:
            sheet.rows.append(row)
            sheet.raw.append(line)
            group.append(row)


@cache
def month_of(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    text = str(cell)
    if match := re.fullmatch(r"(20\d\d)-?(\d\d)", text):
        return date(int(match[1]), int(match[2]), 1)
    match = re.fullmatch(r"([a-z]+)[ -]((?:20)?\d\d)", text)
    assert match, text
    return date(int(match[2]) % 100 + 2000, MONTHS.index(match[1][:3]) + 1, 1)


def value_of(column: Column, cell: Any, in_thousands: bool) -> Any:
    if column.kind == "month":
        return month_of(cell)
    if column.kind == "choice":
        return column.choices[str(cell).casefold()]
    if column.kind in ("text", "code"):
        return OTHER_SPELLINGS.get(str(cell), str(cell))
    if column.kind == "date":
        assert isinstance(cell, datetime)
        return cell.date()
    if column.kind in ("year", "period"):
        return cell
    return number_of(cell) * (1000 if in_thousands else 1)


@cache
def number_of(cell: Any) -> Fraction:
    if isinstance(cell, timedelta):
        return Fraction(round(cell.total_seconds() / 60), 60)
    if isinstance(cell, str) and ":" in cell:
        hours, minutes = cell.split(":")
        return int(hours) + Fraction(int(minutes), 60)
    if isinstance(cell, str):
        return Fraction(cell.replace("\u00a0", "").replace(",", "."))
    return Fraction(str(cell))


def trimmed(line: list[Any]) -> list[Any]:
    """A line without the empty cells at its end."""
    return line[: max((at for at, cell in enumerate(line, start=1) if cell is not None), default=0)]


class Noted:
    """Takes the place of what writes workbooks, and notes their cells by file; writes them where that is asked for."""

    def __init__(self, patch: pytest.MonkeyPatch, *, writes: bool) -> None:
        self.cells: dict[str, list[Table]] = {}
        self.write = files._write_workbook if writes else None
        patch.setattr(files, "_write_workbook", self.note)

    def note(self, path: Path, tables: Iterable[Table]) -> Path:
        self.cells[path.name] = list(tables)
        return self.write(path, self.cells[path.name]) if self.write else path


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[Table]]]:
    """The sample, and what was to be written to its workbooks."""
    folder = tmp_path_factory.mktemp("sample") / "sample"
    with pytest.MonkeyPatch.context() as patch:
        written = Noted(patch, writes=True)
        write_sample(folder)
    return folder, written.cells


@pytest.fixture(scope="module")
def folder(noted: tuple[Path, dict[str, list[Table]]]) -> Path:
    return noted[0]


@pytest.fixture(scope="module")
def sheets(noted: tuple[Path, dict[str, list[Table]]]) -> list[Sheet]:
    folder, cells = noted
    files = [path for path in sorted(folder.iterdir()) if path.name not in (UNITS_FILE, SIBLINGS_FILE)]
    return [sheet for path in files for sheet in understood(path, cells.get(path.name, []))]


@pytest.fixture(scope="module")
def rows(sheets: list[Sheet]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for sheet in sheets:
        found[sheet.export.id] += sheet.rows
    return found


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def units(folder: Path) -> dict[tuple[str, str], str]:
    return {(line["source"], line["spelling"]): line["organisation"] for line in table(folder / UNITS_FILE)}


def latest(published: Warehouse, measure: str, orgs: tuple[str, ...] = (WHOLE,), **chosen: Any) -> list[Figure]:
    found = figures(published, measure, Filter(orgs, **chosen))
    return [figure for figure in found if figure.value is not None and not figure.part_year and figure.year in YEARS]


def total(rows: Iterable[Row], column: str, keep: Callable[[Row], bool] = lambda _: True) -> Fraction:
    return sum((row[column] for row in rows if keep(row)), Fraction(0))


def in_year(year: int | None) -> Callable[[Row], bool]:
    return lambda row: row["month"].year == year


def prints_as(value: Fraction, figure: Figure) -> bool:
    """Whether a value rounds to what is printed."""
    return abs(float(value) - figure.number) < figure.resolution / 2


def assert_all_agree(expected: list[Figure], of: Callable[[Figure], Fraction], years: int) -> None:
    assert len({figure.year for figure in expected}) == years
    assert {(f.org, f.gender, f.year): (float(of(f)), f.number) for f in expected if not prints_as(of(f), f)} == {}


def of_gender(figure: Figure) -> Callable[[Row], bool]:
    same_year = in_year(figure.year)
    return lambda row: same_year(row) and figure.gender in ("total", row["gender"])


GENDERS = ("total", "women", "men")


class TestAgreement:
    def test_sick_leave(self, rows: dict[str, list[Row]], published: Warehouse) -> None:
        def share(figure: Figure) -> Fraction:
            mine = [row for row in rows["sick_leave"] if of_gender(figure)(row)]
            return 100 * total(mine, "sick_hours") / total(mine, "ordinary_hours")

        expected = latest(published, "sick_leave", genders=GENDERS)
        assert len(expected) == 15
        assert_all_agree(expected, share, 5)

    def test_sick_leave_of_managers(self, rows: dict[str, list[Row]], published: Warehouse) -> None:
        managers = [row for row in rows["sick_leave"] if row["manager"] == "yes"]

        def share(figure: Figure) -> Fraction:
            mine = [row for row in managers if of_gender(figure)(row)]
            return 100 * total(mine, "sick_hours") / total(mine, "ordinary_hours")

        assert_all_agree(latest(published, "manager_sick_leave", genders=GENDERS), share, 3)

    def test_external_leavers(self, rows: dict[str, list[Row]], published: Warehouse) -> None:
        permanent = [row for row in rows["staff"] if row["form"] == "permanent"]

        def share(figure: Figure) -> Fraction:
            mine = [row for row in permanent if in_year(figure.year)(row)]
            return 100 * total(mine, "left_externally") / (total(mine, "headcount") / 12)

        assert_all_agree(latest(published, "external_leavers"), share, 4)

    def test_full_time_and_employees(self, rows: dict[str, list[Row]], published: Warehouse) -> None:
        december = [row for row in rows["staff"] if row["month"].month == 12]
        permanent = [row for row in december if row["form"] == "permanent"]

        def share(figure: Figure) -> Fraction:
            mine = [row for row in permanent if of_gender(figure)(row)]
            return 100 * total(mine, "full_time_headcount") / total(mine, "headcount")

        expected = latest(published, "full_time_share", genders=GENDERS)
        assert len(expected) == 15
        assert_all_agree(expected, share, 5)
        heads = latest(published, "employees")
        assert_all_agree(heads, lambda f: total(permanent, "headcount", in_year(f.year)), 4)
        whole = latest(published, "full_time_equivalents")
        assert_all_agree(whole, lambda f: total(december, "full_time_equivalents", in_year(f.year)), 2)

    @pytest.mark.parametrize(
        ("measure", "part", "whole", "factor", "years"),
        [
            ("extra_hours_share", "extra_hours", "worked_hours", 100, 3),
            ("overtime_share", "overtime_hours", "worked_hours", 100, 3),
            ("pension_age", "retired_age_sum", "retired", 1, 3),
        ],
    )
    def test_other_shares_of_staff(
        self,
        measure: str,
        part: str,
        whole: str,
        factor: int,
        years: int,
        rows: dict[str, list[Row]],
        published: Warehouse,
    ) -> None:
        def share(figure: Figure) -> Fraction:
            mine = [row for row in rows["staff"] if of_gender(figure)(row)]
            return factor * total(mine, part) / total(mine, whole)

        assert_all_agree(latest(published, measure, genders=GENDERS), share, years)

    def test_volumes(self, rows: dict[str, list[Row]], published: Warehouse) -> None:
        own = [row for row in rows["home_care"] if row["provider"] == "Leanlink"]

        def hours(figure: Figure) -> Fraction:
            column = "granted_hours" if figure.of_year < 2019 else "performed_hours"
            return total(own, column, in_year(figure.year))

        for measure, of in (
            ("home_care_hours", hours),
            ("care_days", lambda f: total(rows["housing"], "occupied_days", in_year(f.year))),
            ("meals", lambda f: total(rows["meals"], "served", in_year(f.year))),
            *((f"{law}_hours", law_hours(rows["assistance"], law)) for law in ("sfb", "lss")),
        ):
            expected = latest(published, measure)
            assert_all_agree(expected, of, 5)
            if measure != "meals":
                assert [of(figure) for figure in expected] == [round(figure.number) for figure in expected]
        exact = next(figure for figure in latest(published, "meals") if figure.resolution == 1)
        assert total(rows["meals"], "served", in_year(exact.year)) == exact.number

    def test_occupancy(self, rows: dict[str, list[Row]], published: Warehouse) -> None:
        def share(figure: Figure) -> Fraction:
            mine = [row for row in rows["housing"] if in_year(figure.year)(row)]
            return 100 * total(mine, "occupied_days") / total(mine, "place_days")

        assert_all_agree(latest(published, "occupancy", orgs=("Äldreomsorg",)), share, 1)

    @pytest.mark.parametrize(("scenario", "years"), [("outcome", 4), ("budget", 3)])
    def test_money(
        self,
        scenario: str,
        years: int,
        rows: dict[str, list[Row]],
        units: dict[tuple[str, str], str],
        published: Warehouse,
    ) -> None:
        booked: defaultdict[tuple[int, str, str], Fraction] = defaultdict(Fraction)
        for row in rows["ledger"]:
            side = "revenue" if row["account"].startswith("3") else "cost"
            for org in ("Leanlink", units["ledger", row["responsibility"]]):
                booked[row["month"].year, org, side] += row[scenario] / 1000
        for measure, orgs in (("result", ("Leanlink", *AREAS)), ("revenue", ("Leanlink",)), ("cost", ("Leanlink",))):
            expected = latest(published, measure, orgs=orgs, scenarios=(scenario,))
            assert len(expected) == years * len(orgs)
            sums = {
                "result": lambda f: -booked[f.year, f.org, "revenue"] - booked[f.year, f.org, "cost"],
                "revenue": lambda f: -booked[f.year, f.org, "revenue"],
                "cost": lambda f: booked[f.year, f.org, "cost"],
            }
            assert [sums[measure](figure) for figure in expected] == [round(figure.number) for figure in expected]

    def test_investments(self, rows: dict[str, list[Row]], published: Warehouse) -> None:
        def spent(figure: Figure) -> Fraction:
            at = in_year(figure.year)
            mine = total(rows["investment"], "outcome", lambda r: at(r) and figure.org in ("Leanlink", r["area"]))
            return mine / 1000

        def frame(figure: Figure) -> Fraction:
            at = in_year(figure.year)
            mine = [row for row in rows["investment"] if at(row) and figure.org in ("Leanlink", row["area"])]
            return sum({(r["area"], r["project"]): r["frame"] for r in mine}.values(), Fraction(0)) / 1000

        orgs = ("Leanlink", *AREAS)
        assert_all_agree(latest(published, "investment", orgs=orgs), spent, 4)
        assert_all_agree(latest(published, "investment_expenditure", orgs=orgs), spent, 2)
        assert_all_agree(latest(published, "investment", orgs=orgs, scenarios=("budget",)), frame, 3)

    def test_forecasts(self, rows: dict[str, list[Row]], published: Warehouse) -> None:
        forecasts = Filter((WHOLE,), scenarios=("forecast",))
        known = [f for f in all_prints(published, "result", forecasts) if f.value is not None]
        assert [figure.year for figure in known] == [2020]
        for figure in known:
            of_day = [row for row in rows["forecast"] if row["made_on"] == figure.as_of]
            assert {row["area"] for row in of_day} == set(AREAS)
            assert total(of_day, "amount") == figure.number * 1000
        for year in YEARS:
            assert len({row["made_on"] for row in rows["forecast"] if row["year"] == year}) >= 3

    def test_key_figures(self, rows: dict[str, list[Row]], published: Warehouse) -> None:
        values = {
            (row["label"], row["organisation"], int(str(row["month"])[-4:])): (row["value"], row["unit"])
            for row in rows["key_figures"]
        }
        for measure, label in (
            ("labour_market_places", "Arbetsmarknadsplatser"),
            ("labour_market_placements", "Antal arbetsmarknadsplatser"),
            ("ecommerce_loyalty", "E-handelstrohet (%)"),
            ("contract_loyalty", "Avtalstrohet (%)"),
            ("hme", "Hållbart medarbetarengagemang (HME)"),
            ("residential_places", "Boendeplatser, Råd och Stöd (december)"),
        ):
            expected = latest(published, measure)
            assert expected
            for figure in expected:
                value, unit = values[label, "Leanlink", figure.of_year]
                assert (float(value), unit) == (figure.number, figure.unit)


def law_hours(rows: list[Row], law: str) -> Callable[[Figure], Fraction]:
    return lambda figure: total(rows, "hours", lambda row: row["law"] == law and in_year(figure.year)(row))


class TestRules:
    def test_every_export_occurs_with_every_month(self, rows: dict[str, list[Row]]) -> None:
        assert set(rows) == set(BY_ID)
        for export, listed in rows.items():
            if export not in ("forecast", "key_figures"):
                assert len({row["month"] for row in listed}) == 60

    @pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.id)
    def test_columns_are_complete_and_rules_hold(self, export: Export, rows: dict[str, list[Row]]) -> None:
        required = {column.name for column in export.columns if column.required}
        assert all(required <= set(row) for row in rows[export.id])
        key = [name for name in export.key if name != "month_end"]
        assert len({tuple(row[name] for name in key) for row in rows[export.id]}) == len(rows[export.id])
        signed = {column.name for column in export.columns if column.negative}
        for row in rows[export.id]:
            numbers = {c.name: row[c.name] for c in export.columns if c.kind in NUMBERS and c.name in row}
            assert all(value >= 0 for name, value in numbers.items() if name not in signed)
            for rule in export.rules:
                match rule:
                    case AtMost(part, limit):
                        assert row[part] <= row[limit]
                    case SumsTo(parts, limit):
                        assert sum(row[part] for part in parts) == row[limit]

    def test_counts_are_whole(self, rows: dict[str, list[Row]]) -> None:
        for export in EXPORTS:
            for column in export.columns:
                if column.kind == "count":
                    assert all(row[column.name].denominator == 1 for row in rows[export.id])

    def test_rows_are_groups_not_people(self, sheets: list[Sheet]) -> None:
        for sheet in sheets:
            if sheet.export.people:
                counts = [row[sheet.export.people] for row in sheet.rows]
                assert sum(count <= 1 for count in counts) < len(counts) / 2, sheet.file
                assert any(2 <= count <= 9 for count in counts)

    def test_volume(self, rows: dict[str, list[Row]]) -> None:
        assert 80_000 < sum(map(len, rows.values())) < 110_000

    def test_every_place_is_explained(self, rows: dict[str, list[Row]], units: dict[tuple[str, str], str]) -> None:
        for export in EXPORTS:
            for place in {row[export.place[0]] for row in rows[export.id]} if export.place else set():
                known = place in (*AREAS, "Leanlink") or place.startswith("Utförare ")
                assert known or units[export.id, place] in AREAS, (export.id, place)

    def test_units_of_sick_leave_lie_in_their_area(
        self, rows: dict[str, list[Row]], units: dict[tuple[str, str], str]
    ) -> None:
        assert {(row["unit"], row["area"]) for row in rows["sick_leave"]} == {
            (spelling, area) for (source, spelling), area in units.items() if source == "sick_leave"
        }

    def test_sick_leave_counts_the_people_of_staff(self, rows: dict[str, list[Row]]) -> None:
        for month in {row["month"] for row in rows["staff"]}:
            both = [
                total(rows[export], column, lambda row, month=month: row["month"] == month)  # type: ignore[misc]
                for export, column in (("staff", "headcount"), ("sick_leave", "employees"))
            ]
            assert both[0] == both[1]

    def test_no_personal_number(self, sheets: list[Sheet]) -> None:
        cells = (str(cell) for sheet in sheets for line in sheet.lines for cell in line if cell is not None)
        assert personal_numbers(cells) == []


SMALL = range(1, 11)
LEAVING = ("left_externally", "left_internally", "retired")
Heads = dict[tuple[str, ...], dict[date, Row]]


def by_group(rows: Iterable[Row], *names: str) -> Heads:
    """The sums of staff in each month, by what they have in common; a unit that is spelled short is told in full."""
    counted = ("headcount", "hired", *LEAVING)
    found: Heads = defaultdict(lambda: defaultdict(lambda: dict.fromkeys(counted, 0)))
    for row in rows:
        mine = found[tuple(in_full(row[name]) for name in names)][row["month"]]
        for name in counted:
            mine[name] += row[name]
    return found


def in_full(text: str) -> str:
    for short, full in (("Hemtj. ", "Hemtjänst "), ("Vb ", "Vårdboende "), ("Pers.ass. ", "Personlig assistans ")):
        text = text.replace(short, full)
    return text


def following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


class TestPersons:
    """Persons, not parts of them: in small groups most things happen to nobody in most months."""

    def test_few_of_a_small_group_are_away_for_long(self, rows: dict[str, list[Row]]) -> None:
        small = [row for row in rows["sick_leave"] if row["employees"] in SMALL]
        for column, least, most in (("sick_hours_60", 0.85, 0.97), ("long_spell_hours", 0.8, 0.95)):
            assert least < sum(row[column] == 0 for row in small) / len(small) < most
        assert 0.4 < sum(row["sick_hours"] == 0 for row in small) / len(small) < 0.6

    def test_some_are_away_for_whole_months(self, rows: dict[str, list[Row]]) -> None:
        alone = [row for row in rows["sick_leave"] if row["employees"] == 1 and row["ordinary_hours"]]
        away = [row for row in alone if row["sick_hours"] == row["ordinary_hours"]]
        assert 0.005 < len(away) / len(alone) < 0.05
        assert any(row["sick_hours_60"] == row["ordinary_hours"] for row in away)

    def test_a_spell_goes_on_from_month_to_month(self, rows: dict[str, list[Row]]) -> None:
        """Who is in the sixtieth day was away all the month before; in its first month a long spell has no such day."""
        about = ("unit", "gender", "age", "form", "manager")
        alone = {
            (row["month"], *(row[name] for name in about)): row for row in rows["sick_leave"] if row["employees"] == 1
        }
        before = [
            alone[month, *key]
            for month, *key in alone
            if (later := alone.get((following(month), *key))) and later["sick_hours_60"]
        ]
        assert len(before) > 200
        assert sum(row["long_spell_hours"] > 0 for row in before) > 0.97 * len(before)
        assert sum(row["long_spell_hours"] > 0 and not row["sick_hours_60"] for row in alone.values()) > 100

    def test_hours_follow_from_the_days_of_a_spell(self) -> None:
        """64 days from Monday 30 January 2017, half of eighty per cent of eight hours each workday; and a Saturday."""
        spells = Spells(*(np.array(column) for column in ((0, 1), (29, 34), (64, 1), (2, 4))))
        hours = hours_of(spells, np.array([[80] * 60, [100] * 60]))
        days = [[2, 0, 0], [8, 12, 0], [0, 21, 2], [0, 0, 1], [0, 0, 0]]
        assert hours.spell.tolist() == [0, 0, 0, 0, 1]
        assert hours.month.tolist() == [0, 1, 2, 3, 1]
        assert hours.by_length.tolist() == [[320 * count for count in month] for month in days]
        assert hours.by_year(2).tolist() == [[320 * 46, 0, 0, 0, 0], [0] * 5]

    def test_hours_of_one_are_whole_days_at_a_degree(self, rows: dict[str, list[Row]]) -> None:
        """Of one who works full time: multiples of two hours, but for the last of a year."""
        full_time = {
            (row["month"], in_full(row["unit"]), row["gender"])
            for row in rows["staff"]
            if row["manager"] == "yes" and row["headcount"] == row["full_time_headcount"] == 1
        }
        leading = [row for row in rows["sick_leave"] if row["manager"] == "yes" and row["employees"] == 1]
        hours = [row["sick_hours"] for row in leading if (row["month"], row["unit"], row["gender"]) in full_time]
        assert len(hours) > 2000
        assert sum(value % 2 != 0 for value in hours) <= 10

    def test_a_leaver_is_one_person_of_one_unit(self, rows: dict[str, list[Row]]) -> None:
        left = [row for row in rows["staff"] if any(row[name] for name in LEAVING)]
        counts = [sum(row[name] for name in LEAVING) for row in left]
        assert all(count <= row["headcount"] for count, row in zip(counts, left, strict=True))
        assert sum(count == 1 for count in counts) / len(counts) > 0.85
        assert all(row["form"] == "permanent" for row in left)

    def test_who_retires_is_of_a_real_age_and_of_its_group(self, rows: dict[str, list[Row]]) -> None:
        retired = [row for row in rows["staff"] if row["retired"]]
        assert len(retired) > 200
        bounds = {"60-64": (61, 65), "65-": (65, 69)}
        for row in retired:
            low, high = bounds[row["age"]]
            assert low <= row["retired_age_sum"] / row["retired"] < high
        assert not any(row["retired_age_sum"] for row in rows["staff"] if not row["retired"])

    def test_permanent_employees_come_and_go_one_by_one(self, rows: dict[str, list[Row]]) -> None:
        """Those of a month are those of the month before, less who left then, and those who are hired."""
        permanent = [row for row in rows["staff"] if row["form"] == "permanent"]
        compared = 0
        for months in by_group(permanent, "unit", "gender", "manager").values():
            for month in [each for each in months if following(each) in months]:
                before, after = months[month], months[following(month)]
                staying = before["headcount"] - sum(before[name] for name in LEAVING)
                assert after["headcount"] == staying + after["hired"]
                compared += 1
        assert compared > 7000

    def test_some_hours_are_of_nobody_who_is_counted(self, rows: dict[str, list[Row]]) -> None:
        """Those who are paid by the hour, and who have left in the month before."""
        for export, people, hours in (
            ("staff", "headcount", "worked_hours"),
            ("sick_leave", "employees", "ordinary_hours"),
        ):
            uncounted = [row for row in rows[export] if not row[people]]
            assert 0.002 < len(uncounted) / len(rows[export]) < 0.03
            assert all(row[hours] for row in uncounted)
            assert {row["form"] for row in uncounted} == {"permanent", "temporary"}
        left = {
            (in_full(row["unit"]), row["gender"], row["manager"], following(row["month"]))
            for row in rows["staff"]
            if any(row[name] for name in LEAVING)
        }
        uncounted = [row for row in rows["sick_leave"] if row["form"] == "permanent" and not row["employees"]]
        assert {(row["unit"], row["gender"], row["manager"], row["month"]) for row in uncounted} <= left

    def test_extra_hours_and_overtime_are_worked_by_some(self, rows: dict[str, list[Row]]) -> None:
        small = [row for row in rows["staff"] if row["headcount"] in SMALL]
        for column, least, most in (("extra_hours", 0.6, 0.9), ("overtime_hours", 0.4, 0.7)):
            assert least < sum(row[column] == 0 for row in small) / len(small) < most

    def test_small_units_have_empty_groups(self, rows: dict[str, list[Row]]) -> None:
        found = [r for r in rows["staff"] if r["unit"] == "Dagverksamhet Solen" and r["headcount"]]
        groups = len({(row["month"], row["gender"], row["age"]) for row in found}) / len(MONTHS) / len(YEARS)
        assert 3 < groups < 6, "of ten"


SIDES: dict[str, Callable[[Row], bool]] = {
    "women": lambda row: row["gender"] == "women",
    "men": lambda row: row["gender"] == "men",
    "under 50": lambda row: row["age"] in ("-29", "30-49"),
    "over 50": lambda row: row["age"] not in ("-29", "30-49"),
}


@pytest.fixture(scope="module")
def groups(folder: Path) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in table(folder / SIBLINGS_FILE):
        found[line["group"]].append(line["member"])
    return found


@pytest.fixture(scope="module")
def sides(rows: dict[str, list[Row]]) -> dict[str, dict[date, Counter[str]]]:
    """The heads of each side, by unit and month in which anyone is there."""
    found: dict[str, dict[date, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in rows["staff"]:
        if row["headcount"]:
            mine = found[in_full(row["unit"])][row["month"]]
            mine.update({side: int(row["headcount"]) for side, of in SIDES.items() if of(row)})
    return found


class TestSiblings:
    def test_members_are_units_of_one_area_each_in_one_group(self, folder: Path, groups: dict[str, list[str]]) -> None:
        areas = {line["unit"]: line["organisation"] for line in table(folder / UNITS_FILE)}
        assert all(len({areas[member] for member in members}) == 1 for members in groups.values())
        members = [member for listed in groups.values() for member in listed]
        assert len(members) == len(set(members))
        assert {len(listed) for listed in groups.values()} == {2, 3, 4}
        assert not set(groups) & {*areas, *areas.values()}

    def test_every_unit_with_often_too_few_of_a_side_is_in_one(
        self, groups: dict[str, list[str]], sides: dict[str, dict[date, Counter[str]]]
    ) -> None:
        often = {
            unit
            for unit, months in sides.items()
            for side in SIDES
            if sum(heads[side] in range(11) for heads in months.values()) / len(months) > 0.1
        }
        assert often - {member for listed in groups.values() for member in listed} == set()

    def test_groups_have_enough_of_each_side_in_every_month(
        self, groups: dict[str, list[str]], sides: dict[str, dict[date, Counter[str]]]
    ) -> None:
        """But what an area has in all."""
        lacking: defaultdict[str, set[date]] = defaultdict(set)
        for group, members in groups.items():
            for month in {month for member in members for month in sides[member]}:
                heads = Counter[str]()
                for member in members:
                    heads += sides[member].get(month, Counter())
                if min(heads[side] for side in SIDES) < 11:
                    lacking[group].add(month)
        assert set(lacking) == {"Ledningens enheter"}


class TestForms:
    def test_every_first_line_has_the_mark(self, sheets: list[Sheet]) -> None:
        assert all(str(sheet.lines[0][0]).startswith(SAMPLE_MARK) for sheet in sheets)

    def test_totals_are_true_sums(self, sheets: list[Sheet]) -> None:
        compared = 0
        for sheet in sheets:
            for text, sums, group in sheet.subtotals:
                adding = [
                    c for c in sheet.columns if c and c.adds_up and c.kind in ("amount", "count", "hours", "money")
                ]
                assert group, (sheet.file, sheet.name, text)
                assert set(sums) - {"month", "area"} == {column.name for column in adding}
                for column in adding:
                    assert isclose(total(group, column.name), sums[column.name], abs_tol=1e-6)
                    compared += 1
        assert compared > 5000

    def test_totals_stand_after_groups_and_at_the_end(self, sheets: list[Sheet]) -> None:
        with_groups = {sheet.export.id for sheet in sheets if len(sheet.subtotals) > 1}
        at_the_end = {sheet.export.id for sheet in sheets if any(text == "Summa" for text, *_ in sheet.subtotals)}
        assert with_groups >= {"sick_leave", "staff", "ledger", "home_care", "investment", "meals"}
        assert at_the_end >= with_groups | {"housing"}

    def test_a_blank_row_follows_each_group(self, sheets: list[Sheet]) -> None:
        for sheet in sheets:
            for line, below in pairwise(sheet.lines):
                if line and str(line[0]).startswith("Summa"):
                    assert not any(below), (sheet.file, sheet.name, line[0])

    def test_tables_have_lines_above_and_a_note_below(self, sheets: list[Sheet]) -> None:
        heights = set()
        for sheet in sheets:
            blank = next(at for at, line in enumerate(sheet.lines) if not any(line))
            heights.add(blank)
            assert re.fullmatch(r"Källa: .+, uttag 20\d\d-\d\d-\d\d\.", str(sheet.lines[-1][0]))
        assert heights == {2, 3, 4}

    def test_months_stand_in_names_above_and_in_every_spelling(self, sheets: list[Sheet]) -> None:
        names = [sheet.name for sheet in sheets if sheet.export.id == "sick_leave"]
        assert "jan 2017" in names
        assert "2021-12" in names
        assert any(line[0] == "Period: mars 2021" for sheet in sheets for line in sheet.lines[:4] if line)
        spelled = {
            cell
            for sheet in sheets
            for at, column in enumerate(sheet.columns)
            if column and column.kind == "month"
            for cell in (line[at] for line in sheet.raw[:60])
        }
        assert {"2021-03", "202103", "mars 2021", "mar-17", datetime(2021, 3, 1)} <= spelled

    def test_areas_stand_in_names_and_above(self, sheets: list[Sheet]) -> None:
        investments = [sheet for sheet in sheets if sheet.export.id == "investment"]
        assert not any(column and column.name == "area" for sheet in investments for column in sheet.columns)
        assert {"Stöd & Service", "Kost & Restaurang", "Blad1"} <= {sheet.name for sheet in investments}

    def test_headings_change_with_the_year(self, sheets: list[Sheet]) -> None:
        for export in ("sick_leave", "staff", "ledger", "home_care"):
            headings = {
                tuple(next(line for at, line in enumerate(sheet.lines) if at and not any(sheet.lines[at - 1])))
                for sheet in sheets
                if sheet.export.id == export
            }
            assert len(headings) > 2
        assert any(None in sheet.columns for sheet in sheets)

    def test_encodings_and_decimal_commas(self, folder: Path) -> None:
        staff, books = (sorted(folder.glob(f"{name} *.csv")) for name in ("Personal", "Ekonomi"))
        assert len(staff) == len(books) == 5
        assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in staff)
        for path in books:
            with pytest.raises(UnicodeDecodeError):
                path.read_text(encoding="utf-8")
            text = path.read_text(encoding="cp1252")
            assert re.search(r"^0501;", text, re.MULTILINE)
            assert re.search(r";-\d{1,3}(\u00a0\d{3})+,\d\d;", text)

    def test_hours_are_durations_text_and_decimals(self, folder: Path) -> None:
        kinds = {}
        for path in folder.glob("Hemtjänst *.xlsx"):
            book = load_workbook(path, read_only=True)
            cell = next(book.worksheets[0].iter_rows(min_row=6, max_row=6))[3]
            kinds[int(path.name.split()[1])] = (type(cell.value), cell.number_format)
            book.close()
        assert kinds[2018][0] is str
        assert kinds[2017][0] in (int, float)
        assert kinds[2021] == (timedelta, "[h]:mm")

    def test_other_providers_occur(self, rows: dict[str, list[Row]]) -> None:
        assert len({row["provider"] for row in rows["home_care"]}) > 2


class TestCourse:
    def test_season_and_pandemic_show(self, rows: dict[str, list[Row]]) -> None:
        rates = {
            (year, month): total(mine, "sick_hours") / total(mine, "ordinary_hours")
            for year in YEARS
            for month in range(1, 13)
            if (mine := [row for row in rows["sick_leave"] if row["month"] == date(year, month, 1)])
        }
        for year in YEARS:
            assert min(range(1, 13), key=lambda month: rates[year, month]) == 7
            assert rates[year, 2] > rates[year, 5]
            assert rates[year, 11] > rates[year, 8]
        assert rates[2020, 4] > rates[2019, 4] * Fraction(3, 2)
        assert rates[2020, 12] > rates[2019, 12] * Fraction(13, 10)

    def test_events_show(self, rows: dict[str, list[Row]]) -> None:
        taken_over = {
            month: total(
                rows["staff"],
                "headcount",
                lambda row, month=month: row["month"] == month and row["unit"].startswith("Barn och ungdom"),  # type: ignore[misc]
            )
            for month in (date(2019, 8, 1), date(2019, 9, 1))
        }
        assert taken_over[date(2019, 8, 1)] == 0
        assert 85 < taken_over[date(2019, 9, 1)] < 130
        homes = [
            len({row["home"] for row in rows["housing"] if row["month"] == date(2019, month, 1)}) for month in (2, 3, 4)
        ]
        assert [after - before for before, after in pairwise(homes)] == [1, 1]

    def test_most_employees_are_women(self, rows: dict[str, list[Row]]) -> None:
        december = [row for row in rows["staff"] if row["month"] == date(2021, 12, 1)]
        women = total(december, "headcount", lambda row: row["gender"] == "women") / total(december, "headcount")
        assert 0.75 < women < 0.85
        assert {row["unit"] for row in december if row["manager"] == "yes"} == {row["unit"] for row in december}


class TestWriting:
    def test_files_hold_the_cells_that_were_noted(self, noted: tuple[Path, dict[str, list[Table]]]) -> None:
        folder, cells = noted
        compared = list(folder.glob("*2021 *.xlsx"))
        assert len(compared) == 7
        for path in compared:
            written = [(name, [trimmed(line) for line in lines]) for name, lines in noted_lines(cells[path.name])]
            assert [(name, [trimmed(line) for line in lines]) for name, lines in lines_of(path)] == written

    def test_same_seed_same_cells(
        self, noted: tuple[Path, dict[str, list[Table]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder, cells = noted
        again = Noted(monkeypatch, writes=False)
        write_sample(tmp_path / "again")
        assert again.cells == cells
        others = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".csv"}
        assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == others
        assert len(cells) + len(others) == len(list(folder.iterdir()))

    def test_so_many_rows_as_asked_for(self, tmp_path: Path) -> None:
        path, *_ = write_sample(tmp_path / "many", rows=3000)
        other, *_ = write_sample(tmp_path / "other", rows=3000, seed=1)
        (sheet,) = understood(path)
        assert str(sheet.lines[0][0]).startswith(SAMPLE_MARK)
        assert len(sheet.rows) == 3000
        key = BY_ID["sick_leave"].key
        assert len({tuple(row[name] for name in key) for row in sheet.rows}) == 3000
        for row in sheet.rows:
            assert row["sick_hours_1_14"] + row["sick_hours_15_59"] + row["sick_hours_60"] == row["sick_hours"]
            assert row["sick_hours_60"] <= row["long_spell_hours"] <= row["sick_hours"] <= row["ordinary_hours"]
        assert list(lines_of(path)) != list(lines_of(other))

    def test_a_former_sample_is_replaced_and_nothing_is_left_beside(self, tmp_path: Path) -> None:
        write_sample(tmp_path / "sample", rows=10)
        path, *_ = write_sample(tmp_path / "sample", rows=20)
        (sheet,) = understood(path)
        assert len(sheet.rows) == 20
        assert [entry.name for entry in tmp_path.iterdir()] == ["sample"]

    def test_a_stopped_run_leaves_the_former_sample(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = write_sample(tmp_path / "sample", rows=10)

        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("loaders.sample.Published", stop)
        with pytest.raises(KeyboardInterrupt):
            write_sample(tmp_path / "sample")
        assert sorted((tmp_path / "sample").iterdir()) == before
        assert [entry.name for entry in tmp_path.iterdir()] == ["sample"]

    def test_other_files_are_not_lost(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "Personal 2021.xlsx").touch()
        assert main([str(tmp_path), "--rows", "10"]) == 2
        assert "Personal 2021.xlsx" in capsys.readouterr().err
        assert [entry.name for entry in tmp_path.iterdir()] == ["Personal 2021.xlsx"]

    def test_command_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([str(tmp_path / "sample"), "--rows", "10", "--seed", "7"]) == 0
        assert "påhittade siffror" in capsys.readouterr().out
        with pytest.raises(SystemExit):
            main([str(tmp_path / "sample"), "--rows", "0"])


def test_nothing_lacks_in_it(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units that open and close, a pandemic and holidays are no gaps. Sick leave has the units of Personal."""
    monkeypatch.setattr("loaders.reading.parsing.Sandbox", InProcess)
    # What is told of people takes most of the time, and would hide what hidden units lack.
    monkeypatch.setattr("loaders.warehouse.build.write_released", lambda *_: [])
    monkeypatch.setattr("loaders.warehouse.build.hide_gaps", lambda *_: None)
    (tmp_path / "sample").mkdir()
    for path in folder.iterdir():
        if not path.name.startswith("Sjukfrånvaro"):
            shutil.copy(path, tmp_path / "sample")
    outcome = load([tmp_path], tmp_path / "warehouse")
    assert outcome.warehouse is not None
    assert ask(outcome.warehouse, "select * from gap") == []


def test_other_code_of_the_sample_leaves_what_was_read_valid(tmp_path: Path) -> None:
    package = shutil.copytree(LOADERS, tmp_path / "loaders", ignore=shutil.ignore_patterns("__pycache__"))
    assert version_of(package) == code_version()
    (package / "sample" / "world.py").write_text("", encoding="utf-8")
    assert version_of(package) == code_version()
    (package / "values.py").write_text("", encoding="utf-8")
    assert version_of(package) != code_version()
