"""The door to the warehouse: many visitors at once, nothing beyond it, the whole by the name that its table gives."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copyfile
from threading import Barrier

import duckdb
import pytest

from dashboard.query import figures
from dashboard.warehouse import Warehouse


def test_many_open_a_new_warehouse_at_once(published: Warehouse, tmp_path: Path) -> None:
    visitors = 16
    for attempt in range(5):
        fresh = Warehouse(Path(copyfile(published.path, tmp_path / f"warehouse-{attempt}.duckdb")))
        together = Barrier(visitors)

        def visit(visitor: int, warehouse: Warehouse = fresh, together: Barrier = together) -> int:
            together.wait()
            # A query of its own: answers are kept.
            ((count, _),) = warehouse.rows(f"select count(*), {visitor} from publication")
            return int(count)

        with ThreadPoolExecutor(visitors) as pool:
            assert list(pool.map(visit, range(visitors))) == [5] * visitors


def test_what_many_compute_at_once_is_what_one_computes(published: Warehouse, tmp_path: Path) -> None:
    fresh = Warehouse(Path(copyfile(published.path, tmp_path / "warehouse.duckdb")))
    measures = ["sick_leave", "result", "care_days", "investment"]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda measure: figures(fresh, measure), measures * 8))
    assert found == [figures(published, measure) for measure in measures] * 8


@pytest.mark.parametrize("load_first", [True, False])
def test_a_load_reads_the_warehouse_that_is_shown(published: Warehouse, tmp_path: Path, *, load_first: bool) -> None:
    path = Path(copyfile(published.path, tmp_path / "warehouse.duckdb"))
    shown = Warehouse(path)
    if not load_first:
        assert shown.rows("select count(*) from publication") == [(5,)]
    with duckdb.connect(str(path), read_only=True) as load:
        assert load.execute("select count(*) from publication").fetchall() == [(5,)]
        assert shown.rows("select count(*), 'meanwhile' from publication") == [(5, "meanwhile")]


@pytest.mark.parametrize(
    "reaching", ["select * from read_csv('{file}')", "copy publication to '{file}'", "attach '{file}' as other"]
)
def test_no_query_reaches_beyond_the_warehouse(published: Warehouse, tmp_path: Path, reaching: str) -> None:
    file = tmp_path / "outside.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    warehouse = Warehouse(Path(copyfile(published.path, tmp_path / "warehouse.duckdb")))
    with pytest.raises(duckdb.PermissionException, match="disabled"):
        warehouse.rows(reaching.format(file=file))
    with pytest.raises(duckdb.InvalidInputException, match="locked"):
        warehouse.rows("set enable_external_access = true")


def test_the_whole_is_named_by_the_table(published: Warehouse) -> None:
    assert published.whole == "Leanlink"
