"""Control chart, heat map, funnel and parts of a change: what is drawn, cut, named and said."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from dashboard.charts.contributions import change_bars, contributions, unit_bars
from dashboard.charts.control_chart import control_chart
from dashboard.charts.funnel_chart import funnel_chart
from dashboard.charts.heat_map import heat_map
from dashboard.charts.spec import Bar
from dashboard.findings.control import Control, Limits, Point, Signal
from dashboard.findings.decomposition import REST, Change, Contribution
from dashboard.findings.funnel import Funnel, Rated
from dashboard.theme import DARK, LIGHT, Palette, mixed

Spec = dict[str, Any]

LIMITS = Limits(8, 6, 10, date(2020, 1, 1), date(2020, 12, 1))


def controlled(
    values: Sequence[float | None], signals: Sequence[Signal] = (), limits: Limits | None = LIMITS, season: float = 1.25
) -> Control:
    """Months from 2020 on; each value is its adjusted one times the season's factor."""
    points = [
        Point(date(2020 + at // 12, at % 12 + 1, 1), None if value is None else value * season, value)
        for at, value in enumerate(values)
    ]
    return Control(tuple(points), (season,) * 12, limits, tuple(signals))


def outside(month: int, side: Any = "up") -> Signal:
    return Signal("outside", side, date(2020, month, 1), date(2020, month, 1), 1)


def months_of(spec: Spec) -> Spec:
    (trace,) = (trace for trace in spec["data"] if "markers" in trace["mode"])
    return dict(trace)


def lines_of(spec: Spec) -> list[Spec]:
    return [trace for trace in spec["data"] if trace["mode"] == "lines"]


def notes(spec: Spec) -> list[str]:
    return [note["text"] for note in spec["layout"]["annotations"]]


def includes(axis: Spec, *values: float) -> bool:
    low, high = axis["range"]
    return all(low <= value <= high for value in values)


class TestControlChart:
    def test_months_without_season_are_one_line_in_their_places(self) -> None:
        trace = months_of(control_chart(controlled([8, 9, 7]), LIGHT))
        assert trace["x"] == pytest.approx([2020 + 0.5 / 12, 2020 + 1.5 / 12, 2020 + 2.5 / 12])
        assert trace["y"] == [8, 9, 7]

    def test_an_unknown_month_cuts_the_line(self) -> None:
        trace = months_of(control_chart(controlled([8, None, 7]), LIGHT))
        assert (trace["y"], trace["connectgaps"]) == ([8, None, 7], False)
        assert trace["hovertext"][1] == ""

    def test_centre_and_limits_are_lines_with_their_values(self) -> None:
        spec = control_chart(controlled([8, 9, 7]), LIGHT)
        assert [(line["y"][0], line["line"]["dash"]) for line in lines_of(spec)] == [
            (8, "solid"),
            (6, "dash"),
            (10, "dash"),
        ]
        assert notes(spec) == ["nedre 6,0", "medel 8,0", "övre 10,0"]
        assert includes(spec["layout"]["yaxis"], 6, 10)

    def test_without_limits_there_are_none(self) -> None:
        spec = control_chart(controlled([8, 9], limits=None), LIGHT)
        assert (lines_of(spec), notes(spec)) == ([], [])

    def test_a_month_outside_has_a_shape_and_a_colour_of_its_own(self) -> None:
        marker = months_of(control_chart(controlled([11, 8, 5], [outside(1), outside(3, "down")]), LIGHT))["marker"]
        assert marker["symbol"] == ["diamond", "circle", "diamond"]
        assert marker["color"] == [LIGHT.worse, LIGHT.accent, LIGHT.better]

    def test_of_two_signals_the_plainest_gives_the_look(self) -> None:
        run = Signal("run", "down", date(2020, 1, 1), date(2020, 2, 1), 8)
        marker = months_of(control_chart(controlled([11, 8, 8], [run, outside(1)]), LIGHT))["marker"]
        assert marker["color"] == [LIGHT.worse, LIGHT.better, LIGHT.accent]
        assert marker["size"][0] > marker["size"][1] > marker["size"][2]

    def test_a_signal_is_written_at_its_point(self) -> None:
        spec = control_chart(controlled([11, 8, 5], [outside(1), outside(3, "down")], limits=None), LIGHT)
        found = {note["text"]: note for note in spec["layout"]["annotations"]}
        assert set(found) == {"jan 2020<br>över gränsen", "mar 2020<br>under gränsen"}
        high, low = found["jan 2020<br>över gränsen"], found["mar 2020<br>under gränsen"]
        assert (high["x"], high["y"], low["x"], low["y"]) == pytest.approx((2020 + 0.5 / 12, 11, 2020 + 2.5 / 12, 5))
        assert (high["ay"] > 11, low["ay"] < 5) == (True, True)

    def test_runs_and_trends_are_written_with_their_months(self) -> None:
        run = Signal("run", "up", date(2020, 1, 1), date(2020, 8, 1), 8)
        trend = Signal("trend", "down", date(2020, 11, 1), date(2021, 4, 1), 6)
        spec = control_chart(controlled([9.0] * 8 + [8, 8, 7, 7, 7, 7, 7, 6], [run, trend]), LIGHT)
        assert {note for note in notes(spec) if "<br>" in note} == {
            "jan–aug 2020<br>8 i rad över medel",
            "nov 2020–apr 2021<br>sjunker 6 i rad",
        }

    def test_of_many_three_are_written(self) -> None:
        values = [8.0, 20.0] * 12
        spec = control_chart(controlled(values, [outside(month) for month in (2, 4, 6, 8, 10, 12)]), LIGHT)
        assert len([note for note in notes(spec) if "<br>" in note]) == 3

    def test_texts_close_to_each_other_stand_at_different_heights_clear_of_the_line(self) -> None:
        values = [8.0, 6.0] * 24
        signals = [outside(month) for month in (1, 3, 12)]
        spec = control_chart(controlled(values, signals, limits=None), LIGHT)
        heights = {mark["ay"] for mark in spec["layout"]["annotations"]}
        low, high = spec["layout"]["yaxis"]["range"]
        margin = spec["layout"]["margin"]
        pixels = (spec["layout"]["height"] - margin["t"] - margin["b"]) / (high - low)
        assert len(heights) == 3
        assert (min(heights) - 8) * pixels >= 48

    def test_a_month_says_its_value_with_and_without_season_and_its_signals(self) -> None:
        run = Signal("run", "up", date(2020, 1, 1), date(2020, 8, 1), 8)
        spec = control_chart(controlled([10.4], [run, outside(1)]), LIGHT)
        assert months_of(spec)["hovertext"] == [
            "januari 2020: <b>13,0\u00a0%</b><br>10,4\u00a0% utan säsong<br>8 månader i rad över medelvärdet"
            "<br>över den övre gränsen"
        ]
        plain = replace(controlled([10.4]), season=())
        assert "säsong" not in months_of(control_chart(plain, LIGHT))["hovertext"][0]

    @pytest.mark.parametrize(("years", "named"), [(6, 6), (7, 4)])
    def test_years_fit_a_phone(self, years: int, named: int) -> None:
        axis = control_chart(controlled([8.0] * 12 * years), LIGHT)["layout"]["xaxis"]
        assert len(axis["ticktext"]) == len(axis["tickvals"]) == named
        assert axis["ticktext"][0] == "2020"

    def test_nothing_to_draw_is_an_empty_chart(self) -> None:
        assert notes(control_chart(Control((), (), None, ()), LIGHT)) == []


def luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


class TestHeatMap:
    MONTHS: Sequence[tuple[date, float | None]] = [
        (date(2019, 12, 1), 9.25),
        (date(2020, 1, 1), 10),
        (date(2020, 2, 1), None),
        (date(2020, 3, 1), None),
    ]

    def spec(self, palette: Palette = LIGHT) -> Spec:
        return heat_map(self.MONTHS, palette, [date(2020, 3, 1)])

    def test_months_stand_by_years(self) -> None:
        cells, _ = self.spec()["data"]
        assert cells["x"] == ["2019", "2020"]
        assert (cells["y"][0], cells["y"][11]) == ("jan", "dec")
        assert (cells["z"][11], cells["z"][0]) == ([9.25, None], [None, 10])
        assert self.spec()["layout"]["yaxis"]["autorange"] == "reversed"

    def test_values_are_printed_hidden_has_two_dots_and_unknown_is_blank(self) -> None:
        cells, hidden = self.spec()["data"]
        assert (cells["text"][0], cells["text"][1], cells["text"][11]) == (["", "10,0"], ["", ""], ["9,3", ""])
        assert [row for row in hidden["text"] if any(row)] == [["", ".."]]
        assert hidden["text"][2] == ["", ".."]
        assert hidden["hovertext"][2][1] == "mars 2020: dold, gruppen är för liten"

    def test_a_hidden_month_has_no_value_anywhere(self) -> None:
        cells, hidden = self.spec()["data"]
        assert cells["z"][2] == [None, None]
        assert {value for row in hidden["z"] for value in row} == {None, 0}

    def test_a_value_wins_over_hidden(self) -> None:
        assert len(heat_map([(date(2020, 3, 1), 8)], LIGHT, [date(2020, 3, 1)])["data"]) == 1

    def test_a_cell_says_its_month(self) -> None:
        assert self.spec()["data"][0]["hovertext"][0] == ["", "januari 2020: <b>10,0\u00a0%</b>"]

    def test_all_hidden_and_nothing_at_all(self) -> None:
        (hidden,) = heat_map([], LIGHT, [date(2020, 3, 1)])["data"]
        assert hidden["x"] == ["2020"]
        assert heat_map([], LIGHT)["data"] == []

    @pytest.mark.parametrize("palette", [LIGHT, DARK])
    def test_values_can_be_read_on_every_tint(self, palette: Palette) -> None:
        cells = self.spec(palette)["data"][0]
        assert cells["textfont"]["color"] == palette.ink
        tints = [color for _, color in cells["colorscale"]]
        assert all(contrast(palette.ink, color) >= 4.5 for color in tints)
        assert contrast(*tints) >= 1.5

    def test_a_mixed_colour_lies_between(self) -> None:
        assert mixed("#000000", "#ff8000", 0) == "#000000"
        assert mixed("#000000", "#ff8000", 1) == "#ff8000"
        assert mixed("#000000", "#ff8000", 0.5) == "#804000"


UNITS = (
    Rated("Lambohov natt", 20, 1000, 5.0),
    Rated("Ryd", 10, 4000, 0.0),
    Rated("Valla", 2, 10000, -4.0),
    Rated("Åleryd", 14, 6000, 2.5),
)
FUNNEL = Funnel(UNITS, 10, 40, ())


class TestFunnelChart:
    def test_units_lie_by_hours_and_rate_with_their_names_for_a_click(self) -> None:
        trace = months_of(funnel_chart(FUNNEL, LIGHT))
        assert trace["x"] == [1000, 4000, 10000, 6000]
        assert trace["y"] == [20, 10, 2, 14]
        assert trace["customdata"] == ["Lambohov natt", "Ryd", "Valla", "Åleryd"]

    def test_limits_lie_two_and_three_deviations_from_the_centre_and_narrow(self) -> None:
        centre, *limits = lines_of(funnel_chart(FUNNEL, LIGHT))
        assert centre["y"] == [10, 10]
        assert [line["line"]["dash"] for line in limits] == ["dot", "dot", "dash", "dash"]
        at = limits[0]["x"].index(10000)
        # √(40 · 10 · 90 ÷ 10000) = 1.897 percentage points.
        assert [line["y"][at] for line in limits] == pytest.approx([6.205, 13.795, 4.308, 15.692], abs=1e-3)
        upper = [value for value in limits[3]["y"] if value is not None]
        assert all(later < earlier for earlier, later in pairwise(upper))

    def test_no_limit_lies_where_no_rate_can(self) -> None:
        values = [value for line in lines_of(funnel_chart(FUNNEL, LIGHT)) for value in line["y"]]
        assert None in values
        assert all(0 <= value <= 100 for value in values if value is not None)

    def test_units_outside_the_outer_limits_have_a_shape_a_colour_and_a_name(self) -> None:
        spec = funnel_chart(FUNNEL, LIGHT)
        marker = months_of(spec)["marker"]
        assert marker["symbol"] == ["triangle-up", "circle", "triangle-down", "circle"]
        assert marker["color"] == [LIGHT.worse, LIGHT.accent, LIGHT.better, LIGHT.accent]
        assert notes(spec) == ["alla 10,0\u00a0%", "inre gräns", "yttre gräns", "Lambohov natt", "Valla"]

    def test_a_chosen_unit_is_ringed_and_named(self) -> None:
        spec = funnel_chart(FUNNEL, LIGHT, "Ryd")
        assert "Ryd" in notes(spec)
        assert months_of(spec)["marker"]["line"]["width"] == [0, 3, 0, 0]

    def test_without_dispersion_there_are_points_and_the_centre(self) -> None:
        units = tuple(replace(unit, score=None) for unit in UNITS)
        spec = funnel_chart(Funnel(units, 10, None, ()), LIGHT)
        assert len(lines_of(spec)) == 1
        assert notes(spec) == ["alla 10,0\u00a0%"]

    def test_names_stand_apart_and_towards_the_middle(self) -> None:
        units = [Rated(f"Enhet {at}", 20 + at / 100, 1000 + 8000 * (at % 2), 5.0) for at in range(6)]
        spec = funnel_chart(Funnel((*units, *UNITS), 10, 40, ()), LIGHT)
        names = [note for note in spec["layout"]["annotations"] if note["text"].startswith("Enhet")]
        assert {note["xanchor"] for note in names if note["x"] == 1000} == {"left"}
        assert {note["xanchor"] for note in names if note["x"] == 9000} == {"right"}
        low, high = spec["layout"]["yaxis"]["range"]
        margin = spec["layout"]["margin"]
        pixels = (spec["layout"]["height"] - margin["t"] - margin["b"]) / (high - low)
        for side in (1000, 9000):
            heights = [note["y"] * pixels - note["ay"] for note in names if note["x"] == side]
            assert all(upper - lower >= 19.9 for lower, upper in pairwise(heights))

    def test_a_long_name_takes_two_lines_at_most(self) -> None:
        units = (Rated("Hemtjänst Johannelund natt och helg", 20, 1000, 5.0),)
        assert notes(funnel_chart(Funnel(units, 10, 40, ()), LIGHT))[-1] == "Hemtjänst<br>Johannelund…"

    def test_a_unit_says_its_rate_its_hours_and_where_it_lies(self) -> None:
        high, within, low, near = months_of(funnel_chart(FUNNEL, LIGHT))["hovertext"]
        assert high == (
            "Lambohov natt: <b>20,0\u00a0%</b><br>1\u00a0000 ordinarie timmar<br>högre än vad slumpen brukar ge"
        )
        assert within == "Ryd: <b>10,0\u00a0%</b><br>4\u00a0000 ordinarie timmar"
        assert low.endswith("<br>lägre än vad slumpen brukar ge")
        assert near.endswith("<br>mellan inre och yttre gräns")

    def test_nothing_to_draw_is_an_empty_chart(self) -> None:
        assert funnel_chart(Funnel((), None, None, ("dold",)), LIGHT)["data"] == []


CHANGE = Change(
    8,
    9,
    (0.5, -0.25, 0.5),
    0.25,
    (Contribution("Ryd", (1, 0, 0)), Contribution("Valla", (-0.5, -0.25, 0)), Contribution("Ö", (0, 0, 0.5))),
    (),
)


class TestContributions:
    def test_parts_of_a_change_sum_to_the_whole(self) -> None:
        *parts, whole = change_bars(CHANGE)
        assert [(bar.name, bar.value) for bar in parts] == [
            ("Dag 1–14", 0.5),
            ("Dag 15–59", -0.25),
            ("Dag 60 och framåt", 0.5),
            ("Fördelning mellan enheter", 0.25),
        ]
        assert whole == Bar("Hela ändringen", 1, is_total=True)
        assert sum(bar.value for bar in parts) == whole.value

    def test_units_beyond_the_most_are_pooled(self) -> None:
        units = (*CHANGE.units, Contribution("Övrigt", (0, 0, 0.25)))
        assert unit_bars(replace(CHANGE, units=units), most=1) == [
            Bar("Ryd", 1),
            Bar("Resterande 3 enheter", 0.0),
            Bar("Inom enheterna", 0.75, is_total=True),
        ]

    @pytest.mark.parametrize(("units", "pooled"), [(6, False), (8, False), (9, True)])
    def test_one_or_two_are_not_pooled(self, units: int, *, pooled: bool) -> None:
        found = replace(CHANGE, units=tuple(Contribution(f"E{at}", (0.1, 0, 0)) for at in range(units)))
        assert len(unit_bars(found)) == (8 if pooled else units + 1)

    def test_a_unit_of_that_name_stands_beside_the_pooled_ones(self) -> None:
        units = [Contribution(name, (1, 0, 0)) for name in ("Övrigt", "Övriga", "Övriga enheter", REST)]
        more = [Contribution(f"E{at}", (0.1, 0, 0)) for at in range(6)]
        names = [bar.name for bar in unit_bars(replace(CHANGE, units=(*units, *more)))]
        assert names == [
            "Övrigt",
            "Övriga",
            "Övriga enheter",
            REST,
            "E0",
            "E1",
            "Resterande 4 enheter",
            "Inom enheterna",
        ]

    def test_all_that_fit_are_named(self) -> None:
        assert [bar.name for bar in unit_bars(CHANGE)] == ["Ryd", "Valla", "Ö", "Inom enheterna"]

    def test_each_bar_starts_where_the_one_before_ends_and_the_whole_at_zero(self) -> None:
        (trace,) = contributions(change_bars(CHANGE), LIGHT)["data"]
        assert trace["base"] == [0, 0.5, 0.25, 0.75, 0]
        assert trace["x"] == [0.5, -0.25, 0.5, 0.25, 1]
        assert trace["base"][3] + trace["x"][3] == trace["x"][4]

    def test_more_sick_leave_is_worse_by_colour_and_sign(self) -> None:
        (trace,) = contributions(change_bars(CHANGE), LIGHT)["data"]
        assert trace["text"] == ["+0,50", "\u22120,25", "+0,50", "+0,25", "+1,00"]
        assert trace["marker"]["color"] == [LIGHT.worse, LIGHT.better, LIGHT.worse, LIGHT.worse, LIGHT.ink]
        assert trace["hovertext"][1] == "Dag 15–59: <b>\u22120,25 procentenheter</b>"

    @pytest.mark.parametrize("sign", [1, -1])
    def test_there_is_room_for_numbers_beyond_the_bars(self, sign: int) -> None:
        low, high = contributions([Bar("A", sign), Bar("Alla", sign, is_total=True)], LIGHT)["layout"]["xaxis"]["range"]
        assert (low <= -1.2) if sign < 0 else (high >= 1.2)
        assert low <= 0 <= high

    def test_no_bars_are_an_empty_chart(self) -> None:
        assert contributions([], LIGHT)["data"][0]["x"] == []


SPECS = {
    "control": control_chart(controlled([8, None, 11], [outside(3)]), DARK),
    "heat map": heat_map(TestHeatMap.MONTHS, DARK, [date(2020, 3, 1)]),
    "funnel": funnel_chart(FUNNEL, DARK, "Ryd"),
    "contributions": contributions(change_bars(CHANGE), DARK),
}


def texts(shown: Any, under: str = "") -> Iterator[str]:
    """Every text that a reader meets: beside points, on axes, in notes and under the pointer."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            yield from texts(value, key)
    elif isinstance(shown, list):
        for value in shown:
            yield from texts(value, under)
    elif isinstance(shown, str) and under in {"text", "hovertext", "ticktext", "y", "x", "ticksuffix"}:
        yield shown


@pytest.mark.parametrize("form", SPECS)
def test_a_chart_is_plain_json(form: str) -> None:
    assert json.loads(json.dumps(SPECS[form], allow_nan=False)) == SPECS[form]


@pytest.mark.parametrize("form", SPECS)
def test_texts_are_swedish(form: str) -> None:
    found = [text for text in texts(SPECS[form]) if text]
    assert found
    assert [text for text in found if re.search(r"-\d|\d\.\d|\d,\d{3}", text)] == []
    english = re.compile(r"\b(mean|upper|lower|limit|hours|total|unit|month|year|hidden|May|Oct|oct)\b")
    assert [text for text in found if english.search(text)] == []
    assert SPECS[form]["layout"]["separators"] == ",\u00a0"


def sizes(shown: Any) -> Iterator[float]:
    if isinstance(shown, dict):
        for key, value in shown.items():
            if "font" in key and key != "hoverlabel" and "size" in value:
                yield value["size"]
            elif key != "hoverlabel":
                yield from sizes(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from sizes(value)


@pytest.mark.parametrize("form", SPECS)
def test_texts_can_be_read_on_a_projector(form: str) -> None:
    found = list(sizes(SPECS[form]))
    assert found
    assert min(found) >= 16
