"""Do an export's rows fulfil its rules? Parts and wholes, total rows, keys, groups rather than persons."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.columns import MOST_FAULTS, as_seen, scale
from loaders.exports.export import AtMost, Export, SumsTo
from loaders.exports.recognition import Found, letter
from loaders.exports.sheet import Numbers, TypedSheet, numbers_of
from loaders.files.cores import by_column
from loaders.problems import Problem

ROUNDING = 0.011
"""What a part may be off by: exports round to two decimals."""

EXACT = 1e-7
"""What numbers may differ by that are equal: they are kept to a millionth."""

FINEST = 2
"""Decimals to which exports round numbers at the most."""

ONE_MINUTE = 0.02
"""Hours; what HH:MM rounds to, and a little more."""

PERSON_ROWS = 0.95
"""Share of rows that count one person or none from which the file is taken to have a row for each individual."""

ENOUGH_ROWS = 30

_Counts = np.ndarray[tuple[int], np.dtype[np.int64]]


def broken_rules(sheet: TypedSheet, name: str) -> list[Problem]:
    """Rows in which a part is more than its whole, or parts do not add up to it."""
    problems = []
    export = sheet.layout.export
    positions = {each.column.name: each.position for each in sheet.layout.found}
    for rule in export.rules:
        parts = (rule.part,) if isinstance(rule, AtMost) else rule.parts
        if not {*parts, rule.whole} <= {*sheet.values}:
            continue
        numbers, whole = [sheet.numbers(part) for part in parts], sheet.numbers(rule.whole)
        of_parts = np.sum(numbers, 0)
        if isinstance(rule, AtMost):
            # Rounded alike, a part is still no more than its whole.
            broken = np.flatnonzero(of_parts - whole > ROUNDING)
        else:
            broken = np.flatnonzero(np.abs(of_parts - whole) > _sum_tolerance([*numbers, whole]))
        part_words, whole_words = _words(export, rule)
        for at in broken[:MOST_FAULTS]:
            cell = sheet.cell(int(at), positions[parts[0]])
            found, wanted = f"{part_words} är {_swedish(of_parts[at])}", f"{whole_words} {_swedish(whole[at])}"
            problems.append(Problem("error", name, sheet.grid.name, cell, found, wanted))
        if len(broken) > MOST_FAULTS:
            found = f"{len(broken) - MOST_FAULTS} rader till där {part_words} inte stämmer"
            problems.append(Problem("error", name, sheet.grid.name, "", found, f"{whole_words} i samma rad"))
    return problems


def _sum_tolerance(numbers: Sequence[Numbers]) -> float:
    """What parts and their whole may be off by: half of what each is rounded to, as far as all their values tell."""
    for step in (1.0, 0.1):
        if all(_are_multiples(each, step) for each in numbers):
            return step / 2 * len(numbers) + EXACT
    return ROUNDING * (len(numbers) - 1)


def _are_multiples(numbers: Numbers, step: float) -> bool:
    steps = numbers / step
    steps -= np.rint(steps)
    return not (np.abs(steps, out=steps) > EXACT).any()


def _words(export: Export, rule: AtMost | SumsTo) -> tuple[str, str]:
    whole = export.column(rule.whole).heading
    if isinstance(rule, AtMost):
        return export.column(rule.part).heading, f"högst {whole}, som är"
    parts = " + ".join(export.column(part).heading for part in rule.parts)
    return parts, f"samma som {whole}, som är"


def _swedish(number: float) -> str:
    text = f"{number:,.2f}".removesuffix(".00")
    return text.replace(",", "\u00a0").replace(".", ",").replace("-", "\u2212")


def wrong_totals(sheet: TypedSheet, name: str) -> list[Problem]:
    """Total rows that no run of rows right above them adds up to."""
    problems: list[Problem] = []
    totals = sheet.totals
    if not len(totals):
        return problems
    # How many data rows stand above each total, and so where the runs between totals begin.
    above = np.searchsorted(sheet.at.to_numpy(False), totals.to_numpy(False))
    starts = np.concatenate([[0], above])
    for each in numbers_of(sheet.layout):
        if not each.column.adds_up:
            continue
        printed = sheet.typed_at(each, totals, negative=True).arrays[0]
        sums = np.concatenate([[0.0], np.cumsum(sheet.numbers(each.column.name))])
        step = rounding_step(each, sheet.texts[each.column.name])
        for index, value in enumerate(printed.to_pylist()):
            if value is None:
                continue
            rows = above[index] - starts[: index + 1]
            candidates = sums[above[index]] - sums[starts[: index + 1]]
            if each.column.unique:
                most = sheet.numbers(each.column.name)[: above[index]].max(initial=0.0)
                may_be = (candidates >= float(value)) & (float(value) >= most)
                candidates = np.where(may_be, float(value), candidates)
            if above[index] == 0:
                # A total may stand first, above all that it sums.
                candidates, rows = sums[-1:], np.array([len(sums) - 1])
            if not (np.abs(candidates - float(value)) <= _tolerance(step, rows)).any():
                cell = sheet.grid.cell(totals[index].as_py() + sheet.layout.heading_row, each.position)
                found = f"summaraden anger {_swedish(float(value))} för {each.column.heading}"
                whole = candidates[0] if index == len(totals) - 1 else candidates[-1]
                where = "ovanför" if above[index] else "under"
                wanted = f"{_swedish(float(whole))}, som raderna {where} summerar till"
                problems.append(Problem("error", name, sheet.grid.name, cell, found, wanted))
    return problems


def rounding_step(each: Found, texts: pa.Array) -> float:
    """What a column's numbers are rounded to: in thousands and millions often to whole ones, so as they are written."""
    if each.column.kind == "count":
        return 0.0
    of_one = scale(each.unit)
    if of_one <= 1:
        return ONE_MINUTE if each.column.kind == "hours" else 10.0**-FINEST
    decimals = pc.max(pc.utf8_length(pc.replace_substring_regex(texts, "^[^.,]*[.,]?", ""))).as_py() or 0
    return float(of_one * 10.0 ** -min(decimals, FINEST))


def _tolerance(step: float, rows: _Counts) -> Numbers:
    """What a sum of rounded numbers may be off by; of many rows most roundings cancel out."""
    allowed: Numbers = step * (0.5 + np.minimum(0.5 * rows, 1.5 * np.sqrt(rows))) + 0.001
    return allowed


def repeated_keys(sheets: Sequence[TypedSheet], rows: pa.Table, name: str) -> list[Problem]:
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


def _key_of(sheet: TypedSheet, row: int) -> tuple[str, str]:
    """The first cell of a row's key, and its texts as they stand."""
    keys = [each for each in sheet.layout.found if each.column.name in sheet.layout.export.key]
    texts = [as_seen(str(sheet.grid.table.column(each.position)[row - 1])) for each in keys]
    return f"{letter(keys[0].position)}{row}", ", ".join(texts)


def _all_differ(columns: Sequence[pa.ChunkedArray]) -> bool:
    """Whether no two rows agree in all columns: a quick answer for files that are in order."""
    rows = len(columns[0])
    codes = np.zeros(rows, np.int64)
    for encoded in by_column(lambda column: column.combine_chunks().dictionary_encode(), columns, rows):
        unknown = len(encoded.dictionary)
        codes = codes * (unknown + 1) + pc.fill_null(encoded.indices, pa.scalar(unknown, pa.int32())).to_numpy()
    distinct: int = pc.count_distinct(pa.array(codes)).as_py()
    return distinct == len(codes)


def row_for_each_person(export: Export, rows: pa.Table, name: str) -> list[Problem]:
    """An error where nearly every row counts one person: such rows are persons, not groups."""
    if not export.people or rows.num_rows < ENOUGH_ROWS:
        return []
    single = pc.mean(pc.cast(pc.less_equal(pc.cast(rows[export.people], pa.float64()), 1.0), pa.float64())).as_py()
    if single < PERSON_ROWS:
        return []
    found = f"nästan alla rader räknar en enda person i kolumnen {export.column(export.people).heading}"
    return [Problem("error", name, "", "", found, "rader för grupper, inte en för varje person")]
