"""The parts of the page Datakvalitet: what is loaded, what does not add up, what was restated, what is unknown."""

import pandas as pd

from dashboard import theme
from dashboard.cards.card import Card, View, tell
from dashboard.cards.tables import value
from dashboard.figures.measures import MEASURES
from dashboard.figures.store import audit
from dashboard.findings.agreement import Agreement, agreements
from dashboard.findings.sentence import Sentence, count, sentence
from dashboard.share.table import Table

STATUS = {"loaded": "inläst", "refused": "avvisad", "kept": "avvisad – tidigare version används"}
MADE_TO_AGREE = "Exempeldata är gjorda för att stämma med de publicerade åren. Jämförelsen vore ingen kontroll."
SEVERITY = {"error": "Fel", "warning": "Varning"}


def verdict(view: View) -> tuple[Sentence, Sentence]:
    """The state of the data: what is loaded, and what is wrong with it."""
    found = audit.counted(view.warehouse)
    of_exports = (
        sentence(" och ", count(range(found.rows)), " rader i exporter av annat än anställda")
        if found.rows
        else sentence()
    )
    return (
        sentence(
            count(range(found.loaded)), " av ", count(range(found.files)), " filer är inlästa med ",
            count(range(found.figures)), " siffror", of_exports, ".",
        ),
        sentence(
            count(range(found.failing)), " av ", count(range(found.checks)), " kontroller håller inte, ",
            count(range(found.restated)), " uppgifter har räknats om mellan rapporterna, ",
            count(range(found.problems)), " problem vid inläsningen.",
        ),
    )  # fmt: skip


def files(view: View) -> Card:
    """Every file with what it was recognised as, its figures and years."""
    rows = audit.files(view.warehouse)
    shown = pd.DataFrame(
        {
            "Fil": rows["file"],
            "Utfall": rows["status"].map(STATUS),
            "Publikation": rows["publication"],
            "Titel": rows["title"].fillna("–"),
            "Tolkad som": [name or "–" for name in rows["recognised_as"]],
            "Siffror eller rader": ["–" if pd.isna(each) else theme.number(each) for each in rows["figures"]],
            "Period": [
                _years(*span) if not months else f"{months}–{last}"
                for *span, months, last in zip(
                    rows["first_year"], rows["last_year"], rows["first_month"], rows["last_month"], strict=True
                )
            ],
            "Underlag": rows["sample"].map({True: "Exempeldata", False: ""}),
            "Innehåll (SHA-256)": rows["content"].str[:12],
        }
    )
    return _card("files", "Inlästa filer", shown, "Inga filer är inlästa.")


def _years(first: float, last: float) -> str:
    return "–" if pd.isna(first) else f"{int(first)}–{int(last)}"


def checks(view: View) -> list[Card]:
    """The identities that printed figures should fulfil but do not; those that are off by rounding behind a click."""
    rows = audit.failing_checks(view.warehouse, with_rounding=True)
    shown = pd.DataFrame(
        {
            "Kontroll": rows["identity"],
            "Publikation": rows["publication"],
            "Mått": rows["subject"].where(rows["subject"] != "", rows["measure"].map(_label)),
            "Område": rows["org"],
            "Scenario": rows["scenario"].map(theme.SCENARIOS),
            "Period": rows["period"],
            "Beräknat": list(map(_side, rows["left"], rows["left_printed"])),
            "Beräknat ur": rows["left_cells"],
            "I rapporten": list(map(_side, rows["right"], rows["right_printed"])),
            "Cell": rows["right_cells"],
        }
    )
    failing, rounding = (shown[rows["answer"] == answer] for answer in ("fails", "rounding"))
    return [
        _card("failing-checks", "Kontroller som inte håller", failing, "Alla kontroller håller."),
        *_behind("rounding-checks", "Kontroller som bara avrundning skiljer", rounding),
    ]


def agreement(view: View) -> list[Card]:
    """Where twelve months of exports and a published year cover the same thing: do they agree?"""
    title = "Exporterna mot de publicerade årssiffrorna"
    found = [each for measure in MEASURES for each in agreements(view.warehouse, measure)]
    if any(each.answer == "sample" for each in found):
        return [Card("agreement", title, lacking=MADE_TO_AGREE)]
    whole = [each for each in found if each.answer != "incomplete"]
    agreeing = [each for each in whole if each.answer == "agrees"]
    counted = sentence(count(agreeing), " av ", count(whole), " årssiffror stämmer på sista siffran.")
    lacking = len(found) - len(whole)
    differing = [each for each in found if each.answer != "agrees"]
    card = Card(
        "agreement",
        title,
        tell(counted) if whole else "",
        notices=[f"{lacking} årssiffror jämförs inte: underlaget är ofullständigt"] if lacking else [],
        lacking=""
        if differing
        else "Inget skiljer."
        if found
        else "Inget år är täckt av både rapport och tolv månader.",
        table=Table.of_lines(list(map(_agreement, differing))),
    )
    table = pd.DataFrame(list(map(_agreement, agreeing)))
    return [card, *_behind("agreeing", "Årssiffror som stämmer", table)]


def _agreement(each: Agreement) -> dict[str, str]:
    return {
        "Mått": MEASURES[each.published.measure].label,
        "Område": each.published.org,
        "Kön": theme.GENDERS[each.published.gender],
        "Scenario": theme.SCENARIOS[each.published.scenario],
        "År": str(each.published.year),
        "Publicerat": value(each.published),
        "I rapporten": f"{each.published.publication}, {each.published.sheet}!{each.published.cell}",
        "Beräknat": value(each.computed),
        "Ur": each.computed.file,
        "Bedömning": each.told,
    }


def _behind(key: str, title: str, shown: pd.DataFrame) -> list[Card]:
    """A table that is asked for, where there is any line of it."""
    table = Table.of_frame(shown.fillna("–"))
    return [Card(key, f"{title} ({len(shown)})", table=table, folded=True)] if table else []


def restatements(view: View) -> list[Card]:
    """What two reports give differently for the same thing; changed targets are decisions and listed apart."""
    between = _restated(view, targets=False)
    targets = _restated(view, targets=True)
    return [
        _card("restatements", "Omräkningar mellan rapporterna", between, "Inga uppgifter har räknats om."),
        _card("targets", "Ändrade mål", targets, "Inga mål har ändrats."),
    ]


def _restated(view: View, *, targets: bool) -> pd.DataFrame:
    rows = audit.restated(view.warehouse, targets=targets)
    return pd.DataFrame(
        {
            "Mått": rows["measure"].map(_label),
            "Område": rows["org"],
            "Kön": rows["gender"].map(theme.GENDERS),
            "Scenario": rows["scenario"].map(theme.SCENARIOS),
            "Period": rows["period"],
            "Tidigare": rows["earlier"] + ": " + rows["earlier_printed"],
            "Cell": rows["earlier_cell"],
            "Senare": rows["later"] + ": " + rows["later_printed"],
            "Cell ": rows["later_cell"],
            "Visas": rows["finer_kept"].map({True: "den tidigare, finare", False: "den senare"}),
        }
    )


def unmapped(view: View) -> Card:
    """Printed numbers that belong to no measure."""
    rows = audit.unmapped(view.warehouse)
    shown = pd.DataFrame(
        {
            "Tabell": rows["table_title"],
            "Rad": rows["label"],
            "Period": rows["period_text"],
            "I rapporten": rows["printed"],
            "Fil": rows["file"],
            "Blad": rows["sheet"],
            "Cell": rows["cell"],
        }
    )
    return _card("unmapped", "Siffror utan mått", shown, "Alla siffror hör till ett mått.")


def problems(view: View) -> Card:
    """Errors and warnings of the load, with their places."""
    found = problem_table(audit.problems(view.warehouse))
    return _card("problems", "Problem vid inläsningen", found, "Inga problem.")


def _card(key: str, title: str, shown: pd.DataFrame, otherwise: str) -> Card:
    return Card(key, title, table=Table.of_frame(shown.fillna("–")), lacking=otherwise if shown.empty else "")


def problem_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Problems (severity, file, sheet, cell, found, expected) under Swedish headings."""
    return pd.DataFrame(
        {
            "Slag": rows["severity"].map(SEVERITY),
            "Fil": rows["file"],
            "Blad": rows["sheet"],
            "Cell": rows["cell"],
            "Vad som står där": rows["found"],
            "Förväntat": rows["expected"],
        }
    )


def _label(measure: str) -> str:
    return MEASURES[measure].label if measure in MEASURES else measure


def _side(value: float, printed: str) -> str:
    """A side of a check: its number, or the words where it has none."""
    return printed if pd.isna(value) else theme.number(value, _decimals(value))


def _decimals(value: float) -> int:
    return 0 if value == round(value) else 2
