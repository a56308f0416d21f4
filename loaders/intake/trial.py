"""What loading some files would do, found out by building the very warehouse that the load would serve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.intake.folders import Folders, paths_of, served_open
from loaders.intake.found import content_of, find_all, sources_of
from loaders.intake.stock import Stock, admitted, kept, read_ahead, take_stock
from loaders.problems import Problem, Question
from loaders.reading.exports import ExportReading, parse_exports, read_exports, taught
from loaders.reading.ledger import Change, Mapped, Standing
from loaders.reading.reports import Reader, Reading, read_reports
from loaders.reading.sandbox import Progress
from loaders.reading.sources import is_report
from loaders.reading.workspace import Held, Workspace, workspace
from loaders.reports.names import load_reference
from loaders.swedish.identity import masked
from loaders.warehouse.difference import NO_DIFFERENCE, Difference, difference, newly_failing
from loaders.warehouse.identities import Check
from loaders.warehouse.serving import read_log, served

PATIENCE = 600.0
"""Seconds to wait for another load to end."""


@dataclass(frozen=True)
class Trial:
    """What loading some files would do: of each what it is or why it is refused, and all that would change.

    `replaces_sample` says that generated figures would give way to these. `difference` is what would change besides, by
    tables that were edited since the last load; `failing` are the identities that reports would bring and that do not
    hold. `said` is what people have said of the exports.
    """

    readings: list[ExportReading]
    problems: list[Problem]
    changes: tuple[Change, ...]
    replaces_sample: bool
    reports: tuple[Reading, ...] = ()
    difference: Difference = NO_DIFFERENCE
    failing: tuple[Check, ...] = ()
    said: tuple[Mapped, ...] = ()

    @property
    def accepted(self) -> list[ExportReading]:
        """The exports that would be loaded."""
        return [reading for reading in self.readings if not reading.refused]

    @property
    def questions(self) -> list[Question]:
        """What must be answered before the files that raise it are loaded; what several ask is asked once."""
        by_id: dict[str, Question] = {}
        for question in (each for reading in self.readings for each in reading.questions):
            before = by_id.setdefault(question.id, question)
            more = tuple(option for option in question.options if not before.means(option.answer))
            by_id[question.id] = replace(before, options=(*before.options, *more))
        return list(by_id.values())

    @property
    def refused(self) -> bool:
        """Whether any file would be refused."""
        return len(self.accepted) < len(self.readings) or any(r.status != "loaded" for r in self.reports)


def check(
    files: Mapping[str, Path],
    folders: Folders,
    *,
    said: Sequence[Mapped] = (),
    progress: Progress | None = None,
    patience: float = PATIENCE,
) -> Trial:
    """What loading these files (name -> path) would do, if headings mean what is `said` of them. Nothing that is
    served or kept changes. Raises BusyError, UnwritableError."""
    with workspace(folders.warehouse) as work:
        parse_ahead(files, folders, work, said, progress)
        with Held(folders.warehouse, patience):
            with served_open(folders) as former:
                trial, stock, _ = try_out(files, former, folders, work, said, progress)
                stock.settle()
            return trial


def answered(
    files: Mapping[str, Path],
    folders: Folders,
    answers: Mapping[str, str],
    *,
    confirm: bool,
    progress: Progress | None = None,
) -> tuple[Trial, tuple[Mapped, ...]]:
    """The trial of these files once their questions are answered, by their ids, and what was said by that. With
    `confirm` what a file proves itself is taken for the answer. Answers may raise further questions. Raises BusyError,
    UnwritableError."""
    said: tuple[Mapped, ...] = ()
    while True:
        trial = check(files, folders, said=said, progress=progress)
        given = [(q, answers.get(q.id) or (q.proposed if confirm else "")) for q in trial.questions]
        more = [Mapped.answering(question, answer) for question, answer in given if question.means(answer)]
        if all(each in said for each in more):
            return trial, said
        said = (*said, *more)


def parse_ahead(
    files: Mapping[str, Path], folders: Folders, work: Workspace, said: Sequence[Mapped], progress: Progress | None
) -> None:
    """Parse these files, and all that lies where files are looked for, while others may load."""
    found = find_all(paths_of(folders), folders)
    read_ahead(found, folders, work)
    reports = {name: path for name, path in files.items() if is_report(path)}
    contents = {name: content_of(path) for name, path in reports.items()}
    Reader(work, load_reference(folders.reference)).parse(reports, contents)
    known = taught(folders.reference, found.ledger.standing().mapped, said)
    exports = {name: path for name, path in files.items() if name not in reports}
    parse_exports(sources_of(exports, found.ledger), work, known, progress)


def try_out(
    files: Mapping[str, Path],
    former: Path | None,
    folders: Folders,
    work: Workspace,
    said: Sequence[Mapped],
    progress: Progress | None,
    *,
    keep: bool = False,
) -> tuple[Trial, Stock, Path | None]:
    """The trial of some files beside the warehouse that is served, and the one that loading them would serve."""
    stock = take_stock(find_all(paths_of(folders), folders), folders, work)
    ledger = stock.found.ledger
    standing = ledger.standing()
    # What cannot be opened is a report only where it lies as one.
    lying = {path.resolve() for path in stock.found.reports.values()}
    of_reports = {name: path for name, path in files.items() if is_report(path, unopened=path.resolve() in lying)}
    with_reports, reports = _with_reports(stock, of_reports)
    of_exports = {name: path for name, path in files.items() if name not in of_reports}
    readings = _readings_of_new(of_exports, stock, said, progress, keep=keep)
    problems = [problem for reading in readings if reading.refused for problem in reading.problems]
    problems += [problem for reading in reports for problem in reading.problems]
    new = [reading for reading in readings if not reading.refused]
    fresh = [reading for reading in reports if reading.status == "loaded"]
    if not new and not fresh:
        return Trial(readings, problems, (), replaces_sample=False, reports=reports), stock, None
    if new and keep:
        ledger.make_key()
    target = with_reports.warehouse(standing, new)
    names = {reading.name for reading in new}
    exports = {reading.export for reading in new}
    problems += [p for p in read_log(target)[1] if p.file in names and p.severity == "warning"]
    problems += stock.lacking(standing, new)
    trial = Trial(
        readings,
        problems,
        stock.changes(standing, target) if new else (),
        replaces_sample=bool(new and stock.sample and not standing.loads),
        reports=reports,
        difference=difference_without_new(stock, standing, former),
        failing=newly_failing(former, target) if fresh else (),
        said=tuple(replace(each, load=ledger.last + 1) for each in said if each.export in exports),
    )
    return trial, stock, target


def _readings_of_new(
    files: Mapping[str, Path], stock: Stock, said: Sequence[Mapped], progress: Progress | None, *, keep: bool
) -> list[ExportReading]:
    """The readings of exports that are not loaded yet; refused where they are. With `keep` the ledger keeps them."""
    ledger, folders = stock.found.ledger, stock.folders
    # What has lost its original may be loaded again.
    copies = {
        file.content: f"samma innehåll är redan inläst som {masked(file.name)}"
        for file in ledger.active()
        if ledger.original(file).exists()
    }
    sources = sources_of(files, ledger)
    known = taught(folders.reference, ledger.standing().mapped, said)
    readings = []
    for reading in read_exports(sources, stock.work, known, progress):
        fit = admitted(reading, copies)
        readings.append(fit)
        if not fit.refused:
            copies.setdefault(reading.content, f"samma innehåll finns även i {reading.name}")
    plausible = stock.doubted(ledger.standing(), readings, said)
    if not keep:
        return plausible
    return [
        fit if fit.refused else kept(fit, source.path, ledger) for source, fit in zip(sources, plausible, strict=True)
    ]


def _with_reports(stock: Stock, reports: Mapping[str, Path]) -> tuple[Stock, tuple[Reading, ...]]:
    """The stock with these reports too, and their readings. One that lies where reports are looked for, or is called
    like one that does, is that one in a new version."""
    if not reports:
        return stock, ()
    found = stock.found.reports
    places = {path.resolve(): name for name, path in found.items()}
    named = {path.name: name for name, path in found.items()}
    tried = {places.get(path.resolve(), named.get(path.name, name)): path for name, path in reports.items()}
    contents = {**stock.found.in_reports, **{name: content_of(path) for name, path in tried.items()}}
    reader = Reader(stock.work, stock.reference)
    in_use = served(stock.folders.warehouse).files
    readings = read_reports({**found, **tried}, contents, reader, in_use)
    return replace(stock, reports=readings), tuple(reading for reading in readings if reading.name in tried)


def difference_without_new(stock: Stock, standing: Standing, former: Path | None) -> Difference:
    """What is served differently than before though no export is new."""
    return difference(former, stock.warehouse(standing)) if former else NO_DIFFERENCE
