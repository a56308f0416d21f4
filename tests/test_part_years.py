"""What a table's columns cover of a year: interim outcomes, years that are not over, and what the print leaves open."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from loaders.problems import RefusedError
from loaders.reports.headings import parse_heading
from loaders.reports.part_years import settle
from loaders.swedish.periods import Period, since_january, whole_year
from tests.test_published import OPERATING, PROSE, read
from tests.workbooks import write_report

AUGUST = since_january(date(2022, 8, 31))
ONE_MONTH = Period(date(2022, 8, 1), date(2022, 8, 31), "aug. 2022")
NEVER = date.max


def periods(*texts: str, said: str = "", until: date = NEVER) -> tuple[list[Period], list[str]]:
    """The periods of a table's columns, and the headings that leave theirs open."""
    headings, year = {}, None
    for column, text in enumerate(texts):
        heading = parse_heading(text, 2022, year)
        assert heading is not None
        headings[column] = heading
        year = heading.period.end.year if heading.period.end else year
    settled, undecided = settle(headings, said, until)
    return [heading.period for heading in settled.values()], [texts[column] for column in undecided]


@pytest.mark.parametrize(
    "others",
    [
        ("Budget 2022", "Prognos 2022"),
        ("Bokslut 2021",),
        ("2020", "2021", "Målvärde"),
        ("Plan 2023",),
    ],
)
def test_a_month_beside_whole_years_is_accumulated(others: tuple[str, ...]) -> None:
    (first, *_), undecided = periods("Utfall aug. 2022", *others)
    assert (first, undecided) == (AUGUST, [])
    assert first.text == "jan–aug 2022"


def test_the_same_month_of_two_years_is_accumulated_in_both() -> None:
    found, undecided = periods("Utfall aug. 2022", "Utfall aug. 2021", "Budget aug. 2022", "Budget 2022")
    assert found == [AUGUST, since_january(date(2021, 8, 31)), AUGUST, whole_year(2022)]
    assert undecided == []


@pytest.mark.parametrize(
    "texts",
    [
        ("Utfall aug. 2022", "Ack. utfall aug. 2022", "Budget 2022"),
        ("Utfall aug. 2022", "2022 Jan-juli", "2021"),
        ("Utfall aug. 2022", "Utfall sep. 2022", "Utfall okt. 2022", "Budget 2022"),
        ("Utfall månad aug. 2022", "Budget 2022"),
    ],
)
def test_a_month_stays_one_month_where_the_print_shows_it(texts: tuple[str, ...]) -> None:
    (first, *_), undecided = periods(*texts)
    assert (first.start, first.end, undecided) == (ONE_MONTH.start, ONE_MONTH.end, [])


@pytest.mark.parametrize(
    ("texts", "undecided"),
    [
        (("Utfall aug. 2022",), ["Utfall aug. 2022"]),
        (("Utfall aug. 2022", "Målvärde"), ["Utfall aug. 2022"]),
        (("Utfall aug. 2022", "Utfall aug. 2021"), ["Utfall aug. 2022", "Utfall aug. 2021"]),
        (("Utfall apr. 2022", "Utfall aug. 2022", "Prognos 2022"), ["Utfall apr. 2022", "Utfall aug. 2022"]),
        (("Utfall T2 2022", "Budget 2022"), ["Utfall T2 2022"]),
    ],
)
def test_what_the_print_leaves_open_is_asked_for_and_then_followed(
    texts: tuple[str, ...], undecided: list[str]
) -> None:
    assert periods(*texts)[1] == undecided
    accumulated, none = periods(*texts, said="ackumulerat")
    assert {period.start for period in accumulated if period.start} <= {date(2021, 1, 1), date(2022, 1, 1)}
    as_named, none_either = periods(*texts, said="månad")
    assert as_named[0] == periods(*texts)[0][0]
    assert (none, none_either) == ([], [])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Utfall aug. 2022", "Budget 2022", "Avvikelse"), [AUGUST, whole_year(2022), AUGUST]),
        (("Utfall aug. 2022", "Budget 2022", "Prognos 2022", "Avvikelse"), [AUGUST, *[whole_year(2022)] * 3]),
        (("Bokslut 2021", "Budget 2022", "Avvikelse"), [whole_year(2021), *[whole_year(2022)] * 2]),
    ],
)
def test_a_deviation_is_of_the_part_that_it_deviates_in(texts: tuple[str, ...], expected: list[Period]) -> None:
    assert periods(*texts)[0] == expected


@pytest.mark.parametrize("text", ["2022", "Utfall 2022", "Bokslut 2022"])
def test_an_outcome_of_a_year_that_is_not_over_ends_with_the_report(text: str) -> None:
    found, _ = periods("2021", text, "Budget 2022", "Avvikelse", until=date(2022, 8, 15))
    part = Period(date(2022, 1, 1), date(2022, 8, 15), "1 jan–15 aug 2022")
    assert found == [whole_year(2021), part, whole_year(2022), part]


TERTIAL = [
    ("Verksamhet", "Utfall aug. 2022", "Budget 2022", "Prognos 2022"),
    ("Äldreomsorg", "9 800", "5 000", "4 000"),
]
INTERIM = {"Läget per": "2022-08-31"}


def spans(path: Path) -> Mapping[str, tuple[date | None, date | None, str]]:
    return {place: (f.period_start, f.period_end, f.period_text) for place, f in read(path).figures.items()}


def test_a_tertial_report_is_of_eight_months(tmp_path: Path) -> None:
    path = write_report(tmp_path / "t2.xlsx", {"T": (OPERATING, TERTIAL)}, INTERIM)
    assert spans(path) == {
        "T!B4": (date(2022, 1, 1), date(2022, 8, 31), "jan–aug 2022"),
        "T!C4": (date(2022, 1, 1), date(2022, 12, 31), "2022"),
        "T!D4": (date(2022, 1, 1), date(2022, 12, 31), "2022"),
    }


def test_what_is_counted_on_a_day_is_counted_on_the_last(tmp_path: Path) -> None:
    rows = [("Personal", "Utfall aug. 2022", "Prognos 2022"), ("Årsarbetare", "5", "6")]
    path = write_report(tmp_path / "t2.xlsx", {"T": ({"Slag": "personal"}, rows)}, INTERIM)
    assert spans(path)["T!B4"] == (date(2022, 8, 31), date(2022, 8, 31), "aug 2022")


def test_prose_of_a_year_that_is_not_over_is_of_a_part_too(tmp_path: Path) -> None:
    rows = [PROSE, ("Resultat", "Leanlink", "2022", "Utfall", "", "9,8 mnkr", "Resultatet är 9,8 mnkr.")]
    path = write_report(tmp_path / "t2.xlsx", {"T": ({"Slag": "löptext"}, rows)}, INTERIM)
    assert spans(path) == {"T!F4": (date(2022, 1, 1), date(2022, 8, 31), "jan–aug 2022")}


@pytest.mark.parametrize("day", ["2022-12-31", "2023-02-15", "2021-09-30"])
def test_a_year_that_is_over_or_only_planned_is_whole(tmp_path: Path, day: str) -> None:
    rows = [("Verksamhet", "2021", "Budget 2022"), ("Äldreomsorg", "5", "6")]
    path = write_report(tmp_path / "vb.xlsx", {"T": (OPERATING, rows)}, {"Läget per": day})
    assert [span[:2] for span in spans(path).values()] == [
        (date(2021, 1, 1), date(2021, 12, 31)),
        (date(2022, 1, 1), date(2022, 12, 31)),
    ]


def test_rapport_is_asked_for_what_the_print_does_not_say(tmp_path: Path) -> None:
    rows = [("Personal", "Utfall aug. 2022", "Målvärde"), ("Total sjukfrånvaro", "8,0", "7,0")]
    with pytest.raises(RefusedError) as refused:
        read(write_report(tmp_path / "t2.xlsx", {"T": ({"Slag": "personal"}, rows)}, INTERIM))
    assert [str(problem) for problem in refused.value.problems] == [
        "t2.xlsx, blad T, cell B3: rubriken ”Utfall aug. 2022” säger inte om siffrorna är sedan årets början. "
        "Förväntat: ackumulerat eller månad för bladet i kolumnen Delår på bladet Rapport."
    ]
    for said, start in (("Ackumulerat", date(2022, 1, 1)), ("månad", date(2022, 8, 1))):
        table = {"Slag": "personal", "Delår": said}
        assert spans(write_report(tmp_path / f"{said}.xlsx", {"T": (table, rows)}, INTERIM))["T!B4"][0] == start


def test_other_words_about_parts_of_a_year_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        read(write_report(tmp_path / "t2.xlsx", {"T": ({**OPERATING, "Delår": "kvartal"}, TERTIAL)}, INTERIM))
    assert [str(problem) for problem in refused.value.problems] == [
        "t2.xlsx, blad Rapport, cell H9: Delår är ”kvartal”. Förväntat: ackumulerat eller månad."
    ]
