"""Column headings: scenario, period and qualifier for every heading that the published reports print."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loaders.files.workbook import read_workbook
from loaders.intake.folders import REFERENCE
from loaders.reports.headings import Heading, is_heading_part, parse_heading
from loaders.reports.layout import find_layout
from loaders.swedish.periods import whole_year

PUBLISHED = REFERENCE.parent / "published"
SINCE_START = "Utgifter/inkomster sedan projektets start"
THIS_YEAR = "Varav årets investeringar"

VALUES = [
    # report, heading, year of the column before, scenario, first day, last day, qualifier
    ("VB 2019", "Bokslut 2019", None, "outcome", "2019-01-01", "2019-12-31", ""),
    ("VB 2019", "Bokslut 2018", 2019, "outcome", "2018-01-01", "2018-12-31", ""),
    ("VB 2019", "bokslut 2018", 2019, "outcome", "2018-01-01", "2018-12-31", ""),
    ("VB 2019", "Budget 2019", 2019, "budget", "2019-01-01", "2019-12-31", ""),
    ("VB 2019", "Avvikelse", 2019, "deviation", "2019-01-01", "2019-12-31", ""),
    ("VB 2019", "Målvärde helår", 2018, "target", "2019-01-01", "2019-12-31", ""),
    ("VB 2019", "Målvärde", 2019, "target", "2019-01-01", "2019-12-31", ""),
    ("VB 2019", "Bokslut 2019 Utgifter", None, "outcome", "2019-01-01", "2019-12-31", "Utgifter"),
    ("VB 2019", "Bokslut 2019 Inkomster", 2019, "outcome", "2019-01-01", "2019-12-31", "Inkomster"),
    ("VB 2019", "Budget 2019 Netto", 2019, "budget", "2019-01-01", "2019-12-31", "Netto"),
    ("VB 2019", "Bedömning 2019", None, "assessment", "2019-01-01", "2019-12-31", ""),
    ("VB 2019", "Status", None, "assessment", "2019-01-01", "2019-12-31", ""),
    ("VB 2019", "2017", None, "outcome", "2017-01-01", "2017-12-31", ""),
    ("VB 2019", "2018", 2017, "outcome", "2018-01-01", "2018-12-31", ""),
    ("VB 2019", "2019", 2018, "outcome", "2019-01-01", "2019-12-31", ""),
    ("FB 2020", "Budget förslag 2020", None, "budget", "2020-01-01", "2020-12-31", ""),
    ("FB 2020", "Budget förslag 2020", 2019, "budget", "2020-01-01", "2020-12-31", ""),
    ("FB 2020", "Plan förslag 2021", 2020, "plan", "2021-01-01", "2021-12-31", ""),
    ("FB 2020", "Plan förslag 2022", 2021, "plan", "2022-01-01", "2022-12-31", ""),
    ("FB 2020", "Plan förslag 2023", 2022, "plan", "2023-01-01", "2023-12-31", ""),
    ("FB 2020", "Utfall 2018", None, "outcome", "2018-01-01", "2018-12-31", ""),
    ("FB 2020", "Utfall aug. 2019", 2018, "outcome", "2019-08-01", "2019-08-31", ""),
    ("FB 2020", "Prognos 2019", 2019, "forecast", "2019-01-01", "2019-12-31", ""),
    ("FB 2020", "Prognos 2020", 2019, "forecast", "2020-01-01", "2020-12-31", ""),
    ("FB 2020", "Budget 2019", None, "budget", "2019-01-01", "2019-12-31", ""),
    ("FB 2020", "förslag 2020", None, "budget", "2020-01-01", "2020-12-31", ""),
    ("FB 2020", "förslag 2021", 2020, "plan", "2021-01-01", "2021-12-31", ""),
    ("FB 2020", "förslag 2022", 2021, "plan", "2022-01-01", "2022-12-31", ""),
    ("FB 2020", "förslag 2023", 2022, "plan", "2023-01-01", "2023-12-31", ""),
    ("FB 2020", "2018", None, "outcome", "2018-01-01", "2018-12-31", ""),
    ("FB 2020", "2019", 2018, "outcome", "2019-01-01", "2019-12-31", ""),
    ("FB 2020", "2019 Jan-juli", 2018, "outcome", "2019-01-01", "2019-07-31", ""),
    ("FB 2020", "Målvärde 2020", 2019, "target", "2020-01-01", "2020-12-31", ""),
    ("FB 2020", "Målvärde 2021", 2020, "target", "2021-01-01", "2021-12-31", ""),
    ("VP 2020", "Målvärde", None, "target", "2020-01-01", "2020-12-31", ""),
    ("VP 2020", "Slutfört/uppföljning", None, "assessment", "2020-01-01", "2020-12-31", ""),
    ("VB 2021", "Bokslut 2021", None, "outcome", "2021-01-01", "2021-12-31", ""),
    ("VB 2021", "Budget 2021", 2021, "budget", "2021-01-01", "2021-12-31", ""),
    ("VB 2021", "Avvikelse", 2021, "deviation", "2021-01-01", "2021-12-31", ""),
    ("VB 2021", "Bokslut 2020", 2021, "outcome", "2020-01-01", "2020-12-31", ""),
    ("VB 2021", "2017", None, "outcome", "2017-01-01", "2017-12-31", ""),
    ("VB 2021", "2018", 2017, "outcome", "2018-01-01", "2018-12-31", ""),
    ("VB 2021", "2019", 2018, "outcome", "2019-01-01", "2019-12-31", ""),
    ("VB 2021", "2019", 2021, "outcome", "2019-01-01", "2019-12-31", ""),
    ("VB 2021", "2020", 2019, "outcome", "2020-01-01", "2020-12-31", ""),
    ("VB 2021", "2021", 2020, "outcome", "2021-01-01", "2021-12-31", ""),
    ("VB 2021", "Målvärde", 2021, "target", "2021-01-01", "2021-12-31", ""),
    ("VB 2021", "Mål uppnått", None, "assessment", "2021-01-01", "2021-12-31", ""),
    ("VB 2021", "Bedömning 2021", None, "assessment", "2021-01-01", "2021-12-31", ""),
    ("VB 2021", f"{SINCE_START} Beslutad budget", None, "budget", "2021-01-01", "2021-12-31", SINCE_START),
    (
        "VB 2021",
        f"{SINCE_START} Ack. utfall nettoinvesteringar",
        2021,
        "outcome",
        "2021-01-01",
        "2021-12-31",
        f"{SINCE_START} nettoinvesteringar",
    ),
    ("VB 2021", f"{SINCE_START} Budgetavvikelse", 2021, "deviation", "2021-01-01", "2021-12-31", SINCE_START),
    ("VB 2021", f"{THIS_YEAR} Budget 2021", 2021, "budget", "2021-01-01", "2021-12-31", THIS_YEAR),
    (
        "VB 2021",
        f"{THIS_YEAR} Utfall 2021 nettoinvesteringar",
        2021,
        "outcome",
        "2021-01-01",
        "2021-12-31",
        f"{THIS_YEAR} nettoinvesteringar",
    ),
    ("VB 2021", f"{THIS_YEAR} Budgetavvikelse", 2021, "deviation", "2021-01-01", "2021-12-31", THIS_YEAR),
]

LABELS = {
    "VB 2019": [
        "Ekonomi, belopp tkr",
        "Basuppdrag",
        "Personal",
        "Driftsammandrag, netto tkr Verksamhet",
        "Investeringar Belopp tkr",
        "Kommungemensamma strategiska utvecklingsuppdrag",
        "Förvaltningsindikator",
        "Uppgift",
    ],
    "FB 2020": [
        "Ekonomi, belopp tkr",
        "Basuppdrag",
        "Personal",
        "Nettokostnad Belopp tkr",
        "Belopp tkr",
        "Förvaltningsindikator",
        "Nämnd/förvaltningsindikator*",
        "Uppgift",
    ],
    "ÅP 2020": ["Uppgift"],
    "VP 2020": ["Aktivitet", "Uppgift"],
    "VB 2021": [
        "Ekonomi, belopp tkr",
        "Basuppdrag (volymmått)",
        "Personal",
        "Driftsammandrag, netto tkr Verksamhet",
        "Färdigställda projekt Belopp mnkr",
        "Pågående projekt Belopp mnkr",
        "Nämndindikator",
        "Uppgift",
    ],
}


def no_complaint(cell: str, found: str, expected: str) -> None:
    pytest.fail(f"{cell}: {found}. {expected}")


def year_of(report: str) -> int:
    return int(report.split()[1])


@pytest.mark.parametrize(("report", "text", "before", "scenario", "start", "end", "qualifier"), VALUES)
def test_value_heading_names_scenario_period_and_qualifier(
    report: str, text: str, before: int | None, scenario: str, start: str, end: str, qualifier: str
) -> None:
    heading = parse_heading(text, year_of(report), before)
    assert heading is not None
    assert (heading.scenario, heading.qualifier) == (scenario, qualifier)
    assert (heading.period.start, heading.period.end) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(("report", "text"), [(report, text) for report, texts in LABELS.items() for text in texts])
def test_heading_of_a_label_column_names_no_values(report: str, text: str) -> None:
    assert parse_heading(text, year_of(report)) is None


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("*.xlsx")), ids=lambda path: path.stem)
def test_the_table_above_holds_every_heading_of_the_workbooks(path: Path) -> None:
    rapport, *sheets = read_workbook(path, path.name)
    report = rapport.text(1, 2)
    layouts = [find_layout(sheet, year_of(report), no_complaint) for sheet in sheets]
    found = {heading for layout in layouts if layout for heading in layout.headings.values()}
    assert found == {parse_heading(text, year_of(name), before) for name, text, before, *_ in VALUES if name == report}
    assert len(layouts) == len([layout for layout in layouts if layout])


def test_deviation_without_a_year_belongs_to_the_column_before() -> None:
    assert parse_heading("Avvikelse", 2022, 2020) == Heading("deviation", whole_year(2020))
    assert parse_heading("Avvikelse", 2022) == Heading("deviation", whole_year(2022))


@pytest.mark.parametrize("text", ["Målvärde", "Bedömning", "Måluppfyllelse: status"])
def test_target_and_assessment_without_a_year_belong_to_the_report(text: str) -> None:
    heading = parse_heading(text, 2022, 2020)
    assert heading is not None
    assert heading.period == whole_year(2022)


@pytest.mark.parametrize(
    ("text", "is_part"),
    [
        ("Budget", True),
        ("2019", True),
        ("förslag", True),
        ("Plan", True),
        ("Jan-juli 2022", True),
        ("Nettoutgift", False),
        ("Råd & Stöd", False),
        ("5 300", False),
        ("", False),
    ],
)
def test_part_of_a_stacked_heading(text: str, is_part: bool) -> None:
    assert is_heading_part(text, 2020) is is_part


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Prognos april 2022", date(2022, 4, 30)),
        ("Prognos aug", date(2022, 8, 31)),
        ("Prognos 2022-03-31", date(2022, 3, 31)),
        ("Helårsprognos 2022", None),
        ("Prognos", None),
    ],
)
def test_forecast_is_for_the_year_and_keeps_when_it_was_made(text: str, day: date | None) -> None:
    assert parse_heading(text, 2022) == Heading("forecast", whole_year(2022), as_of=day)


@pytest.mark.parametrize(
    "text",
    [
        "Ack. utfall aug. 2022",
        "Utfall ackumulerat augusti 2022",
        "Utfall jan - aug 2022",
        "Utfall 31 augusti 2022",
        "Utfall 2022-08-31",
    ],
)
def test_accumulated_outcome_starts_with_the_year(text: str) -> None:
    heading = parse_heading(text, 2022)
    assert heading is not None
    assert (heading.scenario, heading.qualifier, heading.is_open) == ("outcome", "", False)
    assert (heading.period.start, heading.period.end) == (date(2022, 1, 1), date(2022, 8, 31))


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("Utfall aug. 2022", True),
        ("Bokslut 2022-08", True),
        ("Budget aug 2022", True),
        ("Utfall T2 2022", True),
        ("Utfall kvartal 3 2022", True),
        ("Utfall månad aug. 2022", False),
        ("Utfall maj-aug 2022", False),
        ("Utfall jan 2022", False),
        ("Utfall tertial 1 2022", False),
        ("Utfall andra halvåret 2022", False),
        ("Prognos aug 2022", False),
        ("Utfall 2022", False),
    ],
)
def test_one_word_for_a_part_of_the_year_leaves_open_where_it_begins(text: str, is_open: bool) -> None:
    heading = parse_heading(text, 2022)
    assert heading is not None
    assert heading.is_open is is_open


@pytest.mark.parametrize(
    ("text", "scenario", "year"),
    [("Årsbudget 2022", "budget", 2022), ("Differens", "deviation", 2021), ("Mål 2023", "target", 2023)],
)
def test_other_words_for_a_scenario(text: str, scenario: str, year: int) -> None:
    assert parse_heading(text, 2022, 2021) == Heading(scenario, whole_year(year))


@pytest.mark.parametrize("text", ["Utfall 2022 netto", "Netto utfall 2022", "Utfall netto 2022"])
def test_words_beyond_scenario_and_period_qualify(text: str) -> None:
    heading = parse_heading(text, 2022)
    assert heading is not None
    assert heading.qualifier.casefold() == "netto"


@pytest.mark.parametrize(
    "text",
    [
        "Utfall jan-aug",
        "Utfall jan - aug 2022",
        "Utfall 2022-08",
        "Utfall tertial 2 2022",
        "Utfall T2 2022",
        "Utfall kvartal 3 2022",
        "Utfall första halvåret 2022",
        "Utfall nov-feb 2022",
        "Utfall 2022-13",
        "Utfall 2022-02-30",
        "Delårsbokslut 2022",
    ],
)
def test_part_of_a_year_is_never_headed_as_the_whole_year(text: str) -> None:
    heading = parse_heading(text, 2022, 2022)
    assert heading is None or heading.period != whole_year(2022)


@given(
    text=st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                ["Budget", "Utfall", "förslag", "2019", "2018-", "aug.", "Avvikelse", "Mål", "helår", "-", "02-31"]
            )
        ).map(" ".join),
    ),
    year=st.integers(1900, 2099),
    before=st.one_of(st.none(), st.integers(1900, 2099)),
)
@example("Utfall 2022-02-31", 2022, None)
@example("Utfall 2019-2018", 2022, None)
@settings(max_examples=300)
def test_any_text_is_a_heading_or_none_and_never_raises(text: str, year: int, before: int | None) -> None:
    heading = parse_heading(text, year, before)
    if heading is not None:
        assert heading.period.start is not None
        assert heading.period.end is not None
        assert heading.period.start <= heading.period.end
        assert is_heading_part(text, year)
