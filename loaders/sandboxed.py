"""The child that parses exports: python -m loaders.sandboxed SETTINGS. Started by `sandbox`, never by people."""

import contextlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from loaders.export import Spellings, spellings
from loaders.export_file import read_export
from loaders.exports import EXPORTS
from loaders.problems import Problem, RefusedError
from loaders.without_pandas import hide_pandas


def main() -> None:
    """Answer jobs until the input ends."""
    settings = json.loads(sys.argv[1])
    _limit(settings["memory"])
    known = spellings(EXPORTS, settings["headings"])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What libraries print must not be taken for an answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line), known)) + "\n")
        answers.flush()


def _limit(memory: int) -> None:
    """Limit the memory of this process; Windows has no such limit, only that of time."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answer(job: dict[str, str], known: Spellings) -> dict[str, Any]:
    try:
        found = read_export(Path(job["path"]), job["name"], EXPORTS, known)
    except RefusedError as refused:
        return {"problems": [asdict(problem) for problem in refused.problems], "description": {}}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # The parser is native code: what goes wrong in it comes as panics that are no Exception.
        text = f"filen kunde inte läsas ({type(error).__name__})"
        problem = Problem("error", job["name"], "", "", text, "en export som Excel kan öppna")
        return {"problems": [asdict(problem)], "description": {}}
    folder = Path(job["folder"])
    folder.mkdir(parents=True)
    pq.write_table(found.rows, folder / "rows.parquet", compression="lz4")
    months = found.rows[found.export.month]
    description = {
        "export": found.export.id,
        "sample": found.sample,
        "rows": found.rows.num_rows,
        "first_month": min(months.unique().to_pylist()).isoformat(),
        "last_month": max(months.unique().to_pylist()).isoformat(),
        "letters": found.letters,
        "ignored": found.ignored,
    }
    return {"problems": [asdict(problem) for problem in found.problems], "description": description}


if __name__ == "__main__":
    hide_pandas()
    main()
