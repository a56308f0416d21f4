"""A year and what it is seen against: the months of another year, and what was aimed at, which is a level a year."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dashboard.cards.card import View
from dashboard.cards.tables import value
from dashboard.charts.spec import Line
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.query import Filter, figures, in_words


def of_two_years(view: View, measure: str, group: Group | None = None) -> list[Figure]:
    """The months of the last year that has any, until the chosen one, and of the year that it is compared with."""
    rows = monthly.by_month(view.warehouse, measure, group or view.group)
    there = [row.of_year for row in known(rows) if row.of_year <= view.choice.year]
    year = max(there, default=view.choice.year)
    return [row for row in rows if row.of_year in (year, view.choice.against(year))]


def last_month(view: View, rows: Sequence[Figure]) -> Figure | None:
    """The last month until the chosen year's end: what it is compared with may be later."""
    return next((row for row in reversed(known(rows)) if row.of_year <= view.choice.year), None)


def same_month(view: View, rows: Sequence[Figure]) -> Figure | None:
    """The last month's namesake of the compared year, unless the series breaks between them."""
    last = last_month(view, rows)
    if last is None:
        return None
    wanted = (view.choice.against(last.of_year), last.month)
    found = next((row for row in known(rows) if (row.of_year, row.month) == wanted), None)
    return found if found and _unbroken(view, found, last) else None


def year_lines(view: View, rows: Sequence[Figure]) -> list[Line]:
    """The last year to be read, the compared one lighter behind it."""
    year, other = _years(view, rows)
    of = {each: [row for row in rows if row.of_year == each] for each in (other, year)}
    return [
        Line(of[other], str(other), view.palette.light, width=2.5, ink=view.palette.muted),
        Line(of[year], str(year), view.palette.accent),
    ]


def two_years(view: View, rows: Sequence[Figure]) -> str:
    """The years of `year_lines` in words."""
    return "{} jämfört med {}".format(*_years(view, rows))


def _years(view: View, rows: Sequence[Figure]) -> tuple[int, int]:
    """The last year that has months, and the one that it is compared with."""
    last = last_month(view, rows)
    year = last.of_year if last else view.choice.year
    return year, view.choice.against(year)


def _unbroken(view: View, one: Figure, other: Figure) -> bool:
    first, last = sorted([one.month_start, other.month_start])
    group = other.group or view.group
    return not monthly.breaks(view.warehouse, other.measure, group, first, last)


def aims(view: View, measure: str, of_years: Sequence[int]) -> list[Figure]:
    """What was aimed at in some years, for the chosen gender where that has an aim of its own, else for everyone."""
    if not of_years:
        return []
    found: dict[int, Figure] = {}
    for gender in dict.fromkeys((TOTAL, view.group.gender)):
        limits = Filter(
            (view.warehouse.whole,), (gender,), ("target",), min(of_years), max(of_years), view.choice.as_of
        )
        found |= {row.of_year: row for row in known(figures(view.warehouse, measure, limits)) if not row.part_year}
    return [found[year] for year in sorted(found)]


def aim_of(view: View, aimed: Sequence[Figure], row: Figure) -> Figure | None:
    """What was aimed at for exactly those whom a figure is of."""
    same = [aim for aim in aimed if aim.year == row.year and aim.gender == row.gender]
    of_all = replace(view.group, gender=TOTAL, form=TOTAL) == Group(view.warehouse.whole)
    return same[-1] if same and of_all else None


def aim_line(view: View, aimed: Sequence[Figure]) -> list[Line]:
    """What was aimed at as a level in each year, which does not lead from one year to the next."""
    rows = [
        replace(aim, period_end=date(aim.of_year, month, 28), segment=aim.of_year) for aim in aimed for month in (1, 12)
    ]
    return [Line(rows, f"Mål {value(aimed[-1])}", view.palette.muted, "dash", width=2)] if aimed else []


def whose_aim(view: View, aimed: Sequence[Figure]) -> list[str]:
    """For whom an aim is set, where these are others than those chosen."""
    if not aimed:
        return []
    last = aimed[-1]
    of_others = replace(view.group, form=TOTAL) != Group(view.warehouse.whole, gender=last.gender)
    return [f"Målet är satt för {in_words(view.warehouse, view.warehouse.whole)}"] if of_others else []
