"""By what measures can be divided: time, area, what people have in common, what exports declare; and what stops it."""

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard import theme
from dashboard.figures.groups import DIVIDING, TOTAL
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import offered
from dashboard.figures.store.dimensions import Dimension, dividing, values
from dashboard.figures.store.loaded import export_names, of_people
from dashboard.figures.store.warehouse import Warehouse

TIME = {"year": "År", "quarter": "Kvartal", "month": "Månad"}
AREA, UNIT, SCENARIO, PUBLICATION, GENDER = "org", "unit", "scenario", "publication", "gender"
OF_ALL = {AREA: "Affärsområde", SCENARIO: "Scenario", PUBLICATION: "Publicering", GENDER: "Kön"}
OF_GROUPS = (UNIT, *DIVIDING)
"""The dimensions of people, each a field of the groups that are released."""

WORDS: Mapping[str, Mapping[str, str]] = {
    GENDER: {name: text for name, text in theme.GENDERS.items() if name != TOTAL},
    "age": theme.AGES,
    "form": {name: theme.capital(text) for name, text in theme.FORMS.items()},
    "manager": {name: theme.capital(text) for name, text in theme.MANAGERS.items()},
    SCENARIO: theme.SCENARIOS,
}
"""The values of dimensions that have the same in all exports, in their order, with what people call them."""


def dimensions_of(warehouse: Warehouse, measure: str, *, printed: bool = False) -> dict[str, str]:
    """By what a measure can be divided, with what people call it."""
    return _printed(warehouse, measure) if printed else _computed(warehouse, measure)


def _computed(warehouse: Warehouse, measure: str) -> dict[str, str]:
    computed = MEASURES[measure].computed
    if computed is None:
        return {}
    of_exports = [{each.name: each.label for each in dividing(warehouse, export)} for export in computed.exports]
    # What is of two exports is divided by what both have, of people alone.
    apart = bool(of_exports[1:]) and not of_people(warehouse, computed.export)
    common = {} if apart else {n: label for n, label in of_exports[0].items() if all(n in each for each in of_exports)}
    whole = [name for name in (UNIT,) if not warehouse.rights.units and of_people(warehouse, computed.export)]
    scenario = {SCENARIO: OF_ALL[SCENARIO]} if computed.budget else {}
    common = {name: label for name, label in common.items() if name not in whole}
    return {**TIME, AREA: OF_ALL[AREA], **common, **scenario}


def _printed(warehouse: Warehouse, measure: str) -> dict[str, str]:
    varies = {name: OF_ALL[name] for name in (AREA, GENDER) if len(offered(warehouse, [measure], name)) > 1}
    return {"year": TIME["year"], **varies, SCENARIO: OF_ALL[SCENARIO], PUBLICATION: OF_ALL[PUBLICATION]}


def all_dimensions(warehouse: Warehouse, measures: Sequence[str], *, printed: bool = False) -> dict[str, str]:
    """By what any of some measures can be divided."""
    found: dict[str, str] = {}
    for measure in measures:
        found |= {
            name: label
            for name, label in dimensions_of(warehouse, measure, printed=printed).items()
            if name not in found
        }
    return found


def why_not(warehouse: Warehouse, measure: str, dimension: str, *, printed: bool = False) -> str:
    """Why a measure is not divided by a dimension that others have, in words."""
    computed = MEASURES[measure].computed
    if printed or computed is None:
        return "rapporterna delar inte upp det så"
    if dimension == UNIT and not warehouse.rights.units:
        return "enheter visas för HR"
    if dimension == SCENARIO:
        return "månadsexporterna har ingen budget för det"
    names = export_names(warehouse)
    return f"exporten {theme.listed([names[export] for export in computed.exports])} har inte den uppgiften"


def declared(warehouse: Warehouse, measure: str, name: str) -> Dimension | None:
    """A dimension of the rows that a measure is computed from, as its export declares it; None for all others."""
    computed = MEASURES[measure].computed
    if computed is None or of_people(warehouse, computed.export):
        return None
    return next((each for each in dividing(warehouse, computed.export) if each.name == name), None)


def word(warehouse: Warehouse, measures: Sequence[str], name: str, value: str) -> str:
    """What people call a value of a dimension, of time with its year."""
    if name in WORDS:
        return WORDS[name].get(value, value)
    if name in TIME:
        return period_word(name, value)
    for measure in measures:
        if (dimension := declared(warehouse, measure, name)) and value in (called := values(warehouse, dimension)):
            return called[value] or "(ej angivet)"
    return value or "(ej angivet)"


def period_word(name: str, value: str) -> str:
    """A period in words: 2021-03 is mar 2021, 03 is mar, 2021-1 kvartal 1 2021."""
    year, _, part = value.rpartition("-")
    if name == "year":
        return value
    told = theme.MONTHS[int(part) - 1] if name == "month" else f"kvartal {part}"
    return f"{told} {year}".strip()


def periods(names: Sequence[str], first: date, last: date) -> dict[tuple[str, ...], tuple[date, date]]:
    """The periods of a span that some dimensions of time divide it in, each by its values of them, with its first and
    last month: the finest of them decides. Beside the year a month or a quarter is one of any year."""
    length = 1 if "month" in names else 3 if "quarter" in names else 12 if "year" in names else 0
    if not length:
        return {(): (first, last)}
    found: dict[tuple[str, ...], tuple[date, date]] = {}
    for number in range(first.year * 12, last.year * 12 + 12, length):
        begins, ends = (date(at // 12, at % 12 + 1, 1) for at in (number, number + length - 1))
        if begins <= last and first <= ends:
            within = "" if "year" in names else f"{begins.year}-"
            values = {
                "year": f"{begins.year}",
                "quarter": f"{within}{begins.month // 3 + 1}",
                "month": f"{within}{begins.month:02}",
            }
            found[tuple(values[name] for name in names)] = max(begins, first), min(ends, last)
    return found
