"""Mål: every goal with its assessment and its indicators against their targets; the tables as printed."""

from dashboard.cards.card import View
from dashboard.cards.printed import prose
from dashboard.screens import frame
from dashboard.screens.frame import Parts
from dashboard.subjects import goals


def judged(view: View) -> Parts:
    """One row a goal."""
    found = goals.found(view)
    return [goals.lead(view, found), goals.of_the_whole(view), goals.lines(found), goals.lacking(view, found)]


def printed(view: View) -> Parts:
    """What each report prints, year by year and cell by cell."""
    return [
        goals.lacking(view, goals.found(view)),
        goals.indicators(view),
        goals.assessments(view),
        goals.as_printed(view),
        prose(view, money=False),
    ]


PARTS = {"Måluppfyllelse": judged, "Som det står i rapporterna": printed}

view = frame.start("Mål", parts=[*PARTS], of_print=PARTS)
frame.show(view, *PARTS[view.part](view))
