"""Small RAW files made from the published structure of each format, for tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SRATIONAL, FLOAT, DOUBLE = 1, 2, 3, 4, 5, 7, 10, 11, 12
_LETTERS = {1: "B", 3: "H", 4: "I", 5: "I", 6: "b", 8: "h", 9: "i", 10: "i", 11: "f", 12: "d", 13: "I"}
_PER_VALUE = {RATIONAL: 2, SRATIONAL: 2}


@dataclass(frozen=True)
class Value:
    """A tag's values; rationals as numerator, denominator, numerator, ..."""

    kind: int
    values: Sequence[float] | bytes


@dataclass(frozen=True)
class Ifds:
    """A pointer to other directories."""

    children: Sequence[Directory]


@dataclass(frozen=True)
class Image:
    """A pointer to bytes elsewhere in the file."""

    content: bytes


Directory = Mapping[int, Value | Ifds | Image]


def text(string: str) -> Value:
    return Value(ASCII, string.encode() + b"\0")


def rational(numerator: int, denominator: int) -> Value:
    return Value(RATIONAL, (numerator, denominator))


def tiff(*chain: Directory, order: str = "<", magic: bytes | None = None) -> bytes:
    """Write a TIFF whose directories follow each other in a chain."""
    number = magic or struct.pack(f"{order}H", 42)
    content = bytearray((b"II" if order == "<" else b"MM") + number + bytes(4))
    link = 4
    for directory in chain:
        offset, end = _write(content, directory, order)
        struct.pack_into(f"{order}I", content, link, offset)
        link = end
    return bytes(content)


def _write(content: bytearray, directory: Directory, order: str) -> tuple[int, int]:
    """Append a directory and all it points to; returns its offset and that of its link to the next."""
    entries = [(tag, *_place(content, value, order)) for tag, value in sorted(directory.items())]
    content += bytes(len(content) % 2)
    offset = len(content)
    content += struct.pack(f"{order}H", len(entries))
    for tag, kind, count, inline in entries:
        content += struct.pack(f"{order}HHI", tag, kind, count) + inline
    content += bytes(4)
    return offset, len(content) - 4


def _place(content: bytearray, value: Value | Ifds | Image, order: str) -> tuple[int, int, bytes]:
    if isinstance(value, Image):
        value = Value(LONG, (_append(content, value.content),))
    elif isinstance(value, Ifds):
        value = Value(LONG, [_write(content, child, order)[0] for child in value.children])
    if isinstance(value.values, bytes):
        packed, count = value.values, len(value.values)
    else:
        packed = struct.pack(f"{order}{len(value.values)}{_LETTERS[value.kind]}", *value.values)
        count = len(value.values) // _PER_VALUE.get(value.kind, 1)
    if len(packed) > 4:
        packed = struct.pack(f"{order}I", _append(content, packed))
    return value.kind, count, packed.ljust(4, b"\0")


def _append(content: bytearray, more: bytes) -> int:
    content += bytes(len(content) % 2)
    offset = len(content)
    content += more
    return offset


def exif(**extra: Value) -> dict[int, Value | Ifds | Image]:
    """An EXIF directory with one value of everything."""
    return {
        0x829A: rational(1, 250),
        0x829D: rational(28, 10),
        0x8827: Value(SHORT, (800,)),
        0x9003: text("2019:08:07 06:05:04"),
        0x920A: rational(85, 1),
        0xA434: text("Portrait 85mm F1.8"),
        **{int(tag.removeprefix("t"), 16): value for tag, value in extra.items()},
    }


def main_directory(make: str, model: str, orientation: int = 6) -> dict[int, Value | Ifds | Image]:
    return {
        0x010F: text(make),
        0x0110: text(model),
        0x0112: Value(SHORT, (orientation,)),
        0x0131: text("Firmware 1.0"),
        0x0132: text("2020:01:01 00:00:00"),
    }


def raw_strip(size: int = 600) -> dict[int, Value | Ifds | Image]:
    """The tags of a full-size mosaic of 20 x 20 pixels in one strip."""
    return {
        254: Value(LONG, (0,)),
        256: Value(LONG, (20,)),
        257: Value(LONG, (20,)),
        262: Value(SHORT, (32803,)),
        273: Image(bytes(size)),
        279: Value(LONG, (size,)),
    }


def nef(order: str = "<") -> bytes:
    """Like NEF and ARW: a thumbnail in front, the mosaic in a SubIFD, which comes last in the file."""
    thumbnail = {254: Value(LONG, (1,)), 256: Value(LONG, (4,)), 257: Value(LONG, (4,))}
    strip = {273: Image(bytes(48)), 279: Value(LONG, (48,))}
    main = main_directory("NIKON CORPORATION", "NIKON D810")
    return tiff({**main, **thumbnail, **strip, 0x8769: Ifds([exif()]), 330: Ifds([raw_strip()])}, order=order)


def jpeg(exif_tiff: bytes) -> bytes:
    """A JPEG of an EXIF block, an XMP packet and a scan of nothing."""
    app1 = b"Exif\0\0" + exif_tiff
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body for body in (app1, xmp))
    return b"\xff\xd8\xff\xdb\0\x04ab" + segments + b"\xff\xda\0\x02" + bytes(20) + b"\xff\xd9"


def raf() -> bytes:
    picture = jpeg(tiff({**main_directory("FUJIFILM", "X-T3"), 0x8769: Ifds([exif()])}))
    facts, raw = bytes(40), bytes(1000)
    start = 160
    places = (
        start,
        len(picture),
        start + len(picture),
        len(facts),
        start + len(picture) + len(facts),
        len(raw),
    )
    head = b"FUJIFILMCCD-RAW 0201FF389501" + b"X-T3".ljust(32, b"\0") + b"0100" + bytes(20)
    return (head + struct.pack(">6I", *places)).ljust(start, b"\0") + picture + facts + raw


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def cr3(*, large_mdat: bool = False) -> bytes:
    ifd0 = tiff(main_directory("Canon", "Canon EOS R", orientation=8))
    canon = box(b"CNCV", b"CanonCR3_001/00.09.00") + box(b"CMT1", ifd0) + box(b"CMT2", tiff(exif()))
    uuid = box(b"uuid", bytes.fromhex("85c0b687820f11e08111f4ce462b6a48") + canon)
    xmp = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + b"<x:xmpmeta/>")
    mdat = box(b"mdat", bytes(500))
    if large_mdat:
        mdat = struct.pack(">I4sQ", 1, b"mdat", 516) + bytes(500)
    return box(b"ftyp", b"crx \0\0\0\1crx isom") + box(b"moov", uuid + box(b"mvhd", bytes(8))) + xmp + mdat


def heap(records: Sequence[tuple[int, bytes]]) -> bytes:
    """A CIFF heap: values, then the directory, then the directory's place."""
    values, rows = b"", b""
    for tag, value in records:
        if tag & 0x4000:
            rows += struct.pack("<H8s", tag, value)
        else:
            rows += struct.pack("<HII", tag, len(value), len(values))
            values += value
    return values + struct.pack("<H", len(records)) + rows + struct.pack("<I", len(values))


def crw() -> bytes:
    """Like an EOS D60: make and model, ShotInfo (ISO 200, f/4, 1/60 s), 50 mm, turned by 90 degrees."""
    camera = heap([(0x080A, b"Canon\0Canon EOS D60\0".ljust(32, b"\0")), (0x080B, b"Firmware 1.0.4\0")])
    info = struct.pack("<IIfi3I", 3072, 2048, 1.0, 90, 8, 24, 1)
    properties = heap(
        [
            (0x1810, info),
            (0x180E, struct.pack("<Iii", 1_000_000_000, 0, 0)),
            (0x5029, struct.pack("<4H", 1, 50, 0, 0)),
            (0x102A, struct.pack("<8h", 16, 0, 192, 0, 128, 189, 0, 0)),
            (0x2807, camera),
        ]
    )
    body = heap([(0x2005, bytes(900)), (0x300A, properties)])
    return b"II" + struct.pack("<I", 26) + b"HEAPCCDR" + bytes(12) + body


def rw2(
    *, raw_bytes: int = 160, raw_format: int = 5, bits: int = 12, width: int = 20, height: int = 5
) -> bytes:
    """An RW2: 20 x 5 pixels of RawFormat 5 take 160 bytes; ISO and lens stand in the camera's JPEG only."""
    picture = jpeg(tiff({**main_directory("Panasonic", "DC-GH5", 1), 0x8769: Ifds([exif()])}))
    directory = {
        0x02: Value(SHORT, (width,)),
        0x03: Value(SHORT, (height,)),
        0x0A: Value(SHORT, (bits,)),
        0x2D: Value(SHORT, (raw_format,)),
        0x2E: Value(UNDEFINED, picture),
        0x010F: text("Panasonic"),
        0x0110: text("DC-GH5"),
        0x0111: Value(LONG, (0xFFFFFFFF,)),
        0x0112: Value(SHORT, (3,)),
        0x0117: Value(LONG, (2 * width * height,)),
        0x0118: Value(LONG, (0,)),
    }
    start = len(tiff(directory, magic=b"U\0"))
    return tiff({**directory, 0x0118: Value(LONG, (start,))}, magic=b"U\0") + bytes(raw_bytes)


def identity_matrix() -> Value:
    return Value(SRATIONAL, [number for i in range(9) for number in (int(i % 4 == 0), 1)])


def dng(*, order: str = "<", main: Directory | None = None, raw: Directory | None = None) -> bytes:
    """Like Adobe's converter: preview and colour in the main directory, the mosaic in a SubIFD."""
    colour = {
        254: Value(LONG, (1,)),
        50706: Value(BYTE, (1, 7, 0, 0)),
        50708: text("Canon EOS 5D Mark III"),
        50721: identity_matrix(),
        50728: Value(RATIONAL, (1, 2, 1, 1, 2, 3)),
        50730: Value(SRATIONAL, (-1, 4)),
        700: Value(BYTE, b"<x:xmpmeta/>"),
    }
    frame = {
        50719: Value(RATIONAL, (8, 1, 4, 1)),
        50720: Value(LONG, (12, 10)),
        50829: Value(SHORT, (0, 0, 20, 20)),
    }
    sub = Ifds([{**raw_strip(), **frame, **(raw or {})}])
    directory = {
        **main_directory("Canon", "Canon EOS 5D Mark III"),
        0x8769: Ifds([exif()]),
        **colour,
        330: sub,
    }
    return tiff({**directory, **(main or {})}, order=order)


EVERY_KIND = {
    "dng": dng(),
    "dng-be": dng(order=">"),
    "nef": nef(),
    "nef-be": nef(">"),
    "orf": b"IIRO" + nef()[4:],
    "raf": raf(),
    "cr3": cr3(),
    "crw": crw(),
    "rw2": rw2(),
}
