"""What is said once for several rows -> said in each: names that a pivot or a merged cell leaves blank below."""

from collections.abc import Sequence

import numpy as np
import pyarrow.compute as pc

from loaders.exports.export import TOTAL_WORDS
from loaders.exports.shapes.heads import Sheet
from loaders.exports.shapes.step import Made, filled_rows, listed
from loaders.files.reshaped import Strip, of_strips, strips

_TOTAL = rf"(?i)^({'|'.join(TOTAL_WORDS)})($|[^a-zåäö])|(^| )({'|'.join(TOTAL_WORDS)})$"


Rows = np.ndarray[tuple[int], np.dtype[np.intp]]


def with_names_in_each_row(sheet: Sheet) -> Made | None:
    """The sheet with the names filled down that stand only in the first row of each group."""
    grid, head = sheet.grid, sheet.head
    if head is None or head.missing:
        return None
    made, filled = filled_down(strips(grid), head.row, head.names, head.numbers)
    if not filled:
        return None
    words = listed([head.texts[at] for at in filled])
    return of_strips(made, grid), f"{words} står bara på första raden i varje grupp, och fylldes i på raderna under"


def filled_down(
    given: Sequence[Strip], head: int, names: Sequence[int], numbers: Sequence[int]
) -> tuple[list[Strip], list[int]]:
    """The strips with names filled down below the row of headings, and the positions of those that were.

    A blank stands for the name above it only where names are never told twice in a row, their groups begin with all
    that lies within them, and the last name tells each row apart: otherwise it is blank, and that is for others to say.
    """
    made = list(given)
    data = filled_rows(given, numbers)
    data[:head] = False
    blank = {at: data & np.asarray(pc.is_null(given[at].texts)) for at in names}
    if not any(each.any() for each in blank.values()):
        return made, []
    totals = np.zeros(len(data), bool)
    for at in names:
        totals |= np.asarray(pc.fill_null(pc.match_substring_regex(given[at].texts, _TOTAL), fill_value=False))
    rows = np.flatnonzero(data & ~totals)
    ordered = sorted(names)
    filled = []
    for at in ordered[:-1]:
        to_the_left = [each for each in ordered if each < at]
        if blank[at][rows].any() and not blank[ordered[-1]][rows].any() and _is_grouped(given, rows, at, to_the_left):
            made[at] = _carried(given[at], rows)
            filled.append(at)
    return made, filled


def _is_grouped(given: Sequence[Strip], rows: Rows, at: int, to_the_left: Sequence[int]) -> bool:
    """Whether a column tells each of its names once, at the first row of its group."""
    texts = given[at].texts.take(rows).to_pylist()
    outer = [given[each].texts.take(rows).to_pylist() for each in to_the_left]
    if texts[0] is None:
        return False
    last: list[str | None] = [None] * len(outer)
    for number, text in enumerate(texts):
        told = [column[number] for column in outer]
        is_new = any(each not in (None, before) for each, before in zip(told, last, strict=True))
        last = [each or before for each, before in zip(told, last, strict=True)]
        if number and (is_new if text is None else not is_new and text == texts[number - 1]):
            return False
    return True


def _carried(strip: Strip, rows: Rows) -> Strip:
    """The strip with the name of the row above in each of these rows that has none; the cell is that which says it."""
    source = np.arange(len(strip), dtype=np.int32)
    said = np.asarray(pc.is_valid(strip.texts))[rows]
    source[rows] = rows[np.maximum.accumulate(np.where(said, np.arange(len(rows)), 0))]
    return strip.take(source)
