"""Cards of months: a year's beside another's, long runs, the year so far, the latest month of each measure."""

from collections.abc import Collection, Mapping, Sequence

from dashboard import theme
from dashboard.cards.card import Card, Note, View
from dashboard.cards.months import (
    CHOOSE,
    NO_YEAR,
    axis_years,
    chosen,
    chosen_months,
    cuts,
    in_scope,
    not_applicable,
    of_months,
    scope,
)
from dashboard.cards.tables import value
from dashboard.charts import over_months
from dashboard.charts.spec import Line, Spec
from dashboard.figures import exports, monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.figures.ownership import of_others
from dashboard.figures.store.loaded import Coverage, loaded_months
from dashboard.findings import grounds
from dashboard.findings.month_titles import month_title, same_month, to_date_title
from dashboard.findings.sentence import Sentence, month_name
from dashboard.share.table import Table


def season(view: View, measure: str) -> Card:
    """The last chosen year's months with the compared year behind, beside twelve months together over time."""
    notices = not_applicable(view)
    every = monthly.by_month(view.warehouse, measure, view.group)
    months = chosen(view, every)
    years = chosen(view, monthly.over_year(view.warehouse, measure, view.group))
    marks, cut_notes = cuts(years)
    drawings = [(_span_heading(view, every), over_months.season(_two_years(view, every), view.palette))]
    if known(years):
        run = over_months.long_run(years, view.palette, axis_years(view, years), marks, height=340)
        drawings.append(("Rullande 12 månader", run))
    return of_months(
        view,
        Card(
            key=f"{measure}-months",
            title=_title(view, every),
            line=_subtitle(view, measure, months),
            drawings=drawings,
            rows=[*_with_compared(view, every), *years],
            measures=[measure],
            notices=notices,
            notes=[
                *(cut_notes if known(years) else _no_year(years)),
                *_not_compared(view, every, besides={row.cut for row in years}),
            ],
            across=2,
        ),
    )


def seasons(view: View, key: str, measures: Sequence[str]) -> Card | Note:
    """Several measures side by side, each with its last chosen year's months and the compared year behind; without
    those that belong to other areas."""
    others = of_others(view.warehouse, measures, view.group.org)
    measures = [measure for measure in measures if measure not in others]
    if not measures:
        return Note(f"{view.group.org} har inga av dessa volymer månad för månad.")
    every = {m: monthly.by_month(view.warehouse, m, view.group) for m in measures}
    loaded = {measure: months for measure, months in every.items() if known(chosen(view, months))}
    drawings = [
        (_named(measure), over_months.season(_two_years(view, months), view.palette, 240))
        for measure, months in loaded.items()
    ]
    notes = [note for months in loaded.values() for note in _not_compared(view, months)]
    return _multiples(view, key, every, drawings, notes)


def _not_compared(view: View, every: Sequence[Figure], besides: Collection[str] = ()) -> list[str]:
    """Why the months of a year and those of the compared one cannot be compared all of them, besides what is told."""
    years = _compared_years(view, every)
    rows = [row for row in every if years and min(years) <= row.of_year <= max(years)][1:]
    return [
        f"{MEASURES[row.measure].label} kan inte jämföras över {month_name(row)}: {row.cut}"
        for row in rows
        if row.cut and row.cut not in besides
    ]


def long_runs(view: View, key: str, measures: Sequence[str]) -> Card:
    """Several measures over all chosen months; those for which a single month says too little over twelve."""
    every = {m: monthly.shown(view.warehouse, m, view.group) for m in measures}
    drawings, notes = [], []
    for measure in measures:
        if known(months := chosen(view, every[measure])):
            marks, cut_notes = cuts(months, MEASURES[measure].label)
            run = over_months.long_run(months, view.palette, axis_years(view, months), marks, height=220)
            drawings.append((_named(measure) + _twelve(measure), run))
            notes += cut_notes
    return _multiples(view, key, every, drawings, notes)


def _multiples(
    view: View,
    key: str,
    every: Mapping[str, Sequence[Figure]],
    drawings: Sequence[tuple[str, Spec]],
    notes: Sequence[str],
) -> Card:
    """The drawings of several measures under the sentence of the first; those without an export are named."""
    notices = not_applicable(view)
    loaded = {measure: months for measure, months in every.items() if known(chosen(view, months))}
    lacking = [MEASURES[measure].label for measure in every if exports.covered(view.warehouse, measure) is None]
    unread = [f"Ingen export inläst för {', '.join(lacking)}"] if lacking else []
    return of_months(
        view,
        Card(
            key=key,
            title=_title(view, next(iter(loaded.values()), [])),
            line=f"Varje mått på egen skala · {scope(view)} · beräknat ur exporterna",
            drawings=drawings,
            rows=[row for months in (loaded or every).values() for row in _with_compared(view, months)],
            measures=list(loaded or every),
            notices=notices,
            notes=[*notes, *unread],
            across=2,
        ),
    )


def year_so_far(view: View, measure: str) -> Card:
    """What the last chosen year has come to month by month, with its budget and the compared year."""
    notices = not_applicable(view)
    months = chosen_months(view, measure)
    year = known(months)[-1].of_year if known(months) else view.choice.year
    other = view.choice.against(year)
    outcome, budget, before = (
        monthly.accumulated(view.warehouse, measure, of_year, view.group, scenario)
        for of_year, scenario in ((year, "outcome"), (year, "budget"), (other, "outcome"))
    )
    lines = [
        Line(before, str(other), view.palette.muted, width=1.5),
        Line(budget, "Budget", view.palette.muted, dash="dot", width=2),
        Line(outcome, str(year), view.palette.accent),
    ]
    same_month = budget[len(outcome) - 1] if outcome and len(budget) >= len(outcome) else None
    return of_months(
        view,
        Card(
            key=f"{measure}-year",
            title=to_date_title(outcome[-1] if outcome else None, same_month),
            line=f"{_subtitle(view, measure, outcome)}, ackumulerat från januari",
            drawings=[("", over_months.season(lines, view.palette))],
            rows=[*before, *budget, *outcome],
            measures=[measure],
            notices=notices,
            notes=[
                *_stops(outcome, months),
                *_not_compared(view, monthly.by_month(view.warehouse, measure, view.group)),
            ],
        ),
    )


def _stops(outcome: Sequence[Figure], months: Sequence[Figure]) -> list[str]:
    """Why a sum from January on does not reach the last month."""
    last = known(months)[-1] if known(months) else None
    if last is None or (outcome and outcome[-1].month == last.month):
        return []
    tried = [row for row in months if row.of_year == last.of_year and row.month <= len(outcome) + 1]
    lacking = "; ".join(grounds.caveats(tried)) or f"{theme.FULL_MONTHS[len(outcome)]} är inte inläst"
    return [f"Summan når inte {month_name(last)}: {lacking}"]


def _no_year(years: Sequence[Figure]) -> list[str]:
    """Why no twelve months together are shown."""
    withheld = [row for row in years if row.missing in monthly.LACKING]
    return [f"Rullande 12 månader visas inte: {'; '.join(grounds.caveats(withheld))}"] if withheld else [NO_YEAR]


def latest(view: View, measures: Sequence[str]) -> Card:
    """Twelve months of each measure together, until when, and what is loaded: the latest month stands among the key
    figures."""
    lines = [line for measure in measures if (line := _latest(view, measure))]
    return Card(
        "latest",
        "Tolv månader, och vad som är inläst",
        f"{theme.capital(scope(view))} · beräknat ur exporterna",
        notices=not_applicable(view),
        table=Table.of_lines(lines),
        lacking="" if lines else in_scope(view, CHOOSE),
    )


def _latest(view: View, measure: str) -> dict[str, str] | None:
    covered = exports.covered(view.warehouse, measure)
    computed = MEASURES[measure].computed
    months = known(chosen_months(view, measure))
    if covered is None or computed is None or not months:
        return None
    every = monthly.by_month(view.warehouse, measure, view.group)
    last = months[-1]
    adds_up = computed.numerator.over_time != "last"
    gone = {row.month_start for row in every if row.missing == "gap"}
    there = [month for month in loaded_months(view.warehouse, covered.export) if month not in gone]
    years = [row for row in monthly.over_year(view.warehouse, measure, view.group) if row.period_end == last.period_end]
    return {
        "Mått": MEASURES[measure].label,
        "Till och med": _unbroken(last.period_text),
        "Rullande 12 månader": value(years[0]) if years and adds_up else "–",
        "Inlästa månader": _loaded_months(covered, len(there), grounds.caveats(every)),
        "Underlag": _unbroken("Exempeldata" if last.sample else last.publication),
    }


def _loaded_months(covered: Coverage, there: int, lacking: Sequence[str]) -> str:
    """How many of an export's months are there for a group, and what is lacking in them."""
    counted = _unbroken(f"{there} av {covered.expected} sedan {theme.month(covered.first)}")
    return "; ".join([counted, *lacking])


def _unbroken(text: str) -> str:
    """A text that stays on one line: in a narrow table it would fill five."""
    return text.replace(" ", theme.NO_BREAK)


def _with_compared(view: View, every: Sequence[Figure]) -> list[Figure]:
    """The rows of the chosen years, and those of the compared one where it is none of them."""
    years = _compared_years(view, every)
    own = range(view.choice.since, view.choice.year + 1)
    return [*chosen(view, every), *(row for row in every if row.of_year in years and row.of_year not in own)]


def _title(view: View, every: Sequence[Figure]) -> Sentence:
    """The last chosen month beside the same month of the compared year."""
    last = next(reversed(known(chosen(view, every))), None)
    return month_title(last, same_month(every, last, view.choice.against(last.of_year)) if last else None)


def _two_years(view: View, every: Sequence[Figure]) -> list[Line]:
    """The last chosen year to be read, the compared one behind it."""
    looks = [(view.palette.accent, 3.0), (view.palette.muted, 1.5)]
    lines = [
        Line([row for row in every if row.of_year == year], str(year), color, width=width)
        for year, (color, width) in zip(_compared_years(view, every), looks, strict=False)
    ]
    return lines[::-1]


def _compared_years(view: View, every: Sequence[Figure]) -> list[int]:
    """The last chosen year that has months, and the one that it is compared with where that has any."""
    there = known(every)
    last = next((row.of_year for row in reversed(known(chosen(view, every)))), 0)
    return [year for year in (last, view.choice.against(last)) if any(row.of_year == year for row in there)]


def _span_heading(view: View, every: Sequence[Figure]) -> str:
    return " och ".join(map(str, _compared_years(view, every)))


def _export_name(view: View, measure: str) -> str:
    computed = MEASURES[measure].computed
    return exports.named(view.warehouse, computed) if computed else ""


def _named(measure: str) -> str:
    """A measure's label with its unit, where the label does not say it."""
    label, unit = MEASURES[measure].label, MEASURES[measure].unit
    return label if unit in label.lower() else f"{label}, {unit}"


def _twelve(measure: str) -> str:
    computed = MEASURES[measure].computed
    return "" if computed is None or computed.by_month else ", rullande 12 månader"


def _subtitle(view: View, measure: str, months: Sequence[Figure]) -> str:
    years = axis_years(view, months)
    told = [_named(measure), scope(view), theme.span(years[0], years[-1])]
    return f"{' · '.join(told)} · beräknat ur {_export_name(view, measure)}"
