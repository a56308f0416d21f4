"""Damaged and odd files through one sandbox: each is read or refused in Swedish, none does harm.

Mutants are made by changing the bytes and the XML of a few small files, from a seed: a failure can be had again.
ATTACK=whole makes thousands of them.
"""

import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from loaders.exports.catalogue import ASSISTANCE, HOUSING, INVESTMENT, LEDGER, MEALS, SICK_LEAVE
from loaders.reading.sandbox import Answer, Job, Sandbox
from tests.export_files import Lines, csv_file, old_workbook, table, workbook

SEED = 2021
SECONDS = 120.0
"""After which a reading is ended, however busy the machine is; what can be read takes a few hundredths."""

MUTANTS = 5000 if os.environ.get("ATTACK") else 300
BATCH = 100
SHEET = "xl/worksheets/sheet1.xml"

Parts = dict[str, bytes]
Mutate = Callable[[Random, bytes], bytes]

MESSAGES = re.compile(
    "|".join(
        [
            r"läsningen avbröts|filen (är|innehåller|avbröt läsningen)\b",
            r"bladet (är|har)\b|bladets rader står inte i nummerordning",
            r"ingen tabell känns igen",
            r"tabellen har inga rader",
            r"kolumnen .+ (saknas i exporten|pekar ut)",
            r"rubriken ”.*” är en andra kolumn",
            r"texterna runt tabellen anger olika enheter",
            r"i .+ (har (intäkterna|kostnaderna)|har alla tal med)",
            r".*”.*” (kan betyda att|talar om minuter|kan ändra vad talen betyder)",
            r"”.*” i kolumnen .+ (är summor av|har precis de tal)|raden för ”.*” är efter namnet en summa",
            r".+ står (bara på första raden i varje grupp|i kolumner: \d+ kolumner blev rader|ovanför tabellen)",
            r".+ står på (egna|två) rader|år och månad står i två kolumner|kod och namn står i samma cell",
            r"tomma celler i .+ är noll",
            r"raderna skiljer sig bara i|\d+ rader slogs ihop|perioderna .+ är inga månader",
            r".+ är ett tal som Excel visar som procent",
            r"raden upprepar rad \d+",
            r"\d+ (celler till|rader till)",
            r"rad \d+ (kan inte läsas|har \d+ kolumner)",
            r"summaraden anger",
            r"Excel visar felet #",
            r"formeln saknar värde",
            r".+ (är ”|är −?[\d\u00a0]|saknas)",
            r"cellen innehåller det som ser ut som ett personnummer",
        ]
    ),
    re.DOTALL,
)
"""How everything begins that may be said of a file."""


@dataclass(frozen=True)
class Mutant:
    """A file, how it was made, and whether it holds the rows of its base if it can be read at all."""

    made: str
    suffix: str
    content: bytes
    base: str
    same_rows: bool = False


def bases(folder: Path) -> dict[str, Path]:
    """Small files of several forms, all of them right."""
    hours = [timedelta(hours=1440), timedelta(hours=26.5)]
    total: Lines = [["Summa", None, 620, 600]]
    books: dict[str, Lines] = {
        "housing.xlsx": [["Belagda dygn"], [], *table(HOUSING), *total, [], ["Källa: Treserva"]],
        "sick_leave.xlsx": table(SICK_LEAVE, 3),
        "assistance.xlsx": table(ASSISTANCE, hours=hours),
    }
    made = {name: workbook(folder / name, lines) for name, lines in books.items()}
    made["sheets.xlsx"] = workbook(
        folder / "sheets.xlsx", {name: table(INVESTMENT, left_out=["area"]) for name in ("Äldreomsorg", "LSS")}
    )
    made["shared.xlsx"] = with_shared_strings(workbook(folder / "shared.xlsx", table(MEALS, 3)))
    made["ledger.csv"] = csv_file(folder / "ledger.csv", table(LEDGER, 4, outcome=[-1.5, 2, 3.25, 4]))
    made["old.xls"] = old_workbook(folder / "old.xls", table(HOUSING, 3))
    return made


def with_shared_strings(path: Path) -> Path:
    """Keep texts as Excel does: once, in a part of their own."""
    parts = parts_of(path.read_bytes())
    texts: dict[bytes, int] = {}

    def number(match: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v></c>' % texts.setdefault(match[1], len(texts))

    parts[SHEET] = re.sub(rb't="inlineStr"><is><t>(.*?)</t></is></c>', number, parts[SHEET])
    strings = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (main, strings)
    path.write_bytes(zipped(parts))
    return path


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


# Any file: bytes.


def flipped(random: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def cut(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content))]


def hole(random: Random, content: bytes) -> bytes:
    start = random.randrange(len(content))
    return content[:start] + content[start + random.randrange(1, 200) :]


def junk(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + random.randbytes(random.randrange(1, 200)) + content[at:]


def emptied(_: Random, __: bytes) -> bytes:
    return b""


def replaced(random: Random, content: bytes) -> bytes:
    return random.randbytes(len(content))


BYTES: tuple[Mutate, ...] = (flipped, cut, hole, junk)


# The parts of a workbook.


def damaged_part(random: Random, parts: Parts) -> None:
    name = random.choice(list(parts))
    damage = random.choice((*BYTES, emptied, replaced))
    parts[name] = damage(random, parts[name] or b" ")


def removed_part(random: Random, parts: Parts) -> None:
    del parts[random.choice(list(parts))]


def swapped_parts(random: Random, parts: Parts) -> None:
    one, other = random.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]


def renamed_part(random: Random, parts: Parts) -> None:
    name = random.choice(list(parts))
    parts[random.choice(("../../etc/x", "/" + name, name.upper(), "xl\\workbook.xml", "å.xml"))] = parts.pop(name)


def nested_entities(_: Random, parts: Parts) -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    parts["xl/workbook.xml"] = entities + parts["xl/workbook.xml"].replace(b'name="', b'name="&c;', 1)


# The XML of a sheet.

ODD_TEXTS = (
    *("", " ", "x", "-", "–", "nan", "inf", "1e5", "1E+300", "12,5", "−7", "1 000", "SANT", "#N/A", "=1+1"),
    *("2021-13", "mars", "2021-02-30", "1:99", "9" * 40, "x" * 33_000, "å\u0301", "\u202e", "💥", "Summa", "Totalt"),
    *("Kvinna", "'1", "%", "0123456789" * 3, "\u2028", "Summa Summa", "kr", "<b>", "]]>", "&amp;", "_x0000_"),
)
ODD_VALUES = (
    "",
    "x",
    "1e300",
    "-1e300",
    "1e-300",
    "NaN",
    "INF",
    "-1",
    "0.5",
    "1e400",
    "44256",
    "2958466",
    "99999999999",
)
TYPES = ("n", "s", "b", "e", "d", "str", "inlineStr", "x", "")
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>.*?</c>', re.DOTALL)
_TEXT = re.compile(rb"<t>(.*?)</t>", re.DOTALL)


def cell_changed(random: Random, sheet: bytes) -> bytes:
    cells = list(_CELL.finditer(sheet))
    if not cells:
        return sheet
    cell = random.choice(cells)
    place = cell[1] + cell[2]
    text = escape(random.choice(ODD_TEXTS), quote=False).encode()
    value, kind = random.choice(ODD_VALUES).encode(), random.choice(TYPES).encode()
    made = random.choice(
        (
            b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (place, text),
            b'<c r="%s" t="%s"><v>%s</v></c>' % (place, kind, value),
            b'<c r="%s" t="%s"><v>%s</v></c>' % (place, kind, text),
            b'<c r="%s"><f>A1+1</f></c>' % place,
            b'<c r="%s" t="e"><v>#REF!</v></c>' % place,
            b'<c r="%s"/>' % place,
            b"<c><v>%s</v></c>" % value,
            b"",
        )
    )
    return sheet[: cell.start()] + made + sheet[cell.end() :]


def cell_moved(random: Random, sheet: bytes) -> bytes:
    cells = list(_CELL.finditer(sheet))
    if not cells:
        return sheet
    cell = random.choice(cells)
    place = random.choice((b"A1", b"ZZ9", b"B2", b"A0", b"XFE1", b"A70000", b"a1", b"1A", b"", b"A-1", b"SR4"))
    return sheet[: cell.start(1)] + place + sheet[cell.end(2) :]


def heading_changed(random: Random, sheet: bytes) -> bytes:
    texts = list(_TEXT.finditer(sheet))
    if not texts:
        return sheet
    one, other = random.choice(texts), random.choice(texts)
    made = random.choice((other[1], one[1][::-1], one[1][:-1], one[1] + b" (tkr)", b"Namn", b"", one[1] * 50))
    return sheet[: one.start(1)] + made + sheet[one.end(1) :]


def texts_shuffled(random: Random, sheet: bytes) -> bytes:
    texts = [match[1] for match in _TEXT.finditer(sheet)]
    random.shuffle(texts)
    return _TEXT.sub(lambda _: b"<t>%s</t>" % texts.pop(), sheet)


def dimension_changed(random: Random, sheet: bytes) -> bytes:
    size = random.choice((b"A1", b"A1:XFD1048576", b"Z9:A1", b"A1:ZZZZ99999999", b"", b"x"))
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % size, sheet)


def cells_merged(random: Random, sheet: bytes) -> bytes:
    area = random.choice((b"A1:B2", b"A1:XFD1048576", b"B2:A1", b"x", b"A1:A1", b"C3:D9"))
    merged = b'<mergeCells count="1"><mergeCell ref="%s"/></mergeCells>' % area
    return sheet.replace(b"</sheetData>", b"</sheetData>" + merged)


def row_far_down(random: Random, sheet: bytes) -> bytes:
    number = random.choice((60, 5000, 100_000))
    cell = b'<row r="%d"><c r="%s%d"><v>1</v></c></row></sheetData>' % (number, random.choice((b"A", b"K")), number)
    return sheet.replace(b"</sheetData>", cell)


def rows_repeated(random: Random, sheet: bytes) -> bytes:
    rows = re.findall(rb"<row .*?</row>", sheet, re.DOTALL)
    return sheet.replace(b"</sheetData>", (random.choice(rows) if rows else b"") * 3 + b"</sheetData>")


XML: tuple[Mutate, ...] = (
    *(cell_changed, cell_changed, cell_changed, cell_moved, heading_changed, texts_shuffled, dimension_changed),
    *(cells_merged, row_far_down, rows_repeated, *BYTES),
)
PARTS = (damaged_part, damaged_part, removed_part, swapped_parts, renamed_part, nested_entities)


# Text.


def cells_of_text_changed(random: Random, content: bytes) -> bytes:
    lines = [line.split(b";") for line in content.split(b"\r\n")]
    for _ in range(random.choice((1, 2, 5))):
        line = random.choice(lines)
        line[random.randrange(len(line))] = random.choice(ODD_TEXTS).encode()
    return b"\r\n".join(b";".join(line) for line in lines)


def noise(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content))
    odd = random.choice(
        (b'"', b";", b"\n", b"\r", b"\0", b"\t", b",", b"\xff\xfe", b"\x1a", b";" * 600, b'""', b"\xc3")
    )
    return content[:at] + odd + content[at:]


def other_encoding(random: Random, content: bytes) -> bytes:
    return content.decode("utf-8-sig").encode(random.choice(("utf-16", "utf-32", "cp1252", "cp437", "utf-8", "utf-7")))


TEXT: tuple[Mutate, ...] = (cells_of_text_changed, cells_of_text_changed, noise, noise, other_encoding, *BYTES)


# Files that are made to do harm; each costs a child or two, so there are few.


def far_cell(sheet: bytes) -> bytes:
    return sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def bomb(sheet: bytes) -> bytes:
    row = b'<row><c t="inlineStr"><is><t>' + b"x" * 5000 + b"</t></is></c></row>"
    return sheet.replace(b"</sheetData>", row * 20_000 + b"</sheetData>")


def wide_bomb(sheet: bytes) -> bytes:
    return sheet.replace(b"</sheetData>", b"<row>" + b"<c><v>1</v></c>" * 16_384 + b"</row></sheetData>")


def mutants(folder: Path) -> Iterator[Mutant]:
    """All files, in the order in which the seed makes them."""
    random = Random(SEED)
    made = {name: path.read_bytes() for name, path in bases(folder).items()}
    parts = {name: parts_of(content) for name, content in made.items() if name.endswith(".xlsx")}
    for name, content in made.items():
        yield Mutant("unchanged", Path(name).suffix, content, name, same_rows=True)
        yield from (Mutant("renamed", suffix, content, name) for suffix in (".xlsx", ".xls", ".csv"))
    for harm in (far_cell, bomb, wide_bomb):
        changed = {**parts["housing.xlsx"], SHEET: harm(parts["housing.xlsx"][SHEET])}
        yield Mutant(harm.__name__, ".xlsx", zipped(changed, zipfile.ZIP_DEFLATED), "housing.xlsx")
    while True:
        name = random.choice([*parts, *parts, "ledger.csv", "ledger.csv", "old.xls"])
        suffix = Path(name).suffix
        if name not in parts:
            change = random.choice(TEXT if suffix == ".csv" else BYTES)
            yield Mutant(change.__name__, suffix, change(random, made[name]), name)
            continue
        kind = random.randrange(10)
        if kind < 2:
            change = random.choice(BYTES)
            yield Mutant(change.__name__, suffix, change(random, made[name]), name, same_rows=True)
        elif kind < 4:
            damage, changed = random.choice(PARTS), dict(parts[name])
            damage(random, changed)
            yield Mutant(damage.__name__, suffix, zipped(changed), name)
        else:
            change = random.choice(XML)
            yield Mutant(
                change.__name__, suffix, zipped(parts[name] | {SHEET: change(random, parts[name][SHEET])}), name
            )


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Mutant, Job, Answer]]:
    """Every mutant with what became of it, by the name of its file."""
    folder = tmp_path_factory.mktemp("fuzz")
    files = mutants(folder)
    (folder / "rows").mkdir()
    box = Sandbox(memory=1_500_000_000, seconds=SECONDS)
    found = {}
    for batch in range(MUTANTS // BATCH):
        jobs = {}
        for number in range(batch * BATCH, (batch + 1) * BATCH):
            mutant = next(files)
            path = folder / f"{number}{mutant.suffix}"
            path.write_bytes(mutant.content)
            jobs[Job(str(path), path.name, str(folder / "rows" / str(number)))] = mutant
        for job, answer in box.run(list(jobs)):
            found[job.name] = (jobs[job], job, answer)
    assert len(found) == MUTANTS
    return found


Answered = dict[str, tuple[Mutant, Job, Answer]]


def rows_of(job: Job) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(Path(job.folder) / "rows.parquet").to_pylist()
    return rows


def test_every_file_is_read_or_refused_and_a_refused_one_leaves_nothing(answered: Answered) -> None:
    for mutant, job, answer in answered.values():
        errors = [problem for problem in answer.problems if problem.severity == "error"]
        if answer.description:
            assert errors == [], mutant.made
            assert len(rows_of(job)) == answer.description["rows"] > 0
        else:
            assert errors, mutant.made
            assert not Path(job.folder).exists()


def test_everything_that_is_told_is_one_of_our_sentences(answered: Answered) -> None:
    for name, (mutant, _, answer) in answered.items():
        for problem in answer.problems:
            assert problem.file == name
            assert MESSAGES.match(problem.found), (mutant.made, str(problem))
            assert problem.expected


def test_only_what_asks_for_too_much_memory_ends_a_child(answered: Answered) -> None:
    told = [(problem.found, mutant) for mutant, _, answer in answered.values() for problem in answer.problems]
    ended = {mutant.made for found, mutant in told if found.startswith(("läsningen avbröts", "filen avbröt"))}
    assert "far_cell" in ended
    assert ended <= {"far_cell", "bomb", "cell_moved"}


def test_what_is_damaged_is_refused_or_read_as_it_was(answered: Answered) -> None:
    """Check sums tell: no flipped bit becomes a wrong number."""
    right = {mutant.base: rows_of(job) for mutant, job, answer in answered.values() if mutant.made == "unchanged"}
    assert len(right) == 7
    for mutant, job, answer in answered.values():
        if mutant.same_rows and answer.description:
            assert rows_of(job) == right[mutant.base], mutant.made


def test_the_files_are_of_all_kinds(answered: Answered) -> None:
    made = Counter((mutant.made, bool(answer.description)) for mutant, _, answer in answered.values())
    kinds = {function.__name__ for function in (*BYTES, *XML, *TEXT, *PARTS, far_cell, bomb, wide_bomb)}
    assert {kind for kind, _ in made} == kinds | {"unchanged", "renamed"}
    assert sum(number for (_, was_read), number in made.items() if was_read) > MUTANTS / 10
    assert sum(number for (_, was_read), number in made.items() if not was_read) > MUTANTS / 3
