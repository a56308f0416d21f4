"""What exports say line by line: forecasts, investment projects, key figures of systems that we do not read."""

from collections.abc import Mapping, Sequence

from dashboard import theme
from dashboard.cards.card import Card, View
from dashboard.figures.query import Filter
from dashboard.figures.store import facts
from dashboard.figures.store.facts import KeyFigure, Line
from dashboard.share.table import Table


def forecasts(view: View) -> Card:
    """Every forecast of the chosen years and those to come, the last made first."""
    lines = facts.forecasts(view.warehouse, view.choice.org, view.choice.since, Filter.last_year)
    found = [
        {
            "Område": line.org,
            "Avser": str(line.year),
            "Gjord": str(line.made_on),
            "Prognos, tkr": theme.number(line.amount),
            "Källa": _place(line),
        }
        for line in lines
    ]
    return _card("Prognoser", found, lines)


def projects(view: View) -> Card:
    """What each investment project has cost in each chosen year, and its frame."""
    lines = facts.projects(view.warehouse, *_asked(view))
    found = [
        {
            "Område": line.org,
            "År": str(line.year),
            "Projekt": line.project,
            "Utfall, tkr": theme.number(line.outcome),
            "Ram, tkr": "–" if line.frame is None else theme.number(line.frame),
            "Källa": f"{_place(line)} och framåt",
        }
        for line in lines
    ]
    return _card("Investeringsprojekt", found, lines)


def key_figures(view: View) -> Card:
    """The key figures that people report themselves, by name and time."""
    lines = facts.key_figures(view.warehouse, *_asked(view))
    found = [
        {
            "Nyckeltal": line.label,
            "Organisation": line.organisation,
            "Period": _period(line),
            "Värde": theme.number(line.value, 0 if line.value == round(line.value) else 1),
            "Enhet": line.unit,
            "Källa": _place(line),
        }
        for line in lines
    ]
    return _card("Nyckeltal", found, lines)


def _asked(view: View) -> tuple[str, int, int]:
    return view.choice.org, view.choice.since, view.choice.year


def _period(line: KeyFigure) -> str:
    whole_year = (line.first.month, line.last.month) == (1, 12)
    return str(line.last.year) if whole_year else theme.month(line.last)


def _place(line: Line) -> str:
    return f"{line.file}, {f'blad {line.sheet}, ' if line.sheet else ''}rad {line.row}"


def _card(title: str, found: Sequence[Mapping[str, str]], lines: Sequence[Line]) -> Card:
    sample = any(line.sample for line in lines)
    return Card(
        title.lower(),
        f"{title} ur exporten ({len(found)}){' – Exempeldata' if sample else ''}",
        notices=["Exempeldata: siffrorna är påhittade."] if sample else [],
        lacking="" if found else "Ingen export är inläst för urvalet.",
        table=Table.of_lines(found),
        folded=True,
    )
