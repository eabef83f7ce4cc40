"""Small pictures to train on, found by looking: the release's TIFFs, AdaInt's layout, the official one, our renders.

::

    <folder>/source/12_3.tif           <folder>/source_aug_6/12_3_1.tif    <folder>/target_a/12_3.tif
    <folder>/train/source_aug/...      <folder>/val/source/...             <folder>/train/masks/12_3.png
    <folder>/xmp_source/12_3.tif       <folder>/xmp_target_a/12_3.tif      <folder>/masks/12_3.png
    <folder>/360p/xmp_source/...       the --out of render and augment
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from ppr10k_data.files.layouts import LAYOUTS, MASK_FOLDERS
from ppr10k_data.files.tree import files_by_photo
from ppr10k_data.photo import PhotoId, Split
from ppr10k_data.split import PictureKind


def _names() -> dict[PictureKind, tuple[str, ...]]:
    """Of the folders of each kind, in all layouts."""
    originals = [layout.originals for layout in LAYOUTS]
    augmented = [name for layout in LAYOUTS for name in layout.augmented]
    names: dict[PictureKind, list[str]] = {
        "source": originals + augmented,
        "target_a": [layout.target("a") for layout in LAYOUTS],
        "target_b": [layout.target("b") for layout in LAYOUTS],
        "target_c": [layout.target("c") for layout in LAYOUTS],
        "mask": list(MASK_FOLDERS),
    }
    return {kind: tuple(dict.fromkeys(each)) for kind, each in names.items()}


_FOLDERS = _names()
"""Names that a folder of each kind goes by; what the first holds counts before what a later one does."""

PLACES = ("", *get_args(Split), "360p")
"""Where such folders lie in the folder that is named."""

TIFF_SUFFIXES, MASK_SUFFIXES = frozenset({"tif", "tiff"}), frozenset({"png"})


@dataclass(frozen=True)
class PictureFolder:
    """A folder of pictures of one kind.

    Parameters
    ----------
    kind : PictureKind
    folder : Path
    files : dict of PhotoId to Path
        By photo or variant, in numeric order.
    doubles : dict of PhotoId to tuple of Path
        Names that have several files (``12_3.tif`` and ``12_3.TIF``), which are not among ``files``.
    """

    kind: PictureKind
    folder: Path
    files: dict[PhotoId, Path]
    doubles: dict[PhotoId, tuple[Path, ...]]

    @property
    def suffixes(self) -> frozenset[str]:
        """Extensions of the kind, lower case."""
        return MASK_SUFFIXES if self.kind == "mask" else TIFF_SUFFIXES


@dataclass(frozen=True)
class Pictures:
    """Pictures of several folders.

    Parameters
    ----------
    folders : tuple of PictureFolder
        Those that hold any, in the order in which they count.
    """

    folders: tuple[PictureFolder, ...]
    files: dict[PictureKind, dict[PhotoId, Path]] = field(init=False)

    def __post_init__(self) -> None:
        merged: dict[PictureKind, dict[PhotoId, Path]] = {kind: {} for kind in _FOLDERS}
        for each in self.folders:
            merged[each.kind] = each.files | merged[each.kind]  # the earlier folder's file counts
        object.__setattr__(self, "files", merged)


def find_pictures(folders: Sequence[Path], masks: Sequence[Path] = ()) -> Pictures:
    """Find pictures by the names of their folders; no file is opened.

    Parameters
    ----------
    folders : sequence of Path
        Each laid out in one of the ways above, or in several; the first that holds a picture counts.
    masks : sequence of Path
        Folders that hold masks themselves, such as ``masks_360p`` of the release; they count last.
    """
    places = [place for folder in folders for place in _places(folder)]
    places += [("mask", folder) for folder in masks if folder.is_dir()]
    looked: set[Path] = set()
    found = []
    for kind, folder in places:
        if folder.resolve() not in looked:
            looked.add(folder.resolve())
            found.append(_picture_folder(kind, folder))
    return Pictures(tuple(each for each in found if each.files or each.doubles))


def _places(folder: Path) -> Iterator[tuple[PictureKind, Path]]:
    for kind, names in _FOLDERS.items():
        for name in names:
            for inside in PLACES:
                if (place := folder / inside / name).is_dir():
                    yield kind, place


def _picture_folder(kind: PictureKind, folder: Path) -> PictureFolder:
    files = files_by_photo(folder, MASK_SUFFIXES if kind == "mask" else TIFF_SUFFIXES)
    return PictureFolder(kind, folder, files, files.doubles)
