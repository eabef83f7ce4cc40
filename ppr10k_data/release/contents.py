"""What the release holds: its parts, how many files each has, and what is known to be missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ppr10k_data.photo import PhotoId
from ppr10k_data.release.groups import release_photos

KNOWN_HOLES = frozenset({("xmp_target_b", "1680_3"), ("xmp_target_c", "1680_3")})
"""Sidecars that the release itself lacks (csjliang/PPR10K, issue 26)."""

SIDECARS = ("xmp_source", "xmp_target_a", "xmp_target_b", "xmp_target_c")
TIFF_SOURCE, TIFF_AUGMENTED = "tif/source", "tif/source_aug"
TIFF_TARGETS = ("tif/target_a", "tif/target_b", "tif/target_c")
RAW, MASKS_FULL, MASKS_360P = "raw", "masks_full", "masks_360p"

PARTS = (RAW, *SIDECARS, MASKS_FULL, MASKS_360P, TIFF_SOURCE, TIFF_AUGMENTED, *TIFF_TARGETS)
"""Parts of the release that have files for each photo. Those that begin with ``tif/`` are folders of
``train_val_images_tif_360p``, in whichever way they lie there."""

VARIANTS = 5
"""Augmented variants of a training photo: 583_9_1 to 583_9_5 (the second release's source_aug_6)."""

LOOSE_PARTS = {"hists": 39, "checkpoints": 12}
"""Parts that are of no photo, and their numbers of files (README of csjliang/PPR10K; the first release has no
checkpoints)."""

ReleaseName = Literal["first", "second"]


@dataclass(frozen=True)
class Release:
    """One of the two releases of the dataset.

    Parameters
    ----------
    name : {"first", "second"}
    tiffs : int
        Files in ``train_val_images_tif_360p``.
    files : int
        In all.
    """

    name: ReleaseName
    tiffs: int
    files: int


FIRST = Release("first", 44_644, 122_810)
"""As the first README of csjliang/PPR10K has it: 4 x 11,161 TIFFs, no augmented sources."""

SECOND = Release("second", 97_894, 176_072)
"""With 53,250 augmented training sources and 12 checkpoints: 8,875 + 53,250 + 2,286 + 3 x 11,161 TIFFs."""


def names_in(part: str, photos: Iterable[PhotoId]) -> frozenset[PhotoId]:
    """Names of the files that a part has for some photos.

    Parameters
    ----------
    part : str
        One of :data:`PARTS`.
    photos : iterable of PhotoId
        Photos, no variants.

    Returns
    -------
    frozenset of PhotoId
        The photos; of augmented sources the training photos with their variants. Known holes are not among them.
    """
    if part == TIFF_AUGMENTED:
        train = (photo for photo in photos if photo.split == "train")
        return frozenset(PhotoId(p.group, p.index, k or None) for p in train for k in range(VARIANTS + 1))
    return frozenset(photo for photo in photos if not is_known_hole(part, photo))


def is_known_hole(part: str, photo: PhotoId) -> bool:
    """Whether the release itself lacks a file.

    Parameters
    ----------
    part : str
        One of :data:`PARTS`.
    photo : PhotoId
    """
    return (part, str(photo)) in KNOWN_HOLES


def released_count(part: str) -> int:
    """Files that a part has in the release, the known holes left out."""
    return len(names_in(part, release_photos()))
