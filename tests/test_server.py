"""What the server adds to answers: headers, and the way back to the page that was asked for before a login."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.server import ASKED, HEADERS, BackAfterLogin, FormerLinks, Guarded, OtherPages, policy

HOST = "https://siffror.x.se"


@pytest.fixture
def client() -> TestClient:
    """A site whose provider of logins leads straight back."""

    def callback(request: Request) -> Response:
        return RedirectResponse(request.query_params.get("to", "/"), 302)

    def login(_: Request) -> Response:
        return RedirectResponse("https://provider.x.se", 302)

    def any_other(_: Request) -> Response:
        return PlainTextResponse("hej")

    routes = [Route("/auth/login", login), Route("/oauth2callback", callback), Route("/{path:path}", any_other)]
    app: Any = Guarded(FormerLinks(OtherPages(BackAfterLogin(Starlette(routes=routes)))))
    return TestClient(app, base_url=HOST, follow_redirects=False)


def came_back(client: TestClient, referer: str | None, callback: str = "/oauth2callback") -> str:
    """Where a login ends that begins at an address."""
    client.get("/auth/login", headers={} if referer is None else {"Referer": referer})
    return str(client.get(callback).headers["Location"])


@pytest.mark.parametrize(
    "page",
    ["/personal?kon=Kvinnor&omrade=%C3%84ldreomsorg", "/?ar=2020&jfr=2018", "/mal?"],
)
def test_a_login_leads_back(client: TestClient, page: str) -> None:
    assert came_back(client, HOST + page) == page
    # Once: the next login begins somewhere else.
    assert client.get("/oauth2callback").headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/", "/mal", "//elsewhere.se"])
def test_a_link_with_a_span_of_years_leads_on_to_the_same_page(client: TestClient, path: str) -> None:
    answer = client.get(f"{HOST}{path}?ar=2018&kon=M%C3%A4n&ar=2020")
    assert (answer.status_code, answer.headers["Location"]) == (307, "?kon=M%C3%A4n&fran=2018&ar=2020")


@pytest.mark.parametrize("query", ["", "?kon=M%C3%A4n&enhet=Norr%20%26%20S"])
def test_the_first_pages_name_leads_to_where_it_is(client: TestClient, query: str) -> None:
    answer = client.get(f"/oversikt{query}")
    assert (answer.status_code, answer.headers["Location"]) == (307, f"./{query}")


@pytest.mark.parametrize("query", ["", "?ar=2018", "?ar=1&ar=2&ar=3", "?far=1&far=2"])
def test_any_other_link_stays(client: TestClient, query: str) -> None:
    assert client.get(f"/mal{query}").text == "hej"


@pytest.mark.parametrize(
    "referer",
    [
        None,
        "",
        "https://elsewhere.se/personal?a=1",
        "https://siffror.x.se.elsewhere.se/personal",
        "https://kim@siffror.x.se:1/personal",
        f"{HOST}//elsewhere.se/personal",
        f"{HOST}/\\elsewhere.se",
        f"{HOST}/%2F%2Felsewhere.se",
        f"{HOST}/a:b",
    ],
)
def test_it_leads_nowhere_else(client: TestClient, referer: str | None) -> None:
    assert came_back(client, referer) == "/"


@pytest.mark.parametrize(
    "kept", ["//elsewhere.se?", "https%3A%2F%2Felsewhere.se", "%2F%2Felsewhere.se%3F", "/a?%0d%0aX:1", ""]
)
def test_a_cookie_that_someone_else_has_set_leads_nowhere(client: TestClient, kept: str) -> None:
    answer = client.get("/oauth2callback", headers={"Cookie": f"{ASKED}={kept}"})
    assert answer.headers["Location"] == "/"


def test_where_streamlit_leads_elsewhere_it_is_left_alone(client: TestClient) -> None:
    assert came_back(client, f"{HOST}/mal?", "/oauth2callback?to=/other") == "/other"


def test_the_cookie_is_for_the_way_back_alone(client: TestClient) -> None:
    told = client.get("/auth/login", headers={"Referer": f"{HOST}/mal"}).headers["Set-Cookie"]
    assert told == f"{ASKED}=/mal%3F; Path=/oauth2callback; Max-Age=900; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize("path", ["/", "/personal", "/auth/login", "/_stcore/metrics"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    told = client.get(path).headers
    assert {name: told[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics?families=x", "/_stcore/agent/mcp"])
def test_what_is_closed_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_only_scripts_that_are_known_run() -> None:
    assert "script-src 'self' blob: 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='; " in policy(["alert(1)"])
    assert "unsafe" not in policy([]).partition("style-src")[0]
