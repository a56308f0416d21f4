"""What has changed most: ranked by a rule whatever order it comes in, one cause once, nothing on shaky ground."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.figure import Caveat, Figure
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.changes import (
    AN_AREA,
    MOST,
    STEERED,
    Change,
    Finding,
    Span,
    changes,
    largest,
    size_of_last,
    told,
)
from dashboard.subjects.overview import STEERING
from dashboard.subjects.pages import PLACES, Place, place_of
from tests.claims import check, check_made
from tests.made import WHOLE, made_figure, made_span
from tests.visiting import blocks, opened, session, value_of

AREA, OTHER = "Äldreomsorg", "Råd och Stöd"
AREAS = [WHOLE, AREA, "LSS Funktionsstöd", OTHER, "Idrott och Arbetsmarknadsservice", "Kost och Restaurang", "Ledning"]
SHAKY = (Caveat("check", "kontrollen håller inte"),)


def change(
    measure: str, before: float, now: float, *, org: str = WHOLE, size: float = 2.0, importance: float = 1.0
) -> Change:
    """A change from 2020 to 2021."""
    sides = ((2020, before), (2021, now))
    then, later = (made_figure(measure, year, value, org=org, cell=f"{org}!{year}") for year, value in sides)
    return Change(then, later, size, importance)


@st.composite
def found(draw: st.DrawFn) -> list[Change]:
    """Changes of some measures, parts of each other among them, in the whole and two areas; some on shaky ground."""
    measures = ("result", "cost", "sick_leave", "manager_sick_leave", "meals", "care_days", "occupancy", "hires")
    places = [(measure, org) for measure in measures for org in (WHOLE, AREA, OTHER)]
    made = []
    for measure, org in draw(st.lists(st.sampled_from(places), unique=True)):
        before, now = draw(st.integers(-50, 50)), draw(st.integers(-50, 50))
        each = change(measure, before, now, org=org, size=draw(st.floats(0, 9)), importance=draw(st.floats(0.5, 3)))
        sound = each.now
        now_as = (sound, sound, replace(sound, caveats=SHAKY), replace(sound, part_year=True))
        made.append(replace(each, now=draw(st.sampled_from(now_as))))
    return made


class TestRanking:
    @given(st.data(), found())
    def test_the_order_in_which_they_come_changes_nothing(self, data: st.DataObject, made: list[Change]) -> None:
        assert largest(data.draw(st.permutations(made)), WHOLE) == largest(made, WHOLE)

    @given(found())
    def test_nothing_is_told_that_is_no_larger_than_noise_or_on_shaky_ground(self, made: list[Change]) -> None:
        for each in largest(made, WHOLE):
            assert each.change.size > 1
            figures = [f for c in (each.change, *each.areas) for f in (c.before, c.now)]
            assert not any(figure.caveats or figure.part_year for figure in figures)

    @given(found())
    def test_the_first_ranks_highest_and_there_are_at_most_five(self, made: list[Change]) -> None:
        scores = [each.change.score for each in largest(made, WHOLE)]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= MOST

    @given(found())
    def test_a_cause_is_told_once(self, made: list[Change]) -> None:
        for one, other in combinations([each.change for each in largest(made, WHOLE)], 2):
            of_one_thing = one.cause == other.cause
            assert not (of_one_thing and one.now.org == other.now.org)
            whole = WHOLE in (one.now.org, other.now.org)
            assert not (of_one_thing and whole and (one.difference > 0) == (other.difference > 0))

    @given(found())
    def test_all_that_is_told_is_so(self, made: list[Change]) -> None:
        for each in largest(made, WHOLE):
            if each.change.difference:
                check_made(told(each, WHOLE), *AREAS)

    def test_certainty_counts(self) -> None:
        printed = change("meals", 1000, 2000, size=2)
        invented = change("care_days", 1000, 2000, size=4)
        invented = replace(invented, now=replace(invented.now, sample=True, position=-1))
        assert [each.change for each in largest([invented, printed], WHOLE)] == [printed, invented]


class TestCauses:
    def test_an_area_that_brings_most_of_the_whole_is_told_with_it(self) -> None:
        whole = change("result", 1000, 2000, importance=3)
        area = change("result", 100, 1000, org=AREA)
        assert largest([area, whole], WHOLE) == [Finding(whole, (area,))]
        assert told(Finding(whole, (area,)), WHOLE).text == (
            "Resultatet steg 2021 till 2\u00a0000\u00a0tkr (+1\u00a0000\u00a0tkr mot 2020), mest Äldreomsorg"
            " (+900\u00a0tkr)"
        )

    def test_an_area_that_goes_the_other_way_is_told_of_its_own(self) -> None:
        whole = change("result", 1000, 2000, importance=3)
        area = change("result", 1000, 500, org=AREA)
        assert [each.change for each in largest([area, whole], WHOLE)] == [whole, area]
        assert told(Finding(area), WHOLE).text == (
            "Äldreomsorg: resultatet sjönk 2021 till 500\u00a0tkr (−500\u00a0tkr mot 2020)"
        )

    def test_a_part_gives_way_to_its_figure_or_the_other_way_round(self) -> None:
        figure, part = change("sick_leave", 8, 9, size=3), change("manager_sick_leave", 3, 5, size=4)
        assert [each.change for each in largest([figure, part], WHOLE)] == [part]
        steered = replace(figure, importance=2)
        assert [each.change for each in largest([steered, part], WHOLE)] == [steered]


class TestMonths:
    @staticmethod
    def steps(*differences: float) -> list[tuple[Figure, Figure]]:
        """Months from January 2019 on with those of the year before, that many apart."""
        months = [date(2019 + at // 12, at % 12 + 1, 1) for at in range(len(differences))]
        of = [(month, month.replace(year=month.year - 1)) for month in months]
        return [
            (made_span("meals", before, before, 100.0), made_span("meals", now, now, 100.0 + off))
            for (now, before), off in zip(of, differences, strict=True)
        ]

    def test_a_month_is_held_to_what_the_earlier_ones_vary_by(self) -> None:
        assert size_of_last(self.steps(*[0, 1] * 7, 26.6)) == pytest.approx(10)
        assert size_of_last(self.steps(*[0, 10] * 7, 26.6)) == pytest.approx(1)

    def test_too_few_months_tell_nothing(self) -> None:
        assert size_of_last(self.steps(*[0, 1] * 6, 99)) == 0


class TestReports:
    @pytest.fixture
    def of_2021(self, published: Warehouse) -> Sequence[Finding]:
        return largest(changes(published, AREAS, Span(2021, 2020), "", STEERING), WHOLE)

    def test_the_changes_of_2021_are_those_of_the_report(
        self, published: Warehouse, of_2021: Sequence[Finding]
    ) -> None:
        for each in of_2021:
            check(published, told(each, WHOLE))
        assert [told(each, WHOLE).text.replace("\u00a0", " ") for each in of_2021] == [
            "Resultatet steg 2021 till 20 123 tkr (+12 151 tkr mot 2020), mest Äldreomsorg (+13 529 tkr)",
            "Arbetsmarknadsplatser (indikator) sjönk 2021 till 46 platser (−18 platser mot 2020)",
            "Råd och Stöd: resultatet sjönk 2021 till 5 658 tkr (−7 892 tkr mot 2020)",
            "Sjukfrånvaron sjönk 2021 till 9,6 % (−0,9 procentenheter mot 2020)",
            "De externa personalavgångarna steg 2021 till 9,8 % (+0,6 procentenheter mot 2020)",
        ]

    def test_an_area_counts_less_than_the_whole(self, of_2021: Sequence[Finding]) -> None:
        weights = {each.change.now.org: each.change.importance for each in of_2021 if each.change.cause == "result"}
        assert weights == {WHOLE: STEERED, OTHER: STEERED * AN_AREA}

    def test_nothing_is_compared_across_a_break(self, published: Warehouse) -> None:
        found = changes(published, [WHOLE], Span(2019, 2018), "", STEERING)
        assert "home_care_hours" not in {each.now.measure for each in found}

    def test_the_page_tells_them_with_the_way_there(
        self, monkeypatch: pytest.MonkeyPatch, published: Warehouse
    ) -> None:
        app = opened(session(monkeypatch, published.path.parent), "oversikt")
        (found,) = [block for block in blocks(app) if block["key"] == "changes"]
        assert [(point["page"], point["where"], point["link"]) for point in found["points"]] == [
            ("ekonomi", "Ekonomi", {}),
            ("volymer", "Volymer", {}),
            ("ekonomi", "Ekonomi, Råd och Stöd", {"omrade": OTHER}),
            ("sjukfranvaro", "Sjukfrånvaro, År", {"vy": "År"}),
            ("personal", "Personal, År", {"vy": "År"}),
        ]

    @pytest.mark.parametrize("place", PLACES, ids=str)
    def test_the_way_leads_to_a_part_that_is_there(
        self, monkeypatch: pytest.MonkeyPatch, published: Warehouse, place: Place
    ) -> None:
        app = opened(session(monkeypatch, published.path.parent, {"vy": place.part} if place.part else {}), place.page)
        assert not place.part or value_of(app, "vy") == place.part

    def test_what_is_computed_stands_in_the_part_of_its_months_and_what_is_printed_in_that_of_print(self) -> None:
        assert (place_of("full_time_share").part, place_of("full_time_share", printed=True).part) == ("Heltid", "År")
        assert (place_of("meals", printed=True).part, place_of("digitalisation").page) == ("", "mal")

    def test_where_nothing_has_changed_it_says_what_was_looked_at(
        self, monkeypatch: pytest.MonkeyPatch, reports_only: Warehouse
    ) -> None:
        app = session(monkeypatch, reports_only.path.parent, {"ar": "2020", "fran": "2020"})
        (found,) = [block for block in blocks(opened(app, "oversikt")) if block["key"] == "changes"]
        assert found["points"] == []
        assert found["otherwise"] == "Inga ändringar större än brus."
        assert found["note"] == (
            "Genomgånget för hela Leanlink och 6 affärsområden: inget: två år eller månader att jämföra saknas."
        )
