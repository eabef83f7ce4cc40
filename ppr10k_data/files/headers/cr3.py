"""Canon's CR3: boxes of the ISO base media format, some of which hold small TIFFs.

The boxes are those of ISO/IEC 14496-12, section 4.2; what Canon puts into them is L. Clévy's description
(github.com/lclevy/canon_cr3): ``moov`` holds a ``uuid`` box whose CMT1 is IFD0 and CMT2 the EXIF directory,
each a TIFF of its own; another ``uuid`` box holds the XMP packet; ``mdat`` holds the pictures.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from ppr10k_data.files.headers.header import Header
from ppr10k_data.files.headers.shot import merge_shots
from ppr10k_data.files.headers.tiff import read_tiff_shot

_CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_UUID_BYTES = 16


class Box(NamedTuple):
    """A box: its four letters, its contents as far as the file goes, and where it says that it ends."""

    kind: bytes
    body: memoryview
    end: int


def is_cr3(view: memoryview) -> bool:
    """Tell a CR3 by its brand."""
    return bytes(view[4:12]) == b"ftypcrx "


def boxes(view: memoryview) -> Iterator[Box]:
    """Yield the boxes that stand in a row; ends at the first that makes no sense."""
    position = 0
    while position + 8 <= len(view):
        size, kind = struct.unpack_from(">I4s", view, position)
        head = 8
        if size == 1 and position + 16 <= len(view):
            (size,), head = struct.unpack_from(">Q", view, position + 8), 16
        elif size == 0:  # the last box: to the end of the file
            size = len(view) - position
        if size < head:
            return
        yield Box(kind, view[position + head : position + size], position + size)
        position += size


def read_cr3(view: memoryview) -> Header | None:
    """Read a CR3; None where it has no ``moov`` box with Canon's boxes inside."""
    canon = _uuid_body(_inside(view, b"moov"), _CANON)
    if canon is None:
        return None
    parts = {box.kind: box.body for box in boxes(canon)}
    shots = tuple(read_tiff_shot(parts[kind]) for kind in (b"CMT2", b"CMT1") if kind in parts)
    return Header(merge_shots(shots), xmp=_uuid_body(view, _XMP))


def _inside(view: memoryview, kind: bytes) -> memoryview:
    """Give the contents of the first box of a kind; empty where there is none."""
    return next((box.body for box in boxes(view) if box.kind == kind), view[:0])


def _uuid_body(view: memoryview, uuid: bytes) -> memoryview | None:
    """Give the contents of the ``uuid`` box of that name; None where there is none."""
    bodies = (box.body for box in boxes(view) if box.kind == b"uuid")
    return next((body[_UUID_BYTES:] for body in bodies if bytes(body[:_UUID_BYTES]) == uuid), None)
