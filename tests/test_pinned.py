"""Nothing loaded vanishes: a load pins its rows and how they were read, and what people said is a part of it."""

import json
import shutil
from pathlib import Path

import pytest

from loaders.exports.catalogue import ASSISTANCE, HOUSING, LEDGER, MEALS, SICK_LEAVE, STAFF
from loaders.facts.organisation import Place
from loaders.intake import amending
from loaders.intake.amending import NothingToUndoError, UnknownFileError
from loaders.intake.loading import load_again
from loaders.intake.trial import check
from loaders.problems import Problem, RefusedError
from loaders.reading import sandboxed
from loaders.reading.ledger import FORGOTTEN, Ledger, Mapped
from tests.editing import add_place
from tests.export_files import csv_file
from tests.world import World, errors, tables

SAID = (Mapped("heading", "ledger", "Utfall ack", "outcome"), Mapped("heading", "ledger", "Budget ack", "budget"))


def april(world: World) -> Path:
    """A ledger of April that says both a month's amounts and those of the year so far."""
    heading = ["Period", "Ansvar", "Verksamhet", "Konto", "Utfall", "Budget", "Utfall ack", "Budget ack"]
    path = world.root / "outside" / "april.csv"
    path.parent.mkdir(exist_ok=True)
    return csv_file(path, [heading, ["2021-04", "0101", "50", "5010", 4, 5, 40, 50]])


def march(world: World) -> Path:
    """A ledger of March that says the year so far only."""
    (world.root / "outside").mkdir(exist_ok=True)
    heading = ["Period", "Ansvar", "Verksamhet", "Konto", "Utfall ack", "Budget ack"]
    return csv_file(world.root / "outside" / "mars.csv", [heading, ["2021-03", "0101", "50", "5010", 30, 35]])


def outcomes(world: World) -> list[tuple[object, ...]]:
    return world.ask("select month(month)::int, outcome::int from fact_ledger order by all")


# What was accepted stays accepted


def test_headings_that_are_said_for_one_file_take_no_other_away(world: World) -> None:
    world.drop(april(world))
    trial = check({"mars.csv": march(world)}, world.folders, said=SAID)
    assert [change.month for change in trial.changes] == ["2021-03"]
    world.drop(march(world), said=SAID)
    assert outcomes(world) == [(3, 30), (4, 4)]
    shutil.rmtree(world.folders.warehouse / "cache")
    world.report()
    assert not world.load().refused
    assert outcomes(world) == [(3, 30), (4, 4)]


def test_a_file_with_the_declared_heading_as_well_can_be_loaded_after_that(world: World) -> None:
    path = march(world)
    world.drop(path, said=SAID)
    world.drop(april(world))
    assert outcomes(world) == [(3, 30), (4, 4)]


def test_a_line_that_is_deleted_in_the_table_of_headings_takes_nothing_away(world: World) -> None:
    table = world.folders.reference / "headings.csv"
    before = table.read_text(encoding="utf-8")
    table.write_text(f"{before}ledger,Utfall ack,outcome\nledger,Budget ack,budget\n", encoding="utf-8")
    march_file = march(world)
    world.drop(march_file)
    table.write_text(before, encoding="utf-8")
    outcome = load_again(world.folders)
    assert (outcomes(world), outcome.refused) == ([(3, 30)], False)
    assert not outcome.difference


def test_a_stricter_rule_takes_nothing_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}))
    newer_code(monkeypatch)

    def strict(path: Path, name: str, *_: object) -> None:
        raise RefusedError([Problem("error", name, "", "", "timmar", "inga timmar")])

    monkeypatch.setattr(sandboxed, "read_export", strict)
    outcome = world.load()
    assert (world.hours(), outcome.refused) == ([("2021-01", 1)], False)


def test_rows_that_lack_a_column_of_today_still_count(world: World) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    world.drop(world.file("a.csv", LEDGER, {"responsibility_name": "Norr", "outcome": 7}))
    rows = world.ledger.accepted(world.ledger.active()[0]) / "rows.parquet"
    pq.write_table(pq.read_table(rows).drop_columns(["responsibility_name", "budget"]), rows)
    world.served.unlink()
    world.load()
    assert world.ask("select outcome::int, responsibility_name, budget from fact_ledger") == [(7, None, None)]


def test_a_ledger_from_before_rows_were_kept_is_read_once_again_and_pinned(world: World) -> None:
    world.drop(april(world))
    (file,) = world.ledger.active()
    shutil.rmtree(world.ledger.folder / "readings")
    path = world.ledger.folder / "000001.json"
    entry = json.loads(path.read_text(encoding="utf-8"))
    del entry["mapped"], entry["files"][0]["reading"]
    path.write_text(json.dumps(entry), encoding="utf-8")
    world.report()
    world.load()
    assert (world.ledger.folder / "readings" / file.content / "rows.parquet").exists()
    world.drop(march(world), said=SAID)
    assert outcomes(world) == [(3, 30), (4, 4)]


# What may change what is served


def test_an_edited_table_is_told_month_by_month_before_and_when_it_takes_effect(world: World) -> None:
    world.drop(world.file("a.csv", HOUSING, {"home": "Granen", "occupied_days": 5}))
    before = world.served
    add_place(world.folders.reference, "housing", "Granen", Place("Granen", "Äldreomsorg"))
    tried = load_again(world.folders, only_try=True)
    assert world.served == before
    assert [(c.month, c.organisation, c.rows_before, c.rows_after) for c in tried.difference.changes] == [
        ("2021-01", "Leanlink", 1, None),
        ("2021-01", "Äldreomsorg", None, 1),
    ]
    assert load_again(world.folders).difference == tried.difference
    assert not load_again(world.folders).difference


def test_labels_breaks_and_events_are_told_by_figure_and_by_line(world: World) -> None:
    world.report()
    world.load()
    labels = world.folders.reference / "labels.csv"
    labels.write_text(labels.read_text(encoding="utf-8").replace("full_time_equivalents", "headcount"), "utf-8")
    breaks = world.folders.reference / "series_breaks.csv"
    breaks.write_text(breaks.read_text(encoding="utf-8") + "meals,2020-01-01,Nytt kök\n", encoding="utf-8")
    figure, line = world.load().difference.edited
    assert (figure.what, figure.before, figure.after) == (
        "VB 2022, Personal!B4",
        "full_time_equivalents, Leanlink, outcome, 2022, 5.000000",
        "headcount, Leanlink, outcome, 2022, 5.000000",
    )
    assert (line.what, line.before, line.after) == ("series_breaks.csv", "", "meals, 2020-01-01, Nytt kök")


# What people say is a part of the load


def test_what_is_said_of_a_place_counts_as_long_as_the_load_that_brings_it(world: World) -> None:
    world.drop(world.file("jan.csv", HOUSING, {"home": "Granen"}))
    world.drop(world.file("feb.csv", HOUSING, {"home": "Tallen", "month": "2021-02"}))
    amending.place(world.folders, [("housing", "Granen", "Äldreomsorg"), ("housing", "Tallen", "Råd och Stöd")])
    orgs = "select place, org from fact_housing order by all"
    assert world.ask(orgs) == [("Granen", "Äldreomsorg"), ("Tallen", "Råd och Stöd")]
    assert [each.load for each in world.ledger.entries()[-1].mapped] == [1, 2]
    world.undo()
    assert world.ask(orgs) == [("Granen", "Äldreomsorg")]
    amending.redo(world.folders)
    assert world.ask(orgs) == [("Granen", "Äldreomsorg"), ("Tallen", "Råd och Stöd")]
    amending.undo(world.folders, 3)
    assert world.ask(orgs) == [("Granen", "Leanlink"), ("Tallen", "Leanlink")]


def test_a_line_in_the_table_goes_before_what_was_said(world: World) -> None:
    world.drop(world.file("jan.csv", HOUSING, {"home": "Granen"}))
    amending.place(world.folders, [("housing", "Granen", "Äldreomsorg")])
    add_place(world.folders.reference, "housing", "Granen", Place("Granen", "Råd och Stöd"))
    load_again(world.folders)
    assert world.ask("select org from fact_housing") == [("Råd och Stöd",)]


def test_headings_that_were_said_are_taken_back_with_the_load(world: World) -> None:
    march_file = march(world)
    world.drop(march_file, said=SAID)
    assert [each.said for each in world.ledger.standing().mapped] == ["Utfall ack", "Budget ack"]
    world.undo()
    assert world.ledger.standing().mapped == ()
    assert world.check(march_file).refused


# Taking back, and doing again


def test_an_undo_is_taken_back_again_and_again(world: World) -> None:
    for value in (1, 2):
        world.drop(world.file("a.csv", ASSISTANCE, {"hours": value}))
    name = world.served.name
    for _ in range(2):
        world.undo()
        assert world.hours() == [("2021-01", 1)]
        amending.redo(world.folders)
        assert (world.hours(), world.served.name) == ([("2021-01", 2)], name)
    with pytest.raises(NothingToUndoError):
        amending.redo(world.folders)


def test_any_load_is_taken_back_while_the_later_one_stands_and_ownerless_months_are_named(world: World) -> None:
    world.drop(world.file("a.csv", ASSISTANCE, {"hours": 1}, {"hours": 2, "month": "2021-02"}))
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 4}))
    before = tables(world.served)
    tried = amending.undo(world.folders, 1, only_try=True)
    assert tables(world.served) == before
    assert [(change.month, change.rows_before, change.rows_after) for change in tried.changes] == [("2021-02", 1, None)]
    assert [(each.export, each.months, each.owners) for each in tried.unowned] == [
        ("assistance", "februari 2021", ("Lagrum sfb",))
    ]
    done = amending.undo(world.folders, 1)
    assert (done.changes, done.unowned) == (tried.changes, tried.unowned)
    assert world.hours() == [("2021-01", 4)]
    with pytest.raises(NothingToUndoError):
        amending.undo(world.folders, 1)
    amending.redo(world.folders, 1)
    assert world.hours() == [("2021-01", 4), ("2021-02", 2)]


# Persons and forgetting


def newer_code(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("loaders.reading.exports", "loaders.warehouse.build"):
        monkeypatch.setattr(f"{module}.code_version", lambda: "nyare")


def test_a_kept_file_in_which_the_guard_now_sees_persons_is_listed_and_can_be_forgotten(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.drop(world.file("a.csv", HOUSING, {"home": "Medlem nr 7"}))
    world.drop(world.file("b.csv", ASSISTANCE, {"hours": 1}))
    file = world.ledger.active()[0]
    newer_code(monkeypatch)
    monkeypatch.setattr(
        "loaders.swedish.identity.names_a_person", lambda headings: [each for each in headings if each == "Boende"]
    )
    outcome = world.load()
    assert errors(outcome.problems) == [
        "a.csv, cell B1: kolumnen ”Boende” pekar ut enskilda personer. "
        f"Förväntat: att filen glöms: python -m loaders forget {file.content[:12]}."
    ]
    assert world.ask("select count(*) from fact_housing") == [(0,)]
    assert world.hours() == [("2021-01", 1)]
    amending.forget(world.folders, file.content[:12])
    assert holds(world, b"Medlem nr 7") == []
    assert not world.load().refused


def holds(world: World, text: bytes) -> list[str]:
    """The files of the warehouse and the ledger that hold a text, or a Parquet file that does."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    found = []
    for path in [*world.folders.warehouse.rglob("*"), *world.folders.ledger.rglob("*")]:
        if path.is_file():
            content = str(pq.read_table(path).to_pylist()).encode() if path.suffix == ".parquet" else path.read_bytes()
            found += [path.name] if text in content else []
    return found


def test_a_forgotten_file_is_nowhere_and_does_not_come_back(world: World) -> None:
    path = world.place("exports/a.csv", HOUSING, {"home": "Granhult", "occupied_days": 777.25})
    world.load()
    world.drop(world.file("b.csv", HOUSING, {"home": "Björk", "month": "2021-02"}))
    world.check(world.file("c.csv", HOUSING, {"home": "Granhult", "occupied_days": 9}))
    tried = amending.forget(world.folders, "exports/a.csv", only_try=True)
    assert [each.owners for each in tried.unowned] == [("Granhult",)]
    assert world.ask("select count(*) from fact_housing") == [(2,)]
    done = amending.forget(world.folders, "exports/a.csv")
    assert done.still_there == (path,)
    world.undo()
    amending.redo(world.folders)
    world.load()
    assert world.ask("select place from fact_housing") == [("Björk",)]
    shutil.rmtree(world.folders.warehouse / "cache")
    assert holds(world, b"Granhult") == []
    assert holds(world, b"777.25") == []
    first = world.ledger.entries()[0]
    assert ([file.name for file in first.files], first.changes) == ([FORGOTTEN], ())
    with pytest.raises(UnknownFileError):
        amending.forget(world.folders, "exports/a.csv")


def test_forgetting_that_was_killed_is_finished_by_the_next_load(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.drop(world.file("a.csv", HOUSING, {"home": "Granhult"}))

    def killed(ledger: Ledger) -> None:
        if ledger.forgotten():
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "erase", killed)
        with pytest.raises(KeyboardInterrupt):
            amending.forget(world.folders, "a.csv")
    world.report()
    world.load()
    assert holds(world, b"Granhult") == []


def test_a_file_of_a_name_that_several_have_is_told_by_its_hash(world: World) -> None:
    for value in (1, 2):
        world.drop(world.file("a.csv", ASSISTANCE, {"hours": value}))
    with pytest.raises(UnknownFileError) as unknown:
        amending.forget(world.folders, "a.csv")
    assert len(unknown.value.meant) == 2
    amending.forget(world.folders, unknown.value.meant[1].content[:12])
    assert world.hours() == [("2021-01", 1)]


# Parts that replace wholes


def lacking(world: World, path: Path) -> list[str]:
    return [str(problem) for problem in world.check(path).problems]


WANTED = "Förväntat: allt som hör till månaden, om inget ska försvinna."


def test_a_file_with_women_only_is_told_before_it_replaces_a_month(world: World) -> None:
    world.consists_of("Äldreomsorg")
    both = [{"gender": "Kvinna", "month": "2021-03"}, {"gender": "Man", "month": "2021-03"}]
    world.drop(world.file("a.csv", SICK_LEAVE, *both))
    text = "mars 2021: män saknas i filen; det som var inläst för dem försvinner"
    path = world.file("b.csv", SICK_LEAVE, both[0] | {"sick_hours": 1, "sick_hours_1_14": 1})
    assert lacking(world, path) == [f"b.csv: {text}. {WANTED}"]
    assert lacking(world, world.file("b.csv", SICK_LEAVE, both[0] | {"month": "2021-04"})) == []


def test_the_men_of_one_unit_are_told_where_other_units_have_theirs(world: World) -> None:
    world.consists_of("Äldreomsorg")
    units = [{"unit": unit, "gender": gender} for unit in ("Enhet A", "Enhet B") for gender in ("Kvinna", "Man")]
    world.drop(world.file("a.csv", SICK_LEAVE, *units))
    path = world.file("b.csv", SICK_LEAVE, *units[:3])
    text = "Enhet B, januari 2021: män saknas i filen; det som var inläst för dem försvinner"
    assert lacking(world, path) == [f"b.csv: {text}. {WANTED}"]


def test_a_meal_that_one_customer_has_lost_is_told(world: World) -> None:
    meals = [{"customer": c, "meal": m, "served": 1} for c in ("Skola", "Hem") for m in ("Lunch", "Middag")]
    world.drop(world.file("a.csv", MEALS, *meals))
    text = "Hem, januari 2021: Måltidstyp ”Middag” saknas i filen; det som var inläst för dem försvinner (1 rad)"
    assert f"b.csv: {text}. {WANTED}" in lacking(world, world.file("b.csv", MEALS, *meals[:3]))


def test_a_unit_that_an_areas_file_lacks_is_told_for_that_area(world: World) -> None:
    world.consists_of("Äldreomsorg", "Råd och Stöd")
    rows = [{"unit": "Enhet A"}, {"unit": "Enhet B"}, {"area": "Råd och Stöd", "unit": "Enhet C"}]
    world.drop(world.file("a.csv", SICK_LEAVE, *rows))
    path = world.file("b.csv", SICK_LEAVE, rows[0], rows[2] | {"sick_hours": 1, "sick_hours_1_14": 1})
    text = "Äldreomsorg, januari 2021: Enhet ”Enhet B” saknas i filen; det som var inläst för dem försvinner"
    assert lacking(world, path) == [f"b.csv: {text}. {WANTED}"]


def test_one_spelling_of_a_unit_takes_the_other_away_but_a_new_one_is_the_same(world: World) -> None:
    world.consists_of("Äldreomsorg")
    world.know("staff,Enhet A,A,Äldreomsorg", "staff,Enh. A,A,Äldreomsorg", "staff,A-enheten,A,Äldreomsorg")
    world.drop(world.file("a.csv", STAFF, {"unit": "Enhet A"}, {"unit": "Enh. A"}))
    text = "januari 2021: Enhet ”Enh. A” saknas i filen; det som var inläst för dem försvinner"
    assert lacking(world, world.file("b.csv", STAFF, {"unit": "Enhet A", "hired": 1})) == [f"b.csv: {text}. {WANTED}"]
    assert lacking(world, world.file("b.csv", STAFF, {"unit": "A-enheten"})) == []


def test_rows_that_are_lost_are_counted_where_they_are_not_of_people(world: World) -> None:
    world.consists_of("Äldreomsorg")
    world.know("ledger,0101,Norr,Äldreomsorg")
    rows = [{"account": "5010", "month": month} for month in ("2021-01", "2021-02")]
    world.drop(world.file("a.csv", LEDGER, *rows, *(row | {"account": "5020"} for row in rows)))
    text = "januari 2021–februari 2021: Konto ”5020” saknas i filen; det som var inläst för dem försvinner (2 rader)"
    assert lacking(world, world.file("b.csv", LEDGER, *rows)) == [f"b.csv: {text}. {WANTED}"]


def test_a_load_tells_of_parts_as_the_trial_does(world: World) -> None:
    world.consists_of("Äldreomsorg")
    both = [{"gender": "Kvinna"}, {"gender": "Man"}]
    world.place("a.csv", SICK_LEAVE, *both)
    world.load()
    world.place("b.csv", SICK_LEAVE, both[0])
    (told,) = world.load().problems
    assert told.found == "januari 2021: män saknas i filen; det som var inläst för dem försvinner"
    assert world.ask("select * from problem") == []
