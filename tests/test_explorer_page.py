"""The page Utforska: a link is a question, its answer a table or a drawing, its cells lead to what they are made of."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures.groups import PROTECTED
from dashboard.figures.store.warehouse import Warehouse
from dashboard.theme import MONTHS
from tests.logins import logged_in
from tests.visiting import blocks, clicked, headings, infos, opened, said, session, tables
from tests.worlds import CARE

KITCHENS = "Kost och Restaurang"
VIEWS = "Sparade vyer"
"""The heading that stands last."""


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, worlds: dict[str, Path]) -> Any:
    """Opens the page with the choices of a link."""

    def visit(world: str = "as_shipped", **choices: Any) -> AppTest:
        return opened(session(monkeypatch, worlds[world].parent, choices), "utforska")

    return visit


def grid(app: AppTest) -> dict[tuple[str, ...], list[str]]:
    """The lines of the table by their names."""
    (card,) = [each for each in blocks(app) if each.get("grid")]
    return {tuple(line["names"]): [text for text, *_ in line["cells"]] for line in card["grid"]["lines"]}


def heads(app: AppTest) -> list[tuple[str, str]]:
    (card,) = [each for each in blocks(app) if each.get("grid")]
    return [tuple(head) for head in card["grid"]["heads"]]


def names_of(app: AppTest, row: str) -> list[str]:
    """What clicks on the cells of a line ask for."""
    (card,) = [each for each in blocks(app) if each.get("grid")]
    (line,) = [line for line in card["grid"]["lines"] if line["names"] == [row]]
    return [name for _, _, name, _ in line["cells"]]


def test_it_opens_with_an_answer(ask: Any) -> None:
    app = ask()
    assert headings(app) == ["Total sjukfrånvaro per affärsområde och månad", VIEWS]
    assert [name for _, name in heads(app)] == [*MONTHS, "Totalt"]
    assert [*grid(app)][-1] == ("Totalt",)


def test_meals_by_kitchen_and_month_beside_sick_leave(ask: Any) -> None:
    app = ask(matt=["Måltider", "Total sjukfrånvaro"], rader="Månad", kolumner="Kök")
    assert heads(app) == [
        ("Måltider, st", "Kök A"),
        ("Måltider, st", "Kök B"),
        ("Måltider, st", "Totalt"),
        ("Total sjukfrånvaro, %", "Totalt"),
    ]
    assert len(grid(app)) == 13
    assert "Total sjukfrånvaro delas inte på kök: exporten Sjukfrånvaro har inte den uppgiften." in said(app)


def test_what_few_have_is_told_of_units_by_year_and_never_by_month(ask: Any) -> None:
    by_month = ask("units", matt="Mertid", rader="Enhet", kolumner="Månad", ar="2021")
    assert {text for (name, *_), cells in grid(by_month).items() if name != "Totalt" for text in cells[:-1]} == {".."}
    notes = " ".join(said(by_month))
    assert ".. redovisas bara per kalenderår här: få har något av det" in notes
    assert f".. {PROTECTED}" in notes
    by_year = ask("units", matt="Mertid", rader="Enhet", kolumner="År", ar="2021")
    assert grid(by_year)["E05",] == ["3,0", "3,0"]
    assert grid(by_year)["Liten",] == ["..", ".."]


def test_two_measures_are_points_by_unit(ask: Any) -> None:
    app = ask("units", matt=["Mertid", "Total sjukfrånvaro"], rader="Enhet", kolumner="Inga kolumner", form="Punkter")
    (drawing,) = [drawing for each in blocks(app) for drawing in each.get("drawings", ())]
    units, whole = drawing["data"]
    assert "E05" in units["text"]
    assert "Liten" not in units["text"]
    assert (whole["marker"]["symbol"], whole["text"]) == ("cross", ["Totalt"])


@pytest.mark.parametrize(("beside", "unit"), [("Värden", ", %"), ("Mot helheten", ", procentenheter")])
def test_a_drawing_says_the_unit_of_what_is_told(ask: Any, beside: str, unit: str) -> None:
    app = ask("units", matt=["Mertid", "Total sjukfrånvaro"], rader="Enhet", kolumner="År", form="Linjer", visa=beside)
    drawings = [drawing for each in blocks(app) for drawing in each.get("drawings", ())]
    assert [each["heading"] for each in drawings] == [f"Mertid{unit}", f"Total sjukfrånvaro{unit}"]


@pytest.mark.parametrize("form", ["Linjer", "Staplar", "Värmekarta"])
def test_every_form_is_drawn(ask: Any, form: str) -> None:
    app = ask(form=form)
    (drawing,) = [drawing for each in blocks(app) for drawing in each.get("drawings", ())]
    assert drawing["data"]
    assert blocks(app)[0]["table"]


def test_a_form_that_does_not_fit_is_not_there(ask: Any) -> None:
    assert "Punkter" not in ask().selectbox(key="form").options
    assert "Linjer" not in ask(kolumner="Inga kolumner").selectbox(key="form").options


def test_a_cell_opens_what_it_is_made_of(ask: Any) -> None:
    app = ask(matt="Måltider", rader="Kök", kolumner="Månad")
    clicked(app, "explored", "open", names_of(app, "Kök A")[2])
    assert headings(app)[1:] == ["Vad siffran består av: Måltider, Kök A, mar", "Rader i exporten: 1", VIEWS]
    (origin, lines) = tables(app)
    assert origin[0]["Fil"] == "meals.csv"
    assert origin[0]["Cell"] == "1 rad"
    assert {name: lines[0][name] for name in ("Fil", "Månad", "Kök")} == {
        "Fil": "meals.csv",
        "Månad": "mar 2021",
        "Kök": "Kök A",
    }
    assert f"{lines[0]['served']}" == grid(app)["Kök A",][2]


def test_of_people_only_the_files_are_told(ask: Any) -> None:
    app = ask(rader="Affärsområde")
    clicked(app, "explored", "open", names_of(app, CARE)[0])
    ((origin,),) = tables(app)
    assert origin["Fil"] == "sick_leave.csv"
    assert origin.keys().isdisjoint({"Blad", "Cell"})


def test_of_what_is_hidden_only_the_reason_is_told(ask: Any) -> None:
    app = ask("units", matt="Anställda", rader="Enhet", kolumner="År")
    clicked(app, "explored", "open", names_of(app, "Liten")[0])
    assert infos(app) == [PROTECTED]


def test_what_no_cell_is_called_opens_nothing(ask: Any) -> None:
    app = ask()
    clicked(app, "explored", "open", "hemligt")
    assert headings(app)[1:] == [VIEWS]


def test_an_empty_answer_says_which_choice_to_take_away(ask: Any) -> None:
    app = ask(matt="Måltider", rader="Kök", omrade=CARE)
    assert infos(app) == ["Inget finns för det urvalet. Välj bort affärsområdet, så finns det."]


def test_values_are_chosen_of_what_exports_declare(ask: Any) -> None:
    app = ask(matt="Måltider", rader="Kök", kolumner="Inga kolumner", urval="Kök: Kök A")
    assert [*grid(app)] == [("Kök A",), ("Totalt",)]
    assert grid(app)["Kök A",] == grid(app)["Totalt",]


def test_an_unknown_choice_is_said(ask: Any) -> None:
    assert any("Kolumner ”Hemligt” finns inte att välja" in text for text in said(ask(kolumner="Hemligt")))
    assert any("Mått ”Hemligt” finns inte att välja" in text for text in said(ask(matt="Hemligt")))


def test_print_is_asked_of_where_no_export_is_loaded(monkeypatch: pytest.MonkeyPatch, reports_only: Warehouse) -> None:
    app = opened(session(monkeypatch, reports_only.path.parent), "utforska")
    assert app.selectbox(key="underlag").options == ["Rapporter"]
    assert grid(app)


def test_readers_are_offered_no_units(login_app: AppTest) -> None:
    login_app.query_params["rader"] = ["Enhet"]
    opened(logged_in(login_app, "r", areas=["alla"]), "utforska")
    assert "Enhet" not in login_app.multiselect(key="rader").options
    assert any("Rader ”Enhet” finns inte att välja" in text for text in said(login_app))


def test_what_is_asked_is_kept_while_other_pages_are_looked_at(ask: Any) -> None:
    app = ask(matt="Måltider", rader="Kök", kolumner="Månad", visa="Andel av summan")
    before = blocks(app)
    opened(opened(app, "volymer"), "utforska")
    assert blocks(app) == before


def test_without_a_measure_it_asks_for_one(ask: Any) -> None:
    app = ask()
    app.multiselect(key="matt").set_value([]).run()
    assert "Välj minst ett mått." in said(app)
