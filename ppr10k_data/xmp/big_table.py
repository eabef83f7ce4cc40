"""The colour tables that a sidecar or a look carries as text, under ``crs:Table_`` and the table's digest.

References
----------
``dng_big_table::EncodeAsString`` and ``ReadTableFromXMP``, DNG SDK 1.7.1.
"""

from __future__ import annotations

import hashlib
import zlib

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import ProfileError
from ppr10k_data.xmp.rdf import CRS, Properties

PREFIX = CRS + "Table_"
"""Of a table's property; the MD5 digest of its bytes follows, in hexadecimal."""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?`'|()[]{}@%$#"
"""The 85 digits: those of Z85 but for the few that XML would have to spell out."""

LARGEST = 1 << 24
"""Bytes of a table: Adobe's own limits are a tenth of it. More is damage, or meant to fill the memory."""

_BASE, _GROUP, _WORD = 85, 5, 4
_NO_DIGIT = 255


def table_texts(found: Properties) -> dict[str, str]:
    """The tables among a document's properties: texts by digest, in upper case."""
    return {
        name.removeprefix(PREFIX).upper(): text
        for name, text in found.items()
        if name.startswith(PREFIX) and isinstance(text, str)
    }


def decode_table(text: str, digest: str, *, name: str) -> bytes:
    """Turn a table's text into its bytes.

    Parameters
    ----------
    text : str
        Groups of five digits to the base 85, the lowest first, for four bytes, the lowest first; a last group of n
        digits holds n - 1 bytes. The first four bytes are the table's size, the rest is a zlib stream.
    digest : str
        The MD5 digest of the table, in hexadecimal.
    name : str
        The file, for messages.

    Returns
    -------
    bytes

    Raises
    ------
    ProfileError
        If the text is damaged, or its digest is another.
    """
    packed = _bytes_of(text)
    if packed is None or len(packed) < _WORD:
        raise ProfileError(f"{name}: crs:Table_{digest} is not a table's text: it is damaged")
    size = int.from_bytes(packed[:_WORD], "little")
    table = _inflated(packed[_WORD:], size) if size <= LARGEST else None
    if table is None or hashlib.md5(table, usedforsecurity=False).hexdigest().upper() != digest.upper():
        raise ProfileError(
            f"{name}: crs:Table_{digest} does not hold the table of this digest: it is damaged"
        )
    return table


def _bytes_of(text: str) -> bytes | None:
    """Read the digits; white space is none of them. None where anything else stands among them."""
    spelled = "".join(text.split())
    if not spelled.isascii() or len(spelled) % _GROUP == 1:
        return None
    digits = _VALUES[np.frombuffer(spelled.encode("ascii"), np.uint8)]
    if (digits == _NO_DIGIT).any():
        return None
    missing = -len(digits) % _GROUP
    groups = np.append(digits, np.zeros(missing, np.uint8)).reshape(-1, _GROUP).astype(np.uint64)
    words = groups @ (_BASE ** np.arange(_GROUP, dtype=np.uint64))
    whole = (words & np.uint64(0xFFFFFFFF)).astype("<u4").tobytes()
    return whole[: len(whole) - missing]


def _inflated(stream: bytes, size: int) -> bytes | None:
    """Unpack a zlib stream of a known size; None where it is damaged or of another."""
    unpacker = zlib.decompressobj()
    try:
        table = unpacker.decompress(stream, size + 1)
    except zlib.error:
        return None
    return table if len(table) == size and unpacker.eof else None


def _digit_values() -> NDArray[np.uint8]:
    values = np.full(128, _NO_DIGIT, np.uint8)
    values[np.frombuffer(DIGITS.encode("ascii"), np.uint8)] = np.arange(_BASE, dtype=np.uint8)
    return values


_VALUES = _digit_values()
