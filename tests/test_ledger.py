"""The ledger: what stands, what is known, entries and originals whole or not at all."""

import hashlib
import json
from pathlib import Path

import pytest

from loaders.reading.ledger import Change, ChangedError, Entry, Ledger, LedgerFile, Mapped

JANUARY = LedgerFile("Boende jan.csv", "a" * 64, "housing", 3, "2021-01-01", "2021-01-01")
FEBRUARY = LedgerFile("Boende feb å ä ö.XLSX", "b" * 64, "housing", 2, "2021-02-01", "2021-02-01")
CHANGE = Change("housing", "2021-01", "Leanlink", None, 3, {}, {"occupied_days": 90.5})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger")


def loaded(ledger: Ledger, *files: LedgerFile) -> Entry:
    entry = Entry(ledger.last + 1, "2021-02-03T08:00:00+01:00", "anna", "load", files, changes=(CHANGE,))
    ledger.append(entry)
    return entry


def undone(ledger: Ledger, number: int) -> Entry:
    entry = Entry(ledger.last + 1, "2021-02-03T09:00:00+01:00", "", "undo", undoes=number)
    ledger.append(entry)
    return entry


def copied(path: Path, text: str = "innehåll") -> str:
    """Write a file; gives the hash of its content."""
    path.write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_ledger_that_has_not_begun_is_empty(ledger: Ledger) -> None:
    assert (ledger.entries(), ledger.loads(), ledger.active(), ledger.last) == ([], [], [], 0)
    assert not ledger.knows(JANUARY.content)
    assert not ledger.folder.exists()


def test_entries_come_back_as_they_were_written_in_order(ledger: Ledger) -> None:
    written = [loaded(ledger, JANUARY, FEBRUARY), undone(ledger, 1), loaded(ledger, FEBRUARY)]
    assert ledger.entries() == written
    assert Ledger(ledger.folder).entries() == written
    assert [entry.number for entry in written] == [1, 2, 3]


def test_the_tenth_entry_comes_after_the_ninth(ledger: Ledger) -> None:
    for _ in range(11):
        loaded(ledger, JANUARY)
    assert [entry.number for entry in Ledger(ledger.folder).entries()] == list(range(1, 12))


def test_an_entry_can_be_read_by_people(ledger: Ledger) -> None:
    loaded(ledger, FEBRUARY)
    (path,) = ledger.folder.iterdir()
    assert path.name == "000001.json"
    text = path.read_text(encoding="utf-8")
    assert "Boende feb å ä ö.XLSX" in text
    assert json.loads(text)["changes"] == [
        {
            "export": "housing",
            "month": "2021-01",
            "organisation": "Leanlink",
            "rows_before": None,
            "rows_after": 3,
            "totals_before": {},
            "totals_after": {"occupied_days": 90.5},
            "of_people": False,
        }
    ]


def test_loads_that_are_not_undone_stand(ledger: Ledger) -> None:
    first, second = loaded(ledger, JANUARY), loaded(ledger, FEBRUARY)
    assert ledger.loads() == [first, second]
    undone(ledger, 2)
    assert ledger.loads() == [first]
    undone(ledger, 1)
    assert ledger.loads() == []
    again = loaded(ledger, FEBRUARY)
    assert ledger.loads() == [again]


def test_active_files_are_those_of_standing_loads_in_the_order_of_loading(ledger: Ledger) -> None:
    loaded(ledger, FEBRUARY)
    loaded(ledger, JANUARY)
    assert ledger.active() == [FEBRUARY, JANUARY]
    undone(ledger, 1)
    assert ledger.active() == [JANUARY]


def test_what_was_undone_is_still_known(ledger: Ledger) -> None:
    loaded(ledger, JANUARY)
    undone(ledger, 1)
    assert ledger.knows(JANUARY.content)
    assert not ledger.knows(FEBRUARY.content)


def test_an_entry_of_another_process_is_seen(ledger: Ledger) -> None:
    loaded(ledger, JANUARY)
    assert len(ledger.entries()) == 1
    loaded(Ledger(ledger.folder), FEBRUARY)
    assert ledger.active() == [JANUARY, FEBRUARY]
    assert ledger.last == 2


def test_what_a_killed_writer_left_is_no_entry_and_does_no_harm(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(ledger, JANUARY)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            loaded(ledger, FEBRUARY)
        with pytest.raises(KeyboardInterrupt):
            ledger.keep(tmp_path / "fil.csv", "fil.csv", copied(tmp_path / "fil.csv"))
    assert Ledger(ledger.folder).active() == [JANUARY]
    assert list((ledger.folder / "originals").iterdir()) == []
    loaded(ledger, FEBRUARY)
    assert Ledger(ledger.folder).active() == [JANUARY, FEBRUARY]
    assert sorted(path.name for path in ledger.folder.iterdir()) == ["000001.json", "000002.json", "originals"]


@pytest.mark.parametrize(
    ("name", "suffix"), [("Boende.csv", ".csv"), ("BOENDE å.XLSX", ".xlsx"), ("a.b.xls", ".xls"), ("utan", "")]
)
def test_originals_are_kept_under_their_hash_with_their_suffix(
    ledger: Ledger, tmp_path: Path, name: str, suffix: str
) -> None:
    content = copied(tmp_path / "0")
    ledger.keep(tmp_path / "0", name, content)
    file = LedgerFile(name, content, "housing", 1, "", "")
    assert ledger.original(file) == ledger.folder / "originals" / f"{content}{suffix}"
    assert ledger.original(file).read_text(encoding="utf-8") == "innehåll"
    assert [path.name for path in ledger.folder.iterdir()] == ["originals"]


def test_an_original_that_is_kept_is_not_copied_again(ledger: Ledger, tmp_path: Path) -> None:
    content = copied(tmp_path / "0.csv")
    ledger.keep(tmp_path / "0.csv", "0.csv", content)
    (tmp_path / "0.csv").unlink()
    ledger.keep(tmp_path / "0.csv", "0.csv", content)


def test_a_file_that_has_changed_is_not_kept(ledger: Ledger, tmp_path: Path) -> None:
    content = copied(tmp_path / "0.csv")
    copied(tmp_path / "0.csv", "annat innehåll")
    with pytest.raises(ChangedError, match=r"^0\.csv$"):
        ledger.keep(tmp_path / "0.csv", "0.csv", content)
    assert [path for path in ledger.folder.rglob("*") if path.is_file()] == []


def test_an_undo_may_be_undone_and_a_load_stands_where_it_stood(ledger: Ledger) -> None:
    first, second = loaded(ledger, JANUARY), loaded(ledger, FEBRUARY)
    undone(ledger, 1)
    assert ledger.loads() == [second]
    undone(ledger, 3)
    assert ledger.loads() == [first, second]
    assert ledger.standing().undone == ()
    undone(ledger, 1)
    assert ledger.loads() == [second]
    assert [entry.number for entry in ledger.standing().undone] == [5]
    undone(ledger, 5)
    assert ledger.loads() == [first, second]


def test_what_would_stand_after_one_entry_more_is_told_without_writing_it(ledger: Ledger) -> None:
    loaded(ledger, JANUARY)
    assert ledger.standing(Entry(2, "", "", "undo", undoes=1)).loads == ()
    assert len(ledger.entries()) == 1


def test_what_was_said_counts_as_long_as_its_load(ledger: Ledger) -> None:
    loaded(ledger, JANUARY)
    said = (Mapped("place", "housing", "Granen", "Äldreomsorg", 1), Mapped("place", "housing", "Al", "Äldreomsorg"))
    ledger.append(Entry(2, "", "", "map", mapped=said))
    assert Ledger(ledger.folder).standing().mapped == said
    undone(ledger, 1)
    assert ledger.standing().mapped == said[1:]
