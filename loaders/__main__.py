"""python -m loaders: load reports and exports into the warehouse, try exports out, or take the last load back."""

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from loaders.build import LoadedFile
from loaders.exports import BY_ID
from loaders.ledger import Change
from loaders.loading import (
    BusyError,
    Folders,
    Load,
    NothingToUndoError,
    Trial,
    check,
    default_folders,
    load,
    undo,
)
from loaders.problems import Problem, RefusedError
from loaders.sandbox import Progress
from loaders.sources import find
from loaders.without_pandas import hide_pandas

STATUS = {"loaded": "inläst", "refused": "avvisad", "kept": "avvisad, tidigare version används"}
HEADINGS = ("Fil", "Tolkad som", "Siffror", "Perioder", "Problem", "Utfall")
CHANGE_HEADINGS = ("Export", "Månad", "Organisation", "Rader", "Summor")
BUSY = "En annan inläsning pågår. Försök igen om en stund; inget har ändrats."
NO_FILES = "Inga filer (.xlsx, .xls, .csv) hittades."
WHERE_TO = "Lägg rapporter i data/published och månadsexporter i data/exports och kör igen."


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 all loaded, 1 something refused or nothing done, 2 wrong usage."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    given = list(sys.argv[1:] if arguments is None else arguments)
    commands = {"check": _check, "undo": _undo}
    try:
        return commands[given[0]](given[1:]) if given and given[0] in commands else _load(given)
    except BusyError:
        print(BUSY, file=sys.stderr)
        return 1
    except RefusedError as refused:
        # A reference table that nothing can be built with; files are refused one by one.
        print("\n".join(_told(refused.problems)), file=sys.stderr)
        return 1


def _load(arguments: Sequence[str]) -> int:
    parser = _parser("python -m loaders", "Läser in rapporter och exporter i datalagret. Se även: check, undo.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="filer eller mappar (annars data/)")
    choices = parser.parse_args(arguments)
    _require(parser, choices.paths)
    folders = _folders(choices)
    outcome = load(choices.paths or folders.sources, folders, who=_who(), progress=_progress(choices))
    print(_as_json(outcome) if choices.json else _as_text(outcome))
    return 1 if outcome.refused or outcome.warehouse is None else 0


def _check(arguments: Sequence[str]) -> int:
    parser = _parser("python -m loaders check", "Provläser exporter utan att ändra något.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="exporter (.xlsx, .xls, .csv)")
    choices = parser.parse_args(arguments)
    _require(parser, choices.files)
    trial = check(dict(find(choices.files)), _folders(choices), progress=_progress(choices))
    print(_trial_as_json(trial) if choices.json else _trial_as_text(trial))
    return 0 if trial.readings and len(trial.accepted) == len(trial.readings) else 1


def _undo(arguments: Sequence[str]) -> int:
    parser = _parser("python -m loaders undo", "Tar tillbaka den senaste inläsningen av exporter.")
    choices = parser.parse_args(arguments)
    try:
        entry = undo(_folders(choices), who=_who())
    except NothingToUndoError:
        print("null" if choices.json else "Det finns ingen inläsning att ångra.")
        return 1
    print(json.dumps(asdict(entry), ensure_ascii=False) if choices.json else f"Inläsning {entry.undoes} är ångrad.")
    return 0


def _who() -> str:
    """Who runs this; nothing where the system does not know, as in some containers."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""


def _parser(program: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument("--warehouse", type=Path, metavar="DIR", help="datalagrets mapp")
    parser.add_argument("--json", action="store_true", help="svara med JSON")
    return parser


def _require(parser: argparse.ArgumentParser, paths: Sequence[Path]) -> None:
    missing = [path for path in paths if not path.exists()]
    if missing:
        parser.error(f"finns inte: {', '.join(map(str, missing))}")


def _folders(choices: argparse.Namespace) -> Folders:
    folders = default_folders()
    return replace(folders, warehouse=choices.warehouse) if choices.warehouse else folders


def _progress(choices: argparse.Namespace) -> Progress | None:
    """Tell on a terminal how far parsing has come."""
    if choices.json or not sys.stderr.isatty():
        return None

    def tell(done: int, total: int, name: str) -> None:
        sys.stderr.write(f"\r\033[K{done} av {total}: {name}" + ("\n" if done == total else ""))
        sys.stderr.flush()

    return tell


def _as_json(outcome: Load) -> str:
    answer = {
        "warehouse": str(outcome.warehouse) if outcome.warehouse else None,
        "built": outcome.built,
        "files": [asdict(file) for file in outcome.files],
        "problems": [asdict(problem) for problem in outcome.problems],
        "changes": [asdict(change) for change in outcome.changes],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _trial_as_json(trial: Trial) -> str:
    answer = {
        "files": [
            {"file": r.name, "export": r.export, "rows": r.rows, "refused": r.refused, "ignored": list(r.ignored)}
            for r in trial.readings
        ],
        "problems": [asdict(problem) for problem in trial.problems],
        "changes": [asdict(change) for change in trial.changes],
        "replaces_sample": trial.replaces_sample,
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _as_text(outcome: Load) -> str:
    if not outcome.files:
        return f"{NO_FILES} {WHERE_TO}"
    rows = [HEADINGS, *(_row(file, outcome.problems) for file in outcome.files)]
    return "\n".join([*_columns(rows), *_told(outcome.problems), _verdict(outcome)])


def _trial_as_text(trial: Trial) -> str:
    if not trial.readings:
        return NO_FILES
    rows = [("Fil", "Tolkad som", "Rader", "Perioder", "Utfall")]
    for reading in trial.readings:
        name = BY_ID[reading.export].name if reading.export else "–"
        months = "–".join(dict.fromkeys((reading.first_month[:7], reading.last_month[:7]))) or "–"
        rows.append((reading.name, name, str(reading.rows), months, "avvisas" if reading.refused else "kan läsas in"))
    lines = [*_columns(rows), *_told(trial.problems)]
    if trial.changes:
        lines += ["", "Skillnad mot det som är inläst:", *_columns([CHANGE_HEADINGS, *map(_change, trial.changes)])]
    if trial.replaces_sample:
        lines.append("Exempeldata visas inte längre när riktiga exporter är inlästa.")
    return "\n".join(lines)


def _change(change: Change) -> tuple[str, ...]:
    export = BY_ID[change.export]
    totals = [
        f"{export.column(name).heading}: {_total(change.totals_before, name)} → {_total(change.totals_after, name)}"
        for name in export.headline
    ]
    rows = f"{_count(change.rows_before)} → {_count(change.rows_after)}"
    return export.name, change.month, change.organisation or "andra utförare", rows, "; ".join(totals)


def _count(rows: int | None) -> str:
    return "–" if rows is None else str(rows)


def _total(totals: object, name: str) -> str:
    value = totals.get(name) if isinstance(totals, dict) else None
    return "–" if value is None else f"{value:.2f}".removesuffix(".00").replace(".", ",")


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _told(problems: Sequence[Problem]) -> list[str]:
    return [f"{'Fel' if problem.severity == 'error' else 'Varning'}: {problem}" for problem in problems]


def _row(file: LoadedFile, problems: Sequence[Problem]) -> tuple[str, ...]:
    known_as = f"{file.recognised_as} {file.publication}".strip() or "–"
    periods = (file.first_month, file.last_month) if file.first_month else (file.first_year, file.last_year)
    shown = "–".join(dict.fromkeys(str(period) for period in periods if period)) or "–"
    found = sum(problem.file == file.file for problem in problems)
    return file.file, known_as, str(file.figures), shown, str(found), STATUS[file.status]


def _verdict(outcome: Load) -> str:
    if outcome.warehouse is None:
        return "Ingenting kunde läsas in."
    if outcome.built:
        return f"Datalagret är uppdaterat: {outcome.warehouse}"
    return f"Ingenting nytt att läsa in. Datalagret: {outcome.warehouse}"


if __name__ == "__main__":
    hide_pandas()
    sys.exit(main())
