"""What nobody can add up refuses by name: what it is, why it cannot be used, what to export instead."""

from pathlib import Path

import pytest

from loaders.exports.catalogue import EXPORTS, HOUSING, INVESTMENT, LEDGER, SICK_LEAVE
from loaders.exports.file import ExportRows, read_export
from loaders.problems import RefusedError
from tests.export_files import KNOWN, Lines, csv_file, refusal, table, told

MONTHS = ["jan", "feb", "mar", "apr"]


def read(path: Path, answers: dict[str, str] | None = None) -> ExportRows:
    return read_export(path, path.name, EXPORTS, KNOWN, answers or {})


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            [["Radetiketter", "Summa av Utfall"], ["Äldreomsorg", 5], ["mars", 5]],
            "bladet är en pivottabell i kompakt form, där enheter, månader och konton står i samma kolumn. Förväntat: "
            "pivottabellen i tabellformat, med alla etiketter upprepade (Design, Rapportlayout), utan summor.",
        ),
        (
            [["Enhet A", "v.10", "v.11", "v.12"], ["x", 1, 2, 3]],
            "veckor står i kolumner: veckor, som inte går jämnt upp i månader. Förväntat: samma tal per månad.",
        ),
        (
            [["Beläggning i procent"], ["Hus", *MONTHS], ["x", 1, 2, 3, 4]],
            "månaderna står i kolumner, och talen är andelar: procent går inte att lägga ihop. "
            "Förväntat: timmar, antal eller belopp; andelar räknas ut här.",
        ),
        (
            [["Hus", *MONTHS], ["x", 1, 2, 3, 4]],
            "månaderna står i kolumner. Förväntat: en rad för varje månad, med alla exportens kolumner.",
        ),
        (
            [["Hus", "Antal 2020", "Antal 2021"], ["x", 1, 2]],
            "två år står bredvid varandra. Förväntat: ett år i taget, med en rad för varje månad.",
        ),
    ],
)
def test_a_sheet_that_is_no_table_we_know_is_named(tmp_path: Path, lines: Lines, why: str) -> None:
    assert refusal(csv_file(tmp_path / "a.csv", lines)) == [f"a.csv: ingen tabell känns igen: {why}"]


def test_the_nearest_export_is_named_with_the_columns_that_lack(tmp_path: Path) -> None:
    lines: Lines = [["Sjukfrånvaro i mars"], ["Enhet", "Sjuk"], ["A", 7]]
    lacking = [column.heading for column in SICK_LEAVE.required if column.name != "unit"]
    assert refusal(csv_file(tmp_path / "a.csv", lines))[0].startswith(
        "a.csv, cell A2: ingen tabell känns igen; närmast ligger exporten Sjukfrånvaro, där kolumnerna "
        f"{', '.join(lacking)} saknas. Förväntat: "
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("202101-202103", "perioden är flera månader, och går inte att dela upp. Förväntat: en rad för varje månad."),
        ("jan–mar 2021", "perioden är flera månader, och går inte att dela upp. Förväntat: en rad för varje månad."),
        ("Kvartal 1 2021", "perioden är flera månader, och går inte att dela upp. Förväntat: en rad för varje månad."),
        ("2021", "perioden är ett helt år, och går inte att dela upp. Förväntat: en rad för varje månad."),
        ("2021 v10", "raderna är veckor, som inte går jämnt upp i månader. Förväntat: samma tal per månad."),
        ("Vecka 10", "raderna är veckor, som inte går jämnt upp i månader. Förväntat: samma tal per månad."),
        ("2021-W10", "raderna är veckor, som inte går jämnt upp i månader. Förväntat: samma tal per månad."),
    ],
)
def test_a_period_that_is_no_month_is_named_once(tmp_path: Path, text: str, why: str) -> None:
    path = csv_file(tmp_path / "a.csv", table(HOUSING, 3, month=[text, text, text]))
    assert refusal(path) == [f"a.csv, cell A2: Månad är ”{text.replace('–', '–')}” (och 2 celler till): {why}"]


@pytest.mark.parametrize("text", ["<5", "≤ 4", "färre än 5", "1-4", "..", "xx", "*"])
def test_hidden_numbers_are_named(tmp_path: Path, text: str) -> None:
    assert refusal(csv_file(tmp_path / "a.csv", table(HOUSING, 1, occupied_days=[text]))) == [
        f"a.csv, cell D2: Belagda dygn är ”{text}”: små antal är dolda, så summorna blir för låga. "
        "Förväntat: ett uttag där alla antal syns; små grupper döljs när siffrorna visas."
    ]


def test_percent_in_cells_is_named(tmp_path: Path) -> None:
    assert refusal(csv_file(tmp_path / "a.csv", table(HOUSING, 1, occupied_days=["97,5 %"]))) == [
        "a.csv, cell D2: Belagda dygn är ”97,5 %”: procent går inte att lägga ihop. "
        "Förväntat: timmar, antal eller belopp; andelar räknas ut här."
    ]


class TestYearEnd:
    def file(self, folder: Path) -> Path:
        rows = [{"month": month, "outcome": value} for month, value in (("202100", 9), ("202112", 5), ("202113", 2))]
        return csv_file(folder / "a.csv", told(LEDGER, *rows))

    def test_where_its_periods_belong_is_asked_once_for_all_files(self, tmp_path: Path) -> None:
        with pytest.raises(RefusedError) as refused:
            read(self.file(tmp_path))
        (question,) = refused.value.questions
        assert (question.id, question.found) == ("year-end:ledger", "perioderna 202100, 202113 är inga månader")

    @pytest.mark.parametrize(("answer", "total"), [("december", 7), ("läses inte", 5)])
    def test_they_are_read_as_is_said(self, tmp_path: Path, answer: str, total: int) -> None:
        found = read(self.file(tmp_path), {"year-end:ledger": answer})
        assert [(row["month"].month, row["outcome"]) for row in found.rows.to_pylist()] == [(12, total)]


class TestCoinciding:
    """Rows that differ only in what is not read are added; what is told twice refuses."""

    def lines(self, heading: str, *values: str) -> Lines:
        rows = [{"outcome": 5 + number, "budget": 7} for number, _ in enumerate(values)]
        return [[*line, extra] for line, extra in zip(told(LEDGER, *rows), [heading, *values], strict=True)]

    def test_counterparts_are_added_and_it_is_told(self, tmp_path: Path) -> None:
        found = read(csv_file(tmp_path / "a.csv", self.lines("Motpart", "910", "920", "930")))
        assert [(row["outcome"], row["budget"]) for row in found.rows.to_pylist()] == [(18, 21)]
        assert [str(problem) for problem in found.problems] == [
            "a.csv: 3 rader slogs ihop till 1: de skiljer sig bara i Motpart. "
            "Förväntat: en rad för varje kombination av Period, Ansvar, Verksamhet, Konto."
        ]

    def test_days_of_a_month_are_added(self, tmp_path: Path) -> None:
        rows = [{"month": f"2021-03-{day:02d}", "place_days": 9, "occupied_days": 8} for day in range(1, 32)]
        found = read(csv_file(tmp_path / "a.csv", told(HOUSING, *rows)))
        assert found.rows["occupied_days"].to_pylist() == [8 * 31]

    def test_what_is_told_twice_refuses(self, tmp_path: Path) -> None:
        head, row, _ = self.lines("Motpart", "910", "910")
        assert refusal(csv_file(tmp_path / "a.csv", [head, row, row]))[0].startswith(
            "a.csv, cell A3: raden upprepar rad 2"
        )

    def test_what_has_the_same_numbers_under_a_running_number_is_asked_about(self, tmp_path: Path) -> None:
        head, row, _ = self.lines("Löpnr", "1", "2")
        with pytest.raises(RefusedError) as refused:
            read(csv_file(tmp_path / "a.csv", [head, row, [*row[:-1], "2"]]))
        assert refused.value.questions[0].found == "raderna skiljer sig bara i Löpnr (1, 2)"

    def test_heads_of_different_days_are_no_sum(self, tmp_path: Path) -> None:
        rows = [{"month": f"2021-03-{day:02d}", "employees": 12} for day in (1, 2)]
        assert "upprepar" in refusal(csv_file(tmp_path / "a.csv", told(SICK_LEAVE, *rows)))[0]

    def test_what_does_not_add_up_is_no_sum(self, tmp_path: Path) -> None:
        rows = [{"outcome": 5, "frame": 9}] * 2
        lines = [[*line, extra] for line, extra in zip(told(INVESTMENT, *rows), ["Konto", "1", "2"], strict=True)]
        assert "upprepar" in refusal(csv_file(tmp_path / "a.csv", lines))[0]

    @pytest.mark.parametrize(("heading", "values"), [("Version", ("1", "2")), ("Not", ("Prognos", "Utfall"))])
    def test_what_may_be_one_thing_told_several_times_is_asked_about(
        self, tmp_path: Path, heading: str, values: tuple[str, str]
    ) -> None:
        path = csv_file(tmp_path / "a.csv", self.lines(heading, *values))
        with pytest.raises(RefusedError) as refused:
            read(path)
        (question,) = refused.value.questions
        assert question.asks == f"Är raderna delar som ska läggas ihop, trots {heading}?"
        assert read(path, {question.id: "delar"}).rows["outcome"].to_pylist() == [11]
        with pytest.raises(RefusedError, match="upprepar"):
            read(path, {question.id: "versioner"})
