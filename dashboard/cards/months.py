"""Cards of monthly exports: seasons, long runs, the year so far, the latest months."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase

from dashboard import theme
from dashboard.cards.card import Block, Card, Note, View
from dashboard.cards.tables import value
from dashboard.charts import over_months
from dashboard.charts.spec import Line, Mark, Spec
from dashboard.figures import exports, monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import NOT_OFFERED, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.ownership import of_others
from dashboard.figures.query import in_words
from dashboard.figures.store.employees import offered, placed
from dashboard.figures.store.loaded import Coverage, export_names, loaded_months, of_people
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, month_name
from dashboard.findings.summary import month_title, same_month, to_date_title
from dashboard.share.table import Table

HEADING = "Månad för månad"
EMPTY = (
    "Inga månadsexporter är inlästa för {names}. Läs in dem på sidan Ladda data, eller lägg dem i mappen data/exports"
    " och kör python -m loaders."
)
NO_MONTH = "Ingen månad i urvalet"
CHOOSE = "Exporterna har inga månader för {scope} {years}. Välj fler år eller ett annat affärsområde."
INCOMPLETE = "Underlaget är ofullständigt"
HIDDEN = "Gruppen visas inte"
PROTECTED = "{scope} visas som ”..”: {reasons}. Välj en större grupp: färre val, ett affärsområde eller {whole}."
NO_YEAR = "Rullande 12 månader visas när tolv månader i följd är inlästa"
MORE_MONTHS = (
    "Månader finns för {scope} {years}, men inte tolv i följd. Läs in fler på sidan Ladda data eller välj fler år."
)


def unloaded(view: View, measures: Sequence[str]) -> list[Note]:
    """What to do where none of the exports of some measures is loaded; nothing where one is."""
    if any(exports.covered(view.warehouse, measure) for measure in measures):
        return []
    names = {c.export for measure in measures if (c := MEASURES[measure].computed)}
    lacking = [name for export, name in export_names(view.warehouse).items() if export in names]
    return [Note(EMPTY.format(names=theme.listed(lacking)), urgent=True)]


def opened(first: Block, *others: Block) -> list[Block]:
    """The monthly part of a page, under its heading."""
    return [replace(first, opens=HEADING) if isinstance(first, Card) else first, *others]


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
    months = _months(view, measure)
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
    """Each measure's latest month, the same month a year before, twelve months together, and what is loaded."""
    lines = [line for measure in measures if (line := _latest(view, measure))]
    return Card(
        "latest",
        "Senaste månaden",
        f"{theme.capital(scope(view))} · beräknat ur exporterna",
        notices=not_applicable(view),
        table=Table.of_lines(lines),
        lacking="" if lines else in_scope(view, CHOOSE),
    )


def _latest(view: View, measure: str) -> dict[str, str] | None:
    covered = exports.covered(view.warehouse, measure)
    computed = MEASURES[measure].computed
    months = known(_months(view, measure))
    if covered is None or computed is None or not months:
        return None
    every = monthly.by_month(view.warehouse, measure, view.group)
    last = months[-1]
    before = same_month(every, last, last.of_year - 1)
    adds_up = computed.numerator.over_time != "last"
    gone = {row.month_start for row in every if row.missing == "gap"}
    there = [month for month in loaded_months(view.warehouse, covered.export) if month not in gone]
    years = [row for row in monthly.over_year(view.warehouse, measure, view.group) if row.period_end == last.period_end]
    return {
        "Mått": MEASURES[measure].label,
        "Månad": _unbroken(last.period_text),
        "Värde": value(last) if computed.by_month else "–",
        "Ett år tidigare": value(before) if before and computed.by_month else "–",
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


def of_months(view: View, card: Card) -> Card:
    """A card of months, or why it would be empty."""
    if known(card.rows):
        return card
    reasons = _why_hidden(view, card)
    lacking = sorted({row.note for row in card.rows if row.missing in monthly.LACKING})
    few = not (reasons or lacking) and any(known(_months(view, measure)) for measure in card.measures)
    why = _protected(view, reasons) if reasons else "; ".join(lacking)
    said = why or in_scope(view, MORE_MONTHS if few else CHOOSE)
    return replace(card, title=_why_empty(reasons, lacking, few=few), line="", lacking=said)


def _why_empty(reasons: Sequence[str], lacking: Sequence[str], *, few: bool) -> str:
    if reasons:
        return HIDDEN
    return INCOMPLETE if lacking else NO_YEAR if few else NO_MONTH


def _months(view: View, measure: str) -> list[Figure]:
    return chosen(view, monthly.by_month(view.warehouse, measure, view.group))


def _why_hidden(view: View, card: Card) -> list[str]:
    """Why privacy keeps figures of people back; nothing where it is not what they lack."""
    computed = [found for measure in card.measures if (found := MEASURES[measure].computed)]
    if not any(of_people(view.warehouse, each.export) for each in computed):
        return []
    if not placed(view.warehouse, view.group):
        return []
    if not offered(view.warehouse, view.group):
        return [NOT_OFFERED]
    return sorted({row.note for row in card.rows if row.missing == "hidden"})


def _protected(view: View, reasons: Sequence[str]) -> str:
    whole = in_words(view.warehouse, view.warehouse.whole)
    return PROTECTED.format(scope=scope(view), reasons="; ".join(reasons), whole=whole)


def in_scope(view: View, text: str) -> str:
    """A text about whom the figures are of, and the chosen years."""
    return text.format(scope=scope(view), years=theme.span(view.choice.since, view.choice.year))


def not_applicable(view: View) -> list[str]:
    """The choices that monthly figures do not follow: an earlier publication, and on most pages the gender."""
    notices = []
    if view.choice.gender != view.group.gender:
        notices.append(f"Månadssiffrorna visas totalt. Valet {theme.GENDERS[view.choice.gender]} är kvar.")
    if view.choice.as_of:
        notices.append(
            f"Månadssiffrorna visas som de är inlästa nu. Valet Som publicerat i {view.choice.as_of} är kvar."
        )
    return notices


def chosen(view: View, rows: Sequence[Figure]) -> list[Figure]:
    """The rows of the chosen years; what the first is cut from is out of sight."""
    found = [row for row in rows if view.choice.since <= row.of_year <= view.choice.year]
    return [replace(row, cut="") if row is found[0] else row for row in found]


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


def axis_years(view: View, rows: Sequence[Figure]) -> list[int]:
    """The years of an axis of months: those that have any."""
    return sorted({row.of_year for row in rows}) or [view.choice.year]


def cuts(rows: Sequence[Figure], label: str = "") -> tuple[list[Mark], list[str]]:
    """Where and why a line over months is cut: where the first figure after the cut begins."""
    begins = [(row.period_start, row.cut) for row in rows if row.cut and row.period_start]
    marks = [
        Mark(start.year + (start.month - 1) / len(theme.MONTHS), sign)
        for (start, _), sign in zip(begins, ascii_uppercase, strict=False)
    ]
    named = f"{label} " if label else ""
    notes = [
        f"[{mark.sign}] {named}{theme.month(start)}: {cut}" for mark, (start, cut) in zip(marks, begins, strict=False)
    ]
    return marks, notes


def _export_name(view: View, measure: str) -> str:
    computed = MEASURES[measure].computed
    return exports.named(view.warehouse, computed) if computed else ""


def _named(measure: str) -> str:
    """A measure's label with its unit, where the label does not say it."""
    label, unit = MEASURES[measure].label, MEASURES[measure].unit
    return label if unit in label.lower() else f"{label}, {unit}"


def twelve_months(rows: Sequence[Figure]) -> str:
    """What twelve months each are called: of what few have, only calendar years are told of who is divided."""
    ends = {row.period_end.month for row in known(rows) if row.period_end}
    return "kalenderår" if ends == {12} else "rullande 12 månader"


def _twelve(measure: str) -> str:
    computed = MEASURES[measure].computed
    return "" if computed is None or computed.by_month else ", rullande 12 månader"


def scope(view: View, group: Group | None = None) -> str:
    """Whom the figures are of, in words: those chosen, or others."""
    group = group or view.group
    return ", ".join(filter(None, [in_words(view.warehouse, group.org), group.told]))


def _subtitle(view: View, measure: str, months: Sequence[Figure]) -> str:
    years = axis_years(view, months)
    told = [_named(measure), scope(view), theme.span(years[0], years[-1])]
    return f"{' · '.join(told)} · beräknat ur {_export_name(view, measure)}"
