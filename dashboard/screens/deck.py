"""Draws cards: one component for a whole part of a page, and what clicks in it do.

All that a card can do of itself – its table, enlarging it, a picture of it – is done in the browser (`assets/`).
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import date
from time import time_ns
from typing import Any

import streamlit as st

from dashboard.access import logbook, viewer
from dashboard.cards import taken
from dashboard.cards.card import Card, View
from dashboard.cards.payload import Payload, payload
from dashboard.cards.tiles import Drawn, Tiles
from dashboard.screens import filters
from dashboard.screens.browser import ADDRESS

LOADER = f"""export default async (component) =>
  (await import(location.origin + '{ADDRESS}/deck.js')).default(component);
"""

OPENED = "opened"
"""What of a card is to be opened, as the one who clicked left it."""
_HANDED = "handed"
"""A workbook that was asked for, until it has been sent."""

_component = st.components.v2.component("deck", html="<div class='deck'></div>", js=LOADER, isolate_styles=False)


def draw(view: View, blocks: Sequence[Drawn]) -> None:
    """Draw what a page is made of, and do what was clicked in it."""
    payloads = [payload(view, block) for block in blocks]
    drawn = {
        "blocks": payloads,
        "mark": _mark(view, payloads),
        "foot": _foot(view),
        # Only then the server asks to be told that somebody takes a file.
        "logged": view.of_people,
        "handed": st.session_state.pop(_HANDED, None),
    }
    answer = _component(data=drawn, key="deck", on_event_change=_noted)
    if answer.event:
        _act(view, blocks, answer.event)


def _mark(view: View, payloads: Sequence[Payload]) -> str:
    """What tells a page and its choices from others: what is drawn carries it."""
    shown = [view.warehouse, view.choice, view.group, view.part, *(each["key"] for each in payloads)]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]


def _foot(view: View) -> str:
    """What stands at the foot of a print: what is chosen, and when it was printed."""
    years = f"{view.choice.years}, trender från {view.choice.since}"
    return " · ".join(["Leanlink i siffror", _whom(view), years, view.choice.published, date.today().isoformat()])


def _noted() -> None:
    """A click is answered where the cards are known."""


def _act(view: View, blocks: Sequence[Drawn], event: dict[str, Any]) -> None:
    """Choose whom a point stands for, hand a workbook out, or note that somebody took a file."""
    name, value = str(event.get("card")), str(event.get("value"))
    match event.get("kind"):
        case "choose":
            clicks = next((card.clicks for card in _cards(blocks) if card.key == name), {})
            if value in clicks:
                filters.choose(clicks[value])
        case "open":
            st.session_state[OPENED] = value
            st.rerun(scope="app")
        case "workbook":
            _hand_out(view, next((card for card in _cards(blocks) if card.key == name), None))
        case "taken" if view.of_people:
            logbook.write("download", viewer.name(), f"{name}: {_whom(view)}")


def _hand_out(view: View, card: Card | None) -> None:
    """Send a card as a workbook, which is made now that it is asked for."""
    told = payload(view, card) if card else {}
    if card is None or told["lacking"]:
        return
    link = "?".join(filter(None, [str(st.context.url), filters.in_address()]))
    name, content = taken.name(view, card), taken.content(card, told, link)
    if view.of_people:
        logbook.write("download", viewer.name(), f"{name}: {_whom(view)}")
    # Nothing else of what is sent may change, so that this alone tells one asking from the next.
    st.session_state[_HANDED] = {"name": name, "content": b64encode(content).decode(), "at": str(time_ns())}
    st.rerun(scope="app")


def _cards(blocks: Sequence[Drawn]) -> Iterator[Card]:
    """All cards, those that others open too."""
    for block in blocks:
        if isinstance(block, Card):
            yield block
        elif isinstance(block, Tiles):
            yield from (tile.card for tile in block.tiles)


def _whom(view: View) -> str:
    """Whom a page's figures are of, as the log tells it."""
    return ", ".join(filter(None, [view.group.org, view.group.told]))
