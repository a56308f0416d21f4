"""The server: the dashboard with headers that tell browsers to do nothing that it does not need, and its way to log in.

`python -m streamlit run dashboard/server.py`. After a login the page is shown that was asked for before it.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import plotly
import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.screens.browser import ADDRESS, ASSETS, FIRST, LOG_OUT, MISSING, START

CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""What Streamlit tells of the server to anyone who asks, and how programs would use it."""

LOGIN, LOGGED_IN = "/auth/login", "/oauth2callback"
ASKED = "leanlink-asked"
"""The cookie in which a browser keeps what it asked for while it is at the provider of logins."""
WHILE = 900
"""Seconds that a login may take."""


def policy(inline: Iterable[str]) -> str:
    """What a page may load and run: all of it from here, and of scripts within it these alone."""
    hashed = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inline)
    allowed = {
        "default-src": "'self'",
        # Streamlit starts a component from a blob, which only a script that already runs can make.
        "script-src": " ".join(["'self'", "blob:", *(f"'sha256-{each}'" for each in hashed)]),
        # Plotly and Streamlit set the looks of single elements; charts and fonts come as data.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{what} {where}" for what, where in allowed.items())


def _inline_scripts() -> list[str]:
    """The scripts within the page that Streamlit serves, and our own."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return [*re.findall(r"<script>(.*?)</script>", page, re.DOTALL), START]


HEADERS = {
    "Content-Security-Policy": policy(_inline_scripts()),
    "X-Content-Type-Options": "nosniff",
    # Our own server is told whole addresses, which the way back from a login needs; others are told nothing.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guarded:
    """Sets the headers of every answer, and answers for what is closed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["path"].startswith(CLOSED):
            await PlainTextResponse("Not found", 404)(scope, receive, answer)
        else:
            await self._app(scope, receive, answer)


class BackAfterLogin:
    """Leads back from a login to the page that was asked for; Streamlit leads to the first page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path not in (LOGIN, LOGGED_IN):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                asked = _came_from(headers) if path == LOGIN else _kept(headers)
                if path == LOGIN and asked:
                    told.append("Set-Cookie", _cookie(quote(asked), WHILE))
                elif asked and told.get("Location") == "/":
                    told["Location"] = asked
                    told.append("Set-Cookie", _cookie("", 0))
            await send(message)

        await self._app(scope, receive, answer)


PAGES = ("", LOG_OUT, *(page.stem for page in (Path(__file__).parent.parent / "pages").glob("*.py")))


class OtherPages:
    """Leads from addresses that no page has to the one that says so, and from the first page's name to where it is;
    Streamlit shows its first page there, and says in English that there is no other."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and scope["path"] == f"/{FIRST}":
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(f"./?{query}" if query else "./")(scope, receive, send)
            return
        if scope["type"] != "http" or scope["path"].removeprefix("/") in (*PAGES, MISSING):
            await self._app(scope, receive, send)
            return
        elsewhere = False

        async def answer(message: Message) -> None:
            nonlocal elsewhere
            if message["type"] == "http.response.start":
                page = MutableHeaders(scope=message).get("Content-Type", "").startswith("text/html")
                elsewhere = page and message["status"] == 200
                if elsewhere:
                    to = f"/{MISSING}?{urlencode({'adress': scope['path']})}"
                    message = {**message, "status": 303, "headers": [(b"location", to.encode())]}
            elif elsewhere:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, answer)


class FormerLinks:
    """Leads on from links of the time when years were a span: from the first year to the last."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        years = [year for name, year in asked if name == "ar"]
        if scope["type"] == "http" and len(years) == 2:
            others = [(name, value) for name, value in asked if name != "ar"]
            query = urlencode([*others, *zip(("fran", "ar"), years, strict=True)])
            await RedirectResponse(f"?{query}")(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _came_from(headers: Headers) -> str:
    """The page of ours that a request comes from, with its choices; nothing for another's."""
    page = urlsplit(headers.get("Referer", ""))
    return _ours(f"{page.path}?{page.query}") if page.netloc == headers.get("Host") else ""


def _kept(headers: Headers) -> str:
    """The page that was asked for before the login."""
    try:
        cookie = SimpleCookie(headers.get("Cookie", "")).get(ASKED)
    except CookieError:
        return ""
    return _ours(unquote(cookie.value)) if cookie else ""


def _ours(address: str) -> str:
    """An address that can only lead to this server, nothing where it is another."""
    return address if re.fullmatch(r"/(?![/\\])[\w/]*\?[^\s\\]*", address) else ""


def _cookie(value: str, seconds: int) -> str:
    return f"{ASKED}={value}; Path={LOGGED_IN}; Max-Age={seconds}; HttpOnly; SameSite=Lax"


PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


async def asset(request: Request) -> Response:
    """A script of the cards, or Plotly as its Python package brings it; their address changes when they do."""
    name = request.path_params["name"]
    path = PLOTLY if name == PLOTLY.name else ASSETS / name
    if path.parent not in (PLOTLY.parent, ASSETS) or not path.is_file():
        return PlainTextResponse("Not found", 404)
    return FileResponse(path, media_type="text/javascript", headers=FOREVER)


app = st.App(
    Path(__file__).parent / "app.py",
    routes=[Route(f"{ADDRESS}/{{name}}", asset)],
    middleware=[
        Middleware(Guarded),
        Middleware(OtherPages),
        Middleware(FormerLinks),
        Middleware(BackAfterLogin),
        Middleware(GZipMiddleware, minimum_size=1000),
    ],
)
