"""What a measure is: Swedish label, definition, source, unit, which way is better, how it is computed from exports."""

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]
OverTime = Literal["sum", "average", "last"]


@dataclass(frozen=True)
class Side:
    """An aggregate over the rows of one month of a fact table, in portable SQL, and how months go together.

    `export` is another export than the measure's, `who` other employees: only months that both have count.
    """

    sql: str
    over_time: OverTime = "sum"
    export: str = ""
    who: tuple[tuple[str, str], ...] = ()

    @property
    def apart(self) -> bool:
        """Whether it is summed over other rows than the rest of its measure."""
        return bool(self.export or self.who)


@dataclass(frozen=True)
class Computed:
    """How a measure is computed from an export: its sides are aggregated apart and then divided.

    `where` chooses rows of its export, which is none of people; there `who` chooses employees: ("form", "permanent").
    `budget` is the numerator of the scenario budget. `by_month` is False where a single month says too little, so that
    only twelve months together are shown. A ratio is in `percent`, or plain. `more_than`: it tells of persons where it
    is of fewer, so it is computed only for whole calendar years of everyone in which the denominator is more than that.
    `reading` says in Swedish what is computed, where the definition is that of the printed measure.
    """

    export: str
    numerator: Side
    denominator: Side | None = None
    where: str = "true"
    who: tuple[tuple[str, str], ...] = ()
    budget: Side | None = None
    by_month: bool = True
    percent: bool = True
    more_than: int | None = None
    reading: str = ""

    def side(self, scenario: str) -> Side | None:
        """The numerator of a scenario, None where it has none."""
        return {"outcome": self.numerator, "budget": self.budget}.get(scenario)

    @property
    def exports(self) -> tuple[str, ...]:
        """The exports that it is computed from: two for a ratio across them."""
        other = self.denominator.export if self.denominator else ""
        return tuple(dict.fromkeys(filter(None, (self.export, other))))

    def sums_of(self, export: str, scenario: str) -> list[str]:
        """What a scenario sums of an export's rows."""
        sides = (self.side(scenario), self.denominator)
        return [side.sql for side in sides if side and (side.export or self.export) == export]

    @property
    def only_last(self) -> bool:
        """Whether of several months only the last one counts."""
        return {side.over_time for side in (self.numerator, self.denominator) if side} == {"last"}

    @property
    def adds_up(self) -> bool:
        """Whether it is a sum over all months, which without a part of any of them is not that sum."""
        return self.denominator is None and self.numerator.over_time == "sum"


@dataclass(frozen=True)
class Measure:
    """One measure. `unit` is the base unit in which the warehouse keeps it; `source` says who defines it;
    `definite` is its definite form, for sentences, `short` a shorter label for the end of a line;
    `difference` names two measures whose difference it is, for what only they are published of; `computed` says how
    it is computed from the monthly exports, and `decimals` how many are shown of it then."""

    id: str
    label: str
    unit: str
    better: Better
    definition: str
    source: str
    definite: str = ""
    short: str = ""
    difference: tuple[str, str] | None = None
    computed: Computed | None = None
    decimals: int = 0

    @property
    def name(self) -> str:
        """The label where there is little room, as at the end of a line."""
        return self.short or self.label

    @property
    def subject(self) -> str:
        """The measure as the subject of a sentence: Sjukfrånvaron, Vårddygnen."""
        return self.definite or self.label


LAW = "Lag (1997:614) 4 kap. 1 a §; SKR:s sju nyckeltal"
REPORT = "Leanlinks verksamhetsberättelser och förvaltningsbudget"
OUR_READING = "Vår läsning av Leanlinks rapporter; ingen definition anges"
OUR_OWN = "Vår definition, ur exporten Personal"

PERMANENT = (("form", "permanent"),)
