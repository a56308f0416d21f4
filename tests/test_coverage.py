"""What is lacking is never passed over: parts without rows and columns of zeros, in figures, sums and comparisons."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import theme
from dashboard.charts import over_months
from dashboard.charts.spec import Line
from dashboard.figures.figure import Figure
from dashboard.figures.groups import Group
from dashboard.figures.monthly import accumulated, by_month, of_span, of_units, of_years, over_year
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.agreement import agreements
from dashboard.share import statutory
from loaders.exports.catalogue import ASSISTANCE, HOME_CARE, HOUSING, LEDGER, MEALS, SICK_LEAVE, STAFF
from loaders.exports.export import Export
from loaders.facts.coverage import wrongly_nought
from tests.export_files import AREAS, Row, csv_told, sick_leave, year
from tests.made import EVERYONE, indicators, loaded
from tests.visiting import headings, opened, said, session, tables, visit
from tests.world import World

CARE = Group("Äldreomsorg")
MONTHS = list(year(2021, 0))
NEVER = "Ledning saknas i alla inlästa månader"


def of(months: Sequence[str], **row: object) -> list[Row]:
    """The same row in each of the months."""
    return [{"month": month, **row} for month in months]


def without(*months: str) -> list[str]:
    return [month for month in MONTHS if month not in months]


def base(folder: Path, export: Export, *rows: Sequence[Row]) -> Warehouse:
    return loaded(folder, {"a.csv": csv_told(export, *(row for part in rows for row in part))})


def told(row: Figure) -> list[str]:
    return [caveat.text for caveat in row.caveats]


def value_of(rows: Sequence[Figure], month: int) -> Figure:
    return next(row for row in rows if row.month == month)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Ekhaga has 60 days a month and none in March, Lindhaga 30."""
    ekhaga = of(without("2021-03"), home="Ekhaga", place_days=62, occupied_days=60)
    lindhaga = of(MONTHS, home="Lindhaga", place_days=31, occupied_days=30)
    return base(tmp_path_factory.mktemp("homes"), HOUSING, ekhaga, lindhaga)


class TestParts:
    """A part that lacks rows is told of the month, and no sum over it is a figure."""

    @pytest.mark.parametrize(
        ("before", "after", "first", "last"),
        [
            ("2021-01", "2021-03", date(2021, 2, 1), date(2021, 2, 1)),
            ("2020-11", "2021-02", date(2020, 12, 1), date(2021, 1, 1)),
            ("2020-12", "2021-06", date(2021, 1, 1), date(2021, 5, 1)),
            ("2020-08", "2021-01", date(2020, 9, 1), date(2020, 12, 1)),
        ],
    )
    def test_months_between_others_are_lacking(
        self, tmp_path: Path, before: str, after: str, first: date, last: date
    ) -> None:
        found = base(tmp_path, HOUSING, of([before, after], home="Ekhaga"))
        assert found.rows("select kind, first, last from gap") == [("month", first, last)]

    EKHAGA = "Ekhaga saknas i mars 2021 (exporten Boende)"

    def test_a_month_keeps_its_value_with_the_mark(self, homes: Warehouse) -> None:
        rows = by_month(homes, "care_days", EVERYONE)
        assert [row.value for row in rows] == [90, 90, 30, *[90] * 9]
        assert told(value_of(rows, 3)) == [self.EKHAGA]
        assert [row.month for row in rows if row.caveats] == [3]

    def test_twelve_months_and_a_year_are_unknown(self, homes: Warehouse) -> None:
        for rows in (over_year(homes, "care_days", EVERYONE), of_years(homes, "care_days", EVERYONE)):
            (row,) = rows
            assert (row.value, row.missing, row.note) == (None, "gap", self.EKHAGA)

    def test_a_share_of_what_is_there_stands_with_the_mark(self, homes: Warehouse) -> None:
        (row,) = over_year(homes, "occupancy", EVERYONE)
        assert row.value == pytest.approx((60 * 11 + 30 * 12) / (62 * 11 + 31 * 12) * 100)
        assert told(row) == [self.EKHAGA]

    def test_a_sum_from_january_on_stops(self, homes: Warehouse) -> None:
        assert [row.value for row in accumulated(homes, "care_days", 2021, EVERYONE)] == [90, 180]

    def test_the_pages_say_why_a_sum_stops_and_what_is_not_whole(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        lacking = of(["2021-01", "2021-03", "2021-04"], responsibility="4101", outcome=5000, budget=5000)
        there = of(MONTHS[:4], responsibility="4102", outcome=2000, budget=2000)
        found = base(tmp_path, LEDGER, lacking, there)
        text = "Ansvar 4101 saknas i februari 2021 (exporten Ekonomi)"
        app = opened(session(monkeypatch, found.path.parent), "ekonomi")
        assert "Resultatet var −7\u00a0tkr till och med januari 2021, lika med budget" in headings(app)
        assert f"Summan når inte april 2021: {text}" in " ".join(said(app))
        overview = opened(session(monkeypatch, found.path.parent), "oversikt")
        (row,) = [row for row in tables(overview)[0] if row["Mått"] == "Resultat"]
        assert row["Inlästa månader"] == f"4\u00a0av\u00a04\u00a0sedan\u00a0jan\u00a02021; {text}"

    def test_the_load_names_it(self, world: World) -> None:
        ekhaga = of(["2021-01", "2021-03"], home="Ekhaga")
        world.drop(world.file("a.csv", HOUSING, *ekhaga, *of(MONTHS[:3], home="Lindhaga")))
        assert [line for line in world.warnings() if "saknas" in line] == [
            "a.csv: Ekhaga saknas 2021-02 (exporten Boende). "
            "Förväntat: rader för varje månad; en del räknas som avslutad när 3 månader har kommit utan den."
        ]

    @pytest.mark.parametrize(
        ("export", "measure", "lacking", "there", "name", "value"),
        [
            (
                HOME_CARE,
                "home_care_hours",
                {"provider": "Leanlink", "performed_hours": 5},
                {"provider": "Äldreomsorg", "performed_hours": 2},
                "Leanlink saknas i mars 2021 (exporten Hemtjänst)",
                2,
            ),
            (
                MEALS,
                "meals",
                {"kitchen": "Norra köket", "served": 5},
                {"kitchen": "Södra köket", "served": 2},
                "Norra köket saknas i mars 2021 (exporten Måltider)",
                2,
            ),
            (
                LEDGER,
                "cost",
                {"responsibility": "4101", "outcome": 5000},
                {"responsibility": "4102", "outcome": 2000},
                "Ansvar 4101 saknas i mars 2021 (exporten Ekonomi)",
                2,
            ),
        ],
    )
    def test_providers_kitchens_and_responsibilities_are_sought_too(
        self, tmp_path: Path, export: Export, measure: str, lacking: Row, there: Row, name: str, value: float
    ) -> None:
        found = base(tmp_path, export, of(without("2021-03"), **lacking), of(MONTHS, **there))
        march = value_of(by_month(found, measure, EVERYONE), 3)
        assert (march.value, told(march)) == (value, [name])
        assert [row.missing for row in over_year(found, measure, EVERYONE)] == ["gap"]

    def test_what_another_provider_lacks_is_nothing_of_ours(self, tmp_path: Path) -> None:
        others = of(without("2021-03"), provider="Omsorg AB", performed_hours=5)
        found = base(tmp_path, HOME_CARE, others, of(MONTHS, provider="Leanlink", performed_hours=2))
        (row,) = over_year(found, "home_care_hours", EVERYONE)
        assert (row.value, row.caveats) == (24, ())

    def test_one_law_says_nothing_against_the_other(self, tmp_path: Path) -> None:
        sfb = of(without("2021-03"), law="SFB", hours=5)
        found = base(tmp_path, ASSISTANCE, sfb, of(MONTHS, law="LSS", hours=2))
        (row,) = over_year(found, "lss_hours", EVERYONE)
        assert (row.value, row.caveats) == (24, ())
        assert [row.missing for row in over_year(found, "sfb_hours", EVERYONE)] == ["gap"]
        problems = [found for (found,) in found.rows("select found from problem")]
        assert problems == ["SFB saknas 2021-03 (exporten Assistans)"]

    def test_a_responsibility_with_revenue_only_is_none_of_the_costs(self, tmp_path: Path) -> None:
        revenue = of(without("2021-03"), responsibility="4101", account="3010", outcome=-5000)
        found = base(tmp_path, LEDGER, revenue, of(MONTHS, responsibility="4102", outcome=2000))
        assert [row.value for row in over_year(found, "cost", EVERYONE)] == [24]
        assert [row.missing for row in over_year(found, "result", EVERYONE)] == ["gap"]

    def test_an_area_speaks_against_the_measures_whose_rows_it_has(self, tmp_path: Path) -> None:
        """All areas cost 2 a month, one has a revenue of 5 too; another is not there in March, one is never there."""
        rows = [
            {"month": month, "responsibility": area, "outcome": 2000}
            for area in AREAS[:5]
            for month in (without("2021-03") if area == "Råd och Stöd" else MONTHS)
        ]
        revenue = of(MONTHS, responsibility="Äldreomsorg", account="3010", outcome=-5000)
        found = base(tmp_path, LEDGER, rows, revenue)
        march, never = (f"{of} (exporten Ekonomi)" for of in (f"{AREAS[2]} saknas i mars 2021", NEVER))
        assert told(value_of(by_month(found, "cost", EVERYONE), 3)) == [never, march]
        assert told(value_of(by_month(found, "revenue", EVERYONE), 3)) == [never]
        assert [row.missing for row in over_year(found, "cost", EVERYONE)] == ["gap"]

    def test_many_are_counted(self, tmp_path: Path) -> None:
        kitchens = [of(without("2021-03"), kitchen=f"Kök {name}", served=1) for name in "ABCD"]
        found = base(tmp_path, MEALS, *kitchens, of(MONTHS, kitchen="Södra köket", served=2))
        assert told(value_of(by_month(found, "meals", EVERYONE), 3)) == ["4 kök saknas i mars 2021 (exporten Måltider)"]

    @pytest.mark.parametrize(
        ("months", "lacking"),
        [
            (MONTHS[:9], []),
            (MONTHS[:10], ["Ekhaga saknas i november–december 2021 (exporten Boende)"]),
            (MONTHS[5:], []),
            ([*MONTHS[:2], *MONTHS[8:]], ["Ekhaga saknas i mars–augusti 2021 (exporten Boende)"]),
        ],
        ids=["ended", "perhaps forgotten", "new", "came back"],
    )
    def test_a_part_has_ended_when_three_months_have_come_without_it(
        self, tmp_path: Path, months: list[str], lacking: list[str]
    ) -> None:
        found = base(tmp_path, HOUSING, of(months, home="Ekhaga", occupied_days=9), of(MONTHS, home="Lindhaga"))
        rows = by_month(found, "care_days", EVERYONE)
        assert list(dict.fromkeys(text for row in rows for text in told(row))) == lacking

    def test_a_unit_that_moves_is_not_lacking_where_it_was(self, world: World) -> None:
        world.know(",Norr,Norr,Äldreomsorg,", ",Norr,Norr,Ledning,2021-03")
        world.drop(world.file("a.csv", HOUSING, *of(MONTHS[:4], home="Norr"), *of(MONTHS[:4], home="Ek")))
        assert world.ask("select * from gap") == []


class TestPeople:
    """Areas that every export of people should have, and their units."""

    def areas(self, folder: Path, *lacking: tuple[str, str], areas: Sequence[str] = AREAS) -> Warehouse:
        """So many sick hours in every area and month but those that are lacking."""
        person = {"ordinary_hours": 1000, "sick_hours": 100, "sick_hours_1_14": 100}
        rows = [
            {"month": month, "area": area, **person}
            for area in areas
            for month in MONTHS
            if (area, month) not in lacking
        ]
        return base(folder, SICK_LEAVE, rows)

    def test_an_area_without_a_month(self, tmp_path: Path) -> None:
        found = self.areas(tmp_path, ("Ledning", "2021-08"))
        text = "Ledning saknas i augusti 2021 (exporten Sjukfrånvaro)"
        assert {row.month: told(row) for row in by_month(found, "sick_leave", EVERYONE) if row.caveats} == {8: [text]}
        assert [told(row) for row in by_month(found, "sick_leave", CARE) if row.caveats] == []
        women = over_year(found, "sick_leave", Group("Leanlink", gender="women"))
        assert [(row.value, told(row)) for row in women] == [(10, [text])]

    AUGUST = "Ledning saknas i augusti 2021 (exporten Sjukfrånvaro)"

    def test_an_area_s_own_months_are_unknown_with_the_reason(self, tmp_path: Path) -> None:
        found = self.areas(tmp_path, ("Ledning", "2021-08"))
        group = Group("Ledning")
        months = by_month(found, "sick_leave", group)
        assert [row.value for row in months] == [*[10] * 7, None, *[10] * 4]
        assert [row.segment for row in months if row.value] == [*[0] * 7, *[1] * 4]
        span = of_span(found, "sick_leave", group, date(2021, 6, 1), date(2021, 9, 1))
        whole = [*over_year(found, "sick_leave", group), *of_years(found, "sick_leave", group), span]
        assert [(row.missing, row.note) for row in [months[7], *whole] if row] == [("gap", self.AUGUST)] * 4

    def test_the_pages_of_an_area_say_what_it_lacks(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        rows = [
            {"month": month, "area": area, "ordinary_hours": 1000, "sick_hours": 100, "sick_hours_1_14": 100}
            for area in AREAS
            for month in (*year(2020, 0), *MONTHS)
            if (area, month) != ("Ledning", "2021-08")
        ]
        found = base(tmp_path, SICK_LEAVE, rows)
        (row,) = tables(visit(monkeypatch, found, "oversikt", {"omrade": "Ledning"}))[0]
        assert row["Inlästa månader"] == f"23\u00a0av\u00a024\u00a0sedan\u00a0jan\u00a02020; {self.AUGUST}"
        assert row["Rullande 12 månader"] == "ofullständigt"
        months = visit(monkeypatch, found, "sjukfranvaro", {"omrade": "Ledning"})
        assert any(f"⚠\u00a0{self.AUGUST}" in text for text in said(months))
        change = visit(monkeypatch, found, "sjukfranvaro", {"omrade": "Ledning", "vy": "Vad har ändrats"})
        assert "Ändringen visas inte: underlaget är ofullständigt" in headings(change)
        assert any(self.AUGUST in text for text in said(change))

    def test_what_an_area_lacks_its_units_lack_too_and_a_hole_is_not_a_whole_year(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Norr and Söder have no August; Söder has no May either, Öster is of another area."""
        person = {"headcount": 100, "ordinary_hours": 1000, "sick_hours": 80, "sick_hours_1_14": 80}
        lacks = {"Norr": ["2021-08"], "Söder": ["2021-05", "2021-08"], "Öster": []}
        areas = {"Norr": "Ledning", "Söder": "Ledning", "Öster": "Äldreomsorg"}
        rows = [
            {"month": month, "area": areas[unit], "unit": unit, **person}
            for unit, lacking in lacks.items()
            for month in without(*lacking)
        ]
        others = [{"month": month, "area": area, **person} for area in AREAS[1:5] for month in MONTHS]
        found = base(tmp_path, SICK_LEAVE, rows, others)
        units = of_units(found, "sick_leave", EVERYONE, date(2021, 1, 1), date(2021, 12, 1))
        may = "Söder saknas i maj 2021 (exporten Sjukfrånvaro)"
        assert {group.unit: told(row) for group, row in units.items() if group.unit in lacks} == {
            "Norr": [self.AUGUST],
            "Söder": [may, self.AUGUST],
            "Öster": [],
        }
        page = visit(monkeypatch, found, "sjukfranvaro", {"vy": "Enheter"})
        assert any("2 enheter visas inte: har inte funnits i alla månaderna" in text for text in said(page))

    def test_what_stands_beside_print_is_marked_with_the_reason(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        report = indicators(["2021"], ["Total sjukfrånvaro (%)", "8,0"])
        found = loaded(tmp_path, {"a.csv": sick_leave(year(2021, 80), *AREAS[:5])}, report)
        page = visit(monkeypatch, found, "sjukfranvaro", {"vy": "År"})
        (row,) = next(rows for rows in tables(page) if "Beräknat ur exporten" in rows[0])
        assert row["Beräknat ur exporten"] == "8,0\u00a0%\u00a0⚠"
        assert f"⚠\u00a0{NEVER} (exporten Sjukfrånvaro)" in said(page)

    def test_lines_over_months_have_a_hollow_mark_at_what_is_not_whole(self, tmp_path: Path) -> None:
        found = self.areas(tmp_path, ("Ledning", "2021-08"))
        months = by_month(found, "sick_leave", EVERYONE)
        line = Line(months, "2021", "#000000")
        for spec in (over_months.season([line], theme.LIGHT), over_months.long_runs([line], theme.LIGHT, [2021])):
            (trace,) = spec["data"]
            assert trace["mode"] == "lines+markers"
            assert [at for at, size in enumerate(trace["marker"]["size"], 1) if size] == [8]
            assert trace["marker"]["symbol"][7] == "circle-open"
            assert self.AUGUST.split(" (")[0] in trace["hovertext"][7].replace("<br>", " ")

    def test_areas_that_are_never_loaded(self, tmp_path: Path) -> None:
        found = self.areas(tmp_path, areas=AREAS[:2])
        text = "4 affärsområden saknas i alla inlästa månader (exporten Sjukfrånvaro)"
        assert {tuple(told(row)) for row in by_month(found, "sick_leave", EVERYONE)} == {(text,)}
        assert [row.value for row in over_year(found, "ordinary_hours", EVERYONE)] == [None]
        assert [row.value for row in over_year(found, "ordinary_hours", CARE)] == [12000]
        lines = statutory.lines(found, 2021)
        assert statutory.incomplete(lines, 2021) == (
            "2020 är inte inläst. Lagens nyckeltal avser hela kalenderår."
            f" {text}. Lagens nyckeltal avser alla anställda."
        )

    def test_both_exports_of_a_ratio_count_and_are_named(self, tmp_path: Path) -> None:
        staff = [{"month": month, "unit": area, "full_time_equivalents": 10} for area in AREAS[:5] for month in MONTHS]
        exports = {
            "a.csv": sick_leave(dict.fromkeys(MONTHS, 80), *AREAS),
            "b.csv": csv_told(STAFF, *staff),
        }
        (row,) = over_year(loaded(tmp_path, exports), "sick_per_full_time_1_14", EVERYONE)
        assert told(row) == ["Ledning saknas i alla inlästa månader (exporten Personal)"]
        assert (row.publication, row.file) == ("exporterna Sjukfrånvaro och Personal", "a.csv; b.csv")

    def test_a_unit_is_lacking_in_its_area_and_in_the_whole_and_counted_where_it_is_hidden(
        self, tmp_path: Path
    ) -> None:
        large = {"employees": 100, "headcount": 100, "ordinary_hours": 1000, "sick_hours": 80, "sick_hours_1_14": 80}
        small = large | {"employees": 8}
        units = [("Norr", large, ""), ("Söder", large, "2021-10"), ("Liten", small, "2021-11")]
        units += [("Mindre", small, ""), ("Minst", small, "")]
        rows = [
            {"month": month, "area": "Äldreomsorg", "unit": unit, **row}
            for unit, row, lacking in units
            for month in MONTHS
            if month != lacking
        ]
        others = [{"month": month, "area": area, **large} for area in AREAS[1:] for month in MONTHS]
        found = base(tmp_path, SICK_LEAVE, rows, others)
        october, november = by_month(found, "sick_leave", CARE)[9:11]
        assert told(october) == ["Söder saknas i oktober 2021 (exporten Sjukfrånvaro)"]
        assert told(november) == ["1 enhet saknas i november 2021 (exporten Sjukfrånvaro)"]
        problems = [text for (text,) in found.rows("select found from problem where found like '%saknas%' order by 1")]
        assert problems == [
            "1 enhet saknas 2021-11 (exporten Sjukfrånvaro)",
            "Söder saknas 2021-10 (exporten Sjukfrånvaro)",
        ]
        assert found.rows("select count(*) from gap where place = 'Liten'") == [(0,)]
        rates = of_units(found, "sick_leave", CARE, date(2021, 1, 1), date(2021, 12, 1))
        assert {group.unit: told(row) for group, row in rates.items() if row.value is not None} == {
            "Norr": [],
            "Söder": ["Söder saknas i oktober 2021 (exporten Sjukfrånvaro)"],
        }

    def test_where_all_places_are_unknown_no_area_is_said_to_lack(self, tmp_path: Path) -> None:
        found = base(tmp_path, STAFF, of(MONTHS, unit="Enhet X", headcount=20))
        assert found.rows("select count(*) from gap") == [(0,)]

    def test_a_year_with_gaps_neither_agrees_nor_differs(self, tmp_path: Path) -> None:
        report = indicators(["2021"], ["Total sjukfrånvaro (%)", "8,0"])
        found = loaded(tmp_path, {"a.csv": sick_leave(year(2021, 80), *AREAS[:5])}, report)
        ((answer, reasons),) = [(each.answer, each.reasons) for each in agreements(found, "sick_leave")]
        assert (answer, reasons) == (
            "incomplete",
            "Ledning saknas i alla inlästa månader (exporten Sjukfrånvaro)",
        )


class TestZeros:
    """A column of nothing but zeros is unknown where the months around say so."""

    def test_no_sick_hours_in_a_month_are_not_nought_per_cent(self, tmp_path: Path) -> None:
        found = loaded(tmp_path, {"a.csv": sick_leave(year(2021, 80) | {"2021-06": 0}, *AREAS)})
        june = value_of(by_month(found, "sick_leave", EVERYONE), 6)
        text = "Sjukfrånvaro timmar har bara nollor i juni 2021 (exporten Sjukfrånvaro)"
        assert (june.value, june.missing, june.note) == (None, "zeros", text)
        assert [row.missing for row in over_year(found, "sick_leave", EVERYONE)] == ["zeros"]
        assert [row.value for row in over_year(found, "ordinary_hours", EVERYONE)] == [72000]
        (problem,) = found.rows("select file, found, expected from problem")
        assert problem == (
            "a.csv",
            "Sjukfrånvaro timmar har bara nollor 2021-06 (exporten Sjukfrånvaro)",
            "andra tal än noll, som i månaderna omkring",
        )

    def test_an_area_with_zeros_is_a_part_of_the_whole_that_is_lacking(self, tmp_path: Path) -> None:
        exports = {
            "a.csv": sick_leave(year(2021, 80) | {"2021-06": 0}, "Äldreomsorg"),
            "b.csv": sick_leave(year(2021, 80), *AREAS[1:]),
        }
        found = loaded(tmp_path, exports)
        june = value_of(by_month(found, "sick_leave", EVERYONE), 6)
        assert june.value == pytest.approx(80 * 5 / 6000 * 100)
        assert told(june) == ["Sjukfrånvaro timmar har bara nollor i juni 2021 för Äldreomsorg (exporten Sjukfrånvaro)"]
        assert value_of(by_month(found, "sick_leave", CARE), 6).missing == "zeros"
        assert [row.missing for row in by_month(found, "sick_leave", Group("Ledning"))] == [""] * 12

    def test_no_meals_in_a_month_and_no_sum_over_it(self, tmp_path: Path) -> None:
        rows = [{"month": month, "ordered": 700, "served": 0 if month == "2021-03" else 650} for month in MONTHS]
        found = base(tmp_path, MEALS, rows)
        assert [row.value for row in by_month(found, "meals", EVERYONE)][:4] == [650, 650, None, 650]
        assert [row.value for row in accumulated(found, "meals", 2021, EVERYONE)] == [650, 1300]
        assert [row.missing for row in of_years(found, "meals", EVERYONE)] == ["zeros"]

    def test_a_budget_of_zeros_says_nothing_of_the_outcome(self, tmp_path: Path) -> None:
        rows = [{"month": month, "outcome": 2000, "budget": 0 if month == "2021-03" else 3000} for month in MONTHS]
        found = base(tmp_path, LEDGER, rows)
        assert [row.value for row in over_year(found, "cost", EVERYONE)] == [24]
        assert [row.missing for row in over_year(found, "cost", EVERYONE, "budget")] == ["zeros"]

    @pytest.mark.parametrize(
        ("values", "nought"),
        [
            ([50, 0, 60], [2]),
            ([50, 60, 0], [3]),
            ([50, 60, 0, 0, 70, 80], [3, 4]),
            ([5, 0, 6], []),
            ([50, 0, 9], []),
            ([500, 0, 20], []),
            ([0, 0, 0], []),
            ([0, 0, 0, 50, 50], []),
            ([50] * 6 + [0] + [50] * 11 + [0] + [50] * 5, []),
        ],
        ids=[
            "between",
            "last",
            "two in a row",
            "small",
            "sometimes small",
            "uneven",
            "always",
            "as often as not",
            "every July",
        ],
    )
    def test_the_rule(self, values: Sequence[int], nought: Sequence[int]) -> None:
        months = [date(2021 + at // 12, at % 12 + 1, 1) for at in range(len(values))]
        found = wrongly_nought(dict(zip(months, map(Decimal, values), strict=True)), 10)
        assert sorted(month.month for month in found) == nought

    def test_a_single_long_illness_that_ends_is_no_fault(self, tmp_path: Path) -> None:
        """160 hours a month of one employee for a year and then none."""
        person = {"area": "Äldreomsorg", "ordinary_hours": 9000, "sick_hours": 300}
        ill = of(MONTHS[:11], **person, sick_hours_60=160, sick_hours_1_14=140, long_spell_hours=160)
        well = of(MONTHS[11:], **person, sick_hours_1_14=300)
        found = base(tmp_path, SICK_LEAVE, ill, well)
        assert found.rows("select count(*) from gap where kind = 'zeros'") == [(0,)]
