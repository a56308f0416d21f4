"""What sick leave does over time, between units and between periods: figures that can be added up in the head."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import inf, nan, sqrt
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.analysis import (
    REST,
    Change,
    Contribution,
    Control,
    Funnel,
    Hours,
    Limits,
    Rated,
    Unit,
    change,
    change_sentence,
    control,
    control_notes,
    funnel,
    funnel_sentence,
    signal_sentences,
    span,
    units_sentence,
)

WINTER = (1.2, 1.2, 1.1, 1.0, 1.0, 0.9, 0.8, 0.8, 0.9, 1.0, 1.0, 1.1)
"""Factors of the months from January on, mean 1."""


def of_months(values: Sequence[float | None], first: date = date(2019, 1, 1)) -> list[tuple[date, float | None]]:
    start = first.year * 12 + first.month - 1
    return [(date(place // 12, place % 12 + 1, 1), value) for place, value in enumerate(values, start)]


def seasonal(levels: Sequence[float]) -> list[tuple[date, float | None]]:
    return of_months([level * WINTER[at % 12] for at, level in enumerate(levels)])


def limits_of(found: Control) -> Limits:
    assert found.limits
    return found.limits


def told(found: Control) -> list[tuple[str, str, date, date, int]]:
    return [(s.kind, s.side, s.first, s.last, s.months) for s in found.signals]


def kinds(found: Control) -> list[str]:
    return [signal.kind for signal in found.signals]


class TestLimits:
    def test_centre_and_limits_are_mean_and_2_66_mean_moving_ranges(self) -> None:
        limits = limits_of(control(of_months([9, 11] * 6)))
        assert (limits.centre, limits.lower, limits.upper) == pytest.approx((10, 10 - 5.32, 10 + 5.32))
        assert (limits.first, limits.last) == (date(2019, 1, 1), date(2019, 12, 1))

    def test_only_the_first_24_known_months_count(self) -> None:
        limits = limits_of(control(of_months([9, 11] * 5 + [None, None] + [9, 11] * 7 + [10] * 5)))
        assert (limits.centre, limits.upper) == pytest.approx((10, 15.32))
        assert limits.last == date(2021, 2, 1)

    @pytest.mark.parametrize(("months", "some"), [(11, False), (12, True)])
    def test_fewer_than_twelve_months_give_none(self, months: int, *, some: bool) -> None:
        found = control(of_months(([9, 11] * 6)[:months]))
        assert (found.limits is not None) == some

    def test_a_range_spans_no_gap(self) -> None:
        """Six months at 10 and six at 20 without a month between them would give one range of 10."""
        limits = limits_of(control(of_months([10] * 6 + [None] + [20] * 6)))
        assert (limits.centre, limits.lower, limits.upper) == (15, 15, 15)

    def test_a_month_that_is_left_out_is_a_gap_too(self) -> None:
        months = of_months([10] * 6 + [None] + [20] * 6)
        assert control([month for month in months if month[1] is not None]) == control(months)

    def test_months_that_never_follow_each_other_give_none(self) -> None:
        assert control(of_months([9, None, 11, None] * 8)).limits is None

    def test_the_lower_limit_is_never_below_zero(self) -> None:
        assert limits_of(control(of_months([0, 4] * 6))).lower == 0

    def test_nothing_gives_nothing(self) -> None:
        assert control([]) == Control((), (), None, ())
        assert control(of_months([None] * 40)).limits is None

    @pytest.mark.parametrize("value", [nan, inf, -1])
    def test_what_is_no_share_is_refused(self, value: float) -> None:
        with pytest.raises(ValueError, match="finite"):
            control(of_months([8, value]))

    @pytest.mark.parametrize("order", [(1, 0), (0, 0)])
    def test_months_out_of_order_are_refused(self, order: Sequence[int]) -> None:
        months = of_months([8, 9])
        with pytest.raises(ValueError, match="order"):
            control([months[at] for at in order])


class TestSeason:
    def test_what_only_varies_by_season_is_flat_without_it(self) -> None:
        found = control(seasonal([8] * 36))
        assert found.season == pytest.approx(WINTER)
        assert [point.adjusted for point in found.points] == pytest.approx([8] * 36)
        assert found.points[0].value == pytest.approx(9.6)
        assert found.signals == ()

    @given(st.lists(st.floats(1, 20), min_size=36, max_size=60))
    def test_factors_average_one(self, values: list[float]) -> None:
        season = control(of_months(values)).season
        assert sum(season) / 12 == pytest.approx(1)

    @pytest.mark.parametrize(("months", "some"), [(24, False), (35, False), (36, True)])
    def test_it_takes_three_whole_years(self, months: int, *, some: bool) -> None:
        assert bool(control(seasonal([8] * months)).season) == some

    def test_three_years_with_a_gap_are_too_few_and_five_enough(self) -> None:
        values = [value for _, value in seasonal([8] * 60)]
        values[17] = None
        assert control(of_months(values[:36])).season == ()
        found = control(of_months(values))
        assert found.season == pytest.approx(WINTER)
        assert (found.points[17].value, found.points[17].adjusted) == (None, None)

    def test_without_factors_values_stay_as_they_are(self) -> None:
        found = control(seasonal([8] * 24))
        assert [point.adjusted for point in found.points] == [point.value for point in found.points]

    def test_a_month_that_is_always_zero_leaves_the_season_in(self) -> None:
        assert control(of_months(([8] * 11 + [0]) * 4)).season == ()

    def test_a_factor_is_the_mean_of_its_years_ratios(self) -> None:
        """Flat at 10 but for July 2020 at 22: twelve months around it, or June, are 11 on average, else 10."""
        values: list[float | None] = [10] * 36
        values[18] = 22
        season = control(of_months(values)).season
        july, june = (10 / 10 + 22 / 11) / 2, (10 / 11 + 10 / 10) / 2
        assert season[6] / season[5] == pytest.approx(july / june)


class TestSignals:
    CALM = (9, 11) * 12
    """Two years with centre 10 and limits 4.68 and 15.32; the run of later months starts in 2021."""

    def of(self, *values: float | None) -> list[tuple[str, str, date, date, int]]:
        """The signals of months from 2021 on, after two calm years; two months tell no season."""
        return [signal for signal in told(control(self.months(*values))) if signal[3].year >= 2021]

    def months(self, *values: float | None) -> list[tuple[date, float | None]]:
        return of_months([*self.CALM, *values])

    def test_calm_months_give_none(self) -> None:
        assert told(control(of_months(self.CALM))) == []

    def test_a_month_outside_a_limit(self) -> None:
        assert self.of(16) == [("outside", "up", date(2021, 1, 1), date(2021, 1, 1), 1)]
        assert self.of(4) == [("outside", "down", date(2021, 1, 1), date(2021, 1, 1), 1)]
        assert self.of(15.3, 4.7) == []

    def test_months_outside_that_follow_each_other_are_one_signal(self) -> None:
        assert self.of(16, 17, 9, 16) == [
            ("outside", "up", date(2021, 1, 1), date(2021, 2, 1), 2),
            ("outside", "up", date(2021, 4, 1), date(2021, 4, 1), 1),
        ]

    def test_a_gap_parts_months_outside(self) -> None:
        assert [signal[4] for signal in self.of(16, None, 16)] == [1, 1]

    def test_eight_in_a_row_on_one_side_are_a_run_and_seven_none(self) -> None:
        eight = (9, *(12, 11) * 4)
        assert self.of(*eight) == [("run", "up", date(2021, 2, 1), date(2021, 9, 1), 8)]
        assert self.of(*eight[:-1]) == []
        below = [20 - value for value in eight]
        assert self.of(9.5, 11, *below[1:]) == [("run", "down", date(2021, 3, 1), date(2021, 10, 1), 8)]

    @pytest.mark.parametrize("between", [None, 10, 9])
    def test_a_gap_the_centre_and_the_other_side_cut_a_run(self, between: float | None) -> None:
        assert self.of(9, *(12, 11) * 2, between, *(12, 11) * 2) == []

    @staticmethod
    def after_four_years(*levels: float | None) -> Control:
        """Four years with a season around 10, which is taken out, and then months of 2023 at these levels."""
        years = [*[10.0] * 48, *levels]
        return control(of_months([None if v is None else v * WINTER[at % 12] for at, v in enumerate(years)]))

    def trends(self, *levels: float | None) -> list[tuple[str, date, date, int]]:
        found = told(self.after_four_years(*levels))
        return [signal[1:] for signal in found if signal[0] == "trend" and signal[3].year == 2023]

    def test_six_in_a_row_that_rise_or_fall_are_a_trend_and_five_none(self) -> None:
        assert self.trends(9, 10, 11, 12, 13, 14) == [("up", date(2023, 1, 1), date(2023, 6, 1), 6)]
        assert self.trends(11, 10, 9, 8, 7, 6) == [("down", date(2023, 1, 1), date(2023, 6, 1), 6)]
        assert self.trends(9, 10, 11, 12, 13) == []
        assert self.trends(9, 10, 11, 11, 12, 13, 14) == []

    def test_a_gap_cuts_a_trend(self) -> None:
        assert self.trends(9, 10, 11, None, 12, 13, 14) == []

    def test_half_a_year_that_rises_tells_nothing_while_season_is_in(self) -> None:
        found = control(self.months(9, 9.2, 9.4, 9.6, 9.8, 9.9))
        assert found.season == ()
        assert "trend" not in kinds(found)

    def test_rounding_is_no_signal(self) -> None:
        """Three years of 8.1 times a season: what is left of 8.1 differs in the last bits."""
        assert control(seasonal([8.1] * 48)).signals == ()

    @given(
        st.lists(st.one_of(st.none(), st.integers(1, 30)), max_size=60),
        st.sampled_from([0.001, 0.3, 7, 1000]),
    )
    def test_scaling_scales_limits_and_changes_no_signal(self, values: list[int | None], scale: float) -> None:
        one = control(of_months(values))
        other = control(of_months([None if value is None else value * scale for value in values]))
        assert told(other) == told(one)
        assert other.season == pytest.approx(one.season)
        assert (one.limits is None) == (other.limits is None)
        if one.limits and other.limits:
            scaled = [edge * scale for edge in (one.limits.lower, one.limits.centre, one.limits.upper)]
            assert [other.limits.lower, other.limits.centre, other.limits.upper] == pytest.approx(scaled)

    @given(st.lists(st.one_of(st.none(), st.floats(0, 30)), max_size=60))
    def test_no_signal_spans_an_unknown_month(self, values: list[float | None]) -> None:
        found = control(of_months(values))
        unknown = [point.month for point in found.points if point.value is None]
        assert not [s for s in found.signals for month in unknown if s.first <= month <= s.last]


class TestControlWords:
    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            (date(2020, 4, 1), date(2020, 4, 1), "april 2020"),
            (date(2020, 3, 1), date(2020, 10, 1), "mars–oktober 2020"),
            (date(2020, 11, 1), date(2021, 7, 1), "november 2020–juli 2021"),
        ],
    )
    def test_months_in_words(self, first: date, last: date, said: str) -> None:
        assert span(first, last) == said

    def sentences(self, *values: float, season: bool = True) -> list[str]:
        found = control(of_months([*TestSignals.CALM, *values]))
        return signal_sentences(replace(found, season=WINTER if season else ()))

    def test_nothing_stands_out(self) -> None:
        assert self.sentences() == ["Ingen signal: månaderna varierar som de brukar."]

    def test_a_run(self) -> None:
        assert self.sentences(9, *(12, 11) * 4) == [
            "Februari–september 2021 låg åtta månader i rad över medelvärdet: troligen en ändring."
        ]

    def test_months_outside(self) -> None:
        assert self.sentences(16, 9, 4) == [
            "Januari 2021 låg över den övre gränsen: längre från medelvärdet än slumpen brukar ge.",
            "Mars 2021 låg under den nedre gränsen: längre från medelvärdet än slumpen brukar ge.",
        ]

    def test_a_trend(self) -> None:
        said = signal_sentences(TestSignals.after_four_years(9, 10, 11, 12, 13, 14))
        assert "Från januari till juni 2023 steg sjukfrånvaron varje månad: troligen en ändring." in said

    def test_where_season_is_in_it_may_be_season(self) -> None:
        assert self.sentences(9, *(12, 11) * 4, 16, season=False) == [
            "Februari–oktober 2021 låg nio månader i rad över medelvärdet: en ändring eller säsong.",
            "Oktober 2021 låg över den övre gränsen: säsong eller mer än slump.",
        ]

    def test_too_few_months(self) -> None:
        assert signal_sentences(control(of_months([8] * 5))) == [
            "För få månader för gränser: det krävs tolv med värde, de flesta i följd."
        ]

    def test_notes_say_what_it_rests_on(self) -> None:
        assert control_notes(control(seasonal([8] * 36))) == [
            "Säsongen är borttagen: varje värde är delat med hur månaden brukar ligga mot tolv månader runt om.",
            "Medelvärde och gränser räknas på januari 2019–december 2020.",
        ]
        assert control_notes(control(of_months([8] * 5))) == [
            "Säsongen är inte borttagen: det krävs tre hela år utan luckor."
        ]


def at_rates(*percent: float, ordinary: float = 100) -> list[Unit]:
    return [Unit(f"E{at:02}", ordinary * rate / 100, ordinary) for at, rate in enumerate(percent)]


def rated(found: Funnel, name: str) -> Rated:
    return next(unit for unit in found.units if unit.name == name)


class TestFunnel:
    SPREAD = (40, 40, 45, 45, 50, 50, 55, 55, 60, 60)
    """At 100 hours and centre 50 % a standard deviation is 5: scores −2 −2 −1 −1 0 0 1 1 2 2."""

    def test_the_centre_is_a_ratio_of_sums_and_no_mean_of_rates(self) -> None:
        found = funnel([Unit("liten", 10, 100), Unit("stor", 10, 900)])
        assert found.centre == 2
        assert [unit.rate for unit in found.units] == pytest.approx([10, 100 / 90])

    def test_dispersion_is_the_mean_square_of_scores(self) -> None:
        assert funnel(at_rates(*self.SPREAD)).dispersion == pytest.approx(2)

    def test_a_tenth_at_each_end_is_pulled_in(self) -> None:
        """The ends at 30 and 70 % have scores −4 and 4; pulled in to −2 and 2, they count as those do."""
        assert funnel(at_rates(30, *self.SPREAD[1:-1], 70)).dispersion == pytest.approx(2)

    def test_dispersion_is_never_below_one(self) -> None:
        found = funnel(at_rates(*[50] * 10))
        assert found.dispersion == 1
        assert {unit.score for unit in found.units} == {0}

    def test_reach_is_a_standard_deviation_of_a_unit_of_its_size(self) -> None:
        found = funnel(at_rates(*self.SPREAD))
        assert found.reach(100) == pytest.approx(5 * sqrt(2))
        assert found.reach(400) == pytest.approx(2.5 * sqrt(2))

    @pytest.mark.parametrize(
        ("rate", "outside", "side"), [(50, 0, "up"), (68, 2, "up"), (32, 2, "down"), (75, 3, "up"), (25, 3, "down")]
    )
    def test_a_unit_lies_within_or_outside(self, rate: float, outside: int, side: str) -> None:
        """One standard deviation is about 7, so the limits lie about 14 and 21 from the centre."""
        found = funnel(at_rates(rate, *self.SPREAD, 100 - rate))
        unit = rated(found, "E00")
        assert (unit.outside, unit.side) == (outside, side)
        reach = found.reach(100)
        assert reach and unit.score == pytest.approx((rate - 50) / reach)

    @pytest.mark.parametrize(("units", "some"), [(9, False), (10, True)])
    def test_ten_units_give_limits(self, units: int, *, some: bool) -> None:
        found = funnel(at_rates(*self.SPREAD[:units]))
        assert (found.dispersion is not None) == (found.reach(100) is not None) == some
        assert found.centre is not None
        assert [unit.outside for unit in found.units] == [0] * units

    def test_units_without_hours_are_named_and_count_nowhere(self) -> None:
        found = funnel([*at_rates(*self.SPREAD), Unit("dold", None, 100), Unit("ny", None, None), Unit("tom", 0, 0)])
        assert found.unknown == ("dold", "ny", "tom")
        assert replace(found, unknown=()) == funnel(at_rates(*self.SPREAD))

    def test_nothing_gives_nothing(self) -> None:
        assert funnel([Unit("dold", None, None)]) == Funnel((), None, None, ("dold",))

    def test_no_sick_leave_at_all_is_no_finding(self) -> None:
        found = funnel(at_rates(*[0] * 10))
        assert (found.centre, found.reach(100)) == (0, 0)
        assert funnel_sentence(found) == "Ingen av 10 enheter ligger längre från helheten än slumpen brukar ge."

    @pytest.mark.parametrize(("sick", "ordinary"), [(101, 100), (-1, 100), (1, -100), (nan, 100)])
    def test_hours_that_cannot_be_are_refused(self, sick: float, ordinary: float) -> None:
        with pytest.raises(ValueError, match="sick hours"):
            funnel([Unit("A", sick, ordinary)])

    UNITS = st.lists(
        st.tuples(st.floats(0, 1), st.integers(10, 10**6)), min_size=10, max_size=30, unique_by=lambda unit: unit[1]
    )

    @given(UNITS, st.randoms())
    def test_the_order_of_units_does_not_matter(self, drawn: list[tuple[float, int]], random: Random) -> None:
        units = [Unit(f"E{ordinary}", share * ordinary, ordinary) for share, ordinary in drawn]
        shuffled = random.sample(units, len(units))
        assert funnel(shuffled) == funnel(units)

    @given(UNITS, st.sampled_from([4, 1024]))
    def test_counting_in_other_units_moves_no_unit(self, drawn: list[tuple[float, int]], scale: int) -> None:
        """Quarters of hours instead of hours: while φ is above 1 the scores are the same."""
        units = [Unit(f"E{ordinary}", share * ordinary, ordinary) for share, ordinary in drawn]
        one = funnel(units)
        other = funnel(
            [
                Unit(unit.name, (unit.sick_hours or 0) * scale, ordinary * scale)
                for unit, (_, ordinary) in zip(units, drawn, strict=True)
            ]
        )
        assert other.centre == pytest.approx(one.centre)
        assume(one.dispersion and one.dispersion > 1)
        assert [unit.score for unit in other.units] == pytest.approx([unit.score for unit in one.units])


class TestFunnelWords:
    def test_units_outside_are_named_the_furthest_first(self) -> None:
        found = funnel(at_rates(*TestFunnel.SPREAD * 3, 78, 80, 20))
        assert funnel_sentence(found) == (
            "2 av 33 enheter ligger högre än vad slumpen brukar ge: E31 (80,0\u00a0%), E30 (78,0\u00a0%)."
            " 1 av 33 enheter ligger lägre än vad slumpen brukar ge: E32 (20,0\u00a0%)."
        )

    def test_many_are_counted(self) -> None:
        units = tuple(Rated(f"E{at}", 20, 100, 10 - at) for at in range(7))
        said = funnel_sentence(Funnel(units, 10, 1, ()))
        assert "E4 (20,0\u00a0%) och två till." in said
        assert "E5" not in said

    def test_too_few_units_are_said_to_be_too_few(self) -> None:
        assert funnel_sentence(funnel(at_rates(5, 6, 7))) == (
            "För få enheter för gränser: det krävs tio, här visas tre."
        )


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
    shares = [draw(st.floats(0, 1 / 3, allow_subnormal=False)) for _ in range(3)]
    short, middle, long = (share * ordinary for share in shares)
    return Hours(short, middle, long, ordinary)


PERIOD = st.dictionaries(st.sampled_from("ABCDEFGHIJ"), hours(), min_size=1)


class TestChangeAlways:
    @given(PERIOD, PERIOD)
    def test_the_parts_sum_to_the_change(self, before: dict[str, Hours], after: dict[str, Hours]) -> None:
        found = of(change(before, after))
        assert abs(sum(parts(found)) - found.points) <= 1e-12
        assert abs(sum(unit.points for unit in found.units) - sum(found.lengths)) <= 1e-12

    @given(PERIOD, PERIOD)
    def test_the_order_of_units_does_not_matter(self, before: dict[str, Hours], after: dict[str, Hours]) -> None:
        first, last = (dict(reversed(period.items())) for period in (before, after))
        assert change(first, last) == change(before, after)

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

    @given(PERIOD, PERIOD)
    def test_backwards_is_the_same_with_the_other_sign(self, before: dict[str, Hours], after: dict[str, Hours]) -> None:
        there, back = parts(change(before, after)), parts(change(after, before))
        assert [-part for part in back] == pytest.approx(there, abs=1e-12)


def split(before: float, lengths: tuple[float, float, float], mix: float) -> Change:
    return Change(before, before + sum(lengths) + mix, lengths, mix, (), ())


class TestChangeWords:
    def test_a_rise_with_its_parts_the_largest_first(self) -> None:
        assert change_sentence(split(8.1, (0.2, 0.9, 0), 0.1)) == (
            "Sjukfrånvaron steg med 1,2 procentenheter till 9,3\u00a0%: 0,9 av frånvaro dag 15–59, 0,2 av frånvaro"
            " dag 1–14, 0,1 av att mer av arbetstiden ligger i enheter med hög frånvaro."
        )

    def test_a_fall_says_how_much_each_part_fell(self) -> None:
        assert change_sentence(split(8.1, (-0.2, 0, -0.5), -0.1)) == (
            "Sjukfrånvaron sjönk med 0,8 procentenheter till 7,3\u00a0%: 0,5 av frånvaro dag 60 och framåt, 0,2 av"
            " frånvaro dag 1–14, 0,1 av att mer av arbetstiden ligger i enheter med låg frånvaro."
        )

    def test_parts_of_two_directions_have_signs(self) -> None:
        assert change_sentence(split(8, (0.8, 0, -0.3), 0)) == (
            "Sjukfrånvaron steg med 0,5 procentenheter till 8,5\u00a0%: +0,8 av frånvaro dag 1–14, \u22120,3 av"
            " frånvaro dag 60 och framåt."
        )

    def test_parts_that_take_each_other_out_are_told(self) -> None:
        assert change_sentence(split(8, (0.3, 0, -0.3), 0)) == (
            "Sjukfrånvaron är i stort sett oförändrad, 8,0\u00a0%: \u22120,3 av frånvaro dag 60 och framåt, +0,3 av"
            " frånvaro dag 1–14."
        )

    def test_what_rounds_to_nothing_is_not_told(self) -> None:
        assert change_sentence(split(8, (0.01, 0.01, 0.01), 0)) == (
            "Sjukfrånvaron är i stort sett oförändrad, 8,0\u00a0%."
        )

    def test_the_units_that_brought_the_most(self) -> None:
        units = (
            Contribution("Kost", (0.4, 0, 0)),
            Contribution("Valla", (0, -0.2, 0)),
            Contribution("Ryd", (0, 0, 0.01)),
        )
        assert units_sentence(replace(split(8, (0, 0, 0), 0), units=units)) == (
            "Störst del har Kost (+0,4), Valla (\u22120,2), i procentenheter."
        )
        assert units_sentence(split(8, (0, 0, 0), 0)) == ""


def test_months_of_a_control_chart_follow_each_other() -> None:
    months = [point.month for point in control([(date(2019, 11, 1), 8), (date(2020, 2, 1), 9)]).points]
    assert len(months) == 4
    assert all((later - earlier).days <= 31 for earlier, later in pairwise(months))
