"""Every page as Streamlit runs it: its figures, its choices in all pairs, no data, little data, new data."""

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import theme
from dashboard.figures.store.warehouse import Warehouse
from tests.loading import load
from tests.made import TITLES, Tables, built, indicators, results, volumes, write
from tests.visiting import (
    blocks,
    by_heading,
    calm,
    choose,
    chosen,
    drawn,
    headings,
    opened,
    said,
    session,
    table_of,
    tables,
)
from tests.workbooks import write_report

ROOT = Path(__file__).parent.parent
CHOICES: dict[str, Sequence[Any]] = {
    "ar": ["2021", "2019", "2017"],
    "jfr": ["Året före", "2018", "2020"],
    "fran": ["2017"],
    "omrade": ["Leanlink", "Äldreomsorg", "Ledning"],
    "kon": ["Totalt", "Kvinnor", "Män"],
    "publicerat": [
        "Senast publicerat",
        "Som publicerat i FB 2020",
        "Som publicerat i VB 2019",
        "Som publicerat i ÅP 2020",
        "Som publicerat i VB 2021",
    ],
}
DAYS = "Vårddygn, antal"
TWO_YEARS = volumes(["2020", "2021"], [DAYS, "100", "112"])


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, published_folder: Path) -> AppTest:
    """A session on the published reports, not yet run."""
    return session(monkeypatch, published_folder)


@pytest.mark.parametrize("page", TITLES)
def test_every_page_opens_under_its_title(app: AppTest, page: str) -> None:
    opened(app, page)
    assert [title.value for title in app.title] == [TITLES[page]]
    assert len(said(app)) > 3


def test_the_first_page_is_the_overview(app: AppTest) -> None:
    calm(app.run())
    assert [title.value for title in app.title] == ["Översikt"]


@pytest.mark.parametrize("page", [page for page in TITLES if page not in ("ladda_data", "logg")])
def test_without_a_warehouse_every_page_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str
) -> None:
    app = session(monkeypatch, tmp_path / "nothing").run()
    opened(app, page)
    assert [title.value for title in app.title] == ["Inga siffror är inlästa"]
    assert [info.value for info in app.info] == [
        "Lägg rapporter i mappen data/published och kör `python -m loaders`, eller läs in exporter på sidan Ladda data."
        " Ladda sedan om sidan."
    ]
    assert (len(app.selectbox), len(app.select_slider)) == (0, 0)


def test_without_a_warehouse_exports_can_be_loaded_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = session(monkeypatch, tmp_path / "nothing").run()
    opened(app, "ladda_data")
    assert [title.value for title in app.title] == ["Ladda data"]
    assert len(app.get("file_uploader")) == 1


@pytest.mark.parametrize(
    "tables",
    [
        pytest.param(volumes(["2022"], [DAYS, "100"]), id="one volume"),
        pytest.param(volumes(["2021", "2022"], [DAYS, "0", "100"]), id="a volume from zero"),
        pytest.param(volumes(["2021", "2022"], [DAYS, "100", "-"]), id="a year without number"),
        pytest.param(indicators(["2022", "Målvärde"], ["Total sjukfrånvaro (%)", "8,0", "7,0"]), id="one indicator"),
        pytest.param(indicators(["Målvärde"], ["Total sjukfrånvaro (%)", "7,0"]), id="only a target"),
        pytest.param(indicators(["2022 Jan-juli"], ["Frisktal", "70"]), id="only a part-year"),
        pytest.param(results(["Bokslut 2022", "Budget 2022"], ["Ledning", "5", "8"]), id="one area"),
        pytest.param(results(["Bokslut 2022", "Budget 2022"], ["Ledning", "0", "0"]), id="an area on budget"),
        pytest.param(results(["Budget 2023"], ["Summa nettokostnader, tkr", "8"]), id="only a budget"),
        pytest.param(
            {"Mål": ({"Slag": "måluppfyllelse"}, [["Nämndmål", "Bedömning 2022"], ["Goda mål", "uppnått"]])},
            id="only words",
        ),
    ],
)
def test_a_warehouse_of_one_report_with_one_table_shows_every_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tables: Tables
) -> None:
    app = session(monkeypatch, built(tmp_path, {"VB 2022": tables}).path.parent).run()
    found = {}
    for page in TITLES:
        app.switch_page(f"../pages/{page}.py").run()
        found[page] = [title.value for title in app.title] + [exception.message for exception in app.exception]
    assert found == {page: [title] for page, title in TITLES.items()}


def all_pairs(
    choices: Mapping[str, Sequence[Any]], seed: int, made: Iterable[Mapping[str, Any]] = ()
) -> Iterator[dict[str, Any]]:
    """Few combinations that hold, with those that are made anyway, every pair of values of every two choices."""
    names = list(choices)
    pick = random.Random(seed)
    left = {
        pair
        for one, other in combinations(names, 2)
        for pair in product(_values(choices, one), _values(choices, other))
    }
    for each in made:
        left -= _pairs({name: each[name] for name in names})
    while left:
        must = dict(min(left, key=repr))
        tries = [{name: must.get(name, pick.choice(choices[name])) for name in names} for _ in range(50)]
        best = max(tries, key=lambda tried: len(_pairs(tried) & left))
        left -= _pairs(best)
        yield best


def _values(choices: Mapping[str, Sequence[Any]], name: str) -> list[tuple[str, Any]]:
    return [(name, value) for value in choices[name]]


def _pairs(tried: Mapping[str, Any]) -> set[tuple[tuple[str, Any], tuple[str, Any]]]:
    return set(combinations(tried.items(), 2))


PAIRS = list(all_pairs(CHOICES, seed=2021))


def test_the_pairs_of_choices_are_all_there() -> None:
    tried = {pair for combination in PAIRS for pair in _pairs(combination)}
    wanted = {
        ((one, a), (other, b)) for one, other in combinations(CHOICES, 2) for a in CHOICES[one] for b in CHOICES[other]
    }
    assert wanted == tried
    assert len(PAIRS) < 30


@pytest.mark.parametrize("page", TITLES)
def test_every_pair_of_choices_shows_every_page(app: AppTest, page: str) -> None:
    opened(app, page)
    for choices in PAIRS:
        choose(app, choices)
        app.run()
        assert [exception.message for exception in app.exception] == [], choices
        assert [title.value for title in app.title] == [TITLES[page]], choices
        assert chosen(app) == choices


NO_AREA = "Ej uppdelat på affärsområde: visar hela Leanlink. Valet Äldreomsorg är kvar."
NO_GENDER = "Ej uppdelat på kön: visar totalt. Valet Kvinnor är kvar."


class TestWhatAPageLacks:
    @pytest.mark.parametrize(
        ("page", "choice", "note"),
        [
            ("sjukfranvaro", {"omrade": "Äldreomsorg"}, NO_AREA),
            ("ekonomi", {"kon": "Kvinnor"}, NO_GENDER),
        ],
    )
    def test_it_is_said_and_the_choice_stays(self, app: AppTest, page: str, choice: dict[str, str], note: str) -> None:
        opened(app, page)
        before = chosen(app)
        assert note not in said(app)
        choose(app, choice)
        calm(app.run())
        assert note in said(app)
        assert chosen(app) == before | choice

    @pytest.mark.parametrize("page", ["sjukfranvaro", "personal", "volymer", "ekonomi"])
    def test_every_chart_says_which_area_it_shows(self, app: AppTest, page: str) -> None:
        opened(app, page)
        choose(app, {"omrade": "Äldreomsorg"})
        charts = {block["title"] for block in blocks(calm(app.run())) if block.get("drawings")}
        sections = {heading: text for heading, text in by_heading(app).items() if heading in charts}
        assert sections
        shown = ("hela Leanlink", "Äldreomsorg", "per affärsområde")
        assert [heading for heading, text in sections.items() if not any(area in text for area in shown)] == []

    def test_the_choice_is_used_again_on_the_next_page_that_has_it(self, app: AppTest) -> None:
        opened(app, "sjukfranvaro")
        choose(app, {"omrade": "Äldreomsorg"})
        app.run()
        assert headings(app)[0].startswith("Sjukfrånvaron sjönk 2021 till 9,6\u00a0%")
        opened(app, "ekonomi")
        assert "Resultatet steg 2021 till 18\u00a0373\u00a0tkr, 18\u00a0373\u00a0tkr bättre än budget" in headings(app)

    def test_each_card_says_what_it_shows_instead(self, app: AppTest) -> None:
        opened(app, "oversikt")
        choose(app, {"omrade": "Äldreomsorg", "kon": "Kvinnor"})
        (figures,) = [each for each in blocks(calm(app.run())) if each["kind"] == "figures"]
        lines = {line["label"]: line for line in figures["lines"]}
        assert lines["Hemtjänsttimmar"]["scope"] == "totalt"
        assert lines["Resultat"]["scope"] == "totalt"
        assert lines["Resultat"]["value"] == "18\u00a0373\u00a0tkr"
        assert figures["notes"] == [
            "Redovisas inte för Äldreomsorg: Total sjukfrånvaro, Personalavgångar externt, Andel heltidsanställningar"
            " och Måltider."
        ]

    @pytest.mark.parametrize(
        ("page", "choice", "measure", "shown"),
        [
            ("personal", {"omrade": "Äldreomsorg"}, "Tillsvidareanställda", "hela Leanlink"),
            ("volymer", {"omrade": "Äldreomsorg"}, "Hemtjänsttimmar", "Äldreomsorg"),
            ("volymer", {"omrade": "Äldreomsorg"}, "Beläggning i vårdboende", "Äldreomsorg"),
            ("volymer", {"kon": "Kvinnor"}, "Vårddygn", "totalt"),
            ("personal", {"kon": "Kvinnor"}, "Tillsvidareanställda", "totalt"),
            ("personal", {"kon": "Kvinnor"}, "Avgångsålder pension", "kvinnor"),
        ],
    )
    def test_each_small_chart_says_what_it_shows(
        self, app: AppTest, page: str, choice: dict[str, str], measure: str, shown: str
    ) -> None:
        opened(app, page)
        choose(app, choice | ({"vy": "År"} if page == "personal" else {}))
        calm(app.run())
        headings = [drawing["heading"] for block in blocks(app) for drawing in block.get("drawings", ())]
        headings += [block["line"].split(" · ")[0] for block in blocks(app) if block["key"].startswith("volume-")]
        (heading,) = [text for text in headings if re.fullmatch(rf"{measure}(, [^*.]+)?", text)]
        assert heading.split(", ")[-1] == shown

    def test_nothing_is_said_to_be_lacking_where_nothing_is_chosen(self, app: AppTest) -> None:
        for page in TITLES:
            opened(app, page)
            assert [text for text in said(app) if "är kvar" in text] == []


class TestChoices:
    def test_years_limit_every_chart(self, app: AppTest) -> None:
        opened(app, "sjukfranvaro")
        choose(app, {"fran": "2018", "ar": "2019"})
        calm(app.run())
        lines = [trace for chart in drawn(app) for trace in chart["data"] if "markers" in trace["mode"]]
        assert {year for line in lines for year in line["x"]} == {2018, 2019}

    def test_women_are_shown_where_women_are_chosen(self, app: AppTest) -> None:
        opened(app, "sjukfranvaro")
        choose(app, {"kon": "Kvinnor"})
        assert headings(calm(app.run()))[0].startswith("Sjukfrånvaron sjönk 2021 till 9,9\u00a0%")

    def test_a_page_as_published_shows_what_was_known_then(self, app: AppTest) -> None:
        opened(app, "sjukfranvaro")
        choose(app, {"publicerat": "Som publicerat i VB 2019"})
        assert headings(calm(app.run()))[0].startswith("Sjukfrånvaron sjönk 2019 till 8,00\u00a0%")

    @pytest.mark.parametrize("page", ["sjukfranvaro", "personal", "volymer", "ekonomi"])
    def test_a_page_as_published_names_no_later_report(self, app: AppTest, page: str) -> None:
        opened(app, page)
        choose(app, {"publicerat": "Som publicerat i VB 2019"})
        calm(app.run())
        assert [text for text in said(app) if "VB 2021" in text or "verksamhetsberättelse 2021" in text] == []

    def test_a_page_as_published_draws_no_later_figure(self, app: AppTest) -> None:
        opened(app, "ekonomi")
        choose(app, {"publicerat": "Som publicerat i VB 2019"})
        assert "VB 2021" not in json.dumps(drawn(calm(app.run())))

    @pytest.mark.parametrize(
        ("page", "words"),
        [
            ("oversikt", ["År 2020 ✕", "Mot 2018 ✕", "Från 2018 ✕", "Som publicerat i VB 2021 ✕", "Kvinnor ✕"]),
            ("sjukfranvaro", ["År 2020 ✕", "Mot 2018 ✕", "Från 2018 ✕", "Som publicerat i VB 2021 ✕"]),
            ("ekonomi", ["År 2020 ✕", "Mot 2018 ✕", "Från 2018 ✕", "Som publicerat i VB 2021 ✕"]),
        ],
    )
    def test_a_choice_out_of_sight_has_a_word_with_a_way_back(self, app: AppTest, page: str, words: list[str]) -> None:
        made = {"ar": "2020", "jfr": "2018", "fran": "2018", "publicerat": "Som publicerat i VB 2021", "kon": "Kvinnor"}
        app.query_params = made
        opened(app, page)
        assert [button.label for button in app.button if button.label.endswith("✕")] == words
        app.button(key="utan-jfr").click()
        calm(app.run())
        assert chosen(app) == made | {"jfr": "Året före", "omrade": "Leanlink"}
        assert ("ar" in app.query_params, "jfr" in app.query_params) == (True, False)

    def test_a_part_that_was_looked_at_is_there_again_and_in_the_address(self, app: AppTest) -> None:
        opened(app, "sjukfranvaro")
        choose(app, {"vy": "Nyckeltal"})
        calm(app.run())
        assert "vy" not in opened(app, "mal").query_params
        app = opened(app, "sjukfranvaro")
        assert (app.button_group(key="vy").value, app.query_params.get("vy")) == ("Nyckeltal", "Nyckeltal")

    def test_choices_follow_from_page_to_page(self, app: AppTest) -> None:
        calm(app.run())
        choices = {
            "ar": "2020",
            "jfr": "2018",
            "fran": "2019",
            "omrade": "Ledning",
            "kon": "Män",
            "publicerat": "Som publicerat i VB 2021",
        }
        choose(app, choices)
        app.run()
        for page in TITLES:
            opened(app, page)
            assert chosen(app) == choices

    def test_a_link_sets_the_choices(self, app: AppTest) -> None:
        app.query_params = {
            "ar": "2020",
            "jfr": "2018",
            "fran": "2019",
            "omrade": "Ledning",
            "kon": "Kvinnor",
            "publicerat": "Som publicerat i VB 2021",
        }
        calm(app.run())
        assert chosen(app) == {
            "ar": "2020",
            "jfr": "2018",
            "fran": "2019",
            "omrade": "Ledning",
            "kon": "Kvinnor",
            "publicerat": "Som publicerat i VB 2021",
        }

    def test_a_link_that_names_what_there_is_not_shows_the_page_as_it_opens(self, app: AppTest) -> None:
        app.query_params = {
            "ar": "1999",
            "jfr": "1998",
            "fran": "2000",
            "omrade": "Omsorg",
            "kon": "Alla",
            "publicerat": "Som publicerat i VB 1999",
        }
        calm(app.run())
        assert chosen(app) == {
            "ar": "2021",
            "jfr": "Året före",
            "fran": "2017",
            "omrade": "Leanlink",
            "kon": "Totalt",
            "publicerat": "Senast publicerat",
        }

    def test_the_year_of_the_bridge_follows_the_years(self, app: AppTest) -> None:
        opened(app, "ekonomi")
        choose(app, {"ar": "2019"})
        calm(app.run())
        assert [heading for heading in headings(app) if heading.startswith("2019 blev")] != []
        choose(app, {"ar": "2021"})
        calm(app.run())
        assert "2021 blev 20\u00a0123\u00a0tkr bättre än budget, mest Äldreomsorg (+18\u00a0373\u00a0tkr)" in headings(
            app
        )

    def test_every_report_can_be_read_as_printed(self, app: AppTest) -> None:
        opened(app, "mal")
        choose(app, {"vy": "Som det står i rapporterna"})
        lines = [block["line"] for block in blocks(calm(app.run())) if block.get("folded")]
        printed = {line.partition(" i ")[2].partition(", blad")[0] for line in lines if line}
        assert printed == {"FB 2020", "VP 2020", "VB 2019", "VB 2021"}

    def test_roundings_are_apart_from_what_fails(self, app: AppTest) -> None:
        opened(app, "datakvalitet")
        folded = {
            block["title"]: block.get("folded") for block in blocks(app) if "Kontroller" in block.get("title", "")
        }
        assert folded == {"Kontroller som inte håller": False, "Kontroller som bara avrundning skiljer (7)": True}


class TestTable:
    def test_a_chart_as_table_shows_file_sheet_and_cell(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        earlier = indicators(["2019", "2020"], ["Total sjukfrånvaro (%)", "8,00", "10,4"])
        later = indicators(["2020", "2021", "Målvärde"], ["Total sjukfrånvaro (%)", "10,5", "ca 9,6", "max 7,0"])
        warehouse = built(tmp_path, {"VB 2020": earlier, "VB 2021": later})
        app = opened(session(monkeypatch, warehouse.path.parent), "sjukfranvaro")
        assert table_of(app, "sick_leave") == [
            _line("Utfall", "2019", "8,00\u00a0%", "8,00", "VB 2020", "C4"),
            _line("Utfall", "2020", "10,5\u00a0%", "10,5", "VB 2021", "C4"),
            _line("Utfall", "2021", "cirka 9,6\u00a0%", "ca 9,6", "VB 2021", "D4"),
            _line("Mål", "2021", "högst 7,0\u00a0%", "max 7,0", "VB 2021", "E4"),
        ]
        assert (
            "Omräknat – Total sjukfrånvaro, 2020, Leanlink, utfall: 10,4 i VB 2020 (Indikatorer!D4),"
            " 10,5 i VB 2021 (Indikatorer!C4)."
        ) in said(app)

    @pytest.mark.parametrize("page", ["sjukfranvaro", "personal", "volymer", "ekonomi"])
    def test_every_chart_can_be_read_as_a_table(self, app: AppTest, page: str) -> None:
        opened(app, page)
        charts = [block for block in blocks(app) if block.get("drawings")]
        assert charts
        found = [table_of(app, chart["key"]) for chart in charts]
        assert [table for table in found if not {"Värde", "Publikation", "Fil", "Blad", "Cell"} <= set(table[0])] == []
        assert [row for table in found for row in table if "" in (row["Fil"], row["Blad"], row["Cell"])] == []

    @pytest.mark.parametrize("page", ["sjukfranvaro", "personal", "volymer", "ekonomi"])
    def test_every_chart_names_its_source(self, app: AppTest, page: str) -> None:
        opened(app, page)
        charts = [block for block in blocks(app) if block.get("drawings")]
        assert charts
        assert [chart["key"] for chart in charts if not chart["source"]] == []


def _line(scenario: str, period: str, value: str, printed: str, publication: str, cell: str) -> dict[str, str]:
    return {
        "Scenario": scenario,
        "Period": period,
        "Värde": value,
        "I rapporten": printed,
        "Publikation": publication,
        "Fil": f"{publication.lower().replace(' ', '_')}.xlsx",
        "Blad": "Indikatorer",
        "Cell": cell,
    }


class TestNewData:
    def test_a_living_session_shows_new_figures_at_its_next_run(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        first = built(tmp_path, {"VB 2021": TWO_YEARS})
        app = opened(session(monkeypatch, first.path.parent), "volymer")
        assert _care_days(app) == [100, 112]
        second = built(tmp_path, {"VB 2021": volumes(["2020", "2021"], [DAYS, "100", "115"])})
        assert second.path != first.path
        calm(app.run())
        assert _care_days(app) == [100, 115]

    def test_new_years_and_reports_can_be_chosen_in_a_living_session(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        folder = built(tmp_path, {"VB 2021": TWO_YEARS}).path.parent
        app = opened(session(monkeypatch, folder), "volymer")
        built(tmp_path, {"VB 2022": volumes(["2022"], [DAYS, "130"])})
        calm(app.run())
        choose(app, {"ar": "2022", "publicerat": "Som publicerat i VB 2022"})
        calm(app.run())
        assert _care_days(app) == [100, 112, 130]

    def test_a_choice_that_is_gone_from_the_new_figures_gives_way(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        folder = built(tmp_path, {"VB 2020": volumes(["2020"], [DAYS, "90"]), "VB 2021": TWO_YEARS}).path.parent
        app = opened(session(monkeypatch, folder), "volymer")
        choose(app, {"fran": "2020", "ar": "2020", "publicerat": "Som publicerat i VB 2020"})
        calm(app.run())
        write(tmp_path / "other", "VB 2022", volumes(["2021", "2022"], [DAYS, "112", "130"]))
        assert load([tmp_path / "other"], folder).built
        calm(app.run())
        assert _care_days(app) == [112, 130]

    def test_the_first_figures_appear_in_a_session_that_had_none(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        app = session(monkeypatch, tmp_path / "warehouse").run()
        assert [title.value for title in app.title] == ["Inga siffror är inlästa"]
        built(tmp_path, {"VB 2021": TWO_YEARS})
        opened(app, "volymer")
        assert _care_days(app) == [100, 112]


def _care_days(app: AppTest) -> list[float]:
    """The columns of care days, the only volume with figures."""
    bars = [trace for chart in drawn(app) for trace in chart["data"] if trace["type"] == "bar" and trace["y"]]
    (values,) = [bar["y"] for bar in bars]
    return [float(value) for value in values]


class TestDataQuality:
    def test_it_shows_refused_files_and_what_was_expected(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        write(tmp_path / "reports", "VB 2021", TWO_YEARS)
        write_report(tmp_path / "reports" / "trasig.xlsx", volumes(["2021"], [DAYS, "många"]), {"Beteckning": "VB X"})
        outcome = load([tmp_path / "reports"], tmp_path / "warehouse")
        assert outcome.refused
        app = opened(session(monkeypatch, tmp_path / "warehouse"), "datakvalitet")
        assert (
            "1 av 2 filer är inlästa med 2 siffror. 0 av 0 kontroller håller inte, 0 uppgifter har räknats om"
            " mellan rapporterna, 1 problem vid inläsningen."
        ) in said(app)
        (problem,) = [row for table in tables(app) for row in table if "”många”" in row.values()]
        assert {"Fel", "trasig.xlsx", "Volymer", "B4"} <= set(problem.values())

    def test_the_published_reports_fail_seven_checks(self, app: AppTest, published: Warehouse) -> None:
        opened(app, "datakvalitet")
        ((figures,),) = published.rows("select sum(figures) from file")
        assert (
            f"5 av 5 filer är inlästa med {theme.number(figures)} siffror. 7 av 187 kontroller håller inte,"
            " 10 uppgifter har räknats om mellan rapporterna, 0 problem vid inläsningen."
        ) in said(app)
        found = [[row["Beräknat"], *list(row.values())[-2:]] for row in tables(app)[0]]
        assert sorted(found) == sorted(
            [
                ["\u221225\u00a0157", "15\u00a0220", "Driftsammandrag!D10"],
                *[["\u221240\u00a0377", "0", "Driftsammandrag!C10"]] * 3,
                ["4\u00a0816", "4\u00a0900", "Investeringar pågående!F7"],
                ["84", "0", "Investeringar pågående!G7"],
                ["Delvis", "uppnått", "Måluppfyllelse!B9"],
            ]
        )
