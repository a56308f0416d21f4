"""What a file brings is held against the other months: what is out of the common is asked about, by its cause."""

import pytest

from loaders.exports.catalogue import LEDGER, SICK_LEAVE
from loaders.exports.export import Export
from loaders.intake import loading
from loaders.problems import Question
from loaders.reading.ledger import Mapped
from tests.world import World


def months(world: World, export: Export, column: str, values: list[int]) -> None:
    """A file with a month for each value is loaded."""
    rows = [{"month": f"2021-{number:02d}", column: value} for number, value in enumerate(values, 1)]
    world.drop(world.file("innan.csv", export, *rows))


def asked(world: World, export: Export, **columns: int) -> list[Question]:
    """What is asked of a file with the December of that year."""
    file = world.file("december.csv", export, {"month": "2021-12", **columns})
    return world.check(file).questions


USUAL = [1000, 1100, 950, 1050, 1020]


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        (1_020_000, "mycket mer än andra månader (1\u00a0020\u00a0000 mot 1\u00a0020 i vanliga fall)"),
        (12_240, "mycket mer än andra månader (12\u00a0240 mot 1\u00a0020 i vanliga fall)"),
        (2_040, "mycket mer än andra månader (2\u00a0040 mot 1\u00a0020 i vanliga fall)"),
        (17, "mycket mindre än andra månader (17 mot 1\u00a0020 i vanliga fall)"),
        (-1_020, "omvänt tecken mot andra månader (−1\u00a0020 mot 1\u00a0020 i vanliga fall)"),
    ],
)
def test_a_month_out_of_the_common_is_asked_about(world: World, value: int, cause: str) -> None:
    months(world, LEDGER, "outcome", USUAL)
    (question,) = asked(world, LEDGER, outcome=value)
    assert question.found == f"0101, december 2021: Utfall har {cause}"


@pytest.mark.parametrize("value", [1000, 1500, 700])
def test_a_usual_month_is_not(world: World, value: int) -> None:
    months(world, LEDGER, "outcome", USUAL)
    assert asked(world, LEDGER, outcome=value) == []


def test_what_varies_much_may_vary(world: World) -> None:
    months(world, LEDGER, "outcome", [100, 2000, 700, 350, 1500])
    assert asked(world, LEDGER, outcome=3000) == []


def test_few_months_are_nothing_to_go_by(world: World) -> None:
    months(world, LEDGER, "outcome", USUAL[:3])
    assert asked(world, LEDGER, outcome=1_020_000) == []


def test_one_question_for_all_that_have_the_same_cause(world: World) -> None:
    rows = [
        {"month": f"2021-{number:02d}", "responsibility": who, "outcome": value, "budget": value}
        for number, value in enumerate(USUAL, 1)
        for who in ("0101", "0102")
    ]
    world.drop(world.file("innan.csv", LEDGER, *rows))
    odd = [{**row, "month": "2021-12", "outcome": 1, "budget": 1} for row in rows[:2]]
    (question,) = world.check(world.file("december.csv", LEDGER, *odd)).questions
    assert question.found == (
        "0101, 0102, december 2021: Utfall och Budget har mycket mindre än andra månader"
        " (1,00 mot 1\u00a0020 i vanliga fall)"
    )


def test_people_are_held_against_the_months_of_their_own_file_without_numbers(world: World) -> None:
    months(world, SICK_LEAVE, "ordinary_hours", USUAL)
    assert asked(world, SICK_LEAVE, ordinary_hours=9000) == []
    rows = [{"month": f"2022-{number:02d}", "ordinary_hours": value} for number, value in enumerate([9000, *USUAL], 1)]
    (question,) = world.check(world.file("sex.csv", SICK_LEAVE, *rows)).questions
    assert question.found == "Äldreomsorg, januari 2022: Ordinarie arbetstid har mycket mer än andra månader"


@pytest.mark.parametrize(("answer", "loaded"), [("ja", 1), ("nej", 0), ("", 0)])
def test_it_is_loaded_when_someone_says_that_it_is_so(world: World, answer: str, loaded: int) -> None:
    months(world, LEDGER, "outcome", USUAL)
    (question,) = asked(world, LEDGER, outcome=17)
    said = [Mapped.answering(question, answer)] if answer else []
    file = world.root / "outside" / "december.csv"
    trial = loading.load_exports({file.name: file}, world.folders, said=said)
    assert len(trial.accepted) == loaded
    assert len(world.ledger.loads()) == 1 + loaded
    # Of what is not loaded nothing is kept.
    assert len(list((world.folders.ledger / "originals").iterdir())) == 1 + loaded
