"""TIFF directories over a buffer: values are checked against its end, and unpacked when asked for."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of a value by TIFF type: BYTE ASCII SHORT LONG RATIONAL SBYTE UNDEFINED SSHORT SLONG SRATIONAL
FLOAT DOUBLE (TIFF 6.0, section 2) and IFD (TIFF Technical Note 1)."""

_INTEGERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I"}
_RATIONALS = {5: "I", 10: "i"}
_FLOATS = {11: "f", 12: "d"}
_FLOAT = 11
_BYTES = frozenset({1, 2, 6, 7})

_ENTRY_BYTES = 12
_INLINE_BYTES = 4

_MOST_ENTRIES = 4096
_MOST_VALUES = 1 << 20
_LONGEST_TEXT = 1 << 16
"""More than any camera writes; larger counts come from damage and are not worth the memory."""


class Entry(NamedTuple):
    """Where a tag's values stand: `length` of them, of TIFF type `kind`, from byte `offset` of the buffer."""

    kind: int
    length: int
    offset: int


@dataclass(frozen=True)
class Ifd:
    """One directory of a TIFF.

    Parameters
    ----------
    view : memoryview of bytes
        The TIFF, whose first byte is offset 0.
    order : {"<", ">"}
        Its byte order.
    entries : mapping of int to Entry
        The tags whose values lie inside the buffer.
    beyond : frozenset of int
        The tags whose values lie beyond its end: the file is cut short, or the directory is damaged.
    next_offset : int
        Where the next directory of the chain stands; 0 after the last.
    """

    view: memoryview
    order: str
    entries: Mapping[int, Entry]
    beyond: frozenset[int]
    next_offset: int

    def __contains__(self, tag: int) -> bool:
        return tag in self.entries

    def integers(self, tag: int) -> tuple[int, ...]:
        """Read a tag of any integer type; empty when it is absent or of another type."""
        entry = self.entries.get(tag)
        if entry is None or entry.kind not in _INTEGERS or entry.length > _MOST_VALUES:
            return ()
        return self._unpack(entry.length, _INTEGERS[entry.kind], entry.offset)

    def integer(self, tag: int) -> int | None:
        """Read the first value of an integer tag; None when there is none."""
        return next(iter(self.integers(tag)), None)

    def numbers(self, tag: int) -> tuple[float, ...]:
        """Read a tag of any numeric type; empty when it is absent or a value is not finite (0/0, 1/0)."""
        entry = self.entries.get(tag)
        if entry is None or entry.length > _MOST_VALUES:
            return ()
        values: tuple[float, ...]
        if entry.kind in _RATIONALS:
            pairs = self._unpack(2 * entry.length, _RATIONALS[entry.kind], entry.offset)
            values = tuple(n / d if d else math.nan for n, d in zip(pairs[::2], pairs[1::2], strict=True))
        elif entry.kind in _FLOATS:
            values = self._unpack(entry.length, _FLOATS[entry.kind], entry.offset)
        else:
            values = self.integers(tag)
        return tuple(map(float, values)) if all(map(math.isfinite, values)) else ()

    def number(self, tag: int) -> float | None:
        """Read the first value of a numeric tag; None when there is none."""
        return next(iter(self.numbers(tag)), None)

    def text(self, tag: int) -> str | None:
        """Read a string up to its first NUL, without the space around it; None when nothing is left."""
        raw = self.blob(tag)
        return None if raw is None else clean_text(bytes(raw[:_LONGEST_TEXT]))

    def float_array(self, tag: int) -> NDArray[np.float32]:
        """Give the values of a FLOAT tag as an array; empty when it is absent or of another type."""
        entry = self.entries.get(tag)
        if entry is None or entry.kind != _FLOAT:
            return np.empty(0, np.float32)
        values = np.frombuffer(self.view, f"{self.order}f4", entry.length, entry.offset)
        return values.astype(np.float32)

    def blob(self, tag: int) -> memoryview | None:
        """Give the bytes of a tag of a byte type, without copying them."""
        entry = self.entries.get(tag)
        if entry is None or entry.kind not in _BYTES:
            return None
        return self.view[entry.offset : entry.offset + entry.length]

    def _unpack(self, count: int, letter: str, offset: int) -> tuple[int, ...]:
        return struct.unpack_from(f"{self.order}{count}{letter}", self.view, offset)


def clean_text(raw: bytes) -> str | None:
    """Decode a string of a header: UTF-8 as DNG asks for, else Latin-1, which never fails."""
    cut = raw.split(b"\0", 1)[0]
    try:
        text = cut.decode("utf-8")
    except UnicodeDecodeError:
        text = cut.decode("latin-1")
    return text.strip() or None


def tiff_start(view: memoryview) -> tuple[str, int] | None:
    """Read the eight bytes that a TIFF starts with.

    Returns
    -------
    tuple of str and int, or None
        Byte order and offset of the first directory. The number after the byte order (42 in TIFF, 0x55 in
        RW2, "RO" in ORF) is not looked at. None where no byte order stands.
    """
    order = {b"II": "<", b"MM": ">"}.get(bytes(view[:2]))
    if order is None or len(view) < 8:
        return None
    return order, struct.unpack_from(f"{order}I", view, 4)[0]


def read_ifd(view: memoryview, order: str, offset: int) -> Ifd | None:
    """Read one directory.

    Parameters
    ----------
    view : memoryview
        The whole file.
    order : str
        Byte order, as :mod:`struct` spells it.
    offset : int
        Where the directory begins, in bytes.

    Returns
    -------
    Ifd or None
        None where no directory of 1..4096 entries lies whole inside the buffer. Entries of types that TIFF
        does not define are left out, as the specification asks.
    """
    if not 0 < offset <= len(view) - 2:
        return None
    (count,) = struct.unpack_from(f"{order}H", view, offset)
    end = offset + 2 + count * _ENTRY_BYTES
    if not 0 < count <= _MOST_ENTRIES or end > len(view):
        return None
    entries: dict[int, Entry] = {}
    beyond: set[int] = set()
    for position in range(offset + 2, end, _ENTRY_BYTES):
        tag, kind, values, pointer = struct.unpack_from(f"{order}HHII", view, position)
        size = _SIZES.get(kind, 0) * values
        start = position + 8 if size <= _INLINE_BYTES else pointer
        if size and start + size > len(view):
            beyond.add(tag)
        elif size:
            entries.setdefault(tag, Entry(kind, values, start))
    following = struct.unpack_from(f"{order}I", view, end)[0] if end + 4 <= len(view) else 0
    return Ifd(view, order, entries, frozenset(beyond), following)
