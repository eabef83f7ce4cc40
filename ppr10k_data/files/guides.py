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
from ppr10k_data.files.guide_pixels import lies_on_its_side, read_guide_pixels
from ppr10k_data.files.jpeg_sampling import chroma_step
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
    chroma_step : tuple of int
        Pixels to a sample of colour, across and down; 1 and 1 but for most JPEGs.
    sha256 : str
        Of its file.
    """

    pixels: NDArray[Any]
    lossless: bool
    chroma_step: tuple[int, int]
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
        If it cannot be read, is transparent, holds floating-point values, or says that it is in another colour
        space than sRGB.
    """
    picture = read_guide_pixels(path)
    if picture.dtype not in (np.uint8, np.uint16):
        raise ImageFileError(f"{path}: {picture.dtype} pixels; a guide has 8 or 16 bits a channel, in sRGB")
    refuse_other_profiles(path, "matched to")
    lossless, step = _kept(path)
    return GuidePicture(picture, lossless, step, sha256(path.read_bytes()).hexdigest())


def _kept(path: Path) -> tuple[bool, tuple[int, int]]:
    """Whether every value is kept, and pixels to a sample of colour."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\xff\xd8":
        across, down = chroma_step(path)
        return False, (down, across) if across != down and lies_on_its_side(path) else (across, down)
    if start == b"\x89PNG":
        return True, (1, 1)
    with tifffile.TiffFile(path) as tiff:
        page = tiff.pages.first
        across, down = page.subsampling or (1, 1)
        return int(page.compression) in _LOSSLESS, (int(across), int(down))
