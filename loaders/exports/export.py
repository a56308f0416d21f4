"""What an export is: columns with every header spelling seen, their kinds and limits, a key and rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

from loaders.swedish.spelling import fold

Kind = Literal["month", "year", "period", "date", "text", "code", "choice", "amount", "count", "hours", "money"]
"""What a column's cells are. `month`: any spelling of one; `period`: a month or a year; `code`: text whose leading
zeros count; `choice`: one of a few words; `count`: a whole number; `hours`: decimal hours, HH:MM or a duration;
`money`: kr, tkr or mnkr as the heading says, kept in kr."""

Value = str | int | float | date
"""What a cell of a template holds."""

NUMBERS: frozenset[Kind] = frozenset({"amount", "count", "hours", "money"})
NAMES: frozenset[Kind] = frozenset({"text", "code", "choice"})


@dataclass(frozen=True)
class Column:
    """One column. The first of `headings` is the one that templates use.

    A column that is not `required` may be absent. `choices` maps spellings to what the warehouse keeps.
    `negative` numbers are errors unless allowed. With `elsewhere` the column may be absent where the sheet's
    name or a line above the table says the same for all rows: `Period: mars 2021`.
    `unique` counts each person once, so that a total row may have fewer than its rows together.
    `adds_up` is False for numbers that a total row does not sum, such as a year's frame. `seldom`: few people have any
    of it, so that it is released over longer periods than months; columns of one such family are released together.
    `across` are values that sheets give as headings, over numbers of each: SFB, LSS. `spare`: a sheet with months or
    values in its columns says one thing only, and may lack this.
    `divides`: the export's numbers may be divided by it; `named_by` is then the column that names its codes, and
    `called` what its values are called, where that is not as they are kept.
    """

    name: str
    headings: tuple[str, ...]
    kind: Kind
    required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    negative: bool = False
    elsewhere: bool = False
    adds_up: bool = True
    seldom: str = ""
    across: tuple[str, ...] = ()
    spare: bool = False
    unique: bool = False
    divides: bool = False
    named_by: str = ""
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The heading by which people know the column."""
        return self.headings[0]


@dataclass(frozen=True)
class AtMost:
    """A row's `part` may not exceed its `whole`."""

    part: str
    whole: str

    @property
    def parts(self) -> tuple[str, ...]:
        """As of a rule with several."""
        return (self.part,)


@dataclass(frozen=True)
class SumsTo:
    """A row's `parts` add up to its `whole`, rounding apart."""

    parts: tuple[str, ...]
    whole: str


@dataclass(frozen=True)
class Export:
    """A monthly export. `id` names its table in the warehouse, `name` is what people call it.

    Rows are unique in `key`. `owner` are the columns that, with the month, a file owns: what a newer file brings
    of one owner and month replaces all that was there. `place` are the columns that tell the organisation, the
    first that has a text counts. `headline` are the numbers by which two loads are compared. `people`: rows count
    people, so that a row for each individual is refused. `month` is the column that dates a row. `has_others`: places
    that are not ours are other providers' rather than unknown. `revenue`: rows whose code in that column begins so are
    revenue, which is negative; all others are costs, which are positive. `example` is the row that a template shows, in
    the order of the columns, and `sign` what it says that a minus means. `everywhere`: every area should have rows.
    """

    id: str
    name: str
    system: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    owner: tuple[str, ...]
    place: tuple[str, ...]
    headline: tuple[str, ...]
    month: str = "month"
    rules: tuple[AtMost | SumsTo, ...] = ()
    people: str = ""
    has_others: bool = False
    revenue: tuple[str, str] | None = None
    example: tuple[Value, ...] = ()
    sign: str = ""
    everywhere: bool = False

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def numbers(self) -> tuple[Column, ...]:
        """The columns that are summed."""
        return tuple(column for column in self.columns if column.kind in NUMBERS)

    @property
    def dividing(self) -> tuple[Column, ...]:
        """The columns that its numbers may be divided by."""
        return tuple(column for column in self.columns if column.divides)

    @cached_property
    def required(self) -> tuple[Column, ...]:
        """The columns that a table must have a heading for."""
        return tuple(column for column in self.columns if column.required and not column.elsewhere)

    def spellings(self) -> dict[str, Column]:
        """Folded heading -> column."""
        return {fold(heading): column for column in self.columns for heading in column.headings}


@dataclass(frozen=True)
class Taught:
    """What people have said of exports, as plain records: lines of headings.csv and values.csv, and answers by the
    questions' ids."""

    headings: Sequence[Mapping[str, str]] = ()
    values: Sequence[Mapping[str, str]] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


Spellings = Mapping[str, Mapping[str, Column]]
"""Export id -> folded heading -> column."""


def spellings(
    exports: Sequence[Export], added: Sequence[Mapping[str, str]] = (), values: Sequence[Mapping[str, str]] = ()
) -> Spellings:
    """All known headings of every export; `added` are lines of headings.csv: export, heading, column; `values` lines of
    values.csv: column, spelling, and a spelling of the same value that is declared."""
    found = {
        export.id: {heading: with_values(column, values) for heading, column in export.spellings().items()}
        for export in exports
    }
    for line in added:
        columns = {
            column.name: column for export in exports if export.id == line["export"] for column in export.columns
        }
        if line["column"] in columns:
            found[line["export"]][fold(line["heading"])] = with_values(columns[line["column"]], values)
    return found


def with_values(column: Column, values: Sequence[Mapping[str, str]]) -> Column:
    """The column with the spellings that lines of values.csv add to those of its values."""
    added = {
        fold(line["spelling"]): column.choices[value]
        for line in values
        if line["column"] == column.name and (value := fold(line["value"])) in column.choices
    }
    return replace(column, choices={**column.choices, **added}) if added else column


SAMPLE_MARK = "Exempeldata"
"""A line above the table that begins so marks a generated sample."""

INSTRUCTIONS = "Instruktion"
"""The sheet of a template that explains it; nothing is read there."""

TOTAL_WORDS = (
    "summa",
    "totalt",
    "total",
    "delsumma",
    "totalsumma",
    "totalvärden",
    "totalvärde",
    "sammanlagt",
    "slutsumma",
)
"""A row whose first text begins or ends with one of these sums rows above it."""
