"""An export file -> its rows, typed, checked and traceable to sheet and row; or every problem that refuses it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from loaders import identity
from loaders.archive import texts_outside
from loaders.columns import MOST_FAULTS, as_seen
from loaders.cores import side_by_side
from loaders.export import Export, Spellings
from loaders.export_checks import broken_rules, repeated_keys, row_for_each_person, wrong_totals
from loaders.export_sheet import TypedSheet, read_sheet
from loaders.problems import Problem, RefusedError
from loaders.recognition import Layout, Unrecognised, letter, recognise
from loaders.sheets import Grid, read_grids

_Layouts = Sequence[tuple[Grid, Layout | Unrecognised | None]]


@dataclass
class ExportRows:
    """What a file holds: `rows` has the export's columns, and `sheet` and `row` where each row stands."""

    export: Export
    rows: pa.Table
    sample: bool
    letters: dict[str, dict[str, str]]
    ignored: list[str]
    problems: list[Problem] = field(default_factory=list)


def read_export(path: Path, name: str, exports: Sequence[Export], known: Spellings) -> ExportRows:
    """Read and check a file. Raises RefusedError with every problem where any is an error."""
    shown = identity.masked(name)
    grids = read_grids(path, shown)
    layouts = [(grid, recognise(grid, shown, exports, known)) for grid in grids]
    _refuse_persons(path, name, layouts)
    _refuse_unrecognised(shown, layouts)
    sheets = [read_sheet(grid, layout, shown) for grid, layout in layouts if isinstance(layout, Layout)]
    export = sheets[0].layout.export
    _refuse([problem for sheet in sheets for problem in sheet.problems or _breaches(sheet, shown)])
    rows = pa.concat_tables([sheet.table() for sheet in sheets])
    problems = [*repeated_keys(sheets, rows, shown), *row_for_each_person(export, rows, shown)]
    if not rows.num_rows:
        problems.append(Problem("error", shown, "", "", "tabellen har inga rader", "minst en rad under rubrikerna"))
    _refuse(problems)
    return ExportRows(
        export,
        rows,
        any(sheet.layout.sample for sheet in sheets),
        {sheet.grid.name: sheet.layout.letters for sheet in sheets},
        sorted({text for sheet in sheets for text in sheet.layout.ignored.values()}),
        _sheets_not_read(layouts, shown),
    )


def _breaches(sheet: TypedSheet, name: str) -> list[Problem]:
    return [*broken_rules(sheet, name), *wrong_totals(sheet, name)]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise RefusedError(problems)


def _refuse_unrecognised(name: str, layouts: _Layouts) -> None:
    """Raise where no sheet, or only a part of an export, or more than one export is recognised."""
    recognised = {layout.export.name: grid for grid, layout in layouts if isinstance(layout, Layout)}
    unclear = [(grid, layout) for grid, layout in layouts if isinstance(layout, Unrecognised)]
    partial = [(grid, layout) for grid, layout in unclear if layout.closest]
    if partial:
        told = [p for grid, layout in partial for p in [*layout.problems, *_broken_above(grid, layout, name)]]
        raise RefusedError(told, list(dict.fromkeys(each for _, layout in partial for each in layout.missing)))
    if not recognised:
        told = [problem for _, layout in unclear for problem in layout.problems]
        empty = Problem("error", name, "", "", "filen är tom", "en export med rubriker och rader")
        raise RefusedError(told or [empty])
    if len(recognised) > 1:
        found = "filen innehåller flera exporter: " + ", ".join(
            f"{export} (blad {grid.name})" for export, grid in recognised.items()
        )
        raise RefusedError([Problem("error", name, "", "", found, "en export i varje fil; dela upp filen")])


def _broken_above(grid: Grid, layout: Unrecognised, name: str) -> list[Problem]:
    """Cells without a value among the headings and above them: what is missing may have stood there."""
    return [
        Problem("error", name, grid.name, f"{letter(column)}{row}", found, "ett värde")
        for (row, column), found in grid.broken.items()
        if row <= layout.heading_row and column >= 0
    ][:MOST_FAULTS]


def _sheets_not_read(layouts: _Layouts, name: str) -> list[Problem]:
    return [
        Problem("warning", name, grid.name, "", f"{layout.why} och läses inte", "en export")
        for grid, layout in layouts
        if isinstance(layout, Unrecognised)
    ]


_NO_PERSONS = "uppgifter i grupper, utan personnummer; inget av filen har sparats"


def _refuse_persons(path: Path, name: str, layouts: _Layouts) -> None:
    """Raise for anything that points out a person, anywhere: no part of such a file may be kept."""
    shown = identity.masked(name)
    places = [
        ("", "", "filens namn", name != shown),
        (
            "",
            "",
            "en kommentar eller annan dold del av filen",
            any(map(identity.holds_identity_number, texts_outside(path, shown))),
        ),
    ]
    for grid, _ in layouts:
        sheet = identity.masked(grid.name)
        places.append((sheet, "", "bladets namn", sheet != grid.name))
        cells = side_by_side(partial(_identity_cell, grid), range(grid.table.num_columns))
        places += [(sheet, cell, "cellen", True) for cell in cells if cell]
    problems = [
        Problem(
            "error",
            shown,
            sheet,
            cell,
            f"{what} innehåller det som ser ut som ett personnummer ({identity.MASK})",
            _NO_PERSONS,
        )
        for sheet, cell, what, found in places
        if found
    ]
    problems += [problem for grid, layout in layouts for problem in _person_headings(grid, layout, shown)]
    if problems:
        raise RefusedError(problems, persons=True)


def _identity_cell(grid: Grid, position: int) -> str:
    """The first cell of a column that holds a personal identity number."""
    column = grid.table.column(position)
    if (pc.max(pc.binary_length(column)).as_py() or 0) < identity.SHORTEST:
        return ""
    texts = pc.unique(column)
    texts = texts.filter(pc.greater_equal(pc.utf8_length(texts), identity.SHORTEST))
    candidates = texts.filter(pc.match_substring_regex(texts, identity.CANDIDATE)).to_pylist()
    found = next(filter(identity.holds_identity_number, candidates), None)
    return "" if found is None else f"{letter(position)}{pc.index(column, found).as_py() + 1}"


def _person_headings(grid: Grid, layout: Layout | Unrecognised | None, name: str) -> list[Problem]:
    if layout is None:
        return []
    # Below the headings of an export the same words are values: the account Telefon.
    head = [list(row.values()) for row in grid.table.slice(0, layout.heading_row).to_pylist()]
    return [
        Problem(
            "error",
            name,
            identity.masked(grid.name),
            f"{letter(row.index(heading))}{number}",
            f"kolumnen ”{as_seen(heading)}” pekar ut enskilda personer",
            "uppgifter i grupper, utan namn och nummer på personer; inget av filen har sparats",
        )
        for number, row in enumerate(head, 1)
        if len([text for text in row if text]) > 1
        for heading in identity.names_a_person(text for text in row if text)
    ]
