"""The parts of the page Ladda data that act: files are tried out, loaded, taken back; unknown places are asked for."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TypeVar

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.access import viewer
from dashboard.figures.store import loaded
from dashboard.figures.store.loaded import UnknownPlace
from dashboard.figures.store.warehouse import NoWarehouseError
from dashboard.screens.frame import EXCEL, notice, table
from dashboard.screens.intake.changes import amendment, besides, difference
from dashboard.screens.intake.history import entered_at, known_by
from dashboard.screens.intake.questions import answers, forget_answers, questions, said
from dashboard.screens.intake.refusals import refusals
from dashboard.screens.intake.uploads import LIMITS, on_disk, too_much
from dashboard.share.markup import plain
from dashboard.subjects.quality import problem_table
from dashboard.theme import number, span
from loaders.exports.catalogue import BY_ID
from loaders.facts.organisation import load_places
from loaders.files.archive import READ
from loaders.intake.amending import place, redo, undo
from loaders.intake.folders import default_folders, is_edited
from loaders.intake.loading import load_again, load_exports
from loaders.intake.template import problem_list
from loaders.intake.trial import Trial, check
from loaders.reading.exports import ExportReading
from loaders.reading.ledger import Ledger, Mapped
from loaders.reading.sandbox import Progress
from loaders.swedish.identity import masked
from loaders.told import check_in_words, unowned_in_words
from loaders.warehouse.build import tables_hash

PAGE_OF = {
    "sick_leave": ("Sjukfrånvaro", "sjukfranvaro?vy=%C3%96versikt"),
    "staff": ("Personal", "personal"),
    "ledger": ("Ekonomi", "ekonomi"),
    "forecast": ("Ekonomi", "ekonomi"),
    "investment": ("Ekonomi", "ekonomi"),
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
SHOWN_NAMES = 3


Tried = TypeVar("Tried")


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
    _told_of_last_load()
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
    ids, against = tuple(file.file_id for file in files), _served()
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


def _served() -> str:
    """The warehouse served now; nothing before the first load."""
    try:
        return viewer.warehouse().path.name
    except NoWarehouseError:
        return ""


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
        return f"väntar på svar: {_counted(len(reading.questions), 'fråga', 'frågor')}"
    return f"avvisas: {errors} fel" if reading.refused else "kan läsas in"


def _verdict(trial: Trial) -> str:
    accepted, all_files = len(trial.accepted), len(trial.readings) + len(trial.reports)
    if any(report.status == "loaded" for report in trial.reports) and not trial.readings:
        return "Rapporter läses in från data/published"
    if accepted == all_files:
        return "Filen kan läsas in" if all_files == 1 else f"Alla {all_files} filer kan läsas in"
    if not accepted and any(reading.is_asked for reading in trial.readings):
        return f"{_counted(len(trial.questions), 'fråga', 'frågor')} att svara på först"
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
    label = f"Läs in {_counted(count, 'fil', 'filer')}"
    # The button is another one where the difference is, so that nobody loads what they have not seen.
    key = f"las-in-{tried.against}"
    if not st.button(label, type="primary", disabled=not count, icon=":material/upload:", key=key):
        return
    with refusals():
        with on_disk(files) as paths, _progress("Läser in …") as tell:
            loaded = load_exports(paths, default_folders(), who=viewer.name(), said=tried.said, progress=tell)
        exports = list(dict.fromkeys(reading.export for reading in loaded.accepted))
        links = dict.fromkeys(f"[{PAGE_OF[export][0]}]({PAGE_OF[export][1]})" for export in exports)
        _start_over(f"{_counted(len(loaded.accepted), 'fil är inläst', 'filer är inlästa')}. Se {', '.join(links)}.")


def _counted(count: int, one: str, several: str) -> str:
    return f"{number(count)} {one if count == 1 else several}"


def _start_over(text: str) -> None:
    """Empty the drop zone and tell what was done at the top of the page."""
    st.session_state["omgang"] = st.session_state.get("omgang", 0) + 1
    st.session_state["trial"] = None
    forget_answers()
    st.session_state["besked"] = text
    st.rerun()


def _told_of_last_load() -> None:
    text = st.session_state.pop("besked", "")
    if text:
        st.success(text, icon=":material/check:")


def undo_last() -> None:
    """Take the last load back, in one step."""
    loads = Ledger(default_folders().ledger).loads()
    if not loads:
        return
    last = loads[-1]
    names = _listed([masked(file.name) for file in last.files])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Senaste inläsning: **nr {last.number}**, {entered_at(last)}, {names}", width="stretch")
        # The button is another one after another load, so that nobody takes back what they have not seen.
        pressed = st.button("Ångra", icon=":material/undo:", key=f"angra-{last.number}", width="content")
    if not pressed:
        return
    with refusals():
        # By its number: what someone else has loaded since stands.
        done = undo(default_folders(), last.number, who=viewer.name())
        left = plain(" ".join(unowned_in_words(done.unowned))) or "Det som var inläst före den visas igen."
        left += " Ändrade tabeller gäller nu också." if done.difference else ""
        _start_over(f"Inläsning {last.number} är ångrad. {left}")


def amend_others() -> None:
    """Take any load back, or let it stand again, once the difference has been seen."""
    standing = Ledger(default_folders().ledger).standing()
    choices = {f"Ångra nr {entry.number}: {known_by(entry)}": (undo, entry.number) for entry in standing.loads}
    choices |= {f"Ångra nr {entry.number}: {known_by(entry)}": (undo, entry.number) for entry in standing.placed}
    choices |= {f"Gör om nr {entry.undoes}": (redo, entry.undoes) for entry in standing.undone}
    if not choices:
        return
    with st.expander("Ångra en annan inläsning, eller gör om en som är ångrad"):
        chosen = st.selectbox(
            "Vad", list(reversed(choices)), index=None, placeholder="Välj i historiken", key=f"andra-{_served()}"
        )
        if chosen is None:
            return
        amend, number = choices[chosen]
        with refusals():
            tried = _once(f"andra-{chosen}", lambda: amend(default_folders(), number, only_try=True))
            amendment(tried)
            # The button is another one after another load, so that nobody does what they have not seen.
            if st.button(chosen.partition(":")[0], type="primary", key=f"andra-{number}-{_served()}"):
                done = amend(default_folders(), number, who=viewer.name())
                left = plain(" ".join(unowned_in_words(done.unowned)))
                _start_over(f"{'Ångrat' if amend is undo else 'Gjort om'}: nr {number}. {left}".strip())


def _once(what: str, attempt: Callable[[], Tried]) -> Tried:
    """What trying something out gave, which takes its time: not tried again at every click, but against other figures
    or tables."""
    against = what, _served(), tables_hash(default_folders().reference)
    before: tuple[object, Tried] | None = st.session_state.get("provat")
    if before is None or before[0] != against:
        before = st.session_state["provat"] = (against, attempt())
    return before[1]


def edited_tables() -> None:
    """Say that tables have been edited since the last load, show which months they would change, and load them."""
    folders = default_folders()
    if not is_edited(folders):
        return
    st.header("Tabeller eller program har ändrats sedan senaste inläsningen", anchor=False)
    notice("Det gäller från nästa inläsning. Se först vilka månader det ändrar.")
    if not st.toggle("Visa vad som skulle ändras", key=f"tabeller-{_served()}"):
        return
    with refusals():
        tried = _once("tabeller", lambda: load_again(folders, only_try=True))
        besides(tried.difference)
        if not tried.difference:
            notice("Inga siffror ändras.")
        if st.button("Läs in ändringarna", type="primary", icon=":material/upload:"):
            load_again(folders, who=viewer.name())
            _start_over("Tabellerna är inlästa.")


def _listed(names: Sequence[str]) -> str:
    """The first few names as they stand, and how many more there are."""
    shown = ", ".join(plain(name) for name in names[:SHOWN_NAMES])
    return f"{shown} och {len(names) - SHOWN_NAMES} till" if len(names) > SHOWN_NAMES else shown


def unknown_places() -> None:
    """Ask, for every name or code that no table knows, where it belongs; it takes effect at once, and is taken back
    with the load that brought it."""
    try:
        unknown = loaded.unknown_places(viewer.warehouse())
    except NoWarehouseError:
        return
    if not unknown:
        return
    st.header(_counted(len(unknown), "okänt namn eller okänd kod", "okända namn och koder"), anchor=False)
    notice("Raderna räknas i helheten men inte i något affärsområde förrän du har kopplat dem.")
    with refusals():
        _places_asked(unknown, load_places(default_folders().reference).organisations)


def _places_asked(unknown: Sequence[UnknownPlace], organisations: Sequence[str]) -> None:
    with st.form("okanda", border=True):
        answers = {(each.export, each.place): _asked(each, organisations) for each in unknown}
        chosen = {key: answer for key, answer in answers.items() if answer}
        if st.form_submit_button("Koppla", icon=":material/link:") and chosen:
            _connect(chosen)


def _asked(unknown: UnknownPlace, organisations: Sequence[str]) -> str | None:
    rows = "" if unknown.rows is None else f", {_counted(unknown.rows, 'rad', 'rader')}"
    hint = f"; liknar {', '.join(unknown.nearest)}" if unknown.nearest else ""
    return st.selectbox(
        plain(f"{unknown.place} ({BY_ID[unknown.export].name}{rows}{hint}) hör till"),
        organisations,
        index=None,
        placeholder="Välj affärsområde",
        key=f"okand-{unknown.export}-{unknown.place}",
    )


def _connect(answers: Mapping[tuple[str, str], str]) -> None:
    said = [(export, spelling, organisation) for (export, spelling), organisation in answers.items()]
    place(default_folders(), said, who=viewer.name())
    _start_over(f"{_counted(len(answers), 'namn är kopplat', 'namn är kopplade')}. Siffrorna är uppdaterade.")
