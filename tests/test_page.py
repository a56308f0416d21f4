"""What a page hands out: tables with places, CSV that a Swedish Excel reads; and that a click counts once."""

import json

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from dashboard.page import sources, swedish_csv, traceable
from dashboard.store.warehouse import Warehouse
from tests.made import made_figure


def test_a_download_has_semicolons_byte_order_mark_and_plain_spaces() -> None:
    table = traceable([made_figure("care_days", 2021, 195786.0, printed="195 786", sheet="Volymer", cell="F5")])
    assert swedish_csv(table).decode("utf-8").splitlines() == [
        "\ufeffPeriod;Värde;I rapporten;Publikation;Fil;Blad;Cell",
        "2021;195 786 dygn;195 786;VB 2021;vb_2021.xlsx;Volymer;F5",
    ]


def test_an_unknown_value_says_why_and_is_never_zero() -> None:
    table = traceable([made_figure("hme", 2019, None, printed="I.U", missing="not_available")])
    assert list(table["Värde"]) == ["ingen uppgift"]


def test_a_figure_of_several_files_names_them_all() -> None:
    row = made_figure("sick_leave", 2021, 9.6, file="exports/jan.csv; exports/feb.csv")
    assert list(traceable([row])["Fil"]) == ["jan.csv; feb.csv"]


def test_what_varies_is_told_and_what_does_not_is_left_out() -> None:
    both = [
        made_figure("sick_leave", 2021, 9.9, 0.1, gender="women"),
        made_figure("sick_leave", 2021, 8.7, 0.1, gender="men"),
    ]
    table = traceable(both)
    assert list(table["Kön"]) == ["Kvinnor", "Män"]
    assert "Område" not in table


def test_the_line_under_a_chart_names_its_sources_and_marks_invented_figures(published: Warehouse) -> None:
    printed = made_figure("sick_leave", 2021, 9.6, publication="VB 2021")
    invented = made_figure("sick_leave", 2022, 9.1, publication="exporten Sjukfrånvaro", position=-1, sample=True)
    title = "Leanlink, verksamhetsberättelse 2021"
    assert sources(published, [printed]) == title
    assert sources(published, [printed, invented]) == (
        f"{title}; exporten Sjukfrånvaro – **Exempeldata**, påhittade siffror"
    )


CLICKABLE = """
import streamlit as st
from dashboard.page import Chart, _drawings
from dashboard.sentence import sentence

def note(name):
    st.session_state["noted"] = [*st.session_state.get("noted", []), name]
    st.rerun()

spec = {"data": [{"type": "scatter", "x": [1, 2], "y": [1, 2], "customdata": ["Norr", "Söder"]}], "layout": {}}
_drawings(Chart("units", sentence("Enheter"), "", [("", spec)], [], [], on_click=note))
"""
"""A page with a chart that notes what is clicked, and shows itself again as after a choice."""


def selected(chart: str, *names: str) -> WidgetStates:
    """What a browser sends as long as points are selected in a chart."""
    points = [{"customdata": name, "point_index": at} for at, name in enumerate(names)]
    indices = list(range(len(names)))
    value = {"selection": {"points": points, "point_indices": indices, "box": [], "lasso": []}}
    states = WidgetStates()
    states.widgets.add(id=chart, string_value=json.dumps(value))
    return states


def shown(app: AppTest) -> str:
    """The identity of the chart on the page."""
    (chart,) = app.get("plotly_chart")
    return str(chart.proto.id)


class TestClicks:
    """A selection stays in the browser over reruns; AppTest has no clicks, so that it is sent as a browser does."""

    def test_a_click_counts_once_however_often_the_page_runs_again(self) -> None:
        app = AppTest.from_string(CLICKABLE).run()
        clicked = selected(shown(app), "Norr")
        for _ in range(3):
            app._run(clicked)
            assert not app.exception
            assert app.session_state["noted"] == ["Norr"]

    def test_a_click_on_the_same_point_again_counts_again(self) -> None:
        app = AppTest.from_string(CLICKABLE).run()
        for _ in range(2):
            app._run(selected(shown(app), "Norr"))
        app._run(selected(shown(app), "Söder"))
        assert app.session_state["noted"] == ["Norr", "Norr", "Söder"]

    def test_a_click_beside_the_points_counts_as_none(self) -> None:
        app = AppTest.from_string(CLICKABLE).run()
        app._run(selected(shown(app)))
        assert "noted" not in app.session_state
