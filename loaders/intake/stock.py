"""What was read of all that was found: a warehouse of any loads can be built of that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.exports.export import Taught
from loaders.facts.areas import load_organisations
from loaders.facts.organisation import UNITS, Said
from loaders.facts.plausibility import KEEP, doubts
from loaders.facts.replacement import lacking
from loaders.intake.folders import Folders
from loaders.intake.found import Found
from loaders.problems import Problem, Question
from loaders.reading.exports import (
    ROWS,
    ExportReading,
    ExportSource,
    is_kept,
    is_read_by_this_code,
    parse_exports,
    persons_in,
    pointing_out_persons,
    read_exports,
    reading_in,
    renamed,
    taught,
)
from loaders.reading.ledger import Change, ChangedError, Entry, Ledger, LedgerFile, Mapped, Standing
from loaders.reading.reports import Reader, Reading, read_reports
from loaders.reading.sandbox import Progress
from loaders.reading.workspace import Workspace
from loaders.reports.names import Reference, load_reference
from loaders.swedish.identity import masked
from loaders.warehouse.build import Inputs, build
from loaders.warehouse.difference import changes
from loaders.warehouse.serving import Served, clean, put_in_place, serve, served

KEPT_ORIGINAL = "originalet på sin plats, eller samma fil inläst på nytt"


@dataclass(frozen=True)
class Stock:
    """What was read of all that was found: a warehouse of any loads can be built of it. `unknown` are the exports
    under the paths that the ledger has never had; `refused` the kept ones that cannot be used, by where their
    rows are; `copies` names the files under the paths that are passed over as copies of another."""

    folders: Folders
    work: Workspace
    found: Found
    reference: Reference
    reports: Sequence[Reading]
    unknown: Sequence[ExportReading]
    refused: Mapping[Path, ExportReading]
    copies: Sequence[Problem] = ()

    @property
    def sample(self) -> list[ExportReading]:
        """The generated exports."""
        return [reading for reading in self.unknown if reading.sample and not reading.refused]

    def inputs(self, standing: Standing, new: Sequence[ExportReading] = ()) -> Inputs:
        """The reports with the exports of the loads that stand and new ones; with the sample where there are none."""
        refused = [reading for reading in self.unknown if reading.refused]
        entered = self._entered(standing.loads, {reading.name for reading in [*new, *refused]})
        used = {reading.content for reading in entered}
        refused += [reading for reading in self.refused.values() if reading.content not in used]
        sample = [] if standing.loads or new else self.sample
        contents = {reading.content for reading in sample}
        units = {source.path.parent / UNITS for source in self.found.exports if source.content in contents}
        return Inputs(
            self.reports,
            [*entered, *new, *sample, *refused],
            self.reference,
            self.found.tables,
            sorted(table for table in units if table.is_file()),
            [Said(each.export, each.said, each.means) for each in standing.mapped if each.kind == "place"],
            self.found.ledger.key,
        )

    def _entered(self, loads: Sequence[Entry], taken: Iterable[str]) -> list[ExportReading]:
        """The exports of loads. Of files of one name the last is called so; earlier ones are told by their load."""
        names = set(taken)
        readings = []
        for entry in reversed(loads):
            for file in reversed(entry.files):
                name = f"{file.name} (inläsning {entry.number})" if file.name in names else file.name
                names.add(file.name)
                readings.append(self._accepted(file, name, entry.number))
        return readings[::-1]

    def _accepted(self, file: LedgerFile, name: str, load: int) -> ExportReading:
        """A file of a load with its rows as they were accepted."""
        ledger = self.found.ledger
        accepted = ledger.accepted(file)
        if accepted in self.refused:
            return replace(renamed(self.refused[accepted], masked(name)), load=load)
        reading = reading_in(accepted, ExportSource(ledger.original(file), name, file.content, load))
        if ledger.original(file).exists():
            return reading
        found = f"originalet {ledger.original(file)} finns inte längre; raderna gäller som de lästes in"
        return replace(reading, problems=(*reading.problems, Problem("warning", name, "", "", found, KEPT_ORIGINAL)))

    def warehouse(self, standing: Standing, new: Sequence[ExportReading] = ()) -> Path:
        """The warehouse of these loads and new exports, built but not served."""
        return build(self.inputs(standing, new), self.work)

    def changes(self, standing: Standing, after: Path) -> tuple[Change, ...]:
        """Where the warehouse `after`, of these loads and new exports, differs from the one without the new."""
        return changes(self.warehouse(standing) if standing.loads else None, after)

    def lacking(self, standing: Standing, new: Sequence[ExportReading]) -> list[Problem]:
        """What is lost where new exports replace others."""
        inputs = self.inputs(standing)
        former = inputs.used if standing.loads else []
        return lacking(former, new, inputs.places, load_organisations(self.folders.reference).whole)

    def doubted(
        self, standing: Standing, readings: Sequence[ExportReading], said: Sequence[Mapped]
    ) -> list[ExportReading]:
        """The readings with those kept out that are not plausible beside what is loaded, until someone says that they
        are as they should be, and refused where someone says that they are not."""
        answers = taught(self.folders.reference, standing.mapped, said).answers
        inputs = self.inputs(standing)
        former = inputs.used if standing.loads else []
        new = [reading for reading in readings if not reading.refused]
        found = doubts(former, new, inputs.places, load_organisations(self.folders.reference).whole)
        return [_settled(reading, found.get(reading.name, ()), answers) for reading in readings]

    def serve(self, warehouse: Path, request: str = "") -> Path:
        """Serve a warehouse; gives where it is then. Without `request` the next load looks through all paths again."""
        in_use = {reading.name: reading.content for reading in self.reports if reading.report}
        paths = tuple(str(path.resolve()) for path in self.found.paths)
        ledger = self.found.ledger
        place = put_in_place(warehouse, self.work)
        serve(self.work, Served(place.name, in_use, paths, request, ledger.last, self.found.tables))
        clean(self.folders.warehouse, place, ledger.forgotten_at())
        self.settle()
        return place

    def settle(self) -> None:
        """Keep what was read of the reports and the sample that are served, and of no other files: rows that were
        accepted are in the ledger, so that of these it is kept only whether they point out persons."""
        now, ledger = served(self.folders.warehouse), self.found.ledger
        # Where nothing tells what is in use, all stays until something is served.
        if now.warehouse:
            sample = [] if ledger.standing().loads else self.sample
            used = {*now.files.values(), *(reading.content for reading in sample)}
            self.work.settle(used | {persons_in(file.content) for _, file in ledger.remembered()})


def read_ahead(found: Found, folders: Folders, work: Workspace, progress: Progress | None = None) -> None:
    """Parse what was found and nobody has read, before the lock is taken: what is decided then may be another thing,
    but has little left to parse."""
    ledger = found.ledger
    known = taught(folders.reference, ledger.standing().mapped)
    parse_exports(_unknown(found), work, known, progress)
    Reader(work, load_reference(folders.reference)).parse(found.reports, found.in_reports)
    pointing_out_persons(list(_doubted(_remembered(ledger)).values()), work, known, progress)


def take_stock(
    found: Found, folders: Folders, work: Workspace, progress: Progress | None = None, *, keep: bool = False
) -> Stock:
    """Read what was found; who does so holds the lock. With `keep` the ledger keeps new exports."""
    ledger = found.ledger
    # What was forgotten is gone before anything is read, also where that was killed half-way.
    ledger.erase()
    work.forget(ledger.forgotten())
    known = taught(folders.reference, ledger.standing().mapped)
    sources = _unknown(found)
    # A sample is written whole, with its table of units; a single file with its mark is a template.
    samples = {source.content for source in sources if (source.path.parent / UNITS).is_file()}
    readings = read_exports(sources, work, known, progress)
    fit = [reading if reading.content in samples else admitted(reading, {}) for reading in readings]
    # Copies of a file count once.
    first = {reading.content: reading.name for reading in reversed(fit) if not reading.refused}
    unknown: list[ExportReading] = []
    copies: list[Problem] = []
    for source, reading in zip(sources, fit, strict=True):
        if not reading.refused and reading.name != first[reading.content]:
            found_twice = f"samma innehåll finns i {first[reading.content]}; filen räknas en gång"
            copies.append(Problem("warning", reading.name, "", "", found_twice, "en fil av varje export"))
        elif keep and not reading.refused and not reading.sample:
            unknown.append(kept(reading, source.path, ledger))
        else:
            unknown.append(reading)
    reference = load_reference(folders.reference)
    now = served(folders.warehouse)
    reports = read_reports(found.reports, found.in_reports, Reader(work, reference), now.files)
    refused = _refused(ledger, work, known, progress)
    return Stock(folders, work, found, reference, reports, unknown, refused, copies)


def _unknown(found: Found) -> list[ExportSource]:
    """The exports that were found and that the ledger has never had."""
    return [source for source in found.exports if not found.ledger.knows(source.content)]


def _remembered(ledger: Ledger) -> dict[Path, ExportSource]:
    """Every file of which anything is kept, by where its rows are."""
    return {
        ledger.accepted(file): ExportSource(ledger.original(file), file.name, file.content, entry.number)
        for entry, file in ledger.remembered()
    }


def _doubted(of: Mapping[Path, ExportSource]) -> dict[Path, ExportSource]:
    """Those of them that other code has read, of which this may know more."""
    return {place: source for place, source in of.items() if is_kept(place) and not is_read_by_this_code(place)}


def _refused(ledger: Ledger, work: Workspace, known: Taught, progress: Progress | None) -> dict[Path, ExportReading]:
    """The kept files that cannot be used, by where their rows are: those that point out persons for all that is known
    today, and those whose rows are not kept, or no longer whole, and that cannot be read. The others of these are read
    once and kept."""
    of = _remembered(ledger)
    unpinned = [place for place in of if not is_kept(place)]
    refused = {}
    readings = read_exports([of[place] for place in unpinned], work, known, progress)
    for place, reading in zip(unpinned, readings, strict=True):
        if reading.rows_in is None:
            refused[place] = reading
        else:
            ledger.pin(reading.rows_in.parent, place)
    doubted = _doubted(of)
    persons = pointing_out_persons(list(doubted.values()), work, known, progress)
    return refused | {place: persons[s.content] for place, s in doubted.items() if s.content in persons}


def _settled(reading: ExportReading, questions: Sequence[Question], answers: Mapping[str, str]) -> ExportReading:
    given = [(question, answers.get(question.id, "")) for question in questions]
    unanswered = [question for question, answer in given if not question.means(answer)]
    denied = [question for question, answer in given if question.means(answer) and answer != KEEP]
    for question in denied:
        reading = reading.refuse(question.found, question.expected)
    return reading.ask(unanswered) if unanswered and not denied else reading


def admitted(reading: ExportReading, known: Mapping[str, str]) -> ExportReading:
    """The reading, refused where it is a sample or its content is known."""
    if reading.refused:
        return reading
    if reading.sample:
        return reading.refuse("filen är märkt Exempeldata", "en export ur ett verksamhetssystem")
    if reading.content in known:
        return reading.refuse(known[reading.content], "en ny export")
    return reading


def kept(reading: ExportReading, path: Path, ledger: Ledger) -> ExportReading:
    """The reading, its original and its rows kept; refused where the file has changed since it was read."""
    if reading.rows_in is None:
        return reading
    try:
        ledger.keep(path, reading.name, reading.content)
    except ChangedError:
        return reading.refuse("filen ändrades medan den lästes", "en färdigskriven fil; läs in den igen")
    accepted = ledger.accepted(as_entered(reading))
    if not is_kept(accepted):
        ledger.pin(reading.rows_in.parent, accepted)
    return replace(reading, rows_in=accepted / ROWS)


def as_entered(reading: ExportReading) -> LedgerFile:
    """A reading as the ledger enters it."""
    return LedgerFile(
        reading.name,
        reading.content,
        reading.export,
        reading.rows,
        reading.first_month,
        reading.last_month,
        reading.reading,
    )
