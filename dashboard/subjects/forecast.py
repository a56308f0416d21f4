"""How a year's forecast moved: its budget, each forecast by its day, its outcome, and the report's own why."""

from collections.abc import Sequence

from dashboard import theme
from dashboard.cards.card import Card, View
from dashboard.charts import over_years
from dashboard.figures.explanations import explanations, told
from dashboard.figures.figure import Figure, known, one_precision
from dashboard.figures.foreseen import foreseen
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import Filter, figures, in_words, last_outcome_year
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence, gap, level, period_name, sentence, turn, value, year

SCENARIO_ORDER = ("budget", "forecast", "outcome")
NO_FORECAST = "Ingen prognos är publicerad eller inläst i urvalet."
TITLE = "Hur prognosen flyttade sig"
INVENTED = "Prognoserna är påhittade (Exempeldata); budget och utfall är ur rapporterna."


def moved(view: View, measure: str) -> Card:
    """The last chosen year of which there is a forecast, printed or from an export."""
    mine = _last_foreseen(view, measure)
    if not mine:
        return Card(f"{measure}-forecast", TITLE, lacking=NO_FORECAST, half=True)
    shown = one_precision(mine)
    org = mine[0].org
    why = told(explanations(view.warehouse, [row for row in mine if row.scenario == "forecast"], view.choice.as_of))
    return Card(
        key=f"{measure}-forecast",
        title=title(shown),
        line=(
            f"{MEASURES[measure].label}, {theme.unit_shown(shown[0].resolution, shown[0].unit)},"
            f" {in_words(view.warehouse, org)}, {mine[0].of_year} · prognosen med dagen då den gjordes"
        ),
        drawings=[("", over_years.scenarios(shown, [scenario_name(row) for row in shown], view.palette, height=360))],
        rows=mine,
        measures=[measure],
        notices=[INVENTED] if any(row.sample for row in mine) else [],
        notes=[f"Rapporten om {each.about}: ”{each.text}” ({each.source})" for each in why[:1]],
        half=True,
    )


def _last_foreseen(view: View, measure: str) -> list[Figure]:
    """Budget, forecasts and outcome of the last year with a forecast, up to the chosen one or that to come: of print,
    or else of an export; an invented one only where there is no other."""
    choice = view.choice
    to_come = choice.year >= last_outcome_year(view.warehouse, choice.as_of)
    years = range(choice.since, choice.year + 1 + to_come)
    limits = Filter((choice.org,), ("total",), SCENARIO_ORDER, years[0], years[-1], choice.as_of)
    rows = known(figures(view.warehouse, measure, limits))
    printed = {of: [row for row in rows if row.scenario == "forecast" and row.year == of] for of in years}
    loaded = {of: [] if choice.as_of else foreseen(view.warehouse, choice.org, of) for of in years}
    found = {of: printed[of] or loaded[of] for of in years if printed[of] or loaded[of]}
    if not found:
        return []
    last = max(found, key=lambda of: (not any(row.sample for row in found[of]), of))
    others = [row for row in rows if row.year == last and row.scenario != "forecast"]
    return sorted([*others, *found[last]], key=_by_scenario)


def _by_scenario(row: Figure) -> tuple[int, str]:
    return SCENARIO_ORDER.index(row.scenario), str(row.as_of or "")


def scenario_name(row: Figure) -> str:
    """Budget, forecast or outcome with its year, of a forecast the day."""
    when = row.as_of if row.scenario == "forecast" else period_name(row)
    return f"{theme.SCENARIOS[row.scenario]} {when}"


def title(rows: Sequence[Figure]) -> Sentence:
    """The last forecast, and how far the outcome of the whole year came from it, where that is known."""
    forecast = [row for row in rows if row.scenario == "forecast"][-1]
    outcome = next((row for row in rows if row.scenario == "outcome" and not row.part_year), None)
    plain = sentence("Prognosen för ", year(forecast), " är ", value(forecast))
    if outcome is None:
        return grounds.carried(plain)
    was = sentence("Prognosen för ", year(forecast), " var ", value(forecast), "; utfallet blev ", value(outcome))
    resolution = max(forecast.resolution, outcome.resolution)
    if abs(outcome.number - forecast.number) < resolution / 2:
        return grounds.carried(sentence(was, ", ", level(outcome, forecast, "lika")), was)
    off = sentence(was, ", ", gap(outcome, forecast, resolution), " ", turn(outcome, forecast, "högre", "lägre"))
    return grounds.carried(off, was)
