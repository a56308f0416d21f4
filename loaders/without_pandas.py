"""pyarrow and duckdb import pandas at their first array, for which loading has no use: it takes a second."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class _NoPandas:
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Nothing, or ModuleNotFoundError for pandas: libraries that can do without it then do."""
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)
        return None


def hide_pandas() -> None:
    """Keep pandas from being imported in this process; to be called by programs, not by modules they import."""
    sys.meta_path.insert(0, _NoPandas())
