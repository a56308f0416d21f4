"""The parts of the page Ladda data: the one place where the dashboard and the loaders meet."""

import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.page import EXCEL, notice, table
from dashboard.quality import problem_table
from dashboard.theme import number
from dashboard.warehouse import NoWarehouseError, newest
from loaders.amending import Amendment, NothingToUndoError, place, redo, undo
from loaders.archive import READ
from loaders.build import read_log
from loaders.difference import Difference, Edited
from loaders.export_reading import SHORT
from loaders.exports import BY_ID, EXPORTS
from loaders.identity import masked
from loaders.ledger import Change, Entry, Ledger, Mapped
from loaders.loading import BusyError, Trial, check, default_folders, is_edited, load_again, load_exports
from loaders.organisation import load_places
from loaders.problems import Problem
from loaders.sandbox import Progress
from loaders.template import problem_list, template
from loaders.told import check_in_words, unowned_in_words

PAGE_OF = {
    "sick_leave": ("Sjukfrånvaro", "sjukfranvaro?vy=M%C3%A5nad"),
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
BUSY = "En annan inläsning pågår. Försök igen om en stund; inget har ändrats."
A_WHILE = 10.0
"""Seconds that a trial waits for a load that is going on."""

SHOWN_PROBLEMS = 30
SHOWN_NAMES = 3


@dataclass(frozen=True)
class _Tried:
    """A trial of the files that lie in the drop zone, told by their ids, against the warehouse served then, with what
    was said of their headings."""

    ids: tuple[str, ...]
    against: str
    said: tuple[Mapped, ...]
    trial: Trial


def hide_choices() -> None:
    """Put the shared choices out of sight: they mean nothing here, but the address keeps them."""
    st.html("<style>.st-key-choices { display: none; }</style>")


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
        notice("Filerna provläses först. Ingenting ändras förrän du trycker på Läs in.")
        return
    tried = _tried(files)
    if tried is not None:
        _show(tried.trial)
        _load_button(tried, files)


def _tried(files: Sequence[UploadedFile]) -> _Tried | None:
    """The trial of these files; made once, not at every click, but again where someone else has loaded since."""
    ids, against = tuple(file.file_id for file in files), _served()
    before: _Tried | None = st.session_state.get("trial")
    said: tuple[Mapped, ...] = st.session_state.get("sagt", ())
    if before is not None and (before.ids, before.against, before.said) == (ids, against, said):
        return before
    try:
        with _on_disk(files) as paths, _progress("Provläser …") as tell:
            trial = check(paths, default_folders(), said=said, progress=tell, patience=A_WHILE)
    except BusyError:
        st.error(BUSY)
        return None
    tried = _Tried(ids, against, said, trial)
    st.session_state["trial"] = tried
    return tried


def _served() -> str:
    """The warehouse served now; nothing before the first load."""
    try:
        return newest().path.name
    except NoWarehouseError:
        return ""


@contextmanager
def _on_disk(files: Sequence[UploadedFile]) -> Iterator[dict[str, Path]]:
    """The dropped files in a folder that is gone afterwards: of a refused file nothing may stay."""
    with tempfile.TemporaryDirectory(prefix="leanlink-") as folder:
        paths = {}
        for position, file in enumerate(files):
            name = file.name if file.name not in paths else f"{position + 1} {file.name}"
            path = Path(folder) / f"{position}{Path(file.name).suffix.lower()}"
            path.write_bytes(file.getvalue())
            paths[name] = path
        yield paths


@contextmanager
def _progress(text: str) -> Iterator[Progress]:
    """A bar that says how many files are done, gone afterwards."""
    bar = st.progress(0.0, text)

    def tell(done: int, of: int, name: str) -> None:
        bar.progress(done / of, f"{text} {done} av {of}: {name}")

    try:
        yield tell
    finally:
        bar.empty()


def _show(trial: Trial) -> None:
    st.subheader(_verdict(trial), anchor=False)
    errors = Counter(problem.file for problem in trial.problems if problem.severity == "error")
    rows = [
        {
            "Fil": reading.name,
            "Tolkad som": BY_ID[reading.export].name if reading.export else "–",
            "Månader": _span(reading.first_month[:7], reading.last_month[:7]),
            "Rader": number(reading.rows),
            "Utfall": f"avvisas: {errors[reading.name]} fel" if reading.refused else "kan läsas in",
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
    if trial.reports:
        notice("En rapport läses in från mappen data/published: lägg filen där och kör python -m loaders.")
    for failing in trial.failing:
        st.warning(f"{check_in_words(failing)}.", icon=":material/rule:")
    _problems(trial.problems)
    _said_of(trial.said)
    _missing_columns(trial)
    if trial.accepted:
        _difference(trial)


def _verdict(trial: Trial) -> str:
    accepted, all_files = len(trial.accepted), len(trial.readings) + len(trial.reports)
    if trial.reports and not trial.readings:
        return "Rapporter läses in från data/published"
    if accepted == all_files:
        return "Filen kan läsas in" if all_files == 1 else f"Alla {all_files} filer kan läsas in"
    if not accepted:
        return "Filen avvisas" if all_files == 1 else f"Alla {all_files} filer avvisas"
    return f"{accepted} av {all_files} filer kan läsas in"


def _problems(problems: Sequence[Problem]) -> None:
    if not problems:
        notice("Inga fel och inga varningar.")
        return
    table(problem_table(pd.DataFrame(map(asdict, problems[:SHOWN_PROBLEMS]))), "")
    if len(problems) > SHOWN_PROBLEMS:
        notice(f"{len(problems) - SHOWN_PROBLEMS} till finns i problemlistan.")
    st.download_button(
        "Ladda ner problemlistan (Excel)", problem_list(problems), "problem.xlsx", EXCEL, icon=":material/download:"
    )


def _missing_columns(trial: Trial) -> None:
    """Ask which heading of a refused file means a column that it lacks; it holds from this load on, as long as that
    stands."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for missing in (each for reading in trial.readings for each in reading.missing):
        wanted.setdefault((missing.export, missing.column), []).extend(missing.headings)
    if not wanted:
        return
    with st.form("rubriker"):
        st.markdown("**Heter kolumnen något annat?** Peka ut rubriken, så provläses filerna om.")
        answers = {
            (export, column): st.selectbox(
                f"{BY_ID[export].column(column).heading} ({BY_ID[export].name}) är kolumnen",
                list(dict.fromkeys(headings)),
                index=None,
                placeholder="Välj rubrik",
                key=f"rubrik-{export}-{column}",
            )
            for (export, column), headings in wanted.items()
        }
        if st.form_submit_button("Koppla", icon=":material/link:"):
            chosen = [Mapped("heading", e, heading, column) for (e, column), heading in answers.items() if heading]
            st.session_state["sagt"] = (*st.session_state.get("sagt", ()), *chosen)
            st.rerun()


def _said_of(said: Sequence[Mapped]) -> None:
    """What was said of headings, which is loaded with the files and taken back with them."""
    if said and st.button("Ta bort kopplingarna", icon=":material/link_off:", help=_mapped(said)):
        st.session_state["sagt"] = ()
        st.rerun()
    if said:
        notice(f"Kopplat för den här inläsningen: {_mapped(said)}.")


def _mapped(said: Sequence[Mapped]) -> str:
    """What was said of headings and places, in words."""
    words = [
        f"rubriken ”{each.said}” är {BY_ID[each.export].column(each.means).heading}"
        if each.kind == "heading"
        else f"”{each.said}” hör till {each.means}"
        for each in said
    ]
    return "; ".join(words)


def _difference(trial: Trial) -> None:
    """What would change, one line for each export and organisation, and month by month on request."""
    st.markdown("**Skillnad mot det som är inläst**")
    if trial.replaces_sample:
        notice("Exempeldata visas inte längre när filerna är inlästa.")
    table(_changes(_grouped(trial.changes)), "Ingen skillnad: samma rader och summor som redan är inlästa.")
    if trial.changes:
        with st.expander(f"Månad för månad ({len(trial.changes)})"):
            table(_changes([[change] for change in trial.changes]), "")
    _besides(trial.difference)


def _besides(difference: Difference) -> None:
    """What edited tables would change besides: whatever is loaded next, they take effect with it."""
    if not difference:
        return
    st.markdown("**Tabeller eller program har ändrats; då ändras också det som redan är inläst**")
    table(_changes([[change] for change in difference.changes]), "Inga månader i exporterna ändras.")
    if difference.edited:
        table(_edited(difference.edited), "")


def _grouped(changes: Sequence[Change]) -> list[list[Change]]:
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.export, change.organisation), []).append(change)
    return list(groups.values())


def _changes(groups: Sequence[Sequence[Change]]) -> pd.DataFrame:
    lines = []
    for group in groups:
        export = BY_ID[group[0].export]
        for name in export.headline:
            before = [change.totals_before.get(name) for change in group]
            after = [change.totals_after.get(name) for change in group]
            lines.append(
                {
                    "Export": export.name,
                    "Organisation": group[0].organisation or "andra utförare",
                    "Månader": _span(group[0].month, group[-1].month),
                    "Rader": f"{_sum([c.rows_before for c in group])} → {_sum([c.rows_after for c in group])}",
                    "Summa": export.column(name).heading,
                    "Inläst nu": _sum(before),
                    "Efter": _sum(after),
                    "Skillnad": _step(before, after),
                }
            )
    return pd.DataFrame(lines)


def _sum(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return number(sum(known)) if known else "–"


def _step(before: Sequence[float | None], after: Sequence[float | None]) -> str:
    if all(value is None for value in before) or all(value is None for value in after):
        return "–"
    return number(sum(v or 0 for v in after) - sum(v or 0 for v in before), plus=True)


def _span(first: str, last: str) -> str:
    return "–".join(dict.fromkeys((first, last))) or "–"


def _load_button(tried: _Tried, files: Sequence[UploadedFile]) -> None:
    count = len(tried.trial.accepted)
    label = f"Läs in {_counted(count, 'fil', 'filer')}"
    # The button is another one where the difference is, so that nobody loads what they have not seen.
    key = f"las-in-{tried.against}"
    if not st.button(label, type="primary", disabled=not count, icon=":material/upload:", key=key):
        return
    try:
        with _on_disk(files) as paths, _progress("Läser in …") as tell:
            loaded = load_exports(paths, default_folders(), who=_who(), said=tried.said, progress=tell)
    except BusyError:
        st.error(BUSY)
        return
    exports = list(dict.fromkeys(reading.export for reading in loaded.accepted))
    links = dict.fromkeys(f"[{PAGE_OF[export][0]}]({PAGE_OF[export][1]})" for export in exports)
    _start_over(f"{_counted(len(loaded.accepted), 'fil är inläst', 'filer är inlästa')}. Se {', '.join(links)}.")


def _counted(count: int, one: str, several: str) -> str:
    return f"{number(count)} {one if count == 1 else several}"


def _start_over(text: str) -> None:
    """Empty the drop zone and tell what was done at the top of the page."""
    st.session_state["omgang"] = st.session_state.get("omgang", 0) + 1
    st.session_state["trial"] = None
    st.session_state["sagt"] = ()
    st.session_state["besked"] = text
    st.rerun()


def _told_of_last_load() -> None:
    text = st.session_state.pop("besked", "")
    if text:
        st.success(text, icon=":material/check:")


def _who() -> str:
    """Who is logged in, where the server before us says so."""
    return st.context.headers.get("X-Forwarded-User", "") or ""


def undo_last() -> None:
    """Take the last load back, in one step."""
    loads = Ledger(default_folders().ledger).loads()
    if not loads:
        return
    last = loads[-1]
    names = _listed([masked(file.name) for file in last.files])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Senaste inläsning: **nr {last.number}**, {_moment(last)}, {names}", width="stretch")
        # The button is another one after another load, so that nobody takes back what they have not seen.
        pressed = st.button("Ångra", icon=":material/undo:", key=f"angra-{last.number}", width="content")
    if pressed:
        try:
            # By its number: what someone else has loaded since stands.
            done = undo(default_folders(), last.number, who=_who())
        except (BusyError, NothingToUndoError):
            st.error(BUSY)
            return
        left = " ".join(unowned_in_words(done.unowned)) or "Det som var inläst före den visas igen."
        left += " Ändrade tabeller gäller nu också." if done.difference else ""
        _start_over(f"Inläsning {last.number} är ångrad. {left}")


def amend_others() -> None:
    """Take any load back, or let it stand again, once the difference has been seen."""
    standing = Ledger(default_folders().ledger).standing()
    choices = {f"Ångra nr {entry.number}: {_what(entry)}": (undo, entry.number) for entry in standing.loads}
    choices |= {f"Ångra nr {entry.number}: {_what(entry)}": (undo, entry.number) for entry in standing.placed}
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
        try:
            tried = amend(default_folders(), number, only_try=True)
            _amendment(tried)
            # The button is another one after another load, so that nobody does what they have not seen.
            if st.button(chosen.partition(":")[0], type="primary", key=f"andra-{number}-{_served()}"):
                done = amend(default_folders(), number, who=_who())
                left = " ".join(unowned_in_words(done.unowned))
                _start_over(f"{'Ångrat' if amend is undo else 'Gjort om'}: nr {number}. {left}".strip())
        except (BusyError, NothingToUndoError):
            st.error(BUSY)


def _amendment(tried: Amendment) -> None:
    for sentence in unowned_in_words(tried.unowned):
        st.warning(sentence, icon=":material/warning:")
    table(_changes(_grouped(tried.changes)), "Ingen skillnad: en senare inläsning gäller för samma månader.")
    if tried.changes:
        table(_changes([[change] for change in tried.changes]), "")
    _besides(tried.difference)


def _what(entry: Entry) -> str:
    """What an entry is known by: its files, or what was said."""
    return ", ".join(masked(file.name) for file in entry.files) or _mapped(entry.mapped)


def edited_tables() -> None:
    """Say that tables have been edited since the last load, show which months they would change, and load them."""
    folders = default_folders()
    if not is_edited(folders):
        return
    st.subheader("Tabeller eller program har ändrats sedan senaste inläsningen", anchor=False)
    notice("Det gäller från nästa inläsning. Se först vilka månader det ändrar.")
    if not st.toggle("Visa vad som skulle ändras", key=f"tabeller-{_served()}"):
        return
    try:
        tried = load_again(folders, only_try=True)
        _besides(tried.difference)
        if not tried.difference:
            notice("Inga siffror ändras.")
        if st.button("Läs in ändringarna", type="primary", icon=":material/upload:"):
            load_again(folders)
            _start_over("Tabellerna är inlästa.")
    except BusyError:
        st.error(BUSY)


def _edited(edited: Sequence[Edited]) -> pd.DataFrame:
    return pd.DataFrame([{"Vad": e.what, "Nu": e.before or "–", "Efter": e.after or "–"} for e in edited])


def refused_files() -> None:
    """List the kept files that may no longer be used, and how they are removed."""
    try:
        files, problems = read_log(newest().path)
    except NoWarehouseError:
        return
    ledger = Ledger(default_folders().ledger)
    refused = {file.content: file.file for file in files if file.status == "refused" and ledger.knows(file.content)}
    for content, name in refused.items():
        told = next(str(problem) for problem in problems if problem.file == name)
        st.error(f"{told} Glöm filen med `python -m loaders forget {content[:SHORT]}`.", icon=":material/block:")


def _listed(names: Sequence[str]) -> str:
    """The first few names as they stand, and how many more there are."""
    shown = ", ".join(f"`{name}`" for name in names[:SHOWN_NAMES])
    return f"{shown} och {len(names) - SHOWN_NAMES} till" if len(names) > SHOWN_NAMES else shown


def unknown_places() -> None:
    """Ask, for every name or code that no table knows, where it belongs; it takes effect at once, and is taken back
    with the load that brought it."""
    try:
        unknown = newest().rows("select export, place, row_count, nearest from unknown_place order by all")
    except NoWarehouseError:
        return
    if not unknown:
        return
    st.subheader(_counted(len(unknown), "okänt namn eller okänd kod", "okända namn och koder"), anchor=False)
    notice("Raderna räknas i helheten men inte i något affärsområde förrän du har kopplat dem.")
    organisations = load_places(default_folders().reference).organisations
    with st.form("okanda", border=True):
        answers = {
            (export, place): _asked(export, place, rows, nearest, organisations)
            for export, place, rows, nearest in unknown
        }
        chosen = {key: answer for key, answer in answers.items() if answer}
        if st.form_submit_button("Koppla", icon=":material/link:") and chosen:
            _connect(chosen)


def _asked(export: str, place: str, rows: int, nearest: Sequence[str], organisations: Sequence[str]) -> str | None:
    hint = f"; liknar {', '.join(nearest)}" if nearest else ""
    return st.selectbox(
        f"{place} ({BY_ID[export].name}, {_counted(rows, 'rad', 'rader')}{hint}) hör till",
        organisations,
        index=None,
        placeholder="Välj affärsområde",
        key=f"okand-{export}-{place}",
    )


def _connect(answers: Mapping[tuple[str, str], str]) -> None:
    said = [(export, spelling, organisation) for (export, spelling), organisation in answers.items()]
    try:
        place(default_folders(), said, who=_who())
    except BusyError:
        st.error(BUSY)
        return
    _start_over(f"{_counted(len(answers), 'namn är kopplat', 'namn är kopplade')}. Siffrorna är uppdaterade.")


def history() -> None:
    """Every load and undoing, newest first, with its files and what they are known by."""
    st.subheader("Historik", anchor=False)
    ledger = Ledger(default_folders().ledger)
    entries, standing = ledger.entries(), ledger.standing()
    counting = {entry.number for entry in (*standing.loads, *standing.placed, *standing.undone)}
    takes_back = {entry.number: entry.undoes for entry in entries if entry.action == "undo"}
    rows = [
        {
            "Nr": str(entry.number),
            "När": _moment(entry),
            "Vem": entry.who or "–",
            "Händelse": _event(entry, counting, takes_back),
            "Fil": masked(file.name) if file else "–",
            "Kopplat": _mapped(entry.mapped) or "–",
            "Export": BY_ID[file.export].name if file else "–",
            "Månader": _span(file.first_month[:7], file.last_month[:7]) if file else "–",
            "Rader": number(file.rows) if file else "–",
            "SHA-256": file.content[:12] if file else "–",
        }
        for entry in reversed(entries)
        for file in entry.files or (None,)
    ]
    table(pd.DataFrame(rows), "Inga exporter har lästs in än.")
    if rows:
        notice("Originalen finns kvar i data/exports/ledger/originals, med SHA-256 som namn.")


def _event(entry: Entry, counting: Collection[int], takes_back: Mapping[int, int]) -> str:
    if entry.action == "forget":
        return "glömde en fil"
    if entry.action == "undo":
        again = takes_back.get(entry.undoes)
        return f"ångrade nr {entry.undoes}" if again is None else f"gjorde om nr {again}"
    done = "inläst" if entry.action == "load" else "kopplat"
    return done if entry.number in counting else f"{done}, ångrad"


def _moment(entry: Entry) -> str:
    return datetime.fromisoformat(entry.at).strftime("%Y-%m-%d %H.%M")


def templates() -> None:
    """A workbook to fill in for every export."""
    st.subheader("Mallar", anchor=False)
    st.markdown("En mall visar vilka kolumner en export ska ha, med exempelrad, listor och instruktion.")
    names = {export.name: export for export in EXPORTS}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Export", list(names), key="mall", width=290)
        st.download_button(
            "Ladda ner mallen (Excel)",
            _template(names[name].id),
            f"mall {name.lower()}.xlsx",
            EXCEL,
            icon=":material/download:",
        )


@st.cache_data(show_spinner=False)
def _template(export: str) -> bytes:
    return template(BY_ID[export])
