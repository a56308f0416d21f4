"""Figures as tables in Swedish, each with its place; printed tables as they stand; sources and definitions in words."""

from collections.abc import Sequence

from openpyxl.utils.cell import coordinate_from_string

from dashboard import theme
from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Measure
from dashboard.figures.query import publications
from dashboard.figures.store.warehouse import Warehouse
from dashboard.share.grid import Cell
from dashboard.share.table import Table

SAMPLE = "Exempeldata, påhittade siffror"


def traceable(rows: Sequence[Figure]) -> Table:
    """Figures as a table in Swedish, each with its file, sheet and cell; dimensions that do not vary left out."""
    found: dict[str, list[str]] = {
        "Mått": [row.subject or MEASURES[row.measure].label for row in rows],
        "Område": [row.org for row in rows],
        "Kön": [theme.GENDERS[row.gender] for row in rows],
        "Grupp": [row.who for row in rows],
        "Scenario": [theme.SCENARIOS[row.scenario] for row in rows],
        "Period": [period(row) for row in rows],
        "Värde": [value(row) for row in rows],
        "I rapporten": [row.printed for row in rows],
        "Publikation": [row.publication for row in rows],
        "Fil": ["; ".join(file.rpartition("/")[2] for file in row.file.split("; ")) for row in rows],
        "Blad": [row.sheet for row in rows],
        "Cell": [row.cell for row in rows],
        "Underlag": ["Exempeldata" if row.sample else "" for row in rows],
        "Anmärkning": ["; ".join(caveat.text for caveat in row.caveats) for row in rows],
    }
    constant = {name for name in ("Mått", "Område", "Kön", "Scenario") if len(set(found[name])) <= 1}
    blank = {
        name for name in ("Grupp", "I rapporten", "Blad", "Cell", "Underlag", "Anmärkning") if not any(found[name])
    }
    return Table.of_columns({name: cells for name, cells in found.items() if name not in constant | blank})


def period(row: Figure) -> str:
    """A figure's period in the words of the print, with its year where the words leave it out."""
    year = "" if row.year is None else str(row.year)
    return row.period_text if year in row.period_text else f"{row.period_text} {year}"


def value(row: Figure) -> str:
    """A figure to its printed digit with unit, or why there is none."""
    if row.value is None:
        why = theme.MISSING.get(row.missing, "–")
        return f"{why} ({row.printed})" if row.missing == "measured_elsewhere" else why
    return theme.COMPARATORS.get(row.comparator, "") + theme.figure(row.value, row.resolution, row.unit)


def cell(row: Figure, name: str = "") -> Cell:
    """A figure in a table with heads on two sides, with what there is to know about it."""
    if row.value is None:
        return Cell(theme.MISSING.get(row.missing, row.printed or "–"), None, row.note, name)
    if row.comparator:
        return Cell(value(row), None, "", name)
    text = theme.figure(row.value, row.resolution, row.unit, with_unit=False)
    months = f"bara {row.period_text}" if row.part_year else ""
    caveats = [theme.warned(caveat.text) for caveat in row.caveats]
    text = theme.marked(text) if row.caveats else f"{text}*" if months else text
    number = theme.rounded(row.value, theme.decimals_of(row.resolution))
    return Cell(text, number, "; ".join(filter(None, [months, *caveats])), name)


def excel_number(row: Figure) -> str:
    """The value as a Swedish Excel reads it: decimal comma, plain minus, no thousands separator."""
    return "" if row.value is None else f"{row.value:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def sources(warehouse: Warehouse, rows: Sequence[Figure]) -> str:
    """The titles of the publications that the figures come from, oldest first, then the exports; of invented figures
    that they are."""
    used = {row.publication for row in known(rows)}
    exports = list(dict.fromkeys(row.publication for row in known(rows) if row.computed))
    named = "; ".join([*(p.title for p in publications(warehouse) if p.name in used), *exports])
    return f"{named} – {SAMPLE}" if any(row.sample for row in rows) else named


def definition(measure: Measure) -> tuple[str, str]:
    """A measure's label, and in words its definition, source and what is computed."""
    printed = f"{measure.definition} Källa: {measure.source}."
    reading = measure.computed.reading if measure.computed else ""
    return measure.label, f"{printed} Beräknat ur exporten: {reading}" if reading else printed


def printed_table(rows: Sequence[Figure]) -> Table:
    """The cells of one printed table in their rows and columns, named by their row numbers and column letters."""
    places = [(row, *coordinate_from_string(row.cell)) for row in rows if row.printed]
    headings = {column: f"{_heading(row)} ({column})" for row, column, _ in places}
    lines: dict[int, dict[str, str]] = {}
    for row, column, number in places:
        line = lines.setdefault(number, {"Rad": str(number), "Mål": row.goal, "Uppgift": ""})
        line["Uppgift"] = line["Uppgift"] or _name_in_table(row)
        line[headings[column]] = row.printed
    columns = ["Rad", "Mål", "Uppgift", *(headings[column] for column in sorted(headings))]
    found = Table.of_lines([lines[number] for number in sorted(lines)], columns)
    return found.without(column for column in ("Mål", "Uppgift") if not any(found.column(column)))


def _heading(row: Figure) -> str:
    """A column's heading as it is printed; of a table whose rows name their periods, what they say."""
    if row.heading and row.table_kind != "löptext":
        return row.heading
    scenario = "" if row.scenario == "outcome" else f"{theme.SCENARIOS[row.scenario]} "
    return f"{scenario}{row.year or row.period_text}"


def _name_in_table(row: Figure) -> str:
    if row.gender != "total":
        return theme.GENDERS[row.gender]
    return "" if row.label == row.goal else row.label
