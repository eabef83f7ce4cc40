"""The chunks of a PNG, and what its header says."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER_BYTES = len(SIGNATURE) + 8 + 13
"""Of the signature, and of the first chunk up to its checksum."""

COLOURS = {0: "grey", 2: "RGB", 3: "of a palette", 4: "grey with transparency", 6: "with transparency"}
"""Colour types (PNG specification, 11.2.1)."""


class PngHeader(NamedTuple):
    """Of a PNG: size in pixels, bits a channel, and the colour type's number."""

    width: int
    height: int
    bits: int
    colour: int


def png_header(data: bytes) -> PngHeader | None:
    """Read the first chunk.

    Parameters
    ----------
    data : bytes
        The file's first `HEADER_BYTES`, or more.

    Returns
    -------
    PngHeader or None
        None where it is no PNG.
    """
    if len(data) < HEADER_BYTES or not data.startswith(SIGNATURE) or data[12:16] != b"IHDR":
        return None
    return PngHeader(*struct.unpack(">IIBB", data[16:26]))


def chunk(png: memoryview, kind: bytes) -> memoryview | None:
    """Find the content of the first chunk of a kind; None where there is none."""
    return next((content for found, content in chunks(png) if found == kind), None)


def chunks(png: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield kind and content of each chunk that lies inside the file (PNG specification, 5.3)."""
    at = len(SIGNATURE)
    while at + 8 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if at + 8 + length > len(png):
            return
        yield bytes(png[at + 4 : at + 8]), png[at + 8 : at + 8 + length]
        at += 12 + length
