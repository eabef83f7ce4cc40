"""The pixels of a small rendering as a viewer shows them: upright, three colours, nothing transparent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray

from ppr10k_data.develop.geometry import orient
from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.decode import decoded

_ORIENTATION_TAG = 274
_PNG, _JPEG = b"\x89PNG", b"\xff\xd8"


def read_guide_pixels(path: Path) -> NDArray[Any]:
    """Read a picture of one or three channels, with or without a fourth that hides nothing.

    Parameters
    ----------
    path : Path
        TIFF, PNG or JPEG; greys become three equal channels, and an Orientation tag is obeyed.

    Returns
    -------
    (h, w, 3) array
        RGB, of the file's type.

    Raises
    ------
    ImageFileError
        If it cannot be read, or is transparent anywhere.
    """
    try:
        data = path.read_bytes()
        picture = _from_tiff(path) if data[:2] in (b"II", b"MM") else _from_others(path, data)
    except ImageFileError:
        raise
    except Exception as error:  # a damaged TIFF makes tifffile raise nearly anything
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ImageFileError(
            f"{path}: not a readable guide: {reason}; make it again, or remove it"
        ) from error
    if picture.ndim == 3 and picture.shape[2] in (2, 4):
        picture = _opaque(path, picture)
    if picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] == 1):
        picture = np.repeat(picture.reshape(*picture.shape[:2], 1), 3, axis=2)
    if picture.ndim != 3 or picture.shape[2] != 3:
        raise ImageFileError(
            f"{path}: no RGB picture, but values of shape {picture.shape}; export it as an RGB picture of one page"
        )
    return np.ascontiguousarray(picture)


def lies_on_its_side(path: Path) -> bool:
    """Whether a PNG or JPEG is stored on its side, as its Orientation tag says; not of square pictures."""
    data = path.read_bytes()
    stored, shown = (decoded(data, flags) for flags in (cv2.IMREAD_UNCHANGED, cv2.IMREAD_COLOR))
    return stored is not None and shown is not None and stored.shape[:2] != shown.shape[:2]


def _from_tiff(path: Path) -> NDArray[Any]:
    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        picture = page.asarray()
        if picture.ndim == 3 and page.planarconfig == tifffile.PLANARCONFIG.SEPARATE:
            picture = np.moveaxis(picture, 0, -1)
        tag = page.tags.get(_ORIENTATION_TAG)
        turn = 1 if tag is None else int(tag.value)
    return orient(picture, turn) if turn in range(2, 9) else picture


def _from_others(path: Path, data: bytes) -> NDArray[Any]:
    """PNG or JPEG; OpenCV turns by EXIF what it reads as colours, and nothing that it reads unchanged."""
    if not data.startswith((_PNG, _JPEG)):
        raise ValueError("no TIFF, PNG or JPEG, whatever its name says")
    stored = decoded(data, cv2.IMREAD_UNCHANGED)
    shown = decoded(data, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
    if stored is None or shown is None:
        raise ValueError("a part of a PNG or JPEG, or a damaged one")
    if stored.ndim == 3 and stored.shape[2] == 4:
        _opaque(path, stored)
    return shown[..., ::-1]


def _opaque(path: Path, picture: NDArray[Any]) -> NDArray[Any]:
    """Colours alone, where the last channel hides nothing."""
    whole = np.iinfo(picture.dtype).max if np.issubdtype(picture.dtype, np.integer) else 1
    if (picture[..., -1] != whole).any():
        raise ImageFileError(
            f"{path}: transparent in parts; a guide is a whole picture, export it without alpha"
        )
    return picture[..., :-1]
