"""Sjukfrånvaro: by year against target, month by month, which units, women and men, what has changed."""

from dashboard.cards import blocks, comparison, months, page
from dashboard.subjects import sick_leave, sick_leave_units

PARTS = ("År", "Månad", "Enheter", "Kvinnor och män", "Vad har ändrats?", "Nyckeltal")
OF_UNITS = ("Enheter", "Vad har ändrats?")

view = page.start("Sjukfrånvaro", of_people=True, parts=PARTS, of_units=OF_UNITS)
months.banner(view)
match view.part:
    case "År":
        blocks.printed_choices(view)
        blocks.measure_trend(view, "sick_leave", with_events=True)
        blocks.gender_gap(view, "sick_leave")
        blocks.measure_trend(view, "manager_sick_leave")
        blocks.where_print_stops(view, ["sick_leave", "manager_sick_leave"])
        comparison.beside(view, "sick_leave", by_gender=True)
        comparison.beside(view, "manager_sick_leave")
    case "Månad":
        if months.loaded(view, ["sick_leave"]):
            months.season(view, "sick_leave")
            sick_leave.control(view)
            sick_leave.heat_map(view)
    case "Enheter":
        if months.loaded(view, ["sick_leave"]):
            sick_leave_units.breadcrumb(view)
            sick_leave_units.one_unit(view)
            sick_leave_units.units(view)
    case "Kvinnor och män":
        if months.loaded(view, ["sick_leave"]):
            sick_leave.women_and_men(view)
            sick_leave.lengths(view)
    case "Vad har ändrats?":
        if months.loaded(view, ["sick_leave"]):
            sick_leave_units.what_changed(view)
    case _:
        if months.loaded(view, ["sick_leave"]):
            sick_leave.key_figures(view)
