"""A file -> grids of text, safely, and every other part of it that could hold something.

Paths or bytes come in; sheets as text, fragments and problems go out. Knows of no report and no export.
"""
