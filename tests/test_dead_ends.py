"""Little data, odd addresses, news: every page and command answers, and says what to do where there is nothing."""

import re
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures.measures import MEASURES
from dashboard.share.command import main as figures
from loaders.exports.catalogue import ASSISTANCE, EXPORTS, HOME_CARE, SICK_LEAVE, STAFF
from loaders.exports.export import Export
from loaders.intake.folders import REFERENCE
from tests.export_files import csv_content, csv_told, sick_leave, table, year
from tests.loading import load
from tests.made import A_REPORT, TITLES, built, indicators, loaded, results, volumes, write
from tests.visiting import (
    PANELS,
    PARTS,
    blocks,
    calm,
    choose,
    headings,
    opened,
    said,
    session,
    tables,
)
from tests.world import InProcess, World

VISITS = [(page, part) for page in TITLES for part in PARTS.get(page, ("",))]
"""Every page, and every part of it."""

AREAS = ("Leanlink", "Äldreomsorg", "Ledning")
WAY_ON = re.compile("Ladda data|data/published|Välj |visas när")
PRIVACY = "Gruppen visas inte"
OF_PEOPLE = (SICK_LEAVE, STAFF)


class Worlds:
    """Warehouses that hold little, each built the first time that it is asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, name: str) -> Path:
        """The warehouse folder of a world."""
        folder = self.root / name
        if not folder.exists():
            self._build(name, folder)
        return folder / "warehouse"

    def _build(self, name: str, folder: Path) -> None:
        (folder / "data").mkdir(parents=True)
        if name == "reports":
            write(folder / "data", "VB 2021", A_REPORT)
        for export in EXPORTS:
            if name in ("exports", "headings", export.id):
                (folder / "data" / f"{export.id}.csv").write_bytes(csv_content(_rows(export)))
        outcome = load([folder / "data"], folder / "warehouse", self._reference(folder, headings=name == "headings"))
        assert not outcome.refused, [str(problem) for problem in outcome.problems]

    def _reference(self, folder: Path, *, headings: bool) -> Path:
        """The tables that people edit; with headings only all but those of organisations, which name the whole."""
        if not headings:
            return REFERENCE
        target = folder / "reference"
        target.mkdir()
        for path in REFERENCE.glob("*.csv"):
            text = path.read_text(encoding="utf-8")
            kept = text if path.name.startswith("organisation") else text.splitlines()[0] + "\n"
            (target / path.name).write_text(kept, encoding="utf-8")
        return target


def _rows(export: Export) -> list[list[str]]:
    """One month of an export, in an area where it has one."""
    where = {name: ["Äldreomsorg"] for name in ("area", "unit") if name in [c.name for c in export.columns]}
    return table(export, 1, **where)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loaders.reading.parsing.Sandbox", InProcess)
        yield Worlds(tmp_path_factory.mktemp("worlds"))


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse folder with a report of two years that has goals and a budget, and sick leave of one."""
    report = (
        indicators(["2020", "2021"], ["Total sjukfrånvaro (%)", "8,0", "9,0"])
        | volumes(["2020", "2021"], ["Vårddygn, antal", "100", "112"])
        | results(["Bokslut 2021", "Budget 2021"], ["Äldreomsorg", "7", "0"])
    )
    return loaded(tmp_path_factory.mktemp("two"), {"sjuk.csv": sick_leave(year(2021, 50))}, report).path.parent


def _visited(app: AppTest, page: str, part: str) -> AppTest:
    opened(app, page)
    if part and app.button_group(key="vy").value != part:
        app.button_group(key="vy").set_value(part)
        calm(app.run())
    return app


def _lead_nowhere(app: AppTest) -> list[str]:
    """What a visit leaves without a word on what to do next."""
    dead = [info.value for info in app.info if not WAY_ON.search(info.value)]
    shown = any(
        block["kind"] in PANELS
        or block.get("grid")
        or any(drawing["data"] or "number" in drawing for drawing in block.get("drawings", ()))
        for block in blocks(app)
    )
    something = shown or tables(app) or any(WAY_ON.search(text) for text in said(app))
    return dead if something else [*dead, f"{[title.value for title in app.title]} är tom"]


def _tour(monkeypatch: pytest.MonkeyPatch, folder: Path, visits: Sequence[tuple[str, str]]) -> list[str]:
    """What leads nowhere on these visits, each with another area chosen; all texts of the tour."""
    app = session(monkeypatch, folder)
    calm(app.run())
    texts = []
    for (page, part), area in zip(visits, cycle(AREAS), strict=False):
        if page != "ladda_data" and app.selectbox and area != app.selectbox(key="omrade").value:
            choose(app, {"omrade": area})
        _visited(app, page, part)
        assert _lead_nowhere(app) == [], (page, part, area)
        texts += said(app)
    return texts


@pytest.mark.parametrize("world", ["reports", "exports", "headings"])
def test_every_page_and_part_leads_on(monkeypatch: pytest.MonkeyPatch, worlds: Worlds, world: str) -> None:
    _tour(monkeypatch, worlds.folder(world), VISITS)


@pytest.mark.parametrize("export", EXPORTS, ids=[export.id for export in EXPORTS])
def test_one_export_is_enough(monkeypatch: pytest.MonkeyPatch, worlds: Worlds, export: Export) -> None:
    # Each part meets three or four of the ten exports alone, and each export a third of the parts.
    texts = _tour(monkeypatch, worlds.folder(export.id), VISITS[EXPORTS.index(export) % 3 :: 3])
    if export not in OF_PEOPLE:
        assert [text for text in texts if PRIVACY in text or "indelningen" in text] == []


def test_when_all_is_taken_back_the_page_is_as_before_the_first_load(
    monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    world.drop(world.file("stöd.csv", ASSISTANCE, {"month": "2021-01", "hours": 5}))
    world.undo()
    app = session(monkeypatch, world.folders.warehouse)
    for page in TITLES:
        opened(app, page)
        assert [title.value for title in app.title] == [
            TITLES[page] if page in ("ladda_data", "logg") else "Inga siffror är inlästa"
        ]


@pytest.mark.parametrize(("world", "by"), [("reports", "year"), ("exports", "year"), ("exports", "month,org")])
def test_every_measure_can_be_asked_for(
    worlds: Worlds, capsys: pytest.CaptureFixture[str], world: str, by: str
) -> None:
    warehouse = ["--csv", "--warehouse", str(worlds.folder(world))]
    for measure in MEASURES:
        try:
            assert figures([measure, "--by", by, *warehouse]) == 0
        except SystemExit as stopped:
            assert stopped.code == 2
            assert re.search("ta bort|lägg till", capsys.readouterr().err), measure
    for listing in ("--published", "--checks", "--restatements", "--agreement"):
        assert figures([listing, *warehouse]) == 0


class TestPrivacyWords:
    """They stand only where privacy decides."""

    def test_volumes_of_an_area_without_any_are_not_loaded(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        exports = {
            "hemtjänst.csv": csv_told(HOME_CARE, {"granted_hours": 100, "performed_hours": 90}),
            "sjuk.csv": sick_leave({"2021-01": 50}),
        }
        app = opened(session(monkeypatch, loaded(tmp_path, exports).path.parent), "volymer")
        choose(app, {"omrade": "Ledning"})
        texts = said(calm(app.run()))
        assert [text for text in texts if PRIVACY in text or "redovisas inte på den nivån" in text] == []

    def test_a_month_is_not_twelve(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        folder = loaded(tmp_path, {"sjuk.csv": sick_leave({"2021-01": 50})}).path.parent
        app = _visited(session(monkeypatch, folder), "sjukfranvaro", "Kvinnor och män")
        assert "Rullande 12 månader visas när tolv månader i följd är inlästa" in headings(app)


class TestAddress:
    """Unknown values of an address are said and dropped."""

    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch, two_years: Path) -> AppTest:
        return session(monkeypatch, two_years)

    @pytest.mark.parametrize(
        ("page", "address", "told"),
        [
            (
                "oversikt",
                {"omrade": ["Finns inte"]},
                "Affärsområde ”Finns inte” finns inte att välja. Visar Hela Leanlink.",
            ),
            ("oversikt", {"omrade": [""]}, "Affärsområde ”” finns inte att välja. Visar Hela Leanlink."),
            ("oversikt", {"kon": ["X"]}, "Kön ”X” finns inte att välja. Visar Totalt."),
            ("oversikt", {"publicerat": ["Y"]}, "Publicering ”Y” finns inte att välja. Visar Senast publicerat."),
            ("oversikt", {"ar": ["1999"]}, "År ”1999” finns inte att välja. Visar 2021."),
            ("oversikt", {"ar": ["ifjol"]}, "År ”ifjol” finns inte att välja. Visar 2021."),
            ("oversikt", {"jfr": ["2021"]}, "Jämfört med ”2021” finns inte att välja. Visar 2020."),
            ("oversikt", {"ar": ["2020"], "jfr": ["2019"]}, "Jämfört med ”2019” finns inte att välja. Visar inget år."),
            ("oversikt", {"ar": ["2020"], "fran": ["2021"]}, "Trender från ”2021” finns inte att välja. Visar 2020."),
            ("sjukfranvaro", {"vy": ["Heltid"]}, "Vyn ”Heltid” finns inte att välja. Visar Översikt."),
            ("sjukfranvaro", {"alder": ["12"]}, "Ålder ”12” finns inte att välja. Visar Alla åldrar."),
            ("sjukfranvaro", {"chefer": ["Ja"]}, "Chefer ”Ja” finns inte att välja. Visar Alla medarbetare."),
            (
                "sjukfranvaro",
                {"enhet": ["X"]},
                "Enhet ”X” finns inte att välja. Visar Alla enheter – välj område först.",
            ),
            (
                "sjukfranvaro",
                {"omrade": ["Äldreomsorg"], "enhet": ["X"]},
                "Enhet ”X” finns inte att välja. Visar Alla enheter.",
            ),
        ],
    )
    def test_what_is_unknown_is_said_once(
        self, app: AppTest, page: str, address: dict[str, list[str]], told: str
    ) -> None:
        app.query_params = address
        texts = said(calm(app.run()) if page == "oversikt" else opened(app, page))
        assert [text for text in texts if "finns inte att välja" in text] == [f"{told}"]
        app.query_params = {}
        assert [text for text in said(calm(app.run())) if "finns inte att välja" in text] == []

    def test_what_is_known_is_not(self, app: AppTest) -> None:
        app.query_params = {
            "ar": ["2021"],
            "jfr": ["2020"],
            "fran": ["2021"],
            "omrade": ["Äldreomsorg"],
            "kon": ["Kvinnor"],
            "vy": ["Enheter"],
        }
        app.query_params |= {"enhet": ["Enhet A"], "publicerat": ["Som publicerat i VB 2021"], "alder": ["30–49 år"]}
        # The page whose part is asked for comes first.
        for page in ("sjukfranvaro", *TITLES):
            assert [text for text in said(opened(app, page)) if "finns inte att välja" in text] == []

    def test_the_part_of_one_page_is_no_unknown_one_of_another(self, app: AppTest) -> None:
        _visited(app, "sjukfranvaro", "Enheter")
        assert [text for text in said(opened(app, "personal")) if "finns inte att välja" in text] == []


DAYS = "Vårddygn, antal"
LOOKING = """
import streamlit as st
from dashboard.screens import news

drawn = st.session_state.setdefault("drawn", news.served())
# Visa runs the page again, which draws what is served then.
if st.session_state.pop("visa-nya", False):
    drawn = st.session_state["drawn"] = news.served()
news.look(drawn)
"""
"""A page that goes on showing what it has drawn, as one does that is only looked at."""


class TestNews:
    """A visitor who looks while someone loads is told, and keeps the choices."""

    def test_they_are_offered_as_soon_as_they_are_served(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        drawn = built(tmp_path, {"VB 2021": volumes(["2021"], [DAYS, "112"])})
        monkeypatch.setenv("LEANLINK_WAREHOUSE", str(drawn.path.parent))
        app = AppTest.from_string(LOOKING).run()
        assert (self.lines(app), len(app.button)) == ([], 0)
        built(tmp_path, {"VB 2021": volumes(["2021"], [DAYS, "115"])})
        assert self.lines(calm(app.run())) == ["Nya siffror är inlästa"]
        app.button(key="visa-nya").click()
        assert (self.lines(calm(app.run())), len(app.button)) == ([], 0)

    def test_that_they_are_shown_is_said_once_and_the_choices_stay(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        reports = {"VB 2021": volumes(["2020", "2021"], [DAYS, "100", "112"])}
        app = opened(session(monkeypatch, built(tmp_path, reports).path.parent), "volymer")
        choose(app, {"omrade": "Ledning", "fran": "2021", "ar": "2021"})
        assert len(calm(app.run()).toast) == 0
        built(tmp_path, {"VB 2021": volumes(["2020", "2021"], [DAYS, "100", "115"])})
        assert [toast.value for toast in calm(app.run()).toast] == ["Nya siffror är inlästa och visas nu."]
        assert (app.selectbox(key="omrade").value, app.selectbox(key="fran").value) == ("Ledning", "2021")
        assert len(calm(app.run()).toast) == 0

    def test_those_who_load_are_told_by_their_page(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        folder = built(tmp_path, {"VB 2021": volumes(["2021"], [DAYS, "112"])}).path.parent
        app = opened(session(monkeypatch, folder), "ladda_data")
        built(tmp_path, {"VB 2021": volumes(["2021"], [DAYS, "115"])})
        assert len(calm(app.run()).toast) == 0

    def test_a_choice_that_is_gone_from_them_is_said(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        reports = {"VB 2020": volumes(["2020"], [DAYS, "90"]), "VB 2021": volumes(["2021"], [DAYS, "112"])}
        folder = built(tmp_path, reports).path.parent
        app = opened(session(monkeypatch, folder), "volymer")
        choose(app, {"fran": "2020", "ar": "2020", "publicerat": "Som publicerat i VB 2020"})
        calm(app.run())
        write(tmp_path / "other", "VB 2022", volumes(["2021", "2022"], [DAYS, "112", "130"]))
        assert load([tmp_path / "other"], folder).built
        told = [text for text in said(calm(app.run())) if "finns inte att välja" in text]
        assert told == [
            "År ”2020” finns inte att välja. Visar 2022.",
            "Trender från ”2020” finns inte att välja. Visar 2021.",
            "Publicering ”Som publicerat i VB 2020” finns inte att välja. Visar Senast publicerat.",
        ]

    def lines(self, app: AppTest) -> list[str]:
        """What is offered."""
        return [element.value for element in app.markdown]
