"""Which tests guard which module, and which mutants must be caught whatever is drawn."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.mutate.mutants import Mutant

GUARDS: Mapping[str, Sequence[str]] = {
    "dashboard/findings/agreement.py": ["monthly"],
    "dashboard/findings/control.py": ["control"],
    "dashboard/findings/decomposition.py": ["decomposition"],
    "dashboard/findings/funnel.py": ["funnel"],
    "dashboard/figures/gaps.py": ["coverage"],
    "dashboard/findings/grounds.py": ["grounds", "summary"],
    "dashboard/figures/groups.py": ["released", "monthly"],
    "dashboard/figures/monthly.py": ["monthly", "reorganisation", "coverage"],
    "dashboard/cards/payload.py": ["page", "pages", "months"],
    "dashboard/cards/tables.py": ["page", "pages"],
    "dashboard/figures/query.py": ["query", "summary"],
    "dashboard/figures/store/audit.py": ["query", "figures_cli", "pages"],
    "dashboard/figures/store/employees.py": ["released", "monthly", "reorganisation"],
    "dashboard/figures/store/facts.py": ["monthly", "listings"],
    "dashboard/figures/figure.py": ["query", "summary"],
    "dashboard/figures/store/loaded.py": ["monthly", "coverage"],
    "dashboard/figures/store/organisation.py": ["monthly", "reorganisation", "query"],
    "dashboard/figures/store/reports.py": ["query", "summary", "explanations", "grounds"],
    "dashboard/figures/store/warehouse.py": ["warehouse", "query"],
    "dashboard/screens/deck.py": ["page", "logbook"],
    "dashboard/findings/month_titles.py": ["summary", "months"],
    "dashboard/findings/step.py": ["summary"],
    "dashboard/findings/summary.py": ["summary"],
    "dashboard/findings/year_titles.py": ["summary"],
    "dashboard/figures/sums.py": ["monthly", "reorganisation"],
    "loaders/warehouse/agreement.py": ["agreement"],
    "loaders/facts/areas.py": ["areas"],
    "loaders/exports/columns.py": ["columns"],
    "loaders/facts/coverage.py": ["coverage"],
    "loaders/exports/checks.py": ["export_file"],
    "loaders/exports/sheet.py": ["export_file", "columns"],
    "loaders/facts/facts.py": ["facts", "reorganisation"],
    "loaders/reports/headings.py": ["headings"],
    "loaders/warehouse/identities.py": ["agreement"],
    "loaders/swedish/identity.py": ["identity"],
    "loaders/reports/layout.py": ["published", "refused"],
    "loaders/reports/names.py": ["published", "refused"],
    "loaders/files/old_workbook.py": ["old_workbook"],
    "loaders/facts/organisation.py": ["reorganisation", "facts"],
    "loaders/reports/part_years.py": ["part_years", "headings"],
    "loaders/reports/published.py": ["published", "refused"],
    "loaders/exports/recognition.py": ["recognition"],
    "loaders/people/grouped.py": ["release"],
    "loaders/people/suppression.py": ["release"],
    "loaders/people/counts.py": ["released"],
    "loaders/people/sums.py": ["released"],
    "loaders/people/released.py": ["released"],
    "loaders/people/beside.py": ["reorganisation", "released"],
    "loaders/files/sheets.py": ["columns", "export_file", "recognition"],
    "loaders/files/slices.py": ["slices", "columns"],
    "loaders/swedish/values.py": ["values", "columns"],
}
"""Module -> the tests to run against a change of it, the nearest first; `query` stands for tests/test_query.py."""


@dataclass(frozen=True)
class Named:
    """A change that must be caught: what it is about, where it is, and what of the text is exchanged for what."""

    name: str
    path: str
    pattern: str
    other: str

    def mutant(self, text: str) -> Mutant:
        """The change made. Raises ValueError where the module no longer says what would be changed."""
        found = re.search(self.pattern, text)
        if found is None:
            raise ValueError(f"{self.name}: {self.path} has nothing like {self.pattern}; say here what it has become")
        after = found.expand(self.other)
        changed = text[: found.start()] + after + text[found.end() :]
        return Mutant(self.path, text.count("\n", 0, found.start()) + 1, found[0], after, changed)


MUST_BE_CAUGHT = (
    Named(
        "a warehouse reads and writes other files",
        "dashboard/figures/store/warehouse.py",
        r"(enable_external_access\W{1,6})(?i:false)",
        r"\1true",
    ),
    Named(
        "settings can be changed",
        "dashboard/figures/store/warehouse.py",
        r"(lock_configuration\W{1,6})(?i:true)",
        r"\1false",
    ),
    Named("a click chooses nobody", "dashboard/screens/deck.py", r"if value in clicks", "if value not in clicks"),
    Named("a group of ten is shown", "loaders/people/grouped.py", r"(?m)^LIMIT = 10$", "LIMIT = 9"),
)
