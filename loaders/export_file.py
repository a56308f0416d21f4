"""An export file -> its rows, typed, checked and traceable to sheet and row; or every problem that refuses it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders import identity
from loaders.columns import Fault, Typed, typed
from loaders.export import NUMBERS, TOTAL_WORDS, AtMost, Export, Spellings, SumsTo
from loaders.problems import Problem, RefusedError
from loaders.recognition import Found, Layout, Unrecognised, letter, recognise
from loaders.sheets import Grid, read_grids

MOST_PROBLEMS = 50
"""Problems that are told one by one, of each kind in a column; more are counted."""

ROUNDING = 0.011
"""What a part, a row or a total may be off by, each: exports round to two decimals."""

PERSON_ROWS = 0.95
"""Share of rows that count one person or none from which the file is taken to have a row for each individual."""

ENOUGH_ROWS = 30
TOTAL_ROW = f"^(?i:{'|'.join(TOTAL_WORDS)})($|[^a-zåäö])"


@dataclass
class ExportRows:
    """What a file holds: `rows` has the export's columns, and `sheet` and `row` where each row stands."""

    export: Export
    rows: pa.Table
    sample: bool
    letters: dict[str, dict[str, str]]
    ignored: list[str]
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Sheet:
    """A recognised sheet with its data rows typed. `at` are their positions in the grid."""

    grid: Grid
    layout: Layout
    at: pa.Array
    values: dict[str, pa.Array]
    problems: list[Problem]


def read_export(path: Path, name: str, exports: Sequence[Export], known: Spellings) -> ExportRows:
    """Read and check a file. Raises RefusedError with every problem where any is an error."""
    grids, problems = read_grids(path, name)
    _refuse_persons(grids, name)
    layouts = [(grid, recognise(grid, name, exports, known)) for grid in grids]
    recognised = [(grid, layout) for grid, layout in layouts if isinstance(layout, Layout)]
    _refuse_unrecognised(name, layouts, problems)
    export = recognised[0][1].export
    sheets = [_read_sheet(grid, layout, name) for grid, layout in recognised]
    problems = problems + [problem for sheet in sheets for problem in sheet.problems]
    if any(problem.severity == "error" for problem in problems):
        raise RefusedError(problems)
    rows = pa.concat_tables([_table(sheet) for sheet in sheets])
    problems += _repeated_keys(export, rows, name)
    problems += _row_for_each_person(export, rows, name)
    if not rows.num_rows:
        problems.append(Problem("error", name, "", "", "tabellen har inga rader", "minst en rad under rubrikerna"))
    if any(problem.severity == "error" for problem in problems):
        raise RefusedError(problems)
    problems += _sheets_not_read(layouts, name)
    return ExportRows(
        export,
        rows,
        any(sheet.layout.sample for sheet in sheets),
        {sheet.grid.name: sheet.layout.letters(sheet.grid) for sheet in sheets},
        sorted({text for sheet in sheets for text in sheet.layout.ignored.values()}),
        problems,
    )


def _refuse_unrecognised(
    name: str, layouts: Sequence[tuple[Grid, Layout | Unrecognised | None]], problems: Sequence[Problem]
) -> None:
    """Raise where no sheet, or only a part of an export, or more than one export is recognised."""
    recognised = {layout.export.name: grid for grid, layout in layouts if isinstance(layout, Layout)}
    unclear = [layout for _, layout in layouts if isinstance(layout, Unrecognised)]
    partial = [problem for layout in unclear if layout.closest for problem in layout.problems]
    if partial:
        raise RefusedError([*problems, *partial])
    if not recognised:
        told = [problem for layout in unclear for problem in layout.problems]
        empty = Problem("error", name, "", "", "filen är tom", "en export med rubriker och rader")
        raise RefusedError([*problems, *(told or [empty])])
    if len(recognised) > 1:
        found = f"filen innehåller flera exporter: {', '.join(recognised)}"
        raise RefusedError([Problem("error", name, "", "", found, "en export i varje fil")])


def _sheets_not_read(layouts: Sequence[tuple[Grid, Layout | Unrecognised | None]], name: str) -> list[Problem]:
    return [
        Problem("warning", name, grid.name, "", "bladet har ingen tabell som känns igen och läses inte", "en export")
        for grid, layout in layouts
        if isinstance(layout, Unrecognised)
    ]


def _refuse_persons(grids: Sequence[Grid], name: str) -> None:
    """Raise for anything that points out a person, anywhere: no part of such a file may be kept."""
    wanted = "uppgifter i grupper, utan personnummer; inget av filen har sparats"
    problems = []
    for grid in grids:
        if identity.holds_identity_number(grid.name):
            found = f"bladets namn innehåller det som ser ut som ett personnummer ({identity.MASK})"
            problems.append(Problem("error", name, identity.masked(grid.name), "", found, wanted))
        for position, column in enumerate(grid.table.columns):
            cell = _identity_cell(grid, position, column)
            if cell:
                found = f"cellen innehåller det som ser ut som ett personnummer ({identity.MASK})"
                problems.append(Problem("error", name, identity.masked(grid.name), cell, found, wanted))
        problems += _person_headings(grid, name)
    if problems:
        raise RefusedError(problems)


def _identity_cell(grid: Grid, position: int, column: pa.ChunkedArray) -> str:
    """The first cell of a column that holds a personal identity number."""
    texts = pc.unique(column)
    texts = texts.filter(pc.greater_equal(pc.utf8_length(texts), identity.SHORTEST))
    candidates = texts.filter(pc.match_substring_regex(texts, identity.CANDIDATE)).to_pylist()
    found = next(filter(identity.holds_identity_number, candidates), None)
    return "" if found is None else f"{letter(grid, position)}{pc.index(column, found).as_py() + 1}"


def _person_headings(grid: Grid, name: str) -> list[Problem]:
    head = [list(row.values()) for row in grid.table.slice(0, 50).to_pylist()]
    return [
        Problem(
            "error",
            name,
            grid.name,
            f"{letter(grid, row.index(heading))}{number}",
            f"kolumnen ”{heading}” pekar ut enskilda personer",
            "uppgifter i grupper, utan namn och nummer på personer; inget av filen har sparats",
        )
        for number, row in enumerate(head, 1)
        if len([text for text in row if text]) > 1
        for heading in identity.names_a_person(text for text in row if text)
    ]


def _read_sheet(grid: Grid, layout: Layout, name: str) -> _Sheet:
    body = grid.table.slice(layout.heading_row)
    columns = {each.column.name: _trimmed(body.column(each.position)) for each in layout.found}
    totals = _total_rows(body, layout, columns)
    at = pc.indices_nonzero(pc.and_(_data_rows(layout, columns), pc.invert(totals)))
    sheet = _Sheet(grid, layout, at, {}, [])
    for each in layout.found:
        outcome = typed(each.column, columns[each.column.name].take(at), _serials(grid, layout, each, at), each.unit)
        sheet.problems += _told(outcome.faults, sheet, each, name)
        _keep(sheet, each.column.name, outcome)
    for column_name, text in layout.said.items():
        outcome = typed(layout.export.column(column_name), pa.array([text] * len(at), pa.string()), lambda: at)
        sheet.problems += _told(outcome.faults[:1], sheet, None, name)
        _keep(sheet, column_name, outcome)
    if not sheet.problems:
        sheet.problems += _broken_rules(sheet, name)
        sheet.problems += _wrong_totals(sheet, columns, pc.indices_nonzero(totals), name)
    return sheet


def _keep(sheet: _Sheet, name: str, outcome: Typed) -> None:
    sheet.values[name] = outcome.arrays[0]
    if len(outcome.arrays) > 1:
        sheet.values[f"{name}_end"] = outcome.arrays[1]


def _trimmed(column: pa.ChunkedArray) -> pa.Array:
    """Texts without space at the ends; null for those without text."""
    texts = pc.utf8_trim_whitespace(column.combine_chunks())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _total_rows(body: pa.Table, layout: Layout, columns: Mapping[str, pa.Array]) -> pa.Array:
    """Rows whose first text says that they sum others, and that do not have all the names of a data row."""
    if not body.num_rows:
        return pa.array([], pa.bool_())
    first = pa.nulls(body.num_rows, pa.string())
    for column in body.columns:
        first = pc.coalesce(first, _trimmed(column))
        if not first.null_count:
            break
    says_total = pc.fill_null(pc.match_substring_regex(first, TOTAL_ROW), fill_value=False)
    return pc.and_(says_total, pc.invert(_all_valid(_names(layout, columns), body.num_rows)))


def _names(layout: Layout, columns: Mapping[str, pa.Array]) -> list[pa.Array]:
    return [columns[f.column.name] for f in layout.found if f.column.required and f.column.kind not in NUMBERS]


def _all_valid(arrays: Iterable[pa.Array], length: int) -> pa.Array:
    valid = pa.array(np.ones(length, bool))
    for array in arrays:
        valid = pc.and_(valid, pc.is_valid(array))
    return valid


def _data_rows(layout: Layout, columns: Mapping[str, pa.Array]) -> pa.Array:
    """Rows with any number, or with all their names; headings that are printed again on a new page left out."""
    numbers = [each for each in layout.found if each.column.kind in NUMBERS]
    names = _names(layout, columns)
    length = len(next(iter(columns.values())))
    chosen = _all_valid(names, length)
    for each in numbers:
        texts = columns[each.column.name]
        chosen = pc.or_(chosen, pc.is_valid(texts))
    headings = [each for each in layout.found if each.column.kind in NUMBERS][:1]
    for each in headings:
        again = pc.is_in(columns[each.column.name], pa.array([*each.column.headings], pa.string()))
        chosen = pc.and_(chosen, pc.invert(again))
    return chosen


def _serials(grid: Grid, layout: Layout, each: Found, at: pa.Array) -> Callable[[], pa.Array]:
    return lambda: grid.serials(each.position).slice(layout.heading_row).take(at)


def _told(faults: Sequence[Fault], sheet: _Sheet, each: Found | None, name: str) -> list[Problem]:
    """A problem for each fault; of very many the first, and how many more there are."""
    place = letter(sheet.grid, each.position) if each else ""
    problems = [
        Problem("error", name, sheet.grid.name, _cell(sheet, place, fault.position), fault.found, fault.expected)
        for fault in faults[:MOST_PROBLEMS]
    ]
    if len(faults) > MOST_PROBLEMS:
        found = f"{len(faults) - MOST_PROBLEMS} celler till i kolumn {place} har samma slags fel"
        problems.append(Problem("error", name, sheet.grid.name, "", found, faults[0].expected))
    return problems


def _row(sheet: _Sheet, position: int) -> int:
    """The sheet's row of a data row, from 1."""
    return int(sheet.at[position].as_py()) + sheet.layout.heading_row + 1


def _cell(sheet: _Sheet, place: str, position: int) -> str:
    return f"{place}{_row(sheet, position)}" if place else ""


def _numbers_of(sheet: _Sheet, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    found: np.ndarray[tuple[int], np.dtype[np.float64]] = pc.cast(sheet.values[name], pa.float64()).to_numpy(False)
    return found


def _broken_rules(sheet: _Sheet, name: str) -> list[Problem]:
    problems = []
    export, letters = sheet.layout.export, sheet.layout.letters(sheet.grid)
    for rule in export.rules:
        parts = (rule.part,) if isinstance(rule, AtMost) else rule.parts
        if not {*parts, rule.whole} <= set(sheet.values):
            continue
        of_parts, whole = np.sum([_numbers_of(sheet, part) for part in parts], 0), _numbers_of(sheet, rule.whole)
        over = of_parts - whole if isinstance(rule, AtMost) else np.abs(of_parts - whole)
        broken = np.flatnonzero(over > ROUNDING * len(parts))
        words = _words(export, rule)
        faults = [
            Fault(int(at), f"{words[0]} är {_swedish(of_parts[at])}", f"{words[1]} {_swedish(whole[at])}")
            for at in broken
        ]
        place = Found(export.column(parts[0]), 0)
        problems += [
            Problem(
                "error", name, sheet.grid.name, f"{letters[parts[0]]}{_row(sheet, f.position)}", f.found, f.expected
            )
            for f in faults[:MOST_PROBLEMS]
        ]
        if len(faults) > MOST_PROBLEMS:
            found = f"{len(faults) - MOST_PROBLEMS} rader till där {place.column.heading} inte stämmer"
            problems.append(Problem("error", name, sheet.grid.name, "", found, f"{words[1]} …"))
    return problems


def _words(export: Export, rule: AtMost | SumsTo) -> tuple[str, str]:
    whole = export.column(rule.whole).heading
    if isinstance(rule, AtMost):
        return export.column(rule.part).heading, f"högst {whole}, som är"
    parts = " + ".join(export.column(part).heading for part in rule.parts)
    return parts, f"samma som {whole}, som är"


def _swedish(number: float) -> str:
    text = f"{number:,.2f}".removesuffix(".00")
    return text.replace(",", "\u00a0").replace(".", ",").replace("-", "\u2212")


def _wrong_totals(sheet: _Sheet, columns: Mapping[str, pa.Array], totals: pa.Array, name: str) -> list[Problem]:
    """Total rows that no run of rows right above them adds up to."""
    problems = []
    data, places = sheet.at.to_numpy(False), totals.to_numpy(False)
    for each in sheet.layout.found:
        if each.column.kind not in NUMBERS or not each.column.adds_up or not len(places):
            continue
        texts = columns[each.column.name].take(totals)
        printed = typed(
            replace(each.column, negative=True), texts, _serials(sheet.grid, sheet.layout, each, totals), each.unit
        )
        sums = np.concatenate([[0.0], np.cumsum(_numbers_of(sheet, each.column.name))])
        # How many data rows stand above each total, and so where the runs between totals begin.
        above = np.searchsorted(data, places)
        starts = np.concatenate([[0], above])
        for index, value in enumerate(printed.arrays[0].to_pylist()):
            if value is None:
                continue
            candidates = sums[above[index]] - sums[starts[: index + 1]]
            rows = above[index] - starts[: index + 1]
            if not (np.abs(candidates - float(value)) <= ROUNDING * (rows + 1)).any():
                cell = f"{letter(sheet.grid, each.position)}{int(places[index]) + sheet.layout.heading_row + 1}"
                found = f"summaraden anger {_swedish(float(value))} för {each.column.heading}"
                whole = candidates[0] if index == len(places) - 1 else candidates[-1]
                wanted = f"{_swedish(float(whole))}, som raderna ovanför summerar till"
                problems.append(Problem("error", name, sheet.grid.name, cell, found, wanted))
    return problems


def _table(sheet: _Sheet) -> pa.Table:
    export, length = sheet.layout.export, len(sheet.at)
    values = dict(sheet.values)
    for column in export.columns:
        if column.name not in values:
            values[column.name] = pa.nulls(length, pa.string())
    values["sheet"] = pa.array([sheet.grid.name] * length, pa.string())
    values["row"] = pc.cast(pc.add(sheet.at, sheet.layout.heading_row + 1), pa.int32())
    return pa.table(values)


def _repeated_keys(export: Export, rows: pa.Table, name: str) -> list[Problem]:
    """Rows that say what another row has said already."""
    if _all_differ([rows[column] for column in export.key]):
        return []
    counted = rows.group_by(list(export.key)).aggregate([("row", "min"), ("row", "max"), ("row", "count")])
    repeated = counted.filter(pc.greater(counted["row_count"], 1))
    problems = []
    for row in repeated.slice(0, MOST_PROBLEMS).to_pylist():
        said = ", ".join(str(row[column]) for column in export.key if row[column] is not None)
        found = f"raden {row['row_max']} upprepar rad {row['row_min']}: {said}"
        names = ", ".join(export.column(c).heading for c in export.key if not c.endswith("_end"))
        problems.append(Problem("error", name, "", f"rad {row['row_max']}", found, f"en rad för varje {names}"))
    if repeated.num_rows > MOST_PROBLEMS:
        found = f"{repeated.num_rows - MOST_PROBLEMS} rader till upprepar andra"
        problems.append(Problem("error", name, "", "", found, "en rad för varje grupp"))
    return problems


def _all_differ(columns: Sequence[pa.ChunkedArray]) -> bool:
    """Whether no two rows agree in all columns: a quick answer for files that are in order."""
    codes = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        encoded = column.combine_chunks().dictionary_encode()
        unknown = len(encoded.dictionary)
        codes = codes * (unknown + 1) + pc.fill_null(encoded.indices, pa.scalar(unknown, pa.int32())).to_numpy()
    return len(np.unique(codes)) == len(codes)


def _row_for_each_person(export: Export, rows: pa.Table, name: str) -> list[Problem]:
    if not export.people or rows.num_rows < ENOUGH_ROWS:
        return []
    single = pc.mean(pc.cast(pc.less_equal(pc.cast(rows[export.people], pa.float64()), 1.0), pa.float64())).as_py()
    if single < PERSON_ROWS:
        return []
    found = f"nästan alla rader räknar en enda person i kolumnen {export.column(export.people).heading}"
    return [Problem("error", name, "", "", found, "rader för grupper, inte en för varje person")]
