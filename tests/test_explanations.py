"""Why a figure is what it is: the reports' own words, read beside what they explain and told under its chart."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures.explanations import Told, explanations, told
from dashboard.figures.query import Filter, figures
from dashboard.figures.store.warehouse import Warehouse
from loaders.intake.folders import REFERENCE
from tests.loading import load
from tests.made import WHOLE, Tables, built, made_figure, volumes, write
from tests.visiting import blocks

APP = Path(__file__).parent.parent / "dashboard" / "app.py"
HEADINGS = ["Mått", "Organisation", "Period", "Scenario", "Förklaring", "Avsnitt"]
DAYS = "Vårddygn, antal"
YEARS = volumes(["2019", "2020", "2021", "Prognos 2021"], [DAYS, "100", "110", "120", "90"])


def explained(*rows: list[str]) -> Tables:
    return {"Förklaringar": ({"Slag": "förklaringar"}, [HEADINGS, *rows])}


def row(
    text: str, year: str = "2021", org: str = "Äldreomsorg", scenario: str = "Utfall", what: str = DAYS
) -> list[str]:
    return [what, org, year, scenario, text, "Kommentar"]


def why(warehouse: Warehouse, chosen: Filter | None = None, as_of: str = "") -> list[str]:
    return [e.text for e in explanations(warehouse, figures(warehouse, "care_days", chosen or Filter((WHOLE,))), as_of)]


def problems_of(tmp_path: Path, tables: Tables) -> list[str]:
    write(tmp_path / "reports", "VB 2021", tables)
    return [str(problem) for problem in load([tmp_path / "reports"], tmp_path / "warehouse").problems]


class TestRead:
    def test_an_explanation_keeps_what_it_explains_and_where_it_stands(self, tmp_path: Path) -> None:
        rows = [row("Ett nytt boende."), row("Fler bor kvar.", "2019-2020", "Leanlink")]
        warehouse = built(tmp_path, {"VB 2021": explained(*rows)})
        sql = "select measure, org, scenario, period_start, period_end, text, section, cell from explanation"
        assert [" | ".join(map(str, found)) for found in warehouse.rows(sql)] == [
            "care_days | Äldreomsorg | outcome | 2021-01-01 | 2021-12-31 | Ett nytt boende. | Kommentar | E4",
            "care_days | Leanlink | outcome | 2019-01-01 | 2020-12-31 | Fler bor kvar. | Kommentar | E5",
        ]

    def test_an_explanation_is_no_figure(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2021": explained(row("Ett nytt boende med 12 platser."))})
        assert warehouse.rows("select count(*) from published") == [(0,)]

    def test_unknown_names_warn_and_load(self, tmp_path: Path) -> None:
        rows = [row("Därför.", what="Vårddygn, antalet"), row("Därför.", org="Kost & Restauranger")]
        assert problems_of(tmp_path, explained(*rows)) == [
            "vb_2021.xlsx, blad Förklaringar, cell E4: raden ”Vårddygn, antalet” känns inte igen. "
            "Förväntat: ett namn i data/reference/labels.csv, till exempel Vårddygn, antal, Vårddygn äldreomsorg.",
            "vb_2021.xlsx, blad Förklaringar, cell E5: organisationen ”Kost & Restauranger” känns inte igen. "
            "Förväntat: ett namn i data/reference/organisation_names.csv, till exempel Kost och Restaurang.",
        ]

    def test_a_label_that_means_several_things_warns(self, tmp_path: Path) -> None:
        shutil.copytree(REFERENCE, tmp_path / "reference")
        with (tmp_path / "reference" / "labels.csv").open("a", encoding="utf-8") as labels:
            labels.write(f'personal,"{DAYS}",,,meals,st,flow,\n')
        write(tmp_path / "reports", "VB 2021", explained(row("Därför.")))
        outcome = load([tmp_path / "reports"], tmp_path / "warehouse", tmp_path / "reference")
        assert [str(problem) for problem in outcome.problems] == [
            "vb_2021.xlsx, blad Förklaringar, cell E4: raden ”Vårddygn, antal” betyder olika saker i olika tabeller "
            "(care_days, meals). Förväntat: ett namn i data/reference/labels.csv som bara betyder ett."
        ]

    def test_a_row_without_words_year_or_scenario_refuses_the_report(self, tmp_path: Path) -> None:
        assert problems_of(tmp_path, explained(row(""), row("Därför.", "förr"))) == [
            "vb_2021.xlsx, blad Förklaringar, cell E4: ingen förklaring av ”Vårddygn, antal”. "
            "Förväntat: rapportens egna ord.",
            "vb_2021.xlsx, blad Förklaringar, cell E5: perioden ”förr”. "
            "Förväntat: ett år som 2021 eller år som 2017-2019.",
        ]
        assert problems_of(tmp_path, explained(row("Därför.", scenario="Gissning"))) == [
            "vb_2021.xlsx, blad Förklaringar, cell E4: scenariot ”Gissning”. Förväntat: Utfall, Budget, Prognos …."
        ]

    def test_a_sheet_without_the_column_refuses_the_report(self, tmp_path: Path) -> None:
        rows = [["Mått", "Värde"], [DAYS, "Därför."]]
        assert problems_of(tmp_path, {"Förklaringar": ({"Slag": "förklaringar"}, rows)}) == [
            "vb_2021.xlsx, blad Förklaringar: kolumnen Förklaring saknas. "
            "Förväntat: en rubrik för varje kolumn som på rapporternas andra blad."
        ]

    def test_the_column_in_another_table_is_a_note_of_its_row(self, tmp_path: Path) -> None:
        table = [["", "2021", "Förklaring"], [DAYS, "120", "Ett nytt boende."]]
        warehouse = built(tmp_path, {"VB 2021": {"Volymer": ({"Slag": "volymer"}, table)}})
        assert [(f.value, f.label, f.note) for f in figures(warehouse, "care_days")] == [
            (120, DAYS, "Ett nytt boende.")
        ]


class TestChosen:
    @pytest.fixture
    def warehouse(self, tmp_path: Path) -> Warehouse:
        early = [row("Det gamla boendet stängde.", "2019")]
        late = [
            row("Ett nytt boende.", "2021"),
            row("Fler bor kvar.", "2019-2020", "Leanlink"),
            row("Pandemin väntas fortsätta.", "2021", "Leanlink", "Prognos"),
            row("Fler sökte.", "2021", what="Måltider, antal tusen st"),
        ]
        second = YEARS | explained(*late)
        return built(tmp_path, {"VB 2019": volumes(["2019"], [DAYS, "100"]) | explained(*early), "VB 2021": second})

    def test_the_whole_is_explained_by_its_areas_too_newest_first(self, warehouse: Warehouse) -> None:
        assert why(warehouse) == ["Ett nytt boende.", "Fler bor kvar.", "Det gamla boendet stängde."]

    def test_an_area_is_explained_by_what_is_said_of_it(self, warehouse: Warehouse) -> None:
        shown = [made_figure("care_days", 2020, 1, org="Äldreomsorg"), made_figure("care_days", 2021, 1, org="Ledning")]
        assert explanations(warehouse, shown) == []
        mine = explanations(warehouse, [made_figure("care_days", 2021, 1, org="Äldreomsorg")])
        assert [e.text for e in mine] == ["Ett nytt boende."]

    def test_only_the_years_and_scenarios_shown(self, warehouse: Warehouse) -> None:
        assert why(warehouse, Filter((WHOLE,), first_year=2020, last_year=2020)) == ["Fler bor kvar."]
        assert why(warehouse, Filter((WHOLE,), scenarios=("forecast",))) == ["Pandemin väntas fortsätta."]

    def test_an_earlier_report_knows_nothing_of_later_words(self, warehouse: Warehouse) -> None:
        assert why(warehouse, as_of="VB 2019") == ["Det gamla boendet stängde."]

    def test_figures_of_exports_are_not_explained_by_reports(self, warehouse: Warehouse) -> None:
        assert explanations(warehouse, [made_figure("care_days", 2021, 1, position=-1)]) == []

    def test_one_sentence_about_several_is_told_once(self, tmp_path: Path) -> None:
        rows = [
            row("Därför.", what="SFB personlig assistans, timmar", org="LSS"),
            row("Därför.", what="LSS personlig assistans, timmar", org="LSS"),
            row("Väntat.", "2021", "Leanlink", "Prognos"),
        ]
        warehouse = built(tmp_path, {"VB 2021": explained(*rows)})
        shown = [made_figure(measure, 2021, 1) for measure in ("sfb_hours", "lss_hours")]
        forecast = made_figure("care_days", 2021, 1, scenario="forecast")
        assert told(explanations(warehouse, [*shown, forecast])) == [
            Told("2021 (prognos), Vårddygn, Leanlink", "Väntat.", "VB 2021, avsnitt Kommentar; Förklaringar!E6"),
            Told(
                "2021, Personlig assistans enligt SFB, Personlig assistans enligt LSS, LSS Funktionsstöd",
                "Därför.",
                "VB 2021, avsnitt Kommentar; Förklaringar!E4, Förklaringar!E5",
            ),
        ]


class TestShown:
    def opened(self, monkeypatch: pytest.MonkeyPatch, folder: Path, page: str) -> AppTest:
        monkeypatch.setenv("LEANLINK_WAREHOUSE", str(folder))
        app = AppTest.from_file(str(APP), default_timeout=30).run()
        app.switch_page(f"../pages/{page}.py").run()
        assert [exception.message for exception in app.exception] == []
        return app

    def test_the_reports_words_stand_folded_under_the_chart(
        self, monkeypatch: pytest.MonkeyPatch, published_folder: Path
    ) -> None:
        app = self.opened(monkeypatch, published_folder, "sjukfranvaro")
        why = next(block["why"] for block in blocks(app) if block["key"] == "sick_leave")
        assert len(why) == 3
        assert why[0] == [
            "2021, Leanlink",
            "Den totala sjukfrånvaron sjunker i jämförelse med 2020, men är fortsatt mycket hög"
            " till följd av Covid-19. Det är främst korttidssjukfrånvaron som har ökat till följd av de regler som"
            " gäller avseende att stanna hemma vid symtom.",
            "VB 2021, avsnitt Personal · Kommentar; Förklaringar!E17",
        ]

    def test_forecasts_of_places_stand_on_volymer_with_their_report_and_day(
        self, monkeypatch: pytest.MonkeyPatch, published_folder: Path
    ) -> None:
        app = self.opened(monkeypatch, published_folder, "volymer")
        (note,) = [note for block in blocks(app) for note in block.get("notes", ()) if "Kontur" in note]
        assert (
            "Kontur (inom parentes) är prognos:"
            " 122 platser 2019 (FB 2020, 2019-09-30), 150 platser 2020 (FB 2020, 2019-09-30)"
        ) in note.replace("\N{NO-BREAK SPACE}", " ")


def test_every_explanation_of_the_reports_finds_its_figure(published: Warehouse) -> None:
    sql = "select measure, scenario, publication, file, cell from explanation"
    said = published.rows(sql)
    assert len(said) == 67
    every = Filter(orgs=(), scenarios=("outcome", "budget", "plan", "forecast"))
    measures = {measure for measure, *_ in said}
    found = {
        (e.publication, e.file, e.cell) for m in measures for e in explanations(published, figures(published, m, every))
    }
    assert {row[2:] for row in said} - found == set()


def test_the_figures_that_only_prose_tells_are_there(published: Warehouse) -> None:
    sql = """
        select org, year(period_end), printed from published
        where "table" = 'löptext' and measure = 'prose' and label like 'Resultat, %' and printed in
            ('12 mnkr', '13,5 mnkr', '+15,3 mnkr')
        order by all
    """
    assert published.rows(sql) == [
        ("Leanlink", 2021, "12 mnkr"),
        ("Äldreomsorg", 2019, "+15,3 mnkr"),
        ("Äldreomsorg", 2021, "13,5 mnkr"),
    ]
