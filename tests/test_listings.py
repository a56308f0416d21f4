"""What exports say line by line, on the pages Ekonomi and Översikt."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import PUBLISHED
from tests.loading import load
from tests.visiting import blocks, headings, opened, session

FORECASTS = "Affärsområde;År;Upprättad;Prognos (tkr)\nÄldreomsorg;2020;2020-03-31;-25000\nLedning;2020;2020-03-31;-3\n"
PROJECTS = (
    "Månad;Affärsområde;Projekt;Utfall (tkr);Ram (tkr)\n"
    "2021-01;Äldreomsorg;Sängar;10;100\n2021-02;Äldreomsorg;Sängar;5;120\n2021-02;Ledning;Datorer;7;50\n"
)
KEY_FIGURES = (
    "Period;Organisation;Nyckeltal;Värde;Enhet\n2021;Leanlink;HME;73,5;index\n2021-03;Ledning;Avtalstrohet;80;%\n"
)


def listed(app: AppTest, title: str) -> list[list[str]]:
    (found,) = [block for block in blocks(app) if block["kind"] == "card" and block["title"].startswith(f"{title} ur")]
    cells: list[list[str]] = found["drawn"]["cells"]
    return cells


def investments(monkeypatch: pytest.MonkeyPatch, folder: Path) -> AppTest:
    return opened(session(monkeypatch, folder, {"vy": "Investeringar"}), "ekonomi")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("listings")
    exports = root / "exports"
    exports.mkdir()
    for name, text in (("prognos", FORECASTS), ("investeringar", PROJECTS), ("nyckeltal", KEY_FIGURES)):
        (exports / f"{name}.csv").write_text(text, encoding="utf-8")
    outcome = load([PUBLISHED, exports], root / "warehouse")
    assert not outcome.refused, [str(problem) for problem in outcome.problems]
    return root / "warehouse"


def test_forecasts_in_thousands_with_their_rows(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    assert listed(opened(session(monkeypatch, folder), "ekonomi"), "Prognoser") == [
        ["Ledning", "2020", "2020-03-31", "−3", "prognos.csv, rad 3"],
        ["Äldreomsorg", "2020", "2020-03-31", "−25\u00a0000", "prognos.csv, rad 2"],
    ]


def test_projects_are_summed_over_the_year_and_the_last_frame_counts(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    assert listed(investments(monkeypatch, folder), "Investeringsprojekt") == [
        ["Ledning", "2021", "Datorer", "7", "50", "investeringar.csv, rad 4 och framåt"],
        ["Äldreomsorg", "2021", "Sängar", "15", "120", "investeringar.csv, rad 2 och framåt"],
    ]


def test_key_figures_of_months_and_years(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    assert listed(opened(session(monkeypatch, folder), "oversikt"), "Nyckeltal") == [
        ["Avtalstrohet", "Ledning", "mar 2021", "80", "%", "nyckeltal.csv, rad 3"],
        ["HME", "Leanlink", "2021", "73,5", "index", "nyckeltal.csv, rad 2"],
    ]


def test_the_chosen_area_limits_what_is_listed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    app = investments(monkeypatch, folder)
    app.selectbox(key="omrade").set_value("Ledning").run()
    assert [row[0] for row in listed(app, "Investeringsprojekt")] == ["Ledning"]
    app.button_group(key="vy").set_value("Översikt").run()
    assert "Prognoser ur exporten (1)" in headings(app)
