"""What a page hands out: tables with places, and CSV that a Swedish Excel reads."""

from dashboard.page import swedish_csv, traceable
from tests.made import made_figure


def test_a_download_has_semicolons_byte_order_mark_and_plain_spaces() -> None:
    table = traceable([made_figure("care_days", 2021, 195786.0, printed="195 786", sheet="Volymer", cell="F5")])
    assert swedish_csv(table).decode("utf-8").splitlines() == [
        "\ufeffPeriod;Värde;I rapporten;Publikation;Fil;Blad;Cell",
        "2021;195 786 dygn;195 786;VB 2021;vb_2021.xlsx;Volymer;F5",
    ]


def test_an_unknown_value_says_why_and_is_never_zero() -> None:
    table = traceable([made_figure("hme", 2019, None, printed="I.U", missing="not_available")])
    assert list(table["Värde"]) == ["ingen uppgift"]


def test_a_figure_of_several_files_names_them_all() -> None:
    row = made_figure("sick_leave", 2021, 9.6, file="exports/jan.csv; exports/feb.csv")
    assert list(traceable([row])["Fil"]) == ["jan.csv; feb.csv"]


def test_what_varies_is_told_and_what_does_not_is_left_out() -> None:
    both = [
        made_figure("sick_leave", 2021, 9.9, 0.1, gender="women"),
        made_figure("sick_leave", 2021, 8.7, 0.1, gender="men"),
    ]
    table = traceable(both)
    assert list(table["Kön"]) == ["Kvinnor", "Män"]
    assert "Område" not in table
