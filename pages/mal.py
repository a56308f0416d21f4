"""Mål: every goal and indicator with target, outcome and assessment, as published."""

from dashboard.cards import blocks, page
from dashboard.subjects import goals

view = page.start("Mål")
page.lead(goals.verdict(view))
goals.indicators(view)
goals.assessments(view)
goals.as_printed(view)
blocks.prose(view, money=False)
