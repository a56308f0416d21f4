"""What only a person knows of a file is asked; nothing is loaded before the answer, which is a part of the load."""

import json
from pathlib import Path

import pytest

from loaders.exports.catalogue import INVESTMENT
from loaders.reading.ledger import Ledger, Mapped
from tests.loading import run
from tests.world import World

Told = pytest.CaptureFixture[str]
QUESTION = "heading:investment:frame"


@pytest.fixture
def world(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world that the environment names."""
    world.name_in_environment(monkeypatch)
    return world


def asking(world: World) -> Path:
    """An export that lacks a column by its name."""
    return world.file("a.csv", INVESTMENT, {"outcome": 5}, headings={"frame": "Pott"})


def answers(world: World, answer: str) -> Path:
    file = world.data.parent / "svar.json"
    file.write_text(json.dumps({QUESTION: answer}), encoding="utf-8")
    return file


def test_a_load_with_an_open_question_loads_nothing_and_lists_it(world: World, capsys: Told) -> None:
    fine = world.file("b.csv", INVESTMENT, {"outcome": 7})
    assert run("load", asking(world), fine) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] + lines[-7:] == [
        "Fil    Tolkad som     Rader  Perioder  Utfall",
        "a.csv  –              0      –         väntar på svar",
        "b.csv  Investeringar  1      2021-01   kan läsas in",
        "",
        f"Fråga {QUESTION}",
        "  a.csv, A1: kolumnen Ram saknas i exporten Investeringar.",
        "  Ram (Investeringar) är kolumnen",
        "  - Pott: rubriken ”Pott”",
        "",
        "Inget läses in förrän frågorna är besvarade: --answers FILE.json, eller på sidan Ladda data.",
    ]
    assert Ledger(world.folders.ledger).loads() == []


def test_an_answer_is_a_part_of_the_load_and_taken_back_with_it(world: World, capsys: Told) -> None:
    file = asking(world)
    assert run("load", file, "--answers", answers(world, "Pott")) == 0
    assert "inläst" in capsys.readouterr().out
    (entry,) = Ledger(world.folders.ledger).loads()
    assert entry.mapped == (Mapped("heading", "investment", "Pott", "frame", 1),)
    assert run("undo") == 0
    assert run("check", file) == 1


@pytest.mark.parametrize("answer", ["Skål", ""])
def test_what_is_none_of_the_options_is_no_answer(world: World, answer: str) -> None:
    assert run("load", asking(world), "--answers", answers(world, answer)) == 1


def test_what_no_file_proves_is_not_confirmed(world: World, capsys: Told) -> None:
    assert run("check", asking(world), "--confirm", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [(question["id"], question["proposed"]) for question in told["questions"]] == [(QUESTION, "")]


def test_a_file_of_answers_that_is_none_is_wrong_usage(world: World, capsys: Told) -> None:
    file = world.data.parent / "svar.json"
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(SystemExit):
        run("load", asking(world), "--answers", file)
    assert f"{file} är ingen fil med svar: {{frågans id: svar}}" in capsys.readouterr().err
