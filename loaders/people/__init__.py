"""Rows of people and what print shows come in; sums of the groups that may be shown go out, and nothing finer.

Called where a warehouse is built. Knows exports and places, no reports' files and no dashboard.
"""
