"""A workbook's archive however its writer laid it out -> the one that parsers know.

Where the workbook lies is said by `_rels/.rels`, where its sheets, texts and styles are by the workbook's relations.
Writers spell the names of parts with backslashes and in other cases, lay them in other folders, and write them in
UTF-16. Parsers go by the ordinary names only.
"""

import codecs
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree as ET

ROOT = "_rels/.rels"
WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_OFFICE_DOCUMENT, _WORKSHEET = "/officedocument", "/worksheet"
_PLACES = {"/sharedstrings": "xl/sharedStrings.xml", "/styles": "xl/styles.xml"}
"""Where the parts lie that there is one of, by how their type ends."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")
_DECLARED = re.compile(r"^(<\?xml[^>]*?)\s+encoding=[\"'][^\"']*[\"']")
_DOCUMENT_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Relation:
    """What a part says of another: its name for it, its type, and where it lies in the archive; nowhere if empty."""

    id: str
    type: str
    target: str
    entry: str

    def is_of(self, *kinds: str) -> bool:
        """Whether its type, in whichever of the two namespaces, is one of these."""
        return self.type.casefold().endswith(kinds)


@dataclass(frozen=True)
class Container:
    """A workbook in an archive: the entry that is the workbook, and its relations to its parts."""

    workbook: str
    relations: tuple[Relation, ...]

    def sheets(self, archive: zipfile.ZipFile) -> dict[str, str]:
        """The entry of every sheet by its name; sheets that hold only a chart have none."""
        entries = {each.id: each.entry for each in self.relations if each.is_of(_WORKSHEET)}
        listed = [each for each in parsed(archive, self.workbook).iter() if each.tag.endswith("}sheet")]
        return {sheet.get("name", ""): entry for sheet in listed if (entry := entries.get(_relation(sheet)))}


def found(archive: zipfile.ZipFile) -> Container | None:
    """The workbook of an archive, None where there is none."""
    entries = {_plain(name): name for name in archive.namelist()}
    root = [each for each in _relations(archive, "", entries) if each.is_of(_OFFICE_DOCUMENT)]
    workbook = root[0].entry if root else entries.get(WORKBOOK, "")
    if not workbook or not _is_workbook(archive, workbook):
        return None
    return Container(workbook, tuple(_relations(archive, workbook, entries)))


def is_ordinary(archive: zipfile.ZipFile, container: Container) -> bool:
    """Whether parsers find every part of the workbook where it lies, and can read it."""
    names = {*archive.namelist()}
    if container.workbook != WORKBOOK or not {ROOT, _RELATIONS} <= names:
        return False
    parts = [each for each in container.relations if each.entry and _is_read(each)]
    in_place = all(each.target in (each.entry.removeprefix("xl/"), f"/{each.entry}") for each in parts)
    known = all(each.entry == _ordinary(each, 0) for each in parts if not each.is_of(_WORKSHEET))
    return (
        in_place
        and known
        and not any(_is_wide(archive, each.entry) for each in (*parts, Relation("", "", "", WORKBOOK)))
    )


def rebuilt(archive: zipfile.ZipFile, container: Container) -> bytes:
    """The workbook with its sheets, texts and styles under the ordinary names, in UTF-8."""
    packed = io.BytesIO()
    relations = []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as ordinary:
        ordinary.writestr(ROOT, _told([("rId1", _DOCUMENT_TYPE, WORKBOOK)]))
        ordinary.writestr(WORKBOOK, text(archive, container.workbook))
        for number, each in enumerate(container.relations, 1):
            place = _ordinary(each, number)
            if each.entry and _is_read(each):
                ordinary.writestr(place, text(archive, each.entry))
            relations.append((each.id, each.type, place.removeprefix("xl/")))
        ordinary.writestr(_RELATIONS, _told(relations))
    return packed.getvalue()


def parsed(archive: zipfile.ZipFile, entry: str) -> ET.Element:
    """The XML of a part."""
    return ET.fromstring(text(archive, entry))


def _plain(name: str) -> str:
    """An entry's name as others are compared with it."""
    return posixpath.normpath(f"/{name}".replace("\\", "/")).lstrip("/").casefold()


def _relations(archive: zipfile.ZipFile, part: str, entries: Mapping[str, str]) -> Iterator[Relation]:
    """What a part says of others; the archive itself is no part."""
    folder, name = posixpath.split(part.replace("\\", "/"))
    said = entries.get(_plain(f"{folder}/_rels/{name}.rels"))
    for each in parsed(archive, said) if said else ():
        if each.get("TargetMode") != "External":
            target = each.get("Target", "")
            place = target if target.startswith(("/", "\\")) else f"{folder}/{target}"
            entry = entries.get(_plain(place)) or entries.get(_plain(unquote(place)), "")
            yield Relation(each.get("Id", ""), each.get("Type", ""), target, entry)


def _is_workbook(archive: zipfile.ZipFile, entry: str) -> bool:
    """Whether a part is a workbook's list of sheets, rather than a text's or that of another program."""
    with archive.open(entry) as part:
        head = part.read(4096).replace(b"\0", b"")
    if not head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n").startswith(b"<"):
        return False
    return re.search(rb"<(?:\w+:)?workbook\b", head) is not None or parsed(archive, entry).tag.endswith("}workbook")


def _is_read(relation: Relation) -> bool:
    return relation.is_of(_WORKSHEET, *_PLACES)


def _ordinary(relation: Relation, number: int) -> str:
    """Where parsers look for a part."""
    place = next((place for kind, place in _PLACES.items() if relation.is_of(kind)), "")
    return place or f"xl/worksheets/sheet{number}.xml"


def _is_wide(archive: zipfile.ZipFile, entry: str) -> bool:
    with archive.open(entry) as part:
        return part.read(2).startswith(_UTF_16)


def text(archive: zipfile.ZipFile, entry: str) -> bytes:
    """A part in UTF-8."""
    with archive.open(entry) as part:
        content = part.read()
    if not content[:2].startswith(_UTF_16):
        return content
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if marked else "utf-16-le" if content.startswith(b"<\0") else "utf-16-be"
    return _DECLARED.sub(r"\1", str(content, encoding)).encode()


def _told(relations: list[tuple[str, str, str]]) -> bytes:
    """The part that tells relations: name, type, target."""
    root = ET.Element("Relationships", xmlns=_NAMESPACE)
    for name, kind, target in relations:
        ET.SubElement(root, "Relationship", Id=name, Type=kind, Target=target)
    told: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return told


def _relation(sheet: ET.Element) -> str:
    """A sheet's relation id, in whichever of the two namespaces that workbooks use."""
    return next((value for key, value in sheet.items() if key.endswith("relationships}id")), "")
