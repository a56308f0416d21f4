"""Season or change: figures that can be added up in the head, and what is said of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.figure import Caveat, Figure
from dashboard.findings.control import Control, Limits, Signal, control, control_notes, control_sentences
from dashboard.theme import span_name
from tests.claims import check_made
from tests.made import made_span

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

    @settings(deadline=None)
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
        assert span_name(first, last) == said

    def sentences(self, *values: float, season: bool = True) -> list[str]:
        months = of_months([*TestSignals.CALM, *values])
        found = replace(control(months), season=WINTER if season else ())
        told = control_sentences(found, figures_of(months))
        for said in told:
            check_made(said)
        return [said.text for said in told]

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
        found = TestSignals.after_four_years(9, 10, 11, 12, 13, 14)
        told = control_sentences(found, figures_of([(point.month, point.value) for point in found.points]))
        assert "Från januari till juni 2023 steg sjukfrånvaron varje månad: troligen en ändring." in [
            said.text for said in told
        ]
        for said in told:
            check_made(said)

    def test_where_season_is_in_it_may_be_season(self) -> None:
        assert self.sentences(9, *(12, 11) * 4, 16, season=False) == [
            "Februari–oktober 2021 låg nio månader i rad över medelvärdet: en ändring eller säsong.",
            "Oktober 2021 låg över den övre gränsen: säsong eller mer än slump.",
        ]

    def test_too_few_months(self) -> None:
        months = of_months([8] * 5)
        (said,) = control_sentences(control(months), figures_of(months))
        assert said.text == "För få månader för gränser: det krävs tolv med värde, de flesta i följd."

    def test_notes_say_what_it_rests_on(self) -> None:
        assert control_notes(control(seasonal([8] * 36))) == [
            "Säsongen är borttagen: varje värde är delat med hur månaden brukar ligga mot tolv månader runt om.",
            "Medelvärde och gränser räknas på januari 2019–december 2020.",
        ]
        assert control_notes(control(of_months([8] * 5))) == [
            "Säsongen är inte borttagen: det krävs tre hela år utan luckor."
        ]


def figures_of(months: Sequence[tuple[date, float | None]], *caveats: Caveat) -> list[Figure]:
    return [made_span("sick_leave", month, month, value, caveats=caveats) for month, value in months]


class TestControlClaims:
    def test_months_outside_can_be_found_again_from_the_figures_of_the_claim(self) -> None:
        months = of_months([*TestSignals.CALM, 16, 9, 4])
        high, low = control_sentences(control(months), figures_of(months))
        for said, direction in ((high, "up"), (low, "down")):
            period, claim, again = said.claims
            assert (claim, claim.statistic, claim.direction) == (again, "outside", direction)
            check_made(said)
            assert [figure.period_start for figure in period.figures] == [
                figure.period_start for factor, figure in claim.terms for _ in range(2) if factor
            ]

    def test_a_run_counts_the_months_that_it_tells_of(self) -> None:
        months = of_months([*TestSignals.CALM, 9, *(12, 11) * 4])
        (said,) = control_sentences(replace(control(months), season=WINTER), figures_of(months))
        _, count, claim = said.claims
        told = [figure for factor, figure in claim.terms if factor]
        assert (claim.statistic, len(told), [*count.items]) == ("run", 8, told)
        assert {figure.number > 10 for figure in told} == {True}

    def test_what_is_calm_are_the_months_shown(self) -> None:
        """In 2021 January stands out; the months after it do not."""
        months = of_months([*TestSignals.CALM, 16, *[9, 11] * 3])
        shown = control(months).within(date(2021, 2, 1), date(2021, 7, 1))
        (said,) = control_sentences(shown, figures_of(months))
        check_made(said)
        told = [figure.month for factor, figure in said.claims[0].terms if factor]
        assert (said.text[:12], told) == ("Ingen signal", [2, 3, 4, 5, 6, 7])

    def test_months_with_something_against_them_are_told_plainly(self) -> None:
        months = of_months([*TestSignals.CALM, 16])
        (said,) = control_sentences(control(months), figures_of(months, Caveat("gap", "Söder saknas")))
        assert said.text == "Sjukfrånvaron var 16,0\u00a0% i januari 2021"
        assert said.reasons == ("Söder saknas",)


class TestForemost:
    """Levels against a centre of 10, limits 4.68 and 15.32."""

    def of(self, *values: float) -> Control:
        return control(of_months([*TestSignals.CALM, *values]))

    def starts(self, found: Control) -> list[tuple[str, int]]:
        return [(signal.kind, signal.first.month) for signal in found.foremost]

    def test_the_latest_and_the_largest_are_told(self) -> None:
        """Of five months outside those of 25 and 30, and the last though it is the smallest."""
        found = self.of(17, 10, 25, 10, 18, 10, 30, 10, 16)
        assert len(found.signals) == 5
        assert self.starts(found) == [("outside", 3), ("outside", 7), ("outside", 9)]

    def test_what_overlaps_on_one_side_is_told_once(self) -> None:
        """Nine months above the centre, one of them outside."""
        found = self.of(*(12, 11) * 4, 17)
        assert {signal.kind for signal in found.signals} == {"run", "outside"}
        assert self.starts(found) == [("outside", 9)]

    def test_a_span_keeps_the_limits_of_all_months(self) -> None:
        """What is drawn decides nothing: 2021 alone has the signals that it has among all years."""
        whole = self.of(16, 9, 4, *[10] * 6)
        part = whole.within(date(2021, 1, 1), date(2021, 12, 1))
        assert (part.limits, part.season) == (whole.limits, whole.season)
        assert [point.month.year for point in part.points] == [2021] * 9
        assert part.signals == tuple(signal for signal in whole.signals if signal.last.year == 2021)
        assert len(part.signals) == 2

    def test_a_signal_that_reaches_into_a_span_is_part_of_it(self) -> None:
        run = Signal("run", "up", date(2020, 9, 1), date(2021, 4, 1), 8)
        found = replace(self.of(10), signals=(run,))
        assert found.within(date(2021, 1, 1), date(2021, 1, 1)).signals == (run,)
        assert found.within(date(2019, 1, 1), date(2020, 8, 1)).signals == ()


def test_months_of_a_control_chart_follow_each_other() -> None:
    months = [point.month for point in control([(date(2019, 11, 1), 8), (date(2020, 2, 1), 9)]).points]
    assert len(months) == 4
    assert all((later - earlier).days <= 31 for earlier, later in pairwise(months))
