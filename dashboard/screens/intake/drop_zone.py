"""The drop zone of the page Ladda data: files are tried out, and loaded when the user says so."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.access import viewer
from dashboard.screens.frame import EXCEL, notice, table
from dashboard.screens.intake.changes import difference
from dashboard.screens.intake.questions import answers, questions, said
from dashboard.screens.intake.refusals import refusals
from dashboard.screens.intake.rounds import served, start_over, told_of_last_load
from dashboard.screens.intake.uploads import LIMITS, on_disk, too_much
from dashboard.share.markup import plain
from dashboard.subjects.quality import problem_table
from dashboard.theme import counted, number, span
from loaders.exports.catalogue import BY_ID
from loaders.files.archive import READ
from loaders.intake.folders import default_folders
from loaders.intake.loading import load_exports
from loaders.intake.template import problem_list
from loaders.intake.trial import Trial, check
from loaders.reading.exports import ExportReading
from loaders.reading.ledger import Mapped
from loaders.reading.sandbox import Progress
from loaders.told import check_in_words

PAGE_OF = {
    "sick_leave": ("Sjukfrånvaro", "sjukfranvaro?vy=%C3%96versikt"),
    "staff": ("Personal", "personal"),
    "ledger": ("Ekonomi", "ekonomi?vy=%C3%96versikt"),
    "forecast": ("Ekonomi", "ekonomi?vy=%C3%96versikt"),
    "investment": ("Ekonomi", "ekonomi?vy=Investeringar"),
    "home_care": ("Volymer", "volymer"),
    "housing": ("Volymer", "volymer"),
    "assistance": ("Volymer", "volymer"),
    "meals": ("Volymer", "volymer"),
    "key_figures": ("Översikt", "./"),
}
A_WHILE = 10.0
"""Seconds that a trial waits for a load that is going on."""

LOADED_MEANWHILE = (
    "Någon annan har läst in eller ångrat under tiden. Därför är provläsningen nedan ny; ingenting är inläst härifrån."
)

SHOWN_PROBLEMS = 30


@dataclass(frozen=True)
class _Tried:
    """A trial of the files that lie in the drop zone, told by their ids, against the warehouse served then, with what
    was answered of them; `again` where they had been tried against another warehouse."""

    ids: tuple[str, ...]
    against: str
    said: tuple[Mapped, ...]
    trial: Trial
    again: bool


def drop_zone() -> None:
    """Take files, try them out, and load them when the user says so."""
    told_of_last_load()
    whole_folder = st.toggle("Välj en hel mapp", key="hel-mapp")
    files = st.file_uploader(
        "Släpp exporter här: Excel (.xlsx, .xlsm, .xls) eller CSV",
        type=sorted(suffix.removeprefix(".") for suffix in READ),
        accept_multiple_files="directory" if whole_folder else True,
        key=f"exporter-{st.session_state.get('omgang', 0)}-{whole_folder}",
    )
    if not files:
        notice(f"Filerna provläses först. Ingenting ändras förrän du trycker på Läs in. {LIMITS}")
        return
    if refusal := too_much(files):
        st.error(refusal, icon=":material/block:")
        return
    tried = _tried(files)
    if tried is not None:
        if tried.again:
            st.warning(LOADED_MEANWHILE, icon=":material/sync:")
        _show(tried)
        _load_button(tried, files)


def _tried(files: Sequence[UploadedFile]) -> _Tried | None:
    """The trial of these files; made once, not at every click, but again where someone else has loaded since."""
    ids, against = tuple(file.file_id for file in files), served()
    before: _Tried | None = st.session_state.get("trial")
    if before is not None and (before.ids, before.against, before.said) == (ids, against, said()):
        return before
    # A click on the button of the former difference has loaded nothing, and this says why.
    again = before is not None and before.ids == ids and before.against != against
    tried: _Tried | None = None
    with refusals(), on_disk(files) as paths, _progress("Provläser …") as tell:
        trial = check(paths, default_folders(), said=said(), progress=tell, patience=A_WHILE)
        tried = st.session_state["trial"] = _Tried(ids, against, said(), trial, again=again)
    return tried


@contextmanager
def _progress(text: str) -> Iterator[Progress]:
    """A bar that says how many files are done, gone afterwards."""
    bar = st.progress(0.0, text)

    def tell(done: int, of: int, name: str) -> None:
        bar.progress(done / of, f"{text} {done} av {of}: {plain(name)}")

    try:
        yield tell
    finally:
        bar.empty()


def _show(tried: _Tried) -> None:
    trial = tried.trial
    st.header(_verdict(trial), anchor=False)
    errors = Counter(problem.file for problem in trial.problems if problem.severity == "error")
    rows = [
        {
            "Fil": reading.name,
            "Tolkad som": BY_ID[reading.export].name if reading.export else "–",
            "Månader": span(reading.first_month[:7], reading.last_month[:7]) or "–",
            "Rader": number(reading.rows),
            "Utfall": _outcome(reading, errors[reading.name]),
            "Kolumner som inte läses": ", ".join(reading.ignored) or "–",
        }
        for reading in trial.readings
    ]
    reports = [
        {
            "Fil": reading.name,
            "Tolkad som": f"rapport {reading.report.publication if reading.report else ''}".strip(),
            "Månader": "–",
            "Rader": "–",
            "Utfall": "läses inte in här" if reading.status == "loaded" else f"avvisas: {errors[reading.name]} fel",
            "Kolumner som inte läses": "–",
        }
        for reading in trial.reports
    ]
    table(pd.DataFrame(rows + reports), "Inga filer.")
    if any(report.status == "loaded" for report in trial.reports):
        notice("En rapport läses in från mappen data/published: lägg filen där och kör python -m loaders.")
    for failing in trial.failing:
        st.warning(f"{plain(check_in_words(failing))}.", icon=":material/rule:")
    _problems(trial)
    answers(tried.said)
    questions(trial)
    if trial.accepted:
        difference(trial)


def _outcome(reading: ExportReading, errors: int) -> str:
    if reading.is_asked:
        return f"väntar på svar: {counted(len(reading.questions), 'fråga', 'frågor')}"
    return f"avvisas: {errors} fel" if reading.refused else "kan läsas in"


def _verdict(trial: Trial) -> str:
    accepted, all_files = len(trial.accepted), len(trial.readings) + len(trial.reports)
    if any(report.status == "loaded" for report in trial.reports) and not trial.readings:
        return "Rapporter läses in från data/published"
    if accepted == all_files:
        return "Filen kan läsas in" if all_files == 1 else f"Alla {all_files} filer kan läsas in"
    if not accepted and any(reading.is_asked for reading in trial.readings):
        return f"{counted(len(trial.questions), 'fråga', 'frågor')} att svara på först"
    if not accepted:
        return "Filen avvisas" if all_files == 1 else f"Alla {all_files} filer avvisas"
    return f"{accepted} av {all_files} filer kan läsas in"


def _problems(trial: Trial) -> None:
    """What is wrong; what is asked instead stands among the questions, and in the list that can be had."""
    if not trial.problems:
        notice("Inga fel och inga varningar.")
        return
    asked = {question.problem for reading in trial.readings for question in reading.questions}
    problems = [problem for problem in trial.problems if problem not in asked]
    if problems:
        table(problem_table(pd.DataFrame(map(asdict, problems[:SHOWN_PROBLEMS]))), "")
    if len(problems) > SHOWN_PROBLEMS:
        notice(f"{len(problems) - SHOWN_PROBLEMS} till finns i problemlistan.")
    listed = problem_list(trial.problems)
    st.download_button("Ladda ner problemlistan (Excel)", listed, "problem.xlsx", EXCEL, icon=":material/download:")


def _load_button(tried: _Tried, files: Sequence[UploadedFile]) -> None:
    count = len(tried.trial.accepted)
    label = f"Läs in {counted(count, 'fil', 'filer')}"
    # The button is another one where the difference is, so that nobody loads what they have not seen.
    key = f"las-in-{tried.against}"
    if not st.button(label, type="primary", disabled=not count, icon=":material/upload:", key=key):
        return
    with refusals():
        with on_disk(files) as paths, _progress("Läser in …") as tell:
            loaded = load_exports(paths, default_folders(), who=viewer.name(), said=tried.said, progress=tell)
        exports = list(dict.fromkeys(reading.export for reading in loaded.accepted))
        links = dict.fromkeys(f"[{PAGE_OF[export][0]}]({PAGE_OF[export][1]})" for export in exports)
        start_over(f"{counted(len(loaded.accepted), 'fil är inläst', 'filer är inlästa')}. Se {', '.join(links)}.")
