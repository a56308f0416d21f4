"""Which units differ by more than chance: figures that can be added up in the head, and what is said of them."""

from dataclasses import replace
from datetime import date
from math import nan, sqrt
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.figures.figure import Figure
from dashboard.findings.funnel import Funnel, Parts, Rated, Unit, funnel, funnel_sentence
from tests.claims import check_made
from tests.made import made_span

FIRST, LAST = date(2021, 1, 1), date(2021, 12, 1)


def at_rates(*percent: float, ordinary: float = 100) -> list[Unit]:
    return [Unit(f"E{at:02}", ordinary * rate / 100, ordinary) for at, rate in enumerate(percent)]


def rated(found: Funnel, name: str) -> Rated:
    return next(unit for unit in found.units if unit.name == name)


def figures_of(found: Funnel) -> dict[str, Parts]:
    """The figures that units were found in."""
    return {unit.name: [part(unit.name, unit.rate, unit.ordinary_hours)] for unit in found.units}


def part(name: str, rate: float, ordinary: float, first: date = FIRST, last: date = LAST) -> tuple[Figure, Figure]:
    hours = made_span("ordinary_hours", first, last, ordinary, who=name)
    return made_span("sick_leave", first, last, rate, who=name), hours


def words(found: Funnel) -> str:
    said = funnel_sentence(found, figures_of(found))
    check_made(said, *(unit.name for unit in found.units))
    return said.text


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
        assert words(found) == "Ingen av 10 enheter ligger längre från helheten än slumpen brukar ge."

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
        assert words(found) == (
            "2 av 33 enheter ligger högre än vad slumpen brukar ge: E31 (80,0\u00a0%), E30 (78,0\u00a0%)."
            " 1 av 33 enheter ligger lägre än vad slumpen brukar ge: E32 (20,0\u00a0%)."
        )

    def test_many_are_counted(self) -> None:
        said = words(funnel(at_rates(*[50] * 80, *range(80, 87))))
        assert "E82 (82,0\u00a0%) och två till." in said
        assert "E81" not in said

    def test_too_few_units_are_said_to_be_too_few(self) -> None:
        assert words(funnel(at_rates(5, 6, 7))) == ("För få enheter för gränser: det krävs tio, här visas tre.")


class TestFunnelClaims:
    def test_units_outside_can_be_found_again_from_the_figures_of_the_claim(self) -> None:
        found = funnel(at_rates(*TestFunnel.SPREAD * 3, 78, 80, 20))
        said = funnel_sentence(found, figures_of(found))
        check_made(said, *(unit.name for unit in found.units))
        high, low = (claim for claim in said.claims if claim.statistic == "funnel")
        assert (high.direction, low.direction) == ("up", "down")
        beyond = [len([factor for factor, _ in claim.terms[::2] if factor]) for claim in (high, low)]
        assert [len(claim.items) for claim in said.claims if claim.says == "count"] == [beyond[0], 33, beyond[1], 33]

    def test_a_unit_that_has_moved_has_the_rate_of_all_its_hours(self) -> None:
        """80 % of 50 hours and 70 % of 150: 145 of 200 hours."""
        found = funnel([*at_rates(*TestFunnel.SPREAD * 3), Unit("Ny", 145, 200)])
        moved = [
            part("Ny", 80, 50, last=date(2021, 3, 1)),
            part("Ny", 70, 150, first=date(2021, 4, 1)),
        ]
        said = funnel_sentence(found, figures_of(found) | {"Ny": moved})
        assert said.text == "1 av 31 enheter ligger högre än vad slumpen brukar ge: Ny (72,5\u00a0%)."
        check_made(said, *(unit.name for unit in found.units))
        (claim,) = (claim for claim in said.claims if claim.statistic == "mean")
        assert claim.terms == tuple((factor, row) for pair in moved for factor, row in zip((1, 0), pair, strict=True))
