"""The parts of the page Ekonomi: result against budget, areas, the deviation as a bridge, scenarios of a year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import charts, theme
from dashboard.blocks import axis_years, cuts, printed_tables, span_and_report, subtitle
from dashboard.charts import Bar
from dashboard.filters import Choice, applicable
from dashboard.measures import MEASURES
from dashboard.page import Chart, View, show
from dashboard.query import Figure, cells, figures, in_words, known, known_orgs
from dashboard.summary import Summary, summarise, title

SMALL_DRIVER = 0.05
"""Drivers smaller than this share of the largest are pooled as Övrigt."""

OUTLINE = "kontur (inom parentes): budget eller plan"
SCENARIO_ORDER = ("budget", "forecast", "outcome")


@dataclass(frozen=True)
class Deviation:
    """An area's outcome and budget in one year."""

    outcome: Figure
    budget: Figure

    @property
    def size(self) -> float:
        """Outcome minus budget; for a result plus is better."""
        return self.outcome.number - self.budget.number


def against_budget(view: View, measure: str) -> None:
    """A measure's outcome as columns, its budget (or plan, where there is no budget) outlined behind."""
    choice, notices = applicable(view.warehouse, [measure], view.choice)
    summary = summarise(view.warehouse, measure, choice.filter())
    budget = budgets(view, measure, choice, choice.org)
    years = list(range(choice.first_year, choice.last_year + 1))
    rows = [*summary.rows, *budget]
    breaks, break_notes = cuts(summary.rows)
    drawing = charts.columns(summary.rows, view.palette, years, budget, height=300, cuts=breaks)
    chart = Chart(
        key=f"{measure}-budget",
        title=_title(summary, budget),
        subtitle=f"{subtitle(view, summary.measure, choice, rows)} · {OUTLINE}",
        drawings=[("", drawing)],
        rows=rows,
        measures=[measure],
        notices=notices,
        notes=break_notes,
    )
    show(view, chart)


def _title(summary: Summary, budget: Sequence[Figure]) -> str:
    if summary.latest is None and budget:
        return f"{summary.measure.label}: bara budget och plan i urvalet"
    return title(summary)


def budgets(view: View, measure: str, choice: Choice, org: str) -> list[Figure]:
    """The budget of every year, and the plan of the years that have none."""
    limits = choice.filter(orgs=(org,), genders=("total",), scenarios=("plan", "budget"))
    rows = sorted(known(figures(view.warehouse, measure, limits)), key=lambda row: row.scenario, reverse=True)
    by_year = {row.of_year: row for row in rows}
    return [by_year[year] for year in sorted(by_year)]


def by_area(view: View, measure: str) -> None:
    """A measure's outcome and budget in every business area, on one scale."""
    years = axis_years(view)
    areas = _areas(view)
    limits = {area: view.choice.filter(orgs=(area,), genders=("total",)) for area in areas}
    rows = {area: figures(view.warehouse, measure, limits[area]) for area in areas}
    plans = {area: [b for b in budgets(view, measure, view.choice, area) if b.year in years] for area in areas}
    scale = charts.spread([*rows.values(), *plans.values()])
    every = [row for area in areas for row in (*rows[area], *plans[area])]
    drawings = [(area, charts.columns(rows[area], view.palette, years, plans[area], 220, scale)) for area in areas]
    chart = Chart(
        key=f"{measure}-areas",
        title=_best_and_worst([row for area in areas for row in rows[area]]),
        subtitle=(
            f"{MEASURES[measure].label} per affärsområde, tkr · samma skala · {span_and_report(every, view.choice)}"
            f" · {OUTLINE}"
        ),
        drawings=drawings,
        rows=every,
        measures=[measure],
        notes=_former_names(every),
        across=3,
    )
    show(view, chart)


def _areas(view: View) -> tuple[str, ...]:
    return tuple(org for org in known_orgs(view.warehouse) if org != view.warehouse.whole)


def _former_names(rows: Sequence[Figure]) -> list[str]:
    """The names under which reports print an area, where they are not today's."""
    named: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.label.replace("&", "och").casefold() != row.org.casefold():
            named[row.org, row.label].add(row.publication)
    return [f"{org} heter {label} i {', '.join(sorted(reports))}" for (org, label), reports in sorted(named.items())]


def _best_and_worst(rows: Sequence[Figure]) -> str:
    year = max((row.of_year for row in known(rows)), default=0)
    latest = sorted((row for row in known(rows) if row.year == year), key=lambda row: row.number)
    if not latest:
        return "Resultat per affärsområde"
    best, worst = latest[-1], latest[0]
    return f"{best.org} bidrog mest {year} ({_money(best)}), {worst.org} minst ({_money(worst)})"


def _money(row: Figure) -> str:
    return theme.figure(row.number, row.resolution, row.unit, plus=True)


def deviation_bridge(view: View, measure: str) -> None:
    """From budget to outcome through the areas' deviations, for a chosen year."""
    deviations = _deviations(view, measure)
    years = sorted(deviations)
    if not years:
        st.info("Inget år i urvalet har både budget och utfall per affärsområde.")
        return
    asked = st.segmented_control(
        "År för avvikelsen", years, default=years[-1], key="avvikelsear", bind="query-params", required=True
    )
    year = asked if asked in years else years[-1]
    mine = deviations[year]
    chart = Chart(
        key=f"{measure}-bridge",
        title=_bridge_title(mine, year),
        subtitle=f"Avvikelse mot budget per affärsområde {year}, tkr · plus är bättre än budget",
        drawings=[("", charts.bridge(bridge_bars(mine, year), view.palette, "tkr"))],
        rows=[row for deviation in mine for row in (deviation.budget, deviation.outcome)],
        measures=[measure],
        notes=_printed_otherwise(view, measure, mine, year),
    )
    show(view, chart)


def _deviations(view: View, measure: str) -> dict[int, list[Deviation]]:
    """By year the deviations of the areas that have both outcome and budget."""
    limits = view.choice.filter(orgs=_areas(view), genders=("total",), scenarios=("outcome", "budget"))
    sides: defaultdict[tuple[int, str], dict[str, Figure]] = defaultdict(dict)
    for row in known(figures(view.warehouse, measure, limits)):
        sides[row.of_year, row.org][row.scenario] = row
    found: defaultdict[int, list[Deviation]] = defaultdict(list)
    for (year, _), pair in sides.items():
        if len(pair) == 2:
            found[year].append(Deviation(pair["outcome"], pair["budget"]))
    return found


def bridge_bars(deviations: Sequence[Deviation], year: int) -> list[Bar]:
    """Budget, the drivers by size with the small ones pooled, outcome; the drivers sum to the difference exactly."""
    drivers = sorted(deviations, key=lambda deviation: abs(deviation.size), reverse=True)
    limit = SMALL_DRIVER * abs(drivers[0].size)
    large = [Bar(d.outcome.org, d.size) for d in drivers if abs(d.size) >= limit]
    small = [d.size for d in drivers if abs(d.size) < limit]
    return [
        Bar(f"Budget {year}", sum(d.budget.number for d in drivers), is_total=True),
        *large,
        *([Bar("Övrigt", sum(small))] if small else []),
        Bar(f"Utfall {year}", sum(d.outcome.number for d in drivers), is_total=True),
    ]


def _bridge_title(deviations: Sequence[Deviation], year: int) -> str:
    total = sum(deviation.size for deviation in deviations)
    largest = max(deviations, key=lambda deviation: abs(deviation.size))
    size = theme.figure(abs(total), 1, "tkr")
    own = theme.figure(largest.size, 1, "tkr", plus=True)
    return f"{year} blev {size} {'bättre' if total >= 0 else 'sämre'} än budget, mest {largest.outcome.org} ({own})"


def _printed_otherwise(view: View, measure: str, deviations: Sequence[Deviation], year: int) -> list[str]:
    """Where a printed total is not the sum of its areas: say so, with both."""
    sums = {
        "budget": sum(d.budget.number for d in deviations),
        "outcome": sum(d.outcome.number for d in deviations),
    }
    totals = [
        row
        for kind in ("driftsammandrag", "ekonomi")
        for row in known(cells(view.warehouse, kind, view.choice.as_of))
        if row.measure == measure and row.org == view.warehouse.whole and row.year == year and row.scenario in sums
    ]
    return [
        f"{theme.SCENARIOS[row.scenario]} {year}: områdena summerar till {theme.number(sums[row.scenario])} tkr;"
        f" i {row.publication} står {row.printed} ({row.sheet}!{row.cell})"
        for row in totals
        if abs(row.number - sums[row.scenario]) >= row.resolution
    ]


def scenario_ladder(view: View, measure: str) -> None:
    """For the years with a forecast: budget, forecasts by date, outcome."""
    limits = view.choice.filter(orgs=(view.warehouse.whole,), genders=("total",), scenarios=SCENARIO_ORDER)
    rows = known(figures(view.warehouse, measure, limits))
    for year in sorted({row.of_year for row in rows if row.scenario == "forecast"}):
        mine = sorted((r for r in rows if r.year == year), key=_by_scenario)
        chart = Chart(
            key=f"{measure}-scenarios-{year}",
            title=_ladder_title(mine, year),
            subtitle=(
                f"{MEASURES[measure].label}, {in_words(view.warehouse, view.warehouse.whole)}, {year}"
                " · prognosen med dagen då den gjordes"
            ),
            drawings=[("", charts.scenarios(mine, [_scenario_name(row) for row in mine], view.palette))],
            rows=mine,
            measures=[measure],
        )
        show(view, chart)


def _by_scenario(row: Figure) -> tuple[int, str]:
    return SCENARIO_ORDER.index(row.scenario), str(row.as_of or "")


def _scenario_name(row: Figure) -> str:
    when = row.as_of if row.scenario == "forecast" else row.year
    return f"{theme.SCENARIOS[row.scenario]} {when}"


def _ladder_title(rows: Sequence[Figure], year: int) -> str:
    said = {row.scenario: theme.figure(row.number, row.resolution, row.unit) for row in rows}
    if "outcome" not in said:
        return f"Prognosen för {year} är {said['forecast']}"
    return f"Prognosen för {year} var {said['forecast']}; utfallet blev {said['outcome']}"


def investment_tables(view: View) -> None:
    """The reports' own investment tables, with expenditure, income and what projects have cost since they started."""
    with st.expander("Investeringstabellerna som de står i rapporterna"):
        printed_tables(view, ["investeringar"])
