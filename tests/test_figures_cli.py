"""python -m dashboard.figures: every option, form of answer and exit code."""

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from dashboard.figures.measures import MEASURES
from dashboard.figures.store.organisation import known_orgs
from dashboard.figures.store.warehouse import Warehouse
from dashboard.share.command import main
from loaders.exports.catalogue import LEDGER, STAFF
from tests.export_files import AREAS, csv_told, sick_leave, year
from tests.made import Tables, built, indicators, loaded, prose, results, volumes

ROOT = Path(__file__).parent.parent
DAYS = "Vårddygn, antal"
HEADER = (
    "publication,table,label,measure,org,gender,period_start,period_end,period_text,scenario,as_of,value,unit,"
    "comparator,printed,missing,footnote,heading,scope,file,sheet,cell"
)


class Cli:
    """Runs the command line in this process, on one warehouse."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.capsys, self.folder = capsys, folder

    def said(self, *arguments: str) -> str:
        """What is printed; the command must succeed and complain about nothing."""
        code = main([*arguments, "--warehouse", str(self.folder)])
        out, err = self.capsys.readouterr()
        assert (code, err) == (0, "")
        return out

    def table(self, *arguments: str) -> list[dict[str, str]]:
        """The rows of the answer as CSV."""
        return list(csv.DictReader(StringIO(self.said(*arguments, "--csv"))))

    def records(self, *arguments: str) -> list[dict[str, Any]]:
        """The rows of the answer as JSON."""
        found: list[dict[str, Any]] = json.loads(self.said(*arguments, "--json"))
        return found

    def reason(self, *arguments: str) -> tuple[str, str]:
        """What is printed, and what is said beside it; the command must succeed."""
        assert main([*arguments, "--warehouse", str(self.folder)]) == 0
        found = self.capsys.readouterr()
        return found.out, found.err

    def refusal(self, *arguments: str) -> str:
        """The last line of complaint; the command must stop as wrongly used."""
        with pytest.raises(SystemExit) as stopped:
            main([*arguments, "--warehouse", str(self.folder)])
        out, err = self.capsys.readouterr()
        assert (stopped.value.code, out) == (2, "")
        return err.splitlines()[-1]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], published_folder: Path) -> Cli:
    """The command line on the published reports."""
    return Cli(capsys, published_folder)


TWO_REPORTS: dict[str, Tables] = {
    "VB 2020": volumes(["2019", "2020"], [DAYS, "100", "110"]),
    "VB 2021": volumes(["2020", "2021"], [DAYS, "112", "120"])
    | indicators(["2021"], ["Total sjukfrånvaro (%)", "8,0"], ["Män", "7,0"], ["Kvinnor", "9,0"])
    | results(
        ["Bokslut 2021", "Budget 2021", "Avvikelse"],
        ["Råd och Stöd", "5", "8", "-3"],
        ["Äldreomsorg", "7", "0", "7"],
        ["Summa nettokostnader, tkr", "13", "8", "5"],
    ),
}


@pytest.fixture(scope="module")
def two_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The areas' outcomes make 12, not the 13 that is printed."""
    return built(tmp_path_factory.mktemp("two"), TWO_REPORTS).path.parent


@pytest.fixture
def small(capsys: pytest.CaptureFixture[str], two_reports: Path) -> Cli:
    """The command line on two small reports."""
    return Cli(capsys, two_reports)


def test_the_list_holds_every_measure_with_unit_direction_definition_and_source(cli: Cli) -> None:
    listed = cli.table("--list")
    assert [row["measure"] for row in listed] == list(MEASURES)
    assert listed[0] == {
        "measure": "sick_leave",
        "label": "Total sjukfrånvaro",
        "unit": "%",
        "better": "lower",
        "definition": "Sjukfrånvarotimmar i procent av sammanlagd ordinarie arbetstid. För kvinnor och män: i procent"
        " av gruppens egen ordinarie arbetstid.",
        "source": "Lag (1997:614) 4 kap. 1 a §; SKR:s sju nyckeltal",
    }


def test_a_measure_is_shown_year_by_year_with_its_place_in_print(small: Cli) -> None:
    assert small.said("care_days", "--csv") == (
        "year,period_start,period_end,period_text,value,unit,comparator,printed,missing,cut,publication,"
        "file,sheet,cell\n"
        "2019,2019-01-01,2019-12-31,2019,100.0,dygn,,100,,,VB 2020,vb_2020.xlsx,Volymer,B4\n"
        "2020,2020-01-01,2020-12-31,2020,112.0,dygn,,112,,Omräknat i VB 2021,VB 2021,vb_2021.xlsx,"
        "Volymer,B4\n"
        "2021,2021-01-01,2021-12-31,2021,120.0,dygn,,120,,,VB 2021,vb_2021.xlsx,Volymer,C4\n"
    )


def test_json_answers_the_same_as_csv_with_numbers_as_numbers(small: Cli) -> None:
    assert small.records("care_days", "--to", "2019") == [
        {
            "year": 2019,
            "period_start": "2019-01-01",
            "period_end": "2019-12-31",
            "period_text": "2019",
            "value": 100.0,
            "unit": "dygn",
            "comparator": "",
            "printed": "100",
            "missing": "",
            "cut": "",
            "publication": "VB 2020",
            "file": "vb_2020.xlsx",
            "sheet": "Volymer",
            "cell": "B4",
        }
    ]


def test_text_answers_in_aligned_columns(small: Cli) -> None:
    heading, *lines = small.said("care_days").splitlines()
    assert heading.split()[:2] == ["year", "period_start"]
    assert [(line.split()[0], line.split()[4]) for line in lines] == [
        ("2019", "100.0"),
        ("2020", "112.0"),
        ("2021", "120.0"),
    ]


def test_from_and_to_limit_the_years(small: Cli) -> None:
    assert [row["year"] for row in small.table("care_days", "--from", "2020")] == ["2020", "2021"]
    assert [row["year"] for row in small.table("care_days", "--to", "2020")] == ["2019", "2020"]
    assert [row["year"] for row in small.table("care_days", "--from", "2020", "--to", "2020")] == ["2020"]


def test_as_of_shows_what_a_report_knew(small: Cli) -> None:
    rows = small.table("care_days", "--as-of", "VB 2020")
    assert [(row["year"], row["value"], row["cut"]) for row in rows] == [("2019", "100.0", ""), ("2020", "110.0", "")]


def test_by_gender_shows_total_women_and_men(small: Cli) -> None:
    rows = small.table("sick_leave", "--by", "year,gender")
    assert [(row["year"], row["gender"], row["value"]) for row in rows] == [
        ("2021", "men", "7.0"),
        ("2021", "total", "8.0"),
        ("2021", "women", "9.0"),
    ]


def test_by_org_shows_every_organisation(small: Cli) -> None:
    rows = small.table("result", "--by", "org,year")
    assert list(rows[0])[:2] == ["org", "year"]
    assert {row["org"]: row["value"] for row in rows} == {
        "Leanlink": "13.0",
        "Råd och Stöd": "5.0",
        "Äldreomsorg": "7.0",
    }


def test_by_scenario_shows_outcome_budget_and_deviation(small: Cli) -> None:
    rows = small.table("result", "--by", "scenario")
    assert {row["scenario"]: row["value"] for row in rows} == {"outcome": "13.0", "budget": "8.0", "deviation": "5.0"}


def test_by_publication_shows_what_each_report_prints(small: Cli) -> None:
    rows = small.table("care_days", "--by", "year,publication")
    assert [(row["year"], row["publication"], row["value"]) for row in rows] == [
        ("2019", "VB 2020", "100.0"),
        ("2020", "VB 2020", "110.0"),
        ("2020", "VB 2021", "112.0"),
        ("2021", "VB 2021", "120.0"),
    ]
    assert "cut" not in rows[0]


def test_org_limits_to_one_organisation(small: Cli) -> None:
    assert [row["value"] for row in small.table("result", "--org", "Äldreomsorg")] == ["7.0"]
    assert [row["value"] for row in small.table("result")] == ["13.0"]


def test_many_things_under_one_measure_each_have_their_subject(cli: Cli) -> None:
    rows = cli.table("prose", "--by", "publication", "--from", "2021", "--to", "2021")
    assert all(row["subject"] for row in rows)
    assert "subject" not in cli.table("sick_leave")[0]


def test_years_stay_whole_numbers_beside_an_undated_figure(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    dated = ["Beläggning vårdboende", "Äldreomsorg", "2021", "Utfall", "90 %"]
    undated = ["Beläggning vårdboende", "Äldreomsorg", "årsbasis", "Utfall", "91 %"]
    folder = built(tmp_path, {"VB 2021": prose(dated, undated)}).path.parent
    rows = Cli(capsys, folder).table("occupancy", "--by", "publication,year,org")
    assert [(row["year"], row["value"]) for row in rows] == [("2021", "90.0"), ("", "91.0")]


def test_nothing_found_is_an_answer_in_every_form(small: Cli) -> None:
    why = "Inga siffror: det som efterfrågas finns bara för 2019, 2020 och 2021.\n"
    assert small.said("care_days", "--from", "2030") == why
    assert small.reason("care_days", "--from", "2030", "--json") == ("[]\n", why)
    header, reason = small.reason("care_days", "--from", "2030", "--csv")
    assert (header.startswith("year,period_start,"), header.count("\n"), reason) == (True, 1, why)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("avi",), "ingen inläst rapport redovisar avi"),
        (("meals", "--org", "Äldreomsorg", "--by", "month"), "exporten Måltider är inte inläst"),
        (("sick_leave", "--org", "Ledning"), "rapporterna redovisar sick_leave bara för Leanlink"),
        (("sick_leave", "--as-of", "VB 2020"), "VB 2020 redovisar inte det som efterfrågas"),
    ],
)
def test_where_there_is_nothing_it_is_told_why(small: Cli, asked: tuple[str, ...], why: str) -> None:
    assert small.said(*asked) == f"Inga siffror: {why}.\n"


def test_of_what_another_area_owns_it_is_told_whose_it_is(cli: Cli) -> None:
    why = "Inga siffror: meals hör till Kost och Restaurang, inte till Äldreomsorg.\n"
    assert cli.said("meals", "--org", "Äldreomsorg") == why


@pytest.mark.parametrize("option", ["--org", "--unit", "--age", "--manager", "--as-of", "--by"])
def test_an_empty_choice_is_unknown(cli: Cli, option: str) -> None:
    asked = ["--by", "month", "--org", "Ledning"] if option == "--unit" else []
    assert "(tomt) finns inte" in cli.refusal("sick_leave", *asked, option, "")


def test_published_gives_every_printed_cell_under_a_fixed_header(cli: Cli, published: Warehouse) -> None:
    header, *lines = cli.said("--published", "--csv").splitlines()
    assert header == HEADER
    ((count,),) = published.rows("select count(*) from published")
    assert len(lines) == count
    first = cli.table("--published")[0]
    assert (first["publication"], first["file"]) == ("FB 2020", "forvaltningsbudget_2020.xlsx")


def test_published_gives_a_cell_with_all_that_is_known_of_it(small: Cli) -> None:
    budget = next(
        row for row in small.table("--published") if row["sheet"] == "Driftsammandrag" and row["cell"] == "C6"
    )
    assert budget == {
        "publication": "VB 2021",
        "table": "driftsammandrag",
        "label": "Summa nettokostnader, tkr",
        "measure": "result",
        "org": "Leanlink",
        "gender": "total",
        "period_start": "2021-01-01",
        "period_end": "2021-12-31",
        "period_text": "2021",
        "scenario": "budget",
        "as_of": "2021-12-31",
        "value": "8.0",
        "unit": "tkr",
        "comparator": "",
        "printed": "8",
        "missing": "",
        "footnote": "",
        "heading": "Budget 2021",
        "scope": "",
        "file": "vb_2021.xlsx",
        "sheet": "Driftsammandrag",
        "cell": "C6",
    }


def test_published_gives_the_scope_of_a_target(cli: Cli, published: Warehouse) -> None:
    scopes = {row["scope"] for row in cli.table("--published")}
    assert scopes == {scope for (scope,) in published.rows("select distinct scope from published")}
    assert "exkl Kost & Restaurang" in scopes


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["sick_leave", "--nope"], "känner inte till --nope"),
        (["sick_leave", "--org"], "--org: värdet saknas"),
    ],
)
def test_wrong_usage_is_told_in_swedish(small: Cli, arguments: list[str], told: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    usage, *_, said = small.capsys.readouterr().err.splitlines()
    assert (stopped.value.code, said) == (2, f"python -m dashboard.figures: fel: {told}")
    assert usage.startswith("användning: python -m dashboard.figures")


def test_checks_give_every_identity_the_failing_first(small: Cli) -> None:
    rows = small.table("--checks")
    answers = [row["answer"] for row in rows]
    assert answers == sorted(answers, key=["fails", "rounding", "holds"].index)
    between = [row for row in rows if row["identity"] == "totalen ligger mellan kvinnor och män"]
    assert [(row["measure"], row["answer"]) for row in between] == [("sick_leave", "holds")]
    sums = [row for row in rows if row["identity"] == "områden summerar till totalen"]
    assert [(r["scenario"], r["left_value"], r["right_value"], r["right_cells"], r["answer"]) for r in sums] == [
        ("outcome", "12.0", "13.0", "Driftsammandrag!B6", "rounding"),
        ("deviation", "4.0", "5.0", "Driftsammandrag!D6", "rounding"),
        ("budget", "8.0", "8.0", "Driftsammandrag!C6", "holds"),
    ]


def test_the_published_checks_that_fail_tell_both_sides(cli: Cli) -> None:
    failing = [row for row in cli.table("--checks") if row["answer"] == "fails"]
    assert [(row["publication"], row["right_cells"], row["left_value"], row["right_value"]) for row in failing[:3]] == [
        ("VB 2019", "Driftsammandrag!C10", "-40377.0", "0.0"),
        ("VB 2019", "Driftsammandrag!C10", "-40377.0", "0.0"),
        ("VB 2021", "Måluppfyllelse!B9", "", ""),
    ]
    (judged,) = [row for row in failing if row["subject"]]
    assert (judged["subject"], judged["left_printed"], judged["right_printed"]) == (
        "Effektiv organisation med goda resultat",
        "Delvis",
        "uppnått",
    )


def test_restatements_give_both_prints_with_their_places(small: Cli) -> None:
    assert small.table("--restatements") == [
        {
            "measure": "care_days",
            "subject": "",
            "org": "Leanlink",
            "gender": "total",
            "scenario": "outcome",
            "period": "2020",
            "earlier": "VB 2020",
            "earlier_value": "110.0",
            "earlier_printed": "110",
            "earlier_cell": "Volymer!C4",
            "later": "VB 2021",
            "later_value": "112.0",
            "later_printed": "112",
            "later_cell": "Volymer!B4",
            "answer": "restatement",
        }
    ]


def test_without_a_warehouse_the_code_is_one_and_the_way_on_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["sick_leave", "--warehouse", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"Inget datalager finns i {tmp_path}. Kör python -m loaders först.\n")


def test_the_warehouse_is_found_through_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], published_folder: Path
) -> None:
    monkeypatch.setenv("LEANLINK_WAREHOUSE", str(published_folder))
    assert main(["sick_leave", "--csv", "--from", "2021"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("2021,2021-01-01,2021-12-31,2021,9.6,%,")


def test_an_unknown_measure_is_refused_with_all_there_are(cli: Cli) -> None:
    known = ", ".join(MEASURES)
    said = f"python -m dashboard.figures: fel: måttet sjukfrånvaro finns inte; välj bland {known}"
    assert cli.refusal("sjukfrånvaro") == said


def test_an_unknown_organisation_is_refused_with_all_there_are(cli: Cli, published: Warehouse) -> None:
    known = ", ".join(known_orgs(published))
    said = f"python -m dashboard.figures: fel: organisationen Omsorg finns inte; välj bland {known}"
    assert cli.refusal("result", "--org", "Omsorg") == said


def test_an_unknown_publication_is_refused_with_all_there_are(cli: Cli) -> None:
    assert cli.refusal("result", "--as-of", "VB 2018") == (
        "python -m dashboard.figures: fel: publikationen VB 2018 finns inte;"
        " välj bland FB 2020, VP 2020, VB 2019, ÅP 2020, VB 2021"
    )


def test_an_unknown_dimension_is_refused_with_all_there_are(cli: Cli) -> None:
    assert cli.refusal("result", "--by", "year,week") == (
        "python -m dashboard.figures: fel: dimensionen week finns inte;"
        " välj bland year, month, gender, org, scenario, publication"
    )


def test_nothing_asked_for_is_refused_with_what_can_be_asked(cli: Cli) -> None:
    assert cli.refusal() == (
        "python -m dashboard.figures: fel: ange ett mått, eller --list, --published, --checks, --restatements,"
        " --agreement"
    )


def test_a_year_that_is_no_number_is_refused(cli: Cli) -> None:
    said = "python -m dashboard.figures: fel: --from: 'ifjol' är inget heltal"
    assert cli.refusal("result", "--from", "ifjol") == said


def test_only_one_form_of_answer_can_be_asked_for(cli: Cli) -> None:
    said = "python -m dashboard.figures: fel: --json: går inte ihop med --csv"
    assert cli.refusal("result", "--csv", "--json") == said


def test_it_runs_as_a_module(published_folder: Path) -> None:
    command = [sys.executable, "-m", "dashboard.figures", "sick_leave", "--csv", "--warehouse", str(published_folder)]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    rows = list(csv.DictReader(StringIO(answer.stdout)))
    assert [row["printed"] for row in rows] == ["7.21", "8.12", "8.00", "10.5", "9.6"]


class TestMonths:
    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """Sick leave of two areas in two months, a ledger with a budget, and a report that prints sick leave."""
        ledger = [{"month": "2021-01", "responsibility": "Ledning", "account": "3", "outcome": -5000, "budget": -4000}]
        staff = [{"month": month, "unit": "Ledning", "left_externally": 1} for month in year(2021, 0)]
        exports = {
            "jan feb.csv": sick_leave({"2021-01": 80, "2021-02": 90}),
            "ledning.csv": sick_leave({"2021-02": 110}, "Ledning"),
            "ekonomi.csv": csv_told(LEDGER, *ledger),
            "personal.csv": csv_told(STAFF, *staff),
        }
        report = indicators(["2021"], ["Total sjukfrånvaro (%)", "8,0"])
        return loaded(tmp_path_factory.mktemp("monthly"), exports, report).path.parent

    @pytest.fixture
    def monthly(self, capsys: pytest.CaptureFixture[str], folder: Path) -> Cli:
        return Cli(capsys, folder)

    def test_a_measure_is_shown_month_by_month_with_its_export_files_and_rows(self, monthly: Cli) -> None:
        assert monthly.said("sick_leave", "--by", "month", "--csv") == (
            "month,period_start,period_end,period_text,value,unit,comparator,printed,missing,cut,sample,publication,"
            "file,sheet,cell\n"
            "jan 2021,2021-01-01,2021-01-31,jan 2021,8.0,%,,,,,False,exporten Sjukfrånvaro,jan feb.csv,,\n"
            "feb 2021,2021-02-01,2021-02-28,feb 2021,10.0,%,,,,,False,exporten Sjukfrånvaro,"
            "jan feb.csv; ledning.csv,,\n"
        )

    def test_months_can_be_split_by_organisation(self, monthly: Cli) -> None:
        rows = monthly.table("sick_leave", "--by", "org,month")
        assert [(row["org"], row["month"], row["value"]) for row in rows] == [
            ("Leanlink", "jan 2021", "8.0"),
            ("Leanlink", "feb 2021", "10.0"),
            ("Äldreomsorg", "jan 2021", "8.0"),
            ("Äldreomsorg", "feb 2021", "9.0"),
            ("Ledning", "jan 2021", ""),
            ("Ledning", "feb 2021", "11.0"),
        ]

    def test_months_of_one_organisation_can_be_asked_for(self, monthly: Cli) -> None:
        lacking, row = monthly.records("sick_leave", "--by", "month", "--org", "Ledning")
        assert (row["value"], row["sample"]) == (11.0, False)
        why = "Ledning saknas i januari 2021 (exporten Sjukfrånvaro)"
        assert (lacking["value"], lacking["missing"], lacking["note"]) == (None, "gap", why)

    def test_months_have_their_scenarios(self, monthly: Cli) -> None:
        rows = monthly.table("result", "--by", "month,scenario")
        assert [(row["scenario"], row["value"]) for row in rows] == [("outcome", "5.0"), ("budget", "4.0")]

    def test_years_limit_the_months(self, monthly: Cli) -> None:
        assert monthly.said("sick_leave", "--by", "month", "--from", "2022") == (
            "Inga siffror: det som efterfrågas finns bara för 2021.\n"
        )

    def test_leavers_are_shown_over_twelve_months(self, monthly: Cli) -> None:
        (row,) = monthly.table("external_leavers", "--by", "month")
        assert (row["month"], row["value"]) == ("jan–dec 2021", "12.0")

    def test_months_that_are_not_loaded_are_told(self, monthly: Cli) -> None:
        assert monthly.said("meals", "--by", "month") == "Inga siffror: exporten Måltider är inte inläst.\n"

    def test_so_is_that_twelve_months_are_not_loaded(self, monthly: Cli) -> None:
        assert monthly.said("external_leavers", "--by", "month", "--org", "Äldreomsorg") == (
            "Inga siffror: måttet visas för tolv månader i följd, och så många är inte inlästa.\n"
        )

    @pytest.mark.parametrize(
        ("choices", "said"),
        [
            (
                ("sick_leave", "--age", "30-49"),
                "--age gäller bara månader, ur exporterna: lägg till --by month",
            ),
            (
                ("sick_leave", "--manager", "yes"),
                "--manager gäller bara månader, ur exporterna: lägg till --by month",
            ),
            (
                ("sick_leave", "--org", "Äldreomsorg", "--unit", "Enhet A"),
                "--unit gäller bara månader, ur exporterna: lägg till --by month",
            ),
            (
                ("sick_leave", "--by", "month", "--as-of", "VB 2021"),
                "--as-of gäller rapporter; månader visas som de är inlästa nu: ta bort --as-of, eller month ur --by",
            ),
            (("hme", "--by", "month"), "hme finns inte per månad, bara i rapporterna: ta bort month ur --by"),
            (
                ("headcount",),
                "ingen inläst rapport redovisar headcount; det finns bara per månad, ur exporten Personal:"
                " lägg till --by month",
            ),
            (
                ("sick_leave", "--by", "month", "--unit", "Enhet A"),
                "--unit kräver --org: ange vilket affärsområde enheten hör till",
            ),
            (
                ("sick_leave", "--by", "month", "--org", "Äldreomsorg", "--unit", "Enhet Z"),
                "enheten Enhet Z finns inte i Äldreomsorg; välj bland Enhet A",
            ),
            (
                ("result", "--by", "month", "--age", "30-49"),
                "--age gäller anställda; result ur exporten Ekonomi delas inte upp så",
            ),
            (("sick_leave", "--by", "month", "--age", "12"), "åldersgruppen 12 finns inte; välj bland -29, 30-49, 50-"),
            (("sick_leave", "--by", "month", "--manager", "ja"), "valet --manager ja finns inte; välj bland yes, no"),
            (("sick_leave", "--from", "2022", "--to", "2021"), "--from 2022 är efter --to 2021: byt plats på dem"),
            (
                ("sick_leave", "--checks", "--org", "Ledning"),
                "--checks visar allt och följer inte sick_leave, --org: fråga en sak i taget",
            ),
            (("--checks", "--published"), "--published visar allt och följer inte --checks: fråga en sak i taget"),
        ],
    )
    def test_a_choice_that_cannot_be_followed_is_refused(
        self, monthly: Cli, choices: tuple[str, ...], said: str
    ) -> None:
        assert monthly.refusal(*choices) == f"python -m dashboard.figures: fel: {said}"

    def test_months_of_a_unit_can_be_asked_for(self, monthly: Cli) -> None:
        rows = monthly.table("sick_leave", "--by", "month", "--org", "Äldreomsorg", "--unit", "Enhet A")
        assert [(row["who"], row["value"]) for row in rows] == [("Enhet A", "8.0"), ("Enhet A", "9.0")]

    def test_a_group_that_is_hidden_says_why(self, monthly: Cli) -> None:
        said = monthly.said("external_leavers", "--by", "month", "--age", "30-49", "--manager", "no")
        assert said == "Inga siffror: gruppen visas inte, indelningen redovisas inte på den nivån.\n"

    def test_by_year_shows_print_all_the_same(self, monthly: Cli) -> None:
        assert [row["printed"] for row in monthly.table("sick_leave")] == ["8,0"]


class TestAgreement:
    def test_every_year_that_both_cover_is_listed_with_both_figures(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        report = indicators(["2020", "2021"], ["Total sjukfrånvaro (%)", "8,0", "8,0"])
        exports = {"a.csv": sick_leave(year(2020, 80), *AREAS), "b.csv": sick_leave(year(2021, 90), *AREAS)}
        cli = Cli(capsys, loaded(tmp_path, exports, report).path.parent)
        assert cli.said("--agreement", "--csv") == (
            "measure,org,gender,scenario,year,published,printed,place,computed,files,answer\n"
            'sick_leave,Leanlink,total,outcome,2020,8.0,"8,0","VB 2021, Indikatorer!C4",8.0,a.csv,agrees\n'
            'sick_leave,Leanlink,total,outcome,2021,8.0,"8,0","VB 2021, Indikatorer!D4",9.0,b.csv,differs\n'
        )

    def test_without_exports_there_is_nothing_to_compare(self, cli: Cli) -> None:
        assert cli.said("--agreement", "--csv").splitlines() == [
            "measure,org,gender,scenario,year,published,printed,place,computed,files,answer"
        ]
