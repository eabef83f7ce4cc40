"""Pictures and masks as a learner wants them: the stored values, fast, and their sizes without decoding them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import read_picture
from ppr10k_data.files.plain_tiff import plain_tiff_facts, read_plain_tiff

_TIFF = (".tif", ".tiff")
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
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
        RGB, as stored.

    Raises
    ------
    ImageFileError
        If it is missing, damaged, or no RGB picture.
    """
    if path.suffix.lower() in _TIFF:
        pixels = read_plain_tiff(path)
        if pixels is not None:
            return pixels
    return np.ascontiguousarray(read_picture(path))


def picture_size(path: Path) -> tuple[int, int]:
    """Height and width of a picture or mask, from its header where that tells.

    Parameters
    ----------
    path : Path
        TIFF, PNG or JPEG.

    Raises
    ------
    ImageFileError
        If it is missing, empty, cut short (as far as can be told without decoding it), or no picture.
    """
    suffix = path.suffix.lower()
    if suffix in _TIFF:
        facts = plain_tiff_facts(path)
        if facts is not None:
            return facts.height, facts.width
    elif suffix == ".png":
        return _png_size(path)
    height, width, _ = read_picture(path).shape
    return height, width


def _png_size(path: Path) -> tuple[int, int]:
    """From the header chunk; the last chunk tells that the file is whole."""
    try:
        with path.open("rb") as file:
            head = file.read(24)
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            tail = file.read()
    except OSError as error:
        raise ImageFileError(f"{path}: picture cannot be read: {error.strerror or error}") from error
    if len(head) < 24 or not head.startswith(_PNG_SIGNATURE):
        raise ImageFileError(f"{path}: not a PNG file; download or render it again")
    if _PNG_END not in tail:
        raise ImageFileError(f"{path}: cut short: it has no last chunk; download or render it again")
    width, height = struct.unpack(">II", head[16:24])
    return height, width
