"""The first page: the few figures that the leadership group steers by, what has changed most, what is missing."""

from dashboard import theme
from dashboard.cards.card import Card, Lead, View
from dashboard.cards.key_figures import KeyFigures, of_measure
from dashboard.cards.points import Point, Points
from dashboard.figures.measures import MEASURES
from dashboard.figures.ownership import of_others, owner
from dashboard.figures.query import in_words
from dashboard.figures.store.organisation import open_orgs
from dashboard.findings import arrivals
from dashboard.findings.changes import Change, Finding, Span, changes, largest
from dashboard.findings.changes import told as told_change
from dashboard.findings.year_titles import headline, withheld
from dashboard.subjects.pages import place_of

STEERING = {
    "sick_leave": "sjukfranvaro",
    "external_leavers": "personal",
    "full_time_share": "personal",
    "result": "ekonomi",
    "home_care_hours": "volymer",
    "care_days": "volymer",
    "meals": "volymer",
}
"""What the leadership group steers by -> the page that tells more of it."""

CALM = "Inga ändringar större än brus."


def key_figures(view: View) -> KeyFigures:
    """All that is steered by; for an area what is its own of that, what else it owns, and what it lacks by name."""
    org = view.choice.org
    others = of_others(view.warehouse, [*STEERING], org)
    own = [measure for measure in MEASURES if owner(view.warehouse, measure, org) and measure not in STEERING]
    asked = {measure: page for measure, page in STEERING.items() if measure not in others}
    asked |= {measure: place_of(measure).page for measure in own}
    lines = [of_measure(view, measure, page) for measure, page in asked.items()]
    last = max((line.summary.latest.of_year for line in lines if line.summary.latest), default=0)
    of_now = [line for line in lines if (latest := line.summary.latest) and latest.of_year == last]
    shown = lines if org == view.warehouse.whole else of_now
    absent = [MEASURES[each].label for each in STEERING if each not in {line.summary.measure.id for line in shown}]
    notes = [f"Redovisas inte för {org}: {theme.listed(absent)}."] if absent else []
    return KeyFigures("steering", shown, notes)


def lead(found: KeyFigures) -> Lead:
    """How many reached target or budget and by how much the others missed it, and which are not judged."""
    summaries = [line.summary for line in found.lines]
    return Lead(headline(summaries, [line.scope for line in found.lines]), notices=withheld(summaries))


def most_changed(view: View) -> Points:
    """At most five findings across all measures, each with the part of a page where it stands."""
    whole, org = view.warehouse.whole, view.choice.org
    span = _span(view)
    areas = open_orgs(view.warehouse, span.year, span.year) if org == whole else []
    orgs = [org, *(area for area in areas if area != org)]
    found = changes(view.warehouse, orgs, span, view.choice.as_of, STEERING)
    told = largest(found, org)
    return Points(
        "changes",
        "Störst ändringar",
        [_point(view, each) for each in told],
        CALM,
        _looked_at(view, found, orgs, span),
        ranked=True,
    )


def _span(view: View) -> Span:
    """The chosen year, and the one that it is compared with."""
    return Span(view.choice.year, view.choice.against(view.choice.year))


def _point(view: View, finding: Finding) -> Point:
    now = finding.change.now
    place = place_of(now.measure, printed=not now.computed)
    elsewhere = {} if now.org == view.choice.org else {"omrade": now.org}
    part = {"vy": place.part} if place.part else {}
    sample = " (Exempeldata)" if now.sample else ""
    where = ", ".join([place.name, *part.values(), *elsewhere.values()])
    return Point(told_change(finding, view.choice.org), place.page, f"{where}{sample}", elsewhere | part)


def _looked_at(view: View, found: list[Change], orgs: list[str], span: Span) -> str:
    """What was looked at, whatever was found in it."""
    printed = {each.now.measure for each in found if not each.now.computed}
    months = {each.now.measure for each in found if each.now.computed}
    areas = f" och {len(orgs) - 1} affärsområden" if len(orgs) > 1 else ""
    looked = [
        f"{len(printed)} mått ur rapporterna, {span.year} mot {span.compared}" if printed else "",
        f"{len(months)} mått ur exporterna, senaste månaden mot samma månad året före" if months else "",
    ]
    told = theme.listed([each for each in looked if each]) or "inget: två år eller månader att jämföra saknas"
    return f"Genomgånget för {in_words(view.warehouse, view.choice.org)}{areas}: {told}."


def missing(view: View) -> Points:
    """Exports that lag behind, months in which something is lacking, and measures that reports no longer print."""
    found = arrivals.arrivals(view.warehouse)
    ended = arrivals.ended(view.warehouse, view.choice.as_of)
    points = [Point(said, "datakvalitet", "Datakvalitet") for said in arrivals.late(found)]
    points += [
        Point(said, "datakvalitet", "Datakvalitet") for said in arrivals.lacking(view.warehouse, view.choice.year)
    ]
    points += [Point(f"Redovisas inte längre i rapporterna (senaste år): {theme.listed(ended)}")] if ended else []
    return Points("missing", "Saknas eller sent", points, "Inget saknas.")


def sources(found: KeyFigures) -> Card:
    """Where each key figure and its target are printed, and how they are defined."""
    summaries = [line.summary for line in found.lines]
    return Card(
        "sources",
        "Källor och definitioner",
        rows=[row for each in summaries for row in (*each.rows, *([each.target] if each.target else []))],
        measures=[each.measure.id for each in summaries],
        folded=True,
    )
