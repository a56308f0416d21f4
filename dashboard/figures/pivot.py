"""Any measures by any dimensions: one question, answered by figures, each total asked for itself.

A measure that lacks a dimension of the rows or columns is told undivided, beside those that have it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache, partial
from itertools import product

from dashboard.figures import query
from dashboard.figures.dimensions import (
    AREA,
    OF_GROUPS,
    PUBLICATION,
    SCENARIO,
    TIME,
    UNIT,
    WORDS,
    declared,
    dimensions_of,
    periods,
    word,
)
from dashboard.figures.figure import Figure
from dashboard.figures.gaps import months_between
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.monthly import YEAR, expected, figure_of, hidden_months
from dashboard.figures.ownership import owner
from dashboard.figures.store import facts
from dashboard.figures.store.facts import Month
from dashboard.figures.store.loaded import loaded_months, of_people
from dashboard.figures.store.organisation import known_orgs, open_orgs
from dashboard.figures.store.warehouse import Warehouse
from dashboard.figures.sums import units_of
from dashboard.theme import swedish

Key = tuple[str, ...]
"""Values of dimensions, in their order; of a total those of the first ones, or none."""

Only = tuple[tuple[str, tuple[str, ...]], ...]
"""Dimensions that exports declare, each with the values that count."""

OUTCOME = "outcome"
COARSER = "redovisas bara per {} här: få har något av det"
TWELVE = "räknas över tolv månader: dela per år"
LENGTHS = {3: "kvartal", 12: "kalenderår"}


@dataclass(frozen=True)
class Question:
    """What is asked: of which group, from the first to the last month, of print or of exports, as known when."""

    measures: tuple[str, ...]
    rows: Key
    columns: Key
    group: Group
    first: date
    last: date
    only: Only = ()
    printed: bool = False
    as_of: str = ""


Place = tuple[str, Key, Key]
"""A measure, a row and a column."""

Make = Callable[[], Figure]


@dataclass(frozen=True)
class Pivot:
    """The answer: the rows and columns in order, totals last, and the figure of each measure, row and column, which is
    made when it is asked for: of many rows few are shown."""

    question: Question
    rows: Sequence[Key]
    columns: Sequence[tuple[str, Key]]
    cells: Mapping[Place, Make]

    def figure(self, measure: str, row: Key, column: Key) -> Figure | None:
        """What is told of a measure in a row and a column; None where nothing is."""
        make = self.cells.get((measure, row, column))
        return make() if make else None


@lru_cache(maxsize=50)
def pivot(warehouse: Warehouse, question: Question) -> Pivot:
    """The figures of a question, each measure by all dimensions that it has."""
    cells: dict[Place, Make] = {}
    for measure in question.measures:
        mine = dimensions_of(warehouse, measure, printed=question.printed)
        for down, across in product(_beginnings(question.rows, mine), _beginnings(question.columns, mine)):
            if _told(question, mine, (*down, *across)):
                for key, make in by(warehouse, question, measure, (*down, *across)).items():
                    cells[measure, key[: len(down)], key[len(down) :]] = make
    order = _order(warehouse, question)
    rows = sorted({row for _, row, _ in cells}, key=lambda key: order(question.rows, key))
    columns = sorted(
        {(measure, column) for measure, _, column in cells},
        key=lambda each: (question.measures.index(each[0]), order(question.columns, each[1])),
    )
    return Pivot(question, rows, columns, cells)


def _beginnings(dimensions: Key, has: Mapping[str, str]) -> list[Key]:
    """None of some dimensions, the first of them, the first two …, as far as a measure has them."""
    found: list[Key] = [()]
    for at, name in enumerate(dimensions):
        if name not in has:
            break
        found.append(dimensions[: at + 1])
    return found


def _told(question: Question, has: Mapping[str, str], dimensions: Key) -> bool:
    """Whether a measure has a total by some of the asked dimensions: scenarios, publications and printed years do not
    go together, nor does a month of several years."""
    asked = {*question.rows, *question.columns} & has.keys()
    apart = {SCENARIO, PUBLICATION} | ({"year"} if question.printed else set())
    of_any_year = "year" in asked and "year" not in dimensions and {"month", "quarter"} & {*dimensions}
    return apart & asked <= {*dimensions} and not of_any_year


def by(warehouse: Warehouse, question: Question, measure: str, dimensions: Key) -> dict[Key, Make]:
    """The figures of a measure by some dimensions, by their values."""
    ask = _of_print if question.printed else _of_exports
    return {
        tuple(values[name] for name in dimensions): figure
        for values, figure in ask(warehouse, question, measure, dimensions)
    }


Found = Iterator[tuple[Mapping[str, str], Make]]


def _of_print(warehouse: Warehouse, question: Question, measure: str, dimensions: Key) -> Found:
    """What is printed of the years, or of the last of them where it is not divided by year."""
    orgs = tuple(_orgs(warehouse, question)) if AREA in dimensions else (question.group.org,)
    genders = tuple(WORDS["gender"]) if "gender" in dimensions else (question.group.gender,)
    scenarios = () if SCENARIO in dimensions else (OUTCOME,)
    first = question.first.year if "year" in dimensions else question.last.year
    chosen = query.Filter(orgs, genders, scenarios, first, question.last.year, question.as_of)
    ask = query.printed if PUBLICATION in dimensions else query.figures
    for row in ask(warehouse, measure, chosen):
        if row.year is not None and not row.part_year and not row.subject:
            told = {"year": str(row.year), AREA: row.org, "gender": row.gender}
            yield {**told, SCENARIO: row.scenario, PUBLICATION: row.publication}, partial(_same, row)


def _of_exports(warehouse: Warehouse, question: Question, measure: str, dimensions: Key) -> Found:
    """What is computed from exports, of people only where it is released."""
    time = [name for name in dimensions if name in TIME]
    spans = periods(time, question.first, question.last)
    scenarios = (OUTCOME, "budget") if SCENARIO in dimensions else (OUTCOME,)
    for told, group in _groups(warehouse, question, measure, dimensions):
        for scenario in scenarios:
            for part in _parts(warehouse, question, measure, dimensions, (group, scenario)):
                for period, (first, last) in spans.items():
                    if part.tells(first, last):
                        make = cache(partial(_figure, warehouse, measure, part, first, last))
                        yield {**told, **part.of, **dict(zip(time, period, strict=True)), SCENARIO: scenario}, make


def _groups(
    warehouse: Warehouse, question: Question, measure: str, dimensions: Key
) -> Iterator[tuple[dict[str, str], Group]]:
    """The groups that areas and what people have in common divide the chosen one in, each by its values."""
    computed = MEASURES[measure].computed
    people = computed is not None and of_people(warehouse, computed.export)
    group = question.group if people else Group(question.group.org)
    orgs = _orgs(warehouse, question) if AREA in dimensions else [group.org]
    narrowing = [name for name in dimensions if name in OF_GROUPS and name != UNIT and people]
    offered = [[value for value in WORDS[name] if getattr(group, name) in (TOTAL, value)] for name in narrowing]
    for org, values in product(orgs, product(*offered)):
        common = dict(zip(narrowing, values, strict=True))
        within = replace(group, org=org, **common)
        if UNIT not in dimensions or not people:
            yield {AREA: org, **common}, within
            continue
        shown = units_of(warehouse, measure, Group(org), question.first, question.last)
        units = sorted((each.org, each.unit) for each in shown)
        areas = Counter(unit for _, unit in units)
        for area, unit in units:
            if group.unit in (TOTAL, unit):
                named = unit if areas[unit] == 1 else f"{unit} ({area})"
                yield {AREA: org, UNIT: named, **common}, replace(within, org=area, unit=unit)


def _orgs(warehouse: Warehouse, question: Question) -> list[str]:
    """The areas within the chosen organisation."""
    if question.group.org != warehouse.whole:
        return [question.group.org]
    there = open_orgs(warehouse, question.first.year, question.last.year)
    return [org for org in there if org != warehouse.whole]


@dataclass(frozen=True)
class _Part:
    """What a measure is told of: a group, in a scenario, and the rows with some values of declared dimensions; with the
    months that there are, and those that are hidden."""

    group: Group
    scenario: str
    months: Sequence[Month]
    hidden: Sequence[Figure] = ()
    of: Mapping[str, str] = field(default_factory=dict)

    def tells(self, first: date, last: date) -> bool:
        """Whether anything is loaded of a period, be it hidden."""
        return any(each.month <= last and each.last >= first for each in self.months) or bool(self.why(first, last))

    def why(self, first: date, last: date) -> str:
        """Why it is hidden in a period; empty where it is not."""
        return next((row.note for row in self.hidden if first <= row.month_start <= last), "")


def _same(row: Figure) -> Figure:
    return row


def _parts(
    warehouse: Warehouse, question: Question, measure: str, dimensions: Key, told: tuple[Group, str]
) -> Iterator[_Part]:
    """A group in a scenario, by the values of the dimensions that the export declares."""
    group, scenario = told
    computed = MEASURES[measure].computed
    side = computed.side(scenario) if computed else None
    if computed is None or side is None:
        return
    by_rows = [name for name in dimensions if declared(warehouse, measure, name)]
    only = [(name, kept) for name, kept in question.only if declared(warehouse, measure, name)]
    if not by_rows and not only:
        hidden = hidden_months(warehouse, measure, group, scenario)
        yield _Part(group, scenario, expected(warehouse, measure, group, scenario), hidden)
        return
    owned = owner(warehouse, measure, group.org)
    # Rows of a measure that an area owns may stand for the whole.
    org = warehouse.whole if owned else group.org
    asked = facts.Asked(computed.export, (side, computed.denominator), computed.where, org, by_rows, only)
    found = facts.sums_by(warehouse, asked)
    for values, months in found.items():
        mine = [month for month in months if owned is None or owned.covers(month.month)]
        yield _Part(group, scenario, mine, of=dict(zip(by_rows, values, strict=True)))


def _figure(warehouse: Warehouse, measure: str, part: _Part, first: date, last: date) -> Figure:
    """A measure over a period, or why it is not told of it."""
    computed = MEASURES[measure].computed
    within = [month for month in part.months if first <= month.month and month.last <= last]
    why = part.why(first, last)
    if not why and not within:
        longer = next(month for month in part.months if month.month <= last and month.last >= first)
        why = COARSER.format(LENGTHS[longer.length])
    elif computed and not computed.by_month and sum(month.length for month in within) != YEAR:
        why = why or TWELVE
    if why:
        ends = [Month(first, 0.0), Month(last, 0.0)]
        row = figure_of(warehouse, measure, part.group, part.scenario, ends)
        return replace(row, value=None, missing="hidden", note=why, caveats=(), part_year=False)
    row = figure_of(warehouse, measure, part.group, part.scenario, within, of=tuple(part.of.items()))
    whole = months_between(first, last)
    # Of an account or a kitchen there need not be anything in every month.
    loaded = {*loaded_months(warehouse, computed.export)} if computed else set()
    counted = len(loaded & {*whole}) if part.of else sum(month.length for month in within)
    return replace(row, part_year=counted < len(whole))


def _order(warehouse: Warehouse, question: Question) -> Callable[[Key, Key], list[tuple[int, int, str]]]:
    """What keys of some dimensions are sorted by: time and areas in their order, all else by name; totals last."""
    orgs = known_orgs(warehouse)

    def place(name: str, value: str) -> tuple[int, str]:
        if name in WORDS:
            return [*WORDS[name], value].index(value), ""
        if name == AREA:
            return [*orgs, value].index(value), ""
        return 0, value if name in TIME else swedish(word(warehouse, question.measures, name, value))

    def order(dimensions: Key, key: Key) -> list[tuple[int, int, str]]:
        told = [(0, *place(name, value)) for name, value in zip(dimensions, key, strict=False)]
        return [*told, (1, 0, "")] if len(key) < len(dimensions) else told

    return order
