"""python -m tests.bench.usefulness [FOLDER]: of how many employees is a sick-leave rate shown, where they work?

Shares of heads × months for which the group itself is shown, or the sibling group in its place, by calendar year. A
warehouse does not know how many are hidden, so the exports (invented ones, without FOLDER) are loaded into a new one.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from loaders.__main__ import main as load
from loaders.people import masks, released
from loaders.people.counts import COMMON, Year
from loaders.people.groups import AREA, UNIT, Atom, Node, Siblings, Split
from loaders.people.masks import Mask, Scope
from loaders.sample.__main__ import main as write_sample

ROOT = Path(__file__).parent.parent.parent


class Wanted(NamedTuple):
    """What should be shown of whom, and of what share of them at least."""

    told: str
    level: int
    grouping: tuple[str, ...]
    family: str
    share: float


WANTED = (
    Wanted("area", AREA, (), COMMON, 1),
    Wanted("area × gender", AREA, ("gender",), COMMON, 1),
    Wanted("area × age", AREA, ("age",), COMMON, 1),
    Wanted("unit", UNIT, (), COMMON, 0.98),
    Wanted("unit × gender", UNIT, ("gender",), COMMON, 0.9),
    Wanted("unit × two ages", UNIT, ("half",), COMMON, 0.85),
    Wanted("day 60– by area × gender", AREA, ("gender",), "spells", 1),
)


class Made(NamedTuple):
    """A year as the masks were made of it."""

    year: Year
    siblings: Siblings
    hidden: Mapping[Scope, Mask]


def main() -> None:
    """Print a line for each that is wanted, a column for each year."""
    with tempfile.TemporaryDirectory() as folder:
        made = list(_made(Path(folder), [Path(given) for given in sys.argv[1:]]))
    years = "".join(f"{each.year.year:>17}" for each in made)
    print(f"{'':<28}{'wanted':>7}{years}   with sibling groups (alone)")
    for wanted in WANTED:
        cells = "".join(f"{_share(each, wanted, True):>8.1%} ({_share(each, wanted, False):>6.1%})" for each in made)
        print(f"{wanted.told:<28}{wanted.share:>7.0%}{cells}")


def _made(where: Path, exports: list[Path]) -> Iterator[Made]:
    """Load exports and reports into a new warehouse, and note what its masks are made of."""
    noted: list[Made] = []
    if not exports:
        exports = [where / "sample"]
        write_sample([str(exports[0])])

    def noting(
        year: Year,
        printed: Mapping[Scope, Sequence[tuple[str | None, Mapping[str, str]]]],
        siblings: Siblings,
        secret: masks.Secret,
    ) -> dict[Scope, Mask]:
        hidden = masks.masks_of(year, printed, siblings, secret)
        noted.append(Made(year, siblings, hidden))
        return hidden

    folders = {"LEANLINK_WAREHOUSE": str(where / "warehouse"), "LEANLINK_EXPORTS": str(where / "exports")}
    with mock.patch.object(released, "masks_of", noting), mock.patch.dict("os.environ", folders):
        load([str(path) for path in (ROOT / "data" / "published", *exports)])
    yield from noted


def _share(made: Made, wanted: Wanted, with_siblings: bool) -> float:
    """Of how many heads × months it is shown, of all in a known area (and unit)."""
    hidden = made.hidden[Scope(made.year.year, wanted.family)].hidden
    export = made.year.exports[0]
    heads = made.year.sums[export.id][:, :, [column.name for column in export.numbers].index(export.people)]
    shown = everyone = 0.0
    for atom, count in zip(made.year.atoms, heads.sum(axis=1), strict=True):
        if atom.area and (atom.unit or wanted.level == AREA):
            nodes = list(_stand_for(atom, wanted.level, made.siblings if with_siblings else Siblings()))
            everyone += count
            shown += count * any(Split(node, wanted.grouping) not in hidden for node in nodes)
    return shown / everyone


def _stand_for(atom: Atom, level: int, siblings: Siblings) -> Iterator[Node]:
    """Where people work, and the sibling group that can stand in its place."""
    if level == AREA:
        yield Node(atom.area)
        yield from (Node(group) for area, group in siblings.of_areas if area == atom.area)
    else:
        yield Node(atom.area, atom.unit)
        yield from (Node(atom.area, group) for node, group in siblings.of_units if node == (atom.area, atom.unit))


if __name__ == "__main__":
    main()
