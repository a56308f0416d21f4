"""What the command tells of loads, trials and amendments: as text for people, as JSON for programs."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from io import StringIO

from loaders.exports.catalogue import BY_ID
from loaders.facts.replacement import Unowned
from loaders.files.archive import READ
from loaders.intake.amending import Amendment
from loaders.intake.loading import Load
from loaders.intake.trial import Trial
from loaders.problems import Option, Problem, Question
from loaders.reading.exports import ExportReading
from loaders.reading.ledger import Change, Known
from loaders.reading.reports import Reading
from loaders.warehouse.difference import Difference
from loaders.warehouse.identities import Check
from loaders.warehouse.loaded import Total
from loaders.warehouse.serving import LoadedFile

STATUS = {"loaded": "inläst", "refused": "avvisad", "kept": "avvisad, tidigare version används"}
HEADINGS = ("Fil", "Tolkad som", "Siffror", "Perioder", "Problem", "Utfall")
CHANGE_HEADINGS = ("Export", "Månad", "Organisation", "Rader", "Summor")
TOTAL_HEADINGS = ("Export", "Månad", "Organisation", "Kolumn", "Summa", "")
NOT_TOLD = "visas inte"
BUSY = "En annan inläsning pågår. Försök igen om en stund; inget har ändrats."
NO_FILES = f"Inga filer ({', '.join(READ)}) hittades."
WHERE_TO = "Lägg rapporter i data/published och månadsexporter i data/exports och kör igen."
DIFFERENCE = "Ändrat sedan förra inläsningen, utan nya exporter (tabeller, rapporter, regler):"
MOST_EDITED = 20
"""Figures and lines that are named one by one; more are counted."""


def load_as_json(outcome: Load) -> str:
    """The outcome of a load, whole."""
    return _json(
        {
            "warehouse": str(outcome.warehouse) if outcome.warehouse else None,
            "built": outcome.built,
            "files": [asdict(file) for file in outcome.files],
            "problems": [asdict(problem) for problem in outcome.problems],
            "changes": [asdict(change) for change in outcome.changes],
            "difference": asdict(outcome.difference),
            "failing": [asdict(check) for check in outcome.failing],
            "known": [asdict(file) for file in outcome.known],
        }
    )


def trial_as_json(trial: Trial) -> str:
    """The outcome of a trial, whole."""
    exports = [
        {"file": r.name, "export": r.export, "rows": r.rows, "refused": r.refused, "ignored": list(r.ignored)}
        for r in trial.readings
    ]
    reports = [
        {"file": r.name, "publication": _publication(r), "figures": _figures(r), "refused": r.report is None}
        for r in trial.reports
    ]
    return _json(
        {
            "files": exports,
            "reports": reports,
            "questions": [asdict(question) for question in trial.questions],
            "problems": [asdict(problem) for problem in trial.problems],
            "changes": [asdict(change) for change in trial.changes],
            "difference": asdict(trial.difference),
            "failing": [asdict(check) for check in trial.failing],
            "replaces_sample": trial.replaces_sample,
        }
    )


def totals_as_json(totals: Sequence[Total]) -> str:
    """What is loaded, whole."""
    return _json([asdict(each) for each in totals])


def totals_as_csv(totals: Sequence[Total]) -> str:
    """What is loaded for programs: names as they are declared, commas between, a dot before decimals."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(Total)])
    for each in totals:
        total = "" if each.total is None else f"{each.total:.6f}".rstrip("0").rstrip(".")
        # A name that Excel would take for a formula is text.
        name = f"'{each.organisation}" if each.organisation.startswith(("=", "+", "-", "@")) else each.organisation
        writer.writerow([each.export, each.month, name, each.headline, total, str(each.sample).lower()])
    return text.getvalue().rstrip("\n")


def totals_as_text(totals: Sequence[Total]) -> str:
    """What is loaded, a line a headline, month and organisation."""
    lines = [TOTAL_HEADINGS]
    for each in totals:
        export = BY_ID[each.export]
        total = NOT_TOLD if each.total is None else _amount(each.total)
        where = each.organisation or "andra utförare"
        sample = "Exempeldata" if each.sample else ""
        lines.append((export.name, each.month, where, export.column(each.headline).heading, total, sample))
    return "\n".join(_columns(lines))


def amendment_as_json(amendment: Amendment) -> str:
    """An entry of the ledger with what it changes, and the months that nothing owns after it."""
    unowned = [asdict(each) for each in amendment.unowned]
    changes = [asdict(change) for change in amendment.changes]
    still_there = [str(path) for path in amendment.still_there]
    told = {"changes": changes, "unowned": unowned, "still_there": still_there}
    return _json({**asdict(amendment.entry), **told, "difference": asdict(amendment.difference)})


def load_as_text(outcome: Load, *, only_tried: bool = False) -> str:
    """Every file, every problem, what else is different, and the verdict in the last line."""
    known = list(map(_known, outcome.known))
    if not outcome.files:
        return "\n".join(known) or f"{NO_FILES} {WHERE_TO}"
    rows = [HEADINGS, *(_row(file, outcome.problems) for file in outcome.files)]
    lines = [*_columns(rows), *problems_as_text(outcome.problems), *known]
    if only_tried:
        lines += _changes("Skillnad mot det som är inläst:", outcome.changes)
    return "\n".join(
        [*lines, *_difference(outcome.difference), *_failing(outcome.failing), _verdict(outcome, only_tried)]
    )


def trial_as_text(trial: Trial, *, done: bool = False) -> str:
    """Every file, every problem, every question, and all that would change; or has changed, where it is done."""
    if not trial.readings and not trial.reports:
        return NO_FILES
    exports = [
        (
            reading.name,
            BY_ID[reading.export].name if reading.export else "–",
            str(reading.rows),
            "–".join(dict.fromkeys((reading.first_month[:7], reading.last_month[:7]))) or "–",
            _outcome_of(reading, done=done),
        )
        for reading in trial.readings
    ]
    reports = [
        (r.name, f"rapport {_publication(r)}".strip(), str(_figures(r)), _years(r), _outcome(r)) for r in trial.reports
    ]
    rows = [("Fil", "Tolkad som", "Siffror" if reports and not exports else "Rader", "Perioder", "Utfall")]
    asked = [question.problem for reading in trial.readings for question in reading.questions]
    told = [problem for problem in trial.problems if problem not in asked]
    lines = [*_columns([*rows, *exports, *reports]), *problems_as_text(told)]
    lines += _changes("Skillnad mot det som är inläst:", trial.changes)
    lines += [*_difference(trial.difference), *_failing(trial.failing)]
    if trial.replaces_sample:
        lines.append("Exempeldata visas inte längre när riktiga exporter är inlästa.")
    if any(report.report for report in trial.reports):
        lines.append("En rapport läses in från data/published med python -m loaders.")
    return "\n".join([*lines, *_questions(trial.questions)])


def amendment_as_text(amendment: Amendment, verdict: str, *, only_tried: bool) -> str:
    """The months that nothing owns after an amendment, and the verdict on it; before it is done all that it changes."""
    lines = _changes("Skillnad mot det som är inläst:", amendment.changes)[1:] if only_tried else []
    lines += unowned_in_words(amendment.unowned)
    lines += _difference(amendment.difference)
    lines += [f"Filen finns kvar som {path}. Ta bort den där också." for path in amendment.still_there]
    return "\n".join([*lines, verdict])


def unowned_in_words(unowned: Iterable[Unowned]) -> list[str]:
    """A sentence for each of the months that nothing owns."""
    return [
        f"{BY_ID[each.export].name}, {each.months}: {', '.join(each.owners)} är då inte"
        f" {'inlästa' if each.owners[1:] else 'inläst'} alls."
        for each in unowned
    ]


def check_in_words(check: Check) -> str:
    """An identity that does not hold, with both sides and their cells."""
    who = ", ".join(filter(None, (check.org, {"women": "kvinnor", "men": "män"}.get(check.gender), check.subject)))
    left = check.left_printed if check.left is None else _plain(check.left)
    right = check.right_printed if check.right is None else _plain(check.right)
    return (
        f"{check.publication}: kontrollen ”{check.identity}” håller inte för {who}, {check.period}: "
        f"{left} ({check.left_cells}) mot {right} ({check.right_cells})"
    )


def _outcome_of(reading: ExportReading, *, done: bool) -> str:
    if reading.is_asked:
        return "väntar på svar"
    return "avvisas" if reading.refused else "inläst" if done else "kan läsas in"


def _questions(questions: Sequence[Question]) -> list[str]:
    """What must be answered: where it stands, what is asked, and the answers with what they mean."""
    lines = []
    for question in questions:
        place = ", ".join(filter(None, (question.file, question.sheet and f"blad {question.sheet}", question.cell)))
        lines += ["", f"Fråga {question.id}", f"  {place}: {question.found}.", f"  {question.asks}"]
        lines += [f"  {_option(option, question.proposed)}" for option in question.options]
    if questions:
        lines += ["", "Inget läses in förrän frågorna är besvarade: --answers FILE.json, eller på sidan Ladda data."]
    return lines


def _option(option: Option, proposed: str) -> str:
    words = option_in_words(option)
    return f"- {option.answer}: {words}" + (" (föreslås)" if option.answer == proposed else "")


def option_in_words(option: Option) -> str:
    """What an answer would mean, with the sums that the file would have then."""
    sums = ", ".join(f"{heading} {_total(option.sums, heading)}" for heading in option.sums)
    return f"{option.means} (summa {sums})" if sums else option.means


def _json(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2, default=str)


def _publication(reading: Reading) -> str:
    return reading.report.publication if reading.report else ""


def _figures(reading: Reading) -> int:
    return sum(figure.value is not None for figure in reading.figures)


def _years(reading: Reading) -> str:
    years = [f.period_end.year for f in reading.figures if f.period_end and f.value is not None]
    return "–".join(dict.fromkeys(map(str, (min(years), max(years))))) if years else "–"


def _outcome(reading: Reading) -> str:
    return "avvisas" if reading.status != "loaded" else "kan läsas in"


def _changes(heading: str, changes: Sequence[Change]) -> list[str]:
    return ["", heading, *_columns([CHANGE_HEADINGS, *map(_change, changes)])] if changes else []


def _difference(difference: Difference) -> list[str]:
    if not difference:
        return []
    lines = ["", DIFFERENCE]
    if difference.changes:
        lines += _columns([CHANGE_HEADINGS, *map(_change, difference.changes)])
    lines += [f"{each.what}: {each.before or '–'} → {each.after or '–'}" for each in difference.edited[:MOST_EDITED]]
    more = len(difference.edited) - MOST_EDITED
    return [*lines, f"… och {more} till"] if more > 0 else lines


def _failing(failing: Sequence[Check]) -> list[str]:
    return [f"Varning: {check_in_words(check)}." for check in failing]


def event(before: int | None, after: int | None) -> str:
    """What happens to months of people, of which nothing else is told."""
    return "nya" if before is None else "tas bort" if after is None else "ändras"


def _change(change: Change) -> tuple[str, ...]:
    export = BY_ID[change.export]
    if change.of_people:
        what = event(change.rows_before, change.rows_after)
        return export.name, change.month, change.organisation, what, OF_PEOPLE
    totals = [
        f"{export.column(name).heading}: {_total(change.totals_before, name)} → {_total(change.totals_after, name)}"
        for name in export.headline
    ]
    rows = f"{_count(change.rows_before)} → {_count(change.rows_after)}"
    return export.name, change.month, change.organisation or "andra utförare", rows, "; ".join(totals)


OF_PEOPLE = "summor av anställda visas inte här"


def _count(rows: int | None) -> str:
    return "–" if rows is None else str(rows)


def _total(totals: Mapping[str, float], name: str) -> str:
    value = totals.get(name)
    return "–" if value is None else _amount(value)


def _amount(value: float) -> str:
    return f"{value:.2f}".removesuffix(".00").replace(".", ",")


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def problems_as_text(problems: Sequence[Problem]) -> list[str]:
    """Problems, a line each."""
    return [f"{'Fel' if problem.severity == 'error' else 'Varning'}: {problem}" for problem in problems]


def _known(file: Known) -> str:
    """What a file is that was named and is not loaded, and what may be done about it."""
    if file.status == "loaded":
        return f"{file.name} är redan inläst (inläsning {file.number})."
    if file.status == "forgotten":
        return f"{file.name} är glömd (nr {file.number}); släpp den på sidan Ladda data för att läsa in den på nytt."
    again = f"kör python -m loaders redo {file.number} för att låta den gälla igen"
    return f"{file.name} är inläst förut (inläsning {file.number}, ångrad); {again}."


def _row(file: LoadedFile, problems: Sequence[Problem]) -> tuple[str, ...]:
    known_as = f"{file.recognised_as} {file.publication}".strip() or "–"
    periods = (file.first_month, file.last_month) if file.first_month else (file.first_year, file.last_year)
    shown = "–".join(dict.fromkeys(str(period) for period in periods if period)) or "–"
    found = sum(problem.file == file.file for problem in problems)
    return (
        file.file,
        known_as,
        "–" if file.figures is None else str(file.figures),
        shown,
        str(found),
        STATUS[file.status],
    )


def _verdict(outcome: Load, only_tried: bool) -> str:
    if only_tried:
        verdict = "Ingenting är ändrat."
    elif outcome.warehouse is None:
        verdict = "Ingenting kunde läsas in."
    elif outcome.built:
        verdict = f"Datalagret är uppdaterat: {outcome.warehouse}"
    else:
        verdict = f"Ingenting nytt att läsa in. Datalagret: {outcome.warehouse}"
    count = len(outcome.failing)
    if not count:
        return verdict
    failing = "1 ny kontroll håller" if count == 1 else f"{count} nya kontroller håller"
    return f"{verdict.removesuffix('.')}. {failing} inte; se ovan och sidan Datakvalitet."


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",")
