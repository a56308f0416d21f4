"""Cells that say something in another way than columns are declared -> as they are declared: a year and a month in two
columns, a code and its name in one cell, noughts left blank, rows called Samtliga that sum others."""

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.export import Column
from loaders.exports.shapes.heads import TOTALS, Head, Sheet
from loaders.exports.shapes.step import (
    Made,
    Mask,
    ShapeError,
    filled_rows,
    listed,
    number_in,
    with_headings,
    without_rows,
)
from loaders.files.reshaped import Strip, strips
from loaders.files.sheets import Grid
from loaders.swedish.periods import MONTHS
from loaders.swedish.spelling import fold

SAMPLE = 20
"""Rows from the top that are looked at before all of them."""

_YEARS = frozenset({"år", "year", "kalenderår", "redovisningsår", "budgetår"})
_YEAR, _MONTH = re.compile(r"(20\d\d)(?:\.0)?"), re.compile(r"(0?[1-9]|1[0-2])(?:\.0)?")
_CODE_AND_NAME = r"^(?P<code>\d{2,8})(?: ?[-,:;/] ?| )(?P<name>[A-Za-zÅÄÖåäöÉé(].*)$"
_NOUGHT = r"^0+([.,]0+)?$"


def with_one_month(sheet: Sheet) -> Made | None:
    """The year and the month of each row in one column, where they stand in two."""
    grid, head = sheet.grid, sheet.head
    at = _position(head, "month")
    if head is None or at is None:
        return None
    year = next((n for n, text in enumerate(head.texts) if fold(text) in _YEARS and n not in head.columns), None)
    if year is None:
        return None
    made = strips(grid)
    rows = np.flatnonzero(_data(made, head))
    told = [made[n].texts.take(pa.array(rows)).to_pylist() for n in (year, at)]
    months = [_month(*pair) for pair in zip(*told, strict=True)]
    if not months or None in months[:SAMPLE]:
        return None
    texts = made[at].texts.to_pylist()
    for row, month in zip(rows.tolist(), months, strict=True):
        texts[row] = month or texts[row]
    made[at] = made[at].saying(pa.array(texts, pa.string()))
    kept = [n for n in range(len(made)) if n != year]
    words = f"år och månad står i två kolumner ({head.texts[year]} och {head.texts[at]}), som blev en"
    return with_headings([made[n] for n in kept], head.row, [head.texts[n] for n in kept], grid), words


def _month(year: str | None, month: str | None) -> str | None:
    """A year and a month as one text; None where they are not a year and a month without one."""
    of_year, number = _YEAR.fullmatch(year or ""), _MONTH.fullmatch(month or "")
    named = MONTHS.get(fold(month or ""))
    if not of_year or not (number or named):
        return None
    return f"{of_year[1]}-{int(number[1]) if number else named:02d}"


def with_codes_apart(sheet: Sheet) -> Made | None:
    """Codes and names in columns of their own, where they stand in one cell: 4101 Hemtjänst Norr."""
    grid, head = sheet.grid, sheet.head
    if head is None:
        return None
    made, headings = strips(grid), [*head.texts]
    data = pa.array(_data(made, head))
    there = {column.name for column in head.columns.values()}
    split = []
    for at, column in head.columns.items():
        texts = made[at].texts.filter(data)
        if column.kind != "code" or not _all_match(texts, _CODE_AND_NAME):
            continue
        parts = pc.extract_regex(made[at].texts, _CODE_AND_NAME)
        # What is no data has no code to take out.
        code = pc.if_else(data, pc.struct_field(parts, "code"), made[at].texts)
        name = pc.if_else(data, pc.struct_field(parts, "name"), pa.scalar(None, pa.string()))
        of = next((c for c in head.export.columns if c.name == f"{column.name}_name" and c.name not in there), None)
        if of:
            made.append(made[at].saying(name))
            headings.append(of.heading)
        made[at] = made[at].saying(code)
        split.append(head.texts[at])
    if not split:
        return None
    return with_headings(
        made, head.row, headings, grid
    ), f"kod och namn står i samma cell i {listed(split)}, och delades"


def _all_match(texts: pa.Array, pattern: str) -> bool:
    """Whether all texts there are, and there are any, match; the first ones are asked first."""
    for some in (texts.slice(0, SAMPLE), texts):
        if not len(some) or not pc.all(pc.match_substring_regex(some, pattern), min_count=1).as_py():
            return False
    return True


def with_noughts(sheet: Sheet) -> Made | None:
    """Noughts where events that few people have are blank, in a sheet that writes none out."""
    grid, head = sheet.grid, sheet.head
    events = [at for at, column in head.columns.items() if column.seldom] if head else []
    if head is None or head.missing or not events:
        return None
    made = strips(grid)
    rows = _data(made, head)
    for at in head.names:
        rows &= np.asarray(pc.is_valid(made[at].texts))
    blank = {at: rows & np.asarray(pc.is_null(made[at].texts)) for at in events}
    blank = {at: mask for at, mask in blank.items() if mask.any() and not grid.broken}
    written_out = [at for at in events if pc.any(pc.match_substring_regex(made[at].texts, _NOUGHT)).as_py()]
    partly = [at for at, mask in blank.items() if (rows & ~mask).any()]
    if written_out or not partly:
        return None
    for at, mask in blank.items():
        made[at] = made[at].saying(pc.if_else(pa.array(mask), pa.scalar("0"), made[at].texts))
    told = listed([head.texts[at] for at in blank])
    return with_headings(made, head.row, head.texts, grid), f"tomma celler i {told} är noll: inga nollor skrivs ut där"


def without_proven_totals(sheet: Sheet) -> Made | None:
    """The sheet without the rows whose gender, age or other choice is all of them, where they sum the others.

    Raises ShapeError where they do not.
    """
    grid, head = sheet.grid, sheet.head
    if head is None or head.missing:
        return None
    made = strips(grid)
    gone = np.zeros(len(made[0]), bool)
    words = []
    for at, column in head.columns.items():
        totals = _data(made, head) & ~gone & _says_all(made[at], column) if column.kind == "choice" else gone & ~gone
        details = _data(made, head) & ~gone & ~totals
        if totals.any() and details.any() and _is_proven(grid, head, made, at, totals, details):
            gone |= totals
            said = made[at].texts[int(np.flatnonzero(totals)[0])].as_py()
            words.append(
                f"{int(totals.sum())} rader där {head.texts[at]} är ”{said}” summerar de andra, och lästes inte"
            )
    return (without_rows(made, gone, grid), "; ".join(words)) if words else None


def _says_all(strip: Strip, column: Column) -> Mask:
    """The rows that say all of a choice rather than one of it."""
    texts = [text for text in pc.unique(strip.texts).to_pylist() if text and fold(text) in TOTALS]
    texts = [text for text in texts if fold(text) not in column.choices]
    return np.asarray(pc.is_in(strip.texts, pa.array(texts, pa.string())))


def _is_proven(grid: Grid, head: Head, made: Sequence[Strip], at: int, totals: Mask, details: Mask) -> bool:
    """Whether totals are what the rows add up to that say one of the choice and all else as they do.

    Raises ShapeError where such rows add up to something else; totals that sum other rows are left to be checked there.
    """
    names = [made[each].texts.to_pylist() for each in head.names if each != at]
    for position in head.numbers:
        column = head.columns[position]
        if not column.adds_up:
            continue
        texts = made[position].texts.to_pylist()
        sums: dict[tuple[str | None, ...], tuple[float, int]] = {}
        for row in np.flatnonzero(details).tolist():
            key = tuple(each[row] for each in names)
            number = number_in(texts[row])
            so_far, count = sums.get(key, (0.0, 0))
            sums[key] = so_far + (np.nan if number is None else number), count + 1
        for row in np.flatnonzero(totals).tolist():
            whole, count = sums.get(tuple(each[row] for each in names), (0.0, 0))
            said = number_in(texts[row])
            if not count:
                return False
            if said is not None and abs(whole - said) > 0.011 * (count + 1):
                found = f"{head.texts[at]} är ”{made[at].texts[row].as_py()}” och {head.texts[position]} {texts[row]}"
                wanted = f"{whole:.2f}".rstrip("0").rstrip(".") + ", som raderna summerar till"
                raise ShapeError(grid.cell(row, position), found.replace(".", ","), wanted.replace(".", ","))
    return True


def _position(head: Head | None, kind: str) -> int | None:
    return next((at for at, column in head.columns.items() if column.kind == kind), None) if head else None


def _data(made: Sequence[Strip], head: Head) -> Mask:
    """The rows below the headings with any number in them; headings that are printed again are none."""
    rows = filled_rows(made, head.numbers)
    rows[: head.row] = False
    for at in head.numbers[:1]:
        again = pc.fill_null(pc.equal(made[at].texts, made[at].texts[head.row - 1]), fill_value=False)
        rows &= ~np.asarray(again)
    return rows
