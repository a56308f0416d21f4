"""The parts of the page Sjukfrånvaro that go into depth: season or change, which units, women and men, what changed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import analysis_charts, charts, decomposition, filters, grounds, monthly, page, statutory, theme
from dashboard.charts import Line
from dashboard.control import LEAST_MONTHS, Control, control_notes, control_sentences, signal_sentence
from dashboard.control import control as control_of
from dashboard.decomposition import LENGTHS, ORDINARY, REST, Change, Hours, change_sentence, units_sentence
from dashboard.funnel import Parts, Unit, funnel, funnel_sentence
from dashboard.groups import TOTAL, Group, everyone, moved
from dashboard.measures import MEASURES
from dashboard.months import axis_years, chosen, not_applicable, scope, show_months
from dashboard.page import EXCEL, NO_FIGURE, Chart, View, notice, table, tell
from dashboard.query import Figure, in_words, known
from dashboard.sentence import (
    Said,
    Sentence,
    bare,
    count,
    gap,
    highest,
    joined,
    level,
    month,
    sentence,
    span_name,
    turn,
    value,
    year,
)
from dashboard.theme import number, rounded

RATE = "sick_leave"
HOURS = (*LENGTHS, ORDINARY)
PER_FULL_TIME = ("sick_per_full_time_1_14", "sick_per_full_time_15_59", "sick_per_full_time_60")
FEW = "de har högst tio anställda, eller skulle röja en som har det"
EACH = "en enhet i taget"
BROKEN_TITLE = "Ändringen visas inte: månaderna kan inte jämföras"
CHANGE_TITLE = "Ändringen visas när två gånger tolv månader är inlästa"
UNITS_TITLE = "Enheterna visas när tolv månader i följd är inlästa"


def control(view: View) -> None:
    """Months with season taken out, their limits, and in words what is more than chance: judged by all months that are
    loaded since the series last broke, of which the chosen years are shown."""
    unbroken = _unbroken(monthly.by_month(view.warehouse, RATE, view.group), view.choice.last_year)
    rows, loaded = chosen(view, unbroken), _sound(unbroken)
    found = control_of([(row.month_start, row.value) for row in loaded])
    drawn = found.within(rows[0].month_start, rows[-1].month_start) if rows else found
    told = control_sentences(drawn, loaded) if known(rows) else [Sentence()]
    season = "säsongen är borttagen" if found.season else "säsongen är inte borttagen"
    show_months(
        view,
        Chart(
            key="control",
            title=_without_stop(_latest_of(drawn, loaded) or told[0]),
            subtitle=f"Sjukfrånvaro, % · {season} · {scope(view)} · styrdiagram",
            drawings=[("", analysis_charts.control_chart(drawn, view.palette))],
            rows=rows,
            measures=[RATE],
            notices=not_applicable(view),
            notes=[*control_notes(found), *_not_written(drawn)],
            findings=told if drawn.signals else (),
        ),
    )


def _unbroken(rows: Sequence[Figure], last_year: int) -> Sequence[Figure]:
    """The months of the unbroken stretch that a year ends in: one level cannot be expected of both sides of a break."""
    breaks = [at for at, row in enumerate(rows) if row.cut]
    start = max((at for at in breaks if rows[at].of_year <= last_year), default=0)
    return rows[start : next((at for at in breaks if at > start), len(rows))]


def _sound(rows: Sequence[Figure]) -> Sequence[Figure]:
    """The months that nothing speaks against, the others as unknown; all of them where too few would be left."""
    sound = [replace(row, value=None) if row.caveats else row for row in rows]
    return sound if len(known(sound)) >= LEAST_MONTHS else rows


def _latest_of(found: Control, rows: Sequence[Figure]) -> Sentence:
    """The latest of the signals that are written in the chart; empty where there is none."""
    if not found.foremost:
        return Sentence()
    latest = max(found.foremost, key=lambda signal: signal.last)
    return signal_sentence(latest, rows, seasonal=not found.season)


def _not_written(found: Control) -> list[str]:
    """How many signals stand in the table alone."""
    more = [signal for signal in found.signals if signal not in found.foremost]
    return [tell(sentence(count(more), f" {'signaler' if more[1:] else 'signal'} till i tabellen"))] if more else []


def _without_stop(said: Sentence) -> Sentence:
    """A sentence as a title."""
    *parts, last = said.parts or ("",)
    return replace(said, parts=(*parts, last.removesuffix(".") if isinstance(last, str) else last))


def heat_map(view: View) -> None:
    """Every month of every year, darker where sick leave is higher."""
    rows = chosen(view, monthly.by_month(view.warehouse, RATE, view.group))
    months = [(row.month_start, row.value) for row in rows]
    hidden = [row.month_start for row in rows if row.missing == "hidden"]
    show_months(
        view,
        Chart(
            key="heat",
            title=_heat_title(known(_unbroken(rows, view.choice.last_year))),
            subtitle=f"Sjukfrånvaro, % · {scope(view)} · månad för månad",
            drawings=[("", analysis_charts.heat_map(months, view.palette, hidden))],
            rows=rows,
            measures=[RATE],
            notices=not_applicable(view),
        ),
    )


def _heat_title(months: Sequence[Figure]) -> Sentence:
    """The month with the highest value since the last break."""
    if not months:
        return Sentence()
    most, last = max(months, key=lambda row: row.number), months[-1]
    plain = sentence("Sjukfrånvaron var ", value(last), " i ", month(last))
    return grounds.carried(sentence(highest(most, months, "Högst"), " var ", month(most), ": ", value(most)), plain)


def units(view: View) -> None:
    """Units of unequal size side by side; a click chooses one. A unit that has moved between areas is one."""
    span = _last_year(view)
    if span is None:
        st.subheader(UNITS_TITLE, anchor=False)
        return
    everyone = replace(view.group, unit=TOTAL)
    rates = monthly.of_units(view.warehouse, RATE, everyone, *span)
    ordinary = monthly.of_units(view.warehouse, ORDINARY, everyone, *span)
    names = _names(rates, moved(view.warehouse))
    figures: dict[str, Parts] = {}
    for group, name in names.items():
        figures[name] = (*figures.get(name, ()), (rates[group], ordinary[group]))
    found = funnel([_unit(name, parts) for name, parts in figures.items()])
    by_name = {name: group for group, name in sorted(names.items(), key=lambda unit: rates[unit[0]].month_start)}
    concealed = tell(sentence(count(found.unknown), f" enheter visas inte: {FEW}"))
    show_months(
        replace(view, group=replace(everyone, unit=EACH)),
        Chart(
            key="units",
            title=_without_stop(funnel_sentence(found, figures)),
            subtitle=f"Sjukfrånvaro, % mot ordinarie arbetstid · {scope(view, everyone)} · {span_name(*span)}",
            drawings=[("", analysis_charts.funnel_chart(found, view.palette, names.get(view.group, "")))],
            rows=list(rates.values()),
            measures=[RATE, ORDINARY],
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


def _unit(name: str, parts: Parts) -> Unit:
    """A unit's hours in all areas together; hidden where those of one are."""
    known_parts = [(r.value, o.value) for r, o in parts if r.value is not None and o.value is not None]
    if len(known_parts) < len(parts):
        return Unit(name, None, None)
    return Unit(name, sum(rate * hours / 100 for rate, hours in known_parts), sum(hours for _, hours in known_parts))


def one_unit(view: View) -> None:
    """The chosen unit, where there is one, beside its area and the whole, twelve months together."""
    if view.group.unit == TOTAL:
        return
    around = [view.group, replace(view.group, unit=TOTAL), replace(view.group, org=view.warehouse.whole, unit=TOTAL)]
    looks = [(view.palette.accent, 3.0), (view.palette.muted, 2.0), (view.palette.muted, 1.0)]
    runs = [chosen(view, monthly.over_year(view.warehouse, RATE, group)) for group in around]
    names = [view.group.unit, view.group.org, whole_name(view)]
    title = _beside(runs, names)
    lines = [
        Line(run, name, color, width=width, told=title.tells(run))
        for run, name, (color, width) in zip(runs, names, looks, strict=True)
    ]
    rows = [row for run in runs for row in run]
    show_months(
        view,
        Chart(
            key="unit",
            title=title,
            subtitle=f"Sjukfrånvaro, % · {scope(view)} · rullande 12 månader",
            drawings=[("", charts.long_runs(lines, view.palette, axis_years(view, rows)))],
            rows=rows if known(runs[0]) else _hidden(view, view.group),
            measures=[RATE],
            notices=not_applicable(view),
        ),
    )


def _beside(runs: Sequence[Sequence[Figure]], names: Sequence[str]) -> Sentence:
    own, area = known(runs[0]), known(runs[1])
    if not own:
        return sentence(f"{names[0]}, tolv månader i taget")
    unit = own[-1]
    plain = sentence(f"{names[0]} har ", value(unit), " på tolv månader till och med ", month(unit))
    if not area or area[-1].period_end != unit.period_end:
        return grounds.carried(plain)
    beside = area[-1]
    if rounded(unit.number - beside.number, 1):
        size = gap(unit, beside, unit.resolution)
        compared = sentence(size, " ", turn(unit, beside, "högre", "lägre"), f" än i {names[1]}")
    else:
        compared = sentence(level(unit, beside, "som"), f" i {names[1]}")
    return grounds.carried(sentence(plain, ", ", compared), plain)


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
    title = _gap(both["women"], both["men"])
    lines = [
        Line(both[gender], theme.GENDERS[gender], color, width=3, told=title.tells(both[gender]))
        for gender, color in (("women", view.palette.women), ("men", view.palette.men))
    ]
    rows = [row for run in both.values() for row in run]
    hidden = [row for gender in both for row in _hidden(view, replace(view.group, gender=gender))]
    show_months(
        view,
        Chart(
            key="women-and-men",
            title=title,
            subtitle=f"Sjukfrånvaro, % · {scope(view, replace(view.group, gender=TOTAL))} · rullande 12 månader",
            drawings=[("", charts.long_runs(lines, view.palette, axis_years(view, rows)))],
            rows=rows or hidden,
            measures=[RATE],
            notes=_gaps_by_age(view, _pairs(both["women"], both["men"])),
        ),
    )


def _gap(women: Sequence[Figure], men: Sequence[Figure]) -> Sentence:
    pairs = _pairs(women, men)
    if not pairs:
        return sentence("Kvinnor och män, tolv månader i taget")
    w, m = pairs[-1]
    until = sentence(" på tolv månader till och med ", month(w))
    plain = sentence("Sjukfrånvaron för kvinnor och män", until)
    if not rounded(w.number - m.number, 1):
        return grounds.carried(sentence("Kvinnor och män har ", level(w, m, "lika hög"), " sjukfrånvaro", until), plain)
    who, more, less = ("Kvinnor", w, m) if w.number > m.number else ("Män", m, w)
    size = gap(more, less, more.resolution)
    said = sentence(f"{who} har ", size, " ", turn(more, less, "högre", "lägre"), " sjukfrånvaro", until)
    return grounds.carried(said, plain)


def _pairs(women: Sequence[Figure], men: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Women and men of the same periods: a gap needs both."""
    by_end = {row.period_end: row for row in known(men)}
    return [(row, by_end[row.period_end]) for row in known(women) if row.period_end in by_end]


def _gaps_by_age(view: View, everyone: Sequence[tuple[Figure, Figure]]) -> list[str]:
    """The gap of each age group in the last months that all ages have, women minus men in percentage points, or that it
    is hidden."""
    if view.group.unit != TOTAL:
        return ["Skillnaden efter ålder visas för affärsområden och för helheten, inte för enheter"]
    if not everyone:
        return []
    last, _ = everyone[-1]
    told = []
    for age, name in theme.AGES.items():
        women, men = (
            chosen(view, monthly.over_year(view.warehouse, RATE, replace(view.group, gender=gender, age=age)))
            for gender in ("women", "men")
        )
        pairs = [pair for pair in _pairs(women, men) if pair[0].period_end == last.period_end]
        told.append(sentence(f"{name} ", *(_signed(*pair) for pair in pairs), "" if pairs else ".."))
    heading = sentence("Kvinnor minus män på tolv månader till och med ", month(last), ", procentenheter: ")
    said = grounds.carried(sentence(heading, joined(", ", told)), sentence("Skillnaden efter ålder jämförs inte"))
    return [tell(said), *said.reasons]


def _signed(women: Figure, men: Figure) -> Said:
    claim = gap(women, men, women.resolution).claim
    return Said(number(women.number - men.number, 1, plus=True), claim)


def lengths(view: View) -> None:
    """Hours of sick leave by length of the spell, per full-time equivalent."""
    runs = {m: chosen(view, monthly.over_year(view.warehouse, m, view.group)) for m in PER_FULL_TIME}
    title = _lengths_title([known(run)[-1] for run in runs.values() if known(run)])
    lines = [
        Line(run, MEASURES[measure].name, color, dash, width=3, told=title.tells(run))
        for (measure, run), color, dash in zip(runs.items(), view.palette.lines, charts.DASHES, strict=False)
    ]
    rows = [row for run in runs.values() for row in run]
    show_months(
        view,
        Chart(
            key="lengths",
            title=title,
            subtitle=f"Sjukfrånvarotimmar per årsarbetare · {scope(view)} · rullande 12 månader",
            drawings=[("", charts.long_runs(lines, view.palette, axis_years(view, rows)))],
            rows=rows,
            measures=list(PER_FULL_TIME),
            notices=not_applicable(view),
        ),
    )


def _lengths_title(lasts: Sequence[Figure]) -> Sentence:
    """Which length has the most hours in the last twelve months."""
    if not lasts:
        return Sentence()
    most = max(lasts, key=lambda row: row.number)
    name = MEASURES[most.measure].name
    told = sentence(bare(most), " timmar per årsarbetare på tolv månader till och med ", month(most))
    largest = sentence(f"{name} är ", highest(most, lasts, "störst"), ": ", told)
    return grounds.carried(largest, sentence(f"{name}: ", told))


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
    rates = [_rates(view, everyone, each) for each in (before, span)]
    hours = _figures_of_hours(view, everyone, (before, span), found)
    show_months(
        view,
        Chart(
            key="change",
            title=_without_stop(change_sentence(found, (rates[0][0], rates[1][0]), hours)),
            subtitle=f"Procentenheter · {scope(view, everyone)} · {span_name(*span)} mot {span_name(*before)}",
            drawings=[
                (
                    "Vad ändringen består av",
                    analysis_charts.contributions(analysis_charts.change_bars(found), view.palette),
                ),
                ("Inom enheterna", analysis_charts.contributions(analysis_charts.unit_bars(found), view.palette)),
            ],
            rows=[row for each in rates for row in each],
            measures=[RATE],
            notices=[*not_applicable(view), *_all_units(view, everyone)],
            notes=[text for text in (tell(units_sentence(found, hours)),) if text],
            across=2,
        ),
    )


def _all_units(view: View, everyone: Group) -> list[str]:
    """That a chosen unit is not shown for itself, where one is chosen."""
    kept = f"Ändringen delas upp på alla enheter i {scope(view, everyone)}. Valet {view.group.unit} är kvar."
    return [kept] if view.group.unit != TOTAL else []


def _change(view: View, group: Group, before: tuple[date, date], span: tuple[date, date]) -> Change | None:
    """The change of a group between two spans; None across a break, and where one is hidden or not loaded whole."""
    if monthly.breaks(view.warehouse, RATE, group, before[0], span[1]):
        return None
    old, new = (_whole(view, group, each) for each in (before, span))
    if old is None or new is None:
        return None
    return decomposition.change(_hours_of_units(view, group, before), _hours_of_units(view, group, span), (old, new))


def _no_change(view: View, group: Group, first: date, last: date) -> None:
    """Say why the change within some months is not shown."""
    within = [row for row in _hidden(view, group) if first <= row.month_start <= last]
    if within:
        chart = Chart(key="change", title=sentence(), subtitle="", drawings=[], rows=within, measures=[RATE])
        show_months(replace(view, group=group), chart)
        return
    breaks = monthly.breaks(view.warehouse, RATE, group, first, last)
    st.subheader(BROKEN_TITLE if breaks else CHANGE_TITLE, anchor=False)
    for text in breaks:
        notice(text)


def _hidden(view: View, group: Group) -> list[Figure]:
    """The months in which a group is hidden, for the reason."""
    return [row for row in monthly.by_month(view.warehouse, RATE, group) if row.missing == "hidden"]


def _hours_of_units(view: View, group: Group, span: tuple[date, date]) -> dict[str, Hours | None]:
    """Each unit's hours by its name: one that has moved between areas is the same unit."""
    found: dict[str, Hours | None] = {}
    for name, parts in _parts_of_units(view, group, span):
        hours = _hours(parts)
        found[name] = _together(found[name], hours) if name in found else hours
    return found


def _parts_of_units(view: View, group: Group, span: tuple[date, date]) -> list[tuple[str, list[Figure]]]:
    """Each unit's hours by length and its ordinary hours, with its name; once for each area that it has been in."""
    of = [monthly.of_units(view.warehouse, measure, group, *span) for measure in HOURS]
    return [(name, [part[unit] for part in of]) for unit, name in _names(of[0], moved(view.warehouse)).items()]


def _figures_of_hours(
    view: View, group: Group, spans: Sequence[tuple[date, date]], found: Change
) -> Mapping[str, Sequence[Figure]]:
    """The hours that a change is computed from, by unit; for the rest those of the whole."""
    figures: dict[str, list[Figure]] = {}
    for span in spans:
        for name, parts in _parts_of_units(view, group, span):
            if name not in found.hidden:
                figures.setdefault(name, []).extend(parts)
        figures.setdefault(REST, []).extend(_of_span(view, group, span))
    return figures


def _together(one: Hours | None, other: Hours | None) -> Hours | None:
    return Hours(*map(sum, zip(astuple(one), astuple(other), strict=True))) if one and other else None


def _hours(parts: Sequence[Figure]) -> Hours | None:
    values = [part.value for part in parts if part.value is not None]
    return Hours(*values) if len(values) == len(parts) else None


def _whole(view: View, group: Group, span: tuple[date, date]) -> Hours | None:
    parts = _of_span(view, group, span)
    return _hours(parts) if len(parts) == len(HOURS) else None


def _of_span(view: View, group: Group, span: tuple[date, date]) -> list[Figure]:
    parts = [monthly.of_span(view.warehouse, measure, group, *span) for measure in HOURS]
    return [part for part in parts if part]


def _rates(view: View, group: Group, span: tuple[date, date]) -> list[Figure]:
    """The rate of a group over a span, then those of its units."""
    total = monthly.of_span(view.warehouse, RATE, group, *span)
    return [*([total] if total else []), *monthly.of_units(view.warehouse, RATE, group, *span).values()]


def key_figures(view: View) -> None:
    """The seven key figures that the law asks of the annual report, with the workbook to paste from."""
    months = chosen(view, monthly.by_month(view.warehouse, RATE, everyone(view.warehouse)))
    of_year = months[-1].of_year if months else view.choice.last_year
    found = statutory.lines(view.warehouse, of_year)
    which = year(months[-1]) if months else ""
    st.subheader(tell(sentence("De sju nyckeltalen för årsredovisningen ", which)), anchor=False)
    st.caption(f"{whole_name(view)} · procent · beräknat ur exporten Sjukfrånvaro")
    if view.group != everyone(view.warehouse):
        notice(f"Nyckeltalen gäller {in_words(view.warehouse, view.warehouse.whole)}. Valen ovan är kvar.")
    if warning := statutory.incomplete(found, of_year):
        st.warning(warning)
    rows = [
        {
            "Nyckeltal": line.key_figure.name,
            str(of_year): _shown(line.this_year),
            str(of_year - 1): _shown(line.last_year),
        }
        for line in found
    ]
    table(pd.DataFrame(rows), NO_FIGURE)
    sample = any(line.this_year and line.this_year.sample for line in found)
    st.download_button(
        "Ladda ner som Excel",
        statutory.workbook(found, of_year),
        f"{'exempeldata-' if sample else ''}nyckeltal-sjukfranvaro-{of_year}.xlsx",
        EXCEL,
        icon=":material/download:",
    )


def whole_name(view: View) -> str:
    """The whole at the head of a line: Hela Leanlink."""
    return f"Hela {view.warehouse.whole}"


def _shown(row: Figure | None) -> str:
    return "–" if row is None else page.value(row)


def _last_year(view: View) -> tuple[date, date] | None:
    """The last twelve months within the chosen years that are loaded whole."""
    runs = chosen(view, monthly.over_year(view.warehouse, RATE, everyone(view.warehouse)))
    last = runs[-1] if runs else None
    return (last.period_start, last.month_start) if last and last.period_start else None


def _a_year_earlier(month: date) -> date:
    return month.replace(year=month.year - 1)
