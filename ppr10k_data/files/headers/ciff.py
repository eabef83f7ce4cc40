"""Canon's CRW: a CIFF heap, whose directory of records stands at its end.

Layout after Canon's "CIFF Specification on Image Data File" 1.0 revision 4, in the description by P. Harvey
(exiftool.org/canon_raw.html), whose tag tables give the records' meaning.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from ppr10k_data.files.headers.header import Header
from ppr10k_data.files.headers.ifd import clean_text
from ppr10k_data.files.headers.shot import Shot, positive

MAGIC = b"HEAPCCDR"

MAKE_MODEL, FIRMWARE, CAPTURE_TIME, IMAGE_INFO = 0x080A, 0x080B, 0x180E, 0x1810
FOCAL_LENGTH, SHOT_INFO, RAW_DATA = 0x1029, 0x102A, 0x2005

_RECORD = struct.Struct("HII")
_IN_RECORD = 0x4000
_STORAGE, _ID = 0xC000, 0x3FFF
_KIND, _HEAPS = 0x3800, (0x2800, 0x3000)
_MOST_RECORDS, _DEEPEST = 4096, 8
"""More than any camera writes; ends loops of damaged files."""

_MOST_STOPS = 64
_ORIENTATIONS = {0: 1, 90: 6, 180: 3, 270: 8}
"""EXIF's number for ImageInfo's rotation, in degrees clockwise."""


class Record(NamedTuple):
    """One record: its tag without the bits that say where its value stands, and the value's place."""

    tag: int
    offset: int
    length: int


def heap_records(view: memoryview) -> tuple[Record, ...] | None:
    """List all records, also those of heaps inside the heap; None where the main directory makes no sense."""
    order = {b"II": "<", b"MM": ">"}.get(bytes(view[:2]))
    if order is None or len(view) < 14:
        return None
    (start,) = struct.unpack_from(f"{order}I", view, 2)
    records = tuple(islice(_records(view, order, start, len(view), _DEEPEST), _MOST_RECORDS))
    return records or None


def _records(view: memoryview, order: str, start: int, end: int, depth: int) -> Iterator[Record]:
    """Walk the heap that fills `start`..`end`; its last four bytes say where its directory stands."""
    if not depth or not start + 6 <= end <= len(view):
        return
    directory = start + struct.unpack_from(f"{order}I", view, end - 4)[0]
    if directory + 2 > end - 4:
        return
    (count,) = struct.unpack_from(f"{order}H", view, directory)
    first, row = directory + 2, struct.Struct(order + _RECORD.format)
    if first + count * row.size > end:
        return
    for position in range(first, first + count * row.size, row.size):
        tag, length, offset = row.unpack_from(view, position)
        if tag & _STORAGE == _IN_RECORD:
            yield Record(tag & _ID, position + 2, row.size - 2)
        elif tag & _STORAGE == 0:
            yield Record(tag, start + offset, length)
            if tag & _KIND in _HEAPS:
                yield from _records(view, order, start + offset, start + offset + length, depth - 1)


def read_crw(view: memoryview) -> Header | None:
    """Read a CRW; None where its directory cannot be found (the file is cut short)."""
    records = heap_records(view)
    if records is None:
        return None
    order = "<" if bytes(view[:2]) == b"II" else ">"
    values: dict[int, memoryview] = {}
    for record in records:
        values.setdefault(record.tag, view[record.offset : record.offset + record.length])
    make, _, model = bytes(values.get(MAKE_MODEL, b"")).partition(b"\0")
    iso, f_number, exposure = _exposure(_words(values.get(SHOT_INFO), order))
    shot = Shot(
        make=clean_text(make),
        model=clean_text(model),
        orientation=_orientation(values.get(IMAGE_INFO), order),
        iso=iso,
        exposure_time_s=exposure,
        f_number=f_number,
        focal_length_mm=_focal_length(_words(values.get(FOCAL_LENGTH), order)),
        date_time=_capture_time(values.get(CAPTURE_TIME), order),
        software=clean_text(bytes(values.get(FIRMWARE, b""))),
    )
    return Header(shot)


def _words(value: memoryview | None, order: str) -> tuple[int, ...]:
    """Read a record of signed 16-bit numbers."""
    count = len(value or b"") // 2
    return struct.unpack_from(f"{order}{count}h", value, 0) if value is not None else ()


def _exposure(words: tuple[int, ...]) -> tuple[float | None, float | None, float | None]:
    """Read ISO, f-number and seconds from ShotInfo, all in thirty-seconds of a stop (ISO 100 is 160).

    Words 1 and 2 are the automatic and the base part of the ISO, 4 the aperture and 5 the shutter.
    """
    if len(words) < 6:
        return None, None, None
    _, auto_iso, base_iso, _, aperture, shutter = words[:6]
    iso = _power_of_two((auto_iso + base_iso) / 32 - 5) if base_iso > 0 else None
    return (
        None if iso is None else 100 * iso,
        _power_of_two(aperture / 64) if aperture > 0 else None,
        _power_of_two(-shutter / 32) if shutter else None,
    )


def _power_of_two(stops: float) -> float | None:
    """Turn stops into a factor; None for what no camera can mean."""
    return 2.0**stops if abs(stops) <= _MOST_STOPS else None


def _focal_length(words: tuple[int, ...]) -> float | None:
    """Read millimetres from FocalLength, whose type 2 (zoom lenses of compact cameras) counts in 1/32 mm."""
    if len(words) < 2:
        return None
    return positive(words[1] / 32 if words[0] == 2 else words[1])


def _orientation(value: memoryview | None, order: str) -> int | None:
    """Read the rotation from ImageInfo, after width, height and pixel aspect."""
    if value is None or len(value) < 16:
        return None
    return _ORIENTATIONS.get(struct.unpack_from(f"{order}i", value, 12)[0] % 360)


def _capture_time(value: memoryview | None, order: str) -> datetime | None:
    """Read the camera's clock, in seconds from 1970 without a time zone."""
    if value is None or len(value) < 4:
        return None
    (seconds,) = struct.unpack_from(f"{order}I", value, 0)
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None) if seconds else None
