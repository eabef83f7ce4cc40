"""The EXIF block of a JPEG: RAF and RW2 carry the camera's own JPEG, and it knows more than they do."""

from __future__ import annotations

from collections.abc import Iterator

_APP1, _START_OF_SCAN = 0xE1, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers that begin a frame, SOF0 to SOF15 (ITU-T T.81, table B.1); the three are other tables."""
_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"


def exif_block(jpeg: memoryview) -> memoryview | None:
    """Find the TIFF inside a JPEG's APP1 segment (EXIF 2.3); None where there is none."""
    return next(_blocks(jpeg, _EXIF), None)


def xmp_block(jpeg: memoryview) -> memoryview | None:
    """Find a JPEG's XMP packet (XMP specification part 3, section 1.1.3); None where there is none."""
    return next(_blocks(jpeg, _XMP), None)


def _blocks(jpeg: memoryview, signature: bytes) -> Iterator[memoryview]:
    """Yield what follows a signature in each APP1 segment before the picture."""
    position = 2
    while bytes(jpeg[:2]) == b"\xff\xd8" and position + 4 <= len(jpeg) and jpeg[position] == 0xFF:
        marker, length = jpeg[position + 1], jpeg[position + 2] << 8 | jpeg[position + 3]
        if marker == _START_OF_SCAN or length < 2:
            return
        segment = jpeg[position + 4 : position + 2 + length]
        if marker == _APP1 and bytes(segment[: len(signature)]) == signature:
            yield segment[len(signature) :]
        position += 2 + length


def components(jpeg: memoryview) -> int | None:
    """Count a JPEG's colour components: 1 is grey, 3 colour, 4 CMYK (ITU-T T.81, B.2.2); None where no frame begins."""
    position = 2
    while bytes(jpeg[:2]) == b"\xff\xd8" and position + 10 <= len(jpeg) and jpeg[position] == 0xFF:
        marker, length = jpeg[position + 1], jpeg[position + 2] << 8 | jpeg[position + 3]
        if marker in _FRAMES:
            return jpeg[position + 9]
        if marker == 0xFF:  # fill bytes may stand before any marker
            position += 1
            continue
        if marker == _START_OF_SCAN or length < 2:
            return None
        position += 2 + length
    return None
