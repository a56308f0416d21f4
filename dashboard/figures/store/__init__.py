"""All SQL of the dashboard: questions to one warehouse, with typed answers.

In: a Warehouse, and what is asked for, as plain values, groups and the sides of measures. Out: records and frames.
Any module of dashboard and pages may call it, and what answers mean is theirs; none of them asks in SQL.
"""
