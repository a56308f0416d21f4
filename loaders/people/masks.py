"""Which splits are hidden, year by year and family by family; what was hidden before stays while it suffices.

A year's mask is kept with the warehouse and used again as it is while the year's data and the code are the same: two
warehouses that hide the same with different covers would give away what either hides.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.people.counts import COMMON, Year
from loaders.people.grouped import Counts, Printed
from loaders.people.groups import Siblings, Split
from loaders.people.suppression import Before, hidden_splits


class Scope(NamedTuple):
    """A calendar year of a family of columns."""

    year: int
    family: str


@dataclass(frozen=True)
class Mask:
    """What is hidden, and a seal of all that it follows from."""

    seal: str
    hidden: frozenset[Split]


@dataclass(frozen=True)
class Secret:
    """What the owner of the data alone has: a key, and the masks that were served last. `code` is a hash of the rules
    that make masks: those of other rules are no more than where to begin."""

    key: bytes
    code: str = ""
    masks: Mapping[Scope, Mask] = field(default_factory=dict)


def masks_of(
    year: Year,
    printed: Mapping[Scope, Sequence[tuple[str | None, Mapping[str, str]]]],
    siblings: Siblings,
    secret: Secret,
) -> dict[Scope, Mask]:
    """The masks of a year; what is hidden in the common family is hidden in the others too."""
    found: dict[Scope, Mask] = {}
    for family in year.families:
        scope = Scope(year.year, family)
        base = found[scope._replace(family=COMMON)].hidden if family != COMMON else frozenset()
        found[scope] = _mask(year.counts(family), printed.get(scope, ()), siblings, secret, scope, base)
    return found


def _mask(
    counts: Counts, printed: Printed, siblings: Siblings, secret: Secret, scope: Scope, base: frozenset[Split]
) -> Mask:
    seal = _seal(counts, printed, siblings, secret, base)
    former = secret.masks.get(scope)
    if former is not None and former.seal == seal:
        return former
    before = Before(base | (former.hidden if former else frozenset()), secret.key)
    return Mask(seal, hidden_splits(counts, printed, siblings, before))


def _seal(counts: Counts, printed: Printed, siblings: Siblings, secret: Secret, base: frozenset[Split]) -> str:
    """Only who has the key can tell whether other data would give the same."""
    seal = hmac.new(secret.key, secret.code.encode(), digestmod="sha256")
    for table in (counts.people, counts.there, counts.least, counts.held, counts.more):
        seal.update(repr(table.shape).encode() + table.tobytes())
    seal.update(json.dumps([counts.atoms, list(printed), siblings, sorted(map(repr, base))]).encode())
    return seal.hexdigest()
