"""Pictures and masks as a learner wants them: the stored values, fast, and their sizes without decoding them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.headers.png import COLOURS, HEADER_BYTES, PngHeader, png_header
from ppr10k_data.files.images import read_picture
from ppr10k_data.files.plain_tiff import plain_tiff_facts, read_plain_tiff
from ppr10k_data.metrics.pictures import ROUNDING

_TIFF = (".tif", ".tiff")
_PNG_RGB, _PNG_PALETTE = 2, 3
_TYPES = frozenset({"uint8", "uint16", "float32"})
_PNG_END = b"IEND\xaeB`\x82"
"""Type and checksum of the last chunk (PNG specification, 11.2.5)."""
_TAIL_BYTES = 1024
"""Some programs write behind the last chunk, which readers pass over."""


def read_pixels(path: Path) -> NDArray[Any]:
    """Read a picture; an uncompressed TIFF costs no more than its bytes.

    Parameters
    ----------
    path : Path
        TIFF, PNG or JPEG.

    Returns
    -------
    (H, W, 3) uint8, uint16 or float32
        RGB, as stored; floats in 0..1.

    Raises
    ------
    ImageFileError
        If it is missing, damaged, no RGB picture, of another type of numbers, or holds floats that are not in 0..1.
    """
    if path.suffix.lower() in _TIFF:
        pixels = read_plain_tiff(path)
        if pixels is not None:
            return pixels
    pixels = np.ascontiguousarray(read_picture(path))
    _check(pixels, path)
    return pixels


def _check(pixels: NDArray[Any], path: Path) -> None:
    """Refuse numbers that nothing can be learned from; only decoded files hold such."""
    if pixels.dtype.name not in _TYPES:
        raise ImageFileError(f"{path}: {pixels.dtype} pixels; save it with 8 or 16 bits a channel")
    if pixels.dtype.kind != "f":
        return
    least, most = float(pixels.min()), float(pixels.max())  # NaN, where there is one
    if not (math.isfinite(least) and math.isfinite(most)):
        raise ImageFileError(f"{path}: values that are no numbers or infinite; render it again")
    if least < -ROUNDING or most > 1.0 + ROUNDING:
        raise ImageFileError(
            f"{path}: floating-point values in {least:.6g}..{most:.6g}, expected 0..1, sRGB-encoded; "
            "save it with 8 or 16 bits a channel"
        )


def picture_size(path: Path) -> tuple[int, int]:
    """Height and width of a picture that :func:`read_pixels` would read, from its header where that tells.

    Parameters
    ----------
    path : Path
        TIFF, PNG or JPEG.

    Raises
    ------
    ImageFileError
        If it is missing, empty, cut short (as far as can be told without decoding it), or no RGB picture of 8 or 16
        bits or floats in 0..1.
    """
    suffix = path.suffix.lower()
    if suffix in _TIFF:
        facts = plain_tiff_facts(path)
        if facts is not None:
            return facts.height, facts.width
    elif suffix == ".png":
        header = _png(path)
        if header.colour == _PNG_RGB:
            return header.height, header.width
        if header.colour != _PNG_PALETTE:
            colour = COLOURS.get(header.colour, f"of colour type {header.colour}")
            raise ImageFileError(f"{path}: {colour}; save it as RGB of three channels")
    height, width, _ = read_pixels(path).shape
    return height, width


def mask_size(path: Path) -> tuple[int, int]:
    """Height and width of a mask, from its header.

    Parameters
    ----------
    path : Path
        PNG, of any colours.

    Raises
    ------
    ImageFileError
        If it is missing, cut short, or no PNG.
    """
    header = _png(path)
    return header.height, header.width


def _png(path: Path) -> PngHeader:
    """From the header chunk; the last chunk tells that the file is whole."""
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_BYTES)
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            tail = file.read()
    except OSError as error:
        raise ImageFileError(f"{path}: picture cannot be read: {error.strerror or error}") from error
    header = png_header(head)
    if header is None:
        raise ImageFileError(f"{path}: not a PNG file; download or render it again")
    if _PNG_END not in tail:
        raise ImageFileError(f"{path}: cut short: it has no last chunk; download or render it again")
    return header
