"""The parts of the page Sjukfrånvaro that go into depth: season or change, which units, women and men, what changed."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, replace
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import analysis, analysis_charts, charts, filters, grounds, monthly, statutory, theme
from dashboard.analysis import Hours, Unit
from dashboard.charts import Line
from dashboard.groups import TOTAL, Group, everyone, moved
from dashboard.measures import MEASURES
from dashboard.months import axis_years, chosen, not_applicable, scope, show_months
from dashboard.page import EXCEL, NO_FIGURE, Chart, View, notice, table, value
from dashboard.query import Figure, in_words, known
from dashboard.sentence import sentence
from dashboard.theme import number, rounded

RATE = "sick_leave"
LENGTHS = ("sick_hours_1_14", "sick_hours_15_59", "sick_hours_60")
PER_FULL_TIME = ("sick_per_full_time_1_14", "sick_per_full_time_15_59", "sick_per_full_time_60")
FEW = "de har högst tio anställda, eller skulle röja en som har det"
EACH = "en enhet i taget"
BROKEN_TITLE = "Ändringen visas inte: månaderna kan inte jämföras"
INCOMPLETE_TITLE = "Ändringen visas inte: underlaget är ofullständigt"
CHANGE_TITLE = "Ändringen visas när två gånger tolv månader är inlästa"
UNITS_TITLE = "Enheterna visas när tolv månader i följd är inlästa"


def control(view: View) -> None:
    """Months with season taken out, their limits, and in words what is more than chance."""
    rows = _since_break(chosen(view, monthly.by_month(view.warehouse, RATE, view.group)))
    found = analysis.control([(row.month_start, row.value) for row in rows])
    *others, last = analysis.signal_sentences(found)
    show_months(
        view,
        Chart(
            key="control",
            title=sentence(last.removesuffix(".")),
            subtitle=f"Sjukfrånvaro utan säsong, % · {scope(view)} · styrdiagram",
            drawings=[("", analysis_charts.control_chart(found, view.palette))],
            rows=rows,
            measures=[RATE],
            notices=not_applicable(view),
            notes=[*others, *analysis.control_notes(found)],
        ),
    )


def _since_break(rows: Sequence[Figure]) -> Sequence[Figure]:
    """The months since the series last broke: one level cannot be expected of both sides."""
    breaks = [at for at, row in enumerate(rows) if row.cut]
    return rows[breaks[-1] :] if breaks else rows


def heat_map(view: View) -> None:
    """Every month of every year, darker where sick leave is higher."""
    rows = chosen(view, monthly.by_month(view.warehouse, RATE, view.group))
    months = [(row.month_start, row.value) for row in rows]
    hidden = [row.month_start for row in rows if row.missing == "hidden"]
    highest = max(known(rows), key=lambda row: row.number, default=None)
    show_months(
        view,
        Chart(
            key="heat",
            title=sentence(f"Högst var {highest.period_text}: {number(highest.number, 1)} %" if highest else ""),
            subtitle=f"Sjukfrånvaro, % · {scope(view)} · månad för månad",
            drawings=[("", analysis_charts.heat_map(months, view.palette, hidden))],
            rows=rows,
            measures=[RATE],
            notices=not_applicable(view),
        ),
    )


def units(view: View) -> None:
    """Units of unequal size side by side; a click chooses one."""
    span = _last_year(view)
    if span is None:
        st.subheader(UNITS_TITLE, anchor=False)
        return
    everyone = replace(view.group, unit=TOTAL)
    rates = monthly.of_units(view.warehouse, RATE, everyone, *span)
    ordinary = monthly.of_units(view.warehouse, "ordinary_hours", everyone, *span)
    names = _names(rates)
    found = analysis.funnel([_unit(names[group], rates[group], ordinary[group]) for group in rates])
    by_name = {name: group for group, name in names.items()}
    concealed = f"{number(len(found.unknown))} enheter visas inte: {FEW}"
    show_months(
        replace(view, group=replace(everyone, unit=EACH)),
        Chart(
            key="units",
            title=sentence(analysis.funnel_sentence(found).removesuffix(".")),
            subtitle=f"Sjukfrånvaro, % mot ordinarie arbetstid · {scope(view, everyone)} · {_period(span)}",
            drawings=[("", analysis_charts.funnel_chart(found, view.palette, names.get(view.group, "")))],
            rows=list(rates.values()),
            measures=[RATE, "ordinary_hours"],
            notices=not_applicable(view),
            notes=[
                "Klicka på en enhet för att se den för sig",
                *([concealed] if found.unknown else []),
            ],
            on_click=lambda name: filters.choose(by_name[name]),
        ),
    )


def _names(units: Iterable[Group], whatever_area: Collection[str] = ()) -> dict[Group, str]:
    """What each unit is called: with its area where another has the same name, unless it is the same in any area."""
    units = list(units)
    areas = Counter(unit.unit for unit in units if unit.unit not in whatever_area)
    return {unit: f"{unit.unit}, {unit.org}" if areas[unit.unit] > 1 else unit.unit for unit in units}


def _unit(name: str, rate: Figure, ordinary: Figure) -> Unit:
    if rate.value is None or ordinary.value is None:
        return Unit(name, None, None)
    return Unit(name, rate.value * ordinary.value / 100, ordinary.value)


def one_unit(view: View) -> None:
    """The chosen unit, where there is one, beside its area and the whole, twelve months together."""
    if view.group.unit == TOTAL:
        return
    around = [view.group, replace(view.group, unit=TOTAL), replace(view.group, org=view.warehouse.whole, unit=TOTAL)]
    looks = [(view.palette.accent, 3.0), (view.palette.muted, 2.0), (view.palette.muted, 1.0)]
    runs = [chosen(view, monthly.over_year(view.warehouse, RATE, group)) for group in around]
    names = [view.group.unit, view.group.org, whole_name(view)]
    lines = [Line(run, name, color, width=width) for run, name, (color, width) in zip(runs, names, looks, strict=True)]
    rows = [row for run in runs for row in run]
    show_months(
        view,
        Chart(
            key="unit",
            title=sentence(_beside(runs, names)),
            subtitle=f"Sjukfrånvaro, % · {scope(view)} · rullande 12 månader",
            drawings=[("", charts.long_runs(lines, view.palette, axis_years(view, rows)))],
            rows=rows if known(runs[0]) else _hidden(view, view.group),
            measures=[RATE],
            notices=not_applicable(view),
        ),
    )


def _beside(runs: Sequence[Sequence[Figure]], names: Sequence[str]) -> str:
    own, area = known(runs[0]), known(runs[1])
    if not own or not area or own[-1].period_end != area[-1].period_end:
        return f"{names[0]}, tolv månader i taget"
    step = own[-1].number - area[-1].number
    words = "högre" if step > 0 else "lägre"
    compared = (
        f"{number(abs(step), 1)} procentenheter {words} än i {names[1]}" if rounded(step, 1) else f"som i {names[1]}"
    )
    return f"{names[0]} har {number(own[-1].number, 1)} % på tolv månader, {compared}"


def breadcrumb(view: View) -> None:
    """Where in the organisation the page is, with the way back."""
    whole = view.warehouse.whole
    steps = [Group(whole), Group(view.group.org), view.group]
    names = [whole_name(view), view.group.org, view.group.unit]
    depth = 2 if view.group.unit != TOTAL else 1 if view.group.org != whole else 0
    with st.container(horizontal=True, vertical_alignment="center", key="breadcrumb"):
        for at in range(depth):
            if st.button(names[at], type="tertiary", key=f"back-{at}", icon=":material/chevron_left:"):
                filters.choose(steps[at])
        st.markdown(f"**{names[depth]}**")


def women_and_men(view: View) -> None:
    """Women and men as two lines over twelve months, and how far apart they are in each age group."""
    both = {
        gender: chosen(view, monthly.over_year(view.warehouse, RATE, replace(view.group, gender=gender)))
        for gender in ("women", "men")
    }
    lines = [
        Line(both[gender], theme.GENDERS[gender], color, width=3)
        for gender, color in (("women", view.palette.women), ("men", view.palette.men))
    ]
    rows = [row for run in both.values() for row in run]
    hidden = [row for gender in both for row in _hidden(view, replace(view.group, gender=gender))]
    show_months(
        view,
        Chart(
            key="women-and-men",
            title=sentence(_gap(both["women"], both["men"])),
            subtitle=f"Sjukfrånvaro, % · {scope(view, replace(view.group, gender=TOTAL))} · rullande 12 månader",
            drawings=[("", charts.long_runs(lines, view.palette, axis_years(view, rows)))],
            rows=rows or hidden,
            measures=[RATE],
            notes=_gaps_by_age(view),
        ),
    )


def _gap(women: Sequence[Figure], men: Sequence[Figure]) -> str:
    pairs = _pairs(women, men)
    if not pairs:
        return "Kvinnor och män, tolv månader i taget"
    return f"{_more(pairs[-1])} på tolv månader till och med {pairs[-1][0].period_text.rpartition('–')[2]}"


def _pairs(women: Sequence[Figure], men: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Women and men of the same periods: a gap needs both."""
    by_end = {row.period_end: row for row in known(men)}
    return [(row, by_end[row.period_end]) for row in known(women) if row.period_end in by_end]


def _more(pair: tuple[Figure, Figure]) -> str:
    gap = pair[0].number - pair[1].number
    who = "Kvinnor" if gap > 0 else "Män"
    if not rounded(gap, 1):
        return "Kvinnor och män har lika hög sjukfrånvaro"
    return f"{who} har {number(abs(gap), 1)} procentenheter högre sjukfrånvaro"


def _gaps_by_age(view: View) -> list[str]:
    """The last gap of each age group, women minus men in percentage points, or that it is hidden."""
    if view.group.unit != TOTAL:
        return ["Skillnaden efter ålder visas för affärsområden och för helheten, inte för enheter"]
    told = []
    for age, name in theme.AGES.items():
        women, men = (
            chosen(view, monthly.over_year(view.warehouse, RATE, replace(view.group, gender=gender, age=age)))
            for gender in ("women", "men")
        )
        pairs = _pairs(women, men)
        gap = number(pairs[-1][0].number - pairs[-1][1].number, 1, plus=True) if pairs else ".."
        told.append(f"{name} {gap}")
    return [f"Kvinnor minus män, procentenheter: {', '.join(told)}"]


def lengths(view: View) -> None:
    """Hours of sick leave by length of the spell, per full-time equivalent."""
    runs = {m: chosen(view, monthly.over_year(view.warehouse, m, view.group)) for m in PER_FULL_TIME}
    lines = [
        Line(run, MEASURES[measure].name, color, dash, width=3)
        for (measure, run), color, dash in zip(runs.items(), view.palette.lines, charts.DASHES, strict=False)
    ]
    rows = [row for run in runs.values() for row in run]
    last = {measure: known(run)[-1] for measure, run in runs.items() if known(run)}
    largest = max(last.values(), key=lambda row: row.number, default=None)
    title = (
        f"{MEASURES[largest.measure].name} är störst: {number(largest.number)} timmar per årsarbetare"
        if largest
        else ""
    )
    show_months(
        view,
        Chart(
            key="lengths",
            title=sentence(title),
            subtitle=f"Sjukfrånvarotimmar per årsarbetare · {scope(view)} · rullande 12 månader",
            drawings=[("", charts.long_runs(lines, view.palette, axis_years(view, rows)))],
            rows=rows,
            measures=list(PER_FULL_TIME),
            notices=not_applicable(view),
        ),
    )


def what_changed(view: View) -> None:
    """The change between the last chosen year and the one before, split exactly."""
    span = _last_year(view)
    if span is None:
        st.subheader(CHANGE_TITLE, anchor=False)
        return
    before = (_a_year_earlier(span[0]), _a_year_earlier(span[1]))
    everyone = replace(view.group, unit=TOTAL)
    found = _change(view, everyone, before, span)
    if found is None:
        _no_change(view, everyone, before[0], span[1])
        return
    rows = [row for each in (before, span) for row in _rates(view, everyone, each)]
    show_months(
        view,
        Chart(
            key="change",
            title=sentence(analysis.change_sentence(found).removesuffix(".")),
            subtitle=f"Procentenheter · {scope(view, everyone)} · {_period(span)} mot {_period(before)}",
            drawings=[
                (
                    "Vad ändringen består av",
                    analysis_charts.contributions(analysis_charts.change_bars(found), view.palette),
                ),
                ("Inom enheterna", analysis_charts.contributions(analysis_charts.unit_bars(found), view.palette)),
            ],
            rows=rows,
            measures=[RATE],
            notices=[*not_applicable(view), *_all_units(view, everyone)],
            notes=[text for text in (analysis.units_sentence(found),) if text],
            across=2,
        ),
    )


def _all_units(view: View, everyone: Group) -> list[str]:
    """That a chosen unit is not shown for itself, where one is chosen."""
    kept = f"Ändringen delas upp på alla enheter i {scope(view, everyone)}. Valet {view.group.unit} är kvar."
    return [kept] if view.group.unit != TOTAL else []


def _change(view: View, group: Group, before: tuple[date, date], span: tuple[date, date]) -> analysis.Change | None:
    """The change of a group between two spans; None across a break, and where one is hidden or not loaded whole."""
    if monthly.breaks(view.warehouse, RATE, group, before[0], span[1]):
        return None
    old, new = (_whole(view, group, each) for each in (before, span))
    if old is None or new is None:
        return None
    return analysis.change(_hours_of_units(view, group, before), _hours_of_units(view, group, span), (old, new))


def _no_change(view: View, group: Group, first: date, last: date) -> None:
    """Say why the change within some months is not shown."""
    within = [row for row in _hidden(view, group) if first <= row.month_start <= last]
    if within:
        chart = Chart(key="change", title=sentence(), subtitle="", drawings=[], rows=within, measures=[RATE])
        show_months(replace(view, group=group), chart)
        return
    breaks = monthly.breaks(view.warehouse, RATE, group, first, last)
    hours = monthly.of_span(view.warehouse, "ordinary_hours", group, first, last)
    lacking = [] if breaks or hours is None else grounds.caveats([hours])
    st.subheader(BROKEN_TITLE if breaks else INCOMPLETE_TITLE if lacking else CHANGE_TITLE, anchor=False)
    for text in [*breaks, *lacking]:
        notice(text)


def _hidden(view: View, group: Group) -> list[Figure]:
    """The months in which a group is hidden, for the reason."""
    return [row for row in monthly.by_month(view.warehouse, RATE, group) if row.missing == "hidden"]


def _hours_of_units(view: View, group: Group, span: tuple[date, date]) -> dict[str, Hours | None]:
    """Each unit's hours by its name: one that has moved between areas is the same unit."""
    parts = [monthly.of_units(view.warehouse, measure, group, *span) for measure in (*LENGTHS, "ordinary_hours")]
    found: dict[str, Hours | None] = {}
    for unit, name in _names(parts[0], moved(view.warehouse)).items():
        hours = _hours([part[unit] for part in parts])
        found[name] = _together(found[name], hours) if name in found else hours
    return found


def _together(one: Hours | None, other: Hours | None) -> Hours | None:
    return Hours(*map(sum, zip(astuple(one), astuple(other), strict=True))) if one and other else None


def _hours(parts: Sequence[Figure]) -> Hours | None:
    values = [part.value for part in parts if part.value is not None]
    return Hours(*values) if len(values) == len(parts) else None


def _whole(view: View, group: Group, span: tuple[date, date]) -> Hours | None:
    parts = [monthly.of_span(view.warehouse, measure, group, *span) for measure in (*LENGTHS, "ordinary_hours")]
    return _hours([part for part in parts if part]) if all(parts) else None


def _rates(view: View, group: Group, span: tuple[date, date]) -> list[Figure]:
    total = monthly.of_span(view.warehouse, RATE, group, *span)
    return [*([total] if total else []), *monthly.of_units(view.warehouse, RATE, group, *span).values()]


def key_figures(view: View) -> None:
    """The seven key figures that the law asks of the annual report, with the workbook to paste from."""
    months = chosen(view, monthly.by_month(view.warehouse, RATE, everyone(view.warehouse)))
    year = months[-1].of_year if months else view.choice.last_year
    found = statutory.lines(view.warehouse, year)
    st.subheader(f"De sju nyckeltalen för årsredovisningen {year}", anchor=False)
    st.caption(f"{whole_name(view)} · procent · beräknat ur exporten Sjukfrånvaro")
    if view.group != everyone(view.warehouse):
        notice(f"Nyckeltalen gäller {in_words(view.warehouse, view.warehouse.whole)}. Valen ovan är kvar.")
    if warning := statutory.incomplete(found, year):
        st.warning(warning)
    rows = [
        {"Nyckeltal": line.key_figure.name, str(year): _shown(line.this_year), str(year - 1): _shown(line.last_year)}
        for line in found
    ]
    table(pd.DataFrame(rows), NO_FIGURE)
    sample = any(line.this_year and line.this_year.sample for line in found)
    st.download_button(
        "Ladda ner som Excel",
        statutory.workbook(found, year),
        f"{'exempeldata-' if sample else ''}nyckeltal-sjukfranvaro-{year}.xlsx",
        EXCEL,
        icon=":material/download:",
    )


def whole_name(view: View) -> str:
    """The whole at the head of a line: Hela Leanlink."""
    return f"Hela {view.warehouse.whole}"


def _shown(row: Figure | None) -> str:
    return "–" if row is None else value(row)


def _last_year(view: View) -> tuple[date, date] | None:
    """The last twelve months within the chosen years that are loaded whole."""
    runs = chosen(view, monthly.over_year(view.warehouse, RATE, everyone(view.warehouse)))
    last = runs[-1] if runs else None
    return (last.period_start, last.month_start) if last and last.period_start else None


def _a_year_earlier(month: date) -> date:
    return month.replace(year=month.year - 1)


def _period(span: tuple[date, date]) -> str:
    return analysis.span(*span)
