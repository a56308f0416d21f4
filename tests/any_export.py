"""Exports as people have them: reading them one after the other, and what their rows then sum to.

Each folder of tests/exports holds a file, or several in steps, in a shape that systems and pivots give, and case.json:
whether a plain load should load it or refuse it, and the sums of export, month, organisation and headline.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from loaders.exports.catalogue import BY_ID, EXPORTS
from loaders.exports.export import spellings
from loaders.exports.file import read_export
from loaders.facts.areas import load_organisations
from loaders.facts.facts import write_facts
from loaders.facts.organisation import load_places
from loaders.intake.folders import REFERENCE
from loaders.problems import RefusedError
from loaders.reading.exports import VALUES, ExportReading
from loaders.tables import read_table

CASES = Path(__file__).parent / "exports"
UNITS = CASES / "units.csv"
"""Where the invented units of the cases belong."""

Sums = Mapping[tuple[str, str, str, str], float]
"""Totals by export, month, organisation and headline."""

KNOWN = spellings(EXPORTS, (), read_table(REFERENCE / VALUES, ("column", "spelling", "value")))
OFF_BY = 0.011
"""What sums may differ by: exports round to two decimals."""


@dataclass(frozen=True)
class Case:
    """A folder of files: `ideal` is what a plain load should do."""

    name: str
    ideal: str
    steps: Sequence[Sequence[Path]]
    expected: Sums


def cases() -> list[Case]:
    """All of them, in the order of their names."""
    found = []
    for folder in sorted(path.parent for path in CASES.glob("*/case.json")):
        told = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        steps = [[folder / name for name in step] for step in told["steps"]]
        expected = {(export, month, org, name): total for export, month, org, name, total in told["expected"]}
        found.append(Case(folder.name, told["ideal"], steps, expected))
    return found


@dataclass(frozen=True)
class Outcome:
    """What loading did: the sums of all that was loaded, and the problems that refused each file that was not."""

    sums: Sums
    refusals: Sequence[Sequence[str]]

    def told(self) -> str:
        """One line for a scoreboard."""
        return " / ".join(problems[0] for problems in self.refusals) or f"{len(self.sums)} sums"


def outcome(files: Iterable[Path], folder: Path) -> Outcome:
    """The files read one after the other, and the facts of those that were not refused."""
    readings, refusals = [], []
    for number, path in enumerate(files):
        try:
            found = read_export(path, path.name, EXPORTS, KNOWN)
        except RefusedError as error:
            refusals.append([str(problem) for problem in error.problems])
            continue
        rows = folder / f"{number}.parquet"
        pq.write_table(found.rows, rows)
        readings.append(
            ExportReading(path.name, str(number), number, found.export.id, letters=found.letters, rows_in=rows)
        )
    return Outcome(_sums(readings), refusals)


def _sums(readings: Sequence[ExportReading]) -> Sums:
    whole = load_organisations(REFERENCE).whole
    with duckdb.connect() as connection:
        write_facts(connection, readings, load_places(REFERENCE, UNITS), whole, b"key")
        sums: dict[tuple[str, str, str, str], float] = {}
        for export in (BY_ID[name] for name in {reading.export for reading in readings}):
            totals = ", ".join(f"cast(sum({name}) as double)" for name in export.headline)
            asked = f"select of_month, coalesce(org, ''), {totals} from fact_{export.id} group by all"
            for month, org, *numbers in connection.execute(asked).fetchall():
                of_month = f"{date(month.year, month.month, 1):%Y-%m}"
                named = zip(export.headline, numbers, strict=True)
                sums |= {(export.id, of_month, org, name): value for name, value in named if value is not None}
    return sums


def differences(sums: Sums, expected: Sums) -> list[str]:
    """What is loaded and was not expected, or the other way round; headlines that are not told of may hold anything."""
    headlines = {key[3] for key in expected}
    found = {key: value for key, value in sums.items() if key[3] in headlines}
    return [
        f"{' '.join(key)}: {found.get(key)}, not {expected.get(key)}"
        for key in sorted({*found, *expected})
        if abs(found.get(key, float("inf")) - expected.get(key, float("inf"))) > OFF_BY
        or (key in found) != (key in expected)
    ]


def verdict(case: Case, folder: Path) -> str:
    """How a case went: `right`, or what is wrong, beginning with `silently wrong` or `refused`."""
    result = outcome((path for step in case.steps for path in step), folder)
    wrong = differences(result.sums, case.expected)
    if not result.refusals:
        right = not wrong and (bool(case.expected) or case.ideal == "load")
        return "right" if right else f"silently wrong: {'; '.join(wrong) or result.told()}"
    # Before the file that is refused others may have been loaded.
    first_only = len(case.steps) > 1 and len(result.refusals) == len(case.steps) - 1
    if case.ideal == "refuse":
        as_was = not wrong if first_only else not result.sums
        return "right" if as_was else f"silently wrong: {'; '.join(wrong)}"
    return f"refused: {result.told()}"
