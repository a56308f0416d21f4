"""A short list of what is to be known, each point a sentence with the place where more of it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.cards.card import tell
from dashboard.findings.sentence import Sentence


@dataclass(frozen=True)
class Point:
    """A sentence, or words that claim nothing of figures; `page` tells more of it with the choices in `link`.

    `where` names that place. `asked` are all choices of the page's address, in place of those that are made now.
    """

    said: Sentence | str
    page: str = ""
    where: str = ""
    link: Mapping[str, str] = field(default_factory=dict)
    asked: str | None = None


@dataclass(frozen=True)
class Points:
    """Points under a title; `otherwise` stands where there are none, `note` says what was looked at. `ranked`: the
    first is the foremost."""

    key: str
    title: str
    points: Sequence[Point]
    otherwise: str = ""
    note: str = ""
    ranked: bool = False

    def payload(self) -> dict[str, Any]:
        """As plain data."""
        points = [
            {
                "text": each.said if isinstance(each.said, str) else tell(each.said),
                "page": each.page,
                "where": each.where,
                "link": dict(each.link),
                "asked": each.asked,
            }
            for each in self.points
        ]
        return {
            "kind": "points",
            "key": self.key,
            "title": self.title,
            "points": points,
            "otherwise": "" if points else self.otherwise,
            "note": self.note,
            "ranked": self.ranked,
        }
