"""What exports say line by line: forecasts, investment projects, key figures of systems that we do not read."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import theme
from dashboard.page import View, notice, table

_FORECASTS = """
select f.org, cast(f.year as integer), f.made_on, cast(f.amount as double) / 1000,
       e.name, f.sheet, f.source_row, e.sample
from fact_forecast as f join export_file as e on e.file = f.file
where f.year between ? and ? and (f.org = ? or ? = ?)
order by f.made_on desc, f.org
"""
_PROJECTS = """
select f.org, year(f.of_month) as of_year, f.project, cast(sum(f.outcome) as double) / 1000,
       cast(arg_max(f.frame, f.of_month) as double) / 1000,
       min(e.name), min(f.sheet), min(f.source_row), bool_or(e.sample)
from fact_investment as f join export_file as e on e.file = f.file
where year(f.of_month) between ? and ? and (f.org = ? or ? = ?)
group by f.org, year(f.of_month), f.project
order by of_year desc, f.org, f.project
"""
_KEY_FIGURES = """
select f.organisation, f.label, f.month, f.month_end, cast(f.value as double), f.unit, e.name, f.sheet, f.source_row,
       e.sample
from fact_key_figures as f join export_file as e on e.file = f.file
where year(f.month_end) between ? and ? and (f.org = ? or ? = ?)
order by f.label, f.organisation, f.month_end desc
"""


def forecasts(view: View) -> None:
    """Every forecast of the chosen years, the last made first."""
    rows = _rows(view, _FORECASTS)
    found = [
        {
            "Område": org,
            "Avser": str(year),
            "Gjord": str(made_on),
            "Prognos, tkr": theme.number(amount),
            "Källa": _place(name, sheet, row),
        }
        for org, year, made_on, amount, name, sheet, row, _ in rows
    ]
    _show("Prognoser", found, sample=any(row[-1] for row in rows))


def projects(view: View) -> None:
    """What each investment project has cost in each chosen year, and its frame."""
    rows = _rows(view, _PROJECTS)
    found = [
        {
            "Område": org,
            "År": str(year),
            "Projekt": project,
            "Utfall, tkr": theme.number(outcome),
            "Ram, tkr": "–" if frame is None else theme.number(frame),
            "Källa": f"{_place(name, sheet, row)} och framåt",
        }
        for org, year, project, outcome, frame, name, sheet, row, _ in rows
    ]
    _show("Investeringsprojekt", found, sample=any(row[-1] for row in rows))


def key_figures(view: View) -> None:
    """The key figures that people report themselves, by name and time."""
    rows = _rows(view, _KEY_FIGURES)
    found = [
        {
            "Nyckeltal": label,
            "Organisation": organisation,
            "Period": str(end.year) if (start.month, end.month) == (1, 12) else theme.month(end),
            "Värde": theme.number(value, 0 if value == round(value) else 1),
            "Enhet": unit,
            "Källa": _place(name, sheet, row),
        }
        for organisation, label, start, end, value, unit, name, sheet, row, _ in rows
    ]
    _show("Nyckeltal", found, sample=any(row[-1] for row in rows))


def _rows(view: View, sql: str) -> list[tuple[Any, ...]]:
    choice = view.choice
    return view.warehouse.rows(sql, [choice.first_year, choice.last_year, choice.org, choice.org, view.warehouse.whole])


def _place(name: str, sheet: str, row: int) -> str:
    return f"{name}, {f'blad {sheet}, ' if sheet else ''}rad {row}"


def _show(title: str, found: list[dict[str, str]], *, sample: bool) -> None:
    mark = " – Exempeldata" if sample else ""
    with st.expander(f"{title} ur exporten ({len(found)}){mark}"):
        if sample:
            notice("Exempeldata: siffrorna är påhittade.")
        table(pd.DataFrame(found), "Ingen export är inläst för urvalet.")
