"""Groups of employees: what they have in common, and why some are hidden."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from dashboard import theme

TOTAL = "total"
DIVIDING = ("gender", "age", "form", "manager")
"""What divides people, in the order in which the warehouse names groupings."""

HALVES = ("-49", "50-")
"""Two age bands in place of three, which the warehouse calls `half`; the older one is the same in both."""

PROTECTED = "en grupp med högst tio anställda skulle gå att läsa eller räkna ut"
"""The one reason why anything is hidden: told apart, reasons would tell of the groups."""
NOT_OFFERED = "indelningen redovisas inte på den nivån"


@dataclass(frozen=True)
class Group:
    """Employees who have something in common; `total` does not divide them."""

    org: str
    unit: str = TOTAL
    gender: str = TOTAL
    age: str = TOTAL
    form: str = TOTAL
    manager: str = TOTAL

    @property
    def values(self) -> list[str]:
        """The values of all fields, in their order."""
        return [getattr(self, field.name) for field in fields(self)]

    @property
    def told(self) -> str:
        """What its employees have in common besides the organisation, in words; empty where it is nothing."""
        gender = "" if self.gender == TOTAL else theme.GENDERS[self.gender].lower()
        return ", ".join(filter(None, [gender, theme.who(self.unit, self.age, self.form, self.manager)]))

    @property
    def grouping(self) -> str:
        """What divides the group, as the warehouse names it."""
        names = [name for name in DIVIDING if getattr(self, name) != TOTAL]
        return "half" if names == ["age"] and self.age in HALVES else ",".join(names)

    @property
    def divided(self) -> bool:
        """Whether these are fewer than all of an area or of the whole."""
        return self.unit != TOTAL or bool(self.grouping)

    def who(self, common: Iterable[tuple[str, str]]) -> "Group | None":
        """Those of the group who have this in common too; None where nobody can."""
        narrowed = self
        for name, value in common:
            if getattr(narrowed, name) not in (TOTAL, value):
                return None
            narrowed = replace(narrowed, **{name: value})
        return narrowed
