"""Old workbooks record by record: what a sheet holds is read, what charts and embedded files hold is not."""

import struct
from collections.abc import Sequence
from pathlib import Path

import fastexcel
import olefile
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.exports.catalogue import HOUSING, LEDGER
from loaders.files.old_workbook import (
    BOF,
    BOUNDSHEET,
    DIMENSIONS,
    EOF,
    FILEPASS,
    FORMULA,
    RECALCID,
    STRING,
    DamagedError,
    EncryptedError,
    compound_file,
    own_cells,
    substream,
)
from loaders.files.sheets import Grid, read_grids
from tests.export_files import Lines, old_workbook, position, records, refusal, table

GLOBALS, WORKSHEET, CHART = 0x0005, 0x0010, 0x0020
NUMBER, CONTINUE = 0x0203, 0x003C
WHOLE = "Förväntat: en hel fil; hämta exporten på nytt ur systemet."
DAMAGED = [f"fil.xls: filen är skadad och kan inte läsas som Excel. {WHOLE}"]


def rec(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def number(row: int, column: int, value: float) -> bytes:
    """A cell by its row and column, both from 0."""
    return rec(NUMBER, struct.pack("<HHHd", row, column, 15, value))


def formula(row: int, column: int, result: bytes, flags: int = 0) -> bytes:
    """The formula 1, with a result as it is kept."""
    return rec(FORMULA, struct.pack("<HHH8sHIH3s", row, column, 15, result, flags, 0, 3, b"\x1e\x01\x00"))


def text(value: str) -> bytes:
    return rec(STRING, struct.pack("<HB", len(value), 0) + value.encode("latin-1"))


def nested(kind: int, *inner: bytes) -> bytes:
    """A substream with its beginning and its end."""
    return rec(BOF, struct.pack("<HH12x", 0x0600, kind)) + b"".join(inner) + rec(EOF)


def chart(*cells: bytes) -> bytes:
    return nested(CHART, *cells)


AS_TEXT, AS_EMPTY, AS_ERROR = (bytes([kind, 0, value, 0, 0, 0, 0xFF, 0xFF]) for kind, value in ((0, 0), (3, 0), (2, 7)))


def stream_of(*sheets: bytes, told: bytes = b"", kinds: Sequence[int] = ()) -> bytes:
    """A workbook of sheets called A, B … that are given as whole substreams; `told` stands among what holds for all."""

    def globally(starts: Sequence[int]) -> bytes:
        kept = [*kinds, *[0] * (len(sheets) - len(kinds))]
        lines = [
            rec(BOUNDSHEET, struct.pack("<IBBBB", start, 0, kind, 1, 0) + bytes([ord("A") + at]))
            for at, (start, kind) in enumerate(zip(starts, kept, strict=True))
        ]
        return nested(GLOBALS, told, *lines)

    length = len(globally([0] * len(sheets)))
    return globally([length + sum(map(len, sheets[:at])) for at in range(len(sheets))]) + b"".join(sheets)


def grids(path: Path, stream: bytes) -> list[Grid]:
    path.write_bytes(compound_file(stream))
    return read_grids(path, path.name)


def texts(grid: Grid) -> list[list[str | None]]:
    return [list(row.values()) for row in grid.table.to_pylist()]


def stream_in(path: Path) -> bytes:
    with olefile.OleFileIO(str(path)) as container:
        content: bytes = container.openstream("Workbook").read()
    return content


def with_records(path: Path, added: bytes) -> Path:
    """The workbook of one sheet with records at the end of it, where Excel keeps what is drawn on a sheet."""
    stream = stream_in(path)
    start = next(record for record in substream(stream, 0, len(stream)) if record.kind == BOUNDSHEET).at + 4
    *_, end = substream(stream, struct.unpack_from("<I", stream, start)[0], len(stream))
    path.write_bytes(compound_file(stream[: end.at] + added + stream[end.at :]))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fil.xls"


class TestCharts:
    def test_what_a_chart_keeps_of_its_series_overwrites_no_cell(self, file: Path) -> None:
        lines: Lines = [["Belopp i tkr"], *table(LEDGER, 1, outcome=[5])]
        kept = chart(number(0, 0, 5), number(1, 0, 7), number(2, position(LEDGER, "outcome"), 9))
        (row,) = records(with_records(old_workbook(file, lines), kept))
        assert row["outcome"] == 5000

    def test_a_chart_on_a_sheet_of_its_own_is_no_table(self, file: Path) -> None:
        cells, drawn = nested(WORKSHEET, number(0, 0, 1)), chart(number(0, 0, 7), nested(CHART, number(1, 1, 8)))
        found = grids(file, stream_of(drawn, cells, kinds=[2, 0]))
        assert [(grid.name, texts(grid)) for grid in found] == [("A", []), ("B", [["1"]])]

    def test_cells_behind_a_chart_are_read(self, file: Path) -> None:
        sheet = nested(WORKSHEET, number(0, 0, 1), chart(chart(number(0, 0, 7)), text("x")), number(0, 1, 2))
        assert [texts(grid) for grid in grids(file, stream_of(sheet))] == [[["1", "2"]]]


class TestEmbeddedFiles:
    def test_a_workbook_within_the_file_is_not_read_instead_of_it(self, file: Path) -> None:
        path = with_embedded(old_workbook(file, table(HOUSING, 1)), stream_of(nested(WORKSHEET, number(0, 0, 7))))
        other = fastexcel.read_excel(str(path)).load_sheet(0, header_row=None).to_arrow()
        assert other.to_pylist() == [{"__UNNAMED__0": 7.0}]
        assert [row["home"] for row in records(path)] == ["Boende 1"]

    def test_a_document_without_a_workbook_of_its_own_is_none(self, tmp_path: Path) -> None:
        path = with_embedded(old_workbook(tmp_path / "fil.xls", table(HOUSING)), b"", name="WordDocument")
        assert refusal(path) == [
            "fil.xls: filen är ingen Excel-arbetsbok, trots sitt namn. "
            "Förväntat: en oskyddad export i formatet .xlsx, .xlsm, .xls eller .csv."
        ]


def with_embedded(path: Path, embedded: bytes, name: str = "Workbook") -> Path:
    """The file with a storage that has a workbook of its own, listed before the file's, which is called `name`."""
    own, sector, none = stream_in(path), 4096, 0xFFFFFFFF
    streams = [each.ljust(-(-max(1, len(each)) // sector) * sector, b"\0") for each in (embedded, own)]
    starts = [2, 2 + len(streams[0]) // sector]
    chain = [0xFFFFFFFD, 0xFFFFFFFE]
    for each in streams:
        chain += [*range(len(chain) + 1, len(chain) + len(each) // sector), 0xFFFFFFFE]
    header = compound_file(own)[:sector]

    def entry(title: str, kind: int, right: int, child: int, start: int = 0, size: int = 0) -> bytes:
        letters = title.encode("utf-16-le")
        return struct.pack("<64sHBBIII36xIQ", letters, len(letters) + 2, kind, 1, none, right, child, start, size)

    entries = [
        entry("Root Entry", 5, none, 2),
        entry("Workbook", 2, none, none, starts[0], len(streams[0])),
        entry("MBD0018", 1, 3, 1),
        entry(name, 2, none, none, starts[1], len(streams[1])),
    ]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(sector, b"\xff")
    path.write_bytes(header + fat + b"".join(entries).ljust(sector, b"\0") + b"".join(streams))
    return path


class TestCellsWithoutValue:
    def test_formulas_that_were_never_computed(self, file: Path) -> None:
        # As the library does that writes the file: no formula of it has a value.
        lines = table(HOUSING, 1, place_days=[xlwt.Formula("300+10")])
        assert refusal(old_workbook(file, [[], *([None, *line] for line in lines)])) == [
            "fil.xls, blad Uttag, cell D3: formeln saknar värde. Förväntat: ett tal, minst 0."
        ]

    @pytest.mark.parametrize(
        ("kept", "found"),
        [
            (formula(0, 1, struct.pack("<d", 2)), {}),
            (formula(0, 1, struct.pack("<d", 0)), {}),
            (formula(0, 1, struct.pack("<d", 2), flags=2), {}),
            (formula(0, 1, bytes(8), flags=2), {(1, 1): "formeln saknar värde"}),
            (formula(0, 1, AS_TEXT) + text("x"), {}),
            (formula(0, 1, AS_TEXT) + rec(0x04BC, b"\0" * 8) + text("x"), {}),
            (formula(0, 1, AS_TEXT), {(1, 1): "formeln saknar värde"}),
            (formula(0, 1, AS_TEXT) + number(0, 2, 3) + text("x"), {(1, 1): "formeln saknar värde"}),
            (formula(0, 1, AS_EMPTY), {(1, 1): "formeln saknar värde"}),
            (formula(0, 1, AS_EMPTY) + formula(0, 2, struct.pack("<d", 2)), {}),
            (formula(0, 1, AS_ERROR), {(1, 1): "Excel visar felet #DIV/0! (#DIVISION/0!)"}),
            (rec(0x0205, struct.pack("<HHHBB", 0, 1, 15, 0x2A, 1)), {(1, 1): "Excel visar felet #N/A (#SAKNAS!)"}),
        ],
    )
    def test_by_what_is_kept_of_their_result(self, file: Path, kept: bytes, found: dict[tuple[int, int], str]) -> None:
        (grid,) = grids(file, stream_of(nested(WORKSHEET, number(0, 0, 1), kept)))
        assert grid.broken == found

    def test_an_empty_result_is_one_where_the_file_says_that_it_was_computed(self, file: Path) -> None:
        sheet = nested(WORKSHEET, number(0, 0, 1), formula(0, 1, AS_EMPTY))
        (grid,) = grids(file, stream_of(sheet, told=rec(RECALCID, bytes(8))))
        assert grid.broken == {}

    def test_a_text_that_is_no_result_is_no_cell(self, file: Path) -> None:
        (grid,) = grids(file, stream_of(nested(WORKSHEET, text("x"), number(1, 1, 2), text("y"))))
        assert texts(grid) == [[None, None], [None, "2"]]

    def test_each_sheet_has_its_own(self, file: Path) -> None:
        sheets = [nested(WORKSHEET, number(0, 0, 1), formula(row, 1, AS_EMPTY)) for row in (1, 2)]
        assert [list(grid.broken) for grid in grids(file, stream_of(*sheets))] == [[(2, 1)], [(3, 1)]]


class TestDamagedRecords:
    @pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
    def test_a_file_that_is_cut_off(self, file: Path, share: float) -> None:
        content = old_workbook(file, table(HOUSING)).read_bytes()
        file.write_bytes(content[: int(len(content) * share)])
        assert refusal(file) == DAMAGED

    def test_a_password(self, file: Path) -> None:
        file.write_bytes(compound_file(stream_of(nested(WORKSHEET), told=rec(FILEPASS, bytes(6)))))
        assert refusal(file) == [
            "fil.xls: filen är lösenordsskyddad. "
            "Förväntat: en oskyddad export i formatet .xlsx, .xlsm, .xls eller .csv."
        ]

    @pytest.mark.parametrize(
        "stream",
        [
            b"",
            number(0, 0, 1),
            stream_of(nested(WORKSHEET, number(0, 0, 1))[:-4]),
            # What does not end would swallow the next sheet.
            stream_of(nested(WORKSHEET, number(0, 0, 1))[:-4], nested(WORKSHEET, number(0, 0, 2))),
            stream_of(nested(WORKSHEET, rec(BOF, bytes(16))), nested(WORKSHEET, number(0, 0, 2))),
            stream_of(number(0, 0, 1) + rec(EOF)),
            stream_of(nested(WORKSHEET), b""),
            stream_of(nested(WORKSHEET, number(0, 256, 1))),
            stream_of(nested(WORKSHEET, rec(NUMBER, b"\0"))),
            stream_of(nested(WORKSHEET, rec(FORMULA, bytes(9)))),
            nested(GLOBALS, rec(BOUNDSHEET, struct.pack("<IBBBB", 0, 0, 0, 1, 0) + b"A")),
        ],
        ids=[
            *("nothing", "no beginning", "no end", "no end before the next sheet", "a substream without end"),
            *("a sheet without beginning", "two sheets in one place", "far to the right", "a short cell"),
            *("a short formula", "a sheet where the workbook begins"),
        ],
    )
    def test_what_is_no_workbook_is_refused(self, file: Path, stream: bytes) -> None:
        file.write_bytes(compound_file(stream))
        assert refusal(file) == DAMAGED

    def test_what_a_sheet_says_of_its_size_takes_no_memory(self, file: Path) -> None:
        size = rec(DIMENSIONS, struct.pack("<IIHHH", 0, 0xFFFFFFF0, 0, 0xFFF0, 0))
        (grid,) = grids(file, stream_of(nested(WORKSHEET, size, number(0, 0, 1))))
        assert texts(grid) == [["1"]]


CELLS = st.builds(number, st.integers(0, 4), st.integers(0, 4), st.integers(0, 9))
OTHERS = st.builds(rec, st.sampled_from([CONTINUE, 0x0208, 0x005D, 0x1001]), st.binary(max_size=9))
SUBSTREAMS = st.recursive(
    st.builds(nested, st.sampled_from([CHART, WORKSHEET, GLOBALS]), CELLS, OTHERS),
    lambda inner: st.builds(nested, st.just(CHART), inner, CELLS, OTHERS, inner),
    max_leaves=6,
)


class TestProperties:
    @given(st.lists(st.lists(st.one_of(CELLS, OTHERS)), min_size=1, max_size=3), st.data())
    @settings(deadline=None)
    def test_whatever_is_nested_in_sheets_changes_nothing(self, sheets: list[list[bytes]], data: st.DataObject) -> None:
        """Every record of a sheet's own stays as it is and in its order; of all that is nested no kind is left."""

        def drawn_on(own: list[bytes]) -> list[bytes]:
            return [part for each in own for part in (each, *data.draw(st.lists(SUBSTREAMS, max_size=2)))]

        with_drawings = [drawn_on(own) for own in sheets]
        stream = own_cells(stream_of(*(nested(WORKSHEET, *parts) for parts in with_drawings))).stream
        at = len(nested(GLOBALS, *[rec(BOUNDSHEET, bytes(9))] * len(sheets)))
        for own, parts in zip(sheets, with_drawings, strict=True):
            found = list(substream(stream, at, len(stream)))
            mine = [stream[r.at : r.at + 4 + r.size] for r in found[1:-1] if r.kind != 0xFFFF]
            assert mine == own
            at += len(nested(WORKSHEET, *parts))
        assert at == len(stream)

    @given(st.binary(max_size=200) | SUBSTREAMS, st.integers(0, 200), st.integers(0, 255))
    @settings(deadline=None)
    def test_whatever_the_bytes_are_the_walk_ends(self, content: bytes, at: int, byte: int) -> None:
        for stream in (content, stream_of(content), content[:at], content[:at] + bytes([byte]) + content[at + 1 :]):
            try:
                found = own_cells(stream)
            except (DamagedError, EncryptedError):
                continue
            assert len(found.stream) == len(stream)

    @given(st.binary(max_size=9000))
    @settings(deadline=None)
    def test_a_compound_file_gives_back_its_stream(self, stream: bytes) -> None:
        with olefile.OleFileIO(compound_file(stream), raise_defects=olefile.DEFECT_UNSURE) as container:
            assert container.listdir() == [["Workbook"]]
            assert container.openstream("Workbook").read().rstrip(b"\0") == stream.rstrip(b"\0")

    def test_a_compound_file_has_as_many_lists_of_sectors_as_it_needs(self) -> None:
        # Two more sectors than one list has room for, beside itself and the directory.
        stream = b"".join(struct.pack("<I", number) for number in range(1024 * 1024))
        with olefile.OleFileIO(compound_file(stream), raise_defects=olefile.DEFECT_UNSURE) as container:
            assert container.openstream("Workbook").read() == stream
