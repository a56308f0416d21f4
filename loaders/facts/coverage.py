"""What is lacking of what is loaded: parts without rows in a month, and columns that hold nothing but zeros.

The table `gap` has a row for each run of months. `kind` is the column that says which part lacks rows (area, unit,
home, kitchen, provider, responsibility, law), `month` where the export has none at all, or `zeros`. `org` is the
organisation whose figures are not whole; those of the whole are not either. `place` is the part as facts name it,
`name` what people call it, empty for a unit that may not be named. `column` holds nothing but zeros; then `name` is its
heading.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import duckdb
import pyarrow as pa

from loaders.exports.catalogue import BY_ID, EXPORTS
from loaders.exports.export import NUMBERS, Column, Export
from loaders.facts.areas import Organisations
from loaders.facts.facts import listed, resolved, spans
from loaders.facts.organisation import Places
from loaders.problems import Problem
from loaders.reading.exports import ExportReading

FORGOTTEN = 3
"""A part without rows in so many of the last months has ended; until then they may have been forgotten."""

NEAREST, LEAST, OF_PEOPLE, STEADY = 12, 10, 1650, Decimal("0.25")
"""A column is wrongly nought in a month where most of the NEAREST other months are not, each of these is at least LEAST
and STEADY of their mean, and no other year has nought in that month. A few employees can carry a kind of hours for a
year and then none: of what is no count and no headline people's must be OF_PEOPLE each month, as ten of them work."""

MOST_UNITS = 300
"""An export of people that has more has something else in their place."""


WANTED = {
    "month": "rader för varje månad mellan den första och den sista",
    "area": "rader för varje affärsområde i varje månad",
    "zeros": "andra tal än noll, som i månaderna omkring",
}
WANTED_OF_A_PART = f"rader för varje månad; en del räknas som avslutad när {FORGOTTEN} månader har kommit utan den"

Months = Sequence[date]
Place = tuple[str, str]
"""A part as facts name it, and its organisation."""

Row = tuple[str, str, date, str | None]
"""A part, its organisation, a month that it has rows in, and how it is spelled there."""


@dataclass(frozen=True)
class Gap:
    """Months, from the first to the last, in which something is lacking."""

    export: str
    kind: str
    org: str
    place: str
    name: str
    column: str
    first: date
    last: date


def write_gaps(connection: duckdb.DuckDBPyConnection, places: Places, organisations: Organisations) -> None:
    """Create the table of what is lacking, from the fact tables and what is loaded of them; rows of people must still
    be there."""
    whole, known = organisations.whole, organisations.known
    areas = {name: (known[name].begins or date.min, known[name].ends or date.max) for name in organisations.parents}
    found: list[Gap] = []
    there = connection.execute("select distinct export from loaded order by all").fetchall()
    for export in [BY_ID[id_] for (id_,) in there]:
        if export.month == "month" and not any(column.kind == "period" for column in export.columns):
            found += _lacking(connection, export, places, areas, whole)
            found += _zeros(connection, export, whole)
    days = ("first", "last")
    kinds = [(name, pa.date32() if name in days else pa.string()) for name in Gap.__dataclass_fields__]
    connection.register("gaps", pa.Table.from_pylist([asdict(gap) for gap in found], pa.schema(kinds)))
    connection.execute("create table gap as select * from gaps order by all")
    connection.unregister("gaps")


def hide_gaps(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out the names of units that are hidden in any year, and what is told of the numbers of such areas."""
    people = [export.id for export in EXPORTS if export.people]
    shown = "select {0} from released where grouping = '' and family = '' {1} group by {0} having not bool_or(hidden)"
    connection.execute(
        f"""
        update gap set place = '', name = ''
        where list_contains(?, export) and kind = 'unit' and place not in ({shown.format("unit", "")})
        """,
        [people],
    )
    connection.execute(
        f"""
        delete from gap
        where list_contains(?, export) and kind = 'zeros' and org not in ({shown.format("org", "and unit = 'total'")})
        """,
        [people],
    )


def gap_warnings(connection: duckdb.DuckDBPyConnection, readings: Sequence[ExportReading], whole: str) -> list[Problem]:
    """A warning for each run of months in which something is lacking, at the file that should have brought it.

    Parts that lack the same months are told together.
    """
    found = connection.execute(
        """
        select export, kind, any_value(name), first, last, list(if(kind = 'zeros', org, name) order by name, org),
               (select max(file) from loaded where loaded.export = gap.export and of_month = (
                    select min(of_month) from loaded where loaded.export = gap.export and of_month >= first)),
               (select list(distinct of_month order by of_month) from loaded
                where loaded.export = gap.export and of_month between first and last)
        from gap
        group by export, kind, "column", first, last
        order by export, first, last, kind, "column"
        """
    ).fetchall()
    problems = []
    for export, kind, heading, first, last, names, file, months in found:
        when = spans(months or ([first] if first == last else [first, last]))
        told = _told(kind, heading, names, when, whole)
        wanted = WANTED.get(kind, WANTED_OF_A_PART)
        problems.append(
            Problem("warning", readings[file].name, "", "", f"{told} (exporten {BY_ID[export].name})", wanted)
        )
    return problems


def _told(kind: str, heading: str, names: Sequence[str], when: str, whole: str) -> str:
    if kind == "month":
        return f"{when} saknas helt"
    if kind == "zeros":
        return f"{heading} har bara nollor {when}{'' if whole in names else f' för {listed(names)}'}"
    named = [name for name in names if name]
    unnamed = len(names) - len(named)
    hidden = [f"{unnamed} {'enhet' if unnamed == 1 else 'enheter'}"] if unnamed else []
    return f"{listed([*named, *hidden])} saknas {when}"


def _lacking(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    places: Places,
    areas: Mapping[str, tuple[date, date]],
    whole: str,
) -> Iterator[Gap]:
    """The parts that lack rows; those of other providers are none of ours."""
    rows = connection.execute(
        f"select distinct place_unit, org, of_month, place from fact_{export.id} where org is not null order by all"
    ).fetchall()
    months = sorted({month for _, _, month, _ in rows})
    for before, after in pairwise(months):
        if _next(before) != after:
            yield Gap(export.id, "month", whole, "", "", "", _next(before), _previous(after))
    of_area: defaultdict[str, set[date]] = defaultdict(set)
    for _, org, month, _ in rows:
        of_area[org].add(month)
    absent: dict[str, set[date]] = {}
    if export.everywhere:
        # Where all rows are of unknown places nobody can tell which areas are there.
        divided = set().union(*(of_area[org] for org in areas))
        expected = {org: {m for m in divided if begins <= m <= ends} for org, (begins, ends) in areas.items()}
        absent = {org: expected[org] - of_area[org] for org in areas}
        for org, lacking in absent.items():
            for run in _runs(lacking, months):
                yield Gap(export.id, "area", org, org, org, "", *run)
    for of, present in ((export.owner[0], rows), ("unit", _units(connection, export, places, whole))):
        parts = [row for row in present if row[0] and not (export.everywhere and row[0] in areas)]
        if export.people and len({unit for unit, *_ in parts}) > MOST_UNITS:
            continue
        ends = _renamed(export, parts, places)
        for (unit, org), lacking in _absent(parts, months).items():
            there = {month for month in lacking if month < ends[unit]}
            for run in _runs(there - absent.get(org, set()), months):
                yield Gap(export.id, of, org, unit, _name(export.column(of), unit), "", *run)


def _renamed(export: Export, parts: Iterable[Row], places: Places) -> dict[str, date]:
    """The day from which no spelling of a part stands for it any more."""
    ends: dict[str, date] = {}
    for unit, _, _, spelling in parts:
        stays = [stay.ends for stay in places.stays(export.id, spelling or "") if stay.place.unit == unit]
        ends[unit] = max(ends.get(unit, date.min), *stays, date.max if not stays else date.min)
    return ends


def _units(connection: duckdb.DuckDBPyConnection, export: Export, places: Places, whole: str) -> list[Row]:
    """The units, areas, months and spellings of an export that says the area in each row, and its units apart."""
    if not export.people or "unit" in export.place:
        return []
    rows = connection.execute(f"select distinct unit, org, of_month from fact_{export.id} where unit <> ''").fetchall()
    spelled = list(dict.fromkeys(unit for unit, *_ in rows))
    if len(spelled) > MOST_UNITS:
        return []
    stays: defaultdict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for row in resolved(export, spelled, places, whole).to_pylist():
        stays[row["place"]].append((row["begins"], row["ends"], row["unit"]))
    return [
        (unit, org, month, spelling)
        for spelling, org, month in rows
        for begins, ends, unit in stays[spelling]
        if begins <= month < ends
    ]


def _absent(present: Iterable[Row], months: Months) -> dict[Place, set[date]]:
    """The months without a part, after its first: between its months, and those of the last few without it.

    Parts of one name in two organisations are two where both have rows in one month, otherwise one that has moved.
    """
    orgs: defaultdict[str, defaultdict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for unit, org, month, _ in present:
        orgs[unit][month].add(org)
    found = {}
    for unit, by_month in orgs.items():
        several = any(len(at) > 1 for at in by_month.values())
        split = sorted(set().union(*by_month.values())) if several else [by_month[max(by_month)].copy().pop()]
        for org in split:
            mine = {month for month, at in by_month.items() if org in at or not several}
            last = max(mine)
            after = [month for month in months if month > last]
            expected = {month for month in months if min(mine) < month <= last} | set(
                after if len(after) < FORGOTTEN else ()
            )
            found[unit, org] = expected - mine
    return found


def _name(column: Column, place: str) -> str:
    """What people call a part: a code with what it is a code of."""
    if column.kind == "choice":
        return place.upper()
    return f"{column.heading} {place}" if place[:1].isdigit() else place


def _zeros(connection: duckdb.DuckDBPyConnection, export: Export, whole: str) -> Iterator[Gap]:
    """The columns that hold nothing but zeros in a month, of the whole and of each area."""
    columns = [column for column in export.columns if column.kind in NUMBERS and column.adds_up]
    sums = ", ".join(f"sum(abs({column.name}))" for column in columns)
    rows = connection.execute(
        f"select org, of_month, {sums} from fact_{export.id} where org is not null group by all order by all"
    ).fetchall()
    totals: defaultdict[tuple[str, str], dict[date, Decimal]] = defaultdict(dict)
    for org, month, *values in rows:
        for column, value in zip(columns, values, strict=True):
            for of in {org, whole}:
                mine = totals[column.name, of]
                mine[month] = mine.get(month, Decimal(0)) + (value or 0)
    months = sorted({month for _, month, *_ in rows})
    for (name, org), by_month in totals.items():
        column = export.column(name)
        for run in _runs(wrongly_nought(by_month, _least(export, column)), months):
            yield Gap(export.id, "zeros", org, "", column.heading, name, *run)


def _least(export: Export, column: Column) -> int:
    few = export.people and column.kind != "count" and column.name not in export.headline
    return OF_PEOPLE if few else LEAST


def wrongly_nought(by_month: Mapping[date, Decimal], least: int) -> set[date]:
    """The months that are nought where the months around say that they cannot be."""
    return {month for month, value in by_month.items() if not value and not _plausible(month, by_month, least)}


def _plausible(month: date, by_month: Mapping[date, Decimal], least: int) -> bool:
    """Whether a month may well be nought."""
    others = sorted((other for other in by_month if other != month), key=lambda other: abs(other - month))
    near = [by_month[other] for other in others[:NEAREST]]
    some = [value for value in near if value]
    of_season = [by_month[other] for other in others if other.month == month.month]
    if 2 * len(some) <= len(near) or not all(of_season):
        return True
    steady = STEADY * sum(some, Decimal(0)) / len(some)
    return min(some) < max(Decimal(least), steady)


def _runs(lacking: Collection[date], months: Months) -> list[tuple[date, date]]:
    """The first and the last of months that follow each other among those that are loaded."""
    runs: list[list[date]] = []
    before: date | None = None
    for month in months:
        if month in lacking:
            if before is not None and before in lacking:
                runs[-1].append(month)
            else:
                runs.append([month])
        before = month
    return [(run[0], run[-1]) for run in runs]


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _previous(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
