"""Monthly exports of a few rows, as CSV that a controller could have saved, and warehouses of them."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from pathlib import Path

from dashboard.warehouse import Warehouse
from loaders.export import SAMPLE_MARK, Column, Export
from loaders.exports import ASSISTANCE, BY_ID, HOME_CARE, HOUSING, LEDGER, MEALS, SICK_LEAVE, STAFF
from loaders.loading import REFERENCE
from loaders.organisation import UNITS
from tests.loading import load
from tests.made import Tables, volumes, write

CSV = "text/csv"
Row = Mapping[str, object]

CELLS: Mapping[str, object] = {
    "area": "Äldreomsorg",
    "unit": "Hemtjänst Nord",
    "gender": "Kvinna",
    "age": "30-49",
    "form": "Tillsvidare",
    "manager": "Nej",
    "employees": 100,
    "ordinary_hours": 1000,
    "headcount": 100,
    "worked_hours": 1000,
    "responsibility": "7001",
    "activity": "510",
    "account": "5010",
    "provider": "Leanlink",
    "district": "Norr",
    "home": "Granen",
    "law": "LSS",
    "kitchen": "Köket",
    "customer": "Skolan",
    "meal": "Lunch",
}
"""What stands in a cell that a test does not care about; numbers are nought."""

DAYS = "Vårddygn, antal"
REPORT: Tables = volumes(["2020", "2021"], [DAYS, "100", "112"])


def text(export: Export, *rows: Row) -> bytes:
    """An export with these rows, as a CSV file."""
    columns = [column for column in export.columns if column.required or column.elsewhere]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    writer.writerows([[_cell(column, row) for column in columns] for row in rows])
    return file.getvalue().encode("utf-8-sig")


def _cell(column: Column, row: Row) -> str:
    return str(row.get(column.name, CELLS.get(column.name, 0))).replace(".", ",")


def sick_leave(months: Mapping[str, int], area: str = "Äldreomsorg", hours: int = 1000) -> bytes:
    """A row a month: so many sick hours of the ordinary ones."""
    rows = [
        {"month": month, "area": area, "ordinary_hours": hours, "sick_hours": sick, "sick_hours_1_14": sick}
        for month, sick in months.items()
    ]
    return text(SICK_LEAVE, *rows)


def year(of: int, *values: int) -> dict[str, int]:
    """The months of a year with their values; of one value, the same all year."""
    return {f"{of}-{month:02d}": values[(month - 1) % len(values)] for month in range(1, 13)}


def all_exports(*months: str) -> dict[str, bytes]:
    """Every export that pages show, the same in each of the months."""
    rows: Mapping[str, Sequence[Row]] = {
        SICK_LEAVE.id: [{"sick_hours": 80, "sick_hours_1_14": 80}],
        STAFF.id: [{"unit": "Äldreomsorg", "full_time_headcount": 60, "left_externally": 1, "overtime_hours": 10}],
        LEDGER.id: [{"account": "3010", "outcome": -3000, "budget": -3000}, {"outcome": 2000, "budget": 2000}],
        HOME_CARE.id: [{"granted_hours": 50, "performed_hours": 40}],
        HOUSING.id: [{"place_days": 31, "occupied_days": 30}],
        ASSISTANCE.id: [{"law": "SFB", "hours": 20}, {"law": "LSS", "hours": 10}],
        MEALS.id: [{"ordered": 700, "served": 650}],
    }
    return {
        f"{BY_ID[export].name}.csv": text(
            BY_ID[export], *({"month": month} | dict(row) for month in months for row in mine)
        )
        for export, mine in rows.items()
    }


def loaded(
    folder: Path, exports: Mapping[str, bytes], tables: Tables = REPORT, reference: Path = REFERENCE
) -> Warehouse:
    """The warehouse of a small report and these exports, in the folder `warehouse` under `folder`."""
    write(folder / "data", "VB 2021", tables)
    for name, content in exports.items():
        (folder / "data" / name).write_bytes(content)
    outcome = load([folder / "data"], folder / "warehouse", reference)
    assert not outcome.refused, [str(problem) for problem in outcome.problems]
    assert outcome.warehouse is not None
    return Warehouse(outcome.warehouse)


def sample(folder: Path, exports: Mapping[str, bytes], tables: Tables = REPORT) -> Warehouse:
    """The same with the exports as a generated sample: marked, in a folder with its table of units."""
    (folder / "data" / "sample").mkdir(parents=True)
    (folder / "data" / "sample" / UNITS).write_text("source,spelling,unit,organisation\n", encoding="utf-8")
    marked = {f"sample/{name}": as_sample(content) for name, content in exports.items()}
    return loaded(folder, marked, tables)


def as_sample(content: bytes) -> bytes:
    """A CSV file with the line above the table that marks a sample."""
    return f"{SAMPLE_MARK} – påhittade siffror\r\n".encode("utf-8-sig") + content.removeprefix(BOM_UTF8)
