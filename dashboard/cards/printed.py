"""What reports print, as it stands: their tables, and the figures that stand only in prose."""

from collections.abc import Sequence
from itertools import groupby

from dashboard import theme
from dashboard.cards.card import Card, View
from dashboard.cards.tables import period, printed_table
from dashboard.cards.years import (
    is_chosen,
)
from dashboard.figures.query import cells
from dashboard.share.table import Table

MONEY = ("tkr", "mnkr", "kr")


def prose(view: View, *, money: bool) -> Card:
    """The dated figures that stand only in the reports' prose: amounts of money, or all others."""
    rows = [
        row
        for row in cells(view.warehouse, "löptext", view.choice.as_of)
        if (row.unit in MONEY) == money and (row.year is None or is_chosen(view, row.year))
    ]
    shown = Table.of_columns(
        {
            "Uppgift": [row.label for row in rows],
            "Område": [row.org for row in rows],
            "Scenario": [theme.SCENARIOS[row.scenario] for row in rows],
            "Period": [period(row) for row in rows],
            "I rapporten": [row.printed for row in rows],
            "Sammanhang": [row.note for row in rows],
            "Källa": [f"{row.publication}, {row.sheet}!{row.cell}" for row in rows],
        }
    )
    return Card("prose", f"Uppgifter ur rapporternas löptext ({len(rows)})", table=shown, folded=True)


def printed_tables(view: View, kinds: Sequence[str], report: str = "") -> list[Card]:
    """Printed tables of some kinds as they stand, of one report or of all, newest first."""
    found = [row for kind in kinds for row in cells(view.warehouse, kind, view.choice.as_of)]
    mine = [row for row in found if row.publication == report or not report]
    in_order = sorted(mine, key=lambda row: (-row.position, row.sheet))
    cards = []
    for (publication, sheet), group in groupby(in_order, key=lambda row: (row.publication, row.sheet)):
        rows = list(group)
        heading = rows[0].theme or rows[0].table_title
        line = f"Som det står i {publication}, blad {sheet}"
        title = f"{publication}: {heading}"
        cards.append(Card(f"{publication}-{sheet}", title, line, table=printed_table(rows), folded=True))
    return cards
