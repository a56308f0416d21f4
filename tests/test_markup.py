"""What a file, a table or an address says is shown as it stands: it is neither Markdown nor HTML anywhere."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Node

from dashboard.share.markup import drawable, plain
from tests.hostile import AREA, HOSTILE, UNIT, hostile
from tests.loading import Once
from tests.made import TITLES
from tests.visiting import blocks, opened, session

LIVE = re.compile(
    r"(?<!\\)(?:!?\[[xa]|<img|<a href|`k|\$x)|:material/home|:red|:smile|:streamlit|http://example|www\.example|a@example"
)
"""What would be something else on a page. A backslash or the sign that nobody sees stands in each where it is not."""

JOINER = "\u2060"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Vård_boende* fick $5 (+2)", r"Vård\_boende\* fick \$5 (+2)"),
        ("![x](http://example.invalid/x.png)", rf"\!\[x\](http:{JOINER}//example.invalid/x.png)"),
        ("[a](javascript:alert(1))", rf"\[a\](javascript:{JOINER}alert(1))"),
        ("<img src=x onerror=alert(1)>", r"\<img src=x onerror=alert(1)\>"),
        (":material/home:", f":{JOINER}material/home:"),
        (":smile: :+1: :100:", f":{JOINER}smile: :{JOINER}+1: :{JOINER}100:"),
        (":red[x] :red-background[x]", rf":{JOINER}red\[x\] :{JOINER}red-background\[x\]"),
        ("$x^2$ `k` ~~s~~ # a | b", r"\$x^2\$ \`k\` \~\~s\~\~ \# a \| b"),
        ("a\\*b &lt; &amp &#58;", r"a\\\*b \&lt; &amp \&\#58;"),
        ("www.a.se WWW.a.se a@b.se", f"www{JOINER}.a.se WWW{JOINER}.a.se a{JOINER}@b.se"),
        ("- a", r"\- a"),
        ("---", r"\---"),
        ("+ a", r"\+ a"),
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("    a", "a"),
        ("a\n\n# b\r\n- c", r"a \# b - c"),
        ("-5 vårddygn, kl. 12:30, cell A1: 1.5 & !", "-5 vårddygn, kl. 12:30, cell A1: 1.5 & !"),
        ("", ""),
    ],
)
def test_every_sign_stands_as_itself(text: str, written: str) -> None:
    assert plain(text) == written


@given(st.text("![]()<>:/$`*_~#|\\ax.@w\n-+1& ", max_size=30))
def test_nothing_is_left_out_and_no_sign_of_markdown_is_bare(text: str) -> None:
    written = plain(text)
    read = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", written).replace(JOINER, "")
    assert read == re.sub(r"\n+", " ", text).lstrip(" ")
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "", written)
    assert not set(bare) & set("*_~$`[]<>#|\\")
    assert not re.search(r":(?:[A-Za-z+-]|[\w+-]*:)|://|www\.|\w@", written)


def test_a_chart_has_no_html_but_its_own() -> None:
    spec = {
        "data": [
            {"hovertext": [f"{HOSTILE}: <b>5</b><br>x"], "customdata": ["<img>"], "y": [1, None], "x": ("a<br>b",)}
        ],
        "layout": {"annotations": [{"text": "<i>a</i> & <b onclick=x>", "showarrow": False}]},
    }
    found = drawable(spec)
    (trace,) = found["data"]
    assert not re.search(r"<(?!/?b>|br>)", trace["hovertext"][0])
    assert trace["hovertext"][0].endswith(": <b>5</b><br>x")
    assert (trace["customdata"], trace["y"], trace["x"]) == (["<img>"], [1, None], ["a<br>b"])
    assert found["layout"]["annotations"] == [
        {"text": "&lt;i&gt;a&lt;/i&gt; &amp; &lt;b onclick=x&gt;", "showarrow": False}
    ]


def test_headings_of_tables_are_plain_too() -> None:
    script = f"""
import pandas as pd
from dashboard.screens.frame import table
table(pd.DataFrame({{{HOSTILE!r}: [{HOSTILE!r}, "x"]}}), "")
table(pd.DataFrame(), {HOSTILE!r})
"""
    app = AppTest.from_string(script).run()
    assert len([*texts(app)]) > 3
    assert [text for text in texts(app) if LIVE.search(text)] == []


@pytest.fixture(scope="module")
def world(once: Once) -> Path:
    """The folder of the hostile world, made once a run."""
    return once("hostile", hostile)


@pytest.fixture
def visited(world: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its warehouse."""
    monkeypatch.setenv("LEANLINK_EXPORTS", str(world / "exports"))
    monkeypatch.setenv("LEANLINK_REFERENCE", str(world / "reference"))
    return world / "warehouse"


ADDRESS: dict[str, Any] = {"omrade": AREA, "enhet": UNIT}
AS_PRINTED = ("mal", {"vy": "Som det står i rapporterna"})
VISITS = [
    *((page, {}) for page in TITLES),
    AS_PRINTED,
    *((page, ADDRESS) for page in ("oversikt", "volymer", "ekonomi", "mal")),
    *(("sjukfranvaro", ADDRESS | {"vy": part}) for part in ("År", "Översikt", "Fördjupning", "Enheter")),
    *(("personal", ADDRESS | {"vy": part}) for part in ("År", "Antal")),
    ("sjukfranvaro", dict.fromkeys(("omrade", "kon", "publicerat", "enhet", "alder", "chefer", "vy", "ar"), HOSTILE)),
]


@pytest.mark.parametrize(("page", "address"), VISITS)
def test_no_page_reads_markup_in_what_it_shows(
    visited: Path, monkeypatch: pytest.MonkeyPatch, page: str, address: dict[str, Any]
) -> None:
    app = session(monkeypatch, visited)
    for name, value in address.items():
        app.query_params[name] = value
    opened(app, page)
    assert [text for text in texts(app) if LIVE.search(text)] == []


def test_what_is_shown_is_all_of_it(visited: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The world's texts are on the pages, so that what is not live there is not merely missing."""
    found = ""
    for page, part in [*((page, {}) for page in TITLES), AS_PRINTED]:
        app = opened(session(monkeypatch, visited, {"fran": "2020", "ar": "2021", **part}), page)
        found += "\n".join(texts(app)) + json.dumps(blocks(app), ensure_ascii=False)
    told = {name for name in NAMES if re.search(rf"{name} \\*!", found)}
    assert told == NAMES


NAMES = {"Område", "Enhet", "Händelse", "Brott", "Därför", "Rad", "Titel", "Uppgift", "Vem", "VB", "Nyckeltal"}


def texts(app: AppTest) -> Iterator[str]:
    """Every text of a page that is read as Markdown or HTML; those of lists to choose in are not."""
    for node in nodes(app._tree.main):
        kind, proto = node.type, node.proto
        if kind == "bidi_component":
            # Texts of cards are never read as anything but texts; in charts HTML is.
            drawings = [each for block in json.loads(proto.json)["blocks"] for each in block.get("drawings", ())]
            yield from chart_texts([[each["data"], each["layout"]] for each in drawings])
        elif kind in ("arrow_table", "table"):
            rows = node.value
            yield from map(str, [*rows.columns, *(cell for row in rows.to_numpy().tolist() for cell in row)])
        elif kind == "html":
            yield from re.findall(r"<[^>]*", proto.body)
        elif kind != "selectbox" and proto is not None:
            yield from (value for _, value in fields(proto) if isinstance(value, str))
        elif proto is not None:
            yield from (proto.label, proto.help)


def fields(proto: Any) -> Iterator[tuple[str, Any]]:
    """All fields of a message, and of those in it, but what identifies it."""
    for field, value in proto.ListFields():
        if hasattr(value, "ListFields"):
            yield from fields(value)
        elif field.name not in ("id", "element_id", "url", "file_name", "form_id"):
            yield field.name, value


def chart_texts(spec: Any) -> Iterator[str]:
    """The texts of a chart, in which only HTML is read."""
    if isinstance(spec, dict):
        yield from (text for key, part in spec.items() if key != "customdata" for text in chart_texts(part))
    elif isinstance(spec, list):
        yield from (text for part in spec for text in chart_texts(part))
    elif isinstance(spec, str):
        yield " ".join(re.findall(r"<[^>]*", spec))


def nodes(node: Node) -> Iterator[Any]:
    yield node
    if isinstance(node, Block):
        for child in node.children.values():
            yield from nodes(child)
