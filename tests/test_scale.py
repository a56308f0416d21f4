"""Axes: noise fills half of one at most, amounts begin at zero; a figure that stands alone is a number."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.alone import alone
from dashboard.charts.over_months import long_run, season
from dashboard.charts.over_years import columns, trend
from dashboard.charts.scale import span
from dashboard.charts.spec import Line
from dashboard.figures.figure import Figure
from dashboard.theme import LIGHT
from tests.made import made_figure

YEARS = [2019, 2020, 2021]


def rates(values: Sequence[float | None], measure: str = "sick_leave") -> list[Figure]:
    """Sick leave in per cent from 2019 on."""
    return [made_figure(measure, 2019 + at, value, 0.1) for at, value in enumerate(values)]


class TestSpan:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            # A change of a tenth of a per cent in seventy-five is no mountain: a quarter of the highest is spanned.
            ([74.9, 75.0, 75.1], (65.6125, 84.3875)),
            # What moves much has all the room.
            ([2.0, 7.0, 12.0], (2.0, 12.0)),
            # Eight times the 0.75 that the middle one lies from its neighbours.
            ([7.0, 8.0, 10.5], (5.75, 11.75)),
            # Nothing is above a hundred per cent or below none.
            ([99.0, 99.5, 100.0], (75.0, 100.0)),
            ([0.2, 0.5, 0.2], (0.0, 2.4)),
            ([101.0, 102.0], (76.5, 102.0)),
        ],
    )
    def test_rates(self, values: list[float], expected: tuple[float, float]) -> None:
        assert span([rates(values)]) == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("values", "expected"), [([2500, 2850], (0, 2850)), ([-5, 20], (-5, 20)), ([-5, -6], (-6, 0))]
    )
    def test_amounts_begin_at_zero(self, values: list[float], expected: tuple[float, float]) -> None:
        assert span([days(values)]) == expected

    def test_a_target_is_on_the_axis(self) -> None:
        low, high = span([rates([9.0, 9.1]), rates([4.0])])
        assert low <= 4 and high >= 9.1

    def test_without_a_number_there_is_an_axis_all_the_same(self) -> None:
        assert span([[], rates([None])]) == (0, 1)

    def test_noise_fills_half_of_an_axis(self) -> None:
        filled = []
        for seed in range(100):
            chance = random.Random(seed)
            values = [50 + chance.gauss(0, 3) for _ in range(36)]
            low, high = span([rates(values)])
            filled.append((max(values) - min(values)) / (high - low))
        assert sum(filled) / len(filled) == pytest.approx(0.55, abs=0.05)

    @given(st.lists(st.floats(0, 100), min_size=1, max_size=9))
    def test_every_value_is_on_the_axis(self, values: list[float]) -> None:
        low, high = span([rates(values)])
        assert low - 1e-9 <= min(values) and max(values) <= high + 1e-9
        assert low >= -1e-9 and high <= 100 + 1e-9


def days(values: Sequence[float | None]) -> list[Figure]:
    """Care days from 2019 on."""
    return [made_figure("care_days", 2019 + at, value) for at, value in enumerate(values)]


CHARTS: Sequence[Callable[[list[Figure]], dict[str, Any]]] = (
    lambda rows: trend([Line(rows, "", LIGHT.accent), Line([], "A", LIGHT.ink)], LIGHT, YEARS),
    lambda rows: season([Line([], "2020", LIGHT.muted), Line(rows, "2021", LIGHT.accent)], LIGHT),
    lambda rows: long_run(rows, LIGHT, YEARS),
    lambda rows: columns(rows, LIGHT, YEARS),
)


class TestAlone:
    @pytest.mark.parametrize("chart", CHARTS)
    def test_one_figure_is_a_number_in_every_chart(self, chart: Callable[[list[Figure]], dict[str, Any]]) -> None:
        spec = chart(days([1234]))
        assert spec["number"] == {"value": "1\u00a0234\u00a0dygn", "when": "2019"}
        assert spec["data"] == []

    @pytest.mark.parametrize("chart", CHARTS)
    @pytest.mark.parametrize("values", [[None], [5, 6]])
    def test_none_and_two_are_no_number(
        self, chart: Callable[[list[Figure]], dict[str, Any]], values: list[float | None]
    ) -> None:
        assert "number" not in chart(days(values))

    def test_what_is_aimed_at_stands_with_it(self) -> None:
        aim = made_figure("sick_leave", 2021, 7.0, 0.1, scenario="target", comparator="<=")
        found = alone([rates([None, None, 9.6]), [aim]], LIGHT)
        assert found and found["number"] == {"value": "9,6\u00a0%", "when": "2021", "aim": "Mål 2021: högst 7,0\u00a0%"}

    def test_columns_that_are_compared_with_those_of_other_charts_stay(self) -> None:
        assert "number" not in columns(days([5]), LIGHT, YEARS, scale=(0, 100))
