"""Attacks on what is promised of small groups: worlds of whole persons, what is released of them, and a solver."""
