"""Mål: every goal and indicator with target, outcome and assessment, as published."""

from dashboard import blocks, goals, page

view = page.start("Mål")
page.lead(goals.verdict(view))
goals.indicators(view)
goals.assessments(view)
goals.as_printed(view)
blocks.prose(view, money=False)
