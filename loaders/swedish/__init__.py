"""Swedish text -> values: numbers, months, periods, what is missing and why; and what points out a person.

Texts come in, values or the reason why there is none go out. Everyone may call it.
"""
