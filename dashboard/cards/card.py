"""A card: one finding and all that must stand with it, as data that a screen, a picture or a print can draw."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from dashboard.figures.figure import Figure
from dashboard.figures.groups import Group
from dashboard.figures.selection import Choice
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.sentence import Sentence
from dashboard.share.grid import Grid
from dashboard.share.table import Table
from dashboard.theme import TOKENS, Palette

Spec = dict[str, Any]


@dataclass(frozen=True)
class View:
    """What cards are made from: the warehouse now served, and the choices.

    `group` is whom monthly figures are of: on pages about employees, which are `of_people`, those who are chosen.
    `part` is the chosen one of the parts that a page is divided in.
    """

    warehouse: Warehouse
    choice: Choice
    group: Group
    part: str = ""
    of_people: bool = False
    palette: Palette = TOKENS


@dataclass(frozen=True)
class Card:
    """One or several drawings, or a table, and all that must stand with them.

    A title that is no sentence is a name, and claims nothing. `line` says what is drawn, its unit, of whom and when.
    `rows` are the figures shown, for table and source. Each drawing has a heading of its own, empty where there is only
    one; a `table` is drawn where there is no drawing, or a `grid`, whose cells open what they are made of;
    `whole` makes all of one that is shown in part. `notices` say above what is drawn which choices do not apply,
    `notes` below it what marks mean. `findings` stand in words above the table of the rows. `clicks` are whom a point's
    name stands for: a click chooses them. `lacking` says why there is nothing to draw. `definitions` (a name and its
    text) stand in place of those of the measures. `folded`: only the title is in sight until it is asked for. `half`:
    where there is room it stands beside the next half.
    """

    key: str
    title: Sentence | str
    line: str = ""
    drawings: Sequence[tuple[str, Spec]] = ()
    rows: Sequence[Figure] = ()
    measures: Sequence[str] = ()
    notices: Sequence[str] = ()
    notes: Sequence[str] = ()
    findings: Sequence[Sentence] = ()
    across: int = 1
    clicks: Mapping[str, Group] = field(default_factory=dict)
    lacking: str = ""
    table: Table | None = None
    grid: Grid | None = None
    whole: Callable[[], Grid] | None = None
    definitions: Sequence[tuple[str, str]] = ()
    folded: bool = False
    half: bool = False


@dataclass(frozen=True)
class Lead:
    """A page's answer in a sentence or two; the first of them stands out."""

    answer: Sentence
    more: Sequence[Sentence] = ()
    notices: Sequence[str] = ()


@dataclass(frozen=True)
class Note:
    """Something to know about what stands above or below; `urgent` where it must not be overlooked."""

    text: str
    urgent: bool = False


class Panel(Protocol):
    """Several findings in a form of their own, which makes itself the plain data that it is drawn from."""

    @property
    def key(self) -> str:
        """What tells it from others on its page."""

    def payload(self) -> dict[str, Any]:
        """All that is needed to draw it, with its kind and its key."""


Block = Card | Lead | Note | Panel
"""What a page is made of, in order."""


def tell(said: Sentence) -> str:
    """A sentence as it is shown: everything that a page claims passes here."""
    return said.text
