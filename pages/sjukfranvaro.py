"""Sjukfrånvaro: by year against target, women and men, managers; month by month."""

from dashboard import blocks, months, page

view = page.start("Sjukfrånvaro")
months.banner(view)
blocks.measure_trend(view, "sick_leave", with_events=True)
if months.heading(view, ["sick_leave"]):
    months.season(view, "sick_leave")
months.years_again()
blocks.gender_gap(view, "sick_leave")
blocks.measure_trend(view, "manager_sick_leave")
blocks.where_print_stops(view, ["sick_leave", "manager_sick_leave"])
