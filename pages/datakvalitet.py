"""Datakvalitet: what is in, month by month, what does not add up, what was restated, what is unknown."""

from dashboard.cards.card import Lead
from dashboard.screens import filters, frame
from dashboard.subjects import arrived, quality

view = frame.start("Datakvalitet")
filters.hide()
answer, *more = quality.verdict(view)
frame.show(
    view,
    arrived.calendar(view),
    arrived.latest(view),
    Lead(answer, more),
    quality.checks(view),
    quality.agreement(view),
    quality.restatements(view),
    quality.unmapped(view),
    quality.problems(view),
    quality.files(view),
)
