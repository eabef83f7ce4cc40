"""Where small renderings by another program lie, and fits to them; by name alone, no file is opened.

Renderings lie as Lightroom's TIFFs do (:mod:`ppr10k_data.files.lightroom`), as TIFF, PNG or JPEG.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.lightroom import SIDES, existing, lightroom_folders, merged
from ppr10k_data.files.tree import files_by_photo
from ppr10k_data.photo import PhotoId

SUFFIXES = frozenset({"tif", "tiff", "png", "jpg", "jpeg"})

FIT_SUFFIX = ".json"
"""Of a saved fit's file that names it, see :mod:`ppr10k_data.files.fits`."""


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
