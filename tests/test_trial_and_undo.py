"""Exports tried out, what a load of them changes, and the last load taken back."""

from dataclasses import replace

import pytest

from loaders import told
from loaders.exports.catalogue import ASSISTANCE, HOUSING, INVESTMENT, SICK_LEAVE, STAFF
from loaders.intake import amending, loading, stock
from loaders.intake.amending import NothingToUndoError
from loaders.intake.trial import check
from loaders.reading.ledger import Change
from loaders.warehouse.serving import served
from tests.made import WHOLE
from tests.world import World, errors, stamps, tables

# Trying out


def listing(world: World) -> dict[str, bytes]:
    """Everything there is, but for locks."""
    return {
        str(path.relative_to(world.root)): path.read_bytes()
        for path in world.root.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def test_a_trial_changes_nothing_and_the_load_after_it_does_what_it_told(world: World) -> None:
    world.report()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    b = world.file("b.csv", ASSISTANCE, {"hours": 2}, {"hours": 3, "month": "2021-02"})
    bad = world.file("c.csv", HOUSING, {"occupied_days": "sju"})
    before = listing(world)
    trial = world.check(b, bad)
    assert listing(world) == before
    assert [(reading.name, reading.refused) for reading in trial.readings] == [("b.csv", False), ("c.csv", True)]
    assert [(each.month, each.totals_before, each.totals_after) for each in trial.changes] == [
        ("2021-01", {"hours": 1}, {"hours": 2}),
        ("2021-02", {}, {"hours": 3}),
    ]
    assert {problem.file for problem in trial.problems} == {"c.csv"}
    loaded = loading.load_exports({"b.csv": b, "c.csv": bad}, world.folders)
    assert (loaded.changes, loaded.problems) == (trial.changes, trial.problems)
    assert [file.name for file in world.ledger.active()] == ["a.csv", "b.csv"]


def test_a_trial_tells_only_of_its_own_files(world: World) -> None:
    world.drop(world.file("a.csv", HOUSING, {"home": "Okänt", "month": "2021-01"}))
    world.file("a.csv", HOUSING, {"home": "Äldreomsorg", "month": "2021-01"})
    assert world.check(world.root / "outside" / "a.csv").problems == []
    unknown = world.file("a.csv", HOUSING, {"home": "Okänt", "month": "2021-02"})
    assert [(problem.severity, problem.cell) for problem in world.check(unknown).problems] == [("warning", "B2")]


def test_what_is_loaded_already_is_refused(world: World) -> None:
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    world.drop(path)
    before = listing(world)
    told = ["b.csv: samma innehåll är redan inläst som a.csv. Förväntat: en ny export."]
    for attempt in (check, loading.load_exports):
        trial = attempt({"b.csv": path}, world.folders)
        assert (errors(trial.problems), trial.accepted, trial.changes) == (told, [], ())
    assert listing(world) == before


def test_the_same_content_twice_in_one_drop_is_loaded_once(world: World) -> None:
    path = world.file("a.csv", ASSISTANCE, {"hours": 1})
    trial = loading.load_exports({"b.csv": path, "a.csv": path}, world.folders)
    assert errors(trial.problems) == ["b.csv: samma innehåll finns även i a.csv. Förväntat: en ny export."]
    assert [file.name for file in world.ledger.active()] == ["a.csv"]
    assert world.hours() == [("2021-01", 1)]


def test_a_drop_of_refused_files_alone_does_nothing(world: World) -> None:
    world.report()
    world.load()
    bad = world.file("c.csv", HOUSING, {"occupied_days": "sju"})
    before = listing(world)
    trial = loading.load_exports({"c.csv": bad}, world.folders)
    assert (trial.accepted, trial.changes) == ([], ())
    assert listing(world) == before
    assert not world.folders.ledger.exists()


def test_progress_tells_of_every_file(world: World) -> None:
    told: list[tuple[int, int, str]] = []
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    world.load(progress=lambda *what: told.append(what))
    b, c = world.file("b.csv", ASSISTANCE, {"hours": 2}), world.file("c.csv", HOUSING)
    check({"b.csv": b, "c.csv": c}, world.folders, progress=lambda *what: told.append(what))
    assert told == [(1, 1, "a.csv"), (1, 2, "b.csv"), (2, 2, "c.csv")]


# What a load changes


def change(month: str, before: tuple[int, float] | None, after: tuple[int, float] | None) -> Change:
    sides = [(None, {}) if side is None else (side[0], {"outcome": side[1]}) for side in (before, after)]
    return Change("investment", month, "Äldreomsorg", sides[0][0], sides[1][0], sides[0][1], sides[1][1])


def test_changes_tell_rows_and_totals_before_and_after(world: World) -> None:
    world.report()
    world.sample(INVESTMENT, {"outcome": 1000})
    world.load()
    rows = [{"month": month, "outcome": 5.5} for month in ("2021-01", "2021-02", "2021-03")]
    world.drop(world.file("a.csv", INVESTMENT, *rows), who="anna")
    first = (change(f"2021-0{month}", None, (1, 5.5)) for month in (1, 2, 3))
    more = [{"month": "2021-02", "project": name, "outcome": 10} for name in ("Buss", "Ugn")]
    b = world.file("b.csv", INVESTMENT, *more, rows[2], {"month": "2021-04", "outcome": -1})
    expected = (change("2021-02", (1, 5.5), (2, 20)), change("2021-04", None, (1, -1)))
    assert world.check(b, certain=True).changes == expected
    world.drop(b, who="bo")
    world.undo(who="cia")
    assert [(entry.who, entry.action, entry.undoes) for entry in world.ledger.entries()] == [
        ("anna", "load", 0),
        ("bo", "load", 0),
        ("cia", "undo", 2),
    ]
    back = (change("2021-02", (2, 20), (1, 5.5)), change("2021-04", (1, -1), None))
    assert [entry.changes for entry in world.ledger.entries()] == [tuple(first), expected, back]


def test_of_people_it_is_told_that_they_differ_and_nothing_else(world: World) -> None:
    world.report()
    crews = [
        [{"unit": "Okänd", "gender": who, "headcount": heads} for who in ("Kvinna", "Man")] for heads in (300, 600)
    ]
    world.drop(world.file("a.csv", STAFF, *crews[0]))
    trial = world.check(world.file("b.csv", STAFF, *crews[1]))
    assert trial.changes == (Change("staff", "2021-01", WHOLE, 0, 0, of_people=True),)


@pytest.mark.parametrize("heads", [9, 99])
def test_a_guess_at_what_people_have_is_never_confirmed(world: World, heads: int) -> None:
    """Of the same numbers, others, and other heads that would have the area shown, a trial tells the same."""
    world.report()
    few = {"unit": "Stab", "area": "Ledning", "employees": heads, "ordinary_hours": 900}
    right = {"sick_hours": 20, "sick_hours_1_14": 20}
    world.drop(world.file("a.csv", SICK_LEAVE, few | right, {"area": "Äldreomsorg"}))
    guesses = right, {"sick_hours": 30, "sick_hours_1_14": 30}, {"employees": 11, **right}, {"employees": 0, **right}
    differs = Change("sick_leave", "2021-01", "Ledning", 0, 0, of_people=True)
    tried = [world.check(world.file("b.csv", SICK_LEAVE, few | guess)) for guess in guesses]
    assert [trial.changes for trial in tried] == [(differs,)] * len(guesses)
    line = "Sjukfrånvaro  2021-01  Ledning       ändras  summor av anställda visas inte här"
    assert {line in told.trial_as_text(trial) for trial in tried} == {True}
    world.drop(world.root / "outside" / "b.csv")
    assert amending.undo(world.folders, only_try=True).changes == (differs,)


def test_edited_tables_change_months_of_people_without_any_new_file(world: World) -> None:
    world.report()
    world.drop(world.file("a.csv", STAFF, {"unit": "Norr", "headcount": 40}, {"unit": "Stab", "headcount": 60}))
    world.know("staff,Norr,Norr,Äldreomsorg")
    changes = world.load(only_try=True).difference.changes
    assert [(change.organisation, change.rows_before, change.rows_after) for change in changes] == [
        (WHOLE, 0, 0),
        ("Äldreomsorg", None, 0),
    ]


def test_undoing_the_first_load_leaves_nothing_where_there_was_nothing(world: World) -> None:
    world.sample(INVESTMENT, {"outcome": 1000})
    world.drop(world.file("a.csv", INVESTMENT, {"outcome": 5}))
    world.undo()
    assert world.ledger.entries()[-1].changes == (change("2021-01", (1, 5), None),)


def test_changes_are_those_of_the_ledger_though_what_is_served_lags_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.report()
    world.load()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stock, "serve", killed)
        with pytest.raises(KeyboardInterrupt):
            world.drop(world.file("a.csv", INVESTMENT, {"outcome": 5}))
    assert world.ask("select count(*) from fact_investment") == [(0,)]
    world.drop(world.file("b.csv", INVESTMENT, {"outcome": 6}))
    assert world.ledger.entries()[-1].changes == (change("2021-01", (1, 5), (1, 6)),)


# Taking back


def test_undo_takes_the_last_load_back_to_the_very_same_warehouse(world: World) -> None:
    world.report()
    world.place("a.csv", ASSISTANCE, {"hours": 1})
    (world.data / "trasig.csv").write_text("Hej", encoding="utf-8")
    world.load()
    former, content = world.served, tables(world.served)
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 2}))
    assert world.hours() == [("2021-01", 2)]
    world.undo()
    assert (world.served, tables(world.served)) == (former, content)
    assert served(world.folders.warehouse).ledger == 3


def test_undo_twice_goes_two_loads_back(world: World) -> None:
    world.report()
    names = []
    for value in (1, 2, 3):
        world.drop(world.file("a.csv", ASSISTANCE, {"hours": value}))
        names.append(world.served.name)
    world.undo()
    assert world.served.name == names[1]
    world.undo()
    assert world.served.name == names[0]
    assert world.hours() == [("2021-01", 1)]
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 4}))
    world.undo()
    assert world.served.name == names[0]
    assert [entry.undoes for entry in world.ledger.entries()] == [0, 0, 0, 3, 2, 0, 6]


def test_undo_goes_back_to_a_warehouse_that_is_gone(world: World) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    first = world.served
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 2}))
    first.unlink()
    world.undo()
    assert world.served == first
    assert world.hours() == [("2021-01", 1)]


def test_undo_of_all_there_was_leaves_an_empty_warehouse(world: World) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    world.undo()
    assert world.hours() == []
    assert world.ask("select * from file") == []
    world.load()
    assert world.hours() == []


def test_another_ledger_is_another_warehouse(world: World) -> None:
    world.report()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    world.load()
    other = replace(world.folders, ledger=world.root / "annan")
    loading.load([world.data], other)
    assert world.hours() == []
    world.load()
    assert world.hours() == [("2021-01", 1)]


def test_with_nothing_to_undo_nothing_is_done(world: World) -> None:
    world.report()
    world.load()
    before = stamps(world.root)
    with pytest.raises(NothingToUndoError):
        world.undo()
    assert stamps(world.root) == before
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    world.undo()
    with pytest.raises(NothingToUndoError):
        world.undo()
    assert len(world.ledger.entries()) == 2


def test_an_undone_file_is_not_loaded_again_by_itself_but_when_asked_to(world: World) -> None:
    world.report()
    path = world.place("exports/a.csv", ASSISTANCE, {"hours": 1})
    world.load()
    world.undo()
    for _ in range(2):
        outcome = world.load()
        assert [file.file for file in outcome.files] == ["vb.xlsx"]
    assert (world.hours(), outcome.refused) == ([], False)
    world.drop(path)
    assert world.hours() == [("2021-01", 1)]
    assert [file.name for file in world.ledger.active()] == ["a.csv"]


def test_a_load_of_several_files_is_taken_back_as_one(world: World) -> None:
    world.report()
    world.load()
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}), world.file("b.csv", INVESTMENT, {"outcome": 5}))
    assert len(world.ledger.entries()) == 1
    world.undo()
    assert world.ask("select * from export_file") == []
