"""What is chosen: of which organisation, gender and year, as known when; and how far measures can follow it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.figures.query import Filter, in_words, offered
from dashboard.figures.store.warehouse import Warehouse
from dashboard.theme import GENDERS


@dataclass(frozen=True)
class Choice:
    """The shared choices, as every page reads them: a year, the one that it is compared with, None where no other can
    be, and the one that trends begin in."""

    since: int
    year: int
    compared: int | None
    org: str
    gender: str = "total"
    as_of: str = ""

    @property
    def published(self) -> str:
        """As known when, in words."""
        return f"som publicerat i {self.as_of}" if self.as_of else "senast publicerat"

    @property
    def years(self) -> str:
        """The year and what it is compared with, in words."""
        return f"{self.year} jämfört med {self.compared}" if self.compared else str(self.year)

    def against(self, of_year: int) -> int:
        """The year that figures of a year are compared with: of another than the chosen one the year before."""
        return self.compared if self.compared and of_year == self.year else of_year - 1

    def filter(self, **changes: tuple[str, ...]) -> Filter:
        """The choices as a filter; `changes` replaces orgs, genders or scenarios."""
        limits = {"orgs": (self.org,), "genders": (self.gender,)} | changes
        return Filter(first_year=self.since, last_year=self.year, as_of=self.as_of, **limits)


def applicable(warehouse: Warehouse, measures: Sequence[str], choice: Choice) -> tuple[Choice, list[str]]:
    """The choice as far as these measures can follow it, and a note for each part they cannot."""
    notes = []
    org, gender = choice.org, choice.gender
    orgs = offered(warehouse, measures, "org")
    if orgs and org not in orgs:
        org = warehouse.whole if warehouse.whole in orgs else min(orgs)
        kept = "" if choice.org == warehouse.whole else f" Valet {choice.org} är kvar."
        notes.append(f"Ej uppdelat på affärsområde: visar {in_words(warehouse, org)}.{kept}")
    genders = offered(warehouse, measures, "gender")
    if genders and gender not in genders:
        notes.append(f"Ej uppdelat på kön: visar totalt. Valet {GENDERS[gender]} är kvar.")
        gender = "total"
    return replace(choice, org=org, gender=gender), notes
