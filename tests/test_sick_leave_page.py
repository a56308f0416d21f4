"""The page Sjukfrånvaro in depth: every figure by hand, small groups hidden, every part with and without data."""

import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures import monthly
from dashboard.figures.figure import Figure
from dashboard.figures.groups import Group
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.decomposition import LENGTHS
from dashboard.share import statutory
from dashboard.theme import number
from loaders.exports.catalogue import SICK_LEAVE, STAFF
from loaders.intake.folders import REFERENCE
from tests.claims import faults
from tests.export_files import csv_told, year
from tests.made import indicators, loaded, made_figure, organised, sample
from tests.visiting import (
    blocks,
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
PARTS = (
    "År",
    "Översikt",
    "Kort och lång",
    "Enheter",
    "Kvinnor och män",
    "Vad har ändrats",
    "Nyckeltal",
    "Fördjupning",
)
PROTECTED = "Gruppen visas inte"

Crew = Mapping[str, Any]


def crew(unit: str, gender: str, age: str, employees: int, short: int, long: int = 0, area: str = CARE) -> Crew:
    """A hundred ordinary hours a head and month."""
    who = {"area": area, "unit": unit, "gender": gender, "age": age, "employees": employees}
    return {**who, "ordinary_hours": 100 * employees, "short": short, "long": long}


CREWS = (
    crew("Norr", "Kvinna", "-29", 100, 300),
    crew("Norr", "Man", "30-49", 50, 100),
    crew("Söder", "Kvinna", "50-", 50, 100, 200),
    crew("Söder", "Man", "30-49", 3, 0),
    crew("Öster", "Kvinna", "30-49", 40, 40),
    crew("Öster", "Man", "50-", 20, 20),
    crew("Stab", "Kvinna", "-29", 30, 30, area="Ledning"),
    crew("Stab", "Man", "-29", 20, 20, area="Ledning"),
)
"""Each month: three units of care, one of them with three men, and a staff of management."""


def rows(months: Mapping[str, int], crews: Sequence[Crew] = CREWS) -> Iterator[dict[str, Any]]:
    """The crews in every month, their sick hours times the month's number."""
    for month, times in months.items():
        for crew in crews:
            short, long = crew["short"] * times, crew.get("long", 0) * times
            who = {name: value for name, value in crew.items() if name not in ("short", "long")}
            hours = {
                "sick_hours": short + long,
                "sick_hours_1_14": short,
                "sick_hours_60": long,
                "long_spell_hours": long,
            }
            yield {"month": month, "area": CARE, **who, **hours}


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """2020, and 2021 with twice the sick hours; 61 full-time equivalents in each area."""
    file = csv_told(SICK_LEAVE, *rows(year(2020, 1)), *rows(year(2021, 2)))
    staff = [
        {"month": month, "unit": unit, "headcount": 100, "full_time_equivalents": 40}
        for month in (*year(2020, 0), *year(2021, 0))
        for unit in ("Norr", "Stab")
    ]
    folder = tmp_path_factory.mktemp("two")
    files = {"a.csv": file, "b.csv": csv_told(STAFF, *staff)}
    reference = organised(folder, CARE, "Ledning")
    with (reference / "units.csv").open("a", encoding="utf-8") as units:
        units.writelines(f"staff,{unit},{unit},{area}\n" for unit, area in (("Norr", CARE), ("Stab", "Ledning")))
    return loaded(folder, files, reference=reference)


@pytest.fixture(scope="module")
def one_month(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("one")
    file = csv_told(SICK_LEAVE, *rows({"2021-03": 1}))
    return loaded(folder, {"a.csv": file}, reference=organised(folder, CARE, "Ledning"))


@pytest.fixture(scope="module")
def printed_to_2020(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    report = indicators(["2020"], ["Total sjukfrånvaro (%)", "2,6"], ["Kvinnor", "3,0"])
    file = csv_told(SICK_LEAVE, *rows(year(2020, 1)), *rows(year(2021, 2)))
    folder = tmp_path_factory.mktemp("printed")
    return loaded(folder, {"a.csv": file}, report, organised(folder, CARE, "Ledning"))


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    file = csv_told(SICK_LEAVE, *rows(year(2020, 1)), *rows(year(2021, 2)))
    return sample(tmp_path_factory.mktemp("invented"), {"a.csv": file})


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


part = partial(part_of, "sjukfranvaro")


class TestYears:
    """In a month of 2020 810 sick hours of 31 300, in 2021 twice as many: 2.6 and 5.2 %. Women: 670 of 22 000."""

    def test_where_print_stops_a_line_of_its_own_goes_on(
        self, patch: pytest.MonkeyPatch, printed_to_2020: Warehouse
    ) -> None:
        app = part(patch, printed_to_2020, "År")
        lines = [(t["line"]["dash"], t["x"], t["text"]) for t in drawn(app)[0]["data"]]
        assert lines == [("solid", [2020], ["2,6"]), ("dot", [2021], ["5,2"])]
        note = "Prickat: 2021 beräknat ur exporten Sjukfrånvaro; rapporternas serie är en annan"
        assert any(note in text.split("  ·  ") for text in said(app))

    def test_an_earlier_report_tells_nothing_of_what_is_computed_now(
        self, patch: pytest.MonkeyPatch, printed_to_2020: Warehouse
    ) -> None:
        app = part(patch, printed_to_2020, "År", publicerat="Som publicerat i VB 2021")
        assert [each["number"]["when"] for each in blocks(app)[0]["drawings"]] == ["2020"]

    def test_print_and_exports_stand_side_by_side(self, patch: pytest.MonkeyPatch, printed_to_2020: Warehouse) -> None:
        app = part(patch, printed_to_2020, "År")
        assert headings(app)[-1] == "Total sjukfrånvaro: 2 av 2 årssiffror stämmer med rapporterna på sista siffran"
        assert [list(row.values()) for row in tables(app)[0]] == [
            ["2020", "Totalt", "2,6\u00a0% (VB 2021)", "2,6\u00a0%", "stämmer"],
            ["2021", "Totalt", "–", "5,2\u00a0%", "–"],
            ["2020", "Kvinnor", "3,0\u00a0% (VB 2021)", "3,0\u00a0%", "stämmer"],
            ["2021", "Kvinnor", "–", "6,1\u00a0%", "–"],
        ]

    def test_an_age_is_said_to_have_no_yearly_figures(
        self, patch: pytest.MonkeyPatch, printed_to_2020: Warehouse
    ) -> None:
        app = part(patch, printed_to_2020, "År", alder="30–49 år", kon="Kvinnor")
        assert ("Rapporternas årssiffror följer inte valet 30–49 år. Valet är kvar för månaderna.") in said(app)

    def test_managers_have_yearly_figures_of_their_own(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        managers = [{**row, "manager": "Ja"} for row in rows(year(2020, 1), CREWS[:2])]
        report = indicators(["2020"], ["Chefers sjukfrånvaro", "2,7"])
        warehouse = loaded(
            tmp_path,
            {"a.csv": csv_told(SICK_LEAVE, *managers, *rows(year(2020, 1), CREWS[4:6]))},
            report,
            organised(tmp_path, CARE),
        )
        app = part(patch, warehouse, "År", chefer="Chefer")
        assert [list(row.values()) for row in tables(app)[-1]] == [
            ["2020", "2,7\u00a0% (VB 2021)", "2,7\u00a0%", "stämmer"]
        ]

    def test_exports_of_years_before_print_are_not_after_it(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        report = indicators(["2021"], ["Total sjukfrånvaro (%)", "5,2"])
        warehouse = loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *rows(year(2020, 1)))}, report)
        app = part(patch, warehouse, "År", fran="2020", ar="2020")
        assert [trace["x"] for chart in drawn(app) for trace in chart["data"]] == []

    def test_what_is_only_computed_is_told_as_such(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "År")
        assert headings(app)[0] == "Sjukfrånvaron var 5,2\u00a0% år 2021, beräknat ur exporten Sjukfrånvaro"
        assert not [text for text in said(app) if "Valet Totalt är kvar" in text]


class TestEveryPart:
    @pytest.mark.parametrize("name", PARTS)
    def test_it_says_what_to_do_where_nothing_is_loaded(
        self, patch: pytest.MonkeyPatch, reports_only: Warehouse, name: str
    ) -> None:
        app = part(patch, reports_only, name)
        expected = [] if name == "År" else ["Inga månadsexporter är inlästa för Sjukfrånvaro."]
        assert [text[:48] for text in infos(app) if text.startswith("Inga")] == expected

    @pytest.mark.parametrize("name", PARTS)
    @pytest.mark.parametrize(
        "choices",
        [
            {},
            {"omrade": CARE, "enhet": "Norr"},
            {"omrade": CARE, "enhet": "Söder", "kon": "Män"},
            {"kon": "Kvinnor", "alder": "30–49 år", "chefer": "Chefer"},
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
        choices: dict[str, str],
    ) -> None:
        part(patch, request.getfixturevalue(loaded_months), name, **choices)

    @pytest.mark.parametrize("name", PARTS[1:])
    def test_all_that_is_said_is_in_the_warehouse(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse, name: str
    ) -> None:
        told = told_sentences(patch)
        part(patch, two_years, name)
        assert [fault for each in told for fault in faults(two_years, each)] == []

    @pytest.mark.parametrize("name", PARTS[1:])
    def test_invented_figures_say_so(self, patch: pytest.MonkeyPatch, invented: Warehouse, name: str) -> None:
        app = part(patch, invented, name)
        told = [text for text in said(app) if text.startswith("Källa: exporten")]
        assert [text for text in told if "Exempeldata, påhittade siffror" not in text] == []
        assert marked(app)


class TestMonths:
    def test_a_group_is_the_sum_of_its_rows(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        """Women of care in December 2021: 2 × (300 + 300 + 40) of 19 000 hours."""
        app = part(patch, two_years, "Fördjupning", omrade=CARE, kon="Kvinnor")
        assert "Sjukfrånvaron var 6,7\u00a0% i december 2021, 3,4 procentenheter högre än ett år tidigare" in headings(
            app
        )

    def test_how_many_there_are_is_told_where_it_may_be(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        assert (
            "Anställda i december 2021 enligt exporten Personal: i urvalet 100 · kvinnor 100 · män inga ·"
            " 29 år och yngre inga · 30–49 år 100 · 50 år och äldre inga · chefer inga"
        ) in said(part(patch, two_years, "Fördjupning", omrade=CARE))

    @pytest.mark.parametrize(
        ("choices", "told"),
        [
            (
                {"omrade": CARE, "enhet": "Söder", "kon": "Män"},
                "Äldreomsorg, män, Söder visas som ”..”: en grupp med högst tio anställda skulle gå att läsa eller"
                " räkna ut. Välj en större grupp: färre val, ett affärsområde eller hela Leanlink.",
            ),
            (
                {"omrade": CARE, "enhet": "Norr", "chefer": "Chefer"},
                "Äldreomsorg, Norr, chefer visas som ”..”: indelningen redovisas inte på den nivån."
                " Välj en större grupp: färre val, ett affärsområde eller hela Leanlink.",
            ),
        ],
        ids=["too few", "not offered"],
    )
    def test_a_hidden_group_says_why(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse, choices: dict[str, str], told: str
    ) -> None:
        app = part(patch, two_years, "Fördjupning", **choices)
        assert set(headings(app)) == {PROTECTED}
        assert set(infos(app)) == {told}

    def test_choices_in_any_order_show_the_same(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        one = part(patch, two_years, "Fördjupning", omrade=CARE, kon="Kvinnor")
        other = opened(session(patch, two_years.path.parent), "sjukfranvaro")
        for choice in ({"kon": "Kvinnor"}, {"vy": "Fördjupning"}, {"omrade": CARE}):
            choose(other, choice)
            calm(other.run())
        assert (headings(other), said(other)) == (headings(one), said(one))


class TestControl:
    """Six calm years around 8 %, with a summer that is half as high; the last December has 20 %."""

    @pytest.fixture(scope="class")
    def six_years(self, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        def sick(of: int, month: str) -> int:
            calm = 780 + 40 * ((of + int(month[5:])) % 2)
            return 2000 if month == "2022-12" else calm // 2 if month.endswith(("-06", "-07")) else calm

        crews = [
            {"month": month, "area": CARE, "unit": "Norr", "employees": 100, "ordinary_hours": 10000}
            | {"sick_hours": sick(of, month), "sick_hours_1_14": sick(of, month)}
            for of in range(2017, 2023)
            for month in year(of, 0)
        ]
        folder = tmp_path_factory.mktemp("six")
        return loaded(folder, {"a.csv": csv_told(SICK_LEAVE, *crews)}, reference=organised(folder, CARE))

    def chart(self, app: AppTest) -> Mapping[str, Any]:
        return next(chart for chart in drawn(app) if "gränsen" in str(chart["layout"].get("annotations")))

    def test_the_years_that_are_shown_decide_nothing(self, patch: pytest.MonkeyPatch, six_years: Warehouse) -> None:
        """The same limits, season and signal for all years and for the last, which alone is drawn then."""
        told = "December 2022 låg över den övre gränsen: längre från medelvärdet än slumpen brukar ge"
        apps = [part(patch, six_years, "Fördjupning", fran=since) for since in ("2017", "2022")]
        charts = [self.chart(app) for app in apps]
        months = [next(trace for trace in chart["data"] if "markers" in trace["mode"]) for chart in charts]
        for app in apps:
            assert told in headings(app)
            assert "Sjukfrånvaro, % · säsongen är borttagen · hela Leanlink · styrdiagram" in said(app)
        assert [len(trace["x"]) for trace in months] == [72, 12]
        assert months[0]["y"][-12:] == pytest.approx(months[1]["y"])
        notes = [[note["text"] for note in chart["layout"]["annotations"][:3]] for chart in charts]
        assert notes[0] == notes[1]

    def test_the_table_has_every_signal_in_words(self, patch: pytest.MonkeyPatch, six_years: Warehouse) -> None:
        app = part(patch, six_years, "Fördjupning")
        (control,) = [block for block in blocks(app) if block["key"] == "control"]
        assert control["findings"][-1] == (
            "December 2022 låg över den övre gränsen: längre från medelvärdet än slumpen brukar ge."
        )

    def test_season_that_is_left_in_is_said_so(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        assert "Sjukfrånvaro, % · säsongen är inte borttagen · hela Leanlink · styrdiagram" in said(
            part(patch, two_years, "Fördjupning")
        )


class TestUnits:
    def test_a_unit_that_has_moved_is_one_unit(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Norr moves in July: 100 hours a month of 5 000, then 200."""
        places = shutil.copytree(REFERENCE, tmp_path / "reference")
        with (places / "units.csv").open("a", encoding="utf-8") as file:
            file.write(f",Norr,Norr,Ledning,2021-07\n,Norr,Norr,{CARE},\n")
        months = [*year(2021, 1)]
        crews = [
            *rows(dict.fromkeys(months, 1), [crew(f"E{at}", "Kvinna", "-29", 50, 100) for at in range(3)]),
            *rows(dict.fromkeys(months[:6], 1), [crew("Norr", "Kvinna", "-29", 50, 100)]),
            *rows(dict.fromkeys(months[6:], 1), [crew("Norr", "Kvinna", "-29", 50, 200, area="Ledning")]),
        ]
        warehouse = loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *crews)}, reference=places)
        (chart,) = drawn(part(patch, warehouse, "Enheter"))
        points = dict(zip(chart["data"][-1]["customdata"], chart["data"][-1]["y"], strict=True))
        assert points == pytest.approx({"E0": 2, "E1": 2, "E2": 2, "Norr": 3})

    def test_a_unit_of_some_of_the_months_is_not_judged_by_them(
        self, patch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        months = year(2021, 1)
        lasting, new = ([crew(name, "Kvinna", "-29", 50, 100)] for name in ("Norr", "Ny"))
        some = dict([*months.items()][8:])
        warehouse = loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *rows(months, lasting), *rows(some, new))})
        app = part(patch, warehouse, "Enheter")
        (chart,) = drawn(app)
        assert chart["data"][-1]["customdata"] == ["Norr"]
        assert "1 enhet visas inte: har inte funnits i alla månaderna" in " ".join(said(app))

    def test_units_are_listed_with_their_own_rates_and_hidden_ones_with_dots(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        app = part(patch, two_years, "Enheter", omrade=CARE)
        assert [(row["Grupp"], row["Värde"]) for row in table_of(app, "units")] == [
            ("Norr", "5,3\u00a0%"),
            ("Söder", "11,3\u00a0%"),
            ("Öster", "2,0\u00a0%"),
        ]

    def test_a_chosen_unit_stands_beside_its_area(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Enheter", omrade=CARE, enhet="Norr")
        assert headings(app)[0] == (
            "Norr har 5,3\u00a0% på tolv månader till och med december 2021, 0,4 procentenheter lägre än i Äldreomsorg"
        )

    def test_units_of_one_name_are_told_apart(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        crews = [crew("Stab", "Kvinna", "-29", 50, 100, area=area) for area in (CARE, "Ledning")]
        warehouse = loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *rows(year(2021, 1), crews))})
        (chart,) = drawn(part(patch, warehouse, "Enheter"))
        assert chart["data"][-1]["customdata"] == ["Stab, Ledning", "Stab, Äldreomsorg"]

    def test_women_of_an_age_are_not_shown_by_unit(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Enheter", kon="Kvinnor", alder="30–49 år")
        assert headings(app) == [PROTECTED]
        assert infos(app)[-1].startswith(
            "hela Leanlink, kvinnor, en enhet i taget, 30–49 år visas som ”..”:"
            " indelningen redovisas inte på den nivån. "
        )


class TestWomenAndMen:
    def test_the_gap_is_of_sums(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        """Of the whole: women 2 × 670 of 22 000 hours, men 2 × 140 of 9 300: 6.1 − 3.0."""
        app = part(patch, two_years, "Kvinnor och män")
        assert headings(app)[0] == (
            "Kvinnor har 3,1 procentenheter högre sjukfrånvaro på tolv månader till och med december 2021"
        )

    def test_the_lines_that_the_title_speaks_of_have_their_values_and_names(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        (chart,) = drawn(part(patch, two_years, "Kvinnor och män"))
        assert {note["text"] for note in chart["layout"]["annotations"]} == {"Kvinnor: 6,1", "Män: 3,0"}
        assert [trace["hovertext"][-1].split(" ")[0] for trace in chart["data"]] == ["Kvinnor", "Män"]

    def test_ages_are_compared_over_the_months_that_the_title_names(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        """Women of 50 and older have 600 of 5 000 hours, men 40 of 2 000."""
        told = [text for text in said(part(patch, two_years, "Kvinnor och män")) if text.startswith("Kvinnor minus")]
        assert told == [
            "Kvinnor minus män på tolv månader till och med december 2021, procentenheter: 29 år och yngre +3,1,"
            " 30–49 år \u22121,8, 50 år och äldre +10,0"
        ]

    def test_ages_of_a_unit_have_no_gap(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        note = "Skillnaden efter ålder visas för affärsområden och för helheten, inte för enheter"
        assert note in said(part(patch, two_years, "Kvinnor och män", omrade=CARE, enhet="Norr"))


class TestSiblings:
    """Five men of Ledning are too few; those of Idrott och Arbetsmarknadsservice are thirty."""

    SPORT, TOGETHER = "Idrott och Arbetsmarknadsservice", "Ledning, Idrott och Arbetsmarknadsservice"

    @pytest.fixture(scope="class")
    @classmethod
    def small(cls, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
        return cls.of_areas(tmp_path_factory.mktemp("small"), led=12)

    @classmethod
    def of_areas(cls, folder: Path, *, led: int) -> Warehouse:
        """A year of three areas, and of Ledning so many months of it."""
        of_each = {"Ledning": (40, 5), cls.SPORT: (40, 30), CARE: (90, 80)}
        crews = [
            crew(area, gender, "30-49", heads, heads, area=area)
            for area, both in of_each.items()
            for gender, heads in zip(("Kvinna", "Man"), both, strict=True)
        ]
        last = sorted(year(2021, 1))[led - 1]
        there = [row for row in rows(year(2021, 1), crews) if row["area"] != "Ledning" or row["month"] <= last]
        return loaded(folder, {"a.csv": csv_told(SICK_LEAVE, *there)}, reference=organised(folder, *of_each))

    def test_men_of_two_areas_are_told_of_in_one(self, patch: pytest.MonkeyPatch, small: Warehouse) -> None:
        alone, together = (
            [figure.value for figure in monthly.by_month(small, "sick_leave", Group(org, gender="men"))]
            for org in ("Ledning", self.TOGETHER)
        )
        assert (alone, together) == ([None] * 12, [1.0] * 12)
        app = part(patch, small, "Fördjupning", omrade=self.TOGETHER, kon="Män")
        assert headings(app)[0] == "Sjukfrånvaron var 1,0\u00a0% i december 2021"
        assert said(app)[1].startswith("Anställda i december 2021 enligt exporten Sjukfrånvaro: i urvalet 35 · ")
        assert not [text for text in said(app) if "finns inte att välja" in text]

    def test_units_of_two_areas_stand_beside_each_other(self, patch: pytest.MonkeyPatch, small: Warehouse) -> None:
        app = part(patch, small, "Enheter", omrade=self.TOGETHER)
        assert "Alla 2 enheter efter avståndet till helheten för sin storlek" in headings(app)

    def test_what_a_member_lacks_speaks_against_the_group(self, tmp_path: Path) -> None:
        found = monthly.by_month(self.of_areas(tmp_path, led=11), "sick_leave", Group(self.TOGETHER, gender="men"))
        assert [[caveat.text for caveat in figure.caveats] for figure in found] == [
            *([[]] * 11),
            ["Ledning saknas i december 2021 (exporten Sjukfrånvaro)"],
        ]


class TestWhatChanged:
    def test_the_change_is_split_exactly(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        """810 of 31 300 hours is 2.59 %, doubled 5.18: 610/31300 of it short, 200/31300 long, nothing by mix."""
        app = part(patch, two_years, "Vad har ändrats")
        assert headings(app) == [
            "Sjukfrånvaron steg med 2,6 procentenheter till 5,2\u00a0%: 1,9 av frånvaro dag 1–14, 0,6 av frånvaro"
            " dag 60 och framåt"
        ]

    def test_siblings_whose_long_spells_are_told_together_are_part_of_the_rest(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse
    ) -> None:
        """Their hours by length are told in one, their ordinary hours of each."""

        def together(warehouse: Warehouse, measure: str, *span: Any) -> dict[Group, Figure]:
            found = of_units(warehouse, measure, *span)
            if measure not in LENGTHS:
                return found
            both = {group: row for group, row in found.items() if group.unit in ("Norr", "Söder")}
            alone = {group: replace(row, value=None, missing="hidden") for group, row in both.items()}
            first, *_ = both.items()
            return found | alone | {replace(first[0], unit="Norr och Söder"): first[1]}

        of_units = monthly.of_units
        patch.setattr(monthly, "of_units", together)
        (change,) = blocks(part(patch, two_years, "Vad har ändrats"))
        assert change["title"].startswith("Sjukfrånvaron steg med 2,6 procentenheter till 5,2\u00a0%: 1,9 av")
        assert change["notes"] == ["Störst del har enheter som inte visas (+2,4), Stab (+0,2), i procentenheter."]

    def test_one_year_is_too_little(self, patch: pytest.MonkeyPatch, one_month: Warehouse) -> None:
        app = part(patch, one_month, "Vad har ändrats")
        assert headings(app) == ["Ändringen visas när två gånger tolv månader är inlästa"]

    def test_of_a_small_group_it_is_hidden_with_the_reason(self, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        crews = [crew("Stab", "Kvinna", "-29", 50, 100), crew("Stab", "Man", "-29", 5, 10)]
        there = rows(year(2020, 1) | year(2021, 1), crews)
        warehouse = loaded(tmp_path, {"a.csv": csv_told(SICK_LEAVE, *there)})
        app = part(patch, warehouse, "Enheter", kon="Kvinnor")
        assert infos(app)[-1].startswith(
            "hela Leanlink, kvinnor, en enhet i taget visas som ”..”:"
            " en grupp med högst tio anställda skulle gå att läsa eller räkna ut. "
        )
        app = part(patch, warehouse, "Vad har ändrats", kon="Kvinnor")
        assert headings(app) == [PROTECTED]
        assert infos(app)[-1].startswith(
            "hela Leanlink, kvinnor visas som ”..”: en grupp med högst tio anställda skulle gå att läsa eller räkna ut."
        )

    def test_a_chosen_unit_is_said_to_be_one_of_all(self, patch: pytest.MonkeyPatch, two_years: Warehouse) -> None:
        app = part(patch, two_years, "Vad har ändrats", omrade=CARE, enhet="Norr")
        assert "Ändringen delas upp på alla enheter i Äldreomsorg. Valet Norr är kvar." in said(app)


class TestKeyFigures:
    SEVEN = (
        ("Total sjukfrånvaro i procent av sammanlagd ordinarie arbetstid", 1620 / 31300, 810 / 31300),
        (
            "Andel av sjukfrånvaron som avser frånvaro under en sammanhängande tid av 60 dagar eller mer",
            400 / 1620,
            200 / 810,
        ),
        ("Sjukfrånvaro för kvinnor", 1340 / 22000, 670 / 22000),
        ("Sjukfrånvaro för män", 280 / 9300, 140 / 9300),
        ("Sjukfrånvaro i åldersgruppen 29 år eller yngre", 700 / 15000, 350 / 15000),
        ("Sjukfrånvaro i åldersgruppen 30–49 år", 280 / 9300, 140 / 9300),
        ("Sjukfrånvaro i åldersgruppen 50 år eller äldre", 640 / 7000, 320 / 7000),
    )

    @pytest.mark.parametrize(("choices", "told"), [({}, False), ({"kon": "Kvinnor"}, True)])
    def test_they_are_said_to_follow_no_choice(
        self, patch: pytest.MonkeyPatch, two_years: Warehouse, choices: dict[str, str], *, told: bool
    ) -> None:
        app = part(patch, two_years, "Nyckeltal", **choices)
        assert ("Nyckeltalen gäller hela Leanlink. Valen ovan är kvar." in said(app)) == told

    def test_the_workbook_rounds_as_the_page(self, two_years: Warehouse) -> None:
        """21 hours of 400."""
        (first, *_) = statutory.lines(two_years, 2021)
        line = replace(first, this_year=made_figure("sick_leave", 2021, 5.25))
        sheet = openpyxl.load_workbook(io.BytesIO(statutory.workbook([line], 2021))).active
        assert sheet is not None
        assert (sheet["B4"].value, number(5.25, 1)) == (5.3, "5,3")

    def test_the_workbook_has_the_seven_of_both_years(self, two_years: Warehouse) -> None:
        found = statutory.lines(two_years, 2021)
        sheet = openpyxl.load_workbook(io.BytesIO(statutory.workbook(found, 2021))).active
        assert sheet is not None
        lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert lines[0][0] == "Obligatoriska nyckeltal för sjukfrånvaro, procent"
        assert lines[2] == ["Nyckeltal", 2021, 2020]
        assert lines[3:10] == [[name, round(100 * now, 1), round(100 * then, 1)] for name, now, then in self.SEVEN]
        assert [line[0] for line in lines[10:]] == [None, "Källa: exporten Sjukfrånvaro"]

    def test_a_part_of_a_year_is_warned_of(self, patch: pytest.MonkeyPatch, one_month: Warehouse) -> None:
        app = part(patch, one_month, "Nyckeltal")
        assert (
            "2021 är inte inläst för hela året, bara mar 2021; 2020 är inte inläst. Lagens nyckeltal avser hela"
            " kalenderår."
        ) in said(app)
        assert headings(app) == ["De sju nyckeltalen för årsredovisningen 2021"]
