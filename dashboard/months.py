"""The parts of pages that show monthly exports: seasons, long runs, the year so far, the latest months."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import charts, monthly, theme
from dashboard.blocks import cuts
from dashboard.charts import Line
from dashboard.filters import Choice
from dashboard.measures import MEASURES
from dashboard.page import Chart, View, notice, show, table, value
from dashboard.query import WHOLE, Figure, known
from dashboard.summary import month_title, to_date_title

HEADING = "Månad för månad"
EMPTY = (
    "Inga månadsexporter är inlästa för {names}. Läs in dem på sidan Ladda data, eller lägg dem i mappen data/exports"
    " och kör `python -m loaders`."
)
NO_YEAR = "Rullande 12 månader visas när tolv månader i följd är inlästa"


def banner(view: View) -> None:
    """Say at the top of a page that its monthly figures are invented, as long as they are."""
    if monthly.is_sample(view.warehouse):
        st.warning(
            "**Exempeldata.** Månadssiffrorna på sidan är påhittade. De försvinner när riktiga exporter läses in på"
            " sidan [Ladda data](ladda_data). Årssiffrorna ur rapporterna är riktiga.",
            icon=":material/science:",
        )


def heading(view: View, measures: Sequence[str]) -> bool:
    """Open the monthly part of a page; says what to do, and answers False, where none of its exports is loaded."""
    st.header(HEADING, anchor=False, divider="gray")
    if any(monthly.covered(view.warehouse, measure) for measure in measures):
        return True
    names = {c.export for measure in measures if (c := MEASURES[measure].computed)}
    listed = " och ".join(name for export, name in monthly.EXPORT_NAMES.items() if export in names)
    st.info(EMPTY.format(names=listed))
    return False


def season(view: View, measure: str) -> None:
    """The last chosen year's months with the year before behind, beside twelve months together over time."""
    choice, notices = _applicable(view)
    months = _chosen(view, monthly.by_month(view.warehouse, measure, choice.org))
    years = _chosen(view, monthly.over_year(view.warehouse, measure, choice.org))
    drawings = [(_span_heading(months), charts.season(_two_years(view, months), view.palette))]
    if years:
        run = charts.long_run(years, view.palette, _years(view, years), cuts(years)[0], height=340)
        drawings.append(("Rullande 12 månader", run))
    show(
        view,
        Chart(
            key=f"{measure}-months",
            title=month_title(months),
            subtitle=_subtitle(view, measure, choice, months),
            drawings=drawings,
            rows=[*months, *years],
            measures=[measure],
            notices=notices,
            notes=cuts(years)[1] if years else [NO_YEAR],
            across=2,
        ),
    )


def seasons(view: View, key: str, measures: Sequence[str]) -> None:
    """Several measures side by side, each with its last chosen year's months and the year before behind."""
    choice, notices = _applicable(view)
    rows = {m: _chosen(view, monthly.by_month(view.warehouse, m, choice.org)) for m in measures}
    loaded = {measure: months for measure, months in rows.items() if known(months)}
    first = next(iter(loaded.values()), [])
    show(
        view,
        Chart(
            key=key,
            title=month_title(first),
            subtitle=f"Varje mått på egen skala · {_scope(choice)} · beräknat ur exporterna",
            drawings=[
                (_named(measure), charts.season(_two_years(view, months), view.palette, 240))
                for measure, months in loaded.items()
            ],
            rows=[row for months in loaded.values() for row in months],
            measures=list(loaded),
            notices=notices,
            across=2,
        ),
    )


def long_runs(view: View, key: str, measures: Sequence[str]) -> None:
    """Several measures over all chosen months; those for which a single month says too little over twelve."""
    choice, notices = _applicable(view)
    rows = {m: _chosen(view, _by_month_or_year(view, m, choice.org)) for m in measures}
    loaded = {measure: months for measure, months in rows.items() if known(months)}
    first = next(iter(loaded.values()), [])
    show(
        view,
        Chart(
            key=key,
            title=month_title(first),
            subtitle=f"Varje mått på egen skala · {_scope(choice)} · beräknat ur exporterna",
            drawings=[
                (_named(m) + _twelve(m), charts.long_run(months, view.palette, _years(view, months), height=220))
                for m, months in loaded.items()
            ],
            rows=[row for months in loaded.values() for row in months],
            measures=list(loaded),
            notices=notices,
            across=2,
        ),
    )


def year_so_far(view: View, measure: str) -> None:
    """What the last chosen year has come to month by month, with its budget and the year before."""
    choice, notices = _applicable(view)
    months = known(_chosen(view, monthly.by_month(view.warehouse, measure, choice.org)))
    year = months[-1].of_year if months else view.choice.last_year
    outcome, budget, before = (
        monthly.accumulated(view.warehouse, measure, of_year, choice.org, scenario)
        for of_year, scenario in ((year, "outcome"), (year, "budget"), (year - 1, "outcome"))
    )
    lines = [
        Line(before, str(year - 1), view.palette.light, width=2),
        Line(budget, "Budget", view.palette.muted, dash="dot", width=2),
        Line(outcome, str(year), view.palette.accent),
    ]
    same_month = budget[len(outcome) - 1] if outcome and len(budget) >= len(outcome) else None
    rows = [*before, *budget, *outcome]
    show(
        view,
        Chart(
            key=f"{measure}-year",
            title=to_date_title(outcome[-1] if outcome else None, same_month),
            subtitle=f"{_subtitle(view, measure, choice, outcome)}, ackumulerat från januari",
            drawings=[("", charts.season(lines, view.palette))],
            rows=rows,
            measures=[measure],
            notices=notices,
        ),
    )


def latest(view: View, measures: Sequence[str]) -> None:
    """Each measure's latest month, the same month a year before, twelve months together, and what is loaded."""
    choice, notices = _applicable(view)
    for text in notices:
        notice(text)
    lines = [_latest(view, measure, choice.org) for measure in measures]
    table(pd.DataFrame([line for line in lines if line]), EMPTY.format(names="måtten på sidan"))


def _latest(view: View, measure: str, org: str) -> dict[str, str] | None:
    covered = monthly.covered(view.warehouse, measure)
    months = known(monthly.by_month(view.warehouse, measure, org))
    if covered is None or not months:
        return None
    last = months[-1]
    before = next((row for row in months if (row.of_year, row.month) == (last.of_year - 1, last.month)), None)
    years = monthly.over_year(view.warehouse, measure, org)
    by_month = bool((computed := MEASURES[measure].computed) and computed.by_month)
    return {
        "Mått": MEASURES[measure].label,
        "Månad": last.period_text,
        "Värde": value(last) if by_month else "–",
        "Ett år tidigare": value(before) if before and by_month else "–",
        "Rullande 12 månader": value(years[-1]) if years else "–",
        "Inläst": f"{theme.month(covered.first)}–{theme.month(covered.last)}, {covered.months} av {covered.expected}",
        "Underlag": "Exempeldata" if last.sample else last.publication,
    }


def _applicable(view: View) -> tuple[Choice, list[str]]:
    """The choices as far as monthly figures follow them: no split by sex, and no earlier publication."""
    notices = []
    if view.choice.gender != "total":
        notices.append(f"Månadssiffrorna visas totalt. Valet {theme.GENDERS[view.choice.gender]} är kvar.")
    if view.choice.as_of:
        notices.append(f"Månadssiffrorna visas som de är inlästa nu. Valet {view.choice.as_of} är kvar.")
    return replace(view.choice, gender="total", as_of=""), notices


def _chosen(view: View, rows: Sequence[Figure]) -> list[Figure]:
    return [row for row in rows if view.choice.first_year <= row.of_year <= view.choice.last_year]


def _by_month_or_year(view: View, measure: str, org: str) -> list[Figure]:
    computed = MEASURES[measure].computed
    by_month = computed is None or computed.by_month
    return (monthly.by_month if by_month else monthly.over_year)(view.warehouse, measure, org)


def _two_years(view: View, months: Sequence[Figure]) -> list[Line]:
    """The last year to be read, the one before behind it."""
    years = sorted({row.of_year for row in known(months)})[-2:]
    looks = [(view.palette.light, 2.0), (view.palette.accent, 3.0)][-len(years) :]
    of_year = {year: [replace(row, segment=0) for row in months if row.of_year == year] for year in years}
    return [
        Line(of_year[year], str(year), color, width=width) for year, (color, width) in zip(years, looks, strict=True)
    ]


def _years(view: View, rows: Sequence[Figure]) -> list[int]:
    return sorted({row.of_year for row in rows}) or [view.choice.last_year]


def _span_heading(months: Sequence[Figure]) -> str:
    years = sorted({row.of_year for row in known(months)})[-2:]
    return " och ".join(str(year) for year in reversed(years))


def _named(measure: str) -> str:
    definition = MEASURES[measure]
    return f"{definition.label}, {definition.unit}"


def _twelve(measure: str) -> str:
    computed = MEASURES[measure].computed
    return "" if computed is None or computed.by_month else ", rullande 12 månader"


def _scope(choice: Choice) -> str:
    return "hela Leanlink" if choice.org == WHOLE else choice.org


def _subtitle(view: View, measure: str, choice: Choice, months: Sequence[Figure]) -> str:
    covered = monthly.covered(view.warehouse, measure)
    export = f"beräknat ur exporten {covered.name}" if covered else "ingen export inläst"
    years = _years(view, months)
    span = "–".join(dict.fromkeys(str(year) for year in (years[0], years[-1])))
    return f"{_named(measure)} · {_scope(choice)} · {span} · {export}"
