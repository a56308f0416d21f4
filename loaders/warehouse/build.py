"""What was read of all files -> a new warehouse; which one is served is a pointer that moves in one step.

The warehouse's name is a hash of all that went in: files, reference tables and this package. A build writes a new
file in the workspace and looks whether it can be read. To serve it, it is moved to its place and then the pointer
`current.json` is moved; killed at any moment, or where the disk is full, the former warehouse is served.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa

from loaders.exports.catalogue import BY_ID, EXPORTS
from loaders.facts.areas import Organisation, Organisations, Owner, load_organisations, load_owners
from loaders.facts.coverage import gap_warnings, hide_gaps, write_gaps
from loaders.facts.facts import write_facts
from loaders.facts.organisation import Places, Said, load_places
from loaders.people.masks import Mask, Scope, Secret
from loaders.people.released import kept_masks, write_released
from loaders.people.siblings import SIBLINGS, Listed, load_siblings
from loaders.problems import Problem
from loaders.reading.exports import ExportReading
from loaders.reading.reports import Reading, code_version, hash_file, hash_of
from loaders.reading.workspace import Workspace
from loaders.records import to_arrow
from loaders.reports.explanations import Explanation
from loaders.reports.names import Figure, Reference
from loaders.reports.report import Report
from loaders.tables import read_table
from loaders.warehouse.agreement import Restatement, preferred, restatements
from loaders.warehouse.identities import Check, checks
from loaders.warehouse.serving import LoadedFile, is_readable, opened, read_log, served

REFERENCE_TABLES = {
    "event": ("events.csv", ("date", "shown_as", "text"), ("measures", "sources")),
    "series_break": ("series_breaks.csv", ("measure", "date", "text"), ("organisation",)),
}
"""Tables that the warehouse has as people write them, with the columns that they must have and those that older ones
lack, which are blank then."""


@dataclass(frozen=True)
class Inputs:
    """All that goes into a warehouse. The exports are in the order of loading; `units` are tables of invented units
    where they are a sample, `said` what people said of places when they loaded. `tables` is the hash of the reference
    tables, taken before any of them was read. `key` is the secret that chooses among covers of small groups."""

    reports: Sequence[Reading]
    exports: Sequence[ExportReading]
    reference: Reference
    tables: str
    units: Sequence[Path] = ()
    said: Sequence[Said] = ()
    key: bytes = b""

    @property
    def sibling_tables(self) -> list[Path]:
        """The tables of sibling groups: the reference one, and those beside tables of invented units."""
        beside = [table.parent / SIBLINGS for table in self.units]
        return [table for table in (self.reference.folder / SIBLINGS, *beside) if table.exists()]

    @property
    def siblings(self) -> Listed:
        """The sibling groups that these tables list."""
        return load_siblings(self.sibling_tables)

    @property
    def places(self) -> Places:
        """The places that all these tables and people tell of."""
        return load_places(self.reference.folder, *self.units, said=self.said)

    @property
    def used(self) -> list[ExportReading]:
        """The exports that are not refused."""
        return [reading for reading in self.exports if not reading.refused]

    @property
    def figures(self) -> list[Figure]:
        """The figures of all reports."""
        return [figure for reading in self.reports for figure in reading.figures]

    @property
    def files(self) -> list[LoadedFile]:
        """Every file with what became of it."""
        return [*map(_of_report, self.reports), *map(_of_export, self.exports)]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with single files."""
        of_reports = [problem for reading in self.reports for problem in reading.problems]
        return of_reports + [problem for reading in self.exports for problem in reading.problems]

    @property
    def empty(self) -> bool:
        """Whether there is nothing that could be shown."""
        return not self.used and not any(reading.report for reading in self.reports)


def build(inputs: Inputs, work: Workspace) -> Path:
    """The warehouse of these inputs, built unless it is there already, and open as long as the workspace; not served.

    Raises duckdb.Error where it could not be written whole.
    """
    name = f"warehouse-{_fingerprint(inputs)}.duckdb"
    there = next((place for place in (work.own / name, work.folder / name) if is_readable(place)), None)
    if there:
        work.open.enter_context(opened(there))
        return there
    draft = work.own / name
    _write(draft, inputs, Secret(inputs.key, code_version(), _masks(work.folder)))
    # What stands only in the log beside the file would not come with it.
    draft.with_name(f"{name}.wal").unlink(missing_ok=True)
    work.open.enter_context(opened(draft))
    read_log(draft)
    return draft


def _masks(folder: Path) -> Mapping[Scope, Mask]:
    """The masks of what is served: they stay while they suffice. None where nothing is, or by older code."""
    warehouse = folder / served(folder).warehouse
    try:
        with opened(warehouse) as connection:
            return kept_masks(connection)
    except duckdb.Error:
        return {}


def tables_hash(reference: Path) -> str:
    """A hash of the reference tables and of this package's code."""
    tables = [(table.name, hash_file(table)) for table in sorted(reference.glob("*.csv"))]
    return hash_of(json.dumps(tables), code_version())


def _fingerprint(inputs: Inputs) -> str:
    """A hash of all that goes into a warehouse: files as they are used, load by load, names, code."""
    reports = [(reading.name, reading.content, reading.status) for reading in inputs.reports]
    loads = [[(r.name, r.content, r.reading) for r in load] for _, load in groupby(inputs.used, key=lambda r: r.load)]
    refused = [(reading.name, reading.content) for reading in inputs.exports if reading.refused]
    units = [hash_file(table) for table in (*inputs.units, *inputs.sibling_tables)]
    said = [astuple(each) for each in inputs.said]
    return hash_of(inputs.tables, json.dumps([reports, loads, refused, units, said]))[:16]


def _of_report(reading: Reading) -> LoadedFile:
    years = [f.period_end.year for f in reading.figures if f.period_end and f.value is not None]
    return LoadedFile(
        file=reading.name,
        status=reading.status,
        recognised_as="rapport" if reading.report else "",
        publication=reading.report.publication if reading.report else "",
        content=reading.content,
        figures=sum(f.value is not None for f in reading.figures),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
    )


def _of_export(reading: ExportReading) -> LoadedFile:
    return LoadedFile(
        file=reading.name,
        status="refused" if reading.refused else "loaded",
        recognised_as=BY_ID[reading.export].name if reading.export else "",
        publication="",
        content=reading.content,
        figures=None if reading.export and BY_ID[reading.export].people else reading.rows,
        first_year=int(reading.first_month[:4]) if reading.first_month else None,
        last_year=int(reading.last_month[:4]) if reading.last_month else None,
        first_month=reading.first_month[:7],
        last_month=reading.last_month[:7],
        sample=reading.sample,
    )


def _write(path: Path, inputs: Inputs, secret: Secret) -> None:
    organisations = load_organisations(inputs.reference.folder)
    whole = organisations.whole
    tables = _report_tables(inputs, organisations)
    owners, of_owners = load_owners(inputs.reference.folder, organisations)
    tables["measure_area"] = to_arrow(owners, Owner)
    for name, (source, required, optional) in REFERENCE_TABLES.items():
        tables[name] = _reference_rows(inputs.reference.folder / source, required, optional)
    tables["export"] = pa.Table.from_pylist(
        [{"id": e.id, "name": e.name, "position": at, "people": bool(e.people)} for at, e in enumerate(EXPORTS)]
    )
    tables |= _dimensions()
    with duckdb.connect(str(path)) as connection:
        # One commit: every other one would wait for the disk.
        connection.begin()
        places = inputs.places
        siblings = inputs.siblings
        of_tables = [*organisations.problems, *of_owners, *places.problems, *siblings.problems]
        problems = [*inputs.problems, *of_tables, *write_facts(connection, inputs.used, places, whole, inputs.key)]
        write_gaps(connection, places, organisations)
        problems += write_released(connection, places, inputs.figures, whole, siblings, secret)
        hide_gaps(connection)
        problems += gap_warnings(connection, inputs.used, whole)
        tables["problem"] = to_arrow(problems, Problem)
        for name, table in tables.items():
            connection.from_arrow(table).create(name)
        connection.commit()
        # Where the disk is full, this tells; closing would not.
        connection.execute("checkpoint")


def _dimensions() -> dict[str, pa.Table]:
    """By what the numbers of each export may be divided: the column, what people call it, and the one that names its
    codes; and of its values those that are not called as they are kept."""
    columns = [(export.id, at, column) for export in EXPORTS for at, column in enumerate(export.dividing)]
    dimensions = [
        {"export": export, "position": at, "name": of.name, "label": of.heading, "named_by": of.named_by}
        for export, at, of in columns
    ]
    values = [
        {"export": export, "dimension": of.name, "value": value, "label": label}
        for export, _, of in columns
        for value, label in of.called.items()
    ]
    return {"dimension": pa.Table.from_pylist(dimensions), "dimension_value": pa.Table.from_pylist(values)}


def _report_tables(inputs: Inputs, organisations: Organisations) -> dict[str, pa.Table]:
    figures = inputs.figures
    reports = sorted((r.report for r in inputs.reports if r.report), key=lambda r: (r.as_of, r.publication))
    order = {report.publication: position for position, report in enumerate(reports)}
    chosen = preferred(figures)
    return {
        "published": to_arrow(figures, Figure).append_column("preferred", pa.array([f in chosen for f in figures])),
        "publication": to_arrow(reports, Report).append_column("position", pa.array(list(order.values()), pa.int64())),
        "identity_check": to_arrow(checks(figures, organisations.parents, organisations.exists), Check),
        "explanation": to_arrow([e for r in inputs.reports for e in r.explanations], Explanation),
        "restatement": to_arrow(list(restatements(figures, order)), Restatement),
        "organisation": _as_written(organisations),
        "file": to_arrow(inputs.files, LoadedFile),
    }


def _as_written(organisations: Organisations) -> pa.Table:
    """The organisations under the headings of their file."""
    lines = to_arrow(list(organisations.known.values()), Organisation)
    return lines.rename_columns({"begins": "from", "ends": "to"})


def _reference_rows(path: Path, required: Sequence[str], optional: Sequence[str]) -> pa.Table:
    columns = (*required, *optional)
    rows = [{column: row.get(column, "") for column in columns} for row in read_table(path, required)]
    return pa.Table.from_pylist(rows, schema=pa.schema([(column, pa.string()) for column in columns]))
