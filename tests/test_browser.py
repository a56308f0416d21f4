"""Every page in a real Chromium: what stands there, what it asks for, how it fits, and links that carry choices."""

import os
import re
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from oidc_provider_mock import User, run_server_in_thread
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from dashboard.cards.calendar import Calendar, Row
from dashboard.screens.browser import ADDRESS
from dashboard.server import HEADERS
from dashboard.theme import DARK, LIGHT
from loaders.exports.catalogue import SICK_LEAVE
from tests import install_browser
from tests.export_files import CSV, csv_told, sick_leave, year
from tests.hostile import AREA, HOSTILE, UNIT, hostile
from tests.loading import Once
from tests.made import TITLES, indicators, loaded
from tests.serving import ARGUMENTS, PATIENCE, chromium, free_port, serving
from tests.test_sick_leave_page import rows

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WITHOUT_CARDS = ("ladda_data", "logg")
WITH_CHARTS = ("sjukfranvaro", "personal", "volymer", "ekonomi")
SETTLED = """([title, cards]) => {
    const count = selector => document.querySelectorAll(selector).length;
    const deck = document.querySelector('.deck[data-mark]');
    const near = e => e.getBoundingClientRect().top < innerHeight && e.getBoundingClientRect().bottom > 0;
    const plots = [...document.querySelectorAll('.deck .plot')].filter(near);
    return document.querySelector('h1')?.innerText === title
        && count('[data-test-script-state=notRunning]') === 1
        && count('[data-testid=stSkeleton]') + count('[data-stale=true]') === 0
        && (!cards || deck)
        && plots.every(plot => plot.dataset.painted === deck.dataset.mark);
}"""
FITTED = """() => {
    const charts = [...document.querySelectorAll('.deck .plot:has(.main-svg)')];
    const drawn = chart => chart.querySelector('.main-svg').getBoundingClientRect().width;
    return innerWidth === 390 && charts.every(chart => drawn(chart) <= chart.getBoundingClientRect().width + 1);
}"""
WIDTHS = "() => [document.documentElement, document.querySelector('[data-testid=stMain]')].map(e => e.scrollWidth)"
ROWS = "() => [...document.querySelectorAll('tbody tr')].map(r => [...r.cells].map(c => c.textContent.trim()))"
BOTTOMS = "() => [...document.querySelectorAll('.figures tbody')].map(row => row.getBoundingClientRect().bottom)"
TOP = "() => document.querySelector('.deck h2, .deck .lead, .deck .tile')?.getBoundingClientRect().top || 0"
DROP = """([name, type, text]) => {
    const files = new DataTransfer();
    files.items.add(new File([text], name, { type }));
    return files;
}"""
SEEN = """() => {
    const places = '[data-testid=stFileUploader] *, [data-testid=stTooltipErrorContent]';
    const seen = [...document.querySelectorAll(places)].filter(e => {
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        return style.fontSize !== '0px' && box.width > 1 && box.height > 1 && e.checkVisibility();
    });
    const own = e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent).join('');
    return seen.filter(e => !e.closest('[data-testid=stIconMaterial]')).map(own).filter(text => text);
}"""
SURFACE = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
LABEL_COLORS = """() => [...document.querySelectorAll('.js-plotly-plot .textpoint text')].map(
    text => getComputedStyle(text).fill
)"""
CHART_TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot')].map(
    plot => [...plot.querySelectorAll('.textpoint text, .bartext')].map(text => text.textContent)
)"""
PROBES = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")
"""Streamlit asks for these relative to the page first, is told 404, and then asks at the root."""


@pytest.fixture(scope="module")
def server(published_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard on the published reports."""
    with serving(published_folder, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@dataclass
class Visit:
    """What a browser found on a page."""

    heading: str = ""
    tab: str = ""
    language: str = ""
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    charts: list[list[str]] = field(default_factory=list)
    unnamed_charts: int = 0
    surface: str = ""
    label_colors: list[str] = field(default_factory=list)
    errors: int = 0
    tops: list[float] = field(default_factory=list)
    barriers: list[dict[str, Any]] = field(default_factory=list)
    card_bottoms: list[float] = field(default_factory=list)
    widths_on_a_phone: list[int] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)


class Site:
    """The dashboard as seen in one kind of window; every page is visited once."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.context, self.server = context, server
        context.set_default_timeout(PATIENCE)
        self.visits: dict[str, Visit] = {}

    def open(self, path: str, query: str = "") -> Page:
        """A new tab on a page, all of it drawn."""
        tab = self.context.new_page()
        tab.goto(self.address(path) + query)
        return settled(tab, path)

    def address(self, path: str) -> str:
        """The first page has the address of the site itself."""
        return f"{self.server}/{'' if path == 'oversikt' else path}"

    def visit(self, path: str) -> Visit:
        if path not in self.visits:
            self.visits[path] = self._visit(path)
        return self.visits[path]

    def _visit(self, path: str) -> Visit:
        found = Visit()
        tab = self.context.new_page()
        tab.on("request", lambda request: found.requests.append(request.url))
        tab.on("websocket", lambda socket: found.requests.append(socket.url))
        tab.on("pageerror", lambda error: found.console.append(str(error)))
        tab.on("console", lambda message: found.console.extend(complaint(message)))
        tab.goto(self.address(path))
        settled(tab, path)
        found.heading = tab.locator("h1").inner_text()
        found.tab = tab.title()
        found.language = tab.evaluate("document.documentElement.lang")
        found.card_bottoms = tab.evaluate(BOTTOMS)
        found.tops = [tab.evaluate(TOP)]
        found.barriers = tab.evaluate(f"() => {{ {AXE}; return axe.run(); }}")["violations"]
        # What is below the screen is drawn when it comes into view.
        tab.set_viewport_size({"width": 1280, "height": 9000})
        settled(tab, path)
        found.text = tab.get_by_test_id("stMain").inner_text()
        found.rows = tab.evaluate(ROWS)
        found.charts = tab.evaluate(CHART_TEXTS)
        found.unnamed_charts = tab.locator(".deck .plot:not([aria-label])").count()
        found.errors = tab.locator("[data-testid=stException], [data-testid=stAlertContentError]").count()
        found.surface = tab.evaluate(SURFACE)
        found.label_colors = tab.evaluate(LABEL_COLORS)
        tab.set_viewport_size({"width": 390, "height": 844})
        tab.wait_for_function(FITTED, timeout=PATIENCE, polling=50)
        found.widths_on_a_phone = tab.evaluate(WIDTHS)
        found.tops.append(tab.evaluate(TOP))
        tab.close()
        return found


def settled(tab: Page, path: str) -> Page:
    """The tab, once its script has ended and every chart is drawn."""
    asked = [TITLES[path], path not in WITHOUT_CARDS]
    # To ask at every frame makes the browser draw frames of which nobody sees any.
    tab.wait_for_function(SETTLED, arg=asked, timeout=PATIENCE, polling=50)
    return tab


def complaint(message: ConsoleMessage) -> list[str]:
    """An error of the console, unless it is one of Streamlit's own probes."""
    expected = "404" in message.text and PROBES.search(str(message.location.get("url", "")))
    return [message.text] if message.type == "error" and not expected else []


@pytest.fixture(scope="module")
def desktop(browser: Browser, server: str) -> Iterator[Site]:
    with window(browser) as context:
        yield Site(context, server)


@contextmanager
def window(browser: Browser, base_url: str | None = None) -> Iterator[BrowserContext]:
    """A window of a browser that has nothing of others; it keeps scripts, which take their time to compile."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, color_scheme="light", reduced_motion="reduce", base_url=base_url
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def forget(context: BrowserContext) -> None:
    """Close the tabs of a window and forget who has logged in."""
    for tab in context.pages:
        tab.close()
    context.clear_cookies()


@pytest.mark.parametrize("path", TITLES)
def test_a_page_opens_in_swedish_without_an_error(desktop: Site, path: str) -> None:
    found = desktop.visit(path)
    assert (found.heading, found.language, found.errors) == (TITLES[path], "sv", 0)
    assert "Leanlink i siffror" in found.tab


@pytest.mark.parametrize("path", TITLES)
def test_no_request_leaves_the_machine(desktop: Site, path: str) -> None:
    asked = [urlsplit(url) for url in desktop.visit(path).requests]
    assert asked
    assert [url.geturl() for url in asked if url.scheme not in ("data", "blob") and url.hostname != "127.0.0.1"] == []


@pytest.mark.parametrize("path", TITLES)
def test_the_console_has_no_complaint(desktop: Site, path: str) -> None:
    assert desktop.visit(path).console == []


def in_the_way(barriers: list[dict[str, Any]]) -> dict[str, str]:
    """What bars someone from a page, each with a place where it does."""
    return {barrier["id"]: barrier["nodes"][0]["html"] for barrier in barriers}


@pytest.mark.parametrize("path", TITLES)
def test_nothing_on_a_page_is_in_anyones_way(desktop: Site, path: str) -> None:
    assert in_the_way(desktop.visit(path).barriers) == {}


@pytest.mark.parametrize("path", WITH_CHARTS)
def test_every_chart_has_a_name_for_those_who_cannot_see_it(desktop: Site, path: str) -> None:
    found = desktop.visit(path)
    assert found.charts
    assert found.unnamed_charts == 0


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("Total sjukfrånvaro", "9,6\u00a0%"),
        ("Personalavgångar externt", "9,8\u00a0%"),
        ("Andel heltidsanställningar", "59,5\u00a0%"),
        ("Resultat", "20\u00a0123\u00a0tkr"),
        ("Hemtjänsttimmar", "352\u00a0580\u00a0timmar"),
        ("Vårddygn", "195\u00a0786\u00a0dygn"),
        ("Måltider", "6\u00a0651\u00a0tusen"),
    ],
)
def test_the_overview_shows_the_key_figures(desktop: Site, measure: str, value: str) -> None:
    (line,) = [row for row in desktop.visit("oversikt").rows if row[0] == measure]
    assert line[2].split("2021")[0].strip() == value


@pytest.mark.parametrize(
    ("path", "drawn"),
    [
        ("sjukfranvaro", ["7,2", "8,1", "8,0", "10,5", "9,6"]),
        ("personal", ["2\u00a0390", "2\u00a0461", "2\u00a0544", "2\u00a0571"]),
        ("volymer", ["369\u00a0314", "412\u00a0441", "356\u00a0812", "345\u00a0681", "352\u00a0580"]),
        ("ekonomi", ["\u221238\u00a0996", "\u221225\u00a0157", "7\u00a0972", "20\u00a0123"]),
    ],
)
def test_a_chart_of_the_page_shows_the_published_series(desktop: Site, path: str, drawn: list[str]) -> None:
    assert drawn in desktop.visit(path).charts


def test_a_part_of_the_page_shows_the_published_series(desktop: Site) -> None:
    tab = desktop.open("ekonomi", "?vy=Omr%C3%A5den")
    assert ["\u221236\u00a0369", "\u221221\u00a0084", "4\u00a0844", "18\u00a0373"] in tab.evaluate(CHART_TEXTS)
    tab.close()


def test_the_bridge_goes_from_budget_to_outcome(desktop: Site) -> None:
    budget, outcome = "0", "20\u00a0123"
    drivers = ["+18\u00a0373", "+2\u00a0450", "\u22122\u00a0342", "+1\u00a0180", "+885", "\u2212423"]
    assert [budget, *drivers, outcome] in desktop.visit("ekonomi").charts


def test_data_quality_shows_the_checks_that_fail(desktop: Site) -> None:
    found = desktop.visit("datakvalitet")
    assert "7 av 187 kontroller håller inte" in found.text
    failing = [set(row) for row in found.rows if {"VB 2019", "VB 2021"} & {*row} and "!" in row[-1]]
    assert sum({"\u221240\u00a0377", "0", "Driftsammandrag!C10"} <= row for row in failing) == 3
    assert sum({"\u221225\u00a0157", "15\u00a0220", "Driftsammandrag!D10"} <= row for row in failing) == 1


def test_goals_show_indicators_against_targets(desktop: Site) -> None:
    found = desktop.visit("mal")
    assert "VB 2021 bedömer 12 mål: 7 uppnådda, 4 delvis uppnådda, 1 inte uppnådda." in found.text
    (line,) = [row for row in found.rows if "Total sjukfrånvaro" in row]
    assert any("9,6\u00a0%" in cell for cell in line)
    assert any("✗ ej nått" in cell and "över målet 7,0\u00a0%" in cell for cell in line)


def test_a_chart_can_be_read_as_a_table_with_its_places(desktop: Site) -> None:
    tab = desktop.open("sjukfranvaro")
    tab.get_by_role("button", name="Tabell").first.click()
    row = tab.locator(".places").first.locator("tr").filter(has_text="7,21")
    expect(row).to_contain_text("verksamhetsberattelse_2019.xlsx", timeout=PATIENCE)
    expect(row).to_contain_text("Attraktiv arbetsgivare")
    expect(row).to_contain_text("C6")
    tab.close()


def test_a_grid_is_asked_sorted_and_opened_by_the_keyboard_and_taken_along(desktop: Site, tmp_path: Path) -> None:
    question = {"matt": "Resultat", "rader": "Affärsområde", "kolumner": "Scenario", "tid": "Valt år"}
    tab = desktop.open("utforska", f"?{urlencode(question)}")
    first = tab.locator(".grid tbody tr").first
    expect(first).to_contain_text("18\u00a0373")
    tab.get_by_role("columnheader").get_by_role("button", name="Utfall").click()
    tab.get_by_role("columnheader").get_by_role("button", name="Utfall").click()
    expect(first.locator("th")).to_have_text("LSS Funktionsstöd")
    first.locator("td").first.focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        tab.keyboard.press(key)
    opened = tab.locator("[data-key=origin]")
    expect(opened.locator("h2")).to_have_text("Vad siffran består av: Resultat, Ledning, Budget")
    expect(opened).to_contain_text("verksamhetsberattelse_2021.xlsx")
    with tab.expect_download() as taken:
        tab.locator("[data-key=explored]").get_by_role("button", name="Excel").click()
    assert taken.value.suggested_filename == "Resultat per affärsområde och scenario, hela Leanlink 2021.xlsx"
    taken.value.save_as(tmp_path / "taken.xlsx")
    assert load_workbook(tmp_path / "taken.xlsx")["Tabell"]["B4"].value == 18373
    # A saved view has its own choices, and none of those that are made now.
    tab.get_by_role("link", name="Resultat per område mot budget").click()
    tab.wait_for_url(lambda url: "tid=" not in url, timeout=PATIENCE)
    expect(first).to_contain_text("18\u00a0373")
    tab.close()


class TestCards:
    """What a card does of itself, without asking the server."""

    @pytest.fixture
    def tab(self, desktop: Site) -> Iterator[Page]:
        tab = desktop.open("ekonomi")
        yield tab
        tab.close()

    def test_one_fills_the_screen_and_arrows_lead_to_the_next(self, tab: Page) -> None:
        titles = tab.locator(".deck > .card > h2").all_inner_texts()
        tab.get_by_role("button", name="Stor").first.click()
        shown = tab.locator("dialog h2")
        expect(shown).to_have_text(titles[0])
        assert tab.evaluate("parseFloat(getComputedStyle(document.querySelector('dialog h2')).fontSize)") >= 24
        sizes = "[...document.querySelectorAll('dialog .plot text')].map(e => parseFloat(getComputedStyle(e).fontSize))"
        tab.wait_for_function(f"Math.min(...{sizes}) >= 21", timeout=PATIENCE)
        tab.keyboard.press("ArrowRight")
        expect(shown).to_have_text(titles[1])
        tab.keyboard.press("ArrowLeft")
        expect(shown).to_have_text(titles[0])
        tab.keyboard.press("Escape")
        expect(shown).to_have_count(0)
        assert tab.locator(".deck > .card > h2").all_inner_texts() == titles

    def test_a_picture_has_title_and_source_and_twice_the_size(self, tab: Page) -> None:
        title = tab.locator(".deck .card h2").first.inner_text()
        with tab.expect_download() as download:
            tab.get_by_role("button", name="SVG").first.click()
        picture = download.value.path().read_text(encoding="utf-8")
        told = re.sub(r"<[^>]*>", "", re.sub(r"<style.*?</style>", "", picture, flags=re.DOTALL))
        assert title in told.replace("&amp;", "&")
        assert "Källa: Leanlink, verksamhetsberättelse 2021" in told
        assert "@ink" not in picture
        with tab.expect_download() as download:
            tab.get_by_role("button", name="Bild").first.click()
        content = download.value.path().read_bytes()
        assert content.startswith(b"\x89PNG")
        assert int.from_bytes(content[16:20], "big") == 2560

    def test_a_workbook_leaves_what_is_enlarged_as_it_is(self, tab: Page, tmp_path: Path) -> None:
        tab.get_by_role("button", name="Stor").first.click()
        title = tab.locator("dialog h2").inner_text()
        for _ in range(2):
            with tab.expect_download() as download:
                tab.locator("dialog").get_by_role("button", name="Excel").click()
            download.value.save_as(tmp_path / "taken.xlsx")
            told = load_workbook(tmp_path / "taken.xlsx")["Om"]
            assert re.sub(r"\s", " ", str(told["B1"].value)) == re.sub(r"\s", " ", title)
            expect(tab.locator("dialog h2")).to_have_text(title)
        tab.keyboard.press("Escape")

    def test_a_table_is_sorted_by_what_its_numbers_are(self, tab: Page) -> None:
        tab.get_by_role("button", name="Tabell").first.click()
        table = tab.locator(".places table").first
        heading = table.get_by_role("button", name="Värde")
        at = table.locator("th").all_inner_texts().index("Värde") + 1
        heading.click()
        cells = table.locator(f"tbody td:nth-child({at})").all_inner_texts()
        numbers = [float(re.sub(r"[^\d,-]", "", cell.replace("\u2212", "-")).replace(",", ".")) for cell in cells]
        assert numbers == sorted(numbers)
        assert numbers[0] < 0 < numbers[-1]

    def test_paper_has_every_chart_and_no_controls(self, tab: Page) -> None:
        tab.emulate_media(media="print")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        tab.wait_for_function("[...document.querySelectorAll('.deck .plot')].every(p => p.dataset.painted)")
        assert tab.locator(".deck .acts:visible, .st-key-choices:visible, [data-testid=stHeader]:visible").count() == 0
        foot = tab.locator(".deck .foot").evaluate("each => each.sheet.cssRules[0].cssText")
        assert "Leanlink i siffror · Leanlink · 2021 jämfört med 2020, trender från 2017" in foot
        assert tab.pdf(prefer_css_page_size=True).startswith(b"%PDF")

    def test_without_the_library_of_charts_a_card_shows_its_table(self, desktop: Site) -> None:
        tab = desktop.context.new_page()
        tab.route("**/plotly.min.js", lambda route: route.abort())
        tab.goto(desktop.address("ekonomi"))
        expect(tab.get_by_text("Diagrammet kunde inte ritas. Siffrorna står i tabellen.").first).to_be_visible()
        expect(tab.locator(".places table").first).to_be_visible()
        tab.close()

    def test_a_calendar_of_many_years_fits_and_folds_away_earlier_ones_that_lack_nothing(self, desktop: Site) -> None:
        months = [date(year, month, 1) for year in range(2009, 2022) for month in range(1, 13)][3:]
        cells = [("missing", "saknas") if month == date(2012, 3, 1) else ("in", "inläst") for month in months]
        block = Calendar("calendar", "Vad som är inläst", "", months, [Row("Boende", cells)]).payload()
        tab = desktop.open("datakvalitet")
        tab.evaluate(CALENDAR, [f"{ADDRESS}/calendar.js", block])
        made = tab.locator("#made")
        assert made.locator("summary").all_inner_texts() == ["2012–2016", "2009–2011"]
        assert [each.get_attribute("open") for each in made.locator("details").all()] == ["", None]
        assert made.locator("tbody tr").evaluate_all("rows => rows.map(row => row.cells.length - 1)") == [60, 60, 33]
        (lacking,) = made.locator(".missing .unseen").all_inner_texts()
        assert lacking == "Boende mar 2012: saknas"
        wide = "tables => tables.every(table => table.scrollWidth <= innerWidth)"
        assert made.locator("table").evaluate_all(wide)
        tab.close()


CALENDAR = """async ([address, block]) => {
    const { calendar } = await import(address);
    const made = document.querySelector('.deck').appendChild(document.createElement('div'));
    made.id = 'made';
    made.append(...calendar(block));
}"""
STATE = """() => [
    decodeURIComponent(location.pathname + location.search),
    [...document.querySelectorAll('[role=radio][aria-checked=true]')].map(e => e.innerText).join(),
    document.querySelector('.st-key-years button').innerText.split('\\n')[0],
    document.querySelector('.deck')?.innerText.slice(0, 60),
]"""


class TestHistory:
    def test_each_choice_is_one_step_back_with_its_page(self, desktop: Site) -> None:
        """The address, the widgets and the cards come back as they were."""
        tab = desktop.open("ekonomi")
        begun = tab.evaluate("history.length")
        seen = [tab.evaluate(STATE)]

        def did(path: str, address: str) -> None:
            tab.wait_for_function("to => decodeURIComponent(location.href).includes(to)", arg=address)
            # The address is written before the server answers.
            tab.wait_for_function(f"told => ({STATE})().slice(1).join() !== told", arg=",".join(seen[-1][1:]))
            settled(tab, path)
            seen.append(tab.evaluate(STATE))

        tab.get_by_role("button", name="2021 jämfört med 2020").click()
        tab.get_by_role("combobox", name="År", exact=True).click()
        tab.get_by_role("option", name="2019").click()
        did("ekonomi", "ar=2019")
        tab.keyboard.press("Escape")
        tab.get_by_test_id("stTopNavLink").filter(has_text="Sjukfrånvaro").click()
        did("sjukfranvaro", "/sjukfranvaro?ar=2019")
        tab.get_by_role("radio", name="Kvinnor och män").click()
        did("sjukfranvaro", "vy=Kvinnor")
        tab.get_by_role("radio", name="Kvinnor", exact=True).click()
        did("sjukfranvaro", "kon=Kvinnor")
        tab.get_by_test_id("stTopNavLink").filter(has_text="Ekonomi").click()
        did("ekonomi", "/ekonomi")
        tab.get_by_test_id("stTopNavLink").filter(has_text="Sjukfrånvaro").click()
        did("sjukfranvaro", "vy=Kvinnor")
        assert tab.evaluate("history.length") - begun == len(seen) - 1
        assert (seen[-1][1:], "ar=2019" in seen[-1][0]) == (seen[-3][1:], True)
        for before in seen[-2::-1]:
            tab.go_back()
            tab.wait_for_function(f"told => ({STATE})().join() === told", arg=",".join(before))
        tab.go_forward()
        tab.wait_for_function(f"told => ({STATE})().join() === told", arg=",".join(seen[1]))
        tab.close()

    def test_the_figure_that_is_opened_stands_in_the_address(self, desktop: Site) -> None:
        opened = "() => document.querySelector('.tile[aria-pressed=true] .label').innerText"
        tab = desktop.open("volymer")
        assert tab.evaluate(opened) == "Hemtjänst"
        tab.get_by_role("button", name="Vårddygn").click()
        expect(tab).to_have_url(re.compile(r"\?visa=volume-care_days$"))
        tab.get_by_role("button", name="Måltider").click()
        tab.go_back()
        tab.wait_for_function(f"({opened})() === 'Vårddygn'")
        copied = desktop.open("volymer", urlsplit(tab.url)._replace(scheme="", netloc="", path="").geturl())
        assert copied.evaluate(opened) == "Vårddygn"
        for each in (tab, copied):
            each.close()

    def test_an_unknown_address_has_a_page_and_all_around_it_is_swedish(self, desktop: Site) -> None:
        tab = desktop.context.new_page()
        tab.goto(f"{desktop.server}/finns/inte")
        expect(tab.get_by_role("heading", name="Sidan finns inte")).to_be_visible()
        expect(tab.get_by_text("Här finns ingen sida med adressen /finns/inte.")).to_be_visible()
        tab.keyboard.press("Tab")
        expect(tab.get_by_role("link", name="Till innehållet")).to_be_focused()
        tab.keyboard.press("Tab")
        outlined = "() => getComputedStyle(document.activeElement).outlineWidth"
        assert tab.evaluate("document.activeElement.innerText").endswith("Översikt")
        assert tab.evaluate(outlined) == "3px"
        tab.get_by_role("button", name="Meny").click()
        menu = tab.get_by_role("menu", name="Meny")
        words = [word for word in menu.inner_text().split("\n") if not re.fullmatch(r"[a-z_]+|", word)]
        assert words == ["Som datorn", "Ljust", "Mörkt", "Skriv ut", "Kopiera länk"]
        assert in_the_way(tab.evaluate(f"() => {{ {AXE}; return axe.run(); }}")["violations"]) == {}
        tab.keyboard.press("Escape")
        tab.get_by_test_id("stTopNavLink").filter(has_text="Översikt").click()
        settled(tab, "oversikt")
        tab.get_by_role("combobox", name="Affärsområde").click()
        tab.keyboard.type("finns inte")
        expect(tab.get_by_text("Inga träffar")).to_be_visible()
        tab.close()


class TestLinks:
    def test_choices_land_in_the_address_and_a_pasted_address_shows_them(
        self, desktop: Site, browser: Browser, server: str
    ) -> None:
        tab = desktop.open("sjukfranvaro")
        tab.get_by_role("radio", name="Kvinnor", exact=True).click()
        tab.wait_for_url(re.compile("kon=Kvinnor"), timeout=PATIENCE)
        area = tab.get_by_role("combobox", name="Affärsområde")
        area.click()
        tab.get_by_role("option", name="Äldreomsorg").click()
        tab.wait_for_url(re.compile("omrade="), timeout=PATIENCE)
        tab.get_by_role("button", name="Filter").click()
        report = tab.get_by_role("combobox", name="Publicering")
        report.click()
        tab.get_by_role("option", name="Som publicerat i VB 2021").click()
        tab.wait_for_url(re.compile("publicerat="), timeout=PATIENCE)
        tab.keyboard.press("Escape")
        tab.get_by_role("button", name="2021 jämfört med 2020").click()
        for label, of in (("Jämfört med", "2019"), ("Trender från", "2018")):
            tab.get_by_role("combobox", name=label).click()
            tab.get_by_role("option", name=of).click()
            tab.wait_for_url(re.compile(f"={of}"), timeout=PATIENCE)
        address = tab.url
        assert parse_qs(urlsplit(address).query) == {
            "jfr": ["2019"],
            "fran": ["2018"],
            "kon": ["Kvinnor"],
            "omrade": ["Äldreomsorg"],
            "publicerat": ["Som publicerat i VB 2021"],
        }
        tab.close()
        other = Site(browser.new_context(), server)
        pasted = other.open("sjukfranvaro", f"?{urlsplit(address).query}")
        expect(pasted.get_by_role("radio", name="Kvinnor", exact=True)).to_be_checked()
        expect(pasted.get_by_role("combobox", name="Affärsområde")).to_have_value("Äldreomsorg")
        expect(pasted.get_by_role("button", name="Som publicerat i VB 2021")).to_be_visible()
        expect(pasted.get_by_role("button", name="2021 jämfört med 2019")).to_be_visible()
        assert pasted.evaluate(CHART_TEXTS)[0] == ["8,2", "8,2", "10,8", "9,9"]
        expect(pasted.get_by_text("Ej uppdelat på affärsområde: visar hela Leanlink.").first).to_be_visible()
        other.context.close()

    def test_choices_follow_from_page_to_page(self, desktop: Site) -> None:
        tab = desktop.open("sjukfranvaro", "?kon=Kvinnor&omrade=Ledning")
        tab.get_by_role("link", name="Ekonomi").click()
        settled(tab, "ekonomi")
        assert parse_qs(urlsplit(tab.url).query) == {"kon": ["Kvinnor"], "omrade": ["Ledning"]}
        expect(tab.get_by_role("combobox", name="Affärsområde")).to_have_value("Ledning")
        tab.set_viewport_size({"width": 1280, "height": 9000})
        settled(tab, "ekonomi")
        assert ["\u2212229", "\u2212332", "171", "\u2212423"] in tab.evaluate(CHART_TEXTS)
        tab.close()

    def test_a_card_leads_to_its_page_with_the_same_choices(self, desktop: Site) -> None:
        tab = desktop.open("oversikt", "?kon=Kvinnor")
        tab.get_by_role("link", name="Total sjukfrånvaro").click()
        settled(tab, "sjukfranvaro")
        expect(tab.get_by_role("radio", name="Kvinnor", exact=True)).to_be_checked()
        assert parse_qs(urlsplit(tab.url).query) == {"kon": ["Kvinnor"]}
        tab.close()

    def test_a_change_in_an_area_leads_to_its_page_and_area(self, desktop: Site) -> None:
        tab = desktop.open("oversikt")
        tab.get_by_role("link", name="Ekonomi, Råd och Stöd").click()
        expect(tab.locator(".deck h2").first).to_contain_text("Resultatet sjönk 2021 till 5\u00a0658\u00a0tkr")
        assert parse_qs(urlsplit(tab.url).query) == {"omrade": ["Råd och Stöd"]}
        tab.close()


def test_the_cards_of_the_overview_fit_a_projector(desktop: Site) -> None:
    bottoms = desktop.visit("oversikt").card_bottoms
    assert len(bottoms) == 7
    assert max(bottoms) <= 720


@pytest.mark.parametrize("path", ["oversikt", "sjukfranvaro", "personal", "volymer", "ekonomi", "mal"])
def test_the_first_finding_stands_at_the_top(desktop: Site, path: str) -> None:
    on_a_projector, on_a_phone = desktop.visit(path).tops
    assert 0 < on_a_projector <= 130
    assert 0 < on_a_phone <= 240


@pytest.mark.parametrize("path", TITLES)
def test_a_page_is_no_wider_than_a_phone(desktop: Site, path: str) -> None:
    page, main = desktop.visit(path).widths_on_a_phone
    assert max(page, main) <= 390 + 1


def test_a_light_machine_shows_light_pages(desktop: Site) -> None:
    found = desktop.visit("sjukfranvaro")
    assert (found.surface, found.label_colors[0]) == ("rgb(255, 255, 255)", as_browser(LIGHT.accent))


def test_a_dark_machine_shows_dark_pages(browser: Browser, server: str) -> None:
    context = browser.new_context(color_scheme="dark")
    tab = Site(context, server).open("sjukfranvaro")
    assert (tab.evaluate(SURFACE), tab.evaluate(LABEL_COLORS)[0]) == ("rgb(17, 24, 28)", as_browser(DARK.accent))
    context.close()


def test_choices_of_several_can_be_read_in_the_dark_and_speak_swedish(browser: Browser, server: str) -> None:
    context = browser.new_context(color_scheme="dark")
    tab = Site(context, server).open("utforska")
    assert in_the_way(tab.evaluate(f"() => {{ {AXE}; return axe.run(); }}")["violations"]) == {}
    inside = tab.get_by_test_id("stMultiSelect").first
    inside.get_by_role("combobox").click()
    told = inside.locator("[aria-label]").evaluate_all("all => all.map(each => each.getAttribute('aria-label'))")
    assert {*told} >= {"Valt", "Rensa"}
    expect(tab.get_by_role("option").first).to_have_text("Välj alla")
    tab.keyboard.type("resultat")
    expect(tab.get_by_role("option").first).to_have_text(re.compile(r"Välj \d+ träffar"))
    assert [text for text in told if re.search("[Cc]lear|[Ss]elect|Remove|Dismiss|Open|option", text)] == []
    context.close()


def as_browser(color: str) -> str:
    """A colour as a browser spells it: #0b6e8a -> rgb(11, 110, 138)."""
    return f"rgb({', '.join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_a_machine_without_chromium_fails_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install_browser, "system_chromium", lambda: None)
    monkeypatch.setattr(install_browser, "own_chromium", lambda: None)
    said = "^no Chromium found: neither Debian's nor Playwright's; run `python -m tests.install_browser`$"
    with pytest.raises(pytest.fail.Exception, match=said):
        chromium()


@pytest.fixture
def site(desktop: Site, own_server: str) -> Iterator[Site]:
    """The dashboard of the warehouse that a class of tests serves for itself."""
    forget(desktop.context)
    yield Site(desktop.context, own_server)
    forget(desktop.context)


class TestEmployees:
    """HR asks of a unit; the answer is downloaded, and shared as a link."""

    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("employees")

    @pytest.fixture(scope="class")
    @classmethod
    def own_server(cls, folder: Path) -> Iterator[str]:
        file = csv_told(SICK_LEAVE, *rows(year(2020, 1)), *rows(year(2021, 2)))
        loaded(folder, {"sjuk.csv": file}, indicators(["2020", "2021"], ["Total sjukfrånvaro (%)", "2,6", "5,2"]))
        with serving(folder / "warehouse", folder / "log.txt", LEANLINK_EXPORTS=str(folder / "exports")) as address:
            yield address

    def test_women_of_a_unit_month_by_month_downloaded_and_shared(
        self, site: Site, browser: Browser, own_server: str
    ) -> None:
        tab = site.open("sjukfranvaro")
        tab.get_by_role("radio", name="Kvinnor", exact=True).click()
        self.choose(tab, "Affärsområde", "Äldreomsorg")
        tab.get_by_role("button", name="2021 jämfört med 2020").click()
        self.choose(tab, "Trender från", "2021")
        tab.keyboard.press("Escape")
        tab.get_by_role("button", name="Filter").click()
        self.choose(tab, "Enhet", "Norr")
        tab.keyboard.press("Escape")
        tab.get_by_role("radio", name="Fördjupning").click()
        # The part before begins with the same finding, and stands until the run ends.
        tab.wait_for_url(re.compile("vy="), timeout=PATIENCE)
        settled(tab, "sjukfranvaro")
        answer = "Sjukfrånvaron var 6,0\u00a0% i december 2021"
        expect(tab.get_by_role("heading", name=answer)).to_be_visible()
        with tab.expect_download() as download:
            tab.get_by_role("button", name="CSV").first.click()
        lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
        assert "Grupp" in lines[0].split(";")
        assert [line for line in lines[1:13] if "6,0 %" not in line or "Norr" not in line] == []
        other = Site(browser.new_context(), own_server)
        pasted = other.open("sjukfranvaro", f"?{urlsplit(tab.url).query}")
        expect(pasted.get_by_role("heading", name=answer)).to_be_visible()
        expect(pasted.get_by_role("button", name="Norr ✕")).to_be_visible()
        other.context.close()

    def test_taking_a_file_is_logged_and_leaves_the_screen_as_it_is(self, site: Site, folder: Path) -> None:
        tab = site.open("sjukfranvaro", "?vy=F%C3%B6rdjupning")
        tab.get_by_role("button", name="Stor").first.click()
        before = logged(folder)
        with tab.expect_download():
            tab.locator("dialog").get_by_role("button", name="CSV").click()
        until = time.monotonic() + PATIENCE / 1000
        while logged(folder) == before and time.monotonic() < until:
            time.sleep(0.05)
        assert "sick_leave-months: Leanlink" in logged(folder)[-1]
        settled(tab, "sjukfranvaro")
        expect(tab.locator("dialog h2")).to_be_visible()

    def test_a_group_that_is_too_small_is_dots_with_the_reason(self, site: Site) -> None:
        tab = site.context.new_page()
        tab.goto(
            f"{site.address('sjukfranvaro')}?omrade=%C3%84ldreomsorg&enhet=S%C3%B6der&kon=M%C3%A4n&vy=F%C3%B6rdjupning"
        )
        expect(tab.get_by_role("heading", name="Gruppen visas inte").first).to_be_visible()
        expect(tab.get_by_text("högst tio anställda").first).to_be_visible()

    def test_a_click_on_a_unit_chooses_it_and_a_step_leads_back_every_time(self, site: Site) -> None:
        tab = site.open("sjukfranvaro", "?omrade=%C3%84ldreomsorg&vy=Enheter")
        for _ in range(2):
            point = tab.locator(".js-plotly-plot .scatterlayer .trace").last.locator(".point").first
            point.scroll_into_view_if_needed()
            # Plotly listens on a sheet above its points.
            point.click(force=True)
            tab.wait_for_url(re.compile("enhet="), timeout=PATIENCE)
            expect(tab.get_by_role("heading", name="på tolv månader").first).to_be_visible()
            tab.get_by_role("button", name=re.compile("✕")).click()
            tab.wait_for_function("() => !location.search.includes('enhet=')", timeout=PATIENCE)
            expect(tab.get_by_role("heading", name="på tolv månader")).to_have_count(0)

    def choose(self, tab: Page, label: str, option: str) -> None:
        """Choose in a list, and wait until the address says so; a page that is drawn anew closes the list."""
        settled(tab, "sjukfranvaro")
        tab.get_by_role("combobox", name=label).click()
        tab.get_by_role("option", name=option, exact=True).click()
        expect(tab.get_by_role("combobox", name=label)).to_have_value(option)


def logged(folder: Path) -> list[str]:
    """The lines of the log of who did what."""
    months = sorted((folder / "exports" / "log").glob("*.jsonl"))
    return [line for month in months for line in month.read_text(encoding="utf-8").splitlines()]


class TestLoading:
    """Ladda data with a warehouse and a ledger of its own; every test leaves nothing loaded."""

    ENGLISH = re.compile(
        r"\b(?:upload|drag|drop files?|browse|limit|per file|error|allowed|\d[\d.]*[KM]?B)\b", re.IGNORECASE
    )

    @pytest.fixture(scope="class")
    @classmethod
    def own_server(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
        folder = tmp_path_factory.mktemp("loading")
        loaded(folder, {}, indicators(["2020", "2021"], ["Total sjukfrånvaro (%)", "8,5", "8,0"]))
        with serving(folder / "warehouse", folder / "log.txt", LEANLINK_EXPORTS=str(folder / "exports")) as address:
            yield address

    def drop(self, tab: Page, name: str, content: bytes) -> None:
        """Let go of a file over the drop zone."""
        files = tab.evaluate_handle(DROP, [name, CSV, content.decode("utf-8-sig")])
        tab.get_by_test_id("stFileUploaderDropzone").dispatch_event("drop", {"dataTransfer": files})

    def test_a_file_that_is_dropped_loaded_and_taken_back_changes_the_figures(self, site: Site) -> None:
        tab, reader = site.open("ladda_data"), site.open("sjukfranvaro")
        reader.get_by_role("radio", name="Fördjupning").click()
        answer = "Sjukfrånvaron var 8,0\u00a0% i januari 2021"
        loaded_figure = reader.get_by_role("heading", name=answer)
        expect(reader.get_by_text("Inga månadsexporter är inlästa för Sjukfrånvaro")).to_be_visible()
        self.drop(tab, "januari.csv", sick_leave({"2021-01": 80}))
        expect(tab.get_by_role("heading", name="Filen kan läsas in")).to_be_visible()
        tab.get_by_role("button", name="Läs in 1 fil").click()
        expect(tab.get_by_text("1 fil är inläst. Se Sjukfrånvaro.")).to_be_visible()
        with site.context.expect_page() as other:
            tab.get_by_test_id("stAlert").get_by_role("link", name="Sjukfrånvaro").click()
        expect(other.value.get_by_role("heading", name=answer).first).to_be_visible()
        reader.get_by_role("radio", name="Kvinnor", exact=True).click()
        expect(loaded_figure.first).to_be_visible()
        tab.get_by_role("button", name="Ångra").click()
        expect(tab.get_by_text("Inläsning 1 är ångrad.")).to_be_visible()
        reader.get_by_role("radio", name="Totalt").click()
        expect(reader.get_by_text("Inga månadsexporter är inlästa för Sjukfrånvaro")).to_be_visible()
        expect(loaded_figure).to_have_count(0)

    @pytest.mark.parametrize("width", [1280, 390])
    def test_the_drop_zone_speaks_swedish_and_fits(self, site: Site, width: int) -> None:
        tab = site.open("ladda_data")
        tab.set_viewport_size({"width": width, "height": 844})
        zone = tab.get_by_test_id("stFileUploader")
        assert self.english(tab) == []
        expect(zone.get_by_role("button", name="Välj filer", exact=True)).to_be_visible()
        tab.set_input_files("input[type=file]", {"name": "fel.txt", "mimeType": "text/plain", "buffer": b"hej"})
        expect(zone.get_by_text("fel.txt")).to_be_visible()
        self.drop(tab, "februari.csv", sick_leave({"2021-02": 80}))
        expect(tab.get_by_role("button", name="Läs in 1 fil")).to_be_visible()
        zone.get_by_text("fel.txt").hover()
        tab.get_by_test_id("stTooltipErrorContent").wait_for(state="attached")
        assert self.english(tab) == []
        page, main = tab.evaluate(WIDTHS)
        assert max(page, main) <= width + 1

    def english(self, tab: Page) -> list[str]:
        """The English words that can be seen in the drop zone and in what floats above the page."""
        return [word for text in tab.evaluate(SEEN) for word in self.ENGLISH.findall(text)]

    def test_the_dashboard_answers_while_a_large_load_runs(self, site: Site) -> None:
        tab, reader = site.open("ladda_data"), site.open("sjukfranvaro")
        self.drop(tab, "stor.csv", large(10_000))
        with held(site.server):
            expect(tab.get_by_text("Provläser …")).to_be_visible()
            reader.get_by_role("radio", name="Kvinnor", exact=True).click()
            reader.wait_for_url(re.compile("kon=Kvinnor"), timeout=PATIENCE)
            settled(reader, "sjukfranvaro")
            expect(tab.get_by_text("Provläser …")).to_be_visible()
        expect(tab.get_by_role("button", name="Läs in 1 fil")).to_be_visible()


PEOPLE = {
    "reader": ["reader"],
    "hr": ["hr"],
    "loader": ["loader"],
    "boss": ["boss"],
    "nobody": ["other"],
}
"""Who can log in, with the roles that the provider tells of each."""

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a secret that is long enough"
client_id = "leanlink"
client_secret = "of no importance"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[leanlink]
contact = "Kim Kontakt"
login_hours = {hours}

[leanlink.roles]
reader = "{reader}"
hr = "hr"
loader = "inläsare"
boss = "administratör"
"""


class TestLogin:
    """People log in at a provider of their own; what they may do follows from what it says of them."""

    @pytest.fixture(scope="class")
    @classmethod
    def provider(cls) -> Iterator[str]:
        """The address of an OpenID provider."""
        people = [User(sub=sub, claims={"email": f"{sub}@x.se", "roles": roles}) for sub, roles in PEOPLE.items()]
        with run_server_in_thread(user_claims=people) as running:
            yield f"http://localhost:{running.server_port}"

    @pytest.fixture(scope="class")
    @classmethod
    def secrets(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("secrets") / "secrets.toml"

    @pytest.fixture(scope="class")
    @classmethod
    def own_server(
        cls, tmp_path_factory: pytest.TempPathFactory, published_folder: Path, provider: str, secrets: Path
    ) -> Iterator[str]:
        folder, port = tmp_path_factory.mktemp("login"), free_port()
        write = partial(SECRETS.format, port=port, provider=provider)
        secrets.write_text(write(hours=8, reader="läsare"), encoding="utf-8")
        (secrets.parent / "expired.toml").write_text(write(hours=0.0001, reader="läsare"), encoding="utf-8")
        (secrets.parent / "other role.toml").write_text(write(hours=8, reader="inläsare"), encoding="utf-8")
        environment = {"STREAMLIT_SECRETS_FILES": str(secrets), "LEANLINK_EXPORTS": str(folder)}
        with serving(published_folder, folder / "log.txt", port, **environment) as address:
            yield address

    @pytest.fixture(scope="class")
    @classmethod
    def own_window(cls, browser: Browser, own_server: str) -> Iterator[BrowserContext]:
        with window(browser, base_url=own_server) as context:
            yield context

    @pytest.fixture
    def tab(self, own_window: BrowserContext) -> Page:
        """A tab in which nobody is logged in."""
        forget(own_window)
        return own_window.new_page()

    def log_in(self, tab: Page, who: str, path: str = "/") -> None:
        """Ask for a page, and log in where it says so."""
        tab.goto(path)
        tab.get_by_test_id("stMain").get_by_role("button", name="Logga in").click()
        tab.get_by_role("button", name=who, exact=True).first.click()

    def pages(self, tab: Page) -> list[str]:
        """The pages that the navigation leads to."""
        account = tab.get_by_test_id("stTopNavSection").filter(has_text="Konto")
        expect(account).to_be_visible()
        names = tab.get_by_test_id("stTopNavLink").all_inner_texts()
        for section in tab.get_by_test_id("stTopNavSection").all():
            section.click()
            names += tab.get_by_test_id("stTopNavDropdownLink").all_inner_texts()
            tab.keyboard.press("Escape")
        return [name.split("\n")[-1] for name in names]

    @pytest.mark.parametrize(
        ("who", "heading", "pages", "closed"),
        [
            ("reader", "Översikt", [*list(TITLES.values())[:8]], "ladda_data"),
            ("hr", "Översikt", [*list(TITLES.values())[:8]], "logg"),
            ("loader", "Ladda data", ["Ladda data"], "personal"),
            ("boss", "Översikt", [*TITLES.values()], ""),
        ],
    )
    def test_a_role_has_its_pages_and_a_closed_address_says_so(
        self, tab: Page, who: str, heading: str, pages: list[str], closed: str
    ) -> None:
        self.log_in(tab, who)
        expect(tab.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        assert self.pages(tab) == [*pages, f"Logga ut {who}@x.se"]
        if closed:
            tab.goto(f"/{closed}")
            expect(tab.get_by_text("Vill du se den, fråga Kim Kontakt.")).to_be_visible()
            expect(tab.get_by_role("heading", name=TITLES[closed])).to_be_visible()

    def test_a_shared_link_survives_the_login(self, tab: Page) -> None:
        link = "/personal?kon=Kvinnor&omrade=%C3%84ldreomsorg"
        self.log_in(tab, "reader", link)
        expect(tab.get_by_role("heading", name="Personal", exact=True)).to_be_visible()
        assert urlsplit(tab.url).path == "/personal"
        assert parse_qs(urlsplit(tab.url).query) == {"kon": ["Kvinnor"], "omrade": ["Äldreomsorg"]}
        expect(tab.get_by_role("radio", name="Kvinnor", exact=True)).to_be_checked()

    def test_who_logs_out_is_out_on_every_page(self, tab: Page) -> None:
        self.log_in(tab, "hr", "/mal")
        expect(tab.get_by_role("heading", name="Mål", exact=True)).to_be_visible()
        other = tab.context.new_page()
        other.goto("/sjukfranvaro")
        expect(other.get_by_role("heading", name="Sjukfrånvaro", exact=True)).to_be_visible()
        tab.get_by_role("button", name="Konto").click()
        tab.get_by_role("menuitem", name="Logga ut").click()
        tab.get_by_role("button", name="End session").click()
        expect(tab.get_by_role("heading", name="Logga in")).to_be_visible()
        expect(other.get_by_role("heading", name="Inloggningen har gått ut")).to_be_visible()

    def test_who_has_no_role_is_told_whom_to_ask(self, tab: Page) -> None:
        self.log_in(tab, "nobody", "/ekonomi")
        expect(tab.get_by_text("Du är inloggad som nobody@x.se.")).to_contain_text("fråga Kim Kontakt")
        expect(tab.get_by_test_id("stTopNavLink")).to_have_count(0)

    def test_a_login_ends_and_a_role_changes_while_a_page_is_open(self, tab: Page, secrets: Path) -> None:
        before = secrets.read_bytes()
        self.log_in(tab, "reader", "/volymer")
        expect(tab.get_by_role("heading", name="Volymer", exact=True)).to_be_visible()
        try:
            secrets.write_bytes((secrets.parent / "other role.toml").read_bytes())
            expect(tab.get_by_text("Sidan är öppen för läsare, HR och administratör.")).to_be_visible()
            secrets.write_bytes((secrets.parent / "expired.toml").read_bytes())
            tab.goto("/volymer")
            expect(tab.get_by_role("heading", name="Inloggningen har gått ut")).to_be_visible()
        finally:
            secrets.write_bytes(before)


def test_every_answer_keeps_browsers_from_what_is_not_needed(server: str) -> None:
    for path in ("/", "/personal", "/_stcore/health", "/nothing.js"):
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(server + path, timeout=30) as answer:
            told = dict(answer.headers)
            assert {name: told.get(name.lower()) for name in HEADERS} == HEADERS, path
    for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(server + path, timeout=30)


@contextmanager
def held(server: str) -> Iterator[None]:
    """Holds the process in which the dashboard parses a file, from its start on, so that it is sure to be at work."""
    until = time.monotonic() + PATIENCE / 1000
    while (child := parsing(server)) is None:
        assert time.monotonic() < until, "nothing is parsed"
        time.sleep(0.01)
    os.kill(child, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(child, signal.SIGCONT)


def parsing(server: str) -> int | None:
    """The process in which the dashboard parses a file, where there is one."""
    port = server.rpartition(":")[2].encode()
    commands = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            commands[int(process.name)] = (parent, (process / "cmdline").read_bytes().split(b"\0"))
    for child, (parent, command) in commands.items():
        if b"loaders.reading.sandboxed" in command and port in commands.get(parent, (0, []))[1]:
            return child
    return None


def large(rows: int) -> bytes:
    """Sick leave of so many units in one month."""
    return csv_told(SICK_LEAVE, *({"unit": f"Enhet {number}"} for number in range(rows)))


class TestHostile:
    """Names from files, tables and addresses that would be pictures, links, icons or formulas stand as they are."""

    LIVE = """() => {
        const found = [...document.querySelectorAll('a, img, .katex, [onerror], [class*=ColoredText], code, svg a')];
        const icons = [...document.querySelectorAll('[translate=no], [data-testid*=Icon]')];
        const outside = e => [e.href, e.src].some(to => to && !/^(data:|blob:|http:\\/\\/127\\.0\\.0\\.1)/.test(to));
        const own = e => (e.matches('a, img') && !outside(e)) || /^python -m/.test(e.textContent);
        return [
            ...found.filter(e => !own(e)).map(e => e.outerHTML),
            ...icons.filter(e => e.textContent.trim() === 'home').map(e => e.outerHTML),
        ];
    }"""

    @pytest.fixture(scope="class")
    @classmethod
    def world(cls, once: Once) -> Path:
        return once("hostile", hostile)

    @pytest.fixture(scope="class")
    @classmethod
    def own_server(cls, world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
        folders = {"LEANLINK_EXPORTS": str(world / "exports"), "LEANLINK_REFERENCE": str(world / "reference")}
        log = tmp_path_factory.mktemp("hostile") / "log.txt"
        with serving(world / "warehouse", log, free_port(), **folders) as address:
            yield address

    @pytest.mark.parametrize(
        ("path", "query", "shown"),
        [
            ("datakvalitet", {}, "Rad"),
            ("ladda_data", {}, "Ansvar"),
            ("volymer", {}, "Händelse"),
            ("sjukfranvaro", {"omrade": AREA, "enhet": UNIT, "vy": "Fördjupning"}, "Enhet"),
            ("sjukfranvaro", {"omrade": AREA, "enhet": HOSTILE, "vy": "Enheter"}, "Område"),
        ],
    )
    def test_nothing_comes_of_what_a_name_says(self, site: Site, path: str, query: dict[str, str], shown: str) -> None:
        asked: list[str] = []
        tab = site.context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("dialog", lambda dialog: asked.append(f"dialog:{dialog.message}"))
        tab.goto(f"{site.address(path)}?{urlencode(query)}")
        settled(tab, path)
        folded = tab.locator("details:not([open]) > summary:visible")
        while folded.count():
            folded.first.click()
        if path == "sjukfranvaro" and query["vy"] == "Fördjupning":
            tab.get_by_role("button", name="Tabell").first.click()
            expect(tab.locator(".places table").first).to_be_visible()
        said = tab.get_by_test_id("stMain").inner_text().replace("\u2060", "").replace("\u00a0", " ")
        assert f"{shown} ![x](http://example.invalid/x.png) [a](javascript:alert(1)) <img src=x" in said
        assert tab.evaluate(self.LIVE) == []
        hosts = {urlsplit(url).hostname for url in asked if urlsplit(url).scheme not in ("data", "blob")}
        assert hosts == {"127.0.0.1"}
        tab.close()

    def test_a_chart_shows_a_name_as_it_stands(self, site: Site) -> None:
        tab = site.open("sjukfranvaro", f"?{urlencode({'omrade': AREA, 'vy': 'Enheter'})}")
        point = tab.locator(".js-plotly-plot .scatterlayer .point").first
        point.scroll_into_view_if_needed()
        point.hover(force=True)
        hover = tab.locator(".js-plotly-plot .hovertext").first
        expect(hover).to_contain_text("<img src=x onerror=alert(1)>")
        assert tab.evaluate(self.LIVE) == []
        tab.close()
