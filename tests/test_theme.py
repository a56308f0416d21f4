"""Numbers in Swedish spelling: signs, thousands, decimals, units and how fine they are said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.theme import DARK, LIGHT, Palette, amount, decimals_of, figure, number
from loaders.swedish.values import parse_number


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1000, 0, "1\u00a0000"),
        (1234567, 0, "1\u00a0234\u00a0567"),
        (8.12, 2, "8,12"),
        (8.0, 1, "8,0"),
        (1234.5, 1, "1\u00a0234,5"),
        (-25157, 0, "\u221225\u00a0157"),
        (-0.5, 1, "\u22120,5"),
    ],
)
def test_a_number_has_decimal_comma_no_break_thousands_and_a_real_minus(value: float, decimals: int, said: str) -> None:
    assert number(value, decimals) == said


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (2.5, 0, "3"),
        (-2.5, 0, "\u22123"),
        (0.25, 1, "0,3"),
        (1.005, 2, "1,01"),
        (7.25 - 1e-15, 1, "7,3"),
        (2.49, 0, "2"),
    ],
)
def test_halves_are_rounded_as_in_excel(value: float, decimals: int, said: str) -> None:
    assert number(value, decimals) == said


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert number(-0.04, 1) == "0,0"
    assert number(0.04, 1, plus=True) == "0,0"
    assert number(-0.0) == "0"


def test_plus_marks_only_positive_deviations() -> None:
    assert number(18373, plus=True) == "+18\u00a0373"
    assert number(-2342, plus=True) == "\u22122\u00a0342"
    assert number(0, plus=True) == "0"


@given(st.floats(min_value=-1e11, max_value=1e11), st.integers(0, 6))
def test_a_written_number_reads_back_as_itself_to_its_last_digit(value: float, decimals: int) -> None:
    read, digit = parse_number(number(value, decimals))
    assert digit == Decimal(10) ** -decimals
    fifteenth_digit = abs(Decimal(value)) * Decimal("1e-14")
    assert abs(read - Decimal(value)) <= (digit + fifteenth_digit) / 2


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_number_printed_to_its_last_digit_reads_back_unchanged(steps: int, decimals: int) -> None:
    printed = Decimal(steps).scaleb(-decimals)
    assert parse_number(number(float(printed), decimals)) == (printed, Decimal(10) ** -decimals)


@given(st.floats(min_value=0.01, max_value=1e11), st.integers(0, 3))
def test_plus_reads_back_as_the_same_number(value: float, decimals: int) -> None:
    assert parse_number(number(value, decimals, plus=True)) == parse_number(number(value, decimals))


@pytest.mark.parametrize(
    ("resolution", "decimals"), [(0, 0), (0.001, 3), (0.01, 2), (0.1, 1), (1, 0), (100, 0), (1000, 0)]
)
def test_decimals_follow_the_size_of_the_last_printed_digit(resolution: float, decimals: int) -> None:
    assert decimals_of(resolution) == decimals


@pytest.mark.parametrize(
    ("value", "resolution", "unit", "said"),
    [
        (8.12, 0.01, "%", "8,12\u00a0%"),
        (9.6, 0.1, "%", "9,6\u00a0%"),
        (73, 1, "index", "73"),
        (352580, 1, "timmar", "352\u00a0580\u00a0timmar"),
        (20123, 1, "tkr", "20\u00a0123\u00a0tkr"),
        (99, 10, "tkr", "99\u00a0tkr"),
        (-25700, 100, "tkr", "\u221225,7\u00a0mnkr"),
        (-25000, 1000, "tkr", "\u221225\u00a0mnkr"),
        (6610550, 1, "st", "6\u00a0610\u00a0550\u00a0st"),
        (6651000, 1000, "st", "6\u00a0651\u00a0tusen"),
        (1200, 1, "", "1\u00a0200"),
    ],
)
def test_a_figure_is_said_to_its_printed_digit_and_in_the_unit_it_was_printed_in(
    value: float, resolution: float, unit: str, said: str
) -> None:
    assert figure(value, resolution, unit) == said


def test_a_figure_without_unit_still_says_when_it_is_in_millions_or_thousands() -> None:
    assert figure(9.6, 0.1, "%", with_unit=False) == "9,6"
    assert figure(20123, 1, "tkr", with_unit=False) == "20\u00a0123"
    assert figure(-25700, 100, "tkr", with_unit=False) == "\u221225,7\u00a0mnkr"
    assert figure(6651000, 1000, "st", with_unit=False) == "6\u00a0651\u00a0tusen"


def test_a_figure_can_mark_a_positive_deviation() -> None:
    assert figure(18373, 1, "tkr", plus=True) == "+18\u00a0373\u00a0tkr"
    assert figure(-5550, 1, "tkr", plus=True) == "\u22125\u00a0550\u00a0tkr"


def test_percentages_differ_by_percentage_points_and_others_by_their_unit() -> None:
    assert amount(2.6, 0.1, "%") == "2,6 procentenheter"
    assert amount(6899, 1, "timmar") == "6\u00a0899\u00a0timmar"
    assert amount(10000, 1000, "tkr") == "10\u00a0mnkr"


@pytest.mark.parametrize(
    ("value", "resolution", "unit", "said"),
    [
        (-0.9, 0.1, "%", "\u22120,9 procentenheter"),
        (0.6, 0.1, "%", "+0,6 procentenheter"),
        (0, 0.1, "%", "0,0 procentenheter"),
        (12151, 1, "tkr", "+12\u00a0151\u00a0tkr"),
        (-83000, 1000, "st", "\u221283\u00a0tusen"),
    ],
)
def test_a_difference_has_its_sign(value: float, resolution: float, unit: str, said: str) -> None:
    assert amount(value, resolution, unit, plus=True) == said


def test_a_difference_that_rounds_to_zero_has_no_sign() -> None:
    assert amount(400, 1000, "tkr", plus=True) == "0\u00a0mnkr"
    assert amount(0.04, 0.1, "%", plus=True) == "0,0 procentenheter"


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_colour_of_text_stands_out_from_its_surface(palette: Palette) -> None:
    """WCAG 2.1 AA asks for 4.5:1 for text."""
    words = [palette.ink, palette.muted, palette.accent, palette.women, palette.men, palette.better, palette.worse]
    low = {color: contrast for color in words if (contrast := _contrast(color, palette.surface)) < 4.5}
    assert low == {}


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
