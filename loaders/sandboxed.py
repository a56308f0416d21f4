"""The child that parses exports: python -m loaders.sandboxed. Started by `sandbox`, never by people."""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.export import Spellings, spellings
from loaders.export_file import ExportRows, read_export
from loaders.exports import EXPORTS
from loaders.identity import masked
from loaders.problems import Problem, RefusedError
from loaders.without_pandas import hide_pandas


def main() -> None:
    """Answer jobs until the input ends. The first line holds the settings."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What libraries print must not be taken for an answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    settings = json.loads(sys.stdin.readline())
    _limit(settings["memory"])
    known = spellings(EXPORTS, settings["headings"])
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line), known)) + "\n")
        answers.flush()


def _limit(memory: int) -> None:
    """Limit the memory of this process, where the system can; Windows has no such limit, only that of time."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answer(job: dict[str, str], known: Spellings) -> dict[str, Any]:
    folder = Path(job["folder"])
    try:
        found = read_export(Path(job["path"]), job["name"], EXPORTS, known)
        return _line(found.problems, description=_written(found, folder))
    except RefusedError as refused:
        return _line(refused.problems, [asdict(each) for each in refused.missing], persons=refused.persons)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        # Without memory this process may not be able to answer at all; that it ends is an answer.
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        # The parser is native code: what damaged files do to it comes as panics that are no Exception.
        damaged = not isinstance(error, Exception)
        text = "filen är skadad och kan inte läsas" if damaged else f"filen kunde inte läsas ({type(error).__name__})"
        problem = Problem("error", masked(job["name"]), "", "", text, "en export som Excel kan öppna")
        return _line([problem])


def _line(
    problems: Sequence[Problem],
    missing: Sequence[object] = (),
    description: Mapping[str, object] | None = None,
    *,
    persons: bool = False,
) -> dict[str, Any]:
    told = {"problems": [asdict(each) for each in problems], "missing": missing, "persons": persons}
    return {**told, "description": description or {}}


def _written(found: ExportRows, folder: Path) -> dict[str, Any]:
    """Write the rows and say what they are."""
    folder.mkdir(parents=True)
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
    }


if __name__ == "__main__":
    hide_pandas()
    main()
