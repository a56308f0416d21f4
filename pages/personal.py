"""Personal: by year, who is employed, full time towards its target, who comes and goes, extra hours."""

from dashboard.cards import blocks, comparison, months, page
from dashboard.subjects import staff

PARTS = ("År", "Antal", "Heltid", "Avgångar", "Mertid och övertid")
LEAVERS = ("external_leavers", "external_turnover", "total_turnover")
APART = (
    "Personalavgångar externt, extern och total personalomsättning är olika mått."
    " De rör sig åt olika håll och läggs aldrig ihop till en serie."
)

view = page.start("Personal", of_people=True, parts=PARTS)
months.banner(view)
match view.part:
    case "År":
        blocks.printed_choices(view)
        blocks.multiples(view, "staff", ["employees", "full_time_equivalents", "pension_age"])
        blocks.multiples(view, "leavers", LEAVERS)
        page.notice(APART)
        blocks.gender_gap(view, "full_time_share", with_target=True)
        blocks.multiples(view, "hours", ["overtime_share", "extra_hours_share", "extra_and_overtime_share"])
        blocks.multiples(view, "indices", ["hme", "avi", "jamix", "manager_index", "healthy_share", "employee_survey"])
        blocks.where_print_stops(
            view, ["external_turnover", "full_time_equivalents", "overtime_share", "healthy_share"]
        )
    case "Antal":
        if months.loaded(view, ["headcount"]):
            months.long_runs(view, "staff-months", ["headcount", "full_time_equivalents"])
            staff.forms(view)
            staff.span(view)
            comparison.beside(view, "employees")
            comparison.beside(view, "full_time_equivalents")
    case "Heltid":
        if months.loaded(view, ["full_time_share"]):
            staff.full_time(view)
            comparison.beside(view, "full_time_share", by_gender=True)
    case "Avgångar":
        if months.loaded(view, ["leavers"]):
            staff.leavers(view)
            staff.hires(view)
            months.seasons(staff.permanent(view), "leavers-months", ["left_externally", "left_internally", "retired"])
            comparison.beside(view, "external_leavers", LEAVERS)
            page.notice(APART)
            comparison.beside(view, "pension_age")
    case _:
        if months.loaded(view, ["overtime_share"]):
            months.season(view, "overtime_share")
            months.season(view, "extra_hours_share")
            staff.as_full_time(view)
            comparison.beside(view, "overtime_share")
            comparison.beside(view, "extra_hours_share")
