"""Texts of files, tables and addresses where markup is read: on pages as Markdown, in charts as a little HTML.

Whatever such a text says, no link, image, icon, colour, formula or HTML comes of it.
"""

import html
import re
from typing import Any

_JOINER = "\u2060"
"""Nobody sees it. What is looked for in texts after their Markdown is read, where a backslash is gone, is not found."""

_SYNTAX = re.compile(r"[\\*_~$`\[\]<>#|]|!(?=\[)|&(?=#?\w+;)")
_AT_START = re.compile(r"^([-+](?=[-+ ]|$)|=(?=[= ]|$))")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_FOUND_LATER = re.compile(r":(?=[\w+-]*:|[A-Za-z+-]|//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
"""Icons, signs by their names (:smile:), colours, addresses of pages and of mail."""

_OWN_HTML = re.compile(r"&lt;(/?b|br)&gt;")
_READ_BY_CODE = frozenset({"customdata"})


def plain(text: str) -> str:
    """A text in one line, as it stands, where Markdown is read."""
    line = " ".join(re.split(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", text)).lstrip(" \t")
    line = _AT_START.sub(r"\\\1", _SYNTAX.sub(r"\\\g<0>", line))
    return _FOUND_LATER.sub(lambda found: f"{found[0]}{_JOINER}", _NUMBERED.sub(r"\1\\\2", line))


def drawable(spec: Any) -> Any:
    """A chart's spec in which texts have no HTML but the bold words and the line breaks that charts are made with."""
    if isinstance(spec, dict):
        return {key: part if key in _READ_BY_CODE else drawable(part) for key, part in spec.items()}
    if isinstance(spec, list | tuple):
        return [drawable(part) for part in spec]
    return _OWN_HTML.sub(r"<\1>", html.escape(spec, quote=False)) if isinstance(spec, str) else spec
