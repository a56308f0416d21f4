"""The warehouse -> figures: values that know where they come from and what speaks against them.

In: a warehouse, a measure, a filter or a group. Out: `Figure`s. All SQL is in `store`. Everyone calls it;
it calls nobody.
"""
