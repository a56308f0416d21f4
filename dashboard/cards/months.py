"""What cards of months share: of whom and which months they are, what cuts them, and why there are none."""

from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase

from dashboard import theme
from dashboard.cards.card import Card, Note, View
from dashboard.charts.spec import Mark
from dashboard.figures import exports, monthly
from dashboard.figures.figure import Figure, known
from dashboard.figures.groups import NOT_OFFERED, Group
from dashboard.figures.measures import MEASURES
from dashboard.figures.query import in_words
from dashboard.figures.store.employees import offered, placed
from dashboard.figures.store.loaded import export_names, of_people

EMPTY = (
    "Inga månadsexporter är inlästa för {names}. Läs in dem på sidan Ladda data, eller lägg dem i mappen data/exports"
    " och kör python -m loaders."
)
NO_MONTH = "Ingen månad i urvalet"
CHOOSE = "Exporterna har inga månader för {scope} {years}. Välj fler år eller ett annat affärsområde."
INCOMPLETE = "Underlaget är ofullständigt"
HIDDEN = "Gruppen visas inte"
PROTECTED = "{scope} visas som ”..”: {reasons}. Välj en större grupp: färre val, ett affärsområde eller {whole}."
NO_YEAR = "Rullande 12 månader visas när tolv månader i följd är inlästa"
MORE_MONTHS = (
    "Månader finns för {scope} {years}, men inte tolv i följd. Läs in fler på sidan Ladda data eller välj fler år."
)


def unloaded(view: View, measures: Sequence[str]) -> list[Note]:
    """What to do where none of the exports of some measures is loaded; nothing where one is."""
    if any(exports.covered(view.warehouse, measure) for measure in measures):
        return []
    names = {c.export for measure in measures if (c := MEASURES[measure].computed)}
    lacking = [name for export, name in export_names(view.warehouse).items() if export in names]
    return [Note(EMPTY.format(names=theme.listed(lacking)), urgent=True)]


def of_months(view: View, card: Card) -> Card:
    """A card of months, or why it would be empty."""
    if known(card.rows):
        return card
    reasons = _why_hidden(view, card)
    lacking = sorted({row.note for row in card.rows if row.missing in monthly.LACKING})
    few = not (reasons or lacking) and any(known(chosen_months(view, measure)) for measure in card.measures)
    why = _protected(view, reasons) if reasons else "; ".join(lacking)
    said = why or in_scope(view, MORE_MONTHS if few else CHOOSE)
    return replace(card, title=_why_empty(reasons, lacking, few=few), line="", lacking=said)


def _why_empty(reasons: Sequence[str], lacking: Sequence[str], *, few: bool) -> str:
    if reasons:
        return HIDDEN
    return INCOMPLETE if lacking else NO_YEAR if few else NO_MONTH


def chosen_months(view: View, measure: str) -> list[Figure]:
    """The months of a measure within the chosen years."""
    return chosen(view, monthly.by_month(view.warehouse, measure, view.group))


def _why_hidden(view: View, card: Card) -> list[str]:
    """Why privacy keeps figures of people back; nothing where it is not what they lack."""
    computed = [found for measure in card.measures if (found := MEASURES[measure].computed)]
    if not any(of_people(view.warehouse, each.export) for each in computed):
        return []
    if not placed(view.warehouse, view.group):
        return []
    if not offered(view.warehouse, view.group):
        return [NOT_OFFERED]
    return sorted({row.note for row in card.rows if row.missing == "hidden"})


def _protected(view: View, reasons: Sequence[str]) -> str:
    whole = in_words(view.warehouse, view.warehouse.whole)
    return PROTECTED.format(scope=scope(view), reasons="; ".join(reasons), whole=whole)


def in_scope(view: View, text: str) -> str:
    """A text about whom the figures are of, and the chosen years."""
    return text.format(scope=scope(view), years=theme.span(view.choice.since, view.choice.year))


def not_applicable(view: View) -> list[str]:
    """The choices that monthly figures do not follow: an earlier publication, and on most pages the gender."""
    notices = []
    if view.choice.gender != view.group.gender:
        notices.append(f"Månadssiffrorna visas totalt. Valet {theme.GENDERS[view.choice.gender]} är kvar.")
    if view.choice.as_of:
        notices.append(
            f"Månadssiffrorna visas som de är inlästa nu. Valet Som publicerat i {view.choice.as_of} är kvar."
        )
    return notices


def chosen(view: View, rows: Sequence[Figure]) -> list[Figure]:
    """The rows of the chosen years; what the first is cut from is out of sight."""
    found = [row for row in rows if view.choice.since <= row.of_year <= view.choice.year]
    return [replace(row, cut="") if row is found[0] else row for row in found]


def axis_years(view: View, rows: Sequence[Figure]) -> list[int]:
    """The years of an axis of months: those that have any."""
    return sorted({row.of_year for row in rows}) or [view.choice.year]


def cuts(rows: Sequence[Figure], label: str = "") -> tuple[list[Mark], list[str]]:
    """Where and why a line over months is cut: where the first figure after the cut begins."""
    begins = [(row.period_start, row.cut) for row in rows if row.cut and row.period_start]
    marks = [
        Mark(start.year + (start.month - 1) / len(theme.MONTHS), sign)
        for (start, _), sign in zip(begins, ascii_uppercase, strict=False)
    ]
    named = f"{label} " if label else ""
    notes = [
        f"[{mark.sign}] {named}{theme.month(start)}: {cut}" for mark, (start, cut) in zip(marks, begins, strict=False)
    ]
    return marks, notes


def twelve_months(rows: Sequence[Figure]) -> str:
    """What twelve months each are called: of what few have, only calendar years are told of who is divided."""
    ends = {row.period_end.month for row in known(rows) if row.period_end}
    return "kalenderår" if ends == {12} else "rullande 12 månader"


def scope(view: View, group: Group | None = None) -> str:
    """Whom the figures are of, in words: those chosen, or others."""
    group = group or view.group
    return ", ".join(filter(None, [in_words(view.warehouse, group.org), group.told]))
