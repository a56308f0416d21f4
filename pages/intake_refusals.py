"""What keeps the page Ladda data from doing what it was asked, told in one way wherever it acts."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.markup import plain
from loaders.amending import NothingToUndoError
from loaders.loading import BusyError
from loaders.problems import RefusedError
from loaders.told import BUSY


@contextmanager
def refusals() -> Iterator[None]:
    """Tell why nothing was done: another load goes on, or a table that people edit cannot be read."""
    try:
        yield
    except (BusyError, NothingToUndoError):
        st.error(BUSY)
    except RefusedError as refused:
        for problem in refused.problems:
            st.error(plain(str(problem)), icon=":material/block:")
