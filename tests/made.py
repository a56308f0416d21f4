"""Figures, summaries and small warehouses made by hand for tests."""

import shutil
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import Filter
from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.month_titles import month_title, same_month
from dashboard.findings.sentence import Sentence
from dashboard.findings.step import Step
from dashboard.findings.summary import Summary
from loaders.exports.export import SAMPLE_MARK
from loaders.facts.organisation import UNITS
from loaders.intake.folders import REFERENCE
from tests.editing import end_other_areas
from tests.loading import load
from tests.workbooks import Rows, write_report

TITLES = {
    "oversikt": "Översikt",
    "ekonomi": "Ekonomi",
    "personal": "Personal",
    "sjukfranvaro": "Sjukfrånvaro",
    "volymer": "Volymer",
    "mal": "Mål",
    "utforska": "Utforska",
    "datakvalitet": "Datakvalitet",
    "ladda_data": "Ladda data",
    "logg": "Logg",
}
"""Every page by its address, with its title."""

WHOLE = "Leanlink"
EVERYONE = Group(WHOLE)

Tables = dict[str, tuple[Mapping[str, str], Rows]]


def made_figure(measure: str, year: int, value: float | None, resolution: float = 1, **changes: object) -> Figure:
    """An outcome of the whole of Leanlink in a whole year; `changes` replaces any other field."""
    figure = Figure(
        measure=measure,
        subject="",
        org="Leanlink",
        gender="total",
        scenario="outcome",
        year=year,
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        period_text=str(year),
        value=value,
        resolution=resolution,
        unit=MEASURES[measure].unit,
        comparator="",
        printed="" if value is None else str(value),
        missing="not_given" if value is None else "",
        footnote="",
        note="",
        publication="VB 2021",
        as_of=None,
        label=MEASURES[measure].label,
        goal="",
        theme="",
        table_kind="",
        table_title="",
        file="vb_2021.xlsx",
        sheet="Blad",
        cell="B4",
        position=0,
    )
    return replace(figure, **changes)  # type: ignore[arg-type]


def made_span(measure: str, first: date, last: date, value: float | None, **changes: object) -> Figure:
    """A figure computed from the months of a span, each given by its first day."""
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    span: dict[str, object] = {
        "period_start": first,
        "period_end": after - timedelta(days=1),
        "part_year": months < 12,
        "position": -1,
    }
    return made_figure(measure, last.year, value, 0.1, **span | changes)


def made_summary(
    latest: Figure,
    step: Step | None = None,
    target: Figure | None = None,
    *,
    rows: Sequence[Figure] = (),
    why_no_step: str = "",
) -> Summary:
    """A summary of a latest figure, the step to it and its target."""
    return Summary(
        MEASURES[latest.measure], Filter((WHOLE,)), list(rows) or [latest], latest, step, why_no_step, target
    )


def titled(rows: Sequence[Figure]) -> Sentence:
    """The title of the last of some months, set beside the same month a year before."""
    last = next(reversed(known(rows)), None)
    return month_title(last, same_month(rows, last, last.of_year - 1) if last else None)


def empty_summary(measure: str) -> Summary:
    """The summary of a measure without any figure."""
    return Summary(MEASURES[measure], Filter((WHOLE,)), [], why_no_step="ingen publicerad siffra i urvalet")


def volumes(*rows: Sequence[str]) -> Tables:
    """A table of volumes; the first row holds the periods, the others a label and its values."""
    heading, *lines = rows
    return {"Volymer": ({"Slag": "volymer"}, [["", *heading], *lines])}


def indicators(*rows: Sequence[str]) -> Tables:
    """A table of indicators; the first row holds the periods, the others a label and its values."""
    heading, *lines = rows
    table = [["Nämndmål", "Nämndindikator", *heading], *(["Målet", *line] for line in lines)]
    return {"Indikatorer": ({"Slag": "indikatorer"}, table)}


def results(*rows: Sequence[str]) -> Tables:
    """A table of results by area; the first row holds the headings, the others an area and its values."""
    heading, *lines = rows
    said = {"Slag": "driftsammandrag", "Mäter": "Nettokostnad", "Nettokostnad": "plus är överskott"}
    return {"Driftsammandrag": (said, [["Driftsammandrag, netto tkr", *heading], *lines])}


def prose(*rows: Sequence[str]) -> Tables:
    """Figures in prose: what, organisation, period, scenario and value of each."""
    lines = [[what, org, period, scenario, "", value, "Så står det."] for what, org, period, scenario, value in rows]
    heading = ["Uppgift", "Organisation", "Period", "Scenario", "Per", "Värde", "Citat"]
    return {"Löptext": ({"Slag": "löptext", "Nettokostnad": "plus är överskott"}, [heading, *lines])}


A_REPORT = volumes(["2020", "2021"], ["Vårddygn, antal", "100", "112"])


def write(folder: Path, name: str, tables: Tables) -> Path:
    """Write the report `name` (VB 2021) of the year that it ends with; its file is vb_2021.xlsx."""
    year = name[-4:]
    folder.mkdir(parents=True, exist_ok=True)
    front = {"Beteckning": name, "Titel": f"Rapport {name}", "År": year, "Läget per": f"{year}-12-31"}
    return write_report(folder / f"{name.lower().replace(' ', '_')}.xlsx", tables, front)


def built(folder: Path, reports: Mapping[str, Tables]) -> Warehouse:
    """The warehouse of small reports, in the folder `warehouse` under `folder`; nothing refused, nothing unknown."""
    for name, tables in reports.items():
        write(folder / "reports", name, tables)
    outcome = load([folder / "reports"], folder / "warehouse")
    assert not outcome.problems, [str(problem) for problem in outcome.problems]
    assert outcome.warehouse is not None
    return Warehouse(outcome.warehouse, EVERYTHING)


def loaded(
    folder: Path, exports: Mapping[str, bytes], tables: Tables = A_REPORT, reference: Path = REFERENCE
) -> Warehouse:
    """The warehouse of a small report and these exports, in the folder `warehouse` under `folder`."""
    write(folder / "data", "VB 2021", tables)
    for name, content in exports.items():
        (folder / "data" / name).write_bytes(content)
    outcome = load([folder / "data"], folder / "warehouse", reference)
    assert not outcome.refused, [str(problem) for problem in outcome.problems]
    assert outcome.warehouse is not None
    return Warehouse(outcome.warehouse, EVERYTHING)


def organised(folder: Path, *areas: str) -> Path:
    """Reference tables in which the other areas have ended before any month: of these the whole lacks nothing."""
    reference = Path(shutil.copytree(REFERENCE, folder / "reference"))
    end_other_areas(reference, *areas)
    return reference


def sample(folder: Path, exports: Mapping[str, bytes], tables: Tables = A_REPORT) -> Warehouse:
    """The same with the exports as a generated sample: marked, in a folder with its table of units."""
    (folder / "data" / "sample").mkdir(parents=True)
    (folder / "data" / "sample" / UNITS).write_text("source,spelling,unit,organisation\n", encoding="utf-8")
    marked = {f"sample/{name}": as_sample(content) for name, content in exports.items()}
    return loaded(folder, marked, tables)


def as_sample(content: bytes) -> bytes:
    """A CSV file with the line above the table that marks a sample."""
    return f"{SAMPLE_MARK} – påhittade siffror\r\n".encode("utf-8-sig") + content.removeprefix(BOM_UTF8)
