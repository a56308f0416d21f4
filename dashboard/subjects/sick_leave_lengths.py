"""Short and long sick leave as the two definitions have it, side by side, and hours a full-time equivalent."""

from collections.abc import Sequence

from dashboard.cards.card import Card, View
from dashboard.cards.months import axis_years, chosen, not_applicable, of_months, scope, twelve_months
from dashboard.charts import over_months
from dashboard.charts.spec import DASHES, Line
from dashboard.charts.stacked import Layer, stacked
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, bare, highest, month, sentence, value, year

PER_FULL_TIME = ("sick_per_full_time_1_14", "sick_per_full_time_15_59", "sick_per_full_time_60")
BY_DAY = ("sick_share_1_14", "sick_share_15_59", "sick_share_60")
LONG_SPELLS = "long_spell_share"
DAYS = (
    "Efter dag: varje sjukfall delas upp. Också de första fjorton dagarna i ett fall som varar ett år räknas som dag"
    " 1–14, och bara tiden från dag 60 som lång."
)
SPELLS = (
    "Efter fall: når sjukfallet 60 dagar räknas alla dess timmar som långa, från första dagen. Så räknar lagens mått;"
    " därför är andelen större, och den ändras bakåt när ett pågående fall når 60 dagar."
)


def by_day(view: View) -> Card:
    """Each year's hours of sick leave by the day of the spell that they fall on."""
    years = {measure: _years(view, measure) for measure in BY_DAY}
    ink, ground = view.palette.ink, view.palette.surface
    shades = ((view.palette.low, ink), (view.palette.high, ink), (view.palette.accent, ground))
    layers = [
        Layer(MEASURES[measure].name, years[measure], *shade) for measure, shade in zip(BY_DAY, shades, strict=True)
    ]
    last = known(years[BY_DAY[-1]])[-1:]
    return of_months(
        view,
        Card(
            key="by-day",
            title=_title(MEASURES[BY_DAY[-1]].name, last),
            line=f"Procent av alla sjukfrånvarotimmar · {scope(view)} · hela år",
            drawings=[("", stacked(layers, view.palette))],
            rows=[row for rows in years.values() for row in rows],
            measures=list(BY_DAY),
            notices=not_applicable(view),
            notes=[DAYS],
            half=True,
        ),
    )


def by_spell(view: View) -> Card:
    """Each year's hours of sick leave in spells that reach sixty days."""
    years = _years(view, LONG_SPELLS)
    layers = [Layer("I fall som når 60 dagar", years, view.palette.accent, view.palette.surface)]
    return of_months(
        view,
        Card(
            key="by-spell",
            title=_title("Sjukfall som når sextio dagar", known(years)[-1:]),
            line=f"Procent av alla sjukfrånvarotimmar · {scope(view)} · hela år",
            drawings=[("", stacked(layers, view.palette))],
            rows=years,
            measures=[LONG_SPELLS],
            notices=not_applicable(view),
            notes=[SPELLS],
            half=True,
        ),
    )


def _title(what: str, last: Sequence[Figure]) -> Sentence:
    """What the last year's hours are in per cent of all of them."""
    if not last:
        return Sentence()
    return grounds.carried(sentence(f"{what}: ", value(last[0]), " av sjukfrånvarotimmarna ", year(last[0])))


def _years(view: View, measure: str) -> list[Figure]:
    """The chosen calendar years, and those that are hidden, for the reason."""
    months = chosen(view, monthly.by_month(view.warehouse, measure, view.group))
    hidden = {row.of_year: row for row in months if row.missing == "hidden"}
    return [*chosen(view, monthly.of_years(view.warehouse, measure, view.group)), *hidden.values()]


def lengths(view: View) -> Card:
    """Hours of sick leave by length of the spell, per full-time equivalent."""
    runs = {m: chosen(view, monthly.over_year(view.warehouse, m, view.group)) for m in PER_FULL_TIME}
    title = _lengths_title([known(run)[-1] for run in runs.values() if known(run)])
    lines = [
        Line(run, MEASURES[measure].name, color, dash, width=3, told=title.tells(run))
        for (measure, run), color, dash in zip(runs.items(), view.palette.lines, DASHES, strict=False)
    ]
    rows = [row for run in runs.values() for row in run]
    return of_months(
        view,
        Card(
            key="lengths",
            title=title,
            line=f"Sjukfrånvarotimmar per årsarbetare · {scope(view)} · {twelve_months(rows)}",
            drawings=[("", over_months.long_runs(lines, view.palette, axis_years(view, rows)))],
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
