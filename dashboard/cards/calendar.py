"""Rows over months as a calendar: what is there of each month by a mark and a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard import theme

MARKS = {"in": ("●", "inläst"), "part": ("◐", "delvis"), "missing": ("○", "saknas"), "none": ("", "väntas inte")}


@dataclass(frozen=True)
class Row:
    """A row's name and, month by month, what there is: a key of MARKS, with it in words."""

    name: str
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Calendar:
    """Rows over the same months, grouped by year, with what the marks mean."""

    key: str
    title: str
    line: str
    months: Sequence[date]
    rows: Sequence[Row]
    notes: Sequence[str] = ()

    def payload(self) -> dict[str, Any]:
        """As plain data: years with their months, rows with their marks."""
        years = dict.fromkeys(month.year for month in self.months)
        used = {state for row in self.rows for state, _ in row.cells}
        return {
            "kind": "calendar",
            "key": self.key,
            "title": self.title,
            "line": self.line,
            "years": [(year, sum(month.year == year for month in self.months)) for year in years],
            "months": [theme.MONTHS[month.month - 1] for month in self.months],
            "rows": [
                {
                    "name": row.name,
                    "cells": [
                        {"state": state, "mark": MARKS[state][0], "text": f"{row.name} {theme.month(month)}: {said}"}
                        for month, (state, said) in zip(self.months, row.cells, strict=True)
                    ],
                }
                for row in self.rows
            ],
            "legend": [f"{mark} {word}" for state, (mark, word) in MARKS.items() if mark and state in used],
            "notes": [*self.notes],
        }
