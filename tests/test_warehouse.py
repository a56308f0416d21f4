"""A warehouse answers questions of itself alone: it reads no other file, writes none, and keeps its settings."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copyfile
from threading import Barrier

import duckdb
import pytest

from dashboard.figures.query import figures
from dashboard.figures.store.rights import EVERYTHING
from dashboard.figures.store.warehouse import DEFAULT_FOLDER, Warehouse, folder, newest
from loaders.warehouse.serving import opened


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text("a\n1\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{table}')",
        "select * from '{table}'",
        "select * from read_text('{table}')",
        "select * from glob('{folder}/*')",
        "copy (select 1) to '{folder}/copy.csv'",
        "attach '{folder}/other.duckdb'",
        "export database '{folder}/all'",
        "install httpfs",
    ],
)
@pytest.mark.parametrize("ask", ["rows", "frame"])
def test_no_other_file_can_be_read_or_written(published: Warehouse, table: Path, sql: str, ask: str) -> None:
    before = sorted(table.parent.iterdir())
    with pytest.raises(duckdb.PermissionException, match="disabled"):
        getattr(published, ask)(sql.format(table=table, folder=table.parent))
    assert sorted(table.parent.iterdir()) == before


@pytest.mark.parametrize(
    "sql", ["set enable_external_access = true", "set lock_configuration = false", "reset memory_limit"]
)
def test_settings_cannot_be_changed(published: Warehouse, sql: str) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="configuration has been locked"):
        published.rows(sql)


@pytest.mark.parametrize("sql", ["create table other (a integer)", "delete from published"])
def test_nothing_in_it_can_be_changed(published: Warehouse, sql: str) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        published.rows(sql)


def test_many_open_a_new_warehouse_at_once(published: Warehouse, tmp_path: Path) -> None:
    visitors = 16
    for attempt in range(5):
        fresh = Warehouse(Path(copyfile(published.path, tmp_path / f"warehouse-{attempt}.duckdb")), EVERYTHING)
        together = Barrier(visitors)

        def visit(visitor: int, warehouse: Warehouse = fresh, together: Barrier = together) -> int:
            together.wait()
            # A query of its own: answers are kept.
            ((count, _),) = warehouse.rows(f"select count(*), {visitor} from publication")
            return int(count)

        with ThreadPoolExecutor(visitors) as pool:
            assert list(pool.map(visit, range(visitors))) == [5] * visitors


def test_what_many_compute_at_once_is_what_one_computes(published: Warehouse, tmp_path: Path) -> None:
    fresh = Warehouse(Path(copyfile(published.path, tmp_path / "warehouse.duckdb")), EVERYTHING)
    measures = ["sick_leave", "result", "care_days", "investment"]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda measure: figures(fresh, measure), measures * 8))
    assert found == [figures(published, measure) for measure in measures] * 8


def test_the_folder_that_is_named_is_served(
    published: Warehouse, published_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEANLINK_WAREHOUSE", str(published_folder))
    assert newest(EVERYTHING) == published
    monkeypatch.setenv("LEANLINK_WAREHOUSE", "")
    assert folder() == DEFAULT_FOLDER


@pytest.mark.parametrize("load_first", [True, False])
def test_a_load_reads_the_warehouse_that_is_shown(published: Warehouse, tmp_path: Path, *, load_first: bool) -> None:
    path = Path(copyfile(published.path, tmp_path / "warehouse.duckdb"))
    shown = Warehouse(path, EVERYTHING)
    if not load_first:
        assert shown.rows("select count(*) from publication") == [(5,)]
    with opened(path) as load:
        assert load.execute("select count(*) from publication").fetchall() == [(5,)]
        assert shown.rows("select count(*), 'meanwhile' from publication") == [(5, "meanwhile")]
