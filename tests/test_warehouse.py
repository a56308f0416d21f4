"""The door to the warehouse: many visitors at once, nothing beyond it, the whole by the name that its table gives."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copyfile
from threading import Barrier

from dashboard.warehouse import Warehouse
from loaders.build import read_log


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


def test_the_whole_is_named_by_the_table(published: Warehouse) -> None:
    assert published.whole == "Leanlink"


def test_who_loads_can_read_what_the_same_process_shows(published: Warehouse) -> None:
    assert published.whole
    files, problems = read_log(published.path)
    assert (len(files), problems) == (5, [])
