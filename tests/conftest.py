"""What tests share: the warehouse of the published reports, built once a run; a world to load in; kills."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from streamlit.testing.v1 import AppTest, local_script_runner

from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import Warehouse, newest
from tests.killing import Killer
from tests.loading import Once, load
from tests.logins import SECTION
from tests.made import loaded
from tests.visiting import session
from tests.world import InProcess, World
from tests.worlds import WORLDS, units

PUBLISHED = Path(__file__).parent.parent / "data" / "published"

# However busy the machine is: no example is too slow, and none takes too long to make.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("any machine")


def pytest_collection_finish() -> None:
    """Modules and tests stay until the end: nobody need look through them for what is no longer used."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session", autouse=True)
def no_exports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the ledger of the person who runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEANLINK_EXPORTS", str(tmp_path_factory.mktemp("exports")))
        yield


@pytest.fixture(scope="session", autouse=True)
def in_process() -> Iterator[None]:
    """Parse exports in the test's process: a child takes its time to start, and has tests of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loaders.reading.parsing.Sandbox", InProcess)
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_are_awaited() -> Iterator[None]:
    """Wait for a page until it is done: to ask it a thousand times a second, as AppTest does, takes as much again."""
    asking = local_script_runner.require_widgets_deltas

    def awaited(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
        thread = runner._script_thread
        assert thread is not None
        thread.join(timeout)
        asking(runner, 0 if thread.is_alive() else timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", awaited)
        yield


@pytest.fixture(scope="session", autouse=True)
def same_key() -> Iterator[None]:
    """Choose the same covers of small groups in every run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loaders.reading.ledger.new_key", lambda: b"of all tests")
        yield


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes folders that all workers of a run share."""
    mine = tmp_path_factory.getbasetemp()
    return Once(mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine)


@pytest.fixture(scope="session")
def published_folder(once: Once) -> Path:
    """A warehouse folder with the five published reports."""

    def make(folder: Path) -> None:
        outcome = load([PUBLISHED], folder)
        assert not outcome.refused, [str(problem) for problem in outcome.problems]

    return once("published", make)


@pytest.fixture(scope="session")
def published(published_folder: Path) -> Warehouse:
    """The warehouse of the five published reports."""
    return newest(EVERYTHING, published_folder)


@pytest.fixture(scope="session")
def reports_only(once: Once) -> Warehouse:
    """The warehouse of a small report, without any export."""
    return newest(EVERYTHING, once("reports only", lambda folder: loaded(folder, {})) / "warehouse")


@pytest.fixture(scope="session")
def units_folder(once: Once) -> Path:
    """The warehouse folder of units in two areas."""
    return once("units", units) / "warehouse"


@pytest.fixture(scope="session")
def worlds(once: Once, units_folder: Path) -> dict[str, Path]:
    """The warehouses of some worlds."""

    def made(name: str) -> Path:
        def within(folder: Path) -> None:
            folder.mkdir(parents=True)
            WORLDS[name](folder)

        return newest(EVERYTHING, once(f"world {name}", within) / "warehouse").path

    others = {name: made(name) for name in ("as_shipped", "gaps")}
    return {**others, "units": newest(EVERYTHING, units_folder).path}


@pytest.fixture
def login_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, units_folder: Path) -> AppTest:
    """A session where people log in, in which nobody has yet."""
    monkeypatch.setenv("LEANLINK_EXPORTS", str(tmp_path))
    found = session(monkeypatch, units_folder)
    found.secrets = {"auth": {"client_id": "x"}, "leanlink": SECTION}
    return found


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A world of the test's own."""
    return World(tmp_path)


@pytest.fixture(scope="session")
def killer() -> Iterator[Killer]:
    """Loads that are killed when told."""
    started = Killer()
    yield started
    started.stop()
