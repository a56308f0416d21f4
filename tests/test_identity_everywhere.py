"""No spelling of an identity number and no part of a file gets past; what only looks like one does."""

import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from loaders.exports.catalogue import HOUSING, LEDGER, STAFF
from loaders.exports.persons import ENOUGH
from loaders.files.macros import sources
from loaders.files.old_workbook import compound_file
from loaders.problems import RefusedError
from loaders.swedish.identity import CHANCE, MASK, holds_identity_number, masked, numbers, resembles_one
from tests.export_files import SHEET, csv_file, identity_number, patched, refusal, table, workbook
from tests.test_house import luhn
from tests.world import World

TEN = identity_number(sign="")
SIX, FOUR = TEN[:6], TEN[6:]
WRONG = [f"85010{day}123{(int(identity_number(f'85010{day}')[-1]) + 1) % 10}" for day in range(1, 5)]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

WANTED = "Förväntat: uppgifter i grupper, utan personnummer; inget av filen har sparats."

SPELLINGS = {
    **{
        f"parted by {gap!r}": f"{SIX}{gap}{FOUR}"
        for gap in ("-", "+", " ", "\u00a0", "\u202f", "\u2009", ".", "/", "_")
    },
    **{
        f"parted by {gap!r}": f"{SIX}{gap}{FOUR}"
        for gap in ("--", " - ", " / ", "\n", "\r\n", "\t", ":", "*", "|", "\\")
    },
    **{
        f"parted by {gap!r}": f"{SIX}{gap}{FOUR}"
        for gap in ("–", "—", "‑", "−", "﹣", "－", "·", "•", "(", ", ", " (", "~")
    },
    **{
        f"with {sign!a} inside": f"850{sign}101-12{sign}{FOUR[2:]}"
        for sign in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e"
    },
    "unbroken": TEN,
    "with a century": f"19{TEN}",
    "with a century and a sign": f"19{SIX}-{FOUR}",
    "with the century apart": f"19 {SIX}-{FOUR}",
    "as of an organisation": f"16{TEN}",
    "as of an organisation, parted": f"16{SIX}-{FOUR}",
    "of the 19th century": identity_number("18991231"),
    "of this century": identity_number("20050315"),
    "a day parted by -": f"1985-01-01-{FOUR}",
    "a day parted by /": f"1985/01/01 {FOUR}",
    "a day parted by .": f"1985.01.01-{FOUR}",
    "a day parted by spaces": f"85 01 01 {FOUR}",
    "a short day parted by -": f"85-01-01-{FOUR}",
    "year, day and four": f"1985 0101 {FOUR}",
    "in pairs": f"85 01 01 {FOUR[:2]} {FOUR[2:]}",
    "in twos after the day": f"{SIX} {FOUR[:2]} {FOUR[2:]}",
    "the check digit apart": f"{SIX}-{FOUR[:3]}-{FOUR[3]}",
    "by threes": f"850 101 {FOUR}",
    "sign by sign": " ".join(TEN),
    "sign by sign, with dots": ".".join(f"19{TEN}"),
    "full-width digits": f"{SIX}-{FOUR}".translate(FULL_WIDTH),
    "Arabic digits": TEN.translate(ARABIC),
    "bold digits": "".join(chr(0x1D7CE + int(digit)) for digit in TEN),
    "of coordination": identity_number("850161"),
    "of coordination with a century": identity_number("19850161", ""),
    "temporary": f"{SIX}-T123",
    "temporary with a century": f"19{SIX}-T123",
    "temporary and unbroken": f"19{SIX}T123",
    "temporary, a small letter": f"{SIX}-t123",
    "temporary, a later letter": f"19{SIX}-12A4",
    "an employment's": f"{SIX}-{FOUR}/1",
    "in brackets": f"({SIX}-{FOUR})",
    "in a sentence": f"Ring {SIX}-{FOUR}, tack",
    "in a word": f"nr{TEN}kr",
    "decimals of nothing": f"{TEN}.0",
}


def told(cell: str, what: str = "cellen", without: str = "") -> str:
    wanted = f"Förväntat: ta bort {without}; inget av filen har sparats." if without else WANTED
    return f"fil.csv, cell {cell}: {what} innehåller det som ser ut som ett personnummer ({MASK}). {wanted}"


def outside(what: str, sheet: str = "", file: str = "fil.xlsx") -> str:
    place = f"{file}, blad {sheet}" if sheet else file
    return f"{place}: {what} innehåller det som ser ut som ett personnummer ({MASK}). {WANTED}"


@pytest.mark.parametrize("spelled", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_in_a_cell(tmp_path: Path, spelled: str) -> None:
    assert refusal(csv_file(tmp_path / "fil.csv", table(HOUSING, 1, home=[spelled]))) == [told("B2")]
    assert FOUR[:3] not in masked(f"Uttag {spelled}")


GAPS = st.sampled_from(["", "-", "+", " ", "\u00a0", "–", ".", "/", "\n", " - ", "_", "\u200b-"])


@given(
    st.dates(), st.integers(0, 999), GAPS, st.sampled_from(["", "19", "20", "16", "18"]), st.booleans(), st.booleans()
)
def test_every_number_in_every_spelling(
    born: object, serial: int, gap: str, century: str, wide: bool, coordination: bool
) -> None:
    day = f"{born:%y%m%d}"
    day = f"{day[:4]}{int(day[4:]) + 60 * coordination}" if coordination else day
    if day[2:4] == "02" and day[4:] in ("29", "89"):
        return
    spelled = identity_number(century + day, gap, f"{serial:03d}")
    shown = spelled.translate(FULL_WIDTH) if wide else spelled
    assert day + f"{serial:03d}" in {each.digits[:-1] for each in numbers(f"x {shown} y")}


class Put:
    """Puts a text somewhere in a workbook where no cell shows it; named by what is told of the place."""

    PARTS: Mapping[str, tuple[str, str]] = {
        "a threaded comment": ("xl/threadedComments/threadedComment1.xml", "en kommentar"),
        "a text box": ("xl/drawings/drawing1.xml", "en textruta eller en teckning"),
        "VML": ("xl/drawings/vmlDrawing1.vml", "en kommentar eller en textruta"),
        "a SmartArt": ("xl/diagrams/data1.xml", "en teckning"),
        "a chart": ("xl/charts/chart1.xml", "ett diagram"),
        "a pivot table's source": ("xl/pivotCache/pivotCacheRecords1.xml", "en pivottabell"),
        "another file's values": ("xl/externalLinks/externalLink1.xml", "en länk till en annan fil"),
        "a connection": ("xl/connections.xml", "en anslutning"),
        "a table": ("xl/tables/table1.xml", "en tabells namn eller rubriker"),
        "a macro": ("xl/vbaProject.bin", "ett makro"),
        "a picture": ("xl/media/image1.png", "en bild"),
        "a printer": ("xl/printerSettings/printerSettings1.bin", "skrivarens inställningar"),
        "customXml": ("customXml/item1.xml", "inbäddade data (customXml)"),
        "custom properties": ("docProps/custom.xml", "filens egenskaper"),
        "a link": ("xl/worksheets/_rels/sheet1.xml.rels", "en länk"),
        "a part of no kind": ("okänt/okänt.bin", "en dold del av filen"),
    }


@pytest.mark.parametrize(("part", "what"), Put.PARTS.values(), ids=Put.PARTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_in_every_part(tmp_path: Path, part: str, what: str, encoding: str) -> None:
    file = workbook(tmp_path / "fil.xlsx", table(HOUSING, 1))
    patched(file, lambda _: f"<a><t>Ring {SIX}-{FOUR}</t></a>".encode(encoding), part)
    assert refusal(file) == [outside(what)]


RUNS = {
    "runs": f"<si><r><t>{SIX}</t></r><r><rPr><b/><sz val='11'/></rPr><t xml:space='preserve'>-{FOUR}</t></r></si>",
    "runs of a drawing": f"<a:r><a:rPr b='1'/><a:t>{SIX[:4]}</a:t></a:r><a:r><a:t>{SIX[4:]}{FOUR}</a:t></a:r>",
    "lines of a drawing": f"<a:p><a:r><a:t>{SIX}</a:t></a:r></a:p><a:p><a:r><a:t>{FOUR}</a:t></a:r></a:p>",
    "fonts": f"<div><font face='Arial'>{SIX}</font><font>-{FOUR}</font></div>",
    "entities": "".join(f"&#{ord(sign)};" for sign in f"{SIX}-{FOUR}"),
    "an escape": f"<t>{SIX}_x002d_{FOUR}</t>",
    "an address": f"<a Target='mailto:a@example.invalid?subject={SIX}%2D{FOUR}'/>",
    "a comment of the XML": f"<t>{SIX}<!-- -->{FOUR}</t>",
    "CDATA": f"<t><![CDATA[{SIX}]]>-{FOUR}</t>",
    "joined by a formula": f'"{SIX}"&amp;"-{FOUR}"',
    "zero-width signs": f"<t>{SIX}\u200b-\u200b{FOUR}</t>",
}


@pytest.mark.parametrize("xml", RUNS.values(), ids=RUNS)
def test_in_fragments(tmp_path: Path, xml: str) -> None:
    file = workbook(tmp_path / "fil.xlsx", table(HOUSING, 1))
    patched(file, lambda _: f"<a>{xml}</a>".encode(), "xl/drawings/drawing1.xml")
    assert refusal(file) == [outside("en textruta eller en teckning")]


def header(book: Workbook) -> None:
    book[SHEET].oddHeader.center.text = f"Ring {SIX}-{FOUR}"


def header_with_a_size(book: Workbook) -> None:
    book[SHEET].oddHeader.left.text, book[SHEET].oddHeader.left.size = f"{SIX}-{FOUR}", 12


def footer(book: Workbook) -> None:
    book[SHEET].evenFooter.right.text = f"{SIX}-{FOUR}"


def validation(book: Workbook) -> None:
    book[SHEET].add_data_validation(DataValidation("list", formula1=f'"{SIX}-{FOUR},annat"', sqref="Z9"))


def prompt(book: Workbook) -> None:
    book[SHEET].add_data_validation(DataValidation("whole", formula1="1", prompt=f"{SIX}-{FOUR}", sqref="Z9"))


def name(book: Workbook) -> None:
    book.defined_names["Person"] = DefinedName("Person", attr_text=f'"{SIX}-{FOUR}"')


def number_format(book: Workbook) -> None:
    book[SHEET]["A1"].number_format = f'"{SIX}-{FOUR}"'


def formula(book: Workbook) -> None:
    book[SHEET]["Z9"] = f'=IF(1=1,"","{SIX}-{FOUR}")'


def comment(book: Workbook) -> None:
    book[SHEET]["A1"].comment = Comment(f"Ring {SIX}-{FOUR}", "KL")


def link(book: Workbook) -> None:
    book[SHEET]["A1"].hyperlink = f"https://example.invalid/{SIX}-{FOUR}"


def owner(book: Workbook) -> None:
    book.properties.creator = f"{SIX}-{FOUR}"


@pytest.mark.parametrize(
    ("change", "what", "sheet"),
    [
        (header, "sidhuvudet", SHEET),
        (header_with_a_size, "sidhuvudet", SHEET),
        (footer, "sidfoten", SHEET),
        (validation, "en regel för vad celler får innehålla", SHEET),
        (prompt, "en regel för vad celler får innehålla", SHEET),
        (name, "ett definierat namn", ""),
        (number_format, "ett talformat", ""),
        (formula, "en formel", SHEET),
        (comment, "en kommentar", ""),
        (link, "en länk", ""),
        (owner, "filens egenskaper", ""),
    ],
)
def test_in_what_excel_writes(tmp_path: Path, change: Callable[[Workbook], None], what: str, sheet: str) -> None:
    assert outside(what, sheet) in refusal(workbook(tmp_path / "fil.xlsx", table(HOUSING, 1), change))


def test_in_an_unused_text(tmp_path: Path) -> None:
    file = workbook(tmp_path / "fil.xlsx", table(HOUSING, 1))
    unused = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{TEN}</t></si></sst>'
    patched(file, lambda _: unused.encode(), "xl/sharedStrings.xml")
    assert refusal(file) == [outside("en oanvänd text")]


def test_in_an_embedded_workbook(tmp_path: Path) -> None:
    inner = workbook(tmp_path / "inre.xlsx", [[TEN]]).read_bytes()
    file = workbook(tmp_path / "fil.xlsx", table(HOUSING, 1))
    patched(file, lambda _: inner, "xl/embeddings/Microsoft_Excel_Sheet1.xlsx")
    assert refusal(file) == [outside("en inbäddad fil")]


@pytest.mark.parametrize("times", [1, 400])
def test_in_the_packed_source_of_a_macro(tmp_path: Path, times: int) -> None:
    source = f"xxxx' Ring {SIX}-{FOUR}\r\n".encode() * times
    file = workbook(tmp_path / "fil.xlsx", table(HOUSING, 1))
    patched(file, lambda _: compound_file(b"ATTRIBUT" + packed(source)), "xl/vbaProject.bin")
    assert refusal(file) == [outside("ett makro")]
    assert list(sources(packed(source))) == [source]


def packed(source: bytes) -> bytes:
    """A text as macros are kept: signs by themselves, but for the first, which stands for four."""
    found = b"\x01"
    for start in range(0, len(source), 3600):
        text = source[start : start + 3600]
        data = b""
        if text.startswith(b"xxxx"):
            data, text = b"\x02x\0\0" + text[4:10], text[10:]
        data += b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
        found += struct.pack("<H", 0xB000 | (len(data) - 1)) + data
    return found


def test_in_the_archive_itself(tmp_path: Path) -> None:
    file = workbook(tmp_path / "fil.xlsx", table(HOUSING, 1))
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = f"{SIX}-{FOUR}".encode()
    assert refusal(file) == [outside("en dold del av filen")]


def test_on_both_sides_of_what_is_read_at_a_time(tmp_path: Path) -> None:
    file = workbook(tmp_path / "fil.xlsx", table(HOUSING, 1))
    patched(file, lambda _: b"\n" * ((1 << 20) - 5) + f"{SIX}-{FOUR}".encode(), "xl/media/image1.png")
    assert refusal(file) == [outside("en bild")]


class TestOldWorkbooks:
    @staticmethod
    def file(folder: Path, change: Callable[[xlwt.Workbook, xlwt.Worksheet], None]) -> Path:
        book = xlwt.Workbook()
        sheet = book.add_sheet(SHEET)
        for row, line in enumerate(table(HOUSING, 1)):
            for column, value in enumerate(line):
                sheet.write(row, column, value)
        change(book, sheet)
        book.save(str(folder / "fil.xls"))
        return folder / "fil.xls"

    @pytest.mark.parametrize(
        ("put", "what"),
        [
            (lambda book, sheet, text: setattr(sheet, "header_str", text.encode()), "sidhuvudet"),
            (lambda book, sheet, text: setattr(sheet, "footer_str", text.encode()), "sidfoten"),
            (lambda book, sheet, text: setattr(book, "owner", text), "filens egenskaper"),
            (lambda book, sheet, text: book.add_style(xlwt.easyxf(num_format_str=f'"{text}"')), "ett talformat"),
            (lambda book, sheet, text: book.add_str(text), "en oanvänd text"),
            (lambda book, sheet, text: book.add_str(f"中{text}"), "en oanvänd text"),
            (lambda book, sheet, text: sheet.write(5, 9, xlwt.Formula(f'IF(1=1,"","{text}")')), "en formel"),
        ],
    )
    def test_in_records(
        self, tmp_path: Path, put: Callable[[xlwt.Workbook, xlwt.Worksheet, str], None], what: str
    ) -> None:
        file = self.file(tmp_path, lambda book, sheet: put(book, sheet, f"{SIX}-{FOUR}"))
        assert outside(what, file="fil.xls") in refusal(file)


class TestColumns:
    """A number is judged by its column."""

    def test_wrong_check_digits_in_a_column_of_them(self, tmp_path: Path) -> None:
        lines = table(HOUSING, 4, home=[*WRONG[:ENOUGH], "Norr"])
        assert refusal(csv_file(tmp_path / "fil.csv", lines)) == [told("B2")]
        few = table(HOUSING, 4, home=[*WRONG[: ENOUGH - 1], "Norr", "Hem"])
        assert refusal(csv_file(tmp_path / "fil.csv", few)) == []
        among_others = table(HOUSING, 6, home=[*WRONG[:ENOUGH], "Norr", "Hem", "Hus"])
        assert refusal(csv_file(tmp_path / "fil.csv", among_others)) == []

    def test_a_column_of_numbers_that_have_lost_their_zero(self, tmp_path: Path) -> None:
        born = [int(identity_number(f"05010{day}", "")) for day in (1, 2, 3)]
        lines = [[*line, extra] for line, extra in zip(table(HOUSING, 3), ["Nr", *born], strict=True)]
        assert refusal(csv_file(tmp_path / "fil.csv", lines)) == [told("E2", without="kolumnen E")]

    @pytest.mark.parametrize("born", [f"19{SIX}", SIX, "1985-01-01", "85-01-01"])
    @pytest.mark.parametrize("serial", [FOUR, f"-{FOUR}"])
    def test_in_two_cells(self, tmp_path: Path, born: str, serial: str) -> None:
        lines = [
            [*line, *extra] for line, extra in zip(table(HOUSING, 1), [["Född", "Nr"], [born, serial]], strict=True)
        ]
        assert refusal(csv_file(tmp_path / "fil.csv", lines)) == [
            told("E2", "cellen med den till höger", "kolumnerna E och F")
        ]

    def test_codes_may_be_as_many_as_chance_gives(self, tmp_path: Path) -> None:
        hits = [identity_number(f"8501{day:02d}", "") for day in range(1, 9)]
        codes = [f"9{number:09d}" for number in range(400)]
        few = [*hits[:3], *codes]
        assert 400 * CHANCE < 3
        lines = table(LEDGER, len(few), account=few, account_name=["Konto"] * len(few))
        assert refusal(csv_file(tmp_path / "fil.csv", lines)) == []
        assert refusal(workbook(tmp_path / "fil.xlsx", lines)) == []
        many = [*hits, *hits[:1], *codes[:80]]
        lines = table(LEDGER, len(many), account=many)
        assert refusal(csv_file(tmp_path / "fil.csv", lines)) == [told("F2")]

    def test_a_column_of_nothing_but_numbers_is_none_of_codes(self, tmp_path: Path) -> None:
        assert refusal(csv_file(tmp_path / "fil.csv", table(LEDGER, 1, account=[TEN]))) == [told("F2")]

    def test_a_code_elsewhere_is_told_all_the_same(self, tmp_path: Path) -> None:
        lines = table(LEDGER, 3, account=[TEN, "5010", "5011"], account_name=[f"Konto {TEN}", "A", "B"])
        assert refusal(csv_file(tmp_path / "fil.csv", lines)) == [told("G2")]


def wrong(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)


NONE = {
    "a telephone": "070-123 45 67",
    "a telephone without signs": wrong(identity_number("070123", "", "456")),
    "a telephone abroad": "+46 70 123 45 67",
    "a telephone of a town": "013-20 60 00",
    "a telephone by pairs": "08-12 10 12 34",
    "an account": "1910-50-5010",
    "an account of many digits": "0101505010",
    "an amount": "8 501 011 234",
    "an amount with decimals": "850101,50",
    "an exact amount": "0,8501011234",
    "a large amount": "1 985 010 112,34",
    "a day": "1985-01-01",
    "a day and a time": "2021-03-15 12:30",
    "a day and a time with a point": "2021-03-15 12.30",
    "a point in time": "2012-03-15 12:34:56",
    "two days": "2005-01-01 - 2005-12-31",
    "two days with points": "2005.01.01-2005.12.31",
    "months": "2012-10 – 2013-09",
    "an invoice": "2021-100234",
    "an invoice of many digits": "20210000123456",
    "an organisation": "212000-0449",
    "a bank giro": "5050-1055",
    "a guid": f"19{SIX}-{FOUR}-4abc-8def-{TEN}ab",
    "an IBAN": "SE45 5000 0000 0583 9825 7466",
    "a batch": "20210315-A001",
    "a version": "16.0300.8501",
    "a wrong check digit": wrong(TEN),
    "no day": identity_number("851301"),
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_is_no_number(tmp_path: Path, text: str) -> None:
    assert not holds_identity_number(text)
    assert refusal(csv_file(tmp_path / "fil.csv", table(HOUSING, 2, home=[text, "Norr"]))) == []
    file = workbook(tmp_path / "fil.xlsx", table(HOUSING, 1, home=[text]))
    patched(file, lambda _: f"<a><t>{text}</t></a>".encode(), "customXml/item1.xml")
    assert refusal(file) == []


@pytest.mark.parametrize(
    "extra",
    [
        ["2021-03-15", "2021-03-16", "2021-03-17"],
        ["0701234567", "0709876543", "0702223344"],
        ["202103151230", "202104151330", "202105151430"],
        ["210315-0001", "210315-0002", "210316-0003"],
        ["1234567", "1234568", "1234569"],
        ["850101.5", "850102.25", "850103.75"],
    ],
)
def test_columns_of_no_numbers(tmp_path: Path, extra: list[str]) -> None:
    kept = [text for text in extra if not holds_identity_number(text)]
    assert len(kept) > 1
    lines = [[*line, each, 1234] for line, each in zip(table(HOUSING, len(kept)), ["Extra", *kept], strict=True)]
    assert refusal(csv_file(tmp_path / "fil.csv", lines)) == []


@pytest.mark.parametrize(
    "stamp", ["202103151230", "20210315", "20210315_123000", "2021-03-15-12-30", "2021-03-15 1230"]
)
def test_time_stamps_in_names_of_files(stamp: str) -> None:
    assert masked(f"Sjukfrånvaro {stamp}.xlsx") == f"Sjukfrånvaro {stamp}.xlsx"


def test_what_excel_says_of_itself(tmp_path: Path) -> None:
    xml = (
        '<workbook xr:uid="{00000000-0001-0000-0000-000000000000}"><fileVersion lastEdited="7" rupBuild="28324"/>'
        '<x15ac:absPath url="C:\\Users\\kl\\2021-03\\"/><calcPr calcId="191029"/><pageMargins left="0.7000001"/>'
        "<dcterms:created>2012-03-15T12:34:56Z</dcterms:created><xdr:col>19</xdr:col><xdr:colOff>850101</xdr:colOff>"
        f"<xdr:row>{FOUR}</xdr:row><a:off x='{SIX}' y='{FOUR}'/><c:v>{SIX}</c:v><c:v>{FOUR}</c:v></workbook>"
    )
    file = workbook(tmp_path / "fil.xlsx", table(STAFF, 2))
    patched(file, lambda _: xml.encode(), "xl/drawings/drawing1.xml")
    assert refusal(file) == []


def test_points_in_time_look_like_none() -> None:
    assert not resembles_one("202103151230")
    assert resembles_one(WRONG[0])
    assert luhn(WRONG[0]) != 0


def test_who_loads_is_not_entered_by_number(world: World) -> None:
    file = world.file("a.csv", HOUSING, {"home": "Boende A"})
    refused = f"Historiken: namnet på den som är inloggad innehåller det som ser ut som ett personnummer ({MASK})."
    for act in (lambda: world.drop(file, who=f"19{TEN}"), lambda: world.load(who=f"{SIX}-{FOUR}")):
        with pytest.raises(RefusedError) as error:
            act()
        assert [str(each) for each in error.value.problems] == [
            f"{refused} Förväntat: ett användarnamn utan personnummer; ingenting har ändrats."
        ]
    assert world.ledger.entries() == []
    assert not (world.folders.ledger / "originals").exists()
    world.drop(file, who="anna")
    with pytest.raises(RefusedError):
        world.undo(who=TEN)
    assert [entry.who for entry in world.ledger.entries()] == ["anna"]
