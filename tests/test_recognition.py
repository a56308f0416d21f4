"""Sheets are recognised by what their headings say, wherever the table stands and whatever stands around it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from loaders.exports.catalogue import ASSISTANCE, EXPORTS, HOUSING, INVESTMENT, LEDGER, SICK_LEAVE
from loaders.exports.export import Column, Export
from loaders.exports.recognition import Layout, Unrecognised, recognise
from loaders.files.sheets import Grid, read_grids
from tests.export_files import KNOWN, SHEET, Cell, Lines, position, read, record, records, refusal, table, workbook

NAMES = [pytest.param(export, id=export.id) for export in EXPORTS]
SPELLINGS = [
    pytest.param(export, column, heading, id=f"{export.id}-{heading}")
    for export in EXPORTS
    for column in export.columns
    for heading in column.headings
]


def grid_of(lines: Lines, name: str = SHEET) -> Grid:
    """A sheet in memory, without a file."""
    import pyarrow as pa  # noqa: PLC0415

    width = max(map(len, lines))
    texts = [[None if cell is None else str(cell) for cell in [*line, *[None] * (width - len(line))]] for line in lines]
    return Grid(name, pa.table({str(at): [line[at] for line in texts] for at in range(width)}))


def layout_of(lines: Lines, name: str = SHEET) -> Layout:
    found = recognise(grid_of(lines, name), "fil.xlsx", EXPORTS, KNOWN)
    assert isinstance(found, Layout), found
    return found


def messages(lines: Lines, name: str = SHEET) -> list[str]:
    found = recognise(grid_of(lines, name), "fil.xlsx", EXPORTS, KNOWN)
    return [] if found is None or isinstance(found, Layout) else [str(problem) for problem in found.problems]


class TestHeadings:
    @pytest.mark.parametrize(("export", "column", "heading"), SPELLINGS)
    def test_every_spelling_of_every_column_is_known(self, export: Export, column: Column, heading: str) -> None:
        lines = table(export)
        at = position(export, column.name)
        lines[0][at] = heading
        layout = layout_of(lines)
        assert layout.export is export
        assert [each.position for each in layout.found if each.column is column] == [at]
        assert layout.ignored == {}

    @pytest.mark.parametrize("export", NAMES)
    def test_only_the_required_columns_are_enough(self, export: Export) -> None:
        optional = [column.name for column in export.columns if not column.required]
        layout = layout_of(table(export, left_out=optional))
        assert layout.export is export
        assert [each.column for each in layout.found] == [column for column in export.columns if column.required]

    @pytest.mark.parametrize("export", NAMES)
    def test_headings_may_differ_in_case_space_and_dashes(self, export: Export) -> None:
        lines = table(export)
        lines[0] = [f" {str(text).upper().replace('-', '–').replace(' ', chr(0xA0))}\n*" for text in lines[0]]
        layout = layout_of(lines)
        assert layout.export is export
        assert len(layout.found) == len(export.columns)

    @pytest.mark.parametrize(
        ("heading", "unit"),
        [
            ("Utfall (tkr)", "tkr"),
            ("Utfall tkr", "tkr"),
            ("Utfall, tkr", "tkr"),
            ("Utfall i tkr", "tkr"),
            ("Utfall (i tkr)", "tkr"),
            ("UTFALL (MNKR)", "mnkr"),
            ("Utfall period (mkr)", "mkr"),
            ("Belopp kr", "kr"),
            ("Belopp", ""),
        ],
    )
    def test_the_unit_of_money_is_read_from_the_heading(self, heading: str, unit: str) -> None:
        lines = table(LEDGER)
        lines[0][position(LEDGER, "outcome")] = heading
        (found,) = [each for each in layout_of(lines).found if each.column.name == "outcome"]
        assert found.unit == unit

    @pytest.mark.parametrize("heading", ["Timmar (tim)", "Assistanstimmar (h)", "Antal timmar (hh:mm)"])
    def test_harmless_words_in_parentheses_change_nothing(self, heading: str) -> None:
        assert layout_of([["Månad", "Lagrum", heading], ["2021-01", "SFB", 7]]).export is ASSISTANCE

    @pytest.mark.parametrize(
        ("aside", "says"),
        [
            ("ack", ": talen är ackumulerade, och går inte att lägga ihop månad för månad"),
            ("exkl. timavlönade", ": talen är inte de som exporten ska ha"),
            ("T2", ": talen gäller flera månader"),
            ("%", ": talen är andelar, och går inte att lägga ihop"),
            ("miljarder", ""),
        ],
    )
    def test_words_that_could_change_the_meaning_are_not_overlooked(self, aside: str, says: str) -> None:
        lines: Lines = [["Månad", "Lagrum", f"Timmar ({aside})"], ["2021-01", "SFB", 7]]
        assert messages(lines) == [
            f"fil.xlsx, blad Uttag, cell C1: kolumnen Timmar saknas i exporten Assistans; närmast ligger rubriken "
            f"”Timmar ({aside})”{says}. Förväntat: en rubrik som Timmar eller Assistanstimmar eller Antal timmar eller "
            "Utförda assistanstimmar."
        ]
        found = recognise(grid_of(lines), "fil.xlsx", EXPORTS, KNOWN)
        assert isinstance(found, Unrecognised)
        # What would lose its words is never offered for the plain column.
        assert [option.answer for each in found.questions for option in each.options] == ([] if says else [lines[0][2]])

    def test_added_spellings_are_known(self) -> None:
        from loaders.exports.export import spellings  # noqa: PLC0415

        added = [{"export": "assistance", "heading": "Tid LSS/SFB", "column": "hours"}]
        lines: Lines = [["Månad", "Lagrum", "Tid LSS/SFB"], ["2021-01", "SFB", 7]]
        assert messages(lines) != []
        found = recognise(grid_of(lines), "fil.xlsx", EXPORTS, spellings(EXPORTS, added))
        assert isinstance(found, Layout)

    def test_extra_columns_are_named(self) -> None:
        lines = [[*line, extra] for line, extra in zip(table(HOUSING), ["Kommentar", "bra", "bra"], strict=True)]
        assert layout_of(lines).ignored == {4: "Kommentar"}


class TestMissingColumns:
    def test_a_column_is_missing_and_a_near_heading_is_named(self) -> None:
        assert messages([["Månad", "Boende", "Platsdygn", "Belagda dyngn"], ["2021-01", "Solrosen", 310, 300]]) == [
            "fil.xlsx, blad Uttag, cell D1: kolumnen Belagda dygn saknas i exporten Boende; närmast ligger rubriken "
            "”Belagda dyngn”. Förväntat: en rubrik som Belagda dygn eller Vårddygn eller Belagda platsdygn."
        ]

    def test_a_column_is_missing_and_nothing_is_near(self) -> None:
        assert messages([[None], [None, "Månad", "Boende", "Platsdygn"], [None, "2021-01", "Solrosen", 310]]) == [
            "fil.xlsx, blad Uttag, cell B2: kolumnen Belagda dygn saknas i exporten Boende. "
            "Förväntat: en rubrik som Belagda dygn eller Vårddygn eller Belagda platsdygn."
        ]

    def test_a_column_that_may_stand_elsewhere_stands_nowhere(self) -> None:
        assert messages(table(HOUSING, left_out=["month"])) == [
            "fil.xlsx, blad Uttag, cell A1: kolumnen Månad saknas i exporten Boende. Förväntat: en rubrik som Månad "
            "eller Period eller År-månad eller Redovisningsmånad eller Avser månad, eller samma uppgift i bladets namn "
            "eller ovanför tabellen."
        ]

    def test_every_missing_column_is_told_at_once(self) -> None:
        told = messages(table(SICK_LEAVE, left_out=["gender", "employees", "month"]))
        assert [text.split(": ")[1].split(" saknas")[0] for text in told] == [
            "kolumnen Kön",
            "kolumnen Antal anställda",
            "kolumnen Månad",
        ]

    @pytest.mark.parametrize("export", NAMES)
    def test_without_any_one_required_column_no_other_export_is_seen(self, export: Export) -> None:
        for column in export.required:
            told = messages(table(export, left_out=[column.name]))
            assert any(f"kolumnen {column.heading} saknas i exporten {export.name}" in text for text in told), column

    def test_the_headings_that_could_be_meant_are_listed_with_the_nearest_first(self) -> None:
        lines: Lines = [["Not", "Månad", "Boende", "Platsdygn", "Belagda dyngn"], ["", "2021-01", "Solrosen", 310, 300]]
        found = recognise(grid_of(lines), "fil.xlsx", EXPORTS, KNOWN)
        assert isinstance(found, Unrecognised)
        (question,) = found.questions
        assert question.id == "heading:housing:occupied_days"
        assert [option.answer for option in question.options] == ["Belagda dyngn", "Not"]

    def test_where_no_heading_is_free_none_is_listed(self) -> None:
        found = recognise(grid_of(table(HOUSING, left_out=["home"])), "fil.xlsx", EXPORTS, KNOWN)
        assert isinstance(found, Unrecognised)
        assert found.questions == []

    def test_a_column_stands_twice(self) -> None:
        lines = [[*line, extra] for line, extra in zip(table(HOUSING, 1), ["Vårddygn", 1], strict=True)]
        assert messages(lines) == [
            "fil.xlsx, blad Uttag, cell E1: rubriken ”Vårddygn” är en andra kolumn för Belagda dygn. "
            "Förväntat: en enda kolumn Belagda dygn."
        ]

    def test_no_export_at_all(self) -> None:
        assert messages([["Namn på lista", "Antal"], ["Anna", 3]]) == [
            "fil.xlsx, blad Uttag: ingen tabell känns igen. Förväntat: rubrikerna i någon av exporterna Sjukfrånvaro, "
            "Personal, Ekonomi, Prognos, Investeringar, Hemtjänst, Boende, Assistans, Måltider, Nyckeltal. En rapport "
            "har bladet Rapport och läses in från mappen data/published med python -m loaders."
        ]

    @pytest.mark.parametrize("lines", [[[None]], [["", " "], [None, "\u00a0"]]])
    def test_a_sheet_without_text_is_nothing(self, lines: Lines) -> None:
        assert recognise(grid_of(lines), "fil.xlsx", EXPORTS, KNOWN) is None

    def test_a_templates_instruction_is_not_read(self) -> None:
        assert recognise(grid_of(table(HOUSING), "Instruktion"), "fil.xlsx", EXPORTS, KNOWN) is None


class TestWhereTheTableStands:
    @pytest.mark.parametrize("export", NAMES)
    @pytest.mark.parametrize(("down", "right"), [(0, 0), (4, 0), (0, 3), (48, 27)])
    def test_anywhere_in_the_sheet(self, tmp_path: Path, export: Export, down: int, right: int) -> None:
        lines: list[list[Any]] = [[]] * down + [[*[None] * right, *line] for line in table(export)]
        found = read(workbook(tmp_path / "fil.xlsx", lines))
        assert found.rows["row"].to_pylist() == [down + 2, down + 3]
        first = {0: "A", 3: "D", 27: "AB"}[right]
        assert found.letters[SHEET][export.columns[0].name] == first
        assert len(found.letters[SHEET]) == len(export.columns)

    def test_too_far_down_is_not_searched(self) -> None:
        lines: list[list[Any]] = [["x"]] * 50 + table(HOUSING)
        assert "ingen tabell känns igen" in messages(lines)[0]

    def test_a_formatted_but_empty_first_column_does_not_shift_the_letters(self, tmp_path: Path) -> None:
        from openpyxl.styles import Font  # noqa: PLC0415

        lines = [[None, *line] for line in table(HOUSING)]
        path = workbook(tmp_path / "fil.xlsx", lines, lambda book: _format(book[SHEET]["A1"], Font(bold=True)))
        assert read(path).letters[SHEET]["month"] == "B"

    @pytest.mark.parametrize("export", NAMES)
    def test_in_any_order_of_columns(self, tmp_path: Path, export: Export) -> None:
        path = workbook(tmp_path / "fil.xlsx", [line[::-1] for line in table(export)])
        assert records(path) == records(workbook(tmp_path / "annan.xlsx", table(export)))

    def test_sheets_may_have_their_columns_in_different_orders(self, tmp_path: Path) -> None:
        lines = table(HOUSING)
        sheets = {"A": [lines[0], lines[1]], "B": [lines[0][::-1], lines[2][::-1]]}
        assert records(workbook(tmp_path / "fil.xlsx", sheets)) == [record(HOUSING, 0), record(HOUSING, 1)]


def _format(cell: object, font: object) -> None:
    cell.font = font  # type: ignore[attr-defined]


class TestSaidElsewhere:
    @pytest.mark.parametrize("name", ["2021-03", "mars 2021", "mar-21", "202103", "Mars 2021"])
    def test_the_month_is_the_sheets_name(self, name: str) -> None:
        said = layout_of(table(HOUSING, left_out=["month"]), name).said
        assert {column: each.text for column, each in said.items()} == {"month": name}

    @pytest.mark.parametrize(
        "line",
        [
            ["Period: mars 2021"],
            ["Period:", "mars 2021"],
            ["Period", "mars 2021"],
            ["Avser månad", None, "2021-03"],
            ["Redovisningsmånad :", 202103],
            ["PERIOD:", "mars", 2021],
            ["Utskrift", "Period: 2021-03", "Sida 1"],
            ["Period:", "2021-03", "Affärsområde:", "Äldreomsorg"],
            ["Period: 2021-03-01 00:00:00"],
        ],
    )
    def test_the_month_stands_above_the_table(self, tmp_path: Path, line: list[Cell]) -> None:
        lines: Lines = [["Belagda dygn i boenden"], line, [], *table(HOUSING, left_out=["month"])]
        assert [row["month"] for row in records(workbook(tmp_path / "fil.xlsx", lines))] == [date(2021, 3, 1)] * 2

    @pytest.mark.parametrize("title", ["Månadsrapport boende", "Periodrapport", "Period januari-mars 2021"])
    def test_a_title_that_begins_alike_gives_way_to_the_sheets_name(self, title: str) -> None:
        said = layout_of([[title], *table(HOUSING, left_out=["month"])], "2021-03").said
        assert said["month"].text == "2021-03"

    @pytest.mark.parametrize("title", ["Månadsrapport boende", "Periodrapport 2021"])
    def test_a_title_that_begins_alike_says_nothing(self, title: str) -> None:
        assert "kolumnen Månad saknas" in messages([[title], *table(HOUSING, left_out=["month"])])[0]

    def test_a_month_above_that_can_not_be_understood(self, tmp_path: Path) -> None:
        lines = [[None, "Period: kvartal 1 2021"], *table(HOUSING, left_out=["month"])]
        assert refusal(workbook(tmp_path / "fil.xlsx", lines)) == [
            "fil.xlsx, blad Uttag, cell B1: Månad är ”kvartal 1 2021” ovanför tabellen. "
            "Förväntat: en månad, t.ex. 2021-03, 202103 eller mars 2021."
        ]

    @pytest.mark.parametrize("name", ["Äldreomsorg", "Råd & Stöd", "LSS"])
    def test_the_area_is_the_sheets_name(self, name: str) -> None:
        said = layout_of(table(INVESTMENT, left_out=["area"]), name).said
        assert {column: each.text for column, each in said.items()} == {"area": name}

    @pytest.mark.parametrize(
        "name",
        ["Blad1", "Sheet 2", "Tabell1", "Data", "2021", "2021-03", "mars 2021", "Investeringar 2021", "1"],
    )
    def test_not_every_name_of_a_sheet_is_an_area(self, name: str) -> None:
        assert messages(table(INVESTMENT, left_out=["area"]), name)[0].startswith(
            f"fil.xlsx, blad {name}, cell A1: kolumnen Affärsområde saknas"
        )

    def test_the_area_stands_above_and_the_month_is_the_sheets_name(self) -> None:
        lines = [["Verksamhetsområde: Kost och Restaurang"], *table(INVESTMENT, left_out=["area", "month"])]
        said = layout_of(lines, "maj 2021").said
        assert {name: (each.text, each.cell) for name, each in said.items()} == {
            "month": ("maj 2021", ""),
            "area": ("Kost och Restaurang", "A1"),
        }

    def test_the_table_goes_before_what_is_said_elsewhere(self) -> None:
        layout = layout_of([["Period: mars 2021"], *table(HOUSING)], "april 2021")
        assert layout.said == {}


def test_the_sample_mark_is_seen_above_the_table_only(tmp_path: Path) -> None:
    mark = ["Exempeldata – påhittade siffror"]
    assert read(workbook(tmp_path / "a.xlsx", [mark, *table(HOUSING)])).sample
    assert not read(workbook(tmp_path / "b.xlsx", [*table(HOUSING), [], mark])).sample


def test_grids_keep_blank_rows_so_that_rows_can_be_counted(tmp_path: Path) -> None:
    path = workbook(tmp_path / "fil.xlsx", [["a"], [], [], ["b"], []])
    (grid,) = read_grids(path, "fil.xlsx")
    assert grid.table.column(0).to_pylist() == ["a", None, None, "b"]
