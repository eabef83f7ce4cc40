"""The levels of a lossy DNG: what OpcodeList2 makes of its 8-bit pixels (DNG specification 1.7.0.0, chapter 7)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAP_POLYNOMIAL = 8
_MOST_OPCODES = 64
_MOST_DEGREE = 8

Polynomial = tuple[float, ...]
"""Coefficients, the constant first; from 0..1 to 0..1."""


def level_polynomials(opcodes: bytes | memoryview, planes: int) -> tuple[Polynomial, ...] | None:
    """Read the polynomial of each colour plane.

    Parameters
    ----------
    opcodes : bytes
        An OpcodeList2; big-endian whatever the file's byte order.
    planes : int
        Colours of a pixel.

    Returns
    -------
    tuple of Polynomial, or None
        One a plane; None where the list asks for anything but one MapPolynomial of every pixel of each plane.
    """
    found: dict[int, Polynomial] = {}
    try:
        for code, content in _opcodes(bytes(opcodes)):
            top, left, _, _, plane, count, row_pitch, column_pitch, degree = struct.unpack_from(
                ">9I", content
            )
            whole = (top, left, row_pitch, column_pitch) == (0, 0, 1, 1) and plane + count <= planes
            if code != MAP_POLYNOMIAL or not whole or degree > _MOST_DEGREE or plane in found:
                return None
            polynomial = struct.unpack_from(f">{degree + 1}d", content, 36)
            found |= dict.fromkeys(range(plane, plane + count), polynomial)
    except struct.error:
        return None
    return tuple(found[plane] for plane in range(planes)) if len(found) == planes else None


def _opcodes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each opcode."""
    (count,) = struct.unpack_from(">I", data)
    start = 4
    for _ in range(min(count, _MOST_OPCODES)):
        code, _version, _flags, size = struct.unpack_from(">4I", data, start)
        yield code, data[start + 16 : start + 16 + size]
        start += 16 + size
