"""Charts as plain dicts: cuts, gaps, part-years, zero lines, bridges that sum, indices that start again."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.bridge import bridge
from dashboard.charts.over_months import long_run, long_runs, season
from dashboard.charts.over_years import columns, indexed, scenarios, trend
from dashboard.charts.spec import Bar, Line, Mark, label, spread
from dashboard.figures.figure import Caveat, Figure
from dashboard.subjects.economy import Deviation, bridge_bars
from dashboard.theme import DARK, LIGHT
from tests.made import made_figure

Spec = dict[str, Any]

YEARS = [2019, 2020, 2021]
HOLLOW = "circle-open"


def days(values: Sequence[float | None], segments: Sequence[int] = (), **changes: Any) -> list[Figure]:
    """Care days from 2019 on."""
    numbers = [*segments] or [0] * len(values)
    return [
        made_figure("care_days", 2019 + at, value, segment=segment, **changes)
        for at, (value, segment) in enumerate(zip(values, numbers, strict=True))
    ]


def jan_to_july(year: int, value: float) -> Figure:
    """Care days of a part of a year, as a stretch of its own."""
    ends = date(year, 7, 31)
    return made_figure("care_days", year, value, period_text="Utfall", period_end=ends, part_year=True, segment=1)


def line(rows: Sequence[Figure], name: str = "", labels: str = "auto") -> Line:
    return Line(rows, name, LIGHT.accent, labels=labels)


def scatters(spec: Spec) -> list[Spec]:
    """The traces of the lines themselves; a target has no markers."""
    return [trace for trace in spec["data"] if "markers" in trace["mode"]]


def texts(spec: Spec) -> list[str]:
    """The texts that stand beside the lines."""
    return [note["text"] for note in spec["layout"]["annotations"]]


def includes(axis: Spec, *values: float) -> bool:
    low, high = axis["range"]
    return all(low <= value <= high for value in values)


class TestTrend:
    def test_an_unbroken_series_is_one_line_through_its_years(self) -> None:
        (trace,) = scatters(trend([line(days([100, 110, 120]))], LIGHT, YEARS))
        assert (trace["x"], trace["y"], trace["text"]) == (YEARS, [100, 110, 120], ["100", "110", "120"])
        assert trace["marker"]["symbol"] == ["circle", "circle", "circle"]

    def test_a_cut_gives_separate_lines(self) -> None:
        traces = scatters(trend([line(days([100, 110, 90], segments=[0, 0, 1]))], LIGHT, YEARS))
        assert [(trace["x"], trace["y"]) for trace in traces] == [([2019, 2020], [100, 110]), ([2021], [90])]

    def test_a_gap_stays_a_gap(self) -> None:
        (trace,) = scatters(trend([line(days([100, None, 120]))], LIGHT, YEARS))
        assert (trace["y"], trace["text"]) == ([100, None, 120], ["100", "", "120"])
        assert trace["connectgaps"] is False

    def test_a_part_year_is_hollow_and_says_its_months(self) -> None:
        rows = [made_figure("care_days", 2019, 100), jan_to_july(2020, 60)]
        whole, part = scatters(trend([line(rows)], LIGHT, YEARS))
        assert (whole["marker"]["symbol"], part["marker"]["symbol"]) == (["circle"], [HOLLOW])
        assert part["text"] == ["60 (jan–jul)"]

    def test_values_beside_each_other_have_one_precision(self) -> None:
        rows = [
            made_figure("sick_leave", year, value, digit)
            for year, value, digit in ((2017, 7.21, 0.01), (2019, 8.0, 0.01), (2021, 9.6, 0.1))
        ]
        (trace,) = scatters(trend([line(rows)], LIGHT, range(2017, 2022)))
        assert trace["text"] == ["7,2", "", "8,0", "", "9,6"]
        assert columns(rows, LIGHT, YEARS)["data"][0]["text"] == ["7,2", "8,0", "9,6"]

    def test_every_point_says_where_it_is_printed(self) -> None:
        rows = days([1000, 1001], cell="C7", sheet="Volymer", publication="VB 2020")
        (trace,) = scatters(trend([line(rows, "Vårddygn")], LIGHT, YEARS))
        assert trace["hovertext"][:1] == ["Vårddygn 2019: <b>1\u00a0000\u00a0dygn</b><br>VB 2020, Volymer!C7"]

    def test_the_axis_holds_every_year_and_every_value(self) -> None:
        spec = trend([line(days([100, 110, 120]))], LIGHT, range(2017, 2022))
        assert spec["layout"]["xaxis"]["tickvals"] == [2017, 2018, 2019, 2020, 2021]
        assert includes(spec["layout"]["xaxis"], 2017, 2021)
        assert includes(spec["layout"]["yaxis"], 100, 120)

    def test_an_axis_of_equal_values_still_has_height(self) -> None:
        low, high = trend([line(days([73, 73, 73]))], LIGHT, YEARS)["layout"]["yaxis"]["range"]
        assert low < 73 < high

    def test_a_target_is_a_dashed_line_with_its_value_at_the_end(self) -> None:
        target = [made_figure("care_days", year, 130, scenario="target") for year in (2020, 2021)]
        spec = trend([line(days([100, 110, 120]))], LIGHT, YEARS, target)
        (aim,) = [trace for trace in spec["data"] if trace not in scatters(spec)]
        assert set(aim["y"]) == {130}
        assert aim["line"]["dash"] == "dash"
        assert min(aim["x"]) < 2020 and max(aim["x"]) > 2021
        assert texts(spec) == ["Mål 2021: 130\u00a0dygn"]
        assert includes(spec["layout"]["yaxis"], 130)

    def test_a_target_outside_the_years_is_not_drawn(self) -> None:
        target = [made_figure("care_days", 2023, 999, scenario="target")]
        assert trend([line(days([100, 110, 120]))], LIGHT, YEARS, target) == trend(
            [line(days([100, 110, 120]))], LIGHT, YEARS
        )

    def test_names_stand_at_the_ends_of_their_lines_and_apart(self) -> None:
        lines = [line(days([100, 100, value]), name) for name, value in (("A", 110), ("B", 111), ("C", 200))]
        notes = trend(lines, LIGHT, YEARS)["layout"]["annotations"]
        assert {note["text"]: note["x"] for note in notes} == {"A": 2021, "B": 2021, "C": 2021}
        heights = [note["y"] for note in sorted(notes, key=lambda note: note["text"])]
        assert all(upper - lower >= 9 for lower, upper in pairwise(heights))

    def test_a_line_without_figures_leaves_no_trace_and_no_name(self) -> None:
        spec = trend([line(days([100, 110, 120]), "A"), line(days([None, None]), "B"), line([], "C")], LIGHT, YEARS)
        assert (len(scatters(spec)), texts(spec)) == (1, ["A"])

    def test_a_line_can_go_without_values(self) -> None:
        (trace,) = scatters(trend([line(days([100, 110]), labels="")], LIGHT, YEARS))
        assert "text" not in trace["mode"]

    def test_cuts_and_events_are_marked_at_their_time(self) -> None:
        spec = trend([line(days([1, 2, 3]))], LIGHT, YEARS, (), [Mark(2020.2, "1")], [Mark(2019.5, "A")])
        assert [(note["text"], note["x"]) for note in spec["layout"]["annotations"]] == [("1", 2020.2), ("A", 2019.5)]
        assert [(shape["x0"], shape["x1"]) for shape in spec["layout"]["shapes"]] == [(2019.5, 2019.5)]

    def test_a_stretch_without_any_number_leaves_the_others_as_they_are(self) -> None:
        traces = scatters(trend([line(days([100, None, 120], segments=[0, 1, 2]))], LIGHT, YEARS))
        drawn = [(x, y) for trace in traces for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None]
        assert drawn == [(2019, 100), (2021, 120)]

    @given(
        st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 10**6)), st.booleans()), min_size=1, max_size=8).filter(
            lambda points: sum(value is not None for value, _ in points) != 1
        )
    )
    def test_every_printed_value_is_drawn_and_labelled_once(self, points: list[tuple[int | None, bool]]) -> None:
        values = [value for value, _ in points]
        segments = list(accumulate(int(cut) for _, cut in points))
        traces = scatters(trend([line(days(values, segments))], LIGHT, range(2019, 2019 + len(values))))
        drawn = [value for trace in traces for value in trace["y"] if value is not None]
        assert drawn == [value for value in values if value is not None]
        assert all(len(trace[key]) == len(trace["x"]) for trace in traces for key in ("y", "text", "textposition"))


class TestColumns:
    def test_columns_start_at_zero(self) -> None:
        spec = columns(days([1000, 1010, 1020]), LIGHT, YEARS)
        (bars,) = spec["data"]
        assert (bars["type"], bars["x"], bars["y"]) == ("bar", YEARS, [1000, 1010, 1020])
        assert spec["layout"]["yaxis"]["range"][0] == 0
        assert includes(spec["layout"]["yaxis"], 1020)

    def test_negative_columns_hang_from_zero(self) -> None:
        spec = columns(days([-50, -10]), LIGHT, YEARS)
        assert includes(spec["layout"]["yaxis"], -50, 0)

    def test_a_gap_stays_a_gap(self) -> None:
        (bars,) = columns(days([100, None, 120]), LIGHT, YEARS)["data"]
        assert (bars["y"], bars["text"]) == ([100, None, 120], ["100", "", "120"])

    def test_a_part_year_looks_otherwise_than_a_whole_one(self) -> None:
        (bars,) = columns([made_figure("care_days", 2019, 100), jan_to_july(2020, 60)], LIGHT, YEARS)["data"]
        whole, part = bars["marker"]["color"]
        assert whole != part
        assert bars["text"] == ["100", "60 (jan–jul)"]

    def test_the_budget_stands_as_an_outline_wider_than_the_outcome(self) -> None:
        budget = [made_figure("care_days", 2020, 150, scenario="budget")]
        spec = columns(days([100, 110]), LIGHT, YEARS, budget)
        outline, bars = spec["data"]
        assert (outline["x"], outline["y"]) == ([2020], [150])
        assert outline["width"] > bars["width"]
        assert outline["marker"]["line"]["width"] > 0
        assert includes(spec["layout"]["yaxis"], 0, 150)

    def test_a_shared_scale_is_used_as_it_is(self) -> None:
        scale = spread([days([100, 200]), days([-30, None]), []])
        assert list(scale) == [-30, 200]
        one, other = (columns(days([v]), LIGHT, YEARS, scale=scale)["layout"]["yaxis"]["range"] for v in (100, 200))
        assert one == other

    def test_a_common_scale_holds_zero_also_where_all_is_far_from_it(self) -> None:
        assert spread([days([100, 200])]) == (0, 200)
        assert spread([days([-100])]) == (-100, 0)
        assert spread([]) == (0, 0)


class TestBridge:
    BARS = (Bar("Budget 2021", 100, is_total=True), Bar("Bättre", 30), Bar("Sämre", -50), Bar("Utfall 2021", 80, True))

    @staticmethod
    def lengths(spec: Spec) -> list[float]:
        """How far each bar reaches, whichever way the bars lie."""
        (trace,) = spec["data"]
        found: list[float] = trace["x" if trace.get("orientation") == "h" else "y"]
        return found

    @staticmethod
    def values(spec: Spec) -> Spec:
        """The axis of values, whichever way the bars lie."""
        (trace,) = spec["data"]
        found: Spec = spec["layout"]["xaxis" if trace.get("orientation") == "h" else "yaxis"]
        return found

    def test_every_driver_starts_where_the_one_before_it_ended(self) -> None:
        spec = bridge(self.BARS, LIGHT, "tkr")
        (trace,) = spec["data"]
        assert list(zip(trace["base"], self.lengths(spec), strict=True)) == [(0, 100), (100, 30), (130, -50), (0, 80)]

    def test_drivers_have_a_sign_and_totals_none(self) -> None:
        (trace,) = bridge(self.BARS, LIGHT, "tkr")["data"]
        assert trace["text"] == ["100", "+30", "\u221250", "80"]
        assert trace["hovertext"][1] == "Bättre: <b>+30\u00a0tkr</b>"

    def test_better_and_worse_and_totals_have_a_colour_each(self) -> None:
        (trace,) = bridge(self.BARS, LIGHT, "tkr")["data"]
        assert trace["marker"]["color"] == [LIGHT.ink, LIGHT.better, LIGHT.worse, LIGHT.ink]

    def test_the_axis_holds_zero_and_every_height(self) -> None:
        assert includes(self.values(bridge(self.BARS, LIGHT, "tkr")), 0, 100, 130, 80)
        sinking = (Bar("Budget", -10, is_total=True), Bar("Sämre", -20), Bar("Utfall", -30, is_total=True))
        assert includes(self.values(bridge(sinking, LIGHT, "tkr")), 0, -30)


def deviations(*sides: tuple[float, float]) -> list[Deviation]:
    """Areas A, B, C … with outcome and budget in tkr."""
    names = "ABCDEFGHIJKL"
    return [
        Deviation(
            made_figure("result", 2021, outcome, org=name),
            made_figure("result", 2021, budget, org=name, scenario="budget"),
        )
        for name, (outcome, budget) in zip(names, sides, strict=False)
    ]


class TestBridgeBars:
    def test_drivers_stand_by_size_between_budget_and_outcome(self) -> None:
        bars = bridge_bars(deviations((10, 0), (60, 100), (25, 5)), 2021)
        assert bars == [
            Bar("Budget 2021", 105, is_total=True),
            Bar("B", -40),
            Bar("C", 20),
            Bar("A", 10),
            Bar("Utfall 2021", 95, is_total=True),
        ]

    def test_every_area_stands_under_its_name_however_small(self) -> None:
        bars = bridge_bars(deviations((100, 0), (4, 0), (0, 3), (5, 0)), 2021)
        assert [(bar.name, bar.value) for bar in bars[1:-1]] == [("A", 100), ("D", 5), ("B", 4), ("C", -3)]

    def test_what_the_areas_leave_of_the_whole_is_a_driver_of_its_own(self) -> None:
        (whole,) = deviations((12_400, 9_000))
        assert bridge_bars(deviations((-7_500, 0), (4_000, 5_000)), 2021, whole) == [
            Bar("Budget 2021", 9_000, is_total=True),
            Bar("A", -7_500),
            Bar("B", -1_000),
            Bar("Ej känt område", 11_900),
            Bar("Utfall 2021", 12_400, is_total=True),
        ]

    def test_areas_on_budget_are_drivers_of_nothing(self) -> None:
        bars = bridge_bars(deviations((7, 7), (3, 3)), 2021)
        assert (bars[0], bars[-1]) == (
            Bar("Budget 2021", 10, is_total=True),
            Bar("Utfall 2021", 10, is_total=True),
        )
        assert sum(bar.value for bar in bars[1:-1]) == 0

    @given(st.lists(st.tuples(*[st.integers(-(10**7), 10**7)] * 2), min_size=1, max_size=12))
    def test_the_drivers_sum_exactly_to_outcome_minus_budget(self, sides: list[tuple[int, int]]) -> None:
        budget, *drivers, outcome = bridge_bars(deviations(*sides), 2021)
        assert sum(bar.value for bar in drivers) == outcome.value - budget.value
        assert (budget.value, outcome.value) == (sum(side[1] for side in sides), sum(side[0] for side in sides))
        assert [bar.is_total for bar in drivers] == [False] * len(drivers)


def test_scenarios_are_outlined_hatched_and_solid_from_zero() -> None:
    rows = [
        made_figure("result", 2020, -15000, 1000, scenario="budget"),
        made_figure("result", 2020, -25000, 1000, scenario="forecast", as_of=date(2020, 3, 31)),
        made_figure("result", 2020, 7972, scenario="outcome"),
    ]
    spec = scenarios(rows, ["Budget 2020", "Prognos 2020-03-31", "Utfall 2020"], LIGHT)
    budget, forecast, outcome = spec["data"]
    assert [trace["y"] for trace in spec["data"]] == [[-15000], [-25000], [7972]]
    assert [trace["text"] for trace in spec["data"]] == [["\u221215\u00a0mnkr"], ["\u221225\u00a0mnkr"], ["7\u00a0972"]]
    assert budget["marker"]["line"]["width"] > 0
    assert forecast["marker"]["pattern"]["shape"]
    assert "pattern" not in outcome["marker"] and "line" not in outcome["marker"]
    assert includes(spec["layout"]["yaxis"], 0, -25000, 7972)


class TestIndexed:
    def test_the_first_number_is_a_hundred(self) -> None:
        rows = indexed(days([200, 250, 100]))
        assert [(row.year, row.value, row.unit) for row in rows] == [
            (2019, 100, "index"),
            (2020, 125, "index"),
            (2021, 50, "index"),
        ]

    def test_every_stretch_starts_at_a_hundred_again(self) -> None:
        rows = indexed(days([200, 250, 50, 55], segments=[0, 0, 1, 1]))
        assert [row.value for row in rows] == pytest.approx([100, 125, 100, 110])
        traces = scatters(trend([line(rows)], LIGHT, range(2019, 2023)))
        assert [trace["x"] for trace in traces] == [[2019, 2020], [2021, 2022]]

    def test_a_stretch_that_starts_without_number_starts_at_its_first_one(self) -> None:
        assert [row.value for row in indexed(days([None, 200, 300])) if row.value is not None] == [100, 150]

    def test_a_gap_stays_a_gap(self) -> None:
        (trace,) = scatters(trend([line(indexed(days([100, None, 120])))], LIGHT, YEARS))
        assert (trace["x"], trace["y"]) == (YEARS, [100, None, 120])

    def test_a_stretch_that_starts_at_zero_has_no_index(self) -> None:
        assert [row.value for row in indexed(days([0, 50])) if row.value is not None] == []

    def test_where_an_index_is_printed_stays_known(self) -> None:
        (row,) = indexed(days([200], cell="C7"))
        assert (row.publication, row.sheet, row.cell) == ("VB 2021", "Blad", "C7")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (made_figure("care_days", 2021, 1000), "1\u00a0000"),
        (made_figure("care_days", 2021, None), ""),
        (made_figure("result", 2019, -25700, 100), "\u221225,7\u00a0mnkr"),
        (made_figure("meals", 2021, 6_651_000, 1000), "6\u00a0651\u00a0tusen"),
        (jan_to_july(2019, 60), "60 (jan–jul)"),
        (replace(jan_to_july(2019, 60), period_start=date(2019, 7, 1)), "60 (jul)"),
        (made_figure("result", 2022, 5, caveats=(Caveat("gap", "en del saknas"),)), "5\u00a0⚠"),
    ],
)
def test_a_label_is_the_printed_digits_and_the_months_of_a_part_year(row: Figure, said: str) -> None:
    assert label(row) == said


BUDGET = [made_figure("result", 2020, 5, scenario="budget")]
SPECS = {
    "trend": trend(
        [line(days([100, None, 120], segments=[0, 0, 1]), "A")],
        DARK,
        YEARS,
        [made_figure("care_days", 2021, 130, scenario="target")],
        [Mark(2020.2, "1")],
        [Mark(2020.5, "A")],
    ),
    "columns": columns([made_figure("result", 2020, 7), jan_to_july(2021, 3)], DARK, YEARS, BUDGET),
    "bridge": bridge(TestBridge.BARS, DARK, "tkr"),
    "scenarios": scenarios([*BUDGET, made_figure("result", 2020, 7)], ["Budget 2020", "Utfall 2020"], DARK),
    "indexed": trend([line(indexed(days([200, 100])), "A")], DARK, YEARS),
}


@pytest.mark.parametrize("form", SPECS)
def test_a_chart_is_plain_json(form: str) -> None:
    """What JSON gives back is what was put in: no NaN, no tuples, no dates, no numpy numbers."""
    assert json.loads(json.dumps(SPECS[form], allow_nan=False)) == SPECS[form]


@pytest.mark.parametrize("form", SPECS)
def test_a_chart_writes_numbers_the_swedish_way(form: str) -> None:
    assert SPECS[form]["layout"]["separators"] == ",\u00a0"


@pytest.mark.parametrize("form", SPECS)
def test_a_charts_text_has_no_raw_minus_or_point(form: str) -> None:
    shown = [text for trace in SPECS[form]["data"] for text in trace.get("text", [])]
    assert shown
    assert [text for text in shown if re.search(r"-\d|\d\.\d", text)] == []


def test_a_year_that_no_report_prints_is_a_gap() -> None:
    (trace,) = scatters(trend([line([*days([100]), made_figure("care_days", 2021, 130)])], LIGHT, YEARS))
    assert (trace["x"], trace["y"]) == ([2019, 2020, 2021], [100, None, 130])


def test_columns_without_a_number_have_nothing_to_draw() -> None:
    assert columns([], LIGHT, YEARS)["data"] == []


def of_months(first: str, values: Sequence[float | None], segments: Sequence[int] = (), **changes: Any) -> list[Figure]:
    """Care days month by month from the first on."""
    year, month = map(int, first.split("-"))
    numbers = [*segments] or [0] * len(values)
    found = []
    for at, (value, segment) in enumerate(zip(values, numbers, strict=True)):
        of, number = year + (month - 1 + at) // 12, (month - 1 + at) % 12 + 1
        figure = made_figure("care_days", of, value, segment=segment, position=-1, **changes)
        found.append(replace(figure, period_start=date(of, number, 1), period_end=date(of, number, 28)))
    return found


def dark(rows: Sequence[Figure], name: str) -> Line:
    return Line(rows, name, LIGHT.muted, width=1.5)


class TestSeason:
    def test_years_lie_over_each_other_from_january_on(self) -> None:
        lines = [dark(of_months("2020-01", range(1, 13)), "2020"), line(of_months("2021-01", [5, 6, 7]), "2021")]
        before, now = season(lines, LIGHT)["data"]
        assert (before["x"], before["y"]) == (list(range(1, 13)), list(range(1, 13)))
        assert (now["x"], now["y"]) == ([1, 2, 3], [5, 6, 7])
        assert before["line"]["color"] != now["line"]["color"]
        assert before["line"]["width"] < now["line"]["width"]

    def test_every_month_is_marked_and_every_third_named(self) -> None:
        axis = season([line(of_months("2021-03", [5, 6]), "2021")], LIGHT)["layout"]["xaxis"]
        named = dict(zip(axis["tickvals"], axis["ticktext"], strict=True))
        assert (list(named), axis["ticks"]) == (list(range(1, 13)), "outside")
        assert {month: name for month, name in named.items() if name} == {1: "jan", 4: "apr", 7: "jul", 10: "okt"}
        assert includes(axis, 1, 12)

    def test_each_line_has_its_name_at_its_end_and_the_last_its_value(self) -> None:
        lines = [dark(of_months("2020-01", [1] * 11 + [900]), "2020"), line(of_months("2021-01", [5, 6, 1700]), "2021")]
        notes = season(lines, LIGHT)["layout"]["annotations"]
        assert [(note["text"], note["x"], note["y"]) for note in notes] == [
            ("2020", 12, 900),
            ("2021: 1\u00a0700", 3, 1700),
        ]

    @pytest.mark.parametrize("height", [200, 240, 340])
    def test_names_at_one_height_are_pushed_apart_by_a_line_of_text(self, height: int) -> None:
        ends = {"A": 100.0, "B": 100.0, "C": 101.0}
        lines = [line(of_months("2021-01", [0, 150, end]), name) for name, end in ends.items()]
        spec = season(lines, LIGHT, height)
        heights = sorted(note["y"] for note in spec["layout"]["annotations"])
        low, high = spec["layout"]["yaxis"]["range"]
        margin = spec["layout"]["margin"]
        pixels = (height - margin["t"] - margin["b"]) / (high - low)
        assert all((upper - lower) * pixels >= 19 for lower, upper in pairwise(heights))
        assert includes(spec["layout"]["yaxis"], *heights)

    def test_a_gap_cuts_the_line_and_a_month_alone_is_a_dot(self) -> None:
        rows = [*of_months("2021-01", [5, 6]), *of_months("2021-04", [7], [1])]
        first, alone = season([line(rows, "2021")], LIGHT)["data"]
        assert (first["x"], first["mode"]) == ([1, 2], "lines")
        assert (alone["x"], alone["mode"]) == ([4], "lines+markers")

    def test_lines_without_a_number_are_left_out(self) -> None:
        spec = season([dark([], "2020"), dark(of_months("2020-01", [None]), "B"), line([], "2021")], LIGHT)
        assert (spec["data"], texts(spec)) == ([], [])

    def test_where_the_last_line_has_no_number_no_value_is_written(self) -> None:
        spec = season([dark(of_months("2020-01", [4, 5]), "2020"), line([], "2021")], LIGHT)
        assert texts(spec) == ["2020: 5"]

    def test_the_axis_says_a_few_values_and_holds_them_all(self) -> None:
        axis = season([line(of_months("2021-01", [5, 60]), "2021")], LIGHT)["layout"]["yaxis"]
        assert (axis["showticklabels"], axis["tickformat"]) == (True, ",~f")
        assert axis["nticks"] <= 5
        assert includes(axis, 5, 60)

    @pytest.mark.parametrize("values", [[-5, 5], [5, 6], [-5, -6]])
    def test_amounts_stand_on_a_line_at_zero(self, values: Sequence[float]) -> None:
        axis = season([line(of_months("2021-01", values), "2021")], LIGHT)["layout"]["yaxis"]
        assert axis["zeroline"]
        assert includes(axis, 0)

    def test_the_longest_name_has_room(self) -> None:
        short, long = (season([line(of_months("2021-01", [5, value]), "2021")], LIGHT) for value in (5, 1234567))
        assert long["layout"]["margin"]["r"] - short["layout"]["margin"]["r"] >= 8 * len("\u00a0234\u00a0567")

    def test_a_point_says_what_it_is_and_that_it_is_a_sample(self) -> None:
        rows = of_months("2021-01", [1000], sample=True, cell="31 rader", publication="exporten Boende")
        budget = of_months("2021-01", [900], scenario="budget", cell="31 rader", publication="exporten Boende")
        planned, reached = season([dark(budget, "Budget"), line(rows, "2021")], LIGHT)["data"]
        assert reached["hovertext"] == [
            "Leanlink 2021: <b>1\u00a0000\u00a0dygn</b><br>exporten Boende, 31 rader<br>Exempeldata"
        ]
        assert planned["hovertext"] == ["Budget 2021: <b>900\u00a0dygn</b><br>exporten Boende, 31 rader"]


class TestLongRun:
    def test_a_month_stands_in_its_place_within_the_year(self) -> None:
        (trace,) = long_run(of_months("2020-12", [5, 6]), LIGHT, [2020, 2021])["data"]
        assert trace["x"] == [pytest.approx(2020 + 11.5 / 12), pytest.approx(2021 + 0.5 / 12)]
        assert trace["y"] == [5, 6]

    def test_years_are_named_in_their_middle_and_all_months_fit(self) -> None:
        spec = long_run(of_months("2019-01", [5] * 36), LIGHT, [2019, 2020, 2021])
        axis = spec["layout"]["xaxis"]
        assert dict(zip(axis["ticktext"], axis["tickvals"], strict=True)) == {
            "2019": 2019.5,
            "2020": 2020.5,
            "2021": 2021.5,
        }
        assert includes(axis, *spec["data"][0]["x"])

    def test_a_missing_year_keeps_its_room(self) -> None:
        rows = [*of_months("2018-01", [5]), *of_months("2021-01", [5], [1])]
        assert long_run(rows, LIGHT, [2018, 2021])["layout"]["xaxis"]["ticktext"] == ["2018", "2019", "2020", "2021"]

    def test_the_last_value_stands_at_the_end(self) -> None:
        (note,) = long_run(of_months("2021-01", [5, 1234]), LIGHT, [2021])["layout"]["annotations"]
        assert (note["text"], note["x"], note["y"]) == ("1\u00a0234", pytest.approx(2021 + 1.5 / 12), 1234)

    def test_a_cut_gives_separate_lines_and_a_mark(self) -> None:
        spec = long_run(of_months("2021-01", [5, 6, 7], [0, 0, 1]), LIGHT, [2021], [Mark(2021 + 2 / 12, "A")])
        assert [trace["y"] for trace in spec["data"]] == [[5, 6], [7]]
        assert [shape["x0"] for shape in spec["layout"]["shapes"]] == [2021 + 2 / 12]
        assert texts(spec) == ["7", "A"]

    def test_without_a_number_there_is_nothing_to_draw(self) -> None:
        spec = long_run(of_months("2021-06", [None]), LIGHT, [2021])
        assert (spec["data"], texts(spec)) == ([], [])


class TestLinesOfMonths:
    WOMEN = line(of_months("2021-01", [5, 6]), "Kvinnor")
    MEN = line(of_months("2021-01", [3, 2]), "Män")

    def ends(self, *lines: Line) -> set[str]:
        return {note["text"] for note in long_runs(lines, LIGHT, [2021])["layout"]["annotations"]}

    def test_those_that_the_title_speaks_of_have_their_values(self) -> None:
        assert self.ends(replace(self.WOMEN, told=True), replace(self.MEN, told=True)) == {"Kvinnor: 6", "Män: 2"}
        assert self.ends(replace(self.WOMEN, told=True), self.MEN) == {"Kvinnor: 6", "Män"}

    def test_where_it_speaks_of_none_the_last_has_its_value(self) -> None:
        assert self.ends(self.WOMEN, self.MEN) == {"Kvinnor", "Män: 2"}

    def test_every_line_says_its_name_under_the_pointer(self) -> None:
        traces = long_runs([self.WOMEN, self.MEN], LIGHT, [2021])["data"]
        assert [trace["hovertext"][0].split(" ")[0] for trace in traces] == ["Kvinnor", "Män"]
