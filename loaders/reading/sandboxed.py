"""The child that parses files: python -m loaders.reading.sandboxed. Started by `sandbox`, never by people."""

import contextlib
import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.exports.catalogue import EXPORTS
from loaders.exports.export import Spellings, Taught, spellings
from loaders.exports.file import ExportRows, read_export
from loaders.problems import Problem, RefusedError
from loaders.swedish.identity import masked
from loaders.without_pandas import hide_pandas


def main() -> None:
    """Answer jobs until the input ends. The first line holds the settings."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What libraries print must not be taken for an answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    settings = json.loads(sys.stdin.readline())
    _limit(settings["memory"])
    known = Known.of(Taught(**settings["taught"]), settings["missing"])
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line), known)) + "\n")
        answers.flush()


@dataclass(frozen=True)
class Known:
    """What is known beforehand: what people have said of exports, and how reports spell what is missing."""

    headings: Spellings
    answers: Mapping[str, str]
    missing: Mapping[str, str]

    @staticmethod
    def of(taught: Taught, missing: Mapping[str, str]) -> "Known":
        """The same of what was taught."""
        return Known(spellings(EXPORTS, taught.headings, taught.values), taught.answers, missing)


def _limit(memory: int) -> None:
    """Limit the memory of this process, where the system can; Windows has no such limit, only that of time."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answer(job: Mapping[str, str], known: Known) -> dict[str, Any]:
    folder = Path(job["folder"])
    try:
        write = (_report if job["kind"] == "report" else _export)(job, known, folder)
        try:
            # Nothing is written where the parent was killed and its folder is swept.
            folder.mkdir()
            return write()
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            return _line(unwritten=error.errno or errno.EIO)
    except RefusedError as refused:
        return _line(refused.problems, [asdict(each) for each in refused.questions], persons=refused.persons)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        # Without memory this process may not be able to answer at all; that it ends is an answer.
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        # The parser is native code: what damaged files do to it comes as panics that are no Exception.
        damaged = not isinstance(error, Exception)
        text = "filen är skadad och kan inte läsas" if damaged else f"filen kunde inte läsas ({type(error).__name__})"
        return _line([Problem("error", masked(job["name"]), "", "", text, _READABLE[job["kind"]])])


_READABLE = {"export": "en export som Excel kan öppna", "report": "en rapport på samma form som de andra"}


def _export(job: Mapping[str, str], known: Known, folder: Path) -> Callable[[], dict[str, Any]]:
    """Read an export; gives what writes its rows and tells of them."""
    found = read_export(Path(job["path"]), job["name"], EXPORTS, known.headings, known.answers)
    return lambda: _line(found.problems, description=_written(found, folder))


def _report(job: Mapping[str, str], known: Known, folder: Path) -> Callable[[], dict[str, Any]]:
    """Read a report; gives what writes its cells."""
    # What reads reports takes its time to import, and children that read exports need it not.
    from loaders.reports.published import read_report, write_cells  # noqa: PLC0415

    report, cells = read_report(Path(job["path"]), job["name"], known.missing)

    def write() -> dict[str, Any]:
        write_cells(folder, report, cells)
        return _line(description={"publication": report.publication})

    return write


def _line(
    problems: Sequence[Problem] = (),
    questions: Sequence[object] = (),
    description: Mapping[str, object] | None = None,
    *,
    persons: bool = False,
    unwritten: int = 0,
) -> dict[str, Any]:
    told = {"problems": [asdict(each) for each in problems], "questions": questions, "persons": persons}
    return {**told, "description": description or {}, "unwritten": unwritten}


def _written(found: ExportRows, folder: Path) -> dict[str, Any]:
    """Write the rows and say what they are."""
    # Numbers seldom recur.
    recurring = [each.name for each in found.rows.schema if not pa.types.is_decimal(each.type)]
    pq.write_table(
        found.rows,
        folder / "rows.parquet",
        compression="lz4",
        use_dictionary=recurring,
        store_decimal_as_integer=True,
    )
    months = found.rows[found.export.month].unique().to_pylist()
    return {
        "export": found.export.id,
        "sample": found.sample,
        "rows": found.rows.num_rows,
        "first_month": min(months).isoformat(),
        "last_month": max(months).isoformat(),
        "letters": found.letters,
        "ignored": found.ignored,
        "answers": dict(found.answers),
    }


if __name__ == "__main__":
    hide_pandas()
    main()
