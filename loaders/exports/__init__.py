"""A monthly export -> typed rows: declaration, catalogue, recognition, columns, rules, whether it points out persons.

Grids of text come in, rows that know their sheet and line or problems go out. Called by reading, facts and warehouse.
"""
