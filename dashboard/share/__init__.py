"""What leaves the house: CSV, Excel and the command line, safe for a spreadsheet and for Markdown.

Called by cards and screens; calls findings and figures.
"""
