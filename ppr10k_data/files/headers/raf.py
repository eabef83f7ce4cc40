"""Fujifilm's RAF: a big-endian table in front of a JPEG, a block of sensor facts and the raw data.

The layout is libopenraw's (libopenraw.freedesktop.org/formats/raf): 16 bytes of magic, format version,
camera number, 32 bytes of camera name from byte 28, and from byte 84 the offsets and lengths of JPEG, sensor
facts and raw data.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ppr10k_data.files.headers.header import Header
from ppr10k_data.files.headers.ifd import clean_text
from ppr10k_data.files.headers.jpeg import exif_block, xmp_block
from ppr10k_data.files.headers.shot import Shot, merge_shots
from ppr10k_data.files.headers.tiff import read_tiff_shot

MAGIC = b"FUJIFILMCCD-RAW"

_NAME = slice(28, 60)
_PLACES = struct.Struct(">6I")
_PLACES_AT = 84


@dataclass(frozen=True)
class RafPlaces:
    """Where the parts of a RAF stand, in bytes from its start."""

    jpeg_offset: int
    jpeg_length: int
    facts_offset: int
    facts_length: int
    raw_offset: int
    raw_length: int


def raf_places(view: memoryview) -> RafPlaces | None:
    """Read the table; None where the file ends before it does."""
    if len(view) < _PLACES_AT + _PLACES.size:
        return None
    return RafPlaces(*_PLACES.unpack_from(view, _PLACES_AT))


def read_raf(view: memoryview) -> Header | None:
    """Read a RAF: the EXIF of its JPEG, and the camera's name from the table where that is missing."""
    places = raf_places(view)
    if places is None:
        return None
    jpeg = view[places.jpeg_offset : places.jpeg_offset + places.jpeg_length]
    exif = exif_block(jpeg)
    named = Shot(make="FUJIFILM", model=clean_text(bytes(view[_NAME])))
    shots = (named,) if exif is None else (read_tiff_shot(exif), named)
    return Header(merge_shots(shots), xmp=xmp_block(jpeg))
