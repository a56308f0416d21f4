"""A card as a workbook: its figures side by side as numbers, each with its place; what is not known is no number."""

import base64
import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from dashboard.access import logbook
from dashboard.cards import taken
from dashboard.cards.card import Card, View
from dashboard.cards.payload import payload
from dashboard.figures.figure import Caveat, Figure
from dashboard.figures.groups import Group
from dashboard.figures.selection import Choice
from dashboard.figures.store.warehouse import Warehouse
from dashboard.share.grid import Grid
from dashboard.share.table import Table
from tests.logins import logged_in
from tests.made import made_figure
from tests.visiting import blocks, clicked, opened

LINES = [("", {"data": [{"type": "scatter"}], "layout": {}})]
BARS = [("", {"data": [{"type": "bar"}], "layout": {}})]


def cost(year: int, value: float | None, **changes: Any) -> Figure:
    return made_figure("result", year, value, **changes)


def cells(grid: Grid | None) -> list[list[Any]]:
    """The heads and the lines of a table, with its numbers."""
    assert grid
    numbers = [
        [*line.names, *(cell.text if cell.value is None else cell.value for cell in line.cells)] for line in grid.lines
    ]
    return [[*grid.corner, *grid.headings], *numbers]


def book(warehouse: Warehouse, card: Card) -> Workbook:
    view = View(warehouse, Choice(2020, 2021, 2020, "Leanlink"), Group("Leanlink"))
    return load_workbook(BytesIO(taken.content(card, payload(view, card), "http://x/ekonomi?ar=2021")))


class TestSideBySide:
    def test_years_are_lines_in_their_order_and_what_is_not_there_is_empty(self) -> None:
        rows = [cost(2021, 5), cost(2020, 4), cost(2021, 6, scenario="budget")]
        assert cells(taken.side_by_side(rows)) == [
            ["Period", "Utfall, tkr", "Budget, tkr"],
            ["2020", 4, ""],
            ["2021", 5, 6],
        ]

    def test_of_one_year_areas_are_lines_and_scenarios_columns(self) -> None:
        rows = [
            cost(2021, value, org=org, scenario=scenario)
            for org, scenario, value in (("Kost", "outcome", 1), ("Kost", "budget", 2), ("Stab", "outcome", 3))
        ]
        assert cells(taken.side_by_side(rows)) == [
            ["Område", "Utfall 2021, tkr", "Budget 2021, tkr"],
            ["Kost", 1, 2],
            ["Stab", 3, ""],
        ]

    def test_many_are_lines_and_their_years_columns(self) -> None:
        rows = [cost(year, 1, org=f"Område {at:02}") for at in range(13) for year in (2020, 2021)]
        found = cells(taken.side_by_side(rows))
        assert (found[0], len(found)) == (["Område", "2020, tkr", "2021, tkr"], 14)

    def test_units_stand_in_lines_where_they_differ(self) -> None:
        rows = [cost(2021, 1), made_figure("sick_leave", 2021, 9.6, 0.1)]
        assert cells(taken.side_by_side(rows)) == [
            ["Mått", "Enhet", "2021"],
            ["Resultat", "tkr", 1],
            ["Total sjukfrånvaro", "%", 9.6],
        ]

    def test_two_of_one_place_are_not_set_side_by_side(self) -> None:
        assert taken.side_by_side([cost(2021, 1), cost(2021, 2, publication="VB 2020")]) is None

    def test_what_is_hidden_or_bounded_is_no_number(self) -> None:
        rows = [cost(2020, None, missing="hidden", note="för få"), cost(2021, 5, comparator="<=")]
        assert cells(taken.side_by_side(rows))[1:] == [["2020", ".."], ["2021", "högst 5\xa0tkr"]]


def test_texts_that_are_numbers_of_one_unit_are_numbers_below_it() -> None:
    table = Table(
        ("Enhet", "Konto", "Andel", "Kostnad", "Blandat"),
        (
            ("Söder", "4010", "9,6\xa0%", "−1\xa0200", "3 %"),
            ("Norr", "4011", "..", "15", "3 dygn"),
        ),
    )
    assert cells(taken.of_texts(table)) == [
        ["Enhet", "Konto", "Andel, %", "Kostnad", "Blandat"],
        ["Söder", "4010", 9.6, -1200.0, "3 %"],
        ["Norr", "4011", "..", 15.0, "3 dygn"],
    ]


class TestBook:
    @pytest.fixture
    def warehouse(self, reports_only: Warehouse) -> Warehouse:
        return reports_only

    def test_it_says_what_the_card_says_and_where_each_figure_comes_from(self, warehouse: Warehouse) -> None:
        caveats = (Caveat("gap", "Stab saknas"),)
        row = cost(2021, 5, file="vb.xlsx", sheet="Ekonomi", cell="D5", caveats=caveats)
        found = book(warehouse, Card("x", "Resultat", "Tkr · 2021", rows=[row], measures=["result"], notes=["= gott"]))
        assert found.sheetnames == ["Tabell", "Källor", "Om"]
        assert [cell.value for cell in found["Tabell"][4]] == ["Resultat", 5]
        assert found["Tabell"]["B4"].comment.text == "⚠\xa0Stab saknas"
        places = dict(zip(*([cell.value for cell in found["Källor"][at]] for at in (3, 4)), strict=True))
        assert [places[name] for name in ("Fil", "Blad", "Cell", "Enhet", "Värde")] == [
            *("vb.xlsx", "Ekonomi", "D5", "tkr"),
            5,
        ]
        told = [(name.value, text.value) for name, text in found["Om"].iter_rows()]
        assert told[:2] == [("Innehåll", "Resultat"), ("Urval", "Tkr · 2021")]
        assert ("Att veta", "= gott") in told
        assert ("Att veta", "⚠\xa0Stab saknas") in told
        assert told[-2:] == [("Länk", "http://x/ekonomi?ar=2021"), ("Uttagen", str(date.today()))]

    @pytest.mark.parametrize(
        ("drawings", "last", "charts"),
        [
            (LINES, 6, ["LineChart"]),
            (BARS, 6, ["BarChart"]),
            ([], 6, []),
            # A spreadsheet draws a text as zero.
            (LINES, None, []),
        ],
    )
    def test_it_is_drawn_as_the_card_is(
        self, warehouse: Warehouse, drawings: Any, last: float | None, charts: list[str]
    ) -> None:
        card = Card("x", "Resultat", rows=[cost(2020, 5), cost(2021, last)], measures=["result"], drawings=drawings)
        assert [type(chart).__name__ for chart in book(warehouse, card)["Tabell"]._charts] == charts

    def test_the_file_says_of_what_of_whom_and_when(self, warehouse: Warehouse) -> None:
        view = View(warehouse, Choice(2020, 2021, 2020, "Leanlink"), Group("Leanlink"))
        card = Card("x", "Resultat", rows=[cost(2020, 5, sample=True), cost(2021, 6)])
        assert taken.name(view, card) == "exempeldata-Resultat, hela Leanlink 2020–2021.xlsx"
        assert taken.name(view, Card("x", "Kontroller", table=Table(("A",), (("b",),)))) == "Kontroller.xlsx"


def handed(app: AppTest) -> dict[str, str] | None:
    (deck,) = [json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.component_name == "deck"]
    found: dict[str, str] | None = deck["handed"]
    return found


def test_it_is_made_when_it_is_asked_for_sent_once_and_logged(login_app: AppTest) -> None:
    login_app.query_params["vy"] = ["Fördjupning"]
    app = opened(logged_in(login_app, "h", areas=["alla"]), "sjukfranvaro")
    card = next(each for each in blocks(app) if each["kind"] == "card" and not each["lacking"])
    before = blocks(app)
    assert handed(app) is None
    sent = handed(clicked(app, card["key"], "workbook"))
    assert sent
    assert load_workbook(BytesIO(base64.b64decode(sent["content"])))["Om"]["B1"].value == card["title"]
    assert [(line.what, line.about) for line in logbook.lines()] == [("download", f"{sent['name']}: Leanlink")]
    assert blocks(app) == before
    assert handed(app.run()) is None


def test_of_what_is_no_card_nothing_is_sent(login_app: AppTest) -> None:
    app = opened(logged_in(login_app, "h", areas=["alla"]), "sjukfranvaro")
    assert handed(clicked(app, "hemligt", "workbook")) is None
