"""The parts that any page is made of: a chart with its title, source, table and definition; trends, months, lists.

Called by subjects and pages; calls charts, findings and figures.
"""
