"""Personal: headcount, full-time work, leavers, hours, pension age and indices; month by month."""

from dashboard import blocks, months, page

MONTHLY = ["employees", "full_time_share", "external_leavers", "overtime_share"]

view = page.start("Personal", of_people=True)
months.banner(view)
blocks.multiples(view, "staff", ["employees", "full_time_equivalents", "pension_age"])
blocks.multiples(view, "leavers", ["external_leavers", "external_turnover", "total_turnover"])
page.notice(
    "Personalavgångar externt, extern och total personalomsättning är olika mått."
    " De rör sig åt olika håll och läggs aldrig ihop till en serie."
)
blocks.gender_gap(view, "full_time_share", with_target=True)
blocks.multiples(view, "hours", ["overtime_share", "extra_hours_share", "extra_and_overtime_share"])
blocks.multiples(view, "indices", ["hme", "avi", "jamix", "manager_index", "healthy_share", "employee_survey"])
blocks.where_print_stops(view, ["external_turnover", "full_time_equivalents", "overtime_share", "healthy_share"])
if months.heading(view, MONTHLY):
    months.long_runs(view, "staff-months", MONTHLY)
