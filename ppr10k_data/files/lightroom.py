"""Where Lightroom's own renders of PPR10K lie, in each of the layouts that are in use.

::

    <folder>/train/source/12_3.tif   <folder>/val/target_a/1356_0.tif    the release, and its training code
    <folder>/train/source_aug/12_3.tif                                   with augmented sources among them
    <folder>/source/12_3.tif         <folder>/target_a/12_3.tif          AdaInt's and its descendants'
    <folder>/xmp_target_a/12_3.tif                                       one's own exports, by the sidecars' folder
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.tree import SOURCE, files_by_photo
from ppr10k_data.photo import PhotoId

RELEASE_TIFFS = "train_val_images_tif_360p"
"""The release's folder of them, under the dataset's root."""

SIDES = ("", "train", "val")
_SUFFIXES = frozenset({"tif", "tiff"})
_RENDER_SUFFIXES = frozenset({"tif", "png", "jpg"})
_OF_SOURCES = ("source", "source_aug", "source_aug_6")


def lightroom_folders(label: str) -> tuple[str, ...]:
    """Names that the folder of Lightroom's renders may have, for a folder of sidecars.

    Notes
    -----
    Augmented sources of the release (``583_9_1.tif``) were made from sidecars that are not in it, so a folder of
    augmented sidecars stands for a folder of its own name alone.
    """
    if label == SOURCE:
        return (label, *_OF_SOURCES)
    if label.startswith("xmp_target_"):
        return (label, label.removeprefix("xmp_"))
    return (label,)


def lightroom_tiffs(folder: Path, labels: Sequence[str]) -> dict[str, dict[PhotoId, Path]]:
    """Find Lightroom's TIFFs by folder of sidecars and photo.

    Parameters
    ----------
    folder : Path
        Their root, laid out in any of the ways above; with one label, also a folder that holds them directly.
    labels : sequence of str
        Names of folders of sidecars.

    Raises
    ------
    LayoutError
        If the folder is missing, or holds none of what is looked for.
    """
    missing = (
        f"{folder}: no such folder of Lightroom's TIFFs; download {RELEASE_TIFFS} of the release, or name "
        "another folder by --tif"
    )
    return small_renderings(folder, labels, _SUFFIXES, "TIFFs named like photos (12_3.tif)", missing)


def small_renderings(
    folder: Path, labels: Sequence[str], suffixes: frozenset[str], what: str, missing: str
) -> dict[str, dict[PhotoId, Path]]:
    """Find pictures by folder of sidecars and photo, in any of the layouts above.

    Parameters
    ----------
    folder : Path
        Their root; with one label, also a folder that holds them directly.
    labels : sequence of str
        Names of folders of sidecars.
    suffixes : frozenset of str
        Extensions wanted, lower case, without the dot.
    what : str
        What is looked for, in words.
    missing : str
        What is told where there is no such folder.

    Raises
    ------
    LayoutError
        If the folder is missing, or holds none of what is looked for.
    """
    if not folder.is_dir():
        raise LayoutError(missing)
    found = {label: merged(existing(folder, lightroom_folders(label), SIDES), suffixes) for label in labels}
    if len(labels) == 1 and not found[labels[0]]:
        found[labels[0]] = files_by_photo(folder, suffixes)
    if not any(found.values()):
        names = ", ".join(name for label in labels for name in lightroom_folders(label))
        raise LayoutError(f"{folder}: no {what} in {names} under it, nor under train/ or val/ of it")
    return found


def our_renders(folder: Path, labels: Sequence[str]) -> dict[str, dict[PhotoId, Path]]:
    """Find renders that ``ppr10k-data render`` wrote: its ``--out``, or the folder of one resolution in it.

    Parameters
    ----------
    folder : Path
        With ``<label>/12_3.tif`` or ``360p/<label>/12_3.tif``; ``.png`` and ``.jpg`` too.
    labels : sequence of str
        Names of folders of sidecars.

    Raises
    ------
    LayoutError
        If the folder is missing, or holds none of what is looked for.
    """
    if not folder.is_dir():
        raise LayoutError(f"{folder}: no such folder of renders; leave out --renders to render in memory")
    found = {label: merged(existing(folder, (label,), ("", "360p")), _RENDER_SUFFIXES) for label in labels}
    if not any(found.values()):
        raise LayoutError(
            f"{folder}: no renders in {', '.join(labels)} or 360p/{labels[0]} under it; name the --out of render, or "
            "the folder of one resolution in it"
        )
    return found


def existing(root: Path, names: Sequence[str], above: Sequence[str]) -> list[Path]:
    """Folders of these names under a root or a side of the split, that are there.

    Parameters
    ----------
    root : Path
    names : sequence of str
        Folders' names.
    above : sequence of str
        Folders between the root and them; an empty name for none.
    """
    places = [root / side / name for name in names for side in above]
    return [place for place in places if place.is_dir()]


def merged(folders: Sequence[Path], suffixes: frozenset[str]) -> dict[PhotoId, Path]:
    """Photos of several folders; the first that holds one counts.

    Parameters
    ----------
    folders : sequence of Path
    suffixes : frozenset of str
        Extensions wanted, lower case, without the dot.
    """
    merged: dict[PhotoId, Path] = {}
    for folder in folders:
        for photo, path in files_by_photo(folder, suffixes).items():
            merged.setdefault(photo, path)
    return merged
