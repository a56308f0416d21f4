"""How many employees a choice and those beside it are of, in words; of those that may not be told why."""

from dataclasses import replace
from datetime import date

from dashboard.figures.groups import DIVIDING, NOT_OFFERED, TOTAL, Group
from dashboard.figures.store import employees
from dashboard.figures.store.employees import counted_in, last_month
from dashboard.figures.store.loaded import export_names
from dashboard.figures.store.warehouse import Warehouse
from dashboard.theme import AGES, FULL_MONTHS, GENDERS, number

UNTOLD = "visas inte, för att inte röja grupper om högst tio"


def heads_beside(warehouse: Warehouse, group: Group, year: int) -> str:
    """How many employees the choice and those beside it have in the last month of a year, or before."""
    month = last_month(warehouse, year)
    if month is None:
        return ""
    beside = {
        "i urvalet": group,
        **{GENDERS[code].lower(): replace(group, gender=code) for code in GENDERS if code != TOTAL},
        **{name: replace(group, age=code) for code, name in AGES.items()},
        "chefer": replace(group, manager="yes"),
    }
    counts = {name: employees.heads(warehouse, each, month) for name, each in beside.items()}
    untold: dict[str, list[str]] = {}
    for name, each in beside.items():
        if counts[name] is None and not _is_empty(warehouse, each, month):
            why = UNTOLD if month.year in employees.hidden(warehouse, each) else NOT_OFFERED
            untold.setdefault(why, []).append(name)
    withheld = {name for names in untold.values() for name in names}
    told = [f"{name} {number(count) if count else 'inga'}" for name, count in counts.items() if name not in withheld]
    export = export_names(warehouse)[counted_in(warehouse, month)]
    when = f"{FULL_MONTHS[month.month - 1]} {month.year} enligt exporten {export}"
    reasons = [f"{why}: {', '.join(names)}" for why, names in untold.items()]
    return f"Anställda i {when}: {' · '.join([*told, *reasons])}"


def _is_empty(warehouse: Warehouse, group: Group, month: date) -> bool:
    """Whether figures that are shown say that nobody is in a group: its own, or those of a wider one."""
    alike = [{name: getattr(group, name)} for name in DIVIDING if getattr(group, name) != TOTAL]
    wider = [group, *(Group(org, **one) for org in (group.org, warehouse.whole) for one in alike)]
    shown = [
        each
        for each in wider
        if employees.offered(warehouse, each) and month.year not in employees.hidden(warehouse, each)
    ]
    return not employees.placed(warehouse, group) or any(not employees.heads(warehouse, each, month) for each in shown)
