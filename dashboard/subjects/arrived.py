"""What is in of the monthly exports: a calendar by export and month, and what the latest month lacks."""

from collections.abc import Sequence
from datetime import date

from dashboard import theme
from dashboard.cards.calendar import Calendar, Row
from dashboard.cards.card import Note, View
from dashboard.cards.points import Point, Points
from dashboard.figures.gaps import months_between
from dashboard.findings.arrivals import Arrival, arrivals, latest_month

NO_EXPORTS = "Inga månadsexporter är inlästa. Läs in dem på sidan Ladda data."


def calendar(view: View) -> Calendar | Note:
    """Every export's months, from the first of any to the last."""
    found = arrivals(view.warehouse)
    if not found:
        return Note(NO_EXPORTS, urgent=True)
    months = months_between(min(each.loaded[0] for each in found), max(each.loaded[-1] for each in found))
    sample = " – Exempeldata" if any(each.sample for each in found) else ""
    return Calendar(
        "calendar",
        f"Vad som är inläst, export för export{sample}",
        f"{theme.span_name(months[0], months[-1])} · delvis: något saknas eller är bara nollor i månaden",
        months,
        [Row(each.name, [(each.state(month), each.told(month)) for month in months]) for each in found],
    )


def latest(view: View) -> Points | None:
    """What is missing of the last month that any export has; nothing where there are no exports."""
    found = arrivals(view.warehouse)
    month = latest_month(found)
    if not found or month is None:
        return None
    missed = [each for each in found if each.state(month) in ("missing", "part")]
    calm = f"Inget: alla {_monthly(found)} exporter som kommer varje månad är inne."
    return Points(
        "latest-month",
        f"Vad som saknas för {theme.span_name(month, month)}",
        [Point(f"{each.name}: {_told(each, month)}") for each in missed],
        calm,
    )


def _monthly(found: Sequence[Arrival]) -> int:
    return sum(each.monthly for each in found)


def _told(each: Arrival, month: date) -> str:
    """What an export lacks of a month; of one that has not come how far it has."""
    if each.state(month) == "part":
        return each.told(month)
    return f"saknas, senast inläst är {theme.span_name(each.loaded[-1], each.loaded[-1])}"
