"""Is what a file brings plausible beside the other months? One question a cause, with what is usual and what it brings.

Of exports of people no numbers are told, and a file is held against its own months only: whoever could try values
against those that are loaded would find out what hidden groups have.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import median

import duckdb
import numpy as np

from loaders.exports.catalogue import BY_ID, EXPORTS
from loaders.exports.export import Export
from loaders.facts.facts import arriving, listed, spans
from loaders.facts.organisation import Places
from loaders.facts.replacement import lacking
from loaders.problems import Option, Question
from loaders.reading.exports import SHORT, ExportReading
from loaders.swedish.periods import month_in_words

ENOUGH_MONTHS = 4
"""Other months from which something is usual."""

LEAST_FACTOR = 1.8
"""What numbers differ by at the least before it is asked about: less than twice, as where everything counts twice."""

SPREADS = 6
"""How many times the usual difference from the median is unusual."""

TO_SPREAD = 1.4826
"""From the median of differences to their standard deviation."""

KEEP = "ja"
"""The answer that lets a file be loaded in spite of a doubt."""


@dataclass(frozen=True)
class _Odd:
    """A headline of a month and an owner that is far from the median of its other months."""

    file: int
    headline: str
    month: date
    label: str
    usual: float
    brought: float

    @property
    def cause(self) -> str:
        """What may be wrong with all that differ in the same way."""
        if self.usual * self.brought < 0:
            return "omvänt tecken mot"
        return "mycket mer än" if abs(self.brought) > abs(self.usual) else "mycket mindre än"


def doubts(
    before: Sequence[ExportReading], new: Sequence[ExportReading], places: Places, whole: str
) -> dict[str, list[Question]]:
    """What must be answered before new files take their place beside others, by the files' names."""
    found: dict[str, list[Question]] = {}
    by_name = {reading.name: reading for reading in new}
    for problem in lacking(before, new, places, whole):
        reading = by_name[problem.file]
        asks = "Ska det försvinna?"
        options = (Option(KEEP, "Ja, filen är hel"), Option("nej", "Nej: filen läses då inte in"))
        about = _about("lost", reading, problem.found)
        found.setdefault(reading.name, []).append(
            Question(about, reading.export, reading.name, "", "", problem.found, problem.expected, asks, options)
        )
    for export in EXPORTS:
        former, later = ([r for r in readings if r.export == export.id] for readings in (before, new))
        usual = [] if export.people else former
        for question in _implausible(export, usual, later, places, whole) if later else ():
            found.setdefault(question.file, []).append(question)
    return found


def _about(kind: str, reading: ExportReading, what: str) -> str:
    return f"{kind}:{reading.export}:{reading.content[:SHORT]}:{hashlib.sha256(what.encode()).hexdigest()[:8]}"


def _implausible(
    export: Export, before: Sequence[ExportReading], new: Sequence[ExportReading], places: Places, whole: str
) -> list[Question]:
    mine = dict(enumerate([*before, *new]))
    names = [name for name in export.headline if export.column(name).adds_up]
    if not names or len({month for reading in mine.values() for month in reading.months}) <= ENOUGH_MONTHS:
        return []
    with duckdb.connect() as connection:
        query, paths = arriving(connection, export, mine, places, whole)
        sums = ", ".join(f"sum({name})::double" for name in names)
        rows = connection.execute(
            f"""
            with told as (
                select of_month, owner, file, any_value(coalesce(nullif(place_unit, ''), owner)), {sums}
                from ({query}) group by of_month, owner, file
            )
            select * from told order by owner, of_month, file
            """,
            paths,
        ).fetchall()
    odd: list[_Odd] = []
    for _, of_owner in groupby(rows, key=lambda row: row[1]):
        # A later file replaces what earlier ones have of a month.
        months = {row[0]: row for row in of_owner}
        for number, headline in enumerate(names):
            values = {month: row[4 + number] or 0.0 for month, row in months.items()}
            odd += [
                _Odd(months[month][2], headline, month, months[month][3], usual, values[month])
                for month, usual in _unusual(values, export.column(headline).kind == "count").items()
                if months[month][2] >= len(before)
            ]
    return [_question(export, mine[file], cause, odds) for (file, cause), odds in _by_cause(odd).items()]


def _unusual(values: Mapping[date, float], is_count: bool) -> dict[date, float]:
    """The months whose value is far from the median of the others, with that median."""
    found = {}
    for month, value in values.items():
        others = [other for of, other in values.items() if of != month and other]
        if len(others) < ENOUGH_MONTHS or not value:
            continue
        usual = median(others)
        if usual * value < 0:
            # What is now more and now less than nought has no sign of its own.
            if all(other * usual > 0 for other in others):
                found[month] = usual
            continue
        apart = [abs(np.log(abs(other / usual))) for other in others if other * usual > 0]
        allowed = SPREADS * TO_SPREAD * median(apart) + (SPREADS / 2 / np.sqrt(abs(usual)) if is_count else 0.0)
        if abs(np.log(abs(value / usual))) > max(np.log(LEAST_FACTOR), allowed):
            found[month] = usual
    return found


def _by_cause(odd: Sequence[_Odd]) -> dict[tuple[int, str], list[_Odd]]:
    found: dict[tuple[int, str], list[_Odd]] = {}
    for each in odd:
        found.setdefault((each.file, each.cause), []).append(each)
    return found


def _question(export: Export, reading: ExportReading, cause: str, odds: Sequence[_Odd]) -> Question:
    owners, months = sorted({each.label for each in odds}), sorted({each.month for each in odds})
    headings = list(dict.fromkeys(BY_ID[export.id].column(each.headline).heading for each in odds))
    place = f"{listed(owners)}, {spans(months, month_in_words)}"
    found = f"{place}: {' och '.join(headings)} har {cause} andra månader"
    if not export.people:
        first = max(odds, key=lambda each: abs(each.brought - each.usual))
        found += f" ({_plain(first.brought)} mot {_plain(first.usual)} i vanliga fall)"
    options = (Option(KEEP, "Ja, så är det"), Option("nej", "Nej: filen läses då inte in"))
    wanted = "ungefär som andra månader, eller ett svar på sidan Ladda data"
    about = _about("plausible", reading, found)
    return Question(about, export.id, reading.name, "", "", found, wanted, "Stämmer det?", options)


def _plain(value: float) -> str:
    text = f"{value:,.0f}" if abs(value) >= ENOUGH_MONTHS else f"{value:.2f}"
    return text.replace(",", "\u00a0").replace(".", ",").replace("-", "\u2212")
