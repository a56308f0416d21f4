"""Rows that are sums of others count once: left out where that is proven, asked about where only numbers tell."""

from pathlib import Path

import pytest

from loaders.exports.catalogue import EXPORTS, HOME_CARE, HOUSING, INVESTMENT, LEDGER, STAFF
from loaders.exports.file import ExportRows, read_export
from loaders.problems import Question, RefusedError
from tests.export_files import KNOWN, Row, csv_file, told, workbook


def read(path: Path, answers: dict[str, str] | None = None) -> ExportRows:
    return read_export(path, path.name, EXPORTS, KNOWN, answers or {})


def asked(path: Path) -> Question:
    """The only question that a file raises."""
    with pytest.raises(RefusedError) as refused:
        read(path)
    (question,) = refused.value.questions
    return question


def homes(*rows: tuple[str, int, int]) -> list[Row]:
    return [{"month": "2021-03", "home": name, "place_days": one, "occupied_days": two} for name, one, two in rows]


def accounts(*rows: tuple[str, int]) -> list[Row]:
    return [{"account": account, "outcome": value, "budget": value + 1} for account, value in rows]


class TestProven:
    @pytest.mark.parametrize("name", ["Vård- och omsorgsboende totalt", "Summa boenden", "Alla boenden"])
    def test_a_name_that_says_so_and_has_what_the_others_have(self, tmp_path: Path, name: str) -> None:
        rows = homes(("Eken", 1250, 1200), ("Lyktan", 850, 800), (name, 2100, 2000))
        found = read(csv_file(tmp_path / "a.csv", told(HOUSING, *rows)))
        assert found.rows["home"].to_pylist() == ["Eken", "Lyktan"]
        assert [str(problem) for problem in found.problems] == [
            f"a.csv: ”{name}” i kolumnen Boende är summor av andra rader, och läses inte. Förväntat: rader utan summor."
        ]

    def test_a_code_that_begins_those_that_it_sums(self, tmp_path: Path) -> None:
        rows = accounts(("5", 1349), ("50", 1100), ("5011", 712), ("5020", 388), ("55", 249), ("5511", 249))
        found = read(csv_file(tmp_path / "a.csv", told(LEDGER, *[{**row, "budget": 0} for row in rows])))
        assert found.rows["account"].to_pylist() == ["5011", "5020", "5511"]

    def test_a_code_that_begins_others_and_has_its_own_is_read(self, tmp_path: Path) -> None:
        found = read(csv_file(tmp_path / "a.csv", told(LEDGER, *accounts(("50", 7), ("5011", 712), ("5020", 388)))))
        assert found.rows.num_rows == 3

    def test_a_summary_sheet_beside_the_sheets_that_it_sums(self, tmp_path: Path) -> None:
        def sheet(area: str, outcome: int) -> list[list[object]]:
            return told(INVESTMENT, {"area": area, "project": "Inventarier", "outcome": outcome, "frame": 10})

        sheets = {"A": sheet("Äldreomsorg", 1234), "B": sheet("LSS", 4321), "C": sheet("Alla områden", 5555)}
        found = read(workbook(tmp_path / "a.xlsx", sheets))
        assert found.rows["outcome"].to_pylist() == [1234, 4321]

    def test_a_name_that_says_so_and_is_none_refuses(self, tmp_path: Path) -> None:
        rows = homes(("Eken", 1250, 1200), ("Lyktan", 850, 800), ("Boenden totalt", 2100, 1999))
        with pytest.raises(RefusedError) as refused:
            read(csv_file(tmp_path / "a.csv", told(HOUSING, *rows)))
        assert [str(problem) for problem in refused.value.problems] == [
            "a.csv, cell rad 4: raden för ”Boenden totalt” är efter namnet en summa, men ingen av raderna i filen. "
            "Förväntat: rader utan summor, eller summor som stämmer."
        ]


class TestAsked:
    def test_numbers_alone_are_asked_about_with_the_sums(self, tmp_path: Path) -> None:
        rows = homes(("Eken", 1251, 1203), ("Lyktan", 852, 801), ("Vård", 2103, 2004))
        path = csv_file(tmp_path / "a.csv", told(HOUSING, *rows))
        question = asked(path)
        assert (question.asks, question.proposed) == ("Är ”Vård” summor av andra rader?", "summor")
        assert [option.sums for option in question.options] == [{"Belagda dygn": 2004}, {"Belagda dygn": 4008}]
        assert read(path, {question.id: "summor"}).rows.num_rows == 2
        assert read(path, {question.id: "egna"}).rows.num_rows == 3

    def test_levels_of_an_organisation_one_after_the_other(self, tmp_path: Path) -> None:
        units = {"Norr": 113, "Lyktan": 97, "Söder": 211}
        levels = {**units, "Äldreomsorg": 324, "LSS": 97, "Leanlink": 421}
        rows = [
            {"unit": unit, "gender": gender, "headcount": count, "worked_hours": count * 151}
            for unit, count in levels.items()
            for gender in ("Kvinna", "Man")
        ]
        path = csv_file(tmp_path / "a.csv", told(STAFF, *rows))
        question = asked(path)
        assert question.asks == "Är ”Äldreomsorg”, ”LSS” och ”Leanlink” summor av andra rader?"
        assert set(read(path, {question.id: "summor"}).rows["unit"].to_pylist()) == set(units)

    def test_each_area_above_its_units(self, tmp_path: Path) -> None:
        levels = {"Äldreomsorg": 3241, "Norr": 1137, "Söder": 2104, "LSS": 2222, "Lyktan": 971, "Berget": 1251}
        rows = homes(*((name, value, value) for name, value in levels.items()))
        path = csv_file(tmp_path / "a.csv", told(HOUSING, *rows))
        question = asked(path)
        assert question.asks == "Är ”Äldreomsorg” och ”LSS” summor av andra rader?"

    @pytest.mark.parametrize("rows", [(("A", 1, 1), ("B", 2, 2), ("C", 3, 3)), (("A", 300, 300), ("B", 300, 300))])
    def test_small_and_round_numbers_agree_by_chance(self, tmp_path: Path, rows: tuple[tuple[str, int, int]]) -> None:
        assert read(csv_file(tmp_path / "a.csv", told(HOUSING, *homes(*rows)))).rows.num_rows == len(rows)

    def test_names_that_all_have_the_same_are_no_levels_of_each_other(self, tmp_path: Path) -> None:
        rows = homes(*((name, 1234567, 1123456) for name in ("Eken", "Lyktan", "Norr", "Söder", "Väster", "Öster")))
        assert read(csv_file(tmp_path / "a.csv", told(HOUSING, *rows))).rows.num_rows == 6

    def test_what_agrees_in_all_but_not_month_by_month_is_no_sum(self, tmp_path: Path) -> None:
        rows = [
            {"month": month, "home": name, "place_days": value, "occupied_days": value}
            for name, values in {"A": (1251, 1367), "B": (1413, 1999), "C": (3366, 2664)}.items()
            for month, value in zip(("2021-01", "2021-02"), values, strict=True)
        ]
        assert read(csv_file(tmp_path / "a.csv", told(HOUSING, *rows))).rows.num_rows == 6


def test_a_total_of_heads_may_be_less_than_its_rows(tmp_path: Path) -> None:
    rows = [{"district": name, "users": users} for name, users in (("Norr", 182), ("Söder", 189))]
    total = ["Totalt", "", "", 0, 0, 0, 360]
    assert read(csv_file(tmp_path / "a.csv", [*told(HOME_CARE, *rows), total])).rows.num_rows == 2
    for wrong in (372, 180):
        with pytest.raises(RefusedError):
            read(csv_file(tmp_path / "a.csv", [*told(HOME_CARE, *rows), [*total[:-1], wrong]]))


def test_a_total_may_stand_first(tmp_path: Path) -> None:
    head, *rows = told(HOUSING, *homes(("Eken", 1250, 1200), ("Lyktan", 850, 800)))
    first = ["Totalvärden", "", 2100, 2000]
    assert read(csv_file(tmp_path / "a.csv", [head, first, *rows])).rows.num_rows == 2
    with pytest.raises(RefusedError):
        read(csv_file(tmp_path / "a.csv", [head, [*first[:-1], 2001], *rows]))
