"""Pages as Streamlit runs them: how tests open them, make choices, and read what they say."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Html

from dashboard.cards import card as cards
from dashboard.figures.store.warehouse import Warehouse
from dashboard.findings.sentence import Sentence

APP = Path(__file__).parent.parent / "dashboard" / "app.py"
NO_ROOMS = ("app.py", "__main__.py", "__init__.py")
"""What only runs, or only tells of a folder."""

PATIENCE = 300
"""Seconds that a run of a page may take, however busy the machine is."""

MONTHS_OF = {"sjukfranvaro": "Fördjupning", "personal": "Antal"}
"""The part of a page in parts that shows months first."""

PARTS: Mapping[str, Sequence[str]] = {
    "sjukfranvaro": (
        "Översikt",
        "Kort och lång",
        "Enheter",
        "Kvinnor och män",
        "Vad har ändrats",
        "Nyckeltal",
        "År",
        "Fördjupning",
    ),
    "personal": ("Översikt", "Kvinnor och män", "Antal", "Heltid", "Avgångar", "Mertid och övertid", "År"),
    "ekonomi": ("Översikt", "Områden", "Intäkter och kostnader", "Investeringar", "Inköp"),
    "mal": ("Måluppfyllelse", "Som det står i rapporterna"),
}
"""The pages that are in parts, with them."""

PANELS = ("figures", "goals", "points", "calendar")
"""What is drawn in a form of its own, neither a card nor a plain text."""

SIGN = ":material/info: "

SHORT = ("label", "value", "of", "change", "aim")
"""What a figure in short says."""

BUTTONS = ("kon", "vy", "alder", "chefer")
"""The choices that are made with buttons; the others are made in lists."""


def session(monkeypatch: pytest.MonkeyPatch, folder: Path, choices: Mapping[str, Any] | None = None) -> AppTest:
    """A session on a warehouse folder, not yet run; the choices stand in its address."""
    monkeypatch.setenv("LEANLINK_WAREHOUSE", str(folder))
    app = AppTest.from_file(str(APP), default_timeout=PATIENCE)
    without_components(app)
    for name, value in (choices or {}).items():
        app.query_params[name] = value
    return app


def without_components(app: AppTest) -> None:
    """Keep a session from searching every installed package for components, which takes longer than any page."""
    app._bidi_component_manager = BidiComponentManager()


def opened(app: AppTest, page: str) -> AppTest:
    """The session after a visit to a page, which must not have raised anything."""
    app.switch_page(f"../pages/{page}.py").run()
    return calm(app)


def calm(app: AppTest) -> AppTest:
    """The same session, which must not have raised anything in its last run."""
    assert [exception.message for exception in app.exception] == []
    return app


def visit(
    monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse, page: str, choices: Mapping[str, Any] | None = None
) -> AppTest:
    """A page on a warehouse, opened with these choices; of a page in parts the months."""
    part = {"vy": MONTHS_OF[page]} if page in MONTHS_OF else {}
    made = {**part, **(choices or {})}
    app = opened(session(monkeypatch, warehouse.path.parent, made), page)
    assert {name: value_of(app, name) for name in made} == made
    return app


def part_of(page: str, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse, name: str, **choices: Any) -> AppTest:
    """A part of a page, opened with these choices."""
    return visit(monkeypatch, warehouse, page, {"vy": name, **choices})


def choose(app: AppTest, choices: Mapping[str, Any]) -> None:
    """Set choices as a user would; they apply at the next run."""
    for key, value in choices.items():
        if key in BUTTONS:
            app.button_group(key=key).set_value(value)
        else:
            app.selectbox(key=key).set_value(value)


def value_of(app: AppTest, name: str) -> Any:
    """What the widget of a choice says."""
    return (app.button_group(key=name) if name in BUTTONS else app.selectbox(key=name)).value


def chosen(app: AppTest) -> dict[str, Any]:
    """What the widgets of the shared choices say."""
    return {name: value_of(app, name) for name in ("ar", "jfr", "fran", "omrade", "kon", "publicerat")}


def blocks(app: AppTest) -> list[dict[str, Any]]:
    """What the cards of the page are drawn from, in order."""
    decks = [json.loads(deck.proto.json) for deck in app.get("bidi_component") if deck.proto.component_name == "deck"]
    found = [block for deck in decks for block in deck["blocks"]]
    return [each for block in found for each in (block, *(tile["card"] for tile in block.get("tiles", ())))]


def clicked(app: AppTest, card: str, kind: str, value: str = "") -> AppTest:
    """The session after a click in a card, sent as a browser does: AppTest has none."""
    (deck,) = [each for each in app.get("bidi_component") if each.proto.component_name == "deck"]
    states = app._tree.get_widget_states()
    event = {"event": "event", "value": {"card": card, "kind": kind, "value": value}}
    states.widgets.add(id=_make_trigger_id(deck.proto.id, "events"), json_trigger_value=json.dumps([event]))
    return calm(app._run(states))


def told(block: Mapping[str, Any]) -> list[str]:
    """Every text of a block, tables and charts apart."""
    match block["kind"]:
        case "lead":
            return [" ".join(block["said"]), *block["notices"]]
        case "note":
            return [block["text"]]
        case kind if kind in PANELS:
            return [text for name, part in block.items() if name not in ("kind", "key") for text in _texts(part)]
        case "tiles":
            return [" · ".join(filter(None, [tile[part] for part in SHORT])) for tile in block["tiles"]]
    texts = [block["title"], block["line"], *block["notices"], block["lacking"]]
    texts += [*block.get("notes", ()), *block.get("findings", ()), *block.get("restated", ())]
    texts += [f"Källa: {block['source']}"] if block.get("source") else []
    texts += [f"{label}. {text}" for label, text in block.get("definitions", ())]
    texts += [drawing["heading"] for drawing in block.get("drawings", ())]
    return [text for text in texts if text]


def _texts(part: Any) -> Iterator[str]:
    """Every text of a panel, wherever in it."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from (text for each in part.values() for text in _texts(each))
    elif isinstance(part, list):
        yield from (text for each in part for text in _texts(each))


def said(app: AppTest) -> list[str]:
    """Every text on the page, tables and charts apart; without the sign before what is to be known."""
    groups = (app.title, app.header, app.caption, app.markdown, app.info)
    texts = [element.value.removeprefix(SIGN) for group in groups for element in group]
    return texts + raw(app) + [text for block in blocks(app) for text in told(block)]


def raw(app: AppTest) -> list[str]:
    """The pieces of HTML on the page."""
    return [element.body for element in app.get("html") if isinstance(element, Html)]


def told_sentences(patch: pytest.MonkeyPatch) -> list[Sentence]:
    """Every sentence that goes on a page from now on."""
    found: list[Sentence] = []
    tell = cards.tell

    def recording(each: Sentence) -> str:
        found.append(each)
        return tell(each)

    # A module that a page imports first would keep what it finds there now.
    rooms = [
        each.relative_to(APP.parent.parent).with_suffix("")
        for each in APP.parent.rglob("*.py")
        if each.name not in NO_ROOMS
    ]
    for module in [import_module(".".join(room.parts)) for room in rooms]:
        if getattr(module, "tell", None) is tell:
            patch.setattr(module, "tell", recording)
    return found


def headings(app: AppTest) -> list[str]:
    """The headings below that of the page, those of cards among them."""
    return [heading.value for heading in app.header] + [each["title"] for each in blocks(app) if "title" in each]


def infos(app: AppTest) -> list[str]:
    """What to do where there is nothing to show."""
    lacking = [each.get("lacking") or (each["text"] if each.get("urgent") else "") for each in blocks(app)]
    return [info.value for info in app.info] + [text for text in lacking if text]


def marked(app: AppTest) -> bool:
    """Whether the row of choices says that figures are invented."""
    return any("badge[Exempeldata]" in text.value for text in app.markdown)


def warnings(app: AppTest) -> list[str]:
    return [warning.value for warning in app.warning]


def by_heading(app: AppTest) -> dict[str, str]:
    """The title of each card -> the title and all text of the card."""
    return {each["title"]: "\n".join(told(each)) for each in blocks(app) if "title" in each}


def tables(app: AppTest) -> list[list[dict[str, str]]]:
    """The tables of the page row by row, as they read: without the escapes that keep Markdown away."""
    by_themselves = [
        [{str(name): re.sub(r"\\(.)", r"\1", str(cell)) for name, cell in row.items()} for row in rows]
        for rows in (element.value.to_dict("records") for element in app.table)
    ]
    return by_themselves + [_lines(each["drawn"]) for each in blocks(app) if each.get("drawn")]


def table_of(app: AppTest, key: str) -> list[dict[str, str]]:
    """The table behind a card."""
    (found,) = [each for each in blocks(app) if each["key"] == key]
    return _lines(found["table"])


def places(app: AppTest) -> list[list[dict[str, str]]]:
    """The tables behind the cards: every figure that is shown, with its place."""
    return [_lines(each["table"]) for each in blocks(app) if each.get("table")]


def _lines(table: Mapping[str, Any]) -> list[dict[str, str]]:
    return [dict(zip(table["columns"], line, strict=True)) for line in table["cells"]]


def drawn(app: AppTest) -> list[dict[str, Any]]:
    """The charts of the page as Plotly gets them, colours by their names."""
    drawings = [drawing for each in blocks(app) for drawing in each.get("drawings", ())]
    return [drawing for drawing in drawings if drawing["data"]]
