"""Worlds of data: what there is, what is lacking and what is wrong, as people and systems deliver it."""

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import Warehouse
from loaders.exports.catalogue import ASSISTANCE, HOME_CARE, HOUSING, LEDGER, MEALS, SICK_LEAVE, STAFF
from loaders.exports.export import Export
from loaders.facts.organisation import UNITS
from loaders.intake.folders import REFERENCE
from loaders.sample import write_sample
from tests.export_files import Row, csv_told, year
from tests.loading import load
from tests.made import Tables, as_sample, indicators, organised, results, volumes
from tests.workbooks import write_report

PUBLISHED = Path(__file__).parent.parent / "data" / "published"
MONTHS = [month for of in (2020, 2021) for month in year(of, 0)]


def as_shipped(folder: Path) -> Warehouse:
    """The five reports and an invented month-by-month sample, small."""
    return _loaded(folder, _exports(folder, sample=True), reports=PUBLISHED)


def as_shipped_whole(folder: Path) -> Warehouse:
    """The five reports and the generated sample."""
    (folder / "sample").mkdir()
    write_sample(folder / "sample")
    return _loaded(folder, folder / "sample", reports=PUBLISHED)


def exports_only(folder: Path) -> Warehouse:
    """Exports without any report."""
    return _loaded(folder, _exports(folder))


def gaps(folder: Path) -> Warehouse:
    """A home missing in a month, an area and a kitchen in others, a part of the ledger in one; beside a report."""
    lacking = {
        ("housing", "2021-03", "Norr"),
        ("sick_leave", "2021-08", "Råd och Stöd"),
        ("meals", "2021-10", "Kök A"),
        ("ledger", "2021-05", "0102"),
    }
    _reports(folder, {"VB 2021": volumes(["2020", "2021"], ["Vårddygn, antal", "700", "720"])})
    return _loaded(folder, _exports(folder, lacking), reports=folder / "reports")


CARE, STAB = "Äldreomsorg", "Ledning"
WINTER = (120, 120, 110, 100, 100, 90, 80, 80, 90, 100, 100, 110)
"""What is sick leave in each month, in per cent of the year's."""


def units(folder: Path) -> Warehouse:
    """Four years of a dozen units, and no report: two far from the others, one that moves, one new, one small."""
    reference = organised(folder, CARE, STAB)
    names = [f"E{at:02}" for at in range(12)]
    with (reference / UNITS).open("a", encoding="utf-8") as file:
        file.writelines(f"staff,{name},{name},{CARE},\n" for name in (*names, "Ny", "Liten"))
        file.writelines((f",Flytt,Flytt,{STAB},2022-04\n", f",Flytt,Flytt,{CARE},\n", f"staff,Stab,Stab,{STAB},\n"))
    where = folder / "exports"
    where.mkdir()
    months = enumerate(month for of in range(2019, 2023) for month in year(of, 0))
    there = [(month, *crew) for at, month in months for crew in _crews(names, at)]
    sick, staff = zip(*(_rows(*crew, gender) for crew in there for gender in ("Kvinna", "Man")), strict=True)
    (where / "sick_leave.csv").write_bytes(csv_told(SICK_LEAVE, *sick))
    (where / "staff.csv").write_bytes(csv_told(STAFF, *staff))
    return _loaded(folder, where, reference=reference)


def _rows(month: str, unit: str, area: str, heads: int, rate: int, gender: str) -> tuple[Row, Row]:
    """What both exports hold of women or men of a unit in a month: sick leave, staff."""
    sick = {"month": month, "area": area, "unit": unit, "gender": gender, "employees": heads}
    sick |= {"ordinary_hours": 100 * heads, "sick_hours": rate * heads, "sick_hours_1_14": rate * heads}
    staff = {"month": month, "unit": unit, "gender": gender, "headcount": heads, "full_time_headcount": heads // 2}
    staff |= {"hired": rate % 4, "left_externally": rate % 3, "full_time_equivalents": heads - 3, "extra_hours": rate}
    return sick, staff


def _crews(names: Sequence[str], at: int) -> Iterator[tuple[str, str, int, int]]:
    """Units in a month, counted from the first, each with its area, women or men, and sick hours in a hundred."""
    season = WINTER[at % 12] * (2 if at == 37 else 1) * (100 + 10 * max(0, at - 40)) // 100
    for place, name in enumerate(names):
        level = {1: 1, 5: 30}.get(place, 12 + place % 3 + (4 if place == 3 and at >= 36 else 0))
        yield name, CARE, 40 + 5 * place, level * season // 100
    yield "Flytt", STAB if at >= 39 else CARE, 60, 13 * season // 100
    yield "Liten", CARE, 4, 1
    yield "Stab", STAB, 50, 5 * season // 100
    if at >= 27:
        yield "Ny", CARE, 200, 5


YEARS = ["Bokslut 2021", "Bokslut 2022", "Budget 2022"]
NEW = ("Vård", "Stöd", "Service")
NEXT_YEAR: Tables = {
    **results(
        YEARS,
        ["Summa nettokostnader, tkr", "9000", "12400", "0"],
        [NEW[0], "4000", "-7500", "0"],
        [NEW[1], "3000", "15900", "0"],
        [NEW[2], "2000", "4000", "0"],
    ),
    **indicators(
        ["2021", "2022", "Målvärde 2022"],
        ["Total sjukfrånvaro (%)", "9,6", "8,4", "7,0"],
        ["Andel heltidsanställningar (%)", "74", "75", "mer än 75"],
    ),
}
"""A report of three areas that none before it has."""

WRONG_SIGN: Tables = {
    "Ekonomi": (
        {"Slag": "ekonomi", "Nettokostnad": "plus är överskott"},
        [
            ["", "Bokslut 2021", "Bokslut 2022", "Budget 2022"],
            ["Verksamhetens nettokostnader", "-9000", "2543", "0"],
            ["varav intäkter", "100000", "100000", "100000"],
            ["varav kostnader", "91000", "102543", "100000"],
        ],
    )
}
"""A report whose net costs have a cost's sign, though it says that plus is a surplus."""

BEFORE_TERTIAL: Tables = {
    **results(["Bokslut 2020", "Bokslut 2021"], ["Summa nettokostnader, tkr", "7000", "5000"]),
    **indicators(["2020", "2021"], ["Total sjukfrånvaro (%)", "9,6", "8,4"]),
    **volumes(["2020", "2021"], ["Vårddygn, antal", "700", "720"]),
}
TERTIAL: Tables = {
    **results(
        ["Utfall aug. 2021", "Utfall aug. 2022", "Bokslut 2021", "Budget 2022", "Prognos 2022"],
        ["Summa nettokostnader, tkr", "3000", "9800", "5000", "0", "4000"],
    ),
    **indicators(["Utfall aug. 2022", "2021", "Målvärde 2022"], ["Total sjukfrånvaro (%)", "7,9", "8,4", "7,0"]),
    **volumes(["2021", "Utfall aug. 2022"], ["Vårddygn, antal", "720", "510"]),
}
"""Outcomes of August beside whole years, which are of January to August."""


NO_EVENTS = "date,shown_as,text,measures,sources\n"


def next_year(folder: Path) -> Warehouse:
    """The report of new areas, which the table of organisations knows."""
    _reports(folder, {"VB 2022": NEXT_YEAR})
    return _loaded(folder, reports=folder / "reports", reference=_organised(folder, "Leanlink", NEW))


def next_year_unknown(folder: Path) -> Warehouse:
    """The same report, whose areas no table knows."""
    _reports(folder, {"VB 2022": NEXT_YEAR})
    return _loaded(folder, reports=folder / "reports")


def wrong_sign(folder: Path) -> Warehouse:
    """A report whose checks fail."""
    _reports(folder, {"VB 2022": WRONG_SIGN})
    return _loaded(folder, reports=folder / "reports")


def tertial(folder: Path) -> Warehouse:
    """A report of January to August with the year's budget and forecast, after one of the year before."""
    _reports(folder, {"VB 2021": BEFORE_TERTIAL})
    _reports(folder, {"DR 2022": TERTIAL}, until="08-31")
    return _loaded(folder, reports=folder / "reports")


def another(folder: Path) -> Warehouse:
    """Another administration's report."""
    reference = _organised(folder, "Omsorgsförvaltningen", NEW)
    (reference / "events.csv").write_text(NO_EVENTS, encoding="utf-8")
    _reports(folder, {"VB 2022": NEXT_YEAR}, "Omsorgsförvaltningen")
    return _loaded(folder, reports=folder / "reports", reference=reference)


WORLDS: Mapping[str, Callable[[Path], Warehouse]] = {
    each.__name__: each
    for each in (as_shipped, exports_only, units, gaps, next_year, next_year_unknown, wrong_sign, tertial, another)
}


def _exports(folder: Path, lacking: Collection[tuple[str, str, str]] = (), *, sample: bool = False) -> Path:
    """Two years of the exports that pages show, no month like another; `lacking` names what a month lacks."""
    where = folder / "exports"
    where.mkdir()
    for export in (SICK_LEAVE, STAFF, LEDGER, HOME_CARE, HOUSING, ASSISTANCE, MEALS):
        rows = [
            {"month": month, **row}
            for at, month in enumerate(MONTHS)
            for row in _month(export, at)
            if not any((export.id, month, value) in lacking for value in row.values())
        ]
        content = csv_told(export, *rows)
        (where / f"{export.id}.csv").write_bytes(as_sample(content) if sample else content)
    if sample:
        (where / UNITS).write_text("source,spelling,unit,organisation\n", encoding="utf-8")
    return where


def _month(export: Export, at: int) -> list[Row]:
    """The rows of a month of an export, by its place among the months."""
    sick, more = 60 + at * 7 % 23, at * 11 % 17
    people = [(area, gender) for area in ("Äldreomsorg", "Råd och Stöd") for gender in ("Kvinna", "Man")]
    rows: Mapping[str, list[Row]] = {
        "sick_leave": [{"area": a, "gender": g, "sick_hours": sick, "sick_hours_1_14": sick} for a, g in people],
        "staff": [
            {"unit": area, "gender": gender, "full_time_headcount": 60 + more, "left_externally": at % 3}
            for area, gender in people
        ],
        "ledger": [
            {"responsibility": code, "account": account, "outcome": budget + 1000 * more, "budget": budget}
            for code in ("0101", "0102")
            for account, budget in (("3010", -400_000), ("5010", 200_000))
        ],
        "home_care": [{"granted_hours": 50 + more, "performed_hours": 40 + more}],
        "housing": [{"home": home, "place_days": 310, "occupied_days": 290 + more} for home in ("Norr", "Söder")],
        "assistance": [{"law": "SFB", "hours": 20 + more}, {"law": "LSS", "hours": 30 - more}],
        "meals": [{"kitchen": kitchen, "ordered": 700, "served": 650 + more} for kitchen in ("Kök A", "Kök B")],
    }
    return rows[export.id]


def _reports(folder: Path, reports: Mapping[str, Tables], organisation: str = "Leanlink", until: str = "12-31") -> None:
    (folder / "reports").mkdir(exist_ok=True)
    for name, tables in reports.items():
        of = name[-4:]
        front = {"Beteckning": name, "Titel": f"{organisation}, {name}", "År": of, "Läget per": f"{of}-{until}"}
        write_report(folder / "reports" / f"{name}.xlsx", tables, {**front, "Organisation": organisation})


def _organised(folder: Path, whole: str, areas: Sequence[str]) -> Path:
    """The tables that people edit, with other organisations."""
    reference = Path(shutil.copytree(REFERENCE, folder / "reference"))
    lines = ["organisation,level,parent,order", f"{whole},whole,,0"]
    lines += [f"{area},area,{whole},{at}" for at, area in enumerate(areas, 1)]
    (reference / "organisation.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    names = ["publication,printed,organisation", *(f",{name},{name}" for name in (whole, *areas))]
    (reference / "organisation_names.csv").write_text("\n".join(names) + "\n", encoding="utf-8")
    return reference


def _loaded(
    folder: Path, exports: Path | None = None, reports: Path | None = None, reference: Path = REFERENCE
) -> Warehouse:
    outcome = load([path for path in (reports, exports) if path], folder / "warehouse", reference)
    assert outcome.warehouse and not outcome.refused, [str(problem) for problem in outcome.problems]
    return Warehouse(outcome.warehouse, EVERYTHING)
