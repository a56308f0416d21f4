"""An export file -> its rows, typed, checked and traceable to sheet and row; or every problem that refuses it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders import identity
from loaders.columns import MONEY, MOST_FAULTS, Fault, Typed, as_seen, expected, typed
from loaders.export import NUMBERS, TOTAL_WORDS, AtMost, Export, Spellings, SumsTo
from loaders.problems import Problem, RefusedError
from loaders.recognition import Found, Layout, Said, Unrecognised, letter, recognise
from loaders.sheets import Grid, read_grids, texts_outside

ROUNDING = 0.011
"""What a part or a row may be off by, each: exports round to two decimals."""

FINEST = 2
"""Decimals to which exports round numbers at the most."""

ONE_MINUTE = 0.02
"""Hours; what HH:MM rounds to, and a little more."""

PERSON_ROWS = 0.95
"""Share of rows that count one person or none from which the file is taken to have a row for each individual."""

ENOUGH_ROWS = 30
TOTAL_ROW = f"(?i)^({'|'.join(TOTAL_WORDS)})($|[^a-zåäö])"
TOTAL_AFTER = f"(?i)(^| )({'|'.join(TOTAL_WORDS)})$"
TOTAL_NAME = f"(?i)^({'|'.join(TOTAL_WORDS)})$"
SUM_OF = "(?i)^(del|total)?summa($|[^a-zåäö])"

_Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
_Counts = np.ndarray[tuple[int], np.dtype[np.int64]]
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
    shown = identity.masked(name)
    grids = read_grids(path, shown)
    layouts = [(grid, recognise(grid, shown, exports, known)) for grid in grids]
    _refuse_persons(path, name, layouts)
    _refuse_unrecognised(shown, layouts)
    sheets = [_read_sheet(grid, layout, shown) for grid, layout in layouts if isinstance(layout, Layout)]
    export = sheets[0].layout.export
    _refuse([problem for sheet in sheets for problem in sheet.problems])
    rows = pa.concat_tables([_table(sheet) for sheet in sheets])
    problems = [*_repeated_keys(sheets, rows, shown), *_row_for_each_person(export, rows, shown)]
    if not rows.num_rows:
        problems.append(Problem("error", shown, "", "", "tabellen har inga rader", "minst en rad under rubrikerna"))
    _refuse(problems)
    return ExportRows(
        export,
        rows,
        any(sheet.layout.sample for sheet in sheets),
        {sheet.grid.name: sheet.layout.letters(sheet.grid) for sheet in sheets},
        sorted({text for sheet in sheets for text in sheet.layout.ignored.values()}),
        _sheets_not_read(layouts, shown),
    )


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
        Problem("error", name, grid.name, f"{letter(grid, column)}{row}", found, "ett värde")
        for (row, column), found in grid.broken.items()
        if row <= layout.heading_row and column >= 0
    ][:MOST_FAULTS]


def _sheets_not_read(layouts: _Layouts, name: str) -> list[Problem]:
    return [
        Problem("warning", name, grid.name, "", "bladet har ingen tabell som känns igen och läses inte", "en export")
        for grid, layout in layouts
        if isinstance(layout, Unrecognised)
    ]


_NO_PERSONS = "uppgifter i grupper, utan personnummer; inget av filen har sparats"


def _refuse_persons(path: Path, name: str, layouts: _Layouts) -> None:
    """Raise for anything that points out a person, anywhere: no part of such a file may be kept."""
    shown = identity.masked(name)
    places = [
        ("", "", "filens namn", name != shown or identity.holds_identity_number(path.name)),
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
        cells = [_identity_cell(grid, at, column) for at, column in enumerate(grid.table.columns)]
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
    _refuse(problems + [problem for grid, layout in layouts for problem in _person_headings(grid, layout, shown)])


def _identity_cell(grid: Grid, position: int, column: pa.ChunkedArray) -> str:
    """The first cell of a column that holds a personal identity number."""
    texts = pc.unique(column)
    texts = texts.filter(pc.greater_equal(pc.utf8_length(texts), identity.SHORTEST))
    candidates = texts.filter(pc.match_substring_regex(texts, identity.CANDIDATE)).to_pylist()
    found = next(filter(identity.holds_identity_number, candidates), None)
    return "" if found is None else f"{letter(grid, position)}{pc.index(column, found).as_py() + 1}"


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
            f"{letter(grid, row.index(heading))}{number}",
            f"kolumnen ”{as_seen(heading)}” pekar ut enskilda personer",
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
    at = pc.indices_nonzero(pc.and_(_data_rows(grid, layout, columns, totals), pc.invert(totals)))
    sheet = _Sheet(grid, layout, at, {}, [])
    sheet.problems += _cells_without_value(sheet, name)
    for each in layout.found:
        outcome = typed(each.column, columns[each.column.name].take(at), _serials(grid, layout, each, at), each.unit)
        sheet.problems += _told(outcome, sheet, each, name)
        _keep(sheet, each.column.name, outcome)
    for column_name, said in layout.said.items():
        outcome = typed(layout.export.column(column_name), pa.array([said.text] * len(at), pa.string()), lambda: at)
        sheet.problems += [_misread(said, fault, sheet, name) for fault in outcome.faults[:1]]
        _keep(sheet, column_name, outcome)
    if not sheet.problems:
        sheet.problems += _broken_rules(sheet, name)
        sheet.problems += _wrong_totals(sheet, columns, pc.indices_nonzero(totals), name)
    return sheet


def _cells_without_value(sheet: _Sheet, name: str) -> list[Problem]:
    """Errors and formulas without a value under the headings that are read."""
    grid, layout = sheet.grid, sheet.layout
    read = {each.position: each.column for each in layout.found}
    return [
        Problem("error", name, grid.name, f"{letter(grid, column)}{row}", found, expected(read[column]))
        for (row, column), found in grid.broken.items()
        if row > layout.heading_row and column in read
    ][:MOST_FAULTS]


def _misread(said: Said, fault: Fault, sheet: _Sheet, name: str) -> Problem:
    where = "ovanför tabellen" if said.cell else "enligt bladets namn"
    return Problem("error", name, sheet.grid.name, said.cell, f"{fault.found} {where}", fault.expected)


def _keep(sheet: _Sheet, name: str, outcome: Typed) -> None:
    sheet.values[name] = outcome.arrays[0]
    if len(outcome.arrays) > 1:
        sheet.values[f"{name}_end"] = outcome.arrays[1]


def _trimmed(column: pa.ChunkedArray) -> pa.Array:
    """Texts without space at the ends; null for those without text."""
    texts = pc.utf8_trim_whitespace(column.combine_chunks())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _total_rows(body: pa.Table, layout: Layout, columns: Mapping[str, pa.Array]) -> pa.Array:
    """Rows that sum others: they say so first and lack a name that data rows have, or say so in place of a name."""
    if not body.num_rows:
        return pa.array([], pa.bool_())
    names = _names(layout, columns)
    first = _first_texts(body)
    says_total = pc.or_(_matches(first, TOTAL_ROW), _matches(first, TOTAL_AFTER))
    totals = pc.and_(says_total, pc.invert(_all_valid(names, body.num_rows)))
    if not any(each.column.adds_up for each in _numbers(layout)):
        return totals
    for texts in names:
        totals = pc.or_(totals, _matches(texts, TOTAL_NAME))
    # Where a single name tells the rows apart, a total row has its text in its place.
    return pc.or_(totals, _matches(first, SUM_OF)) if len(names) == 1 else totals


def _first_texts(body: pa.Table) -> pa.Array:
    """The leftmost text of each row."""
    first = pa.nulls(body.num_rows, pa.string())
    for column in body.columns:
        first = pc.coalesce(first, _trimmed(column))
        if not first.null_count:
            break
    return first


def _matches(texts: pa.Array, pattern: str) -> pa.Array:
    encoded = texts.dictionary_encode()
    return pc.fill_null(pc.match_substring_regex(encoded.dictionary, pattern).take(encoded.indices), fill_value=False)


def _numbers(layout: Layout) -> list[Found]:
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
    numbers, names = _numbers(layout), _names(layout, columns)
    filled = pa.array(np.zeros(len(totals), bool))
    for each in numbers:
        filled = pc.or_(filled, pc.is_valid(columns[each.column.name]))
    named = _all_valid(names, len(totals))
    if len(names) == 1:
        named = pc.and_(named, _not_below(filled, totals))
    heading = grid.table.column(numbers[0].position)[layout.heading_row - 1].as_py().strip()
    again = pc.fill_null(pc.equal(columns[numbers[0].column.name], heading), fill_value=False)
    return pc.and_(pc.or_(filled, named), pc.invert(again))


def _not_below(filled: pa.Array, totals: pa.Array) -> pa.Array:
    """Rows down to the one after the last with numbers: a text further down, or under a total, is a note."""
    rows = np.arange(len(filled))
    last = max(np.flatnonzero(filled.to_numpy(zero_copy_only=False)), default=len(filled))
    after_total = last < len(totals) and totals[int(last)].as_py()
    return pa.array(rows <= (last if after_total else last + 1))


def _serials(grid: Grid, layout: Layout, each: Found, at: pa.Array) -> Callable[[], pa.Array]:
    return lambda: grid.serials(each.position).slice(layout.heading_row).take(at)


def _told(outcome: Typed, sheet: _Sheet, each: Found, name: str) -> list[Problem]:
    """A problem for each fault; of very many the first, and how many more there are."""
    place, grid = letter(sheet.grid, each.position), sheet.grid
    problems = [
        Problem("error", name, grid.name, f"{place}{_row(sheet, fault.position)}", fault.found, fault.expected)
        for fault in outcome.faults
        if (_row(sheet, fault.position), each.position) not in grid.broken
    ]
    if outcome.more:
        found = f"{outcome.more} celler till i kolumn {place} har fel"
        problems.append(Problem("error", name, grid.name, "", found, expected(each.column)))
    return problems


def _row(sheet: _Sheet, position: int) -> int:
    """The sheet's row of a data row, from 1."""
    return int(sheet.at[position].as_py()) + sheet.layout.heading_row + 1


def _numbers_of(sheet: _Sheet, name: str) -> _Numbers:
    found: _Numbers = pc.cast(sheet.values[name], pa.float64()).to_numpy(zero_copy_only=False)
    return found


def _broken_rules(sheet: _Sheet, name: str) -> list[Problem]:
    problems = []
    export, letters = sheet.layout.export, sheet.layout.letters(sheet.grid)
    for rule in export.rules:
        parts = (rule.part,) if isinstance(rule, AtMost) else rule.parts
        of_parts, whole = np.sum([_numbers_of(sheet, part) for part in parts], 0), _numbers_of(sheet, rule.whole)
        over = of_parts - whole if isinstance(rule, AtMost) else np.abs(of_parts - whole)
        broken = np.flatnonzero(over > ROUNDING * len(parts))
        part_words, whole_words = _words(export, rule)
        for at in broken[:MOST_FAULTS]:
            cell = f"{letters[parts[0]]}{_row(sheet, int(at))}"
            found, wanted = f"{part_words} är {_swedish(of_parts[at])}", f"{whole_words} {_swedish(whole[at])}"
            problems.append(Problem("error", name, sheet.grid.name, cell, found, wanted))
        if len(broken) > MOST_FAULTS:
            found = f"{len(broken) - MOST_FAULTS} rader till där {part_words} inte stämmer"
            problems.append(Problem("error", name, sheet.grid.name, "", found, f"{whole_words} i samma rad"))
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
    problems: list[Problem] = []
    if not len(totals):
        return problems
    # How many data rows stand above each total, and so where the runs between totals begin.
    above = np.searchsorted(sheet.at.to_numpy(False), totals.to_numpy(False))
    starts = np.concatenate([[0], above])
    for each in _numbers(sheet.layout):
        if not each.column.adds_up:
            continue
        texts, serials = columns[each.column.name].take(totals), _serials(sheet.grid, sheet.layout, each, totals)
        printed = typed(replace(each.column, negative=True), texts, serials, each.unit).arrays[0]
        sums = np.concatenate([[0.0], np.cumsum(_numbers_of(sheet, each.column.name))])
        step = _rounding_step(each, columns[each.column.name])
        for index, value in enumerate(printed.to_pylist()):
            if value is None:
                continue
            rows = above[index] - starts[: index + 1]
            candidates = sums[above[index]] - sums[starts[: index + 1]]
            if not (np.abs(candidates - float(value)) <= _tolerance(step, rows)).any():
                cell = f"{letter(sheet.grid, each.position)}{totals[index].as_py() + sheet.layout.heading_row + 1}"
                found = f"summaraden anger {_swedish(float(value))} för {each.column.heading}"
                whole = candidates[0] if index == len(totals) - 1 else candidates[-1]
                wanted = f"{_swedish(float(whole))}, som raderna ovanför summerar till"
                problems.append(Problem("error", name, sheet.grid.name, cell, found, wanted))
    return problems


def _rounding_step(each: Found, texts: pa.Array) -> float:
    """What a column's numbers are rounded to: in thousands and millions often to whole ones, so as they are written."""
    if each.column.kind == "count":
        return 0.0
    scale = MONEY.get(each.unit, 1)
    if scale == 1:
        return ONE_MINUTE if each.column.kind == "hours" else 10.0**-FINEST
    decimals = pc.max(pc.utf8_length(pc.replace_substring_regex(texts, "^[^.,]*[.,]?", ""))).as_py() or 0
    return float(scale * 10.0 ** -min(decimals, FINEST))


def _tolerance(step: float, rows: _Counts) -> _Numbers:
    """What a sum of rounded numbers may be off by; of many rows most roundings cancel out."""
    allowed: _Numbers = step * (0.5 + np.minimum(0.5 * rows, 1.5 * np.sqrt(rows))) + 0.001
    return allowed


def _table(sheet: _Sheet) -> pa.Table:
    """The rows under the declared names, in their order, wherever the columns stood."""
    length = len(sheet.at)
    values: dict[str, pa.Array] = {}
    for column in sheet.layout.export.columns:
        values[column.name] = sheet.values.get(column.name, pa.nulls(length, pa.string()))
        if column.kind == "period":
            values[f"{column.name}_end"] = sheet.values[f"{column.name}_end"]
    values["sheet"] = pa.array([sheet.grid.name] * length, pa.string())
    values["row"] = pc.cast(pc.add(sheet.at, sheet.layout.heading_row + 1), pa.int32())
    return pa.table(values)


def _repeated_keys(sheets: Sequence[_Sheet], rows: pa.Table, name: str) -> list[Problem]:
    """Rows that say what another row has said already."""
    export = sheets[0].layout.export
    if _all_differ([rows[column] for column in export.key]):
        return []
    numbered = rows.append_column("at", pa.array(np.arange(rows.num_rows)))
    counted = numbered.group_by(list(export.key)).aggregate([("at", "min"), ("at", "max"), ("at", "count")])
    repeated = counted.filter(pc.greater(counted["at_count"], 1)).sort_by("at_max")
    by_name = {sheet.grid.name: sheet for sheet in sheets}
    names = ", ".join(export.column(column).heading for column in export.key if not column.endswith("_end"))
    wanted = f"en enda rad för varje kombination av {names}"
    problems = []
    for pair in repeated.slice(0, MOST_FAULTS).to_pylist():
        first_sheet, first = (rows[column][pair["at_min"]].as_py() for column in ("sheet", "row"))
        sheet, last = (rows[column][pair["at_max"]].as_py() for column in ("sheet", "row"))
        where = f"rad {first}" if sheet == first_sheet else f"rad {first} på blad {first_sheet}"
        place, said = _key_of(by_name[sheet], last)
        problems.append(Problem("error", name, sheet, place, f"raden upprepar {where}: {said}", wanted))
    if repeated.num_rows > MOST_FAULTS:
        found = f"{repeated.num_rows - MOST_FAULTS} rader till upprepar andra"
        problems.append(Problem("error", name, "", "", found, wanted))
    return problems


def _key_of(sheet: _Sheet, row: int) -> tuple[str, str]:
    """The first cell of a row's key, and its texts as they stand."""
    keys = [each for each in sheet.layout.found if each.column.name in sheet.layout.export.key]
    texts = [as_seen(str(sheet.grid.table.column(each.position)[row - 1])) for each in keys]
    return f"{letter(sheet.grid, keys[0].position)}{row}", ", ".join(texts)


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
