"""The first page: the few figures that the leadership group steers by, and what was said of them."""

from dashboard.cards.card import Card, Lead, View
from dashboard.cards.key_figures import KeyFigures, of_measure
from dashboard.findings.summary import missed, verdict, withheld

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


def key_figures(view: View) -> KeyFigures:
    """All that is steered by, each as far as it can follow the choices."""
    return KeyFigures("steering", [of_measure(view, measure, page) for measure, page in STEERING.items()])


def lead(found: KeyFigures) -> Lead:
    """How many reached target or budget, by how much the others missed it, and which are not judged."""
    summaries = [line.summary for line in found.lines]
    answer = verdict(summaries, [line.scope for line in found.lines])
    return Lead(answer, [missed(summaries)], withheld(summaries))


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
