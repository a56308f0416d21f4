"""What tests share: the warehouse of the published reports, built once a run."""

from pathlib import Path

import pytest

from dashboard.warehouse import Warehouse
from loaders.build import load

PUBLISHED = Path(__file__).parent.parent / "data" / "published"


@pytest.fixture(scope="session")
def published_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse folder with the five published reports."""
    folder = tmp_path_factory.mktemp("warehouse")
    outcome = load([PUBLISHED], folder)
    assert not outcome.refused, [str(problem) for problem in outcome.problems]
    return folder


@pytest.fixture(scope="session")
def published(published_folder: Path) -> Warehouse:
    """The warehouse of the five published reports."""
    outcome = load([PUBLISHED], published_folder)
    assert outcome.warehouse is not None
    return Warehouse(outcome.warehouse)
