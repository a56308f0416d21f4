"""Datakvalitet: what is loaded, what does not add up, what was restated, what is unknown."""

from dashboard.cards import page
from dashboard.subjects import quality

view = page.start("Datakvalitet")
page.lead(*quality.verdict(view))
page.ignores_choices(view)
quality.failing_checks(view)
quality.agreement(view)
quality.restatements(view)
quality.unmapped(view)
quality.problems(view)
quality.files(view)
