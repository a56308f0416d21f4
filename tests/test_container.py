"""A workbook is read however its writer laid it out in its archive: the same rows, in the same cells."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from loaders.exports.catalogue import HOUSING
from loaders.files.sheets import read_grids
from tests.export_files import identity_number, refusal, table, workbook

Parts = dict[str, bytes]
MAIN = b"http://schemas.openxmlformats.org/"


def backslashes(parts: Parts) -> Parts:
    return {name.replace("/", "\\"): content for name, content in parts.items()}


def backslashes_in_targets(parts: Parts) -> Parts:
    rels = "xl/_rels/workbook.xml.rels"
    told = parts[rels].replace(b"/xl/worksheets/", b"worksheets\\")
    return backslashes(parts | {rels: told})


def another_case(parts: Parts) -> Parts:
    return {name if name.startswith("[") else name.replace("xl/", "XL/").title(): c for name, c in parts.items()}


def another_folder(parts: Parts) -> Parts:
    moved = {name.replace("xl/", "bok/data/"): content for name, content in parts.items()}
    return {
        name: content.replace(b"xl/", b"bok/data/") if name.endswith(".rels") else content
        for name, content in moved.items()
    }


def dots_in_targets(parts: Parts) -> Parts:
    root, rels = "_rels/.rels", "xl/_rels/workbook.xml.rels"
    told = parts[rels].replace(b'"/xl/worksheets/', b'"../xl/./worksheets/')
    return parts | {root: parts[root].replace(b'"xl/', b'"./xl/'), rels: told}


def wide(parts: Parts) -> Parts:
    return {name: content.decode().encode("utf-16") for name, content in parts.items()}


def wide_without_mark(parts: Parts) -> Parts:
    return {name: content.decode().encode("utf-16-be") for name, content in parts.items()}


def prefixed_list(parts: Parts) -> Parts:
    name = "xl/workbook.xml"
    changed = parts[name].replace(b"xmlns=", b"xmlns:x=").replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
    return parts | {name: changed.replace(b"<x:?", b"<?")}


def strict(parts: Parts) -> Parts:
    def told(content: bytes) -> bytes:
        content = content.replace(MAIN + b"spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        of_office = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        return content.replace(MAIN + b"officeDocument/2006/relationships", of_office)

    return {name: told(content) for name, content in parts.items()}


def without_root(parts: Parts) -> Parts:
    return {name: content for name, content in parts.items() if name != "_rels/.rels"}


WAYS: Mapping[str, Callable[[Parts], Parts]] = {
    way.__name__: way
    for way in (
        *(backslashes, backslashes_in_targets, another_case, another_folder, dots_in_targets),
        *(wide, wide_without_mark, prefixed_list, strict, without_root),
    )
}


def laid_out(path: Path, way: Callable[[Parts], Parts]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in way(parts).items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("way", WAYS)
def test_the_same_cells_are_read(way: str, tmp_path: Path) -> None:
    lines = [["Uttag", None], *table(HOUSING, 3), ["Summa", None, 21.5]]
    ordinary = read_grids(workbook(tmp_path / "fil.xlsx", {"Å & co": lines, "B": [[1]]}), "fil.xlsx")
    other = read_grids(laid_out(tmp_path / "fil.xlsx", WAYS[way]), "fil.xlsx")
    assert [(grid.name, grid.table.to_pylist()) for grid in other] == [
        (grid.name, grid.table.to_pylist()) for grid in ordinary
    ]


@pytest.mark.parametrize("way", WAYS)
def test_what_points_out_a_person_is_found_outside_cells_too(way: str, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "fil.xlsx",
        table(HOUSING),
        lambda book: setattr(book.worksheets[0].oddHeader.left, "text", identity_number()),
    )
    assert any("personnummer" in told for told in refusal(laid_out(path, WAYS[way])))
