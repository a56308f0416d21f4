"""What a change consists of: figures that can be added up in the head, and what is said of them."""

from collections.abc import Mapping
from dataclasses import astuple, replace
from datetime import date
from math import nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.figure import Caveat, Figure
from dashboard.findings.decomposition import (
    LENGTHS,
    REST,
    Change,
    Contribution,
    Hours,
    change,
    change_sentence,
    units_sentence,
)
from dashboard.findings.sentence import Sentence
from tests.claims import check_made
from tests.made import made_span

A, B = "A", "B"


def parts(found: Change | None) -> tuple[float, ...]:
    assert found
    return (*found.lengths, found.mix)


def of(found: Change | None) -> Change:
    assert found
    return found


class TestChange:
    def test_one_unit_changes_within_only(self) -> None:
        found = of(change({A: Hours(5, 2, 1, 100)}, {A: Hours(5, 4, 2, 100)}))
        assert (found.before, found.after, found.points) == pytest.approx((8, 11, 3))
        assert parts(found) == pytest.approx((0, 2, 1, 0))

    def test_units_that_swap_size_change_by_mix_only(self) -> None:
        """10 % in 100 of 400 hours and 2 % in 300 give 4 %; the other way round they give 8 %."""
        before = {A: Hours(10, 0, 0, 100), B: Hours(6, 0, 0, 300)}
        after = {A: Hours(30, 0, 0, 300), B: Hours(2, 0, 0, 100)}
        found = of(change(before, after))
        assert (found.before, found.after) == pytest.approx((4, 8))
        assert parts(found) == pytest.approx((0, 0, 0, 4))

    def test_rates_are_ratios_of_sums_and_no_means_of_rates(self) -> None:
        """The mean of 10 % and 2 % is 6 % before and after; the rate goes from 4 % to 8 %."""
        before = {A: Hours(10, 0, 0, 100), B: Hours(6, 0, 0, 300)}
        after = {A: Hours(0, 0, 30, 300), B: Hours(0, 0, 2, 100)}
        found = of(change(before, after))
        assert (found.before, found.after) == pytest.approx((4, 8))
        assert parts(found) == pytest.approx((-6, 0, 6, 4))

    def test_weights_are_means_of_both_periods(self) -> None:
        """A has a quarter and then three quarters, on average half, of a rise of 4 points in its own rate."""
        before = {A: Hours(4, 0, 0, 100), B: Hours(12, 0, 0, 300)}
        after = {A: Hours(24, 0, 0, 300), B: Hours(4, 0, 0, 100)}
        found = of(change(before, after))
        assert parts(found) == pytest.approx((2, 0, 0, 1))
        assert found.units == (Contribution(A, (2, 0, 0)), Contribution(B, (0, 0, 0)))

    @pytest.mark.parametrize("gone", [False, True])
    def test_a_unit_of_one_period_is_mix_alone(self, *, gone: bool) -> None:
        one, both = {A: Hours(4, 0, 0, 100)}, {A: Hours(4, 0, 0, 100), B: Hours(0, 0, 20, 100)}
        found = of(change(both, one) if gone else change(one, both))
        assert parts(found) == pytest.approx((0, 0, 0, -8 if gone else 8))
        assert [unit.unit for unit in found.units] == [A]

    def test_a_unit_that_did_not_work_is_no_unit(self) -> None:
        one, both = {A: Hours(4, 0, 0, 100), B: Hours(0, 0, 0, 0)}, {A: Hours(4, 0, 0, 100), B: Hours(0, 0, 20, 100)}
        assert parts(change(one, both)) == pytest.approx((0, 0, 0, 8))

    def test_units_stand_by_what_they_bring_up_or_down(self) -> None:
        before = {unit: Hours(10, 0, 0, 100) for unit in "CBAD"}
        after = {"A": Hours(12, 0, 0, 100), "B": Hours(2, 0, 0, 100), "C": Hours(12, 0, 0, 100), "D": before["D"]}
        found = of(change(before, after))
        assert [(unit.unit, unit.points) for unit in found.units] == [("B", -2), ("A", 0.5), ("C", 0.5), ("D", 0)]

    def test_a_hidden_unit_is_part_of_the_rest_of_the_whole_in_both_periods(self) -> None:
        before = {A: Hours(4, 0, 0, 100), B: Hours(9, 0, 0, 100)}
        after = {A: Hours(4, 0, 0, 100), B: None}
        found = of(change(before, after, (Hours(20, 0, 0, 300), Hours(26, 0, 0, 300))))
        assert (found.before, found.after) == pytest.approx((20 / 3, 26 / 3))
        assert [(unit.unit, unit.points) for unit in found.units] == [(REST, pytest.approx(2)), (A, 0)]
        assert found.hidden == (B,)

    def test_without_a_whole_a_hidden_unit_is_in_neither_rate(self) -> None:
        before = {A: Hours(4, 0, 0, 100), B: Hours(9, 0, 0, 100)}
        found = of(change(before, {A: Hours(5, 0, 0, 100), B: None}))
        assert (found.before, found.after, found.hidden) == (4, 5, (B,))

    def test_a_whole_that_its_units_fill_has_no_rest(self) -> None:
        units = {A: Hours(0.1, 0, 0, 100), B: Hours(0.2, 0, 0, 100)}
        whole = Hours(0.3, 0, 0, 200 + 1e-10)
        assert [unit.unit for unit in of(change(units, units, (whole, whole))).units] == [A, B]

    def test_units_beyond_their_whole_are_refused(self) -> None:
        whole = Hours(1, 0, 0, 90)
        with pytest.raises(ValueError, match="whole"):
            change({A: Hours(1, 0, 0, 100)}, {A: Hours(1, 0, 0, 100)}, (whole, whole))

    def test_all_hidden_leaves_the_whole(self) -> None:
        found = of(change({A: None}, {A: None}, (Hours(4, 0, 0, 100), Hours(5, 0, 0, 100))))
        assert parts(found) == pytest.approx((1, 0, 0, 0))

    @pytest.mark.parametrize("empty", [{}, {A: None}, {A: Hours(0, 0, 0, 0)}])
    def test_no_hours_give_no_change(self, empty: Mapping[str, Hours | None]) -> None:
        some = {B: Hours(1, 0, 0, 100)}
        assert change(empty, some) is None
        assert change(some, empty) is None

    @pytest.mark.parametrize("hours", [(-1, 0, 0, 9), (1, 0, 0, 0), (5, 5, 5, 14), (nan, 0, 0, 9)])
    def test_hours_that_cannot_be_are_refused(self, hours: tuple[float, float, float, float]) -> None:
        with pytest.raises(ValueError, match="hours"):
            Hours(*hours)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    ordinary = draw(st.floats(1, 10**6))
    # Of smaller shares digits are lost where they are scaled.
    shares = [draw(st.just(0.0) | st.floats(1e-100, 1 / 3)) for _ in range(3)]
    short, middle, long = (share * ordinary for share in shares)
    return Hours(short, middle, long, ordinary)


PERIOD = st.dictionaries(st.sampled_from("ABCDEFGHIJ"), hours(), min_size=1)


class TestChangeAlways:
    @settings(deadline=None)
    @given(PERIOD, PERIOD)
    def test_the_parts_sum_to_the_change(self, before: dict[str, Hours], after: dict[str, Hours]) -> None:
        found = of(change(before, after))
        assert abs(sum(parts(found)) - found.points) <= 1e-12
        assert abs(sum(unit.points for unit in found.units) - sum(found.lengths)) <= 1e-12

    @settings(deadline=None)
    @given(PERIOD, PERIOD)
    def test_the_order_of_units_does_not_matter(self, before: dict[str, Hours], after: dict[str, Hours]) -> None:
        first, last = (dict(reversed(period.items())) for period in (before, after))
        assert change(first, last) == change(before, after)

    @settings(deadline=None)
    @given(PERIOD, PERIOD, st.sampled_from([0.25, 8.0]))
    def test_scaling_hours_changes_nothing(
        self, before: dict[str, Hours], after: dict[str, Hours], scale: float
    ) -> None:
        def scaled(period: dict[str, Hours]) -> dict[str, Hours]:
            return {
                u: Hours(h.short * scale, h.middle * scale, h.long * scale, h.ordinary * scale)
                for u, h in period.items()
            }

        assert change(scaled(before), scaled(after)) == change(before, after)

    @settings(deadline=None)
    @given(PERIOD, PERIOD)
    def test_backwards_is_the_same_with_the_other_sign(self, before: dict[str, Hours], after: dict[str, Hours]) -> None:
        there, back = parts(change(before, after)), parts(change(after, before))
        assert [-part for part in back] == pytest.approx(there, abs=1e-12)


def split(before: float, lengths: tuple[float, float, float], mix: float) -> Change:
    return Change(before, before + sum(lengths) + mix, lengths, mix, (), ())


SPANS = ((date(2020, 1, 1), date(2020, 12, 1)), (date(2021, 1, 1), date(2021, 12, 1)))
UNITS = ("Kost", "Valla", "Ryd")


def whole_of(found: Change, *caveats: Caveat) -> tuple[Figure, Figure]:
    before, after = (
        made_span("sick_leave", *span, rate, caveats=caveats)
        for span, rate in zip(SPANS, (found.before, found.after), strict=True)
    )
    return before, after


def in_words(found: Change) -> str:
    return change_sentence(found, whole_of(found), {}).text


class TestChangeWords:
    def test_a_rise_with_its_parts_the_largest_first(self) -> None:
        assert in_words(split(8.1, (0.2, 0.9, 0), 0.1)) == (
            "Sjukfrånvaron steg med 1,2 procentenheter till 9,3\u00a0%: 0,9 av frånvaro dag 15–59, 0,2 av frånvaro"
            " dag 1–14, 0,1 av att mer av arbetstiden ligger i enheter med hög frånvaro."
        )

    def test_a_fall_says_how_much_each_part_fell(self) -> None:
        assert in_words(split(8.1, (-0.2, 0, -0.5), -0.1)) == (
            "Sjukfrånvaron sjönk med 0,8 procentenheter till 7,3\u00a0%: 0,5 av frånvaro dag 60 och framåt, 0,2 av"
            " frånvaro dag 1–14, 0,1 av att mer av arbetstiden ligger i enheter med låg frånvaro."
        )

    def test_parts_of_two_directions_have_signs(self) -> None:
        assert in_words(split(8, (0.8, 0, -0.3), 0)) == (
            "Sjukfrånvaron steg med 0,5 procentenheter till 8,5\u00a0%: +0,8 av frånvaro dag 1–14, \u22120,3 av"
            " frånvaro dag 60 och framåt."
        )

    def test_parts_that_take_each_other_out_are_told(self) -> None:
        assert in_words(split(8, (0.3, 0, -0.3), 0)) == (
            "Sjukfrånvaron är i stort sett oförändrad, 8,0\u00a0%: \u22120,3 av frånvaro dag 60 och framåt, +0,3 av"
            " frånvaro dag 1–14."
        )

    def test_what_rounds_to_nothing_is_not_told(self) -> None:
        assert in_words(split(8, (0.01, 0.01, 0.01), 0)) == ("Sjukfrånvaron är i stort sett oförändrad, 8,0\u00a0%.")

    def test_the_units_that_brought_the_most(self) -> None:
        units = (
            Contribution("Kost", (0.4, 0, 0)),
            Contribution("Valla", (0, -0.2, 0)),
            Contribution("Ryd", (0, 0, 0.01)),
        )
        said = units_sentence(replace(split(8, (0, 0, 0), 0), units=units), {})
        assert said.text == "Störst del har Kost (+0,4), Valla (\u22120,2), i procentenheter."
        assert units_sentence(split(8, (0, 0, 0), 0), {}) == Sentence()

    def test_a_rate_with_something_against_it_is_told_plainly(self) -> None:
        found = split(8.1, (0.2, 0.9, 0), 0.1)
        said = change_sentence(found, whole_of(found, Caveat("gap", "Söder saknas")), {})
        assert said.text == "Sjukfrånvaron var 9,3\u00a0% på tolv månader till och med december 2021"
        assert said.reasons == ("Söder saknas",)


class TestChangeClaims:
    """All that is said can be computed again from the hours of its claims."""

    EVEN: Mapping[str, Hours] = {"Kost": Hours(4, 2, 1, 100), "Valla": Hours(12, 6, 3, 300)}
    UNLIKE: Mapping[str, Hours] = {"Kost": Hours(24, 9, 6, 300), "Valla": Hours(4, 3, 2, 100)}
    TWO: Mapping[str, Hours] = {"Kost": Hours(40, 2, 0, 100), "Valla": Hours(0, 0, 60, 300)}

    @staticmethod
    def hours(*periods: Mapping[str, Hours]) -> dict[str, list[Figure]]:
        """The figures of each unit's hours in both periods."""
        return {
            unit: [
                made_span(measure, *span, value, who=unit)
                for span, of in zip(SPANS, periods, strict=True)
                if unit in of
                for measure, value in zip((*LENGTHS, "ordinary_hours"), astuple(of[unit]), strict=True)
            ]
            for unit in dict.fromkeys(unit for of in periods for unit in of)
        }

    @pytest.mark.parametrize(
        ("before", "after"),
        [(EVEN, UNLIKE), (UNLIKE, EVEN), ({**TWO, "Ryd": Hours(1, 0, 0, 200)}, TWO), (EVEN, EVEN)],
    )
    def test_every_part_and_every_unit(self, before: Mapping[str, Hours], after: Mapping[str, Hours]) -> None:
        found = of(change(before, after))
        hours = self.hours(before, after)
        check_made(change_sentence(found, whole_of(found), hours))
        check_made(units_sentence(found, hours), *UNITS)

    def test_what_the_units_leave_of_the_whole_is_a_unit(self) -> None:
        """Of Ryd, which is hidden, 5 of 100 hours are sick, and then 15."""
        whole = Hours(21, 8, 4, 500), Hours(43, 12, 8, 500)
        found = of(change({**self.EVEN, "Ryd": None}, self.UNLIKE, whole))
        hours = self.hours(self.EVEN, self.UNLIKE)
        hours[REST] = [replace(row, who="") for row in self.hours({REST: whole[0]}, {REST: whole[1]})[REST]]
        check_made(change_sentence(found, whole_of(found), hours))
        said = units_sentence(found, hours)
        assert "enheter som inte visas (+2,0)" in said.text
        check_made(said, *UNITS)

    def test_a_part_belongs_to_its_length_and_its_unit(self) -> None:
        found = of(change(self.EVEN, self.UNLIKE))
        hours = self.hours(self.EVEN, self.UNLIKE)
        said = change_sentence(found, whole_of(found), hours)
        parts = [claim for claim in said.claims if claim.says == "number" and claim.statistic]
        told = [{row.measure for factor, row in claim.terms if factor} for claim in parts]
        assert sorted(map(tuple, told)) == sorted((measure,) for measure in (*LENGTHS, "ordinary_hours"))
        first, *_ = units_sentence(found, hours).claims
        assert {row.who for factor, row in first.terms if factor} == {"Kost", "Valla"}
