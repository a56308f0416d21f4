"""Personal: four figures first; women and men, heads, full time, who comes and goes, extra hours, by year."""

from dashboard.cards import comparison, months, multiples, seasons, trends, years
from dashboard.cards.card import Note, View
from dashboard.screens import frame
from dashboard.screens.frame import Parts
from dashboard.subjects import staff, staff_now
from dashboard.subjects.pages import OF_PRINT

LEAVERS = ("external_leavers", "external_turnover", "total_turnover")
INDICES = ("hme", "avi", "jamix", "manager_index", "healthy_share", "employee_survey")
ENDED = ("external_turnover", "full_time_equivalents", "overtime_share", "healthy_share")
APART = Note(
    "Personalavgångar externt, extern och total personalomsättning är olika mått."
    " De rör sig åt olika håll och läggs aldrig ihop till en serie."
)


def by_year(view: View) -> Parts:
    """What reports print."""
    return [
        years.printed_choices(view),
        multiples.side_by_side(view, "staff", ["employees", "full_time_equivalents", "pension_age"]),
        multiples.side_by_side(view, "leavers", LEAVERS),
        APART,
        trends.gender_gap(view, "full_time_share", with_target=True),
        multiples.side_by_side(view, "hours", ["overtime_share", "extra_hours_share", "extra_and_overtime_share"]),
        multiples.side_by_side(view, "indices", INDICES),
        years.where_print_stops(view, ENDED),
    ]


def heads(view: View) -> Parts:
    """How many there are, of which form, and how many each manager has."""
    return [
        seasons.long_runs(view, "staff-months", ["headcount", "full_time_equivalents"]),
        staff.forms(view),
        staff.span(view),
        comparison.beside(view, "employees"),
        comparison.beside(view, "full_time_equivalents"),
    ]


def leaving(view: View) -> Parts:
    """Who comes and goes."""
    return [
        staff.leavers(view),
        staff.hires(view),
        seasons.seasons(staff.permanent(view), "leavers-months", ["left_externally", "left_internally", "retired"]),
        comparison.beside(view, "external_leavers", LEAVERS),
        APART,
        comparison.beside(view, "pension_age"),
    ]


def extra_hours(view: View) -> Parts:
    """Hours beyond what was agreed."""
    return [
        seasons.season(view, "overtime_share"),
        seasons.season(view, "extra_hours_share"),
        staff.as_full_time(view),
        comparison.beside(view, "overtime_share"),
        comparison.beside(view, "extra_hours_share"),
    ]


def first(view: View) -> Parts:
    """Four figures, of which one is large; as reports print them where no months are loaded."""
    if unread := months.unloaded(view, ["headcount"]):
        return [staff_now.printed(view), *unread]
    return [staff_now.figures(view)]


PARTS = {
    "Översikt": first,
    "Kvinnor och män": lambda view: [staff_now.women_and_men(view)],
    "Antal": heads,
    "Heltid": lambda view: [staff.full_time(view), comparison.beside(view, "full_time_share", by_gender=True)],
    "Avgångar": leaving,
    "Mertid och övertid": extra_hours,
    OF_PRINT: by_year,
}

view = frame.start("Personal", parts=[*PARTS])
lacking = [] if view.part in ("Översikt", OF_PRINT) else months.unloaded(view, ["headcount"])
frame.show(view, *(lacking or PARTS[view.part](view)))
