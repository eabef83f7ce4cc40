"""Anybody's finished photos: upright, sRGB, 8 or 16 bits, or a clear word on what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.decode import decoded
from ppr10k_data.files.headers.jpeg import components
from ppr10k_data.files.srgb import refuse_other_profiles
from ppr10k_data.files.upright import orientation_of, upright

PHOTO_SUFFIXES = frozenset({"tif", "tiff", "png", "jpg", "jpeg"})
"""Extensions that are read, lower case."""

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _YCBCR = 0, 1, 2, 6
_OTHERS = {
    3: "of a palette",
    4: "a mask",
    5: "CMYK",
    6: "YCbCr",
    8: "CIELab",
    9: "ICCLab",
    10: "ITULab",
    32803: "of a sensor",
}
"""PhotometricInterpretation (TIFF 6.0, section 8 and part 3; TIFF/EP)."""
_MEANING_TAG, _JPEG_IN_TIFF = 262, 7

_JPEG = b"\xff\xd8"
_AS_RGB = "save it as RGB of three channels"


@dataclass(frozen=True)
class FinishedPhoto:
    """A finished photo as it is looked at.

    Parameters
    ----------
    pixels : (H, W, 3) uint8 or uint16, or float32 where that was asked for
        sRGB-encoded RGB, upright.
    is_grey : bool
        Whether the file has one channel, which stands in all three.
    """

    pixels: NDArray[Any]
    is_grey: bool = False


def read_photo(path: Path, *, purpose: str = "retouched", floats: bool = False) -> FinishedPhoto:
    """Read a finished photo as it is looked at.

    Parameters
    ----------
    path : Path
        ``.tif``, ``.tiff``, ``.png``, ``.jpg`` or ``.jpeg``, in any case; RGB, or grey, which becomes RGB.
    purpose : str
        What is to be done with it, for messages.
    floats : bool
        Take float32 too.

    Returns
    -------
    FinishedPhoto
        Turned upright by the file's Orientation.

    Raises
    ------
    ImageFileError
        If the file is missing or damaged, CMYK or of another colour model, with transparency, of other
        numbers, or says that it is in another colour space.
    """
    try:
        data = path.read_bytes()
        stored = _tiff(path) if path.suffix.lower() in (".tif", ".tiff") else _decoded(data, path)
    except ImageFileError:
        raise
    except MemoryError as error:
        raise ImageFileError(f"{path}: too large for this machine's memory") from error
    except Exception as error:  # a damaged TIFF makes tifffile raise nearly anything
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ImageFileError(f"{path}: cannot be read: {reason}") from error
    photo = _checked(stored, path, ("float32",) if floats else ())
    refuse_other_profiles(path, purpose)
    turned = upright(photo, orientation_of(data))
    if turned.ndim == 3:
        return FinishedPhoto(np.ascontiguousarray(turned))
    return FinishedPhoto(np.repeat(turned[..., None], 3, axis=2), is_grey=True)


def _checked(photo: NDArray[Any] | None, path: Path, also: tuple[str, ...]) -> NDArray[Any]:
    if photo is None:
        raise ImageFileError(f"{path}: not a readable picture; is the file cut short?")
    if photo.dtype.name not in ("uint8", "uint16", *also):
        raise ImageFileError(f"{path}: {photo.dtype} pixels; save it with 8 or 16 bits a channel")
    channels = photo.shape[2] if photo.ndim == 3 else 1
    if photo.ndim not in (2, 3) or channels not in (1, 3) or 0 in photo.shape:
        kind = "with transparency" if channels in (2, 4) else "not an RGB picture"
        raise ImageFileError(f"{path}: {kind}, of shape {photo.shape}; {_AS_RGB}")
    return photo[..., 0] if photo.ndim == 3 and channels == 1 else photo


def _tiff(path: Path) -> NDArray[Any]:
    with tifffile.TiffFile(path) as file:
        page: Any = file.pages.first
        meaning = int(page.tags.valueof(_MEANING_TAG, _RGB))
        decoded_to_rgb = meaning == _YCBCR and page.compression == _JPEG_IN_TIFF
        if meaning not in (_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB) and not decoded_to_rgb:
            raise ImageFileError(f"{path}: {_OTHERS.get(meaning, f'of colour model {meaning}')}; {_AS_RGB}")
        photo = np.asarray(page.asarray())
        photo = np.moveaxis(photo, 0, -1) if page.axes == "SYX" else photo  # a plane for each channel
    return ~photo if meaning == _WHITE_IS_ZERO and photo.dtype.kind == "u" else photo


def _decoded(data: bytes, path: Path) -> NDArray[Any] | None:
    if data.startswith(_JPEG) and components(memoryview(data)) == 4:
        raise ImageFileError(f"{path}: CMYK; {_AS_RGB}")
    photo = decoded(data, cv2.IMREAD_UNCHANGED)  # which turns nothing by itself
    return photo[..., ::-1] if photo is not None and photo.ndim == 3 and photo.shape[2] == 3 else photo
