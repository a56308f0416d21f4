"""The frame of a page: its heading and parts, the cards under them, and what pages without cards are made of."""

from collections.abc import Callable, Collection, Iterable, Sequence

import pandas as pd
import streamlit as st

from dashboard.access import logbook, viewer
from dashboard.cards.card import View
from dashboard.cards.payload import NO_REPORT
from dashboard.cards.tiles import Drawn
from dashboard.figures.query import publications
from dashboard.screens import deck
from dashboard.screens.filters import chosen, show_parts
from dashboard.share.markup import plain
from dashboard.share.table import Table, swedish_csv
from dashboard.subjects.pages import OF_PRINT

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Parts = Sequence[Drawn | Iterable[Drawn] | None]
"""The parts of a page in order, some of them several; None where one is not there."""


def start(
    title: str, *, parts: Sequence[str] = (), of_units: Collection[str] = (), of_print: Collection[str] = ("", OF_PRINT)
) -> View:
    """Open a page with its heading and the choice between its parts.

    The parts that are `of_units` are there for those who may see units; without reports those `of_print` say so.
    """
    warehouse, (choice, group, of_people) = viewer.warehouse(), chosen()
    parts = [part for part in parts if warehouse.rights.units or part not in of_units]
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.title(title, anchor=False, width="content")
        part = show_parts(title, parts) if parts else ""
    if part in of_print and not publications(warehouse):
        notice(NO_REPORT)
    return View(warehouse, choice, group, part, of_people)


def show(view: View, *parts: Drawn | Iterable[Drawn] | None) -> None:
    """Draw the parts of a page in order; those that are not there are left out."""
    blocks: list[Drawn] = []
    for part in parts:
        if isinstance(part, Iterable):
            blocks += part
        elif part is not None:
            blocks.append(part)
    deck.draw(view, blocks)


def hand_out(view: View, label: str, content: bytes | Callable[[], bytes], name: str) -> None:
    """A button for a workbook, which may be made when it is asked for; that somebody took one with people's figures is
    logged."""

    def taken() -> None:
        logbook.write("download", viewer.name(), f"{name}: {view.warehouse.whole}")

    st.download_button(label, content, name, EXCEL, icon=":material/download:", on_click=taken)


def notice(text: str) -> None:
    """Something to know about what stands above."""
    st.caption(f":material/info: {plain(text)}")


def table(rows: pd.DataFrame, empty: str) -> None:
    """A plain table with Swedish headings, or a sentence where there is nothing to list."""
    if rows.empty:
        st.markdown(plain(empty))
    else:
        shown = rows.map(lambda cell: plain(cell) if isinstance(cell, str) else cell).rename(columns=plain)
        st.table(shown.style.hide(axis="index"))


def csv(rows: pd.DataFrame) -> bytes:
    """A table of texts as a file for a Swedish Excel."""
    return swedish_csv(Table.of_frame(rows)).encode()
