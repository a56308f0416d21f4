"""A printed report -> figures: front sheet, headings, tables, what labels mean, explanations.

Grids of printed text come in, figures that know their cell or problems go out. Called by reading, facts and warehouse.
"""
