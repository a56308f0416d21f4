"""Worlds of data, and visits to every page in them: what pages say is held against the warehouse, not their code."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Html

from dashboard.measures import MEASURES
from dashboard.query import Figure
from dashboard.sentence import Sentence
from dashboard.warehouse import Warehouse
from loaders.export import Export
from loaders.exports import ASSISTANCE, HOME_CARE, HOUSING, LEDGER, MEALS, SICK_LEAVE, STAFF
from loaders.loading import REFERENCE
from loaders.organisation import UNITS
from loaders.sample import write_sample
from tests.claims import faults
from tests.export_files import Row, csv_told, year
from tests.loading import load
from tests.made import Tables, as_sample, indicators, organised, results, volumes
from tests.visiting import PATIENCE, told_sentences, without_components
from tests.workbooks import write_report

ROOT = Path(__file__).parent.parent
PUBLISHED = ROOT / "data" / "published"
PARTS: Mapping[str, Sequence[str]] = {
    "oversikt": ("",),
    "sjukfranvaro": ("År", "Månad", "Enheter", "Kvinnor och män", "Vad har ändrats?", "Nyckeltal"),
    "personal": ("År", "Antal", "Heltid", "Avgångar", "Mertid och övertid"),
    "volymer": ("",),
    "ekonomi": ("",),
    "mal": ("",),
    "datakvalitet": ("",),
}
PLACES = [(page, part) for page, named in PARTS.items() for part in named]
MONTHS = [month for of in (2020, 2021) for month in year(of, 0)]
HEADLINE = re.compile(r"(?:([^.:*]+): )?(\d+) av (\d+) nyckeltal nådde mål eller budget (\d{4})\.")
SIGNS = {"✓": "better", "✗": "worse"}
DEFINED = [text for each in MEASURES.values() for text in (each.definition, each.source)]
DEFINED += [each.computed.reading for each in MEASURES.values() if each.computed and each.computed.reading]
SCRIPT = """
from runpy import run_path
from dashboard import filters
from dashboard.warehouse import newest
filters.show(newest())
run_path({page!r})
"""


@dataclass(frozen=True)
class Visit:
    """A part of a page with choices: an area and a publication by their places among those that a world offers.

    `who` narrows people down on pages about them: to a unit of the area, an age or all but managers. With `tables`
    every chart is turned into its table after the first look.
    """

    place: tuple[str, str]
    area: int = 0
    gender: str = "Totalt"
    years: str = "all"
    publication: int = -1
    who: str = ""
    tables: bool = False


CHOICES: dict[str, Sequence[Any]] = {
    "place": PLACES,
    "area": (0, 1, 6),
    "gender": ("Totalt", "Kvinnor", "Män"),
    "years": ("all", "before", "last"),
    "publication": (-1, 0, 4),
    "who": ("", "enhet", "alder", "chefer"),
}
"""What visits differ in; `make sweep` takes every area and publication."""


def visit(warehouse: Warehouse, to: Visit) -> list[str]:
    """All that is wrong with a page of a world, as a visitor sees it."""
    page, _ = to.place
    app = AppTest.from_string(SCRIPT.format(page=str(ROOT / "pages" / f"{page}.py")), default_timeout=PATIENCE)
    without_components(app)
    for key, value in address(warehouse, to).items():
        app.query_params[key] = value
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEANLINK_WAREHOUSE", str(warehouse.path.parent))
        said = told_sentences(patch)
        raised = [f"raised {error.message}" for error in app.run().exception]
        if to.tables:
            for toggle in app.toggle:
                toggle.set_value(True)
            raised += [f"raised {error.message}" for error in app.run().exception]
    wrong = [f"{each.text}: {fault}" for each in said for check in CHECKS for fault in check(warehouse, each)]
    return [*raised, *wrong, *foreign(warehouse, app), *(headline(app) if page == "oversikt" else [])]


def distinct(warehouse: Warehouse, visits: Iterable[Visit]) -> list[Visit]:
    """Visits without those that a world cannot tell from one before."""
    return [*{(to.place, to.tables, str(address(warehouse, to))): to for to in visits}.values()]


def address(warehouse: Warehouse, to: Visit) -> dict[str, str | list[str]]:
    """The choices as a link holds them."""
    offer = _offer(warehouse)
    area = offer.areas[to.area % len(offer.areas)]
    found: dict[str, str | list[str]] = {"omrade": area, "kon": to.gender}
    if to.place[1]:
        found["vy"] = to.place[1]
    first, last = offer.years
    if to.years != "all" and first != last:
        found["ar"] = [str(first), str(last - 1)] if to.years == "before" else [str(last), str(last)]
    if to.publication >= 0 and offer.reports:
        found["publicerat"] = f"Som publicerat i {offer.reports[to.publication % len(offer.reports)]}"
    who = {"enhet": offer.units.get(area), "alder": "30–49 år", "chefer": "Ej chefer"}.get(to.who)
    if to.place[1] and who:
        found[to.who] = who
    return found


@dataclass(frozen=True)
class _Offer:
    """What a world offers: its areas, reports, first and last year, and a unit of each area that has any."""

    areas: list[str]
    reports: list[str]
    years: tuple[int, int]
    units: dict[str, str]


@lru_cache(maxsize=8)
def _offer(warehouse: Warehouse) -> _Offer:
    areas = warehouse.rows('select organisation from organisation order by cast("order" as int)')
    reports = warehouse.rows("select publication from publication order by position")
    (years,) = warehouse.rows("""
        select min(of_year), max(of_year)
        from (select year(period_end) as of_year from published where scenario = 'outcome' and value is not null
              union all select year(of_month) from loaded)
    """)
    units = warehouse.rows("select org, min(unit) from released where unit <> 'total' group by org")
    return _Offer([org for (org,) in areas], [name for (name,) in reports], years, dict(units))


def grounds(warehouse: Warehouse, said: Sentence) -> list[str]:
    """Comparisons that rest on what a failing check speaks against, on a part, or on unlike parts of years."""
    failing = set(
        warehouse.rows("""
        select distinct publication, unnest(suspects) from identity_check where answer = 'fails'
    """)
    )
    found = []
    for claim in said.claims:
        if claim.compares:
            found += [f"rests on {row.cell}" for row in claim.figures if row.caveats or _suspect(failing, row)]
            found += ["compares a part of a year with another"] if len(set(map(_extent, claim.figures))) > 1 else []
    return found


def _suspect(failing: set[tuple[str, str]], row: Figure) -> bool:
    return any((row.publication, f"{row.sheet}!{cell}") in failing for cell in row.cell.split(" − "))


def partial(warehouse: Warehouse, said: Sentence) -> list[str]:
    """Comparisons that rest on a month which lacks a place of theirs that the months around it have."""
    rows = {id(row): row for claim in said.claims if claim.compares for row in claim.figures if row.position < 0}
    return [
        f"rests on {month:%Y-%m}, which lacks {place}"
        for row in rows.values()
        for month, org, place in lacking(warehouse, row.measure)
        if row.org in (warehouse.whole, org) and (row.group is None or row.group.unit == "total")
        if row.period_start and row.period_end and row.period_start <= month <= row.period_end
    ]


def lacking(warehouse: Warehouse, measure: str) -> list[tuple[date, str, str]]:
    """The months in which a place has no rows of a measure's export, though it has before and after; with its area."""
    computed = MEASURES[measure].computed
    assert computed
    of_people = warehouse.rows("select people from export where id = ?", [computed.export])[0][0]
    place, table = ("org", "released") if of_people else ("place", "fact")
    found: list[tuple[date, str, str]] = warehouse.rows(f"""
        with there as (select distinct of_month, org, {place} as place from {table}_{computed.export}),
             span as (select org, place, min(of_month) as first, max(of_month) as last from there group by org, place)
        select months.of_month, span.org, span.place
        from (select distinct of_month from there) as months
        join span on months.of_month between span.first and span.last
        anti join there on there.of_month = months.of_month and there.place = span.place
    """)
    return found


def _extent(row: Figure) -> tuple[int, int]:
    """How many months a figure is of and which is the last; a day at the year's end stands for the year."""
    start, end = row.period_start, row.period_end
    assert start and end
    if start == end == date(end.year, 12, 31):
        return 12, 12
    return (end.year - start.year) * 12 + end.month - start.month + 1, end.month


CHECKS = (faults, grounds, partial)


def headline(app: AppTest) -> list[str]:
    """What the first sentence of Översikt counts otherwise than the cards under it."""
    (cards,) = [each.body for each in app.get("html") if isinstance(each, Html) and 'class="cards"' in each.body]
    met: Counter[tuple[str, str]] = Counter()
    judged: Counter[tuple[str, str]] = Counter()
    for card in cards.split('<a class="card"')[1:]:
        scope = re.search(r'class="scope">([^<]*)<', card)
        of, status = re.search(r"<small>(\d*)</small>", card), re.search(r">([●▲]) ", card)
        if of and status:
            key = ((scope[1] if scope else "").casefold(), of[1])
            judged[key] += 1
            met[key] += SIGNS[status[1]] == "better"
    (lead, *_) = [text.value for text in app.markdown if text.value.startswith("**")]
    told = {((scope or "").strip().casefold(), of): (int(a), int(b)) for scope, a, b, of in HEADLINE.findall(lead)}
    drawn = {key: (met[key], judged[key]) for key in judged}
    return [] if told == drawn else [f"the headline says {told}, the cards {drawn}"]


def foreign(warehouse: Warehouse, app: AppTest) -> list[str]:
    """Texts that name Leanlink where the figures are another administration's; definitions say whose they are."""
    if warehouse.whole == "Leanlink":
        return []
    groups = (app.title, app.subheader, app.caption, app.markdown, app.info, app.warning)
    texts = [element.value for group in groups for element in group]
    texts += [each.body for each in app.get("html") if isinstance(each, Html)]
    texts += [str(cell) for each in app.table for row in each.value.to_dict("records") for cell in row.values()]
    return [text for text in texts if "Leanlink" in _without(text, DEFINED)]


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


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
    rows = [
        {"month": month, "area": area, "unit": unit, "gender": gender, "age": age, "heads": heads, "rate": rate}
        for at, month in enumerate(month for of in range(2019, 2023) for month in year(of, 0))
        for unit, area, heads, rate in _crews(names, at)
        for gender, age in (("Kvinna", "30-49"), ("Man", "50-"))
    ]
    where = folder / "exports"
    where.mkdir()
    sick = [
        {name: row[name] for name in ("month", "area", "unit", "gender", "age")}
        | {"employees": row["heads"], "ordinary_hours": 100 * row["heads"]}
        | {"sick_hours": row["heads"] * row["rate"], "sick_hours_1_14": row["heads"] * row["rate"]}
        for row in rows
    ]
    staff = [
        {name: row[name] for name in ("month", "unit", "gender")}
        | {"headcount": row["heads"], "full_time_headcount": row["heads"] // 2, "hired": row["rate"] % 4}
        | {"left_externally": row["rate"] % 3, "full_time_equivalents": row["heads"] - 3, "extra_hours": row["rate"]}
        for row in rows
    ]
    (where / "sick_leave.csv").write_bytes(csv_told(SICK_LEAVE, *sick))
    (where / "staff.csv").write_bytes(csv_told(STAFF, *staff))
    return _loaded(folder, where, reference=reference)


def _crews(names: Sequence[str], at: int) -> Iterator[tuple[str, str, int, int]]:
    """Units in a month, counted from the first, each with its area, women or men, and sick hours in a hundred."""
    season = WINTER[at % 12] * (2 if at == 37 else 1) * (100 + 10 * max(0, at - 40)) // 100
    for place, name in enumerate(names):
        level = {1: 1, 5: 30}.get(place, 12 + place % 3 + (4 if place == 3 and at >= 36 else 0))
        yield name, CARE, 40 + 5 * place, level * season // 100
    yield "Flytt", STAB if at >= 39 else CARE, 60, 13 * season // 100
    yield "Liten", CARE, 4, 1
    yield "Stab", STAB, 50, 5 * season // 100
    if at >= 30:
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
    return Warehouse(outcome.warehouse)
