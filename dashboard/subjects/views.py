"""Saved views as they are listed: those that people saved, and those that come with the house."""

from collections.abc import Collection, Sequence
from urllib.parse import parse_qs, urlencode

from dashboard.access.views import Saved
from dashboard.cards.card import View
from dashboard.cards.points import Point, Points
from dashboard.figures.store.employees import units
from dashboard.theme import listed

WITHOUT_OWNER = "utan ägare"
SHIPPED_BY = "följer med"
PAGE = "utforska"


def _shipped(name: str, *measures: str, rows: str, column: str = "Inga kolumner", **more: str) -> Saved:
    asked = {"matt": measures, "rader": rows.split(" × "), "kolumner": column, **more}
    return Saved(f"shipped {name}", name, "", SHIPPED_BY, urlencode(asked, doseq=True))


MANY_YEARS = "Alla år i urvalet"
SHIPPED = (
    _shipped(
        "Måltider per kök och månad, bredvid sjukfrånvaro", "Måltider", "Total sjukfrånvaro", rows="Månad", column="Kök"
    ),
    _shipped("Övertid och mertid per enhet", "Övertid", "Mertid", rows="Enhet", column="År"),
    _shipped(
        "Sjukfrånvaro mot övertid, enhet för enhet", "Övertid", "Total sjukfrånvaro", rows="Enhet", form="Punkter"
    ),
    _shipped(
        "Sjukfrånvaro per område och månad, mot helheten",
        "Total sjukfrånvaro",
        rows="Affärsområde",
        column="Månad",
        visa="Mot helheten",
    ),
    _shipped(
        "Sjukfrånvaro per åldersgrupp och år", "Total sjukfrånvaro", rows="Åldersgrupp", column="År", tid=MANY_YEARS
    ),
    _shipped("Resultat per område mot budget", "Resultat", rows="Affärsområde", column="Scenario"),
    _shipped("Kostnader per konto och månad", "Kostnader", rows="Konto", column="Månad"),
    _shipped("Hemtjänsttimmar per utförare och år", "Hemtjänsttimmar", rows="Utförare", column="År", tid=MANY_YEARS),
    _shipped(
        "Beläggning per boende och månad", "Beläggning i vårdboende", rows="Boende", column="Månad", form="Värmekarta"
    ),
    _shipped("Anställda kvinnor och män per område", "Anställda", rows="Affärsområde", column="Kön"),
)
"""Those that come with the house, which nobody can remove."""


def followed(view: View, saved: Sequence[Saved]) -> list[Saved]:
    """The views that who looks may follow: whose units are not named to those who see none."""
    return [each for each in saved if view.warehouse.rights.units or "enhet" not in parse_qs(each.asked)]


def listing(view: View, saved: Sequence[Saved], labels: Collection[str]) -> Points:
    """All views, each with what it is for, whose it is and what of it is gone; `labels` are the measures there are."""
    return Points(
        "views",
        "Sparade vyer",
        [_point(view, each, labels) for each in (*followed(view, saved), *SHIPPED)],
    )


def pinned(view: View, saved: Sequence[Saved]) -> Points | None:
    """The views that are pinned to the first page; None where none is."""
    found = [each for each in followed(view, saved) if each.pinned]
    return Points("pinned", "Fästa vyer", [_point(view, each) for each in found]) if found else None


def _point(view: View, saved: Saved, labels: Collection[str] | None = None) -> Point:
    told = [saved.note, gone(view, saved, labels), saved.who or WITHOUT_OWNER]
    return Point(" · ".join(filter(None, told)), PAGE, saved.name, asked=saved.asked)


def gone(view: View, saved: Saved, labels: Collection[str] | None = None) -> str:
    """Which measures and which unit of a view are not there; empty where all are."""
    asked = parse_qs(saved.asked)
    lost = [name for name in asked.get("matt", []) if labels is not None and name not in labels]
    # An address may name two of either; pages follow the first.
    unit, org = asked.get("enhet", [""])[0], asked.get("omrade", [view.warehouse.whole])[0]
    lost += [unit] if unit and org != view.warehouse.whole and unit not in units(view.warehouse, org) else []
    return f"finns inte bland det som är inläst: {listed(lost)}" if lost else ""
