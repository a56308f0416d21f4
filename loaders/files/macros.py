"""The source text of macros, which files hold packed (MS-OVBA 2.4.1). Macros are never run."""

import struct
from collections.abc import Iterator

_START = 0x01
_HEAD = struct.Struct("<BH")
_TOKEN = struct.Struct("<H")
_SIGNATURE, _CHUNK = 3, 4096


def sources(stream: bytes) -> Iterator[bytes]:
    """What is packed in a stream of macros, wherever in it that begins."""
    at = 0
    while (at := stream.find(_START, at)) >= 0:
        text, end = _unpacked(stream, at)
        if text:
            yield text
        at = max(at + 1, end)


def _unpacked(stream: bytes, start: int) -> tuple[bytes, int]:
    """The text that is packed from a place on, up to where it ends; nothing where none is."""
    text, at = bytearray(), start
    # A chunk has two bytes before it, and the first chunk a third.
    while at + _HEAD.size <= len(stream):
        _, head = _HEAD.unpack_from(stream, at)
        size, is_packed = (head & 0xFFF) + 3, head >> 15
        if head >> 12 & 7 != _SIGNATURE:
            break
        data = stream[at + _HEAD.size : at + 1 + size]
        text += _chunk(data) if is_packed else data
        at += size
    return bytes(text), at + 1 if text else start


def _chunk(data: bytes) -> bytes:
    text, at = bytearray(), 0
    while at < len(data):
        flags, at = data[at], at + 1
        for bit in range(8):
            if not flags >> bit & 1:
                text += data[at : at + 1]
                at += 1
            elif at + 2 > len(data) or not text:
                return bytes(text)
            else:
                (token,) = _TOKEN.unpack_from(data, at)
                at += 2
                of_place = max(4, (len(text) - 1).bit_length())
                back, length = (token >> (16 - of_place)) + 1, (token & 0xFFFF >> of_place) + 3
                if back > len(text) or len(text) > _CHUNK:
                    return bytes(text)
                for _ in range(length):
                    text.append(text[-back])
    return bytes(text)
