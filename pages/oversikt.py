"""Översikt: the handful of figures the leadership group steers by."""

from dashboard.cards import blocks, listings, months, page
from dashboard.findings.summary import missed, verdict, withheld

STEERING = {
    "sick_leave": "sjukfranvaro",
    "external_leavers": "personal",
    "full_time_share": "personal",
    "result": "ekonomi",
    "home_care_hours": "volymer",
    "care_days": "volymer",
    "meals": "volymer",
}

view = page.start("Översikt")
months.banner(view)
summaries = [blocks.key_figure(view, measure) for measure in STEERING]
page.lead(verdict(summaries, [", ".join(blocks.coverage(view, summary)) for summary in summaries]), missed(summaries))
for reason in withheld(summaries):
    page.notice(reason)
blocks.cards(view, summaries, list(STEERING.values()))
if months.heading(view, list(STEERING)):
    months.latest(view, list(STEERING))
listings.key_figures(view)
blocks.event_list(view)
blocks.card_sources(summaries)
