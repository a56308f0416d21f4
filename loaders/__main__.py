"""python -m loaders: load reports and exports into the warehouse, try files out, take loads back, forget files."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from loaders.durable import UnwritableError
from loaders.files.archive import READ
from loaders.intake.amending import Amendment, NothingToUndoError, UnknownFileError, forget, redo, undo
from loaders.intake.folders import Folders, default_folders, served_file
from loaders.intake.loading import load, load_exports
from loaders.intake.trial import PATIENCE, answered
from loaders.problems import RefusedError
from loaders.reading.exports import SHORT
from loaders.reading.sandbox import Progress
from loaders.reading.sources import find
from loaders.reading.workspace import BusyError
from loaders.told import (
    BUSY,
    amendment_as_json,
    amendment_as_text,
    load_as_json,
    load_as_text,
    problems_as_text,
    totals_as_csv,
    totals_as_json,
    totals_as_text,
    trial_as_json,
    trial_as_text,
)
from loaders.warehouse.loaded import totals
from loaders.without_pandas import hide_pandas
from swedish_arguments import ArgumentParser

NOTHING_LOADED = "Inga exporter är inlästa. Lägg dem i data/exports och kör python -m loaders."
ONLY_TRY = "visa bara vad som skulle ändras"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 all loaded, 1 something refused or nothing done, 2 wrong usage.

    Figures that do not add up are no reason for 1: the report is loaded as it is printed, and what it says wrongly is
    told in the last line and marked wherever it is shown.
    """
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = COMMANDS[given[0]](given[1:]) if given and given[0] in COMMANDS else _load(given)
        sys.stdout.flush()
    except BusyError:
        print(BUSY, file=sys.stderr)
        return 1
    except UnwritableError as unwritable:
        print(unwritable, file=sys.stderr)
        return 1
    except RefusedError as refused:
        # A reference table that nothing can be built with; files are refused one by one.
        print("\n".join(problems_as_text(refused.problems)), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever reads has seen enough; the interpreter's last flush must not complain of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _load(arguments: Sequence[str]) -> int:
    parser = _parser(
        "python -m loaders",
        "Läser in rapporter och exporter i datalagret. Se även: check, load, undo, redo, forget, loaded.",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="filer eller mappar (annars data/)")
    parser.add_argument("--try", dest="only_try", action="store_true", help=ONLY_TRY)
    choices = parser.parse_args(arguments)
    _require(parser, choices.paths)
    folders = _folders(choices)
    outcome = load(
        choices.paths or folders.sources,
        folders,
        who=_who(),
        progress=_progress(choices),
        only_try=choices.only_try,
    )
    print(load_as_json(outcome) if choices.json else load_as_text(outcome, only_tried=choices.only_try))
    return 1 if outcome.refused or (outcome.warehouse is None and not choices.only_try) else 0


def _check(arguments: Sequence[str]) -> int:
    parser = _parser("python -m loaders check", "Provläser rapporter och exporter utan att ändra något.")
    choices = _of_files(parser, arguments)
    trial, _ = answered(_found(choices), _folders(choices), _answers(parser, choices), **_how(choices))
    print(trial_as_json(trial) if choices.json else trial_as_text(trial))
    return 0 if (trial.readings or trial.reports) and not trial.refused else 1


def _load_files(arguments: Sequence[str]) -> int:
    """Load these exports as one load; nothing where a question is open."""
    parser = _parser("python -m loaders load", "Läser in exporter, när alla frågor om dem är besvarade.")
    choices = _of_files(parser, arguments)
    files, folders = _found(choices), _folders(choices)
    trial, said = answered(files, folders, _answers(parser, choices), **_how(choices))
    if not trial.questions and trial.accepted:
        trial = load_exports(files, folders, who=_who(), said=said, progress=_progress(choices), patience=PATIENCE)
    print(trial_as_json(trial) if choices.json else trial_as_text(trial, done=not trial.questions))
    return 0 if trial.accepted and not trial.refused else 1


def _of_files(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    kinds = f"filer ({', '.join(READ)}) eller mappar"
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=kinds)
    parser.add_argument("--answers", type=Path, metavar="FILE.json", help="svar på frågor: frågans id -> svar")
    parser.add_argument("--confirm", action="store_true", help="godta de förslag som filen själv bevisar")
    choices = parser.parse_args(arguments)
    _require(parser, choices.files)
    return choices


def _found(choices: argparse.Namespace) -> dict[str, Path]:
    return dict(find(choices.files))


def _how(choices: argparse.Namespace) -> dict[str, Any]:
    return {"confirm": choices.confirm, "progress": _progress(choices)}


def _answers(parser: argparse.ArgumentParser, choices: argparse.Namespace) -> dict[str, str]:
    if choices.answers is None:
        return {}
    try:
        found = json.loads(choices.answers.read_text(encoding="utf-8-sig"))
        return {str(question): str(answer) for question, answer in found.items()}
    except (OSError, ValueError, AttributeError):
        parser.error(f"{choices.answers} är ingen fil med svar: {{frågans id: svar}}")


def _undo(arguments: Sequence[str]) -> int:
    parser = _parser("python -m loaders undo", "Tar tillbaka en inläsning av exporter.")
    choices = _numbered(parser, arguments)

    def told(done: Amendment) -> str:
        number = done.entry.undoes
        return f"Inläsning {number} kan ångras." if choices.only_try else f"Inläsning {number} är ångrad."

    return _amended(undo, choices, told, "Det finns ingen inläsning att ångra.")


def _redo(arguments: Sequence[str]) -> int:
    parser = _parser("python -m loaders redo", "Gör om en inläsning som är ångrad.")
    choices = _numbered(parser, arguments)

    def told(_: Amendment) -> str:
        return "Inläsningen kan gälla igen." if choices.only_try else "Inläsningen gäller igen."

    return _amended(redo, choices, told, "Det finns ingen ångrad inläsning att göra om.")


def _numbered(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    parser.add_argument("number", nargs="?", type=int, metavar="NR", help="inläsningens nummer (annars den senaste)")
    parser.add_argument("--try", dest="only_try", action="store_true", help=ONLY_TRY)
    return parser.parse_args(arguments)


def _amended(
    amend: Callable[..., Amendment],
    choices: argparse.Namespace,
    told: Callable[[Amendment], str],
    nothing: str,
) -> int:
    try:
        done = amend(_folders(choices), choices.number, who=_who(), only_try=choices.only_try)
    except NothingToUndoError:
        missing = nothing if choices.number is None else f"{nothing.removesuffix('.')} med nummer {choices.number}."
        print("null" if choices.json else missing)
        return 1
    print(amendment_as_json(done) if choices.json else amendment_as_text(done, told(done), only_tried=choices.only_try))
    return 0


def _forget(arguments: Sequence[str]) -> int:
    parser = _parser(
        "python -m loaders forget",
        "Tar bort en inläst export helt: originalet, raderna och historikens summor. Kan inte ångras.",
    )
    parser.add_argument("file", metavar="FILE", help=f"filens namn, eller början av dess SHA-256 ({SHORT} tecken)")
    parser.add_argument("--try", dest="only_try", action="store_true", help=ONLY_TRY)
    choices = parser.parse_args(arguments)
    try:
        done = forget(_folders(choices), choices.file, who=_who(), only_try=choices.only_try)
    except UnknownFileError as unknown:
        meant = [f"{file.content[:SHORT]} ({file.first_month[:7]}–{file.last_month[:7]})" for file in unknown.meant]
        asked = f"Flera filer heter så; välj en: {', '.join(meant)}." if meant else "Ingen inläst fil heter så."
        print("null" if choices.json else asked)
        return 1
    verdict = "Filen kan glömmas." if choices.only_try else "Filen är glömd."
    print(amendment_as_json(done) if choices.json else amendment_as_text(done, verdict, only_tried=choices.only_try))
    return 0


def _loaded(arguments: Sequence[str]) -> int:
    parser = _parser(
        "python -m loaders loaded", "Visar vad som är inläst: summor av varje export, månad och organisation."
    )
    parser.add_argument("--csv", action="store_true", help="svara med CSV: komma mellan, punkt före decimaler")
    choices = parser.parse_args(arguments)
    warehouse = served_file(_folders(choices))
    found = totals(warehouse) if warehouse else []
    told = totals_as_json if choices.json else totals_as_csv if choices.csv else totals_as_text
    print(told(found) if found or choices.json or choices.csv else NOTHING_LOADED)
    return 0 if found else 1


COMMANDS = {
    "check": _check,
    "load": _load_files,
    "undo": _undo,
    "redo": _redo,
    "forget": _forget,
    "loaded": _loaded,
}


def _who() -> str:
    """Who runs this; nothing where the system does not know, as in some containers."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""


def _parser(program: str, description: str) -> argparse.ArgumentParser:
    parser = ArgumentParser(prog=program, description=description)
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


if __name__ == "__main__":
    hide_pandas()
    sys.exit(main())
