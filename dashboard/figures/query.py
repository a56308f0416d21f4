"""Measure x dimensions x filters -> published figures in one long shape, each with its place in print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from dashboard.figures.figure import Caveat, Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.figures.ownership import owners
from dashboard.figures.store import reports
from dashboard.figures.store.organisation import Break, series_breaks
from dashboard.figures.store.reports import Publication, Restatement
from dashboard.figures.store.warehouse import Warehouse

Seam = tuple[str, str, str, str, str, str]
"""Subject, org, gender, scenario, earlier and later publication that print different values for one year."""


@dataclass(frozen=True)
class Filter:
    """What to show of a measure. Empty tuples mean no limit; `as_of` is a publication, or empty for the latest."""

    orgs: tuple[str, ...]
    genders: tuple[str, ...] = ("total",)
    scenarios: tuple[str, ...] = ("outcome",)
    first_year: int = 0
    last_year: int = 9999
    as_of: str = ""


def figures(warehouse: Warehouse, measure: str, chosen: Filter | None = None) -> list[Figure]:
    """The annual figures of a measure, one a series and year, by series and time."""
    chosen = chosen or Filter((warehouse.whole,))
    return _limited(_annual(warehouse, measure, _last_position(warehouse, chosen.as_of)), chosen)


def printed(warehouse: Warehouse, measure: str, chosen: Filter | None = None) -> list[Figure]:
    """Every publication's own figures of a measure, part-years and undated ones included."""
    chosen = chosen or Filter((warehouse.whole,))
    rows = reports.printed(warehouse, measure, _last_position(warehouse, chosen.as_of))
    return _limited(_checked(warehouse, rows), chosen)


def cells(warehouse: Warehouse, table_kind: str, as_of: str = "") -> list[Figure]:
    """Every cell of the printed tables of a kind, blank ones included, in the order of print."""
    return _checked(warehouse, reports.cells(warehouse, table_kind, _last_position(warehouse, as_of)))


def restated(warehouse: Warehouse, measure: str, as_of: str = "") -> list[Restatement]:
    """Where publications, as far as they were out then, print different values for the same thing."""
    return reports.restated(warehouse, measure, _last_position(warehouse, as_of))


def publications(warehouse: Warehouse, as_of: str = "") -> list[Publication]:
    """Every publication, or those that were out when one of them came, oldest first."""
    found = reports.publications(warehouse)
    last = next((at for at, each in enumerate(found, 1) if each.name == as_of), len(found))
    return found[:last]


def last_outcome_year(warehouse: Warehouse, as_of: str = "") -> int:
    """The last year for which any outcome is published, in a report or before it; otherwise the latest report's year,
    and 0 without any report."""
    return reports.last_outcome_year(warehouse, _last_position(warehouse, as_of))


def in_words(warehouse: Warehouse, org: str) -> str:
    """An organisation as part of a sentence: hela Leanlink, Äldreomsorg."""
    return f"hela {org}" if org == warehouse.whole else org


def offered(warehouse: Warehouse, measures: Iterable[str], column: str) -> set[str]:
    """The values of a dimension (org or gender) for which any of the measures has a number."""
    found: set[str] = set()
    for measure in measures:
        mine = reports.values_of(warehouse, measure, column)
        # What is printed for the whole of a measure that an area owns is that area's.
        own = [each.org for each in owners(warehouse, measure)] if warehouse.whole in mine else []
        found |= mine | set(own)
    return found


def _last_position(warehouse: Warehouse, as_of: str) -> int:
    """The place in time of a publication, or of the last one."""
    order = {p.name: p.position for p in publications(warehouse)}
    return order[as_of] if as_of else max(order.values(), default=0)


def _limited(rows: Sequence[Figure], chosen: Filter) -> list[Figure]:
    return [
        row
        for row in rows
        if (row.year is None or chosen.first_year <= row.year <= chosen.last_year)
        and (not chosen.orgs or row.org in chosen.orgs)
        and (not chosen.genders or row.gender in chosen.genders)
        and (not chosen.scenarios or row.scenario in chosen.scenarios)
    ]


@lru_cache(maxsize=500)
def _annual(warehouse: Warehouse, measure: str, position: int) -> tuple[Figure, ...]:
    """All annual figures of a measure, with the segments of every series."""
    rows = _published_annual(warehouse, measure, position)
    if difference := MEASURES[measure].difference:
        first, second = (_published_annual(warehouse, part, position) for part in difference)
        rows = sorted([*rows, *_differences(measure, rows, first, second)], key=lambda r: (r.series, r.of_year))
    rows = sorted([*rows, *_owned(warehouse, measure, rows)], key=lambda r: (r.series, r.of_year, r.made_on))
    breaks = series_breaks(warehouse, measure)
    seams = {
        (r.subject, r.org, r.gender, r.scenario, r.earlier, r.later)
        for r in restated(warehouse, measure)
        if not r.finer_kept
    }
    return tuple(
        row
        for _, series in groupby(rows, key=lambda r: r.series)
        for row in _with_segments(list(series), breaks, seams)
    )


def _owned(warehouse: Warehouse, measure: str, rows: Sequence[Figure]) -> Iterable[Figure]:
    """The whole's figures as those of the area that the measure belongs to, where none of its own is published."""
    published = {(row.org, row.gender, row.scenario, row.year) for row in rows}
    for each in owners(warehouse, measure):
        for row in rows:
            about = (each.org, row.gender, row.scenario, row.year)
            if row.org == warehouse.whole and each.covers(row.period_end) and about not in published:
                yield replace(row, org=each.org)


def _published_annual(warehouse: Warehouse, measure: str, position: int) -> list[Figure]:
    return _checked(warehouse, reports.annual(warehouse, measure, position))


def _checked(warehouse: Warehouse, rows: Iterable[Figure]) -> list[Figure]:
    """Figures with a caveat for each failing check that speaks against their cells."""
    failing = _failing(warehouse)
    return [replace(row, caveats=failing.get((row.publication, f"{row.sheet}!{row.cell}"), ())) for row in rows]


@lru_cache(maxsize=16)
def _failing(warehouse: Warehouse) -> dict[tuple[str, str], tuple[Caveat, ...]]:
    """The failing checks that speak against a cell, by its publication and place."""
    found: dict[tuple[str, str], dict[Caveat, None]] = {}
    for check in reports.failing_checks(warehouse):
        text = f"kontrollen ”{check.identity}” håller inte ({check.publication}, {check.cells})"
        for place in check.suspects:
            found.setdefault((check.publication, place), {})[Caveat("check", text)] = None
    return {at: tuple(each) for at, each in found.items()}


def _differences(
    measure: str, rows: Sequence[Figure], first: Sequence[Figure], second: Sequence[Figure]
) -> Iterable[Figure]:
    """First minus second, for what one report publishes of both but not of their difference."""
    published = {(row.org, row.gender, row.scenario, row.year) for row in known(rows)}
    others = {(row.org, row.gender, row.scenario, row.year, row.publication): row for row in known(second)}
    for row in known(first):
        about = (row.org, row.gender, row.scenario, row.year)
        other = others.get((*about, row.publication))
        if other and about not in published:
            yield replace(
                row,
                measure=measure,
                value=row.number - other.number,
                resolution=max(row.resolution, other.resolution),
                printed=f"{row.printed} − {other.printed}",
                note="Beräknat ur två celler",
                cell=f"{row.cell} − {other.cell}",
                caveats=tuple(dict.fromkeys([*row.caveats, *other.caveats])),
            )


def _with_segments(series: Sequence[Figure], breaks: Sequence[Break], seams: set[Seam]) -> Iterable[Figure]:
    segment, before = 0, None
    for row in series:
        cut = _cut(before, row, breaks, seams) if before and row.value is not None else ""
        part = before is not None and (row.part_year or before.part_year)
        segment += bool(cut or part)
        yield replace(row, segment=segment, cut=cut)
        before = before if row.value is None else row


def _cut(before: Figure, row: Figure, breaks: Sequence[Break], seams: set[Seam]) -> str:
    """Why the line may not go on from one figure to the next; empty where it may."""
    passed = [
        each.text
        for each in breaks
        if each.org in ("", row.org)
        and before.period_end
        and row.period_end
        and before.period_end < each.day <= row.period_end
    ]
    if passed:
        return "; ".join(passed)
    earlier, later = sorted([before, row], key=lambda r: r.position)
    pair = (row.subject, row.org, row.gender, row.scenario, earlier.publication, later.publication)
    return f"Omräknat i {later.publication}" if pair in seams else ""
