"""Visits to every page in a world: what pages say is held against the warehouse, not their code."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.figures.figure import Figure
from dashboard.figures.measures import MEASURES
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.sentence import Sentence
from tests.claims import faults
from tests.visiting import PARTS, PATIENCE, blocks, places, tables, told_sentences, without_components
from tests.visiting import said as said_on

ROOT = Path(__file__).parent.parent
PAGES = ("oversikt", "sjukfranvaro", "personal", "volymer", "ekonomi", "mal", "utforska", "datakvalitet")
OF_PEOPLE = ("sjukfranvaro", "personal")
PLACES = [(page, part) for page in PAGES for part in PARTS.get(page, ("",))]
HEADLINE = re.compile(r"(?:([^.:*]+): )?(\d+) av (\d+) nyckeltal nådde mål eller budget (\d{4})(?:\.| –)")
SIGNS = {"✓": "better", "✗": "worse"}
DEFINED = [text for each in MEASURES.values() for text in (each.definition, each.source)]
DEFINED += [each.computed.reading for each in MEASURES.values() if each.computed and each.computed.reading]
SCRIPT = """
from runpy import run_path
from dashboard.screens import filters
from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import newest
filters.show(newest(EVERYTHING), "", of_people={of_people})
run_path({page!r})
"""


@dataclass(frozen=True)
class Visit:
    """A part of a page with choices: an area and a publication by their places among those that a world offers.

    `who` narrows people down on pages about them: to a unit of the area, an age or all but managers.
    every chart is turned into its table after the first look.
    """

    place: tuple[str, str]
    area: int = 0
    gender: str = "Totalt"
    years: str = "all"
    publication: int = -1
    who: str = ""


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
    app, said, raised = look(warehouse, to)
    wrong = [f"{each.text}: {fault}" for each in said for check in CHECKS for fault in check(warehouse, each)]
    return [*raised, *wrong, *foreign(warehouse, app), *(headline(app) if to.place[0] == "oversikt" else [])]


def look(warehouse: Warehouse, to: Visit) -> tuple[AppTest, list[Sentence], list[str]]:
    """A page as a visitor sees it, every sentence that it says, and what it raises."""
    app = AppTest.from_string(
        SCRIPT.format(page=str(ROOT / "pages" / f"{to.place[0]}.py"), of_people=to.place[0] in OF_PEOPLE),
        default_timeout=PATIENCE,
    )
    without_components(app)
    for key, value in address(warehouse, to).items():
        app.query_params[key] = value
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEANLINK_WAREHOUSE", str(warehouse.path.parent))
        said = told_sentences(patch)
        raised = [f"raised {error.message}" for error in app.run().exception]
    return app, said, raised


def distinct(warehouse: Warehouse, visits: Iterable[Visit]) -> list[Visit]:
    """Visits without those that a world cannot tell from one before."""
    return [*{(to.place, str(address(warehouse, to))): to for to in visits}.values()]


def address(warehouse: Warehouse, to: Visit) -> dict[str, str | list[str]]:
    """The choices as a link holds them."""
    offer = _offer(warehouse)
    area = offer.areas[to.area % len(offer.areas)]
    found: dict[str, str | list[str]] = {"omrade": area, "kon": to.gender}
    if to.place[1]:
        found["vy"] = to.place[1]
    first, last = offer.years
    if to.years != "all" and first != last:
        found |= {"ar": str(last - 1), "jfr": str(last)} if to.years == "before" else {"fran": str(last)}
    if to.publication >= 0 and offer.reports:
        found["publicerat"] = f"Som publicerat i {offer.reports[to.publication % len(offer.reports)]}"
    who = {"enhet": offer.units.get(area), "alder": "30–49 år", "chefer": "Ej chefer"}.get(to.who)
    if to.place[0] in OF_PEOPLE and who:
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
        anti join there on there.of_month = months.of_month and there.place is not distinct from span.place
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
    (cards,) = [each["lines"] for each in blocks(app) if each["kind"] == "figures"]
    (lead,) = [each["said"] for each in blocks(app) if each["kind"] == "lead"]
    met: Counter[tuple[str, str]] = Counter()
    judged: Counter[tuple[str, str]] = Counter()
    for card in cards:
        if card["sign"] in SIGNS:
            key = (card["scope"].casefold(), card["of"])
            judged[key] += 1
            met[key] += SIGNS[card["sign"]] == "better"
    counted = HEADLINE.findall(" ".join(lead))
    told = {((scope or "").strip().casefold(), of): (int(a), int(b)) for scope, a, b, of in counted}
    drawn = {key: (met[key], judged[key]) for key in judged}
    return [] if told == drawn else [f"the headline says {told}, the cards {drawn}"]


def foreign(warehouse: Warehouse, app: AppTest) -> list[str]:
    """Texts that name Leanlink where the figures are another administration's; definitions say whose they are."""
    if warehouse.whole == "Leanlink":
        return []
    texts = [*said_on(app), *(element.value for element in app.warning)]
    texts += [cell for table in (*tables(app), *places(app)) for row in table for cell in row.values()]
    return [text for text in texts if "Leanlink" in _without(text, DEFINED)]


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text
