"""A file becomes its rows, or is refused with every reason: file, sheet, cell, what stands there, what should."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from xlwt.CompoundDoc import XlsDoc

from loaders.exports.catalogue import (
    ASSISTANCE,
    EXPORTS,
    FORECAST,
    HOME_CARE,
    HOUSING,
    INVESTMENT,
    KEY_FIGURES,
    MEALS,
    SICK_LEAVE,
    STAFF,
)
from loaders.exports.export import Export
from loaders.files.sheets import column_letters, column_number
from tests.export_files import (
    SHEET,
    Cell,
    Lines,
    csv_file,
    old_workbook,
    patched,
    position,
    read,
    record,
    records,
    refusal,
    table,
    workbook,
)

NAMES = [pytest.param(export, id=export.id) for export in EXPORTS]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fil.xlsx"


def meals(*rows: Sequence[Cell], top: Lines = (), bottom: Lines = ()) -> list[list[Any]]:
    """A table of meals: month, kitchen, customer, type, ordered, served."""
    heading = ["Månad", "Kök", "Kund", "Måltidstyp", "Beställda", "Serverade"]
    return [list(line) for line in (*top, heading, *rows, *bottom)]


def meal(kitchen: str, ordered: Cell, served: Cell, month: str = "2021-01") -> list[Cell]:
    return [month, kitchen, "Skolan", "Lunch", ordered, served]


def sum_row(text: str, ordered: Cell, served: Cell) -> list[Cell]:
    return [text, None, None, None, ordered, served]


def homes(*rows: Sequence[Cell]) -> dict[str, list[list[Cell]]]:
    """Boenden on a sheet that is named by its month."""
    return {"2021-01": [["Boende", "Platsdygn", "Belagda dygn"], *map(list, rows)]}


class TestRoundTrip:
    @pytest.mark.parametrize("export", NAMES)
    def test_what_is_written_is_read(self, file: Path, export: Export) -> None:
        found = records(workbook(file, table(export, 3)))
        made = [record(export, number) for number in range(3)]
        for row in made:
            if export is KEY_FIGURES:
                row["month"] = row.pop("month")
        assert found == made

    @pytest.mark.parametrize("export", NAMES)
    def test_every_row_knows_its_place(self, file: Path, export: Export) -> None:
        found = read(workbook(file, {"Ett": table(export, 1), "Två": [[], *table(export, 2)[::2]]}))
        assert found.rows.select(["sheet", "row"]).to_pylist() == [
            {"sheet": "Ett", "row": 2},
            {"sheet": "Två", "row": 3},
        ]

    @pytest.mark.parametrize("export", NAMES)
    def test_columns_that_may_be_absent_are_then_empty(self, file: Path, export: Export) -> None:
        optional = [column.name for column in export.columns if not column.required]
        found = records(workbook(file, table(export, 1, left_out=optional)))
        assert found == [record(export) | dict.fromkeys(optional)]

    def test_cells_of_columns_that_may_be_absent_may_be_blank(self, file: Path) -> None:
        found = records(workbook(file, table(SICK_LEAVE, administration=[None, "Leanlink"])))
        assert [row["administration"] for row in found] == [None, "Leanlink"]

    def test_a_period_is_a_month_or_a_year(self, file: Path) -> None:
        rows = read(workbook(file, table(KEY_FIGURES, month=["2021-02", 2020]))).rows
        assert rows.select(["month", "month_end"]).to_pylist() == [
            {"month": date(2021, 2, 1), "month_end": date(2021, 2, 28)},
            {"month": date(2020, 1, 1), "month_end": date(2020, 12, 31)},
        ]

    @pytest.mark.parametrize("export", NAMES)
    @pytest.mark.parametrize(
        ("delimiter", "encoding"),
        [(";", "utf-8-sig"), (";", "utf-8"), (";", "cp1252"), (",", "utf-8"), ("\t", "cp1252")],
    )
    def test_as_csv(self, tmp_path: Path, export: Export, delimiter: str, encoding: str) -> None:
        path = csv_file(tmp_path / "fil.csv", table(export, 2), delimiter, encoding)
        assert records(path) == [record(export, 0), record(export, 1)]

    @pytest.mark.parametrize("export", NAMES)
    def test_as_an_old_workbook(self, tmp_path: Path, export: Export) -> None:
        lines = [[], *([None, *line] for line in table(export, 2))]
        found = read(old_workbook(tmp_path / "fil.xls", lines))
        assert found.rows.select([c.name for c in export.columns]).to_pylist() == [record(export, 0), record(export, 1)]
        assert (found.letters[SHEET][export.columns[0].name], found.rows["row"].to_pylist()) == ("B", [3, 4])

    def test_ignored_headings_letters_and_the_sample_mark_are_told(self, file: Path) -> None:
        lines = meals(meal("A", 1, 1), top=[["Exempeldata"], []])
        found = read(workbook(file, [[*line, "Not"] if line else line for line in lines]))
        assert (found.ignored, found.sample, found.problems) == (["Not"], True, [])
        assert found.letters == {
            SHEET: {"month": "A", "kitchen": "B", "customer": "C", "meal": "D", "ordered": "E", "served": "F"}
        }


class TestCsv:
    def text(self, tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "fil.csv"
        path.write_bytes(text.encode(encoding))
        return path

    def test_quoted_cells_hold_delimiters_quotes_and_lines(self, tmp_path: Path) -> None:
        path = self.text(tmp_path, 'Månad;Boende;Platsdygn;Vårddygn\n2021-01;"Sol;""Rosen""\nNorr";310;300\n')
        assert records(path) == [
            {
                "month": date(2021, 1, 1),
                "home": 'Sol;"Rosen" Norr',
                "place_days": Decimal(310),
                "occupied_days": Decimal(300),
            }
        ]

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    def test_commas_in_numbers_and_titles_are_no_delimiters(self, tmp_path: Path, delimiter: str) -> None:
        text = (
            "Boende, lägenheter, platser, dygn, ute, inne, uppe, nere, med mera\n\n"
            "Månad;Boende;Platsdygn;Vårddygn\n2021-01;Sol;310,5;300,5\n"
        )
        (row,) = records(self.text(tmp_path, text.replace(";", delimiter)))
        assert (row["place_days"], row["occupied_days"]) == (Decimal("310.5"), Decimal("300.5"))

    def test_quoted_decimal_commas_between_commas(self, tmp_path: Path) -> None:
        (row,) = records(self.text(tmp_path, 'Månad,Boende,Platsdygn,Vårddygn\n2021-01,Sol,"310,5","300,5"\n'))
        assert row["place_days"] == Decimal("310.5")

    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_every_line_ending(self, tmp_path: Path, ending: str) -> None:
        text = f"sep=;{ending}{ending}Månad;Boende;Platsdygn;Vårddygn{ending}2021-01;Sol;310;300{ending}{ending}"
        assert read(self.text(tmp_path, text)).rows["row"].to_pylist() == [4]

    def test_short_rows_have_blank_cells(self, tmp_path: Path) -> None:
        assert refusal(self.text(tmp_path, "Månad;Boende;Platsdygn;Vårddygn\n2021-01;Sol;310\n")) == [
            "fil.csv, cell D2: Belagda dygn saknas. Förväntat: ett tal, minst 0; skriv 0 om det är noll."
        ]

    def test_a_quote_that_does_not_end(self, tmp_path: Path) -> None:
        text = 'Månad;Boende;Platsdygn;Vårddygn\n2021-01;Sol;310;300\n2021-02;"Sol;310;300\n2021-03;Sol;310;300\n'
        assert refusal(self.text(tmp_path, text)) == [
            "fil.csv: rad 3 kan inte läsas: ett citattecken står ensamt eller mitt i en cell. "
            "Förväntat: en CSV-fil med semikolon; spara den på nytt ur Excel som CSV UTF-8."
        ]

    def test_another_encoding(self, tmp_path: Path) -> None:
        assert refusal(self.text(tmp_path, "Månad;Boende\n", "utf-32")) == [
            "fil.csv: filen är ingen textfil i UTF-8, UTF-16 eller Windows-1252. "
            "Förväntat: en CSV-fil med semikolon; spara den på nytt ur Excel som CSV UTF-8."
        ]

    def test_a_row_of_very_many_cells(self, tmp_path: Path) -> None:
        assert refusal(self.text(tmp_path, "a;b\n" + ";" * 600)) == [
            "fil.csv: rad 2 har 601 kolumner. Förväntat: en tabell på högst 500 kolumner."
        ]


class TestRowsThatAreNoData:
    def test_preamble_blank_rows_notes_and_repeated_headings(self, file: Path) -> None:
        lines = meals(
            meal("A", 1, 1),
            [],
            meal("B", 2, 2),
            ["Månad", "Kök", "Kund", "Måltidstyp", "Beställda", "Serverade"],
            meal("C", 3, 3),
            top=[["Matilda: måltider"], ["Urval: alla kök"], []],
            bottom=[[], ["Källa: Matilda"], [None, "* rättad"]],
        )
        assert [(row["kitchen"], row["ordered"]) for row in records(workbook(file, lines))] == [
            ("A", 1),
            ("B", 2),
            ("C", 3),
        ]

    @pytest.mark.parametrize("heading", ["Beställda portioner", "ANTAL BESTÄLLDA "])
    def test_headings_are_repeated_as_they_stand(self, file: Path, heading: str) -> None:
        lines = meals(meal("A", 1, 1), [], meal("B", 2, 2))
        lines[0][4] = heading
        lines[2] = list(lines[0])
        assert len(records(workbook(file, lines))) == 2

    def test_a_row_without_names_is_no_note_if_it_has_a_number(self, file: Path) -> None:
        lines = meals(meal("A", 1, 1), [None, None, None, None, 5, None])
        assert refusal(workbook(file, lines)) == [
            "fil.xlsx, blad Uttag, cell A3: Månad saknas. Förväntat: en månad, t.ex. 2021-03, 202103 eller mars 2021.",
            "fil.xlsx, blad Uttag, cell B3: Kök saknas. Förväntat: en text.",
            "fil.xlsx, blad Uttag, cell C3: Kund saknas. Förväntat: en text.",
            "fil.xlsx, blad Uttag, cell D3: Måltidstyp saknas. Förväntat: en text.",
            "fil.xlsx, blad Uttag, cell F3: Serverade saknas. Förväntat: ett heltal, minst 0; skriv 0 om det är noll.",
        ]

    def test_a_row_with_all_its_names_is_data_and_blank_is_never_zero(self, file: Path) -> None:
        assert refusal(workbook(file, meals(meal("A", None, None)))) == [
            "fil.xlsx, blad Uttag, cell E2: Beställda saknas. Förväntat: ett heltal, minst 0; skriv 0 om det är noll.",
            "fil.xlsx, blad Uttag, cell F2: Serverade saknas. Förväntat: ett heltal, minst 0; skriv 0 om det är noll.",
        ]

    def test_a_note_below_where_one_name_tells_the_rows_apart(self, file: Path) -> None:
        lines = homes(["Solrosen", 310, 300], [], ["Källa: Treserva"])
        assert [row["home"] for row in records(workbook(file, lines))] == ["Solrosen"]

    def test_a_note_below_a_total_where_one_name_tells_the_rows_apart(self, file: Path) -> None:
        lines = homes(["Solrosen", 310, 300], ["Summa", 310, 300], ["Källa: Treserva"])
        assert [row["home"] for row in records(workbook(file, lines))] == ["Solrosen"]

    @pytest.mark.parametrize("rows", [[["Solrosen"], ["Linden", 310, 300]], [["Linden", 310, 300], ["Solrosen"]]])
    def test_one_name_without_numbers_among_the_rows_or_right_below_is_told(self, file: Path, rows: Lines) -> None:
        row = 2 + [line[0] for line in rows].index("Solrosen")
        assert refusal(workbook(file, homes(*rows))) == [
            f"fil.xlsx, blad 2021-01, cell B{row}: Platsdygn saknas. "
            "Förväntat: ett tal, minst 0; skriv 0 om det är noll.",
            f"fil.xlsx, blad 2021-01, cell C{row}: Belagda dygn saknas. "
            "Förväntat: ett tal, minst 0; skriv 0 om det är noll.",
        ]

    @pytest.mark.parametrize("export", NAMES)
    def test_headings_without_rows(self, file: Path, export: Export) -> None:
        assert refusal(workbook(file, table(export, 0))) == [
            "fil.xlsx: tabellen har inga rader. Förväntat: minst en rad under rubrikerna."
        ]

    @pytest.mark.parametrize("below", [[[], ["Källa"]], [["Summa"]], [["Summa", None, None, None, 0, 0]]])
    def test_headings_with_only_a_note_or_a_total(self, file: Path, below: Lines) -> None:
        assert refusal(workbook(file, meals(bottom=below))) == [
            "fil.xlsx: tabellen har inga rader. Förväntat: minst en rad under rubrikerna."
        ]


class TestTotals:
    def test_totals_are_checked_and_not_added(self, file: Path) -> None:
        lines = meals(meal("A", 1, 1), meal("B", 2, 1), sum_row("Summa", 3, 2))
        assert [row["kitchen"] for row in records(workbook(file, lines))] == ["A", "B"]

    @pytest.mark.parametrize(
        "text",
        ["Summa", "SUMMA", "Summa:", "Summa A", "Totalt", "Total", "Delsumma", "Totalsumma", "A Summa", "Köket totalt"],
    )
    def test_every_word_for_a_total(self, file: Path, text: str) -> None:
        assert len(records(workbook(file, meals(meal("A", 1, 1), sum_row(text, 1, 1))))) == 1
        assert refusal(workbook(file, meals(meal("A", 1, 1), sum_row(text, 2, 1)))) == [
            "fil.xlsx, blad Uttag, cell E3: summaraden anger 2 för Beställda. Förväntat: 1, som raderna ovanför "
            "summerar till."
        ]

    @pytest.mark.parametrize("at", [0, 1, 2, 3])
    def test_the_word_may_stand_in_place_of_any_name(self, file: Path, at: int) -> None:
        total = [None, None, None, None, 3, 3]
        assert len(records(workbook(file, meals(meal("A", 3, 3), [*total[:at], "Totalt", *total[at + 1 :]])))) == 1
        assert (
            len(
                records(
                    workbook(
                        file, meals(meal("A", 3, 3), [*meal("A", 3, 3)[:at], "Totalt", *meal("A", 3, 3)[at + 1 :]])
                    )
                )
            )
            == 1
        )

    def test_women_men_and_the_sum_of_both(self, file: Path) -> None:
        lines = table(SICK_LEAVE, 3, month=["2021-01"] * 3, unit=["Solrosen"] * 3, gender=["Kvinna", "Man", "Totalt"])
        lines[3] = [cell * 2 if isinstance(cell, int) else text for cell, text in zip(lines[1], lines[3], strict=True)]
        lines[2][position(SICK_LEAVE, "area")] = lines[1][position(SICK_LEAVE, "area")]
        assert [row["gender"] for row in records(workbook(file, lines))] == ["women", "men"]

    @pytest.mark.parametrize("text", ["Summa", "Totalt", "Summa boenden", "Delsumma: norr"])
    def test_a_total_where_one_name_tells_the_rows_apart(self, file: Path, text: str) -> None:
        lines = homes(["Solrosen", 310, 300], ["Linden", 31, 30], [text, 341, 330])
        assert [row["home"] for row in records(workbook(file, lines))] == ["Solrosen", "Linden"]

    def test_names_that_only_begin_like_a_total_are_names(self, file: Path) -> None:
        lines = homes(["Totalförsvarets hem", 310, 300], ["Summarum", 31, 30])
        assert len(records(workbook(file, lines))) == 2

    def test_a_measure_that_is_called_total_is_a_row(self, file: Path) -> None:
        lines: Lines = [
            ["Nyckeltal", "Period", "Organisation", "Värde", "Enhet"],
            ["Total sjukfrånvaro", 2021, "Totalt", 8.1, "%"],
        ]
        assert [row["label"] for row in records(workbook(file, lines))] == ["Total sjukfrånvaro"]

    def test_subtotals_and_a_total_of_all(self, file: Path) -> None:
        lines = meals(
            meal("A", 1, 1),
            meal("B", 2, 2),
            sum_row("Summa norr", 3, 3),
            [],
            meal("C", 4, 4),
            sum_row("Summa söder", 4, 4),
            sum_row("Totalt", 7, 7),
        )
        assert len(records(workbook(file, lines))) == 3

    def test_subtotals_of_people_who_may_be_in_several_rows(self, file: Path) -> None:
        lines: Lines = [
            ["Månad", "Utförare", "Område", "Beviljat", "Utfört", "Dubbelbemanning", "Antal brukare"],
            ["2021-01", "Leanlink", "Norr", 10, 9, 1, 7],
            ["2021-01", "Leanlink", "Söder", 20, 18, 2, 5],
            ["Summa", None, None, 30, 27, 3, 10],
            ["2021-02", "Leanlink", "Norr", 11, 10, 0, 6],
            ["Summa", None, None, 11, 10, 0, 6],
        ]
        assert len(records(workbook(file, lines))) == 3

    def test_subtotals_of_subtotals(self, file: Path) -> None:
        lines = meals(
            meal("A", 1, 1),
            sum_row("Summa A", 1, 1),
            meal("B", 2, 2),
            sum_row("Summa B", 2, 2),
            sum_row("Summa norr", 3, 3),
            meal("C", 4, 4),
            sum_row("Summa C", 4, 4),
            sum_row("Summa söder", 4, 4),
            sum_row("Summa", 7, 7),
        )
        assert len(records(workbook(file, lines))) == 3

    def test_every_wrong_total_is_told_with_both_numbers(self, file: Path) -> None:
        lines = meals(
            meal("A", 1000, 1),
            meal("B", 2000, 2),
            sum_row("Summa norr", 3001, 3),
            meal("C", 4, 4),
            sum_row("Totalt", 3004, 6),
        )
        assert refusal(workbook(file, lines)) == [
            "fil.xlsx, blad Uttag, cell E4: summaraden anger 3\u00a0001 för Beställda. "
            "Förväntat: 3\u00a0000, som raderna ovanför summerar till.",
            "fil.xlsx, blad Uttag, cell F6: summaraden anger 6 för Serverade. "
            "Förväntat: 7, som raderna ovanför summerar till.",
        ]

    def test_a_total_that_misses_rows(self, file: Path) -> None:
        lines = meals(meal("A", 1, 1), meal("B", 2, 2), meal("C", 4, 4), sum_row("Summa", 6, 6))
        assert [text.split(": ")[1] for text in refusal(workbook(file, lines))] == [
            "summaraden anger 6 för Beställda. Förväntat",
            "summaraden anger 6 för Serverade. Förväntat",
        ]

    def test_a_total_may_stand_above_its_rows(self, file: Path) -> None:
        lines = meals(sum_row("Totalvärden", 3, 3), meal("A", 1, 1), meal("B", 2, 2))
        assert len(records(workbook(file, lines))) == 2
        lines = meals(sum_row("Totalvärden", 3, 4), meal("A", 1, 1), meal("B", 2, 2))
        assert refusal(workbook(file, lines)) == [
            "fil.xlsx, blad Uttag, cell F2: summaraden anger 4 för Serverade. "
            "Förväntat: 3, som raderna under summerar till."
        ]

    def test_blank_cells_of_a_total_and_numbers_that_do_not_add_up_are_not_checked(self, file: Path) -> None:
        lines = [*table(INVESTMENT, 2), ["Summa", None, None, 14, 999]]
        assert len(records(workbook(file, lines))) == 2
        assert len(records(workbook(file, [*table(INVESTMENT, 2), ["Summa", None, None, None, None]]))) == 2

    @pytest.mark.parametrize(("total", "right"), [(0.66, True), (0.67, True), (0.65, True), (0.75, False)])
    def test_rows_may_be_rounded_to_two_decimals(self, file: Path, total: float, right: bool) -> None:
        lines = [*table(ASSISTANCE, 2, hours=[0.33, 0.33]), ["Summa", None, total]]
        assert (refusal(workbook(file, lines)) == []) is right

    @pytest.mark.parametrize(
        ("unit", "each", "total", "right"),
        [
            ("", 0.33, 0.67, True),
            ("", 0.33, 0.68, False),
            (" (tkr)", 10.333, 20.68, True),
            (" (tkr)", 10.333, 20.69, False),
        ],
    )
    def test_amounts_may_be_rounded_to_two_decimals(
        self, file: Path, unit: str, each: float, total: float, *, right: bool
    ) -> None:
        lines = table(FORECAST, 2, amount=[each, each])
        lines[0][3] = f"Prognos{unit}"
        assert (refusal(workbook(file, [*lines, ["Summa", None, None, total]])) == []) is right

    def test_amounts_in_thousands_may_be_rounded_to_whole_ones(self, file: Path) -> None:
        lines = table(FORECAST, 2, amount=[10, 10])
        lines[0][3] = "Prognos (tkr)"
        assert refusal(workbook(file, [*lines, ["Summa", None, None, 21]])) == []
        assert refusal(workbook(file, [*lines, ["Summa", None, None, 22]])) == [
            "fil.xlsx, blad Uttag, cell D4: summaraden anger 22\u00a0000 för Prognos. "
            "Förväntat: 20\u00a0000, som raderna ovanför summerar till."
        ]

    def test_many_rows_do_not_hide_a_missing_one(self, file: Path) -> None:
        count = 2000
        lines = table(ASSISTANCE, count, hours=[10.25] * count, month=["2021-01"] * count)
        told = refusal(workbook(file, [*lines, ["Summa", None, 10.25 * (count + 1)]]))
        assert told[-1] == (
            "fil.xlsx, blad Uttag, cell C2002: summaraden anger 20\u00a0510,25 för Timmar. "
            "Förväntat: 20\u00a0500, som raderna ovanför summerar till."
        )

    def test_a_total_in_durations_is_checked(self, file: Path) -> None:
        hours = [timedelta(hours=1440), timedelta(hours=0.5)]
        lines = table(ASSISTANCE, 2, hours=hours)
        assert refusal(workbook(file, [*lines, ["Summa", None, timedelta(hours=1440.5)]])) == []
        assert refusal(workbook(file, [*lines, ["Summa", None, timedelta(hours=1441)]])) == [
            "fil.xlsx, blad Uttag, cell C4: summaraden anger 1\u00a0441 för Timmar. "
            "Förväntat: 1\u00a0440,50, som raderna ovanför summerar till."
        ]


class TestSheets:
    def test_sheets_of_one_export_are_read_together(self, file: Path) -> None:
        found = records(
            workbook(file, {"2021-01": homes(["A", 2, 1])["2021-01"], "2021-02": homes(["A", 3, 2])["2021-01"]})
        )
        assert [(row["month"].month, row["place_days"]) for row in found] == [(1, 2), (2, 3)]

    def test_a_sheet_for_each_area(self, file: Path) -> None:
        sheets = {name: table(INVESTMENT, 1, left_out=["area"]) for name in ("Äldreomsorg", "LSS")}
        assert [row["area"] for row in records(workbook(file, sheets))] == ["Äldreomsorg", "LSS"]

    @pytest.mark.parametrize("state", ["hidden", "veryHidden"])
    def test_a_hidden_sheet_is_read_too(self, file: Path, state: str) -> None:
        def hide(book: Workbook) -> None:
            book["Två"].sheet_state = state

        sheets = {"Ett": table(HOUSING, 1), "Två": table(HOUSING, 2)[::2]}
        assert len(records(workbook(file, sheets, hide))) == 2

    def test_sheets_that_are_no_export_are_told(self, file: Path) -> None:
        found = read(workbook(file, {"Data": table(HOUSING), "Om": [["Uttag ur Treserva"]], "Tomt": []}))
        assert [str(problem) for problem in found.problems] == [
            "fil.xlsx, blad Om: bladet har ingen tabell som känns igen och läses inte. Förväntat: en export."
        ]
        assert [problem.severity for problem in found.problems] == ["warning"]

    def test_charts_and_empty_sheets_are_nothing(self, file: Path) -> None:
        found = read(workbook(file, {"Data": table(HOUSING), "Tomt": []}, lambda book: book.create_chartsheet("Graf")))
        assert (found.rows.num_rows, found.problems) == (2, [])

    @pytest.mark.parametrize("above", [60, 5000])
    def test_a_sheet_with_many_blank_rows_above_its_table_is_read(self, file: Path, above: int) -> None:
        lines: Lines = [*[[]] * above, *table(HOUSING)]
        found = read(workbook(file, {"Data": [["Period: mars 2021"], *lines], "Mer": table(HOUSING, 3)[::3]}))
        assert found.rows["row"].to_pylist() == [above + 3, above + 4, 2]
        assert read(workbook(file, lines)).rows["row"].to_pylist() == [above + 2, above + 3]

    def test_a_month_far_above_the_table_is_found(self, file: Path) -> None:
        lines: Lines = [[], ["Period: mars 2021"], *[[]] * 60, *homes(["Solrosen", 310, 300])["2021-01"]]
        assert [row["month"] for row in records(workbook(file, lines))] == [date(2021, 3, 1)]

    def test_a_sheet_of_errors_alone_is_told(self, file: Path) -> None:
        faults: Lines = [[], [None, "#N/A", "#REF!"], ["=1+1"]]
        assert [str(p) for p in read(workbook(file, {"Data": table(HOUSING), "Fel": faults})).problems] == [
            "fil.xlsx, blad Fel: bladet har inga värden, bara fel eller formler utan värde, och läses inte. "
            "Förväntat: en export."
        ]
        assert refusal(workbook(file, faults)) == [
            "fil.xlsx, blad Uttag, cell B2: bladet har inga värden: Excel visar felet #N/A (#SAKNAS!). "
            "Förväntat: en export med rubriker och rader."
        ]

    def test_two_exports_in_one_file(self, file: Path) -> None:
        assert refusal(workbook(file, {"A": table(HOUSING), "B": table(MEALS)})) == [
            "fil.xlsx: filen innehåller flera exporter: Boende (blad A), Måltider (blad B). "
            "Förväntat: en export i varje fil; dela upp filen."
        ]

    def test_one_sheet_that_is_not_whole_refuses_the_file(self, file: Path) -> None:
        assert refusal(workbook(file, {"A": table(HOUSING), "B": table(HOUSING, left_out=["place_days"])})) == [
            "fil.xlsx, blad B, cell A1: kolumnen Platsdygn saknas i exporten Boende. "
            "Förväntat: en rubrik som Platsdygn eller Tillgängliga dygn eller Platser x dygn."
        ]

    def test_problems_of_all_sheets_are_told_at_once(self, file: Path) -> None:
        sheets = {"A": table(HOUSING, 1, place_days=["x"]), "B": table(HOUSING, 1, month=["x"])}
        assert refusal(workbook(file, sheets)) == [
            "fil.xlsx, blad A, cell C2: Platsdygn är ”x”. Förväntat: ett tal, minst 0.",
            "fil.xlsx, blad B, cell A2: Månad är ”x”. Förväntat: en månad, t.ex. 2021-03, 202103 eller mars 2021.",
        ]


BROKEN = [
    (
        SICK_LEAVE,
        {"sick_hours": 1000.02, "sick_hours_1_14": 950.02},
        "K2: Sjukfrånvaro timmar är 1\u00a0000,02. Förväntat: högst Ordinarie arbetstid, som är 1\u00a0000.",
    ),
    (
        SICK_LEAVE,
        {"sick_hours_1_14": 50.04},
        "L2: Varav dag 1-14 + Varav dag 15-59 + Varav dag 60- är 100,04. "
        "Förväntat: samma som Sjukfrånvaro timmar, som är 100.",
    ),
    (
        SICK_LEAVE,
        {"sick_hours_15_59": 29.96},
        "L2: Varav dag 1-14 + Varav dag 15-59 + Varav dag 60- är 99,96. "
        "Förväntat: samma som Sjukfrånvaro timmar, som är 100.",
    ),
    (
        SICK_LEAVE,
        {"long_spell_hours": 19.98},
        "N2: Varav dag 60- är 20. Förväntat: högst Timmar i sjukfall som når 60 dagar, som är 19,98.",
    ),
    (
        SICK_LEAVE,
        {"long_spell_hours": 100.02},
        "O2: Timmar i sjukfall som når 60 dagar är 100,02. Förväntat: högst Sjukfrånvaro timmar, som är 100.",
    ),
    (
        STAFF,
        {"full_time_headcount": 13},
        "H2: Varav heltid är 13. Förväntat: högst Antal anställda, som är 12.",
    ),
    (
        HOME_CARE,
        {"double_staffed_hours": 80.02},
        "F2: Varav dubbelbemanning är 80,02. Förväntat: högst Utförda timmar, som är 80.",
    ),
    (
        HOUSING,
        {"occupied_days": 310.02},
        "D2: Belagda dygn är 310,02. Förväntat: högst Platsdygn, som är 310.",
    ),
]
"""An export, cells of a row that break one of its rules, and what is told."""


class TestRules:
    @pytest.mark.parametrize(("export", "changes", "told"), BROKEN)
    def test_a_rule_broken_by_a_bit(self, file: Path, export: Export, changes: dict[str, float], told: str) -> None:
        columns: dict[str, Any] = {name: [value] for name, value in changes.items()}
        assert refusal(workbook(file, table(export, 1, **columns))) == [f"fil.xlsx, blad Uttag, cell {told}"]

    @pytest.mark.parametrize(
        ("export", "changes"),
        [
            (SICK_LEAVE, {"sick_hours_1_14": 50.01, "sick_hours_60": 20.01}),
            (SICK_LEAVE, {"long_spell_hours": 20}),
            (SICK_LEAVE, {"long_spell_hours": 100}),
            (STAFF, {"full_time_headcount": 12}),
            (HOME_CARE, {"double_staffed_hours": 80.01}),
            (HOUSING, {"occupied_days": 310}),
        ],
    )
    def test_rounding_and_the_limit_itself_break_no_rule(
        self, file: Path, export: Export, changes: dict[str, float]
    ) -> None:
        columns: dict[str, Any] = {name: [value] for name, value in changes.items()}
        assert refusal(workbook(file, table(export, 1, **columns))) == []

    @pytest.mark.parametrize(
        ("scale", "by"), [(1, 2), (1, -2), (0.1, 0.2), (0.1, -0.2)], ids=["whole", "whole", "tenths", "tenths"]
    )
    def test_parts_and_whole_may_each_be_rounded_as_all_numbers_are(self, file: Path, scale: float, by: float) -> None:
        def told(off: float, finest: float = 0) -> list[str]:
            sums = {"sick_hours_1_14": [scale * 7, 50 + off], "sick_hours_15_59": [0, 30], "sick_hours_60": [0, 20]}
            wholes = {"sick_hours": [scale * 7, 100 + finest], "long_spell_hours": [0, 40]}
            columns: dict[str, Any] = sums | wholes
            return refusal(workbook(file, table(SICK_LEAVE, 2, **columns)))

        assert told(by) == []
        assert len(told(by + (scale if by > 0 else -scale))) == 1
        assert len(told(by, finest=0.01)) == 1

    @given(st.lists(st.floats(0, 1000), min_size=3, max_size=3), st.sampled_from([0, 1, 2]))
    def test_rounding_breaks_no_rule(self, parts: list[float], decimals: int) -> None:
        rounded = [round(each, decimals) for each in parts]
        numbers = dict(zip(("sick_hours_1_14", "sick_hours_15_59", "sick_hours_60"), rounded, strict=True))
        numbers |= dict.fromkeys(("sick_hours", "long_spell_hours"), round(sum(parts), decimals))
        columns: dict[str, Any] = {name: [number] for name, number in numbers.items()} | {"ordinary_hours": [3000]}
        with TemporaryDirectory() as folder:
            assert refusal(csv_file(Path(folder, "fil.csv"), table(SICK_LEAVE, 1, **columns))) == []

    def test_every_declared_rule_is_broken_above(self) -> None:
        declared = [(export.id, len(export.rules)) for export in EXPORTS if export.rules]
        tested = {
            (export.id, told.split("Förväntat: ")[0].split(" är ")[0].split(": ")[1]) for export, _, told in BROKEN
        }
        assert [(id_, sum(each == id_ for each, _ in tested)) for id_, _ in declared] == declared

    def test_of_very_many_broken_rows_the_first_fifty_are_told(self, file: Path) -> None:
        told = refusal(workbook(file, table(HOUSING, 60, place_days=[1] * 60)))
        assert len(told) == 51
        assert told[49] == (
            "fil.xlsx, blad Uttag, cell D51: Belagda dygn är 300. Förväntat: högst Platsdygn, som är 1."
        )
        assert told[50] == (
            "fil.xlsx, blad Uttag: 10 rader till där Belagda dygn inte stämmer. "
            "Förväntat: högst Platsdygn, som är i samma rad."
        )

    def test_of_very_many_wrong_cells_the_first_fifty_are_told(self, file: Path) -> None:
        told = refusal(workbook(file, table(MEALS, 60, served=["x"] * 60)))
        assert len(told) == 51
        assert told[50] == "fil.xlsx, blad Uttag: 10 celler till i kolumn F har fel. Förväntat: ett heltal, minst 0."


class TestRepeatedRows:
    @pytest.mark.parametrize("export", NAMES)
    def test_a_row_that_has_the_key_of_another(self, file: Path, export: Export) -> None:
        lines = table(export, 3)
        at = next(position(export, column.name) for column in export.columns if column.name in export.key)
        (told,) = refusal(workbook(file, [*lines, lines[1]]))
        keys = [column.heading for column in export.columns if column.name in export.key]
        texts = [str(lines[1][position(export, column.name)]) for column in export.columns if column.name in export.key]
        assert told == (
            f"fil.xlsx, blad Uttag, cell {column_letters(at + 1)}5: raden upprepar rad 2: {', '.join(texts)}. "
            f"Förväntat: en enda rad för varje kombination av {', '.join(keys)}."
        )

    def test_on_another_sheet(self, file: Path) -> None:
        assert refusal(workbook(file, {"A": table(HOUSING, 1), "B": [[], *table(HOUSING, 1)]})) == [
            "fil.xlsx, blad B, cell A3: raden upprepar rad 2 på blad A: 2021-01, Boende 1. "
            "Förväntat: en enda rad för varje kombination av Månad, Boende."
        ]

    def test_in_other_spellings_they_are_one(self, file: Path) -> None:
        lines = table(ASSISTANCE, 2, month=["2021-03", "mars 2021"], law=["SFB", "LASS"])
        assert len(records(workbook(file, lines))) == 1

    def test_of_very_many_the_first_fifty_are_told(self, file: Path) -> None:
        lines = table(HOUSING, 60)
        told = refusal(workbook(file, [*lines, *lines[1:]]))
        assert len(told) == 51
        assert told[50] == (
            "fil.xlsx: 10 rader till upprepar andra. Förväntat: en enda rad för varje kombination av Månad, Boende."
        )


FORMULAS = {
    "plain": b'<c r="C2"><f>1+1</f></c>',
    "empty value": b'<c r="C2"><f>1+1</f><v></v></c>',
    "empty element": b'<c r="C2" s="0"><f>1+1</f><v /></c>',
    "shared": b'<c r="C2"><f t="shared" ref="C2:C3" si="0">1+1</f></c>',
    "follows a shared one": b'<c r="C2"><f t="shared" si="0"/><v/></c>',
    "array": b'<c r="C2"><f t="array" ref="C2">SUM(A1:A2)</f></c>',
    "text": b'<c r="C2" t="str"><f>A1</f></c>',
    "attributes in another order": b'<c s="0" t="n" r="C2"><f>1+1</f></c>',
    "with a prefix": b'<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="C2">'
    b"<x:f>1+1</x:f></x:c>",
    "on lines of its own": b'<c r="C2">\n  <f>1+1</f>\n  <v/>\n</c>',
}


class TestCellsWithoutValue:
    @pytest.mark.parametrize(
        ("error", "shown"),
        [
            ("#DIV/0!", "#DIV/0! (#DIVISION/0!)"),
            ("#N/A", "#N/A (#SAKNAS!)"),
            ("#NAME?", "#NAME? (#NAMN?)"),
            ("#NULL!", "#NULL! (#SKÄRNING!)"),
            ("#NUM!", "#NUM! (#OGILTIGT!)"),
            ("#REF!", "#REF! (#REFERENS!)"),
            ("#VALUE!", "#VALUE! (#VÄRDEFEL!)"),
        ],
    )
    def test_an_error(self, file: Path, error: str, shown: str) -> None:
        assert refusal(workbook(file, [[], *([None, *line] for line in table(HOUSING, 1, place_days=[error]))])) == [
            f"fil.xlsx, blad Uttag, cell D3: Excel visar felet {shown}. Förväntat: ett tal, minst 0."
        ]

    @pytest.mark.parametrize("formula", FORMULAS.values(), ids=list(FORMULAS))
    def test_a_formula_that_was_never_computed(self, file: Path, formula: bytes) -> None:
        workbook(file, table(HOUSING, 1, place_days=[987654]))
        patched(file, lambda sheet: sheet.replace(b'<c r="C2" t="n"><v>987654</v></c>', formula))
        assert refusal(file) == ["fil.xlsx, blad Uttag, cell C2: formeln saknar värde. Förväntat: ett tal, minst 0."]

    def test_a_formula_with_a_value_is_its_value(self, file: Path) -> None:
        workbook(file, table(HOUSING, 1, place_days=[987654]))
        patched(file, lambda sheet: sheet.replace(b"<v>987654</v>", b"<f>300+11</f><v>311</v>"))
        assert records(file)[0]["place_days"] == 311

    def test_formulas_that_give_empty_texts_below_the_table_are_blank(self, file: Path) -> None:
        workbook(file, [*table(HOUSING, 1), [None, None, 987654]])
        empty = b'<c r="C3" t="str"><f>IF(1,"","")</f><v></v></c>'
        patched(file, lambda sheet: sheet.replace(b'<c r="C3" t="n"><v>987654</v></c>', empty))
        assert len(records(file)) == 1

    def test_in_places_that_are_not_read_they_do_no_harm(self, file: Path) -> None:
        lines = [["#N/A", "=A1"], *([*line, "#DIV/0!"] for line in table(HOUSING, 1)), []]
        assert len(records(workbook(file, {"Data": lines, "Om": [["#REF!", "=1+1"]]}))) == 1

    def test_in_a_heading_they_are_told(self, file: Path) -> None:
        lines = table(HOUSING, 1)
        lines[0][2] = "#N/A"
        assert refusal(workbook(file, lines)) == [
            "fil.xlsx, blad Uttag, cell A1: kolumnen Platsdygn saknas i exporten Boende. "
            "Förväntat: en rubrik som Platsdygn eller Tillgängliga dygn eller Platser x dygn.",
            "fil.xlsx, blad Uttag, cell C1: Excel visar felet #N/A (#SAKNAS!). Förväntat: ett värde.",
        ]


class TestDamagedFiles:
    NO_WORKBOOK = "fil.xlsx: filen är ingen Excel-arbetsbok, trots sitt namn. "
    ANY = "Förväntat: en oskyddad export i formatet .xlsx, .xlsm, .xls eller .csv."
    WHOLE = "Förväntat: en hel fil; hämta exporten på nytt ur systemet."

    @pytest.mark.parametrize("suffix", ["xlsx", "xls", "csv"])
    def test_an_empty_file(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"fil.{suffix}"
        path.touch()
        assert refusal(path) == [f"fil.{suffix}: filen är tom. Förväntat: en export med rubriker och rader."]

    @pytest.mark.parametrize("content", [b"\n", b" ; \r\n", b"\xef\xbb\xbf"])
    def test_an_empty_text(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "fil.csv"
        path.write_bytes(content)
        assert refusal(path) == ["fil.csv: filen är tom. Förväntat: en export med rubriker och rader."]

    def test_an_empty_workbook(self, file: Path) -> None:
        assert refusal(workbook(file, {"A": [], "B": []})) == [
            "fil.xlsx: filen är tom. Förväntat: en export med rubriker och rader."
        ]

    @pytest.mark.parametrize("content", [b"Period;Boende\n", b"<svg/>", bytes(range(256))])
    def test_another_kind_of_file_under_the_name(self, file: Path, content: bytes) -> None:
        file.write_bytes(content)
        assert refusal(file) == [self.NO_WORKBOOK + self.ANY]

    @pytest.mark.parametrize(("content", "kind"), [(b"%PDF-1.7", ".pdf"), (b"\x89PNG", ".png")])
    def test_a_kind_that_is_known_is_named(self, file: Path, content: bytes, kind: str) -> None:
        file.write_bytes(content)
        assert refusal(file) == [f"fil.xlsx: filer i formatet {kind} läses inte. {self.ANY}"]

    def test_another_kind_of_archive(self, file: Path) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("readme", "")
        assert refusal(file) == [self.NO_WORKBOOK + self.ANY]

    @pytest.mark.parametrize("name", ["fil.csv", "fil.xls"])
    def test_a_workbook_is_read_under_any_name(self, tmp_path: Path, name: str) -> None:
        assert len(records(workbook(tmp_path / "fil.xlsx", table(HOUSING)).rename(tmp_path / name))) == 2

    def test_an_old_workbook_is_read_under_any_name(self, tmp_path: Path) -> None:
        assert len(records(old_workbook(tmp_path / "fil.xls", table(HOUSING)).rename(tmp_path / "fil.xlsx"))) == 2

    def test_an_old_workbook_that_is_none(self, tmp_path: Path) -> None:
        path = tmp_path / "fil.xls"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
        assert refusal(path) == [f"fil.xls: filen är skadad och kan inte läsas som Excel. {self.WHOLE}"]

    @pytest.mark.parametrize("name", ["fil.xlsx", "fil.xls"])
    def test_an_encrypted_workbook(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(encrypted_workbook())
        assert refusal(tmp_path / name) == [f"{name}: filen är lösenordsskyddad. {self.ANY}"]

    def test_an_archive_with_a_password(self, file: Path) -> None:
        workbook(file, table(HOUSING))
        content = file.read_bytes()
        with zipfile.ZipFile(file) as archive:
            places = [part.header_offset for part in archive.infolist()]
        changed = bytearray(content)
        for place in places:
            changed[place + 6] |= 1
        at = changed.find(b"PK\x01\x02")
        while at >= 0:
            changed[at + 8] |= 1
            at = changed.find(b"PK\x01\x02", at + 1)
        file.write_bytes(changed)
        assert refusal(file) == [f"fil.xlsx: filen är lösenordsskyddad. {self.ANY}"]

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
    def test_a_file_that_is_cut_off(self, file: Path, share: float) -> None:
        content = workbook(file, table(HOUSING)).read_bytes()
        file.write_bytes(content[: int(len(content) * share)])
        assert refusal(file) == [f"fil.xlsx: filen är skadad. {self.WHOLE}"]

    @pytest.mark.parametrize("end", [b"</c>", b"</row>", b"</sheetData>", b"<pageMargins"])
    def test_a_sheet_that_is_cut_off(self, file: Path, end: bytes) -> None:
        workbook(file, table(HOUSING))
        patched(file, lambda sheet: sheet[: sheet.rindex(end) + len(end)])
        assert refusal(file) == [f"fil.xlsx, blad Uttag: bladet är avhugget. {self.WHOLE}"]

    def test_a_check_sum_that_is_wrong(self, file: Path) -> None:
        workbook(file, table(HOUSING))
        with zipfile.ZipFile(file) as archive:
            right = archive.getinfo("xl/worksheets/sheet1.xml").CRC
        content = file.read_bytes()
        file.write_bytes(content.replace(right.to_bytes(4, "little"), (right ^ 1).to_bytes(4, "little")))
        assert refusal(file) == [f"fil.xlsx: filen är skadad. {self.WHOLE}"]

    @pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
    def test_a_part_that_is_no_xml(self, file: Path, part: str) -> None:
        patched(workbook(file, table(HOUSING)), lambda _: b"<", part)
        (told,) = refusal(file)
        assert told in (
            f"fil.xlsx: filen är skadad. {self.WHOLE}",
            f"fil.xlsx, blad Uttag: bladet är avhugget. {self.WHOLE}",
        )

    @pytest.mark.parametrize("dimension", [b"A1", b"A1:B2", b"A1:XFD1048576", b"C2:D2"])
    def test_a_sheet_that_misstates_its_size_is_read_whole(self, file: Path, dimension: bytes) -> None:
        workbook(file, table(HOUSING, 5))
        patched(file, lambda sheet: sheet.replace(b'ref="A1:D6"', b'ref="' + dimension + b'"'))
        assert len(records(file)) == 5

    def test_a_very_wide_sheet(self, file: Path) -> None:
        assert refusal(workbook(file, [*table(HOUSING), [*[None] * 500, "x"]])) == [
            "fil.xlsx, blad Uttag: bladet är 501 kolumner brett. Förväntat: en tabell på högst 500 kolumner."
        ]

    def test_an_archive_that_says_that_it_unpacks_to_very_much(self, file: Path) -> None:
        content = workbook(file, table(HOUSING)).read_bytes()
        at = content.index(b"PK\x01\x02")
        file.write_bytes(content[: at + 24] + (2_000_000_001).to_bytes(4, "little") + content[at + 28 :])
        assert refusal(file) == [
            "fil.xlsx: filen är orimligt stor när den packas upp. Förväntat: en export på högst 2 GB."
        ]

    def test_a_file_that_is_very_large(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        workbook(file, table(HOUSING))
        monkeypatch.setattr("loaders.files.sheets.LARGEST_FILE", 0)
        assert refusal(file) == [
            "fil.xlsx: filen är för stor (0 MB). Förväntat: en export på högst 0 MB, t.ex. en fil för varje år."
        ]

    def test_cells_without_addresses_and_with_prefixes_are_read(self, file: Path) -> None:
        def without(sheet: bytes) -> bytes:
            for number in range(1, 4):
                for letter in (b"A", b"B", b"C", b"D"):
                    sheet = sheet.replace(b' r="' + letter + str(number).encode() + b'"', b"")
            return sheet

        assert len(records(patched(workbook(file, table(HOUSING)), without))) == 2


def encrypted_workbook() -> bytes:
    """A compound file with the stream in which Excel keeps an encrypted workbook."""
    document, name = io.BytesIO(), "EncryptedPackage".encode("utf-16-le")
    XlsDoc().save(document, bytes(5000))
    content = bytearray(document.getvalue())
    at = content.index("Workbook".encode("utf-16-le"))
    content[at : at + 66] = name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little")
    return bytes(content)


def test_letters_and_numbers_of_columns() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 52, 702, 703, 16384)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_number(column_letters(number)) == number for number in range(1, 16385))
