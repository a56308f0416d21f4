"""The page Personal in depth: every figure by hand, small groups hidden, every part with and without data."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures.store.warehouse import Warehouse
from dashboard.subjects.staff import hidden_years
from loaders.exports.catalogue import SICK_LEAVE, STAFF
from tests.claims import faults
from tests.export_files import csv_told, year
from tests.made import A_REPORT, Tables, indicators, loaded, made_figure, organised, sample
from tests.visiting import (
    blocks,
    by_heading,
    calm,
    choose,
    drawn,
    headings,
    infos,
    marked,
    opened,
    part_of,
    said,
    session,
    table_of,
    tables,
    told_sentences,
)

CARE = "Äldreomsorg"
PARTS = ("Översikt", "Kvinnor och män", "Antal", "Heltid", "Avgångar", "Mertid och övertid", "År")
PROTECTED = "Gruppen visas inte"
LARGER = "Välj en större grupp: färre val, ett affärsområde eller hela Leanlink."
NOT_OFFERED = "indelningen redovisas inte på den nivån"
SMALL = "en grupp med högst tio anställda skulle gå att läsa eller räkna ut"
UNITS = ("Norr", "Söder", "Väst")

Crew = Mapping[str, Any]

TEMPORARY = {"unit": "Söder", "form": "Visstid", "age": "-29"}
CREWS: Sequence[Crew] = (
    {"headcount": 100, "full_time_headcount": 30, "full_time_equivalents": 90, "worked_hours": 7000}
    | {"hired": 4, "left_externally": 2, "left_internally": 1, "retired": 1, "retired_age_sum": 64}
    | {"extra_hours": 1500, "overtime_hours": 500},
    {"gender": "Man", "headcount": 60, "full_time_headcount": 45, "full_time_equivalents": 40, "worked_hours": 6000}
    | {"hired": 2, "left_externally": 1, "left_internally": 1, "extra_hours": 500, "overtime_hours": 500},
    {"age": "50-59", "manager": "Ja", "headcount": 20, "full_time_headcount": 20, "full_time_equivalents": 20}
    | {"worked_hours": 2000},
    TEMPORARY | {"headcount": 40, "full_time_equivalents": 20, "hired": 9, "left_externally": 9, "worked_hours": 3000},
    TEMPORARY | {"gender": "Man", "headcount": 20, "full_time_equivalents": 10, "worked_hours": 1000},
    {"unit": "Ledning", "age": "50-59", "headcount": 20, "full_time_headcount": 20, "full_time_equivalents": 20}
    | {"hired": 1, "worked_hours": 1000},
)
"""Each month: the unit Norr of care with women, men and managers; temporary staff in Söder; women of management.

Permanent: 140 women, 70 of them full time; 60 men, 45 of them full time; 7 come and 3 + 2 + 1 go.
"""

FLOWS = ("hired", "left_externally", "left_internally", "retired", "retired_age_sum", "extra_hours", "overtime_hours")


def rows(months: Mapping[str, int], crews: Sequence[Crew] = CREWS) -> Iterator[dict[str, Any]]:
    """The crews in every month, all that comes and goes times the month's number."""
    for month, times in months.items():
        for crew in crews:
            flows = {name: crew[name] * times for name in FLOWS if name in crew}
            yield {"month": month, "unit": "Norr", **crew, **flows}


REPORT: Tables = (
    indicators(
        ["2020", "2021", "Målvärde"],
        ["Andel heltidsanställningar (%)", "57,5", "56,0", "67"],
        ["Kvinnor", "50,0", "50,1", "67"],
        ["Avgångsålder pension", "64,0", "63,0", "-"],
        ["Extern personalomsättning", "17,0", "-", "-"],
    )
    | {
        "Budget": (
            {"Slag": "indikatorer"},
            [["Nämndmål", "Nämndindikator", "2021 Jan-juli"], ["Målet", "Total personalomsättning", "4,0"]],
        )
    }
    | {"Personal": ({"Slag": "personal"}, [["Personal", "2020", "2021"], ["Personalavgångar externt", "18,0", "30,0"]])}
)
"""A target for 2021; what is printed for 2020 agrees with the exports, what is printed for 2021 differs."""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables that people edit, with the units of care."""
    folder = organised(tmp_path_factory.mktemp("tables"), CARE, "Ledning")
    with (folder / "units.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"staff,{unit},{unit},{CARE}\n" for unit in UNITS)
    return folder


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory, reference: Path) -> Warehouse:
    """2020, and 2021 in which twice as many come and go."""
    file = csv_told(STAFF, *rows(year(2020, 1)), *rows(year(2021, 2)))
    return loaded(tmp_path_factory.mktemp("two"), {"a.csv": file}, REPORT, reference)


@pytest.fixture(scope="module")
def one_month(tmp_path_factory: pytest.TempPathFactory, reference: Path) -> Warehouse:
    return loaded(tmp_path_factory.mktemp("one"), {"a.csv": csv_told(STAFF, *rows({"2021-03": 1}))}, REPORT, reference)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    file = csv_told(STAFF, *rows(year(2020, 1)), *rows(year(2021, 2)))
    return sample(tmp_path_factory.mktemp("invented"), {"a.csv": file}, REPORT)


@pytest.fixture(scope="module")
def another_export(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return loaded(tmp_path_factory.mktemp("other"), {"a.csv": csv_told(SICK_LEAVE, {})})


Make = Callable[..., Warehouse]


@pytest.fixture
def made(tmp_path: Path, reference: Path) -> Make:
    """A warehouse of rows of a test's own."""
    return lambda *mine: loaded(tmp_path, {"a.csv": csv_told(STAFF, *mine)}, A_REPORT, reference)


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


part = partial(part_of, "personal")


def as_table(app: AppTest, key: str) -> list[dict[str, str]]:
    """A chart's rows, the first table of the page."""
    return table_of(app, key)


class TestEveryPart:
    @pytest.mark.parametrize("name", PARTS)
    def test_it_says_what_to_do_where_nothing_is_loaded(
        self, patch: pytest.MonkeyPatch, reports_only: Warehouse, name: str
    ) -> None:
        app = part(patch, reports_only, name)
        expected = [] if name == "År" else ["Inga månadsexporter är inlästa för Personal. Läs in dem"]
        assert [text[:55] for text in infos(app) if text.startswith("Inga")] == expected

    @pytest.mark.parametrize("name", PARTS)
    @pytest.mark.parametrize(
        "choices",
        [
            {},
            {"omrade": CARE, "enhet": "Norr"},
            {"omrade": CARE, "enhet": "Söder", "kon": "Män"},
            {"omrade": "Ledning", "kon": "Män"},
            {"kon": "Kvinnor", "alder": "30–49 år", "chefer": "Chefer"},
            {"chefer": "Ej chefer", "publicerat": "Som publicerat i VB 2021"},
            {"fran": "2021", "ar": "2021"},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("loaded_months", ["one_month", "two_years"])
    def test_it_works_for_every_choice(
        self,
        patch: pytest.MonkeyPatch,
        request: pytest.FixtureRequest,
        loaded_months: str,
        name: str,
        choices: dict[str, Any],
    ) -> None:
        app = part(patch, request.getfixturevalue(loaded_months), name, **choices)
        assert "" not in headings(app)

    @pytest.mark.parametrize("name", PARTS[:-1])
    def test_another_export_alone_gives_no_figure(
        self, patch: pytest.MonkeyPatch, another_export: Warehouse, name: str
    ) -> None:
        app = part(patch, another_export, name)
        assert headings(app) == []

    @pytest.mark.parametrize("name", PARTS[:-1])
    def test_invented_figures_say_so(self, patch: pytest.MonkeyPatch, invented: Warehouse, name: str) -> None:
        app = part(patch, invented, name)
        told = [text for text in said(app) if text.startswith("Källa: ") and "exporten" in text]
        assert told
        assert [text for text in told if "Exempeldata, påhittade siffror" not in text] == []
        assert marked(app)
        assert [text for text in headings(app) if "stämmer" in text] == []

    @pytest.mark.parametrize("name", PARTS[:-1])
    def test_choices_in_any_order_show_the_same(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse, name: str
    ) -> None:
        one = part(patch, two_years, name, omrade=CARE, kon="Kvinnor")
        other = opened(session(patch, two_years.path.parent), "personal")
        for choice in ({"kon": "Kvinnor"}, {"vy": name}, {"omrade": CARE}):
            choose(other, choice)
            calm(other.run())
        assert (headings(other), said(other)) == (headings(one), said(one))

    @pytest.mark.parametrize("name", PARTS[:-1])
    def test_all_that_is_said_is_in_the_warehouse(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse, name: str
    ) -> None:
        told = told_sentences(patch)
        part(patch, two_years, name)
        assert told
        assert [fault for each in told for fault in faults(two_years, each)] == []

    def test_years_are_as_they_were_published(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "År")
        assert [text for text in said(app) if text.startswith("Källa: ") and "exporten" in text] == []
        assert headings(app)[1] == "De externa personalavgångarna steg 2021 till 30,0\u00a0%"


class TestHeadcount:
    def test_everyone_is_counted_by_form_and_gender(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        """100 + 60 + 20 + 20 permanent, 40 + 20 temporary."""
        app = part(patch, two_years, "Antal")
        assert headings(app)[:3] == [
            "Antalet anställda var 260\u00a0personer i december 2021, i stort sett som ett år tidigare",
            "200 tillsvidareanställda och 60 visstidsanställda i december 2021",
            "Varje chef hade 12,0 medarbetare i december 2021",
        ]
        assert "Kvinnor, män och totalt · hela Leanlink · varje bild på egen skala · enligt exporten Personal" in said(
            app
        )
        last = [row for row in as_table(app, "forms") if row["Period"] == "dec 2021"]
        assert [(row["Grupp"], row["Kön"], row["Värde"].replace("\u00a0", " ")) for row in last] == [
            ("tillsvidareanställda", "Kvinnor", "140 personer"),
            ("tillsvidareanställda", "Män", "60 personer"),
            ("tillsvidareanställda", "Totalt", "200 personer"),
            ("visstidsanställda", "Kvinnor", "40 personer"),
            ("visstidsanställda", "Män", "20 personer"),
            ("visstidsanställda", "Totalt", "60 personer"),
            ("tillsvidareanställda", "Kvinnor", "130 årsarbetare"),
            ("tillsvidareanställda", "Män", "40 årsarbetare"),
            ("tillsvidareanställda", "Totalt", "170 årsarbetare"),
            ("visstidsanställda", "Kvinnor", "20 årsarbetare"),
            ("visstidsanställda", "Män", "10 årsarbetare"),
            ("visstidsanställda", "Totalt", "30 årsarbetare"),
        ]

    def test_a_unit_has_its_heads_but_no_finer_split(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Antal", omrade=CARE, enhet="Söder")
        assert headings(app) == [
            "Antalet anställda var 60\u00a0personer i december 2021, i stort sett som ett år tidigare",
            PROTECTED,
            PROTECTED,
        ]
        assert infos(app) == [
            f"Äldreomsorg, Söder, tillsvidareanställda visas som ”..”: {NOT_OFFERED}. {LARGER}",
            f"Äldreomsorg, Söder, chefer visas som ”..”: {NOT_OFFERED}. {LARGER}",
        ]
        assert "Rapporterna redovisar inte Årsarbetare för Äldreomsorg, Söder; därför ingen jämförelse." in said(app)

    def test_women_and_men_of_a_form_are_hidden_where_they_are_few(self, patch: pytest.MonkeyPatch, made: Make) -> None:
        """Management has five temporary men."""
        few = {"unit": "Ledning", "form": "Visstid"}
        hours = {"full_time_headcount": 3, "full_time_equivalents": 4, "worked_hours": 300}
        mine = [*CREWS, {**few, **hours, "headcount": 30}, {**few, **hours, "gender": "Man", "headcount": 5}]
        app = part(patch, made(*rows({"2021-03": 1}, mine)), "Antal", omrade="Ledning")
        assert headings(app)[1] == "20 tillsvidareanställda och 35 visstidsanställda i mars 2021"
        assert f"Kvinnor och män visas som ”..”: {SMALL}" in said(app)
        hidden = {row["Kön"] for row in as_table(app, "forms") if row["Värde"] == ".."}
        assert hidden == {"Kvinnor", "Män"}

    def test_a_group_that_is_too_small_is_hidden_with_the_reason(self, patch: pytest.MonkeyPatch, made: Make) -> None:
        mine = [*CREWS, {"unit": "Väst", "headcount": 30}, {"unit": "Väst", "gender": "Man", "headcount": 3}]
        app = part(patch, made(*rows({"2021-03": 1}, mine)), "Antal", omrade=CARE, enhet="Väst", kon="Män")
        assert headings(app) == [PROTECTED] * 3
        assert infos(app)[0] == f"Äldreomsorg, män, Väst visas som ”..”: {SMALL}. {LARGER}"

    def test_only_those_of_the_last_month_are_in_its_sentence(self, patch: pytest.MonkeyPatch, made: Make) -> None:
        """In December there is no temporary staff left."""
        last = [crew for crew in CREWS if crew.get("form") != "Visstid"]
        app = part(patch, made(*rows({"2021-11": 1}), *rows({"2021-12": 1}, last)), "Antal")
        assert headings(app)[1] == "200 tillsvidareanställda i december 2021"

    def test_a_span_is_of_the_area_whatever_managers_are_chosen(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        """100 + 60 + 40 + 20 others to 20 managers."""
        for manager in ("Alla medarbetare", "Chefer", "Ej chefer"):
            app = part(patch, two_years, "Antal", omrade=CARE, chefer=manager)
            assert "Varje chef hade 11,0 medarbetare i december 2021" in headings(app)
            ignored = [text for text in said(app) if "Måttet gäller chefer och andra" in text]
            assert len(ignored) == (manager != "Alla medarbetare")

    def test_a_span_is_compared_with_a_year_before(self, patch: pytest.MonkeyPatch, made: Make) -> None:
        """240 to 20, then 240 to 16."""
        fewer = [{**crew, "headcount": 16} if crew.get("manager") else crew for crew in CREWS]
        later = [{**crew, "full_time_headcount": 0} for crew in fewer]
        app = part(patch, made(*rows({"2020-12": 1}), *rows({"2021-12": 1}, later)), "Antal")
        assert headings(app)[2] == "Varje chef hade 15,0 medarbetare i december 2021, 3,0 fler än ett år tidigare"

    def test_without_managers_there_is_no_span(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Antal", omrade="Ledning")
        assert headings(app)[2] == "Medarbetare per chef visas när exporten har både chefer och andra"

    def test_a_few_managers_are_hidden(self, patch: pytest.MonkeyPatch, made: Make) -> None:
        few = [{**crew, "headcount": 10, "full_time_headcount": 0} if crew.get("manager") else crew for crew in CREWS]
        app = part(patch, made(*rows({"2021-03": 1}, few)), "Antal", omrade=CARE)
        assert infos(app) == [f"Äldreomsorg, chefer visas som ”..”: {SMALL}. {LARGER}"]


class TestFullTime:
    def test_the_share_is_of_permanent_staff_towards_the_target_of_the_year(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        """30 + 20 + 20 + 45 of 200."""
        app = part(patch, two_years, "Heltid")
        assert headings(app)[0] == (
            "57,5\u00a0% av de tillsvidareanställda hade heltid i december 2021, 9,5 procentenheter under målet"
            " 67\u00a0%"
        )
        (chart,) = drawn(app)
        target = next(trace for trace in chart["data"] if set(trace["y"]) == {67})
        assert [round(x, 2) for x in target["x"]] == [2021.04, 2021.96]

    @pytest.mark.parametrize(
        ("choices", "title"),
        [
            (
                {"kon": "Kvinnor"},
                "50,0\u00a0% av kvinnorna hade heltid i december 2021, 17,0 procentenheter under målet 67\u00a0%",
            ),
            ({"kon": "Män"}, "75,0\u00a0% av männen hade heltid i december 2021 och målet 67\u00a0% är nått"),
            ({"omrade": CARE}, "52,8\u00a0% av de tillsvidareanställda hade heltid i december 2021"),
            ({"fran": "2020", "ar": "2020"}, "57,5\u00a0% av de tillsvidareanställda hade heltid i december 2020"),
        ],
        ids=str,
    )
    def test_it_follows_the_choices(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse, choices: dict[str, Any], title: str
    ) -> None:
        """Women 70 of 140, men 45 of 60, care 95 of 180."""
        app = part(patch, two_years, "Heltid", **choices)
        assert headings(app)[0] == title
        assert ("Målet är satt för hela Leanlink" in " ".join(said(app))) == ("omrade" in choices)

    def test_a_target_alone_is_no_chart(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        assert headings(part(patch, two_years, "Heltid", omrade=CARE, enhet="Norr")) == [PROTECTED]

    def test_one_gender_alone_is_drawn_alone(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Heltid", omrade="Ledning")
        (chart,) = drawn(app)
        names = {note["text"] for note in chart["layout"]["annotations"]}
        assert names == {"Mål 67\u00a0%", "Kvinnor", "Totalt: 100,0"}

    def test_print_stands_beside_the_computed_year_with_both_definitions(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        app = part(patch, two_years, "Heltid")
        assert (
            headings(app)[1] == "Andel heltidsanställningar: 2 av 4 årssiffror stämmer med rapporterna på sista siffran"
        )
        assert [list(row.values()) for row in tables(app)[0]] == [
            ["2020", "Totalt", "57,5\u00a0% (VB 2021)", "57,5\u00a0%", "stämmer"],
            ["2021", "Totalt", "56,0\u00a0% (VB 2021)", "57,5\u00a0%", "skiljer"],
            ["2020", "Kvinnor", "50,0\u00a0% (VB 2021)", "50,0\u00a0%", "stämmer"],
            ["2021", "Kvinnor", "50,1\u00a0% (VB 2021)", "50,0\u00a0%", "avrundning"],
        ]
        assert "Källa: Rapport VB 2021; exporten Personal" in said(app)
        assert (
            "Beräknat. Tillsvidareanställda med heltid i procent av alla tillsvidareanställda, periodens sista månad."
            in said(app)
        )
        assert any(text.startswith("Publicerat: Andel heltidsanställningar. Heltidsanställda i") for text in said(app))

    @pytest.mark.parametrize(("invented", "name"), [(True, "exempeldata-"), (False, "")])
    def test_the_comparison_can_be_handed_out(
        self, patch: pytest.MonkeyPatch, tmp_path: Path, *, invented: bool, name: str
    ) -> None:
        make = sample if invented else loaded
        app = part(patch, make(tmp_path, {"a.csv": csv_told(STAFF, *rows(year(2021, 1)))}, REPORT), "Heltid")
        (card,) = [block for block in blocks(app) if block["key"] == "full_time_share-jamforelse"]
        assert card["file"] == f"{name}full_time_share-jamforelse"
        lines = card["csv"].splitlines()
        assert lines[2].startswith("2021;Totalt;56,0 % (VB 2021);57,5 %")
        assert {line.endswith(";Exempeldata") for line in lines[1:]} == {invented}

    def test_the_chart_says_how_it_is_computed(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        (text,) = [text for text in said(part(patch, two_years, "Heltid")) if "Beräknat ur exporten: " in text]
        assert text.endswith(
            "Tillsvidareanställda med heltid i procent av alla tillsvidareanställda, periodens sista månad."
        )

    def test_only_the_chosen_years_are_compared(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Heltid", fran="2021", ar="2021")
        assert {row["År"] for row in tables(app)[0]} == {"2021"}
        assert headings(app)[1] == (
            "Andel heltidsanställningar: 0 av 2 årssiffror stämmer med rapporterna på sista siffran"
        )

    def test_a_break_cuts_the_lines_and_says_why(
        self, patch: pytest.MonkeyPatch, tmp_path: Path, reference: Path
    ) -> None:
        tables_of_its_own = shutil.copytree(reference, tmp_path / "reference")
        with (tables_of_its_own / "series_breaks.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{measure},2021-01-01,Nytt system\n" for measure in ("full_time_share", "hires"))
        exports = {"a.csv": csv_told(STAFF, *rows(year(2020, 1)), *rows(year(2021, 2)))}
        warehouse = loaded(tmp_path, exports, A_REPORT, tables_of_its_own)
        app = part(patch, warehouse, "Heltid")
        assert "[A] jan 2021: Nytt system" in said(app)
        lines = [trace["x"] for chart in drawn(app) for trace in chart["data"]]
        assert [len(line) for line in lines] == [12] * 6
        app = part(patch, warehouse, "Avgångar")
        assert "[A] jan 2021: Nytt system" in said(app)
        assert headings(app)[1] == ("168 började och 144 slutade på tolv månader till och med december 2021: netto +24")

    def test_an_age_is_not_compared_with_everyone(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Avgångar", alder="50 år och äldre")
        assert tables(app) == []
        assert (
            "Rapporterna redovisar inte Avgångsålder pension för hela Leanlink, 50 år och äldre; därför"
            " ingen jämförelse."
        ) in said(app)

    def test_an_area_is_not_compared(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Heltid", omrade=CARE)
        assert tables(app) == []
        assert (
            "Rapporterna redovisar inte Andel heltidsanställningar för Äldreomsorg; därför ingen jämförelse."
        ) in said(app)

    def test_a_year_that_is_not_loaded_whole_is_not_compared(
        self, patch: pytest.MonkeyPatch, one_month: Warehouse
    ) -> None:
        app = part(patch, one_month, "Heltid")
        assert headings(app)[1] == "Andel heltidsanställningar: inget år är både publicerat och beräknat"
        assert {row["Beräknat ur exporten"] for row in tables(app)[0]} == {"–"}


class TestLeavers:
    def test_they_are_permanent_staff_of_twelve_months_by_their_mean_number(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        """2021: 72, 48 and 24 of 200; 168 came."""
        app = part(patch, two_years, "Avgångar")
        assert headings(app)[:3] == [
            "På tolv månader till och med december 2021 slutade 36,0\u00a0% externt, 24,0\u00a0% internt och"
            " 12,0\u00a0% med pension",
            "168 började och 144 slutade på tolv månader till och med december 2021: netto +24",
            "De externa avgångarna var 6\u00a0personer i december 2021, 3 fler än ett år tidigare",
        ]
        assert "Procent av medeltalet anställda · hela Leanlink, tillsvidareanställda · rullande 12 månader" in said(
            app
        )

    def test_men_are_of_men(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        """24, 24 and none of 60; 48 came."""
        app = part(patch, two_years, "Avgångar", kon="Män")
        assert headings(app)[:2] == [
            "På tolv månader till och med december 2021 slutade 40,0\u00a0% externt, 40,0\u00a0% internt och"
            " 0,0\u00a0% med pension",
            "48 började och 48 slutade på tolv månader till och med december 2021: netto 0",
        ]

    def test_twelve_months_need_twelve(self, patch: pytest.MonkeyPatch, one_month: Warehouse) -> None:
        app = part(patch, one_month, "Avgångar")
        assert headings(app)[:3] == [
            "Avgångar i procent visas när tolv månader i följd är inlästa",
            "Nyanställda mot avgångar visas när tolv månader i följd är inlästa",
            "De externa avgångarna var 3\u00a0personer i mars 2021",
        ]

    def test_a_unit_is_not_split_by_form(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Avgångar", omrade=CARE, enhet="Norr")
        assert headings(app) == [PROTECTED] * 3
        assert set(infos(app)) == {f"Äldreomsorg, Norr, tillsvidareanställda visas som ”..”: {NOT_OFFERED}. {LARGER}"}

    def test_a_year_that_is_hidden_is_told(self, patch: pytest.MonkeyPatch, made: Make) -> None:
        """In 2021 management has five temporary employees: its forms are hidden, and so its permanent staff."""
        more = [*CREWS, {"unit": "Ledning", "form": "Visstid", "headcount": 5}]
        app = part(patch, made(*rows(year(2020, 1)), *rows(year(2021, 1), more)), "Avgångar", omrade="Ledning")
        assert headings(app)[1] == "12 började och 0 slutade på tolv månader till och med december 2020: netto +12"
        assert said(app).count(f"2021 visas som ”..”: {SMALL}") == 2

    def test_a_line_that_is_hidden_beside_others_is_told_by_its_name(self) -> None:
        hidden = [made_figure("internal_leavers", of, None, missing="hidden", note=SMALL) for of in (2020, 2021, 2021)]
        shown = [made_figure("external_leavers", 2021, 9)]
        runs, names = (
            {"external_leavers": shown, "internal_leavers": hidden},
            {"external_leavers": "Externt", "internal_leavers": "Internt"},
        )
        assert hidden_years(runs, names) == [f"Internt: 2020 och 2021 visas som ”..”: {SMALL}"]
        assert hidden_years({"internal_leavers": hidden}, names) == [f"2020 och 2021 visas som ”..”: {SMALL}"]

    def test_the_three_published_measures_stand_in_columns_of_their_own(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        app = part(patch, two_years, "Avgångar")
        title = "Personalavgångar externt: 1 av 2 årssiffror stämmer med rapporterna på sista siffran"
        assert tables(app)[0] == [
            self.line("2020", "18,0\u00a0% (VB 2021)", "17,0\u00a0% (VB 2021)", "–", "18,0\u00a0%", "stämmer"),
            self.line(
                "2021", "30,0\u00a0% (VB 2021)", "–", "4,0\u00a0% (2021 Jan-juli, VB 2021)", "36,0\u00a0%", "skiljer"
            ),
        ]
        assert "Beräknat. Tillsvidareanställda som har slutat externt" in by_heading(app)[title]
        for label in ("Personalavgångar externt", "Extern personalomsättning", "Total personalomsättning"):
            assert f"Publicerat: {label}. " in by_heading(app)[title]
        assert [text for text in said(app) if "läggs aldrig ihop till en serie" in text]

    def line(self, of: str, leavers: str, turnover: str, total: str, computed: str, answer: str) -> dict[str, str]:
        return {
            "År": of,
            "Personalavgångar externt, publicerat": leavers,
            "Extern personalomsättning, publicerat": turnover,
            "Total personalomsättning, publicerat": total,
            "Beräknat ur exporten": computed,
            "Bedömning": answer,
        }


class TestPensionAge:
    def test_it_is_that_of_whole_years_beside_print(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        """Twelve of 64, then twenty-four."""
        app = part(patch, two_years, "Avgångar")
        assert [list(row.values()) for row in tables(app)[1]] == [
            ["2020", "64,0\u00a0år (VB 2021)", "64,0\u00a0år", "stämmer"],
            ["2021", "63,0\u00a0år (VB 2021)", "64,0\u00a0år", "skiljer"],
        ]

    def test_ten_are_too_few(self, patch: pytest.MonkeyPatch, tmp_path: Path, reference: Path) -> None:
        months = year(2020, 1) | dict.fromkeys(("2020-07", "2020-08"), 0)
        app = part(patch, loaded(tmp_path, {"a.csv": csv_told(STAFF, *rows(months))}, REPORT, reference), "Avgångar")
        assert [row["Beräknat ur exporten"] for row in tables(app)[1]] == ["..", "–"]

    def test_a_month_has_none(self, patch: pytest.MonkeyPatch, one_month: Warehouse) -> None:
        app = part(patch, one_month, "Avgångar")
        assert [row["Beräknat ur exporten"] for row in tables(app)[1]] == ["–", ".."]


class TestExtraHours:
    def test_they_are_a_share_of_worked_time_and_so_many_people(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        """2021: 4 000 and 2 000 of 20 000 hours a month; 200 full-time equivalents work 100 hours each."""
        app = part(patch, two_years, "Mertid och övertid")
        assert headings(app) == [
            "Övertiden var 10,0\u00a0% i december 2021, 5,0 procentenheter högre än ett år tidigare",
            "Mertiden var 20,0\u00a0% i december 2021, 10,0 procentenheter högre än ett år tidigare",
            "På tolv månader till och med december 2021 motsvarade mertiden 40\u00a0årsarbetare och övertiden"
            " 20\u00a0årsarbetare",
        ]

    def test_a_unit_has_its_own(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        """Norr: 2 000 overtime and 4 000 extra hours of 15 000; 150 full-time equivalents work 100 hours each."""
        app = part(patch, two_years, "Mertid och övertid", omrade=CARE, enhet="Norr")
        assert headings(app) == [
            "Övertiden var 13,3\u00a0%"
            " på tolv månader till och med december 2021, 6,7 procentenheter högre än ett år tidigare",
            "Mertiden var 26,7\u00a0%"
            " på tolv månader till och med december 2021, 13,3 procentenheter högre än ett år tidigare",
            "På tolv månader till och med december 2021 motsvarade mertiden 40\u00a0årsarbetare och övertiden"
            " 20\u00a0årsarbetare",
        ]

    def test_twelve_months_need_twelve(self, patch: pytest.MonkeyPatch, one_month: Warehouse) -> None:
        app = part(patch, one_month, "Mertid och övertid")
        assert headings(app) == [
            "Övertiden var 5,0\u00a0% i mars 2021",
            "Mertiden var 10,0\u00a0% i mars 2021",
            "Timmarna i årsarbetare visas när tolv månader i följd är inlästa",
        ]
