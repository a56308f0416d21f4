"""What the exports lack, as it speaks against the figures of a measure and a group: in words, with its months."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby

from dashboard import theme
from dashboard.figures.figure import Caveat
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.measures.measure import Computed
from dashboard.figures.store.facts import having
from dashboard.figures.store.loaded import Gap, all_gaps, export_names, loaded_spans
from dashboard.figures.store.organisation import members
from dashboard.figures.store.warehouse import Warehouse
from dashboard.theme import span_name

NAMED = 3
"""Parts that are named one by one; of more it is told how many."""

PARTS = {
    "area": ("affärsområde", "affärsområden"),
    "unit": ("enhet", "enheter"),
    "home": ("boende", "boenden"),
    "kitchen": ("kök", "kök"),
    "provider": ("utförare", "utförare"),
    "responsibility": ("ansvar", "ansvar"),
    "law": ("lagrum", "lagrum"),
}
"""One and several of what lacks rows, by the column that names it."""


@dataclass(frozen=True)
class Lack:
    """What is lacking from the first month to the last. `own`: the group itself has no rows there, or only zeros."""

    caveat: Caveat
    first: date
    last: date
    own: bool


def lacking(
    warehouse: Warehouse,
    measure: str,
    group: Group,
    first: date,
    last: date,
    scenario: str = "outcome",
    of: Sequence[tuple[str, str]] = (),
) -> list[Lack]:
    """What speaks against a measure of a group in the months from the first to the last; `of` are dimensions with the
    values that its rows have: what is another's does not speak against it."""
    found = _lacks(warehouse, measure, group, scenario, tuple(of))
    return [each for each in found if each.first <= last and first <= each.last]


@lru_cache(maxsize=500)
def _lacks(
    warehouse: Warehouse, measure: str, group: Group, scenario: str, of: tuple[tuple[str, str], ...]
) -> tuple[Lack, ...]:
    computed = MEASURES[measure].computed
    gaps = all_gaps(warehouse)
    if computed is None or not gaps:
        return ()
    mine = [
        gap
        for gap in gaps
        if _concerns(warehouse, gap, computed, scenario)
        and _within(warehouse, gap, group)
        and not any(gap.kind == name and gap.place != value for name, value in of)
    ]
    everywhere = {(gap.export, gap.column) for gap in mine if gap.kind == "zeros" and gap.org == warehouse.whole}
    told = [g for g in mine if g.kind != "zeros" or g.org == warehouse.whole or (g.export, g.column) not in everywhere]
    names = export_names(warehouse)
    spans = loaded_spans(warehouse)
    found = []

    def alike(gap: Gap) -> tuple[str, str, str, date, date, bool]:
        nought = gap.kind == "zeros" and gap.org in (group.org, warehouse.whole)
        own = nought or (gap.kind == "area" and gap.org == group.org and group.unit == TOTAL)
        return gap.export, gap.kind, gap.column, gap.first, gap.last, own

    for (export, kind, _, first, last, own), together in groupby(sorted(told, key=alike), key=alike):
        when = "alla inlästa månader" if (first, last) == spans.get(export) else span_name(first, last)
        text = f"{_told(kind, list(together), when, own=own)} (exporten {names[export]})"
        found.append(Lack(Caveat("zeros" if kind == "zeros" else "gap", text), first, last, own))
    return tuple(sorted(found, key=lambda lack: (lack.first, lack.last, lack.caveat.text)))


def lacking_by_month(warehouse: Warehouse) -> dict[tuple[str, date], list[str]]:
    """What each export lacks in each month, in words: a home, units, a column of zeros, or all of it."""
    gaps = all_gaps(warehouse)
    found = {}
    for export, month in sorted({(gap.export, m) for gap in gaps for m in months_between(gap.first, gap.last)}):
        found[export, month] = lacking_between(warehouse, export, month, month)
    return found


def lacking_between(warehouse: Warehouse, export: str, first: date, last: date) -> list[str]:
    """What an export lacks from one month to another, in words, by the months in which it does."""
    gaps = [gap for gap in all_gaps(warehouse) if gap.export == export and gap.first <= last and first <= gap.last]
    within = [replace(gap, first=max(gap.first, first), last=min(gap.last, last)) for gap in gaps]

    def alike(gap: Gap) -> tuple[date, date, str, str]:
        return gap.first, gap.last, gap.kind, gap.column

    return [
        _told(kind, list(together), span_name(begins, ends), own=False)
        for (begins, ends, kind, _), together in groupby(sorted(within, key=alike), key=alike)
    ]


def months_between(first: date, last: date) -> list[date]:
    """The first day of every month from one to another."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _concerns(warehouse: Warehouse, gap: Gap, computed: Computed, scenario: str) -> bool:
    """Whether a measure counts what is lacking."""
    if gap.kind == "zeros":
        return any(re.search(rf"\b{gap.column}\b", sql) for sql in computed.sums_of(gap.export, scenario))
    if gap.export not in computed.exports:
        return False
    chooses = gap.export == computed.export and computed.where != "true"
    if not chooses or gap.kind == "month":
        return True
    if gap.kind == "area":
        # Of an area that has never had any row nobody can tell which rows it should have.
        had, ever = (having(warehouse, gap.export, "org", where) for where in (computed.where, "true"))
        return gap.org in had or gap.org not in ever
    return gap.place in having(warehouse, gap.export, "place_unit", computed.where)


def _within(warehouse: Warehouse, gap: Gap, group: Group) -> bool:
    """Whether what is lacking would be in a group."""
    if gap.kind == "month" or (gap.kind == "zeros" and gap.org == warehouse.whole):
        return True
    if group.org not in (warehouse.whole, gap.org) and gap.org not in members(warehouse, group.org):
        return False
    return group.unit == TOTAL or gap.kind in ("area", "zeros") or gap.place == group.unit


def _told(kind: str, gaps: Sequence[Gap], when: str, *, own: bool) -> str:
    if kind == "month":
        return f"{when} saknas helt"
    if kind == "zeros":
        of = "" if own else f" för {theme.listed(list(dict.fromkeys(gap.org for gap in gaps)))}"
        return f"{gaps[0].name} har bara nollor i {when}{of}"
    names = sorted(gap.name for gap in gaps if gap.name)
    unnamed = len(gaps) - len(names)
    if len(gaps) > NAMED:
        names, unnamed = [], len(gaps)
    counted = [f"{theme.number(unnamed)} {PARTS[kind][unnamed > 1]}"] if unnamed else []
    return f"{theme.listed([*names, *counted])} saknas i {when}"
