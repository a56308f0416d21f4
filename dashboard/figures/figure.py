"""A figure: a value with its place in print, or the exports that it is computed from, and what speaks against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from dashboard.figures.groups import Group

SCENARIOS = ("outcome", "budget", "plan", "forecast", "target", "deviation", "frame", "assessment")
GENDERS = ("total", "women", "men")
COMPUTED = -1
"""The place among the publications of what none of them prints."""


@dataclass(frozen=True)
class Caveat:
    """What speaks against comparing a figure: `check`, a failing check that its cell takes part in; `gap`, parts that
    are not loaded; `zeros`, a column that holds nothing but zeros."""

    kind: Literal["check", "gap", "zeros"]
    text: str


@dataclass(frozen=True)
class Figure:
    """One figure with its place in print.

    `value` is in `unit`, None where nothing is printed; `resolution` is the size of its last digit. `heading` is its
    column's as printed, `scope` what a target leaves out.
    In annual figures `part_year` says that it covers less than the year, `segment` numbers the unbroken
    stretches of a series, and `cut` says why the line is cut before this figure: a series break, or a
    seam between publications that print different values for the same year. Figures computed from monthly exports
    name the export as their publication and its files and rows as their place; `sample` marks generated ones, and
    `who` tells the employees that a figure is of, where these are fewer than all of the organisation and gender;
    `group` is all of whom it is of.
    `caveats` speak against building a comparison or a verdict on it.
    """

    measure: str
    subject: str
    org: str
    gender: str
    scenario: str
    year: int | None
    period_start: date | None
    period_end: date | None
    period_text: str
    value: float | None
    resolution: float
    unit: str
    comparator: str = ""
    printed: str = ""
    missing: str = ""
    footnote: str = ""
    note: str = ""
    publication: str = ""
    as_of: date | None = None
    label: str = ""
    goal: str = ""
    theme: str = ""
    table_kind: str = ""
    table_title: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    position: int = COMPUTED
    heading: str = ""
    scope: str = ""
    part_year: bool = False
    segment: int = 0
    cut: str = ""
    sample: bool = False
    who: str = ""
    group: Group | None = None
    caveats: tuple[Caveat, ...] = ()

    @property
    def number(self) -> float:
        """The value of a figure that has one. Raises ValueError where nothing is printed."""
        if self.value is None:
            raise ValueError(f"{self.sheet}!{self.cell} holds no number")
        return self.value

    @property
    def uncertain(self) -> bool:
        """Whether it is drawn hollow: less than its period's whole, or with something against it."""
        return self.part_year or bool(self.caveats)

    @property
    def computed(self) -> bool:
        """Whether the figure is computed from exports, not printed."""
        return self.position == COMPUTED

    @property
    def month(self) -> int:
        """The last month of a dated figure. Raises ValueError for an undated one."""
        if self.period_end is None:
            raise ValueError(f"{self.sheet}!{self.cell} is not dated")
        return self.period_end.month

    @property
    def month_start(self) -> date:
        """The first day of the last month of a dated figure. Raises ValueError for an undated one."""
        return date(self.of_year, self.month, 1)

    @property
    def of_year(self) -> int:
        """The year of a dated figure. Raises ValueError for an undated one."""
        if self.year is None:
            raise ValueError(f"{self.sheet}!{self.cell} is not dated")
        return self.year

    @property
    def made_on(self) -> str:
        """The day that a forecast was made on, which tells it from others of its year."""
        return str(self.as_of or "") if self.scenario == "forecast" else ""

    @property
    def series(self) -> tuple[str, str, str, str, str]:
        """What the figure is one point of."""
        return self.measure, self.subject, self.org, self.gender, self.scenario


def known(rows: Iterable[Figure]) -> list[Figure]:
    """The figures that have a number."""
    return [row for row in rows if row.value is not None]


def one_precision(rows: Sequence[Figure]) -> list[Figure]:
    """Figures of one measure as they stand beside each other: each as coarse as the coarsest of them."""
    coarsest = max((row.resolution for row in known(rows)), default=0.0)
    return [replace(row, resolution=max(row.resolution, coarsest)) for row in rows]
