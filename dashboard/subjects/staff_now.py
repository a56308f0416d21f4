"""The first part of the page Personal: four figures, of which one is large; and women and men beside each other."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from dashboard import theme
from dashboard.cards import trends
from dashboard.cards.card import Card, View
from dashboard.cards.compared import last_month, of_two_years, same_month, two_years, year_lines
from dashboard.cards.months import axis_years, chosen, cuts, not_applicable, of_months, scope
from dashboard.cards.tiles import Tile, Tiles
from dashboard.cards.tiles import of_months as tile_of_months
from dashboard.cards.tiles import of_years as tile_of_years
from dashboard.charts import over_months, over_years
from dashboard.charts.spec import DASHES, Line, Spec, label
from dashboard.figures import monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL
from dashboard.figures.measures import MEASURES
from dashboard.findings import against, grounds
from dashboard.findings.sentence import Sentence, sentence, value, year
from dashboard.subjects import staff

EXTRA = "extra_and_overtime_share"
PRINTED = ("employees", "full_time_share", "external_leavers", EXTRA)
BY_GENDER = ("headcount", "full_time_share", "external_leavers", EXTRA)
FIGURES = "Personal i korthet"


def figures(view: View) -> Tiles | Card:
    """How many there are, who works full time, who leaves and hours beyond what was agreed; or why they are hidden."""
    cards: Mapping[str, Callable[[View], Card]] = {
        "headcount": heads,
        "full_time_share": staff.full_time,
        "external_leavers": staff.leavers,
        EXTRA: extra_hours,
    }
    found = {measure: card(view) for measure, card in cards.items()}
    tiles = [tile for measure, card in found.items() if (tile := tile_of_months(view, measure, card))]
    return Tiles("figures", FIGURES, tiles) if tiles else found["headcount"]


def printed(view: View) -> Tiles | None:
    """The same four as reports print them."""
    tiles = [tile for measure in PRINTED if (tile := _printed(view, measure))]
    return Tiles("figures", FIGURES, tiles) if tiles else None


def _printed(view: View, measure: str) -> Tile | None:
    return tile_of_years(view, measure, trends.measure_trend(view, measure))


def heads(view: View) -> Card:
    """How many are employed, the year against another, and over all chosen years."""
    return _year_and_run(view, "headcount", "headcount-year")


def extra_hours(view: View) -> Card:
    """Hours beyond what was agreed, the year against another; extra hours and overtime apart over twelve months."""
    apart = {
        measure: chosen(view, monthly.over_year(view.warehouse, measure, view.group))
        for measure in ("overtime_share", "extra_hours_share")
    }
    lines = [
        Line(rows, MEASURES[measure].name, color, dash, told=True)
        for (measure, rows), color, dash in zip(apart.items(), view.palette.lines, DASHES, strict=False)
    ]
    rows = [row for run in apart.values() for row in run]
    run = over_months.long_runs(lines, view.palette, axis_years(view, rows)) if known(rows) else None
    return _year_and_run(view, EXTRA, "extra-year", run, rows)


def _year_and_run(
    view: View, measure: str, key: str, run: Spec | None = None, more: list[Figure] | None = None
) -> Card:
    """A measure's months against those of the compared year, beside a run over the chosen years."""
    rows = of_two_years(view, measure)
    over_time = chosen(view, monthly.by_month(view.warehouse, measure, view.group))
    marks, cut_notes = cuts(over_time)
    drawn = run or over_months.long_run(over_time, view.palette, axis_years(view, over_time), marks, 320)
    heading = "Rullande 12 månader" if run else theme.span(*_ends(over_time)) if over_time else ""
    season = over_months.season(year_lines(view, rows), view.palette, 320)
    return of_months(
        view,
        Card(
            key=key,
            title=against.of_month(last_month(view, rows), same_month(view, rows)),
            line=f"{MEASURES[measure].label}, {MEASURES[measure].unit} · {scope(view)}",
            drawings=[(two_years(view, rows), season), (heading, drawn)],
            rows=[*rows, *(more or [row for row in over_time if row not in rows])],
            measures=[measure],
            notices=not_applicable(view),
            notes=[] if run else cut_notes,
            across=2,
        ),
    )


def _ends(rows: list[Figure]) -> tuple[int, int]:
    return rows[0].of_year, rows[-1].of_year


def women_and_men(view: View) -> Card:
    """The same four by calendar year for women and men, each on its own scale."""
    of = {measure: {gender: _years(view, measure, gender) for gender in ("women", "men")} for measure in BY_GENDER}
    rows = [row for both in of.values() for run in both.values() for row in run]
    return of_months(
        view,
        Card(
            key="women-and-men",
            title=_full_time(of["full_time_share"]),
            line=f"Hela år · {scope(view, replace(view.group, gender=TOTAL))} · varje bild på egen skala",
            drawings=[
                (f"{MEASURES[measure].label}, {MEASURES[measure].unit}", _both(view, both))
                for measure, both in of.items()
                if any(known(run) for run in both.values())
            ],
            rows=rows,
            measures=list(BY_GENDER),
            notices=not_applicable(view),
            across=2,
        ),
    )


def _years(view: View, measure: str, gender: str) -> list[Figure]:
    """The chosen calendar years of a gender, and those that are hidden, for the reason."""
    group = replace(view.group, gender=gender)
    months = chosen(view, monthly.by_month(view.warehouse, measure, group))
    hidden = {row.of_year: row for row in months if row.missing == "hidden"}
    return [*chosen(view, monthly.of_years(view.warehouse, measure, group)), *hidden.values()]


def _both(view: View, both: Mapping[str, list[Figure]]) -> Spec:
    looks = zip(both.items(), (view.palette.women, view.palette.men), strict=True)
    # Lines that cross have no room for values but at their ends.
    lines = [
        Line(rows, f"{theme.GENDERS[gender]} {label(known(rows)[-1])}", color, labels="")
        for (gender, rows), color in looks
        if known(rows)
    ]
    years = sorted({row.of_year for rows in both.values() for row in known(rows)})
    return over_years.trend(lines, view.palette, years, height=240)


def _full_time(both: Mapping[str, list[Figure]]) -> Sentence:
    """How many of each work full time in the last year that both have."""
    women, men = ({row.of_year: row for row in known(both[gender])} for gender in ("women", "men"))
    last = max(women.keys() & men.keys(), default=None)
    if last is None:
        return sentence("Kvinnor och män bland de anställda")
    w, m = women[last], men[last]
    return grounds.carried(sentence(value(w), " av kvinnorna och ", value(m), " av männen hade heltid ", year(w)))
