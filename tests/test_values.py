"""Printed cells: numbers, units, comparators, kinds of missing and periods in every Swedish spelling."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loaders.intake.folders import REFERENCE
from loaders.reports.names import load_reference
from loaders.swedish.periods import Period, parse_period
from loaders.swedish.values import AFTERWARDS, COMPARATORS, Value, parse_number, parse_value

MISSING = load_reference(REFERENCE).missing
SPACES = {"space": " ", "no-break": "\u00a0", "thin": "\u2009", "narrow no-break": "\u202f"}
MINUSES = {"hyphen": "-", "minus": "−", "en dash": "–"}


def value(number: str | None, digit: str | None, **said: str) -> Value:
    """A Value with its number and last digit written as text."""
    return Value(
        None if number is None else Decimal(number),
        None if digit is None else Decimal(digit),
        **said,
    )


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
@pytest.mark.parametrize("minus", MINUSES.values(), ids=MINUSES)
def test_thousands_and_minus_in_every_typography(space: str, minus: str) -> None:
    assert parse_number(f"{minus}1{space}620{space}107,5") == (Decimal("-1620107.5"), Decimal("0.1"))


@pytest.mark.parametrize(
    ("text", "number", "digit"),
    [
        ("0", "0", "1"),
        ("0,0", "0", "0.1"),
        ("1600", "1600", "1"),
        ("1 600", "1600", "1"),
        ("8.1", "8.1", "0.1"),
        ("8,10", "8.1", "0.01"),
        ("- 25", "-25", "1"),
        ("-\n25", "-25", "1"),
        ("- 7 720", "-7720", "1"),
        ("+1 200", "1200", "1"),
        ("+15,3", "15.3", "0.1"),
        ("  42\n", "42", "1"),
    ],
)
def test_number_and_the_size_of_its_last_digit(text: str, number: str, digit: str) -> None:
    assert parse_number(text) == (Decimal(number), Decimal(digit))


@pytest.mark.parametrize(
    "text", ["", "-", "8 %", "1 62", "12 34", "1 2345", "1.234.567", "1,620,107", "8,", "1e5", "I.U"]
)
def test_text_that_is_not_one_number_raises_with_the_text(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_number(text)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", value("0", "1")),
        ("0*)", value("0", "1", footnote="*)")),
        ("7,0*", value("7", "0.1", footnote="*")),
        ("8,0 %", value("8", "0.1", unit="%")),
        ("65%", value("65", "1", unit="%")),
        ("237 mnkr.", value("237", "1", unit="mnkr")),
        ("0 kr.", value("0", "1", unit="kr")),
        ("+15,3 mnkr", value("15.3", "0.1", unit="mnkr")),
        ("-25,7 mnkr", value("-25.7", "0.1", unit="mnkr")),
        ("−25 miljoner kr", value("-25", "1", unit="mnkr")),
        ("10 miljoner kronor", value("10", "1", unit="mnkr")),
        ("5000 kr", value("5000", "1", unit="kr")),
        ("4 procentenheter", value("4", "1", unit="procentenheter")),
        ("ca 41 mnkr", value("41", "1", unit="mnkr", comparator="~")),
        ("cirka 1,5 mnkr", value("1.5", "0.1", unit="mnkr", comparator="~")),
        ("Drygt 20 mnkr", value("20", "1", unit="mnkr", comparator="~")),
        ("ca 1 miljon kronor", value("1", "1", unit="mnkr", comparator="~")),
        ("ca 15-18 mnkr", value(None, None, unit="mnkr", comparator="~", missing="interval")),
        ("85,0 (exkl Kost & Restaurang)", value("85", "0.1", aside="exkl Kost & Restaurang")),
        ("72,9 % (jan-apr)", value("72.9", "0.1", unit="%", aside="jan-apr")),
        ("4,5 (18,5 Mdkr)", value("4.5", "0.1", aside="18,5 Mdkr")),
        ("3,8 (19,2 Mdkr, prognos)", value("3.8", "0.1", aside="19,2 Mdkr, prognos")),
    ],
)
def test_cell_with_a_number(text: str, expected: Value) -> None:
    for words_allowed in (False, True):
        said = parse_value(text, MISSING, words_allowed=words_allowed)
        assert said == expected
        assert said.resolution == expected.resolution


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "not_given"),
        (" \u00a0\n", "not_given"),
        ("-", "not_available"),
        ("–", "not_available"),
        ("I.U", "not_available"),
        ("I.U.", "not_available"),
        ("IU.", "not_available"),
        ("N/A", "not_available"),
        ("LK", "measured_elsewhere"),
        ("Mäts på kommunnivå", "measured_elsewhere"),
        ("Mäts på\nkommunnivå", "measured_elsewhere"),
        ("Nämndmål och nämndindikatorer från KS", "measured_elsewhere"),
        ("Mäts 2020", "not_measured"),
        ("Mäts ej", "not_measured"),
        ("Utfall", "placeholder"),
    ],
)
def test_each_spelling_of_missing_keeps_its_kind(text: str, kind: str) -> None:
    for words_allowed in (False, True):
        assert parse_value(text, MISSING, words_allowed=words_allowed) == value(None, None, missing=kind)


def test_missing_with_a_footnote_keeps_the_mark() -> None:
    assert parse_value("NA*", MISSING) == value(None, None, missing="not_available", footnote="*")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Max 1 % budgetavvikelse", value("1", "1", unit="%", comparator="<=", words="budgetavvikelse")),
        ("Budgetavvikelse max 1 %", value("1", "1", unit="%", comparator="<=", words="Budgetavvikelse")),
        ("Budgetavvikelser max 1%", value("1", "1", unit="%", comparator="<=", words="Budgetavvikelser")),
        ("max 1%", value("1", "1", unit="%", comparator="<=")),
        ("Max 900 kr.", value("900", "1", unit="kr", comparator="<=")),
        ("minst 85%", value("85", "1", unit="%", comparator=">=")),
        ("Mindre än 100", value("100", "1", comparator="<")),
        ("Färre än 700", value("700", "1", comparator="<")),
        ("Större än 0", value("0", "1", comparator=">")),
        ("< 5% av samtliga samtal", value("5", "1", unit="%", comparator="<", words="av samtliga samtal")),
        ("100 % verkställda projekt", value("100", "1", unit="%", words="verkställda projekt")),
        ("85 % har formell kompetens", value("85", "1", unit="%", words="har formell kompetens")),
        ("ca 2 600 medarbetare", value("2600", "1", comparator="~", words="medarbetare")),
        ("8 st.", value("8", "1", words="st.")),
        ("Ska överstiga 75", value("75", "1", comparator=">", words="Ska")),
        (
            "Nöjda: mer än 75 % av 1 200",
            value("75", "1", unit="%", comparator=">", words="Nöjda: mer än 75 % av 1 200"),
        ),
        ("över 2000", value("2000", "1", comparator=">")),
        ("Genomfört under 2022", value(None, None, missing="worded", words="Genomfört under 2022")),
    ],
)
def test_target_that_compares_or_explains_keeps_its_words(text: str, expected: Value) -> None:
    assert parse_value(text, MISSING, words_allowed=True) == expected


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Minska", "decrease"),
        ("Minska 10 %", "decrease"),
        ("Minska med 10%", "decrease"),
        ("Minskad administrationstid med 10%", "decrease"),
        ("Öka", "increase"),
        ("Ökar", "increase"),
        ("Öka HME index", "increase"),
        ("Ökade HME siffror", "increase"),
        ("Ökade inköp via e-handel", "increase"),
        ("Budget i balans", ""),
        ("Nollresultat", ""),
        ("Genomfört enligt plan", ""),
        ("Ja/Nej", ""),
        ("% upplevd digital mognad ska mätas", ""),
    ],
)
def test_target_in_words_gives_no_number(text: str, direction: str) -> None:
    said = parse_value(text, MISSING, words_allowed=True)
    assert said == value(None, None, comparator=direction, missing="worded", words=text)


@pytest.mark.parametrize("text", ["2016: 15,2%", "2016: 15,2% / 2017: 15,7%"])
def test_number_that_a_cell_gives_for_another_year_is_no_number_of_its_column(text: str) -> None:
    assert parse_value(text, MISSING, words_allowed=True) == value(None, None, missing="worded", words=text)


@pytest.mark.parametrize(
    "text",
    [
        "Budget i balans",
        "Minska 10 %",
        "100 % verkställda projekt",
        "Budgetavvikelse max 1 %",
        "% upplevd digital mognad ska mätas",
        "2016: 15,2%",
        "12 34",
        "1 2345",
        "1.234.567",
        "1,620,107",
        "8,",
        "8 mkr",
        "8 personer",
        "1e5",
        "5 5",
        "+",
        "%",
        "#REF!",
    ],
)
def test_text_is_no_value_where_words_are_not_allowed(text: str) -> None:
    assert parse_value(text, MISSING) is None


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31), "2021"),
        ("Bokslut 2021 netto", date(2021, 1, 1), date(2021, 12, 31), "2021"),
        ("2007-2018", date(2007, 1, 1), date(2018, 12, 31), "2007-2018"),
        ("2019 Jan-juli", date(2019, 1, 1), date(2019, 7, 31), "2019 Jan-juli"),
        ("januari–april 2020", date(2020, 1, 1), date(2020, 4, 30), "januari-april 2020"),
        ("Utfall aug. 2019", date(2019, 8, 1), date(2019, 8, 31), "aug. 2019"),
        ("feb 2020", date(2020, 2, 1), date(2020, 2, 29), "feb 2020"),
        ("1 mars 2019", date(2019, 3, 1), date(2019, 3, 31), "mars 2019"),
        ("1 nov 2021", date(2021, 11, 1), date(2021, 11, 30), "nov 2021"),
        ("2019-03-01", date(2019, 3, 1), date(2019, 3, 1), "2019-03-01"),
    ],
)
def test_period_named_in_a_text(text: str, start: date, end: date, said: str) -> None:
    assert parse_period(text) == Period(start, end, said)


@pytest.mark.parametrize("text", ["", "årsbasis", "jan-apr", "december", "12019", "20190", "marsch 19", "Område 4"])
def test_text_without_a_year_names_no_period(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("jan-apr", date(2019, 1, 1), date(2019, 4, 30)),
        ("december", date(2019, 12, 1), date(2019, 12, 31)),
        ("jan-apr 2018", date(2018, 1, 1), date(2018, 4, 30)),
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
    ],
)
def test_months_without_a_year_belong_to_the_year_given(text: str, start: date, end: date) -> None:
    said = parse_period(text, 2019)
    assert said is not None
    assert (said.start, said.end) == (start, end)


@pytest.mark.parametrize("text", ["jan - aug 2022", "januari – augusti 2022", "2022 jan - aug"])
def test_space_around_the_dash_keeps_the_months_together(text: str) -> None:
    said = parse_period(text)
    assert said is not None
    assert (said.start, said.end) == (date(2022, 1, 1), date(2022, 8, 31))


@pytest.mark.parametrize("text", ["2022-08", "tertial 2 2022", "T2 2022", "kvartal 3 2022", "första halvåret 2022"])
def test_part_of_a_year_is_never_the_whole_year(text: str) -> None:
    said = parse_period(text)
    assert said is None or (said.start, said.end) != (date(2022, 1, 1), date(2022, 12, 31))


digits = st.text("0123456789", min_size=1, max_size=6)


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_has_at_most_twelve_digits_before_the_comma(sign: str) -> None:
    assert parse_number(f"{sign}999999999999")[0] == Decimal(f"{sign}999999999999")
    with pytest.raises(ValueError, match=r"^-?1000000000000$"):
        parse_number(f"{sign}1000000000000")


@given(
    sign=st.sampled_from(["", "+", *MINUSES.values()]),
    gap=st.sampled_from(["", *SPACES.values()]),
    head=st.from_regex(r"[1-9][0-9]{0,2}|0", fullmatch=True),
    groups=st.lists(st.text("0123456789", min_size=3, max_size=3), max_size=3),
    separator=st.sampled_from(["", *SPACES.values()]),
    mark=st.sampled_from(",."),
    decimals=st.one_of(st.just(""), digits),
)
def test_any_number_in_swedish_format_parses_to_itself(
    sign: str, gap: str, head: str, groups: list[str], separator: str, mark: str, decimals: str
) -> None:
    printed = (sign + gap if sign else "") + separator.join([head, *groups]) + (mark + decimals if decimals else "")
    plain = ("-" if sign in MINUSES.values() else "") + head + "".join(groups) + ("." + decimals if decimals else "")
    last_digit = Decimal(1) / 10 ** len(decimals)
    assert parse_number(printed) == (Decimal(plain), last_digit)
    assert parse_value(printed, MISSING) == Value(Decimal(plain), last_digit)


texts = st.one_of(
    st.text(),
    st.text("0123456789 -–.,%*()+<ca"),
    st.lists(
        st.sampled_from(
            ["ca", "max", "minst", "Öka", "Minska", "12", "1 000", "8,0", "%", "mnkr", "*)", "(jan)", "-", "\n"]
        )
    ).map(" ".join),
)


@given(text=texts, words_allowed=st.booleans())
@example("*", True)
@example(".", False)
@example("sammanlagt 9999999999999 kr", True)
@settings(max_examples=300)
def test_any_text_is_a_value_or_none_and_never_raises(text: str, words_allowed: bool) -> None:
    said = parse_value(text, MISSING, words_allowed=words_allowed)
    if words_allowed:
        assert said is not None
    if said is not None:
        assert (said.number is None) == (said.resolution is None) == bool(said.missing)


@given(text=texts)
@example("*")
def test_without_a_table_of_missing_any_text_is_still_read(text: str) -> None:
    assert isinstance(parse_value(text, {}, words_allowed=True), Value)


dates = st.lists(
    st.sampled_from(
        ["2019", "2018", "1900", "-", "–", " ", "/", "jan", "aug.", "dec", "maj", "02", "31", "13", "00", "T2"]
    )
).map("".join)


@given(text=st.one_of(st.text(), dates), year=st.one_of(st.none(), st.integers(1900, 2099)))
@example("2019-02-30", None)
@example("2019-99-99", None)
@example("2018-2007", None)
@example("20२०-01-01", None)
@example("aprıl 2019", None)
@settings(max_examples=300)
def test_any_text_is_a_period_in_order_or_none_and_never_raises(text: str, year: int | None) -> None:
    said = parse_period(text, year)
    if said is not None:
        assert said.start is not None
        assert said.end is not None
        assert said.start <= said.end


STRICT = {
    ">": ["mer än", "större än", "högre än", "fler än", "över", "överstiger", ">"],
    "<": ["mindre än", "lägre än", "färre än", "under", "understiger", "<"],
    ">=": ["minst", "lägst", "inte mindre än", "inte under", "större än eller lika med", "≥", ">="],
    "<=": ["max", "max.", "maximalt", "högst", "som mest", "ej över", "inte mer än", "≤", "<="],
}
number = st.integers(0, 10**6).map(lambda n: (f"{n / 10:.1f}".replace(".", ","), Decimal(n) / 10))


@pytest.mark.parametrize(("comparator", "words"), [(c, word) for c, words in STRICT.items() for word in words])
@given(said=number, unit=st.sampled_from(["", " %", "%", " mnkr"]), around=st.sampled_from(["", "Nöjda "]))
@settings(deadline=None, max_examples=20)
def test_words_that_compare_are_kept_apart_with_any_number(
    comparator: str, words: str, said: tuple[str, Decimal], unit: str, around: str
) -> None:
    for spelled in (words, words.capitalize(), words.upper()):
        found = parse_value(f"{around}{spelled} {said[0]}{unit}", MISSING, words_allowed=True)
        assert found is not None
        assert (found.number, found.comparator, found.words) == (said[1], comparator, around.strip())


@given(said=number, word=st.sampled_from(sorted(AFTERWARDS)), joined=st.sampled_from(["eller", "och"]))
@settings(deadline=None, max_examples=50)
def test_words_that_compare_may_follow_the_number(said: tuple[str, Decimal], word: str, joined: str) -> None:
    found = parse_value(f"{said[0]} % {joined} {word}", MISSING, words_allowed=True)
    assert found == Value(said[1], Decimal("0.1"), "%", AFTERWARDS[word])


@given(words=st.sampled_from(sorted(COMPARATORS)), said=number)
@settings(deadline=None, max_examples=100)
def test_no_comparing_word_is_taken_for_a_shorter_one(words: str, said: tuple[str, Decimal]) -> None:
    assert parse_value(f"{words} {said[0]}", MISSING) == Value(said[1], Decimal("0.1"), comparator=COMPARATORS[words])


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("85,0 (exkl Kost & Restaurang)", "exkl Kost & Restaurang"),
        ("85,0 exkl. Kost & Restaurang", "exkl. Kost & Restaurang"),
        ("minst 85 % inklusive timavlönade", "inklusive timavlönade"),
        ("72,9 % (jan-apr)", ""),
        ("85 % har formell kompetens", ""),
        ("Budget i balans exkl. pandemi", ""),
    ],
)
def test_what_a_number_is_of_stands_with_it(text: str, scope: str) -> None:
    found = parse_value(text, MISSING, words_allowed=True)
    assert found is not None
    assert found.scope == scope
