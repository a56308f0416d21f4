"""What the user has chosen. The choices live in the URL: a copied link shows the same view."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.query import WHOLE, Filter, known_orgs, offered, publications
from dashboard.theme import GENDERS
from dashboard.warehouse import Warehouse

LATEST = "Senast publicerat"
AS_PUBLISHED = "Som publicerat i "
STATE = "choice"


@dataclass(frozen=True)
class Choice:
    """The shared choices, as every page reads them."""

    first_year: int
    last_year: int
    org: str = WHOLE
    gender: str = "total"
    as_of: str = ""

    def filter(self, **changes: tuple[str, ...]) -> Filter:
        """The choices as a filter; `changes` replaces orgs, genders or scenarios."""
        limits = {"orgs": (self.org,), "genders": (self.gender,)} | changes
        return Filter(first_year=self.first_year, last_year=self.last_year, as_of=self.as_of, **limits)


def show(warehouse: Warehouse) -> Choice:
    """Render the shared choices in one row and remember them for the page."""
    years = _years(warehouse)
    reports = [LATEST, *(AS_PUBLISHED + publication.name for publication in publications(warehouse))]
    genders = list(GENDERS.values())
    with st.container(horizontal=True, key="choices", vertical_alignment="top"):
        first, last = st.select_slider(
            "År",
            years,
            (years[0], years[-1]),
            key="ar",
            bind="query-params",
            width=230,
        )
        org = st.selectbox(
            "Affärsområde",
            known_orgs(warehouse),
            format_func=lambda name: "Hela Leanlink" if name == WHOLE else name,
            placeholder="Välj affärsområde",
            key="omrade",
            bind="query-params",
            width=290,
        )
        gender = st.segmented_control(
            "Kön",
            genders,
            default=genders[0],
            key="kon",
            bind="query-params",
            required=True,
            width="content",
        )
        report = st.selectbox(
            "Publicering",
            reports,
            placeholder="Välj publicering",
            key="publicerat",
            bind="query-params",
            width=270,
        )
    choice = Choice(
        first_year=first,
        last_year=last,
        org=org or WHOLE,
        gender=next(code for code, name in GENDERS.items() if name == (gender or genders[0])),
        as_of="" if report in (None, LATEST) else report.removeprefix(AS_PUBLISHED),
    )
    st.session_state[STATE] = choice
    return choice


def chosen() -> Choice:
    """The choices made, as remembered by `show` in this run."""
    choice: Choice = st.session_state[STATE]
    return choice


def applicable(warehouse: Warehouse, measures: Sequence[str], choice: Choice) -> tuple[Choice, list[str]]:
    """The choice as far as these measures can follow it, and a note for each part they cannot."""
    notes = []
    org, gender = choice.org, choice.gender
    orgs = offered(warehouse, measures, "org")
    if orgs and org not in orgs:
        org = WHOLE if WHOLE in orgs else min(orgs)
        shown = "hela Leanlink" if org == WHOLE else org
        kept = "" if choice.org == WHOLE else f" Valet {choice.org} är kvar."
        notes.append(f"Ej uppdelat på affärsområde: visar {shown}.{kept}")
    if gender not in offered(warehouse, measures, "gender"):
        notes.append(f"Ej uppdelat på kön: visar totalt. Valet {GENDERS[gender]} är kvar.")
        gender = "total"
    return Choice(choice.first_year, choice.last_year, org, gender, choice.as_of), notes


def _years(warehouse: Warehouse) -> list[int]:
    sql = """
        select distinct year from (
            select year(period_end) as year from published
            where value is not null and year(period_start) = year(period_end) and measure not in ('', 'prose')
            union all select year from publication
            union all select year(of_month) from loaded
        ) order by year
    """
    return [int(year) for (year,) in warehouse.rows(sql)]
