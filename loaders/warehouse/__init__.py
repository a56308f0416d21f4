"""All that was read -> a new warehouse, in one step or not at all; what two prints and two warehouses differ in.

Readings of any loads come in, a served DuckDB file goes out. Called by intake.
"""
