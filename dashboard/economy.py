"""The parts of the page Ekonomi: result against budget, areas, the deviation as a bridge, scenarios of a year."""

import pandas as pd
import streamlit as st

from dashboard import charts, theme
from dashboard.blocks import axis_years, cuts, period_and_report, subtitle
from dashboard.charts import Step
from dashboard.filters import Choice
from dashboard.measures import MEASURES
from dashboard.page import Chart, View, follow, show
from dashboard.query import WHOLE, figures, known_orgs
from dashboard.summary import summarise, title

SMALL_DRIVER = 0.05
"""Drivers smaller than this share of the largest are pooled as Övrigt."""


def against_budget(view: View, measure: str) -> None:
    """A measure's outcome as columns, its budget (or plan, where there is no budget) outlined behind."""
    choice = follow(view, measure)
    summary = summarise(view.warehouse, measure, choice.filter())
    budget = budgets(view, measure, choice, choice.org)
    years = list(range(choice.first_year, choice.last_year + 1))
    breaks, break_notes = cuts(summary.rows)
    chart = Chart(
        key=f"{measure}-budget",
        title=title(summary),
        subtitle=f"{subtitle(summary.measure, choice)} · budget och plan som kontur",
        drawings=[("", charts.columns(summary.rows, view.palette, years, budget, height=300, cuts=breaks))],
        rows=pd.concat([summary.rows, budget]),
        measures=[measure],
        notes=break_notes,
    )
    show(view, chart)


def budgets(view: View, measure: str, choice: Choice, org: str) -> pd.DataFrame:
    """The budget of every year, and the plan of the years that have none."""
    rows = figures(
        view.warehouse, measure, choice.filter(orgs=(org,), genders=("total",), scenarios=("budget", "plan"))
    )
    known = rows[rows["value"].notna()].sort_values(["year", "scenario"])
    return known.drop_duplicates(["org", "year"])


def by_area(view: View, measure: str) -> None:
    """A measure's outcome and budget in every business area, on one scale."""
    choice = view.choice
    areas = [org for org in known_orgs(view.warehouse) if org != WHOLE]
    rows = {a: figures(view.warehouse, measure, choice.filter(orgs=(a,), genders=("total",))) for a in areas}
    plans = {area: budgets(view, measure, choice, area) for area in areas}
    plans = {area: plan[plan["year"].isin(axis_years(view))] for area, plan in plans.items()}
    scale = charts.spread([*rows.values(), *plans.values()])
    years = axis_years(view)
    chart = Chart(
        key=f"{measure}-areas",
        title=_best_and_worst(rows),
        subtitle=f"{MEASURES[measure].label} per affärsområde, tkr · samma skala · {period_and_report(choice)}",
        drawings=[
            (area, charts.columns(rows[area], view.palette, years, plans[area], scale=scale))
            for area in areas
        ],
        rows=pd.concat([*rows.values(), *plans.values()]),
        measures=[measure],
        notes=[
            "Kontur: budget eller plan. Idrott och Arbetsmarknadsservice hette Stöd & Service till och med 2020."
        ],
        across=3,
    )
    show(view, chart)


def _best_and_worst(rows: dict[str, pd.DataFrame]) -> str:
    known = pd.concat(list(rows.values()))
    known = known[known["value"].notna()]
    if known.empty:
        return "Resultat per affärsområde"
    year = known["year"].max()
    latest = known[known["year"] == year].sort_values("value")
    best, worst = latest.iloc[-1], latest.iloc[0]
    return f"{best['org']} bidrog mest {year} ({_money(best)}), {worst['org']} minst ({_money(worst)})"


def _money(row: pd.Series) -> str:
    return theme.figure(row["value"], row["resolution"], row["unit"], plus=True)


def deviation_bridge(view: View, measure: str) -> None:
    """From budget to outcome through the areas' deviations, for a chosen year."""
    pairs = _area_pairs(view, measure)
    years = sorted(pairs["year"].unique())
    if not years:
        st.info("Inget år i urvalet har både budget och utfall per affärsområde.")
        return
    year = st.segmented_control(
        "År för avvikelsen", years, default=years[-1], key="avvikelsear", bind="query-params", required=True
    )
    mine = pairs[pairs["year"] == (year if year in years else years[-1])]
    chart = Chart(
        key=f"{measure}-bridge",
        title=_bridge_title(mine),
        subtitle=f"Avvikelse mot budget per affärsområde {mine['year'].iloc[0]}, tkr · plus är bättre än budget",
        drawings=[("", charts.bridge(_steps(mine), view.palette, "tkr"))],
        rows=_bridge_rows(view, measure, mine),
        measures=[measure],
        notes=_printed_otherwise(view, measure, mine),
    )
    show(view, chart)


def _area_pairs(view: View, measure: str) -> pd.DataFrame:
    """One row an area and year that have both outcome and budget: org, year, outcome, budget, deviation."""
    rows = _outcome_and_budget(view, measure)
    wide = rows.pivot_table(index=["org", "year"], columns="scenario", values="value").reset_index()
    wide = wide.reindex(columns=["org", "year", "outcome", "budget"]).dropna()
    return wide.assign(deviation=wide["outcome"] - wide["budget"])


def _outcome_and_budget(view: View, measure: str) -> pd.DataFrame:
    areas = tuple(org for org in known_orgs(view.warehouse) if org != WHOLE)
    limits = view.choice.filter(orgs=areas, genders=("total",), scenarios=("outcome", "budget"))
    return figures(view.warehouse, measure, limits)


def _steps(pairs: pd.DataFrame) -> list[Step]:
    """Budget, the drivers by size with the small ones pooled, outcome; the drivers sum to the difference exactly."""
    year = pairs["year"].iloc[0]
    drivers = pairs.sort_values("deviation", key=abs, ascending=False)
    small = drivers["deviation"].abs() < SMALL_DRIVER * drivers["deviation"].abs().max()
    steps = [Step(row.org, row.deviation) for row in drivers[~small].itertuples()]
    if small.any():
        steps.append(Step("Övrigt", drivers.loc[small, "deviation"].sum()))
    return [
        Step(f"Budget {year}", pairs["budget"].sum(), "total"),
        *steps,
        Step(f"Utfall {year}", pairs["outcome"].sum(), "total"),
    ]


def _bridge_title(pairs: pd.DataFrame) -> str:
    total, year = pairs["deviation"].sum(), pairs["year"].iloc[0]
    largest = pairs.loc[pairs["deviation"].abs().idxmax()]
    side = "bättre" if total >= 0 else "sämre"
    amount = f"{theme.number(abs(total))}{theme.NO_BREAK}tkr"
    own = f"{theme.number(largest['deviation'], plus=True)}{theme.NO_BREAK}tkr"
    return f"{year} blev {amount} {side} än budget, mest genom {largest['org']} ({own})"


def _bridge_rows(view: View, measure: str, pairs: pd.DataFrame) -> pd.DataFrame:
    rows = _outcome_and_budget(view, measure)
    return rows[rows["year"] == pairs["year"].iloc[0]]


def _printed_otherwise(view: View, measure: str, pairs: pd.DataFrame) -> list[str]:
    """Where a printed total is not the sum of its areas: say so, with both."""
    year = int(pairs["year"].iloc[0])
    notes = []
    for scenario, column in (("budget", "budget"), ("outcome", "outcome")):
        sql = """
            select publication, printed, sheet, cell from published
            where measure = ? and org = ? and scenario = ? and year(period_end) = ? and value is not null
              and abs(value - ?) > resolution and comparator = ''
        """
        total = int(pairs[column].sum())
        for row in view.warehouse.query(sql, [measure, WHOLE, scenario, year, total]).itertuples():
            name = theme.SCENARIOS[scenario]
            notes.append(
                f"{name} {year}: områdena summerar till {theme.number(total)} tkr; {row.publication} trycker"
                f" {row.printed} ({row.sheet}!{row.cell})"
            )
    return notes


def scenario_ladder(view: View, measure: str) -> None:
    """For the years with a forecast: budget, forecasts by date, outcome."""
    limits = view.choice.filter(
        orgs=(WHOLE,), genders=("total",), scenarios=("budget", "forecast", "outcome")
    )
    rows = figures(view.warehouse, measure, limits)
    rows = rows[rows["value"].notna()]
    for year in sorted(rows.loc[rows["scenario"] == "forecast", "year"].unique()):
        mine = rows[rows["year"] == year]
        order = mine["scenario"].map({"budget": 0, "forecast": 1, "outcome": 2})
        mine = mine.assign(order=order).sort_values(["order", "as_of"])
        names = [_scenario_name(row) for row in mine.itertuples()]
        chart = Chart(
            key=f"{measure}-scenarios-{year}",
            title=_ladder_title(mine, year),
            subtitle=f"{MEASURES[measure].label}, hela Leanlink, {year} · prognosen med dagen då den gjordes",
            drawings=[("", charts.scenarios(mine, names, view.palette))],
            rows=mine,
            measures=[measure],
        )
        show(view, chart)


def _scenario_name(row: object) -> str:
    name = theme.SCENARIOS[row.scenario]  # type: ignore[attr-defined]
    if row.scenario == "forecast":  # type: ignore[attr-defined]
        return f"{name} {row.as_of:%Y-%m-%d}"  # type: ignore[attr-defined]
    return f"{name} {row.year}"  # type: ignore[attr-defined]


def _ladder_title(rows: pd.DataFrame, year: int) -> str:
    last = {row.scenario: row for row in rows.itertuples()}
    if "outcome" not in last:
        return f"Prognosen för {year}"
    forecast, outcome = last["forecast"], last["outcome"]
    said = theme.figure(forecast.value, forecast.resolution, forecast.unit)
    became = theme.figure(outcome.value, outcome.resolution, outcome.unit)
    return f"Prognosen för {year} var {said}; utfallet blev {became}"
