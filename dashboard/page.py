"""The frame of every page: heading, choices, and a chart with its source, table and definition."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from dashboard import theme
from dashboard.charts import Spec
from dashboard.filters import Choice, applicable, chosen
from dashboard.measures import MEASURES
from dashboard.query import publications, restated
from dashboard.theme import Palette
from dashboard.warehouse import Warehouse, newest

LOCALE = {
    "months": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "days": "söndag måndag tisdag onsdag torsdag fredag lördag".split(),
}
CHART_CONFIG = {
    "displayModeBar": False,
    "locale": "sv",
    "locales": {"sv": {"dictionary": {}, "format": LOCALE}},
}
APPROXIMATIONS = {"<=": "högst ", ">=": "minst ", "<": "mindre än ", ">": "mer än ", "~": "cirka "}
NO_FIGURE = "Ingen publicerad siffra i urvalet. Välj fler år eller en annan publicering."


@dataclass(frozen=True)
class View:
    """What a page works with: the warehouse now served, the choices, the colours."""

    warehouse: Warehouse
    choice: Choice
    palette: Palette


@dataclass(frozen=True)
class Chart:
    """One or several drawings and all that must stand with them. `rows` are the figures shown, for table and source.

    Each drawing has a heading of its own, empty where there is only one.
    """

    key: str
    title: str
    subtitle: str
    drawings: Sequence[tuple[str, Spec]]
    rows: pd.DataFrame
    measures: Sequence[str]
    notes: Sequence[str] = field(default_factory=tuple)
    across: int = 1


def start(title: str) -> View:
    """Open a page with its heading."""
    st.title(title, anchor=False)
    palette = theme.DARK if st.context.theme.type == "dark" else theme.LIGHT
    return View(newest(), chosen(), palette)


def lead(text: str) -> None:
    """The page's answer in a sentence or two, right under its heading."""
    st.markdown(text)


def follow(view: View, *measures: str) -> Choice:
    """The choices as far as these measures can follow them; what they cannot is said on the page."""
    choice, notes = applicable(view.warehouse, measures, view.choice)
    for note in notes:
        st.caption(f":material/info: {note}")
    return choice


def show(view: View, chart: Chart) -> None:
    """Show a chart under its title, with notes, source, table and definition below."""
    st.subheader(chart.title, anchor=False)
    st.caption(chart.subtitle)
    if chart.rows.empty or chart.rows["value"].isna().all():
        st.info(NO_FIGURE)
        return
    _drawing_or_table(view, chart)


@st.fragment
def _drawing_or_table(view: View, chart: Chart) -> None:
    place = st.container()
    as_table = _footer(view, chart)
    with place:
        if as_table:
            _table(view, chart)
        else:
            _drawings(chart)
            if chart.notes:
                st.caption("  ·  ".join(chart.notes))


def _drawings(chart: Chart) -> None:
    cells = st.columns(chart.across) if chart.across > 1 else [st.container()]
    for position, (heading, spec) in enumerate(chart.drawings):
        with cells[position % chart.across]:
            if heading:
                st.markdown(f"**{heading}**")
            alt = f"{heading or chart.title}. {chart.subtitle}"
            key = f"{chart.key}-{position}"
            st.plotly_chart(spec, theme=None, key=key, config=CHART_CONFIG, alt=alt)


def _footer(view: View, chart: Chart) -> bool:
    with st.container(horizontal=True, vertical_alignment="center", key=f"{chart.key}-footer"):
        st.caption(f"Källa: {sources(view.warehouse, chart.rows)}", width="stretch")
        with st.popover("Definition", width="content"):
            for measure in (MEASURES[m] for m in chart.measures):
                st.markdown(f"**{measure.label}**  \n{measure.definition}  \n*Källa: {measure.source}.*")
        return st.toggle("Tabell", key=f"{chart.key}-table")


def _table(view: View, chart: Chart) -> None:
    table = traceable(chart.rows)
    st.table(table.style.hide(axis="index"))
    st.download_button(
        "Ladda ner som CSV",
        swedish_csv(table),
        f"{chart.key}.csv",
        "text/csv",
        key=f"{chart.key}-download",
        icon=":material/download:",
    )
    shown = set(zip(chart.rows["measure"], chart.rows["org"], chart.rows["gender"], strict=True))
    for measure in chart.measures:
        for row in restated(view.warehouse, measure).itertuples():
            if (measure, row.org, row.gender) in shown:
                st.caption(_restatement(row))


def _restatement(row: object) -> str:
    said = row._asdict()  # type: ignore[attr-defined]
    about = [
        MEASURES[said["measure"]].label,
        said["period"],
        said["org"],
        theme.SCENARIOS[said["scenario"]].lower(),
    ]
    if said["gender"] != "total":
        about.append(theme.GENDERS[said["gender"]].lower())
    return (
        f"Omräknat – {', '.join(about)}: {said['earlier_printed']} i {said['earlier']} ({said['earlier_cell']}),"
        f" {said['later_printed']} i {said['later']} ({said['later_cell']})."
    )


def traceable(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures as a table in Swedish, each with its file, sheet and cell; dimensions that do not vary left out."""
    subject = rows["subject"].where(rows["subject"] != "", rows["measure"].map(lambda m: MEASURES[m].label))
    table = pd.DataFrame(
        {
            "Mått": subject,
            "Område": rows["org"],
            "Kön": rows["gender"].map(theme.GENDERS),
            "Scenario": rows["scenario"].map(theme.SCENARIOS),
            "Period": [period(row) for row in rows.itertuples()],
            "Värde": [value(row) for row in rows.itertuples()],
            "Tryckt": rows["printed"],
            "Publikation": rows["publication"],
            "Fil": rows["file"].str.rpartition("/")[2],
            "Blad": rows["sheet"],
            "Cell": rows["cell"],
        }
    ).reset_index(drop=True)
    constant = [c for c in ("Mått", "Område", "Kön", "Scenario") if table[c].nunique() <= 1]
    return table.drop(columns=constant)


def period(row: object) -> str:
    """A figure's period in the words of the print, with its year where the words leave it out."""
    text, end = row.period_text, row.period_end  # type: ignore[attr-defined]
    year = "" if pd.isna(end) else str(end.year)
    return text if year in text else f"{text} {year}"


def value(row: object) -> str:
    """A figure to its printed digit with unit, or why there is none."""
    number, missing = row.value, row.missing  # type: ignore[attr-defined]
    if pd.isna(number):
        return theme.MISSING.get(missing, "–")
    text = theme.figure(number, row.resolution, row.unit)  # type: ignore[attr-defined]
    return APPROXIMATIONS.get(row.comparator, "") + text  # type: ignore[attr-defined]


def swedish_csv(table: pd.DataFrame) -> bytes:
    """A CSV that a Swedish Excel opens well: semicolons, decimal comma, byte order mark, plain spaces."""
    plain = table.map(lambda cell: cell.replace(theme.NO_BREAK, " ") if isinstance(cell, str) else cell)
    text: str = plain.to_csv(index=False, sep=";", lineterminator="\r\n")
    return text.encode("utf-8-sig")


def sources(warehouse: Warehouse, rows: pd.DataFrame) -> str:
    """The titles of the publications that the rows come from, oldest first."""
    used = set(rows.loc[rows["value"].notna(), "publication"])
    known = publications(warehouse)
    return "; ".join(
        title for name, title in zip(known["publication"], known["title"], strict=True) if name in used
    )


def table(rows: pd.DataFrame, empty: str) -> None:
    """A plain table with Swedish headings, or a sentence where there is nothing to list."""
    if rows.empty:
        st.markdown(empty)
    else:
        st.table(rows.style.hide(axis="index"))
