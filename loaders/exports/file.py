"""An export file -> its rows, typed, checked and traceable to sheet and row; or every problem that refuses it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from loaders.exports.asked import Asked
from loaders.exports.checks import broken_rules, repeated_keys, rounding_step, row_for_each_person, wrong_totals
from loaders.exports.coinciding import added
from loaders.exports.columns import MOST_FAULTS
from loaders.exports.export import Export, Spellings
from loaders.exports.parents import without_parents
from loaders.exports.percents import read_percents
from loaders.exports.persons import refuse_persons
from loaders.exports.recognition import Layout, Layouts, Unrecognised, letter, recognise
from loaders.exports.shapes.path import Shaped, shaped
from loaders.exports.sheet import TypedSheet, numbers_of, read_sheet
from loaders.exports.signs import as_declared
from loaders.files.sheets import Grid, read_grids
from loaders.problems import Problem, Question, RefusedError
from loaders.swedish.identity import masked

NOTHING_SAID: Mapping[str, str] = {}


@dataclass
class ExportRows:
    """What a file holds: `rows` has the export's columns, and `sheet` and `row` where each row stands. `answers` are
    those that it was read by, by the questions' ids."""

    export: Export
    rows: pa.Table
    sample: bool
    letters: dict[str, dict[str, str]]
    ignored: list[str]
    problems: list[Problem] = field(default_factory=list)
    answers: Mapping[str, str] = field(default_factory=dict)


def read_export(
    path: Path, name: str, exports: Sequence[Export], known: Spellings, answers: Mapping[str, str] = NOTHING_SAID
) -> ExportRows:
    """Read and check a file. Raises RefusedError with every problem where any is an error, and with the questions that
    nobody has answered."""
    shown, asked = masked(name), Asked(path, answers)
    grids = read_grids(path, shown)
    as_found = [(grid, recognise(grid, shown, exports, known)) for grid in grids]
    refuse_persons(path, name, as_found)
    shapes = [shaped(grid, shown, exports, known) for grid in grids]
    layouts = [(each.grid, layout) for each in shapes for layout in [_layout(each, shown, exports, known)]]
    _refuse_unrecognised(shown, layouts)
    sheets = [read_sheet(grid, layout, shown, asked) for grid, layout in layouts if isinstance(layout, Layout)]
    export = sheets[0].layout.export
    asked.settle([problem for sheet in sheets for problem in [*sheet.problems, *read_percents(sheet, shown)]])
    told = _leave_out_parents(sheets, asked, shown)
    asked.settle([problem for problem in told if problem.severity == "error"])
    _refuse([problem for sheet in sheets for problem in _breaches(sheet, shown)])
    rows = as_declared(_rows_of(sheets), export, asked, shown)
    rows, merged = added(sheets, rows, export, asked, shown)
    asked.settle()
    problems = [*repeated_keys(sheets, rows, shown), *row_for_each_person(export, rows, shown)]
    if not rows.num_rows:
        problems.append(Problem("error", shown, "", "", "tabellen har inga rader", "minst en rad under rubrikerna"))
    _refuse(problems)
    return ExportRows(
        export,
        rows,
        any(sheet.layout.sample for sheet in sheets),
        {sheet.grid.name: sheet.letters for sheet in sheets},
        sorted({text for sheet in sheets for text in sheet.layout.ignored.values()}),
        [*_sheets_not_read(layouts, shown), *_steps(shapes, shown), *_absent(sheets, shown), *told, *merged],
        asked.used,
    )


def _rows_of(sheets: Sequence[TypedSheet]) -> pa.Table:
    return pa.concat_tables([sheet.table() for sheet in sheets], promote_options="default")


def _layout(sheet: Shaped, name: str, exports: Sequence[Export], known: Spellings) -> Layout | Unrecognised | None:
    return recognise(sheet.grid, name, exports, known, says_one_thing=sheet.says_one_thing)


def _leave_out_parents(sheets: Sequence[TypedSheet], asked: Asked, name: str) -> list[Problem]:
    """Leave out rows that are sums of others, of whichever sheet; gives what is told of them."""
    steps: dict[str, float] = {}
    for sheet in sheets:
        for each in numbers_of(sheet.layout):
            step = rounding_step(each, sheet.texts[each.column.name])
            steps[each.column.name] = max(step, steps.get(each.column.name, 0.0))
    rows = _rows_of(sheets)
    kept, told = without_parents(rows, sheets[0].layout.export, steps, asked, name)
    begin = 0
    for sheet in sheets:
        end = begin + len(sheet.at)
        if not kept[begin:end].all():
            sheet.keep(pa.array(kept[begin:end]))
        begin = end
    return told


def _once(questions: Iterable[Question]) -> list[Question]:
    """Each question once, where several sheets raise it."""
    return list({question.id: question for question in questions}.values())


def _breaches(sheet: TypedSheet, name: str) -> list[Problem]:
    return [*broken_rules(sheet, name), *wrong_totals(sheet, name)]


def _steps(shapes: Sequence[Shaped], name: str) -> list[Problem]:
    """A warning for each step that brought a sheet into shape: people must see how it was read."""
    wanted = "en rubrikrad och en rad för varje sak; bladet lästes som om det var så"
    return [Problem("warning", name, each.grid.name, "", words, wanted) for each in shapes for words in each.steps]


def _absent(sheets: Sequence[TypedSheet], name: str) -> list[Problem]:
    """A warning for the numbers that a sheet does not have, as it says one thing only."""
    problems = []
    for sheet in sheets:
        absent = [column.heading for column in sheet.layout.export.required if column.name not in sheet.values]
        if absent:
            found = f"bladet har inte {' och inte '.join(absent)}, som därför saknas för bladets månader"
            problems.append(Problem("warning", name, sheet.grid.name, "", found, "alla tal i en fil"))
    return problems


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise RefusedError(problems)


def _refuse_unrecognised(name: str, layouts: Layouts) -> None:
    """Raise where no sheet, or only a part of an export, or more than one export is recognised."""
    recognised = {layout.export.name: grid for grid, layout in layouts if isinstance(layout, Layout)}
    unclear = [(grid, layout) for grid, layout in layouts if isinstance(layout, Unrecognised)]
    partial = [(grid, layout) for grid, layout in unclear if layout.closest]
    if partial:
        told = [p for grid, layout in partial for p in [*layout.problems, *_broken_above(grid, layout, name)]]
        raise RefusedError(told, _once(each for _, layout in partial for each in layout.questions))
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


def _sheets_not_read(layouts: Layouts, name: str) -> list[Problem]:
    return [
        Problem("warning", name, grid.name, "", f"{layout.why} och läses inte", "en export")
        for grid, layout in layouts
        if isinstance(layout, Unrecognised)
    ]
