"""The parts of pages that belong to one subject: sick leave, staff, economy, goals, the quality of data.

Called by pages; calls cards, charts, findings and figures.
"""
