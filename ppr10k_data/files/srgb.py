"""Pictures as they are compared: 8-bit sRGB, whatever their file holds; and nothing else."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import read_picture

_ICC_TAG = 34675
_SRGB = ("sRGB", "IEC61966-2.1", "IEC61966-2-1")
"""Of these one stands in the description of every sRGB profile met: Adobe's and HP's, the ICC's, Google's, ours."""


def read_srgb(path: Path) -> NDArray[np.uint8]:
    """Read a picture as 8-bit sRGB.

    Parameters
    ----------
    path : Path
        TIFF, PNG or JPEG of 8 or 16 bits a channel.

    Returns
    -------
    (H, W, 3) uint8
        16-bit values are rounded.

    Raises
    ------
    ImageFileError
        If the file cannot be read, holds floating-point values, or says that it is in another colour space.
    """
    picture = read_picture(path)
    if picture.dtype not in (np.uint8, np.uint16):
        raise ImageFileError(f"{path}: {picture.dtype} pixels; only 8- and 16-bit sRGB can be compared")
    refuse_other_profiles(path, "compared")
    if picture.dtype == np.uint8:
        return picture
    return ((picture.astype(np.uint32) + 128) // 257).astype(np.uint8)


def refuse_other_profiles(path: Path, purpose: str) -> None:
    """Refuse a picture that says that it is in another colour space.

    Parameters
    ----------
    path : Path
        A readable TIFF, PNG or JPEG.
    purpose : str
        What it would have been, for the message.

    Raises
    ------
    ImageFileError
        If its profile is not sRGB's.
    """
    profile = embedded_profile(path)
    if profile is not None and not _is_srgb(profile):
        name = profile_name(profile)
        said = f"is {name!r}, not sRGB" if name else "is not sRGB"
        raise ImageFileError(
            f"{path}: its colour profile {said}; only sRGB can be {purpose}, export it in sRGB"
        )


def _is_srgb(profile: bytes) -> bool:
    return any(name.encode(code) in profile for name in _SRGB for code in ("ascii", "utf-16-be"))


def profile_name(profile: bytes) -> str:
    """The description inside an ICC profile, such as "Display P3"; empty where it has none that can be read.

    Parameters
    ----------
    profile : bytes

    References
    ----------
    ICC.1:2010, clauses 7.3 (the tag table) and 10.13 (multiLocalizedUnicodeType); ICC.1:2001-04, 6.5.17
    (textDescriptionType).
    """
    try:
        (count,) = struct.unpack_from(">I", profile, 128)
        tags = (struct.unpack_from(">4sII", profile, 132 + 12 * k) for k in range(min(count, 100)))
        offset = next((at for name, at, _ in tags if name == b"desc"), None)
        return "" if offset is None else _description(profile[offset:])
    except struct.error:
        return ""


def _description(tag: bytes) -> str:
    if tag[:4] == b"desc":
        (length,) = struct.unpack_from(">I", tag, 8)
        return _printable(tag[12 : 12 + length].decode("ascii", "replace"))
    if tag[:4] == b"mluc":
        length, offset = struct.unpack_from(">II", tag, 20)
        return _printable(tag[offset : offset + length].decode("utf-16-be", "replace"))
    return ""


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:80].strip()


def embedded_profile(path: Path) -> bytes | None:
    """The ICC profile inside a picture, None where there is none.

    Parameters
    ----------
    path : Path
        A readable TIFF, PNG or JPEG.
    """
    data = path.read_bytes()
    if data[:4] == b"\x89PNG":
        return _png_profile(data)
    if data[:2] == b"\xff\xd8":
        return _jpeg_profile(data)
    with tifffile.TiffFile(path) as file:
        tag = file.pages.first.tags.get(_ICC_TAG)
        return None if tag is None else bytes(tag.value)


def _png_profile(data: bytes) -> bytes | None:
    """Chunk iCCP: name, 0, method, deflated profile (PNG specification, 11.3.3.3)."""
    start = data.find(b"iCCP")
    if start < 0:
        return None
    (length,) = struct.unpack(">I", data[start - 4 : start])
    chunk = data[start + 4 : start + 4 + length]
    try:
        return zlib.decompress(chunk[chunk.index(b"\0") + 2 :])
    except (zlib.error, ValueError):
        return b""


def _jpeg_profile(data: bytes) -> bytes | None:
    """Segment APP2 (ICC.1:2010, annex B.4); the first part holds the description."""
    start = data.find(b"ICC_PROFILE\0")
    if start < 2:
        return None
    (length,) = struct.unpack(">H", data[start - 2 : start])
    return data[start + 14 : start - 2 + length]
