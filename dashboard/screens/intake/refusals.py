"""What keeps the page Ladda data from doing what it was asked, told in one way wherever it acts."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.share.markup import plain
from loaders.durable import UnwritableError
from loaders.intake.amending import NothingToUndoError
from loaders.problems import RefusedError
from loaders.reading.workspace import BusyError
from loaders.told import BUSY


@contextmanager
def refusals() -> Iterator[None]:
    """Tell why nothing was done: another load goes on, the disk is full or closed, or a table that people edit or the
    ledger cannot be read."""
    try:
        yield
    except (BusyError, NothingToUndoError):
        st.error(BUSY)
    except UnwritableError as unwritable:
        st.error(str(unwritable), icon=":material/block:")
    except RefusedError as refused:
        for problem in refused.problems:
            st.error(plain(str(problem)), icon=":material/block:")
