"""The parts of the page Ekonomi: result against budget, areas, the deviation as a bridge, scenarios of a year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard import theme
from dashboard.cards.card import Card, View
from dashboard.cards.printed import printed_tables
from dashboard.cards.years import axis_years, cuts, span_and_report, subtitle
from dashboard.charts import bridge, over_years
from dashboard.charts.spec import Bar, spread
from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import Filter, cells, figures
from dashboard.figures.selection import Choice, applicable
from dashboard.figures.store.organisation import known_orgs
from dashboard.findings import grounds
from dashboard.findings.sentence import Claim, Said, Sentence, gap, most, sentence, total, value, year
from dashboard.findings.summary import Summary, summarise
from dashboard.findings.year_titles import title
from dashboard.subjects.by_area import latest_by_area, ways_in

BRIDGE = sentence("Avvikelse mot budget per affärsområde")
NO_BRIDGE = "Inget år i urvalet har både budget och utfall per affärsområde."
REST = "Ej känt område"

OUTLINE = "kontur (inom parentes): budget eller plan"


@dataclass(frozen=True)
class Deviation:
    """An area's outcome and budget in one year."""

    outcome: Figure
    budget: Figure

    @property
    def size(self) -> float:
        """Outcome minus budget; for a result plus is better."""
        return self.outcome.number - self.budget.number


def against_budget(view: View, measure: str) -> Card:
    """A measure's outcome as columns, its budget (or plan, where there is no budget) outlined behind."""
    choice, notices = applicable(view.warehouse, [measure], view.choice)
    summary = summarise(view.warehouse, measure, choice.filter(), choice.compared)
    budget = budgets(view, measure, choice, choice.org)
    years = list(range(choice.since, max([choice.year, *(row.of_year for row in budget)]) + 1))
    rows = [*summary.rows, *budget]
    breaks, break_notes = cuts(summary.rows)
    drawing = over_years.columns(summary.rows, view.palette, years, budget, height=300, cuts=breaks)
    return Card(
        key=f"{measure}-budget",
        title=_title(summary, budget),
        line=f"{subtitle(view, summary.measure, choice, rows)} · {OUTLINE}",
        drawings=[("", drawing)],
        rows=rows,
        measures=[measure],
        notices=notices,
        notes=break_notes,
    )


def _title(summary: Summary, budget: Sequence[Figure]) -> Sentence:
    if summary.latest is None and budget:
        return sentence(f"{summary.measure.label}: bara budget och plan i urvalet")
    return title(summary)


def budgets(view: View, measure: str, choice: Choice, org: str) -> list[Figure]:
    """The budget of every year, those after the chosen one too, and the plan of the years that have none."""
    limits = _from_here_on(choice.filter(orgs=(org,), genders=("total",), scenarios=("plan", "budget")))
    rows = sorted(known(figures(view.warehouse, measure, limits)), key=lambda row: row.scenario, reverse=True)
    by_year = {row.of_year: row for row in rows}
    return [by_year[year] for year in sorted(by_year)]


def _from_here_on(limits: Filter) -> Filter:
    """What is foreseen is so of years to come."""
    return replace(limits, last_year=Filter.last_year)


def by_area(view: View, measure: str) -> Card:
    """A measure's outcome and budget in every business area, on one scale, furthest from budget first."""
    years = axis_years(view)
    latest = max(_deviations(view, measure).items(), default=(0, []))[1]
    off = {each.outcome.org: each for each in latest}
    areas = sorted(_areas(view), key=lambda area: -abs(off[area].size) if area in off else 0.0)
    limits = {area: view.choice.filter(orgs=(area,), genders=("total",)) for area in areas}
    rows = {area: figures(view.warehouse, measure, limits[area]) for area in areas}
    plans = {area: [b for b in budgets(view, measure, view.choice, area) if b.year in years] for area in areas}
    scale = spread([*rows.values(), *plans.values()])
    every = [row for area in areas for row in (*rows[area], *plans[area])]
    drawings = [
        (_heading(area, off.get(area)), over_years.columns(rows[area], view.palette, years, plans[area], 220, scale))
        for area in areas
    ]
    return Card(
        key=f"{measure}-areas",
        title=_best_and_worst(view, [row for area in areas for row in rows[area]]),
        line=(
            f"{MEASURES[measure].label} per affärsområde, tkr · samma skala · {span_and_report(every, view.choice)}"
            f" · {OUTLINE}"
        ),
        drawings=drawings,
        rows=every,
        measures=[measure],
        notes=_former_names(every),
        across=3,
    )


def _heading(area: str, deviation: Deviation | None) -> str:
    """An area with its deviation from budget in the last year, where that can be told."""
    if deviation is None or not grounds.sound(deviation.outcome, deviation.budget):
        return area
    outcome, budget = deviation.outcome, deviation.budget
    off = theme.figure(deviation.size, max(outcome.resolution, budget.resolution), outcome.unit, plus=True)
    return f"{area}: {off} mot budget {outcome.year}"


def _areas(view: View) -> tuple[str, ...]:
    return tuple(
        org for org in known_orgs(view.warehouse, view.choice.since, view.choice.year) if org != view.warehouse.whole
    )


def _former_names(rows: Sequence[Figure]) -> list[str]:
    """The names under which reports print an area, where they are not today's."""
    named: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.label.replace("&", "och").casefold() != row.org.casefold():
            named[row.org, row.label].add(row.publication)
    return [f"{org} heter {label} i {', '.join(sorted(reports))}" for (org, label), reports in sorted(named.items())]


def _best_and_worst(view: View, rows: Sequence[Figure]) -> Sentence:
    """Which area brought most and which least in the last year, where the areas are all of the whole."""
    plain = sentence("Resultat per affärsområde")
    of = max((row.of_year for row in known(rows) if not row.part_year), default=0)
    latest = sorted((row for row in known(rows) if row.year == of and not row.part_year), key=lambda row: row.number)
    if len(latest) < 2:
        return plain
    if lacking := _not_the_whole(view, latest):
        return replace(plain, reasons=(lacking,))
    best, worst = latest[-1], latest[0]
    precision = max(row.resolution for row in latest)
    claims = [value(row).claim for row in latest]
    told = sentence(
        f"{best.org} bidrog ", most("mest", claims[::-1], "up"), " ", year(best),
        " (", value(best, precision, plus=True), "), ",
        f"{worst.org} ", most("minst", claims, "down"), " (", value(worst, precision, plus=True), ")",
    )  # fmt: skip
    return grounds.carried(told, plain)


def _whole(view: View, like: Figure) -> Figure | None:
    """The figure of the whole that an area's is a part of."""
    whole = view.warehouse.whole
    limits = Filter((whole,), (like.gender,), (like.scenario,), like.of_year, like.of_year, view.choice.as_of)
    found = [row for row in known(figures(view.warehouse, like.measure, limits)) if row.part_year == like.part_year]
    return found[-1] if found else None


def _not_the_whole(view: View, areas: Sequence[Figure]) -> str:
    """Why figures of areas are not all of the whole; empty where they sum to it."""
    whole = _whole(view, areas[0])
    if whole is None:
        return f"{view.warehouse.whole} som helhet har ingen siffra {areas[0].of_year}; områdena kan vara en del"
    rest = whole.number - sum(row.number for row in areas)
    if abs(rest) <= (whole.resolution + sum(row.resolution for row in areas)) / 2:
        return ""
    said = theme.figure(rest, 1, whole.unit, plus=True)
    return f"områdena är inte helheten {whole.of_year}: {said} hör inte till något känt område"


def deviation_bridge(view: View, measure: str) -> Card:
    """From budget to outcome through the areas' deviations, in the last chosen year that has both; a click on an area
    goes into it."""
    deviations = _deviations(view, measure)
    if not deviations:
        return Card(f"{measure}-bridge", BRIDGE, lacking=NO_BRIDGE, half=True)
    of_year = max(deviations)
    mine = deviations[of_year]
    lacking = "; ".join(dict.fromkeys(filter(None, [_not_the_whole(view, side) for side in _sides(mine)])))
    notes = _printed_otherwise(view, measure, mine, of_year)
    part = bool(lacking) and not notes
    return Card(
        key=f"{measure}-bridge",
        title=BRIDGE if part else _bridge_title(mine),
        line=f"Avvikelse mot budget per affärsområde {of_year}, tkr · plus är bättre än budget",
        drawings=[
            (
                "",
                bridge.bridge(bridge_bars(mine, of_year, _of_whole(view, mine) if part else None), view.palette, "tkr"),
            )
        ],
        rows=[row for deviation in mine for row in (deviation.budget, deviation.outcome)],
        measures=[measure],
        notices=[lacking] if part else [],
        notes=notes,
        clicks=ways_in(view),
        half=True,
    )


def _sides(deviations: Sequence[Deviation]) -> list[list[Figure]]:
    return [[d.budget for d in deviations], [d.outcome for d in deviations]]


def _deviations(view: View, measure: str) -> dict[int, list[Deviation]]:
    """By year the deviations of the areas that have both outcome and budget of as much of it."""
    limits = view.choice.filter(orgs=_areas(view), genders=("total",), scenarios=("outcome", "budget"))
    sides: defaultdict[tuple[int, str], dict[str, Figure]] = defaultdict(dict)
    for row in known(figures(view.warehouse, measure, limits)):
        sides[row.of_year, row.org][row.scenario] = row
    found: defaultdict[int, list[Deviation]] = defaultdict(list)
    for (of_year, _), pair in sides.items():
        if len(pair) == 2 and pair["outcome"].part_year == pair["budget"].part_year:
            found[of_year].append(Deviation(pair["outcome"], pair["budget"]))
    return found


def _of_whole(view: View, areas: Sequence[Deviation]) -> Deviation | None:
    """The whole's outcome and budget, where both are known."""
    outcome, budget = (_whole(view, side[0]) for side in _sides(areas)[::-1])
    return Deviation(outcome, budget) if outcome and budget else None


def bridge_bars(deviations: Sequence[Deviation], of_year: int, whole: Deviation | None = None) -> list[Bar]:
    """Budget, the drivers by size, outcome; the drivers sum to the difference exactly.

    Of a whole that is more than its known areas what is left stands as a driver of its own.
    """
    drivers = sorted(deviations, key=lambda deviation: abs(deviation.size), reverse=True)
    budget, outcome = (sum(row.number for row in side) for side in _sides(deviations))
    rest = [Bar(REST, whole.size - (outcome - budget))] if whole else []
    return [
        Bar(f"Budget {of_year}", whole.budget.number if whole else budget, is_total=True),
        *(Bar(d.outcome.org, d.size) for d in drivers),
        *rest,
        Bar(f"Utfall {of_year}", whole.outcome.number if whole else outcome, is_total=True),
    ]


def _bridge_title(deviations: Sequence[Deviation]) -> Sentence:
    """How far all areas together are from their budget, and which of them the most."""
    in_order = sorted(deviations, key=lambda deviation: abs(deviation.size), reverse=True)
    largest = in_order[0]
    precision = max(max(d.outcome.resolution, d.budget.resolution) for d in deviations)
    sizes = [gap(d.outcome, d.budget, precision, plus=True) for d in in_order]
    told = sentence(
        year(largest.outcome), " blev ", _off_budget(deviations, precision), " budget, ",
        most("mest", [each.claim for each in sizes]), f" {largest.outcome.org} (", sizes[0], ")",
    )  # fmt: skip
    return grounds.carried(told, BRIDGE)


def _off_budget(deviations: Sequence[Deviation], precision: float) -> Sentence:
    """How far all areas together are from their budget: 20 tkr bättre än."""
    terms = [(1, d.outcome) for d in deviations] + [(-1, d.budget) for d in deviations]
    off = sum(deviation.size for deviation in deviations)
    if abs(off) < precision / 2:
        return sentence(Said("lika med", Claim("direction", tuple(terms), "level")))
    word = Said("bättre", Claim("direction", tuple(terms), "better"))
    if off < 0:
        word = Said("sämre", Claim("direction", tuple(terms), "worse"))
    return sentence(total(terms, precision), " ", word, " än")


def _printed_otherwise(view: View, measure: str, deviations: Sequence[Deviation], of_year: int) -> list[str]:
    """Where a printed total is not the sum of its areas: say so, with both."""
    sums = {
        "budget": sum(d.budget.number for d in deviations),
        "outcome": sum(d.outcome.number for d in deviations),
    }
    totals = [
        row
        for kind in ("driftsammandrag", "ekonomi")
        for row in known(cells(view.warehouse, kind, view.choice.as_of))
        if row.measure == measure
        and row.org == view.warehouse.whole
        and row.year == of_year
        and row.scenario in sums
        and row.footnote
    ]
    return [
        f"{theme.SCENARIOS[row.scenario]} {of_year}: områdena summerar till {theme.number(sums[row.scenario])} tkr;"
        f" i {row.publication} står {row.printed} ({row.sheet}!{row.cell})"
        for row in totals
        if abs(row.number - sums[row.scenario]) >= row.resolution
    ]


def investments(view: View) -> Card:
    """What each area has invested in the last year that any has."""
    return latest_by_area(view, "investment", _areas(view))


def investment_tables(view: View) -> list[Card]:
    """The reports' own investment tables, with expenditure, income and what projects have cost since they started."""
    return printed_tables(view, ["investeringar"])
