"""Figures -> what they say: sentences that know what they claim, changes, limits; plain numbers in, words out.

Called by charts, cards and what hands figures out; calls figures.
"""
