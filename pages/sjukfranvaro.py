"""Sjukfrånvaro: by year against target, women and men, managers."""

from dashboard import blocks, page

view = page.start("Sjukfrånvaro")
blocks.measure_trend(view, "sick_leave", with_events=True)
blocks.gender_gap(view, "sick_leave")
blocks.measure_trend(view, "manager_sick_leave")
blocks.where_print_stops(view, ["sick_leave", "manager_sick_leave"])
