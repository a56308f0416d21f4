"""What a page hands out: tables with places, CSV that a Swedish Excel reads; and that a click counts once."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cards.tables import sources, traceable
from dashboard.figures.store.warehouse import Warehouse
from dashboard.share.table import swedish_csv
from tests.made import made_figure
from tests.visiting import blocks, calm, choose, clicked, opened, session, value_of

CARE = "Äldreomsorg"


def test_a_download_has_semicolons_byte_order_mark_and_plain_spaces() -> None:
    table = traceable([made_figure("care_days", 2021, 195786.0, printed="195 786", sheet="Volymer", cell="F5")])
    assert swedish_csv(table).splitlines() == [
        "\ufeffPeriod;Värde;I rapporten;Publikation;Fil;Blad;Cell",
        "2021;195 786 dygn;195 786;VB 2021;vb_2021.xlsx;Volymer;F5",
    ]


def test_an_unknown_value_says_why_and_is_never_zero() -> None:
    table = traceable([made_figure("hme", 2019, None, printed="I.U", missing="not_available")])
    assert table.column("Värde") == ["ingen uppgift"]


def test_a_figure_of_several_files_names_them_all() -> None:
    row = made_figure("sick_leave", 2021, 9.6, file="exports/jan.csv; exports/feb.csv")
    assert traceable([row]).column("Fil") == ["jan.csv; feb.csv"]


def test_what_varies_is_told_and_what_does_not_is_left_out() -> None:
    both = [
        made_figure("sick_leave", 2021, 9.9, 0.1, gender="women"),
        made_figure("sick_leave", 2021, 8.7, 0.1, gender="men"),
    ]
    table = traceable(both)
    assert table.column("Kön") == ["Kvinnor", "Män"]
    assert "Område" not in table.columns


def test_the_line_under_a_chart_names_its_sources_and_marks_invented_figures(published: Warehouse) -> None:
    printed = made_figure("sick_leave", 2021, 9.6, publication="VB 2021")
    invented = made_figure("sick_leave", 2022, 9.1, publication="exporten Sjukfrånvaro", position=-1, sample=True)
    title = "Leanlink, verksamhetsberättelse 2021"
    assert sources(published, [printed]) == title
    assert sources(published, [printed, invented]) == (
        f"{title}; exporten Sjukfrånvaro – Exempeldata, påhittade siffror"
    )


class TestClicks:
    """In a deck of one card whose points stand for units."""

    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch, units_folder: Path) -> AppTest:
        app = session(monkeypatch, units_folder, {"omrade": CARE, "vy": "Enheter"})
        return opened(app, "sjukfranvaro")

    def test_a_click_on_a_point_chooses_whom_it_stands_for(self, app: AppTest) -> None:
        (units,) = [block for block in blocks(app) if block["key"] == "units"]
        name = units["clicks"][0]
        clicked(app, "units", "choose", name)
        assert value_of(app, "enhet") == name

    def test_a_click_counts_once_however_often_the_page_runs_again(self, app: AppTest) -> None:
        (units,) = [block for block in blocks(app) if block["key"] == "units"]
        clicked(app, "units", "choose", units["clicks"][0])
        choose(app, {"enhet": "Alla enheter"})
        assert value_of(calm(app.run()), "enhet") == "Alla enheter"

    @pytest.mark.parametrize(
        ("card", "kind", "value"),
        [("units", "choose", "Ingen enhet"), ("nothing", "choose", "E1"), ("units", "open", "E1"), ("", "", "")],
    )
    def test_what_no_card_offers_does_nothing(self, app: AppTest, card: str, kind: str, value: str) -> None:
        before = blocks(app)
        assert blocks(clicked(app, card, kind, value)) == before
