"""The choices of the page Utforska: what is asked, in the address as all choices are."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from dashboard.access import views
from dashboard.cards.card import Card, View
from dashboard.cards.pivot import BESIDE
from dashboard.figures.dimensions import all_dimensions, declared
from dashboard.figures.measures import MEASURES
from dashboard.figures.pivot import Only, Question
from dashboard.figures.query import offered
from dashboard.figures.store.dimensions import values
from dashboard.figures.store.loaded import coverage
from dashboard.figures.store.warehouse import Warehouse
from dashboard.screens import frame
from dashboard.screens.deck import OPENED
from dashboard.screens.filters import tell_unknown
from dashboard.screens.views import manage
from dashboard.subjects import explorer
from dashboard.subjects.explorer import Asked
from dashboard.subjects.views import followed, listing

NOTHING_LOADED = "Inga siffror är inlästa. Lägg rapporter i mappen data/published, eller läs in exporter på Ladda data."
EXPORTS, REPORTS = "Månadsexporter", "Rapporter"
ONE_YEAR, ALL_YEARS = "Valt år", "Alla år i urvalet"
UNDIVIDED = "Inga kolumner"
FIRST_MEASURE, FIRST_ROWS, FIRST_COLUMN = "sick_leave", ("org",), "month"
MOST_MEASURES, MOST_LEVELS = 6, 2
BETWEEN = ": "


def show() -> None:
    """The page: the choices and the answer."""
    view = frame.start("Utforska")
    bases = _bases(view.warehouse)
    if not bases:
        frame.show(view, [Card("explored", "Utforska", lacking=NOTHING_LOADED)])
        return
    asked = _asked(view, bases)
    saved = views.views()
    manage(followed(view, saved))
    labels = {MEASURES[measure].label for measures in bases.values() for measure in measures}
    frame.show(view, explorer.cards(view, asked, st.session_state.get(OPENED, "")), listing(view, saved, labels))


def _asked(view: View, bases: Mapping[str, Sequence[str]]) -> Asked:
    warehouse = view.warehouse
    with st.container(horizontal=True, key="question", vertical_alignment="bottom"):
        printed = _one("Underlag", [*bases], "underlag", 160) == REPORTS
        labels = {MEASURES[measure].label: measure for measure in bases[REPORTS if printed else EXPORTS]}
        default = [name for name, measure in labels.items() if measure == FIRST_MEASURE] or [*labels][:1]
        measures = [labels[name] for name in _several("Mått", [*labels], "matt", default, MOST_MEASURES, 300)]
        known = {label: name for name, label in all_dimensions(warehouse, measures, printed=printed).items()}
        rows = _several("Rader", [*known], "rader", [n for n, d in known.items() if d in FIRST_ROWS], MOST_LEVELS, 265)
        others = [name for name in known if name not in rows]
        usual = "year" if printed else FIRST_COLUMN
        at = next((at for at, name in enumerate(others, 1) if known[name] == usual), 0)
        column = _one("Kolumner", [UNDIVIDED, *others], "kolumner", 150, at)
        span = _one("Tid", [ONE_YEAR, ALL_YEARS], "tid", 125, 1 if printed else 0)
        only = () if printed else _only(warehouse, measures)
        beside = _one("Visa", [*BESIDE], "visa", 160)
        choice = view.choice
        question = Question(
            tuple(measures),
            tuple(known[name] for name in rows),
            (known[column],) if column in known else (),
            view.group,
            date(choice.since if span == ALL_YEARS else choice.year, 1, 1),
            date(choice.year, 12, 1),
            only,
            printed,
            choice.as_of,
        )
        form = _one("Form", explorer.forms(question), "form", 125)
    return Asked(question, beside, form)


def _bases(warehouse: Warehouse) -> Mapping[str, Sequence[str]]:
    """What can be asked of, each with its measures."""
    there = {each.export for each in coverage(warehouse)}
    computed = [name for name, each in MEASURES.items() if each.computed and there.issuperset(each.computed.exports)]
    printed = [name for name in MEASURES if offered(warehouse, [name], "org")]
    return {name: measures for name, measures in ((EXPORTS, computed), (REPORTS, printed)) if measures}


def _only(warehouse: Warehouse, measures: Sequence[str]) -> Only:
    """The values that are chosen of the dimensions that exports declare."""
    options: dict[str, tuple[str, str]] = {}
    for measure in measures:
        for name, label in all_dimensions(warehouse, [measure]).items():
            if dimension := declared(warehouse, measure, name):
                told = values(warehouse, dimension)
                options |= {f"{label}{BETWEEN}{text}": (name, value) for value, text in told.items() if text}
    if not options:
        return ()
    found: dict[str, tuple[str, ...]] = {}
    for text in _several("Urval", [*options], "urval", [], None, 330):
        name, value = options[text]
        found[name] = (*found.get(name, ()), value)
    return tuple(found.items())


def _one(label: str, options: Sequence[str], key: str, width: int, at: int = 0) -> str:
    """One of several, said if the address asks for another."""
    told = f"Välj {label.lower()}"
    chosen = st.selectbox(
        label, options, at, key=key, bind="query-params", persist_state="session", placeholder=told, width=width
    )
    tell_unknown(label, key, options, chosen or options[at])
    return chosen or options[at]


def _several(
    label: str, options: Sequence[str], key: str, default: Sequence[str], most: int | None, width: int
) -> list[str]:
    """Several of some, at most so many."""
    chosen: list[str] = st.multiselect(
        label,
        options,
        default,
        key=key,
        bind="query-params",
        persist_state="session",
        max_selections=most,
        placeholder=f"Välj {label.lower()}",
        width=width,
    )
    tell_unknown(label, key, options, ", ".join(chosen) or "inget")
    return chosen
