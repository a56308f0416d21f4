"""The frame of every page: heading, choices, and a chart with its source, table and definition."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st
from openpyxl.utils.cell import coordinate_from_string

from dashboard import theme
from dashboard.access import logbook, viewer
from dashboard.charts.charts import Spec
from dashboard.figures.explanations import explanations, told
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import TOTAL, Group
from dashboard.figures.measures import MEASURES, Measure
from dashboard.figures.query import publications, restated
from dashboard.figures.selection import Choice
from dashboard.figures.store.reports import Restatement
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings import grounds
from dashboard.findings.sentence import Sentence
from dashboard.screens.filters import chosen, show_group, show_parts
from dashboard.share import spreadsheet
from dashboard.share.markup import drawable, plain
from dashboard.theme import Palette

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CAVEATS = 3
CHART_CONFIG = {"displayModeBar": False}
NO_FIGURE = "Ingen publicerad siffra i urvalet. Välj fler år eller en annan publicering."
NO_REPORT = "Inga rapporter är inlästa. Lägg dem i mappen data/published och kör python -m loaders."


@dataclass(frozen=True)
class View:
    """What a page works with: the warehouse now served, the choices, the colours.

    `group` is whom monthly figures are of: on pages about employees, which are `of_people`, those who are chosen.
    `part` is the chosen one of the parts that a page is divided in.
    """

    warehouse: Warehouse
    choice: Choice
    palette: Palette
    group: Group
    part: str = ""
    of_people: bool = False


@dataclass(frozen=True)
class Chart:
    """One or several drawings and all that must stand with them. `rows` are the figures shown, for table and source.

    Each drawing has a heading of its own, empty where there is only one. `notices` say above the drawing
    which choices do not apply, `notes` below it what marks mean. `findings` stand in words above its table. `on_click`
    is called with the custom data of a point that is clicked.
    """

    key: str
    title: Sentence
    subtitle: str
    drawings: Sequence[tuple[str, Spec]]
    rows: Sequence[Figure]
    measures: Sequence[str]
    notices: Sequence[str] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)
    findings: Sequence[Sentence] = field(default_factory=tuple)
    across: int = 1
    on_click: Callable[[str], None] | None = None


def start(title: str, *, of_people: bool = False, parts: Sequence[str] = (), of_units: Collection[str] = ()) -> View:
    """Open a page with its heading and the choice between its parts; one about employees with that of a group.

    The parts that are `of_units` are there for those who may see units.
    """
    warehouse, choice = viewer.warehouse(), chosen()
    parts = [part for part in parts if warehouse.rights.units or part not in of_units]
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.title(title, anchor=False, width="content")
        part = show_parts(parts) if parts else ""
    palette = theme.DARK if st.context.theme.type == "dark" else theme.LIGHT
    if part in ("", *parts[:1]) and not publications(warehouse):
        # All but the first part of a page is of monthly exports.
        notice(NO_REPORT)
    group = show_group(warehouse, choice) if of_people else Group(choice.org)
    return View(warehouse, choice, palette, group, part, of_people)


def lead(answer: Sentence, *more: Sentence) -> None:
    """The page's answer in a sentence or two, right under its heading; the first of them stands out."""
    st.markdown(" ".join([f"**{plain(tell(answer))}**", *(plain(tell(said)) for said in more if said)]))
    for text in dict.fromkeys(reason for said in (answer, *more) for reason in said.reasons):
        notice(text)


def tell(said: Sentence) -> str:
    """A sentence as it goes on a page: everything that a page claims passes here."""
    return said.text


def notice(text: str) -> None:
    """Something to know about what stands above."""
    st.caption(f":material/info: {plain(text)}")


def ignores_choices(view: View) -> None:
    """Say, where anything is chosen, that the page shows everything all the same."""
    if (view.choice.org, view.choice.gender, view.choice.as_of) != (view.warehouse.whole, "total", ""):
        notice("Sidan visar alla rapporter, områden och kön. Valen ovan gäller inte här men är kvar.")


def show(view: View, chart: Chart) -> None:
    """Show a chart under its title, with notes, source, table and definition below."""
    st.subheader(plain(tell(chart.title)), anchor=False)
    st.caption(plain(chart.subtitle))
    for text in (*chart.notices, *_withheld(chart.title)):
        notice(text)
    if not known(chart.rows):
        st.info(NO_FIGURE if publications(view.warehouse) else NO_REPORT)
        return
    _drawing_or_table(view, chart)


def _withheld(title: Sentence) -> list[str]:
    """Why a title claims no more, or what to know about its figures."""
    return [theme.capital(reason) for reason in title.reasons]


@st.fragment
def _drawing_or_table(view: View, chart: Chart) -> None:
    viewer.stay()
    place = st.container()
    as_table = _footer(view, chart)
    with place:
        if as_table:
            _table(view, chart)
        else:
            _drawings(chart)
            notes = [*chart.notes, *_prints_not_shown(view, chart), *_caveats(chart)]
            if notes:
                st.caption("  ·  ".join(map(plain, notes)))


def _drawings(chart: Chart) -> None:
    cells = st.columns(chart.across) if chart.across > 1 else [st.container()]
    for position, (heading, drawing) in enumerate(chart.drawings):
        with cells[position % chart.across]:
            if heading:
                st.markdown(f"**{plain(heading)}**")
            spec = drawable(drawing)
            if not spec["data"]:
                st.caption(NO_FIGURE)
                continue
            alt = f"{heading or chart.title.text}. {chart.subtitle}"
            key = f"{chart.key}-{position}"
            if chart.on_click is None:
                st.plotly_chart(spec, theme=None, key=key, config=CHART_CONFIG, alt=alt)
            else:
                _clickable(key, spec, alt, chart.on_click)


def _clickable(key: str, spec: Spec, alt: str, on_click: Callable[[str], None]) -> None:
    """Draw a chart and call once for each click, also for one on what was clicked before.

    A chart remembers what is selected over reruns, so that each click is answered with a chart of its own.
    """
    clicks = f"{key}-clicks"
    drawn = f"{key}-{st.session_state.setdefault(clicks, 0)}"
    event = st.plotly_chart(
        spec, theme=None, key=drawn, config=CHART_CONFIG, alt=alt, on_select="rerun", selection_mode="points"
    )
    points = [point["customdata"] for point in event["selection"]["points"] if point.get("customdata")]
    if points:
        st.session_state[clicks] += 1
        on_click(str(points[0]))


def _caveats(chart: Chart) -> list[str]:
    """What the mark at a figure means, unless the title says it already."""
    return caveat_notes(chart.rows, chart.title.reasons)


def caveat_notes(rows: Sequence[Figure], said: Collection[str] = ()) -> list[str]:
    """What speaks against figures and is not said already; of many things the first few."""
    found = [text for text in grounds.caveats(rows) if text not in said]
    more = [f"och {len(found) - MOST_CAVEATS} anmärkningar till, se tabellen"] if len(found) > MOST_CAVEATS else []
    return [*(f"{theme.CAVEAT} {text}" for text in found[:MOST_CAVEATS]), *more]


def _prints_not_shown(view: View, chart: Chart) -> list[str]:
    """Later but coarser prints that disagree with a figure shown."""
    shown = {(*row.series, row.year) for row in known(chart.rows) if not row.computed}
    names = {measure: f"{MEASURES[measure].label} " for measure, *_ in shown}
    named = names if len(names) > 1 else {}
    return [
        f"{named.get(measure, '')}{row.period}: {row.later} anger {row.later_printed} ({row.later_cell})"
        for measure in chart.measures
        for row in restated(view.warehouse, measure, view.choice.as_of)
        if row.finer_kept and (row.measure, row.subject, row.org, row.gender, row.scenario, row.year) in shown
    ]


def _footer(view: View, chart: Chart) -> bool:
    with st.container(horizontal=True, vertical_alignment="center", key=f"{chart.key}-footer"):
        st.caption(f"Källa: {sources(view.warehouse, chart.rows)}", width="stretch")
        with st.popover("Definition", width="content"):
            for measure in chart.measures:
                st.markdown(definition(MEASURES[measure]))
        as_table = st.toggle("Tabell", key=f"{chart.key}-table")
    if why := told(explanations(view.warehouse, chart.rows, view.choice.as_of)):
        with st.expander(f"Varför? ({len(why)})"):
            st.markdown(
                "\n".join(f"- **{plain(each.about)}** – {plain(each.text)} *({plain(each.source)})*" for each in why)
            )
    return as_table


def definition(measure: Measure) -> str:
    """A measure's label, definition and source, as Markdown."""
    printed = f"**{measure.label}.** {measure.definition} *Källa: {measure.source}.*"
    reading = measure.computed.reading if measure.computed else ""
    return f"{printed} **Beräknat ur exporten:** {reading}" if reading else printed


def _table(view: View, chart: Chart) -> None:
    shown = traceable(chart.rows)
    numbers = {"Tal": [_excel_number(row) for row in chart.rows], "Enhet": [row.unit for row in chart.rows]}
    if chart.findings:
        st.markdown("\n".join(f"- {plain(tell(finding))}" for finding in chart.findings))
    table(shown, NO_FIGURE)
    csv_button(view, chart.key, shown.assign(**numbers), sample=any(row.sample for row in chart.rows))
    series = {(row.measure, row.org, row.gender) for row in chart.rows if not row.computed}
    for measure in chart.measures:
        for row in restated(view.warehouse, measure, view.choice.as_of):
            if (measure, row.org, row.gender) in series:
                st.caption(plain(_restatement(row)))


def _restatement(row: Restatement) -> str:
    about = [MEASURES[row.measure].label, row.period, row.org, theme.SCENARIOS[row.scenario].lower()]
    if row.gender != "total":
        about.append(theme.GENDERS[row.gender].lower())
    return (
        f"Omräknat – {', '.join(about)}: {row.earlier_printed} i {row.earlier} ({row.earlier_cell}),"
        f" {row.later_printed} i {row.later} ({row.later_cell})."
    )


def traceable(rows: Sequence[Figure]) -> pd.DataFrame:
    """Figures as a table in Swedish, each with its file, sheet and cell; dimensions that do not vary left out."""
    found = pd.DataFrame(
        {
            "Mått": [row.subject or MEASURES[row.measure].label for row in rows],
            "Område": [row.org for row in rows],
            "Kön": [theme.GENDERS[row.gender] for row in rows],
            "Grupp": [row.who for row in rows],
            "Scenario": [theme.SCENARIOS[row.scenario] for row in rows],
            "Period": [period(row) for row in rows],
            "Värde": [value(row) for row in rows],
            "I rapporten": [row.printed for row in rows],
            "Publikation": [row.publication for row in rows],
            "Fil": ["; ".join(file.rpartition("/")[2] for file in row.file.split("; ")) for row in rows],
            "Blad": [row.sheet for row in rows],
            "Cell": [row.cell for row in rows],
            "Underlag": ["Exempeldata" if row.sample else "" for row in rows],
            "Anmärkning": ["; ".join(caveat.text for caveat in row.caveats) for row in rows],
        }
    )
    constant = [c for c in ("Mått", "Område", "Kön", "Scenario") if found[c].nunique() <= 1]
    blank = [c for c in ("Grupp", "I rapporten", "Blad", "Underlag", "Anmärkning") if (found[c] == "").all()]
    return found.drop(columns=[*constant, *blank])


def period(row: Figure) -> str:
    """A figure's period in the words of the print, with its year where the words leave it out."""
    year = "" if row.year is None else str(row.year)
    return row.period_text if year in row.period_text else f"{row.period_text} {year}"


def value(row: Figure) -> str:
    """A figure to its printed digit with unit, or why there is none."""
    if row.value is None:
        why = theme.MISSING.get(row.missing, "–")
        return f"{why} ({row.printed})" if row.missing == "measured_elsewhere" else why
    return theme.COMPARATORS.get(row.comparator, "") + theme.figure(row.value, row.resolution, row.unit)


def _excel_number(row: Figure) -> str:
    """The value as a Swedish Excel reads it: decimal comma, plain minus, no thousands separator."""
    return "" if row.value is None else f"{row.value:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def csv_button(view: View, name: str, rows: pd.DataFrame, *, sample: bool) -> None:
    """A table to hand out; of invented figures with that in its name and in every row."""
    content = swedish_csv(rows.assign(Underlag="Exempeldata") if sample and "Underlag" not in rows else rows)
    handed_out(view, "Ladda ner som CSV", content, f"{name}.csv", "text/csv", sample=sample)


def handed_out(view: View, label: str, content: bytes, name: str, kind: str, *, sample: bool) -> None:
    """A button for a file; that somebody took one with people's figures is logged, and whom they are of."""
    group = view.group
    gender = "" if group.gender == TOTAL else theme.GENDERS[group.gender].lower()
    whom = [group.org, gender, theme.who(group.unit, group.age, group.form, group.manager)]
    about = f"{name}: {', '.join(filter(None, whom))}"

    def taken() -> None:
        logbook.write("download", viewer.name(), about)

    st.download_button(
        label,
        content,
        file_name(name, sample=sample),
        kind,
        key=f"{name}-download",
        icon=":material/download:",
        on_click=taken if view.of_people else "rerun",
    )


def file_name(name: str, *, sample: bool) -> str:
    """The name of a file to hand out, which tells of invented figures in it."""
    return f"exempeldata-{name}" if sample else name


def swedish_csv(rows: pd.DataFrame) -> bytes:
    """A CSV that a Swedish Excel opens well: semicolons, decimal comma, byte order mark, plain spaces."""
    with_spaces = rows.map(lambda cell: cell.replace(theme.NO_BREAK, " ") if isinstance(cell, str) else cell)
    return spreadsheet.csv(with_spaces, ";", "\r\n").encode("utf-8-sig")


def sources(warehouse: Warehouse, rows: Sequence[Figure]) -> str:
    """The titles of the publications that the figures come from, oldest first, then the exports, as Markdown."""
    used = {row.publication for row in known(rows)}
    exports = list(dict.fromkeys(row.publication for row in known(rows) if row.computed))
    named = "; ".join(map(plain, [*(p.title for p in publications(warehouse) if p.name in used), *exports]))
    return f"{named} – **Exempeldata**, påhittade siffror" if any(row.sample for row in rows) else named


def table(rows: pd.DataFrame, empty: str) -> None:
    """A plain table with Swedish headings, or a sentence where there is nothing to list."""
    if rows.empty:
        st.markdown(plain(empty))
    else:
        shown = rows.map(lambda cell: plain(cell) if isinstance(cell, str) else cell).rename(columns=plain)
        st.table(shown.style.hide(axis="index"))


def printed_table(rows: Sequence[Figure]) -> pd.DataFrame:
    """The cells of one printed table in their rows and columns, named by their row numbers and column letters."""
    places = [(row, *coordinate_from_string(row.cell)) for row in rows if row.printed]
    headings = {column: f"{_heading(row)} ({column})" for row, column, _ in places}
    lines: dict[int, dict[str, str]] = {}
    for row, column, number in places:
        line = lines.setdefault(number, {"Rad": str(number), "Mål": row.goal, "Uppgift": ""})
        line["Uppgift"] = line["Uppgift"] or _name_in_table(row)
        line[headings[column]] = row.printed
    columns = ["Rad", "Mål", "Uppgift", *(headings[column] for column in sorted(headings))]
    found = pd.DataFrame([lines[number] for number in sorted(lines)], columns=columns).fillna("")
    return found.drop(columns=[column for column in ("Mål", "Uppgift") if (found[column] == "").all()])


def _heading(row: Figure) -> str:
    """A column's heading as it is printed; of a table whose rows name their periods, what they say."""
    if row.heading and row.table_kind != "löptext":
        return row.heading
    scenario = "" if row.scenario == "outcome" else f"{theme.SCENARIOS[row.scenario]} "
    return f"{scenario}{row.year or row.period_text}"


def _name_in_table(row: Figure) -> str:
    if row.gender != "total":
        return theme.GENDERS[row.gender]
    return "" if row.label == row.goal else row.label
