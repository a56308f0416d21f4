"""The answer to any question as a table with heads on two sides: values, or each beside another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from dashboard import theme
from dashboard.cards.tables import cell
from dashboard.figures import monthly
from dashboard.figures.dimensions import TIME, all_dimensions, word
from dashboard.figures.figure import Figure
from dashboard.figures.measures import MEASURES
from dashboard.figures.pivot import Key, Pivot, Question, pivot
from dashboard.figures.store.warehouse import Warehouse
from dashboard.share.grid import Cell, Grid, Head, Line

VALUES, CHANGE, SHARE, WHOLE = "Värden", "Mot året innan", "Andel av summan", "Mot helheten"
INDEX = "Index, första perioden = 100"
BESIDE = (VALUES, CHANGE, SHARE, WHOLE, INDEX)
"""What is told of each figure: itself, how it has changed since the year before, its share of its column, how it
differs from the one of its whole column, what it is of the first one of its row."""

TOTAL = "Totalt"
BETWEEN = "\x1f"


@dataclass(frozen=True)
class Answer:
    """A pivot and what is told of its figures."""

    warehouse: Warehouse
    pivot: Pivot
    told: Callable[[str, Key, Key], Figure | None]

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.pivot.question

    def names(self, dimensions: Key, key: Key) -> tuple[str, ...]:
        """The values of a key in words."""
        question = self.question
        # Of a single year, which stands in the line above, its months are named alone.
        single = f"{question.first.year}-" if question.first.year == question.last.year else "-"
        values = [
            (name, value.removeprefix(single) if name in TIME else value)
            for name, value in zip(dimensions, key, strict=False)
        ]
        return tuple(word(self.warehouse, question.measures, name, value) for name, value in values)

    def figures(self, rows: Sequence[Key]) -> list[Figure]:
        """All that is told in some rows."""
        places = ((measure, row, column) for row in rows for measure, column in self.pivot.columns)
        return [figure for place in places if (figure := self.told(*place))]

    def labels(self, dimensions: Key) -> list[str]:
        """What dimensions are called."""
        known = all_dimensions(self.warehouse, self.question.measures, printed=self.question.printed)
        return [known.get(name, name) for name in dimensions]


def answer(warehouse: Warehouse, question: Question, beside: str = VALUES) -> Answer:
    """The answer to a question: its figures, or each set beside another."""
    found = pivot(warehouse, question)
    if beside == CHANGE:
        before = pivot(warehouse, _year_before(question))

        def changed(measure: str, row: Key, column: Key) -> Figure | None:
            then = before.figure(measure, _before(question.rows, row), _before(question.columns, column))
            return _changed(warehouse, found.figure(measure, row, column), then)

        return Answer(warehouse, found, changed)
    if beside == SHARE:
        return Answer(warehouse, found, lambda m, r, c: _share(found.figure(m, r, c), found.figure(m, (), c)))
    if beside == WHOLE:
        return Answer(warehouse, found, lambda m, r, c: from_whole(found.figure(m, r, c), found.figure(m, (), c)))
    if beside == INDEX:
        return Answer(warehouse, found, partial(indexed, warehouse, found))
    return Answer(warehouse, found, found.figure)


def cell_name(measure: str, row: Key, column: Key) -> str:
    """What tells a cell from all others."""
    return BETWEEN.join([measure, str(len(row)), *row, *column])


def grid(found: Answer, rows: Sequence[Key]) -> Grid:
    """Some rows of an answer as they are shown."""
    dimensions, columns = found.question.rows, found.pivot.columns
    cells = {(row, each): found.told(each[0], row, each[1]) for row in rows for each in columns}
    lines = [
        Line(
            found.names(dimensions, row) or (TOTAL,),
            [_told(cells[row, each], cell_name(each[0], row, each[1])) for each in columns],
            total=len(row) < len(dimensions),
        )
        for row in rows
    ]
    heads = [_head(found, *each, [cells[row, each] for row in rows]) for each in columns]
    return Grid(found.labels(dimensions) or [""], heads, lines)


def _told(row: Figure | None, name: str) -> Cell:
    return cell(row, name) if row else Cell()


def _head(found: Answer, measure: str, column: Key, rows: Sequence[Figure | None]) -> Head:
    dimensions = found.question.columns
    names = " ".join(found.names(dimensions, column)) or (TOTAL if dimensions else "")
    units = [row.unit for row in rows if row] or [MEASURES[measure].unit]
    decimals = max((theme.decimals_of(row.resolution) for row in rows if row), default=0)
    return Head(MEASURES[measure].label, "" if units[0] == "index" else units[0], names, decimals)


def _year_before(question: Question) -> Question:
    """The same question of the year before."""
    first, last = (date(day.year - 1, day.month, 1) for day in (question.first, question.last))
    return replace(question, first=first, last=last)


def _before(dimensions: Key, key: Key) -> Key:
    """The same values a year before: 2021-03 is 2020-03."""
    return tuple(
        f"{int(value[:4]) - 1}{value[4:]}" if name in TIME and len(value) >= 4 else value
        for name, value in zip(dimensions, key, strict=False)
    )


def _changed(warehouse: Warehouse, now: Figure | None, then: Figure | None) -> Figure | None:
    """By how much a figure differs from the one of a year before, in per cent; of per cent in their points."""
    if now is None or now.value is None:
        return now
    why = _incomparable(warehouse, now, then)
    if then is None or then.value is None or why:
        return replace(now, value=None, missing="not_given", note=why or "året innan saknas", caveats=())
    points = now.unit == "%"
    value = now.value - then.value if points else (now.value / then.value - 1) * 100
    resolution = max(now.resolution, then.resolution) if points else 0.1
    return replace(now, value=value, resolution=resolution, unit="procentenheter" if points else "%", caveats=())


def _incomparable(warehouse: Warehouse, now: Figure, then: Figure | None) -> str:
    """Why two figures of one thing cannot be compared; empty where they can."""
    if then is None or then.value is None:
        return then.note if then else ""
    if caveats := [*now.caveats, *then.caveats]:
        return caveats[0].text
    if now.part_year or then.part_year:
        return "bara en del av perioden är inläst"
    if now.unit != "%" and then.value == 0:
        return "inget att jämföra med"
    if now.group and then.period_start and now.period_end:
        return "; ".join(monthly.breaks(warehouse, now.measure, now.group, then.period_start, now.month_start))
    return ""


def _share(part: Figure | None, whole: Figure | None) -> Figure | None:
    """A figure in per cent of the one of all rows; only of what adds up."""
    if part is None or part.value is None:
        return part
    computed = MEASURES[part.measure].computed
    if whole is None or not whole.value or part.unit == "%" or (computed and computed.denominator):
        return replace(part, value=None, missing="not_given", note="är ingen summa av sina delar", caveats=())
    return replace(part, value=part.value / whole.value * 100, resolution=0.1, unit="%")


def from_whole(part: Figure | None, whole: Figure | None) -> Figure | None:
    """By how much a figure differs from the one of all rows; only where neither is a sum of parts."""
    if part is None or part.value is None:
        return part
    why = _unlike(part, whole)
    if whole is None or whole.value is None or why:
        return replace(part, value=None, missing="not_given", note=why or "helheten saknas", caveats=())
    resolution = max(part.resolution, whole.resolution)
    unit = "procentenheter" if part.unit == "%" else part.unit
    return replace(part, value=part.value - whole.value, resolution=resolution, unit=unit, caveats=())


def _unlike(part: Figure, whole: Figure | None) -> str:
    """Why a figure cannot be held against the one of all rows; empty where it can."""
    computed = MEASURES[part.measure].computed
    if part.unit != "%" and not (part.computed and computed and computed.denominator):
        return "är en del av helheten: se dess andel"
    if whole and (caveats := [*part.caveats, *whole.caveats]):
        return caveats[0].text
    return "inte samma månader som helheten" if whole and part.part_year != whole.part_year else ""


def indexed(warehouse: Warehouse, found: Pivot, measure: str, row: Key, column: Key) -> Figure | None:
    """A figure in per cent of the one of the first period in its row."""
    now = found.figure(measure, row, column)
    if now is None or now.value is None:
        return now
    over_time = [name for name in found.question.columns if name in TIME]
    if not over_time or len(column) < len(found.question.columns):
        return replace(now, value=None, missing="not_given", note="är ingen period i kolumnerna", caveats=())
    first = next(each for of, each in found.columns if of == measure and len(each) == len(column))
    then = found.figure(measure, row, first)
    why = _incomparable(warehouse, now, then)
    if then is None or then.value is None or why:
        return replace(now, value=None, missing="not_given", note=why or "första perioden saknas", caveats=())
    if then.value <= 0:
        return replace(now, value=None, missing="not_given", note="inget att jämföra med", caveats=())
    return replace(now, value=now.value / then.value * 100, resolution=0.1, unit="index", caveats=())
