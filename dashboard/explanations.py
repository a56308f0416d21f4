"""What the reports themselves say of why figures are what they are, each with its heading."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.measures import MEASURES
from dashboard.query import Figure, known
from dashboard.store.warehouse import Warehouse
from dashboard.theme import SCENARIOS, span

_EXPLANATIONS = """
select e.measure, e.org, coalesce(o.parent, ''), e.scenario,
       cast(year(e.period_start) as integer), cast(year(e.period_end) as integer),
       e.text, e.section, e.publication, e.file, e.sheet, e.cell
from explanation as e
join publication as p using (publication)
left join organisation as o on o.organisation = e.org
where e.measure <> '' and e.org <> ''
  and p.position <= (
      select coalesce(max(position) filter (where publication = ?), max(position)) from publication
  )
order by e.period_end desc, cast(o."order" as integer), p.position desc, e.file, e.rowid
"""


@dataclass(frozen=True)
class Explanation:
    """Why a figure is what it is, in a report's own words; `section` is the heading that they stand under."""

    measure: str
    org: str
    parent: str
    scenario: str
    first_year: int
    last_year: int
    text: str
    section: str
    publication: str
    file: str
    sheet: str
    cell: str

    @property
    def years(self) -> str:
        """The year, or the first and the last."""
        return span(self.first_year, self.last_year)


def explanations(warehouse: Warehouse, rows: Sequence[Figure], as_of: str = "") -> list[Explanation]:
    """What explains these published figures, newest first; that of a part of an organisation explains the whole too.

    `as_of` is the publication after which nothing is known, or empty for the latest.
    """
    printed = [row for row in known(rows) if row.year is not None and not row.computed]
    shown = {(row.measure, row.scenario, row.org, row.year) for row in printed}
    return [
        found
        for found in (Explanation(*row) for row in warehouse.rows(_EXPLANATIONS, [as_of]))
        if any(
            (found.measure, found.scenario, org, year) in shown
            for org in (found.org, found.parent)
            for year in range(found.first_year, found.last_year + 1)
        )
    ]


@dataclass(frozen=True)
class Told:
    """An explanation in words: what it is of, the report's sentence, where that stands."""

    about: str
    text: str
    source: str


def told(found: Sequence[Explanation]) -> list[Told]:
    """Each sentence once, with all that it explains; measures are named where there are several."""
    several = len({each.measure for each in found}) > 1
    sentences: dict[tuple[str, ...], list[Explanation]] = {}
    for each in found:
        sentences.setdefault((each.years, each.scenario, each.publication, each.text), []).append(each)
    return [_told(mine, several) for mine in sentences.values()]


def _told(mine: Sequence[Explanation], several: bool) -> Told:
    first = mine[0]
    scenario = "" if first.scenario == "outcome" else f" ({SCENARIOS[first.scenario].lower()})"
    measures = [MEASURES[each.measure].label for each in mine if several]
    about = dict.fromkeys([f"{first.years}{scenario}", *measures, *(each.org for each in mine)])
    places = ", ".join(dict.fromkeys(f"{each.sheet}!{each.cell}" for each in mine))
    return Told(", ".join(about), first.text, f"{first.publication}, avsnitt {first.section}; {places}")
