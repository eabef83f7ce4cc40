"""Small renderings by another program that renders are matched to: their pixels."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import read_picture
from ppr10k_data.files.srgb import refuse_other_profiles

_LOSSLESS = frozenset({1, 5, 8, 32773, 32946, 34925, 50000})
"""TIFF's compressions that keep every value: none, LZW, Deflate, PackBits, Deflate again, LZMA, Zstandard."""


@dataclass(frozen=True, eq=False)
class GuidePicture:
    """A small rendering.

    Parameters
    ----------
    pixels : (h, w, 3) uint8 or uint16
        sRGB-encoded.
    lossless : bool
        Whether its file keeps every value; a JPEG's does not.
    sha256 : str
        Of its file.
    """

    pixels: NDArray[Any]
    lossless: bool
    sha256: str


def read_guide(path: Path) -> GuidePicture:
    """Read a small rendering.

    Parameters
    ----------
    path : Path
        TIFF, PNG or JPEG of 8 or 16 bits a channel.

    Raises
    ------
    ImageFileError
        If it cannot be read, holds floating-point values, or says that it is in another colour space than sRGB.
    """
    try:
        picture = read_picture(path)
    except ImageFileError as error:
        raise ImageFileError(f"{path}: not a readable RGB guide; download it again, or remove it") from error
    if picture.dtype not in (np.uint8, np.uint16):
        raise ImageFileError(f"{path}: {picture.dtype} pixels; a guide has 8 or 16 bits a channel, in sRGB")
    refuse_other_profiles(path, "matched to")
    return GuidePicture(picture, _is_lossless(path), sha256(path.read_bytes()).hexdigest())


def _is_lossless(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\xff\xd8":
        return False
    if start == b"\x89PNG":
        return True
    with tifffile.TiffFile(path) as tiff:
        return int(tiff.pages.first.compression) in _LOSSLESS
