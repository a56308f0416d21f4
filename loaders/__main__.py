"""python -m loaders: load workbooks into the warehouse and say what became of each."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from loaders.build import REFERENCE, Load, LoadedFile, load
from loaders.problems import Problem

STATUS = {"loaded": "inläst", "refused": "avvisad", "kept": "avvisad, tidigare version används"}
HEADINGS = ("Fil", "Tolkad som", "Siffror", "Perioder", "Problem", "Utfall")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 all loaded, 1 something refused, 2 wrong usage."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(prog="python -m loaders", description="Läser in arbetsböcker i datalagret.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="filer eller mappar (annars data/)")
    parser.add_argument("--warehouse", type=Path, metavar="DIR", help="datalagrets mapp")
    parser.add_argument("--json", action="store_true", help="svara med JSON")
    choices = parser.parse_args(arguments)
    paths = choices.paths or [REFERENCE.parent]
    missing = [path for path in paths if not path.exists()]
    if missing:
        parser.error(f"finns inte: {', '.join(map(str, missing))}")
    outcome = load(paths, choices.warehouse or default_warehouse())
    print(_as_json(outcome) if choices.json else _as_text(outcome))
    return 1 if outcome.refused or outcome.warehouse is None else 0


def default_warehouse() -> Path:
    """The folder named by LEANLINK_WAREHOUSE, otherwise data/warehouse."""
    return Path(os.environ.get("LEANLINK_WAREHOUSE") or REFERENCE.parent / "warehouse")


def _as_json(outcome: Load) -> str:
    answer = {
        "warehouse": str(outcome.warehouse) if outcome.warehouse else None,
        "built": outcome.built,
        "files": [asdict(file) for file in outcome.files],
        "problems": [asdict(problem) for problem in outcome.problems],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _as_text(outcome: Load) -> str:
    if not outcome.files:
        return "Inga arbetsböcker (.xlsx) hittades. Lägg rapporter i data/published och kör igen."
    rows = [HEADINGS, *(_row(file, outcome.problems) for file in outcome.files)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines += [f"{'Fel' if p.severity == 'error' else 'Varning'}: {p}" for p in outcome.problems]
    lines.append(_verdict(outcome))
    return "\n".join(lines)


def _row(file: LoadedFile, problems: Sequence[Problem]) -> tuple[str, ...]:
    known_as = f"{file.recognised_as} {file.publication}".strip() or "–"
    years = "–".join(dict.fromkeys(str(year) for year in (file.first_year, file.last_year) if year)) or "–"
    found = sum(problem.file == file.file for problem in problems)
    return file.file, known_as, str(file.figures), years, str(found), STATUS[file.status]


def _verdict(outcome: Load) -> str:
    if outcome.warehouse is None:
        return "Ingenting kunde läsas in."
    if outcome.built:
        return f"Datalagret är uppdaterat: {outcome.warehouse}"
    return f"Ingenting nytt att läsa in. Datalagret: {outcome.warehouse}"


if __name__ == "__main__":
    sys.exit(main())
