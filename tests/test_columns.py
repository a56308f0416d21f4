"""Every kind of value in every spelling that systems use, each beside an oracle that knows nothing of the parsers."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.exports.catalogue import (
    ASSISTANCE,
    EXPORTS,
    FORECAST,
    HOUSING,
    LEDGER,
    MEALS,
    SICK_LEAVE,
)
from loaders.exports.columns import MOST_FAULTS, Typed, as_seen, expected, typed
from loaders.exports.export import Column, Kind
from loaders.swedish.periods import parse_month
from loaders.swedish.values import parse_hours
from tests.export_files import Cell, csv_file, old_workbook, position, records, refusal, table, workbook

MONTH_NAMES = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
NUMBER_KINDS: tuple[Kind, ...] = ("amount", "count", "hours", "money")


NO_MONTHS = (
    "",
    "2021",
    "2021-13",
    "2021-00",
    "202113",
    "20213",
    "2021-3-1",
    "2021-02-30",
    "mars",
    "mars 2021 2",
    "1-21",
    "jan-mar 2021",
    "kvartal 1 2021",
    "1899-12-31",
    "1900-01-05 00:00:00",
    "1999-12",
    "2100-01",
    "tertial 1",
    "mars 121",
    "2021-03-01 klockan 8",
    "٢٠٢١-٠٣",
    "202103.0",
    "-202103",
    "2021-03-",
)
NO_NUMBERS = (
    "x",
    "-",
    "–",
    "1 20",
    "1200 000",
    "1.200,50",
    "1,200.50",
    "5 st",
    "5 %",
    "1e5",
    "1E+05",
    "1,2E+05",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "Infinity",
    "true",
    "SANT",
    "0x10",
    "1_000",
    "1.",
    ".5",
    ",5",
    "--5",
    "5-",
    "=1+1",
    "1000000000000",
    "-1000000000000",
    "9" * 300,
    "2021-03-01",
    "2021-03-01 00:00:00",
    "1/2",
    "#N/A",
    "½",
)


def column(kind: Kind, **said: Any) -> Column:
    return Column("x", ("Rubrik",), kind, **said)


def understood(kind: Kind, *texts: str | None, unit: str = "", **said: Any) -> Typed:
    array = pa.array(texts, pa.string())
    return typed(column(kind, **said), array, lambda: pa.nulls(len(texts), pa.float64()), unit)


def value(kind: Kind, text: str, **said: Any) -> Any:
    """What a text is understood as; None where it is a fault."""
    found = understood(kind, text, **said)
    result = found.arrays[0][0].as_py()
    assert (result is None) == bool(found.faults)
    return result


def told(kind: Kind, text: str | None, **said: Any) -> str:
    """What is said of a text that is wrong."""
    (fault,) = understood(kind, text, **said).faults
    return f"{fault.found}. Förväntat: {fault.expected}."


class TestMonths:
    SPELLINGS = (
        "2021-03", "2021/03", "2021.03", "2021 03", "202103", "03-2021", "3-2021", "03/2021", "3.2021",
        "mars 2021", "Mars 2021", "MARS 2021", "mar 2021", "mar. 2021", "mar-21", "Mar-21", "mar 21", "mar21",
        "mars '21", "mars-2021", "2021 mars", "2021-mar", "2021-03-01", "2021-03-31", "2021-03-15",
        "2021-03-01 00:00:00", "2021-03-31 23:59:59", "2021-03-01T00:00:00", " 2021–03 ", "mars\u00a02021",
        "2021-03-31T00:00:00Z", "2021-03-01T00:00:00.000Z",
    )  # fmt: skip

    @pytest.mark.parametrize("text", SPELLINGS)
    def test_every_spelling(self, text: str) -> None:
        assert parse_month(text) == date(2021, 3, 1)
        assert value("month", text) == date(2021, 3, 1)

    @pytest.mark.parametrize(
        "text",
        NO_MONTHS,
    )
    def test_what_is_no_month(self, text: str) -> None:
        with pytest.raises(ValueError):
            parse_month(text)
        assert value("month", text) is None

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.data())
    def test_all_months_of_the_century(self, day: date, data: st.DataObject) -> None:
        name = MONTH_NAMES[day.month - 1]
        spelled = data.draw(
            st.sampled_from(
                [
                    f"{day:%Y-%m}",
                    f"{day:%Y%m}",
                    f"{day.month}/{day.year}",
                    f"{name} {day.year}",
                    f"{name[:3].capitalize()}-{day:%y}",
                    f"{day:%Y} {name}",
                    f"{day:%Y-%m-%d}",
                    f"{datetime(day.year, day.month, day.day, 13, 7)}",
                ]
            )
        )
        assert parse_month(spelled) == day.replace(day=1)

    @given(st.text() | st.from_regex(r"[0-9 /.'-]{0,9}(jan|maj|mars)?[0-9 .:'-]{0,9}", fullmatch=True))
    def test_no_text_crashes(self, text: str) -> None:
        try:
            month = parse_month(text)
        except ValueError:
            return
        assert 2000 <= month.year <= 2099
        assert month.day == 1
        assert f"{month:%y}" in text or f"{month.year}" in text

    @pytest.mark.parametrize("text", ["2021-02-28T23:00:00Z", "2021-03-31T22:00:00Z"])
    def test_the_day_in_greenwich_may_be_another_one_here(self, text: str) -> None:
        assert (value("month", text), value("date", text)) == (None, None)

    def test_in_cells_of_every_type(self, tmp_path: Path) -> None:
        cells: list[Cell] = ["2021-01", 202102, "mars 2021", "apr-21", date(2021, 5, 1), datetime(2021, 6, 30, 12)]
        for path in (
            workbook(tmp_path / "fil.xlsx", table(HOUSING, 6, month=cells)),
            old_workbook(tmp_path / "fil.xls", table(HOUSING, 5, month=cells[:5])),
            csv_file(tmp_path / "fil.csv", table(HOUSING, 6, month=cells)),
        ):
            months = [row["month"].month for row in records(path)]
            assert months == list(range(1, len(months) + 1))

    def test_a_small_number_that_is_formatted_as_a_date_is_no_month(self, tmp_path: Path) -> None:
        assert refusal(workbook(tmp_path / "fil.xlsx", table(HOUSING, 1, month=[date(1900, 3, 1)]))) == [
            "fil.xlsx, blad Uttag, cell A2: Månad är ”1900-03-01”. "
            "Förväntat: en månad, t.ex. 2021-03, 202103 eller mars 2021."
        ]


class TestOtherPeriods:
    @pytest.mark.parametrize(("text", "year"), [("2021", 2021), (" 2021 ", 2021), ("2000", 2000), ("1999", None)])
    def test_years(self, text: str, year: int | None) -> None:
        assert value("year", text) == year

    @pytest.mark.parametrize("text", ["21", "2021-03", "2021.0", "2021,5", "tjugo", "20210", "٢٠٢١"])
    def test_what_is_no_year(self, text: str) -> None:
        assert told("year", text) == f"Rubrik är ”{as_seen(text)}”. Förväntat: ett år, t.ex. 2021."

    @pytest.mark.parametrize(
        "text", ["2021-03-31", "20210331", "2021-03-31 00:00:00", "2021-03-31T08:15", " 2021–03–31 "]
    )
    def test_dates(self, text: str) -> None:
        assert value("date", text) == date(2021, 3, 31)

    @pytest.mark.parametrize(
        "text", ["2021-02-30", "31/3 2021", "mars 2021", "202103", "44286", "1900-01-05", "0001-01-01"]
    )
    def test_what_is_no_date(self, text: str) -> None:
        assert told("date", text) == f"Rubrik är ”{text}”. Förväntat: ett datum, t.ex. 2021-03-31."

    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("2021", date(2021, 1, 1), date(2021, 12, 31)),
            ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
            ("december 2021", date(2021, 12, 1), date(2021, 12, 31)),
        ],
    )
    def test_a_month_or_a_year(self, text: str, first: date, last: date) -> None:
        found = understood("period", text)
        assert [array.to_pylist() for array in found.arrays] == [[first], [last]]

    def test_what_is_neither(self) -> None:
        assert told("period", "Q1") == "Rubrik är ”Q1”. Förväntat: en månad eller ett år, t.ex. 2021-03 eller 2021."

    def test_real_dates(self, tmp_path: Path) -> None:
        days: list[Cell] = [date(2021, 3, 31), datetime(2021, 4, 30, 23, 59)]
        found = records(workbook(tmp_path / "fil.xlsx", table(FORECAST, 2, made_on=days)))
        assert [row["made_on"] for row in found] == [date(2021, 3, 31), date(2021, 4, 30)]


class TestNames:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [("  Sol \u00a0 Rosen ", "Sol Rosen"), ("Sol\nRosen", "Sol Rosen"), ("1230", "1230"), ("A–B", "A-B")],
    )
    def test_texts_are_tidied(self, text: str, kept: str) -> None:
        assert value("text", text) == kept

    @pytest.mark.parametrize(
        ("text", "kept"), [("0123", "0123"), ("1230", "1230"), ("1230.0", "1230"), (" 01A ", "01A"), ("00", "00")]
    )
    def test_codes_keep_their_leading_zeros(self, text: str, kept: str) -> None:
        assert value("code", text) == kept

    def test_codes_in_cells_of_every_type(self, tmp_path: Path) -> None:
        codes: list[Cell] = ["0123", 1230, "1230A"]
        for path in (
            workbook(tmp_path / "fil.xlsx", table(LEDGER, 3, responsibility=codes)),
            old_workbook(tmp_path / "fil.xls", table(LEDGER, 3, responsibility=codes)),
            csv_file(tmp_path / "fil.csv", table(LEDGER, 3, responsibility=codes)),
        ):
            assert [row["responsibility"] for row in records(path)] == ["0123", "1230", "1230A"]

    @pytest.mark.parametrize(
        ("each", "spelling", "kept"),
        [
            pytest.param(each, spelling, kept, id=f"{export.id}-{spelling}")
            for export in EXPORTS
            for each in export.columns
            for spelling, kept in each.choices.items()
        ],
    )
    def test_every_spelling_of_every_choice(self, each: Column, spelling: str, kept: str) -> None:
        for text in (spelling, spelling.upper(), f" {spelling} ", spelling.replace("-", " – ")):
            assert typed(each, pa.array([text]), lambda: pa.nulls(1)).arrays[0].to_pylist() == [kept], text

    def test_choices_in_cells_of_every_type(self, tmp_path: Path) -> None:
        manager: list[Cell] = [True, 0, "Ja", "Nej", 1]
        age: list[Cell] = [-29, "30-49", "50+", "≤ 29", "30 - 49 år"]
        found = records(workbook(tmp_path / "fil.xlsx", table(SICK_LEAVE, 5, manager=manager, age=age)))
        assert [row["manager"] for row in found] == ["yes", "no", "yes", "no", "yes"]
        assert [row["age"] for row in found] == ["-29", "30-49", "50-", "-29", "30-49"]

    def test_a_word_that_is_none_of_the_choices(self, tmp_path: Path) -> None:
        lines = table(SICK_LEAVE, 1, gender=["Okänt"], age=["40-59"], form=["Timavlönad"], manager=["x"])
        assert refusal(workbook(tmp_path / "fil.xlsx", lines)) == [
            "fil.xlsx, blad Uttag, cell E2: Kön är ”Okänt”. Förväntat: något av: kvinna, man.",
            "fil.xlsx, blad Uttag, cell F2: Åldersgrupp är ”40-59”. Förväntat: något av: -29, 30-49, 50-.",
            "fil.xlsx, blad Uttag, cell G2: Anställningsform är ”Timavlönad”. "
            "Förväntat: något av: tillsvidare, visstid.",
            "fil.xlsx, blad Uttag, cell H2: Chef är ”x”. Förväntat: något av: ja, nej.",
        ]

    @pytest.mark.parametrize("kind", ["text", "code"])
    def test_a_blank_name(self, kind: Kind) -> None:
        assert told(kind, None) == f"Rubrik saknas. Förväntat: {EN[kind]}."
        assert understood(kind, None, required=False).faults == []


EN = {"text": "en text", "code": "en kod"}


class TestNumbers:
    @pytest.mark.parametrize("kind", NUMBER_KINDS)
    @pytest.mark.parametrize("around", [[], ["1 000"], ["1 000", "1:30"]])
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("0", "0"),
            ("7", "7"),
            ("007", "7"),
            ("+7", "7"),
            ("1200", "1200"),
            ("1 200", "1200"),
            ("1\u00a0200", "1200"),
            ("1\u202f200\u2009300", "1200300"),
            ("12,0", "12"),
            ("12.0", "12"),
            ("1 200,00", "1200"),
            ("-0", "0"),
        ],
    )
    def test_spellings(self, kind: Kind, around: list[str], text: str, number: str) -> None:
        """The same text means the same whether a whole column is read at once or value by value."""
        assert understood(kind, text, *around).arrays[0][0].as_py() == Decimal(number)

    @pytest.mark.parametrize("text", ["0,5", "0.5", "1 200,25", "0,1234567", "12,3333333333333"])
    def test_decimals(self, text: str) -> None:
        number = Decimal(text.replace(",", ".").replace(" ", "")).quantize(Decimal("0.000001"))
        for kind in ("amount", "hours", "money"):
            assert abs(value(kind, text) - number) <= Decimal("0.000001")
        assert value("count", text) is None

    @pytest.mark.parametrize("minus", ["-", "\u2212", "–", "—", "‑", "- ", "\u2212\u00a0"])
    def test_every_minus(self, minus: str) -> None:
        assert value("money", f"{minus}1 200,1234567", negative=True) == Decimal("-1200.123457")
        for kind in NUMBER_KINDS:
            assert value(kind, f"{minus}5") is None

    @pytest.mark.parametrize("kind", NUMBER_KINDS)
    @pytest.mark.parametrize("around", [[], ["1 000"]])
    @pytest.mark.parametrize(
        "text",
        NO_NUMBERS,
    )
    def test_what_is_no_number(self, kind: Kind, around: list[str], text: str) -> None:
        found = understood(kind, text, *around, negative=True)
        assert found.arrays[0].to_pylist()[0] is None
        assert found.faults[0].found == f"Rubrik är ”{as_seen(text)}”"
        assert len(found.faults) == 1

    def test_what_is_said(self) -> None:
        assert told("amount", "x") == "Rubrik är ”x”. Förväntat: ett tal, minst 0."
        assert told("amount", "x", negative=True) == "Rubrik är ”x”. Förväntat: ett tal."
        assert told("count", "12.5") == "Rubrik är ”12,5”. Förväntat: ett heltal, minst 0."
        assert told("hours", "-1") == "Rubrik är ”-1”. Förväntat: timmar som decimaltal eller HH:MM, minst 0."
        assert told("money", "true", negative=True) == "Rubrik är ”SANT”. Förväntat: ett belopp."
        assert told("count", None) == "Rubrik saknas. Förväntat: ett heltal, minst 0; skriv 0 om det är noll."
        assert told("amount", "9" * 99) == f"Rubrik är ”{'9' * 59}…”. Förväntat: ett tal, minst 0."

    @pytest.mark.parametrize(
        ("unit", "kr"),
        [("", "1234.5"), ("kr", "1234.5"), ("tkr", "1234500"), ("kkr", "1234500"), ("mnkr", "1234500000")],
    )
    def test_money_is_kept_in_kr(self, unit: str, kr: str) -> None:
        assert understood("money", "1234,5", unit=unit).arrays[0].to_pylist() == [Decimal(kr)]

    def test_money_by_its_heading(self, tmp_path: Path) -> None:
        lines = table(LEDGER, 1, outcome=[-1.5], budget=[2])
        lines[0][position(LEDGER, "outcome")] = "Utfall (mnkr)"
        lines[0][position(LEDGER, "budget")] = "Budget, tkr"
        (row,) = records(workbook(tmp_path / "fil.xlsx", lines))
        assert (row["outcome"], row["budget"]) == (Decimal(-1_500_000), Decimal(2000))

    def test_amounts_too_large_in_kr(self) -> None:
        assert understood("money", "1000001", unit="mnkr").faults[0].found == "Rubrik är ”1000001”"

    def test_negative_numbers_only_where_they_may_be(self, tmp_path: Path) -> None:
        negative = {(export.id, each.name) for export in EXPORTS for each in export.columns if each.negative}
        assert negative == {
            ("ledger", "outcome"),
            ("ledger", "budget"),
            ("forecast", "amount"),
            ("investment", "outcome"),
            ("key_figures", "value"),
        }
        assert refusal(workbook(tmp_path / "fil.xlsx", table(MEALS, 1, served=[-1]))) == [
            "fil.xlsx, blad Uttag, cell F2: Serverade är ”-1”. Förväntat: ett heltal, minst 0."
        ]

    @pytest.mark.parametrize(
        ("cell", "shown"),
        [
            ("tjugo", "tjugo"),
            (True, "SANT"),
            (False, "FALSKT"),
            (date(2021, 3, 1), "2021-03-01"),
            (datetime(2021, 3, 1, 8, 15), "2021-03-01 08:15:00"),
            (time(7, 30), "1899-12-31 07:30:00"),
            (timedelta(hours=26.5), "1900-01-01 02:30:00"),
            (12.5, "12,5"),
            (1e300, f"{int(1e300)}"[:40]),
            ("nan", "nan"),
            ("INF", "INF"),
            ("-", "-"),
        ],
    )
    def test_wrong_types_of_cells_in_a_count(self, tmp_path: Path, cell: Cell, shown: str) -> None:
        (problem,) = refusal(workbook(tmp_path / "fil.xlsx", table(MEALS, 1, served=[cell])))
        assert problem.startswith("fil.xlsx, blad Uttag, cell F2: Serverade är ”" + shown[:40])
        assert problem.endswith("”. Förväntat: ett heltal, minst 0.")

    def test_blank_cells_are_never_zero(self, tmp_path: Path) -> None:
        for blank in (None, "", " ", "\u00a0"):
            assert refusal(workbook(tmp_path / "fil.xlsx", table(MEALS, 1, served=[blank]))) == [
                "fil.xlsx, blad Uttag, cell F2: Serverade saknas. "
                "Förväntat: ett heltal, minst 0; skriv 0 om det är noll."
            ]

    def test_zero_is_a_value(self, tmp_path: Path) -> None:
        assert records(workbook(tmp_path / "fil.xlsx", table(MEALS, 1, served=[0])))[0]["served"] == 0

    def test_of_many_faults_the_first_are_told_and_the_others_counted(self) -> None:
        found = understood("amount", *["x"] * 30, *[None] * 30)
        assert (len(found.faults), found.more) == (MOST_FAULTS, 10)
        assert [fault.position for fault in found.faults] == list(range(50))
        assert understood("amount", *["x"] * 50).more == 0

    @given(
        st.lists(st.decimals(0, 10**9, places=2) | st.integers(0, 10**11).map(Decimal), min_size=1, max_size=5),
        st.data(),
    )
    def test_numbers_agree_with_an_oracle(self, numbers: list[Decimal], data: st.DataObject) -> None:
        spelled = [data.draw(st.sampled_from(spellings_of(number))) for number in numbers]
        for kind in ("amount", "hours", "money"):
            found = understood(kind, *spelled)
            assert found.faults == []
            assert found.arrays[0].to_pylist() == numbers

    @given(st.lists(st.none() | st.text("0123456789 ,.:+-−eE%x\u00a0", max_size=12) | st.text(), max_size=6), st.data())
    @example(["1e5"], None)
    def test_no_text_crashes_and_none_is_lost(self, texts: list[str | None], data: object) -> None:
        for kind in ("amount", "count", "hours", "money", "month", "year", "date", "period", "text", "code"):
            # Texts reach the columns trimmed, with null for none.
            trimmed = [text.strip() or None if text else None for text in texts]
            found = understood(kind, *trimmed)
            wrong = {fault.position for fault in found.faults}
            assert wrong == {at for at, kept in enumerate(found.arrays[0].to_pylist()) if kept is None}
            if kind in NUMBER_KINDS:
                assert all(isfinite(kept) and kept >= 0 for kept in found.arrays[0].to_pylist() if kept is not None)


def spellings_of(number: Decimal) -> list[str]:
    """Ways to write a number that is not negative, made without the code under test."""
    plain = f"{number:.2f}" if number % 1 else f"{number:.0f}"
    grouped = f"{number:,.2f}".replace(",", " ").replace(".", ",")
    return [plain, plain.replace(".", ","), grouped, grouped.replace(" ", "\u00a0"), f"+{plain}", f"00{plain}"]


class TestHours:
    @pytest.mark.parametrize(
        ("text", "hours"),
        [
            ("0:30", "0.5"),
            ("00:30", "0.5"),
            ("26:30", "26.5"),
            ("1416:00", "1416"),
            ("1 416:45", "1416.75"),
            ("1\u00a0416:45", "1416.75"),
            ("7:30:00", "7.5"),
            ("7:30:36", "7.51"),
            ("0:01", "0.016667"),
            ("7,5", "7.5"),
            ("7.5", "7.5"),
            ("1 416,75", "1416.75"),
            ("0", "0"),
        ],
    )
    def test_decimals_and_clocks(self, text: str, hours: str) -> None:
        assert parse_hours(text) == Decimal(hours)
        assert value("hours", text) == Decimal(hours)
        for kind in ("amount", "count", "money"):
            assert ":" not in text or value(kind, text) is None

    @pytest.mark.parametrize(
        "text", ["7:60", "7:5", ":30", "7:", "-1:30", "7:30:60", "7.30:00", "1 4:00", "1:2:3:4", "x"]
    )
    def test_what_is_no_time(self, text: str) -> None:
        assert value("hours", text) is None

    @given(st.integers(0, 9_999_999), st.integers(0, 59), st.integers(0, 59))
    def test_clocks_agree_with_an_oracle(self, hours: int, minutes: int, seconds: int) -> None:
        right = Decimal(hours) + Decimal(minutes) / 60 + Decimal(seconds) / 3600
        grouped = f"{hours:,d}".replace(",", " ")
        for text in (f"{hours}:{minutes:02d}:{seconds:02d}", f"{grouped}:{minutes:02d}:{seconds:02d}"):
            assert abs(parse_hours(text) - right) < Decimal("0.000001")
            assert abs(value("hours", text) - right) < Decimal("0.00001")

    @given(st.text("0123456789:,. -", max_size=12) | st.text())
    def test_no_text_crashes(self, text: str) -> None:
        try:
            hours = parse_hours(text)
        except ValueError:
            return
        assert hours.is_finite()

    DURATIONS = (
        0,
        0.5,
        23.75,
        24,
        26.5,
        1415.5,
        1416,
        1417,
        1439.75,
        1440,
        1440.25,
        1463.5,
        1464,
        1464.5,
        1500,
        8760.25,
    )

    @pytest.mark.parametrize("right", [0, 2])
    def test_durations_as_excel_keeps_them(self, tmp_path: Path, right: int) -> None:
        """Those around 60 days come out of the parser as the same text, since Excel's 29 February 1900 never was."""
        cells: list[Cell] = [timedelta(hours=hours) for hours in self.DURATIONS]
        lines = table(ASSISTANCE, len(cells), hours=cells)
        shifted = [[], *([*[None] * right, *line] for line in lines)]
        for path in (workbook(tmp_path / "fil.xlsx", shifted), old_workbook(tmp_path / "fil.xls", shifted)):
            assert [float(row["hours"]) for row in records(path)] == list(self.DURATIONS)

    def test_durations_clocks_and_decimals_in_one_column(self, tmp_path: Path) -> None:
        cells: list[Cell] = [timedelta(hours=1440), "1440:30", 1441, "1 441,5", time(7, 30)]
        found = records(workbook(tmp_path / "fil.xlsx", table(ASSISTANCE, 5, hours=cells)))
        assert [float(row["hours"]) for row in found] == [1440, 1440.5, 1441, 1441.5, 7.5]

    def test_every_minute_of_days_around_the_ambiguous_ones(self, tmp_path: Path) -> None:
        minutes = range(1415 * 60, 1466 * 60, 7)
        cells: list[Cell] = [timedelta(minutes=each) for each in minutes]
        lines = table(ASSISTANCE, len(cells), hours=cells, month=["2021-01"] * len(cells))
        lines[0].append("Rad")
        found = read_hours(workbook(tmp_path / "fil.xlsx", lines))
        assert found == [round(each / 60, 6) for each in minutes]

    @pytest.mark.parametrize("day", [date(2021, 3, 1), date(2000, 1, 1), date(2099, 12, 31)])
    def test_a_date_is_no_time(self, tmp_path: Path, day: date) -> None:
        assert refusal(workbook(tmp_path / "fil.xlsx", table(ASSISTANCE, 1, hours=[day]))) == [
            f"fil.xlsx, blad Uttag, cell C2: Timmar är ”{day}”. Förväntat: timmar som decimaltal eller HH:MM, minst 0."
        ]


def read_hours(path: Path) -> list[float]:
    """The hours of a sheet, whatever else is wrong with its rows."""
    from loaders.files.sheets import read_grids  # noqa: PLC0415

    (grid,) = read_grids(path, path.name)
    texts = grid.table.column(2).slice(1)
    found = typed(ASSISTANCE.column("hours"), texts, lambda: grid.serials(2).slice(1))
    assert found.faults == []
    return [float(hours) for hours in found.arrays[0].to_pylist()]


def test_every_kind_says_what_it_expects() -> None:
    kinds = {each.kind for export in EXPORTS for each in export.columns}
    assert {kind: expected(column(kind, choices={"ja": "yes", "j": "yes", "nej": "no"})) for kind in kinds} == {
        "month": "en månad, t.ex. 2021-03, 202103 eller mars 2021",
        "period": "en månad eller ett år, t.ex. 2021-03 eller 2021",
        "year": "ett år, t.ex. 2021",
        "date": "ett datum, t.ex. 2021-03-31",
        "text": "en text",
        "code": "en kod",
        "choice": "något av: ja, nej",
        "amount": "ett tal, minst 0",
        "count": "ett heltal, minst 0",
        "hours": "timmar som decimaltal eller HH:MM, minst 0",
        "money": "ett belopp, minst 0",
    }
