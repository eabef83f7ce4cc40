"""Where small renderings by another program lie, and fits to them; by name alone, no file is opened.

Renderings lie as Lightroom's TIFFs do (:mod:`ppr10k_data.files.lightroom`), as TIFF, PNG or JPEG.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.lightroom import small_renderings
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
    missing = (
        f"{folder}: no such folder of small renderings; --match takes the release's train_val_images_tif_360p, "
        "or a folder of TIFF, PNG or JPEG files named like photos"
    )
    what = "pictures named like photos (12_3.tif, .png, .jpg)"
    return small_renderings(folder, labels, SUFFIXES, what, missing)


def find_fits(folder: Path, labels: Sequence[str]) -> dict[str, dict[PhotoId, Path]]:
    """Find fits by folder of sidecars and photo.

    Parameters
    ----------
    folder : Path
        With a folder of fits for each folder of sidecars.
    labels : sequence of str
        Names of folders of sidecars.

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
