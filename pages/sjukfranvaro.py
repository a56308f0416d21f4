"""Sjukfrånvaro: the year against target, who differs, short and long, women and men, what has changed, years, depth."""

from collections.abc import Callable, Mapping

from dashboard.cards import comparison, months, seasons, trends, years
from dashboard.cards.card import View
from dashboard.screens import frame
from dashboard.screens.frame import Parts
from dashboard.subjects import sick_leave, sick_leave_lengths, sick_leave_now, sick_leave_units
from dashboard.subjects.pages import OF_PRINT


def by_year(view: View) -> Parts:
    """What reports print, beside what the exports give."""
    return [
        years.printed_choices(view),
        trends.measure_trend(view, "sick_leave", with_events=True),
        trends.gender_gap(view, "sick_leave"),
        trends.measure_trend(view, "manager_sick_leave"),
        years.where_print_stops(view, ["sick_leave", "manager_sick_leave"]),
        comparison.beside(view, "sick_leave", by_gender=True),
        comparison.beside(view, "manager_sick_leave"),
    ]


def first(view: View) -> Parts:
    """The year against another and its target, and who is furthest; what is printed where no months are loaded."""
    if unread := months.unloaded(view, ["sick_leave"]):
        printed = [trends.measure_trend(view, "sick_leave", with_events=True), trends.gender_gap(view, "sick_leave")]
        return [sick_leave_now.lead(view), *printed, *unread]
    return [sick_leave_now.lead(view), sick_leave_now.months(view), sick_leave_now.furthest(view)]


PARTS: Mapping[str, Callable[[View], Parts]] = {
    "Översikt": first,
    "Kort och lång": lambda view: [
        sick_leave_lengths.by_day(view),
        sick_leave_lengths.by_spell(view),
        sick_leave_lengths.lengths(view),
    ],
    "Enheter": lambda view: [
        sick_leave_units.one_unit(view),
        sick_leave_units.units(view),
        sick_leave_units.listed(view),
    ],
    "Kvinnor och män": lambda view: [sick_leave.women_and_men(view)],
    "Vad har ändrats": lambda view: [sick_leave_units.what_changed(view)],
    "Nyckeltal": lambda view: [sick_leave.key_figures(view)],
    OF_PRINT: by_year,
    "Fördjupning": lambda view: [
        seasons.season(view, "sick_leave"),
        sick_leave.control(view),
        sick_leave.heat_map(view),
    ],
}
OF_UNITS = ("Enheter", "Vad har ändrats")

view = frame.start("Sjukfrånvaro", parts=[*PARTS], of_units=OF_UNITS)
lacking = [] if view.part in ("Översikt", OF_PRINT) else months.unloaded(view, ["sick_leave"])
frame.show(view, *(lacking or PARTS[view.part](view)))
if view.part == "Nyckeltal" and not lacking:
    frame.hand_out(view, "Ladda ner som Excel", *sick_leave.workbook(view))
