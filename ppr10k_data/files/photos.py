"""Anybody's finished photos: upright, sRGB, 8 or 16 bits, or a clear word on what is in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.decode import decoded
from ppr10k_data.files.srgb import refuse_other_profiles

PHOTO_SUFFIXES = frozenset({"tif", "tiff", "png", "jpg", "jpeg"})
"""Extensions that are read, lower case."""

_ORIENTATION_TAG = 274

Pixels = NDArray[Any]
_UPRIGHT: dict[int, Callable[[Pixels], Pixels]] = {
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.swapaxes(0, 1),
    6: lambda p: p.swapaxes(0, 1)[:, ::-1],
    7: lambda p: p.swapaxes(0, 1)[::-1, ::-1],
    8: lambda p: p.swapaxes(0, 1)[::-1],
}
"""What turns pixels as stored upright (TIFF 6.0, tag Orientation)."""


def read_photo(path: Path) -> NDArray[Any]:
    """Read a finished photo as it is looked at.

    Parameters
    ----------
    path : Path
        ``.tif``, ``.tiff``, ``.png``, ``.jpg`` or ``.jpeg``, in any case. A JPEG may be grey.

    Returns
    -------
    (H, W, 3) uint8 or uint16
        sRGB-encoded RGB, turned upright by the Orientation of a JPEG or a TIFF.

    Raises
    ------
    ImageFileError
        If the file is missing or damaged, grey or with transparency (TIFF and PNG), of floating-point numbers, or says
        that it is in another colour space.
    """
    try:
        photo = _tiff(path) if path.suffix.lower() in (".tif", ".tiff") else _decoded(path)
    except Exception as error:  # a damaged TIFF makes tifffile raise nearly anything
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ImageFileError(f"{path}: cannot be read: {reason}") from error
    _check(photo, path)
    refuse_other_profiles(path, "retouched: convert it first")
    return np.ascontiguousarray(photo)


def _check(photo: NDArray[Any] | None, path: Path) -> None:
    if photo is None:
        raise ImageFileError(f"{path}: not a readable picture; is the file cut short?")
    if photo.dtype not in (np.uint8, np.uint16):
        raise ImageFileError(f"{path}: {photo.dtype} pixels; save it with 8 or 16 bits a channel")
    if photo.ndim != 3 or photo.shape[2] != 3 or 0 in photo.shape:
        kind = "with transparency" if photo.ndim == 3 and photo.shape[2] == 4 else "not an RGB picture"
        raise ImageFileError(f"{path}: {kind}, of shape {photo.shape}; save it as RGB of three channels")


def _tiff(path: Path) -> NDArray[Any]:
    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        photo = np.asarray(page.asarray())
        turn = int(page.tags.valueof(_ORIENTATION_TAG, 1))
    return _UPRIGHT.get(turn, _UPRIGHT[1])(photo) if photo.ndim == 3 else photo


def _decoded(path: Path) -> NDArray[Any] | None:
    data = path.read_bytes()
    jpeg = data[:2] == b"\xff\xd8"  # IMREAD_COLOR turns by EXIF, but knows 8 bits only
    photo = decoded(data, cv2.IMREAD_COLOR if jpeg else cv2.IMREAD_UNCHANGED)
    return photo[..., ::-1] if photo is not None and photo.ndim == 3 and photo.shape[2] == 3 else photo
