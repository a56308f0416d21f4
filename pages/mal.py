"""Mål: every goal and indicator with target, outcome and assessment, as published."""

from dashboard.cards import trends
from dashboard.cards.card import Lead
from dashboard.screens import frame
from dashboard.subjects import goals

view = frame.start("Mål")
frame.show(
    view,
    Lead(goals.verdict(view)),
    goals.indicators(view),
    goals.assessments(view),
    goals.as_printed(view),
    trends.prose(view, money=False),
)
