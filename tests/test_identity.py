"""No file that points out a person is read: not by a number, wherever it stands, and not by its headings."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from loaders.exports.catalogue import HOUSING, LEDGER, STAFF
from loaders.swedish.identity import CANDIDATE, MASK, holds_identity_number, masked, names_a_person
from tests.export_files import (
    Lines,
    csv_file,
    identity_number,
    old_workbook,
    read,
    records,
    refusal,
    table,
    workbook,
)

NUMBER = identity_number()
HIDDEN = "innehåller det som ser ut som ett personnummer (••••••-••••)"
WANTED = "Förväntat: uppgifter i grupper, utan personnummer; inget av filen har sparats."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fil.xlsx"


class TestNumbers:
    @pytest.mark.parametrize("born", ["850101", "000229", "991231", "850161", "000289"])
    @pytest.mark.parametrize("sign", ["", "-", "+", " ", "–", "\u2212", "\u2010", " - ", "\u00a0"])
    def test_every_way_of_writing_one(self, born: str, sign: str) -> None:
        number = identity_number(born, sign)
        assert holds_identity_number(number)
        assert holds_identity_number(f"Hos {number}, Linden")
        assert masked(f"Hos {number}.") == f"Hos {MASK}."

    @pytest.mark.parametrize("born", ["19850101", "20000229", "19850161"])
    @pytest.mark.parametrize("sign", ["", "-"])
    def test_with_a_century(self, born: str, sign: str) -> None:
        assert masked(identity_number(born, sign)) == MASK

    @pytest.mark.parametrize("born", ["851301", "850132", "850100", "850192", "210229", "19000229", "21850101"])
    def test_days_that_do_not_exist(self, born: str) -> None:
        assert not holds_identity_number(identity_number(born, "-"))

    @pytest.mark.parametrize("wrong", range(1, 10))
    def test_a_wrong_check_digit(self, wrong: int) -> None:
        number = NUMBER[:-1] + str((int(NUMBER[-1]) + wrong) % 10)
        assert not holds_identity_number(number)
        assert masked(number) == number

    @pytest.mark.parametrize(
        "text", ["{}1", "1{}", "0.{}", "12,{}", "{}.5", "{},75", "", "1234", "2021-03-01 00:00:00"]
    )
    def test_what_is_none(self, text: str) -> None:
        assert not holds_identity_number(text.format(NUMBER.replace("-", "")))

    @pytest.mark.parametrize("text", ["{}.0", "{},00", "({})", "nr{}", "{}kr", "{}.", "a,{}", "x.{}"])
    def test_what_is_one_all_the_same(self, text: str) -> None:
        assert holds_identity_number(text.format(NUMBER.replace("-", "")))

    def test_every_one_in_a_text_is_masked(self) -> None:
        other = identity_number("19121212", "")
        assert masked(f"{NUMBER}, {other} och 1234567890") == f"{MASK}, {MASK} och 1234567890"

    @given(st.text("0123456789-+ .,x", max_size=30))
    def test_candidates_miss_none(self, text: str) -> None:
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.compute as pc  # noqa: PLC0415

        if holds_identity_number(text):
            assert pc.match_substring_regex(pa.array([text]), CANDIDATE).to_pylist() == [True]

    @given(
        st.dates(), st.integers(0, 999), st.sampled_from(["", "-", "+"]), st.booleans(), st.text(" ;:abc", max_size=3)
    )
    def test_every_number_is_found(self, born: object, serial: int, sign: str, coordination: bool, around: str) -> None:
        day = f"{born:%y%m%d}"
        day = f"{day[:4]}{int(day[4:]) + 60 * coordination:02d}"
        if day.startswith("000229"):
            return
        assert masked(around + identity_number(day, sign, f"{serial:03d}") + around) == around + MASK + around


class TestNames:
    """Names of files and sheets, in which systems write when they made them."""

    @given(
        st.datetimes(datetime(2010, 1, 1), datetime(2039, 12, 31, 23, 59, 59)),
        st.sampled_from(["%Y%m%d%H%M", "%Y%m%d%H%M%S"]),
    )
    def test_a_time_stamp_is_no_number(self, made: datetime, form: str) -> None:
        name = f"Sjukfrånvaro_{made.strftime(form)}.xlsx"
        assert masked(name) == name

    @given(
        st.dates(date(1930, 1, 1), date(2008, 12, 31)),
        st.integers(0, 999),
        st.sampled_from(["%Y%m%d", "%y%m%d"]),
        st.sampled_from(["", "-", "+"]),
        st.booleans(),
    )
    def test_a_number_of_someone_of_age_is_one(
        self, born: date, serial: int, form: str, sign: str, coordination: bool
    ) -> None:
        day = f"{born.strftime(form)[:-2]}{born.day + 60 * coordination:02d}"
        number = identity_number(day, sign, f"{serial:03d}")
        assert masked(f"Sjukfrånvaro_{number}.xlsx") == f"Sjukfrånvaro_{MASK}.xlsx"

    @pytest.mark.parametrize("born", ["20210315", "210315", "20210375", "20091231"])
    @pytest.mark.parametrize(("sign", "serial"), [("", "123"), ("", "099"), ("-", "123"), ("", "246")])
    def test_only_all_digits_of_a_day_and_a_time_since_2010_are_a_time_stamp(
        self, born: str, sign: str, serial: str
    ) -> None:
        number = identity_number(born, sign, serial)
        is_stamp = born == "20210315" and not sign and serial == "123"
        assert masked(number) == (number if is_stamp else MASK)


class TestHeadings:
    def test_of_persons(self) -> None:
        headings = ["Personnummer", " PERSONNR. ", "Namn*", "Anst.\u00a0nr", "Enhet", "Anst.nr", "Boendets namn"]
        assert names_a_person(headings) == ["Personnummer", " PERSONNR. ", "Namn*", "Anst.nr"]


class TestFiles:
    def test_a_row_for_each_individual(self, file: Path) -> None:
        assert refusal(workbook(file, table(STAFF, 30, headcount=[1] * 29 + [12], full_time_headcount=[1] * 30))) == [
            "fil.xlsx: nästan alla rader räknar en enda person i kolumnen Antal anställda. "
            "Förväntat: rader för grupper, inte en för varje person."
        ]

    @pytest.mark.parametrize(("count", "single"), [(29, 29), (40, 37)])
    def test_small_files_and_groups_of_one_among_others_are_fine(self, file: Path, count: int, single: int) -> None:
        heads = [1] * single + [12] * (count - single)
        assert refusal(workbook(file, table(STAFF, count, headcount=heads, full_time_headcount=[1] * count))) == []

    @pytest.mark.parametrize(
        ("cell", "lines"),
        [
            ("B2", table(HOUSING, 1, home=[NUMBER])),
            ("B2", table(HOUSING, 1, home=[f"Hos {NUMBER.replace('-', '')}, Linden"])),
            ("C2", table(HOUSING, 1, place_days=[int("19" + NUMBER.replace("-", ""))])),
            ("C2", table(HOUSING, 1, place_days=[int(NUMBER.replace("-", ""))])),
            ("E1", [[*table(HOUSING, 1)[0], NUMBER], table(HOUSING, 1)[1]]),
            ("E2", [table(HOUSING, 1)[0], [*table(HOUSING, 1)[1], f"19{NUMBER}"]]),
            ("A1", [[f"Uttag av {NUMBER}"], *table(HOUSING, 1)]),
            ("A4", [*table(HOUSING, 1), [], [f"Fråga {NUMBER}"]]),
            ("A1", [[NUMBER]]),
            ("CV60", [*table(HOUSING, 1), *[[]] * 57, [*[None] * 99, NUMBER]]),
        ],
        ids=["name", "in a text", "number of 12", "of 10", "heading", "extra", "preamble", "note", "no export", "far"],
    )
    def test_a_personal_identity_number_in_a_cell(self, file: Path, cell: str, lines: Lines) -> None:
        wanted = "Förväntat: ta bort kolumnen E; inget av filen har sparats." if cell == "E1" else WANTED
        told = [f"fil.xlsx, blad Uttag, cell {cell}: cellen {HIDDEN}. {wanted}"]
        assert refusal(workbook(file, lines)) == told

    @pytest.mark.parametrize("lines", [table(HOUSING, 1, home=[NUMBER]), [["Summa", NUMBER]]])
    def test_in_a_csv_file_and_an_old_workbook(self, tmp_path: Path, lines: Lines) -> None:
        cell = "B2" if len(lines) > 1 else "B1"
        assert refusal(csv_file(tmp_path / "fil.csv", lines)) == [f"fil.csv, cell {cell}: cellen {HIDDEN}. {WANTED}"]
        assert refusal(old_workbook(tmp_path / "fil.xls", lines)) == [
            f"fil.xls, blad Uttag, cell {cell}: cellen {HIDDEN}. {WANTED}"
        ]

    def test_on_a_hidden_sheet_and_in_its_name(self, file: Path) -> None:
        def hide(book: Workbook) -> None:
            book.create_sheet(NUMBER)["B3"] = NUMBER
            book[NUMBER].sheet_state = "veryHidden"

        assert refusal(workbook(file, table(HOUSING, 1), hide)) == [
            f"fil.xlsx, blad ••••••-••••: bladets namn {HIDDEN}. {WANTED}",
            f"fil.xlsx, blad ••••••-••••, cell B3: cellen {HIDDEN}. {WANTED}",
        ]

    def test_in_the_name_of_the_file(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / f"Boende {NUMBER}.xlsx", table(HOUSING, 1))
        told = [f"Boende ••••••-••••.xlsx: filens namn {HIDDEN}. {WANTED}"]
        assert refusal(path) == told
        assert refusal(path, f"uppladdad/Boende {NUMBER}.xlsx") == [f"uppladdad/{told[0]}"]
        # An original is kept under the hash of its content, whose digits mean nothing.
        assert read(path, "fil.xlsx").problems == []

    def test_a_time_stamp_in_the_name_of_the_file_is_none_but_in_a_cell(self, tmp_path: Path) -> None:
        stamp = identity_number("20210315", "", "123")
        path = workbook(tmp_path / f"Boende_{stamp}.xlsx", table(HOUSING, 1))
        assert read(path).problems == []
        workbook(path, table(HOUSING, 1, home=[stamp]))
        assert refusal(path) == [f"Boende_{stamp}.xlsx, blad Uttag, cell B2: cellen {HIDDEN}. {WANTED}"]

    def test_the_name_of_the_file_is_masked_whatever_is_wrong(self, tmp_path: Path) -> None:
        path = tmp_path / f"{NUMBER}.csv"
        for content in (b"", b"\0", b'"', b"a;b"):
            path.write_bytes(content)
            assert [text.split(":")[0] for text in refusal(path)] == ["••••••-••••.csv"]

    @pytest.mark.parametrize("heading", ["Personnummer", "Namn", "PERSONNR", "Anst.nr", "Anställningsnummer", "E-post"])
    def test_a_heading_of_persons(self, file: Path, heading: str) -> None:
        lines = [[*line, extra] for line, extra in zip(table(HOUSING, 1), [heading, "x"], strict=True)]
        told = [
            f"fil.xlsx, blad Uttag, cell E1: kolumnen ”{heading}” pekar ut enskilda personer. "
            "Förväntat: ta bort kolumnen E, om raderna är grupper; inget av filen har sparats."
        ]
        assert refusal(workbook(file, lines)) == told
        assert refusal(workbook(file, {"Data": table(HOUSING, 1), "Uttag": [[], lines[0]]})) == [
            told[0].replace("E1", "E2")
        ]

    def test_the_same_words_are_values_below_the_headings(self, file: Path) -> None:
        lines = table(LEDGER, 2, account_name=["Telefon", "E-post"])
        assert [row["account_name"] for row in records(workbook(file, lines))] == ["Telefon", "E-post"]

    def test_numbers_that_are_none(self, file: Path) -> None:
        wrong_check = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
        decimals = "0." + NUMBER.replace("-", "")
        lines = table(HOUSING, 3, home=[wrong_check, "1313131313", f"x{NUMBER}5"], occupied_days=[1, 1, 1])
        lines[1][2] = float(decimals) + 1
        assert refusal(workbook(file, lines)) == []
