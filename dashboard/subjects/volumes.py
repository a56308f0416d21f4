"""The parts of the page Volymer: one volume large, the others beside it; what homes, kitchens and districts have."""

from collections.abc import Iterable, Sequence

from dashboard.cards.card import Card, Note, View
from dashboard.cards.compared import last_month, of_two_years, same_month, two_years, year_lines
from dashboard.cards.months import CHOOSE, in_scope, not_applicable, scope
from dashboard.cards.multiples import foreseen, heading, small
from dashboard.cards.tiles import Tile, Tiles
from dashboard.cards.tiles import of_months as tile_of_months
from dashboard.cards.tiles import of_years as tile_of_years
from dashboard.cards.years import belonging, cuts, elsewhere, key_figure, span_and_report
from dashboard.charts import over_months
from dashboard.figures import exports, monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.measures import MEASURES
from dashboard.figures.places import by_place, place_called
from dashboard.findings import against
from dashboard.findings.sentence import month_name
from dashboard.findings.year_titles import title
from dashboard.share.table import Table
from dashboard.theme import MONTHS, capital, number

NONE = "{} har inga volymer i rapporter eller inlästa exporter."


def figures(view: View, measures: Sequence[str]) -> Sequence[Tiles | Card | Note]:
    """The area's volumes, the first of them large; those that belong to other areas are named."""
    mine = belonging(view, measures)
    tiles = [tile for measure in mine if (tile := _tile(view, measure))]
    of_others = [Note(text) for text in elsewhere(view, measures)]
    if not tiles:
        return of_others or [Note(NONE.format(capital(scope(view))))]
    # Beside a single one there is nothing to choose.
    return [Tiles("volumes", "Volymer", tiles, beside=True) if tiles[1:] else tiles[0].card, *of_others]


def _tile(view: View, measure: str) -> Tile | None:
    """A volume's last published year, or its last month where no year is printed."""
    card = _volume(view, measure)
    return tile_of_years(view, measure, card) or tile_of_months(view, measure, card)


def _volume(view: View, measure: str) -> Card:
    """A volume year by year as it is printed, and the year's months against the compared year's."""
    summary = key_figure(view, measure)
    months = of_two_years(view, measure)
    years = [("Hela år ur rapporterna", small(view, summary))] if known(summary.rows) else []
    season = over_months.season(year_lines(view, months), view.palette, 240)
    by_month = [(f"{two_years(view, months)}, månad för månad", season)] if known(months) else []
    told = title(summary) if summary.latest else against.of_month(last_month(view, months), same_month(view, months))
    return Card(
        key=f"volume-{measure}",
        title=told,
        line=f"{heading(view, summary)} · {span_and_report(summary.rows, view.choice)}",
        drawings=[*years, *by_month],
        rows=[*summary.rows, *months],
        measures=[measure],
        notices=not_applicable(view) if known(months) else [],
        notes=[*cuts(summary.rows)[1], *map(capital, foreseen(view, summary)), *_not_compared(months)],
    )


def _not_compared(months: Sequence[Figure]) -> list[str]:
    """Why months of the two years cannot be compared."""
    return [
        f"{MEASURES[row.measure].label} kan inte jämföras över {month_name(row)}: {row.cut}"
        for row in months[1:]
        if row.cut
    ]


def without_months(view: View, measures: Sequence[str]) -> list[Note]:
    """Which of the area's volumes have no export, where some are loaded, and that there are no months in the years."""
    mine = belonging(view, measures)
    unread = [MEASURES[measure].label for measure in mine if exports.covered(view.warehouse, measure) is None]
    any_month = any(last_month(view, monthly.by_month(view.warehouse, measure, view.group)) for measure in mine)
    notes = [Note(f"Ingen export inläst för {', '.join(unread)}")] if unread else []
    return notes if any_month or not mine else [Note(in_scope(view, CHOOSE)), *notes]


def places(view: View, measures: Sequence[str]) -> list[Card]:
    """Every place of the area's volumes with its months, a table a volume."""
    mine = [measure for measure in belonging(view, measures) if place_called(view.warehouse, measure)]
    return [card for measure in mine if (card := _places(view, measure))]


def _places(view: View, measure: str) -> Card | None:
    found = by_place(view.warehouse, measure, view.choice.org)
    rows = [row for months in found.values() for row in months]
    last = last_month(view, sorted(rows, key=lambda row: row.month_start))
    if last is None:
        return None
    of, other = last.of_year, view.choice.against(last.of_year)
    shown = {place: months for place, months in found.items() if any(row.of_year == of for row in months)}
    called = place_called(view.warehouse, measure)
    lines = [{called: place} | _line(months, of, other) for place, months in sorted(shown.items())]
    return Card(
        f"{measure}-places",
        f"{MEASURES[measure].label} per {called.lower()} {of}",
        f"{MEASURES[measure].unit.capitalize()} · {scope(view)} · månad för månad",
        rows=[row for months in shown.values() for row in months if row.of_year == of],
        measures=[measure],
        table=Table.of_lines(lines),
        notes=[f"Mot {other}: samma månader, där båda åren har dem alla"],
    )


def _line(months: Sequence[Figure], of: int, other: int) -> dict[str, str]:
    """A place's months, their sum, and how that differs from the same months of the compared year."""
    now, then = ({row.month: row for row in known(months) if row.of_year == each} for each in (of, other))
    both = _total(now.values()), _total(row for month, row in then.items() if month in now)
    alike = now.keys() <= then.keys() and both[1] and not any(row.cut for row in now.values())
    return {
        **{name: number(now[at].number) if at in now else "–" for at, name in enumerate(MONTHS, 1)},
        "Summa": number(both[0]),
        f"Mot {other}, %": number((both[0] / both[1] - 1) * 100, plus=True) if alike else "–",
    }


def _total(rows: Iterable[Figure]) -> float:
    """What months come to together."""
    return sum(row.number for row in rows)
