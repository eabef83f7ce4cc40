"""Small renderings by another program that renders are matched to: where they lie, and their pixels.

They lie as Lightroom's TIFFs do (:mod:`ppr10k_data.files.lightroom`), in any format that is read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError, LayoutError
from ppr10k_data.files.images import read_picture
from ppr10k_data.files.lightroom import SIDES, existing, lightroom_folders, merged
from ppr10k_data.files.srgb import refuse_other_profiles
from ppr10k_data.files.tree import files_by_photo
from ppr10k_data.photo import PhotoId

SUFFIXES = frozenset({"tif", "tiff", "png", "jpg", "jpeg"})

FIT_SUFFIX = ".json"
"""Of a saved fit's file that names it, see :mod:`ppr10k_data.files.fits`."""

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


def find_guides(folder: Path, labels: Sequence[str]) -> dict[str, dict[PhotoId, Path]]:
    """Find guides by folder of sidecars and photo.

    Parameters
    ----------
    folder : Path
        Laid out as the release's TIFFs, in either layout, or by names of folders of sidecars; with one label, also a
        folder that holds them directly.
    labels : sequence of str
        Names of folders of sidecars.

    Raises
    ------
    LayoutError
        If the folder is missing, or holds none of what is looked for.
    """
    if not folder.is_dir():
        raise LayoutError(
            f"{folder}: no such folder of small renderings; --match takes the release's train_val_images_tif_360p, "
            "or a folder of TIFF, PNG or JPEG files named like photos"
        )
    found = {label: merged(existing(folder, lightroom_folders(label), SIDES), SUFFIXES) for label in labels}
    if len(labels) == 1 and not found[labels[0]]:
        found[labels[0]] = files_by_photo(folder, SUFFIXES)
    if not any(found.values()):
        names = ", ".join(name for label in labels for name in lightroom_folders(label))
        raise LayoutError(
            f"{folder}: no pictures named like photos (12_3.tif, .png, .jpg) in {names} under it, nor under train/ or "
            "val/ of it"
        )
    return found


def find_fits(folder: Path, labels: Sequence[str]) -> dict[str, dict[PhotoId, Path]]:
    """Find fits by folder of sidecars and photo.

    Raises
    ------
    LayoutError
        If the folder is missing, or holds no fit for any of the labels.
    """
    if not folder.is_dir():
        raise LayoutError(f"{folder}: no such folder of fits; --match with --save-fits writes one")
    found: dict[str, dict[PhotoId, Path]] = {
        label: files_by_photo(folder / label, frozenset({"json"})) if (folder / label).is_dir() else {}
        for label in labels
    }
    if not any(found.values()):
        raise LayoutError(
            f"{folder}: no fits (12_3.json) in {', '.join(labels)} under it; name a --save-fits folder"
        )
    return found


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
