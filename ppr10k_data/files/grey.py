"""Masks with the values that stand in their files, for those who resize them as others do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.decode import decoded

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_BIT_DEPTH = 24
"""Offset of the header's bit depth (PNG specification, 11.2.1)."""


def read_grey(path: Path) -> NDArray[Any]:
    """Read a mask without making it binary.

    Parameters
    ----------
    path : Path
        Grey PNG; of a colour picture the largest channel counts.

    Returns
    -------
    (H, W) uint8 or uint16, or bool where the file has a single bit a pixel

    Raises
    ------
    ImageFileError
        If the file is missing or is no picture.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImageFileError(f"{path}: mask cannot be read: {error.strerror or error}") from error
    mask = decoded(data, cv2.IMREAD_UNCHANGED)
    if mask is None:
        raise ImageFileError(f"{path}: mask is not a readable PNG; download it again")
    if mask.ndim == 3:
        mask = mask[..., :3].max(axis=2)
    logical = data.startswith(_PNG_SIGNATURE) and data[_PNG_BIT_DEPTH] == 1
    return mask > 0 if logical else np.asarray(mask)
