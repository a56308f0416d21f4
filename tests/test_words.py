"""Every word around a table is understood, asked about, or refuses: no number is off by a factor without a question."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.exports.catalogue import EXPORTS, FORECAST, HOME_CARE, HOUSING, INVESTMENT, LEDGER
from loaders.exports.columns import MONEY
from loaders.exports.export import Export
from loaders.exports.file import read_export
from loaders.exports.meanings import MEANINGS
from loaders.exports.words import changes_meaning
from loaders.problems import Question, RefusedError
from tests.export_files import KNOWN, Lines, Row, csv_file, table, told, workbook


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("words")


def total(path: Path, column: str, answers: dict[str, str] | None = None, name: str = "") -> float:
    """The sum of a column of a file, once its questions are answered."""
    rows = read_export(path, name or path.name, EXPORTS, KNOWN, answers or {}).rows
    return float(sum(value or 0 for value in rows[column].to_pylist()))


def asked(path: Path, name: str = "", answers: dict[str, str] | None = None) -> list[Question]:
    """The questions that a file raises."""
    try:
        read_export(path, name or path.name, EXPORTS, KNOWN, answers or {})
    except RefusedError as refused:
        return list(refused.questions)
    return []


def refused(path: Path, answers: dict[str, str] | None = None) -> list[str]:
    try:
        read_export(path, path.name, EXPORTS, KNOWN, answers or {})
    except RefusedError as error:
        return [str(problem) for problem in error.problems]
    return []


def around(lines: Lines, where: str, text: str) -> Lines:
    """A table with a text above it, below it or beside it."""
    if where == "above":
        return [[text], [], *lines]
    if where == "below":
        return [*lines, [], [text]]
    return [lines[0], [*lines[1], text], *lines[2:]]


def ledger(folder: Path, *above: str, **columns: str) -> Path:
    row: Row = {"outcome": 5, "budget": 7}
    return csv_file(folder / "a.csv", [*([text] for text in above), *told(LEDGER, row, headings=columns)])


class TestMoney:
    @pytest.mark.parametrize(
        ("line", "factor"),
        [
            ("Belopp i tkr", 1000),
            ("Alla belopp anges i mnkr.", 1_000_000),
            ("Budget och utfall, tkr", 1000),
            ("(kkr)", 1000),
            ("Belopp i tusental kronor", 1000),
            ("Belopp anges i tusen kronor", 1000),
            ("1000-tal kr", 1000),
            ("1 000-tal kronor", 1000),
            ("Miljoner kronor", 1_000_000),
            ("MSEK", 1_000_000),
            ("TSEK", 1000),
            ("Belopp i hela kronor", 1),
            ("Poster under 50 tkr är med", 1),
            ("Agresso, uttag 2021", 1),
        ],
    )
    @pytest.mark.parametrize("where", ["above", "below", "beside"])
    def test_the_unit_may_stand_anywhere_around(self, folder: Path, line: str, factor: int, where: str) -> None:
        path = csv_file(folder / "a.csv", around(told(LEDGER, {"outcome": 5}), where, line))
        assert total(path, "outcome") == 5 * factor

    def test_a_heading_knows_its_unit_better_than_a_line(self, folder: Path) -> None:
        path = ledger(folder, "Belopp i tkr", outcome="Utfall (kr)")
        assert (total(path, "outcome"), total(path, "budget")) == (5, 7000)

    def test_two_units_around_are_one_too_many(self, folder: Path) -> None:
        lines = [["Belopp i tkr"], *told(LEDGER, {"outcome": 5}), [], ["Belopp i mnkr"]]
        assert refused(csv_file(folder / "a.csv", lines)) == [
            "a.csv: texterna runt tabellen anger olika enheter för belopp: tkr (A1), mnkr (A5). "
            "Förväntat: enheten i varje rubrik, t.ex. Utfall (tkr)."
        ]

    def test_a_unit_that_only_the_files_name_says_is_asked_about(self, folder: Path) -> None:
        path = ledger(folder)
        (question,) = asked(path, "utfall_mars_tkr.csv")
        assert (question.found, question.asks) == (
            "filens namn ”utfall mars tkr” kan betyda att beloppen är i tkr",
            "Är beloppen i tkr?",
        )
        assert total(path, "outcome", {question.id: "tkr"}, "utfall_mars_tkr.csv") == 5000
        assert total(path, "outcome", {question.id: "kr"}, "utfall_mars_tkr.csv") == 5

    def test_a_unit_in_the_heading_of_a_column_that_is_not_read_is_asked_about(self, folder: Path) -> None:
        lines = [[*line, extra] for line, extra in zip(told(LEDGER, {"outcome": 5}), ["Avvikelse tkr", 1], strict=True)]
        (question,) = asked(csv_file(folder / "a.csv", lines))
        assert question.found == "rubriken ”Avvikelse tkr” kan betyda att beloppen är i tkr"

    @pytest.mark.parametrize("text", ["Belopp i 1 000 kr", "1000 SEK", "x 1000", "(000-tal kr)", "(000)"])
    def test_what_may_mean_thousands_is_asked_about(self, folder: Path, text: str) -> None:
        path = ledger(folder, text)
        (question,) = asked(path)
        assert question.asks == "Är beloppen i tkr?"
        assert (total(path, "outcome", {question.id: "tkr"}), total(path, "outcome", {question.id: "kr"})) == (5000, 5)

    def test_a_heading_that_someone_points_out_keeps_its_unit(self, folder: Path) -> None:
        from loaders.exports.export import spellings  # noqa: PLC0415

        lines = told(LEDGER, {"outcome": 5}, headings={"outcome": "Kostnad tkr"})
        said = spellings(EXPORTS, [{"export": "ledger", "heading": "Kostnad tkr", "column": "outcome"}])
        rows = read_export(csv_file(folder / "a.csv", lines), "a.csv", EXPORTS, said).rows
        assert rows["outcome"].to_pylist() == [5000]


class TestTime:
    def test_minutes_around_are_asked_about(self, folder: Path) -> None:
        row = {"granted_hours": 90, "performed_hours": 60}
        path = csv_file(folder / "a.csv", [["Tid anges i minuter"], *told(HOME_CARE, row)])
        (question,) = asked(path)
        assert total(path, "granted_hours", {question.id: "minuter"}) == 1.5
        assert total(path, "granted_hours", {question.id: "timmar"}) == 90

    def test_minutes_in_a_heading_are_minutes(self, folder: Path) -> None:
        lines = told(HOME_CARE, {"granted_hours": 90}, headings={"granted_hours": "Beviljad tid (min)"})
        assert total(csv_file(folder / "a.csv", lines), "granted_hours") == 1.5


SAYING = [
    ("Utfall ack tom mars", "Är talen ackumulerade?"),
    ("Ackumulerat utfall", "Är talen ackumulerade?"),
    ("Utfall t.o.m. mars 2021", "Är talen ackumulerade?"),
    ("Utfall till och med mars", "Är talen ackumulerade?"),
    ("Utfall sedan projektstart", "Är talen ackumulerade?"),
    ("YTD", "Är talen ackumulerade?"),
    ("Period 202101-202103", "Är talen summor för flera månader?"),
    ("Period: 2021-01 – 2021-03", "Är talen summor för flera månader?"),
    ("Period 2021-01-01 - 2021-03-31", "Är talen summor för flera månader?"),
    ("jan–mar 2021", "Är talen summor för flera månader?"),
    ("januari t.o.m. mars 2021", "Är talen summor för flera månader?"),
    ("Kvartal 1 2021", "Är talen summor för flera månader?"),
    ("Tertial 1", "Är talen summor för flera månader?"),
    ("Budget = årsbudget", "Gäller något av talen hela året?"),
    ("Budget avser helår.", "Gäller något av talen hela året?"),
    ("Rullande 12 månader", "Är talen rullande, över flera månader?"),
    ("R12", "Är talen rullande, över flera månader?"),
    ("Genomsnitt per månad", "Är talen medelvärden?"),
    ("Andel i %", "Är talen procent eller andelar?"),
    ("Belopp per brukare", "Är talen per person, plats, dag eller liknande?"),
    ("Vecka 10-13", "Gäller raderna veckor i stället för månader?"),
    ("Prognos mars", "Är talen en prognos eller preliminära?"),
    ("Exklusive interna poster", "Är något utelämnat, eller med, som inte ska vara det?"),
    ("Endast externa", "Är något utelämnat, eller med, som inte ska vara det?"),
    ("Omvända tecken", "Är tecknen omvända?"),
    ("Kumulativt utfall", "Är talen ackumulerade?"),
    ("Delårsrapport", "Är talen summor för flera månader?"),
    ("Perioder 1-3", "Är talen summor för flera månader?"),
    ("Budget 2022", "Gäller talen ett annat år än det som står i raderna?"),
    ("Ej slutlig", "Är talen en prognos eller preliminära?"),
]


class TestMeanings:
    @pytest.mark.parametrize(("text", "asks"), SAYING)
    @pytest.mark.parametrize("where", ["above", "below", "beside"])
    def test_a_word_that_may_change_what_numbers_mean_is_asked_about(
        self, folder: Path, text: str, asks: str, where: str
    ) -> None:
        path = csv_file(folder / "a.csv", around(told(LEDGER, {"month": "2021-03", "outcome": 5}), where, text))
        (question,) = asked(path)
        assert question.asks == asks
        assert total(path, "outcome", {question.id: "nej"}) == 5
        assert refused(path, {question.id: "ja"}) != []

    @pytest.mark.parametrize("name", ["utfall_ack_mars.csv", "ekonomi 202101-202103.csv", "prognos.csv"])
    def test_the_files_name_is_read_too(self, folder: Path, name: str) -> None:
        assert len(asked(ledger(folder), name)) == 1

    def test_the_sheets_name_is_read_too(self, folder: Path) -> None:
        path = workbook(folder / "a.xlsx", {"Ackumulerat": told(LEDGER, {"outcome": 5})})
        assert [question.found for question in asked(path)] == [
            "bladets namn ”Ackumulerat” kan ändra vad talen betyder"
        ]

    def test_an_answer_says_what_and_where(self, folder: Path) -> None:
        path = ledger(folder, "Utfall ack")
        (question,) = asked(path)
        assert (question.id, question.cell) == ("accumulated:ledger:utfall-ack", "A1")
        assert refused(path, {question.id: "ja"}) == [
            "a.csv, cell A1: talen är ackumulerade, och går inte att lägga ihop månad för månad: ”Utfall ack”. "
            "Förväntat: månadens egna tal: ta ut en månad i taget, eller månaderna var för sig, utan ackumulering."
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "Period 202101-202103",
            "Urval: Period = 2021-01-01 - 2021-03-31; Avtal = AB, PAN",
            "jan-mar 2021",
            "Utskriven 2021-04-07 08:14 av ekonomi02",
            "Sida 1 av 1",
            "Driftredovisning",
            "Tackkort",
            "Vårdbehov och packning",
        ],
    )
    def test_a_span_whose_months_all_stand_there_and_other_words_are_understood(self, folder: Path, text: str) -> None:
        rows = [{"month": f"2021-0{month}", "outcome": 5} for month in (1, 2, 3)]
        assert asked(csv_file(folder / "a.csv", [[text], *told(LEDGER, *rows)])) == []

    def test_a_forecast_is_of_the_whole_year(self, folder: Path) -> None:
        lines = [["Helårsprognos 2021 per augusti, tkr"], *told(FORECAST, {"amount": 5})]
        assert total(csv_file(folder / "a.csv", lines), "amount") == 5000

    @pytest.mark.parametrize("heading", ["Utfall ack", "Utfall jan-mar", "Årsutfall", "Utfall %", "Utfall exkl. moms"])
    def test_a_heading_with_such_a_word_is_never_offered(self, folder: Path, heading: str) -> None:
        assert changes_meaning(heading)
        path = csv_file(folder / "a.csv", told(LEDGER, {"outcome": 5}, headings={"outcome": heading}))
        assert asked(path) == []
        assert f"”{heading}”" in refused(path)[0]

    def test_no_declared_heading_says_such_a_thing(self) -> None:
        """But for those of the groups of ages and days, and of what is a year's by its nature."""
        usual = {
            heading for export in (FORECAST, INVESTMENT) for column in export.columns for heading in column.headings
        }
        said = {heading for export in EXPORTS for column in export.columns for heading in column.headings} - usual
        assert {heading for heading in said if changes_meaning(heading)} == set()


class TestSeparators:
    @pytest.mark.parametrize(("texts", "sign"), [(["632,750", "1,250"], ","), (["632.750", "-1.250"], ".")])
    def test_three_digits_after_every_sign_are_asked_about(self, folder: Path, texts: list[str], sign: str) -> None:
        path = csv_file(folder / "a.csv", table(LEDGER, 2, outcome=texts, budget=[1, 2]))
        (question,) = asked(path)
        named = "komma" if sign == "," else "punkt"
        assert question.found == f"i Utfall har alla tal med {named} tre siffror efter, t.ex. {texts[0]}"
        plain = [float(text.replace(sign, "")) for text in texts]
        assert total(path, "outcome", {question.id: "tusental"}) == sum(plain)
        assert total(path, "outcome", {question.id: "decimaler"}) == pytest.approx(sum(plain) / 1000)

    @pytest.mark.parametrize(
        ("texts", "values"),
        [
            (["1,234,567", "632,750"], [1234567, 632750]),
            (["1.234.567,50", "2.500"], [1234567.5, 2500]),
            (["1,234.50", "632,750"], [1234.5, 632750]),
            (["12,5", "632,750"], [12.5, 632.75]),
            (["0,750", "632,750"], [0.75, 632.75]),
            (["1 234,567", "1,250"], [1234.567, 1.25]),
            (["1234,567", "1,250"], [1234.567, 1.25]),
        ],
    )
    def test_what_one_number_proves_counts_for_its_column(
        self, folder: Path, texts: list[str], values: list[float]
    ) -> None:
        path = csv_file(folder / "a.csv", table(LEDGER, 2, outcome=texts, budget=[1, 2]))
        assert total(path, "outcome") == pytest.approx(sum(values))

    def test_what_excel_keeps_as_a_number_needs_no_question(self, folder: Path) -> None:
        path = workbook(folder / "a.xlsx", table(LEDGER, 2, outcome=[632.75, 1.125], budget=[1, 2]))
        assert total(path, "outcome") == 633.875
        path = workbook(folder / "b.xlsx", table(LEDGER, 2, outcome=[1.125, "632.750"], budget=[1, 2]))
        assert [question.found for question in asked(path)] == [
            "i Utfall har alla tal med punkt tre siffror efter, t.ex. 632.750"
        ]

    @pytest.mark.parametrize("text", ["(1 250)", "1 250-", "1250 -", "−1 250", "(1 250,00)"])
    def test_negative_numbers_as_ledgers_write_them(self, folder: Path, text: str) -> None:
        path = csv_file(folder / "a.csv", table(LEDGER, 1, outcome=[text]))
        assert total(path, "outcome") == -1250


class TestSign:
    def rows(self, revenue: int, cost: int) -> list[Row]:
        accounts = (("3112", revenue), ("5011", cost), ("5020", cost), ("6410", cost))
        return [{"account": account, "outcome": value, "budget": 0} for account, value in accounts]

    def test_the_declared_sign_raises_no_question(self, folder: Path) -> None:
        assert asked(csv_file(folder / "a.csv", told(LEDGER, *self.rows(-900, 100)))) == []

    def test_the_opposite_sign_is_asked_about_with_the_sums(self, folder: Path) -> None:
        path = csv_file(folder / "a.csv", told(LEDGER, *self.rows(900, -100)))
        (question,) = asked(path)
        assert question.found == "i Utfall har intäkterna och kostnaderna sammantaget omvänt tecken"
        assert [(option.answer, option.sums) for option in question.options] == [
            ("omvända", {"Utfall": -600}),
            ("som de står", {"Utfall": 600}),
        ]
        assert total(path, "outcome", {question.id: "omvända"}) == -600
        assert total(path, "outcome", {question.id: "som de står"}) == 600

    def test_costs_alone_are_asked_about_from_a_few_on(self, folder: Path) -> None:
        path = csv_file(folder / "a.csv", told(LEDGER, *self.rows(900, -100)[1:]))
        (question,) = asked(path)
        assert total(path, "outcome", {question.id: "omvända"}) == 300
        assert asked(csv_file(folder / "b.csv", told(LEDGER, *self.rows(900, -100)[1:3]))) == []


WORDS = st.sampled_from([*MONEY, *(text for text, _ in SAYING), "Tid i minuter", "Ekonomi", "mars", "Källa: Agresso"])


class TestFuzz:
    """Whatever stands around a table, its numbers are what they are, what a unit makes of them, or asked about."""

    @given(
        st.lists(WORDS, max_size=2), st.sampled_from(["above", "below", "beside"]), st.sampled_from([LEDGER, HOUSING])
    )
    @settings(max_examples=80, deadline=None)
    def test_words_never_change_a_sum_by_a_factor_without_a_question(
        self, tmp_path_factory: pytest.TempPathFactory, words: list[str], where: str, export: Export
    ) -> None:
        column = "outcome" if export is LEDGER else "place_days"
        text = ". ".join(words)
        path = csv_file(tmp_path_factory.mktemp("fuzz") / "a.csv", around(told(export, {column: 500}), where, text))
        questions, problems = asked(path), refused(path)
        if questions or problems:
            return
        units = {MONEY[word] for word in words if word in MONEY} or {1}
        assert total(path, column) in [500 * unit for unit in (units if export is LEDGER else {1})]
        of_this = [meaning for meaning in MEANINGS if export.id not in meaning.usual]
        assert not any(meaning.found(word.casefold()) for word in words for meaning in of_this)

    @given(
        st.lists(st.integers(-999_999_999, 999_999_999), min_size=1, max_size=4),
        st.sampled_from([",", ".", " ", ""]),
        st.sampled_from(["", ",", "."]),
        st.integers(0, 3),
    )
    @settings(max_examples=150, deadline=None)
    def test_separators_never_change_a_number_by_a_factor_without_a_question(
        self, tmp_path_factory: pytest.TempPathFactory, numbers: list[int], thousand: str, decimal: str, digits: int
    ) -> None:
        if thousand and thousand == decimal:
            return
        decimals = digits if decimal else 0
        texts = [f"{n:,.{decimals}f}".translate({ord(","): thousand or None, ord("."): decimal}) for n in numbers]
        path = csv_file(tmp_path_factory.mktemp("fuzz") / "a.csv", table(LEDGER, len(texts), outcome=texts))
        if not asked(path) and not refused(path):
            assert total(path, "outcome") == sum(numbers), texts
