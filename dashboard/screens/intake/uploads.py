"""What is dropped on the page Ladda data: how much it may be, and where it lies while it is read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.theme import number
from loaders.durable import UnwritableError
from loaders.files.sheets import LARGEST_FILE
from loaders.intake.folders import default_folders
from loaders.reading.workspace import workspace

MOST_FILES, MOST_MEGABYTES = 300, 600
"""At once: what is uploaded lies in the server's memory."""

LIMITS = (
    f"Högst {MOST_FILES} filer och {MOST_MEGABYTES} MB åt gången, och {LARGEST_FILE} MB för en fil."
    " Större mängder läggs i mappen data/exports och läses in med python -m loaders."
)


@st.cache_resource(show_spinner=False)
def sweep() -> None:
    """Once a process: remove what was uploaded to one that was killed."""
    with suppress(UnwritableError), workspace(default_folders().warehouse):
        pass


def too_much(files: Sequence[UploadedFile]) -> str:
    """Why so many files, or so large ones, are not tried out; empty where they are."""
    megabytes = ceil(sum(file.size for file in files) / (1 << 20))
    if len(files) <= MOST_FILES and megabytes <= MOST_MEGABYTES:
        return ""
    return f"Det är för mycket på en gång: {number(len(files))} filer, {number(megabytes)} MB. {LIMITS}"


@contextmanager
def on_disk(files: Sequence[UploadedFile]) -> Iterator[dict[str, Path]]:
    """The dropped files in a folder of the warehouse's that is gone afterwards: of a refused file nothing may stay."""
    with workspace(default_folders().warehouse) as work:
        paths = {}
        for position, file in enumerate(files):
            name = file.name if file.name not in paths else f"{position + 1} {file.name}"
            path = work.own / f"{position}{Path(file.name).suffix.lower()}"
            path.write_bytes(file.getbuffer())
            paths[name] = path
        yield paths
