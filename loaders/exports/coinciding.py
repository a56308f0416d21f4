"""Rows that say the same of different things which we do not read – counterparts, projects, days of a month – are one
row: their numbers are added. Rows that are told twice are left as they are, for those who look for such."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.exports.asked import Asked
from loaders.exports.columns import AMOUNT
from loaders.exports.export import NUMBERS, Export
from loaders.exports.parents import Codes, Mask, codes
from loaders.exports.sheet import TypedSheet
from loaders.exports.words import changes_meaning
from loaders.problems import Option, Problem, Question

VERSIONS = frozenset({"version", "status", "scenario", "datatyp", "typ", "värdetyp", "prognosversion"})
"""Headings of columns whose rows may be one thing told several times rather than parts of it."""


def added(
    sheets: Sequence[TypedSheet], rows: pa.Table, export: Export, asked: Asked, name: str
) -> tuple[pa.Table, list[Problem]]:
    """The rows with those added that coincide, and what is told of it."""
    key = codes(rows, export.key)
    count = int(key.max()) + 1 if len(key) else 0
    if count == rows.num_rows:
        return rows, []
    texts = pa.concat_tables([_texts(sheet) for sheet in sheets], promote_options="default")
    coincide = np.bincount(key, minlength=count)[key] > 1
    apart = [column for column in texts.column_names if _differs(texts[column], key, coincide)]
    if not apart or _are_told_twice(key, texts) or not _add_up(export, apart):
        return rows, []
    of_days = export.column(export.month).heading in apart
    doubtful = apart[:1] if not of_days and _are_alike(rows, key, export) else []
    if not _are_parts(texts.filter(pa.array(coincide)), apart, doubtful, export, asked, name):
        return rows, []
    told = f"{int(coincide.sum())} rader slogs ihop till {len(np.unique(key[coincide]))}"
    told += f": de skiljer sig bara i {', '.join(apart)}"
    wanted = f"en rad för varje kombination av {', '.join(_headings(export))}"
    return _summed(rows, key, export), [Problem("warning", name, "", "", told, wanted)]


def _texts(sheet: TypedSheet) -> pa.Table:
    """What stands in the columns that tell rows apart, read or not, by their headings."""
    found = {each.column.heading: each.position for each in sheet.layout.found if each.column.kind not in NUMBERS}
    found |= {text: position for position, text in sheet.layout.ignored.items() if text not in found}
    body = {text: sheet.grid.table.column(at).slice(sheet.layout.heading_row) for text, at in found.items()}
    return pa.table({text: column.take(sheet.at) for text, column in body.items()})


def _differs(texts: pa.ChunkedArray, key: Codes, among: Mask) -> bool:
    """Whether a column differs in rows that coincide."""
    with_text = codes(pa.table({"key": pa.array(key), "text": texts}).filter(pa.array(among)), ("key", "text"))
    return int(with_text.max()) + 1 > len(np.unique(key[among]))


def _are_told_twice(key: Codes, texts: pa.Table) -> bool:
    """Whether rows that coincide say the same in every column."""
    whole = codes(texts.append_column("\0key", pa.array(key)), [*texts.column_names, "\0key"])
    return int(whole.max()) + 1 < len(key)


def _add_up(export: Export, apart: Sequence[str]) -> bool:
    """Whether all numbers may be added: heads of different days are the same people."""
    of_days = export.column(export.month).heading in apart
    return all(each.adds_up and not each.unique for each in export.numbers) and not (of_days and export.people)


def _are_alike(rows: pa.Table, key: Codes, export: Export) -> bool:
    """Whether all rows that coincide have the same numbers, as those that are told twice have."""
    numbers = [each.name for each in export.numbers]
    of_numbers = codes(rows.append_column("\0key", pa.array(key)), [*numbers, "\0key"])
    return int(of_numbers.max()) == int(key.max())


def _are_parts(
    texts: pa.Table, apart: Sequence[str], alike: Sequence[str], export: Export, asked: Asked, name: str
) -> bool:
    """Whether the rows are parts of one thing; asked where they may be that thing told several times."""
    doubtful = [column for column in apart if _may_be_versions(column, texts[column])] or [*alike]
    if not doubtful:
        return True
    values = [text for text in pc.unique(texts[doubtful[0]]).to_pylist() if text][:4]
    found = f"raderna skiljer sig bara i {', '.join(doubtful)} ({', '.join(values)})"
    wanted = "en rad för varje kombination, eller ett svar på sidan Ladda data"
    options = (Option("delar", "Ja, de läggs ihop"), Option("versioner", "Nej: filen läses då inte in"))
    about = f"parts:{export.id}:{'-'.join(doubtful)}:{asked.content}"
    asks = f"Är raderna delar som ska läggas ihop, trots {doubtful[0]}?"
    return asked.answer(Question(about, export.id, name, "", "", found, wanted, asks, options)) == "delar"


def _may_be_versions(heading: str, values: pa.ChunkedArray) -> bool:
    said = [heading, *(text for text in pc.unique(values).to_pylist() if text)]
    return heading.casefold() in VERSIONS or any(changes_meaning(text) for text in said)


def _headings(export: Export) -> list[str]:
    return [export.column(each).heading for each in export.key if not each.endswith("_end")]


def _summed(rows: pa.Table, key: Codes, export: Export) -> pa.Table:
    """One row for each key: the numbers added, all else as in the first of its rows."""
    numbers = {each.name for each in export.numbers}
    wanted = [(name, "sum" if name in numbers else "first") for name in rows.column_names]
    numbered = rows.append_column("\0key", pa.array(key))
    summed = numbered.group_by("\0key", use_threads=False).aggregate(wanted)
    columns = {
        name: summed[f"{name}_{how}"].cast(AMOUNT) if how == "sum" else summed[f"{name}_{how}"] for name, how in wanted
    }
    return pa.table(columns)
