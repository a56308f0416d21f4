"""Översikt: the handful of figures the leadership group steers by, what has changed most, what is missing."""

from dashboard.access import views as saved
from dashboard.cards import listings, months, seasons, years
from dashboard.screens import frame
from dashboard.subjects import overview, views

view = frame.start("Översikt")
found = overview.key_figures(view)
frame.show(
    view,
    overview.lead(found),
    found,
    views.pinned(view, saved.views()),
    overview.most_changed(view),
    overview.missing(view),
    months.unloaded(view, list(overview.STEERING)) or seasons.latest(view, list(overview.STEERING)),
    listings.key_figures(view),
    years.event_list(view),
    overview.sources(found),
)
