"""Small ICC profiles for the spaces that pictures are written in, so that every viewer shows them alike."""

from __future__ import annotations

import struct
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import PROPHOTO_TO_PCS, SRGB_TO_PCS, OutputSpace

NAMES: dict[OutputSpace, str] = {
    "srgb": "sRGB (ppr10k-data)",
    "prophoto": "ProPhoto RGB (ppr10k-data)",
    "scene-linear": "linear sRGB (ppr10k-data)",
}
_PCS_WHITE = np.array([0.9642, 1.0, 0.8249])
"""D50 as ICC.1:2010, clause 7.2.16 fixes it for the header; Adobe's spelling differs in the fourth digit."""

_CREATED = (2021, 6, 19, 0, 0, 0)  # fixed, so that equal pictures are equal files


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536.0))


def _xyz(values: NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(float(v)) for v in values)


def _parametric(*parameters: float) -> bytes:
    """Curve type 3: ((a x + b)^g) from d on, c x below."""
    return b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + b"".join(_fixed(p) for p in parameters)


def _curve(space: OutputSpace) -> bytes:
    """Encoded to linear, as the profile has it."""
    if space == "srgb":
        return _parametric(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    if space == "prophoto":
        return _parametric(1.8, 1.0, 0.0, 1 / 16, 16 / 512)
    return b"curv" + bytes(8)  # no entries: the identity


def _unicode(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded


@lru_cache(maxsize=4)
def icc_profile(space: OutputSpace) -> bytes:
    """An ICC profile (version 4, matrix and curves) of an output space.

    Parameters
    ----------
    space : OutputSpace

    References
    ----------
    ICC.1:2010 (profile version 4.3), clauses 7 to 10.
    """
    to_pcs = PROPHOTO_TO_PCS if space == "prophoto" else SRGB_TO_PCS
    matrix = np.diag(_PCS_WHITE / to_pcs.sum(axis=1)) @ to_pcs
    curve = _curve(space)
    tags = {
        b"desc": _unicode(NAMES[space]),
        b"cprt": _unicode("No copyright, use freely"),
        b"wtpt": _xyz(_PCS_WHITE),
        b"rXYZ": _xyz(matrix[:, 0]),
        b"gXYZ": _xyz(matrix[:, 1]),
        b"bXYZ": _xyz(matrix[:, 2]),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    return _assemble(tags)


def _assemble(tags: dict[bytes, bytes]) -> bytes:
    """Header, tag table and the tags' data, equal data stored once."""
    offset = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    table, body = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        if value not in places:
            places[value] = offset + len(body)
            body += value + bytes(-len(value) % 4)
        table += struct.pack(">4sII", name, places[value], len(value))
    size = offset + len(body)
    header = struct.pack(
        ">I4sI4s4s4s6H4s", size, bytes(4), 0x04300000, b"mntr", b"RGB ", b"XYZ ", *_CREATED, b"acsp"
    )
    header += bytes(28) + b"".join(_fixed(float(v)) for v in _PCS_WHITE)
    return header + bytes(128 - len(header)) + table + body
