"""A recognised sheet -> its data rows, typed; totals, notes, blank rows and repeated headings told apart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.asked import Asked
from loaders.exports.columns import AMOUNT, MOST_FAULTS, Fault, Typed, expected, typed
from loaders.exports.export import NUMBERS, TOTAL_WORDS
from loaders.exports.recognition import Found, Layout, Said, letter
from loaders.exports.separators import ask_grouping, may_group, must_group
from loaders.exports.unusable import Unusable, cell_by_name
from loaders.exports.words import Remark, ask, by_place, of_names, two_units, unit_of_money, unit_of_time
from loaders.exports.year_end import in_months
from loaders.files.cores import by_column
from loaders.files.reshaped import NOWHERE, Reshaped
from loaders.files.sheets import Grid
from loaders.problems import Problem, Question
from loaders.swedish.periods import months_between
from loaders.swedish.spelling import tidy

TOTAL_ROW = f"(?i)^({'|'.join(TOTAL_WORDS)})($|[^a-zåäö])"
TOTAL_AFTER = f"(?i)(^| )({'|'.join(TOTAL_WORDS)})$"
TOTAL_NAME = f"(?i)^({'|'.join(TOTAL_WORDS)})$"
SUM_OF = "(?i)^(del|total)?summa($|[^a-zåäö])"

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass
class TypedSheet:
    """A recognised sheet with its data rows typed.

    `at` are their positions in the grid, `totals` those of rows that sum others, counted from the headings on; `texts`
    are the columns as they stand, `values` those of the data rows; `grouped` has for columns of numbers the sign that
    separates thousands there.
    """

    grid: Grid
    layout: Layout
    at: pa.Array
    totals: pa.Array
    texts: Mapping[str, pa.Array]
    values: dict[str, pa.Array] = field(default_factory=dict)
    grouped: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def row(self, position: int) -> int:
        """The sheet's row of a data row, from 1."""
        return self.grid.row(self.table_row(position))

    def cell(self, position: int, column: int) -> str:
        """The sheet's cell of a data row and a column of the grid."""
        return self.grid.cell(self.table_row(position), column)

    @property
    def letters(self) -> dict[str, str]:
        """The sheet's letter of each column that stands in one."""
        if not isinstance(self.grid, Reshaped):
            return self.layout.letters
        rows = pc.add(self.at, self.layout.heading_row).to_numpy(False)
        stood = {
            each.column.name: np.unique(self.grid.strips[each.position].columns[rows]) for each in self.layout.found
        }
        return {
            name: letter(int(several[0]))
            for name, several in stood.items()
            if len(several) == 1 and several[0] != NOWHERE
        }

    def table_row(self, position: int) -> int:
        """The row of the grid of a data row."""
        return int(self.at[position].as_py()) + self.layout.heading_row

    def numbers(self, name: str) -> Numbers:
        """A column's numbers, as many as there are data rows."""
        found: Numbers = pc.cast(self.values[name], pa.float64()).to_numpy(zero_copy_only=False)
        return found

    def serials(self, each: Found, at: pa.Array) -> Callable[[], pa.Array]:
        """What tells a column's dates and durations in some rows, asked for only where there are any."""
        return lambda: self.grid.serials(each.position).slice(self.layout.heading_row).take(at)

    def typed(self, each: Found) -> Typed:
        """A column's values in the data rows."""
        return self.typed_at(each, self.at)

    def typed_at(self, each: Found, at: pa.Array, *, negative: bool = False) -> Typed:
        """A column's values in some rows, also negative ones that it must not have."""
        column = replace(each.column, negative=True) if negative else each.column
        texts, grouped = self.texts[column.name].take(at), self.grouped.get(column.name, "")
        return typed(column, texts, self.serials(each, at), each.unit, grouped)

    def keep(self, rows: pa.Array) -> None:
        """Leave out all other data rows."""
        self.at = self.at.filter(rows)
        self.values = {name: values.filter(rows) for name, values in self.values.items()}

    def table(self) -> pa.Table:
        """The rows under the declared names, in their order, wherever the columns stood."""
        length = len(self.at)
        values: dict[str, pa.Array] = {}
        for column in self.layout.export.columns:
            kind = AMOUNT if column.kind in NUMBERS else pa.string()
            values[column.name] = self.values.get(column.name, pa.nulls(length, kind))
            if column.kind == "period":
                values[f"{column.name}_end"] = self.values[f"{column.name}_end"]
        values["sheet"] = pa.array([self.grid.name] * length, pa.string())
        if isinstance(self.grid, Reshaped):
            values["row"] = pa.array([self.row(position) for position in range(length)], pa.int32())
            values["cells"] = self._cells()
        else:
            values["row"] = pc.cast(pc.add(self.at, self.layout.heading_row + 1), pa.int32())
        return pa.table(values)

    def _cells(self) -> pa.Array:
        """The cell of each number of a sheet that was brought into shape: outcome=H7 budget=H8."""
        numbers = numbers_of(self.layout)
        told = [
            " ".join(f"{each.column.name}={cell}" for each in numbers if (cell := self.cell(position, each.position)))
            for position in range(len(self.at))
        ]
        return pa.array(told, pa.string())


def read_sheet(grid: Grid, layout: Layout, name: str, asked: Asked) -> TypedSheet:
    """The data rows of a recognised sheet, typed, with every cell that does not hold what its column should, and what
    the words around them make of their numbers."""
    body = grid.table.slice(layout.heading_row)
    columns = {each.column.name: body.column(each.position) for each in layout.found}
    totals = _total_rows(body, layout, columns)
    is_data = pc.and_(_data_rows(grid, layout, columns, totals), pc.invert(totals))
    for each in [each for each in layout.found if each.column.kind == "month"]:
        place = f"{letter(each.position)}{layout.heading_row}"
        texts = columns[each.column.name]
        columns[each.column.name] = in_months(texts, place, asked, layout.export, name, grid.name)
        # Rows of a year's end that someone has said are not read.
        gone = pc.and_(pc.is_valid(texts), pc.is_null(columns[each.column.name]))
        is_data = pc.and_(is_data, pc.invert(gone))
    at = pc.indices_nonzero(is_data)
    remarks = [*of_names(name, grid.name), *_around(grid, layout, at, totals)]
    two = two_units(remarks, name, grid.name) if _lacks_unit(layout, "money") else []
    layout = replace(layout, found=_with_units(layout, remarks, asked, name, grid.name))
    sheet = TypedSheet(grid, layout, at, pc.indices_nonzero(totals), columns)
    sheet.problems += [*two, *_cells_without_value(sheet, name)]
    _group(sheet, asked, name)
    for each, outcome in zip(layout.found, by_column(sheet.typed, layout.found, len(at)), strict=True):
        sheet.problems += _told(outcome, sheet, each, name)
        _keep(sheet, each.column.name, outcome)
    for column_name, said in layout.said.items():
        outcome = typed(layout.export.column(column_name), pa.array([said.text] * len(at), pa.string()), lambda: at)
        sheet.problems += [_misread(said, fault, sheet, name) for fault in outcome.faults[:1]]
        _keep(sheet, column_name, outcome)
    sheet.problems += ask(remarks, _months(sheet), asked, layout.export, name, grid.name)
    return sheet


def _group(sheet: TypedSheet, asked: Asked, name: str) -> None:
    """Find out what signs in numbers separate, or ask."""
    export, grid = sheet.layout.export, sheet.grid
    found = numbers_of(sheet.layout)
    columns = [sheet.texts[each.column.name].take(sheet.at) for each in found]
    for each, all_texts, sign in zip(found, columns, by_column(may_group, columns, len(sheet.at)), strict=True):
        if not sign:
            continue
        # The point of what Excel keeps as a number is one of decimals.
        kept = grid.are_numbers(each.position).slice(sheet.layout.heading_row).take(sheet.at)
        texts = all_texts.filter(pc.invert(kept))
        if texts.null_count == len(texts):
            continue
        column, place = each.column, grid.cell(sheet.layout.heading_row - 1, each.position)
        about = f"thousands:{export.id}:{column.name}:{asked.content}"
        ask_of = partial(Question, about, export.id, name, grid.name, place)
        is_certain = must_group(texts, sign)
        sheet.grouped[column.name] = sign if is_certain else ask_grouping(column.heading, texts, sign, asked, ask_of)


def _around(grid: Grid, layout: Layout, at: pa.Array, totals: pa.Array) -> list[Remark]:
    """What stands above the table, in its rows without data, and beside it under no heading."""
    below = grid.table.slice(layout.heading_row)
    is_data = pc.is_in(pa.array(np.arange(below.num_rows)), at)
    others = pc.indices_nonzero(pc.invert(pc.or_(is_data, totals)))
    rest = {
        row + layout.heading_row + 1: [tidy(text) if text else "" for text in texts.values()]
        for row, texts in zip(others.to_pylist(), below.take(others).to_pylist(), strict=True)
    }
    headings = grid.table.slice(layout.heading_row - 1, 1).to_pylist()[0].values()
    letters = [letter(position) for position in range(grid.table.num_columns)]
    beside = [
        Remark(tidy(text), letter(position))
        for position, heading in enumerate(headings)
        if heading is None
        for text in pc.drop_null(pc.unique(below.column(position))).to_pylist()
    ]
    return [*by_place({**layout.above, **rest}, letters, map(tidy, filter(None, headings))), *beside]


def _with_units(layout: Layout, remarks: Sequence[Remark], asked: Asked, name: str, sheet: str) -> list[Found]:
    """The columns with the units that they have by the words around them, where their headings name none."""
    of_headings = [Remark(text, f"{letter(at)}{layout.heading_row}", "rubriken") for at, text in layout.ignored.items()]
    said, found = [*remarks, *of_headings], layout.found
    for kind, unit_of in (("money", unit_of_money), ("hours", unit_of_time)):
        if _lacks_unit(layout, kind) and (unit := unit_of(said, asked, layout.export, name, sheet)):
            found = [replace(e, unit=unit) if e.column.kind == kind and not e.unit else e for e in found]
    return found


def _lacks_unit(layout: Layout, kind: str) -> bool:
    return any(each.column.kind == kind and not each.unit for each in layout.found)


def _months(sheet: TypedSheet) -> list[date]:
    """The months that the rows are of, one by one."""
    first = sheet.values[sheet.layout.export.month]
    last = sheet.values.get(f"{sheet.layout.export.month}_end", first)
    spans = pa.table({"first": first, "last": last}).group_by(["first", "last"]).aggregate([]).to_pylist()
    return sorted({month for span in spans if span["first"] for month in months_between(span["first"], span["last"])})


def _cells_without_value(sheet: TypedSheet, name: str) -> list[Problem]:
    """Errors and formulas without a value under the headings that are read."""
    grid, layout = sheet.grid, sheet.layout
    read = {each.position: each.column for each in layout.found}
    return [
        Problem("error", name, grid.name, grid.cell(row - 1, column), found, expected(read[column]))
        for (row, column), found in grid.broken.items()
        if row > layout.heading_row and column in read
    ][:MOST_FAULTS]


def _misread(said: Said, fault: Fault, sheet: TypedSheet, name: str) -> Problem:
    where = "ovanför tabellen" if said.cell else "enligt bladets namn"
    return Problem("error", name, sheet.grid.name, said.cell, f"{fault.found} {where}", fault.expected)


def _keep(sheet: TypedSheet, name: str, outcome: Typed) -> None:
    sheet.values[name] = outcome.arrays[0]
    if len(outcome.arrays) > 1:
        sheet.values[f"{name}_end"] = outcome.arrays[1]


def _total_rows(body: pa.RecordBatch, layout: Layout, columns: Mapping[str, pa.Array]) -> pa.Array:
    """Rows that sum others: they say so first and lack a name that data rows have, or say so in place of a name."""
    if not body.num_rows:
        return pa.array([], pa.bool_())
    names = _names(layout, columns)
    first = _first_texts(body)
    says_total = pc.or_(_matches(first, TOTAL_ROW), _matches(first, TOTAL_AFTER))
    totals = pc.and_(says_total, pc.invert(_all_valid(names, body.num_rows)))
    if not any(each.column.adds_up for each in numbers_of(layout)):
        return totals
    for texts in names:
        totals = pc.or_(totals, _matches(texts, TOTAL_NAME))
    # Where a single name tells the rows apart, a total row has its text in its place.
    return pc.or_(totals, _matches(first, SUM_OF)) if len(names) == 1 else totals


def _first_texts(body: pa.RecordBatch) -> pa.Array:
    """The leftmost text of each row."""
    first = body.column(0)
    lacking = pc.is_null(first)
    return pc.replace_with_mask(first, lacking, pc.coalesce(*body.filter(lacking).columns))


def _matches(texts: pa.Array, pattern: str) -> pa.Array:
    encoded = texts.dictionary_encode()
    return pc.fill_null(pc.match_substring_regex(encoded.dictionary, pattern).take(encoded.indices), fill_value=False)


def numbers_of(layout: Layout) -> list[Found]:
    """The columns that hold numbers."""
    return [each for each in layout.found if each.column.kind in NUMBERS]


def _names(layout: Layout, columns: Mapping[str, pa.Array]) -> list[pa.Array]:
    return [columns[f.column.name] for f in layout.found if f.column.required and f.column.kind not in NUMBERS]


def _all_valid(arrays: Iterable[pa.Array], length: int) -> pa.Array:
    valid = pa.array(np.ones(length, bool))
    for array in arrays:
        valid = pc.and_(valid, pc.is_valid(array))
    return valid


def _data_rows(grid: Grid, layout: Layout, columns: Mapping[str, pa.Array], totals: pa.Array) -> pa.Array:
    """Rows with any number, or with all their names; headings that are printed again on a new page left out."""
    numbers, names = numbers_of(layout), _names(layout, columns)
    filled = pa.array(np.zeros(len(totals), bool))
    for each in numbers:
        filled = pc.or_(filled, pc.is_valid(columns[each.column.name]))
    named = _all_valid(names, len(totals))
    if len(names) == 1:
        named = pc.and_(named, _not_below(filled, totals))
    heading = grid.table.column(numbers[0].position)[layout.heading_row - 1].as_py()
    again = pc.fill_null(pc.equal(columns[numbers[0].column.name], heading), fill_value=False)
    return pc.and_(pc.or_(filled, named), pc.invert(again))


def _not_below(filled: pa.Array, totals: pa.Array) -> pa.Array:
    """Rows down to the one after the last with numbers: a text further down, or under a total, is a note."""
    rows = np.arange(len(filled))
    last = max(np.flatnonzero(filled.to_numpy(zero_copy_only=False)), default=len(filled))
    after_total = last < len(totals) and totals[int(last)].as_py()
    return pa.array(rows <= (last if after_total else last + 1))


def _told(outcome: Typed, sheet: TypedSheet, each: Found, name: str) -> list[Problem]:
    """A problem for each fault; of very many the first, and how many more there are."""
    grid = sheet.grid
    named = _by_name(outcome, sheet, each, name)
    problems = [
        Problem("error", name, grid.name, sheet.cell(fault.position, each.position), fault.found, fault.expected)
        for fault in outcome.faults
        if (sheet.table_row(fault.position) + 1, each.position) not in grid.broken and fault not in named
    ]
    problems += dict.fromkeys(named.values())
    if outcome.more:
        found = f"{outcome.more} celler till i kolumn {letter(each.position)} har fel"
        problems.append(Problem("error", name, grid.name, "", found, expected(each.column)))
    return problems


def _by_name(outcome: Typed, sheet: TypedSheet, each: Found, name: str) -> dict[Fault, Problem]:
    """The faults that have a name of their own, with one problem for each name, which stands at the first."""
    texts, told = sheet.texts[each.column.name].take(sheet.at), dict[Unusable, list[Fault]]()
    for fault in outcome.faults:
        text = texts[fault.position].as_py()
        if text and (why := cell_by_name(each.column, text)):
            told.setdefault(why, []).append(fault)
    return {
        fault: Problem("error", name, sheet.grid.name, _place(faults[0], sheet, each), _many(faults, why), why.instead)
        for why, faults in told.items()
        for fault in faults
    }


def _place(fault: Fault, sheet: TypedSheet, each: Found) -> str:
    return sheet.cell(fault.position, each.position)


def _many(faults: Sequence[Fault], why: Unusable) -> str:
    more = f" (och {len(faults) - 1} celler till)" if faults[1:] else ""
    return f"{faults[0].found}{more}: {why.found}"
