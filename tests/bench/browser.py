"""python -m tests.bench.browser: clicks and page switches in a browser on the sample, as multiples of a bare page's.

A click counts until all that is in view is painted for the new choice. Run on a machine that does nothing else.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

from tests.serving import ARGUMENTS, PATIENCE, ROOT, chromium, serving

CLICKS = 12
PAGES = ("oversikt", "ekonomi", "personal", "sjukfranvaro", "volymer", "mal")
BARE = "tests/bench/bare.py"
PAINTED = """before => {
    const deck = document.querySelector('.deck[data-mark]');
    if (!deck || deck.dataset.mark === before) return false;
    const near = e => e.getBoundingClientRect().top < innerHeight && e.getBoundingClientRect().bottom > 0;
    const plots = [...document.querySelectorAll('.deck .plot')].filter(near);
    return plots.every(plot => plot.dataset.painted === deck.dataset.mark);
}"""
MARK = "() => document.querySelector('.deck')?.dataset.mark || ''"


def main() -> None:
    """Print one line a page: a click on a choice and a switch to the page, median and 95th percentile."""
    with tempfile.TemporaryDirectory() as folder, _browser() as open_page:
        where = Path(folder)
        _sample(where)
        with serving(where / "warehouse", where / "bare.txt", script=BARE) as address:
            bare = _bare(open_page(address))
        print(f"{'a bare page, a click':34} {median(bare) * 1000:6.0f} ms {_worst(bare) * 1000:6.0f} ms")
        with serving(where / "warehouse", where / "log.txt", LEANLINK_EXPORTS=str(where / "exports")) as address:
            for name in PAGES:
                _tell(f"{name}, a choice", _choices(open_page(f"{address}/{name}")), bare)
            for name in PAGES:
                _tell(f"to {name}", _switches(open_page(f"{address}/datakvalitet"), name), bare)


@contextmanager
def _browser() -> Iterator[Callable[[str], Page]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)

        def opened(address: str) -> Page:
            page = context.new_page()
            page.goto(address)
            return page

        yield opened
        browser.close()


def _sample(where: Path) -> None:
    subprocess.run([sys.executable, "-m", "loaders.sample", str(where / "sample")], cwd=ROOT, check=True)
    command = [sys.executable, "-m", "loaders", "data/published", str(where / "sample")]
    command += ["--warehouse", str(where / "warehouse")]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _bare(page: Page) -> list[float]:
    page.get_by_role("heading", name="Hej Totalt").wait_for()

    def click(name: str) -> float:
        start = time.perf_counter()
        page.get_by_role("radio", name=name).click()
        page.get_by_role("heading", name=f"Hej {name}").wait_for()
        return time.perf_counter() - start

    return [click(name) for _ in range(CLICKS) for name in ("Kvinnor", "Män", "Totalt")][3:]


def _choices(page: Page) -> list[float]:
    """Another area, and back, until all in view is painted; the address changes as with a click in the list."""
    page.wait_for_function(PAINTED, arg="")
    found = []
    for area in ("Äldreomsorg", "Hela Leanlink") * CLICKS:
        page.get_by_role("combobox", name="Affärsområde").click()
        before = page.evaluate(MARK)
        option = page.get_by_role("option", name=area)
        option.wait_for()
        start = time.perf_counter()
        option.click()
        page.wait_for_function(PAINTED, arg=before)
        found.append(time.perf_counter() - start)
    return found[2:]


def _switches(page: Page, name: str) -> list[float]:
    page.wait_for_function(PAINTED, arg="")
    found = []
    for _ in range(CLICKS):
        before = page.evaluate(MARK)
        start = time.perf_counter()
        page.locator(f'[data-testid="stTopNavLink"][href$="/{"" if name == "oversikt" else name}"]').first.click()
        page.wait_for_function(PAINTED, arg=before)
        found.append(time.perf_counter() - start)
        before = page.evaluate(MARK)
        page.get_by_role("link", name="Datakvalitet").click()
        page.wait_for_function(PAINTED, arg=before)
    return found[1:]


def _worst(times: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(times, n=20)[-1]


def _tell(what: str, times: list[float], bare: list[float]) -> None:
    ratios = f"{median(times) / median(bare):5.1f} {_worst(times) / _worst(bare):5.1f} times the bare page"
    print(f"{what:34} {median(times) * 1000:6.0f} ms {_worst(times) * 1000:6.0f} ms {ratios}", flush=True)


if __name__ == "__main__":
    main()
