"""Readings of exports -> fact tables: which unit and area a row is of, what is lacking, what is lost.

Readings come in, tables of rows and their gaps go out. Called by people, warehouse and intake.
"""
