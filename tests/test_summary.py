"""What happened, in whole sentences: titles, changes, targets, women and men, the verdict, indices."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations, product
from pathlib import Path

import pytest

from dashboard.figures.figure import Caveat, Figure
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import Filter, publications
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.month_titles import same_month, to_date_title
from dashboard.findings.step import Step
from dashboard.findings.summary import Summary, summarise
from dashboard.findings.year_titles import (
    gap_note,
    gap_title,
    gender_gaps,
    group_title,
    headline,
    index_title,
    title,
    withheld,
)
from tests.claims import check
from tests.made import (
    WHOLE,
    built,
    empty_summary,
    indicators,
    made_figure,
    made_summary,
    prose,
    results,
    titled,
    volumes,
)

DAYS = "Vårddygn, antal"


def sick_leave(value: float, step: float | None = None, target: float | None = None, comparator: str = "") -> Summary:
    """Sick leave in 2021 (lower is better), in per cent with one decimal."""
    return _aimed("sick_leave", value, step, target, comparator)


def full_time(value: float, step: float | None = None, target: float | None = None, comparator: str = "") -> Summary:
    """The share of full-time employees in 2021 (higher is better), in per cent with one decimal."""
    return _aimed("full_time_share", value, step, target, comparator)


def _aimed(measure: str, value: float, step: float | None, target: float | None, comparator: str) -> Summary:
    aim = None
    if target is not None:
        aim = made_figure(measure, 2021, target, 0.1, scenario="target", comparator=comparator)
    return changed(made_figure(measure, 2021, value, 0.1), step, aim)


def changed(latest: Figure, by: float | None = None, target: Figure | None = None) -> Summary:
    """A summary of a figure that has changed by so much since the year before."""
    if by is None:
        return made_summary(latest, target=target)
    before = replace(latest, year=latest.of_year - 1, value=round(latest.number - by, 6))
    return made_summary(latest, Step(before, latest), target)


def change(summary: Summary) -> str:
    """What a card says of the step, or why there is none."""
    return summary.change.text or "; ".join(summary.change.reasons)


def result(value: float, step: float, budget: float) -> Summary:
    """The result of 2021 in tkr, against its budget."""
    aim = made_figure("result", 2021, budget, scenario="budget")
    return changed(made_figure("result", 2021, value), step, aim)


class TestTitle:
    @pytest.mark.parametrize(
        ("summary", "said"),
        [
            (
                sick_leave(9.6, -0.9, 7.0),
                "Sjukfrånvaron sjönk 2021 till 9,6\u00a0% men ligger 2,6 procentenheter över målet 7,0\u00a0%",
            ),
            (
                sick_leave(10.5, +2.5, 7.0),
                "Sjukfrånvaron steg 2021 till 10,5\u00a0% och ligger 3,5 procentenheter över målet 7,0\u00a0%",
            ),
            (sick_leave(6.5, -0.5, 7.0), "Sjukfrånvaron sjönk 2021 till 6,5\u00a0% och målet 7,0\u00a0% är nått"),
            (sick_leave(6.9, +0.4, 7.0), "Sjukfrånvaron steg 2021 till 6,9\u00a0% och målet 7,0\u00a0% är nått"),
            (sick_leave(7.0, -0.4, 7.0), "Sjukfrånvaron sjönk 2021 till 7,0\u00a0% och målet 7,0\u00a0% är nått"),
            (
                full_time(59.5, +0.7, 67.0),
                "Andelen heltidsanställda steg 2021 till 59,5\u00a0%"
                " men ligger 7,5 procentenheter under målet 67,0\u00a0%",
            ),
            (
                full_time(58.0, -0.8, 67.0),
                "Andelen heltidsanställda sjönk 2021 till 58,0\u00a0%"
                " och ligger 9,0 procentenheter under målet 67,0\u00a0%",
            ),
            (
                full_time(68.0, +1.0, 67.0),
                "Andelen heltidsanställda steg 2021 till 68,0\u00a0% och målet 67,0\u00a0% är nått",
            ),
            (
                full_time(75.0, +1.0, 75.0, ">"),
                "Andelen heltidsanställda steg 2021 till 75,0\u00a0% men målet mer än 75,0\u00a0% är inte nått",
            ),
            (sick_leave(9.6, -0.9), "Sjukfrånvaron sjönk 2021 till 9,6\u00a0%"),
            (sick_leave(9.6, 0.0, 7.0), "Sjukfrånvaron låg 2021 kvar på 9,6\u00a0%"),
            (sick_leave(9.6, 0.04, 7.0), "Sjukfrånvaron låg 2021 kvar på 9,6\u00a0%"),
            (sick_leave(9.6), "Sjukfrånvaron var 9,6\u00a0% år 2021"),
            (empty_summary("sick_leave"), "Total sjukfrånvaro: ingen publicerad siffra i urvalet"),
            (
                result(20123, 12151, 0),
                "Resultatet steg 2021 till 20\u00a0123\u00a0tkr, 20\u00a0123\u00a0tkr bättre än budget",
            ),
            (
                result(-5550, 6740, -5000),
                "Resultatet steg 2021 till \u22125\u00a0550\u00a0tkr, 550\u00a0tkr sämre än budget",
            ),
            (
                result(5658, -7892, 8000),
                "Resultatet sjönk 2021 till 5\u00a0658\u00a0tkr, 2\u00a0342\u00a0tkr sämre än budget",
            ),
        ],
    )
    def test_it_says_direction_value_and_target(self, summary: Summary, said: str) -> None:
        assert title(summary).text == said

    @pytest.mark.parametrize(
        ("step", "said"),
        [
            (+4, "Vårddygnen låg 2021 kvar på 1\u00a0000\u00a0dygn"),
            (-4, "Vårddygnen låg 2021 kvar på 1\u00a0000\u00a0dygn"),
            (+6, "Vårddygnen steg 2021 till 1\u00a0000\u00a0dygn"),
            (-6, "Vårddygnen sjönk 2021 till 1\u00a0000\u00a0dygn"),
        ],
    )
    def test_a_volume_that_changes_by_less_than_half_a_per_cent_has_no_direction(self, step: float, said: str) -> None:
        assert title(changed(made_figure("care_days", 2021, 1000), step)).text == said

    def test_a_measure_that_is_neither_good_nor_bad_is_not_held_to_a_target(self) -> None:
        target = made_figure("care_days", 2021, 900, scenario="target")
        summary = changed(made_figure("care_days", 2021, 1000), 100, target)
        assert title(summary).text == "Vårddygnen steg 2021 till 1\u00a0000\u00a0dygn"

    def test_a_coarse_target_is_compared_to_the_finer_digit(self) -> None:
        target = made_figure("full_time_share", 2021, 67, 1, scenario="target")
        summary = changed(made_figure("full_time_share", 2021, 59.5, 0.1), 0.7, target)
        said = "Andelen heltidsanställda steg 2021 till 59,5\u00a0% men ligger 7,5 procentenheter under målet 67\u00a0%"
        assert title(summary).text == said
        assert summary.judgement.text == "7,5 procentenheter under målet 67\u00a0%"

    @pytest.mark.parametrize("measure", sorted(MEASURES))
    def test_it_is_at_most_fifteen_words_whatever_is_chosen(self, published: Warehouse, measure: str) -> None:
        reports = ["", *(publication.name for publication in publications(published))]
        orgs = ("Leanlink", "Idrott och Arbetsmarknadsservice")
        for org, gender, as_of in product(orgs, ("total", "women", "men"), reports):
            said = title(summarise(published, measure, Filter((org,), (gender,), as_of=as_of))).text
            assert len(_words(said)) <= 15, said

    @pytest.mark.parametrize("measure", sorted(MEASURES))
    def test_the_title_of_women_and_men_is_at_most_fifteen_words(self, published: Warehouse, measure: str) -> None:
        women, men = (summarise(published, measure, Filter((WHOLE,), genders=(gender,))) for gender in ("women", "men"))
        assert len(_words(gap_title(women, men).text)) <= 15


def _words(text: str) -> list[str]:
    """The words of a sentence: a number is one word also where it holds spaces, a sign alone (%) is none."""
    return [word for word in re.sub(r"(?<=\d)\s(?=\d{3})", "", text).split() if re.search(r"\w", word)]


class TestChange:
    @pytest.mark.parametrize(
        ("summary", "said"),
        [
            (sick_leave(9.6, -0.9), "\u22120,9 procentenheter mot 2020"),
            (sick_leave(10.5, 2.5), "+2,5 procentenheter mot 2020"),
            (sick_leave(9.6, 0.0), "i stort sett oförändrat mot 2020"),
            (result(20123, 12151, 0), "+12\u00a0151\u00a0tkr mot 2020"),
            (empty_summary("sick_leave"), "ingen publicerad siffra i urvalet"),
        ],
    )
    def test_it_is_the_step_with_its_sign_and_year(self, summary: Summary, said: str) -> None:
        assert change(summary) == said

    def test_a_step_between_a_fine_and_a_coarse_print_is_said_to_the_coarse_digit(self) -> None:
        summary = changed(made_figure("meals", 2021, 6_651_000, 1000), -83_000)
        assert change(summary) == "\u221283\u00a0tusen mot 2020"
        assert summary.value.text == "6\u00a0651\u00a0tusen"

    def test_the_value_of_nothing_is_a_dash(self) -> None:
        assert empty_summary("sick_leave").value.text == "–"


class TestStatus:
    @pytest.mark.parametrize(
        ("summary", "status", "said"),
        [
            (sick_leave(9.6, -0.9, 7.0), "worse", "2,6 procentenheter över målet 7,0\u00a0%"),
            (sick_leave(6.5, -0.9, 7.0), "better", "målet 7,0\u00a0% är nått"),
            (sick_leave(7.0, -0.9, 7.0), "better", "målet 7,0\u00a0% är nått"),
            (sick_leave(9.6, -0.9), "neither", "inget mål för 2021"),
            (full_time(59.5, 0.7, 67.0), "worse", "7,5 procentenheter under målet 67,0\u00a0%"),
            (full_time(67.5, 0.7, 67.0), "better", "målet 67,0\u00a0% är nått"),
            (
                result(20123, 12151, 0),
                "better",
                "20\u00a0123\u00a0tkr bättre än budget (0\u00a0tkr)",
            ),
            (
                result(5658, -7892, 8000),
                "worse",
                "2\u00a0342\u00a0tkr sämre än budget (8\u00a0000\u00a0tkr)",
            ),
            (empty_summary("sick_leave"), "neither", ""),
        ],
    )
    def test_it_says_whether_the_target_is_met(self, summary: Summary, status: str, said: str) -> None:
        assert (summary.status, summary.judgement.text) == (status, said)

    def test_a_measure_that_is_neither_good_nor_bad_has_no_status(self) -> None:
        target = made_figure("care_days", 2021, 900, scenario="target")
        summary = made_summary(made_figure("care_days", 2021, 1000), None, target)
        assert (summary.status, summary.judgement.text) == ("neither", "")

    @pytest.mark.parametrize(
        ("comparator", "value", "status"),
        [
            (">", 67.0, "worse"),
            (">", 67.1, "better"),
            ("<", 67.0, "worse"),
            ("<", 66.9, "better"),
            (">=", 68.0, "better"),
            (">=", 66.0, "worse"),
            ("<=", 66.0, "better"),
            ("<=", 68.0, "worse"),
            ("<=", 67.0, "better"),
        ],
    )
    def test_a_target_that_says_at_least_or_at_most_is_taken_at_its_word(
        self, comparator: str, value: float, status: str
    ) -> None:
        assert full_time(value, 1.0, 67.0, comparator).status == status

    def test_a_summary_without_target_cannot_say_how_far_it_is(self) -> None:
        with pytest.raises(ValueError, match=r"^sick_leave has no target to be compared with$"):
            _ = sick_leave(9.6).goal


class TestSummarise:
    """From printed figures to a summary."""

    def test_the_step_goes_from_the_year_before_to_the_latest(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2021": volumes(["2019", "2020", "2021"], [DAYS, "300", "100", "150"])})
        summary = summarise(warehouse, "care_days")
        assert summary.step and (summary.step.before.value, summary.step.now.value) == (100, 150)
        assert title(summary).text == "Vårddygnen steg 2021 till 150\u00a0dygn"
        assert change(summary) == "+50\u00a0dygn mot 2020"

    def test_a_year_without_number_is_passed_over(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2021": volumes(["2019", "2020", "2021"], [DAYS, "100", "", "150"])})
        summary = summarise(warehouse, "care_days")
        assert change(summary) == "+50\u00a0dygn mot 2019"
        assert title(summary).text == "Vårddygnen steg 2021 mot 2019 till 150\u00a0dygn"

    @pytest.mark.parametrize(
        ("year", "compared", "said"),
        [
            (2021, 2020, "Vårddygnen steg 2021 till 150\u00a0dygn"),
            (2021, 2018, "Vårddygnen sjönk 2021 mot 2018 till 150\u00a0dygn"),
            (2020, 2021, "Vårddygnen var 100\u00a0dygn år 2020, 50 färre än 2021"),
            # What is lacking in the compared year is compared with the year before.
            (2020, 2019, "Vårddygnen sjönk 2020 mot 2018 till 100\u00a0dygn"),
            (2021, 2017, "Vårddygnen var 150\u00a0dygn år 2021, i stort sett som 2017"),
            # The comparison is the chosen year's.
            (2019, 2021, "Vårddygnen steg 2018 till 300\u00a0dygn"),
        ],
    )
    def test_the_step_begins_in_the_compared_year(self, tmp_path: Path, year: int, compared: int, said: str) -> None:
        counts = {"2017": "150", "2018": "300", "2019": "", "2020": "100", "2021": "150"}
        warehouse = built(tmp_path, {"VB 2021": volumes([*counts], [DAYS, *counts.values()])})
        chosen = Filter((WHOLE,), first_year=year, last_year=year)
        if year == 2019:
            chosen = replace(chosen, first_year=2018)
        summary = summarise(warehouse, "care_days", chosen, compared)
        check(warehouse, title(summary))
        assert title(summary).text == said

    def test_no_difference_is_taken_across_a_seam(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path,
            {"VB 2021": volumes(["2020", "2021"], [DAYS, "100", "110"]), "VB 2022": volumes(["2021"], [DAYS, "150"])},
        )
        summary = summarise(warehouse, "care_days")
        assert summary.step is None
        assert title(summary).text == "Vårddygnen var 150\u00a0dygn år 2021"
        assert change(summary) == "inte jämförbart med 2020: omräknat i VB 2022"

    def test_no_difference_is_taken_across_a_cut_at_a_year_without_number(self, tmp_path: Path) -> None:
        hours = volumes(["2018", "2019", "2020"], ["Hemtjänst, timmar", "100", "", "90"])
        summary = summarise(built(tmp_path, {"VB 2020": hours}), "home_care_hours")
        said = "inte jämförbart med 2018: utförda timmar i stället för beviljade från 2019"
        assert change(summary) == said

    def test_no_difference_is_taken_across_a_series_break(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2019": volumes(["2018", "2019"], ["Hemtjänst, timmar", "100", "90"])})
        summary = summarise(warehouse, "home_care_hours")
        assert title(summary).text == "Hemtjänsttimmarna var 90\u00a0timmar år 2019"
        assert change(summary) == "inte jämförbart med 2018: utförda timmar i stället för beviljade från 2019"

    def test_a_step_after_a_seam_is_said(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path,
            {
                "VB 2020": volumes(["2019", "2020"], [DAYS, "100", "110"]),
                "VB 2021": volumes(["2020", "2021"], [DAYS, "150", "170"]),
            },
        )
        assert change(summarise(warehouse, "care_days")) == "+20\u00a0dygn mot 2020"

    def test_a_single_year_has_no_step(self, tmp_path: Path) -> None:
        summary = summarise(built(tmp_path, {"VB 2021": volumes(["2021"], [DAYS, "100"])}), "care_days")
        assert title(summary).text == "Vårddygnen var 100\u00a0dygn år 2021"
        assert change(summary) == "inget annat år att jämföra med"

    def test_a_part_year_is_neither_the_latest_nor_compared_with(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2019": indicators(["2018", "2019 Jan-juli"], ["Frisktal", "70", "50"])})
        summary = summarise(warehouse, "healthy_share")
        assert title(summary).text == "Frisktalet var 70\u00a0% år 2018"
        assert change(summary) == "inget annat år att jämföra med"

    def test_whole_years_around_a_part_year_are_compared(self, tmp_path: Path) -> None:
        warehouse = built(
            tmp_path, {"VB 2020": indicators(["2018", "2019 Jan-juli", "2020"], ["Frisktal", "70", "50", "72"])}
        )
        summary = summarise(warehouse, "healthy_share")
        assert title(summary).text == "Frisktalet steg 2020 mot 2018 till 72\u00a0%"
        assert change(summary) == "+2 procentenheter mot 2018"

    def test_nothing_in_the_selection_is_said(self, tmp_path: Path) -> None:
        warehouse = built(tmp_path, {"VB 2021": volumes(["2021"], [DAYS, "100"])})
        summary = summarise(warehouse, "care_days", Filter((WHOLE,), last_year=2020))
        assert title(summary).text == "Vårddygn: ingen publicerad siffra i urvalet"
        assert (summary.value.text, change(summary)) == ("–", "ingen publicerad siffra i urvalet")

    def test_the_target_is_that_of_the_latest_year(self, tmp_path: Path) -> None:
        earlier = indicators(["2020", "Målvärde"], ["Total sjukfrånvaro (%)", "8,0", "7,0"])
        later = indicators(["2021", "Målvärde"], ["Total sjukfrånvaro (%)", "9,0", "6,5"])
        warehouse = built(tmp_path, {"VB 2020": earlier, "VB 2021": later})
        now, then = (summarise(warehouse, "sick_leave", Filter((WHOLE,), as_of=name)) for name in ("", "VB 2020"))
        assert now.judgement.text == "2,5 procentenheter över målet 6,5\u00a0%"
        assert then.judgement.text == "1,0 procentenheter över målet 7,0\u00a0%"

    def test_a_target_in_words_is_no_target(self, tmp_path: Path) -> None:
        table = indicators(["2021", "Målvärde"], ["Total sjukfrånvaro (%)", "9,0", "minska"])
        assert summarise(built(tmp_path, {"VB 2021": table}), "sick_leave").judgement.text == "inget mål för 2021"

    def test_a_result_is_held_to_its_budget_before_its_target(self, tmp_path: Path) -> None:
        budgeted = results(["Bokslut 2021", "Budget 2021"], ["Summa nettokostnader, tkr", "12", "8"])
        aimed = prose(["Resultat", "Leanlink", "2021", "Mål", "20 tkr"])
        both = summarise(built(tmp_path / "both", {"VB 2021": budgeted | aimed}), "result")
        assert both.judgement.text == "4\u00a0tkr bättre än budget (8\u00a0tkr)"
        outcome = results(["Bokslut 2021"], ["Summa nettokostnader, tkr", "12"])
        only_target = summarise(built(tmp_path / "target", {"VB 2021": outcome | aimed}), "result")
        assert only_target.judgement.text == "8\u00a0tkr under målet 20\u00a0tkr"


def _by_year(measure: str, resolution: float, values: dict[int, float | None], **changes: object) -> list[Figure]:
    return [made_figure(measure, year, value, resolution, **changes) for year, value in values.items()]


def _of(measure: str, resolution: float, values: dict[int, float | None]) -> Summary:
    rows = _by_year(measure, resolution, values)
    return made_summary(rows[-1], rows=rows)


class TestGroupTitle:
    """Of several measures side by side the first is told of: unlike ones are never counted together."""

    def test_the_first_measure_with_a_figure_is_told_of_however_much_the_others_changed(self) -> None:
        group = [
            empty_summary("sfb_hours"),
            changed(made_figure("care_days", 2021, 110), +10),
            changed(made_figure("meals", 2021, 1500), +500),
        ]
        assert group_title(group).text == "Vårddygnen steg 2021 till 110\u00a0dygn"

    def test_a_group_without_figures_says_so(self) -> None:
        group = [empty_summary("meals"), empty_summary("care_days")]
        assert group_title(group).text == "Måltider: ingen publicerad siffra i urvalet"


class TestWomenAndMen:
    @pytest.mark.parametrize(
        ("women", "men", "said"),
        [
            (9.8, 8.6, "Sjukfrånvaron var 1,2 procentenheter högre för kvinnor än för män 2021"),
            (8.6, 9.8, "Sjukfrånvaron var 1,2 procentenheter lägre för kvinnor än för män 2021"),
            (9.8, 9.8, "Sjukfrånvaron var lika för kvinnor och män 2021"),
        ],
    )
    def test_the_title_says_who_is_higher_and_by_how_much(self, women: float, men: float, said: str) -> None:
        both = [_of("sick_leave", 0.1, {2021: value}) for value in (women, men)]
        assert gap_title(both[0], both[1]).text == said

    def test_a_gap_in_another_unit_is_said_in_that_unit(self) -> None:
        women, men = _of("pension_age", 0.1, {2021: 64.5}), _of("pension_age", 0.1, {2021: 64.0})
        assert gap_title(women, men).text == "Pensionsåldern var 0,5\u00a0år högre för kvinnor än för män 2021"

    def test_only_years_that_both_have_are_compared(self) -> None:
        women = _of("sick_leave", 0.1, {2019: 8.2, 2020: 9.0, 2021: 9.8})
        men = _of("sick_leave", 0.1, {2018: 7.0, 2019: 7.1, 2020: None})
        assert [(gap.now.year, round(gap.difference, 6)) for gap in gender_gaps(women, men)] == [(2019, 1.1)]
        assert gap_title(women, men).text == "Sjukfrånvaron var 1,1 procentenheter högre för kvinnor än för män 2019"

    def test_a_part_year_is_not_compared(self) -> None:
        women = made_summary(made_figure("sick_leave", 2021, 9.8, 0.1, part_year=True))
        men = _of("sick_leave", 0.1, {2021: 8.6})
        assert gender_gaps(women, men) == []

    def test_the_note_gives_every_year_to_the_coarser_print(self) -> None:
        women = _of("sick_leave", 0.01, {2018: 8.23, 2019: 8.0, 2020: 9.0})
        men = [*_by_year("sick_leave", 0.01, {2018: 7.14}), *_by_year("sick_leave", 0.1, {2019: 8.0, 2020: 9.5})]
        said = "Kvinnor minus män, procentenheter: 2018: +1,09, 2019: 0,0, 2020: \u22120,5"
        assert gap_note(women, made_summary(men[-1], rows=men)).text == said

    def test_without_a_common_year_there_is_a_title_and_no_note(self) -> None:
        women, men = _of("sick_leave", 0.1, {2020: 9.0}), empty_summary("sick_leave")
        assert gap_title(women, men).text == "Sjukfrånvaron: ingen uppdelning på kvinnor och män i urvalet"
        assert gap_note(women, men).text == ""


def told(*summaries: Summary, scopes: Sequence[str] = ()) -> str:
    """The headline over the cards."""
    return headline(summaries, scopes or [""] * len(summaries)).text


AGAINST = (Caveat("check", "kontrollen ”a = b” håller inte (VB 2021, Blad!B4)"),)


class TestVerdict:
    """What the headline counts is what the cards under it show."""

    def test_it_counts_the_met_targets_and_says_each_missed_one(self) -> None:
        days = made_summary(made_figure("care_days", 2021, 1000))
        assert told(sick_leave(9.6, -0.9, 7.0), full_time(68.0, 1.0, 67.0), result(20123, 12151, 0), days) == (
            "2 av 3 nyckeltal nådde mål eller budget 2021 – sjukfrånvaron låg 2,6 procentenheter över målet 7,0\u00a0%."
        )

    def test_all_met_needs_no_more_words(self) -> None:
        assert told(sick_leave(6.0, -0.9, 7.0)) == "1 av 1 nyckeltal nådde mål eller budget 2021."

    def test_several_missed_stand_one_after_another(self) -> None:
        assert told(sick_leave(9.6, -0.9, 7.0), full_time(59.5, 0.7, 67.0)) == (
            "0 av 2 nyckeltal nådde mål eller budget 2021 –"
            " sjukfrånvaron låg 2,6 procentenheter över målet 7,0\u00a0%;"
            " andelen heltidsanställda låg 7,5 procentenheter under målet 67,0\u00a0%."
        )

    def test_measures_of_unlike_years_are_counted_apart_and_say_their_year(self) -> None:
        later = made_summary(
            made_figure("sick_leave", 2022, 8.0, 0.1), target=made_figure("sick_leave", 2022, 7, scenario="target")
        )
        assert told(full_time(59.5, 0.7, 67.0), later) == (
            "0 av 1 nyckeltal nådde mål eller budget 2022. 0 av 1 nyckeltal nådde mål eller budget 2021 –"
            " andelen heltidsanställda låg 2021 7,5 procentenheter under målet 67,0\u00a0%;"
            " sjukfrånvaron låg 2022 1,0 procentenheter över målet 7\u00a0%."
        )

    def test_measures_of_unlike_scopes_are_counted_apart(self) -> None:
        summaries = [sick_leave(6.0, -0.9, 7.0), full_time(68.0, 1.0, 67.0), result(5, 5, 0)]
        assert told(*summaries, scopes=["hela Leanlink", "hela Leanlink", "Ledning"]) == (
            "Ledning: 1 av 1 nyckeltal nådde mål eller budget 2021."
            " Hela Leanlink: 2 av 2 nyckeltal nådde mål eller budget 2021."
        )

    def test_a_target_that_must_be_passed_is_missed_by_just_reaching_it(self) -> None:
        assert told(full_time(75.0, 1.0, 75.0, ">")) == (
            "0 av 1 nyckeltal nådde mål eller budget 2021 –"
            " andelen heltidsanställda: målet mer än 75,0\u00a0% är inte nått."
        )

    def test_without_targets_it_says_so(self) -> None:
        assert told(sick_leave(9.6), empty_summary("result")) == "Inget utfall med mål att jämföra med i urvalet."
        assert told() == "Inget utfall med mål att jämföra med i urvalet."

    def test_no_verdict_is_built_on_what_a_failing_check_speaks_against(self) -> None:
        latest = made_figure("result", 2021, 2543, caveats=AGAINST)
        summary = changed(latest, 500, made_figure("result", 2021, 0, scenario="budget"))
        assert told(summary) == "Inget utfall med mål att jämföra med i urvalet."
        assert withheld([summary]) == [f"Resultat bedöms inte: {AGAINST[0].text}"]
        assert (summary.status, summary.judgement.text, change(summary)) == (
            "neither",
            "bedöms inte",
            "jämförs inte med 2020",
        )
        assert (title(summary).text, title(summary).reasons) == (
            "Resultatet var 2\u00a0543\u00a0tkr år 2021",
            (AGAINST[0].text,),
        )


class TestIndexTitle:
    def test_it_names_the_largest_growth_and_the_largest_decline(self) -> None:
        growing = _of("care_days", 1, {2019: 100, 2020: 110, 2021: 128})
        shrinking = _of("lss_hours", 1, {2019: 100, 2021: 78})
        steady = _of("meals", 1, {2019: 100, 2021: 101})
        assert index_title([growing, shrinking, steady]).text == (
            "Störst ökning: vårddygnen (+28\u00a0% 2019–2021);"
            " störst minskning: assistanstimmarna enligt LSS (\u221222\u00a0% 2019–2021)"
        )

    def test_where_nothing_declines_only_growth_is_named(self) -> None:
        growing, steady = _of("care_days", 1, {2019: 100, 2021: 128}), _of("meals", 1, {2019: 100, 2021: 101})
        assert index_title([steady, growing]).text == "Störst ökning: vårddygnen (+28\u00a0% 2019–2021)"

    def test_growth_is_counted_from_the_last_cut(self) -> None:
        rows = [
            made_figure("home_care_hours", 2018, 400, segment=0),
            made_figure("home_care_hours", 2019, 100, segment=1),
            made_figure("home_care_hours", 2021, 110, segment=1),
        ]
        summary = made_summary(rows[-1], rows=rows)
        assert index_title([summary]).text == "Störst ökning: hemtjänsttimmarna (+10\u00a0% 2019–2021)"

    def test_a_decline_alone_is_not_called_growth(self) -> None:
        one, other = _of("care_days", 1, {2019: 100, 2021: 90}), _of("meals", 1, {2019: 100, 2021: 80})
        assert index_title([one, other]).text == "Störst minskning: måltiderna (\u221220\u00a0% 2019–2021)"

    def test_what_stands_still_has_neither(self) -> None:
        assert index_title([_of("meals", 1, {2019: 100, 2021: 100})]).text == "Ingen förändring"

    def test_without_figures_it_says_so(self) -> None:
        assert index_title([empty_summary("care_days")]).text == "Inget att jämföra i urvalet"
        assert index_title([_of("care_days", 1, {2019: 0, 2021: 5})]).text == "Inget att jämföra i urvalet"

    def test_it_is_at_most_fifteen_words_for_any_two_volumes(self) -> None:
        amounts = [measure for measure in MEASURES if MEASURES[measure].unit in ("timmar", "dygn", "st", "platser")]
        for one, other in permutations(amounts, 2):
            said = index_title([_of(one, 1, {2019: 1000, 2021: 2000}), _of(other, 1, {2019: 1000, 2021: 500})]).text
            assert len(_words(said)) <= 15, said


def test_a_result_equal_to_its_budget_is_said_to_be_so() -> None:
    budget = made_figure("result", 2021, 5, scenario="budget")
    summary = changed(made_figure("result", 2021, 5), 2, budget)
    assert title(summary).text == "Resultatet steg 2021 till 5\u00a0tkr, lika med budget"
    assert summary.judgement.text == "lika med budget (5\u00a0tkr)"


def test_a_single_year_is_no_comparison() -> None:
    assert index_title([made_summary(made_figure("care_days", 2021, 100))]).text == "Inget att jämföra i urvalet"


def month(measure: str, of: str, value: float | None, **changes: object) -> Figure:
    """A measure in a month: 2021-03."""
    year, number = map(int, of.split("-"))
    resolution = 0.1 if MEASURES[measure].unit == "%" else 1
    figure = made_figure(measure, year, value, resolution, **changes)
    return replace(figure, period_start=date(year, number, 1), period_end=date(year, number, 28), position=-1)


class TestMonthTitle:
    @pytest.mark.parametrize(
        ("measure", "before", "now", "said"),
        [
            ("sick_leave", 13.2, 9.9, "Sjukfrånvaron var 9,9\u00a0% i december 2021, 3,3 procentenheter lägre"),
            ("sick_leave", 9.9, 13.2, "Sjukfrånvaron var 13,2\u00a0% i december 2021, 3,3 procentenheter högre"),
            ("care_days", 16000, 16610, "Vårddygnen var 16\u00a0610\u00a0dygn i december 2021, 610 fler"),
            ("care_days", 16610, 16000, "Vårddygnen var 16\u00a0000\u00a0dygn i december 2021, 610 färre"),
            (
                "employees",
                2544,
                2571,
                "Antalet tillsvidareanställda var 2\u00a0571\u00a0personer i december 2021, 27 fler",
            ),
            (
                "revenue",
                145123,
                148492,
                "Intäkterna var 148\u00a0492\u00a0tkr i december 2021, 3\u00a0369\u00a0tkr högre",
            ),
            ("result", 500, -512, "Resultatet var \u2212512\u00a0tkr i december 2021, 1\u00a0012\u00a0tkr lägre"),
            ("result", 0, 512, "Resultatet var 512\u00a0tkr i december 2021, 512\u00a0tkr högre"),
        ],
    )
    def test_it_says_how_the_last_month_differs_from_the_same_a_year_before(
        self, measure: str, before: float, now: float, said: str
    ) -> None:
        rows = [month(measure, "2020-12", before), month(measure, "2021-11", 1), month(measure, "2021-12", now)]
        assert titled(rows).text == f"{said} än ett år tidigare"

    @pytest.mark.parametrize(
        ("measure", "before", "now"),
        [("sick_leave", 9.94, 9.9), ("care_days", 16600, 16610), ("meals", 100000, 100499), ("result", 0, 0)],
    )
    def test_what_is_within_noise_has_no_direction(self, measure: str, before: float, now: float) -> None:
        said = titled([month(measure, "2020-12", before), month(measure, "2021-12", now)]).text
        assert said.endswith(" i december 2021, i stort sett som ett år tidigare")

    def test_a_tenth_of_a_percentage_point_is_no_noise(self) -> None:
        rows = [month("full_time_share", "2020-12", 59.4), month("full_time_share", "2021-12", 59.5)]
        assert titled(rows).text.endswith("0,1 procentenheter högre än ett år tidigare")

    @pytest.mark.parametrize("others", [[], ["2021-02"], ["2019-03", "2021-01"], ["2020-02", "2020-04"]])
    def test_without_the_same_month_a_year_before_nothing_is_compared(self, others: list[str]) -> None:
        rows = [*(month("sick_leave", other, 7.0) for other in others), month("sick_leave", "2021-03", 8.0)]
        assert titled(rows).text == "Sjukfrånvaron var 8,0\u00a0% i mars 2021"

    def test_over_a_break_nothing_is_compared(self) -> None:
        rows = [
            month("sick_leave", "2020-03", 7.0),
            month("sick_leave", "2020-09", 7.0, cut="Nytt system"),
            month("sick_leave", "2021-03", 8.0),
        ]
        assert titled(rows).text == "Sjukfrånvaron var 8,0\u00a0% i mars 2021"
        assert same_month(rows, rows[-1], 2020) is None

    def test_a_break_before_both_months_and_a_gap_between_them_are_no_hindrance(self) -> None:
        rows = [
            month("sick_leave", "2020-03", 7.0, cut="Nytt system"),
            month("sick_leave", "2020-09", None),
            month("sick_leave", "2021-03", 8.0, segment=3),
        ]
        assert same_month(rows, rows[-1], 2020) == rows[0]
        assert titled(rows).text.endswith("1,0 procentenheter högre än ett år tidigare")

    def test_twelve_months_together_are_not_called_one(self) -> None:
        row = replace(month("external_leavers", "2021-12", 9.8), period_start=date(2021, 1, 1))
        assert titled([row]).text == (
            "De externa personalavgångarna var 9,8\u00a0% på tolv månader till och med december 2021"
        )

    @pytest.mark.parametrize("rows", [[], [month("sick_leave", "2021-03", None)]])
    def test_without_a_month_it_says_so(self, rows: list[Figure]) -> None:
        assert titled(rows).text == "Ingen månad är inläst"

    @pytest.mark.parametrize("measure", [measure.id for measure in MEASURES.values() if measure.computed])
    @pytest.mark.parametrize("now", [1, 100, 2000000])
    def test_it_is_at_most_fifteen_words_for_any_measure(self, measure: str, now: float) -> None:
        said = titled([month(measure, "2020-09", 1000), month(measure, "2021-09", now)]).text
        assert len(_words(said)) <= 15, said
        assert not re.search(r" år\b.*\bår 20|år år", said)


class TestToDateTitle:
    @pytest.mark.parametrize(
        ("outcome", "budget", "said"),
        [
            (20123, 0, "20\u00a0123\u00a0tkr till och med oktober 2021, 20\u00a0123\u00a0tkr bättre än budget"),
            (-300, 200, "\u2212300\u00a0tkr till och med oktober 2021, 500\u00a0tkr sämre än budget"),
            (200, 200.4, "200\u00a0tkr till och med oktober 2021, lika med budget"),
            (-200, -200, "\u2212200\u00a0tkr till och med oktober 2021, lika med budget"),
            (20, None, "20\u00a0tkr till och med oktober 2021"),
        ],
    )
    def test_it_says_what_is_reached_against_budget(self, outcome: float, budget: float | None, said: str) -> None:
        planned = month("result", "2021-10", budget, scenario="budget")
        assert to_date_title(month("result", "2021-10", outcome), planned).text == f"Resultatet var {said}"

    @pytest.mark.parametrize(("outcome", "word"), [(110, "mer"), (90, "mindre")])
    def test_a_measure_without_a_better_side_is_more_or_less(self, outcome: float, word: str) -> None:
        said = to_date_title(month("cost", "2021-10", outcome), month("cost", "2021-10", 100)).text
        assert said == f"Kostnaderna var {outcome}\u00a0tkr till och med oktober 2021, 10\u00a0tkr {word} än budget"

    def test_without_a_budget_it_says_what_is_reached(self) -> None:
        assert (
            to_date_title(month("result", "2021-01", 5), None).text
            == "Resultatet var 5\u00a0tkr till och med januari 2021"
        )

    def test_without_a_month_it_says_so(self) -> None:
        assert to_date_title(None, None).text == "Ingen månad är inläst"
        assert to_date_title(month("result", "2021-01", None), None).text == "Ingen månad är inläst"

    def test_it_is_at_most_fifteen_words(self) -> None:
        said = to_date_title(month("result", "2021-10", -2000000), month("result", "2021-10", 1000000)).text
        assert len(_words(said)) <= 15, said
