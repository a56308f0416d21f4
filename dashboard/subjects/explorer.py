"""The cards of the page Utforska: the answer to a question in the form that is asked for; what a cell is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard import theme
from dashboard.cards import pivot as told
from dashboard.cards.card import Card, Note, View
from dashboard.cards.months import scope
from dashboard.cards.pivot import Answer
from dashboard.cards.tables import traceable
from dashboard.charts import crossed
from dashboard.charts.crossed import Row
from dashboard.charts.spec import Spec
from dashboard.figures.dimensions import OF_GROUPS, TIME, all_dimensions, declared, dimensions_of, why_not
from dashboard.figures.figure import Figure
from dashboard.figures.groups import TOTAL
from dashboard.figures.measures import MEASURES
from dashboard.figures.ownership import owner
from dashboard.figures.pivot import Key, Question, pivot
from dashboard.figures.store import facts
from dashboard.figures.store.dimensions import dividing
from dashboard.figures.store.loaded import of_people
from dashboard.share.table import Table

TABLE, LINES, BARS, HEAT, POINTS = "Tabell", "Linjer", "Staplar", "Värmekarta", "Punkter"
MOST_ROWS = 500
NOTHING = "Inget finns för det urvalet."
PARTIAL = "* bara en del av perioden är inläst"


@dataclass(frozen=True)
class Asked:
    """A question, what each figure is set beside, and the form of the answer."""

    question: Question
    beside: str = told.VALUES
    form: str = TABLE


def cards(view: View, asked: Asked, opened: str = "") -> list[Card | Note]:
    """The answer, and below it what an opened cell is made of."""
    question = asked.question
    if not question.measures:
        return [Note("Välj minst ett mått.")]
    answer = told.answer(view.warehouse, question, asked.beside)
    if not answer.pivot.cells:
        return [Card("explored", title(answer, question.columns), lacking=_why_nothing(view, question))]
    rows = answer.pivot.rows[:MOST_ROWS]
    figures = answer.figures(rows)
    card = Card(
        "explored",
        title(answer, () if asked.form in (BARS, POINTS) else question.columns),
        line(view, answer, asked.beside),
        rows=figures,
        measures=question.measures,
        notices=_undivided(view, question),
        notes=_notes(answer, figures),
    )
    if asked.form == TABLE:
        shown: Card = replace(card, grid=told.grid(answer, rows), whole=lambda: told.grid(answer, answer.pivot.rows))
    else:
        drawings = FORMS[asked.form](view, answer)
        shown = replace(card, drawings=drawings, across=2 if drawings[2:] else 1)
    return [shown, *_opened(view, answer, opened)]


def title(answer: Answer, columns: Key) -> str:
    """What is told by what, as a name."""
    question = answer.question
    measures = theme.listed([MEASURES[measure].label for measure in question.measures])
    by = theme.listed([label.lower() for label in answer.labels((*question.rows, *columns))])
    return f"{measures} per {by}" if by else measures


def line(view: View, answer: Answer, beside: str) -> str:
    """In which unit, of whom and when."""
    question = answer.question
    units = {MEASURES[measure].unit for measure in question.measures}
    whom = scope(view) if not question.printed else question.group.org
    only = "; ".join(", ".join(answer.names((name,) * len(kept), kept)) for name, kept in question.only)
    when = theme.span(question.first.year, question.last.year)
    unit = (
        next(iter(units)).capitalize()
        if len(units) == 1 and beside == told.VALUES
        else beside
        if beside != told.VALUES
        else ""
    )
    basis = "ur rapporterna" if question.printed else "ur månadsexporterna"
    return " · ".join(filter(None, [unit, whom, only, when, basis]))


def _undivided(view: View, question: Question) -> list[str]:
    """Which measures lack a dimension that is asked for, or cannot follow a choice, and why."""
    found = []
    labels = all_dimensions(view.warehouse, question.measures, printed=question.printed)
    for measure in question.measures:
        mine = dimensions_of(view.warehouse, measure, printed=question.printed)
        name = MEASURES[measure].label
        for each in (*question.rows, *question.columns):
            if each not in mine:
                reason = why_not(view.warehouse, measure, each, printed=question.printed)
                found.append(f"{name} delas inte på {labels.get(each, each).lower()}: {reason}.")
        for each, _ in question.only:
            if each not in mine:
                found.append(f"Urvalet {labels.get(each, each).lower()} gäller inte {name}.")
        computed = MEASURES[measure].computed
        if (
            question.group.divided
            and not question.printed
            and computed
            and not of_people(view.warehouse, computed.export)
        ):
            found.append(f"{name} är inte uppdelat på medarbetare: visar {question.group.org}.")
    return found


def _notes(answer: Answer, figures: Sequence[Figure]) -> list[str]:
    """What marks mean, why anything is hidden, and how many rows there are."""
    hidden = dict.fromkeys(row.note for row in figures if row.value is None and row.missing == "hidden")
    notes = [f".. {reason}" for reason in hidden]
    notes += [PARTIAL] if any(row.part_year and row.value is not None for row in figures) else []
    rows = len(answer.pivot.rows)
    return (
        [*notes, f"Sidan visar {MOST_ROWS} av {theme.number(rows)} rader, Excelfilen alla"]
        if rows > MOST_ROWS
        else notes
    )


def _why_nothing(view: View, question: Question) -> str:
    """What is empty, and the choice without which there would be something."""
    group = question.group
    everyone = {name: TOTAL for name in OF_GROUPS if getattr(group, name) != TOTAL}
    fewer: Mapping[str, Question] = {
        "urvalet": replace(question, only=()),
        "valen av medarbetare": replace(question, group=replace(group, **everyone)),
        "affärsområdet": replace(question, group=replace(group, org=view.warehouse.whole)),
        "året": replace(question, first=date(view.choice.since, 1, 1)),
    }
    for name, asked in fewer.items():
        if asked != question and pivot(view.warehouse, asked).cells:
            return f"{NOTHING} Välj bort {name}, så finns det."
    return NOTHING


def _rows(answer: Answer, columns: Sequence[tuple[str, Key]]) -> list[Row]:
    """The rows that are no totals, with some columns."""
    dimensions = answer.question.rows
    rows = [row for row in answer.pivot.rows if len(row) == len(dimensions)]
    return [
        Row(
            ", ".join(answer.names(dimensions, row)), [answer.told(measure, row, column) for measure, column in columns]
        )
        for row in rows
    ]


def _by_measure(view: View, answer: Answer, draw: Callable[[str, Sequence[Key]], Spec]) -> list[tuple[str, Spec]]:
    """A drawing for each measure, of its columns that are no totals, or of its only one."""
    question = answer.question
    found = []
    for measure in question.measures:
        mine = [column for of, column in answer.pivot.columns if of == measure]
        finest = [column for column in mine if len(column) == max(map(len, mine))]
        heading = _with_unit(answer, measure) if question.measures[1:] else ""
        found.append((heading, draw(measure, finest)))
    return found


def _lines(view: View, answer: Answer) -> list[tuple[str, Spec]]:
    def draw(measure: str, columns: Sequence[Key]) -> Spec:
        dimensions = answer.question.columns
        rows = _rows(answer, [(measure, column) for column in columns])
        heads = [" ".join(answer.names(dimensions, column)) or MEASURES[measure].label for column in columns]
        if not set(dimensions) & TIME.keys():
            # Time is horizontal, wherever it was asked for.
            turned = [Row(head, [row.cells[at] for row in rows]) for at, head in enumerate(heads)]
            heads, rows = [row.name for row in rows], turned
        return crossed.lines(heads, rows[: crossed.MOST_LINES], view.palette)

    return _by_measure(view, answer, draw)


def _bars(view: View, answer: Answer) -> list[tuple[str, Spec]]:
    def draw(measure: str, columns: Sequence[Key]) -> Spec:
        total = next((c for of, c in answer.pivot.columns if of == measure and not c), columns[-1])
        computed = MEASURES[measure].computed
        whole = answer.told(measure, (), total) if computed and computed.denominator else None
        return crossed.bars(_rows(answer, [(measure, total)]), whole, view.palette)

    return _by_measure(view, answer, draw)


def _heat(view: View, answer: Answer) -> list[tuple[str, Spec]]:
    def draw(measure: str, columns: Sequence[Key]) -> Spec:
        heads = [
            " ".join(answer.names(answer.question.columns, column)) or MEASURES[measure].label for column in columns
        ]
        return crossed.heat(heads, _rows(answer, [(measure, column) for column in columns]), view.palette)

    return _by_measure(view, answer, draw)


def _points(view: View, answer: Answer) -> list[tuple[str, Spec]]:
    first, second = answer.question.measures[:2]
    both = [(first, ()), (second, ())]
    whole = Row(told.TOTAL, [answer.told(measure, (), ()) for measure, _ in both])
    names = _with_unit(answer, first), _with_unit(answer, second)
    return [("", crossed.points(_rows(answer, both), whole, names, view.palette))]


def _with_unit(answer: Answer, measure: str) -> str:
    """A measure with the unit of what is told of it, which may be a difference or an index."""
    label = MEASURES[measure].label
    places = ((row, column) for row in answer.pivot.rows for of, column in answer.pivot.columns if of == measure)
    told = (answer.told(measure, row, column) for row, column in places)
    unit = next((each.unit for each in told if each and each.value is not None), MEASURES[measure].unit)
    return label if unit == "index" else f"{label}, {unit}"


FORMS: Mapping[str, Callable[[View, Answer], list[tuple[str, Spec]]]] = {
    LINES: _lines,
    BARS: _bars,
    HEAT: _heat,
    POINTS: _points,
}


def forms(question: Question) -> list[str]:
    """The forms that an answer can take, the table first."""
    time = {*question.rows, *question.columns} & TIME.keys()
    two = len(question.measures) > 1 and question.rows
    fitting = {LINES: time, BARS: question.rows, HEAT: question.rows and question.columns, POINTS: two}
    return [TABLE, *(form for form, fits in fitting.items() if fits)]


def _opened(view: View, answer: Answer, name: str) -> list[Card]:
    """What a cell is made of: its files, and of what is no people's its rows."""
    question = answer.question
    place = next((each for each in answer.pivot.cells if told.cell_name(*each) == name), None)
    figure = answer.pivot.figure(*place) if place else None
    if place is None or figure is None:
        return []
    measure, row, column = place
    words = [*answer.names(question.rows, row), *answer.names(question.columns, column)]
    heading = f"Vad siffran består av: {', '.join([MEASURES[measure].label, *words])}"
    origin = Card("origin", heading, rows=[figure], table=traceable([figure]))
    if figure.value is None:
        return [replace(origin, table=None, lacking=figure.note or NOTHING)]
    made_of = _lines_of(
        view,
        question,
        figure,
        dict([*zip(question.rows, row, strict=False), *zip(question.columns, column, strict=False)]),
    )
    return [origin, *([made_of] if made_of else [])]


def _lines_of(view: View, question: Question, figure: Figure, values: Mapping[str, str]) -> Card | None:
    """The rows of the export that a figure is computed from, none of people's."""
    computed = MEASURES[figure.measure].computed
    side = computed.side(figure.scenario) if computed else None
    if computed is None or side is None or not figure.computed or of_people(view.warehouse, computed.export):
        return None
    mine = dividing(view.warehouse, computed.export)
    only = [(name, kept) for name, kept in question.only if declared(view.warehouse, figure.measure, name)]
    only += [(each.name, (values[each.name],)) for each in mine if each.name in values]
    org = view.warehouse.whole if owner(view.warehouse, figure.measure, figure.org) else figure.org
    if figure.period_start is None:
        return None
    sides = side, computed.denominator
    by = [each.name for each in mine]
    span = figure.period_start, figure.month_start
    asked = facts.Asked(computed.export, sides, computed.where, org, by, only)
    numbers, found = facts.lines(view.warehouse, asked, *span)
    table = Table(
        ("Fil", "Blad", "Rad", "Månad", *(each.label for each in mine), *numbers),
        tuple(
            (
                str(file).rpartition("/")[2],
                sheet or "",
                str(row),
                theme.month(month),
                *(str(value or "") for value in rest[: len(by)]),
                *("–" if value is None else theme.number(value, 2).removesuffix(",00") for value in rest[len(by) :]),
            )
            for file, sheet, row, month, *rest in found
        ),
    )
    more = [f"Visar de första {facts.MOST_LINES} raderna"] if len(found) == facts.MOST_LINES else []
    return Card(
        "lines",
        f"Rader i exporten: {theme.number(len(found))}{'+' if more else ''}",
        rows=[figure],
        table=table,
        notes=more,
    )
