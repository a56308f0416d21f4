"""Workbooks for people: templates that the reader understands, and lists of problems."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loaders.exports.catalogue import ASSISTANCE, BY_ID, EXPORTS, FORECAST, HOUSING, KEY_FIGURES, LEDGER, SICK_LEAVE
from loaders.exports.columns import expected
from loaders.exports.export import INSTRUCTIONS, Export, Kind, spellings
from loaders.exports.file import ExportRows, read_export
from loaders.intake.instructions import MONTH_SPELLINGS
from loaders.intake.template import FORMATS, problem_list, template
from loaders.problems import Problem, RefusedError
from loaders.swedish.periods import parse_month

MARK = (
    "Exempeldata: ta bort den här raden och den grå exempelraden när riktiga rader är på plats. "
    "Så länge raden står kvar läses filen inte in."
)
HEADING_ROW, EXAMPLE_ROW, LAST_ROW = 5, 6, 1_048_576

each_export = pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.id)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


def lines(sheet: Any) -> list[list[Any]]:
    """All cells, without the empty ones at the end of rows."""
    found = [list(row) for row in sheet.iter_rows(values_only=True)]
    for row in found:
        while row and row[-1] is None:
            row.pop()
    return found


def read(path: Path) -> ExportRows:
    return read_export(path, path.name, EXPORTS, spellings(EXPORTS))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Export, Callable[[Any], object]], Path]:
    """A template in a file, after a change to its first sheet."""

    def make(export: Export, change: Callable[[Any], object]) -> Path:
        book = opened(template(export))
        change(book[export.name])
        path = tmp_path / f"{export.id}.xlsx"
        book.save(path)
        return path

    return make


def validation(sheet: Any, column: int) -> Any:
    """The one data validation of a column, from its example to the last row of a sheet."""
    letter = sheet.cell(1, column).column_letter
    wanted = f"{letter}{EXAMPLE_ROW}:{letter}{LAST_ROW}"
    (found,) = [each for each in sheet.data_validations.dataValidation if str(each.sqref) == wanted]
    return found


PERSONS = (
    "Inga personnummer, namn eller andra uppgifter som pekar ut en person får finnas någonstans i filen. "
    "En sådan fil nekas, och inget av den sparas."
)
MONTHS = (
    "En månad kan skrivas 2021-03, 202103, 2021/03, 03-2021, mars 2021, mar 2021, mar-21, 2021 mars "
    "eller som datumet 2021-03-01."
)
EMPTY = "En tom cell är ett fel; skriv 0 om det är noll. Helt tomma rader hoppas över."
TOTALS = (
    "En rad som börjar med Summa, Totalt, Total, Delsumma, Totalsumma, Totalvärden, Totalvärde, Sammanlagt "
    "eller Slutsumma räknas inte med, men kontrolleras: den ska stämma med raderna ovanför."
)
OTHERS = "Kolumnernas ordning är fri. Kolumner med andra rubriker än de här läses inte."
BEFORE = "Ta bort raden som börjar med Exempeldata och den grå exempelraden."
HEADINGS = [
    *("Kolumn", "Vad en cell ska innehålla", "Andra rubriker som känns igen"),
    *("Måste kolumnen finnas?", "Gränser"),
]
A_MONTH = [
    "Månad",
    "En månad, t.ex. 2021-03, 202103 eller mars 2021",
    "Period, År-månad, Redovisningsmånad, Avser månad",
    "Ja, eller som bladets namn, eller på en rad ovanför tabellen: ”Månad: 2021-03”",
]


class TestContents:
    def test_of_assistance(self) -> None:
        book = opened(template(ASSISTANCE))
        assert book.sheetnames == ["Assistans", "Instruktion"]
        assert lines(book["Assistans"]) == [
            [MARK],
            ["Assistans: mall för månadsunderlag (Treserva)"],
            [
                "Skriv en rad för varje kombination av Månad och Lagrum under rubrikerna; "
                "bladet Instruktion förklarar varje kolumn."
            ],
            [],
            ["Månad", "Lagrum", "Timmar"],
            ["2021-03", "sfb", 12340.5],
        ]
        assert lines(book["Instruktion"]) == [
            ["Instruktion för Assistans"],
            [],
            [
                "En rad för varje",
                "Kombination av Månad och Lagrum. Två rader som är lika i allt detta är ett fel.",
            ],
            ["Uppgifter om personer", PERSONS],
            ["Perioder", MONTHS],
            ["Tomma celler", EMPTY],
            ["Summarader", TOTALS],
            ["Andra kolumner", OTHERS],
            ["Innan filen läses in", BEFORE],
            [],
            HEADINGS,
            A_MONTH,
            ["Lagrum", "Något av: sfb, lss", "Lag, SFB/LSS, Beslut enligt", "Ja"],
            [
                "Timmar",
                "Timmar som decimaltal eller HH:MM, minst 0",
                "Assistanstimmar, Antal timmar, Utförda assistanstimmar",
                "Ja",
            ],
        ]

    def test_of_housing(self) -> None:
        book = opened(template(HOUSING))
        assert book.sheetnames == ["Boende", "Instruktion"]
        assert lines(book["Boende"]) == [
            [MARK],
            ["Boende: mall för månadsunderlag (Treserva)"],
            [
                "Skriv en rad för varje kombination av Månad och Boende under rubrikerna; "
                "bladet Instruktion förklarar varje kolumn."
            ],
            [],
            ["Månad", "Boende", "Platsdygn", "Belagda dygn"],
            ["2021-03", "Vårdboende Eken", 1488, 1430],
        ]
        assert lines(book["Instruktion"]) == [
            ["Instruktion för Boende"],
            [],
            [
                "En rad för varje",
                "Kombination av Månad och Boende. Två rader som är lika i allt detta är ett fel.",
            ],
            ["Uppgifter om personer", PERSONS],
            ["Perioder", MONTHS],
            ["Tomma celler", EMPTY],
            ["Summarader", TOTALS],
            ["Andra kolumner", OTHERS],
            ["Innan filen läses in", BEFORE],
            [],
            HEADINGS,
            A_MONTH,
            ["Boende", "En text", "Vårdboende, Enhet, Boendets namn", "Ja"],
            [
                "Platsdygn",
                "Ett tal, minst 0",
                "Tillgängliga dygn, Platser x dygn",
                "Ja",
                "Minst Belagda dygn",
            ],
            ["Belagda dygn", "Ett tal, minst 0", "Vårddygn, Belagda platsdygn", "Ja", "Högst Platsdygn"],
        ]

    def test_rules_of_sick_leave_in_words(self) -> None:
        table = {row[0]: row for row in lines(opened(template(SICK_LEAVE))[INSTRUCTIONS]) if row}
        days = "Varav dag 1-14 + Varav dag 15-59 + Varav dag 60-"
        assert {heading: row[4] for heading, row in table.items() if len(row) > 4 and heading != "Kolumn"} == {
            "Ordinarie arbetstid": "Minst Sjukfrånvaro timmar",
            "Sjukfrånvaro timmar": (
                f"Högst Ordinarie arbetstid; lika med {days}; minst Timmar i sjukfall som når 60 dagar"
            ),
            "Varav dag 1-14": f"{days} är lika med Sjukfrånvaro timmar",
            "Varav dag 15-59": f"{days} är lika med Sjukfrånvaro timmar",
            "Varav dag 60-": f"{days} är lika med Sjukfrånvaro timmar; högst Timmar i sjukfall som når 60 dagar",
            "Timmar i sjukfall som når 60 dagar": "Minst Varav dag 60-; högst Sjukfrånvaro timmar",
        }
        assert table["Uppgifter om personer"][1] == (
            f"{PERSONS} Rader räknar grupper: en fil där nästan alla rader har högst 1 i Antal anställda nekas också."
        )
        assert table["Förvaltning"][3] == "Nej"

    def test_what_only_some_exports_need_to_say(self) -> None:
        said = {
            export.id: {row[0]: row[1] for row in lines(opened(template(export))[INSTRUCTIONS]) if len(row) == 2}
            for export in EXPORTS
        }
        amounts = {export: advice["Belopp"] for export, advice in said.items() if "Belopp" in advice}
        assert amounts == {
            "ledger": "Kronor. Med tkr eller mnkr i rubriken, t.ex. ”Utfall (tkr)”, räknas beloppen om.",
            "forecast": "Kronor. Med tkr eller mnkr i rubriken, t.ex. ”Prognos (tkr)”, räknas beloppen om.",
            "investment": "Kronor. Med tkr eller mnkr i rubriken, t.ex. ”Utfall (tkr)”, räknas beloppen om.",
        }
        assert {export: advice["Tecken"] for export, advice in said.items() if "Tecken" in advice} == {
            "ledger": "Kostnader är positiva, intäkter (kontoklass 3) negativa.",
            "forecast": "Överskott är positivt, underskott negativt.",
            "investment": "Utgifter är positiva, inkomster negativa.",
        }
        assert said["forecast"]["Perioder"] == "Ett år skrivs 2021. Ett datum skrivs 2021-03-31."
        assert said["key_figures"]["Perioder"] == f"{MONTHS} Ett år skrivs 2021."
        assert said["investment"]["Summarader"] == f"{TOTALS.removesuffix('.')}, utom i Ram."
        assert said["key_figures"]["Summarader"] == TOTALS.partition(", men")[0] + "."
        assert said["key_figures"]["En rad för varje"].startswith("Kombination av Period, Organisation och Nyckeltal.")

    @pytest.mark.parametrize("spelling", [*MONTH_SPELLINGS, "2021-03-01"])
    def test_the_reader_knows_every_spelling_of_a_month_that_is_told(self, spelling: str) -> None:
        assert spelling in MONTHS
        assert parse_month(spelling) == date(2021, 3, 1)

    @each_export
    def test_every_column_is_explained_in_order(self, export: Export) -> None:
        table = lines(opened(template(export))[INSTRUCTIONS])
        rows = table[table.index(HEADINGS) + 1 :]
        assert [str(row[1]).casefold() for row in rows] == [expected(c).casefold() for c in export.columns]
        assert [(row[0], *str(row[2]).split(", ")) for row in rows] == [c.headings for c in export.columns]


class TestLook:
    @each_export
    def test_headings_are_bold_stay_in_sight_and_filter(self, export: Export) -> None:
        sheet = opened(template(export))[export.name]
        assert [cell.font.bold for cell in sheet[HEADING_ROW]] == [True] * len(export.columns)
        assert sheet.freeze_panes == "A6"
        last = sheet.cell(EXAMPLE_ROW, len(export.columns)).coordinate
        assert sheet.auto_filter.ref == f"A5:{last}"
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[HEADING_ROW]]
        assert all(11 <= width <= 32 for width in widths)

    @each_export
    def test_the_example_is_grey_italics(self, export: Export) -> None:
        example = opened(template(export))[export.name][EXAMPLE_ROW]
        assert {(cell.font.italic, cell.font.color.rgb) for cell in example} == {(True, "00808080")}

    @each_export
    def test_new_rows_have_the_formats_of_the_example(self, export: Export) -> None:
        sheet = opened(template(export))[export.name]
        wanted = [FORMATS[column.kind] for column in export.columns]
        assert [cell.number_format for cell in sheet[EXAMPLE_ROW]] == wanted
        letters = [cell.column_letter for cell in sheet[EXAMPLE_ROW]]
        assert [sheet.column_dimensions[letter].number_format for letter in letters] == wanted

    def test_formats_of_every_kind(self) -> None:
        assert FORMATS == {
            **{"month": "@", "period": "@", "text": "@", "code": "@", "choice": "@", "year": "0"},
            **{"date": "yyyy-mm-dd", "amount": "#,##0.00", "count": "#,##0", "hours": "General", "money": "#,##0.00"},
        }

    @each_export
    def test_the_instruction_is_wrapped_in_wide_columns(self, export: Export) -> None:
        sheet = opened(template(export))[INSTRUCTIONS]
        assert {cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for cell in row} == {True}
        assert [sheet.column_dimensions[letter].width for letter in "ABCDE"] == [30, 62, 44, 30, 48]


TYPES: dict[Kind, str] = {
    **{"month": "custom", "period": "custom", "year": "whole", "date": "date", "text": "textLength"},
    **{"code": "textLength", "choice": "list", "amount": "decimal", "count": "whole", "hours": "decimal"},
    "money": "decimal",
}


class TestValidation:
    @each_export
    def test_every_column_has_the_one_of_its_kind(self, export: Export) -> None:
        sheet = opened(template(export))[export.name]
        assert len(sheet.data_validations.dataValidation) == len(export.columns)
        found = [validation(sheet, at).type for at in range(1, len(export.columns) + 1)]
        assert found == [TYPES[column.kind] for column in export.columns]

    @each_export
    def test_a_list_has_each_choice_once_in_its_first_spelling(self, export: Export) -> None:
        sheet = opened(template(export))[export.name]
        for at, column in enumerate(export.columns, 1):
            if column.choices:
                listed = validation(sheet, at).formula1.strip('"').split(",")
                assert [column.choices[spelling] for spelling in listed] == list(dict.fromkeys(column.choices.values()))
                assert not validation(sheet, at).showDropDown, "which hides the list"

    def test_lists_of_sick_leave(self) -> None:
        sheet = opened(template(SICK_LEAVE))[SICK_LEAVE.name]
        assert {sheet.cell(HEADING_ROW, at).value: validation(sheet, at).formula1 for at in range(5, 9)} == {
            "Kön": '"kvinna,man"',
            "Åldersgrupp": '"-29,30-49,50-"',
            "Anställningsform": '"tillsvidare,visstid"',
            "Chef": '"ja,nej"',
        }

    @each_export
    def test_only_numbers_that_may_be_negative_may(self, export: Export) -> None:
        sheet = opened(template(export))[export.name]
        for at, column in enumerate(export.columns, 1):
            if column.kind in ("amount", "count", "hours", "money"):
                found = validation(sheet, at)
                limits = (found.operator, found.formula1, found.formula2)
                most = ("between", "-1000000000000", "1000000000000")
                assert limits == (most if column.negative else ("greaterThanOrEqual", "0", None))

    def test_limits_of_months_periods_years_dates_and_texts(self) -> None:
        ledger, forecast = opened(template(LEDGER))[LEDGER.name], opened(template(FORECAST))[FORECAST.name]
        month = (
            'AND(LEN(A6)=7,OR(LEFT(A6,2)="19",LEFT(A6,2)="20"),MID(A6,5,1)="-",ISNUMBER(DATEVALUE(A6&"-01")))',
            None,
        )
        year = 'AND(LEN(A6)=4,OR(LEFT(A6,2)="19",LEFT(A6,2)="20"),ISNUMBER(VALUE(A6)))'
        key_figures = opened(template(KEY_FIGURES))[KEY_FIGURES.name]

        def limits(sheet: Any, at: int) -> tuple[str, str | None]:
            return validation(sheet, at).formula1, validation(sheet, at).formula2

        assert limits(ledger, 1) == month
        assert limits(key_figures, 1) == (f"OR({year},{month[0]})", None)
        assert limits(forecast, 2) == ("1900", "2099")
        assert limits(forecast, 3) == ("DATE(2000,1,1)", "DATE(2099,12,31)")
        assert limits(ledger, 2) == limits(ledger, 3) == ("1", "255")

    def test_what_excel_says(self) -> None:
        def said(export: Export, at: int) -> tuple[str, ...]:
            found = validation(opened(template(export))[export.name], at)
            assert (found.showInputMessage, found.showErrorMessage, found.allowBlank) == (True, True, True)
            assert found.errorTitle == found.promptTitle
            return found.promptTitle, found.prompt, found.errorStyle, found.error

        month = "en månad, t.ex. 2021-03, 202103 eller mars 2021."
        assert said(SICK_LEAVE, 1) == (
            *("Månad", f"E{month[1:]}", "warning"),
            f"Här ska stå {month} Fler sätt att skriva står i bladet Instruktion.",
        )
        assert said(SICK_LEAVE, 5) == (
            *("Kön", "Något av: kvinna, man.", "stop"),
            "Här ska stå något av: kvinna, man.",
        )
        assert said(SICK_LEAVE, 15) == (
            *("Timmar i sjukfall som når 60 da…", "Timmar som decimaltal eller HH:MM, minst 0.", "stop"),
            "Här ska stå timmar som decimaltal eller HH:MM, minst 0.",
        )
        assert said(LEDGER, 8) == ("Utfall", "Ett belopp i kr.", "stop", "Här ska stå ett belopp i kr.")
        assert said(LEDGER, 2)[1] == "En kod på högst 255 tecken."

    @each_export
    def test_nothing_is_longer_than_excel_opens(self, export: Export) -> None:
        for found in opened(template(export))[export.name].data_validations.dataValidation:
            assert max(len(found.promptTitle), len(found.errorTitle)) <= 32
            assert max(len(found.prompt), len(found.error), len(found.formula1)) <= 255


class TestReadBack:
    @each_export
    def test_the_example_is_one_row_of_a_sample(self, export: Export, tmp_path: Path) -> None:
        path = tmp_path / "mall.xlsx"
        path.write_bytes(template(export))
        found = read(path)
        assert (found.export, found.sample, found.ignored) == (export, True, [])
        # The reader may say that it does not read the instruction; nothing else.
        assert {(each.severity, each.sheet) for each in found.problems} <= {("warning", INSTRUCTIONS)}
        (row,) = found.rows.to_pylist()
        assert (row["sheet"], row["row"]) == (export.name, EXAMPLE_ROW)
        assert [name for name, value in row.items() if value is None] == []

    def test_the_example_means_what_it_shows(self, tmp_path: Path) -> None:
        path = tmp_path / "mall.xlsx"
        path.write_bytes(template(FORECAST))
        (row,) = read(path).rows.to_pylist()
        assert row == {
            **{"area": "Äldreomsorg", "year": 2021, "made_on": date(2021, 3, 31), "amount": -2_500_000},
            **{"sheet": "Prognos", "row": 6},
        }

    @each_export
    def test_without_its_first_line_it_is_an_export(
        self, export: Export, changed: Callable[[Export, Callable[[Any], object]], Path]
    ) -> None:
        found = read(changed(export, lambda sheet: sheet.delete_rows(1)))
        assert (found.sample, found.rows.num_rows) == (False, 1)

    @pytest.mark.parametrize("export", [e for e in EXPORTS if e.column(e.month).elsewhere], ids=lambda e: e.id)
    def test_the_lines_above_the_table_stand_for_no_month(
        self, export: Export, changed: Callable[[Export, Callable[[Any], object]], Path]
    ) -> None:
        path = changed(export, lambda sheet: sheet.delete_cols(1))
        with pytest.raises(RefusedError, match=f"kolumnen {export.column('month').heading} saknas"):
            read(path)


def test_there_are_ten_exports() -> None:
    assert len(BY_ID) == 10


PROBLEMS = [
    Problem("error", "maj.xlsx", "Blad1", "C7", "=1+1", "ett heltal, minst 0"),
    Problem("warning", "juni.xlsx", "", "", "+46", "-"),
    Problem("error", "@SUM(A1)", "-29", "rad 3", "ett\x00tecken\x1b och\nen rad", "”x”"),
]


class TestProblemList:
    def test_contents(self) -> None:
        book = opened(problem_list(PROBLEMS))
        assert book.sheetnames == ["Problem"]
        assert lines(book["Problem"]) == [
            ["Allvar", "Fil", "Blad", "Cell", "Det som står där", "Det som förväntas"],
            ["Fel", "maj.xlsx", "Blad1", "C7", "=1+1", "ett heltal, minst 0"],
            ["Varning", "juni.xlsx", None, None, "+46", "-"],
            ["Fel", "@SUM(A1)", "-29", "rad 3", "ett�tecken� och\nen rad", "”x”"],
        ]

    def test_nothing_becomes_a_formula(self) -> None:
        cells = [cell for row in opened(problem_list(PROBLEMS))["Problem"].iter_rows(min_row=2) for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
        assert [cell.value for cell in cells if cell.quotePrefix] == ["=1+1", "+46", "-", "@SUM(A1)", "-29"]

    def test_look(self) -> None:
        sheet = opened(problem_list(PROBLEMS))["Problem"]
        assert [cell.font.bold for cell in sheet[1]] == [True] * 6
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F4")
        assert {cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row} == {True}
        assert [sheet.column_dimensions[letter].width for letter in "ABCDEF"] == [11, 36, 22, 10, 60, 60]

    def test_of_nothing_has_its_headings(self) -> None:
        sheet = opened(problem_list([]))["Problem"]
        assert (len(lines(sheet)), sheet.auto_filter.ref) == (1, "A1:F1")
