"""What is done is logged with who and when: loads, what is done about them, downloads of people's figures."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import logbook
from loaders.exports.catalogue import ASSISTANCE, MEALS
from loaders.intake import amending, loading
from tests.logins import logged_in
from tests.made import TITLES
from tests.visiting import clicked, opened, tables
from tests.world import World
from tests.worlds import CARE

HOURS = {"month": "2021-01", "hours": 5}
SECRET = "19121212"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch, world: World) -> World:
    """A world whose log the dashboard reads."""
    monkeypatch.setenv("LEANLINK_EXPORTS", str(world.folders.ledger.parent))
    return world


def told() -> list[tuple[str, str, str]]:
    """The log, oldest first."""
    return [(line.who, line.what, line.about) for line in reversed(logbook.lines())]


class TestLoads:
    def test_each_is_a_line(self, logged: World) -> None:
        logged.drop(
            logged.file(f"{SECRET}.csv", ASSISTANCE, HOURS),
            logged.file("okänt.csv", MEALS, {"kitchen": "Nya köket"}),
            who="kim",
        )
        logged.undo(who="lo")
        amending.redo(logged.folders, who="lo")
        amending.place(logged.folders, [("meals", "Nya köket", "Äldreomsorg")], who="kim")
        amending.forget(logged.folders, f"{SECRET}.csv", who="kim")
        assert told() == [
            ("kim", "load", "nr 1: 2 filer, Assistans, Måltider"),
            ("lo", "undo", "nr 1"),
            ("lo", "redo", "nr 2"),
            ("kim", "map", "nr 4: 1 namn, Måltider"),
            ("kim", "forget", "nr 5: 1 fil, Assistans"),
        ]
        assert SECRET not in "".join(path.read_text("utf-8") for path in logbook.folder().iterdir())
        moments = [datetime.fromisoformat(line.at) for line in logbook.lines()]
        assert sorted(moments, reverse=True) == moments
        assert all(moment.tzinfo for moment in moments)

    def test_what_is_only_tried_is_none(self, logged: World) -> None:
        logged.check(logged.file("stöd.csv", ASSISTANCE, HOURS))
        logged.load(only_try=True)
        assert told() == []
        logged.drop(logged.file("stöd.csv", ASSISTANCE, HOURS))
        amending.undo(logged.folders, only_try=True)
        assert len(told()) == 1

    def test_reports_and_tables_are_told_where_they_change_anything(self, logged: World) -> None:
        logged.report()
        logged.load(who="kim")
        logged.load(who="kim")
        assert told() == [("kim", "load", "rapporter och tabeller")]
        logged.know("meals,Nytt,Nytt,Äldreomsorg,")
        loading.load_again(logged.folders, who="lo")
        assert told()[1:] == [("lo", "load", "rapporter och tabeller")]

    def test_the_log_is_no_export(self, logged: World) -> None:
        logged.drop(logged.file("stöd.csv", ASSISTANCE, HOURS))
        folders = replace(logged.folders, ledger=logged.folders.ledger)
        loaded = loading.load([logged.folders.ledger.parent], folders)
        assert (loaded.refused, [file.file for file in loaded.files]) == (False, ["stöd.csv"])


class TestLines:
    @pytest.fixture(autouse=True)
    def of_its_own(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("LEANLINK_EXPORTS", str(tmp_path))

    def test_many_write_at_once(self) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda at: logbook.write("download", f"{at}", "x" * 500), range(200)))
        assert sorted(int(line.who) for line in logbook.lines()) == [*range(200)]

    def test_a_line_that_was_cut_off_is_passed_over(self) -> None:
        logbook.write("denied", "a")
        (month,) = logbook.folder().iterdir()
        whole = month.read_text("utf-8")
        month.write_text(f'{whole}{whole[:20]}\n"text"\n{{"at": 1}}\n{whole}', "utf-8")
        assert [line.who for line in logbook.lines()] == ["a", "a"]

    def test_only_who_may_read_exports_reads_it(self) -> None:
        logbook.write("denied", "a")
        (month,) = logbook.folder().iterdir()
        assert month.stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize(
        ("months", "kept"), [(1, ["2020-12", "2021-01"]), (2, ["2020-11", "2020-12", "2021-01"]), (0, ["2021-01"])]
    )
    def test_old_months_go(self, months: int, kept: list[str]) -> None:
        logbook.folder().mkdir()
        for month in ("2019-12", "2020-10", "2020-11", "2020-12", "2021-01"):
            (logbook.folder() / f"{month}.jsonl").touch()
        logbook.prune(months, datetime(2021, 1, 31, tzinfo=UTC))
        assert sorted(path.stem for path in logbook.folder().iterdir()) == kept


class TestDownloads:
    @pytest.mark.parametrize(
        ("page", "choices", "about"),
        [
            ("sjukfranvaro", {"vy": "Fördjupning", "enhet": "E11"}, f"heat: {CARE}, E11"),
            ("sjukfranvaro", {"vy": "Nyckeltal"}, "nyckeltal-sjukfranvaro-2022.xlsx: Leanlink"),
            ("personal", {"vy": "Antal", "kon": "Kvinnor"}, f"staff-months: {CARE}, kvinnor"),
        ],
    )
    def test_of_people_they_are_lines(
        self,
        login_app: AppTest,
        page: str,
        choices: dict[str, Any],
        about: str,
    ) -> None:
        for name, value in {"omrade": CARE, **choices}.items():
            login_app.query_params[name] = [value]
        app = opened(logged_in(login_app, "h", areas=["alla"]), page)
        if app.get("download_button"):
            app.download_button[0].click().run()
        else:
            clicked(app, about.partition(":")[0], "taken")
        assert told() == [("kim@x.se", "download", about)]


def line(day: str, who: str, what: str) -> str:
    """A line of the log of January 2021."""
    return json.dumps({"at": f"2021-01-{day}T10:00:00+01:00", "who": who, "what": what, "about": "nr 1"}) + "\n"


class TestPage:
    def test_lines_are_chosen_by_who_what_and_month(self, login_app: AppTest) -> None:
        month = logbook.folder() / "2021-01.jsonl"
        month.parent.mkdir()
        lines = [
            ("2021-01-05T10:00:00+01:00", "kim", "load", "nr 1"),
            ("2021-01-06T10:00:00+01:00", "", "undo", "nr 1"),
        ]
        named = [dict(zip(("at", "who", "what", "about"), line, strict=True)) for line in lines]
        month.write_text("".join(f"{json.dumps(line)}\n" for line in named), "utf-8")
        opened(logged_in(login_app, "a").run(), "logg")
        first = {"När": "2021-01-05 10.00.00", "Vem": "kim", "Händelse": "läste in", "Vad": "nr 1"}
        second = {"När": "2021-01-06 10.00.00", "Vem": "okänd", "Händelse": "ångrade", "Vad": "nr 1"}
        assert tables(login_app) == [[second, first]]
        login_app.selectbox(key="logg-Vem").set_value("kim").run()
        assert tables(login_app) == [[first]]
        assert login_app.selectbox(key="logg-Händelse").options == ["Alla", "läste in"]
        assert login_app.title[0].value == TITLES["logg"]
